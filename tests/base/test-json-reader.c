/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-json-reader.h"
#include "base/jm-json.h"
#include "fixtures/jm-test.h"

/* A copy that ends where the text ends: a sanitizer sees a look behind it. */
typedef struct
{
  char *text;
  gsize length;
} Tight;

static Tight
tight_new (const char *text,
           gsize       length)
{
  Tight tight = { g_memdup2 (text, MAX (length, 1)), length };

  if (length == 0)
    tight.text = g_realloc (tight.text, 1);
  return tight;
}

/* All tokens as letters: "{" "}" "[" "]" n(ame) s(tring) 0 t f N, "!" broken at the end. */
static char *
dup_tokens (const char *text,
            gsize       length)
{
  static const char letters[] = { [JM_JSON_OBJECT] = '{', [JM_JSON_OBJECT_END] = '}', [JM_JSON_ARRAY] = '[', [JM_JSON_ARRAY_END] = ']', [JM_JSON_NAME] = 'n', [JM_JSON_STRING] = 's', [JM_JSON_NUMBER] = '0', [JM_JSON_TRUE] = 't', [JM_JSON_FALSE] = 'f', [JM_JSON_NULL] = 'N' };
  Tight tight = tight_new (text, length);
  GString *tokens = g_string_new (NULL);
  JmJsonReader reader;
  JmJsonSlice slice;
  JmJsonToken token;

  jm_json_reader_init (&reader, tight.text, tight.length);
  while ((token = jm_json_reader_next (&reader, &slice)) != JM_JSON_NOTHING &&
         token != JM_JSON_BROKEN)
    g_string_append_c (tokens, letters[token]);
  if (token == JM_JSON_BROKEN)
    {
      g_string_append_c (tokens, '!');
      g_assert_cmpint (jm_json_reader_next (&reader, &slice), ==, JM_JSON_BROKEN);
    }

  g_free (tight.text);
  return g_string_free_and_steal (tokens);
}

static void
tokens_are_read_in_order (void)
{
  static const char *const rows[][2] = {
    { "{}", "{}" },
    { " [ ] ", "[]" },
    { "null", "N" },
    { "{\"a\":1,\"b\":[true,false,null,\"x\"],\"c\":{}}", "{n0n[tfNs]n{}}" },
    { "[-1.5e+10,0]", "[00]" },
    { "\"a\\\"b\\\\\"", "s" },
    { "", "!" },
    { "{", "{!" },
    { "[1", "[0!" },
    { "[1,", "[0!" },
    { "[1,]", "[0!" },
    { "[,1]", "[!" },
    { "[1 2]", "[0!" },
    { "{\"a\"}", "{!" },
    { "{\"a\":}", "{n!" },
    { "{\"a\":1,}", "{n0!" },
    { "{a:1}", "{!" },
    { "{\"a\":1]", "{n0!" },
    { "[1}", "[0!" },
    { "[] []", "[]!" },
    { "\"open", "!" },
    { "\"open\\", "!" },
    { "\"open\\\"", "!" },
    { "nul", "!" },
    { "<html>", "!" },
    { "}", "!" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *tokens = dup_tokens (rows[i][0], strlen (rows[i][0]));

      g_test_message ("%s", rows[i][0]);
      g_assert_cmpstr (tokens, ==, rows[i][1]);
    }
}

/* Whatever jm_json_check() lets through is read to its end. */
static void
what_was_checked_is_never_broken (void)
{
  static const char *const seeds[] = {
    "{\"issues\":[{\"id\":\"1\",\"fields\":{\"summary\":\"a\\u00e9\\\"\",\"x\":[1,2,{\"y\":null}]}}]}",
    "[[],{},\"\",0,-1e5,true,false,null,[[[{\"a\":[]}]]]]",
    "{\"a\":{\"b\":{\"c\":\"d\\\\\"}},\"e\":\"\\ud83d\\ude00\",\"f\":[\"g\",\"h\"]}",
  };
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  static const char letters[] = "{}[]\":,\\0123eE+-.tfnu ax";
  guint sound = 0;

  for (guint i = 0; i < 60000; i++)
    {
      g_autoptr (GString) text = g_string_new (seeds[i % G_N_ELEMENTS (seeds)]);
      g_autoptr (GBytes) bytes = NULL;
      g_autofree char *tokens = NULL;

      for (int n = g_rand_int_range (random, 0, 4); n > 0; n--)
        text->str[g_rand_int_range (random, 0, text->len)] =
            letters[g_rand_int_range (random, 0, sizeof letters - 1)];
      if (i % 5 == 0)
        g_string_truncate (text, g_rand_int_range (random, 0, text->len + 1));

      bytes = g_bytes_new (text->str, text->len);
      tokens = dup_tokens (text->str, text->len);
      if (!jm_json_check (bytes, 0, NULL))
        continue;
      g_test_message ("%s", text->str);
      g_assert_null (strchr (tokens, '!'));
      sound++;
    }

  g_assert_cmpuint (sound, >, 5000);
}

static void
depth_is_bounded (void)
{
  g_autofree char *fits = g_strnfill (JM_LIMIT_JSON_DEPTH, '[');
  g_autofree char *closing = g_strnfill (JM_LIMIT_JSON_DEPTH, ']');
  g_autofree char *whole = g_strconcat (fits, closing, NULL);
  g_autofree char *deep = g_strnfill (1000000, '[');
  g_autofree char *tokens = dup_tokens (whole, strlen (whole));
  g_autofree char *deep_tokens = dup_tokens (deep, strlen (deep));

  g_assert_cmpstr (tokens, ==, whole);
  g_assert_cmpuint (strlen (deep_tokens), ==, JM_LIMIT_JSON_DEPTH + 1);
  g_assert_true (g_str_has_suffix (deep_tokens, "[!"));
}

/* --- slices */

static void
strings_are_decoded (void)
{
  static const struct
  {
    const char *json;
    gsize max_length;
    const char *text;
  } rows[] = {
    { "\"plain\"", 100, "plain" },
    { "\"\"", 100, "" },
    { "\"a\\n\\t\\\"\\\\\\/\\b\\f\\r\"", 100, "a\n\t\"\\/\b\f\r" },
    { "\"\\u00e9\\u20ac\"", 100, "é€" },
    { "\"\\ud83d\\ude00!\"", 100, "😀!" },
    { "\"\\ud83d\"", 100, "\uFFFD" },
    { "\"\\ud83dx\"", 100, "\uFFFDx" },
    { "\"\\ude00\\ud83d\"", 100, "\uFFFD\uFFFD" },
    { "\"a\\u0000b\"", 100, "a\uFFFDb" },
    { "\"\\u12\"", 100, "\uFFFD12" },
    { "\"žluť\"", 2, "žl" },
    { "\"\\ud83d\\ude00\\ud83d\\ude00\"", 1, "😀" },
    { "\"abc\"", 0, "" },
    { "5", 100, "" },
    { "null", 100, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GString) text = g_string_new ("> ");
      JmJsonReader reader;
      JmJsonSlice slice;

      g_test_message ("%s", rows[i].json);
      jm_json_reader_init (&reader, rows[i].json, strlen (rows[i].json));
      jm_json_reader_next (&reader, &slice);
      jm_json_slice_append (&slice, rows[i].max_length, text);
      g_assert_cmpstr (text->str + 2, ==, rows[i].text);
      g_assert_true (g_utf8_validate (text->str, -1, NULL));
    }
}

static void
numbers_are_whole_or_nothing (void)
{
  static const struct
  {
    const char *json;
    gint64 number;
  } rows[] = {
    { "5", 5 },
    { "\"5\"", 5 },
    { "-7", -7 },
    { "\"123456789012345678\"", G_GINT64_CONSTANT (123456789012345678) },
    { "\"1234567890123456789\"", -99 },
    { "1.5", -99 },
    { "1e3", -99 },
    { "\"\"", -99 },
    { "\"-\"", -99 },
    { "\" 5\"", -99 },
    { "\"5x\"", -99 },
    { "true", -99 },
    { "null", -99 },
    { "[5]", -99 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      JmJsonReader reader;
      JmJsonSlice slice;

      g_test_message ("%s", rows[i].json);
      jm_json_reader_init (&reader, rows[i].json, strlen (rows[i].json));
      jm_json_reader_next (&reader, &slice);
      g_assert_cmpint (jm_json_slice_get_int (&slice, -99), ==, rows[i].number);
    }
}

static void
a_path_is_found (void)
{
  static const char text[] =
      "{\"x\":[{\"values\":1}],\"page\":{\"no\":{},\"values\":[1,2]},\"values\":\"last\"}";
  static const struct
  {
    const char *path;
    JmJsonToken type;
  } rows[] = {
    { "", JM_JSON_OBJECT },
    { "values", JM_JSON_STRING },
    { "page.values", JM_JSON_ARRAY },
    { "page.no", JM_JSON_OBJECT },
    { "page.no.more", JM_JSON_NOTHING },
    { "x.values", JM_JSON_NOTHING },
    { "missing", JM_JSON_NOTHING },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      JmJsonReader reader;
      JmJsonSlice slice;

      g_test_message ("%s", rows[i].path);
      jm_json_reader_init (&reader, text, strlen (text));
      g_assert_cmpint (jm_json_reader_find (&reader, rows[i].path, &slice), ==, rows[i].type);
    }
}

/* --- the picker */

enum
{
  ID,
  NAME,
  STATUS,
  CATEGORY,
  TEXT,
  NONE,
  N_COLUMNS
};

static const char *const paths[N_COLUMNS] = {
  [ID] = "id",
  [NAME] = "fields.name",
  [STATUS] = "fields.status.name",
  [CATEGORY] = "fields.status.category.key",
  [TEXT] = "fields.text",
};

static char *
dup_columns (const JmJsonSlice *columns)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < N_COLUMNS; i++)
    g_string_append_printf (text, "%s%.*s", i > 0 ? "|" : "",
                            columns[i].type != JM_JSON_NOTHING ? (int) columns[i].length : 0,
                            columns[i].type != JM_JSON_NOTHING ? columns[i].text : "");
  return g_string_free_and_steal (text);
}

static void
columns_are_picked_in_one_pass (void)
{
  static const char *const rows[][2] = {
    { "{\"id\":\"7\",\"fields\":{\"name\":\"n\",\"status\":{\"name\":\"s\",\"category\":{\"key\":\"c\"}},"
      "\"text\":{\"a\":[1]}}}",
      "7|n|s|c|{\"a\":[1]}|" },
    { "{\"fields\":{\"status\":{\"category\":{\"x\":{},\"key\":5},\"name\":null}},\"id\":7}",
      "7||null|5||" },
    { "{\"id\":1,\"id\":2,\"fields\":{\"name\":\"first\"},\"fields\":{\"name\":\"second\"}}",
      "1|first||||" },
    { "{\"fields\":[{\"name\":1}],\"id\":{\"x\":[]}}", "{\"x\":[]}|||||" },
    { "{\"fields\":{\"status\":[{\"name\":1}],\"text\":[]}}", "||||[]|" },
    { "{\"f\\u0069elds\":{\"n\\u0061me\":\"escaped\"}}", "|escaped||||" },
    { "{}", "|||||" },
    { "[{\"id\":1}]", "|||||" },
    { "5", "|||||" },
    { "{\"fields\":{\"name\":\"x\"", NULL },
    { "{\"id\":[1,2", NULL },
  };
  g_autoptr (JmJsonPicker) picker = jm_json_picker_new (paths, N_COLUMNS);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Tight tight = tight_new (rows[i][0], strlen (rows[i][0]));
      JmJsonSlice value = { JM_JSON_NOTHING, NULL, 0 };
      JmJsonSlice columns[N_COLUMNS];
      JmJsonReader reader;

      g_test_message ("%s", rows[i][0]);
      jm_json_reader_init (&reader, tight.text, tight.length);
      g_assert_cmpint (jm_json_picker_read (picker, &reader, &value, columns), ==,
                       rows[i][1] != NULL);
      if (rows[i][1] != NULL)
        {
          g_autofree char *picked = dup_columns (columns);

          g_assert_cmpstr (picked, ==, rows[i][1]);
          /* The whole text of the value, no byte more. */
          g_assert_true (value.text == tight.text);
          g_assert_cmpuint (value.length, ==, tight.length);
        }
      g_free (tight.text);
    }
}

/* Items of a page follow each other, whatever they are. */
static void
items_are_cut_out (void)
{
  static const char text[] = "[{\"id\":1},[2],\"three\",null,{\"id\":4,\"x\":{\"y\":[{}]}}]";
  static const char *const items[] = { "{\"id\":1}", "[2]", "three", "null",
                                       "{\"id\":4,\"x\":{\"y\":[{}]}}" };
  g_autoptr (JmJsonPicker) picker = jm_json_picker_new (paths, N_COLUMNS);
  JmJsonReader reader;
  JmJsonSlice value;

  jm_json_reader_init (&reader, text, strlen (text));
  g_assert_cmpint (jm_json_reader_next (&reader, &value), ==, JM_JSON_ARRAY);
  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    {
      JmJsonSlice columns[N_COLUMNS];
      g_autofree char *item = NULL;

      jm_json_reader_next (&reader, &value);
      g_assert_true (jm_json_picker_read (picker, &reader, &value, columns));
      item = g_strndup (value.text, value.length);
      g_assert_cmpstr (item, ==, items[i]);
    }
  g_assert_cmpint (jm_json_reader_next (&reader, &value), ==, JM_JSON_ARRAY_END);
  g_assert_cmpint (jm_json_reader_next (&reader, &value), ==, JM_JSON_NOTHING);
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);

  g_test_add_func ("/base/json-reader/tokens-are-read-in-order", tokens_are_read_in_order);
  g_test_add_func ("/base/json-reader/what-was-checked-is-never-broken",
                   what_was_checked_is_never_broken);
  g_test_add_func ("/base/json-reader/depth-is-bounded", depth_is_bounded);
  g_test_add_func ("/base/json-reader/strings-are-decoded", strings_are_decoded);
  g_test_add_func ("/base/json-reader/numbers-are-whole-or-nothing", numbers_are_whole_or_nothing);
  g_test_add_func ("/base/json-reader/a-path-is-found", a_path_is_found);
  g_test_add_func ("/base/json-reader/columns-are-picked-in-one-pass",
                   columns_are_picked_in_one_pass);
  g_test_add_func ("/base/json-reader/items-are-cut-out", items_are_cut_out);

  return g_test_run ();
}
