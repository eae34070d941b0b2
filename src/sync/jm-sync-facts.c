/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sync/jm-sync-object.h"

/* What of a sync is kept in state.db with its account: "sync-settings/ACCOUNT" and "sync-times/ACCOUNT".
 * Another process may write both. */

char *
jm_sync_dup_key (const char *what,
                 JmAccount  *account)
{
  return g_strdup_printf ("%s/%s", what, jm_account_get_id (account));
}

/* Awaits. */
static char *
read_fact (JmSync     *self,
           const char *what,
           JmAccount  *account)
{
  g_autofree char *key = jm_sync_dup_key (what, account);

  return dex_await_string (jm_state_store_get_fact (self->services->state, key), NULL);
}

/* Awaits. */
static void
read_times (JmSync    *self,
            JmAccount *account)
{
  g_autofree char *text = read_fact (self, "sync-times", account);

  jm_sync_times_read (&self->times, text);
}

/* Awaits. Those that somebody set meanwhile are newer than what was read. */
static void
read_settings (JmSync    *self,
               JmAccount *account)
{
  guint stamp = self->settings_stamp;
  g_autofree char *json = read_fact (self, "sync-settings", account);
  g_autofree char *own = jm_sync_settings_to_json (self->settings);

  if (json == NULL || stamp != self->settings_stamp || g_str_equal (json, own))
    return;

  g_clear_pointer (&self->settings, jm_sync_settings_free);
  self->settings = jm_sync_settings_from_json (json);
  jm_sync_notify (self, JM_SYNC_PROP_SETTINGS);
}

static DexFuture *
load_fiber (gpointer data)
{
  JmSync *self = data;
  g_autoptr (JmAccount) account = g_weak_ref_get (&self->account);

  if (account != NULL)
    {
      read_settings (self, account);
      read_times (self, account);
    }
  if (self->schedule != NULL)
    jm_sync_schedule_nudge (self->schedule);

  return dex_future_new_true ();
}

static DexFuture *
first_load_fiber (gpointer data)
{
  JmSync *self = data;

  dex_await (jm_sync_reload (self), NULL);
  dex_promise_resolve_boolean (self->loaded, TRUE);
  return dex_future_new_true ();
}

DexFuture *
jm_sync_load (JmSync *self)
{
  return dex_scheduler_spawn (NULL, 0, first_load_fiber, g_object_ref (self), g_object_unref);
}

DexFuture *
jm_sync_reload (JmSync *self)
{
  return dex_scheduler_spawn (NULL, 0, load_fiber, g_object_ref (self), g_object_unref);
}

/* --- a good end */

typedef struct
{
  JmSync *self;
  JmAccount *account;
  JmSyncKind kind;
} Note;

static void
note_free (gpointer data)
{
  Note *note = data;

  g_object_unref (note->self);
  g_object_unref (note->account);
  g_free (note);
}

static DexFuture *
note_fiber (gpointer data)
{
  Note *note = data;
  JmSync *self = note->self;
  g_autofree char *key = jm_sync_dup_key ("sync-times", note->account);
  g_autofree char *text = NULL;

  read_times (self, note->account);
  jm_sync_times_note (&self->times, note->kind, jm_clock_get_wall_ms (self->services->clock));
  text = jm_sync_times_to_text (&self->times);
  return jm_state_store_put_fact (self->services->state, key, text);
}

DexFuture *
jm_sync_note_times (JmSync     *self,
                    JmAccount  *account,
                    JmSyncKind  kind)
{
  Note *note = g_new0 (Note, 1);

  note->self = g_object_ref (self);
  note->account = g_object_ref (account);
  note->kind = kind;
  return dex_scheduler_spawn (NULL, 0, note_fiber, note, note_free);
}
