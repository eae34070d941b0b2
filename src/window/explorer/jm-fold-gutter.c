/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "explorer/jm-fold-gutter.h"

#define ARROW_SIZE 14

struct _JmFoldGutter
{
  GtkSourceGutterRendererPixbuf parent_instance;

  JmFoldAsk                     ask;
  gpointer                      data;
};

G_DEFINE_FINAL_TYPE (JmFoldGutter, jm_fold_gutter, GTK_SOURCE_TYPE_GUTTER_RENDERER_PIXBUF)

enum
{
  TOGGLE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
jm_fold_gutter_query_data (GtkSourceGutterRenderer *renderer,
                           GtkSourceGutterLines    *lines,
                           guint                    line)
{
  static const char *const icons[] = {
    [JM_FOLD_NONE] = NULL,
    [JM_FOLD_OPEN] = "pan-down-symbolic",
    [JM_FOLD_FOLDED] = "pan-end-symbolic",
  };
  JmFoldGutter *self = JM_FOLD_GUTTER (renderer);

  gtk_source_gutter_renderer_pixbuf_set_icon_name (GTK_SOURCE_GUTTER_RENDERER_PIXBUF (renderer),
                                                   icons[self->ask (line, self->data)]);
}

static gboolean
jm_fold_gutter_query_activatable (GtkSourceGutterRenderer *renderer,
                                  GtkTextIter             *iter,
                                  GdkRectangle            *area)
{
  JmFoldGutter *self = JM_FOLD_GUTTER (renderer);

  return self->ask ((guint) gtk_text_iter_get_line (iter), self->data) != JM_FOLD_NONE;
}

static void
jm_fold_gutter_activate (GtkSourceGutterRenderer *renderer,
                         GtkTextIter             *iter,
                         GdkRectangle            *area,
                         guint                    button,
                         GdkModifierType          state,
                         int                      n_presses)
{
  if (button == GDK_BUTTON_PRIMARY)
    g_signal_emit (renderer, signals[TOGGLE], 0, (guint) gtk_text_iter_get_line (iter));
}

static void
jm_fold_gutter_measure (GtkWidget      *widget,
                        GtkOrientation  orientation,
                        int             for_size,
                        int            *minimum,
                        int            *natural,
                        int            *minimum_baseline,
                        int            *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? ARROW_SIZE : 0;
  *minimum_baseline = *natural_baseline = -1;
}

static void
jm_fold_gutter_class_init (JmFoldGutterClass *klass)
{
  GtkSourceGutterRendererClass *renderer_class = GTK_SOURCE_GUTTER_RENDERER_CLASS (klass);

  GTK_WIDGET_CLASS (klass)->measure = jm_fold_gutter_measure;
  renderer_class->query_data = jm_fold_gutter_query_data;
  renderer_class->query_activatable = jm_fold_gutter_query_activatable;
  renderer_class->activate = jm_fold_gutter_activate;

  signals[TOGGLE] = g_signal_new ("toggle", JM_TYPE_FOLD_GUTTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                  G_TYPE_UINT);
}

static void
jm_fold_gutter_init (JmFoldGutter *self)
{
}

GtkSourceGutterRenderer *
jm_fold_gutter_new (JmFoldAsk ask,
                    gpointer  data)
{
  JmFoldGutter *self = g_object_new (JM_TYPE_FOLD_GUTTER, NULL);

  self->ask = ask;
  self->data = data;

  return GTK_SOURCE_GUTTER_RENDERER (self);
}
