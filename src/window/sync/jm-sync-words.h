/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync/jm-sync.h"

G_BEGIN_DECLS

/* What a synchronization does, in a few words for a narrow place. The caller owns the strings. */
typedef struct
{
  char       *words;            /* "Issues 4 200 of 12 430", "Synced 5 min ago" */
  char       *tooltip;          /* more of it, or NULL */
  const char *icon_name;        /* NULL: a spinner */
  gboolean    ticking;          /* the words change with the time */
} JmSyncFace;

void  jm_sync_face_read  (JmSyncFace         *self,
                          JmSync             *sync,
                          gint64              now_ms);
void  jm_sync_face_clear (JmSyncFace         *self);
/* "Full sync: 12 430 issues in 2 min 5 s, 3 new, 2 changed, 1 gone" */
char *jm_sync_report_describe (const JmSyncReport *report) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (JmSyncFace, jm_sync_face_clear)

G_END_DECLS
