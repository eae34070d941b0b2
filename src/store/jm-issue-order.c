/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-issue-order.h"

#include "store/jm-issue-grouping.h"
#include "store/jm-issue-sql.h"

/*
 * All rows of a query, told by their ids alone: 8 bytes each, read along the index of the sort. What
 * the rows say is read later, a page at a time, by these ids: as fast at the end as at the
 * beginning, and the rows of one page never shift against those of another.
 *
 * Sections cost no sorting: while the ids come in the order of the sort, each is given the number of
 * its group, and in the end the ids are dealt out to their groups in one pass.
 */

/* So many rows are sorted sooner than a million are walked along. */
#define FEW 50000

G_DEFINE_BOXED_TYPE (JmIssueOrder, jm_issue_order, jm_issue_order_ref, jm_issue_order_unref)

/* --- the value */

static void
section_clear (gpointer data)
{
  g_free (((JmIssueSection *) data)->name);
}

GArray *
jm_issue_sections_new (void)
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
  self->sections = sections != NULL ? sections : jm_issue_sections_new ();
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

/* --- asking */

JmIssueAsk *
jm_issue_ask_new (const JmIssueQuery *query,
                  GCancellable       *cancellable)
{
  JmIssueAsk *self = g_new0 (JmIssueAsk, 1);

  self->query = jm_issue_query_copy (query);
  g_set_object (&self->cancellable, cancellable);
  return self;
}

void
jm_issue_ask_free (gpointer data)
{
  JmIssueAsk *self = data;

  jm_issue_query_free (self->query);
  g_clear_object (&self->cancellable);
  g_free (self);
}

static GBytes *
take_ids (GArray *ids)
{
  gsize size = ids->len * sizeof (gint64);

  return g_bytes_new_take (g_array_free (ids, FALSE), size);
}

static JmIssueOrder *
read_order (JmIssueStudy  *study,
            sqlite3_stmt  *statement,
            GError       **error)
{
  JmIssueGroup group = study->query->group;
  g_autoptr (JmIssueGrouping) grouping = jm_issue_grouping_new (group);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) failure = NULL;

  while (jm_issue_study_step (study, statement, &failure))
    {
      gint64 id = sqlite3_column_int64 (statement, 0);

      if (group == JM_ISSUE_GROUP_NONE)
        g_array_append_val (ids, id);
      else
        jm_issue_grouping_add (grouping, id, sqlite3_column_int64 (statement, 1),
                               (const char *) sqlite3_column_text (statement, 2));
    }
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }

  return group == JM_ISSUE_GROUP_NONE ?
             jm_issue_order_new (take_ids (g_steal_pointer (&ids)), NULL, TRUE) :
             jm_issue_grouping_deal (grouping, TRUE);
}

DexFuture *
jm_issue_order_job (sqlite3  *connection,
                    gpointer  data)
{
  JmIssueAsk *ask = data;
  g_autoptr (GError) error = NULL;
  sqlite3_stmt *statement = NULL;
  JmIssueOrder *order = NULL;
  JmIssueStudy study;
  JmIssueWay way;

  if (!jm_issue_study_init (&study, connection, ask->query, ask->cancellable, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));

  if (jm_issue_study_find_way (&study, NULL, ask->few > 0 ? ask->few : FEW, &way, &error) &&
      (statement = jm_issue_study_ask (&study, &way, NULL, NULL, JM_ISSUE_ORDER_SORT, 0, &error)))
    order = read_order (&study, statement, &error);
  sqlite3_finalize (statement);
  if (order != NULL)
    order->wanted = study.wanted;
  jm_issue_study_clear (&study);

  return order != NULL ? dex_future_new_take_boxed (JM_TYPE_ISSUE_ORDER, order) :
                         dex_future_new_for_error (g_steal_pointer (&error));
}
