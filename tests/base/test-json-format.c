/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "base/jm-json-format.h"
#include "base/jm-json.h"
#include "fixtures/jm-test.h"

static char *
format (const char *json,
        gsize       max_string,
        gsize       max_bytes,
        gboolean   *is_cut)
{
  /* Without the NUL, so that a reader of too much is caught. */
  g_autofree char *copy = g_memdup2 (json, strlen (json));
  g_autoptr (GBytes) bytes = g_bytes_new_static (copy, strlen (json));

  return jm_json_format (bytes, max_string, max_bytes, is_cut);
}

static void
assert_formats (const char *json,
                const char *expected)
{
  gboolean is_cut;
  g_autofree char *text = format (json, G_MAXSIZE, G_MAXSIZE, &is_cut);

  g_assert_cmpstr (text, ==, expected);
  g_assert_false (is_cut);
}

static void
member_a_line (void)
{
  assert_formats ("{\"id\":\"10211\",\"fields\":{\"status\":{\"name\":\"In Progress\"},\"labels\":[\"a\",\"b\"],\"none\":null,"
                  "\"nothing\":{},\"list\":[],\"more\":[{\"a\":1},{\"b\":[true]}]}}",
                  "{\n"
                  "  \"id\": \"10211\",\n"
                  "  \"fields\": {\n"
                  "    \"status\": { \"name\": \"In Progress\" },\n"
                  "    \"labels\": [ \"a\", \"b\" ],\n"
                  "    \"none\": null,\n"
                  "    \"nothing\": {},\n"
                  "    \"list\": [],\n"
                  "    \"more\": [\n"
                  "      { \"a\": 1 },\n"
                  "      {\n"
                  "        \"b\": [ true ]\n"
                  "      }\n"
                  "    ]\n"
                  "  }\n"
                  "}");
}

static void
numbers_stay_as_they_are (void)
{
  assert_formats (" [ 1e400 , 12345678901234567890, -0.10 ,\n1 ] ", "[ 1e400, 12345678901234567890, -0.10, 1 ]");
  assert_formats ("\"text\"", "\"text\"");
  assert_formats ("", "");
}

static void
strings_keep_their_escapes (void)
{
  assert_formats ("{\"a\\\"}{\\\\\":\"\\u00e4\\n, [\"}", "{ \"a\\\"}{\\\\\": \"\\u00e4\\n, [\" }");
}

static void
lines_cannot_be_broken_or_turned (void)
{
  assert_formats ("[\"a\342\200\256b\342\200\251c\302\205d\342\201\246\"]", "[ \"a\\u202eb\\u2029c\\u0085d\\u2066\" ]");
  assert_formats ("[\"\331\204\331\212\331\204\331\211\"]", "[ \"\331\204\331\212\331\204\331\211\" ]");
}

static void
long_strings_are_cut (void)
{
  gboolean is_cut = FALSE;
  g_autofree char *plain = format ("{\"a\":\"0123456789\"}", 4, G_MAXSIZE, &is_cut);
  g_autofree char *escape = format ("[\"ab\\u00e4cd\"]", 5, G_MAXSIZE, &is_cut);
  g_autofree char *letter = format ("[\"ab\303\244cd\"]", 3, G_MAXSIZE, &is_cut);

  g_assert_true (is_cut);
  g_assert_cmpstr (plain, ==, "{ \"a\": \"0123…\" }");
  g_assert_cmpstr (escape, ==, "[ \"ab…\" ]");
  g_assert_cmpstr (letter, ==, "[ \"ab…\" ]");
}

static void
large_documents_are_cut (void)
{
  g_autoptr (GString) json = g_string_new ("[");
  gboolean is_cut = FALSE;
  g_autofree char *text = NULL;

  for (guint i = 0; i < 10000; i++)
    g_string_append_printf (json, "%s{\"number\":%u}", i > 0 ? "," : "", i);
  g_string_append_c (json, ']');
  text = format (json->str, G_MAXSIZE, 1000, &is_cut);
  g_assert_true (is_cut);
  g_assert_cmpuint (strlen (text), <, 1200);
  g_assert_true (g_str_has_suffix (text, "…"));
}

static void
deep_documents_are_cut (void)
{
  g_autoptr (GString) json = g_string_new (NULL);
  gboolean is_cut = FALSE;
  g_autofree char *text = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append_c (json, '[');
  text = format (json->str, G_MAXSIZE, G_MAXSIZE, &is_cut);
  g_assert_true (is_cut);
}

/* What comes out is the same JSON, and what is none does no harm. */
static void
random_documents (void)
{
  static const char *const pieces[] = { "{", "}", "[", "]", ",", ":", "\"", "\\", "\"a\"", "1", "null", "\303", "\342\200\256",
                                        " ", "\n", "\\u12", "x" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261120);

  for (guint round = 0; round < 5000; round++)
    {
      g_autoptr (GString) json = g_string_new (NULL);
      g_autofree char *text = NULL;
      g_autofree char *again = NULL;
      g_autoptr (GBytes) bytes = NULL;
      guint n = (guint) g_rand_int_range (rand, 0, 40);

      for (guint i = 0; i < n; i++)
        g_string_append (json, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);
      text = format (json->str, (gsize) g_rand_int_range (rand, 0, 20), 10000, NULL);
      g_assert_true (g_utf8_validate (text, -1, NULL));
      bytes = g_bytes_new (json->str, json->len);
      if (!jm_json_check (bytes, 0, NULL))
        continue;
      again = format (json->str, G_MAXSIZE, G_MAXSIZE, NULL);
      g_bytes_unref (bytes);
      bytes = g_bytes_new (again, strlen (again));
      g_assert_true (jm_json_check (bytes, 0, NULL));
    }
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);

  g_test_add_func ("/base/json-format/member-a-line", member_a_line);
  g_test_add_func ("/base/json-format/numbers-stay-as-they-are", numbers_stay_as_they_are);
  g_test_add_func ("/base/json-format/strings-keep-their-escapes", strings_keep_their_escapes);
  g_test_add_func ("/base/json-format/lines-cannot-be-broken-or-turned", lines_cannot_be_broken_or_turned);
  g_test_add_func ("/base/json-format/long-strings-are-cut", long_strings_are_cut);
  g_test_add_func ("/base/json-format/large-documents-are-cut", large_documents_are_cut);
  g_test_add_func ("/base/json-format/deep-documents-are-cut", deep_documents_are_cut);
  g_test_add_func ("/base/json-format/random-documents", random_documents);

  return g_test_run ();
}
