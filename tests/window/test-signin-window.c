/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window of the web view in process: whom it trusts. */
#include "config.h"

#include "fixtures/jm-test-pki.h"
#include "fixtures/jm-test-proxy.h"
#include "fixtures/jm-test-server.h"
#include "jm-signin-trust.h"
#include "jm-signin-window.h"
#include "window/jm-stage.h"

#include <webkit/webkit.h>

#define REDIRECT "http://localhost:41999/callback"

static void
trust (JmNetwork  *network,
       const char *url,
       const char *pem)
{
  g_autofree char *key = jm_network_dup_key (url);
  g_autoptr (JmNetworkSite) site = jm_network_site_new (key);

  site->ca_pem = g_strdup (pem);
  jm_network_put (network, site);
}

/* --- the decision */

static const struct
{
  const char *trusted; /* the site of the authority */
  const char *uri;
  const char *names;   /* in the certificate */
  const char *words;   /* of the refusal; NULL: it is believed */
} decisions[] = {
  { "https://jira.acme.example", "https://jira.acme.example/login", "DNS:jira.acme.example", NULL },
  { "https://jira.acme.example", "https://jira.acme.example:8443/", "DNS:jira.acme.example", "does not know its issuer" },
  { "https://jira.acme.example", "https://sso.acme.example/", "DNS:sso.acme.example", "does not know its issuer" },
  { "https://jira.acme.example", "https://jira.acme.example/", "DNS:elsewhere.example", "issued for another host" },
  /* All that Atlassian's own pages come from is one site, and nothing besides is. */
  { "https://auth.atlassian.com", "https://auth.atlassian.com/authorize", "DNS:auth.atlassian.com", NULL },
  { "https://auth.atlassian.com", "https://id.atlassian.com/login", "DNS:id.atlassian.com", NULL },
  { "https://acme.atlassian.net", "https://id.atlassian.com/login", "DNS:id.atlassian.com", NULL },
  { "https://acme.atlassian.net", "https://x.prod.atl-paas.net/a.js", "DNS:*.prod.atl-paas.net", NULL },
  { "https://acme.atlassian.net", "https://id.atlassian.com/", "DNS:auth.atlassian.com", "issued for another host" },
  { "https://acme.atlassian.net", "https://id.atlassian.com.evil.example/", "DNS:id.atlassian.com.evil.example",
    "does not know its issuer" },
  { "https://acme.atlassian.net", "https://notatlassian.com/", "DNS:notatlassian.com", "does not know its issuer" },
  { "https://jira.acme.example", "https://id.atlassian.com/", "DNS:id.atlassian.com", "does not know its issuer" },
};

static void
authority_of_the_site (void)
{
  g_autoptr (JmTestPki) pki = jm_test_pki_new ("Company CA");

  for (gsize i = 0; i < G_N_ELEMENTS (decisions); i++)
    {
      g_autoptr (JmNetwork) network = jm_network_new ();
      g_autoptr (GTlsCertificate) certificate = jm_test_pki_issue (pki, decisions[i].names, -1, 30, FALSE);
      g_autoptr (GError) error = NULL;
      gboolean believed;

      g_test_message ("%s", decisions[i].uri);
      trust (network, decisions[i].trusted, jm_test_pki_get_ca (pki));
      believed = jm_signin_trust_check (network, decisions[i].uri, certificate, G_TLS_CERTIFICATE_UNKNOWN_CA, &error);
      if (error != NULL)
        g_test_message ("%s", error->message);
      g_assert_cmpint (believed, ==, decisions[i].words == NULL);
      if (believed)
        continue;
      g_assert_nonnull (strstr (error->message, decisions[i].words));
      g_assert_nonnull (strstr (error->message, "issued by Company CA (Tests)"));
      g_clear_error (&error);

      /* What no authority outweighs */
      g_assert_false (jm_signin_trust_check (network, decisions[i].uri, certificate,
                                             G_TLS_CERTIFICATE_UNKNOWN_CA | G_TLS_CERTIFICATE_REVOKED, &error));
    }
}

static void
sign_in_to_a_proxy (void)
{
  g_autoptr (JmNetwork) network = jm_network_new ();
  g_autoptr (JmProxySignIn) sign_in = jm_proxy_sign_in_new ("jo", "pass");

  jm_network_set_proxy_sign_in (network, "proxy.example:3128", sign_in);
  g_assert_cmpstr (jm_signin_trust_find_proxy (network, "proxy.example", 3128)->password, ==, "pass");
  g_assert_null (jm_signin_trust_find_proxy (network, "proxy.example", 3129));
  g_assert_null (jm_signin_trust_find_proxy (network, "evil.example", 3128));
}

/* --- with WebKit */

typedef struct
{
  JmTestPki *pki;
  JmNetwork *network;
  JmSigninWindow *window;
  char *caught;
} World;

static void
set_up (World         *world,
        gconstpointer  data)
{
  world->pki = jm_test_pki_new ("Company CA");
  world->network = jm_network_new ();
}

static void
tear_down (World         *world,
           gconstpointer  data)
{
  if (world->window != NULL)
    gtk_window_destroy (GTK_WINDOW (world->window));
  g_free (world->caught);
  g_object_unref (world->network);
  jm_test_pki_free (world->pki);
}

static void
caught_cb (JmSigninWindow *window,
           const char     *redirect,
           World          *world)
{
  g_set_str (&world->caught, redirect);
}

static void
visit (World      *world,
       const char *url)
{
  world->window = JM_SIGNIN_WINDOW (jm_signin_window_new (NULL, world->network, url, REDIRECT));
  g_signal_connect (world->window, "caught", G_CALLBACK (caught_cb), world);
  gtk_window_present (GTK_WINDOW (world->window));
}

static gboolean
is_caught (gpointer data)
{
  return ((World *) data)->caught != NULL;
}

static gboolean
has_trouble (gpointer data)
{
  return jm_signin_window_get_trouble (((World *) data)->window) != NULL;
}

static WebKitWebView *
find_view (GtkWidget *widget)
{
  WebKitWebView *found = NULL;

  if (WEBKIT_IS_WEB_VIEW (widget))
    return WEBKIT_WEB_VIEW (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_view (child);

  return found;
}

/* A page of @server that leads back as soon as what it needs has come */
static void
push_page (JmTestServer *server,
           const char   *head)
{
  g_autofree char *page = g_strdup_printf ("<!doctype html><title>x</title>%s", head);

  jm_test_server_push (server, 200, "Content-Type: text/html\r\n", page);
}

static DexFuture *
no_authority_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (GTlsCertificate) certificate = jm_test_pki_issue_localhost (world->pki);
  g_autoptr (JmTestServer) server = jm_test_server_new_with_certificate (certificate, NULL);

  visit (world, jm_test_server_get_url (server));
  jm_stage_wait (has_trouble, world);
  g_test_message ("%s", jm_signin_window_get_trouble (world->window));
  g_assert_nonnull (strstr (jm_signin_window_get_trouble (world->window), "issued by Company CA (Tests)"));
  g_assert_cmpuint (jm_test_server_get_n_requests (server), ==, 0);

  return dex_future_new_true ();
}

static DexFuture *
authority_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (GTlsCertificate) certificate = jm_test_pki_issue_localhost (world->pki);
  g_autoptr (JmTestServer) server = jm_test_server_new_with_certificate (certificate, NULL);

  trust (world->network, jm_test_server_get_url (server), jm_test_pki_get_ca (world->pki));
  jm_test_server_push (server, 302, "Location: " REDIRECT "?code=1\r\n", "");
  visit (world, jm_test_server_get_url (server));
  jm_stage_wait (is_caught, world);
  g_assert_cmpstr (world->caught, ==, REDIRECT "?code=1");
  g_assert_null (jm_signin_window_get_trouble (world->window));

  return dex_future_new_true ();
}

static DexFuture *
wrong_host_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (GTlsCertificate) certificate = jm_test_pki_issue (world->pki, "DNS:elsewhere.example", -1, 30, FALSE);
  g_autoptr (JmTestServer) server = jm_test_server_new_with_certificate (certificate, NULL);

  trust (world->network, jm_test_server_get_url (server), jm_test_pki_get_ca (world->pki));
  visit (world, jm_test_server_get_url (server));
  jm_stage_wait (has_trouble, world);
  g_assert_nonnull (strstr (jm_signin_window_get_trouble (world->window), "issued for another host"));
  g_assert_cmpuint (jm_test_server_get_n_requests (server), ==, 0);

  return dex_future_new_true ();
}

/* The page itself is fine; the host of its script is not known to the system either. */
static DexFuture *
script_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (GTlsCertificate) certificate = jm_test_pki_issue (world->pki, "DNS:localhost,IP:127.0.0.1", -1, 30, FALSE);
  g_autoptr (JmTestServer) page = jm_test_server_new_with_certificate (certificate, NULL);
  g_autoptr (JmTestServer) scripts = jm_test_server_new_with_certificate (certificate, NULL);
  g_autofree char *script = g_strdup_printf ("https://127.0.0.1:%u/a.js", jm_test_server_get_port (scripts));
  g_autofree char *head = g_strdup_printf ("<script src='%s'></script>", script);

  trust (world->network, jm_test_server_get_url (page), jm_test_pki_get_ca (world->pki));
  trust (world->network, script, jm_test_pki_get_ca (world->pki));
  for (int i = 0; i < 3; i++)
    {
      push_page (page, head);
      jm_test_server_push (scripts, 200, "Content-Type: text/javascript\r\n", "location = '" REDIRECT "?code=2'");
    }
  visit (world, jm_test_server_get_url (page));
  jm_stage_wait (is_caught, world);
  g_assert_cmpstr (world->caught, ==, REDIRECT "?code=2");

  return dex_future_new_true ();
}

/* The form goes to a host of which WebKit learns only then that it may be believed. */
static DexFuture *
form_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (GTlsCertificate) certificate = jm_test_pki_issue (world->pki, "DNS:localhost,IP:127.0.0.1", -1, 30, FALSE);
  g_autoptr (JmTestServer) page = jm_test_server_new_with_certificate (certificate, NULL);
  g_autoptr (JmTestServer) target = jm_test_server_new_with_certificate (certificate, NULL);
  g_autofree char *action = g_strdup_printf ("https://127.0.0.1:%u/", jm_test_server_get_port (target));
  g_autofree char *head = g_strdup_printf ("<body onload='document.forms[0].submit ()'><form method=post action='%s'>"
                                           "<input name=answer value=42></form>",
                                           action);

  trust (world->network, jm_test_server_get_url (page), jm_test_pki_get_ca (world->pki));
  trust (world->network, action, jm_test_pki_get_ca (world->pki));
  push_page (page, head);
  push_page (page, head);
  jm_test_server_push (target, 303, "Location: " REDIRECT "?code=3\r\n", "");
  visit (world, jm_test_server_get_url (page));
  jm_stage_wait (is_caught, world);
  g_assert_cmpstr (world->caught, ==, REDIRECT "?code=3");
  g_assert_cmpuint (jm_test_server_get_n_requests (target), ==, 1);
  g_assert_nonnull (strstr (jm_test_server_get_text (target, 0), "answer=42"));

  return dex_future_new_true ();
}

/* All of WebKit goes through that proxy. */
static void
use_proxy (World       *world,
           JmTestProxy *proxy)
{
  WebKitNetworkProxySettings *settings = webkit_network_proxy_settings_new (jm_test_proxy_get_url (proxy), NULL);

  webkit_network_session_set_proxy_settings (webkit_web_view_get_network_session (find_view (GTK_WIDGET (world->window))),
                                             WEBKIT_NETWORK_PROXY_MODE_CUSTOM, settings);
  webkit_network_proxy_settings_free (settings);
}

static DexFuture *
proxy_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (GTlsCertificate) certificate = jm_test_pki_issue (world->pki, "DNS:jira.acme.example", -1, 30, FALSE);
  g_autoptr (JmTestServer) server = jm_test_server_new_with_certificate (certificate, NULL);
  g_autoptr (JmTestProxy) proxy = jm_test_proxy_new (jm_test_server_get_port (server));
  g_autoptr (JmProxySignIn) sign_in = jm_proxy_sign_in_new ("jo", "pass");

  jm_test_proxy_set_sign_in (proxy, "jo", "pass");
  jm_network_set_proxy_sign_in (world->network, jm_test_proxy_get_address (proxy), sign_in);
  trust (world->network, "https://jira.acme.example", jm_test_pki_get_ca (world->pki));
  jm_test_server_push (server, 302, "Location: " REDIRECT "?code=4\r\n", "");
  visit (world, "about:blank");
  use_proxy (world, proxy);
  webkit_web_view_load_uri (find_view (GTK_WIDGET (world->window)), "https://jira.acme.example/");
  jm_stage_wait (is_caught, world);
  g_assert_cmpuint (jm_test_proxy_get_n_wrong (proxy), ==, 0);

  return dex_future_new_true ();
}

static void
run (World         *world,
     gconstpointer  data)
{
  jm_test_fiber ((DexFiberFunc) data, world);
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);
  /* WebKit warns about an accessibility backend that is only a test's. */
  g_unsetenv ("GTK_A11Y");
  if (!jm_stage_init ())
    return 0;
  if (!jm_test_has_program ("openssl"))
    {
      g_print ("1..0 # SKIP the program openssl is missing\n");
      return 0;
    }

  g_test_add_func ("/signin-window/an-authority-vouches-for-its-site", authority_of_the_site);
  g_test_add_func ("/signin-window/a-proxy-gets-its-own-sign-in", sign_in_to_a_proxy);
  g_test_add ("/signin-window/without-an-authority-the-certificate-is-named", World, no_authority_fiber, set_up, run,
              tear_down);
  g_test_add ("/signin-window/with-the-authority-the-page-is-shown", World, authority_fiber, set_up, run, tear_down);
  g_test_add ("/signin-window/another-host-is-not-believed", World, wrong_host_fiber, set_up, run, tear_down);
  g_test_add ("/signin-window/what-a-page-needs-is-believed-too", World, script_fiber, set_up, run, tear_down);
  g_test_add ("/signin-window/a-form-arrives", World, form_fiber, set_up, run, tear_down);
  g_test_add ("/signin-window/a-proxy-that-is-known-is-not-asked-about", World, proxy_fiber, set_up, run, tear_down);

  return g_test_run ();
}
