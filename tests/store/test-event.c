/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <sqlite3.h>

#include "base/jm-limits.h"
#include "fixtures/jm-test.h"
#include "store/jm-event.h"
#include "store/jm-store-error.h"

#define NOON_MS G_GINT64_CONSTANT (1795176000000)
#define DAY_MS G_GINT64_CONSTANT (86400000)

typedef struct
{
  JmClock *clock;
  char *path;
  JmStateStore *store;
  JmEventLog *log;
  JmEventLog *other; /* of another process, as it were */
  GString *changes;
} Fixture;

static void
items_changed_cb (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  gpointer    data)
{
  g_string_append_printf (data, "%u-%u+%u ", position, removed, added);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autofree char *folder = jm_test_temp_dir ();

  fixture->clock = jm_clock_new_manual (NOON_MS);
  fixture->path = g_build_filename (folder, "state.db", NULL);
  fixture->store = jm_state_store_new (fixture->path, fixture->clock);
  fixture->log = jm_event_log_new (fixture->store, fixture->clock);
  fixture->other = jm_event_log_new (fixture->store, fixture->clock);
  fixture->changes = g_string_new (NULL);
  g_signal_connect (fixture->log, "items-changed", G_CALLBACK (items_changed_cb), fixture->changes);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  jm_test_finalize (g_steal_pointer (&fixture->log));
  jm_test_finalize (g_steal_pointer (&fixture->other));
  jm_test_finalize (g_steal_pointer (&fixture->store));
  g_object_unref (fixture->clock);
  g_string_free (fixture->changes, TRUE);
  g_free (fixture->path);
}

static JmEvent *
event_at (JmEventLog *log,
          guint       position)
{
  g_autoptr (JmEvent) event = g_list_model_get_item (G_LIST_MODEL (log), position);

  g_assert_nonnull (event);
  return event; /* the log holds it */
}

static guint
n_events (JmEventLog *log)
{
  return g_list_model_get_n_items (G_LIST_MODEL (log));
}

static void
await_fine (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  dex_await (future, &error);
  g_assert_no_error (error);
}

/* Opens it with the credential that the events are of. */
static void
open_store (Fixture *fixture)
{
  JmCredentialRow row = { .id = (char *) "credential-1", .kind = (char *) "oauth" };

  await_fine (jm_state_store_open (fixture->store));
  await_fine (jm_state_store_put_credential (fixture->store, &row));
}

static DexFuture *
add (JmEventLog  *log,
     JmEventKind  kind,
     const char  *message)
{
  return jm_event_log_add (log, kind, "credential-1", "account-1", "Acme", message, NULL);
}

static DexFuture *
add_fiber (gpointer data)
{
  Fixture *fixture = data;

  open_store (fixture);
  await_fine (jm_event_log_load (fixture->log));
  await_fine (add (fixture->log, JM_EVENT_REFRESH, "first"));
  jm_clock_set_wall_ms (fixture->clock, NOON_MS - DAY_MS);
  await_fine (jm_event_log_add (fixture->log, JM_EVENT_WARNING, NULL, NULL, NULL, "second",
                                "{\"status\":\"403\"}"));

  g_assert_cmpuint (n_events (fixture->log), ==, 2);
  g_assert_cmpstr (jm_event_get_message (event_at (fixture->log, 0)), ==, "second");
  g_assert_cmpstr (jm_event_get_detail (event_at (fixture->log, 0)), ==, "{\"status\":\"403\"}");
  g_assert_null (jm_event_get_account_id (event_at (fixture->log, 0)));
  g_assert_cmpint (jm_event_get_kind (event_at (fixture->log, 0)), ==, JM_EVENT_WARNING);
  g_assert_cmpint (jm_event_get_time_ms (event_at (fixture->log, 1)), ==, NOON_MS);
  g_assert_cmpstr (jm_event_get_account_name (event_at (fixture->log, 1)), ==, "Acme");
  g_assert_cmpstr (jm_event_get_credential_id (event_at (fixture->log, 1)), ==, "credential-1");
  g_assert_cmpstr (fixture->changes->str, ==, "0-0+1 0-0+1 ");

  await_fine (jm_event_log_load (fixture->other));
  g_assert_cmpuint (n_events (fixture->other), ==, 2);
  g_assert_cmpstr (jm_event_get_message (event_at (fixture->other, 0)), ==, "second");
  return jm_state_store_close (fixture->store);
}

static void
test_add (Fixture       *fixture,
          gconstpointer  data)
{
  jm_test_fiber (add_fiber, fixture);
}

/* Another process removed the account while this one worked for it. */
static DexFuture *
gone_fiber (gpointer data)
{
  Fixture *fixture = data;
  JmAccountRow other = { .id = (char *) "account-2", .credential_id = (char *) "credential-1" };
  g_autoptr (GError) error = NULL;

  open_store (fixture);
  await_fine (jm_state_store_put_account (fixture->store, &other));
  dex_await (add (fixture->log, JM_EVENT_INFO, "of an account that left"), &error);
  g_assert_error (error, JM_STORE_ERROR, JM_STORE_ERROR_CLOSED);
  g_clear_error (&error);
  await_fine (jm_event_log_add (fixture->log, JM_EVENT_INFO, "credential-1", "account-2", "Two",
                                "of the other", NULL));

  await_fine (jm_state_store_remove_account (fixture->store, "account-2"));
  await_fine (jm_state_store_remove_credential (fixture->store, "credential-1"));
  dex_await (add (fixture->log, JM_EVENT_INFO, "of a credential that left"), &error);
  g_assert_error (error, JM_STORE_ERROR, JM_STORE_ERROR_CLOSED);
  await_fine (jm_event_log_load (fixture->other));
  g_assert_cmpuint (n_events (fixture->other), ==, 0);
  return jm_state_store_close (fixture->store);
}

static void
test_gone (Fixture       *fixture,
           gconstpointer  data)
{
  jm_test_fiber (gone_fiber, fixture);
}

/* Whoever wants to keep them for longer keeps them for JM_LIMIT_EVENT_DAYS. */
static DexFuture *
days_fiber (gpointer data)
{
  Fixture *fixture = data;

  open_store (fixture);
  await_fine (jm_event_log_load (fixture->log));
  await_fine (add (fixture->log, JM_EVENT_INFO, "old"));
  jm_clock_set_wall_ms (fixture->clock, NOON_MS + JM_LIMIT_EVENT_DAYS * DAY_MS);
  await_fine (jm_event_log_prune (fixture->log, JM_LIMIT_EVENT_DAYS + 1));
  g_assert_cmpuint (n_events (fixture->log), ==, 1);
  jm_clock_set_wall_ms (fixture->clock, NOON_MS + JM_LIMIT_EVENT_DAYS * DAY_MS + 1);
  await_fine (jm_event_log_prune (fixture->log, JM_LIMIT_EVENT_DAYS + 1));
  g_assert_cmpuint (n_events (fixture->log), ==, 0);
  return jm_state_store_close (fixture->store);
}

static void
test_days (Fixture       *fixture,
           gconstpointer  data)
{
  jm_test_fiber (days_fiber, fixture);
}

static DexFuture *
redact_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autofree char *huge = g_strnfill (1 << 20, 'x');
  JmEvent *event;

  open_store (fixture);
  await_fine (jm_event_log_add (
      fixture->log, JM_EVENT_ERROR, NULL, NULL, NULL, "sent code=verysecretcode1 away",
      "{\"answer\":\"{\\\"refresh_token\\\":\\\"topsecret\\\"}\",\"status\":403,"
      "\"deep\":{\"a\":\"b\"},\"none\":null}"));
  event = event_at (fixture->log, 0);
  g_assert_null (strstr (jm_event_get_message (event), "verysecretcode1"));
  g_assert_null (strstr (jm_event_get_detail (event), "topsecret"));
  g_assert_nonnull (strstr (jm_event_get_detail (event), "refresh_token"));
  g_assert_null (strstr (jm_event_get_detail (event), "deep"));

  await_fine (
      jm_event_log_add (fixture->log, JM_EVENT_INFO, NULL, NULL, NULL, huge, "no JSON at all"));
  event = event_at (fixture->log, 0);
  g_assert_cmpuint (strlen (jm_event_get_message (event)), <=, JM_LIMIT_STRING_DRAWN + 3);
  g_assert_null (jm_event_get_detail (event));
  return jm_state_store_close (fixture->store);
}

static void
test_redact (Fixture       *fixture,
             gconstpointer  data)
{
  jm_test_fiber (redact_fiber, fixture);
}

static DexFuture *
follow_fiber (gpointer data)
{
  Fixture *fixture = data;
  JmEvent *kept;

  open_store (fixture);
  await_fine (add (fixture->log, JM_EVENT_INFO, "one"));
  await_fine (add (fixture->log, JM_EVENT_INFO, "two"));
  kept = event_at (fixture->log, 0);
  await_fine (add (fixture->other, JM_EVENT_INFO, "three"));
  await_fine (add (fixture->other, JM_EVENT_INFO, "four"));
  g_string_truncate (fixture->changes, 0);

  await_fine (jm_event_log_reload (fixture->log));
  g_assert_cmpstr (fixture->changes->str, ==, "0-0+2 ");
  g_assert_cmpuint (n_events (fixture->log), ==, 4);
  g_assert_true (event_at (fixture->log, 2) == kept);

  g_string_truncate (fixture->changes, 0);
  await_fine (jm_event_log_reload (fixture->log));
  g_assert_cmpstr (fixture->changes->str, ==, "");
  return jm_state_store_close (fixture->store);
}

static void
test_follow (Fixture       *fixture,
             gconstpointer  data)
{
  jm_test_fiber (follow_fiber, fixture);
}

static DexFuture *
seen_fiber (gpointer data)
{
  Fixture *fixture = data;
  gboolean seen = TRUE;

  open_store (fixture);
  await_fine (add (fixture->log, JM_EVENT_ERROR, "bad"));
  await_fine (add (fixture->log, JM_EVENT_INFO, "fine"));
  await_fine (add (fixture->log, JM_EVENT_WARNING, "so so"));
  g_assert_cmpuint (jm_event_log_get_unseen (fixture->log), ==, 2);
  g_object_get (event_at (fixture->log, 0), "seen", &seen, NULL);
  g_assert_false (seen);

  jm_event_log_mark_seen (fixture->log);
  g_assert_cmpuint (jm_event_log_get_unseen (fixture->log), ==, 0);
  g_object_get (event_at (fixture->log, 0), "seen", &seen, NULL);
  g_assert_true (seen);

  await_fine (add (fixture->log, JM_EVENT_ERROR, "bad again"));
  g_assert_cmpuint (jm_event_log_get_unseen (fixture->log), ==, 1);
  await_fine (jm_event_log_load (fixture->other));
  g_assert_cmpuint (jm_event_log_get_unseen (fixture->other), ==, 1);
  return jm_state_store_close (fixture->store);
}

static void
test_seen (Fixture       *fixture,
           gconstpointer  data)
{
  jm_test_fiber (seen_fiber, fixture);
}

static DexFuture *
prune_fiber (gpointer data)
{
  Fixture *fixture = data;

  open_store (fixture);
  await_fine (add (fixture->log, JM_EVENT_INFO, "old"));
  jm_clock_advance (fixture->clock, 90 * DAY_MS);
  await_fine (add (fixture->log, JM_EVENT_INFO, "90 days later"));
  await_fine (jm_event_log_prune (fixture->log, 90));
  g_assert_cmpuint (n_events (fixture->log), ==, 2);

  jm_clock_advance (fixture->clock, 1);
  g_string_truncate (fixture->changes, 0);
  await_fine (jm_event_log_prune (fixture->log, 90));
  g_assert_cmpuint (n_events (fixture->log), ==, 1);
  g_assert_cmpstr (fixture->changes->str, ==, "1-1+0 ");
  g_assert_cmpstr (jm_event_get_message (event_at (fixture->log, 0)), ==, "90 days later");
  return jm_state_store_close (fixture->store);
}

static void
test_prune (Fixture       *fixture,
            gconstpointer  data)
{
  jm_test_fiber (prune_fiber, fixture);
}

static gboolean
only_one_left (gpointer data)
{
  return n_events (data) == 1;
}

static DexFuture *
forget_fiber (gpointer data)
{
  Fixture *fixture = data;

  open_store (fixture);
  await_fine (jm_event_log_add (fixture->log, JM_EVENT_INFO, NULL, NULL, NULL, "of nobody", NULL));
  await_fine (add (fixture->log, JM_EVENT_INFO, "of credential 1"));
  await_fine (jm_state_store_remove_credential (fixture->store, "credential-1"));
  await_fine (jm_test_until (only_one_left, fixture->log));
  g_assert_cmpstr (jm_event_get_message (event_at (fixture->log, 0)), ==, "of nobody");
  await_fine (jm_event_log_reload (fixture->other));
  return jm_state_store_close (fixture->store);
}

static void
test_forget (Fixture       *fixture,
             gconstpointer  data)
{
  jm_test_fiber (forget_fiber, fixture);
}

/* As many events as are kept, by another hand. */
static void
fill_to_the_limit (Fixture *fixture)
{
  g_autofree char *sql = g_strdup_printf (
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
      "  INSERT INTO events (time_ms, kind, message) SELECT i, 3, 'number ' || i FROM n",
      JM_LIMIT_EVENTS_KEPT);
  sqlite3 *connection = NULL;

  g_assert_cmpint (sqlite3_open (fixture->path, &connection), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (connection, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (connection);
}

static DexFuture *
limit_fiber (gpointer data)
{
  Fixture *fixture = data;

  open_store (fixture);
  fill_to_the_limit (fixture);
  await_fine (jm_event_log_load (fixture->log));
  g_assert_cmpuint (n_events (fixture->log), ==, JM_LIMIT_EVENTS_KEPT);
  g_assert_cmpstr (jm_event_get_message (event_at (fixture->log, JM_LIMIT_EVENTS_KEPT - 1)), ==,
                   "number 1");

  g_string_truncate (fixture->changes, 0);
  await_fine (add (fixture->log, JM_EVENT_INFO, "one more"));
  g_assert_cmpuint (n_events (fixture->log), ==, JM_LIMIT_EVENTS_KEPT);
  g_assert_cmpstr (fixture->changes->str, ==, "0-0+1 10000-1+0 ");
  g_assert_cmpstr (jm_event_get_message (event_at (fixture->log, 0)), ==, "one more");
  g_assert_cmpstr (jm_event_get_message (event_at (fixture->log, JM_LIMIT_EVENTS_KEPT - 1)), ==,
                   "number 2");

  await_fine (jm_event_log_load (fixture->other));
  g_assert_cmpuint (n_events (fixture->other), ==, JM_LIMIT_EVENTS_KEPT);
  return jm_state_store_close (fixture->store);
}

static void
test_limit (Fixture       *fixture,
            gconstpointer  data)
{
  jm_test_fiber (limit_fiber, fixture);
}

static void
test_nicks (void)
{
  g_assert_cmpstr (jm_event_kind_to_nick (JM_EVENT_REFRESH), ==, "refresh");
  g_assert_cmpstr (jm_event_kind_to_nick (JM_EVENT_ERROR), ==, "error");
  g_assert_cmpstr (jm_event_kind_to_nick (JM_EVENT_WARNING), ==, "warning");
  g_assert_cmpstr (jm_event_kind_to_nick (JM_EVENT_INFO), ==, "info");
}

#define ADD(name, func) \
  g_test_add ("/store/event-log/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);

  ADD ("newest-is-first-whatever-the-clock-says", test_add);
  ADD ("message-and-detail-hold-no-secret", test_redact);
  ADD ("who-was-disconnected-is-not-written-of", test_gone);
  ADD ("another-process-is-followed-without-a-reset", test_follow);
  ADD ("unseen-counts-until-the-person-looks", test_seen);
  ADD ("only-what-is-older-is-pruned", test_prune);
  ADD ("400-days-are-the-longest", test_days);
  ADD ("events-go-with-their-credential", test_forget);
  ADD ("the-oldest-beyond-the-limit-leaves", test_limit);
  g_test_add_func ("/store/event/nicks-are-those-of-json", test_nicks);

  return g_test_run ();
}
