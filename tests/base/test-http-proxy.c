/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "base/jm-http.h"
#include "fixtures/jm-test-pki.h"
#include "fixtures/jm-test-proxy.h"
#include "fixtures/jm-test-server.h"
#include "fixtures/jm-test.h"

/* Through a proxy to a site of another name; everything is on this machine. */

#define SITE "https://jira.acme.example"

/* --- a keyring of one proxy */

#define TEST_TYPE_SECRETS (test_secrets_get_type ())

G_DECLARE_FINAL_TYPE (TestSecrets, test_secrets, TEST, SECRETS, GObject)

struct _TestSecrets
{
  GObject parent_instance;

  JmProxySignIn *sign_in;
  guint n_asked;
};

static void test_secrets_iface_init (JmNetworkSecretsInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestSecrets,
                               test_secrets,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (JM_TYPE_NETWORK_SECRETS,
                                                      test_secrets_iface_init))

static DexFuture *
test_secrets_find_proxy_sign_in (JmNetworkSecrets *secrets,
                                 const char       *address,
                                 GCancellable     *cancellable)
{
  TestSecrets *self = TEST_SECRETS (secrets);

  self->n_asked++;
  if (self->sign_in == NULL)
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "None");

  return dex_future_new_take_boxed (JM_TYPE_PROXY_SIGN_IN, jm_proxy_sign_in_copy (self->sign_in));
}

static void
test_secrets_iface_init (JmNetworkSecretsInterface *iface)
{
  iface->find_proxy_sign_in = test_secrets_find_proxy_sign_in;
}

static void
test_secrets_finalize (GObject *object)
{
  g_clear_pointer (&TEST_SECRETS (object)->sign_in, jm_proxy_sign_in_free);

  G_OBJECT_CLASS (test_secrets_parent_class)->finalize (object);
}

static void
test_secrets_class_init (TestSecretsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_secrets_finalize;
}

static void
test_secrets_init (TestSecrets *self)
{
}

/* --- the world */

typedef struct
{
  JmTestServer *server;
  JmTestProxy *proxy;
  TestSecrets *secrets;
  JmClock *clock;
  JmHttp *http;
  JmNetwork *network; /* borrowed */
} World;

static void
use_proxy (World      *world,
           const char *url)
{
  g_autoptr (GProxyResolver) resolver = g_simple_proxy_resolver_new (url, NULL);

  if (world->http != NULL)
    jm_test_finalize (world->http);
  world->http = jm_http_new_with_proxies (world->clock, resolver);
  world->network = jm_http_get_network (world->http);
  jm_network_set_secrets (world->network, JM_NETWORK_SECRETS (world->secrets));
}

static void
trust (World      *world,
       const char *pem)
{
  g_autoptr (JmNetworkSite) site = jm_network_site_new ("jira.acme.example");

  site->ca_pem = g_strdup (pem);
  jm_network_put (world->network, site);
}

static void
set_up (World         *world,
        gconstpointer  data)
{
  g_autoptr (JmTestPki) pki = jm_test_pki_new ("Company CA");
  g_autoptr (GTlsCertificate) certificate =
      jm_test_pki_issue (pki, "DNS:jira.acme.example", -1, 30, FALSE);

  world->server = jm_test_server_new_with_certificate (certificate, NULL);
  world->proxy = jm_test_proxy_new (jm_test_server_get_port (world->server));
  world->secrets = g_object_new (TEST_TYPE_SECRETS, NULL);
  world->clock = jm_clock_new ();
  use_proxy (world, jm_test_proxy_get_url (world->proxy));
  trust (world, jm_test_pki_get_ca (pki));
}

static void
tear_down (World         *world,
           gconstpointer  data)
{
  jm_test_finalize (world->http);
  jm_test_finalize (world->secrets);
  jm_test_finalize (world->clock);
  jm_test_proxy_free (world->proxy);
  jm_test_server_free (world->server);
}

/* Awaits: the status, or 0 with an error. */
static guint
get (World       *world,
     const char  *url,
     GError     **error)
{
  g_autoptr (JmHttpRequest) request = jm_http_request_new ("GET", url);
  g_autoptr (JmHttpResponse) response = NULL;

  jm_http_request_set_authorization (request, "Bearer canary");
  response = dex_await_boxed (jm_http_send (world->http, request, NULL), error);

  return response != NULL ? jm_http_response_get_status (response) : 0;
}

static void
assert_through (World *world)
{
  g_autoptr (GError) error = NULL;

  jm_test_server_push_json (world->server, "{}");
  g_assert_cmpuint (get (world, SITE "/rest", &error), ==, 200);
  g_assert_no_error (error);
}

static void
assert_asked (World *world)
{
  guint before = jm_test_server_get_n_requests (world->server);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (get (world, SITE "/rest", &error), ==, 0);
  g_assert_error (error, JM_HTTP_ERROR, JM_HTTP_ERROR_PROXY_SIGN_IN);
  g_assert_nonnull (strstr (error->message, jm_test_proxy_get_address (world->proxy)));
  g_assert_cmpuint (jm_test_server_get_n_requests (world->server), ==, before);
  g_assert_cmpstr (jm_network_get_asking_proxy (world->network), ==,
                   jm_test_proxy_get_address (world->proxy));
}

static void
assert_no_secret_in_heads (World      *world,
                           const char *secret)
{
  for (guint i = 0; i < jm_test_proxy_get_n_requests (world->proxy); i++)
    {
      g_autofree char *head = jm_test_proxy_dup_head (world->proxy, i);

      g_assert_null (strstr (head, secret));
    }
}

/* --- */

static DexFuture *
plain_fiber (gpointer data)
{
  World *world = data;
  g_autofree char *head = NULL;

  assert_through (world);
  assert_through (world);
  head = jm_test_proxy_dup_head (world->proxy, 0);
  g_assert_true (g_str_has_prefix (head, "CONNECT jira.acme.example:443 HTTP/1.1\r\n"));
  assert_no_secret_in_heads (world, "canary");

  return dex_future_new_true ();
}

static void
test_plain (World         *world,
            gconstpointer  data)
{
  jm_test_fiber (plain_fiber, world);
}

/* Where a person allowed http, the proxy gets the whole request; a loopback address never. */
static DexFuture *
http_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (JmTestServer) server = jm_test_server_new ();
  g_autoptr (JmTestProxy) proxy = jm_test_proxy_new (jm_test_server_get_port (server));
  g_autoptr (JmNetworkSite) site = jm_network_site_new ("jira.acme.example");
  g_autoptr (GError) error = NULL;
  g_autofree char *head = NULL;

  use_proxy (world, jm_test_proxy_get_url (proxy));
  g_assert_cmpuint (get (world, "http://jira.acme.example/rest", &error), ==, 0);
  g_assert_error (error, JM_HTTP_ERROR, JM_HTTP_ERROR_PLAIN);
  g_clear_error (&error);
  g_assert_cmpuint (jm_test_proxy_get_n_requests (proxy), ==, 0);

  site->plain_http = TRUE;
  jm_network_put (world->network, site);
  jm_test_server_push_json (server, "{}");
  g_assert_cmpuint (get (world, "http://jira.acme.example/rest", &error), ==, 200);
  g_assert_no_error (error);
  head = jm_test_proxy_dup_head (proxy, 0);
  g_assert_true (g_str_has_prefix (head, "GET http://jira.acme.example/rest HTTP/1.1\r\n"));

  jm_test_server_push_json (server, "{}");
  g_assert_cmpuint (get (world, jm_test_server_get_url (server), &error), ==, 200);
  g_assert_cmpuint (jm_test_proxy_get_n_requests (proxy), ==, 1);
  /* The proxy ends when nobody has a connection through it. */
  use_proxy (world, jm_test_proxy_get_url (world->proxy));

  return dex_future_new_true ();
}

static void
test_http (World         *world,
           gconstpointer  data)
{
  jm_test_fiber (http_fiber, world);
}

static DexFuture *
sign_in_fiber (gpointer data)
{
  World *world = data;

  jm_test_proxy_set_sign_in (world->proxy, "me", "right");
  assert_asked (world);
  g_assert_cmpuint (world->secrets->n_asked, ==, 1);

  /* From the keyring, and then without asking it again */
  world->secrets->sign_in = jm_proxy_sign_in_new ("me", "right");
  assert_through (world);
  g_assert_cmpuint (world->secrets->n_asked, ==, 2);
  assert_through (world);
  g_assert_cmpuint (world->secrets->n_asked, ==, 2);
  g_assert_null (jm_network_get_asking_proxy (world->network));
  g_assert_cmpuint (jm_test_proxy_get_n_wrong (world->proxy), ==, 0);
  assert_no_secret_in_heads (world, "canary");

  return dex_future_new_true ();
}

static void
test_sign_in (World         *world,
              gconstpointer  data)
{
  jm_test_fiber (sign_in_fiber, world);
}

/* An account that is locked after three wrong passwords stays open. */
static DexFuture *
wrong_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (JmProxySignIn) typed = jm_proxy_sign_in_new ("me", "right");

  jm_test_proxy_set_sign_in (world->proxy, "me", "right");
  world->secrets->sign_in = jm_proxy_sign_in_new ("me", "wrong");
  for (guint i = 0; i < 5; i++)
    assert_asked (world);
  g_assert_cmpuint (jm_test_proxy_get_n_wrong (world->proxy), ==, 1);

  /* Typed, and kept */
  jm_proxy_sign_in_free (world->secrets->sign_in);
  world->secrets->sign_in = jm_proxy_sign_in_copy (typed);
  jm_network_set_proxy_sign_in (world->network, jm_test_proxy_get_address (world->proxy), typed);
  assert_through (world);
  g_assert_cmpuint (jm_test_proxy_get_n_wrong (world->proxy), ==, 1);

  /* Changed at the proxy while connections were open: the old one is sent once more. */
  jm_test_proxy_set_sign_in (world->proxy, "me", "changed");
  for (guint i = 0; i < 3; i++)
    assert_asked (world);
  g_assert_cmpuint (jm_test_proxy_get_n_wrong (world->proxy), ==, 2);

  return dex_future_new_true ();
}

static void
test_wrong (World         *world,
            gconstpointer  data)
{
  jm_test_fiber (wrong_fiber, world);
}

/* Even if many go at once: one tells it, and the others wait for what becomes of it. */
static DexFuture *
many_fiber (gpointer data)
{
  World *world = data;

  jm_test_proxy_set_sign_in (world->proxy, "me", "right");
  for (int right = 0; right <= 1; right++)
    {
      DexFuture *sent[8];

      g_clear_pointer (&world->secrets->sign_in, jm_proxy_sign_in_free);
      world->secrets->sign_in = jm_proxy_sign_in_new ("me", right ? "right" : "wrong");
      for (guint i = 0; i < G_N_ELEMENTS (sent); i++)
        {
          g_autoptr (JmHttpRequest) request = jm_http_request_new ("GET", SITE "/rest");

          if (right)
            jm_test_server_push_json (world->server, "{}");
          sent[i] = jm_http_send (world->http, request, NULL);
        }
      for (guint i = 0; i < G_N_ELEMENTS (sent); i++)
        {
          g_autoptr (GError) error = NULL;
          g_autoptr (JmHttpResponse) response = dex_await_boxed (sent[i], &error);

          if (right)
            g_assert_no_error (error);
          else
            g_assert_error (error, JM_HTTP_ERROR, JM_HTTP_ERROR_PROXY_SIGN_IN);
        }
      g_assert_cmpuint (jm_test_proxy_get_n_wrong (world->proxy), ==, 1);
    }

  return dex_future_new_true ();
}

static void
test_many (World         *world,
           gconstpointer  data)
{
  jm_test_fiber (many_fiber, world);
}

/* The desktop's settings may hold a sign-in: it stands in the address. */
static DexFuture *
desktop_fiber (gpointer data)
{
  World *world = data;
  g_autofree char *right =
      g_strconcat ("http://me:r%40ght@", jm_test_proxy_get_address (world->proxy), NULL);
  g_autofree char *wrong =
      g_strconcat ("http://me:wrong@", jm_test_proxy_get_address (world->proxy), NULL);
  g_autofree char *ca =
      g_strdup (jm_network_get (world->network, "jira.acme.example")->ca_pem);

  jm_test_proxy_set_sign_in (world->proxy, "me", "r@ght");
  use_proxy (world, right);
  trust (world, ca);
  assert_through (world);
  g_assert_cmpuint (jm_test_proxy_get_n_wrong (world->proxy), ==, 0);

  use_proxy (world, wrong);
  trust (world, ca);
  for (guint i = 0; i < 5; i++)
    assert_asked (world);
  g_assert_cmpuint (jm_test_proxy_get_n_wrong (world->proxy), ==, 1);

  return dex_future_new_true ();
}

static void
test_desktop (World         *world,
              gconstpointer  data)
{
  jm_test_fiber (desktop_fiber, world);
}

int
main (int    argc,
      char **argv)
{
  jm_test_init (&argc, &argv);

  if (!jm_test_has_program ("openssl"))
    {
      g_print ("1..0 # SKIP the program openssl is missing\n");
      return 0;
    }

#define ADD(path, function) g_test_add (path, World, NULL, set_up, function, tear_down)
  ADD ("/base/http-proxy/a-site-is-reached-through-it", test_plain);
  ADD ("/base/http-proxy/http-where-it-is-allowed-and-never-this-machine", test_http);
  ADD ("/base/http-proxy/a-sign-in-comes-from-the-keyring", test_sign_in);
  ADD ("/base/http-proxy/a-wrong-sign-in-is-sent-once", test_wrong);
  ADD ("/base/http-proxy/many-at-once-send-a-wrong-sign-in-once", test_many);
  ADD ("/base/http-proxy/the-desktop-may-know-the-sign-in", test_desktop);
#undef ADD

  return g_test_run ();
}
