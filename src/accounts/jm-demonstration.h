/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libdex.h>

#include "auth/jm-oauth.h"
#include "base/jm-http.h"

G_BEGIN_DECLS

/* A simulator of our own on loopback, and a folder that is gone with it (R99). */
#define JM_TYPE_DEMONSTRATION (jm_demonstration_get_type ())

G_DECLARE_FINAL_TYPE (JmDemonstration, jm_demonstration, JM, DEMONSTRATION, GObject)

/* Makes the folder and starts jira-monitor-simulator. Resolves to a JmDemonstration when it
 * listens; rejects with G_IO_ERROR and a sentence. */
DexFuture           *jm_demonstration_start        (GCancellable    *cancellable)
                                                    G_GNUC_WARN_UNUSED_RESULT;
const char          *jm_demonstration_get_folder   (JmDemonstration *self);
/* What stands for both of Atlassian's hosts */
const char          *jm_demonstration_get_endpoint (JmDemonstration *self);
/* The simulator's second port, where its faults are armed: src/simulator/README.md */
const char          *jm_demonstration_get_control  (JmDemonstration *self);
const JmOauthClient *jm_demonstration_get_client   (JmDemonstration *self);
/* Opens @authorize_url as a browser would: the simulator consents, its redirect is followed to our
 * listener. Resolves to TRUE when the listener has answered. */
DexFuture           *jm_demonstration_browse       (JmDemonstration *self,
                                                    JmHttp          *http,
                                                    const char      *authorize_url,
                                                    GCancellable    *cancellable)
                                                    G_GNUC_WARN_UNUSED_RESULT;
/* Ends the simulator and removes the folder; also happens when the object goes. */
void                 jm_demonstration_end          (JmDemonstration *self);

G_END_DECLS
