/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-call.h"

/* Avatars: a small PNG, five by five mirrored squares in a colour, both from the name. */

#define SIDE 48
#define CELLS 5
#define MARGIN 4

static guint32
crc32 (const guint8 *data,
       gsize         length)
{
  guint32 crc = 0xffffffffu;

  for (gsize i = 0; i < length; i++)
    {
      crc ^= data[i];
      for (guint bit = 0; bit < 8; bit++)
        crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xedb88320u : 0);
    }
  return ~crc;
}

static void
append_number (GByteArray *array,
               guint32     number)
{
  guint32 big = GUINT32_TO_BE (number);

  g_byte_array_append (array, (const guint8 *) &big, sizeof big);
}

static void
append_chunk (GByteArray   *png,
              const char   *type,
              const guint8 *data,
              guint         length)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();

  g_byte_array_append (body, (const guint8 *) type, 4);
  g_byte_array_append (body, data, length);
  append_number (png, length);
  g_byte_array_append (png, body->data, body->len);
  append_number (png, crc32 (body->data, body->len));
}

static gboolean
is_inside (guint64 hash,
           guint   x,
           guint   y)
{
  guint cell = (SIDE - 2 * MARGIN) / CELLS;
  guint column, row;

  if (x < MARGIN || y < MARGIN || x >= MARGIN + cell * CELLS || y >= MARGIN + cell * CELLS)
    return FALSE;
  column = (x - MARGIN) / cell;
  row = (y - MARGIN) / cell;
  column = MIN (column, CELLS - 1 - column);
  return ((hash >> (row * 3 + column)) & 1) != 0;
}

static GBytes *
compress (const guint8 *data,
          gsize         length)
{
  g_autoptr (GConverter) compressor =
      G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 9));
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (memory, compressor);

  g_output_stream_write_all (stream, data, length, NULL, NULL, NULL);
  g_output_stream_close (stream, NULL, NULL);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

void
jm_sim_avatar (JmSimReply *reply,
               const char *name)
{
  static const guint8 signature[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
  static const guint8 header[] = {
    0, 0, 0, SIDE, 0, 0, 0, SIDE, 1, 3, 0, 0, 0
  }; /* one bit, palette */
  guint64 hash = jm_sim_mix (g_str_hash (name));
  const guint8 palette[] = {
    (guint8) (200 + (hash >> 40) % 50),
    (guint8) (200 + (hash >> 44) % 50),
    (guint8) (200 + (hash >> 48) % 50),
    (guint8) (30 + (hash >> 52) % 120),
    (guint8) (30 + (hash >> 56) % 120),
    (guint8) (30 + (hash >> 60) * 8),
  };
  g_autoptr (GByteArray) rows = g_byte_array_new ();
  g_autoptr (GByteArray) png = g_byte_array_new ();
  g_autoptr (GBytes) packed = NULL;

  for (guint y = 0; y < SIDE; y++)
    {
      guint8 row[1 + SIDE / 8] = { 0 };

      for (guint x = 0; x < SIDE; x++)
        row[1 + x / 8] |= (guint8) (is_inside (hash, x, y) ? 0x80 >> (x % 8) : 0);
      g_byte_array_append (rows, row, sizeof row);
    }
  packed = compress (rows->data, rows->len);
  g_byte_array_append (png, signature, sizeof signature);
  append_chunk (png, "IHDR", header, sizeof header);
  append_chunk (png, "PLTE", palette, sizeof palette);
  append_chunk (png, "IDAT", g_bytes_get_data (packed, NULL), (guint) g_bytes_get_size (packed));
  append_chunk (png, "IEND", NULL, 0);
  reply->status = 200;
  jm_sim_reply_bytes (reply, "image/png", png->data, png->len);
  jm_sim_reply_header (reply, "Cache-Control", "max-age=86400");
}
