/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/jm-http-private.h"

G_BEGIN_DECLS

/* One exchange in four files: jm-http.c has the session that it uses, jm-http-exchange.c its story from the request to the
 * answer, jm-http-asked.c what the other side asks for meanwhile, jm-http-explain.c what it means when it fails. */

struct _JmHttp
{
  GObject parent_instance;

  JmClock *clock;
  JmNetwork *network;
  GProxyResolver *known_proxies; /* NULL: the desktop's */
  GProxyResolver *proxies;       /* made with the session */
  SoupSession *session;          /* NULL until something is sent */
  guint64 last_number;           /* of an exchange */
  guint64 accepted;              /* the last one when the session's proxy took our sign-in; 0 never */
  DexPromise *proof;             /* while one exchange tells a proxy what may be wrong; else NULL */
};

/* One exchange; shared by its fiber and the limits of time that may end it. */
typedef struct
{
  JmHttp *http;
  JmHttpRequest *request;
  GCancellable *caller;
  GUri *uri;
  SoupSession *session;
  SoupMessage *message;
  GCancellable *leaf;      /* what libsoup and GIO look at */
  GCancellable *ended;     /* wakes the deadline of the exchange */
  GCancellable *connected; /* wakes the deadline of the connection; NULL when none is being made */
  gint64 began_ms;
  gboolean sent;        /* there is a connection and the request goes out */
  gboolean answering;   /* its headers came, and nobody was told */
  guint64 number;
  gboolean told_proxy;          /* a sign-in */
  gboolean proves;              /* it alone tells a sign-in that may be wrong */
  gboolean too_late;            /* a limit of time was reached */
  GError *tls_error;
  gboolean wants_client;        /* the other side asked for a client certificate */
  gboolean gave_client;
  GError *client_error;         /* why there was none to give */
} JmHttpExchange;

/* Finding the desktop's proxies loads half a dozen libraries: a command that sends nothing does without. */
void            jm_http_open_session               (JmHttp         *self);
/* A session apart, which the caller owns */
SoupSession    *jm_http_create_session             (JmHttp         *self) G_GNUC_WARN_UNUSED_RESULT;

/* @caller: (nullable) */
JmHttpExchange *jm_http_exchange_new               (JmHttp         *http,
                                                    JmHttpRequest  *request,
                                                    GUri           *uri,
                                                    GCancellable   *caller) G_GNUC_WARN_UNUSED_RESULT;
void            jm_http_exchange_unref             (gpointer        exchange);
/* What jm_http_send() spawns */
DexFuture      *jm_http_exchange_fiber             (gpointer        exchange);

/* Handlers of SoupMessage, with the exchange as data */
gboolean        jm_http_accept_certificate_cb      (SoupMessage          *message,
                                                    GTlsCertificate      *certificate,
                                                    GTlsCertificateFlags  faults,
                                                    gpointer              exchange);
gboolean        jm_http_request_certificate_cb     (SoupMessage          *message,
                                                    GTlsClientConnection *connection,
                                                    gpointer              exchange);
gboolean        jm_http_request_pin_cb             (SoupMessage          *message,
                                                    GTlsPassword         *password,
                                                    gpointer              exchange);
gboolean        jm_http_authenticate_cb            (SoupMessage          *message,
                                                    SoupAuth             *auth,
                                                    gboolean              again,
                                                    gpointer              exchange);

/* The proxy that the address is reached through; NULL for none. Awaits. */
GUri           *jm_http_exchange_find_proxy        (JmHttpExchange *exchange) G_GNUC_WARN_UNUSED_RESULT;
/* An error of libsoup, GIO or our own, as what it means for the caller. Consumes @error; awaits. */
GError         *jm_http_exchange_explain           (JmHttpExchange *exchange,
                                                    GError         *error) G_GNUC_WARN_UNUSED_RESULT;
/* libsoup hands out what a proxy answered to CONNECT as if the host had said it. */
gboolean        jm_http_exchange_is_from_proxy     (JmHttpExchange *exchange,
                                                    JmHttpResponse *response);
/* Awaits. */
GError         *jm_http_exchange_make_proxy_error  (JmHttpExchange *exchange,
                                                    guint           status) G_GNUC_WARN_UNUSED_RESULT;
/* Some servers ask for a certificate and let everybody in, to say with a page that it is missing. */
gboolean        jm_http_exchange_is_about_client   (JmHttpExchange *exchange,
                                                    JmHttpResponse *response);
GError         *jm_http_exchange_make_client_error (JmHttpExchange *exchange) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
