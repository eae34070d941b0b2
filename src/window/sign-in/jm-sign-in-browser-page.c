/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sign-in-browser-page.h"

#include <glib/gi18n.h>

#include "jm-focus.h"
#include "jm-link.h"
#include "jm-text.h"
#include "jm-ticker.h"
#include "jm-when.h"
#include "sign-in/jm-sign-in-view.h"
#include "widgets/jm-remark.h"

#define VIEW "jira-monitor-signin-view"

struct _JmSignInBrowserPage
{
  AdwNavigationPage  parent_instance;

  GtkStack          *picture;
  GtkLabel          *heading;
  GtkLabel          *explanation;
  GtkLabel          *time_left;
  GtkListBox        *other_ways;
  AdwActionRow      *window_row;
  AdwExpanderRow    *paste_row;
  AdwEntryRow       *redirect;
  JmRemark          *remark;
  GtkStack          *buttons;
  GtkButton         *continue_button;
  GtkButton         *cancel_button;

  JmMonitor         *monitor;
  JmSignIn          *sign_in;
  GCancellable      *cancellable;
  JmTicker          *ticker;
  char              *view;                    /* the program, or NULL where it is not installed */
  gboolean           listens;                 /* else the redirect is pasted */
  gboolean           opened;                  /* the browser, or the window */
  gboolean           in_window;
  gboolean           answered;                /* the redirect came: what remains is ours */
};

G_DEFINE_FINAL_TYPE (JmSignInBrowserPage, jm_sign_in_browser_page, ADW_TYPE_NAVIGATION_PAGE)

typedef enum
{
  SIGNAL_SIGNED_IN,
  SIGNAL_FAILED,
  SIGNAL_OPEN_URI,
} JmSignInBrowserPageSignal;

static guint signals[SIGNAL_OPEN_URI + 1];

/* --- the faces */

static void
update_time_left (GtkWidget *widget)
{
  JmSignInBrowserPage *self = JM_SIGN_IN_BROWSER_PAGE (widget);
  JmServices *services = jm_monitor_get_services (self->monitor);
  gint64 deadline = jm_sign_in_get_deadline_ms (self->sign_in);
  g_autofree char *left = NULL;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->time_left), deadline != 0 && !self->answered);
  if (deadline == 0)
    return;

  left = jm_when_countdown ((deadline - jm_clock_get_wall_ms (services->clock)) / 1000);
  /* Translators: the time that is left, as "4:32" */
  text = g_strdup_printf (_("%s left"), left);
  gtk_label_set_text (self->time_left, text);
}

static void
show_ready (JmSignInBrowserPage *self)
{
  gtk_stack_set_visible_child_name (self->picture, "ready");
  gtk_stack_set_visible_child_name (self->buttons, "ready");
  gtk_label_set_text (self->heading, _("Allow access in your browser"));
  gtk_label_set_text (self->explanation,
                      _("Atlassian asks you there, and sends you back. Your password stays between you and Atlassian."));
}

static void
show_waiting (JmSignInBrowserPage *self)
{
  g_autofree char *host = jm_link_dup_host (jm_sign_in_get_authorize_url (self->sign_in));
  g_autofree char *text = NULL;

  gtk_stack_set_visible_child_name (self->picture, "waiting");
  gtk_stack_set_visible_child_name (self->buttons, "waiting");
  gtk_label_set_text (self->heading, self->in_window ? _("Continue in the window") : _("Continue in your browser"));
  /* Translators: %s is a host like "auth.atlassian.com" */
  text = g_strdup_printf (self->listens ?
                              _("Allow access on the page of %s that was opened, then come back here.") :
                              _("Allow access on the page of %s that was opened. Then copy the address that the "
                                 "browser ends at, even if it can’t show the page, and paste it below."),
                          host ? host : "");
  jm_text_set_label (self->explanation, text);
}

static void
show_answered (JmSignInBrowserPage *self)
{
  gtk_stack_set_visible_child_name (self->picture, "waiting");
  gtk_stack_set_visible_child_name (self->buttons, "waiting");
  gtk_label_set_text (self->heading, _("Almost there"));
  gtk_label_set_text (self->explanation, _("Asking Atlassian who you are and which sites you may use."));
  gtk_widget_set_visible (GTK_WIDGET (self->other_ways), FALSE);
}

static void
update_faces (JmSignInBrowserPage *self)
{
  gboolean listening = jm_sign_in_get_authorize_url (self->sign_in) != NULL;

  if (self->answered)
    show_answered (self);
  else if (self->opened)
    show_waiting (self);
  else
    show_ready (self);

  gtk_widget_set_sensitive (GTK_WIDGET (self->continue_button), listening);
  gtk_widget_set_sensitive (GTK_WIDGET (self->other_ways), listening);
  update_time_left (GTK_WIDGET (self));
}

static void
authorize_url_changed_cb (JmSignInBrowserPage *self)
{
  /* It is there while somebody is waited for, so its going means that somebody came. */
  self->answered = jm_sign_in_get_authorize_url (self->sign_in) == NULL;
  if (self->answered)
    jm_text_announce (GTK_WIDGET (self), _("Almost there"), GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  update_faces (self);
  if (!self->answered && !self->opened)
    jm_focus_soon (GTK_WIDGET (self->continue_button));
}

/* --- the attempt */

typedef struct
{
  JmSignInBrowserPage *page;
  JmSignIn            *sign_in;
  GCancellable        *cancellable;
} Attempt;

static Attempt *
attempt_new (JmSignInBrowserPage *self)
{
  Attempt *attempt = g_new0 (Attempt, 1);

  attempt->page = g_object_ref (self);
  attempt->sign_in = g_object_ref (self->sign_in);
  attempt->cancellable = g_object_ref (self->cancellable);

  return attempt;
}

static void
attempt_free (gpointer data)
{
  Attempt *attempt = data;

  g_clear_object (&attempt->page);
  g_clear_object (&attempt->sign_in);
  g_clear_object (&attempt->cancellable);
  g_free (attempt);
}

/* The browser lies over the window that goes on */
static void
come_back (JmSignInBrowserPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->opened && GTK_IS_WINDOW (root))
    gtk_window_present (GTK_WINDOW (root));
}

static DexFuture *
attempt_fiber (gpointer data)
{
  Attempt *attempt = data;
  g_autoptr (GListModel) choices = NULL;
  g_autoptr (GError) error = NULL;

  choices = dex_await_object (attempt->page->listens ?
                                  jm_sign_in_with_browser (attempt->sign_in, NULL, attempt->cancellable) :
                                  jm_sign_in_by_paste (attempt->sign_in, NULL, attempt->cancellable),
                              &error);
  if (g_cancellable_is_cancelled (attempt->cancellable))
    return dex_future_new_true ();

  come_back (attempt->page);
  if (choices != NULL)
    g_signal_emit (attempt->page, signals[SIGNAL_SIGNED_IN], 0, attempt->sign_in, choices);
  else
    g_signal_emit (attempt->page, signals[SIGNAL_FAILED], 0, error);

  return dex_future_new_true ();
}

/* --- the browser */

static void
launched_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (JmSignInBrowserPage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (gtk_uri_launcher_launch_finish (GTK_URI_LAUNCHER (source), result, &error) ||
      g_cancellable_is_cancelled (self->cancellable))
    return;

  self->opened = FALSE;
  jm_remark_set_error (self->remark, _("No browser was opened. Copy the link and open it yourself."));
  update_faces (self);
}

static gboolean
jm_sign_in_browser_page_open_uri (JmSignInBrowserPage *self,
                                  const char          *uri)
{
  g_autoptr (GtkUriLauncher) launcher = gtk_uri_launcher_new (uri);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  gtk_uri_launcher_launch (launcher, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, self->cancellable, launched_cb,
                           g_object_ref (self));

  return TRUE;
}

static void
open_browser (JmSignInBrowserPage *self)
{
  gboolean handled;

  jm_remark_clear (self->remark);
  self->opened = TRUE;
  self->in_window = FALSE;
  update_faces (self);
  g_signal_emit (self, signals[SIGNAL_OPEN_URI], 0, jm_sign_in_get_authorize_url (self->sign_in), &handled);
}

/* --- a window instead */

static char *
dup_redirect_uri (const char *authorize_url)
{
  g_autoptr (GUri) uri = g_uri_parse (authorize_url, G_URI_FLAGS_ENCODED_QUERY, NULL);
  g_autoptr (GHashTable) parameters = NULL;

  if (uri != NULL && g_uri_get_query (uri) != NULL)
    parameters = g_uri_parse_params (g_uri_get_query (uri), -1, "&", G_URI_PARAMS_NONE, NULL);

  return parameters ? g_strdup (g_hash_table_lookup (parameters, "redirect_uri")) : NULL;
}

static void
take_redirect (JmSignInBrowserPage *self,
               const char          *uri)
{
  g_autoptr (GError) error = NULL;

  if (jm_sign_in_take_redirect (self->sign_in, uri, &error))
    jm_remark_clear (self->remark);
  else
    jm_remark_set_error (self->remark, error->message);
}

static DexFuture *
window_fiber (gpointer data)
{
  Attempt *attempt = data;
  JmSignInBrowserPage *self = attempt->page;
  JmNetwork *network = jm_http_get_network (jm_monitor_get_services (self->monitor)->http);
  const char *authorize_url = jm_sign_in_get_authorize_url (attempt->sign_in);
  g_autofree char *redirect_uri = authorize_url ? dup_redirect_uri (authorize_url) : NULL;
  g_autofree char *caught = NULL;
  g_autoptr (GError) error = NULL;

  if (redirect_uri == NULL)
    return dex_future_new_true ();

  caught = dex_await_string (jm_sign_in_view_run (self->view, authorize_url, redirect_uri, network, attempt->cancellable),
                             &error);
  if (!g_cancellable_is_cancelled (attempt->cancellable))
    {
      if (caught != NULL)
        take_redirect (self, caught);
      else if (error != NULL)
        jm_remark_set_error (self->remark, error->message);

      self->opened = caught != NULL;
      update_faces (self);
    }
  if (caught != NULL)
    explicit_bzero (caught, strlen (caught));

  return dex_future_new_true ();
}

static void
use_window_cb (JmSignInBrowserPage *self)
{
  if (self->view == NULL || jm_sign_in_get_authorize_url (self->sign_in) == NULL || (self->opened && self->in_window))
    return;

  jm_remark_clear (self->remark);
  self->opened = TRUE;
  self->in_window = TRUE;
  update_faces (self);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, window_fiber, attempt_new (self), attempt_free));
}

/* --- what the person does */

static gboolean
prefers_window (JmSignInBrowserPage *self)
{
  return self->view != NULL &&
         g_settings_get_boolean (jm_monitor_get_services (self->monitor)->settings, "sign-in-in-window");
}

static void
continue_cb (JmSignInBrowserPage *self)
{
  if (jm_sign_in_get_authorize_url (self->sign_in) == NULL)
    return;

  if (prefers_window (self))
    use_window_cb (self);
  else
    open_browser (self);
}

static void
copy_link_cb (JmSignInBrowserPage *self)
{
  const char *url = jm_sign_in_get_authorize_url (self->sign_in);

  if (url == NULL)
    return;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), url);
  jm_remark_set_good (self->remark, _("The link was copied. It is good for this attempt only."));
}

static void
take_redirect_cb (JmSignInBrowserPage *self)
{
  g_autofree char *uri = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->redirect))));

  /* It holds the code: not a moment longer in the entry than needed. */
  gtk_editable_set_text (GTK_EDITABLE (self->redirect), "");
  take_redirect (self, uri);
  explicit_bzero (uri, strlen (uri));
}

/* --- overrides */

/* Return goes on */
static void
shown_cb (JmSignInBrowserPage *self)
{
  jm_focus_soon (GTK_WIDGET (self->continue_button));
}

static void
jm_sign_in_browser_page_dispose (GObject *object)
{
  JmSignInBrowserPage *self = JM_SIGN_IN_BROWSER_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->ticker);
  gtk_widget_dispose_template (GTK_WIDGET (self), JM_TYPE_SIGN_IN_BROWSER_PAGE);
  g_clear_object (&self->sign_in);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (jm_sign_in_browser_page_parent_class)->dispose (object);
}

static void
jm_sign_in_browser_page_finalize (GObject *object)
{
  JmSignInBrowserPage *self = JM_SIGN_IN_BROWSER_PAGE (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->view, g_free);

  G_OBJECT_CLASS (jm_sign_in_browser_page_parent_class)->finalize (object);
}

static void
install_signals (GType type)
{
  signals[SIGNAL_SIGNED_IN] = g_signal_new ("signed-in", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                            JM_TYPE_SIGN_IN, G_TYPE_LIST_MODEL);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                         G_TYPE_ERROR);
  signals[SIGNAL_OPEN_URI] = g_signal_new_class_handler ("open-uri", type, G_SIGNAL_RUN_LAST,
                                                         G_CALLBACK (jm_sign_in_browser_page_open_uri),
                                                         g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 1,
                                                         G_TYPE_STRING);
}

static void
jm_sign_in_browser_page_class_init (JmSignInBrowserPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = jm_sign_in_browser_page_dispose;
  object_class->finalize = jm_sign_in_browser_page_finalize;
  install_signals (G_TYPE_FROM_CLASS (klass));

  g_type_ensure (JM_TYPE_REMARK);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/JiraMonitor/window/sign-in/jm-sign-in-browser-page.ui");
  gtk_widget_class_bind_template_child (widget_class, JmSignInBrowserPage, buttons);
  gtk_widget_class_bind_template_child (widget_class, JmSignInBrowserPage, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, JmSignInBrowserPage, continue_button);
  gtk_widget_class_bind_template_child (widget_class, JmSignInBrowserPage, explanation);
  gtk_widget_class_bind_template_child (widget_class, JmSignInBrowserPage, heading);
  gtk_widget_class_bind_template_child (widget_class, JmSignInBrowserPage, other_ways);
  gtk_widget_class_bind_template_child (widget_class, JmSignInBrowserPage, paste_row);
  gtk_widget_class_bind_template_child (widget_class, JmSignInBrowserPage, picture);
  gtk_widget_class_bind_template_child (widget_class, JmSignInBrowserPage, redirect);
  gtk_widget_class_bind_template_child (widget_class, JmSignInBrowserPage, remark);
  gtk_widget_class_bind_template_child (widget_class, JmSignInBrowserPage, time_left);
  gtk_widget_class_bind_template_child (widget_class, JmSignInBrowserPage, window_row);
  gtk_widget_class_bind_template_callback (widget_class, shown_cb);
  gtk_widget_class_bind_template_callback (widget_class, continue_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_link_cb);
  gtk_widget_class_bind_template_callback (widget_class, take_redirect_cb);
  gtk_widget_class_bind_template_callback (widget_class, use_window_cb);
}

static void
jm_sign_in_browser_page_init (JmSignInBrowserPage *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * jm_sign_in_browser_page_new:
 * @monitor: the program
 * @again: (nullable): the account that is signed in to again
 * @listens: FALSE where another program has the port: then the person pastes the redirect
 *
 * Returns: (transfer floating): a new page, which begins to listen at once
 */
AdwNavigationPage *
jm_sign_in_browser_page_new (JmMonitor *monitor,
                             JmAccount *again,
                             gboolean   listens)
{
  JmSignInBrowserPage *self;

  g_return_val_if_fail (JM_IS_MONITOR (monitor), NULL);
  g_return_val_if_fail (again == NULL || JM_IS_ACCOUNT (again), NULL);

  self = g_object_new (JM_TYPE_SIGN_IN_BROWSER_PAGE, NULL);
  self->monitor = g_object_ref (monitor);
  self->sign_in = jm_monitor_begin_sign_in (monitor, again);
  self->view = jm_paths_find_helper (VIEW);
  self->listens = listens;
  adw_expander_row_set_expanded (self->paste_row, !listens);
  gtk_widget_set_visible (GTK_WIDGET (self->window_row), self->view != NULL && !prefers_window (self));
  if (prefers_window (self))
    gtk_button_set_label (self->continue_button, _("_Continue in a Window"));
  g_signal_connect_object (self->sign_in, "notify::authorize-url", G_CALLBACK (authorize_url_changed_cb), self,
                           G_CONNECT_SWAPPED);
  self->ticker = jm_ticker_new (GTK_WIDGET (self), 1, update_time_left);
  update_faces (self);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, attempt_fiber, attempt_new (self), attempt_free));

  return ADW_NAVIGATION_PAGE (self);
}

/**
 * jm_sign_in_browser_page_stop:
 * @self: a page that was left
 *
 * Ends what it waits for, and forgets what was typed and is secret. Being taken from one window form to the other, as
 * dialogs are when their window gets narrow, is no leaving.
 */
void
jm_sign_in_browser_page_stop (JmSignInBrowserPage *self)
{
  g_return_if_fail (JM_IS_SIGN_IN_BROWSER_PAGE (self));

  g_cancellable_cancel (self->cancellable);
  if (self->redirect != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->redirect), "");
}
