/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-search.h"

/*
 * Three orders need no sorting, however many issues there are: by id or creation, by `updated`, by
 * key. In each of them the issue at a place follows from arithmetic, as long as nobody changed it;
 * the changed ones are few, and merged in. Any other order sorts what matches.
 */
typedef struct
{
  const JmSimSearch *search;
  JmSimOrder order;
  gboolean descending;
  GPtrArray *projects; /* by key: JmSimProject, sorted */
  GArray *starts;      /* by key: guint, the place of each project's first issue */
} Track;

/* Whether the issue could match, judged without making it: only of one that nobody changed. */
static gboolean
may_match (const JmSimSearch *self,
           guint              index)
{
  return self->jql->projects == NULL ||
         jm_sim_jql_allows (self->jql, g_array_index (self->site->pattern, guint, index % self->site->pattern->len));
}

static gboolean
look_at (const JmSimSearch *self,
         guint              index,
         JmSimIssue        *issue)
{
  gint64 as_of = self->as_of_ms;

  if (self->reconcile != NULL && g_hash_table_contains (self->reconcile, GUINT_TO_POINTER (index)))
    as_of = G_MAXINT64;
  return jm_sim_site_issue (self->site, index, as_of, issue) && jm_sim_site_shows (self->site, issue) &&
         jm_sim_jql_matches (self->jql, self->site, issue);
}

static int
compare_numbers (gint64 a,
                 gint64 b)
{
  return (a > b) - (a < b);
}

static int
compare_summaries (const JmSimSite  *site,
                   const JmSimIssue *a,
                   const JmSimIssue *b)
{
  g_autofree char *one = jm_sim_site_summary (site, a);
  g_autofree char *other = jm_sim_site_summary (site, b);

  return g_utf8_collate (one, other);
}

static int
compare_projects (const JmSimSite  *site,
                  const JmSimIssue *a,
                  const JmSimIssue *b)
{
  return a->project == b->project ? 0 :
                                    g_strcmp0 (jm_sim_site_project (site, a->project)->key,
                                               jm_sim_site_project (site, b->project)->key);
}

static int
compare_keys (const JmSimSite  *site,
              const JmSimIssue *a,
              const JmSimIssue *b)
{
  int result = compare_projects (site, a, b);

  return result != 0 ? result : compare_numbers (a->number, b->number);
}

static int
compare_by (const JmSimSite  *site,
            JmSimOrder        order,
            const JmSimIssue *a,
            const JmSimIssue *b)
{
  switch (order)
    {
    case JM_SIM_ORDER_UPDATED:
      return compare_numbers (a->updated_ms, b->updated_ms);
    case JM_SIM_ORDER_CREATED:
      return compare_numbers (a->created_ms, b->created_ms);
    case JM_SIM_ORDER_KEY:
      return compare_keys (site, a, b);
    case JM_SIM_ORDER_PROJECT:
      return compare_projects (site, a, b);
    case JM_SIM_ORDER_PRIORITY:
      return compare_numbers (b->priority, a->priority);
    case JM_SIM_ORDER_STATUS:
      return compare_numbers (a->status, b->status);
    case JM_SIM_ORDER_SUMMARY:
      return compare_summaries (site, a, b);
    case JM_SIM_ORDER_ASSIGNEE:
      return compare_numbers (a->assignee, b->assignee);
    case JM_SIM_ORDER_REPORTER:
      return compare_numbers (a->reporter, b->reporter);
    case JM_SIM_ORDER_TYPE:
      return compare_numbers (a->type, b->type);
    case JM_SIM_ORDER_RESOLVED:
      return compare_numbers (a->resolved_ms, b->resolved_ms);
    case JM_SIM_ORDER_ID:
    default:
      return compare_numbers (a->index, b->index);
    }
}

/* By all terms of the query; ties go by id, so that an order is the same on each page. */
static int
compare_issues (gconstpointer a,
                gconstpointer b,
                gpointer      user_data)
{
  const JmSimSearch *self = user_data;

  for (guint i = 0; i < self->jql->n_terms; i++)
    {
      const JmSimOrderTerm *term = &self->jql->terms[i];
      int result = compare_by (self->site, term->order, a, b);

      if (result != 0)
        return term->descending ? -result : result;
    }
  return compare_numbers (((const JmSimIssue *) a)->index, ((const JmSimIssue *) b)->index);
}

/* The issue of a position as it was when it was met, as far as an order can tell. */
static JmSimIssue
issue_at (const JmSimSearch   *self,
          const JmSimPosition *position)
{
  JmSimIssue issue = { 0 };

  jm_sim_site_issue (self->site, position->index, G_MAXINT64, &issue);
  issue.index = position->index;
  issue.project = MIN (position->project, self->site->projects->len - 1);
  issue.number = position->number;
  issue.updated_ms = position->updated_ms;
  issue.created_ms = position->created_ms;
  return issue;
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

static int
compare_project_keys (gconstpointer a,
                      gconstpointer b)
{
  const JmSimProject *one = *(const JmSimProject *const *) a;
  const JmSimProject *other = *(const JmSimProject *const *) b;

  return g_strcmp0 (one->key, other->key);
}

static void
lay_key_track (Track *self)
{
  guint place = 0;

  self->projects = g_ptr_array_copy (self->search->site->projects, NULL, NULL);
  g_ptr_array_set_free_func (self->projects, NULL);
  g_ptr_array_sort (self->projects, compare_project_keys);
  self->starts = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < self->projects->len; i++)
    {
      g_array_append_val (self->starts, place);
      place += ((const JmSimProject *) g_ptr_array_index (self->projects, i))->n_issues;
    }
}

static void
track_clear (Track *self)
{
  g_clear_pointer (&self->projects, g_ptr_array_unref);
  g_clear_pointer (&self->starts, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Track, track_clear)

/* The project whose issues lie at that place of the track by key. */
static guint
project_at (const Track *self,
            guint        place)
{
  guint low = 0;
  guint high = self->starts->len;

  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->starts, guint, middle) <= place)
        low = middle;
      else
        high = middle;
    }
  return low;
}

/* The issue at that place, were nothing changed. */
static guint
index_at (const Track *self,
          guint        place)
{
  const JmSimSite *site = self->search->site;
  const JmSimProject *project;
  guint row;

  if (self->order == JM_SIM_ORDER_UPDATED)
    return jm_sim_site_index_of_rank (site, place);
  if (self->order != JM_SIM_ORDER_KEY)
    return place;
  row = project_at (self, place);
  project = g_ptr_array_index (self->projects, row);
  place -= g_array_index (self->starts, guint, row);
  return place / project->slots->len * site->pattern->len +
         g_array_index (project->slots, guint, place % project->slots->len);
}

/* The first place, in rising order, that lies behind @after — or at it, with @at. */
static guint
place_after (const Track      *self,
             const JmSimIssue *after,
             gboolean          at)
{
  guint low = 0;
  guint high = self->search->site->n_issues;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      JmSimIssue issue;
      int order;

      jm_sim_site_generated (self->search->site, index_at (self, middle), &issue);
      order = compare_by (self->search->site, self->order, &issue, after);
      if (order < 0 || (order == 0 && !at))
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* The changed issues that match, sorted as the query says; those up to @after are left out. */
static GArray *
collect_changed (const JmSimSearch *self,
                 const JmSimIssue  *after)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (JmSimIssue));
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->site->overlay);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      JmSimIssue issue;

      if (look_at (self, GPOINTER_TO_UINT (key), &issue) &&
          (after == NULL || compare_issues (&issue, after, (gpointer) self) > 0))
        g_array_append_val (found, issue);
    }
  g_array_sort_with_data (found, compare_issues, (gpointer) self);
  return found;
}

/* From where to where a walk goes; the bounds of the query cut off what cannot match. */
static void
find_range (const Track      *self,
            const JmSimIssue *after,
            gint64           *first,
            gint64           *last)
{
  const JmSimJql *jql = self->search->jql;

  *first = 0;
  *last = (gint64) self->search->site->n_issues - 1;
  if (self->order == JM_SIM_ORDER_UPDATED && jql->updated_from_ms > G_MININT64)
    *first = jm_sim_search_first_rank (self->search->site, jql->updated_from_ms);
  if (self->order == JM_SIM_ORDER_KEY && jql->projects != NULL && jql->projects->len == 1)
    {
      for (guint i = 0; i < self->projects->len; i++)
        {
          const JmSimProject *project = g_ptr_array_index (self->projects, i);

          if (project->index != g_array_index (jql->projects, guint, 0))
            continue;
          *first = g_array_index (self->starts, guint, i);
          *last = *first + project->n_issues - 1;
        }
    }
  if (after != NULL && self->descending)
    *last = MIN (*last, (gint64) place_after (self, after, TRUE) - 1);
  else if (after != NULL)
    *first = MAX (*first, (gint64) place_after (self, after, FALSE));
}

static void
walk_track (const Track      *self,
            const JmSimIssue *after,
            JmSimVisit        visit,
            gpointer          user_data)
{
  const JmSimSearch *search = self->search;
  g_autoptr (GArray) changed = collect_changed (search, after);
  gint64 step = self->descending ? -1 : 1;
  guint next = 0;
  gint64 first;
  gint64 last;

  find_range (self, after, &first, &last);
  for (gint64 place = self->descending ? last : first; place >= first && place <= last; place += step)
    {
      guint index = index_at (self, (guint) place);
      JmSimIssue issue;

      if (!may_match (search, index) || jm_sim_site_is_changed (search->site, index) || !look_at (search, index, &issue))
        continue;
      while (next < changed->len &&
             compare_issues (&g_array_index (changed, JmSimIssue, next), &issue, (gpointer) search) < 0)
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

/* Everything that matches, in no order. */
static GArray *
collect (const JmSimSearch *self)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (JmSimIssue));
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  guint n = self->jql->issues != NULL ? self->jql->issues->len : jm_sim_site_total (self->site);

  for (guint i = 0; i < n; i++)
    {
      guint index = self->jql->issues != NULL ? g_array_index (self->jql->issues, guint, i) : i;
      JmSimIssue issue;

      if (self->jql->issues != NULL && !g_hash_table_add (seen, GUINT_TO_POINTER (index)))
        continue;
      if ((may_match (self, index) || jm_sim_site_is_changed (self->site, index)) && look_at (self, index, &issue))
        g_array_append_val (found, issue);
    }
  return found;
}

static void
walk_sorted (const JmSimSearch *self,
             const JmSimIssue  *after,
             JmSimVisit         visit,
             gpointer           user_data)
{
  g_autoptr (GArray) found = collect (self);

  g_array_sort_with_data (found, compare_issues, (gpointer) self);
  for (guint i = 0; i < found->len; i++)
    {
      const JmSimIssue *issue = &g_array_index (found, JmSimIssue, i);

      if (after != NULL && compare_issues (issue, after, (gpointer) self) <= 0)
        continue;
      if (!visit (issue, user_data))
        return;
    }
}

static gboolean
has_track (const JmSimJql *jql)
{
  JmSimOrder order = jql->terms[0].order;

  return jql->issues == NULL && (order == JM_SIM_ORDER_CREATED || order == JM_SIM_ORDER_ID ||
                                 order == JM_SIM_ORDER_UPDATED || order == JM_SIM_ORDER_KEY);
}

/* Shows @visit each issue after that position, until it has enough. */
void
jm_sim_search_walk (const JmSimSearch   *self,
                    const JmSimPosition *after,
                    JmSimVisit           visit,
                    gpointer             user_data)
{
  JmSimIssue start = after->valid ? issue_at (self, after) : (JmSimIssue) { 0 };
  const JmSimIssue *from = after->valid ? &start : NULL;
  g_auto (Track) track = {
    .search = self,
    .order = self->jql->terms[0].order,
    .descending = self->jql->terms[0].descending,
  };

  if (!has_track (self->jql))
    {
      walk_sorted (self, from, visit, user_data);
      return;
    }
  if (track.order == JM_SIM_ORDER_KEY)
    lay_key_track (&track);
  walk_track (&track, from, visit, user_data);
}

static gboolean
is_generated_there (const JmSimSearch *self,
                    guint              index)
{
  return index < self->site->n_issues && may_match (self, index) &&
         !jm_sim_site_project (self->site, g_array_index (self->site->pattern, guint, index % self->site->pattern->len))->hidden;
}

/* Whole projects: what was generated, without what was changed or hidden, and the changed ones that
 * match. */
static guint
count_projects (const JmSimSearch *self)
{
  g_autoptr (GArray) changed = collect_changed (self, NULL);
  gint64 count = changed->len;
  GHashTableIter iter;
  gpointer key;

  for (guint i = 0; i < self->site->projects->len; i++)
    {
      const JmSimProject *project = jm_sim_site_project (self->site, i);

      if (!project->hidden && jm_sim_jql_allows (self->jql, i))
        count += project->n_issues;
    }
  g_hash_table_iter_init (&iter, self->site->overlay);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    count -= is_generated_there (self, GPOINTER_TO_UINT (key));
  g_hash_table_iter_init (&iter, self->site->hidden);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    count -= !jm_sim_site_is_changed (self->site, GPOINTER_TO_UINT (key)) &&
             is_generated_there (self, GPOINTER_TO_UINT (key));
  return (guint) count;
}

static gboolean
count_issue (const JmSimIssue *issue,
             gpointer          user_data)
{
  (*(guint *) user_data)++;
  return TRUE;
}

/* How many issues match. */
guint
jm_sim_search_count (const JmSimSearch *self)
{
  const gboolean bounded = self->jql->updated_from_ms > G_MININT64;
  const Track track = { .search = self, .order = bounded ? JM_SIM_ORDER_UPDATED : JM_SIM_ORDER_ID };
  guint count = 0;

  if (self->jql->issues != NULL)
    {
      g_autoptr (GArray) found = collect (self);

      return found->len;
    }
  if (self->jql->only_projects)
    return count_projects (self);
  walk_track (&track, NULL, count_issue, &count);
  return count;
}

/* Where @issue stands now: a walk can be taken up behind it. */
JmSimPosition
jm_sim_search_position (const JmSimIssue *issue)
{
  return (JmSimPosition) {
    .valid = TRUE,
    .index = issue->index,
    .project = issue->project,
    .number = issue->number,
    .updated_ms = issue->updated_ms,
    .created_ms = issue->created_ms,
  };
}
