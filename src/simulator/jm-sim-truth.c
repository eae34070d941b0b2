/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-truth.h"

#include "jm-sim-thread.h"
#include "jm-sim-writer.h"

/* What is so at this moment, for the person who signs in: what a copy of the site must be equal to. */

static void
write_ids (GString         *out,
           const JmSimSite *site,
           const char      *name,
           JmSimNoteKind    kind,
           guint            index)
{
  g_autoptr (GPtrArray) notes = jm_sim_site_notes (site, kind, index);

  jm_sim_member_open (out, name, '[');
  for (guint i = 0; i < notes->len; i++)
    {
      g_autofree char *id =
          g_strdup_printf ("%" G_GUINT64_FORMAT, ((const JmSimNote *) g_ptr_array_index (notes, i))->id);

      jm_sim_write_string (out, id);
    }
  jm_sim_write_close (out, ']');
}

static void
write_issue (GString          *out,
             const JmSimSite  *site,
             const JmSimIssue *issue,
             gboolean          logins,
             gboolean          threads)
{
  const JmSimUser *assignee = issue->assignee >= 0 ? jm_sim_site_user (site, (guint) issue->assignee) : NULL;
  g_autofree char *key = jm_sim_site_key (site, issue);
  g_autofree char *summary = jm_sim_site_summary (site, issue);

  jm_sim_write_open (out, '{');
  jm_sim_member_number (out, "id", jm_sim_site_issue_id (issue->index));
  jm_sim_member_string (out, "key", key);
  jm_sim_member_string (out, "project", jm_sim_site_project (site, issue->project)->key);
  if (jm_sim_site_lacks_updated (site, issue))
    jm_sim_member_null (out, "updated");
  else
    jm_sim_member_time (out, "updated", site->zone, issue->updated_ms);
  jm_sim_member_int (out, "updated_ms", issue->updated_ms);
  jm_sim_member_string (out, "summary", summary);
  jm_sim_member_string (out, "status", jm_sim_statuses[issue->status].name);
  jm_sim_member_string (out, "status_id", jm_sim_statuses[issue->status].id);
  jm_sim_member_string (out, "assignee", assignee == NULL ? NULL : logins ? assignee->login :
                                                                            assignee->account_id);
  if (threads)
    {
      write_ids (out, site, "comments", JM_SIM_NOTE_COMMENT, issue->index);
      write_ids (out, site, "worklogs", JM_SIM_NOTE_WORKLOG, issue->index);
    }
  jm_sim_write_close (out, '}');
}

static void
write_projects (GString         *out,
                const JmSimSite *site)
{
  jm_sim_member_open (out, "projects", '[');
  for (guint i = 0; i < site->projects->len; i++)
    {
      const JmSimProject *project = jm_sim_site_project (site, i);

      if (project->hidden)
        continue;
      jm_sim_write_open (out, '{');
      jm_sim_member_string (out, "id", project->id);
      jm_sim_member_string (out, "key", project->key);
      jm_sim_member_string (out, "name", project->name);
      jm_sim_write_close (out, '}');
    }
  jm_sim_write_close (out, ']');
}

/* @threads: with the ids of comments and work logs */
GString *
jm_sim_truth (JmSim           *sim,
              const JmSimSite *site,
              gboolean         threads)
{
  gboolean logins = site == sim->data_center;
  GString *out = g_string_new ("{");

  jm_sim_member_string (out, "site", site->id);
  jm_sim_member_string (out, "user",
                        logins ? jm_sim_site_user (site, 0)->login : jm_sim_site_user (site, 0)->account_id);
  jm_sim_member_string (out, "zone", site->zone_name);
  jm_sim_member_int (out, "now_ms", jm_sim_clock_now_ms (&sim->clock));
  write_projects (out, site);
  jm_sim_member_open (out, "issues", '[');
  for (guint index = 0; index < jm_sim_site_total (site); index++)
    {
      JmSimIssue issue;

      if (jm_sim_site_issue (site, index, G_MAXINT64, &issue) && jm_sim_site_shows (site, &issue))
        write_issue (out, site, &issue, logins, threads);
    }
  jm_sim_write_close (out, ']');
  jm_sim_write_close (out, '}');
  return out;
}
