/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* g_test_init(), dex_init(), and GTK where there is a display. FALSE: there is none, and the plan says that all is skipped. */
gboolean   jm_window_test_init      (int        *argc,
                                     char     ***argv);
/* The first mapped label below @root that shows @text, or NULL. */
GtkWidget *jm_window_test_find_text (GtkWidget  *root,
                                     const char *text);
/* The first widget of @type below @root, or NULL. */
GtkWidget *jm_window_test_find_type (GtkWidget  *root,
                                     GType       type);
/* Every mapped widget below @root, in their order: an array of GtkWidget, borrowed. */
GPtrArray *jm_window_test_list      (GtkWidget  *root) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
