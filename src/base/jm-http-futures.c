/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-http-private.h"

/* The three calls of libsoup and GIO that an exchange waits for, each as a future. All are
 * leaves. */

#define CHUNK_BYTES (64 * 1024)

static void
send_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr (DexPromise) promise = data;
  GError *error = NULL;
  GInputStream *stream = soup_session_send_finish (SOUP_SESSION (object), result, &error);

  if (stream != NULL)
    dex_promise_resolve_object (promise, stream);
  else
    dex_promise_reject (promise, error);
}

DexFuture *
jm_http_session_send (SoupSession  *session,
                      SoupMessage  *message,
                      GCancellable *cancellable)
{
  DexPromise *promise = dex_promise_new ();

  soup_session_send_async (session, message, G_PRIORITY_DEFAULT, cancellable, send_cb,
                           dex_ref (promise));

  return DEX_FUTURE (promise);
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr (DexPromise) promise = data;
  GError *error = NULL;
  GBytes *bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (object), result, &error);

  if (bytes != NULL)
    dex_promise_resolve_boxed (promise, G_TYPE_BYTES, bytes);
  else
    dex_promise_reject (promise, error);
}

DexFuture *
jm_http_stream_read (GInputStream *stream,
                     GCancellable *cancellable)
{
  DexPromise *promise = dex_promise_new ();

  g_input_stream_read_bytes_async (stream, CHUNK_BYTES, G_PRIORITY_DEFAULT, cancellable, read_cb,
                                   dex_ref (promise));

  return DEX_FUTURE (promise);
}

static void
lookup_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (DexPromise) promise = data;
  GError *error = NULL;
  GStrv proxies = g_proxy_resolver_lookup_finish (G_PROXY_RESOLVER (object), result, &error);

  if (proxies != NULL)
    dex_promise_resolve_boxed (promise, G_TYPE_STRV, proxies);
  else
    dex_promise_reject (promise, error);
}

DexFuture *
jm_http_find_proxies (GProxyResolver *resolver,
                      const char     *url,
                      GCancellable   *cancellable)
{
  DexPromise *promise = dex_promise_new ();

  g_proxy_resolver_lookup_async (resolver, url, cancellable, lookup_cb, dex_ref (promise));

  return DEX_FUTURE (promise);
}
