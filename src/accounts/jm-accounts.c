/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "accounts/jm-account-private.h"
#include "accounts/jm-accounts-private.h"

/*
 * JmAccounts: the accounts of state.db as a GListModel, in their order.
 *
 * One for each process, owned by JmMonitor, on the main context. It owns the keepers too, one a
 * credential, so that all accounts of one grant share the same. What changes the list runs as a
 * turn, one after the other (jm-accounts-private.h):
 *
 *   jm-accounts.c          the object, the list, and what is found in it
 *   jm-accounts-read.c     what state.db has, also after another process wrote it
 *   jm-accounts-change.c   what this process changes
 *   jm-accounts-sweep.c    what a killed process left behind
 *   jm-disconnect.c        farewell to an account
 */

static void jm_accounts_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (JmAccounts,
                               jm_accounts,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      jm_accounts_list_model_init))

typedef enum
{
  PROP_CURRENT = 1,
  PROP_PRIMARY,
  PROP_N_ATTENTION,
} JmAccountsProperty;

static GParamSpec *properties[PROP_N_ATTENTION + 1];

/* --- turns */

static void
turn_free (gpointer data)
{
  JmTurn *turn = data;

  g_clear_object (&turn->accounts);
  g_clear_object (&turn->account);
  g_clear_object (&turn->keeper);
  g_clear_object (&turn->cancellable);
  g_clear_pointer (&turn->row, jm_account_row_free);
  g_free (turn);
}

JmTurn *
jm_turn_new (JmAccounts  *accounts,
             JmTurnStory  story)
{
  JmTurn *turn = g_new0 (JmTurn, 1);

  turn->accounts = g_object_ref (accounts);
  turn->story = story;
  return turn;
}

static DexFuture *
turn_fiber (gpointer data)
{
  JmTurn *turn = data;
  g_autoptr (GError) error = NULL;
  DexFuture *end;

  if (!dex_await (jm_queue_enter (turn->accounts->turns, turn->cancellable), &error))
    return dex_future_new_for_error (g_steal_pointer (&error));

  end = turn->story (turn->accounts, turn);
  jm_queue_leave (turn->accounts->turns);
  return end;
}

DexFuture *
jm_turn_run (JmTurn *turn)
{
  return dex_scheduler_spawn (NULL, 0, turn_fiber, turn, turn_free);
}

/* --- the list */

JmAccount *
jm_accounts_get_nth (JmAccounts *self,
                     guint       position)
{
  return g_ptr_array_index (self->items, position);
}

JmAccount *
jm_accounts_find_by_id (JmAccounts *self,
                        const char *id,
                        guint      *position)
{
  for (guint i = 0; i < self->items->len; i++)
    if (g_str_equal (jm_account_get_id (jm_accounts_get_nth (self, i)), id))
      {
        if (position != NULL)
          *position = i;
        return jm_accounts_get_nth (self, i);
      }

  return NULL;
}

static void
attention_changed_cb (JmAccounts *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ATTENTION]);
}

static void
primary_changed_cb (JmAccounts *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PRIMARY]);
}

void
jm_accounts_insert (JmAccounts *self,
                    guint       position,
                    JmAccount  *account)
{
  g_signal_connect_object (account, "notify::trouble", G_CALLBACK (attention_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (account, "notify::active", G_CALLBACK (attention_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (account, "notify::primary", G_CALLBACK (primary_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_ptr_array_insert (self->items, (int) position, g_object_ref (account));
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
}

void
jm_accounts_remove_at (JmAccounts *self,
                       guint       position)
{
  g_signal_handlers_disconnect_by_data (jm_accounts_get_nth (self, position), self);
  g_ptr_array_remove_index (self->items, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

/* Keeps "current" among those that are there, and tells what may have changed with the list. */
void
jm_accounts_settle (JmAccounts *self)
{
  if (self->current == NULL ||
      jm_accounts_find_by_id (self, jm_account_get_id (self->current), NULL) != self->current)
    jm_accounts_set_current (self, jm_accounts_get_primary (self));

  /* An event of a grant names the first of its accounts. */
  for (guint i = self->items->len; i > 0; i--)
    jm_account_name_keeper (jm_accounts_get_nth (self, i - 1));

  primary_changed_cb (self);
  attention_changed_cb (self);
}

guint
jm_accounts_count_users (JmAccounts    *self,
                         JmTokenKeeper *keeper,
                         gboolean       active)
{
  guint users = 0;

  for (guint i = 0; i < self->items->len; i++)
    if (jm_account_get_keeper (jm_accounts_get_nth (self, i)) == keeper &&
        (!active || jm_account_is_active (jm_accounts_get_nth (self, i))))
      users++;

  return users;
}

void
jm_accounts_start_keepers (JmAccounts *self)
{
  if (!self->started)
    return;

  for (guint i = 0; i < self->items->len; i++)
    if (jm_account_is_active (jm_accounts_get_nth (self, i)))
      jm_token_keeper_start (jm_account_get_keeper (jm_accounts_get_nth (self, i)));
}

void
jm_accounts_drop (JmAccounts *self,
                  JmAccount  *account)
{
  g_autoptr (JmTokenKeeper) keeper = g_object_ref (jm_account_get_keeper (account));
  guint position;

  if (jm_accounts_find_by_id (self, jm_account_get_id (account), &position) != NULL)
    jm_accounts_remove_at (self, position);
  if (jm_accounts_count_users (self, keeper, FALSE) == 0)
    g_hash_table_remove (self->keepers, jm_token_keeper_get_id (keeper));
  jm_accounts_settle (self);
}

gboolean
jm_accounts_renew_keeper (JmAccounts     *self,
                          JmTokenKeeper  *keeper,
                          GError        **error)
{
  g_autoptr (JmCredentialRow) row = NULL;
  g_autoptr (JmTokenKeeper) fresh = NULL;
  g_autoptr (GError) local_error = NULL;
  const char *id = jm_token_keeper_get_id (keeper);

  row = dex_await_boxed (jm_state_store_get_credential (self->services->state, id), &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (row == NULL)
    return TRUE;

  fresh = jm_token_keeper_new (self->services, row);
  g_hash_table_replace (self->keepers, g_strdup (row->id), g_object_ref (fresh));
  for (guint i = 0; i < self->items->len; i++)
    if (jm_account_get_keeper (jm_accounts_get_nth (self, i)) == keeper)
      jm_account_set_keeper (jm_accounts_get_nth (self, i), fresh);
  jm_accounts_settle (self);
  jm_accounts_start_keepers (self);
  return TRUE;
}

/* --- GListModel */

static GType
jm_accounts_get_item_type (GListModel *model)
{
  return JM_TYPE_ACCOUNT;
}

static guint
jm_accounts_get_n_items (GListModel *model)
{
  return JM_ACCOUNTS (model)->items->len;
}

static gpointer
jm_accounts_get_item (GListModel *model,
                      guint       position)
{
  JmAccounts *self = JM_ACCOUNTS (model);

  return position < self->items->len ? g_object_ref (jm_accounts_get_nth (self, position)) : NULL;
}

static void
jm_accounts_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = jm_accounts_get_item_type;
  iface->get_n_items = jm_accounts_get_n_items;
  iface->get_item = jm_accounts_get_item;
}

/* --- GObject */

static guint
count_attention (JmAccounts *self)
{
  guint n = 0;

  for (guint i = 0; i < self->items->len; i++)
    if (jm_account_is_active (jm_accounts_get_nth (self, i)) &&
        !jm_trouble_is_passing (jm_account_get_trouble (jm_accounts_get_nth (self, i))))
      n++;

  return n;
}

static void
jm_accounts_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  JmAccounts *self = JM_ACCOUNTS (object);

  switch ((JmAccountsProperty) prop_id)
    {
    case PROP_CURRENT:
      g_value_set_object (value, self->current);
      break;

    case PROP_PRIMARY:
      g_value_set_object (value, jm_accounts_get_primary (self));
      break;

    case PROP_N_ATTENTION:
      g_value_set_uint (value, count_attention (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_accounts_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  if ((JmAccountsProperty) prop_id == PROP_CURRENT)
    jm_accounts_set_current (JM_ACCOUNTS (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
jm_accounts_dispose (GObject *object)
{
  JmAccounts *self = JM_ACCOUNTS (object);

  g_clear_object (&self->current);
  for (guint i = 0; i < self->items->len; i++)
    g_signal_handlers_disconnect_by_data (jm_accounts_get_nth (self, i), self);
  g_ptr_array_set_size (self->items, 0);
  g_hash_table_remove_all (self->keepers);
  g_clear_object (&self->turns);
  g_clear_object (&self->services);

  G_OBJECT_CLASS (jm_accounts_parent_class)->dispose (object);
}

static void
jm_accounts_finalize (GObject *object)
{
  JmAccounts *self = JM_ACCOUNTS (object);

  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->keepers, g_hash_table_unref);

  G_OBJECT_CLASS (jm_accounts_parent_class)->finalize (object);
}

static void
jm_accounts_class_init (JmAccountsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = jm_accounts_get_property;
  object_class->set_property = jm_accounts_set_property;
  object_class->dispose = jm_accounts_dispose;
  object_class->finalize = jm_accounts_finalize;

  /* The one that the faces show */
  properties[PROP_CURRENT] =
      g_param_spec_object ("current", NULL, NULL, JM_TYPE_ACCOUNT, G_PARAM_READWRITE | flags);
  /* The one that is meant when none is named */
  properties[PROP_PRIMARY] =
      g_param_spec_object ("primary", NULL, NULL, JM_TYPE_ACCOUNT, G_PARAM_READABLE | flags);
  /* Active accounts that need the person */
  properties[PROP_N_ATTENTION] = g_param_spec_uint ("n-attention", NULL, NULL, 0, G_MAXUINT, 0,
                                                    G_PARAM_READABLE | flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
jm_accounts_init (JmAccounts *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->keepers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->turns = jm_queue_new (1);
}

/* --- public */

JmAccounts *
jm_accounts_new (JmServices *services)
{
  JmAccounts *self;

  g_return_val_if_fail (JM_IS_SERVICES (services), NULL);

  self = g_object_new (JM_TYPE_ACCOUNTS, NULL);
  self->services = g_object_ref (services);
  return self;
}

JmServices *
jm_accounts_get_services (JmAccounts *self)
{
  return self->services;
}

void
jm_accounts_start (JmAccounts *self)
{
  g_return_if_fail (JM_IS_ACCOUNTS (self));

  self->started = TRUE;
  jm_accounts_start_keepers (self);
}

JmAccount *
jm_accounts_get_current (JmAccounts *self)
{
  g_return_val_if_fail (JM_IS_ACCOUNTS (self), NULL);

  return self->current;
}

void
jm_accounts_set_current (JmAccounts *self,
                         JmAccount  *account)
{
  g_return_if_fail (JM_IS_ACCOUNTS (self));
  g_return_if_fail (account == NULL || JM_IS_ACCOUNT (account));

  if (g_set_object (&self->current, account))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CURRENT]);
}

/**
 * jm_accounts_get_primary:
 *
 * Returns: (transfer none) (nullable): the one that was chosen, or else the first; NULL only when
 *   there is none
 */
JmAccount *
jm_accounts_get_primary (JmAccounts *self)
{
  g_return_val_if_fail (JM_IS_ACCOUNTS (self), NULL);

  for (guint i = 0; i < self->items->len; i++)
    if (jm_account_is_primary (jm_accounts_get_nth (self, i)))
      return jm_accounts_get_nth (self, i);

  return self->items->len > 0 ? jm_accounts_get_nth (self, 0) : NULL;
}

static gboolean
equal_folded (const char *a,
              const char *b)
{
  g_autofree char *folded_a = a != NULL ? g_utf8_casefold (a, -1) : NULL;
  g_autofree char *folded_b = b != NULL ? g_utf8_casefold (b, -1) : NULL;

  return folded_a != NULL && g_strcmp0 (folded_a, folded_b) == 0;
}

JmAccount *
jm_accounts_find (JmAccounts *self,
                  const char *name)
{
  g_autofree char *wanted = NULL;
  JmAccount *found = NULL;

  g_return_val_if_fail (JM_IS_ACCOUNTS (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  if (!g_utf8_validate (name, -1, NULL))
    return NULL;
  wanted = g_strdup (name);
  if (g_str_has_suffix (wanted, "/"))
    wanted[strlen (wanted) - 1] = '\0';

  for (guint i = 0; i < self->items->len; i++)
    {
      JmAccount *account = jm_accounts_get_nth (self, i);

      if (equal_folded (jm_account_get_id (account), wanted))
        return account;
      if (!equal_folded (jm_account_get_name (account), wanted) &&
          !equal_folded (jm_account_get_host (account), wanted) &&
          !equal_folded (jm_account_get_site_url (account), wanted))
        continue;
      if (found != NULL)
        return NULL;
      found = account;
    }

  return found;
}

JmTokenKeeper *
jm_accounts_find_keeper (JmAccounts *self,
                         const char *user_id,
                         const char *client_id)
{
  GHashTableIter iter;
  JmTokenKeeper *keeper;

  g_return_val_if_fail (JM_IS_ACCOUNTS (self), NULL);

  g_hash_table_iter_init (&iter, self->keepers);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &keeper))
    if (jm_token_keeper_get_kind (keeper) == JM_CREDENTIAL_OAUTH && user_id != NULL &&
        g_strcmp0 (jm_token_keeper_get_user_id (keeper), user_id) == 0 && client_id != NULL &&
        g_strcmp0 (jm_token_keeper_get_client_id (keeper), client_id) == 0)
      return keeper;

  return NULL;
}

JmAccount *
jm_accounts_find_site (JmAccounts *self,
                       const char *cloud_id,
                       const char *site_url,
                       const char *user_id)
{
  g_return_val_if_fail (JM_IS_ACCOUNTS (self), NULL);

  for (guint i = 0; i < self->items->len; i++)
    {
      JmAccount *account = jm_accounts_get_nth (self, i);
      const char *other_id = jm_account_get_cloud_id (account);
      gboolean same = cloud_id != NULL && other_id != NULL ?
                          g_str_equal (cloud_id, other_id) :
                          equal_folded (site_url, jm_account_get_site_url (account));

      if (same && user_id != NULL && g_strcmp0 (user_id, jm_account_get_user_id (account)) == 0)
        return account;
    }

  return NULL;
}
