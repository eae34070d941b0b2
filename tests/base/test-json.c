/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "base/jm-json.h"
#include "base/jm-limits.h"
#include "fixtures/jm-test.h"

#define OK -1

static const struct
{
  const char *text;
  int code;
} documents[] = {
  { "{}", OK },
  { "[]", OK },
  { " \t\r\n{ \"a\" : [ 1 , -2.5e+3 , true , false , null , \"x\" ] } \n", OK },
  { "[0,-0,0.5,1e1,1E-2,12345678901234567890123,1e400]", OK },
  { "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00\"]", OK },
  { "[\"gr\xc3\xbc\xc3\x9f \xf0\x9f\x98\x80\"]", OK },
  { "{\"a\":{\"b\":[[],{},[{}]]},\"a\":2}", OK },
  { "[\"\x7f\"]", OK },

  { "", JM_JSON_ERROR_MALFORMED },
  { " ", JM_JSON_ERROR_MALFORMED },
  { "{", JM_JSON_ERROR_MALFORMED },
  { "[", JM_JSON_ERROR_MALFORMED },
  { "]", JM_JSON_ERROR_MALFORMED },
  { "[1", JM_JSON_ERROR_MALFORMED },
  { "[1,", JM_JSON_ERROR_MALFORMED },
  { "[1,]", JM_JSON_ERROR_MALFORMED },
  { "[,1]", JM_JSON_ERROR_MALFORMED },
  { "[1 2]", JM_JSON_ERROR_MALFORMED },
  { "[1}", JM_JSON_ERROR_MALFORMED },
  { "{]", JM_JSON_ERROR_MALFORMED },
  { "{\"a\"}", JM_JSON_ERROR_MALFORMED },
  { "{\"a\":}", JM_JSON_ERROR_MALFORMED },
  { "{\"a\":1,}", JM_JSON_ERROR_MALFORMED },
  { "{\"a\":1 \"b\":2}", JM_JSON_ERROR_MALFORMED },
  { "{a:1}", JM_JSON_ERROR_MALFORMED },
  { "{'a':1}", JM_JSON_ERROR_MALFORMED },
  { "{1:1}", JM_JSON_ERROR_MALFORMED },
  { "[\"a", JM_JSON_ERROR_MALFORMED },
  { "[\"a\\", JM_JSON_ERROR_MALFORMED },
  { "[\"\\x41\"]", JM_JSON_ERROR_MALFORMED },
  { "[\"\\u12\"]", JM_JSON_ERROR_MALFORMED },
  { "[\"\\u12g4\"]", JM_JSON_ERROR_MALFORMED },
  { "[\"a\nb\"]", JM_JSON_ERROR_MALFORMED },
  { "[\"a\\u0000b\"]", JM_JSON_ERROR_TEXT },
  { "[\"\\uD83D\"]", JM_JSON_ERROR_TEXT },
  { "[\"\\uD83D\\n\"]", JM_JSON_ERROR_TEXT },
  { "[\"\\uD83D\\uD83D\"]", JM_JSON_ERROR_TEXT },
  { "[\"\\uDE00\"]", JM_JSON_ERROR_TEXT },
  { "{\"\\u0000\":1}", JM_JSON_ERROR_TEXT },
  { "[\"\xff\"]", JM_JSON_ERROR_TEXT },
  { "[\"\xc3\"]", JM_JSON_ERROR_TEXT },
  { "[\"\xc0\x80\"]", JM_JSON_ERROR_TEXT },
  { "[\"\xed\xa0\x80\"]", JM_JSON_ERROR_TEXT },
  { "[\"\xf5\x80\x80\x80\"]", JM_JSON_ERROR_TEXT },
  { "\xef\xbb\xbf{}", JM_JSON_ERROR_MALFORMED },
  { "{}\xc2\xa0", JM_JSON_ERROR_MALFORMED },
  { "{}{}", JM_JSON_ERROR_MALFORMED },
  { "{}x", JM_JSON_ERROR_MALFORMED },
  { "[1]//c", JM_JSON_ERROR_MALFORMED },
  { "/*c*/[1]", JM_JSON_ERROR_MALFORMED },
  { "[01]", JM_JSON_ERROR_MALFORMED },
  { "[+1]", JM_JSON_ERROR_MALFORMED },
  { "[.5]", JM_JSON_ERROR_MALFORMED },
  { "[1.]", JM_JSON_ERROR_MALFORMED },
  { "[1e]", JM_JSON_ERROR_MALFORMED },
  { "[-]", JM_JSON_ERROR_MALFORMED },
  { "[0x10]", JM_JSON_ERROR_MALFORMED },
  { "[NaN]", JM_JSON_ERROR_MALFORMED },
  { "[Infinity]", JM_JSON_ERROR_MALFORMED },
  { "[tru]", JM_JSON_ERROR_MALFORMED },
  { "[True]", JM_JSON_ERROR_MALFORMED },
  { "[nulll]", JM_JSON_ERROR_MALFORMED },
  { "<!DOCTYPE html>", JM_JSON_ERROR_MALFORMED },

  { "\"text\"", JM_JSON_ERROR_WRONG_TYPE },
  { "1", JM_JSON_ERROR_WRONG_TYPE },
  { "null", JM_JSON_ERROR_WRONG_TYPE },
  { "true", JM_JSON_ERROR_WRONG_TYPE },
};

static void
check (const char *text,
       gssize      size,
       char        root,
       int         code)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, size < 0 ? strlen (text) : (gsize) size);
  g_autoptr (GError) error = NULL;
  gboolean good = jm_json_check (bytes, root, &error);

  if (code == OK)
    {
      g_assert_no_error (error);
      g_assert_true (good);
    }
  else
    {
      g_assert_error (error, JM_JSON_ERROR, code);
      g_assert_false (good);
    }
}

static void
test_documents (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (documents); i++)
    {
      g_test_message ("%s", documents[i].text);
      check (documents[i].text, -1, 0, documents[i].code);
    }
  check ("[\"a\0b\"]", 7, 0, JM_JSON_ERROR_MALFORMED);
  check ("{}\0", 3, 0, JM_JSON_ERROR_MALFORMED);
}

/* What passes the check can be parsed, and no beginning of it passes. */
static void
test_every_cut (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (documents); i++)
    {
      g_autofree char *text = NULL;
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (JsonNode) root = NULL;
      g_autoptr (GError) error = NULL;

      if (documents[i].code != OK)
        continue;
      text = g_strchomp (g_strdup (documents[i].text));
      bytes = g_bytes_new (text, strlen (text));
      root = jm_json_parse (bytes, 0, &error);
      g_assert_no_error (error);
      g_assert_nonnull (root);
      for (gsize size = 0; size < strlen (text); size++)
        check (text, size, 0, JM_JSON_ERROR_MALFORMED);
    }
}

/* Strings are read by eight bytes where nothing is of note: every byte is seen at every place. */
static void
test_every_byte (void)
{
  for (guint byte = 1; byte < 256; byte++)
    {
      gboolean plain = byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';

      for (guint place = 0; place < 24; place++)
        {
          char text[] = "[\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"]";
          g_autoptr (GBytes) bytes = NULL;

          text[2 + place] = (char) byte;
          bytes = g_bytes_new (text, strlen (text));
          g_assert_true (jm_json_check (bytes, 0, NULL) == plain);
        }
    }
}

static void
test_root (void)
{
  check ("{}", -1, '{', OK);
  check ("[]", -1, '[', OK);
  check ("[]", -1, '{', JM_JSON_ERROR_WRONG_TYPE);
  check ("{}", -1, '[', JM_JSON_ERROR_WRONG_TYPE);
  check ("\"{}\"", -1, '{', JM_JSON_ERROR_WRONG_TYPE);
}

static char *
make_deep (gsize       depth,
           const char *open,
           const char *close,
           gboolean    closed)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < depth; i++)
    g_string_append (text, open);
  if (closed)
    {
      g_string_append (text, "1");
      for (gsize i = 0; i < depth; i++)
        g_string_append (text, close);
    }

  return g_string_free_and_steal (text);
}

static void
test_depth (void)
{
  g_autofree char *limit = make_deep (JM_LIMIT_JSON_DEPTH, "[", "]", TRUE);
  g_autofree char *over = make_deep (JM_LIMIT_JSON_DEPTH + 1, "[", "]", TRUE);
  g_autofree char *objects = make_deep (JM_LIMIT_JSON_DEPTH, "{\"a\":", "}", TRUE);
  g_autofree char *more_objects = make_deep (JM_LIMIT_JSON_DEPTH + 1, "{\"a\":", "}", TRUE);
  g_autofree char *million = make_deep (1000000, "[", "]", FALSE);
  g_autofree char *mixed = make_deep (500000, "[{\"a\":", "}]", FALSE);

  check (limit, -1, 0, OK);
  check (over, -1, 0, JM_JSON_ERROR_TOO_DEEP);
  check (objects, -1, 0, OK);
  check (more_objects, -1, 0, JM_JSON_ERROR_TOO_DEEP);
  check (million, -1, 0, JM_JSON_ERROR_TOO_DEEP);
  check (mixed, -1, 0, JM_JSON_ERROR_TOO_DEEP);
}

/* Bytes of a fixed seed: nothing but a verdict may come of them. */
static void
test_noise (void)
{
  static const char alphabet[] = "{}[]\",:\\u0d8123eE+-.truefalsn \n\xc3\xbc\xff";

  for (guint i = 0; i < 200000; i++)
    {
      char text[24];
      gsize size = g_test_rand_int_range (0, sizeof text);
      g_autoptr (GBytes) bytes = NULL;

      for (gsize k = 0; k < size; k++)
        text[k] = alphabet[g_test_rand_int_range (0, sizeof alphabet - 1)];
      bytes = g_bytes_new (text, size);
      if (jm_json_check (bytes, 0, NULL))
        {
          g_autoptr (JsonNode) root = jm_json_parse (bytes, 0, NULL);

          g_assert_nonnull (root);
        }
    }
}

static void
test_quotes_nothing (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("{\"access_token\":\"canary\"", 24);
  g_autoptr (GError) error = NULL;

  g_assert_false (jm_json_check (bytes, 0, &error));
  g_assert_null (strstr (error->message, "canary"));
}

static JsonNode *
parse (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  JsonNode *root = jm_json_parse (bytes, 0, &error);

  g_assert_no_error (error);

  return root;
}

static void
test_get (void)
{
  g_autoptr (JsonNode) root = parse ("{\"fields\":{\"assignee\":{\"displayName\":\"Ada\"},\"none\":"
                                     "null,\"n\":5,\"half\":1.5,\"whole\":3600.0,"
                                     "\"yes\":true,\"text\":\"5\"},\"values\":[{\"id\":\"10\"},{"
                                     "\"id\":11},{\"id\":99999999999999999999999},"
                                     "{\"id\":1.5}]}");
  g_autofree char *text_id = jm_json_dup_id (root, "values.0.id");
  g_autofree char *number_id = jm_json_dup_id (root, "values.1.id");

  g_assert_true (jm_json_get (root, "") == root);
  g_assert_cmpstr (jm_json_get_string (root, "fields.assignee.displayName", NULL), ==, "Ada");
  g_assert_cmpstr (text_id, ==, "10");
  g_assert_cmpstr (number_id, ==, "11");
  g_assert_null (jm_json_dup_id (root, "values.2.id"));
  g_assert_null (jm_json_dup_id (root, "values.3.id"));
  g_assert_cmpint (jm_json_get_int (root, "fields.n", -1), ==, 5);
  g_assert_cmpint (jm_json_get_int (root, "fields.whole", -1), ==, 3600);
  g_assert_true (jm_json_get_bool (root, "fields.yes", FALSE));
  g_assert_cmpuint (jm_json_get_length (root, "values"), ==, 4);
  g_assert_cmpstr (jm_json_get_string (jm_json_get_item (root, "values", 0), "id", NULL), ==, "10");
}

/* Every getter on every kind of wrong thing is the fallback. */
static void
test_wrong_types (void)
{
  static const char *const paths[] = {
    "a",
    "a.b.c",
    "none",
    "none.x",
    "list",
    "list.5",
    "list.-1",
    "list.x",
    "list.0.x",
    "object",
    "text.x",
    "text.0",
    "number.x",
    ".",
    "..",
    "a.",
    "list.18446744073709551616",
    "list.4294967296",
  };
  g_autoptr (JsonNode) root =
      parse ("{\"none\":null,\"list\":[[]],\"object\":{},\"text\":\"x\",\"number\":1}");

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_assert_cmpstr (jm_json_get_string (root, paths[i], "fallback"), ==, "fallback");
      g_assert_cmpint (jm_json_get_int (root, paths[i], -7), ==, -7);
      g_assert_true (jm_json_get_bool (root, paths[i], TRUE));
      g_assert_null (jm_json_dup_id (root, paths[i]));
    }
  g_assert_cmpint (jm_json_get_int (root, "text", -7), ==, -7);
  g_assert_true (jm_json_get_bool (root, "number", TRUE));
  g_assert_cmpstr (jm_json_get_string (root, "number", "fallback"), ==, "fallback");
  g_assert_cmpuint (jm_json_get_length (root, "object"), ==, 0);
  g_assert_cmpuint (jm_json_get_length (root, "text"), ==, 0);
  g_assert_null (jm_json_get_item (root, "object", 0));
  g_assert_null (jm_json_get_item (root, "list", 1));
  g_assert_null (jm_json_get (root, "none"));
  g_assert_null (jm_json_get (NULL, "a"));
  g_assert_cmpstr (jm_json_get_string (NULL, "", "fallback"), ==, "fallback");
}

static void
test_numbers (void)
{
  g_autoptr (JsonNode) root = parse ("[1e400,-1e400,1e300,1.5,9007199254740993.0]");

  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (jm_json_get_int (jm_json_get_item (root, "", i), "", -7), ==, -7);
}

static void
test_to_string (void)
{
  g_autoptr (JsonNode) root = parse ("{ \"a\" : [ 1, \"\\u00fc\" ] }");
  g_autofree char *line = jm_json_to_string (root);
  g_autofree char *lines = jm_json_to_pretty (root);

  g_assert_cmpstr (line, ==, "{\"a\":[1,\"ü\"]}");
  g_assert_nonnull (strchr (lines, '\n'));
}

int
main (int    argc,
      char **argv)
{
  jm_test_init (&argc, &argv);

  g_test_add_func ("/base/json/only-one-whole-document-passes", test_documents);
  g_test_add_func ("/base/json/no-document-that-was-cut-passes", test_every_cut);
  g_test_add_func ("/base/json/every-byte-of-a-string-is-seen", test_every_byte);
  g_test_add_func ("/base/json/the-root-is-what-was-asked-for", test_root);
  g_test_add_func ("/base/json/128-levels-pass-and-129-do-not", test_depth);
  g_test_add_func ("/base/json/noise-does-no-harm", test_noise);
  g_test_add_func ("/base/json/an-error-quotes-nothing", test_quotes_nothing);
  g_test_add_func ("/base/json/a-path-leads-to-a-value", test_get);
  g_test_add_func ("/base/json/what-is-wrong-is-the-fallback", test_wrong_types);
  g_test_add_func ("/base/json/a-number-that-is-not-whole-is-the-fallback", test_numbers);
  g_test_add_func ("/base/json/a-tree-becomes-one-line", test_to_string);

  return g_test_run ();
}
