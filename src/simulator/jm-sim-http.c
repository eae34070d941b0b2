/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-http.h"

#include <string.h>

/* application/x-www-form-urlencoded → name, value, name, value … */
static void
parse_pairs (GPtrArray  *pairs,
             const char *encoded)
{
  g_auto (GStrv) parts = g_strsplit (encoded, "&", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *equals = strchr (parts[i], '=');
      g_autofree char *name = NULL;
      g_autofree char *value = NULL;

      if (*parts[i] == '\0')
        continue;
      g_strdelimit (parts[i], "+", ' ');
      if (equals != NULL)
        *equals = '\0';
      name = g_uri_unescape_string (parts[i], NULL);
      value = g_uri_unescape_string (equals != NULL ? equals + 1 : "", NULL);
      if (name == NULL || value == NULL)
        continue;
      g_ptr_array_add (pairs, g_steal_pointer (&name));
      g_ptr_array_add (pairs, g_steal_pointer (&value));
    }
}

static JsonNode *
parse_json (GBytes *body)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  gsize length;
  const char *data = g_bytes_get_data (body, &length);

  if (length == 0 || !json_parser_load_from_data (parser, data, length, NULL))
    return NULL;
  return json_parser_steal_root (parser);
}

/* A form that a browser posts is read as if it had been in the query. */
static void
read_form (JmSimRequest *self)
{
  const char *type = soup_message_headers_get_content_type (self->headers, NULL);
  gsize length;
  const char *data = g_bytes_get_data (self->body, &length);

  if (g_strcmp0 (type, "application/x-www-form-urlencoded") == 0 && length > 0)
    {
      g_autofree char *text = g_strndup (data, length);
      parse_pairs (self->query, text);
    }
}

JmSimRequest *
jm_sim_request_new (const char         *method,
                    GUri               *uri,
                    SoupMessageHeaders *headers,
                    GBytes             *body)
{
  JmSimRequest *self = g_new0 (JmSimRequest, 1);
  const char *query = g_uri_get_query (uri);

  self->method = g_strdup (method);
  self->path = g_uri_unescape_string (g_uri_get_path (uri), NULL);
  if (self->path == NULL)
    self->path = g_strdup (g_uri_get_path (uri));
  self->target = query != NULL ? g_strdup_printf ("%s?%s", g_uri_get_path (uri), query) :
                                 g_strdup (g_uri_get_path (uri));
  self->query = g_ptr_array_new_with_free_func (g_free);
  self->headers = soup_message_headers_ref (headers);
  self->body = g_bytes_ref (body);
  self->json = parse_json (body);
  if (query != NULL)
    parse_pairs (self->query, query);
  read_form (self);
  return self;
}

void
jm_sim_request_free (JmSimRequest *self)
{
  g_free (self->method);
  g_free (self->path);
  g_free (self->target);
  g_ptr_array_unref (self->query);
  soup_message_headers_unref (self->headers);
  g_bytes_unref (self->body);
  g_clear_pointer (&self->json, json_node_unref);
  g_clear_pointer (&self->faults, g_ptr_array_unref);
  g_free (self);
}

/* The first value of @name, or NULL; borrowed. */
const char *
jm_sim_request_query (const JmSimRequest *self,
                      const char         *name)
{
  for (guint i = 0; i + 1 < self->query->len; i += 2)
    {
      if (g_str_equal (g_ptr_array_index (self->query, i), name))
        return g_ptr_array_index (self->query, i + 1);
    }
  return NULL;
}

/* All values of @name, with comma lists taken apart; NULL if there is none. */
GStrv
jm_sim_request_query_list (const JmSimRequest *self,
                           const char         *name)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  gboolean found = FALSE;

  for (guint i = 0; i + 1 < self->query->len; i += 2)
    {
      g_auto (GStrv) parts = NULL;

      if (!g_str_equal (g_ptr_array_index (self->query, i), name))
        continue;
      found = TRUE;
      parts = g_strsplit (g_ptr_array_index (self->query, i + 1), ",", -1);
      for (guint k = 0; parts[k] != NULL; k++)
        {
          if (*g_strstrip (parts[k]) != '\0')
            g_strv_builder_add (builder, parts[k]);
        }
    }
  return found ? g_strv_builder_end (builder) : NULL;
}

gint64
jm_sim_request_query_int (const JmSimRequest *self,
                          const char         *name,
                          gint64              fallback)
{
  const char *text = jm_sim_request_query (self, name);
  gint64 value;

  if (text == NULL || !g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &value, NULL))
    return fallback;
  return value;
}

/* The body as a JSON object, or NULL; borrowed. */
JsonObject *
jm_sim_request_object (const JmSimRequest *self)
{
  if (self->json == NULL || !JSON_NODE_HOLDS_OBJECT (self->json))
    return NULL;
  return json_node_get_object (self->json);
}

JmSimReply *
jm_sim_reply_new (void)
{
  JmSimReply *self = g_new0 (JmSimReply, 1);

  self->status = SOUP_STATUS_NOT_FOUND;
  self->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  self->body = g_byte_array_new ();
  return self;
}

void
jm_sim_reply_free (JmSimReply *self)
{
  soup_message_headers_unref (self->headers);
  g_byte_array_unref (self->body);
  g_clear_pointer (&self->packed, g_bytes_unref);
  g_free (self);
}

/* Replaces the body. */
void
jm_sim_reply_bytes (JmSimReply    *self,
                    const char    *type,
                    gconstpointer  data,
                    gsize          length)
{
  g_byte_array_set_size (self->body, 0);
  g_byte_array_append (self->body, data, length);
  if (type != NULL)
    soup_message_headers_replace (self->headers, "Content-Type", type);
  else
    soup_message_headers_remove (self->headers, "Content-Type");
}

void
jm_sim_reply_text (JmSimReply *self,
                   guint       status,
                   const char *type,
                   const char *text)
{
  self->status = status;
  jm_sim_reply_bytes (self, type, text, strlen (text));
}

/* Takes @json, a finished text. */
void
jm_sim_reply_json (JmSimReply *self,
                   guint       status,
                   GString    *json)
{
  gsize length = json->len;

  self->status = status;
  g_byte_array_unref (self->body);
  self->body = g_byte_array_new_take ((guint8 *) g_string_free (json, FALSE), length);
  soup_message_headers_replace (self->headers, "Content-Type", "application/json;charset=UTF-8");
}

/* Takes @node. */
void
jm_sim_reply_node (JmSimReply *self,
                   guint       status,
                   JsonNode   *node)
{
  g_autofree char *text = json_to_string (node, FALSE);

  jm_sim_reply_text (self, status, "application/json;charset=UTF-8", text);
  json_node_unref (node);
}

/* Takes @object. */
void
jm_sim_reply_object (JmSimReply *self,
                     guint       status,
                     JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  jm_sim_reply_node (self, status, node);
}

/* Takes @array. */
void
jm_sim_reply_array (JmSimReply *self,
                    guint       status,
                    JsonArray  *array)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  json_node_take_array (node, array);
  jm_sim_reply_node (self, status, node);
}

void
jm_sim_reply_header (JmSimReply *self,
                     const char *name,
                     const char *value)
{
  soup_message_headers_replace (self->headers, name, value);
}

/* The body that Jira itself gives. */
void
jm_sim_reply_jira_error (JmSimReply *self,
                         guint       status,
                         const char *format,
                         ...)
{
  JsonObject *object = json_object_new ();
  JsonArray *messages = json_array_new ();
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  json_array_add_string_element (messages, message);
  json_object_set_array_member (object, "errorMessages", messages);
  json_object_set_object_member (object, "errors", json_object_new ());
  jm_sim_reply_object (self, status, object);
}

/* The body that the gateway in front of Jira gives. */
void
jm_sim_reply_gateway_error (JmSimReply *self,
                            guint       status,
                            const char *message)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "code", status);
  json_object_set_string_member (object, "message", message);
  jm_sim_reply_object (self, status, object);
}

/* The body that the authorization host gives. */
void
jm_sim_reply_oauth_error (JmSimReply *self,
                          guint       status,
                          const char *error,
                          const char *description)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "error", error);
  json_object_set_string_member (object, "error_description", description);
  jm_sim_reply_object (self, status, object);
}

GByteArray *
jm_sim_gzip (gconstpointer data,
             gsize         length)
{
  g_autoptr (GConverter) compressor =
      G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 1));
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (memory, compressor);
  g_autoptr (GBytes) bytes = NULL;

  g_output_stream_write_all (stream, data, length, NULL, NULL, NULL);
  g_output_stream_close (stream, NULL, NULL);
  bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
  return g_bytes_unref_to_array (g_steal_pointer (&bytes));
}

static JsonNode *
member (JsonObject *object,
        const char *name)
{
  return object != NULL ? json_object_get_member (object, name) : NULL;
}

const char *
jm_sim_json_string (JsonObject *object,
                    const char *name,
                    const char *fallback)
{
  JsonNode *node = member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_STRING)
    return fallback;
  return json_node_get_string (node);
}

gint64
jm_sim_json_int (JsonObject *object,
                 const char *name,
                 gint64      fallback)
{
  JsonNode *node = member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return fallback;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return json_node_get_int (node);
  if (json_node_get_value_type (node) == G_TYPE_DOUBLE)
    return (gint64) json_node_get_double (node);
  return fallback;
}

gboolean
jm_sim_json_bool (JsonObject *object,
                  const char *name,
                  gboolean    fallback)
{
  JsonNode *node = member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return fallback;
  return json_node_get_boolean (node);
}

JsonObject *
jm_sim_json_object (JsonObject *object,
                    const char *name)
{
  JsonNode *node = member (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

JsonArray *
jm_sim_json_array (JsonObject *object,
                   const char *name)
{
  JsonNode *node = member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/* An array of strings (numbers become strings), or one string; NULL if the member is absent. */
GStrv
jm_sim_json_strings (JsonObject *object,
                     const char *name)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *array = jm_sim_json_array (object, name);

  if (array == NULL)
    {
      const char *one = jm_sim_json_string (object, name, NULL);
      return one != NULL ? g_strsplit (one, ",", -1) : NULL;
    }
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_VALUE (node))
        continue;
      if (json_node_get_value_type (node) == G_TYPE_STRING)
        g_strv_builder_add (builder, json_node_get_string (node));
      else if (json_node_get_value_type (node) == G_TYPE_INT64)
        g_strv_builder_take (builder,
                             g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node)));
    }
  return g_strv_builder_end (builder);
}
