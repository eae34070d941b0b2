/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-account-switcher.h"

#include <glib/gi18n.h>

#include "jm-switcher-row.h"
#include "jm-text.h"
#include "jm-ticker.h"

/* With more accounts than this a search entry stands above them */
#define MANY_ACCOUNTS 6

#define TICK_SECONDS 1
#define REST_SECONDS 30

struct _JmAccountSwitcher
{
  GtkPopover      parent_instance;

  JmMonitor      *monitor;
  GSignalGroup   *accounts_signals;
  GtkFilter      *filter;
  JmTicker       *ticker;

  GtkLabel       *sign_out_label;
  GtkListBox     *list;
  GtkListBox     *verbs;
  GtkListBoxRow  *add_row;
  GtkListBoxRow  *manage_row;
  GtkListBoxRow  *sign_out_row;
  GtkSearchEntry *search_entry;
};

G_DEFINE_FINAL_TYPE (JmAccountSwitcher, jm_account_switcher, GTK_TYPE_POPOVER)

static JmAccounts *
get_accounts (JmAccountSwitcher *self)
{
  return self->monitor != NULL ? jm_monitor_get_accounts (self->monitor) : NULL;
}

static JmAccount *
get_current (JmAccountSwitcher *self)
{
  return self->monitor != NULL ? jm_accounts_get_current (get_accounts (self)) : NULL;
}

static GtkWidget *
create_row_cb (gpointer item,
               gpointer user_data)
{
  JmAccountSwitcher *self = user_data;

  return jm_switcher_row_new (item, jm_monitor_get_services (self->monitor)->clock);
}

static void
update (JmAccountSwitcher *self)
{
  JmAccount *current = get_current (self);
  guint n_accounts = self->monitor != NULL ? g_list_model_get_n_items (G_LIST_MODEL (get_accounts (self))) : 0;
  g_autofree char *sign_out = NULL;
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    jm_switcher_row_set_chosen (JM_SWITCHER_ROW (row),
                                jm_switcher_row_get_account (JM_SWITCHER_ROW (row)) == current);

  gtk_widget_set_visible (GTK_WIDGET (self->search_entry), n_accounts > MANY_ACCOUNTS);
  gtk_widget_set_visible (GTK_WIDGET (self->sign_out_row), current != NULL);
  if (current == NULL)
    return;

  /* Translators: %s is the name of an account */
  sign_out = g_strdup_printf (_("Sign Out of %s…"), jm_account_get_name (current));
  jm_text_set_label (self->sign_out_label, sign_out);
}

static void
row_activated_cb (JmAccountSwitcher *self,
                  JmSwitcherRow     *row)
{
  jm_accounts_set_current (get_accounts (self), jm_switcher_row_get_account (row));
  gtk_popover_popdown (GTK_POPOVER (self));
}

static void
verb_activated_cb (JmAccountSwitcher *self,
                   GtkListBoxRow     *row)
{
  GtkWidget *widget = GTK_WIDGET (self);
  JmAccount *current = get_current (self);

  gtk_popover_popdown (GTK_POPOVER (self));
  if (row == self->add_row)
    gtk_widget_activate_action (widget, "win.sign-in", "s", "");
  else if (row == self->manage_row)
    gtk_widget_activate_action (widget, "win.manage-accounts", NULL);
  else if (current != NULL)
    gtk_widget_activate_action (widget, "win.disconnect", "s", jm_account_get_id (current));
}

static gboolean
matches (gpointer item,
         gpointer user_data)
{
  JmAccountSwitcher *self = user_data;
  JmAccount *account = item;
  const char *words = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));

  return *words == '\0' || g_str_match_string (words, jm_account_get_name (account), TRUE) ||
         g_str_match_string (words, jm_account_get_place (account), TRUE);
}

static void
search_changed_cb (JmAccountSwitcher *self)
{
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

/* Enter takes the first that is left */
static void
search_activated_cb (JmAccountSwitcher *self)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, 0);

  if (row != NULL)
    row_activated_cb (self, JM_SWITCHER_ROW (row));
}

static void
tick_cb (GtkWidget *widget)
{
  JmAccountSwitcher *self = JM_ACCOUNT_SWITCHER (widget);
  gboolean ticking = FALSE;
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    ticking = jm_switcher_row_tick (JM_SWITCHER_ROW (row)) || ticking;

  jm_ticker_set_interval (self->ticker, ticking ? TICK_SECONDS : REST_SECONDS);
}

/* The keys begin at the chosen account */
static void
jm_account_switcher_map (GtkWidget *widget)
{
  JmAccountSwitcher *self = JM_ACCOUNT_SWITCHER (widget);
  JmAccount *current = get_current (self);
  GtkListBoxRow *row;

  GTK_WIDGET_CLASS (jm_account_switcher_parent_class)->map (widget);

  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  update (self);
  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    {
      if (jm_switcher_row_get_account (JM_SWITCHER_ROW (row)) == current)
        gtk_widget_grab_focus (GTK_WIDGET (row));
    }
}

static gboolean
keynav_failed_cb (JmAccountSwitcher *self,
                  GtkDirectionType   direction,
                  GtkListBox        *list)
{
  GtkListBox *other = list == self->list ? self->verbs : self->list;

  if ((list == self->list) != (direction == GTK_DIR_DOWN))
    return FALSE;

  return gtk_widget_child_focus (GTK_WIDGET (other), direction);
}

static void
jm_account_switcher_dispose (GObject *object)
{
  JmAccountSwitcher *self = JM_ACCOUNT_SWITCHER (object);

  /* Its rows are made for us: GTK may keep the list a little longer than its parent */
  if (self->list != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  g_clear_object (&self->ticker);
  g_clear_object (&self->accounts_signals);
  g_clear_object (&self->filter);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (jm_account_switcher_parent_class)->dispose (object);
}

static void
jm_account_switcher_class_init (JmAccountSwitcherClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jm_account_switcher_dispose;
  widget_class->map = jm_account_switcher_map;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/example/JiraMonitor/window/accounts/jm-account-switcher.ui");
  gtk_widget_class_bind_template_child (widget_class, JmAccountSwitcher, add_row);
  gtk_widget_class_bind_template_child (widget_class, JmAccountSwitcher, list);
  gtk_widget_class_bind_template_child (widget_class, JmAccountSwitcher, manage_row);
  gtk_widget_class_bind_template_child (widget_class, JmAccountSwitcher, search_entry);
  gtk_widget_class_bind_template_child (widget_class, JmAccountSwitcher, sign_out_label);
  gtk_widget_class_bind_template_child (widget_class, JmAccountSwitcher, sign_out_row);
  gtk_widget_class_bind_template_child (widget_class, JmAccountSwitcher, verbs);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, verb_activated_cb);
}

static void
jm_account_switcher_init (JmAccountSwitcher *self)
{
  self->accounts_signals = g_signal_group_new (JM_TYPE_ACCOUNTS);
  g_signal_group_connect_swapped (self->accounts_signals, "notify::current", G_CALLBACK (update),
                                  self);
  g_signal_group_connect_swapped (self->accounts_signals, "items-changed", G_CALLBACK (update),
                                  self);

  gtk_widget_init_template (GTK_WIDGET (self));
  self->filter = GTK_FILTER (gtk_custom_filter_new (matches, self, NULL));
  gtk_search_entry_set_key_capture_widget (self->search_entry, GTK_WIDGET (self));
  g_signal_connect_object (self->list, "keynav-failed", G_CALLBACK (keynav_failed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->verbs, "keynav-failed", G_CALLBACK (keynav_failed_cb), self,
                           G_CONNECT_SWAPPED);
  self->ticker = jm_ticker_new (GTK_WIDGET (self), TICK_SECONDS, tick_cb);
}

void
jm_account_switcher_set_monitor (JmAccountSwitcher *self,
                                 JmMonitor         *monitor)
{
  g_return_if_fail (JM_IS_ACCOUNT_SWITCHER (self));

  gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  g_set_object (&self->monitor, monitor);
  if (monitor != NULL)
    {
      g_autoptr (GtkFilterListModel) filtered = NULL;

      filtered = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (get_accounts (self))),
                                            g_object_ref (self->filter));
      gtk_list_box_bind_model (self->list, G_LIST_MODEL (filtered), create_row_cb, self, NULL);
    }
  g_signal_group_set_target (self->accounts_signals, get_accounts (self));
  update (self);
}
