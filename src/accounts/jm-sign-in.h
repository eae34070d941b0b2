/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/jm-accounts.h"

G_BEGIN_DECLS

/* --- one site of a grant, as the chooser shows it */

#define JM_TYPE_SITE_CHOICE (jm_site_choice_get_type ())

/* Properties: "site" (JmJiraSite), "account" (the one that is there already, or NULL), "chosen"
 * (boolean, writable). */
G_DECLARE_FINAL_TYPE (JmSiteChoice, jm_site_choice, JM, SITE_CHOICE, GObject)

JmJiraSite *jm_site_choice_get_site    (JmSiteChoice *self);
JmAccount  *jm_site_choice_get_account (JmSiteChoice *self);
gboolean    jm_site_choice_is_chosen   (JmSiteChoice *self);
void        jm_site_choice_set_chosen  (JmSiteChoice *self,
                                        gboolean      chosen);

/* --- the story of one sign-in, for window and command line alike. Nothing is kept before
 * jm_sign_in_finish(): a sign-in that is dropped leaves no row and no secret. */

#define JM_TYPE_SIGN_IN (jm_sign_in_get_type ())

/* Properties: "authorize-url" (string, notify: there while a browser is waited for), "deadline"
 * (gint64 wall ms, notify). */
G_DECLARE_FINAL_TYPE (JmSignIn, jm_sign_in, JM, SIGN_IN, GObject)

/* @again: sign in again in place for this account (same person, data kept), or NULL. */
JmSignIn   *jm_sign_in_new              (JmServices          *services,
                                         JmAccounts          *accounts,
                                         JmAccount           *again);
/* What is at this address. Resolves to a JmJiraSite; rejects with JM_JIRA_ERROR. */
DexFuture  *jm_sign_in_discover         (JmSignIn            *self,
                                         const char          *address,
                                         GCancellable        *cancellable)
                                         G_GNUC_WARN_UNUSED_RESULT;
/* Listens, then sets "authorize-url" for somebody to open, waits for the redirect, exchanges the
 * code, reads who and which sites. @client NULL: jm_oauth_client_find(). Resolves to a GListModel
 * of JmSiteChoice; rejects with JM_AUTH_ERROR or JM_JIRA_ERROR. */
DexFuture  *jm_sign_in_with_browser     (JmSignIn            *self,
                                         const JmOauthClient *client,
                                         GCancellable        *cancellable)
                                         G_GNUC_WARN_UNUSED_RESULT;
/* The same without listening: the redirect comes by jm_sign_in_take_redirect(). For a port that another program holds. */
DexFuture  *jm_sign_in_by_paste         (JmSignIn            *self,
                                         const JmOauthClient *client,
                                         GCancellable        *cancellable) G_GNUC_WARN_UNUSED_RESULT;
const char *jm_sign_in_get_authorize_url (JmSignIn           *self);
gint64      jm_sign_in_get_deadline_ms  (JmSignIn            *self);
/* The redirect came another way: the sign-in view wrote it, or the person pasted it. FALSE with an
 * error when it is not ours. */
gboolean    jm_sign_in_take_redirect    (JmSignIn            *self,
                                         const char          *uri,
                                         GError             **error);
/* Tries @token on the site and then on the gateway (R6), once each. @ends_at_ms 0 when the person
 * does not know. Resolves to a GListModel of one JmSiteChoice, chosen. */
DexFuture  *jm_sign_in_with_api_token   (JmSignIn            *self,
                                         JmJiraSite          *site,
                                         const char          *email,
                                         const char          *token,
                                         gint64               ends_at_ms,
                                         GCancellable        *cancellable)
                                         G_GNUC_WARN_UNUSED_RESULT;
/* @token_name: as the person called it in Jira, to find its end date; may be NULL. */
DexFuture  *jm_sign_in_with_pat         (JmSignIn            *self,
                                         JmJiraSite          *site,
                                         const char          *token,
                                         const char          *token_name,
                                         gint64               ends_at_ms,
                                         GCancellable        *cancellable)
                                         G_GNUC_WARN_UNUSED_RESULT;
/* Who signed in: display name; NULL before one of the three resolved. */
const char *jm_sign_in_get_user_name    (JmSignIn            *self);
/* Keeps it: secret first, read back, then the rows; an account for each chosen site. Resolves to a
 * GListModel of JmAccount (the new ones, or the one that was signed in again). Rejects with
 * JM_AUTH_ERROR_DUPLICATE, …_OTHER_PERSON, …_NO_SITE, or a keyring's or store's error; then nothing
 * was kept. */
DexFuture  *jm_sign_in_finish           (JmSignIn            *self,
                                         GCancellable        *cancellable)
                                         G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
