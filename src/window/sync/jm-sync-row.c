/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sync/jm-sync-row.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "jm-text.h"
#include "jm-ticker.h"
#include "sync/jm-sync-words.h"
#include "sync/jm-sync.h"

/* Often enough for "Synced 5 min ago" */
#define TICK_SECONDS 30

struct _JmSyncRow
{
  GtkWidget       parent_instance;

  JmServices     *services;
  JmAccount      *account;
  GSignalGroup   *sync_signals;
  JmTicker       *ticker;
  JmSyncState     state;        /* as it was shown last */

  AdwSplitButton *button;
  GtkImage       *icon;
  GtkLabel       *label;
  GtkStack       *icons;
};

G_DEFINE_FINAL_TYPE (JmSyncRow, jm_sync_row, GTK_TYPE_WIDGET)

static JmSync *
get_sync (JmSyncRow *self)
{
  return self->account != NULL ? jm_sync_get (self->services, self->account) : NULL;
}

static void
enable_actions (JmSyncRow *self,
                JmSync    *sync)
{
  JmSyncState state = sync != NULL ? jm_sync_get_state (sync) : JM_SYNC_IDLE;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sync.pause",
                                 state == JM_SYNC_RUNNING || state == JM_SYNC_WAITING);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sync.resume", state == JM_SYNC_PAUSED);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sync.cancel", state != JM_SYNC_IDLE);
}

/* Ends and halts are said aloud; numbers that run are not. */
static void
announce (JmSyncRow        *self,
          JmSync           *sync,
          const JmSyncFace *face)
{
  JmSyncState state = jm_sync_get_state (sync);

  if (state == self->state)
    return;

  self->state = state;
  if (state != JM_SYNC_RUNNING)
    jm_text_announce (GTK_WIDGET (self), face->words, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_LOW);
}

static void
show (JmSyncRow *self)
{
  JmSync *sync = get_sync (self);
  g_auto (JmSyncFace) face = { 0 };

  enable_actions (self, sync);
  gtk_widget_set_visible (GTK_WIDGET (self), sync != NULL);
  if (sync == NULL)
    return;

  jm_sync_face_read (&face, sync, jm_clock_get_wall_ms (self->services->clock));
  gtk_stack_set_visible_child_name (self->icons, face.icon_name == NULL ? "busy" : "icon");
  if (face.icon_name != NULL)
    gtk_image_set_from_icon_name (self->icon, face.icon_name);
  jm_text_set_tooltip (GTK_WIDGET (self->label), face.tooltip);
  jm_text_set_label (self->label, face.words);
  announce (self, sync, &face);
}

static void
tick_cb (GtkWidget *widget)
{
  show (JM_SYNC_ROW (widget));
}

static void
pause_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  jm_sync_pause (get_sync (JM_SYNC_ROW (widget)));
}

static void
resume_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  jm_sync_resume (get_sync (JM_SYNC_ROW (widget)));
}

static void
cancel_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  jm_sync_cancel (get_sync (JM_SYNC_ROW (widget)));
}

static void
jm_sync_row_dispose (GObject *object)
{
  JmSyncRow *self = JM_SYNC_ROW (object);

  g_clear_object (&self->ticker);
  g_clear_object (&self->sync_signals);
  g_clear_object (&self->account);
  g_clear_object (&self->services);
  gtk_widget_dispose_template (GTK_WIDGET (self), JM_TYPE_SYNC_ROW);

  G_OBJECT_CLASS (jm_sync_row_parent_class)->dispose (object);
}

static void
jm_sync_row_class_init (JmSyncRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jm_sync_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/example/JiraMonitor/window/sync/jm-sync-row.ui");
  gtk_widget_class_bind_template_child (widget_class, JmSyncRow, button);
  gtk_widget_class_bind_template_child (widget_class, JmSyncRow, icon);
  gtk_widget_class_bind_template_child (widget_class, JmSyncRow, icons);
  gtk_widget_class_bind_template_child (widget_class, JmSyncRow, label);
  gtk_widget_class_install_action (widget_class, "sync.pause", NULL, pause_action);
  gtk_widget_class_install_action (widget_class, "sync.resume", NULL, resume_action);
  gtk_widget_class_install_action (widget_class, "sync.cancel", NULL, cancel_action);
}

static void
jm_sync_row_init (JmSyncRow *self)
{
  self->sync_signals = g_signal_group_new (JM_TYPE_SYNC);
  g_signal_group_connect_swapped (self->sync_signals, "notify", G_CALLBACK (show), self);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->ticker = jm_ticker_new (GTK_WIDGET (self), TICK_SECONDS, tick_cb);
  show (self);
}

GtkWidget *
jm_sync_row_new (void)
{
  return g_object_new (JM_TYPE_SYNC_ROW, NULL);
}

void
jm_sync_row_set_account (JmSyncRow  *self,
                         JmServices *services,
                         JmAccount  *account)
{
  g_return_if_fail (JM_IS_SYNC_ROW (self));
  g_return_if_fail (account == NULL || services != NULL);

  g_set_object (&self->services, services);
  g_set_object (&self->account, account);
  g_signal_group_set_target (self->sync_signals, get_sync (self));
  if (account != NULL)
    self->state = jm_sync_get_state (get_sync (self));
  show (self);
}
