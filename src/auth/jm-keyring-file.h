/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The file in which libsecret keeps secrets inside a sandbox: looked at before libsecret does. */

typedef enum
{
  JM_KEYRING_FILE_ABSENT,       /* or without any entry */
  JM_KEYRING_FILE_GOOD,
  JM_KEYRING_FILE_BAD,          /* libsecret must not see it */
} JmKeyringFileState;

/* $SECRET_FILE_TEST_PATH, else $XDG_DATA_HOME/keyrings/default.keyring: where libsecret has it. */
char               *jm_keyring_file_dup_path   (void);
/* What @size bytes of such a file are. */
JmKeyringFileState  jm_keyring_file_check      (const guint8       *data,
                                                gsize               size);
/* Reads and checks it. FALSE when it can't be read, which says nothing about its state. */
gboolean            jm_keyring_file_look       (const char         *path,
                                                JmKeyringFileState *state,
                                                GError            **error);
/* Renames it to PATH.WHY-DATE beside it, WHY being "bad" or "old". Returns the new name without
 * its folder. */
char               *jm_keyring_file_put_aside  (const char         *path,
                                                const char         *why,
                                                gint64              wall_ms,
                                                GError            **error) G_GNUC_WARN_UNUSED_RESULT;
/* In whole seconds since 1970; 0 when it is not there. */
gint64              jm_keyring_file_get_second (const char         *path);
/* Moves the time of its last change on to a second after @second, if it is not there already. */
void                jm_keyring_file_tick       (const char         *path,
                                                gint64              second);
/* libsecret leaves what it replaced in PATH~. */
void                jm_keyring_file_purge      (const char         *path);

G_END_DECLS
