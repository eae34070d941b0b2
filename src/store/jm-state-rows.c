/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-state-rows.h"

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
