/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "store/jm-statement.h"
#include "store/jm-store-pages.h"
#include "store/jm-store-private.h"

/*
 * Data Center knows people by a key, and mentions them by their login. It comes with an issue that is mine,
 * or with what Jira says about me (jm_store_learn_login()); what was stored before does not know that it
 * mentions me. Which issues have the login as a word is known to the text index, so only those are looked
 * at again.
 *
 * The fact "login" is what is looked for in what comes, "login-marked" what all that is stored was marked
 * by: when they differ somebody was cut off.
 */

/* Issues of one transaction */
#define PORTION 200

/* clang-format off */
static const char fact_sql[] = "SELECT value FROM facts WHERE name = ?1";
static const char set_fact_sql[] = "INSERT OR REPLACE INTO facts (name, value) VALUES (?1, ?2)";
static const char candidates_sql[] = "SELECT rowid FROM issue_text WHERE issue_text MATCH ?1";
/* clang-format on */

char *
jm_login_read (sqlite3  *connection,
               GError  **error)
{
  const char *what = _("Could not store what Jira sent");
  sqlite3_stmt *statement = jm_statement_get (connection, error, what, fact_sql, "s", "login");
  char *login;

  if (statement == NULL || !jm_statement_step (statement, what, error))
    return NULL;

  login = jm_statement_dup (statement, 0);
  sqlite3_reset (statement);
  return login;
}

gboolean
jm_login_write (sqlite3     *connection,
                const char  *login,
                GError     **error)
{
  return jm_statement_run (connection, error, _("Could not store what Jira sent"), set_fact_sql,
                           "ss", "login", login);
}

/* --- marking anew */

typedef struct
{
  JmStore *store;
  char *login;
  char *user_id;
  GArray *ids; /* of gint64: issues that have it as words */
  guint n_marked;
  guint32 changed;
} LoginJob;

static void
login_job_free (gpointer data)
{
  LoginJob *job = data;

  g_object_unref (job->store);
  g_free (job->login);
  g_free (job->user_id);
  g_array_unref (job->ids);
  g_free (job);
}

/* "ada.l" is the words "ada" and "l" */
static char *
dup_match (const char *login)
{
  g_autoptr (GString) match = g_string_new (NULL);
  gboolean inside = FALSE;

  for (const char *c = login; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar letter = g_utf8_get_char (c);
      gboolean part = g_unichar_isalnum (letter);

      if (part != inside)
        g_string_append (match, inside ? "\" " : "\"");
      if (part)
        g_string_append_unichar (match, letter);
      inside = part;
    }
  if (inside)
    g_string_append_c (match, '"');

  return g_string_free_and_steal (g_steal_pointer (&match));
}

static gboolean
is_fact (sqlite3     *connection,
         const char  *name,
         const char  *value,
         GError     **error)
{
  const char *what = _("Could not store what Jira sent");
  sqlite3_stmt *statement = jm_statement_get (connection, error, what, fact_sql, "s", name);
  gboolean same;

  if (statement == NULL || !jm_statement_step (statement, what, error))
    return FALSE;

  same = g_strcmp0 ((const char *) sqlite3_column_text (statement, 0), value) == 0;
  sqlite3_reset (statement);
  return same;
}

/* Resolves to whether there is something to do. */
static DexFuture *
begin_job (sqlite3  *connection,
           gpointer  data)
{
  const char *what = _("Could not store what Jira sent");
  g_autoptr (GError) error = NULL;
  LoginJob *job = data;
  g_autofree char *match = dup_match (job->login);
  sqlite3_stmt *statement = NULL;

  g_array_set_size (job->ids, 0);
  if (is_fact (connection, "login-marked", job->login, &error) &&
      is_fact (connection, "login", job->login, &error))
    return dex_future_new_for_boolean (FALSE);

  if (error == NULL && jm_login_write (connection, job->login, &error) && *match != '\0')
    statement = jm_statement_get (connection, &error, what, candidates_sql, "s", match);
  while (statement != NULL && jm_statement_step (statement, what, &error))
    {
      gint64 id = sqlite3_column_int64 (statement, 0);

      g_array_append_val (job->ids, id);
    }

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_for_boolean (TRUE);
}

static DexFuture *
mark_job (sqlite3  *connection,
          gpointer  data)
{
  g_autoptr (GError) error = NULL;
  LoginJob *job = data;
  guint end = MIN (job->n_marked + PORTION, job->ids->len);

  for (guint i = job->n_marked; error == NULL && i < end; i++)
    jm_text_rebuild (connection, g_array_index (job->ids, gint64, i), job->user_id, &error);
  if (error == NULL && end == job->ids->len)
    jm_statement_run (connection, &error, _("Could not store what Jira sent"), set_fact_sql, "ss",
                      "login-marked", job->login);
  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  job->n_marked = end;
  job->changed = end > 0 ? 1u << JM_RESOURCE_ISSUES : 0;
  return dex_future_new_true ();
}

static DexFuture *
learn_fiber (gpointer data)
{
  LoginJob *job = data;
  g_autoptr (GError) error = NULL;
  gboolean due =
      dex_await_boolean (jm_store_write (job->store, begin_job, job, NULL, &job->changed), &error);

  while (error == NULL && due)
    {
      dex_await (jm_store_write (job->store, mark_job, job, NULL, &job->changed), &error);
      due = job->n_marked < job->ids->len;
    }

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_true ();
}

/**
 * jm_store_learn_login:
 * @login: what the person is called in mentions
 *
 * When it is another one than before, all that is stored is marked by it.
 *
 * Returns: (transfer full): resolves to TRUE; rejects with JM_STORE_ERROR
 */
DexFuture *
jm_store_learn_login (JmStore    *self,
                      const char *login)
{
  LoginJob *job;

  dex_return_error_if_fail (JM_IS_STORE (self));
  dex_return_error_if_fail (login != NULL && *login != '\0');

  job = g_new0 (LoginJob, 1);
  job->store = g_object_ref (self);
  job->login = g_strdup (login);
  job->user_id = g_strdup (jm_store_get_user_id (self));
  job->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  return dex_scheduler_spawn (NULL, 0, learn_fiber, job, login_job_free);
}
