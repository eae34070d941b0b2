/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-state-store-private.h"

#include <glib/gi18n.h>

#include "store/jm-state-rows.h"
#include "store/jm-state-schema.h"
#include "store/jm-statement.h"

/*
 * JmStateStore:
 *
 * state.db, on the main context. Every verb is one job of JmDatabase: what resolved was committed
 * with synchronous=FULL. Rows are read and bound by the tables of jm-state-rows.c, whose order is
 * that of the columns here.
 */
struct _JmStateStore
{
  GObject parent_instance;

  JmClock *clock;
  JmDatabase *database;
  char *damaged_path; /* what was found at the opening, or NULL */
};

G_DEFINE_FINAL_TYPE (JmStateStore, jm_state_store, G_TYPE_OBJECT)

enum
{
  CREDENTIAL_REMOVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

#define CREDENTIAL_COLUMNS                                                                   \
  "id, kind, user_id, user_name, client_id, scopes, consented_at_ms, refreshed_at_ms, "      \
  "expires_at_ms, ends_at_ms, "                                                              \
  "checked_at_ms, next_check_at_ms, generation, trouble, trouble_message, last_refresh_ms, " \
  "attempted, succeeded, "                                                                   \
  "failed, hint"
#define ACCOUNT_COLUMNS                                                                  \
  "id, credential_id, flavor, site_url, api_base, cloud_id, name, avatar_url, user_id, " \
  "user_name, added_at_ms, "                                                             \
  "projects_at_ms, active, is_primary, position"

/* --- credentials */

/* Attempted, succeeded and failed are counted by jm_state_store_count_refresh() alone. */
static DexFuture *
put_credential_job (sqlite3  *connection,
                    gpointer  data)
{
  return jm_row_put (
      connection, &jm_credential_shape, data,
      "INSERT INTO credentials (" CREDENTIAL_COLUMNS ")"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, "
      "?19, ?20)"
      " ON CONFLICT (id) DO UPDATE SET"
      "   kind = ?2, user_id = ?3, user_name = ?4, client_id = ?5, scopes = ?6, consented_at_ms = "
      "?7,"
      "   refreshed_at_ms = ?8, expires_at_ms = ?9, ends_at_ms = ?10, checked_at_ms = ?11,"
      "   next_check_at_ms = ?12, generation = ?13, trouble = ?14, trouble_message = ?15,"
      "   last_refresh_ms = ?16, hint = ?20");
}

static DexFuture *
remove_credential_job (sqlite3  *connection,
                       gpointer  data)
{
  static const char *const statements[] = {
    "DELETE FROM events WHERE credential_id = ?1", /* events_by_credential */
    "DELETE FROM refresh_days WHERE credential_id = ?1",
    "DELETE FROM intents WHERE credential_id = ?1",
    "DELETE FROM facts WHERE key GLOB '*/' || ?1 || '/*' OR key GLOB '*/' || ?1", /* a scan of a few
                                                                                     rows */
    "DELETE FROM credentials WHERE id = ?1",
    NULL,
  };

  return jm_row_run_with_key (connection, data, statements);
}

typedef struct
{
  JmStateStore *self;
  char *id;
} Removal;

static void
removal_free (gpointer data)
{
  Removal *removal = data;

  g_object_unref (removal->self);
  g_free (removal->id);
  g_free (removal);
}

static DexFuture *
remove_credential_fiber (gpointer data)
{
  g_autoptr (GError) error = NULL;
  Removal *removal = data;

  if (!dex_await (jm_database_write (removal->self->database, remove_credential_job,
                                     g_strdup (removal->id), g_free),
                  &error))
    return dex_future_new_for_error (g_steal_pointer (&error));

  g_signal_emit (removal->self, signals[CREDENTIAL_REMOVED], 0);
  return dex_future_new_true ();
}

/* --- accounts */

static DexFuture *
put_account_job (sqlite3  *connection,
                 gpointer  data)
{
  return jm_row_put (connection, &jm_account_shape, data,
                     "INSERT OR REPLACE INTO accounts (" ACCOUNT_COLUMNS ")"
                     " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)");
}

static DexFuture *
remove_account_job (sqlite3  *connection,
                    gpointer  data)
{
  static const char *const statements[] = {
    "DELETE FROM events WHERE account_id = ?1", /* a scan: once in an account's life */
    "DELETE FROM accounts WHERE id = ?1",
    "DELETE FROM facts WHERE key GLOB '*/' || ?1",
    NULL,
  };

  return jm_row_run_with_key (connection, data, statements);
}

/* --- intents */

static DexFuture *
put_intent_job (sqlite3  *connection,
                gpointer  data)
{
  return jm_row_put (
      connection, &jm_intent_shape, data,
      "INSERT OR REPLACE INTO intents (credential_id, generation, sent_at_ms, token_sha256)"
      " VALUES (?1, ?2, ?3, ?4)");
}

static DexFuture *
clear_intent_job (sqlite3  *connection,
                  gpointer  data)
{
  static const char *const statements[] = { "DELETE FROM intents WHERE credential_id = ?1", NULL };

  return jm_row_run_with_key (connection, data, statements);
}

/* --- the object */

static void
jm_state_store_finalize (GObject *object)
{
  JmStateStore *self = JM_STATE_STORE (object);

  g_clear_object (&self->clock);
  g_clear_object (&self->database);
  g_free (self->damaged_path);

  G_OBJECT_CLASS (jm_state_store_parent_class)->finalize (object);
}

static void
jm_state_store_class_init (JmStateStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jm_state_store_finalize;

  signals[CREDENTIAL_REMOVED] =
      g_signal_new ("credential-removed", JM_TYPE_STATE_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 0);
}

static void
jm_state_store_init (JmStateStore *self)
{
}

/**
 * jm_state_store_new:
 * @path: state.db; its folder exists
 * @clock: says which day it is
 */
JmStateStore *
jm_state_store_new (const char *path,
                    JmClock    *clock)
{
  JmStateStore *self;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (JM_IS_CLOCK (clock), NULL);

  self = g_object_new (JM_TYPE_STATE_STORE, NULL);
  self->clock = g_object_ref (clock);
  self->database = jm_database_new (path, &jm_state_schema);
  return self;
}

JmDatabase *
jm_state_store_get_database (JmStateStore *self)
{
  return self->database;
}

JmClock *
jm_state_store_get_clock (JmStateStore *self)
{
  return self->clock;
}

static DexFuture *
open_fiber (gpointer data)
{
  JmStateStore *self = data;
  g_autoptr (GError) error = NULL;

  if (!dex_await (jm_database_open (self->database), &error) &&
      g_error_matches (error, JM_STORE_ERROR, JM_STORE_ERROR_CORRUPT))
    {
      g_clear_error (&error);
      self->damaged_path = dex_await_string (jm_database_salvage (self->database, NULL), &error);
    }

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_true ();
}

/**
 * jm_state_store_open:
 *
 * A damaged file is set aside, and what can still be read of it goes into a new one: see
 * jm_state_store_get_damaged_path(). Secrets are in the keyring and not concerned.
 *
 * Returns: (transfer full): resolves to TRUE; rejects as jm_database_open()
 */
DexFuture *
jm_state_store_open (JmStateStore *self)
{
  dex_return_error_if_fail (JM_IS_STATE_STORE (self));

  return dex_scheduler_spawn (NULL, 0, open_fiber, g_object_ref (self), g_object_unref);
}

const char *
jm_state_store_get_damaged_path (JmStateStore *self)
{
  g_return_val_if_fail (JM_IS_STATE_STORE (self), NULL);

  return self->damaged_path != NULL && *self->damaged_path != '\0' ? self->damaged_path : NULL;
}

/**
 * jm_state_store_close:
 *
 * Returns: (transfer full): resolves to TRUE when everything given before is on the disk
 */
DexFuture *
jm_state_store_close (JmStateStore *self)
{
  dex_return_error_if_fail (JM_IS_STATE_STORE (self));

  return jm_database_close (self->database);
}

/**
 * jm_state_store_list_credentials:
 *
 * Returns: (transfer full): resolves to a GPtrArray of JmCredentialRow, oldest sign-in first;
 * rejects with JM_STORE_ERROR
 */
DexFuture *
jm_state_store_list_credentials (JmStateStore *self)
{
  dex_return_error_if_fail (JM_IS_STATE_STORE (self));

  return jm_database_read (self->database, jm_row_list_job,
                           jm_row_select_new (&jm_credential_shape, JM_TYPE_CREDENTIAL_ROW,
                                              "SELECT " CREDENTIAL_COLUMNS
                                              " FROM credentials ORDER BY consented_at_ms, id",
                                              NULL),
                           jm_row_select_free);
}

/**
 * jm_state_store_list_accounts:
 *
 * Returns: (transfer full): resolves to a GPtrArray of JmAccountRow by position; rejects with
 * JM_STORE_ERROR
 */
DexFuture *
jm_state_store_list_accounts (JmStateStore *self)
{
  dex_return_error_if_fail (JM_IS_STATE_STORE (self));

  return jm_database_read (self->database, jm_row_list_job,
                           jm_row_select_new (&jm_account_shape, JM_TYPE_ACCOUNT_ROW,
                                              "SELECT " ACCOUNT_COLUMNS
                                              " FROM accounts ORDER BY position, added_at_ms, id",
                                              NULL),
                           jm_row_select_free);
}

/**
 * jm_state_store_get_credential:
 * @id: UUID
 *
 * Returns: (transfer full): resolves to a JmCredentialRow, or to NULL when there is none; rejects
 * with JM_STORE_ERROR
 */
DexFuture *
jm_state_store_get_credential (JmStateStore *self,
                               const char   *id)
{
  dex_return_error_if_fail (JM_IS_STATE_STORE (self));
  dex_return_error_if_fail (id != NULL);

  return jm_database_read (
      self->database, jm_row_get_job,
      jm_row_select_new (&jm_credential_shape, JM_TYPE_CREDENTIAL_ROW,
                         "SELECT " CREDENTIAL_COLUMNS " FROM credentials WHERE id = ?1", id),
      jm_row_select_free);
}

/**
 * jm_state_store_put_credential:
 * @row: (transfer none): copied; its counts matter only when the credential is new
 *
 * Returns: (transfer full): resolves to TRUE once it is on the disk; rejects with JM_STORE_ERROR
 */
DexFuture *
jm_state_store_put_credential (JmStateStore          *self,
                               const JmCredentialRow *row)
{
  dex_return_error_if_fail (JM_IS_STATE_STORE (self));
  dex_return_error_if_fail (row != NULL && row->id != NULL);

  return jm_database_write (self->database, put_credential_job, jm_credential_row_copy (row),
                            (GDestroyNotify) jm_credential_row_free);
}

/**
 * jm_state_store_put_account:
 * @row: (transfer none): copied
 *
 * Returns: (transfer full): resolves to TRUE once it is on the disk; rejects with JM_STORE_ERROR
 */
DexFuture *
jm_state_store_put_account (JmStateStore       *self,
                            const JmAccountRow *row)
{
  dex_return_error_if_fail (JM_IS_STATE_STORE (self));
  dex_return_error_if_fail (row != NULL && row->id != NULL);

  return jm_database_write (self->database, put_account_job, jm_account_row_copy (row),
                            (GDestroyNotify) jm_account_row_free);
}

/**
 * jm_state_store_remove_account:
 * @id: UUID; there may be no such account
 *
 * Returns: (transfer full): resolves to TRUE; rejects with JM_STORE_ERROR
 */
DexFuture *
jm_state_store_remove_account (JmStateStore *self,
                               const char   *id)
{
  dex_return_error_if_fail (JM_IS_STATE_STORE (self));
  dex_return_error_if_fail (id != NULL);

  return jm_database_write (self->database, remove_account_job, g_strdup (id), g_free);
}

/**
 * jm_state_store_remove_credential:
 * @id: UUID; there may be no such credential
 *
 * Removes its row, events, statistics, intent, and the facts whose key names it.
 *
 * Returns: (transfer full): resolves to TRUE; rejects with JM_STORE_ERROR, and nothing is gone
 */
DexFuture *
jm_state_store_remove_credential (JmStateStore *self,
                                  const char   *id)
{
  Removal *removal;

  dex_return_error_if_fail (JM_IS_STATE_STORE (self));
  dex_return_error_if_fail (id != NULL);

  removal = g_new0 (Removal, 1);
  removal->self = g_object_ref (self);
  removal->id = g_strdup (id);
  return dex_scheduler_spawn (NULL, 0, remove_credential_fiber, removal, removal_free);
}

/**
 * jm_state_store_scrub:
 *
 * Returns: (transfer full): resolves to TRUE when no byte of what was removed is left, else to
 *   FALSE; rejects with JM_STORE_ERROR
 */
DexFuture *
jm_state_store_scrub (JmStateStore *self)
{
  dex_return_error_if_fail (JM_IS_STATE_STORE (self));

  return jm_database_scrub (self->database);
}

/**
 * jm_state_store_put_intent:
 * @intent: (transfer none): copied; replaces the one of the same credential
 *
 * Returns: (transfer full): resolves to TRUE once it is on the disk; rejects with JM_STORE_ERROR
 */
DexFuture *
jm_state_store_put_intent (JmStateStore          *self,
                           const JmRefreshIntent *intent)
{
  dex_return_error_if_fail (JM_IS_STATE_STORE (self));
  dex_return_error_if_fail (intent != NULL && intent->credential_id != NULL);

  return jm_database_write (self->database, put_intent_job, jm_refresh_intent_copy (intent),
                            (GDestroyNotify) jm_refresh_intent_free);
}

/**
 * jm_state_store_get_intent:
 * @credential_id: UUID
 *
 * Returns: (transfer full): resolves to a JmRefreshIntent, or to NULL when there is none; rejects
 * with JM_STORE_ERROR
 */
DexFuture *
jm_state_store_get_intent (JmStateStore *self,
                           const char   *credential_id)
{
  dex_return_error_if_fail (JM_IS_STATE_STORE (self));
  dex_return_error_if_fail (credential_id != NULL);

  return jm_database_read (
      self->database, jm_row_get_job,
      jm_row_select_new (&jm_intent_shape, JM_TYPE_REFRESH_INTENT,
                         "SELECT credential_id, generation, sent_at_ms, token_sha256 FROM intents"
                         " WHERE credential_id = ?1",
                         credential_id),
      jm_row_select_free);
}

/**
 * jm_state_store_clear_intent:
 * @credential_id: UUID; there may be no intent
 *
 * Returns: (transfer full): resolves to TRUE; rejects with JM_STORE_ERROR
 */
DexFuture *
jm_state_store_clear_intent (JmStateStore *self,
                             const char   *credential_id)
{
  dex_return_error_if_fail (JM_IS_STATE_STORE (self));
  dex_return_error_if_fail (credential_id != NULL);

  return jm_database_write (self->database, clear_intent_job, g_strdup (credential_id), g_free);
}
