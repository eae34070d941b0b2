/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "base/jm-json.h"
#include "fixtures/jm-simulator.h"
#include "fixtures/jm-test-authorizer.h"
#include "fixtures/jm-test.h"
#include "jira/jm-resource.h"

/* Every row of the table against a Jira in a box: all is fetched by who may, and what one may not is
 * told apart from a fault. */

#define ALL_SCOPES \
  "{\"scopes\":[\"read:jira-work\",\"read:jira-user\",\"manage:jira-configuration\"," \
  "\"read:board-scope:jira-software\",\"read:project:jira\",\"read:sprint:jira-software\"]}"
#define FEW_SCOPES "{\"scopes\":[\"read:jira-work\"]}"

typedef struct
{
  JmSimulator *simulator;
  JmClock *clock;
  JmHttp *http;
  JmTestAuthorizer *authorizer;
  JmJiraClient *client;
  JmJiraFlavor flavor;
} World;

static void
sign_in (World      *world,
         const char *scopes)
{
  g_autoptr (JsonNode) tokens = jm_simulator_grant (world->simulator, scopes);
  g_autofree char *header =
      g_strdup_printf ("Bearer %s", jm_json_get_string (tokens, "access_token", ""));

  jm_test_authorizer_set_header (world->authorizer, header);
}

static void
make_client (World        *world,
             JmJiraFlavor  flavor)
{
  g_autofree char *cloud = g_strdup_printf ("%s/ex/jira/%s",
                                            jm_simulator_get_endpoint (world->simulator),
                                            jm_simulator_get_site_id (world->simulator, 0));

  world->flavor = flavor;
  world->client =
      jm_jira_client_new (world->http, world->clock, JM_AUTHORIZER (world->authorizer), flavor,
                          flavor == JM_JIRA_CLOUD ? cloud :
                                                    jm_simulator_get_dc_url (world->simulator));
}

static void
set_up (World         *world,
        gconstpointer  data)
{
  world->simulator = jm_simulator_new ("--issues", "60", NULL);
  jm_simulator_tell (world->simulator, "POST", "/permissions", "{\"ADMINISTER\":true}");
  jm_simulator_tell (world->simulator, "POST", "/permissions",
                     "{\"site\":\"dc\",\"ADMINISTER\":true}");
  world->clock = jm_clock_new ();
  world->http = jm_http_new (world->clock);
  world->authorizer = jm_test_authorizer_new ();
  make_client (world, JM_JIRA_CLOUD);
}

static void
set_up_own (World         *world,
            gconstpointer  data)
{
  g_autofree char *header = NULL;

  set_up (world, data);
  g_clear_object (&world->client);
  make_client (world, JM_JIRA_DATA_CENTER);
  header = g_strdup_printf ("Bearer %s", jm_simulator_get_dc_token (world->simulator));
  jm_test_authorizer_set_header (world->authorizer, header);
}

static void
tear_down (World         *world,
           gconstpointer  data)
{
  jm_test_wait_for_sleepers (world->clock);
  jm_test_finalize (world->client);
  jm_test_finalize (world->authorizer);
  jm_test_finalize (world->http);
  jm_test_finalize (world->clock);
  jm_simulator_free (world->simulator);
}

/* --- walks */

/* What the owners of a resource are called in a path */
static const char *
get_owner_member (const JmResource *row)
{
  return row->owner == JM_RESOURCE_PROJECTS ? "key" : "id";
}

/* Awaits: all items of all pages; their @member as text goes into @found, if there is one. */
static guint
walk (World             *world,
      const JmResource  *row,
      const char        *owner,
      const char        *member,
      GPtrArray         *found,
      GError           **error)
{
  const char *jql = row->id == JM_RESOURCE_ISSUES ? "updated >= 0 ORDER BY key ASC" : NULL;
  g_autoptr (JmPager) pager = jm_pager_new (world->client, row, owner, jql, NULL, NULL);
  const char *items = row->items[1] == '.' ? row->items + 2 : "";
  guint n = 0;

  for (;;)
    {
      g_autoptr (GError) fault = NULL;
      g_autoptr (GBytes) page = dex_await_boxed (jm_pager_next (pager, NULL), &fault);
      g_autoptr (JsonNode) root = page != NULL ? jm_json_parse (page, 0, NULL) : NULL;
      guint n_here = jm_json_get_length (root, items);

      for (guint i = 0; i < n_here; i++)
        {
          char *text = jm_json_dup_id (jm_json_get_item (root, items, i), member);

          g_assert_nonnull (text);
          g_ptr_array_add (found, text);
        }
      n += n_here;
      if (page != NULL)
        continue;
      if (fault != NULL)
        g_propagate_error (error, g_steal_pointer (&fault));
      return n;
    }
}

/* Awaits: the items of all owners, of which some may have none. */
static guint
walk_owners (World            *world,
             const JmResource *row,
             GPtrArray        *found,
             guint            *n_absent)
{
  const JmResource *owners = jm_resource_get (row->owner, world->flavor);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  guint n = 0;

  walk (world, owners, NULL, get_owner_member (row), names, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (names->len, >, 0);
  for (guint i = 0; i < names->len; i++)
    {
      n += walk (world, row, g_ptr_array_index (names, i), row->item_id != NULL ? row->item_id : "",
                 found, &error);
      if (error == NULL)
        continue;
      g_test_message ("%s: %s", (char *) g_ptr_array_index (names, i), error->message);
      g_assert_cmpint (jm_resource_judge (row, error), ==, JM_RESOURCE_ABSENT);
      (*n_absent)++;
      g_clear_error (&error);
    }

  return n;
}

static DexFuture *
all_fiber (gpointer data)
{
  World *world = data;

  for (JmResourceId id = 0; id < JM_N_RESOURCES; id++)
    {
      const JmResource *row = jm_resource_get (id, world->flavor);
      g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (GError) error = NULL;
      guint n_absent = 0, n;

      if (row == NULL)
        continue;
      n = row->owner != JM_N_RESOURCES ?
              walk_owners (world, row, found, &n_absent) :
              walk (world, row, NULL, row->item_id != NULL ? row->item_id : "", found, &error);
      g_test_message ("%s: %u, %u owners without", row->name, n, n_absent);
      g_assert_no_error (error);
      g_assert_cmpuint (n, >, 0);
      /* A board that is none of Scrum has no sprints. */
      g_assert_true (n_absent == 0 || id == JM_RESOURCE_SPRINTS);
    }

  return dex_future_new_true ();
}

static void
test_cloud (World         *world,
            gconstpointer  data)
{
  sign_in (world, ALL_SCOPES);
  jm_test_fiber (all_fiber, world);
}

static void
test_own (World         *world,
          gconstpointer  data)
{
  jm_test_fiber (all_fiber, world);
}

/* --- what one may not */

static DexFuture *
few_fiber (gpointer data)
{
  World *world = data;

  for (JmResourceId id = 0; id < JM_N_RESOURCES; id++)
    {
      const JmResource *row = jm_resource_get (id, JM_JIRA_CLOUD);
      g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (GError) error = NULL;
      g_autofree char *need = NULL, *expected = NULL;

      if (g_str_equal (row->scope, "read:jira-work"))
        continue;
      walk (world, row, row->owner != JM_N_RESOURCES ? "1" : NULL, "id", found, &error);
      g_test_message ("%s: %s", row->name, error != NULL ? error->message : "fetched");
      g_assert_error (error, JM_JIRA_ERROR, JM_JIRA_ERROR_SCOPE);
      g_assert_cmpint (jm_resource_judge (row, error), ==, JM_RESOURCE_DENIED);
      need = jm_resource_dup_need (row, error);
      expected = g_strdup_printf ("needs the scope %s", row->scope);
      g_assert_cmpstr (need, ==, expected);
    }
  /* The sign-in is as good as it was. */
  g_assert_cmpuint (jm_test_authorizer_get_n_refused (world->authorizer), ==, 0);

  return dex_future_new_true ();
}

static void
test_few (World         *world,
          gconstpointer  data)
{
  sign_in (world, FEW_SCOPES);
  jm_test_fiber (few_fiber, world);
}

/* The scope is granted, and the person is no administrator: Jira says 401, which is not believed. */
static DexFuture *
no_admin_fiber (gpointer data)
{
  static const JmResourceId ids[] = { JM_RESOURCE_ROLES, JM_RESOURCE_WORKFLOWS };
  World *world = data;

  jm_simulator_tell (world->simulator, "POST", "/permissions", "{\"ADMINISTER\":false}");
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      const JmResource *row = jm_resource_get (ids[i], JM_JIRA_CLOUD);
      g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (GError) error = NULL;
      g_autofree char *need = NULL;

      walk (world, row, NULL, "id", found, &error);
      g_assert_error (error, JM_JIRA_ERROR, JM_JIRA_ERROR_FORBIDDEN);
      g_assert_cmpint (jm_resource_judge (row, error), ==, JM_RESOURCE_DENIED);
      need = jm_resource_dup_need (row, error);
      g_assert_cmpstr (need, ==, "needs the right “Administer Jira”");
    }
  g_assert_cmpuint (jm_test_authorizer_get_n_refused (world->authorizer), ==, 0);

  return dex_future_new_true ();
}

static void
test_no_admin (World         *world,
               gconstpointer  data)
{
  sign_in (world, ALL_SCOPES);
  jm_test_fiber (no_admin_fiber, world);
}

/* --- F47 */

static DexFuture *
stale_fiber (gpointer data)
{
  World *world = data;
  JmResource issues = *jm_resource_get (JM_RESOURCE_ISSUES, JM_JIRA_CLOUD);
  g_autoptr (JmPager) first = NULL;
  g_autoptr (JmPager) second = NULL;
  g_autofree char *position = NULL;
  g_autoptr (GBytes) page = NULL, late = NULL;
  g_autoptr (GError) error = NULL;

  issues.page_size = 10;
  first = jm_pager_new (world->client, &issues, NULL, "updated >= 0 ORDER BY key ASC", NULL, NULL);
  page = dex_await_boxed (jm_pager_next (first, NULL), &error);
  g_assert_no_error (error);
  position = jm_pager_dup_position (first);
  jm_simulator_tell (world->simulator, "POST", "/arm",
                     "{\"match\":{\"path\":\"/ex/jira/*\"},\"times\":1,\"kind\":\"token_expired\"}");
  second = jm_pager_new (world->client, &issues, NULL, "updated >= 0 ORDER BY key ASC", NULL,
                         position);
  late = dex_await_boxed (jm_pager_next (second, NULL), &error);
  g_assert_null (late);
  g_assert_error (error, JM_JIRA_ERROR, JM_JIRA_ERROR_STALE);

  return dex_future_new_true ();
}

static void
test_stale (World         *world,
            gconstpointer  data)
{
  sign_in (world, ALL_SCOPES);
  jm_test_fiber (stale_fiber, world);
}

/* The rest of a walk that was cut off brings the rest of the issues, and each of them once. */
static DexFuture *
resume_fiber (gpointer data)
{
  World *world = data;
  JmResource issues = *jm_resource_get (JM_RESOURCE_ISSUES, world->flavor);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *position = NULL;
  guint n_issues = world->flavor == JM_JIRA_CLOUD ? 60 : 6;
  guint n = 0;

  issues.page_size = n_issues / 3 - 1;
  do
    {
      g_autoptr (JmPager) pager = jm_pager_new (
          world->client, &issues, NULL, "updated >= 0 ORDER BY key ASC", NULL, position);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) page = dex_await_boxed (jm_pager_next (pager, NULL), &error);
      g_autoptr (JsonNode) root = page != NULL ? jm_json_parse (page, '{', NULL) : NULL;

      g_assert_no_error (error);
      for (guint i = 0; i < jm_json_get_length (root, "issues"); i++, n++)
        g_hash_table_add (seen, jm_json_dup_id (jm_json_get_item (root, "issues", i), "id"));
      g_free (position);
      position = jm_pager_dup_position (pager);
    }
  while (position != NULL);
  g_assert_cmpuint (n, ==, n_issues);
  g_assert_cmpuint (g_hash_table_size (seen), ==, n);

  return dex_future_new_true ();
}

static void
test_resume (World         *world,
             gconstpointer  data)
{
  if (world->flavor == JM_JIRA_CLOUD)
    sign_in (world, ALL_SCOPES);
  jm_test_fiber (resume_fiber, world);
}

#define ADD(name, up, function) g_test_add (name, World, NULL, up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  jm_test_init (&argc, &argv);

  ADD ("/jira/resources/a-cloud-has-them-all", set_up, test_cloud);
  ADD ("/jira/resources/a-data-center-has-nearly-all", set_up_own, test_own);
  ADD ("/jira/resources/without-a-scope-it-says-which", set_up, test_few);
  ADD ("/jira/resources/without-a-right-it-says-which", set_up, test_no_admin);
  ADD ("/jira/resources/a-token-that-died-is-stale", set_up, test_stale);
  ADD ("/jira/resources/a-walk-goes-on-page-by-page", set_up, test_resume);
  ADD ("/jira/resources/and-so-it-does-by-number", set_up_own, test_resume);

  return g_test_run ();
}
