/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "charts/jm-chart.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "jm-text.h"

#define BUBBLE_GAP 6

typedef struct
{
  char      *title;
  int        current;           /* -1 none */
  GtkWidget *child;
  GtkWidget *bubble;            /* a label; NULL when the class has none */
} JmChartPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (JmChart, jm_chart, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_TITLE = 1,
} JmChartProperty;

static GParamSpec *properties[PROP_TITLE + 1];

static JmChartPrivate *
get_private (JmChart *self)
{
  return jm_chart_get_instance_private (self);
}

/* --- what derived charts know */

guint
jm_chart_get_n_points (JmChart *self)
{
  g_return_val_if_fail (JM_IS_CHART (self), 0);

  return JM_CHART_GET_CLASS (self)->get_n_points (self);
}

guint
jm_chart_get_n_shown (JmChart *self)
{
  g_return_val_if_fail (JM_IS_CHART (self), 0);

  if (JM_CHART_GET_CLASS (self)->get_n_shown == NULL)
    return jm_chart_get_n_points (self);

  return JM_CHART_GET_CLASS (self)->get_n_shown (self);
}

guint
jm_chart_get_n_columns (JmChart *self)
{
  g_return_val_if_fail (JM_IS_CHART (self), 0);

  return JM_CHART_GET_CLASS (self)->get_n_columns (self);
}

const char *
jm_chart_get_heading (JmChart *self,
                      guint    column)
{
  g_return_val_if_fail (JM_IS_CHART (self), NULL);
  g_return_val_if_fail (column < jm_chart_get_n_columns (self), NULL);

  return JM_CHART_GET_CLASS (self)->get_heading (self, column);
}

char *
jm_chart_dup_cell (JmChart *self,
                   guint    point,
                   guint    column)
{
  g_return_val_if_fail (JM_IS_CHART (self), NULL);
  g_return_val_if_fail (point < jm_chart_get_n_points (self), NULL);
  g_return_val_if_fail (column < jm_chart_get_n_columns (self), NULL);

  return JM_CHART_GET_CLASS (self)->dup_cell (self, point, column);
}

/* --- words */

static char *
join_cells (JmChart    *self,
            guint       point,
            const char *separator)
{
  GString *words = g_string_new (NULL);

  for (guint column = 1; column < jm_chart_get_n_columns (self); column++)
    {
      g_autofree char *cell = jm_chart_dup_cell (self, point, column);

      if (words->len > 0)
        g_string_append (words, separator);
      /* Translators: a heading and its number: "Created 12" */
      g_string_append_printf (words, _("%1$s %2$s"), jm_chart_get_heading (self, column), cell);
    }

  return g_string_free_and_steal (words);
}

char *
jm_chart_describe (JmChart *self,
                   guint    point)
{
  g_autofree char *name = jm_chart_dup_cell (self, point, 0);
  g_autofree char *numbers = join_cells (self, point, _(", "));

  /* Translators: a name and what belongs to it: "7 Nov: Created 12, Resolved 9" */
  return g_strdup_printf (_("%1$s: %2$s"), name, numbers);
}

/* All of it in one sentence for who does not walk over it, as long as that is no lecture */
static void
update_accessible (JmChart *self)
{
  guint n_shown = jm_chart_get_n_shown (self);
  GString *words = g_string_new (NULL);
  g_autofree char *line = NULL;

  if (n_shown <= 8)
    {
      for (guint i = 0; i < n_shown; i++)
        {
          g_autofree char *point = jm_chart_describe (self, i);

          g_string_append_printf (words, "%s%s", i > 0 ? "; " : "", point);
        }
    }
  else
    {
      g_autofree char *last = jm_chart_describe (self, n_shown - 1);

      g_string_append_printf (words, ngettext ("%u point; the last is %s", "%u points; the last is %s", n_shown), n_shown, last);
    }

  line = jm_text_line (words->str);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, line, -1);
  g_string_free (words, TRUE);
}

/* --- the current point */

static void
update_bubble (JmChart *self)
{
  JmChartPrivate *priv = get_private (self);
  g_autofree char *name = NULL;
  g_autofree char *numbers = NULL;
  g_autofree char *words = NULL;
  g_autofree char *shown = NULL;

  if (priv->bubble == NULL)
    return;

  gtk_widget_set_visible (priv->bubble, priv->current >= 0);
  if (priv->current < 0)
    return;

  name = jm_chart_dup_cell (self, (guint) priv->current, 0);
  numbers = join_cells (self, (guint) priv->current, "\n");
  words = g_strdup_printf ("%s\n%s", name, numbers);
  shown = jm_text_paragraphs (words);
  gtk_label_set_label (GTK_LABEL (priv->bubble), shown);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
set_current (JmChart *self,
             int      current)
{
  JmChartPrivate *priv = get_private (self);

  if (priv->current == current)
    return;

  priv->current = current;
  update_bubble (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

int
jm_chart_get_current (JmChart *self)
{
  g_return_val_if_fail (JM_IS_CHART (self), -1);

  return get_private (self)->current;
}

static int
find_point (JmChart *self,
            double   x,
            double   y)
{
  guint n_shown = jm_chart_get_n_shown (self);
  graphene_point_t at = GRAPHENE_POINT_INIT ((float) x, (float) y);

  for (guint i = 0; i < n_shown; i++)
    {
      graphene_rect_t area;

      JM_CHART_GET_CLASS (self)->get_area (self, i, &area);
      if (graphene_rect_contains_point (&area, &at))
        return (int) i;
    }

  return -1;
}

static void
motion_cb (JmChart *self,
           double   x,
           double   y)
{
  set_current (self, find_point (self, x, y));
}

static void
leave_cb (JmChart *self)
{
  set_current (self, -1);
}

static gboolean
walk (GtkWidget *widget,
      GVariant  *parameter,
      gpointer   user_data)
{
  JmChart *self = JM_CHART (widget);
  JmChartPrivate *priv = get_private (self);
  int last = (int) jm_chart_get_n_shown (self) - 1;
  gboolean sideways;
  g_autofree char *words = NULL;
  int step;

  g_variant_get (parameter, "(ib)", &step, &sideways);
  if (last < 0)
    return FALSE;

  if (sideways && gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    step = -step;
  /* From nowhere: a curve is read from its newest end, a list from its top. */
  if (priv->current < 0)
    set_current (self, priv->bubble != NULL ? last : 0);
  else
    set_current (self, CLAMP (priv->current + step, 0, last));

  words = jm_chart_describe (self, (guint) priv->current);
  jm_text_announce (widget, words, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);

  return TRUE;
}

static gboolean
stop_walking (GtkWidget *widget,
              GVariant  *parameter,
              gpointer   user_data)
{
  JmChart *self = JM_CHART (widget);

  if (get_private (self)->current < 0)
    return FALSE;

  set_current (self, -1);

  return TRUE;
}

/* --- layout: the child below, the bubble beside the current point */

static void
jm_chart_measure (GtkWidget      *widget,
                  GtkOrientation  orientation,
                  int             for_size,
                  int            *minimum,
                  int            *natural,
                  int            *minimum_baseline,
                  int            *natural_baseline)
{
  JmChartPrivate *priv = get_private (JM_CHART (widget));

  if (priv->child != NULL)
    gtk_widget_measure (priv->child, orientation, for_size, minimum, natural, NULL, NULL);
  *minimum_baseline = *natural_baseline = -1;
}

static void
allocate_bubble (JmChart *self,
                 int      width)
{
  JmChartPrivate *priv = get_private (self);
  g_autoptr (GskTransform) transform = NULL;
  graphene_rect_t area;
  int bubble_width, bubble_height;
  float x, y;

  JM_CHART_GET_CLASS (self)->get_area (self, (guint) priv->current, &area);
  gtk_widget_measure (priv->bubble, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &bubble_width, NULL, NULL);
  bubble_width = MIN (bubble_width, width);
  gtk_widget_measure (priv->bubble, GTK_ORIENTATION_VERTICAL, bubble_width, NULL, &bubble_height, NULL, NULL);

  /* On the right of the point, or on its left where there is no room */
  x = area.origin.x + area.size.width / 2 + BUBBLE_GAP;
  if (x + (float) bubble_width > (float) width)
    x = area.origin.x + area.size.width / 2 - BUBBLE_GAP - (float) bubble_width;
  x = roundf (MAX (0, x));
  y = roundf (area.origin.y);
  transform = gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT (x, y));
  gtk_widget_allocate (priv->bubble, bubble_width, bubble_height, -1, g_steal_pointer (&transform));
}

static void
jm_chart_size_allocate (GtkWidget *widget,
                        int        width,
                        int        height,
                        int        baseline)
{
  JmChartPrivate *priv = get_private (JM_CHART (widget));

  if (priv->child != NULL)
    gtk_widget_allocate (priv->child, width, height, -1, NULL);
  if (priv->bubble != NULL && priv->current >= 0 && priv->current < (int) jm_chart_get_n_shown (JM_CHART (widget)))
    allocate_bubble (JM_CHART (widget), width);
}

static GtkSizeRequestMode
jm_chart_get_request_mode (GtkWidget *widget)
{
  JmChartPrivate *priv = get_private (JM_CHART (widget));

  return priv->child != NULL ? gtk_widget_get_request_mode (priv->child) : GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

/* --- the object */

static void
jm_chart_get_property (GObject    *object,
                       guint       prop_id,
                       GValue     *value,
                       GParamSpec *pspec)
{
  switch ((JmChartProperty) prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, jm_chart_get_title (JM_CHART (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_chart_set_property (GObject      *object,
                       guint         prop_id,
                       const GValue *value,
                       GParamSpec   *pspec)
{
  switch ((JmChartProperty) prop_id)
    {
    case PROP_TITLE:
      jm_chart_set_title (JM_CHART (object), g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_chart_constructed (GObject *object)
{
  JmChart *self = JM_CHART (object);
  JmChartPrivate *priv = get_private (self);

  G_OBJECT_CLASS (jm_chart_parent_class)->constructed (object);

  if (!JM_CHART_GET_CLASS (self)->has_bubble)
    return;

  priv->bubble = gtk_label_new (NULL);
  gtk_widget_add_css_class (priv->bubble, "chart-bubble");
  gtk_widget_set_can_target (priv->bubble, FALSE);
  gtk_widget_set_visible (priv->bubble, FALSE);
  gtk_widget_set_parent (priv->bubble, GTK_WIDGET (self));
}

static void
jm_chart_dispose (GObject *object)
{
  JmChartPrivate *priv = get_private (JM_CHART (object));

  g_clear_pointer (&priv->bubble, gtk_widget_unparent);
  g_clear_pointer (&priv->child, gtk_widget_unparent);

  G_OBJECT_CLASS (jm_chart_parent_class)->dispose (object);
}

static void
jm_chart_finalize (GObject *object)
{
  g_free (get_private (JM_CHART (object))->title);

  G_OBJECT_CLASS (jm_chart_parent_class)->finalize (object);
}

static void
add_keys (GtkWidgetClass *widget_class)
{
  static const struct
  {
    guint    key;
    int      step;
    gboolean sideways;
  } keys[] = {
    { GDK_KEY_Left, -1, TRUE },
    { GDK_KEY_KP_Left, -1, TRUE },
    { GDK_KEY_Right, 1, TRUE },
    { GDK_KEY_KP_Right, 1, TRUE },
    { GDK_KEY_Up, -1, FALSE },
    { GDK_KEY_KP_Up, -1, FALSE },
    { GDK_KEY_Down, 1, FALSE },
    { GDK_KEY_KP_Down, 1, FALSE },
    { GDK_KEY_Home, -G_MAXINT16, FALSE },
    { GDK_KEY_End, G_MAXINT16, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding (widget_class, keys[i].key, 0, walk, "(ib)", keys[i].step, keys[i].sideways);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, stop_walking, NULL);
}

static void
jm_chart_class_init (JmChartClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = jm_chart_constructed;
  object_class->dispose = jm_chart_dispose;
  object_class->finalize = jm_chart_finalize;
  object_class->get_property = jm_chart_get_property;
  object_class->set_property = jm_chart_set_property;
  widget_class->get_request_mode = jm_chart_get_request_mode;
  widget_class->measure = jm_chart_measure;
  widget_class->size_allocate = jm_chart_size_allocate;

  /** JmChart:title: what it shows, translated; also its name for a screen reader. */
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL,
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_css_name (widget_class, "plot");
  add_keys (widget_class);
}

static void
jm_chart_init (JmChart *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  AdwStyleManager *style = adw_style_manager_get_default ();

  get_private (self)->current = -1;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect_swapped (motion, "enter", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
  g_signal_connect_object (style, "notify::high-contrast", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (style, "notify::accent-color", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

const char *
jm_chart_get_title (JmChart *self)
{
  g_return_val_if_fail (JM_IS_CHART (self), NULL);

  return get_private (self)->title;
}

void
jm_chart_set_title (JmChart    *self,
                    const char *title)
{
  g_return_if_fail (JM_IS_CHART (self));

  if (!g_set_str (&get_private (self)->title, title))
    return;

  jm_text_set_name (GTK_WIDGET (self), title);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

void
jm_chart_changed (JmChart *self)
{
  JmChartPrivate *priv;

  g_return_if_fail (JM_IS_CHART (self));

  priv = get_private (self);
  if (priv->current >= (int) jm_chart_get_n_shown (self))
    priv->current = -1;
  update_bubble (self);
  update_accessible (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
jm_chart_set_child (JmChart   *self,
                    GtkWidget *child)
{
  JmChartPrivate *priv;

  g_return_if_fail (JM_IS_CHART (self));

  priv = get_private (self);
  g_clear_pointer (&priv->child, gtk_widget_unparent);
  priv->child = child;
  if (child != NULL)
    gtk_widget_insert_after (child, GTK_WIDGET (self), NULL);
}
