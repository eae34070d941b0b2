/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "accounts/jm-account.h"

G_BEGIN_DECLS

/* Which projects of one account are not notified of: those that are, and the others to be found by name or key. A page
 * behind the preferences. */
#define JM_TYPE_MUTED_PROJECTS (jm_muted_projects_get_type ())

G_DECLARE_FINAL_TYPE (JmMutedProjects, jm_muted_projects, JM, MUTED_PROJECTS, AdwNavigationPage)

AdwNavigationPage *jm_muted_projects_new      (GSettings *settings,
                                               JmAccount *account);
/* The keys, in the order in which they were muted. The caller frees them. */
char             **jm_muted_projects_dup_keys (GSettings *settings,
                                               JmAccount *account);

G_END_DECLS
