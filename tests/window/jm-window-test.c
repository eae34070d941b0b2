/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-window-test.h"

#include "fixtures/jm-test.h"

gboolean
jm_window_test_init (int    *argc,
                     char ***argv)
{
  jm_test_init (argc, argv);
  if (gtk_init_check ())
    {
      adw_init ();
      return TRUE;
    }

  g_print ("1..0 # SKIP there is no display\n");

  return FALSE;
}

static void
add_mapped (GPtrArray *list,
            GtkWidget *parent)
{
  for (GtkWidget *child = gtk_widget_get_first_child (parent); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (!gtk_widget_get_mapped (child))
        continue;
      g_ptr_array_add (list, child);
      add_mapped (list, child);
    }
}

GPtrArray *
jm_window_test_list (GtkWidget *root)
{
  GPtrArray *list = g_ptr_array_new ();

  add_mapped (list, root);

  return list;
}

GtkWidget *
jm_window_test_find_text (GtkWidget  *root,
                          const char *text)
{
  g_autoptr (GPtrArray) list = jm_window_test_list (root);

  for (guint i = 0; i < list->len; i++)
    {
      GtkWidget *widget = g_ptr_array_index (list, i);

      if (GTK_IS_LABEL (widget) && strcmp (gtk_label_get_text (GTK_LABEL (widget)), text) == 0)
        return widget;
    }

  return NULL;
}

GtkWidget *
jm_window_test_find_type (GtkWidget *root,
                          GType      type)
{
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = g_type_is_a (G_OBJECT_TYPE (child), type) ? child : jm_window_test_find_type (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}
