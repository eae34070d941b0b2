/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-issue-list.h"

#include <glib/gi18n.h>

#include "store/jm-issue-list.h"
#include "store/jm-statement.h"
#include "store/jm-store-private.h"

/* More choices than a filter's list can offer are left out. */
#define LIMIT "500"

typedef struct
{
  JmIssueWords words;
  char *project_key; /* NULL for all */
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->project_key);
  g_free (question);
}

/* Walks the index that begins with the column, or for one project its rows in issues_by_key. */
#define WORDS_OF(column)                                                                    \
  {                                                                                         \
    "SELECT " column " FROM issues WHERE " column " IS NOT NULL"                            \
    "  GROUP BY " column " ORDER BY count (*) DESC, " column " COLLATE JM_FOLD LIMIT " LIMIT, \
    "SELECT " column " FROM issues WHERE project_key = ?1 AND " column " IS NOT NULL"       \
    "  GROUP BY " column " ORDER BY count (*) DESC, " column " COLLATE JM_FOLD LIMIT " LIMIT  \
  }

/* For all issues; for those of a project */
static const char *const statements[][2] = {
  [JM_ISSUE_WORDS_KIND] = WORDS_OF ("kind"),
  [JM_ISSUE_WORDS_STATUS] = WORDS_OF ("status"),
  [JM_ISSUE_WORDS_PRIORITY] = WORDS_OF ("priority"),
  [JM_ISSUE_WORDS_ASSIGNEE] = WORDS_OF ("assignee"),
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

  statement = question->project_key != NULL ?
                  jm_statement_get (connection, &error, what, statements[question->words][1], "s",
                                    question->project_key) :
                  jm_statement_get (connection, &error, what, statements[question->words][0], "");
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
 * Looks at every issue, apart from the main thread and from what is read for a page.
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
  question->project_key = g_strdup (project_key);

  return jm_database_scan (jm_store_get_database (self), list_words_job, question, question_free);
}
