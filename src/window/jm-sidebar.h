/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "accounts/jm-monitor.h"
#include "desktop/jm-menu.h"

G_BEGIN_DECLS

/* The sidebar: the account button, the pages, the age of the data. */
#define JM_TYPE_SIDEBAR (jm_sidebar_get_type ())

G_DECLARE_FINAL_TYPE (JmSidebar, jm_sidebar, JM, SIDEBAR, AdwNavigationPage)

void jm_sidebar_set_monitor   (JmSidebar  *self,
                               JmMonitor  *monitor);
/* What the main menu has in common with the tray; NULL: nothing. */
void jm_sidebar_set_menu      (JmSidebar  *self,
                               JmMenu     *menu);
/* Marks the row of this page. */
void jm_sidebar_select        (JmSidebar  *self,
                               const char *page_name);
/* Alt+Down */
void jm_sidebar_open_accounts (JmSidebar  *self);
void jm_sidebar_close_accounts (JmSidebar *self);

G_END_DECLS
