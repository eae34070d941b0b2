/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-issue-list.h"

#include "store/jm-follow.h"
#include "store/jm-issue-diff.h"
#include "store/jm-issue-news.h"
#include "store/jm-issue-private.h"
#include "store/jm-issue-rows.h"
#include "store/jm-issue-seam.h"
#include "store/jm-store-private.h"

/*
 * JmIssueList:
 *
 * Lives on the main context. It holds the ids of its rows in their order and a few pages of rows,
 * which it reads itself, by id, when somebody asks for them (under a millisecond a page). All else
 * happens on the threads of the database:
 *
 *   set_query ─▸ first page ─▸ rows change, loading ends ─▸ all ids ─▸ it grows, complete
 *   changed   ─▸ (not too often, JmFollow) all ids, where they differ, what held rows say now ─▸ told
 *
 * Differences are told one by one from the last to the first, so that what stays keeps its place
 * for whoever looks at it. Between two of them the list is old up to some row and new from there on:
 * see JmIssueSeam.
 */

struct _JmIssueList
{
  GObject parent_instance;

  JmStore *store;
  JmIssueQuery *query; /* NULL until somebody asks */
  JmIssueSeam seam;
  JmIssueRows *rows;
  JmFollow *follow;
  gboolean loading;
  gboolean complete;
  const char *made_index; /* the last that this list has asked for */
};

typedef enum
{
  PROP_N_ITEMS = 1,
  PROP_LOADING,
  PROP_COMPLETE,
  PROP_N_SECTIONS,
} JmIssueListProperty;

static GParamSpec *properties[PROP_N_SECTIONS + 1];

enum
{
  SECTIONS_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (JmIssueList,
                               jm_issue_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

/* --- the model */

static GType
get_item_type (GListModel *model)
{
  return JM_TYPE_ISSUE;
}

static guint
get_n_items (GListModel *model)
{
  return jm_issue_seam_get_n (&JM_ISSUE_LIST (model)->seam);
}

/* The page around @position, without those of its rows that are held already. A store that was
 * closed meanwhile gives rows that only have an id. */
static void
read_page (JmIssueList *self,
           guint        position)
{
  guint start = position - position % JM_ISSUE_PAGE;
  guint end = MIN (start + JM_ISSUE_PAGE, jm_issue_seam_get_n (&self->seam));
  gint64 ids[JM_ISSUE_PAGE];
  guint n_ids = 0;

  for (guint i = start; i < end; i++)
    {
      gint64 id = jm_issue_seam_get_id (&self->seam, i);

      if (jm_issue_rows_get (self->rows, id) == NULL)
        ids[n_ids++] = id;
    }

  jm_issue_rows_add (
      self->rows, jm_issue_rows_read (jm_store_get_connection (self->store, NULL), ids, n_ids));
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  JmIssueList *self = JM_ISSUE_LIST (model);
  JmIssue *issue;
  gint64 id;

  if (position >= jm_issue_seam_get_n (&self->seam))
    return NULL;

  id = jm_issue_seam_get_id (&self->seam, position);
  issue = jm_issue_rows_get (self->rows, id);
  if (issue == NULL)
    {
      read_page (self, position);
      issue = jm_issue_rows_get (self->rows, id);
    }

  return g_object_ref (issue);
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* --- telling what is new */

static void
notify (JmIssueList         *self,
        JmIssueListProperty  property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
set_loading (JmIssueList *self,
             gboolean     loading)
{
  if (self->loading == loading)
    return;

  self->loading = loading;
  notify (self, PROP_LOADING);
}

static void
set_complete (JmIssueList *self,
              gboolean     complete)
{
  if (self->complete == complete)
    return;

  self->complete = complete;
  notify (self, PROP_COMPLETE);
}

static void
tell_hunks (JmIssueList *self,
            JmIssueNews *news)
{
  jm_issue_seam_begin (&self->seam, news->fresh);

  for (guint i = news->hunks->len; i > 0; i--)
    {
      const JmIssueHunk *hunk = &g_array_index (news->hunks, JmIssueHunk, i - 1);

      jm_issue_seam_move (&self->seam, hunk->old_start, hunk->new_start);
      g_list_model_items_changed (G_LIST_MODEL (self), hunk->old_start, hunk->n_removed,
                                  hunk->n_added);
    }

  jm_issue_seam_end (&self->seam);
}

/* Rows that keep their place and say something else. */
static void
tell_rows (JmIssueList *self,
           JmIssueNews *news)
{
  for (guint i = 0; i < news->rows->len; i++)
    {
      const JmIssueNewsRow *row = &g_array_index (news->rows, JmIssueNewsRow, i);
      JmIssue *held = jm_issue_rows_get (self->rows, jm_issue_seam_get_id (&self->seam, row->position));

      if (held == NULL || jm_issue_equal (held, row->issue))
        continue;
      jm_issue_rows_replace (self->rows, row->issue);
      g_list_model_items_changed (G_LIST_MODEL (self), row->position, 1, 1);
    }
}

/* Rows that were read with the order, before anybody is told of them. */
static void
hold_rows (JmIssueList *self,
           JmIssueNews *news)
{
  g_autoptr (GPtrArray) page = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < news->rows->len; i++)
    {
      const JmIssueNewsRow *row = &g_array_index (news->rows, JmIssueNewsRow, i);

      if (jm_issue_rows_get (self->rows, jm_issue_order_get_id (news->fresh, row->position)) == NULL)
        g_ptr_array_add (page, g_object_ref (row->issue));
    }

  if (page->len > 0)
    jm_issue_rows_add (self->rows, g_steal_pointer (&page));
}

static void
adopt (JmIssueList *self,
       JmIssueNews *news)
{
  guint n_before = jm_issue_seam_get_n (&self->seam);
  guint n_sections = self->seam.order->sections->len;

  hold_rows (self, news);
  tell_hunks (self, news);
  if (n_before != jm_issue_seam_get_n (&self->seam))
    notify (self, PROP_N_ITEMS);
  if (n_sections != self->seam.order->sections->len)
    notify (self, PROP_N_SECTIONS);
  if (news->n_regrouped > 0)
    g_signal_emit (self, signals[SECTIONS_CHANGED], 0, news->regrouped_start, news->n_regrouped);
  tell_rows (self, news);
}

/* --- asking */

static DexFuture *
ask (JmIssueList      *self,
     JmIssueNewsFlags  flags,
     GCancellable     *asking)
{
  JmDatabase *database = jm_store_get_database (self->store);
  JmIssueNewsAsk *question = jm_issue_news_ask_new (
      self->query, flags, self->seam.order, jm_issue_rows_list (self->rows), asking);

  return flags & JM_ISSUE_NEWS_FIRST ?
             jm_database_read (database, jm_issue_news_job, question, jm_issue_news_ask_free) :
             jm_database_scan (database, jm_issue_news_job, question, jm_issue_news_ask_free);
}

/* The next one who asks so waits no more. Nobody waits for this, and one failure is enough to know
 * that it will not be. */
static void
make_index (JmIssueList *self,
            const char  *name)
{
  if (self->made_index == name)
    return;

  self->made_index = name;
  dex_future_disown (jm_database_write (jm_store_get_database (self->store), jm_issue_index_job,
                                        (gpointer) name, NULL));
}

/* Awaits. One at a time: a query that is replaced is cancelled, and nothing is read again while one is
 * new. */
static gboolean
ask_and_adopt (JmIssueList       *self,
               JmIssueNewsFlags   flags,
               GCancellable      *asking,
               GError           **error)
{
  g_autoptr (JmIssueNews) news = NULL;
  g_autoptr (GError) failure = NULL;

  if (!g_cancellable_set_error_if_cancelled (asking, &failure))
    news = dex_await_boxed (ask (self, flags, asking), &failure);
  if (failure != NULL || g_cancellable_set_error_if_cancelled (asking, &failure))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

  g_assert (news->old == self->seam.order);
  adopt (self, news);
  if (news->fresh->wanted != NULL)
    make_index (self, news->fresh->wanted);
  set_complete (self, news->fresh->complete);
  return TRUE;
}

/* --- following the store */

static void
read_again (gpointer list)
{
  JmIssueList *self = list;
  g_autoptr (GCancellable) asking = g_object_ref (jm_follow_get_asking (self->follow));

  ask_and_adopt (self, 0, asking, NULL);
}

static void
changed_cb (JmIssueList  *self,
            JmResourceId  resource)
{
  if (resource == JM_RESOURCE_ISSUES && self->query != NULL)
    jm_follow_stale (self->follow);
}

/* --- another query */

/* Awaits. */
static DexFuture *
show (gpointer      list,
      GCancellable *asking)
{
  JmIssueList *self = list;
  g_autoptr (GError) error = NULL;
  gboolean fine;

  fine = ask_and_adopt (self, JM_ISSUE_NEWS_FIRST | JM_ISSUE_NEWS_OTHER, asking, &error);
  if (asking == jm_follow_get_asking (self->follow))
    set_loading (self, FALSE);
  if (fine && !self->complete)
    fine = ask_and_adopt (self, 0, asking, &error);

  return fine ? dex_future_new_for_int64 (jm_issue_seam_get_n (&self->seam)) :
                dex_future_new_for_error (g_steal_pointer (&error));
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
      g_value_set_uint (value, jm_issue_seam_get_n (&self->seam));
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, self->loading);
      break;
    case PROP_COMPLETE:
      g_value_set_boolean (value, self->complete);
      break;
    case PROP_N_SECTIONS:
      g_value_set_uint (value, self->seam.order->sections->len);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
jm_issue_list_dispose (GObject *object)
{
  JmIssueList *self = JM_ISSUE_LIST (object);

  if (self->follow != NULL)
    jm_follow_stop (self->follow);

  G_OBJECT_CLASS (jm_issue_list_parent_class)->dispose (object);
}

static void
jm_issue_list_finalize (GObject *object)
{
  JmIssueList *self = JM_ISSUE_LIST (object);

  jm_issue_rows_free (self->rows);
  jm_issue_seam_clear (&self->seam);
  g_clear_pointer (&self->query, jm_issue_query_free);
  g_clear_pointer (&self->follow, jm_follow_free);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (jm_issue_list_parent_class)->finalize (object);
}

static void
jm_issue_list_class_init (JmIssueListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = jm_issue_list_get_property;
  object_class->dispose = jm_issue_list_dispose;
  object_class->finalize = jm_issue_list_finalize;

  properties[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0, flags);
  /* TRUE until the first page is in, and after that while another query is read */
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, TRUE, flags);
  /* All rows are known, not the first page alone */
  properties[PROP_COMPLETE] = g_param_spec_boolean ("complete", NULL, NULL, FALSE, flags);
  /* 0 without a group */
  properties[PROP_N_SECTIONS] =
      g_param_spec_uint ("n-sections", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  /* position, n_items: rows that stay and are in another section now. What items-changed tells of is
   * not told again. */
  signals[SECTIONS_CHANGED] =
      g_signal_new ("sections-changed", JM_TYPE_ISSUE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);
}

static void
jm_issue_list_init (JmIssueList *self)
{
  jm_issue_seam_init (&self->seam);
  self->rows = jm_issue_rows_new ();
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
  self->follow = jm_follow_new (self, jm_store_get_clock (store), read_again);
  g_signal_connect_object (store, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * jm_issue_list_set_query:
 * @query: (transfer none): copied
 *
 * The rows of the query before stay until the first page of this one is there ("loading" ends); then
 * the list grows to all of its rows ("complete").
 *
 * Returns: (transfer full): resolves to the full count (int64); rejects with JM_STORE_ERROR, and the
 *   rows stay, or with G_IO_ERROR_CANCELLED when another query was set meanwhile
 */
DexFuture *
jm_issue_list_set_query (JmIssueList        *self,
                         const JmIssueQuery *query)
{
  dex_return_error_if_fail (JM_IS_ISSUE_LIST (self));
  dex_return_error_if_fail (query != NULL && query->sort < JM_N_ISSUE_SORTS);
  dex_return_error_if_fail (query->group < JM_N_ISSUE_GROUPS && query->work < JM_N_ISSUE_WORKS);

  g_clear_pointer (&self->query, jm_issue_query_free);
  self->query = jm_issue_query_copy (query);
  jm_follow_begin (self->follow);
  set_loading (self, TRUE);

  return jm_follow_show (self->follow, show);
}

gboolean
jm_issue_list_is_loading (JmIssueList *self)
{
  g_return_val_if_fail (JM_IS_ISSUE_LIST (self), FALSE);

  return self->loading;
}

gboolean
jm_issue_list_is_complete (JmIssueList *self)
{
  g_return_val_if_fail (JM_IS_ISSUE_LIST (self), FALSE);

  return self->complete;
}

/**
 * jm_issue_list_get_section:
 * @position: of a row
 * @start: (out): the first row of its section
 * @end: (out): the row after its last one
 *
 * As GtkSectionModel has it: without a group all rows are one section, and beyond the end there is
 * one up to G_MAXUINT.
 */
void
jm_issue_list_get_section (JmIssueList *self,
                           guint        position,
                           guint       *start,
                           guint       *end)
{
  g_return_if_fail (JM_IS_ISSUE_LIST (self));
  g_return_if_fail (start != NULL && end != NULL);

  *start = 0;
  *end = jm_issue_seam_get_n (&self->seam);
  if (position >= *end)
    {
      *start = *end;
      *end = G_MAXUINT;
      return;
    }

  jm_issue_seam_get_section (&self->seam, position, start, end);
}

const char *
jm_issue_list_get_section_name (JmIssueList *self,
                                guint        position)
{
  const JmIssueSection *section;
  guint start = 0, end = 0;

  g_return_val_if_fail (JM_IS_ISSUE_LIST (self), NULL);

  if (position >= jm_issue_seam_get_n (&self->seam))
    return NULL;

  section = jm_issue_seam_get_section (&self->seam, position, &start, &end);
  return section != NULL ? section->name : NULL;
}

gint64
jm_issue_list_get_id (JmIssueList *self,
                      guint        position)
{
  g_return_val_if_fail (JM_IS_ISSUE_LIST (self), 0);

  return position < jm_issue_seam_get_n (&self->seam) ? jm_issue_seam_get_id (&self->seam, position) : 0;
}

/**
 * jm_issue_list_find:
 * @id: of an issue
 *
 * Looks at every id: a millisecond for a million.
 *
 * Returns: its position, or -1
 */
gint64
jm_issue_list_find (JmIssueList *self,
                    gint64       id)
{
  g_return_val_if_fail (JM_IS_ISSUE_LIST (self), -1);

  return jm_issue_seam_find (&self->seam, id);
}

guint
jm_issue_list_get_n_pages (JmIssueList *self)
{
  g_return_val_if_fail (JM_IS_ISSUE_LIST (self), 0);

  return (jm_issue_rows_count (self->rows) + JM_ISSUE_PAGE - 1) / JM_ISSUE_PAGE;
}
