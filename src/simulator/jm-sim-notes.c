/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-notes.h"

#include <string.h>

#include "jm-sim-fragments.h"
#include "jm-sim-writer.h"

/* How comments, work logs and histories look. */

#define MENTION "@me"

static void
write_run (GString    *out,
           const char *text,
           gsize       length)
{
  g_autofree char *run = g_strndup (text, length);

  if (length == 0)
    return;
  jm_sim_write_open (out, '{');
  jm_sim_member_string (out, "type", "text");
  jm_sim_member_string (out, "text", run);
  jm_sim_write_close (out, '}');
}

static void
write_mention (GString         *out,
               const JmSimUser *user)
{
  g_autofree char *text = g_strconcat ("@", user->name, NULL);

  jm_sim_write_open (out, '{');
  jm_sim_member_string (out, "type", "mention");
  jm_sim_member_open (out, "attrs", '{');
  jm_sim_member_string (out, "id", user->account_id);
  jm_sim_member_string (out, "text", text);
  jm_sim_member_string (out, "accessLevel", "");
  jm_sim_write_close (out, '}');
  jm_sim_write_close (out, '}');
}

static void
write_paragraph (GString         *out,
                 const JmSimCall *call,
                 const char      *line)
{
  const char *place;

  jm_sim_write_open (out, '{');
  jm_sim_member_string (out, "type", "paragraph");
  jm_sim_member_open (out, "content", '[');
  while ((place = strstr (line, MENTION)) != NULL)
    {
      write_run (out, line, (gsize) (place - line));
      write_mention (out, jm_sim_site_user (call->site, 0));
      line = place + strlen (MENTION);
    }
  write_run (out, line, strlen (line));
  jm_sim_write_close (out, ']');
  jm_sim_write_close (out, '}');
}

/* Plain text as rich text: a document in v3, wiki text in v2. NULL is null. */
void
jm_sim_member_rich_text (GString         *out,
                         const JmSimCall *call,
                         const char      *name,
                         const char      *text)
{
  g_auto (GStrv) lines = NULL;

  if (text == NULL || call->data_center)
    {
      g_autofree char *login = g_strdup_printf ("[~%s]", jm_sim_site_user (call->site, 0)->login);
      g_auto (GStrv) parts = text != NULL ? g_strsplit (text, MENTION, -1) : NULL;
      g_autofree char *wiki = parts != NULL ? g_strjoinv (login, parts) : NULL;

      jm_sim_member_string (out, name, wiki);
      return;
    }
  lines = g_strsplit (text, "\n", -1);
  jm_sim_member_open (out, name, '{');
  jm_sim_member_string (out, "type", "doc");
  jm_sim_member_int (out, "version", 1);
  jm_sim_member_open (out, "content", '[');
  for (guint i = 0; lines[i] != NULL; i++)
    write_paragraph (out, call, lines[i]);
  jm_sim_write_close (out, ']');
  jm_sim_write_close (out, '}');
}

static void
write_common (GString         *out,
              const JmSimCall *call,
              const JmSimNote *note,
              const char      *kind,
              guint            issue)
{
  jm_sim_write_name (out, "self");
  g_string_append_printf (out, "\"%s/issue/%u/%s/%" G_GUINT64_FORMAT "\"", call->api,
                          jm_sim_site_issue_id (issue), kind, note->id);
  jm_sim_member_number (out, "id", note->id);
  jm_sim_member_raw (out, "author", jm_sim_fragment (call, JM_SIM_FRAGMENT_USER, note->author));
  jm_sim_member_raw (out, "updateAuthor", jm_sim_fragment (call, JM_SIM_FRAGMENT_USER, note->author));
  jm_sim_member_time (out, "created", call->site->zone, note->created_ms);
  jm_sim_member_time (out, "updated", call->site->zone, note->updated_ms);
}

/* "3h 15m", as Jira writes it */
static char *
spell_duration (guint seconds)
{
  guint minutes = seconds / 60;

  if (minutes % 60 == 0)
    return g_strdup_printf ("%uh", minutes / 60);
  return minutes < 60 ? g_strdup_printf ("%um", minutes) :
                        g_strdup_printf ("%uh %um", minutes / 60, minutes % 60);
}

/* One comment or work log of issue @issue. */
void
jm_sim_write_note (GString         *out,
                   const JmSimCall *call,
                   JmSimNoteKind    kind,
                   const JmSimNote *note,
                   guint            issue)
{
  jm_sim_write_open (out, '{');
  if (kind == JM_SIM_NOTE_COMMENT)
    {
      write_common (out, call, note, "comment", issue);
      jm_sim_member_rich_text (out, call, "body", note->text);
      if (!call->data_center)
        jm_sim_member_boolean (out, "jsdPublic", TRUE);
    }
  else
    {
      g_autofree char *duration = spell_duration (note->seconds);

      write_common (out, call, note, "worklog", issue);
      if (note->text != NULL)
        jm_sim_member_rich_text (out, call, "comment", note->text);
      jm_sim_member_time (out, "started", call->site->zone, note->started_ms);
      jm_sim_member_string (out, "timeSpent", duration);
      jm_sim_member_int (out, "timeSpentSeconds", note->seconds);
      jm_sim_member_number (out, "issueId", jm_sim_site_issue_id (issue));
    }
  jm_sim_write_close (out, '}');
}

/* The first @limit notes with the numbers of a page around them: what a field has. */
void
jm_sim_write_note_slice (GString         *out,
                         const JmSimCall *call,
                         JmSimNoteKind    kind,
                         guint            issue,
                         guint            limit)
{
  g_autoptr (GPtrArray) notes = jm_sim_site_notes (call->site, kind, issue);

  jm_sim_write_open (out, '{');
  if (kind == JM_SIM_NOTE_COMMENT)
    {
      jm_sim_write_name (out, "self");
      g_string_append_printf (out, "\"%s/issue/%u/comment\"", call->api, jm_sim_site_issue_id (issue));
    }
  jm_sim_member_int (out, "maxResults", limit);
  jm_sim_member_int (out, "total", notes->len);
  jm_sim_member_int (out, "startAt", 0);
  jm_sim_member_open (out, kind == JM_SIM_NOTE_COMMENT ? "comments" : "worklogs", '[');
  for (guint i = 0; i < MIN (notes->len, limit); i++)
    jm_sim_write_note (out, call, kind, g_ptr_array_index (notes, i), issue);
  jm_sim_write_close (out, ']');
  jm_sim_write_close (out, '}');
}

static void
write_item (GString               *out,
            const JmSimCall       *call,
            const JmSimChangeItem *item)
{
  jm_sim_write_open (out, '{');
  jm_sim_member_string (out, "field", item->field);
  jm_sim_member_string (out, "fieldtype",
                        item->field_id != NULL && g_str_has_prefix (item->field_id, "customfield_") ? "custom" :
                                                                                                      "jira");
  if (item->field_id != NULL && !call->data_center)
    jm_sim_member_string (out, "fieldId", item->field_id);
  jm_sim_member_string (out, "from", item->from);
  jm_sim_member_string (out, "fromString", item->from_text);
  jm_sim_member_string (out, "to", item->to);
  jm_sim_member_string (out, "toString", item->to_text);
  jm_sim_write_close (out, '}');
}

/* @fields: ids of those that are wanted, or NULL for all. FALSE if nothing of it is. */
gboolean
jm_sim_write_change (GString           *out,
                     const JmSimCall   *call,
                     const JmSimChange *change,
                     GStrv              fields)
{
  gsize start = out->len;
  gboolean any = FALSE;

  jm_sim_write_open (out, '{');
  jm_sim_member_number (out, "id", change->id);
  jm_sim_member_raw (out, "author", jm_sim_fragment (call, JM_SIM_FRAGMENT_USER, change->author));
  jm_sim_member_time (out, "created", call->site->zone, change->created_ms);
  jm_sim_member_open (out, "items", '[');
  for (guint i = 0; i < change->items->len; i++)
    {
      const JmSimChangeItem *item = g_ptr_array_index (change->items, i);

      if (fields != NULL &&
          (item->field_id == NULL || !g_strv_contains ((const char *const *) fields, item->field_id)))
        continue;
      write_item (out, call, item);
      any = TRUE;
    }
  jm_sim_write_close (out, ']');
  jm_sim_write_close (out, '}');
  if (!any)
    g_string_truncate (out, start);
  return any;
}

/* What expand=changelog adds: the newest first, and not to the end. */
void
jm_sim_write_changelog_slice (GString         *out,
                              const JmSimCall *call,
                              guint            issue,
                              guint            limit)
{
  g_autoptr (GPtrArray) changes = jm_sim_site_changes (call->site, issue);

  jm_sim_write_open (out, '{');
  jm_sim_member_int (out, "startAt", 0);
  jm_sim_member_int (out, "maxResults", MIN (changes->len, limit));
  jm_sim_member_int (out, "total", changes->len);
  jm_sim_member_open (out, "histories", '[');
  for (guint i = 0; i < MIN (changes->len, limit); i++)
    jm_sim_write_change (out, call, g_ptr_array_index (changes, changes->len - 1 - i), NULL);
  jm_sim_write_close (out, ']');
  jm_sim_write_close (out, '}');
}
