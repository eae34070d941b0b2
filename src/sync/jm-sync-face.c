/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sync/jm-sync-object.h"

/* What faces bind to: worked out anew from the run that is under way, and told only where it differs
 * from what was told before. */

void
jm_sync_set_number (JmSync         *self,
                    gint64         *field,
                    gint64          value,
                    JmSyncProperty  property)
{
  if (*field == value)
    return;

  *field = value;
  jm_sync_notify (self, property);
}

void
jm_sync_set_error (JmSync       *self,
                   const GError *error)
{
  if (self->error == NULL && error == NULL)
    return;

  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
  jm_sync_notify (self, JM_SYNC_PROP_ERROR);
}

/* Whom the faces see: the flight that is under way, or else the page that was opened last */
static JmSyncRun *
get_visible_run (JmSync *self)
{
  JmSyncFlight *flight = g_queue_peek_head (&self->flights);

  if (flight == NULL)
    flight = g_queue_peek_tail (&self->pages);
  return flight != NULL ? jm_sync_flight_get_run (flight) : NULL;
}

static JmSyncState
find_state (JmSync    *self,
            JmSyncRun *run)
{
  if (!self->running)
    return JM_SYNC_IDLE;
  if (jm_sync_gate_is_shut (self->gate) && !g_queue_is_empty (&self->flights))
    return JM_SYNC_PAUSED;

  return run != NULL ? run->state : JM_SYNC_RUNNING;
}

/* Tells what differs from what was told last. */
void
jm_sync_update (JmSync *self)
{
  gboolean running = !g_queue_is_empty (&self->flights) || !g_queue_is_empty (&self->pages);
  JmSyncRun *run = get_visible_run (self);
  JmSyncState state;

  g_object_freeze_notify (G_OBJECT (self));
  if (running != self->running)
    jm_sync_notify (self, JM_SYNC_PROP_RUNNING);
  self->running = running;
  state = find_state (self, run);
  if (state != self->state)
    jm_sync_notify (self, JM_SYNC_PROP_STATE);
  self->state = state;
  jm_sync_set_number (self, &self->waits_until_ms, running && run != NULL ? run->waits_until_ms : 0,
                      JM_SYNC_PROP_WAITS_UNTIL);
  if (run != NULL)
    {
      guint fetched = (guint) CLAMP (run->fetched, 0, G_MAXUINT);

      if (run->phase != self->resource)
        jm_sync_notify (self, JM_SYNC_PROP_RESOURCE);
      if (fetched != self->fetched)
        jm_sync_notify (self, JM_SYNC_PROP_FETCHED);
      self->resource = run->phase;
      self->fetched = fetched;
      jm_sync_set_number (self, &self->total, run->total, JM_SYNC_PROP_TOTAL);
      if (run->hindrance != NULL || state == JM_SYNC_RUNNING)
        jm_sync_set_error (self, run->hindrance);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

void
jm_sync_take_report (JmSync       *self,
                     JmSyncReport *report)
{
  g_object_freeze_notify (G_OBJECT (self));
  if (self->skipped != report->skipped)
    jm_sync_notify (self, JM_SYNC_PROP_SKIPPED);
  self->skipped = report->skipped;
  g_clear_pointer (&self->report, jm_sync_report_free);
  self->report = jm_sync_report_copy (report);
  jm_sync_notify (self, JM_SYNC_PROP_REPORT);
  jm_sync_set_number (self, &self->synced_at_ms, jm_clock_get_wall_ms (self->services->clock),
                      JM_SYNC_PROP_SYNCED_AT);
  g_object_thaw_notify (G_OBJECT (self));
}
