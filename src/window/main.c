/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <libdex.h>
#include <locale.h>

#include "base/jm-process.h"
#include "base/jm-redact.h"
#include "jm-application.h"

int
main (int   argc,
      char *argv[])
{
  /* Tests translate into a language of their own. */
  const char *locales = g_getenv ("JIRA_MONITOR_LOCALEDIR");
  g_autoptr (JmApplication) application = NULL;
  int status;

  jm_process_guard ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, locales != NULL ? locales : LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  g_set_prgname (APP_ID);
  g_set_application_name (_("Jira Monitor"));
  jm_log_install ();
  dex_init ();

  application = jm_application_new ();

  status = g_application_run (G_APPLICATION (application), argc, argv);

  return status != 0 ? status : jm_application_get_status (application);
}
