/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-store-private.h"

/* Care for an account's file: a copy, a thorough look, and a new one instead of a damaged one. */

/* What Jira does not have. */
static const char *const own_tables[] = { "views", NULL };

/**
 * jm_store_back_up:
 * @path: where the copy goes; what is there stays until the copy is complete
 *
 * Returns: (transfer full): resolves to its size in bytes (int64); rejects with JM_STORE_ERROR, and
 *   then nothing was made
 */
DexFuture *
jm_store_back_up (JmStore    *self,
                  const char *path)
{
  dex_return_error_if_fail (JM_IS_STORE (self));
  dex_return_error_if_fail (path != NULL);

  return jm_database_back_up (jm_store_get_database (self), path);
}

/**
 * jm_store_check:
 *
 * Looks at every page, row and index while work goes on.
 *
 * Returns: (transfer full): resolves to TRUE; rejects with JM_STORE_ERROR_CORRUPT, and then the next
 *   jm_store_open() does as well, until jm_store_rebuild()
 */
DexFuture *
jm_store_check (JmStore *self)
{
  dex_return_error_if_fail (JM_IS_STORE (self));

  return jm_database_check (jm_store_get_database (self));
}

static DexFuture *
rebuild_fiber (gpointer data)
{
  JmStore *self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *aside =
      dex_await_string (jm_database_salvage (jm_store_get_database (self), own_tables), &error);

  if (aside == NULL || !dex_await (jm_store_open (self), &error))
    return dex_future_new_for_error (g_steal_pointer (&error));

  return dex_future_new_true ();
}

/**
 * jm_store_rebuild:
 *
 * For a store whose jm_store_open() was rejected with JM_STORE_ERROR_CORRUPT: its file is set aside,
 * and a new one is opened that has what Jira does not have. The next full run brings all the rest.
 *
 * Returns: (transfer full): resolves to TRUE; rejects with JM_STORE_ERROR
 */
DexFuture *
jm_store_rebuild (JmStore *self)
{
  dex_return_error_if_fail (JM_IS_STORE (self));

  return dex_scheduler_spawn (NULL, 0, rebuild_fiber, g_object_ref (self), g_object_unref);
}
