/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "auth/jm-keyring-file.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

#include "base/jm-limits.h"

/*
 * The keyring's file inside a sandbox. libsecret (0.20 to 0.21.7) takes for granted that nobody but
 * itself has written it: of a file that was cut short or has a flipped bit it asserts, which ends
 * the program at each start from then on, or derives its key in two thousand million rounds. So it is
 * looked at here first, and libsecret never sees a bad one.
 *
 *   16  "GnomeKeyring\n\r\0\n"
 *    2  version 1.0
 *       GVariant (uayutua(a{say}ay)), little endian, in normal form:
 *         size of the salt · salt · rounds of PBKDF2 · time of the change · number of changes ·
 *         entries: each attribute's MAC · AES-256-CBC of the entry, with its IV and MAC
 */

#define HEADER "GnomeKeyring\n\r\0\n\1\0"
#define HEADER_SIZE 18
#define CONTENT "(uayutua(a{say}ay))"
#define SALT_SIZE_MIN 8
#define SALT_SIZE_MAX 64
#define ROUNDS_MIN 1000u
#define ROUNDS_MAX 1000000u /* libsecret's are 100 000; these take half a second */
#define MAC_SIZE 32
#define BLOCK_SIZE 16

char *
jm_keyring_file_dup_path (void)
{
  const char *path = g_getenv ("SECRET_FILE_TEST_PATH");

  if (path != NULL && *path != '\0')
    return g_strdup (path);
  return g_build_filename (g_get_user_data_dir (), "keyrings", "default.keyring", NULL);
}

static gboolean
is_entry_good (GVariant *attributes,
               GVariant *secret)
{
  gsize size = g_variant_get_size (secret);

  for (gsize i = 0; i < g_variant_n_children (attributes); i++)
    {
      g_autoptr (GVariant) attribute = g_variant_get_child_value (attributes, i);
      g_autoptr (GVariant) mac = g_variant_get_child_value (attribute, 1);

      if (g_variant_get_size (mac) != MAC_SIZE)
        return FALSE;
    }

  /* One block for the IV, and at least one that is encrypted. */
  return size >= 2 * BLOCK_SIZE + MAC_SIZE && (size - MAC_SIZE) % BLOCK_SIZE == 0;
}

static JmKeyringFileState
check_content (GVariant *content)
{
  g_autoptr (GVariant) salt = NULL;
  g_autoptr (GVariant) entries = NULL;
  guint32 salt_size, rounds;

  if (!g_variant_is_normal_form (content))
    return JM_KEYRING_FILE_BAD;

  g_variant_get (content, "(u@ayutu@a(a{say}ay))", &salt_size, &salt, &rounds, NULL, NULL,
                 &entries);
  salt_size = GUINT32_FROM_LE (salt_size);
  rounds = GUINT32_FROM_LE (rounds);
  if (salt_size != g_variant_get_size (salt) || salt_size < SALT_SIZE_MIN ||
      salt_size > SALT_SIZE_MAX || rounds < ROUNDS_MIN || rounds > ROUNDS_MAX)
    return JM_KEYRING_FILE_BAD;

  for (gsize i = 0; i < g_variant_n_children (entries); i++)
    {
      g_autoptr (GVariant) entry = g_variant_get_child_value (entries, i);
      g_autoptr (GVariant) attributes = g_variant_get_child_value (entry, 0);
      g_autoptr (GVariant) secret = g_variant_get_child_value (entry, 1);

      if (!is_entry_good (attributes, secret))
        return JM_KEYRING_FILE_BAD;
    }

  return g_variant_n_children (entries) > 0 ? JM_KEYRING_FILE_GOOD : JM_KEYRING_FILE_ABSENT;
}

/**
 * jm_keyring_file_check:
 * @data: (array length=size): the whole file
 * @size: in bytes
 */
JmKeyringFileState
jm_keyring_file_check (const guint8 *data,
                       gsize         size)
{
  g_autoptr (GVariant) content = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (size <= HEADER_SIZE || size > JM_LIMIT_KEYRING_FILE || memcmp (data, HEADER, HEADER_SIZE) != 0)
    return JM_KEYRING_FILE_BAD;

  /* A copy, so that numbers lie where a processor can read them. */
  bytes = g_bytes_new (data + HEADER_SIZE, size - HEADER_SIZE);
  content = g_variant_new_from_bytes (G_VARIANT_TYPE (CONTENT), bytes, FALSE);
  return check_content (g_variant_ref_sink (content));
}

/**
 * jm_keyring_file_look:
 * @path: the keyring's file
 * @state: (out): what it is
 *
 * Returns: FALSE with an error of G_FILE_ERROR when it is there and can't be read
 */
gboolean
jm_keyring_file_look (const char          *path,
                      JmKeyringFileState  *state,
                      GError             **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *data = NULL;
  struct stat facts;
  gsize size;

  if (g_stat (path, &facts) == 0 && facts.st_size > JM_LIMIT_KEYRING_FILE)
    {
      *state = JM_KEYRING_FILE_BAD;
      return TRUE;
    }
  if (g_file_get_contents (path, &data, &size, &local))
    *state = jm_keyring_file_check ((const guint8 *) data, size);
  else if (g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    *state = JM_KEYRING_FILE_ABSENT;
  else
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return TRUE;
}

/**
 * jm_keyring_file_put_aside:
 * @path: the keyring's file
 * @why: "bad" or "old"
 * @wall_ms: now, in milliseconds since 1970
 *
 * What is there is never overwritten: a second one of the same second gets a number.
 *
 * Returns: (transfer full): the new name without its folder; NULL with a sentence
 */
char *
jm_keyring_file_put_aside (const char  *path,
                           const char  *why,
                           gint64       wall_ms,
                           GError     **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (wall_ms / 1000);
  g_autofree char *date = g_date_time_format (now, "%Y%m%d-%H%M%S");
  g_autofree char *aside = g_strdup_printf ("%s.%s-%s", path, why, date);

  for (guint i = 2; g_file_test (aside, G_FILE_TEST_EXISTS); i++)
    {
      g_free (aside);
      aside = g_strdup_printf ("%s.%s-%s-%u", path, why, date, i);
    }
  if (g_rename (path, aside) != 0)
    {
      int code = errno;

      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code),
                   _("The keyring’s file can’t be put aside: %s"), g_strerror (code));
      return NULL;
    }
  return g_path_get_basename (aside);
}

gint64
jm_keyring_file_get_second (const char *path)
{
  struct stat facts;

  return g_stat (path, &facts) == 0 ? (gint64) facts.st_mtim.tv_sec : 0;
}

/**
 * jm_keyring_file_tick:
 * @path: the keyring's file
 * @second: in seconds since 1970: when it was changed last before it was written just now
 *
 * libsecret reads a file again when the second of its change is another one, so two changes within
 * one would be one to whoever reads between them, and what they write is lost. Each change gets a
 * second of its own, be it in the future.
 */
void
jm_keyring_file_tick (const char *path,
                      gint64      second)
{
  struct timespec times[] = { { .tv_nsec = UTIME_OMIT }, { .tv_sec = second + 1 } };

  if (jm_keyring_file_get_second (path) <= second)
    utimensat (AT_FDCWD, path, times, 0);
}

void
jm_keyring_file_purge (const char *path)
{
  g_autofree char *replaced = g_strconcat (path, "~", NULL);

  g_unlink (replaced);
}
