/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-project-card.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "jm-text.h"
#include "widgets/jm-project-tile.h"

struct _JmProjectCard
{
  GtkWidget       parent_instance;

  JmProjectTile  *tile;
  GtkLabel       *name;
  GtkLabel       *key;
  GtkLabel       *open;
  GtkLabel       *total;
  GtkProgressBar *done;
  AdwAvatar      *avatar;
  GtkLabel       *lead;
};

G_DEFINE_FINAL_TYPE (JmProjectCard, jm_project_card, GTK_TYPE_WIDGET)

static void
jm_project_card_dispose (GObject *object)
{
  GtkWidget *child;

  gtk_widget_dispose_template (GTK_WIDGET (object), JM_TYPE_PROJECT_CARD);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (jm_project_card_parent_class)->dispose (object);
}

static void
jm_project_card_class_init (JmProjectCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jm_project_card_dispose;

  g_type_ensure (JM_TYPE_PROJECT_TILE);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/JiraMonitor/window/projects/jm-project-card.ui");
  gtk_widget_class_bind_template_child (widget_class, JmProjectCard, avatar);
  gtk_widget_class_bind_template_child (widget_class, JmProjectCard, done);
  gtk_widget_class_bind_template_child (widget_class, JmProjectCard, key);
  gtk_widget_class_bind_template_child (widget_class, JmProjectCard, lead);
  gtk_widget_class_bind_template_child (widget_class, JmProjectCard, name);
  gtk_widget_class_bind_template_child (widget_class, JmProjectCard, open);
  gtk_widget_class_bind_template_child (widget_class, JmProjectCard, tile);
  gtk_widget_class_bind_template_child (widget_class, JmProjectCard, total);
}

static void
jm_project_card_init (JmProjectCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
jm_project_card_new (void)
{
  return g_object_new (JM_TYPE_PROJECT_CARD, NULL);
}

char *
jm_project_kind_to_words (const char *kind)
{
  if (g_strcmp0 (kind, "software") == 0)
    return g_strdup (C_("kind of project", "Software"));
  if (g_strcmp0 (kind, "business") == 0)
    return g_strdup (C_("kind of project", "Business"));
  if (g_strcmp0 (kind, "service_desk") == 0)
    return g_strdup (C_("kind of project", "Service"));

  return g_strdup (kind);
}

static void
show_counts (JmProjectCard *self,
             JmProject     *project)
{
  gint64 open = jm_project_get_open_issues (project);
  gint64 total = jm_project_get_total_issues (project);
  gboolean known = open >= 0 && total >= 0;
  g_autofree char *open_text = NULL;
  g_autofree char *total_text = NULL;

  if (known)
    {
      open_text = g_strdup_printf (ngettext ("%'d open", "%'d open", (gulong) open), (int) open);
      total_text = g_strdup_printf (ngettext ("%'d issue", "%'d issues", (gulong) total), (int) total);
      gtk_widget_add_css_class (GTK_WIDGET (self->open), "heading");
      gtk_widget_remove_css_class (GTK_WIDGET (self->open), "dimmed");
    }
  else
    {
      open_text = g_strdup (_("Issues not fetched yet"));
      gtk_widget_remove_css_class (GTK_WIDGET (self->open), "heading");
      gtk_widget_add_css_class (GTK_WIDGET (self->open), "dimmed");
    }

  gtk_label_set_text (self->open, open_text);
  gtk_label_set_text (self->total, total_text ? total_text : "");
  gtk_progress_bar_set_fraction (self->done, known && total > 0 ? CLAMP ((total - open) / (double) total, 0, 1) : 0);
}

void
jm_project_card_set_project (JmProjectCard *self,
                             JmProject     *project)
{
  g_autofree char *kind = NULL;
  g_autofree char *second = NULL;
  const char *name;
  const char *lead;

  g_return_if_fail (JM_IS_PROJECT_CARD (self));
  g_return_if_fail (project == NULL || JM_IS_PROJECT (project));

  if (project == NULL)
    return;

  name = jm_project_get_name (project) ? jm_project_get_name (project) : jm_project_get_key (project);
  lead = jm_project_get_lead (project);
  kind = jm_project_kind_to_words (jm_project_get_kind (project));
  second = kind ? g_strdup_printf ("%s · %s", jm_project_get_key (project), kind) : g_strdup (jm_project_get_key (project));

  jm_project_tile_set_text (self->tile, name);
  jm_text_set_label (self->name, name);
  jm_text_set_tooltip (GTK_WIDGET (self->name), name);
  jm_text_set_label (self->key, second);
  show_counts (self, project);
  adw_avatar_set_text (self->avatar, lead);
  jm_text_set_label (self->lead, lead ? lead : _("No lead"));
  jm_text_set_name (GTK_WIDGET (self), name);
}
