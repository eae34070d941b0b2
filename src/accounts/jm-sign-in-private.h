/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/jm-accounts-private.h"
#include "accounts/jm-sign-in.h"
#include "base/jm-json.h"

G_BEGIN_DECLS

/* What the three ways to sign in share. */
struct _JmSignIn
{
  GObject        parent_instance;

  JmServices    *services;
  JmAccounts    *accounts;
  JmAccount     *again;
  gboolean       busy;          /* one of the stories runs */

  /* While a browser is waited for */
  char          *authorize_url;
  gint64         deadline_ms;
  char          *redirect_uri;
  char          *state;
  /* ends the listener: the caller's, or the redirect came another way */
  GCancellable  *waiting;
  char          *code;
  GError        *redirect_error;

  /* What was found, in memory only until jm_sign_in_finish() */
  JmSecret      *secret;
  JmOauthClient *client;
  char          *user_id;
  char          *user_name;
  char          *api_base;      /* for API token and PAT; OAuth has one a site */
  gint64         ends_at_ms;
  GListStore    *choices;
  GHashTable    *refused;       /* digests of what Jira refused: never sent a second time */
};

/* A story begins: forgets what an earlier one found. FALSE when one is running. */
gboolean   jm_sign_in_enter        (JmSignIn      *self,
                                    GError       **error);
/* It ends, from a fiber: @error NULL resolves to the choices, else nothing is kept. Takes @error. */
DexFuture *jm_sign_in_leave        (JmSignIn      *self,
                                    GError        *error);
/* Shows @url from now on; NULL when nobody is waited for any more. */
void       jm_sign_in_show_url     (JmSignIn      *self,
                                    const char    *url,
                                    gint64         deadline_ms);
/* Awaits one GET, sent once. @authorization may be NULL. Returns the checked JSON or NULL with
 * JM_JIRA_ERROR. */
JsonNode  *jm_sign_in_get_json     (JmSignIn      *self,
                                    const char    *url,
                                    const char    *authorization,
                                    GCancellable  *cancellable,
                                    GError       **error);
/* Takes who it is from /myself (v3: accountId, v2: key or name; displayName). */
gboolean   jm_sign_in_take_myself  (JmSignIn      *self,
                                    JsonNode      *myself,
                                    GError       **error);
/* Offers @site; the account that is there already is marked. */
void       jm_sign_in_offer        (JmSignIn      *self,
                                    JmJiraSite    *site,
                                    gboolean       only);

G_END_DECLS
