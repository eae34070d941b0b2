/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-issue-columns.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "issues/jm-issue-cells.h"
#include "issues/jm-issue-column-menu.h"

/* The keys of the settings: names in their order; name → width in sp, of those that were resized */
#define COLUMNS_SETTING "issue-columns"
#define WIDTHS_SETTING  "issue-column-widths"

#define NO_SORT JM_N_ISSUE_SORTS

struct _JmIssueColumns
{
  GObject             parent_instance;

  GtkColumnView      *view;     /* NULL when it has ended */
  GSettings          *settings;
  GSimpleActionGroup *actions;
  GMenu              *menu;
  GHashTable         *widths;   /* name → sp, of those that somebody resized */
  JmIssueSort         sort;
  gboolean            descending;
  gboolean            working;  /* what changes now was not a person */
  guint               saving;
};

G_DEFINE_FINAL_TYPE (JmIssueColumns, jm_issue_columns, G_TYPE_OBJECT)

typedef enum
{
  SIGNAL_SORT_CHANGED,
} JmIssueColumnsSignal;

static guint signals[SIGNAL_SORT_CHANGED + 1];

typedef struct
{
  const char *name;
  const char *title;            /* translatable */
  JmIssueSort sort;
  int         width;            /* sp, so that large text gets wider columns; 0: what is left */
  gboolean    fixed;            /* always there */
} Column;

static const Column columns[] = {
  { "key", N_("Key"), JM_ISSUE_SORT_KEY, 136, TRUE },
  { "summary", N_("Summary"), JM_ISSUE_SORT_SUMMARY, 0, TRUE },
  { "type", N_("Type"), JM_ISSUE_SORT_KIND, 108, FALSE },
  { "status", N_("Status"), JM_ISSUE_SORT_STATUS, 170, FALSE },
  { "priority", N_("Priority"), JM_ISSUE_SORT_PRIORITY, 108, FALSE },
  { "assignee", N_("Assignee"), JM_ISSUE_SORT_ASSIGNEE, 204, FALSE },
  { "reporter", N_("Reporter"), NO_SORT, 204, FALSE },
  { "created", N_("Created"), JM_ISSUE_SORT_CREATED, 112, FALSE },
  { "updated", N_("Updated"), JM_ISSUE_SORT_UPDATED, 112, FALSE },
  { "resolved", N_("Resolved"), NO_SORT, 112, FALSE },
  /* Translators: the day until which an issue is to be done */
  { "due", N_("Due"), NO_SORT, 112, FALSE },
};

static const Column *
find_facts (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      if (g_strcmp0 (columns[i].name, name) == 0)
        return &columns[i];
    }

  return NULL;
}

static GtkColumnViewColumn *
find_column (JmIssueColumns *self,
             const char     *name,
             guint          *position)
{
  GListModel *model = gtk_column_view_get_columns (self->view);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (model, i);

      if (position != NULL)
        *position = i;
      /* The view holds it, too. */
      if (g_strcmp0 (gtk_column_view_column_get_id (column), name) == 0)
        return column;
    }

  return NULL;
}

/* --- widths */

static double
get_sp (JmIssueColumns *self)
{
  return adw_length_unit_to_px (ADW_LENGTH_UNIT_SP, 1,
                                gtk_widget_get_settings (GTK_WIDGET (self->view)));
}

static void
update_widths (JmIssueColumns *self)
{
  double sp;

  if (self->view == NULL)
    return;

  sp = get_sp (self);
  self->working = TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      gpointer own = g_hash_table_lookup (self->widths, columns[i].name);
      int width = own != NULL ? GPOINTER_TO_INT (own) : columns[i].width;

      gtk_column_view_column_set_fixed_width (find_column (self, columns[i].name, NULL),
                                              width > 0 ? (int) (width * sp) : -1);
    }
  self->working = FALSE;
}

/* --- what is remembered */

static void
save_columns (JmIssueColumns *self)
{
  GListModel *model = gtk_column_view_get_columns (self->view);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) shown = NULL;
  GVariantBuilder widths;
  GHashTableIter iter;
  gpointer name, width;

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (model, i);

      if (gtk_column_view_column_get_visible (column))
        g_strv_builder_add (names, gtk_column_view_column_get_id (column));
    }

  g_variant_builder_init (&widths, G_VARIANT_TYPE ("a{si}"));
  g_hash_table_iter_init (&iter, self->widths);
  while (g_hash_table_iter_next (&iter, &name, &width))
    g_variant_builder_add (&widths, "{si}", name, GPOINTER_TO_INT (width));

  shown = g_strv_builder_end (names);
  g_settings_set_strv (self->settings, COLUMNS_SETTING, (const char *const *) shown);
  g_settings_set_value (self->settings, WIDTHS_SETTING, g_variant_builder_end (&widths));
}

static gboolean
save_cb (gpointer user_data)
{
  JmIssueColumns *self = user_data;

  self->saving = 0;
  save_columns (self);

  return G_SOURCE_REMOVE;
}

/* A column that is dragged changes with every motion of the pointer. */
static void
changed_cb (JmIssueColumns *self)
{
  if (!self->working && self->view != NULL && self->saving == 0)
    self->saving = g_timeout_add (500, save_cb, self);
}

static void
width_changed_cb (JmIssueColumns      *self,
                  GParamSpec          *pspec,
                  GtkColumnViewColumn *column)
{
  int width = gtk_column_view_column_get_fixed_width (column);

  if (self->working || self->view == NULL || width <= 0)
    return;

  g_hash_table_insert (self->widths, g_strdup (gtk_column_view_column_get_id (column)),
                       GINT_TO_POINTER (MAX ((int) (width / get_sp (self) + 0.5), 1)));
  changed_cb (self);
}

/* Shown are those with these names, in this order; behind them wait the others. */
static void
arrange (JmIssueColumns    *self,
         const char *const *names)
{
  guint place = 0;

  self->working = TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    gtk_column_view_column_set_visible (find_column (self, columns[i].name, NULL),
                                        columns[i].fixed ||
                                            g_strv_contains (names, columns[i].name));

  for (guint i = 0; names[i] != NULL; i++)
    {
      guint position;
      GtkColumnViewColumn *column = find_column (self, names[i], &position);

      /* A name twice is a name that stands already. */
      if (column == NULL || position < place)
        continue;
      g_object_ref (column);
      gtk_column_view_insert_column (self->view, place++, column);
      g_object_unref (column);
    }
  self->working = FALSE;
}

static void
restore (JmIssueColumns *self)
{
  g_autoptr (GVariant) widths = g_settings_get_value (self->settings, WIDTHS_SETTING);
  g_auto (GStrv) names = g_settings_get_strv (self->settings, COLUMNS_SETTING);
  GVariantIter iter;
  const char *name;
  int width;

  g_hash_table_remove_all (self->widths);
  g_variant_iter_init (&iter, widths);
  while (g_variant_iter_loop (&iter, "{&si}", &name, &width))
    {
      if (find_facts (name) != NULL && width > 0 && width <= G_MAXINT16)
        g_hash_table_insert (self->widths, g_strdup (name), GINT_TO_POINTER (width));
    }

  arrange (self, (const char *const *) names);
  update_widths (self);
}

/* --- the order */

static void
show_sort (JmIssueColumns *self)
{
  GtkColumnViewColumn *column = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      if (columns[i].sort == self->sort)
        column = find_column (self, columns[i].name, NULL);
    }

  /* The view remembers what it was sorted by before, and would show that too. */
  self->working = TRUE;
  gtk_column_view_sort_by_column (self->view, NULL, GTK_SORT_ASCENDING);
  gtk_column_view_sort_by_column (self->view, column,
                                  self->descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
  self->working = FALSE;
}

static void
choose_sort (JmIssueColumns *self,
             JmIssueSort     sort,
             gboolean        descending)
{
  jm_issue_columns_set_sort (self, sort, descending);
  g_signal_emit (self, signals[SIGNAL_SORT_CHANGED], 0);
}

static void
sorter_changed_cb (JmIssueColumns *self)
{
  GtkColumnViewSorter *sorter;
  GtkColumnViewColumn *column;
  const Column *facts = NULL;

  if (self->working || self->view == NULL)
    return;

  sorter = GTK_COLUMN_VIEW_SORTER (gtk_column_view_get_sorter (self->view));
  column = gtk_column_view_sorter_get_primary_sort_column (sorter);
  if (column != NULL)
    facts = find_facts (gtk_column_view_column_get_id (column));
  if (facts != NULL)
    choose_sort (self, facts->sort,
                 gtk_column_view_sorter_get_primary_sort_order (sorter) == GTK_SORT_DESCENDING);
}

/* --- actions */

static void
sort_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  JmIssueColumns *self = user_data;
  const char *name;
  gboolean descending;
  const Column *facts;

  g_variant_get (parameter, "(&sb)", &name, &descending);
  facts = find_facts (name);
  if (facts == NULL || facts->sort == NO_SORT || self->view == NULL)
    return;

  choose_sort (self, facts->sort, descending);
}

static void
hide_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  JmIssueColumns *self = user_data;
  const Column *facts = find_facts (g_variant_get_string (parameter, NULL));

  if (facts != NULL && !facts->fixed && self->view != NULL)
    gtk_column_view_column_set_visible (find_column (self, facts->name, NULL), FALSE);
}

/* Past the next one that is shown. */
static void
move_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  JmIssueColumns *self = user_data;
  g_autoptr (GtkColumnViewColumn) column = NULL;
  GListModel *model;
  const char *name;
  guint position;
  int step;

  g_variant_get (parameter, "(&si)", &name, &step);
  if (self->view == NULL || (step != 1 && step != -1) ||
      !(column = find_column (self, name, &position)))
    return;

  g_object_ref (column);
  model = gtk_column_view_get_columns (self->view);
  for (guint i = position + step; i < g_list_model_get_n_items (model); i += step)
    {
      g_autoptr (GtkColumnViewColumn) other = g_list_model_get_item (model, i);

      if (!gtk_column_view_column_get_visible (other))
        continue;
      gtk_column_view_insert_column (self->view, i, column);
      break;
    }
}

static void
reset_action (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  JmIssueColumns *self = user_data;

  if (self->view == NULL)
    return;

  g_clear_handle_id (&self->saving, g_source_remove);
  g_settings_reset (self->settings, COLUMNS_SETTING);
  g_settings_reset (self->settings, WIDTHS_SETTING);
  restore (self);
}

static const GActionEntry entries[] = {
  { "hide", hide_action, "s" },
  { "move", move_action, "(si)" },
  { "reset", reset_action },
  { "sort", sort_action, "(sb)" },
};

/* --- menus */

static void
make_menu (JmIssueColumns *self)
{
  g_autoptr (GMenu) shown = g_menu_new ();
  g_autoptr (GMenu) all = g_menu_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_autofree char *action = g_strdup_printf ("columns.%s", columns[i].name);

      if (!columns[i].fixed)
        g_menu_append (shown, _(columns[i].title), action);
    }
  g_menu_append (all, _("_Reset"), "columns.reset");

  self->menu = g_menu_new ();
  g_menu_append_section (self->menu, NULL, G_MENU_MODEL (shown));
  g_menu_append_section (self->menu, NULL, G_MENU_MODEL (all));
}

/* --- making them */

static void
make_column (JmIssueColumns *self,
             const Column   *facts,
             JmMinute       *minute)
{
  GtkListItemFactory *factory = jm_issue_cells_new_factory (facts->name, minute);
  g_autoptr (GtkColumnViewColumn) column =
      gtk_column_view_column_new (_(facts->title), factory);
  g_autoptr (GMenuModel) menu = jm_issue_column_menu_new (
      facts->name, facts->sort != NO_SORT, !facts->fixed, G_MENU_MODEL (self->menu));

  gtk_column_view_column_set_id (column, facts->name);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_expand (column, facts->width == 0);
  gtk_column_view_column_set_header_menu (column, menu);
  if (facts->sort != NO_SORT)
    {
      /* It never compares: the store sorts. It makes the header one that is clicked. */
      g_autoptr (GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (NULL, NULL, NULL));

      gtk_column_view_column_set_sorter (column, sorter);
    }
  if (!facts->fixed)
    {
      g_autoptr (GPropertyAction) shown = g_property_action_new (facts->name, column, "visible");

      g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (shown));
    }

  gtk_column_view_append_column (self->view, column);
  g_signal_connect_object (column, "notify::visible", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (column, "notify::fixed-width", G_CALLBACK (width_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

/* --- overrides */

static void
jm_issue_columns_dispose (GObject *object)
{
  JmIssueColumns *self = JM_ISSUE_COLUMNS (object);

  jm_issue_columns_end (self);
  g_clear_object (&self->actions);
  g_clear_object (&self->menu);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (jm_issue_columns_parent_class)->dispose (object);
}

static void
jm_issue_columns_finalize (GObject *object)
{
  g_clear_pointer (&JM_ISSUE_COLUMNS (object)->widths, g_hash_table_unref);

  G_OBJECT_CLASS (jm_issue_columns_parent_class)->finalize (object);
}

static void
jm_issue_columns_class_init (JmIssueColumnsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = jm_issue_columns_dispose;
  object_class->finalize = jm_issue_columns_finalize;

  signals[SIGNAL_SORT_CHANGED] =
      g_signal_new ("sort-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 0);
}

static void
jm_issue_columns_init (JmIssueColumns *self)
{
  self->actions = g_simple_action_group_new ();
  self->widths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->sort = JM_ISSUE_SORT_UPDATED;
  self->descending = TRUE;
}

/* --- public */

/**
 * jm_issue_columns_new:
 * @view: a table without columns
 * @minute: what the ages in it follow
 * @settings: where the columns are remembered
 *
 * Returns: (transfer full): its columns
 */
JmIssueColumns *
jm_issue_columns_new (GtkColumnView *view,
                      JmMinute      *minute,
                      GSettings     *settings)
{
  JmIssueColumns *self;

  g_return_val_if_fail (GTK_IS_COLUMN_VIEW (view), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (JM_TYPE_ISSUE_COLUMNS, NULL);
  self->view = view;
  self->settings = g_object_ref (settings);
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
  make_menu (self);
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    make_column (self, &columns[i], minute);
  restore (self);
  show_sort (self);

  g_signal_connect_object (gtk_column_view_get_columns (view), "items-changed",
                           G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_column_view_get_sorter (view), "changed",
                           G_CALLBACK (sorter_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_widget_get_settings (GTK_WIDGET (view)), "notify::gtk-xft-dpi",
                           G_CALLBACK (update_widths), self, G_CONNECT_SWAPPED);

  return self;
}

GActionGroup *
jm_issue_columns_get_actions (JmIssueColumns *self)
{
  g_return_val_if_fail (JM_IS_ISSUE_COLUMNS (self), NULL);

  return G_ACTION_GROUP (self->actions);
}

GMenuModel *
jm_issue_columns_get_menu (JmIssueColumns *self)
{
  g_return_val_if_fail (JM_IS_ISSUE_COLUMNS (self), NULL);

  return G_MENU_MODEL (self->menu);
}

JmIssueSort
jm_issue_columns_get_sort (JmIssueColumns *self,
                           gboolean       *descending)
{
  g_return_val_if_fail (JM_IS_ISSUE_COLUMNS (self), JM_ISSUE_SORT_UPDATED);

  *descending = self->descending;

  return self->sort;
}

void
jm_issue_columns_set_sort (JmIssueColumns *self,
                           JmIssueSort     sort,
                           gboolean        descending)
{
  g_return_if_fail (JM_IS_ISSUE_COLUMNS (self));
  g_return_if_fail (sort < JM_N_ISSUE_SORTS);

  self->sort = sort;
  self->descending = !!descending;
  if (self->view != NULL)
    show_sort (self);
}

void
jm_issue_columns_end (JmIssueColumns *self)
{
  g_return_if_fail (JM_IS_ISSUE_COLUMNS (self));

  if (self->saving != 0)
    save_columns (self);
  g_clear_handle_id (&self->saving, g_source_remove);
  self->view = NULL;
}
