/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-site-private.h"
#include "jm-sim-thread.h"
#include "jm-sim-words.h"

/* The history of an issue. Its end is the present state: what was generated leads from the first
 * status to the one that the seed gave, and each later change is written down when it is made. */

#define FIRST_CHANGE_ID 2000000
#define CHANGES_AN_ISSUE 256
#define MANY 130 /* more than a page holds */

static void
item_free (gpointer data)
{
  JmSimChangeItem *self = data;

  g_free (self->field);
  g_free (self->field_id);
  g_free (self->from);
  g_free (self->from_text);
  g_free (self->to);
  g_free (self->to_text);
  g_free (self);
}

static void
change_free (gpointer data)
{
  JmSimChange *self = data;

  g_ptr_array_unref (self->items);
  g_free (self);
}

static void
add_item (JmSimChange *self,
          const char  *field,
          const char  *field_id,
          const char  *from,
          const char  *from_text,
          const char  *to,
          const char  *to_text)
{
  JmSimChangeItem *item = g_new0 (JmSimChangeItem, 1);

  item->field = g_strdup (field);
  item->field_id = g_strdup (field_id);
  item->from = g_strdup (from);
  item->from_text = g_strdup (from_text);
  item->to = g_strdup (to);
  item->to_text = g_strdup (to_text);
  g_ptr_array_add (self->items, item);
}

static JmSimChange *
change_new (guint64 id,
            guint   author,
            gint64  created_ms)
{
  JmSimChange *self = g_new0 (JmSimChange, 1);

  self->id = id;
  self->author = author;
  self->created_ms = created_ms;
  self->items = g_ptr_array_new_with_free_func (item_free);
  return self;
}

static JmSimChange *
change_copy (const JmSimChange *self)
{
  JmSimChange *copy = change_new (self->id, self->author, self->created_ms);

  for (guint i = 0; i < self->items->len; i++)
    {
      const JmSimChangeItem *item = g_ptr_array_index (self->items, i);

      add_item (copy, item->field, item->field_id, item->from, item->from_text, item->to, item->to_text);
    }
  return copy;
}

static void
add_status (JmSimChange *self,
            guint        from,
            guint        to)
{
  gboolean was_done = jm_sim_statuses[from].category == JM_SIM_CATEGORY_DONE;
  gboolean is_done = jm_sim_statuses[to].category == JM_SIM_CATEGORY_DONE;

  if (is_done && !was_done)
    add_item (self, "resolution", "resolution", NULL, NULL, "10000", "Done");
  else if (was_done && !is_done)
    add_item (self, "resolution", "resolution", "10000", "Done", NULL, NULL);
  add_item (self, "status", "status", jm_sim_statuses[from].id, jm_sim_statuses[from].name,
            jm_sim_statuses[to].id, jm_sim_statuses[to].name);
}

static void
add_person (JmSimChange     *self,
            const JmSimSite *site,
            int              from,
            int              to)
{
  const JmSimUser *before = from >= 0 ? jm_sim_site_user (site, (guint) from) : NULL;
  const JmSimUser *after = to >= 0 ? jm_sim_site_user (site, (guint) to) : NULL;

  add_item (self, "assignee", "assignee", before != NULL ? before->account_id : NULL,
            before != NULL ? before->name : NULL, after != NULL ? after->account_id : NULL,
            after != NULL ? after->name : NULL);
}

static void
add_priority (JmSimChange *self,
              int          from,
              int          to)
{
  add_item (self, "priority", "priority", from >= 0 ? jm_sim_priorities[from].id : NULL,
            from >= 0 ? jm_sim_priorities[from].name : NULL, to >= 0 ? jm_sim_priorities[to].id : NULL,
            to >= 0 ? jm_sim_priorities[to].name : NULL);
}

/* The statuses that a generated issue went through, the first one and the present one among them.
 * @path: room for 4 */
static guint
status_path (guint  status,
             guint  hash,
             guint *path)
{
  static const guint ways[][4] = {
    { 0 }, { 0, 1 }, { 0, 1, 2 }, { 0, 1, 3 }, { 4 }, { 4, 5 }, { 4, 1, 6 }, { 0, 7 }, { 8 }, { 8, 9 }, { 8, 9, 10 }
  };
  static const guint lengths[] = { 1, 2, 3, 3, 1, 2, 3, 2, 1, 2, 3 };
  guint n = lengths[status];

  for (guint i = 0; i < n; i++)
    path[i] = ways[status][i];
  if (status == 3 && hash % 2 == 0) /* reviewed before it was done */
    {
      path[3] = 3;
      path[2] = 2;
      n = 4;
    }
  return n;
}

/* Everything but the ids and the times, which depend on how many there are. */
static GPtrArray *
generate (const JmSimSite  *site,
          const JmSimIssue *issue)
{
  const JmSimProject *project = jm_sim_site_project (site, issue->project);
  GPtrArray *changes = g_ptr_array_new_with_free_func (change_free);
  guint64 hash = jm_sim_mix (issue->hash + 71);
  guint path[4];
  guint n = status_path (issue->status, (guint) (hash & 0xff), path);

  /* the workflow of a service desk begins elsewhere, though the two share a status */
  if (g_str_equal (project->type_key, "service_desk"))
    path[0] = 4;
  if (issue->assignee >= 0 && hash / 256 % 3 != 0)
    {
      g_ptr_array_add (changes, change_new (0, issue->reporter, 0));
      add_person (g_ptr_array_index (changes, 0), site, -1, issue->assignee);
    }
  if (issue->priority >= 0 && issue->priority != 2 && hash / 1024 % 2 == 0)
    {
      JmSimChange *change = change_new (0, issue->reporter, 0);

      add_priority (change, 2, issue->priority);
      g_ptr_array_add (changes, change);
    }
  for (guint i = 0; issue->hash % 983 == 5 && i < MANY; i++)
    {
      g_autofree char *from = g_strdup_printf ("%u", i);
      g_autofree char *to = g_strdup_printf ("%u", i + 1);
      JmSimChange *change = change_new (0, issue->reporter, 0);

      add_item (change, "Rank", "customfield_10019", NULL, from, NULL, to);
      g_ptr_array_add (changes, change);
    }
  for (guint i = 1; i < n; i++)
    {
      JmSimChange *change =
          change_new (0, issue->assignee >= 0 ? (guint) issue->assignee : issue->reporter, 0);

      add_status (change, path[i - 1], path[i]);
      g_ptr_array_add (changes, change);
    }
  return changes;
}

/* Returns: (transfer full): JmSimChange, the oldest first */
GPtrArray *
jm_sim_site_changes (const JmSimSite *site,
                     guint            index)
{
  const JmSimThread *thread = g_hash_table_lookup (site->threads, GUINT_TO_POINTER (index));
  GPtrArray *changes;

  if (index < site->n_issues)
    {
      JmSimIssue issue;

      jm_sim_site_generated (site, index, &issue);
      changes = generate (site, &issue);
      for (guint i = 0; i < changes->len; i++)
        {
          JmSimChange *change = g_ptr_array_index (changes, i);
          guint left = changes->len - 1 - i;

          change->id = FIRST_CHANGE_ID + (guint64) index * CHANGES_AN_ISSUE + i;
          /* the last one is what `updated` tells of */
          change->created_ms = issue.updated_ms - (issue.updated_ms - issue.created_ms) / changes->len * left;
        }
    }
  else
    {
      changes = g_ptr_array_new_with_free_func (change_free);
    }
  for (guint i = 0; thread != NULL && thread->changes != NULL && i < thread->changes->len; i++)
    g_ptr_array_add (changes, change_copy (g_ptr_array_index (thread->changes, i)));
  return changes;
}

static void
add_place (JmSimChange      *self,
           const JmSimSite  *site,
           const JmSimIssue *before,
           const JmSimIssue *after)
{
  const JmSimProject *old = jm_sim_site_project (site, before->project);
  const JmSimProject *new = jm_sim_site_project (site, after->project);
  g_autofree char *old_key = jm_sim_site_key (site, before);
  g_autofree char *new_key = jm_sim_site_key (site, after);

  add_item (self, "project", "project", old->id, old->name, new->id, new->name);
  add_item (self, "Key", NULL, NULL, old_key, NULL, new_key);
}

static void
add_written (JmSimChange      *self,
             const JmSimIssue *before,
             const JmSimIssue *after)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (after->fields == NULL)
    return;
  json_object_iter_init (&iter, after->fields);
  while (json_object_iter_next (&iter, &name, &value))
    {
      JsonNode *old = before->fields != NULL ? json_object_get_member (before->fields, name) : NULL;

      if (old == NULL || !json_node_equal (old, value))
        add_item (self, name, name, NULL, NULL, NULL, NULL);
    }
}

/* Writes down what differs between two versions of an issue; nothing, if nothing does. */
void
jm_sim_site_record_change (JmSimSite        *site,
                           const JmSimIssue *before,
                           const JmSimIssue *after,
                           gint64            now_ms)
{
  JmSimChange *change = change_new (0, site->author, now_ms);
  g_autofree char *old_summary = jm_sim_site_summary (site, before);
  g_autofree char *new_summary = jm_sim_site_summary (site, after);
  JmSimThread *thread;

  if (before->project != after->project)
    add_place (change, site, before, after);
  if (before->type != after->type)
    add_item (change, "issuetype", "issuetype", jm_sim_types[before->type].id, jm_sim_types[before->type].name,
              jm_sim_types[after->type].id, jm_sim_types[after->type].name);
  if (before->status != after->status)
    add_status (change, before->status, after->status);
  if (before->assignee != after->assignee)
    add_person (change, site, before->assignee, after->assignee);
  if (before->priority != after->priority)
    add_priority (change, before->priority, after->priority);
  if (!g_str_equal (old_summary, new_summary))
    add_item (change, "summary", "summary", NULL, old_summary, NULL, new_summary);
  add_written (change, before, after);
  if (change->items->len == 0)
    {
      change_free (change);
      return;
    }
  change->id = site->next_id++;
  thread = jm_sim_site_thread (site, after->index);
  if (thread->changes == NULL)
    thread->changes = g_ptr_array_new_with_free_func (change_free);
  g_ptr_array_add (thread->changes, change);
}
