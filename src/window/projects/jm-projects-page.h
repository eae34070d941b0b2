/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "accounts/jm-monitor.h"

G_BEGIN_DECLS

/* The projects of the current account as cards; one that is activated leads to its issues
 * (win.show-project). */
#define JM_TYPE_PROJECTS_PAGE (jm_projects_page_get_type ())

G_DECLARE_FINAL_TYPE (JmProjectsPage, jm_projects_page, JM, PROJECTS_PAGE, AdwNavigationPage)

JmProjectsPage *jm_projects_page_new (JmMonitor *monitor);

G_END_DECLS
