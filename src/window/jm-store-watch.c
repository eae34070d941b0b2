/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-store-watch.h"

struct _JmStoreWatch
{
  GObject       parent_instance;

  GtkWidget    *page;           /* borrowed: it owns this */
  JmMonitor    *monitor;
  guint         seconds;
  GSignalGroup *store_signals;
  guint         source;         /* while it is too early for more news */
  gboolean      changed;        /* news that nobody was told of */

  /* Of the current account */
  JmAccount    *account;
  JmStore      *store;
  GError       *error;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (JmStoreWatch, jm_store_watch, G_TYPE_OBJECT)

enum
{
  STORE,
  NEWS,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- opening */

typedef struct
{
  JmStoreWatch *watch;
  JmAccount    *account;
  GCancellable *cancellable;
} Opening;

static void
opening_free (gpointer data)
{
  Opening *opening = data;

  g_clear_object (&opening->watch);
  g_clear_object (&opening->account);
  g_clear_object (&opening->cancellable);
  g_free (opening);
}

static DexFuture *
open_fiber (gpointer data)
{
  Opening *opening = data;
  JmStoreWatch *self = opening->watch;
  g_autoptr (GError) error = NULL;
  g_autoptr (JmStore) store = NULL;

  store = dex_await_object (jm_account_open_store (opening->account), &error);
  if (g_cancellable_is_cancelled (opening->cancellable))
    return dex_future_new_true ();

  g_set_object (&self->store, store);
  self->error = g_steal_pointer (&error);
  g_signal_group_set_target (self->store_signals, store);
  g_signal_emit (self, signals[STORE], 0);

  return dex_future_new_true ();
}

static void
forget (JmStoreWatch *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->store_signals != NULL)
    g_signal_group_set_target (self->store_signals, NULL);
  g_clear_handle_id (&self->source, g_source_remove);
  self->changed = FALSE;
  g_clear_object (&self->store);
  g_clear_object (&self->account);
  g_clear_error (&self->error);
}

static void
open_store (JmStoreWatch *self,
            JmAccount    *account)
{
  Opening *opening;

  forget (self);
  if (account != NULL)
    {
      self->account = g_object_ref (account);
      self->cancellable = g_cancellable_new ();
      opening = g_new0 (Opening, 1);
      opening->watch = g_object_ref (self);
      opening->account = g_object_ref (account);
      opening->cancellable = g_object_ref (self->cancellable);
      dex_future_disown (dex_scheduler_spawn (NULL, 0, open_fiber, opening, opening_free));
    }

  g_signal_emit (self, signals[STORE], 0);
}

static void
current_changed_cb (JmStoreWatch *self)
{
  JmAccount *account = jm_accounts_get_current (jm_monitor_get_accounts (self->monitor));

  if (account != self->account)
    open_store (self, account);
}

/* --- news */

static gboolean wait_over_cb (gpointer user_data);

static void
tell (JmStoreWatch *self)
{
  if (!self->changed || self->source != 0 || self->page == NULL || !gtk_widget_get_mapped (self->page))
    return;

  self->changed = FALSE;
  self->source = g_timeout_add_seconds (self->seconds, wait_over_cb, self);
  g_signal_emit (self, signals[NEWS], 0);
}

static gboolean
wait_over_cb (gpointer user_data)
{
  JmStoreWatch *self = user_data;

  self->source = 0;
  tell (self);

  return G_SOURCE_REMOVE;
}

static void
changed_cb (JmStoreWatch *self)
{
  self->changed = TRUE;
  tell (self);
}

/* --- the object */

static void
jm_store_watch_dispose (GObject *object)
{
  JmStoreWatch *self = JM_STORE_WATCH (object);

  forget (self);
  g_clear_object (&self->store_signals);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (jm_store_watch_parent_class)->dispose (object);
}

static void
jm_store_watch_class_init (JmStoreWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = jm_store_watch_dispose;

  signals[STORE] = g_signal_new ("store", JM_TYPE_STORE_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[NEWS] = g_signal_new ("news", JM_TYPE_STORE_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
jm_store_watch_init (JmStoreWatch *self)
{
  self->store_signals = g_signal_group_new (JM_TYPE_STORE);
  g_signal_group_connect_swapped (self->store_signals, "changed", G_CALLBACK (changed_cb), self);
}

static void
page_gone_cb (gpointer  data,
              GObject  *page)
{
  JM_STORE_WATCH (data)->page = NULL;
  forget (data);
  g_object_unref (data);
}

JmStoreWatch *
jm_store_watch_new (GtkWidget *page,
                    JmMonitor *monitor,
                    guint      seconds)
{
  JmStoreWatch *self;

  g_return_val_if_fail (GTK_IS_WIDGET (page), NULL);
  g_return_val_if_fail (JM_IS_MONITOR (monitor), NULL);

  self = g_object_new (JM_TYPE_STORE_WATCH, NULL);
  self->page = page;
  self->monitor = g_object_ref (monitor);
  self->seconds = seconds;
  /* A fiber may hold the watch longer than the page lives. */
  g_object_weak_ref (G_OBJECT (page), page_gone_cb, g_object_ref (self));
  g_signal_connect_object (page, "map", G_CALLBACK (tell), self, G_CONNECT_SWAPPED);

  return self;
}

void
jm_store_watch_start (JmStoreWatch *self)
{
  g_return_if_fail (JM_IS_STORE_WATCH (self));

  g_signal_connect_object (jm_monitor_get_accounts (self->monitor), "notify::current", G_CALLBACK (current_changed_cb), self,
                           G_CONNECT_SWAPPED);
  /* Also nobody is said. */
  open_store (self, jm_accounts_get_current (jm_monitor_get_accounts (self->monitor)));
}

JmAccount *
jm_store_watch_get_account (JmStoreWatch *self)
{
  g_return_val_if_fail (JM_IS_STORE_WATCH (self), NULL);

  return self->account;
}

JmStore *
jm_store_watch_get_store (JmStoreWatch *self)
{
  g_return_val_if_fail (JM_IS_STORE_WATCH (self), NULL);

  return self->store;
}

const GError *
jm_store_watch_get_error (JmStoreWatch *self)
{
  g_return_val_if_fail (JM_IS_STORE_WATCH (self), NULL);

  return self->error;
}

GCancellable *
jm_store_watch_get_cancellable (JmStoreWatch *self)
{
  g_return_val_if_fail (JM_IS_STORE_WATCH (self), NULL);

  return self->cancellable;
}

void
jm_store_watch_retry (JmStoreWatch *self)
{
  g_autoptr (JmAccount) account = NULL;

  g_return_if_fail (JM_IS_STORE_WATCH (self));

  if (self->account == NULL)
    return;

  account = g_object_ref (self->account);
  open_store (self, account);
}
