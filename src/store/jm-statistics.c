/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-statistics.h"

#include <glib/gi18n.h>

#include "store/jm-statement.h"
#include "store/jm-store-private.h"
#include "store/jm-tally.h"

/* --- the boxed type: one allocation with a count of references, as nothing in it changes */

static void
slice_free (gpointer data)
{
  JmSlice *slice = data;

  g_free (slice->name);
  g_free (slice->category);
  g_free (slice);
}

JmStatistics *
jm_statistics_new (void)
{
  JmStatistics *self = g_atomic_rc_box_new0 (JmStatistics);

  self->median_age_ms = -1;
  self->median_age_before_ms = -1;
  self->statuses = g_ptr_array_new_with_free_func (slice_free);
  self->kinds = g_ptr_array_new_with_free_func (slice_free);
  self->priorities = g_ptr_array_new_with_free_func (slice_free);
  self->people = g_ptr_array_new_with_free_func (slice_free);
  self->ages = g_ptr_array_new_with_free_func (slice_free);
  self->days = g_array_new (FALSE, FALSE, sizeof (JmStatisticsDay));

  return self;
}

static void
statistics_clear (gpointer data)
{
  JmStatistics *self = data;

  g_ptr_array_unref (self->statuses);
  g_ptr_array_unref (self->kinds);
  g_ptr_array_unref (self->priorities);
  g_ptr_array_unref (self->people);
  g_ptr_array_unref (self->ages);
  g_array_unref (self->days);
}

JmStatistics *
jm_statistics_copy (JmStatistics *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
jm_statistics_free (JmStatistics *self)
{
  g_atomic_rc_box_release_full (self, statistics_clear);
}

G_DEFINE_BOXED_TYPE (JmStatistics, jm_statistics, jm_statistics_copy, jm_statistics_free)

/* --- counting */

typedef struct
{
  char  *project_key;
  char  *kind;
  gint64 now_ms;
  guint  days;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->project_key);
  g_free (question->kind);
  g_free (question);
}

#define COLUMNS \
  "SELECT status, status_category, kind, priority, priority_rank, assignee, created_ms, resolved_ms" \
  "  FROM issues"

/* One walk over the rows: a sort or a group by for each word takes several times as long. */
static const char all_sql[] = COLUMNS " WHERE ?1 IS NULL OR kind = ?1";
/* Along an index that begins with project_key, where there is one. */
static const char project_sql[] = COLUMNS " WHERE (?1 IS NULL OR kind = ?1) AND project_key = ?2";

static const char *
get_text (sqlite3_stmt *statement,
          int           column)
{
  return (const char *) sqlite3_column_text (statement, column);
}

static void
add_row (JmTally      *tally,
         sqlite3_stmt *statement)
{
  const JmTallyRow row = {
    .status = get_text (statement, 0),
    .status_category = get_text (statement, 1),
    .kind = get_text (statement, 2),
    .priority = get_text (statement, 3),
    .priority_rank = sqlite3_column_int64 (statement, 4),
    .assignee = get_text (statement, 5),
    .created_ms = sqlite3_column_int64 (statement, 6),
    .resolved_ms = sqlite3_column_int64 (statement, 7),
  };

  jm_tally_add (tally, &row);
}

static DexFuture *
count_job (sqlite3  *connection,
           gpointer  data)
{
  const char *what = _("Could not count the issues");
  g_autoptr (GError) error = NULL;
  g_autoptr (JmTally) tally = NULL;
  Question *question = data;
  sqlite3_stmt *statement;

  tally = jm_tally_new (question->now_ms, question->days);
  if (question->project_key != NULL)
    statement = jm_statement_get (connection, &error, what, project_sql, "ss", question->kind, question->project_key);
  else
    statement = jm_statement_get (connection, &error, what, all_sql, "s", question->kind);

  while (statement != NULL && jm_statement_step (statement, what, &error))
    add_row (tally, statement);
  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  return dex_future_new_take_boxed (JM_TYPE_STATISTICS, jm_tally_finish (tally));
}

/**
 * jm_store_get_statistics:
 * @project_key: (nullable): the key of a project, or %NULL for all
 * @kind: (nullable): the name of an issue type, or %NULL for all
 * @days: how many local days, today included; 1 to 3700. Up to 92 each is a step of JmStatistics.days,
 *   beyond that a step is a week that ends with the weekday of today, and the first may be shorter
 *
 * One walk over the narrow rows of issues on the reading thread.
 *
 * What was open when the period began is worked out from what is known now: an issue that is done and
 * has no time of it counts as done then; one that is open counts as open since it was created. Issues
 * without a time of creation have no age.
 *
 * Returns: (transfer full): resolves to a JmStatistics; rejects with JM_STORE_ERROR
 */
DexFuture *
jm_store_get_statistics (JmStore    *store,
                         const char *project_key,
                         const char *kind,
                         guint       days)
{
  Question *question;

  dex_return_error_if_fail (JM_IS_STORE (store));
  dex_return_error_if_fail (days > 0 && days <= JM_TALLY_MAX_DAYS);

  question = g_new0 (Question, 1);
  question->project_key = g_strdup (project_key);
  question->kind = g_strdup (kind);
  question->now_ms = jm_clock_get_wall_ms (jm_store_get_clock (store));
  question->days = days;

  return jm_database_read (jm_store_get_database (store), count_job, question, question_free);
}
