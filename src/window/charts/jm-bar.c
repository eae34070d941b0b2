/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "charts/jm-bar.h"

#include <adwaita.h>

#define MINIMUM_WIDTH 40
#define NATURAL_WIDTH 120
#define HEIGHT 8

struct _JmBar
{
  GtkWidget parent_instance;

  double    share;
};

G_DEFINE_FINAL_TYPE (JmBar, jm_bar, GTK_TYPE_WIDGET)

/* The track is the background that style.css gives the node; this is what lies on it. */
static void
jm_bar_snapshot (GtkWidget   *widget,
                 GtkSnapshot *snapshot)
{
  JmBar *self = JM_BAR (widget);
  float width = (float) gtk_widget_get_width (widget);
  float height = (float) gtk_widget_get_height (widget);
  float length = MAX (width * (float) self->share, height);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GskRoundedRect outline;
  GdkRGBA color;

  if (self->share <= 0)
    return;

  gtk_widget_get_color (widget, &color);
  gsk_rounded_rect_init_from_rect (&outline, &GRAPHENE_RECT_INIT (rtl ? width - length : 0, 0, length, height),
                                   height / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &color, &outline.bounds);
  gtk_snapshot_pop (snapshot);
}

static void
jm_bar_measure (GtkWidget      *widget,
                GtkOrientation  orientation,
                int             for_size,
                int            *minimum,
                int            *natural,
                int            *minimum_baseline,
                int            *natural_baseline)
{
  GtkSettings *settings = gtk_widget_get_settings (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MINIMUM_WIDTH;
      *natural = NATURAL_WIDTH;
    }
  else
    *minimum = *natural = (int) adw_length_unit_to_px (ADW_LENGTH_UNIT_SP, HEIGHT, settings);
  *minimum_baseline = *natural_baseline = -1;
}

static void
jm_bar_class_init (JmBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->measure = jm_bar_measure;
  widget_class->snapshot = jm_bar_snapshot;
  gtk_widget_class_set_css_name (widget_class, "bar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
jm_bar_init (JmBar *self)
{
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

GtkWidget *
jm_bar_new (void)
{
  return g_object_new (JM_TYPE_BAR, NULL);
}

void
jm_bar_set_share (JmBar  *self,
                  double  share)
{
  g_return_if_fail (JM_IS_BAR (self));

  self->share = CLAMP (share, 0, 1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

double
jm_bar_get_share (JmBar *self)
{
  g_return_val_if_fail (JM_IS_BAR (self), 0);

  return self->share;
}
