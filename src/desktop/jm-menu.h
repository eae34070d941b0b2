/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/jm-problems.h"

G_BEGIN_DECLS

/* Its sections, from above */
typedef enum
{
  JM_MENU_OPEN,                 /* "app.open" */
  JM_MENU_ACCOUNTS,             /* each with how it stands: "app.show-account"; the only one that changes */
  JM_MENU_WORK,                 /* "app.refresh-all", "app.sync-all" */
  JM_MENU_PROGRAM,              /* "app.preferences", "app.quit" */
  JM_N_MENU_SECTIONS
} JmMenuSection;

/* The menu that tray and window share, kept true as accounts come, go and change. */
#define JM_TYPE_MENU (jm_menu_get_type ())

G_DECLARE_FINAL_TYPE (JmMenu, jm_menu, JM, MENU, GMenuModel)

GMenuModel *jm_menu_new         (JmMonitor     *monitor,
                                 JmProblems    *problems);
/* One section of it, for another menu. Borrowed. */
GMenuModel *jm_menu_get_section (JmMenu        *self,
                                 JmMenuSection  section);

G_END_DECLS
