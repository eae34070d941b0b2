/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-issue-list.h"

#include <glib/gi18n.h>

#include "store/jm-issue-rows.h"
#include "store/jm-issue-sql.h"
#include "store/jm-statement.h"
#include "store/jm-store-private.h"

/*
 * Search as you type: what names an issue finds it first; then come those that have each word, the
 * newest first. Both are short: a few rows by their key, and a walk through the text index from its
 * end that stops at the limit.
 */

#define KEY "([A-Za-z][A-Za-z0-9_]*)-([1-9][0-9]{0,17})(?![A-Za-z0-9_])"

typedef struct
{
  char *text;
  guint limit;
} Search;

/* What of a text names an issue. */
typedef struct
{
  char *project; /* in capitals; NULL: a number alone */
  gint64 number; /* 0: it names none */
} Name;

static void
search_free (gpointer data)
{
  Search *search = data;

  g_free (search->text);
  g_free (search);
}

/* "/browse/ABC-12", "…/issues/ABC-12", "?selectedIssue=ABC-12"; or the text is a key */
static gboolean
find_key (const char *text,
          Name       *name)
{
  const char *pattern = strstr (text, "://") != NULL ?
                            "(?:/browse/|/issues/|[?&]selectedIssue=)" KEY :
                            "^\\s*" KEY "\\s*$";
  g_autoptr (GRegex) regex = g_regex_new (pattern, 0, 0, NULL);
  g_autoptr (GMatchInfo) info = NULL;
  g_autofree char *project = NULL;
  g_autofree char *number = NULL;

  if (!g_regex_match (regex, text, 0, &info))
    return FALSE;

  project = g_match_info_fetch (info, 1);
  number = g_match_info_fetch (info, 2);
  name->project = g_ascii_strup (project, -1);
  name->number = g_ascii_strtoll (number, NULL, 10);
  return TRUE;
}

static void
find_name (const char *text,
           Name       *name)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  guint64 number = 0;

  if (!find_key (text, name) &&
      g_ascii_string_to_unsigned (stripped, 10, 1, G_MAXINT64, &number, NULL))
    name->number = (gint64) number;
}

static void
add_id (GArray *ids,
        gint64  id,
        guint   limit)
{
  for (guint i = 0; i < ids->len; i++)
    if (g_array_index (ids, gint64, i) == id)
      return;

  if (ids->len < limit)
    g_array_append_val (ids, id);
}

static void
add_ids (GArray        *ids,
         sqlite3_stmt  *statement,
         guint          limit,
         GError       **error)
{
  while (statement != NULL && ids->len < limit &&
         jm_statement_step (statement, _("Could not search"), error))
    add_id (ids, sqlite3_column_int64 (statement, 0), limit);

  if (statement != NULL)
    sqlite3_reset (statement);
}

/* Along issues_by_key; a number alone once for each project that has issues. */
static void
add_named (sqlite3     *connection,
           const Name  *name,
           GArray      *ids,
           guint        limit,
           GError     **error)
{
  const char *what = _("Could not search");
  g_autofree char *key = NULL;

  if (name->project == NULL)
    {
      add_ids (ids,
               jm_statement_get (connection, error, what,
                                 "SELECT id FROM issues"
                                 "  WHERE project_key IN (SELECT project_key FROM issue_counts)"
                                 "    AND number = ?1"
                                 "  ORDER BY updated_ms DESC, id DESC",
                                 "i", name->number),
               limit, error);
      return;
    }

  key = g_strdup_printf ("%s-%" G_GINT64_FORMAT, name->project, name->number);
  add_ids (ids,
           jm_statement_get (connection, error, what,
                             "SELECT id FROM issues WHERE project_key = ?1 AND number = ?2"
                             "  UNION ALL SELECT id FROM issue_aliases"
                             "    WHERE key = ?3 AND id IN (SELECT id FROM issues)",
                             "sis", name->project, name->number, key),
           limit, error);
}

static void
add_matches (sqlite3     *connection,
             const char  *text,
             GArray      *ids,
             guint        limit,
             GError     **error)
{
  g_autofree char *match = jm_issue_sql_dup_match (text);

  if (match != NULL && ids->len < limit)
    add_ids (ids,
             jm_statement_get (connection, error, _("Could not search"),
                               "SELECT rowid FROM issue_text WHERE issue_text MATCH ?1"
                               "  ORDER BY rowid DESC LIMIT ?2",
                               "si", match, (gint64) limit),
             limit, error);
}

static GListStore *
read_issues (sqlite3 *connection,
             GArray  *ids)
{
  g_autoptr (GPtrArray) rows =
      jm_issue_rows_read (connection, (const gint64 *) ids->data, ids->len);
  GListStore *issues = g_list_store_new (JM_TYPE_ISSUE);

  g_list_store_splice (issues, 0, 0, rows->pdata, rows->len);
  return issues;
}

static DexFuture *
search_job (sqlite3  *connection,
            gpointer  data)
{
  Search *search = data;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) error = NULL;
  Name name = { 0 };

  find_name (search->text, &name);
  if (name.number > 0)
    add_named (connection, &name, ids, search->limit, &error);
  /* The words of a link are not what somebody looks for. */
  if (error == NULL && strstr (search->text, "://") == NULL)
    add_matches (connection, search->text, ids, search->limit, &error);
  g_free (name.project);

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_take_object (read_issues (connection, ids));
}

/**
 * jm_store_search:
 * @text: what was typed so far
 * @limit: rows at most
 *
 * Returns: (transfer full): resolves to a GListStore of JmIssue; rejects with JM_STORE_ERROR
 */
DexFuture *
jm_store_search (JmStore    *store,
                 const char *text,
                 guint       limit)
{
  Search *search;

  dex_return_error_if_fail (JM_IS_STORE (store));
  dex_return_error_if_fail (text != NULL);

  search = g_new0 (Search, 1);
  search->text = g_utf8_make_valid (text, -1);
  search->limit = limit;
  return jm_database_read (jm_store_get_database (store), search_job, search, search_free);
}
