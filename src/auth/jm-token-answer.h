/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "auth/jm-oauth.h"

G_BEGIN_DECLS

/* All that one POST to the token endpoint told, for whoever must decide what to do next (the
 * keeper): the tokens or the error, and what stood beside them. For src/auth/ alone. */
#define JM_TYPE_TOKEN_ANSWER (jm_token_answer_get_type ())

typedef struct
{
  JmTokens *tokens;      /* NULL when there is an error */
  GError   *error;       /* JM_AUTH_ERROR or JM_JIRA_ERROR; NULL when there are tokens */
  /* no answer that can be trusted, but the server may have acted on the request */
  gboolean  maybe_spent;
  char     *oddity;      /* what was strange about a good answer, or NULL */
  guint     status;      /* HTTP status; 0 when none came */
  char     *code;        /* the JSON member "error"; NULL when there was none */
  gint64    retry_after; /* seconds; -1 when the server did not say */
  gint64    date_ms;     /* the server's Date; 0 when it did not say */
  gint64    elapsed_ms;
} JmTokenAnswer;

GType          jm_token_answer_get_type    (void);
JmTokenAnswer *jm_token_answer_copy        (const JmTokenAnswer *self);
void           jm_token_answer_free        (JmTokenAnswer       *self);
JmTokenAnswer *jm_token_answer_for_response (JmHttpResponse     *response,
                                            gint64               now_ms);
JmTokenAnswer *jm_token_answer_for_error   (GError              *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmTokenAnswer, jm_token_answer_free)

/* jm_oauth_refresh() with all that it learned. Resolves to a JmTokenAnswer, good or bad; rejects
 * only when cancelled. */
DexFuture     *jm_oauth_ask_refresh        (JmOauth             *self,
                                            const JmOauthClient *client,
                                            const char          *refresh_token,
                                            GCancellable        *cancellable)
                                            G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
