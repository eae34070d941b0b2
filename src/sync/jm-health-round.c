/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sync/jm-health-round.h"

#include <glib/gi18n-lib.h>

#include "base/jm-limits.h"

/*
 * JmHealthRound: checks that share a source of knowledge are one part: what Jira says, what the account's
 * store knows, the keyring, the disk. Each part is a fiber that works, and a fiber that waits for the limit
 * of time; whoever is first decides:
 *
 *   work ends    its findings were reported, the limit is called off
 *   limit ends   what was not reported is reported as late; the work is cancelled, and when it can't be
 *                (a disk that hangs), it is left alone: nobody listens to it any more, and no later round
 *                begins the same again before it has come back
 */

/* Where the checks of an account, or of the computer, get what they say */
typedef enum
{
  SOURCE_JIRA,
  SOURCE_STORE,
  SOURCE_KEYRING,
  SOURCE_DISK,
  N_SOURCES
} Source;

static const Source sources[JM_N_HEALTH_KINDS] = {
  [JM_HEALTH_TOKEN] = SOURCE_JIRA,
  [JM_HEALTH_JIRA] = SOURCE_JIRA,
  [JM_HEALTH_PERMISSIONS] = SOURCE_STORE,
  [JM_HEALTH_CLOCK] = SOURCE_JIRA,
  [JM_HEALTH_FRESHNESS] = SOURCE_STORE,
  [JM_HEALTH_BUDGET] = SOURCE_JIRA,
  [JM_HEALTH_KEYRING] = SOURCE_KEYRING,
  [JM_HEALTH_STORAGE] = SOURCE_DISK,
};

typedef struct
{
  grefcount       references;
  JmServices     *services;
  JmAccounts     *accounts;
  JmAccount      *account;      /* NULL: the computer's */
  Source          source;
  JmHealthCheck  *wanted[JM_N_HEALTH_KINDS]; /* those that nobody has answered yet */
  JmHealthCheck  *busy;         /* marked as long as the work lasts */
  gboolean        clock_was_off;
  GObject        *owner;        /* NULL when it is over */
  JmHealthReport  report;
  GCancellable   *cancellable;  /* of the work */
  GCancellable   *limit;        /* ends the waiting for the limit */
  DexPromise     *done;
} Part;

struct _JmHealthRound
{
  JmServices     *services;
  JmAccounts     *accounts;
  GObject        *owner;
  JmHealthReport  report;
  GPtrArray      *parts;
};

static Part *
part_ref (Part *part)
{
  g_ref_count_inc (&part->references);
  return part;
}

static void
part_unref (gpointer data)
{
  Part *part = data;

  if (!g_ref_count_dec (&part->references))
    return;

  for (guint i = 0; i < JM_N_HEALTH_KINDS; i++)
    g_clear_object (&part->wanted[i]);
  g_clear_object (&part->busy);
  g_clear_object (&part->services);
  g_clear_object (&part->accounts);
  g_clear_object (&part->account);
  g_clear_object (&part->owner);
  g_clear_object (&part->cancellable);
  g_clear_object (&part->limit);
  dex_clear (&part->done);
  g_free (part);
}

static gboolean
part_is_over (Part *part)
{
  return part->owner == NULL;
}

/* Nothing that comes later counts. */
static void
part_end (Part *part)
{
  if (part_is_over (part))
    return;

  g_clear_object (&part->owner);
  for (guint i = 0; i < JM_N_HEALTH_KINDS; i++)
    g_clear_object (&part->wanted[i]);
  g_cancellable_cancel (part->limit);
  dex_promise_resolve_boolean (part->done, TRUE);
}

static void
part_report (Part            *part,
             JmHealthKind     kind,
             JmHealthFinding *finding)
{
  g_autoptr (JmHealthCheck) check = g_steal_pointer (&part->wanted[kind]);

  if (check != NULL)
    part->report (check, finding, part->owner);
  jm_health_finding_clear (finding);
}

/* --- the work */

static void
look_at_jira (Part *part)
{
  g_auto (JmHealthFinding) token = JM_HEALTH_FINDING_INIT;
  g_auto (JmHealthFinding) jira = JM_HEALTH_FINDING_INIT;
  g_auto (JmHealthFinding) clock = JM_HEALTH_FINDING_INIT;
  g_auto (JmHealthFinding) budget = JM_HEALTH_FINDING_INIT;

  jm_health_ask_jira (part->services, part->account, part->clock_was_off, &jira, &clock,
                      part->cancellable);
  /* After that, since asking may have refreshed the token, or closed a window. */
  jm_health_judge_token (part->account, part->services->clock, &token);
  jm_health_judge_budget (part->account, part->services->clock, &budget);
  part_report (part, JM_HEALTH_TOKEN, &token);
  part_report (part, JM_HEALTH_JIRA, &jira);
  part_report (part, JM_HEALTH_CLOCK, &clock);
  part_report (part, JM_HEALTH_BUDGET, &budget);
}

static void
look_at_store (Part *part)
{
  g_auto (JmHealthFinding) permissions = JM_HEALTH_FINDING_INIT;
  g_auto (JmHealthFinding) freshness = JM_HEALTH_FINDING_INIT;
  g_autoptr (JmStore) store = NULL;
  g_autoptr (GPtrArray) states = NULL;
  g_autoptr (GError) error = NULL;

  if ((store = dex_await_object (jm_account_open_store (part->account), &error)))
    states = dex_await_boxed (jm_store_list_resources (store), &error);
  if (part_is_over (part))
    return;

  jm_health_judge_permissions (part->account, states, &permissions);
  jm_health_judge_freshness (part->services, part->account, states, error, &freshness);
  part_report (part, JM_HEALTH_PERMISSIONS, &permissions);
  part_report (part, JM_HEALTH_FRESHNESS, &freshness);
}

static void
look_at_computer (Part *part)
{
  g_auto (JmHealthFinding) finding = JM_HEALTH_FINDING_INIT;

  if (part->source == SOURCE_KEYRING)
    jm_health_ask_keyring (part->services, part->accounts, &finding, part->cancellable);
  else
    jm_health_ask_storage (part->services, part->accounts, &finding);
  part_report (part, part->source == SOURCE_KEYRING ? JM_HEALTH_KEYRING : JM_HEALTH_STORAGE, &finding);
}

static DexFuture *
work_fiber (gpointer data)
{
  Part *part = data;

  switch (part->source)
    {
    case SOURCE_JIRA:
      look_at_jira (part);
      break;

    case SOURCE_STORE:
      look_at_store (part);
      break;

    case SOURCE_KEYRING:
    case SOURCE_DISK:
    case N_SOURCES:
    default:
      look_at_computer (part);
      break;
    }

  jm_health_check_set_busy (part->busy, FALSE);
  part_end (part);
  return dex_future_new_true ();
}

/* --- the limit */

static void
report_late (Part *part)
{
  for (guint i = 0; i < JM_N_HEALTH_KINDS; i++)
    {
      g_auto (JmHealthFinding) finding = JM_HEALTH_FINDING_INIT;

      if (part->wanted[i] == NULL)
        continue;

      finding.level = JM_HEALTH_BAD;
      finding.is_measured = TRUE;
      finding.sentence =
          g_strdup_printf (ngettext ("No answer within %d second", "No answer within %d seconds",
                                     JM_LIMIT_HEALTH_SECONDS),
                           JM_LIMIT_HEALTH_SECONDS);
      finding.cure = g_strdup (_("It is tried again by itself. If it stays so, start the program again."));
      part_report (part, (JmHealthKind) i, &finding);
    }
}

static DexFuture *
limit_fiber (gpointer data)
{
  Part *part = data;

  if (dex_await (jm_sleep (part->services->clock, JM_LIMIT_HEALTH_SECONDS, part->limit), NULL) &&
      !part_is_over (part))
    {
      report_late (part);
      g_cancellable_cancel (part->cancellable);
      part_end (part);
    }

  return dex_future_new_true ();
}

/* --- the round */

static Part *
find_part (JmHealthRound *self,
           JmAccount     *account,
           Source         source)
{
  Part *part;

  for (guint i = 0; i < self->parts->len; i++)
    {
      part = g_ptr_array_index (self->parts, i);
      if (part->account == account && part->source == source)
        return part;
    }

  part = g_new0 (Part, 1);
  g_ref_count_init (&part->references);
  part->services = g_object_ref (self->services);
  part->accounts = g_object_ref (self->accounts);
  g_set_object (&part->account, account);
  part->source = source;
  part->owner = g_object_ref (self->owner);
  part->report = self->report;
  part->cancellable = g_cancellable_new ();
  part->limit = g_cancellable_new ();
  part->done = dex_promise_new ();
  g_ptr_array_add (self->parts, part);
  return part;
}

static void
add_check (JmHealthRound *self,
           JmHealthCheck *check)
{
  JmHealthKind kind = jm_health_check_get_kind (check);
  Part *part = find_part (self, jm_health_check_get_account (check), sources[kind]);

  g_set_object (&part->wanted[kind], check);
  if (part->busy == NULL)
    part->busy = g_object_ref (check);
  if (kind == JM_HEALTH_CLOCK)
    part->clock_was_off = jm_health_check_get_level (check) > JM_HEALTH_FINE;
}

static void
begin_part (Part *part)
{
  if (jm_health_check_is_busy (part->busy))
    {
      report_late (part);
      part_end (part);
      return;
    }

  jm_health_check_set_busy (part->busy, TRUE);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, work_fiber, part_ref (part), part_unref));
  dex_future_disown (dex_scheduler_spawn (NULL, 0, limit_fiber, part_ref (part), part_unref));
}

JmHealthRound *
jm_health_round_new (JmServices     *services,
                     JmAccounts     *accounts,
                     GObject        *owner,
                     JmHealthReport  report)
{
  JmHealthRound *self = g_new0 (JmHealthRound, 1);

  self->services = g_object_ref (services);
  self->accounts = g_object_ref (accounts);
  self->owner = g_object_ref (owner);
  self->report = report;
  self->parts = g_ptr_array_new_with_free_func (part_unref);
  return self;
}

void
jm_health_round_free (JmHealthRound *self)
{
  if (self == NULL)
    return;

  g_object_unref (self->services);
  g_object_unref (self->accounts);
  g_object_unref (self->owner);
  g_ptr_array_unref (self->parts);
  g_free (self);
}

DexFuture *
jm_health_round_run (JmHealthRound *self,
                     GPtrArray     *checks)
{
  g_autoptr (GPtrArray) dones = g_ptr_array_new_with_free_func (dex_unref);

  for (guint i = 0; i < checks->len; i++)
    add_check (self, g_ptr_array_index (checks, i));

  for (guint i = 0; i < self->parts->len; i++)
    {
      Part *part = g_ptr_array_index (self->parts, i);

      g_ptr_array_add (dones, dex_ref (part->done));
      begin_part (part);
    }

  if (dones->len == 0)
    return dex_future_new_true ();
  return dex_future_allv ((DexFuture *const *) dones->pdata, dones->len);
}

void
jm_health_round_abandon (JmHealthRound *self)
{
  for (guint i = 0; i < self->parts->len; i++)
    {
      Part *part = g_ptr_array_index (self->parts, i);

      g_cancellable_cancel (part->cancellable);
      part_end (part);
    }
}
