/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/jm-minute.h"

G_BEGIN_DECLS

/* How long ago something was; the moment in full is the tooltip and the accessible description. It follows the minute.
 * Property "time-ms" (gint64, ms since the epoch, 0 shows nothing). */
#define JM_TYPE_AGE_LABEL (jm_age_label_get_type ())

G_DECLARE_FINAL_TYPE (JmAgeLabel, jm_age_label, JM, AGE_LABEL, GtkWidget)

GtkWidget  *jm_age_label_new         (JmMinute   *minute);
/* For one that a template made. */
void        jm_age_label_set_minute  (JmAgeLabel *self,
                                      JmMinute   *minute);
void        jm_age_label_set_time_ms (JmAgeLabel *self,
                                      gint64      time_ms);
const char *jm_age_label_get_text    (JmAgeLabel *self);

G_END_DECLS
