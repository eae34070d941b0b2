/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-issue-table.h"

#include "issues/jm-issue-heading.h"
#include "issues/jm-issue-row.h"
#include "widgets/jm-table.h"

struct _JmIssueTable
{
  GtkWidget           parent_instance;

  GtkStack           *stack;
  GtkScrolledWindow  *wide_scroller;
  GtkScrolledWindow  *narrow_scroller;
  GtkColumnView      *column_view;
  GtkListView        *list_view;

  JmMinute           *minute;
  JmIssueColumns     *columns;
  JmIssueSelection        *rows;                   /* NULL without a list */
  JmIssueGroup        group;
  GtkPopover         *menu;
  gboolean            narrow;
  guint               scrolling;              /* to the top, once more */
  guint               frames;                 /* since then */
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

/* --- narrow rows */

static void
setup_row_cb (JmIssueTable *self,
              GtkListItem  *item)
{
  gtk_list_item_set_child (item, jm_issue_row_new (self->minute));
}

static void
bind_row_cb (JmIssueTable *self,
             GtkListItem  *item)
{
  JmIssue *issue = gtk_list_item_get_item (item);

  jm_issue_row_set_issue (JM_ISSUE_ROW (gtk_list_item_get_child (item)), issue);
  gtk_list_item_set_accessible_label (item, jm_issue_get_key (issue));
}

static void
make_rows (JmIssueTable *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_row_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_row_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->list_view, factory);
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
  g_autoptr (JmIssue) issue = g_list_model_get_item (G_LIST_MODEL (self->rows), position);

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

/* A right click selects what is under it first, by the row's own action: the rows of a list view
 * are not ours to ask. */
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

  if (focus != NULL && gtk_widget_is_ancestor (focus, widget) &&
      gtk_widget_compute_bounds (focus, widget, &bounds))
    open_menu (self, bounds.origin.x + 24, bounds.origin.y + bounds.size.height);
  else
    open_menu (self, 24, 24);
}

/* Only the view that is seen makes rows. */
static void
update_layout (JmIssueTable *self)
{
  GtkSelectionModel *model = self->rows ? GTK_SELECTION_MODEL (self->rows) : NULL;

  gtk_stack_set_visible_child_name (self->stack, self->narrow ? "narrow" : "wide");
  gtk_column_view_set_model (self->column_view, self->narrow ? NULL : model);
  gtk_list_view_set_model (self->list_view, self->narrow ? model : NULL);
}

static void
update_headings (JmIssueTable *self)
{
  g_autoptr (GtkListItemFactory) factory = NULL;

  if (self->rows != NULL && self->group != JM_ISSUE_GROUP_NONE)
    factory = jm_issue_heading_new_factory (self->rows, self->group);
  gtk_column_view_set_header_factory (self->column_view, factory);
  gtk_list_view_set_header_factory (self->list_view, factory);
}

static void
sort_changed_cb (JmIssueTable *self)
{
  g_signal_emit (self, signals[SIGNAL_SORT_CHANGED], 0);
}

/* --- overrides */

static gboolean
jm_issue_table_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (get_view (JM_ISSUE_TABLE (widget)));
}

/* Not the usual one: what cannot have the focus itself would be asked to grab it where Tab leaves it, and grab it again. */
static gboolean
jm_issue_table_focus (GtkWidget        *widget,
                      GtkDirectionType  direction)
{
  return gtk_widget_child_focus (GTK_WIDGET (JM_ISSUE_TABLE (widget)->stack), direction);
}

static void
jm_issue_table_size_allocate (GtkWidget *widget,
                              int        width,
                              int        height,
                              int        baseline)
{
  JmIssueTable *self = JM_ISSUE_TABLE (widget);

  gtk_widget_size_allocate (GTK_WIDGET (self->stack), &(GtkAllocation) { 0, 0, width, height },
                            baseline);
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
  gtk_widget_measure (GTK_WIDGET (JM_ISSUE_TABLE (widget)->stack), orientation, for_size, minimum,
                      natural, NULL, NULL);
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
  if (self->columns != NULL)
    jm_issue_columns_end (self->columns);
  gtk_widget_dispose_template (GTK_WIDGET (object), JM_TYPE_ISSUE_TABLE);
  g_clear_object (&self->columns);
  g_clear_object (&self->rows);
  g_clear_object (&self->minute);

  G_OBJECT_CLASS (jm_issue_table_parent_class)->dispose (object);
}

static void
jm_issue_table_class_init (JmIssueTableClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = jm_issue_table_get_property;
  object_class->set_property = jm_issue_table_set_property;
  object_class->dispose = jm_issue_table_dispose;
  widget_class->focus = jm_issue_table_focus;
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
      g_signal_new ("sort-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ACTIVATE_ISSUE] =
      g_signal_new ("activate-issue", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, JM_TYPE_ISSUE);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/example/JiraMonitor/window/issues/jm-issue-table.ui");
  gtk_widget_class_bind_template_child (widget_class, JmIssueTable, column_view);
  gtk_widget_class_bind_template_child (widget_class, JmIssueTable, list_view);
  gtk_widget_class_bind_template_child (widget_class, JmIssueTable, narrow_scroller);
  gtk_widget_class_bind_template_child (widget_class, JmIssueTable, stack);
  gtk_widget_class_bind_template_child (widget_class, JmIssueTable, wide_scroller);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_install_action (widget_class, "issues.menu", NULL, open_menu_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "issues.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "issues.menu",
                                       NULL);
}

static void
jm_issue_table_init (JmIssueTable *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  jm_table_open_backwards (self->column_view);
  make_rows (self);

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect_object (click, "pressed", G_CALLBACK (right_click_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

static void
scroll_to_top (JmIssueTable *self)
{
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->wide_scroller), 0);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->narrow_scroller), 0);
}

static gboolean
scroll_again_cb (GtkWidget     *widget,
                 GdkFrameClock *clock,
                 gpointer       user_data)
{
  JmIssueTable *self = JM_ISSUE_TABLE (widget);

  if (++self->frames < 3)
    return G_SOURCE_CONTINUE;

  self->scrolling = 0;
  self->frames = 0;
  scroll_to_top (self);

  return G_SOURCE_REMOVE;
}

/* --- public */

JmIssueColumns *
jm_issue_table_set_up (JmIssueTable *self,
                       JmMinute     *minute,
                       GSettings    *settings)
{
  g_return_val_if_fail (JM_IS_ISSUE_TABLE (self), NULL);
  g_return_val_if_fail (JM_IS_MINUTE (minute), NULL);
  g_return_val_if_fail (self->columns == NULL, NULL);

  self->minute = g_object_ref (minute);
  self->columns = jm_issue_columns_new (self->column_view, minute, settings);
  g_signal_connect_object (self->columns, "sort-changed", G_CALLBACK (sort_changed_cb), self,
                           G_CONNECT_SWAPPED);

  return self->columns;
}

void
jm_issue_table_set_list (JmIssueTable *self,
                         JmIssueList  *list)
{
  g_return_if_fail (JM_IS_ISSUE_TABLE (self));
  g_return_if_fail (list == NULL || JM_IS_ISSUE_LIST (list));
  g_return_if_fail (list == NULL || self->columns != NULL);

  g_clear_object (&self->rows);
  if (list != NULL)
    {
      self->rows = jm_issue_selection_new (list);
      g_signal_connect_object (self->rows, "notify::selected-issue",
                               G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);
    }
  update_headings (self);
  update_layout (self);
  selection_changed_cb (self);
}

void
jm_issue_table_set_group (JmIssueTable *self,
                          JmIssueGroup  group)
{
  g_return_if_fail (JM_IS_ISSUE_TABLE (self));

  if (self->group == group)
    return;

  self->group = group;
  update_headings (self);
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
  jm_issue_table_scroll_to_top (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);
}

JmIssue *
jm_issue_table_get_selected (JmIssueTable *self)
{
  g_return_val_if_fail (JM_IS_ISSUE_TABLE (self), NULL);

  return self->rows ? jm_issue_selection_get_selected (self->rows) : NULL;
}

gboolean
jm_issue_table_go_to (JmIssueTable *self,
                      gint64        id,
                      gboolean      focus)
{
  GtkListScrollFlags flags = focus ? GTK_LIST_SCROLL_FOCUS : GTK_LIST_SCROLL_NONE;
  guint position;

  g_return_val_if_fail (JM_IS_ISSUE_TABLE (self), FALSE);

  if (self->rows == NULL || !jm_issue_selection_select_id (self->rows, id, &position))
    return FALSE;

  if (self->narrow)
    gtk_list_view_scroll_to (self->list_view, position, flags, NULL);
  else
    gtk_column_view_scroll_to (self->column_view, position, NULL, flags, NULL);

  return TRUE;
}

void
jm_issue_table_scroll_to_top (JmIssueTable *self)
{
  g_return_if_fail (JM_IS_ISSUE_TABLE (self));

  scroll_to_top (self);
  /* The view stays with the rows that it shows while their places change, and only then makes the
   * heading over the first one. */
  self->frames = 0;
  if (self->scrolling == 0)
    self->scrolling =
        gtk_widget_add_tick_callback (GTK_WIDGET (self), scroll_again_cb, NULL, NULL);
}
