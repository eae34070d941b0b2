/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-store-ranks.h"

#include <glib/gi18n.h>

#include "store/jm-statement.h"

/*
 * A site names and orders its priorities as it likes. When they are stored, their place there is
 * the rank; until then, and for a name that is not among them, the names that Jira has by itself
 * are known. Other names are ordinary.
 */

/* clang-format off */
#define STORED(name) \
  "(SELECT min (position) + 1 FROM things" \
  "   WHERE resource = (SELECT id FROM resources WHERE name = 'priorities') AND owner = ''" \
  "     AND name = " name " COLLATE NOCASE)"

#define RANK(name) \
  "CASE WHEN " name " IS NULL THEN 1000" \
  "  ELSE coalesce (" STORED (name) "," \
  "    CASE WHEN " name " IN ('Highest', 'Blocker') THEN 1" \
  "      WHEN " name " IN ('Critical') THEN 2" \
  "      WHEN " name " IN ('High', 'Major') THEN 3" \
  "      WHEN " name " IN ('Low', 'Minor') THEN 5" \
  "      WHEN " name " IN ('Lowest', 'Trivial') THEN 6" \
  "      ELSE 4 END) END"

/* Along things_by_name */
static const char rank_sql[] = "SELECT " RANK ("?1");

/* One walk through the names that there are, then through the issues whose rank is another. */
static const char apply_sql[] =
  "WITH ranks (priority, rank) AS MATERIALIZED ("
  "  SELECT priority, " RANK ("priority") " FROM (SELECT DISTINCT priority FROM issues)"
  ")"
  "UPDATE issues SET priority_rank = ranks.rank FROM ranks"
  "  WHERE ranks.priority IS issues.priority AND ranks.rank <> issues.priority_rank";
/* clang-format on */

gint64
jm_rank_of_priority (sqlite3     *connection,
                     const char  *name,
                     GError     **error)
{
  return jm_statement_int (connection, error, _("Could not store what Jira sent"), -1, rank_sql,
                           "s", name);
}

gboolean
jm_ranks_apply (sqlite3  *connection,
                guint32  *changed,
                GError  **error)
{
  if (!jm_statement_run (connection, error, _("Could not store what Jira sent"), apply_sql, ""))
    return FALSE;

  if (sqlite3_changes64 (connection) > 0)
    *changed |= 1u << JM_RESOURCE_ISSUES;
  return TRUE;
}
