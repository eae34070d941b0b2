/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "auth/jm-network-keeper.h"

G_BEGIN_DECLS

/* What a person allowed or gave for the way to one site: its authority, a client certificate, http. */
#define JM_TYPE_NETWORK_SITE_GROUP (jm_network_site_group_get_type ())

G_DECLARE_FINAL_TYPE (JmNetworkSiteGroup, jm_network_site_group, JM, NETWORK_SITE_GROUP, AdwPreferencesGroup)

/* @plain_http: whether http can be allowed there */
GtkWidget  *jm_network_site_group_new     (JmNetworkKeeper    *keeper,
                                           const char         *key,
                                           gboolean            plain_http);
const char *jm_network_site_group_get_key (JmNetworkSiteGroup *self);
/* Puts the focus where an authority is chosen. */
void        jm_network_site_group_focus   (JmNetworkSiteGroup *self);

G_END_DECLS
