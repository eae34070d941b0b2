/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "accounts/jm-account.h"

G_BEGIN_DECLS

/* The stored data of one account: how large it is, a copy of it, and what to do when it is damaged. */
#define JM_TYPE_STORE_GROUP (jm_store_group_get_type ())

G_DECLARE_FINAL_TYPE (JmStoreGroup, jm_store_group, JM, STORE_GROUP, AdwPreferencesGroup)

void jm_store_group_set_account (JmStoreGroup *self,
                                 JmAccount    *account);
/* Looks again. */
void jm_store_group_update      (JmStoreGroup *self);

G_END_DECLS
