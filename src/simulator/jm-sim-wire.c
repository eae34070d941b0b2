/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-wire.h"

#include <string.h>
#include <sys/socket.h>

#define SMALLEST_PACKED 256
#define DRIP_TICK_MS 50

/* Faults that no HTTP library would write. The first one that strikes decides. */
static const JmSimFaultKind raw_kinds[] = {
  JM_SIM_FAULT_CLOSE_NO_REPLY,
  JM_SIM_FAULT_RESET,
  JM_SIM_FAULT_DRIP,
  JM_SIM_FAULT_TRUNCATE,
  JM_SIM_FAULT_CHUNK_NO_END,
  JM_SIM_FAULT_HEADER_FLOOD,
  JM_SIM_FAULT_CONTINUE_FLOOD,
  JM_SIM_FAULT_DUP_HEADER,
  JM_SIM_FAULT_BAD_LENGTH,
};

/* A stolen connection on its way out: bytes, at once or drop by drop, and then how it ends. */
typedef struct
{
  GIOStream *stream;
  GSocket *socket;
  GByteArray *bytes;
  gsize sent;
  gsize fast;       /* so many bytes go at once, before the dripping begins */
  guint drop;       /* bytes a tick; 0: all at once */
  gboolean reset;   /* ends with RST instead of FIN */
} Exit;

static void
exit_free (Exit *self)
{
  if (self->reset && self->socket != NULL)
    {
      struct linger linger = { 1, 0 };
      setsockopt (g_socket_get_fd (self->socket), SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
    }
  g_io_stream_close (self->stream, NULL, NULL);
  g_object_unref (self->stream);
  g_clear_object (&self->socket);
  g_byte_array_unref (self->bytes);
  g_free (self);
}

static gboolean drip_cb (gpointer user_data);

static void
write_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  Exit *self = user_data;
  gsize written = 0;
  gboolean good =
      g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, &written, NULL);

  self->sent += written;
  if (!good || self->sent >= self->bytes->len)
    exit_free (self);
  else
    g_timeout_add (DRIP_TICK_MS, drip_cb, self);
}

static void
write_some (Exit *self)
{
  gsize left = self->bytes->len - self->sent;
  gsize now = self->drop == 0         ? left :
              self->sent < self->fast ? self->fast - self->sent :
                                        MIN (left, self->drop);

  g_output_stream_write_all_async (g_io_stream_get_output_stream (self->stream),
                                   self->bytes->data + self->sent, now, G_PRIORITY_DEFAULT, NULL,
                                   write_cb, self);
}

static gboolean
drip_cb (gpointer user_data)
{
  write_some (user_data);
  return G_SOURCE_REMOVE;
}

static gboolean
accepts_gzip (const JmSimRequest *request)
{
  const char *accepted = soup_message_headers_get_list (request->headers, "Accept-Encoding");

  return accepted != NULL && soup_header_contains (accepted, "gzip");
}

/* A gzip stream of a JSON object whose one string has @n spaces. */
static GByteArray *
make_bomb (gsize n)
{
  g_autoptr (GConverter) compressor =
      G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 1));
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (memory, compressor);
  g_autofree char *block = g_malloc (1 << 16);

  memset (block, ' ', 1 << 16);
  g_output_stream_write_all (stream, "{\"padding\":\"", 12, NULL, NULL, NULL);
  for (gsize left = n; left > 0; left -= MIN (left, 1 << 16))
    g_output_stream_write_all (stream, block, MIN (left, 1 << 16), NULL, NULL, NULL);
  g_output_stream_write_all (stream, "\"}", 2, NULL, NULL, NULL);
  g_output_stream_close (stream, NULL, NULL);
  return g_bytes_unref_to_array (
      g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory)));
}

/* gzip {"how": "truncate" | "badcrc" | "bomb" | "trailing", "n"?: bytes} */
static GByteArray *
pack_badly (const JmSimFault *fault,
            const JmSimReply *reply)
{
  const char *how = jm_sim_fault_string (fault, "how", "truncate");
  gint64 n = jm_sim_fault_int (fault, "n", 0);
  GByteArray *packed;

  if (g_str_equal (how, "bomb"))
    return make_bomb ((gsize) (n > 0 ? n : 256 << 20));
  packed = jm_sim_gzip (reply->body->data, reply->body->len);
  if (g_str_equal (how, "truncate"))
    g_byte_array_set_size (packed, (guint) (n > 0 ? MIN (n, packed->len) : packed->len / 2));
  else if (g_str_equal (how, "badcrc"))
    packed->data[packed->len - 8] ^= 0xff;
  else if (g_str_equal (how, "trailing"))
    g_byte_array_append (packed, (const guint8 *) "trailing garbage", 16);
  return packed;
}

/* Compresses the body if the client wants it, or badly if a fault wants it. */
void
jm_sim_wire_encode (const JmSimRequest *request,
                    JmSimReply         *reply)
{
  const JmSimFault *fault = jm_sim_request_fault (request, JM_SIM_FAULT_GZIP);
  g_autoptr (GByteArray) packed = NULL;

  if (reply->packed != NULL)
    {
      jm_sim_reply_header (reply, "Content-Encoding", "gzip");
      jm_sim_reply_header (reply, "Vary", "Accept-Encoding");
      return;
    }
  if (fault != NULL)
    packed = pack_badly (fault, reply);
  else if (accepts_gzip (request) && reply->body->len >= SMALLEST_PACKED)
    packed = jm_sim_gzip (reply->body->data, reply->body->len);
  if (packed == NULL)
    return;
  g_byte_array_unref (reply->body);
  reply->body = g_steal_pointer (&packed);
  jm_sim_reply_header (reply, "Content-Encoding", "gzip");
  jm_sim_reply_header (reply, "Vary", "Accept-Encoding");
}

static const JmSimFault *
raw_fault (const JmSimRequest *request)
{
  for (guint i = 0; i < G_N_ELEMENTS (raw_kinds); i++)
    {
      const JmSimFault *fault = jm_sim_request_fault (request, raw_kinds[i]);
      if (fault != NULL)
        return fault;
    }
  return NULL;
}

gboolean
jm_sim_wire_is_raw (const JmSimRequest *request)
{
  return raw_fault (request) != NULL;
}

static void
copy_header (const char *name,
             const char *value,
             gpointer    user_data)
{
  soup_message_headers_replace (user_data, name, value);
}

/* The decent way. */
void
jm_sim_wire_send (SoupServerMessage *message,
                  JmSimReply        *reply)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  soup_message_headers_foreach (reply->headers, copy_header, headers);
  soup_server_message_set_status (message, reply->status, NULL);
  if (reply->packed != NULL)
    soup_message_body_append_bytes (soup_server_message_get_response_body (message), reply->packed);
  else if (reply->body->len > 0)
    soup_server_message_set_response (
        message, soup_message_headers_get_one (reply->headers, "Content-Type"), SOUP_MEMORY_COPY,
        (const char *) reply->body->data, reply->body->len);
}

static void
append_text (GByteArray *bytes, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
append_text (GByteArray *bytes,
             const char *format,
             ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_byte_array_append (bytes, (const guint8 *) text, (guint) strlen (text));
}

static void
append_header (const char *name,
               const char *value,
               gpointer    user_data)
{
  append_text (user_data, "%s: %s\r\n", name, value);
}

static void
append_flood (GByteArray       *bytes,
              const JmSimFault *fault)
{
  gint64 n = jm_sim_fault_int (fault, "n", 100000);

  for (gint64 i = 0; i < n; i++)
    append_text (bytes, "X-Flood-%" G_GINT64_FORMAT ": %s\r\n", i,
                 "0123456789012345678901234567890123456789");
}

/* What stands about the length, right or wrong. */
static void
append_framing (GByteArray       *bytes,
                const JmSimFault *fault,
                const JmSimReply *reply)
{
  switch ((int) fault->kind)
    {
    case JM_SIM_FAULT_CHUNK_NO_END:
      append_text (bytes, "Transfer-Encoding: chunked\r\n");
      break;
    case JM_SIM_FAULT_BAD_LENGTH:
      append_text (bytes, "Content-Length: %s\r\n",
                   jm_sim_fault_string (fault, "value", "99999999"));
      break;
    case JM_SIM_FAULT_DUP_HEADER:
      if (jm_sim_fault_string (fault, "name", NULL) != NULL)
        {
          append_text (bytes, "Content-Length: %u\r\n", reply->body->len);
          append_text (bytes, "%s: %s\r\n", jm_sim_fault_string (fault, "name", ""),
                       jm_sim_fault_string (fault, "value", ""));
          append_text (bytes, "%s: %s\r\n", jm_sim_fault_string (fault, "name", ""),
                       jm_sim_fault_string (fault, "other", "0"));
        }
      else
        {
          append_text (bytes, "Content-Length: %u\r\nContent-Length: %u\r\n", reply->body->len,
                       reply->body->len / 2);
        }
      break;
    default:
      append_text (bytes, "Content-Length: %u\r\n", reply->body->len);
      break;
    }
}

static GByteArray *
write_head (const JmSimFault *fault,
            const JmSimReply *reply)
{
  GByteArray *bytes = g_byte_array_new ();

  if (fault->kind == JM_SIM_FAULT_CONTINUE_FLOOD)
    {
      for (gint64 i = jm_sim_fault_int (fault, "n", 100000); i > 0; i--)
        append_text (bytes, "HTTP/1.1 100 Continue\r\n\r\n");
    }
  append_text (bytes, "HTTP/1.1 %u %s\r\n", reply->status, soup_status_get_phrase (reply->status));
  soup_message_headers_foreach (reply->headers, append_header, bytes);
  append_text (bytes, "Connection: close\r\n");
  append_framing (bytes, fault, reply);
  if (fault->kind == JM_SIM_FAULT_HEADER_FLOOD)
    append_flood (bytes, fault);
  append_text (bytes, "\r\n");
  return bytes;
}

static void
write_body (GByteArray       *bytes,
            const JmSimFault *fault,
            const JmSimReply *reply)
{
  guint length = reply->body->len;

  if (fault->kind == JM_SIM_FAULT_TRUNCATE)
    length = (guint) CLAMP (jm_sim_fault_int (fault, "n", length / 2), 0, length);
  else if (fault->kind == JM_SIM_FAULT_RESET)
    length /= 2;
  if (fault->kind == JM_SIM_FAULT_CHUNK_NO_END)
    append_text (bytes, "%x\r\n", length);
  g_byte_array_append (bytes, reply->body->data, length);
  if (fault->kind == JM_SIM_FAULT_CHUNK_NO_END)
    append_text (bytes, "\r\n");
}

/* Whether the connection ends without a single byte of an answer. */
static gboolean
is_mute (const JmSimFault *fault)
{
  return fault->kind == JM_SIM_FAULT_CLOSE_NO_REPLY ||
         (fault->kind == JM_SIM_FAULT_RESET &&
          g_strcmp0 (jm_sim_fault_string (fault, "when", "before"), "mid") != 0);
}

/* Takes the connection away from libsoup and writes what the fault says. */
void
jm_sim_wire_break (SoupServerMessage  *message,
                   const JmSimRequest *request,
                   JmSimReply         *reply)
{
  const JmSimFault *fault = raw_fault (request);
  Exit *self = g_new0 (Exit, 1);
  GSocket *socket = soup_server_message_get_socket (message);

  self->socket = socket != NULL ? g_object_ref (socket) : NULL;
  self->reset = fault->kind == JM_SIM_FAULT_RESET;
  self->stream = soup_server_message_steal_connection (message);
  self->bytes = is_mute (fault) ? g_byte_array_new () : write_head (fault, reply);
  if (fault->kind == JM_SIM_FAULT_DRIP)
    {
      gint64 rate = jm_sim_fault_int (fault, "rate", 10);

      self->drop = (guint) CLAMP (rate * DRIP_TICK_MS / 1000, 1, G_MAXINT);
      self->fast = g_str_equal (jm_sim_fault_string (fault, "part", "body"), "header") ?
                       0 :
                       self->bytes->len;
    }
  if (!is_mute (fault))
    write_body (self->bytes, fault, reply);
  if (self->bytes->len == 0)
    exit_free (self);
  else
    write_some (self);
}
