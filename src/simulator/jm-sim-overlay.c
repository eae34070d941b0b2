/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-site-private.h"

/* What was done to the issues of a site: a stack of versions for each that anything was done to, so
 * that an index can lag behind. */

typedef struct
{
  gint64 since_ms; /* when the change was made */
  JmSimIssue issue;
  char *summary;
} Version;

static void
version_free (gpointer data)
{
  Version *self = data;

  g_free (self->summary);
  g_clear_pointer (&self->issue.fields, json_object_unref);
  g_free (self);
}

/* index → GPtrArray of Version */
GHashTable *
jm_sim_overlay_new (void)
{
  return g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
}

/*
 * jm_sim_site_issue:
 * @as_of_ms: changes made later than this are not seen; G_MAXINT64 sees all (an index that lags
 * uses less)
 *
 * Returns: FALSE if there is no such issue then
 */
gboolean
jm_sim_site_issue (const JmSimSite *self,
                   guint            index,
                   gint64           as_of_ms,
                   JmSimIssue      *issue)
{
  GPtrArray *versions = g_hash_table_lookup (self->overlay, GUINT_TO_POINTER (index));

  for (guint i = versions != NULL ? versions->len : 0; i > 0; i--)
    {
      const Version *version = g_ptr_array_index (versions, i - 1);

      if (version->since_ms <= as_of_ms)
        {
          *issue = version->issue;
          return !issue->deleted;
        }
    }
  if (index >= self->n_issues)
    return FALSE;
  jm_sim_site_generated (self, index, issue);
  return TRUE;
}

/* Whether anything was done to that issue since it was generated. */
gboolean
jm_sim_site_is_changed (const JmSimSite *self,
                        guint            index)
{
  return g_hash_table_contains (self->overlay, GUINT_TO_POINTER (index));
}

/* The times that hang on the status. */
static void
follow_status (const JmSimIssue *before,
               JmSimIssue       *after,
               gint64            now_ms)
{
  JmSimCategory old = jm_sim_statuses[before->status].category;
  JmSimCategory new = jm_sim_statuses[after->status].category;

  if (old == new)
    return;
  after->category_ms = now_ms;
  after->resolved_ms = new == JM_SIM_CATEGORY_DONE ? now_ms : 0;
}

/* Stores a new version of an issue; its strings and fields are copied. */
void
jm_sim_site_change (JmSimSite        *self,
                    const JmSimIssue *issue,
                    gint64            now_ms)
{
  GPtrArray *versions = g_hash_table_lookup (self->overlay, GUINT_TO_POINTER (issue->index));
  Version *version = g_new0 (Version, 1);
  JmSimIssue before;

  if (versions == NULL)
    {
      versions = g_ptr_array_new_with_free_func (version_free);
      g_hash_table_insert (self->overlay, GUINT_TO_POINTER (issue->index), versions);
    }
  version->since_ms = now_ms;
  version->issue = *issue;
  version->summary = g_strdup (issue->summary);
  version->issue.summary = version->summary;
  if (issue->fields != NULL)
    json_object_ref (issue->fields);
  if (jm_sim_site_issue (self, issue->index, G_MAXINT64, &before))
    {
      jm_sim_site_record_change (self, &before, issue, now_ms);
      follow_status (&before, &version->issue, now_ms);
    }
  g_ptr_array_add (versions, version);
  self->generation++;
}

static void
take_next_number (JmSimSite    *self,
                  JmSimProject *project,
                  JmSimIssue   *issue)
{
  gint64 packed;

  project->n_created++;
  issue->project = project->index;
  issue->number = project->n_issues + project->n_created;
  packed = jm_sim_pack_key (project->index, issue->number);
  g_hash_table_insert (self->keys, g_memdup2 (&packed, sizeof packed), GUINT_TO_POINTER (issue->index));
}

/* Gives @issue the next index and the next number of its project, and stores it. */
guint
jm_sim_site_create (JmSimSite  *self,
                    JmSimIssue *issue,
                    gint64      now_ms)
{
  issue->index = jm_sim_site_total (self);
  issue->hash = jm_sim_mix (self->seed + issue->index * G_GUINT64_CONSTANT (1000003));
  issue->created_ms = now_ms;
  issue->updated_ms = now_ms;
  issue->category_ms = now_ms;
  issue->resolved_ms = jm_sim_statuses[issue->status].category == JM_SIM_CATEGORY_DONE ? now_ms : 0;
  self->n_created++;
  take_next_number (self, jm_sim_site_project (self, issue->project), issue);
  jm_sim_site_change (self, issue, now_ms);
  return issue->index;
}

/* The issue keeps its id and gets the next key of @target; the old key still finds it. */
gboolean
jm_sim_site_move (JmSimSite    *self,
                  guint         index,
                  JmSimProject *target,
                  gint64        now_ms)
{
  JmSimIssue issue;
  g_autofree char *summary = NULL;

  if (!jm_sim_site_issue (self, index, G_MAXINT64, &issue))
    return FALSE;
  summary = jm_sim_site_summary (self, &issue);
  issue.summary = summary;
  issue.updated_ms = now_ms;
  take_next_number (self, target, &issue);
  jm_sim_choose_kind (target, jm_sim_statuses[issue.status].category != JM_SIM_CATEGORY_DONE, issue.hash,
                      &issue);
  jm_sim_site_change (self, &issue, now_ms);
  return TRUE;
}

gboolean
jm_sim_site_delete (JmSimSite *self,
                    guint      index,
                    gint64     now_ms)
{
  JmSimIssue issue;

  if (!jm_sim_site_issue (self, index, G_MAXINT64, &issue))
    return FALSE;
  issue.deleted = TRUE;
  issue.kept_ms = issue.updated_ms;
  issue.updated_ms = now_ms;
  jm_sim_site_change (self, &issue, now_ms);
  return TRUE;
}

/* Undoes a deletion; the issue is as it was before it, its `updated` too. FALSE if it was not
 * deleted. */
gboolean
jm_sim_site_restore (JmSimSite *self,
                     guint      index,
                     gint64     now_ms)
{
  GPtrArray *versions = g_hash_table_lookup (self->overlay, GUINT_TO_POINTER (index));
  const Version *last = versions != NULL ? g_ptr_array_index (versions, versions->len - 1) : NULL;
  JmSimIssue issue;

  if (last == NULL || !last->issue.deleted)
    return FALSE;
  issue = last->issue;
  issue.deleted = FALSE;
  issue.updated_ms = issue.kept_ms;
  jm_sim_site_change (self, &issue, now_ms);
  return TRUE;
}
