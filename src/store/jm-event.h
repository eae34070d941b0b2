/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <libdex.h>

#include "store/jm-state-store.h"

G_BEGIN_DECLS

#define JM_TYPE_EVENT_KIND (jm_event_kind_get_type ())

typedef enum
{
  JM_EVENT_REFRESH,
  JM_EVENT_ERROR,
  JM_EVENT_WARNING,
  JM_EVENT_INFO,
} JmEventKind;

GType       jm_event_kind_get_type (void);
/* "refresh", "error", "warning", "info": what --json prints */
const char *jm_event_kind_to_nick  (JmEventKind kind);

/* One thing that happened. Immutable, but for "seen". */
#define JM_TYPE_EVENT (jm_event_get_type ())

G_DECLARE_FINAL_TYPE (JmEvent, jm_event, JM, EVENT, GObject)

gint64      jm_event_get_id            (JmEvent *self);
gint64      jm_event_get_time_ms       (JmEvent *self);
JmEventKind jm_event_get_kind          (JmEvent *self);
const char *jm_event_get_credential_id (JmEvent *self);
const char *jm_event_get_account_id    (JmEvent *self);
/* The name of the account at that time, so that it can be read after the account is gone. */
const char *jm_event_get_account_name  (JmEvent *self);
const char *jm_event_get_message       (JmEvent *self);
/* A flat JSON object of text {"request": "POST /oauth/token", "status": "403", "answer": "…"} or
 * NULL; redacted. */
const char *jm_event_get_detail        (JmEvent *self);

/* The history in state.db, newest first: a GListModel of JmEvent, of the newest
 * JM_LIMIT_EVENTS_KEPT. */
#define JM_TYPE_EVENT_LOG (jm_event_log_get_type ())

G_DECLARE_FINAL_TYPE (JmEventLog, jm_event_log, JM, EVENT_LOG, GObject)

JmEventLog *jm_event_log_new      (JmStateStore *store,
                                   JmClock      *clock);
/* Reads the history. Resolves to TRUE. */
DexFuture  *jm_event_log_load     (JmEventLog   *self) G_GNUC_WARN_UNUSED_RESULT;
/* Adds one, on the disk and at position 0. Any of the ids may be NULL. Redacts @message and
 * @detail. */
DexFuture  *jm_event_log_add      (JmEventLog   *self,
                                   JmEventKind   kind,
                                   const char   *credential_id,
                                   const char   *account_id,
                                   const char   *account_name,
                                   const char   *message,
                                   const char   *detail) G_GNUC_WARN_UNUSED_RESULT;
/* Forgets what is older than @days. */
DexFuture  *jm_event_log_prune    (JmEventLog   *self,
                                   guint         days) G_GNUC_WARN_UNUSED_RESULT;
/* Property "unseen": errors and warnings since jm_event_log_mark_seen(). */
guint       jm_event_log_get_unseen (JmEventLog *self);
void        jm_event_log_mark_seen  (JmEventLog *self);
/* What another process added meanwhile. */
DexFuture  *jm_event_log_reload   (JmEventLog   *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
