/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Private to the store: documents as they lie in the file, the JSON text as it came, packed with zstd.
 * The tool "zstd -d" reads them too. */

/* Keeps its tables between two documents. Of one thread. */
typedef struct _JmPacker JmPacker;

JmPacker *jm_packer_new  (void);
void      jm_packer_free (JmPacker    *self);
/* Packs into memory of its own, which holds until the next one. The length is in *@packed_length. */
const guint8 *jm_packer_pack (JmPacker   *self,
                              const char *text,
                              gsize       length,
                              gsize      *packed_length);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmPacker, jm_packer_free)

/* One document, packed, for who packs one alone. */
GBytes   *jm_pack        (const char  *text,
                          gsize        length) G_GNUC_WARN_UNUSED_RESULT;
/* The text; NULL for what was not packed by this, or would be larger than a page of Jira can be. Any
 * thread. */
GBytes   *jm_unpack      (const void  *packed,
                          gsize        length) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
