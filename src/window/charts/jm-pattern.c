/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "charts/jm-pattern.h"

#include <adwaita.h>

#define STRIPE 3.0f
#define SWATCH_SIZE 12
#define SWATCH_RADIUS 3
/* The ground between stripes */
#define GROUND_ALPHA 0.25f

gboolean
jm_pattern_is_needed (void)
{
  return adw_style_manager_get_high_contrast (adw_style_manager_get_default ());
}

/* Lines that lean by @lean px over the height of @rect, wide enough to reach its corners */
static void
add_stripes (GskPathBuilder        *builder,
             const graphene_rect_t *rect,
             float                  lean)
{
  float top = rect->origin.y;
  float bottom = top + rect->size.height;
  float reach = ABS (lean);

  for (float x = rect->origin.x - reach; x < rect->origin.x + rect->size.width + reach; x += 2 * STRIPE)
    {
      gsk_path_builder_move_to (builder, x, bottom);
      gsk_path_builder_line_to (builder, x + lean, top);
    }
}

void
jm_pattern_append (GtkSnapshot           *snapshot,
                   const graphene_rect_t *rect,
                   JmPattern              pattern,
                   const GdkRGBA         *color)
{
  GskPathBuilder *builder;
  g_autoptr (GskPath) path = NULL;
  g_autoptr (GskStroke) stroke = NULL;
  GdkRGBA ground = *color;

  if (pattern == JM_PATTERN_PLAIN || !jm_pattern_is_needed ())
    {
      gtk_snapshot_append_color (snapshot, color, rect);
      return;
    }

  builder = gsk_path_builder_new ();
  if (pattern == JM_PATTERN_RISING || pattern == JM_PATTERN_CROSSED)
    add_stripes (builder, rect, rect->size.height);
  if (pattern == JM_PATTERN_FALLING || pattern == JM_PATTERN_CROSSED)
    add_stripes (builder, rect, -rect->size.height);
  if (pattern == JM_PATTERN_UPRIGHT)
    add_stripes (builder, rect, 0);

  path = gsk_path_builder_free_to_path (builder);
  stroke = gsk_stroke_new (STRIPE / 1.5f);
  ground.alpha *= GROUND_ALPHA;
  gtk_snapshot_append_color (snapshot, &ground, rect);
  gtk_snapshot_push_clip (snapshot, rect);
  gtk_snapshot_append_stroke (snapshot, path, stroke, color);
  gtk_snapshot_pop (snapshot);
}

/* --- the swatch */

struct _JmSwatch
{
  GtkWidget parent_instance;

  JmPattern pattern;
};

G_DEFINE_FINAL_TYPE (JmSwatch, jm_swatch, GTK_TYPE_WIDGET)

static void
jm_swatch_snapshot (GtkWidget   *widget,
                    GtkSnapshot *snapshot)
{
  float width = (float) gtk_widget_get_width (widget);
  float height = (float) gtk_widget_get_height (widget);
  GskRoundedRect outline;
  GdkRGBA color;

  gtk_widget_get_color (widget, &color);
  gsk_rounded_rect_init_from_rect (&outline, &GRAPHENE_RECT_INIT (0, 0, width, height), SWATCH_RADIUS);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  jm_pattern_append (snapshot, &outline.bounds, JM_SWATCH (widget)->pattern, &color);
  gtk_snapshot_pop (snapshot);
}

static void
jm_swatch_measure (GtkWidget      *widget,
                   GtkOrientation  orientation,
                   int             for_size,
                   int            *minimum,
                   int            *natural,
                   int            *minimum_baseline,
                   int            *natural_baseline)
{
  *minimum = *natural = (int) adw_length_unit_to_px (ADW_LENGTH_UNIT_SP, SWATCH_SIZE, gtk_widget_get_settings (widget));
  *minimum_baseline = *natural_baseline = -1;
}

static void
jm_swatch_class_init (JmSwatchClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = jm_swatch_snapshot;
  widget_class->measure = jm_swatch_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
jm_swatch_init (JmSwatch *self)
{
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

GtkWidget *
jm_swatch_new (const char *css_class,
               JmPattern   pattern)
{
  JmSwatch *self = g_object_new (JM_TYPE_SWATCH, NULL);

  self->pattern = pattern;
  if (css_class != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), css_class);

  return GTK_WIDGET (self);
}
