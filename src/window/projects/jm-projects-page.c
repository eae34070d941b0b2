/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-projects-page.h"

#include <glib/gi18n.h>

#include "auth/jm-trouble.h"
#include "jm-text.h"
#include "projects/jm-project-card.h"
#include "sync/jm-sync.h"

/* Waiting that is shorter than this is not shown, ms. */
#define PATIENCE 200
/* Projects that were fetched longer ago than this are fetched again when their account is shown, ms. */
#define FRESH (15 * 60 * 1000)

struct _JmProjectsPage
{
  AdwNavigationPage   parent_instance;

  AdwWindowTitle     *window_title;
  GtkSearchEntry     *search;
  AdwToggleGroup     *kinds;
  GtkMenuButton      *sort_button;
  AdwBanner          *banner;
  GtkStack           *stack;
  AdwStatusPage      *empty_page;
  GtkButton          *empty_fetch_button;
  GtkButton          *clear_button;
  AdwStatusPage      *error_page;
  GtkLabel           *error_label;
  GtkButton          *cure_button;
  GtkGridView        *grid;

  JmMonitor          *monitor;
  GtkFilterListModel *filtered;
  GtkCustomFilter    *filter;
  GtkCustomSorter    *sorter;
  char               *sort;                   /* "open", "name", "key" */

  /* The account that is shown, and everything that ends with it. */
  JmAccount          *account;
  GCancellable       *cancellable;
  JmStore            *store;
  GListModel         *projects;               /* NULL until they were read */
  GSignalGroup       *store_signals;
  gboolean            reading;
  gboolean            read_again;
  gboolean            fetching;
  GError             *error;
  guint               patience;
};

G_DEFINE_FINAL_TYPE (JmProjectsPage, jm_projects_page, ADW_TYPE_NAVIGATION_PAGE)

typedef enum
{
  PROP_SORT = 1,
} JmProjectsPageProperty;

static GParamSpec *properties[PROP_SORT + 1];

static JmServices *
get_services (JmProjectsPage *self)
{
  return jm_monitor_get_services (self->monitor);
}

/* --- which, and in which order */

static gboolean
has_filters (JmProjectsPage *self)
{
  return *gtk_editable_get_text (GTK_EDITABLE (self->search)) != '\0' ||
         g_strcmp0 (adw_toggle_group_get_active_name (self->kinds), "all") != 0;
}

static gboolean
matches_words (const char *words,
               const char *text)
{
  return text != NULL && g_str_match_string (words, text, TRUE);
}

static gboolean
filter_project (gpointer item,
                gpointer user_data)
{
  JmProjectsPage *self = user_data;
  const char *words = gtk_editable_get_text (GTK_EDITABLE (self->search));
  const char *kind = adw_toggle_group_get_active_name (self->kinds);

  if (kind != NULL && !g_str_equal (kind, "all") && g_strcmp0 (kind, jm_project_get_kind (item)) != 0)
    return FALSE;

  return *words == '\0' || matches_words (words, jm_project_get_name (item)) ||
         matches_words (words, jm_project_get_key (item)) || matches_words (words, jm_project_get_lead (item));
}

static int
compare_projects (gconstpointer a,
                  gconstpointer b,
                  gpointer      user_data)
{
  JmProjectsPage *self = user_data;
  JmProject *first = (JmProject *) a;
  JmProject *second = (JmProject *) b;
  const char *first_name = jm_project_get_name (first);
  const char *second_name = jm_project_get_name (second);
  gint64 more = jm_project_get_open_issues (second) - jm_project_get_open_issues (first);

  if (g_strcmp0 (self->sort, "open") == 0 && more != 0)
    return more > 0 ? 1 : -1;
  if (g_strcmp0 (self->sort, "key") != 0 && first_name != NULL && second_name != NULL)
    return g_utf8_collate (first_name, second_name);

  return g_strcmp0 (jm_project_get_key (first), jm_project_get_key (second));
}

/* --- the faces */

static gboolean
patience_ended_cb (gpointer user_data)
{
  JmProjectsPage *self = user_data;

  self->patience = 0;
  gtk_stack_set_visible_child_name (self->stack, "loading");

  return G_SOURCE_REMOVE;
}

static void
show_face (JmProjectsPage *self,
           const char     *name)
{
  gboolean loading = g_str_equal (name, "loading");

  if (loading && g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "loading") == 0)
    return;

  if (!loading)
    {
      g_clear_handle_id (&self->patience, g_source_remove);
      gtk_stack_set_visible_child_name (self->stack, name);
    }
  else if (self->patience == 0)
    {
      gtk_stack_set_visible_child_name (self->stack, "waiting");
      self->patience = g_timeout_add (PATIENCE, patience_ended_cb, self);
    }
}

static const JmTroubleInfo *
get_trouble (JmProjectsPage *self)
{
  return jm_trouble_get_info (jm_trouble_from_error (self->error));
}

static gboolean
has_account_cure (const JmTroubleInfo *info)
{
  return info->cure_label != NULL && info->cure != JM_CURE_NONE && info->cure != JM_CURE_WAIT &&
         info->cure != JM_CURE_HELP;
}

static void
show_error (JmProjectsPage *self)
{
  const JmTroubleInfo *info = get_trouble (self);
  gboolean known = info->trouble != JM_TROUBLE_OK;

  jm_text_set_status (self->error_page, known ? _(info->title) : _("Jira Did Not Give the Projects"),
                      known ? _(info->advice) : _("Nothing was changed. Trying again often helps."));
  jm_text_set_label (self->error_label, self->error->message);
  gtk_button_set_label (self->cure_button, has_account_cure (info) ? _(info->cure_label) : _("Try Again"));
  show_face (self, "error");
}

static void
show_empty (JmProjectsPage *self)
{
  gboolean filtered = has_filters (self);

  jm_text_set_status (self->empty_page, filtered ? _("No Projects Found") : _("No Projects Yet"),
                      filtered ? _("No stored project matches.") : _("Jira showed no projects to this account."));
  adw_status_page_set_icon_name (self->empty_page, filtered ? "edit-find-symbolic" : "view-grid-symbolic");
  gtk_widget_set_visible (GTK_WIDGET (self->clear_button), filtered);
  gtk_widget_set_visible (GTK_WIDGET (self->empty_fetch_button), !filtered);
  show_face (self, "empty");
}

static void
update_banner (JmProjectsPage *self,
               guint           n_projects)
{
  const JmTroubleInfo *info;

  adw_banner_set_revealed (self->banner, self->error != NULL && n_projects > 0);
  if (self->error == NULL)
    return;

  info = get_trouble (self);
  jm_text_set_banner (self->banner, info->trouble != JM_TROUBLE_OK ? _(info->title) : self->error->message);
  adw_banner_set_button_label (self->banner, has_account_cure (info) ? _(info->cure_label) : _("Try Again"));
}

static void
update_title (JmProjectsPage *self,
              guint           n_projects)
{
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;

  if (self->account != NULL && n_projects > 0)
    /* Translators: how many projects, and the name of the account */
    text = g_strdup_printf (_("%'u in %s"), n_projects, jm_account_get_name (self->account));
  line = jm_text_line (text);
  adw_window_title_set_subtitle (self->window_title, line);
}

static void
update_faces (JmProjectsPage *self)
{
  guint n_projects = self->projects ? g_list_model_get_n_items (self->projects) : 0;
  guint n_shown = g_list_model_get_n_items (G_LIST_MODEL (self->filtered));

  if (n_shown > 0)
    show_face (self, "content");
  else if (n_projects > 0)
    show_empty (self);
  else if (self->error != NULL && !self->fetching)
    show_error (self);
  else if (self->account != NULL && (self->projects == NULL || self->fetching))
    show_face (self, "loading");
  else
    show_empty (self);

  update_banner (self, n_projects);
  update_title (self, n_projects);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.fetch", self->store != NULL && !self->fetching);
}

/* --- reading the store */

typedef struct
{
  JmProjectsPage *page;
  JmAccount      *account;
  JmStore        *store;
  GCancellable   *cancellable;
  gboolean        only_if_old;
} Work;

static Work *
work_new (JmProjectsPage *self)
{
  Work *work = g_new0 (Work, 1);

  work->page = g_object_ref (self);
  work->account = g_object_ref (self->account);
  work->store = self->store ? g_object_ref (self->store) : NULL;
  work->cancellable = g_object_ref (self->cancellable);

  return work;
}

static void
work_free (gpointer data)
{
  Work *work = data;

  g_clear_object (&work->page);
  g_clear_object (&work->account);
  g_clear_object (&work->store);
  g_clear_object (&work->cancellable);
  g_free (work);
}

static DexFuture *
read_fiber (gpointer data)
{
  Work *work = data;
  JmProjectsPage *self = work->page;

  do
    {
      g_autoptr (GListModel) projects = NULL;
      g_autoptr (GError) error = NULL;

      self->read_again = FALSE;
      projects = dex_await_object (jm_store_list_projects (work->store), &error);
      if (g_cancellable_is_cancelled (work->cancellable))
        return dex_future_new_true ();

      if (projects != NULL)
        {
          g_set_object (&self->projects, projects);
          gtk_filter_list_model_set_model (self->filtered, projects);
        }
      else if (self->error == NULL)
        self->error = g_steal_pointer (&error);
      update_faces (self);
    }
  while (self->read_again);
  self->reading = FALSE;

  return dex_future_new_true ();
}

/* News that come while it reads are read once, afterwards. */
static void
read_projects (JmProjectsPage *self)
{
  if (self->store == NULL)
    return;

  self->read_again = TRUE;
  if (self->reading)
    return;

  self->reading = TRUE;
  dex_future_disown (dex_scheduler_spawn (NULL, 0, read_fiber, work_new (self), work_free));
}

/* --- asking Jira */

static DexFuture *
fetch_fiber (gpointer data)
{
  Work *work = data;
  JmProjectsPage *self = work->page;
  g_autoptr (GError) error = NULL;

  if (work->only_if_old)
    {
      gint64 at = dex_await_int64 (jm_store_get_fetched_at (work->store, JM_RESOURCE_PROJECTS, NULL), NULL);
      gint64 age = jm_clock_get_wall_ms (get_services (self)->clock) - at;

      work->only_if_old = at != 0 && age >= 0 && age <= FRESH;
    }

  if (!work->only_if_old && !g_cancellable_is_cancelled (work->cancellable))
    dex_await_int64 (jm_sync_fetch_projects (jm_sync_get (get_services (self), work->account), work->cancellable),
                     &error);
  if (g_cancellable_is_cancelled (work->cancellable))
    return dex_future_new_true ();

  self->fetching = FALSE;
  g_clear_error (&self->error);
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    self->error = g_steal_pointer (&error);
  update_faces (self);
  read_projects (self);

  return dex_future_new_true ();
}

static void
fetch_projects (JmProjectsPage *self,
                gboolean        only_if_old)
{
  Work *work;

  if (self->store == NULL || self->fetching)
    return;

  self->fetching = TRUE;
  work = work_new (self);
  work->only_if_old = only_if_old;
  dex_future_disown (dex_scheduler_spawn (NULL, 0, fetch_fiber, work, work_free));
  update_faces (self);
}

/* --- the account */

static DexFuture *
open_fiber (gpointer data)
{
  Work *work = data;
  JmProjectsPage *self = work->page;
  g_autoptr (JmStore) store = NULL;
  g_autoptr (GError) error = NULL;

  store = dex_await_object (jm_account_open_store (work->account), &error);
  if (g_cancellable_is_cancelled (work->cancellable))
    return dex_future_new_true ();

  if (store != NULL)
    {
      g_set_object (&self->store, store);
      g_signal_group_set_target (self->store_signals, store);
      read_projects (self);
      fetch_projects (self, TRUE);
    }
  else
    self->error = g_steal_pointer (&error);
  update_faces (self);

  return dex_future_new_true ();
}

static void
forget_account (JmProjectsPage *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_signal_group_set_target (self->store_signals, NULL);
  gtk_filter_list_model_set_model (self->filtered, NULL);
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
  if (account != NULL)
    {
      self->account = g_object_ref (account);
      self->cancellable = g_cancellable_new ();
      dex_future_disown (dex_scheduler_spawn (NULL, 0, open_fiber, work_new (self), work_free));
    }
  update_faces (self);
}

/* --- what the person does */

static void
filter_changed_cb (JmProjectsPage *self)
{
  if (self->filter == NULL)
    return;

  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  update_faces (self);
}

static void
stop_search_cb (JmProjectsPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
}

static void
activate_cb (JmProjectsPage *self,
             guint           position)
{
  g_autoptr (JmProject) project = g_list_model_get_item (G_LIST_MODEL (gtk_grid_view_get_model (self->grid)), position);

  if (project != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-project", "s", jm_project_get_key (project));
}

static void
search_activate_cb (JmProjectsPage *self)
{
  activate_cb (self, 0);
}

static void
cure_cb (JmProjectsPage *self)
{
  if (self->error != NULL && has_account_cure (get_trouble (self)))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.cure", "s", jm_account_get_id (self->account));
  else if (self->store == NULL)
    {
      /* The store did not open: from the beginning. */
      forget_account (self);
      current_account_changed_cb (self);
    }
  else
    fetch_projects (self, FALSE);
}

static void
fetch_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  fetch_projects (JM_PROJECTS_PAGE (widget), FALSE);
}

static void
clear_filters_action (GtkWidget  *widget,
                      const char *action_name,
                      GVariant   *parameter)
{
  JmProjectsPage *self = JM_PROJECTS_PAGE (widget);

  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  adw_toggle_group_set_active_name (self->kinds, "all");
  filter_changed_cb (self);
}

static void
search_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (JM_PROJECTS_PAGE (widget)->search));
}

static void
set_sort (JmProjectsPage *self,
          const char     *sort)
{
  if (!g_set_str (&self->sort, sort))
    return;

  gtk_menu_button_set_label (self->sort_button, g_str_equal (sort, "key") ? _("Key") : g_str_equal (sort, "name") ? _("Name") :
                                                                                                                     _("Most Open"));
  gtk_sorter_changed (GTK_SORTER (self->sorter), GTK_SORTER_CHANGE_DIFFERENT);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SORT]);
}

/* --- cards */

static void
setup_card_cb (GtkSignalListItemFactory *factory,
               GtkListItem              *item)
{
  gtk_list_item_set_child (item, jm_project_card_new ());
}

static void
bind_card_cb (GtkSignalListItemFactory *factory,
              GtkListItem              *item)
{
  JmProject *project = gtk_list_item_get_item (item);
  g_autofree char *name = jm_text_line (jm_project_get_name (project));

  jm_project_card_set_project (JM_PROJECT_CARD (gtk_list_item_get_child (item)), project);
  gtk_list_item_set_accessible_label (item, name);
}

/* --- overrides */

static void
jm_projects_page_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  switch ((JmProjectsPageProperty) prop_id)
    {
    case PROP_SORT:
      g_value_set_string (value, JM_PROJECTS_PAGE (object)->sort);
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
  switch ((JmProjectsPageProperty) prop_id)
    {
    case PROP_SORT:
      set_sort (JM_PROJECTS_PAGE (object), g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_projects_page_dispose (GObject *object)
{
  JmProjectsPage *self = JM_PROJECTS_PAGE (object);

  g_clear_handle_id (&self->patience, g_source_remove);
  if (self->filtered != NULL)
    forget_account (self);
  g_clear_object (&self->filter);
  gtk_widget_dispose_template (GTK_WIDGET (self), JM_TYPE_PROJECTS_PAGE);
  g_clear_object (&self->filtered);
  g_clear_object (&self->sorter);
  g_clear_object (&self->store_signals);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (jm_projects_page_parent_class)->dispose (object);
}

static void
jm_projects_page_finalize (GObject *object)
{
  g_clear_pointer (&JM_PROJECTS_PAGE (object)->sort, g_free);

  G_OBJECT_CLASS (jm_projects_page_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/JiraMonitor/window/projects/jm-projects-page.ui");
  gtk_widget_class_bind_template_child (widget_class, JmProjectsPage, banner);
  gtk_widget_class_bind_template_child (widget_class, JmProjectsPage, clear_button);
  gtk_widget_class_bind_template_child (widget_class, JmProjectsPage, cure_button);
  gtk_widget_class_bind_template_child (widget_class, JmProjectsPage, empty_fetch_button);
  gtk_widget_class_bind_template_child (widget_class, JmProjectsPage, empty_page);
  gtk_widget_class_bind_template_child (widget_class, JmProjectsPage, error_label);
  gtk_widget_class_bind_template_child (widget_class, JmProjectsPage, error_page);
  gtk_widget_class_bind_template_child (widget_class, JmProjectsPage, grid);
  gtk_widget_class_bind_template_child (widget_class, JmProjectsPage, kinds);
  gtk_widget_class_bind_template_child (widget_class, JmProjectsPage, search);
  gtk_widget_class_bind_template_child (widget_class, JmProjectsPage, sort_button);
  gtk_widget_class_bind_template_child (widget_class, JmProjectsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, JmProjectsPage, window_title);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, cure_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
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
  object_class->finalize = jm_projects_page_finalize;

  /** JmProjectsPage:sort: "open", "name" or "key". */
  properties[PROP_SORT] =
      g_param_spec_string ("sort", NULL, NULL, "open",
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "page.clear-filters", NULL, clear_filters_action);
  gtk_widget_class_install_action (widget_class, "page.fetch", NULL, fetch_action);
  gtk_widget_class_install_action (widget_class, "page.search", NULL, search_action);
  gtk_widget_class_install_property_action (widget_class, "page.sort", "sort");
}

static void
make_model (JmProjectsPage *self)
{
  GtkSortListModel *sorted;
  GtkNoSelection *selection;

  self->filter = gtk_custom_filter_new (filter_project, self, NULL);
  self->sorter = gtk_custom_sorter_new (compare_projects, self, NULL);
  self->filtered = gtk_filter_list_model_new (NULL, GTK_FILTER (g_object_ref (self->filter)));
  sorted = gtk_sort_list_model_new (G_LIST_MODEL (g_object_ref (self->filtered)), GTK_SORTER (g_object_ref (self->sorter)));
  selection = gtk_no_selection_new (G_LIST_MODEL (sorted));
  gtk_grid_view_set_model (self->grid, GTK_SELECTION_MODEL (selection));
  g_object_unref (selection);
}

static void
jm_projects_page_init (JmProjectsPage *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_connect (factory, "setup", G_CALLBACK (setup_card_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_card_cb), NULL);
  gtk_grid_view_set_factory (self->grid, factory);
  make_model (self);
  set_sort (self, "open");

  self->store_signals = g_signal_group_new (JM_TYPE_STORE);
  g_signal_group_connect_object (self->store_signals, "changed", G_CALLBACK (read_projects), self, G_CONNECT_SWAPPED);
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
  JmProjectsPage *self;

  g_return_val_if_fail (JM_IS_MONITOR (monitor), NULL);

  self = g_object_new (JM_TYPE_PROJECTS_PAGE, NULL);
  self->monitor = g_object_ref (monitor);
  g_signal_connect_object (jm_monitor_get_accounts (monitor), "notify::current",
                           G_CALLBACK (current_account_changed_cb), self, G_CONNECT_SWAPPED);
  current_account_changed_cb (self);
  update_faces (self);

  return self;
}
