/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "preferences/jm-access-page.h"

#include <glib/gi18n.h>

#include "base/jm-settings.h"
#include "widgets/jm-remark.h"

struct _JmAccessPage
{
  AdwPreferencesPage   parent_instance;

  AdwActionRow        *environment_row;
  AdwEntryRow         *redirect_row;
  AdwEntryRow         *client_id_row;
  AdwPasswordEntryRow *client_secret_row;
  AdwButtonRow        *prove_row;
  AdwButtonRow        *forget_row;
  AdwSwitchRow        *window_row;
  JmRemark            *remark;

  JmMonitor           *monitor;
  GCancellable        *cancellable;
  gboolean             proving;
};

G_DEFINE_FINAL_TYPE (JmAccessPage, jm_access_page, ADW_TYPE_PREFERENCES_PAGE)

static GSettings *
get_settings (JmAccessPage *self)
{
  return jm_monitor_get_services (self->monitor)->settings;
}

/* --- the callback URL */

static void
redirect_changed_cb (JmAccessPage *self)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self->redirect_row), "error");
}

static void
redirect_apply_cb (JmAccessPage *self)
{
  g_autofree char *uri = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->redirect_row))));
  g_autoptr (GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_NONE, NULL);
  const char *host = parsed ? g_uri_get_host (parsed) : NULL;
  gboolean ours = host != NULL && g_str_equal (g_uri_get_scheme (parsed), "http") && g_uri_get_port (parsed) > 0 &&
                  (g_str_equal (host, "localhost") || g_str_equal (host, "127.0.0.1") || g_str_equal (host, "::1")) &&
                  g_uri_get_query (parsed) == NULL;

  if (ours)
    {
      g_settings_set_string (get_settings (self), JM_SETTING_REDIRECT_URI, uri);
      jm_remark_set_good (self->remark, _("Kept. The same callback URL must stand in Atlassian’s console."));
      return;
    }

  gtk_widget_add_css_class (GTK_WIDGET (self->redirect_row), "error");
  jm_remark_set_error (self->remark, _("It has to be http, on localhost, with a port and a path: http://localhost:8371/callback"));
}

/* --- the OAuth app */

typedef struct
{
  JmAccessPage  *page;
  JmOauthClient *client;        /* NULL: forget */
  char          *forgotten;
  GCancellable  *cancellable;
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  g_clear_object (&change->page);
  g_clear_pointer (&change->client, jm_oauth_client_free);
  g_clear_object (&change->cancellable);
  g_free (change->forgotten);
  g_free (change);
}

static void
update_rows (JmAccessPage *self)
{
  g_autofree char *kept = g_settings_get_string (get_settings (self), JM_SETTING_OAUTH_CLIENT_ID);
  gboolean filled = *gtk_editable_get_text (GTK_EDITABLE (self->client_id_row)) != '\0' &&
                    *gtk_editable_get_text (GTK_EDITABLE (self->client_secret_row)) != '\0';

  gtk_widget_set_sensitive (GTK_WIDGET (self->prove_row), filled && !self->proving);
  gtk_widget_set_visible (GTK_WIDGET (self->forget_row), *kept != '\0');
  gtk_widget_set_sensitive (GTK_WIDGET (self->forget_row), !self->proving);
}

static void
client_changed_cb (JmAccessPage *self)
{
  if (self->monitor == NULL)
    return;

  jm_remark_clear (self->remark);
  update_rows (self);
}

static gboolean
carry_out (Change  *change,
           GError **error)
{
  JmServices *services = jm_monitor_get_services (change->page->monitor);
  g_autofree char *name = NULL;

  if (change->client != NULL)
    return dex_await (jm_oauth_prove_client (services->oauth, change->client, change->cancellable), error) &&
           dex_await (jm_oauth_client_save (change->client, services->settings, services->keyring, change->cancellable),
                      error);

  name = g_strconcat ("oauth-client/", change->forgotten, NULL);
  if (!dex_await (jm_keyring_clear (services->keyring, name, change->cancellable), error))
    return FALSE;

  return g_settings_set_string (services->settings, JM_SETTING_OAUTH_CLIENT_ID, "");
}

static DexFuture *
change_fiber (gpointer data)
{
  Change *change = data;
  JmAccessPage *self = change->page;
  g_autoptr (GError) error = NULL;
  gboolean done = carry_out (change, &error);

  if (g_cancellable_is_cancelled (change->cancellable))
    return dex_future_new_true ();

  self->proving = FALSE;
  if (done)
    {
      gtk_editable_set_text (GTK_EDITABLE (self->client_secret_row), "");
      if (change->client == NULL)
        gtk_editable_set_text (GTK_EDITABLE (self->client_id_row), "");
    }
  update_rows (self);

  if (!done)
    jm_remark_set_error (self->remark, error->message);
  else if (change->client != NULL)
    jm_remark_set_good (self->remark, _("Atlassian knows this app. Its secret is in the keyring."));
  else
    jm_remark_set_good (self->remark, _("The app and its secret were forgotten."));

  return dex_future_new_true ();
}

static void
start_change (JmAccessPage  *self,
              JmOauthClient *client,
              char          *forgotten)
{
  Change *change = g_new0 (Change, 1);

  self->proving = TRUE;
  update_rows (self);
  change->page = g_object_ref (self);
  change->client = client;
  change->forgotten = forgotten;
  change->cancellable = g_object_ref (self->cancellable);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, change_fiber, change, change_free));
}

static void
prove_cb (JmAccessPage *self)
{
  g_autofree char *id = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->client_id_row))));
  g_autofree char *secret = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->client_secret_row))));
  g_autofree char *redirect_uri = g_settings_get_string (get_settings (self), JM_SETTING_REDIRECT_URI);

  if (self->proving || *id == '\0' || *secret == '\0')
    return;

  jm_remark_set_busy (self->remark, _("Asking Atlassian whether it knows this app…"));
  start_change (self, jm_oauth_client_new (id, secret, redirect_uri), NULL);
  explicit_bzero (secret, strlen (secret));
}

static void
forget_cb (JmAccessPage *self)
{
  start_change (self, NULL, g_settings_get_string (get_settings (self), JM_SETTING_OAUTH_CLIENT_ID));
}

/* --- GObject */

static void
jm_access_page_dispose (GObject *object)
{
  JmAccessPage *self = JM_ACCESS_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (jm_access_page_parent_class)->dispose (object);
}

static void
jm_access_page_finalize (GObject *object)
{
  g_clear_object (&JM_ACCESS_PAGE (object)->cancellable);

  G_OBJECT_CLASS (jm_access_page_parent_class)->finalize (object);
}

static void
jm_access_page_class_init (JmAccessPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jm_access_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = jm_access_page_finalize;

  g_type_ensure (JM_TYPE_REMARK);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/JiraMonitor/window/preferences/jm-access-page.ui");
  gtk_widget_class_bind_template_child (widget_class, JmAccessPage, client_id_row);
  gtk_widget_class_bind_template_child (widget_class, JmAccessPage, client_secret_row);
  gtk_widget_class_bind_template_child (widget_class, JmAccessPage, environment_row);
  gtk_widget_class_bind_template_child (widget_class, JmAccessPage, forget_row);
  gtk_widget_class_bind_template_child (widget_class, JmAccessPage, prove_row);
  gtk_widget_class_bind_template_child (widget_class, JmAccessPage, redirect_row);
  gtk_widget_class_bind_template_child (widget_class, JmAccessPage, remark);
  gtk_widget_class_bind_template_child (widget_class, JmAccessPage, window_row);
  gtk_widget_class_bind_template_callback (widget_class, client_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, forget_cb);
  gtk_widget_class_bind_template_callback (widget_class, prove_cb);
  gtk_widget_class_bind_template_callback (widget_class, redirect_apply_cb);
  gtk_widget_class_bind_template_callback (widget_class, redirect_changed_cb);
}

static void
jm_access_page_init (JmAccessPage *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
jm_access_page_set_monitor (JmAccessPage *self,
                            JmMonitor    *monitor)
{
  g_autofree char *redirect_uri = NULL;
  g_autofree char *client_id = NULL;
  g_autofree char *view = jm_paths_find_helper ("jira-monitor-signin-view");

  g_return_if_fail (JM_IS_ACCESS_PAGE (self));
  g_return_if_fail (JM_IS_MONITOR (monitor));

  g_set_object (&self->monitor, monitor);
  g_settings_bind (get_settings (self), "sign-in-in-window", self->window_row, "active", G_SETTINGS_BIND_DEFAULT);
  redirect_uri = g_settings_get_string (get_settings (self), JM_SETTING_REDIRECT_URI);
  client_id = g_settings_get_string (get_settings (self), JM_SETTING_OAUTH_CLIENT_ID);
  gtk_editable_set_text (GTK_EDITABLE (self->redirect_row), redirect_uri);
  gtk_editable_set_text (GTK_EDITABLE (self->client_id_row), client_id);
  gtk_widget_set_visible (GTK_WIDGET (self->environment_row), g_getenv ("JIRA_CLIENT_ID") != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->window_row), view != NULL);
  update_rows (self);
}

void
jm_access_page_close (JmAccessPage *self)
{
  g_return_if_fail (JM_IS_ACCESS_PAGE (self));

  g_cancellable_cancel (self->cancellable);
  gtk_editable_set_text (GTK_EDITABLE (self->client_secret_row), "");
}
