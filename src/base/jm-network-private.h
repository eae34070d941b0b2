/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/jm-network.h"

G_BEGIN_DECLS

/* The addresses of the proxies whose sign-in is known and was not refused. The caller owns them. */
GStrv jm_network_dup_proxies (JmNetwork *self) G_GNUC_WARN_UNUSED_RESULT;

/* NULL when the address may not be asked */
GUri *jm_network_parse_url (JmNetwork  *self,
                            const char *url) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
