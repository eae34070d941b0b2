/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "desktop/jm-background-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

/*
 * Starting with the session where nobody is asked for it: a desktop entry of our own in
 * $XDG_CONFIG_HOME/autostart (Desktop Application Autostart Specification). A file of that name without
 * our mark was put there by the person, or by the portal for a Flatpak: it is left alone.
 */

#define MARK    "X-JiraMonitor-Autostart"
#define ENABLED "X-GNOME-Autostart-enabled"
#define DELETED " (deleted)"

static char *
dup_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "autostart", APP_ID ".desktop", NULL);
}

static gboolean
is_ours (const char *path)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  return g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL) &&
         g_key_file_get_boolean (file, G_KEY_FILE_DESKTOP_GROUP, MARK, NULL);
}

/* This very program, also when it was replaced by a newer one meanwhile */
static char *
dup_program (void)
{
  char *program = g_file_read_link ("/proc/self/exe", NULL);

  if (program != NULL && g_str_has_suffix (program, DELETED))
    program[strlen (program) - strlen (DELETED)] = '\0';

  return program != NULL ? program : g_strdup ("jira-monitor");
}

/* A word of "Exec", quoted as the Desktop Entry Specification has it */
static char *
quote (const char *word)
{
  GString *quoted = g_string_new ("\"");

  for (const char *c = word; *c != '\0'; c++)
    {
      if (strchr ("\"`$\\", *c) != NULL)
        g_string_append_c (quoted, '\\');
      if (*c == '%')
        g_string_append_c (quoted, '%');
      g_string_append_c (quoted, *c);
    }
  g_string_append_c (quoted, '"');

  return g_string_free_and_steal (quoted);
}

static gboolean
write_entry (const char  *path,
             GError     **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *program = dup_program ();
  g_autofree char *quoted = quote (program);
  g_autofree char *command = g_strconcat (quoted, " --background", NULL);
  const char *group = G_KEY_FILE_DESKTOP_GROUP;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (errno), "%s: %s", folder,
                   g_strerror (errno));
      return FALSE;
    }

  g_key_file_set_string (file, group, G_KEY_FILE_DESKTOP_KEY_TYPE, G_KEY_FILE_DESKTOP_TYPE_APPLICATION);
  g_key_file_set_string (file, group, G_KEY_FILE_DESKTOP_KEY_NAME, "Jira Monitor");
  g_key_file_set_string (file, group, G_KEY_FILE_DESKTOP_KEY_ICON, APP_ID);
  g_key_file_set_string (file, group, G_KEY_FILE_DESKTOP_KEY_EXEC, command);
  g_key_file_set_string (file, group, G_KEY_FILE_DESKTOP_KEY_TRY_EXEC, program);
  g_key_file_set_boolean (file, group, MARK, TRUE);

  return g_key_file_save_to_file (file, path, error);
}

/* A desktop's own tool takes the file away, or writes into it that it does not count. */
gboolean
jm_autostart_is_set (void)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *path = dup_path ();
  const char *group = G_KEY_FILE_DESKTOP_GROUP;

  return is_ours (path) && g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL) &&
         !g_key_file_get_boolean (file, group, G_KEY_FILE_DESKTOP_KEY_HIDDEN, NULL) &&
         (!g_key_file_has_key (file, group, ENABLED, NULL) || g_key_file_get_boolean (file, group, ENABLED, NULL));
}

gboolean
jm_autostart_set (gboolean   wanted,
                  GError   **error)
{
  g_autofree char *path = dup_path ();
  g_autoptr (GError) local = NULL;
  gboolean there = g_file_test (path, G_FILE_TEST_EXISTS);

  if (there && !is_ours (path))
    {
      if (!wanted)
        return TRUE;
      /* Translators: %s is the path of a file */
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
                   _("Something else starts Jira Monitor with the session already: %s"), path);
      return FALSE;
    }

  if (wanted ? write_entry (path, &local) : !there || g_unlink (path) == 0)
    return TRUE;

  /* Translators: what the system says of a file follows */
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
               _("Starting with the session could not be set: %s"),
               local != NULL ? local->message : g_strerror (errno));
  return FALSE;
}
