/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-overview-page.h"

#include <glib/gi18n.h>

#include "base/jm-settings.h"
#include "events/jm-event-words.h"
#include "help/jm-help.h"
#include "jm-text.h"
#include "jm-ticker.h"
#include "jm-when.h"
#include "overview/jm-account-row.h"
#include "overview/jm-connection-row.h"
#include "overview/jm-fact-tile.h"
#include "overview/jm-overview-clocks.h"
#include "overview/jm-token-card.h"
#include "widgets/jm-refresh-bars.h"

#define N_LATEST_EVENTS 4
#define N_DAYS 14

/* With a countdown every second; else often enough for "18 min ago" */
#define TICK_SECONDS 1
#define REST_SECONDS 30

struct _JmOverviewPage
{
  AdwNavigationPage   parent_instance;

  JmMonitor          *monitor;
  JmServices         *services;
  JmAccount          *account;          /* the current one, or NULL */
  GSignalGroup       *account_signals;
  GSignalGroup       *keeper_signals;
  GListModel         *latest;           /* of JmEvent */
  GtkCustomFilter    *latest_filter;
  JmTicker           *ticker;
  gboolean            narrow;
  guint               stamp;            /* of the newest question for the days */
  guint               shown_day;

  AdwActionRow       *details_row;
  AdwActionRow       *help_row;
  AdwBreakpointBin   *bin;
  AdwPreferencesGroup *accounts_group;
  GtkBox             *facts;
  GtkLabel           *attempted_label;
  GtkLabel           *failed_label;
  GtkLabel           *refreshes_heading;
  GtkLabel           *succeeded_label;
  GtkListBox         *accounts_list;
  GtkListBox         *events_list;
  GtkStack           *events_stack;
  JmConnectionRow    *connection_row;
  JmFactTile         *consent_tile;
  JmFactTile         *last_tile;
  JmFactTile         *lasts_tile;
  JmFactTile         *next_tile;
  JmRefreshBars      *bars;
  JmTokenCard        *card;
};

G_DEFINE_FINAL_TYPE (JmOverviewPage, jm_overview_page, ADW_TYPE_NAVIGATION_PAGE)

/* --- the days */

typedef struct
{
  JmOverviewPage *page;
  JmServices     *services;
  char           *credential_id;
  guint           stamp;
} DaysQuestion;

static void
days_question_free (gpointer data)
{
  DaysQuestion *question = data;

  g_clear_object (&question->page);
  g_clear_object (&question->services);
  g_free (question->credential_id);
  g_free (question);
}

static void
show_count (GtkLabel *label,
            guint     count)
{
  g_autofree char *text = g_strdup_printf ("%'u", count);

  jm_text_set_label (label, text);
}

static void
show_days (JmOverviewPage *self,
           GBytes         *days)
{
  gint64 now_ms = jm_clock_get_wall_ms (self->services->clock);
  gsize size = 0;
  const guint32 *counts = days != NULL ? g_bytes_get_data (days, &size) : NULL;
  guint succeeded = 0;
  guint failed = 0;

  for (gsize i = 0; i + 1 < size / sizeof (guint32); i += 2)
    {
      succeeded += counts[i];
      failed += counts[i + 1];
    }

  self->shown_day = jm_when_day_number (now_ms);
  jm_refresh_bars_set_days (self->bars, days, now_ms);
  show_count (self->attempted_label, succeeded + failed);
  show_count (self->succeeded_label, succeeded);
  show_count (self->failed_label, failed);
  if (failed > 0)
    gtk_widget_add_css_class (GTK_WIDGET (self->failed_label), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->failed_label), "error");
}

static DexFuture *
days_fiber (gpointer user_data)
{
  DaysQuestion *question = user_data;
  g_autoptr (GBytes) days = NULL;
  g_autoptr (GError) error = NULL;

  days = dex_await_boxed (jm_state_store_get_refresh_days (question->services->state,
                                                           question->credential_id, N_DAYS),
                          &error);

  /* Disposed, another account, or a newer question */
  if (question->page->account == NULL || question->stamp != question->page->stamp)
    return dex_future_new_true ();

  if (error != NULL)
    g_warning ("The statistics cannot be read: %s", error->message);
  else
    show_days (question->page, days);

  return dex_future_new_true ();
}

static void
ask_days (JmOverviewPage *self)
{
  DaysQuestion *question;

  self->stamp++;
  if (self->account == NULL)
    return;

  question = g_new0 (DaysQuestion, 1);
  question->page = g_object_ref (self);
  question->services = g_object_ref (self->services);
  question->credential_id = g_strdup (jm_token_keeper_get_id (jm_account_get_keeper (self->account)));
  question->stamp = self->stamp;
  dex_future_disown (dex_scheduler_spawn (NULL, 0, days_fiber, question, days_question_free));
}

/* --- the latest events */

static gboolean
is_of_account (gpointer item,
               gpointer user_data)
{
  JmOverviewPage *self = user_data;
  JmEvent *event = item;
  const char *account_id = jm_event_get_account_id (event);
  const char *credential_id = jm_event_get_credential_id (event);

  if (self->account == NULL)
    return FALSE;

  /* What happened to the sign-in happened to all of its accounts */
  if (account_id != NULL)
    return strcmp (account_id, jm_account_get_id (self->account)) == 0 ||
           g_strcmp0 (credential_id,
                      jm_token_keeper_get_id (jm_account_get_keeper (self->account))) == 0;

  return credential_id == NULL ||
         strcmp (credential_id, jm_token_keeper_get_id (jm_account_get_keeper (self->account))) == 0;
}

static GtkWidget *
create_event_row_cb (gpointer item,
                     gpointer user_data)
{
  JmOverviewPage *self = user_data;
  JmEvent *event = item;
  JmEventKind kind = jm_event_get_kind (event);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (jm_event_kind_get_icon_name (kind));
  GtkWidget *time = gtk_label_new (NULL);
  gint64 now_ms = jm_clock_get_wall_ms (self->services->clock);
  gint64 at_ms = jm_event_get_time_ms (event);
  gboolean today = jm_when_day_number (at_ms) == jm_when_day_number (now_ms);
  g_autofree char *when = today ? jm_when_clock (at_ms) : jm_when_relative (at_ms, now_ms);
  g_autofree char *full = jm_when_full (at_ms);
  g_autofree char *subtitle = jm_event_dup_subtitle (event);

  gtk_widget_add_css_class (icon, jm_event_kind_get_class (kind));
  gtk_widget_add_css_class (time, "caption");
  gtk_widget_add_css_class (time, "numeric");
  gtk_widget_add_css_class (time, "dimmed");
  jm_text_set_label (GTK_LABEL (time), when);
  jm_text_set_tooltip (time, full);
  jm_text_set_title (ADW_PREFERENCES_ROW (row), jm_event_get_message (event));
  jm_text_set_tooltip (row, jm_event_get_message (event));
  jm_text_set_subtitle (ADW_PREFERENCES_ROW (row), subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), time);
  jm_text_set_name (row, jm_event_get_message (event));

  return row;
}

static JmEvent *
dup_latest_problem (JmOverviewPage *self)
{
  guint n_items = g_list_model_get_n_items (self->latest);

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (JmEvent) event = g_list_model_get_item (self->latest, i);

      if (jm_event_get_kind (event) == JM_EVENT_ERROR)
        return g_steal_pointer (&event);
    }

  return NULL;
}

/* While something is wrong: the page of the help that is about it (R97) */
static void
show_help (JmOverviewPage *self)
{
  JmTrouble trouble = self->account != NULL ? jm_account_get_trouble (self->account) : JM_TROUBLE_OK;
  g_autofree char *place = jm_help_dup_trouble_place (trouble);

  gtk_widget_set_visible (GTK_WIDGET (self->help_row), trouble != JM_TROUBLE_OK);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->help_row), "s", place);
}

/* While something is wrong: what was asked and what came back, to look at and to copy (R106) */
static void
show_details (JmOverviewPage *self)
{
  g_autoptr (JmEvent) event = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (GString) words = NULL;

  show_help (self);
  if (self->account != NULL && jm_account_get_trouble (self->account) != JM_TROUBLE_OK)
    event = dup_latest_problem (self);

  gtk_widget_set_visible (GTK_WIDGET (self->details_row), event != NULL);
  if (event == NULL)
    return;

  words = g_string_new (NULL);
  lines = jm_event_dup_lines (event);
  for (guint i = 0; i < lines->len; i++)
    {
      const JmEventLine *line = g_ptr_array_index (lines, i);

      g_string_append_printf (words, "%s%s", i > 0 ? " · " : "", line->text);
    }
  jm_text_set_subtitle (ADW_PREFERENCES_ROW (self->details_row), words->str);
}

static void
latest_changed_cb (JmOverviewPage *self)
{
  gboolean any = g_list_model_get_n_items (self->latest) > 0;

  gtk_stack_set_visible_child_name (self->events_stack, any ? "content" : "empty");
  show_details (self);
}

static void
copy_details_cb (JmOverviewPage *self)
{
  g_autoptr (JmEvent) event = dup_latest_problem (self);
  g_autofree char *text = event != NULL ? jm_event_dup_text (event) : NULL;

  if (text == NULL)
    return;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _("Details copied"));
}

/* --- the accounts */

static GtkWidget *
create_account_row_cb (gpointer item,
                       gpointer user_data)
{
  JmOverviewPage *self = user_data;
  GtkWidget *row = jm_account_row_widget_new (item, self->services->clock);

  jm_account_row_widget_set_narrow (JM_ACCOUNT_ROW_WIDGET (row), self->narrow);

  return row;
}

static void
account_activated_cb (JmOverviewPage     *self,
                      JmAccountRowWidget *row)
{
  jm_accounts_set_current (jm_monitor_get_accounts (self->monitor),
                           jm_account_row_widget_get_account (row));
}

static void
accounts_changed_cb (JmOverviewPage *self)
{
  GListModel *accounts = G_LIST_MODEL (jm_monitor_get_accounts (self->monitor));

  gtk_widget_set_visible (GTK_WIDGET (self->accounts_group), g_list_model_get_n_items (accounts) > 1);
}

/* TRUE when one of them has a countdown */
static gboolean
tick_accounts (JmOverviewPage *self)
{
  gboolean ticking = FALSE;
  GtkListBoxRow *row;

  if (!gtk_widget_get_visible (GTK_WIDGET (self->accounts_group)))
    return FALSE;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->accounts_list, i)) != NULL; i++)
    ticking = jm_account_row_widget_tick (JM_ACCOUNT_ROW_WIDGET (row)) || ticking;

  return ticking;
}

/* --- all of it */

static void
tick_cb (GtkWidget *widget)
{
  JmOverviewPage *self = JM_OVERVIEW_PAGE (widget);
  g_autoptr (JmTokenFace) face = NULL;
  gint64 now_ms;
  gboolean ticking;

  if (self->services == NULL)
    return;

  now_ms = jm_clock_get_wall_ms (self->services->clock);
  face = jm_token_face_read (self->account, self->services->clock);
  ticking = tick_accounts (self) || face->ticking;
  jm_token_card_set_face (self->card, face);
  gtk_widget_set_visible (GTK_WIDGET (self->facts), self->account != NULL);

  if (self->account != NULL)
    {
      JmTokenKeeper *keeper = jm_account_get_keeper (self->account);

      jm_overview_clock_show_last (self->last_tile, keeper, now_ms);
      jm_overview_clock_show_next (self->next_tile, keeper, self->services->settings, now_ms);
      jm_overview_clock_show_lasts (self->lasts_tile, keeper, now_ms);
      jm_overview_clock_show_consent (self->consent_tile, keeper, now_ms);
      jm_connection_row_tick (self->connection_row);
      if (self->shown_day != 0 && self->shown_day != jm_when_day_number (now_ms))
        ask_days (self);
    }

  if (self->ticker != NULL)
    jm_ticker_set_interval (self->ticker, ticking ? TICK_SECONDS : REST_SECONDS);
}

static void
keeper_changed_cb (JmOverviewPage *self)
{
  tick_cb (GTK_WIDGET (self));
  show_details (self);
}

static void
current_changed_cb (JmOverviewPage *self)
{
  JmAccount *account = jm_accounts_get_current (jm_monitor_get_accounts (self->monitor));
  JmTokenKeeper *keeper = account != NULL ? jm_account_get_keeper (account) : NULL;
  gboolean oauth = keeper == NULL || jm_token_keeper_get_kind (keeper) == JM_CREDENTIAL_OAUTH;

  g_set_object (&self->account, account);
  g_signal_group_set_target (self->account_signals, account);
  g_signal_group_set_target (self->keeper_signals, keeper);
  jm_connection_row_set_account (self->connection_row, account);
  gtk_filter_changed (GTK_FILTER (self->latest_filter), GTK_FILTER_CHANGE_DIFFERENT);
  gtk_label_set_label (self->refreshes_heading, oauth ? _("Refreshes") : _("Checks"));
  jm_fact_tile_set_title (self->last_tile, oauth ? _("Last Refresh") : _("Last Check"));
  ask_days (self);
  keeper_changed_cb (self);
}

/* The account that needs the person is chosen by itself when the page opens */
static void
choose_needy (JmOverviewPage *self)
{
  JmAccounts *accounts = jm_monitor_get_accounts (self->monitor);
  JmAccount *current = jm_accounts_get_current (accounts);

  if (current == NULL || !jm_trouble_is_passing (jm_account_get_trouble (current)))
    return;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (accounts)); i++)
    {
      g_autoptr (JmAccount) account = g_list_model_get_item (G_LIST_MODEL (accounts), i);

      if (jm_account_is_active (account) &&
          !jm_trouble_is_passing (jm_account_get_trouble (account)))
        {
          jm_accounts_set_current (accounts, account);
          return;
        }
    }
}

static void
breakpoint_changed_cb (JmOverviewPage *self)
{
  GtkOrientation orientation = gtk_orientable_get_orientation (GTK_ORIENTABLE (self->facts));
  gboolean narrow = orientation == GTK_ORIENTATION_VERTICAL;
  GtkListBoxRow *row;

  self->narrow = narrow;
  jm_connection_row_set_narrow (self->connection_row, narrow);
  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->accounts_list, i)) != NULL; i++)
    jm_account_row_widget_set_narrow (JM_ACCOUNT_ROW_WIDGET (row), narrow);

  /* A separator lies across the direction of its box */
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->facts)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (GTK_IS_SEPARATOR (child))
        gtk_orientable_set_orientation (GTK_ORIENTABLE (child),
                                        narrow ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
    }
}

static void
jm_overview_page_dispose (GObject *object)
{
  JmOverviewPage *self = JM_OVERVIEW_PAGE (object);

  /* Its rows are made for us: GTK may keep the list a little longer than its parent */
  if (self->accounts_list != NULL)
    gtk_list_box_bind_model (self->accounts_list, NULL, NULL, NULL, NULL);
  if (self->events_list != NULL)
    gtk_list_box_bind_model (self->events_list, NULL, NULL, NULL, NULL);
  g_clear_object (&self->ticker);
  g_clear_object (&self->account_signals);
  g_clear_object (&self->keeper_signals);
  g_clear_object (&self->latest);
  g_clear_object (&self->latest_filter);
  g_clear_object (&self->account);
  g_clear_object (&self->services);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (jm_overview_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, JmOverviewPage, accounts_group);
  gtk_widget_class_bind_template_child (widget_class, JmOverviewPage, accounts_list);
  gtk_widget_class_bind_template_child (widget_class, JmOverviewPage, attempted_label);
  gtk_widget_class_bind_template_child (widget_class, JmOverviewPage, bars);
  gtk_widget_class_bind_template_child (widget_class, JmOverviewPage, bin);
  gtk_widget_class_bind_template_child (widget_class, JmOverviewPage, card);
  gtk_widget_class_bind_template_child (widget_class, JmOverviewPage, connection_row);
  gtk_widget_class_bind_template_child (widget_class, JmOverviewPage, consent_tile);
  gtk_widget_class_bind_template_child (widget_class, JmOverviewPage, details_row);
  gtk_widget_class_bind_template_child (widget_class, JmOverviewPage, help_row);
  gtk_widget_class_bind_template_child (widget_class, JmOverviewPage, events_list);
  gtk_widget_class_bind_template_child (widget_class, JmOverviewPage, events_stack);
  gtk_widget_class_bind_template_child (widget_class, JmOverviewPage, facts);
  gtk_widget_class_bind_template_child (widget_class, JmOverviewPage, failed_label);
  gtk_widget_class_bind_template_child (widget_class, JmOverviewPage, last_tile);
  gtk_widget_class_bind_template_child (widget_class, JmOverviewPage, lasts_tile);
  gtk_widget_class_bind_template_child (widget_class, JmOverviewPage, next_tile);
  gtk_widget_class_bind_template_child (widget_class, JmOverviewPage, refreshes_heading);
  gtk_widget_class_bind_template_child (widget_class, JmOverviewPage, succeeded_label);
}

static void
jm_overview_page_class_init (JmOverviewPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jm_overview_page_dispose;

  g_type_ensure (JM_TYPE_CONNECTION_ROW);
  g_type_ensure (JM_TYPE_FACT_TILE);
  g_type_ensure (JM_TYPE_REFRESH_BARS);
  g_type_ensure (JM_TYPE_TOKEN_CARD);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/example/JiraMonitor/window/overview/jm-overview-page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, account_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_details_cb);
}

static void
jm_overview_page_init (JmOverviewPage *self)
{
  self->account_signals = g_signal_group_new (JM_TYPE_ACCOUNT);
  g_signal_group_connect_swapped (self->account_signals, "notify", G_CALLBACK (keeper_changed_cb),
                                  self);
  self->keeper_signals = g_signal_group_new (JM_TYPE_TOKEN_KEEPER);
  g_signal_group_connect_swapped (self->keeper_signals, "notify", G_CALLBACK (keeper_changed_cb),
                                  self);
  g_signal_group_connect_swapped (self->keeper_signals, "notify::attempted", G_CALLBACK (ask_days),
                                  self);

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->facts, "notify::orientation", G_CALLBACK (breakpoint_changed_cb),
                           self, G_CONNECT_SWAPPED);
  breakpoint_changed_cb (self);
}

static void
follow_events (JmOverviewPage *self)
{
  GtkFilterListModel *filtered;
  GListModel *events = G_LIST_MODEL (self->services->events);

  self->latest_filter = gtk_custom_filter_new (is_of_account, self, NULL);
  filtered = gtk_filter_list_model_new (g_object_ref (events),
                                        g_object_ref (GTK_FILTER (self->latest_filter)));
  self->latest = G_LIST_MODEL (
      gtk_slice_list_model_new (G_LIST_MODEL (filtered), 0, N_LATEST_EVENTS));
  gtk_list_box_bind_model (self->events_list, self->latest, create_event_row_cb, self, NULL);
  g_signal_connect_object (self->latest, "items-changed", G_CALLBACK (latest_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

JmOverviewPage *
jm_overview_page_new (JmMonitor *monitor)
{
  JmOverviewPage *self;
  JmAccounts *accounts;

  g_return_val_if_fail (JM_IS_MONITOR (monitor), NULL);

  self = g_object_new (JM_TYPE_OVERVIEW_PAGE, NULL);
  self->monitor = g_object_ref (monitor);
  self->services = g_object_ref (jm_monitor_get_services (monitor));
  accounts = jm_monitor_get_accounts (monitor);

  jm_connection_row_set_monitor (self->connection_row, monitor);
  choose_needy (self);
  follow_events (self);
  gtk_list_box_bind_model (self->accounts_list, G_LIST_MODEL (accounts), create_account_row_cb, self,
                           NULL);
  g_signal_connect_object (accounts, "items-changed", G_CALLBACK (accounts_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (accounts, "notify::current", G_CALLBACK (current_changed_cb), self,
                           G_CONNECT_SWAPPED);
  accounts_changed_cb (self);
  current_changed_cb (self);
  latest_changed_cb (self);
  self->ticker = jm_ticker_new (GTK_WIDGET (self), TICK_SECONDS, tick_cb);

  return self;
}

void
jm_overview_page_test (JmOverviewPage *self)
{
  g_return_if_fail (JM_IS_OVERVIEW_PAGE (self));

  jm_connection_row_test (self->connection_row);
}
