/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-help-book.h"

#include <gio/gio.h>
#include <string.h>

/* Every page is read twice: links that have no words of their own take the title of where they lead to. */

struct _JmHelpBook
{
  grefcount   references;
  GHashTable *pages;            /* id → JmHelpPage */
};

G_DEFINE_BOXED_TYPE (JmHelpBook, jm_help_book, jm_help_book_ref, jm_help_book_unref)

JmHelpBook *
jm_help_book_ref (JmHelpBook *self)
{
  g_ref_count_inc (&self->references);
  return self;
}

void
jm_help_book_unref (JmHelpBook *self)
{
  if (!g_ref_count_dec (&self->references))
    return;

  g_hash_table_unref (self->pages);
  g_free (self);
}

static char *
find_language (const char *pattern_head,
               const char *pattern_tail)
{
  const char *const *languages = g_get_language_names ();

  for (guint i = 0; languages[i] != NULL; i++)
    {
      g_autofree char *folder = g_build_filename (pattern_head, languages[i], pattern_tail, NULL);
      g_autofree char *index = g_build_filename (folder, "index.page", NULL);

      if (g_file_test (index, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&folder);
    }

  return NULL;
}

char *
jm_help_book_find_folder (void)
{
  const char *uninstalled = g_getenv ("JIRA_MONITOR_HELPDIR");
  char *folder = uninstalled != NULL ? find_language (uninstalled, NULL) : NULL;

  return folder != NULL ? folder : find_language (HELPDIR, GETTEXT_PACKAGE);
}

static char *
find_title (const char *place,
            gpointer    data)
{
  JmHelpBook *self = data;
  g_auto (GStrv) parts = g_strsplit (place, "#", 2);
  const JmHelpPage *page = jm_help_book_find (self, parts[0]);

  if (page == NULL)
    return NULL;

  return g_strdup (parts[1] != NULL ? jm_help_page_find_heading (page, parts[1]) : page->title);
}

/* Awaits. */
static gboolean
read_file (JmHelpBook       *self,
           const char       *path,
           JmHelpTitleFunc   title,
           GError          **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GBytes) text = dex_await_boxed (dex_file_load_contents_bytes (file), error);
  gsize length = 0;
  const char *data = text != NULL ? g_bytes_get_data (text, &length) : NULL;
  JmHelpPage *page;

  /* Nothing is an empty page, which is an error. */
  if (text == NULL ||
      !(page = jm_help_page_parse (data != NULL ? data : "", (gssize) length, title, self, error)))
    {
      g_prefix_error (error, "%s: ", path);
      return FALSE;
    }

  g_hash_table_replace (self->pages, page->id, page);
  return TRUE;
}

/* Awaits. */
static gboolean
read_folder (JmHelpBook       *self,
             const char       *folder,
             JmHelpTitleFunc   title,
             GError          **error)
{
  g_autoptr (GDir) files = g_dir_open (folder, 0, error);
  const char *name;

  while (files != NULL && (name = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_str_has_suffix (name, ".page") && !read_file (self, path, title, error))
        return FALSE;
    }

  return files != NULL;
}

static DexFuture *
read_fiber (gpointer data)
{
  const char *folder = data;
  g_autoptr (JmHelpBook) self = g_new0 (JmHelpBook, 1);
  GError *error = NULL;

  g_ref_count_init (&self->references);
  self->pages = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) jm_help_page_free);
  if (!read_folder (self, folder, NULL, &error) || !read_folder (self, folder, find_title, &error))
    return dex_future_new_for_error (error);

  return dex_future_new_take_boxed (JM_TYPE_HELP_BOOK, g_steal_pointer (&self));
}

DexFuture *
jm_help_book_read (const char *folder)
{
  g_return_val_if_fail (folder != NULL, NULL);

  return dex_scheduler_spawn (NULL, 0, read_fiber, g_strdup (folder), g_free);
}

const JmHelpPage *
jm_help_book_find (JmHelpBook *self,
                   const char *id)
{
  g_return_val_if_fail (self != NULL && id != NULL, NULL);

  return g_hash_table_lookup (self->pages, id);
}

static int
compare_titles (gconstpointer a,
                gconstpointer b)
{
  const JmHelpPage *const *left = a;
  const JmHelpPage *const *right = b;

  return g_utf8_collate ((*left)->title, (*right)->title);
}

GPtrArray *
jm_help_book_list (JmHelpBook *self,
                   const char *place)
{
  GPtrArray *found = g_ptr_array_new ();
  GHashTableIter iter;
  JmHelpPage *page;

  g_return_val_if_fail (self != NULL && place != NULL, found);

  g_hash_table_iter_init (&iter, self->pages);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &page))
    {
      if (g_ptr_array_find_with_equal_func (page->guides, place, g_str_equal, NULL))
        g_ptr_array_add (found, page);
    }
  g_ptr_array_sort (found, compare_titles);

  return found;
}
