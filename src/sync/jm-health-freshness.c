/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "sync/jm-health-private.h"

/*
 * How old the stored data is, against what its settings promise. A feed that died quietly looks like a
 * quiet day: this is where it is told (R29).
 */

#define MINUTE_MS (60 * G_GINT64_CONSTANT (1000))
#define DAY_MS    (24 * 60 * MINUTE_MS)
/* Late by so much is not late: jitter, a closed lid, a long run */
#define GRACE_MS  (30 * MINUTE_MS)

typedef struct
{
  JmSync               *sync;
  const JmSyncSettings *settings;
  gint64                now_ms;
  JmHealthFinding      *finding;
  JmResourceId          late;           /* the one that is late by most; JM_N_RESOURCES: none */
  gint64                late_ms;
  gint64                oldest_ms;      /* when the oldest of what is wanted was fetched; 0 none */
} Look;

static gboolean
is_wanted (const JmSyncSettings *settings,
           JmResourceId          id)
{
  return id == JM_RESOURCE_PROJECTS || id == JM_RESOURCE_ISSUES ||
         (settings->resources & (1u << id)) != 0;
}

/* ms after which it is fetched again by itself; 0: never */
static gint64
get_interval_ms (const JmSyncSettings *settings,
                 JmResourceId          id)
{
  if (!settings->automatic)
    return 0;
  if (id == JM_RESOURCE_ISSUES && settings->quick_minutes > 0)
    return settings->quick_minutes * MINUTE_MS;

  return settings->full_days * DAY_MS;
}

static void
look_at_resource (Look                  *look,
                  const JmResourceState *state)
{
  gint64 interval_ms = get_interval_ms (look->settings, state->id);
  g_autofree char *when = NULL;
  gint64 late_ms;

  if (!is_wanted (look->settings, state->id) || state->denied != NULL)
    return;
  if (state->fetched_at_ms == 0)
    {
      if (jm_sync_get_synced_at_ms (look->sync) > 0)
        jm_health_finding_add (look->finding, jm_resource_get_title (state->id), "%s", _("not fetched yet"));
      return;
    }

  when = jm_health_dup_when (state->fetched_at_ms, look->now_ms);
  /* Translators: when it was fetched, and how many there are: "13:32 · 12 430" */
  jm_health_finding_add (look->finding, jm_resource_get_title (state->id), _("%s · %'d"), when,
                         (int) MIN (state->count, G_MAXINT));
  if (look->oldest_ms == 0 || state->fetched_at_ms < look->oldest_ms)
    look->oldest_ms = state->fetched_at_ms;

  late_ms = look->now_ms - state->fetched_at_ms - interval_ms * 3 / 2 - GRACE_MS;
  if (interval_ms > 0 && late_ms > look->late_ms)
    {
      look->late = state->id;
      look->late_ms = late_ms;
    }
}

static char *
describe_age (gint64 ms)
{
  gint64 hours = ms / (60 * MINUTE_MS);

  if (hours < 48)
    return g_strdup_printf (ngettext ("%d hour", "%d hours", (gulong) hours), (int) hours);
  return g_strdup_printf (ngettext ("%d day", "%d days", (gulong) (hours / 24)), (int) (hours / 24));
}

static void
tell_late (Look                  *look,
           const JmResourceState *state)
{
  g_autofree char *age = describe_age (look->now_ms - state->fetched_at_ms);
  JmHealthFinding *finding = look->finding;

  finding->level = JM_HEALTH_REMARK;
  /* Translators: "Issues: 3 days old, older than planned" */
  finding->sentence = g_strdup_printf (_("%s: %s old, older than planned"),
                                       jm_resource_get_title (state->id), age);
  finding->cure = g_strdup (_("Synchronize now, and see whether something is in its way."));
  finding->remedy = JM_HEALTH_CURE_SYNC;
}

/* What the last good run could not bring although it may */
static gboolean
tell_failed (Look *look)
{
  const JmSyncReport *report = jm_sync_get_report (look->sync);

  for (guint i = 0; report != NULL && i < JM_N_RESOURCES; i++)
    {
      if (report->resources[i].failed == NULL)
        continue;

      look->finding->level = JM_HEALTH_REMARK;
      /* Translators: "Boards could not be fetched: …", %2$s is a sentence */
      look->finding->sentence =
          g_strdup_printf (_("%1$s could not be fetched: %2$s"), jm_resource_get_title (i),
                           report->resources[i].failed);
      look->finding->cure = g_strdup (_("It is tried again with the next synchronization."));
      look->finding->remedy = JM_HEALTH_CURE_SYNC;
      return TRUE;
    }

  return FALSE;
}

static void
tell_error (Look *look)
{
  JmHealthFinding *finding = look->finding;

  jm_health_finding_set_error (finding, jm_sync_get_error (look->sync));
  if (finding->remedy == JM_HEALTH_CURE_NONE)
    finding->remedy = JM_HEALTH_CURE_SYNC;
  /* What is stored is still good; where Jira itself can't be reached, another row is bad. */
  if (finding->remedy == JM_HEALTH_CURE_SYNC)
    finding->level = JM_HEALTH_REMARK;
}

static void
tell_never (Look *look)
{
  gboolean soon = jm_sync_get_next_at_ms (look->sync) > 0;

  look->finding->level = soon ? JM_HEALTH_FINE : JM_HEALTH_REMARK;
  look->finding->sentence = g_strdup (_("Nothing was synchronized yet"));
  look->finding->cure = soon ? NULL : g_strdup (_("Synchronize now, to have it offline, too."));
  look->finding->remedy = JM_HEALTH_CURE_SYNC;
}

static void
tell_fine (Look *look)
{
  gint64 synced_at_ms = jm_sync_get_synced_at_ms (look->sync);
  g_autofree char *when = jm_health_dup_when (synced_at_ms, look->now_ms);
  guint skipped = jm_sync_get_skipped (look->sync);

  if (!look->settings->automatic)
    /* Translators: %s is a time: "13:32" */
    look->finding->sentence = g_strdup_printf (_("Synchronized at %s, by hand alone"), when);
  else if (skipped > 0)
    look->finding->sentence =
        g_strdup_printf (ngettext ("Synchronized at %s; %'u issue can’t be read",
                                   "Synchronized at %s; %'u issues can’t be read", skipped),
                         when, skipped);
  else
    look->finding->sentence = g_strdup_printf (_("Synchronized at %s, nothing missed"), when);
}

/* Whether what is late will come by itself in a moment: a lid was just opened. */
static gboolean
is_due (Look *look)
{
  gint64 next_at_ms = jm_sync_get_next_at_ms (look->sync);

  return jm_sync_get_error (look->sync) == NULL && next_at_ms > 0 &&
         next_at_ms < look->now_ms + 5 * MINUTE_MS;
}

/**
 * jm_health_judge_freshness:
 * @states: (nullable): what the store knows
 * @error: (nullable): why it knows nothing
 *
 * Measures how long the last good run took.
 */
void
jm_health_judge_freshness (JmServices      *services,
                           JmAccount       *account,
                           GPtrArray       *states,
                           const GError    *error,
                           JmHealthFinding *finding)
{
  JmSync *sync = jm_sync_get (services, account);
  const JmSyncReport *report = jm_sync_get_report (sync);
  Look look = { sync, jm_sync_get_settings (sync), jm_clock_get_wall_ms (services->clock), finding,
                JM_N_RESOURCES, 0, 0 };

  if (states == NULL)
    {
      jm_health_finding_set_error (finding, error);
      return;
    }

  for (guint i = 0; i < states->len; i++)
    look_at_resource (&look, g_ptr_array_index (states, i));
  if (report != NULL)
    jm_health_finding_set_ms (finding, (gint64) (report->seconds * 1000));

  finding->level = JM_HEALTH_FINE;
  if (jm_sync_get_state (sync) == JM_SYNC_RUNNING)
    finding->sentence = g_strdup (_("Synchronizing just now"));
  else if (jm_sync_get_state (sync) == JM_SYNC_PAUSED)
    finding->sentence = g_strdup (_("The synchronization is paused"));
  else if (jm_sync_get_error (sync) != NULL)
    tell_error (&look);
  else if (look.late != JM_N_RESOURCES && !is_due (&look))
    tell_late (&look, g_ptr_array_index (states, look.late));
  else if (jm_sync_get_synced_at_ms (sync) == 0)
    tell_never (&look);
  else if (!tell_failed (&look))
    tell_fine (&look);
}
