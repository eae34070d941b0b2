/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "accounts/jm-connection-test.h"
#include "base/jm-json.h"
#include "base/jm-limits.h"

/*
 * A connection test: a few questions to Jira, each sent once, each with its finding. /myself comes
 * first and alone decides whether the sign-in is good: most other addresses of Jira answer
 * anonymous callers with less instead of a refusal.
 */

#define PERMISSIONS \
  "BROWSE_PROJECTS,CREATE_ISSUES,EDIT_ISSUES,TRANSITION_ISSUES,ASSIGN_ISSUES,ADD_COMMENTS"

typedef struct
{
  JmServices   *services;
  JmAccount    *account;
  GCancellable *cancellable;
  JmTestReport *report;
  char         *user_name;
} TestRun;

static void
finding_free (gpointer data)
{
  JmTestFinding *finding = data;

  g_free (finding->finding);
  g_free (finding);
}

static JmTestReport *
report_new (void)
{
  JmTestReport *report = g_new0 (JmTestReport, 1);

  report->findings = g_ptr_array_new_with_free_func (finding_free);
  return report;
}

G_DEFINE_BOXED_TYPE (JmTestReport, jm_test_report, jm_test_report_copy, jm_test_report_free)

JmTestReport *
jm_test_report_copy (const JmTestReport *self)
{
  JmTestReport *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (JmTestReport, 1);
  *copy = *self;
  copy->summary = g_strdup (self->summary);
  copy->scopes_missing = g_strdup (self->scopes_missing);
  copy->findings = g_ptr_array_new_with_free_func (finding_free);
  for (guint i = 0; i < self->findings->len; i++)
    {
      const JmTestFinding *finding = g_ptr_array_index (self->findings, i);
      JmTestFinding *twin = g_new0 (JmTestFinding, 1);

      twin->name = finding->name;
      twin->trouble = finding->trouble;
      twin->finding = g_strdup (finding->finding);
      g_ptr_array_add (copy->findings, twin);
    }

  return copy;
}

void
jm_test_report_free (JmTestReport *self)
{
  if (self == NULL)
    return;

  g_free (self->summary);
  g_free (self->scopes_missing);
  g_ptr_array_unref (self->findings);
  g_free (self);
}

static void
test_run_free (gpointer data)
{
  TestRun *run = data;

  g_clear_object (&run->services);
  g_clear_object (&run->account);
  g_clear_object (&run->cancellable);
  g_clear_pointer (&run->report, jm_test_report_free);
  g_free (run->user_name);
  g_free (run);
}

/* --- findings */

/* What needs a person is worse than what passes, and that is worse than nothing. */
static guint
get_weight (JmTrouble trouble)
{
  if (trouble == JM_TROUBLE_OK)
    return 0;

  return jm_trouble_is_passing (trouble) ? 1 : 2;
}

G_GNUC_PRINTF (4, 5)
static void
note (TestRun    *run,
      const char *name,
      JmTrouble   trouble,
      const char *format,
      ...)
{
  JmTestFinding *finding = g_new0 (JmTestFinding, 1);
  va_list args;

  finding->name = name;
  finding->trouble = trouble;
  va_start (args, format);
  finding->finding = g_strdup_vprintf (format, args);
  va_end (args);

  g_ptr_array_add (run->report->findings, finding);
  if (get_weight (trouble) > get_weight (run->report->trouble))
    run->report->trouble = trouble;
}

/* An error about one thing only leaves the account well, but here the one thing was the
 * question. */
static JmTrouble
name_trouble (const GError *error)
{
  JmTrouble trouble = jm_trouble_from_error (error);

  if (trouble != JM_TROUBLE_OK)
    return trouble;
  return g_error_matches (error, JM_JIRA_ERROR, JM_JIRA_ERROR_FORBIDDEN) ?
             JM_TROUBLE_SCOPE_CHANGED :
             JM_TROUBLE_SERVER_ERROR;
}

static void
note_error (TestRun      *run,
            const char   *name,
            const GError *error)
{
  note (run, name, name_trouble (error), "%s", error->message);
}

/* Whoever may not even ask who they are has no way to the site any more. */
static void
note_nobody (TestRun      *run,
             const GError *error)
{
  gboolean gone = g_error_matches (error, JM_JIRA_ERROR, JM_JIRA_ERROR_FORBIDDEN) ||
                  g_error_matches (error, JM_JIRA_ERROR, JM_JIRA_ERROR_NOT_FOUND);

  note (run, N_("Who am I"), gone ? JM_TROUBLE_SITE_GONE : name_trouble (error), "%s",
        error->message);
}

/* Awaits. One answer, sent once. */
static JmHttpResponse *
ask (TestRun     *run,
     const char  *path,
     JsonNode   **json,
     GError     **error)
{
  g_autoptr (JmHttpResponse) response = NULL;
  g_autoptr (GError) local_error = NULL;

  if (!(response = dex_await_boxed (
            jm_jira_client_probe (jm_account_get_client (run->account), path, run->cancellable),
            error)))
    return NULL;

  if (!(*json = jm_json_parse (jm_http_response_get_body (response), 0, &local_error)))
    {
      g_set_error_literal (error, JM_JIRA_ERROR, JM_JIRA_ERROR_BROKEN, local_error->message);
      return NULL;
    }

  return g_steal_pointer (&response);
}

/* --- the questions */

static void
test_clock (TestRun        *run,
            JmHttpResponse *response)
{
  gint64 server_ms = jm_http_response_get_date_ms (response);
  gint64 apart = (jm_clock_get_wall_ms (run->services->clock) - server_ms) / 1000;

  if (server_ms == 0)
    return;

  if (ABS (apart) > JM_LIMIT_CLOCK_SKEW_SECONDS)
    note (run, N_("Clock"), JM_TROUBLE_CLOCK_WRONG,
          /* Translators: a number of minutes */
          g_dngettext (GETTEXT_PACKAGE, "This computer’s clock and Jira’s are %d minute apart",
                       "This computer’s clock and Jira’s are %d minutes apart",
                       (gulong) (ABS (apart) / 60)),
          (int) (ABS (apart) / 60));
  else
    note (run, N_("Clock"), JM_TROUBLE_OK, "%s", _("This computer’s clock agrees with Jira’s"));
}

static gboolean
test_person (TestRun *run)
{
  g_autoptr (JmHttpResponse) response = NULL;
  g_autoptr (JsonNode) myself = NULL;
  g_autoptr (GError) error = NULL;
  const char *id;

  if (!(response = ask (run, "myself", &myself, &error)))
    {
      note_nobody (run, error);
      return FALSE;
    }

  run->report->latency_ms = jm_http_response_get_elapsed_ms (response);
  id = jm_json_get_string (
      myself, "accountId",
      jm_json_get_string (myself, "key", jm_json_get_string (myself, "name", NULL)));
  if (id == NULL)
    {
      note (run, N_("Who am I"), JM_TROUBLE_SERVER_ERROR, "%s",
            _("Jira did not say who signed in"));
      return FALSE;
    }

  run->user_name = g_strdup (jm_json_get_string (myself, "displayName", id));
  if (g_strcmp0 (id, jm_account_get_user_id (run->account)) != 0)
    note (run, N_("Who am I"), JM_TROUBLE_NEEDS_SIGN_IN,
          _("Jira takes this sign-in for %s, not for %s"), run->user_name,
          jm_account_get_user_name (run->account));
  else if (!jm_json_get_bool (myself, "active", TRUE))
    note (run, N_("Who am I"), JM_TROUBLE_ACCOUNT_REMOVED,
          _("Jira says that %s is no longer active"), run->user_name);
  else
    note (run, N_("Who am I"), JM_TROUBLE_OK, _("Jira knows you as %s"), run->user_name);

  test_clock (run, response);
  return TRUE;
}

static void
test_permissions (TestRun *run)
{
  g_auto (GStrv) keys = g_strsplit (PERMISSIONS, ",", -1);
  g_autoptr (JmHttpResponse) response = NULL;
  g_autoptr (JsonNode) permissions = NULL;
  g_autoptr (GError) error = NULL;

  /* Data Center ignores the parameter and answers with all. */
  if (!(response = ask (run, "mypermissions?permissions=" PERMISSIONS, &permissions, &error)))
    {
      note_error (run, N_("Permissions"), error);
      return;
    }

  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autofree char *path = g_strdup_printf ("permissions.%s.havePermission", keys[i]);

      run->report->permissions_asked++;
      run->report->permissions_granted += jm_json_get_bool (permissions, path, FALSE);
    }

  note (run, N_("Permissions"), JM_TROUBLE_OK,
        /* Translators: how many of how many */
        _("%u of %u permissions that Jira Monitor can use are granted"),
        run->report->permissions_granted, run->report->permissions_asked);
}

/* A sudden "nothing there" is told, as an empty list would not be. */
static void
test_projects (TestRun *run)
{
  gboolean cloud = jm_account_get_flavor (run->account) == JM_JIRA_CLOUD;
  g_autoptr (JmHttpResponse) response = NULL;
  g_autoptr (JsonNode) page = NULL;
  g_autoptr (GError) error = NULL;
  gint64 n_projects;

  if (!(response = ask (run, cloud ? "project/search?maxResults=1" : "project", &page, &error)))
    {
      note_error (run, N_("Projects"), error);
      return;
    }

  n_projects = cloud ? jm_json_get_int (page, "total", jm_json_get_length (page, "values")) :
                       (gint64) jm_json_get_length (page, "");
  if (n_projects == 0)
    note (run, N_("Projects"), JM_TROUBLE_OK, "%s",
          _("Jira shows you no project. If there should be some, ask an administrator for “Browse "
             "Projects”."));
  else
    note (run, N_("Projects"), JM_TROUBLE_OK,
          g_dngettext (GETTEXT_PACKAGE, "Jira shows you %d project", "Jira shows you %d projects",
                       (gulong) n_projects),
          (int) MIN (n_projects, G_MAXINT));
}

char *
jm_connection_test_find_missing (const char *granted)
{
  g_auto (GStrv) needed = g_strsplit (JM_OAUTH_SCOPES_NEEDED, " ", -1);
  g_auto (GStrv) have = g_strsplit (granted != NULL ? granted : "", " ", -1);
  g_autoptr (GPtrArray) missing = g_ptr_array_new ();

  /* offline_access shows in the refresh token, and not in every answer's list. read:me has a
   * replacement. */
  for (guint i = 0; needed[i] != NULL; i++)
    if (!g_str_equal (needed[i], "offline_access") && !g_str_equal (needed[i], "read:me") &&
        !g_strv_contains ((const char *const *) have, needed[i]))
      g_ptr_array_add (missing, needed[i]);

  if (missing->len == 0)
    return NULL;

  g_ptr_array_add (missing, NULL);
  return g_strjoinv (" ", (char **) missing->pdata);
}

static void
test_scopes (TestRun *run)
{
  const char *granted = jm_token_keeper_get_scopes (jm_account_get_keeper (run->account));

  if (jm_account_get_kind (run->account) != JM_CREDENTIAL_OAUTH)
    return;

  run->report->scopes_missing = jm_connection_test_find_missing (granted);
  if (run->report->scopes_missing != NULL)
    note (run, N_("Scopes"), JM_TROUBLE_SCOPE_CHANGED, _("Not granted: %s"),
          run->report->scopes_missing);
  else
    note (run, N_("Scopes"), JM_TROUBLE_OK, "%s", _("All scopes that are needed are granted"));
}

/* --- the story */

static char *
summarise (TestRun *run)
{
  if (run->report->trouble == JM_TROUBLE_OK)
    return g_strdup_printf (
        /* Translators: milliseconds, the name of a person */
        _("Jira answered in %d ms, as %s"), (int) run->report->latency_ms, run->user_name);

  for (guint i = 0; i < run->report->findings->len; i++)
    {
      const JmTestFinding *finding = g_ptr_array_index (run->report->findings, i);

      if (finding->trouble == run->report->trouble)
        return g_strdup (finding->finding);
    }

  return g_strdup (_(jm_trouble_get_info (run->report->trouble)->title));
}

static DexFuture *
test_fiber (gpointer data)
{
  TestRun *run = data;
  g_autoptr (GError) error = NULL;

  run->report->time_ms = jm_clock_get_wall_ms (run->services->clock);
  if (test_person (run))
    {
      test_permissions (run);
      test_projects (run);
    }
  test_scopes (run);

  if (g_cancellable_set_error_if_cancelled (run->cancellable, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));

  run->report->summary = summarise (run);
  return dex_future_new_take_boxed (JM_TYPE_TEST_REPORT, g_steal_pointer (&run->report));
}

/**
 * jm_connection_test:
 * @account: whose site is asked; its keeper refreshes the token first when that is due
 *
 * Returns: (transfer full): resolves to a #JmTestReport, also when something is wrong; rejects only
 *   when cancelled
 */
DexFuture *
jm_connection_test (JmServices   *services,
                    JmAccount    *account,
                    GCancellable *cancellable)
{
  TestRun *run;

  dex_return_error_if_fail (JM_IS_SERVICES (services));
  dex_return_error_if_fail (JM_IS_ACCOUNT (account));
  dex_return_error_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  run = g_new0 (TestRun, 1);
  run->services = g_object_ref (services);
  run->account = g_object_ref (account);
  run->report = report_new ();
  g_set_object (&run->cancellable, cancellable);
  return dex_scheduler_spawn (NULL, 0, test_fiber, run, test_run_free);
}
