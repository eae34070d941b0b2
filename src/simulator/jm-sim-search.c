/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-search.h"

static gboolean
look_at (const JmSimSearch *self,
         guint              index,
         JmSimIssue        *issue)
{
  gint64 as_of = self->as_of_ms;

  if (self->reconcile != NULL && g_hash_table_contains (self->reconcile, GUINT_TO_POINTER (index)))
    as_of = G_MAXINT64;
  if (!jm_sim_site_issue (self->site, index, as_of, issue))
    return FALSE;
  if (!jm_sim_site_shows (self->site, issue))
    return FALSE;
  return jm_sim_jql_matches (self->jql, self->site, issue);
}

static int
compare_text (const JmSimSite  *site,
              const JmSimIssue *a,
              const JmSimIssue *b,
              char *(*get) (const JmSimSite *, const JmSimIssue *))
{
  g_autofree char *one = get (site, a);
  g_autofree char *other = get (site, b);

  return g_utf8_collate (one, other);
}

static int
compare_numbers (gint64 a,
                 gint64 b)
{
  return (a > b) - (a < b);
}

/* Ties go by index, so that an order is the same on each page. */
static int
compare_issues (gconstpointer a,
                gconstpointer b,
                gpointer      user_data)
{
  const JmSimSearch *self = user_data;
  const JmSimIssue *one = a;
  const JmSimIssue *other = b;
  int result = 0;

  switch (self->jql->order)
    {
    case JM_SIM_ORDER_UPDATED:
      result = compare_numbers (one->updated_ms, other->updated_ms);
      break;
    case JM_SIM_ORDER_KEY:
      result = g_strcmp0 (jm_sim_site_project (self->site, one->project)->key,
                          jm_sim_site_project (self->site, other->project)->key);
      if (result == 0)
        result = compare_numbers (one->number, other->number);
      break;
    case JM_SIM_ORDER_PRIORITY:
      result = compare_numbers (other->priority, one->priority);
      break;
    case JM_SIM_ORDER_STATUS:
      result = compare_numbers (one->status, other->status);
      break;
    case JM_SIM_ORDER_SUMMARY:
      result = compare_text (self->site, one, other, jm_sim_site_summary);
      break;
    case JM_SIM_ORDER_ASSIGNEE:
      result = compare_numbers (one->assignee, other->assignee);
      break;
    case JM_SIM_ORDER_CREATED:
    default:
      break;
    }
  if (result == 0)
    result = compare_numbers (one->index, other->index);
  return self->jql->descending ? -result : result;
}

static void
walk_indices (const JmSimSearch   *self,
              const JmSimPosition *after,
              JmSimVisit           visit,
              gpointer             user_data)
{
  gint64 total = jm_sim_site_total (self->site);
  gint64 step = self->jql->descending ? -1 : 1;
  gint64 index = after->valid          ? (gint64) after->index + step :
                 self->jql->descending ? total - 1 :
                                         0;

  for (; index >= 0 && index < total; index += step)
    {
      JmSimIssue issue;

      if (look_at (self, (guint) index, &issue) && !visit (&issue, user_data))
        return;
    }
}

/* The changed issues that match, sorted as the query says. */
static GArray *
collect_changed (const JmSimSearch *self)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (JmSimIssue));
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->site->overlay);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      JmSimIssue issue;

      if (look_at (self, GPOINTER_TO_UINT (key), &issue))
        g_array_append_val (found, issue);
    }
  g_array_sort_with_data (found, compare_issues, (gpointer) self);
  return found;
}

/* The first rank whose time is not before @time_ms. */
guint
jm_sim_search_first_rank (const JmSimSite *site,
                          gint64           time_ms)
{
  guint low = 0;
  guint high = site->n_issues;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (jm_sim_site_time_of_rank (site, middle) < time_ms)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static gboolean
is_after (const JmSimSearch   *self,
          const JmSimIssue    *issue,
          const JmSimPosition *after)
{
  int order = compare_numbers (issue->updated_ms, after->value);

  if (!after->valid)
    return TRUE;
  if (order == 0)
    order = compare_numbers (issue->index, after->index);
  return self->jql->descending ? order < 0 : order > 0;
}

/* By rank, with the changed issues merged in. */
static void
walk_ranks (const JmSimSearch   *self,
            const JmSimPosition *after,
            JmSimVisit           visit,
            gpointer             user_data)
{
  g_autoptr (GArray) changed = collect_changed (self);
  gint64 lowest = jm_sim_search_first_rank (self->site, self->jql->updated_from_ms);
  gint64 step = self->jql->descending ? -1 : 1;
  gint64 rank = self->jql->descending ? (gint64) self->site->n_issues - 1 : lowest;
  guint next = 0;

  if (after->valid)
    rank = self->jql->descending ?
               MIN (rank, (gint64) jm_sim_search_first_rank (self->site, after->value + 1) - 1) :
               MAX (rank, (gint64) jm_sim_search_first_rank (self->site, after->value));
  while (next < changed->len && !is_after (self, &g_array_index (changed, JmSimIssue, next), after))
    next++;
  for (; rank >= lowest && rank < self->site->n_issues; rank += step)
    {
      guint index = jm_sim_site_index_of_rank (self->site, (guint) rank);
      JmSimIssue issue;

      if (jm_sim_site_is_changed (self->site, index) || !look_at (self, index, &issue) ||
          !is_after (self, &issue, after))
        continue;
      while (next < changed->len && compare_issues (&g_array_index (changed, JmSimIssue, next),
                                                    &issue, (gpointer) self) < 0)
        {
          if (!visit (&g_array_index (changed, JmSimIssue, next++), user_data))
            return;
        }
      if (!visit (&issue, user_data))
        return;
    }
  for (; next < changed->len; next++)
    {
      if (!visit (&g_array_index (changed, JmSimIssue, next), user_data))
        return;
    }
}

/* Any other order: everything that matches is sorted. */
static void
walk_sorted (const JmSimSearch   *self,
             const JmSimPosition *after,
             JmSimVisit           visit,
             gpointer             user_data)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (JmSimIssue));
  guint start = 0;

  for (guint index = 0; index < jm_sim_site_total (self->site); index++)
    {
      JmSimIssue issue;

      if (look_at (self, index, &issue))
        g_array_append_val (found, issue);
    }
  g_array_sort_with_data (found, compare_issues, (gpointer) self);
  for (guint i = 0; after->valid && i < found->len; i++)
    {
      if (g_array_index (found, JmSimIssue, i).index == after->index)
        start = i + 1;
    }
  for (guint i = start; i < found->len; i++)
    {
      if (!visit (&g_array_index (found, JmSimIssue, i), user_data))
        return;
    }
}

/* Shows @visit each issue after that position, until it has enough. */
void
jm_sim_search_walk (const JmSimSearch   *self,
                    const JmSimPosition *after,
                    JmSimVisit           visit,
                    gpointer             user_data)
{
  if (self->jql->order == JM_SIM_ORDER_CREATED)
    walk_indices (self, after, visit, user_data);
  else if (self->jql->order == JM_SIM_ORDER_UPDATED)
    walk_ranks (self, after, visit, user_data);
  else
    walk_sorted (self, after, visit, user_data);
}

JmSimPosition
jm_sim_search_position (const JmSimSearch *self,
                        const JmSimIssue  *issue)
{
  return (JmSimPosition) {
    .valid = TRUE,
    .value = self->jql->order == JM_SIM_ORDER_UPDATED ? issue->updated_ms : (gint64) issue->index,
    .index = issue->index,
  };
}
