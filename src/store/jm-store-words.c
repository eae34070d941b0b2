/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-store-private.h"

#include <glib/gi18n.h>

#include "store/jm-issue-list.h"
#include "store/jm-statement.h"

/* More choices than a filter's list can offer are left out. */
#define LIMIT "500"

typedef struct
{
  JmIssueWords words;
  char        *project_key;     /* "" for all */
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->project_key);
  g_free (question);
}

/* One walk through the narrow rows of a project, off the main thread; issues_by_assignee is an
 * index for the second. */
static const char *const statements[] = {
  [JM_ISSUE_WORDS_KIND] =
      "SELECT kind FROM issues"
      "  WHERE (?1 = '' OR project_key = ?1) AND kind IS NOT NULL"
      "  GROUP BY kind ORDER BY count (*) DESC, kind LIMIT " LIMIT,
  [JM_ISSUE_WORDS_ASSIGNEE] =
      "SELECT assignee FROM issues"
      "  WHERE (?1 = '' OR project_key = ?1) AND assignee IS NOT NULL"
      "  GROUP BY assignee ORDER BY count (*) DESC, assignee LIMIT " LIMIT,
};

static DexFuture *
list_words_job (sqlite3  *connection,
                gpointer  data)
{
  const char *what = _("Could not read");
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_autoptr (GError) error = NULL;
  Question *question = data;
  sqlite3_stmt *statement;

  statement = jm_statement_get (connection, &error, what, statements[question->words], "s",
                                question->project_key);
  while (statement != NULL && jm_statement_step (statement, what, &error))
    g_strv_builder_take (words, jm_statement_dup (statement, 0));

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_take_boxed (G_TYPE_STRV, g_strv_builder_end (words));
}

/**
 * jm_store_list_words:
 * @words: the column
 * @project_key: (nullable): the key of a project, or %NULL for all
 *
 * Returns: (transfer full): resolves to a GStrv of at most 500 different words, the most frequent
 *   first; rejects with JM_STORE_ERROR
 */
DexFuture *
jm_store_list_words (JmStore      *self,
                     JmIssueWords  words,
                     const char   *project_key)
{
  Question *question;

  dex_return_error_if_fail (JM_IS_STORE (self));
  dex_return_error_if_fail (words < G_N_ELEMENTS (statements));

  question = g_new0 (Question, 1);
  question->words = words;
  question->project_key = g_strdup (project_key ? project_key : "");

  return jm_database_read (jm_store_get_database (self), list_words_job, question, question_free);
}
