/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/jm-accounts.h"
#include "accounts/jm-demonstration.h"
#include "accounts/jm-sign-in.h"

G_BEGIN_DECLS

/* The program without a face: makes the services, opens state.db, loads the accounts. One for each
 * process. Sees what another process of ours writes to state.db, and follows. */
#define JM_TYPE_MONITOR (jm_monitor_get_type ())

G_DECLARE_FINAL_TYPE (JmMonitor, jm_monitor, JM, MONITOR, GObject)

/* The person's own: data in $XDG_DATA_HOME, secrets in the keyring, JIRA_MONITOR_ENDPOINT
 * obeyed. */
JmMonitor  *jm_monitor_new           (GError      **error);
/* The demonstration or a test: data in @root, settings in @root/settings.ini, @keyring and
 * @endpoint as given. */
JmMonitor  *jm_monitor_new_apart     (const char   *root,
                                      JmKeyring    *keyring,
                                      const char   *endpoint,
                                      JmClock      *clock,
                                      GError      **error);
/* Opens and loads. Resolves to TRUE; rejects with JM_STORE_ERROR. */
DexFuture  *jm_monitor_open          (JmMonitor    *self) G_GNUC_WARN_UNUSED_RESULT;
/* The same without the history of events, for a command that does not show it. */
DexFuture  *jm_monitor_open_without_history (JmMonitor *self) G_GNUC_WARN_UNUSED_RESULT;
/* Watches: keepers, pruning of events, changes by other processes. */
void        jm_monitor_start         (JmMonitor    *self);
/* Ends all work and closes the files. */
DexFuture  *jm_monitor_close         (JmMonitor    *self) G_GNUC_WARN_UNUSED_RESULT;
JmServices *jm_monitor_get_services  (JmMonitor    *self);
JmAccounts *jm_monitor_get_accounts  (JmMonitor    *self);
JmSignIn   *jm_monitor_begin_sign_in (JmMonitor    *self,
                                      JmAccount    *again);

/* --- the demonstration: a simulator from libexec, data and secrets of its own, gone when dropped
 * (R99) */

/* Starts jira-monitor-simulator on loopback and signs in to it with the ordinary OAuth way (the
 * simulator consents by itself). Resolves to an open JmMonitor with its accounts; its folder is
 * removed when it is closed. */
DexFuture  *jm_monitor_open_demonstration (GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
gboolean    jm_monitor_is_demonstration   (JmMonitor    *self);
/* What stands behind it, or NULL. Borrowed. */
JmDemonstration *jm_monitor_get_demonstration (JmMonitor *self);

G_END_DECLS
