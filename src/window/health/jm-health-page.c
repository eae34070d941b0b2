/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "health/jm-health-page.h"

#include <glib/gi18n.h>

#include "health/jm-health-row.h"
#include "health/jm-health-words.h"
#include "jm-text.h"
#include "jm-ticker.h"
#include "jm-when.h"
#include "widgets/jm-token-ring.h"

#define TICK_SECONDS 1

struct _JmHealthPage
{
  AdwNavigationPage  parent_instance;

  JmMonitor         *monitor;
  JmHealth          *health;
  JmTicker          *ticker;
  GCancellable      *cancellable;
  GPtrArray         *rows;              /* of JmHealthRow, borrowed */
  gboolean           narrow;

  AdwBreakpointBin  *bin;
  GtkBox            *groups;
  GtkBox            *summary;
  GtkButton         *button;
  GtkLabel          *times_label;
  GtkLabel          *title_label;
  GtkStack          *stack;
  JmTokenRing       *ring;
};

G_DEFINE_FINAL_TYPE (JmHealthPage, jm_health_page, ADW_TYPE_NAVIGATION_PAGE)

/* --- the summary */

static char *
describe_next (JmHealthPage *self,
               gint64        now_ms)
{
  gint64 next_at_ms = jm_health_get_next_at_ms (self->health);
  g_autofree char *wait = NULL;

  if (jm_health_is_checking (self->health))
    return g_strdup (_(" · checking…"));
  if (next_at_ms == 0)
    return g_strdup ("");

  wait = jm_when_countdown ((next_at_ms - now_ms) / 1000);
  /* Translators: %s is minutes and seconds: "3:12" */
  return g_strdup_printf (_(" · next check in %s"), wait);
}

static char *
describe_last (JmHealthPage *self,
               gint64        now_ms)
{
  gint64 checked_at_ms = jm_health_get_checked_at_ms (self->health);
  g_autofree char *ago = NULL;

  if (checked_at_ms == 0)
    return g_strdup ("");

  ago = jm_when_countdown (MAX (now_ms - checked_at_ms, 0) / 1000);
  /* Translators: %s is minutes and seconds: "1:48" */
  return g_strdup_printf (_(" · checked %s ago"), ago);
}

static void
show_ring (JmHealthPage          *self,
           const JmHealthSummary *summary)
{
  JmTokenFace face = { .tone = jm_health_level_get_tone (summary->level),
                       .ring_icon_name = "emote-love-symbolic",
                       .title = summary->title };

  /* A remark leaves it green: what is missing from the ring says enough. */
  if (summary->level == JM_HEALTH_REMARK)
    face.tone = JM_TONE_GOOD;
  if (summary->n_checked > 0)
    face.share = (double) summary->n_passed / summary->n_checked;
  jm_token_ring_set_face (self->ring, &face);
}

static void
tick_cb (GtkWidget *widget)
{
  JmHealthPage *self = JM_HEALTH_PAGE (widget);
  g_auto (JmHealthSummary) summary = { 0 };
  g_autofree char *last = NULL;
  g_autofree char *next = NULL;
  g_autofree char *words = NULL;
  gint64 now_ms;

  if (self->health == NULL)
    return;

  now_ms = jm_clock_get_wall_ms (jm_monitor_get_services (self->monitor)->clock);
  jm_health_summarize (self->health, &summary);
  last = describe_last (self, now_ms);
  next = describe_next (self, now_ms);
  /* Translators: how many of how many; then " · checked 1:48 ago", " · next check in 3:12" */
  words = g_strdup_printf (_("%1$u of %2$u checks passed%3$s%4$s"), summary.n_passed, summary.n_checked, last, next);
  jm_text_set_label (self->title_label, summary.title);
  jm_text_set_label (self->times_label, words);
  show_ring (self, &summary);
}

/* --- faces */

/* The computer's rows are always there; without an account nothing needs them. */
static gboolean
has_accounts (JmHealthPage *self)
{
  g_autoptr (JmHealthCheck) first = g_list_model_get_item (G_LIST_MODEL (self->health), 0);

  return first != NULL && jm_health_check_get_account (first) != NULL;
}

static void
show_face (JmHealthPage *self)
{
  const char *face = "content";

  if (!has_accounts (self))
    face = "empty";
  else if (jm_health_get_level (self->health) == JM_HEALTH_UNKNOWN)
    face = "loading";

  gtk_stack_set_visible_child_name (self->stack, face);
  tick_cb (GTK_WIDGET (self));
}

/* --- the rows */

static void
name_group (AdwPreferencesGroup *group,
            JmAccount           *account)
{
  g_autofree char *title = jm_text_as_markup (account != NULL ? jm_account_get_name (account) : _("This Computer"));

  adw_preferences_group_set_title (group, title);
}

static GtkWidget *
create_row (JmHealthPage  *self,
            JmHealthCheck *check)
{
  GtkWidget *row = jm_health_row_new (check);

  jm_health_row_set_narrow (JM_HEALTH_ROW (row), self->narrow);
  g_signal_connect_object (check, "checked", G_CALLBACK (show_face), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->rows, row);

  return row;
}

static void
clear_groups (JmHealthPage *self)
{
  GtkWidget *child;

  for (guint i = 0; i < self->rows->len; i++)
    {
      JmHealthCheck *check = jm_health_row_get_check (g_ptr_array_index (self->rows, i));

      g_signal_handlers_disconnect_by_func (check, show_face, self);
    }
  g_ptr_array_set_size (self->rows, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->groups))) != NULL)
    gtk_box_remove (self->groups, child);
}

static void
rows_changed_cb (JmHealthPage *self)
{
  AdwPreferencesGroup *group = NULL;
  JmAccount *account = NULL;

  clear_groups (self);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->health)); i++)
    {
      g_autoptr (JmHealthCheck) check = g_list_model_get_item (G_LIST_MODEL (self->health), i);

      if (group == NULL || jm_health_check_get_account (check) != account)
        {
          account = jm_health_check_get_account (check);
          group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
          name_group (group, account);
          gtk_box_append (self->groups, GTK_WIDGET (group));
        }
      adw_preferences_group_add (group, create_row (self, check));
    }
  show_face (self);
}

static void
breakpoint_changed_cb (JmHealthPage *self)
{
  self->narrow = gtk_orientable_get_orientation (GTK_ORIENTABLE (self->summary)) == GTK_ORIENTATION_VERTICAL;
  for (guint i = 0; i < self->rows->len; i++)
    jm_health_row_set_narrow (g_ptr_array_index (self->rows, i), self->narrow);
}

/* --- asked for by the person */

typedef struct
{
  JmHealthPage *page;
  JmHealth     *health;
  GCancellable *cancellable;
} Wish;

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  g_object_unref (wish->page);
  g_object_unref (wish->health);
  g_object_unref (wish->cancellable);
  g_free (wish);
}

static DexFuture *
check_fiber (gpointer data)
{
  Wish *wish = data;
  g_auto (JmHealthSummary) summary = { 0 };

  if (!dex_await (jm_health_check (wish->health, wish->cancellable), NULL) ||
      g_cancellable_is_cancelled (wish->cancellable))
    return dex_future_new_true ();

  jm_health_summarize (wish->health, &summary);
  jm_text_announce (GTK_WIDGET (wish->page), summary.title, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);

  return dex_future_new_true ();
}

void
jm_health_page_check (JmHealthPage *self)
{
  Wish *wish;

  g_return_if_fail (JM_IS_HEALTH_PAGE (self));

  wish = g_new0 (Wish, 1);
  wish->page = g_object_ref (self);
  wish->health = g_object_ref (self->health);
  wish->cancellable = g_object_ref (self->cancellable);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, check_fiber, wish, wish_free));
}

/* --- GObject */

static void
jm_health_page_dispose (GObject *object)
{
  JmHealthPage *self = JM_HEALTH_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  if (self->groups != NULL)
    clear_groups (self);
  g_clear_object (&self->ticker);
  g_clear_object (&self->health);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (jm_health_page_parent_class)->dispose (object);
}

static void
jm_health_page_finalize (GObject *object)
{
  JmHealthPage *self = JM_HEALTH_PAGE (object);

  g_clear_object (&self->cancellable);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (jm_health_page_parent_class)->finalize (object);
}

static void
jm_health_page_class_init (JmHealthPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jm_health_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = jm_health_page_finalize;

  g_type_ensure (JM_TYPE_TOKEN_RING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/JiraMonitor/window/health/jm-health-page.ui");
  gtk_widget_class_bind_template_child (widget_class, JmHealthPage, bin);
  gtk_widget_class_bind_template_child (widget_class, JmHealthPage, button);
  gtk_widget_class_bind_template_child (widget_class, JmHealthPage, groups);
  gtk_widget_class_bind_template_child (widget_class, JmHealthPage, ring);
  gtk_widget_class_bind_template_child (widget_class, JmHealthPage, stack);
  gtk_widget_class_bind_template_child (widget_class, JmHealthPage, summary);
  gtk_widget_class_bind_template_child (widget_class, JmHealthPage, times_label);
  gtk_widget_class_bind_template_child (widget_class, JmHealthPage, title_label);
}

static void
jm_health_page_init (JmHealthPage *self)
{
  self->cancellable = g_cancellable_new ();
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->summary, "notify::orientation", G_CALLBACK (breakpoint_changed_cb), self,
                           G_CONNECT_SWAPPED);
  self->ticker = jm_ticker_new (GTK_WIDGET (self), TICK_SECONDS, tick_cb);
}

JmHealthPage *
jm_health_page_new (JmMonitor *monitor)
{
  JmHealthPage *self;

  g_return_val_if_fail (JM_IS_MONITOR (monitor), NULL);

  self = g_object_new (JM_TYPE_HEALTH_PAGE, NULL);
  self->monitor = g_object_ref (monitor);
  self->health = g_object_ref (jm_health_get (monitor));
  g_signal_connect_object (self->health, "items-changed", G_CALLBACK (rows_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->health, "notify", G_CALLBACK (tick_cb), self, G_CONNECT_SWAPPED);
  rows_changed_cb (self);

  return self;
}
