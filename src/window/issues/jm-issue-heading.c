/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-issue-heading.h"

#include <glib/gi18n.h>

#include "issues/jm-issue-names.h"
#include "jm-text.h"

typedef struct
{
  JmIssueSelection *rows;
  JmIssueGroup group;
} Headings;

static void
headings_free (gpointer  data,
               GClosure *closure)
{
  Headings *headings = data;

  g_clear_object (&headings->rows);
  g_free (headings);
}

/* A section grows and shrinks while it is seen. */
static void
update_count (GtkListHeader *header)
{
  GtkWidget *box = gtk_list_header_get_child (header);
  guint n_items = gtk_list_header_get_n_items (header);
  g_autofree char *count = g_strdup_printf ("%'u", n_items);
  g_autofree char *spoken = NULL;

  if (box == NULL)
    return;

  spoken = g_strdup_printf (ngettext ("%'u issue", "%'u issues", n_items), n_items);
  gtk_label_set_text (GTK_LABEL (gtk_widget_get_last_child (box)), count);
  jm_text_set_name (gtk_widget_get_last_child (box), spoken);
}

static void
setup_cb (GtkListItemFactory *factory,
          GtkListHeader      *header,
          Headings           *headings)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *name = gtk_label_new (NULL);
  GtkWidget *count = gtk_label_new (NULL);

  gtk_widget_add_css_class (box, "issue-heading");
  gtk_widget_add_css_class (name, "heading");
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_widget_add_css_class (count, "caption");
  gtk_widget_add_css_class (count, "dimmed");
  gtk_widget_add_css_class (count, "numeric");
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), count);
  gtk_list_header_set_child (header, box);
  g_signal_connect (header, "notify::n-items", G_CALLBACK (update_count), NULL);
}

static void
bind_cb (GtkListItemFactory *factory,
         GtkListHeader      *header,
         Headings           *headings)
{
  GtkWidget *box = gtk_list_header_get_child (header);
  const char *name =
      jm_issue_selection_get_heading (headings->rows, gtk_list_header_get_start (header));

  if (name == NULL)
    name = jm_issue_group_get_nothing (headings->group);
  jm_text_set_label (GTK_LABEL (gtk_widget_get_first_child (box)), name);
  update_count (header);
}

GtkListItemFactory *
jm_issue_heading_new_factory (JmIssueSelection *rows,
                              JmIssueGroup      group)
{
  GtkListItemFactory *factory;
  Headings *headings;

  g_return_val_if_fail (JM_IS_ISSUE_SELECTION (rows), NULL);

  headings = g_new0 (Headings, 1);
  headings->rows = g_object_ref (rows);
  headings->group = group;
  factory = gtk_signal_list_item_factory_new ();
  g_signal_connect_data (factory, "setup", G_CALLBACK (setup_cb), headings, headings_free, 0);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), headings);

  return factory;
}
