/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-events-page.h"

#include <glib/gi18n.h>

#include "events/jm-event-row.h"
#include "events/jm-event-save.h"
#include "events/jm-event-words.h"
#include "jm-text.h"
#include "jm-ticker.h"
#include "jm-when.h"

/* Often enough to notice that "Today" is yesterday */
#define TICK_SECONDS 60

struct _JmEventsPage
{
  AdwNavigationPage parent_instance;

  JmMonitor       *monitor;
  JmServices      *services;
  GtkCustomFilter *filter;
  GtkCustomSorter *day_sorter;
  GListModel      *shown;               /* events → filter → days */
  GHashTable      *expanded;            /* ids of the events that are open */
  GHashTable      *rows;                /* JmEventRow that show an event now → GtkListItem */
  GMenu           *account_menu;
  GCancellable    *cancellable;
  JmTicker        *ticker;
  guint            today;

  /* The filters, as they are now */
  int              kind;                /* JmEventKind, or -1 */
  char            *account_id;          /* "" for all */
  char            *words;               /* casefolded */

  AdwToggleGroup  *kinds;
  GtkListView     *list;
  GtkMenuButton   *account_button;
  GtkSearchBar    *search_bar;
  GtkSearchEntry  *search_entry;
  GtkStack        *stack;
};

G_DEFINE_FINAL_TYPE (JmEventsPage, jm_events_page, ADW_TYPE_NAVIGATION_PAGE)

/* --- filter */

static gboolean
contains (const char *text,
          const char *words)
{
  g_autofree char *folded = NULL;

  if (text == NULL)
    return FALSE;

  folded = g_utf8_casefold (text, -1);

  return strstr (folded, words) != NULL;
}

static gboolean
is_shown (gpointer item,
          gpointer user_data)
{
  JmEventsPage *self = user_data;
  JmEvent *event = item;

  if (self->kind >= 0 && jm_event_get_kind (event) != (JmEventKind) self->kind)
    return FALSE;
  if (*self->account_id != '\0' && g_strcmp0 (jm_event_get_account_id (event), self->account_id) != 0)
    return FALSE;

  return *self->words == '\0' || contains (jm_event_get_message (event), self->words) ||
         contains (jm_event_get_account_name (event), self->words) ||
         contains (jm_event_get_detail (event), self->words);
}

static int
compare_days (gconstpointer a,
              gconstpointer b,
              gpointer      user_data)
{
  guint day_a = jm_when_day_number (jm_event_get_time_ms ((JmEvent *) a));
  guint day_b = jm_when_day_number (jm_event_get_time_ms ((JmEvent *) b));

  return day_a > day_b ? -1 : day_a < day_b;
}

static void
show_state (JmEventsPage *self)
{
  guint n_shown = g_list_model_get_n_items (self->shown);
  guint n_all = g_list_model_get_n_items (G_LIST_MODEL (self->services->events));
  const char *name = n_shown > 0 ? "content" : n_all > 0 ? "nothing" :
                                                           "empty";

  gtk_stack_set_visible_child_name (self->stack, name);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "events.export", n_shown > 0);
}

static void
filter_changed_cb (JmEventsPage *self)
{
  static const char *const names[] = {
    [JM_EVENT_REFRESH] = "refresh",
    [JM_EVENT_ERROR] = "error",
    [JM_EVENT_WARNING] = "warning",
    [JM_EVENT_INFO] = "info",
  };
  const char *name = adw_toggle_group_get_active_name (self->kinds);
  g_autofree char *words = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search_entry)), -1);

  self->kind = -1;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (g_strcmp0 (name, names[i]) == 0)
        self->kind = (int) i;
    }

  g_set_str (&self->words, g_strstrip (words));
  if (self->filter != NULL)
    gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  if (self->shown != NULL && *self->words != '\0')
    jm_text_announce_found (GTK_WIDGET (self), g_list_model_get_n_items (self->shown));
}

/* --- the account filter */

/* Menus take an underscore for a mnemonic. */
static char *
to_menu_label (const char *name)
{
  g_autofree char *line = jm_text_line (name);
  g_auto (GStrv) parts = g_strsplit (line, "_", -1);

  return g_strjoinv ("__", parts);
}

static void
show_account (JmEventsPage *self)
{
  JmAccounts *accounts = jm_monitor_get_accounts (self->monitor);
  JmAccount *account = *self->account_id != '\0' ? jm_accounts_find (accounts, self->account_id) : NULL;
  g_autofree char *label = NULL;

  if (account == NULL)
    {
      gtk_menu_button_set_label (self->account_button, _("All Accounts"));
      gtk_widget_remove_css_class (GTK_WIDGET (self->account_button), "on");
      return;
    }

  label = to_menu_label (jm_account_get_name (account));
  gtk_menu_button_set_use_underline (self->account_button, TRUE);
  gtk_menu_button_set_label (self->account_button, label);
  gtk_widget_add_css_class (GTK_WIDGET (self->account_button), "on");
}

static void
fill_account_menu (JmEventsPage *self)
{
  GListModel *accounts = G_LIST_MODEL (jm_monitor_get_accounts (self->monitor));
  guint n_accounts = g_list_model_get_n_items (accounts);

  g_menu_remove_all (self->account_menu);
  g_menu_append (self->account_menu, _("All Accounts"), "events.account::");
  for (guint i = 0; i < n_accounts; i++)
    {
      g_autoptr (JmAccount) account = g_list_model_get_item (accounts, i);
      g_autofree char *label = to_menu_label (jm_account_get_name (account));
      g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "events.account", "s", jm_account_get_id (account));
      g_menu_append_item (self->account_menu, item);
    }

  gtk_widget_set_visible (GTK_WIDGET (self->account_button), n_accounts > 1);
  show_account (self);
}

static void
set_account (JmEventsPage *self,
             const char   *id)
{
  if (!g_set_str (&self->account_id, id))
    return;

  show_account (self);
  if (self->filter != NULL)
    gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
}

/* A property, so that GTK makes a stateful action of it: the menu shows a radio mark. */
typedef enum
{
  PROP_ACCOUNT = 1,
} JmEventsPageProperty;

static GParamSpec *properties[PROP_ACCOUNT + 1];

static void
jm_events_page_get_property (GObject    *object,
                             guint       property_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  switch ((JmEventsPageProperty) property_id)
    {
    case PROP_ACCOUNT:
      g_value_set_string (value, JM_EVENTS_PAGE (object)->account_id);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
jm_events_page_set_property (GObject      *object,
                             guint         property_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  switch ((JmEventsPageProperty) property_id)
    {
    case PROP_ACCOUNT:
      set_account (JM_EVENTS_PAGE (object), g_value_get_string (value));
      g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
show_all_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  JmEventsPage *self = JM_EVENTS_PAGE (widget);

  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  adw_toggle_group_set_active_name (self->kinds, "all");
  g_object_set (self, "account", "", NULL);
  filter_changed_cb (self);
}

static void
search_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  JmEventsPage *self = JM_EVENTS_PAGE (widget);

  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

/* --- rows and day headers */

/* @row begins or ends its day where its section does */
static void
update_edges (JmEventRow  *row,
              GtkListItem *item,
              GListModel  *shown)
{
  guint position = gtk_list_item_get_position (item);
  guint start, end;

  if (position >= g_list_model_get_n_items (shown))
    return;

  gtk_section_model_get_section (GTK_SECTION_MODEL (shown), position, &start, &end);
  jm_event_row_set_edges (row, position == start, position == end - 1);
}

static void
update_all_edges (JmEventsPage *self)
{
  GHashTableIter iter;
  gpointer row, item;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &row, &item))
    update_edges (row, item, self->shown);
}

static gboolean
is_expanded (JmEventsPage *self,
             JmEvent      *event)
{
  gint64 id = jm_event_get_id (event);

  return g_hash_table_contains (self->expanded, &id);
}

static void
say_row (GtkListItem *item,
         JmEvent     *event,
         gboolean     expanded)
{
  g_autofree char *subtitle = jm_event_dup_subtitle (event);
  g_autofree char *when = jm_when_full (jm_event_get_time_ms (event));
  g_autofree char *label = jm_text_line (jm_event_get_message (event));
  g_autofree char *description = NULL;

  description = g_strdup_printf ("%s · %s · %s", subtitle, when,
                                 expanded ? _("details shown") : _("details hidden"));
  gtk_list_item_set_accessible_label (item, label);
  gtk_list_item_set_accessible_description (item, description);
}

static void
setup_cb (JmEventsPage *self,
          GtkListItem  *item)
{
  gtk_list_item_set_child (item, jm_event_row_new ());
}

static void
bind_cb (JmEventsPage *self,
         GtkListItem  *item)
{
  JmEventRow *row = JM_EVENT_ROW (gtk_list_item_get_child (item));
  JmEvent *event = gtk_list_item_get_item (item);
  gboolean expanded = is_expanded (self, event);

  g_hash_table_insert (self->rows, row, item);
  jm_event_row_set_expanded (row, expanded);
  jm_event_row_set_event (row, event);
  update_edges (row, item, self->shown);
  say_row (item, event, expanded);
}

static void
unbind_cb (JmEventsPage *self,
           GtkListItem  *item)
{
  JmEventRow *row = JM_EVENT_ROW (gtk_list_item_get_child (item));

  g_hash_table_remove (self->rows, row);
  jm_event_row_set_event (row, NULL);
}

static void
row_activated_cb (JmEventsPage *self,
                  guint         position)
{
  g_autoptr (JmEvent) event = g_list_model_get_item (self->shown, position);
  gint64 id = jm_event_get_id (event);
  gboolean expanded = !is_expanded (self, event);
  GHashTableIter iter;
  gpointer row, item;

  if (expanded)
    g_hash_table_add (self->expanded, g_memdup2 (&id, sizeof id));
  else
    g_hash_table_remove (self->expanded, &id);

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &row, &item))
    {
      if (jm_event_row_get_event (row) != event)
        continue;
      jm_event_row_set_expanded (row, expanded);
      say_row (item, event, expanded);
    }
}

static void
setup_header_cb (JmEventsPage  *self,
                 GtkListHeader *header)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_set_margin_top (label, 18);
  gtk_widget_set_margin_bottom (label, 9);
  gtk_list_header_set_child (header, label);
}

static void
bind_header_cb (JmEventsPage  *self,
                GtkListHeader *header)
{
  JmEvent *event = gtk_list_header_get_item (header);
  gint64 now_ms = jm_clock_get_wall_ms (self->services->clock);
  g_autofree char *day = jm_when_day (jm_event_get_time_ms (event), now_ms);

  jm_text_set_label (GTK_LABEL (gtk_list_header_get_child (header)), day);
}

static GtkListItemFactory *
create_factory (JmEventsPage *self,
                GCallback     setup,
                GCallback     bind,
                GCallback     unbind)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect_object (factory, "setup", setup, self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", bind, self, G_CONNECT_SWAPPED);
  if (unbind != NULL)
    g_signal_connect_object (factory, "unbind", unbind, self, G_CONNECT_SWAPPED);

  return factory;
}

static void
shown_changed_cb (JmEventsPage *self)
{
  update_all_edges (self);
  show_state (self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    jm_event_log_mark_seen (self->services->events);
}

static void
export_action (GtkWidget  *widget,
               const char *action,
               GVariant   *parameter)
{
  JmEventsPage *self = JM_EVENTS_PAGE (widget);

  jm_event_save (widget, self->shown, self->cancellable);
}

/* --- the page */

static void
tick_cb (GtkWidget *widget)
{
  JmEventsPage *self = JM_EVENTS_PAGE (widget);
  guint today = jm_when_day_number (jm_clock_get_wall_ms (self->services->clock));

  if (self->today != 0 && self->today != today)
    gtk_sorter_changed (GTK_SORTER (self->day_sorter), GTK_SORTER_CHANGE_DIFFERENT);
  self->today = today;
}

static void
jm_events_page_map (GtkWidget *widget)
{
  JmEventsPage *self = JM_EVENTS_PAGE (widget);

  GTK_WIDGET_CLASS (jm_events_page_parent_class)->map (widget);
  if (self->services != NULL)
    jm_event_log_mark_seen (self->services->events);
}

static void
jm_events_page_dispose (GObject *object)
{
  JmEventsPage *self = JM_EVENTS_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->ticker);
  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);
  g_clear_object (&self->shown);
  g_clear_object (&self->filter);
  g_clear_object (&self->day_sorter);
  g_clear_object (&self->account_menu);
  g_clear_object (&self->services);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (jm_events_page_parent_class)->dispose (object);
}

static void
jm_events_page_finalize (GObject *object)
{
  JmEventsPage *self = JM_EVENTS_PAGE (object);

  g_hash_table_unref (self->expanded);
  g_hash_table_unref (self->rows);
  g_clear_object (&self->cancellable);
  g_free (self->account_id);
  g_free (self->words);

  G_OBJECT_CLASS (jm_events_page_parent_class)->finalize (object);
}

static void
jm_events_page_class_init (JmEventsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = jm_events_page_dispose;
  object_class->finalize = jm_events_page_finalize;
  object_class->get_property = jm_events_page_get_property;
  object_class->set_property = jm_events_page_set_property;
  widget_class->map = jm_events_page_map;

  /**
   * JmEventsPage:account:
   *
   * The id of the account whose events are shown; "" for all.
   */
  properties[PROP_ACCOUNT] = g_param_spec_string ("account", NULL, NULL, "",
                                                  G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
                                                      G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/example/JiraMonitor/window/events/jm-events-page.ui");
  gtk_widget_class_bind_template_child (widget_class, JmEventsPage, account_button);
  gtk_widget_class_bind_template_child (widget_class, JmEventsPage, kinds);
  gtk_widget_class_bind_template_child (widget_class, JmEventsPage, list);
  gtk_widget_class_bind_template_child (widget_class, JmEventsPage, search_bar);
  gtk_widget_class_bind_template_child (widget_class, JmEventsPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, JmEventsPage, stack);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);

  gtk_widget_class_install_property_action (widget_class, "events.account", "account");
  gtk_widget_class_install_action (widget_class, "events.export", NULL, export_action);
  gtk_widget_class_install_action (widget_class, "events.show-all", NULL, show_all_action);
  gtk_widget_class_install_action (widget_class, "page.search", NULL, search_action);
}

static void
jm_events_page_init (JmEventsPage *self)
{
  self->kind = -1;
  self->account_id = g_strdup ("");
  self->words = g_strdup ("");
  self->expanded = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->rows = g_hash_table_new (NULL, NULL);
  self->account_menu = g_menu_new ();
  self->cancellable = g_cancellable_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));
  jm_text_name_toggles (self->kinds);
  gtk_menu_button_set_menu_model (self->account_button, G_MENU_MODEL (self->account_menu));
}

static void
show_list (JmEventsPage *self)
{
  GtkFilterListModel *filtered;
  GtkSortListModel *days;
  g_autoptr (GtkListItemFactory) factory = NULL;
  g_autoptr (GtkListItemFactory) header_factory = NULL;
  g_autoptr (GtkNoSelection) selection = NULL;

  self->filter = gtk_custom_filter_new (is_shown, self, NULL);
  self->day_sorter = gtk_custom_sorter_new (compare_days, NULL, NULL);
  filtered = gtk_filter_list_model_new (G_LIST_MODEL (g_object_ref (self->services->events)),
                                        GTK_FILTER (g_object_ref (self->filter)));
  days = gtk_sort_list_model_new (G_LIST_MODEL (filtered), NULL);
  gtk_sort_list_model_set_section_sorter (days, GTK_SORTER (self->day_sorter));
  self->shown = G_LIST_MODEL (days);
  g_signal_connect_object (self->shown, "items-changed", G_CALLBACK (shown_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);

  factory = create_factory (self, G_CALLBACK (setup_cb), G_CALLBACK (bind_cb), G_CALLBACK (unbind_cb));
  header_factory = create_factory (self, G_CALLBACK (setup_header_cb), G_CALLBACK (bind_header_cb), NULL);
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_header_factory (self->list, header_factory);
  selection = gtk_no_selection_new (g_object_ref (self->shown));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
}

JmEventsPage *
jm_events_page_new (JmMonitor *monitor)
{
  JmEventsPage *self;

  g_return_val_if_fail (JM_IS_MONITOR (monitor), NULL);

  self = g_object_new (JM_TYPE_EVENTS_PAGE, NULL);
  self->monitor = g_object_ref (monitor);
  self->services = g_object_ref (jm_monitor_get_services (monitor));
  show_list (self);
  fill_account_menu (self);
  g_signal_connect_object (jm_monitor_get_accounts (monitor), "items-changed",
                           G_CALLBACK (fill_account_menu), self, G_CONNECT_SWAPPED);
  show_state (self);
  self->ticker = jm_ticker_new (GTK_WIDGET (self), TICK_SECONDS, tick_cb);

  return self;
}

GListModel *
jm_events_page_get_shown (JmEventsPage *self)
{
  g_return_val_if_fail (JM_IS_EVENTS_PAGE (self), NULL);

  return self->shown;
}
