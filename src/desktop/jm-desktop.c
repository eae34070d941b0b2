/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "desktop/jm-desktop.h"

/* JmDesktop: makes the parts of this floor and puts them together. Lives on the main context. */

struct _JmDesktop
{
  GObject       parent_instance;

  JmMonitor    *monitor;
  JmBackground *background;
};

G_DEFINE_FINAL_TYPE (JmDesktop, jm_desktop, G_TYPE_OBJECT)

static void
jm_desktop_dispose (GObject *object)
{
  JmDesktop *self = JM_DESKTOP (object);

  jm_desktop_stop (self);
  g_clear_object (&self->background);
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

/**
 * jm_desktop_new:
 * @application: what notifications and tray activate actions of
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
  self->monitor = g_object_ref (monitor);
  self->background = jm_background_new (jm_monitor_get_services (monitor)->settings);

  return self;
}

JmBackground *
jm_desktop_get_background (JmDesktop *self)
{
  g_return_val_if_fail (JM_IS_DESKTOP (self), NULL);

  return self->background;
}

void
jm_desktop_stop (JmDesktop *self)
{
  g_return_if_fail (JM_IS_DESKTOP (self));
}
