/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-collation.h"

/* Beyond these, a character stands for itself: an index keeps the order in which it was built, so
 * the rule must be the same under every version of Unicode. In these blocks (Latin, Greek, Cyrillic,
 * Armenian; Latin Extended Additional) the pairs of letters were settled long ago. */
static gboolean
has_case (gunichar character)
{
  return character < 0x0590 || (character >= 0x1e00 && character <= 0x1eff);
}

/* One character of at least one byte. Bytes that are no UTF-8 come after all that is, each for
 * itself: what is stored is checked, but an order must be one for anything. */
static gunichar
next_folded (const guchar **place,
             const guchar  *end)
{
  const guchar *at = *place;
  gunichar character;

  if (*at < 0x80)
    {
      *place = at + 1;
      return *at >= 'A' && *at <= 'Z' ? *at + ('a' - 'A') : *at;
    }

  character = g_utf8_get_char_validated ((const char *) at, end - at);
  if (character == (gunichar) -1 || character == (gunichar) -2)
    {
      *place = at + 1;
      return 0x110000 + *at;
    }

  *place = (const guchar *) g_utf8_next_char (at);
  return has_case (character) ? g_unichar_tolower (character) : character;
}

/**
 * jm_collation_compare:
 * @a: UTF-8 of @a_length bytes
 * @b: UTF-8 of @b_length bytes
 *
 * Returns: below, above or equal to 0, by code points with case folded away. It is the order of
 *   indexes in the file: a change of it is a step of the schema.
 */
int
jm_collation_compare (const char *a,
                      gsize       a_length,
                      const char *b,
                      gsize       b_length)
{
  const guchar *x = (const guchar *) a;
  const guchar *y = (const guchar *) b;
  const guchar *x_end = x + a_length;
  const guchar *y_end = y + b_length;

  while (x < x_end && y < y_end)
    {
      gunichar first, second;

      if (*x == *y && *x < 0x80)
        {
          x++;
          y++;
          continue;
        }
      first = next_folded (&x, x_end);
      second = next_folded (&y, y_end);
      if (first != second)
        return first < second ? -1 : 1;
    }

  return (x < x_end) - (y < y_end);
}

guint
jm_collation_hash (const char *text,
                   gsize       length)
{
  const guchar *place = (const guchar *) text;
  const guchar *end = place + length;
  guint hash = 5381;

  while (place < end)
    hash = hash * 33 + next_folded (&place, end);

  return hash;
}

static int
compare_cb (void       *data,
            int         a_length,
            const void *a,
            int         b_length,
            const void *b)
{
  return jm_collation_compare (a, a_length, b, b_length);
}

void
jm_collation_install (sqlite3 *connection)
{
  sqlite3_create_collation (connection, "JM_FOLD", SQLITE_UTF8, NULL, compare_cb);
}
