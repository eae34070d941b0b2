/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jm-sim-server.h"

G_BEGIN_DECLS

#define JM_SIM_PARAMS 3

/* JmSimCall: one REST call that found its site, its caller and its row in the table of routes. */
typedef struct
{
  JmSim *sim;
  JmSimSite *site;
  const JmSimRequest *request;
  JmSimReply *reply;
  const char *api;          /* what `self` links begin with: …/rest/api/3 */
  const char *host;         /* what the site's other addresses begin with */
  JmSimFragments *fragments; /* of `api` */
  gboolean data_center;     /* v2: wiki text, login names */
  gboolean anonymous;
  const char *params[JM_SIM_PARAMS]; /* what stood for each {} of the route */
} JmSimCall;

typedef void (*JmSimHandler) (JmSimCall *call);

typedef struct
{
  const char *method;
  const char *path;  /* after /rest/; {} is one segment */
  const char *scope; /* classic scope that a 3LO or scoped token needs; NULL: none */
  gboolean anonymous; /* somebody unknown gets a poorer 200 instead of a 401 */
  JmSimHandler handler;
  gboolean kept; /* the same data give the same answer: JmSimCache may have it */
} JmSimRoute;

extern const JmSimRoute jm_sim_v3_routes[];
extern const guint jm_sim_n_v3_routes;
extern const JmSimRoute jm_sim_v2_routes[];
extern const guint jm_sim_n_v2_routes;

extern const JmSimRoute jm_sim_agile_routes[];
extern const guint jm_sim_n_agile_routes;

typedef struct
{
  const char *id;
  const char *name;
  const char *inward;
  const char *outward;
} JmSimLinkType;

extern const JmSimLinkType jm_sim_link_types[];
extern const guint jm_sim_n_link_types;

void jm_sim_dispatch (JmSim *sim, const JmSimRequest *request, JmSimReply *reply);

/* jm-sim-v3-issues.c, jm-sim-v3-search.c */
gboolean jm_sim_wanted_issue       (JmSimCall *call, JmSimIssue *issue);
void jm_sim_get_issue              (JmSimCall *call);
void jm_sim_create_issue           (JmSimCall *call);
void jm_sim_edit_issue             (JmSimCall *call);
void jm_sim_delete_issue           (JmSimCall *call);
void jm_sim_get_transitions        (JmSimCall *call);
void jm_sim_do_transition          (JmSimCall *call);
void jm_sim_fetch_issues           (JmSimCall *call);
void jm_sim_search                 (JmSimCall *call);
gint64 jm_sim_index_time           (const JmSimCall *call);
void jm_sim_count                  (JmSimCall *call);
void jm_sim_search_gone            (JmSimCall *call);


/* jm-sim-pages.c */
void jm_sim_reply_page             (JmSimCall *call, JsonArray *all, gint64 default_size, gint64 largest);
void jm_sim_reply_named_page       (JmSimCall *call, const char *name, JsonArray *all, gint64 default_size, gint64 largest);
void jm_sim_reply_bare_page        (JmSimCall *call, JsonArray *all, gint64 default_size, gint64 largest);

/* jm-sim-v3.c */
JmSimProject *jm_sim_wanted_project (JmSimCall *call);

/* jm-sim-v3-threads.c, jm-sim-feeds.c */
void jm_sim_get_comments           (JmSimCall *call);
void jm_sim_get_worklogs           (JmSimCall *call);
void jm_sim_get_changelog          (JmSimCall *call);
void jm_sim_fetch_changelogs       (JmSimCall *call);
void jm_sim_get_updated_worklogs   (JmSimCall *call);
void jm_sim_get_deleted_worklogs   (JmSimCall *call);
void jm_sim_list_worklogs          (JmSimCall *call);

/* jm-sim-v3-lists.c, jm-sim-workflows.c */
void jm_sim_set_project_plans      (const JmSimCall *call, const JmSimProject *project, JsonObject *object);
void jm_sim_get_components         (JmSimCall *call);
void jm_sim_get_all_components     (JmSimCall *call);
void jm_sim_get_versions           (JmSimCall *call);
void jm_sim_get_all_versions       (JmSimCall *call);
void jm_sim_get_labels             (JmSimCall *call);
void jm_sim_search_filters         (JmSimCall *call);
void jm_sim_get_favourite_filters  (JmSimCall *call);
void jm_sim_search_dashboards      (JmSimCall *call);
void jm_sim_get_dashboards         (JmSimCall *call);
void jm_sim_get_link_types         (JmSimCall *call);
void jm_sim_get_roles              (JmSimCall *call);
void jm_sim_search_workflows       (JmSimCall *call);
void jm_sim_get_workflows          (JmSimCall *call);

/* jm-sim-avatar.c */
void jm_sim_avatar                 (JmSimReply *reply, const char *name);

G_END_DECLS
