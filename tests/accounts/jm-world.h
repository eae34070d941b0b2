/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/jm-monitor.h"
#include "fixtures/jm-simulator.h"
#include "fixtures/jm-test.h"

G_BEGIN_DECLS

/* A simulator, a folder, a keyring in memory and a monitor over them: all that a journey of
 * accounts needs. */
typedef struct
{
  JmSimulator   *simulator;
  char          *root;
  JmClock       *clock;
  JmKeyring     *keyring;
  JmOauthClient *client;        /* with a callback on a port that was free */
  JmMonitor     *monitor;
} JmWorld;

JmWorld    *jm_world_new            (void);
/* With so many issues and projects on the first site */
JmWorld    *jm_world_new_sized      (guint          n_issues,
                                     guint          n_projects);
void        jm_world_free           (JmWorld       *self);
/* Another process's view of the same data */
JmMonitor  *jm_world_open_monitor   (JmWorld       *self);
JmAccounts *jm_world_get_accounts   (JmWorld       *self);
guint       jm_world_count_accounts (JmWorld       *self);
/* The account in position @i; the caller owns it. */
JmAccount  *jm_world_dup_account    (JmWorld       *self,
                                     guint          i);
/* Arms one fault of the simulator: a JSON object */
void        jm_world_arm            (JmWorld       *self,
                                     const char    *fault);

/* Each call of the keyring fails with this JM_AUTH_ERROR from now on; -1: it is well again. */
void        jm_world_set_mood       (JmWorld       *self,
                                     int            code);

/* From a fiber: a browser that accepts whatever page it is sent to. Resolves to the choices. */
GListModel *jm_world_browse         (JmWorld       *self,
                                     JmSignIn      *sign_in,
                                     GError       **error);
/* From a fiber: a whole sign-in to the sites whose numbers are given, ended by -1. @again may be
 * NULL. */
GListModel *jm_world_sign_in        (JmWorld       *self,
                                     JmAccount     *again,
                                     GError       **error,
                                     ...);
/* Sets the choice number @i. */
void        jm_world_choose         (GListModel    *choices,
                                     guint          i,
                                     gboolean       chosen);
/* How often @text stands in the bytes of all files below the root */
guint       jm_world_count_bytes    (JmWorld       *self,
                                     const char    *text);
/* The secret of the credential of @account, or NULL: from a fiber. The caller frees it. */
char       *jm_world_dup_secret     (JmWorld       *self,
                                     const char    *credential_id);

typedef void (*JmWorldBody) (JmWorld *world);

/* Runs @body as a fiber in a world of its own. */
void        jm_world_run            (gconstpointer  body);

G_END_DECLS
