/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/jm-desktop.h"
#include "jm-application.h"
#include "jm-window.h"

G_BEGIN_DECLS

/*
 * The application is one object in several files, each with one idea:
 *   jm-application.c           the object, the command line, what GApplication asks of it
 *   jm-application-opening.c   the monitors: opening them, and which of them the window shows
 *   jm-application-closing.c   closing the window: going on without it, or ending in order
 *   jm-application-actions.c   what the menus of the window offer
 *   jm-application-requests.c  what tray and notifications ask for, with a window or without
 */

struct _JmApplication
{
  AdwApplication parent_instance;

  JmMonitor     *own;           /* the person's accounts; NULL until somebody needs them */
  DexPromise    *own_opened;    /* resolved when it is open; NULL until then nobody asked */
  JmDesktop     *desktop;       /* of the own one, once it is open */
  JmMonitor     *demonstration; /* while it is shown */
  GCancellable  *showing;       /* of what the window is to show; NULL: nothing yet */
  char          *shots_folder;  /* --shots: where the pictures go, else NULL */
  char          *looks;         /* --looks: what the pictures are taken of, or NULL */
  int            status;        /* of the process */
  guint          signal_sources[3];
  guint          n_deeds;       /* requests that are being done */
  gboolean       background;    /* goes on without a window */
  gboolean       quiet_start;   /* --background: the first activation shows no window */
  gboolean       held;          /* GApplication would leave with the last window */
  gboolean       ending;
};

/* --- jm-application.c */

/* NULL while there is none. Borrowed. */
JmWindow  *jm_application_get_window         (JmApplication *self);
/* The window on the screen, made when there is none. A person asked for it: it comes to the front. */
JmWindow  *jm_application_present            (JmApplication *self);
/* From now on the process lasts until jm_application_quit() or the last window. */
void       jm_application_stay               (JmApplication *self);

/* --- jm-application-opening.c */

/* Resolves to TRUE when the person's own monitor is open and watches; shared by all who ask. */
DexFuture *jm_application_open_own           (JmApplication *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean   jm_application_is_own_open        (JmApplication *self);
/* The window shows it as soon as it is open. */
void       jm_application_show_own           (JmApplication *self);
void       jm_application_show_demonstration (JmApplication *self);
/* Back to the own one; the demonstration ends. */
void       jm_application_leave_demonstration (JmApplication *self);
/* The window is gone: what only it needed ends. */
void       jm_application_show_nothing       (JmApplication *self);
/* Ends its fetching and looking, and closes it. */
DexFuture *jm_application_close_monitor      (JmMonitor     *monitor) G_GNUC_WARN_UNUSED_RESULT;

/* --- jm-application-closing.c */

/* Asks, goes on or quits when the person closes @window. */
void       jm_application_watch_window       (JmApplication *self,
                                  JmWindow *window);
/* Without a window and without a reason to stay, it ends. */
void       jm_application_settle             (JmApplication *self);
void       jm_application_quit               (JmApplication *self);
/* A click on the icon in the tray: the window goes when it is looked at, and else it comes. */
void       jm_application_toggle             (JmApplication *self);

/* --- jm-application-actions.c, jm-application-requests.c */

void       jm_application_add_actions        (JmApplication *self);
void       jm_application_add_requests       (JmApplication *self);

G_END_DECLS
