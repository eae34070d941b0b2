/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-issues-page-private.h"

#include <glib/gi18n.h>

#include "jm-text.h"
#include "jm-when.h"
#include "widgets/jm-error-page.h"

/* Waiting that is shorter than this is not shown, ms. */
#define PATIENCE 200

static gint64
now_ms (JmIssuesPage *self)
{
  return jm_clock_get_wall_ms (jm_issues_page_get_services (self)->clock);
}

static const JmTroubleInfo *
get_trouble (JmIssuesPage *self)
{
  JmTrouble trouble = jm_trouble_from_error (self->error);

  return jm_trouble_get_info (trouble);
}

static gboolean
patience_ended_cb (gpointer user_data)
{
  JmIssuesPage *self = user_data;

  self->patience = 0;
  gtk_stack_set_visible_child_name (self->stack, "loading");

  return G_SOURCE_REMOVE;
}

static void
show_face (JmIssuesPage *self,
           const char   *name)
{
  gboolean loading = g_str_equal (name, "loading");

  if (loading && g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "loading") == 0)
    return;

  if (!loading)
    {
      g_clear_handle_id (&self->patience, g_source_remove);
      gtk_stack_set_visible_child_name (self->stack, name);
    }
  else if (self->patience == 0)
    {
      gtk_stack_set_visible_child_name (self->stack, "waiting");
      self->patience = g_timeout_add (PATIENCE, patience_ended_cb, self);
    }
}

static void
show_empty (JmIssuesPage *self)
{
  const char *project = jm_filter_pill_get_value (self->project_pill);
  const char *words = jm_issues_page_get_words (self);
  gboolean filtered = jm_issues_page_has_filters (self);
  g_autofree char *description = NULL;

  if (words != NULL)
    /* Translators: %s is what the person searches for */
    description = g_strdup_printf (_("No stored issue matches “%s”. Jira itself may know more."), words);
  else if (filtered)
    description = g_strdup (_("No stored issue passes these filters."));
  else if (project != NULL)
    /* Translators: %s is the key of a project */
    description = g_strdup_printf (_("Jira showed no issues of %s to you."), project);
  else
    description = g_strdup (_("The issues of a project are fetched when you choose it, and stay searchable without a network."));

  jm_text_set_status (self->empty_page,
                      filtered ? _("No Issues Found") : project ? _("No Issues Here") :
                                                                   _("No Issues Yet"),
                      description);
  adw_status_page_set_icon_name (self->empty_page, filtered ? "edit-find-symbolic" : "view-list-symbolic");
  gtk_widget_set_visible (GTK_WIDGET (self->choose_project_button), !filtered && project == NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->empty_fetch_button), project != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->clear_filters_button), filtered);
  show_face (self, "empty");
}

static void
show_error (JmIssuesPage *self)
{
  const JmTroubleInfo *info = get_trouble (self);
  gboolean known = info->trouble != JM_TROUBLE_OK;

  jm_text_set_status (self->error_page,
                      known ? _(info->title) : _("Jira Did Not Give the Issues"),
                      known ? _(info->advice) : _("Nothing was changed. Trying again often helps."));
  jm_text_set_label (self->error_label, self->error->message);
  gtk_button_set_label (self->cure_button, jm_error_get_cure_label (self->error));
  show_face (self, "error");
}

static void
update_banner (JmIssuesPage *self)
{
  g_autofree char *since = NULL;
  g_autofree char *title = NULL;
  const JmTroubleInfo *info;

  if (self->error == NULL || jm_issues_page_count_rows (self) == 0)
    {
      adw_banner_set_revealed (self->banner, FALSE);
      return;
    }

  info = get_trouble (self);
  since = jm_when_relative (self->fetched_at_ms, now_ms (self));
  if (*since != '\0')
    /* Translators: what is wrong ("No connection to Jira"), and when the issues were stored ("5 min ago") */
    title = g_strdup_printf (_("%s. These issues were stored %s."),
                             info->trouble != JM_TROUBLE_OK ? _(info->title) : self->error->message, since);
  else
    title = g_strdup (info->trouble != JM_TROUBLE_OK ? _(info->title) : self->error->message);

  jm_text_set_banner (self->banner, title);
  adw_banner_set_button_label (self->banner, jm_error_get_cure_label (self->error));
  adw_banner_set_revealed (self->banner, TRUE);
}

static char *
describe_fetching (JmIssuesPage *self)
{
  JmSync *sync = jm_sync_get (jm_issues_page_get_services (self), self->account);
  const char *project = jm_filter_pill_get_value (self->project_pill);
  guint fetched = jm_sync_get_fetched (sync);
  gint64 total = jm_sync_get_total (sync);

  if (total > 0)
    /* Translators: a project's key, and how many of its issues came so far */
    return g_strdup_printf (_("Fetching %s · %'u of %'" G_GINT64_FORMAT " issues"), project, fetched, total);

  return g_strdup_printf (ngettext ("Fetching %s · %'u issue", "Fetching %s · %'u issues", fetched), project, fetched);
}

static char *
describe_stored (JmIssuesPage *self)
{
  guint shown = jm_issues_page_count_rows (self);
  g_autofree char *age = jm_when_relative (self->fetched_at_ms, now_ms (self));
  g_autofree char *count = NULL;

  if ((gint64) shown < self->total)
    count = g_strdup_printf (_("%'u of %'" G_GINT64_FORMAT " issues"), shown, self->total);
  else
    count = g_strdup_printf (ngettext ("%'u issue", "%'u issues", shown), shown);
  if (*age == '\0')
    return g_steal_pointer (&count);

  /* Translators: a count of issues, and when they were stored ("5 min ago") */
  return g_strdup_printf (_("%s · stored %s"), count, age);
}

static void
update_footer (JmIssuesPage *self)
{
  gboolean fetching = self->fetch_cancellable != NULL;
  g_autofree char *text = NULL;

  if (fetching)
    text = describe_fetching (self);
  else if (self->list != NULL)
    text = describe_stored (self);

  jm_text_set_label (self->footer_label, text);
  gtk_stack_set_visible_child_name (self->footer_icon, fetching ? "fetching" : "stored");
  gtk_widget_set_visible (GTK_WIDGET (self->stop_button), fetching);
}

static void
update_progress (JmIssuesPage *self)
{
  JmSync *sync = self->account ? jm_sync_get (jm_issues_page_get_services (self), self->account) : NULL;
  gint64 total = sync ? jm_sync_get_total (sync) : -1;

  gtk_widget_set_visible (GTK_WIDGET (self->progress), self->fetch_cancellable != NULL && total > 0);
  if (total > 0)
    gtk_progress_bar_set_fraction (self->progress, CLAMP (jm_sync_get_fetched (sync) / (double) total, 0, 1));
}

static void
update_title (JmIssuesPage *self)
{
  const char *project = jm_filter_pill_get_value (self->project_pill);
  g_autofree char *subtitle = jm_text_line (project ? project : _("All Stored Issues"));

  adw_window_title_set_subtitle (self->window_title, self->account ? subtitle : "");
}

void
jm_issues_page_update_faces (JmIssuesPage *self)
{
  gboolean fetching = self->fetch_cancellable != NULL;

  if (jm_issues_page_count_rows (self) > 0)
    show_face (self, "content");
  else if (self->error != NULL && !fetching && !jm_issues_page_has_filters (self))
    show_error (self);
  else if (self->list == NULL || jm_issue_list_is_loading (self->list) || (fetching && !jm_issues_page_has_filters (self)))
    show_face (self, "loading");
  else
    show_empty (self);

  update_banner (self);
  update_footer (self);
  update_progress (self);
  update_title (self);
  jm_issues_page_update_actions (self);
}
