/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jira/jm-jira-client.h"

G_BEGIN_DECLS

/* What can be fetched. In the order in which people are shown them; an owner stands before what it
 * owns. */
typedef enum
{
  JM_RESOURCE_PROJECTS,
  JM_RESOURCE_ISSUES,
  JM_RESOURCE_COMMENTS,
  JM_RESOURCE_WORKLOGS,
  JM_RESOURCE_CHANGES,          /* the history of issues */
  JM_RESOURCE_USERS,
  JM_RESOURCE_STATUSES,
  JM_RESOURCE_PROJECT_STATUSES, /* which statuses each issue type of a project has */
  JM_RESOURCE_WORKFLOWS,
  JM_RESOURCE_ISSUE_TYPES,
  JM_RESOURCE_PRIORITIES,
  JM_RESOURCE_RESOLUTIONS,
  JM_RESOURCE_FIELDS,
  JM_RESOURCE_LABELS,
  JM_RESOURCE_LINK_TYPES,
  JM_RESOURCE_ROLES,
  JM_RESOURCE_COMPONENTS,
  JM_RESOURCE_VERSIONS,
  JM_RESOURCE_FILTERS,
  JM_RESOURCE_DASHBOARDS,
  JM_RESOURCE_BOARDS,
  JM_RESOURCE_SPRINTS,
  JM_N_RESOURCES
} JmResourceId;

typedef enum
{
  JM_PAGING_NONE,               /* all at once */
  JM_PAGING_START_AT,           /* startAt, maxResults, total; step by what came */
  JM_PAGING_BARE,               /* the same in the query, but a bare array comes: ends with an empty one */
  JM_PAGING_TOKEN,              /* nextPageToken; a short or empty page is not the end */
} JmPaging;

/* One row: a thing that can be fetched from one flavour of Jira. */
typedef struct
{
  JmResourceId id;
  JmJiraFlavor flavor;
  const char  *name;            /* "projects": the command line's and the table's name */
  /* below the REST root, or absolute ("/rest/agile/1.0/board"). "{}" stands for the owner: the key of a
   * project, the id of an issue or a board */
  const char  *path;
  /* Whose rows "{}" are; JM_N_RESOURCES: it belongs to the site */
  JmResourceId owner;
  /* fixed parameters ("expand=lead,insight"), or a JSON object of them for a POST; NULL */
  const char  *query;
  /* the same for an item that cannot be read, so that it can be stepped over; NULL: it cannot */
  const char  *minimal;
  gboolean     post;
  JmPaging     paging;
  guint        page_size;
  const char  *items;           /* JSON path of the items: "$.values", "$" */
  const char  *item_id;         /* member of an item that tells it apart: "id"; NULL: the item is a string */
  const char  *item_name;       /* member that people know it by: "name"; NULL: none, or itself */
  /* what the grant must include, classic where Jira has such, with spaces between; NULL on Data
   * Center, which knows no scopes */
  const char  *scope;
  const char  *right;           /* translatable: the right in Jira that it needs besides, or NULL */
} JmResource;

/* NULL when that flavour has no such thing. */
const JmResource *jm_resource_get      (JmResourceId id,
                                        JmJiraFlavor flavor);
/* JM_N_RESOURCES for a name that is none. NULL is none. */
JmResourceId      jm_resource_find     (const char  *name);
/* "projects"; the same for both flavours, never NULL */
const char       *jm_resource_get_name (JmResourceId id);
/* "Projects", in the person's language */
const char       *jm_resource_get_title (JmResourceId id);

typedef enum
{
  JM_RESOURCE_FAILED,           /* the error is one: it stays */
  JM_RESOURCE_DENIED,           /* this sign-in may not read it: no error, but told */
  JM_RESOURCE_ABSENT,           /* there is none: a board without sprints, links switched off */
} JmResourceVerdict;

/* What @error of its pager says about the resource. */
JmResourceVerdict jm_resource_judge    (const JmResource *resource,
                                        const GError     *error);
/* "needs the scope read:jira-user", "needs the right “Administer Jira”": for a person, after
 * JM_RESOURCE_DENIED */
char             *jm_resource_dup_need (const JmResource *resource,
                                        const GError     *error) G_GNUC_WARN_UNUSED_RESULT;

/* The pages of one resource, one after the other. Not a fiber's own: call it from a fiber, one page
 * at a time. */
#define JM_TYPE_PAGER (jm_pager_get_type ())

G_DECLARE_FINAL_TYPE (JmPager, jm_pager, JM, PAGER, GObject)

/* @owner: what "{}" stands for, or NULL; @jql for issues, else NULL. @fields: for issues, instead of
 * the row's own (a JSON array: "[\"id\"]"), or NULL. @from: jm_pager_dup_position() of a walk that was
 * cut off, or NULL for the beginning. */
JmPager   *jm_pager_new           (JmJiraClient     *client,
                                   const JmResource *resource,
                                   const char       *owner,
                                   const char       *jql,
                                   const char       *fields,
                                   const char       *from);
/* Resolves to the GBytes of the next page, checked JSON, or to NULL after the last one
 * (dex_await_boxed, test the error). A page token or first item that comes back, or more than
 * JM_LIMIT_PAGES pages, rejects with JM_JIRA_ERROR_BROKEN; a position that Jira no longer takes with
 * JM_JIRA_ERROR_STALE. */
DexFuture *jm_pager_next          (JmPager      *self,
                                   GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
/* Where the next page begins, one line; NULL after the last one. */
char      *jm_pager_dup_position  (JmPager      *self);
/* Whether the page that came last is one item that cannot be read: it has its id and key alone. */
gboolean   jm_pager_is_skipped    (JmPager      *self);
guint      jm_pager_get_n_skipped (JmPager      *self);
/* What the server said there is in all, or -1 */
gint64     jm_pager_get_total     (JmPager      *self);

G_END_DECLS
