/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "base/jm-settings.h"
#include "fixtures/jm-test.h"

static const char *const keys[] = {
  JM_SETTING_REFRESH_MARGIN,
  JM_SETTING_CHECK_INTERVAL,
  JM_SETTING_EVENT_DAYS,
  JM_SETTING_REDIRECT_URI,
  JM_SETTING_OAUTH_CLIENT_ID,
};

static void
test_keys (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSettings) settings = jm_settings_new (NULL, &error);
  g_autoptr (GSettingsSchema) schema = NULL;

  g_assert_no_error (error);
  g_object_get (settings, "settings-schema", &schema, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_assert_true (g_settings_schema_has_key (schema, keys[i]));
}

static void
test_keyfile (void)
{
  g_autofree char *dir = jm_test_temp_dir ();
  g_autofree char *path = g_build_filename (dir, "settings.ini", NULL);
  g_autofree char *text = NULL;
  g_autofree char *again = NULL;
  g_autoptr (GError) error = NULL;

  {
    g_autoptr (GSettings) settings = jm_settings_new (path, &error);

    g_assert_no_error (error);
    g_assert_true (g_settings_set_string (settings, JM_SETTING_OAUTH_CLIENT_ID, "mine"));
    g_settings_sync ();
  }

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "oauth-client-id='mine'"));
  {
    g_autoptr (GSettings) settings = jm_settings_new (path, &error);

    g_assert_no_error (error);
    again = g_settings_get_string (settings, JM_SETTING_OAUTH_CLIENT_ID);
    g_assert_cmpstr (again, ==, "mine");
  }
}

static void
test_nowhere (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (jm_settings_new (NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
      g_assert_nonnull (strstr (error->message, APP_ID));
      return;
    }

  if (g_file_test (SCHEMADIR "/gschemas.compiled", G_FILE_TEST_EXISTS))
    {
      g_test_skip ("the program may be installed here");
      return;
    }
  g_setenv ("GSETTINGS_SCHEMA_DIR", "/nonexistent", TRUE);
  g_setenv ("XDG_DATA_DIRS", "/nonexistent", TRUE);
  g_setenv ("XDG_DATA_HOME", "/nonexistent", TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
}

int
main (int    argc,
      char **argv)
{
  jm_test_init (&argc, &argv);

  g_test_add_func ("/base/settings/the-schema-has-the-keys-of-core", test_keys);
  g_test_add_func ("/base/settings/a-key-file-keeps-what-is-set", test_keyfile);
  g_test_add_func ("/base/settings/a-missing-schema-is-a-sentence", test_nowhere);

  return g_test_run ();
}
