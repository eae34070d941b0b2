/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* What one account fetches, and when. Kept in state.db. Boxed. */
typedef struct
{
  gboolean automatic;           /* FALSE: by hand alone */
  guint    quick_minutes;       /* 60; 0: never by itself, so for the others */
  guint    full_days;           /* 7 */
  guint    census_hours;        /* 24 */
  guint    requests;            /* at once, 1–JM_LIMIT_REQUESTS_PER_SITE */
  char   **projects;            /* keys; NULL: all that can be seen */
  guint32  resources;           /* bit n: JmResourceId n; projects and issues are always in */
  gboolean all_users;           /* FALSE: those alone that stand on issues */
  guint    keep_days;           /* of issues that are done; 0: for ever */
} JmSyncSettings;

#define JM_TYPE_SYNC_SETTINGS (jm_sync_settings_get_type ())
GType           jm_sync_settings_get_type  (void);
/* What a new account has: everything but work logs, history and all users */
JmSyncSettings *jm_sync_settings_new       (void);
JmSyncSettings *jm_sync_settings_copy      (const JmSyncSettings *self);
void            jm_sync_settings_free      (JmSyncSettings       *self);
/* One line; what is missing or out of bounds becomes the default. */
char           *jm_sync_settings_to_json   (const JmSyncSettings *self);
JmSyncSettings *jm_sync_settings_from_json (const char           *json);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmSyncSettings, jm_sync_settings_free)

G_END_DECLS
