/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "auth/jm-trouble.h"
#include "base/jm-settings.h"
#include "sync/jm-health-private.h"
#include "sync/jm-health-round.h"

/*
 * JmHealth: the list of checks, its rounds, and what of them outlives the program.
 *
 * Lives on the main context, as long as its JmMonitor. Rows follow the accounts that are active. A round
 * looks at all rows at once (JmHealthRound); between rounds a row follows what is known without asking:
 * the token's state, and the end of a synchronization.
 *
 * In state.db: a fact "health/<account>" for each account, and "health" for the computer, each with a line
 * "name level values…" for each row. That of an account goes with it.
 */

#define QDATA          "jm-health"
#define COMPUTER_FACT  "health"

struct _JmHealth
{
  GObject        parent_instance;

  JmServices    *services;
  JmAccounts    *accounts;
  GPtrArray     *checks;        /* of JmHealthCheck, in their order */
  GHashTable    *loaded;        /* keys of facts that have been read */

  DexPromise    *checking;      /* the round that is under way, for whoever waits for it */
  JmHealthRound *round;
  GCancellable  *watching;      /* ends the rounds by themselves; NULL when there are none */
  GCancellable  *waiting;       /* ends the waiting for the next one */
  gint64         checked_at_ms;
  gint64         next_at_ms;
  gboolean       looking_through;
};

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (JmHealth,
                               jm_health,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

typedef enum
{
  PROP_CHECKING = 1,
  PROP_CHECKED_AT,
  PROP_NEXT_AT,
} JmHealthProperty;

static GParamSpec *properties[PROP_NEXT_AT + 1];

/* --- what is kept */

static char *
dup_fact_key (JmAccount *account)
{
  return account != NULL ? g_strconcat (COMPUTER_FACT "/", jm_account_get_id (account), NULL) :
                           g_strdup (COMPUTER_FACT);
}

static char *
dup_fact (JmHealth  *self,
          JmAccount *account)
{
  GString *fact = g_string_new (NULL);

  for (guint i = 0; i < self->checks->len; i++)
    {
      JmHealthCheck *check = g_ptr_array_index (self->checks, i);
      g_autofree char *text = NULL;

      if (jm_health_check_get_account (check) != account)
        continue;
      text = jm_health_check_to_text (check);
      g_string_append_printf (fact, "%s %s\n", jm_health_check_get_name (check), text);
    }

  return g_string_free (fact, FALSE);
}

static void
apply_fact (JmHealth   *self,
            JmAccount  *account,
            const char *fact)
{
  g_auto (GStrv) lines = g_strsplit (fact, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *text = strchr (lines[i], ' ');

      if (text == NULL)
        continue;
      *text++ = '\0';
      for (guint j = 0; j < self->checks->len; j++)
        {
          JmHealthCheck *check = g_ptr_array_index (self->checks, j);

          if (jm_health_check_get_account (check) == account &&
              g_str_equal (jm_health_check_get_name (check), lines[i]))
            jm_health_check_from_text (check, text);
        }
    }
}

/* The first check of each account, and of the computer. The caller owns them. */
static GPtrArray *
list_heads (JmHealth *self)
{
  GPtrArray *heads = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->checks->len; i++)
    {
      JmHealthCheck *check = g_ptr_array_index (self->checks, i);
      JmHealthCheck *before = i > 0 ? g_ptr_array_index (self->checks, i - 1) : NULL;

      if (before == NULL ||
          jm_health_check_get_account (check) != jm_health_check_get_account (before))
        g_ptr_array_add (heads, g_object_ref (check));
    }

  return heads;
}

static gboolean
has_check (JmHealth      *self,
           JmHealthCheck *check)
{
  return g_ptr_array_find (self->checks, check, NULL);
}

/* Awaits. What was measured before a restart; each fact once. */
static void
load (JmHealth *self)
{
  g_autoptr (GPtrArray) heads = list_heads (self);

  for (guint i = 0; i < heads->len; i++)
    {
      JmAccount *account = jm_health_check_get_account (g_ptr_array_index (heads, i));
      g_autofree char *key = dup_fact_key (account);
      g_autofree char *fact = NULL;

      if (!g_hash_table_add (self->loaded, g_strdup (key)))
        continue;
      if ((fact = dex_await_string (jm_state_store_get_fact (self->services->state, key), NULL)))
        apply_fact (self, account, fact);
    }
}

/* Awaits. Without it health works, and forgets. */
static void
save (JmHealth *self)
{
  g_autoptr (GPtrArray) heads = list_heads (self);

  for (guint i = 0; i < heads->len; i++)
    {
      JmHealthCheck *head = g_ptr_array_index (heads, i);
      g_autofree char *key = dup_fact_key (jm_health_check_get_account (head));
      g_autofree char *fact = dup_fact (self, jm_health_check_get_account (head));
      g_autoptr (GError) error = NULL;

      /* An account may have gone meanwhile: nothing of it comes back. */
      if (has_check (self, head) &&
          !dex_await (jm_state_store_put_fact (self->services->state, key, fact), &error) &&
          !g_error_matches (error, JM_STORE_ERROR, JM_STORE_ERROR_CLOSED))
        g_warning ("Health can't be kept: %s", error->message);
    }
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

static void
report (JmHealthCheck   *check,
        JmHealthFinding *finding,
        gpointer         owner)
{
  JmHealth *self = owner;

  if (has_check (self, check) && jm_health_check_take (check, finding, TRUE))
    tell (self, check);
}

/* --- between the rounds */

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
  if (!has_check (look->health, look->check))
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
  g_autofree char *key = dup_fact_key (account);

  g_signal_handlers_disconnect_by_func (account, token_changed_cb, self);
  g_signal_handlers_disconnect_by_data (jm_sync_get (self->services, account), self);
  g_hash_table_remove (self->loaded, key);
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

      if (jm_health_check_get_kind (check) == JM_HEALTH_TOKEN && !has_check (self, check))
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

static void
accounts_changed_cb (JmHealth *self)
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

/* --- rounds */

static guint
get_interval (JmHealth *self)
{
  return g_settings_get_uint (self->services->settings, JM_SETTING_HEALTH_INTERVAL);
}

static void
set_next_at (JmHealth *self,
             gint64    ms)
{
  if (self->next_at_ms == ms)
    return;

  self->next_at_ms = ms;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NEXT_AT]);
}

static void
end_round (JmHealth *self,
           gboolean  through)
{
  g_autoptr (DexPromise) checking = g_steal_pointer (&self->checking);

  g_clear_pointer (&self->round, jm_health_round_free);
  g_object_freeze_notify (G_OBJECT (self));
  if (through)
    {
      self->checked_at_ms = jm_clock_get_wall_ms (self->services->clock);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHECKED_AT]);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHECKING]);
  g_object_thaw_notify (G_OBJECT (self));

  if (through)
    dex_promise_resolve_boolean (checking, TRUE);
  else
    dex_promise_reject (checking, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Stopped"));
}

static DexFuture *
round_fiber (gpointer data)
{
  JmHealth *self = data;
  g_autoptr (DexPromise) checking = dex_ref (self->checking);
  g_autoptr (GPtrArray) checks = g_ptr_array_new_with_free_func (g_object_unref);

  load (self);
  if (self->checking != checking)
    return dex_future_new_true ();

  for (guint i = 0; i < self->checks->len; i++)
    g_ptr_array_add (checks, g_object_ref (g_ptr_array_index (self->checks, i)));
  self->round = jm_health_round_new (self->services, self->accounts, G_OBJECT (self), report);
  dex_await (jm_health_round_run (self->round, checks), NULL);
  if (self->checking != checking)
    return dex_future_new_true ();

  save (self);
  if (self->checking == checking)
    end_round (self, TRUE);
  return dex_future_new_true ();
}

static void
abandon_round (JmHealth *self)
{
  if (self->round != NULL)
    jm_health_round_abandon (self->round);
  if (self->checking != NULL)
    end_round (self, FALSE);
}

/**
 * jm_health_check:
 * @cancellable: (nullable): the caller leaves; the round goes on
 *
 * Looks at everything now. Who calls while a round is under way shares it.
 *
 * Returns: (transfer full): resolves to TRUE when it is through, whatever it found; rejects with
 *   %G_IO_ERROR_CANCELLED
 */
DexFuture *
jm_health_check (JmHealth     *self,
                 GCancellable *cancellable)
{
  dex_return_error_if_fail (JM_IS_HEALTH (self));
  dex_return_error_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  if (self->checking == NULL)
    {
      self->checking = dex_promise_new ();
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHECKING]);
      dex_future_disown (
          dex_scheduler_spawn (NULL, 0, round_fiber, g_object_ref (self), g_object_unref));
    }

  if (cancellable == NULL)
    return dex_ref (DEX_FUTURE (self->checking));
  return dex_future_first (dex_ref (DEX_FUTURE (self->checking)),
                           dex_cancellable_new_from_cancellable (cancellable), NULL);
}

/* --- by itself */

/* Does not keep the health alive: it would watch for ever. */
typedef struct
{
  GWeakRef      health;
  JmClock      *clock;
  GCancellable *watching;
} Watch;

static void
watch_free (gpointer data)
{
  Watch *watch = data;

  g_weak_ref_clear (&watch->health);
  g_object_unref (watch->clock);
  g_object_unref (watch->watching);
  g_free (watch);
}

static DexFuture *
looked_through_cb (DexFuture *future,
                   gpointer   data)
{
  JM_HEALTH (data)->looking_through = FALSE;
  return dex_future_new_true ();
}

static void
look_through (JmHealth     *self,
              GCancellable *cancellable)
{
  self->looking_through = TRUE;
  dex_future_disown (dex_future_finally (
      jm_health_look_through (self->services, self->accounts, cancellable), looked_through_cb,
      g_object_ref (self), g_object_unref));
}

/* Awaits. One round, and the plan for the next: FALSE when nobody wants one any more. */
static gboolean
check_and_plan (Watch         *watch,
                GCancellable **waiting,
                double        *seconds)
{
  g_autoptr (JmHealth) self = g_weak_ref_get (&watch->health);

  if (self == NULL || g_cancellable_is_cancelled (watch->watching))
    return FALSE;

  dex_await (jm_health_check (self, NULL), NULL);
  if (g_cancellable_is_cancelled (watch->watching))
    return FALSE;

  g_clear_object (&self->waiting);
  self->waiting = g_cancellable_new ();
  *waiting = g_object_ref (self->waiting);
  *seconds = get_interval (self);
  if (!self->looking_through)
    look_through (self, watch->watching);
  set_next_at (self, jm_clock_get_wall_ms (watch->clock) + (gint64) *seconds * 1000);
  return TRUE;
}

static DexFuture *
watch_fiber (gpointer data)
{
  Watch *watch = data;

  for (;;)
    {
      g_autoptr (GCancellable) waiting = NULL;
      double seconds = 0;

      if (!check_and_plan (watch, &waiting, &seconds))
        return dex_future_new_true ();

      /* Cut short when it stops, and when the person chose another interval. */
      dex_await (jm_sleep (watch->clock, seconds, waiting), NULL);
    }
}

static void
interval_changed_cb (JmHealth *self)
{
  g_cancellable_cancel (self->waiting);
}

void
jm_health_start (JmHealth *self)
{
  Watch *watch;

  g_return_if_fail (JM_IS_HEALTH (self));

  if (self->watching != NULL)
    return;

  self->watching = g_cancellable_new ();
  watch = g_new0 (Watch, 1);
  g_weak_ref_init (&watch->health, self);
  watch->clock = g_object_ref (self->services->clock);
  watch->watching = g_object_ref (self->watching);
  g_signal_connect_object (self->services->settings, "changed::" JM_SETTING_HEALTH_INTERVAL,
                           G_CALLBACK (interval_changed_cb), self, G_CONNECT_SWAPPED);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, watch_fiber, watch, watch_free));
}

/**
 * jm_health_stop:
 *
 * Ends the rounds, and the one that is under way; what it asked is called off.
 */
void
jm_health_stop (JmHealth *self)
{
  g_return_if_fail (JM_IS_HEALTH (self));

  g_cancellable_cancel (self->watching);
  g_cancellable_cancel (self->waiting);
  g_clear_object (&self->watching);
  g_clear_object (&self->waiting);
  if (self->services != NULL)
    g_signal_handlers_disconnect_by_func (self->services->settings, interval_changed_cb, self);
  set_next_at (self, 0);
  abandon_round (self);
}

/* --- GListModel */

static GType
get_item_type (GListModel *model)
{
  return JM_TYPE_HEALTH_CHECK;
}

static guint
get_n_items (GListModel *model)
{
  return JM_HEALTH (model)->checks->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  JmHealth *self = JM_HEALTH (model);

  return position < self->checks->len ? g_object_ref (g_ptr_array_index (self->checks, position)) : NULL;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* --- GObject */

static void
jm_health_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  JmHealth *self = JM_HEALTH (object);

  switch ((JmHealthProperty) prop_id)
    {
    case PROP_CHECKING:
      g_value_set_boolean (value, jm_health_is_checking (self));
      break;

    case PROP_CHECKED_AT:
      g_value_set_int64 (value, self->checked_at_ms);
      break;

    case PROP_NEXT_AT:
      g_value_set_int64 (value, self->next_at_ms);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_health_dispose (GObject *object)
{
  JmHealth *self = JM_HEALTH (object);

  jm_health_stop (self);
  g_ptr_array_set_size (self->checks, 0);
  g_clear_object (&self->accounts);
  g_clear_object (&self->services);

  G_OBJECT_CLASS (jm_health_parent_class)->dispose (object);
}

static void
jm_health_finalize (GObject *object)
{
  JmHealth *self = JM_HEALTH (object);

  g_ptr_array_unref (self->checks);
  g_hash_table_unref (self->loaded);

  G_OBJECT_CLASS (jm_health_parent_class)->finalize (object);
}

static void
jm_health_class_init (JmHealthClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = jm_health_get_property;
  object_class->dispose = jm_health_dispose;
  object_class->finalize = jm_health_finalize;

  properties[PROP_CHECKING] = g_param_spec_boolean ("checking", NULL, NULL, FALSE, flags);
  /* Wall ms of the end of the last round of this process, 0 never */
  properties[PROP_CHECKED_AT] = g_param_spec_int64 ("checked-at", NULL, NULL, 0, G_MAXINT64, 0, flags);
  /* Wall ms of the next round by itself, 0 when there is none */
  properties[PROP_NEXT_AT] = g_param_spec_int64 ("next-at", NULL, NULL, 0, G_MAXINT64, 0, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
jm_health_init (JmHealth *self)
{
  self->checks = g_ptr_array_new_with_free_func (g_object_unref);
  self->loaded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * jm_health_get:
 * @monitor: the program
 *
 * Returns: (transfer none): the one of @monitor, made at first use; it lives as long as that
 */
JmHealth *
jm_health_get (JmMonitor *monitor)
{
  JmHealth *self;

  g_return_val_if_fail (JM_IS_MONITOR (monitor), NULL);

  if ((self = g_object_get_data (G_OBJECT (monitor), QDATA)) != NULL)
    return self;

  self = g_object_new (JM_TYPE_HEALTH, NULL);
  self->services = g_object_ref (jm_monitor_get_services (monitor));
  self->accounts = g_object_ref (jm_monitor_get_accounts (monitor));
  g_signal_connect_object (self->accounts, "items-changed", G_CALLBACK (accounts_changed_cb), self,
                           G_CONNECT_SWAPPED);
  accounts_changed_cb (self);
  g_object_set_data_full (G_OBJECT (monitor), QDATA, self, g_object_unref);
  return self;
}

gboolean
jm_health_is_checking (JmHealth *self)
{
  g_return_val_if_fail (JM_IS_HEALTH (self), FALSE);

  return self->checking != NULL;
}

gint64
jm_health_get_checked_at_ms (JmHealth *self)
{
  g_return_val_if_fail (JM_IS_HEALTH (self), 0);

  return self->checked_at_ms;
}

gint64
jm_health_get_next_at_ms (JmHealth *self)
{
  g_return_val_if_fail (JM_IS_HEALTH (self), 0);

  return self->next_at_ms;
}

/**
 * jm_health_get_level:
 *
 * Returns: the worst of all rows; unknown when nobody has looked at any
 */
JmHealthLevel
jm_health_get_level (JmHealth *self)
{
  JmHealthLevel worst = JM_HEALTH_UNKNOWN;

  g_return_val_if_fail (JM_IS_HEALTH (self), JM_HEALTH_UNKNOWN);

  for (guint i = 0; i < self->checks->len; i++)
    worst = MAX (worst, jm_health_check_get_level (g_ptr_array_index (self->checks, i)));

  return worst;
}
