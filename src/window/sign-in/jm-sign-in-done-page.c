/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sign-in-done-page.h"

#include <glib/gi18n.h>

#include "jm-focus.h"
#include "jm-text.h"
#include "jm-when.h"
#include "sync/jm-sync.h"
#include "widgets/jm-project-tile.h"

struct _JmSignInDonePage
{
  AdwNavigationPage  parent_instance;

  GtkLabel          *heading;
  GtkLabel          *explanation;
  GtkListBox        *list;
  GtkButton         *overview_button;

  JmMonitor         *monitor;
};

G_DEFINE_FINAL_TYPE (JmSignInDonePage, jm_sign_in_done_page, ADW_TYPE_NAVIGATION_PAGE)

/* --- one row for each account */

static void
update_account_row (JmSync     *sync,
                    GParamSpec *pspec,
                    GtkWidget  *row)
{
  GtkStack *face = g_object_get_data (G_OBJECT (row), "face");
  const GError *error = jm_sync_get_error (sync);
  guint fetched = jm_sync_get_fetched (sync);
  g_autofree char *text = NULL;

  if (jm_sync_is_running (sync))
    text = g_strdup_printf (ngettext ("First sync: %'u project", "First sync: %'u projects", fetched), fetched);
  else if (error != NULL)
    text = g_strdup (error->message);
  else if (jm_sync_get_synced_at_ms (sync) != 0)
    text = g_strdup_printf (ngettext ("Ready, %'u project", "Ready, %'u projects", fetched), fetched);
  else
    text = g_strdup (_("First sync"));

  jm_text_set_subtitle (ADW_PREFERENCES_ROW (row), text);
  gtk_stack_set_visible_child_name (face, jm_sync_is_running (sync) ? "running" : error != NULL ? "failed" :
                                                                                                  "ready");
}

static GtkWidget *
make_face_icon (const char *icon_name,
                const char *style)
{
  GtkWidget *image = gtk_image_new_from_icon_name (icon_name);

  gtk_widget_add_css_class (image, style);
  gtk_accessible_update_state (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);

  return image;
}

static GtkWidget *
make_account_row (JmSignInDonePage *self,
                  JmAccount        *account)
{
  JmSync *sync = jm_sync_get (jm_monitor_get_services (self->monitor), account);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *face = gtk_stack_new ();

  jm_text_set_title (ADW_PREFERENCES_ROW (row), jm_account_get_name (account));
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), jm_project_tile_new (36, jm_account_get_name (account)));
  gtk_stack_add_named (GTK_STACK (face), adw_spinner_new (), "running");
  gtk_stack_add_named (GTK_STACK (face), make_face_icon ("selection-mode-symbolic", "success"), "ready");
  gtk_stack_add_named (GTK_STACK (face), make_face_icon ("dialog-warning-symbolic", "warning"), "failed");
  gtk_widget_set_valign (face, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), face);
  g_object_set_data (G_OBJECT (row), "face", face);
  g_signal_connect_object (sync, "notify", G_CALLBACK (update_account_row), row, 0);
  update_account_row (sync, NULL, row);

  return row;
}

/* --- what was granted, or until when it is good */

static GtkWidget *
make_scopes_row (JmTokenKeeper *keeper)
{
  g_auto (GStrv) wanted = g_strsplit (JM_OAUTH_SCOPES_WANTED, " ", -1);
  g_auto (GStrv) granted = g_strsplit (jm_token_keeper_get_scopes (keeper) ? jm_token_keeper_get_scopes (keeper) : "", " ",
                                       -1);
  g_autoptr (GString) missing = g_string_new (NULL);
  GtkWidget *row = adw_action_row_new ();
  guint n_wanted = g_strv_length (wanted);
  guint n_missing = 0;
  g_autofree char *title = NULL;

  for (guint i = 0; i < n_wanted; i++)
    {
      if (g_strv_contains ((const char *const *) granted, wanted[i]))
        continue;
      g_string_append_printf (missing, "%s%s", n_missing > 0 ? ", " : "", wanted[i]);
      n_missing++;
    }

  title = g_strdup_printf (ngettext ("%u of %u permission granted", "%u of %u permissions granted", n_wanted),
                           n_wanted - n_missing, n_wanted);
  jm_text_set_title (ADW_PREFERENCES_ROW (row), title);
  if (n_missing == 0)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _("Reading, writing and renewing work"));
  else
    {
      /* Translators: %s is a list of OAuth scopes */
      g_autofree char *text = g_strdup_printf (_("Missing: %s"), missing->str);

      jm_text_set_subtitle (ADW_PREFERENCES_ROW (row), text);
    }

  return row;
}

static GtkWidget *
make_end_row (JmTokenKeeper *keeper)
{
  gint64 ends_at = jm_token_keeper_get_sign_in_again_by_ms (keeper);
  g_autofree char *date = jm_when_date (ends_at);
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("The token is in the keyring"));
  if (ends_at != 0)
    {
      /* Translators: %s is a date */
      g_autofree char *text = g_strdup_printf (_("Good until %s, with a warning before"), date);

      jm_text_set_subtitle (ADW_PREFERENCES_ROW (row), text);
    }
  else
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _("Nobody told when it ends, so there is no warning before"));

  return row;
}

static GtkWidget *
make_grant_row (JmAccount *account)
{
  JmTokenKeeper *keeper = jm_account_get_keeper (account);
  GtkWidget *row;
  GtkWidget *icon = gtk_image_new_from_icon_name ("channel-secure-symbolic");

  row = jm_account_get_kind (account) == JM_CREDENTIAL_OAUTH ? make_scopes_row (keeper) : make_end_row (keeper);
  gtk_widget_set_size_request (icon, 36, -1);
  gtk_widget_add_css_class (icon, "dimmed");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);

  return row;
}

/* --- the page */

/* Return goes on */
static void
shown_cb (JmSignInDonePage *self)
{
  jm_focus_soon (GTK_WIDGET (self->overview_button));
}

static void
jm_sign_in_done_page_dispose (GObject *object)
{
  JmSignInDonePage *self = JM_SIGN_IN_DONE_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), JM_TYPE_SIGN_IN_DONE_PAGE);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (jm_sign_in_done_page_parent_class)->dispose (object);
}

static void
jm_sign_in_done_page_class_init (JmSignInDonePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jm_sign_in_done_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/JiraMonitor/window/sign-in/jm-sign-in-done-page.ui");
  gtk_widget_class_bind_template_child (widget_class, JmSignInDonePage, explanation);
  gtk_widget_class_bind_template_child (widget_class, JmSignInDonePage, heading);
  gtk_widget_class_bind_template_child (widget_class, JmSignInDonePage, list);
  gtk_widget_class_bind_template_child (widget_class, JmSignInDonePage, overview_button);
  gtk_widget_class_bind_template_callback (widget_class, shown_cb);
}

static void
jm_sign_in_done_page_init (JmSignInDonePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static char *
describe (GListModel *accounts,
          gboolean    again)
{
  g_autoptr (JmAccount) first = g_list_model_get_item (accounts, 0);
  gboolean renews = jm_account_get_kind (first) == JM_CREDENTIAL_OAUTH;
  guint n = g_list_model_get_n_items (accounts);

  if (again)
    return g_strdup (_("Everything that was stored is still there."));
  if (renews)
    return g_strdup_printf (ngettext ("%u account was added. It renews itself.",
                                      "%u accounts were added. They renew themselves.", n),
                            n);

  return g_strdup_printf (ngettext ("%u account was added.", "%u accounts were added.", n), n);
}

/**
 * jm_sign_in_done_page_new:
 * @monitor: the program
 * @accounts: a list of #JmAccount, not empty
 * @user_name: (nullable): who signed in
 * @again: whether the accounts were there before
 *
 * Returns: (transfer floating): a new page
 */
AdwNavigationPage *
jm_sign_in_done_page_new (JmMonitor  *monitor,
                          GListModel *accounts,
                          const char *user_name,
                          gboolean    again)
{
  JmSignInDonePage *self;
  g_autoptr (JmAccount) first = NULL;
  g_autofree char *heading = NULL;
  g_autofree char *explanation = NULL;

  g_return_val_if_fail (JM_IS_MONITOR (monitor), NULL);
  g_return_val_if_fail (G_IS_LIST_MODEL (accounts), NULL);
  g_return_val_if_fail (g_list_model_get_n_items (accounts) > 0, NULL);

  self = g_object_new (JM_TYPE_SIGN_IN_DONE_PAGE, NULL);
  self->monitor = g_object_ref (monitor);
  first = g_list_model_get_item (accounts, 0);
  /* Translators: %s is a person's name */
  heading = user_name ? g_strdup_printf (_("Signed in as %s"), user_name) : g_strdup (_("Signed in"));
  explanation = describe (accounts, again);
  jm_text_set_label (self->heading, heading);
  gtk_label_set_text (self->explanation, explanation);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (JmAccount) account = g_list_model_get_item (accounts, i);
      JmSync *sync = jm_sync_get (jm_monitor_get_services (monitor), account);

      dex_future_disown (jm_sync_fetch_projects (sync, NULL));
      gtk_list_box_append (self->list, make_account_row (self, account));
    }
  gtk_list_box_append (self->list, make_grant_row (first));

  return ADW_NAVIGATION_PAGE (self);
}
