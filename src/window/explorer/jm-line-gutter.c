/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "explorer/jm-line-gutter.h"

/* On each side of the number */
#define PADDING 6

struct _JmLineGutter
{
  GtkSourceGutterRendererText parent_instance;

  JmLineAsk                   is_seen;
  gpointer                    data;
  guint                       n_lines;
};

G_DEFINE_FINAL_TYPE (JmLineGutter, jm_line_gutter, GTK_SOURCE_TYPE_GUTTER_RENDERER_TEXT)

static void
jm_line_gutter_query_data (GtkSourceGutterRenderer *renderer,
                           GtkSourceGutterLines    *lines,
                           guint                    line)
{
  JmLineGutter *self = JM_LINE_GUTTER (renderer);
  char text[16] = "";

  if (self->is_seen (line, self->data))
    g_snprintf (text, sizeof text, "%u", line + 1);
  gtk_source_gutter_renderer_text_set_text (GTK_SOURCE_GUTTER_RENDERER_TEXT (renderer), text, -1);
}

static void
jm_line_gutter_measure (GtkWidget      *widget,
                        GtkOrientation  orientation,
                        int             for_size,
                        int            *minimum,
                        int            *natural,
                        int            *minimum_baseline,
                        int            *natural_baseline)
{
  JmLineGutter *self = JM_LINE_GUTTER (widget);
  g_autofree char *widest = g_strdup_printf ("%u", MAX (self->n_lines, 10));
  int width = 0;

  gtk_source_gutter_renderer_text_measure (GTK_SOURCE_GUTTER_RENDERER_TEXT (widget), widest, &width, NULL);
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? width + 2 * PADDING : 0;
  *minimum_baseline = *natural_baseline = -1;
}

static void
jm_line_gutter_class_init (JmLineGutterClass *klass)
{
  GTK_WIDGET_CLASS (klass)->measure = jm_line_gutter_measure;
  GTK_SOURCE_GUTTER_RENDERER_CLASS (klass)->query_data = jm_line_gutter_query_data;
}

static void
jm_line_gutter_init (JmLineGutter *self)
{
  gtk_source_gutter_renderer_set_xalign (GTK_SOURCE_GUTTER_RENDERER (self), 1);
}

GtkSourceGutterRenderer *
jm_line_gutter_new (JmLineAsk is_seen,
                    gpointer  data)
{
  JmLineGutter *self = g_object_new (JM_TYPE_LINE_GUTTER, NULL);

  self->is_seen = is_seen;
  self->data = data;

  return GTK_SOURCE_GUTTER_RENDERER (self);
}

void
jm_line_gutter_set_n_lines (JmLineGutter *self,
                            guint         n_lines)
{
  g_return_if_fail (JM_IS_LINE_GUTTER (self));

  self->n_lines = n_lines;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
