/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-settings.h"
#include "desktop/jm-notifier-private.h"
#include "desktop/jm-quiet-hours.h"

/*
 * JmNotifier: whenever a problem, an account, news, the settings, the desktop or the time say something new,
 * all that there is to tell is looked at anew, and what is not told yet is told.
 *
 *   off      all that hangs there is withdrawn, and news are forgotten
 *   quiet    what ended is withdrawn, and what is new waits for the end of the quiet hours
 *   nobody   shows notifications: as when it is quiet, until somebody comes
 *
 * One for each process with a face, owned by JmDesktop, on the main context.
 */

G_DEFINE_FINAL_TYPE (JmNotifier, jm_notifier, G_TYPE_OBJECT)

/* --- the settings */

gboolean
jm_notifier_is_on (JmNotifier *self)
{
  return g_settings_get_boolean (self->services->settings, JM_SETTING_NOTIFICATIONS);
}

static gboolean
is_listed (JmNotifier *self,
           const char *key,
           const char *value)
{
  g_auto (GStrv) values = g_settings_get_strv (self->services->settings, key);

  return g_strv_contains ((const char *const *) values, value);
}

gboolean
jm_notifier_is_kind_muted (JmNotifier *self,
                           const char *nick)
{
  return is_listed (self, JM_SETTING_MUTED_KINDS, nick);
}

gboolean
jm_notifier_is_account_muted (JmNotifier *self,
                              JmAccount  *account)
{
  return is_listed (self, JM_SETTING_MUTED_ACCOUNTS, jm_account_get_id (account));
}

JmAccount *
jm_notifier_find_account (JmNotifier *self,
                          const char *id)
{
  GListModel *accounts = G_LIST_MODEL (self->accounts);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (JmAccount) account = g_list_model_get_item (accounts, i);

      if (g_str_equal (jm_account_get_id (account), id))
        return account;         /* the list holds it */
    }

  return NULL;
}

/* --- looking */

static gint64
sooner (gint64 a,
        gint64 b)
{
  if (a < 0 || b < 0)
    return MAX (a, b);
  return MIN (a, b);
}

void
jm_notifier_update (JmNotifier *self)
{
  JmQuietHours hours;
  gint64 now_ms;
  gint64 left_ms;
  gboolean quiet;

  if (self->alarm == NULL || !self->loaded)
    return;

  hours = jm_quiet_hours_read (self->services->settings);
  now_ms = jm_clock_get_wall_ms (self->services->clock);
  left_ms = jm_quiet_hours_left_ms (&hours, now_ms);
  quiet = left_ms >= 0 || !jm_notice_board_is_there (self->board);
  if (left_ms >= 0 && self->take_ms != 0)
    self->night = TRUE;

  jm_notifier_tell_problems (self, quiet);
  jm_notifier_withdraw_news (self);
  jm_alarm_set (self->alarm, sooner (left_ms, jm_notifier_tell_news (self, quiet)));
}

static void
alarm_cb (gpointer owner)
{
  jm_notifier_update (owner);
}

/* --- who says something new */

static void
problems_changed_cb (JmNotifier *self,
                     guint       position,
                     guint       removed,
                     guint       added,
                     GListModel *problems)
{
  for (guint i = 0; i < added; i++)
    {
      g_autoptr (JmProblem) problem = g_list_model_get_item (problems, position + i);

      /* It may only have moved. */
      g_signal_handlers_disconnect_by_data (problem, self);
      g_signal_connect_object (problem, "notify::body", G_CALLBACK (jm_notifier_update), self,
                               G_CONNECT_SWAPPED);
    }
  jm_notifier_update (self);
}

static void
accounts_changed_cb (JmNotifier *self,
                     guint       position,
                     guint       removed,
                     guint       added,
                     GListModel *accounts)
{
  static const char *const signals[] = { "notify::state", "notify::active", "notify::synced-at" };

  for (guint i = 0; i < added; i++)
    {
      g_autoptr (JmAccount) account = g_list_model_get_item (accounts, position + i);

      for (guint j = 0; j < G_N_ELEMENTS (signals); j++)
        g_signal_connect_object (account, signals[j], G_CALLBACK (jm_notifier_update), self,
                                 G_CONNECT_SWAPPED);
      jm_notifier_watch_news (self, account);
    }
  jm_notifier_update (self);
}

static void
watch_settings (JmNotifier *self)
{
  static const char *const keys[] = {
    JM_SETTING_NOTIFICATIONS,
    JM_SETTING_MUTED_KINDS,
    JM_SETTING_MUTED_ACCOUNTS,
    JM_SETTING_MUTED_PROJECTS,
    JM_SETTING_QUIET_HOURS,
    JM_SETTING_QUIET_FROM,
    JM_SETTING_QUIET_UNTIL,
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *signal = g_strconcat ("changed::", keys[i], NULL);

      g_signal_connect_object (self->services->settings, signal, G_CALLBACK (jm_notifier_update),
                               self, G_CONNECT_SWAPPED);
    }
}

static DexFuture *
start_fiber (gpointer data)
{
  JmNotifier *self = data;

  dex_await (jm_notifier_load_problems (self), NULL);
  self->loaded = TRUE;
  jm_notifier_update (self);
  return dex_future_new_true ();
}

/* --- GObject */

static void
jm_notifier_dispose (GObject *object)
{
  JmNotifier *self = JM_NOTIFIER (object);

  jm_notifier_stop (self);
  g_clear_object (&self->board);
  g_clear_object (&self->lock);
  g_clear_object (&self->problems);
  g_clear_object (&self->accounts);
  g_clear_object (&self->services);

  G_OBJECT_CLASS (jm_notifier_parent_class)->dispose (object);
}

static void
jm_notifier_finalize (GObject *object)
{
  JmNotifier *self = JM_NOTIFIER (object);

  g_clear_pointer (&self->told, g_hash_table_unref);
  g_clear_pointer (&self->left, g_hash_table_unref);
  g_clear_pointer (&self->came, g_hash_table_unref);
  g_clear_pointer (&self->news, g_hash_table_unref);

  G_OBJECT_CLASS (jm_notifier_parent_class)->finalize (object);
}

static void
jm_notifier_class_init (JmNotifierClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = jm_notifier_dispose;
  object_class->finalize = jm_notifier_finalize;
}

static void
jm_notifier_init (JmNotifier *self)
{
  self->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->left = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->came = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->news = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_strfreev);
}

/* --- public */

/**
 * jm_notifier_new:
 * @application: registered; has the actions that notifications name
 * @monitor: an open one
 * @problems: of @monitor
 */
JmNotifier *
jm_notifier_new (GApplication *application,
                 JmMonitor    *monitor,
                 JmProblems   *problems)
{
  JmNotifier *self;

  g_return_val_if_fail (G_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (JM_IS_MONITOR (monitor), NULL);
  g_return_val_if_fail (JM_IS_PROBLEMS (problems), NULL);

  self = g_object_new (JM_TYPE_NOTIFIER, NULL);
  self->services = g_object_ref (jm_monitor_get_services (monitor));
  self->accounts = g_object_ref (jm_monitor_get_accounts (monitor));
  self->problems = g_object_ref (problems);
  self->board = jm_notice_board_new (application);
  self->lock = jm_screen_lock_new (g_application_get_dbus_connection (application));
  self->alarm = jm_alarm_new (self->services->clock, alarm_cb, self);
  self->begun_ms = jm_clock_get_wall_ms (self->services->clock);

  g_signal_connect_object (problems, "items-changed", G_CALLBACK (problems_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->accounts, "items-changed", G_CALLBACK (accounts_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->board, "notify::there", G_CALLBACK (jm_notifier_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->services->clock, "woke", G_CALLBACK (jm_notifier_update), self,
                           G_CONNECT_SWAPPED);
  watch_settings (self);
  problems_changed_cb (self, 0, 0, g_list_model_get_n_items (G_LIST_MODEL (problems)),
                       G_LIST_MODEL (problems));
  accounts_changed_cb (self, 0, 0, g_list_model_get_n_items (G_LIST_MODEL (self->accounts)),
                       G_LIST_MODEL (self->accounts));
  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, start_fiber, g_object_ref (self), g_object_unref));
  return self;
}

/* What still comes in finds no alarm, and is not told. */
void
jm_notifier_stop (JmNotifier *self)
{
  g_return_if_fail (JM_IS_NOTIFIER (self));

  g_clear_pointer (&self->alarm, jm_alarm_free);
}
