/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Every key of the program, in one table: for GTK, and for the person. */

/* Binds the keys to their actions. */
void       jm_shortcuts_install        (GtkApplication       *application);
/* A dialog keeps the keys of the application from their actions (GtkShortcutManager): those that make sense there,
 * such as Quit, are given to each dialog of @window. */
void       jm_shortcuts_follow_dialogs (AdwApplicationWindow *window);
/* What there is, to read. */
AdwDialog *jm_shortcuts_dialog_new     (void);

G_END_DECLS
