/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-issue-list.h"

#include <glib/gi18n.h>

#include "store/jm-issue-private.h"
#include "store/jm-issue-query.h"
#include "store/jm-statement.h"
#include "store/jm-store-private.h"

#define PAGE_SIZE 100
#define MAX_PAGES 8

/*
 * JmIssueList:
 *
 * Lives on the main context. It holds the ids of all rows in their order, which the reader's thread
 * found, and a few pages of rows, which it reads itself, by id, when somebody asks for them (under
 * a millisecond a page).
 *
 * When the store changes, the ids are asked for again. What lies between the same beginning and the
 * same end is told as one change; of the rows outside of it, those that are held are compared, and
 * those that differ are told each. So a list that is scrolled to its middle stays where it is while
 * a fetch goes on.
 */
struct _JmIssueList
{
  GObject parent_instance;

  JmStore *store;
  JmIssueQuery *query; /* NULL until somebody asks */
  GBytes *ids;         /* of gint64 */
  GHashTable *pages;   /* number → GPtrArray of JmIssue */
  GQueue recent;       /* of page numbers, the last used first */
  guint stamp;         /* of the query that is wanted now */
  gboolean loading;
  gboolean reloading;
  gboolean stale; /* the store changed while it was read */
};

typedef enum
{
  PROP_N_ITEMS = 1,
  PROP_LOADING,
} JmIssueListProperty;

static GParamSpec *properties[PROP_LOADING + 1];

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (JmIssueList,
                               jm_issue_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

/* --- ids */

static guint
count_ids (GBytes *ids)
{
  return (guint) (g_bytes_get_size (ids) / sizeof (gint64));
}

static const gint64 *
peek_ids (GBytes *ids)
{
  return g_bytes_get_data (ids, NULL);
}

static GBytes *
no_ids (void)
{
  return g_bytes_new_static (NULL, 0);
}

/* --- pages */

static JmIssue *
read_row (sqlite3 *connection,
          gint64   id)
{
  g_autoptr (GError) error = NULL;
  const char *what = _("Could not read an issue");
  JmIssue *issue = NULL;
  /* By the primary key. */
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

/* All rows of a page are of one moment. A store that was closed meanwhile gives rows that only have
 * an id. */
static GPtrArray *
read_page (JmIssueList *self,
           guint        number)
{
  GPtrArray *page = g_ptr_array_new_with_free_func (g_object_unref);
  sqlite3 *connection = jm_store_get_connection (self->store, NULL);
  guint end = MIN ((number + 1) * PAGE_SIZE, count_ids (self->ids));

  if (connection != NULL)
    sqlite3_exec (connection, "BEGIN", NULL, NULL, NULL);
  for (guint i = number * PAGE_SIZE; i < end; i++)
    {
      gint64 id = peek_ids (self->ids)[i];

      g_ptr_array_add (page, connection != NULL ? read_row (connection, id) :
                                                  jm_issue_new_gone (id));
    }
  if (connection != NULL)
    sqlite3_exec (connection, "COMMIT", NULL, NULL, NULL);

  return page;
}

static void
forget_pages (JmIssueList *self)
{
  g_hash_table_remove_all (self->pages);
  g_queue_clear (&self->recent);
}

static GPtrArray *
get_page (JmIssueList *self,
          guint        number)
{
  GPtrArray *page = g_hash_table_lookup (self->pages, GUINT_TO_POINTER (number));

  if (page != NULL && g_queue_peek_head (&self->recent) == GUINT_TO_POINTER (number))
    return page;

  g_queue_remove (&self->recent, GUINT_TO_POINTER (number));
  if (page == NULL)
    {
      page = read_page (self, number);
      g_hash_table_insert (self->pages, GUINT_TO_POINTER (number), page);
    }
  g_queue_push_head (&self->recent, GUINT_TO_POINTER (number));
  if (g_queue_get_length (&self->recent) > MAX_PAGES)
    g_hash_table_remove (self->pages, g_queue_pop_tail (&self->recent));

  return page;
}

/* --- the model */

static GType
get_item_type (GListModel *model)
{
  return JM_TYPE_ISSUE;
}

static guint
get_n_items (GListModel *model)
{
  return count_ids (JM_ISSUE_LIST (model)->ids);
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  JmIssueList *self = JM_ISSUE_LIST (model);

  if (position >= count_ids (self->ids))
    return NULL;

  return g_object_ref (
      g_ptr_array_index (get_page (self, position / PAGE_SIZE), position % PAGE_SIZE));
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* --- following the store */

/* How much of two lists is the same at their beginning and, apart from that, at their end. */
static void
compare_ids (GBytes *old,
             GBytes *fresh,
             guint  *head,
             guint  *tail)
{
  const gint64 *a = peek_ids (old);
  const gint64 *b = peek_ids (fresh);
  guint n_a = count_ids (old);
  guint n_b = count_ids (fresh);

  *head = *tail = 0;
  while (*head < n_a && *head < n_b && a[*head] == b[*head])
    (*head)++;
  while (*tail < n_a - *head && *tail < n_b - *head && a[n_a - 1 - *tail] == b[n_b - 1 - *tail])
    (*tail)++;
}

typedef struct
{
  guint position;
  JmIssue *issue;
} HeldRow;

static void
held_row_clear (gpointer data)
{
  g_object_unref (((HeldRow *) data)->issue);
}

/* The rows held now that stay in the list, each with its position in the new one. */
static GArray *
list_held_rows (JmIssueList *self,
                guint        head,
                guint        tail,
                guint        n_fresh)
{
  GArray *held = g_array_new (FALSE, FALSE, sizeof (HeldRow));
  guint n_old = count_ids (self->ids);
  GHashTableIter iter;
  gpointer number, page;

  g_array_set_clear_func (held, held_row_clear);
  g_hash_table_iter_init (&iter, self->pages);
  while (g_hash_table_iter_next (&iter, &number, &page))
    for (guint i = 0; i < ((GPtrArray *) page)->len; i++)
      {
        guint position = GPOINTER_TO_UINT (number) * PAGE_SIZE + i;
        HeldRow row = { position, g_ptr_array_index ((GPtrArray *) page, i) };

        if (position >= head && position < n_old - tail)
          continue;
        if (position >= head)
          row.position = position + n_fresh - n_old;
        g_object_ref (row.issue);
        g_array_append_val (held, row);
      }

  return held;
}

/* Reads the held rows again, keeps the objects of those that say the same, and tells of the
 * others. */
static void
tell_differences (JmIssueList *self,
                  GArray      *held)
{
  for (guint i = 0; i < held->len; i++)
    {
      const HeldRow *row = &g_array_index (held, HeldRow, i);
      GPtrArray *page;
      JmIssue *fresh;

      if (row->position >= count_ids (self->ids))
        continue;
      page = get_page (self, row->position / PAGE_SIZE);
      fresh = g_ptr_array_index (page, row->position % PAGE_SIZE);
      if (!jm_issue_equal (row->issue, fresh))
        g_list_model_items_changed (G_LIST_MODEL (self), row->position, 1, 1);
      else if (row->issue != fresh)
        {
          g_ptr_array_index (page, row->position % PAGE_SIZE) = g_object_ref (row->issue);
          g_object_unref (fresh);
        }
    }
}

static int
compare_positions (gconstpointer a,
                   gconstpointer b)
{
  const HeldRow *first = a;
  const HeldRow *second = b;

  return (first->position > second->position) - (first->position < second->position);
}

static void
adopt (JmIssueList *self,
       GBytes      *fresh)
{
  g_autoptr (GBytes) old = g_bytes_ref (self->ids);
  g_autoptr (GArray) held = NULL;
  guint head, tail, removed, added;

  compare_ids (old, fresh, &head, &tail);
  removed = count_ids (old) - head - tail;
  added = count_ids (fresh) - head - tail;
  held = list_held_rows (self, head, tail, count_ids (fresh));
  g_array_sort (held, compare_positions); /* page after page */

  forget_pages (self);
  g_bytes_unref (self->ids);
  self->ids = g_bytes_ref (fresh);
  if (removed > 0 || added > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), head, removed, added);
  if (count_ids (old) != count_ids (fresh))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
  tell_differences (self, held);
}

static void
set_loading (JmIssueList *self,
             gboolean     loading)
{
  if (self->loading == loading)
    return;

  self->loading = loading;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

static DexFuture *
ask (JmIssueList *self)
{
  return jm_database_read (jm_store_get_database (self->store), jm_issue_query_job,
                           jm_issue_query_copy (self->query),
                           (GDestroyNotify) jm_issue_query_free);
}

/* One at a time: a store that changes faster than it is read is read again when that has ended. */
static DexFuture *
reload_fiber (gpointer data)
{
  JmIssueList *self = data;
  g_autoptr (GError) error = NULL;

  while (self->stale && error == NULL)
    {
      g_autoptr (GBytes) ids = NULL;
      guint stamp = self->stamp;

      self->stale = FALSE;
      ids = dex_await_boxed (ask (self), &error);
      if (ids != NULL && stamp == self->stamp)
        adopt (self, ids);
    }

  self->reloading = FALSE;
  return dex_future_new_true ();
}

static void
changed_cb (JmIssueList  *self,
            JmResourceId  resource)
{
  if (resource != JM_RESOURCE_ISSUES || self->query == NULL)
    return;

  self->stale = TRUE;
  if (self->reloading)
    return;
  self->reloading = TRUE;
  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, reload_fiber, g_object_ref (self), g_object_unref));
}

static DexFuture *
set_query_fiber (gpointer data)
{
  JmIssueList *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) ids = NULL;
  guint stamp = self->stamp;

  ids = dex_await_boxed (ask (self), &error);
  if (stamp == self->stamp)
    {
      if (ids != NULL)
        adopt (self, ids);
      set_loading (self, FALSE);
    }

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_for_int64 (count_ids (ids));
}

/* --- the object */

static void
jm_issue_list_get_property (GObject    *object,
                            guint       id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  JmIssueList *self = JM_ISSUE_LIST (object);

  switch ((JmIssueListProperty) id)
    {
    case PROP_N_ITEMS:
      g_value_set_uint (value, count_ids (self->ids));
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, self->loading);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
jm_issue_list_finalize (GObject *object)
{
  JmIssueList *self = JM_ISSUE_LIST (object);

  forget_pages (self);
  g_hash_table_unref (self->pages);
  g_bytes_unref (self->ids);
  g_clear_pointer (&self->query, jm_issue_query_free);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (jm_issue_list_parent_class)->finalize (object);
}

static void
jm_issue_list_class_init (JmIssueListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = jm_issue_list_get_property;
  object_class->finalize = jm_issue_list_finalize;

  properties[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0, flags);
  /* TRUE until the first count is in, and after that while another query is read */
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
jm_issue_list_init (JmIssueList *self)
{
  self->ids = no_ids ();
  self->pages =
      g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
  self->loading = TRUE;
}

/**
 * jm_issue_list_new:
 * @store: open
 *
 * Empty until jm_issue_list_set_query().
 */
JmIssueList *
jm_issue_list_new (JmStore *store)
{
  JmIssueList *self;

  g_return_val_if_fail (JM_IS_STORE (store), NULL);

  self = g_object_new (JM_TYPE_ISSUE_LIST, NULL);
  self->store = g_object_ref (store);
  g_signal_connect_object (store, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * jm_issue_list_set_query:
 * @query: (transfer none): copied
 *
 * The rows of the query before stay until those of this one are known. Of several calls the last
 * one wins.
 *
 * Returns: (transfer full): resolves to the count (int64); rejects with JM_STORE_ERROR, and the
 *   rows stay
 */
DexFuture *
jm_issue_list_set_query (JmIssueList        *self,
                         const JmIssueQuery *query)
{
  dex_return_error_if_fail (JM_IS_ISSUE_LIST (self));
  dex_return_error_if_fail (query != NULL && query->sort <= JM_ISSUE_SORT_ASSIGNEE);

  g_clear_pointer (&self->query, jm_issue_query_free);
  self->query = jm_issue_query_copy (query);
  self->stamp++;
  set_loading (self, TRUE);
  return dex_scheduler_spawn (NULL, 0, set_query_fiber, g_object_ref (self), g_object_unref);
}

gboolean
jm_issue_list_is_loading (JmIssueList *self)
{
  g_return_val_if_fail (JM_IS_ISSUE_LIST (self), FALSE);

  return self->loading;
}

guint
jm_issue_list_get_n_pages (JmIssueList *self)
{
  g_return_val_if_fail (JM_IS_ISSUE_LIST (self), 0);

  return g_hash_table_size (self->pages);
}
