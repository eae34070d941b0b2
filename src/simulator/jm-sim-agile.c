/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-call.h"
#include "jm-sim-documents.h"
#include "jm-sim-plans.h"

/* /rest/agile/1.0: boards and sprints, the same on Cloud and on Data Center. */

static char *
agile_link (const JmSimCall *call,
            const char      *kind,
            guint            id)
{
  return g_strdup_printf ("%s/rest/agile/1.0/%s/%u", call->host, kind, id);
}

static const char *
kind_name (JmSimBoardKind kind)
{
  return kind == JM_SIM_BOARD_SCRUM ? "scrum" : kind == JM_SIM_BOARD_KANBAN ? "kanban" :
                                                                              "simple";
}

static JsonObject *
board_document (const JmSimCall  *call,
                const JmSimBoard *board)
{
  const JmSimProject *project = jm_sim_site_project (call->site, board->project);
  JsonObject *object = json_object_new ();
  JsonObject *location = json_object_new ();
  g_autofree char *link = agile_link (call, "board", board->id);
  g_autofree char *name =
      g_strdup_printf (board->kind == JM_SIM_BOARD_KANBAN ? "%s support" : "%s board", project->key);
  g_autofree char *display = g_strdup_printf ("%s (%s)", project->name, project->key);

  json_object_set_int_member (location, "projectId", g_ascii_strtoll (project->id, NULL, 10));
  json_object_set_string_member (location, "displayName", display);
  json_object_set_string_member (location, "projectName", project->name);
  json_object_set_string_member (location, "projectKey", project->key);
  json_object_set_string_member (location, "projectTypeKey", project->type_key);
  json_object_set_string_member (location, "name", display);
  json_object_set_int_member (object, "id", board->id);
  json_object_set_string_member (object, "self", link);
  json_object_set_string_member (object, "name", name);
  json_object_set_string_member (object, "type", kind_name (board->kind));
  json_object_set_object_member (object, "location", location);
  if (!call->data_center)
    json_object_set_boolean_member (object, "isPrivate", FALSE);
  return object;
}

static gboolean
is_wanted (const JmSimCall    *call,
           const JmSimProject *project,
           const JmSimBoard   *board)
{
  const char *type = jm_sim_request_query (call->request, "type");
  const char *key = jm_sim_request_query (call->request, "projectKeyOrId");

  if (type != NULL && !g_str_equal (type, kind_name (board->kind)))
    return FALSE;
  return key == NULL || jm_sim_site_find_project (call->site, key) == project;
}

static void
get_boards (JmSimCall *call)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < call->site->projects->len; i++)
    {
      const JmSimProject *project = jm_sim_site_project (call->site, i);

      for (guint k = 0; !project->hidden && k < jm_sim_n_boards (project); k++)
        {
          JmSimBoard board;

          jm_sim_board (project, k, &board);
          if (is_wanted (call, project, &board))
            json_array_add_object_element (array, board_document (call, &board));
        }
    }
  jm_sim_reply_page (call, array, 50, 50);
}

/* The board of the address, or FALSE after a 404. */
static gboolean
wanted_board (JmSimCall  *call,
              JmSimBoard *board)
{
  gint64 id = g_ascii_strtoll (call->params[0], NULL, 10);

  if (jm_sim_find_board (call->site, id, board) &&
      !jm_sim_site_project (call->site, board->project)->hidden)
    return TRUE;
  jm_sim_reply_jira_error (call->reply, 404, "The requested board cannot be viewed because it either "
                                             "does not exist or you do not have permission to view it.");
  return FALSE;
}

static void
get_board (JmSimCall *call)
{
  JmSimBoard board;

  if (wanted_board (call, &board))
    jm_sim_reply_object (call->reply, 200, board_document (call, &board));
}

static const char *
state_name (JmSimSprintState state)
{
  static const char *const names[] = { "closed", "active", "future" };

  return names[state];
}

static void
set_time (JsonObject      *object,
          const JmSimCall *call,
          const char      *name,
          gint64           time_ms)
{
  g_autofree char *text = jm_sim_format_time (call->site->zone, time_ms);

  json_object_set_string_member (object, name, text);
}

static JsonObject *
sprint_document (const JmSimCall   *call,
                 const JmSimSprint *sprint)
{
  JsonObject *object = json_object_new ();
  g_autofree char *link = agile_link (call, "sprint", sprint->id);
  g_autofree char *name = jm_sim_sprint_name (call->site, sprint);

  json_object_set_int_member (object, "id", sprint->id);
  json_object_set_string_member (object, "self", link);
  json_object_set_string_member (object, "state", state_name (sprint->state));
  json_object_set_string_member (object, "name", name);
  if (sprint->state != JM_SIM_SPRINT_FUTURE)
    {
      set_time (object, call, "startDate", sprint->start_ms);
      set_time (object, call, "endDate", sprint->end_ms);
    }
  if (sprint->state == JM_SIM_SPRINT_CLOSED)
    set_time (object, call, "completeDate", sprint->end_ms + 3600000);
  json_object_set_int_member (object, "originBoardId", sprint->board);
  json_object_set_string_member (object, "goal", sprint->number % 3 == 0 ? "Ship it & sleep" : "");
  return object;
}

/* GET /board/{}/sprint: boards without sprints answer 400 */
static void
get_sprints (JmSimCall *call)
{
  g_auto (GStrv) states = jm_sim_request_query_list (call->request, "state");
  JsonArray *array;
  JmSimBoard board;

  if (!wanted_board (call, &board))
    return;
  if (board.kind == JM_SIM_BOARD_KANBAN)
    {
      jm_sim_reply_jira_error (call->reply, 400, "The board does not support sprints");
      return;
    }
  array = json_array_new ();
  for (guint i = 1; i <= jm_sim_n_sprints (call->site, &board); i++)
    {
      JmSimSprint sprint;

      jm_sim_sprint (call->site, &board, i, &sprint);
      if (states == NULL || g_strv_contains ((const char *const *) states, state_name (sprint.state)))
        json_array_add_object_element (array, sprint_document (call, &sprint));
    }
  jm_sim_reply_page (call, array, 50, 50);
}

static void
get_sprint (JmSimCall *call)
{
  JmSimSprint sprint;

  if (jm_sim_find_sprint (call->site, g_ascii_strtoll (call->params[0], NULL, 10), &sprint) &&
      !jm_sim_site_project (call->site, sprint.project)->hidden)
    jm_sim_reply_object (call->reply, 200, sprint_document (call, &sprint));
  else
    jm_sim_reply_jira_error (call->reply, 404, "Sprint does not exist or you do not have permission to view it.");
}

#define BOARD "read:board-scope:jira-software read:project:jira"
#define SPRINT "read:sprint:jira-software"

const JmSimRoute jm_sim_agile_routes[] = {
  { "GET", "board", BOARD, FALSE, get_boards },
  { "GET", "board/{}", "read:board-scope:jira-software read:issue-details:jira", FALSE, get_board },
  { "GET", "board/{}/sprint", SPRINT, FALSE, get_sprints },
  { "GET", "sprint/{}", SPRINT, FALSE, get_sprint },
};
const guint jm_sim_n_agile_routes = G_N_ELEMENTS (jm_sim_agile_routes);
