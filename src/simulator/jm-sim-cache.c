/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-cache.h"

#include <string.h>

/* What an entry costs besides its key and its bytes. */
#define OVERHEAD 200
#define DAY_MS (G_GINT64_CONSTANT (24) * 60 * 60 * 1000)

typedef struct
{
  char *key;
  GBytes *packed;
  guint results;
} Entry;

struct _JmSimCache
{
  gsize limit;         /* bytes; 0: nothing is kept */
  gsize size;
  guint64 hits;
  guint64 misses;
  GHashTable *entries; /* key → link in `order` */
  GQueue order;        /* Entry, the one used last first */
};

static void
entry_free (gpointer data)
{
  Entry *self = data;

  g_free (self->key);
  g_bytes_unref (self->packed);
  g_free (self);
}

static gsize
entry_size (const Entry *self)
{
  return strlen (self->key) + g_bytes_get_size (self->packed) + OVERHEAD;
}

JmSimCache *
jm_sim_cache_new (gsize limit)
{
  JmSimCache *self = g_new0 (JmSimCache, 1);

  self->limit = limit;
  self->entries = g_hash_table_new (g_str_hash, g_str_equal);
  g_queue_init (&self->order);
  return self;
}

void
jm_sim_cache_free (JmSimCache *self)
{
  g_hash_table_unref (self->entries);
  g_queue_clear_full (&self->order, entry_free);
  g_free (self);
}

static gboolean
accepts_gzip (const JmSimRequest *request)
{
  const char *accepted = soup_message_headers_get_list (request->headers, "Accept-Encoding");

  return accepted != NULL && soup_header_contains (accepted, "gzip");
}

/*
 * What tells this request and the state of the data apart from all others. Page tokens have an age,
 * so the day belongs to it.
 *
 * Returns: (nullable): NULL if the answer must be made anew
 */
char *
jm_sim_cache_key (const JmSimCall *call)
{
  gsize length;
  const char *body = g_bytes_get_data (call->request->body, &length);

  if (call->anonymous || call->sim->cache->limit == 0 || call->sim->search_lag_ms > 0 || !accepts_gzip (call->request) ||
      (call->request->faults != NULL && call->request->faults->len > 0))
    return NULL;
  return g_strdup_printf ("%s %s %" G_GUINT64_FORMAT " %" G_GINT64_FORMAT "\n%.*s", call->request->method,
                          call->request->target, call->site->generation,
                          jm_sim_clock_now_ms (&call->sim->clock) / DAY_MS, (int) length,
                          body != NULL ? body : "");
}

/* FALSE if nothing is kept for @key. */
gboolean
jm_sim_cache_reply (JmSimCache *self,
                    const char *key,
                    JmSimReply *reply)
{
  GList *link = g_hash_table_lookup (self->entries, key);
  const Entry *entry;

  if (link == NULL)
    {
      self->misses++;
      return FALSE;
    }
  self->hits++;
  g_queue_unlink (&self->order, link);
  g_queue_push_head_link (&self->order, link);
  entry = link->data;
  reply->status = 200;
  reply->results = entry->results;
  reply->packed = g_bytes_ref (entry->packed);
  soup_message_headers_replace (reply->headers, "Content-Type", "application/json;charset=UTF-8");
  return TRUE;
}

static void
make_room (JmSimCache *self)
{
  while (self->size > self->limit && self->order.length > 0)
    {
      Entry *last = g_queue_pop_tail (&self->order);

      g_hash_table_remove (self->entries, last->key);
      self->size -= entry_size (last);
      entry_free (last);
    }
}

/* Compresses a good answer and keeps it; others, and those that are true for this moment alone, are
 * left as they are. */
void
jm_sim_cache_keep (JmSimCache *self,
                   const char *key,
                   JmSimReply *reply)
{
  Entry *entry;

  if (reply->status != 200 || reply->fleeting || g_hash_table_contains (self->entries, key))
    return;
  reply->packed = g_byte_array_free_to_bytes (jm_sim_gzip (reply->body->data, reply->body->len));
  entry = g_new0 (Entry, 1);
  entry->key = g_strdup (key);
  entry->packed = g_bytes_ref (reply->packed);
  entry->results = reply->results;
  g_queue_push_head (&self->order, entry);
  g_hash_table_insert (self->entries, entry->key, self->order.head);
  self->size += entry_size (entry);
  make_room (self);
}

void
jm_sim_cache_count (const JmSimCache *self,
                    JsonObject       *object)
{
  json_object_set_int_member (object, "bytes", (gint64) self->size);
  json_object_set_int_member (object, "answers", self->order.length);
  json_object_set_int_member (object, "hits", (gint64) self->hits);
  json_object_set_int_member (object, "misses", (gint64) self->misses);
}
