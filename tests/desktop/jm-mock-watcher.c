/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-mock-watcher.h"

#define NAME "org.kde.StatusNotifierWatcher"
#define PATH "/StatusNotifierWatcher"

static const char introspection[] =
    "<node>"
    "  <interface name='" NAME "'>"
    "    <method name='RegisterStatusNotifierItem'><arg type='s' direction='in'/></method>"
    "    <method name='RegisterStatusNotifierHost'><arg type='s' direction='in'/></method>"
    "    <property name='RegisteredStatusNotifierItems' type='as' access='read'/>"
    "    <property name='IsStatusNotifierHostRegistered' type='b' access='read'/>"
    "    <property name='ProtocolVersion' type='i' access='read'/>"
    "    <signal name='StatusNotifierItemRegistered'><arg type='s'/></signal>"
    "    <signal name='StatusNotifierItemUnregistered'><arg type='s'/></signal>"
    "    <signal name='StatusNotifierHostRegistered'/>"
    "    <signal name='StatusNotifierHostUnregistered'/>"
    "  </interface>"
    "</node>";

/* As Plasma, Xfce and Waybar do: a path stands for the caller, anything else is a name. */
static void
method_call_cb (GDBusConnection       *connection,
                const char            *sender,
                const char            *path,
                const char            *interface,
                const char            *method,
                GVariant              *parameters,
                GDBusMethodInvocation *invocation,
                gpointer               user_data)
{
  JmMockWatcher *self = user_data;
  const char *service;

  g_variant_get (parameters, "(&s)", &service);
  if (self->refuses)
    {
      g_dbus_method_invocation_return_error (invocation, G_DBUS_ERROR, G_DBUS_ERROR_FAILED, "Not you");
      return;
    }

  g_ptr_array_add (self->items, *service == '/' ? g_strconcat (sender, service, NULL) :
                                                  g_strconcat (service, "/StatusNotifierItem", NULL));
  g_set_str (&self->bus->peer, sender);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static GVariant *
get_property_cb (GDBusConnection  *connection,
                 const char       *sender,
                 const char       *path,
                 const char       *interface,
                 const char       *property,
                 GError          **error,
                 gpointer          user_data)
{
  JmMockWatcher *self = user_data;

  if (g_str_equal (property, "IsStatusNotifierHostRegistered"))
    return g_variant_new_boolean (self->has_host);
  if (g_str_equal (property, "ProtocolVersion"))
    return g_variant_new_int32 (0);

  return g_variant_new_strv ((const char *const *) self->items->pdata, (gssize) self->items->len);
}

JmMockWatcher *
jm_mock_watcher_new (JmBus *bus)
{
  static const GDBusInterfaceVTable vtable = { method_call_cb, get_property_cb, NULL, { 0 } };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (introspection, NULL);
  g_autoptr (GError) error = NULL;
  JmMockWatcher *self = g_new0 (JmMockWatcher, 1);

  self->bus = bus;
  self->has_host = TRUE;
  self->items = g_ptr_array_new_with_free_func (g_free);
  self->registration = g_dbus_connection_register_object (bus->theirs, PATH, node->interfaces[0],
                                                          &vtable, self, NULL, &error);
  g_assert_no_error (error);

  return self;
}

void
jm_mock_watcher_free (JmMockWatcher *self)
{
  g_dbus_connection_unregister_object (self->bus->theirs, self->registration);
  g_ptr_array_unref (self->items);
  g_free (self);
}

static void
ask_bus (JmMockWatcher *self,
         const char    *method,
         GVariant      *parameters)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_sync (
      self->bus->theirs, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
      method, parameters, NULL, G_DBUS_CALL_FLAGS_NONE, G_MAXINT, NULL, &error);

  g_assert_no_error (error);
}

void
jm_mock_watcher_appear (JmMockWatcher *self)
{
  ask_bus (self, "RequestName", g_variant_new ("(su)", NAME, 0));
}

void
jm_mock_watcher_vanish (JmMockWatcher *self)
{
  ask_bus (self, "ReleaseName", g_variant_new ("(s)", NAME));
  g_ptr_array_set_size (self->items, 0);
}

void
jm_mock_watcher_set_host (JmMockWatcher *self,
                          gboolean       has_host)
{
  self->has_host = has_host;
  g_dbus_connection_emit_signal (
      self->bus->theirs, NULL, PATH, NAME,
      has_host ? "StatusNotifierHostRegistered" : "StatusNotifierHostUnregistered", NULL, NULL);
}
