/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/jm-account.h"

G_BEGIN_DECLS

/* Private to the floor: while @client works for @account, what Jira says about the end of its functions
 * becomes an event, once each, also over restarts. @client holds on to both. */
void jm_sync_follow_removals (JmServices   *services,
                              JmAccount    *account,
                              JmJiraClient *client);

G_END_DECLS
