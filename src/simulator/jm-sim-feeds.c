/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-notes.h"
#include "jm-sim-search.h"
#include "jm-sim-writer.h"

/* The two feeds that Jira has for work logs: what was changed, what was deleted; and the logs
 * themselves by id. Feeds leave out the last minute. */

#define FEED_PAGE 1000
#define HELD_BACK_MS 60000

typedef struct
{
  guint64 id;
  gint64 time_ms;
} Entry;

static int
compare_entries (gconstpointer a,
                 gconstpointer b)
{
  const Entry *one = a;
  const Entry *other = b;

  if (one->time_ms != other->time_ms)
    return one->time_ms < other->time_ms ? -1 : 1;
  return (one->id > other->id) - (one->id < other->id);
}

/* A page ends between two moments, so that `since` loses none of those that share one. */
static void
reply_feed (JmSimCall *call,
            GArray    *entries,
            gint64     since,
            gint64     now,
            gboolean   more)
{
  const char *path = call->request->path;
  GString *out = g_string_new ("{");
  guint n = entries->len;
  gint64 until;

  if (n > FEED_PAGE)
    {
      n = FEED_PAGE;
      while (n > 1 && g_array_index (entries, Entry, n - 1).time_ms == g_array_index (entries, Entry, n).time_ms)
        n--;
      more = TRUE;
    }
  until = n > 0 ? g_array_index (entries, Entry, n - 1).time_ms : MAX (since, now - HELD_BACK_MS);
  jm_sim_member_open (out, "values", '[');
  for (guint i = 0; i < n; i++)
    {
      jm_sim_write_open (out, '{');
      jm_sim_member_int (out, "worklogId", (gint64) g_array_index (entries, Entry, i).id);
      jm_sim_member_int (out, "updatedTime", g_array_index (entries, Entry, i).time_ms);
      jm_sim_member_open (out, "properties", '[');
      jm_sim_write_close (out, ']');
      jm_sim_write_close (out, '}');
    }
  jm_sim_write_close (out, ']');
  jm_sim_member_int (out, "since", since);
  jm_sim_member_int (out, "until", until);
  jm_sim_write_name (out, "self");
  g_string_append_printf (out, "\"%s%s?since=%" G_GINT64_FORMAT "\"", call->sim->origin, path, since);
  if (more)
    {
      jm_sim_write_name (out, "nextPage");
      g_string_append_printf (out, "\"%s%s?since=%" G_GINT64_FORMAT "\"", call->sim->origin, path, until);
    }
  jm_sim_member_boolean (out, "lastPage", !more);
  jm_sim_write_close (out, '}');
  jm_sim_reply_json (call->reply, 200, out);
}

static gint64
read_since (const JmSimCall *call)
{
  return CLAMP (jm_sim_request_query_int (call->request, "since", 0), 0, G_MAXINT64 / 2);
}

static gboolean
is_visible (const JmSimSite *site,
            guint            index)
{
  JmSimIssue issue;

  return jm_sim_site_issue (site, index, G_MAXINT64, &issue) && jm_sim_site_shows (site, &issue);
}

static void
add_logs (GArray          *entries,
          const JmSimSite *site,
          guint            index,
          gint64           since,
          gint64           until)
{
  g_autoptr (GPtrArray) notes = jm_sim_site_notes (site, JM_SIM_NOTE_WORKLOG, index);

  for (guint i = 0; i < notes->len; i++)
    {
      const JmSimNote *note = g_ptr_array_index (notes, i);
      const Entry entry = { note->id, note->updated_ms };

      if (entry.time_ms > since && entry.time_ms <= until)
        g_array_append_val (entries, entry);
    }
}

/* GET /worklog/updated?since=ms */
void
jm_sim_get_updated_worklogs (JmSimCall *call)
{
  gint64 now = jm_sim_clock_now_ms (&call->sim->clock);
  gint64 since = read_since (call);
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  GHashTableIter iter;
  gpointer key;
  gint64 until = now - HELD_BACK_MS;
  guint rank = jm_sim_search_first_rank (call->site, since + 1);

  /* generated work logs were changed when their issue was: ranks have their order */
  for (; rank < call->site->n_issues && entries->len <= FEED_PAGE; rank++)
    {
      guint index = jm_sim_site_index_of_rank (call->site, rank);

      if (!g_hash_table_contains (call->site->threads, GUINT_TO_POINTER (index)) &&
          jm_sim_site_n_worklogs (call->site, index) > 0 && is_visible (call->site, index))
        add_logs (entries, call->site, index, since, until);
    }
  if (rank < call->site->n_issues)
    until = MIN (until, g_array_index (entries, Entry, entries->len - 1).time_ms);
  g_hash_table_iter_init (&iter, call->site->threads);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      if (is_visible (call->site, GPOINTER_TO_UINT (key)))
        add_logs (entries, call->site, GPOINTER_TO_UINT (key), since, until);
    }
  g_array_sort (entries, compare_entries);
  reply_feed (call, entries, since, now, rank < call->site->n_issues);
}

/* GET /worklog/deleted?since=ms */
void
jm_sim_get_deleted_worklogs (JmSimCall *call)
{
  gint64 now = jm_sim_clock_now_ms (&call->sim->clock);
  gint64 since = read_since (call);
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (Entry));

  for (guint i = 0; i < call->site->deleted_worklogs->len; i++)
    {
      const JmSimDeletedWorklog *deleted =
          &g_array_index (call->site->deleted_worklogs, JmSimDeletedWorklog, i);
      const Entry entry = { deleted->id, deleted->deleted_ms };

      if (entry.time_ms > since && entry.time_ms <= now - HELD_BACK_MS)
        g_array_append_val (entries, entry);
    }
  g_array_sort (entries, compare_entries);
  reply_feed (call, entries, since, now, FALSE);
}

static void
write_log (GString         *out,
           const JmSimCall *call,
           guint64          id)
{
  g_autoptr (GPtrArray) notes = NULL;
  guint index;

  if (!jm_sim_site_find_worklog (call->site, id, &index) || !is_visible (call->site, index))
    return;
  notes = jm_sim_site_notes (call->site, JM_SIM_NOTE_WORKLOG, index);
  for (guint i = 0; i < notes->len; i++)
    {
      const JmSimNote *note = g_ptr_array_index (notes, i);

      if (note->id == id)
        jm_sim_write_note (out, call, JM_SIM_NOTE_WORKLOG, note, index);
    }
}

/* POST /worklog/list {"ids": […≤1000]}; what is gone or out of sight is left out */
void
jm_sim_list_worklogs (JmSimCall *call)
{
  JsonObject *body = jm_sim_request_object (call->request);
  g_auto (GStrv) ids = jm_sim_json_strings (body, "ids");
  GString *out;

  if (ids == NULL || g_strv_length (ids) > 1000)
    {
      jm_sim_reply_jira_error (call->reply, 400, "Between 1 and 1000 worklog ids must be given.");
      return;
    }
  out = g_string_new ("[");
  for (guint i = 0; ids[i] != NULL; i++)
    write_log (out, call, g_ascii_strtoull (ids[i], NULL, 10));
  jm_sim_write_close (out, ']');
  jm_sim_reply_json (call->reply, 200, out);
}
