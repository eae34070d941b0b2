/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "accounts/jm-monitor.h"
#include "jira/jm-resource.h"

G_BEGIN_DECLS

/* All that is stored of the current account, in three panes: kinds of things, their rows, and what Jira sent. */
#define JM_TYPE_EXPLORER_PAGE (jm_explorer_page_get_type ())

G_DECLARE_FINAL_TYPE (JmExplorerPage, jm_explorer_page, JM, EXPLORER_PAGE, AdwNavigationPage)

JmExplorerPage *jm_explorer_page_new           (JmMonitor      *monitor);
void            jm_explorer_page_show_resource (JmExplorerPage *self,
                                                JmResourceId    resource);

G_END_DECLS
