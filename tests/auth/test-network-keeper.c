/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "auth/jm-network-keeper.h"
#include "base/jm-network-secrets.h"
#include "fixtures/jm-test-pki.h"
#include "fixtures/jm-test-server.h"
#include "fixtures/jm-test.h"

/* What leads to a site outlives the program, and its secrets are in the keyring alone. */

#define SITE "jira.acme.example"

typedef struct
{
  JmTestPki *pki;
  char *folder;
  char *path;
  JmClock *clock;
  JmKeyring *keyring;
  JmHttp *http;
  JmStateStore *state;
  JmNetworkKeeper *keeper;
  JmNetwork *network; /* borrowed */
} World;

/* Awaits: as a new process does. */
static void
open_world (World *world)
{
  g_autoptr (GError) error = NULL;

  world->http = jm_http_new (world->clock);
  world->network = jm_http_get_network (world->http);
  world->state = jm_state_store_new (world->path, world->clock);
  world->keeper = jm_network_keeper_new (world->state, world->keyring, world->network);
  dex_await (jm_state_store_open (world->state), &error);
  g_assert_no_error (error);
  dex_await (jm_network_keeper_load (world->keeper), &error);
  g_assert_no_error (error);
}

/* Awaits. */
static void
close_world (World *world)
{
  g_autoptr (GError) error = NULL;

  dex_await (jm_state_store_close (world->state), &error);
  g_assert_no_error (error);
  g_clear_object (&world->keeper);
  g_clear_object (&world->state);
  g_clear_object (&world->http);
}

static void
set_up (World         *world,
        gconstpointer  data)
{
  world->pki = jm_test_pki_new ("Company CA");
  world->folder = jm_test_temp_dir ();
  world->path = g_build_filename (world->folder, "state.db", NULL);
  world->clock = jm_clock_new ();
  world->keyring = jm_memory_keyring_new ();
}

static void
tear_down (World         *world,
           gconstpointer  data)
{
  jm_test_finalize (world->keyring);
  jm_test_finalize (world->clock);
  jm_test_pki_free (world->pki);
  g_free (world->path);
  g_free (world->folder);
}

static void
await_good (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  dex_await (future, &error);
  g_assert_no_error (error);
}

static gboolean
keyring_has (World      *world,
             const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *secret =
      dex_await_string (jm_keyring_lookup (world->keyring, name, NULL), &error);

  return secret != NULL;
}

static GPtrArray *
read_files (const char *first,
            const char *second)
{
  GPtrArray *files = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  const char *paths[] = { first, second };

  for (guint i = 0; i < G_N_ELEMENTS (paths) && paths[i] != NULL; i++)
    {
      char *text;
      gsize size;

      g_assert_true (g_file_get_contents (paths[i], &text, &size, NULL));
      g_ptr_array_add (files, g_bytes_new_take (text, size));
    }

  return files;
}

/* --- authorities and http */

static DexFuture *
kept_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (GBytes) ca = g_bytes_new (jm_test_pki_get_ca (world->pki),
                                       strlen (jm_test_pki_get_ca (world->pki)));
  g_autoptr (GBytes) nonsense = g_bytes_new_static ("nonsense", 8);
  g_autoptr (GError) error = NULL;

  open_world (world);
  await_good (jm_network_keeper_trust (world->keeper, SITE, ca));
  await_good (jm_network_keeper_allow_plain (world->keeper, SITE, TRUE));
  dex_await (jm_network_keeper_trust (world->keeper, SITE, nonsense), &error);
  g_assert_error (error, JM_CERTIFICATE_ERROR, JM_CERTIFICATE_ERROR_NONE_THERE);
  close_world (world);

  open_world (world);
  g_assert_cmpstr (jm_network_get (world->network, SITE)->ca_pem, ==,
                   jm_test_pki_get_ca (world->pki));
  g_assert_true (jm_network_allows_url (world->network, "http://" SITE "/"));
  await_good (jm_network_keeper_allow_plain (world->keeper, SITE, FALSE));
  await_good (jm_network_keeper_trust (world->keeper, SITE, NULL));
  g_assert_null (jm_network_get (world->network, SITE));
  close_world (world);

  open_world (world);
  g_assert_null (jm_network_get (world->network, SITE));
  close_world (world);

  return dex_future_new_true ();
}

static void
test_kept (World         *world,
           gconstpointer  data)
{
  jm_test_fiber (kept_fiber, world);
}

/* What the command line does, the window sees when it reads again. */
static DexFuture *
other_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (JmNetworkSite) site = jm_network_site_new (SITE);

  open_world (world);
  site->plain_http = TRUE;
  await_good (jm_state_store_put_network_site (world->state, site));
  await_good (jm_network_keeper_load (world->keeper));
  g_assert_true (jm_network_allows_url (world->network, "http://" SITE "/"));
  site->plain_http = FALSE;
  await_good (jm_state_store_put_network_site (world->state, site));
  await_good (jm_network_keeper_load (world->keeper));
  g_assert_false (jm_network_allows_url (world->network, "http://" SITE "/"));
  close_world (world);

  return dex_future_new_true ();
}

static void
test_other (World         *world,
            gconstpointer  data)
{
  jm_test_fiber (other_fiber, world);
}

/* --- client certificates */

/* Awaits: the status, or 0 with an error. */
static guint
get (World         *world,
     JmTestServer  *server,
     GError       **error)
{
  g_autoptr (JmHttpRequest) request = jm_http_request_new ("GET", jm_test_server_get_url (server));
  g_autoptr (JmHttpResponse) response =
      dex_await_boxed (jm_http_send (world->http, request, NULL), error);

  return response != NULL ? jm_http_response_get_status (response) : 0;
}

/* A server that wants to see a certificate, and another one that wants to see it as well. */
typedef struct
{
  World *world;
  JmTestServer *server;
  JmTestServer *other;
  char *key;
  char *other_key;
} Sites;

static void
sites_open (Sites *self,
            World *world)
{
  g_autoptr (GTlsCertificate) certificate = jm_test_pki_issue_localhost (world->pki);
  const char *ca = jm_test_pki_get_ca (world->pki);

  self->world = world;
  self->server = jm_test_server_new_with_certificate (certificate, ca);
  self->other = jm_test_server_new_with_certificate (certificate, ca);
  self->key = jm_network_dup_key (jm_test_server_get_url (self->server));
  self->other_key = jm_network_dup_key (jm_test_server_get_url (self->other));
}

static void
sites_close (Sites *self)
{
  jm_test_server_free (self->server);
  jm_test_server_free (self->other);
  g_free (self->key);
  g_free (self->other_key);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sites, sites_close)

/* Awaits. */
static void
set_client (Sites        *sites,
            JmTestClient *client)
{
  g_autoptr (GPtrArray) files = read_files (client->certificate, client->key);

  await_good (jm_network_keeper_set_client (sites->world->keeper, sites->key, files, NULL, NULL));
}

/* Awaits. */
static void
assert_lets_in (Sites *sites)
{
  g_autoptr (GError) error = NULL;

  jm_test_server_push_json (sites->server, "{}");
  g_assert_cmpuint (get (sites->world, sites->server, &error), ==, 200);
  g_assert_no_error (error);
}

/* Awaits. */
static void
assert_turns_away (Sites        *sites,
                   JmTestServer *server,
                   const char   *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (get (sites->world, server, &error), ==, 0);
  g_test_message ("%s", error->message);
  g_assert_error (error, JM_HTTP_ERROR, JM_HTTP_ERROR_TLS_CLIENT);
  g_assert_nonnull (strstr (error->message, words));
}

/* The certificate, and its key never. */
static void
assert_database_has_no_key (World *world)
{
  g_autofree char *database = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (world->path, &database, &size, NULL));
  g_assert_null (memmem (database, size, "PRIVATE KEY", strlen ("PRIVATE KEY")));
  g_assert_nonnull (memmem (database, size, "BEGIN CERTIFICATE", strlen ("BEGIN CERTIFICATE")));
}

/* Awaits. A locked keyring is called by its name, and nothing is forgotten by halves. */
static void
assert_needs_keyring (Sites *sites)
{
  World *world = sites->world;
  g_autoptr (GError) error = NULL;

  jm_memory_keyring_set_locked (world->keyring, TRUE);
  g_assert_cmpuint (get (world, sites->server, &error), ==, 0);
  g_assert_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_KEYRING_LOCKED);
  g_clear_error (&error);
  dex_await (jm_network_keeper_forget_client (world->keeper, sites->key, NULL), &error);
  g_assert_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_KEYRING_LOCKED);
  g_assert_true (jm_network_site_has_client (jm_network_get (world->network, sites->key)));
  jm_memory_keyring_set_locked (world->keyring, FALSE);
}

static DexFuture *
client_fiber (gpointer data)
{
  World *world = data;
  g_auto (Sites) sites = { NULL };
  g_autoptr (JmTestPki) stranger = jm_test_pki_new ("Stranger");
  g_autoptr (JmTestClient) client = jm_test_pki_issue_client (world->pki, "Jo", "secret");
  g_autoptr (JmTestClient) unknown = jm_test_pki_issue_client (stranger, "Nobody", "secret");
  g_autoptr (GBytes) ca = g_bytes_new (jm_test_pki_get_ca (world->pki),
                                       strlen (jm_test_pki_get_ca (world->pki)));
  g_autofree char *item = NULL;
  g_autofree char *seen = NULL;

  sites_open (&sites, world);
  item = g_strconcat ("client-key/", sites.key, NULL);
  open_world (world);
  await_good (jm_network_keeper_trust (world->keeper, sites.key, ca));
  await_good (jm_network_keeper_trust (world->keeper, sites.other_key, ca));
  assert_turns_away (&sites, sites.server, "wants a client certificate");
  set_client (&sites, unknown);
  assert_turns_away (&sites, sites.server, "does not accept");
  set_client (&sites, client);
  assert_lets_in (&sites);
  seen = jm_test_server_dup_client (sites.server);
  g_assert_nonnull (strstr (seen, "CN=Jo"));

  /* Another site does not get to see it. */
  assert_turns_away (&sites, sites.other, "wants a client certificate");
  close_world (world);
  assert_database_has_no_key (world);

  /* It is still known after a start. */
  open_world (world);
  assert_needs_keyring (&sites);
  assert_lets_in (&sites);

  g_assert_true (keyring_has (world, item));
  await_good (jm_network_keeper_forget_site (world->keeper, sites.key, NULL));
  g_assert_false (keyring_has (world, item));
  g_assert_null (jm_network_get (world->network, sites.key));
  close_world (world);

  return dex_future_new_true ();
}

static void
test_client (World         *world,
             gconstpointer  data)
{
  jm_test_fiber (client_fiber, world);
}

static void
assert_reads (const char *first,
              const char *second,
              const char *password,
              int         code)
{
  g_autoptr (GPtrArray) files = read_files (first, second);
  g_autoptr (GError) error = NULL;
  g_autoptr (JmClientCertificate) client = jm_client_certificate_read (files, password, &error);

  if (code >= 0)
    {
      g_assert_error (error, JM_CERTIFICATE_ERROR, code);
      return;
    }

  g_assert_no_error (error);
  g_assert_nonnull (strstr (client->certificate, "BEGIN CERTIFICATE"));
  g_assert_null (strstr (client->certificate, "PRIVATE"));
  g_assert_nonnull (strstr (client->key, "PRIVATE KEY"));
  g_assert_null (strstr (client->key, "CERTIFICATE"));
}

static void
test_client_files (World         *world,
                   gconstpointer  data)
{
  g_autoptr (JmTestClient) client = jm_test_pki_issue_client (world->pki, "Jo", "secret");
  g_autofree char *ca = jm_test_pki_dup_ca_path (world->pki);

  assert_reads (client->certificate, client->key, NULL, -1);
  assert_reads (client->key, client->certificate, NULL, -1);
  assert_reads (client->bundle, NULL, "secret", -1);
  assert_reads (client->bundle, NULL, NULL, JM_CERTIFICATE_ERROR_LOCKED);
  assert_reads (client->bundle, NULL, "wrong", JM_CERTIFICATE_ERROR_LOCKED);
  assert_reads (client->certificate, NULL, NULL, JM_CERTIFICATE_ERROR_NO_KEY);
  assert_reads (client->key, NULL, NULL, JM_CERTIFICATE_ERROR_NO_KEY);
  assert_reads (client->certificate, client->locked_key, "secret", JM_CERTIFICATE_ERROR_NO_KEY);
  assert_reads (ca, client->certificate, NULL, JM_CERTIFICATE_ERROR_NO_KEY);
}

static void
test_awkward_bundle (World         *world,
                     gconstpointer  data)
{
  g_autoptr (JmTestClient) client = jm_test_pki_issue_client (world->pki, "Jo", "secret");

  if (!g_test_slow ())
    {
      g_test_skip ("one of 256 files is looked for only with -m slow");
      return;
    }
  if (!jm_test_pki_make_awkward (world->pki, client, "secret"))
    {
      g_test_skip ("glib-networking reads them all");
      return;
    }

  assert_reads (client->bundle, NULL, "secret", -1);
  assert_reads (client->bundle, NULL, NULL, JM_CERTIFICATE_ERROR_LOCKED);
  assert_reads (client->bundle, NULL, "wrong", JM_CERTIFICATE_ERROR_LOCKED);
}

/* --- tokens */

static DexFuture *
token_fiber (gpointer data)
{
  World *world = data;
  static const char *const refused[] = { "file:///etc/passwd", "", "pkcs11:token=x?pin-value=1234" };
  g_autofree char *database = NULL;
  gsize size;
  g_autoptr (GError) error = NULL;

  open_world (world);
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      dex_await (jm_network_keeper_set_token (world->keeper, SITE, refused[i], NULL, "4711", NULL),
                 &error);
      g_assert_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_INVALID);
      g_clear_error (&error);
    }
  await_good (jm_network_keeper_set_token (world->keeper, SITE, "pkcs11:token=card;object=me", NULL,
                                           "4711-pin", NULL));
  g_assert_true (keyring_has (world, "client-key/" SITE));
  close_world (world);

  g_assert_true (g_file_get_contents (world->path, &database, &size, NULL));
  g_assert_null (memmem (database, size, "4711-pin", strlen ("4711-pin")));

  open_world (world);
  g_assert_cmpstr (jm_network_get (world->network, SITE)->client_uri, ==,
                   "pkcs11:token=card;object=me");
  await_good (jm_network_keeper_forget_client (world->keeper, SITE, NULL));
  g_assert_false (keyring_has (world, "client-key/" SITE));
  close_world (world);

  return dex_future_new_true ();
}

static void
test_token (World         *world,
            gconstpointer  data)
{
  jm_test_fiber (token_fiber, world);
}

/* A token of software, with a key and its certificate. FALSE without the programs for it. */
static gboolean
make_token (World        *world,
            JmTestClient *client)
{
  g_autofree char *tokens = g_build_filename (world->folder, "tokens", NULL);
  g_autofree char *settings_path = g_build_filename (world->folder, "softhsm.conf", NULL);
  g_autofree char *settings = g_strdup_printf ("directories.tokendir = %s\n", tokens);
  g_autofree char *script = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  const char *argv[] = { "sh", "-c", NULL, NULL };

  if (!jm_test_has_program ("softhsm2-util") || !jm_test_has_program ("p11tool"))
    return FALSE;

  g_assert_cmpint (g_mkdir (tokens, 0700), ==, 0);
  g_assert_true (g_file_set_contents (settings_path, settings, -1, NULL));
  /* Before PKCS#11 is looked at for the first time */
  g_setenv ("SOFTHSM2_CONF", settings_path, TRUE);
  script = g_strdup_printf (
      "set -e; softhsm2-util --init-token --free --label jm --pin 1234 --so-pin 5678;"
      "softhsm2-util --import %s --token jm --label me --id 01 --pin 1234;"
      "GNUTLS_PIN=1234 p11tool --batch --login --write --load-certificate %s --label me --id 01"
      " --no-mark-private pkcs11:token=jm",
      client->key, client->certificate);
  argv[2] = script;
  process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error);
  g_assert_no_error (error);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);

  return TRUE;
}

static DexFuture *
card_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (JmTestClient) client = jm_test_pki_issue_client (world->pki, "Jo", "secret");
  g_autoptr (GTlsCertificate) certificate = jm_test_pki_issue_localhost (world->pki);
  g_autoptr (JmTestServer) server =
      jm_test_server_new_with_certificate (certificate, jm_test_pki_get_ca (world->pki));
  g_autofree char *key = jm_network_dup_key (jm_test_server_get_url (server));
  g_autofree char *seen = NULL;
  g_autoptr (GBytes) ca = g_bytes_new (jm_test_pki_get_ca (world->pki),
                                       strlen (jm_test_pki_get_ca (world->pki)));
  g_autoptr (GError) error = NULL;

  if (!make_token (world, client))
    {
      g_test_skip ("softhsm2-util or p11tool is missing");
      return dex_future_new_true ();
    }

  open_world (world);
  await_good (jm_network_keeper_trust (world->keeper, key, ca));
  await_good (jm_network_keeper_set_token (world->keeper, key, "pkcs11:token=nowhere;object=me",
                                           NULL, "1234", NULL));
  g_assert_cmpuint (get (world, server, &error), ==, 0);
  g_test_message ("%s", error->message);
  g_assert_error (error, JM_HTTP_ERROR, JM_HTTP_ERROR_TLS_CLIENT);
  g_clear_error (&error);

  await_good (jm_network_keeper_set_token (world->keeper, key, "pkcs11:token=jm;object=me", NULL,
                                           "9999", NULL));
  g_assert_cmpuint (get (world, server, &error), ==, 0);
  g_test_message ("%s", error->message);
  g_assert_error (error, JM_HTTP_ERROR, JM_HTTP_ERROR_TLS_CLIENT);
  g_clear_error (&error);
  g_assert_true (jm_network_is_pin_refused (world->network, key));

  await_good (jm_network_keeper_set_token (world->keeper, key, "pkcs11:token=jm;object=me", NULL,
                                           "1234", NULL));
  g_assert_false (jm_network_is_pin_refused (world->network, key));
  jm_test_server_push_json (server, "{}");
  g_assert_cmpuint (get (world, server, &error), ==, 200);
  g_assert_no_error (error);
  seen = jm_test_server_dup_client (server);
  g_assert_nonnull (strstr (seen, "CN=Jo"));
  close_world (world);

  return dex_future_new_true ();
}

static void
test_card (World         *world,
           gconstpointer  data)
{
  jm_test_fiber (card_fiber, world);
}

/* --- proxies */

static DexFuture *
proxy_fiber (gpointer data)
{
  World *world = data;
  JmNetworkSecrets *secrets;
  g_autoptr (JmProxySignIn) found = NULL;
  g_autofree char *database = NULL;
  gsize size;
  g_autoptr (GError) error = NULL;

  open_world (world);
  await_good (
      jm_network_keeper_set_proxy (world->keeper, "proxy.acme:3128", "jo", "pass\"word", NULL));
  g_assert_cmpstr (jm_network_keeper_get_proxies (world->keeper)[0], ==, "proxy.acme:3128");
  g_assert_cmpstr (
      jm_network_get_proxy_sign_in (world->network, "proxy.acme:3128")->password, ==, "pass\"word");
  close_world (world);

  g_assert_true (g_file_get_contents (world->path, &database, &size, NULL));
  g_assert_null (memmem (database, size, "pass\"word", strlen ("pass\"word")));

  open_world (world);
  secrets = JM_NETWORK_SECRETS (world->keeper);
  found = dex_await_boxed (
      jm_network_secrets_find_proxy_sign_in (secrets, "proxy.acme:3128", NULL), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found->user, ==, "jo");
  g_assert_cmpstr (found->password, ==, "pass\"word");
  await_good (jm_network_keeper_forget_proxy (world->keeper, "proxy.acme:3128", NULL));
  g_assert_null (jm_network_keeper_get_proxies (world->keeper)[0]);
  g_assert_false (keyring_has (world, "proxy/proxy.acme:3128"));
  close_world (world);

  return dex_future_new_true ();
}

static void
test_proxy (World         *world,
            gconstpointer  data)
{
  jm_test_fiber (proxy_fiber, world);
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
  ADD ("/auth/network-keeper/exceptions-outlive-the-program", test_kept);
  ADD ("/auth/network-keeper/what-another-process-wrote-is-read", test_other);
  ADD ("/auth/network-keeper/a-client-certificate-is-for-its-site-alone", test_client);
  ADD ("/auth/network-keeper/client-certificates-come-in-several-files", test_client_files);
  ADD ("/auth/network-keeper/a-bundle-that-gio-refuses-is-opened", test_awkward_bundle);
  ADD ("/auth/network-keeper/of-a-token-only-its-address-is-kept", test_token);
  ADD ("/auth/network-keeper/a-card-signs-with-its-pin", test_card);
  ADD ("/auth/network-keeper/a-sign-in-to-a-proxy-is-in-the-keyring", test_proxy);
#undef ADD

  return g_test_run ();
}
