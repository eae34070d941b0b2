/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-thing-map.h"

/*
 * Rows of a million comments are found again without holding a key of each: one walk along the index
 * notes where each page begins. A page ends after a row that the rows themselves choose (by a digest
 * of what it says), so that a row more or less moves no page but its own, and a page that says the same
 * as before is known by its digest.
 *
 * With words, a page also ends when many rows were looked at for it: reading one stays a bounded walk.
 */
#define LEAST_ROWS 16
#define MOST_ROWS 128
#define ENDS(digest) ((digest) % 64 == 0)
#define MOST_SEEN 2000
#define PATIENCE 256

G_DEFINE_BOXED_TYPE (JmThingMap, jm_thing_map, jm_thing_map_ref, jm_thing_map_unref)

static void
page_clear (gpointer data)
{
  jm_thing_key_clear (&((JmThingPage *) data)->first);
}

JmThingMap *
jm_thing_map_new_empty (void)
{
  JmThingMap *self = g_atomic_rc_box_new0 (JmThingMap);

  self->pages = g_array_new (FALSE, FALSE, sizeof (JmThingPage));
  g_array_set_clear_func (self->pages, page_clear);
  self->complete = TRUE;
  return self;
}

JmThingMap *
jm_thing_map_ref (JmThingMap *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
map_clear (JmThingMap *self)
{
  g_array_unref (self->pages);
}

void
jm_thing_map_unref (JmThingMap *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) map_clear);
}

static const JmThingPage *
get_page (JmThingMap *self,
          guint       number)
{
  return &g_array_index (self->pages, JmThingPage, number);
}

guint
jm_thing_map_find (JmThingMap *self,
                   guint       position)
{
  guint low = 0;
  guint high = self->pages->len;

  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (get_page (self, middle)->start <= position)
        low = middle;
      else
        high = middle;
    }

  return low;
}

static gboolean
is_same (const JmThingPage *a,
         const JmThingPage *b)
{
  return a->n_rows == b->n_rows && a->digest == b->digest;
}

void
jm_thing_map_compare (JmThingMap *old,
                      JmThingMap *fresh,
                      guint      *head,
                      guint      *tail)
{
  guint n_old = old->pages->len;
  guint n_fresh = fresh->pages->len;
  guint i;

  *head = *tail = 0;
  for (i = 0; i < MIN (n_old, n_fresh) && is_same (get_page (old, i), get_page (fresh, i)); i++)
    *head += get_page (old, i)->n_rows;
  for (; n_old > i && n_fresh > i && is_same (get_page (old, n_old - 1), get_page (fresh, n_fresh - 1));
       n_old--, n_fresh--)
    *tail += get_page (old, n_old - 1)->n_rows;
}

GPtrArray *
jm_thing_map_read (JmThingMap        *self,
                   guint              page,
                   sqlite3           *connection,
                   JmResourceId       resource,
                   const char *const *words)
{
  const JmThingPage *place = get_page (self, page);
  GPtrArray *things = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (JmThingSource) source =
      connection != NULL ?
          jm_thing_source_new (connection, resource, words, &place->first, FALSE, NULL) :
          NULL;
  const JmThingRow *row;

  while (source != NULL && things->len < place->n_rows &&
         jm_thing_source_get_n_seen (source) < 2 * MOST_SEEN &&
         (row = jm_thing_source_next (source, NULL)) != NULL)
    g_ptr_array_add (things, jm_thing_new_from_row (row));
  /* Until the list hears of what is gone. */
  while (things->len < place->n_rows)
    g_ptr_array_add (things, jm_thing_new ("", "", NULL));

  return things;
}

/* --- making it */

void
jm_thing_map_ask_free (gpointer data)
{
  JmThingMapAsk *self = data;

  g_strfreev (self->words);
  g_clear_object (&self->cancellable);
  g_free (self);
}

static guint
hash_row (const JmThingRow *row)
{
  guint hash = g_str_hash (row->name) * 31 + g_str_hash (row->id);

  hash = hash * 31 + g_str_hash (row->owner);
  return hash * 31 + (row->remark != NULL ? g_str_hash (row->remark) : 0);
}

/* Notes one row; TRUE when its page is full with it. */
static gboolean
add_row (JmThingMap       *self,
         JmThingSource    *source,
         const JmThingRow *row,
         gboolean          begins)
{
  guint hash = hash_row (row);
  JmThingPage *page;

  if (begins)
    {
      JmThingPage fresh = { .start = self->n_rows };

      jm_thing_source_get_key (source, &fresh.first);
      g_array_append_val (self->pages, fresh);
    }

  page = &g_array_index (self->pages, JmThingPage, self->pages->len - 1);
  page->digest = page->digest * 33 + hash;
  page->n_rows++;
  self->n_rows++;
  return page->n_rows >= MOST_ROWS || (page->n_rows >= LEAST_ROWS && ENDS (hash));
}

DexFuture *
jm_thing_map_job (sqlite3  *connection,
                  gpointer  data)
{
  JmThingMapAsk *ask = data;
  g_autoptr (JmThingMap) map = jm_thing_map_new_empty ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JmThingSource) source = jm_thing_source_new (
      connection, ask->resource, (const char *const *) ask->words, NULL, FALSE, &error);
  const JmThingRow *row;
  gboolean begins = TRUE;
  guint n_before = 0;

  while (source != NULL && error == NULL && (row = jm_thing_source_next (source, &error)) != NULL)
    {
      guint n_seen = jm_thing_source_get_n_seen (source);

      if (begins || n_seen - n_before >= MOST_SEEN)
        {
          begins = TRUE;
          n_before = n_seen;
        }
      begins = add_row (map, source, row, begins);
      if (ask->first && begins)
        {
          map->complete = FALSE;
          break;
        }
      if (n_seen % PATIENCE == 0)
        g_cancellable_set_error_if_cancelled (ask->cancellable, &error);
    }

  return error != NULL ?
             dex_future_new_for_error (g_steal_pointer (&error)) :
             dex_future_new_take_boxed (JM_TYPE_THING_MAP, g_steal_pointer (&map));
}
