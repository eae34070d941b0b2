/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-project-shelf.h"

#include <gtk/gtk.h>

struct _JmProjectShelf
{
  GObject             parent_instance;

  JmProjectStars     *stars;
  GtkCustomFilter    *filter;
  GtkCustomSorter    *sorter;
  GtkFilterListModel *filtered;
  GtkSortListModel   *sorted;
  char               *words;
  char               *show;
  char               *sort;
};

G_DEFINE_FINAL_TYPE (JmProjectShelf, jm_project_shelf, G_TYPE_OBJECT)

/* --- which */

static gboolean
matches_words (const char *words,
               const char *text)
{
  return text != NULL && g_str_match_string (words, text, TRUE);
}

static gboolean
is_shown (JmProjectShelf *self,
          JmProject      *project)
{
  if (g_str_equal (self->show, "all"))
    return TRUE;
  if (g_str_equal (self->show, "starred"))
    return jm_project_stars_has (self->stars, project);

  return g_strcmp0 (self->show, jm_project_get_kind (project)) == 0;
}

static gboolean
filter_project (gpointer item,
                gpointer user_data)
{
  JmProjectShelf *self = user_data;

  if (!is_shown (self, item))
    return FALSE;

  return *self->words == '\0' || matches_words (self->words, jm_project_get_name (item)) ||
         matches_words (self->words, jm_project_get_key (item)) ||
         matches_words (self->words, jm_project_get_lead (item));
}

/* --- in which order */

static int
compare_keys (JmProject *first,
              JmProject *second)
{
  return g_strcmp0 (jm_project_get_key (first), jm_project_get_key (second));
}

static int
compare_names (JmProject *first,
               JmProject *second)
{
  const char *first_name = jm_project_get_name (first);
  const char *second_name = jm_project_get_name (second);

  if (first_name == NULL || second_name == NULL)
    return compare_keys (first, second);

  return g_utf8_collate (first_name, second_name);
}

/* The larger comes first. */
static int
compare_numbers (gint64 first,
                 gint64 second)
{
  return (first < second) - (first > second);
}

static int
compare_open (JmProject *first,
              JmProject *second)
{
  return compare_numbers (jm_project_get_open_issues (first), jm_project_get_open_issues (second));
}

static int
compare_updated (JmProject *first,
                 JmProject *second)
{
  return compare_numbers (jm_project_get_updated_ms (first), jm_project_get_updated_ms (second));
}

static const struct
{
  const char *name;
  int (*compare) (JmProject *first, JmProject *second);
} sorts[] = {
  { "open", compare_open },
  { "name", compare_names },
  { "key", compare_keys },
  { "updated", compare_updated },
};

static int
compare_projects (gconstpointer a,
                  gconstpointer b,
                  gpointer      user_data)
{
  JmProjectShelf *self = user_data;
  JmProject *first = (JmProject *) a;
  JmProject *second = (JmProject *) b;
  int order =
      jm_project_stars_has (self->stars, second) - jm_project_stars_has (self->stars, first);

  for (gsize i = 0; order == 0 && i < G_N_ELEMENTS (sorts); i++)
    {
      if (g_str_equal (sorts[i].name, self->sort))
        order = sorts[i].compare (first, second);
    }

  return order != 0 ? order : compare_names (first, second);
}

static void
filters_changed (JmProjectShelf *self)
{
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
}

static void
stars_changed_cb (JmProjectShelf *self)
{
  filters_changed (self);
  gtk_sorter_changed (GTK_SORTER (self->sorter), GTK_SORTER_CHANGE_DIFFERENT);
}

/* --- overrides */

static void
jm_project_shelf_dispose (GObject *object)
{
  JmProjectShelf *self = JM_PROJECT_SHELF (object);

  /* A view may hold the model for longer. */
  if (self->filter != NULL)
    gtk_custom_filter_set_filter_func (self->filter, NULL, NULL, NULL);
  if (self->sorter != NULL)
    gtk_custom_sorter_set_sort_func (self->sorter, NULL, NULL, NULL);
  g_clear_object (&self->sorted);
  g_clear_object (&self->filtered);
  g_clear_object (&self->sorter);
  g_clear_object (&self->filter);
  g_clear_object (&self->stars);

  G_OBJECT_CLASS (jm_project_shelf_parent_class)->dispose (object);
}

static void
jm_project_shelf_finalize (GObject *object)
{
  JmProjectShelf *self = JM_PROJECT_SHELF (object);

  g_clear_pointer (&self->words, g_free);
  g_clear_pointer (&self->show, g_free);
  g_clear_pointer (&self->sort, g_free);

  G_OBJECT_CLASS (jm_project_shelf_parent_class)->finalize (object);
}

static void
jm_project_shelf_class_init (JmProjectShelfClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = jm_project_shelf_dispose;
  object_class->finalize = jm_project_shelf_finalize;
}

static void
jm_project_shelf_init (JmProjectShelf *self)
{
  self->words = g_strdup ("");
  self->show = g_strdup ("all");
  self->sort = g_strdup ("open");
}

/* --- public */

JmProjectShelf *
jm_project_shelf_new (JmProjectStars *stars)
{
  JmProjectShelf *self;

  g_return_val_if_fail (JM_IS_PROJECT_STARS (stars), NULL);

  self = g_object_new (JM_TYPE_PROJECT_SHELF, NULL);
  self->stars = g_object_ref (stars);
  self->filter = gtk_custom_filter_new (filter_project, self, NULL);
  self->sorter = gtk_custom_sorter_new (compare_projects, self, NULL);
  self->filtered = gtk_filter_list_model_new (NULL, GTK_FILTER (g_object_ref (self->filter)));
  self->sorted = gtk_sort_list_model_new (G_LIST_MODEL (g_object_ref (self->filtered)),
                                          GTK_SORTER (g_object_ref (self->sorter)));
  g_signal_connect_object (stars, "changed", G_CALLBACK (stars_changed_cb), self,
                           G_CONNECT_SWAPPED);

  return self;
}

GListModel *
jm_project_shelf_get_model (JmProjectShelf *self)
{
  g_return_val_if_fail (JM_IS_PROJECT_SHELF (self), NULL);

  return G_LIST_MODEL (self->sorted);
}

void
jm_project_shelf_set_projects (JmProjectShelf *self,
                               GListModel     *projects)
{
  g_return_if_fail (JM_IS_PROJECT_SHELF (self));
  g_return_if_fail (projects == NULL || G_IS_LIST_MODEL (projects));

  gtk_filter_list_model_set_model (self->filtered, projects);
}

void
jm_project_shelf_set_words (JmProjectShelf *self,
                            const char     *words)
{
  g_return_if_fail (JM_IS_PROJECT_SHELF (self));
  g_return_if_fail (words != NULL);

  if (g_set_str (&self->words, words))
    filters_changed (self);
}

void
jm_project_shelf_set_show (JmProjectShelf *self,
                           const char     *show)
{
  g_return_if_fail (JM_IS_PROJECT_SHELF (self));
  g_return_if_fail (show != NULL);

  if (g_set_str (&self->show, show))
    filters_changed (self);
}

const char *
jm_project_shelf_get_show (JmProjectShelf *self)
{
  g_return_val_if_fail (JM_IS_PROJECT_SHELF (self), NULL);

  return self->show;
}

void
jm_project_shelf_set_sort (JmProjectShelf *self,
                           const char     *sort)
{
  g_return_if_fail (JM_IS_PROJECT_SHELF (self));
  g_return_if_fail (sort != NULL);

  if (g_set_str (&self->sort, sort))
    gtk_sorter_changed (GTK_SORTER (self->sorter), GTK_SORTER_CHANGE_DIFFERENT);
}

const char *
jm_project_shelf_get_sort (JmProjectShelf *self)
{
  g_return_val_if_fail (JM_IS_PROJECT_SHELF (self), NULL);

  return self->sort;
}

gboolean
jm_project_shelf_has_filters (JmProjectShelf *self)
{
  g_return_val_if_fail (JM_IS_PROJECT_SHELF (self), FALSE);

  return *self->words != '\0' || !g_str_equal (self->show, "all");
}
