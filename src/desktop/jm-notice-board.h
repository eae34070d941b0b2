/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What is told in one notification. Title and body are plain text; each action is one of the application with
 * a text as its target. */
typedef struct
{
  const char           *title;
  const char           *body;
  const char           *icon_name;
  GNotificationPriority priority;
  const char           *action;         /* by a click: "app.show-problem" */
  const char           *target;         /* NULL: none */
  const char           *action_label;   /* "Show": where a click does not do it */
  const char           *button_label;   /* NULL: no button */
  const char           *button_action;
  const char           *button_target;
} JmNotice;

/* Where notifications hang: the desktop, through GNotification. Property "there", notifies: somebody shows
 * notifications. Property "missing", notifies: it was looked, and nobody does. */
#define JM_TYPE_NOTICE_BOARD (jm_notice_board_get_type ())

G_DECLARE_FINAL_TYPE (JmNoticeBoard, jm_notice_board, JM, NOTICE_BOARD, GObject)

/* @application: registered */
JmNoticeBoard *jm_notice_board_new      (GApplication   *application);
gboolean       jm_notice_board_is_there (JmNoticeBoard  *self);
/* Another one in each session; "" without a bus */
const char    *jm_notice_board_get_bus_id (JmNoticeBoard *self);
/* Replaces the one with the same @id. */
void           jm_notice_board_put      (JmNoticeBoard  *self,
                          const char *id,
                          const JmNotice *notice);
void           jm_notice_board_take     (JmNoticeBoard  *self,
                           const char *id);

G_END_DECLS
