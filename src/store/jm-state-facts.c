/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-state-store-private.h"

#include <glib/gi18n.h>

#include "store/jm-statement.h"

/* What state.db counts and notes beside its rows: refreshes by day, and small facts that outlive
 * the program. */

/* --- statistics */

typedef struct
{
  char *credential_id;
  gboolean succeeded;
  char **days; /* local dates, oldest first; for a count only today */
} Count;

static void
count_free (gpointer data)
{
  Count *count = data;

  g_free (count->credential_id);
  g_strfreev (count->days);
  g_free (count);
}

static char **
list_days (JmClock *clock,
           guint    n_days)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (jm_clock_get_wall_ms (clock) / 1000);
  char **days = g_new0 (char *, n_days + 1);

  for (guint i = 0; i < n_days; i++)
    {
      g_autoptr (GDateTime) day =
          now != NULL ? g_date_time_add_days (now, (int) i - (int) (n_days - 1)) : NULL;

      days[i] = day != NULL ? g_date_time_format (day, "%Y-%m-%d") : g_strdup ("");
    }

  return days;
}

static Count *
count_new (JmStateStore *self,
           const char   *credential_id,
           gboolean      succeeded,
           guint         n_days)
{
  Count *count = g_new0 (Count, 1);

  count->credential_id = g_strdup (credential_id);
  count->succeeded = succeeded;
  count->days = list_days (jm_state_store_get_clock (self), n_days);
  return count;
}

static DexFuture *
count_refresh_job (sqlite3  *connection,
                   gpointer  data)
{
  const char *what = _("Could not count the refresh");
  g_autoptr (GError) error = NULL;
  Count *count = data;
  gint64 succeeded = count->succeeded ? 1 : 0;

  if (jm_statement_run (
          connection, &error, what,
          "UPDATE credentials SET attempted = attempted + 1, succeeded = succeeded + ?2,"
          "   failed = failed + 1 - ?2"
          " WHERE id = ?1",
          "si", count->credential_id, succeeded))
    jm_statement_run (
        connection, &error, what,
        "INSERT INTO refresh_days (credential_id, day, succeeded, failed) VALUES (?1, ?2, ?3, 1 - "
        "?3)"
        " ON CONFLICT DO UPDATE SET succeeded = succeeded + ?3, failed = failed + 1 - ?3",
        "ssi", count->credential_id, count->days[0], succeeded);

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_true ();
}

static DexFuture *
refresh_days_job (sqlite3  *connection,
                  gpointer  data)
{
  const char *what = _("Could not read the refreshes");
  Count *count = data;
  guint n_days = g_strv_length (count->days);
  g_autofree guint32 *pairs = g_new0 (guint32, 2 * n_days);

  for (guint i = 0; i < n_days; i++)
    {
      g_autoptr (GError) error = NULL;
      /* By the primary key. */
      sqlite3_stmt *statement = jm_statement_get (connection, &error, what,
                                                  "SELECT succeeded, failed FROM refresh_days"
                                                  " WHERE credential_id = ?1 AND day = ?2",
                                                  "ss", count->credential_id, count->days[i]);

      if (statement != NULL && jm_statement_step (statement, what, &error))
        {
          pairs[2 * i] = (guint32) sqlite3_column_int64 (statement, 0);
          pairs[2 * i + 1] = (guint32) sqlite3_column_int64 (statement, 1);
        }
      if (error != NULL)
        return dex_future_new_for_error (g_steal_pointer (&error));
    }

  return dex_future_new_take_boxed (
      G_TYPE_BYTES, g_bytes_new_take (g_steal_pointer (&pairs), 2 * n_days * sizeof (guint32)));
}

/* --- when an account was fetched */

typedef struct
{
  char *account_id;
  gint64 synced_at_ms;
} Synced;

static void
synced_free (gpointer data)
{
  Synced *synced = data;

  g_free (synced->account_id);
  g_free (synced);
}

static DexFuture *
note_synced_job (sqlite3  *connection,
                 gpointer  data)
{
  g_autoptr (GError) error = NULL;
  Synced *synced = data;

  jm_statement_run (connection, &error, _("Could not note that the account was fetched"),
                    "UPDATE accounts SET projects_at_ms = max (projects_at_ms, ?2) WHERE id = ?1",
                    "si", synced->account_id, synced->synced_at_ms);
  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  return dex_future_new_true ();
}

/* --- facts */

typedef struct
{
  char *key;
  char *value;
} Fact;

static void
fact_free (gpointer data)
{
  Fact *fact = data;

  g_free (fact->key);
  g_free (fact->value);
  g_free (fact);
}

static DexFuture *
put_fact_job (sqlite3  *connection,
              gpointer  data)
{
  const char *what = _("Could not store a note");
  g_autoptr (GError) error = NULL;
  Fact *fact = data;

  if (fact->value != NULL)
    jm_statement_run (connection, &error, what,
                      "INSERT OR REPLACE INTO facts (key, value) VALUES (?1, ?2)", "ss", fact->key,
                      fact->value);
  else
    jm_statement_run (connection, &error, what, "DELETE FROM facts WHERE key = ?1", "s", fact->key);

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_true ();
}

static DexFuture *
get_fact_job (sqlite3  *connection,
              gpointer  data)
{
  const char *what = _("Could not read a note");
  g_autoptr (GError) error = NULL;
  sqlite3_stmt *statement = jm_statement_get (connection, &error, what,
                                              "SELECT value FROM facts WHERE key = ?1", "s", data);
  char *value = NULL;

  if (statement != NULL && jm_statement_step (statement, what, &error))
    value = jm_statement_dup (statement, 0);
  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  return dex_future_new_take_string (value);
}

/**
 * jm_state_store_count_refresh:
 * @credential_id: UUID
 * @succeeded: how it ended
 *
 * Returns: (transfer full): resolves to TRUE; rejects with JM_STORE_ERROR
 */
DexFuture *
jm_state_store_count_refresh (JmStateStore *self,
                              const char   *credential_id,
                              gboolean      succeeded)
{
  dex_return_error_if_fail (JM_IS_STATE_STORE (self));
  dex_return_error_if_fail (credential_id != NULL);

  return jm_database_write (jm_state_store_get_database (self), count_refresh_job,
                            count_new (self, credential_id, succeeded, 1), count_free);
}

/**
 * jm_state_store_get_refresh_days:
 * @credential_id: UUID
 * @days: 1 … 366
 *
 * Returns: (transfer full): resolves to a GBytes of 2 × @days guint32; rejects with JM_STORE_ERROR
 */
DexFuture *
jm_state_store_get_refresh_days (JmStateStore *self,
                                 const char   *credential_id,
                                 guint         days)
{
  dex_return_error_if_fail (JM_IS_STATE_STORE (self));
  dex_return_error_if_fail (credential_id != NULL);
  dex_return_error_if_fail (days > 0 && days <= 366);

  return jm_database_read (jm_state_store_get_database (self), refresh_days_job,
                           count_new (self, credential_id, FALSE, days), count_free);
}

/**
 * jm_state_store_note_synced:
 * @account_id: UUID; when there is no such account, nothing is written
 * @synced_at_ms: wall ms; an earlier time than the one that stands there changes nothing
 *
 * So that other processes see that an account was fetched, and when.
 *
 * Returns: (transfer full): resolves to TRUE; rejects with JM_STORE_ERROR
 */
DexFuture *
jm_state_store_note_synced (JmStateStore *self,
                            const char   *account_id,
                            gint64        synced_at_ms)
{
  Synced *synced;

  dex_return_error_if_fail (JM_IS_STATE_STORE (self));
  dex_return_error_if_fail (account_id != NULL);

  synced = g_new0 (Synced, 1);
  synced->account_id = g_strdup (account_id);
  synced->synced_at_ms = synced_at_ms;
  return jm_database_write (jm_state_store_get_database (self), note_synced_job, synced,
                            synced_free);
}

/**
 * jm_state_store_put_fact:
 * @key: a path, "warned/<credential>/30"; one that ends in or goes through a credential's id is
 * gone with it
 * @value: (nullable): NULL removes
 *
 * Returns: (transfer full): resolves to TRUE; rejects with JM_STORE_ERROR
 */
DexFuture *
jm_state_store_put_fact (JmStateStore *self,
                         const char   *key,
                         const char   *value)
{
  Fact *fact;

  dex_return_error_if_fail (JM_IS_STATE_STORE (self));
  dex_return_error_if_fail (key != NULL);

  fact = g_new0 (Fact, 1);
  fact->key = g_strdup (key);
  fact->value = g_strdup (value);
  return jm_database_write (jm_state_store_get_database (self), put_fact_job, fact, fact_free);
}

/**
 * jm_state_store_get_fact:
 *
 * Returns: (transfer full): resolves to a string or NULL (dex_await_string, test the error);
 * rejects with JM_STORE_ERROR
 */
DexFuture *
jm_state_store_get_fact (JmStateStore *self,
                         const char   *key)
{
  dex_return_error_if_fail (JM_IS_STATE_STORE (self));
  dex_return_error_if_fail (key != NULL);

  return jm_database_read (jm_state_store_get_database (self), get_fact_job, g_strdup (key),
                           g_free);
}
