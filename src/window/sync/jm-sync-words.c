/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sync/jm-sync-words.h"

#include <glib/gi18n.h>

#include "auth/jm-trouble.h"
#include "jm-when.h"

void
jm_sync_face_clear (JmSyncFace *self)
{
  g_clear_pointer (&self->words, g_free);
  g_clear_pointer (&self->tooltip, g_free);
}

/* "Issues 4 200 of 12 430": what is fetched, with real numbers */
static char *
describe_progress (JmSync *sync)
{
  JmResourceId resource = jm_sync_get_resource (sync);
  gint64 total = jm_sync_get_total (sync);
  guint fetched = jm_sync_get_fetched (sync);
  const char *title;

  if (resource >= JM_N_RESOURCES || (total <= 0 && fetched == 0))
    return g_strdup (_("Syncing…"));

  title = jm_resource_get_title (resource);
  if (total > 0)
    /* Translators: what is fetched, how many of how many: "Issues 4 200 of 12 430" */
    return g_strdup_printf (_("%1$s %2$'d of %3$'d"), title, (int) MIN (fetched, total),
                            (int) MIN (total, G_MAXINT));

  /* Translators: "Comments, 4 200 so far" */
  return g_strdup_printf (_("%1$s, %2$'u so far"), title, fetched);
}

static void
read_running (JmSyncFace *self,
              JmSync     *sync)
{
  gint64 total = jm_sync_get_total (sync);

  self->words = describe_progress (sync);
  if (total > 0)
    self->tooltip = g_strdup_printf (_("Synchronizing, %d %%"),
                                     (int) MIN (100 * (gint64) jm_sync_get_fetched (sync) / total, 100));
}

static void
read_paused (JmSyncFace *self,
             JmSync     *sync)
{
  const GError *error = jm_sync_get_error (sync);
  g_autofree char *progress = describe_progress (sync);

  self->icon_name = error != NULL ? "dialog-warning-symbolic" : "media-playback-pause-symbolic";
  if (error != NULL)
    /* Translators: %s is why: "The disk is full" */
    self->words = g_strdup_printf (_("Paused: %s"), _(jm_trouble_get_info (jm_trouble_from_error (error))->title));
  else
    self->words = g_strdup (_("Paused"));
  self->tooltip = error != NULL ? g_strdup (error->message) : g_steal_pointer (&progress);
}

static void
read_waiting (JmSyncFace *self,
              JmSync     *sync)
{
  gint64 until_ms = jm_sync_get_waits_until_ms (sync);
  g_autofree char *until = jm_when_clock (until_ms);

  self->icon_name = "emoji-recent-symbolic";
  if (until_ms > 0)
    {
      /* Translators: %s is a time: "13:32" */
      self->words = g_strdup_printf (_("Waiting until %s"), until);
      self->tooltip = g_strdup (_("Jira asked to wait; it goes on by itself"));
    }
  else
    {
      self->icon_name = "network-offline-symbolic";
      self->words = g_strdup (_("Waiting for the network"));
    }
}

/* What ended badly: the trouble by its name, the sentence behind it. */
static void
read_error (JmSyncFace   *self,
            const GError *error,
            const char   *when)
{
  JmTrouble trouble = jm_trouble_from_error (error);

  self->icon_name = trouble == JM_TROUBLE_OFFLINE ? "network-offline-symbolic" : "dialog-warning-symbolic";
  self->tooltip = g_strdup (error->message);
  if (trouble == JM_TROUBLE_OFFLINE)
    /* Translators: %s is like "5 min ago" */
    self->words = *when != '\0' ? g_strdup_printf (_("Offline, synced %s"), when) : g_strdup (_("Offline"));
  else if (trouble == JM_TROUBLE_OK)
    self->words = g_strdup (_("Sync failed"));
  else
    self->words = g_strdup (_(jm_trouble_get_info (trouble)->title));
}

static void
read_idle (JmSyncFace *self,
           JmSync     *sync,
           gint64      now_ms)
{
  gint64 synced_at_ms = jm_sync_get_synced_at_ms (sync);
  gint64 next_at_ms = jm_sync_get_next_at_ms (sync);
  g_autofree char *when = jm_when_relative (synced_at_ms, now_ms);
  g_autofree char *next = jm_when_relative (next_at_ms, now_ms);

  self->ticking = TRUE;
  if (jm_sync_get_error (sync) != NULL)
    {
      read_error (self, jm_sync_get_error (sync), when);
      return;
    }

  if (next_at_ms > now_ms)
    /* Translators: %s is like "in 55 min" */
    self->tooltip = g_strdup_printf (_("The next synchronization is %s"), next);
  if (jm_sync_get_held (sync) != JM_SYNC_THRIFT_NONE)
    {
      /* A whole fetch is due, and waits for better times or a click. */
      self->icon_name = "emoji-recent-symbolic";
      self->words = g_strdup (jm_sync_get_held (sync) & JM_SYNC_THRIFT_METERED ? _("Waiting: metered connection") :
                                                                                 _("Waiting: saving power"));
      return;
    }

  self->icon_name = synced_at_ms > 0 ? "object-select-symbolic" : "content-loading-symbolic";
  /* Translators: %s is like "5 min ago" */
  self->words = synced_at_ms > 0 ? g_strdup_printf (_("Synced %s"), when) : g_strdup (_("Not synced yet"));
}

/**
 * jm_sync_face_read:
 * @self: cleared, or new
 * @now_ms: the wall clock
 */
void
jm_sync_face_read (JmSyncFace *self,
                   JmSync     *sync,
                   gint64      now_ms)
{
  *self = (JmSyncFace) { 0 };
  switch (jm_sync_get_state (sync))
    {
    case JM_SYNC_RUNNING:
      read_running (self, sync);
      break;
    case JM_SYNC_PAUSED:
      read_paused (self, sync);
      break;
    case JM_SYNC_WAITING:
      read_waiting (self, sync);
      break;
    case JM_SYNC_IDLE:
    default:
      read_idle (self, sync, now_ms);
      break;
    }
}

static const char *
name_kind (JmSyncKind kind)
{
  switch (kind)
    {
    case JM_SYNC_FULL:
      return _("Full sync");
    case JM_SYNC_CENSUS:
      return _("Check for deleted issues");
    case JM_SYNC_QUICK:
    default:
      return _("Quick sync");
    }
}

static char *
describe_time (double seconds)
{
  if (seconds < 60)
    return g_strdup_printf (_("%.1f s"), seconds);

  return g_strdup_printf (_("%d min %d s"), (int) seconds / 60, (int) seconds % 60);
}

char *
jm_sync_report_describe (const JmSyncReport *report)
{
  g_autofree char *time = describe_time (report->seconds);
  g_autofree char *issues = g_strdup_printf (ngettext ("%'d issue", "%'d issues", (gulong) report->issues),
                                             (int) MIN (report->issues, G_MAXINT));
  g_autofree char *requests = g_strdup_printf (ngettext ("%'u request", "%'u requests", report->requests),
                                               report->requests);

  /* Translators: "Full sync: 12 430 issues, 130 requests, 6.2 s · 3 new, 2 changed, 1 gone" */
  return g_strdup_printf (_("%1$s: %2$s, %3$s, %4$s · %5$'d new, %6$'d changed, %7$'d gone"), name_kind (report->kind),
                          issues, requests, time, (int) report->added, (int) report->changed, (int) report->removed);
}
