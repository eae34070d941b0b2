/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-application-private.h"

#include <glib/gi18n.h>
#include <malloc.h>

#include "base/jm-settings.h"
#include "jm-text.h"

/*
 * What becomes of the program when its window is closed.
 *
 *   setting "keep-running"   the person's own accounts are shown   the demonstration is, or there is no account
 *   ask                      asks, and remembers the answer        ends
 *   yes                      goes on                               goes on when there is an account
 *   no                       ends                                  ends
 *
 * Going on, the window is destroyed and gives its memory back; the monitor lives. Who starts the program
 * again gets a window, also where there is neither a tray nor a portal.
 */

typedef enum
{
  FATE_END,
  FATE_GO_ON,
  FATE_ASK,
} Fate;

static gboolean
has_accounts (JmApplication *self)
{
  return jm_application_is_own_open (self) &&
         g_list_model_get_n_items (G_LIST_MODEL (jm_monitor_get_accounts (self->own))) > 0;
}

static GSettings *
get_settings (JmApplication *self)
{
  return jm_monitor_get_services (self->own)->settings;
}

/* @shown: what the window shows, or NULL when there is none */
static Fate
choose_fate (JmApplication *self,
             JmMonitor     *shown)
{
  g_autofree char *keep = NULL;

  if (self->ending || self->shots_folder != NULL || !has_accounts (self))
    return FATE_END;

  keep = g_settings_get_string (get_settings (self), JM_SETTING_KEEP_RUNNING);
  if (strcmp (keep, "yes") == 0)
    return FATE_GO_ON;

  return strcmp (keep, "ask") == 0 && shown == self->own ? FATE_ASK : FATE_END;
}

/* --- ending: what was begun is ended before the process goes */

static DexFuture *
end_fiber (gpointer user_data)
{
  JmApplication *self = user_data;
  g_autoptr (JmMonitor) demonstration = g_steal_pointer (&self->demonstration);
  g_autoptr (GError) error = NULL;

  if (self->own_opened != NULL)
    dex_await (dex_ref (DEX_FUTURE (self->own_opened)), NULL);
  if (self->desktop != NULL)
    jm_desktop_stop (self->desktop);
  if (demonstration != NULL && !dex_await (jm_application_close_monitor (demonstration), &error))
    g_warning ("The demonstration did not end well: %s", error->message);
  g_clear_error (&error);
  if (self->own_opened != NULL && !dex_await (jm_application_close_monitor (self->own), &error))
    g_warning ("The accounts were not closed well: %s", error->message);
  g_clear_object (&self->desktop);

  g_application_release (G_APPLICATION (self));

  return dex_future_new_true ();
}

/* Who starts the program from now on gets a new one, and need not wait for the end of this. */
static void
release_name (JmApplication *self)
{
  GDBusConnection *bus = g_application_get_dbus_connection (G_APPLICATION (self));

  if (bus != NULL)
    g_dbus_connection_call (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                            "ReleaseName", g_variant_new ("(s)", APP_ID), NULL, G_DBUS_CALL_FLAGS_NONE, -1,
                            NULL, NULL, NULL);
}

void
jm_application_quit (JmApplication *self)
{
  JmWindow *window = jm_application_get_window (self);

  if (self->ending)
    return;

  jm_application_stay (self);
  self->ending = TRUE;
  release_name (self);
  if (window != NULL)
    gtk_window_destroy (GTK_WINDOW (window));
  jm_application_show_nothing (self);
  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, end_fiber, g_object_ref (self), g_object_unref));
}

/* A window with all its pages is some 60 MB, which the C library would keep for the next. */
static gboolean
trim_cb (gpointer user_data)
{
#ifdef __GLIBC__
  malloc_trim (0);
#endif

  return G_SOURCE_REMOVE;
}

void
jm_application_settle (JmApplication *self)
{
  if (self->ending || self->n_deeds > 0 || jm_application_get_window (self) != NULL)
    return;

  if (!self->background)
    self->background = choose_fate (self, NULL) == FATE_GO_ON;
  if (!self->background)
    {
      jm_application_quit (self);
      return;
    }

  jm_application_show_nothing (self);
  g_idle_add_full (G_PRIORITY_LOW, trim_cb, NULL, NULL);
}

/* --- closing the window */

typedef struct
{
  JmApplication *application;
  JmWindow      *window;
} Closing;

static void
closing_free (gpointer data)
{
  Closing *closing = data;

  g_clear_object (&closing->application);
  g_clear_object (&closing->window);
  g_free (closing);
}

static void
go_on (JmApplication *self,
       JmWindow      *window)
{
  self->background = TRUE;
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The window stays until the desktop has answered: where it refuses, it says so. */
static DexFuture *
go_on_fiber (gpointer user_data)
{
  Closing *closing = user_data;
  JmApplication *self = closing->application;

  g_settings_set_string (get_settings (self), JM_SETTING_KEEP_RUNNING, "yes");
  if (dex_await (jm_background_request (jm_desktop_get_background (self->desktop)), NULL) &&
      jm_application_get_window (self) == closing->window)
    go_on (self, closing->window);

  return dex_future_new_true ();
}

static void
answered_cb (AdwAlertDialog *dialog,
             const char     *response,
             gpointer        user_data)
{
  JmWindow *window = JM_WINDOW (user_data);
  JmApplication *self = JM_APPLICATION (gtk_window_get_application (GTK_WINDOW (window)));
  Closing *closing;

  if (strcmp (response, "quit") == 0)
    {
      g_settings_set_string (get_settings (self), JM_SETTING_KEEP_RUNNING, "no");
      jm_application_quit (self);
    }
  else if (strcmp (response, "keep") == 0)
    {
      closing = g_new0 (Closing, 1);
      closing->application = g_object_ref (self);
      closing->window = g_object_ref (window);
      dex_future_disown (dex_scheduler_spawn (NULL, 0, go_on_fiber, closing, closing_free));
    }
}

static void
ask (JmWindow *window)
{
  AdwDialog *dialog = jm_text_question (
      _("Keep Watching?"),
      _("Without its window Jira Monitor can go on renewing sign-ins, synchronizing and notifying. "
         "The answer is remembered; it can be changed in the preferences."));
  AdwAlertDialog *alert = ADW_ALERT_DIALOG (dialog);

  adw_alert_dialog_add_responses (alert, "quit", _("_Quit"), "keep", _("_Keep Running"), NULL);
  adw_alert_dialog_set_response_appearance (alert, "keep", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (alert, "keep");
  /* Escape leaves everything as it is. */
  adw_alert_dialog_set_close_response (alert, "close");
  g_signal_connect_object (dialog, "response", G_CALLBACK (answered_cb), window, 0);
  jm_window_open_dialog (window, dialog);
}

static gboolean
close_request_cb (GtkWindow *window,
                  gpointer   user_data)
{
  JmApplication *self = user_data;

  switch (choose_fate (self, jm_window_get_monitor (JM_WINDOW (window))))
    {
    case FATE_ASK:
      ask (JM_WINDOW (window));
      return GDK_EVENT_STOP;

    case FATE_GO_ON:
      self->background = TRUE;
      /* The desktop may have changed its mind since it was asked first. */
      dex_future_disown (jm_background_request (jm_desktop_get_background (self->desktop)));
      return GDK_EVENT_PROPAGATE;

    case FATE_END:
    default:
      self->background = FALSE;
      return GDK_EVENT_PROPAGATE;
    }
}

/* Hides what a person looks at only where it comes back by another click and nothing ends. */
void
jm_application_toggle (JmApplication *self)
{
  JmWindow *window = jm_application_get_window (self);

  if (window != NULL && gtk_window_is_active (GTK_WINDOW (window)) &&
      choose_fate (self, jm_window_get_monitor (window)) == FATE_GO_ON)
    gtk_window_close (GTK_WINDOW (window));
  else
    g_action_group_activate_action (G_ACTION_GROUP (self), "open", NULL);
}

void
jm_application_watch_window (JmApplication *self,
                             JmWindow      *window)
{
  g_signal_connect_object (window, "close-request", G_CALLBACK (close_request_cb), self, 0);
}
