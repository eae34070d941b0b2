/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-application.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <libdex.h>

#include "accounts/jm-monitor.h"
#include "jm-shortcuts.h"
#include "jm-window.h"
#include "preferences/jm-preferences-dialog.h"
#include "shots/jm-shots.h"
#include "sync/jm-health.h"
#include "sync/jm-sync-watch.h"

struct _JmApplication
{
  AdwApplication parent_instance;

  JmMonitor     *own;           /* the person's accounts; NULL until somebody wants to see them */
  JmMonitor     *demonstration; /* while it is shown */
  GCancellable  *opening;       /* of the monitor that is being opened */
  char          *shots_folder;  /* --shots: where the pictures go, else NULL */
  char          *looks;         /* --looks: what the pictures are taken of, or NULL */
  int            status;        /* of the process */
  guint          terminate_source;
  gboolean       ending;
};

G_DEFINE_FINAL_TYPE (JmApplication, jm_application, ADW_TYPE_APPLICATION)

static JmWindow *
get_window (JmApplication *self)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    {
      if (JM_IS_WINDOW (l->data))
        return l->data;
    }

  return NULL;
}

/* --- opening: one story for the person's own monitor, one for the demonstration's */

typedef struct
{
  JmApplication *application;
  GCancellable  *cancellable;
} Opening;

static void
opening_free (gpointer data)
{
  Opening *opening = data;

  g_clear_object (&opening->application);
  g_clear_object (&opening->cancellable);
  g_free (opening);
}

static void
show_monitor (JmApplication *self,
              JmMonitor     *monitor)
{
  JmWindow *window = get_window (self);
  gboolean demonstration = monitor != NULL && jm_monitor_is_demonstration (monitor);

  g_simple_action_set_enabled (
      G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), "demonstration")),
      !demonstration);
  g_simple_action_set_enabled (
      G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), "leave-demonstration")),
      demonstration);

  if (window != NULL)
    jm_window_set_monitor (window, monitor);
}

static void close_windows (JmApplication *self);

static DexFuture *
shots_fiber (gpointer user_data)
{
  Opening *opening = user_data;
  JmApplication *self = opening->application;
  JmServices *services = jm_monitor_get_services (self->demonstration);
  g_autoptr (GError) error = NULL;
  gint64 n_taken;

  n_taken = dex_await_int64 (
      jm_shots_take (get_window (self), services->clock, self->shots_folder, self->looks, opening->cancellable),
      &error);
  if (error != NULL)
    {
      g_printerr ("%s\n", error->message);
      self->status = 1;
    }
  else
    {
      g_print ("%d pictures in %s\n", (int) n_taken, self->shots_folder);
    }
  close_windows (self);

  return dex_future_new_true ();
}

static Opening *
opening_new (JmApplication *self)
{
  Opening *opening = g_new0 (Opening, 1);

  opening->application = g_object_ref (self);
  opening->cancellable = g_object_ref (self->opening);

  return opening;
}

static DexFuture *
open_end (Opening   *opening,
          JmMonitor *monitor,
          GError    *error)
{
  JmApplication *self = opening->application;
  JmWindow *window = get_window (self);

  if (error != NULL)
    {
      if (window != NULL && !g_cancellable_is_cancelled (opening->cancellable))
        jm_window_show_failure (window, error);
      if (self->shots_folder != NULL)
        {
          g_printerr ("%s\n", error->message);
          self->status = 1;
          close_windows (self);
        }
      g_clear_error (&error);
      return dex_future_new_true ();
    }

  jm_monitor_start (monitor);
  /* Pictures are of what a story put there, and of nothing that comes by itself. */
  if (self->shots_folder == NULL)
    {
      jm_sync_watch (monitor);
      jm_health_start (jm_health_get (monitor));
    }
  if (!g_cancellable_is_cancelled (opening->cancellable))
    show_monitor (self, monitor);
  if (self->shots_folder != NULL)
    dex_future_disown (
        dex_scheduler_spawn (NULL, 0, shots_fiber, opening_new (self), opening_free));

  return dex_future_new_true ();
}

static DexFuture *
open_own_fiber (gpointer user_data)
{
  Opening *opening = user_data;
  g_autoptr (JmMonitor) monitor = g_object_ref (opening->application->own);
  GError *error = NULL;

  dex_await (jm_monitor_open (monitor), &error);

  return open_end (opening, monitor, error);
}

static DexFuture *
open_demonstration_fiber (gpointer user_data)
{
  Opening *opening = user_data;
  JmApplication *self = opening->application;
  g_autoptr (JmMonitor) monitor = NULL;
  GError *error = NULL;

  monitor = dex_await_object (jm_monitor_open_demonstration (opening->cancellable), &error);
  if (monitor != NULL)
    g_set_object (&self->demonstration, monitor);

  return open_end (opening, monitor, error);
}

static void
start_opening (JmApplication *self,
               DexFiberFunc   fiber)
{
  g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  self->opening = g_cancellable_new ();

  show_monitor (self, NULL);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, fiber, opening_new (self), opening_free));
}

static void
open_own (JmApplication *self)
{
  g_autoptr (GError) error = NULL;

  if (self->own != NULL)
    {
      show_monitor (self, self->own);
      return;
    }

  if (!(self->own = jm_monitor_new (&error)))
    {
      jm_window_show_failure (get_window (self), error);
      return;
    }

  jm_window_remember (get_window (self), jm_monitor_get_services (self->own)->settings);
  start_opening (self, open_own_fiber);
}

/* --- ending: what was begun is ended before the process goes */

static DexFuture *
close_monitor (JmMonitor *monitor)
{
  jm_health_stop (jm_health_get (monitor));
  jm_sync_unwatch (monitor);

  return jm_monitor_close (monitor);
}

static DexFuture *
end_fiber (gpointer user_data)
{
  JmApplication *self = user_data;
  g_autoptr (JmMonitor) demonstration = g_steal_pointer (&self->demonstration);
  g_autoptr (JmMonitor) own = g_steal_pointer (&self->own);
  g_autoptr (GError) error = NULL;

  if (demonstration != NULL && !dex_await (close_monitor (demonstration), &error))
    g_warning ("The demonstration did not end well: %s", error->message);
  g_clear_error (&error);
  if (own != NULL && !dex_await (close_monitor (own), &error))
    g_warning ("The accounts were not closed well: %s", error->message);

  g_application_release (G_APPLICATION (self));

  return dex_future_new_true ();
}

static void
end (JmApplication *self)
{
  if (self->ending)
    return;

  self->ending = TRUE;
  g_cancellable_cancel (self->opening);
  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, end_fiber, g_object_ref (self), g_object_unref));
}

static void
close_windows (JmApplication *self)
{
  JmWindow *window = get_window (self);

  if (window != NULL)
    gtk_window_destroy (GTK_WINDOW (window));
  else
    end (self);
}

static gboolean
terminate_cb (gpointer user_data)
{
  JmApplication *self = user_data;

  self->terminate_source = 0;
  close_windows (self);

  return G_SOURCE_REMOVE;
}

/* --- actions */

static DexFuture *
leave_fiber (gpointer user_data)
{
  JmApplication *self = user_data;
  g_autoptr (JmMonitor) demonstration = g_steal_pointer (&self->demonstration);
  g_autoptr (GError) error = NULL;

  if (demonstration != NULL && !dex_await (close_monitor (demonstration), &error))
    g_warning ("The demonstration did not end well: %s", error->message);

  return dex_future_new_true ();
}

static void
leave_demonstration_action (GSimpleAction *action,
                            GVariant      *parameter,
                            gpointer       user_data)
{
  JmApplication *self = user_data;

  open_own (self);
  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, leave_fiber, g_object_ref (self), g_object_unref));
}

static void
demonstration_action (GSimpleAction *action,
                      GVariant      *parameter,
                      gpointer       user_data)
{
  start_opening (user_data, open_demonstration_fiber);
}

static void
quit_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  close_windows (user_data);
}

static void
help_launched_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (JmApplication) self = user_data;
  g_autoptr (GError) error = NULL;
  JmWindow *window = get_window (self);

  if (!gtk_uri_launcher_launch_finish (GTK_URI_LAUNCHER (source), result, &error) && window != NULL)
    jm_window_say (window, _("No program is there to show the help"));
}

static gboolean
has_help_viewer (void)
{
  g_autoptr (GAppInfo) viewer = g_app_info_get_default_for_uri_scheme ("help");

  return viewer != NULL;
}

static void
help_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  JmApplication *self = user_data;
  g_autoptr (GtkUriLauncher) launcher = NULL;

  /* Where there is a portal it would only ask with what. A sandbox does not see the programs outside. */
  if (get_window (self) != NULL && !g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) && !has_help_viewer ())
    {
      jm_window_say (get_window (self), _("No program is there to show the help"));
      return;
    }

  launcher = gtk_uri_launcher_new ("help:jira-monitor");
  gtk_uri_launcher_launch (launcher, GTK_WINDOW (get_window (self)), NULL, help_launched_cb,
                           g_object_ref (self));
}

static void
preferences_action (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  JmWindow *window = get_window (user_data);
  JmMonitor *monitor = window != NULL ? jm_window_get_monitor (window) : NULL;

  if (monitor != NULL)
    jm_window_open_dialog (window, jm_preferences_dialog_new (monitor));
}

static void
shortcuts_action (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  jm_window_open_dialog (get_window (user_data), jm_shortcuts_dialog_new ());
}

/* For a report of a problem: versions, nothing about the person */
static char *
describe_versions (void)
{
  return g_strdup_printf ("Jira Monitor %s\nGTK %u.%u.%u\nlibadwaita %u.%u.%u\nGLib %u.%u.%u\n",
                          PACKAGE_VERSION, gtk_get_major_version (), gtk_get_minor_version (),
                          gtk_get_micro_version (), adw_get_major_version (),
                          adw_get_minor_version (), adw_get_micro_version (), glib_major_version,
                          glib_minor_version, glib_micro_version);
}

static void
about_action (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  AdwDialog *dialog = adw_about_dialog_new ();
  g_autofree char *versions = describe_versions ();

  g_object_set (dialog,
                "application-icon", APP_ID,
                "application-name", _("Jira Monitor"),
                "comments", _("Keeps the sign-in to Jira alive, and shows your projects and issues, also offline."),
                "copyright", _("© The Jira Monitor developers"),
                "debug-info", versions,
                "debug-info-filename", "jira-monitor.txt",
                "developer-name", _("The Jira Monitor developers"),
                "license-type", GTK_LICENSE_GPL_3_0,
                /* Translators: your names, one a line */
                "translator-credits", _("translator-credits"),
                "version", PACKAGE_VERSION,
                NULL);
  jm_window_open_dialog (get_window (user_data), dialog);
}

static const GActionEntry actions[] = {
  { "about", about_action },
  { "demonstration", demonstration_action },
  { "leave-demonstration", leave_demonstration_action },
  { "help", help_action },
  { "preferences", preferences_action },
  { "quit", quit_action },
  { "shortcuts", shortcuts_action },
};

/* --- GApplication */

static void
jm_application_activate (GApplication *application)
{
  JmApplication *self = JM_APPLICATION (application);
  JmWindow *window = get_window (self);

  if (window == NULL)
    {
      window = jm_window_new (ADW_APPLICATION (self));
      if (self->opening == NULL)
        open_own (self);
    }

  gtk_window_present (GTK_WINDOW (window));
}

static void
jm_application_startup (GApplication *application)
{
  JmApplication *self = JM_APPLICATION (application);

  G_APPLICATION_CLASS (jm_application_parent_class)->startup (application);

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  jm_shortcuts_install (GTK_APPLICATION (self));
  if (self->shots_folder != NULL)
    jm_shots_settle ();
  self->terminate_source = g_unix_signal_add (SIGTERM, terminate_cb, self);

  /* Released when all is closed: GApplication would leave with the last window */
  g_application_hold (application);
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

  g_variant_dict_lookup (options, "looks", "s", &self->looks);

  /* Asked of the one that runs already, or of ourselves before the first window */
  if (self->shots_folder != NULL || g_variant_dict_contains (options, "demonstration"))
    {
      if (!g_application_register (application, NULL, &error))
        {
          g_printerr ("%s\n", error->message);
          return 1;
        }
      g_action_group_activate_action (G_ACTION_GROUP (application), "demonstration", NULL);
    }

  return -1;
}

static void
jm_application_window_removed (GtkApplication *application,
                               GtkWindow      *window)
{
  GTK_APPLICATION_CLASS (jm_application_parent_class)->window_removed (application, window);

  if (get_window (JM_APPLICATION (application)) == NULL)
    end (JM_APPLICATION (application));
}

static void
jm_application_dispose (GObject *object)
{
  JmApplication *self = JM_APPLICATION (object);

  g_clear_handle_id (&self->terminate_source, g_source_remove);
  g_clear_pointer (&self->shots_folder, g_free);
  g_clear_pointer (&self->looks, g_free);
  g_clear_object (&self->opening);
  g_clear_object (&self->demonstration);
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
