/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-issue-table.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "issues/jm-issue-row.h"
#include "jm-text.h"
#include "widgets/jm-age-label.h"
#include "widgets/jm-issue-icon.h"
#include "widgets/jm-lozenge.h"

struct _JmIssueTable
{
  GtkWidget           parent_instance;

  GtkStack           *stack;
  GtkScrolledWindow  *wide_scroller;
  GtkScrolledWindow  *narrow_scroller;
  GtkColumnView      *column_view;
  GtkListView        *list_view;
  GtkColumnViewColumn *updated_column;

  JmMinute           *minute;
  GtkSingleSelection *selection;
  GtkPopover         *menu;
  gboolean            narrow;
  gboolean            sorting_by_hand;
};

G_DEFINE_FINAL_TYPE (JmIssueTable, jm_issue_table, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_NARROW = 1,
  PROP_SELECTED,
} JmIssueTableProperty;

static GParamSpec *properties[PROP_SELECTED + 1];

typedef enum
{
  SIGNAL_SORT_CHANGED,
  SIGNAL_ACTIVATE_ISSUE,
} JmIssueTableSignal;

static guint signals[SIGNAL_ACTIVATE_ISSUE + 1];

/* --- what the templates of the cells ask; an unbound cell has no issue */

static char *
issue_dup_key (GtkListItem *item,
               JmIssue     *issue)
{
  return jm_text_line (issue ? jm_issue_get_key (issue) : NULL);
}

static char *
issue_dup_kind (GtkListItem *item,
                JmIssue     *issue)
{
  return g_strdup (issue ? jm_issue_get_kind (issue) : NULL);
}

static char *
issue_dup_summary (GtkListItem *item,
                   JmIssue     *issue)
{
  return jm_text_line (issue ? jm_issue_get_summary (issue) : NULL);
}

static char *
issue_dup_status (GtkListItem *item,
                  JmIssue     *issue)
{
  return g_strdup (issue ? jm_issue_get_status (issue) : NULL);
}

static char *
issue_dup_category (GtkListItem *item,
                    JmIssue     *issue)
{
  return g_strdup (issue ? jm_issue_get_status_category (issue) : NULL);
}

static char *
issue_dup_priority (GtkListItem *item,
                    JmIssue     *issue)
{
  return g_strdup (issue ? jm_issue_get_priority (issue) : NULL);
}

static char *
issue_dup_priority_words (GtkListItem *item,
                          JmIssue     *issue)
{
  return jm_text_line (issue ? jm_issue_get_priority (issue) : NULL);
}

static char *
issue_dup_assignee (GtkListItem *item,
                    JmIssue     *issue)
{
  return g_strdup (issue ? jm_issue_get_assignee (issue) : NULL);
}

static gboolean
issue_has_assignee (GtkListItem *item,
                    JmIssue     *issue)
{
  return issue != NULL && jm_issue_get_assignee (issue) != NULL;
}

static gboolean
issue_has_no_assignee (GtkListItem *item,
                       JmIssue     *issue)
{
  return issue != NULL && jm_issue_get_assignee (issue) == NULL;
}

static char *
issue_dup_assignee_words (GtkListItem *item,
                          JmIssue     *issue)
{
  const char *assignee = issue ? jm_issue_get_assignee (issue) : NULL;

  if (issue != NULL && assignee == NULL)
    return g_strdup (_("Unassigned"));

  return jm_text_line (assignee);
}

/* --- columns and orders */

/* Widths in sp, so that large text gets wider columns; 0: as wide as it needs, or as there is room. */
static const struct
{
  const char *id;
  JmIssueSort sort;
  int         width;
} columns[] = {
  { "key", JM_ISSUE_SORT_KEY, 122 },
  { "summary", JM_ISSUE_SORT_SUMMARY, 0 },
  { "status", JM_ISSUE_SORT_STATUS, 170 },
  { "priority", JM_ISSUE_SORT_PRIORITY, 108 },
  { "assignee", JM_ISSUE_SORT_ASSIGNEE, 204 },
  { "updated", JM_ISSUE_SORT_UPDATED, 112 },
};

static GtkColumnViewColumn *
find_column (JmIssueTable *self,
             const char   *id)
{
  GListModel *model = gtk_column_view_get_columns (self->column_view);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (model, i);

      /* The view holds it, too. */
      if (g_strcmp0 (gtk_column_view_column_get_id (column), id) == 0)
        return column;
    }

  return NULL;
}

static void
update_widths (JmIssueTable *self)
{
  GtkSettings *settings = gtk_widget_get_settings (GTK_WIDGET (self));

  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      if (columns[i].width > 0)
        gtk_column_view_column_set_fixed_width (find_column (self, columns[i].id),
                                                (int) adw_length_unit_to_px (ADW_LENGTH_UNIT_SP, columns[i].width,
                                                                             settings));
    }
}

static void
sorter_changed_cb (JmIssueTable *self)
{
  if (!self->sorting_by_hand)
    g_signal_emit (self, signals[SIGNAL_SORT_CHANGED], 0);
}

/* --- rows whose age needs the minute */

static void
setup_age_cb (GtkSignalListItemFactory *factory,
              GtkListItem              *item,
              JmIssueTable             *self)
{
  GtkWidget *label = jm_age_label_new (self->minute);

  gtk_widget_add_css_class (label, "dimmed");
  gtk_list_item_set_child (item, label);
}

static void
bind_age_cb (GtkSignalListItemFactory *factory,
             GtkListItem              *item,
             JmIssueTable             *self)
{
  jm_age_label_set_time_ms (JM_AGE_LABEL (gtk_list_item_get_child (item)),
                            jm_issue_get_updated_ms (gtk_list_item_get_item (item)));
}

static void
setup_row_cb (GtkSignalListItemFactory *factory,
              GtkListItem              *item,
              JmIssueTable             *self)
{
  gtk_list_item_set_child (item, jm_issue_row_new (self->minute));
}

static void
bind_row_cb (GtkSignalListItemFactory *factory,
             GtkListItem              *item,
             JmIssueTable             *self)
{
  JmIssue *issue = gtk_list_item_get_item (item);

  jm_issue_row_set_issue (JM_ISSUE_ROW (gtk_list_item_get_child (item)), issue);
  gtk_list_item_set_accessible_label (item, jm_issue_get_key (issue));
}

static GtkListItemFactory *
make_factory (JmIssueTable *self,
              GCallback     setup,
              GCallback     bind)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect_object (factory, "setup", setup, self, 0);
  g_signal_connect_object (factory, "bind", bind, self, 0);

  return factory;
}

/* --- selection, activation, menu */

static void
selection_changed_cb (JmIssueTable *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED]);
}

static void
activate_cb (JmIssueTable *self,
             guint         position)
{
  g_autoptr (JmIssue) issue = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (issue != NULL)
    g_signal_emit (self, signals[SIGNAL_ACTIVATE_ISSUE], 0, issue);
}

static GtkWidget *
get_view (JmIssueTable *self)
{
  return self->narrow ? GTK_WIDGET (self->list_view) : GTK_WIDGET (self->column_view);
}

static void
open_menu (JmIssueTable *self,
           double        x,
           double        y)
{
  if (self->menu == NULL || jm_issue_table_get_selected (self) == NULL)
    return;

  gtk_popover_set_pointing_to (self->menu, &(GdkRectangle) { (int) x, (int) y, 1, 1 });
  gtk_popover_popup (self->menu);
}

/* A right click selects what is under it first, by the row's own action: the rows of a list view are not ours to ask. */
static void
right_click_cb (JmIssueTable    *self,
                int              n_press,
                double           x,
                double           y,
                GtkGestureClick *gesture)
{
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);

  while (picked != NULL && picked != GTK_WIDGET (self))
    {
      if (gtk_widget_activate_action (picked, "listitem.select", "(bb)", FALSE, FALSE))
        break;
      picked = gtk_widget_get_parent (picked);
    }

  open_menu (self, x, y);
}

static void
open_menu_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  JmIssueTable *self = JM_ISSUE_TABLE (widget);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  graphene_rect_t bounds;

  if (focus != NULL && gtk_widget_is_ancestor (focus, widget) && gtk_widget_compute_bounds (focus, widget, &bounds))
    open_menu (self, bounds.origin.x + 24, bounds.origin.y + bounds.size.height);
  else
    open_menu (self, 24, 24);
}

static void
update_layout (JmIssueTable *self)
{
  gtk_stack_set_visible_child_name (self->stack, self->narrow ? "narrow" : "wide");
  /* Only the view that is seen makes rows. */
  gtk_column_view_set_model (self->column_view, self->narrow ? NULL : GTK_SELECTION_MODEL (self->selection));
  gtk_list_view_set_model (self->list_view, self->narrow ? GTK_SELECTION_MODEL (self->selection) : NULL);
}

/* --- overrides */

static gboolean
jm_issue_table_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (get_view (JM_ISSUE_TABLE (widget)));
}

static void
jm_issue_table_size_allocate (GtkWidget *widget,
                              int        width,
                              int        height,
                              int        baseline)
{
  JmIssueTable *self = JM_ISSUE_TABLE (widget);

  gtk_widget_size_allocate (GTK_WIDGET (self->stack), &(GtkAllocation) { 0, 0, width, height }, baseline);
  if (self->menu != NULL)
    gtk_popover_present (self->menu);
}

static void
jm_issue_table_measure (GtkWidget      *widget,
                        GtkOrientation  orientation,
                        int             for_size,
                        int            *minimum,
                        int            *natural,
                        int            *minimum_baseline,
                        int            *natural_baseline)
{
  gtk_widget_measure (GTK_WIDGET (JM_ISSUE_TABLE (widget)->stack), orientation, for_size, minimum, natural, NULL, NULL);
}

static void
jm_issue_table_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  JmIssueTable *self = JM_ISSUE_TABLE (object);

  switch ((JmIssueTableProperty) prop_id)
    {
    case PROP_NARROW:
      g_value_set_boolean (value, self->narrow);
      break;
    case PROP_SELECTED:
      g_value_set_object (value, jm_issue_table_get_selected (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_issue_table_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  switch ((JmIssueTableProperty) prop_id)
    {
    case PROP_NARROW:
      jm_issue_table_set_narrow (JM_ISSUE_TABLE (object), g_value_get_boolean (value));
      break;
    case PROP_SELECTED:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_issue_table_dispose (GObject *object)
{
  JmIssueTable *self = JM_ISSUE_TABLE (object);

  if (self->menu != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->menu));
  self->menu = NULL;
  /* Columns that go change the order, too. */
  self->sorting_by_hand = TRUE;
  gtk_widget_dispose_template (GTK_WIDGET (object), JM_TYPE_ISSUE_TABLE);
  g_clear_object (&self->selection);
  g_clear_object (&self->minute);

  G_OBJECT_CLASS (jm_issue_table_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/JiraMonitor/window/issues/jm-issue-table.ui");
  gtk_widget_class_bind_template_child (widget_class, JmIssueTable, column_view);
  gtk_widget_class_bind_template_child (widget_class, JmIssueTable, list_view);
  gtk_widget_class_bind_template_child (widget_class, JmIssueTable, narrow_scroller);
  gtk_widget_class_bind_template_child (widget_class, JmIssueTable, stack);
  gtk_widget_class_bind_template_child (widget_class, JmIssueTable, updated_column);
  gtk_widget_class_bind_template_child (widget_class, JmIssueTable, wide_scroller);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, issue_dup_assignee);
  gtk_widget_class_bind_template_callback (widget_class, issue_dup_assignee_words);
  gtk_widget_class_bind_template_callback (widget_class, issue_dup_category);
  gtk_widget_class_bind_template_callback (widget_class, issue_dup_key);
  gtk_widget_class_bind_template_callback (widget_class, issue_dup_kind);
  gtk_widget_class_bind_template_callback (widget_class, issue_dup_priority);
  gtk_widget_class_bind_template_callback (widget_class, issue_dup_priority_words);
  gtk_widget_class_bind_template_callback (widget_class, issue_dup_status);
  gtk_widget_class_bind_template_callback (widget_class, issue_dup_summary);
  gtk_widget_class_bind_template_callback (widget_class, issue_has_assignee);
  gtk_widget_class_bind_template_callback (widget_class, issue_has_no_assignee);
}

static void
jm_issue_table_class_init (JmIssueTableClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = jm_issue_table_get_property;
  object_class->set_property = jm_issue_table_set_property;
  object_class->dispose = jm_issue_table_dispose;
  widget_class->grab_focus = jm_issue_table_grab_focus;
  widget_class->measure = jm_issue_table_measure;
  widget_class->size_allocate = jm_issue_table_size_allocate;

  /** JmIssueTable:narrow: rows of three lines instead of a table. */
  properties[PROP_NARROW] =
      g_param_spec_boolean ("narrow", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  /** JmIssueTable:selected: the chosen issue, or NULL. */
  properties[PROP_SELECTED] =
      g_param_spec_object ("selected", NULL, NULL, JM_TYPE_ISSUE,
                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[SIGNAL_SORT_CHANGED] =
      g_signal_new ("sort-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ACTIVATE_ISSUE] =
      g_signal_new ("activate-issue", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                    JM_TYPE_ISSUE);

  g_type_ensure (JM_TYPE_ISSUE_ICON);
  g_type_ensure (JM_TYPE_LOZENGE);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "issues.menu", NULL, open_menu_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "issues.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "issues.menu", NULL);
}

static void
jm_issue_table_init (JmIssueTable *self)
{
  g_autoptr (GtkListItemFactory) ages = make_factory (self, G_CALLBACK (setup_age_cb), G_CALLBACK (bind_age_cb));
  g_autoptr (GtkListItemFactory) rows = make_factory (self, G_CALLBACK (setup_row_cb), G_CALLBACK (bind_row_cb));
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_widget_init_template (GTK_WIDGET (self));

  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selection_changed_cb), self,
                           G_CONNECT_SWAPPED);

  gtk_column_view_column_set_factory (self->updated_column, ages);
  gtk_list_view_set_factory (self->list_view, rows);
  g_signal_connect_object (gtk_column_view_get_sorter (self->column_view), "changed", G_CALLBACK (sorter_changed_cb),
                           self, G_CONNECT_SWAPPED);
  jm_issue_table_set_sort (self, JM_ISSUE_SORT_UPDATED, TRUE);

  update_widths (self);
  g_signal_connect_object (gtk_widget_get_settings (GTK_WIDGET (self)), "notify::gtk-xft-dpi",
                           G_CALLBACK (update_widths), self, G_CONNECT_SWAPPED);

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect_object (click, "pressed", G_CALLBACK (right_click_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

/* --- public */

void
jm_issue_table_set_minute (JmIssueTable *self,
                           JmMinute     *minute)
{
  g_return_if_fail (JM_IS_ISSUE_TABLE (self));
  g_return_if_fail (JM_IS_MINUTE (minute));

  g_set_object (&self->minute, minute);
}

void
jm_issue_table_set_model (JmIssueTable *self,
                          GListModel   *model)
{
  g_return_if_fail (JM_IS_ISSUE_TABLE (self));
  g_return_if_fail (self->minute != NULL);

  gtk_single_selection_set_model (self->selection, model);
  update_layout (self);
}

void
jm_issue_table_set_menu (JmIssueTable *self,
                         GMenuModel   *menu)
{
  g_return_if_fail (JM_IS_ISSUE_TABLE (self));
  g_return_if_fail (self->menu == NULL);

  self->menu = GTK_POPOVER (gtk_popover_menu_new_from_model (menu));
  gtk_popover_set_has_arrow (self->menu, FALSE);
  gtk_widget_set_halign (GTK_WIDGET (self->menu), GTK_ALIGN_START);
  gtk_widget_set_parent (GTK_WIDGET (self->menu), GTK_WIDGET (self));
}

void
jm_issue_table_set_narrow (JmIssueTable *self,
                           gboolean      narrow)
{
  g_return_if_fail (JM_IS_ISSUE_TABLE (self));

  narrow = !!narrow;
  if (self->narrow == narrow)
    return;

  self->narrow = narrow;
  update_layout (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);
}

JmIssue *
jm_issue_table_get_selected (JmIssueTable *self)
{
  g_return_val_if_fail (JM_IS_ISSUE_TABLE (self), NULL);

  return gtk_single_selection_get_selected_item (self->selection);
}

JmIssueSort
jm_issue_table_get_sort (JmIssueTable *self,
                         gboolean     *descending)
{
  GtkColumnViewSorter *sorter;
  GtkColumnViewColumn *column;

  g_return_val_if_fail (JM_IS_ISSUE_TABLE (self), JM_ISSUE_SORT_UPDATED);

  sorter = GTK_COLUMN_VIEW_SORTER (gtk_column_view_get_sorter (self->column_view));
  column = gtk_column_view_sorter_get_primary_sort_column (sorter);
  *descending = column == NULL || gtk_column_view_sorter_get_primary_sort_order (sorter) == GTK_SORT_DESCENDING;

  for (gsize i = 0; column != NULL && i < G_N_ELEMENTS (columns); i++)
    {
      if (g_strcmp0 (columns[i].id, gtk_column_view_column_get_id (column)) == 0)
        return columns[i].sort;
    }

  return JM_ISSUE_SORT_UPDATED;
}

void
jm_issue_table_set_sort (JmIssueTable *self,
                         JmIssueSort   sort,
                         gboolean      descending)
{
  g_return_if_fail (JM_IS_ISSUE_TABLE (self));

  self->sorting_by_hand = TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      if (columns[i].sort == sort)
        gtk_column_view_sort_by_column (self->column_view, find_column (self, columns[i].id),
                                        descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
    }
  self->sorting_by_hand = FALSE;
}

void
jm_issue_table_scroll_to_top (JmIssueTable *self)
{
  g_return_if_fail (JM_IS_ISSUE_TABLE (self));

  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->wide_scroller), 0);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->narrow_scroller), 0);
}
