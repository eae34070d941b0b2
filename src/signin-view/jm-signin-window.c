/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-signin-window.h"

#include <glib/gi18n.h>

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
  const char *uri = webkit_uri_request_get_uri (webkit_navigation_action_get_request (action));

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

static gboolean
tls_failed_cb (JmSigninWindow       *self,
               const char           *uri,
               GTlsCertificate      *certificate,
               GTlsCertificateFlags  errors)
{
  show_trouble (self, _("This Connection Is Not Safe"),
                _("The certificate of the page is not trusted, so nothing was sent. Somebody may be listening, or a proxy of your company needs its certificate installed."));

  return TRUE;
}

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
  g_clear_pointer (&JM_SIGNIN_WINDOW (object)->redirect_uri, g_free);

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
  g_signal_connect_object (self->view, "web-process-terminated", G_CALLBACK (process_ended_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "notify::uri", G_CALLBACK (update_origin), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "notify::estimated-load-progress", G_CALLBACK (update_progress), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "notify::is-loading", G_CALLBACK (update_progress), self, G_CONNECT_SWAPPED);
  update_origin (self);
}

/**
 * jm_signin_window_new:
 * @application: the program
 * @authorize_url: what is opened
 * @redirect_uri: what is caught
 *
 * Returns: (transfer none): a new window, which the application holds
 */
GtkWindow *
jm_signin_window_new (GtkApplication *application,
                      const char     *authorize_url,
                      const char     *redirect_uri)
{
  JmSigninWindow *self = g_object_new (JM_TYPE_SIGNIN_WINDOW, "application", application, NULL);

  self->redirect_uri = g_strdup (redirect_uri);
  webkit_web_view_load_uri (self->view, authorize_url);

  return GTK_WINDOW (self);
}
