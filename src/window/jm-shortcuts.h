/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Every key of the program, in one table: for GTK, and for the person. */

/* Binds the keys to their actions. */
void       jm_shortcuts_install    (GtkApplication *application);
/* What there is, to read. */
AdwDialog *jm_shortcuts_dialog_new (void);

G_END_DECLS
