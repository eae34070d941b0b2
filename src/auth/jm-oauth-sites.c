/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "auth/jm-oauth-sites.h"

#include <string.h>

#include "base/jm-http.h"
#include "base/jm-json.h"
#include "jira/jm-jira-site.h"

static gboolean
is_cloud_id (const char *text)
{
  gsize length = text != NULL ? strlen (text) : 0;

  if (length < 1 || length > 64)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isalnum (text[i]) && text[i] != '-' && text[i] != '_')
        return FALSE;
    }
  return TRUE;
}

/* A site with Jira and Confluence is listed once for each; only the entry with Jira's scopes is
 * Jira. */
static gboolean
has_jira_scope (JsonNode *entry)
{
  for (guint i = 0; i < jm_json_get_length (entry, "scopes"); i++)
    {
      const char *scope = jm_json_get_string (jm_json_get_item (entry, "scopes", i), "", "");

      if (strstr (scope, "jira") != NULL)
        return TRUE;
    }
  return FALSE;
}

GListStore *
jm_oauth_read_sites (JsonNode *root)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GListStore *sites = g_list_store_new (JM_TYPE_JIRA_SITE);

  for (guint i = 0; i < jm_json_get_length (root, ""); i++)
    {
      JsonNode *entry = jm_json_get_item (root, "", i);
      g_autofree char *id = jm_json_dup_id (entry, "id");
      const char *url = jm_json_get_string (entry, "url", NULL);

      if (is_cloud_id (id) && url != NULL && jm_http_is_allowed_url (url) &&
          has_jira_scope (entry) && g_hash_table_add (seen, g_strdup (id)))
        {
          g_autoptr (JmJiraSite) site =
              jm_jira_site_new (JM_JIRA_CLOUD, url, id, jm_json_get_string (entry, "name", NULL),
                                jm_json_get_string (entry, "avatarUrl", NULL));

          g_list_store_append (sites, site);
        }
    }
  return sites;
}
