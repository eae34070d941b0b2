/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-issue-selection.h"

struct _JmIssueSelection
{
  GObject      parent_instance;

  JmIssueList *list;
  gint64       selected_id;     /* 0: none */
  guint        selected;        /* GTK_INVALID_LIST_POSITION: none, or not in the list now */
  JmIssue     *issue;           /* that one */
};

typedef enum
{
  PROP_SELECTED_ISSUE = 1,
} JmIssueSelectionProperty;

static GParamSpec *properties[PROP_SELECTED_ISSUE + 1];

/* --- GListModel */

static GType
get_item_type (GListModel *model)
{
  return JM_TYPE_ISSUE;
}

static guint
get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (JM_ISSUE_SELECTION (model)->list));
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  return g_list_model_get_item (G_LIST_MODEL (JM_ISSUE_SELECTION (model)->list), position);
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* --- GtkSectionModel */

static void
get_section (GtkSectionModel *model,
             guint            position,
             guint           *start,
             guint           *end)
{
  jm_issue_list_get_section (JM_ISSUE_SELECTION (model)->list, position, start, end);
}

static void
section_model_iface_init (GtkSectionModelInterface *iface)
{
  iface->get_section = get_section;
}

/* --- GtkSelectionModel */

static void
set_selected (JmIssueSelection *self,
              guint             position)
{
  g_autoptr (JmIssue) issue = NULL;

  if (position != GTK_INVALID_LIST_POSITION)
    issue = g_list_model_get_item (G_LIST_MODEL (self->list), position);
  self->selected = issue != NULL ? position : GTK_INVALID_LIST_POSITION;
  if (g_set_object (&self->issue, issue))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED_ISSUE]);
}

static void
tell_selection (JmIssueSelection *self,
                guint             old)
{
  guint first = MIN (old, self->selected);
  guint last = MAX (old, self->selected);

  if (first == GTK_INVALID_LIST_POSITION)
    return;
  if (last == GTK_INVALID_LIST_POSITION)
    last = first;
  gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), first, last - first + 1);
}

static gboolean
is_selected (GtkSelectionModel *model,
             guint              position)
{
  return JM_ISSUE_SELECTION (model)->selected == position;
}

static GtkBitset *
get_selection_in_range (GtkSelectionModel *model,
                        guint              position,
                        guint              n_items)
{
  JmIssueSelection *self = JM_ISSUE_SELECTION (model);
  GtkBitset *selection = gtk_bitset_new_empty ();

  if (self->selected != GTK_INVALID_LIST_POSITION)
    gtk_bitset_add (selection, self->selected);

  return selection;
}

static gboolean
select_item (GtkSelectionModel *model,
             guint              position,
             gboolean           unselect_rest)
{
  JmIssueSelection *self = JM_ISSUE_SELECTION (model);
  guint old = self->selected;

  if (position >= get_n_items (G_LIST_MODEL (model)))
    return FALSE;
  if (position == old)
    return TRUE;

  self->selected_id = jm_issue_list_get_id (self->list, position);
  set_selected (self, position);
  tell_selection (self, old);

  return TRUE;
}

static gboolean
unselect_item (GtkSelectionModel *model,
               guint              position)
{
  JmIssueSelection *self = JM_ISSUE_SELECTION (model);
  guint old = self->selected;

  if (position != old)
    return TRUE;

  self->selected_id = 0;
  set_selected (self, GTK_INVALID_LIST_POSITION);
  tell_selection (self, old);

  return TRUE;
}

static void
selection_model_iface_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = is_selected;
  iface->get_selection_in_range = get_selection_in_range;
  iface->select_item = select_item;
  iface->unselect_item = unselect_item;
}

/* clang-format off */
G_DEFINE_FINAL_TYPE_WITH_CODE (JmIssueSelection, jm_issue_selection, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init)
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SECTION_MODEL,
                                                      section_model_iface_init)
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL,
                                                      selection_model_iface_init))
/* clang-format on */

/* --- following the list */

static guint
find_selected (JmIssueSelection *self)
{
  gint64 position = -1;

  if (self->selected_id != 0)
    position = jm_issue_list_find (self->list, self->selected_id);

  return position >= 0 ? (guint) position : GTK_INVALID_LIST_POSITION;
}

static void
items_changed_cb (JmIssueSelection *self,
                  guint             position,
                  guint             removed,
                  guint             added)
{
  gboolean looked = self->selected_id != 0 &&
                    (self->selected == GTK_INVALID_LIST_POSITION || self->selected >= position);

  /* What the view asks for while it hears of the rows has to be true already; rows that only moved
   * take their mark with them. */
  if (looked)
    self->selected = find_selected (self);
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
  if (!looked)
    return;

  /* A list that is sorted anew tells of it in many steps. Its row is only read where it says
   * something new: to read it after each step would be to read pages that nobody sees. */
  if (self->issue == NULL || self->selected == GTK_INVALID_LIST_POSITION ||
      (removed == 1 && added == 1 && self->selected == position))
    set_selected (self, self->selected);
  if (self->selected != GTK_INVALID_LIST_POSITION &&
      (self->selected < position || self->selected >= position + added))
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), self->selected, 1);
}

static void
sections_changed_cb (JmIssueSelection *self,
                     guint             position,
                     guint             n_items)
{
  gtk_section_model_sections_changed (GTK_SECTION_MODEL (self), position, n_items);
}

/* --- overrides */

static void
jm_issue_selection_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  switch ((JmIssueSelectionProperty) prop_id)
    {
    case PROP_SELECTED_ISSUE:
      g_value_set_object (value, JM_ISSUE_SELECTION (object)->issue);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_issue_selection_finalize (GObject *object)
{
  JmIssueSelection *self = JM_ISSUE_SELECTION (object);

  g_clear_object (&self->issue);
  g_clear_object (&self->list);

  G_OBJECT_CLASS (jm_issue_selection_parent_class)->finalize (object);
}

static void
jm_issue_selection_class_init (JmIssueSelectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = jm_issue_selection_get_property;
  object_class->finalize = jm_issue_selection_finalize;

  /** JmIssueSelection:selected-issue: the chosen issue as it is now, or NULL. */
  properties[PROP_SELECTED_ISSUE] =
      g_param_spec_object ("selected-issue", NULL, NULL, JM_TYPE_ISSUE,
                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
jm_issue_selection_init (JmIssueSelection *self)
{
  self->selected = GTK_INVALID_LIST_POSITION;
}

/* --- public */

JmIssueSelection *
jm_issue_selection_new (JmIssueList *list)
{
  JmIssueSelection *self;

  g_return_val_if_fail (JM_IS_ISSUE_LIST (list), NULL);

  self = g_object_new (JM_TYPE_ISSUE_SELECTION, NULL);
  self->list = g_object_ref (list);
  g_signal_connect_object (list, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (list, "sections-changed", G_CALLBACK (sections_changed_cb), self,
                           G_CONNECT_SWAPPED);

  return self;
}

JmIssue *
jm_issue_selection_get_selected (JmIssueSelection *self)
{
  g_return_val_if_fail (JM_IS_ISSUE_SELECTION (self), NULL);

  return self->issue;
}

gboolean
jm_issue_selection_select_id (JmIssueSelection *self,
                              gint64            id,
                              guint            *position)
{
  gint64 found;

  g_return_val_if_fail (JM_IS_ISSUE_SELECTION (self), FALSE);

  found = jm_issue_list_find (self->list, id);
  if (found < 0)
    return FALSE;

  if (position != NULL)
    *position = (guint) found;

  return gtk_selection_model_select_item (GTK_SELECTION_MODEL (self), (guint) found, TRUE);
}

const char *
jm_issue_selection_get_heading (JmIssueSelection *self,
                                guint             position)
{
  g_return_val_if_fail (JM_IS_ISSUE_SELECTION (self), NULL);

  return jm_issue_list_get_section_name (self->list, position);
}
