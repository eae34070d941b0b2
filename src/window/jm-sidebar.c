/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sidebar.h"

#include <glib/gi18n.h>

#include "accounts/jm-account-switcher.h"
#include "auth/jm-trouble.h"
#include "jm-sidebar-row.h"
#include "jm-text.h"
#include "jm-ticker.h"
#include "sync/jm-sync-row.h"
#include "widgets/jm-token-face.h"

/* Often enough for what stands beside an account */
#define TICK_SECONDS 30

struct _JmSidebar
{
  AdwNavigationPage  parent_instance;

  JmMonitor         *monitor;
  JmServices        *services;
  JmAccount         *account;           /* the current one, or NULL */
  JmTicker          *ticker;
  GSignalGroup      *accounts_signals;
  GSignalGroup      *account_signals;
  GSignalGroup      *events_signals;
  GSignalGroup      *store_signals;
  JmTone             tone;
  guint              stamp;             /* of the newest count */
  guint              count_source;

  AdwAvatar         *avatar;
  GMenu             *shared_section;
  GtkImage          *state_icon;
  GtkLabel          *name_label;
  GtkLabel          *user_label;
  GtkListBox        *list;
  GtkMenuButton     *account_button;
  JmAccountSwitcher *switcher;
  JmSyncRow         *sync_row;
};

G_DEFINE_FINAL_TYPE (JmSidebar, jm_sidebar, ADW_TYPE_NAVIGATION_PAGE)

/* --- the pages */

static JmSidebarRow *
find_row (JmSidebar  *self,
          const char *page_name)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    {
      if (strcmp (jm_sidebar_row_get_page (JM_SIDEBAR_ROW (row))->name, page_name) == 0)
        return JM_SIDEBAR_ROW (row);
    }

  return NULL;
}

static void
row_activated_cb (JmSidebar    *self,
                  JmSidebarRow *row)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-page", "s",
                              jm_sidebar_row_get_page (row)->name);
}

/* Side by side, the page follows the selection. Over each other, only choosing a row goes there. */
static void
row_selected_cb (JmSidebar    *self,
                 JmSidebarRow *row)
{
  GtkWidget *view = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_NAVIGATION_SPLIT_VIEW);

  if (row != NULL && view != NULL &&
      !adw_navigation_split_view_get_collapsed (ADW_NAVIGATION_SPLIT_VIEW (view)))
    row_activated_cb (self, row);
}

static void
header_cb (GtkListBoxRow *row,
           GtkListBoxRow *before,
           gpointer       user_data)
{
  const char *section = jm_sidebar_row_get_page (JM_SIDEBAR_ROW (row))->section;
  GtkWidget *label;

  if (before != NULL &&
      strcmp (section, jm_sidebar_row_get_page (JM_SIDEBAR_ROW (before))->section) == 0)
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }

  label = gtk_label_new (_(section));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption-heading");
  gtk_widget_add_css_class (label, "dimmed");
  gtk_widget_add_css_class (label, "section");
  gtk_list_box_row_set_header (row, label);
}

static void
fill_list (JmSidebar *self)
{
  guint n_pages;
  const JmWindowPage *pages = jm_window_pages_get (&n_pages);

  for (guint i = 0; i < n_pages; i++)
    gtk_list_box_append (self->list, jm_sidebar_row_new (&pages[i]));
  gtk_list_box_set_header_func (self->list, header_cb, NULL, NULL);
}

/* --- the account button */

static char *
describe_user (JmSidebar *self)
{
  JmAccounts *accounts = jm_monitor_get_accounts (self->monitor);
  guint n_accounts = g_list_model_get_n_items (G_LIST_MODEL (accounts));
  guint n_attention;

  g_object_get (accounts, "n-attention", &n_attention, NULL);
  if (n_accounts > 1 && n_attention > 0)
    /* Translators: so many accounts of so many want the person to do something */
    return g_strdup_printf (ngettext ("%u of %u needs you", "%u of %u need you", n_attention),
                            n_attention, n_accounts);

  return g_strdup (jm_account_get_user_name (self->account));
}

static void
show_account (JmSidebar *self)
{
  g_autoptr (JmTokenFace) face = NULL;
  g_autofree char *user = NULL;
  g_autofree char *name = NULL;
  const char *icon_name;

  if (self->account == NULL)
    return;

  face = jm_token_face_read (self->account, self->services->clock);
  icon_name = face->icon_name != NULL ? face->icon_name : face->ring_icon_name;
  user = describe_user (self);
  adw_avatar_set_text (self->avatar, jm_account_get_name (self->account));
  jm_text_set_label (self->name_label, jm_account_get_name (self->account));
  jm_text_set_label (self->user_label, user);
  gtk_image_set_from_icon_name (self->state_icon, icon_name);
  jm_text_set_tooltip (GTK_WIDGET (self->state_icon), face->title);

  gtk_widget_remove_css_class (GTK_WIDGET (self->state_icon), jm_tone_get_text_class (self->tone));
  self->tone = face->tone;
  gtk_widget_add_css_class (GTK_WIDGET (self->state_icon), jm_tone_get_text_class (self->tone));

  /* Translators: %1$s is the name of an account, %2$s a state like "Token is active" */
  name = g_strdup_printf (_("Account %1$s, %2$s"), jm_account_get_name (self->account), face->title);
  jm_text_set_name (GTK_WIDGET (self->account_button), name);
}

/* --- how much there is */

typedef struct
{
  JmSidebar *sidebar;
  JmAccount *account;
  guint      stamp;
} Count;

static void
count_free (gpointer data)
{
  Count *count = data;

  g_clear_object (&count->sidebar);
  g_clear_object (&count->account);
  g_free (count);
}

static void
show_count (JmSidebar  *self,
            const char *page_name,
            gint64      count)
{
  JmSidebarRow *row = find_row (self, page_name);

  if (row != NULL)
    jm_sidebar_row_set_count (row, count > 0 ? count : -1);
}

/* An account whose store does not open says so on its pages; here is nothing to count. */
static DexFuture *
count_fiber (gpointer user_data)
{
  Count *count = user_data;
  JmSidebar *self = count->sidebar;
  g_autoptr (GError) error = NULL;
  g_autoptr (JmStore) store = NULL;
  gint64 n_projects, n_issues;

  if (!(store = dex_await_object (jm_account_open_store (count->account), &error)))
    return dex_future_new_true ();

  n_projects = dex_await_int64 (jm_store_count (store, JM_RESOURCE_PROJECTS, NULL), NULL);
  n_issues = dex_await_int64 (jm_store_count (store, JM_RESOURCE_ISSUES, NULL), NULL);
  if (self->account != count->account || self->stamp != count->stamp)
    return dex_future_new_true ();

  g_signal_group_set_target (self->store_signals, store);
  show_count (self, "projects", n_projects);
  show_count (self, "issues", n_issues);

  return dex_future_new_true ();
}

static void
start_count (JmSidebar *self)
{
  Count *count;

  self->stamp++;
  if (self->account == NULL)
    return;

  count = g_new0 (Count, 1);
  count->sidebar = g_object_ref (self);
  count->account = g_object_ref (self->account);
  count->stamp = self->stamp;
  dex_future_disown (dex_scheduler_spawn (NULL, 0, count_fiber, count, count_free));
}

static gboolean
count_cb (gpointer user_data)
{
  JmSidebar *self = user_data;

  self->count_source = 0;
  start_count (self);

  return G_SOURCE_REMOVE;
}

/* A sync changes the store with every page; one count a second is enough. */
static void
store_changed_cb (JmSidebar *self)
{
  if (self->count_source == 0)
    self->count_source = g_timeout_add_seconds (1, count_cb, self);
}

static void
unseen_changed_cb (JmSidebar *self)
{
  JmSidebarRow *row = find_row (self, "events");

  if (row != NULL && self->services != NULL)
    jm_sidebar_row_set_badge (row, jm_event_log_get_unseen (self->services->events));
}

/* --- what is followed */

static void
tick_cb (GtkWidget *widget)
{
  show_account (JM_SIDEBAR (widget));
}

static void
current_changed_cb (JmSidebar *self)
{
  JmAccount *account = self->monitor != NULL ? jm_accounts_get_current (jm_monitor_get_accounts (self->monitor)) : NULL;

  g_set_object (&self->account, account);
  g_signal_group_set_target (self->account_signals, account);
  g_signal_group_set_target (self->store_signals, NULL);
  jm_sync_row_set_account (self->sync_row, self->services, account);
  show_count (self, "projects", -1);
  show_count (self, "issues", -1);
  start_count (self);
  tick_cb (GTK_WIDGET (self));
}

static void
jm_sidebar_dispose (GObject *object)
{
  JmSidebar *self = JM_SIDEBAR (object);

  g_clear_handle_id (&self->count_source, g_source_remove);
  g_clear_object (&self->ticker);
  g_clear_object (&self->accounts_signals);
  g_clear_object (&self->account_signals);
  g_clear_object (&self->events_signals);
  g_clear_object (&self->store_signals);
  g_clear_object (&self->account);
  g_clear_object (&self->services);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (jm_sidebar_parent_class)->dispose (object);
}

static void
jm_sidebar_class_init (JmSidebarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jm_sidebar_dispose;

  g_type_ensure (JM_TYPE_ACCOUNT_SWITCHER);
  g_type_ensure (JM_TYPE_SYNC_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/JiraMonitor/window/jm-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, JmSidebar, account_button);
  gtk_widget_class_bind_template_child (widget_class, JmSidebar, avatar);
  gtk_widget_class_bind_template_child (widget_class, JmSidebar, list);
  gtk_widget_class_bind_template_child (widget_class, JmSidebar, name_label);
  gtk_widget_class_bind_template_child (widget_class, JmSidebar, shared_section);
  gtk_widget_class_bind_template_child (widget_class, JmSidebar, state_icon);
  gtk_widget_class_bind_template_child (widget_class, JmSidebar, switcher);
  gtk_widget_class_bind_template_child (widget_class, JmSidebar, sync_row);
  gtk_widget_class_bind_template_child (widget_class, JmSidebar, user_label);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_selected_cb);
}

static GSignalGroup *
follow (JmSidebar  *self,
        GType       type,
        const char *signal,
        GCallback   callback)
{
  GSignalGroup *group = g_signal_group_new (type);

  g_signal_group_connect_swapped (group, signal, callback, self);

  return group;
}

static void
jm_sidebar_init (JmSidebar *self)
{
  self->accounts_signals = follow (self, JM_TYPE_ACCOUNTS, "notify::current",
                                   G_CALLBACK (current_changed_cb));
  g_signal_group_connect_swapped (self->accounts_signals, "notify::n-attention",
                                  G_CALLBACK (show_account), self);
  self->account_signals = follow (self, JM_TYPE_ACCOUNT, "notify", G_CALLBACK (show_account));
  self->events_signals = follow (self, JM_TYPE_EVENT_LOG, "notify::unseen",
                                 G_CALLBACK (unseen_changed_cb));
  self->store_signals = follow (self, JM_TYPE_STORE, "changed", G_CALLBACK (store_changed_cb));

  gtk_widget_init_template (GTK_WIDGET (self));
  fill_list (self);
  self->ticker = jm_ticker_new (GTK_WIDGET (self), TICK_SECONDS, tick_cb);
}

void
jm_sidebar_set_monitor (JmSidebar *self,
                        JmMonitor *monitor)
{
  g_return_if_fail (JM_IS_SIDEBAR (self));
  g_return_if_fail (monitor == NULL || JM_IS_MONITOR (monitor));

  g_signal_group_set_target (self->accounts_signals, NULL);
  g_set_object (&self->monitor, monitor);
  g_set_object (&self->services, (monitor != NULL ? jm_monitor_get_services (monitor) : NULL));
  jm_account_switcher_set_monitor (self->switcher, monitor);
  g_signal_group_set_target (self->accounts_signals,
                             monitor != NULL ? jm_monitor_get_accounts (monitor) : NULL);
  g_signal_group_set_target (self->events_signals,
                             monitor != NULL ? self->services->events : NULL);
  current_changed_cb (self);
  unseen_changed_cb (self);
}

void
jm_sidebar_set_menu (JmSidebar *self,
                     JmMenu    *menu)
{
  g_return_if_fail (JM_IS_SIDEBAR (self));
  g_return_if_fail (menu == NULL || JM_IS_MENU (menu));

  g_menu_remove_all (self->shared_section);
  if (menu == NULL)
    return;

  g_menu_append_submenu (self->shared_section, _("_Accounts"),
                         jm_menu_get_section (menu, JM_MENU_ACCOUNTS));
  g_menu_append_section (self->shared_section, NULL, jm_menu_get_section (menu, JM_MENU_WORK));
}

void
jm_sidebar_select (JmSidebar  *self,
                   const char *page_name)
{
  JmSidebarRow *row;

  g_return_if_fail (JM_IS_SIDEBAR (self));
  g_return_if_fail (page_name != NULL);

  if ((row = find_row (self, page_name)) != NULL)
    gtk_list_box_select_row (self->list, GTK_LIST_BOX_ROW (row));
}

void
jm_sidebar_open_accounts (JmSidebar *self)
{
  g_return_if_fail (JM_IS_SIDEBAR (self));

  gtk_menu_button_popup (self->account_button);
}

void
jm_sidebar_close_accounts (JmSidebar *self)
{
  g_return_if_fail (JM_IS_SIDEBAR (self));

  gtk_menu_button_popdown (self->account_button);
}
