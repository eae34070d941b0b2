/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "auth/jm-trouble.h"
#include "sync/jm-sync-private.h"

/* How a run ended: for the faces as numbers, for the history as one line. */

G_DEFINE_BOXED_TYPE (JmSyncReport, jm_sync_report, jm_sync_report_copy, jm_sync_report_free)

JmSyncReport *
jm_sync_report_copy (const JmSyncReport *self)
{
  JmSyncReport *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  for (guint i = 0; i < JM_N_RESOURCES; i++)
    {
      copy->resources[i].denied = g_strdup (self->resources[i].denied);
      copy->resources[i].failed = g_strdup (self->resources[i].failed);
    }
  return copy;
}

void
jm_sync_report_free (JmSyncReport *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < JM_N_RESOURCES; i++)
    {
      g_free (self->resources[i].denied);
      g_free (self->resources[i].failed);
    }
  g_free (self);
}

void
jm_sync_report_deny (JmSyncRun    *run,
                     JmResourceId  id,
                     const char   *why)
{
  run->report->resources[id].asked = TRUE;
  g_set_str (&run->report->resources[id].denied, why);
}

void
jm_sync_report_fail (JmSyncRun    *run,
                     JmResourceId  id,
                     const GError *error)
{
  run->report->resources[id].asked = TRUE;
  if (run->failures[id] != NULL)
    return;

  run->failures[id] = g_error_copy (error);
  g_set_str (&run->report->resources[id].failed, error->message);
}

/* --- what is told of a run in the end */

/* "Full sync", "Quick sync · WEB" */
static char *
dup_title (JmSyncRun *run)
{
  const char *const titles[] = {
    [JM_SYNC_QUICK] = _("Quick sync"),
    [JM_SYNC_FULL] = _("Full sync"),
    [JM_SYNC_CENSUS] = _("Census"),
  };
  g_autoptr (GString) title = g_string_new (titles[run->report->kind]);

  if (run->project_key != NULL)
    g_string_append_printf (title, " · %s", run->project_key);
  if (run->resource != JM_N_RESOURCES)
    g_string_append_printf (title, " · %s", jm_resource_get_title (run->resource));
  return g_string_free_and_steal (g_steal_pointer (&title));
}

/* "1,234 issues" */
static char *
dup_count (const char *format,
           gint64      n)
{
  /* The format is one of ours, through ngettext(). */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  return g_strdup_printf (format, (gulong) n);
#pragma GCC diagnostic pop
}

static char *
describe_numbers (JmSyncRun *run)
{
  JmSyncReport *report = run->report;
  gulong n_issues = (gulong) report->issues;
  g_autofree char *title = dup_title (run);
  g_autofree char *issues =
      dup_count (ngettext ("%'lu issue came", "%'lu issues came", n_issues), report->issues);
  g_autofree char *requests = dup_count (
      ngettext ("%'lu request", "%'lu requests", report->requests), (gint64) report->requests);
  /* Translators: of issues */
  g_autofree char *changes =
      g_strdup_printf (_("%'lu new, %'lu changed, %'lu gone"), (gulong) report->added,
                       (gulong) report->changed, (gulong) report->removed);

  /* Translators: "Full sync: 1,234 issues came (12 new, 30 changed, 2 gone), 41 requests, 12.3 s" */
  return g_strdup_printf (_("%s: %s (%s), %s, %.1f s"), title, issues, changes, requests,
                          report->seconds);
}

static char *
describe_page (JmSyncRun *run)
{
  gulong n = (gulong) (run->resource == JM_RESOURCE_ISSUES ?
                           run->report->issues :
                           run->report->resources[run->resource].count);

  /* Translators: %s is the key of a project. */
  return run->project_key != NULL ?
             g_strdup_printf (ngettext ("%lu issue fetched · %s", "%lu issues fetched · %s", n), n,
                              run->project_key) :
             g_strdup_printf (ngettext ("%lu project fetched", "%lu projects fetched", n), n);
}

static char *
describe_failure (JmSyncRun    *run,
                  const GError *error)
{
  g_autofree char *title = NULL;

  if (run->page)
    return run->project_key != NULL ?
               g_strdup_printf (_("The issues of %s could not be fetched: %s"), run->project_key,
                                error->message) :
               g_strdup_printf (_("The projects could not be fetched: %s"), error->message);

  title = dup_title (run);
  /* Translators: "Quick sync failed: No network" */
  return g_strdup_printf (_("%s failed: %s"), title, error->message);
}

/* What went wrong while the run went on: "Boards: …" */
static void
append_failures (JmSyncRun *run,
                 GString   *text)
{
  for (guint i = 0; i < JM_N_RESOURCES; i++)
    if (run->failures[i] != NULL)
      g_string_append_printf (text, " · %s: %s", jm_resource_get_title ((JmResourceId) i),
                              run->failures[i]->message);

  if (run->report->skipped > 0)
    {
      g_autofree char *skipped =
          g_strdup_printf (ngettext ("%u issue could not be read", "%u issues could not be read",
                                     run->report->skipped),
                           run->report->skipped);

      g_string_append_printf (text, " · %s", skipped);
    }
}

/* What is no trouble of the account is one of this run, and does not pass by itself. */
static JmEventKind
get_kind_of_failure (const GError *error)
{
  JmTrouble trouble = jm_trouble_from_error (error);

  return trouble != JM_TROUBLE_OK && jm_trouble_is_passing (trouble) ? JM_EVENT_WARNING :
                                                                       JM_EVENT_ERROR;
}

/* Nobody waits for it: a history that cannot be written must not turn a good run into a bad one. */
void
jm_sync_report_tell (JmSyncRun    *run,
                     const GError *error)
{
  g_autofree char *first = error != NULL ? describe_failure (run, error) :
                           run->page     ? describe_page (run) :
                                           describe_numbers (run);
  g_autoptr (GString) text = g_string_new (first);
  JmEventKind kind = JM_EVENT_INFO;

  if (error != NULL)
    kind = get_kind_of_failure (error);
  else
    append_failures (run, text);
  if (error == NULL && text->len > strlen (first))
    kind = JM_EVENT_WARNING;

  dex_future_disown (jm_event_log_add (
      run->services->events, kind, jm_token_keeper_get_id (jm_account_get_keeper (run->account)),
      jm_account_get_id (run->account), jm_account_get_name (run->account), text->str, NULL));
}
