/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "charts/jm-ink.h"

/* Of the text around it */
#define LABEL_SCALE 0.82

PangoLayout *
jm_ink_create_layout (GtkWidget  *widget,
                      const char *text)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (LABEL_SCALE));
  pango_layout_set_attributes (layout, attributes);

  return layout;
}

void
jm_ink_measure (GtkWidget  *widget,
                const char *text,
                int        *width,
                int        *height)
{
  g_autoptr (PangoLayout) layout = jm_ink_create_layout (widget, text);

  pango_layout_get_pixel_size (layout, width, height);
}

void
jm_ink_append_text (GtkWidget     *widget,
                    GtkSnapshot   *snapshot,
                    const char    *text,
                    float          x,
                    float          y,
                    float          align,
                    const GdkRGBA *color)
{
  g_autoptr (PangoLayout) layout = jm_ink_create_layout (widget, text);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x - align * (float) width, y));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

void
jm_ink_append_dot (GtkSnapshot   *snapshot,
                   float          x,
                   float          y,
                   float          radius,
                   const GdkRGBA *color)
{
  GskRoundedRect dot;

  gsk_rounded_rect_init_from_rect (&dot, &GRAPHENE_RECT_INIT (x - radius, y - radius, 2 * radius, 2 * radius), radius);
  gtk_snapshot_push_rounded_clip (snapshot, &dot);
  gtk_snapshot_append_color (snapshot, color, &dot.bounds);
  gtk_snapshot_pop (snapshot);
}
