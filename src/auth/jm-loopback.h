/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libdex.h>

#include "auth/jm-auth-error.h"
#include "base/jm-clock.h"

G_BEGIN_DECLS

/* The one-shot listener that receives the redirect: 127.0.0.1 and ::1, one path, one valid answer,
 * then closed. Wrong or missing state, other paths and methods are answered and change nothing.
 * (RFC 8252 §7.3, §8.3) */
#define JM_TYPE_LOOPBACK (jm_loopback_get_type ())

G_DECLARE_FINAL_TYPE (JmLoopback, jm_loopback, JM, LOOPBACK, GObject)

/* Listens at once, before any browser is opened. @redirect_uri: http on localhost, 127.0.0.1 or
 * [::1], with port and path. NULL with JM_AUTH_ERROR_PORT_BUSY or JM_AUTH_ERROR_CALLBACK. */
JmLoopback *jm_loopback_new      (const char   *redirect_uri,
                                  const char   *state,
                                  JmClock      *clock,
                                  GError      **error);
/* Resolves to the code (dex_await_string). Rejects with JM_AUTH_ERROR_DENIED (error= with the right
 * state; the message has the server's words as plain text), …_TIMED_OUT after
 * JM_LIMIT_SIGN_IN_SECONDS, or G_IO_ERROR_CANCELLED. Whatever the end, the port is closed when it
 * comes. */
DexFuture  *jm_loopback_wait     (JmLoopback   *self,
                                  GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
/* The same decision for a redirect that came another way (the sign-in view, or pasted): the code,
 * or NULL with an error; JM_AUTH_ERROR_CALLBACK when it is not our redirect or the state is
 * wrong. */
char       *jm_loopback_read_redirect (const char *redirect_uri,
                                       const char *state,
                                       const char *uri,
                                       GError    **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
