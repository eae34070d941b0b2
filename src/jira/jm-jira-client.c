/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jira/jm-jira-client.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/jm-json.h"
#include "base/jm-limits.h"
#include "base/jm-queue.h"
#include "jira/jm-rate-windows.h"

/*
 * JmJiraClient: one call is one fiber, which goes through four rings from the outside in:
 *
 *   call_fiber     tries again after passing faults, as often as the table says
 *   take_turn      waits until the rate limits allow it and one of the places of this site is free
 *   ask            when the token is refused: tells the authorizer, and asks once more if there is
 *                  another
 *   ask_once       one authorization, one exchange, one verdict
 */

struct _JmJiraClient
{
  GObject parent_instance;

  JmHttp *http;
  JmClock *clock;
  JmAuthorizer *authorizer;
  JmJiraFlavor flavor;
  char *api_base;
  JmQueue *places;
  JmRateWindows *windows;
};

G_DEFINE_FINAL_TYPE (JmJiraClient, jm_jira_client, G_TYPE_OBJECT)

typedef enum
{
  PROP_PAUSED_UNTIL = 1,
} JmJiraClientProperty;

static GParamSpec *properties[PROP_PAUSED_UNTIL + 1];

/* What passes by itself, and how often it is worth asking. What is not here is asked once. Being
 * offline is repeated once, for the connection that the server closed under us: who has no network
 * shall know it soon. */
static const struct
{
  JmJiraError code;
  guint n_tries;
} patience[] = {
  { JM_JIRA_ERROR_OFFLINE, 2 },
  { JM_JIRA_ERROR_BROKEN, 3 },
  { JM_JIRA_ERROR_SERVER, JM_LIMIT_RETRIES },
  { JM_JIRA_ERROR_RATE_LIMITED, JM_LIMIT_RETRIES },
};

typedef struct
{
  JmJiraClient *client;
  const char *method;
  char *path; /* below the API base, from '/' on */
  GBytes *json;
  GCancellable *cancellable;
  gboolean probe;
  guint n_tries;
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  g_clear_object (&call->client);
  g_clear_pointer (&call->path, g_free);
  g_clear_pointer (&call->json, g_bytes_unref);
  g_clear_object (&call->cancellable);
  g_free (call);
}

static DexFuture *call_fiber (gpointer data);

static DexFuture *
call_start (JmJiraClient *self,
            const char   *method,
            const char   *path,
            GBytes       *json,
            gboolean      probe,
            GCancellable *cancellable)
{
  Call *call = g_new0 (Call, 1);

  call->client = g_object_ref (self);
  call->method = method;
  call->path =
      *path == '/' ?
          g_strdup (path) :
          g_strconcat (self->flavor == JM_JIRA_CLOUD ? "/rest/api/3/" : "/rest/api/2/", path, NULL);
  call->json = json != NULL ? g_bytes_ref (json) : NULL;
  call->probe = probe;
  g_set_object (&call->cancellable, cancellable);

  return dex_scheduler_spawn (NULL, 0, call_fiber, call, call_free);
}

static guint
get_patience (const GError *error)
{
  for (guint i = 0; i < G_N_ELEMENTS (patience); i++)
    {
      if (g_error_matches (error, JM_JIRA_ERROR, (int) patience[i].code))
        return patience[i].n_tries;
    }

  return 1;
}

static JmHttpRequest *
make_request (Call            *call,
              JmAuthorization *authorization)
{
  g_autofree char *url = g_strconcat (call->client->api_base, call->path, NULL);
  JmHttpRequest *request = jm_http_request_new (call->method, url);

  jm_http_request_set_header (request, "Accept", "application/json");
  jm_http_request_set_authorization (request, authorization->header);
  if (call->json != NULL)
    jm_http_request_set_json (request, call->json);

  return request;
}

static void
close_window (Call           *call,
              JmHttpResponse *response)
{
  JmRateWindows *windows = call->client->windows;
  gint64 before_ms = jm_rate_windows_get_account_ms (windows);

  jm_rate_windows_close (windows, response, call->method, call->path, call->n_tries);
  if (jm_rate_windows_get_account_ms (windows) > before_ms)
    g_object_notify_by_pspec (G_OBJECT (call->client), properties[PROP_PAUSED_UNTIL]);
}

/* Whether the answer is good; a limit in it closes its window. */
static gboolean
judge (Call            *call,
       JmHttpResponse  *response,
       GError         **error)
{
  g_autoptr (GError) verdict = jm_jira_error_for_response (response);
  GBytes *body = jm_http_response_get_body (response);
  guint status = jm_http_response_get_status (response);

  if (status == 429 || status == 503)
    close_window (call, response);
  if (verdict == NULL && g_bytes_get_size (body) > 0 && !jm_json_check (body, 0, &verdict))
    verdict = jm_jira_error_for_transport (g_steal_pointer (&verdict));
  if (verdict == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&verdict));

  return FALSE;
}

static JmHttpResponse *
ask_once (Call     *call,
          guint64  *generation,
          GError  **error)
{
  g_autoptr (JmAuthorization) authorization = NULL;
  g_autoptr (JmHttpRequest) request = NULL;
  g_autoptr (JmHttpResponse) response = NULL;
  g_autoptr (GError) below = NULL;

  authorization = dex_await_boxed (
      jm_authorizer_authorize (call->client->authorizer, call->cancellable), error);
  if (authorization == NULL)
    return NULL;

  *generation = authorization->generation;
  request = make_request (call, authorization);
  g_clear_pointer (&authorization, jm_authorization_free);
  response =
      dex_await_boxed (jm_http_send (call->client->http, request, call->cancellable), &below);
  if (response == NULL)
    {
      g_propagate_error (error, jm_jira_error_for_transport (g_steal_pointer (&below)));
      return NULL;
    }

  return judge (call, response, error) ? g_steal_pointer (&response) : NULL;
}

/* What is about the sign-in and not about this request. Another token helps with the first two; the
 * others are told too, because whoever keeps the sign-in says so to the person, and sends nothing
 * more while Jira wants a CAPTCHA. */
static gboolean
is_about_sign_in (const GError *error)
{
  return g_error_matches (error, JM_JIRA_ERROR, JM_JIRA_ERROR_UNAUTHORIZED) ||
         g_error_matches (error, JM_JIRA_ERROR, JM_JIRA_ERROR_ANONYMOUS) ||
         g_error_matches (error, JM_JIRA_ERROR, JM_JIRA_ERROR_SCOPE) ||
         g_error_matches (error, JM_JIRA_ERROR, JM_JIRA_ERROR_BLOCKED);
}

static JmHttpResponse *
ask (Call    *call,
     GError **error)
{
  g_autoptr (JmHttpResponse) response = NULL;
  g_autoptr (GError) reason = NULL;
  g_autoptr (GError) fault = NULL;
  guint64 generation = 0;
  gboolean again;

  response = ask_once (call, &generation, &reason);
  if (response != NULL)
    return g_steal_pointer (&response);

  if (!is_about_sign_in (reason))
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return NULL;
    }

  again = dex_await_boolean (
      jm_authorizer_refused (call->client->authorizer, generation, reason, call->cancellable),
      &fault);
  if (fault == NULL && !again)
    fault = g_steal_pointer (&reason);
  if (fault != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return NULL;
    }

  return ask_once (call, &generation, error);
}

static gint64
get_wait_ms (Call *call)
{
  gint64 until_ms = jm_rate_windows_get_until_ms (call->client->windows, call->method, call->path);

  return until_ms != 0 ? until_ms - jm_clock_get_boot_ms (call->client->clock) : 0;
}

/* Whether the window stays closed for longer than anybody should be left waiting without a word. */
static gboolean
is_shut (Call *call)
{
  return get_wait_ms (call) > (call->probe ? 0 : JM_LIMIT_PAUSE_SECONDS * 1000);
}

static GError *
make_pause_error (Call *call)
{
  int seconds = (int) ((get_wait_ms (call) + 999) / 1000);
  int minutes = (seconds + 59) / 60;

  if (seconds > 120)
    return g_error_new (JM_JIRA_ERROR, JM_JIRA_ERROR_RATE_LIMITED,
                        ngettext ("Jira asked us to wait for %d more minute",
                                  "Jira asked us to wait for %d more minutes", minutes),
                        minutes);

  return g_error_new (JM_JIRA_ERROR, JM_JIRA_ERROR_RATE_LIMITED,
                      ngettext ("Jira asked us to wait for %d more second",
                                "Jira asked us to wait for %d more seconds", seconds),
                      seconds);
}

/* Resolves only when a place was taken and the windows are open at the same moment. */
static gboolean
enter (Call    *call,
       GError **error)
{
  for (;;)
    {
      gint64 wait_ms = get_wait_ms (call);

      if (is_shut (call))
        {
          g_propagate_error (error, make_pause_error (call));
          return FALSE;
        }
      if (wait_ms > 0 &&
          !dex_await (jm_sleep (call->client->clock, (double) wait_ms / 1000, call->cancellable),
                      error))
        return FALSE;
      if (!dex_await (jm_queue_enter (call->client->places, call->cancellable), error))
        return FALSE;
      if (get_wait_ms (call) <= 0)
        return TRUE;
      jm_queue_leave (call->client->places);
    }
}

static JmHttpResponse *
take_turn (Call    *call,
           GError **error)
{
  JmHttpResponse *response;

  if (!enter (call, error))
    return NULL;

  response = ask (call, error);
  jm_queue_leave (call->client->places);

  return response;
}

/* A probe neither waits for a window nor for a place: it is one request, and somebody looks at
 * it. */
static JmHttpResponse *
probe (Call    *call,
       GError **error)
{
  if (!is_shut (call))
    return ask (call, error);

  g_propagate_error (error, make_pause_error (call));

  return NULL;
}

static DexFuture *
call_fiber (gpointer data)
{
  Call *call = data;

  for (call->n_tries = 1;; call->n_tries++)
    {
      g_autoptr (JmHttpResponse) response = NULL;
      g_autoptr (GError) error = NULL;
      double seconds;

      response = call->probe ? probe (call, &error) : take_turn (call, &error);
      if (response != NULL)
        return dex_future_new_take_boxed (JM_TYPE_HTTP_RESPONSE, g_steal_pointer (&response));
      if (call->probe || call->n_tries >= get_patience (error))
        return dex_future_new_for_error (g_steal_pointer (&error));
      if (is_shut (call))
        return dex_future_new_for_error (make_pause_error (call));

      seconds = jm_rate_windows_backoff (call->n_tries);
      g_debug ("%s %.*s: %s; try %u follows in %.1f s", call->method,
               (int) strcspn (call->path, "?"), call->path, error->message, call->n_tries + 1,
               seconds);
      g_clear_error (&error);
      if (!dex_await (jm_sleep (call->client->clock, seconds, call->cancellable), &error))
        return dex_future_new_for_error (g_steal_pointer (&error));
    }
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
  g_clear_object (&self->places);
  g_clear_pointer (&self->windows, jm_rate_windows_free);
  g_clear_pointer (&self->api_base, g_free);

  G_OBJECT_CLASS (jm_jira_client_parent_class)->finalize (object);
}

static void
jm_jira_client_class_init (JmJiraClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = jm_jira_client_get_property;
  object_class->finalize = jm_jira_client_finalize;

  /* Wall ms until which nothing may be sent, or 0; notified when the server closes it. */
  properties[PROP_PAUSED_UNTIL] =
      g_param_spec_int64 ("paused-until", NULL, NULL, 0, G_MAXINT64, 0,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
jm_jira_client_init (JmJiraClient *self)
{
  self->places = jm_queue_new (JM_LIMIT_REQUESTS_PER_SITE);
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

  g_return_val_if_fail (JM_IS_HTTP (http), NULL);
  g_return_val_if_fail (JM_IS_CLOCK (clock), NULL);
  g_return_val_if_fail (JM_IS_AUTHORIZER (authorizer), NULL);
  g_return_val_if_fail (api_base != NULL, NULL);

  self = g_object_new (JM_TYPE_JIRA_CLIENT, NULL);
  self->http = g_object_ref (http);
  self->clock = g_object_ref (clock);
  self->authorizer = g_object_ref (authorizer);
  self->flavor = flavor;
  self->windows = jm_rate_windows_new (clock);
  self->api_base = g_strdup (api_base);
  while (g_str_has_suffix (self->api_base, "/"))
    self->api_base[strlen (self->api_base) - 1] = '\0';

  return self;
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
 * jm_jira_client_get:
 * @path: below the REST root of the flavour, or from '/' on; with its query, escaped
 * @cancellable: (nullable): ends it, also while it waits
 *
 * Passing faults are repeated up to JM_LIMIT_RETRIES times. A closed window is waited for, but not
 * longer than JM_LIMIT_PAUSE_SECONDS: then it rejects with %JM_JIRA_ERROR_RATE_LIMITED, which says
 * how long it would be.
 *
 * Returns: (transfer full): resolves to a #JmHttpResponse: 204, or 2xx with a whole JSON body /
 *   rejects with %JM_JIRA_ERROR, an error of the authorizer, or %G_IO_ERROR_CANCELLED
 */
DexFuture *
jm_jira_client_get (JmJiraClient *self,
                    const char   *path,
                    GCancellable *cancellable)
{
  dex_return_error_if_fail (JM_IS_JIRA_CLIENT (self));
  dex_return_error_if_fail (path != NULL);
  dex_return_error_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  return call_start (self, "GET", path, NULL, FALSE, cancellable);
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
  g_autoptr (GBytes) bytes = NULL;

  dex_return_error_if_fail (JM_IS_JIRA_CLIENT (self));
  dex_return_error_if_fail (path != NULL);
  dex_return_error_if_fail (json != NULL);
  dex_return_error_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  bytes = g_bytes_new (json, strlen (json));

  return call_start (self, "POST", path, bytes, FALSE, cancellable);
}

/**
 * jm_jira_client_probe:
 * @path: as for jm_jira_client_get()
 * @cancellable: (nullable): ends it
 *
 * Waits for nothing: inside a closed window it is not sent and rejects with
 * %JM_JIRA_ERROR_RATE_LIMITED. A refused token is told to the authorizer, and asked with once more
 * if there is another, because that is no passing fault.
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

  return call_start (self, "GET", path, NULL, TRUE, cancellable);
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
  gint64 until_ms;

  g_return_val_if_fail (JM_IS_JIRA_CLIENT (self), 0);

  if (!(until_ms = jm_rate_windows_get_account_ms (self->windows)))
    return 0;

  return jm_clock_get_wall_ms (self->clock) + until_ms - jm_clock_get_boot_ms (self->clock);
}

/**
 * jm_jira_client_pause_until:
 * @wall_ms: what jm_jira_client_get_paused_until_ms() said, perhaps to another process or before the
 *   program was started
 *
 * Sends nothing until then. At most JM_LIMIT_RETRY_AFTER_SECONDS from now: the wall clock may have
 * been turned back.
 */
void
jm_jira_client_pause_until (JmJiraClient *self,
                            gint64        wall_ms)
{
  gint64 wait_ms;

  g_return_if_fail (JM_IS_JIRA_CLIENT (self));

  wait_ms = MIN (wall_ms - jm_clock_get_wall_ms (self->clock),
                 JM_LIMIT_RETRY_AFTER_SECONDS * G_GINT64_CONSTANT (1000));
  jm_rate_windows_close_account (self->windows, jm_clock_get_boot_ms (self->clock) + wait_ms);
}
