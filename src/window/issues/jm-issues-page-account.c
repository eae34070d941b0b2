/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-issues-page-private.h"

typedef struct
{
  JmIssuesPage *page;
  JmAccount    *account;
  GCancellable *cancellable;
} Opening;

static void
opening_free (gpointer data)
{
  Opening *opening = data;

  g_clear_object (&opening->page);
  g_clear_object (&opening->account);
  g_clear_object (&opening->cancellable);
  g_free (opening);
}

static void
take_store (JmIssuesPage *self,
            JmStore      *store)
{
  g_set_object (&self->store, store);
  self->list = jm_issue_list_new (store);
  g_signal_group_set_target (self->list_signals, self->list);
  g_signal_group_set_target (self->store_signals, store);
  jm_issue_views_set_store (self->views, store);
  jm_issue_table_set_list (self->table, self->list);
  jm_issues_page_ask (self);
  jm_issues_page_reload_facts (self);
  jm_issues_page_start_fetching (self, TRUE);
}

static DexFuture *
opening_fiber (gpointer data)
{
  Opening *opening = data;
  JmIssuesPage *self = opening->page;
  g_autoptr (GError) error = NULL;
  g_autoptr (JmStore) store = NULL;

  store = dex_await_object (jm_account_open_store (opening->account), &error);
  if (g_cancellable_is_cancelled (opening->cancellable))
    return dex_future_new_true ();

  if (store != NULL)
    take_store (self, store);
  else
    jm_issues_page_take_error (self, g_steal_pointer (&error));
  jm_issues_page_update_faces (self);

  return dex_future_new_true ();
}

void
jm_issues_page_forget_account (JmIssuesPage *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  jm_issues_page_stop_fetching (self);
  g_signal_group_set_target (self->list_signals, NULL);
  g_signal_group_set_target (self->store_signals, NULL);
  g_signal_group_set_target (self->sync_signals, NULL);
  if (self->table != NULL)
    jm_issue_table_set_list (self->table, NULL);
  if (self->views != NULL)
    jm_issue_views_set_store (self->views, NULL);
  g_clear_object (&self->list);
  g_clear_object (&self->store);
  g_clear_object (&self->account);
  g_clear_error (&self->error);
  self->total = 0;
  self->fetched_at_ms = 0;
  self->reading_facts = FALSE;
  self->facts_changed = FALSE;
  g_clear_handle_id (&self->facts_timer, g_source_remove);
  self->wanted_id = 0;
  self->stamp++;
}

void
jm_issues_page_follow_account (JmIssuesPage *self)
{
  JmAccount *account = jm_accounts_get_current (jm_monitor_get_accounts (self->monitor));
  Opening *opening;

  if (account == self->account)
    return;

  jm_issues_page_forget_account (self);
  jm_issues_page_show_only (self, NULL);

  if (account != NULL)
    {
      self->account = g_object_ref (account);
      self->cancellable = g_cancellable_new ();
      g_signal_group_set_target (self->sync_signals, jm_issues_page_get_sync (self));

      opening = g_new0 (Opening, 1);
      opening->page = g_object_ref (self);
      opening->account = g_object_ref (account);
      opening->cancellable = g_object_ref (self->cancellable);
      dex_future_disown (dex_scheduler_spawn (NULL, 0, opening_fiber, opening, opening_free));
    }

  jm_issues_page_update_faces (self);
}
