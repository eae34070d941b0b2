/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libdex.h>

#include "auth/jm-auth-error.h"
#include "base/jm-clock.h"

G_BEGIN_DECLS

/* A lock that only one holder on this machine has, in this process or another. Dropping the object
 * releases it; so does the end of the process, however it ends. The file is never unlinked, for two
 * processes could then hold "the" lock. */
#define JM_TYPE_FILE_LOCK (jm_file_lock_get_type ())

G_DECLARE_FINAL_TYPE (JmFileLock, jm_file_lock, JM, FILE_LOCK, GObject)

/* Resolves to a JmFileLock; rejects with JM_AUTH_ERROR_LOCK after @seconds, or
 * G_IO_ERROR_CANCELLED. */
DexFuture *jm_file_lock_take (const char   *path,
                              guint         seconds,
                              JmClock      *clock,
                              GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
