/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sign-in-client-page.h"

#include <glib/gi18n.h>

#include "base/jm-settings.h"
#include "jm-link.h"
#include "jm-text.h"
#include "widgets/jm-remark.h"

#define CONSOLE "https://developer.atlassian.com/console/myapps/"
#define CONSOLE_HOST "developer.atlassian.com"

struct _JmSignInClientPage
{
  AdwNavigationPage    parent_instance;

  AdwActionRow        *callback_row;
  GtkLabel            *scopes_label;
  AdwWrapBox          *scopes_box;
  AdwEntryRow         *client_id;
  AdwPasswordEntryRow *client_secret;
  JmRemark            *remark;
  GtkButton           *prove_button;

  JmMonitor           *monitor;
  GCancellable        *cancellable;
  char                *redirect_uri;
  gboolean             proving;
};

G_DEFINE_FINAL_TYPE (JmSignInClientPage, jm_sign_in_client_page, ADW_TYPE_NAVIGATION_PAGE)

typedef enum
{
  SIGNAL_KEPT,
} JmSignInClientPageSignal;

static guint signals[SIGNAL_KEPT + 1];

static char *
dup_entry (gpointer entry)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));
}

static void
update_sensitivity (JmSignInClientPage *self)
{
  gboolean filled = *gtk_editable_get_text (GTK_EDITABLE (self->client_id)) != '\0' &&
                    *gtk_editable_get_text (GTK_EDITABLE (self->client_secret)) != '\0';

  gtk_widget_set_sensitive (GTK_WIDGET (self->prove_button), filled && !self->proving);
  gtk_editable_set_editable (GTK_EDITABLE (self->client_id), !self->proving);
  gtk_editable_set_editable (GTK_EDITABLE (self->client_secret), !self->proving);
}

/* --- proving, then keeping */

typedef struct
{
  JmSignInClientPage *page;
  JmOauthClient      *client;
  GCancellable       *cancellable;
} Proof;

static void
proof_free (gpointer data)
{
  Proof *proof = data;

  g_clear_object (&proof->page);
  g_clear_pointer (&proof->client, jm_oauth_client_free);
  g_clear_object (&proof->cancellable);
  g_free (proof);
}

static void
show_error (JmSignInClientPage *self,
            const GError       *error)
{
  if (g_error_matches (error, JM_AUTH_ERROR, JM_AUTH_ERROR_CLIENT_REFUSED))
    jm_remark_set_error (self->remark, _("Atlassian does not know this pair. Copy both again from Settings in the console; "
                                          "the secret is longer than it looks there."));
  else
    jm_remark_set_error (self->remark, error->message);
}

static DexFuture *
proof_fiber (gpointer data)
{
  Proof *proof = data;
  JmSignInClientPage *self = proof->page;
  JmServices *services = jm_monitor_get_services (self->monitor);
  g_autoptr (GError) error = NULL;
  gboolean good;

  good = dex_await (jm_oauth_prove_client (services->oauth, proof->client, proof->cancellable), &error) &&
         dex_await (jm_oauth_client_save (proof->client, services->settings, services->keyring, proof->cancellable),
                    &error);
  if (g_cancellable_is_cancelled (proof->cancellable))
    return dex_future_new_true ();

  self->proving = FALSE;
  update_sensitivity (self);
  if (good)
    {
      jm_remark_clear (self->remark);
      gtk_editable_set_text (GTK_EDITABLE (self->client_secret), "");
      g_signal_emit (self, signals[SIGNAL_KEPT], 0);
    }
  else
    show_error (self, error);

  return dex_future_new_true ();
}

static void
prove_cb (JmSignInClientPage *self)
{
  g_autofree char *client_id = dup_entry (self->client_id);
  g_autofree char *client_secret = dup_entry (self->client_secret);
  Proof *proof;

  if (self->proving || *client_id == '\0' || *client_secret == '\0')
    return;

  self->proving = TRUE;
  update_sensitivity (self);
  jm_remark_set_busy (self->remark, _("Asking Atlassian whether it knows this app…"));
  proof = g_new0 (Proof, 1);
  proof->page = g_object_ref (self);
  proof->client = jm_oauth_client_new (client_id, client_secret, self->redirect_uri);
  proof->cancellable = g_object_ref (self->cancellable);
  explicit_bzero (client_secret, strlen (client_secret));
  dex_future_disown (dex_scheduler_spawn (NULL, 0, proof_fiber, proof, proof_free));
}

/* --- what can be copied */

static void
changed_cb (JmSignInClientPage *self)
{
  jm_remark_clear (self->remark);
  update_sensitivity (self);
}

static void
copy_callback_cb (JmSignInClientPage *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->redirect_uri);
  jm_text_announce (GTK_WIDGET (self), _("Callback URL copied"), GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_LOW);
}

static void
copy_scopes_cb (JmSignInClientPage *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), JM_OAUTH_SCOPES_WANTED);
  jm_text_announce (GTK_WIDGET (self), _("Scopes copied"), GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_LOW);
}

static void
open_console_cb (JmSignInClientPage *self)
{
  jm_link_open (GTK_WIDGET (self), CONSOLE, CONSOLE_HOST);
}

static void
show_scopes (JmSignInClientPage *self)
{
  g_auto (GStrv) scopes = g_strsplit (JM_OAUTH_SCOPES_WANTED, " ", -1);
  g_autofree char *text = NULL;
  guint n = g_strv_length (scopes);

  text = g_strdup_printf (ngettext ("%u scope, to enable under Permissions", "%u scopes, to enable under Permissions", n),
                          n);
  gtk_label_set_text (self->scopes_label, text);
  for (guint i = 0; i < n; i++)
    {
      GtkWidget *scope = gtk_label_new (scopes[i]);

      gtk_label_set_selectable (GTK_LABEL (scope), TRUE);
      gtk_label_set_ellipsize (GTK_LABEL (scope), PANGO_ELLIPSIZE_END);
      gtk_widget_add_css_class (scope, "scope");
      gtk_widget_add_css_class (scope, "monospace");
      adw_wrap_box_append (self->scopes_box, scope);
    }
}

/* --- overrides */

static void
jm_sign_in_client_page_dispose (GObject *object)
{
  JmSignInClientPage *self = JM_SIGN_IN_CLIENT_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), JM_TYPE_SIGN_IN_CLIENT_PAGE);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (jm_sign_in_client_page_parent_class)->dispose (object);
}

static void
jm_sign_in_client_page_finalize (GObject *object)
{
  JmSignInClientPage *self = JM_SIGN_IN_CLIENT_PAGE (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->redirect_uri, g_free);

  G_OBJECT_CLASS (jm_sign_in_client_page_parent_class)->finalize (object);
}

static void
jm_sign_in_client_page_class_init (JmSignInClientPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = jm_sign_in_client_page_dispose;
  object_class->finalize = jm_sign_in_client_page_finalize;

  signals[SIGNAL_KEPT] =
      g_signal_new ("kept", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (JM_TYPE_REMARK);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/JiraMonitor/window/sign-in/jm-sign-in-client-page.ui");
  gtk_widget_class_bind_template_child (widget_class, JmSignInClientPage, callback_row);
  gtk_widget_class_bind_template_child (widget_class, JmSignInClientPage, client_id);
  gtk_widget_class_bind_template_child (widget_class, JmSignInClientPage, client_secret);
  gtk_widget_class_bind_template_child (widget_class, JmSignInClientPage, prove_button);
  gtk_widget_class_bind_template_child (widget_class, JmSignInClientPage, remark);
  gtk_widget_class_bind_template_child (widget_class, JmSignInClientPage, scopes_box);
  gtk_widget_class_bind_template_child (widget_class, JmSignInClientPage, scopes_label);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_callback_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_scopes_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_console_cb);
  gtk_widget_class_bind_template_callback (widget_class, prove_cb);
}

static void
jm_sign_in_client_page_init (JmSignInClientPage *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  show_scopes (self);
  update_sensitivity (self);
}

/**
 * jm_sign_in_client_page_new:
 * @monitor: the program
 *
 * Returns: (transfer floating): a new page
 */
AdwNavigationPage *
jm_sign_in_client_page_new (JmMonitor *monitor)
{
  JmSignInClientPage *self;
  GSettings *settings;
  g_autofree char *client_id = NULL;

  g_return_val_if_fail (JM_IS_MONITOR (monitor), NULL);

  self = g_object_new (JM_TYPE_SIGN_IN_CLIENT_PAGE, NULL);
  self->monitor = g_object_ref (monitor);
  settings = jm_monitor_get_services (monitor)->settings;
  self->redirect_uri = g_settings_get_string (settings, JM_SETTING_REDIRECT_URI);
  client_id = g_settings_get_string (settings, JM_SETTING_OAUTH_CLIENT_ID);
  jm_text_set_subtitle (ADW_PREFERENCES_ROW (self->callback_row), self->redirect_uri);
  gtk_editable_set_text (GTK_EDITABLE (self->client_id), client_id);

  return ADW_NAVIGATION_PAGE (self);
}

/**
 * jm_sign_in_client_page_stop:
 * @self: a page that was left
 *
 * Ends what it waits for, and forgets what was typed and is secret. Being taken from one window form to the other, as
 * dialogs are when their window gets narrow, is no leaving.
 */
void
jm_sign_in_client_page_stop (JmSignInClientPage *self)
{
  g_return_if_fail (JM_IS_SIGN_IN_CLIENT_PAGE (self));

  g_cancellable_cancel (self->cancellable);
  if (self->client_secret != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->client_secret), "");
}
