/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "base/jm-json.h"
#include "base/jm-limits.h"
#include "base/jm-redact.h"
#include "store/jm-event-private.h"
#include "store/jm-statement.h"

/* --- reading */

static gboolean
has_extent (sqlite3              *connection,
            const char           *what,
            const JmEventExtent  *known,
            GError              **error)
{
  /* The smallest index counts, the primary key knows the last. */
  sqlite3_stmt *statement =
      jm_statement_get (connection, error, what,
                        "SELECT min (count (*), ?1), (SELECT max (id) FROM events) FROM events",
                        "i", (gint64) JM_LIMIT_EVENTS_KEPT);
  gboolean same = FALSE;

  if (statement != NULL && jm_statement_step (statement, what, error))
    {
      same = sqlite3_column_int64 (statement, 0) == known->n_events &&
             sqlite3_column_int64 (statement, 1) == known->last_id;
      sqlite3_reset (statement);
    }

  return same;
}

DexFuture *
jm_event_read_job (sqlite3  *connection,
                   gpointer  data)
{
  const char *what = _("Could not read the events");
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GError) error = NULL;
  sqlite3_stmt *statement = NULL;

  if (!has_extent (connection, what, data, &error) && error == NULL)
    {
      events = g_ptr_array_new_with_free_func (g_object_unref);
      /* Backwards along the primary key, then turned round. */
      statement =
          jm_statement_get (connection, &error, what,
                            "SELECT * FROM ("
                            "  SELECT " JM_EVENT_COLUMNS " FROM events ORDER BY id DESC LIMIT ?1"
                            ") ORDER BY id",
                            "i", (gint64) JM_LIMIT_EVENTS_KEPT);
    }
  while (statement != NULL && jm_statement_step (statement, what, &error))
    g_ptr_array_add (events, jm_event_new_from_row (statement));
  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  return dex_future_new_take_boxed (G_TYPE_PTR_ARRAY, g_steal_pointer (&events));
}

/* --- adding */

char *
jm_event_redact (const char *text)
{
  g_autofree char *redacted = jm_redact (text);
  char *end;

  if (strlen (redacted) <= JM_LIMIT_STRING_DRAWN)
    return g_steal_pointer (&redacted);

  end = g_utf8_find_prev_char (redacted, redacted + JM_LIMIT_STRING_DRAWN);
  *end = '\0';
  return g_strconcat (redacted, "…", NULL);
}

char *
jm_event_redact_detail (const char *detail)
{
  g_autoptr (GBytes) bytes = detail != NULL ? g_bytes_new_static (detail, strlen (detail)) : NULL;
  g_autoptr (JsonNode) node = bytes != NULL ? jm_json_parse (bytes, '{', NULL) : NULL;
  g_autoptr (JsonNode) clean = NULL;
  g_autoptr (JsonObject) object = NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  if (node == NULL)
    return NULL;

  object = json_object_new ();
  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      const char *value = jm_json_get_string (member, "", NULL);
      g_autofree char *redacted = value != NULL ? jm_event_redact (value) : NULL;

      if (redacted != NULL)
        json_object_set_string_member (object, name, redacted);
    }

  clean = json_node_init_object (json_node_alloc (), object);
  return jm_json_to_string (clean);
}

/* Of what was disconnected meanwhile, perhaps by another process, nothing is written any more: its name and its projects
 * have just been removed. A credential without accounts is one that is being signed in. */
#define STILL_THERE                                                                                \
  " WHERE ?3 IS NULL OR (EXISTS (SELECT 1 FROM credentials WHERE id = ?3) AND"                      \
  "  (?4 IS NULL OR EXISTS (SELECT 1 FROM accounts WHERE id = ?4)"                                  \
  "   OR NOT EXISTS (SELECT 1 FROM accounts WHERE credential_id = ?3)))"

DexFuture *
jm_event_add_job (sqlite3  *connection,
                  gpointer  data)
{
  const char *what = _("Could not store the event");
  g_autoptr (GError) error = NULL;
  g_autoptr (JmEvent) event = NULL;
  const JmEventAddition *addition = data;
  sqlite3_stmt *statement;

  statement = jm_statement_get (
      connection, &error, what,
      "INSERT INTO events (time_ms, kind, credential_id, account_id, account_name, message,"
      "   detail)"
      " SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7" STILL_THERE " RETURNING " JM_EVENT_COLUMNS,
      "iisssss", addition->time_ms, addition->kind, addition->credential_id, addition->account_id,
      addition->account_name, addition->message, addition->detail);
  if (statement != NULL && jm_statement_step (statement, what, &error))
    {
      event = jm_event_new_from_row (statement);
      jm_statement_step (statement, what, &error);
    }
  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  if (event == NULL)
    return dex_future_new_reject (JM_STORE_ERROR, JM_STORE_ERROR_CLOSED, "%s",
                                  _("This account was disconnected"));

  return dex_future_new_take_object (g_steal_pointer (&event));
}

/* --- pruning */

DexFuture *
jm_event_prune_job (sqlite3  *connection,
                    gpointer  data)
{
  const char *what = _("Could not remove old events");
  g_autoptr (GError) error = NULL;
  const gint64 *before_ms = data;

  /* events_by_time, then the primary key backwards */
  if (jm_statement_run (connection, &error, what, "DELETE FROM events WHERE time_ms < ?1", "i",
                        *before_ms))
    jm_statement_run (
        connection, &error, what,
        "DELETE FROM events WHERE id <= (SELECT id FROM events ORDER BY id DESC LIMIT 1 OFFSET ?1)",
        "i", (gint64) JM_LIMIT_EVENTS_KEPT);

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_true ();
}
