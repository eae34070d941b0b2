/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "accounts/jm-monitor.h"

G_BEGIN_DECLS

/* The history of all accounts, newest first under day headers: filtered by kind and account, searched, exported. */
#define JM_TYPE_EVENTS_PAGE (jm_events_page_get_type ())

G_DECLARE_FINAL_TYPE (JmEventsPage, jm_events_page, JM, EVENTS_PAGE, AdwNavigationPage)

JmEventsPage *jm_events_page_new       (JmMonitor    *monitor);
/* What is shown, by the filters: a GListModel of JmEvent. Borrowed. */
GListModel   *jm_events_page_get_shown (JmEventsPage *self);

G_END_DECLS
