/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "accounts/jm-sign-in-private.h"
#include "accounts/jm-site-choice-private.h"
#include "base/jm-limits.h"
#include "base/jm-random.h"

/*
 * JmSignIn: the story of one sign-in. Made for one dialog or one command, on the main context.
 *
 *   with_browser | with_api_token | with_pat  ──►  choices  ──►  finish  ──►  accounts
 *
 * The three ways are in jm-sign-in-browser.c and jm-sign-in-token.c, what keeps the result in
 * jm-sign-in-finish.c. Until finish() everything is in memory: who drops the object leaves no row
 * and no secret, and a grant that was given and not used is handed back (F64).
 */
G_DEFINE_FINAL_TYPE (JmSignIn, jm_sign_in, G_TYPE_OBJECT)

typedef enum
{
  PROP_AUTHORIZE_URL = 1,
  PROP_DEADLINE,
} JmSignInProperty;

static GParamSpec *properties[PROP_DEADLINE + 1];

/* --- what the ways share */

/* Whether a sign-in that is kept rests on the same grant: one grant exists per app and person, so
 * revoking the new one could end the old one too. */
static gboolean
grant_is_in_use (JmSignIn *self)
{
  guint n_accounts = g_list_model_get_n_items (G_LIST_MODEL (self->accounts));

  if (self->user_id != NULL)
    return jm_accounts_find_keeper (self->accounts, self->user_id, self->secret->client_id) != NULL;

  for (guint i = 0; i < n_accounts; i++)
    {
      g_autoptr (JmAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      if (g_strcmp0 (jm_token_keeper_get_client_id (jm_account_get_keeper (account)),
                     self->secret->client_id) == 0)
        return TRUE;
    }

  return FALSE;
}

/* Begins to give back a grant that was given and not used. Returns: (nullable): the future of it */
static DexFuture *
hand_back (JmSignIn     *self,
           GCancellable *cancellable)
{
  if (self->secret == NULL || self->secret->refresh_token == NULL || self->client == NULL ||
      grant_is_in_use (self))
    return NULL;

  return jm_oauth_revoke (self->services->oauth, self->client, self->secret->refresh_token,
                          cancellable);
}

static void
forget_rest (JmSignIn *self)
{
  g_clear_pointer (&self->secret, jm_secret_free);
  g_clear_pointer (&self->client, jm_oauth_client_free);
  g_clear_pointer (&self->user_id, g_free);
  g_clear_pointer (&self->user_name, g_free);
  g_clear_pointer (&self->api_base, g_free);
  g_clear_object (&self->choices);
  self->ends_at_ms = 0;
}

static void
forget (JmSignIn *self)
{
  DexFuture *handed_back = hand_back (self, NULL);

  if (handed_back != NULL)
    dex_future_disown (handed_back);
  forget_rest (self);
}

typedef struct
{
  JmClock      *clock;
  GCancellable *over;
  GCancellable *cancellable;
} Bound;

static void
bound_free (gpointer data)
{
  Bound *bound = data;

  g_object_unref (bound->clock);
  g_object_unref (bound->over);
  g_object_unref (bound->cancellable);
  g_free (bound);
}

static DexFuture *
bound_fiber (gpointer data)
{
  Bound *bound = data;

  if (dex_await (jm_sleep (bound->clock, JM_LIMIT_HAND_BACK_SECONDS, bound->over), NULL))
    g_cancellable_cancel (bound->cancellable);
  return dex_future_new_true ();
}

/* Awaits, but not for long: a command that was interrupted ends after this, and with it whatever was not sent yet. */
static void
forget_and_wait (JmSignIn *self)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GCancellable) over = g_cancellable_new ();
  DexFuture *handed_back = hand_back (self, cancellable);
  Bound *bound;

  forget_rest (self);
  if (handed_back == NULL)
    return;

  bound = g_new0 (Bound, 1);
  bound->clock = g_object_ref (self->services->clock);
  bound->over = g_object_ref (over);
  bound->cancellable = g_object_ref (cancellable);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, bound_fiber, bound, bound_free));
  dex_await (handed_back, NULL);
  g_cancellable_cancel (over);
}

gboolean
jm_sign_in_enter (JmSignIn  *self,
                  GError   **error)
{
  if (self->busy)
    {
      g_set_error_literal (error, JM_AUTH_ERROR, JM_AUTH_ERROR_INVALID,
                           _("This sign-in is already under way"));
      return FALSE;
    }

  forget (self);
  self->busy = TRUE;
  self->choices = g_list_store_new (JM_TYPE_SITE_CHOICE);
  return TRUE;
}

DexFuture *
jm_sign_in_leave (JmSignIn *self,
                  GError   *error)
{
  self->busy = FALSE;
  if (error == NULL)
    return dex_future_new_take_object (g_object_ref (self->choices));

  forget_and_wait (self);
  return dex_future_new_for_error (error);
}

void
jm_sign_in_show_url (JmSignIn   *self,
                     const char *url,
                     gint64      deadline_ms)
{
  g_object_freeze_notify (G_OBJECT (self));
  if (self->deadline_ms != deadline_ms)
    {
      self->deadline_ms = deadline_ms;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DEADLINE]);
    }
  if (g_set_str (&self->authorize_url, url))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AUTHORIZE_URL]);
  g_object_thaw_notify (G_OBJECT (self));
}

JsonNode *
jm_sign_in_get_json (JmSignIn      *self,
                     const char    *url,
                     const char    *authorization,
                     GCancellable  *cancellable,
                     GError       **error)
{
  g_autoptr (JmHttpRequest) request = jm_http_request_new ("GET", url);
  g_autoptr (JmHttpResponse) response = NULL;
  g_autoptr (GError) local_error = NULL;
  JsonNode *node;

  jm_http_request_set_header (request, "Accept", "application/json");
  if (authorization != NULL)
    jm_http_request_set_authorization (request, authorization);

  if (!(response = dex_await_boxed (jm_http_send (self->services->http, request, cancellable),
                                    &local_error)))
    {
      g_propagate_error (error, jm_jira_error_for_transport (g_steal_pointer (&local_error)));
      return NULL;
    }
  if ((local_error = jm_jira_error_for_response (response)) != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  if (!(node = jm_json_parse (jm_http_response_get_body (response), 0, &local_error)))
    g_set_error (error, JM_JIRA_ERROR, JM_JIRA_ERROR_BROKEN,
                 _("The answer from %s makes no sense: %s"), url, local_error->message);
  return node;
}

gboolean
jm_sign_in_take_myself (JmSignIn  *self,
                        JsonNode  *myself,
                        GError   **error)
{
  const char *id = jm_json_get_string (myself, "accountId", NULL);

  if (id == NULL)
    id = jm_json_get_string (myself, "key", jm_json_get_string (myself, "name", NULL));
  if (id == NULL)
    {
      g_set_error_literal (error, JM_JIRA_ERROR, JM_JIRA_ERROR_BROKEN,
                           _("Jira did not say who signed in"));
      return FALSE;
    }

  g_set_str (&self->user_id, id);
  g_set_str (&self->user_name, jm_json_get_string (myself, "displayName", id));
  return TRUE;
}

void
jm_sign_in_offer (JmSignIn   *self,
                  JmJiraSite *site,
                  gboolean    only)
{
  JmAccount *account = jm_accounts_find_site (self->accounts, jm_jira_site_get_cloud_id (site),
                                              jm_jira_site_get_url (site), self->user_id);
  /* Never "the first one": a choice is made for the person only where there is none. */
  gboolean chosen = self->again != NULL ? account == self->again : only && account == NULL;
  g_autoptr (JmSiteChoice) choice = jm_site_choice_new (site, account, chosen);

  g_list_store_append (self->choices, choice);
}

/* --- GObject */

static void
jm_sign_in_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  JmSignIn *self = JM_SIGN_IN (object);

  switch ((JmSignInProperty) prop_id)
    {
    case PROP_AUTHORIZE_URL:
      g_value_set_string (value, self->authorize_url);
      break;

    case PROP_DEADLINE:
      g_value_set_int64 (value, self->deadline_ms);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_sign_in_dispose (GObject *object)
{
  JmSignIn *self = JM_SIGN_IN (object);

  if (self->services != NULL)
    forget (self);
  g_clear_object (&self->waiting);
  g_clear_object (&self->again);
  g_clear_object (&self->accounts);
  g_clear_object (&self->services);

  G_OBJECT_CLASS (jm_sign_in_parent_class)->dispose (object);
}

static void
jm_sign_in_finalize (GObject *object)
{
  JmSignIn *self = JM_SIGN_IN (object);

  g_clear_pointer (&self->authorize_url, g_free);
  g_clear_pointer (&self->redirect_uri, g_free);
  g_clear_pointer (&self->state, jm_wipe_free);
  g_clear_pointer (&self->code, jm_wipe_free);
  g_clear_pointer (&self->refused, g_hash_table_unref);
  g_clear_error (&self->redirect_error);

  G_OBJECT_CLASS (jm_sign_in_parent_class)->finalize (object);
}

static void
jm_sign_in_class_init (JmSignInClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = jm_sign_in_get_property;
  object_class->dispose = jm_sign_in_dispose;
  object_class->finalize = jm_sign_in_finalize;

  /* The page to open, while a browser is waited for; else NULL */
  properties[PROP_AUTHORIZE_URL] = g_param_spec_string ("authorize-url", NULL, NULL, NULL, flags);
  /* Until when it is waited for, wall ms; 0 when it is not */
  properties[PROP_DEADLINE] = g_param_spec_int64 ("deadline", NULL, NULL, 0, G_MAXINT64, 0, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
jm_sign_in_init (JmSignIn *self)
{
  self->refused = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/* --- public */

JmSignIn *
jm_sign_in_new (JmServices *services,
                JmAccounts *accounts,
                JmAccount  *again)
{
  JmSignIn *self;

  g_return_val_if_fail (JM_IS_SERVICES (services), NULL);
  g_return_val_if_fail (JM_IS_ACCOUNTS (accounts), NULL);
  g_return_val_if_fail (again == NULL || JM_IS_ACCOUNT (again), NULL);

  self = g_object_new (JM_TYPE_SIGN_IN, NULL);
  self->services = g_object_ref (services);
  self->accounts = g_object_ref (accounts);
  g_set_object (&self->again, again);
  return self;
}

DexFuture *
jm_sign_in_discover (JmSignIn     *self,
                     const char   *address,
                     GCancellable *cancellable)
{
  dex_return_error_if_fail (JM_IS_SIGN_IN (self));
  dex_return_error_if_fail (address != NULL);

  return jm_jira_site_discover (self->services->http, address, cancellable);
}

const char *
jm_sign_in_get_authorize_url (JmSignIn *self)
{
  g_return_val_if_fail (JM_IS_SIGN_IN (self), NULL);

  return self->authorize_url;
}

gint64
jm_sign_in_get_deadline_ms (JmSignIn *self)
{
  g_return_val_if_fail (JM_IS_SIGN_IN (self), 0);

  return self->deadline_ms;
}

const char *
jm_sign_in_get_user_name (JmSignIn *self)
{
  g_return_val_if_fail (JM_IS_SIGN_IN (self), NULL);

  return self->user_name;
}
