/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-window.h"

#include <glib/gi18n.h>

#include "auth/jm-trouble.h"
#include "base/jm-settings.h"
#include "jm-linger.h"
#include "jm-shortcuts.h"
#include "jm-sidebar.h"
#include "jm-text.h"
#include "jm-window-pages.h"
#include "report/jm-report-face.h"
#include "welcome/jm-welcome-page.h"
#include "widgets/jm-token-face.h"

/* A spinner that is gone at once only flickers */
#define SPINNER_DELAY_MS 200

struct _JmWindow
{
  AdwApplicationWindow    parent_instance;

  JmMonitor              *monitor;
  GSettings              *settings;     /* where its size and page are remembered, or NULL */
  GCancellable           *cancellable;  /* of the monitor that is shown */
  GHashTable             *pages;        /* name → AdwNavigationPage */
  GSignalGroup           *accounts_signals;
  GSignalGroup           *account_signals;
  char                   *page_name;
  guint                   spinner_source;
  JmAccount              *announced_account;    /* only compared */
  JmTokenState            announced_state;

  AdwBanner              *demonstration_banner;
  AdwNavigationSplitView *split_view;
  AdwNavigationView      *welcome;
  AdwStatusPage          *failure;
  AdwToastOverlay        *toasts;
  AdwSpinner             *spinner;
  GtkStack               *stack;
  JmSidebar              *sidebar;
};

G_DEFINE_FINAL_TYPE (JmWindow, jm_window, ADW_TYPE_APPLICATION_WINDOW)

static gboolean
show_spinner_cb (gpointer user_data)
{
  JmWindow *self = user_data;

  self->spinner_source = 0;
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), TRUE);

  return G_SOURCE_REMOVE;
}

static void
show_stack (JmWindow   *self,
            const char *name)
{
  gboolean loading = strcmp (name, "loading") == 0;

  g_clear_handle_id (&self->spinner_source, g_source_remove);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), FALSE);
  if (loading)
    self->spinner_source = g_timeout_add (SPINNER_DELAY_MS, show_spinner_cb, self);

  gtk_stack_set_visible_child_name (self->stack, name);
}

/* The page that was left; narrow, one page after another begins with its own */
static void
show_first_page (JmWindow *self)
{
  gboolean own = self->settings != NULL && !jm_monitor_is_demonstration (self->monitor);
  g_autofree char *name = own ? g_settings_get_string (self->settings, "page") : NULL;

  if (name == NULL || !jm_window_show_page (self, name))
    jm_window_show_page (self, "overview");
}

static void
show_welcome (JmWindow *self)
{
  if (adw_navigation_view_get_visible_page (self->welcome) == NULL)
    adw_navigation_view_add (self->welcome, ADW_NAVIGATION_PAGE (jm_welcome_page_new (self->monitor)));
}

/* With accounts: sidebar and page. Without: the welcome page. */
static void
show_accounts (JmWindow *self)
{
  JmAccounts *accounts = jm_monitor_get_accounts (self->monitor);
  gboolean any = g_list_model_get_n_items (G_LIST_MODEL (accounts)) > 0;

  if (!any)
    show_welcome (self);
  show_stack (self, any ? "content" : "welcome");
  if (any && self->page_name == NULL)
    show_first_page (self);
  jm_window_actions_update (self);
}

static void
accounts_changed_cb (JmWindow *self)
{
  show_accounts (self);
}

/* A change of state is spoken (R95): not the way there, but where it ended. */
static void
announce_state (JmWindow *self)
{
  JmAccount *account = jm_window_get_account (self);
  g_autoptr (JmTokenFace) face = NULL;
  g_autofree char *words = NULL;
  JmTokenState state;

  if (account == NULL)
    return;

  state = jm_account_get_state (account);
  if (state == JM_TOKEN_REFRESHING || state == JM_TOKEN_EXPIRING ||
      (self->announced_account == account && state == self->announced_state))
    return;

  /* What is so when an account is chosen is read with it */
  if (self->announced_account == account)
    {
      face = jm_token_face_read (account, jm_monitor_get_services (self->monitor)->clock);
      words = g_strdup_printf ("%s: %s", jm_account_get_name (account), face->title);
      jm_text_announce (GTK_WIDGET (self), words,
                        face->tone == JM_TONE_WRONG ? GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH : GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_LOW);
    }

  self->announced_account = account;
  self->announced_state = state;
}

static void
account_changed_cb (JmWindow *self)
{
  jm_window_actions_update (self);
  announce_state (self);
}

static gboolean
has_memory (JmWindow *self)
{
  return self->settings != NULL && self->monitor != NULL && !jm_monitor_is_demonstration (self->monitor);
}

/* The one that was looked at last; else the primary one, which it is already */
static void
show_last_account (JmWindow *self)
{
  JmAccounts *accounts = jm_monitor_get_accounts (self->monitor);
  g_autofree char *id = has_memory (self) ? g_settings_get_string (self->settings, JM_SETTING_ACCOUNT) : NULL;
  JmAccount *account = id != NULL && *id != '\0' ? jm_accounts_find (accounts, id) : NULL;

  if (account != NULL)
    jm_accounts_set_current (accounts, account);
}

static void
current_changed_cb (JmWindow *self)
{
  JmAccount *account = jm_window_get_account (self);

  if (has_memory (self) && account != NULL)
    g_settings_set_string (self->settings, JM_SETTING_ACCOUNT, jm_account_get_id (account));
  g_signal_group_set_target (self->account_signals, jm_window_get_account (self));
  self->announced_account = NULL;
  announce_state (self);
  jm_window_actions_update (self);
}

/* Narrow, the selection moves without the page; side by side they belong together. */
static void
collapsed_cb (JmWindow *self)
{
  if (self->page_name != NULL && !adw_navigation_split_view_get_collapsed (self->split_view))
    jm_sidebar_select (self->sidebar, self->page_name);
}

static void
forget_pages (JmWindow *self)
{
  g_clear_pointer (&self->page_name, g_free);
  adw_navigation_split_view_set_content (self->split_view, NULL);
  adw_navigation_split_view_set_show_content (self->split_view, FALSE);
  g_hash_table_remove_all (self->pages);
}

static void
jm_window_dispose (GObject *object)
{
  JmWindow *self = JM_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->spinner_source, g_source_remove);
  g_clear_object (&self->accounts_signals);
  g_clear_object (&self->account_signals);
  g_clear_pointer (&self->pages, g_hash_table_unref);

  /* The content first: what disposing the template takes away, AdwApplicationWindow would still hold (libadwaita 1.7).
   * Widgets with one child of their own, AdwBin and its like, are left to their parent class for the same reason. */
  if (self->stack != NULL)
    adw_application_window_set_content (ADW_APPLICATION_WINDOW (self), NULL);
  jm_linger (self->split_view);
  gtk_widget_dispose_template (GTK_WIDGET (self), JM_TYPE_WINDOW);
  g_clear_object (&self->monitor);
  g_clear_object (&self->settings);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (jm_window_parent_class)->dispose (object);
}

static void
jm_window_finalize (GObject *object)
{
  JmWindow *self = JM_WINDOW (object);

  g_free (self->page_name);

  G_OBJECT_CLASS (jm_window_parent_class)->finalize (object);
}

static void
jm_window_class_init (JmWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = jm_window_dispose;
  object_class->finalize = jm_window_finalize;

  g_type_ensure (JM_TYPE_SIDEBAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/JiraMonitor/window/jm-window.ui");
  gtk_widget_class_bind_template_child (widget_class, JmWindow, demonstration_banner);
  gtk_widget_class_bind_template_child (widget_class, JmWindow, failure);
  gtk_widget_class_bind_template_child (widget_class, JmWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, JmWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, JmWindow, split_view);
  gtk_widget_class_bind_template_child (widget_class, JmWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, JmWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, JmWindow, welcome);
  gtk_widget_class_bind_template_callback (widget_class, collapsed_cb);

  jm_window_actions_install (widget_class);
}

static void
jm_window_init (JmWindow *self)
{
  self->cancellable = g_cancellable_new ();
  self->pages = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);

  self->accounts_signals = g_signal_group_new (JM_TYPE_ACCOUNTS);
  g_signal_group_connect_swapped (self->accounts_signals, "items-changed",
                                  G_CALLBACK (accounts_changed_cb), self);
  g_signal_group_connect_swapped (self->accounts_signals, "notify::current",
                                  G_CALLBACK (current_changed_cb), self);
  self->account_signals = g_signal_group_new (JM_TYPE_ACCOUNT);
  g_signal_group_connect_swapped (self->account_signals, "notify", G_CALLBACK (account_changed_cb),
                                  self);

  gtk_widget_init_template (GTK_WIDGET (self));
  jm_shortcuts_follow_dialogs (ADW_APPLICATION_WINDOW (self));
  show_stack (self, "loading");
  jm_window_actions_update (self);
}

JmWindow *
jm_window_new (AdwApplication *application)
{
  g_return_val_if_fail (ADW_IS_APPLICATION (application), NULL);

  return g_object_new (JM_TYPE_WINDOW, "application", application, NULL);
}

/* As it was left, before it is shown. The person's own settings, not the demonstration's. */
void
jm_window_remember (JmWindow  *self,
                    GSettings *settings)
{
  g_return_if_fail (JM_IS_WINDOW (self));
  g_return_if_fail (G_IS_SETTINGS (settings));

  if (!g_set_object (&self->settings, settings))
    return;

  g_settings_bind (settings, "width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "height", self, "default-height", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);
}

void
jm_window_set_monitor (JmWindow  *self,
                       JmMonitor *monitor)
{
  g_return_if_fail (JM_IS_WINDOW (self));
  g_return_if_fail (monitor == NULL || JM_IS_MONITOR (monitor));

  if (self->monitor == monitor)
    return;

  g_cancellable_cancel (self->cancellable);
  g_set_object (&self->cancellable, g_cancellable_new ());
  g_object_unref (self->cancellable);

  g_signal_group_set_target (self->accounts_signals, NULL);
  g_signal_group_set_target (self->account_signals, NULL);
  forget_pages (self);
  g_set_object (&self->monitor, monitor);
  jm_sidebar_set_monitor (self->sidebar, monitor);
  adw_banner_set_revealed (self->demonstration_banner,
                           monitor != NULL && jm_monitor_is_demonstration (monitor));

  if (monitor == NULL)
    {
      show_stack (self, "loading");
      jm_window_actions_update (self);
      return;
    }

  show_last_account (self);
  g_signal_group_set_target (self->accounts_signals, jm_monitor_get_accounts (monitor));
  current_changed_cb (self);
  show_accounts (self);
}

void
jm_window_set_menu (JmWindow *self,
                    JmMenu   *menu)
{
  g_return_if_fail (JM_IS_WINDOW (self));

  jm_sidebar_set_menu (self->sidebar, menu);
}

void
jm_window_reload (JmWindow *self)
{
  g_autofree char *name = NULL;

  g_return_if_fail (JM_IS_WINDOW (self));

  name = g_strdup (self->page_name);
  forget_pages (self);
  if (name != NULL)
    jm_window_show_page (self, name);
}

JmMonitor *
jm_window_get_monitor (JmWindow *self)
{
  g_return_val_if_fail (JM_IS_WINDOW (self), NULL);

  return self->monitor;
}

JmAccount *
jm_window_get_account (JmWindow *self)
{
  g_return_val_if_fail (JM_IS_WINDOW (self), NULL);

  if (self->monitor == NULL)
    return NULL;

  return jm_accounts_get_current (jm_monitor_get_accounts (self->monitor));
}

GCancellable *
jm_window_get_cancellable (JmWindow *self)
{
  g_return_val_if_fail (JM_IS_WINDOW (self), NULL);

  return self->cancellable;
}

void
jm_window_show_failure (JmWindow     *self,
                        const GError *error)
{
  const JmTroubleInfo *info;

  g_return_if_fail (JM_IS_WINDOW (self));
  g_return_if_fail (error != NULL);

  info = jm_trouble_get_info (jm_trouble_from_error (error));
  jm_text_set_status (self->failure,
                      info->trouble == JM_TROUBLE_OK ? _("Jira Monitor cannot start") : _(info->title),
                      error->message);
  show_stack (self, "error");
}

AdwNavigationPage *
jm_window_get_page (JmWindow   *self,
                    const char *name)
{
  const JmWindowPage *page;
  AdwNavigationPage *widget;

  g_return_val_if_fail (JM_IS_WINDOW (self), NULL);

  if (self->monitor == NULL || name == NULL || !(page = jm_window_pages_find (name)))
    return NULL;

  if (!(widget = g_hash_table_lookup (self->pages, page->name)))
    {
      widget = g_object_ref_sink (page->create (self->monitor));
      g_hash_table_insert (self->pages, (char *) page->name, widget);
    }

  return widget;
}

gboolean
jm_window_show_page (JmWindow   *self,
                     const char *name)
{
  AdwNavigationPage *page = jm_window_get_page (self, name);
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  AdwNavigationPage *last;

  if (page == NULL)
    return FALSE;

  last = adw_navigation_split_view_get_content (self->split_view);
  g_set_str (&self->page_name, name);
  if (self->settings != NULL && !jm_monitor_is_demonstration (self->monitor))
    g_settings_set_string (self->settings, "page", name);
  if (last != page)
    {
      /* What has the focus goes with its page */
      gboolean lost = last != NULL && focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (last));

      /* Collapsed, a page that is swapped while it lies on top is lost count of (libadwaita 1.7): a critical at the next widening */
      adw_navigation_split_view_set_show_content (self->split_view, FALSE);
      adw_navigation_split_view_set_content (self->split_view, page);
      if (lost)
        gtk_widget_child_focus (GTK_WIDGET (page), GTK_DIR_TAB_FORWARD);
    }
  adw_navigation_split_view_set_show_content (self->split_view, TRUE);
  jm_sidebar_select (self->sidebar, name);

  return TRUE;
}

const char *
jm_window_get_page_name (JmWindow *self)
{
  g_return_val_if_fail (JM_IS_WINDOW (self), NULL);

  return self->page_name;
}

void
jm_window_show_sidebar (JmWindow *self)
{
  g_return_if_fail (JM_IS_WINDOW (self));

  adw_navigation_split_view_set_show_content (self->split_view, FALSE);
}

void
jm_window_open_accounts (JmWindow *self)
{
  g_return_if_fail (JM_IS_WINDOW (self));

  jm_window_show_sidebar (self);
  jm_sidebar_open_accounts (self->sidebar);
}

void
jm_window_close_accounts (JmWindow *self)
{
  g_return_if_fail (JM_IS_WINDOW (self));

  jm_sidebar_close_accounts (self->sidebar);
}

AdwDialog *
jm_window_open_dialog (JmWindow  *self,
                       AdwDialog *dialog)
{
  g_autoptr (AdwDialog) held = g_object_ref_sink (dialog);
  GListModel *dialogs;

  g_return_val_if_fail (JM_IS_WINDOW (self), NULL);
  g_return_val_if_fail (ADW_IS_DIALOG (dialog), NULL);

  dialogs = adw_application_window_get_dialogs (ADW_APPLICATION_WINDOW (self));
  for (guint i = 0; i < g_list_model_get_n_items (dialogs); i++)
    {
      g_autoptr (AdwDialog) other = g_list_model_get_item (dialogs, i);

      /* Keys stop at a dialog; actions also come from its pages and over D-Bus */
      if (g_strcmp0 (adw_dialog_get_title (other), adw_dialog_get_title (dialog)) == 0 &&
          G_OBJECT_TYPE (other) == G_OBJECT_TYPE (dialog))
        return other;           /* the window holds it */
    }

  /* What it says for a report of a problem is the report. */
  if (ADW_IS_ABOUT_DIALOG (dialog))
    jm_report_face_fill_about (ADW_ABOUT_DIALOG (dialog), self->monitor);
  adw_dialog_present (dialog, GTK_WIDGET (self));

  return dialog;
}

void
jm_window_say (JmWindow   *self,
               const char *sentence)
{
  g_return_if_fail (JM_IS_WINDOW (self));
  g_return_if_fail (sentence != NULL);

  adw_toast_overlay_add_toast (self->toasts, jm_text_toast (sentence));
}

void
jm_window_say_error (JmWindow     *self,
                     const GError *error)
{
  g_return_if_fail (JM_IS_WINDOW (self));

  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    jm_window_say (self, error->message);
}
