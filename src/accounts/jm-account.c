/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "accounts/jm-account-private.h"

/*
 * JmAccount: one site reached with one credential.
 *
 * Owned by JmAccounts; lives on the main context. It is a view of a row of state.db, of its
 * keeper's state, and the place where the account's own store is opened: at first use, once, shared
 * by everybody who asks.
 */
G_DEFINE_FINAL_TYPE (JmAccount, jm_account, G_TYPE_OBJECT)

typedef enum
{
  PROP_NAME = 1,
  PROP_SITE_URL,
  PROP_USER_NAME,
  PROP_AVATAR_URL,
  PROP_PRIMARY,
  PROP_ACTIVE,
  PROP_KEEPER,
  PROP_STATE,
  PROP_TROUBLE,
  PROP_SYNCED_AT,
} JmAccountProperty;

static GParamSpec *properties[PROP_SYNCED_AT + 1];

static char *
dup_host (const char *url)
{
  g_autoptr (GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_NONE, NULL) : NULL;

  return uri != NULL ? g_strdup (g_uri_get_host (uri)) : g_strdup (url);
}

/* The sign-in is well, and reaches other sites, but no longer this one (F20). */
static gboolean
is_cut_off (JmAccount *self)
{
  return jm_token_keeper_get_kind (self->keeper) == JM_CREDENTIAL_OAUTH &&
         self->row->cloud_id != NULL &&
         jm_token_keeper_get_trouble (self->keeper) == JM_TROUBLE_OK &&
         !jm_token_keeper_reaches (self->keeper, self->row->cloud_id);
}

static void
state_changed_cb (JmAccount *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
trouble_changed_cb (JmAccount *self)
{
  gboolean cut_off = is_cut_off (self);

  if (cut_off && !self->cut_off)
    dex_future_disown (
        jm_event_log_add (self->services->events, JM_EVENT_ERROR,
                          jm_token_keeper_get_id (self->keeper), self->row->id, self->row->name,
                          _(jm_trouble_get_info (JM_TROUBLE_SITE_GONE)->title), NULL));
  self->cut_off = cut_off;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TROUBLE]);
}

/* --- what Jira asked for outlives us (F37): a restart is no reason to ask at once */

static char *
dup_windows_key (JmAccount *self)
{
  return g_strconcat ("paused/", self->row->id, NULL);
}

static void
windows_changed_cb (JmAccount *self)
{
  g_autofree char *key = dup_windows_key (self);
  g_autofree char *windows = jm_jira_client_dup_windows (self->client);

  if (!self->gone)
    dex_future_disown (jm_state_store_put_fact (self->services->state, key, windows));
}

static DexFuture *
load_windows_fiber (gpointer data)
{
  JmAccount *self = data;
  g_autofree char *key = dup_windows_key (self);
  g_autofree char *windows =
      dex_await_string (jm_state_store_get_fact (self->services->state, key), NULL);

  jm_jira_client_load_windows (self->client, windows);
  return dex_future_new_true ();
}

DexFuture *
jm_account_load_windows (JmAccount *self)
{
  dex_return_error_if_fail (JM_IS_ACCOUNT (self));

  return dex_scheduler_spawn (NULL, 0, load_windows_fiber, g_object_ref (self), g_object_unref);
}

static void
make_client (JmAccount *self)
{
  g_autofree char *windows =
      self->client != NULL ? jm_jira_client_dup_windows (self->client) : NULL;

  g_clear_object (&self->client);
  self->client =
      jm_jira_client_new (self->services->http, self->services->clock, JM_AUTHORIZER (self->keeper),
                          jm_account_get_flavor (self), self->row->api_base);
  jm_jira_client_load_windows (self->client, windows);
  g_signal_connect_object (self->client, "notify::windows", G_CALLBACK (windows_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
use_keeper (JmAccount     *self,
            JmTokenKeeper *keeper)
{
  if (self->keeper != NULL)
    g_signal_handlers_disconnect_by_data (self->keeper, self);
  g_set_object (&self->keeper, keeper);
  g_signal_connect_object (keeper, "notify::state", G_CALLBACK (state_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (keeper, "notify::trouble", G_CALLBACK (trouble_changed_cb), self,
                           G_CONNECT_SWAPPED);
  make_client (self);
}

/* --- what JmAccounts changes */

void
jm_account_take_row (JmAccount    *self,
                     JmAccountRow *row)
{
  g_autoptr (JmAccountRow) old = NULL;

  g_return_if_fail (JM_IS_ACCOUNT (self));
  g_return_if_fail (row != NULL);
  g_return_if_fail (g_str_equal (self->row->id, row->id));

  old = g_steal_pointer (&self->row);
  self->row = row;
  g_free (self->host);
  g_free (self->place);
  self->host = dup_host (row->site_url);
  self->place = jm_jira_site_dup_place (row->site_url);
  if (!g_str_equal (old->api_base, row->api_base) || !g_str_equal (old->flavor, row->flavor))
    make_client (self);

  g_object_freeze_notify (G_OBJECT (self));
  if (g_strcmp0 (old->name, row->name) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
  if (g_strcmp0 (old->site_url, row->site_url) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SITE_URL]);
  if (g_strcmp0 (old->user_name, row->user_name) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_USER_NAME]);
  if (g_strcmp0 (old->avatar_url, row->avatar_url) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AVATAR_URL]);
  if (old->primary != row->primary)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PRIMARY]);
  if (old->active != row->active)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTIVE]);
  if (old->projects_at_ms != row->projects_at_ms)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SYNCED_AT]);
  g_object_thaw_notify (G_OBJECT (self));
}

void
jm_account_set_keeper (JmAccount     *self,
                       JmTokenKeeper *keeper)
{
  g_return_if_fail (JM_IS_ACCOUNT (self));
  g_return_if_fail (JM_IS_TOKEN_KEEPER (keeper));

  if (self->keeper == keeper)
    return;

  use_keeper (self, keeper);
  g_object_freeze_notify (G_OBJECT (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KEEPER]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TROUBLE]);
  g_object_thaw_notify (G_OBJECT (self));
}

void
jm_account_name_keeper (JmAccount *self)
{
  g_return_if_fail (JM_IS_ACCOUNT (self));

  jm_token_keeper_set_site (self->keeper, jm_account_get_flavor (self), self->row->api_base,
                            self->row->id, self->row->name);
}

/* --- GObject */

static void
jm_account_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  JmAccount *self = JM_ACCOUNT (object);

  switch ((JmAccountProperty) prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->row->name);
      break;

    case PROP_SITE_URL:
      g_value_set_string (value, self->row->site_url);
      break;

    case PROP_USER_NAME:
      g_value_set_string (value, self->row->user_name);
      break;

    case PROP_AVATAR_URL:
      g_value_set_string (value, self->row->avatar_url);
      break;

    case PROP_PRIMARY:
      g_value_set_boolean (value, self->row->primary);
      break;

    case PROP_ACTIVE:
      g_value_set_boolean (value, self->row->active);
      break;

    case PROP_KEEPER:
      g_value_set_object (value, self->keeper);
      break;

    case PROP_STATE:
      g_value_set_enum (value, (int) jm_account_get_state (self));
      break;

    case PROP_TROUBLE:
      g_value_set_int (value, (int) jm_account_get_trouble (self));
      break;

    case PROP_SYNCED_AT:
      g_value_set_int64 (value, self->row->projects_at_ms);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_account_dispose (GObject *object)
{
  JmAccount *self = JM_ACCOUNT (object);

  g_clear_object (&self->client);
  g_clear_object (&self->keeper);
  g_clear_object (&self->store);
  dex_clear (&self->opening);
  dex_clear (&self->leaving);
  g_clear_object (&self->services);

  G_OBJECT_CLASS (jm_account_parent_class)->dispose (object);
}

static void
jm_account_finalize (GObject *object)
{
  JmAccount *self = JM_ACCOUNT (object);

  g_clear_pointer (&self->row, jm_account_row_free);
  g_clear_pointer (&self->host, g_free);
  g_clear_pointer (&self->place, g_free);
  g_clear_pointer (&self->workers, g_ptr_array_unref);

  G_OBJECT_CLASS (jm_account_parent_class)->finalize (object);
}

static void
jm_account_class_init (JmAccountClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = jm_account_get_property;
  object_class->dispose = jm_account_dispose;
  object_class->finalize = jm_account_finalize;

  /* What the site calls itself */
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  /* Where a person opens it */
  properties[PROP_SITE_URL] = g_param_spec_string ("site-url", NULL, NULL, NULL, flags);
  /* Who signed in */
  properties[PROP_USER_NAME] = g_param_spec_string ("user-name", NULL, NULL, NULL, flags);
  /* Of the site; NULL without one */
  properties[PROP_AVATAR_URL] = g_param_spec_string ("avatar-url", NULL, NULL, NULL, flags);
  /* The one that is meant when none is named */
  properties[PROP_PRIMARY] = g_param_spec_boolean ("primary", NULL, NULL, FALSE, flags);
  /* Off: kept, but not watched and not fetched */
  properties[PROP_ACTIVE] = g_param_spec_boolean ("active", NULL, NULL, TRUE, flags);
  /* Whose token it uses; several accounts may share one */
  properties[PROP_KEEPER] = g_param_spec_object ("keeper", NULL, NULL, JM_TYPE_TOKEN_KEEPER, flags);
  /* The keeper's */
  properties[PROP_STATE] =
      g_param_spec_enum ("state", NULL, NULL, JM_TYPE_TOKEN_STATE, JM_TOKEN_SIGNED_OUT, flags);
  /* The keeper's: a JmTrouble */
  properties[PROP_TROUBLE] =
      g_param_spec_int ("trouble", NULL, NULL, 0, JM_N_TROUBLES - 1, JM_TROUBLE_OK, flags);
  /* When it was fetched last, by any process: wall ms, 0 never */
  properties[PROP_SYNCED_AT] =
      g_param_spec_int64 ("synced-at", NULL, NULL, 0, G_MAXINT64, 0, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
jm_account_init (JmAccount *self)
{
  self->workers = g_ptr_array_new_with_free_func (g_object_unref);
}

/* --- public */

/**
 * jm_account_new:
 * @services: what everything is given
 * @keeper: of the credential that this site is reached with
 * @row: as state.db holds it; copied
 */
JmAccount *
jm_account_new (JmServices         *services,
                JmTokenKeeper      *keeper,
                const JmAccountRow *row)
{
  JmAccount *self;

  g_return_val_if_fail (JM_IS_SERVICES (services), NULL);
  g_return_val_if_fail (JM_IS_TOKEN_KEEPER (keeper), NULL);
  g_return_val_if_fail (row != NULL && row->id != NULL && row->api_base != NULL, NULL);

  self = g_object_new (JM_TYPE_ACCOUNT, NULL);
  self->services = g_object_ref (services);
  self->row = jm_account_row_copy (row);
  self->host = dup_host (row->site_url);
  self->place = jm_jira_site_dup_place (row->site_url);
  use_keeper (self, keeper);
  return self;
}

const char *
jm_account_get_id (JmAccount *self)
{
  g_return_val_if_fail (JM_IS_ACCOUNT (self), NULL);

  return self->row->id;
}

const char *
jm_account_get_name (JmAccount *self)
{
  g_return_val_if_fail (JM_IS_ACCOUNT (self), NULL);

  return self->row->name;
}

const char *
jm_account_get_site_url (JmAccount *self)
{
  g_return_val_if_fail (JM_IS_ACCOUNT (self), NULL);

  return self->row->site_url;
}

const char *
jm_account_get_host (JmAccount *self)
{
  g_return_val_if_fail (JM_IS_ACCOUNT (self), NULL);

  return self->host;
}

const char *
jm_account_get_place (JmAccount *self)
{
  g_return_val_if_fail (JM_IS_ACCOUNT (self), NULL);

  return self->place;
}

const char *
jm_account_get_cloud_id (JmAccount *self)
{
  g_return_val_if_fail (JM_IS_ACCOUNT (self), NULL);

  return self->row->cloud_id;
}

const char *
jm_account_get_api_base (JmAccount *self)
{
  g_return_val_if_fail (JM_IS_ACCOUNT (self), NULL);

  return self->row->api_base;
}

const char *
jm_account_get_user_id (JmAccount *self)
{
  g_return_val_if_fail (JM_IS_ACCOUNT (self), NULL);

  return self->row->user_id;
}

const char *
jm_account_get_user_name (JmAccount *self)
{
  g_return_val_if_fail (JM_IS_ACCOUNT (self), NULL);

  return self->row->user_name;
}

const char *
jm_account_get_avatar_url (JmAccount *self)
{
  g_return_val_if_fail (JM_IS_ACCOUNT (self), NULL);

  return self->row->avatar_url;
}

JmJiraFlavor
jm_account_get_flavor (JmAccount *self)
{
  g_return_val_if_fail (JM_IS_ACCOUNT (self), JM_JIRA_CLOUD);

  return g_strcmp0 (self->row->flavor, "data-center") == 0 ? JM_JIRA_DATA_CENTER : JM_JIRA_CLOUD;
}

JmCredentialKind
jm_account_get_kind (JmAccount *self)
{
  g_return_val_if_fail (JM_IS_ACCOUNT (self), JM_CREDENTIAL_OAUTH);

  return jm_token_keeper_get_kind (self->keeper);
}

gboolean
jm_account_is_primary (JmAccount *self)
{
  g_return_val_if_fail (JM_IS_ACCOUNT (self), FALSE);

  return self->row->primary;
}

gboolean
jm_account_is_active (JmAccount *self)
{
  g_return_val_if_fail (JM_IS_ACCOUNT (self), FALSE);

  return self->row->active;
}

JmTokenKeeper *
jm_account_get_keeper (JmAccount *self)
{
  g_return_val_if_fail (JM_IS_ACCOUNT (self), NULL);

  return self->keeper;
}

JmTokenState
jm_account_get_state (JmAccount *self)
{
  g_return_val_if_fail (JM_IS_ACCOUNT (self), JM_TOKEN_SIGNED_OUT);

  return is_cut_off (self) ? JM_TOKEN_ERROR : jm_token_keeper_get_state (self->keeper);
}

JmTrouble
jm_account_get_trouble (JmAccount *self)
{
  g_return_val_if_fail (JM_IS_ACCOUNT (self), JM_TROUBLE_OK);

  return is_cut_off (self) ? JM_TROUBLE_SITE_GONE : jm_token_keeper_get_trouble (self->keeper);
}

JmJiraClient *
jm_account_get_client (JmAccount *self)
{
  g_return_val_if_fail (JM_IS_ACCOUNT (self), NULL);

  return self->client;
}

gint64
jm_account_get_synced_at_ms (JmAccount *self)
{
  g_return_val_if_fail (JM_IS_ACCOUNT (self), 0);

  return self->row->projects_at_ms;
}

/**
 * jm_account_note_synced:
 * @synced_at_ms: wall ms
 *
 * Returns: (transfer full): resolves to TRUE when other processes can see it; rejects with
 *   JM_STORE_ERROR
 */
DexFuture *
jm_account_note_synced (JmAccount *self,
                        gint64     synced_at_ms)
{
  dex_return_error_if_fail (JM_IS_ACCOUNT (self));

  if (synced_at_ms > self->row->projects_at_ms)
    {
      self->row->projects_at_ms = synced_at_ms;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SYNCED_AT]);
    }

  return jm_state_store_note_synced (self->services->state, self->row->id, synced_at_ms);
}

JmAccountRow *
jm_account_dup_row (JmAccount *self)
{
  g_return_val_if_fail (JM_IS_ACCOUNT (self), NULL);

  return jm_account_row_copy (self->row);
}

/**
 * jm_account_dup_browse_url:
 * @issue_key: as Jira writes it, "ABC-12"; escaped, as it comes from outside
 */
char *
jm_account_dup_browse_url (JmAccount  *self,
                           const char *issue_key)
{
  g_autofree char *escaped = NULL;

  g_return_val_if_fail (JM_IS_ACCOUNT (self), NULL);
  g_return_val_if_fail (issue_key != NULL, NULL);

  escaped = g_uri_escape_string (issue_key, NULL, FALSE);
  return g_strconcat (self->row->site_url, "/browse/", escaped, NULL);
}
