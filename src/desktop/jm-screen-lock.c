/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "desktop/jm-screen-lock.h"

#include "base/jm-random.h"

/*
 * JmScreenLock asks two, and is locked when one of them says so:
 *
 *   portal   org.freedesktop.portal.Inhibit, CreateMonitor: "screensaver-active". Works inside the
 *            sandbox without any permission; GNOME, and whoever has org.freedesktop.ScreenSaver or
 *            org.gnome.ScreenSaver behind the portal of GTK. In exchange for the news each end of a
 *            session must be answered, or it is held up for a second
 *   logind   LockedHint of the own session on the bus of the system, which no sandbox lets through:
 *            GNOME, KDE, Xfce, and everybody who locks by loginctl
 *
 * Those two screen savers could be asked directly as well; a sandbox would need two more names for it, and
 * gain nothing over the portal. Who has neither (swaylock without a session of logind) is not locked.
 *
 * Lives on the main context. Nothing is waited for: until an answer comes, it is not locked.
 */

#define PORTAL "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define INHIBIT "org.freedesktop.portal.Inhibit"

#define LOGIND "org.freedesktop.login1"
#define LOGIND_SESSION "org.freedesktop.login1.Session"
/* Of the caller, or of the display of its user */
#define LOGIND_PATH "/org/freedesktop/login1/session/auto"

#define QUERY_END 2

struct _JmScreenLock
{
  GObject          parent_instance;

  GCancellable    *cancellable;
  GDBusConnection *session_bus;
  GDBusConnection *system_bus;
  char            *portal_session;
  guint            portal_signal;
  guint            logind_signal;
  gboolean         portal_locked;
  gboolean         logind_locked;
};

G_DEFINE_FINAL_TYPE (JmScreenLock, jm_screen_lock, G_TYPE_OBJECT)

typedef enum
{
  PROP_LOCKED = 1,
} JmScreenLockProperty;

static GParamSpec *properties[PROP_LOCKED + 1];

static void
set_locked (JmScreenLock *self,
            gboolean     *field,
            gboolean      locked)
{
  gboolean before = jm_screen_lock_is_locked (self);

  *field = locked;
  if (jm_screen_lock_is_locked (self) != before)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOCKED]);
}

/* --- the portal */

/* We hold up no end of a session. */
static void
let_end (JmScreenLock *self)
{
  g_dbus_connection_call (self->session_bus, PORTAL, PORTAL_PATH, INHIBIT, "QueryEndResponse",
                          g_variant_new ("(o)", self->portal_session), NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
}

static void
portal_said_cb (GDBusConnection *bus,
                const char      *sender,
                const char      *path,
                const char      *interface,
                const char      *signal,
                GVariant        *parameters,
                gpointer         data)
{
  JmScreenLock *self = data;
  g_autoptr (GVariant) state = NULL;
  const char *session;
  gboolean active;
  guint32 stage;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(oa{sv})")))
    return;

  g_variant_get (parameters, "(&o@a{sv})", &session, &state);
  if (!g_str_equal (session, self->portal_session))
    return;
  if (g_variant_lookup (state, "session-state", "u", &stage) && stage == QUERY_END)
    let_end (self);
  if (g_variant_lookup (state, "screensaver-active", "b", &active))
    set_locked (self, &self->portal_locked, active);
}

/* As the portal makes it of who asks and of the token */
static char *
dup_session_path (GDBusConnection *bus,
                  const char      *token)
{
  g_autofree char *sender = g_strdup (g_dbus_connection_get_unique_name (bus) + 1);

  g_strdelimit (sender, ".", '_');
  return g_strdup_printf (PORTAL_PATH "/session/%s/%s", sender, token);
}

static void
ask_portal (JmScreenLock *self)
{
  g_autofree char *random = jm_random_token ();
  g_autofree char *token = g_strconcat ("jm", random, NULL);
  GVariantBuilder options;

  /* An element of an object path */
  g_strcanon (token, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS, '_');
  self->portal_session = dup_session_path (self->session_bus, token);
  self->portal_signal = g_dbus_connection_signal_subscribe (
      self->session_bus, PORTAL, INHIBIT, "StateChanged", PORTAL_PATH, NULL,
      G_DBUS_SIGNAL_FLAGS_NONE, portal_said_cb, self, NULL);

  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "handle_token", g_variant_new_string (token));
  g_variant_builder_add (&options, "{sv}", "session_handle_token", g_variant_new_string (token));
  /* Whether it works is seen by what it says. */
  g_dbus_connection_call (self->session_bus, PORTAL, PORTAL_PATH, INHIBIT, "CreateMonitor",
                          g_variant_new ("(sa{sv})", "", &options), NULL, G_DBUS_CALL_FLAGS_NONE,
                          -1, NULL, NULL, NULL);
}

/* --- logind */

static void
logind_answered_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      data)
{
  JmScreenLock *self = data;    /* gone when there is no answer */
  g_autoptr (GVariant) answer =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  g_autoptr (GVariant) hint = NULL;

  if (answer == NULL)
    return;

  g_variant_get (answer, "(v)", &hint);
  if (g_variant_is_of_type (hint, G_VARIANT_TYPE_BOOLEAN))
    set_locked (self, &self->logind_locked, g_variant_get_boolean (hint));
}

static void
ask_hint (JmScreenLock *self)
{
  g_dbus_connection_call (self->system_bus, LOGIND, LOGIND_PATH, "org.freedesktop.DBus.Properties",
                          "Get", g_variant_new ("(ss)", LOGIND_SESSION, "LockedHint"),
                          G_VARIANT_TYPE ("(v)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, -1,
                          self->cancellable, logind_answered_cb, self);
}

/* Of any session: ours tells of itself under its own path, and is asked under "auto". */
static void
logind_said_cb (GDBusConnection *bus,
                const char      *sender,
                const char      *path,
                const char      *interface,
                const char      *signal,
                GVariant        *parameters,
                gpointer         data)
{
  ask_hint (data);
}

static void
system_bus_there_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      data)
{
  JmScreenLock *self = data;    /* gone when there is no bus */
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, NULL);

  if (bus == NULL)
    return;

  self->system_bus = g_steal_pointer (&bus);
  self->logind_signal = g_dbus_connection_signal_subscribe (
      self->system_bus, LOGIND, "org.freedesktop.DBus.Properties", "PropertiesChanged", NULL,
      LOGIND_SESSION, G_DBUS_SIGNAL_FLAGS_NONE, logind_said_cb, self, NULL);
  ask_hint (self);
}

/* --- GObject */

static void
jm_screen_lock_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  if ((JmScreenLockProperty) prop_id == PROP_LOCKED)
    g_value_set_boolean (value, jm_screen_lock_is_locked (JM_SCREEN_LOCK (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
close_portal_session (JmScreenLock *self)
{
  if (self->portal_signal == 0)
    return;

  g_dbus_connection_signal_unsubscribe (self->session_bus, self->portal_signal);
  self->portal_signal = 0;
  g_dbus_connection_call (self->session_bus, PORTAL, self->portal_session,
                          "org.freedesktop.portal.Session", "Close", NULL, NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
}

static void
jm_screen_lock_dispose (GObject *object)
{
  JmScreenLock *self = JM_SCREEN_LOCK (object);

  g_cancellable_cancel (self->cancellable);
  close_portal_session (self);
  if (self->logind_signal != 0)
    g_dbus_connection_signal_unsubscribe (self->system_bus, self->logind_signal);
  self->logind_signal = 0;
  g_clear_object (&self->session_bus);
  g_clear_object (&self->system_bus);

  G_OBJECT_CLASS (jm_screen_lock_parent_class)->dispose (object);
}

static void
jm_screen_lock_finalize (GObject *object)
{
  JmScreenLock *self = JM_SCREEN_LOCK (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->portal_session, g_free);

  G_OBJECT_CLASS (jm_screen_lock_parent_class)->finalize (object);
}

static void
jm_screen_lock_class_init (JmScreenLockClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = jm_screen_lock_get_property;
  object_class->dispose = jm_screen_lock_dispose;
  object_class->finalize = jm_screen_lock_finalize;

  properties[PROP_LOCKED] =
      g_param_spec_boolean ("locked", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
jm_screen_lock_init (JmScreenLock *self)
{
  self->cancellable = g_cancellable_new ();
}

/* --- public */

JmScreenLock *
jm_screen_lock_new (GDBusConnection *session_bus)
{
  JmScreenLock *self;

  g_return_val_if_fail (session_bus == NULL || G_IS_DBUS_CONNECTION (session_bus), NULL);

  self = g_object_new (JM_TYPE_SCREEN_LOCK, NULL);
  if (g_set_object (&self->session_bus, session_bus))
    ask_portal (self);
  g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, system_bus_there_cb, self);
  return self;
}

gboolean
jm_screen_lock_is_locked (JmScreenLock *self)
{
  g_return_val_if_fail (JM_IS_SCREEN_LOCK (self), FALSE);

  return self->portal_locked || self->logind_locked;
}
