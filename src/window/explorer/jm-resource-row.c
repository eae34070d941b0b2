/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "explorer/jm-resource-row.h"

#include <glib/gi18n.h>

#include "jm-text.h"
#include "jm-when.h"

struct _JmResourceRow
{
  GtkListBoxRow    parent_instance;

  JmResourceId     id;
  JmResourceState *state;               /* NULL until it is known */
  char            *words;

  GtkImage        *denied_icon;
  GtkImage        *icon;
  GtkLabel        *count_label;
  GtkLabel        *title_label;
  GtkLabel        *words_label;
};

G_DEFINE_FINAL_TYPE (JmResourceRow, jm_resource_row, GTK_TYPE_LIST_BOX_ROW)

static const char *const icons[JM_N_RESOURCES] = {
  [JM_RESOURCE_PROJECTS] = "view-grid-symbolic",
  [JM_RESOURCE_ISSUES] = "view-list-symbolic",
  [JM_RESOURCE_COMMENTS] = "chat-message-new-symbolic",
  [JM_RESOURCE_WORKLOGS] = "document-open-recent-symbolic",
  [JM_RESOURCE_CHANGES] = "edit-undo-symbolic",
  [JM_RESOURCE_USERS] = "system-users-symbolic",
  [JM_RESOURCE_STATUSES] = "selection-mode-symbolic",
  [JM_RESOURCE_PROJECT_STATUSES] = "object-select-symbolic",
  [JM_RESOURCE_WORKFLOWS] = "media-playlist-shuffle-symbolic",
  [JM_RESOURCE_ISSUE_TYPES] = "applications-graphics-symbolic",
  [JM_RESOURCE_PRIORITIES] = "go-up-symbolic",
  [JM_RESOURCE_RESOLUTIONS] = "checkbox-checked-symbolic",
  [JM_RESOURCE_FIELDS] = "format-justify-left-symbolic",
  [JM_RESOURCE_LABELS] = "user-bookmarks-symbolic",
  [JM_RESOURCE_LINK_TYPES] = "insert-link-symbolic",
  [JM_RESOURCE_ROLES] = "contact-new-symbolic",
  [JM_RESOURCE_COMPONENTS] = "application-x-addon-symbolic",
  [JM_RESOURCE_VERSIONS] = "emoji-flags-symbolic",
  [JM_RESOURCE_FILTERS] = "system-search-symbolic",
  [JM_RESOURCE_DASHBOARDS] = "power-profile-performance-symbolic",
  [JM_RESOURCE_BOARDS] = "view-dual-symbolic",
  [JM_RESOURCE_SPRINTS] = "media-playlist-repeat-symbolic",
};

static void
jm_resource_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), JM_TYPE_RESOURCE_ROW);

  G_OBJECT_CLASS (jm_resource_row_parent_class)->dispose (object);
}

static void
jm_resource_row_finalize (GObject *object)
{
  JmResourceRow *self = JM_RESOURCE_ROW (object);

  g_clear_pointer (&self->state, jm_resource_state_free);
  g_free (self->words);

  G_OBJECT_CLASS (jm_resource_row_parent_class)->finalize (object);
}

static void
jm_resource_row_class_init (JmResourceRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jm_resource_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = jm_resource_row_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/JiraMonitor/window/explorer/jm-resource-row.ui");
  gtk_widget_class_bind_template_child (widget_class, JmResourceRow, count_label);
  gtk_widget_class_bind_template_child (widget_class, JmResourceRow, denied_icon);
  gtk_widget_class_bind_template_child (widget_class, JmResourceRow, icon);
  gtk_widget_class_bind_template_child (widget_class, JmResourceRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, JmResourceRow, words_label);
}

static void
jm_resource_row_init (JmResourceRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
jm_resource_row_new (JmResourceId id)
{
  JmResourceRow *self;

  g_return_val_if_fail (id < JM_N_RESOURCES, NULL);

  self = g_object_new (JM_TYPE_RESOURCE_ROW, NULL);
  self->id = id;
  self->words = g_strdup ("");
  gtk_image_set_from_icon_name (self->icon, icons[id]);
  gtk_label_set_label (self->title_label, jm_resource_get_title (id));

  return GTK_WIDGET (self);
}

JmResourceId
jm_resource_row_get_id (JmResourceRow *self)
{
  g_return_val_if_fail (JM_IS_RESOURCE_ROW (self), JM_N_RESOURCES);

  return self->id;
}

static char *
dup_words (const JmResourceState *state,
           gint64                 now_ms)
{
  g_autofree char *when = jm_when_relative (state->fetched_at_ms, now_ms);

  if (state->denied != NULL)
    /* Translators: %s is what is missing: "needs the scope read:jira-user" */
    return g_strdup_printf (_("Not allowed: %s"), state->denied);
  if (state->fetched_at_ms == 0)
    return g_strdup (state->count > 0 ? _("Not complete yet") : _("Not fetched yet"));

  /* Translators: %s is when: "5 min ago" */
  return g_strdup_printf (_("Fetched %s"), when);
}

void
jm_resource_row_set_state (JmResourceRow         *self,
                           const JmResourceState *state,
                           gint64                 now_ms)
{
  g_autofree char *count = NULL;
  gboolean denied;

  g_return_if_fail (JM_IS_RESOURCE_ROW (self));
  g_return_if_fail (state != NULL);

  g_clear_pointer (&self->state, jm_resource_state_free);
  self->state = jm_resource_state_copy (state);
  g_free (self->words);
  self->words = dup_words (state, now_ms);
  count = g_strdup_printf ("%'" G_GINT64_FORMAT, state->count);
  denied = state->denied != NULL;

  gtk_label_set_label (self->count_label, count);
  gtk_widget_set_visible (GTK_WIDGET (self->count_label), !denied || state->count > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->denied_icon), denied);
  jm_text_set_label (self->words_label, self->words);
  jm_text_set_tooltip (GTK_WIDGET (self), self->words);
}

gint64
jm_resource_row_get_fetched_at_ms (JmResourceRow *self)
{
  g_return_val_if_fail (JM_IS_RESOURCE_ROW (self), 0);

  return self->state != NULL ? self->state->fetched_at_ms : 0;
}

const char *
jm_resource_row_get_denied (JmResourceRow *self)
{
  g_return_val_if_fail (JM_IS_RESOURCE_ROW (self), NULL);

  return self->state != NULL ? self->state->denied : NULL;
}

const char *
jm_resource_row_get_words (JmResourceRow *self)
{
  g_return_val_if_fail (JM_IS_RESOURCE_ROW (self), NULL);

  return self->words;
}
