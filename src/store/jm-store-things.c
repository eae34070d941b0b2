/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-concern.h"
#include "store/jm-statement.h"
#include "store/jm-store-pages.h"

/*
 * Projects, and all that has no table of its own. A row is compared with what is stored before
 * anything is written, and only then packed.
 */

/* Never back: another process may have seen the row in a later run. */
static const char mark_project_sql[] = "UPDATE projects SET run = ?1 WHERE id = ?2 AND run < ?1";
static const char mark_thing_sql[] =
    "UPDATE things SET run = ?1 WHERE resource = ?2 AND owner = ?3 AND id = ?4 AND run < ?1";

/* clang-format off */
static const char put_project_sql[] =
  "INSERT INTO projects (id, key, name, kind, lead, avatar_url, updated_ms, run, document)"
  "  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
  "  ON CONFLICT (id) DO UPDATE SET"
  "    key = excluded.key, name = excluded.name, kind = excluded.kind, lead = excluded.lead,"
  "    avatar_url = excluded.avatar_url, updated_ms = excluded.updated_ms,"
  "    run = max (run, excluded.run), document = excluded.document";
static const char put_thing_sql[] =
  "INSERT INTO things (resource, owner, id, name, position, run, document)"
  "  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
  "  ON CONFLICT DO UPDATE SET"
  "    name = excluded.name, position = excluded.position, run = max (run, excluded.run),"
  "    document = excluded.document";
/* clang-format on */

static const char find_project_sql[] = "SELECT run, document FROM projects WHERE id = ?1";
static const char find_thing_sql[] = "SELECT run, document, position FROM things"
                                     "  WHERE resource = ?1 AND owner = ?2 AND id = ?3";

/* --- projects */

enum
{
  PROJECT_ID,
  PROJECT_KEY,
  PROJECT_NAME,
  PROJECT_KIND,
  PROJECT_LEAD,
  PROJECT_AVATAR,
  PROJECT_UPDATED,
  N_PROJECT_COLUMNS
};

static const char *const project_paths[] = {
  [PROJECT_ID] = "id",
  [PROJECT_KEY] = "key",
  [PROJECT_NAME] = "name",
  [PROJECT_KIND] = "projectTypeKey",
  [PROJECT_LEAD] = "lead.displayName",
  [PROJECT_AVATAR] = "avatarUrls.48x48",
  [PROJECT_UPDATED] = "insight.lastIssueUpdateTime",
};

static const JmJsonPicker *
get_project_picker (void)
{
  static JmJsonPicker *picker;

  if (g_once_init_enter_pointer (&picker))
    g_once_init_leave_pointer (&picker, jm_json_picker_new (project_paths, N_PROJECT_COLUMNS));

  return picker;
}

/* What is stored: whether it is there, says the same, and was seen in this run. */
typedef struct
{
  gboolean found;
  gboolean same;
  gint64 run;
  gint64 position;
} Stored;

static gboolean
read_stored (sqlite3_stmt       *statement,
             const char         *what,
             const JmJsonSlice  *document,
             Stored             *stored,
             GError            **error)
{
  g_autoptr (GError) failure = NULL;

  if (statement == NULL)
    return FALSE;
  if (jm_statement_step (statement, what, &failure))
    {
      stored->found = TRUE;
      stored->run = sqlite3_column_int64 (statement, 0);
      stored->same = document->length > 0 &&
                     jm_put_is_same (sqlite3_column_blob (statement, 1),
                                     sqlite3_column_bytes (statement, 1), document);
      if (sqlite3_column_count (statement) > 2)
        stored->position = sqlite3_column_int64 (statement, 2);
      sqlite3_reset (statement);
    }
  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
write_project (JmPut              *self,
               gint64              id,
               const JmJsonSlice  *document,
               const JmJsonSlice  *columns,
               GError            **error)
{
  JmPutText key = jm_put_text (self, &columns[PROJECT_KEY], 0);
  JmPutText name = jm_put_text (self, &columns[PROJECT_NAME], 1);
  JmPutText kind = jm_put_text (self, &columns[PROJECT_KIND], 2);
  JmPutText lead = jm_put_text (self, &columns[PROJECT_LEAD], 3);
  JmPutText avatar = jm_put_text (self, &columns[PROJECT_AVATAR], 4);
  gsize length;
  const guint8 *packed = jm_packer_pack (self->packer, document->text, document->length, &length);

  if (key.text == NULL)
    key.text = "";
  if (name.text == NULL)
    name = key;

  return jm_statement_run (self->connection, error, self->what, put_project_sql, "itttttiix", id,
                           key.text, key.length, name.text, name.length, kind.text, kind.length,
                           lead.text, lead.length, avatar.text, avatar.length,
                           jm_put_time (&columns[PROJECT_UPDATED]), self->job->run, packed, length);
}

JmPutOutcome
jm_put_project (JmPut         *self,
                JmJsonReader  *reader,
                JmJsonSlice   *item,
                GError       **error)
{
  JmJsonSlice columns[N_PROJECT_COLUMNS];
  Stored stored = { 0 };
  gint64 id;

  if (!jm_json_picker_read (get_project_picker (), reader, item, columns))
    return JM_PUT_FAILED;
  if ((id = jm_put_take_id (&columns[PROJECT_ID])) < 0 || !jm_put_note_id (self, id))
    return JM_PUT_SAME;
  if (!read_stored (jm_statement_get (self->connection, error, self->what, find_project_sql, "i",
                                      id),
                    self->what, item, &stored, error))
    return JM_PUT_FAILED;

  if (stored.same || (self->job->flags & JM_PAGE_SEEN))
    return jm_statement_run (self->connection, error, self->what, mark_project_sql, "ii",
                             self->job->run, id) ?
               JM_PUT_SAME :
               JM_PUT_FAILED;
  if (!write_project (self, id, item, columns, error))
    return JM_PUT_FAILED;

  return stored.found ? JM_PUT_CHANGED : JM_PUT_ADDED;
}

/* --- things */

JmPutOutcome
jm_put_thing_row (JmPut              *self,
                  gint64              resource,
                  const char         *owner,
                  JmPutText           id,
                  JmPutText           name,
                  gint64              position,
                  const JmJsonSlice  *document,
                  gboolean            is_new,
                  GError            **error)
{
  Stored stored = { 0 };
  const guint8 *packed;
  gsize length;

  if (!is_new &&
      !read_stored (jm_statement_get (self->connection, error, self->what, find_thing_sql, "ist",
                                      resource, owner, id.text, id.length),
                    self->what, document, &stored, error))
    return JM_PUT_FAILED;

  if ((stored.same && stored.position == position) || (self->job->flags & JM_PAGE_SEEN))
    return stored.run >= self->job->run ||
                   jm_statement_run (self->connection, error, self->what, mark_thing_sql, "iist",
                                     self->job->run, resource, owner, id.text, id.length) ?
               JM_PUT_SAME :
               JM_PUT_FAILED;
  if (self->news_from > 0 && resource == self->comments &&
      !jm_concern_look_at_comment (self, owner, id, document, error))
    return JM_PUT_FAILED;

  packed = jm_packer_pack (self->packer, document->text, document->length, &length);
  if (!jm_statement_run (self->connection, error, self->what, put_thing_sql, "isttiix", resource,
                         owner, id.text, id.length, name.text, name.length, position,
                         self->job->run, packed, length))
    return JM_PUT_FAILED;

  return stored.found ? JM_PUT_CHANGED : JM_PUT_ADDED;
}

/* An id may be a number; it is kept as it is written. */
static JmPutText
take_id (JmPut             *self,
         const JmJsonSlice *slice)
{
  if (slice->type == JM_JSON_NUMBER)
    return (JmPutText) { slice->text, slice->length };

  return jm_put_text (self, slice, 0);
}

/* Different texts are different numbers for all that a page can hold. */
static gboolean
note_text (JmPut     *self,
           JmPutText  id)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (gsize i = 0; i < id.length; i++)
    hash = (hash ^ (guchar) id.text[i]) * G_GUINT64_CONSTANT (0x100000001b3);

  return jm_put_note_id (self, (gint64) hash);
}

JmPutOutcome
jm_put_thing (JmPut         *self,
              JmJsonReader  *reader,
              JmJsonSlice   *item,
              GError       **error)
{
  const JmResource *resource = self->job->resource;
  const char *name_path = resource->item_name != NULL ? resource->item_name :
                                                        jm_part_get_name_path (resource->id);
  gboolean both = g_strcmp0 (resource->item_id, name_path) == 0;
  const char *const paths[] = { resource->item_id, both ? NULL : name_path };
  g_autoptr (JmJsonPicker) picker = jm_json_picker_new (paths, G_N_ELEMENTS (paths));
  JmJsonSlice columns[G_N_ELEMENTS (paths)];
  JmPutText id, name;
  gint64 number;

  if (!jm_json_picker_read (picker, reader, item, columns))
    return JM_PUT_FAILED;

  /* Labels are bare words. The document keeps their quotes: it is JSON. */
  id = take_id (self, resource->item_id != NULL ? &columns[0] : item);
  if (id.length == 0 || !note_text (self, id))
    return JM_PUT_SAME;
  name = jm_put_text (self, &columns[1], 1);
  if (name.length == 0)
    name = id;
  if (item->type == JM_JSON_STRING)
    {
      item->text--;
      item->length += 2;
    }

  number = jm_resource_number (self->connection, resource->id, error);
  return number == 0 ? JM_PUT_FAILED :
                       jm_put_thing_row (self, number, self->job->owner, id, name, self->place,
                                         item, FALSE, error);
}
