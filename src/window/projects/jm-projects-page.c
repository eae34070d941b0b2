/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-projects-page-private.h"

#include <glib/gi18n.h>

#include "jm-text.h"
#include "projects/jm-project-card.h"

G_DEFINE_FINAL_TYPE (JmProjectsPage, jm_projects_page, ADW_TYPE_NAVIGATION_PAGE)

typedef enum
{
  PROP_SORT = 1,
  PROP_SHOW,
} JmProjectsPageProperty;

static GParamSpec *properties[PROP_SHOW + 1];

/* The key of the settings, and what each order is called */
#define SORT_SETTING "project-sort"

static const struct
{
  const char *name;
  const char *label;
} sorts[] = {
  { "open", N_("Most Open") },
  { "updated", N_("Recently Updated") },
  { "name", N_("Name") },
  { "key", N_("Key") },
};

JmServices *
jm_projects_page_get_services (JmProjectsPage *self)
{
  return jm_monitor_get_services (self->monitor);
}

/* --- the account */

static void
forget_account (JmProjectsPage *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_signal_group_set_target (self->store_signals, NULL);
  jm_project_shelf_set_projects (self->shelf, NULL);
  g_clear_object (&self->projects);
  g_clear_object (&self->store);
  g_clear_object (&self->account);
  g_clear_error (&self->error);
  self->reading = FALSE;
  self->fetching = FALSE;
}

static void
current_account_changed_cb (JmProjectsPage *self)
{
  JmAccount *account = jm_accounts_get_current (jm_monitor_get_accounts (self->monitor));

  if (account == self->account)
    return;

  forget_account (self);
  jm_project_stars_set_account (self->stars, account);
  if (account != NULL)
    {
      self->account = g_object_ref (account);
      self->cancellable = g_cancellable_new ();
      jm_projects_page_open (self);
    }
  jm_projects_page_update_faces (self);
}

/* --- what the person does */

static void
search_changed_cb (JmProjectsPage *self)
{
  if (self->shelf == NULL)
    return;

  jm_project_shelf_set_words (self->shelf, gtk_editable_get_text (GTK_EDITABLE (self->search)));
  jm_projects_page_update_faces (self);
  if (*gtk_editable_get_text (GTK_EDITABLE (self->search)) != '\0')
    jm_text_announce_found (GTK_WIDGET (self), g_list_model_get_n_items (jm_project_shelf_get_model (self->shelf)));
}

static void
stop_search_cb (JmProjectsPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
}

static void
set_show (JmProjectsPage *self,
          const char     *show)
{
  if (self->shelf == NULL || g_str_equal (jm_project_shelf_get_show (self->shelf), show))
    return;

  jm_project_shelf_set_show (self->shelf, show);
  adw_toggle_group_set_active_name (self->kinds, show);
  jm_projects_page_update_faces (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW]);
}

static void
kind_changed_cb (JmProjectsPage *self)
{
  const char *show = adw_toggle_group_get_active_name (self->kinds);

  if (show != NULL)
    set_show (self, show);
}

static void
show_sort (JmProjectsPage *self)
{
  const char *sort = jm_project_shelf_get_sort (self->shelf);

  for (gsize i = 0; i < G_N_ELEMENTS (sorts); i++)
    {
      if (g_str_equal (sorts[i].name, sort))
        gtk_menu_button_set_label (self->sort_button, _(sorts[i].label));
    }
}

static void
set_sort (JmProjectsPage *self,
          const char     *sort)
{
  if (g_strcmp0 (jm_project_shelf_get_sort (self->shelf), sort) == 0)
    return;

  jm_project_shelf_set_sort (self->shelf, sort);
  g_settings_set_string (jm_projects_page_get_services (self)->settings, SORT_SETTING, sort);
  show_sort (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SORT]);
}

static void
activate_cb (JmProjectsPage *self,
             guint           position)
{
  GListModel *shown = G_LIST_MODEL (gtk_grid_view_get_model (self->grid));
  g_autoptr (JmProject) project = g_list_model_get_item (shown, position);

  if (project != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-project", "s",
                                jm_project_get_key (project));
}

static void
search_activate_cb (JmProjectsPage *self)
{
  activate_cb (self, 0);
}

static void
cure_cb (JmProjectsPage *self)
{
  const char *action = jm_error_get_cure_action (self->error);

  if (action != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), action, "s",
                                jm_account_get_id (self->account));
  else if (self->store == NULL)
    {
      /* The store did not open: from the beginning. */
      forget_account (self);
      current_account_changed_cb (self);
    }
  else
    jm_projects_page_fetch (self, FALSE);
}

static void
fetch_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  jm_projects_page_fetch (JM_PROJECTS_PAGE (widget), FALSE);
}

static void
clear_filters_action (GtkWidget  *widget,
                      const char *action_name,
                      GVariant   *parameter)
{
  JmProjectsPage *self = JM_PROJECTS_PAGE (widget);

  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  set_show (self, "all");
  search_changed_cb (self);
}

static void
search_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (JM_PROJECTS_PAGE (widget)->search));
}

/* --- cards */

static void
setup_card_cb (JmProjectsPage *self,
               GtkListItem    *item)
{
  gtk_list_item_set_child (item, jm_project_card_new (self->stars));
}

static void
bind_card_cb (JmProjectsPage *self,
              GtkListItem    *item)
{
  JmProject *project = gtk_list_item_get_item (item);
  g_autofree char *name = jm_text_line (jm_project_get_name (project));

  jm_project_card_set_project (JM_PROJECT_CARD (gtk_list_item_get_child (item)), project);
  gtk_list_item_set_accessible_label (item, name);
}

static void
unbind_card_cb (JmProjectsPage *self,
                GtkListItem    *item)
{
  jm_project_card_set_project (JM_PROJECT_CARD (gtk_list_item_get_child (item)), NULL);
}

static void
fill_grid (JmProjectsPage *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GListModel *model = jm_project_shelf_get_model (self->shelf);
  GtkNoSelection *selection = gtk_no_selection_new (g_object_ref (model));

  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_card_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_card_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_card_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_grid_view_set_factory (self->grid, factory);
  gtk_grid_view_set_model (self->grid, GTK_SELECTION_MODEL (selection));
  g_object_unref (factory);
  g_object_unref (selection);
}

/* --- overrides */

static void
jm_projects_page_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  JmProjectsPage *self = JM_PROJECTS_PAGE (object);

  switch ((JmProjectsPageProperty) prop_id)
    {
    case PROP_SORT:
      g_value_set_string (value, jm_project_shelf_get_sort (self->shelf));
      break;
    case PROP_SHOW:
      g_value_set_string (value, jm_project_shelf_get_show (self->shelf));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_projects_page_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  JmProjectsPage *self = JM_PROJECTS_PAGE (object);

  switch ((JmProjectsPageProperty) prop_id)
    {
    case PROP_SORT:
      set_sort (self, g_value_get_string (value));
      break;
    case PROP_SHOW:
      set_show (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_projects_page_dispose (GObject *object)
{
  JmProjectsPage *self = JM_PROJECTS_PAGE (object);

  if (self->shelf != NULL)
    forget_account (self);
  g_clear_object (&self->shelf);
  gtk_widget_dispose_template (GTK_WIDGET (self), JM_TYPE_PROJECTS_PAGE);
  g_clear_object (&self->stars);
  g_clear_object (&self->store_signals);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (jm_projects_page_parent_class)->dispose (object);
}

/* --- a low window: it has room for the banner, or for what is searched with */

static void
make_room (JmProjectsPage *self)
{
  gboolean enough = !self->is_low || !adw_banner_get_revealed (self->banner);

  gtk_widget_set_visible (self->tools, enough);
}

static void
low_cb (JmProjectsPage *self)
{
  self->is_low = TRUE;
  make_room (self);
}

static void
high_cb (JmProjectsPage *self)
{
  self->is_low = FALSE;
  make_room (self);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/example/JiraMonitor/window/projects/jm-projects-page.ui");
  gtk_widget_class_bind_template_child (widget_class, JmProjectsPage, banner);
  gtk_widget_class_bind_template_child (widget_class, JmProjectsPage, clear_button);
  gtk_widget_class_bind_template_child (widget_class, JmProjectsPage, empty_fetch_button);
  gtk_widget_class_bind_template_child (widget_class, JmProjectsPage, empty_page);
  gtk_widget_class_bind_template_child (widget_class, JmProjectsPage, error_page);
  gtk_widget_class_bind_template_child (widget_class, JmProjectsPage, grid);
  gtk_widget_class_bind_template_child (widget_class, JmProjectsPage, kinds);
  gtk_widget_class_bind_template_child (widget_class, JmProjectsPage, search);
  gtk_widget_class_bind_template_child (widget_class, JmProjectsPage, sort_button);
  gtk_widget_class_bind_template_child (widget_class, JmProjectsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, JmProjectsPage, tools);
  gtk_widget_class_bind_template_child (widget_class, JmProjectsPage, window_title);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, cure_cb);
  gtk_widget_class_bind_template_callback (widget_class, high_cb);
  gtk_widget_class_bind_template_callback (widget_class, kind_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, low_cb);
  gtk_widget_class_bind_template_callback (widget_class, make_room);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
}

static void
jm_projects_page_class_init (JmProjectsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = jm_projects_page_get_property;
  object_class->set_property = jm_projects_page_set_property;
  object_class->dispose = jm_projects_page_dispose;

  /** JmProjectsPage:sort: "open", "updated", "name" or "key". */
  properties[PROP_SORT] =
      g_param_spec_string ("sort", NULL, NULL, "open",
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  /** JmProjectsPage:show: "all", "starred" or a kind of project. */
  properties[PROP_SHOW] =
      g_param_spec_string ("show", NULL, NULL, "all",
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  g_type_ensure (JM_TYPE_ERROR_PAGE);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "page.clear-filters", NULL, clear_filters_action);
  gtk_widget_class_install_action (widget_class, "page.fetch", NULL, fetch_action);
  gtk_widget_class_install_action (widget_class, "page.search", NULL, search_action);
  gtk_widget_class_install_property_action (widget_class, "page.show", "show");
  gtk_widget_class_install_property_action (widget_class, "page.sort", "sort");
}

static void
jm_projects_page_init (JmProjectsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->store_signals = g_signal_group_new (JM_TYPE_STORE);
  g_signal_group_connect_object (self->store_signals, "changed",
                                 G_CALLBACK (jm_projects_page_read), self, G_CONNECT_SWAPPED);
}

/**
 * jm_projects_page_new:
 * @monitor: the program; the page follows its current account
 *
 * Returns: (transfer floating): a new page
 */
JmProjectsPage *
jm_projects_page_new (JmMonitor *monitor)
{
  g_autofree char *sort = NULL;
  JmProjectsPage *self;
  GSettings *settings;

  g_return_val_if_fail (JM_IS_MONITOR (monitor), NULL);

  self = g_object_new (JM_TYPE_PROJECTS_PAGE, NULL);
  self->monitor = g_object_ref (monitor);
  settings = jm_projects_page_get_services (self)->settings;
  self->stars = jm_project_stars_new (settings, jm_monitor_get_accounts (monitor));
  self->shelf = jm_project_shelf_new (self->stars);
  sort = g_settings_get_string (settings, SORT_SETTING);
  jm_project_shelf_set_sort (self->shelf, sort);
  show_sort (self);
  fill_grid (self);
  g_signal_connect_object (self->stars, "changed", G_CALLBACK (jm_projects_page_update_faces),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (jm_monitor_get_accounts (monitor), "notify::current",
                           G_CALLBACK (current_account_changed_cb), self, G_CONNECT_SWAPPED);
  current_account_changed_cb (self);
  jm_projects_page_update_faces (self);

  return self;
}
