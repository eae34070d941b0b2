/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtksourceview/gtksource.h>

G_BEGIN_DECLS

/* The arrows beside lines that can be folded. Signal "toggle" (guint): the line, from 0. */
#define JM_TYPE_FOLD_GUTTER (jm_fold_gutter_get_type ())

G_DECLARE_FINAL_TYPE (JmFoldGutter, jm_fold_gutter, JM, FOLD_GUTTER, GtkSourceGutterRendererPixbuf)

typedef enum
{
  JM_FOLD_NONE,
  JM_FOLD_OPEN,
  JM_FOLD_FOLDED,
} JmFoldState;

typedef JmFoldState (*JmFoldAsk) (guint line, gpointer data);

/* @data is borrowed for the life of the gutter's view. */
GtkSourceGutterRenderer *jm_fold_gutter_new (JmFoldAsk ask,
                                             gpointer  data);

G_END_DECLS
