/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "auth/jm-token-keeper-private.h"
#include "base/jm-limits.h"
#include "base/jm-random.h"

/*
 * JmAuthorizer: what the keeper answers to whoever talks to Jira.
 *
 *   authorize   a token with more than the margin left is used as it is; else a refresh is joined;
 *               when that fails, what there is is used to its end
 *   refused     a newer generation than the refused one: go again. Else one refresh for all that
 *               were refused; for an API token or PAT one question to /myself in 15 minutes
 */

#define FRESH_MS (60 * 1000)

typedef struct
{
  JmTokenKeeper *keeper;
  guint64 generation;
  GError *reason;
  GCancellable *cancellable;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_clear_error (&request->reason);
  g_clear_object (&request->cancellable);
  jm_token_keeper_end_work (request->keeper);
  g_clear_object (&request->keeper);
  g_free (request);
}

static Request *
request_new (JmTokenKeeper *self,
             GCancellable  *cancellable)
{
  Request *request = g_new0 (Request, 1);

  request->keeper = g_object_ref (self);
  g_set_object (&request->cancellable, cancellable);
  jm_token_keeper_begin_work (self);
  return request;
}

/* The secret may be gone again: another process renewed it while a fiber waited for its turn. */
static DexFuture *
give_header (JmTokenKeeper *self)
{
  char *header = self->secret != NULL ? jm_secret_dup_header (self->secret) : NULL;
  JmAuthorization *authorization;

  if (header == NULL)
    return dex_future_new_for_error (jm_token_keeper_dup_error (self));
  authorization = jm_authorization_new (header, self->secret->generation);
  jm_wipe_free (header);
  return dex_future_new_take_boxed (JM_TYPE_AUTHORIZATION, authorization);
}

/* Whether a failure a moment ago forbids to try again by itself. */
static gboolean
must_wait (JmTokenKeeper *self)
{
  return self->retry_boot_ms > jm_clock_get_boot_ms (self->services->clock);
}

static DexFuture *
authorize_fiber (gpointer data)
{
  g_autoptr (GError) error = NULL;
  Request *request = data;
  JmTokenKeeper *self = request->keeper;

  if (jm_token_keeper_is_barred (self))
    return dex_future_new_for_error (jm_token_keeper_dup_error (self));
  if (self->secret == NULL && !jm_token_keeper_await_secret (self, &error))
    {
      jm_token_keeper_settle_ill (self, error, NULL);
      jm_token_keeper_arm (self);
      jm_token_keeper_publish (self);
      return dex_future_new_for_error (g_steal_pointer (&error));
    }
  if (self->kind != JM_CREDENTIAL_OAUTH ||
      jm_token_keeper_get_left_ms (self) > jm_token_keeper_get_margin_ms (self))
    return give_header (self);

  if (!must_wait (self) &&
      dex_await (jm_token_keeper_join (self, JM_TOKEN_WORK_REFRESH, request->cancellable), &error))
    return give_header (self);
  /* It could not be renewed now, but what there is is still good. */
  if (self->secret != NULL && jm_token_keeper_get_left_ms (self) > 0 &&
      !jm_token_keeper_is_barred (self) && !g_cancellable_is_cancelled (request->cancellable))
    return give_header (self);
  if (error == NULL)
    error = jm_token_keeper_dup_error (self);
  return dex_future_new_for_error (g_steal_pointer (&error));
}

static DexFuture *
jm_token_keeper_authorize (JmAuthorizer *authorizer,
                           GCancellable *cancellable)
{
  JmTokenKeeper *self = JM_TOKEN_KEEPER (authorizer);

  if (self->stopped)
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  return dex_scheduler_spawn (NULL, 0, authorize_fiber, request_new (self, cancellable),
                              request_free);
}

static gboolean
has_newer (Request *request)
{
  JmSecret *secret = request->keeper->secret;

  return secret != NULL && secret->generation > request->generation;
}

static gboolean
is_fresh (JmTokenKeeper *self)
{
  return self->issued_boot_ms != 0 &&
         jm_clock_get_boot_ms (self->services->clock) - self->issued_boot_ms < FRESH_MS;
}

/* FALSE with an error when it is not known yet, because the renewal met a passing fault. */
static gboolean
await_better_token (Request  *request,
                    GError  **error)
{
  JmTokenKeeper *self = request->keeper;
  g_autoptr (GError) local = NULL;

  /* A token that was refused as soon as it came is not mended by the next one: it is about the
   * site, not the token. */
  if (has_newer (request) || is_fresh (self) || jm_token_keeper_is_barred (self))
    return TRUE;
  if (must_wait (self))
    local = jm_token_keeper_dup_error (self);
  else
    dex_await (jm_token_keeper_join (self, JM_TOKEN_WORK_REFRESH, request->cancellable), &local);
  if (local == NULL || has_newer (request) || jm_token_keeper_is_barred (self))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* Some pages of Jira say 401 for "you may not": /myself tells, asked once in 15 minutes at most. */
static void
await_confirmation (Request *request)
{
  JmTokenKeeper *self = request->keeper;
  gint64 boot_ms = jm_clock_get_boot_ms (self->services->clock);

  if (jm_token_keeper_is_barred (self) ||
      (self->probed_boot_ms != 0 && self->works[JM_TOKEN_WORK_CHECK] == NULL &&
       boot_ms - self->probed_boot_ms < JM_LIMIT_REFUSED_TOKEN_SECONDS * (gint64) 1000))
    return;
  self->probed_boot_ms = MAX (boot_ms, 1);
  dex_await (jm_token_keeper_join (self, JM_TOKEN_WORK_CHECK, request->cancellable), NULL);
}

/* What the account itself can't mend: shown, not retried. */
static gboolean
settle_reason (Request *request)
{
  JmTokenKeeper *self = request->keeper;

  if (!g_error_matches (request->reason, JM_JIRA_ERROR, JM_JIRA_ERROR_SCOPE) &&
      !g_error_matches (request->reason, JM_JIRA_ERROR, JM_JIRA_ERROR_BLOCKED))
    return FALSE;
  if (self->trouble != jm_trouble_from_error (request->reason))
    {
      jm_token_keeper_settle_ill (self, request->reason, NULL);
      /* A missing scope is no reason to stop looking after the token, or to look more often. */
      self->retry_boot_ms = 0;
      jm_token_keeper_persist (self);
      jm_token_keeper_arm (self);
      jm_token_keeper_publish (self);
    }
  return TRUE;
}

static DexFuture *
refused_fiber (gpointer data)
{
  g_autoptr (GError) error = NULL;
  Request *request = data;
  JmTokenKeeper *self = request->keeper;

  if (settle_reason (request))
    return dex_future_new_false ();
  if (self->kind != JM_CREDENTIAL_OAUTH)
    await_confirmation (request);
  else if (!await_better_token (request, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  return dex_future_new_for_boolean (has_newer (request) && !jm_token_keeper_is_barred (self));
}

static DexFuture *
jm_token_keeper_refused (JmAuthorizer *authorizer,
                         guint64       generation,
                         const GError *reason,
                         GCancellable *cancellable)
{
  JmTokenKeeper *self = JM_TOKEN_KEEPER (authorizer);
  Request *request;

  if (self->stopped)
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  request = request_new (self, cancellable);
  request->generation = generation;
  request->reason = reason != NULL ? g_error_copy (reason) : NULL;
  return dex_scheduler_spawn (NULL, 0, refused_fiber, request, request_free);
}

void
jm_token_keeper_authorizer_init (JmAuthorizerInterface *iface)
{
  iface->authorize = jm_token_keeper_authorize;
  iface->refused = jm_token_keeper_refused;
}
