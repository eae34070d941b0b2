/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-issues-page-private.h"

#include <glib/gi18n.h>

#include "issues/jm-issue-names.h"
#include "jm-text.h"
#include "jm-when.h"
#include "widgets/jm-faces.h"

/* --- nothing to show */

static char *
describe_empty (JmIssuesPage *self)
{
  const char *project = jm_issue_filters_get_project (self->filters);
  const char *words = jm_issues_page_get_words (self);

  if (words != NULL)
    /* Translators: %s is what the person searches for */
    return g_strdup_printf (_("No stored issue matches “%s”. Jira itself may know more."), words);
  if (jm_issue_filters_has_others (self->filters))
    return g_strdup (_("No stored issue passes these filters."));
  if (self->work != JM_ISSUE_WORK_ALL)
    return g_strdup (jm_issue_work_get_nothing (self->work));
  if (project != NULL)
    /* Translators: %s is the key of a project */
    return g_strdup_printf (_("Jira showed no issues of %s to you."), project);

  return g_strdup (_("Issues are fetched by a synchronization, or when you choose their project, "
                      "and stay searchable without a network."));
}

static void
show_empty (JmIssuesPage *self)
{
  gboolean project = jm_issue_filters_get_project (self->filters) != NULL;
  gboolean filtered = jm_issues_page_has_filters (self);
  g_autofree char *description = describe_empty (self);
  const char *title;

  if (filtered)
    title = _("No Issues Found");
  else
    title = project ? _("No Issues Here") : _("No Issues Yet");

  jm_text_set_status (self->empty_page, title, description);
  adw_status_page_set_icon_name (self->empty_page,
                                 filtered ? "edit-find-symbolic" : "view-list-symbolic");
  gtk_widget_set_visible (GTK_WIDGET (self->choose_project_button), !filtered && !project);
  gtk_widget_set_visible (GTK_WIDGET (self->empty_fetch_button), project);
  gtk_widget_set_visible (GTK_WIDGET (self->clear_filters_button), filtered);
  jm_faces_show (self->stack, "empty");
}

static void
show_error (JmIssuesPage *self)
{
  jm_error_page_set_error (self->error_page, self->error, _("Jira Did Not Give the Issues"));
  jm_faces_show (self->stack, "error");
}

/* --- what is wrong, over what is stored */

/* Since when the issues are as they are shown: as of the last run for all, or of the last fetch of
 * their project. */
static gint64
get_stored_at_ms (JmIssuesPage *self)
{
  JmSync *sync = jm_issues_page_get_sync (self);
  gint64 synced_at_ms = sync != NULL ? jm_sync_get_synced_at_ms (sync) : 0;

  return MAX (self->fetched_at_ms, synced_at_ms);
}

/* "14:20" today, "Tuesday" before */
static char *
describe_moment (JmIssuesPage *self,
                 gint64        ms)
{
  gint64 now_ms = jm_issues_page_get_now_ms (self);

  if (ms > 0 && jm_when_day_number (ms) == jm_when_day_number (now_ms))
    return jm_when_clock (ms);

  return jm_when_relative (ms, now_ms);
}

static void
update_banner (JmIssuesPage *self)
{
  g_autofree char *since = NULL;
  g_autofree char *stored = NULL;
  g_autofree char *title = NULL;
  const char *wrong;

  if (self->error == NULL || jm_issues_page_count_rows (self) == 0)
    {
      adw_banner_set_revealed (self->banner, FALSE);
      return;
    }

  wrong = jm_error_get_title (self->error);
  since = describe_moment (self, self->error_at_ms);
  stored = describe_moment (self, get_stored_at_ms (self));
  if (*stored != '\0')
    /* Translators: what is wrong ("No connection to Jira"), since when ("14:20", "Tuesday"), and
     * when the issues were stored ("14:15", "yesterday") */
    title = g_strdup_printf (_("%s since %s. These issues are from %s."), wrong, since, stored);
  else
    /* Translators: what is wrong ("No connection to Jira"), and since when ("14:20", "Tuesday") */
    title = g_strdup_printf (_("%s since %s"), wrong, since);

  jm_text_set_banner (self->banner, title);
  adw_banner_set_button_label (self->banner, jm_error_get_cure_label (self->error));
  adw_banner_set_revealed (self->banner, TRUE);
}

/* --- the footer */

static char *
describe_progress (JmSync *sync)
{
  guint fetched = jm_sync_get_fetched (sync);
  gint64 total = jm_sync_get_total (sync);

  if (jm_sync_get_resource (sync) != JM_RESOURCE_ISSUES)
    return g_strdup (jm_resource_get_title (jm_sync_get_resource (sync)));
  if (total > 0)
    return g_strdup_printf (_("%1$'u of %2$'ld issues"), fetched, (long) total);

  return g_strdup_printf (ngettext ("%'u issue", "%'u issues", fetched), fetched);
}

static char *
describe_fetching (JmIssuesPage *self)
{
  JmSync *sync = jm_issues_page_get_sync (self);
  const char *project = jm_issue_filters_get_project (self->filters);
  const char *what = project != NULL ? project : jm_account_get_name (self->account);
  gint64 until_ms = jm_sync_get_waits_until_ms (sync);
  g_autofree char *progress = describe_progress (sync);
  g_autofree char *until = NULL;

  if (jm_sync_get_state (sync) == JM_SYNC_PAUSED)
    /* Translators: how far it came: "3 210 of 12 430 issues" */
    return g_strdup_printf (_("Paused · %s"), progress);
  if (jm_sync_get_state (sync) == JM_SYNC_WAITING && until_ms > 0)
    {
      until = jm_when_clock (until_ms);
      /* Translators: a time ("14:20"), and how far it came ("3 210 of 12 430 issues") */
      return g_strdup_printf (_("Waiting until %s · %s"), until, progress);
    }
  if (jm_sync_get_state (sync) == JM_SYNC_WAITING)
    return g_strdup_printf (_("Waiting for Jira · %s"), progress);

  /* Translators: a project's key or a site's name, and how far it came ("3 210 of 12 430
   * issues") */
  return g_strdup_printf (_("Fetching %s · %s"), what, progress);
}

static char *
describe_count (JmIssuesPage *self)
{
  guint shown = jm_issues_page_count_rows (self);

  if ((gint64) shown < self->total)
    return g_strdup_printf (_("%1$'u of %2$'ld issues"), shown, (long) self->total);

  return g_strdup_printf (ngettext ("%'u issue", "%'u issues", shown), shown);
}

static char *
describe_stored (JmIssuesPage *self)
{
  g_autofree char *count = describe_count (self);
  g_autofree char *age = NULL;

  age = jm_when_relative (get_stored_at_ms (self), jm_issues_page_get_now_ms (self));
  if (*age == '\0')
    return g_steal_pointer (&count);

  /* Translators: a count of issues, and when they were stored ("5 min ago") */
  return g_strdup_printf (_("%s · stored %s"), count, age);
}

static char *
describe (JmIssuesPage *self)
{
  g_autofree char *count = NULL;
  g_autofree char *fetching = NULL;

  if (!jm_issues_page_is_fetching (self))
    return self->list != NULL ? describe_stored (self) : NULL;

  fetching = describe_fetching (self);
  if (jm_issues_page_count_rows (self) == 0)
    return g_steal_pointer (&fetching);

  count = describe_count (self);

  return g_strdup_printf ("%s · %s", count, fetching);
}

static void
update_skipped (JmIssuesPage *self)
{
  JmSync *sync = jm_issues_page_get_sync (self);
  guint n = sync != NULL ? jm_sync_get_skipped (sync) : 0;
  g_autofree char *label = NULL;
  g_autofree char *detail = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->skipped_button), n > 0);
  if (n == 0)
    return;

  label = g_strdup_printf (ngettext ("%'u not readable", "%'u not readable", n), n);
  detail = g_strdup_printf (
      ngettext ("Jira lists %'u issue that it could not give. What was stored of it before is "
                "kept, and each synchronization tries again.",
                "Jira lists %'u issues that it could not give. What was stored of them before is "
                "kept, and each synchronization tries again.",
                n),
      n);
  gtk_menu_button_set_label (self->skipped_button, label);
  gtk_label_set_text (self->skipped_label, detail);
}

static void
update_footer (JmIssuesPage *self)
{
  gboolean fetching = jm_issues_page_is_fetching (self);
  gboolean paused =
      fetching && jm_sync_get_state (jm_issues_page_get_sync (self)) == JM_SYNC_PAUSED;
  g_autofree char *text = describe (self);

  jm_text_set_label (self->footer_label, text);
  gtk_stack_set_visible_child_name (self->footer_icon,
                                    fetching && !paused ? "fetching" : "stored");
  gtk_button_set_label (self->pause_button, paused ? _("Resume") : _("Pause"));
  gtk_widget_set_visible (GTK_WIDGET (self->pause_button), fetching);
  gtk_widget_set_visible (GTK_WIDGET (self->stop_button), fetching);
  gtk_widget_set_opacity (GTK_WIDGET (self->took_label),
                          fetching && jm_issues_page_count_rows (self) == 0 ? 0 : 1);
  update_skipped (self);
}

static void
update_progress (JmIssuesPage *self)
{
  JmSync *sync = jm_issues_page_get_sync (self);
  gint64 total = -1;

  if (jm_issues_page_is_fetching (self) && jm_sync_get_resource (sync) == JM_RESOURCE_ISSUES)
    total = jm_sync_get_total (sync);

  gtk_widget_set_visible (GTK_WIDGET (self->progress), total > 0);
  if (total > 0)
    gtk_progress_bar_set_fraction (self->progress,
                                   CLAMP (jm_sync_get_fetched (sync) / (double) total, 0, 1));
}

/* --- the head of the page */

/* The view that is shown, or what comes nearest to it. */
static void
update_title (JmIssuesPage *self)
{
  const char *title = NULL;
  g_autofree char *line = NULL;
  JmIssueQuery query = { 0 };

  if (self->account != NULL)
    {
      jm_issues_page_get_query (self, &query);
      title = jm_issue_views_find_name (self->views, &query);
      if (title == NULL && query.work == JM_ISSUE_WORK_ALL)
        title = query.project_key;
      if (title == NULL)
        title = jm_issue_work_get_title (query.work);
    }

  line = jm_text_line (title);
  adw_window_title_set_subtitle (self->window_title, line);
}

static void
update_search (JmIssuesPage *self)
{
  g_autofree char *words = NULL;

  if (self->total > 0)
    words = g_strdup_printf (ngettext ("Search %'d issue", "Search %'d issues",
                                       (gulong) self->total),
                             (int) self->total);
  gtk_search_entry_set_placeholder_text (self->search,
                                         words != NULL ? words : _("Search stored issues"));
}

void
jm_issues_page_update_faces (JmIssuesPage *self)
{
  gboolean fetching = jm_issues_page_is_fetching (self);
  gboolean filtered = jm_issues_page_has_filters (self);

  if (jm_issues_page_count_rows (self) > 0)
    jm_faces_show (self->stack, "content");
  else if (self->error != NULL && !fetching && !filtered)
    show_error (self);
  else if (self->account != NULL &&
           (self->list == NULL || jm_issue_list_is_loading (self->list) || (fetching && !filtered)))
    jm_faces_show (self->stack, "loading");
  else
    show_empty (self);

  update_banner (self);
  update_footer (self);
  update_progress (self);
  update_title (self);
  update_search (self);
  jm_issues_page_update_actions (self);
}
