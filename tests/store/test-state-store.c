/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fixtures/jm-test.h"
#include "store/jm-state-store.h"

#define NOON_MS G_GINT64_CONSTANT (1795176000000)
#define DAY_MS G_GINT64_CONSTANT (86400000)

typedef struct
{
  JmClock *clock;
  char *path;
  JmStateStore *store;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autofree char *folder = jm_test_temp_dir ();

  fixture->clock = jm_clock_new_manual (NOON_MS);
  fixture->path = g_build_filename (folder, "state.db", NULL);
  fixture->store = jm_state_store_new (fixture->path, fixture->clock);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  jm_test_finalize (g_steal_pointer (&fixture->store));
  g_free (fixture->path);
  g_object_unref (fixture->clock);
}

static void
open_and_close (Fixture      *fixture,
                DexFiberFunc  body)
{
  jm_test_fiber (body, fixture);
}

static const JmCredentialRow credential = {
  .id = "credential-1",
  .kind = "oauth",
  .user_id = "712020:abc",
  .user_name = "Žofie 👩‍💻",
  .client_id = "client",
  .scopes = "read:jira-work offline_access",
  .consented_at_ms = NOON_MS,
  .refreshed_at_ms = NOON_MS + 1,
  .expires_at_ms = NOON_MS + 2,
  .ends_at_ms = NOON_MS + 3,
  .checked_at_ms = NOON_MS + 4,
  .next_check_at_ms = NOON_MS + 5,
  .generation = G_GUINT64_CONSTANT (1) << 40,
  .trouble = "ok",
  .last_refresh_ms = 321,
  .attempted = 3,
  .succeeded = 2,
  .failed = 1,
  .hint = "3f9c",
};

static void
assert_credential (const JmCredentialRow *row)
{
  g_assert_nonnull (row);
  g_assert_cmpstr (row->id, ==, credential.id);
  g_assert_cmpstr (row->kind, ==, credential.kind);
  g_assert_cmpstr (row->user_id, ==, credential.user_id);
  g_assert_cmpstr (row->user_name, ==, credential.user_name);
  g_assert_cmpstr (row->client_id, ==, credential.client_id);
  g_assert_cmpstr (row->scopes, ==, credential.scopes);
  g_assert_cmpint (row->consented_at_ms, ==, credential.consented_at_ms);
  g_assert_cmpint (row->refreshed_at_ms, ==, credential.refreshed_at_ms);
  g_assert_cmpint (row->expires_at_ms, ==, credential.expires_at_ms);
  g_assert_cmpint (row->ends_at_ms, ==, credential.ends_at_ms);
  g_assert_cmpint (row->checked_at_ms, ==, credential.checked_at_ms);
  g_assert_cmpint (row->next_check_at_ms, ==, credential.next_check_at_ms);
  g_assert_cmpuint (row->generation, ==, credential.generation);
  g_assert_cmpstr (row->trouble, ==, credential.trouble);
  g_assert_null (row->trouble_message);
  g_assert_cmpint (row->last_refresh_ms, ==, credential.last_refresh_ms);
  g_assert_cmpuint (row->attempted, ==, credential.attempted);
  g_assert_cmpuint (row->succeeded, ==, credential.succeeded);
  g_assert_cmpuint (row->failed, ==, credential.failed);
  g_assert_cmpstr (row->hint, ==, credential.hint);
}

static DexFuture *
reopen (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  if (!dex_await (jm_state_store_close (fixture->store), &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  g_object_unref (fixture->store);
  fixture->store = jm_state_store_new (fixture->path, fixture->clock);
  return jm_state_store_open (fixture->store);
}

static DexFuture *
keep_credential_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (JmCredentialRow) row = NULL;
  g_autoptr (JmCredentialRow) none = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;

  dex_await (jm_state_store_open (fixture->store), &error);
  g_assert_no_error (error);
  dex_await (jm_state_store_put_credential (fixture->store, &credential), &error);
  g_assert_no_error (error);
  dex_await (reopen (fixture), &error);
  g_assert_no_error (error);

  row = dex_await_boxed (jm_state_store_get_credential (fixture->store, "credential-1"), &error);
  g_assert_no_error (error);
  assert_credential (row);
  none = dex_await_boxed (jm_state_store_get_credential (fixture->store, "another"), &error);
  g_assert_no_error (error);
  g_assert_null (none);
  rows = dex_await_boxed (jm_state_store_list_credentials (fixture->store), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 1);
  assert_credential (g_ptr_array_index (rows, 0));

  return jm_state_store_close (fixture->store);
}

static void
test_keep_credential (Fixture       *fixture,
                      gconstpointer  data)
{
  open_and_close (fixture, keep_credential_fiber);
}

static DexFuture *
count_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (JmCredentialRow) row = NULL;
  g_autoptr (GBytes) days = NULL;
  g_autoptr (GError) error = NULL;
  const guint32 *pairs;

  dex_await (jm_state_store_open (fixture->store), &error);
  dex_await (jm_state_store_put_credential (fixture->store, &credential), &error);
  dex_await (jm_state_store_count_refresh (fixture->store, "credential-1", TRUE), &error);
  jm_clock_advance (fixture->clock, 2 * DAY_MS);
  dex_await (jm_state_store_count_refresh (fixture->store, "credential-1", FALSE), &error);
  dex_await (jm_state_store_count_refresh (fixture->store, "credential-1", TRUE), &error);
  /* A put does not know of the counts, and must not set them back. */
  dex_await (jm_state_store_put_credential (fixture->store, &credential), &error);
  g_assert_no_error (error);

  row = dex_await_boxed (jm_state_store_get_credential (fixture->store, "credential-1"), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (row->attempted, ==, 6);
  g_assert_cmpuint (row->succeeded, ==, 4);
  g_assert_cmpuint (row->failed, ==, 2);

  days =
      dex_await_boxed (jm_state_store_get_refresh_days (fixture->store, "credential-1", 4), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (days), ==, 8 * sizeof (guint32));
  pairs = g_bytes_get_data (days, NULL);
  g_assert_cmpuint (pairs[0] + pairs[1], ==, 0);
  g_assert_cmpuint (pairs[2], ==, 1);
  g_assert_cmpuint (pairs[3], ==, 0);
  g_assert_cmpuint (pairs[4] + pairs[5], ==, 0);
  g_assert_cmpuint (pairs[6], ==, 1);
  g_assert_cmpuint (pairs[7], ==, 1);

  return jm_state_store_close (fixture->store);
}

static void
test_count (Fixture       *fixture,
            gconstpointer  data)
{
  open_and_close (fixture, count_fiber);
}

static DexFuture *
intent_fiber (gpointer data)
{
  static const JmRefreshIntent intent = { "credential-1", 7, NOON_MS, "digest" };
  Fixture *fixture = data;
  g_autoptr (JmRefreshIntent) found = NULL;
  g_autoptr (JmRefreshIntent) none = NULL;
  g_autoptr (GError) error = NULL;

  dex_await (jm_state_store_open (fixture->store), &error);
  dex_await (jm_state_store_put_intent (fixture->store, &intent), &error);
  dex_await (reopen (fixture), &error);
  g_assert_no_error (error);

  found = dex_await_boxed (jm_state_store_get_intent (fixture->store, "credential-1"), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found->credential_id, ==, "credential-1");
  g_assert_cmpuint (found->generation, ==, 7);
  g_assert_cmpint (found->sent_at_ms, ==, NOON_MS);
  g_assert_cmpstr (found->token_sha256, ==, "digest");

  dex_await (jm_state_store_clear_intent (fixture->store, "credential-1"), &error);
  g_assert_no_error (error);
  none = dex_await_boxed (jm_state_store_get_intent (fixture->store, "credential-1"), &error);
  g_assert_no_error (error);
  g_assert_null (none);

  return jm_state_store_close (fixture->store);
}

static void
test_intent (Fixture       *fixture,
             gconstpointer  data)
{
  open_and_close (fixture, intent_fiber);
}

static DexFuture *
accounts_fiber (gpointer data)
{
  static const JmAccountRow rows[] = {
    { .id = "b",
      .credential_id = "credential-1",
      .flavor = "cloud",
      .name = "Second",
      .position = 1,
      .active = TRUE },
    { .id = "a",
      .credential_id = "credential-1",
      .flavor = "data-center",
      .site_url = "https://jira.example",
      .name = "First",
      .position = 0,
      .primary = TRUE,
      .added_at_ms = NOON_MS,
      .projects_at_ms = 5 },
  };
  Fixture *fixture = data;
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GError) error = NULL;
  JmAccountRow *first, *second;

  dex_await (jm_state_store_open (fixture->store), &error);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    dex_await (jm_state_store_put_account (fixture->store, &rows[i]), &error);
  g_assert_no_error (error);

  found = dex_await_boxed (jm_state_store_list_accounts (fixture->store), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 2);
  first = g_ptr_array_index (found, 0);
  second = g_ptr_array_index (found, 1);
  g_assert_cmpstr (first->name, ==, "First");
  g_assert_cmpstr (first->flavor, ==, "data-center");
  g_assert_cmpstr (first->site_url, ==, "https://jira.example");
  g_assert_null (first->cloud_id);
  g_assert_true (first->primary);
  g_assert_false (first->active);
  g_assert_cmpint (first->projects_at_ms, ==, 5);
  g_assert_cmpstr (second->id, ==, "b");
  g_assert_true (second->active);

  dex_await (jm_state_store_remove_account (fixture->store, "a"), &error);
  dex_await (jm_state_store_remove_account (fixture->store, "never was"), &error);
  g_assert_no_error (error);
  g_clear_pointer (&found, g_ptr_array_unref);
  found = dex_await_boxed (jm_state_store_list_accounts (fixture->store), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 1);

  return jm_state_store_close (fixture->store);
}

static void
test_accounts (Fixture       *fixture,
               gconstpointer  data)
{
  open_and_close (fixture, accounts_fiber);
}

static DexFuture *
remove_fiber (gpointer data)
{
  static const JmRefreshIntent intent = { "credential-1", 7, NOON_MS, "digest" };
  Fixture *fixture = data;
  g_autoptr (JmCredentialRow) row = NULL;
  g_autoptr (JmRefreshIntent) none = NULL;
  g_autoptr (GBytes) days = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *mine = NULL;
  g_autofree char *other = NULL;

  dex_await (jm_state_store_open (fixture->store), &error);
  dex_await (jm_state_store_put_credential (fixture->store, &credential), &error);
  dex_await (jm_state_store_put_intent (fixture->store, &intent), &error);
  dex_await (jm_state_store_count_refresh (fixture->store, "credential-1", TRUE), &error);
  dex_await (jm_state_store_put_fact (fixture->store, "warned/credential-1/30", "yes"), &error);
  dex_await (jm_state_store_put_fact (fixture->store, "warned/credential-10/30", "yes"), &error);
  dex_await (jm_state_store_remove_credential (fixture->store, "credential-1"), &error);
  g_assert_no_error (error);

  row = dex_await_boxed (jm_state_store_get_credential (fixture->store, "credential-1"), &error);
  none = dex_await_boxed (jm_state_store_get_intent (fixture->store, "credential-1"), &error);
  days =
      dex_await_boxed (jm_state_store_get_refresh_days (fixture->store, "credential-1", 1), &error);
  mine =
      dex_await_string (jm_state_store_get_fact (fixture->store, "warned/credential-1/30"), &error);
  other = dex_await_string (jm_state_store_get_fact (fixture->store, "warned/credential-10/30"),
                            &error);
  g_assert_no_error (error);
  g_assert_null (row);
  g_assert_null (none);
  g_assert_cmpuint (*(const guint32 *) g_bytes_get_data (days, NULL), ==, 0);
  g_assert_null (mine);
  g_assert_cmpstr (other, ==, "yes");

  return jm_state_store_close (fixture->store);
}

static void
test_remove (Fixture       *fixture,
             gconstpointer  data)
{
  open_and_close (fixture, remove_fiber);
}

static DexFuture *
facts_fiber (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *value = NULL;
  g_autofree char *gone = NULL;

  dex_await (jm_state_store_open (fixture->store), &error);
  dex_await (jm_state_store_put_fact (fixture->store, "a", "1"), &error);
  dex_await (jm_state_store_put_fact (fixture->store, "a", "2"), &error);
  value = dex_await_string (jm_state_store_get_fact (fixture->store, "a"), &error);
  dex_await (jm_state_store_put_fact (fixture->store, "a", NULL), &error);
  gone = dex_await_string (jm_state_store_get_fact (fixture->store, "a"), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (value, ==, "2");
  g_assert_null (gone);

  return jm_state_store_close (fixture->store);
}

static void
test_facts (Fixture       *fixture,
            gconstpointer  data)
{
  open_and_close (fixture, facts_fiber);
}

/* --- a damaged file */

#define DAMAGES 60
#define N_FACTS 400

static DexFuture *
fill_fiber (gpointer data)
{
  Fixture *fixture = data;

  dex_await (jm_state_store_open (fixture->store), NULL);
  dex_await (jm_state_store_put_credential (fixture->store, &credential), NULL);
  for (guint i = 0; i < N_FACTS; i++)
    {
      g_autofree char *key = g_strdup_printf ("fact/%u", i);

      dex_await (jm_state_store_put_fact (fixture->store, key, "a value of some length"), NULL);
    }
  return jm_state_store_close (fixture->store);
}

typedef struct
{
  JmStateStore *store;
  guint n_facts;
  gboolean has_credential;
} Salvaged;

/* Nothing of what is there may be wrong; what is missing is counted. */
static DexFuture *
look_fiber (gpointer data)
{
  Salvaged *salvaged = data;
  g_autoptr (JmCredentialRow) row = NULL;
  g_autoptr (GError) error = NULL;

  dex_await (jm_state_store_open (salvaged->store), &error);
  g_assert_no_error (error);
  row = dex_await_boxed (jm_state_store_get_credential (salvaged->store, credential.id), NULL);
  salvaged->has_credential = row != NULL;
  for (guint i = 0; i < N_FACTS; i++)
    {
      g_autofree char *key = g_strdup_printf ("fact/%u", i);
      g_autofree char *value =
          dex_await_string (jm_state_store_get_fact (salvaged->store, key), NULL);

      if (value != NULL && g_str_equal (value, "a value of some length"))
        salvaged->n_facts++;
    }
  return jm_state_store_close (salvaged->store);
}

/* One page of the file is overwritten, each time another one, and the program is told to look. */
static void
test_damage (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *mark = g_strconcat (fixture->path, "-damaged", NULL);
  g_autofree char *whole = NULL;
  guint n_credentials = 0;
  guint n_facts = 0;
  gsize length = 0;

  jm_test_fiber (fill_fiber, fixture);
  g_assert_true (g_file_get_contents (fixture->path, &whole, &length, NULL));

  for (guint i = 0; i < DAMAGES; i++)
    {
      Salvaged salvaged = { .store = jm_state_store_new (fixture->path, fixture->clock) };
      g_autofree char *damaged = g_memdup2 (whole, length);
      guint n_pages = (guint) (length / 4096);
      guint page = (guint) g_test_rand_int_range (0, (gint32) n_pages);

      for (guint byte = 0; byte < 4096; byte++)
        damaged[page * 4096 + byte] = (char) g_test_rand_int ();
      g_assert_true (g_file_set_contents (fixture->path, damaged, (gssize) length, NULL));
      g_assert_true (g_file_set_contents (mark, "", 0, NULL));
      jm_test_fiber (look_fiber, &salvaged);
      n_credentials += salvaged.has_credential;
      n_facts += salvaged.n_facts;
      jm_test_finalize (salvaged.store);
    }

  /* The first page names all the others: without it nothing is found. */
  g_assert_cmpuint (n_credentials, >, DAMAGES / 2);
  g_assert_cmpuint (n_facts, >, DAMAGES * N_FACTS / 2);
}

#define ADD(name, func) \
  g_test_add ("/store/state-store/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);

  ADD ("credential-outlives-the-program", test_keep_credential);
  ADD ("counts-are-kept-by-day-and-not-set-back", test_count);
  ADD ("intent-outlives-the-program-until-cleared", test_intent);
  ADD ("accounts-come-in-their-order", test_accounts);
  ADD ("removed-credential-leaves-nothing", test_remove);
  ADD ("fact-is-replaced-and-removed", test_facts);
  ADD ("what-a-damaged-file-still-has-is-saved", test_damage);

  return g_test_run ();
}
