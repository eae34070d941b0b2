/* SPDX-License-Identifier: GPL-3.0-or-later */
/* jira-monitor-signin-view itself, with WebKit, against the simulator. */
#include "config.h"

#include "sign-in/jm-sign-in-view.h"
#include "window/jm-stage.h"

#define VIEW "jira-monitor-signin-view"

static char *
find_view (void)
{
  char *view = jm_paths_find_helper (VIEW);

  g_assert_nonnull (view);

  return view;
}

static char *
dup_authorize_url (JmSimulator *simulator,
                   const char  *redirect_uri,
                   const char  *state)
{
  return g_strdup_printf ("%s/authorize?audience=api.atlassian.com&client_id=%s&scope=read%%3Ajira-work%%20read%%3Ame%%20offline_access"
                          "&redirect_uri=%s&state=%s&response_type=code&prompt=consent",
                          jm_simulator_get_endpoint (simulator), jm_simulator_get_client_id (simulator), redirect_uri, state);
}

static JmNetwork *
get_network (JmWorld *world)
{
  return jm_http_get_network (jm_monitor_get_services (world->monitor)->http);
}

static void
redirect_is_caught (JmWorld *world)
{
  g_autofree char *view = find_view ();
  g_autofree char *url = dup_authorize_url (world->simulator, world->client->redirect_uri, "a-state-of-the-test");
  g_autofree char *caught = NULL;
  g_autoptr (GError) error = NULL;

  /* Nobody listens on the callback: were it loaded, the page would fail instead of being caught. */
  caught = dex_await_string (jm_sign_in_view_run (view, url, world->client->redirect_uri, get_network (world), NULL), &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (caught, world->client->redirect_uri));
  g_assert_nonnull (strstr (caught, "code="));
  g_assert_nonnull (strstr (caught, "state=a-state-of-the-test"));
}

static void
addresses_that_are_not_shown (JmWorld *world)
{
  static const char *const corpus[] = {
    "file:///etc/passwd",
    "http://example.com/authorize",
    "javascript:alert(1)",
    "data:text/html,x",
    "custom:thing",
    "",
    "x",
  };
  g_autofree char *view = find_view ();

  for (gsize i = 0; i < G_N_ELEMENTS (corpus); i++)
    {
      g_autofree char *caught = NULL;
      g_autoptr (GError) error = NULL;

      caught = dex_await_string (jm_sign_in_view_run (view, corpus[i], world->client->redirect_uri, get_network (world), NULL), &error);
      g_assert_null (caught);
      g_assert_nonnull (error);
    }
}

/* The authority of a site reaches the program. */
static void
authority_is_passed_on (JmWorld *world)
{
  g_autoptr (JmSimulator) company = jm_simulator_new ("--tls", "corp_ca", "--auto-accept", "--redirect-uri",
                                                      world->client->redirect_uri, NULL);
  g_autofree char *view = find_view ();
  g_autofree char *key = jm_network_dup_key (jm_simulator_get_endpoint (company));
  g_autoptr (JmNetworkSite) site = jm_network_site_new (key);
  g_autofree char *url = dup_authorize_url (company, world->client->redirect_uri, "a-state-of-the-test");
  g_autofree char *caught = NULL;
  g_autoptr (GError) error = NULL;

  site->ca_pem = g_strdup (jm_simulator_get_ca (company));
  jm_network_put (get_network (world), site);
  caught = dex_await_string (jm_sign_in_view_run (view, url, world->client->redirect_uri, get_network (world), NULL), &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (caught, world->client->redirect_uri));
}

static gboolean
was_asked (gpointer data)
{
  return jm_simulator_count_requests (data, "GET", "/authorize") > 0;
}

static void
cancelling_ends_the_program (JmWorld *world)
{
  g_autofree char *view = find_view ();
  g_autofree char *url = dup_authorize_url (world->simulator, world->client->redirect_uri, "another-state");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *caught = NULL;
  g_autoptr (GError) error = NULL;
  DexFuture *run;

  jm_simulator_tell (world->simulator, "POST", "/consent", "{\"auto\": \"off\"}");
  run = jm_sign_in_view_run (view, url, world->client->redirect_uri, get_network (world), cancellable);
  jm_stage_wait (was_asked, world->simulator);
  g_cancellable_cancel (cancellable);
  caught = dex_await_string (run, &error);
  g_assert_null (caught);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);
  if (!jm_stage_init ())
    return 0;

  /* For the program that is tested: WebKit warns about an accessibility backend that is only a test's. */
  g_unsetenv ("GTK_A11Y");
  g_unsetenv ("G_DEBUG");

  g_test_add_data_func ("/signin-view/redirect-is-caught-and-never-loaded", redirect_is_caught, jm_world_run);
  g_test_add_data_func ("/signin-view/authority-is-passed-on", authority_is_passed_on, jm_world_run);
  g_test_add_data_func ("/signin-view/other-addresses-are-not-shown", addresses_that_are_not_shown, jm_world_run);
  g_test_add_data_func ("/signin-view/cancelling-ends-the-program", cancelling_ends_the_program, jm_world_run);

  return g_test_run ();
}
