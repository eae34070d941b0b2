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
  GtkToggleButton *star;

  JmProjectStars *stars;
  JmProject      *project;
};

G_DEFINE_FINAL_TYPE (JmProjectCard, jm_project_card, GTK_TYPE_WIDGET)

static void
update_star (JmProjectCard *self)
{
  gboolean starred = self->project != NULL && jm_project_stars_has (self->stars, self->project);

  gtk_toggle_button_set_active (self->star, starred);
  gtk_button_set_icon_name (GTK_BUTTON (self->star),
                            starred ? "starred-symbolic" : "non-starred-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->star), starred ? _("Remove Star") : _("Star"));
}

static void
star_toggled_cb (JmProjectCard *self)
{
  if (self->project != NULL)
    jm_project_stars_set (self->stars, self->project, gtk_toggle_button_get_active (self->star));
}

static void
jm_project_card_dispose (GObject *object)
{
  JmProjectCard *self = JM_PROJECT_CARD (object);
  GtkWidget *child;

  g_clear_object (&self->project);
  g_clear_object (&self->stars);
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
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/example/JiraMonitor/window/projects/jm-project-card.ui");
  gtk_widget_class_bind_template_child (widget_class, JmProjectCard, avatar);
  gtk_widget_class_bind_template_child (widget_class, JmProjectCard, done);
  gtk_widget_class_bind_template_child (widget_class, JmProjectCard, key);
  gtk_widget_class_bind_template_child (widget_class, JmProjectCard, lead);
  gtk_widget_class_bind_template_child (widget_class, JmProjectCard, name);
  gtk_widget_class_bind_template_child (widget_class, JmProjectCard, open);
  gtk_widget_class_bind_template_child (widget_class, JmProjectCard, star);
  gtk_widget_class_bind_template_child (widget_class, JmProjectCard, tile);
  gtk_widget_class_bind_template_child (widget_class, JmProjectCard, total);
  gtk_widget_class_bind_template_callback (widget_class, star_toggled_cb);
}

static void
jm_project_card_init (JmProjectCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
jm_project_card_new (JmProjectStars *stars)
{
  JmProjectCard *self = g_object_new (JM_TYPE_PROJECT_CARD, NULL);

  self->stars = g_object_ref (stars);
  g_signal_connect_object (stars, "changed", G_CALLBACK (update_star), self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
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
  double done = known && total > 0 ? CLAMP ((total - open) / (double) total, 0, 1) : 0;

  if (known)
    {
      open_text = g_strdup_printf (ngettext ("%'d open", "%'d open", (gulong) open), (int) open);
      total_text = g_strdup_printf (ngettext ("%'d issue", "%'d issues", (gulong) total),
                                    (int) total);
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
  gtk_progress_bar_set_fraction (self->done, done);
}

static void
show_names (JmProjectCard *self,
            JmProject     *project)
{
  const char *key = jm_project_get_key (project);
  const char *name = jm_project_get_name (project) ? jm_project_get_name (project) : key;
  const char *lead = jm_project_get_lead (project);
  g_autofree char *kind = jm_project_kind_to_words (jm_project_get_kind (project));
  g_autofree char *second = kind ? g_strdup_printf ("%s · %s", key, kind) : g_strdup (key);

  jm_project_tile_set_text (self->tile, name);
  jm_text_set_label (self->name, name);
  jm_text_set_tooltip (GTK_WIDGET (self->name), name);
  jm_text_set_label (self->key, second);
  adw_avatar_set_text (self->avatar, lead);
  jm_text_set_label (self->lead, lead ? lead : _("No lead"));
  jm_text_set_name (GTK_WIDGET (self), name);
}

void
jm_project_card_set_project (JmProjectCard *self,
                             JmProject     *project)
{
  g_return_if_fail (JM_IS_PROJECT_CARD (self));
  g_return_if_fail (project == NULL || JM_IS_PROJECT (project));

  /* Before the button turns: what it says is of this one. */
  g_set_object (&self->project, project);
  if (project == NULL)
    return;

  update_star (self);
  show_names (self, project);
  show_counts (self, project);
}
