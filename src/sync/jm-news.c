/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sync/jm-news.h"

#include <glib/gi18n-lib.h>

#include "store/jm-store-concerns.h"

#define QDATA "jm-news"

/*
 * JmNews:
 *
 * Belongs to its account and lives on the main context. What is news is worked out by jm-sync-news.c and
 * lies in the account's file; that a run came to its end is told by the account, whichever process it was.
 */
struct _JmNews
{
  GObject parent_instance;

  GWeakRef account;
};

G_DEFINE_FINAL_TYPE (JmNews, jm_news, G_TYPE_OBJECT)

enum
{
  CAME,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- the object */

static void
jm_news_finalize (GObject *object)
{
  JmNews *self = JM_NEWS (object);

  g_weak_ref_clear (&self->account);

  G_OBJECT_CLASS (jm_news_parent_class)->finalize (object);
}

static void
jm_news_class_init (JmNewsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jm_news_finalize;

  signals[CAME] = g_signal_new ("came", JM_TYPE_NEWS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
}

static void
jm_news_init (JmNews *self)
{
  g_weak_ref_init (&self->account, NULL);
}

/* --- work with the store */

typedef struct
{
  JmNews *self;
  JmAccount *account;
  GCancellable *cancellable;
  guint limit; /* of a list; 0: they are taken */
} Work;

static Work *
work_new (JmNews *self)
{
  g_autoptr (JmAccount) account = g_weak_ref_get (&self->account);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Work *work;

  if (account == NULL || !jm_account_enter (account, cancellable))
    return NULL;

  work = g_new0 (Work, 1);
  work->self = g_object_ref (self);
  work->account = g_steal_pointer (&account);
  work->cancellable = g_steal_pointer (&cancellable);
  return work;
}

static void
work_free (gpointer data)
{
  Work *work = data;

  g_object_unref (work->self);
  g_object_unref (work->account);
  g_object_unref (work->cancellable);
  g_free (work);
}

static DexFuture *
look_fiber (gpointer data)
{
  Work *work = data;
  g_autoptr (JmStore) store = dex_await_object (jm_account_open_store (work->account), NULL);
  gint64 n_news =
      store != NULL ? dex_await_int64 (jm_store_count_news (store), NULL) : 0;

  jm_account_leave (work->account, work->cancellable);
  if (n_news > 0)
    g_signal_emit (work->self, signals[CAME], 0);

  return dex_future_new_true ();
}

/* A run came to its end. */
static void
synced_cb (JmNews *self)
{
  Work *work = work_new (self);

  if (work != NULL)
    dex_future_disown (dex_scheduler_spawn (NULL, 0, look_fiber, work, work_free));
}

static DexFuture *
items_fiber (gpointer data)
{
  Work *work = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (JmStore) store = dex_await_object (jm_account_open_store (work->account), &error);

  if (store != NULL)
    items = dex_await_boxed (work->limit > 0 ? jm_store_list_news (store, work->limit) :
                                               jm_store_take_news (store),
                             &error);
  jm_account_leave (work->account, work->cancellable);

  return items != NULL ?
             dex_future_new_take_boxed (G_TYPE_PTR_ARRAY, g_steal_pointer (&items)) :
             dex_future_new_for_error (g_steal_pointer (&error));
}

/* --- public */

/**
 * jm_news_get:
 * @account: whose
 *
 * Returns: (transfer none): the one of @account, made at first use; it lives as long as the account
 */
JmNews *
jm_news_get (JmServices *services,
             JmAccount  *account)
{
  JmNews *self;

  g_return_val_if_fail (JM_IS_SERVICES (services), NULL);
  g_return_val_if_fail (JM_IS_ACCOUNT (account), NULL);

  if ((self = g_object_get_data (G_OBJECT (account), QDATA)) != NULL)
    return self;

  self = g_object_new (JM_TYPE_NEWS, NULL);
  g_weak_ref_set (&self->account, account);
  g_signal_connect_object (account, "notify::synced-at", G_CALLBACK (synced_cb), self,
                           G_CONNECT_SWAPPED);
  g_object_set_data_full (G_OBJECT (account), QDATA, self, g_object_unref);
  return self;
}

static DexFuture *
spawn_items (JmNews *self,
             guint   limit)
{
  Work *work = work_new (self);

  if (work == NULL)
    return dex_future_new_reject (JM_STORE_ERROR, JM_STORE_ERROR_CLOSED, "%s",
                                  _("This account was disconnected"));

  work->limit = limit;
  return dex_scheduler_spawn (NULL, 0, items_fiber, work, work_free);
}

/**
 * jm_news_take:
 *
 * Returns: (transfer full): resolves to a #GPtrArray of #JmNewsItem; rejects with JM_STORE_ERROR
 */
DexFuture *
jm_news_take (JmNews *self)
{
  dex_return_error_if_fail (JM_IS_NEWS (self));

  return spawn_items (self, 0);
}

/**
 * jm_news_list:
 * @limit: how many at most
 *
 * Returns: (transfer full): resolves to a #GPtrArray of #JmNewsItem; rejects with JM_STORE_ERROR
 */
DexFuture *
jm_news_list (JmNews *self,
              guint   limit)
{
  dex_return_error_if_fail (JM_IS_NEWS (self));
  dex_return_error_if_fail (limit > 0);

  return spawn_items (self, limit);
}
