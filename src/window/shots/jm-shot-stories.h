/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "shots/jm-camera.h"

G_BEGIN_DECLS

/* What happens in front of the camera. Every state is come to as a person comes to it: by what is
 * typed, clicked, answered by the simulator or refused by it. Each story leaves the window with an
 * account that works. Called from a fiber; FALSE with an error. */

/* Every page with something in it, and the dialogs */
gboolean jm_shot_pages       (JmCamera  *camera,
                              GError   **error);
/* Every page of the preferences, from its top and at its end, and the report of a problem */
gboolean jm_shot_preferences (JmCamera  *camera,
                              GError   **error);
gboolean jm_shot_preferences_as (JmCamera     *camera,
                                 const JmLook *look,
                                 GError      **error);
/* The page of issues: groups, my work, views, what is searched for */
gboolean jm_shot_issues      (JmCamera  *camera,
                              GError   **error);
/* Statistics further down and over a year; the explorer's panes one by one, folds, search, what is denied */
gboolean jm_shot_data        (JmCamera  *camera,
                              GError   **error);
/* Pages that are empty, loading, refused, without a network */
gboolean jm_shot_weather     (JmCamera  *camera,
                              GError   **error);
/* Of a walk alone: each dialog, and whether Escape closes it and gives the focus back */
gboolean jm_shot_dialogs     (JmCamera  *camera,
                              GError   **error);
/* The page of health, and what synchronizing looks like */
gboolean jm_shot_health      (JmCamera  *camera,
                              GError   **error);
/* What leads to sites, in the preferences and in a sign-in that is stopped */
gboolean jm_shot_network     (JmCamera  *camera,
                              GError   **error);
/* A locked keyring, a sign-in that ended, one account alone */
gboolean jm_shot_accounts    (JmCamera  *camera,
                              GError   **error);
/* The steps of a sign-in that need no browser */
gboolean jm_shot_ways        (JmCamera  *camera,
                              GError   **error);
/* The way through the browser, refused and allowed; after jm_shot_accounts() */
gboolean jm_shot_sign_in     (JmCamera  *camera,
                              GError   **error);
/* What the four looks do not show: right to left, and text twice as large. High contrast is for a run of its own. */
gboolean jm_shot_oddities    (JmCamera  *camera,
                              GError   **error);

G_END_DECLS
