/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jira/jm-jira-client-private.h"

#include <string.h>

#include "base/jm-limits.h"

/*
 * JmJiraClient: one site's REST, reached with one sign-in. What it is asked becomes a fiber of
 * jm-jira-call.c; what limits, faults and removals teach is kept in a JmJiraGate, which a client shares
 * with those that were made from it, and which speaks through all of them.
 */

G_DEFINE_FINAL_TYPE (JmJiraClient, jm_jira_client, G_TYPE_OBJECT)

typedef enum
{
  PROP_PAUSED_UNTIL = 1,
  PROP_RESTS_UNTIL,
  PROP_WINDOWS,
  PROP_BUDGET,
} JmJiraClientProperty;

static GParamSpec *properties[PROP_BUDGET + 1];
static guint removal_signal;

/* The gate has the same properties by the same names. */
static void
gate_changed_cb (JmJiraClient *self,
                 GParamSpec   *pspec)
{
  g_object_notify (G_OBJECT (self), pspec->name);
}

static void
removal_cb (JmJiraClient  *self,
            JmJiraRemoval *removal)
{
  g_signal_emit (self, removal_signal, 0, removal);
}

static void
use_gate (JmJiraClient *self,
          JmJiraGate   *gate)
{
  self->gate = g_object_ref (gate);
  g_signal_connect_object (gate, "notify", G_CALLBACK (gate_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gate, "removal", G_CALLBACK (removal_cb), self, G_CONNECT_SWAPPED);
}

static void
jm_jira_client_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  JmJiraClient *self = JM_JIRA_CLIENT (object);

  switch ((JmJiraClientProperty) prop_id)
    {
    case PROP_PAUSED_UNTIL:
      g_value_set_int64 (value, jm_jira_client_get_paused_until_ms (self));
      break;

    case PROP_RESTS_UNTIL:
      g_value_set_int64 (value, jm_jira_client_get_rests_until_ms (self));
      break;

    case PROP_WINDOWS:
      g_value_take_string (value, jm_jira_client_dup_windows (self));
      break;

    case PROP_BUDGET:
      g_value_set_boxed (value, jm_jira_client_get_budget (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_jira_client_finalize (GObject *object)
{
  JmJiraClient *self = JM_JIRA_CLIENT (object);

  g_clear_object (&self->http);
  g_clear_object (&self->clock);
  g_clear_object (&self->authorizer);
  g_clear_object (&self->gate);
  g_clear_pointer (&self->api_base, g_free);

  G_OBJECT_CLASS (jm_jira_client_parent_class)->finalize (object);
}

static void
jm_jira_client_class_init (JmJiraClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags =
      G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = jm_jira_client_get_property;
  object_class->finalize = jm_jira_client_finalize;

  /* Wall ms until which nothing may be sent, or 0; notified when the server closes it. */
  properties[PROP_PAUSED_UNTIL] =
      g_param_spec_int64 ("paused-until", NULL, NULL, 0, G_MAXINT64, 0, flags);
  /* Wall ms until which the background leaves the site alone, or 0; notified when that begins, and
   * when an answer ends it early. */
  properties[PROP_RESTS_UNTIL] =
      g_param_spec_int64 ("rests-until", NULL, NULL, 0, G_MAXINT64, 0, flags);
  /* As jm_jira_client_dup_windows(); notified when the server closes one, not when one opens. */
  properties[PROP_WINDOWS] = g_param_spec_string ("windows", NULL, NULL, NULL, flags);
  /* What the rate limits leave, an array of JmRateBudget */
  properties[PROP_BUDGET] = g_param_spec_boxed ("budget", NULL, NULL, G_TYPE_PTR_ARRAY, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  removal_signal = g_signal_new ("removal", JM_TYPE_JIRA_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, JM_TYPE_JIRA_REMOVAL);
}

static void
jm_jira_client_init (JmJiraClient *self)
{
}

/**
 * jm_jira_client_new:
 * @http: the session of the program
 * @clock: what waiting is measured with
 * @authorizer: who gives each request its Authorization header
 * @flavor: which REST is spoken there
 * @api_base: the address in front of "/rest"; the only place where the authorization goes
 *
 * Returns: (transfer full): a client with all windows open
 */
JmJiraClient *
jm_jira_client_new (JmHttp       *http,
                    JmClock      *clock,
                    JmAuthorizer *authorizer,
                    JmJiraFlavor  flavor,
                    const char   *api_base)
{
  JmJiraClient *self;
  g_autoptr (JmJiraGate) gate = NULL;

  g_return_val_if_fail (JM_IS_HTTP (http), NULL);
  g_return_val_if_fail (JM_IS_CLOCK (clock), NULL);
  g_return_val_if_fail (JM_IS_AUTHORIZER (authorizer), NULL);
  g_return_val_if_fail (api_base != NULL, NULL);

  self = g_object_new (JM_TYPE_JIRA_CLIENT, NULL);
  self->http = g_object_ref (http);
  self->clock = g_object_ref (clock);
  self->authorizer = g_object_ref (authorizer);
  self->flavor = flavor;
  self->api_base = g_strdup (api_base);
  while (g_str_has_suffix (self->api_base, "/"))
    self->api_base[strlen (self->api_base) - 1] = '\0';
  gate = jm_jira_gate_new (clock);
  use_gate (self, gate);

  return self;
}

/**
 * jm_jira_client_new_background:
 * @client: of the same site and sign-in; it need not stay
 *
 * While a request of a client in front is under way, from the call to its answer, none of the
 * background begins; those that run are left to their end. While the site rests after a row of faults,
 * what it is asked rejects at once with %JM_JIRA_ERROR_SERVER, and with the time in its message.
 *
 * Returns: (transfer full): a sister of @client that gives way
 */
JmJiraClient *
jm_jira_client_new_background (JmJiraClient *client)
{
  JmJiraClient *self;

  g_return_val_if_fail (JM_IS_JIRA_CLIENT (client), NULL);

  self = g_object_new (JM_TYPE_JIRA_CLIENT, NULL);
  self->http = g_object_ref (client->http);
  self->clock = g_object_ref (client->clock);
  self->authorizer = g_object_ref (client->authorizer);
  self->flavor = client->flavor;
  self->api_base = g_strdup (client->api_base);
  self->background = TRUE;
  use_gate (self, client->gate);

  return self;
}

gboolean
jm_jira_client_is_background (JmJiraClient *self)
{
  g_return_val_if_fail (JM_IS_JIRA_CLIENT (self), FALSE);

  return self->background;
}

/**
 * jm_jira_client_set_background_limit:
 * @n: 1 … JM_LIMIT_REQUESTS_PER_SITE
 *
 * For this client and all its sisters.
 */
void
jm_jira_client_set_background_limit (JmJiraClient *self,
                                     guint         n)
{
  g_return_if_fail (JM_IS_JIRA_CLIENT (self));

  jm_jira_places_set_background_limit (jm_jira_gate_get_places (self->gate), n);
}

JmJiraFlavor
jm_jira_client_get_flavor (JmJiraClient *self)
{
  g_return_val_if_fail (JM_IS_JIRA_CLIENT (self), JM_JIRA_CLOUD);

  return self->flavor;
}

/**
 * jm_jira_client_get_api_base:
 *
 * Returns: (transfer none): without a slash at the end
 */
const char *
jm_jira_client_get_api_base (JmJiraClient *self)
{
  g_return_val_if_fail (JM_IS_JIRA_CLIENT (self), NULL);

  return self->api_base;
}

/**
 * jm_jira_client_get_n_requests:
 *
 * Returns: how many requests went out, good and bad; those of the sign-in are not among them
 */
guint
jm_jira_client_get_n_requests (JmJiraClient *self)
{
  g_return_val_if_fail (JM_IS_JIRA_CLIENT (self), 0);

  return self->n_requests;
}

/**
 * jm_jira_client_get:
 * @path: below the REST root, or absolute from '/' on; with its query, already escaped
 * @cancellable: (nullable): ends it, also while it waits
 *
 * Waits for its turn: at most JM_LIMIT_REQUESTS_PER_SITE requests run at once, and nothing is sent
 * inside a window that a rate limit closed; when that would last longer than
 * JM_LIMIT_PAUSE_SECONDS, it is given up with %JM_JIRA_ERROR_RATE_LIMITED. What Jira has removed is not
 * asked for again: %JM_JIRA_ERROR_GONE.
 *
 * Returns: (transfer full): resolves to a #JmHttpResponse / rejects with %JM_JIRA_ERROR, an error
 *   of the authorizer, or %G_IO_ERROR_CANCELLED
 */
DexFuture *
jm_jira_client_get (JmJiraClient *self,
                    const char   *path,
                    GCancellable *cancellable)
{
  dex_return_error_if_fail (JM_IS_JIRA_CLIENT (self));
  dex_return_error_if_fail (path != NULL);
  dex_return_error_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  return jm_jira_call (self, path, NULL, 0, cancellable);
}

/**
 * jm_jira_client_query:
 * @path: as for jm_jira_client_get()
 * @json: the body of the POST
 * @cancellable: (nullable): ends it, also while it waits
 *
 * Only for what changes nothing: it may be sent several times.
 *
 * Returns: (transfer full): as jm_jira_client_get()
 */
DexFuture *
jm_jira_client_query (JmJiraClient *self,
                      const char   *path,
                      const char   *json,
                      GCancellable *cancellable)
{
  dex_return_error_if_fail (JM_IS_JIRA_CLIENT (self));
  dex_return_error_if_fail (path != NULL);
  dex_return_error_if_fail (json != NULL);
  dex_return_error_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  return jm_jira_call (self, path, json, 0, cancellable);
}

/**
 * jm_jira_client_probe:
 * @path: as for jm_jira_client_get()
 * @cancellable: (nullable): ends it
 *
 * Waits for nothing: inside a closed window it is not sent and rejects with
 * %JM_JIRA_ERROR_RATE_LIMITED. A refused token is told to the authorizer, and asked with once more
 * if there is another, because that is no passing fault. It is no request of a person: the background
 * does not give way to it.
 *
 * Returns: (transfer full): as jm_jira_client_get()
 */
DexFuture *
jm_jira_client_probe (JmJiraClient *self,
                      const char   *path,
                      GCancellable *cancellable)
{
  dex_return_error_if_fail (JM_IS_JIRA_CLIENT (self));
  dex_return_error_if_fail (path != NULL);
  dex_return_error_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  return jm_jira_call (self, path, NULL, JM_JIRA_CALL_ONCE, cancellable);
}

/**
 * jm_jira_client_get_paused_until_ms:
 *
 * Returns: ms since the epoch until which nothing is sent for this account, or 0. A window of one
 *   endpoint is no pause.
 */
gint64
jm_jira_client_get_paused_until_ms (JmJiraClient *self)
{
  g_return_val_if_fail (JM_IS_JIRA_CLIENT (self), 0);

  return jm_jira_gate_get_paused_until_ms (self->gate);
}

/**
 * jm_jira_client_get_rests_until_ms:
 *
 * Returns: ms since the epoch until which the background leaves this Jira alone, because it had faults
 *   however often it was asked; or 0
 */
gint64
jm_jira_client_get_rests_until_ms (JmJiraClient *self)
{
  g_return_val_if_fail (JM_IS_JIRA_CLIENT (self), 0);

  return jm_jira_gate_get_site_rests_until_ms (self->gate);
}

/**
 * jm_jira_client_dup_windows:
 *
 * Returns: (transfer full): for jm_jira_client_load_windows() after a restart
 */
char *
jm_jira_client_dup_windows (JmJiraClient *self)
{
  g_return_val_if_fail (JM_IS_JIRA_CLIENT (self), NULL);

  return jm_jira_gate_dup_windows (self->gate);
}

/**
 * jm_jira_client_load_windows:
 * @text: (nullable): what jm_jira_client_dup_windows() gave; what is damaged in it is left out
 *
 * Sends nothing inside these windows either. Each at most JM_LIMIT_RETRY_AFTER_SECONDS from now: the
 * wall clock may have been turned back.
 */
void
jm_jira_client_load_windows (JmJiraClient *self,
                             const char   *text)
{
  g_return_if_fail (JM_IS_JIRA_CLIENT (self));

  jm_jira_gate_load_windows (self->gate, text);
}

/**
 * jm_jira_client_get_budget:
 *
 * Returns: (transfer none) (element-type JmRateBudget): what Jira's answers told of its limits, empty
 *   before the first that did. A `resets_at_ms` that has passed makes its `remaining` worthless.
 */
GPtrArray *
jm_jira_client_get_budget (JmJiraClient *self)
{
  g_return_val_if_fail (JM_IS_JIRA_CLIENT (self), NULL);

  return jm_jira_gate_get_budget (self->gate);
}
