/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "auth/jm-loopback.h"

#include <glib/gi18n-lib.h>

#include "auth/jm-port-owner.h"
#include "auth/jm-redirect.h"
#include "base/jm-limits.h"
#include "base/jm-random.h"
#include "base/jm-wait.h"

/*
 * JmLoopback: the one-shot listener (RFC 8252 §7.3, §8.3). A raw socket and the few lines of HTTP
 * that one GET needs, because a whole HTTP server would buffer what anybody on this machine cares
 * to send.
 *
 *     listening ── right state, code= ──→ closed, the code
 *         │   └─── right state, error= ─→ closed, DENIED
 *         ├── 5 minutes, or cancelled ──→ closed
 *         └── anything else: answered with a fixed page, and nothing changes
 *
 * Connections: 16 at a time; when a 17th comes, the oldest that has not said anything sensible yet
 * goes, so that connections held open can't keep the browser out. 8 KiB a request. Nothing that was
 * sent is ever echoed. Lives on the main context.
 */

#define LISTEN_BACKLOG 128

struct _JmLoopback
{
  GObject parent_instance;

  JmRedirectTarget *target;
  char *state;
  JmClock *clock;
  GSocketService *service; /* NULL once closed */
  GQueue visits;           /* of Visit, oldest first, borrowed from their fibers */
  DexPromise *outcome;     /* the code, or an error */
  gboolean decided;
};

/* One connection. */
typedef struct
{
  GWeakRef loopback; /* weak: a connection held open must not keep the port open */
  GSocketConnection *connection;
  GCancellable *cancellable;
  GByteArray *received;
} Visit;

typedef enum
{
  PAGE_DONE,
  PAGE_DENIED,
  PAGE_NOT_OURS,
  PAGE_NOT_FOUND,
  PAGE_NOT_GET,
  PAGE_TOO_LARGE,
} Page;

typedef struct
{
  const char *status;
  const char *title;
  const char *text;
} PageText;

static const PageText page_texts[] = {
  [PAGE_DONE] = { "200 OK", N_("Back to Jira Monitor"),
                  N_("The sign-in goes on there. You can close this page.") },
  [PAGE_DENIED] = { "200 OK", N_("Nothing was allowed"),
                    N_("Jira Monitor was told that you, or Atlassian, said no. You can close this "
                        "page and try again there.") },
  [PAGE_NOT_OURS] = { "400 Bad Request", N_("This page is from another sign-in"),
                      N_("Jira Monitor is waiting for a different one. Go back to it and open its "
                          "sign-in page again.") },
  [PAGE_NOT_FOUND] = { "404 Not Found", N_("There is nothing here"),
                       N_("Jira Monitor waits here for the end of a sign-in.") },
  [PAGE_NOT_GET] = { "405 Method Not Allowed", N_("There is nothing here"),
                     N_("Jira Monitor waits here for the end of a sign-in.") },
  [PAGE_TOO_LARGE] = { "431 Request Header Fields Too Large", N_("That was too much"),
                       N_("Jira Monitor waits here for the end of a sign-in.") },
};

G_DEFINE_FINAL_TYPE (JmLoopback, jm_loopback, G_TYPE_OBJECT)

/* --- the page */

static const char page_style[] =
    "body{font:1.1em/1.5 system-ui,sans-serif;max-width:28em;margin:20vh auto;padding:0 "
    "1em;text-align:center}"
    "h1{font-size:1.6em}";

/* CSP names the one style sheet by its hash; everything else is forbidden. */
static char *
dup_style_hash (void)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize size = sizeof digest;

  g_checksum_update (checksum, (const guchar *) page_style, sizeof page_style - 1);
  g_checksum_get_digest (checksum, digest, &size);
  return g_base64_encode (digest, size);
}

static GBytes *
make_page (Page page)
{
  const PageText *text = &page_texts[page];
  g_autofree char *hash = dup_style_hash ();
  g_autofree char *title = g_markup_escape_text (_(text->title), -1);
  g_autofree char *words = g_markup_escape_text (_(text->text), -1);
  g_autofree char *body =
      g_strdup_printf ("<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>%s</title>"
                       "<meta name=\"color-scheme\" content=\"light dark\"><style>%s</style></head>"
                       "<body><h1>%s</h1><p>%s</p></body></html>\n",
                       title, page_style, title, words);
  char *answer = g_strdup_printf (
      "HTTP/1.1 %s\r\n"
      "Content-Type: text/html; charset=utf-8\r\n"
      "Content-Length: %" G_GSIZE_FORMAT "\r\n"
      "Content-Security-Policy: default-src 'none'; style-src 'sha256-%s'; "
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n"
      "Referrer-Policy: no-referrer\r\n"
      "Cache-Control: no-store\r\n"
      "X-Content-Type-Options: nosniff\r\n"
      "%s"
      "Connection: close\r\n"
      "\r\n%s",
      text->status, strlen (body), hash, page == PAGE_NOT_GET ? "Allow: GET\r\n" : "", body);

  return g_bytes_new_take (answer, strlen (answer));
}

/* --- waiting for bytes, with a cancellable, which libdex's own wrappers do not take */

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  GError *error = NULL;
  GBytes *bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);

  if (bytes != NULL)
    dex_promise_resolve_boxed (promise, G_TYPE_BYTES, bytes);
  else
    dex_promise_reject (promise, error);
}

static DexFuture *
read_some (Visit *visit)
{
  DexPromise *promise = dex_promise_new ();
  GInputStream *stream = g_io_stream_get_input_stream (G_IO_STREAM (visit->connection));

  g_input_stream_read_bytes_async (stream, JM_LIMIT_LOOPBACK_REQUEST, G_PRIORITY_DEFAULT,
                                   visit->cancellable, read_cb, dex_ref (promise));
  return DEX_FUTURE (promise);
}

static void
write_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  GError *error = NULL;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error))
    dex_promise_resolve_boolean (promise, TRUE);
  else
    dex_promise_reject (promise, error);
}

static DexFuture *
write_all (Visit  *visit,
           GBytes *bytes)
{
  DexPromise *promise = dex_promise_new ();
  GOutputStream *stream = g_io_stream_get_output_stream (G_IO_STREAM (visit->connection));
  gsize size;
  const void *data = g_bytes_get_data (bytes, &size);

  g_output_stream_write_all_async (stream, data, size, G_PRIORITY_DEFAULT, visit->cancellable,
                                   write_cb, dex_ref (promise));
  return DEX_FUTURE (promise);
}

/* --- one visit */

static void
visit_free (gpointer data)
{
  Visit *visit = data;
  g_autoptr (JmLoopback) self = g_weak_ref_get (&visit->loopback);

  if (self != NULL)
    g_queue_remove (&self->visits, visit);
  /* Without this the kernel would answer what was left unread with a reset, and the page could be
   * lost. */
  g_socket_shutdown (g_socket_connection_get_socket (visit->connection), FALSE, TRUE, NULL);
  g_clear_object (&visit->connection);
  g_clear_object (&visit->cancellable);
  g_clear_pointer (&visit->received, g_byte_array_unref);
  g_weak_ref_clear (&visit->loopback);
  g_free (visit);
}

static void
close_port (JmLoopback *self)
{
  if (self->service == NULL)
    return;
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_clear_object (&self->service);
}

static void
cancel_visits (JmLoopback  *self,
               const Visit *but)
{
  g_autoptr (GList) visits = g_list_copy (self->visits.head);

  for (GList *l = visits; l != NULL; l = l->next)
    {
      if (l->data != but)
        g_cancellable_cancel (((Visit *) l->data)->cancellable);
    }
}

/* DNS rebinding would bring a foreign name here: one Host, and it is ours (RFC 9112 §3.2). */
static gboolean
is_own_host (JmLoopback  *self,
             char       **lines)
{
  g_autofree char *by_name = g_strdup_printf ("localhost:%u", self->target->port);
  g_autofree char *by_ipv4 = g_strdup_printf ("127.0.0.1:%u", self->target->port);
  g_autofree char *by_ipv6 = g_strdup_printf ("[::1]:%u", self->target->port);
  const char *host = NULL;

  for (guint i = 1; lines[i] != NULL; i++)
    {
      if (g_ascii_strncasecmp (lines[i], "Host:", 5) != 0)
        continue;
      if (host != NULL)
        return FALSE;
      host = g_strstrip (lines[i] + 5);
    }
  return g_strcmp0 (host, by_name) == 0 || g_strcmp0 (host, by_ipv4) == 0 ||
         g_strcmp0 (host, by_ipv6) == 0;
}

static Page
read_request (JmLoopback  *self,
              const char  *request,
              char       **code,
              GError     **error)
{
  g_auto (GStrv) lines = g_strsplit (request, "\r\n", -1);
  g_auto (GStrv) words = g_strsplit (lines[0] != NULL ? lines[0] : "", " ", -1);
  g_autofree char *path = NULL;
  const char *query;

  if (g_strv_length (words) != 3 || !g_str_has_prefix (words[2], "HTTP/1.") ||
      !is_own_host (self, lines))
    return PAGE_NOT_OURS;
  query = strchr (words[1], '?');
  path = query != NULL ? g_strndup (words[1], query - words[1]) : g_strdup (words[1]);
  if (!g_str_equal (path, self->target->path))
    return PAGE_NOT_FOUND;
  if (!g_str_equal (words[0], "GET"))
    return PAGE_NOT_GET;

  switch (jm_redirect_decide (query != NULL ? query + 1 : NULL, self->state, code, error))
    {
    case JM_REDIRECT_CODE:
      return PAGE_DONE;
    case JM_REDIRECT_DENIED:
      return PAGE_DENIED;
    case JM_REDIRECT_IGNORE:
      break;
    }
  return PAGE_NOT_OURS;
}

static gboolean
is_complete (GByteArray *received)
{
  return g_strstr_len ((const char *) received->data, received->len, "\r\n\r\n") != NULL;
}

/* TRUE when a whole head is there, or more than we are ready to read. */
static gboolean
await_head (Visit *visit)
{
  while (visit->received->len <= JM_LIMIT_LOOPBACK_REQUEST)
    {
      g_autoptr (GBytes) bytes = dex_await_boxed (read_some (visit), NULL);

      if (bytes == NULL || g_bytes_get_size (bytes) == 0)
        return FALSE;
      g_byte_array_append (visit->received, g_bytes_get_data (bytes, NULL),
                           g_bytes_get_size (bytes));
      if (is_complete (visit->received))
        return TRUE;
    }
  return TRUE;
}

static DexFuture *
visit_fiber (gpointer data)
{
  g_autoptr (JmLoopback) self = NULL;
  g_autoptr (GError) outcome = NULL;
  g_autoptr (GBytes) answer = NULL;
  g_autofree char *code = NULL;
  g_autofree char *head = NULL;
  Visit *visit = data;
  Page page = PAGE_TOO_LARGE;

  if (!await_head (visit) || !(self = g_weak_ref_get (&visit->loopback)) || self->decided)
    return dex_future_new_true ();
  if (visit->received->len <= JM_LIMIT_LOOPBACK_REQUEST)
    {
      head = g_strndup ((const char *) visit->received->data, visit->received->len);
      page = read_request (self, head, &code, &outcome);
    }

  /* The first valid one wins, and the port is gone before anybody hears of it. */
  if (page == PAGE_DONE || page == PAGE_DENIED)
    {
      self->decided = TRUE;
      close_port (self);
      cancel_visits (self, visit);
    }

  answer = make_page (page);
  /* Whether the browser waits for its page is its own affair. */
  dex_await (write_all (visit, answer), NULL);

  if (page == PAGE_DONE)
    dex_promise_resolve_string (self->outcome, g_steal_pointer (&code));
  else if (page == PAGE_DENIED)
    dex_promise_reject (self->outcome, g_steal_pointer (&outcome));
  return dex_future_new_true ();
}

static gboolean
incoming_cb (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source_object,
             gpointer           user_data)
{
  JmLoopback *self = user_data;
  Visit *visit;

  if (g_queue_get_length (&self->visits) >= JM_LIMIT_LOOPBACK_CONNECTIONS)
    {
      Visit *oldest = g_queue_pop_head (&self->visits);

      g_cancellable_cancel (oldest->cancellable);
    }

  visit = g_new0 (Visit, 1);
  g_weak_ref_init (&visit->loopback, self);
  g_set_object (&visit->connection, connection);
  visit->cancellable = g_cancellable_new ();
  visit->received = g_byte_array_new ();
  g_queue_push_tail (&self->visits, visit);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, visit_fiber, visit, visit_free));
  return TRUE;
}

/* --- listening */

static GSocket *
listen_on (const char  *host,
           guint16      port,
           GError     **error)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string (host, port);
  g_autoptr (GSocket) socket = NULL;

  socket = g_socket_new (g_socket_address_get_family (address), G_SOCKET_TYPE_STREAM,
                         G_SOCKET_PROTOCOL_TCP, error);
  if (socket == NULL)
    return NULL;
  /* The kernel drops what finds no place in this queue, and the browser then waits for a second. */
  g_socket_set_listen_backlog (socket, LISTEN_BACKLOG);
  /* Reuse: a connection of the attempt before, still closing, must not stand in the way of the next
   * one. */
  if (!g_socket_bind (socket, address, TRUE, error) || !g_socket_listen (socket, error))
    return NULL;
  return g_steal_pointer (&socket);
}

static void
explain_busy (GError  **error,
              guint16   port)
{
  g_autofree char *owner = jm_port_owner_describe (port);

  g_clear_error (error);
  if (owner != NULL)
    g_set_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_PORT_BUSY,
                 _("Port %u is used by another program (%s). Close that program, then try again"),
                 port, owner);
  else
    g_set_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_PORT_BUSY,
                 _("Port %u is used by another program. Close that program, then try again"),
                 port);
}

/* FALSE with an error. A family that this machine does not have is no error: nobody else can listen
 * there either. */
static gboolean
add_socket (JmLoopback  *self,
            const char  *host,
            gboolean     needed,
            GError     **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GSocket) socket = listen_on (host, self->target->port, &local);

  if (socket != NULL)
    return g_socket_listener_add_socket (G_SOCKET_LISTENER (self->service), socket, NULL, error);
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
    {
      explain_busy (&local, self->target->port);
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (!needed)
    return TRUE;
  g_set_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_CALLBACK,
               _("Port %u can’t be listened on: %s"), self->target->port, local->message);
  return FALSE;
}

/* "localhost" is whatever the browser resolves it to, so both must be ours, or somebody else could
 * get the code. */
static gboolean
open_port (JmLoopback  *self,
           GError     **error)
{
  const char *host = self->target->host;
  gboolean by_name = g_str_equal (host, "localhost");

  /* It accepts once all is in place: each socket that is added makes GSocketService begin anew, and
   * a connection that came in between was closed without a word. */
  self->service = g_object_new (G_TYPE_SOCKET_SERVICE, "active", FALSE, NULL);
  if (!g_str_equal (host, "::1") && !add_socket (self, "127.0.0.1", TRUE, error))
    return FALSE;
  if (!g_str_equal (host, "127.0.0.1") && !add_socket (self, "::1", !by_name, error))
    return FALSE;
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  g_socket_service_start (self->service);
  return TRUE;
}

/* --- waiting */

typedef struct
{
  JmLoopback *loopback;
  GCancellable *cancellable;
} Wait;

static void
wait_free (gpointer data)
{
  Wait *wait = data;

  g_clear_object (&wait->loopback);
  g_clear_object (&wait->cancellable);
  g_free (wait);
}

static DexFuture *
wait_fiber (gpointer data)
{
  g_autoptr (GError) error = NULL;
  Wait *wait = data;
  JmLoopback *self = wait->loopback;

  jm_await_within (self->outcome, self->clock, JM_LIMIT_SIGN_IN_SECONDS, wait->cancellable, &error);

  self->decided = TRUE;
  close_port (self);
  cancel_visits (self, NULL);
  if (!dex_future_is_pending (DEX_FUTURE (self->outcome)))
    return dex_ref (DEX_FUTURE (self->outcome));
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return dex_future_new_for_error (g_steal_pointer (&error));
  return dex_future_new_reject (JM_AUTH_ERROR, JM_AUTH_ERROR_TIMED_OUT,
                                _("Nobody came back from the browser within 5 minutes"));
}

/* --- object */

static void
jm_loopback_dispose (GObject *object)
{
  JmLoopback *self = JM_LOOPBACK (object);

  close_port (self);
  cancel_visits (self, NULL);
  g_queue_clear (&self->visits);

  G_OBJECT_CLASS (jm_loopback_parent_class)->dispose (object);
}

static void
jm_loopback_finalize (GObject *object)
{
  JmLoopback *self = JM_LOOPBACK (object);

  g_clear_pointer (&self->target, jm_redirect_target_free);
  g_clear_pointer (&self->state, jm_wipe_free);
  g_clear_object (&self->clock);
  dex_clear (&self->outcome);

  G_OBJECT_CLASS (jm_loopback_parent_class)->finalize (object);
}

static void
jm_loopback_class_init (JmLoopbackClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = jm_loopback_dispose;
  object_class->finalize = jm_loopback_finalize;
}

static void
jm_loopback_init (JmLoopback *self)
{
  g_queue_init (&self->visits);
  self->outcome = dex_promise_new ();
}

/**
 * jm_loopback_new:
 * @redirect_uri: http on localhost, 127.0.0.1 or [::1], with a port and a path
 * @state: of the attempt
 * @clock: for the 5 minutes
 * @error: JM_AUTH_ERROR_PORT_BUSY (the message says by whom, where the system tells), or
 *   JM_AUTH_ERROR_CALLBACK
 *
 * Returns: (transfer full) (nullable): a listener that listens already. Dropping it closes the
 *   port.
 */
JmLoopback *
jm_loopback_new (const char  *redirect_uri,
                 const char  *state,
                 JmClock     *clock,
                 GError     **error)
{
  g_autoptr (JmLoopback) self = NULL;

  g_return_val_if_fail (redirect_uri != NULL, NULL);
  g_return_val_if_fail (state != NULL, NULL);
  g_return_val_if_fail (JM_IS_CLOCK (clock), NULL);

  self = g_object_new (JM_TYPE_LOOPBACK, NULL);
  g_set_object (&self->clock, clock);
  self->state = g_strdup (state);
  if (!(self->target = jm_redirect_target_parse (redirect_uri, error)) || !open_port (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * jm_loopback_wait:
 * @self: a listener
 * @cancellable: (nullable): gives up
 *
 * Returns: (transfer full): resolves to the code (dex_await_string()). Rejects with
 *   JM_AUTH_ERROR_DENIED, JM_AUTH_ERROR_TIMED_OUT, or G_IO_ERROR_CANCELLED. Whatever the end, the
 *   port is closed when it comes.
 */
DexFuture *
jm_loopback_wait (JmLoopback   *self,
                  GCancellable *cancellable)
{
  Wait *wait;

  dex_return_error_if_fail (JM_IS_LOOPBACK (self));

  wait = g_new0 (Wait, 1);
  g_set_object (&wait->loopback, self);
  g_set_object (&wait->cancellable, cancellable);
  return dex_scheduler_spawn (NULL, 0, wait_fiber, wait, wait_free);
}
