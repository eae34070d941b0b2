/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "auth/jm-trouble.h"
#include "sync/jm-health-private.h"

/*
 * The disk: what we keep on it, what is free, how long a small read takes, and whether the files were
 * whole when they were looked through (jm-health-integrity.c).
 */

#define FREE_BAD_BYTES    (100 * G_GINT64_CONSTANT (1000000))
#define FREE_REMARK_BYTES (G_GINT64_CONSTANT (1000000000))
#define SLOW_READ_MS      500

typedef struct
{
  JmServices      *services;
  JmHealthFinding *finding;
  gint64           size;
  gint64           slowest_ms;
  gint64           whole_since_ms; /* when the file that waited longest was found whole; 0 some never was */
} Look;

/* --- free space */

static void
free_space_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      data)
{
  g_autoptr (DexPromise) promise = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info =
      g_file_query_filesystem_info_finish (G_FILE (source), result, &error);

  if (info == NULL)
    dex_promise_reject (promise, g_steal_pointer (&error));
  else if (!g_file_info_has_attribute (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE))
    dex_promise_resolve_int64 (promise, -1);
  else
    dex_promise_resolve_int64 (
        promise,
        (gint64) MIN (g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE),
                      (guint64) G_MAXINT64));
}

/* Resolves to the bytes that are free where @path lies, -1 when nobody knows. */
static DexFuture *
query_free_space (const char *path)
{
  DexPromise *promise = dex_promise_new_cancellable ();
  g_autoptr (GFile) file = g_file_new_for_path (path);

  g_file_query_filesystem_info_async (file, G_FILE_ATTRIBUTE_FILESYSTEM_FREE, G_PRIORITY_DEFAULT,
                                      dex_promise_get_cancellable (promise), free_space_cb,
                                      dex_ref (promise));
  return DEX_FUTURE (promise);
}

/* --- sizes and reads */

/* Awaits. A file and what SQLite puts beside it */
static gint64
measure_file (const char *path)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };
  gint64 size = 0;

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (path, suffixes[i], NULL);
      g_autoptr (GFile) file = g_file_new_for_path (name);
      g_autoptr (GFileInfo) info =
          dex_await_object (dex_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE,
                                                 G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT),
                            NULL);

      if (info != NULL)
        size += g_file_info_get_size (info);
    }

  return size;
}

static void
note_read (Look   *look,
           gint64  begun_ms)
{
  look->slowest_ms =
      MAX (look->slowest_ms, jm_clock_get_boot_ms (look->services->clock) - begun_ms);
}

static gboolean
look_at_state (Look *look)
{
  const char *path = jm_paths_get_state_file (look->services->paths);
  gint64 begun_ms = jm_clock_get_boot_ms (look->services->clock);
  g_autoptr (GError) error = NULL;
  g_autofree char *fact =
      dex_await_string (jm_state_store_get_fact (look->services->state, "health"), &error);

  if (error != NULL)
    {
      jm_health_finding_set_error (look->finding, error);
      return FALSE;
    }

  note_read (look, begun_ms);
  look->size += measure_file (path);
  return TRUE;
}

/* What the thorough look found last */
static gboolean
look_at_integrity (Look      *look,
                   JmAccount *account,
                   gint64     size)
{
  gint64 looked_at_ms;
  g_autofree char *fault = jm_health_get_integrity (look->services, account, &looked_at_ms);
  g_autofree char *words = g_format_size ((guint64) size);
  g_autofree char *when =
      jm_health_dup_when (looked_at_ms, jm_clock_get_wall_ms (look->services->clock));

  look->whole_since_ms = MIN (look->whole_since_ms, looked_at_ms);
  if (looked_at_ms > 0 && fault == NULL)
    /* Translators: a size, and when the file was looked through: "412 MB, without faults at 13:32" */
    jm_health_finding_add (look->finding, jm_account_get_name (account), _("%s, without faults at %s"),
                           words, when);
  else
    jm_health_finding_add (look->finding, jm_account_get_name (account), "%s", words);
  if (fault == NULL)
    return TRUE;

  look->finding->level = JM_HEALTH_BAD;
  g_set_str (&look->finding->sentence, fault);
  g_set_str (&look->finding->cure, _(jm_trouble_get_info (JM_TROUBLE_DB_CORRUPT)->advice));
  look->finding->remedy = JM_HEALTH_CURE_REBUILD;
  g_set_object (&look->finding->patient, account);
  return FALSE;
}

static gboolean
look_at_account (Look      *look,
                 JmAccount *account)
{
  g_autofree char *path = jm_paths_dup_account_file (look->services->paths, jm_account_get_id (account));
  gint64 size = measure_file (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (JmStore) store = NULL;
  gint64 begun_ms;

  look->size += size;
  if (!look_at_integrity (look, account, size))
    return FALSE;
  if (!(store = dex_await_object (jm_account_open_store (account), &error)))
    {
      jm_health_finding_set_error (look->finding, error);
      g_set_object (&look->finding->patient, account);
      return FALSE;
    }

  begun_ms = jm_clock_get_boot_ms (look->services->clock);
  dex_await_int64 (jm_store_get_fetched_at (store, JM_RESOURCE_PROJECTS, NULL), &error);
  if (error != NULL)
    {
      jm_health_finding_set_error (look->finding, error);
      g_set_object (&look->finding->patient, account);
      return FALSE;
    }

  note_read (look, begun_ms);
  return TRUE;
}

static GPtrArray *
list_active (JmAccounts *accounts)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (accounts)); i++)
    {
      g_autoptr (JmAccount) account = g_list_model_get_item (G_LIST_MODEL (accounts), i);

      if (jm_account_is_active (account))
        g_ptr_array_add (list, g_steal_pointer (&account));
    }

  return list;
}

/* --- the verdict */

static void
judge (Look   *look,
       gint64  free_bytes)
{
  JmHealthFinding *finding = look->finding;
  g_autofree char *used = g_format_size ((guint64) look->size);
  g_autofree char *free_space = g_format_size ((guint64) MAX (free_bytes, 0));

  finding->level = JM_HEALTH_FINE;
  if (free_bytes >= 0)
    {
      /* Translators: how much room is left on the disk */
      jm_health_finding_add (finding, _("Free"), "%s", free_space);
      /* Translators: what we use and what is free */
      finding->sentence =
          look->whole_since_ms > 0 ?
              g_strdup_printf (_("%s, checked without faults · %s free"), used, free_space) :
              g_strdup_printf (_("%s · %s free"), used, free_space);
    }
  else
    {
      finding->sentence = g_strdup (used);
    }

  if (free_bytes >= 0 && free_bytes < FREE_REMARK_BYTES)
    {
      finding->level = free_bytes < FREE_BAD_BYTES ? JM_HEALTH_BAD : JM_HEALTH_REMARK;
      finding->cure = g_strdup (_("Make room on the disk. When it is full, synchronizing pauses, and nothing is lost."));
    }
  else if (look->slowest_ms > SLOW_READ_MS)
    {
      finding->level = JM_HEALTH_REMARK;
      finding->cure = g_strdup (_("The disk is busy. Nothing needs to be done."));
    }
}

/**
 * jm_health_ask_storage:
 *
 * Sizes, free space, and a small read of each file; measures the slowest of them. A file that cannot be
 * read is bad, and names the account that it belongs to.
 */
void
jm_health_ask_storage (JmServices      *services,
                       JmAccounts      *accounts,
                       JmHealthFinding *finding)
{
  g_autoptr (GPtrArray) list = list_active (accounts);
  Look look = { .services = services, .finding = finding, .whole_since_ms = list->len > 0 ? G_MAXINT64 : 0 };
  g_autoptr (GError) error = NULL;
  gboolean readable;
  gint64 free_bytes;

  readable = look_at_state (&look);
  for (guint i = 0; readable && i < list->len; i++)
    readable = look_at_account (&look, g_ptr_array_index (list, i));
  if (!readable)
    {
      finding->is_measured = TRUE;
      finding->measured = NAN;
      return;
    }

  free_bytes = dex_await_int64 (query_free_space (jm_paths_get_root (services->paths)), &error);
  jm_health_finding_set_ms (finding, look.slowest_ms);
  judge (&look, error == NULL ? free_bytes : -1);
}
