/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-tls.h"

#include <glib/gstdio.h>

#define CA_SUBJECT "/O=ACME/CN=ACME Corporate CA"
#define HERE "subjectAltName=DNS:localhost,IP:127.0.0.1"
#define ELSEWHERE "subjectAltName=DNS:elsewhere.example"

typedef struct
{
  const char *kind;
  const char *names;
  gint64 from_days; /* from now */
  gint64 to_days;
  gboolean self_signed;
  const char *priority; /* of GnuTLS, or NULL */
} Plan;

static const Plan plans[] = {
  { "corp_ca", HERE, -1, 30, FALSE, NULL },
  { "expired", HERE, -30, -1, FALSE, NULL },
  { "wrong_host", ELSEWHERE, -1, 30, FALSE, NULL },
  { "self_signed", HERE, -1, 30, TRUE, NULL },
  { "tls11", HERE, -1, 30, FALSE, "NORMAL:-VERS-ALL:+VERS-TLS1.1:%COMPAT" },
};

static const Plan *
find_plan (const char *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (plans); i++)
    {
      if (g_str_equal (plans[i].kind, kind))
        return &plans[i];
    }
  return NULL;
}

static char *
openssl_date (gint64 days)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) date = g_date_time_add_days (now, (int) days);

  return g_date_time_format (date, "%Y%m%d%H%M%SZ");
}

/* Runs `openssl req -x509` in @folder for NAME.key and NAME.pem; @more is ended by NULL. */
static gboolean
run_req (const char         *folder,
         const char         *name,
         const char         *subject,
         const char *const  *more,
         GError            **error)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autofree char *key = g_strconcat (name, ".key", NULL);
  g_autofree char *certificate = g_strconcat (name, ".pem", NULL);
  const char *const always[] = {
    "openssl",
    "req",
    "-x509",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:P-256",
    "-nodes",
    "-subj",
    subject,
    "-keyout",
    key,
    "-out",
    certificate,
  };

  for (guint i = 0; i < G_N_ELEMENTS (always); i++)
    g_ptr_array_add (argv, (char *) always[i]);
  for (guint i = 0; more[i] != NULL; i++)
    g_ptr_array_add (argv, (char *) more[i]);
  g_ptr_array_add (argv, NULL);
  g_subprocess_launcher_set_cwd (launcher, folder);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv->pdata, error);
  return process != NULL && g_subprocess_wait_check (process, NULL, error);
}

static gboolean
run_ca (const char  *folder,
        GError     **error)
{
  const char *const more[] = { "-days", "30", "-addext", "keyUsage=critical,keyCertSign", NULL };

  return run_req (folder, "ca", CA_SUBJECT, more, error);
}

static gboolean
run_leaf (const char  *folder,
          const Plan  *plan,
          GError     **error)
{
  g_autofree char *from = openssl_date (plan->from_days);
  g_autofree char *to = openssl_date (plan->to_days);
  const char *const more[] = {
    "-not_before",
    from,
    "-not_after",
    to,
    "-addext",
    plan->names,
    "-addext",
    "basicConstraints=critical,CA:FALSE",
    plan->self_signed ? NULL : "-CA",
    "ca.pem",
    "-CAkey",
    "ca.key",
    NULL,
  };

  return run_req (folder, "leaf", "/CN=localhost", more, error);
}

static GTlsCertificate *
read_result (const char  *folder,
             char       **ca,
             GError     **error)
{
  g_autofree char *authority = g_build_filename (folder, "ca.pem", NULL);
  g_autofree char *certificate = g_build_filename (folder, "leaf.pem", NULL);
  g_autofree char *key = g_build_filename (folder, "leaf.key", NULL);

  if (!g_file_get_contents (authority, ca, NULL, error))
    return NULL;
  return g_tls_certificate_new_from_files (certificate, key, error);
}

static void
remove_folder (const char *folder)
{
  static const char *const names[] = { "ca.key", "ca.pem", "leaf.key", "leaf.pem" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);
      g_unlink (path);
    }
  g_rmdir (folder);
}

/*
 * jm_sim_tls_make:
 * @kind: corp_ca, expired, wrong_host, self_signed or tls11
 * @ca: (out): the certificate of the authority behind it, as PEM
 *
 * Returns: (transfer full): a certificate with its key, or NULL with @error if @kind is unknown or `openssl` is missing
 */
GTlsCertificate *
jm_sim_tls_make (const char  *kind,
                 char       **ca,
                 GError     **error)
{
  const Plan *plan = find_plan (kind);
  g_autofree char *folder = NULL;
  GTlsCertificate *certificate = NULL;

  if (plan == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "--tls is corp_ca, expired, wrong_host, self_signed or tls11, not “%s”", kind);
      return NULL;
    }
  folder = g_dir_make_tmp ("jira-monitor-simulator-XXXXXX", error);
  if (folder == NULL)
    return NULL;
  if (run_ca (folder, error) && run_leaf (folder, plan, error))
    certificate = read_result (folder, ca, error);
  remove_folder (folder);
  /* glib-networking reads this once, when TLS is first used: only the server of this process does that */
  if (plan->priority != NULL)
    g_setenv ("G_TLS_GNUTLS_PRIORITY", plan->priority, TRUE);
  return certificate;
}
