/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "charts/jm-plot.h"

#include <adwaita.h>

#include "charts/jm-ink.h"
#include "jm-text.h"

#define MINIMUM_WIDTH 160

typedef struct
{
  int        chosen;            /* by the arrow keys; -1 none */
  GtkWidget *swatches[2];       /* by JmPlotColor. Never drawn: they hold the colours of style.css */
} JmPlotPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (JmPlot, jm_plot, GTK_TYPE_WIDGET)

static JmPlotPrivate *
get_private (JmPlot *self)
{
  return jm_plot_get_instance_private (self);
}

/* --- walking */

static guint
get_n_points (JmPlot *self)
{
  return JM_PLOT_GET_CLASS (self)->get_n_points (self);
}

static gboolean
query_tooltip (GtkWidget  *widget,
               int         x,
               int         y,
               gboolean    keyboard,
               GtkTooltip *tooltip)
{
  JmPlot *self = JM_PLOT (widget);
  JmPlotClass *klass = JM_PLOT_GET_CLASS (self);
  int point = get_private (self)->chosen;
  g_autofree char *words = NULL;
  GdkRectangle area;

  if (get_n_points (self) == 0)
    return FALSE;

  if (!keyboard)
    point = klass->find_point (self, jm_plot_mirror (self, (float) x, 0));
  if (point < 0 || point >= (int) get_n_points (self))
    return FALSE;

  words = klass->describe (self, (guint) point);
  klass->get_area (self, (guint) point, &area);
  gtk_tooltip_set_text (tooltip, words);
  gtk_tooltip_set_tip_area (tooltip, &area);

  return TRUE;
}

static gboolean
walk (GtkWidget *widget,
      GVariant  *parameter,
      gpointer   user_data)
{
  JmPlot *self = JM_PLOT (widget);
  JmPlotPrivate *priv = get_private (self);
  int step = g_variant_get_int32 (parameter);
  int last = (int) get_n_points (self) - 1;
  g_autofree char *words = NULL;

  if (last < 0)
    return FALSE;

  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL && ABS (step) == 1)
    step = -step;

  priv->chosen = priv->chosen < 0 ? last : CLAMP (priv->chosen + step, 0, last);
  words = JM_PLOT_GET_CLASS (self)->describe (self, (guint) priv->chosen);
  jm_text_announce (widget, words, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  gtk_widget_trigger_tooltip_query (widget);
  gtk_widget_queue_draw (widget);

  return TRUE;
}

/* --- the object */

static void
jm_plot_measure (GtkWidget      *widget,
                 GtkOrientation  orientation,
                 int             for_size,
                 int            *minimum,
                 int            *natural,
                 int            *minimum_baseline,
                 int            *natural_baseline)
{
  GtkSettings *settings = gtk_widget_get_settings (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = MINIMUM_WIDTH;
  else
    *minimum = *natural = (int) adw_length_unit_to_px (ADW_LENGTH_UNIT_SP, JM_PLOT_GET_CLASS (widget)->minimum_height, settings);
  *minimum_baseline = *natural_baseline = -1;
}

static void
jm_plot_dispose (GObject *object)
{
  JmPlotPrivate *priv = get_private (JM_PLOT (object));

  for (guint i = 0; i < G_N_ELEMENTS (priv->swatches); i++)
    g_clear_pointer (&priv->swatches[i], gtk_widget_unparent);

  G_OBJECT_CLASS (jm_plot_parent_class)->dispose (object);
}

static void
jm_plot_class_init (JmPlotClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  static const struct
  {
    guint key;
    int   step;
  } keys[] = {
    { GDK_KEY_Left, -1 },
    { GDK_KEY_Right, 1 },
    { GDK_KEY_Home, -G_MAXINT16 },
    { GDK_KEY_End, G_MAXINT16 },
    { GDK_KEY_KP_Left, -1 },
    { GDK_KEY_KP_Right, 1 },
  };

  G_OBJECT_CLASS (klass)->dispose = jm_plot_dispose;
  widget_class->measure = jm_plot_measure;
  widget_class->query_tooltip = query_tooltip;

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding (widget_class, keys[i].key, 0, walk, "i", keys[i].step);
  gtk_widget_class_set_css_name (widget_class, "plot");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static GtkWidget *
create_swatch (JmPlot     *self,
               const char *css_class)
{
  GtkWidget *swatch = adw_bin_new ();

  gtk_widget_add_css_class (swatch, css_class);
  gtk_widget_set_parent (swatch, GTK_WIDGET (self));

  return swatch;
}

static void
jm_plot_init (JmPlot *self)
{
  JmPlotPrivate *priv = get_private (self);

  priv->chosen = -1;
  priv->swatches[JM_PLOT_GOOD] = create_swatch (self, "plot-good");
  priv->swatches[JM_PLOT_WRONG] = create_swatch (self, "plot-wrong");
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

/* --- for those who derive from it */

void
jm_plot_changed (JmPlot *self)
{
  g_return_if_fail (JM_IS_PLOT (self));

  get_private (self)->chosen = -1;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gboolean
jm_plot_is_chosen (JmPlot *self,
                   guint   point)
{
  g_return_val_if_fail (JM_IS_PLOT (self), FALSE);

  return get_private (self)->chosen == (int) point && gtk_widget_has_visible_focus (GTK_WIDGET (self));
}

void
jm_plot_get_color (JmPlot      *self,
                   JmPlotColor  which,
                   GdkRGBA     *color)
{
  g_return_if_fail (JM_IS_PLOT (self));

  gtk_widget_get_color (get_private (self)->swatches[which], color);
}

float
jm_plot_mirror (JmPlot *self,
                float   x,
                float   width)
{
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    return (float) gtk_widget_get_width (GTK_WIDGET (self)) - x - width;

  return x;
}

void
jm_plot_append_text (JmPlot        *self,
                     GtkSnapshot   *snapshot,
                     const char    *text,
                     float          x,
                     float          y,
                     float          align,
                     const GdkRGBA *color)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  jm_ink_append_text (GTK_WIDGET (self), snapshot, text, jm_plot_mirror (self, x, 0), y, rtl ? 1 - align : align, color);
}
