/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The closed set of what can be wrong with an account, and for each: one sentence, one cure, one
 * exit code. Every failure of the program maps to one of these; every face shows it from this
 * table. */
typedef enum
{
  JM_TROUBLE_OK,
  JM_TROUBLE_OFFLINE,
  JM_TROUBLE_CAPTIVE_PORTAL,
  JM_TROUBLE_TLS_UNTRUSTED,
  JM_TROUBLE_TLS_INVALID,
  JM_TROUBLE_TLS_CLIENT,
  JM_TROUBLE_PROXY_SIGN_IN,
  JM_TROUBLE_NOT_ENCRYPTED,
  JM_TROUBLE_RATE_LIMITED,
  JM_TROUBLE_SERVER_ERROR,
  JM_TROUBLE_NEEDS_SIGN_IN,
  JM_TROUBLE_CLIENT_REFUSED,
  JM_TROUBLE_BLOCKED,
  JM_TROUBLE_KEYRING_LOCKED,
  JM_TROUBLE_KEYRING_UNAVAILABLE,
  JM_TROUBLE_TOKENS_UNSAVED,
  JM_TROUBLE_SCOPE_CHANGED,
  JM_TROUBLE_SITE_GONE,
  JM_TROUBLE_ACCOUNT_REMOVED,
  JM_TROUBLE_DISK_FULL,
  JM_TROUBLE_DB_NEWER,
  JM_TROUBLE_DB_CORRUPT,
  JM_TROUBLE_CLOCK_WRONG,
  JM_N_TROUBLES
} JmTrouble;

typedef enum
{
  JM_CURE_NONE,
  JM_CURE_WAIT,                 /* it mends itself; "Try Now" is offered */
  JM_CURE_SIGN_IN,
  JM_CURE_UNLOCK_KEYRING,
  JM_CURE_EDIT_CLIENT,          /* the OAuth app's id and secret */
  JM_CURE_OPEN_JIRA,            /* in the browser, to clear a CAPTCHA or sign in to a portal */
  JM_CURE_REBUILD,              /* a new file instead of a damaged one, filled from Jira */
  JM_CURE_HELP,
  JM_CURE_NETWORK,              /* the site's page of the preferences: authority, client certificate, proxy */
} JmCure;

typedef struct
{
  JmTrouble   trouble;
  const char *nick;             /* "needs-sign-in": state.db, --json */
  const char *title;            /* translatable (N_): "Jira no longer accepts this sign-in" */
  const char *advice;           /* translatable: why, and what to do, in two sentences at most */
  JmCure      cure;
  /* translatable, Header Capitals: "Sign In Again"; NULL without one */
  const char *cure_label;
  int         exit_code;        /* of the command line: 0 fine, 2 attention needed, 3 try later */
} JmTroubleInfo;

const JmTroubleInfo *jm_trouble_get_info   (JmTrouble     trouble);
/* JM_TROUBLE_OK for NULL and for words it does not know. */
JmTrouble            jm_trouble_from_nick  (const char   *nick);
/* For JM_AUTH_ERROR, JM_JIRA_ERROR, JM_HTTP_ERROR, JM_STORE_ERROR; JM_TROUBLE_OK for NULL and for
 * cancellation. */
JmTrouble            jm_trouble_from_error (const GError *error);
/* Whether nobody needs to do anything: the account is well, or will be by itself. */
gboolean             jm_trouble_is_passing (JmTrouble     trouble);

G_END_DECLS
