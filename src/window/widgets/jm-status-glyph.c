/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-status-glyph.h"

#define SIZE 12
#define STROKE 1.8f

struct _JmStatusGlyph
{
  GtkWidget  parent_instance;

  char      *category;
};

G_DEFINE_FINAL_TYPE (JmStatusGlyph, jm_status_glyph, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_CATEGORY = 1,
} JmStatusGlyphProperty;

static GParamSpec *properties[PROP_CATEGORY + 1];

static GskPath *
make_circle (float radius)
{
  g_autoptr (GskPathBuilder) builder = gsk_path_builder_new ();

  gsk_path_builder_add_circle (builder, &GRAPHENE_POINT_INIT (SIZE / 2.0f, SIZE / 2.0f), radius);

  return gsk_path_builder_to_path (builder);
}

static void
draw_stroke (GtkSnapshot   *snapshot,
             GskPath       *path,
             const GdkRGBA *color)
{
  g_autoptr (GskStroke) stroke = gsk_stroke_new (STROKE);

  gsk_stroke_set_line_cap (stroke, GSK_LINE_CAP_ROUND);
  gsk_stroke_set_line_join (stroke, GSK_LINE_JOIN_ROUND);
  gtk_snapshot_append_stroke (snapshot, path, stroke, color);
}

static void
draw_ring (GtkSnapshot   *snapshot,
           const GdkRGBA *color)
{
  g_autoptr (GskPath) ring = make_circle (SIZE / 2.0f - STROKE / 2.0f);

  draw_stroke (snapshot, ring, color);
}

/* The side where reading ends is filled, so that it grows as a progress bar does. */
static void
draw_half (GtkSnapshot   *snapshot,
           const GdkRGBA *color,
           gboolean       rtl)
{
  g_autoptr (GskPath) disc = make_circle (SIZE / 2.0f - 3.4f);

  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (rtl ? 0 : SIZE / 2.0f, 0, SIZE / 2.0f, SIZE));
  gtk_snapshot_append_fill (snapshot, disc, GSK_FILL_RULE_WINDING, color);
  gtk_snapshot_pop (snapshot);
}

/* The check is cut out of the disc, so that it has the colour of whatever lies beneath. */
static void
draw_checked_disc (GtkSnapshot   *snapshot,
                   const GdkRGBA *color)
{
  g_autoptr (GskPath) disc = make_circle (SIZE / 2.0f);
  g_autoptr (GskPath) check = gsk_path_parse ("M 3.4 6.2 L 5.3 8.1 L 8.7 4.2");

  gtk_snapshot_push_mask (snapshot, GSK_MASK_MODE_INVERTED_ALPHA);
  draw_stroke (snapshot, check, color);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_fill (snapshot, disc, GSK_FILL_RULE_WINDING, color);
  gtk_snapshot_pop (snapshot);
}

static void
jm_status_glyph_snapshot (GtkWidget   *widget,
                          GtkSnapshot *snapshot)
{
  JmStatusGlyph *self = JM_STATUS_GLYPH (widget);
  GdkRGBA color;

  gtk_widget_get_color (widget, &color);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT ((gtk_widget_get_width (widget) - SIZE) / 2.0f,
                                                (gtk_widget_get_height (widget) - SIZE) / 2.0f));
  if (g_strcmp0 (self->category, "done") == 0)
    draw_checked_disc (snapshot, &color);
  else
    draw_ring (snapshot, &color);
  if (g_strcmp0 (self->category, "indeterminate") == 0)
    draw_half (snapshot, &color, gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL);
  gtk_snapshot_restore (snapshot);
}

static void
jm_status_glyph_measure (GtkWidget      *widget,
                         GtkOrientation  orientation,
                         int             for_size,
                         int            *minimum,
                         int            *natural,
                         int            *minimum_baseline,
                         int            *natural_baseline)
{
  *minimum = *natural = SIZE;
}

static void
jm_status_glyph_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  JmStatusGlyph *self = JM_STATUS_GLYPH (object);

  switch ((JmStatusGlyphProperty) prop_id)
    {
    case PROP_CATEGORY:
      g_value_set_string (value, self->category);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_status_glyph_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  switch ((JmStatusGlyphProperty) prop_id)
    {
    case PROP_CATEGORY:
      jm_status_glyph_set_category (JM_STATUS_GLYPH (object), g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_status_glyph_finalize (GObject *object)
{
  g_clear_pointer (&JM_STATUS_GLYPH (object)->category, g_free);

  G_OBJECT_CLASS (jm_status_glyph_parent_class)->finalize (object);
}

static void
jm_status_glyph_class_init (JmStatusGlyphClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = jm_status_glyph_get_property;
  object_class->set_property = jm_status_glyph_set_property;
  object_class->finalize = jm_status_glyph_finalize;
  widget_class->snapshot = jm_status_glyph_snapshot;
  widget_class->measure = jm_status_glyph_measure;

  /** JmStatusGlyph:category: Jira's key of the status category. */
  properties[PROP_CATEGORY] =
      g_param_spec_string ("category", NULL, NULL, NULL,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_css_name (widget_class, "statusglyph");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
jm_status_glyph_init (JmStatusGlyph *self)
{
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

GtkWidget *
jm_status_glyph_new (void)
{
  return g_object_new (JM_TYPE_STATUS_GLYPH, NULL);
}

void
jm_status_glyph_set_category (JmStatusGlyph *self,
                              const char    *category)
{
  g_return_if_fail (JM_IS_STATUS_GLYPH (self));

  if (g_set_str (&self->category, category))
    {
      gtk_widget_queue_draw (GTK_WIDGET (self));
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CATEGORY]);
    }
}
