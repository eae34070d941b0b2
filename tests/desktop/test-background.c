/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-settings.h"
#include "desktop/jm-background-private.h"
#include "jm-bus.h"

#include <glib/gstdio.h>

/* Inside a sandbox with a portal of the test's own, and outside with files. */

static const char portal_xml[] = "<node><interface name='org.freedesktop.portal.Background'>"
                                 "<method name='RequestBackground'>"
                                 "<arg type='s' direction='in'/><arg type='a{sv}' direction='in'/>"
                                 "<arg type='o' direction='out'/>"
                                 "</method>"
                                 "<method name='SetStatus'><arg type='a{sv}' direction='in'/></method>"
                                 "<property name='version' type='u' access='read'/>"
                                 "</interface></node>";

typedef enum
{
  GRANTS,
  REFUSES,
  REFUSES_AUTOSTART,
} Mood;

typedef struct
{
  char         *root;
  GSettings    *settings;
  JmBus        *bus;
  guint         object;
  guint         name;
  gboolean      named;
  Mood          mood;
  guint         n_requests;
  gboolean      autostart;      /* asked for last */
  gboolean      activatable;
  char        **command;
  char         *status;
} World;

static void
answer (World           *self,
        const char      *sender,
        const char      *path,
        GDBusConnection *connection)
{
  g_auto (GVariantBuilder) results = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  gboolean granted = self->mood != REFUSES;

  g_variant_builder_add (&results, "{sv}", "background", g_variant_new_boolean (granted));
  g_variant_builder_add (&results, "{sv}", "autostart",
                         g_variant_new_boolean (self->mood == GRANTS && self->autostart));
  g_dbus_connection_emit_signal (connection, sender, path, "org.freedesktop.portal.Request", "Response",
                                 g_variant_new ("(ua{sv})", granted ? 0 : 1, &results), NULL);
}

static void
request_cb (World                 *self,
            GVariant              *parameters,
            GDBusMethodInvocation *invocation)
{
  const char *sender = g_dbus_method_invocation_get_sender (invocation);
  g_autofree char *who = g_strdelimit (g_strdup (sender + 1), ".", '_');
  g_autoptr (GVariant) options = g_variant_get_child_value (parameters, 1);
  g_autofree char *path = NULL;
  const char *token = "";

  self->n_requests++;
  self->autostart = FALSE;
  g_clear_pointer (&self->command, g_strfreev);
  g_variant_lookup (options, "handle_token", "&s", &token);
  g_variant_lookup (options, "autostart", "b", &self->autostart);
  g_variant_lookup (options, "dbus-activatable", "b", &self->activatable);
  g_variant_lookup (options, "commandline", "^as", &self->command);
  path = g_strdup_printf ("/org/freedesktop/portal/desktop/request/%s/%s", who, token);
  g_dbus_method_invocation_return_value (g_object_ref (invocation), g_variant_new ("(o)", path));
  answer (self, sender, path, g_dbus_method_invocation_get_connection (invocation));
  g_object_unref (invocation);
}

static void
called_cb (GDBusConnection       *connection,
           const char            *sender,
           const char            *path,
           const char            *interface,
           const char            *method,
           GVariant              *parameters,
           GDBusMethodInvocation *invocation,
           gpointer               user_data)
{
  World *self = user_data;
  g_autoptr (GVariant) options = NULL;

  if (g_str_equal (method, "RequestBackground"))
    {
      request_cb (self, parameters, invocation);
      return;
    }

  options = g_variant_get_child_value (parameters, 0);
  g_clear_pointer (&self->status, g_free);
  g_variant_lookup (options, "message", "s", &self->status);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static GVariant *
version_cb (GDBusConnection  *connection,
            const char       *sender,
            const char       *path,
            const char       *interface,
            const char       *property,
            GError          **error,
            gpointer          user_data)
{
  return g_variant_new_uint32 (2);
}

static void
named_cb (GDBusConnection *connection,
          const char      *name,
          gpointer         user_data)
{
  ((World *) user_data)->named = TRUE;
}

static gboolean
is_named (gpointer data)
{
  return ((World *) data)->named;
}

static void
start_portal (World *self)
{
  static const GDBusInterfaceVTable vtable = { called_cb, version_cb };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (portal_xml, NULL);

  self->object = g_dbus_connection_register_object (self->bus->theirs, "/org/freedesktop/portal/desktop",
                                                    node->interfaces[0], &vtable, self, NULL, NULL);
  self->name = g_bus_own_name_on_connection (self->bus->theirs, "org.freedesktop.portal.Desktop",
                                             G_BUS_NAME_OWNER_FLAGS_NONE, named_cb, NULL, self, NULL);
  jm_bus_wait (self->bus, is_named, self);
}

static void
stop_portal (World *self)
{
  if (self->name == 0)
    return;

  g_bus_unown_name (self->name);
  g_dbus_connection_unregister_object (self->bus->theirs, self->object);
}

typedef void (*Body) (World *world);

static DexFuture *
world_fiber (gpointer data)
{
  Body body = *(Body *) data;
  World world = { .root = jm_test_temp_dir () };
  g_autofree char *keyfile = g_build_filename (world.root, "settings.ini", NULL);
  g_autoptr (GError) error = NULL;

  world.settings = jm_settings_new (keyfile, &error);
  g_assert_no_error (error);
  world.bus = jm_bus_new (TRUE);
  body (&world);

  stop_portal (&world);
  jm_bus_free (world.bus);
  g_object_unref (world.settings);
  g_strfreev (world.command);
  g_free (world.status);
  g_free (world.root);
  return dex_future_new_true ();
}

static void
run (gconstpointer data)
{
  jm_test_fiber (world_fiber, (gpointer) data);
  jm_test_settle ();
}

static void
add (const char *path,
     Body        body)
{
  Body *copy = g_new (Body, 1);

  *copy = body;
  g_test_add_data_func_full (path, copy, run, g_free);
}

static char *
dup_keep (World *world)
{
  return g_settings_get_string (world->settings, JM_SETTING_KEEP_RUNNING);
}

static void
assert_keep (World      *world,
             const char *expected)
{
  g_autofree char *keep = dup_keep (world);

  g_assert_cmpstr (keep, ==, expected);
}

static void
assert_granted (JmBackground *background)
{
  g_autoptr (GError) error = NULL;

  dex_await (jm_background_request (background), &error);
  g_assert_no_error (error);
  g_assert_null (jm_background_get_refusal (background));
}

static void
assert_refused (JmBackground *background)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (dex_await (jm_background_request (background), &error));
  g_assert_nonnull (error);
  g_assert_cmpstr (jm_background_get_refusal (background), ==, error->message);
}

/* --- inside a sandbox */

static void
the_portal_is_asked_and_grants (World *world)
{
  static const char *const command[] = { "jira-monitor", "--background", NULL };
  g_autoptr (JmBackground) background = jm_background_new_for (world->settings, TRUE);

  start_portal (world);
  g_settings_set_string (world->settings, JM_SETTING_KEEP_RUNNING, "yes");
  assert_granted (background);
  g_assert_cmpuint (world->n_requests, ==, 1);
  g_assert_false (world->autostart);

  g_settings_set_boolean (world->settings, JM_SETTING_AUTOSTART, TRUE);
  assert_granted (background);
  g_assert_cmpuint (world->n_requests, ==, 2);
  g_assert_true (world->autostart);
  /* An activation would show a window. */
  g_assert_false (world->activatable);
  g_assert_cmpstrv (world->command, command);

  /* What is not wanted any more is taken away, too. */
  g_settings_set_string (world->settings, JM_SETTING_KEEP_RUNNING, "no");
  assert_granted (background);
  g_settings_set_boolean (world->settings, JM_SETTING_AUTOSTART, FALSE);
  assert_granted (background);
  g_assert_false (world->autostart);
  g_assert_cmpuint (world->n_requests, ==, 4);
  assert_granted (background);
  g_assert_cmpuint (world->n_requests, ==, 4);
}

static void
what_is_refused_goes_back (World *world)
{
  g_autoptr (JmBackground) background = jm_background_new_for (world->settings, TRUE);

  start_portal (world);
  world->mood = REFUSES;
  g_settings_set_string (world->settings, JM_SETTING_KEEP_RUNNING, "yes");
  assert_refused (background);
  assert_keep (world, "ask");
  g_assert_cmpuint (world->n_requests, ==, 1);

  world->mood = REFUSES_AUTOSTART;
  g_settings_set_boolean (world->settings, JM_SETTING_AUTOSTART, TRUE);
  assert_refused (background);
  g_assert_false (g_settings_get_boolean (world->settings, JM_SETTING_AUTOSTART));

  world->mood = GRANTS;
  g_settings_set_string (world->settings, JM_SETTING_KEEP_RUNNING, "yes");
  assert_granted (background);
  assert_keep (world, "yes");
}

/* Nobody ends a program that goes on; but nobody starts it either. */
static void
without_a_portal_it_goes_on_and_does_not_start (World *world)
{
  g_autoptr (JmBackground) background = jm_background_new_for (world->settings, TRUE);

  g_settings_set_string (world->settings, JM_SETTING_KEEP_RUNNING, "yes");
  assert_granted (background);
  g_settings_set_boolean (world->settings, JM_SETTING_AUTOSTART, TRUE);
  assert_refused (background);
  g_assert_false (g_settings_get_boolean (world->settings, JM_SETTING_AUTOSTART));
  assert_keep (world, "yes");
}

static gboolean
has_status (gpointer data)
{
  return ((World *) data)->status != NULL;
}

static void
the_status_fits_the_portal (World *world)
{
  g_autoptr (JmBackground) background = jm_background_new_for (world->settings, TRUE);
  g_autofree char *sentence = g_strnfill (300, 'x');

  start_portal (world);
  jm_background_set_status (background, sentence);
  jm_bus_wait (world->bus, has_status, world);
  g_assert_cmpint (g_utf8_strlen (world->status, -1), ==, 96);
  g_assert_true (g_str_has_suffix (world->status, "…"));
}

/* --- outside */

static char *
dup_entry_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "autostart", APP_ID ".desktop", NULL);
}

static void
outside_autostart_is_a_file (World *world)
{
  g_autoptr (JmBackground) background = jm_background_new_for (world->settings, FALSE);
  g_autoptr (GKeyFile) entry = g_key_file_new ();
  g_autofree char *path = dup_entry_path ();
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *command = NULL;
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;

  /* A portal would name it after the terminal. */
  start_portal (world);
  g_settings_set_string (world->settings, JM_SETTING_KEEP_RUNNING, "yes");
  assert_granted (background);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));

  g_settings_set_boolean (world->settings, JM_SETTING_AUTOSTART, TRUE);
  assert_granted (background);
  g_assert_cmpuint (world->n_requests, ==, 0);
  g_assert_true (g_key_file_load_from_file (entry, path, G_KEY_FILE_NONE, &error));
  command = g_key_file_get_string (entry, "Desktop Entry", "Exec", &error);
  g_assert_no_error (error);
  g_assert_true (g_shell_parse_argv (command, NULL, &words, &error));
  g_assert_cmpuint (g_strv_length (words), ==, 2);
  g_assert_cmpstr (words[0], ==, program);
  g_assert_cmpstr (words[1], ==, "--background");

  g_settings_set_boolean (world->settings, JM_SETTING_AUTOSTART, FALSE);
  assert_granted (background);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static gboolean
begins_with_autostart (World *world)
{
  g_autoptr (JmBackground) background = jm_background_new_for (world->settings, FALSE);

  return g_settings_get_boolean (world->settings, JM_SETTING_AUTOSTART);
}

static void
an_entry_that_was_taken_away_stays_away (World *world)
{
  static const char *const ways[][2] = { { "Hidden", "true" }, { "X-GNOME-Autostart-enabled", "false" } };
  g_autofree char *path = dup_entry_path ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i <= G_N_ELEMENTS (ways); i++)
    {
      g_autoptr (GKeyFile) entry = g_key_file_new ();

      {
        g_autoptr (JmBackground) background = jm_background_new_for (world->settings, FALSE);

        g_settings_set_boolean (world->settings, JM_SETTING_AUTOSTART, TRUE);
        assert_granted (background);
      }
      g_assert_true (begins_with_autostart (world));

      if (i == G_N_ELEMENTS (ways))
        break;
      g_key_file_load_from_file (entry, path, G_KEY_FILE_NONE, &error);
      g_assert_no_error (error);
      g_key_file_set_string (entry, "Desktop Entry", ways[i][0], ways[i][1]);
      g_assert_true (g_key_file_save_to_file (entry, path, &error));
      g_assert_false (begins_with_autostart (world));
    }

  g_unlink (path);
  g_assert_false (begins_with_autostart (world));
}

static void
the_file_of_somebody_else_stays (World *world)
{
  static const char theirs[] = "[Desktop Entry]\nType=Application\nName=Mine\nExec=mine\n";
  g_autoptr (JmBackground) background = jm_background_new_for (world->settings, FALSE);
  g_autofree char *path = dup_entry_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *text = NULL;

  g_mkdir_with_parents (folder, 0700);
  g_assert_true (g_file_set_contents (path, theirs, -1, NULL));
  g_settings_set_boolean (world->settings, JM_SETTING_AUTOSTART, TRUE);
  assert_refused (background);
  g_assert_false (g_settings_get_boolean (world->settings, JM_SETTING_AUTOSTART));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, theirs);
  g_unlink (path);
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *config = NULL;

  jm_test_init (&argc, &argv);
  config = jm_test_temp_dir ();
  g_setenv ("XDG_CONFIG_HOME", config, TRUE);
  /* libportal then asks the bus of DBUS_SESSION_BUS_ADDRESS each time, and not the first one that there was. */
  g_setenv ("LIBPORTAL_TEST_SUITE", "1", TRUE);

#define ADD(name, body) add ("/desktop/background/" name, body)
  ADD ("the-portal-is-asked-and-grants", the_portal_is_asked_and_grants);
  ADD ("what-is-refused-goes-back", what_is_refused_goes_back);
  ADD ("without-a-portal-it-goes-on-and-does-not-start", without_a_portal_it_goes_on_and_does_not_start);
  ADD ("the-status-fits-the-portal", the_status_fits_the_portal);
  ADD ("outside-autostart-is-a-file", outside_autostart_is_a_file);
  ADD ("an-entry-that-was-taken-away-stays-away", an_entry_that_was_taken_away_stays_away);
  ADD ("the-file-of-somebody-else-stays", the_file_of_somebody_else_stays);

  return g_test_run ();
}
