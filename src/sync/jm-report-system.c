/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sync/jm-report-private.h"

#include <libsoup/soup.h>
#include <locale.h>
#include <sqlite3.h>
#include <sys/utsname.h>

/* What the program runs on. Nothing here belongs to a person: no name of the computer, of the user or of a
 * network. */

/* A desktop that does not answer within that is told as such. */
#define ANSWER_MS 2000

JsonNode *
jm_report_describe_versions (const char *const *libraries)
{
  JsonObject *object = json_object_new ();
  g_autofree char *glib = g_strdup_printf ("%u.%u.%u", glib_major_version, glib_minor_version, glib_micro_version);
  g_autofree char *soup = g_strdup_printf ("%u.%u.%u", soup_get_major_version (), soup_get_minor_version (),
                                           soup_get_micro_version ());

  jm_report_add_nick (object, "Jira Monitor", PACKAGE_VERSION);
  for (guint i = 0; libraries != NULL && libraries[i] != NULL; i += 2)
    jm_report_add_nick (object, libraries[i], libraries[i + 1]);
  jm_report_add_nick (object, "GLib", glib);
  jm_report_add_nick (object, "libsoup", soup);
  jm_report_add_nick (object, "SQLite", sqlite3_libversion ());
  jm_report_add_nick (object, "json-glib", JSON_VERSION_S);

  return jm_report_take_object (object);
}

/* --- the session bus */

/* Waits. NULL: nobody answered. Nobody is started for it. */
static GVariant *
ask (GDBusConnection *bus,
     const char      *name,
     const char      *path,
     const char      *interface,
     const char      *method,
     GVariant        *parameters)
{
  return dex_await_variant (dex_dbus_connection_call (bus, name, path, interface, method, parameters, NULL,
                                                      G_DBUS_CALL_FLAGS_NO_AUTO_START, ANSWER_MS),
                            NULL);
}

static JsonNode *
describe_portals (GDBusConnection *bus)
{
  static const char *const names[] = { "Background", "FileChooser", "NetworkMonitor", "Notification",
                                       "OpenURI", "PowerProfileMonitor", "Secret", "Settings" };
  g_autoptr (JsonObject) object = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *interface = g_strconcat ("org.freedesktop.portal.", names[i], NULL);
      g_autoptr (GVariant) answer = ask (bus, "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop",
                                         "org.freedesktop.DBus.Properties", "Get",
                                         g_variant_new ("(ss)", interface, "version"));
      g_autoptr (GVariant) version = NULL;

      if (answer == NULL || !g_variant_is_of_type (answer, G_VARIANT_TYPE ("(v)")))
        continue;
      g_variant_get (answer, "(v)", &version);
      if (g_variant_is_of_type (version, G_VARIANT_TYPE_UINT32))
        json_object_set_int_member (object, names[i], g_variant_get_uint32 (version));
    }

  return json_object_get_size (object) > 0 ? jm_report_take_object (g_steal_pointer (&object)) : NULL;
}

/* "gnome-keyring-d", "kwalletd6": who owns the name of the Secret Service. Waits. */
static char *
find_secret_service (GDBusConnection *bus)
{
  g_autoptr (GVariant) answer = ask (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                     "GetConnectionUnixProcessID", g_variant_new ("(s)", "org.freedesktop.secrets"));
  g_autofree char *path = NULL;
  char *name = NULL;
  guint32 pid;

  if (answer == NULL || !g_variant_is_of_type (answer, G_VARIANT_TYPE ("(u)")))
    return NULL;

  g_variant_get (answer, "(u)", &pid);
  path = g_strdup_printf ("/proc/%u/comm", pid);
  if (!g_file_get_contents (path, &name, NULL, NULL))
    return g_strdup ("unknown");

  return g_strstrip (name);
}

/* --- the computer */

static const char *
get_sandbox (void)
{
  if (g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS))
    return "flatpak";
  if (g_getenv ("SNAP") != NULL)
    return "snap";

  return "none";
}

static void
add_keyring (JmReporting     *self,
             JsonObject      *object,
             GDBusConnection *bus)
{
  JmKeyring *keyring = jm_monitor_get_services (self->monitor)->keyring;
  g_autofree char *service = bus != NULL ? find_secret_service (bus) : NULL;

  jm_report_add_nick (object, "keyring", G_OBJECT_TYPE_NAME (keyring));
  jm_report_add_nick (object, "secret_service", service != NULL ? service : "does not run");
}

static void
add_network (JsonObject *object)
{
  static const char *const connectivities[] = {
    [G_NETWORK_CONNECTIVITY_LOCAL] = "local",
    [G_NETWORK_CONNECTIVITY_LIMITED] = "limited",
    [G_NETWORK_CONNECTIVITY_PORTAL] = "portal",
    [G_NETWORK_CONNECTIVITY_FULL] = "full",
  };
  GNetworkMonitor *monitor = g_network_monitor_get_default ();
  GNetworkConnectivity connectivity = g_network_monitor_get_connectivity (monitor);

  if (connectivity < G_N_ELEMENTS (connectivities))
    jm_report_add_nick (object, "network", connectivities[connectivity]);
  json_object_set_boolean_member (object, "metered", g_network_monitor_get_network_metered (monitor));
  json_object_set_boolean_member (object, "tls", g_tls_backend_supports_tls (g_tls_backend_get_default ()));
}

static void
add_kernel (JsonObject *object)
{
  struct utsname names;

  if (uname (&names) != 0)
    return;

  jm_report_add_nick (object, "kernel", names.release);
  jm_report_add_nick (object, "machine", names.machine);
}

JsonNode *
jm_report_describe_system (JmReporting *self)
{
  JsonObject *object = json_object_new ();
  g_autofree char *os = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);
  g_autoptr (GDBusConnection) bus = dex_await_object (dex_bus_get (G_BUS_TYPE_SESSION), NULL);
  JsonNode *portals = bus != NULL ? describe_portals (bus) : NULL;

  jm_report_add_words (self, object, "os", os);
  add_kernel (object);
  jm_report_add_nick (object, "sandbox", get_sandbox ());
  jm_report_add_words (self, object, "desktop", g_getenv ("XDG_CURRENT_DESKTOP"));
  jm_report_add_words (self, object, "session", g_getenv ("XDG_SESSION_TYPE"));
  jm_report_add_nick (object, "language", setlocale (LC_MESSAGES, NULL));
  json_object_set_boolean_member (object, "demonstration", jm_monitor_is_demonstration (self->monitor));
  json_object_set_boolean_member (object, "session_bus", bus != NULL);
  add_keyring (self, object, bus);
  add_network (object);
  if (portals != NULL)
    json_object_set_member (object, "portals", portals);

  return jm_report_take_object (object);
}

/* --- settings */

/* What may hold a name is counted, or only told to be there: texts that anything can be typed into, and lists. */
static char *
describe_value (GSettingsSchemaKey *key,
                GVariant           *value)
{
  g_autoptr (GVariant) range = g_settings_schema_key_get_range (key);
  const char *kind;

  g_variant_get_child (range, 0, "&s", &kind);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return g_str_equal (kind, "enum") ? g_variant_dup_string (value, NULL) : g_strdup ("(set)");
  if (g_variant_is_of_type (value, G_VARIANT_TYPE ("au")) || !g_variant_is_container (value))
    return g_variant_print (value, FALSE);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_ARRAY))
    return g_strdup_printf ("(%u entries)", (guint) g_variant_n_children (value));

  return g_strdup ("(set)");
}

JsonNode *
jm_report_describe_settings (JmReporting *self)
{
  GSettings *settings = jm_monitor_get_services (self->monitor)->settings;
  JsonObject *object = json_object_new ();
  g_autoptr (GSettingsSchema) schema = NULL;
  g_auto (GStrv) keys = NULL;

  g_object_get (settings, "settings-schema", &schema, NULL);
  keys = g_settings_schema_list_keys (schema);
  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autoptr (GSettingsSchemaKey) key = g_settings_schema_get_key (schema, keys[i]);
      g_autoptr (GVariant) value = g_settings_get_value (settings, keys[i]);
      g_autoptr (GVariant) standard = g_settings_schema_key_get_default_value (key);
      g_autofree char *words = NULL;

      if (g_variant_equal (value, standard))
        continue;
      words = describe_value (key, value);
      jm_report_add_nick (object, keys[i], words);
    }

  return jm_report_take_object (object);
}
