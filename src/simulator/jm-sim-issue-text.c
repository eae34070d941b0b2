/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-issue-text.h"

#include <string.h>

#include "jm-sim-description.h"
#include "jm-sim-fragments.h"
#include "jm-sim-kin.h"
#include "jm-sim-notes.h"
#include "jm-sim-plans.h"
#include "jm-sim-relatives.h"
#include "jm-sim-writer.h"

/* How an issue looks: written straight as text, since a page has a hundred of them. */

/* bytes of a filler that is null, and of the texts in one that is not */
#define NULL_FILLER strlen (",\"customfield_10100\":null")
#define FEWEST_FILLERS 40
#define LEAST_FILLER 60
#define MOST_FILLER 10000

/* The issue that is written, where to, and for whom. */
typedef struct
{
  GString *out;
  const JmSimCall *call;
  const JmSimIssue *issue;
} Pen;

static void
write_labels (const Pen  *pen,
              const char *name)
{
  const char *labels[JM_SIM_MOST_LABELS];
  guint n = jm_sim_issue_labels (pen->issue, labels);

  /* an odd issue that lacks the field: it happens on real sites */
  if (pen->issue->hash % 613 == 5)
    return;
  jm_sim_member_open (pen->out, name, '[');
  for (guint i = 0; i < n; i++)
    jm_sim_write_string (pen->out, labels[i]);
  jm_sim_write_close (pen->out, ']');
}

/* None, one or two of the @n rows that a project has of something. */
static void
write_rows (const Pen         *pen,
            const char        *name,
            JmSimFragmentKind  kind,
            guint              salt,
            guint              n)
{
  guint64 hash = jm_sim_mix (pen->issue->hash + salt);
  guint count = hash % 8 < 4 ? 0 : hash % 8 == 7 ? 2 :
                                                   1;

  jm_sim_member_open (pen->out, name, '[');
  for (guint i = 0; i < MIN (count, n); i++)
    jm_sim_write_raw (pen->out, jm_sim_fragment (pen->call, kind,
                                                 pen->issue->project * JM_SIM_ROWS_A_PROJECT +
                                                     (guint) (hash / 8 + i) % n));
  jm_sim_write_close (pen->out, ']');
}

static void
write_watches (const Pen  *pen,
               const char *name)
{
  gboolean watching = jm_sim_issue_watched (pen->issue);

  jm_sim_member_open (pen->out, name, '{');
  jm_sim_member_link (pen->out, pen->call, "issue", jm_sim_site_issue_id (pen->issue->index), "/watchers");
  jm_sim_member_int (pen->out, "watchCount", (gint64) (pen->issue->hash % 4) + watching);
  jm_sim_member_boolean (pen->out, "isWatching", watching);
  jm_sim_write_close (pen->out, '}');
}

static void
write_votes (const Pen  *pen,
             const char *name)
{
  jm_sim_member_open (pen->out, name, '{');
  jm_sim_member_link (pen->out, pen->call, "issue", jm_sim_site_issue_id (pen->issue->index), "/votes");
  jm_sim_member_int (pen->out, "votes", pen->issue->hash % 11 == 0 ? 2 : 0);
  jm_sim_member_boolean (pen->out, "hasVoted", FALSE);
  jm_sim_write_close (pen->out, '}');
}

static guint
seconds_spent (const Pen *pen)
{
  g_autoptr (GPtrArray) notes = NULL;
  guint seconds = 0;

  if (jm_sim_site_n_worklogs (pen->call->site, pen->issue->index) == 0)
    return 0;
  notes = jm_sim_site_notes (pen->call->site, JM_SIM_NOTE_WORKLOG, pen->issue->index);
  for (guint i = 0; i < notes->len; i++)
    seconds += ((const JmSimNote *) g_ptr_array_index (notes, i))->seconds;
  return seconds;
}

static void
write_spent (const Pen  *pen,
             const char *name)
{
  guint seconds = seconds_spent (pen);

  if (seconds > 0)
    jm_sim_member_int (pen->out, name, seconds);
  else
    jm_sim_member_null (pen->out, name);
}

static void
write_tracking (const Pen  *pen,
                const char *name)
{
  guint seconds = seconds_spent (pen);

  jm_sim_member_open (pen->out, name, '{');
  if (seconds > 0)
    jm_sim_member_int (pen->out, "timeSpentSeconds", seconds);
  jm_sim_write_close (pen->out, '}');
}

static void
write_attachments (const Pen  *pen,
                   const char *name)
{
  static const char *const files[][2] = {
    { "screenshot.png", "image/png" },
    { "log of <today>.txt", "text/plain" },
    { "見積もり.pdf", "application/pdf" },
  };
  guint n = pen->issue->hash % 10 < 2 && pen->issue->index < pen->call->site->n_issues ?
                1 + (guint) (pen->issue->hash / 10 % 2) :
                0;

  jm_sim_member_open (pen->out, name, '[');
  for (guint i = 0; i < n; i++)
    {
      guint id = 10000 + pen->issue->index * 2 + i;
      const char *const *file = files[(pen->issue->hash / 20 + i) % G_N_ELEMENTS (files)];

      jm_sim_write_open (pen->out, '{');
      jm_sim_member_link (pen->out, pen->call, "attachment", id, "");
      jm_sim_member_number (pen->out, "id", id);
      jm_sim_member_string (pen->out, "filename", file[0]);
      jm_sim_member_fragment (pen->out, pen->call, "author", JM_SIM_FRAGMENT_USER, (int) pen->issue->reporter);
      jm_sim_member_time (pen->out, "created", pen->call->site->zone, pen->issue->created_ms);
      jm_sim_member_int (pen->out, "size", 1000 + (gint64) (pen->issue->hash / 7 % 900000));
      jm_sim_member_string (pen->out, "mimeType", file[1]);
      jm_sim_write_name (pen->out, "content");
      g_string_append_printf (pen->out, "\"%s/attachment/content/%u\"", pen->call->api, id);
      jm_sim_write_close (pen->out, '}');
    }
  jm_sim_write_close (pen->out, ']');
}

static void
write_due (const Pen  *pen,
           const char *name)
{
  char text[JM_SIM_TIME_LENGTH + 1];

  if (jm_sim_issue_due (pen->issue) < 0)
    {
      jm_sim_member_null (pen->out, name);
      return;
    }
  jm_sim_print_time (pen->call->site->zone, jm_sim_issue_due (pen->issue), text);
  text[10] = '\0'; /* the day alone */
  jm_sim_member_string (pen->out, name, text);
}

static void
write_sprints (const Pen  *pen,
               const char *name)
{
  static const char *const states[] = { "closed", "active", "future" };
  JmSimSprint sprints[JM_SIM_ISSUE_SPRINTS];
  guint n = jm_sim_issue_sprints (pen->call->site, pen->issue, sprints);

  if (n == 0)
    {
      jm_sim_member_null (pen->out, name);
      return;
    }
  jm_sim_member_open (pen->out, name, '[');
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *title = jm_sim_sprint_name (pen->call->site, &sprints[i]);

      if (pen->call->data_center)
        {
          g_autofree char *state = g_ascii_strup (states[sprints[i].state], -1);
          g_autofree char *text = g_strdup_printf (
              "com.atlassian.greenhopper.service.sprint.Sprint@%x[id=%u,rapidViewId=%u,state=%s,name=%s]",
              sprints[i].id * 7919, sprints[i].id, sprints[i].board, state, title);

          jm_sim_write_string (pen->out, text);
          continue;
        }
      jm_sim_write_open (pen->out, '{');
      jm_sim_member_int (pen->out, "id", sprints[i].id);
      jm_sim_member_string (pen->out, "name", title);
      jm_sim_member_string (pen->out, "state", states[sprints[i].state]);
      jm_sim_member_int (pen->out, "boardId", sprints[i].board);
      jm_sim_member_string (pen->out, "goal", "");
      jm_sim_write_close (pen->out, '}');
    }
  jm_sim_write_close (pen->out, ']');
}

static void
write_time (const Pen  *pen,
            const char *name,
            gint64      time_ms)
{
  if (time_ms > 0)
    jm_sim_member_time (pen->out, name, pen->call->site->zone, time_ms);
  else
    jm_sim_member_null (pen->out, name);
}

static void
write_progress (const Pen  *pen,
                const char *name)
{
  jm_sim_member_open (pen->out, name, '{');
  jm_sim_member_int (pen->out, "progress", 0);
  jm_sim_member_int (pen->out, "total", 0);
  jm_sim_write_close (pen->out, '}');
}

static void
write_points (const Pen  *pen,
              const char *name)
{
  if (pen->issue->hash % 5 == 1)
    {
      jm_sim_write_name (pen->out, name);
      g_string_append_printf (pen->out, "%u.0", (guint) (1 + pen->issue->hash % 8));
    }
  else
    {
      jm_sim_member_null (pen->out, name);
    }
}

static gint64
last_viewed (const Pen *pen)
{
  return pen->issue->hash % 29 == 5 ? MIN (pen->issue->updated_ms + 3600000, pen->call->site->data_ms) : 0;
}

/* --- members, each with a writer of its own */

static void
write_type (const Pen  *pen,
            const char *name)
{
  jm_sim_member_fragment (pen->out, pen->call, name, JM_SIM_FRAGMENT_TYPE, (int) pen->issue->type);
}

static void
write_project (const Pen  *pen,
               const char *name)
{
  jm_sim_member_fragment (pen->out, pen->call, name, JM_SIM_FRAGMENT_PROJECT, (int) pen->issue->project);
}

static void
write_status (const Pen  *pen,
              const char *name)
{
  jm_sim_member_fragment (pen->out, pen->call, name, JM_SIM_FRAGMENT_STATUS, (int) pen->issue->status);
}

static void
write_priority (const Pen  *pen,
                const char *name)
{
  jm_sim_member_fragment (pen->out, pen->call, name, JM_SIM_FRAGMENT_PRIORITY, pen->issue->priority);
}

static void
write_resolution (const Pen  *pen,
                  const char *name)
{
  jm_sim_member_fragment (pen->out, pen->call, name, JM_SIM_FRAGMENT_RESOLUTION, pen->issue->resolved_ms > 0 ? 0 : -1);
}

static void
write_assignee (const Pen  *pen,
                const char *name)
{
  jm_sim_member_fragment (pen->out, pen->call, name, JM_SIM_FRAGMENT_USER, pen->issue->assignee);
}

static void
write_reporter (const Pen  *pen,
                const char *name)
{
  jm_sim_member_fragment (pen->out, pen->call, name, JM_SIM_FRAGMENT_USER, (int) pen->issue->reporter);
}

static void
write_summary (const Pen  *pen,
               const char *name)
{
  jm_sim_member_summary (pen->out, pen->call->site, pen->issue);
}

static void
write_description (const Pen  *pen,
                   const char *name)
{
  jm_sim_member_description (pen->out, pen->call, name, pen->issue);
}

static void
write_created (const Pen  *pen,
               const char *name)
{
  write_time (pen, name, pen->issue->created_ms);
}

static void
write_updated (const Pen  *pen,
               const char *name)
{
  if (!jm_sim_site_lacks_updated (pen->call->site, pen->issue))
    write_time (pen, name, pen->issue->updated_ms);
}

static void
write_resolved (const Pen  *pen,
                const char *name)
{
  write_time (pen, name, pen->issue->resolved_ms);
}

static void
write_last_viewed (const Pen  *pen,
                   const char *name)
{
  write_time (pen, name, last_viewed (pen));
}

static void
write_category_time (const Pen  *pen,
                     const char *name)
{
  if (!pen->call->data_center)
    write_time (pen, name, pen->issue->category_ms);
}

static void
write_parent (const Pen  *pen,
              const char *name)
{
  jm_sim_member_parent (pen->out, pen->call, name, pen->issue);
}

static void
write_subtasks (const Pen  *pen,
                const char *name)
{
  jm_sim_member_subtasks (pen->out, pen->call, name, pen->issue);
}

static void
write_links (const Pen  *pen,
             const char *name)
{
  jm_sim_member_links (pen->out, pen->call, name, pen->issue);
}

static const JmSimProject *
get_project (const Pen *pen)
{
  return jm_sim_site_project (pen->call->site, pen->issue->project);
}

static void
write_components (const Pen  *pen,
                  const char *name)
{
  write_rows (pen, name, JM_SIM_FRAGMENT_COMPONENT, 81, jm_sim_n_components (get_project (pen)));
}

static void
write_fix_versions (const Pen  *pen,
                    const char *name)
{
  write_rows (pen, name, JM_SIM_FRAGMENT_VERSION, 82, jm_sim_n_versions (get_project (pen)));
}

static void
write_versions (const Pen  *pen,
                const char *name)
{
  write_rows (pen, name, JM_SIM_FRAGMENT_VERSION, 83, jm_sim_n_versions (get_project (pen)));
}

static void
write_work_ratio (const Pen  *pen,
                  const char *name)
{
  jm_sim_member_int (pen->out, name, -1);
}

static void
write_comment (const Pen  *pen,
               const char *name)
{
  jm_sim_write_name (pen->out, name);
  jm_sim_write_note_slice (pen->out, pen->call, JM_SIM_NOTE_COMMENT, pen->issue->index, JM_SIM_FIRST_NOTES);
}

static void
write_worklog (const Pen  *pen,
               const char *name)
{
  jm_sim_write_name (pen->out, name);
  jm_sim_write_note_slice (pen->out, pen->call, JM_SIM_NOTE_WORKLOG, pen->issue->index, JM_SIM_FIRST_NOTES);
}

/* A member without one is always null. */
static void (*const writers[JM_SIM_N_MEMBERS]) (const Pen *pen, const char *name) = {
  [JM_SIM_MEMBER_TYPE] = write_type,
  [JM_SIM_MEMBER_PROJECT] = write_project,
  [JM_SIM_MEMBER_STATUS] = write_status,
  [JM_SIM_MEMBER_PRIORITY] = write_priority,
  [JM_SIM_MEMBER_RESOLUTION] = write_resolution,
  [JM_SIM_MEMBER_ASSIGNEE] = write_assignee,
  [JM_SIM_MEMBER_REPORTER] = write_reporter,
  [JM_SIM_MEMBER_CREATOR] = write_reporter,
  [JM_SIM_MEMBER_SUMMARY] = write_summary,
  [JM_SIM_MEMBER_DESCRIPTION] = write_description,
  [JM_SIM_MEMBER_CREATED] = write_created,
  [JM_SIM_MEMBER_UPDATED] = write_updated,
  [JM_SIM_MEMBER_RESOLVED] = write_resolved,
  [JM_SIM_MEMBER_LAST_VIEWED] = write_last_viewed,
  [JM_SIM_MEMBER_CATEGORY_TIME] = write_category_time,
  [JM_SIM_MEMBER_PARENT] = write_parent,
  [JM_SIM_MEMBER_SUBTASKS] = write_subtasks,
  [JM_SIM_MEMBER_LINKS] = write_links,
  [JM_SIM_MEMBER_LABELS] = write_labels,
  [JM_SIM_MEMBER_COMPONENTS] = write_components,
  [JM_SIM_MEMBER_FIX_VERSIONS] = write_fix_versions,
  [JM_SIM_MEMBER_VERSIONS] = write_versions,
  [JM_SIM_MEMBER_WATCHES] = write_watches,
  [JM_SIM_MEMBER_VOTES] = write_votes,
  [JM_SIM_MEMBER_TIME_SPENT] = write_spent,
  [JM_SIM_MEMBER_ALL_TIME_SPENT] = write_spent,
  [JM_SIM_MEMBER_TRACKING] = write_tracking,
  [JM_SIM_MEMBER_WORK_RATIO] = write_work_ratio,
  [JM_SIM_MEMBER_PROGRESS] = write_progress,
  [JM_SIM_MEMBER_DUE] = write_due,
  [JM_SIM_MEMBER_POINTS] = write_points,
  [JM_SIM_MEMBER_SPRINT] = write_sprints,
  [JM_SIM_MEMBER_COMMENT] = write_comment,
  [JM_SIM_MEMBER_WORKLOG] = write_worklog,
  [JM_SIM_MEMBER_ATTACHMENT] = write_attachments,
};

static void
write_member (const Pen   *pen,
              JmSimMember  member)
{
  const char *name = jm_sim_member_name (member);

  if (writers[member] != NULL)
    writers[member](pen, name);
  else
    jm_sim_member_null (pen->out, name);
}

static void
write_written (GString    *out,
               const char *name,
               JsonNode   *value)
{
  g_autofree char *json = json_to_string (value, FALSE);

  jm_sim_member_raw (out, name, json);
}

/* What somebody wrote into fields that the table does not know. */
static void
write_strangers (const Pen         *pen,
                 const JmSimFields *wanted)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init (&iter, pen->issue->fields);
  while (json_object_iter_next (&iter, &name, &value))
    {
      if (!jm_sim_is_member (name) && jm_sim_fields_want (wanted, name))
        write_written (pen->out, name, value);
    }
}

/* Custom fields, most of them null, until the issue is as long as --issue-bytes says. */
static void
write_fillers (const Pen         *pen,
               const JmSimFields *wanted,
               gsize              start)
{
  gsize size = (gsize) pen->call->sim->options.issue_bytes;

  for (guint i = 0; i < JM_SIM_N_FILLERS; i++)
    {
      gsize left = size - MIN (size, pen->out->len - start);
      char name[sizeof "customfield_12345"];

      if (i >= FEWEST_FILLERS && left < NULL_FILLER)
        break;
      g_snprintf (name, sizeof name, "customfield_%u", JM_SIM_FIRST_FILLER + i);
      if (!jm_sim_fields_want (wanted, name))
        continue;
      if (left > (JM_SIM_N_FILLERS - i) * NULL_FILLER + LEAST_FILLER)
        jm_sim_member_prose (pen->out, name, pen->issue->hash + i, MIN (left / 4, MOST_FILLER));
      else
        jm_sim_member_null (pen->out, name);
    }
}

/* @wanted NULL: id and key alone, no member `fields`. */
void
jm_sim_write_issue (GString           *out,
                    const JmSimCall   *call,
                    const JmSimIssue  *issue,
                    const JmSimFields *wanted,
                    gboolean           changelog)
{
  const Pen pen = { out, call, issue };
  gsize start = out->len;

  jm_sim_write_open (out, '{');
  jm_sim_member_string (out, "expand", "renderedFields,names,schema,operations,editmeta,changelog");
  jm_sim_write_identity (out, call, issue);
  if (changelog)
    {
      jm_sim_write_name (out, "changelog");
      jm_sim_write_changelog_slice (out, call, issue->index, 100);
    }
  if (wanted != NULL && !wanted->only_ids)
    {
      jm_sim_member_open (out, "fields", '{');
      for (guint i = 0; i < JM_SIM_N_MEMBERS; i++)
        {
          const char *name = jm_sim_member_name ((JmSimMember) i);

          if (!jm_sim_fields_have (wanted, (JmSimMember) i))
            continue;
          if (issue->fields != NULL && json_object_has_member (issue->fields, name))
            write_written (out, name, json_object_get_member (issue->fields, name));
          else
            write_member (&pen, (JmSimMember) i);
        }
      if (issue->fields != NULL)
        write_strangers (&pen, wanted);
      if (call->sim->options.issue_bytes > 0 && wanted->fillers)
        write_fillers (&pen, wanted, start);
      jm_sim_write_close (out, '}');
    }
  jm_sim_write_close (out, '}');
}
