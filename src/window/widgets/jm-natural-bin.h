/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Gives its child a width that it would like to have, where the child itself only knows how narrow it can be: so a dialog
 * that follows the height of its content keeps one width. Properties: "natural-width" (sp, construct) and "child". */
#define JM_TYPE_NATURAL_BIN (jm_natural_bin_get_type ())

G_DECLARE_FINAL_TYPE (JmNaturalBin, jm_natural_bin, JM, NATURAL_BIN, GtkWidget)

G_END_DECLS
