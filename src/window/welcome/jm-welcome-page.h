/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "accounts/jm-monitor.h"

G_BEGIN_DECLS

/* What a new person sees: what the program promises, and the two ways to begin. */
#define JM_TYPE_WELCOME_PAGE (jm_welcome_page_get_type ())

G_DECLARE_FINAL_TYPE (JmWelcomePage, jm_welcome_page, JM, WELCOME_PAGE, AdwNavigationPage)

JmWelcomePage *jm_welcome_page_new (JmMonitor *monitor);

G_END_DECLS
