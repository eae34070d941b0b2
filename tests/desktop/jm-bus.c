/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-bus.h"

static void
signal_free (gpointer data)
{
  JmBusSignal *heard = data;

  g_free (heard->name);
  g_variant_unref (heard->parameters);
  g_free (heard);
}

static void
heard_cb (GDBusConnection *connection,
          const char      *sender,
          const char      *path,
          const char      *interface,
          const char      *name,
          GVariant        *parameters,
          gpointer         user_data)
{
  JmBus *self = user_data;
  JmBusSignal *heard;

  if (g_strcmp0 (sender, g_dbus_connection_get_unique_name (connection)) == 0 ||
      g_strcmp0 (sender, "org.freedesktop.DBus") == 0)
    return;

  heard = g_new0 (JmBusSignal, 1);
  heard->name = g_strdup (name);
  heard->parameters = g_variant_ref (parameters);
  g_ptr_array_add (self->signals, heard);
}

GDBusConnection *
jm_bus_connect (JmBus *self)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection = g_dbus_connection_new_for_address_sync (
      g_test_dbus_get_bus_address (self->daemon),
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL, NULL, &error);

  g_assert_no_error (error);
  return connection;
}

JmBus *
jm_bus_new (gboolean in_fiber)
{
  JmBus *self = g_new0 (JmBus, 1);

  self->in_fiber = in_fiber;
  self->daemon = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (self->daemon);
  self->signals = g_ptr_array_new_with_free_func (signal_free);
  self->ours = jm_bus_connect (self);
  self->theirs = jm_bus_connect (self);
  self->peer = g_strdup (g_dbus_connection_get_unique_name (self->ours));
  self->subscription = g_dbus_connection_signal_subscribe (
      self->theirs, NULL, NULL, NULL, NULL, NULL,
      G_DBUS_SIGNAL_FLAGS_NONE, heard_cb, self, NULL);
  jm_bus_settle (self);

  return self;
}

void
jm_bus_init (void)
{
  jm_bus_free (jm_bus_new (FALSE));
}

static gboolean
are_closed (gpointer data)
{
  JmBus *self = data;

  return g_dbus_connection_is_closed (self->ours) && g_dbus_connection_is_closed (self->theirs);
}

void
jm_bus_free (JmBus *self)
{
  g_autoptr (GError) error = NULL;

  g_dbus_connection_signal_unsubscribe (self->theirs, self->subscription);
  g_dbus_connection_close_sync (self->theirs, NULL, &error);
  g_assert_no_error (error);
  g_dbus_connection_close_sync (self->ours, NULL, &error);
  g_assert_no_error (error);
  jm_bus_wait (self, are_closed, self);
  g_object_unref (self->theirs);
  g_object_unref (self->ours);
  g_ptr_array_unref (self->signals);
  g_free (self->peer);
  g_test_dbus_stop (self->daemon);
  g_object_unref (self->daemon);
  g_free (self);
}

void
jm_bus_wait (JmBus           *self,
             JmTestCondition  condition,
             gpointer         data)
{
  if (self->in_fiber)
    dex_await (jm_test_until (condition, data), NULL);
  else
    jm_test_wait_until (condition, data);
}

typedef struct
{
  GVariant *answer;
  GError   *error;
  gboolean  ended;
} Call;

static void
called_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Call *call = user_data;

  call->answer =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &call->error);
  call->ended = TRUE;
}

static gboolean
is_ended (gpointer data)
{
  return ((Call *) data)->ended;
}

static GVariant *
call_and_wait (JmBus            *self,
               GDBusConnection  *connection,
               const char       *destination,
               const char       *path,
               const char       *interface,
               const char       *method,
               GVariant         *parameters,
               GError          **error)
{
  Call call = { 0 };

  g_dbus_connection_call (connection, destination, path, interface, method, parameters, NULL,
                          G_DBUS_CALL_FLAGS_NONE, G_MAXINT, NULL, called_cb, &call);
  jm_bus_wait (self, is_ended, &call);
  if (call.error != NULL)
    g_propagate_error (error, call.error);

  return call.answer;
}

GVariant *
jm_bus_call (JmBus       *self,
             const char  *path,
             const char  *interface,
             const char  *method,
             GVariant    *parameters,
             GError     **error)
{
  return call_and_wait (self, self->theirs, self->peer, path,
                        interface, method, parameters, error);
}

GVariant *
jm_bus_get (JmBus      *self,
            const char *path,
            const char *interface,
            const char *property)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) value = NULL;
  g_autoptr (GVariant) answer =
      jm_bus_call (self, path, "org.freedesktop.DBus.Properties", "Get",
                   g_variant_new ("(ss)", interface, property), &error);

  g_assert_no_error (error);
  g_variant_get (answer, "(v)", &value);
  return g_steal_pointer (&value);
}

/* The bus keeps the order of what one side sends: an answer to a ping comes after all that came before. And the
 * loop turns meanwhile, for what waits for its next turn. */
void
jm_bus_settle (JmBus *self)
{
  GDBusConnection *sides[] = { self->ours, self->theirs, self->ours };

  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      GDBusConnection *other = sides[i] == self->ours ? self->theirs : self->ours;
      g_autoptr (GError) error = NULL;
      g_autoptr (GVariant) answer = NULL;

      answer = call_and_wait (self, sides[i], g_dbus_connection_get_unique_name (other), "/",
                              "org.freedesktop.DBus.Peer", "Ping", NULL, &error);
      g_assert_no_error (error);
    }
}

guint
jm_bus_count_signals (JmBus      *self,
                      const char *name)
{
  guint n = 0;

  for (guint i = 0; i < self->signals->len; i++)
    {
      const JmBusSignal *heard = g_ptr_array_index (self->signals, i);

      n += g_str_equal (heard->name, name);
    }

  return n;
}

GVariant *
jm_bus_get_signal (JmBus      *self,
                   const char *name)
{
  for (guint i = self->signals->len; i > 0; i--)
    {
      const JmBusSignal *heard = g_ptr_array_index (self->signals, i - 1);

      if (g_str_equal (heard->name, name))
        return heard->parameters;
    }

  return NULL;
}

void
jm_bus_forget_signals (JmBus *self)
{
  g_ptr_array_set_size (self->signals, 0);
}
