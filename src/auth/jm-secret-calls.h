/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libdex.h>
#include <libsecret/secret.h>

G_BEGIN_DECLS

/* libsecret's calls as futures, with names for its attributes. @service NULL: the backend that libsecret chooses, which is
 * its encrypted file inside a sandbox. */

/* Resolves to a SecretValue or NULL: test the error. */
DexFuture *jm_secret_lookup       (SecretService    *service,
                                   const char       *name,
                                   GCancellable     *cancellable) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *jm_secret_store        (SecretService    *service,
                                   const char       *name,
                                   const char       *label,
                                   const char       *secret,
                                   GCancellable     *cancellable) G_GNUC_WARN_UNUSED_RESULT;
/* Also when there was nothing to remove. */
DexFuture *jm_secret_clear        (SecretService    *service,
                                   const char       *name,
                                   GCancellable     *cancellable) G_GNUC_WARN_UNUSED_RESULT;

/* Resolves to a SecretService of @type. */
DexFuture *jm_secret_open_service (GType             type,
                                   GCancellable     *cancellable) G_GNUC_WARN_UNUSED_RESULT;
/* Resolves to a SecretCollection or NULL: test the error. */
DexFuture *jm_secret_find_default (SecretService    *service,
                                   GCancellable     *cancellable) G_GNUC_WARN_UNUSED_RESULT;
/* Resolves to a SecretCollection. */
DexFuture *jm_secret_make_default (SecretService    *service,
                                   GCancellable     *cancellable) G_GNUC_WARN_UNUSED_RESULT;
/* Resolves to whether it is open now. */
DexFuture *jm_secret_unlock       (SecretService    *service,
                                   SecretCollection *collection,
                                   GCancellable     *cancellable) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
