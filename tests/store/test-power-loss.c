/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "fixtures/jm-test.h"
#include "store/jm-database.h"

/*
 * The power goes at any moment. A VFS of our own stands between SQLite and the disk and knows of each
 * file what was synced; of what was written since then, a disk may have kept any sectors, in any order,
 * and a half of the last one. Such images are made at random moments, and each must open: whole, with
 * all that was told to be stored where the file is precious, and with a state that once was where it
 * can be fetched again.
 *
 * JM_POWER_LOSSES: how many images; 5000 for a release.
 */

#define APPLICATION_ID 0x54455354
#define SECTOR 512
#define LOSSES 100
#define LOSSES_A_FILE 50
#define BATCH 5

static const char step_1[] = "CREATE TABLE rows (batch INTEGER NOT NULL, filler BLOB NOT NULL);"
                             "CREATE INDEX rows_by_batch ON rows (batch);";
static const char *const steps[] = { step_1, NULL };
static const JmSchema precious = { .application_id = APPLICATION_ID, .precious = TRUE, .steps = steps };
static const JmSchema cache = { .application_id = APPLICATION_ID, .precious = FALSE, .steps = steps };

/* --- what a disk knows of one file */

typedef struct
{
  gint64 offset;
  GBytes *bytes; /* NULL: cut off at @offset */
} Write;

typedef struct
{
  GByteArray *synced;
  GPtrArray *writes; /* of Write, since the last sync */
} Disk;

static struct
{
  sqlite3_vfs vfs;
  sqlite3_vfs *real;
  GMutex mutex;
  GHashTable *disks; /* path → Disk */
  guint until_loss;  /* writes until the next image */
  gint64 acknowledged;
  GPtrArray *images; /* of folder names */
  GArray *promised;  /* gint64, what was acknowledged when the image was made */
  const char *folder;
  GRand *random;
} loss;

static void
write_free (gpointer data)
{
  Write *write = data;

  g_clear_pointer (&write->bytes, g_bytes_unref);
  g_free (write);
}

static void
disk_free (gpointer data)
{
  Disk *disk = data;

  g_byte_array_unref (disk->synced);
  g_ptr_array_unref (disk->writes);
  g_free (disk);
}

static Disk *
find_disk (const char *path)
{
  Disk *disk = g_hash_table_lookup (loss.disks, path);

  if (disk != NULL)
    return disk;

  disk = g_new0 (Disk, 1);
  disk->synced = g_byte_array_new ();
  disk->writes = g_ptr_array_new_with_free_func (write_free);
  g_hash_table_insert (loss.disks, g_strdup (path), disk);
  return disk;
}

static void
put_bytes (GByteArray   *contents,
           gint64        offset,
           const guint8 *bytes,
           gsize         length)
{
  guint before = contents->len;

  if (offset + (gint64) length > before)
    {
      g_byte_array_set_size (contents, (guint) (offset + (gint64) length));
      if (offset > before)
        memset (contents->data + before, 0, (gsize) offset - before);
    }
  memcpy (contents->data + offset, bytes, length);
}

static void
apply (GByteArray  *contents,
       const Write *write)
{
  gsize length = 0;
  const guint8 *bytes;

  if (write->bytes == NULL)
    {
      g_byte_array_set_size (contents, (guint) MIN (write->offset, contents->len));
      return;
    }
  bytes = g_bytes_get_data (write->bytes, &length);
  put_bytes (contents, write->offset, bytes, length);
}

/* Each sector for itself: kept, lost, or torn in the middle. */
static void
apply_by_chance (GByteArray  *contents,
                 const Write *write)
{
  gsize length = 0;
  const guint8 *bytes;

  if (write->bytes == NULL)
    {
      if (g_rand_boolean (loss.random))
        apply (contents, write);
      return;
    }
  bytes = g_bytes_get_data (write->bytes, &length);
  for (gsize at = 0; at < length; at += SECTOR)
    {
      gsize size = MIN (SECTOR, length - at);
      int luck = g_rand_int_range (loss.random, 0, 20);

      if (luck == 0)
        size /= 2;
      if (luck <= 10)
        put_bytes (contents, write->offset + (gint64) at, bytes + at, size);
    }
}

/* What a disk has of the file after the loss. */
static void
save_image (const char *path,
            Disk       *disk,
            const char *folder)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *target = g_build_filename (folder, name, NULL);
  g_autoptr (GByteArray) contents = g_byte_array_new ();
  guint n_writes = disk->writes->len;
  g_autofree guint *order = g_new (guint, n_writes + 1);

  g_byte_array_append (contents, disk->synced->data, disk->synced->len);
  for (guint i = 0; i < n_writes; i++)
    order[i] = i;
  for (guint i = n_writes; i > 1; i--)
    {
      guint other = (guint) g_rand_int_range (loss.random, 0, (gint32) i);
      guint kept = order[i - 1];

      order[i - 1] = order[other];
      order[other] = kept;
    }
  for (guint i = 0; i < n_writes; i++)
    apply_by_chance (contents, disk->writes->pdata[order[i]]);

  g_file_set_contents (target, (const char *) contents->data, (gssize) contents->len, NULL);
}

static void
make_image (void)
{
  g_autofree char *folder = g_strdup_printf ("%s/image-%u", loss.folder, loss.images->len);
  GHashTableIter iter;
  gpointer path, disk;

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_hash_table_iter_init (&iter, loss.disks);
  while (g_hash_table_iter_next (&iter, &path, &disk))
    save_image (path, disk, folder);
  g_ptr_array_add (loss.images, g_steal_pointer (&folder));
  g_array_append_val (loss.promised, loss.acknowledged);
}

/* --- the VFS: everything goes to the real one, and is noted */

typedef struct
{
  sqlite3_file base;
  Disk *disk; /* NULL: nothing that lasts */
  sqlite3_file real[];
} File;

#define FILE_OF(file) ((File *) (file))
#define REAL(file) (FILE_OF (file)->real)
#define CALL(file, method, ...) REAL (file)->pMethods->method (REAL (file), ##__VA_ARGS__)

static void
note (sqlite3_file *file,
      gint64        offset,
      const void   *bytes,
      int           length)
{
  Write *write;

  if (FILE_OF (file)->disk == NULL)
    return;

  write = g_new0 (Write, 1);
  write->offset = offset;
  write->bytes = bytes != NULL ? g_bytes_new (bytes, (gsize) length) : NULL;

  g_mutex_lock (&loss.mutex);
  g_ptr_array_add (FILE_OF (file)->disk->writes, write);
  if (loss.until_loss > 0 && --loss.until_loss == 0)
    make_image ();
  g_mutex_unlock (&loss.mutex);
}

static int
loss_close (sqlite3_file *f)
{
  return CALL (f, xClose);
}
static int
loss_read (sqlite3_file  *f,
           void          *b,
           int            n,
           sqlite3_int64  o)
{
  return CALL (f, xRead, b, n, o);
}
static int
loss_size (sqlite3_file  *f,
           sqlite3_int64 *s)
{
  return CALL (f, xFileSize, s);
}
static int
loss_lock (sqlite3_file *f,
           int           l)
{
  return CALL (f, xLock, l);
}
static int
loss_unlock (sqlite3_file *f,
             int           l)
{
  return CALL (f, xUnlock, l);
}
static int
loss_check (sqlite3_file *f,
            int          *r)
{
  return CALL (f, xCheckReservedLock, r);
}
static int
loss_control (sqlite3_file *f,
              int           op,
              void         *a)
{
  return CALL (f, xFileControl, op, a);
}
static int
loss_sector (sqlite3_file *f)
{
  return SECTOR;
}
/* No promise of the disk's is believed. */
static int
loss_device (sqlite3_file *f)
{
  return 0;
}
static int
loss_map (sqlite3_file   *f,
          int             p,
          int             s,
          int             e,
          void volatile **v)
{
  return CALL (f, xShmMap, p, s, e, v);
}
static int
loss_shm_lock (sqlite3_file *f,
               int           o,
               int           n,
               int           l)
{
  return CALL (f, xShmLock, o, n, l);
}
static void
loss_barrier (sqlite3_file *f)
{
  CALL (f, xShmBarrier);
}
static int
loss_unmap (sqlite3_file *f,
            int           d)
{
  return CALL (f, xShmUnmap, d);
}

static int
loss_write (sqlite3_file  *file,
            const void    *bytes,
            int            length,
            sqlite3_int64  offset)
{
  int code = CALL (file, xWrite, bytes, length, offset);

  if (code == SQLITE_OK)
    note (file, offset, bytes, length);
  return code;
}

static int
loss_truncate (sqlite3_file  *file,
               sqlite3_int64  size)
{
  int code = CALL (file, xTruncate, size);

  if (code == SQLITE_OK)
    note (file, size, NULL, 0);
  return code;
}

/* From now on the disk has it. The real sync is not needed: nobody pulls the plug. */
static int
loss_sync (sqlite3_file *file,
           int           flags)
{
  Disk *disk = FILE_OF (file)->disk;

  if (disk == NULL)
    return SQLITE_OK;

  g_mutex_lock (&loss.mutex);
  for (guint i = 0; i < disk->writes->len; i++)
    apply (disk->synced, disk->writes->pdata[i]);
  g_ptr_array_set_size (disk->writes, 0);
  g_mutex_unlock (&loss.mutex);
  return SQLITE_OK;
}

static const sqlite3_io_methods methods = {
  .iVersion = 2,
  .xClose = loss_close,
  .xRead = loss_read,
  .xWrite = loss_write,
  .xTruncate = loss_truncate,
  .xSync = loss_sync,
  .xFileSize = loss_size,
  .xLock = loss_lock,
  .xUnlock = loss_unlock,
  .xCheckReservedLock = loss_check,
  .xFileControl = loss_control,
  .xSectorSize = loss_sector,
  .xDeviceCharacteristics = loss_device,
  .xShmMap = loss_map,
  .xShmLock = loss_shm_lock,
  .xShmBarrier = loss_barrier,
  .xShmUnmap = loss_unmap,
};

static int
loss_open (sqlite3_vfs  *vfs,
           const char   *name,
           sqlite3_file *file,
           int           flags,
           int          *out_flags)
{
  int code = loss.real->xOpen (loss.real, name, REAL (file), flags, out_flags);

  file->pMethods = code == SQLITE_OK ? &methods : NULL;
  FILE_OF (file)->disk = NULL;
  if (code == SQLITE_OK && name != NULL && (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) != 0)
    {
      g_mutex_lock (&loss.mutex);
      FILE_OF (file)->disk = find_disk (name);
      g_mutex_unlock (&loss.mutex);
    }
  return code;
}

static void
lose_power_from_now_on (void)
{
  loss.real = sqlite3_vfs_find (NULL);
  loss.vfs = *loss.real;
  loss.vfs.pNext = NULL;
  loss.vfs.zName = "loss";
  loss.vfs.szOsFile = (int) sizeof (File) + loss.real->szOsFile;
  loss.vfs.xOpen = loss_open;
  loss.disks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, disk_free);
  loss.images = g_ptr_array_new_with_free_func (g_free);
  loss.promised = g_array_new (FALSE, FALSE, sizeof (gint64));
  sqlite3_vfs_register (&loss.vfs, TRUE);
}

static void
trust_the_disk_again (void)
{
  sqlite3_vfs_register (loss.real, TRUE);
  sqlite3_vfs_unregister (&loss.vfs);
  g_clear_pointer (&loss.disks, g_hash_table_unref);
  g_clear_pointer (&loss.images, g_ptr_array_unref);
  g_clear_pointer (&loss.promised, g_array_unref);
}

/* --- work while it happens */

/* Rows come, and a part of older ones goes, so that pages are used again. */
static DexFuture *
add_batch_job (sqlite3  *connection,
               gpointer  data)
{
  gint64 batch = GPOINTER_TO_INT (data);
  g_autofree char *sql = g_strdup_printf (
      "INSERT INTO rows SELECT %" G_GINT64_FORMAT ", randomblob (900)"
      "  FROM (VALUES (1), (2), (3), (4), (5));"
      "UPDATE rows SET filler = randomblob (1200) WHERE batch = %" G_GINT64_FORMAT,
      batch, batch / 2);

  if (sqlite3_exec (connection, sql, NULL, NULL, NULL) != SQLITE_OK)
    return dex_future_new_for_error (jm_database_error (connection, "Could not add"));
  return dex_future_new_true ();
}

typedef struct
{
  const JmSchema *schema;
  char *path;
} Work;

static DexFuture *
work_fiber (gpointer data)
{
  Work *work = data;
  g_autoptr (JmDatabase) database = jm_database_new (work->path, work->schema);
  g_autoptr (GError) error = NULL;

  dex_await (jm_database_open (database), &error);
  g_assert_no_error (error);
  for (gint64 batch = 1; loss.images->len < LOSSES_A_FILE; batch++)
    {
      g_mutex_lock (&loss.mutex);
      if (loss.until_loss == 0)
        loss.until_loss = (guint) g_rand_int_range (loss.random, 1, 60);
      g_mutex_unlock (&loss.mutex);

      dex_await (jm_database_write (database, add_batch_job, GINT_TO_POINTER ((int) batch), NULL),
                 &error);
      g_assert_no_error (error);
      g_mutex_lock (&loss.mutex);
      loss.acknowledged = batch;
      g_mutex_unlock (&loss.mutex);
    }

  return jm_database_close (database);
}

/* --- afterwards */

static DexFuture *
count_job (sqlite3  *connection,
           gpointer  data)
{
  sqlite3_stmt *statement = NULL;
  gint64 value = -1;

  if (sqlite3_prepare_v2 (connection, data, -1, &statement, NULL) == SQLITE_OK &&
      sqlite3_step (statement) == SQLITE_ROW)
    value = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  return dex_future_new_for_int64 (value);
}

static gint64
await_count (JmDatabase *database,
             const char *sql)
{
  g_autoptr (GError) error = NULL;
  gint64 value = dex_await_int64 (jm_database_read (database, count_job, (gpointer) sql, NULL), &error);

  g_assert_no_error (error);
  return value;
}

typedef struct
{
  const JmSchema *schema;
  const char *folder;
  gint64 promised;
} Image;

static DexFuture *
look_fiber (gpointer data)
{
  Image *image = data;
  g_autofree char *path = g_build_filename (image->folder, "power.db", NULL);
  g_autoptr (JmDatabase) database = jm_database_new (path, image->schema);
  g_autoptr (GError) error = NULL;
  gint64 last;

  dex_await (jm_database_open (database), &error);
  g_assert_no_error (error);
  g_assert_cmpint (
      await_count (database, "SELECT 'ok' = (SELECT * FROM pragma_integrity_check)"), ==, 1);

  /* Whole transactions, none left out before the last. */
  last = await_count (database, "SELECT ifnull (max (batch), 0) FROM rows");
  g_assert_cmpint (await_count (database, "SELECT count (*) FROM rows"), ==, last * BATCH);
  g_assert_cmpint (await_count (database, "SELECT count (DISTINCT batch) FROM rows"), ==, last);
  if (image->schema->precious)
    g_assert_cmpint (last, >=, image->promised);

  return jm_database_close (database);
}

/* A new file, and some losses on its way. */
static void
lose_and_look (const JmSchema *schema)
{
  g_autofree char *folder = jm_test_temp_dir ();
  g_autoptr (GPtrArray) images = NULL;
  g_autoptr (GArray) promised = NULL;
  Work work = { .schema = schema };

  work.path = g_build_filename (folder, "power.db", NULL);
  loss.folder = folder;
  loss.acknowledged = 0;
  loss.until_loss = 0;
  loss.random = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  lose_power_from_now_on ();
  jm_test_fiber (work_fiber, &work);
  images = g_ptr_array_ref (loss.images);
  promised = g_array_ref (loss.promised);
  trust_the_disk_again ();

  for (guint i = 0; i < images->len; i++)
    {
      Image image = { schema, images->pdata[i], g_array_index (promised, gint64, i) };

      jm_test_fiber (look_fiber, &image);
    }

  g_rand_free (loss.random);
  g_free (work.path);
}

static void
test_loss (gconstpointer data)
{
  const char *asked = g_getenv ("JM_POWER_LOSSES");
  guint n_losses = asked != NULL ? (guint) g_ascii_strtoull (asked, NULL, 10) : LOSSES;

  for (guint i = 0; i < n_losses; i += LOSSES_A_FILE)
    lose_and_look (data);
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);

  g_test_add_data_func ("/store/power-loss/what-was-told-is-there", &precious, test_loss);
  g_test_add_data_func ("/store/power-loss/what-can-be-fetched-again-is-whole", &cache, test_loss);

  return g_test_run ();
}
