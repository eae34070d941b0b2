/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-state-rows.h"

#include <glib/gi18n.h>

#include "store/jm-statement.h"

#define CREDENTIAL(type, field) { #field, type, offsetof (JmCredentialRow, field) }
#define ACCOUNT(type, field) { #field, type, offsetof (JmAccountRow, field) }
#define INTENT(type, field) { #field, type, offsetof (JmRefreshIntent, field) }

static const JmColumn credential_columns[] = {
  CREDENTIAL ('s', id),
  CREDENTIAL ('s', kind),
  CREDENTIAL ('s', user_id),
  CREDENTIAL ('s', user_name),
  CREDENTIAL ('s', client_id),
  CREDENTIAL ('s', scopes),
  CREDENTIAL ('i', consented_at_ms),
  CREDENTIAL ('i', refreshed_at_ms),
  CREDENTIAL ('i', expires_at_ms),
  CREDENTIAL ('i', ends_at_ms),
  CREDENTIAL ('i', checked_at_ms),
  CREDENTIAL ('i', next_check_at_ms),
  CREDENTIAL ('i', generation),
  CREDENTIAL ('s', trouble),
  CREDENTIAL ('s', trouble_message),
  CREDENTIAL ('i', last_refresh_ms),
  CREDENTIAL ('u', attempted),
  CREDENTIAL ('u', succeeded),
  CREDENTIAL ('u', failed),
  CREDENTIAL ('s', hint),
  { NULL },
};

static const JmColumn account_columns[] = {
  ACCOUNT ('s', id),
  ACCOUNT ('s', credential_id),
  ACCOUNT ('s', flavor),
  ACCOUNT ('s', site_url),
  ACCOUNT ('s', api_base),
  ACCOUNT ('s', cloud_id),
  ACCOUNT ('s', name),
  ACCOUNT ('s', avatar_url),
  ACCOUNT ('s', user_id),
  ACCOUNT ('s', user_name),
  ACCOUNT ('i', added_at_ms),
  ACCOUNT ('i', projects_at_ms),
  ACCOUNT ('u', active),
  ACCOUNT ('u', primary),
  ACCOUNT ('u', position),
  { NULL },
};

static const JmColumn intent_columns[] = {
  INTENT ('s', credential_id),
  INTENT ('i', generation),
  INTENT ('i', sent_at_ms),
  INTENT ('s', token_sha256),
  { NULL },
};

const JmRowShape jm_credential_shape = { sizeof (JmCredentialRow), credential_columns };
const JmRowShape jm_account_shape = { sizeof (JmAccountRow), account_columns };
const JmRowShape jm_intent_shape = { sizeof (JmRefreshIntent), intent_columns };

static gpointer
row_copy (const JmRowShape *shape,
          gconstpointer     row)
{
  gpointer copy = g_memdup2 (row, shape->size);

  for (const JmColumn *column = shape->columns; column->name != NULL; column++)
    if (column->type == 's')
      G_STRUCT_MEMBER (char *, copy, column->offset) =
          g_strdup (G_STRUCT_MEMBER (char *, row, column->offset));

  return copy;
}

static void
row_free (const JmRowShape *shape,
          gpointer          row)
{
  if (row == NULL)
    return;

  for (const JmColumn *column = shape->columns; column->name != NULL; column++)
    if (column->type == 's')
      g_free (G_STRUCT_MEMBER (char *, row, column->offset));
  g_free (row);
}

gpointer
jm_row_read (const JmRowShape *shape,
             sqlite3_stmt     *statement)
{
  gpointer row = g_malloc0 (shape->size);

  for (int i = 0; shape->columns[i].name != NULL; i++)
    {
      const JmColumn *column = &shape->columns[i];

      if (column->type == 's')
        G_STRUCT_MEMBER (char *, row, column->offset) = jm_statement_dup (statement, i);
      else if (column->type == 'i')
        G_STRUCT_MEMBER (gint64, row, column->offset) = sqlite3_column_int64 (statement, i);
      else
        G_STRUCT_MEMBER (guint, row, column->offset) = (guint) sqlite3_column_int64 (statement, i);
    }

  return row;
}

void
jm_row_bind (const JmRowShape *shape,
             gconstpointer     row,
             sqlite3_stmt     *statement)
{
  for (int i = 0; shape->columns[i].name != NULL; i++)
    {
      const JmColumn *column = &shape->columns[i];

      if (column->type == 's')
        sqlite3_bind_text (statement, i + 1, G_STRUCT_MEMBER (char *, row, column->offset), -1,
                           SQLITE_STATIC);
      else if (column->type == 'i')
        sqlite3_bind_int64 (statement, i + 1, G_STRUCT_MEMBER (gint64, row, column->offset));
      else
        sqlite3_bind_int64 (statement, i + 1, G_STRUCT_MEMBER (guint, row, column->offset));
    }
}

JmCredentialRow *
jm_credential_row_copy (const JmCredentialRow *self)
{
  return row_copy (&jm_credential_shape, self);
}

void
jm_credential_row_free (JmCredentialRow *self)
{
  row_free (&jm_credential_shape, self);
}

JmAccountRow *
jm_account_row_copy (const JmAccountRow *self)
{
  return row_copy (&jm_account_shape, self);
}

void
jm_account_row_free (JmAccountRow *self)
{
  row_free (&jm_account_shape, self);
}

JmRefreshIntent *
jm_refresh_intent_copy (const JmRefreshIntent *self)
{
  return row_copy (&jm_intent_shape, self);
}

void
jm_refresh_intent_free (JmRefreshIntent *self)
{
  row_free (&jm_intent_shape, self);
}

G_DEFINE_BOXED_TYPE (JmCredentialRow,
                     jm_credential_row,
                     jm_credential_row_copy,
                     jm_credential_row_free)
G_DEFINE_BOXED_TYPE (JmAccountRow, jm_account_row, jm_account_row_copy, jm_account_row_free)
G_DEFINE_BOXED_TYPE (JmRefreshIntent,
                     jm_refresh_intent,
                     jm_refresh_intent_copy,
                     jm_refresh_intent_free)

/* --- jobs for rows of any shape */

void
jm_row_select_free (gpointer data)
{
  JmRowSelect *select = data;

  g_free (select->key);
  g_free (select);
}

JmRowSelect *
jm_row_select_new (const JmRowShape *shape,
                   GType             type,
                   const char       *sql,
                   const char       *key)
{
  JmRowSelect *select = g_new0 (JmRowSelect, 1);

  select->shape = shape;
  select->type = type;
  select->sql = sql;
  select->key = g_strdup (key);
  return select;
}

static sqlite3_stmt *
get_selected (sqlite3            *connection,
              const JmRowSelect  *select,
              const char         *what,
              GError            **error)
{
  return select->key != NULL ?
             jm_statement_get (connection, error, what, select->sql, "s", select->key) :
             jm_statement_get (connection, error, what, select->sql, "");
}

static GDestroyNotify
free_func_for (GType type)
{
  if (type == JM_TYPE_CREDENTIAL_ROW)
    return (GDestroyNotify) jm_credential_row_free;
  if (type == JM_TYPE_ACCOUNT_ROW)
    return (GDestroyNotify) jm_account_row_free;

  return (GDestroyNotify) jm_refresh_intent_free;
}

DexFuture *
jm_row_list_job (sqlite3  *connection,
                 gpointer  data)
{
  const char *what = _("Could not read the accounts");
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;
  JmRowSelect *select = data;
  sqlite3_stmt *statement = get_selected (connection, select, what, &error);

  rows = g_ptr_array_new_with_free_func (free_func_for (select->type));
  while (statement != NULL && jm_statement_step (statement, what, &error))
    g_ptr_array_add (rows, jm_row_read (select->shape, statement));
  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  return dex_future_new_take_boxed (G_TYPE_PTR_ARRAY, g_steal_pointer (&rows));
}

DexFuture *
jm_row_get_job (sqlite3  *connection,
                gpointer  data)
{
  const char *what = _("Could not read the account");
  g_autoptr (GError) error = NULL;
  JmRowSelect *select = data;
  sqlite3_stmt *statement = get_selected (connection, select, what, &error);
  gpointer row = NULL;

  if (statement != NULL && jm_statement_step (statement, what, &error))
    row = jm_row_read (select->shape, statement);
  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  return dex_future_new_take_boxed (select->type, row);
}

DexFuture *
jm_row_put (sqlite3          *connection,
            const JmRowShape *shape,
            gconstpointer     row,
            const char       *sql)
{
  const char *what = _("Could not store the account");
  g_autoptr (GError) error = NULL;
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (connection, sql, -1, &statement, NULL) == SQLITE_OK)
    {
      jm_row_bind (shape, row, statement);
      jm_statement_step (statement, what, &error);
    }
  else
    error = jm_database_error (connection, what);
  sqlite3_finalize (statement);

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_true ();
}

DexFuture *
jm_row_run_with_key (sqlite3           *connection,
                     const char        *key,
                     const char *const *statements)
{
  for (guint i = 0; statements[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;

      if (!jm_statement_run (connection, &error, _("Could not remove the account"), statements[i],
                             "s", key))
        return dex_future_new_for_error (g_steal_pointer (&error));
    }

  return dex_future_new_true ();
}
