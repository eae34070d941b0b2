/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jm-sim-faults.h"

G_BEGIN_DECLS

/* How an answer leaves: compressed if that was asked for, then through libsoup, or as bytes on the
 * bare connection. */
void     jm_sim_wire_encode (const JmSimRequest *request,
                             JmSimReply         *reply);
gboolean jm_sim_wire_is_raw (const JmSimRequest *request);
void     jm_sim_wire_send   (SoupServerMessage  *message,
                             JmSimReply         *reply);
void     jm_sim_wire_break  (SoupServerMessage  *message,
                             const JmSimRequest *request,
                             JmSimReply         *reply);

G_END_DECLS
