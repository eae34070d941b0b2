/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sync/jm-report-veil.h"

#include <string.h>

#include "base/jm-redact.h"
#include "jira/jm-jira-error.h"

typedef struct
{
  char    *text;
  char    *instead;
  gboolean exact;               /* as it is written; else casefolded */
} Word;

struct _JmReportVeil
{
  gboolean    names;
  GPtrArray  *words;            /* of Word, longest first when @sorted */
  GHashTable *known;            /* their texts, borrowed */
  gboolean    sorted;
};

/* What no list of words knows. The order matters: an address has a host in it, and a host may be quoted. */
static const struct
{
  const char *pattern;
  const char *replacement;
} rules[] = {
  { "“[^”]{1,1000}”", "“…”" },
  { "„[^“”]{1,1000}[“”]", "„…“" },
  { "«[^»]{1,1000}»", "«…»" },
  { "「[^」]{1,1000}」", "「…」" },
  { "‘[^’]{1,1000}’", "‘…’" },
  { "\"[^\"]{1,1000}\"", "\"…\"" },
  { "(?<!\\w)'[^']{1,1000}'(?!\\w)", "'…'" },
  { "(?i)\\b[a-z][a-z0-9+.-]{1,20}://[^\\s\"'<>)]+", "[address]" },
  /* Names of files end like hosts. */
  { "(?i)(?<![\\w/.-])(?!org\\.(?:freedesktop|gnome|kde)\\.)(?:[\\w](?:[\\w-]{0,61}[\\w])?\\.){1,8}(?!(?:db|json|ini|lock|log|sock|so|conf)\\b)[a-z][a-z0-9-]{1,22}"
    "(?::\\d{1,5})?\\b",
    "[host]" },
  { "\\b\\d{1,3}(?:\\.\\d{1,3}){3}(?::\\d{1,5})?\\b", "[address]" },
  { "(?i)(?<![\\w:])(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{0,4}(?![\\w:])", "[address]" },
  { "\\b[0-9]{5,7}:[0-9a-fA-F-]{36}\\b", "[id]" },
  { "\\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\\b", "[id]" },
  { "\\b[0-9a-f]{24}\\b", "[id]" },
  { "\\b[A-Z][A-Z0-9_]{1,30}-\\d{1,9}\\b", "[issue]" },
  { "(/(?:home|Users))/[^/\\s]+", "\\1/…" },
};

static void
word_free (gpointer data)
{
  Word *word = data;

  g_free (word->text);
  g_free (word->instead);
  g_free (word);
}

JmReportVeil *
jm_report_veil_new (gboolean names)
{
  JmReportVeil *self = g_new0 (JmReportVeil, 1);

  self->names = names;
  self->words = g_ptr_array_new_with_free_func (word_free);
  self->known = g_hash_table_new (g_str_hash, g_str_equal);

  return self;
}

void
jm_report_veil_free (JmReportVeil *self)
{
  g_hash_table_unref (self->known);
  g_ptr_array_unref (self->words);
  g_free (self);
}

gboolean
jm_report_veil_shows_names (JmReportVeil *self)
{
  return self->names;
}

static void
add_word (JmReportVeil *self,
          const char   *text,
          const char   *instead,
          gboolean      exact)
{
  g_autofree char *key = NULL;
  Word *word;

  if (self->names || text == NULL || !g_utf8_validate (text, -1, NULL) || g_utf8_strlen (text, -1) < 2)
    return;

  key = exact ? g_strdup (text) : g_utf8_casefold (text, -1);
  if (g_hash_table_contains (self->known, key))
    return;

  word = g_new0 (Word, 1);
  word->text = g_steal_pointer (&key);
  word->instead = g_strdup (instead);
  word->exact = exact;
  g_ptr_array_add (self->words, word);
  g_hash_table_add (self->known, word->text);
  self->sorted = FALSE;
}

void
jm_report_veil_hide (JmReportVeil *self,
                     const char   *word,
                     const char   *instead)
{
  g_return_if_fail (instead != NULL);

  add_word (self, word, instead, FALSE);
}

void
jm_report_veil_hide_key (JmReportVeil *self,
                         const char   *key,
                         const char   *instead)
{
  g_return_if_fail (instead != NULL);

  add_word (self, key, instead, TRUE);
}

/* --- the words that it was told */

static int
compare_lengths (gconstpointer a,
                 gconstpointer b)
{
  const Word *word_a = *(const Word *const *) a;
  const Word *word_b = *(const Word *const *) b;
  gsize length_a = strlen (word_a->text);
  gsize length_b = strlen (word_b->text);

  return length_a == length_b ? strcmp (word_a->text, word_b->text) : (length_a < length_b) - (length_a > length_b);
}

static gboolean
is_word_letter (gunichar c)
{
  return g_unichar_isalnum (c) || c == '_';
}

/* Whether the @length bytes at @found stand alone in @text. A word of Chinese or Japanese has no gap beside it. */
static gboolean
stands_alone (const char *text,
              const char *found,
              gsize       length)
{
  gunichar first = g_utf8_get_char (found);
  gunichar last = g_utf8_get_char (g_utf8_prev_char (found + length));

  if (is_word_letter (first) && first < 0x2e80 && found > text && is_word_letter (g_utf8_get_char (g_utf8_prev_char (found))))
    return FALSE;

  return !(is_word_letter (last) && last < 0x2e80 && is_word_letter (g_utf8_get_char (found + length)));
}

/* The number of bytes at the start of @text that are @word, whatever their case; 0: it does not begin so. */
static gsize
match_folded (const char *text,
              const char *word)
{
  const char *c = text;

  while (*word != '\0')
    {
      g_autofree char *folded = *c != '\0' ? g_utf8_casefold (c, g_utf8_next_char (c) - c) : NULL;

      if (folded == NULL || !g_str_has_prefix (word, folded))
        return 0;
      word += strlen (folded);
      c = g_utf8_next_char (c);
    }

  return (gsize) (c - text);
}

static gsize
match (const char *text,
       const Word *word)
{
  if (word->exact)
    return g_str_has_prefix (text, word->text) ? strlen (word->text) : 0;

  return match_folded (text, word->text);
}

static char *
hide_word (const char *text,
           const Word *word)
{
  GString *result = g_string_new (NULL);

  for (const char *c = text; *c != '\0';)
    {
      const char *next = g_utf8_next_char (c);
      gsize length = match (c, word);

      if (length > 0 && stands_alone (text, c, length))
        {
          g_string_append (result, word->instead);
          next = c + length;
        }
      else
        {
          g_string_append_len (result, c, next - c);
        }
      c = next;
    }

  return g_string_free_and_steal (result);
}

/* Consumes @text. */
static char *
hide_words (JmReportVeil *self,
            char         *text)
{
  if (!self->sorted)
    g_ptr_array_sort (self->words, compare_lengths);
  self->sorted = TRUE;

  for (guint i = 0; i < self->words->len; i++)
    {
      const Word *word = g_ptr_array_index (self->words, i);
      g_autofree char *folded = word->exact ? NULL : g_utf8_casefold (text, -1);
      char *next;

      /* Thousands of projects have names, and few of them stand here. */
      if (strstr (word->exact ? text : folded, word->text) == NULL)
        continue;
      next = hide_word (text, word);
      g_free (text);
      text = next;
    }

  return text;
}

/* --- what looks like a name */

static GRegex *
get_rule (guint i)
{
  static GRegex *compiled[G_N_ELEMENTS (rules)];

  if (g_once_init_enter_pointer (&compiled[i]))
    {
      g_autoptr (GError) error = NULL;
      GRegex *regex = g_regex_new (rules[i].pattern, G_REGEX_OPTIMIZE, 0, &error);

      g_assert_no_error (error);
      g_once_init_leave_pointer (&compiled[i], regex);
    }

  return compiled[i];
}

static char *
hide_shapes (char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      char *next = g_regex_replace (get_rule (i), text, -1, 0, rules[i].replacement, 0, NULL);

      /* A text that a rule gives up on is not shown. */
      g_free (text);
      text = next != NULL ? next : g_strdup ("[left out]");
    }

  return text;
}

char *
jm_report_veil_cover (JmReportVeil *self,
                      const char   *text)
{
  g_autofree char *clean = NULL;
  char *without_words;

  if (text == NULL)
    return NULL;

  clean = jm_redact (text);
  if (self->names)
    return g_steal_pointer (&clean);

  without_words = jm_jira_error_leave_out_words (clean);

  return hide_shapes (hide_words (self, without_words));
}
