/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-relatives.h"

#include "jm-sim-kin.h"
#include "jm-sim-writer.h"

/* What each form of an issue begins with, and the short form in which another issue shows it. */

void
jm_sim_member_link (GString         *out,
                    const JmSimCall *call,
                    const char      *kind,
                    guint            id,
                    const char      *rest)
{
  jm_sim_write_name (out, "self");
  g_string_append_printf (out, "\"%s/%s/%u%s\"", call->api, kind, id, rest);
}

void
jm_sim_member_fragment (GString           *out,
                        const JmSimCall   *call,
                        const char        *name,
                        JmSimFragmentKind  kind,
                        int                row)
{
  if (row >= 0)
    jm_sim_member_raw (out, name, jm_sim_fragment (call, kind, (guint) row));
  else
    jm_sim_member_null (out, name);
}

void
jm_sim_member_summary (GString          *out,
                       const JmSimSite  *site,
                       const JmSimIssue *issue)
{
  g_autofree char *summary = jm_sim_site_summary (site, issue);

  jm_sim_member_string (out, "summary", summary);
}

/* id, key, self: what each form of an issue begins with. */
void
jm_sim_write_identity (GString          *out,
                       const JmSimCall  *call,
                       const JmSimIssue *issue)
{
  guint id = jm_sim_site_issue_id (issue->index);

  jm_sim_member_number (out, "id", id);
  jm_sim_member_link (out, call, "issue", id, "");
  jm_sim_write_name (out, "key");
  g_string_append_printf (out, "\"%s-%u\"", jm_sim_site_project (call->site, issue->project)->key, issue->number);
}

/* Another issue, as parents, sub-tasks and links show it. */
static void
write_relative (GString          *out,
                const JmSimCall  *call,
                const JmSimIssue *issue)
{
  jm_sim_write_identity (out, call, issue);
  jm_sim_member_open (out, "fields", '{');
  jm_sim_member_summary (out, call->site, issue);
  jm_sim_member_fragment (out, call, "status", JM_SIM_FRAGMENT_STATUS, (int) issue->status);
  jm_sim_member_fragment (out, call, "priority", JM_SIM_FRAGMENT_PRIORITY, issue->priority);
  jm_sim_member_fragment (out, call, "issuetype", JM_SIM_FRAGMENT_TYPE, (int) issue->type);
  jm_sim_write_close (out, '}');
  jm_sim_write_close (out, '}');
}

/* An issue that must not be longer than so has no room for its kin. */
static gboolean
is_short_of_room (const JmSimCall *call)
{
  return call->sim->options.issue_bytes > 0;
}

void
jm_sim_member_parent (GString          *out,
                      const JmSimCall  *call,
                      const char       *name,
                      const JmSimIssue *issue)
{
  JmSimIssue parent;

  if (is_short_of_room (call) && jm_sim_types[issue->type].level >= 0)
    return;
  if (!jm_sim_issue_parent (call->site, issue, &parent))
    return;
  jm_sim_member_open (out, name, '{');
  write_relative (out, call, &parent);
}

void
jm_sim_member_subtasks (GString          *out,
                        const JmSimCall  *call,
                        const char       *name,
                        const JmSimIssue *issue)
{
  JmSimIssue subtasks[JM_SIM_MOST_SUBTASKS];
  guint n = is_short_of_room (call) ? 0 : jm_sim_issue_subtasks (call->site, issue, subtasks);

  jm_sim_member_open (out, name, '[');
  for (guint i = 0; i < n; i++)
    {
      jm_sim_write_open (out, '{');
      write_relative (out, call, &subtasks[i]);
    }
  jm_sim_write_close (out, ']');
}

void
jm_sim_member_links (GString          *out,
                     const JmSimCall  *call,
                     const char       *name,
                     const JmSimIssue *issue)
{
  const JmSimSite *site = call->site;
  JmSimLink link;
  JmSimIssue other;

  jm_sim_member_open (out, name, '[');
  if (!is_short_of_room (call) && jm_sim_issue_link (site, issue, &link) &&
      jm_sim_site_issue (site, link.other, G_MAXINT64, &other))
    {
      jm_sim_write_open (out, '{');
      jm_sim_member_number (out, "id", link.id);
      jm_sim_member_link (out, call, "issueLink", link.id, "");
      jm_sim_member_fragment (out, call, "type", JM_SIM_FRAGMENT_LINK_TYPE, (int) link.type);
      jm_sim_member_open (out, link.outward ? "outwardIssue" : "inwardIssue", '{');
      write_relative (out, call, &other);
      jm_sim_write_close (out, '}');
    }
  jm_sim_write_close (out, ']');
}
