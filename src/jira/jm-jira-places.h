/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libdex.h>

G_BEGIN_DECLS

typedef enum
{
  JM_JIRA_LANE_PERSON,          /* somebody waits for it */
  JM_JIRA_LANE_BACKGROUND,      /* gives way */
} JmJiraLane;

/* The places for requests to one site, JM_LIMIT_REQUESTS_PER_SITE of them. Private to the floor. */
#define JM_TYPE_JIRA_PLACES (jm_jira_places_get_type ())

G_DECLARE_FINAL_TYPE (JmJiraPlaces, jm_jira_places, JM, JIRA_PLACES, GObject)

JmJiraPlaces *jm_jira_places_new                  (void);
/* @n: how many of them the background may have, 1 … JM_LIMIT_REQUESTS_PER_SITE */
void          jm_jira_places_set_background_limit (JmJiraPlaces *self,
                                                   guint         n);
/* From the first of these to the second nothing of the background is let in. */
void          jm_jira_places_person_came          (JmJiraPlaces *self);
void          jm_jira_places_person_left          (JmJiraPlaces *self);
/* Resolves to TRUE when it is the caller's turn (rejects only when cancelled); whoever entered calls
 * jm_jira_places_leave() once, with the same @lane. */
DexFuture    *jm_jira_places_enter                (JmJiraPlaces *self,
                                                   JmJiraLane    lane,
                                                   GCancellable *cancellable)
                                                   G_GNUC_WARN_UNUSED_RESULT;
void          jm_jira_places_leave                (JmJiraPlaces *self,
                                                   JmJiraLane    lane);

G_END_DECLS
