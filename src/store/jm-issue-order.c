/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-issue-order.h"

#include <glib/gi18n.h>

#include "store/jm-collation.h"
#include "store/jm-issue-sql.h"
#include "store/jm-statement.h"

/*
 * All rows of a query, told by their ids alone: 8 bytes each, read along the index of the sort. What
 * the rows say is read later, a page at a time, by these ids: as fast at the end as at the
 * beginning, and the rows of one page never shift against those of another.
 *
 * Sections cost no sorting: while the ids come in the order of the sort, each is given the number of
 * its group, and in the end the ids are dealt out to their groups in one pass.
 */

/* Rows between two looks at whether somebody still waits. */
#define PATIENCE 4096

G_DEFINE_BOXED_TYPE (JmIssueOrder, jm_issue_order, jm_issue_order_ref, jm_issue_order_unref)

/* --- the value */

static void
section_clear (gpointer data)
{
  g_free (((JmIssueSection *) data)->name);
}

static GArray *
sections_new (void)
{
  GArray *sections = g_array_new (FALSE, FALSE, sizeof (JmIssueSection));

  g_array_set_clear_func (sections, section_clear);
  return sections;
}

/* Takes both; @sections NULL: none. */
JmIssueOrder *
jm_issue_order_new (GBytes   *ids,
                    GArray   *sections,
                    gboolean  complete)
{
  JmIssueOrder *self = g_atomic_rc_box_new0 (JmIssueOrder);

  self->ids = ids;
  self->sections = sections != NULL ? sections : sections_new ();
  self->complete = complete;
  return self;
}

JmIssueOrder *
jm_issue_order_new_empty (void)
{
  return jm_issue_order_new (g_bytes_new_static (NULL, 0), NULL, TRUE);
}

JmIssueOrder *
jm_issue_order_ref (JmIssueOrder *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
order_clear (JmIssueOrder *self)
{
  g_bytes_unref (self->ids);
  g_array_unref (self->sections);
}

void
jm_issue_order_unref (JmIssueOrder *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) order_clear);
}

guint
jm_issue_order_get_n (JmIssueOrder *self)
{
  return (guint) (g_bytes_get_size (self->ids) / sizeof (gint64));
}

gint64
jm_issue_order_get_id (JmIssueOrder *self,
                       guint         position)
{
  const gint64 *ids = g_bytes_get_data (self->ids, NULL);

  return ids[position];
}

const JmIssueSection *
jm_issue_order_get_section (JmIssueOrder *self,
                            guint         position,
                            guint        *end)
{
  guint low = 0;
  guint high = self->sections->len;

  if (high == 0)
    return NULL;

  /* The last one that starts at or before @position. */
  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->sections, JmIssueSection, middle).start <= position)
        low = middle;
      else
        high = middle;
    }
  if (end != NULL)
    *end = high < self->sections->len ?
               g_array_index (self->sections, JmIssueSection, high).start :
               jm_issue_order_get_n (self);

  return &g_array_index (self->sections, JmIssueSection, low);
}

/* --- groups met on the way */

typedef struct
{
  gint64 rank;
  char *name;
  guint number; /* in the order in which they were met */
  guint n_rows;
  guint start;
} Group;

typedef struct
{
  GPtrArray *groups;  /* of Group */
  GHashTable *by_key; /* the same, by rank and name */
  GArray *numbers;    /* of guint, one a row */
} Grouping;

static guint
group_hash (gconstpointer data)
{
  const Group *group = data;

  return (group->name != NULL ? g_str_hash (group->name) : 0) + (guint) group->rank;
}

static gboolean
group_equal (gconstpointer a,
             gconstpointer b)
{
  const Group *first = a;
  const Group *second = b;

  return first->rank == second->rank && g_strcmp0 (first->name, second->name) == 0;
}

static void
group_free (gpointer data)
{
  g_free (((Group *) data)->name);
  g_free (data);
}

static void
grouping_init (Grouping *self)
{
  self->groups = g_ptr_array_new_with_free_func (group_free);
  self->by_key = g_hash_table_new (group_hash, group_equal);
  self->numbers = g_array_new (FALSE, FALSE, sizeof (guint));
}

static void
grouping_clear (Grouping *self)
{
  g_hash_table_unref (self->by_key);
  g_ptr_array_unref (self->groups);
  g_array_unref (self->numbers);
}

static void
grouping_add (Grouping     *self,
              sqlite3_stmt *statement)
{
  Group wanted = { sqlite3_column_int64 (statement, 1),
                   (char *) sqlite3_column_text (statement, 2) };
  Group *group = g_hash_table_lookup (self->by_key, &wanted);

  if (group == NULL)
    {
      group = g_memdup2 (&wanted, sizeof wanted);
      group->name = g_strdup (wanted.name);
      group->number = self->groups->len;
      g_ptr_array_add (self->groups, group);
      g_hash_table_add (self->by_key, group);
    }

  group->n_rows++;
  g_array_append_val (self->numbers, group->number);
}

/* By rank, then by name as people sort; who has no name stands last. */
static int
compare_groups (gconstpointer a,
                gconstpointer b)
{
  const Group *first = *(const Group *const *) a;
  const Group *second = *(const Group *const *) b;
  int order;

  if (first->rank != second->rank)
    return first->rank < second->rank ? -1 : 1;
  if (first->name == NULL || second->name == NULL)
    return (first->name == NULL) - (second->name == NULL);

  order = jm_collation_compare (first->name, strlen (first->name), second->name,
                                strlen (second->name));
  return order != 0 ? order : strcmp (first->name, second->name);
}

/* Deals the ids out to their groups, which stay in the order in which they came. */
static GBytes *
grouping_deal (Grouping *self,
               GArray   *ids,
               GArray   *sections)
{
  g_autofree Group **by_number = g_memdup2 (self->groups->pdata, self->groups->len * sizeof (gpointer));
  g_autofree gint64 *dealt = g_new (gint64, MAX (ids->len, 1));
  guint start = 0;

  g_ptr_array_sort (self->groups, compare_groups);
  for (guint i = 0; i < self->groups->len; i++)
    {
      Group *group = g_ptr_array_index (self->groups, i);
      JmIssueSection section = { start, group->name != NULL ? g_utf8_make_valid (group->name, -1) : NULL };

      g_array_append_val (sections, section);
      group->start = start;
      start += group->n_rows;
    }
  for (guint i = 0; i < ids->len; i++)
    dealt[by_number[g_array_index (self->numbers, guint, i)]->start++] =
        g_array_index (ids, gint64, i);

  return g_bytes_new_take (g_steal_pointer (&dealt), ids->len * sizeof (gint64));
}

/* --- asking */

JmIssueAsk *
jm_issue_ask_new (const JmIssueQuery *query,
                  GCancellable       *cancellable)
{
  JmIssueAsk *self = g_new0 (JmIssueAsk, 1);

  self->query = jm_issue_query_copy (query);
  self->cancellable = g_object_ref (cancellable);
  return self;
}

void
jm_issue_ask_free (gpointer data)
{
  JmIssueAsk *self = data;

  jm_issue_query_free (self->query);
  g_object_unref (self->cancellable);
  g_free (self);
}

static char *
dup_sql (const JmIssueQuery *query,
         gboolean            has_match,
         gboolean            first)
{
  g_autoptr (GString) sql = g_string_new ("SELECT id");

  if (query->group != JM_ISSUE_GROUP_NONE)
    g_string_append_printf (sql, ", %s, %s", jm_issue_sql_get_group_rank (query->group),
                            jm_issue_sql_get_group_name (query->group));
  g_string_append (sql, " FROM issues WHERE TRUE");
  jm_issue_sql_append_where (sql, query);
  if (has_match)
    g_string_append (sql,
                     " AND id IN (SELECT rowid FROM issue_text WHERE issue_text MATCH :match)");
  jm_issue_sql_append_order (sql, query);
  if (first)
    g_string_append (sql, " LIMIT 100");

  return g_string_free_and_steal (g_steal_pointer (&sql));
}

static GArray *
read_ids (sqlite3_stmt  *statement,
          Grouping      *grouping,
          GCancellable  *cancellable,
          GError       **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) failure = NULL;

  while (jm_statement_step (statement, _("Could not read the issues"), &failure))
    {
      gint64 id = sqlite3_column_int64 (statement, 0);

      g_array_append_val (ids, id);
      if (grouping != NULL)
        grouping_add (grouping, statement);
      if (ids->len % PATIENCE == 0 && g_cancellable_set_error_if_cancelled (cancellable, &failure))
        break;
    }
  if (failure == NULL)
    return g_steal_pointer (&ids);

  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

static JmIssueOrder *
read_order (sqlite3_stmt        *statement,
            const JmIssueQuery  *query,
            GCancellable        *cancellable,
            GError             **error)
{
  g_autoptr (GArray) ids = NULL;
  JmIssueOrder *order = NULL;
  Grouping grouping;

  grouping_init (&grouping);
  ids = read_ids (statement, query->group != JM_ISSUE_GROUP_NONE ? &grouping : NULL, cancellable,
                  error);
  if (ids != NULL && query->group == JM_ISSUE_GROUP_NONE)
    {
      gsize size = ids->len * sizeof (gint64);

      order = jm_issue_order_new (
          g_bytes_new_take (g_array_free (g_steal_pointer (&ids), FALSE), size), NULL, TRUE);
    }
  else if (ids != NULL)
    {
      GArray *sections = sections_new ();

      order = jm_issue_order_new (grouping_deal (&grouping, ids, sections), sections, TRUE);
    }

  grouping_clear (&grouping);
  return order;
}

static DexFuture *
run (sqlite3  *connection,
     gpointer  data,
     gboolean  first)
{
  JmIssueAsk *ask = data;
  g_autofree char *match = jm_issue_sql_dup_match (ask->query->text);
  g_autofree char *sql = dup_sql (ask->query, match != NULL, first);
  g_autoptr (GError) error = NULL;
  sqlite3_stmt *statement = NULL;
  JmIssueOrder *order;

  /* Not cached: there are many shapes, and each is asked rarely. */
  if (sqlite3_prepare_v2 (connection, sql, -1, &statement, NULL) != SQLITE_OK)
    return dex_future_new_for_error (
        jm_database_error (connection, _("Could not read the issues")));

  jm_issue_sql_bind (statement, ask->query, match);
  order = read_order (statement, ask->query, ask->cancellable, &error);
  sqlite3_finalize (statement);
  if (order != NULL && first && jm_issue_order_get_n (order) == 100)
    order->complete = FALSE;

  return order != NULL ? dex_future_new_take_boxed (JM_TYPE_ISSUE_ORDER, order) :
                         dex_future_new_for_error (g_steal_pointer (&error));
}

DexFuture *
jm_issue_order_job (sqlite3  *connection,
                    gpointer  data)
{
  return run (connection, data, FALSE);
}

DexFuture *
jm_issue_order_first_job (sqlite3  *connection,
                          gpointer  data)
{
  return run (connection, data, ((JmIssueAsk *) data)->query->group == JM_ISSUE_GROUP_NONE);
}

char *
jm_issue_order_dup_sql (const JmIssueQuery *query,
                        gboolean            first)
{
  g_autofree char *match = jm_issue_sql_dup_match (query->text);

  return dup_sql (query, match != NULL, first);
}
