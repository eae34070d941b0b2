/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jira/jm-jira-endpoint.h"

#include <string.h>

/*
 * Jira limits, withdraws and breaks endpoints, not addresses: what is learnt from one call holds for
 * all that differ from it in nothing but ids.
 */

#define CAPITALS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

/* "ABC-12", "10042" */
static gboolean
is_id (const char *segment)
{
  const char *dash = strrchr (segment, '-');
  const char *digits = dash != NULL ? dash + 1 : segment;

  return *digits != '\0' && strspn (digits, DIGITS) == strlen (digits);
}

/* "WEB", "A1_B": a project's. No word of Jira's REST is written in capitals. */
static gboolean
is_key (const char *segment)
{
  return *segment != '\0' && strchr (CAPITALS, *segment) != NULL &&
         strspn (segment, CAPITALS DIGITS "_") == strlen (segment);
}

/**
 * jm_jira_endpoint_dup_name:
 * @method: "GET"
 * @path: below the API base, with or without a query
 *
 * Returns: (transfer full): "GET /rest/api/3/project/#/statuses"
 */
char *
jm_jira_endpoint_dup_name (const char *method,
                           const char *path)
{
  g_autofree char *bare = g_strndup (path, strcspn (path, "?#"));
  g_auto (GStrv) segments = g_strsplit (bare, "/", -1);
  g_autofree char *joined = NULL;

  for (guint i = 1; segments[0] != NULL && segments[i] != NULL; i++)
    {
      /* The number behind "api" is the version. */
      if (!g_str_equal (segments[i - 1], "api") && (is_id (segments[i]) || is_key (segments[i])))
        g_set_str (&segments[i], "#");
    }
  joined = g_strjoinv ("/", segments);

  return g_strdup_printf ("%s %s", method, joined);
}

/**
 * jm_jira_endpoint_dup_issue:
 * @path: below the API base, with or without a query
 *
 * Returns: (transfer full) (nullable): "ABC-1" or "10042"; NULL when the path is not about one issue
 */
char *
jm_jira_endpoint_dup_issue (const char *path)
{
  const char *start = strstr (path, "/issue/");
  g_autofree char *issue = NULL;

  if (start == NULL)
    return NULL;
  start += strlen ("/issue/");
  issue = g_strndup (start, strcspn (start, "/?#"));

  return is_id (issue) ? g_steal_pointer (&issue) : NULL;
}
