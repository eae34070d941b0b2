/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-http-private.h"

#include <string.h>

#include "base/jm-limits.h"
#include "base/jm-random.h"
#include "base/jm-time.h"

/* The two halves of an exchange: JmHttpRequest is filled by one caller and sent once,
 * JmHttpResponse never changes. */

struct _JmHttpResponse
{
  guint status;
  GStrv headers;
  GBytes *body;
  gint64 elapsed_ms;
};

G_DEFINE_BOXED_TYPE (JmHttpRequest, jm_http_request, jm_http_request_ref, jm_http_request_unref)
G_DEFINE_BOXED_TYPE (JmHttpResponse, jm_http_response, jm_http_response_ref, jm_http_response_unref)

/**
 * jm_http_request_new:
 * @method: "GET", "POST", …
 * @url: an absolute address; whether it may be asked is told by jm_http_send()
 *
 * Returns: (transfer full): a request with the limits of the API
 */
JmHttpRequest *
jm_http_request_new (const char *method,
                     const char *url)
{
  JmHttpRequest *self;

  g_return_val_if_fail (method != NULL, NULL);
  g_return_val_if_fail (url != NULL, NULL);

  self = g_atomic_rc_box_new0 (JmHttpRequest);
  self->method = g_strdup (method);
  self->url = g_strdup (url);
  self->headers = g_strv_builder_new ();
  self->seconds = JM_LIMIT_API_SECONDS;
  self->bytes = JM_LIMIT_API_BODY;

  return self;
}

JmHttpRequest *
jm_http_request_ref (JmHttpRequest *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
request_clear (gpointer data)
{
  JmHttpRequest *self = data;

  g_free (self->method);
  g_free (self->url);
  g_strv_builder_unref (self->headers);
  jm_wipe_free (self->authorization);
  g_clear_pointer (&self->json, g_bytes_unref);
}

void
jm_http_request_unref (JmHttpRequest *self)
{
  g_atomic_rc_box_release_full (self, request_clear);
}

void
jm_http_request_wipe (JmHttpRequest *self)
{
  g_clear_pointer (&self->authorization, jm_wipe_free);
}

static gboolean
is_header_text (const char *text)
{
  for (; *text != '\0'; text++)
    {
      if (g_ascii_iscntrl (*text) && *text != '\t')
        return FALSE;
    }

  return TRUE;
}

/**
 * jm_http_request_set_header:
 * @name: a header name
 * @value: its text; with a line break in it the request is refused when it is sent
 *
 * Not for Authorization: see jm_http_request_set_authorization().
 */
void
jm_http_request_set_header (JmHttpRequest *self,
                            const char    *name,
                            const char    *value)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL && value != NULL);
  g_return_if_fail (g_ascii_strcasecmp (name, "Authorization") != 0);

  if (!is_header_text (name) || !is_header_text (value))
    self->malformed = TRUE;

  g_strv_builder_add_many (self->headers, name, value, NULL);
}

/**
 * jm_http_request_set_authorization:
 * @authorization: "Bearer …" or "Basic …"; with a line break in it the request is refused when it
 * is sent
 */
void
jm_http_request_set_authorization (JmHttpRequest *self,
                                   const char    *authorization)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (authorization != NULL);

  if (!is_header_text (authorization))
    self->malformed = TRUE;

  g_clear_pointer (&self->authorization, jm_wipe_free);
  self->authorization = g_strdup (authorization);
}

/**
 * jm_http_request_set_json:
 * @json: the body
 */
void
jm_http_request_set_json (JmHttpRequest *self,
                          GBytes        *json)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (json != NULL);

  g_clear_pointer (&self->json, g_bytes_unref);
  self->json = g_bytes_ref (json);
}

/**
 * jm_http_request_set_limits:
 * @seconds: 1 or more, of boot time
 * @bytes: of decoded body, 0 or more
 */
void
jm_http_request_set_limits (JmHttpRequest *self,
                            guint          seconds,
                            gsize          bytes)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (seconds > 0);

  self->seconds = seconds;
  self->bytes = bytes;
}

JmHttpResponse *
jm_http_response_new (guint   status,
                      GStrv   headers,
                      GBytes *body,
                      gint64  elapsed_ms)
{
  JmHttpResponse *self = g_atomic_rc_box_new0 (JmHttpResponse);

  self->status = status;
  self->headers = headers;
  self->body = g_bytes_ref (body);
  self->elapsed_ms = elapsed_ms;

  return self;
}

JmHttpResponse *
jm_http_response_ref (JmHttpResponse *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
response_clear (gpointer data)
{
  JmHttpResponse *self = data;

  g_strfreev (self->headers);
  g_bytes_unref (self->body);
}

void
jm_http_response_unref (JmHttpResponse *self)
{
  g_atomic_rc_box_release_full (self, response_clear);
}

/**
 * jm_http_response_get_status:
 *
 * Returns: 200 … 599
 */
guint
jm_http_response_get_status (JmHttpResponse *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->status;
}

/**
 * jm_http_response_get_header:
 * @name: in any case
 *
 * Returns: (transfer none) (nullable): the first value
 */
const char *
jm_http_response_get_header (JmHttpResponse *self,
                             const char     *name)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  for (guint i = 0; self->headers[i] != NULL; i += 2)
    {
      if (g_ascii_strcasecmp (self->headers[i], name) == 0)
        return self->headers[i + 1];
    }

  return NULL;
}

/**
 * jm_http_response_get_body:
 *
 * Returns: (transfer none): the decoded body, maybe empty
 */
GBytes *
jm_http_response_get_body (JmHttpResponse *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->body;
}

/**
 * jm_http_response_is_json:
 *
 * Returns: whether the server called it JSON; nothing is known of the body
 */
gboolean
jm_http_response_is_json (JmHttpResponse *self)
{
  const char *type = jm_http_response_get_header (self, "Content-Type");
  g_autofree char *essence = NULL;

  if (type == NULL)
    return FALSE;

  essence = g_ascii_strdown (type, strcspn (type, ";"));
  g_strstrip (essence);

  return g_str_equal (essence, "application/json") ||
         (g_str_has_prefix (essence, "application/") && g_str_has_suffix (essence, "+json"));
}

/**
 * jm_http_response_get_elapsed_ms:
 *
 * Returns: ms of boot time from the call to the last byte
 */
gint64
jm_http_response_get_elapsed_ms (JmHttpResponse *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->elapsed_ms;
}

/**
 * jm_http_response_get_date_ms:
 *
 * Returns: ms since the epoch by the server's clock, or 0
 */
gint64
jm_http_response_get_date_ms (JmHttpResponse *self)
{
  return jm_time_parse_http (jm_http_response_get_header (self, "Date"));
}
