/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-presentable.h"

#include <string.h>

#include "jm-limits.h"

/* More marks than this on one letter are no language's, but a tower over the rows above. */
#define MARKS_PER_LETTER 4

#define FIRST_STRONG_ISOLATE "\342\201\250"
#define POP_ISOLATE "\342\201\251"

static gboolean
is_bidi_control (gunichar c)
{
  return c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
         (c >= 0x2066 && c <= 0x2069);
}

/* Characters that take up no room and so can hide text in text. The joiners U+200C and U+200D are
 * needed by Persian and by emoji, and stay. */
static gboolean
is_invisible (gunichar c)
{
  return c == 0x00ad || c == 0x200b || c == 0x2060 || c == 0xfeff || c == 0x180e ||
         (c >= 0xe0000 && c <= 0xe007f);
}

gboolean
jm_presentable_is_right_to_left (gunichar c)
{
  return (c >= 0x0590 && c <= 0x08ff) || (c >= 0xfb1d && c <= 0xfdff) ||
         (c >= 0xfe70 && c <= 0xfefe) || (c >= 0x10800 && c <= 0x10fff) ||
         (c >= 0x1e800 && c <= 0x1efff);
}

static gboolean
is_mark (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return type == G_UNICODE_NON_SPACING_MARK || type == G_UNICODE_ENCLOSING_MARK;
}

/* What stands on the screen for @c: itself, or something that can be seen. */
static void
append_visible (GString  *out,
                gunichar  c)
{
  if (c < 0x20)
    g_string_append_unichar (out, 0x2400 + c);          /* ␀ … ␟ */
  else if (c == 0x7f)
    g_string_append_unichar (out, 0x2421);              /* ␡ */
  else if ((c >= 0x80 && c < 0xa0) || is_bidi_control (c) || is_invisible (c))
    g_string_append_printf (out, "‹%04X›", c);
  else if (c == 0x2028 || c == 0x2029)
    g_string_append_c (out, ' ');
  else
    g_string_append_unichar (out, c);
}

static char *
make_presentable (const char *text,
                  gboolean    keep_lines,
                  gsize       max_characters,
                  gsize       max_bytes)
{
  g_autofree char *valid = NULL;
  g_autoptr (GString) out = NULL;
  gboolean turned = FALSE;
  gsize n_characters = 0;
  guint n_marks = 0;

  if (text == NULL)
    return g_strdup ("");

  valid = g_utf8_make_valid (text, MIN (strlen (text), 4 * max_bytes));
  out = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (n_characters++ >= max_characters || out->len >= max_bytes)
        {
          g_string_append (out, "…");
          break;
        }

      n_marks = is_mark (c) ? n_marks + 1 : 0;
      if (n_marks > MARKS_PER_LETTER)
        continue;

      turned = turned || jm_presentable_is_right_to_left (c);

      if (c == '\r' && p[1] == '\n')
        continue;
      if (c == '\n' || c == '\t' || c == '\r')
        g_string_append_c (out, keep_lines ? (char) c : ' ');
      else
        append_visible (out, c);
    }

  /* Left alone, so that what is copied from a label is what was sent; a text that runs the other
   * way is fenced, so that it cannot turn its neighbours. */
  if (turned)
    {
      g_string_prepend (out, FIRST_STRONG_ISOLATE);
      g_string_append (out, POP_ISOLATE);
    }

  return g_string_free_and_steal (g_steal_pointer (&out));
}

/**
 * jm_presentable_line:
 * @text: (nullable): words that came from outside, whatever they are
 *
 * Makes one line of them that can be shown beside words of ours: line breaks are spaces, what could hide or turn text is
 * made visible, and there are at most JM_LIMIT_LINE_DRAWN characters.
 *
 * Returns: (transfer full): valid UTF-8, empty for %NULL
 */
char *
jm_presentable_line (const char *text)
{
  return make_presentable (text, FALSE, JM_LIMIT_LINE_DRAWN, JM_LIMIT_STRING_DRAWN);
}

/**
 * jm_presentable_paragraphs:
 * @text: (nullable): words that came from outside, whatever they are
 *
 * The same with line breaks and tabs kept, and at most JM_LIMIT_STRING_DRAWN bytes.
 *
 * Returns: (transfer full): valid UTF-8, empty for %NULL
 */
char *
jm_presentable_paragraphs (const char *text)
{
  return make_presentable (text, TRUE, G_MAXSIZE, JM_LIMIT_STRING_DRAWN);
}
