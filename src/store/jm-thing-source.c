/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-thing-source.h"

#include <glib/gi18n.h>

#include "store/jm-statement.h"

struct _JmThingSource
{
  sqlite3_stmt *statement;
  const char *const *words;
  JmThingRow row;
  guint n_seen;
};

/* clang-format off */
/* Along things_by_name, which holds all but the document, from a row on; the document is asked for in
 * the place of %s. What an owner is called: of an issue its key, of a board its name, else it is called
 * what it is. Projects are few, and sorted. */
#define THINGS(remark)                                                                        \
  "SELECT owner, id, name, " remark ", %s FROM things AS thing INDEXED BY things_by_name"      \
  "  WHERE resource = (SELECT id FROM resources WHERE name = ?1)"                             \
  "    AND (name COLLATE JM_FOLD, owner, id) >= (?2, ?3, ?4)"                                 \
  "  ORDER BY name COLLATE JM_FOLD, owner, id"

static const char site_sql[] = THINGS ("nullif (owner, '')");
static const char issue_sql[] =
  THINGS ("ifnull ((SELECT key FROM issues WHERE issues.id = CAST (thing.owner AS INTEGER)), owner)");
static const char board_sql[] =
  THINGS ("ifnull ((SELECT name FROM things AS board WHERE board.owner = ''"
          "           AND board.resource = (SELECT id FROM resources WHERE name = 'boards')"
          "           AND board.id = thing.owner), owner)");
static const char projects_sql[] =
  "SELECT '', CAST (id AS TEXT), name, key, %s FROM projects"
  "  WHERE ?1 IS NOT NULL AND (name COLLATE JM_FOLD, '', CAST (id AS TEXT)) >= (?2, ?3, ?4)"
  "  ORDER BY name COLLATE JM_FOLD, CAST (id AS TEXT)";
/* clang-format on */

void
jm_thing_key_clear (JmThingKey *self)
{
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->owner, g_free);
  g_clear_pointer (&self->id, g_free);
}

/* Both flavours of Jira have the same owners. */
static const char *
find_sql (JmResourceId resource)
{
  const JmResource *row = jm_resource_get (resource, JM_JIRA_CLOUD);

  if (row == NULL)
    row = jm_resource_get (resource, JM_JIRA_DATA_CENTER);
  if (resource == JM_RESOURCE_PROJECTS)
    return projects_sql;
  if (row != NULL && row->owner == JM_RESOURCE_ISSUES)
    return issue_sql;
  if (row != NULL && row->owner == JM_RESOURCE_BOARDS)
    return board_sql;

  return site_sql;
}

static void
bind_text (sqlite3_stmt *statement,
           int           place,
           const char   *text)
{
  sqlite3_bind_text (statement, place, text != NULL ? text : "", -1, SQLITE_TRANSIENT);
}

JmThingSource *
jm_thing_source_new (sqlite3            *connection,
                     JmResourceId        resource,
                     const char *const  *words,
                     const JmThingKey   *from,
                     gboolean            with_documents,
                     GError            **error)
{
  g_auto (GStrv) parts = g_strsplit (find_sql (resource), "%s", 2);
  g_autofree char *sql = g_strjoinv (with_documents ? "document" : "NULL", parts);
  JmThingSource *self;
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (connection, sql, -1, &statement, NULL) != SQLITE_OK)
    {
      g_propagate_error (error, jm_database_error (connection, _("Could not read")));
      return NULL;
    }

  bind_text (statement, 1, jm_resource_get_name (resource));
  bind_text (statement, 2, from != NULL ? from->name : NULL);
  bind_text (statement, 3, from != NULL ? from->owner : NULL);
  bind_text (statement, 4, from != NULL ? from->id : NULL);

  self = g_new0 (JmThingSource, 1);
  self->statement = statement;
  self->words = words;
  return self;
}

void
jm_thing_source_free (JmThingSource *self)
{
  sqlite3_finalize (self->statement);
  g_free (self);
}

static gboolean
has_words (const JmThingRow  *row,
           const char *const *words)
{
  g_autofree char *name = NULL;
  g_autofree char *remark = NULL;

  if (words == NULL)
    return TRUE;

  name = g_utf8_casefold (row->name, -1);
  remark = row->remark != NULL ? g_utf8_casefold (row->remark, -1) : NULL;
  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (name, words[i]) == NULL && (remark == NULL || strstr (remark, words[i]) == NULL))
      return FALSE;

  return TRUE;
}

static const char *
get_text (sqlite3_stmt *statement,
          int           column)
{
  return (const char *) sqlite3_column_text (statement, column);
}

const JmThingRow *
jm_thing_source_next (JmThingSource  *self,
                      GError        **error)
{
  while (jm_statement_step (self->statement, _("Could not read"), error))
    {
      self->n_seen++;
      self->row.owner = get_text (self->statement, 0);
      self->row.id = get_text (self->statement, 1);
      self->row.name = get_text (self->statement, 2);
      self->row.remark = get_text (self->statement, 3);
      self->row.document = sqlite3_column_blob (self->statement, 4);
      self->row.document_length = sqlite3_column_bytes (self->statement, 4);
      if (has_words (&self->row, self->words))
        return &self->row;
    }

  return NULL;
}

guint
jm_thing_source_get_n_seen (JmThingSource *self)
{
  return self->n_seen;
}

void
jm_thing_source_get_key (JmThingSource *self,
                         JmThingKey    *key)
{
  key->name = g_strdup (self->row.name);
  key->owner = g_strdup (self->row.owner);
  key->id = g_strdup (self->row.id);
}

char **
jm_thing_source_dup_words (const char *text)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *valid = text != NULL ? g_utf8_make_valid (text, -1) : NULL;
  g_autofree char *folded = valid != NULL ? g_utf8_casefold (valid, -1) : NULL;
  g_auto (GStrv) parts = g_strsplit_set (folded != NULL ? folded : "", " \t\r\n", -1);
  guint n_words = 0;

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      {
        g_strv_builder_add (builder, parts[i]);
        n_words++;
      }

  return n_words > 0 ? g_strv_builder_end (builder) : NULL;
}

char *
jm_thing_row_dup_id (const JmThingRow *row)
{
  return *row->owner != '\0' ? g_strdup_printf ("%s/%s", row->owner, row->id) : g_strdup (row->id);
}

JmThing *
jm_thing_new_from_row (const JmThingRow *row)
{
  g_autofree char *id = jm_thing_row_dup_id (row);

  return jm_thing_new (id, *row->name != '\0' ? row->name : row->id, row->remark);
}
