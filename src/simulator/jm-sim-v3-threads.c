/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>

#include "jm-sim-notes.h"
#include "jm-sim-writer.h"

/* Comments, work logs and histories of one issue, and of many at once. */

static gint64
start_at (const JmSimCall *call)
{
  return CLAMP (jm_sim_request_query_int (call->request, "startAt", 0), 0, G_MAXINT);
}

static gint64
max_results (const JmSimCall *call,
             gint64           default_size,
             gint64           largest)
{
  return CLAMP (jm_sim_request_query_int (call->request, "maxResults", default_size), 1, largest);
}

static void
reply_notes (JmSimCall     *call,
             JmSimNoteKind  kind,
             GPtrArray     *notes,
             guint          issue,
             gint64         default_size,
             gint64         largest)
{
  GString *out = g_string_new (NULL);
  gint64 start = start_at (call);
  gint64 size = max_results (call, default_size, largest);

  jm_sim_write_open (out, '{');
  jm_sim_member_int (out, "startAt", start);
  jm_sim_member_int (out, "maxResults", size);
  jm_sim_member_int (out, "total", notes->len);
  jm_sim_member_open (out, kind == JM_SIM_NOTE_COMMENT ? "comments" : "worklogs", '[');
  for (gint64 i = start; i < MIN (start + size, (gint64) notes->len); i++)
    jm_sim_write_note (out, call, kind, g_ptr_array_index (notes, i), issue);
  jm_sim_write_close (out, ']');
  jm_sim_write_close (out, '}');
  jm_sim_reply_json (call->reply, 200, out);
}

static void
reverse (GPtrArray *array)
{
  for (guint i = 0; i < array->len / 2; i++)
    {
      gpointer other = array->pdata[array->len - 1 - i];

      array->pdata[array->len - 1 - i] = array->pdata[i];
      array->pdata[i] = other;
    }
}

/* GET /issue/{}/comment?orderBy=±created */
void
jm_sim_get_comments (JmSimCall *call)
{
  const char *order = jm_sim_request_query (call->request, "orderBy");
  g_autoptr (GPtrArray) notes = NULL;
  JmSimIssue issue;

  if (!jm_sim_wanted_issue (call, &issue))
    return;
  notes = jm_sim_site_notes (call->site, JM_SIM_NOTE_COMMENT, issue.index);
  if (order != NULL && *order == '-')
    reverse (notes);
  reply_notes (call, JM_SIM_NOTE_COMMENT, notes, issue.index, 100, 100);
}

/* GET /issue/{}/worklog?startedAfter=ms&startedBefore=ms */
void
jm_sim_get_worklogs (JmSimCall *call)
{
  gint64 after = jm_sim_request_query_int (call->request, "startedAfter", G_MININT64);
  gint64 before = jm_sim_request_query_int (call->request, "startedBefore", G_MAXINT64);
  g_autoptr (GPtrArray) notes = NULL;
  JmSimIssue issue;

  if (!jm_sim_wanted_issue (call, &issue))
    return;
  notes = jm_sim_site_notes (call->site, JM_SIM_NOTE_WORKLOG, issue.index);
  for (guint i = notes->len; i > 0; i--)
    {
      const JmSimNote *note = g_ptr_array_index (notes, i - 1);

      if (note->started_ms <= after || note->started_ms >= before)
        g_ptr_array_remove_index (notes, i - 1);
    }
  reply_notes (call, JM_SIM_NOTE_WORKLOG, notes, issue.index, 5000, 5000);
}

/* GET /issue/{}/changelog: the oldest first */
void
jm_sim_get_changelog (JmSimCall *call)
{
  gint64 start = start_at (call);
  gint64 size = max_results (call, 100, 100);
  g_autoptr (GPtrArray) changes = NULL;
  GString *out;
  JmSimIssue issue;

  if (!jm_sim_wanted_issue (call, &issue))
    return;
  changes = jm_sim_site_changes (call->site, issue.index);
  out = g_string_new ("{\"self\":\"");
  g_string_append_printf (out, "%s/issue/%u/changelog\"", call->api, jm_sim_site_issue_id (issue.index));
  if (start + size < changes->len)
    {
      jm_sim_write_name (out, "nextPage");
      g_string_append_printf (out, "\"%s/issue/%u/changelog?startAt=%" G_GINT64_FORMAT "&maxResults=%" G_GINT64_FORMAT "\"",
                              call->api, jm_sim_site_issue_id (issue.index), start + size, size);
    }
  jm_sim_member_int (out, "maxResults", size);
  jm_sim_member_int (out, "startAt", start);
  jm_sim_member_int (out, "total", changes->len);
  jm_sim_member_boolean (out, "isLast", start + size >= changes->len);
  jm_sim_member_open (out, "values", '[');
  for (gint64 i = start; i < MIN (start + size, (gint64) changes->len); i++)
    jm_sim_write_change (out, call, g_ptr_array_index (changes, i), NULL);
  jm_sim_write_close (out, ']');
  jm_sim_write_close (out, '}');
  jm_sim_reply_json (call->reply, 200, out);
}

/* Ids and keys of what the caller may see, in the order of ids, each once. */
static GArray *
visible_indices (const JmSimCall *call,
                 GStrv            ids)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; ids[i] != NULL; i++)
    {
      JmSimIssue issue;
      guint index;

      if (jm_sim_site_find_issue (call->site, ids[i], &index) &&
          jm_sim_site_issue (call->site, index, G_MAXINT64, &issue) &&
          jm_sim_site_shows (call->site, &issue) && g_hash_table_add (seen, GUINT_TO_POINTER (index)))
        g_array_append_val (found, index);
    }
  return found;
}

static int
compare_indices (gconstpointer a,
                 gconstpointer b)
{
  guint one = *(const guint *) a;
  guint other = *(const guint *) b;

  return (one > other) - (one < other);
}

typedef struct
{
  GStrv fields;
  guint n_before; /* changes on the pages before */
  guint limit;
  guint n;        /* counted so far */
  guint written;
} Bulk;

/* The changes of one issue that lie on this page. */
static void
write_issue_changes (GString         *out,
                     const JmSimCall *call,
                     guint            index,
                     Bulk            *bulk)
{
  g_autoptr (GPtrArray) changes = jm_sim_site_changes (call->site, index);
  gsize start = out->len;
  guint before = bulk->written;

  jm_sim_write_open (out, '{');
  jm_sim_member_number (out, "issueId", jm_sim_site_issue_id (index));
  jm_sim_member_open (out, "changeHistories", '[');
  for (guint i = 0; i < changes->len; i++)
    {
      gsize length = out->len;

      if (!jm_sim_write_change (out, call, g_ptr_array_index (changes, i), bulk->fields))
        continue;
      bulk->n++;
      if (bulk->n <= bulk->n_before || bulk->written >= bulk->limit)
        g_string_truncate (out, length);
      else
        bulk->written++;
    }
  jm_sim_write_close (out, ']');
  jm_sim_write_close (out, '}');
  if (bulk->written == before)
    g_string_truncate (out, start);
}

/* POST /changelog/bulkfetch */
void
jm_sim_fetch_changelogs (JmSimCall *call)
{
  JsonObject *body = jm_sim_request_object (call->request);
  g_auto (GStrv) ids = jm_sim_json_strings (body, "issueIdsOrKeys");
  g_auto (GStrv) fields = jm_sim_json_strings (body, "fieldIds");
  const char *token = jm_sim_json_string (body, "nextPageToken", NULL);
  gint64 limit = jm_sim_json_int (body, "maxResults", 1000);
  g_autoptr (GArray) indices = NULL;
  Bulk bulk = { .fields = fields != NULL && *fields != NULL ? fields : NULL };
  GString *out;

  if (ids == NULL || *ids == NULL || g_strv_length (ids) > 1000 || limit < 1 || limit > 10000 ||
      (fields != NULL && g_strv_length (fields) > 10) ||
      (token != NULL && sscanf (token, "changes-%u", &bulk.n_before) != 1))
    {
      jm_sim_reply_jira_error (call->reply, 400, "Between 1 and 1000 issues, 10 fields and 10000 results may be asked for.");
      return;
    }
  bulk.limit = (guint) limit;
  indices = visible_indices (call, ids);
  g_array_sort (indices, compare_indices);
  out = g_string_new ("{\"issueChangeLogs\":[");
  for (guint i = 0; i < indices->len; i++)
    write_issue_changes (out, call, g_array_index (indices, guint, i), &bulk);
  jm_sim_write_close (out, ']');
  if (bulk.n > bulk.n_before + bulk.written)
    {
      jm_sim_write_name (out, "nextPageToken");
      g_string_append_printf (out, "\"changes-%u\"", bulk.n_before + bulk.written);
    }
  jm_sim_write_close (out, '}');
  jm_sim_reply_json (call->reply, 200, out);
}
