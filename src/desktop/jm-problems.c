/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "base/jm-settings.h"
#include "desktop/jm-alarm.h"
#include "desktop/jm-problem-private.h"
#include "sync/jm-sync.h"

/*
 * JmProblems: what is wrong now, worked out anew whenever an account, its sign-in, its sync or the
 * settings say something new, or when time alone has changed something: one timer, set to the next
 * such moment. What is worth telling is in jm-problem-judge.c.
 *
 * Lives on the main context. A token that is being refreshed keeps its problem: only the outcome
 * counts.
 */

/* What is remembered of an account, beside what can be asked */
typedef struct
{
  JmProblems   *problems;       /* borrowed: its owner */
  JmAccount    *account;
  JmSync       *sync;           /* borrowed: lives as long as the account */
  GSignalGroup *keeper;
  GBinding     *binding;
  gint64        dead_since_ms;  /* boot: renewing failed, and the token was over; -1: it is not so */
  JmTrouble     failure;        /* of the last run that failed, JM_TROUBLE_OK after a good one */
  guint         n_failures;     /* in a row */
} Watch;

struct _JmProblems
{
  GObject       parent_instance;

  JmServices   *services;
  JmAccounts   *accounts;
  GPtrArray    *watches;        /* in the order of the accounts */
  GPtrArray    *items;          /* of JmProblem, the worst first */
  JmLevel       level;
  JmAlarm      *alarm;
};

static void jm_problems_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (JmProblems,
                               jm_problems,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      jm_problems_list_model_init))

typedef enum
{
  PROP_LEVEL = 1,
} JmProblemsProperty;

static GParamSpec *properties[PROP_LEVEL + 1];

static guint changed_signal;

/* --- looking */

static JmTrouble
get_sync_trouble (Watch *watch)
{
  const GError *error = jm_sync_get_error (watch->sync);

  /* What holds a run up now says more than how the one before ended. */
  if (jm_sync_is_running (watch->sync) && error != NULL)
    return jm_trouble_from_error (error);
  return watch->failure;
}

static void
look (Watch          *watch,
      GVariant       *warn_days,
      JmProblemFacts *facts)
{
  JmClock *clock = watch->problems->services->clock;
  JmTokenKeeper *keeper = jm_account_get_keeper (watch->account);
  gint64 boot_ms = jm_clock_get_boot_ms (clock);

  *facts = (JmProblemFacts) {
    .trouble = jm_account_get_trouble (watch->account),
    .seconds_left = jm_token_keeper_get_seconds_left (keeper),
    .end_ms = jm_token_keeper_get_sign_in_again_by_ms (keeper),
    .sync_trouble = get_sync_trouble (watch),
    .sync_failures = watch->n_failures,
    .synced_at_ms = jm_sync_get_synced_at_ms (watch->sync),
    .now_ms = jm_clock_get_wall_ms (clock),
  };
  facts->warn_days =
      g_variant_get_fixed_array (warn_days, &facts->n_warn_days, sizeof (guint32));

  if (facts->trouble == JM_TROUBLE_OK || facts->seconds_left != 0)
    watch->dead_since_ms = -1;
  else if (watch->dead_since_ms < 0)
    watch->dead_since_ms = boot_ms;
  facts->dead_ms = watch->dead_since_ms >= 0 ? boot_ms - watch->dead_since_ms : 0;
}

/* Takes what is there already, so that a problem stays the same object as long as it lasts. */
static void
add_problem (JmProblems             *self,
             GPtrArray              *items,
             JmAccount              *account,
             const JmProblemVerdict *verdict)
{
  g_autofree char *id = jm_problem_dup_id (verdict->kind, account);
  JmProblem *problem = jm_problems_find (self, id);

  if (problem == NULL)
    {
      problem = jm_problem_new (account, verdict);
      g_object_freeze_notify (G_OBJECT (problem));
    }
  else
    {
      /* Who hears of the change must find the list changed as well. */
      g_object_freeze_notify (G_OBJECT (g_object_ref (problem)));
      jm_problem_take (problem, verdict);
    }
  g_ptr_array_add (items, problem);
}

static gint64
sooner (gint64 a,
        gint64 b)
{
  if (a < 0 || b < 0)
    return MAX (a, b);
  return MIN (a, b);
}

static gboolean
is_watched (JmAccount *account)
{
  return jm_account_is_active (account) && jm_account_get_state (account) != JM_TOKEN_SIGNED_OUT;
}

/* Returns: after how many ms it must be looked at again; -1: never */
static gint64
judge (JmProblems *self,
       GPtrArray  *items)
{
  g_autoptr (GVariant) warn_days =
      g_settings_get_value (self->services->settings, JM_SETTING_WARN_DAYS);
  gint64 next_ms = -1;

  for (guint i = 0; i < self->watches->len; i++)
    {
      Watch *watch = g_ptr_array_index (self->watches, i);
      gboolean ill = FALSE;
      JmProblemFacts facts;
      JmProblemVerdict verdict;

      if (!is_watched (watch->account))
        continue;

      look (watch, warn_days, &facts);
      if ((ill = jm_problem_judge_account (&facts, &verdict)))
        add_problem (self, items, watch->account, &verdict);
      /* A new sign-in, which is needed already, is the cure of both. */
      if ((!ill || verdict.kind != JM_PROBLEM_SIGN_IN) && jm_problem_judge_end (&facts, &verdict))
        add_problem (self, items, watch->account, &verdict);
      next_ms = sooner (next_ms, jm_problem_judge_next_ms (&facts));
    }

  return next_ms;
}

/* By level, then by kind, then as the accounts are: the sort is stable. */
static int
compare (gconstpointer a,
         gconstpointer b)
{
  JmProblem *one = *(JmProblem *const *) a;
  JmProblem *other = *(JmProblem *const *) b;

  if (jm_problem_get_level (one) != jm_problem_get_level (other))
    return jm_problem_get_level (one) > jm_problem_get_level (other) ? -1 : 1;

  return (int) jm_problem_get_kind (one) - (int) jm_problem_get_kind (other);
}

/* Tells only of the part between what is the same at both ends. */
static void
replace_items (JmProblems *self,
               GPtrArray  *items)
{
  g_autoptr (GPtrArray) old = g_steal_pointer (&self->items);
  guint shorter = MIN (old->len, items->len);
  guint head = 0;
  guint tail = 0;

  self->items = g_ptr_array_ref (items);
  while (head < shorter && old->pdata[head] == items->pdata[head])
    head++;
  while (tail < shorter - head &&
         old->pdata[old->len - 1 - tail] == items->pdata[items->len - 1 - tail])
    tail++;
  if (old->len - head - tail > 0 || items->len - head - tail > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), head, old->len - head - tail,
                                items->len - head - tail);
}

static void
update (JmProblems *self)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  JmLevel level;

  jm_alarm_set (self->alarm, judge (self, items));
  g_ptr_array_sort (items, compare);
  level = items->len > 0 ? jm_problem_get_level (items->pdata[0]) : JM_LEVEL_FINE;

  g_object_freeze_notify (G_OBJECT (self));
  if (self->level != level)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LEVEL]);
  self->level = level;
  replace_items (self, items);
  for (guint i = 0; i < items->len; i++)
    g_object_thaw_notify (items->pdata[i]);
  g_object_thaw_notify (G_OBJECT (self));
  g_signal_emit (self, changed_signal, 0);
}

static void
alarm_cb (gpointer owner)
{
  update (owner);
}

/* --- accounts */

/* A run has ended, or the last one that was waited for. One that was cancelled says nothing. */
static void
running_changed_cb (Watch *watch)
{
  const GError *error = jm_sync_get_error (watch->sync);

  if (!jm_sync_is_running (watch->sync) && error != NULL)
    {
      watch->failure = jm_trouble_from_error (error);
      watch->n_failures++;
    }
  update (watch->problems);
}

static void
synced_cb (Watch *watch)
{
  watch->failure = JM_TROUBLE_OK;
  watch->n_failures = 0;
  update (watch->problems);
}

static void
watch_free (gpointer data)
{
  Watch *watch = data;

  g_signal_handlers_disconnect_by_data (watch->sync, watch);
  g_signal_handlers_disconnect_by_data (watch->sync, watch->problems);
  g_signal_handlers_disconnect_by_data (watch->account, watch->problems);
  g_binding_unbind (watch->binding);
  g_object_unref (watch->binding);
  g_signal_group_set_target (watch->keeper, NULL);
  g_object_unref (watch->keeper);
  g_object_unref (watch->account);
  g_free (watch);
}

static Watch *
watch_new (JmProblems *self,
           JmAccount  *account)
{
  static const char *const said_by_account[] = { "notify::state", "notify::trouble",
                                                 "notify::active", "notify::name" };
  static const char *const said_by_keeper[] = { "notify::expires-at", "notify::sign-in-again-by" };
  Watch *watch = g_new0 (Watch, 1);

  watch->problems = self;
  watch->account = g_object_ref (account);
  watch->dead_since_ms = -1;
  for (guint i = 0; i < G_N_ELEMENTS (said_by_account); i++)
    g_signal_connect_swapped (account, said_by_account[i], G_CALLBACK (update), self);

  watch->keeper = g_signal_group_new (JM_TYPE_TOKEN_KEEPER);
  for (guint i = 0; i < G_N_ELEMENTS (said_by_keeper); i++)
    g_signal_group_connect_swapped (watch->keeper, said_by_keeper[i], G_CALLBACK (update), self);
  watch->binding = g_object_ref (g_object_bind_property (account, "keeper", watch->keeper, "target",
                                                         G_BINDING_SYNC_CREATE));

  watch->sync = jm_sync_get (self->services, account);
  g_signal_connect_swapped (watch->sync, "notify::running", G_CALLBACK (running_changed_cb), watch);
  g_signal_connect_swapped (watch->sync, "notify::synced-at", G_CALLBACK (synced_cb), watch);
  g_signal_connect_swapped (watch->sync, "notify::error", G_CALLBACK (update), self);
  return watch;
}

static void
accounts_changed_cb (JmProblems *self,
                     guint       position,
                     guint       removed,
                     guint       added,
                     GListModel *accounts)
{
  g_ptr_array_remove_range (self->watches, position, removed);
  for (guint i = 0; i < added; i++)
    {
      g_autoptr (JmAccount) account = g_list_model_get_item (accounts, position + i);

      g_ptr_array_insert (self->watches, (int) (position + i), watch_new (self, account));
    }
  update (self);
}

/* --- GListModel */

static GType
jm_problems_get_item_type (GListModel *model)
{
  return JM_TYPE_PROBLEM;
}

static guint
jm_problems_get_n_items (GListModel *model)
{
  return JM_PROBLEMS (model)->items->len;
}

static gpointer
jm_problems_get_item (GListModel *model,
                      guint       position)
{
  JmProblems *self = JM_PROBLEMS (model);

  return position < self->items->len ? g_object_ref (self->items->pdata[position]) : NULL;
}

static void
jm_problems_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = jm_problems_get_item_type;
  iface->get_n_items = jm_problems_get_n_items;
  iface->get_item = jm_problems_get_item;
}

/* --- GObject */

static void
jm_problems_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  if ((JmProblemsProperty) prop_id == PROP_LEVEL)
    g_value_set_uint (value, JM_PROBLEMS (object)->level);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
jm_problems_dispose (GObject *object)
{
  JmProblems *self = JM_PROBLEMS (object);

  g_clear_pointer (&self->alarm, jm_alarm_free);
  g_ptr_array_set_size (self->watches, 0);
  g_ptr_array_set_size (self->items, 0);
  g_clear_object (&self->accounts);
  g_clear_object (&self->services);

  G_OBJECT_CLASS (jm_problems_parent_class)->dispose (object);
}

static void
jm_problems_finalize (GObject *object)
{
  JmProblems *self = JM_PROBLEMS (object);

  g_clear_pointer (&self->watches, g_ptr_array_unref);
  g_clear_pointer (&self->items, g_ptr_array_unref);

  G_OBJECT_CLASS (jm_problems_parent_class)->finalize (object);
}

static void
jm_problems_class_init (JmProblemsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = jm_problems_get_property;
  object_class->dispose = jm_problems_dispose;
  object_class->finalize = jm_problems_finalize;

  /* JmLevel of the worst */
  properties[PROP_LEVEL] =
      g_param_spec_uint ("level", NULL, NULL, JM_LEVEL_FINE, JM_LEVEL_ERROR, JM_LEVEL_FINE, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  changed_signal = g_signal_new_class_handler ("changed", JM_TYPE_PROBLEMS, G_SIGNAL_RUN_LAST, NULL,
                                               NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
jm_problems_init (JmProblems *self)
{
  self->watches = g_ptr_array_new_with_free_func (watch_free);
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
}

/* --- public */

/**
 * jm_problems_new:
 * @monitor: open or not yet: the list follows
 */
JmProblems *
jm_problems_new (JmMonitor *monitor)
{
  g_autofree char *warn_days = g_strconcat ("changed::", JM_SETTING_WARN_DAYS, NULL);
  JmProblems *self;

  g_return_val_if_fail (JM_IS_MONITOR (monitor), NULL);

  self = g_object_new (JM_TYPE_PROBLEMS, NULL);
  self->services = g_object_ref (jm_monitor_get_services (monitor));
  self->accounts = g_object_ref (jm_monitor_get_accounts (monitor));
  self->alarm = jm_alarm_new (self->services->clock, alarm_cb, self);
  g_signal_connect_object (self->accounts, "items-changed", G_CALLBACK (accounts_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->services->settings, warn_days, G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->services->clock, "woke", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  accounts_changed_cb (self, 0, 0, g_list_model_get_n_items (G_LIST_MODEL (self->accounts)),
                       G_LIST_MODEL (self->accounts));
  return self;
}

JmLevel
jm_problems_get_level (JmProblems *self)
{
  g_return_val_if_fail (JM_IS_PROBLEMS (self), JM_LEVEL_FINE);

  return self->level;
}

JmProblem *
jm_problems_find (JmProblems *self,
                  const char *id)
{
  g_return_val_if_fail (JM_IS_PROBLEMS (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  for (guint i = 0; i < self->items->len; i++)
    if (g_str_equal (jm_problem_get_id (self->items->pdata[i]), id))
      return self->items->pdata[i];

  return NULL;
}

JmProblem *
jm_problems_find_account (JmProblems *self,
                          JmAccount  *account)
{
  g_return_val_if_fail (JM_IS_PROBLEMS (self), NULL);
  g_return_val_if_fail (JM_IS_ACCOUNT (account), NULL);

  for (guint i = 0; i < self->items->len; i++)
    if (jm_problem_get_account (self->items->pdata[i]) == account)
      return self->items->pdata[i];

  return NULL;
}

static void
count (JmProblems *self,
       guint      *n_accounts,
       guint      *n_ill)
{
  *n_accounts = 0;
  *n_ill = 0;
  for (guint i = 0; i < self->watches->len; i++)
    {
      Watch *watch = g_ptr_array_index (self->watches, i);
      JmProblem *problem = jm_problems_find_account (self, watch->account);

      if (!is_watched (watch->account))
        continue;
      (*n_accounts)++;
      if (problem != NULL && jm_problem_get_level (problem) == self->level)
        (*n_ill)++;
    }
}

/**
 * jm_problems_dup_summary:
 *
 * Returns: (transfer full): one short sentence about all accounts that are watched: how many are
 *   well, or how many are as ill as the worst; of a single account, what is wrong
 */
char *
jm_problems_dup_summary (JmProblems *self)
{
  guint n_accounts;
  guint n_ill;

  g_return_val_if_fail (JM_IS_PROBLEMS (self), NULL);

  count (self, &n_accounts, &n_ill);
  if (n_accounts == 0)
    return g_strdup (_("No account is signed in"));
  if (self->level == JM_LEVEL_FINE)
    return g_strdup_printf (ngettext ("%u account healthy", "%u accounts healthy", n_accounts),
                            n_accounts);
  if (n_accounts == 1)
    return g_strdup (jm_problem_get_title (self->items->pdata[0]));
  if (self->level == JM_LEVEL_ERROR)
    /* Translators: %1$u of the %2$u accounts wait for something that only the person can do. */
    return g_strdup_printf (
        ngettext ("%1$u of %2$u accounts needs you", "%1$u of %2$u accounts need you", n_ill), n_ill,
        n_accounts);

  /* Translators: %1$u of the %2$u accounts should be looked at; it is not urgent. */
  return g_strdup_printf (ngettext ("%1$u of %2$u accounts needs attention",
                                    "%1$u of %2$u accounts need attention", n_ill),
                          n_ill, n_accounts);
}
