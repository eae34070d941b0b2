/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-http-private.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>

#include "base/jm-certificate.h"

G_DEFINE_QUARK (jm - http - error - quark, jm_http_error)

#define ANY_CODE -1

/* What the layers below call it, and what it is for us. The first row that fits counts. */
static const struct
{
  GQuark (*domain) (void);
  int code;
  JmHttpError means;
  const char *sentence;
} meanings[] = {
  { g_resolver_error_quark, ANY_CODE, JM_HTTP_ERROR_OFFLINE,
    N_("The name %s could not be found") },
  { g_io_error_quark, G_IO_ERROR_HOST_NOT_FOUND, JM_HTTP_ERROR_OFFLINE,
    N_("The name %s could not be found") },
  { g_io_error_quark, G_IO_ERROR_TIMED_OUT, JM_HTTP_ERROR_TIMED_OUT,
    N_("%s did not answer in time") },
  { g_io_error_quark, G_IO_ERROR_CONNECTION_REFUSED, JM_HTTP_ERROR_OFFLINE,
    N_("%s refused the connection") },
  { g_io_error_quark, G_IO_ERROR_HOST_UNREACHABLE, JM_HTTP_ERROR_OFFLINE,
    N_("%s cannot be reached") },
  { g_io_error_quark, G_IO_ERROR_NETWORK_UNREACHABLE, JM_HTTP_ERROR_OFFLINE,
    N_("%s cannot be reached: there is no network") },
  { g_io_error_quark, G_IO_ERROR_CONNECTION_CLOSED, JM_HTTP_ERROR_OFFLINE,
    N_("%s closed the connection") },
  { g_io_error_quark, G_IO_ERROR_PROXY_FAILED, JM_HTTP_ERROR_PROXY, N_("The proxy to %s failed") },
  { g_io_error_quark, G_IO_ERROR_PROXY_AUTH_FAILED, JM_HTTP_ERROR_PROXY_SIGN_IN,
    N_("The proxy to %s wants a sign-in") },
  { g_io_error_quark, G_IO_ERROR_PROXY_NEED_AUTH, JM_HTTP_ERROR_PROXY_SIGN_IN,
    N_("The proxy to %s wants a sign-in") },
  { g_io_error_quark, G_IO_ERROR_PROXY_NOT_ALLOWED, JM_HTTP_ERROR_PROXY,
    N_("The proxy does not let us reach %s") },
  { g_io_error_quark, G_IO_ERROR_PARTIAL_INPUT, JM_HTTP_ERROR_BROKEN,
    N_("The answer of %s was cut short") },
  { g_io_error_quark, G_IO_ERROR_INVALID_DATA, JM_HTTP_ERROR_BROKEN,
    N_("The answer of %s is damaged") },
  { g_io_error_quark, ANY_CODE, JM_HTTP_ERROR_OFFLINE, N_("The connection to %s failed") },
  { g_tls_error_quark, G_TLS_ERROR_EOF, JM_HTTP_ERROR_OFFLINE, N_("%s closed the connection") },
  { g_tls_error_quark, G_TLS_ERROR_CERTIFICATE_REQUIRED, JM_HTTP_ERROR_TLS_CLIENT,
    N_("%s wants a client certificate") },
  /* Another protocol, or one that is too old: not about a certificate */
  { g_tls_error_quark, ANY_CODE, JM_HTTP_ERROR_TLS_INVALID,
    N_("No secure connection to %s could be made") },
  { soup_session_error_quark, SOUP_SESSION_ERROR_PARSING, JM_HTTP_ERROR_BROKEN,
    N_("%s did not answer with HTTP") },
  { soup_session_error_quark, SOUP_SESSION_ERROR_ENCODING, JM_HTTP_ERROR_BROKEN,
    N_("The answer of %s is damaged") },
};

/**
 * jm_http_error_from_below:
 * @below: what libsoup or GIO reported; not a cancellation
 * @host: whom we asked
 *
 * Returns: (transfer full): a %JM_HTTP_ERROR for a person to read
 */
GError *
jm_http_error_from_below (const GError *below,
                          const char   *host)
{
  for (guint i = 0; i < G_N_ELEMENTS (meanings); i++)
    {
      g_autofree char *sentence = NULL;
      g_auto (GStrv) parts = NULL;

      if (below->domain != meanings[i].domain () ||
          (meanings[i].code != ANY_CODE && meanings[i].code != below->code))
        continue;

      parts = g_strsplit (_(meanings[i].sentence), "%s", 2);
      sentence = g_strjoinv (host, parts);
      return g_error_new (JM_HTTP_ERROR, meanings[i].means, "%s (%s)", sentence, below->message);
    }

  return g_error_new (JM_HTTP_ERROR, JM_HTTP_ERROR_BROKEN, _("The exchange with %s failed (%s)"),
                      host, below->message);
}

static const struct
{
  GTlsCertificateFlags flag;
  const char *words;
} certificate_faults[] = {
  { G_TLS_CERTIFICATE_EXPIRED, N_("it has expired") },
  { G_TLS_CERTIFICATE_NOT_ACTIVATED, N_("it is not valid yet") },
  { G_TLS_CERTIFICATE_BAD_IDENTITY, N_("it was issued for another host") },
  { G_TLS_CERTIFICATE_REVOKED, N_("it was revoked") },
  { G_TLS_CERTIFICATE_INSECURE, N_("its algorithm is not safe any more") },
  { G_TLS_CERTIFICATE_UNKNOWN_CA, N_("this computer does not know its issuer") },
  { G_TLS_CERTIFICATE_GENERIC_ERROR, N_("it is not valid") },
};

/* What stays wrong when its issuer is trusted */
#define MENDED_BY_NOBODY                                                                           \
  (G_TLS_CERTIFICATE_EXPIRED | G_TLS_CERTIFICATE_NOT_ACTIVATED | G_TLS_CERTIFICATE_BAD_IDENTITY |  \
   G_TLS_CERTIFICATE_REVOKED | G_TLS_CERTIFICATE_INSECURE)

/**
 * jm_http_error_for_certificate:
 * @certificate: what the other side showed
 * @faults: why it is not trusted
 * @host: whom we asked
 *
 * Returns: (transfer full): a %JM_HTTP_ERROR_TLS, or %JM_HTTP_ERROR_TLS_INVALID when no authority
 *   would help, that names subject and issuer
 */
GError *
jm_http_error_for_certificate (GTlsCertificate      *certificate,
                               GTlsCertificateFlags  faults,
                               const char           *host)
{
  g_autofree char *subject = jm_certificate_dup_subject (certificate);
  g_autofree char *issuer = jm_certificate_dup_issuer (certificate);
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (certificate_faults); i++)
    {
      if (faults & certificate_faults[i].flag)
        g_string_append_printf (words, "%s%s", words->len > 0 ? ", " : "",
                                _(certificate_faults[i].words));
    }

  return g_error_new (JM_HTTP_ERROR,
                      faults & MENDED_BY_NOBODY ? JM_HTTP_ERROR_TLS_INVALID : JM_HTTP_ERROR_TLS,
                      _("The certificate of %s is not trusted: %s. It names %s, issued by %s."),
                      host, words->str, subject, issuer);
}
