/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-help-sheet.h"

#include <adwaita.h>

#include "jm-link.h"

#define INDENT 24               /* pixels a list */
#define MIN_COLUMN_CHARS 7      /* two columns of text twice as large fit a phone */

struct _JmHelpSheet
{
  GtkWidget parent_instance;

  GtkWidget  *box;
  GtkWidget  *table;            /* that is being filled */
  int         n_rows;
  GHashTable *sections;         /* id → heading */
};

G_DEFINE_FINAL_TYPE (JmHelpSheet, jm_help_sheet, GTK_TYPE_WIDGET)

enum
{
  GO,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
activate_link_cb (JmHelpSheet *self,
                  const char  *uri,
                  GtkLabel    *label)
{
  g_autofree char *host = NULL;

  if (g_str_has_prefix (uri, "help:"))
    {
      g_signal_emit (self, signals[GO], 0, uri + strlen ("help:"));
      return TRUE;
    }

  /* The help's own links need no question. */
  host = jm_link_dup_host (uri);
  jm_link_open (GTK_WIDGET (self), uri, host);

  return TRUE;
}

static GtkWidget *
create_label (JmHelpSheet       *self,
              const char        *markup,
              GtkAccessibleRole  role)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL,
                                   "accessible-role", role,
                                   "hexpand", TRUE,
                                   "label", markup,
                                   "use-markup", TRUE,
                                   "wrap", TRUE,
                                   "wrap-mode", PANGO_WRAP_WORD_CHAR,
                                   "xalign", 0.0f,
                                   "yalign", 0.0f,
                                   NULL);

  g_signal_connect_swapped (label, "activate-link", G_CALLBACK (activate_link_cb), self);

  return label;
}

static GtkWidget *
create_heading (JmHelpSheet       *self,
                const JmHelpBlock *block)
{
  gboolean is_section = block->kind == JM_HELP_HEADING;
  GtkWidget *label = create_label (self, block->markup, GTK_ACCESSIBLE_ROLE_HEADING);

  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LEVEL, is_section ? 2 : 3, -1);
  gtk_widget_add_css_class (label, is_section ? "title-3" : "heading");
  gtk_widget_set_margin_top (label, is_section ? 18 : 6);
  if (block->section != NULL)
    g_hash_table_insert (self->sections, g_strdup (block->section), label);

  return label;
}

/* A paragraph with a mark or a number in front */
static GtkWidget *
create_item (JmHelpSheet       *self,
             const JmHelpBlock *block)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  g_autofree char *number = block->kind == JM_HELP_STEP ? g_strdup_printf ("%u.", block->number) : g_strdup ("•");
  GtkWidget *mark = gtk_label_new (number);

  gtk_widget_set_valign (mark, GTK_ALIGN_START);
  gtk_widget_add_css_class (mark, "dimmed");
  gtk_widget_add_css_class (mark, "numeric");
  gtk_box_append (GTK_BOX (line), mark);
  gtk_box_append (GTK_BOX (line), create_label (self, block->markup, GTK_ACCESSIBLE_ROLE_LABEL));

  return line;
}

static GtkWidget *
create_note (JmHelpSheet       *self,
             const JmHelpBlock *block)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-information-symbolic");

  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (card), icon);
  gtk_box_append (GTK_BOX (card), create_label (self, block->markup, GTK_ACCESSIBLE_ROLE_LABEL));
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "help-note");

  return card;
}

/* What a terminal shows: it can be copied, and scrolls sideways by itself. */
static GtkWidget *
create_screen (const JmHelpBlock *block)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_markup (GTK_LABEL (label), block->markup);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "monospace");
  gtk_widget_add_css_class (label, "help-screen");
  gtk_widget_add_css_class (scroller, "card");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_AUTOMATIC, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), label);

  return scroller;
}

static void
add_row (JmHelpSheet       *self,
         const JmHelpBlock *block)
{
  if (self->table == NULL)
    {
      self->table = gtk_grid_new ();
      self->n_rows = 0;
      gtk_grid_set_column_spacing (GTK_GRID (self->table), 18);
      gtk_grid_set_row_spacing (GTK_GRID (self->table), 6);
      gtk_box_append (GTK_BOX (self->box), self->table);
    }

  for (guint i = 0; i < block->cells->len; i++)
    {
      GtkWidget *cell = create_label (self, g_ptr_array_index (block->cells, i), GTK_ACCESSIBLE_ROLE_LABEL);

      if (block->is_head)
        gtk_widget_add_css_class (cell, "caption-heading");
      gtk_label_set_width_chars (GTK_LABEL (cell), MIN_COLUMN_CHARS);
      gtk_grid_attach (GTK_GRID (self->table), cell, (int) i, self->n_rows, 1, 1);
    }
  self->n_rows++;
}

static GtkWidget *
create_block (JmHelpSheet       *self,
              const JmHelpBlock *block)
{
  switch (block->kind)
    {
    case JM_HELP_HEADING:
    case JM_HELP_TERM:
      return create_heading (self, block);
    case JM_HELP_BULLET:
    case JM_HELP_STEP:
      return create_item (self, block);
    case JM_HELP_NOTE:
      return create_note (self, block);
    case JM_HELP_SCREEN:
      return create_screen (block);
    case JM_HELP_PARAGRAPH:
    case JM_HELP_ROW:
    default:
      return create_label (self, block->markup, GTK_ACCESSIBLE_ROLE_LABEL);
    }
}

static void
add_block (JmHelpSheet       *self,
           const JmHelpBlock *block)
{
  GtkWidget *widget;

  if (block->kind == JM_HELP_ROW)
    {
      add_row (self, block);
      return;
    }

  self->table = NULL;
  widget = create_block (self, block);
  if (block->kind == JM_HELP_BULLET || block->kind == JM_HELP_STEP)
    gtk_widget_set_margin_start (widget, INDENT * ((int) block->depth - 1));
  else
    gtk_widget_set_margin_start (widget, INDENT * (int) block->depth);
  gtk_box_append (GTK_BOX (self->box), widget);
}

/* --- what is listed here */

static void
topic_activated_cb (JmHelpSheet  *self,
                    AdwActionRow *row)
{
  g_signal_emit (self, signals[GO], 0, g_object_get_data (G_OBJECT (row), "place"));
}

static void
add_topics (JmHelpSheet *self,
            JmHelpBook  *book,
            const char  *page,
            const char  *section)
{
  g_autofree char *place = section != NULL ? g_strconcat (page, "#", section, NULL) : g_strdup (page);
  g_autoptr (GPtrArray) topics = jm_help_book_list (book, place);
  GtkWidget *list;

  if (topics->len == 0)
    return;

  list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  for (guint i = 0; i < topics->len; i++)
    {
      const JmHelpPage *topic = g_ptr_array_index (topics, i);
      GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "title", topic->title, "subtitle",
                                     topic->summary != NULL ? topic->summary : "", "activatable", TRUE, NULL);

      adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
      g_object_set_data_full (G_OBJECT (row), "place", g_strdup (topic->id), g_free);
      g_signal_connect_swapped (row, "activated", G_CALLBACK (topic_activated_cb), self);
      gtk_list_box_append (GTK_LIST_BOX (list), row);
    }
  gtk_box_append (GTK_BOX (self->box), list);
}

static void
fill (JmHelpSheet      *self,
      JmHelpBook       *book,
      const JmHelpPage *page)
{
  const char *section = NULL;

  for (guint i = 0; i < page->blocks->len; i++)
    {
      const JmHelpBlock *block = g_ptr_array_index (page->blocks, i);

      if (block->kind == JM_HELP_HEADING)
        {
          add_topics (self, book, page->id, section);
          section = block->section;
        }
      add_block (self, block);
    }
  add_topics (self, book, page->id, section);
}

/* --- the widget */

static void
jm_help_sheet_dispose (GObject *object)
{
  JmHelpSheet *self = JM_HELP_SHEET (object);

  g_clear_pointer (&self->sections, g_hash_table_unref);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (jm_help_sheet_parent_class)->dispose (object);
}

static void
jm_help_sheet_class_init (JmHelpSheetClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = jm_help_sheet_dispose;

  signals[GO] = g_signal_new ("go", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                              G_TYPE_STRING);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_DOCUMENT);
}

static void
jm_help_sheet_init (JmHelpSheet *self)
{
  self->sections = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
jm_help_sheet_new (JmHelpBook       *book,
                   const JmHelpPage *page)
{
  JmHelpSheet *self = g_object_new (JM_TYPE_HELP_SHEET, NULL);

  g_return_val_if_fail (book != NULL && page != NULL, GTK_WIDGET (self));

  fill (self, book, page);

  return GTK_WIDGET (self);
}

GtkWidget *
jm_help_sheet_find_section (JmHelpSheet *self,
                            const char  *section)
{
  g_return_val_if_fail (JM_IS_HELP_SHEET (self) && section != NULL, NULL);

  return g_hash_table_lookup (self->sections, section);
}
