/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* 32 bytes from getrandom(2) as 43 characters of base64url without padding (RFC 7636 §4.1). */
char     *jm_random_token         (void) G_GNUC_WARN_UNUSED_RESULT;
/* A version 4 UUID from getrandom(2). */
char     *jm_random_uuid          (void) G_GNUC_WARN_UNUSED_RESULT;
/* Evenly in [0, 1): for jitter. */
double    jm_random_fraction      (void);
/* base64url without padding */
char     *jm_base64url            (const guint8 *data,
                                   gsize         size) G_GNUC_WARN_UNUSED_RESULT;
/* SHA-256 of @text as base64url without padding (RFC 7636 §4.2). */
char     *jm_sha256_base64url     (const char *text) G_GNUC_WARN_UNUSED_RESULT;
/* Takes the same time wherever the first difference is. NULL equals nothing. */
gboolean  jm_equal_constant_time  (const char *a,
                                   const char *b);
/* Overwrites the text before it frees it; NULL is fine. */
void      jm_wipe_free            (char *secret);

G_END_DECLS
