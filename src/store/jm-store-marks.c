/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-store-marks.h"

#include <glib/gi18n.h>

#include "store/jm-statement.h"
#include "store/jm-store-private.h"

/* Jobs of the reading connection: questions of a run about what it has seen. */

/* clang-format off */
/* Along the index by project. */
static const char count_seen_sql[] =
  "SELECT count (*) FROM issues WHERE project_key = ?1 AND run >= ?2";
static const char highest_sql[] =
  "SELECT ifnull (max (number), 0) FROM issues WHERE project_key = ?1 AND run = ?2";
/* By the primary key. */
static const char is_known_sql[] =
  "SELECT EXISTS (SELECT 1 FROM issues WHERE id = ?1 AND project_key = ?2)";
/* A few rows for each project. */
static const char strays_sql[] =
  "SELECT DISTINCT project_key FROM issue_counts"
  "  WHERE n > 0 AND project_key NOT IN (SELECT key FROM projects)";
/* Along the primary key. A walk over what changed in all projects says nothing about the rest of each. */
static const char walked_sql[] =
  "SELECT owner FROM walks WHERE resource = 'issues' AND owner <> '' AND fetched_at_ms > 0";
/* Along the primary key. */
static const char ids_sql[] =
  "SELECT DISTINCT id FROM things"
  "  WHERE resource = (SELECT id FROM resources WHERE name = ?1)";
/* clang-format on */

typedef struct
{
  const char *sql;
  char *text; /* key of a project, name of a resource */
  gint64 run;
  GBytes *ids;
} Question;

static Question *
question_new (const char *sql,
              const char *text)
{
  Question *question = g_new0 (Question, 1);

  question->sql = sql;
  question->text = g_strdup (text);
  return question;
}

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->text);
  g_clear_pointer (&question->ids, g_bytes_unref);
  g_free (question);
}

static DexFuture *
number_job (sqlite3  *connection,
            gpointer  data)
{
  g_autoptr (GError) error = NULL;
  Question *question = data;
  gint64 number = jm_statement_int (connection, &error, _("Could not read the issues"), 0,
                                    question->sql, "si", question->text, question->run);

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_for_int64 (number);
}

static DexFuture *
unknown_job (sqlite3  *connection,
             gpointer  data)
{
  g_autoptr (GArray) unknown = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) error = NULL;
  Question *question = data;
  gsize size;
  const gint64 *ids = g_bytes_get_data (question->ids, &size);

  for (gsize i = 0; error == NULL && i < size / sizeof *ids; i++)
    if (jm_statement_int (connection, &error, _("Could not read the issues"), 0, question->sql,
                          "is", ids[i], question->text) == 0)
      g_array_append_val (unknown, ids[i]);
  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  return dex_future_new_take_boxed (
      G_TYPE_BYTES, g_bytes_new (unknown->data, unknown->len * sizeof (gint64)));
}

static DexFuture *
words_job (sqlite3  *connection,
           gpointer  data)
{
  const char *what = _("Could not read");
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_autoptr (GError) error = NULL;
  Question *question = data;
  sqlite3_stmt *statement =
      question->text != NULL ?
          jm_statement_get (connection, &error, what, question->sql, "s", question->text) :
          jm_statement_get (connection, &error, what, question->sql, "");

  while (statement != NULL && jm_statement_step (statement, what, &error))
    g_strv_builder_add (words, (const char *) sqlite3_column_text (statement, 0));
  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  return dex_future_new_take_boxed (G_TYPE_STRV, g_strv_builder_end (words));
}

static DexFuture *
ask (JmStore       *self,
     JmDatabaseJob  job,
     Question      *question)
{
  return jm_database_read (jm_store_get_database (self), job, question, question_free);
}

/**
 * jm_store_count_seen:
 * @run: from jm_store_begin_run()
 *
 * Returns: (transfer full): resolves to the number of issues (int64); rejects with JM_STORE_ERROR
 */
DexFuture *
jm_store_count_seen (JmStore    *self,
                     const char *project_key,
                     gint64      run)
{
  Question *question;

  dex_return_error_if_fail (JM_IS_STORE (self));
  dex_return_error_if_fail (project_key != NULL);

  question = question_new (count_seen_sql, project_key);
  question->run = run;
  return ask (self, number_job, question);
}

/**
 * jm_store_get_highest:
 * @run: exactly this one: what a later run saw beside it says nothing about where this one stands
 *
 * Returns: (transfer full): resolves to the number in the last key (int64), 0 for none; rejects with
 *   JM_STORE_ERROR
 */
DexFuture *
jm_store_get_highest (JmStore    *self,
                      const char *project_key,
                      gint64      run)
{
  Question *question;

  dex_return_error_if_fail (JM_IS_STORE (self));
  dex_return_error_if_fail (project_key != NULL);

  question = question_new (highest_sql, project_key);
  question->run = run;
  return ask (self, number_job, question);
}

/**
 * jm_store_list_unknown:
 * @ids: of gint64
 *
 * Returns: (transfer full): resolves to a #GBytes of gint64, in their order; rejects with
 *   JM_STORE_ERROR
 */
DexFuture *
jm_store_list_unknown (JmStore    *self,
                       const char *project_key,
                       GBytes     *ids)
{
  Question *question;

  dex_return_error_if_fail (JM_IS_STORE (self));
  dex_return_error_if_fail (project_key != NULL);
  dex_return_error_if_fail (ids != NULL);

  question = question_new (is_known_sql, project_key);
  question->ids = g_bytes_ref (ids);
  return ask (self, unknown_job, question);
}

/**
 * jm_store_list_strays:
 *
 * Returns: (transfer full): resolves to a #GStrv; rejects with JM_STORE_ERROR
 */
DexFuture *
jm_store_list_strays (JmStore *self)
{
  dex_return_error_if_fail (JM_IS_STORE (self));

  return ask (self, words_job, question_new (strays_sql, NULL));
}

/**
 * jm_store_list_walked:
 *
 * Returns: (transfer full): resolves to a #GStrv; rejects with JM_STORE_ERROR
 */
DexFuture *
jm_store_list_walked (JmStore *self)
{
  dex_return_error_if_fail (JM_IS_STORE (self));

  return ask (self, words_job, question_new (walked_sql, NULL));
}

/**
 * jm_store_list_ids:
 * @resource: one whose rows are things
 *
 * Returns: (transfer full): resolves to a #GStrv; rejects with JM_STORE_ERROR
 */
DexFuture *
jm_store_list_ids (JmStore      *self,
                   JmResourceId  resource)
{
  dex_return_error_if_fail (JM_IS_STORE (self));
  dex_return_error_if_fail (resource != JM_RESOURCE_ISSUES && resource != JM_RESOURCE_PROJECTS);

  return ask (self, words_job, question_new (ids_sql, jm_resource_get_name (resource)));
}
