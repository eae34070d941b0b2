/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "desktop/jm-power-private.h"

#include <gio/gunixfdlist.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "base/jm-settings.h"
#include "sync/jm-sync.h"

/*
 * JmPower: suspend, metered connections and the saving of power, for the accounts of one monitor.
 *
 * Suspend. A refresh token is taken once, and its successor comes with the answer: a machine that falls
 * asleep between the two wakes up signed out, unless it wakes within ten minutes. So while an account is
 * being refreshed, from before the request until the new pair was stored and read back, logind is asked to
 * delay (org.freedesktop.login1.Manager.Inhibit, "sleep", "delay"); at all other times nothing is held. And
 * once logind said that the machine will sleep, no keeper begins anything by itself for a while.
 *
 * Waking needs nothing here: JmClock sees it without a bus, also inside a sandbox, and keepers and schedules
 * look again by its "woke".
 *
 * Thrift. GNetworkMonitor and GPowerProfileMonitor, which ask the portal inside a sandbox, say what each
 * JmSync is to save.
 */

#define LOGIND_NAME  "org.freedesktop.login1"
#define LOGIND_PATH  "/org/freedesktop/login1"
#define LOGIND_IFACE "org.freedesktop.login1.Manager"
/* Longer than logind lets anybody delay it (InhibitDelayMaxSec is 5) */
#define HOLD_SECONDS 30

struct _JmPower
{
  GObject               parent_instance;

  JmMonitor            *monitor;
  GNetworkMonitor      *network;
  GPowerProfileMonitor *profile;
  GPtrArray            *accounts;     /* of JmAccount: those that are watched */

  GDBusConnection      *bus;          /* of the system; NULL without one */
  GCancellable         *cancellable;
  guint                 subscription;
  int                   lock;         /* while it is open, logind delays; -1 */
  gboolean              locking;      /* was asked for, and has not come yet */
};

G_DEFINE_FINAL_TYPE (JmPower, jm_power, G_TYPE_OBJECT)

static GListModel *
get_accounts (JmPower *self)
{
  return G_LIST_MODEL (jm_monitor_get_accounts (self->monitor));
}

/* --- a delay while a rotation is under way */

static gboolean
is_rotating (JmPower *self)
{
  for (guint i = 0; i < self->accounts->len; i++)
    {
      if (jm_account_get_state (g_ptr_array_index (self->accounts, i)) == JM_TOKEN_REFRESHING)
        return TRUE;
    }

  return FALSE;
}

/* The lock is a file descriptor; closing it ends the delay. */
static int
take_lock (GVariant    *reply,
           GUnixFDList *fds)
{
  gint32 handle = -1;

  g_variant_get (reply, "(h)", &handle);

  return fds != NULL ? g_unix_fd_list_get (fds, handle, NULL) : -1;
}

static void
inhibited_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (JmPower) self = user_data;
  g_autoptr (GUnixFDList) fds = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;
  g_autofd int lock = -1;

  reply = g_dbus_connection_call_with_unix_fd_list_finish (G_DBUS_CONNECTION (source), &fds, result, &error);
  if (reply != NULL)
    lock = take_lock (reply, fds);
  else
    g_debug ("Suspend is not delayed: %s", error->message);

  self->locking = FALSE;
  /* It may be over already. */
  if (lock >= 0 && !g_cancellable_is_cancelled (self->cancellable) && is_rotating (self))
    self->lock = g_steal_fd (&lock);
}

static void
update_lock (JmPower *self)
{
  if (!is_rotating (self))
    {
      g_clear_fd (&self->lock, NULL);
      return;
    }

  if (self->bus == NULL || self->locking || self->lock >= 0)
    return;

  self->locking = TRUE;
  g_dbus_connection_call_with_unix_fd_list (
      self->bus, LOGIND_NAME, LOGIND_PATH, LOGIND_IFACE, "Inhibit",
      /* Translators: why the computer does not sleep at once */
      g_variant_new ("(ssss)", "sleep", "Jira Monitor", _("A sign-in is being renewed"), "delay"),
      G_VARIANT_TYPE ("(h)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, self->cancellable, inhibited_cb,
      g_object_ref (self));
}

static void
sleep_cb (GDBusConnection *bus,
          const char      *sender,
          const char      *path,
          const char      *interface,
          const char      *name,
          GVariant        *parameters,
          gpointer         user_data)
{
  JmPower *self = user_data;
  gboolean begins = FALSE;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    return;

  g_variant_get (parameters, "(b)", &begins);
  for (guint i = 0; begins && i < self->accounts->len; i++)
    jm_token_keeper_hold_off (jm_account_get_keeper (g_ptr_array_index (self->accounts, i)), HOLD_SECONDS);
}

static void
take_bus (JmPower         *self,
          GDBusConnection *bus)
{
  self->bus = g_object_ref (bus);
  self->subscription = g_dbus_connection_signal_subscribe (
      bus, LOGIND_NAME, LOGIND_IFACE, "PrepareForSleep", LOGIND_PATH, NULL, G_DBUS_SIGNAL_FLAGS_NONE,
      sleep_cb, self, NULL);
  update_lock (self);
}

static void
bus_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr (JmPower) self = user_data;
  g_autoptr (GDBusConnection) bus = NULL;
  g_autoptr (GError) error = NULL;

  if (!(bus = g_bus_get_finish (result, &error)))
    {
      g_debug ("Only the clock tells of a suspend: %s", error->message);
      return;
    }

  g_dbus_connection_set_exit_on_close (bus, FALSE);
  if (!g_cancellable_is_cancelled (self->cancellable))
    take_bus (self, bus);
}

/* --- thrift */

static JmSyncThrift
read_thrift (JmPower *self)
{
  GSettings *settings = jm_monitor_get_services (self->monitor)->settings;
  JmSyncThrift thrift = JM_SYNC_THRIFT_NONE;

  if (g_network_monitor_get_network_metered (self->network) &&
      !g_settings_get_boolean (settings, JM_SETTING_METERED_FULL))
    thrift |= JM_SYNC_THRIFT_METERED;
  if (g_power_profile_monitor_get_power_saver_enabled (self->profile))
    thrift |= JM_SYNC_THRIFT_POWER;

  return thrift;
}

static void
update_thrift (JmPower *self)
{
  JmServices *services = jm_monitor_get_services (self->monitor);
  JmSyncThrift thrift = read_thrift (self);

  for (guint i = 0; i < self->accounts->len; i++)
    jm_sync_set_thrift (jm_sync_get (services, g_ptr_array_index (self->accounts, i)), thrift);
}

/* --- accounts */

static void
forget_accounts (JmPower *self)
{
  for (guint i = 0; i < self->accounts->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->accounts, i), self);
  g_ptr_array_set_size (self->accounts, 0);
}

static void
accounts_changed_cb (JmPower *self)
{
  forget_accounts (self);
  for (guint i = 0; i < g_list_model_get_n_items (get_accounts (self)); i++)
    {
      JmAccount *account = g_list_model_get_item (get_accounts (self), i);

      g_ptr_array_add (self->accounts, account);
      g_signal_connect_swapped (account, "notify::state", G_CALLBACK (update_lock), self);
    }
  update_lock (self);
  update_thrift (self);
}

/* --- GObject */

static void
jm_power_dispose (GObject *object)
{
  JmPower *self = JM_POWER (object);

  jm_power_stop (self);
  g_clear_object (&self->network);
  g_clear_object (&self->profile);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (jm_power_parent_class)->dispose (object);
}

static void
jm_power_finalize (GObject *object)
{
  JmPower *self = JM_POWER (object);

  g_ptr_array_unref (self->accounts);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (jm_power_parent_class)->finalize (object);
}

static void
jm_power_class_init (JmPowerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = jm_power_dispose;
  G_OBJECT_CLASS (klass)->finalize = jm_power_finalize;
}

static void
jm_power_init (JmPower *self)
{
  self->accounts = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
  self->lock = -1;
}

/* --- public */

JmPower *
jm_power_new_for (JmMonitor            *monitor,
                  GDBusConnection      *system_bus,
                  GNetworkMonitor      *network,
                  GPowerProfileMonitor *profile)
{
  JmPower *self;
  GSettings *settings;

  g_return_val_if_fail (JM_IS_MONITOR (monitor), NULL);
  g_return_val_if_fail (system_bus == NULL || G_IS_DBUS_CONNECTION (system_bus), NULL);

  self = g_object_new (JM_TYPE_POWER, NULL);
  self->monitor = g_object_ref (monitor);
  self->network = g_object_ref (network);
  self->profile = g_object_ref (profile);

  settings = jm_monitor_get_services (monitor)->settings;
  g_signal_connect_object (settings, "changed::" JM_SETTING_METERED_FULL, G_CALLBACK (update_thrift), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (network, "notify::network-metered", G_CALLBACK (update_thrift), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (profile, "notify::power-saver-enabled", G_CALLBACK (update_thrift), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (get_accounts (self), "items-changed", G_CALLBACK (accounts_changed_cb), self,
                           G_CONNECT_SWAPPED);
  accounts_changed_cb (self);
  if (system_bus != NULL)
    take_bus (self, system_bus);
  else
    g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, bus_cb, g_object_ref (self));

  return self;
}

/**
 * jm_power_new:
 * @monitor: an open one
 * @system_bus: (nullable): of logind; NULL for the one of the system, and without one only the clock tells of
 *   a suspend
 *
 * Returns: (transfer full): one that watches until jm_power_stop()
 */
JmPower *
jm_power_new (JmMonitor       *monitor,
              GDBusConnection *system_bus)
{
  g_autoptr (GPowerProfileMonitor) profile = g_power_profile_monitor_dup_default ();

  return jm_power_new_for (monitor, system_bus, g_network_monitor_get_default (), profile);
}

/**
 * jm_power_stop:
 *
 * Lets go of everything, also of a delay. Whoever ends the program waits for rotations first.
 */
void
jm_power_stop (JmPower *self)
{
  g_return_if_fail (JM_IS_POWER (self));

  g_cancellable_cancel (self->cancellable);
  if (self->subscription != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->subscription);
  self->subscription = 0;
  g_clear_object (&self->bus);
  g_clear_fd (&self->lock, NULL);
  if (self->monitor != NULL)
    {
      g_signal_handlers_disconnect_by_data (get_accounts (self), self);
      g_signal_handlers_disconnect_by_data (self->network, self);
      g_signal_handlers_disconnect_by_data (self->profile, self);
      g_signal_handlers_disconnect_by_data (jm_monitor_get_services (self->monitor)->settings, self);
    }
  forget_accounts (self);
}
