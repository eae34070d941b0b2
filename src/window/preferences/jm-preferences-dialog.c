/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-preferences-dialog.h"

#include <glib/gi18n.h>

#include "base/jm-settings.h"
#include "preferences/jm-sync-page.h"
#include "widgets/jm-remark.h"

struct _JmPreferencesDialog
{
  AdwPreferencesDialog  parent_instance;

  AdwSpinRow           *margin_row;
  AdwComboRow          *health_row;
  AdwComboRow          *interval_row;
  AdwSpinRow           *days_row;
  AdwSwitchRow         *window_row;
  AdwActionRow         *environment_row;
  AdwEntryRow          *redirect_row;
  AdwEntryRow          *client_id_row;
  AdwPasswordEntryRow  *client_secret_row;
  AdwButtonRow         *prove_row;
  AdwButtonRow         *forget_row;
  JmRemark             *remark;
  JmSyncPage           *sync_page;

  JmMonitor            *monitor;
  GCancellable         *cancellable;
  gboolean              proving;
};

G_DEFINE_FINAL_TYPE (JmPreferencesDialog, jm_preferences_dialog, ADW_TYPE_PREFERENCES_DIALOG)

static GSettings *
get_settings (JmPreferencesDialog *self)
{
  return jm_monitor_get_services (self->monitor)->settings;
}

/* --- intervals */

/* Seconds, ascending, ended by 0 */
static const guint check_intervals[] = { 300, 900, 1800, 3600, 21600, 0 };
static const guint health_intervals[] = { 60, 300, 900, 1800, 3600, 0 };

static void
fill_intervals (AdwComboRow *row,
                const guint *intervals)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (; *intervals != 0; intervals++)
    {
      guint minutes = *intervals / 60;
      guint hours = minutes / 60;

      if (hours > 0)
        gtk_string_list_take (names, g_strdup_printf (ngettext ("Every hour", "Every %u hours", hours), hours));
      else
        gtk_string_list_take (names, g_strdup_printf (ngettext ("Every minute", "Every %u minutes", minutes), minutes));
    }
  adw_combo_row_set_model (row, G_LIST_MODEL (names));
}

/* A value that was set by other means is shown as the nearest one. */
static gboolean
interval_to_position (GValue   *value,
                      GVariant *variant,
                      gpointer  user_data)
{
  const guint *intervals = user_data;
  guint seconds = g_variant_get_uint32 (variant);
  guint position = 0;

  while (intervals[position + 1] != 0 && intervals[position] < seconds)
    position++;
  g_value_set_uint (value, position);

  return TRUE;
}

static GVariant *
position_to_interval (const GValue       *value,
                      const GVariantType *type,
                      gpointer            user_data)
{
  const guint *intervals = user_data;
  guint position = g_value_get_uint (value);

  return position != GTK_INVALID_LIST_POSITION ? g_variant_new_uint32 (intervals[position]) : NULL;
}

static void
bind_interval (GSettings   *settings,
               const char  *key,
               AdwComboRow *row,
               const guint *intervals)
{
  g_settings_bind_with_mapping (settings, key, row, "selected", G_SETTINGS_BIND_DEFAULT, interval_to_position,
                                position_to_interval, (gpointer) intervals, NULL);
}

static gboolean
seconds_to_minutes (GValue   *value,
                    GVariant *variant,
                    gpointer  user_data)
{
  g_value_set_double (value, g_variant_get_uint32 (variant) / 60.0);

  return TRUE;
}

static GVariant *
minutes_to_seconds (const GValue       *value,
                    const GVariantType *type,
                    gpointer            user_data)
{
  return g_variant_new_uint32 ((guint32) (g_value_get_double (value) * 60));
}

static gboolean
days_to_value (GValue   *value,
               GVariant *variant,
               gpointer  user_data)
{
  g_value_set_double (value, g_variant_get_uint32 (variant));

  return TRUE;
}

static GVariant *
value_to_days (const GValue       *value,
               const GVariantType *type,
               gpointer            user_data)
{
  return g_variant_new_uint32 ((guint32) g_value_get_double (value));
}

/* --- the callback URL */

static void
redirect_changed_cb (JmPreferencesDialog *self)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self->redirect_row), "error");
}

static void
redirect_apply_cb (JmPreferencesDialog *self)
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
  JmPreferencesDialog *dialog;
  JmOauthClient       *client;  /* NULL: forget */
  char                *forgotten;
  GCancellable        *cancellable;
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  g_clear_object (&change->dialog);
  g_clear_pointer (&change->client, jm_oauth_client_free);
  g_clear_object (&change->cancellable);
  g_free (change->forgotten);
  g_free (change);
}

static void
update_rows (JmPreferencesDialog *self)
{
  g_autofree char *kept = g_settings_get_string (get_settings (self), JM_SETTING_OAUTH_CLIENT_ID);
  gboolean filled = *gtk_editable_get_text (GTK_EDITABLE (self->client_id_row)) != '\0' &&
                    *gtk_editable_get_text (GTK_EDITABLE (self->client_secret_row)) != '\0';

  gtk_widget_set_sensitive (GTK_WIDGET (self->prove_row), filled && !self->proving);
  gtk_widget_set_visible (GTK_WIDGET (self->forget_row), *kept != '\0');
  gtk_widget_set_sensitive (GTK_WIDGET (self->forget_row), !self->proving);
}

static void
client_changed_cb (JmPreferencesDialog *self)
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
  JmServices *services = jm_monitor_get_services (change->dialog->monitor);
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
  JmPreferencesDialog *self = change->dialog;
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
start_change (JmPreferencesDialog *self,
              JmOauthClient       *client,
              char                *forgotten)
{
  Change *change = g_new0 (Change, 1);

  self->proving = TRUE;
  update_rows (self);
  change->dialog = g_object_ref (self);
  change->client = client;
  change->forgotten = forgotten;
  change->cancellable = g_object_ref (self->cancellable);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, change_fiber, change, change_free));
}

static void
prove_cb (JmPreferencesDialog *self)
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
forget_cb (JmPreferencesDialog *self)
{
  start_change (self, NULL, g_settings_get_string (get_settings (self), JM_SETTING_OAUTH_CLIENT_ID));
}

/* --- overrides */

static void
jm_preferences_dialog_closed (AdwDialog *dialog)
{
  JmPreferencesDialog *self = JM_PREFERENCES_DIALOG (dialog);

  g_cancellable_cancel (self->cancellable);
  gtk_editable_set_text (GTK_EDITABLE (self->client_secret_row), "");

  if (ADW_DIALOG_CLASS (jm_preferences_dialog_parent_class)->closed != NULL)
    ADW_DIALOG_CLASS (jm_preferences_dialog_parent_class)->closed (dialog);
}

static void
jm_preferences_dialog_dispose (GObject *object)
{
  JmPreferencesDialog *self = JM_PREFERENCES_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), JM_TYPE_PREFERENCES_DIALOG);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (jm_preferences_dialog_parent_class)->dispose (object);
}

static void
jm_preferences_dialog_finalize (GObject *object)
{
  g_clear_object (&JM_PREFERENCES_DIALOG (object)->cancellable);

  G_OBJECT_CLASS (jm_preferences_dialog_parent_class)->finalize (object);
}

static void
jm_preferences_dialog_class_init (JmPreferencesDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = jm_preferences_dialog_dispose;
  object_class->finalize = jm_preferences_dialog_finalize;
  ADW_DIALOG_CLASS (klass)->closed = jm_preferences_dialog_closed;

  g_type_ensure (JM_TYPE_REMARK);
  g_type_ensure (JM_TYPE_SYNC_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/JiraMonitor/window/preferences/jm-preferences-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, JmPreferencesDialog, client_id_row);
  gtk_widget_class_bind_template_child (widget_class, JmPreferencesDialog, client_secret_row);
  gtk_widget_class_bind_template_child (widget_class, JmPreferencesDialog, days_row);
  gtk_widget_class_bind_template_child (widget_class, JmPreferencesDialog, environment_row);
  gtk_widget_class_bind_template_child (widget_class, JmPreferencesDialog, forget_row);
  gtk_widget_class_bind_template_child (widget_class, JmPreferencesDialog, health_row);
  gtk_widget_class_bind_template_child (widget_class, JmPreferencesDialog, interval_row);
  gtk_widget_class_bind_template_child (widget_class, JmPreferencesDialog, margin_row);
  gtk_widget_class_bind_template_child (widget_class, JmPreferencesDialog, prove_row);
  gtk_widget_class_bind_template_child (widget_class, JmPreferencesDialog, redirect_row);
  gtk_widget_class_bind_template_child (widget_class, JmPreferencesDialog, remark);
  gtk_widget_class_bind_template_child (widget_class, JmPreferencesDialog, sync_page);
  gtk_widget_class_bind_template_child (widget_class, JmPreferencesDialog, window_row);
  gtk_widget_class_bind_template_callback (widget_class, client_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, forget_cb);
  gtk_widget_class_bind_template_callback (widget_class, prove_cb);
  gtk_widget_class_bind_template_callback (widget_class, redirect_apply_cb);
  gtk_widget_class_bind_template_callback (widget_class, redirect_changed_cb);
}

static void
jm_preferences_dialog_init (JmPreferencesDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_intervals (self->interval_row, check_intervals);
  fill_intervals (self->health_row, health_intervals);
}

static void
bind_settings (JmPreferencesDialog *self)
{
  GSettings *settings = get_settings (self);

  g_settings_bind_with_mapping (settings, JM_SETTING_REFRESH_MARGIN, self->margin_row, "value", G_SETTINGS_BIND_DEFAULT,
                                seconds_to_minutes, minutes_to_seconds, NULL, NULL);
  bind_interval (settings, JM_SETTING_CHECK_INTERVAL, self->interval_row, check_intervals);
  bind_interval (settings, JM_SETTING_HEALTH_INTERVAL, self->health_row, health_intervals);
  g_settings_bind_with_mapping (settings, JM_SETTING_EVENT_DAYS, self->days_row, "value", G_SETTINGS_BIND_DEFAULT,
                                days_to_value, value_to_days, NULL, NULL);
  g_settings_bind (settings, "sign-in-in-window", self->window_row, "active", G_SETTINGS_BIND_DEFAULT);
}

/**
 * jm_preferences_dialog_new:
 * @monitor: the program whose settings are shown
 *
 * Returns: (transfer floating): a new dialog
 */
AdwDialog *
jm_preferences_dialog_new (JmMonitor *monitor)
{
  JmPreferencesDialog *self;
  g_autofree char *redirect_uri = NULL;
  g_autofree char *client_id = NULL;
  g_autofree char *view = jm_paths_find_helper ("jira-monitor-signin-view");

  g_return_val_if_fail (JM_IS_MONITOR (monitor), NULL);

  self = g_object_new (JM_TYPE_PREFERENCES_DIALOG, NULL);
  self->monitor = g_object_ref (monitor);
  bind_settings (self);
  jm_sync_page_set_monitor (self->sync_page, monitor);
  redirect_uri = g_settings_get_string (get_settings (self), JM_SETTING_REDIRECT_URI);
  client_id = g_settings_get_string (get_settings (self), JM_SETTING_OAUTH_CLIENT_ID);
  gtk_editable_set_text (GTK_EDITABLE (self->redirect_row), redirect_uri);
  gtk_editable_set_text (GTK_EDITABLE (self->client_id_row), client_id);
  gtk_widget_set_visible (GTK_WIDGET (self->environment_row), g_getenv ("JIRA_CLIENT_ID") != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->window_row), view != NULL);
  update_rows (self);

  return ADW_DIALOG (self);
}
