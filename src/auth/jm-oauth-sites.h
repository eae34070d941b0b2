/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The sites of Jira (JmJiraSite) in @root, an array of {id, name, url, scopes, avatarUrl} as accessible-resources answers.
 * What is no site of Jira, or not fit to be asked, is left out. */
GListStore *jm_oauth_read_sites (JsonNode *root) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
