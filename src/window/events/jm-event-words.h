/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/jm-event.h"

G_BEGIN_DECLS

/* How an event is shown: its kind as icon, colour and word, and its detail as lines. */

const char *jm_event_kind_get_icon_name (JmEventKind kind);
/* "accent", "error", "warning", "dimmed" */
const char *jm_event_kind_get_class     (JmEventKind kind);
/* "Refresh" */
const char *jm_event_kind_get_word      (JmEventKind kind);

/* "Refresh · ACME". The caller owns it. */
char       *jm_event_dup_subtitle       (JmEvent *event) G_GNUC_WARN_UNUSED_RESULT;

/* One line of the detail: "Request", "POST auth.atlassian.com/oauth/token". */
typedef struct
{
  char *title;
  char *text;
} JmEventLine;

void        jm_event_line_free          (JmEventLine *self);
/* The lines of jm_event_get_detail(), in their order, and last the time in full. A GPtrArray of JmEventLine. */
GPtrArray  *jm_event_dup_lines          (JmEvent *event) G_GNUC_WARN_UNUSED_RESULT;
/* All of it as plain text, for the clipboard. */
char       *jm_event_dup_text           (JmEvent *event) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
