/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-follow.h"
#include "store/jm-issue-list.h"
#include "store/jm-store-private.h"
#include "store/jm-thing-map.h"

/* Pages that are held */
#define MAX_PAGES 8

/*
 * JmThingList:
 *
 * Lives on the main context. Issues are shown through a JmIssueList; of any other resource it holds
 * where the pages begin (JmThingMap, made on the thread that scans) and a few of the pages, which it
 * reads itself when somebody asks for them.
 */
struct _JmThingList
{
  GObject parent_instance;

  JmStore *store;
  JmResourceId resource;
  char **words;
  JmIssueList *issues; /* NULL for all else */
  JmThingMap *map;
  GHashTable *pages; /* number → GPtrArray of JmThing */
  GQueue recent;     /* of page numbers, the last used first */
  JmFollow *follow;
  gboolean shown; /* somebody said what */
  gboolean loading;
};

typedef enum
{
  PROP_N_ITEMS = 1,
  PROP_LOADING,
} JmThingListProperty;

static GParamSpec *properties[PROP_LOADING + 1];

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (JmThingList,
                               jm_thing_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

/* --- the model */

static GType
get_item_type (GListModel *model)
{
  return JM_TYPE_THING;
}

static guint
get_n_items (GListModel *model)
{
  JmThingList *self = JM_THING_LIST (model);

  return self->issues != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->issues)) :
                                self->map->n_rows;
}

static GPtrArray *
get_page (JmThingList *self,
          guint        number)
{
  gpointer key = GUINT_TO_POINTER (number);
  GPtrArray *page = g_hash_table_lookup (self->pages, key);

  g_queue_remove (&self->recent, key);
  if (page == NULL)
    {
      page = jm_thing_map_read (self->map, number, jm_store_get_connection (self->store, NULL),
                                self->resource, (const char *const *) self->words);
      g_hash_table_insert (self->pages, key, page);
    }
  g_queue_push_head (&self->recent, key);
  if (g_queue_get_length (&self->recent) > MAX_PAGES)
    g_hash_table_remove (self->pages, g_queue_pop_tail (&self->recent));

  return page;
}

/* The same object for as long as its issue is the same one. */
static JmThing *
get_issue (JmThingList *self,
           guint        position)
{
  g_autoptr (JmIssue) issue = g_list_model_get_item (G_LIST_MODEL (self->issues), position);
  JmThing *thing;

  if (issue == NULL)
    return NULL;

  thing = g_object_get_data (G_OBJECT (issue), "jm-thing");
  if (thing == NULL)
    {
      thing = jm_thing_new (jm_issue_get_id (issue), jm_issue_get_key (issue),
                            jm_issue_get_summary (issue));
      g_object_set_data_full (G_OBJECT (issue), "jm-thing", thing, g_object_unref);
    }
  return g_object_ref (thing);
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  JmThingList *self = JM_THING_LIST (model);
  const JmThingPage *place;
  guint number;

  if (self->issues != NULL)
    return get_issue (self, position);
  if (position >= self->map->n_rows)
    return NULL;

  number = jm_thing_map_find (self->map, position);
  place = &g_array_index (self->map->pages, JmThingPage, number);
  return g_object_ref (g_ptr_array_index (get_page (self, number), position - place->start));
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* --- telling */

static void
set_loading (JmThingList *self,
             gboolean     loading)
{
  if (self->loading == loading)
    return;

  self->loading = loading;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

static void
tell (JmThingList *self,
      guint        position,
      guint        removed,
      guint        added)
{
  if (removed > 0 || added > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
  if (removed != added)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
}

static void
forget_pages (JmThingList *self)
{
  g_hash_table_remove_all (self->pages);
  g_queue_clear (&self->recent);
}

static void
adopt (JmThingList *self,
       JmThingMap  *fresh)
{
  g_autoptr (JmThingMap) old = g_steal_pointer (&self->map);
  guint head, tail;

  jm_thing_map_compare (old, fresh, &head, &tail);
  forget_pages (self);
  self->map = jm_thing_map_ref (fresh);
  tell (self, head, old->n_rows - head - tail, fresh->n_rows - head - tail);
}

/* Nothing is shown while it is found out what to show next. */
static void
clear (JmThingList *self)
{
  guint n_rows = get_n_items (G_LIST_MODEL (self));

  if (self->issues != NULL)
    g_signal_handlers_disconnect_by_data (self->issues, self);
  g_clear_object (&self->issues);
  g_clear_pointer (&self->map, jm_thing_map_unref);
  self->map = jm_thing_map_new_empty ();
  forget_pages (self);
  tell (self, 0, n_rows, 0);
}

/* --- asking */

/* Awaits. */
static JmThingMap *
ask (JmThingList   *self,
     gboolean       first,
     GCancellable  *asking,
     GError       **error)
{
  JmDatabase *database = jm_store_get_database (self->store);
  g_autoptr (JmThingMap) map = NULL;
  g_autoptr (GError) failure = NULL;
  JmThingMapAsk *question;

  if (g_cancellable_set_error_if_cancelled (asking, error))
    return NULL;

  question = g_new0 (JmThingMapAsk, 1);
  question->resource = self->resource;
  question->words = g_strdupv (self->words);
  question->first = first;
  question->cancellable = g_object_ref (asking);
  map = dex_await_boxed (
      first ? jm_database_read (database, jm_thing_map_job, question, jm_thing_map_ask_free) :
              jm_database_scan (database, jm_thing_map_job, question, jm_thing_map_ask_free),
      &failure);
  if (failure != NULL || g_cancellable_set_error_if_cancelled (asking, &failure))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }

  adopt (self, map);
  return g_steal_pointer (&map);
}

/* Awaits. */
static DexFuture *
show (gpointer      list,
      GCancellable *asking)
{
  JmThingList *self = list;
  g_autoptr (GError) error = NULL;
  g_autoptr (JmThingMap) map = ask (self, TRUE, asking, &error);

  if (asking == jm_follow_get_asking (self->follow))
    set_loading (self, FALSE);
  if (map != NULL && !map->complete)
    {
      g_clear_pointer (&map, jm_thing_map_unref);
      map = ask (self, FALSE, asking, &error);
    }

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_for_int64 (map->n_rows);
}

/* --- following the store */

static void
read_again (gpointer list)
{
  JmThingList *self = list;
  g_autoptr (GCancellable) asking = g_object_ref (jm_follow_get_asking (self->follow));
  g_autoptr (JmThingMap) map = ask (self, FALSE, asking, NULL);
}

static void
changed_cb (JmThingList  *self,
            JmResourceId  resource)
{
  if (self->shown && self->issues == NULL && resource == self->resource)
    jm_follow_stale (self->follow);
}

/* --- issues */

static void
issues_changed_cb (JmThingList *self,
                   guint        position,
                   guint        removed,
                   guint        added)
{
  tell (self, position, removed, added);
}

static void
issues_loading_cb (JmThingList *self)
{
  set_loading (self, jm_issue_list_is_loading (self->issues));
}

static DexFuture *
show_issues (JmThingList *self,
             const char  *text)
{
  self->issues = jm_issue_list_new (self->store);
  g_signal_connect_object (self->issues, "items-changed", G_CALLBACK (issues_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->issues, "notify::loading", G_CALLBACK (issues_loading_cb), self,
                           G_CONNECT_SWAPPED);
  set_loading (self, TRUE);
  return jm_issue_list_set_query (
      self->issues,
      &(JmIssueQuery) { .text = text, .sort = JM_ISSUE_SORT_UPDATED, .descending = TRUE });
}

/* --- the object */

static void
jm_thing_list_get_property (GObject    *object,
                            guint       id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  JmThingList *self = JM_THING_LIST (object);

  switch ((JmThingListProperty) id)
    {
    case PROP_N_ITEMS:
      g_value_set_uint (value, get_n_items (G_LIST_MODEL (self)));
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, self->loading);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
jm_thing_list_dispose (GObject *object)
{
  JmThingList *self = JM_THING_LIST (object);

  if (self->follow != NULL)
    jm_follow_stop (self->follow);

  G_OBJECT_CLASS (jm_thing_list_parent_class)->dispose (object);
}

static void
jm_thing_list_finalize (GObject *object)
{
  JmThingList *self = JM_THING_LIST (object);

  forget_pages (self);
  g_hash_table_unref (self->pages);
  jm_thing_map_unref (self->map);
  g_strfreev (self->words);
  g_clear_object (&self->issues);
  g_clear_pointer (&self->follow, jm_follow_free);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (jm_thing_list_parent_class)->finalize (object);
}

static void
jm_thing_list_class_init (JmThingListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = jm_thing_list_get_property;
  object_class->dispose = jm_thing_list_dispose;
  object_class->finalize = jm_thing_list_finalize;

  properties[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0, flags);
  /* TRUE until the first page is in, and after that while another one is read */
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
jm_thing_list_init (JmThingList *self)
{
  self->map = jm_thing_map_new_empty ();
  self->pages = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
  self->loading = TRUE;
}

/**
 * jm_thing_list_new:
 * @store: open
 *
 * Empty until jm_thing_list_show().
 */
JmThingList *
jm_thing_list_new (JmStore *store)
{
  JmThingList *self;

  g_return_val_if_fail (JM_IS_STORE (store), NULL);

  self = g_object_new (JM_TYPE_THING_LIST, NULL);
  self->store = g_object_ref (store);
  self->follow = jm_follow_new (self, jm_store_get_clock (store), read_again);
  g_signal_connect_object (store, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * jm_thing_list_show:
 * @resource: whose rows
 * @text: (nullable): words; for issues also of their descriptions and comments
 *
 * What was shown goes at once; "loading" ends with the first page, and then the list grows to all of
 * its rows.
 *
 * Returns: (transfer full): resolves to the full count (int64); rejects with JM_STORE_ERROR, or with
 *   G_IO_ERROR_CANCELLED when something else is to be shown meanwhile
 */
DexFuture *
jm_thing_list_show (JmThingList  *self,
                    JmResourceId  resource,
                    const char   *text)
{
  dex_return_error_if_fail (JM_IS_THING_LIST (self));
  dex_return_error_if_fail (resource < JM_N_RESOURCES);

  jm_follow_begin (self->follow);
  clear (self);
  g_strfreev (self->words);
  self->words = jm_thing_source_dup_words (text);
  self->resource = resource;
  self->shown = TRUE;
  if (resource == JM_RESOURCE_ISSUES)
    return show_issues (self, text);

  set_loading (self, TRUE);
  return jm_follow_show (self->follow, show);
}

gboolean
jm_thing_list_is_loading (JmThingList *self)
{
  g_return_val_if_fail (JM_IS_THING_LIST (self), FALSE);

  return self->loading;
}
