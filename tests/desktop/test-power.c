/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "auth/jm-token-keeper-private.h"
#include "base/jm-settings.h"
#include "desk.h"
#include "desktop/jm-power-private.h"
#include "jm-bus.h"
#include "sync/jm-sync-object.h"

#include <fcntl.h>
#include <gio/gunixfdlist.h>
#include <glib-unix.h>

/* The power of a desk: a logind on a bus of its own, and monitors that say what the test says. */

/* --- what the system would say */

typedef struct
{
  GObject  parent_instance;
  gboolean metered;
} FakeNetwork;

typedef struct
{
  GObjectClass parent_class;
} FakeNetworkClass;

typedef struct
{
  GObject  parent_instance;
  gboolean saving;
} FakeProfile;

typedef struct
{
  GObjectClass parent_class;
} FakeProfileClass;

static void
fake_network_initable_init (GInitableIface *iface)
{
}

static void
fake_network_monitor_init (GNetworkMonitorInterface *iface)
{
}

static void
fake_profile_monitor_init (GPowerProfileMonitorInterface *iface)
{
}

static GType fake_network_get_type (void);
static GType fake_profile_get_type (void);

G_DEFINE_TYPE_WITH_CODE (FakeNetwork,
                         fake_network,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE, fake_network_initable_init)
                             G_IMPLEMENT_INTERFACE (G_TYPE_NETWORK_MONITOR, fake_network_monitor_init))
G_DEFINE_TYPE_WITH_CODE (FakeProfile,
                         fake_profile,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE, fake_network_initable_init)
                             G_IMPLEMENT_INTERFACE (G_TYPE_POWER_PROFILE_MONITOR, fake_profile_monitor_init))

enum
{
  NETWORK_AVAILABLE = 1,
  NETWORK_METERED,
  NETWORK_CONNECTIVITY,
};

static void
fake_network_get_property (GObject    *object,
                           guint       id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  FakeNetwork *self = (FakeNetwork *) object;

  if (id == NETWORK_METERED)
    g_value_set_boolean (value, self->metered);
  else if (id == NETWORK_AVAILABLE)
    g_value_set_boolean (value, TRUE);
  else
    g_value_set_enum (value, G_NETWORK_CONNECTIVITY_FULL);
}

static void
fake_network_class_init (FakeNetworkClass *klass)
{
  G_OBJECT_CLASS (klass)->get_property = fake_network_get_property;
  g_object_class_override_property (G_OBJECT_CLASS (klass), NETWORK_AVAILABLE, "network-available");
  g_object_class_override_property (G_OBJECT_CLASS (klass), NETWORK_METERED, "network-metered");
  g_object_class_override_property (G_OBJECT_CLASS (klass), NETWORK_CONNECTIVITY, "connectivity");
}

static void
fake_network_init (FakeNetwork *self)
{
}

static void
fake_profile_get_property (GObject    *object,
                           guint       id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  g_value_set_boolean (value, ((FakeProfile *) object)->saving);
}

static void
fake_profile_class_init (FakeProfileClass *klass)
{
  G_OBJECT_CLASS (klass)->get_property = fake_profile_get_property;
  g_object_class_override_property (G_OBJECT_CLASS (klass), 1, "power-saver-enabled");
}

static void
fake_profile_init (FakeProfile *self)
{
}

/* --- logind */

static const char logind_xml[] = "<node><interface name='org.freedesktop.login1.Manager'>"
                                 "<method name='Inhibit'>"
                                 "<arg type='s' direction='in'/><arg type='s' direction='in'/>"
                                 "<arg type='s' direction='in'/><arg type='s' direction='in'/>"
                                 "<arg type='h' direction='out'/>"
                                 "</method>"
                                 "<signal name='PrepareForSleep'><arg type='b'/></signal>"
                                 "</interface></node>";

typedef struct
{
  Desk        *desk;
  JmBus       *bus;
  JmPower     *power;
  FakeNetwork *network;
  FakeProfile *profile;
  guint        object;
  guint        name;
  gboolean     named;
  gboolean     refuses;
  guint        n_locks;         /* asked for */
  int          end;             /* of the last one's pipe: readable when the other end is closed */
  char        *what;            /* of the last one */
  char        *mode;
} Logind;

static void
inhibit_cb (GDBusConnection       *connection,
            const char            *sender,
            const char            *path,
            const char            *interface,
            const char            *method,
            GVariant              *parameters,
            GDBusMethodInvocation *invocation,
            gpointer               user_data)
{
  Logind *self = user_data;
  g_autoptr (GUnixFDList) fds = g_unix_fd_list_new ();
  g_autoptr (GError) error = NULL;
  int ends[2];

  self->n_locks++;
  g_free (self->what);
  g_free (self->mode);
  g_variant_get (parameters, "(s&s&ss)", &self->what, NULL, NULL, &self->mode);
  if (self->refuses)
    {
      g_dbus_method_invocation_return_dbus_error (invocation, "org.freedesktop.login1.OperationInProgress", "No");
      return;
    }

  g_assert_true (g_unix_open_pipe (ends, O_CLOEXEC | O_NONBLOCK, &error));
  g_clear_fd (&self->end, NULL);
  self->end = ends[0];
  g_assert_cmpint (g_unix_fd_list_append (fds, ends[1], &error), ==, 0);
  close (ends[1]);
  g_dbus_method_invocation_return_value_with_unix_fd_list (invocation, g_variant_new ("(h)", 0), fds);
}

static void
named_cb (GDBusConnection *connection,
          const char      *name,
          gpointer         user_data)
{
  ((Logind *) user_data)->named = TRUE;
}

static gboolean
is_named (gpointer data)
{
  return ((Logind *) data)->named;
}

static void
logind_start (Logind *self,
              Desk   *desk)
{
  static const GDBusInterfaceVTable vtable = { inhibit_cb };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (logind_xml, NULL);

  self->desk = desk;
  self->end = -1;
  self->bus = jm_bus_new (TRUE);
  self->object = g_dbus_connection_register_object (self->bus->theirs, "/org/freedesktop/login1", node->interfaces[0],
                                                    &vtable, self, NULL, NULL);
  self->name = g_bus_own_name_on_connection (self->bus->theirs, "org.freedesktop.login1", G_BUS_NAME_OWNER_FLAGS_NONE,
                                             named_cb, NULL, self, NULL);
  jm_bus_wait (self->bus, is_named, self);
  self->network = g_object_new (fake_network_get_type (), NULL);
  self->profile = g_object_new (fake_profile_get_type (), NULL);
  self->power = jm_power_new_for (desk->monitor, self->bus->ours, G_NETWORK_MONITOR (self->network),
                                  G_POWER_PROFILE_MONITOR (self->profile));
  jm_bus_settle (self->bus);
}

static void
logind_stop (Logind *self)
{
  jm_power_stop (self->power);
  jm_bus_settle (self->bus);
  g_assert_finalize_object (self->power);
  g_bus_unown_name (self->name);
  g_dbus_connection_unregister_object (self->bus->theirs, self->object);
  jm_bus_free (self->bus);
  g_object_unref (self->network);
  g_object_unref (self->profile);
  g_clear_fd (&self->end, NULL);
  g_free (self->what);
  g_free (self->mode);
}

static void
say_sleep (Logind   *self,
           gboolean  begins)
{
  g_assert_true (g_dbus_connection_emit_signal (self->bus->theirs, NULL, "/org/freedesktop/login1",
                                                "org.freedesktop.login1.Manager", "PrepareForSleep",
                                                g_variant_new ("(b)", begins), NULL));
  jm_bus_settle (self->bus);
}

static gboolean
is_held (gpointer data)
{
  Logind *self = data;
  char byte;

  return self->end >= 0 && read (self->end, &byte, 1) < 0;
}

static gboolean
is_free (gpointer data)
{
  return !is_held (data);
}

static gboolean
is_asked (gpointer data)
{
  return ((Logind *) data)->n_locks > 0;
}

/* --- a rotation */

static void
begin_rotation (JmAccount *account)
{
  JmTokenKeeper *keeper = jm_account_get_keeper (account);

  keeper->works[JM_TOKEN_WORK_REFRESH] = dex_promise_new ();
  jm_token_keeper_publish (keeper);
}

static void
end_rotation (JmAccount *account)
{
  JmTokenKeeper *keeper = jm_account_get_keeper (account);
  g_autoptr (DexPromise) promise = g_steal_pointer (&keeper->works[JM_TOKEN_WORK_REFRESH]);

  jm_token_keeper_publish (keeper);
  dex_promise_resolve_boolean (promise, TRUE);
}

/* --- tests */

static void
a_rotation_delays_suspend_and_nothing_else_does (Desk *desk)
{
  g_autoptr (JmAccount) acme = desk_add_account (desk, "acme", JM_CREDENTIAL_OAUTH);
  Logind logind = { 0 };

  logind_start (&logind, desk);
  desk_set_trouble (acme, JM_TROUBLE_OFFLINE);
  desk_set_trouble (acme, JM_TROUBLE_OK);
  jm_bus_settle (logind.bus);
  g_assert_cmpuint (logind.n_locks, ==, 0);

  begin_rotation (acme);
  jm_bus_wait (logind.bus, is_held, &logind);
  g_assert_cmpstr (logind.what, ==, "sleep");
  g_assert_cmpstr (logind.mode, ==, "delay");

  end_rotation (acme);
  jm_bus_wait (logind.bus, is_free, &logind);
  g_assert_cmpuint (logind.n_locks, ==, 1);
  logind_stop (&logind);
}

static void
the_last_of_two_rotations_lets_go (Desk *desk)
{
  g_autoptr (JmAccount) acme = desk_add_account (desk, "acme", JM_CREDENTIAL_OAUTH);
  g_autoptr (JmAccount) beta = NULL;
  Logind logind = { 0 };

  logind_start (&logind, desk);
  /* One that came later is watched, too. */
  beta = desk_add_account (desk, "beta", JM_CREDENTIAL_OAUTH);
  begin_rotation (acme);
  begin_rotation (beta);
  jm_bus_wait (logind.bus, is_held, &logind);
  end_rotation (acme);
  jm_bus_settle (logind.bus);
  g_assert_true (is_held (&logind));
  end_rotation (beta);
  jm_bus_wait (logind.bus, is_free, &logind);
  g_assert_cmpuint (logind.n_locks, ==, 1);
  logind_stop (&logind);
}

/* The lock comes when it is not needed any more. */
static void
a_lock_that_comes_late_is_dropped (Desk *desk)
{
  g_autoptr (JmAccount) acme = desk_add_account (desk, "acme", JM_CREDENTIAL_OAUTH);
  Logind logind = { 0 };

  logind_start (&logind, desk);
  begin_rotation (acme);
  end_rotation (acme);
  jm_bus_wait (logind.bus, is_asked, &logind);
  jm_bus_wait (logind.bus, is_free, &logind);
  logind_stop (&logind);
}

static void
without_a_lock_the_rotation_goes_on (Desk *desk)
{
  g_autoptr (JmAccount) acme = desk_add_account (desk, "acme", JM_CREDENTIAL_OAUTH);
  Logind logind = { .refuses = TRUE };

  logind_start (&logind, desk);
  begin_rotation (acme);
  jm_bus_wait (logind.bus, is_asked, &logind);
  jm_bus_settle (logind.bus);
  end_rotation (acme);
  /* And the next one asks again. */
  begin_rotation (acme);
  jm_bus_settle (logind.bus);
  g_assert_cmpuint (logind.n_locks, ==, 2);
  end_rotation (acme);
  logind_stop (&logind);
}

static void
before_a_sleep_nothing_begins (Desk *desk)
{
  g_autoptr (JmAccount) acme = desk_add_account (desk, "acme", JM_CREDENTIAL_OAUTH);
  JmTokenKeeper *keeper = jm_account_get_keeper (acme);
  Logind logind = { 0 };
  gint64 due_ms;

  logind_start (&logind, desk);
  keeper->watching = TRUE;
  keeper->refresh_boot_ms = jm_clock_get_boot_ms (desk->clock) + 1000;
  keeper->check_boot_ms = 0;
  due_ms = jm_clock_get_wall_ms (desk->clock) + 1000;
  g_assert_cmpint (jm_token_keeper_derive_next_ms (keeper), ==, due_ms);

  say_sleep (&logind, TRUE);
  g_assert_cmpint (jm_token_keeper_derive_next_ms (keeper), >=, due_ms + 20 * DESK_SECOND_MS);

  /* It slept: what is due is due at once, or with the jitter of whoever else looks at the clock. */
  jm_clock_advance (desk->clock, DESK_HOUR_MS);
  say_sleep (&logind, FALSE);
  g_assert_cmpint (jm_token_keeper_derive_next_ms (keeper), <=, jm_clock_get_wall_ms (desk->clock));
  keeper->watching = FALSE;
  jm_token_keeper_arm (keeper);
  logind_stop (&logind);
}

static void
set_metered (Logind   *logind,
             gboolean  metered)
{
  logind->network->metered = metered;
  g_object_notify (G_OBJECT (logind->network), "network-metered");
}

static void
set_saving (Logind   *logind,
            gboolean  saving)
{
  logind->profile->saving = saving;
  g_object_notify (G_OBJECT (logind->profile), "power-saver-enabled");
}

static void
every_sync_knows_what_to_save (Desk *desk)
{
  g_autoptr (JmAccount) acme = desk_add_account (desk, "acme", JM_CREDENTIAL_OAUTH);
  g_autoptr (JmAccount) beta = NULL;
  JmSync *sync = jm_sync_get (desk->services, acme);
  Logind logind = { 0 };

  logind_start (&logind, desk);
  g_assert_cmpuint (jm_sync_get_thrift (sync), ==, JM_SYNC_THRIFT_NONE);
  set_metered (&logind, TRUE);
  g_assert_cmpuint (jm_sync_get_thrift (sync), ==, JM_SYNC_THRIFT_METERED);
  set_saving (&logind, TRUE);
  g_assert_cmpuint (jm_sync_get_thrift (sync), ==, JM_SYNC_THRIFT_METERED | JM_SYNC_THRIFT_POWER);
  beta = desk_add_account (desk, "beta", JM_CREDENTIAL_OAUTH);
  g_assert_cmpuint (jm_sync_get_thrift (jm_sync_get (desk->services, beta)), ==,
                    JM_SYNC_THRIFT_METERED | JM_SYNC_THRIFT_POWER);

  g_settings_set_boolean (desk->settings, JM_SETTING_METERED_FULL, TRUE);
  g_assert_cmpuint (jm_sync_get_thrift (sync), ==, JM_SYNC_THRIFT_POWER);
  set_saving (&logind, FALSE);
  g_assert_cmpuint (jm_sync_get_thrift (sync), ==, JM_SYNC_THRIFT_NONE);
  g_settings_reset (desk->settings, JM_SETTING_METERED_FULL);
  set_metered (&logind, FALSE);
  logind_stop (&logind);
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);

#define ADD(name, body) desk_add ("/desktop/power/" name, body)
  ADD ("a-rotation-delays-suspend-and-nothing-else-does", a_rotation_delays_suspend_and_nothing_else_does);
  ADD ("the-last-of-two-rotations-lets-go", the_last_of_two_rotations_lets_go);
  ADD ("a-lock-that-comes-late-is-dropped", a_lock_that_comes_late_is_dropped);
  ADD ("without-a-lock-the-rotation-goes-on", without_a_lock_the_rotation_goes_on);
  ADD ("before-a-sleep-nothing-begins", before_a_sleep_nothing_begins);
  ADD ("every-sync-knows-what-to-save", every_sync_knows_what_to_save);

  return g_test_run ();
}
