/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Private to the floor: the name of an endpoint, "GET /rest/api/3/issue/#/comment", whatever the ids in
 * @path are. */
char *jm_jira_endpoint_dup_name  (const char *method,
                                  const char *path) G_GNUC_WARN_UNUSED_RESULT;
/* The id or key of the issue that @path is about, or NULL. */
char *jm_jira_endpoint_dup_issue (const char *path) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
