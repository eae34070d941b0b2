/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "base/jm-json.h"
#include "fixtures/jm-simulator.h"
#include "fixtures/jm-test-authorizer.h"
#include "fixtures/jm-test.h"
#include "jira/jm-jira-site.h"
#include "jira/jm-resource.h"

/* The whole floor against a Jira in a box: what is found out, what is fetched, and what does no
 * harm. */

typedef struct
{
  JmSimulator *simulator;
  /* of the exchanges: only the waiting between them is turned by hand */
  JmClock *real_clock;
  JmClock *clock;
  JmHttp *http;
  JmTestAuthorizer *authorizer;
  JmJiraClient *client;
} World;

static void
set_up (World         *world,
        gconstpointer  data)
{
  g_autofree char *base = NULL;
  g_autoptr (JsonNode) tokens = NULL;
  g_autofree char *header = NULL;

  world->simulator = jm_simulator_new ("--issues", data, NULL);
  world->clock = jm_clock_new_manual (G_GINT64_CONSTANT (1795176000000));
  world->real_clock = jm_clock_new ();
  world->http = jm_http_new (world->real_clock);
  world->authorizer = jm_test_authorizer_new ();
  tokens = jm_simulator_grant (world->simulator, NULL);
  header = g_strdup_printf ("Bearer %s", jm_json_get_string (tokens, "access_token", ""));
  jm_test_authorizer_set_header (world->authorizer, header);
  base = g_strdup_printf ("%s/ex/jira/%s", jm_simulator_get_endpoint (world->simulator),
                          jm_simulator_get_site_id (world->simulator, 0));
  world->client = jm_jira_client_new (world->http, world->clock, JM_AUTHORIZER (world->authorizer),
                                      JM_JIRA_CLOUD, base);
}

static void
tear_down (World         *world,
           gconstpointer  data)
{
  jm_test_wait_for_sleepers (world->clock);
  jm_test_wait_for_sleepers (world->real_clock);
  jm_test_finalize (world->client);
  jm_test_finalize (world->authorizer);
  jm_test_finalize (world->http);
  jm_test_finalize (world->clock);
  jm_test_finalize (world->real_clock);
  jm_simulator_free (world->simulator);
}

/* --- discovery */

static DexFuture *
discover_fiber (gpointer data)
{
  World *world = data;
  const char *endpoint = jm_simulator_get_endpoint (world->simulator);
  const struct
  {
    const char *path;
    JmJiraFlavor flavor;
    const char *found;
  } rows[] = {
    { "/site/acme", JM_JIRA_CLOUD, "/site/acme" },
    { "/site/acme/browse/ABC-1?x=y", JM_JIRA_CLOUD, "/site/acme" },
    { "/site/acme/jira/software/projects", JM_JIRA_CLOUD, "/site/acme" },
    { "/dc", JM_JIRA_DATA_CENTER, "/dc" },
    { "/dc/secure/Dashboard.jspa", JM_JIRA_DATA_CENTER, "/dc" },
    { "/dc/login.jsp", JM_JIRA_DATA_CENTER, "/dc" },
    { "", JM_JIRA_CLOUD, "" },
    { "/no/such/path", JM_JIRA_CLOUD, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strconcat (endpoint, rows[i].path, NULL);
      g_autofree char *url = g_strconcat (endpoint, rows[i].found, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (JmJiraSite) site =
          dex_await_object (jm_jira_site_discover (world->http, text, NULL), &error);

      g_test_message ("%s", text);
      g_assert_no_error (error);
      g_assert_cmpint (jm_jira_site_get_flavor (site), ==, rows[i].flavor);
      g_assert_cmpstr (jm_jira_site_get_url (site), ==, url);
      g_assert_cmpstr (
          jm_jira_site_get_cloud_id (site), ==,
          rows[i].flavor == JM_JIRA_CLOUD ? jm_simulator_get_site_id (world->simulator, 0) : NULL);
    }

  return dex_future_new_true ();
}

static void
test_discover (World         *world,
               gconstpointer  data)
{
  jm_test_fiber (discover_fiber, world);
}

/* --- fetching */

/* Awaits: all items of all pages, or an error. */
static guint
count_items (JmPager     *pager,
             const char  *items,
             GError     **error)
{
  guint n = 0;

  for (;;)
    {
      g_autoptr (GError) local_error = NULL;
      g_autoptr (GBytes) page = dex_await_boxed (jm_pager_next (pager, NULL), &local_error);
      g_autoptr (JsonNode) root = page != NULL ? jm_json_parse (page, 0, NULL) : NULL;

      if (page == NULL)
        {
          if (local_error != NULL)
            g_propagate_error (error, g_steal_pointer (&local_error));
          return n;
        }
      n += jm_json_get_length (root, items);
    }
}

static DexFuture *
fetch_fiber (gpointer data)
{
  World *world = data;
  const JmResource *projects = jm_resource_get (JM_RESOURCE_PROJECTS, JM_JIRA_CLOUD);
  const JmResource *issues = jm_resource_get (JM_RESOURCE_ISSUES, JM_JIRA_CLOUD);
  g_autoptr (JmPager) project_pager = jm_pager_new (world->client, projects, NULL, NULL, NULL, NULL);
  g_autoptr (JmPager) issue_pager =
      jm_pager_new (world->client, issues, NULL, "updated >= 0 ORDER BY updated ASC, key ASC",
                    NULL, NULL);
  g_autoptr (GError) error = NULL;
  guint n_projects = count_items (project_pager, "values", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (n_projects, >, 0);
  g_assert_cmpint (jm_pager_get_total (project_pager), ==, n_projects);
  g_assert_cmpuint (count_items (issue_pager, "issues", &error), ==, 250);
  g_assert_no_error (error);

  return dex_future_new_true ();
}

static void
test_fetch (World         *world,
            gconstpointer  data)
{
  jm_test_fiber (fetch_fiber, world);
}

static DexFuture *
fetch_own_fiber (gpointer data)
{
  World *world = data;
  g_autofree char *header =
      g_strdup_printf ("Bearer %s", jm_simulator_get_dc_token (world->simulator));
  g_autoptr (JmJiraClient) client =
      jm_jira_client_new (world->http, world->clock, JM_AUTHORIZER (world->authorizer),
                          JM_JIRA_DATA_CENTER, jm_simulator_get_dc_url (world->simulator));
  const JmResource *projects = jm_resource_get (JM_RESOURCE_PROJECTS, JM_JIRA_DATA_CENTER);
  const JmResource *issues = jm_resource_get (JM_RESOURCE_ISSUES, JM_JIRA_DATA_CENTER);
  g_autoptr (JmPager) project_pager = jm_pager_new (client, projects, NULL, NULL, NULL, NULL);
  g_autoptr (JmPager) issue_pager =
      jm_pager_new (client, issues, NULL, "updated >= 0 ORDER BY updated ASC, key ASC", NULL, NULL);
  g_autoptr (GError) error = NULL;
  guint n_issues;

  jm_test_authorizer_set_header (world->authorizer, header);
  g_assert_cmpuint (count_items (project_pager, "", &error), >, 0);
  g_assert_no_error (error);
  n_issues = count_items (issue_pager, "issues", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_issues, >, 0);
  g_assert_cmpint (jm_pager_get_total (issue_pager), ==, n_issues);

  return dex_future_new_true ();
}

static void
test_fetch_own (World         *world,
                gconstpointer  data)
{
  jm_test_fiber (fetch_own_fiber, world);
}

/* --- F28 … F44: one fault at a time, for as long as it takes, and after it all is as before */

#define GOOD -1

static const struct
{
  const char *fault;
  int code;
} faults[] = {
  { "\"kind\":\"close_no_reply\"", JM_JIRA_ERROR_BROKEN },
  { "\"kind\":\"html_200\"", JM_JIRA_ERROR_CAPTIVE_PORTAL },
  { "\"kind\":\"redirect\",\"args\":{\"code\":302,\"to\":\"http://127.0.0.1:1/\"}",
    JM_JIRA_ERROR_CAPTIVE_PORTAL },
  { "\"kind\":\"redirect\",\"args\":{\"code\":307,\"to\":\"http://127.0.0.1:1/\"}",
    JM_JIRA_ERROR_CAPTIVE_PORTAL },
  { "\"kind\":\"status\",\"args\":{\"code\":403}", JM_JIRA_ERROR_FORBIDDEN },
  { "\"kind\":\"status\",\"args\":{\"code\":410}", JM_JIRA_ERROR_GONE },
  { "\"kind\":\"status\",\"args\":{\"code\":503}", JM_JIRA_ERROR_SERVER },
  { "\"kind\":\"retry_after\",\"args\":{\"value\":-5}", JM_JIRA_ERROR_RATE_LIMITED },
  { "\"kind\":\"retry_after\",\"args\":{\"value\":20,\"reason\":\"jira-burst-based\"}",
    JM_JIRA_ERROR_RATE_LIMITED },
  { "\"kind\":\"truncate\",\"args\":{\"n\":20}", JM_JIRA_ERROR_BROKEN },
  { "\"kind\":\"gzip\",\"args\":{\"how\":\"truncate\"}", JM_JIRA_ERROR_BROKEN },
  { "\"kind\":\"gzip\",\"args\":{\"how\":\"bomb\",\"n\":40000000}", JM_JIRA_ERROR_BROKEN },
  { "\"kind\":\"gzip\",\"args\":{\"how\":\"badcrc\"}", JM_JIRA_ERROR_BROKEN },
  { "\"kind\":\"gzip\",\"args\":{\"how\":\"trailing\"}", GOOD },
  { "\"kind\":\"chunk_no_end\"", JM_JIRA_ERROR_BROKEN },
  { "\"kind\":\"empty_200\"", JM_JIRA_ERROR_BROKEN },
  { "\"kind\":\"big\",\"args\":{\"n\":34000000}", JM_JIRA_ERROR_BROKEN },
  { "\"kind\":\"continue_flood\",\"args\":{\"n\":2000}", GOOD },
  { "\"kind\":\"bad_utf8\"", JM_JIRA_ERROR_UNREADABLE },
  { "\"kind\":\"nul_escape\"", JM_JIRA_ERROR_UNREADABLE },
  { "\"kind\":\"deep\",\"args\":{\"n\":1000000}", JM_JIRA_ERROR_UNREADABLE },
  { "\"kind\":\"wrong_type\",\"args\":{\"path\":\"$.issues\",\"value\":{}}", JM_JIRA_ERROR_BROKEN },
  { "\"kind\":\"wrong_type\",\"args\":{\"path\":\"$.nextPageToken\",\"value\":5}",
    JM_JIRA_ERROR_BROKEN },
  { "\"kind\":\"missing\",\"args\":{\"path\":\"$.issues\"}", JM_JIRA_ERROR_BROKEN },
  { "\"kind\":\"wrong_type\",\"args\":{\"path\":\"$.issues[*].id\",\"value\":null}", GOOD },
  { "\"kind\":\"token_loop\"", JM_JIRA_ERROR_BROKEN },
  { "\"kind\":\"page_repeat\"", JM_JIRA_ERROR_BROKEN },
};

typedef struct
{
  World *world;
  const char *fault;
  int code;
  guint n_items;
  GError *error;
} Walk;

static DexFuture *
walk_fiber (gpointer data)
{
  Walk *walk = data;
  World *world = walk->world;
  JmResource issues = *jm_resource_get (JM_RESOURCE_ISSUES, JM_JIRA_CLOUD);
  /* One of its own: what is removed is not asked for again. */
  g_autoptr (JmJiraClient) client =
      jm_jira_client_new (world->http, world->clock, JM_AUTHORIZER (world->authorizer),
                          JM_JIRA_CLOUD, jm_jira_client_get_api_base (world->client));
  g_autoptr (JmPager) pager = NULL;

  /* Three small pages: a sanitized simulator takes its time. */
  issues.page_size = 10;
  pager = jm_pager_new (client, &issues, NULL,
                        "updated >= 0 ORDER BY updated ASC, key ASC", NULL, NULL);
  walk->n_items = count_items (pager, "issues", &walk->error);

  return dex_future_new_true ();
}

static DexFuture *
fault_fiber (gpointer data)
{
  Walk *walk = data;
  World *world = walk->world;
  g_autofree char *arm =
      g_strdup_printf ("{\"match\":{\"path\":\"/ex/jira/*\"},\"times\":0,%s}", walk->fault);
  g_autoptr (DexFuture) future = NULL;

  jm_simulator_tell (world->simulator, "POST", "/arm", arm);
  future = dex_scheduler_spawn (NULL, 0, walk_fiber, walk, NULL);
  jm_test_drive (world->clock, future);
  if (walk->code == GOOD)
    g_assert_no_error (walk->error);
  else
    g_assert_error (walk->error, JM_JIRA_ERROR, walk->code);
  g_clear_error (&walk->error);
  jm_simulator_tell (world->simulator, "DELETE", "/arm", NULL);
  jm_clock_advance (world->clock, 3600 * 1000);

  return dex_future_new_true ();
}

static void
test_faults (World         *world,
             gconstpointer  data)
{
  Walk after = { world, "none", GOOD, 0, NULL };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      Walk walk = { world, faults[i].fault, faults[i].code, 0, NULL };

      g_test_message ("%s", faults[i].fault);
      jm_test_fiber (fault_fiber, &walk);
    }
  jm_test_fiber (walk_fiber, &after);
  g_assert_no_error (after.error);
  g_assert_cmpuint (after.n_items, ==, 25);
}

/* --- what it tells by the way */

static DexFuture *
budget_fiber (gpointer data)
{
  World *world = data;
  g_autoptr (JmHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;
  gboolean seen = FALSE;
  GPtrArray *budgets;

  response = dex_await_boxed (jm_jira_client_get (world->client, "project/search", NULL), &error);
  g_assert_no_error (error);
  budgets = jm_jira_client_get_budget (world->client);
  for (guint i = 0; i < budgets->len; i++)
    {
      JmRateBudget *budget = g_ptr_array_index (budgets, i);

      seen |= g_str_equal (budget->name, "global-app-quota") && budget->limit == 65000 &&
              budget->period_seconds == 3600 && !budget->enforced;
    }
  g_assert_true (seen);

  return dex_future_new_true ();
}

static void
test_budget (World         *world,
             gconstpointer  data)
{
  jm_test_fiber (budget_fiber, world);
}

/* A quota closes everything, a burst one endpoint: the simulator saw not one request inside. */
static DexFuture *
windows_fiber (gpointer data)
{
  static const struct
  {
    const char *reason;
    gboolean field_is_open;
  } rows[] = {
    { "jira-burst-based", TRUE },
    { "jira-quota-global-based", FALSE },
    { "jira-max-concurrent-threads-reached", FALSE },
  };
  World *world = data;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *arm = g_strdup_printf (
          "{\"match\":{\"path\":\"/ex/jira/*\"},\"times\":1,\"kind\":\"retry_after\","
          "\"args\":{\"value\":600,\"reason\":\"%s\"}}",
          rows[i].reason);
      static const char *const paths[] = { "status", "status", "field" };

      jm_simulator_tell (world->simulator, "POST", "/arm", arm);
      jm_simulator_tell (world->simulator, "DELETE", "/requests", NULL);
      for (guint k = 0; k < G_N_ELEMENTS (paths); k++)
        {
          g_autoptr (GError) error = NULL;
          g_autoptr (JmHttpResponse) response =
              dex_await_boxed (jm_jira_client_get (world->client, paths[k], NULL), &error);

          if (k == 2 && rows[i].field_is_open)
            g_assert_no_error (error);
          else
            g_assert_error (error, JM_JIRA_ERROR, JM_JIRA_ERROR_RATE_LIMITED);
        }
      g_assert_cmpuint (jm_simulator_count_requests (world->simulator, NULL, "/ex/jira/"), ==,
                        rows[i].field_is_open ? 2 : 1);
      jm_clock_advance (world->clock, 600 * 1000);
    }

  return dex_future_new_true ();
}

static void
test_windows (World         *world,
              gconstpointer  data)
{
  jm_test_fiber (windows_fiber, world);
}

#define ADD(name, issues, function) g_test_add (name, World, issues, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  jm_test_init (&argc, &argv);

  ADD ("/jira/simulator/every-address-leads-to-its-jira", "1", test_discover);
  ADD ("/jira/simulator/a-cloud-is-fetched-whole", "250", test_fetch);
  ADD ("/jira/simulator/a-data-center-is-fetched-whole", "250", test_fetch_own);
  ADD ("/jira/simulator/the-budget-is-read-by-the-way", "1", test_budget);
  ADD ("/jira/simulator/nothing-is-sent-inside-a-window", "1", test_windows);
  ADD ("/jira/simulator/no-fault-does-harm", "25", test_faults);

  return g_test_run ();
}
