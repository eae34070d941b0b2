/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libdex.h>

#include "base/jm-certificate.h"

G_BEGIN_DECLS

/* What a person chose as client certificate, taken apart: the certificate is public, its key is
 * not. Wiped when freed. */
typedef struct
{
  char *certificate;            /* PEM, with its chain */
  char *key;                    /* PEM */
} JmClientCertificate;

/* @files: of GBytes: one PEM with both, two with one each, or PKCS#12. @password: (nullable): of
 * PKCS#12. NULL with a JM_CERTIFICATE_ERROR; …_LOCKED asks for a password, or for another one. */
JmClientCertificate *jm_client_certificate_read (GPtrArray             *files,
                                                 const char            *password,
                                                 GError               **error)
                                                 G_GNUC_WARN_UNUSED_RESULT;
void                 jm_client_certificate_free (JmClientCertificate   *self);

/* Resolves to a GTlsCertificate whose key stays on its token. @key_uri: (nullable): when the key
 * is not next to it. Rejects with a sentence when PKCS#11 has nothing there. */
DexFuture           *jm_client_certificate_load_token (const char      *uri,
                                                       const char      *key_uri,
                                                       GCancellable    *cancellable)
                                                       G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmClientCertificate, jm_client_certificate_free)

G_END_DECLS
