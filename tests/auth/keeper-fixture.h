/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "auth/faulty-keyring.h"
#include "auth/jm-token-keeper-private.h"
#include "base/jm-json.h"
#include "base/jm-random.h"
#include "base/jm-settings.h"
#include "fixtures/jm-simulator.h"
#include "fixtures/jm-test.h"

/* One credential, its keeper, and all that the keeper stands on, with a simulator as Atlassian. The
 * clock is turned by hand, and the simulator's with it. */
typedef struct
{
  JmSimulator *simulator;
  JmClock *clock;
  FaultyKeyring *keyring;
  GSettings *settings;
  JmServices *services;
  char *folder;
  JmTokenKeeper *keeper;
} KeeperFixture;

#define CREDENTIAL "11111111-2222-4333-8444-555555555555"

static inline void
await_fine (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  dex_await (future, &error);
  g_assert_no_error (error);
}

static inline void
await_error (DexFuture *future,
             GQuark domain,
             int code)
{
  g_autoptr (GError) error = NULL;

  dex_await (future, &error);
  g_assert_error (error, domain, code);
}

static inline void
keeper_services_new (KeeperFixture *fixture)
{
  g_autofree char *keyfile = g_build_filename (fixture->folder, "settings.ini", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JmHttp) http = jm_http_new (fixture->clock);
  g_autoptr (JmPaths) paths = jm_paths_new (fixture->folder, &error);
  g_autoptr (JmStateStore) state = NULL;
  g_autoptr (JmEventLog) events = NULL;
  g_autoptr (JmOauth) oauth = NULL;

  g_assert_no_error (error);
  fixture->settings = jm_settings_new (keyfile, &error);
  g_assert_no_error (error);
  oauth = jm_oauth_new (http, jm_simulator_get_endpoint (fixture->simulator), &error);
  g_assert_no_error (error);
  state = jm_state_store_new (jm_paths_get_state_file (paths), fixture->clock);
  events = jm_event_log_new (state, fixture->clock);
  fixture->services = jm_services_new (fixture->clock, http, paths, fixture->settings, JM_KEYRING (fixture->keyring),
                                       state, events, oauth);
}

static inline void
keeper_set_up (KeeperFixture *fixture,
               gconstpointer data)
{
  fixture->simulator = jm_simulator_new (NULL, NULL);
  fixture->clock = jm_clock_new_manual (g_get_real_time () / 1000);
  fixture->keyring = g_object_new (TYPE_FAULTY_KEYRING, NULL);
  fixture->folder = jm_test_temp_dir ();
  g_setenv ("JIRA_CLIENT_ID", jm_simulator_get_client_id (fixture->simulator), TRUE);
  g_setenv ("JIRA_CLIENT_SECRET", jm_simulator_get_client_secret (fixture->simulator), TRUE);
  keeper_services_new (fixture);
}

static inline void
keeper_tear_down (KeeperFixture *fixture,
                  gconstpointer data)
{
  g_clear_object (&fixture->services);
  g_clear_object (&fixture->settings);
  g_clear_object (&fixture->keyring);
  g_clear_object (&fixture->clock);
  g_clear_pointer (&fixture->simulator, jm_simulator_free);
  g_free (fixture->folder);
}

/* From a fiber: opens state.db. */
static inline void
keeper_open (KeeperFixture *fixture)
{
  await_fine (jm_state_store_open (fixture->services->state));
  await_fine (jm_event_log_load (fixture->services->events));
}

static inline JmSecret *
oauth_secret (KeeperFixture *fixture)
{
  g_autoptr (JsonNode) grant = jm_simulator_grant (fixture->simulator, NULL);
  JmSecret *secret = g_new0 (JmSecret, 1);

  secret->kind = JM_CREDENTIAL_OAUTH;
  secret->access_token = g_strdup (jm_json_get_string (grant, "access_token", NULL));
  secret->refresh_token = g_strdup (jm_json_get_string (grant, "refresh_token", NULL));
  secret->client_id = g_strdup (jm_simulator_get_client_id (fixture->simulator));
  secret->issued_at_ms = jm_clock_get_wall_ms (fixture->clock);
  secret->expires_at_ms = secret->issued_at_ms + jm_json_get_int (grant, "expires_in", 0) * 1000;
  g_assert_nonnull (secret->refresh_token);
  return secret;
}

static inline JmSecret *
token_secret (KeeperFixture *fixture,
              JmCredentialKind kind)
{
  JmSecret *secret = g_new0 (JmSecret, 1);

  secret->kind = kind;
  if (kind == JM_CREDENTIAL_API_TOKEN)
    {
      secret->user = g_strdup (jm_simulator_get_email (fixture->simulator, "api_token"));
      secret->token = g_strdup (jm_simulator_get_token (fixture->simulator, "api_token"));
    }
  else
    secret->token = g_strdup (jm_simulator_get_dc_token (fixture->simulator));
  return secret;
}

static inline JmTokenKeeper *
make_keeper (KeeperFixture *fixture,
             JmCredentialKind kind)
{
  JmCredentialRow row = {
    .id = (char *) CREDENTIAL,
    .kind = (char *) jm_credential_kind_to_nick (kind),
    .user_name = (char *) "Mia Krystof",
    .trouble = (char *) "ok",
  };
  JmTokenKeeper *keeper = jm_token_keeper_new (fixture->services, &row);

  if (kind == JM_CREDENTIAL_PAT)
    jm_token_keeper_set_site (keeper, JM_JIRA_DATA_CENTER, jm_simulator_get_dc_url (fixture->simulator), "a", "ACME");
  else if (kind == JM_CREDENTIAL_API_TOKEN)
    jm_token_keeper_set_site (keeper, JM_JIRA_CLOUD, jm_simulator_get_site_url (fixture->simulator, 0), "a", "ACME");
  else
    {
      g_autofree char *base = jm_oauth_dup_site_base (fixture->services->oauth, "a-cloud-id");

      jm_token_keeper_set_site (keeper, JM_JIRA_CLOUD, base, "a", "ACME");
    }
  return keeper;
}

/* From a fiber: a keeper that was signed in to just now. */
static inline void
keeper_sign_in (KeeperFixture *fixture,
                JmCredentialKind kind)
{
  g_autoptr (JmSecret) secret = NULL;

  secret = kind == JM_CREDENTIAL_OAUTH ? oauth_secret (fixture) : token_secret (fixture, kind);
  fixture->keeper = make_keeper (fixture, kind);
  await_fine (jm_token_keeper_adopt (fixture->keeper, secret, 0, NULL));
  jm_simulator_tell (fixture->simulator, "DELETE", "/requests", NULL);
}

/* From a fiber: the program ended and was started again; the keyring is the same. */
static inline void
keeper_restart (KeeperFixture *fixture)
{
  g_autoptr (JmCredentialRow) row = NULL;
  g_autoptr (GError) error = NULL;

  row = dex_await_boxed (jm_state_store_get_credential (fixture->services->state, CREDENTIAL), &error);
  g_assert_no_error (error);
  g_assert_nonnull (row);
  g_object_unref (fixture->keeper);
  fixture->keeper = jm_token_keeper_new (fixture->services, row);
}

/* From a fiber. */
static inline void
keeper_end (KeeperFixture *fixture)
{
  await_fine (jm_token_keeper_stop (fixture->keeper));
  g_assert_finalize_object (g_steal_pointer (&fixture->keeper));
  await_fine (jm_state_store_close (fixture->services->state));
}

/* Both clocks. */
static inline void
turn (KeeperFixture *fixture,
      gint64 seconds)
{
  g_autofree char *json = g_strdup_printf ("{\"advance\":%" G_GINT64_FORMAT "}", seconds);

  jm_simulator_tell (fixture->simulator, "POST", "/clock", json);
  jm_clock_advance (fixture->clock, seconds * 1000);
}

static inline void
arm_fault (KeeperFixture *fixture,
           const char *path,
           int times,
           const char *kind,
           const char *args)
{
  g_autofree char *json = g_strdup_printf ("{\"match\":{\"path\":\"%s\"},\"times\":%d,\"kind\":\"%s\",\"args\":%s}",
                                           path, times, kind, args);

  jm_simulator_tell (fixture->simulator, "POST", "/arm", json);
}

static inline guint
count_posts (KeeperFixture *fixture)
{
  return jm_simulator_count_requests (fixture->simulator, "POST", "/oauth/token");
}

static inline gint64
simulator_count (KeeperFixture *fixture,
                 const char *name)
{
  g_autoptr (JsonNode) counts = jm_simulator_control (fixture->simulator, "GET", "/tokens", NULL);

  return jm_json_get_int (counts, name, -1);
}

static inline guint
count_events (KeeperFixture *fixture,
              const char *message)
{
  GListModel *events = G_LIST_MODEL (fixture->services->events);
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (events); i++)
    {
      g_autoptr (JmEvent) event = g_list_model_get_item (events, i);

      n += strstr (jm_event_get_message (event), message) != NULL;
    }
  return n;
}

/* From a fiber: what the keyring holds. */
static inline JmSecret *
kept_secret (KeeperFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  char *json = dex_await_string (jm_keyring_lookup (fixture->keyring->memory, "credential/" CREDENTIAL, NULL), &error);
  JmSecret *secret;

  g_assert_no_error (error);
  secret = jm_secret_from_json (json, &error);
  g_assert_no_error (error);
  jm_wipe_free (json);
  return secret;
}

/* Nothing runs, and the one timer is set: only time can bring what comes next. */
static inline gboolean
is_at_rest (gpointer data)
{
  KeeperFixture *fixture = data;

  return fixture->keeper->n_running == 0 && jm_clock_get_n_sleepers (fixture->clock) == 1;
}

static inline gboolean
is_checked (gpointer data)
{
  KeeperFixture *fixture = data;

  return jm_simulator_count_requests (fixture->simulator, "GET", "/oauth/token/accessible-resources") == 1 &&
         is_at_rest (data);
}
