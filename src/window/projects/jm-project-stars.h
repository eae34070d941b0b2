/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/jm-accounts.h"

G_BEGIN_DECLS

/* The projects that somebody starred, account by account, remembered in the settings by their ids;
 * an account that is removed takes its own with it. Signal: "changed". */
#define JM_TYPE_PROJECT_STARS (jm_project_stars_get_type ())

G_DECLARE_FINAL_TYPE (JmProjectStars, jm_project_stars, JM, PROJECT_STARS, GObject)

JmProjectStars *jm_project_stars_new         (GSettings      *settings,
                                              JmAccounts     *accounts);
/* Whose stars they are from now on; NULL for none. */
void            jm_project_stars_set_account (JmProjectStars *self,
                                              JmAccount      *account);
gboolean        jm_project_stars_has         (JmProjectStars *self,
                                              JmProject      *project);
void            jm_project_stars_set         (JmProjectStars *self,
                                              JmProject      *project,
                                              gboolean        starred);

G_END_DECLS
