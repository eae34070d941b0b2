/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "auth/jm-secret.h"
#include "jira/jm-authorizer.h"

G_BEGIN_DECLS

/* One secret and no second chance: to try a token that nobody keeps yet, or to ask whether one is
 * still good. */
#define JM_TYPE_FIXED_AUTHORIZER (jm_fixed_authorizer_get_type ())

G_DECLARE_FINAL_TYPE (JmFixedAuthorizer, jm_fixed_authorizer, JM, FIXED_AUTHORIZER, GObject)

JmAuthorizer *jm_fixed_authorizer_new (const JmSecret *secret);

G_END_DECLS
