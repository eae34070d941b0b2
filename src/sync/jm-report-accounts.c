/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sync/jm-report-private.h"

#include "accounts/jm-connection-test.h"
#include "store/jm-store-schema.h"
#include "sync/jm-health.h"
#include "sync/jm-sync.h"

/* --- what nobody is to read */

/* Awaits. */
static void
learn_projects (JmReporting *self,
                JmAccount   *account,
                const char  *alias)
{
  g_autofree char *instead = g_strdup_printf ("[project of %s]", alias);
  g_autoptr (JmStore) store = dex_await_object (jm_account_open_store (account), NULL);
  g_autoptr (GListModel) projects = NULL;

  if (store != NULL)
    projects = dex_await_object (jm_store_list_projects (store), NULL);
  for (guint i = 0; projects != NULL && i < g_list_model_get_n_items (projects); i++)
    {
      g_autoptr (JmProject) project = g_list_model_get_item (projects, i);

      jm_report_veil_hide (self->veil, jm_project_get_name (project), instead);
      jm_report_veil_hide_key (self->veil, jm_project_get_key (project), instead);
      jm_report_veil_hide (self->veil, jm_project_get_lead (project), "[person]");
    }
}

static void
learn_account (JmReporting *self,
               JmAccount   *account,
               const char  *alias)
{
  JmTokenKeeper *keeper = jm_account_get_keeper (account);
  g_autofree char *person = g_strdup_printf ("[person of %s]", alias);
  g_autofree char *host = g_strdup_printf ("[host of %s]", alias);

  jm_report_veil_hide (self->veil, jm_account_get_name (account), alias);
  jm_report_veil_hide (self->veil, jm_account_get_site_url (account), host);
  jm_report_veil_hide (self->veil, jm_account_get_api_base (account), host);
  jm_report_veil_hide (self->veil, jm_account_get_place (account), host);
  jm_report_veil_hide (self->veil, jm_account_get_host (account), host);
  jm_report_veil_hide (self->veil, jm_account_get_cloud_id (account), "[id]");
  jm_report_veil_hide (self->veil, jm_account_get_user_id (account), person);
  jm_report_veil_hide (self->veil, jm_account_get_user_name (account), person);
  jm_report_veil_hide (self->veil, jm_token_keeper_get_user_id (keeper), person);
  jm_report_veil_hide (self->veil, jm_token_keeper_get_user_name (keeper), person);
  jm_report_veil_hide (self->veil, jm_token_keeper_get_client_id (keeper), "[app]");
}

/* Also the names of this computer: a message may hold a path. */
void
jm_report_learn_names (JmReporting *self)
{
  GListModel *accounts = G_LIST_MODEL (jm_monitor_get_accounts (self->monitor));

  jm_report_veil_hide (self->veil, g_get_home_dir (), "~");
  jm_report_veil_hide (self->veil, g_get_host_name (), "[computer]");
  jm_report_veil_hide (self->veil, g_get_real_name (), "[user]");
  jm_report_veil_hide (self->veil, g_get_user_name (), "[user]");
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (JmAccount) account = g_list_model_get_item (accounts, i);
      g_autofree char *alias = jm_report_dup_alias (i);

      learn_account (self, account, alias);
      if (!jm_report_veil_shows_names (self->veil))
        learn_projects (self, account, alias);
    }
}

/* --- an account */

static void
add_scopes (JsonObject *object,
            const char *name,
            const char *scopes)
{
  g_auto (GStrv) list = g_strsplit (scopes != NULL ? scopes : "", " ", -1);
  JsonArray *array = json_array_new ();

  for (guint i = 0; list[i] != NULL; i++)
    {
      if (*list[i] != '\0')
        json_array_add_string_element (array, list[i]);
    }
  json_object_set_array_member (object, name, array);
}

static JsonNode *
describe_token (JmReporting   *self,
                JmTokenKeeper *keeper)
{
  JsonObject *object = json_object_new ();

  jm_report_add_words (self, object, "message", jm_token_keeper_get_message (keeper));
  jm_report_add_time (object, "expires_at", jm_token_keeper_get_expires_at_ms (keeper));
  jm_report_add_time (object, "last_refresh_at", jm_token_keeper_get_last_refresh_at_ms (keeper));
  json_object_set_int_member (object, "last_refresh_ms", jm_token_keeper_get_last_refresh_ms (keeper));
  jm_report_add_time (object, "next_check_at", jm_token_keeper_get_next_check_at_ms (keeper));
  jm_report_add_time (object, "sign_in_again_by", jm_token_keeper_get_sign_in_again_by_ms (keeper));
  jm_report_add_time (object, "consented_at", jm_token_keeper_get_consented_at_ms (keeper));
  json_object_set_int_member (object, "refreshes_attempted", jm_token_keeper_get_attempted (keeper));
  json_object_set_int_member (object, "refreshes_succeeded", jm_token_keeper_get_succeeded (keeper));
  json_object_set_int_member (object, "refreshes_failed", jm_token_keeper_get_failed (keeper));
  if (jm_token_keeper_get_kind (keeper) == JM_CREDENTIAL_OAUTH)
    {
      g_autofree char *missing = jm_connection_test_find_missing (jm_token_keeper_get_scopes (keeper));

      add_scopes (object, "scopes_granted", jm_token_keeper_get_scopes (keeper));
      add_scopes (object, "scopes_missing", missing);
    }

  return jm_report_take_object (object);
}

static JsonNode *
describe_last_run (JmReporting        *self,
                   const JmSyncReport *report)
{
  static const char *const kinds[] = { [JM_SYNC_QUICK] = "quick", [JM_SYNC_FULL] = "full", [JM_SYNC_CENSUS] = "census" };
  JsonObject *object = json_object_new ();
  g_autoptr (JsonObject) failed = json_object_new ();

  jm_report_add_nick (object, "kind", kinds[report->kind]);
  json_object_set_double_member (object, "seconds", report->seconds);
  json_object_set_int_member (object, "requests", report->requests);
  json_object_set_int_member (object, "issues", report->issues);
  json_object_set_int_member (object, "added", report->added);
  json_object_set_int_member (object, "changed", report->changed);
  json_object_set_int_member (object, "removed", report->removed);
  json_object_set_int_member (object, "skipped", report->skipped);
  for (guint i = 0; i < JM_N_RESOURCES; i++)
    jm_report_add_words (self, failed, jm_resource_get_name (i), report->resources[i].failed);
  if (json_object_get_size (failed) > 0)
    json_object_set_object_member (object, "failed", g_steal_pointer (&failed));

  return jm_report_take_object (object);
}

static JsonNode *
describe_sync (JmReporting *self,
               JmAccount   *account)
{
  static const char *const states[] = {
    [JM_SYNC_IDLE] = "idle", [JM_SYNC_RUNNING] = "running", [JM_SYNC_PAUSED] = "paused", [JM_SYNC_WAITING] = "waiting"
  };
  JmSync *sync = jm_sync_get (jm_monitor_get_services (self->monitor), account);
  const JmSyncSettings *settings = jm_sync_get_settings (sync);
  JsonObject *object = json_object_new ();

  jm_report_add_nick (object, "state", states[jm_sync_get_state (sync)]);
  jm_report_add_time (object, "synced_at", jm_sync_get_synced_at_ms (sync));
  jm_report_add_time (object, "next_at", jm_sync_get_next_at_ms (sync));
  jm_report_add_time (object, "waits_until", jm_sync_get_waits_until_ms (sync));
  if (jm_sync_get_error (sync) != NULL)
    jm_report_add_words (self, object, "error", jm_sync_get_error (sync)->message);
  json_object_set_boolean_member (object, "automatic", settings->automatic);
  json_object_set_int_member (object, "quick_minutes", settings->quick_minutes);
  json_object_set_int_member (object, "full_days", settings->full_days);
  json_object_set_int_member (object, "census_hours", settings->census_hours);
  json_object_set_int_member (object, "requests_at_once", settings->requests);
  json_object_set_int_member (object, "chosen_projects", settings->projects != NULL ? g_strv_length (settings->projects) : 0);
  if (jm_sync_get_report (sync) != NULL)
    json_object_set_member (object, "last_run", describe_last_run (self, jm_sync_get_report (sync)));

  return jm_report_take_object (object);
}

static JsonNode *
describe_resource (const JmResourceState *state)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "count", state->count);
  jm_report_add_time (object, "fetched_at", state->fetched_at_ms);
  /* A scope or a right, from our own table */
  jm_report_add_nick (object, "denied", state->denied);

  return jm_report_take_object (object);
}

/* Awaits. */
static JsonNode *
describe_store (JmReporting *self,
                JmAccount   *account)
{
  JsonObject *object = json_object_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JmStore) store = dex_await_object (jm_account_open_store (account), &error);
  g_autoptr (GPtrArray) states = NULL;

  json_object_set_int_member (object, "schema_version", g_strv_length ((char **) jm_store_schema.steps));
  if (store != NULL)
    {
      json_object_set_int_member (object, "bytes", jm_store_get_size (store));
      states = dex_await_boxed (jm_store_list_resources (store), &error);
    }
  if (error != NULL)
    jm_report_add_words (self, object, "error", error->message);
  for (guint i = 0; states != NULL && i < states->len; i++)
    {
      const JmResourceState *state = g_ptr_array_index (states, i);

      if (state->count > 0 || state->fetched_at_ms > 0 || state->denied != NULL)
        json_object_set_member (object, jm_resource_get_name (state->id), describe_resource (state));
    }

  return jm_report_take_object (object);
}

static JsonNode *
describe_account (JmReporting *self,
                  JmAccount   *account,
                  guint        i)
{
  JsonObject *object = json_object_new ();
  g_autofree char *alias = jm_report_dup_alias (i);
  g_autoptr (JmAccountRow) row = jm_account_dup_row (account);
  g_autofree char *grant = jm_report_find_alias (self, NULL, row->credential_id);

  jm_report_add_nick (object, "account", alias);
  if (jm_report_veil_shows_names (self->veil))
    {
      jm_report_add_words (self, object, "name", jm_account_get_name (account));
      jm_report_add_words (self, object, "site", jm_account_get_site_url (account));
      jm_report_add_words (self, object, "user", jm_account_get_user_name (account));
    }
  jm_report_add_nick (object, "jira", row->flavor);
  jm_report_add_nick (object, "kind", jm_credential_kind_to_nick (jm_account_get_kind (account)));
  if (g_strcmp0 (grant, alias) != 0)
    jm_report_add_nick (object, "same_sign_in_as", grant);
  json_object_set_boolean_member (object, "primary", jm_account_is_primary (account));
  json_object_set_boolean_member (object, "active", jm_account_is_active (account));
  jm_report_add_nick (object, "state", jm_token_state_to_nick (jm_account_get_state (account)));
  jm_report_add_nick (object, "trouble", jm_trouble_get_info (jm_account_get_trouble (account))->nick);
  jm_report_add_time (object, "added_at", row->added_at_ms);
  json_object_set_member (object, "token", describe_token (self, jm_account_get_keeper (account)));
  json_object_set_member (object, "sync", describe_sync (self, account));
  json_object_set_member (object, "stored", describe_store (self, account));

  return jm_report_take_object (object);
}

JsonNode *
jm_report_describe_accounts (JmReporting *self)
{
  GListModel *accounts = G_LIST_MODEL (jm_monitor_get_accounts (self->monitor));
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (JmAccount) account = g_list_model_get_item (accounts, i);

      json_array_add_element (array, describe_account (self, account, i));
    }

  return jm_report_take_array (array);
}
