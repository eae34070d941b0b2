/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "jm-sim-clock.h"

G_BEGIN_DECLS

/*
 * JmSimSite: the data of one Jira site.
 *
 * Issues are not stored: issue `index` of a site is computed from (seed, site, index) whenever
 * somebody asks, so that a million of them cost nothing. What was changed, created or deleted lies
 * in a small overlay of versions.
 *
 * Time runs with two orders. An index is the order of creation. A rank is the order of the last
 * update; both are numbers from 0 to n-1, and each follows from the other by arithmetic, so that
 * `ORDER BY updated` needs no sorting.
 */
typedef enum
{
  JM_SIM_CATEGORY_UNDEFINED = 1,
  JM_SIM_CATEGORY_NEW = 2,
  JM_SIM_CATEGORY_DONE = 3,
  JM_SIM_CATEGORY_IN_PROGRESS = 4,
} JmSimCategory;

typedef struct
{
  const char *id;
  const char *name;
  JmSimCategory category;
  gboolean team_managed;
} JmSimStatus;

typedef struct
{
  const char *id;
  const char *name;
  int level; /* hierarchyLevel */
  gboolean team_managed;
} JmSimType;

typedef struct
{
  const char *id;
  const char *name;
  const char *color;
} JmSimPriority;

extern const JmSimStatus jm_sim_statuses[];
extern const guint jm_sim_n_statuses;
extern const JmSimType jm_sim_types[];
extern const guint jm_sim_n_types;
extern const JmSimPriority jm_sim_priorities[];
extern const guint jm_sim_n_priorities;

typedef struct
{
  char *account_id;
  char *login;
  char *name;
  char *email;      /* NULL: hidden by the person */
  const char *zone;
  const char *type; /* atlassian, app, customer */
  gboolean active;
} JmSimUser;

typedef struct
{
  guint index;
  char *id;
  char *key;
  char *name;
  const char *type_key;
  gboolean team_managed;
  guint lead;
  guint words;         /* row of jm_sim_projects, or G_MAXUINT */
  guint n_issues;      /* generated ones */
  guint n_created;     /* created or moved in later */
  gboolean hidden;     /* BROWSE_PROJECTS was taken away */
  GPtrArray *old_keys; /* char*: keys that it had before */
  GArray *slots;       /* guint: its places in the pattern */
} JmSimProject;

/* One issue as it is at one moment. Strings are borrowed from the site. */
typedef struct
{
  guint index;
  guint project;
  guint number;
  guint type;      /* row of jm_sim_types */
  guint status;    /* row of jm_sim_statuses */
  int priority;    /* row of jm_sim_priorities, -1: none */
  int assignee;    /* -1: nobody */
  guint reporter;
  gint64 created_ms;
  gint64 updated_ms;
  gint64 resolved_ms;  /* 0: it is not */
  gint64 kept_ms;      /* of a deleted one: `updated` before that */
  gint64 category_ms;  /* when the category of its status changed last */
  guint64 hash;
  gboolean deleted;
  const char *summary; /* NULL: generated */
  JsonObject *fields;  /* fields that were set by somebody, or NULL */
} JmSimIssue;

typedef struct
{
  guint index;
  char *id; /* cloud id */
  char *name;
  char *slug;
  guint64 seed;
  gint64 data_ms;      /* the moment at which the generated data ends */
  guint n_issues;      /* generated ones */
  guint n_created;
  GPtrArray *projects; /* JmSimProject */
  GPtrArray *users;    /* JmSimUser */
  GArray *pattern;     /* guint: slot → project */
  GArray *place;       /* guint: slot → how many slots of that project lie before it */
  guint stride;        /* of the permutation between index and rank */
  guint inverse;
  guint block;
  GHashTable *overlay; /* index → GPtrArray of Version */
  GHashTable *threads; /* index → JmSimThread, of issues whose comments, … were changed */
  GHashTable *hidden;  /* index of issues that the person may not see */
  GHashTable *keys;    /* JmSimKey given by a move or a creation → index */
  GHashTable *permissions; /* key of a permission that was taken away */
  GArray *deleted_worklogs; /* JmSimDeletedWorklog, the oldest first */
  guint author;        /* row of users: who makes the changes of this moment */
  guint64 next_id;     /* of comments, work logs and changes that are made later */
  gboolean admin;      /* whether the person is one */
  gboolean removed;
  GTimeZone *zone;     /* of the person who signs in */
  char *zone_name;
  guint64 names;       /* raised when people or projects are shown in another way */
  guint64 generation;  /* raised by each change of what is answered */
} JmSimSite;

typedef struct
{
  guint64 id;
  gint64 deleted_ms;
} JmSimDeletedWorklog;

JmSimSite    *jm_sim_site_new            (guint64           seed,
                                          guint             index,
                                          guint             n_issues,
                                          guint             n_projects,
                                          guint             n_users,
                                          gint64            data_ms) G_GNUC_WARN_UNUSED_RESULT;
void          jm_sim_site_free           (JmSimSite        *self);
guint         jm_sim_site_total          (const JmSimSite  *self);
void          jm_sim_site_generated      (const JmSimSite  *self,
                                          guint             index,
                                          JmSimIssue       *issue);
gboolean      jm_sim_site_issue          (const JmSimSite  *self,
                                          guint             index,
                                          gint64            as_of_ms,
                                          JmSimIssue       *issue);
gboolean      jm_sim_site_is_changed     (const JmSimSite  *self,
                                          guint             index);
gboolean      jm_sim_site_lacks_updated  (const JmSimSite  *self,
                                          const JmSimIssue *issue);
gboolean      jm_sim_site_shows          (const JmSimSite  *self,
                                          const JmSimIssue *issue);
guint         jm_sim_site_index_of_rank  (const JmSimSite  *self,
                                          guint             rank);
gint64        jm_sim_site_time_of_rank   (const JmSimSite  *self,
                                          guint             rank);
gboolean      jm_sim_site_find_issue     (const JmSimSite  *self,
                                          const char       *id_or_key,
                                          guint            *index);
JmSimProject *jm_sim_site_find_project   (const JmSimSite  *self,
                                          const char       *id_or_key);
JmSimProject *jm_sim_site_project        (const JmSimSite  *self,
                                          guint             index);
JmSimUser    *jm_sim_site_user           (const JmSimSite  *self,
                                          guint             index);
int           jm_sim_site_find_user      (const JmSimSite  *self,
                                          const char       *account_id_or_login);
gboolean      jm_sim_site_allows         (const JmSimSite  *self,
                                          const char       *permission);
char         *jm_sim_site_summary        (const JmSimSite  *self,
                                          const JmSimIssue *issue) G_GNUC_WARN_UNUSED_RESULT;
char         *jm_sim_site_key            (const JmSimSite  *self,
                                          const JmSimIssue *issue) G_GNUC_WARN_UNUSED_RESULT;
guint         jm_sim_site_issue_id       (guint             index);
void          jm_sim_site_change         (JmSimSite        *self,
                                          const JmSimIssue *issue,
                                          gint64            now_ms);
guint         jm_sim_site_create         (JmSimSite        *self,
                                          JmSimIssue       *issue,
                                          gint64            now_ms);
gboolean      jm_sim_site_move           (JmSimSite        *self,
                                          guint             index,
                                          JmSimProject     *target,
                                          gint64            now_ms);
gboolean      jm_sim_site_delete         (JmSimSite        *self,
                                          guint             index,
                                          gint64            now_ms);
gboolean      jm_sim_site_restore        (JmSimSite        *self,
                                          guint             index,
                                          gint64            now_ms);
void          jm_sim_site_hide_issue     (JmSimSite        *self,
                                          guint             index,
                                          gboolean          hidden);
void          jm_sim_site_hide_project   (JmSimSite        *self,
                                          JmSimProject     *project,
                                          gboolean          hidden);
gboolean      jm_sim_site_rename_project (JmSimSite        *self,
                                          JmSimProject     *project,
                                          const char       *key);
gboolean      jm_sim_site_set_zone       (JmSimSite        *self,
                                          const char       *name);

int           jm_sim_find_status         (const char       *id_or_name,
                                          gboolean          team_managed);
int           jm_sim_find_type           (const char       *id_or_name,
                                          gboolean          team_managed);
int           jm_sim_find_priority       (const char       *id_or_name);
guint64       jm_sim_mix                 (guint64           value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmSimSite, jm_sim_site_free)

G_END_DECLS
