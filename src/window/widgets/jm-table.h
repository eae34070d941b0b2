/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Lets Shift and Tab leave @view: in GTK 4.18 its row of titles, where nothing takes the focus, gives it back to the row
 * that it comes from. */
void jm_table_open_backwards (GtkColumnView *view);

G_END_DECLS
