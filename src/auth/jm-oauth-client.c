/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "auth/jm-oauth.h"

#include <glib/gi18n-lib.h>

#include "base/jm-random.h"
#include "base/jm-settings.h"

/*
 * JmOauthClient: which OAuth app we act as. Three places are looked at, in this order: the
 * environment (for developers), the person's own app (its id in the settings, its secret in the
 * keyring), the app that was built in (by a distributor).
 */

G_DEFINE_BOXED_TYPE (JmOauthClient, jm_oauth_client, jm_oauth_client_copy, jm_oauth_client_free)

typedef struct
{
  GSettings *settings;
  JmKeyring *keyring;
  JmOauthClient *client; /* to save */
  char *client_id;       /* to find, or NULL for any */
  GCancellable *cancellable;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_object (&job->settings);
  g_clear_object (&job->keyring);
  g_clear_pointer (&job->client, jm_oauth_client_free);
  g_clear_pointer (&job->client_id, g_free);
  g_clear_object (&job->cancellable);
  g_free (job);
}

static Job *
job_new (GSettings    *settings,
         JmKeyring    *keyring,
         GCancellable *cancellable)
{
  Job *job = g_new0 (Job, 1);

  g_set_object (&job->settings, settings);
  g_set_object (&job->keyring, keyring);
  g_set_object (&job->cancellable, cancellable);
  return job;
}

static char *
item_name (const char *client_id)
{
  return g_strconcat ("oauth-client/", client_id, NULL);
}

static gboolean
is_wanted (const Job  *job,
           const char *client_id)
{
  return client_id != NULL && *client_id != '\0' &&
         (job->client_id == NULL || g_str_equal (job->client_id, client_id));
}

static char *
dup_redirect_uri (GSettings *settings)
{
  g_autofree char *uri = NULL;

  if (settings != NULL)
    uri = g_settings_get_string (settings, JM_SETTING_REDIRECT_URI);
  if (uri == NULL || *uri == '\0')
    return g_strdup (JM_OAUTH_REDIRECT_URI);
  return g_steal_pointer (&uri);
}

static JmOauthClient *
client_from_environment (const Job *job)
{
  g_autofree char *stored = NULL;
  const char *id = g_getenv ("JIRA_CLIENT_ID");
  const char *secret = g_getenv ("JIRA_CLIENT_SECRET");
  const char *redirect_uri = g_getenv ("JIRA_REDIRECT_URI");

  if (!is_wanted (job, id) || secret == NULL || *secret == '\0')
    return NULL;
  if (redirect_uri == NULL || *redirect_uri == '\0')
    redirect_uri = stored = dup_redirect_uri (job->settings);
  return jm_oauth_client_new (id, secret, redirect_uri);
}

/* NULL without an error: there is none. A keyring that can't be read is an error, and never "there
 * is none". */
static JmOauthClient *
client_of_the_person (const Job  *job,
                      GError    **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *id = NULL;
  g_autofree char *name = NULL;
  g_autofree char *redirect_uri = NULL;
  JmOauthClient *client;
  char *secret;

  /* The app that signed in once may not be the one in the settings any more; its secret may still
   * be there. */
  if (job->client_id != NULL)
    id = g_strdup (job->client_id);
  else if (job->settings != NULL)
    id = g_settings_get_string (job->settings, JM_SETTING_OAUTH_CLIENT_ID);
  if (id == NULL || *id == '\0')
    return NULL;

  name = item_name (id);
  secret = dex_await_string (jm_keyring_lookup (job->keyring, name, job->cancellable), &local);
  if (g_error_matches (local, JM_AUTH_ERROR, JM_AUTH_ERROR_SECRET_MISSING))
    return NULL;
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }

  redirect_uri = dup_redirect_uri (job->settings);
  client = jm_oauth_client_new (id, secret, redirect_uri);
  jm_wipe_free (secret);
  return client;
}

static JmOauthClient *
client_built_in (const Job *job)
{
  g_autofree char *redirect_uri = NULL;

  if (!is_wanted (job, OAUTH_CLIENT_ID))
    return NULL;
  redirect_uri = dup_redirect_uri (job->settings);
  return jm_oauth_client_new (OAUTH_CLIENT_ID, OAUTH_CLIENT_SECRET, redirect_uri);
}

static DexFuture *
find_fiber (gpointer data)
{
  g_autoptr (GError) error = NULL;
  JmOauthClient *client;
  Job *job = data;

  client = client_from_environment (job);
  /* The built-in app needs no keyring, so that a locked one does not stand in the way of signing in
   * with it. */
  if (client == NULL && job->client_id != NULL)
    client = client_built_in (job);
  if (client == NULL)
    client = client_of_the_person (job, &error);
  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  if (client == NULL)
    client = client_built_in (job);
  if (client == NULL)
    return dex_future_new_reject (
        JM_AUTH_ERROR, JM_AUTH_ERROR_CLIENT_MISSING,
        job->client_id != NULL ?
            _("The secret of the OAuth app that signed in is not known any more") :
            _("No OAuth app is set up yet"));
  return dex_future_new_take_boxed (JM_TYPE_OAUTH_CLIENT, client);
}

static DexFuture *
save_fiber (gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;
  Job *job = data;

  name = item_name (job->client->client_id);
  if (!dex_await (jm_keyring_store (job->keyring, name, _("Jira Monitor: OAuth app"),
                                    job->client->client_secret, job->cancellable),
                  &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  g_settings_set_string (job->settings, JM_SETTING_OAUTH_CLIENT_ID, job->client->client_id);
  g_settings_set_string (job->settings, JM_SETTING_REDIRECT_URI, job->client->redirect_uri);
  return dex_future_new_true ();
}

/**
 * jm_oauth_client_new:
 * @client_id: as the developer console shows it
 * @client_secret: likewise
 * @redirect_uri: the callback URL, exactly as registered
 *
 * Returns: (transfer full): an immutable client; its secret is wiped when it is freed.
 */
JmOauthClient *
jm_oauth_client_new (const char *client_id,
                     const char *client_secret,
                     const char *redirect_uri)
{
  JmOauthClient *self;

  g_return_val_if_fail (client_id != NULL, NULL);
  g_return_val_if_fail (client_secret != NULL, NULL);
  g_return_val_if_fail (redirect_uri != NULL, NULL);

  self = g_new0 (JmOauthClient, 1);
  self->client_id = g_strdup (client_id);
  self->client_secret = g_strdup (client_secret);
  self->redirect_uri = g_strdup (redirect_uri);
  return self;
}

/**
 * jm_oauth_client_copy:
 * @self: a client
 *
 * Returns: (transfer full): another one with the same content.
 */
JmOauthClient *
jm_oauth_client_copy (const JmOauthClient *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return jm_oauth_client_new (self->client_id, self->client_secret, self->redirect_uri);
}

/**
 * jm_oauth_client_free:
 * @self: (transfer full): a client
 */
void
jm_oauth_client_free (JmOauthClient *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->client_id);
  jm_wipe_free (self->client_secret);
  g_free (self->redirect_uri);
  g_free (self);
}

/**
 * jm_oauth_client_find:
 * @settings: (nullable): the person's settings
 * @keyring: where the secret of the person's own app lies
 * @client_id: (nullable): only this app: a refresh must use the one that signed in
 * @cancellable: (nullable): ends the wait
 *
 * Returns: (transfer full): resolves to a JmOauthClient. Rejects with JM_AUTH_ERROR_CLIENT_MISSING
 *   when there is none, or with the keyring's error when the keyring can't tell.
 */
DexFuture *
jm_oauth_client_find (GSettings    *settings,
                      JmKeyring    *keyring,
                      const char   *client_id,
                      GCancellable *cancellable)
{
  Job *job;

  dex_return_error_if_fail (settings == NULL || G_IS_SETTINGS (settings));
  dex_return_error_if_fail (JM_IS_KEYRING (keyring));

  job = job_new (settings, keyring, cancellable);
  job->client_id = g_strdup (client_id);
  return dex_scheduler_spawn (NULL, 0, find_fiber, job, job_free);
}

/**
 * jm_oauth_client_save:
 * @self: the person's own app
 * @settings: gets its id and redirect URI
 * @keyring: gets its secret
 * @cancellable: (nullable): ends the wait
 *
 * Returns: (transfer full): resolves to TRUE; rejects with a keyring's error, and then the settings
 *   are as before.
 */
DexFuture *
jm_oauth_client_save (const JmOauthClient *self,
                      GSettings           *settings,
                      JmKeyring           *keyring,
                      GCancellable        *cancellable)
{
  Job *job;

  dex_return_error_if_fail (self != NULL);
  dex_return_error_if_fail (G_IS_SETTINGS (settings));
  dex_return_error_if_fail (JM_IS_KEYRING (keyring));

  job = job_new (settings, keyring, cancellable);
  job->client = jm_oauth_client_copy (self);
  return dex_scheduler_spawn (NULL, 0, save_fiber, job, job_free);
}
