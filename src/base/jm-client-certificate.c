/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-client-certificate.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/jm-limits.h"
#include "base/jm-random.h"

#define KEY_END "PRIVATE KEY-----"

void
jm_client_certificate_free (JmClientCertificate *self)
{
  g_free (self->certificate);
  jm_wipe_free (self->key);
  g_free (self);
}

/* --- PEM */

/* The first private key in @text, from its BEGIN to its END; NULL without one. */
static char *
dup_key (const char *text)
{
  for (const char *begin = strstr (text, "-----BEGIN "); begin != NULL;
       begin = strstr (begin + 1, "-----BEGIN "))
    {
      const char *title_end = strstr (begin + strlen ("-----BEGIN "), "-----");
      const char *end = title_end != NULL ? strstr (title_end, "-----END ") : NULL;
      const char *stop = end != NULL ? strstr (end, KEY_END) : NULL;

      if (stop == NULL)
        return NULL;
      if (g_strstr_len (begin, title_end - begin + 5, KEY_END) != NULL)
        return g_strdup_printf ("%.*s\n", (int) (stop + strlen (KEY_END) - begin), begin);
    }

  return NULL;
}

static gboolean
is_locked (const char *key)
{
  return strstr (key, "ENCRYPTED") != NULL;
}

static gboolean
take_pem (JmClientCertificate  *self,
          GBytes               *bytes,
          const char           *text,
          GError              **error)
{
  g_autoptr (GPtrArray) certificates = NULL;
  g_autoptr (GError) below = NULL;
  char *key = dup_key (text);

  if (key != NULL && is_locked (key))
    {
      jm_wipe_free (key);
      g_set_error_literal (error, JM_CERTIFICATE_ERROR, JM_CERTIFICATE_ERROR_NO_KEY,
                           _("The private key is locked by a password, which is only possible in "
                              "a PKCS#12 file (.p12, .pfx)"));
      return FALSE;
    }
  if (key != NULL)
    {
      jm_wipe_free (self->key);
      self->key = key;
    }

  certificates = jm_certificates_from_bytes (bytes, &below);
  if (certificates != NULL)
    {
      g_free (self->certificate);
      self->certificate = jm_certificates_to_pem (certificates);
    }
  else if (key == NULL || !g_error_matches (below, JM_CERTIFICATE_ERROR,
                                            JM_CERTIFICATE_ERROR_NONE_THERE))
    {
      g_propagate_error (error, g_steal_pointer (&below));
      return FALSE;
    }

  return TRUE;
}

/* --- PKCS#12 */

static char *
dup_chain (GTlsCertificate *certificate)
{
  GString *text = g_string_new (NULL);

  for (; certificate != NULL; certificate = g_tls_certificate_get_issuer (certificate))
    {
      g_autofree char *pem = NULL;

      g_object_get (certificate, "certificate-pem", &pem, NULL);
      g_string_append (text, pem);
    }

  return g_string_free_and_steal (text);
}

/* A SEQUENCE that begins with version 3 (RFC 7292 §4) */
static gboolean
is_bundle (const guint8 *data,
           gsize         size)
{
  static const guint8 version[] = { 0x02, 0x01, 0x03 };

  return size > 0 && data[0] == 0x30 &&
         memmem (data, MIN (size, 16), version, sizeof version) != NULL;
}

/* glib-networking tries each bundle without a password first, and by chance (1 of 256) what it
 * decrypts so looks like something; that error then stays although the password is right (2.80.1).
 * The certificate is there all the same, as long as nobody asks whether it was a success. */
static GTlsCertificate *
read_bundle (const guint8  *data,
             gsize          size,
             const char    *password,
             GError       **error)
{
  g_autoptr (GByteArray) bytes = NULL;
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autofree char *pem = NULL;
  g_autoptr (GError) below = NULL;

  certificate = g_tls_certificate_new_from_pkcs12 (data, size, password, &below);
  if (certificate == NULL && password != NULL && is_bundle (data, size) &&
      !g_error_matches (below, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE_PASSWORD))
    {
      bytes = g_byte_array_append (g_byte_array_new (), data, (guint) size);
      certificate = g_object_new (
          g_tls_backend_get_certificate_type (g_tls_backend_get_default ()), "pkcs12-data", bytes,
          "password", password, NULL);
      g_object_get (certificate, "certificate-pem", &pem, NULL);
    }
  else if (certificate != NULL)
    return g_steal_pointer (&certificate);

  if (pem != NULL)
    return g_steal_pointer (&certificate);

  g_debug ("PKCS#12: %s", below->message);
  if (is_bundle (data, size))
    g_set_error_literal (error, JM_CERTIFICATE_ERROR, JM_CERTIFICATE_ERROR_LOCKED,
                         password != NULL ? _("This is not its password") :
                                            _("The file is locked by a password"));
  else
    g_set_error_literal (error, JM_CERTIFICATE_ERROR, JM_CERTIFICATE_ERROR_DAMAGED,
                         _("This file is neither PEM nor PKCS#12"));

  return NULL;
}

static gboolean
take_bundle (JmClientCertificate  *self,
             GBytes               *bytes,
             const char           *password,
             GError              **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  g_autoptr (GTlsCertificate) certificate = read_bundle (data, size, password, error);

  if (certificate == NULL)
    return FALSE;

  g_free (self->certificate);
  self->certificate = dup_chain (certificate);
  jm_wipe_free (self->key);
  g_object_get (certificate, "private-key-pem", &self->key, NULL);

  return TRUE;
}

static gboolean
take_file (JmClientCertificate  *self,
           GBytes               *bytes,
           const char           *password,
           GError              **error)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  char *text;
  gboolean done;

  if (size > JM_LIMIT_CERTIFICATE_FILE)
    {
      g_set_error_literal (error, JM_CERTIFICATE_ERROR, JM_CERTIFICATE_ERROR_TOO_LARGE,
                           _("The file is too large for certificates"));
      return FALSE;
    }

  text = g_strndup (size > 0 ? data : "", size);
  done = strstr (text, "-----BEGIN ") != NULL ? take_pem (self, bytes, text, error) :
                                                take_bundle (self, bytes, password, error);
  jm_wipe_free (text);

  return done;
}

/* Whether the two go together well enough for GIO to load them */
static gboolean
check (JmClientCertificate  *self,
       GError              **error)
{
  g_autoptr (GTlsCertificate) whole = NULL;
  g_autoptr (GError) below = NULL;
  char *both;

  if (self->certificate == NULL || self->key == NULL)
    {
      g_set_error_literal (error, JM_CERTIFICATE_ERROR, JM_CERTIFICATE_ERROR_NO_KEY,
                           self->key == NULL ?
                               _("There is no private key in it. If it is in a file of its own, "
                                  "choose both files together") :
                               _("There is only a key in it, without its certificate"));
      return FALSE;
    }

  both = g_strconcat (self->certificate, self->key, NULL);
  whole = g_tls_certificate_new_from_pem (both, -1, &below);
  jm_wipe_free (both);
  if (whole == NULL)
    g_set_error (error, JM_CERTIFICATE_ERROR, JM_CERTIFICATE_ERROR_DAMAGED,
                 _("The certificate or its key cannot be read (%s)"), below->message);

  return whole != NULL;
}

/**
 * jm_client_certificate_read:
 * @files: of #GBytes, one or two
 * @password: (nullable): of a PKCS#12 file
 *
 * Returns: (transfer full): both halves as PEM; NULL with %JM_CERTIFICATE_ERROR
 */
JmClientCertificate *
jm_client_certificate_read (GPtrArray   *files,
                            const char  *password,
                            GError     **error)
{
  g_autoptr (JmClientCertificate) self = g_new0 (JmClientCertificate, 1);

  g_return_val_if_fail (files != NULL, NULL);

  for (guint i = 0; i < files->len; i++)
    {
      if (!take_file (self, g_ptr_array_index (files, i), password, error))
        return NULL;
    }
  if (!check (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

/* --- PKCS#11 */

typedef struct
{
  char *uri;
  char *key_uri;
} Token;

static void
token_free (gpointer data)
{
  Token *token = data;

  g_free (token->uri);
  g_free (token->key_uri);
  g_free (token);
}

/* A thread of GIO: a card may take its time. */
static void
load_token_thread (GTask        *task,
                   gpointer      source,
                   gpointer      data,
                   GCancellable *cancellable)
{
  Token *token = data;
  GError *error = NULL;
  GTlsCertificate *certificate =
      g_tls_certificate_new_from_pkcs11_uris (token->uri, token->key_uri, &error);

  if (certificate != NULL)
    g_task_return_pointer (task, certificate, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
token_loaded_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      data)
{
  g_autoptr (DexPromise) promise = data;
  GError *error = NULL;
  GTlsCertificate *certificate = g_task_propagate_pointer (G_TASK (result), &error);

  if (certificate != NULL)
    dex_promise_resolve_object (promise, certificate);
  else
    dex_promise_reject (promise, error);
}

DexFuture *
jm_client_certificate_load_token (const char   *uri,
                                  const char   *key_uri,
                                  GCancellable *cancellable)
{
  DexPromise *promise;
  g_autoptr (GTask) task = NULL;
  Token *token;

  dex_return_error_if_fail (uri != NULL);

  promise = dex_promise_new ();
  task = g_task_new (NULL, cancellable, token_loaded_cb, dex_ref (promise));
  g_task_set_source_tag (task, jm_client_certificate_load_token);
  token = g_new0 (Token, 1);
  token->uri = g_strdup (uri);
  token->key_uri = g_strdup (key_uri);
  g_task_set_task_data (task, token, token_free);
  g_task_run_in_thread (task, load_token_thread);

  return DEX_FUTURE (promise);
}
