/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/jm-paths.h"
#include "fixtures/jm-test.h"

static guint
get_mode (const char *path)
{
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);

  return info.st_mode & 0777;
}

static void
test_new (void)
{
  g_autofree char *dir = jm_test_temp_dir ();
  g_autofree char *root = g_build_filename (dir, "a", "b", NULL);
  g_autofree char *accounts = g_build_filename (root, "accounts", NULL);
  g_autofree char *locks = g_build_filename (root, "locks", NULL);
  g_autofree char *file = g_build_filename (root, "new", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JmPaths) paths = jm_paths_new (root, &error);
  g_autofree char *account = NULL;
  g_autofree char *lock = NULL;

  g_assert_no_error (error);
  account = jm_paths_dup_account_file (paths, "b1946ac9-2f3e");
  lock = jm_paths_dup_lock_file (paths, "oauth-1");
  g_assert_cmpstr (jm_paths_get_root (paths), ==, root);
  g_assert_true (g_str_has_prefix (jm_paths_get_state_file (paths), root));
  g_assert_true (g_str_has_suffix (jm_paths_get_state_file (paths), "/state.db"));
  g_assert_true (g_str_has_suffix (account, "/a/b/accounts/b1946ac9-2f3e.db"));
  g_assert_true (g_str_has_suffix (lock, "/a/b/locks/oauth-1.lock"));
  g_assert_cmpuint (get_mode (root), ==, 0700);
  g_assert_cmpuint (get_mode (accounts), ==, 0700);
  g_assert_cmpuint (get_mode (locks), ==, 0700);

  /* SQLite asks for 0644. */
  g_close (g_open (file, O_CREAT | O_WRONLY, 0644), NULL);
  g_assert_cmpuint (get_mode (file), ==, 0600);
}

static void
test_mended (void)
{
  g_autofree char *root = jm_test_temp_dir ();
  g_autofree char *accounts = g_build_filename (root, "accounts", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JmPaths) paths = NULL;

  g_mkdir (accounts, 0755);
  g_chmod (root, 0777);
  g_chmod (accounts, 0755);
  paths = jm_paths_new (root, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (get_mode (root), ==, 0700);
  g_assert_cmpuint (get_mode (accounts), ==, 0700);
}

static void
test_refused (void)
{
  g_autofree char *root = jm_test_temp_dir ();
  g_autofree char *accounts = g_build_filename (root, "accounts", NULL);
  g_autoptr (GError) error = NULL;

  /* A file where a folder must be */
  g_assert_true (g_file_set_contents (accounts, "x", 1, NULL));
  g_assert_null (jm_paths_new (root, &error));
  g_assert_nonnull (strstr (error->message, accounts));
  g_clear_error (&error);

  if (geteuid () != 0)
    {
      g_assert_null (jm_paths_new ("/root/of/another", &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
      return;
    }

  /* A folder of somebody else, where the test may make one */
  g_unlink (accounts);
  g_mkdir (accounts, 0700);
  if (chown (accounts, 65534, 65534) < 0)
    {
      g_test_skip ("no other user can be had here");
      return;
    }
  g_assert_null (jm_paths_new (root, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
}

static void
test_hostile_ids (void)
{
  static const char *const ids[] = { "../../etc/passwd", "..", ".", "", "a/b", "a\nb", "\xff" };
  g_autofree char *root = jm_test_temp_dir ();
  g_autoptr (JmPaths) paths = jm_paths_new (root, NULL);
  g_autofree char *folder = g_build_filename (root, "accounts", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autofree char *file = jm_paths_dup_account_file (paths, ids[i]);
      g_autofree char *canonical = g_canonicalize_filename (file, NULL);
      g_autofree char *parent = g_path_get_dirname (canonical);

      g_assert_cmpstr (parent, ==, folder);
    }
}

static void
test_own (void)
{
  g_autofree char *dir = NULL;

  if (g_test_subprocess ())
    {
      g_autoptr (JmPaths) paths = jm_paths_new (NULL, NULL);
      g_autofree char *expected = g_build_filename (g_get_user_data_dir (), "jira-monitor", NULL);

      g_assert_cmpstr (jm_paths_get_root (paths), ==, expected);
      return;
    }

  dir = jm_test_temp_dir ();
  g_setenv ("XDG_DATA_HOME", dir, TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
}

static void
test_helper (void)
{
  g_autofree char *one = jm_test_temp_dir ();
  g_autofree char *two = jm_test_temp_dir ();
  g_autofree char *helper = g_build_filename (two, "helper", NULL);
  g_autofree char *plain = g_build_filename (one, "helper", NULL);
  g_autofree char *folders = g_strjoin (":", one, two, NULL);
  g_autofree char *found = NULL;

  g_setenv ("JIRA_MONITOR_LIBEXECDIR", folders, TRUE);
  g_assert_null (jm_paths_find_helper ("helper"));

  /* What cannot be run is passed by. */
  g_assert_true (g_file_set_contents_full (plain, "", 0, 0, 0600, NULL));
  g_assert_true (g_file_set_contents_full (helper, "#!/bin/sh\n", -1, 0, 0700, NULL));
  found = jm_paths_find_helper ("helper");
  g_assert_cmpstr (found, ==, helper);

  g_setenv ("JIRA_MONITOR_LIBEXECDIR", "relative::", TRUE);
  g_assert_null (jm_paths_find_helper ("helper"));
}

int
main (int    argc,
      char **argv)
{
  jm_test_init (&argc, &argv);

  g_test_add_func ("/base/paths/folders-are-ours-alone", test_new);
  g_test_add_func ("/base/paths/open-folders-are-closed", test_mended);
  g_test_add_func ("/base/paths/what-is-not-ours-is-refused", test_refused);
  g_test_add_func ("/base/paths/no-id-leads-elsewhere", test_hostile_ids);
  g_test_add_func ("/base/paths/without-a-root-it-is-the-persons-own", test_own);
  g_test_add_func ("/base/paths/a-helper-is-what-can-be-run", test_helper);

  return g_test_run ();
}
