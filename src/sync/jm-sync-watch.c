/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sync/jm-sync-watch.h"

#include "sync/jm-sync.h"

#define QDATA "jm-sync-watch"

static void
start_accounts (JmMonitor *monitor)
{
  GListModel *accounts = G_LIST_MODEL (jm_monitor_get_accounts (monitor));

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (JmAccount) account = g_list_model_get_item (accounts, i);

      jm_sync_start (jm_sync_get (jm_monitor_get_services (monitor), account));
    }
}

/* Starting what is started already does nothing; one that left ends with its account. */
static void
items_changed_cb (JmMonitor *monitor)
{
  start_accounts (monitor);
}

/**
 * jm_sync_watch:
 * @monitor: an open one
 *
 * May be called again.
 */
void
jm_sync_watch (JmMonitor *monitor)
{
  g_return_if_fail (JM_IS_MONITOR (monitor));

  if (g_object_get_data (G_OBJECT (monitor), QDATA) != NULL)
    return;

  g_object_set_data (G_OBJECT (monitor), QDATA, monitor);
  g_signal_connect_object (jm_monitor_get_accounts (monitor), "items-changed",
                           G_CALLBACK (items_changed_cb), monitor, G_CONNECT_SWAPPED);
  start_accounts (monitor);
}

void
jm_sync_unwatch (JmMonitor *monitor)
{
  GListModel *accounts;

  g_return_if_fail (JM_IS_MONITOR (monitor));

  accounts = G_LIST_MODEL (jm_monitor_get_accounts (monitor));
  g_object_set_data (G_OBJECT (monitor), QDATA, NULL);
  g_signal_handlers_disconnect_by_func (accounts, items_changed_cb, monitor);
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (JmAccount) account = g_list_model_get_item (accounts, i);

      jm_sync_stop (jm_sync_get (jm_monitor_get_services (monitor), account));
    }
}
