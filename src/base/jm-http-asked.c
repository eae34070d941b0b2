/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-http-exchange.h"
#include "base/jm-network-secrets.h"
#include "base/jm-random.h"

/* What the other side of an exchange asks for: to be trusted, to see a certificate, a sign-in. */

/* The system does not trust it. Only an authority that a person chose for this site may; else what
 * the error of libsoup does not tell is written down. */
gboolean
jm_http_accept_certificate_cb (SoupMessage          *message,
                               GTlsCertificate      *certificate,
                               GTlsCertificateFlags  faults,
                               gpointer              data)
{
  JmHttpExchange *exchange = data;
  const char *host = g_uri_get_host (exchange->uri);
  g_autoptr (GSocketConnectable) identity = g_network_address_new (host, 0);
  g_autofree char *key = jm_network_dup_key_of_uri (exchange->uri);

  faults = jm_network_judge (exchange->http->network, key, certificate, identity, faults);
  if (faults == 0)
    return TRUE;

  g_clear_error (&exchange->tls_error);
  exchange->tls_error = jm_http_error_for_certificate (certificate, faults, host);

  return FALSE;
}

typedef struct
{
  JmHttpExchange *exchange;
  SoupMessage *message;
  JmNetworkSecrets *secrets;
  JmNetworkSite *site;
  GTlsPassword *password; /* of the token; NULL: it is about the certificate */
} Proof;

static void
proof_free (gpointer data)
{
  Proof *proof = data;

  jm_http_exchange_unref (proof->exchange);
  g_object_unref (proof->message);
  g_object_unref (proof->secrets);
  jm_network_site_free (proof->site);
  g_clear_object (&proof->password);
  g_free (proof);
}

static DexFuture *
give_certificate_fiber (gpointer data)
{
  Proof *proof = data;
  JmHttpExchange *exchange = proof->exchange;
  g_autoptr (GTlsCertificate) certificate = NULL;

  g_clear_error (&exchange->client_error);
  certificate = dex_await_object (
      jm_network_secrets_find_certificate (proof->secrets, proof->site, exchange->leaf),
      &exchange->client_error);
  exchange->gave_client = certificate != NULL;
  soup_message_set_tls_client_certificate (proof->message, certificate);

  return dex_future_new_true ();
}

static DexFuture *
give_pin_fiber (gpointer data)
{
  Proof *proof = data;
  char *pin = dex_await_string (
      jm_network_secrets_find_pin (proof->secrets, proof->site, proof->exchange->leaf), NULL);

  if (pin != NULL)
    g_tls_password_set_value (proof->password, (const guchar *) pin, -1);
  jm_wipe_free (pin);
  soup_message_tls_client_certificate_password_request_complete (proof->message);

  return dex_future_new_true ();
}

/* FALSE when nothing is known that could be given. The site alone is shown its certificate, and no
 * host that works for it. */
static gboolean
prove (JmHttpExchange *exchange,
       SoupMessage    *message,
       GTlsPassword   *password,
       DexFiberFunc    fiber)
{
  JmNetwork *network = exchange->http->network;
  g_autofree char *key = jm_network_dup_key_of_uri (exchange->uri);
  const JmNetworkSite *site = jm_network_get (network, key);
  g_autoptr (JmNetworkSecrets) secrets = jm_network_dup_secrets (network);
  Proof *proof;

  if (site == NULL || !jm_network_site_has_client (site) || secrets == NULL)
    return FALSE;

  proof = g_new0 (Proof, 1);
  proof->exchange = g_atomic_rc_box_acquire (exchange);
  proof->message = g_object_ref (message);
  proof->secrets = g_steal_pointer (&secrets);
  proof->site = jm_network_site_copy (site);
  g_set_object (&proof->password, password);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, fiber, proof, proof_free));

  return TRUE;
}

gboolean
jm_http_request_certificate_cb (SoupMessage          *message,
                                GTlsClientConnection *connection,
                                gpointer              data)
{
  JmHttpExchange *exchange = data;

  exchange->wants_client = TRUE;

  return prove (exchange, message, NULL, give_certificate_fiber);
}

/* A token is told its PIN once: after a few wrong ones it locks itself for good. */
gboolean
jm_http_request_pin_cb (SoupMessage  *message,
                        GTlsPassword *password,
                        gpointer      data)
{
  JmHttpExchange *exchange = data;
  JmNetwork *network = exchange->http->network;
  GTlsPasswordFlags flags = g_tls_password_get_flags (password);
  g_autofree char *key = jm_network_dup_key_of_uri (exchange->uri);

  if (flags & G_TLS_PASSWORD_RETRY)
    jm_network_refuse_pin (network, key, TRUE);
  if (jm_network_is_pin_refused (network, key) || flags & G_TLS_PASSWORD_FINAL_TRY)
    return FALSE;

  return prove (exchange, message, password, give_pin_fiber);
}

/* A proxy is told a sign-in once. What it refused is never sent again. */
gboolean
jm_http_authenticate_cb (SoupMessage *message,
                         SoupAuth    *auth,
                         gboolean     again,
                         gpointer     data)
{
  JmHttpExchange *exchange = data;
  JmHttp *self = exchange->http;
  const char *address = soup_auth_get_authority (auth);
  const JmProxySignIn *sign_in;

  if (!soup_auth_is_for_proxy (auth))
    return FALSE;
  /* One that was right before libsoup sends by itself; who asks all the same refuses it. */
  if (again || (!exchange->proves && self->accepted != 0 && exchange->number > self->accepted))
    {
      jm_network_refuse_proxy_sign_in (self->network, address);
      return FALSE;
    }
  if (!(sign_in = jm_network_get_proxy_sign_in (self->network, address)) ||
      (!exchange->proves && !jm_network_is_proxy_proven (self->network, address)))
    return FALSE;

  exchange->told_proxy = TRUE;
  soup_auth_authenticate (auth, sign_in->user, sign_in->password);
  return TRUE;
}
