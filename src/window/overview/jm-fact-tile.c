/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-fact-tile.h"

#include "jm-text.h"

struct _JmFactTile
{
  GtkWidget  parent_instance;

  gboolean   narrow;

  GtkGrid   *grid;
  GtkImage  *icon;
  GtkLabel  *caption_label;
  GtkLabel  *title_label;
  GtkLabel  *value_label;
};

G_DEFINE_FINAL_TYPE (JmFactTile, jm_fact_tile, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_ICON_NAME = 1,
  PROP_NARROW,
  PROP_TITLE,
} JmFactTileProperty;

static GParamSpec *properties[PROP_TITLE + 1];

static void
place (JmFactTile *self,
       gpointer    widget,
       int         column,
       int         row,
       int         columns,
       int         rows)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self->grid));
  GtkLayoutChild *child = gtk_layout_manager_get_layout_child (layout, widget);

  g_object_set (child, "column", column, "row", row, "column-span", columns, "row-span", rows,
                NULL);
}

static void
set_class (gpointer    widget,
           const char *css_class,
           gboolean    set)
{
  if (set)
    gtk_widget_add_css_class (widget, css_class);
  else
    gtk_widget_remove_css_class (widget, css_class);
}

static void
flow (JmFactTile *self)
{
  gboolean narrow = self->narrow;

  if (narrow)
    {
      place (self, self->icon, 0, 0, 1, 2);
      place (self, self->title_label, 1, 0, 1, 1);
      place (self, self->caption_label, 1, 1, 1, 1);
      place (self, self->value_label, 2, 0, 1, 2);
    }
  else
    {
      place (self, self->icon, 0, 0, 1, 1);
      place (self, self->title_label, 1, 0, 1, 1);
      place (self, self->value_label, 0, 1, 2, 1);
      place (self, self->caption_label, 0, 2, 2, 1);
    }

  gtk_grid_set_column_spacing (self->grid, narrow ? 12 : 8);
  gtk_label_set_xalign (self->value_label, narrow ? 1 : 0);
  /* In a row the value is never cut: its title gives way */
  gtk_label_set_ellipsize (self->value_label, narrow ? PANGO_ELLIPSIZE_NONE : PANGO_ELLIPSIZE_END);
  gtk_widget_set_valign (GTK_WIDGET (self->icon), GTK_ALIGN_CENTER);
  set_class (self, "narrow", narrow);
  set_class (self->title_label, "caption-heading", !narrow);
  set_class (self->title_label, "dimmed", !narrow);
  set_class (self->value_label, "title-3", !narrow);
  set_class (self->value_label, "heading", narrow);
}

static void
jm_fact_tile_get_property (GObject    *object,
                           guint       property_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  JmFactTile *self = JM_FACT_TILE (object);

  switch ((JmFactTileProperty) property_id)
    {
    case PROP_ICON_NAME:
      g_value_set_string (value, gtk_image_get_icon_name (self->icon));
      break;
    case PROP_NARROW:
      g_value_set_boolean (value, self->narrow);
      break;
    case PROP_TITLE:
      g_value_set_string (value, gtk_label_get_label (self->title_label));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
jm_fact_tile_set_property (GObject      *object,
                           guint         property_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  JmFactTile *self = JM_FACT_TILE (object);

  switch ((JmFactTileProperty) property_id)
    {
    case PROP_ICON_NAME:
      gtk_image_set_from_icon_name (self->icon, g_value_get_string (value));
      break;
    case PROP_NARROW:
      jm_fact_tile_set_narrow (self, g_value_get_boolean (value));
      break;
    case PROP_TITLE:
      jm_fact_tile_set_title (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
jm_fact_tile_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), JM_TYPE_FACT_TILE);

  G_OBJECT_CLASS (jm_fact_tile_parent_class)->dispose (object);
}

static void
jm_fact_tile_class_init (JmFactTileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = jm_fact_tile_dispose;
  object_class->get_property = jm_fact_tile_get_property;
  object_class->set_property = jm_fact_tile_set_property;

  /**
   * JmFactTile:icon-name:
   *
   * Decoration before the title.
   */
  properties[PROP_ICON_NAME] = g_param_spec_string ("icon-name", NULL, NULL, NULL, flags);

  /**
   * JmFactTile:narrow:
   *
   * A row instead of a column.
   */
  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE, flags);

  /**
   * JmFactTile:title:
   *
   * What the fact is about.
   */
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/example/JiraMonitor/window/overview/jm-fact-tile.ui");
  gtk_widget_class_bind_template_child (widget_class, JmFactTile, caption_label);
  gtk_widget_class_bind_template_child (widget_class, JmFactTile, grid);
  gtk_widget_class_bind_template_child (widget_class, JmFactTile, icon);
  gtk_widget_class_bind_template_child (widget_class, JmFactTile, title_label);
  gtk_widget_class_bind_template_child (widget_class, JmFactTile, value_label);
}

static void
jm_fact_tile_init (JmFactTile *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  flow (self);
}

void
jm_fact_tile_set_title (JmFactTile *self,
                        const char *title)
{
  g_return_if_fail (JM_IS_FACT_TILE (self));

  if (g_strcmp0 (gtk_label_get_label (self->title_label), title) == 0)
    return;

  jm_text_set_label (self->title_label, title);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

void
jm_fact_tile_set_value (JmFactTile *self,
                        const char *value,
                        const char *caption,
                        const char *full)
{
  g_return_if_fail (JM_IS_FACT_TILE (self));

  jm_text_set_label (self->value_label, value);
  jm_text_set_label (self->caption_label, caption);
  if (g_strcmp0 (gtk_widget_get_tooltip_text (GTK_WIDGET (self)), full) != 0)
    jm_text_set_tooltip (GTK_WIDGET (self), full);
}

void
jm_fact_tile_set_narrow (JmFactTile *self,
                         gboolean    narrow)
{
  g_return_if_fail (JM_IS_FACT_TILE (self));

  if (self->narrow == narrow)
    return;

  self->narrow = narrow;
  flow (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);
}
