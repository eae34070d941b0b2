/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "sync/jm-report-veil.h"
#include "sync/jm-report.h"

G_BEGIN_DECLS

/* What the parts of a report have in common while it is made. Words from outside go in by
 * jm_report_add_words(); what is added otherwise is ours: a number, a nick, a version. */
typedef struct
{
  JmMonitor    *monitor;
  JmReportVeil *veil;
  GCancellable *cancellable;
} JmReporting;

/* Borrowed. */
JsonNode *jm_report_get_root    (JmReport   *self);
JsonNode *jm_report_take_object (JsonObject *object);
JsonNode *jm_report_take_array  (JsonArray  *array);

/* --- members of an object; nothing is added for NULL, a time of 0 */
void jm_report_add_words   (JmReporting *self,
                            JsonObject  *object,
                            const char  *name,
                            const char  *words);
void jm_report_add_nick    (JsonObject  *object,
                            const char  *name,
                            const char  *nick);
void jm_report_add_time    (JsonObject  *object,
                            const char  *name,
                            gint64       ms);
/* "A2": of the account in position @i */
char *jm_report_dup_alias  (guint        i) G_GNUC_WARN_UNUSED_RESULT;
/* NULL when it is none of the accounts. */
char *jm_report_find_alias (JmReporting *self,
                            const char  *account_id,
                            const char  *credential_id) G_GNUC_WARN_UNUSED_RESULT;

/* --- the parts; those that wait are called from a fiber */

JsonNode *jm_report_describe_versions (const char *const *libraries);
/* Waits. */
JsonNode *jm_report_describe_system   (JmReporting       *self);
JsonNode *jm_report_describe_settings (JmReporting       *self);
/* Tells the veil what the accounts, their people and projects are called. Waits. */
void      jm_report_learn_names       (JmReporting       *self);
/* Waits. */
JsonNode *jm_report_describe_accounts (JmReporting       *self);
JsonNode *jm_report_describe_health   (JmReporting       *self);
JsonNode *jm_report_describe_events   (JmReporting       *self);

G_END_DECLS
