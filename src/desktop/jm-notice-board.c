/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "desktop/jm-notice-board.h"

#include <glib/gi18n-lib.h>

/*
 * JmNoticeBoard knows what GNotification does not tell: whether anybody shows notifications, and what becomes
 * of their text. GLib decides at the first notification on one of
 *
 *   portal        inside a sandbox; where the portal of GTK stands behind it, that hands the text on as it is
 *   gtk           GNOME Shell: text stays text
 *   freedesktop   org.freedesktop.Notifications, whose body is markup (capabilities "body-markup",
 *                 "body-hyperlinks"). GLib 2.84 hands the text on as it is
 *
 * and on the same grounds this does. A text that Jira sent must be read as it was written, and never be a link
 * or bold: where the body is certainly markup it is escaped; anywhere else the signs that begin markup are
 * replaced by ones that look alike. (dunst takes markup and says that it does not, but for its links.)
 *
 * There, too, GLib knows a notification only when its number has come back: one that is replaced or withdrawn
 * before that would stay for ever. So whatever follows a notification waits until who shows it has answered a
 * question that was asked behind it, and the last that is wanted by then is done.
 *
 * Where nobody shows notifications GLib warns about each program; that is said once here, and nothing is sent
 * until somebody comes.
 *
 * Lives on the main context.
 */

#define SHOWER "org.freedesktop.Notifications"
#define SHOWER_PATH "/org/freedesktop/Notifications"

/* Draws the click's action as a button without words (seen with 0.9.7), and a click does not do it. */
#define SHOWER_WITHOUT_CLICK "Xfce Notify Daemon"

struct _JmNoticeBoard
{
  GObject          parent_instance;

  GApplication    *application; /* weak: it owns whoever owns this */
  GDBusConnection *bus;
  GCancellable    *cancellable;
  guint            watch;
  gboolean         there;
  gboolean         markup;
  gboolean         click;       /* does what it should */
  gboolean         missing;
  GHashTable      *flights;     /* id → Flight: sent, and not yet answered */
};

typedef struct
{
  GNotification *next;          /* what is wanted in its place */
  gboolean       take;          /* or that it goes */
} Flight;

G_DEFINE_FINAL_TYPE (JmNoticeBoard, jm_notice_board, G_TYPE_OBJECT)

typedef enum
{
  PROP_THERE = 1,
  PROP_MISSING,
} JmNoticeBoardProperty;

static GParamSpec *properties[PROP_MISSING + 1];

static void
set_flag (JmNoticeBoard         *self,
          gboolean              *flag,
          gboolean               value,
          JmNoticeBoardProperty  property)
{
  if (*flag == value)
    return;

  *flag = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
set_there (JmNoticeBoard *self,
           gboolean       there)
{
  set_flag (self, &self->there, there, PROP_THERE);
  set_flag (self, &self->missing, !there, PROP_MISSING);
}

/* --- who shows */

/* What is asked holds no reference: who is gone has called it off, and @callback looks at that first. */
static void
call (JmNoticeBoard       *self,
      const char          *method,
      const char          *answer,
      GAsyncReadyCallback  callback)
{
  g_dbus_connection_call (self->bus, SHOWER, SHOWER_PATH, SHOWER, method, NULL,
                          G_VARIANT_TYPE (answer), G_DBUS_CALL_FLAGS_NONE, -1, self->cancellable,
                          callback, self);
}

static void
named_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  JmNoticeBoard *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  const char *name = "";

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (answer != NULL)
    g_variant_get (answer, "(&s&s&s&s)", &name, NULL, NULL, NULL);
  self->click = !g_str_equal (name, SHOWER_WITHOUT_CLICK);
  set_there (self, TRUE);
}

static void
described_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  JmNoticeBoard *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autofree const char **abilities = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (answer != NULL)
    g_variant_get (answer, "(^a&s)", &abilities);
  self->markup = abilities != NULL && (g_strv_contains (abilities, "body-markup") ||
                                       g_strv_contains (abilities, "body-hyperlinks"));
  call (self, "GetServerInformation", "(ssss)", named_cb);
}

static void
shower_came_cb (GDBusConnection *bus,
                const char      *name,
                const char      *owner,
                gpointer         data)
{
  call (data, "GetCapabilities", "(as)", described_cb);
}

static void
shower_went_cb (GDBusConnection *bus,
                const char      *name,
                gpointer         data)
{
  static gboolean said;
  JmNoticeBoard *self = data;

  if (!said)
    g_message ("Nobody shows notifications on this desktop: there is no " SHOWER);
  said = TRUE;
  set_there (self, FALSE);
}

/* --- which of the three */

static gboolean
is_portal (void)
{
  const char *forced = g_getenv ("GNOTIFICATION_BACKEND");
  const char *portals = g_getenv ("GIO_USE_PORTALS");

  if (forced != NULL)
    return g_str_equal (forced, "portal");

  return g_strcmp0 (portals, "1") == 0 || g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) ||
         g_getenv ("SNAP") != NULL;
}

static void
shell_sought_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      data)
{
  JmNoticeBoard *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  gboolean owned = FALSE;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (answer != NULL)
    g_variant_get (answer, "(b)", &owned);
  if (owned)
    set_there (self, TRUE);
  else
    self->watch = g_bus_watch_name_on_connection (self->bus, SHOWER,
                                                  G_BUS_NAME_WATCHER_FLAGS_AUTO_START,
                                                  shower_came_cb, shower_went_cb, self, NULL);
}

static void
look_around (JmNoticeBoard *self)
{
  if (is_portal ())
    {
      set_there (self, TRUE);
      return;
    }

  g_dbus_connection_call (self->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                          "org.freedesktop.DBus", "NameHasOwner",
                          g_variant_new ("(s)", "org.gtk.Notifications"), G_VARIANT_TYPE ("(b)"),
                          G_DBUS_CALL_FLAGS_NONE, -1, self->cancellable, shell_sought_cb, self);
}

/* --- text */

/* "<b>" looks like "‹b›", and "&lt;" stays what it is: a joiner of words, which nobody sees, keeps it from
 * being a sign of its own. */
static char *
make_harmless (const char *text)
{
  g_autoptr (GString) harmless = g_string_sized_new (strlen (text));

  for (const char *p = text; *p != '\0'; p++)
    if (*p == '<')
      g_string_append (harmless, "‹");
    else if (*p == '>')
      g_string_append (harmless, "›");
    else if (*p == '&' && (g_ascii_isalnum (p[1]) || p[1] == '#'))
      g_string_append (harmless, "&\u2060");
    else
      g_string_append_c (harmless, *p);

  return g_string_free_and_steal (g_steal_pointer (&harmless));
}

static char *
make_body (JmNoticeBoard *self,
           const char    *text)
{
  return self->markup ? g_markup_escape_text (text, -1) : make_harmless (text);
}

/* --- sending */

static void
flight_free (gpointer data)
{
  Flight *flight = data;

  g_clear_object (&flight->next);
  g_free (flight);
}

typedef struct
{
  JmNoticeBoard *board;         /* borrowed: see call() */
  char          *id;
} Landing;

static void put_up (JmNoticeBoard *self,
                    const char *id,
                    GNotification *notification);

static void
landed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autofree Landing *landing = data;
  g_autofree char *id = landing->id;
  g_autofree char *key = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  JmNoticeBoard *self = landing->board;
  Flight *flight = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_hash_table_steal_extended (self->flights, id, (gpointer *) &key, (gpointer *) &flight);
  if (flight->next != NULL)
    put_up (self, id, flight->next);
  else if (flight->take && self->application != NULL)
    g_application_withdraw_notification (self->application, id);
  flight_free (flight);
}

static void
put_up (JmNoticeBoard *self,
        const char    *id,
        GNotification *notification)
{
  Landing *landing;

  if (self->application == NULL)
    return;

  g_application_send_notification (self->application, id, notification);
  if (self->watch == 0)
    return;

  landing = g_new0 (Landing, 1);
  landing->board = self;
  landing->id = g_strdup (id);
  g_hash_table_insert (self->flights, g_strdup (id), g_new0 (Flight, 1));
  g_dbus_connection_call (self->bus, SHOWER, SHOWER_PATH, SHOWER, "GetServerInformation", NULL, NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, self->cancellable, landed_cb,
                          landing);
}

/* --- GObject */

static void
jm_notice_board_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  JmNoticeBoard *self = JM_NOTICE_BOARD (object);

  switch ((JmNoticeBoardProperty) prop_id)
    {
    case PROP_THERE:
      g_value_set_boolean (value, self->there);
      break;
    case PROP_MISSING:
      g_value_set_boolean (value, self->missing);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_notice_board_dispose (GObject *object)
{
  JmNoticeBoard *self = JM_NOTICE_BOARD (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->watch, g_bus_unwatch_name);
  g_clear_object (&self->bus);
  g_clear_weak_pointer (&self->application);

  G_OBJECT_CLASS (jm_notice_board_parent_class)->dispose (object);
}

static void
jm_notice_board_finalize (GObject *object)
{
  g_clear_object (&JM_NOTICE_BOARD (object)->cancellable);
  g_clear_pointer (&JM_NOTICE_BOARD (object)->flights, g_hash_table_unref);

  G_OBJECT_CLASS (jm_notice_board_parent_class)->finalize (object);
}

static void
jm_notice_board_class_init (JmNoticeBoardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = jm_notice_board_get_property;
  object_class->dispose = jm_notice_board_dispose;
  object_class->finalize = jm_notice_board_finalize;

  properties[PROP_THERE] =
      g_param_spec_boolean ("there", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_MISSING] =
      g_param_spec_boolean ("missing", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
jm_notice_board_init (JmNoticeBoard *self)
{
  self->cancellable = g_cancellable_new ();
  self->click = TRUE;
  self->flights = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, flight_free);
}

/* --- public */

JmNoticeBoard *
jm_notice_board_new (GApplication *application)
{
  JmNoticeBoard *self;

  g_return_val_if_fail (G_IS_APPLICATION (application), NULL);

  self = g_object_new (JM_TYPE_NOTICE_BOARD, NULL);
  g_set_weak_pointer (&self->application, application);
  /* Without a bus there is nobody, and the desktop has greater sorrows. */
  if (g_set_object (&self->bus, g_application_get_dbus_connection (application)))
    look_around (self);
  return self;
}

gboolean
jm_notice_board_is_there (JmNoticeBoard *self)
{
  g_return_val_if_fail (JM_IS_NOTICE_BOARD (self), FALSE);

  return self->there;
}

const char *
jm_notice_board_get_bus_id (JmNoticeBoard *self)
{
  const char *id = NULL;

  g_return_val_if_fail (JM_IS_NOTICE_BOARD (self), "");

  if (self->bus != NULL)
    id = g_dbus_connection_get_guid (self->bus);
  return id != NULL ? id : "";
}

static void
add_actions (JmNoticeBoard  *self,
             GNotification  *notification,
             const JmNotice *notice)
{
  const char *format = notice->target != NULL ? "s" : NULL;

  if (self->click)
    g_notification_set_default_action_and_target (notification, notice->action, format,
                                                  notice->target);
  else
    g_notification_add_button_with_target (notification, notice->action_label, notice->action,
                                           format, notice->target);

  if (notice->button_label != NULL)
    g_notification_add_button_with_target (notification, notice->button_label,
                                           notice->button_action, "s", notice->button_target);
}

void
jm_notice_board_put (JmNoticeBoard  *self,
                     const char     *id,
                     const JmNotice *notice)
{
  g_autoptr (GNotification) notification = NULL;
  g_autoptr (GIcon) icon = NULL;
  g_autofree char *body = NULL;
  Flight *flight;

  g_return_if_fail (JM_IS_NOTICE_BOARD (self));
  g_return_if_fail (id != NULL && notice != NULL);

  body = make_body (self, notice->body);
  icon = g_themed_icon_new (notice->icon_name);
  notification = g_notification_new (notice->title);
  g_notification_set_body (notification, body);
  g_notification_set_icon (notification, icon);
  g_notification_set_priority (notification, notice->priority);
  add_actions (self, notification, notice);

  if ((flight = g_hash_table_lookup (self->flights, id)) != NULL)
    g_set_object (&flight->next, notification);
  else
    put_up (self, id, notification);
}

void
jm_notice_board_take (JmNoticeBoard *self,
                      const char    *id)
{
  Flight *flight;

  g_return_if_fail (JM_IS_NOTICE_BOARD (self));
  g_return_if_fail (id != NULL);

  if ((flight = g_hash_table_lookup (self->flights, id)) != NULL)
    {
      g_clear_object (&flight->next);
      flight->take = TRUE;
      return;
    }

  /* There may be one of a former run: those who keep them by our id know it. */
  if (self->bus != NULL && self->application != NULL)
    g_application_withdraw_notification (self->application, id);
}
