/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/jm-json.h"
#include "base/jm-limits.h"
#include "jira/jm-jira-site.h"

/*
 * Asks an address which Jira it is. serverInfo is public; which of its two paths answers is tried,
 * because a Data Center has only the older one. The context path may be longer than the site's, so
 * it is tried from the whole path to the root: "/a/b", "/a", "".
 *
 * What serverInfo calls its base URL is not believed: the sign-in goes to where the person wanted
 * it to go.
 */

#define SEGMENTS_MAX 4

static const char *const info_paths[] = {
  "/rest/api/2/serverInfo",
  "/rest/api/3/serverInfo",
};

typedef struct
{
  JmHttp *http;
  char *text;
  GCancellable *cancellable;
} Discovery;

static void
discovery_free (gpointer data)
{
  Discovery *discovery = data;

  g_clear_object (&discovery->http);
  g_clear_pointer (&discovery->text, g_free);
  g_clear_object (&discovery->cancellable);
  g_free (discovery);
}

/* Awaits: the object at @base @path. */
static JsonNode *
read_object (Discovery   *discovery,
             const char  *base,
             const char  *path,
             GError     **error)
{
  g_autofree char *url = g_strconcat (base, path, NULL);
  g_autoptr (JmHttpRequest) request = jm_http_request_new ("GET", url);
  g_autoptr (JmHttpResponse) response = NULL;
  g_autoptr (GError) below = NULL;
  g_autoptr (GError) verdict = NULL;
  JsonNode *root;

  jm_http_request_set_header (request, "Accept", "application/json");
  jm_http_request_set_limits (request, JM_LIMIT_TOKEN_SECONDS, JM_LIMIT_TOKEN_BODY);
  response =
      dex_await_boxed (jm_http_send (discovery->http, request, discovery->cancellable), &below);
  if (response != NULL && (verdict = jm_jira_error_for_response (response)))
    {
      g_propagate_error (error, g_steal_pointer (&verdict));
      return NULL;
    }

  root =
      response != NULL ? jm_json_parse (jm_http_response_get_body (response), '{', &below) : NULL;
  if (root == NULL)
    g_propagate_error (error, jm_jira_error_for_transport (g_steal_pointer (&below)));

  return root;
}

static gboolean
is_server_info (JsonNode *root)
{
  return jm_json_get_string (root, "deploymentType", NULL) != NULL ||
         (jm_json_get_string (root, "baseUrl", NULL) != NULL &&
          jm_json_get_string (root, "version", NULL) != NULL);
}

/* Awaits: serverInfo at @base, by the first path that has it. */
static JsonNode *
read_server_info (Discovery   *discovery,
                  const char  *base,
                  GError     **error)
{
  g_autoptr (GError) local_error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (info_paths); i++)
    {
      g_autoptr (JsonNode) info = NULL;

      g_clear_error (&local_error);
      info = read_object (discovery, base, info_paths[i], &local_error);
      if (info != NULL && is_server_info (info))
        return g_steal_pointer (&info);
      if (info != NULL)
        g_set_error_literal (&local_error, JM_JIRA_ERROR, JM_JIRA_ERROR_NOT_FOUND,
                             _("Something else answered"));
      if (!g_error_matches (local_error, JM_JIRA_ERROR, JM_JIRA_ERROR_NOT_FOUND))
        break;
    }

  g_propagate_error (error, g_steal_pointer (&local_error));

  return NULL;
}

/* Awaits: NULL when the site does not tell; then only the gateway is out of reach. */
static char *
read_cloud_id (Discovery  *discovery,
               const char *base)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = read_object (discovery, base, "/_edge/tenant_info", &error);

  if (error != NULL)
    g_debug ("The site does not tell its cloud id: %s", error->message);

  return g_strdup (jm_json_get_string (root, "cloudId", NULL));
}

/* Awaits. */
static JmJiraSite *
make_site (Discovery  *discovery,
           const char *base,
           JsonNode   *info)
{
  const char *title = jm_json_get_string (info, "serverTitle", NULL);
  const char *deployment = jm_json_get_string (info, "deploymentType", "");
  g_autofree char *cloud_id = NULL;
  gboolean is_cloud = g_ascii_strcasecmp (deployment, "Cloud") == 0;

  if (is_cloud)
    cloud_id = read_cloud_id (discovery, base);
  /* What Jira is called when nobody gave it a name */
  if (title != NULL && g_ascii_strcasecmp (title, "jira") == 0)
    title = NULL;

  return jm_jira_site_new (is_cloud ? JM_JIRA_CLOUD : JM_JIRA_DATA_CENTER, base, cloud_id, title,
                           NULL);
}

/* Whether another context path of the same host could do better */
static gboolean
is_worth_shortening (const GError *error)
{
  static const int final[] = {
    JM_JIRA_ERROR_OFFLINE,
    JM_JIRA_ERROR_TLS,
    JM_JIRA_ERROR_TLS_INVALID,
    JM_JIRA_ERROR_TLS_CLIENT,
    JM_JIRA_ERROR_PROXY_SIGN_IN,
    JM_JIRA_ERROR_PLAIN,
    JM_JIRA_ERROR_SERVER,
    JM_JIRA_ERROR_RATE_LIMITED,
    JM_JIRA_ERROR_BLOCKED,
  };

  for (guint i = 0; i < G_N_ELEMENTS (final); i++)
    {
      if (error->code == final[i])
        return FALSE;
    }

  return error->domain == JM_JIRA_ERROR;
}

/* Cuts the last segment of the path off; FALSE at the root. */
static gboolean
shorten (char *base)
{
  char *path = strchr (strstr (base, "://") + strlen ("://"), '/');

  if (path == NULL)
    return FALSE;
  *strrchr (base, '/') = '\0';

  return TRUE;
}

/* The error of the last address that was tried, as one about what the person typed */
static GError *
make_error (const char   *address,
            const GError *last)
{
  if (!is_worth_shortening (last))
    return g_error_copy (last);

  return g_error_new (JM_JIRA_ERROR,
                      last->code == JM_JIRA_ERROR_CAPTIVE_PORTAL ? JM_JIRA_ERROR_CAPTIVE_PORTAL :
                                                                   JM_JIRA_ERROR_NOT_FOUND,
                      _("No Jira answered at %s. %s"), address, last->message);
}

static DexFuture *
jm_jira_site_discover_fiber (gpointer data)
{
  Discovery *discovery = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *address =
      jm_jira_site_parse_address (jm_http_get_network (discovery->http), discovery->text, &error);
  g_autofree char *base = g_strdup (address);

  if (address == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  for (guint i = 0; i <= SEGMENTS_MAX; i++)
    {
      g_autoptr (JsonNode) info = NULL;

      g_clear_error (&error);
      if ((info = read_server_info (discovery, base, &error)))
        return dex_future_new_take_object (make_site (discovery, base, info));
      if (!is_worth_shortening (error) || !shorten (base))
        break;
    }

  return dex_future_new_for_error (make_error (address, error));
}

/**
 * jm_jira_site_discover:
 * @text: what was typed or pasted
 * @cancellable: (nullable): ends it
 *
 * Sends no authorization.
 *
 * Returns: (transfer full): resolves to a #JmJiraSite (dex_await_object) / rejects with
 *   %JM_JIRA_ERROR_INVALID for what is no address, %JM_JIRA_ERROR_NOT_FOUND when no Jira is there,
 *   another %JM_JIRA_ERROR, or %G_IO_ERROR_CANCELLED
 */
DexFuture *
jm_jira_site_discover (JmHttp       *http,
                       const char   *text,
                       GCancellable *cancellable)
{
  Discovery *discovery;

  dex_return_error_if_fail (JM_IS_HTTP (http));
  dex_return_error_if_fail (text != NULL);
  dex_return_error_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  discovery = g_new0 (Discovery, 1);
  discovery->http = g_object_ref (http);
  discovery->text = g_strdup (text);
  g_set_object (&discovery->cancellable, cancellable);

  return dex_scheduler_spawn (NULL, 0, jm_jira_site_discover_fiber, discovery, discovery_free);
}
