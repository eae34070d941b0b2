/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jm-sim-site.h"

G_BEGIN_DECLS

/*
 * JmSimThread: what hangs on an issue: comments, work logs, its history. As long as nobody touched
 * them they follow from the seed, like the issue; then they are stored.
 */
typedef enum
{
  JM_SIM_NOTE_COMMENT,
  JM_SIM_NOTE_WORKLOG,
  JM_SIM_N_NOTES
} JmSimNoteKind;

typedef struct
{
  guint64 id;
  guint author;
  gint64 created_ms;
  gint64 updated_ms;
  gint64 started_ms; /* work logs: when the work was done, and how long it took */
  guint seconds;
  char *text;        /* “@me” in it stands for a mention of the person who signs in */
} JmSimNote;

typedef struct
{
  char *field;
  char *field_id;
  char *from;        /* ids and names; NULL is null */
  char *from_text;
  char *to;
  char *to_text;
} JmSimChangeItem;

typedef struct
{
  guint64 id;
  guint author;
  gint64 created_ms;
  GPtrArray *items;  /* JmSimChangeItem */
} JmSimChange;

void       jm_sim_thread_free        (gpointer            data);
GPtrArray *jm_sim_site_notes         (const JmSimSite    *site,
                                      JmSimNoteKind       kind,
                                      guint               index) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *jm_sim_site_changes       (const JmSimSite    *site,
                                      guint               index) G_GNUC_WARN_UNUSED_RESULT;
guint      jm_sim_site_n_worklogs    (const JmSimSite    *site,
                                      guint               index);
guint64    jm_sim_site_add_note      (JmSimSite          *site,
                                      JmSimNoteKind       kind,
                                      guint               index,
                                      const JmSimNote    *note,
                                      gint64              now_ms);
gboolean   jm_sim_site_edit_note     (JmSimSite          *site,
                                      JmSimNoteKind       kind,
                                      guint               index,
                                      guint64             id,
                                      const char         *text,
                                      gint64              now_ms);
gboolean   jm_sim_site_delete_note   (JmSimSite          *site,
                                      JmSimNoteKind       kind,
                                      guint               index,
                                      guint64             id,
                                      gint64              now_ms);
gboolean   jm_sim_site_find_worklog  (const JmSimSite    *site,
                                      guint64             id,
                                      guint              *index);
void       jm_sim_site_record_change (JmSimSite          *site,
                                      const JmSimIssue   *before,
                                      const JmSimIssue   *after,
                                      gint64              now_ms);

G_END_DECLS
