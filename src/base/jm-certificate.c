/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-certificate.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/jm-limits.h"

/* X.509 is GnuTLS's business, by GIO. Here is what GIO leaves open: files with several certificates
 * in any order, several authorities at once, and names that a person can read. */

#define PEM_BEGIN "-----BEGIN CERTIFICATE-----"
#define PEM_END "-----END CERTIFICATE-----"

G_DEFINE_QUARK (jm - certificate - error - quark, jm_certificate_error)

/* --- files */

static gboolean
add_pem (GPtrArray   *certificates,
         const char  *block,
         GError     **error)
{
  GTlsCertificate *certificate;
  g_autoptr (GError) below = NULL;

  if (certificates->len >= JM_LIMIT_CERTIFICATES)
    {
      g_set_error (error, JM_CERTIFICATE_ERROR, JM_CERTIFICATE_ERROR_TOO_LARGE,
                   _("There are more than %u certificates in it"), JM_LIMIT_CERTIFICATES);
      return FALSE;
    }
  if (!(certificate = g_tls_certificate_new_from_pem (block, -1, &below)))
    {
      g_set_error (error, JM_CERTIFICATE_ERROR, JM_CERTIFICATE_ERROR_DAMAGED,
                   _("Certificate number %u in it cannot be read (%s)"), certificates->len + 1,
                   below->message);
      return FALSE;
    }

  g_ptr_array_add (certificates, certificate);
  return TRUE;
}

/* @text may hold anything between the certificates: names, keys. */
static gboolean
add_all_pem (GPtrArray   *certificates,
             const char  *text,
             GError     **error)
{
  const char *begin = text;

  while ((begin = strstr (begin, PEM_BEGIN)))
    {
      const char *end = strstr (begin, PEM_END);
      g_autofree char *block = NULL;

      if (end == NULL)
        {
          g_set_error_literal (error, JM_CERTIFICATE_ERROR, JM_CERTIFICATE_ERROR_DAMAGED,
                               _("The last certificate in it has no end"));
          return FALSE;
        }

      end += strlen (PEM_END);
      block = g_strdup_printf ("%.*s\n", (int) (end - begin), begin);
      if (!add_pem (certificates, block, error))
        return FALSE;
      begin = end;
    }

  return TRUE;
}

static void
add_der (GPtrArray *certificates,
         GBytes    *bytes)
{
  g_autoptr (GByteArray) der = g_bytes_unref_to_array (g_bytes_ref (bytes));
  GTlsCertificate *certificate =
      g_initable_new (g_tls_backend_get_certificate_type (g_tls_backend_get_default ()), NULL, NULL,
                      "certificate", der, NULL);

  if (certificate != NULL)
    g_ptr_array_add (certificates, certificate);
}

/**
 * jm_certificates_from_bytes:
 * @bytes: what a file holds
 *
 * Returns: (transfer full): one or more certificates, in their order; NULL with
 *   %JM_CERTIFICATE_ERROR
 */
GPtrArray *
jm_certificates_from_bytes (GBytes  *bytes,
                            GError **error)
{
  g_autoptr (GPtrArray) certificates = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *text = NULL;
  gsize size;
  const char *data;

  g_return_val_if_fail (bytes != NULL, NULL);

  data = g_bytes_get_data (bytes, &size);
  if (size > JM_LIMIT_CERTIFICATE_FILE)
    {
      g_set_error_literal (error, JM_CERTIFICATE_ERROR, JM_CERTIFICATE_ERROR_TOO_LARGE,
                           _("The file is too large for certificates"));
      return NULL;
    }

  text = g_strndup (size > 0 ? data : "", size);
  if (!add_all_pem (certificates, text, error))
    return NULL;
  if (certificates->len == 0 && size > 0)
    add_der (certificates, bytes);
  if (certificates->len == 0)
    {
      g_set_error_literal (error, JM_CERTIFICATE_ERROR, JM_CERTIFICATE_ERROR_NONE_THERE,
                           _("There is no certificate in this file"));
      return NULL;
    }

  return g_steal_pointer (&certificates);
}

/**
 * jm_certificates_to_pem:
 * @certificates: of #GTlsCertificate
 *
 * Returns: (transfer full): PEM without any key
 */
char *
jm_certificates_to_pem (GPtrArray *certificates)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < certificates->len; i++)
    {
      g_autofree char *pem = NULL;

      g_object_get (g_ptr_array_index (certificates, i), "certificate-pem", &pem, NULL);
      g_string_append (text, pem);
    }

  return g_string_free_and_steal (text);
}

/**
 * jm_certificates_verify:
 * @authorities: of #GTlsCertificate: each is trusted, also one that is not self-signed
 * @certificate: what came, with the chain that came with it
 * @identity: the name it must have
 *
 * Returns: 0, or what is wrong by that authority by which least is wrong: a chain that ends at none
 *   of them is %G_TLS_CERTIFICATE_UNKNOWN_CA, and another name or time is told even so
 */
GTlsCertificateFlags
jm_certificates_verify (GPtrArray          *authorities,
                        GTlsCertificate    *certificate,
                        GSocketConnectable *identity)
{
  GTlsCertificateFlags least = G_TLS_CERTIFICATE_VALIDATE_ALL;

  for (guint i = 0; i < authorities->len && least != 0; i++)
    {
      GTlsCertificateFlags faults =
          g_tls_certificate_verify (certificate, identity, g_ptr_array_index (authorities, i));

      if (faults == 0 || least == G_TLS_CERTIFICATE_VALIDATE_ALL ||
          !(faults & G_TLS_CERTIFICATE_UNKNOWN_CA))
        least = faults;
    }

  return least;
}

/* --- what a person is shown */

/* The value of @attribute in an RFC 4514 name, or NULL: "CN=ACME\, Inc.,O=ACME" */
static char *
dup_attribute (const char *name,
               const char *attribute)
{
  const char *at = name;

  while (*at != '\0')
    {
      gsize length = strlen (attribute);
      gboolean wanted = g_ascii_strncasecmp (at, attribute, length) == 0 && at[length] == '=';
      GString *value = g_string_new (NULL);

      for (at += strcspn (at, "=,+"), at += *at == '='; *at != '\0' && *at != ',' && *at != '+'; at++)
        {
          if (*at == '\\' && at[1] != '\0')
            at++;
          g_string_append_c (value, *at);
        }
      if (wanted && value->len > 0 && g_utf8_validate (value->str, value->len, NULL))
        return g_string_free_and_steal (value);
      g_string_free (value, TRUE);
      at += *at != '\0';
    }

  return NULL;
}

/* "ACME Corporate CA (ACME)" for "CN=ACME Corporate CA,O=ACME" */
static char *
dup_readable (const char *name)
{
  g_autofree char *common = NULL;
  g_autofree char *organization = NULL;

  if (name == NULL || *name == '\0')
    return g_strdup (_("nobody"));

  common = dup_attribute (name, "CN");
  organization = dup_attribute (name, "O");
  if (common != NULL && organization != NULL && !g_str_equal (common, organization))
    return g_strdup_printf ("%s (%s)", common, organization);
  if (common != NULL)
    return g_steal_pointer (&common);
  if (organization != NULL)
    return g_steal_pointer (&organization);

  return g_utf8_make_valid (name, -1);
}

char *
jm_certificate_dup_subject (GTlsCertificate *certificate)
{
  g_autofree char *name = g_tls_certificate_get_subject_name (certificate);

  return dup_readable (name);
}

char *
jm_certificate_dup_issuer (GTlsCertificate *certificate)
{
  g_autofree char *name = g_tls_certificate_get_issuer_name (certificate);

  return dup_readable (name);
}

char *
jm_certificate_dup_fingerprint (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) der = NULL;
  g_autofree char *digest = NULL;
  GString *text = g_string_new (NULL);

  g_object_get (certificate, "certificate", &der, NULL);
  digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
  for (const char *at = digest; *at != '\0'; at += 2)
    g_string_append_printf (text, "%s%c%c", text->len > 0 ? ":" : "", g_ascii_toupper (at[0]),
                            g_ascii_toupper (at[1]));

  return g_string_free_and_steal (text);
}

gint64
jm_certificate_get_end_ms (GTlsCertificate *certificate)
{
  g_autoptr (GDateTime) end = g_tls_certificate_get_not_valid_after (certificate);

  return end != NULL ? g_date_time_to_unix (end) * 1000 : 0;
}
