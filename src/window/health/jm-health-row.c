/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "health/jm-health-row.h"

#include <glib/gi18n.h>
#include <string.h>

#include "charts/jm-sparkline.h"
#include "health/jm-health-plot.h"
#include "health/jm-health-words.h"
#include "jm-text.h"

#define N_SPARKS 28

struct _JmHealthRow
{
  AdwExpanderRow  parent_instance;

  JmHealthCheck  *check;
  gboolean        narrow;
  const char     *tone_class;
  GPtrArray      *rows;         /* of the opened row, borrowed from it */

  GtkImage       *icon;
  GtkLabel       *value_label;
  JmSparkline    *sparkline;
};

G_DEFINE_FINAL_TYPE (JmHealthRow, jm_health_row, ADW_TYPE_EXPANDER_ROW)

/* --- the opened row */

static void
forget_rows (JmHealthRow *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_expander_row_remove (ADW_EXPANDER_ROW (self), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
}

static void
add_row (JmHealthRow *self,
         GtkWidget   *row)
{
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
  g_ptr_array_add (self->rows, row);
}

static void
button_clicked_cb (JmHealthRow *self)
{
  JmAccount *patient = jm_health_check_get_patient (self->check);
  static const char *const actions[] = {
    [JM_HEALTH_CURE_NONE] = "win.cure",
    [JM_HEALTH_CURE_TROUBLE] = "win.cure",
    [JM_HEALTH_CURE_SIGN_IN] = "win.sign-in",
    [JM_HEALTH_CURE_UNLOCK] = "win.unlock-keyring",
    [JM_HEALTH_CURE_SYNC] = "win.sync-account",
    [JM_HEALTH_CURE_REBUILD] = "win.rebuild-store",
    [JM_HEALTH_CURE_NETWORK] = "win.show-network",
  };

  if (patient != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), actions[jm_health_check_get_remedy (self->check)], "s",
                                jm_account_get_id (patient));
}

static GtkWidget *
create_cure_button (JmHealthRow *self,
                    const char  *label)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_button_set_can_shrink (GTK_BUTTON (button), TRUE);
  jm_text_set_tooltip (button, label);
  if (jm_health_check_get_level (self->check) == JM_HEALTH_BAD)
    gtk_widget_add_css_class (button, "suggested-action");
  g_signal_connect_object (button, "clicked", G_CALLBACK (button_clicked_cb), self, G_CONNECT_SWAPPED);

  return button;
}

static void
add_cure (JmHealthRow *self)
{
  const char *cure = jm_health_check_get_cure (self->check);
  const char *label = cure != NULL ? jm_health_check_get_button (self->check) : NULL;
  GtkWidget *row;

  if (cure == NULL)
    return;

  row = adw_action_row_new ();
  jm_text_set_title (ADW_PREFERENCES_ROW (row), cure);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  if (label != NULL)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), create_cure_button (self, label));
  add_row (self, row);
}

static GtkWidget *
create_label (const char *text,
              gboolean    is_name)
{
  GtkWidget *label = gtk_label_new (NULL);

  jm_text_set_label (GTK_LABEL (label), text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_valign (label, GTK_ALIGN_START);
  if (is_name)
    gtk_widget_add_css_class (label, "dimmed");
  else
    gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_hexpand (label, !is_name);

  return label;
}

static void
add_detail (GtkGrid    *grid,
            int         position,
            const char *line)
{
  const char *tab = strchr (line, '\t');
  g_autofree char *name = tab != NULL ? g_strndup (line, (gsize) (tab - line)) : g_strdup (line);
  GtkWidget *name_label = create_label (name, TRUE);
  GtkWidget *value_label = create_label (tab != NULL ? tab + 1 : NULL, FALSE);

  gtk_accessible_update_relation (GTK_ACCESSIBLE (value_label), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  name_label, NULL, -1);
  gtk_grid_attach (grid, name_label, 0, position, 1, 1);
  gtk_grid_attach (grid, value_label, 1, position, 1, 1);
}

static void
add_content (JmHealthRow *self,
             GtkWidget   *content)
{
  GtkWidget *row = adw_preferences_row_new ();

  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), content);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_widget_add_css_class (row, "health-content");
  add_row (self, row);
}

static void
add_plot (JmHealthRow *self)
{
  guint n_values;

  jm_health_check_get_history (self->check, &n_values);
  if (n_values > 1)
    add_content (self, jm_health_plot_new (self->check));
}

/* Names and values in two columns of one row: twenty rows would push the rest of the page away. */
static void
add_details (JmHealthRow *self)
{
  const char *const *details = jm_health_check_get_details (self->check);
  GtkWidget *grid;

  if (details[0] == NULL)
    return;

  grid = gtk_grid_new ();
  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 18);
  for (int i = 0; details[i] != NULL; i++)
    add_detail (GTK_GRID (grid), i, details[i]);
  add_content (self, grid);
}

static void
fill (JmHealthRow *self)
{
  forget_rows (self);
  if (!adw_expander_row_get_expanded (ADW_EXPANDER_ROW (self)))
    return;

  add_cure (self);
  add_plot (self);
  add_details (self);
}

/* --- the row itself */

static void
show_level (JmHealthRow *self)
{
  JmHealthLevel level = jm_health_check_get_level (self->check);
  static const char *const sparkline_classes[] = { "plain", "plain", "warning", "error" };

  if (self->tone_class != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon), self->tone_class);
  self->tone_class = jm_tone_get_text_class (jm_health_level_get_tone (level));
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), self->tone_class);
  gtk_image_set_from_icon_name (self->icon, jm_health_level_get_icon_name (level));
  jm_text_set_name (GTK_WIDGET (self->icon), jm_health_level_get_word (level));

  for (guint i = 0; i < G_N_ELEMENTS (sparkline_classes); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self->sparkline), sparkline_classes[i]);
  gtk_widget_add_css_class (GTK_WIDGET (self->sparkline), sparkline_classes[level]);
  if (level > JM_HEALTH_FINE)
    gtk_widget_add_css_class (GTK_WIDGET (self->value_label), "heading");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->value_label), "heading");
}

static void
show_history (JmHealthRow *self)
{
  guint n_values;
  const double *values = jm_health_check_get_history (self->check, &n_values);
  guint n_shown = MIN (n_values, N_SPARKS);
  g_autofree char *words = jm_health_check_describe (self->check);

  jm_sparkline_set_values (self->sparkline, n_shown > 0 ? values + n_values - n_shown : NULL, n_shown);
  jm_sparkline_set_description (self->sparkline, words);
  gtk_widget_set_visible (GTK_WIDGET (self->sparkline), !self->narrow && n_shown > 1);
}

static void
checked_cb (JmHealthRow *self)
{
  const char *sentence = jm_health_check_get_sentence (self->check);

  jm_text_set_subtitle (ADW_PREFERENCES_ROW (self), sentence != NULL ? sentence : _("Not checked yet"));
  jm_text_set_label (self->value_label, jm_health_check_get_value (self->check));
  show_level (self);
  show_history (self);
  fill (self);
}

static void
jm_health_row_dispose (GObject *object)
{
  JmHealthRow *self = JM_HEALTH_ROW (object);

  g_signal_handlers_disconnect_by_func (self, fill, self);
  g_clear_object (&self->check);

  G_OBJECT_CLASS (jm_health_row_parent_class)->dispose (object);
}

static void
jm_health_row_finalize (GObject *object)
{
  g_ptr_array_unref (JM_HEALTH_ROW (object)->rows);

  G_OBJECT_CLASS (jm_health_row_parent_class)->finalize (object);
}

static void
jm_health_row_class_init (JmHealthRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jm_health_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = jm_health_row_finalize;

  g_type_ensure (JM_TYPE_SPARKLINE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/JiraMonitor/window/health/jm-health-row.ui");
  gtk_widget_class_bind_template_child (widget_class, JmHealthRow, icon);
  gtk_widget_class_bind_template_child (widget_class, JmHealthRow, sparkline);
  gtk_widget_class_bind_template_child (widget_class, JmHealthRow, value_label);
}

static void
jm_health_row_init (JmHealthRow *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "notify::expanded", G_CALLBACK (fill), NULL);
}

GtkWidget *
jm_health_row_new (JmHealthCheck *check)
{
  JmHealthRow *self = g_object_new (JM_TYPE_HEALTH_ROW, NULL);

  self->check = g_object_ref (check);
  jm_text_set_title (ADW_PREFERENCES_ROW (self), jm_health_check_get_title (check));
  g_signal_connect_object (check, "checked", G_CALLBACK (checked_cb), self, G_CONNECT_SWAPPED);
  checked_cb (self);

  return GTK_WIDGET (self);
}

JmHealthCheck *
jm_health_row_get_check (JmHealthRow *self)
{
  g_return_val_if_fail (JM_IS_HEALTH_ROW (self), NULL);

  return self->check;
}

void
jm_health_row_set_narrow (JmHealthRow *self,
                          gboolean     narrow)
{
  g_return_if_fail (JM_IS_HEALTH_ROW (self));

  self->narrow = narrow;
  gtk_label_set_width_chars (self->value_label, narrow ? -1 : 9);
  show_history (self);
}
