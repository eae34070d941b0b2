/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "desk.h"

#include "auth/jm-token-keeper-private.h"
#include "base/jm-json.h"
#include "jira/jm-resource.h"
#include "store/jm-store-concerns.h"
#include "sync/jm-sync-object.h"

#define BEGIN_MS (G_GINT64_CONSTANT (1795176000) * 1000)

/* --- the desk */

void
desk_await (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  dex_await (future, &error);
  g_assert_no_error (error);
}

static void
open_monitor (Desk *desk)
{
  g_autoptr (GError) error = NULL;

  desk->monitor = jm_monitor_new_apart (desk->root, desk->keyring, NULL, desk->clock, &error);
  g_assert_no_error (error);
  desk->services = jm_monitor_get_services (desk->monitor);
  desk->settings = desk->services->settings;
  desk_await (jm_monitor_open (desk->monitor));
}

void
desk_restart (Desk *desk)
{
  g_settings_sync ();
  desk_await (jm_monitor_close (desk->monitor));
  g_object_unref (desk->monitor);
  open_monitor (desk);
}

static DexFuture *
desk_fiber (gpointer data)
{
  DeskBody body = *(DeskBody *) data;
  Desk desk = {
    .root = jm_test_temp_dir (),
    .clock = jm_clock_new_manual (BEGIN_MS),
    .keyring = jm_memory_keyring_new (),
  };

  open_monitor (&desk);
  body (&desk);

  desk_await (jm_monitor_close (desk.monitor));
  g_object_unref (desk.monitor);
  g_object_unref (desk.keyring);
  g_object_unref (desk.clock);
  g_free (desk.root);
  return dex_future_new_true ();
}

static void
run_desk (gconstpointer data)
{
  jm_test_fiber (desk_fiber, (gpointer) data);
  jm_test_settle ();
}

void
desk_add (const char *path,
          DeskBody    body)
{
  DeskBody *copy = g_new (DeskBody, 1);

  *copy = body;
  g_test_add_data_func_full (path, copy, run_desk, g_free);
}

/* --- accounts */

JmAccount *
desk_find_account (Desk       *desk,
                   const char *name)
{
  JmAccount *account = jm_accounts_find (jm_monitor_get_accounts (desk->monitor), name);

  g_assert_nonnull (account);
  return g_object_ref (account);
}

static JmAccount *
put_account (Desk       *desk,
             const char *name,
             const char *credential_id)
{
  JmAccounts *accounts = jm_monitor_get_accounts (desk->monitor);
  g_autofree char *id = g_strdup_printf ("account-%s", name);
  g_autofree char *url = g_strdup_printf ("https://%s.example.com", name);
  g_autofree char *base = g_strdup_printf ("https://api.example.com/ex/jira/%s", name);
  JmAccountRow row = {
    .id = id,
    .credential_id = (char *) credential_id,
    .flavor = (char *) "cloud",
    .site_url = url,
    .api_base = base,
    .cloud_id = id,
    .name = (char *) name,
    .user_id = (char *) "mia",
    .user_name = (char *) "Mia Krystof",
    .added_at_ms = jm_clock_get_wall_ms (desk->clock),
    .active = TRUE,
    .position = g_list_model_get_n_items (G_LIST_MODEL (accounts)),
  };

  desk_await (jm_state_store_put_account (desk->services->state, &row));
  desk_await (jm_accounts_reload (accounts));
  return desk_find_account (desk, name);
}

JmAccount *
desk_add_account (Desk             *desk,
                  const char       *name,
                  JmCredentialKind  kind)
{
  gint64 now_ms = jm_clock_get_wall_ms (desk->clock);
  g_autofree char *id = g_strdup_printf ("credential-%s", name);
  JmCredentialRow row = {
    .id = id,
    .kind = (char *) jm_credential_kind_to_nick (kind),
    .user_id = (char *) "mia",
    .user_name = (char *) "Mia Krystof",
    .consented_at_ms = now_ms,
    .refreshed_at_ms = kind == JM_CREDENTIAL_OAUTH ? now_ms : 0,
    .expires_at_ms = kind == JM_CREDENTIAL_OAUTH ? now_ms + DESK_HOUR_MS : 0,
    .generation = 1,
    .trouble = (char *) "ok",
  };

  desk_await (jm_state_store_put_credential (desk->services->state, &row));
  return put_account (desk, name, id);
}

JmAccount *
desk_add_site (Desk       *desk,
               const char *name,
               JmAccount  *other)
{
  return put_account (desk, name, jm_token_keeper_get_id (jm_account_get_keeper (other)));
}

void
desk_remove_account (Desk      *desk,
                     JmAccount *account)
{
  desk_await (jm_state_store_remove_account (desk->services->state, jm_account_get_id (account)));
  desk_await (jm_accounts_reload (jm_monitor_get_accounts (desk->monitor)));
}

/* --- how it stands */

static DexFuture *
persist_fiber (gpointer data)
{
  jm_token_keeper_persist (data);
  return dex_future_new_true ();
}

static void
tell (JmTokenKeeper *keeper)
{
  jm_token_keeper_publish (keeper);
  desk_await (
      dex_scheduler_spawn (NULL, 0, persist_fiber, g_object_ref (keeper), g_object_unref));
}

void
desk_set_trouble (JmAccount *account,
                  JmTrouble  trouble)
{
  JmTokenKeeper *keeper = jm_account_get_keeper (account);

  jm_token_keeper_set_trouble (keeper, trouble, NULL);
  tell (keeper);
}

void
desk_set_end (JmAccount *account,
              gint64     end_ms)
{
  JmTokenKeeper *keeper = jm_account_get_keeper (account);

  keeper->row->ends_at_ms = end_ms;
  tell (keeper);
}

static void
set_running (JmSync   *sync,
             gboolean  running)
{
  sync->running = running;
  jm_sync_notify (sync, JM_SYNC_PROP_RUNNING);
}

void
desk_hold_sync (Desk      *desk,
                JmAccount *account,
                GQuark     domain,
                int        code)
{
  JmSync *sync = jm_sync_get (desk->services, account);
  g_autoptr (GError) error = g_error_new_literal (domain, code, "It holds");

  set_running (sync, TRUE);
  jm_sync_set_error (sync, error);
}

void
desk_fail_sync (Desk      *desk,
                JmAccount *account,
                GQuark     domain,
                int        code)
{
  JmSync *sync = jm_sync_get (desk->services, account);
  g_autoptr (GError) error = g_error_new_literal (domain, code, "It failed");

  set_running (sync, TRUE);
  jm_sync_set_error (sync, NULL);
  g_object_freeze_notify (G_OBJECT (sync));
  jm_sync_set_error (sync, error);
  set_running (sync, FALSE);
  g_object_thaw_notify (G_OBJECT (sync));
}

void
desk_end_sync (Desk      *desk,
               JmAccount *account)
{
  JmSync *sync = jm_sync_get (desk->services, account);

  jm_sync_set_error (sync, NULL);
  set_running (sync, FALSE);
  desk_await (jm_account_note_synced (account, jm_clock_get_wall_ms (desk->clock)));
}

/* --- news */

void
desk_set_summary (Desk       *desk,
                  const char *summary)
{
  desk->summary = summary;
}

static GBytes *
make_page (const char *id,
           const char *key,
           const char *summary)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  char *text;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "issues");
  json_builder_begin_array (builder);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "id");
  json_builder_add_string_value (builder, id);
  json_builder_set_member_name (builder, "key");
  json_builder_add_string_value (builder, key);
  json_builder_set_member_name (builder, "fields");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "summary");
  json_builder_add_string_value (builder, summary);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  return g_bytes_new_take (text, strlen (text));
}

void
desk_add_news (Desk       *desk,
               JmAccount  *account,
               guint       number,
               JmNewsKind  kind,
               const char *who,
               const char *status)
{
  static const JmResource issues = {
    .id = JM_RESOURCE_ISSUES,
    .name = "issues",
    .items = "$.issues",
    .item_id = "id",
    .item_name = "key",
  };
  g_autofree char *id = g_strdup_printf ("%u", 10000 + number);
  g_autofree char *key = g_strdup_printf ("WEB-%u", number);
  g_autofree char *cause = g_strdup_printf ("%u", ++desk->n_news);
  g_autoptr (GBytes) page =
      make_page (id, key, desk->summary != NULL ? desk->summary : "Login fails");
  JmConcern concern = { .issue_id = 10000 + number, .kinds = 1u << kind };
  JmVerdict verdict = { kind, cause, jm_clock_get_wall_ms (desk->clock), who, status };
  g_autoptr (GError) error = NULL;
  g_autoptr (JmStore) store = dex_await_object (jm_account_open_store (account), &error);

  g_assert_no_error (error);
  desk_await (jm_store_put_page (store, &issues, "WEB", page, 1, JM_PAGE_PLAIN, NULL));
  desk_await (jm_store_settle_concern (store, &concern, &verdict, 1));
}
