/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "auth/jm-token-keeper-private.h"
#include "base/jm-wait.h"

/*
 * JmTokenKeeper: one credential's token life. Owned by the accounts that use the credential, lives
 * on the main context.
 *
 *                     adopt()
 *   SIGNED_OUT ─────────────────────→ ACTIVE ←──────────────────────────────┐
 *                                       │ margin reached                    │ a new token,
 *                                       ↓                                   │ stored and read back
 *                                    EXPIRING ───→ REFRESHING ──────────────┤
 *                                       │ end        ↑ │                    │
 *                                       ↓     retry  │ │ a passing fault    │
 *                                    EXPIRED ────────┘ │ (back to what the  │
 *                                       ↑              │ countdown says)    │
 *                                       └──────────────┤                    │
 *                                                      │ a person is needed │ adopt(), unlock(),
 *                                                      ↓                    │ or it passed
 *                                                    ERROR ─────────────────┘
 *
 * The state is never set: it follows from the work that runs, the trouble, and the countdown
 * (jm-token-state.c). It promises:
 *   · the last working secret is not overwritten before its successor was read back;
 *   · nothing but a refusal of the server, met twice, asks a person to sign in again;
 *   · one refresh at a time, in this process and all others;
 *   · after jm_token_keeper_stop() has resolved, neither keyring nor state.db is touched.
 */

#define STOP_SECONDS 2

G_DEFINE_FINAL_TYPE_WITH_CODE (JmTokenKeeper,
                               jm_token_keeper,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (JM_TYPE_AUTHORIZER,
                                                      jm_token_keeper_authorizer_init))

G_DEFINE_ENUM_TYPE (JmTokenState,
                    jm_token_state,
                    G_DEFINE_ENUM_VALUE (JM_TOKEN_SIGNED_OUT, "signed-out"),
                    G_DEFINE_ENUM_VALUE (JM_TOKEN_ACTIVE, "active"),
                    G_DEFINE_ENUM_VALUE (JM_TOKEN_EXPIRING, "expiring"),
                    G_DEFINE_ENUM_VALUE (JM_TOKEN_REFRESHING, "refreshing"),
                    G_DEFINE_ENUM_VALUE (JM_TOKEN_EXPIRED, "expired"),
                    G_DEFINE_ENUM_VALUE (JM_TOKEN_ERROR, "error"))

static const char *const state_nicks[] = {
  [JM_TOKEN_SIGNED_OUT] = "signed-out",
  [JM_TOKEN_ACTIVE] = "active",
  [JM_TOKEN_EXPIRING] = "expiring",
  [JM_TOKEN_REFRESHING] = "refreshing",
  [JM_TOKEN_EXPIRED] = "expired",
  [JM_TOKEN_ERROR] = "error",
};

static GParamSpec *properties[PROP_USER_NAME + 1];

/* --- telling */

static gint64
get_number (JmTokenKeeper         *self,
            JmTokenKeeperProperty  property)
{
  switch (property)
    {
    case PROP_STATE:
      return jm_token_keeper_derive_state (self);
    case PROP_TROUBLE:
      return self->trouble;
    case PROP_EXPIRES_AT:
      return self->row->expires_at_ms;
    case PROP_LAST_REFRESH_AT:
      return self->row->refreshed_at_ms;
    case PROP_NEXT_CHECK_AT:
      return jm_token_keeper_get_next_check_at_ms (self);
    case PROP_SIGN_IN_AGAIN_BY:
      return jm_token_keeper_derive_end_ms (self);
    case PROP_CONSENTED_AT:
      return self->row->consented_at_ms;
    case PROP_LAST_REFRESH_MS:
      return self->row->last_refresh_ms;
    case PROP_ATTEMPTED:
      return self->row->attempted;
    case PROP_SUCCEEDED:
      return self->row->succeeded;
    case PROP_FAILED:
      return self->row->failed;
    case PROP_MESSAGE:
    case PROP_HINT:
    case PROP_USER_NAME:
      break;
    }
  g_return_val_if_reached (0);
}

static const char *
get_text (JmTokenKeeper         *self,
          JmTokenKeeperProperty  property)
{
  if (property == PROP_MESSAGE)
    return self->row->trouble_message;
  if (property == PROP_HINT)
    return self->row->hint;
  return self->row->user_name;
}

/* Notifies what changed since the last time. */
void
jm_token_keeper_publish (JmTokenKeeper *self)
{
  g_object_freeze_notify (G_OBJECT (self));
  for (int property = PROP_STATE; property < JM_TOKEN_N_NUMBERS; property++)
    {
      gint64 number = get_number (self, property);

      if (self->published[property] != number)
        g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
      self->published[property] = number;
    }
  for (int property = PROP_MESSAGE; property <= PROP_USER_NAME; property++)
    {
      if (g_set_str (&self->published_texts[property - PROP_MESSAGE], get_text (self, property)))
        g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

/* --- work that runs is counted, so that stop can wait for its end */

void
jm_token_keeper_begin_work (JmTokenKeeper *self)
{
  self->n_running++;
}

void
jm_token_keeper_end_work (JmTokenKeeper *self)
{
  self->n_running--;
  if (self->n_running == 0 && self->ended != NULL &&
      dex_future_is_pending (DEX_FUTURE (self->ended)))
    dex_promise_resolve_boolean (self->ended, TRUE);
}

typedef struct
{
  JmTokenKeeper *keeper;
  JmTokenWork work;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  jm_token_keeper_end_work (work->keeper);
  g_clear_object (&work->keeper);
  g_free (work);
}

static gboolean (*const runs[]) (JmTokenKeeper *self, GError **error) = {
  [JM_TOKEN_WORK_REFRESH] = jm_token_keeper_run_refresh,
  [JM_TOKEN_WORK_CHECK] = jm_token_keeper_run_check,
  [JM_TOKEN_WORK_SAVE] = jm_token_keeper_run_save,
};

static DexFuture *
work_fiber (gpointer data)
{
  g_autoptr (DexPromise) promise = NULL;
  g_autoptr (GError) error = NULL;
  Work *work = data;
  JmTokenKeeper *self = work->keeper;
  gboolean done;

  jm_token_keeper_publish (self);
  done = runs[work->work](self, &error);
  promise = g_steal_pointer (&self->works[work->work]);
  jm_token_keeper_arm (self);
  jm_token_keeper_publish (self);
  if (done)
    dex_promise_resolve_boolean (promise, TRUE);
  else
    dex_promise_reject (promise, g_steal_pointer (&error));
  return dex_future_new_true ();
}

/* The work under way, begun when there is none. Transfer none: work_fiber() ends it. */
static DexPromise *
share_work (JmTokenKeeper *self,
            JmTokenWork    kind)
{
  if (self->works[kind] == NULL)
    {
      Work *work = g_new0 (Work, 1);

      work->keeper = g_object_ref (self);
      work->work = kind;
      self->works[kind] = dex_promise_new ();
      jm_token_keeper_begin_work (self);
      dex_future_disown (dex_scheduler_spawn (NULL, 0, work_fiber, work, work_free));
    }

  return self->works[kind];
}

/* A waiter that gives up leaves the work, and the others, alone. */
DexFuture *
jm_token_keeper_join (JmTokenKeeper *self,
                      JmTokenWork    kind,
                      GCancellable  *cancellable)
{
  if (self->works[kind] == NULL && self->stopped)
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");

  return jm_wait (share_work (self, kind), cancellable);
}

/* --- object */

static void
jm_token_keeper_get_property (GObject    *object,
                              guint       property,
                              GValue     *value,
                              GParamSpec *pspec)
{
  JmTokenKeeper *self = JM_TOKEN_KEEPER (object);

  switch ((JmTokenKeeperProperty) property)
    {
    case PROP_STATE:
      g_value_set_enum (value, (int) get_number (self, PROP_STATE));
      break;
    case PROP_TROUBLE:
      g_value_set_int (value, (int) self->trouble);
      break;
    case PROP_ATTEMPTED:
    case PROP_SUCCEEDED:
    case PROP_FAILED:
      g_value_set_uint (value, (guint) get_number (self, property));
      break;
    case PROP_EXPIRES_AT:
    case PROP_LAST_REFRESH_AT:
    case PROP_NEXT_CHECK_AT:
    case PROP_SIGN_IN_AGAIN_BY:
    case PROP_CONSENTED_AT:
    case PROP_LAST_REFRESH_MS:
      g_value_set_int64 (value, get_number (self, property));
      break;
    case PROP_MESSAGE:
    case PROP_HINT:
    case PROP_USER_NAME:
      g_value_set_string (value, get_text (self, property));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property, pspec);
    }
}

static void
jm_token_keeper_dispose (GObject *object)
{
  JmTokenKeeper *self = JM_TOKEN_KEEPER (object);

  self->stopped = TRUE;
  jm_token_keeper_disarm (self);
  g_cancellable_cancel (self->cancellable);

  G_OBJECT_CLASS (jm_token_keeper_parent_class)->dispose (object);
}

static void
jm_token_keeper_finalize (GObject *object)
{
  JmTokenKeeper *self = JM_TOKEN_KEEPER (object);

  g_clear_object (&self->services);
  g_clear_pointer (&self->row, jm_credential_row_free);
  g_clear_pointer (&self->secret, jm_secret_free);
  g_clear_error (&self->last_error);
  g_clear_pointer (&self->api_base, g_free);
  g_clear_pointer (&self->sites, g_strfreev);
  g_clear_pointer (&self->account_id, g_free);
  g_clear_pointer (&self->account_name, g_free);
  for (guint i = 0; i < G_N_ELEMENTS (self->published_texts); i++)
    g_clear_pointer (&self->published_texts[i], g_free);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->post_cancellable);
  dex_clear (&self->ended);

  G_OBJECT_CLASS (jm_token_keeper_parent_class)->finalize (object);
}

static GParamSpec *
wall_spec (const char *name)
{
  return g_param_spec_int64 (name, NULL, NULL, 0, G_MAXINT64, 0,
                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
}

static GParamSpec *
count_spec (const char *name)
{
  return g_param_spec_uint (name, NULL, NULL, 0, G_MAXUINT, 0,
                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
}

static GParamSpec *
text_spec (const char *name)
{
  return g_param_spec_string (name, NULL, NULL, NULL,
                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
}

static void
jm_token_keeper_class_init (JmTokenKeeperClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = jm_token_keeper_get_property;
  object_class->dispose = jm_token_keeper_dispose;
  object_class->finalize = jm_token_keeper_finalize;

  /* What each of them is stands in the header, beside the function of the same name. */
  properties[PROP_STATE] =
      g_param_spec_enum ("state", NULL, NULL, JM_TYPE_TOKEN_STATE, JM_TOKEN_SIGNED_OUT, flags);
  properties[PROP_TROUBLE] =
      g_param_spec_int ("trouble", NULL, NULL, 0, JM_N_TROUBLES - 1, JM_TROUBLE_OK, flags);
  properties[PROP_EXPIRES_AT] = wall_spec ("expires-at");
  properties[PROP_LAST_REFRESH_AT] = wall_spec ("last-refresh-at");
  properties[PROP_NEXT_CHECK_AT] = wall_spec ("next-check-at");
  properties[PROP_SIGN_IN_AGAIN_BY] = wall_spec ("sign-in-again-by");
  properties[PROP_CONSENTED_AT] = wall_spec ("consented-at");
  properties[PROP_LAST_REFRESH_MS] = wall_spec ("last-refresh-ms");
  properties[PROP_ATTEMPTED] = count_spec ("attempted");
  properties[PROP_SUCCEEDED] = count_spec ("succeeded");
  properties[PROP_FAILED] = count_spec ("failed");
  properties[PROP_MESSAGE] = text_spec ("message");
  properties[PROP_HINT] = text_spec ("hint");
  properties[PROP_USER_NAME] = text_spec ("user-name");
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
jm_token_keeper_init (JmTokenKeeper *self)
{
  self->cancellable = g_cancellable_new ();
  self->post_cancellable = g_cancellable_new ();
}

/* --- stop */

static DexFuture *
stop_fiber (gpointer data)
{
  JmTokenKeeper *self = data;
  JmClock *clock = self->services->clock;

  /* A token that only memory has: one last try to save it. */
  if (self->unsaved && !self->stopped)
    jm_await_within (share_work (self, JM_TOKEN_WORK_SAVE), clock, STOP_SECONDS, self->cancellable,
                     NULL);

  self->stopped = TRUE;
  jm_token_keeper_disarm (self);
  g_cancellable_cancel (self->cancellable);
  if (self->ended == NULL)
    self->ended = dex_promise_new ();
  if (self->n_running == 0 && dex_future_is_pending (DEX_FUTURE (self->ended)))
    dex_promise_resolve_boolean (self->ended, TRUE);

  /* The answer to a refresh that is under way may be the only copy of a token: it gets a moment to
   * come. */
  jm_await_within (self->ended, clock, STOP_SECONDS, self->post_cancellable, NULL);
  g_cancellable_cancel (self->post_cancellable);
  return dex_ref (DEX_FUTURE (self->ended));
}

/**
 * jm_token_keeper_stop:
 * @self: a keeper
 *
 * Ends all work and writes. Waits up to 2 seconds for the answer to a refresh under way, so that it
 * is not lost.
 *
 * Returns: (transfer full): resolves to TRUE; from then on this keeper touches neither keyring nor
 *   state.db.
 */
DexFuture *
jm_token_keeper_stop (JmTokenKeeper *self)
{
  dex_return_error_if_fail (JM_IS_TOKEN_KEEPER (self));

  return dex_scheduler_spawn (NULL, 0, stop_fiber, g_object_ref (self), g_object_unref);
}

/* --- public */

/**
 * jm_token_state_to_nick:
 * @state: a state
 *
 * Returns: (transfer none): "signed-out", "active", …
 */
const char *
jm_token_state_to_nick (JmTokenState state)
{
  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (state_nicks), state_nicks[0]);

  return state_nicks[state];
}

/**
 * jm_token_keeper_new:
 * @services: what it works with
 * @row: what state.db knows of the credential; copied
 *
 * Returns: (transfer full): a keeper that does nothing until it is asked or started. The countdown
 *   is a guess from the row until the keyring was read.
 */
JmTokenKeeper *
jm_token_keeper_new (JmServices            *services,
                     const JmCredentialRow *row)
{
  JmTokenKeeper *self;

  g_return_val_if_fail (JM_IS_SERVICES (services), NULL);
  g_return_val_if_fail (row != NULL && row->id != NULL, NULL);

  self = g_object_new (JM_TYPE_TOKEN_KEEPER, NULL);
  g_set_object (&self->services, services);
  self->row = jm_credential_row_copy (row);
  jm_credential_kind_from_nick (row->kind, &self->kind);
  self->trouble = jm_trouble_from_nick (row->trouble);
  jm_token_keeper_guess_countdown (self);
  jm_token_keeper_publish (self);
  return self;
}

/**
 * jm_token_keeper_set_site:
 * @self: a keeper
 * @flavor: of the site
 * @api_base: where an API token or PAT is checked
 * @account_id: (nullable): for events
 * @account_name: (nullable): for events
 */
void
jm_token_keeper_set_site (JmTokenKeeper *self,
                          JmJiraFlavor   flavor,
                          const char    *api_base,
                          const char    *account_id,
                          const char    *account_name)
{
  g_return_if_fail (JM_IS_TOKEN_KEEPER (self));
  g_return_if_fail (api_base != NULL);

  self->flavor = flavor;
  g_set_str (&self->api_base, api_base);
  g_set_str (&self->account_id, account_id);
  g_set_str (&self->account_name, account_name);
}

/**
 * jm_token_keeper_start:
 * @self: a keeper
 *
 * Begins to watch, with a check at once. A credential that only a person can mend is left alone.
 */
void
jm_token_keeper_start (JmTokenKeeper *self)
{
  g_return_if_fail (JM_IS_TOKEN_KEEPER (self));

  if (self->watching || self->stopped)
    return;
  self->watching = TRUE;
  jm_token_keeper_watch (self);
  jm_token_keeper_plan_refresh (self);
  if (jm_token_keeper_is_barred (self))
    jm_token_keeper_arm (self);
  else
    dex_future_disown (jm_token_keeper_join (self, JM_TOKEN_WORK_CHECK, NULL));
  jm_token_keeper_publish (self);
}

/**
 * jm_token_keeper_refresh:
 * @self: a keeper
 * @cancellable: (nullable): leaves; the refresh goes on for the others
 *
 * "Refresh Now" for OAuth, "Check Now" for the others.
 *
 * Returns: (transfer full): resolves to TRUE; rejects with JM_AUTH_ERROR, JM_JIRA_ERROR or
 *   JM_STORE_ERROR, and the state says the same.
 */
DexFuture *
jm_token_keeper_refresh (JmTokenKeeper *self,
                         GCancellable  *cancellable)
{
  dex_return_error_if_fail (JM_IS_TOKEN_KEEPER (self));

  return jm_token_keeper_join (
      self, self->kind == JM_CREDENTIAL_OAUTH ? JM_TOKEN_WORK_REFRESH : JM_TOKEN_WORK_CHECK,
      cancellable);
}

/**
 * jm_token_keeper_check:
 * @self: a keeper
 * @cancellable: (nullable): leaves; the check goes on for the others
 *
 * Looks whether the token is alive, and refreshes when it is due.
 *
 * Returns: (transfer full): resolves to TRUE; rejects as jm_token_keeper_refresh().
 */
DexFuture *
jm_token_keeper_check (JmTokenKeeper *self,
                       GCancellable  *cancellable)
{
  dex_return_error_if_fail (JM_IS_TOKEN_KEEPER (self));

  return jm_token_keeper_join (self, JM_TOKEN_WORK_CHECK, cancellable);
}
