/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Where everything of one instance lies: $XDG_DATA_HOME/jira-monitor, or a folder of its own for
 * the demonstration and for tests. Folders are made with mode 0700, and mended or refused when they
 * are not ours alone. */
#define JM_TYPE_PATHS (jm_paths_get_type ())

G_DECLARE_FINAL_TYPE (JmPaths, jm_paths, JM, PATHS, GObject)

/* @root NULL: the person's own data. Sets umask 077 for the process. */
JmPaths  *jm_paths_new              (const char *root,
                                     GError    **error);
const char *jm_paths_get_root       (JmPaths    *self);
/* state.db */
const char *jm_paths_get_state_file (JmPaths    *self);
/* accounts/<id>.db */
char     *jm_paths_dup_account_file (JmPaths    *self,
                                     const char *account_id);
/* locks/<credential>.lock: taken, never unlinked */
char     *jm_paths_dup_lock_file    (JmPaths    *self,
                                     const char *credential_id);
/* The program @name of libexec: looked for in $JIRA_MONITOR_LIBEXECDIR (folders with ':') and then
 * where it was installed. NULL when it is nowhere. */
char     *jm_paths_find_helper      (const char *name);

G_END_DECLS
