/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/jm-json.h"
#include "base/jm-limits.h"
#include "jira/jm-jira-client-private.h"
#include "jira/jm-rate-windows.h"

/*
 * One call is one fiber, which goes through four rings from the outside in:
 *
 *   call_fiber     tries again after passing faults, as often as the table says
 *   take_turn      waits until the rate limits allow it and one of the places of this site is free
 *   ask            when the token is refused: tells the authorizer, and asks once more if there is
 *                  another
 *   ask_once       one authorization, one exchange, one verdict
 *
 * A window that closes between the outer rings and the exchange turns the call back to its turn: inside
 * a closed window nothing is sent.
 */

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

/* An address of this site and what is sent there */
typedef struct
{
  const char *method;
  char *path; /* below the API base, from '/' on */
  GBytes *json;
} Target;

typedef struct
{
  JmJiraClient *client;
  Target target;
  Target myself; /* who tells whether it is about the sign-in or about us */
  JmJiraCallFlags flags;
  GCancellable *cancellable;
  guint n_tries;
  gboolean turned_back;
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  g_clear_object (&call->client);
  g_clear_pointer (&call->target.path, g_free);
  g_clear_pointer (&call->target.json, g_bytes_unref);
  g_clear_pointer (&call->myself.path, g_free);
  g_clear_object (&call->cancellable);
  g_free (call);
}

static char *
dup_absolute_path (JmJiraClient *client,
                   const char   *path)
{
  if (*path == '/')
    return g_strdup (path);

  return g_strconcat (client->flavor == JM_JIRA_CLOUD ? "/rest/api/3/" : "/rest/api/2/", path,
                      NULL);
}

static gboolean
is_once (Call *call)
{
  return (call->flags & JM_JIRA_CALL_ONCE) != 0;
}

static gboolean
is_optional (Call *call)
{
  return (call->flags & JM_JIRA_CALL_OPTIONAL) != 0;
}

/* --- ask_once */

static JmHttpRequest *
make_request (Call            *call,
              const Target    *target,
              JmAuthorization *authorization)
{
  g_autofree char *url = g_strconcat (call->client->api_base, target->path, NULL);
  JmHttpRequest *request = jm_http_request_new (target->method, url);

  jm_http_request_set_header (request, "Accept", "application/json");
  jm_http_request_set_authorization (request, authorization->header);
  if (target->json != NULL)
    jm_http_request_set_json (request, target->json);

  return request;
}

static gboolean
judge (JmHttpResponse  *response,
       GError         **error)
{
  g_autoptr (GError) verdict = jm_jira_error_for_response (response);
  GBytes *body = jm_http_response_get_body (response);

  if (verdict == NULL && g_bytes_get_size (body) > 0 && !jm_json_check (body, 0, &verdict))
    verdict = jm_jira_error_for_transport (g_steal_pointer (&verdict));
  if (verdict == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&verdict));

  return FALSE;
}

static GError *
make_pause_error (gint64 wait_ms)
{
  int seconds = (int) ((wait_ms + 999) / 1000);
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

static gint64
get_wait_ms (Call         *call,
             const Target *target)
{
  return jm_jira_gate_get_wait_ms (call->client->gate, target->method, target->path);
}

/* Awaits. */
static JmHttpResponse *
exchange (Call             *call,
          const Target     *target,
          JmAuthorization  *authorization,
          GError          **error)
{
  JmJiraClient *client = call->client;
  g_autoptr (JmHttpRequest) request = make_request (call, target, authorization);
  g_autoptr (GError) below = NULL;
  JmHttpResponse *response;

  client->n_requests++;
  response = dex_await_boxed (jm_http_send (client->http, request, call->cancellable), &below);
  if (response == NULL)
    g_propagate_error (error, jm_jira_error_for_transport (g_steal_pointer (&below)));
  else
    jm_jira_gate_read (client->gate, response, target->method, target->path, call->n_tries);

  return response;
}

static JmHttpResponse *
ask_once (Call          *call,
          const Target  *target,
          guint64       *generation,
          GError       **error)
{
  g_autoptr (JmAuthorization) authorization = NULL;
  g_autoptr (JmHttpResponse) response = NULL;

  authorization = dex_await_boxed (
      jm_authorizer_authorize (call->client->authorizer, call->cancellable), error);
  if (authorization == NULL)
    return NULL;

  /* A token may take its time; meanwhile somebody else may have been told to stop. */
  if (get_wait_ms (call, target) > 0)
    {
      call->turned_back = TRUE;
      g_propagate_error (error, make_pause_error (get_wait_ms (call, target)));
      return NULL;
    }

  *generation = authorization->generation;
  response = exchange (call, target, authorization, error);
  if (response == NULL || !judge (response, error))
    return NULL;

  return g_steal_pointer (&response);
}

/* --- ask */

/* What is about the sign-in and not about this request. Another token helps with the first two; the
 * others are told too, because whoever keeps the sign-in says so to the person, and sends nothing
 * more while Jira wants a CAPTCHA. */
static gboolean
is_about_sign_in (Call         *call,
                  const GError *error)
{
  return g_error_matches (error, JM_JIRA_ERROR, JM_JIRA_ERROR_UNAUTHORIZED) ||
         g_error_matches (error, JM_JIRA_ERROR, JM_JIRA_ERROR_ANONYMOUS) ||
         g_error_matches (error, JM_JIRA_ERROR, JM_JIRA_ERROR_BLOCKED) ||
         (!is_optional (call) && g_error_matches (error, JM_JIRA_ERROR, JM_JIRA_ERROR_SCOPE));
}

/* Awaits: whether Jira answers to this sign-in at all. */
static gboolean
is_myself_answered (Call *call)
{
  g_autoptr (JmHttpResponse) response = NULL;
  guint64 generation;

  if (g_str_equal (call->target.path, call->myself.path))
    return FALSE;

  response = ask_once (call, &call->myself, &generation, NULL);
  call->turned_back = FALSE;

  return response != NULL;
}

/* Awaits. Some pages for administrators say 401 where they mean 403; that must not cost a sign-in. */
static JmHttpResponse *
ask_gently (Call     *call,
            guint64  *generation,
            GError  **error)
{
  g_autoptr (GError) reason = NULL;
  JmHttpResponse *response = ask_once (call, &call->target, generation, &reason);

  if (response != NULL)
    return response;

  if (is_optional (call) && g_error_matches (reason, JM_JIRA_ERROR, JM_JIRA_ERROR_UNAUTHORIZED) &&
      is_myself_answered (call))
    g_set_error_literal (error, JM_JIRA_ERROR, JM_JIRA_ERROR_FORBIDDEN,
                         _("Jira does not allow this"));
  else
    g_propagate_error (error, g_steal_pointer (&reason));

  return NULL;
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

  response = ask_gently (call, &generation, &reason);
  if (response != NULL)
    return g_steal_pointer (&response);

  if (!is_about_sign_in (call, reason))
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

  return ask_gently (call, &generation, error);
}

/* --- take_turn */

/* Whether the window stays closed for longer than anybody should be left waiting without a word. */
static gboolean
is_shut (Call *call)
{
  return get_wait_ms (call, &call->target) >
         (is_once (call) ? 0 : JM_LIMIT_PAUSE_SECONDS * 1000);
}

static GError *
make_removal_error (const JmJiraRemoval *removal)
{
  return g_error_new (JM_JIRA_ERROR, JM_JIRA_ERROR_GONE, _("Jira has removed this function: %s"),
                      *removal->words != '\0' ? removal->words : removal->endpoint);
}

static GError *
make_rest_error (gint64 until_ms)
{
  g_autoptr (GDateTime) until = g_date_time_new_from_unix_local (until_ms / 1000);
  g_autofree char *time = g_date_time_format (until, "%H:%M");

  return g_error_new (JM_JIRA_ERROR, JM_JIRA_ERROR_SERVER,
                      /* Translators: the placeholder is a time of day, "14:05" */
                      _("Jira had fault after fault: it is left alone until %s"), time);
}

static gint64
get_rests_until_ms (Call *call)
{
  return jm_jira_gate_get_rests_until_ms (call->client->gate, call->target.method,
                                          call->target.path);
}

/* Whether there is anything to be waited for. */
static gboolean
may_ask (Call    *call,
         GError **error)
{
  const JmJiraRemoval *removal = jm_jira_gate_get_removal (
      call->client->gate, call->target.method, call->target.path);
  gint64 rests_until_ms = call->client->background ? get_rests_until_ms (call) : 0;
  GError *refusal = NULL;

  if (removal != NULL)
    refusal = make_removal_error (removal);
  else if (rests_until_ms != 0)
    refusal = make_rest_error (rests_until_ms);
  else if (is_shut (call))
    refusal = make_pause_error (get_wait_ms (call, &call->target));
  if (refusal == NULL)
    return TRUE;

  g_propagate_error (error, refusal);

  return FALSE;
}

static JmJiraLane
get_lane (Call *call)
{
  return call->client->background ? JM_JIRA_LANE_BACKGROUND : JM_JIRA_LANE_PERSON;
}

/* Resolves only when a place was taken and the windows are open at the same moment. */
static gboolean
enter (Call    *call,
       GError **error)
{
  JmJiraPlaces *places = jm_jira_gate_get_places (call->client->gate);

  for (;;)
    {
      gint64 wait_ms = get_wait_ms (call, &call->target);

      if (!may_ask (call, error))
        return FALSE;
      if (wait_ms > 0 &&
          !dex_await (jm_sleep (call->client->clock, (double) wait_ms / 1000, call->cancellable),
                      error))
        return FALSE;
      if (!dex_await (jm_jira_places_enter (places, get_lane (call), call->cancellable), error))
        return FALSE;
      if (get_wait_ms (call, &call->target) <= 0 && may_ask (call, NULL))
        return TRUE;
      jm_jira_places_leave (places, get_lane (call));
    }
}

static JmHttpResponse *
take_turn (Call    *call,
           GError **error)
{
  for (;;)
    {
      g_autoptr (GError) fault = NULL;
      JmHttpResponse *response;

      if (!enter (call, error))
        return NULL;

      call->turned_back = FALSE;
      response = ask (call, &fault);
      jm_jira_places_leave (jm_jira_gate_get_places (call->client->gate), get_lane (call));
      if (response != NULL)
        return response;
      if (!call->turned_back)
        {
          g_propagate_error (error, g_steal_pointer (&fault));
          return NULL;
        }
    }
}

/* A probe neither waits for a window nor for a place: it is one request, and somebody looks at
 * it. */
static JmHttpResponse *
probe (Call    *call,
       GError **error)
{
  return may_ask (call, error) ? ask (call, error) : NULL;
}

/* --- the call */

static guint
get_patience (Call         *call,
              const GError *error)
{
  if (is_once (call))
    return 1;
  /* What rests is tried once, because a person wants it now. */
  if (g_error_matches (error, JM_JIRA_ERROR, JM_JIRA_ERROR_SERVER) &&
      get_rests_until_ms (call) != 0)
    return 1;

  for (guint i = 0; i < G_N_ELEMENTS (patience); i++)
    {
      if (g_error_matches (error, JM_JIRA_ERROR, (int) patience[i].code))
        return patience[i].n_tries;
    }

  return 1;
}

/* Awaits. A fault of one page is not one of Jira: as long as /myself is answered the rest goes on. */
static void
give_up (Call         *call,
         const GError *error)
{
  JmJiraPlaces *places = jm_jira_gate_get_places (call->client->gate);
  gboolean site;

  if (!g_error_matches (error, JM_JIRA_ERROR, JM_JIRA_ERROR_SERVER) ||
      call->n_tries < JM_LIMIT_RETRIES ||
      !dex_await (jm_jira_places_enter (places, get_lane (call), call->cancellable), NULL))
    return;

  site = !is_myself_answered (call);
  jm_jira_places_leave (places, get_lane (call));
  jm_jira_gate_rest (call->client->gate, call->target.method, call->target.path, site);
}

static JmHttpResponse *
call_run (Call    *call,
          GError **error)
{
  for (call->n_tries = 1;; call->n_tries++)
    {
      g_autoptr (GError) fault = NULL;
      JmHttpResponse *response = is_once (call) ? probe (call, &fault) : take_turn (call, &fault);
      double seconds;

      if (response != NULL)
        {
          jm_jira_gate_wake (call->client->gate, call->target.method, call->target.path);
          return response;
        }
      if (call->n_tries >= get_patience (call, fault))
        {
          give_up (call, fault);
          g_propagate_error (error, g_steal_pointer (&fault));
          return NULL;
        }
      if (is_shut (call))
        {
          g_propagate_error (error, make_pause_error (get_wait_ms (call, &call->target)));
          return NULL;
        }

      seconds = jm_rate_windows_backoff (call->n_tries);
      g_debug ("%s %.*s: %s; try %u follows in %.1f s", call->target.method,
               (int) strcspn (call->target.path, "?"), call->target.path, fault->message,
               call->n_tries + 1, seconds);
      if (!dex_await (jm_sleep (call->client->clock, seconds, call->cancellable), error))
        return NULL;
    }
}

static DexFuture *
call_fiber (gpointer data)
{
  Call *call = data;
  JmJiraPlaces *places = jm_jira_gate_get_places (call->client->gate);
  gboolean person = !call->client->background && !is_once (call);
  g_autoptr (GError) error = NULL;
  JmHttpResponse *response = call_run (call, &error);

  if (person)
    jm_jira_places_person_left (places);

  return response != NULL ? dex_future_new_take_boxed (JM_TYPE_HTTP_RESPONSE, response) :
                            dex_future_new_for_error (g_steal_pointer (&error));
}

/* Somebody who clicks is there from the click on, and not when the fiber has got its first turn. */
DexFuture *
jm_jira_call (JmJiraClient    *client,
              const char      *path,
              const char      *json,
              JmJiraCallFlags  flags,
              GCancellable    *cancellable)
{
  Call *call = g_new0 (Call, 1);

  call->client = g_object_ref (client);
  call->target.method = json != NULL ? "POST" : "GET";
  call->target.path = dup_absolute_path (client, path);
  call->target.json = json != NULL ? g_bytes_new (json, strlen (json)) : NULL;
  call->myself.method = "GET";
  call->myself.path = dup_absolute_path (client, "myself");
  call->flags = flags;
  g_set_object (&call->cancellable, cancellable);
  if (!client->background && !is_once (call))
    jm_jira_places_person_came (jm_jira_gate_get_places (client->gate));

  return dex_scheduler_spawn (NULL, 0, call_fiber, call, call_free);
}
