/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "sync/jm-health-private.h"

/*
 * The thorough look at an account's file, page by page: too long for a round, so it is done apart, once a
 * week, one account after the other. What came of it is a fact "integrity/<account>": "1795176000000 ok",
 * or the time and what is wrong.
 */

#define WEEK_MS (7 * 24 * 60 * 60 * G_GINT64_CONSTANT (1000))
#define WHOLE   "ok"

typedef struct
{
  JmServices   *services;
  JmAccounts   *accounts;
  GCancellable *cancellable;
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_object_unref (look->services);
  g_object_unref (look->accounts);
  g_object_unref (look->cancellable);
  g_free (look);
}

static char *
dup_key (JmAccount *account)
{
  return g_strconcat ("integrity/", jm_account_get_id (account), NULL);
}

/**
 * jm_health_get_integrity:
 * @looked_at_ms: (out): when it was looked at, wall ms, 0 never
 *
 * Awaits.
 *
 * Returns: (transfer full) (nullable): what was wrong then, a sentence; NULL when it was whole
 */
char *
jm_health_get_integrity (JmServices *services,
                         JmAccount  *account,
                         gint64     *looked_at_ms)
{
  g_autofree char *key = dup_key (account);
  g_autofree char *fact = dex_await_string (jm_state_store_get_fact (services->state, key), NULL);
  char *words;

  *looked_at_ms = fact != NULL ? MAX (g_ascii_strtoll (fact, &words, 10), 0) : 0;
  if (*looked_at_ms == 0 || *words != ' ' || g_str_equal (words + 1, WHOLE))
    return NULL;

  return g_strdup (words + 1);
}

/* Awaits. */
static void
look_at (Look      *look,
         JmAccount *account)
{
  g_autoptr (JmStore) store = dex_await_object (jm_account_open_store (account), NULL);
  g_autofree char *key = dup_key (account);
  g_autofree char *fact = NULL;
  g_autoptr (GError) error = NULL;

  if (store == NULL)
    return;

  dex_await (jm_store_check (store), &error);
  /* Anything else than damage says nothing about the file: it was closed, or the disk was busy. */
  if (g_cancellable_is_cancelled (look->cancellable) ||
      (error != NULL && !g_error_matches (error, JM_STORE_ERROR, JM_STORE_ERROR_CORRUPT)))
    return;

  fact = g_strdup_printf ("%" G_GINT64_FORMAT " %s", jm_clock_get_wall_ms (look->services->clock),
                          error != NULL ? error->message : WHOLE);
  dex_await (jm_state_store_put_fact (look->services->state, key, fact), NULL);
}

/* A file that was found damaged is looked at again after each round: it may be a new one. */
static gboolean
is_due (Look      *look,
        JmAccount *account)
{
  gint64 now_ms = jm_clock_get_wall_ms (look->services->clock);
  gint64 looked_at_ms;
  g_autofree char *fault = jm_health_get_integrity (look->services, account, &looked_at_ms);

  return jm_account_is_active (account) && (fault != NULL || ABS (now_ms - looked_at_ms) > WEEK_MS);
}

static DexFuture *
look_fiber (gpointer data)
{
  Look *look = data;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (look->accounts)); i++)
    {
      g_autoptr (JmAccount) account = g_list_model_get_item (G_LIST_MODEL (look->accounts), i);

      if (is_due (look, account) && !g_cancellable_is_cancelled (look->cancellable))
        look_at (look, account);
    }

  return dex_future_new_true ();
}

/**
 * jm_health_look_through:
 * @cancellable: no account is begun any more
 *
 * Looks through the files whose turn it is.
 *
 * Returns: (transfer full): resolves to TRUE
 */
DexFuture *
jm_health_look_through (JmServices   *services,
                        JmAccounts   *accounts,
                        GCancellable *cancellable)
{
  Look *look = g_new0 (Look, 1);

  look->services = g_object_ref (services);
  look->accounts = g_object_ref (accounts);
  look->cancellable = g_object_ref (cancellable);
  return dex_scheduler_spawn (NULL, 0, look_fiber, look, look_free);
}
