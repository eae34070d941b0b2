/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/jm-network.h"

G_BEGIN_DECLS

/* The person's proxies (@others), but none to this machine. */
#define JM_TYPE_PROXY_RESOLVER (jm_proxy_resolver_get_type ())

G_DECLARE_FINAL_TYPE (JmProxyResolver, jm_proxy_resolver, JM, PROXY_RESOLVER, GObject)

GProxyResolver *jm_proxy_resolver_new (GProxyResolver *others,
                                       JmNetwork      *network);

G_END_DECLS
