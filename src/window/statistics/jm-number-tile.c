/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-number-tile.h"

#include "jm-text.h"

struct _JmNumberTile
{
  GtkWidget  parent_instance;

  GtkBox    *change_box;
  GtkImage  *change_icon;
  GtkLabel  *change_label;
  GtkLabel  *title_label;
  GtkLabel  *value_label;
};

G_DEFINE_FINAL_TYPE (JmNumberTile, jm_number_tile, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_TITLE = 1,
} JmNumberTileProperty;

static GParamSpec *properties[PROP_TITLE + 1];

static void
jm_number_tile_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  switch ((JmNumberTileProperty) prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, gtk_label_get_label (JM_NUMBER_TILE (object)->title_label));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_number_tile_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  JmNumberTile *self = JM_NUMBER_TILE (object);

  switch ((JmNumberTileProperty) prop_id)
    {
    case PROP_TITLE:
      if (g_strcmp0 (gtk_label_get_label (self->title_label), g_value_get_string (value)) == 0)
        return;
      gtk_label_set_label (self->title_label, g_value_get_string (value));
      g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_number_tile_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), JM_TYPE_NUMBER_TILE);

  G_OBJECT_CLASS (jm_number_tile_parent_class)->dispose (object);
}

static void
jm_number_tile_class_init (JmNumberTileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = jm_number_tile_dispose;
  object_class->get_property = jm_number_tile_get_property;
  object_class->set_property = jm_number_tile_set_property;

  /** JmNumberTile:title: what is counted, translated. */
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL,
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/JiraMonitor/window/statistics/jm-number-tile.ui");
  gtk_widget_class_bind_template_child (widget_class, JmNumberTile, change_box);
  gtk_widget_class_bind_template_child (widget_class, JmNumberTile, change_icon);
  gtk_widget_class_bind_template_child (widget_class, JmNumberTile, change_label);
  gtk_widget_class_bind_template_child (widget_class, JmNumberTile, title_label);
  gtk_widget_class_bind_template_child (widget_class, JmNumberTile, value_label);
}

static void
jm_number_tile_init (JmNumberTile *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
jm_number_tile_set (JmNumberTile *self,
                    const char   *value,
                    const char   *change,
                    int           direction,
                    gboolean      good)
{
  g_return_if_fail (JM_IS_NUMBER_TILE (self));

  jm_text_set_label (self->value_label, value);
  jm_text_set_label (self->change_label, change);
  jm_text_set_tooltip (GTK_WIDGET (self), change);
  gtk_image_set_from_icon_name (self->change_icon, direction > 0 ? "go-up-symbolic" : "go-down-symbolic");
  gtk_widget_set_visible (GTK_WIDGET (self->change_icon), direction != 0);
  /* Invisible, and its line stays: the tiles stand in a row. */
  gtk_widget_set_opacity (GTK_WIDGET (self->change_box), change != NULL ? 1 : 0);
  gtk_widget_set_css_classes (GTK_WIDGET (self->change_box), (const char *[]) { good ? "success" : "dimmed", NULL });
}

const char *
jm_number_tile_get_value (JmNumberTile *self)
{
  g_return_val_if_fail (JM_IS_NUMBER_TILE (self), NULL);

  return gtk_label_get_label (self->value_label);
}

const char *
jm_number_tile_get_change (JmNumberTile *self)
{
  g_return_val_if_fail (JM_IS_NUMBER_TILE (self), NULL);

  return gtk_label_get_label (self->change_label);
}
