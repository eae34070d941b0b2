/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-thread.h"

#include "jm-sim-site-private.h"
#include "jm-sim-words.h"

/* Comments and work logs; the history is in jm-sim-history.c. */

#define FIRST_NOTE_ID 1000000
#define NOTES_AN_ISSUE 256 /* more than any generated issue has of one kind */
#define MANY 130           /* more than a page holds */

static void
note_free (gpointer data)
{
  JmSimNote *self = data;

  g_free (self->text);
  g_free (self);
}

void
jm_sim_thread_free (gpointer data)
{
  JmSimThread *self = data;

  for (guint i = 0; i < JM_SIM_N_NOTES; i++)
    g_clear_pointer (&self->notes[i], g_ptr_array_unref);
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  g_free (self);
}

/* The stored part of an issue's thread, made when it is wanted first. */
JmSimThread *
jm_sim_site_thread (JmSimSite *site,
                    guint      index)
{
  JmSimThread *self = g_hash_table_lookup (site->threads, GUINT_TO_POINTER (index));

  if (self == NULL)
    {
      self = g_new0 (JmSimThread, 1);
      g_hash_table_insert (site->threads, GUINT_TO_POINTER (index), self);
    }
  return self;
}

static guint
n_generated (const JmSimSite  *site,
             JmSimNoteKind     kind,
             const JmSimIssue *issue)
{
  static const guint comments[] = { 0, 1, 0, 2, 1, 3, 0, 5 };
  static const guint worklogs[] = { 0, 0, 1, 0, 0, 2, 0, 3 };

  if (issue->index >= site->n_issues)
    return 0;
  if (kind == JM_SIM_NOTE_COMMENT)
    return issue->hash % 997 == 3 ? MANY : comments[jm_sim_pick (issue->hash, 61, G_N_ELEMENTS (comments))];
  return issue->hash % 991 == 4 ? 25 : worklogs[jm_sim_pick (issue->hash, 62, G_N_ELEMENTS (worklogs))];
}

static char *
comment_text (guint64 hash)
{
  static const char *const texts[] = {
    "I can see it too, with the newest version.",
    "Fixed on the branch. Please test & tell.\nThe logs are quiet since noon.",
    "Could you have a look, @me? It is urgent.",
    "Looks like a < b; not what the table says.",
    "もう一度試してください。",
    "لا يعمل على الهاتف، يعمل في المتصفح.",
    "+1",
    "Moved to the next sprint, as we said on Monday. 👍",
  };

  return g_strdup (texts[jm_sim_mix (hash) % G_N_ELEMENTS (texts)]);
}

static JmSimNote *
generate_note (const JmSimSite  *site,
               JmSimNoteKind     kind,
               const JmSimIssue *issue,
               guint             row,
               guint             n)
{
  guint64 hash = jm_sim_mix (issue->hash + 7000 + kind * 1000 + row);
  gint64 span = issue->updated_ms - issue->created_ms;
  JmSimNote *note = g_new0 (JmSimNote, 1);

  note->id = FIRST_NOTE_ID + (guint64) issue->index * NOTES_AN_ISSUE + row;
  note->author = (guint) (hash % MIN (site->users->len, jm_sim_n_people));
  note->created_ms = issue->created_ms + span / (n + 1) * (row + 1);
  note->updated_ms = hash % 7 == 3 ? note->created_ms + span / (n + 1) / 2 : note->created_ms;
  if (kind == JM_SIM_NOTE_WORKLOG)
    {
      /* at the same moment as the issue: the feed of work logs then has the order of ranks */
      note->updated_ms = issue->updated_ms;
      note->started_ms = note->created_ms - note->created_ms % 60000;
      note->seconds = (guint) (1 + hash % 16) * 900;
      note->text = hash % 3 == 0 ? NULL : g_strdup (hash % 2 == 0 ? "Looked for the cause" : "Wrote & ran the tests");
    }
  else
    {
      note->text = comment_text (hash);
    }
  return note;
}

static JmSimNote *
note_copy (const JmSimNote *self)
{
  JmSimNote *copy = g_new (JmSimNote, 1);

  *copy = *self;
  copy->text = g_strdup (self->text);
  return copy;
}

static gpointer
note_copy_func (gconstpointer source,
                gpointer      user_data)
{
  return note_copy (source);
}

/* Returns: (transfer full): JmSimNote, the oldest first */
GPtrArray *
jm_sim_site_notes (const JmSimSite *site,
                   JmSimNoteKind    kind,
                   guint            index)
{
  const JmSimThread *thread = g_hash_table_lookup (site->threads, GUINT_TO_POINTER (index));
  GPtrArray *notes;
  JmSimIssue issue;
  guint n;

  if (thread != NULL && thread->notes[kind] != NULL)
    {
      notes = g_ptr_array_copy (thread->notes[kind], note_copy_func, NULL);
      g_ptr_array_set_free_func (notes, note_free);
      return notes;
    }
  notes = g_ptr_array_new_with_free_func (note_free);
  if (index >= site->n_issues)
    return notes;
  jm_sim_site_generated (site, index, &issue);
  n = n_generated (site, kind, &issue);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (notes, generate_note (site, kind, &issue, i, n));
  return notes;
}

/* How many there are, without making them. */
guint
jm_sim_site_n_worklogs (const JmSimSite *site,
                        guint            index)
{
  const JmSimThread *thread = g_hash_table_lookup (site->threads, GUINT_TO_POINTER (index));
  JmSimIssue issue;

  if (thread != NULL && thread->notes[JM_SIM_NOTE_WORKLOG] != NULL)
    return thread->notes[JM_SIM_NOTE_WORKLOG]->len;
  if (index >= site->n_issues)
    return 0;
  jm_sim_site_generated (site, index, &issue);
  return n_generated (site, JM_SIM_NOTE_WORKLOG, &issue);
}

/* The stored notes of an issue; the generated ones are stored now if they were not. */
static GPtrArray *
own_notes (JmSimSite     *site,
           JmSimNoteKind  kind,
           guint          index)
{
  JmSimThread *thread = jm_sim_site_thread (site, index);

  if (thread->notes[kind] == NULL)
    thread->notes[kind] = jm_sim_site_notes (site, kind, index);
  return thread->notes[kind];
}

/* @note: author, text, started_ms, seconds. Returns: its id */
guint64
jm_sim_site_add_note (JmSimSite       *site,
                      JmSimNoteKind    kind,
                      guint            index,
                      const JmSimNote *note,
                      gint64           now_ms)
{
  JmSimNote *copy = note_copy (note);

  copy->id = site->next_id++;
  copy->created_ms = now_ms;
  copy->updated_ms = now_ms;
  g_ptr_array_add (own_notes (site, kind, index), copy);
  site->generation++;
  return copy->id;
}

static JmSimNote *
find_note (GPtrArray *notes,
           guint64    id,
           guint     *row)
{
  for (guint i = 0; i < notes->len; i++)
    {
      JmSimNote *note = g_ptr_array_index (notes, i);

      if (note->id == id)
        {
          *row = i;
          return note;
        }
    }
  return NULL;
}

gboolean
jm_sim_site_edit_note (JmSimSite     *site,
                       JmSimNoteKind  kind,
                       guint          index,
                       guint64        id,
                       const char    *text,
                       gint64         now_ms)
{
  guint row;
  JmSimNote *note = find_note (own_notes (site, kind, index), id, &row);

  if (note == NULL)
    return FALSE;
  g_set_str (&note->text, text);
  note->updated_ms = now_ms;
  site->generation++;
  return TRUE;
}

gboolean
jm_sim_site_delete_note (JmSimSite     *site,
                         JmSimNoteKind  kind,
                         guint          index,
                         guint64        id,
                         gint64         now_ms)
{
  const JmSimDeletedWorklog deleted = { id, now_ms };
  GPtrArray *notes = own_notes (site, kind, index);
  guint row;

  if (find_note (notes, id, &row) == NULL)
    return FALSE;
  g_ptr_array_remove_index (notes, row);
  if (kind == JM_SIM_NOTE_WORKLOG)
    g_array_append_val (site->deleted_worklogs, deleted);
  site->generation++;
  return TRUE;
}

/* The issue that has the work log of that id. */
gboolean
jm_sim_site_find_worklog (const JmSimSite *site,
                          guint64          id,
                          guint           *index)
{
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  if (id >= FIRST_NOTE_ID && (id - FIRST_NOTE_ID) / NOTES_AN_ISSUE < site->n_issues)
    {
      *index = (guint) ((id - FIRST_NOTE_ID) / NOTES_AN_ISSUE);
      return TRUE;
    }
  g_hash_table_iter_init (&iter, site->threads);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const JmSimThread *thread = value;
      guint row;

      if (thread->notes[JM_SIM_NOTE_WORKLOG] != NULL &&
          find_note (thread->notes[JM_SIM_NOTE_WORKLOG], id, &row) != NULL)
        {
          *index = GPOINTER_TO_UINT (key);
          return TRUE;
        }
    }
  return FALSE;
}
