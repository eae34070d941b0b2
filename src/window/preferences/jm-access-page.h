/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "accounts/jm-monitor.h"

G_BEGIN_DECLS

/* How one signs in, and the OAuth app, which is proved before it is kept. */
#define JM_TYPE_ACCESS_PAGE (jm_access_page_get_type ())

G_DECLARE_FINAL_TYPE (JmAccessPage, jm_access_page, JM, ACCESS_PAGE, AdwPreferencesPage)

void jm_access_page_set_monitor (JmAccessPage *self,
                                 JmMonitor    *monitor);
/* Ends what is asked, and forgets a secret that was typed. */
void jm_access_page_close       (JmAccessPage *self);

G_END_DECLS
