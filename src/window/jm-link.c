/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-link.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "jm-text.h"

gboolean
jm_link_is_allowed (const char *uri)
{
  g_autoptr (GUri) parsed = NULL;
  const char *scheme;

  if (uri == NULL || !(parsed = g_uri_parse (uri, G_URI_FLAGS_NONE, NULL)))
    return FALSE;

  scheme = g_uri_get_scheme (parsed);
  if (strcmp (scheme, "mailto") == 0)
    return TRUE;

  /* user:password@host is how a link pretends to be another host's */
  return (strcmp (scheme, "https") == 0 || strcmp (scheme, "http") == 0) &&
         g_uri_get_host (parsed) != NULL && *g_uri_get_host (parsed) != '\0' &&
         g_uri_get_userinfo (parsed) == NULL;
}

char *
jm_link_dup_host (const char *uri)
{
  g_autoptr (GUri) parsed = NULL;

  if (uri == NULL || !(parsed = g_uri_parse (uri, G_URI_FLAGS_NONE, NULL)) ||
      g_uri_get_host (parsed) == NULL)
    return NULL;

  return g_hostname_to_ascii (g_uri_get_host (parsed));
}

static void
launched_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GtkWidget) widget = user_data;
  g_autoptr (GError) error = NULL;

  if (gtk_uri_launcher_launch_finish (GTK_URI_LAUNCHER (source), result, &error) ||
      g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  /* The window shows it as a toast; nothing happens when the widget has left it. */
  gtk_widget_activate_action (widget, "win.toast", "s", _("No program opened the link"));
}

static void
launch (GtkWidget  *widget,
        const char *uri)
{
  g_autoptr (GtkUriLauncher) launcher = gtk_uri_launcher_new (uri);
  GtkRoot *root = gtk_widget_get_root (widget);

  gtk_uri_launcher_launch (launcher, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL,
                           launched_cb, g_object_ref (widget));
}

static void
response_cb (AdwAlertDialog *dialog,
             const char     *response,
             gpointer        user_data)
{
  GtkWidget *widget = user_data;

  if (strcmp (response, "open") == 0)
    launch (widget, g_object_get_data (G_OBJECT (dialog), "uri"));
}

static void
ask (GtkWidget  *widget,
     const char *uri,
     const char *host)
{
  AdwDialog *dialog = jm_text_question (_("Leave Jira?"), NULL);
  g_autofree char *shown = jm_text_line (uri);

  /* Translators: %1$s is a host like "example.com", %2$s the whole link */
  adw_alert_dialog_format_body (ADW_ALERT_DIALOG (dialog),
                                _("The link leads to “%1$s”, which is not this Jira site.\n\n%2$s"),
                                host, shown);
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "close", _("_Cancel"), "open",
                                  _("_Open Link"), NULL);
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "close");
  g_object_set_data_full (G_OBJECT (dialog), "uri", g_strdup (uri), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), widget, 0);
  adw_dialog_present (dialog, widget);
}

void
jm_link_open (GtkWidget  *widget,
              const char *uri,
              const char *known_host)
{
  g_autofree char *host = NULL;

  g_return_if_fail (GTK_IS_WIDGET (widget));

  if (!jm_link_is_allowed (uri))
    {
      gtk_widget_activate_action (widget, "win.toast", "s", _("This kind of link is not opened"));
      return;
    }

  host = jm_link_dup_host (uri);
  if (host != NULL && (known_host == NULL || g_ascii_strcasecmp (host, known_host) != 0))
    ask (widget, uri, host);
  else
    launch (widget, uri);
}

void
jm_link_launch (GtkWindow  *window,
                const char *uri)
{
  g_autoptr (GtkUriLauncher) launcher = NULL;

  g_return_if_fail (window == NULL || GTK_IS_WINDOW (window));

  if (!jm_link_is_allowed (uri))
    return;

  launcher = gtk_uri_launcher_new (uri);
  gtk_uri_launcher_launch (launcher, window, NULL, NULL, NULL);
}
