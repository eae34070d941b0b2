/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Certificates from files, and what of them a person is shown. Private keys are never read here. */
#define JM_CERTIFICATE_ERROR (jm_certificate_error_quark ())
GQuark jm_certificate_error_quark (void);

typedef enum
{
  JM_CERTIFICATE_ERROR_NONE_THERE, /* there is no certificate in it */
  JM_CERTIFICATE_ERROR_TOO_LARGE,  /* no file of certificates is like that */
  JM_CERTIFICATE_ERROR_DAMAGED,    /* one of them cannot be read */
  JM_CERTIFICATE_ERROR_NO_KEY,     /* a client certificate without its key, or the other way round */
  JM_CERTIFICATE_ERROR_LOCKED,     /* the file wants a password, or another one */
} JmCertificateError;

/* PEM with one or several, or one as DER; whatever else the file holds is left out. A GPtrArray of
 * GTlsCertificate, or NULL with a sentence. */
GPtrArray *jm_certificates_from_bytes      (GBytes               *bytes,
                                            GError              **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same certificates and nothing else, as PEM. */
char      *jm_certificates_to_pem          (GPtrArray            *certificates);
/* Why @certificate is not trusted as @identity if @authorities are: 0 when it is. */
GTlsCertificateFlags jm_certificates_verify (GPtrArray           *authorities,
                                            GTlsCertificate      *certificate,
                                            GSocketConnectable   *identity);

/* Whom it names: "ACME Corporate CA (ACME)"; never NULL */
char      *jm_certificate_dup_subject      (GTlsCertificate      *certificate);
char      *jm_certificate_dup_issuer       (GTlsCertificate      *certificate);
/* "AB:CD:…", SHA-256 of the whole */
char      *jm_certificate_dup_fingerprint  (GTlsCertificate      *certificate);
/* Wall ms; 0 when it does not say */
gint64     jm_certificate_get_end_ms       (GTlsCertificate      *certificate);

G_END_DECLS
