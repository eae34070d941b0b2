/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <libsoup/soup.h>

#include "base/jm-http.h"

G_BEGIN_DECLS

/* What jm-http.c reads of a request, and how it makes a response. */
struct _JmHttpRequest
{
  char *method;
  char *url;
  GStrvBuilder *headers;        /* name, value, name, value, … */
  char *authorization;
  GBytes *json;
  guint seconds;
  gsize bytes;
  gboolean malformed;           /* a header that would break out of its line */
};

/* Forgets the authorization: the request cannot be sent again. */
void            jm_http_request_wipe  (JmHttpRequest *self);
/* @headers: (transfer full): name, value, name, value, … in the order of arrival */
JmHttpResponse *jm_http_response_new  (guint          status,
                                       GStrv          headers,
                                       GBytes        *body,
                                       gint64         elapsed_ms);
GError         *jm_http_error_from_below      (const GError         *below,
                                               const char           *host);
GError         *jm_http_error_for_certificate (GTlsCertificate      *certificate,
                                               GTlsCertificateFlags  faults,
                                               const char           *host);
/* Whether @host is this machine: "localhost", "127.0.0.1", "::1" */
gboolean        jm_http_is_loopback   (const char    *host);

/* NULL when it is neither https nor http, has a name or a password in it, or a host that is none */
GUri           *jm_http_parse_url             (const char           *url) G_GNUC_WARN_UNUSED_RESULT;
/* Whether nobody on the way can read it: https, or to this machine */
gboolean        jm_http_is_private            (GUri                 *uri);

/* "proxy.example:3128" */
char           *jm_http_dup_proxy_address     (GUri                 *proxy);

/* Resolves to a GInputStream of the body. */
DexFuture      *jm_http_session_send          (SoupSession          *session,
                                               SoupMessage          *message,
                                               GCancellable         *cancellable)
                                               G_GNUC_WARN_UNUSED_RESULT;
/* Resolves to GBytes, empty at the end. */
DexFuture      *jm_http_stream_read           (GInputStream         *stream,
                                               GCancellable         *cancellable)
                                               G_GNUC_WARN_UNUSED_RESULT;
/* Resolves to a GStrv of "direct://" or addresses of proxies. */
DexFuture      *jm_http_find_proxies          (GProxyResolver       *resolver,
                                               const char           *url,
                                               GCancellable         *cancellable)
                                               G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
