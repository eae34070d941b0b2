/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-issue-news.h"

#include "store/jm-issue-diff.h"
#include "store/jm-issue-rows.h"

struct _JmIssueNewsAsk
{
  JmIssueAsk *ask;
  JmIssueNewsFlags flags;
  JmIssueOrder *old;
  GArray *held;
};

G_DEFINE_BOXED_TYPE (JmIssueNews, jm_issue_news, jm_issue_news_ref, jm_issue_news_unref)

/* --- the value */

static void
row_clear (gpointer data)
{
  g_object_unref (((JmIssueNewsRow *) data)->issue);
}

static void
news_clear (JmIssueNews *self)
{
  jm_issue_order_unref (self->old);
  jm_issue_order_unref (self->fresh);
  g_array_unref (self->hunks);
  g_array_unref (self->rows);
}

JmIssueNews *
jm_issue_news_ref (JmIssueNews *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
jm_issue_news_unref (JmIssueNews *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) news_clear);
}

/* --- working it out */

JmIssueNewsAsk *
jm_issue_news_ask_new (const JmIssueQuery *query,
                       JmIssueNewsFlags    flags,
                       JmIssueOrder       *old,
                       GArray             *held,
                       GCancellable       *cancellable)
{
  JmIssueNewsAsk *self = g_new0 (JmIssueNewsAsk, 1);

  self->ask = jm_issue_ask_new (query, cancellable);
  self->flags = flags;
  self->old = jm_issue_order_ref (old);
  self->held = held;
  return self;
}

void
jm_issue_news_ask_free (gpointer data)
{
  JmIssueNewsAsk *self = data;

  jm_issue_ask_free (self->ask);
  jm_issue_order_unref (self->old);
  g_array_unref (self->held);
  g_free (self);
}

/* Where the held rows are now: one look at each id. */
static GArray *
find_positions (JmIssueOrder *order,
                GArray       *held)
{
  g_autoptr (GHashTable) wanted = g_hash_table_new (g_int64_hash, g_int64_equal);
  GArray *positions = g_array_new (FALSE, FALSE, sizeof (guint));
  const gint64 *ids = g_bytes_get_data (order->ids, NULL);
  guint n = jm_issue_order_get_n (order);

  for (guint i = 0; i < held->len; i++)
    g_hash_table_add (wanted, &g_array_index (held, gint64, i));
  for (guint i = 0; i < n && positions->len < held->len; i++)
    if (g_hash_table_contains (wanted, &ids[i]))
      g_array_append_val (positions, i);

  return positions;
}

static GArray *
read_rows (sqlite3      *connection,
           JmIssueOrder *order,
           GArray       *held)
{
  g_autoptr (GArray) positions = find_positions (order, held);
  g_autofree gint64 *ids = g_new (gint64, MAX (positions->len, 1));
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (JmIssueNewsRow));
  g_autoptr (GPtrArray) issues = NULL;

  g_array_set_clear_func (rows, row_clear);
  for (guint i = 0; i < positions->len; i++)
    ids[i] = jm_issue_order_get_id (order, g_array_index (positions, guint, i));

  issues = jm_issue_rows_read (connection, ids, positions->len);
  for (guint i = 0; i < positions->len; i++)
    {
      JmIssueNewsRow row = { g_array_index (positions, guint, i),
                             g_object_ref (g_ptr_array_index (issues, i)) };

      g_array_append_val (rows, row);
    }

  return rows;
}

static JmIssueNews *
compare (sqlite3        *connection,
         JmIssueNewsAsk *ask,
         JmIssueOrder   *fresh)
{
  JmIssueNews *self = g_atomic_rc_box_new0 (JmIssueNews);

  self->old = jm_issue_order_ref (ask->old);
  self->fresh = jm_issue_order_ref (fresh);
  self->hunks = jm_issue_diff_find (self->old, fresh, (ask->flags & JM_ISSUE_NEWS_OTHER) != 0);
  jm_issue_diff_sections (self->old, fresh, self->hunks, &self->regrouped_start,
                          &self->n_regrouped);

  if ((ask->flags & JM_ISSUE_NEWS_FIRST) != 0)
    {
      g_array_set_size (ask->held, 0);
      g_array_append_vals (ask->held, g_bytes_get_data (fresh->ids, NULL),
                           MIN (jm_issue_order_get_n (fresh), JM_ISSUE_PAGE));
    }
  self->rows = read_rows (connection, fresh, ask->held);
  return self;
}

DexFuture *
jm_issue_news_job (sqlite3  *connection,
                   gpointer  data)
{
  JmIssueNewsAsk *ask = data;
  g_autoptr (DexFuture) answer = NULL;
  g_autoptr (GError) error = NULL;
  const GValue *fresh;

  if (g_cancellable_set_error_if_cancelled (ask->ask->cancellable, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));

  answer = (ask->flags & JM_ISSUE_NEWS_FIRST) != 0 ?
               jm_issue_first_job (connection, ask->ask) :
               jm_issue_order_job (connection, ask->ask);
  if (!(fresh = dex_future_get_value (answer, &error)))
    return dex_future_new_for_error (g_steal_pointer (&error));

  return dex_future_new_take_boxed (JM_TYPE_ISSUE_NEWS,
                                    compare (connection, ask, g_value_get_boxed (fresh)));
}
