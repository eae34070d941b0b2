/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-json-reader.h"

#include <string.h>

/*
 * The grammar of RFC 8259 with a stack of its own: one char for each level that is open. It is as
 * strict about brackets, commas and colons as jm_json_check(), so that all that passed there passes
 * here; it does not look into strings and numbers, since they are only cut out.
 */

typedef enum
{
  EXPECT_VALUE,
  EXPECT_VALUE_OR_END,          /* behind "[" */
  EXPECT_NAME,                  /* behind "," of an object */
  EXPECT_NAME_OR_END,           /* behind "{" */
  EXPECT_COMMA_OR_END,          /* behind a value */
  EXPECT_NOTHING,               /* behind the root */
  EXPECT_BROKEN,
} Expected;

void
jm_json_reader_init (JmJsonReader *self,
                     const char   *text,
                     gsize         length)
{
  self->at = text;
  self->end = text + length;
  self->depth = 0;
  self->expected = EXPECT_VALUE;
}

static JmJsonToken
broken (JmJsonReader *self,
        JmJsonSlice  *slice)
{
  self->expected = EXPECT_BROKEN;
  slice->length = 0;
  return slice->type = JM_JSON_BROKEN;
}

static inline void
skip_space (JmJsonReader *self)
{
  while (self->at < self->end &&
         (*self->at == ' ' || *self->at == '\n' || *self->at == '\r' || *self->at == '\t'))
    self->at++;
}

/* --- strings, which most of a document is */

#define BYTES(byte) (G_GUINT64_CONSTANT (0x0101010101010101) * (byte))

/* Whether one of eight bytes is @byte: a well known trick with the borrow of a subtraction. */
static inline guint64
has_byte (guint64 word,
          guint8  byte)
{
  guint64 zero = word ^ BYTES (byte);

  return (zero - BYTES (0x01)) & ~zero & BYTES (0x80);
}

/* The first quote or backslash at or behind @at, or @end */
static inline const char *
find_special (const char *at,
              const char *end)
{
  guint64 word;

  for (; end - at >= 8; at += 8)
    {
      memcpy (&word, at, 8);
      if (has_byte (word, '"') | has_byte (word, '\\'))
        break;
    }
  while (at < end && *at != '"' && *at != '\\')
    at++;

  return at;
}

/* Behind the opening quote */
static inline JmJsonToken
take_string (JmJsonReader *self,
             JmJsonSlice  *slice,
             JmJsonToken   type)
{
  slice->text = self->at;
  while ((self->at = find_special (self->at, self->end)) < self->end && *self->at == '\\')
    {
      if (self->end - self->at < 2)
        return broken (self, slice);
      self->at += 2;
    }
  if (self->at >= self->end)
    return broken (self, slice);

  slice->length = self->at++ - slice->text;
  return slice->type = type;
}

/* --- tokens */

static void
after_value (JmJsonReader *self)
{
  self->expected = self->depth > 0 ? EXPECT_COMMA_OR_END : EXPECT_NOTHING;
}

static JmJsonToken
take_scalar (JmJsonReader *self,
             JmJsonSlice  *slice,
             JmJsonToken   type,
             gsize         length)
{
  slice->text = self->at;
  slice->length = length;
  self->at += length;
  after_value (self);
  return slice->type = type;
}

static JmJsonToken
take_word (JmJsonReader *self,
           JmJsonSlice  *slice,
           JmJsonToken   type,
           const char   *word)
{
  gsize length = strlen (word);

  if ((gsize) (self->end - self->at) < length || memcmp (self->at, word, length) != 0)
    return broken (self, slice);

  return take_scalar (self, slice, type, length);
}

static JmJsonToken
take_number (JmJsonReader *self,
             JmJsonSlice  *slice)
{
  const char *at = self->at;

  while (at < self->end && (g_ascii_isdigit (*at) || *at == '-' || *at == '+' || *at == '.' ||
                            *at == 'e' || *at == 'E'))
    at++;
  if (at == self->at)
    return broken (self, slice);

  return take_scalar (self, slice, JM_JSON_NUMBER, at - self->at);
}

static JmJsonToken
take_opening (JmJsonReader *self,
              JmJsonSlice  *slice,
              JmJsonToken   type)
{
  if (self->depth == JM_LIMIT_JSON_DEPTH)
    return broken (self, slice);

  self->closers[self->depth++] = type == JM_JSON_OBJECT ? '}' : ']';
  self->expected = type == JM_JSON_OBJECT ? EXPECT_NAME_OR_END : EXPECT_VALUE_OR_END;
  slice->text = self->at++;
  slice->length = 1;
  return slice->type = type;
}

static JmJsonToken
take_closing (JmJsonReader *self,
              JmJsonSlice  *slice)
{
  char closer = self->closers[--self->depth];

  slice->text = self->at++;
  slice->length = 1;
  after_value (self);
  return slice->type = closer == '}' ? JM_JSON_OBJECT_END : JM_JSON_ARRAY_END;
}

static JmJsonToken
take_value (JmJsonReader *self,
            JmJsonSlice  *slice)
{
  switch (*self->at)
    {
    case '"':
      self->at++;
      after_value (self);
      return take_string (self, slice, JM_JSON_STRING);
    case '{':
      return take_opening (self, slice, JM_JSON_OBJECT);
    case '[':
      return take_opening (self, slice, JM_JSON_ARRAY);
    case 't':
      return take_word (self, slice, JM_JSON_TRUE, "true");
    case 'f':
      return take_word (self, slice, JM_JSON_FALSE, "false");
    case 'n':
      return take_word (self, slice, JM_JSON_NULL, "null");
    default:
      return take_number (self, slice);
    }
}

/* A name and its colon */
static JmJsonToken
take_name (JmJsonReader *self,
           JmJsonSlice  *slice)
{
  if (*self->at != '"')
    return broken (self, slice);
  self->at++;
  if (take_string (self, slice, JM_JSON_NAME) == JM_JSON_BROKEN)
    return JM_JSON_BROKEN;

  skip_space (self);
  if (self->at >= self->end || *self->at != ':')
    return broken (self, slice);
  self->at++;
  self->expected = EXPECT_VALUE;
  return JM_JSON_NAME;
}

JmJsonToken
jm_json_reader_next (JmJsonReader *self,
                     JmJsonSlice  *slice)
{
  skip_space (self);
  if (self->at < self->end && self->expected == EXPECT_COMMA_OR_END && *self->at == ',')
    {
      self->at++;
      self->expected = self->closers[self->depth - 1] == '}' ? EXPECT_NAME : EXPECT_VALUE;
      skip_space (self);
    }
  if (self->at >= self->end && self->expected == EXPECT_NOTHING)
    return slice->type = JM_JSON_NOTHING;
  if (self->at >= self->end)
    return broken (self, slice);

  switch ((Expected) self->expected)
    {
    case EXPECT_VALUE:
      return take_value (self, slice);
    case EXPECT_VALUE_OR_END:
      return *self->at == ']' ? take_closing (self, slice) : take_value (self, slice);
    case EXPECT_NAME:
      return take_name (self, slice);
    case EXPECT_NAME_OR_END:
      return *self->at == '}' ? take_closing (self, slice) : take_name (self, slice);
    case EXPECT_COMMA_OR_END:
      if (*self->at == self->closers[self->depth - 1])
        return take_closing (self, slice);
      return broken (self, slice);
    case EXPECT_NOTHING:
    case EXPECT_BROKEN:
    default:
      return broken (self, slice);
    }
}

gboolean
jm_json_reader_skip (JmJsonReader *self,
                     JmJsonSlice  *slice)
{
  const char *begin = slice->text;
  guint depth = self->depth;
  JmJsonSlice inner;

  if (slice->type != JM_JSON_OBJECT && slice->type != JM_JSON_ARRAY)
    return slice->type != JM_JSON_BROKEN;

  while (self->depth >= depth)
    if (jm_json_reader_next (self, &inner) == JM_JSON_BROKEN)
      return FALSE;

  slice->length = self->at - begin;
  return TRUE;
}

static gboolean
find_member (JmJsonReader *self,
             const char   *name,
             gsize         length,
             JmJsonSlice  *slice)
{
  while (jm_json_reader_next (self, slice) == JM_JSON_NAME)
    {
      gboolean found = slice->length == length && memcmp (slice->text, name, length) == 0;

      jm_json_reader_next (self, slice);
      if (found)
        return TRUE;
      if (!jm_json_reader_skip (self, slice))
        return FALSE;
    }

  return FALSE;
}

JmJsonToken
jm_json_reader_find (JmJsonReader *self,
                     const char   *path,
                     JmJsonSlice  *slice)
{
  jm_json_reader_next (self, slice);
  while (*path != '\0' && slice->type != JM_JSON_BROKEN)
    {
      gsize length = strcspn (path, ".");

      if (slice->type != JM_JSON_OBJECT || !find_member (self, path, length, slice))
        return slice->type = slice->type == JM_JSON_BROKEN ? JM_JSON_BROKEN : JM_JSON_NOTHING;
      path += length + (path[length] == '.');
    }

  return slice->type;
}

/* --- what a slice says */

static gboolean
take_hex4 (const char *at,
           const char *end,
           gunichar   *unit)
{
  *unit = 0;
  if (end - at < 4)
    return FALSE;
  for (int i = 0; i < 4; i++)
    {
      if (!g_ascii_isxdigit (at[i]))
        return FALSE;
      *unit = *unit * 16 + g_ascii_xdigit_value (at[i]);
    }

  return TRUE;
}

/* @at: behind "\u". Returns how many bytes it took. */
static gsize
decode_unicode (const char *at,
                const char *end,
                gunichar   *character)
{
  gunichar low;

  if (!take_hex4 (at, end, character))
    {
      *character = 0xfffd;
      return 0;
    }
  if (*character >= 0xd800 && *character < 0xdc00 && end - at >= 10 && at[4] == '\\' &&
      at[5] == 'u' && take_hex4 (at + 6, end, &low) && low >= 0xdc00 && low < 0xe000)
    {
      *character = 0x10000 + ((*character - 0xd800) << 10) + (low - 0xdc00);
      return 10;
    }
  if (*character == 0 || (*character >= 0xd800 && *character < 0xe000))
    *character = 0xfffd;

  return 4;
}

/* @at: behind the backslash. Returns behind the escape. */
static const char *
append_escape (const char *at,
               const char *end,
               GString    *text)
{
  static const char letters[] = "bfnrt", meanings[] = "\b\f\n\r\t";
  const char *letter = memchr (letters, *at, sizeof letters - 1);
  gunichar character;

  if (*at == 'u')
    {
      at += 1 + decode_unicode (at + 1, end, &character);
      g_string_append_unichar (text, character);
      return at;
    }

  g_string_append_c (text, letter != NULL ? meanings[letter - letters] : *at);
  return at + 1;
}

/* How many bytes of @text @max_length characters are. */
static gsize
measure (const char *text,
         gsize       length,
         gsize       max_length)
{
  gsize at = 0;

  if (length <= max_length)
    return length;
  while (at < length && max_length > 0)
    {
      for (at++; at < length && (text[at] & 0xc0) == 0x80; at++)
        continue;
      max_length--;
    }

  return at;
}

void
jm_json_slice_append (const JmJsonSlice *slice,
                      gsize              max_length,
                      GString           *text)
{
  const char *at = slice->text, *end = at + slice->length;
  gsize before = text->len;

  if (slice->type != JM_JSON_STRING && slice->type != JM_JSON_NAME)
    return;
  /* No escape makes more than one character of two bytes and more. */
  if (slice->length / 12 > max_length)
    end = at + max_length * 12;

  while (at < end)
    {
      const char *special = memchr (at, '\\', end - at);

      g_string_append_len (text, at, (special != NULL ? special : end) - at);
      if (special == NULL || special + 1 >= end)
        break;
      at = append_escape (special + 1, end, text);
    }

  g_string_truncate (text, before + measure (text->str + before, text->len - before, max_length));
}

gboolean
jm_json_slice_is (const JmJsonSlice *slice,
                  const char        *text)
{
  g_autoptr (GString) decoded = NULL;

  if (slice->type != JM_JSON_STRING && slice->type != JM_JSON_NAME)
    return FALSE;
  if (slice->length == 0 || memchr (slice->text, '\\', slice->length) == NULL)
    return strlen (text) == slice->length && memcmp (slice->text, text, slice->length) == 0;

  decoded = g_string_new (NULL);
  jm_json_slice_append (slice, G_MAXINT, decoded);
  return strcmp (decoded->str, text) == 0;
}

gint64
jm_json_slice_get_int (const JmJsonSlice *slice,
                       gint64             fallback)
{
  gboolean negative;
  gint64 number = 0;
  gsize at;

  if (slice->type != JM_JSON_STRING && slice->type != JM_JSON_NUMBER)
    return fallback;

  negative = slice->length > 1 && slice->text[0] == '-';
  if (slice->length - negative < 1 || slice->length - negative > 18)
    return fallback;
  for (at = negative; at < slice->length; at++)
    {
      if (!g_ascii_isdigit (slice->text[at]))
        return fallback;
      number = number * 10 + (slice->text[at] - '0');
    }

  return negative ? -number : number;
}
