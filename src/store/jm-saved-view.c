/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-issue-list.h"

#include <glib/gi18n.h>

#include "store/jm-statement.h"
#include "store/jm-store-private.h"

G_DEFINE_BOXED_TYPE (JmSavedView, jm_saved_view, jm_saved_view_copy, jm_saved_view_free)

static JmSavedView *
jm_saved_view_new (const char   *name,
                   JmIssueQuery *query)
{
  JmSavedView *self = g_new0 (JmSavedView, 1);

  self->name = g_strdup (name);
  self->query = query;
  return self;
}

JmSavedView *
jm_saved_view_copy (const JmSavedView *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return jm_saved_view_new (self->name, jm_issue_query_copy (self->query));
}

void
jm_saved_view_free (JmSavedView *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  jm_issue_query_free (self->query);
  g_free (self);
}

/* A line that is no query (any longer) is left out: what is stored comes from outside too. */
static DexFuture *
list_views_job (sqlite3  *connection,
                gpointer  data)
{
  const char *what = _("Could not read the saved views");
  g_autoptr (GPtrArray) views =
      g_ptr_array_new_with_free_func ((GDestroyNotify) jm_saved_view_free);
  g_autoptr (GError) error = NULL;
  sqlite3_stmt *statement = jm_statement_get (
      connection, &error, what, "SELECT name, query FROM views ORDER BY position, name", "");

  while (statement != NULL && jm_statement_step (statement, what, &error))
    {
      g_autofree char *name = jm_statement_dup (statement, 0);
      g_autofree char *json = jm_statement_dup (statement, 1);
      JmIssueQuery *query = jm_issue_query_from_json (json);

      if (query != NULL)
        g_ptr_array_add (views, jm_saved_view_new (name, query));
    }

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_take_boxed (G_TYPE_PTR_ARRAY, g_steal_pointer (&views));
}

typedef struct
{
  char *name;
  char *json; /* NULL: remove it */
} Put;

static void
put_free (gpointer data)
{
  Put *put = data;

  g_free (put->name);
  g_free (put->json);
  g_free (put);
}

static DexFuture *
put_view_job (sqlite3  *connection,
              gpointer  data)
{
  const char *what = _("Could not save the view");
  g_autoptr (GError) error = NULL;
  Put *put = data;

  if (put->json == NULL)
    jm_statement_run (connection, &error, what, "DELETE FROM views WHERE name = ?1", "s",
                      put->name);
  else
    jm_statement_run (connection, &error, what,
                      "INSERT INTO views (name, query, position)"
                      "  VALUES (?1, ?2, (SELECT ifnull (max (position), 0) + 1 FROM views))"
                      "  ON CONFLICT (name) DO UPDATE SET query = excluded.query",
                      "ss", put->name, put->json);

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_true ();
}

/**
 * jm_store_list_views:
 *
 * Returns: (transfer full): resolves to a GPtrArray of JmSavedView in the order in which they were
 *   saved first; rejects with JM_STORE_ERROR
 */
DexFuture *
jm_store_list_views (JmStore *store)
{
  dex_return_error_if_fail (JM_IS_STORE (store));

  return jm_database_read (jm_store_get_database (store), list_views_job, NULL, NULL);
}

/**
 * jm_store_put_view:
 * @name: what the person calls it
 * @query: (nullable): NULL removes it
 *
 * Returns: (transfer full): resolves to TRUE; rejects with JM_STORE_ERROR
 */
DexFuture *
jm_store_put_view (JmStore            *store,
                   const char         *name,
                   const JmIssueQuery *query)
{
  Put *put;

  dex_return_error_if_fail (JM_IS_STORE (store));
  dex_return_error_if_fail (name != NULL && *name != '\0');

  put = g_new0 (Put, 1);
  put->name = g_strdup (name);
  put->json = query != NULL ? jm_issue_query_to_json (query) : NULL;
  return jm_database_write (jm_store_get_database (store), put_view_job, put, put_free);
}
