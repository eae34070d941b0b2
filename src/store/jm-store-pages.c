/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-time.h"
#include "store/jm-store-pages.h"

#include <glib/gi18n.h>

#include "base/jm-limits.h"
#include "store/jm-concern.h"
#include "store/jm-statement.h"
#include "store/jm-store-ranks.h"
#include "store/jm-store-walks.h"

/*
 * A page is read once, from its beginning to its end: items are cut out as they come, and a few
 * columns of each are picked. What is missing, null or of another type becomes a default, an item
 * without a usable id is left out, and an id that comes twice is one row. Nothing here can stumble
 * over an item; a page that is no JSON is refused as a whole.
 */

#define PACKER "jm-packer"

/* --- what the parts share */

/* Of the writing thread: hung on its connection, as the statements are. */
static JmPacker *
get_packer (sqlite3 *connection)
{
  JmPacker *packer = sqlite3_get_clientdata (connection, PACKER);

  if (packer == NULL)
    {
      packer = jm_packer_new ();
      sqlite3_set_clientdata (connection, PACKER, packer, (void (*) (void *)) jm_packer_free);
    }

  return packer;
}

JmPutText
jm_put_text (JmPut             *self,
             const JmJsonSlice *slice,
             guint              place)
{
  GString *text = self->texts[place];

  if (slice->type != JM_JSON_STRING)
    return (JmPutText) { NULL, 0 };
  if (slice->length <= JM_LIMIT_STRING_KEPT && memchr (slice->text, '\\', slice->length) == NULL)
    return (JmPutText) { slice->text, slice->length };

  g_string_truncate (text, 0);
  jm_json_slice_append (slice, JM_LIMIT_STRING_KEPT, text);
  return (JmPutText) { text->str, text->len };
}

gboolean
jm_put_is_same (const void        *packed,
                gsize              length,
                const JmJsonSlice *document)
{
  g_autoptr (GBytes) text = jm_unpack (packed, length);

  return text != NULL && g_bytes_get_size (text) == document->length &&
         memcmp (g_bytes_get_data (text, NULL), document->text, document->length) == 0;
}

gint64
jm_put_take_id (const JmJsonSlice *slice)
{
  return jm_json_slice_get_int (slice, -1);
}

gint64
jm_put_time (const JmJsonSlice *slice)
{
  char text[64];

  if (slice->type != JM_JSON_STRING || slice->length >= sizeof text)
    return 0;

  memcpy (text, slice->text, slice->length);
  text[slice->length] = '\0';
  return jm_time_parse (text);
}

gboolean
jm_put_note_id (JmPut  *self,
                gint64  id)
{
  return g_hash_table_add (self->seen, g_memdup2 (&id, sizeof id));
}

gint64
jm_resource_number (sqlite3       *connection,
                    JmResourceId   id,
                    GError       **error)
{
  const char *what = _("Could not store what Jira sent");
  const char *name = jm_resource_get_name (id);
  g_autoptr (GError) failure = NULL;
  gint64 number = jm_statement_int (connection, &failure, what, 0,
                                    "SELECT id FROM resources WHERE name = ?1", "s", name);

  if (number == 0 && failure == NULL &&
      jm_statement_run (connection, &failure, what, "INSERT INTO resources (name) VALUES (?1)",
                        "s", name))
    number = sqlite3_last_insert_rowid (connection);
  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));

  return number;
}

/* --- who I am */

static void
set_login (JmPut *self,
           char  *login)
{
  const char *user_id = self->job->user_id;

  g_free (self->login);
  self->login = login;
  self->me[0] = user_id != NULL ? user_id : login;
  self->me[1] = user_id != NULL ? login : NULL;
}

gboolean
jm_login_learn (JmPut              *self,
                const JmJsonSlice  *login,
                GError            **error)
{
  JmPutText text = jm_put_text (self, login, 12);

  if (text.length == 0)
    return TRUE;

  set_login (self, g_strndup (text.text, text.length));
  return jm_login_write (self->connection, self->login, error);
}

/* --- the items */

static gboolean
refuse (GError **error)
{
  g_set_error_literal (error, JM_STORE_ERROR, JM_STORE_ERROR_INVALID,
                       _("Could not store what Jira sent: it is no JSON"));
  return FALSE;
}

static JmPutOutcome
put_item (JmPut         *self,
          JmJsonReader  *reader,
          JmJsonSlice   *item,
          GError       **error)
{
  if (self->job->resource->id == JM_RESOURCE_ISSUES)
    return jm_put_issue (self, reader, item, error);
  if (self->job->resource->id == JM_RESOURCE_PROJECTS)
    return jm_put_project (self, reader, item, error);

  return jm_put_thing (self, reader, item, error);
}

static void
note_outcome (JmPut        *self,
              JmPutOutcome  outcome)
{
  JmPageResult *result = &self->job->result;

  result->n_added += outcome == JM_PUT_ADDED;
  result->n_changed += outcome == JM_PUT_CHANGED;
  if (outcome == JM_PUT_ADDED || outcome == JM_PUT_CHANGED)
    self->job->changed |= 1u << self->job->resource->id;
}

/* Members of an object are items as well: Data Center sends roles by their names. */
static gboolean
put_items (JmPut         *self,
           JmJsonReader  *reader,
           GError       **error)
{
  JmJsonSlice item;

  while (TRUE)
    {
      JmJsonToken token = jm_json_reader_next (reader, &item);
      JmPutOutcome outcome;

      if (token == JM_JSON_ARRAY_END || token == JM_JSON_OBJECT_END)
        return TRUE;
      if (token == JM_JSON_BROKEN)
        return refuse (error);
      if (token == JM_JSON_NAME)
        continue;

      outcome = put_item (self, reader, &item, error);
      if (outcome == JM_PUT_FAILED)
        return *error != NULL ? FALSE : refuse (error);
      note_outcome (self, outcome);
      self->place++;
    }
}

static gboolean
put_page (JmPut   *self,
          GError **error)
{
  const char *path = self->job->resource->items + strspn (self->job->resource->items, "$.");
  JmJsonReader reader;
  JmJsonSlice slice;
  JmJsonToken token;
  gsize size;
  const char *text = g_bytes_get_data (self->job->page, &size);

  jm_json_reader_init (&reader, text, size);
  token = jm_json_reader_find (&reader, path, &slice);
  if ((token == JM_JSON_ARRAY || token == JM_JSON_OBJECT) && !put_items (self, &reader, error))
    return FALSE;

  /* That all is closed is the proof that nothing was cut off. */
  while ((token = jm_json_reader_next (&reader, &slice)) != JM_JSON_NOTHING)
    if (token == JM_JSON_BROKEN)
      return refuse (error);

  self->job->result.n_rows = g_hash_table_size (self->seen);
  return TRUE;
}

/* --- the job */

static gboolean
put_init (JmPut      *self,
          sqlite3    *connection,
          JmPageJob  *job,
          GError    **error)
{
  g_autoptr (GError) failure = NULL;

  self->connection = connection;
  self->what = _("Could not store what Jira sent");
  self->job = job;
  self->packer = get_packer (connection);
  self->seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->ranks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (self->texts); i++)
    self->texts[i] = g_string_new (NULL);
  jm_text_init (self);
  set_login (self, jm_login_read (connection, &failure));
  if (failure == NULL)
    return jm_concern_init (self, error);

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static void
put_clear (JmPut *self)
{
  g_free (self->login);
  g_hash_table_unref (self->seen);
  g_hash_table_unref (self->ranks);
  for (guint i = 0; i < G_N_ELEMENTS (self->texts); i++)
    g_string_free (self->texts[i], TRUE);
  jm_text_clear (self);
}

/* What other tables make of the rows. */
static gboolean
follow_up (JmPut   *self,
           GError **error)
{
  JmPageJob *job = self->job;
  gboolean changed = (job->changed & (1u << job->resource->id)) != 0;

  if (job->resource->id == JM_RESOURCE_PRIORITIES && changed)
    return jm_ranks_apply (self->connection, &job->changed, error);
  if (job->resource->id == JM_RESOURCE_COMMENTS && changed)
    return jm_text_rebuild (self->connection, g_ascii_strtoll (job->owner, NULL, 10), job->user_id,
                            error);

  return TRUE;
}

DexFuture *
jm_page_put_job (sqlite3  *connection,
                 gpointer  data)
{
  g_autoptr (GError) error = NULL;
  JmPageJob *job = data;
  JmPut put = { 0 };

  /* It may have run before, in a transaction that was rolled back. */
  memset (&job->result, 0, sizeof job->result);
  job->changed = 0;

  if (put_init (&put, connection, job, &error) &&
      jm_walk_begin_page (connection, job, &put.place, &error) && put_page (&put, &error) &&
      follow_up (&put, &error) && jm_walk_end_page (connection, job, &error))
    jm_text_flush (&put, &error);
  put_clear (&put);

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_take_boxed (JM_TYPE_PAGE_RESULT,
                                                    jm_page_result_copy (&job->result));
}
