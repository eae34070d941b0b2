/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "accounts/jm-sign-in-private.h"
#include "base/jm-random.h"

/*
 * Keeping a sign-in: the secret first, read back from the keyring, then the credential's row, then
 * a row for each site. A step that fails takes back those before it.
 *
 * The same person with the same OAuth app has one credential, however often they sign in: the new
 * grant renews it (jm_token_keeper_adopt()), and sites that were added later join it.
 */

typedef struct
{
  JmSignIn     *sign_in;
  GCancellable *cancellable;
} Finish;

static void
finish_free (gpointer data)
{
  Finish *job = data;

  g_clear_object (&job->sign_in);
  g_clear_object (&job->cancellable);
  g_free (job);
}

/* --- may it be kept? */

static gboolean
check_person (JmSignIn  *self,
              GError   **error)
{
  if (self->again == NULL || g_strcmp0 (self->user_id, jm_account_get_user_id (self->again)) == 0)
    return TRUE;

  g_set_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_OTHER_PERSON,
               /* Translators: the person who signed in just now, the site, the person whose account
                * it is */
               _("You signed in as %s, but %s is the account of %s. Sign in as %s, or add another "
                  "account."),
               self->user_name, jm_account_get_name (self->again),
               jm_account_get_user_name (self->again), jm_account_get_user_name (self->again));
  return FALSE;
}

/* What becomes an account: the chosen sites. Sets @reaches_again when the site of the account that
 * signs in again is among those that the grant reaches. */
static GPtrArray *
collect_sites (JmSignIn  *self,
               gboolean  *reaches_again,
               GError   **error)
{
  g_autoptr (GPtrArray) sites = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->choices)); i++)
    {
      g_autoptr (JmSiteChoice) choice = g_list_model_get_item (G_LIST_MODEL (self->choices), i);
      JmJiraSite *site = jm_site_choice_get_site (choice);
      JmAccount *account = jm_accounts_find_site (self->accounts, jm_jira_site_get_cloud_id (site),
                                                  jm_jira_site_get_url (site), self->user_id);

      if (account != NULL && account == self->again)
        *reaches_again = TRUE;
      else if (jm_site_choice_is_chosen (choice) && account != NULL)
        {
          g_set_error (
              error, JM_AUTH_ERROR, JM_AUTH_ERROR_DUPLICATE,
              /* Translators: the name of a site, the name of a person */
              _("%s is there already, as %s. To renew it, sign in again from that account."),
              jm_account_get_name (account), jm_account_get_user_name (account));
          return NULL;
        }
      else if (jm_site_choice_is_chosen (choice))
        g_ptr_array_add (sites, g_object_ref (site));
    }

  return g_steal_pointer (&sites);
}

static GPtrArray *
check_choices (JmSignIn  *self,
               GError   **error)
{
  g_autoptr (GPtrArray) sites = NULL;
  gboolean reaches_again = FALSE;

  if (self->busy || self->secret == NULL || self->choices == NULL)
    {
      g_set_error_literal (error, JM_AUTH_ERROR, JM_AUTH_ERROR_INVALID,
                           _("Nobody has signed in yet"));
      return NULL;
    }

  if (!check_person (self, error) || !(sites = collect_sites (self, &reaches_again, error)))
    return NULL;

  if (self->again != NULL && !reaches_again)
    {
      g_set_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_NO_SITE,
                   _("This sign-in does not reach %s. Choose that site on Atlassian’s page."),
                   jm_account_get_name (self->again));
      return NULL;
    }
  if (self->again == NULL && sites->len == 0)
    {
      g_set_error_literal (error, JM_AUTH_ERROR, JM_AUTH_ERROR_NO_SITE, _("No site is chosen"));
      return NULL;
    }

  return g_steal_pointer (&sites);
}

/* --- the credential */

static JmTokenKeeper *
find_keeper (JmSignIn *self)
{
  if (self->again != NULL)
    return g_object_ref (jm_account_get_keeper (self->again));

  if (self->secret->kind == JM_CREDENTIAL_OAUTH)
    {
      JmTokenKeeper *keeper =
          jm_accounts_find_keeper (self->accounts, self->user_id, self->secret->client_id);

      return keeper != NULL ? g_object_ref (keeper) : NULL;
    }

  return NULL;
}

static JmTokenKeeper *
make_keeper (JmSignIn *self)
{
  g_autoptr (JmCredentialRow) row = g_new0 (JmCredentialRow, 1);

  row->id = jm_random_uuid ();
  row->kind = g_strdup (jm_credential_kind_to_nick (self->secret->kind));
  row->user_id = g_strdup (self->user_id);
  row->user_name = g_strdup (self->user_name);
  row->client_id = g_strdup (self->secret->client_id);
  row->scopes = g_strdup (self->secret->scopes);
  row->consented_at_ms = jm_clock_get_wall_ms (self->services->clock);
  row->expires_at_ms = self->secret->expires_at_ms;
  row->ends_at_ms = self->ends_at_ms;
  row->trouble = g_strdup (jm_trouble_get_info (JM_TROUBLE_OK)->nick);
  return jm_token_keeper_new (self->services, row);
}

/* Awaits. A refresh needs the app that signed in, also when the environment that named it is gone
 * by then. Sets @item when the secret of the app was added to the keyring. */
static gboolean
keep_client (JmSignIn      *self,
             GCancellable  *cancellable,
             char         **item,
             GError       **error)
{
  JmKeyring *keyring = self->services->keyring;
  g_autofree char *name = NULL;
  g_autoptr (GError) local_error = NULL;
  char *known;

  if (self->client == NULL || g_str_equal (self->client->client_id, OAUTH_CLIENT_ID))
    return TRUE;

  name = g_strconcat ("oauth-client/", self->client->client_id, NULL);
  known = dex_await_string (jm_keyring_lookup (keyring, name, cancellable), &local_error);
  if (known != NULL && g_str_equal (known, self->client->client_secret))
    {
      jm_wipe_free (known);
      return TRUE;
    }
  if (local_error != NULL &&
      !g_error_matches (local_error, JM_AUTH_ERROR, JM_AUTH_ERROR_SECRET_MISSING))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  if (known == NULL)
    *item = g_strdup (name);
  jm_wipe_free (known);
  return dex_await (jm_keyring_store (keyring, name, _("Jira Monitor: OAuth app"),
                                      self->client->client_secret, cancellable),
                    error);
}

/* Awaits. Best effort: the error that brought us here is the one that is told. */
static void
take_back_credential (JmSignIn      *self,
                      JmTokenKeeper *keeper,
                      const char    *client_item)
{
  const char *id = jm_token_keeper_get_id (keeper);
  g_autofree char *name = g_strconcat ("credential/", id, NULL);

  if (client_item != NULL)
    dex_await (jm_keyring_clear (self->services->keyring, client_item, NULL), NULL);
  dex_await (jm_token_keeper_stop (keeper), NULL);
  dex_await (jm_keyring_clear (self->services->keyring, name, NULL), NULL);
  dex_await (jm_state_store_remove_credential (self->services->state, id), NULL);
}

/* --- the accounts */

static JmAccountRow *
make_row (JmSignIn      *self,
          JmTokenKeeper *keeper,
          JmJiraSite    *site)
{
  JmAccountRow *row = g_new0 (JmAccountRow, 1);

  row->id = jm_random_uuid ();
  row->credential_id = g_strdup (jm_token_keeper_get_id (keeper));
  row->flavor =
      g_strdup (jm_jira_site_get_flavor (site) == JM_JIRA_CLOUD ? "cloud" : "data-center");
  row->site_url = g_strdup (jm_jira_site_get_url (site));
  row->api_base =
      self->api_base != NULL ?
          g_strdup (self->api_base) :
          jm_oauth_dup_site_base (self->services->oauth, jm_jira_site_get_cloud_id (site));
  row->cloud_id = g_strdup (jm_jira_site_get_cloud_id (site));
  row->name = g_strdup (jm_jira_site_get_name (site) != NULL ? jm_jira_site_get_name (site) :
                                                               jm_jira_site_get_host (site));
  row->avatar_url = g_strdup (jm_jira_site_get_avatar_url (site));
  row->user_id = g_strdup (self->user_id);
  row->user_name = g_strdup (self->user_name);
  row->added_at_ms = jm_clock_get_wall_ms (self->services->clock);
  row->active = TRUE;
  return row;
}

/* Awaits. The keeper tells of the sign-in itself; a site that joins it is worth a line of its
 * own. */
static void
tell (JmSignIn  *self,
      JmAccount *account)
{
  /* Translators: the name of a person */
  g_autofree char *message = g_strdup_printf (_("Added to the sign-in of %s"), self->user_name);

  dex_await (jm_event_log_add (self->services->events, JM_EVENT_INFO,
                               jm_token_keeper_get_id (jm_account_get_keeper (account)),
                               jm_account_get_id (account), jm_account_get_name (account), message,
                               NULL),
             NULL);
}

/* Awaits. An account for each of @rows, or none. */
static gboolean
add_accounts (JmSignIn       *self,
              JmTokenKeeper  *keeper,
              GPtrArray      *rows,
              GListStore     *accounts,
              GError        **error)
{
  for (guint i = 0; i < rows->len; i++)
    {
      g_autoptr (JmAccount) account = dex_await_object (
          jm_accounts_add (self->accounts, keeper, g_ptr_array_index (rows, i)), error);

      if (account == NULL)
        {
          for (guint j = 0; j < g_list_model_get_n_items (G_LIST_MODEL (accounts)); j++)
            {
              g_autoptr (JmAccount) added = g_list_model_get_item (G_LIST_MODEL (accounts), j);

              dex_await (jm_accounts_take_back (self->accounts, added), NULL);
            }
          g_list_store_remove_all (accounts);
          return FALSE;
        }
      g_list_store_append (accounts, account);
    }

  return TRUE;
}

/* Awaits. The account that signed in again keeps all it has; names and address are as the sign-in
 * found them. */
static gboolean
renew_account (JmSignIn  *self,
               GError   **error)
{
  g_autoptr (JmAccountRow) row = jm_account_dup_row (self->again);

  g_set_str (&row->user_name, self->user_name);
  if (self->api_base != NULL)
    g_set_str (&row->api_base, self->api_base);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->choices)); i++)
    {
      g_autoptr (JmSiteChoice) choice = g_list_model_get_item (G_LIST_MODEL (self->choices), i);
      JmJiraSite *site = jm_site_choice_get_site (choice);

      if (jm_site_choice_get_account (choice) != self->again)
        continue;
      if (jm_jira_site_get_name (site) != NULL)
        g_set_str (&row->name, jm_jira_site_get_name (site));
      if (jm_jira_site_get_avatar_url (site) != NULL)
        g_set_str (&row->avatar_url, jm_jira_site_get_avatar_url (site));
    }

  return dex_await (jm_accounts_put (self->accounts, self->again, row), error);
}

/* --- the story */

/* The first event of a new sign-in names the first of its accounts. */
static void
name_keeper (JmTokenKeeper      *keeper,
             const JmAccountRow *row)
{
  jm_token_keeper_set_site (
      keeper, g_str_equal (row->flavor, "cloud") ? JM_JIRA_CLOUD : JM_JIRA_DATA_CENTER,
      row->api_base, row->id, row->name);
}

static gboolean
keep (JmSignIn      *self,
      GPtrArray     *sites,
      GListStore    *accounts,
      GCancellable  *cancellable,
      GError       **error)
{
  g_autoptr (JmTokenKeeper) keeper = find_keeper (self);
  g_autoptr (GPtrArray) rows =
      g_ptr_array_new_with_free_func ((GDestroyNotify) jm_account_row_free);
  g_autofree char *client_item = NULL;
  gboolean is_new = keeper == NULL;

  if (is_new)
    keeper = make_keeper (self);
  for (guint i = 0; i < sites->len; i++)
    g_ptr_array_add (rows, make_row (self, keeper, g_ptr_array_index (sites, i)));
  if (is_new)
    name_keeper (keeper, g_ptr_array_index (rows, 0));

  if (!keep_client (self, cancellable, &client_item, error) ||
      !dex_await (jm_token_keeper_adopt (keeper, self->secret, self->ends_at_ms, cancellable),
                  error) ||
      !add_accounts (self, keeper, rows, accounts, error))
    {
      if (is_new)
        take_back_credential (self, keeper, client_item);
      return FALSE;
    }

  for (guint i = is_new ? 1 : 0; i < rows->len; i++)
    {
      g_autoptr (JmAccount) account = g_list_model_get_item (G_LIST_MODEL (accounts), i);

      tell (self, account);
    }

  /* From here it is kept. The secret is in the keyring, so the grant must not be handed back when
   * this object goes. */
  g_clear_pointer (&self->secret, jm_secret_free);
  return TRUE;
}

static DexFuture *
finish_fiber (gpointer data)
{
  Finish *job = data;
  JmSignIn *self = job->sign_in;
  g_autoptr (GListStore) accounts = g_list_store_new (JM_TYPE_ACCOUNT);
  g_autoptr (GPtrArray) sites = NULL;
  g_autoptr (GError) error = NULL;
  gboolean ok;

  if (!(sites = check_choices (self, &error)))
    return dex_future_new_for_error (g_steal_pointer (&error));

  self->busy = TRUE;
  ok = keep (self, sites, accounts, job->cancellable, &error);
  self->busy = FALSE;
  if (!ok)
    return dex_future_new_for_error (g_steal_pointer (&error));

  if (self->again != NULL)
    {
      if (!renew_account (self, &error))
        return dex_future_new_for_error (g_steal_pointer (&error));
      g_list_store_insert (accounts, 0, self->again);
    }

  return dex_future_new_take_object (g_steal_pointer (&accounts));
}

/**
 * jm_sign_in_finish:
 *
 * Keeps what was found: an account for each chosen site, or the one that signed in again.
 *
 * Returns: (transfer full): resolves to a #GListModel of #JmAccount; rejects with
 *   JM_AUTH_ERROR_DUPLICATE, …_OTHER_PERSON, …_NO_SITE, a keyring's JM_AUTH_ERROR or
 *   JM_STORE_ERROR, and then nothing was kept; the choices can be changed and it can be called
 *   again
 */
DexFuture *
jm_sign_in_finish (JmSignIn     *self,
                   GCancellable *cancellable)
{
  Finish *job;

  dex_return_error_if_fail (JM_IS_SIGN_IN (self));
  dex_return_error_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  job = g_new0 (Finish, 1);
  job->sign_in = g_object_ref (self);
  g_set_object (&job->cancellable, cancellable);
  return dex_scheduler_spawn (NULL, 0, finish_fiber, job, finish_free);
}
