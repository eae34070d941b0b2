/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "auth/jm-auth-error.h"

G_BEGIN_DECLS

/* Where a redirect is received. For src/auth/ alone. */
typedef struct
{
  char    *host; /* "localhost", "127.0.0.1", "::1" */
  guint16  port;
  char    *path; /* begins with '/' */
} JmRedirectTarget;

typedef enum
{
  JM_REDIRECT_IGNORE, /* not ours: nothing changes */
  JM_REDIRECT_CODE,
  JM_REDIRECT_DENIED,
} JmRedirectOutcome;

/* NULL with JM_AUTH_ERROR_CALLBACK when nobody could listen there. */
JmRedirectTarget *jm_redirect_target_parse (const char        *redirect_uri,
                                            GError           **error);
void              jm_redirect_target_free  (JmRedirectTarget  *self);
/* What a query means for somebody who waits for @state. Sets @code for a code, @error for the other
 * two. */
JmRedirectOutcome jm_redirect_decide       (const char        *query,
                                            const char        *state,
                                            char             **code,
                                            GError           **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmRedirectTarget, jm_redirect_target_free)

G_END_DECLS
