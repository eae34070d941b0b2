/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/jm-http.h"
#include "jira/jm-jira-client.h"

G_BEGIN_DECLS

/* One Jira that somebody could sign in to. Immutable. */
#define JM_TYPE_JIRA_SITE (jm_jira_site_get_type ())

G_DECLARE_FINAL_TYPE (JmJiraSite, jm_jira_site, JM, JIRA_SITE, GObject)

JmJiraSite   *jm_jira_site_new            (JmJiraFlavor  flavor,
                                           const char   *url,
                                           const char   *cloud_id,
                                           const char   *name,
                                           const char   *avatar_url);
JmJiraFlavor  jm_jira_site_get_flavor     (JmJiraSite *self);
/* Where a person opens it, without a slash at the end: "https://acme.atlassian.net" */
const char   *jm_jira_site_get_url        (JmJiraSite *self);
/* NULL for Data Center, or when the site did not tell */
const char   *jm_jira_site_get_cloud_id   (JmJiraSite *self);
const char   *jm_jira_site_get_name       (JmJiraSite *self);
const char   *jm_jira_site_get_avatar_url (JmJiraSite *self);
/* The host alone: "acme.atlassian.net" */
const char   *jm_jira_site_get_host       (JmJiraSite *self);
/* What tells the site apart from others on its host, for people: "acme.atlassian.net",
 * "jira.example.com/jira", "127.0.0.1:8080/site/acme" */
const char   *jm_jira_site_get_place      (JmJiraSite *self);
/* The same of any site's @url. The caller owns it. */
char         *jm_jira_site_dup_place      (const char *url) G_GNUC_WARN_UNUSED_RESULT;

/* What a person typed or pasted ("acme", "acme.atlassian.net",
 * "https://jira.example.com/jira/browse/ABC-12?x=y"), as the address of a site without a slash at
 * the end, or NULL with a JM_JIRA_ERROR_INVALID that says why not, or …_PLAIN when it is http and
 * @network (nullable) does not know that a person allowed it there. */
char         *jm_jira_site_parse_address  (JmNetwork    *network,
                                           const char   *text,
                                           GError      **error);
/* Asks the address what it is: serverInfo, then tenant_info on Cloud, with longer context paths
 * tried first. Resolves to a JmJiraSite; rejects with JM_JIRA_ERROR. */
DexFuture    *jm_jira_site_discover       (JmHttp       *http,
                                           const char   *text,
                                           GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
