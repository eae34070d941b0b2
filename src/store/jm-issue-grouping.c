/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-issue-grouping.h"

#include "store/jm-collation.h"

typedef struct
{
  JmIssueGroup kind;
  gint64 rank;
  char *name;
  guint number; /* in the order in which they were met */
  guint n_rows;
  guint next; /* place of its next row, while they are dealt out */
} Group;

struct _JmIssueGrouping
{
  JmIssueGroup kind;
  GPtrArray *groups;  /* of Group */
  GHashTable *by_key; /* the same, by rank and name */
  GArray *ids;        /* of gint64 */
  GArray *numbers;    /* of guint, one a row */
};

/* As the index of the group's column sorts: what it takes for equal is one group. */
static int
compare_names (JmIssueGroup  kind,
               const char   *a,
               const char   *b)
{
  return kind == JM_ISSUE_GROUP_PROJECT ?
             strcmp (a, b) :
             jm_collation_compare (a, strlen (a), b, strlen (b));
}

gboolean
jm_issue_grouping_is_same (JmIssueGroup  group,
                           const char   *name,
                           const char   *other)
{
  if (name == NULL || other == NULL)
    return name == other;

  return compare_names (group, name, other) == 0;
}

static guint
group_hash (gconstpointer data)
{
  const Group *group = data;

  return (guint) group->rank +
         (group->name != NULL ? jm_collation_hash (group->name, strlen (group->name)) : 0);
}

static gboolean
group_equal (gconstpointer a,
             gconstpointer b)
{
  const Group *first = a;
  const Group *second = b;

  return first->rank == second->rank &&
         jm_issue_grouping_is_same (first->kind, first->name, second->name);
}

static void
group_free (gpointer data)
{
  g_free (((Group *) data)->name);
  g_free (data);
}

/* Who has no name stands last, whatever the rank. */
static int
compare_groups (gconstpointer a,
                gconstpointer b)
{
  const Group *first = *(const Group *const *) a;
  const Group *second = *(const Group *const *) b;

  if ((first->name == NULL) != (second->name == NULL))
    return first->name == NULL ? 1 : -1;
  if (first->rank != second->rank)
    return first->rank < second->rank ? -1 : 1;

  return first->name != NULL ? compare_names (first->kind, first->name, second->name) : 0;
}

JmIssueGrouping *
jm_issue_grouping_new (JmIssueGroup group)
{
  JmIssueGrouping *self = g_new0 (JmIssueGrouping, 1);

  self->kind = group;
  self->groups = g_ptr_array_new_with_free_func (group_free);
  self->by_key = g_hash_table_new (group_hash, group_equal);
  self->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  return self;
}

void
jm_issue_grouping_free (JmIssueGrouping *self)
{
  g_hash_table_unref (self->by_key);
  g_ptr_array_unref (self->groups);
  g_array_unref (self->ids);
  g_array_unref (self->numbers);
  g_free (self);
}

void
jm_issue_grouping_add (JmIssueGrouping *self,
                       gint64           id,
                       gint64           rank,
                       const char      *name)
{
  Group wanted = { self->kind, rank, (char *) name };
  Group *group = g_hash_table_lookup (self->by_key, &wanted);

  if (group == NULL)
    {
      group = g_memdup2 (&wanted, sizeof wanted);
      group->name = name != NULL ? g_utf8_make_valid (name, -1) : NULL;
      group->number = self->groups->len;
      g_ptr_array_add (self->groups, group);
      g_hash_table_add (self->by_key, group);
    }

  group->n_rows++;
  g_array_append_val (self->ids, id);
  g_array_append_val (self->numbers, group->number);
}

static GArray *
make_sections (JmIssueGrouping *self)
{
  GArray *sections = jm_issue_sections_new ();
  guint start = 0;

  g_ptr_array_sort (self->groups, compare_groups);
  for (guint i = 0; i < self->groups->len; i++)
    {
      Group *group = g_ptr_array_index (self->groups, i);
      JmIssueSection section = { start, g_strdup (group->name) };

      g_array_append_val (sections, section);
      group->next = start;
      start += group->n_rows;
    }

  return sections;
}

/* Rows of a group stay in the order in which they came. */
JmIssueOrder *
jm_issue_grouping_deal (JmIssueGrouping *self,
                        gboolean         complete)
{
  gsize n_bytes = self->groups->len * sizeof (gpointer);
  g_autofree Group **by_number = g_memdup2 (self->groups->pdata, n_bytes);
  g_autofree gint64 *dealt = g_new (gint64, MAX (self->ids->len, 1));
  GArray *sections = make_sections (self);

  for (guint i = 0; i < self->ids->len; i++)
    {
      Group *group = by_number[g_array_index (self->numbers, guint, i)];

      dealt[group->next++] = g_array_index (self->ids, gint64, i);
    }

  return jm_issue_order_new (
      g_bytes_new_take (g_steal_pointer (&dealt), self->ids->len * sizeof (gint64)), sections,
      complete);
}
