/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-stored-card.h"

#include <glib/gi18n.h>

#include "jm-text.h"
#include "store/jm-store.h"

static const JmResourceId ids[] = {
  JM_RESOURCE_PROJECTS,
  JM_RESOURCE_ISSUES,
  JM_RESOURCE_USERS,
  JM_RESOURCE_ISSUE_TYPES,
  JM_RESOURCE_PRIORITIES,
  JM_RESOURCE_STATUSES,
  JM_RESOURCE_WORKFLOWS,
};

struct _JmStoredCard
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkLabel  *values[G_N_ELEMENTS (ids)];
};

G_DEFINE_FINAL_TYPE (JmStoredCard, jm_stored_card, GTK_TYPE_WIDGET)

static void
jm_stored_card_dispose (GObject *object)
{
  g_clear_pointer (&JM_STORED_CARD (object)->box, gtk_widget_unparent);

  G_OBJECT_CLASS (jm_stored_card_parent_class)->dispose (object);
}

static void
jm_stored_card_class_init (JmStoredCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jm_stored_card_dispose;
  gtk_widget_class_set_css_name (widget_class, "figure");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
add_line (JmStoredCard *self,
          GtkGrid      *grid,
          guint         line)
{
  GtkWidget *name = gtk_label_new (jm_resource_get_title (ids[line]));
  GtkWidget *value = gtk_label_new ("–");

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_label_set_xalign (GTK_LABEL (value), 1);
  gtk_label_set_ellipsize (GTK_LABEL (value), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (value, "numeric");
  gtk_accessible_update_relation (GTK_ACCESSIBLE (value), GTK_ACCESSIBLE_RELATION_LABELLED_BY, name, NULL, -1);
  gtk_grid_attach (grid, name, 0, (int) line, 1, 1);
  gtk_grid_attach (grid, value, 1, (int) line, 1, 1);
  self->values[line] = GTK_LABEL (value);
}

static void
jm_stored_card_init (JmStoredCard *self)
{
  GtkWidget *title = gtk_label_new (_("Stored on This Computer"));
  GtkWidget *grid = gtk_grid_new ();

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_wrap (GTK_LABEL (title), TRUE);
  gtk_widget_add_css_class (title, "heading");
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 7);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    add_line (self, GTK_GRID (grid), i);
  gtk_box_append (GTK_BOX (self->box), title);
  gtk_box_append (GTK_BOX (self->box), grid);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  gtk_widget_add_css_class (GTK_WIDGET (self), "plot-card");
  jm_text_set_name (GTK_WIDGET (self), _("Stored on this computer"));
}

GtkWidget *
jm_stored_card_new (void)
{
  return g_object_new (JM_TYPE_STORED_CARD, NULL);
}

void
jm_stored_card_set_states (JmStoredCard *self,
                           GPtrArray    *states)
{
  g_return_if_fail (JM_IS_STORED_CARD (self));
  g_return_if_fail (states != NULL && states->len == JM_N_RESOURCES);

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      JmResourceState *state = g_ptr_array_index (states, ids[i]);
      g_autofree char *count = g_strdup_printf ("%'" G_GINT64_FORMAT, state->count);
      gboolean denied = state->denied != NULL && state->count == 0;

      jm_text_set_label (self->values[i], denied ? _("not allowed") : count);
      jm_text_set_tooltip (GTK_WIDGET (self->values[i]), state->denied);
      if (denied)
        gtk_widget_add_css_class (GTK_WIDGET (self->values[i]), "dimmed");
      else
        gtk_widget_remove_css_class (GTK_WIDGET (self->values[i]), "dimmed");
    }
}
