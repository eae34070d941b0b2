/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-application-private.h"

#include "shots/jm-shots.h"
#include "sync/jm-health.h"
#include "sync/jm-sync-watch.h"

/*
 * Two monitors: the person's own, which is opened once and lives as long as the process, with a window
 * or without; and the demonstration's, which lives while it is shown. "showing" is what the window waits
 * for: who chooses something else meanwhile cancels it.
 */

/* --- the own one */

/* A face that stays: everything happens by itself. */
static void
let_run (JmMonitor *monitor)
{
  jm_sync_watch (monitor);
  jm_health_start (jm_health_get (monitor));
}

/* A dialog that asked for it shows the answer itself. */
static void
refused_cb (JmApplication *self,
            GParamSpec    *pspec,
            JmBackground  *background)
{
  JmWindow *window = jm_application_get_window (self);
  const char *refusal = jm_background_get_refusal (background);

  if (window != NULL && refusal != NULL &&
      adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window)) == NULL)
    jm_window_say (window, refusal);
}

static void
make_desktop (JmApplication *self)
{
  self->desktop = jm_desktop_new (G_APPLICATION (self), self->own);
  g_signal_connect_object (jm_desktop_get_background (self->desktop), "notify::refusal", G_CALLBACK (refused_cb),
                           self, G_CONNECT_SWAPPED);
}

static DexFuture *
open_own_fiber (gpointer user_data)
{
  JmApplication *self = user_data;
  GError *error = NULL;

  dex_await (jm_monitor_open (self->own), &error);
  if (error == NULL && self->ending)
    error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  if (error != NULL)
    {
      dex_promise_reject (self->own_opened, error);
      return dex_future_new_true ();
    }

  jm_monitor_start (self->own);
  let_run (self->own);
  make_desktop (self);
  dex_promise_resolve_boolean (self->own_opened, TRUE);

  return dex_future_new_true ();
}

static gboolean
make_own (JmApplication  *self,
          GError        **error)
{
  return self->own != NULL || (self->own = jm_monitor_new (error)) != NULL;
}

DexFuture *
jm_application_open_own (JmApplication *self)
{
  GError *error = NULL;

  if (self->ending)
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  if (!make_own (self, &error))
    return dex_future_new_for_error (error);

  if (self->own_opened == NULL)
    {
      self->own_opened = dex_promise_new ();
      dex_future_disown (
          dex_scheduler_spawn (NULL, 0, open_own_fiber, g_object_ref (self), g_object_unref));
    }

  return dex_ref (DEX_FUTURE (self->own_opened));
}

gboolean
jm_application_is_own_open (JmApplication *self)
{
  return self->own_opened != NULL && dex_future_is_resolved (DEX_FUTURE (self->own_opened));
}

/* --- what the window shows */

typedef struct
{
  JmApplication *application;
  GCancellable  *cancellable;
} Showing;

static Showing *
showing_new (JmApplication *self)
{
  Showing *showing = g_new0 (Showing, 1);

  showing->application = g_object_ref (self);
  showing->cancellable = g_object_ref (self->showing);
  /* What was begun is cleared away before the process goes. */
  g_application_hold (G_APPLICATION (self));

  return showing;
}

static void
showing_free (gpointer data)
{
  Showing *showing = data;

  g_application_release (G_APPLICATION (showing->application));
  g_clear_object (&showing->application);
  g_clear_object (&showing->cancellable);
  g_free (showing);
}

static void
set_action_enabled (JmApplication *self,
                    const char    *name,
                    gboolean       enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

static void
show_monitor (JmApplication *self,
              JmMonitor     *monitor)
{
  JmWindow *window = jm_application_get_window (self);
  gboolean demonstration = monitor != NULL && jm_monitor_is_demonstration (monitor);

  set_action_enabled (self, "demonstration", !demonstration);
  set_action_enabled (self, "leave-demonstration", demonstration);
  if (window == NULL)
    return;

  jm_window_set_monitor (window, monitor);
  jm_window_set_menu (window, monitor != NULL && !demonstration ? JM_MENU (jm_desktop_get_menu (self->desktop)) : NULL);
}

static void
show_failure (JmApplication *self,
              const GError  *error)
{
  JmWindow *window = jm_application_get_window (self);

  if (window != NULL)
    jm_window_show_failure (window, error);
}

static void
begin_showing (JmApplication *self)
{
  g_cancellable_cancel (self->showing);
  g_clear_object (&self->showing);
  self->showing = g_cancellable_new ();
}

/* A spinner, until @fiber has something better */
static void
show_later (JmApplication *self,
            DexFiberFunc   fiber)
{
  begin_showing (self);
  show_monitor (self, NULL);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, fiber, showing_new (self), showing_free));
}

static DexFuture *
show_own_fiber (gpointer user_data)
{
  Showing *showing = user_data;
  JmApplication *self = showing->application;
  g_autoptr (GError) error = NULL;

  dex_await (jm_application_open_own (self), &error);
  if (g_cancellable_is_cancelled (showing->cancellable))
    return dex_future_new_true ();

  if (error != NULL)
    show_failure (self, error);
  else
    show_monitor (self, self->own);

  return dex_future_new_true ();
}

void
jm_application_show_own (JmApplication *self)
{
  g_autoptr (GError) error = NULL;

  if (!make_own (self, &error))
    {
      begin_showing (self);
      show_failure (self, error);
      return;
    }

  if (jm_application_get_window (self) != NULL)
    jm_window_remember (jm_application_get_window (self), jm_monitor_get_services (self->own)->settings);
  if (!jm_application_is_own_open (self))
    {
      show_later (self, show_own_fiber);
      return;
    }

  begin_showing (self);
  show_monitor (self, self->own);
}

/* --- the demonstration */

static DexFuture *
take_shots (Showing *showing)
{
  JmApplication *self = showing->application;
  JmServices *services = jm_monitor_get_services (self->demonstration);
  g_autoptr (GError) error = NULL;
  gint64 n_taken;

  n_taken = dex_await_int64 (jm_shots_take (jm_application_get_window (self), services->clock, self->shots_folder,
                                            self->looks, showing->cancellable),
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
  jm_application_quit (self);

  return dex_future_new_true ();
}

static DexFuture *
fail_demonstration (Showing      *showing,
                    const GError *error)
{
  JmApplication *self = showing->application;

  if (!g_cancellable_is_cancelled (showing->cancellable))
    show_failure (self, error);
  if (self->shots_folder != NULL)
    {
      g_printerr ("%s\n", error->message);
      self->status = 1;
      jm_application_quit (self);
    }

  return dex_future_new_true ();
}

static DexFuture *
show_demonstration_fiber (gpointer user_data)
{
  Showing *showing = user_data;
  JmApplication *self = showing->application;
  g_autoptr (JmMonitor) monitor = NULL;
  g_autoptr (GError) error = NULL;

  if (!(monitor = dex_await_object (jm_monitor_open_demonstration (showing->cancellable), &error)))
    return fail_demonstration (showing, error);
  if (g_cancellable_is_cancelled (showing->cancellable))
    {
      dex_await (jm_application_close_monitor (monitor), NULL);
      return dex_future_new_true ();
    }

  g_set_object (&self->demonstration, monitor);
  jm_monitor_start (monitor);
  /* Pictures are of what a story put there, and of nothing that comes by itself. */
  if (self->shots_folder == NULL)
    let_run (monitor);
  show_monitor (self, monitor);

  return self->shots_folder != NULL ? take_shots (showing) : dex_future_new_true ();
}

void
jm_application_show_demonstration (JmApplication *self)
{
  show_later (self, show_demonstration_fiber);
}

DexFuture *
jm_application_close_monitor (JmMonitor *monitor)
{
  jm_health_stop (jm_health_get (monitor));
  jm_sync_unwatch (monitor);

  return jm_monitor_close (monitor);
}

static DexFuture *
end_demonstration_fiber (gpointer user_data)
{
  JmMonitor *demonstration = user_data;
  g_autoptr (GError) error = NULL;

  if (!dex_await (jm_application_close_monitor (demonstration), &error))
    g_warning ("The demonstration did not end well: %s", error->message);

  return dex_future_new_true ();
}

/* Nobody waits for it: what it needs, its closing holds. */
static void
end_demonstration (JmApplication *self)
{
  JmMonitor *demonstration = g_steal_pointer (&self->demonstration);

  if (demonstration != NULL)
    dex_future_disown (
        dex_scheduler_spawn (NULL, 0, end_demonstration_fiber, demonstration, g_object_unref));
}

void
jm_application_leave_demonstration (JmApplication *self)
{
  jm_application_show_own (self);
  end_demonstration (self);
}

void
jm_application_show_nothing (JmApplication *self)
{
  g_cancellable_cancel (self->showing);
  g_clear_object (&self->showing);
  show_monitor (self, NULL);
  if (!self->ending)
    end_demonstration (self);
}
