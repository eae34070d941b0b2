/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <libdex.h>

#include "base/jm-clock.h"
#include "base/jm-network.h"

G_BEGIN_DECLS

/* What went wrong before an answer could be trusted. An answer with a bad status is not an error of
 * this domain. */
#define JM_HTTP_ERROR (jm_http_error_quark ())
GQuark jm_http_error_quark (void);

typedef enum
{
  JM_HTTP_ERROR_OFFLINE,        /* no name, no route, refused, reset: try later */
  JM_HTTP_ERROR_TIMED_OUT,      /* a limit of time was reached: try later */
  /* nobody whom we trust vouches for the certificate: the message names it and its issuer */
  JM_HTTP_ERROR_TLS,
  /* the certificate has expired, is for another host, was revoked …: no authority mends that */
  JM_HTTP_ERROR_TLS_INVALID,
  /* the site wants a client certificate, and there is none or another one */
  JM_HTTP_ERROR_TLS_CLIENT,
  JM_HTTP_ERROR_PROXY,          /* the proxy did not answer, or refuses: the message names it */
  /* the proxy wants a sign-in, or another one: jm_network_get_asking_proxy() */
  JM_HTTP_ERROR_PROXY_SIGN_IN,
  JM_HTTP_ERROR_TOO_LARGE,      /* the body is larger than the request allows */
  JM_HTTP_ERROR_BROKEN,         /* not an HTTP answer, cut short, wrong length: try later */
  JM_HTTP_ERROR_REFUSED,        /* we do not send this: no http address, a broken header */
  JM_HTTP_ERROR_PLAIN,          /* nor this: http without encryption to another machine */
} JmHttpError;

/* --- request: made by one caller, sent once */

#define JM_TYPE_HTTP_REQUEST (jm_http_request_get_type ())
typedef struct _JmHttpRequest JmHttpRequest;

GType          jm_http_request_get_type          (void);
JmHttpRequest *jm_http_request_new               (const char    *method,
                                                  const char    *url);
JmHttpRequest *jm_http_request_ref               (JmHttpRequest *self);
void           jm_http_request_unref             (JmHttpRequest *self);
void           jm_http_request_set_header        (JmHttpRequest *self,
                                                  const char    *name,
                                                  const char    *value);
/* Kept apart from the headers, wiped when the request ends, never logged. */
void           jm_http_request_set_authorization (JmHttpRequest *self,
                                                  const char    *authorization);
void           jm_http_request_set_json          (JmHttpRequest *self,
                                                  GBytes        *json);
/* @seconds for the whole exchange (default JM_LIMIT_API_SECONDS), @bytes of decoded body
 * (JM_LIMIT_API_BODY). */
void           jm_http_request_set_limits        (JmHttpRequest *self,
                                                  guint          seconds,
                                                  gsize          bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmHttpRequest, jm_http_request_unref)

/* --- response: immutable, may be shared between threads */

#define JM_TYPE_HTTP_RESPONSE (jm_http_response_get_type ())
typedef struct _JmHttpResponse JmHttpResponse;

GType           jm_http_response_get_type       (void);
JmHttpResponse *jm_http_response_ref            (JmHttpResponse *self);
void            jm_http_response_unref          (JmHttpResponse *self);
guint           jm_http_response_get_status     (JmHttpResponse *self);
/* NULL when there is no such header; the first one when there are several. */
const char     *jm_http_response_get_header     (JmHttpResponse *self,
                                                 const char     *name);
GBytes         *jm_http_response_get_body       (JmHttpResponse *self);
/* TRUE for application/json and application/…+json */
gboolean        jm_http_response_is_json        (JmHttpResponse *self);
gint64          jm_http_response_get_elapsed_ms (JmHttpResponse *self);
/* The server's Date in ms since the epoch, or 0 */
gint64          jm_http_response_get_date_ms    (JmHttpResponse *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmHttpResponse, jm_http_response_unref)

/* --- the one session of the program; lives on the main context */

#define JM_TYPE_HTTP (jm_http_get_type ())

G_DECLARE_FINAL_TYPE (JmHttp, jm_http, JM, HTTP, GObject)

JmHttp    *jm_http_new              (JmClock        *clock);
/* With the proxies that @proxies knows instead of the desktop's: for tests. */
JmHttp    *jm_http_new_with_proxies (JmClock        *clock,
                                     GProxyResolver *proxies);
/* The exceptions that a person made. Borrowed. */
JmNetwork *jm_http_get_network      (JmHttp         *self);
/* Which proxy leads to @url: resolves to "proxy.example:3128", or "" for a direct way. */
DexFuture *jm_http_find_proxy       (JmHttp         *self,
                                     const char     *url,
                                     GCancellable   *cancellable) G_GNUC_WARN_UNUSED_RESULT;
/* Resolves to a JmHttpResponse (dex_await_boxed) of any status, whole and within its limits. Never
 * follows a redirect, never keeps cookies. Rejects with JM_HTTP_ERROR or G_IO_ERROR_CANCELLED. */
DexFuture *jm_http_send (JmHttp        *self,
                         JmHttpRequest *request,
                         GCancellable  *cancellable) G_GNUC_WARN_UNUSED_RESULT;

/* Whether @url is https, or http to this machine: what needs no exception. */
gboolean   jm_http_is_allowed_url (const char *url);

G_END_DECLS
