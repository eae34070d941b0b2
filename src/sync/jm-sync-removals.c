/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sync/jm-sync-removals.h"

#include <glib/gi18n-lib.h>

#include "base/jm-json.h"
#include "base/jm-time.h"

/* A function that Jira removes breaks a part of this program: who looks after it must know, with the
 * name of the function and the date, and not a hundred times. What was told is kept with the account,
 * as lines. */

typedef struct
{
  JmServices *services;
  JmAccount *account;
  JmJiraRemoval *removal;
} Notice;

static void
notice_free (gpointer data)
{
  Notice *notice = data;

  g_object_unref (notice->services);
  g_object_unref (notice->account);
  g_clear_pointer (&notice->removal, jm_jira_removal_free);
  g_free (notice);
}

static Notice *
notice_new (JmServices          *services,
            JmAccount           *account,
            const JmJiraRemoval *removal)
{
  Notice *notice = g_new0 (Notice, 1);

  notice->services = g_object_ref (services);
  notice->account = g_object_ref (account);
  notice->removal = removal != NULL ? jm_jira_removal_copy (removal) : NULL;
  return notice;
}

static char *
describe (const JmJiraRemoval *removal)
{
  g_autofree char *date = jm_time_to_rfc3339 (removal->date_ms);

  /* "2026-06-01" is enough. */
  if (date != NULL && strlen (date) > 10)
    date[10] = '\0';
  if (removal->removed)
    return date != NULL ?
               /* Translators: "GET /rest/api/3/search", "2026-06-01" */
               g_strdup_printf (_("Jira has removed %s (%s)"), removal->endpoint, date) :
               g_strdup_printf (_("Jira has removed %s"), removal->endpoint);

  return date != NULL ?
             g_strdup_printf (_("Jira is going to remove %s on %s"), removal->endpoint, date) :
             g_strdup_printf (_("Jira is going to remove %s"), removal->endpoint);
}

/* {"request": "GET …", "answer": Jira's words}, as the history keeps details */
static char *
dup_detail (const JmJiraRemoval *removal)
{
  g_autoptr (JsonNode) root = json_from_string ("{}", NULL);
  JsonObject *object = json_node_get_object (root);

  json_object_set_string_member (object, "request", removal->endpoint);
  if (removal->words != NULL && *removal->words != '\0')
    json_object_set_string_member (object, "answer", removal->words);
  return jm_json_to_string (root);
}

static DexFuture *
notice_fiber (gpointer data)
{
  Notice *notice = data;
  JmServices *services = notice->services;
  const char *account_id = jm_account_get_id (notice->account);
  g_autofree char *key = g_strconcat ("removals/", account_id, NULL);
  g_autofree char *kept = dex_await_string (jm_state_store_get_fact (services->state, key), NULL);
  g_autofree char *line =
      g_strdup_printf ("%s%s\n", notice->removal->removed ? "- " : "", notice->removal->endpoint);
  g_autofree char *message = describe (notice->removal);
  g_autofree char *detail = dup_detail (notice->removal);
  g_autofree char *value = NULL;

  if (kept != NULL && strstr (kept, line) != NULL)
    return dex_future_new_true ();

  value = g_strconcat (kept != NULL ? kept : "\n", line, NULL);
  dex_await (jm_state_store_put_fact (services->state, key, value), NULL);
  dex_await (jm_event_log_add (services->events, JM_EVENT_WARNING,
                               jm_token_keeper_get_id (jm_account_get_keeper (notice->account)),
                               account_id, jm_account_get_name (notice->account), message, detail),
             NULL);
  return dex_future_new_true ();
}

static void
removal_cb (JmJiraClient        *client,
            const JmJiraRemoval *removal,
            Notice              *who)
{
  dex_future_disown (dex_scheduler_spawn (
      NULL, 0, notice_fiber, notice_new (who->services, who->account, removal), notice_free));
}

static void
forget_cb (gpointer  data,
           GClosure *closure)
{
  notice_free (data);
}

void
jm_sync_follow_removals (JmServices   *services,
                         JmAccount    *account,
                         JmJiraClient *client)
{
  g_signal_connect_data (client, "removal", G_CALLBACK (removal_cb),
                         notice_new (services, account, NULL), forget_cb, 0);
}
