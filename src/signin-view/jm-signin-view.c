/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-signin-view.h"

static gboolean
is_this_machine (const char *host)
{
  return g_strcmp0 (host, "localhost") == 0 || g_strcmp0 (host, "127.0.0.1") == 0 || g_strcmp0 (host, "::1") == 0;
}

gboolean
jm_signin_is_redirect (const char *uri,
                       const char *redirect_uri)
{
  g_autoptr (GUri) came = g_uri_parse (uri, G_URI_FLAGS_ENCODED, NULL);
  g_autoptr (GUri) wanted = g_uri_parse (redirect_uri, G_URI_FLAGS_ENCODED, NULL);

  return came != NULL && wanted != NULL && g_strcmp0 (g_uri_get_scheme (came), g_uri_get_scheme (wanted)) == 0 &&
         g_strcmp0 (g_uri_get_host (came), g_uri_get_host (wanted)) == 0 &&
         g_uri_get_port (came) == g_uri_get_port (wanted) &&
         g_strcmp0 (g_uri_get_path (came), g_uri_get_path (wanted)) == 0 && g_uri_get_userinfo (came) == NULL;
}

gboolean
jm_signin_may_visit (const char *uri)
{
  g_autoptr (GUri) parsed = uri ? g_uri_parse (uri, G_URI_FLAGS_ENCODED, NULL) : NULL;

  if (parsed == NULL)
    return FALSE;
  if (g_str_equal (uri, "about:blank"))
    return TRUE;

  return g_str_equal (g_uri_get_scheme (parsed), "https") ||
         (g_str_equal (g_uri_get_scheme (parsed), "http") && is_this_machine (g_uri_get_host (parsed)));
}

static gboolean
refuse_permission_cb (WebKitWebView           *view,
                      WebKitPermissionRequest *request)
{
  webkit_permission_request_deny (request);

  return TRUE;
}

static void
refuse_download_cb (WebKitNetworkSession *session,
                    WebKitDownload       *download)
{
  webkit_download_cancel (download);
}

static gboolean
refuse_files_cb (WebKitWebView            *view,
                 WebKitFileChooserRequest *request)
{
  webkit_file_chooser_request_cancel (request);

  return TRUE;
}

/* No popups: what wants a window of its own gets none. (Providers that need one are signed in to in the browser.) */
static GtkWidget *
refuse_window_cb (WebKitWebView          *view,
                  WebKitNavigationAction *action)
{
  return NULL;
}

static WebKitSettings *
make_settings (void)
{
  return webkit_settings_new_with_settings ("allow-file-access-from-file-urls", FALSE,
                                            "allow-universal-access-from-file-urls", FALSE,
                                            "allow-modal-dialogs", FALSE,
                                            "allow-top-navigation-to-data-urls", FALSE,
                                            "enable-back-forward-navigation-gestures", FALSE,
                                            "enable-developer-extras", FALSE,
                                            "enable-dns-prefetching", FALSE,
                                            "enable-encrypted-media", FALSE,
                                            "enable-html5-database", FALSE,
                                            "enable-media-stream", FALSE,
                                            "enable-page-cache", FALSE,
                                            "enable-webgl", FALSE,
                                            "enable-webrtc", FALSE,
                                            "hardware-acceleration-policy", WEBKIT_HARDWARE_ACCELERATION_POLICY_NEVER,
                                            "javascript-can-access-clipboard", FALSE,
                                            "javascript-can-open-windows-automatically", FALSE,
                                            "media-playback-requires-user-gesture", TRUE,
                                            NULL);
}

WebKitWebView *
jm_signin_view_new (void)
{
  g_autoptr (WebKitNetworkSession) session = webkit_network_session_new_ephemeral ();
  g_autoptr (WebKitSettings) settings = make_settings ();
  WebKitWebView *view;

  webkit_network_session_set_tls_errors_policy (session, WEBKIT_TLS_ERRORS_POLICY_FAIL);
  webkit_network_session_set_persistent_credential_storage_enabled (session, FALSE);
  webkit_cookie_manager_set_accept_policy (webkit_network_session_get_cookie_manager (session),
                                           WEBKIT_COOKIE_POLICY_ACCEPT_NO_THIRD_PARTY);
  g_signal_connect (session, "download-started", G_CALLBACK (refuse_download_cb), NULL);

  view = g_object_new (WEBKIT_TYPE_WEB_VIEW, "network-session", session, "settings", settings, NULL);
  g_signal_connect (view, "permission-request", G_CALLBACK (refuse_permission_cb), NULL);
  g_signal_connect (view, "run-file-chooser", G_CALLBACK (refuse_files_cb), NULL);
  g_signal_connect (view, "create", G_CALLBACK (refuse_window_cb), NULL);

  return view;
}
