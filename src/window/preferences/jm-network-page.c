/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "preferences/jm-network-page.h"

#include <glib/gi18n.h>

#include "jm-text.h"
#include "network/jm-network-ask.h"
#include "preferences/jm-deed.h"
#include "preferences/jm-network-site-group.h"

struct _JmNetworkPage
{
  AdwPreferencesPage   parent_instance;

  AdwPreferencesGroup *proxy_group;
  AdwActionRow        *direct_row;
  JmRemark            *remark;

  JmMonitor           *monitor;
  GPtrArray           *groups;     /* of JmNetworkSiteGroup, borrowed */
  GHashTable          *used;       /* addresses of proxies that lead to an account's site */
  GHashTable          *proxy_rows; /* address → row, borrowed */
  GCancellable        *cancellable;
};

G_DEFINE_FINAL_TYPE (JmNetworkPage, jm_network_page, ADW_TYPE_PREFERENCES_PAGE)

static JmNetworkKeeper *
get_keeper (JmNetworkPage *self)
{
  return jm_monitor_get_services (self->monitor)->networks;
}

static void show_proxies (JmNetworkPage *self);

/* --- sites */

static JmNetworkSiteGroup *
find_group (JmNetworkPage *self,
            const char    *key)
{
  for (guint i = 0; i < self->groups->len; i++)
    {
      JmNetworkSiteGroup *group = g_ptr_array_index (self->groups, i);

      if (g_str_equal (jm_network_site_group_get_key (group), key))
        return group;
    }

  return NULL;
}

static void
add_group (JmNetworkPage *self,
           const char    *key)
{
  GtkWidget *group;

  if (find_group (self, key) != NULL)
    return;

  group = jm_network_site_group_new (get_keeper (self), key, !jm_network_key_is_cloud (key));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (self), ADW_PREFERENCES_GROUP (group));
  g_ptr_array_add (self->groups, group);
}

/* Those with an account, and those for which something was kept without one. */
static void
show_sites (JmNetworkPage *self)
{
  GListModel *accounts = G_LIST_MODEL (jm_monitor_get_accounts (self->monitor));
  g_autoptr (GPtrArray) kept = jm_network_list (jm_network_keeper_get_network (get_keeper (self)));

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (JmAccount) account = g_list_model_get_item (accounts, i);
      g_autofree char *key = jm_network_dup_key (jm_account_get_site_url (account));

      if (key != NULL)
        add_group (self, key);
    }
  for (guint i = 0; i < kept->len; i++)
    add_group (self, ((JmNetworkSite *) g_ptr_array_index (kept, i))->key);
}

/* --- proxies */

static void
show_cb (gpointer owner)
{
  show_proxies (owner);
}

static void
do_deed (JmNetworkPage *self,
         DexFuture     *future,
         const char    *done)
{
  jm_deed_follow (GTK_WIDGET (self), self->remark, future, done, show_cb, self->cancellable);
}

static const char *
get_address (GtkWidget *button)
{
  return g_object_get_data (G_OBJECT (button), "address");
}

static void
sign_in_cb (JmNetworkPage *self,
            GtkWidget     *button)
{
  do_deed (self,
           jm_network_ask_proxy (GTK_WIDGET (self), get_keeper (self), get_address (button), self->cancellable),
           N_("Kept in the keyring. It is used from now on."));
}

static void
forget_cb (JmNetworkPage *self,
           GtkWidget     *button)
{
  do_deed (self, jm_network_keeper_forget_proxy (get_keeper (self), get_address (button), self->cancellable),
           N_("The sign-in was removed from the keyring."));
}

static void
add_button (JmNetworkPage *self,
            AdwActionRow  *row,
            GtkWidget     *button,
            const char    *address,
            const char    *name,
            GCallback      callback)
{
  g_object_set_data_full (G_OBJECT (button), "address", g_strdup (address), g_free);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  jm_text_set_name (button, name);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (row, button);
}

static void
add_proxy (JmNetworkPage *self,
           const char    *address)
{
  const char *const *kept = jm_network_keeper_get_proxies (get_keeper (self));
  JmNetwork *network = jm_network_keeper_get_network (get_keeper (self));
  gboolean is_kept = g_strv_contains (kept, address);
  gboolean asks = g_strcmp0 (jm_network_get_asking_proxy (network), address) == 0;
  GtkWidget *row;

  if (g_hash_table_contains (self->proxy_rows, address))
    return;

  row = adw_action_row_new ();
  jm_text_set_title (ADW_PREFERENCES_ROW (row), address);
  jm_text_set_subtitle (ADW_PREFERENCES_ROW (row),
                        asks    ? _("Wants a sign-in before it lets anything through") :
                        is_kept ? _("Its sign-in is in the keyring") :
                                  _("From the settings of the desktop"));
  add_button (self, ADW_ACTION_ROW (row), gtk_button_new_with_label (is_kept ? _("Change…") : _("Sign In…")), address,
              _("Sign in to the proxy"), G_CALLBACK (sign_in_cb));
  if (is_kept)
    {
      GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");

      gtk_widget_set_tooltip_text (button, _("Forget the Sign-In"));
      gtk_widget_add_css_class (button, "flat");
      add_button (self, ADW_ACTION_ROW (row), button, address, _("Forget the sign-in"), G_CALLBACK (forget_cb));
    }
  adw_preferences_group_add (self->proxy_group, row);
  g_hash_table_insert (self->proxy_rows, g_strdup (address), row);
}

static void
show_proxies (JmNetworkPage *self)
{
  const char *const *kept = jm_network_keeper_get_proxies (get_keeper (self));
  const char *asking = jm_network_get_asking_proxy (jm_network_keeper_get_network (get_keeper (self)));
  GHashTableIter iter;
  gpointer address, row;

  g_hash_table_iter_init (&iter, self->proxy_rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    adw_preferences_group_remove (self->proxy_group, row);
  g_hash_table_remove_all (self->proxy_rows);

  if (asking != NULL)
    add_proxy (self, asking);
  g_hash_table_iter_init (&iter, self->used);
  while (g_hash_table_iter_next (&iter, &address, NULL))
    add_proxy (self, address);
  for (guint i = 0; kept[i] != NULL; i++)
    add_proxy (self, kept[i]);
  gtk_widget_set_visible (GTK_WIDGET (self->direct_row),
                          asking == NULL && g_hash_table_size (self->used) == 0);
}

/* --- which proxies are in use */

typedef struct
{
  JmNetworkPage *page;
  GStrv          urls;
  GCancellable  *cancellable;
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_object_unref (look->page);
  g_strfreev (look->urls);
  g_object_unref (look->cancellable);
  g_free (look);
}

static DexFuture *
look_fiber (gpointer data)
{
  Look *look = data;
  JmHttp *http = jm_monitor_get_services (look->page->monitor)->http;

  for (guint i = 0; look->urls[i] != NULL; i++)
    {
      g_autofree char *address =
          dex_await_string (jm_http_find_proxy (http, look->urls[i], look->cancellable), NULL);

      if (g_cancellable_is_cancelled (look->cancellable))
        return dex_future_new_true ();
      if (address != NULL && *address != '\0')
        g_hash_table_add (look->page->used, g_steal_pointer (&address));
    }
  show_proxies (look->page);

  return dex_future_new_true ();
}

static void
look (JmNetworkPage *self)
{
  GListModel *accounts = G_LIST_MODEL (jm_monitor_get_accounts (self->monitor));
  g_autoptr (GStrvBuilder) urls = g_strv_builder_new ();
  Look *job = g_new0 (Look, 1);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (JmAccount) account = g_list_model_get_item (accounts, i);

      g_strv_builder_add_many (urls, jm_account_get_site_url (account), jm_account_get_api_base (account), NULL);
    }
  job->page = g_object_ref (self);
  job->urls = g_strv_builder_end (urls);
  job->cancellable = g_object_ref (self->cancellable);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, look_fiber, job, look_free));
}

/* --- GObject */

static void
jm_network_page_dispose (GObject *object)
{
  JmNetworkPage *self = JM_NETWORK_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (jm_network_page_parent_class)->dispose (object);
}

static void
jm_network_page_finalize (GObject *object)
{
  JmNetworkPage *self = JM_NETWORK_PAGE (object);

  g_clear_object (&self->cancellable);
  g_ptr_array_unref (self->groups);
  g_hash_table_unref (self->used);
  g_hash_table_unref (self->proxy_rows);

  G_OBJECT_CLASS (jm_network_page_parent_class)->finalize (object);
}

static void
jm_network_page_class_init (JmNetworkPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jm_network_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = jm_network_page_finalize;

  g_type_ensure (JM_TYPE_REMARK);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/JiraMonitor/window/preferences/jm-network-page.ui");
  gtk_widget_class_bind_template_child (widget_class, JmNetworkPage, direct_row);
  gtk_widget_class_bind_template_child (widget_class, JmNetworkPage, proxy_group);
  gtk_widget_class_bind_template_child (widget_class, JmNetworkPage, remark);
}

static void
jm_network_page_init (JmNetworkPage *self)
{
  self->cancellable = g_cancellable_new ();
  self->groups = g_ptr_array_new ();
  self->used = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->proxy_rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
jm_network_page_set_monitor (JmNetworkPage *self,
                             JmMonitor     *monitor)
{
  JmNetwork *network;

  g_return_if_fail (JM_IS_NETWORK_PAGE (self));
  g_return_if_fail (JM_IS_MONITOR (monitor));

  g_set_object (&self->monitor, monitor);
  network = jm_network_keeper_get_network (get_keeper (self));
  g_signal_connect_object (network, "changed", G_CALLBACK (show_sites), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (network, "changed", G_CALLBACK (show_proxies), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (network, "notify::asking-proxy", G_CALLBACK (show_proxies), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (jm_monitor_get_accounts (monitor), "items-changed", G_CALLBACK (show_sites), self,
                           G_CONNECT_SWAPPED);
  show_proxies (self);
  show_sites (self);
  look (self);
}

void
jm_network_page_show_site (JmNetworkPage *self,
                           JmAccount     *account)
{
  g_autofree char *key = NULL;
  JmNetworkSiteGroup *group;

  g_return_if_fail (JM_IS_NETWORK_PAGE (self));
  g_return_if_fail (JM_IS_ACCOUNT (account));

  key = jm_network_dup_key (jm_account_get_site_url (account));
  if (key != NULL && (group = find_group (self, key)))
    jm_network_site_group_focus (group);
}
