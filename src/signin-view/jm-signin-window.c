/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-signin-window.h"

#include <glib/gi18n.h>

#include "base/jm-certificate.h"
#include "jm-signin-trust.h"
#include "jm-signin-view.h"

struct _JmSigninWindow
{
  AdwApplicationWindow  parent_instance;

  WebKitWebView        *view;
  GtkStack             *stack;
  GtkImage             *lock;
  GtkLabel             *host;
  GtkProgressBar       *progress;
  AdwStatusPage        *trouble;

  char                 *redirect_uri;
  JmNetwork            *network;
  GHashTable           *believed;             /* host and certificate, where the system alone did not */
  char                 *posted;               /* where the last form went that is not only an address */
};

G_DEFINE_FINAL_TYPE (JmSigninWindow, jm_signin_window, ADW_TYPE_APPLICATION_WINDOW)

typedef enum
{
  SIGNAL_CAUGHT,
} JmSigninWindowSignal;

static guint signals[SIGNAL_CAUGHT + 1];

/* --- whose page this is */

static void
update_origin (JmSigninWindow *self)
{
  const char *uri = webkit_web_view_get_uri (self->view);
  g_autoptr (GUri) parsed = uri ? g_uri_parse (uri, G_URI_FLAGS_ENCODED, NULL) : NULL;
  const char *host = parsed ? g_uri_get_host (parsed) : NULL;
  gboolean safe = parsed != NULL && g_str_equal (g_uri_get_scheme (parsed), "https");
  /* As it really is: a name that only looks like Atlassian's shows its letters. */
  g_autofree char *ascii = host ? g_hostname_to_ascii (host) : NULL;

  gtk_label_set_text (self->host, ascii ? ascii : _("Loading…"));
  gtk_image_set_from_icon_name (self->lock, safe ? "channel-secure-symbolic" : "channel-insecure-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->lock), safe ? _("The connection is encrypted and the certificate is good") : _("The connection is not encrypted: this is a test on this computer"));
  gtk_widget_set_visible (GTK_WIDGET (self->lock), host != NULL);
}

static void
update_progress (JmSigninWindow *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->progress), webkit_web_view_is_loading (self->view));
  gtk_progress_bar_set_fraction (self->progress, webkit_web_view_get_estimated_load_progress (self->view));
}

/* --- where it may go */

static gboolean
decide_navigation (JmSigninWindow                 *self,
                   WebKitNavigationPolicyDecision *decision)
{
  WebKitNavigationAction *action = webkit_navigation_policy_decision_get_navigation_action (decision);
  WebKitURIRequest *request = webkit_navigation_action_get_request (action);
  const char *uri = webkit_uri_request_get_uri (request);
  const char *method = webkit_uri_request_get_http_method (request);

  g_set_str (&self->posted, method == NULL || g_str_equal (method, "GET") ? NULL : uri);

  if (jm_signin_is_redirect (uri, self->redirect_uri))
    {
      /* Never loaded: it goes to whoever asked, and nowhere else. */
      webkit_policy_decision_ignore (WEBKIT_POLICY_DECISION (decision));
      g_signal_emit (self, signals[SIGNAL_CAUGHT], 0, uri);
      return TRUE;
    }

  if (jm_signin_may_visit (uri))
    return FALSE;

  webkit_policy_decision_ignore (WEBKIT_POLICY_DECISION (decision));

  return TRUE;
}

static gboolean
decide_policy_cb (JmSigninWindow           *self,
                  WebKitPolicyDecision     *decision,
                  WebKitPolicyDecisionType  type)
{
  switch (type)
    {
    case WEBKIT_POLICY_DECISION_TYPE_NAVIGATION_ACTION:
      return decide_navigation (self, WEBKIT_NAVIGATION_POLICY_DECISION (decision));
    case WEBKIT_POLICY_DECISION_TYPE_RESPONSE:
      if (webkit_response_policy_decision_is_mime_type_supported (WEBKIT_RESPONSE_POLICY_DECISION (decision)))
        return FALSE;
      webkit_policy_decision_ignore (decision);
      return TRUE;
    case WEBKIT_POLICY_DECISION_TYPE_NEW_WINDOW_ACTION:
    default:
      webkit_policy_decision_ignore (decision);
      return TRUE;
    }
}

/* --- what went wrong */

static void
show_trouble (JmSigninWindow *self,
              const char     *title,
              const char     *description)
{
  g_autofree char *markup = g_markup_escape_text (description, -1);

  adw_status_page_set_title (self->trouble, title);
  adw_status_page_set_description (self->trouble, markup);
  gtk_stack_set_visible_child_name (self->stack, "trouble");
}

static gboolean
load_failed_cb (JmSigninWindow  *self,
                WebKitLoadEvent  event,
                const char      *uri,
                GError          *error)
{
  /* What decide-policy turned away. */
  if (g_error_matches (error, WEBKIT_POLICY_ERROR, WEBKIT_POLICY_ERROR_FRAME_LOAD_INTERRUPTED_BY_POLICY_CHANGE) ||
      g_error_matches (error, WEBKIT_NETWORK_ERROR, WEBKIT_NETWORK_ERROR_CANCELLED))
    return TRUE;

  show_trouble (self, _("The Page Did Not Load"), error->message);

  return TRUE;
}

/* --- whom it trusts */

typedef struct
{
  WebKitWebView *view;
  char *uri; /* NULL: what is shown is loaded again */
} Retry;

static void
retry_free (Retry *retry)
{
  g_object_unref (retry->view);
  g_free (retry->uri);
  g_free (retry);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Retry, retry_free)

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (Retry) retry = user_data;

  webkit_cookie_manager_get_accept_policy_finish (WEBKIT_COOKIE_MANAGER (source), result, NULL);
  if (retry->uri != NULL)
    webkit_web_view_load_uri (retry->view, retry->uri);
  else
    webkit_web_view_reload (retry->view);
}

/* Its network process hears of what is allowed from here, and of what is loaded from another process: only when it has
 * answered a question from here has it heard of the first. */
static void
try_again (JmSigninWindow *self,
           const char     *uri)
{
  WebKitNetworkSession *session = webkit_web_view_get_network_session (self->view);
  Retry *retry = g_new0 (Retry, 1);

  retry->view = g_object_ref (self->view);
  retry->uri = g_strdup (uri);
  webkit_cookie_manager_get_accept_policy (webkit_network_session_get_cookie_manager (session), NULL, answered_cb, retry);
}

/* WebKit is told to trust this certificate on that host when an authority of the person's vouches for it. It is not told twice:
 * what fails even so stays failed. */
static gboolean
believe (JmSigninWindow        *self,
         const char            *uri,
         GTlsCertificate       *certificate,
         GTlsCertificateFlags   errors,
         GError               **error)
{
  g_autoptr (GUri) parsed = NULL;
  g_autofree char *fingerprint = jm_certificate_dup_fingerprint (certificate);
  const char *host;

  if (!jm_signin_trust_check (self->network, uri, certificate, errors, error) ||
      !(parsed = g_uri_parse (uri, G_URI_FLAGS_ENCODED, error)))
    return FALSE;

  host = g_uri_get_host (parsed);
  if (!g_hash_table_add (self->believed, g_strdup_printf ("%s %s", host, fingerprint)))
    {
      g_set_error_literal (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE, host);
      return FALSE;
    }

  webkit_network_session_allow_tls_certificate_for_host (webkit_web_view_get_network_session (self->view), certificate,
                                                         host);

  return TRUE;
}

/* What was posted is lost with the connection that failed: the page before it, with the form, is loaded again. */
static gboolean
tls_failed_cb (JmSigninWindow       *self,
               const char           *uri,
               GTlsCertificate      *certificate,
               GTlsCertificateFlags  errors)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (believe (self, uri, certificate, errors, &error))
    {
      try_again (self, g_strcmp0 (uri, self->posted) == 0 ? NULL : uri);
      return TRUE;
    }

  text = g_strdup_printf ("%s\n\n%s", error->message,
                          _("The certificate of the page is not trusted, so nothing was sent. Somebody may be listening, or a proxy of your company needs its certificate installed."));
  show_trouble (self, _("This Connection Is Not Safe"), text);

  return TRUE;
}

/* A script, a style or a frame of the page: it comes with the page the next time. */
static void
resource_failed_cb (JmSigninWindow       *self,
                    GTlsCertificate      *certificate,
                    GTlsCertificateFlags  errors,
                    WebKitWebResource    *resource)
{
  const char *uri = webkit_web_resource_get_uri (resource);
  g_autoptr (GError) error = NULL;

  if (resource == webkit_web_view_get_main_resource (self->view) || g_strcmp0 (uri, webkit_web_view_get_uri (self->view)) == 0)
    return;

  if (believe (self, uri, certificate, errors, &error) && self->posted == NULL)
    try_again (self, NULL);
}

static void
resource_started_cb (JmSigninWindow    *self,
                     WebKitWebResource *resource)
{
  g_signal_connect_object (resource, "failed-with-tls-errors", G_CALLBACK (resource_failed_cb), self, G_CONNECT_SWAPPED);
}

/* A proxy whose sign-in is known gets it, once; for the others WebKit asks the person. */
static gboolean
authenticate_cb (JmSigninWindow              *self,
                 WebKitAuthenticationRequest *request)
{
  const JmProxySignIn *sign_in = NULL;
  g_autoptr (WebKitCredential) credential = NULL;

  if (webkit_authentication_request_is_for_proxy (request) && !webkit_authentication_request_is_retry (request))
    sign_in = jm_signin_trust_find_proxy (self->network, webkit_authentication_request_get_host (request),
                                          webkit_authentication_request_get_port (request));
  if (sign_in == NULL)
    return FALSE;

  credential = webkit_credential_new (sign_in->user, sign_in->password, WEBKIT_CREDENTIAL_PERSISTENCE_FOR_SESSION);
  webkit_authentication_request_authenticate (request, credential);

  return TRUE;
}

/* --- what ends it */

static void
process_ended_cb (JmSigninWindow *self)
{
  show_trouble (self, _("The Page Ended Unexpectedly"), _("Try again, or use the browser instead."));
}

static void
reload_cb (JmSigninWindow *self)
{
  gtk_stack_set_visible_child_name (self->stack, "page");
  webkit_web_view_reload (self->view);
}

/* --- the window */

static GtkWidget *
make_origin (JmSigninWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->lock = GTK_IMAGE (gtk_image_new ());
  self->host = GTK_LABEL (gtk_label_new (NULL));
  /* The end of a host says whose it is. */
  gtk_label_set_ellipsize (self->host, PANGO_ELLIPSIZE_START);
  gtk_widget_add_css_class (GTK_WIDGET (self->host), "heading");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->lock));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->host));
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);

  return box;
}

static GtkWidget *
make_content (JmSigninWindow *self)
{
  GtkWidget *overlay = gtk_overlay_new ();
  GtkWidget *again = gtk_button_new_with_mnemonic (_("_Try Again"));

  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (self->view), TRUE);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->view), "page");

  self->trouble = ADW_STATUS_PAGE (adw_status_page_new ());
  adw_status_page_set_icon_name (self->trouble, "dialog-warning-symbolic");
  gtk_widget_add_css_class (again, "pill");
  gtk_widget_set_halign (again, GTK_ALIGN_CENTER);
  g_signal_connect_object (again, "clicked", G_CALLBACK (reload_cb), self, G_CONNECT_SWAPPED);
  adw_status_page_set_child (self->trouble, again);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->trouble), "trouble");

  self->progress = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->progress), "osd");
  gtk_widget_set_valign (GTK_WIDGET (self->progress), GTK_ALIGN_START);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), GTK_WIDGET (self->stack));
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), GTK_WIDGET (self->progress));

  return overlay;
}

static void
jm_signin_window_finalize (GObject *object)
{
  JmSigninWindow *self = JM_SIGNIN_WINDOW (object);

  g_clear_pointer (&self->redirect_uri, g_free);
  g_clear_pointer (&self->posted, g_free);
  g_clear_pointer (&self->believed, g_hash_table_unref);
  g_clear_object (&self->network);

  G_OBJECT_CLASS (jm_signin_window_parent_class)->finalize (object);
}

static void
jm_signin_window_class_init (JmSigninWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jm_signin_window_finalize;

  signals[SIGNAL_CAUGHT] =
      g_signal_new ("caught", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                    G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
jm_signin_window_init (JmSigninWindow *self)
{
  GtkWidget *toolbar_view = adw_toolbar_view_new ();
  GtkWidget *header = adw_header_bar_new ();

  self->believed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->view = jm_signin_view_new ();
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), make_origin (self));
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (toolbar_view), header);
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (toolbar_view), make_content (self));
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (self), toolbar_view);
  gtk_window_set_title (GTK_WINDOW (self), _("Sign In"));
  gtk_window_set_default_size (GTK_WINDOW (self), 560, 720);

  g_signal_connect_object (self->view, "decide-policy", G_CALLBACK (decide_policy_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "load-failed", G_CALLBACK (load_failed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "load-failed-with-tls-errors", G_CALLBACK (tls_failed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "resource-load-started", G_CALLBACK (resource_started_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "authenticate", G_CALLBACK (authenticate_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "web-process-terminated", G_CALLBACK (process_ended_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "notify::uri", G_CALLBACK (update_origin), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "notify::estimated-load-progress", G_CALLBACK (update_progress), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "notify::is-loading", G_CALLBACK (update_progress), self, G_CONNECT_SWAPPED);
  update_origin (self);
}

/**
 * jm_signin_window_new:
 * @application: (nullable): the program
 * @network: whom the person trusts besides
 * @authorize_url: what is opened
 * @redirect_uri: what is caught
 *
 * Returns: (transfer none): a new window, which the application holds
 */
GtkWindow *
jm_signin_window_new (GtkApplication *application,
                      JmNetwork      *network,
                      const char     *authorize_url,
                      const char     *redirect_uri)
{
  JmSigninWindow *self = g_object_new (JM_TYPE_SIGNIN_WINDOW, "application", application, NULL);

  self->redirect_uri = g_strdup (redirect_uri);
  self->network = g_object_ref (network);
  webkit_web_view_load_uri (self->view, authorize_url);

  return GTK_WINDOW (self);
}

const char *
jm_signin_window_get_trouble (JmSigninWindow *self)
{
  g_return_val_if_fail (JM_IS_SIGNIN_WINDOW (self), NULL);

  return g_str_equal (gtk_stack_get_visible_child_name (self->stack), "trouble") ?
             adw_status_page_get_description (self->trouble) :
             NULL;
}
