/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "fixtures/jm-test-server.h"
#include "fixtures/jm-test.h"
#include "jira/jm-jira-site.h"

#define NOON_MS G_GINT64_CONSTANT (1795176000000)
#define HTML "Content-Type: text/html\r\n"

/* --- what a person types */

static const struct
{
  const char *text;
  const char *address; /* NULL: it is none */
} addresses[] = {
  { "acme", "https://acme.atlassian.net" },
  { "  acme  ", "https://acme.atlassian.net" },
  { "acme.atlassian.net", "https://acme.atlassian.net" },
  { "ACME.Atlassian.Net/", "https://acme.atlassian.net" },
  { "https://acme.atlassian.net", "https://acme.atlassian.net" },
  { "https://acme.atlassian.net:443/", "https://acme.atlassian.net" },
  { "https://acme.atlassian.net/jira/software/projects/ABC/boards/1?x=y#z",
    "https://acme.atlassian.net" },
  { "https://acme.atlassian.net/browse/ABC-1", "https://acme.atlassian.net" },
  { "acme.atlassian.net/wiki", "https://acme.atlassian.net" },
  { "https://jira.example.com/jira/browse/ABC-12?x=y", "https://jira.example.com/jira" },
  { "https://jira.example.com/browse/ABC-12", "https://jira.example.com" },
  { "https://jira.example.com/jira/secure/Dashboard.jspa", "https://jira.example.com/jira" },
  { "https://jira.example.com/jira/login.jsp?os_destination=%2F", "https://jira.example.com/jira" },
  { "https://jira.example.com/jira/rest/api/2/serverInfo", "https://jira.example.com/jira" },
  { "jira.example.com:8443/tools//jira/", "https://jira.example.com:8443/tools/jira" },
  { "https://jira.example.com/a%20b", "https://jira.example.com/a%20b" },
  { "http://127.0.0.1:8080/site/acme", "http://127.0.0.1:8080/site/acme" },
  { "localhost:8080/dc", "http://localhost:8080/dc" },
  { "localhost", "http://localhost" },
  { "[::1]:8080", "http://[::1]:8080" },

  { NULL, NULL },
  { "", NULL },
  { "   ", NULL },
  { "http://jira.example.com", NULL },
  { "HTTP://jira.example.com", NULL },
  { "ftp://jira.example.com", NULL },
  { "file:///etc/passwd", NULL },
  { "javascript://x/%0aalert(1)", NULL },
  { "https://", NULL },
  { "https://user:pass@jira.example.com", NULL },
  { "https://acme.atlassian.net@evil.example", NULL },
  { "ada@example.com", NULL },
  { "two words", NULL },
  { "https://a b.example.com", NULL },
  { "a\r\nHost: evil", NULL },
  { "\xff\xfe", NULL },
};

static void
test_addresses (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *address = jm_jira_site_parse_address (NULL, addresses[i].text, &error);

      g_test_message ("%s → %s", addresses[i].text, address);
      g_assert_cmpstr (address, ==, addresses[i].address);
      if (address == NULL)
        g_assert_true (g_error_matches (error, JM_JIRA_ERROR, JM_JIRA_ERROR_INVALID) ||
                       g_error_matches (error, JM_JIRA_ERROR, JM_JIRA_ERROR_PLAIN));
    }
}

static void
test_object (void)
{
  g_autoptr (JmJiraSite) cloud =
      jm_jira_site_new (JM_JIRA_CLOUD, "https://acme.atlassian.net/", "id", NULL, NULL);
  g_autoptr (JmJiraSite) own = jm_jira_site_new (
      JM_JIRA_DATA_CENTER, "https://jira.example.com:8443/jira", NULL, "Tools", "x");

  g_assert_cmpstr (jm_jira_site_get_url (cloud), ==, "https://acme.atlassian.net");
  g_assert_cmpstr (jm_jira_site_get_host (cloud), ==, "acme.atlassian.net");
  g_assert_cmpstr (jm_jira_site_get_name (cloud), ==, "acme");
  g_assert_cmpstr (jm_jira_site_get_cloud_id (cloud), ==, "id");
  g_assert_null (jm_jira_site_get_avatar_url (cloud));
  g_assert_cmpstr (jm_jira_site_get_host (own), ==, "jira.example.com");
  g_assert_cmpstr (jm_jira_site_get_place (cloud), ==, "acme.atlassian.net");
  g_assert_cmpstr (jm_jira_site_get_place (own), ==, "jira.example.com:8443/jira");
  g_assert_cmpstr (jm_jira_site_get_name (own), ==, "Tools");
  g_assert_null (jm_jira_site_get_cloud_id (own));
}

/* --- asking */

typedef struct
{
  JmTestServer *server;
  JmClock *clock;
  JmHttp *http;
} World;

static void
set_up (World         *world,
        gconstpointer  data)
{
  world->server = jm_test_server_new ();
  world->clock = jm_clock_new_manual (NOON_MS);
  world->http = jm_http_new (world->clock);
}

static void
tear_down (World         *world,
           gconstpointer  data)
{
  jm_test_wait_for_sleepers (world->clock);
  jm_test_finalize (world->http);
  jm_test_finalize (world->clock);
  jm_test_server_free (world->server);
}

/* Awaits. */
static JmJiraSite *
discover (World       *world,
          const char  *path,
          GError     **error)
{
  g_autofree char *url = g_strconcat (jm_test_server_get_url (world->server), path, NULL);

  return dex_await_object (jm_jira_site_discover (world->http, url, NULL), error);
}

static DexFuture *
cloud_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (JmJiraSite) site = NULL;
  g_autoptr (GError) error = NULL;

  jm_test_server_push_json (
      world->server, "{\"baseUrl\":\"https://"
                     "evil.example\",\"deploymentType\":\"Cloud\",\"serverTitle\":\"Jira\"}");
  jm_test_server_push_json (world->server, "{\"cloudId\":\"c-1\"}");
  site = discover (world, "/site/acme", &error);
  g_assert_no_error (error);
  g_assert_cmpint (jm_jira_site_get_flavor (site), ==, JM_JIRA_CLOUD);
  g_assert_cmpstr (jm_jira_site_get_cloud_id (site), ==, "c-1");
  g_assert_true (g_str_has_suffix (jm_jira_site_get_url (site), "/site/acme"));
  g_assert_cmpstr (jm_jira_site_get_host (site), ==, "127.0.0.1");
  g_assert_cmpstr (jm_jira_site_get_name (site), ==, "127.0.0.1");
  g_assert_cmpstr (jm_test_server_get_line (world->server, 0), ==,
                   "GET /site/acme/rest/api/2/serverInfo");
  g_assert_cmpstr (jm_test_server_get_line (world->server, 1), ==,
                   "GET /site/acme/_edge/tenant_info");
  g_assert_null (strstr (jm_test_server_get_text (world->server, 0), "Authorization"));

  return dex_future_new_true ();
}

static void
test_cloud (World         *world,
            gconstpointer  data)
{
  jm_test_fiber (cloud_fiber, world);
}

/* A Cloud that does not tell its id is one all the same. */
static DexFuture *
silent_cloud_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (JmJiraSite) site = NULL;
  g_autoptr (GError) error = NULL;

  jm_test_server_push (world->server, 404, NULL, "");
  jm_test_server_push_json (world->server,
                            "{\"deploymentType\":\"Cloud\",\"serverTitle\":\"Acme Tools\"}");
  jm_test_server_push (world->server, 404, HTML, "<html>");
  site = discover (world, "", &error);
  g_assert_no_error (error);
  g_assert_cmpint (jm_jira_site_get_flavor (site), ==, JM_JIRA_CLOUD);
  g_assert_null (jm_jira_site_get_cloud_id (site));
  g_assert_cmpstr (jm_jira_site_get_name (site), ==, "Acme Tools");
  g_assert_cmpstr (jm_test_server_get_line (world->server, 1), ==, "GET /rest/api/3/serverInfo");

  return dex_future_new_true ();
}

static void
test_silent_cloud (World         *world,
                   gconstpointer  data)
{
  jm_test_fiber (silent_cloud_fiber, world);
}

static DexFuture *
shorter_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (JmJiraSite) site = NULL;
  g_autoptr (GError) error = NULL;

  /* A login page, then something else, then Jira */
  jm_test_server_push (world->server, 200, HTML, "<html>Log in</html>");
  jm_test_server_push_json (world->server, "{\"hello\":1}");
  jm_test_server_push (world->server, 403, NULL, "");
  jm_test_server_push_json (
      world->server, "{\"baseUrl\":\"x\",\"version\":\"10.3.1\",\"deploymentType\":\"Server\"}");
  site = discover (world, "/a/b", &error);
  g_assert_no_error (error);
  g_assert_cmpint (jm_jira_site_get_flavor (site), ==, JM_JIRA_DATA_CENTER);
  g_assert_cmpstr (jm_jira_site_get_url (site), ==, jm_test_server_get_url (world->server));
  g_assert_cmpstr (jm_test_server_get_line (world->server, 0), ==,
                   "GET /a/b/rest/api/2/serverInfo");
  g_assert_cmpstr (jm_test_server_get_line (world->server, 1), ==, "GET /a/rest/api/2/serverInfo");
  g_assert_cmpstr (jm_test_server_get_line (world->server, 3), ==, "GET /rest/api/2/serverInfo");
  g_assert_cmpuint (jm_test_server_get_n_requests (world->server), ==, 4);

  return dex_future_new_true ();
}

static void
test_shorter (World         *world,
              gconstpointer  data)
{
  jm_test_fiber (shorter_fiber, world);
}

static const struct
{
  const char *what;
  guint status;
  const char *headers;
  const char *body;
  int code;
  guint n_requests;
} strangers[] = {
  { "not found", 404, HTML, "<html>", JM_JIRA_ERROR_NOT_FOUND, 4 },
  { "another program", 200, "Content-Type: application/json\r\n", "{\"version\":\"1\"}",
    JM_JIRA_ERROR_NOT_FOUND, 4 },
  { "values of wrong types", 200, "Content-Type: application/json\r\n",
    "{\"deploymentType\":[1],\"baseUrl\":1,\"version\":{}}", JM_JIRA_ERROR_NOT_FOUND, 4 },
  { "an array", 200, "Content-Type: application/json\r\n", "[]", JM_JIRA_ERROR_NOT_FOUND, 2 },
  { "a web page", 200, HTML, "<html>", JM_JIRA_ERROR_CAPTIVE_PORTAL, 2 },
  { "a redirection", 302, "Location: https://sso.example/\r\n", "", JM_JIRA_ERROR_CAPTIVE_PORTAL,
    2 },
  { "a fault", 503, NULL, "", JM_JIRA_ERROR_SERVER, 1 },
  { "a limit", 429, NULL, "", JM_JIRA_ERROR_RATE_LIMITED, 1 },
};

static DexFuture *
stranger_fiber (gpointer data)
{
  World *world = data;
  guint n_before = 0;

  for (guint i = 0; i < G_N_ELEMENTS (strangers); i++)
    {
      g_autoptr (JmJiraSite) site = NULL;
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", strangers[i].what);
      for (guint k = 0; k < strangers[i].n_requests; k++)
        jm_test_server_push (world->server, strangers[i].status, strangers[i].headers,
                             strangers[i].body);
      site = discover (world, "/a", &error);
      g_assert_null (site);
      g_assert_error (error, JM_JIRA_ERROR, strangers[i].code);
      n_before += strangers[i].n_requests;
      g_assert_cmpuint (jm_test_server_get_n_requests (world->server), ==, n_before);
    }

  return dex_future_new_true ();
}

static void
test_strangers (World         *world,
                gconstpointer  data)
{
  jm_test_fiber (stranger_fiber, world);
}

static DexFuture *
nowhere_fiber (gpointer data)
{
  World *world = data;
  static const struct
  {
    const char *text;
    int code;
  } rows[] = {
    { "http://127.0.0.1:1/a/b", JM_JIRA_ERROR_OFFLINE },
    { "http://jira.example.com", JM_JIRA_ERROR_PLAIN },
    { "", JM_JIRA_ERROR_INVALID },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JmJiraSite) site =
          dex_await_object (jm_jira_site_discover (world->http, rows[i].text, NULL), &error);

      g_assert_error (error, JM_JIRA_ERROR, rows[i].code);
    }

  return dex_future_new_true ();
}

static void
test_nowhere (World         *world,
              gconstpointer  data)
{
  jm_test_fiber (nowhere_fiber, world);
}

#define ADD(name, function) g_test_add (name, World, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  jm_test_init (&argc, &argv);

  g_test_add_func ("/jira/site/what-is-pasted-becomes-an-address", test_addresses);
  g_test_add_func ("/jira/site/a-site-is-what-it-was-made-of", test_object);
  ADD ("/jira/site/a-cloud-tells-its-id-and-is-not-believed-its-url", test_cloud);
  ADD ("/jira/site/a-cloud-without-an-id-is-a-cloud", test_silent_cloud);
  ADD ("/jira/site/shorter-paths-are-tried", test_shorter);
  ADD ("/jira/site/strangers-are-named", test_strangers);
  ADD ("/jira/site/nowhere-is-known-at-once", test_nowhere);

  return g_test_run ();
}
