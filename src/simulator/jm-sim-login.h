/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jm-sim-call.h"

G_BEGIN_DECLS

/* Who calls: from the Authorization header, by the rules of the host that was called. */
typedef enum
{
  JM_SIM_LOGIN_NONE,     /* nothing was sent */
  JM_SIM_LOGIN_BAD,      /* something was sent that is not good here */
  JM_SIM_LOGIN_MISMATCH, /* a good credential at the wrong host */
  JM_SIM_LOGIN_DENIED,   /* not looked at: too many bad ones */
  JM_SIM_LOGIN_GOOD,
} JmSimLoginKind;

typedef struct
{
  JmSimLoginKind kind;
  const JmSimAccess *access; /* 3LO; else NULL */
  GStrv scopes;              /* of a scoped API token; else NULL. Borrowed */
} JmSimLogin;

JmSimLogin jm_sim_login_gateway     (JmSim              *sim,
                                     const JmSimRequest *request);
JmSimLogin jm_sim_login_site        (JmSim              *sim,
                                     const JmSimRequest *request);
JmSimLogin jm_sim_login_data_center (JmSim              *sim,
                                     const JmSimRequest *request);
gboolean   jm_sim_login_may         (const JmSimLogin   *login,
                                     const char         *scopes);

G_END_DECLS
