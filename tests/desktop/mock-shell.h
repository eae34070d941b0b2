/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a desktop has around the program, on a connection of its own to a private bus, which is session and
 * system in one: who shows notifications, logind, and the portal that tells of the screen. */
typedef struct
{
  GDBusConnection *bus;
  guint            n_notified;  /* calls of Notify */
  GPtrArray       *bubbles;     /* of MockBubble: that hang there, the oldest first */
  guint32          last_id;
  const char      *abilities;   /* "actions body body-markup" */
  const char      *name;
  guint            shower;      /* registration; 0: nobody shows */
  guint            logind;
  guint            portal;
  gboolean         locked;
  char            *portal_session;      /* NULL: nobody asked */
  guint            n_let_end;
} MockShell;

typedef struct
{
  guint32  id;
  char    *title;
  char    *body;
  char    *icon;
  char   **actions;             /* name, label, name, label, … */
  guint    urgency;
} MockBubble;

/* The bus of this process, and the environment that leads to it: first thing in main(). */
void        mock_bus_up            (void);
void        mock_bus_down          (void);

MockShell  *mock_shell_new         (void);
void        mock_shell_free        (MockShell  *self);
/* All names of it are free again. */
void        mock_shell_go          (MockShell  *self);
/* Somebody who shows notifications; @abilities: blank between them */
void        mock_shell_show_up     (MockShell  *self,
                         const char *name,
                         const char *abilities);
void        mock_shell_leave       (MockShell  *self);
/* Whose title begins so; NULL */
MockBubble *mock_shell_find        (MockShell  *self,
                             const char *title);
/* @action: "default", or a label; the bubble goes with it */
void        mock_shell_press       (MockShell  *self,
                       MockBubble *bubble,
                       const char *action);
void        mock_shell_add_logind  (MockShell  *self);
void        mock_shell_add_portal  (MockShell  *self);
void        mock_shell_lock        (MockShell  *self,
                      gboolean locked);
/* @stage: of the session: 1 running, 2 asked whether it may end */
void        mock_shell_portal_say  (MockShell  *self,
                            gboolean active,
                            guint stage);

G_END_DECLS
