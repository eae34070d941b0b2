/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-application-private.h"

#include <glib-unix.h>
#include <glib/gi18n.h>

#include "jm-shortcuts.h"
#include "shots/jm-shots.h"

/* One that runs already and does not answer for so long is taken for hung (F68). */
#define PRIMARY_LIMIT_MS 3000
/* The exit code of "try later", as the command line has it */
#define EXIT_LATER 3

G_DEFINE_FINAL_TYPE (JmApplication, jm_application, ADW_TYPE_APPLICATION)

JmWindow *
jm_application_get_window (JmApplication *self)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    {
      if (JM_IS_WINDOW (l->data))
        return l->data;
    }

  return NULL;
}

JmWindow *
jm_application_present (JmApplication *self)
{
  JmWindow *window = jm_application_get_window (self);

  jm_application_stay (self);
  if (window == NULL)
    {
      window = jm_window_new (ADW_APPLICATION (self));
      jm_application_watch_window (self, window);
      if (self->showing == NULL)
        jm_application_show_own (self);
    }
  gtk_window_present (GTK_WINDOW (window));

  return window;
}

void
jm_application_stay (JmApplication *self)
{
  if (self->held)
    return;

  self->held = TRUE;
  g_application_hold (G_APPLICATION (self));
}

/* --- the command line */

/* GApplication would wait for it for half a minute. */
static gboolean
is_primary_hung (void)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  if (bus == NULL)
    return FALSE;

  reply = g_dbus_connection_call_sync (bus, APP_ID, "/org/example/JiraMonitor", "org.gtk.Actions",
                                       "List", NULL, NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START,
                                       PRIMARY_LIMIT_MS, NULL, &error);

  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
}

static int
jm_application_handle_local_options (GApplication *application,
                                     GVariantDict *options)
{
  JmApplication *self = JM_APPLICATION (application);
  g_autoptr (GError) error = NULL;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("%s %s\n", GETTEXT_PACKAGE, PACKAGE_VERSION);
      return 0;
    }

  if (g_variant_dict_lookup (options, "shots", "^ay", &self->shots_folder))
    g_application_set_flags (application, G_APPLICATION_NON_UNIQUE);
  else if (is_primary_hung ())
    {
      g_printerr ("%s\n", _("Jira Monitor is running and does not answer. End the process "
                             "“jira-monitor”, and start it again."));
      return EXIT_LATER;
    }

  g_variant_dict_lookup (options, "looks", "s", &self->looks);
  jm_shots_prepare (self->looks);

  if (!g_application_register (application, NULL, &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }

  /* One that runs already goes on as it is, with its window or without. */
  self->quiet_start = g_variant_dict_contains (options, "background");
  if (self->quiet_start && g_application_get_is_remote (application))
    return 0;

  /* Asked of the one that runs already, or of ourselves before the first window */
  if (self->shots_folder != NULL || g_variant_dict_contains (options, "demonstration"))
    g_action_group_activate_action (G_ACTION_GROUP (application), "demonstration", NULL);

  return -1;
}

/* --- GApplication */

static DexFuture *
open_quietly_fiber (gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!dex_await (jm_application_open_own (user_data), &error) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_warning ("The accounts could not be opened: %s", error->message);

  return dex_future_new_true ();
}

static void
jm_application_activate (GApplication *application)
{
  JmApplication *self = JM_APPLICATION (application);

  if (self->ending)
    return;

  if (!self->quiet_start)
    {
      jm_application_present (self);
      return;
    }

  self->quiet_start = FALSE;
  self->background = TRUE;
  jm_application_stay (self);
  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, open_quietly_fiber, g_object_ref (self), g_object_unref));
}

static gboolean
signal_cb (gpointer user_data)
{
  jm_application_quit (user_data);

  return G_SOURCE_CONTINUE;
}

static void
jm_application_startup (GApplication *application)
{
  static const int signums[] = { SIGTERM, SIGINT, SIGHUP };
  JmApplication *self = JM_APPLICATION (application);
  GDBusConnection *bus = g_application_get_dbus_connection (application);

  for (guint i = 0; i < G_N_ELEMENTS (signums); i++)
    self->signal_sources[i] = g_unix_signal_add (signums[i], signal_cb, self);

  G_APPLICATION_CLASS (jm_application_parent_class)->startup (application);

  /* Who looks at issues goes on without a bus (F71). */
  if (bus != NULL)
    g_dbus_connection_set_exit_on_close (bus, FALSE);

  jm_application_add_actions (self);
  jm_application_add_requests (self);
  jm_shortcuts_install (GTK_APPLICATION (self));
  if (self->shots_folder != NULL)
    jm_shots_settle ();
}

static void
jm_application_window_removed (GtkApplication *application,
                               GtkWindow      *window)
{
  GTK_APPLICATION_CLASS (jm_application_parent_class)->window_removed (application, window);

  if (JM_IS_WINDOW (window))
    jm_application_settle (JM_APPLICATION (application));
}

static void
jm_application_dispose (GObject *object)
{
  JmApplication *self = JM_APPLICATION (object);

  for (guint i = 0; i < G_N_ELEMENTS (self->signal_sources); i++)
    g_clear_handle_id (&self->signal_sources[i], g_source_remove);
  g_clear_pointer (&self->shots_folder, g_free);
  g_clear_pointer (&self->looks, g_free);
  g_clear_object (&self->showing);
  g_clear_object (&self->demonstration);
  g_clear_object (&self->desktop);
  dex_clear (&self->own_opened);
  g_clear_object (&self->own);

  G_OBJECT_CLASS (jm_application_parent_class)->dispose (object);
}

static void
jm_application_class_init (JmApplicationClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = jm_application_dispose;
  G_APPLICATION_CLASS (klass)->activate = jm_application_activate;
  G_APPLICATION_CLASS (klass)->startup = jm_application_startup;
  G_APPLICATION_CLASS (klass)->handle_local_options = jm_application_handle_local_options;
  GTK_APPLICATION_CLASS (klass)->window_removed = jm_application_window_removed;
}

static void
jm_application_init (JmApplication *self)
{
  static const GOptionEntry options[] = {
    { "background", 0, 0, G_OPTION_ARG_NONE, NULL,
      N_("Watch without a window until somebody opens it"), NULL },
    { "demonstration", 0, 0, G_OPTION_ARG_NONE, NULL,
      N_("Look around with invented data, without an account"), NULL },
    { "looks", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, NULL, NULL, NULL },
    { "shots", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_FILENAME, NULL, NULL, NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Print the version and leave"), NULL },
    { NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

int
jm_application_get_status (JmApplication *self)
{
  g_return_val_if_fail (JM_IS_APPLICATION (self), 1);

  return self->status;
}

JmApplication *
jm_application_new (void)
{
  return g_object_new (JM_TYPE_APPLICATION, "application-id", APP_ID, "resource-base-path",
                       "/org/example/JiraMonitor", NULL);
}
