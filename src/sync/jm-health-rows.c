/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "auth/jm-trouble.h"
#include "sync/jm-health-private.h"

/*
 * The rows of JmHealth: those of each account that is active, and the computer's last. A row is told what
 * a round found, and between the rounds it follows what is known without asking.
 */

/* --- finding */

gboolean
jm_health_has_check (JmHealth      *self,
                     JmHealthCheck *check)
{
  return g_ptr_array_find (self->checks, check, NULL);
}

static JmHealthCheck *
find_check (JmHealth     *self,
            JmAccount    *account,
            JmHealthKind  kind)
{
  for (guint i = 0; i < self->checks->len; i++)
    {
      JmHealthCheck *check = g_ptr_array_index (self->checks, i);

      if (jm_health_check_get_account (check) == account &&
          jm_health_check_get_kind (check) == kind)
        return check;
    }

  return NULL;
}

/* --- news */

/* A token's life is in the events already, told by its keeper. */
static gboolean
is_told_elsewhere (JmHealthCheck *check)
{
  JmAccount *account = jm_health_check_get_account (check);

  return jm_health_check_get_kind (check) == JM_HEALTH_TOKEN ||
         (jm_health_check_get_kind (check) == JM_HEALTH_JIRA &&
          !jm_trouble_is_passing (jm_account_get_trouble (account)));
}

static JmEventKind
choose_kind (JmHealthCheck *check)
{
  if (jm_health_check_get_level (check) == JM_HEALTH_FINE)
    return JM_EVENT_INFO;
  if (jm_health_check_get_level (check) == JM_HEALTH_BAD &&
      jm_health_check_get_remedy (check) != JM_HEALTH_CURE_NONE)
    return JM_EVENT_ERROR;

  return JM_EVENT_WARNING;
}

static void
tell (JmHealth      *self,
      JmHealthCheck *check)
{
  JmAccount *account = jm_health_check_get_account (check);
  g_autofree char *message = NULL;

  if (is_told_elsewhere (check))
    return;

  /* Translators: what was checked, and the sentence that it came to */
  message = g_strdup_printf (_("%1$s: %2$s"), jm_health_check_get_title (check),
                             jm_health_check_get_sentence (check));
  dex_future_disown (jm_event_log_add (
      self->services->events, choose_kind (check),
      account != NULL ? jm_token_keeper_get_id (jm_account_get_keeper (account)) : NULL,
      account != NULL ? jm_account_get_id (account) : NULL,
      account != NULL ? jm_account_get_name (account) : NULL, message, NULL));
}

void
jm_health_report (JmHealthCheck   *check,
                  JmHealthFinding *finding,
                  gpointer         owner)
{
  JmHealth *self = owner;

  if (jm_health_has_check (self, check) && jm_health_check_take (check, finding, TRUE))
    tell (self, check);
}

/* --- between the rounds */

static void
token_changed_cb (JmAccount  *account,
                  GParamSpec *pspec,
                  JmHealth   *self)
{
  JmHealthCheck *check = find_check (self, account, JM_HEALTH_TOKEN);
  g_auto (JmHealthFinding) finding = JM_HEALTH_FINDING_INIT;

  if (check == NULL || jm_health_check_get_level (check) == JM_HEALTH_UNKNOWN)
    return;

  jm_health_judge_token (account, self->services->clock, &finding);
  jm_health_check_take (check, &finding, FALSE);
}

typedef struct
{
  JmHealth      *health;
  JmHealthCheck *check;
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_object_unref (look->health);
  g_object_unref (look->check);
  g_free (look);
}

static DexFuture *
look_at_store_fiber (gpointer data)
{
  Look *look = data;
  JmAccount *account = jm_health_check_get_account (look->check);
  g_auto (JmHealthFinding) finding = JM_HEALTH_FINDING_INIT;
  g_autoptr (GPtrArray) states = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JmStore) store = dex_await_object (jm_account_open_store (account), &error);

  if (store != NULL)
    states = dex_await_boxed (jm_store_list_resources (store), &error);
  if (!jm_health_has_check (look->health, look->check))
    return dex_future_new_true ();

  jm_health_judge_freshness (look->health->services, account, states, error, &finding);
  if (jm_health_check_take (look->check, &finding, FALSE))
    tell (look->health, look->check);
  return dex_future_new_true ();
}

/* A synchronization began, rested, or came to its end. */
static void
sync_changed_cb (JmSync     *sync,
                 GParamSpec *pspec,
                 JmHealth   *self)
{
  for (guint i = 0; i < self->checks->len; i++)
    {
      JmHealthCheck *check = g_ptr_array_index (self->checks, i);
      Look *look;

      if (jm_health_check_get_kind (check) != JM_HEALTH_FRESHNESS ||
          jm_health_check_get_level (check) == JM_HEALTH_UNKNOWN ||
          jm_sync_get (self->services, jm_health_check_get_account (check)) != sync)
        continue;

      look = g_new0 (Look, 1);
      look->health = g_object_ref (self);
      look->check = g_object_ref (check);
      dex_future_disown (dex_scheduler_spawn (NULL, 0, look_at_store_fiber, look, look_free));
    }
}

/* --- the rows */

static void
add_checks (JmHealth     *self,
            GPtrArray    *list,
            JmAccount    *account,
            JmHealthKind  from,
            JmHealthKind  to)
{
  for (JmHealthKind kind = from; kind < to; kind++)
    {
      JmHealthCheck *known = find_check (self, account, kind);

      g_ptr_array_add (list, known != NULL ? g_object_ref (known) : jm_health_check_new (kind, account));
    }
}

static void
follow_account (JmHealth  *self,
                JmAccount *account)
{
  JmSync *sync = jm_sync_get (self->services, account);

  g_signal_connect_object (account, "notify::state", G_CALLBACK (token_changed_cb), self, 0);
  g_signal_connect_object (account, "notify::trouble", G_CALLBACK (token_changed_cb), self, 0);
  g_signal_connect_object (sync, "notify::state", G_CALLBACK (sync_changed_cb), self, 0);
}

static void
leave_account (JmHealth  *self,
               JmAccount *account)
{
  g_signal_handlers_disconnect_by_func (account, token_changed_cb, self);
  g_signal_handlers_disconnect_by_data (jm_sync_get (self->services, account), self);
  jm_health_forget (self, account);
}

static GPtrArray *
make_checks (JmHealth *self)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr (JmAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      if (jm_account_is_active (account))
        add_checks (self, list, account, JM_HEALTH_TOKEN, JM_HEALTH_KEYRING);
    }
  add_checks (self, list, NULL, JM_HEALTH_KEYRING, JM_N_HEALTH_KINDS);

  return list;
}

static gboolean
is_same_list (GPtrArray *a,
              GPtrArray *b)
{
  return a->len == b->len && (a->len == 0 || memcmp (a->pdata, b->pdata, a->len * sizeof (gpointer)) == 0);
}

/* TRUE when there are rows that nobody has looked at. */
static gboolean
update_rows (JmHealth *self)
{
  g_autoptr (GPtrArray) before = g_steal_pointer (&self->checks);
  gboolean any_new = FALSE;

  self->checks = before;
  self->checks = make_checks (self);
  if (is_same_list (before, self->checks))
    return FALSE;

  for (guint i = 0; i < before->len; i++)
    {
      JmHealthCheck *check = g_ptr_array_index (before, i);

      if (jm_health_check_get_kind (check) == JM_HEALTH_TOKEN && !jm_health_has_check (self, check))
        leave_account (self, jm_health_check_get_account (check));
    }
  for (guint i = 0; i < self->checks->len; i++)
    {
      JmHealthCheck *check = g_ptr_array_index (self->checks, i);

      if (g_ptr_array_find (before, check, NULL))
        continue;
      any_new = TRUE;
      if (jm_health_check_get_kind (check) == JM_HEALTH_TOKEN)
        follow_account (self, jm_health_check_get_account (check));
    }

  g_list_model_items_changed (G_LIST_MODEL (self), 0, before->len, self->checks->len);
  return any_new;
}

static void
rows_changed_cb (JmHealth *self)
{
  if (update_rows (self) && self->watching != NULL)
    dex_future_disown (jm_health_check (self, NULL));
}

static void
active_changed_cb (JmHealth   *self,
                   GParamSpec *pspec,
                   JmAccount  *account)
{
  rows_changed_cb (self);
}

void
jm_health_follow_accounts (JmHealth *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr (JmAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      /* Once each, also for those that are not active: they have no rows. */
      g_signal_handlers_disconnect_by_func (account, active_changed_cb, self);
      g_signal_connect_object (account, "notify::active", G_CALLBACK (active_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }

  rows_changed_cb (self);
}
