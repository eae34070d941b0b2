/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync/jm-health.h"
#include "widgets/jm-token-face.h"

G_BEGIN_DECLS

/* How health looks and reads. Static strings, and strings of the caller's own. */

JmTone      jm_health_level_get_tone      (JmHealthLevel  level);
const char *jm_health_level_get_icon_name (JmHealthLevel  level);
/* "Fine", "Worth a look", …: what the icon says, for who can't see it */
const char *jm_health_level_get_word      (JmHealthLevel  level);
/* A value of a history: "182 ms", "+4.1 s", "80 %"; "no answer" for NAN */
char       *jm_health_kind_format         (JmHealthKind   kind,
                                           double         value) G_GNUC_WARN_UNUSED_RESULT;
/* "28 checks, between 120 ms and 340 ms, 2 without an answer"; NULL when nothing was measured yet */
char       *jm_health_check_describe      (JmHealthCheck *check) G_GNUC_WARN_UNUSED_RESULT;
/* "Sign In Again"; NULL when the program can't help */
const char *jm_health_check_get_button    (JmHealthCheck *check);

/* All of it in one sentence, and how many of how many are fine */
typedef struct
{
  JmHealthLevel level;
  char         *title;          /* "Healthy, with one remark" */
  guint         n_passed;
  guint         n_checked;      /* without those that nobody could look at */
  guint         n_checks;
} JmHealthSummary;

void        jm_health_summarize           (JmHealth        *health,
                                           JmHealthSummary *summary);
void        jm_health_summary_clear       (JmHealthSummary *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (JmHealthSummary, jm_health_summary_clear)

G_END_DECLS
