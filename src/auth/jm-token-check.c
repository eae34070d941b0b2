/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "auth/jm-token-keeper-private.h"

#include <glib/gi18n-lib.h>

#include "auth/jm-fixed-authorizer.h"
#include "base/jm-limits.h"
#include "base/jm-time.h"

/*
 * The check: is the token alive, and will it be?
 *
 *   OAuth        due, or its last refresh unanswered → refresh; else the list of sites is asked
 *                for, the cheapest question that a dead token can't answer. A refusal → refresh
 *   API token,   /myself, the only page that Jira does not show to nobody (an anonymous 200 proves
 *                nothing). One refusal, and
 *   PAT          no request is sent any more until a person signs in again: Jira counts wrong tries
 *                and then locks out
 *
 * Also reads the keyring again, so that an entry that was removed or renewed elsewhere is seen, and
 * warns 30, 7 and 1 days before a person must sign in again.
 */

#define DAY_MS (24 * 60 * 60 * G_GINT64_CONSTANT (1000))

static const int warning_days[] = { 1, 7, 30 };

/* --- warnings */

static void
tell_end (JmTokenKeeper *self,
          gint64         days)
{
  g_autofree char *end = jm_time_to_rfc3339 (jm_token_keeper_derive_end_ms (self));
  g_autofree char *message = g_strdup_printf (
      ngettext ("This sign-in ends in %d day. Sign in again before then",
                "This sign-in ends in %d days. Sign in again before then", (gulong) days),
      (int) days);

  jm_token_keeper_tell (self, JM_EVENT_WARNING, message, "ends", end, NULL);
}

/* Await. Once for each of the days, and for each end: a new token warns anew. */
static void
warn (JmTokenKeeper *self)
{
  gint64 end_ms = jm_token_keeper_derive_end_ms (self);
  gint64 left_ms = end_ms - jm_clock_get_wall_ms (self->services->clock);
  gint64 days = (left_ms + DAY_MS - 1) / DAY_MS;
  g_autofree char *end = g_strdup_printf ("%" G_GINT64_FORMAT, end_ms);

  if (end_ms == 0 || left_ms <= 0)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (warning_days); i++)
    {
      g_autofree char *key = g_strdup_printf ("warned/%s/%d", self->row->id, warning_days[i]);
      g_autofree char *warned = NULL;
      g_autoptr (GError) error = NULL;

      if (days > warning_days[i])
        continue;
      warned = dex_await_string (jm_state_store_get_fact (self->services->state, key), &error);
      if (error == NULL && g_strcmp0 (warned, end) != 0 &&
          dex_await (jm_state_store_put_fact (self->services->state, key, end), NULL))
        tell_end (self, days);
      return;
    }
}

/* --- OAuth */

static gboolean
is_due (JmTokenKeeper *self)
{
  return jm_token_keeper_is_lost (self) || self->secret->access_token == NULL ||
         jm_token_keeper_get_left_ms (self) <= jm_token_keeper_get_margin_ms (self) ||
         jm_clock_get_boot_ms (self->services->clock) >= self->refresh_boot_ms;
}

/* Whoever shows an account hears of it by notify::trouble, also when the trouble of the credential
 * is the same. */
static void
take_sites (JmTokenKeeper *self,
            GListModel    *sites)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) ids = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (sites); i++)
    {
      g_autoptr (JmJiraSite) site = g_list_model_get_item (sites, i);

      g_strv_builder_add (builder, jm_jira_site_get_cloud_id (site));
    }
  ids = g_strv_builder_end (builder);
  if (self->sites != NULL &&
      g_strv_equal ((const char *const *) self->sites, (const char *const *) ids))
    return;
  g_strfreev (self->sites);
  self->sites = g_steal_pointer (&ids);
  self->published[PROP_TROUBLE] = -1;
}

static gboolean
check_oauth (JmTokenKeeper  *self,
             GError        **error)
{
  g_autoptr (GListStore) sites = NULL;
  g_autoptr (GError) local = NULL;

  if (!is_due (self) && jm_token_keeper_is_at_home (self, NULL))
    {
      sites = dex_await_object (jm_oauth_list_sites (self->services->oauth,
                                                     self->secret->access_token, self->cancellable),
                                &local);
      if (sites != NULL)
        {
          take_sites (self, G_LIST_MODEL (sites));
          /* This page needs no scope: that it came says nothing of the one that another page
           * missed. */
          if (self->trouble != JM_TROUBLE_SCOPE_CHANGED)
            jm_token_keeper_settle_well (self);
          return TRUE;
        }
      if (!g_error_matches (local, JM_JIRA_ERROR, JM_JIRA_ERROR_UNAUTHORIZED))
        {
          jm_token_keeper_settle_ill (self, local, NULL);
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
  return dex_await (jm_token_keeper_join (self, JM_TOKEN_WORK_REFRESH, self->cancellable), error);
}

/* --- API token and PAT */

/* What a refusal means here: there is nothing to refresh, so it is the person's turn. */
static GError *
explain_refusal (GError *error)
{
  GError *refusal;

  if (g_error_matches (error, JM_JIRA_ERROR, JM_JIRA_ERROR_BLOCKED))
    refusal = g_error_new_literal (JM_AUTH_ERROR, JM_AUTH_ERROR_BLOCKED, error->message);
  else if (g_error_matches (error, JM_JIRA_ERROR, JM_JIRA_ERROR_UNAUTHORIZED) ||
           g_error_matches (error, JM_JIRA_ERROR, JM_JIRA_ERROR_ANONYMOUS))
    refusal = g_error_new (
        JM_AUTH_ERROR, JM_AUTH_ERROR_REFUSED,
        _("Jira refused the token; nothing more is sent until you sign in again (%s)"),
        error->message);
  else
    return error;
  g_error_free (error);
  return refusal;
}

static gboolean
check_token (JmTokenKeeper  *self,
             GError        **error)
{
  g_autoptr (JmAuthorizer) authorizer = NULL;
  g_autoptr (JmJiraClient) client = NULL;
  g_autoptr (JmHttpResponse) response = NULL;
  GError *local = NULL;

  if (self->api_base == NULL)
    return TRUE;
  authorizer = jm_fixed_authorizer_new (self->secret);
  client = jm_jira_client_new (self->services->http, self->services->clock, authorizer,
                               self->flavor, self->api_base);
  response = dex_await_boxed (jm_jira_client_probe (client, "myself", self->cancellable), &local);
  if (response == NULL)
    {
      local = explain_refusal (local);
      jm_token_keeper_settle_ill (self, local, NULL);
      g_propagate_error (error, local);
      return FALSE;
    }
  jm_token_keeper_note_date (self, jm_http_response_get_date_ms (response));
  jm_token_keeper_settle_well (self);
  return TRUE;
}

/* --- the story */

/* Nothing is sent, unless the keyring has a newer sign-in, or it is a token that was not tried for
 * a while. */
static gboolean
may_try_again (JmTokenKeeper *self,
               guint64        known)
{
  gint64 boot_ms = jm_clock_get_boot_ms (self->services->clock);

  if (!jm_token_keeper_is_barred (self) || self->secret->generation > known)
    return TRUE;
  if (self->kind == JM_CREDENTIAL_OAUTH || self->trouble == JM_TROUBLE_ACCOUNT_REMOVED)
    return FALSE;
  if (self->probed_boot_ms != 0 &&
      boot_ms - self->probed_boot_ms < JM_LIMIT_REFUSED_TOKEN_SECONDS * (gint64) 1000)
    return FALSE;
  self->probed_boot_ms = MAX (boot_ms, 1);
  return TRUE;
}

/* Await. */
gboolean
jm_token_keeper_run_check (JmTokenKeeper  *self,
                           GError        **error)
{
  g_autoptr (GError) local = NULL;
  guint64 known = self->row->generation;
  gboolean alive;

  jm_token_keeper_plan_check (self);
  if (!jm_token_keeper_await_secret (self, &local))
    {
      jm_token_keeper_settle_ill (self, local, NULL);
      jm_token_keeper_persist (self);
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  jm_token_keeper_read_intent (self);
  if (!may_try_again (self, known))
    {
      g_propagate_error (error, jm_token_keeper_dup_error (self));
      return FALSE;
    }

  if (self->kind == JM_CREDENTIAL_OAUTH)
    alive = check_oauth (self, error);
  else
    alive = check_token (self, error);
  if (self->stopped)
    return alive;
  self->checked_boot_ms = MAX (jm_clock_get_boot_ms (self->services->clock), 1);
  self->row->checked_at_ms = jm_clock_get_wall_ms (self->services->clock);
  warn (self);
  jm_token_keeper_persist (self);
  return alive;
}
