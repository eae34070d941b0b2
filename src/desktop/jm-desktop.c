/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "desktop/jm-desktop.h"

#include "base/jm-settings.h"
#include "desktop/jm-menu.h"
#include "desktop/jm-notifier.h"
#include "desktop/jm-power.h"
#include "desktop/jm-tray.h"

/* JmDesktop: makes the parts of this floor and puts them together. Lives on the main context. */

struct _JmDesktop
{
  GObject       parent_instance;

  GApplication *application;    /* borrowed: it owns this */
  JmMonitor    *monitor;
  JmProblems   *problems;
  GMenuModel   *menu;
  JmNotifier   *notifier;
  JmTray       *tray;           /* NULL while nobody wants one */
  JmBackground *background;
  JmPower      *power;
};

G_DEFINE_FINAL_TYPE (JmDesktop, jm_desktop, G_TYPE_OBJECT)

static GSettings *
get_settings (JmDesktop *self)
{
  return jm_monitor_get_services (self->monitor)->settings;
}

static void
drop_tray (JmDesktop *self)
{
  if (self->tray != NULL)
    jm_tray_stop (self->tray);
  g_clear_object (&self->tray);
}

static void
update_tray (JmDesktop *self)
{
  gboolean wanted = g_settings_get_boolean (get_settings (self), JM_SETTING_TRAY);

  if (wanted && self->tray == NULL)
    self->tray = jm_tray_new (self->application, self->menu, self->problems);
  else if (!wanted)
    drop_tray (self);
}

static void
update_status (JmDesktop *self)
{
  g_autofree char *summary = jm_problems_dup_summary (self->problems);

  jm_background_set_status (self->background, summary);
}

static void
jm_desktop_dispose (GObject *object)
{
  JmDesktop *self = JM_DESKTOP (object);

  if (self->monitor != NULL)
    jm_desktop_stop (self);
  if (self->power != NULL)
    jm_power_stop (self->power);
  g_clear_object (&self->power);
  g_clear_object (&self->background);
  g_clear_object (&self->menu);
  g_clear_object (&self->problems);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (jm_desktop_parent_class)->dispose (object);
}

static void
jm_desktop_class_init (JmDesktopClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = jm_desktop_dispose;
}

static void
jm_desktop_init (JmDesktop *self)
{
}

static void
make_parts (JmDesktop *self)
{
  self->problems = jm_problems_new (self->monitor);
  self->notifier = jm_notifier_new (self->application, self->monitor, self->problems);
  self->menu = jm_menu_new (self->monitor, self->problems);
  self->background = jm_background_new (get_settings (self));
  self->power = jm_power_new (self->monitor, NULL);
}

static void
watch_parts (JmDesktop *self)
{
  g_signal_connect_object (get_settings (self), "changed::" JM_SETTING_TRAY, G_CALLBACK (update_tray), self,
                           G_CONNECT_SWAPPED);
  /* Also when no problem comes or goes: an account that is turned off is not counted any more. */
  g_signal_connect_object (self->problems, "changed", G_CALLBACK (update_status), self, G_CONNECT_SWAPPED);
}

/**
 * jm_desktop_new:
 * @application: (unowned): its owner; tray and notifications activate its actions
 * @monitor: an open one
 */
JmDesktop *
jm_desktop_new (GApplication *application,
                JmMonitor    *monitor)
{
  JmDesktop *self;

  g_return_val_if_fail (G_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (JM_IS_MONITOR (monitor), NULL);

  self = g_object_new (JM_TYPE_DESKTOP, NULL);
  self->application = application;
  self->monitor = g_object_ref (monitor);
  make_parts (self);
  watch_parts (self);
  update_tray (self);
  update_status (self);

  return self;
}

JmProblems *
jm_desktop_get_problems (JmDesktop *self)
{
  g_return_val_if_fail (JM_IS_DESKTOP (self), NULL);

  return self->problems;
}

JmBackground *
jm_desktop_get_background (JmDesktop *self)
{
  g_return_val_if_fail (JM_IS_DESKTOP (self), NULL);

  return self->background;
}

GMenuModel *
jm_desktop_get_menu (JmDesktop *self)
{
  g_return_val_if_fail (JM_IS_DESKTOP (self), NULL);

  return self->menu;
}

/**
 * jm_desktop_stop:
 *
 * Takes away what can be seen, before the monitor is closed. What holds up a suspend stays until this is
 * dropped: closing waits for a rotation that is under way.
 */
void
jm_desktop_stop (JmDesktop *self)
{
  g_return_if_fail (JM_IS_DESKTOP (self));

  g_signal_handlers_disconnect_by_data (get_settings (self), self);
  g_signal_handlers_disconnect_by_data (self->problems, self);
  if (self->notifier != NULL)
    jm_notifier_stop (self->notifier);
  g_clear_object (&self->notifier);
  drop_tray (self);
}
