/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What can go wrong with signing in and staying so, by what the caller can do about it. Network
 * faults keep the domain JM_JIRA_ERROR. */
#define JM_AUTH_ERROR (jm_auth_error_quark ())
GQuark jm_auth_error_quark (void);

typedef enum
{
  JM_AUTH_ERROR_KEYRING_LOCKED,         /* a person must unlock it */
  JM_AUTH_ERROR_KEYRING_UNAVAILABLE,    /* no secret service, or none that answers in time */
  /* it said yes, but the secret is not there: kept in memory, tried again */
  JM_AUTH_ERROR_KEYRING_LOST,
  JM_AUTH_ERROR_SECRET_MISSING,         /* an open keyring without our item: sign in again */
  JM_AUTH_ERROR_REFUSED,                /* invalid_grant, twice: sign in again */
  JM_AUTH_ERROR_CLIENT_REFUSED,         /* wrong client id or secret: mend the OAuth app's entry */
  JM_AUTH_ERROR_CLIENT_MISSING,         /* no OAuth app is known: enter one */
  /* a refused password or token: no request until a person acts */
  JM_AUTH_ERROR_BLOCKED,
  JM_AUTH_ERROR_DENIED,                 /* the person, or Atlassian, said no on the consent page */
  /* the callback's port is taken; the message says by whom to ask */
  JM_AUTH_ERROR_PORT_BUSY,
  /* the redirect makes no sense, or its address can't be listened on */
  JM_AUTH_ERROR_CALLBACK,
  JM_AUTH_ERROR_TIMED_OUT,              /* nobody came back from the browser */
  /* the answer to the code was lost, or it was used: start over */
  JM_AUTH_ERROR_CODE_SPENT,
  JM_AUTH_ERROR_NO_SITE,                /* the grant reaches no Jira site */
  JM_AUTH_ERROR_OTHER_PERSON,           /* signed in again as somebody else */
  JM_AUTH_ERROR_DUPLICATE,              /* this site with this person is there already */
  /* another process held the refresh for too long: try later */
  JM_AUTH_ERROR_LOCK,
  JM_AUTH_ERROR_INVALID,                /* what was typed makes no sense; the message says what */
} JmAuthError;

G_END_DECLS
