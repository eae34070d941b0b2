/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-json-format.h"

#include <string.h>

#include "base/jm-limits.h"

/* What fits on a line together: an object or array of plain values of up to so many bytes */
#define INLINE_BYTES 72

typedef struct
{
  const char *at;
  const char *end;
  GString *out;
  guint depth;
  gsize max_string;
  gsize max_bytes;
  gboolean is_cut;
} Format;

static gboolean
is_space (char c)
{
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static void
skip_space (Format *format)
{
  while (format->at < format->end && is_space (*format->at))
    format->at++;
}

static void
break_line (Format *format)
{
  g_string_append_c (format->out, '\n');
  for (guint i = 0; i < format->depth; i++)
    g_string_append (format->out, "  ");
}

/* --- strings */

/* After the quote that opens it at @at: behind the one that closes it, or the end. */
static const char *
find_string_end (const char *at,
                 const char *end)
{
  while (at < end && *at != '"')
    at += *at == '\\' && at + 1 < end ? 2 : 1;

  return at < end ? at + 1 : end;
}

/* Lines would break at these, or run the other way. */
static gboolean
needs_escape (gunichar c)
{
  return c == 0x7f || c == 0x85 || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) ||
         c == 0x200e || c == 0x200f;
}

static void
append_characters (Format     *format,
                   const char *from,
                   const char *to)
{
  while (from < to)
    {
      gunichar c = g_utf8_get_char_validated (from, to - from);

      if (c == (gunichar) -1 || c == (gunichar) -2)
        {
          g_string_append (format->out, "\357\277\275");
          from++;
          continue;
        }

      if (needs_escape (c) || c < 0x20)
        g_string_append_printf (format->out, "\\u%04x", c);
      else
        g_string_append_unichar (format->out, c);
      from = g_utf8_next_char (from);
    }
}

/* Not within a character, nor within an escape. It is before @to, which is more than @max away. */
static const char *
find_cut (const char *from,
          const char *to,
          gsize       max)
{
  const char *at = from;

  while (TRUE)
    {
      const char *next;

      if (*at == '\\')
        next = at + (at + 1 < to && at[1] == 'u' ? 6 : 2);
      else
        next = g_utf8_next_char (at);

      if ((gsize) (next - from) > max)
        return at;
      at = next;
    }
}

static void
append_string (Format *format)
{
  const char *begin = format->at + 1;
  const char *end = find_string_end (begin, format->end);
  const char *close = end > begin && end[-1] == '"' ? end - 1 : end;

  g_string_append_c (format->out, '"');
  if ((gsize) (close - begin) > format->max_string)
    {
      append_characters (format, begin, find_cut (begin, close, format->max_string));
      g_string_append (format->out, "…");
      format->is_cut = TRUE;
    }
  else
    append_characters (format, begin, close);
  g_string_append_c (format->out, '"');
  format->at = end;
}

/* --- objects and arrays */

/* Whether the one that opens at @at has plain values alone and is short: behind its end then, else NULL. */
static const char *
find_inline_end (Format *format)
{
  const char *at = format->at + 1;
  const char *limit = MIN (format->end, format->at + INLINE_BYTES);

  while (at < limit)
    {
      if (*at == '{' || *at == '[')
        return NULL;
      if (*at == '}' || *at == ']')
        return at + 1;
      at = *at == '"' ? find_string_end (at + 1, limit) : at + 1;
    }

  return NULL;
}

/* A number, true, false, null; or whatever stands there */
static void
append_plain (Format *format)
{
  const char *begin = format->at;

  while (format->at < format->end && !is_space (*format->at) && strchr (",:{}[]\"", *format->at) == NULL)
    format->at++;
  if (format->at == begin)
    format->at++;
  append_characters (format, begin, format->at);
}

static void
append_inline (Format     *format,
               const char *end)
{
  gboolean spaced = *format->at == '{' || *format->at == '[';

  g_string_append_c (format->out, *format->at++);
  skip_space (format);
  if (format->at == end - 1)
    spaced = FALSE;
  if (spaced)
    g_string_append_c (format->out, ' ');

  while (format->at < end - 1)
    {
      if (*format->at == '"')
        append_string (format);
      else if (*format->at == ',' || *format->at == ':')
        g_string_append_printf (format->out, "%c ", *format->at++);
      else
        append_plain (format);
      skip_space (format);
    }

  if (spaced)
    g_string_append_c (format->out, ' ');
  g_string_append_c (format->out, *format->at);
  format->at = end;
}

static gboolean
append_open (Format *format)
{
  const char *end = find_inline_end (format);

  if (end != NULL)
    {
      append_inline (format, end);
      return TRUE;
    }

  if (format->depth >= JM_LIMIT_JSON_DEPTH)
    return FALSE;

  g_string_append_c (format->out, *format->at++);
  format->depth++;
  skip_space (format);
  if (format->at < format->end && *format->at != '}' && *format->at != ']')
    break_line (format);

  return TRUE;
}

static void
append_close (Format *format)
{
  if (format->depth > 0)
    format->depth--;
  break_line (format);
  g_string_append_c (format->out, *format->at++);
}

/* FALSE: no further */
static gboolean
append_token (Format *format)
{
  switch (*format->at)
    {
    case '{':
    case '[':
      return append_open (format);
    case '}':
    case ']':
      append_close (format);
      return TRUE;
    case ',':
      g_string_append_c (format->out, *format->at++);
      break_line (format);
      return TRUE;
    case ':':
      g_string_append (format->out, ": ");
      format->at++;
      return TRUE;
    case '"':
      append_string (format);
      return TRUE;
    default:
      append_plain (format);
      return TRUE;
    }
}

char *
jm_json_format (GBytes   *json,
                gsize     max_string,
                gsize     max_bytes,
                gboolean *is_cut)
{
  Format format = { .max_string = max_string, .max_bytes = max_bytes };
  gsize size;

  g_return_val_if_fail (json != NULL, NULL);

  format.at = g_bytes_get_data (json, &size);
  format.end = format.at + size;
  format.out = g_string_sized_new (MIN (size + size / 4, max_bytes) + 16);

  skip_space (&format);
  while (format.at < format.end)
    {
      if (format.out->len > max_bytes || !append_token (&format))
        {
          g_string_append (format.out, "\n…");
          format.is_cut = TRUE;
          break;
        }
      skip_space (&format);
    }

  if (is_cut != NULL)
    *is_cut = format.is_cut;

  return g_string_free_and_steal (format.out);
}
