/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-tray-private.h"

/*
 * JmTray: looks for a host, and stays there.
 *
 *   a connection ──→ the item is on it ──→ a watcher appears ──→ registered ──→ it has a host: shown
 *                                          ↑                                             │
 *                                          └──── it goes away, or another one comes ←────┘
 *
 * The protocol has no way to take an item back but to leave the bus: that is why the item has a connection of its
 * own. It is registered by its object path, which stands for the connection's unique name, so that no name needs to be
 * owned: a sandbox allows to talk to the watcher, and nothing more.
 *
 * Many desktops have no tray. Then this waits in silence, and nothing of the program depends on it.
 */

#define WATCHER_NAME      "org.kde.StatusNotifierWatcher"
#define WATCHER_PATH      "/StatusNotifierWatcher"
#define WATCHER_INTERFACE "org.kde.StatusNotifierWatcher"
#define HOST_PROPERTY     "IsStatusNotifierHostRegistered"

G_DEFINE_FINAL_TYPE (JmTray, jm_tray, G_TYPE_OBJECT)

typedef enum
{
  PROP_IS_SHOWN = 1,
} JmTrayProperty;

static GParamSpec *properties[PROP_IS_SHOWN + 1];

static void
update_shown (JmTray *self)
{
  gboolean is_shown = self->is_registered && self->has_host;

  if (self->is_shown == is_shown)
    return;

  self->is_shown = is_shown;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_SHOWN]);
}

/* --- the watcher */

/* A question to the watcher of one moment: its answer counts only while that one is there. */
typedef struct
{
  JmTray       *tray;
  GCancellable *asking;
} Question;

static Question *
question_new (JmTray *self)
{
  Question *question = g_new0 (Question, 1);

  question->tray = g_object_ref (self);
  question->asking = g_object_ref (self->asking);

  return question;
}

static void
question_free (gpointer data)
{
  Question *question = data;

  g_object_unref (question->tray);
  g_object_unref (question->asking);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static void
ask (JmTray              *self,
     const char          *interface,
     const char          *method,
     GVariant            *parameters,
     GAsyncReadyCallback  callback)
{
  g_dbus_connection_call (self->connection, WATCHER_NAME, WATCHER_PATH, interface, method,
                          parameters, NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, self->asking, callback,
                          question_new (self));
}

static void
registered_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (Question) question = user_data;
  JmTray *self = question->tray;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (self->asking != question->asking)
    return;

  if (answer == NULL)
    g_debug ("The tray did not take the icon: %s", error->message);
  self->is_registered = answer != NULL;
  update_shown (self);
}

static void
has_host_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (Question) question = user_data;
  JmTray *self = question->tray;
  g_autoptr (GVariant) answer =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  g_autoptr (GVariant) value = NULL;

  if (self->asking != question->asking)
    return;

  /* A watcher that does not say has a host: mostly it is one itself. */
  if (answer != NULL && g_variant_is_of_type (answer, G_VARIANT_TYPE ("(v)")))
    g_variant_get (answer, "(v)", &value);
  self->has_host = value == NULL || !g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN) ||
                   g_variant_get_boolean (value);
  update_shown (self);
}

static void
ask_for_host (JmTray *self)
{
  ask (self, "org.freedesktop.DBus.Properties", "Get",
       g_variant_new ("(ss)", WATCHER_INTERFACE, HOST_PROPERTY), has_host_cb);
}

static void
announce (JmTray *self)
{
  ask (self, WATCHER_INTERFACE, "RegisterStatusNotifierItem", g_variant_new ("(s)", JM_TRAY_PATH),
       registered_cb);
}

static void
watcher_signal_cb (GDBusConnection *connection,
                   const char      *sender,
                   const char      *path,
                   const char      *interface,
                   const char      *signal,
                   GVariant        *parameters,
                   gpointer         user_data)
{
  JmTray *self = user_data;

  if (self->asking == NULL)
    return;

  if (g_str_equal (signal, "StatusNotifierHostRegistered") ||
      g_str_equal (signal, "StatusNotifierHostUnregistered"))
    {
      if (!self->is_registered)
        announce (self);
      ask_for_host (self);
    }
}

static void
forget_watcher (JmTray *self)
{
  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  self->is_registered = FALSE;
  self->has_host = FALSE;
  update_shown (self);
}

static void
watcher_appeared_cb (GDBusConnection *connection,
                     const char      *name,
                     const char      *owner,
                     gpointer         user_data)
{
  JmTray *self = user_data;

  forget_watcher (self);
  self->asking = g_cancellable_new ();
  announce (self);
  ask_for_host (self);
}

static void
watcher_vanished_cb (GDBusConnection *connection,
                     const char      *name,
                     gpointer         user_data)
{
  forget_watcher (user_data);
}

/* --- the connection */

static void
connected_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (JmTray) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) connection = g_dbus_connection_new_for_address_finish (result, &error);

  if (connection == NULL)
    {
      g_debug ("No tray icon without a session bus: %s", error->message);
      return;
    }
  if (g_cancellable_is_cancelled (self->cancellable))
    {
      g_dbus_connection_close (connection, NULL, NULL, NULL);
      return;
    }

  self->connection = g_steal_pointer (&connection);
  if (!jm_tray_export_item (self))
    return;

  self->subscription = g_dbus_connection_signal_subscribe (
      self->connection, WATCHER_NAME, WATCHER_INTERFACE, NULL, WATCHER_PATH, NULL,
      G_DBUS_SIGNAL_FLAGS_NONE, watcher_signal_cb, self, NULL);
  self->watch = g_bus_watch_name_on_connection (self->connection, WATCHER_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                watcher_appeared_cb, watcher_vanished_cb, self, NULL);
}

static void
open_connection (JmTray *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, &error);

  if (address == NULL)
    {
      g_debug ("No tray icon without a session bus: %s", error->message);
      return;
    }

  g_dbus_connection_new_for_address (
      address,
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL, self->cancellable, connected_cb, g_object_ref (self));
}

/* --- GObject */

static void
jm_tray_get_property (GObject    *object,
                      guint       prop_id,
                      GValue     *value,
                      GParamSpec *pspec)
{
  if ((JmTrayProperty) prop_id == PROP_IS_SHOWN)
    g_value_set_boolean (value, JM_TRAY (object)->is_shown);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
jm_tray_dispose (GObject *object)
{
  JmTray *self = JM_TRAY (object);

  jm_tray_stop (self);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->application);
  g_clear_object (&self->model);
  g_clear_object (&self->problems);

  G_OBJECT_CLASS (jm_tray_parent_class)->dispose (object);
}

static void
jm_tray_class_init (JmTrayClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = jm_tray_get_property;
  object_class->dispose = jm_tray_dispose;

  /* A host has the icon. Nobody may depend on it for getting at the window. */
  properties[PROP_IS_SHOWN] =
      g_param_spec_boolean ("is-shown", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
jm_tray_init (JmTray *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * jm_tray_new:
 * @application: whose actions the menu and the clicks activate, with the prefix "app"
 * @menu: what the host shows on a right click
 * @problems: what icon and tooltip tell
 *
 * Begins to look for a host. Must be told to stop.
 *
 * Returns: (transfer full): the tray
 */
JmTray *
jm_tray_new (GApplication *application,
             GMenuModel   *menu,
             JmProblems   *problems)
{
  JmTray *self;

  g_return_val_if_fail (G_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (G_IS_MENU_MODEL (menu), NULL);
  g_return_val_if_fail (JM_IS_PROBLEMS (problems), NULL);

  self = g_object_new (JM_TYPE_TRAY, NULL);
  self->application = g_object_ref (application);
  self->model = g_object_ref (menu);
  self->problems = g_object_ref (problems);
  open_connection (self);

  return self;
}

gboolean
jm_tray_is_shown (JmTray *self)
{
  g_return_val_if_fail (JM_IS_TRAY (self), FALSE);

  return self->is_shown;
}

/**
 * jm_tray_stop:
 * @self: a tray
 *
 * Takes the icon away at once. It may be called twice.
 */
void
jm_tray_stop (JmTray *self)
{
  g_return_if_fail (JM_IS_TRAY (self));

  g_cancellable_cancel (self->cancellable);
  if (self->connection == NULL)
    return;

  g_clear_handle_id (&self->watch, g_bus_unwatch_name);
  if (self->subscription != 0)
    g_dbus_connection_signal_unsubscribe (self->connection, self->subscription);
  self->subscription = 0;
  forget_watcher (self);
  jm_tray_unexport_item (self);
  g_dbus_connection_close (self->connection, NULL, NULL, NULL);
  g_clear_object (&self->connection);
}
