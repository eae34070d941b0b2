/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "auth/jm-keyring-file.h"
#include "fixtures/jm-test.h"

/* The keyring's file of a sandbox, before libsecret sees it. The one below is made here by the
 * description in jm-keyring-file.c; test-file-keyring has those that libsecret made. */

#define HEADER "GnomeKeyring\n\r\0\n\1\0"
#define HEADER_SIZE 18
#define WALL_MS G_GINT64_CONSTANT (1795163400000) /* 2026-11-20 08:30:00 UTC */

static GVariant *
bytes_of (gsize size)
{
  g_autofree guint8 *bytes = g_malloc (size + 1);

  memset (bytes, 'x', size);
  return g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, bytes, size, 1);
}

typedef struct
{
  const char *name;
  guint salt, salt_said, rounds, mac, blob, entries;
  JmKeyringFileState state;
} Row;

static GByteArray *
make_file (const Row *row)
{
  GByteArray *file = g_byte_array_new ();
  GVariantBuilder entries;
  g_autoptr (GVariant) content = NULL;

  g_variant_builder_init (&entries, G_VARIANT_TYPE ("a(a{say}ay)"));
  for (guint i = 0; i < row->entries; i++)
    {
      GVariantBuilder attributes;

      g_variant_builder_init (&attributes, G_VARIANT_TYPE ("a{say}"));
      g_variant_builder_add (&attributes, "{s@ay}", "name", bytes_of (row->mac));
      g_variant_builder_add (&attributes, "{s@ay}", "xdg:schema", bytes_of (32));
      g_variant_builder_add (&entries, "(a{say}@ay)", &attributes, bytes_of (row->blob));
    }
  content = g_variant_ref_sink (g_variant_new (
      "(u@ayutua(a{say}ay))", GUINT32_TO_LE (row->salt_said), bytes_of (row->salt),
      GUINT32_TO_LE (row->rounds), GUINT64_TO_LE (WALL_MS / 1000), GUINT32_TO_LE (3), &entries));
  g_byte_array_append (file, (const guint8 *) HEADER, HEADER_SIZE);
  g_byte_array_append (file, g_variant_get_data (content), g_variant_get_size (content));
  return file;
}

static const Row rows[] = {
  { "good", 32, 32, 100000, 32, 128, 2, JM_KEYRING_FILE_GOOD },
  { "without-entries", 32, 32, 100000, 32, 128, 0, JM_KEYRING_FILE_ABSENT },
  { "salt-size-differs", 32, 31, 100000, 32, 128, 2, JM_KEYRING_FILE_BAD },
  { "no-salt", 0, 0, 100000, 32, 128, 2, JM_KEYRING_FILE_BAD },
  { "long-salt", 4096, 4096, 100000, 32, 128, 2, JM_KEYRING_FILE_BAD },
  { "few-rounds", 32, 32, 1, 32, 128, 2, JM_KEYRING_FILE_BAD },
  { "rounds-that-take-an-hour", 32, 32, 0x80000000u + 100000, 32, 128, 2, JM_KEYRING_FILE_BAD },
  { "short-mac", 32, 32, 100000, 31, 128, 2, JM_KEYRING_FILE_BAD },
  { "empty-secret", 32, 32, 100000, 32, 0, 2, JM_KEYRING_FILE_BAD },
  { "secret-without-a-block", 32, 32, 100000, 32, 48, 2, JM_KEYRING_FILE_BAD },
  { "secret-between-blocks", 32, 32, 100000, 32, 129, 2, JM_KEYRING_FILE_BAD },
};

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (GByteArray) file = make_file (row);

  g_assert_cmpint (jm_keyring_file_check (file->data, file->len), ==, row->state);
}

/* A copy of just the size, so that a sanitizer sees each byte that is read behind it. */
static JmKeyringFileState
check_copy (const guint8 *data,
            gsize         size)
{
  g_autofree guint8 *copy = g_memdup2 (data, size);

  return jm_keyring_file_check (copy, size);
}

static void
test_cut (void)
{
  g_autoptr (GByteArray) file = make_file (&rows[0]);

  for (gsize size = 0; size < file->len; size++)
    g_assert_cmpint (check_copy (file->data, size), ==, JM_KEYRING_FILE_BAD);
  g_assert_cmpint (check_copy (file->data, file->len), ==, JM_KEYRING_FILE_GOOD);
}

/* Whatever the bit, it is judged; and what tells how much there is of something is never trusted. */
static void
test_flipped (void)
{
  g_autoptr (GByteArray) file = make_file (&rows[0]);
  guint n_bad = 0;

  for (gsize at = 0; at < file->len; at++)
    for (guint bit = 0; bit < 8; bit++)
      {
        JmKeyringFileState state;

        file->data[at] ^= 1u << bit;
        state = check_copy (file->data, file->len);
        file->data[at] ^= 1u << bit;
        if (at < HEADER_SIZE)
          g_assert_cmpint (state, ==, JM_KEYRING_FILE_BAD);
        n_bad += state == JM_KEYRING_FILE_BAD;
      }
  g_assert_cmpuint (n_bad, >, (HEADER_SIZE + 4) * 8);
}

static void
test_huge (void)
{
  g_autofree char *folder = jm_test_temp_dir ();
  g_autofree char *path = g_build_filename (folder, "default.keyring", NULL);
  g_autofree char *text = g_malloc0 (2 << 20);
  JmKeyringFileState state;
  GError *error = NULL;

  g_assert_true (g_file_set_contents (path, text, 2 << 20, NULL));
  g_assert_true (jm_keyring_file_look (path, &state, &error));
  g_assert_no_error (error);
  g_assert_cmpint (state, ==, JM_KEYRING_FILE_BAD);
}

static void
test_look (void)
{
  g_autofree char *folder = jm_test_temp_dir ();
  g_autofree char *path = g_build_filename (folder, "default.keyring", NULL);
  JmKeyringFileState state;
  g_autoptr (GError) error = NULL;

  g_assert_true (jm_keyring_file_look (path, &state, &error));
  g_assert_no_error (error);
  g_assert_cmpint (state, ==, JM_KEYRING_FILE_ABSENT);
  /* That it can't be read says nothing about it. */
  g_assert_false (jm_keyring_file_look (folder, &state, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_ISDIR);
}

static void
expect_text (const char *folder,
             const char *name,
             const char *expected)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, expected);
}

static void
test_aside (void)
{
  g_autofree char *folder = jm_test_temp_dir ();
  g_autofree char *path = g_build_filename (folder, "default.keyring", NULL);
  static const char *const texts[] = { "one", "two", "three" };
  static const char *const names[] = {
    "default.keyring.bad-20261120-083000",
    "default.keyring.bad-20261120-083000-2",
    "default.keyring.bad-20261120-083000-3",
  };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *name = NULL;

      g_assert_true (g_file_set_contents (path, texts[i], -1, NULL));
      name = jm_keyring_file_put_aside (path, "bad", WALL_MS, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (name, ==, names[i]);
      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    }
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    expect_text (folder, names[i], texts[i]);
  g_assert_null (jm_keyring_file_put_aside (path, "bad", WALL_MS, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

static void
test_tick (void)
{
  g_autofree char *folder = jm_test_temp_dir ();
  g_autofree char *path = g_build_filename (folder, "default.keyring", NULL);
  gint64 second;

  g_assert_cmpint (jm_keyring_file_get_second (path), ==, 0);
  g_assert_true (g_file_set_contents (path, "text", -1, NULL));
  second = jm_keyring_file_get_second (path);
  g_assert_cmpint (second, >, 0);
  jm_keyring_file_tick (path, second - 1);
  g_assert_cmpint (jm_keyring_file_get_second (path), ==, second);
  jm_keyring_file_tick (path, second);
  g_assert_cmpint (jm_keyring_file_get_second (path), ==, second + 1);
  jm_keyring_file_tick (path, second + 100);
  g_assert_cmpint (jm_keyring_file_get_second (path), ==, second + 101);
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/auth/keyring-file/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/auth/keyring-file/cut-anywhere-is-bad", test_cut);
  g_test_add_func ("/auth/keyring-file/any-flipped-bit-is-judged", test_flipped);
  g_test_add_func ("/auth/keyring-file/huge-is-not-read", test_huge);
  g_test_add_func ("/auth/keyring-file/unreadable-is-not-bad", test_look);
  g_test_add_func ("/auth/keyring-file/aside-overwrites-nothing", test_aside);
  g_test_add_func ("/auth/keyring-file/each-change-has-a-second", test_tick);
  return g_test_run ();
}
