/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-limits.h"
#include "fixtures/jm-test.h"
#include "jira/jm-resource.h"
#include "sync/jm-sync-settings.h"

#define BIT(id) ((guint32) 1 << (id))

static void
assert_default (const JmSyncSettings *settings)
{
  g_assert_true (settings->automatic);
  g_assert_cmpuint (settings->quick_minutes, ==, 60);
  g_assert_cmpuint (settings->full_days, ==, 7);
  g_assert_cmpuint (settings->census_hours, ==, 24);
  g_assert_cmpuint (settings->requests, ==, JM_LIMIT_REQUESTS_PER_SITE);
  g_assert_null (settings->projects);
  g_assert_false (settings->all_users);
  g_assert_cmpuint (settings->keep_days, ==, 0);
  g_assert_true (settings->resources & BIT (JM_RESOURCE_COMMENTS));
  g_assert_false (settings->resources & BIT (JM_RESOURCE_WORKLOGS));
  g_assert_false (settings->resources & BIT (JM_RESOURCE_CHANGES));
}

static void
a_new_account_has_all_but_what_is_long (void)
{
  g_autoptr (JmSyncSettings) settings = jm_sync_settings_new ();

  assert_default (settings);
}

static void
they_come_back_as_they_were (void)
{
  const char *const keys[] = { "WEB", "A\"B", NULL };
  g_autoptr (JmSyncSettings) settings = jm_sync_settings_new ();
  g_autoptr (JmSyncSettings) copy = NULL;
  g_autoptr (JmSyncSettings) back = NULL;
  g_autofree char *json = NULL;

  settings->automatic = FALSE;
  settings->quick_minutes = 5;
  settings->full_days = 0;
  settings->census_hours = 12;
  settings->requests = 2;
  settings->projects = g_strdupv ((char **) keys);
  settings->resources =
      BIT (JM_RESOURCE_PROJECTS) | BIT (JM_RESOURCE_ISSUES) | BIT (JM_RESOURCE_SPRINTS);
  settings->all_users = TRUE;
  settings->keep_days = 365;
  copy = jm_sync_settings_copy (settings);
  json = jm_sync_settings_to_json (copy);
  g_assert_null (strchr (json, '\n'));
  back = jm_sync_settings_from_json (json);

  g_assert_false (back->automatic);
  g_assert_cmpuint (back->quick_minutes, ==, 5);
  g_assert_cmpuint (back->full_days, ==, 0);
  g_assert_cmpuint (back->census_hours, ==, 12);
  g_assert_cmpuint (back->requests, ==, 2);
  g_assert_cmpstrv (back->projects, keys);
  g_assert_cmpuint (back->resources, ==, settings->resources);
  g_assert_true (back->all_users);
  g_assert_cmpuint (back->keep_days, ==, 365);
}

static void
nonsense_becomes_the_default (void)
{
  static const char *const texts[] = {
    NULL,
    "",
    "[]",
    "{",
    "{}",
    "{\"automatic\":1,\"quick_minutes\":-1,\"full_days\":1e9,\"census_hours\":\"x\",\"requests\":0,"
    "\"resources\":{},\"projects\":[null,\"\"],\"all_users\":null,\"keep_days\":-3}",
    "{\"requests\":5,\"projects\":\"WEB\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (JmSyncSettings) settings = jm_sync_settings_from_json (texts[i]);

      g_test_message ("%s", texts[i]);
      assert_default (settings);
    }
}

static void
projects_and_issues_are_always_in (void)
{
  g_autoptr (JmSyncSettings) settings =
      jm_sync_settings_from_json ("{\"resources\":[\"labels\",\"nothing\",7]}");

  g_assert_cmpuint (settings->resources, ==,
                    BIT (JM_RESOURCE_PROJECTS) | BIT (JM_RESOURCE_ISSUES) |
                        BIT (JM_RESOURCE_LABELS));
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);

  g_test_add_func ("/sync/settings/a-new-account-has-all-but-what-is-long",
                   a_new_account_has_all_but_what_is_long);
  g_test_add_func ("/sync/settings/they-come-back-as-they-were", they_come_back_as_they_were);
  g_test_add_func ("/sync/settings/nonsense-becomes-the-default", nonsense_becomes_the_default);
  g_test_add_func ("/sync/settings/projects-and-issues-are-always-in",
                   projects_and_issues_are_always_in);

  return g_test_run ();
}
