/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-faces.h"

/* Waiting that is shorter than this is not shown, ms. */
#define PATIENCE 200

#define PATIENCE_KEY "jm-patience"

static void
forget_patience (gpointer data)
{
  g_source_remove (GPOINTER_TO_UINT (data));
}

static gboolean
patience_ended_cb (gpointer user_data)
{
  GtkStack *stack = user_data;

  g_object_steal_data (G_OBJECT (stack), PATIENCE_KEY);
  gtk_stack_set_visible_child_name (stack, "loading");

  return G_SOURCE_REMOVE;
}

/**
 * jm_faces_show:
 * @stack: the faces of a page; it is waited for in it, and the wait ends with it
 * @name: the face that is true now
 */
void
jm_faces_show (GtkStack   *stack,
               const char *name)
{
  const char *shown;
  guint patience;

  g_return_if_fail (GTK_IS_STACK (stack));
  g_return_if_fail (name != NULL);

  shown = gtk_stack_get_visible_child_name (stack);
  if (!g_str_equal (name, "loading"))
    {
      g_object_set_data (G_OBJECT (stack), PATIENCE_KEY, NULL);
      gtk_stack_set_visible_child_name (stack, name);
      return;
    }

  if (g_strcmp0 (shown, "loading") == 0 ||
      g_object_get_data (G_OBJECT (stack), PATIENCE_KEY) != NULL)
    return;

  gtk_stack_set_visible_child_name (stack, "waiting");
  patience = g_timeout_add (PATIENCE, patience_ended_cb, stack);
  g_object_set_data_full (G_OBJECT (stack), PATIENCE_KEY, GUINT_TO_POINTER (patience),
                          forget_patience);
}
