/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "jm-sim-cache.h"
#include "jm-sim-call.h"
#include "jm-sim-fragments.h"
#include "jm-sim-login.h"
#include "jm-sim-oauth.h"

/* From an address to its handler: which host it stands for, who calls, which row of the table,
 * whether the scope fits. */

/* What a 3LO call costs, in points of the hour: jira-cloud.md has the rule in short — one, and one
 * for each thing given. */
#define QUOTA_POINTS 65000

static gboolean
match_route (const char  *pattern,
             GStrv        parts,
             const char **params)
{
  g_auto (GStrv) wanted = g_strsplit (pattern, "/", -1);
  guint n_params = 0;

  if (g_strv_length (wanted) != g_strv_length (parts))
    return FALSE;
  for (guint i = 0; wanted[i] != NULL; i++)
    {
      if (!g_str_equal (wanted[i], "{}"))
        {
          if (!g_str_equal (wanted[i], parts[i]))
            return FALSE;
        }
      else if (n_params < JM_SIM_PARAMS)
        {
          params[n_params++] = parts[i];
        }
    }
  return TRUE;
}

static const JmSimRoute *
find_route (const JmSimRoute  *routes,
            guint              n_routes,
            const char        *method,
            GStrv              parts,
            const char       **params,
            gboolean          *other_method)
{
  for (guint i = 0; i < n_routes; i++)
    {
      if (!match_route (routes[i].path, parts, params))
        continue;
      if (g_str_equal (routes[i].method, method))
        return &routes[i];
      *other_method = TRUE;
    }
  return NULL;
}

/* The headers of the hourly quota. Not enforced ones begin with Beta-. `RateLimit` comes when four
 * fifths are used. */
static void
charge_quota (JmSim      *sim,
              JmSimReply *reply)
{
  gint64 now = jm_sim_clock_now (&sim->clock);
  guint quota = sim->options.quota > 0 ? (guint) sim->options.quota : QUOTA_POINTS;
  const char *prefix = sim->options.quota > 0 ? "" : "Beta-";
  g_autofree char *policy_name = g_strdup_printf ("%sRateLimit-Policy", prefix);
  g_autofree char *policy = g_strdup_printf ("\"global-app-quota\";q=%u;w=3600", quota);
  g_autofree char *name = g_strdup_printf ("%sRateLimit", prefix);

  sim->quota_used += 1 + reply->results;
  jm_sim_reply_header (reply, policy_name, policy);
  if (sim->quota_used > quota / 5 * 4)
    {
      g_autofree char *value =
          g_strdup_printf ("\"global-app-quota\";r=%u;t=%d", quota - MIN (quota, sim->quota_used),
                           (int) (3600 - now % 3600));
      jm_sim_reply_header (reply, name, value);
    }
}

/* Whether the hour's points are used up; answers 429 then. */
static gboolean
quota_is_over (JmSim      *sim,
               JmSimReply *reply)
{
  gint64 now = jm_sim_clock_now (&sim->clock);
  g_autofree char *wait = g_strdup_printf ("%d", (int) (3600 - now % 3600));

  if (sim->quota_hour != now / 3600)
    {
      sim->quota_hour = now / 3600;
      sim->quota_used = 0;
    }
  if (sim->options.quota <= 0 || sim->quota_used <= (guint) sim->options.quota)
    return FALSE;
  jm_sim_reply_gateway_error (reply, 429, "Rate limit exceeded");
  jm_sim_reply_header (reply, "Retry-After", wait);
  jm_sim_reply_header (reply, "RateLimit-Reason", "jira-quota-global-based");
  return TRUE;
}

static void
add_burst_headers (JmSim      *sim,
                   JmSimReply *reply)
{
  g_autoptr (GDateTime) reset = g_date_time_new_from_unix_utc (jm_sim_clock_now (&sim->clock) + 1);
  g_autofree char *text = g_date_time_format (reset, "%Y-%m-%dT%H:%MZ");

  jm_sim_reply_header (reply, "X-RateLimit-Limit", "100");
  jm_sim_reply_header (reply, "X-RateLimit-Remaining", "99");
  jm_sim_reply_header (reply, "X-RateLimit-Reset", text);
}

static void
add_trace_headers (JmSim      *sim,
                   JmSimReply *reply)
{
  guint64 trace = jm_sim_mix ((guint64) sim->options.seed + sim->log->next);
  g_autofree char *id = g_strdup_printf ("%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x",
                                         trace, jm_sim_mix (trace));

  jm_sim_reply_header (reply, "atl-traceid", id);
  jm_sim_reply_header (reply, "x-arequestid", id);
  jm_sim_reply_header (reply, "Cache-Control", "no-cache, no-store, no-transform");
}

static gboolean
is_cross_site (const JmSimRequest *request)
{
  const char *agent = soup_message_headers_get_one (request->headers, "User-Agent");

  return (g_str_equal (request->method, "POST") || g_str_equal (request->method, "PUT")) &&
         agent != NULL && g_str_has_prefix (agent, "Mozilla/");
}

/* A handler whose answer may have been given before. */
static void
run_kept (JmSimCall        *call,
          const JmSimRoute *route)
{
  g_autofree char *key = jm_sim_cache_key (call);

  if (key != NULL && jm_sim_cache_reply (call->sim->cache, key, call->reply))
    return;
  route->handler (call);
  if (key != NULL)
    jm_sim_cache_keep (call->sim->cache, key, call->reply);
}

static void
run_route (JmSimCall        *call,
           const JmSimRoute *routes,
           guint             n_routes,
           const char       *path,
           const JmSimLogin *login)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  gboolean other_method = FALSE;
  const JmSimRoute *route =
      find_route (routes, n_routes, call->request->method, parts, call->params, &other_method);

  call->fragments = jm_sim_fragments_find (call->sim, call->site, call->api);
  if (route == NULL)
    {
      if (other_method)
        jm_sim_reply_jira_error (call->reply, 405, "Method Not Allowed");
      else
        jm_sim_reply_jira_error (call->reply, 404, "The simulator has no such address: %s",
                                 call->request->path);
    }
  else if (is_cross_site (call->request))
    {
      jm_sim_reply_text (call->reply, 403, "text/plain", "XSRF check failed");
    }
  else if (!jm_sim_login_may (login, route->scope))
    {
      jm_sim_reply_gateway_error (call->reply, 401, "Unauthorized; scope does not match");
      jm_sim_reply_header (call->reply, "x-failure-category", "FAILURE_CLIENT_SCOPE_CHECK");
    }
  else if (call->anonymous && !route->anonymous)
    {
      jm_sim_reply_jira_error (call->reply, 401,
                               "Client must be authenticated to access this resource.");
    }
  else if (route->kept)
    {
      run_kept (call, route);
    }
  else
    {
      route->handler (call);
      if (g_str_equal (call->request->method, "POST") &&
          jm_sim_request_fault (call->request, JM_SIM_FAULT_DUPLICATE_POST))
        route->handler (call);
    }
}

#define AGILE "rest/agile/1.0/"

static void
call_site (JmSimCall        *call,
           const char       *path,
           const JmSimLogin *login)
{
  if (g_str_has_prefix (path, "rest/api/3/"))
    run_route (call, jm_sim_v3_routes, jm_sim_n_v3_routes, path + strlen ("rest/api/3/"), login);
  else if (g_str_has_prefix (path, AGILE))
    run_route (call, jm_sim_agile_routes, jm_sim_n_agile_routes, path + strlen (AGILE), login);
  else if (g_str_equal (path, "rest/api/2/search") || g_str_equal (path, "rest/api/latest/search"))
    jm_sim_search_gone (call);
  else if (g_str_has_prefix (path, "rest/api/2/") || g_str_has_prefix (path, "rest/api/latest/"))
    run_route (call, jm_sim_v3_routes, jm_sim_n_v3_routes,
               strchr (path + strlen ("rest/api/"), '/') + 1, login);
  else
    jm_sim_reply_jira_error (call->reply, 404, "The simulator has no such address: /%s", path);
}

/* "name/and/the/rest" → "name", and @rest points to "and/the/rest". */
static char *
take_segment (const char  *path,
              const char **rest)
{
  gsize length = strcspn (path, "/");

  *rest = path[length] == '/' ? path + length + 1 : path + length;
  return g_strndup (path, length);
}

/* /ex/jira/{cloudId}/… */
static void
dispatch_gateway (JmSim              *sim,
                  const JmSimRequest *request,
                  JmSimReply         *reply)
{
  const char *path;
  g_autofree char *id = take_segment (request->path + strlen ("/ex/jira/"), &path);
  JmSimSite *site = jm_sim_find_site (sim, id);
  JmSimLogin login = jm_sim_login_gateway (sim, request);
  g_autofree char *host = g_strdup_printf ("%s/ex/jira/%s", sim->origin, id);
  g_autofree char *api = g_strdup_printf ("%s/rest/api/3", host);
  JmSimCall call = {
    .sim = sim, .site = site, .request = request, .reply = reply, .api = api, .host = host
  };

  add_trace_headers (sim, reply);
  if (login.kind != JM_SIM_LOGIN_GOOD)
    {
      jm_sim_reply_gateway_error (reply, 401, "Unauthorized");
      if (login.kind == JM_SIM_LOGIN_MISMATCH)
        jm_sim_reply_header (reply, "x-failure-category", "FAILURE_CLIENT_AUTH_MISMATCH");
    }
  else if (site == NULL)
    {
      jm_sim_reply_gateway_error (reply, 404, "No message available");
    }
  else if (login.access != NULL && !jm_sim_tokens_reaches (login.access, site->id))
    {
      jm_sim_reply_gateway_error (reply, 403, "The app is not installed on this instance");
    }
  else if (login.access == NULL || !quota_is_over (sim, reply))
    {
      call_site (&call, path, &login);
      add_burst_headers (sim, reply);
      if (login.access != NULL)
        charge_quota (sim, reply);
    }
}

static void
reply_tenant (JmSimSite  *site,
              JmSimReply *reply)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "cloudId", site->id);
  jm_sim_reply_object (reply, 200, object);
}

/* What a browser sees at /browse/KEY: enough to know that the link was right. */
static void
reply_browse (const JmSimSite *site,
              const char      *key,
              JmSimReply      *reply)
{
  g_autofree char *summary = NULL;
  g_autofree char *page = NULL;
  JmSimIssue issue;
  guint index;

  if (!jm_sim_site_find_issue (site, key, &index) ||
      !jm_sim_site_issue (site, index, G_MAXINT64, &issue))
    {
      jm_sim_reply_text (reply, 404, "text/html;charset=UTF-8",
                         "<!DOCTYPE html><title>Jira</title><h1>We can't find that issue</h1>");
      return;
    }
  summary = jm_sim_site_summary (site, &issue);
  page = g_markup_printf_escaped (
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>[%s] %s</title></head>"
      "<body style=\"font:16px/1.5 sans-serif;max-width:40em;margin:3em auto;padding:0 1em\">"
      "<p>%s / %s</p><h1 dir=\"auto\">%s</h1><p>%s</p>"
      "<p><small>This page is the simulator's; Jira would show the issue here.</small></p></body></html>",
      key, summary, site->name, key, summary, jm_sim_statuses[issue.status].name);
  jm_sim_reply_text (reply, 200, "text/html;charset=UTF-8", page);
}

/* What stands for https://NAME.atlassian.net; @path begins after the slash. */
static void
dispatch_host (JmSim              *sim,
               JmSimSite          *site,
               const char         *path,
               const char         *host,
               const JmSimRequest *request,
               JmSimReply         *reply)
{
  JmSimLogin login = jm_sim_login_site (sim, request);
  g_autofree char *api = g_strdup_printf ("%s/rest/api/3", host);
  JmSimCall call = {
    .sim = sim,
    .site = site,
    .request = request,
    .reply = reply,
    .api = api,
    .host = host,
    .anonymous = login.kind != JM_SIM_LOGIN_GOOD,
  };

  add_trace_headers (sim, reply);
  if (site == NULL || site->removed)
    {
      jm_sim_reply_text (reply, 404, "text/html",
                         "<!DOCTYPE html><title>Atlassian Cloud Notifications</title>"
                         "<p>Your Atlassian Cloud site is currently unavailable.</p>");
      return;
    }
  if (g_str_equal (path, "_edge/tenant_info"))
    {
      reply_tenant (site, reply);
      return;
    }
  if (g_str_has_prefix (path, "browse/") && g_str_equal (strrchr (path, '/'), path + strlen ("browse")))
    {
      reply_browse (site, strrchr (path, '/') + 1, reply);
      return;
    }
  if (g_str_has_prefix (path, "images/"))
    {
      jm_sim_avatar (reply, path);
      return;
    }
  if (login.kind == JM_SIM_LOGIN_MISMATCH)
    {
      jm_sim_reply_jira_error (reply, 401, "Client must be authenticated to access this resource.");
      jm_sim_reply_header (reply, "x-failure-category", "FAILURE_CLIENT_AUTH_MISMATCH");
      jm_sim_reply_header (reply, "X-Seraph-LoginReason", "AUTHENTICATED_FAILED");
      return;
    }
  call_site (&call, path, &login);
  add_burst_headers (sim, reply);
  if (login.kind == JM_SIM_LOGIN_BAD)
    jm_sim_reply_header (reply, "X-Seraph-LoginReason", "AUTHENTICATED_FAILED");
  else if (login.kind == JM_SIM_LOGIN_GOOD)
    jm_sim_reply_header (reply, "X-Seraph-LoginReason", "OK");
}

static void
reply_login_page (JmSim      *sim,
                  JmSimReply *reply)
{
  g_autofree char *page = g_strdup_printf (
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta "
      "charset=\"utf-8\"><title>%s</title></head><body><h1>%s</h1>"
      "<p>This is what a person sees here; the simulator only answers programs.</p></body></html>",
      "Log in - Jira", "Log in");

  jm_sim_reply_text (reply, 200, "text/html;charset=UTF-8", page);
}

static void
refuse_data_center (JmSim            *sim,
                    const JmSimLogin *login,
                    JmSimReply       *reply)
{
  if (login->kind == JM_SIM_LOGIN_DENIED)
    {
      g_autofree char *reason =
          g_strdup_printf ("CAPTCHA_CHALLENGE; login-url=%s/dc/login.jsp", sim->origin);

      jm_sim_reply_text (
          reply, 403, "text/html;charset=UTF-8",
          "<html><head><title>Forbidden (403)</title></head><body><h1>Forbidden (403)</h1>"
          "<p>Encountered a <code>\"403 - Forbidden\"</code> error while loading this page.</p>"
          "<p>Basic Authentication Failure - Reason : AUTHENTICATION_DENIED</p></body></html>");
      jm_sim_reply_header (reply, "X-Authentication-Denied-Reason", reason);
      jm_sim_reply_header (reply, "X-Seraph-LoginReason", "AUTHENTICATION_DENIED");
      return;
    }
  jm_sim_reply_jira_error (
      reply, 401, "You are not authenticated. Authentication required to perform this operation.");
  jm_sim_reply_header (reply, "WWW-Authenticate", "OAuth realm=\"http%3A%2F%2F127.0.0.1%2Fdc\"");
  jm_sim_reply_header (reply, "X-Seraph-LoginReason", "AUTHENTICATED_FAILED");
}

/* What stands for a self-hosted Jira with the context path /dc. */
static void
dispatch_data_center (JmSim              *sim,
                      const char         *path,
                      const JmSimRequest *request,
                      JmSimReply         *reply)
{
  JmSimLogin login = jm_sim_login_data_center (sim, request);
  g_autofree char *host = g_strdup_printf ("%s/dc", sim->origin);
  g_autofree char *api = g_strdup_printf ("%s/rest/api/2", host);
  JmSimCall call = {
    .sim = sim,
    .site = sim->data_center,
    .request = request,
    .reply = reply,
    .api = api,
    .host = host,
    .data_center = TRUE,
    .anonymous = login.kind != JM_SIM_LOGIN_GOOD,
  };

  add_trace_headers (sim, reply);
  if (login.kind == JM_SIM_LOGIN_BAD || login.kind == JM_SIM_LOGIN_DENIED)
    {
      refuse_data_center (sim, &login, reply);
      return;
    }
  if (g_str_has_prefix (path, AGILE))
    run_route (&call, jm_sim_agile_routes, jm_sim_n_agile_routes, path + strlen (AGILE), &login);
  else if (g_str_has_prefix (path, "rest/"))
    run_route (&call, jm_sim_v2_routes, jm_sim_n_v2_routes, path + strlen ("rest/"), &login);
  else if (g_str_has_prefix (path, "_edge/") || strstr (path, "/rest/") != NULL)
    jm_sim_reply_jira_error (reply, 404, "null for uri: %s", request->path);
  else
    reply_login_page (sim, reply);
  jm_sim_reply_header (reply, "X-RateLimit-Limit", "100");
  jm_sim_reply_header (reply, "X-RateLimit-Remaining", "99");
  jm_sim_reply_header (reply, "X-RateLimit-FillRate", "50");
  jm_sim_reply_header (reply, "X-RateLimit-Interval-Seconds", "1");
  jm_sim_reply_header (reply, "Retry-After", "0");
  if (login.kind == JM_SIM_LOGIN_GOOD)
    jm_sim_reply_header (reply, "X-AUSERNAME", jm_sim_site_user (call.site, 0)->login);
}

static void
dispatch_site (JmSim              *sim,
               const JmSimRequest *request,
               JmSimReply         *reply)
{
  const char *path;
  g_autofree char *name = take_segment (request->path + strlen ("/site/"), &path);
  g_autofree char *host = g_strdup_printf ("%s/site/%s", sim->origin, name);

  dispatch_host (sim, jm_sim_find_site (sim, name), path, host, request, reply);
}

/* Answers any request of the main port. */
void
jm_sim_dispatch (JmSim              *sim,
                 const JmSimRequest *request,
                 JmSimReply         *reply)
{
  const char *path = request->path;

  if (jm_sim_oauth (sim, request, reply))
    return;
  if (g_str_has_prefix (path, "/ex/jira/"))
    dispatch_gateway (sim, request, reply);
  else if (g_str_has_prefix (path, "/site/"))
    dispatch_site (sim, request, reply);
  else if (g_str_has_prefix (path, "/dc/") || g_str_equal (path, "/dc"))
    dispatch_data_center (sim, *(path + 3) == '/' ? path + 4 : "", request, reply);
  else if (g_str_has_prefix (path, "/rest/") || g_str_has_prefix (path, "/_edge/") ||
           g_str_has_prefix (path, "/browse/"))
    dispatch_host (sim, g_ptr_array_index (sim->sites, 0), path + 1, sim->origin, request, reply);
  else if (g_str_has_prefix (path, "/avatar/"))
    jm_sim_avatar (reply, path + strlen ("/avatar/"));
  else
    jm_sim_reply_gateway_error (reply, 404, "Not Found");
}
