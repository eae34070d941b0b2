/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-settings.h"

#include <glib/gi18n-lib.h>

#define G_SETTINGS_ENABLE_BACKEND
#include <gio/gsettingsbackend.h>

static GSettingsSchema *
find_schema (GError **error)
{
  GSettingsSchemaSource *known = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchemaSource) installed = NULL;
  GSettingsSchema *schema = NULL;

  if (known != NULL && (schema = g_settings_schema_source_lookup (known, APP_ID, TRUE)))
    return schema;

  /* Installed in a prefix that is not in XDG_DATA_DIRS */
  installed = g_settings_schema_source_new_from_directory (SCHEMADIR, known, TRUE, NULL);
  if (installed != NULL && (schema = g_settings_schema_source_lookup (installed, APP_ID, FALSE)))
    return schema;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
               _("The settings schema %s is not installed: neither in %s nor in another folder of "
                  "XDG_DATA_DIRS"),
               APP_ID, SCHEMADIR);

  return NULL;
}

/* Without a bus the desktop's backend loses what is written, and says so on standard error. */
static gboolean
has_session_bus (void)
{
  g_autofree char *socket = g_build_filename (g_get_user_runtime_dir (), "bus", NULL);

  return g_getenv ("DBUS_SESSION_BUS_ADDRESS") != NULL || g_file_test (socket, G_FILE_TEST_EXISTS);
}

static GSettingsBackend *
make_backend (const char *keyfile)
{
  g_autofree char *path = NULL;

  /* NULL is the backend that GLib finds for this desktop. */
  if (keyfile == NULL && (has_session_bus () || g_getenv ("GSETTINGS_BACKEND") != NULL))
    return NULL;

  path = keyfile != NULL ?
             g_strdup (keyfile) :
             g_build_filename (g_get_user_config_dir (), "jira-monitor", "settings.ini", NULL);

  return g_keyfile_settings_backend_new (path, "/", NULL);
}

/**
 * jm_settings_new:
 * @keyfile: (nullable): a file that holds the settings instead
 *
 * Returns: (transfer full): the settings, or NULL with %G_IO_ERROR_NOT_FOUND when the schema is
 * nowhere
 */
GSettings *
jm_settings_new (const char  *keyfile,
                 GError     **error)
{
  g_autoptr (GSettingsSchema) schema = find_schema (error);
  g_autoptr (GSettingsBackend) backend = NULL;

  if (schema == NULL)
    return NULL;

  backend = make_backend (keyfile);

  return g_settings_new_full (schema, backend, NULL);
}

/* --- an account that is gone */

static void
forget_member (GSettings  *settings,
               const char *key,
               const char *member)
{
  g_auto (GStrv) members = g_settings_get_strv (settings, key);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) rest = NULL;

  if (!g_strv_contains ((const char *const *) members, member))
    return;

  for (guint i = 0; members[i] != NULL; i++)
    if (!g_str_equal (members[i], member))
      g_strv_builder_add (builder, members[i]);
  rest = g_strv_builder_end (builder);
  g_settings_set_strv (settings, key, (const char *const *) rest);
}

static void
forget_entry (GSettings  *settings,
              const char *key,
              const char *entry)
{
  g_autoptr (GVariant) all = g_settings_get_value (settings, key);
  GVariantBuilder builder;
  gboolean found = FALSE;
  GVariantIter iter;
  const char *name;
  GVariant *value;

  g_variant_builder_init (&builder, g_variant_get_type (all));
  g_variant_iter_init (&iter, all);
  while (g_variant_iter_loop (&iter, "{&s@as}", &name, &value))
    {
      if (g_str_equal (name, entry))
        found = TRUE;
      else
        g_variant_builder_add (&builder, "{s@as}", name, value);
    }

  if (found)
    g_settings_set_value (settings, key, g_variant_builder_end (&builder));
  else
    g_variant_builder_clear (&builder);
}

/**
 * jm_settings_forget_account:
 * @account_id: of one that was disconnected
 */
void
jm_settings_forget_account (GSettings  *settings,
                            const char *account_id)
{
  g_autofree char *shown = NULL;

  g_return_if_fail (G_IS_SETTINGS (settings));
  g_return_if_fail (account_id != NULL);

  forget_member (settings, JM_SETTING_MUTED_ACCOUNTS, account_id);
  forget_entry (settings, JM_SETTING_MUTED_PROJECTS, account_id);
  forget_entry (settings, JM_SETTING_STARRED_PROJECTS, account_id);
  shown = g_settings_get_string (settings, JM_SETTING_ACCOUNT);
  if (g_str_equal (shown, account_id))
    g_settings_reset (settings, JM_SETTING_ACCOUNT);
}
