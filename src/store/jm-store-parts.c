/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-store-parts.h"

#include <glib/gi18n.h>

#include "store/jm-issue-text.h"
#include "store/jm-statement.h"

/*
 * They are rows of things whose owner is the id of their issue. While that is buried, the number of
 * their resource is below zero: so no list and no count has them.
 */

static const JmResourceId parts[] = {
  JM_RESOURCE_COMMENTS,
  JM_RESOURCE_WORKLOGS,
  JM_RESOURCE_CHANGES,
};

static const char *const item_paths[] = { "id", "author.displayName", "body" };

enum
{
  ITEM_ID,
  ITEM_NAME,
  ITEM_BODY,
  N_ITEM_COLUMNS
};

/* clang-format off */
static const char forget_sql[] =
  "DELETE FROM things WHERE resource = ?1 AND owner = ?2 AND run < ?3";
static const char complete_sql[] =
  "INSERT INTO issue_parts (issue_id, resource, updated_ms) VALUES (?1, ?2, ?3)"
  "  ON CONFLICT DO UPDATE SET updated_ms = excluded.updated_ms";
static const char bring_back_sql[] = "DELETE FROM gone_issues WHERE id = ?1";
static const char move_sql[] =
  "UPDATE OR REPLACE things SET resource = -resource WHERE resource = ?1 AND owner = ?2";
static const char remove_sql[] = "DELETE FROM things WHERE resource = ?1 AND owner = ?2";
/* clang-format on */

gboolean
jm_part_is_part (JmResourceId resource)
{
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i] == resource)
      return TRUE;

  return FALSE;
}

const char *
jm_part_get_name_path (JmResourceId resource)
{
  return jm_part_is_part (resource) ? item_paths[ITEM_NAME] : NULL;
}

static const JmJsonPicker *
get_picker (void)
{
  static JmJsonPicker *picker;

  if (g_once_init_enter_pointer (&picker))
    g_once_init_leave_pointer (&picker, jm_json_picker_new (item_paths, N_ITEM_COLUMNS));

  return picker;
}

static gboolean
put_item (JmPut              *put,
          JmPart             *part,
          gint64              number,
          const char         *owner,
          gint64              position,
          const JmJsonSlice  *item,
          const JmJsonSlice  *columns,
          gboolean            is_new,
          GError            **error)
{
  JmPutText id = columns[ITEM_ID].type == JM_JSON_NUMBER ?
                     (JmPutText) { columns[ITEM_ID].text, columns[ITEM_ID].length } :
                     jm_put_text (put, &columns[ITEM_ID], 13);
  JmPutText name = jm_put_text (put, &columns[ITEM_NAME], 14);
  JmPutOutcome outcome;

  if (id.length == 0)
    return TRUE;
  if (name.length == 0)
    name = id;
  if (part->words != NULL)
    {
      part->mentioned |=
          jm_issue_text_append (&columns[ITEM_BODY], put->me, part->words);
      g_string_append_c (part->words, ' ');
    }

  outcome = jm_put_thing_row (put, number, owner, id, name, position, item, is_new, error);
  if (outcome == JM_PUT_ADDED || outcome == JM_PUT_CHANGED)
    put->job->changed |= 1u << part->resource;
  return outcome != JM_PUT_FAILED;
}

/* How many there were, or -1. */
static gint64
put_items (JmPut              *put,
           JmPart             *part,
           gint64              number,
           const char         *owner,
           const JmJsonSlice  *items,
           gboolean            is_new,
           GError            **error)
{
  JmJsonReader reader;
  JmJsonSlice item;
  gint64 n_items;

  jm_json_reader_init (&reader, items->text, items->length);
  jm_json_reader_next (&reader, &item);
  for (n_items = 0;; n_items++)
    {
      JmJsonSlice columns[N_ITEM_COLUMNS];
      JmJsonToken token = jm_json_reader_next (&reader, &item);

      /* It cannot be broken: it was read before, as a part of its issue. */
      if (token == JM_JSON_ARRAY_END || token == JM_JSON_BROKEN)
        return n_items;
      if (!jm_json_picker_read (get_picker (), &reader, &item, columns))
        return n_items;
      if (!put_item (put, part, number, owner, n_items, &item, columns, is_new, error))
        return -1;
    }
}

gboolean
jm_part_put (JmPut              *put,
             JmPart             *part,
             gint64              id,
             gint64              updated_ms,
             const JmJsonSlice  *items,
             const JmJsonSlice  *total,
             gboolean            is_new,
             GError            **error)
{
  gint64 number, n_items;
  char owner[24];

  if (items->type != JM_JSON_ARRAY)
    return TRUE;
  if ((number = jm_resource_number (put->connection, part->resource, error)) == 0)
    return FALSE;

  g_snprintf (owner, sizeof owner, "%" G_GINT64_FORMAT, id);
  n_items = put_items (put, part, number, owner, items, is_new, error);
  part->complete = n_items >= 0 && n_items == jm_json_slice_get_int (total, -1);
  if (n_items < 0 || !part->complete)
    return n_items >= 0;

  /* What is not among all of them is gone. */
  return (is_new || jm_statement_run (put->connection, error, put->what, forget_sql, "isi", number,
                                      owner, put->job->run)) &&
         jm_statement_run (put->connection, error, put->what, complete_sql, "iii", id, number,
                           updated_ms);
}

static gboolean
run_for_parts (sqlite3     *connection,
               const char  *sql,
               gint64       id,
               gboolean     buried,
               GError     **error)
{
  char owner[24];

  g_snprintf (owner, sizeof owner, "%" G_GINT64_FORMAT, id);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      gint64 number = jm_resource_number (connection, parts[i], error);

      if (number == 0 || !jm_statement_run (connection, error, _("Could not store what Jira sent"),
                                            sql, "is", buried ? -number : number, owner))
        return FALSE;
    }

  return TRUE;
}

gboolean
jm_part_move (sqlite3   *connection,
              gint64     id,
              gboolean   buried,
              GError   **error)
{
  return run_for_parts (connection, move_sql, id, !buried, error);
}

gboolean
jm_part_remove (sqlite3   *connection,
                gint64     id,
                gboolean   buried,
                GError   **error)
{
  return run_for_parts (connection, remove_sql, id, buried, error);
}

gboolean
jm_part_bring_back (JmPut     *put,
                    gint64     id,
                    gboolean  *is_new,
                    GError   **error)
{
  if (!jm_statement_run (put->connection, error, put->what, bring_back_sql, "i", id))
    return FALSE;
  if (sqlite3_changes64 (put->connection) == 0)
    return TRUE;

  *is_new = FALSE;
  return jm_part_move (put->connection, id, FALSE, error);
}
