/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "base/jm-json.h"
#include "base/jm-time.h"
#include "sync/jm-sync-walk.h"

/*
 * The issues of projects, some projects at a time, each from its first key to its last:
 *
 *   page → stored → page → stored → … → end
 *     ├─ the place is no longer known ─▸ on with those behind the last key that is stored
 *     └─ far fewer than Jira counts ───▸ the same; and if nothing more comes, all is kept
 *
 * and the changed ones of all projects, by the time at which Jira says that they changed.
 *
 * A search is never believed alone when it comes to taking away: jm-sync-census.c.
 */

/* What may be missing without a question: 5 in a hundred, or a few of a small project. */
#define SHORT_PERCENT 5
#define SHORT_ROWS 3
/* --- how many there are */

gboolean
jm_sync_is_much_less (gint64 seen,
                      gint64 expected)
{
  gint64 missing = expected - seen;

  return missing > SHORT_ROWS && missing * 100 > expected * SHORT_PERCENT;
}

static char *
dup_count_body (const char *jql)
{
  g_autoptr (JsonNode) body = json_from_string ("{}", NULL);

  json_object_set_string_member (json_node_get_object (body), "jql", jql);
  return jm_json_to_string (body);
}

/**
 * jm_sync_count_at_jira:
 * @count: set to what Jira counts; -1 when it will not say
 *
 * Cloud's answer is a little behind, as its search is.
 */
gboolean
jm_sync_count_at_jira (JmSyncRun   *run,
                       const char  *jql,
                       gint64      *count,
                       GError     **error)
{
  gboolean cloud = jm_account_get_flavor (run->account) == JM_JIRA_CLOUD;
  g_autofree char *escaped = g_uri_escape_string (jql, NULL, FALSE);
  g_autofree char *path = cloud ? g_strdup ("search/approximate-count") :
                                  g_strdup_printf ("search?jql=%s&fields=id&maxResults=0", escaped);
  g_autofree char *body = cloud ? dup_count_body (jql) : NULL;
  g_autoptr (JmHttpResponse) response = NULL;
  g_autoptr (JsonNode) answer = NULL;
  g_autoptr (GError) failure = NULL;

  *count = -1;
  response = jm_sync_run_ask (run, path, body, &failure);
  if (response != NULL)
    {
      answer = jm_json_parse (jm_http_response_get_body (response), '{', NULL);
      *count = jm_json_get_int (answer, cloud ? "count" : "total", -1);
    }
  if (failure == NULL || !jm_sync_run_is_stopped_by (failure))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* --- one project */

/* What the fibers of one phase share */
typedef struct
{
  const char *const *projects;
  gint64 *counts; /* of each, -1 unknown; NULL for a page */
  guint *order;   /* in which they are walked */
} Phase;

static gboolean
count_work (JmSyncRun  *run,
            guint       i,
            gpointer    data,
            GError    **error)
{
  Phase *phase = data;
  const char *const projects[] = { phase->projects[i], NULL };
  g_autofree char *jql = jm_sync_dup_restriction (projects);

  return jm_sync_count_at_jira (run, jql, &phase->counts[i], error);
}

static gint64
sum_counts (const gint64 *counts,
            guint         n_counts)
{
  gint64 sum = 0;

  for (guint i = 0; i < n_counts; i++)
    {
      if (counts[i] < 0)
        return -1;
      sum += counts[i];
    }

  return sum;
}

/* Awaits. How many rows of the project this run has seen. */
static gint64
count_seen (JmSyncWalk  *walk,
            GError     **error)
{
  g_autoptr (GError) failure = NULL;
  gint64 n_seen = dex_await_int64 (
      jm_store_count_seen (walk->run->store, walk->owner, walk->run->number), &failure);

  if (failure == NULL)
    return n_seen;

  g_propagate_error (error, g_steal_pointer (&failure));
  return -1;
}

/* Awaits. A search was seen to end early without a word, long before all had come. So when Jira counts
 * more, it is asked for what is behind its last issue, as long as that brings any. */
static gboolean
walk_beyond (JmSyncWalk  *walk,
             gint64       expected,
             gint64      *n_seen,
             GError     **error)
{
  gint64 before = -1;

  while ((*n_seen = count_seen (walk, error)) >= 0)
    {
      if (*n_seen == before || *n_seen >= expected ||
          jm_sync_walk_is_stuck (walk))
        return TRUE;

      before = *n_seen;
      if (!jm_sync_walk_beyond (walk, error))
        return FALSE;
    }

  return FALSE;
}

static void
set_short_error (gint64   n_seen,
                 gint64   expected,
                 GError **error)
{
  g_set_error (error, JM_JIRA_ERROR, JM_JIRA_ERROR_BROKEN,
               _("Jira counts %u issues and sent %u. What is stored is kept"),
               (guint) MIN (expected, G_MAXUINT), (guint) MIN (n_seen, G_MAXUINT));
}

/* Awaits. What the walk saw is complete as far as anybody can tell: what it did not see may be asked
 * for, and buried. */
gboolean
jm_sync_finish_project (JmSyncWalk  *walk,
                        gint64       expected,
                        GError     **error)
{
  JmSyncRun *run = walk->run;
  gint64 n_seen;

  if (!walk_beyond (walk, expected, &n_seen, error) ||
      (n_seen == 0 && !jm_sync_run_check_who (run, run->page ? 0 : 60, error)))
    return FALSE;
  if (jm_sync_is_much_less (n_seen, expected))
    {
      set_short_error (n_seen, expected, error);
      return FALSE;
    }

  return jm_sync_bury_unseen (run, walk->owner, n_seen, error) &&
         jm_sync_finish_walk (run, walk->resource, walk->owner, NULL, error);
}

static gboolean
fetch_project (JmSyncRun   *run,
               const char  *key,
               gint64       expected,
               GError     **error)
{
  g_auto (JmSyncWalk) walk = { .run = run, .owner = key };

  return jm_sync_walk_through (&walk, 0, error) &&
         jm_sync_finish_project (
             &walk, expected >= 0 ? expected : jm_pager_get_total (walk.pager), error);
}

/* One project that fails does not keep the others from being fetched. */
static gboolean
project_work (JmSyncRun  *run,
              guint       i,
              gpointer    data,
              GError    **error)
{
  Phase *phase = data;
  guint project = phase->order[i];
  g_autoptr (GError) failure = NULL;

  if (fetch_project (run, phase->projects[project],
                     phase->counts != NULL ? phase->counts[project] : -1, &failure))
    return TRUE;

  run->all_issues = FALSE;
  if (!jm_sync_run_is_stopped_by (failure))
    {
      jm_sync_report_fail (run, JM_RESOURCE_ISSUES, failure);
      return TRUE;
    }

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static int
compare_sizes (gconstpointer a,
               gconstpointer b,
               gpointer      data)
{
  const gint64 *counts = data;
  gint64 left = counts[*(const guint *) a];
  gint64 right = counts[*(const guint *) b];

  return (left < right) - (left > right);
}

/* The largest first: a project is walked page after page, and one that is left to the end would keep
 * all the others waiting for nothing. */
static guint *
make_order (const gint64 *counts,
            guint         n_projects)
{
  guint *order = g_new (guint, MAX (n_projects, 1));

  for (guint i = 0; i < n_projects; i++)
    order[i] = i;
  if (counts != NULL)
    g_sort_array (order, n_projects, sizeof *order, compare_sizes, (gpointer) counts);

  return order;
}

/**
 * jm_sync_fetch_all_issues:
 * @projects: their keys
 *
 * All issues of these, some projects at a time.
 */
gboolean
jm_sync_fetch_all_issues (JmSyncRun          *run,
                          const char *const  *projects,
                          GError            **error)
{
  guint n_projects = g_strv_length ((char **) projects);
  g_autofree gint64 *counts = run->page ? NULL : g_new (gint64, MAX (n_projects, 1));
  g_autofree guint *order = NULL;
  Phase phase = { projects, counts, NULL };

  jm_sync_run_set_phase (run, JM_RESOURCE_ISSUES, -1);
  if (counts != NULL && !jm_sync_run_each (run, n_projects, count_work, &phase, error))
    return FALSE;
  if (counts != NULL)
    jm_sync_run_set_phase (run, JM_RESOURCE_ISSUES, sum_counts (counts, n_projects));

  phase.order = order = make_order (counts, n_projects);
  return jm_sync_run_each (run, n_projects, project_work, &phase, error);
}

/* --- what changed */

/**
 * jm_sync_fetch_changed:
 * @cursor_ms: up to where everything was seen, ms of Jira's clock
 *
 * One walk over all that is chosen. The cursor moves with each page, in its transaction, and is what
 * Jira wrote into the issues: no clock of ours has a part in it. What comes twice because of the
 * overlap is what is stored already, and changes nothing.
 */
gboolean
jm_sync_fetch_changed (JmSyncRun  *run,
                       gint64      cursor_ms,
                       GError    **error)
{
  g_auto (JmSyncWalk) walk = { .run = run, .flags = JM_PAGE_CURSOR };

  jm_sync_run_set_phase (run, JM_RESOURCE_ISSUES, -1);
  return jm_sync_walk_through (&walk, cursor_ms, error);
}

/**
 * jm_sync_find_newest:
 * @newest_ms: set to ms of Jira's clock, 0 without any issue
 */
gboolean
jm_sync_find_newest (JmSyncRun  *run,
                     gint64     *newest_ms,
                     GError    **error)
{
  const char *const *projects = (const char *const *) run->settings->projects;
  g_autofree char *restriction =
      projects != NULL ? jm_sync_dup_restriction (projects) : g_strdup ("updated >= 1");
  g_autofree char *jql = g_strconcat (restriction, " ORDER BY updated DESC", NULL);
  const JmResource *resource =
      jm_resource_get (JM_RESOURCE_ISSUES, jm_account_get_flavor (run->account));
  g_autoptr (JmPager) pager =
      jm_pager_new (run->client, resource, NULL, jql, "[\"updated\"]", NULL);
  g_autoptr (GBytes) page = NULL;
  g_autoptr (JsonNode) root = NULL;

  /* Its first page is enough. */
  if (!(page = jm_sync_run_next (run, pager, error)))
    return FALSE;

  root = jm_json_parse (page, '{', NULL);
  *newest_ms = jm_time_parse (jm_json_get_string (root, "issues.0.fields.updated", ""));
  return TRUE;
}
