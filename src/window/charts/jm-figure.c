/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "charts/jm-figure.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "charts/jm-chart-table.h"
#include "jm-save.h"
#include "jm-text.h"

/* Of a picture around what is drawn */
#define MARGIN 20
#define SPACING 12
/* What the menu button takes of the line of the title */
#define BUTTON_ROOM 36

struct _JmFigure
{
  GtkWidget     parent_instance;

  JmChart      *chart;
  char         *file_name;
  GCancellable *cancellable;

  GtkWidget    *drawn;          /* title, key and chart: all that a picture has */
  GtkWidget    *key;
  GtkWidget    *button;
  /* Never drawn: it holds the colour of a page */
  GtkWidget    *ground;
};

G_DEFINE_FINAL_TYPE (JmFigure, jm_figure, GTK_TYPE_WIDGET)

static const JmSaveKind kinds[] = {
  { N_("Picture (.png)"), "png" },
  { N_("Drawing (.svg)"), "svg" },
};

/* --- pictures */

static GskRenderNode *
draw_node (JmFigure *self)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  graphene_rect_t bounds;

  if (!gtk_widget_compute_bounds (self->drawn, GTK_WIDGET (self), &bounds))
    graphene_rect_init (&bounds, 0, 0, 0, 0);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (MARGIN - bounds.origin.x, MARGIN - bounds.origin.y));
  gtk_widget_snapshot_child (GTK_WIDGET (self), self->drawn, snapshot);

  return gtk_snapshot_free_to_node (snapshot);
}

GBytes *
jm_figure_make_picture (JmFigure         *self,
                        JmPictureFormat   format,
                        GError          **error)
{
  g_autoptr (GskRenderNode) node = NULL;
  GdkRGBA ground;

  g_return_val_if_fail (JM_IS_FIGURE (self), NULL);

  if (!gtk_widget_get_mapped (self->drawn) || !(node = draw_node (self)))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("The chart is not on the screen"));
      return NULL;
    }

  gtk_widget_get_color (self->ground, &ground);

  return jm_picture_make (node, (float) gtk_widget_get_width (self->drawn) + 2 * MARGIN,
                          (float) gtk_widget_get_height (self->drawn) + 2 * MARGIN, &ground, format, error);
}

static GBytes *
make_cb (const char  *name,
         gpointer     data,
         GError     **error)
{
  return jm_figure_make_picture (data, jm_picture_format_of (name), error);
}

void
jm_figure_save (JmFigure *self)
{
  g_autofree char *initial_name = NULL;

  g_return_if_fail (JM_IS_FIGURE (self));

  initial_name = g_strconcat (self->file_name, ".png", NULL);
  jm_save (GTK_WIDGET (self), _("Save Picture"), initial_name, kinds, G_N_ELEMENTS (kinds), make_cb, g_object_ref (self),
           g_object_unref, self->cancellable);
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  jm_figure_save (JM_FIGURE (widget));
}

static void
table_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  adw_dialog_present (jm_chart_table_dialog_new (JM_FIGURE (widget)->chart), widget);
}

/* --- the object */

static void
jm_figure_dispose (GObject *object)
{
  JmFigure *self = JM_FIGURE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->drawn, gtk_widget_unparent);
  g_clear_pointer (&self->button, gtk_widget_unparent);
  g_clear_pointer (&self->ground, gtk_widget_unparent);

  G_OBJECT_CLASS (jm_figure_parent_class)->dispose (object);
}

static void
jm_figure_finalize (GObject *object)
{
  JmFigure *self = JM_FIGURE (object);

  g_clear_object (&self->cancellable);
  g_free (self->file_name);

  G_OBJECT_CLASS (jm_figure_parent_class)->finalize (object);
}

static void
jm_figure_class_init (JmFigureClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jm_figure_dispose;
  G_OBJECT_CLASS (klass)->finalize = jm_figure_finalize;
  gtk_widget_class_install_action (widget_class, "figure.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "figure.table", NULL, table_action);
  gtk_widget_class_set_css_name (widget_class, "figure");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
create_button (void)
{
  GtkWidget *button = gtk_menu_button_new ();
  g_autoptr (GMenu) menu = g_menu_new ();

  g_menu_append (menu, _("Show as _Table"), "figure.table");
  g_menu_append (menu, _("Save _Picture…"), "figure.save");
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_widget_set_halign (button, GTK_ALIGN_END);
  gtk_widget_set_valign (button, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (button, _("More"));
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "figure-menu");

  return button;
}

static void
jm_figure_init (JmFigure *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  gtk_widget_add_css_class (GTK_WIDGET (self), "plot-card");

  self->drawn = gtk_box_new (GTK_ORIENTATION_VERTICAL, SPACING);
  gtk_widget_set_parent (self->drawn, GTK_WIDGET (self));
  self->button = create_button ();
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
  self->ground = adw_bin_new ();
  gtk_widget_add_css_class (self->ground, "figure-ground");
  gtk_widget_set_child_visible (self->ground, FALSE);
  gtk_widget_set_parent (self->ground, GTK_WIDGET (self));
}

/* Title and key on one line, or the key below it where there is no room */
static GtkWidget *
create_heading (JmFigure   *self,
                const char *title)
{
  GtkWidget *heading = adw_wrap_box_new ();
  GtkWidget *label = gtk_label_new (title);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "heading");
  self->key = adw_wrap_box_new ();
  adw_wrap_box_set_child_spacing (ADW_WRAP_BOX (self->key), 18);
  adw_wrap_box_set_line_spacing (ADW_WRAP_BOX (self->key), 6);
  gtk_widget_set_visible (self->key, FALSE);

  adw_wrap_box_set_child_spacing (ADW_WRAP_BOX (heading), SPACING);
  adw_wrap_box_set_line_spacing (ADW_WRAP_BOX (heading), 6);
  adw_wrap_box_set_justify (ADW_WRAP_BOX (heading), ADW_JUSTIFY_SPREAD);
  adw_wrap_box_set_justify_last_line (ADW_WRAP_BOX (heading), TRUE);
  adw_wrap_box_append (ADW_WRAP_BOX (heading), label);
  adw_wrap_box_append (ADW_WRAP_BOX (heading), self->key);
  gtk_widget_set_margin_end (heading, BUTTON_ROOM);

  return heading;
}

GtkWidget *
jm_figure_new (JmChart    *chart,
               const char *file_name)
{
  JmFigure *self;

  g_return_val_if_fail (JM_IS_CHART (chart), NULL);
  g_return_val_if_fail (file_name != NULL, NULL);

  self = g_object_new (JM_TYPE_FIGURE, NULL);
  self->chart = chart;
  self->file_name = g_strdup (file_name);
  gtk_box_append (GTK_BOX (self->drawn), create_heading (self, jm_chart_get_title (chart)));
  gtk_box_append (GTK_BOX (self->drawn), GTK_WIDGET (chart));
  gtk_widget_set_vexpand (GTK_WIDGET (chart), TRUE);
  jm_text_set_name (GTK_WIDGET (self), jm_chart_get_title (chart));

  return GTK_WIDGET (self);
}

JmChart *
jm_figure_get_chart (JmFigure *self)
{
  g_return_val_if_fail (JM_IS_FIGURE (self), NULL);

  return self->chart;
}

void
jm_figure_add_key (JmFigure   *self,
                   const char *name,
                   const char *css_class,
                   JmPattern   pattern)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (name);

  g_return_if_fail (JM_IS_FIGURE (self));

  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dimmed");
  gtk_box_append (GTK_BOX (box), jm_swatch_new (css_class, pattern));
  gtk_box_append (GTK_BOX (box), label);
  adw_wrap_box_append (ADW_WRAP_BOX (self->key), box);
  gtk_widget_set_visible (self->key, TRUE);
}
