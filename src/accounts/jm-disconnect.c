/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "accounts/jm-account-private.h"
#include "accounts/jm-accounts-private.h"
#include "auth/jm-file-lock.h"
#include "base/jm-limits.h"
#include "base/jm-random.h"
#include "base/jm-settings.h"

/*
 * Disconnecting an account, as one story:
 *
 *   keyring open? ─no─► rejected, nothing touched
 *        │ yes
 *   keeper stopped ─► secret out of the keyring, looked up again ─► server asked to revoke
 *        ─► store, rows gone, what was allowed for the site alone and chosen for the account
 *
 * When other accounts still use the sign-in, only store and row go. What could not be done is told,
 * never painted over.
 */

#define REVOKE_OAUTH_URL     "https://id.atlassian.com/manage-profile/apps"
#define REVOKE_API_TOKEN_URL "https://id.atlassian.com/manage-profile/security/api-tokens"
#define REVOKE_PAT_PATH \
  "/secure/"            \
  "ViewProfile.jspa?selectedTab=com.atlassian.pats.pats-plugin:jira-user-personal-access-tokens"

G_DEFINE_BOXED_TYPE (JmFarewell, jm_farewell, jm_farewell_copy, jm_farewell_free)

JmFarewell *
jm_farewell_copy (const JmFarewell *self)
{
  JmFarewell *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (JmFarewell, 1);
  *copy = *self;
  copy->revoke_url = g_strdup (self->revoke_url);
  copy->message = g_strdup (self->message);
  return copy;
}

void
jm_farewell_free (JmFarewell *self)
{
  if (self == NULL)
    return;

  g_free (self->revoke_url);
  g_free (self->message);
  g_free (self);
}

/* --- the secret */

/* Awaits. Returns: (nullable): the secret; NULL without @error when the open keyring does not have
 * it */
static JmSecret *
read_secret (JmServices    *services,
             const char    *name,
             GCancellable  *cancellable,
             GError       **error)
{
  g_autoptr (GError) local_error = NULL;
  JmSecret *secret = NULL;
  char *json;

  json = dex_await_string (jm_keyring_lookup (services->keyring, name, cancellable), &local_error);
  if (json != NULL)
    secret = jm_secret_from_json (json, NULL);
  jm_wipe_free (json);

  if (local_error != NULL &&
      !g_error_matches (local_error, JM_AUTH_ERROR, JM_AUTH_ERROR_SECRET_MISSING))
    g_propagate_error (error, g_steal_pointer (&local_error));
  return secret;
}

/* Awaits. Best effort: whatever goes wrong, the answer is "not revoked". */
static gboolean
ask_to_revoke (JmServices     *services,
               JmAccount      *account,
               const JmSecret *secret,
               GCancellable   *cancellable)
{
  const char *site_base = jm_jira_client_get_api_base (jm_account_get_client (account));
  g_autoptr (JmOauthClient) client = NULL;

  if (secret == NULL || secret->kind != JM_CREDENTIAL_OAUTH || secret->refresh_token == NULL ||
      !jm_oauth_is_site_base (services->oauth, site_base))
    return FALSE;

  client = dex_await_boxed (
      jm_oauth_client_find (services->settings, services->keyring, secret->client_id, cancellable),
      NULL);
  return client != NULL &&
         dex_await_boolean (
             jm_oauth_revoke (services->oauth, client, secret->refresh_token, cancellable), NULL);
}

static gboolean
uses_client (JmAccounts    *self,
             JmTokenKeeper *but,
             const char    *client_id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self)); i++)
    {
      g_autoptr (JmAccount) account = g_list_model_get_item (G_LIST_MODEL (self), i);
      JmTokenKeeper *keeper = jm_account_get_keeper (account);

      if (keeper != but && g_strcmp0 (jm_token_keeper_get_client_id (keeper), client_id) == 0)
        return TRUE;
    }

  return FALSE;
}

/* Awaits. The secret of an OAuth app that only this sign-in needed goes, too; the one in the
 * preferences stays. */
static void
remove_client (JmAccounts     *self,
               JmTokenKeeper  *keeper,
               const JmSecret *secret)
{
  JmServices *services = jm_accounts_get_services (self);
  g_autofree char *own = g_settings_get_string (services->settings, JM_SETTING_OAUTH_CLIENT_ID);
  g_autofree char *name = NULL;

  if (secret == NULL || secret->client_id == NULL || g_str_equal (secret->client_id, own) ||
      uses_client (self, keeper, secret->client_id))
    return;

  name = g_strconcat ("oauth-client/", secret->client_id, NULL);
  dex_await (jm_keyring_clear (services->keyring, name, NULL), NULL);
}

static gboolean
remove_secret (JmAccounts     *self,
               JmAccount      *account,
               JmTokenKeeper  *keeper,
               JmFarewell     *farewell,
               GCancellable   *cancellable,
               GError        **error)
{
  JmServices *services = jm_accounts_get_services (self);
  g_autofree char *name = g_strconcat ("credential/", jm_token_keeper_get_id (keeper), NULL);
  g_autofree char *lock_path =
      jm_paths_dup_lock_file (services->paths, jm_token_keeper_get_id (keeper));
  g_autoptr (JmFileLock) lock = NULL;
  g_autoptr (JmSecret) secret = NULL;
  g_autoptr (GError) local_error = NULL;

  /* A keyring that does not answer ends it here, before anything has changed. */
  secret = read_secret (services, name, cancellable, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  if (!dex_await (jm_token_keeper_stop (keeper), error))
    return FALSE;

  /* Again, and alone: a refresh that was on its way, here or in another process, has ended and left
   * a newer pair. */
  g_clear_pointer (&secret, jm_secret_free);
  lock = dex_await_object (
      jm_file_lock_take (lock_path, JM_LIMIT_LOCK_SECONDS, services->clock, cancellable),
      &local_error);
  if (lock != NULL)
    secret = read_secret (services, name, cancellable, &local_error);
  if (local_error == NULL)
    dex_await (jm_keyring_clear (services->keyring, name, cancellable), &local_error);
  if (local_error != NULL)
    {
      /* The account stays as it was, so it needs somebody who watches. */
      jm_accounts_renew_keeper (self, keeper, NULL);
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  farewell->secret_removed = TRUE;
  farewell->revoked = ask_to_revoke (services, account, secret, cancellable);
  remove_client (self, keeper, secret);
  return TRUE;
}

/* --- the way there */

static gboolean
is_cloud (JmAccount *account)
{
  return jm_account_get_flavor (account) == JM_JIRA_CLOUD;
}

/* Whether another account needs what leads to @key, or, with @key NULL, to Atlassian's cloud */
static gboolean
is_needed_elsewhere (JmAccounts *self,
                     JmAccount  *but,
                     const char *key)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self)); i++)
    {
      g_autoptr (JmAccount) account = g_list_model_get_item (G_LIST_MODEL (self), i);
      g_autofree char *other = jm_network_dup_key (jm_account_get_site_url (account));

      if (account != but && (key != NULL ? g_strcmp0 (key, other) == 0 : is_cloud (account)))
        return TRUE;
    }

  return FALSE;
}

/* Awaits. What was allowed for a site goes with its last account, a client certificate's key too. */
static gboolean
forget_way (JmAccounts  *self,
            JmAccount   *account,
            GError     **error)
{
  JmNetworkKeeper *networks = jm_accounts_get_services (self)->networks;
  g_autofree char *key = jm_network_dup_key (jm_account_get_site_url (account));

  if (key != NULL && !is_needed_elsewhere (self, account, key) &&
      !dex_await (jm_network_keeper_forget_site (networks, key, NULL), error))
    return FALSE;
  if (!is_cloud (account) || is_needed_elsewhere (self, account, NULL))
    return TRUE;

  return dex_await (jm_network_keeper_forget_site (networks, JM_NETWORK_CLOUD, NULL), error);
}

/* --- the data */

static gboolean
remove_data (JmAccounts  *self,
             JmAccount   *account,
             gboolean     shared,
             GError     **error)
{
  JmServices *services = jm_accounts_get_services (self);
  JmStateStore *state = services->state;
  const char *credential_id = jm_token_keeper_get_id (jm_account_get_keeper (account));

  if (!forget_way (self, account, error) ||
      !dex_await (jm_account_remove_store (account), error) ||
      !dex_await (jm_state_store_remove_account (state, jm_account_get_id (account)), error))
    return FALSE;

  jm_settings_forget_account (services->settings, jm_account_get_id (account));
  return shared || dex_await (jm_state_store_remove_credential (state, credential_id), error);
}

/* --- what is told */

static char *
dup_revoke_url (JmAccount *account)
{
  switch (jm_account_get_kind (account))
    {
    case JM_CREDENTIAL_OAUTH:
      return g_strdup (REVOKE_OAUTH_URL);

    case JM_CREDENTIAL_API_TOKEN:
      return g_strdup (REVOKE_API_TOKEN_URL);

    case JM_CREDENTIAL_PAT:
      return g_strconcat (jm_account_get_site_url (account), REVOKE_PAT_PATH, NULL);

    default:
      return NULL;
    }
}

static const char *
get_revocation_sentence (JmCredentialKind  kind,
                         const JmFarewell *farewell)
{
  if (farewell->shared)
    return _("The sign-in itself stays, because another account still uses it.");
  if (farewell->revoked)
    return _("Atlassian accepted the request to revoke the access; the page of your connected "
              "apps shows whether it did.");

  switch (kind)
    {
    case JM_CREDENTIAL_OAUTH:
      return _("The access could not be revoked from here: you can do it on the page of your "
                "connected apps.");

    case JM_CREDENTIAL_API_TOKEN:
      return _("The API token itself is still valid until you delete it on Atlassian’s page.");

    case JM_CREDENTIAL_PAT:
    default:
      return _("The token itself is still valid until you delete it in your Jira profile.");
    }
}

static void
compose (JmFarewell   *farewell,
         JmAccount    *account,
         const GError *data_error)
{
  const char *secret_sentence =
      farewell->secret_removed ? _("The secret was removed from the keyring.") : NULL;
  g_autofree char *data_sentence = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  data_sentence = farewell->data_removed ?
                      g_strdup (_("All stored data of this account was removed."))
                      /* Translators: the reason, a sentence without its full stop */
                      :
                      g_strdup_printf (_("Its stored data could not be removed: %s. Try again."),
                                       data_error->message);

  if (secret_sentence != NULL)
    g_string_append_printf (text, "%s ", secret_sentence);
  g_string_append_printf (text, "%s %s", data_sentence,
                          get_revocation_sentence (jm_account_get_kind (account), farewell));

  farewell->message = g_string_free (g_steal_pointer (&text), FALSE);
  if (!farewell->shared)
    farewell->revoke_url = dup_revoke_url (account);
}

/* --- the story */

static DexFuture *
disconnect_story (JmAccounts *self,
                  JmTurn     *turn)
{
  JmServices *services = jm_accounts_get_services (self);
  g_autoptr (JmTokenKeeper) keeper = g_object_ref (jm_account_get_keeper (turn->account));
  g_autoptr (JmFarewell) farewell = g_new0 (JmFarewell, 1);
  g_autoptr (GError) data_error = NULL;
  g_autoptr (GError) error = NULL;

  if (jm_accounts_count_users (self, keeper, FALSE) == 0)
    return dex_future_new_reject (JM_AUTH_ERROR, JM_AUTH_ERROR_INVALID,
                                  _("This account was disconnected already"));

  farewell->shared = jm_accounts_count_users (self, keeper, FALSE) > 1;
  if (!farewell->shared &&
      !remove_secret (self, turn->account, keeper, farewell, turn->cancellable, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));

  farewell->data_removed = remove_data (self, turn->account, farewell->shared, &data_error);
  compose (farewell, turn->account, data_error);
  if (!farewell->data_removed)
    {
      /* It stays in the list, without its secret, so that it can be tried again. */
      if (!farewell->shared)
        jm_accounts_renew_keeper (self, keeper, NULL);
      return dex_future_new_take_boxed (JM_TYPE_FAREWELL, g_steal_pointer (&farewell));
    }

  jm_accounts_drop (self, turn->account);
  jm_accounts_choose_primary (self, NULL);

  /* That it happened stays; who and where does not. The log is read anew, as the account's own
   * events left with it. */
  dex_await (jm_event_log_add (services->events, JM_EVENT_INFO, NULL, NULL, NULL,
                               _("An account was disconnected"), NULL),
             NULL);
  dex_await (jm_event_log_reload (services->events), NULL);
  dex_await (jm_state_store_scrub (services->state), NULL);
  return dex_future_new_take_boxed (JM_TYPE_FAREWELL, g_steal_pointer (&farewell));
}

/**
 * jm_accounts_disconnect:
 *
 * Stops the account's work and removes its secret, its store and its rows. A sign-in that other
 * accounts share keeps its secret. Cancelling helps until the secret is gone; after that the rest
 * is done anyway.
 *
 * Returns: (transfer full): resolves to a #JmFarewell; rejects with JM_AUTH_ERROR_KEYRING_LOCKED,
 *   …_UNAVAILABLE or …_LOST before anything of the account was removed
 */
DexFuture *
jm_accounts_disconnect (JmAccounts   *self,
                        JmAccount    *account,
                        GCancellable *cancellable)
{
  JmTurn *turn;

  dex_return_error_if_fail (JM_IS_ACCOUNTS (self));
  dex_return_error_if_fail (JM_IS_ACCOUNT (account));
  dex_return_error_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  turn = jm_turn_new (self, disconnect_story);
  turn->account = g_object_ref (account);
  g_set_object (&turn->cancellable, cancellable);
  return jm_turn_run (turn);
}
