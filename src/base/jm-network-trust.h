/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/jm-network.h"

G_BEGIN_DECLS

/* What of a JmNetwork another process of the program needs that makes connections by other means: the
 * authorities of each site, and the sign-ins to proxies. */

/* One line. It may hold passwords of proxies: for a pipe alone, and the caller wipes it. */
char     *jm_network_print_trust (JmNetwork   *self) G_GNUC_WARN_UNUSED_RESULT;
/* Puts into @self what @line says. FALSE with a GError when it is no such line. */
gboolean  jm_network_read_trust  (JmNetwork   *self,
                                  const char  *line,
                                  GError     **error);

G_END_DECLS
