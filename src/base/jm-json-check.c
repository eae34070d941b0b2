/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "base/jm-json.h"
#include "base/jm-limits.h"

/*
 * The gate that every document from outside passes before a parser or SQL sees it: one whole RFC
 * 8259 text, in UTF-8, not too deep. It walks with a stack of its own, because parsers that call
 * themselves can be brought to overflow, and it is strict, because parsers that are lenient differ
 * in what they make of it. That the root closes is also the proof that nothing was cut off: a
 * shortened gzip body comes without an error from HTTP.
 */

G_DEFINE_QUARK (jm - json - error - quark, jm_json_error)

typedef struct
{
  const char *start;
  const char *at;
  const char *end;
  guint depth;
  char closers[JM_LIMIT_JSON_DEPTH]; /* '}' or ']' for each level that is open */
  const char *fault;
  JmJsonError code;
} Scan;

static gboolean
fail (Scan       *scan,
      const char *fault)
{
  scan->fault = fault;

  return FALSE;
}

/* The document may be whole; one text in it is none. At its very end it is more likely cut off. */
static gboolean
fail_text (Scan       *scan,
           const char *fault)
{
  if (scan->at < scan->end)
    scan->code = JM_JSON_ERROR_TEXT;

  return fail (scan, fault);
}

static int
peek (Scan *scan)
{
  return scan->at < scan->end ? (guchar) *scan->at : -1;
}

static int
take (Scan *scan)
{
  return scan->at < scan->end ? (guchar) *scan->at++ : -1;
}

static void
skip_space (Scan *scan)
{
  while (scan->at < scan->end && (*scan->at == ' ' || *scan->at == '\n' || *scan->at == '\r' ||
                                  *scan->at == '\t'))
    scan->at++;
}

/* Most of a document is text of which nothing has to be looked at: eight bytes at a time. A byte is of
 * note below 0x20, from 0x80 on, and as quote or backslash, each of which leaves its highest bit in the
 * sum set (Bit Twiddling Hacks, "determine if a word has a byte less than n"). */
#define EACH(byte) (G_GUINT64_CONSTANT (0x0101010101010101) * (byte))
#define LESS(word, n) (((word) - EACH (n)) & ~(word))

static void
skip_plain (Scan *scan)
{
  while (scan->end - scan->at >= 8)
    {
      guint64 word;

      memcpy (&word, scan->at, sizeof word);
      if (((LESS (word, 0x20) | LESS (word ^ EACH ('"'), 1) | LESS (word ^ EACH ('\\'), 1) | word) &
           EACH (0x80)) != 0)
        return;
      scan->at += 8;
    }
}

static gboolean
scan_hex4 (Scan  *scan,
           guint *unit)
{
  *unit = 0;
  for (int i = 0; i < 4; i++)
    {
      int c = take (scan);

      if (c < 0 || !g_ascii_isxdigit (c))
        return fail (scan, "a bad \\u escape");
      *unit = *unit * 16 + g_ascii_xdigit_value (c);
    }

  return TRUE;
}

/* After "\u". NUL would cut a C string short; half of a surrogate pair is no character and breaks
 * the UTF-8. */
static gboolean
scan_unicode_escape (Scan *scan)
{
  guint high, low;

  if (!scan_hex4 (scan, &high))
    return FALSE;
  if (high == 0)
    return fail_text (scan, "a NUL inside a string");
  if (high < 0xd800 || high > 0xdfff)
    return TRUE;
  if (high > 0xdbff || take (scan) != '\\' || take (scan) != 'u')
    return fail_text (scan, "half of a surrogate pair");
  if (!scan_hex4 (scan, &low))
    return FALSE;

  return low >= 0xdc00 && low <= 0xdfff ? TRUE : fail_text (scan, "half of a surrogate pair");
}

static gboolean
scan_character (Scan *scan)
{
  gunichar character = g_utf8_get_char_validated (scan->at, scan->end - scan->at);

  if (character == (gunichar) -2)
    return fail (scan, "the end inside a character");
  if (character == (gunichar) -1)
    return fail_text (scan, "bytes that are not UTF-8");
  scan->at = g_utf8_next_char (scan->at);

  return TRUE;
}

/* After the opening quote */
static gboolean
scan_string (Scan *scan)
{
  int c;

  skip_plain (scan);
  while ((c = peek (scan)) != '"')
    {
      if (c < 0)
        return fail (scan, "the end inside a string");
      if (c < 0x20)
        return fail (scan, "a control character inside a string");
      if (c >= 0x80)
        {
          if (!scan_character (scan))
            return FALSE;
          skip_plain (scan);
          continue;
        }

      scan->at++;
      if (c != '\\')
        continue;
      if ((c = take (scan)) == 'u')
        {
          if (!scan_unicode_escape (scan))
            return FALSE;
        }
      else if (c <= 0 || strchr ("\"\\/bfnrt", c) == NULL)
        return fail (scan, "a bad escape");
      skip_plain (scan);
    }
  scan->at++;

  return TRUE;
}

static gboolean
scan_digits (Scan *scan)
{
  if (!g_ascii_isdigit (peek (scan)))
    return fail (scan, "a bad number");
  while (g_ascii_isdigit (peek (scan)))
    scan->at++;

  return TRUE;
}

static gboolean
scan_number (Scan *scan)
{
  if (peek (scan) == '-')
    scan->at++;

  if (peek (scan) == '0')
    scan->at++;
  else if (!scan_digits (scan))
    return FALSE;

  if (peek (scan) == '.')
    {
      scan->at++;
      if (!scan_digits (scan))
        return FALSE;
    }

  if (peek (scan) == 'e' || peek (scan) == 'E')
    {
      scan->at++;
      if (peek (scan) == '+' || peek (scan) == '-')
        scan->at++;
      if (!scan_digits (scan))
        return FALSE;
    }

  return TRUE;
}

static gboolean
scan_word (Scan       *scan,
           const char *word)
{
  gsize length = strlen (word);

  if ((gsize) (scan->end - scan->at) < length || memcmp (scan->at, word, length) != 0)
    return fail (scan, "a bad word");
  scan->at += length;

  return TRUE;
}

static gboolean
scan_scalar (Scan *scan)
{
  switch (peek (scan))
    {
    case '"':
      scan->at++;
      return scan_string (scan);
    case 't':
      return scan_word (scan, "true");
    case 'f':
      return scan_word (scan, "false");
    case 'n':
      return scan_word (scan, "null");
    case -1:
      return fail (scan, "the end before the root is closed");
    default:
      return scan_number (scan);
    }
}

/* A member's name and its colon, in front of the value */
static gboolean
scan_name (Scan *scan)
{
  skip_space (scan);
  if (take (scan) != '"')
    return fail (scan, "a member without a name");
  if (!scan_string (scan))
    return FALSE;
  skip_space (scan);

  return take (scan) == ':' ? TRUE : fail (scan, "a member without a value");
}

static gboolean
open_level (Scan *scan)
{
  if (scan->depth == JM_LIMIT_JSON_DEPTH)
    {
      scan->code = JM_JSON_ERROR_TOO_DEEP;
      return fail (scan, "too many levels");
    }
  scan->closers[scan->depth++] = take (scan) == '{' ? '}' : ']';

  return TRUE;
}

static char
get_closer (Scan *scan)
{
  return scan->closers[scan->depth - 1];
}

/* After a value: closes what ends here, and stops in front of the next value or behind the root. */
static gboolean
scan_after_value (Scan *scan)
{
  while (scan->depth > 0)
    {
      int c;

      skip_space (scan);
      if ((c = take (scan)) == ',')
        return get_closer (scan) == '}' ? scan_name (scan) : TRUE;
      if (c < 0)
        return fail (scan, "the end before the root is closed");
      if (c != get_closer (scan))
        return fail (scan, "a missing comma or bracket");
      scan->depth--;
    }

  return TRUE;
}

/* In front of a value: enters what opens here. Whether a value was completed is told by @complete.
 */
static gboolean
scan_value (Scan     *scan,
            gboolean *complete)
{
  int c;

  skip_space (scan);
  c = peek (scan);
  *complete = c != '{' && c != '[';
  if (*complete)
    return scan_scalar (scan);

  if (!open_level (scan))
    return FALSE;
  skip_space (scan);
  if (peek (scan) == get_closer (scan))
    {
      scan->at++;
      scan->depth--;
      *complete = TRUE;
      return TRUE;
    }

  return c == '{' ? scan_name (scan) : TRUE;
}

static gboolean
scan_document (Scan *scan)
{
  gboolean complete;

  do
    {
      if (!scan_value (scan, &complete))
        return FALSE;
      if (complete && !scan_after_value (scan))
        return FALSE;
    }
  while (!complete || scan->depth > 0);

  skip_space (scan);

  return scan->at == scan->end ? TRUE : fail (scan, "more text behind the root");
}

/**
 * jm_json_check:
 * @bytes: what came
 * @root: '{', '[' or 0 for either; a root that is neither is never right
 *
 * The message tells the place and the kind of the fault and quotes nothing: the text may hold a
 * secret.
 *
 * Returns: whether @bytes is one whole JSON text that can be read and kept; else a %JM_JSON_ERROR
 */
gboolean
jm_json_check (GBytes  *bytes,
               char     root,
               GError **error)
{
  Scan scan = { 0 };
  gsize size;
  int first;

  g_return_val_if_fail (bytes != NULL, FALSE);
  g_return_val_if_fail (root == 0 || root == '{' || root == '[', FALSE);

  scan.start = g_bytes_get_data (bytes, &size);
  scan.at = scan.start;
  scan.end = scan.start + size;

  skip_space (&scan);
  first = peek (&scan);
  if (!scan_document (&scan))
    {
      g_set_error (error, JM_JSON_ERROR, (int) scan.code,
                   "The JSON text of %" G_GSIZE_FORMAT " bytes has %s at byte %" G_GSIZE_FORMAT,
                   size, scan.fault, (gsize) (scan.at - scan.start));
      return FALSE;
    }

  if (root != 0 ? first != root : first != '{' && first != '[')
    {
      g_set_error (error, JM_JSON_ERROR, JM_JSON_ERROR_WRONG_TYPE,
                   "The JSON text of %" G_GSIZE_FORMAT " bytes does not begin with %s", size,
                   root == '{' ? "an object" :
                   root == '[' ? "an array" :
                                 "an object or an array");
      return FALSE;
    }

  return TRUE;
}
