/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "auth/jm-trouble.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "auth/jm-auth-error.h"
#include "base/jm-http.h"
#include "jira/jm-jira-error.h"
#include "store/jm-store-error.h"

/*
 * Two tables, and nothing else: what each trouble says to a person, and which trouble each error
 * is. A new error code without a row here is found by the test, which walks every code of every
 * domain.
 */

#define EXIT_FINE 0
#define EXIT_ATTENTION 2
#define EXIT_LATER 3

static const JmTroubleInfo troubles[] = {
  { JM_TROUBLE_OK, "ok", N_("All is well"), N_("The sign-in works."), JM_CURE_NONE, NULL,
    EXIT_FINE },
  { JM_TROUBLE_OFFLINE, "offline", N_("No network"),
    N_("Jira can’t be reached. What was loaded stays readable, and it goes on by itself as soon "
        "as the network is back."),
    JM_CURE_WAIT, N_("Try Now"), EXIT_LATER },
  { JM_TROUBLE_CAPTIVE_PORTAL, "captive-portal", N_("This network wants you to sign in first"),
    N_("A web page answered in place of Jira. Open a browser, sign in to the network, and try "
        "again."),
    JM_CURE_OPEN_JIRA, N_("Open Browser"), EXIT_LATER },
  { JM_TROUBLE_TLS_UNTRUSTED, "tls-untrusted", N_("The connection to Jira is not trusted"),
    N_("Nobody whom this computer trusts vouches for the certificate that came, so nothing was "
        "sent. If your company has its own authority, trust it for this site."),
    JM_CURE_NETWORK, N_("Trust a Company CA…"), EXIT_ATTENTION },
  { JM_TROUBLE_TLS_INVALID, "tls-invalid", N_("The certificate of Jira is not valid"),
    N_("It has expired or is meant for another site, so nothing was sent. Whoever runs the Jira "
        "site or the network can mend it; nobody can from here."),
    JM_CURE_HELP, N_("Show Help"), EXIT_ATTENTION },
  { JM_TROUBLE_TLS_CLIENT, "tls-client", N_("Jira wants to see a client certificate"),
    N_("This site lets nobody in without one that it knows. Choose the one that your company gave "
        "you."),
    JM_CURE_NETWORK, N_("Choose Client Certificate…"), EXIT_ATTENTION },
  { JM_TROUBLE_PROXY_SIGN_IN, "proxy-sign-in", N_("The proxy wants you to sign in"),
    N_("The way to Jira leads through a proxy that asks for a name and a password."),
    JM_CURE_NETWORK, N_("Sign In to Proxy…"), EXIT_ATTENTION },
  { JM_TROUBLE_NOT_ENCRYPTED, "not-encrypted", N_("This site is not encrypted"),
    N_("What is sent to it could be read on the way, the token too, so nothing is sent. It can be "
        "allowed for this one site."),
    JM_CURE_NETWORK, N_("Show Network Preferences"), EXIT_ATTENTION },
  { JM_TROUBLE_RATE_LIMITED, "rate-limited", N_("Jira asked to wait"),
    N_("Too much was asked in a short time, by this or another program. It goes on by itself when "
        "the pause is over."),
    JM_CURE_WAIT, N_("Try Now"), EXIT_LATER },
  { JM_TROUBLE_SERVER_ERROR, "server-error", N_("Jira has a problem"),
    N_("The server could not answer properly. Nothing was lost, and it is tried again by itself."),
    JM_CURE_WAIT, N_("Try Now"), EXIT_LATER },
  { JM_TROUBLE_NEEDS_SIGN_IN, "needs-sign-in", N_("Jira no longer accepts this sign-in"),
    N_("It ran out or was withdrawn. Sign in again; everything that was loaded is kept."),
    JM_CURE_SIGN_IN, N_("Sign In Again"), EXIT_ATTENTION },
  { JM_TROUBLE_CLIENT_REFUSED, "client-refused", N_("Atlassian does not know your OAuth app"),
    N_("The app’s client ID or secret is missing or wrong. Compare it with the developer "
        "console."),
    JM_CURE_EDIT_CLIENT, N_("Edit OAuth App"), EXIT_ATTENTION },
  { JM_TROUBLE_BLOCKED, "blocked", N_("Jira refuses to look at this sign-in"),
    N_("After too many wrong passwords Jira wants to see a person. Sign in to Jira in the "
        "browser, and then sign in here again."),
    JM_CURE_OPEN_JIRA, N_("Open Jira"), EXIT_ATTENTION },
  { JM_TROUBLE_KEYRING_LOCKED, "keyring-locked", N_("The keyring is locked"),
    N_("The token is safe, but cannot be read until the keyring is unlocked."),
    JM_CURE_UNLOCK_KEYRING, N_("Unlock Keyring"), EXIT_ATTENTION },
  { JM_TROUBLE_KEYRING_UNAVAILABLE, "keyring-unavailable", N_("The keyring does not answer"),
    N_("The token is kept by the desktop’s password service, and that is not running or does not "
        "reply. It is tried again by itself."),
    JM_CURE_WAIT, N_("Try Now"), EXIT_ATTENTION },
  { JM_TROUBLE_TOKENS_UNSAVED, "tokens-unsaved", N_("The keyring did not keep the new token"),
    N_("Everything works until the program ends. Keep it open; it tries to save the token again "
        "by itself."),
    JM_CURE_WAIT, N_("Save Now"), EXIT_ATTENTION },
  { JM_TROUBLE_SCOPE_CHANGED, "scope-changed", N_("A permission is missing"),
    N_("This sign-in does not include everything that was asked for. Sign in again and agree to "
        "the permissions shown."),
    JM_CURE_SIGN_IN, N_("Sign In Again"), EXIT_ATTENTION },
  { JM_TROUBLE_SITE_GONE, "site-gone", N_("This site can no longer be reached with your sign-in"),
    N_("It was renamed, removed, or taken out of what you allowed. Sign in again and choose the "
        "site, or remove the account."),
    JM_CURE_SIGN_IN, N_("Sign In Again"), EXIT_ATTENTION },
  { JM_TROUBLE_ACCOUNT_REMOVED, "account-removed", N_("This account was removed"),
    N_("Its data and its sign-in are no longer on this computer."), JM_CURE_NONE, NULL,
    EXIT_ATTENTION },
  { JM_TROUBLE_DISK_FULL, "disk-full", N_("The disk is full"),
    N_("New data can’t be kept. Make room; it goes on by itself."), JM_CURE_WAIT, N_("Try Now"),
    EXIT_ATTENTION },
  { JM_TROUBLE_DB_NEWER, "db-newer", N_("The data is from a newer version"),
    N_("A newer Jira Monitor wrote it, so this one leaves it alone. Install the newer version."),
    JM_CURE_HELP, N_("Show Help"), EXIT_ATTENTION },
  { JM_TROUBLE_DB_CORRUPT, "db-corrupt", N_("The stored data is damaged"),
    N_("It can’t be read or written. What came from Jira can be fetched again; the sign-in is not "
        "affected."),
    JM_CURE_REBUILD, N_("Rebuild From Jira…"), EXIT_ATTENTION },
  { JM_TROUBLE_CLOCK_WRONG, "clock-wrong", N_("This computer’s clock is wrong"),
    N_("It differs from Jira’s by more than five minutes. Set it right; until then times are not "
        "what they seem."),
    JM_CURE_HELP, N_("Show Help"), EXIT_ATTENTION },
};

G_STATIC_ASSERT (G_N_ELEMENTS (troubles) == JM_N_TROUBLES);

/* Each indexed by the code of its domain. */
static const JmTrouble auth_troubles[] = {
  [JM_AUTH_ERROR_KEYRING_LOCKED] = JM_TROUBLE_KEYRING_LOCKED,
  [JM_AUTH_ERROR_KEYRING_UNAVAILABLE] = JM_TROUBLE_KEYRING_UNAVAILABLE,
  [JM_AUTH_ERROR_KEYRING_LOST] = JM_TROUBLE_TOKENS_UNSAVED,
  [JM_AUTH_ERROR_SECRET_MISSING] = JM_TROUBLE_NEEDS_SIGN_IN,
  [JM_AUTH_ERROR_REFUSED] = JM_TROUBLE_NEEDS_SIGN_IN,
  [JM_AUTH_ERROR_CLIENT_REFUSED] = JM_TROUBLE_CLIENT_REFUSED,
  [JM_AUTH_ERROR_CLIENT_MISSING] = JM_TROUBLE_CLIENT_REFUSED,
  [JM_AUTH_ERROR_BLOCKED] = JM_TROUBLE_BLOCKED,
  [JM_AUTH_ERROR_DENIED] = JM_TROUBLE_NEEDS_SIGN_IN,
  [JM_AUTH_ERROR_PORT_BUSY] = JM_TROUBLE_NEEDS_SIGN_IN,
  [JM_AUTH_ERROR_CALLBACK] = JM_TROUBLE_NEEDS_SIGN_IN,
  [JM_AUTH_ERROR_TIMED_OUT] = JM_TROUBLE_NEEDS_SIGN_IN,
  [JM_AUTH_ERROR_CODE_SPENT] = JM_TROUBLE_NEEDS_SIGN_IN,
  [JM_AUTH_ERROR_NO_SITE] = JM_TROUBLE_SITE_GONE,
  [JM_AUTH_ERROR_OTHER_PERSON] = JM_TROUBLE_NEEDS_SIGN_IN,
  [JM_AUTH_ERROR_DUPLICATE] = JM_TROUBLE_NEEDS_SIGN_IN,
  [JM_AUTH_ERROR_LOCK] = JM_TROUBLE_SERVER_ERROR,
  [JM_AUTH_ERROR_INVALID] = JM_TROUBLE_NEEDS_SIGN_IN,
};

/* FORBIDDEN, NOT_FOUND, GONE, INVALID and CONFLICT are about one thing that was asked for, not
 * about the account: they are shown where it was asked, and the account stays well. */
static const JmTrouble jira_troubles[] = {
  [JM_JIRA_ERROR_OFFLINE] = JM_TROUBLE_OFFLINE,
  [JM_JIRA_ERROR_CAPTIVE_PORTAL] = JM_TROUBLE_CAPTIVE_PORTAL,
  [JM_JIRA_ERROR_RATE_LIMITED] = JM_TROUBLE_RATE_LIMITED,
  [JM_JIRA_ERROR_SERVER] = JM_TROUBLE_SERVER_ERROR,
  [JM_JIRA_ERROR_TLS] = JM_TROUBLE_TLS_UNTRUSTED,
  [JM_JIRA_ERROR_TLS_INVALID] = JM_TROUBLE_TLS_INVALID,
  [JM_JIRA_ERROR_TLS_CLIENT] = JM_TROUBLE_TLS_CLIENT,
  [JM_JIRA_ERROR_PROXY_SIGN_IN] = JM_TROUBLE_PROXY_SIGN_IN,
  [JM_JIRA_ERROR_PLAIN] = JM_TROUBLE_NOT_ENCRYPTED,
  [JM_JIRA_ERROR_UNAUTHORIZED] = JM_TROUBLE_NEEDS_SIGN_IN,
  [JM_JIRA_ERROR_ANONYMOUS] = JM_TROUBLE_NEEDS_SIGN_IN,
  [JM_JIRA_ERROR_BLOCKED] = JM_TROUBLE_BLOCKED,
  [JM_JIRA_ERROR_SCOPE] = JM_TROUBLE_SCOPE_CHANGED,
  [JM_JIRA_ERROR_FORBIDDEN] = JM_TROUBLE_OK,
  [JM_JIRA_ERROR_NOT_FOUND] = JM_TROUBLE_OK,
  [JM_JIRA_ERROR_GONE] = JM_TROUBLE_OK,
  [JM_JIRA_ERROR_INVALID] = JM_TROUBLE_OK,
  [JM_JIRA_ERROR_CONFLICT] = JM_TROUBLE_OK,
  [JM_JIRA_ERROR_BROKEN] = JM_TROUBLE_SERVER_ERROR,
  [JM_JIRA_ERROR_TOO_LARGE] = JM_TROUBLE_OK,
  [JM_JIRA_ERROR_UNREADABLE] = JM_TROUBLE_SERVER_ERROR,
  [JM_JIRA_ERROR_STALE] = JM_TROUBLE_OK,
};

static const JmTrouble http_troubles[] = {
  [JM_HTTP_ERROR_OFFLINE] = JM_TROUBLE_OFFLINE,
  [JM_HTTP_ERROR_TIMED_OUT] = JM_TROUBLE_OFFLINE,
  [JM_HTTP_ERROR_TLS] = JM_TROUBLE_TLS_UNTRUSTED,
  [JM_HTTP_ERROR_TLS_INVALID] = JM_TROUBLE_TLS_INVALID,
  [JM_HTTP_ERROR_TLS_CLIENT] = JM_TROUBLE_TLS_CLIENT,
  [JM_HTTP_ERROR_PROXY_SIGN_IN] = JM_TROUBLE_PROXY_SIGN_IN,
  [JM_HTTP_ERROR_PLAIN] = JM_TROUBLE_NOT_ENCRYPTED,
  [JM_HTTP_ERROR_PROXY] = JM_TROUBLE_OFFLINE,
  [JM_HTTP_ERROR_TOO_LARGE] = JM_TROUBLE_SERVER_ERROR,
  [JM_HTTP_ERROR_BROKEN] = JM_TROUBLE_SERVER_ERROR,
  [JM_HTTP_ERROR_REFUSED] = JM_TROUBLE_TLS_UNTRUSTED,
};

static const JmTrouble store_troubles[] = {
  [JM_STORE_ERROR_FULL] = JM_TROUBLE_DISK_FULL,
  [JM_STORE_ERROR_CORRUPT] = JM_TROUBLE_DB_CORRUPT,
  [JM_STORE_ERROR_NEWER] = JM_TROUBLE_DB_NEWER,
  [JM_STORE_ERROR_BUSY] = JM_TROUBLE_SERVER_ERROR,
  [JM_STORE_ERROR_READ_ONLY] = JM_TROUBLE_DB_CORRUPT,
  [JM_STORE_ERROR_CLOSED] = JM_TROUBLE_ACCOUNT_REMOVED,
  [JM_STORE_ERROR_INVALID] = JM_TROUBLE_DB_CORRUPT,
  [JM_STORE_ERROR_FAILED] = JM_TROUBLE_DB_CORRUPT,
};

static JmTrouble
pick (const JmTrouble *table,
      gsize            n_rows,
      int              code)
{
  if (code < 0 || (gsize) code >= n_rows)
    return JM_TROUBLE_SERVER_ERROR;
  return table[code];
}

/**
 * jm_trouble_get_info:
 * @trouble: one of the closed set
 *
 * Returns: (transfer none): its words, its cure and its exit code. Texts are untranslated: show
 *   them through _().
 */
const JmTroubleInfo *
jm_trouble_get_info (JmTrouble trouble)
{
  g_return_val_if_fail ((guint) trouble < JM_N_TROUBLES, &troubles[JM_TROUBLE_OK]);

  return &troubles[trouble];
}

/**
 * jm_trouble_from_nick:
 * @nick: (nullable): a word from state.db
 *
 * Returns: the trouble, or JM_TROUBLE_OK for NULL and for a word that it does not know.
 */
JmTrouble
jm_trouble_from_nick (const char *nick)
{
  for (guint i = 0; nick != NULL && i < G_N_ELEMENTS (troubles); i++)
    {
      if (g_str_equal (nick, troubles[i].nick))
        return troubles[i].trouble;
    }
  return JM_TROUBLE_OK;
}

/**
 * jm_trouble_from_error:
 * @error: (nullable): what ended some work
 *
 * Returns: which trouble of the account this is. JM_TROUBLE_OK for NULL, for cancellation, and for
 *   an error that is about one thing only (404, a wrong query). What no table knows is taken for a
 *   problem of the server: it is tried again, and asks nobody to sign in.
 */
JmTrouble
jm_trouble_from_error (const GError *error)
{
  if (error == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return JM_TROUBLE_OK;
  if (error->domain == JM_AUTH_ERROR)
    return pick (auth_troubles, G_N_ELEMENTS (auth_troubles), error->code);
  if (error->domain == JM_JIRA_ERROR)
    return pick (jira_troubles, G_N_ELEMENTS (jira_troubles), error->code);
  if (error->domain == JM_HTTP_ERROR)
    return pick (http_troubles, G_N_ELEMENTS (http_troubles), error->code);
  if (error->domain == JM_STORE_ERROR)
    return pick (store_troubles, G_N_ELEMENTS (store_troubles), error->code);
  return JM_TROUBLE_SERVER_ERROR;
}

/**
 * jm_trouble_is_passing:
 * @trouble: one of the closed set
 *
 * Returns: TRUE when nobody needs to do anything: the account is well, or will be by itself.
 */
gboolean
jm_trouble_is_passing (JmTrouble trouble)
{
  switch (trouble)
    {
    case JM_TROUBLE_OK:
    case JM_TROUBLE_OFFLINE:
    case JM_TROUBLE_RATE_LIMITED:
    case JM_TROUBLE_SERVER_ERROR:
    case JM_TROUBLE_CAPTIVE_PORTAL:
      return TRUE;
    case JM_TROUBLE_TLS_UNTRUSTED:
    case JM_TROUBLE_TLS_INVALID:
    case JM_TROUBLE_TLS_CLIENT:
    case JM_TROUBLE_PROXY_SIGN_IN:
    case JM_TROUBLE_NOT_ENCRYPTED:
    case JM_TROUBLE_NEEDS_SIGN_IN:
    case JM_TROUBLE_CLIENT_REFUSED:
    case JM_TROUBLE_BLOCKED:
    case JM_TROUBLE_KEYRING_LOCKED:
    case JM_TROUBLE_KEYRING_UNAVAILABLE:
    case JM_TROUBLE_TOKENS_UNSAVED:
    case JM_TROUBLE_SCOPE_CHANGED:
    case JM_TROUBLE_SITE_GONE:
    case JM_TROUBLE_ACCOUNT_REMOVED:
    case JM_TROUBLE_DISK_FULL:
    case JM_TROUBLE_DB_NEWER:
    case JM_TROUBLE_DB_CORRUPT:
    case JM_TROUBLE_CLOCK_WRONG:
    case JM_N_TROUBLES:
      return FALSE;
    }
  return FALSE;
}
