/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/jm-network.h"

G_BEGIN_DECLS

/* Whether an authority that a person chose vouches for @certificate as that of @uri, of which the system found @faults.
 * FALSE with a JM_HTTP_ERROR that names the certificate and its issuer. */
gboolean             jm_signin_trust_check      (JmNetwork            *network,
                                                 const char           *uri,
                                                 GTlsCertificate      *certificate,
                                                 GTlsCertificateFlags  faults,
                                                 GError              **error);
/* What the proxy at @host and @port is told; borrowed, or NULL when that is not known. */
const JmProxySignIn *jm_signin_trust_find_proxy (JmNetwork            *network,
                                                 const char           *host,
                                                 guint                 port);

G_END_DECLS
