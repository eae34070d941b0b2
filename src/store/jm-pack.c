/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-pack.h"

#include <zstd.h>

#include "base/jm-limits.h"

/* The fastest one: a document of 7 KB becomes 2 KB, and packing is not what a page waits for. */
#define LEVEL 1

struct _JmPacker
{
  ZSTD_CCtx *context;
  guint8 *packed;
  gsize capacity;
};

JmPacker *
jm_packer_new (void)
{
  JmPacker *self = g_new0 (JmPacker, 1);

  self->context = ZSTD_createCCtx ();
  g_assert (self->context != NULL);
  return self;
}

void
jm_packer_free (JmPacker *self)
{
  ZSTD_freeCCtx (self->context);
  g_free (self->packed);
  g_free (self);
}

/**
 * jm_packer_pack:
 * @text: (array length=length): anything; JSON
 * @length: in bytes
 * @packed_length: (out): in bytes
 *
 * Returns: (transfer none): packed; valid until the next call
 */
const guint8 *
jm_packer_pack (JmPacker   *self,
                const char *text,
                gsize       length,
                gsize      *packed_length)
{
  gsize bound = ZSTD_compressBound (length);
  gsize size;

  if (bound > self->capacity)
    {
      g_free (self->packed);
      self->packed = g_malloc (bound);
      self->capacity = bound;
    }

  size = ZSTD_compressCCtx (self->context, self->packed, self->capacity, text, length, LEVEL);
  /* It fails for a lack of memory alone, which GLib does not survive either. */
  g_assert (!ZSTD_isError (size));

  *packed_length = size;
  return self->packed;
}

/**
 * jm_pack:
 *
 * Returns: (transfer full): @text, packed
 */
GBytes *
jm_pack (const char *text,
         gsize       length)
{
  g_autoptr (JmPacker) packer = jm_packer_new ();
  gsize size;
  const guint8 *packed = jm_packer_pack (packer, text, length, &size);

  return g_bytes_new (packed, size);
}

/**
 * jm_unpack:
 * @packed: (array length=length) (nullable): as it lies in the file, where anything may lie
 *
 * Returns: (transfer full) (nullable): the text, or NULL when it cannot be had
 */
GBytes *
jm_unpack (const void *packed,
           gsize       length)
{
  unsigned long long size =
      packed != NULL ? ZSTD_getFrameContentSize (packed, length) : ZSTD_CONTENTSIZE_ERROR;
  g_autofree char *text = NULL;

  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > JM_LIMIT_API_BODY)
    return NULL;

  text = g_malloc (size + 1);
  if (ZSTD_decompress (text, size, packed, length) != size)
    return NULL;

  text[size] = '\0';
  return g_bytes_new_take (g_steal_pointer (&text), size);
}
