/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-token-ring.h"

#include <math.h>

#include "jm-text.h"

#define DEFAULT_SIZE 136
#define STROKE_OF_SIZE (11.0 / 136)
#define ICON_OF_SIZE (48.0 / 136)
#define TRACK_ALPHA 0.16f

/* The arc that turns while a token is refreshed */
#define TURNING_SHARE (110.0 / 360)
#define TURN_MS 1400

/**
 * JmTokenRing:
 *
 * Draws with its own `color`, which style.css sets by the class of the tone; so dark, high contrast and the
 * accent follow. It is drawn again only when what it shows changes, and once a frame while it turns.
 */
struct _JmTokenRing
{
  GtkWidget     parent_instance;

  int           size;
  JmTone        tone;
  char         *title;          /* of the state, as it was said last */
  double        share;
  gboolean      turning;
  AdwAnimation *animation;
  double        turn;           /* 0 … 1 */
  GskRenderNode *drawn;         /* the ring as it was drawn last, of the four below */
  int           drawn_side;
  double        drawn_from;
  double        drawn_share;
  GdkRGBA       drawn_color;

  GtkWidget    *time_box;
  GtkLabel *time_label;
  GtkLabel     *caption_label;
  GtkImage     *icon;
};

G_DEFINE_FINAL_TYPE (JmTokenRing, jm_token_ring, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_SIZE = 1,
} JmTokenRingProperty;

static GParamSpec *properties[PROP_SIZE + 1];

static int
get_pixels (JmTokenRing *self)
{
  GtkSettings *settings = gtk_widget_get_settings (GTK_WIDGET (self));

  return (int) round (adw_length_unit_to_px (ADW_LENGTH_UNIT_SP, self->size, settings));
}

static void
append_arc (GtkSnapshot   *snapshot,
            float          center,
            float          radius,
            float          width,
            double         from,
            double         share,
            const GdkRGBA *color)
{
  g_autoptr (GskPathBuilder) builder = gsk_path_builder_new ();
  g_autoptr (GskPath) path = NULL;
  GskStroke *stroke = gsk_stroke_new (width);
  double start = 2 * G_PI * (from - 0.25);      /* twelve o'clock */
  double end = start + 2 * G_PI * share;

  if (share > 0.999)
    {
      gsk_path_builder_add_circle (builder, &GRAPHENE_POINT_INIT (center, center), radius);
    }
  else
    {
      gsk_path_builder_move_to (builder, center + radius * (float) cos (start),
                                center + radius * (float) sin (start));
      gsk_path_builder_svg_arc_to (builder, radius, radius, 0, share > 0.5, TRUE,
                                   center + radius * (float) cos (end),
                                   center + radius * (float) sin (end));
    }

  path = gsk_path_builder_to_path (builder);
  gsk_stroke_set_line_cap (stroke, GSK_LINE_CAP_ROUND);
  gtk_snapshot_append_stroke (snapshot, path, stroke, color);
  gsk_stroke_free (stroke);
}

static GskRenderNode *
draw (int            side,
      double         from,
      double         share,
      const GdkRGBA *color)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  float width = (float) (side * STROKE_OF_SIZE);
  float radius = ((float) side - width) / 2;
  GdkRGBA track = *color;

  track.alpha *= TRACK_ALPHA;
  append_arc (snapshot, (float) side / 2, radius, width, 0, 1, &track);
  if (share > 0)
    append_arc (snapshot, (float) side / 2, radius, width, from, share, color);

  return gtk_snapshot_free_to_node (snapshot);
}

/* @share in whole steps of half a pixel along the ring: less can't be seen, so it is not drawn again. */
static double
round_share (double share,
             int    side)
{
  double steps = 2 * G_PI * side;

  return ceil (share * steps) / steps;
}

/* The time in the middle changes each second. The ring, which is dear to draw, stays the same node until it moves. */
static GskRenderNode *
get_drawn (JmTokenRing *self,
           int          side)
{
  double from = self->turning ? self->turn : 0;
  double share = self->turning ? TURNING_SHARE : round_share (self->share, side);
  GdkRGBA color;

  gtk_widget_get_color (GTK_WIDGET (self), &color);
  if (self->drawn == NULL || self->drawn_side != side || self->drawn_from != from ||
      self->drawn_share != share || !gdk_rgba_equal (&self->drawn_color, &color))
    {
      g_clear_pointer (&self->drawn, gsk_render_node_unref);
      self->drawn = draw (side, from, share, &color);
      self->drawn_side = side;
      self->drawn_from = from;
      self->drawn_share = share;
      self->drawn_color = color;
    }

  return self->drawn;
}

static void
jm_token_ring_snapshot (GtkWidget   *widget,
                        GtkSnapshot *snapshot)
{
  JmTokenRing *self = JM_TOKEN_RING (widget);
  int side = MIN (gtk_widget_get_width (widget), gtk_widget_get_height (widget));

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT ((float) (gtk_widget_get_width (widget) - side) / 2,
                                                (float) (gtk_widget_get_height (widget) - side) / 2));
  gtk_snapshot_append_node (snapshot, get_drawn (self, side));
  gtk_snapshot_restore (snapshot);

  GTK_WIDGET_CLASS (jm_token_ring_parent_class)->snapshot (widget, snapshot);
}

static void
jm_token_ring_measure (GtkWidget      *widget,
                       GtkOrientation  orientation,
                       int             for_size,
                       int            *minimum,
                       int            *natural,
                       int            *minimum_baseline,
                       int            *natural_baseline)
{
  JmTokenRing *self = JM_TOKEN_RING (widget);

  /* The text inside fits by design: the ring grows with it. */
  *minimum = *natural = get_pixels (self);
  *minimum_baseline = *natural_baseline = -1;
}

static void
allocate_centered (GtkWidget *child,
                   int        width,
                   int        height)
{
  int natural_width, natural_height;

  if (!gtk_widget_should_layout (child))
    return;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural_width, NULL, NULL);
  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, -1, NULL, &natural_height, NULL, NULL);
  gtk_widget_size_allocate (child,
                            &(GtkAllocation) { (width - natural_width) / 2,
                                               (height - natural_height) / 2, natural_width,
                                               natural_height },
                            -1);
}

static void
jm_token_ring_size_allocate (GtkWidget *widget,
                             int        width,
                             int        height,
                             int        baseline)
{
  JmTokenRing *self = JM_TOKEN_RING (widget);

  allocate_centered (self->time_box, width, height);
  allocate_centered (GTK_WIDGET (self->icon), width, height);
}

static void
turn_cb (double   value,
         gpointer user_data)
{
  JmTokenRing *self = user_data;

  self->turn = value;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Turns only while somebody can look; libadwaita lets it stand still where animations are off. */
static void
update_turning (JmTokenRing *self)
{
  gboolean turn = self->turning && gtk_widget_get_mapped (GTK_WIDGET (self)) &&
                  adw_get_enable_animations (GTK_WIDGET (self));

  if (turn && adw_animation_get_state (self->animation) != ADW_ANIMATION_PLAYING)
    adw_animation_play (self->animation);
  else if (!turn)
    adw_animation_reset (self->animation);
}

static void
jm_token_ring_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (jm_token_ring_parent_class)->map (widget);
  update_turning (JM_TOKEN_RING (widget));
}

static void
jm_token_ring_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (jm_token_ring_parent_class)->unmap (widget);
  update_turning (JM_TOKEN_RING (widget));
}

static void
text_scale_changed_cb (JmTokenRing *self)
{
  gtk_image_set_pixel_size (self->icon, (int) (get_pixels (self) * ICON_OF_SIZE));
  if (self->size < DEFAULT_SIZE)
    gtk_widget_add_css_class (GTK_WIDGET (self), "small");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "small");
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
jm_token_ring_get_property (GObject    *object,
                            guint       property_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  JmTokenRing *self = JM_TOKEN_RING (object);

  switch ((JmTokenRingProperty) property_id)
    {
    case PROP_SIZE:
      g_value_set_int (value, self->size);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
jm_token_ring_set_property (GObject      *object,
                            guint         property_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  switch ((JmTokenRingProperty) property_id)
    {
    case PROP_SIZE:
      jm_token_ring_set_size (JM_TOKEN_RING (object), g_value_get_int (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
jm_token_ring_dispose (GObject *object)
{
  JmTokenRing *self = JM_TOKEN_RING (object);

  if (self->animation != NULL)
    adw_animation_reset (self->animation);
  g_clear_object (&self->animation);
  g_clear_pointer (&self->drawn, gsk_render_node_unref);
  g_clear_pointer (&self->title, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), JM_TYPE_TOKEN_RING);

  G_OBJECT_CLASS (jm_token_ring_parent_class)->dispose (object);
}

static void
jm_token_ring_class_init (JmTokenRingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = jm_token_ring_dispose;
  object_class->get_property = jm_token_ring_get_property;
  object_class->set_property = jm_token_ring_set_property;
  widget_class->map = jm_token_ring_map;
  widget_class->measure = jm_token_ring_measure;
  widget_class->size_allocate = jm_token_ring_size_allocate;
  widget_class->snapshot = jm_token_ring_snapshot;
  widget_class->unmap = jm_token_ring_unmap;

  /**
   * JmTokenRing:size:
   *
   * Width and height in px at 100 % text.
   */
  properties[PROP_SIZE] = g_param_spec_int ("size", NULL, NULL, 24, 512, DEFAULT_SIZE,
                                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
                                                G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/example/JiraMonitor/window/widgets/jm-token-ring.ui");
  gtk_widget_class_bind_template_child (widget_class, JmTokenRing, caption_label);
  gtk_widget_class_bind_template_child (widget_class, JmTokenRing, icon);
  gtk_widget_class_bind_template_child (widget_class, JmTokenRing, time_box);
  gtk_widget_class_bind_template_child (widget_class, JmTokenRing, time_label);
}

static void
set_tone (JmTokenRing *self,
          JmTone       tone)
{
  if (self->tone == tone && gtk_widget_has_css_class (GTK_WIDGET (self), jm_tone_get_ring_class (tone)))
    return;

  gtk_widget_remove_css_class (GTK_WIDGET (self), jm_tone_get_ring_class (self->tone));
  gtk_widget_remove_css_class (GTK_WIDGET (self->icon), jm_tone_get_text_class (self->tone));
  self->tone = tone;
  gtk_widget_add_css_class (GTK_WIDGET (self), jm_tone_get_ring_class (tone));
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), jm_tone_get_text_class (tone));
}

static void
jm_token_ring_init (JmTokenRing *self)
{
  AdwAnimationTarget *target = adw_callback_animation_target_new (turn_cb, self, NULL);

  self->size = DEFAULT_SIZE;
  gtk_widget_init_template (GTK_WIDGET (self));

  self->animation = adw_timed_animation_new (GTK_WIDGET (self), 0, 1, TURN_MS, target);
  adw_timed_animation_set_repeat_count (ADW_TIMED_ANIMATION (self->animation), 0);
  adw_timed_animation_set_easing (ADW_TIMED_ANIMATION (self->animation), ADW_LINEAR);

  g_signal_connect_object (gtk_widget_get_settings (GTK_WIDGET (self)), "notify::gtk-xft-dpi",
                           G_CALLBACK (text_scale_changed_cb), self, G_CONNECT_SWAPPED);
  text_scale_changed_cb (self);
  set_tone (self, JM_TONE_NEUTRAL);
}

GtkWidget *
jm_token_ring_new (void)
{
  return g_object_new (JM_TYPE_TOKEN_RING, NULL);
}

void
jm_token_ring_set_face (JmTokenRing       *self,
                        const JmTokenFace *face)
{
  gboolean time;

  g_return_if_fail (JM_IS_TOKEN_RING (self));
  g_return_if_fail (face != NULL);

  time = face->ring_text != NULL;
  set_tone (self, face->tone);
  gtk_widget_set_visible (self->time_box, time);
  gtk_widget_set_visible (GTK_WIDGET (self->icon), !time);
  jm_text_set_label (self->time_label, face->ring_text);
  jm_text_set_label (self->caption_label, face->ring_caption);
  if (!time && g_strcmp0 (gtk_image_get_icon_name (self->icon), face->ring_icon_name) != 0)
    gtk_image_set_from_icon_name (self->icon, face->ring_icon_name);

  /* The words that the state is known by; the ticking time is not read out */
  if (g_set_str (&self->title, face->title))
    jm_text_set_name (GTK_WIDGET (self), face->title);

  self->share = face->share;
  self->turning = face->tone == JM_TONE_BUSY;
  update_turning (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

int
jm_token_ring_get_size (JmTokenRing *self)
{
  g_return_val_if_fail (JM_IS_TOKEN_RING (self), 0);

  return self->size;
}

void
jm_token_ring_set_size (JmTokenRing *self,
                        int          size)
{
  g_return_if_fail (JM_IS_TOKEN_RING (self));

  if (self->size == size)
    return;

  self->size = size;
  text_scale_changed_cb (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SIZE]);
}
