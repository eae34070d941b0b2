/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "accounts/jm-monitor.h"

G_BEGIN_DECLS

/* How well everything is that the program needs: a summary, and below it the checks of each account and of this computer. */
#define JM_TYPE_HEALTH_PAGE (jm_health_page_get_type ())

G_DECLARE_FINAL_TYPE (JmHealthPage, jm_health_page, JM, HEALTH_PAGE, AdwNavigationPage)

JmHealthPage *jm_health_page_new   (JmMonitor    *monitor);
/* Looks at everything now; says aloud what came of it. */
void          jm_health_page_check (JmHealthPage *self);

G_END_DECLS
