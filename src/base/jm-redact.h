/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @text without what looks like a secret: Authorization values, code=, state=, token members and
 * parameters, client secrets, the shape of a JWT, e-mail addresses. For logs, events and reports.
 * The caller owns it. */
char *jm_redact             (const char *text) G_GNUC_WARN_UNUSED_RESULT;
/* Installs the one log writer: redacts, then writes to standard error or the journal. */
void  jm_log_install        (void);
/* @text for a terminal: control bytes and escapes made visible, bidi controls shown, line breaks as
 * spaces. */
char *jm_text_for_terminal  (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
