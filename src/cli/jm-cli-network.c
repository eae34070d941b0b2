/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/jm-certificate.h"
#include "base/jm-limits.h"
#include "base/jm-random.h"
#include "jm-cli.h"

/*
 * network: what was allowed or given for the ways to sites, and to change it. Passwords come by
 * standard input. Running programs of ours see the change by themselves.
 */

static JmNetworkKeeper *
get_keeper (JmCli *cli)
{
  return jm_monitor_get_services (cli->monitor)->networks;
}

/* --- showing */

static GPtrArray *
read_pem (const char *pem)
{
  g_autoptr (GBytes) bytes = pem != NULL ? g_bytes_new (pem, strlen (pem)) : NULL;

  return bytes != NULL ? jm_certificates_from_bytes (bytes, NULL) : NULL;
}

static void
add_certificates (JsonBuilder *builder,
                  const char  *name,
                  const char  *pem)
{
  g_autoptr (GPtrArray) certificates = read_pem (pem);

  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; certificates != NULL && i < certificates->len; i++)
    {
      GTlsCertificate *certificate = g_ptr_array_index (certificates, i);
      g_autofree char *subject = jm_certificate_dup_subject (certificate);
      g_autofree char *issuer = jm_certificate_dup_issuer (certificate);
      g_autofree char *fingerprint = jm_certificate_dup_fingerprint (certificate);

      json_builder_begin_object (builder);
      jm_cli_add_string (builder, "subject", subject);
      jm_cli_add_string (builder, "issuer", issuer);
      jm_cli_add_time (builder, "ends_at", jm_certificate_get_end_ms (certificate));
      jm_cli_add_string (builder, "sha256", fingerprint);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
print_json (GPtrArray         *sites,
            const char *const *proxies)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "sites");
  json_builder_begin_array (builder);
  for (guint i = 0; i < sites->len; i++)
    {
      const JmNetworkSite *site = g_ptr_array_index (sites, i);

      json_builder_begin_object (builder);
      jm_cli_add_string (builder, "site", site->key);
      add_certificates (builder, "authorities", site->ca_pem);
      add_certificates (builder, "client", site->client_pem);
      jm_cli_add_string (builder, "client_uri", site->client_uri);
      jm_cli_add_bool (builder, "plain_http", site->plain_http);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "proxies");
  json_builder_begin_array (builder);
  for (guint i = 0; proxies[i] != NULL; i++)
    json_builder_add_string_value (builder, proxies[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  jm_cli_print_json (builder);
}

static void
print_certificates (const char *title,
                    const char *pem)
{
  g_autoptr (GPtrArray) certificates = read_pem (pem);

  for (guint i = 0; certificates != NULL && i < certificates->len; i++)
    {
      GTlsCertificate *certificate = g_ptr_array_index (certificates, i);
      g_autofree char *subject = jm_certificate_dup_subject (certificate);
      g_autofree char *issuer = jm_certificate_dup_issuer (certificate);
      g_autofree char *end = jm_cli_format_time (jm_certificate_get_end_ms (certificate));
      g_autofree char *fingerprint = jm_certificate_dup_fingerprint (certificate);

      jm_cli_print ("  %s: %s", title, subject);
      jm_cli_print (_("    issued by %s, ends %s"), issuer, end);
      jm_cli_print ("    SHA-256 %s", fingerprint);
    }
}

static int
show (JmCli *cli)
{
  g_autoptr (GPtrArray) sites = jm_network_list (jm_network_keeper_get_network (get_keeper (cli)));
  const char *const *proxies = jm_network_keeper_get_proxies (get_keeper (cli));

  if (cli->json)
    {
      print_json (sites, proxies);
      return JM_CLI_FINE;
    }

  for (guint i = 0; i < sites->len; i++)
    {
      const JmNetworkSite *site = g_ptr_array_index (sites, i);

      jm_cli_print ("%s", site->key);
      print_certificates (_("authority"), site->ca_pem);
      print_certificates (_("client certificate"), site->client_pem);
      if (site->client_uri != NULL)
        jm_cli_print (_("  client certificate: %s"), site->client_uri);
      if (site->plain_http)
        jm_cli_print ("%s", _("  allowed without encryption"));
    }
  for (guint i = 0; proxies[i] != NULL; i++)
    jm_cli_print (_("proxy %s: its sign-in is in the keyring"), proxies[i]);
  if (sites->len == 0 && proxies[0] == NULL)
    jm_cli_say ("%s", _("Nothing is set: the certificates and proxies of the system count."));

  return JM_CLI_FINE;
}

/* --- changing */

/* An account's name, a host, or an address */
static char *
dup_key (JmCli       *cli,
         const char  *text,
         GError     **error)
{
  JmAccount *account = jm_accounts_find (jm_monitor_get_accounts (cli->monitor), text);
  g_autofree char *whole = strstr (text, "://") != NULL ? g_strdup (text) :
                                                          g_strconcat ("https://", text, NULL);
  char *key = jm_network_dup_key (account != NULL ? jm_account_get_site_url (account) : whole);

  if (key == NULL)
    g_set_error (error, JM_CLI_ERROR, JM_CLI_ERROR_USAGE, _("“%s” is no site"), text);

  return key;
}

/* Awaits. */
static GBytes *
read_file (const char  *path,
           GError     **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  g_autoptr (GFileInfo) info = dex_await_object (
      dex_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE,
                           G_PRIORITY_DEFAULT),
      error);

  if (info == NULL)
    return NULL;
  if (g_file_info_get_size (info) > JM_LIMIT_CERTIFICATE_FILE)
    {
      g_set_error (error, JM_CLI_ERROR, JM_CLI_ERROR_USAGE, _("%s is too large for certificates"),
                   path);
      return NULL;
    }

  return dex_await_boxed (dex_file_load_contents_bytes (file), error);
}

gboolean
jm_cli_trust_file (JmCli       *cli,
                   const char  *key,
                   const char  *path,
                   GError     **error)
{
  g_autoptr (GBytes) bytes = read_file (path, error);
  g_autoptr (GPtrArray) certificates = NULL;

  if (bytes == NULL || !(certificates = jm_certificates_from_bytes (bytes, error)) ||
      !dex_await (jm_network_keeper_trust (get_keeper (cli), key, bytes), error))
    return FALSE;

  for (guint i = 0; i < certificates->len; i++)
    {
      g_autofree char *subject = jm_certificate_dup_subject (g_ptr_array_index (certificates, i));
      g_autofree char *fingerprint =
          jm_certificate_dup_fingerprint (g_ptr_array_index (certificates, i));

      /* Translators: an authority, a host, a fingerprint */
      jm_cli_say (_("%s is trusted for %s. SHA-256 %s"), subject, key, fingerprint);
    }

  return TRUE;
}

static gboolean
set_authority (JmCli       *cli,
               const char  *key,
               char       **rest,
               GError     **error)
{
  return jm_cli_trust_file (cli, key, rest[0], error);
}

static gboolean
set_client (JmCli       *cli,
            const char  *key,
            char       **rest,
            GError     **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GError) refusal = NULL;
  char *password;
  gboolean done;

  for (guint i = 0; rest[i] != NULL; i++)
    {
      GBytes *bytes = read_file (rest[i], error);

      if (bytes == NULL)
        return FALSE;
      g_ptr_array_add (files, bytes);
    }

  if (dex_await (
          jm_network_keeper_set_client (get_keeper (cli), key, files, NULL, cli->cancellable),
          &refusal))
    return TRUE;
  if (!g_error_matches (refusal, JM_CERTIFICATE_ERROR, JM_CERTIFICATE_ERROR_LOCKED))
    {
      g_propagate_error (error, g_steal_pointer (&refusal));
      return FALSE;
    }

  if (!(password = jm_cli_read_line (_("Password of the file:"), TRUE, cli->cancellable, error)))
    return FALSE;
  done = dex_await (
      jm_network_keeper_set_client (get_keeper (cli), key, files, password, cli->cancellable),
      error);
  jm_wipe_free (password);

  return done;
}

static gboolean
set_token (JmCli       *cli,
           const char  *key,
           char       **rest,
           GError     **error)
{
  char *pin = jm_cli_read_line (_("PIN, if it has one:"), TRUE, cli->cancellable, error);
  gboolean done;

  if (pin == NULL)
    return FALSE;
  done = dex_await (jm_network_keeper_set_token (get_keeper (cli), key, rest[0], rest[1],
                                                 *pin != '\0' ? pin : NULL, cli->cancellable),
                    error);
  jm_wipe_free (pin);

  return done;
}

static gboolean
allow_plain (JmCli       *cli,
             const char  *key,
             char       **rest,
             GError     **error)
{
  if (!dex_await (jm_network_keeper_allow_plain (get_keeper (cli), key, TRUE), error))
    return FALSE;

  jm_cli_say (_("Whoever is on the way to %s can read what is sent there, the token too. "
                 "“network encrypted” takes it back."),
              key);
  return TRUE;
}

static gboolean
refuse_plain (JmCli       *cli,
              const char  *key,
              char       **rest,
              GError     **error)
{
  return dex_await (jm_network_keeper_allow_plain (get_keeper (cli), key, FALSE), error);
}

static gboolean
set_proxy (JmCli       *cli,
           const char  *address,
           char       **rest,
           GError     **error)
{
  char *password = jm_cli_read_line (_("Password for the proxy:"), TRUE, cli->cancellable, error);
  gboolean done;

  if (password == NULL)
    return FALSE;
  done = dex_await (jm_network_keeper_set_proxy (get_keeper (cli), address, rest[0], password,
                                                 cli->cancellable),
                    error);
  jm_wipe_free (password);

  return done;
}

static gboolean
forget (JmCli       *cli,
        const char  *name,
        char       **rest,
        GError     **error)
{
  const char *const *proxies = jm_network_keeper_get_proxies (get_keeper (cli));

  if (g_strv_contains (proxies, name))
    return dex_await (jm_network_keeper_forget_proxy (get_keeper (cli), name, cli->cancellable),
                      error);

  return dex_await (jm_network_keeper_forget_site (get_keeper (cli), name, cli->cancellable),
                    error);
}

static const struct
{
  const char *name;
  const char *arguments;
  guint min;
  guint max;
  gboolean (*run) (JmCli       *cli,
                   const char  *key,
                   char       **rest,
                   GError     **error);
} verbs[] = {
  { "ca", "SITE FILE", 1, 1, set_authority },
  { "client", "SITE FILE [KEY-FILE]", 1, 2, set_client },
  { "token", "SITE PKCS11-URI [KEY-URI]", 1, 2, set_token },
  { "plain", "SITE", 0, 0, allow_plain },
  { "encrypted", "SITE", 0, 0, refuse_plain },
  { "proxy", "HOST:PORT USER", 1, 1, set_proxy },
  { "forget", "SITE|HOST:PORT", 0, 0, forget },
};

static void
set_usage (GError **error)
{
  g_autoptr (GString) ways = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    g_string_append_printf (ways, "%snetwork %s %s", i > 0 ? ", " : "", verbs[i].name,
                            verbs[i].arguments);
  g_set_error (error, JM_CLI_ERROR, JM_CLI_ERROR_USAGE, _("There are these ways: %s"), ways->str);
}

int
jm_cli_run_network (JmCli   *cli,
                    GError **error)
{
  guint n = g_strv_length (cli->arguments);

  if (n == 0)
    return show (cli);

  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      g_autofree char *key = NULL;

      if (!g_str_equal (verbs[i].name, cli->arguments[0]))
        continue;
      if (n < 2 + verbs[i].min || n > 2 + verbs[i].max)
        break;
      if (!(key = verbs[i].run == set_proxy ? g_strdup (cli->arguments[1]) :
                                              dup_key (cli, cli->arguments[1], error)))
        return JM_CLI_USAGE;

      return verbs[i].run (cli, key, cli->arguments + 2, error) ? JM_CLI_FINE : JM_CLI_ATTENTION;
    }

  set_usage (error);
  return JM_CLI_USAGE;
}
