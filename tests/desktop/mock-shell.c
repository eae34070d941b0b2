/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mock-shell.h"

#define SHOWER "org.freedesktop.Notifications"
#define SHOWER_PATH "/org/freedesktop/Notifications"
#define LOGIND "org.freedesktop.login1"
#define LOGIND_PATH "/org/freedesktop/login1/session/auto"
#define PORTAL "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define INHIBIT "org.freedesktop.portal.Inhibit"

static const char shower_xml[] =
    "<node><interface name='" SHOWER "'>"
    "<method name='Notify'>"
    "<arg type='s' direction='in'/><arg type='u' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='as' direction='in'/>"
    "<arg type='a{sv}' direction='in'/><arg type='i' direction='in'/>"
    "<arg type='u' direction='out'/></method>"
    "<method name='CloseNotification'><arg type='u' direction='in'/></method>"
    "<method name='GetCapabilities'><arg type='as' direction='out'/></method>"
    "<method name='GetServerInformation'><arg type='s' direction='out'/>"
    "<arg type='s' direction='out'/><arg type='s' direction='out'/>"
    "<arg type='s' direction='out'/></method>"
    "</interface></node>";

static const char logind_xml[] =
    "<node><interface name='org.freedesktop.login1.Session'>"
    "<property name='LockedHint' type='b' access='read'/>"
    "</interface></node>";

static const char portal_xml[] =
    "<node><interface name='" INHIBIT "'>"
    "<method name='CreateMonitor'><arg type='s' direction='in'/><arg type='a{sv}' direction='in'/>"
    "<arg type='o' direction='out'/></method>"
    "<method name='QueryEndResponse'><arg type='o' direction='in'/></method>"
    "</interface></node>";

/* --- the bus */

static GTestDBus *daemon_process;

void
mock_bus_up (void)
{
  daemon_process = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (daemon_process);
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", g_test_dbus_get_bus_address (daemon_process), TRUE);
  g_unsetenv ("GNOTIFICATION_BACKEND");
  g_unsetenv ("GIO_USE_PORTALS");
}

void
mock_bus_down (void)
{
  g_test_dbus_stop (daemon_process);
  g_clear_object (&daemon_process);
}

static void
call_bus (MockShell  *self,
          const char *method,
          GVariant   *parameters)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_sync (
      self->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", method,
      parameters, G_VARIANT_TYPE ("(u)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  guint32 outcome;

  g_assert_no_error (error);
  /* The name is owned, or released. */
  g_variant_get (answer, "(u)", &outcome);
  g_assert_cmpuint (outcome, ==, 1);
}

static guint
add_object (MockShell                  *self,
            const char                 *name,
            const char                 *path,
            const char                 *xml,
            const GDBusInterfaceVTable *vtable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (xml, &error);
  guint id;

  g_assert_no_error (error);
  id = g_dbus_connection_register_object (self->bus, path, node->interfaces[0], vtable, self, NULL,
                                          &error);
  g_assert_no_error (error);
  call_bus (self, "RequestName", g_variant_new ("(su)", name, 4));
  return id;
}

static void
emit (MockShell  *self,
      const char *path,
      const char *interface,
      const char *signal,
      GVariant   *parameters)
{
  g_autoptr (GError) error = NULL;

  g_dbus_connection_emit_signal (self->bus, NULL, path, interface, signal, parameters, &error);
  g_assert_no_error (error);
}

/* --- notifications */

static void
bubble_free (gpointer data)
{
  MockBubble *bubble = data;

  g_free (bubble->title);
  g_free (bubble->body);
  g_free (bubble->icon);
  g_strfreev (bubble->actions);
  g_free (bubble);
}

static gboolean
drop_bubble (MockShell *self,
             guint32    id)
{
  for (guint i = 0; i < self->bubbles->len; i++)
    if (((MockBubble *) self->bubbles->pdata[i])->id == id)
      {
        g_ptr_array_remove_index (self->bubbles, i);
        return TRUE;
      }

  return FALSE;
}

static guint32
take_bubble (MockShell *self,
             GVariant  *parameters)
{
  MockBubble *bubble = g_new0 (MockBubble, 1);
  g_autoptr (GVariant) hints = NULL;
  guint32 replaced;
  guchar urgency = 1;

  g_variant_get_child (parameters, 1, "u", &replaced);
  g_variant_get_child (parameters, 3, "s", &bubble->title);
  g_variant_get_child (parameters, 4, "s", &bubble->body);
  g_variant_get_child (parameters, 5, "^as", &bubble->actions);
  g_variant_get_child (parameters, 6, "@a{sv}", &hints);
  g_variant_lookup (hints, "image-path", "s", &bubble->icon);
  g_variant_lookup (hints, "urgency", "y", &urgency);
  bubble->urgency = urgency;
  bubble->id = replaced != 0 && drop_bubble (self, replaced) ? replaced : ++self->last_id;
  g_ptr_array_add (self->bubbles, bubble);
  self->n_notified++;
  return bubble->id;
}

static void
shower_call_cb (GDBusConnection       *bus,
                const char            *sender,
                const char            *path,
                const char            *interface,
                const char            *method,
                GVariant              *parameters,
                GDBusMethodInvocation *invocation,
                gpointer               data)
{
  MockShell *self = data;
  GVariant *answer = NULL;

  if (g_str_equal (method, "Notify"))
    answer = g_variant_new ("(u)", take_bubble (self, parameters));
  else if (g_str_equal (method, "CloseNotification"))
    {
      guint32 id;

      g_variant_get (parameters, "(u)", &id);
      drop_bubble (self, id);
    }
  else if (g_str_equal (method, "GetCapabilities"))
    {
      g_auto (GStrv) abilities = g_strsplit (self->abilities, " ", -1);

      answer = g_variant_new ("(^as)", abilities);
    }
  else
    answer = g_variant_new ("(ssss)", self->name, "mock", "1", "1.2");

  g_dbus_method_invocation_return_value (invocation, answer);
}

void
mock_shell_show_up (MockShell  *self,
                    const char *name,
                    const char *abilities)
{
  static const GDBusInterfaceVTable vtable = { .method_call = shower_call_cb };

  self->name = name;
  self->abilities = abilities;
  self->shower = add_object (self, SHOWER, SHOWER_PATH, shower_xml, &vtable);
}

void
mock_shell_leave (MockShell *self)
{
  call_bus (self, "ReleaseName", g_variant_new ("(s)", SHOWER));
  g_dbus_connection_unregister_object (self->bus, self->shower);
  self->shower = 0;
  g_ptr_array_set_size (self->bubbles, 0);
}

MockBubble *
mock_shell_find (MockShell  *self,
                 const char *title)
{
  for (guint i = 0; i < self->bubbles->len; i++)
    if (g_str_has_prefix (((MockBubble *) self->bubbles->pdata[i])->title, title))
      return self->bubbles->pdata[i];

  return NULL;
}

void
mock_shell_press (MockShell  *self,
                  MockBubble *bubble,
                  const char *action)
{
  const char *name = NULL;

  for (guint i = 0; bubble->actions[i] != NULL; i += 2)
    if (g_str_equal (bubble->actions[i], action) || g_str_equal (bubble->actions[i + 1], action))
      name = bubble->actions[i];
  g_assert_nonnull (name);
  emit (self, SHOWER_PATH, SHOWER, "ActionInvoked", g_variant_new ("(us)", bubble->id, name));
  emit (self, SHOWER_PATH, SHOWER, "NotificationClosed", g_variant_new ("(uu)", bubble->id, 2));
  drop_bubble (self, bubble->id);
}

/* --- the lock, as logind tells it */

static GVariant *
logind_get_cb (GDBusConnection  *bus,
               const char       *sender,
               const char       *path,
               const char       *interface,
               const char       *property,
               GError          **error,
               gpointer          data)
{
  return g_variant_new_boolean (((MockShell *) data)->locked);
}

void
mock_shell_add_logind (MockShell *self)
{
  static const GDBusInterfaceVTable vtable = { .get_property = logind_get_cb };

  self->logind = add_object (self, LOGIND, LOGIND_PATH, logind_xml, &vtable);
}

/* Of the session's own path, as logind does */
void
mock_shell_lock (MockShell *self,
                 gboolean   locked)
{
  GVariantBuilder changed;

  self->locked = locked;
  g_variant_builder_init (&changed, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&changed, "{sv}", "LockedHint", g_variant_new_boolean (locked));
  emit (self, "/org/freedesktop/login1/session/_32", "org.freedesktop.DBus.Properties",
        "PropertiesChanged",
        g_variant_new ("(sa{sv}@as)", "org.freedesktop.login1.Session", &changed,
                       g_variant_new_strv (NULL, 0)));
}

/* --- the lock, as the portal tells it */

static void
portal_call_cb (GDBusConnection       *bus,
                const char            *sender,
                const char            *path,
                const char            *interface,
                const char            *method,
                GVariant              *parameters,
                GDBusMethodInvocation *invocation,
                gpointer               data)
{
  MockShell *self = data;
  g_autoptr (GVariant) options = NULL;
  g_autofree char *caller = g_strdup (sender + 1);
  const char *token = NULL;

  if (g_str_equal (method, "QueryEndResponse"))
    {
      self->n_let_end++;
      g_dbus_method_invocation_return_value (invocation, NULL);
      return;
    }

  g_variant_get_child (parameters, 1, "@a{sv}", &options);
  g_assert_true (g_variant_lookup (options, "session_handle_token", "&s", &token));
  g_strdelimit (caller, ".", '_');
  g_free (self->portal_session);
  self->portal_session = g_strdup_printf (PORTAL_PATH "/session/%s/%s", caller, token);
  g_assert_true (g_variant_is_object_path (self->portal_session));
  g_dbus_method_invocation_return_value (invocation,
                                         g_variant_new ("(o)", PORTAL_PATH "/request/1"));
}

void
mock_shell_add_portal (MockShell *self)
{
  static const GDBusInterfaceVTable vtable = { .method_call = portal_call_cb };

  self->portal = add_object (self, PORTAL, PORTAL_PATH, portal_xml, &vtable);
}

void
mock_shell_portal_say (MockShell *self,
                       gboolean   active,
                       guint      stage)
{
  GVariantBuilder state;

  g_assert_nonnull (self->portal_session);
  g_variant_builder_init (&state, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&state, "{sv}", "screensaver-active", g_variant_new_boolean (active));
  g_variant_builder_add (&state, "{sv}", "session-state", g_variant_new_uint32 (stage));
  emit (self, PORTAL_PATH, INHIBIT, "StateChanged",
        g_variant_new ("(oa{sv})", self->portal_session, &state));
}

/* --- all of it */

MockShell *
mock_shell_new (void)
{
  MockShell *self = g_new0 (MockShell, 1);
  g_autoptr (GError) error = NULL;

  self->bus = g_dbus_connection_new_for_address_sync (
      g_test_dbus_get_bus_address (daemon_process),
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL, NULL, &error);
  g_assert_no_error (error);
  self->bubbles = g_ptr_array_new_with_free_func (bubble_free);
  return self;
}

static void
drop_object (MockShell  *self,
             guint      *id,
             const char *name)
{
  if (*id == 0)
    return;

  call_bus (self, "ReleaseName", g_variant_new ("(s)", name));
  g_dbus_connection_unregister_object (self->bus, *id);
  *id = 0;
}

void
mock_shell_go (MockShell *self)
{
  drop_object (self, &self->shower, SHOWER);
  drop_object (self, &self->logind, LOGIND);
  drop_object (self, &self->portal, PORTAL);
}

void
mock_shell_free (MockShell *self)
{
  mock_shell_go (self);
  g_dbus_connection_close_sync (self->bus, NULL, NULL);
  g_object_unref (self->bus);
  g_ptr_array_unref (self->bubbles);
  g_free (self->portal_session);
  g_free (self);
}
