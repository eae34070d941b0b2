/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "base/jm-http.h"
#include "fixtures/jm-test-pki.h"
#include "fixtures/jm-test-server.h"
#include "fixtures/jm-test.h"

/* Whom JmHttp believes: the system, and for one site the authority that a person chose for it. */

typedef struct
{
  JmTestPki *pki;
  JmClock *clock;
  JmHttp *http;
} World;

static void
set_up (World         *world,
        gconstpointer  data)
{
  world->pki = jm_test_pki_new ("Company CA");
  world->clock = jm_clock_new ();
  world->http = jm_http_new (world->clock);
}

static void
tear_down (World         *world,
           gconstpointer  data)
{
  jm_test_finalize (world->http);
  jm_test_finalize (world->clock);
  jm_test_pki_free (world->pki);
}

static void
trust (World      *world,
       const char *url,
       const char *pem)
{
  g_autofree char *key = jm_network_dup_key (url);
  g_autoptr (JmNetworkSite) site = jm_network_site_new (key);

  site->ca_pem = g_strdup (pem);
  jm_network_put (jm_http_get_network (world->http), site);
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

/* Awaits: it is believed. */
static void
assert_open (World        *world,
             JmTestServer *server)
{
  g_autoptr (GError) error = NULL;

  jm_test_server_push_json (server, "{}");
  g_assert_cmpuint (get (world, jm_test_server_get_url (server), &error), ==, 200);
  g_assert_no_error (error);
}

/* Awaits: it is refused with @code, the words say so, and no byte of a request came. */
static void
assert_shut (World        *world,
             JmTestServer *server,
             int           code,
             const char   *words)
{
  guint before = jm_test_server_get_n_requests (server);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (get (world, jm_test_server_get_url (server), &error), ==, 0);
  g_assert_error (error, JM_HTTP_ERROR, code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, words));
  g_assert_cmpuint (jm_test_server_get_n_requests (server), ==, before);
}

/* --- one site's authority */

static DexFuture *
one_site_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (GTlsCertificate) certificate = jm_test_pki_issue_localhost (world->pki);
  g_autoptr (JmTestServer) server = jm_test_server_new_with_certificate (certificate, NULL);
  g_autoptr (JmTestServer) other = jm_test_server_new_with_certificate (certificate, NULL);
  g_autofree char *key = jm_network_dup_key (jm_test_server_get_url (server));

  assert_shut (world, server, JM_HTTP_ERROR_TLS, "issued by Company CA (Tests)");
  trust (world, jm_test_server_get_url (server), jm_test_pki_get_ca (world->pki));
  assert_open (world, server);
  assert_open (world, server);
  assert_shut (world, other, JM_HTTP_ERROR_TLS, "does not know its issuer");

  /* Taken back, it counts no more, not even where a connection was open or a session known. */
  jm_network_remove (jm_http_get_network (world->http), key);
  assert_shut (world, server, JM_HTTP_ERROR_TLS, "does not know its issuer");

  return dex_future_new_true ();
}

static void
test_one_site (World         *world,
               gconstpointer  data)
{
  jm_test_fiber (one_site_fiber, world);
}

/* --- what an authority cannot mend */

static const struct
{
  const char *names;
  int from_days;
  int to_days;
  const char *words;
} invalid[] = {
  { "DNS:localhost", -30, -1, "it has expired" },
  { "DNS:localhost", 1, 30, "not valid yet" },
  { "DNS:elsewhere.example", -1, 30, "issued for another host" },
  { "IP:127.0.0.1", -1, 30, "issued for another host" },
};

static DexFuture *
invalid_fiber (gpointer data)
{
  World *world = data;

  for (guint i = 0; i < G_N_ELEMENTS (invalid); i++)
    {
      g_autoptr (GTlsCertificate) certificate =
          jm_test_pki_issue (world->pki, invalid[i].names, invalid[i].from_days,
                             invalid[i].to_days, FALSE);
      g_autoptr (JmTestServer) server = jm_test_server_new_with_certificate (certificate, NULL);

      assert_shut (world, server, JM_HTTP_ERROR_TLS_INVALID, invalid[i].words);
      trust (world, jm_test_server_get_url (server), jm_test_pki_get_ca (world->pki));
      assert_shut (world, server, JM_HTTP_ERROR_TLS_INVALID, invalid[i].words);
    }

  return dex_future_new_true ();
}

static void
test_invalid (World         *world,
              gconstpointer  data)
{
  jm_test_fiber (invalid_fiber, world);
}

/* --- chains */

static DexFuture *
chain_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (JmTestPki) stranger = jm_test_pki_new ("Company CA");
  g_autoptr (GTlsCertificate) whole = NULL;
  g_autoptr (GTlsCertificate) alone = NULL;
  g_autoptr (JmTestServer) complete = NULL;
  g_autoptr (JmTestServer) forgetful = NULL;
  g_autofree char *both = NULL;

  jm_test_pki_add_intermediate (world->pki);
  whole = jm_test_pki_issue (world->pki, "DNS:localhost", -1, 30, TRUE);
  alone = jm_test_pki_issue (world->pki, "DNS:localhost", -1, 30, FALSE);
  complete = jm_test_server_new_with_certificate (whole, NULL);
  forgetful = jm_test_server_new_with_certificate (alone, NULL);

  trust (world, jm_test_server_get_url (complete), jm_test_pki_get_ca (world->pki));
  assert_open (world, complete);

  /* A server that does not send the one in between: then the file must have it. */
  trust (world, jm_test_server_get_url (forgetful), jm_test_pki_get_ca (world->pki));
  assert_shut (world, forgetful, JM_HTTP_ERROR_TLS, "issued by In Between (Tests)");
  both = g_strconcat (jm_test_pki_get_ca (world->pki),
                      jm_test_pki_get_intermediate (world->pki), NULL);
  trust (world, jm_test_server_get_url (forgetful), both);
  assert_open (world, forgetful);

  /* Another authority by the same name */
  trust (world, jm_test_server_get_url (complete), jm_test_pki_get_ca (stranger));
  assert_shut (world, complete, JM_HTTP_ERROR_TLS, "does not know its issuer");

  return dex_future_new_true ();
}

static void
test_chain (World         *world,
            gconstpointer  data)
{
  jm_test_fiber (chain_fiber, world);
}

/* A certificate that names itself as its issuer may be chosen as it is, and vouches for no other. */
static DexFuture *
self_signed_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (JmTestServer) server = jm_test_server_new_tls ();
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "nobody.pem", NULL);
  g_autofree char *pem = NULL;

  g_assert_true (g_file_get_contents (path, &pem, NULL, NULL));
  assert_shut (world, server, JM_HTTP_ERROR_TLS, "does not know its issuer");
  trust (world, jm_test_server_get_url (server), pem);
  assert_open (world, server);

  return dex_future_new_true ();
}

static void
test_self_signed (World         *world,
                  gconstpointer  data)
{
  jm_test_fiber (self_signed_fiber, world);
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
  ADD ("/base/http-tls/an-authority-opens-its-own-site-alone", test_one_site);
  ADD ("/base/http-tls/a-wrong-certificate-is-wrong-whoever-vouches-for-it", test_invalid);
  ADD ("/base/http-tls/a-chain-leads-to-the-authority", test_chain);
  ADD ("/base/http-tls/a-self-signed-one-may-be-chosen", test_self_signed);
#undef ADD

  return g_test_run ();
}
