/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libdex.h>
#include <sqlite3.h>

#include "store/jm-event.h"

G_BEGIN_DECLS

/* The columns of the table events that jm_event_new_from_row() reads, in its order. */
#define JM_EVENT_COLUMNS "id, time_ms, kind, credential_id, account_id, account_name, message, detail"

JmEvent *jm_event_new_from_row (sqlite3_stmt *statement);
void     jm_event_set_seen     (JmEvent      *self,
                                gboolean      seen);
/* Whether somebody should look at it: an error or a warning. */
gboolean jm_event_is_loud      (JmEvent      *self);

/* --- the table events, on the threads of the database */

/* What an array of events and the table agree in when nothing happened: ids never come back. */
typedef struct
{
  gint64 n_events;
  gint64 last_id;
} JmEventExtent;

/* A row that is not there yet. All but what is always there may be NULL. */
typedef struct
{
  gint64 time_ms;
  gint64 kind;
  char  *credential_id;
  char  *account_id;
  char  *account_name;
  char  *message;
  char  *detail;
} JmEventAddition;

/* @data: a JmEventExtent. Resolves to a GPtrArray of JmEvent, oldest first, or to NULL when there is nothing new. */
DexFuture *jm_event_read_job  (sqlite3 *connection,
                               gpointer data);
/* @data: a JmEventAddition. Resolves to the JmEvent. */
DexFuture *jm_event_add_job   (sqlite3 *connection,
                               gpointer data);
/* @data: a gint64, before which they go; ms since the epoch */
DexFuture *jm_event_prune_job (sqlite3 *connection,
                               gpointer data);

/* Cut at a character, so that a server's page never fills the log. */
char *jm_event_redact        (const char *text) G_GNUC_WARN_UNUSED_RESULT;
/* Each member by itself: a redacted text inside stays a text, and what is no flat object is left out. @detail: (nullable) */
char *jm_event_redact_detail (const char *detail) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
