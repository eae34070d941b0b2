/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "accounts/jm-monitor.h"
#include "desktop/jm-menu.h"

G_BEGIN_DECLS

/* The window: sidebar and page, or the welcome page while there is no account. Its actions stand in jm-window-actions.c. */
#define JM_TYPE_WINDOW (jm_window_get_type ())

G_DECLARE_FINAL_TYPE (JmWindow, jm_window, JM, WINDOW, AdwApplicationWindow)

JmWindow          *jm_window_new           (AdwApplication *application);
void               jm_window_remember      (JmWindow       *self,
                                            GSettings      *settings);
/* Shows another monitor, with pages of its own; NULL: a spinner until there is one. */
void               jm_window_set_monitor   (JmWindow       *self,
                                            JmMonitor      *monitor);
JmMonitor         *jm_window_get_monitor   (JmWindow       *self);
/* What the main menu has in common with the tray; NULL: nothing. */
void               jm_window_set_menu      (JmWindow       *self,
                                            JmMenu         *menu);
/* The whole window says why it cannot show anything. */
void               jm_window_show_failure  (JmWindow       *self,
                                            const GError   *error);
/* FALSE when there is no such page. */
gboolean           jm_window_show_page     (JmWindow       *self,
                                            const char     *name);
/* The page, made when it is not there yet; NULL when there is no such page. Borrowed. */
AdwNavigationPage *jm_window_get_page      (JmWindow       *self,
                                            const char     *name);
/* The name of the page on the screen. */
const char        *jm_window_get_page_name (JmWindow       *self);
/* Collapsed: shows the list of pages. */
void               jm_window_show_sidebar  (JmWindow       *self);
void               jm_window_open_accounts (JmWindow       *self);
void               jm_window_close_accounts (JmWindow      *self);
/* One of a kind: the second is dropped. Takes a floating reference. The one that is open, borrowed. */
AdwDialog         *jm_window_open_dialog   (JmWindow       *self,
                                            AdwDialog      *dialog);
/* A sentence that goes by itself; shown literally, and announced. */
void               jm_window_say           (JmWindow       *self,
                                            const char     *sentence);
/* What went wrong with what somebody asked for; nothing when it was cancelled. */
void               jm_window_say_error     (JmWindow       *self,
                                            const GError   *error);
/* Makes the pages anew: what they showed was replaced. */
void               jm_window_reload        (JmWindow       *self);
/* Asks, and then makes a new file for @account and fills it from Jira. */
void               jm_window_ask_rebuild   (JmWindow       *self,
                                            JmAccount      *account);
/* Does what the button of its notification says. */
void               jm_window_cure_problem  (JmWindow       *self,
                                            JmProblem      *problem);
/* The account that is looked at, or NULL. Borrowed. */
JmAccount         *jm_window_get_account   (JmWindow       *self);
/* Cancelled when the window shows another monitor or is closed. Borrowed. */
GCancellable      *jm_window_get_cancellable (JmWindow     *self);

/* jm-window-actions.c */
void               jm_window_actions_install (GtkWidgetClass *widget_class);
/* Sets what is enabled, by account and state. */
void               jm_window_actions_update  (JmWindow       *self);

G_END_DECLS
