/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-control.h"

#include <string.h>

#include "jm-sim-cache.h"
#include "jm-sim-mutate.h"
#include "jm-sim-oauth.h"
#include "jm-sim-truth.h"

/* All addresses may have it or not. */
#define PREFIX "/control"

static void
reply_done (JmSimReply *reply)
{
  jm_sim_reply_object (reply, 200, json_object_new ());
}

static void
reply_number (JmSimReply *reply,
              const char *name,
              gint64      value)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, name, value);
  jm_sim_reply_object (reply, 200, object);
}

static void
reply_wrong (JmSimReply *reply,
             const char *message)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "error", message);
  jm_sim_reply_object (reply, 400, object);
}

static void
arm (JmSim              *sim,
     const JmSimRequest *request,
     JmSimReply         *reply)
{
  g_autoptr (GError) error = NULL;
  JsonObject *body = jm_sim_request_object (request);
  JmSimFault *fault = body != NULL ? jm_sim_faults_arm (sim->faults, body, &error) : NULL;

  if (fault == NULL)
    reply_wrong (reply, error != NULL ? error->message : "The body must be a JSON object");
  else
    reply_number (reply, "id", fault->id);
}

static void
disarm (JmSim              *sim,
        const JmSimRequest *request,
        JmSimReply         *reply)
{
  jm_sim_faults_disarm (sim->faults, (guint) jm_sim_request_query_int (request, "id", 0));
  reply_done (reply);
}

static void
list_armed (JmSim              *sim,
            const JmSimRequest *request,
            JmSimReply         *reply)
{
  jm_sim_reply_array (reply, 200, jm_sim_faults_describe (sim->faults));
}

static void
release (JmSim              *sim,
         const JmSimRequest *request,
         JmSimReply         *reply)
{
  reply_number (reply, "released", jm_sim_release (sim));
}

static void
turn_clock (JmSim              *sim,
            const JmSimRequest *request,
            JmSimReply         *reply)
{
  JsonObject *body = jm_sim_request_object (request);

  if (body != NULL && json_object_has_member (body, "set"))
    jm_sim_clock_set (&sim->clock, jm_sim_json_int (body, "set", 0));
  jm_sim_clock_advance (&sim->clock, jm_sim_json_int (body, "advance", 0));
  reply_number (reply, "now", jm_sim_clock_now (&sim->clock));
}

static void
end_token (JmSim      *sim,
           const char *which)
{
  if (g_str_equal (which, "api_token"))
    sim->classic.ended = TRUE;
  else if (g_str_equal (which, "scoped_api_token"))
    sim->scoped.ended = TRUE;
  else if (g_str_equal (which, "pat"))
    sim->pat.ended = TRUE;
  else
    jm_sim_tokens_expire (sim->tokens, which);
}

/* {"expire": "access|refresh|all|api_token|scoped_api_token|pat"} or {"revoke": "all" or a token}
 */
static void
end_tokens (JmSim              *sim,
            const JmSimRequest *request,
            JmSimReply         *reply)
{
  JsonObject *body = jm_sim_request_object (request);
  const char *expire = jm_sim_json_string (body, "expire", NULL);
  const char *revoke = jm_sim_json_string (body, "revoke", NULL);

  if (expire == NULL && revoke == NULL)
    {
      reply_wrong (reply, "Either “expire” or “revoke” must be given");
      return;
    }
  if (expire != NULL)
    end_token (sim, expire);
  if (revoke != NULL && (g_str_equal (revoke, "all") || g_str_equal (revoke, "grant")))
    jm_sim_tokens_end_all (sim->tokens);
  else if (revoke != NULL)
    jm_sim_tokens_revoke (sim->tokens, revoke);
  reply_done (reply);
}

static void
count_tokens (JmSim              *sim,
              const JmSimRequest *request,
              JmSimReply         *reply)
{
  const JmSimTokenCounts *counts = &sim->tokens->counts;
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "sign_ins", counts->sign_ins);
  json_object_set_int_member (object, "refreshes", counts->refreshes);
  json_object_set_int_member (object, "refreshes_refused", counts->refreshes_refused);
  json_object_set_int_member (object, "leeway_uses", counts->leeway_uses);
  json_object_set_int_member (object, "families", sim->tokens->families->len);
  json_object_set_int_member (object, "families_killed", counts->families_killed);
  json_object_set_int_member (object, "codes_refused", counts->codes_refused);
  json_object_set_int_member (object, "revocations", counts->revocations);
  json_object_set_int_member (object, "access_tokens", g_hash_table_size (sim->tokens->access));
  json_object_set_int_member (object, "refresh_tokens", g_hash_table_size (sim->tokens->refresh));
  jm_sim_reply_object (reply, 200, object);
}

static GPtrArray *
grant_sites (JmSim *sim,
             GStrv  wanted)
{
  GPtrArray *sites = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < sim->sites->len; i++)
    {
      const JmSimSite *site = g_ptr_array_index (sim->sites, i);
      const char *const *list = (const char *const *) wanted;

      if (wanted == NULL || g_strv_contains (list, site->id) ||
          g_strv_contains (list, site->name) || g_strv_contains (list, site->slug))
        g_ptr_array_add (sites, g_strdup (site->id));
    }
  return sites;
}

/* Tokens without a browser. {"sites"?: [id, name or slug], "scopes"?: […]} → the answer of the
 * token endpoint */
static void
make_grant (JmSim              *sim,
            const JmSimRequest *request,
            JmSimReply         *reply)
{
  JsonObject *body = jm_sim_request_object (request);
  g_auto (GStrv) scopes = jm_sim_json_strings (body, "scopes");
  g_auto (GStrv) wanted = jm_sim_json_strings (body, "sites");
  g_autoptr (GPtrArray) sites = grant_sites (sim, wanted);
  const JmSimAccess *access = jm_sim_tokens_sign_in (
      sim->tokens, sim->options.client_id, scopes != NULL ? scopes : sim->app_scopes, sites);

  jm_sim_reply_object (reply, 200, jm_sim_token_answer (sim, access));
}

/* {"set": […]} or {"remove": scope}: of all grants. {"app": […]}: what is switched on in the
 * console */
static void
change_scopes (JmSim              *sim,
               const JmSimRequest *request,
               JmSimReply         *reply)
{
  JsonObject *body = jm_sim_request_object (request);
  const char *remove = jm_sim_json_string (body, "remove", NULL);
  g_auto (GStrv) set = jm_sim_json_strings (body, "set");
  g_auto (GStrv) app = jm_sim_json_strings (body, "app");

  if (set != NULL)
    jm_sim_tokens_set_scopes (sim->tokens, set);
  if (remove != NULL)
    jm_sim_tokens_remove_scope (sim->tokens, remove);
  if (app != NULL)
    {
      g_strfreev (sim->app_scopes);
      sim->app_scopes = g_steal_pointer (&app);
    }
  reply_done (reply);
}

/* {"remove": site} or {"restore": site} */
static void
change_sites (JmSim              *sim,
              const JmSimRequest *request,
              JmSimReply         *reply)
{
  JsonObject *body = jm_sim_request_object (request);
  const char *remove = jm_sim_json_string (body, "remove", NULL);
  const char *restore = jm_sim_json_string (body, "restore", NULL);
  JmSimSite *site = remove != NULL || restore != NULL ?
                        jm_sim_find_site (sim, remove != NULL ? remove : restore) :
                        NULL;

  if (site == NULL)
    {
      reply_wrong (reply, "There is no such site");
      return;
    }
  site->removed = remove != NULL;
  if (remove != NULL)
    jm_sim_tokens_remove_site (sim->tokens, site->id);
  reply_done (reply);
}

/* The consent page decides by itself: {"auto": "accept|deny|off", "sites"?: [ids]} */
static void
change_consent (JmSim              *sim,
                const JmSimRequest *request,
                JmSimReply         *reply)
{
  JsonObject *body = jm_sim_request_object (request);
  const char *mode = jm_sim_json_string (body, "auto", "off");
  g_auto (GStrv) wanted = jm_sim_json_strings (body, "sites");

  sim->consent = g_str_equal (mode, "accept") ? JM_SIM_CONSENT_ACCEPT :
                 g_str_equal (mode, "deny")   ? JM_SIM_CONSENT_DENY :
                                                JM_SIM_CONSENT_ASK;
  g_clear_pointer (&sim->consent_sites, g_strfreev);
  if (wanted != NULL)
    {
      g_autoptr (GPtrArray) sites = grant_sites (sim, wanted);

      g_ptr_array_add (sites, NULL);
      sim->consent_sites = g_strdupv ((GStrv) sites->pdata);
    }
  reply_done (reply);
}

static JmSimSite *
wanted_site (JmSim      *sim,
             JsonObject *body)
{
  const char *id = jm_sim_json_string (body, "site", NULL);

  return id != NULL ? jm_sim_find_site (sim, id) : g_ptr_array_index (sim->sites, 0);
}

/* {"site"?, "PERMISSION": true|false …} or {"site"?, "project": key, "BROWSE_PROJECTS": bool};
 * {"person_active": bool} */
static void
change_permissions (JmSim              *sim,
                    const JmSimRequest *request,
                    JmSimReply         *reply)
{
  JsonObject *body = jm_sim_request_object (request);
  JmSimSite *site = wanted_site (sim, body);
  const char *key = jm_sim_json_string (body, "project", NULL);
  JmSimProject *project = site != NULL && key != NULL ? jm_sim_site_find_project (site, key) : NULL;
  g_autoptr (GList) names = body != NULL ? json_object_get_members (body) : NULL;

  if (site == NULL || (key != NULL && project == NULL))
    {
      reply_wrong (reply, "There is no such site or project");
      return;
    }
  sim->person_active = jm_sim_json_bool (body, "person_active", sim->person_active);
  if (project != NULL)
    jm_sim_site_hide_project (site, project,
                              !jm_sim_json_bool (body, "BROWSE_PROJECTS", !project->hidden));
  for (GList *item = project == NULL ? names : NULL; item != NULL; item = item->next)
    {
      if (g_str_equal (item->data, "site") || g_str_equal (item->data, "person_active"))
        continue;
      if (g_str_equal (item->data, "ADMINISTER"))
        site->admin = jm_sim_json_bool (body, item->data, FALSE);
      else if (jm_sim_json_bool (body, item->data, TRUE))
        g_hash_table_remove (site->permissions, item->data);
      else
        g_hash_table_add (site->permissions, g_strdup (item->data));
    }
  site->generation++;
  reply_done (reply);
}

/* What POST /mutate does, in the form of one request a verb: {"create": {…}}, {"change": KEY, …},
 * {"delete": KEY}, {"move": KEY, "project"}; {"lag": seconds} lets the index of searches lag behind */
static void
change_issues (JmSim              *sim,
               const JmSimRequest *request,
               JmSimReply         *reply)
{
  static const struct
  {
    const char *member;
    const char *verb;
  } verbs[] = { { "change", "edit" }, { "delete", "delete" }, { "move", "move" } };
  JsonObject *body = jm_sim_request_object (request);
  JsonObject *create = jm_sim_json_object (body, "create");

  if (body != NULL && json_object_has_member (body, "lag"))
    {
      sim->search_lag_ms = jm_sim_json_int (body, "lag", 0) * 1000;
      reply_done (reply);
      return;
    }
  if (create != NULL)
    {
      jm_sim_mutate_once (sim, wanted_site (sim, body), "create", create, reply);
      return;
    }
  for (guint i = 0; body != NULL && i < G_N_ELEMENTS (verbs); i++)
    {
      const char *key = jm_sim_json_string (body, verbs[i].member, NULL);

      if (key == NULL)
        continue;
      json_object_set_string_member (body, "issue", key);
      jm_sim_mutate_once (sim, wanted_site (sim, body), verbs[i].verb, body, reply);
      return;
    }
  reply_wrong (reply, "One of “create”, “change”, “delete”, “move”, “lag” must be given");
}

/* {"seed", "n"?: 1, "verbs"?: […]}: random ones; {"do": VERB, …}: that one */
static void
mutate (JmSim              *sim,
        const JmSimRequest *request,
        JmSimReply         *reply)
{
  JsonObject *body = jm_sim_request_object (request);
  const char *verb = jm_sim_json_string (body, "do", NULL);
  JmSimSite *site = wanted_site (sim, body);

  if (body == NULL || site == NULL)
    reply_wrong (reply, "There is no such site");
  else if (verb != NULL)
    jm_sim_mutate_once (sim, site, verb, body, reply);
  else
    jm_sim_mutate_at_random (sim, site, body, reply);
}

/* From now on searches see all that was done so far, however much their index lags behind. */
static void
settle (JmSim              *sim,
        const JmSimRequest *request,
        JmSimReply         *reply)
{
  sim->settled_ms = jm_sim_clock_now_ms (&sim->clock);
  reply_done (reply);
}

/* ?site=&threads=1 */
static void
tell_truth (JmSim              *sim,
            const JmSimRequest *request,
            JmSimReply         *reply)
{
  const char *id = jm_sim_request_query (request, "site");
  const JmSimSite *site = id != NULL ? jm_sim_find_site (sim, id) : g_ptr_array_index (sim->sites, 0);

  if (site == NULL)
    reply_wrong (reply, "There is no such site");
  else
    jm_sim_reply_json (reply, 200, jm_sim_truth (sim, site, jm_sim_request_query (request, "threads") != NULL));
}

static void
list_requests (JmSim              *sim,
               const JmSimRequest *request,
               JmSimReply         *reply)
{
  jm_sim_reply_array (reply, 200,
                      jm_sim_log_describe (sim->log, jm_sim_request_query (request, "method"),
                                           jm_sim_request_query (request, "path")));
}

static void
forget_requests (JmSim              *sim,
                 const JmSimRequest *request,
                 JmSimReply         *reply)
{
  jm_sim_log_clear (sim->log);
  reply_done (reply);
}

static void
count_requests (JmSim              *sim,
                const JmSimRequest *request,
                JmSimReply         *reply)
{
  jm_sim_reply_object (reply, 200, jm_sim_traffic_counts (sim->traffic));
}

static void
list_windows (JmSim              *sim,
              const JmSimRequest *request,
              JmSimReply         *reply)
{
  jm_sim_reply_array (reply, 200, jm_sim_traffic_windows (sim->traffic, jm_sim_clock_now_ms (&sim->clock)));
}

static void
forget_traffic (JmSim              *sim,
                const JmSimRequest *request,
                JmSimReply         *reply)
{
  jm_sim_traffic_forget (sim->traffic);
  reply_done (reply);
}

static void
get_state (JmSim              *sim,
           const JmSimRequest *request,
           JmSimReply         *reply)
{
  JsonObject *object = json_object_new ();
  JsonObject *cache = json_object_new ();
  JsonArray *sites = json_array_new ();

  for (guint i = 0; i < sim->sites->len; i++)
    {
      const JmSimSite *site = g_ptr_array_index (sim->sites, i);
      JsonObject *entry = json_object_new ();

      json_object_set_string_member (entry, "id", site->id);
      json_object_set_string_member (entry, "name", site->name);
      json_object_set_boolean_member (entry, "removed", site->removed);
      json_object_set_int_member (entry, "issues", jm_sim_site_total (site));
      json_object_set_int_member (entry, "projects", site->projects->len);
      json_object_set_int_member (entry, "changed", g_hash_table_size (site->overlay));
      json_array_add_object_element (sites, entry);
    }
  json_object_set_int_member (object, "now", jm_sim_clock_now (&sim->clock));
  json_object_set_array_member (object, "sites", sites);
  json_object_set_array_member (object, "armed", jm_sim_faults_describe (sim->faults));
  json_object_set_int_member (object, "held", sim->held->len);
  json_object_set_boolean_member (object, "person_active", sim->person_active);
  json_object_set_int_member (object, "bad_logins", sim->bad_logins);
  json_object_set_int_member (object, "quota_used", sim->quota_used);
  jm_sim_cache_count (sim->cache, cache);
  json_object_set_object_member (object, "cache", cache);
  jm_sim_reply_object (reply, 200, object);
}

/* The person solved the CAPTCHA in a browser. */
static void
solve_captcha (JmSim              *sim,
               const JmSimRequest *request,
               JmSimReply         *reply)
{
  sim->bad_logins = 0;
  reply_done (reply);
}

static const struct
{
  const char *method;
  const char *path;
  void (*handler) (JmSim *sim, const JmSimRequest *request, JmSimReply *reply);
} routes[] = {
  { "POST", "/arm", arm },
  { "GET", "/arm", list_armed },
  { "DELETE", "/arm", disarm },
  { "POST", "/release", release },
  { "POST", "/clock", turn_clock },
  { "POST", "/tokens", end_tokens },
  { "GET", "/tokens", count_tokens },
  { "POST", "/grants", make_grant },
  { "POST", "/scopes", change_scopes },
  { "POST", "/sites", change_sites },
  { "POST", "/consent", change_consent },
  { "POST", "/permissions", change_permissions },
  { "POST", "/issues", change_issues },
  { "POST", "/mutate", mutate },
  { "POST", "/settle", settle },
  { "GET", "/truth", tell_truth },
  { "POST", "/captcha", solve_captcha },
  { "GET", "/requests", list_requests },
  { "DELETE", "/requests", forget_requests },
  { "GET", "/counts", count_requests },
  { "DELETE", "/counts", forget_traffic },
  { "GET", "/windows", list_windows },
  { "DELETE", "/windows", forget_traffic },
  { "GET", "/state", get_state },
};

void
jm_sim_control (JmSim              *sim,
                const JmSimRequest *request,
                JmSimReply         *reply)
{
  const char *path = g_str_has_prefix (request->path, PREFIX "/") ? request->path + strlen (PREFIX) : request->path;

  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    {
      if (g_str_equal (routes[i].method, request->method) &&
          g_str_equal (routes[i].path, path))
        {
          routes[i].handler (sim, request, reply);
          return;
        }
    }
  reply_wrong (reply, "The control port has no such address");
  reply->status = 404;
}
