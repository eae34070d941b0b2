/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-server.h"

#include <string.h>

#include "jm-sim-cache.h"
#include "jm-sim-call.h"
#include "jm-sim-control.h"
#include "jm-sim-damage.h"
#include "jm-sim-fragments.h"
#include "jm-sim-oauth.h"
#include "jm-sim-tls.h"
#include "jm-sim-wire.h"

#define DATA_CENTER_SITE 1000
#define DAY_SECONDS (24 * 60 * 60)

/* One request of the main port on its way to an answer. */
typedef struct
{
  JmSim *sim;
  SoupServerMessage *message;
  JmSimRequest *request;
  JsonObject *entry; /* in the log */
  guint timer;
  gboolean left;     /* the client did not wait */
} Exchange;

static void
exchange_free (gpointer data)
{
  Exchange *self = data;

  g_clear_handle_id (&self->timer, g_source_remove);
  g_signal_handlers_disconnect_by_data (self->message, self);
  g_object_unref (self->message);
  jm_sim_request_free (self->request);
  json_object_unref (self->entry);
  g_free (self);
}

static JmSimRequest *
read_request (SoupServerMessage *message)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr (GBytes) bytes = soup_message_body_flatten (body);

  return jm_sim_request_new (soup_server_message_get_method (message),
                             soup_server_message_get_uri (message),
                             soup_server_message_get_request_headers (message), bytes);
}

static void
answer (JmSim              *sim,
        const JmSimRequest *request,
        JmSimReply         *reply)
{
  const JmSimFault *reset = jm_sim_request_fault (request, JM_SIM_FAULT_RESET);
  const JmSimFault *mute = jm_sim_request_fault (request, JM_SIM_FAULT_CLOSE_NO_REPLY);

  /* Nothing is done for a request whose connection dies before it is looked at. */
  if (reset != NULL && g_str_equal (jm_sim_fault_string (reset, "when", "before"), "before"))
    return;
  if (mute != NULL && !jm_sim_json_bool (mute->args, "commit", FALSE))
    return;
  jm_sim_damage_world (sim, request);
  if (!jm_sim_traffic_refuse (sim->traffic, request, reply, jm_sim_clock_now_ms (&sim->clock)) &&
      !jm_sim_damage_answer (request, reply))
    jm_sim_dispatch (sim, request, reply);
  jm_sim_damage_reply (sim, request, reply);
  jm_sim_traffic_answer (sim->traffic, request, reply, jm_sim_clock_now_ms (&sim->clock));
  jm_sim_wire_encode (request, reply);
}

/* Gives the answer of a message that was paused, and forgets the exchange. */
static void
finish (Exchange *self)
{
  g_autoptr (JmSimReply) reply = jm_sim_reply_new ();

  answer (self->sim, self->request, reply);
  /* what follows may end the connection, which is no news any more */
  g_signal_handlers_disconnect_by_data (self->message, self);
  if (self->left)
    {
      /* carried out, but nobody is there to hear of it */
    }
  else if (jm_sim_wire_is_raw (self->request))
    {
      jm_sim_wire_break (self->message, self->request, reply);
    }
  else
    {
      json_object_set_int_member (self->entry, "status", reply->status);
      jm_sim_wire_send (self->message, reply);
      soup_server_message_unpause (self->message);
    }
  g_ptr_array_remove_fast (self->sim->held, self);
}

static gboolean
finish_cb (gpointer user_data)
{
  Exchange *self = user_data;

  self->timer = 0;
  finish (self);
  return G_SOURCE_REMOVE;
}

/* How long to wait before answering, in ms; G_MAXUINT: until it is released. */
static guint
waiting_time (const Exchange *self)
{
  const JmSimFault *delay = jm_sim_request_fault (self->request, JM_SIM_FAULT_DELAY);

  if (delay == NULL)
    return (guint) MAX (self->sim->options.latency_ms, 0);
  if (!json_object_has_member (delay->args, "ms"))
    return G_MAXUINT;
  return (guint) CLAMP (jm_sim_fault_int (delay, "ms", 0), 0, G_MAXINT);
}

static void
disconnected_cb (SoupServerMessage *message,
                 gpointer           user_data)
{
  Exchange *self = user_data;

  self->left = TRUE;
}

static void
request_cb (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  JmSim *sim = user_data;
  Exchange *exchange = g_new0 (Exchange, 1);
  guint wait;

  exchange->sim = sim;
  exchange->message = g_object_ref (message);
  g_signal_connect (message, "disconnected", G_CALLBACK (disconnected_cb), exchange);
  exchange->request = read_request (message);
  exchange->request->faults =
      jm_sim_faults_strike (sim->faults, exchange->request);
  jm_sim_traffic_arrive (sim->traffic, exchange->request, jm_sim_clock_now_ms (&sim->clock));
  exchange->entry = jm_sim_log_add (sim->log, exchange->request, jm_sim_clock_now_ms (&sim->clock));
  g_ptr_array_add (sim->held, exchange);
  wait = waiting_time (exchange);
  /* Always paused and answered from the main loop: a connection cannot be taken from libsoup inside
   * its own callback. */
  soup_server_message_pause (message);
  if (wait != G_MAXUINT)
    exchange->timer = g_timeout_add (wait, finish_cb, exchange);
}

static void
control_cb (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  g_autoptr (JmSimRequest) request = read_request (message);
  g_autoptr (JmSimReply) reply = jm_sim_reply_new ();

  jm_sim_control (user_data, request, reply);
  jm_sim_wire_send (message, reply);
}

/* Answers all that is held by a delay without an end; returns how many those were. */
guint
jm_sim_release (JmSim *self)
{
  guint n = 0;

  for (guint i = self->held->len; i > 0; i--)
    {
      Exchange *exchange = g_ptr_array_index (self->held, i - 1);

      if (exchange->timer != 0)
        continue;
      exchange->timer = g_timeout_add (0, finish_cb, exchange);
      n++;
    }
  return n;
}

/* By cloud id, name or the NAME of its address; NULL if there is none. */
JmSimSite *
jm_sim_find_site (JmSim      *self,
                  const char *text)
{
  for (guint i = 0; i < self->sites->len; i++)
    {
      JmSimSite *site = g_ptr_array_index (self->sites, i);

      if (g_str_equal (site->id, text) || g_str_equal (site->slug, text) ||
          g_str_equal (site->name, text))
        return site;
    }
  if (g_str_equal (text, self->data_center->slug))
    return self->data_center;
  return NULL;
}

static char *
listen_on (SoupServer  *server,
           int          port,
           GError     **error)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, (guint16) port);
  g_autoslist (GUri) uris = NULL;
  SoupServerListenOptions options =
      soup_server_get_tls_certificate (server) != NULL ? SOUP_SERVER_LISTEN_HTTPS : 0;

  if (!soup_server_listen (server, address, options, error))
    return NULL;
  uris = soup_server_get_uris (server);
  return g_strdup_printf ("%s://127.0.0.1:%d", g_uri_get_scheme (uris->data),
                          g_uri_get_port (uris->data));
}

static void
make_sites (JmSim *self)
{
  const JmSimOptions *options = &self->options;
  /* not some milliseconds later, so that two runs have the same times */
  gint64 now_ms = options->start > 0 ? options->start * 1000 : jm_sim_clock_now_ms (&self->clock);
  guint64 seed = (guint64) options->seed;

  self->sites = g_ptr_array_new_with_free_func ((GDestroyNotify) jm_sim_site_free);
  for (int i = 0; i < MAX (options->sites, 1); i++)
    {
      guint share = i == 0 ? 1 : 10u * (guint) i; /* the first site is the large one */

      g_ptr_array_add (self->sites,
                       jm_sim_site_new (seed, (guint) i, (guint) options->issues / share,
                                        (guint) options->projects / (guint) (i + 1),
                                        (guint) options->users, now_ms));
    }
  self->data_center =
      jm_sim_site_new (seed, DATA_CENTER_SITE, (guint) options->issues / 10,
                       (guint) options->projects / 2, (guint) options->users, now_ms);
  g_set_str (&self->data_center->name, "ACME Data Center");
  g_set_str (&self->data_center->slug, "dc");
}

/* Fixed for a seed, so that a person can type them twice. */
static char *
fixed_token (const JmSim *self,
             const char  *prefix,
             const char  *salt)
{
  g_autofree char *text = g_strdup_printf ("%s-%" G_GINT64_FORMAT, salt, self->options.seed);
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);

  return g_strconcat (prefix, sum, NULL);
}

static void
make_credentials (JmSim *self)
{
  static const char *const token_scopes[] = { "read:jira-work", "read:jira-user", "write:jira-work",
                                              NULL };
  const JmSimUser *user = jm_sim_site_user (g_ptr_array_index (self->sites, 0), 0);
  gint64 now = jm_sim_clock_now (&self->clock);

  self->classic.email = user->email;
  self->classic.token = fixed_token (self, "ATATT3xSimulator", "classic");
  self->scoped.email = user->email;
  self->scoped.token = fixed_token (self, "ATATT3xScoped", "scoped");
  self->scoped.scopes = g_strdupv ((GStrv) token_scopes);
  self->pat.token = fixed_token (self, "", "pat");
  self->pat.id = 7;
  self->pat.name = "jira-monitor";
  self->pat.created = now - 20 * DAY_SECONDS;
  self->pat.expires = now + 70 * DAY_SECONDS;
}

static gboolean
read_pkce (JmSim   *self,
           GError **error)
{
  static const char *const modes[] = { "off", "on", "require", NULL };
  const char *mode = self->options.pkce != NULL ? self->options.pkce : "on";

  for (guint i = 0; modes[i] != NULL; i++)
    {
      if (g_str_equal (modes[i], mode))
        {
          self->pkce = (JmSimPkce) i;
          return TRUE;
        }
    }
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               "--pkce is off, on or require, not “%s”", mode);
  return FALSE;
}

/* Leaves @certificate NULL without --tls. */
static gboolean
make_certificate (JmSim            *self,
                  GTlsCertificate **certificate,
                  GError          **error)
{
  if (self->options.tls == NULL)
    return TRUE;
  *certificate = jm_sim_tls_make (self->options.tls, &self->ca, error);
  return *certificate != NULL;
}

/* Makes the world and listens. @options are borrowed and must stay as long as the simulator. */
JmSim *
jm_sim_new (const JmSimOptions  *options,
            GError             **error)
{
  g_autoptr (JmSim) self = g_new0 (JmSim, 1);
  g_autoptr (GTlsCertificate) certificate = NULL;

  self->options = *options;
  if (options->start > 0)
    jm_sim_clock_set (&self->clock, options->start);
  self->person_active = TRUE;
  self->consent = options->auto_accept ? JM_SIM_CONSENT_ACCEPT : JM_SIM_CONSENT_ASK;
  self->app_scopes =
      options->scopes != NULL ? g_strsplit (options->scopes, " ", -1) : jm_sim_known_scopes ();
  self->tokens = jm_sim_tokens_new (&self->clock, options->token_lifetime);
  self->faults = jm_sim_faults_new ();
  self->log = jm_sim_log_new ();
  self->traffic = jm_sim_traffic_new ();
  self->held = g_ptr_array_new_with_free_func (exchange_free);
  self->cache = jm_sim_cache_new ((gsize) options->cache_mb << 20);
  self->fragments = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, jm_sim_fragments_free);
  self->challenges = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  make_sites (self);
  make_credentials (self);
  if (!make_certificate (self, &certificate, error))
    return NULL;
  self->server = g_object_new (SOUP_TYPE_SERVER, "server-header", "AtlassianEdge", "tls-certificate",
                               certificate, NULL);
  self->control = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, NULL, request_cb, self, NULL);
  soup_server_add_handler (self->control, NULL, control_cb, self, NULL);
  if (!read_pkce (self, error))
    return NULL;
  self->origin = listen_on (self->server, options->port, error);
  if (self->origin == NULL)
    return NULL;
  self->control_origin = listen_on (self->control, options->control_port, error);
  if (self->control_origin == NULL)
    return NULL;
  return g_steal_pointer (&self);
}

void
jm_sim_free (JmSim *self)
{
  g_clear_pointer (&self->held, g_ptr_array_unref);
  if (self->server != NULL)
    soup_server_disconnect (self->server);
  if (self->control != NULL)
    soup_server_disconnect (self->control);
  g_clear_object (&self->server);
  g_clear_object (&self->control);
  g_clear_pointer (&self->tokens, jm_sim_tokens_free);
  g_clear_pointer (&self->faults, jm_sim_faults_free);
  g_clear_pointer (&self->log, jm_sim_log_free);
  g_clear_pointer (&self->traffic, jm_sim_traffic_free);
  g_clear_pointer (&self->sites, g_ptr_array_unref);
  g_clear_pointer (&self->data_center, jm_sim_site_free);
  g_clear_pointer (&self->cache, jm_sim_cache_free);
  g_clear_pointer (&self->fragments, g_hash_table_unref);
  g_clear_pointer (&self->challenges, g_hash_table_unref);
  g_strfreev (self->app_scopes);
  g_strfreev (self->consent_sites);
  g_strfreev (self->scoped.scopes);
  g_free (self->classic.token);
  g_free (self->scoped.token);
  g_free (self->pat.token);
  g_free (self->origin);
  g_free (self->control_origin);
  g_free (self->ca);
  g_free (self);
}

static JsonObject *
describe_api_token (const JmSimApiToken *token)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "email", token->email);
  json_object_set_string_member (object, "token", token->token);
  return object;
}

static JsonArray *
describe_sites (JmSim *self)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < self->sites->len; i++)
    {
      const JmSimSite *site = g_ptr_array_index (self->sites, i);
      JsonObject *object = json_object_new ();
      g_autofree char *url = g_strdup_printf ("%s/site/%s", self->origin, site->slug);

      json_object_set_string_member (object, "id", site->id);
      json_object_set_string_member (object, "name", site->name);
      json_object_set_string_member (object, "url", url);
      json_array_add_object_element (array, object);
    }
  return array;
}

/* The line that is printed at the start: all that a client needs to find its way. */
char *
jm_sim_hello (JmSim *self)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  JsonObject *data_center = json_object_new ();
  g_autofree char *url = g_strdup_printf ("%s/dc", self->origin);

  json_object_set_string_member (data_center, "url", url);
  json_object_set_string_member (data_center, "token", self->pat.token);
  json_object_set_string_member (object, "endpoint", self->origin);
  json_object_set_string_member (object, "control", self->control_origin);
  json_object_set_string_member (object, "client_id", self->options.client_id);
  json_object_set_string_member (object, "client_secret", self->options.client_secret);
  json_object_set_string_member (object, "redirect_uri", self->options.redirect_uris[0]);
  json_object_set_array_member (object, "sites", describe_sites (self));
  json_object_set_object_member (object, "api_token", describe_api_token (&self->classic));
  json_object_set_object_member (object, "scoped_api_token", describe_api_token (&self->scoped));
  json_object_set_object_member (object, "data_center", data_center);
  if (self->ca != NULL)
    json_object_set_string_member (object, "ca", self->ca);
  json_node_take_object (node, object);
  return json_to_string (node, FALSE);
}
