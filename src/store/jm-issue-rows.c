/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-issue-rows.h"

#include <glib/gi18n.h>

#include "store/jm-issue-private.h"
#include "store/jm-statement.h"

/* More than a window shows at once, with what GTK keeps above and below it. */
#define MAX_ROWS (8 * JM_ISSUE_PAGE)

typedef struct
{
  GList link; /* in the queue; its data is this page */
  GPtrArray *issues;
} Page;

typedef struct
{
  gint64 id;
  Page *page;
  guint place;
} Row;

struct _JmIssueRows
{
  GHashTable *rows; /* of Row, by id */
  GQueue pages;     /* the last used first */
};

JmIssueRows *
jm_issue_rows_new (void)
{
  JmIssueRows *self = g_new0 (JmIssueRows, 1);

  self->rows = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  return self;
}

static gint64
get_number (JmIssue *issue)
{
  return g_ascii_strtoll (jm_issue_get_id (issue), NULL, 10);
}

static void
drop_page (JmIssueRows *self,
           Page        *page)
{
  for (guint i = 0; i < page->issues->len; i++)
    {
      gint64 id = get_number (g_ptr_array_index (page->issues, i));
      const Row *row = g_hash_table_lookup (self->rows, &id);

      if (row != NULL && row->page == page)
        g_hash_table_remove (self->rows, &id);
    }

  g_queue_unlink (&self->pages, &page->link);
  g_ptr_array_unref (page->issues);
  g_free (page);
}

void
jm_issue_rows_free (JmIssueRows *self)
{
  while (self->pages.head != NULL)
    drop_page (self, self->pages.head->data);
  g_hash_table_unref (self->rows);
  g_free (self);
}

JmIssue *
jm_issue_rows_get (JmIssueRows *self,
                   gint64       id)
{
  const Row *row = g_hash_table_lookup (self->rows, &id);

  if (row == NULL)
    return NULL;

  if (self->pages.head != &row->page->link)
    {
      g_queue_unlink (&self->pages, &row->page->link);
      g_queue_push_head_link (&self->pages, &row->page->link);
    }
  return g_ptr_array_index (row->page->issues, row->place);
}

void
jm_issue_rows_add (JmIssueRows *self,
                   GPtrArray   *issues)
{
  Page *page = g_new0 (Page, 1);

  page->link.data = page;
  page->issues = issues;
  g_queue_push_head_link (&self->pages, &page->link);
  for (guint i = 0; i < issues->len; i++)
    {
      Row *row = g_new (Row, 1);

      *row = (Row) { get_number (g_ptr_array_index (issues, i)), page, i };
      g_hash_table_replace (self->rows, &row->id, row);
    }

  while (g_hash_table_size (self->rows) > MAX_ROWS && self->pages.tail != &page->link)
    drop_page (self, self->pages.tail->data);
}

void
jm_issue_rows_replace (JmIssueRows *self,
                       JmIssue     *issue)
{
  gint64 id = get_number (issue);
  const Row *row = g_hash_table_lookup (self->rows, &id);

  if (row == NULL)
    return;

  g_object_unref (g_ptr_array_index (row->page->issues, row->place));
  g_ptr_array_index (row->page->issues, row->place) = g_object_ref (issue);
}

GArray *
jm_issue_rows_list (JmIssueRows *self)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    g_array_append_val (ids, ((const Row *) row)->id);

  return ids;
}

guint
jm_issue_rows_count (JmIssueRows *self)
{
  return g_hash_table_size (self->rows);
}

static JmIssue *
read_row (sqlite3 *connection,
          gint64   id)
{
  g_autoptr (GError) error = NULL;
  const char *what = _("Could not read an issue");
  JmIssue *issue = NULL;
  sqlite3_stmt *statement =
      jm_statement_get (connection, &error, what,
                        "SELECT " JM_ISSUE_COLUMNS " FROM issues WHERE id = ?1", "i", id);

  if (statement != NULL && jm_statement_step (statement, what, &error))
    {
      issue = jm_issue_new_from_row (statement);
      sqlite3_reset (statement);
    }

  return issue != NULL ? issue : jm_issue_new_gone (id);
}

GPtrArray *
jm_issue_rows_read (sqlite3      *connection,
                    const gint64 *ids,
                    guint         n_ids)
{
  GPtrArray *issues = g_ptr_array_new_full (n_ids, g_object_unref);
  /* A job of the database has a transaction of its own. */
  gboolean begin = connection != NULL && sqlite3_get_autocommit (connection);

  if (begin)
    sqlite3_exec (connection, "BEGIN", NULL, NULL, NULL);
  for (guint i = 0; i < n_ids; i++)
    g_ptr_array_add (issues, connection != NULL ? read_row (connection, ids[i]) :
                                                  jm_issue_new_gone (ids[i]));
  if (begin)
    sqlite3_exec (connection, "COMMIT", NULL, NULL, NULL);

  return issues;
}
