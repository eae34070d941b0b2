/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-filter-pill.h"

#include <glib/gi18n.h>

#include "jm-text.h"

/* From so many choices on, the eye is slower than typing. */
#define CHOICES_FOR_SEARCH 9

struct _JmFilterPill
{
  GtkWidget       parent_instance;

  GtkMenuButton  *button;
  GtkLabel       *label;
  GtkPopover     *popover;
  GtkSearchEntry *search;
  GtkListBox     *list;

  GPtrArray      *choices;
  const char     *section;      /* of the choices that are added now */
  char           *title;
  char           *value;
};

G_DEFINE_FINAL_TYPE (JmFilterPill, jm_filter_pill, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_TITLE = 1,
  PROP_VALUE,
} JmFilterPillProperty;

static GParamSpec *properties[PROP_VALUE + 1];

typedef struct
{
  char *value;                  /* NULL: any */
  char *label;
  const char *section;          /* interned, or NULL */
} Choice;

static void
choice_clear (gpointer data)
{
  Choice *choice = data;

  g_free (choice->value);
  g_free (choice->label);
}

/* A row keeps its choice: what is offered may change while somebody chooses. */
static void
choice_unref (gpointer data)
{
  g_rc_box_release_full (data, choice_clear);
}

static const Choice *
find_choice (JmFilterPill *self,
             const char   *value)
{
  for (guint i = 0; i < self->choices->len; i++)
    {
      const Choice *choice = g_ptr_array_index (self->choices, i);

      if (g_strcmp0 (choice->value, value) == 0)
        return choice;
    }

  return NULL;
}

static void
update_face (JmFilterPill *self)
{
  const Choice *choice = find_choice (self, self->value);
  const char *shown = choice ? choice->label : self->value;
  g_autofree char *spoken = NULL;

  if (self->value != NULL)
    {
      jm_text_set_label (self->label, shown);
      gtk_widget_add_css_class (GTK_WIDGET (self->button), "on");
      /* Translators: a filter and its value, for a screen reader: "Status: Done" */
      spoken = g_strdup_printf (_("%s: %s"), self->title, shown);
    }
  else
    {
      gtk_label_set_text (self->label, self->title);
      gtk_widget_remove_css_class (GTK_WIDGET (self->button), "on");
      spoken = g_strdup_printf (_("%s: %s"), self->title, _("Any"));
    }

  jm_text_set_name (GTK_WIDGET (self->button), spoken);
  jm_text_set_tooltip (GTK_WIDGET (self->button), spoken);
}

static GtkWidget *
make_row (JmFilterPill *self,
          Choice       *choice)
{
  gboolean chosen = g_strcmp0 (choice->value, self->value) == 0;
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (NULL);
  GtkWidget *check = gtk_image_new_from_icon_name ("object-select-symbolic");

  jm_text_set_label (GTK_LABEL (label), choice->label);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 32);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_opacity (check, chosen ? 1 : 0);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), check);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  jm_text_set_name (row, choice->label);
  g_object_set_data_full (G_OBJECT (row), "choice", g_rc_box_acquire (choice), choice_unref);
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_SELECTED, chosen, -1);

  return row;
}

static gboolean
filter_row (GtkListBoxRow *row,
            gpointer       user_data)
{
  JmFilterPill *self = user_data;
  const Choice *choice = g_object_get_data (G_OBJECT (row), "choice");
  const char *words = gtk_editable_get_text (GTK_EDITABLE (self->search));

  return *words == '\0' || g_str_match_string (words, choice->label, TRUE);
}

static const char *
get_section (GtkListBoxRow *row)
{
  return ((const Choice *) g_object_get_data (G_OBJECT (row), "choice"))->section;
}

static void
update_header (GtkListBoxRow *row,
               GtkListBoxRow *before,
               gpointer       user_data)
{
  const char *section = get_section (row);
  GtkWidget *label;

  if (section == NULL || (before != NULL && get_section (before) == section))
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }

  label = gtk_label_new (section);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption-heading");
  gtk_widget_add_css_class (label, "dimmed");
  gtk_widget_add_css_class (label, "section");
  gtk_list_box_row_set_header (row, label);
}

/* Rows are made when the pill is opened: a site may have thousands of people, and most pills
 * stay closed. */
static void
popover_show_cb (JmFilterPill *self)
{
  gtk_list_box_remove_all (self->list);
  for (guint i = 0; i < self->choices->len; i++)
    gtk_list_box_append (self->list, make_row (self, g_ptr_array_index (self->choices, i)));

  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  gtk_widget_set_visible (GTK_WIDGET (self->search), self->choices->len >= CHOICES_FOR_SEARCH);
  if (gtk_widget_get_visible (GTK_WIDGET (self->search)))
    gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

static void
search_changed_cb (JmFilterPill *self)
{
  gtk_list_box_invalidate_filter (self->list);
}

static void
stop_search_cb (JmFilterPill *self)
{
  gtk_popover_popdown (self->popover);
}

static void
row_activated_cb (JmFilterPill  *self,
                  GtkListBoxRow *row)
{
  const Choice *choice = g_object_get_data (G_OBJECT (row), "choice");

  jm_filter_pill_set_value (self, choice->value);
  gtk_popover_popdown (self->popover);
}

/* Enter in the search entry takes the first choice that is left. */
static void
search_activate_cb (JmFilterPill *self)
{
  for (int i = 0; gtk_list_box_get_row_at_index (self->list, i) != NULL; i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, i);

      if (gtk_widget_get_child_visible (GTK_WIDGET (row)))
        {
          row_activated_cb (self, row);
          return;
        }
    }
}

static void
jm_filter_pill_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  JmFilterPill *self = JM_FILTER_PILL (object);

  switch ((JmFilterPillProperty) prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_VALUE:
      g_value_set_string (value, self->value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_filter_pill_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  JmFilterPill *self = JM_FILTER_PILL (object);

  switch ((JmFilterPillProperty) prop_id)
    {
    case PROP_TITLE:
      self->title = g_value_dup_string (value);
      break;
    case PROP_VALUE:
      jm_filter_pill_set_value (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_filter_pill_constructed (GObject *object)
{
  G_OBJECT_CLASS (jm_filter_pill_parent_class)->constructed (object);

  jm_filter_pill_clear (JM_FILTER_PILL (object));
  update_face (JM_FILTER_PILL (object));
}

static void
jm_filter_pill_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), JM_TYPE_FILTER_PILL);

  G_OBJECT_CLASS (jm_filter_pill_parent_class)->dispose (object);
}

static void
jm_filter_pill_finalize (GObject *object)
{
  JmFilterPill *self = JM_FILTER_PILL (object);

  g_clear_pointer (&self->choices, g_ptr_array_unref);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->value, g_free);

  G_OBJECT_CLASS (jm_filter_pill_parent_class)->finalize (object);
}

static void
jm_filter_pill_class_init (JmFilterPillClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = jm_filter_pill_get_property;
  object_class->set_property = jm_filter_pill_set_property;
  object_class->constructed = jm_filter_pill_constructed;
  object_class->dispose = jm_filter_pill_dispose;
  object_class->finalize = jm_filter_pill_finalize;

  /** JmFilterPill:title: what the pill filters by, translated. */
  properties[PROP_TITLE] =
      g_param_spec_string ("title", NULL, NULL, "",
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  /** JmFilterPill:value: the chosen value, or NULL for any. */
  properties[PROP_VALUE] =
      g_param_spec_string ("value", NULL, NULL, NULL,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/example/JiraMonitor/window/widgets/jm-filter-pill.ui");
  gtk_widget_class_bind_template_child (widget_class, JmFilterPill, button);
  gtk_widget_class_bind_template_child (widget_class, JmFilterPill, label);
  gtk_widget_class_bind_template_child (widget_class, JmFilterPill, list);
  gtk_widget_class_bind_template_child (widget_class, JmFilterPill, popover);
  gtk_widget_class_bind_template_child (widget_class, JmFilterPill, search);
  gtk_widget_class_bind_template_callback (widget_class, popover_show_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
}

static void
jm_filter_pill_init (JmFilterPill *self)
{
  self->choices = g_ptr_array_new_with_free_func (choice_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_filter_func (self->list, filter_row, self, NULL);
  gtk_list_box_set_header_func (self->list, update_header, NULL, NULL);
  gtk_search_entry_set_key_capture_widget (self->search, GTK_WIDGET (self->popover));
}

void
jm_filter_pill_clear (JmFilterPill *self)
{
  g_return_if_fail (JM_IS_FILTER_PILL (self));

  g_ptr_array_set_size (self->choices, 0);
  self->section = NULL;
  /* Translators: of a filter for status, type, priority, assignee, project or time: it lets everything pass */
  jm_filter_pill_add (self, NULL, _("Any"));
}

void
jm_filter_pill_begin_section (JmFilterPill *self,
                              const char   *title)
{
  g_return_if_fail (JM_IS_FILTER_PILL (self));

  self->section = g_intern_string (title);
}

void
jm_filter_pill_open (JmFilterPill *self)
{
  g_return_if_fail (JM_IS_FILTER_PILL (self));

  gtk_menu_button_popup (self->button);
}

void
jm_filter_pill_add (JmFilterPill *self,
                    const char   *value,
                    const char   *label)
{
  Choice *choice;

  g_return_if_fail (JM_IS_FILTER_PILL (self));
  g_return_if_fail (label != NULL);

  choice = g_rc_box_new0 (Choice);
  choice->value = g_strdup (value);
  choice->label = g_strdup (label);
  choice->section = self->section;
  g_ptr_array_add (self->choices, choice);

  if (self->value != NULL && g_strcmp0 (self->value, value) == 0)
    update_face (self);
}

const char *
jm_filter_pill_get_value (JmFilterPill *self)
{
  g_return_val_if_fail (JM_IS_FILTER_PILL (self), NULL);

  return self->value;
}

void
jm_filter_pill_set_value (JmFilterPill *self,
                          const char   *value)
{
  g_return_if_fail (JM_IS_FILTER_PILL (self));

  if (!g_set_str (&self->value, value))
    return;

  update_face (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALUE]);
}

guint
jm_filter_pill_get_n_choices (JmFilterPill *self)
{
  g_return_val_if_fail (JM_IS_FILTER_PILL (self), 0);

  return self->choices->len - 1;
}
