/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include <libdex.h>

G_BEGIN_DECLS

/* How something that a page shows becomes a file: asked for, written whole or not at all, and said. For fibers. */

typedef struct
{
  const char *name;             /* translatable: "Pictures (.png)" */
  const char *suffix;           /* "png" */
} JmSaveKind;

/* Asks where to; @initial_name ends with the suffix of the first of @kinds. Resolves to a GFile; rejects with
 * G_IO_ERROR_CANCELLED when the person or @cancellable says so. */
DexFuture *jm_save_choose (GtkWidget        *widget,
                           const char       *title,
                           const char       *initial_name,
                           const JmSaveKind *kinds,
                           guint             n_kinds,
                           GCancellable     *cancellable) G_GNUC_WARN_UNUSED_RESULT;
/* Resolves to TRUE when all of it is in @file, which only its owner can read. */
DexFuture *jm_save_write  (GFile            *file,
                           GBytes           *bytes,
                           GCancellable     *cancellable) G_GNUC_WARN_UNUSED_RESULT;
/* Has the window say how it ended; nothing when it was cancelled. */
void       jm_save_say    (GtkWidget        *widget,
                           GFile            *file,
                           const GError     *error);

/* Makes the bytes of a file of this name. NULL with an error. */
typedef GBytes *(*JmSaveMake) (const char *name,
                               gpointer    data,
                               GError    **error);

/* All three, for what is made at once: asks, calls @make, writes, says. @data is freed at the end. */
void       jm_save        (GtkWidget        *widget,
                           const char       *title,
                           const char       *initial_name,
                           const JmSaveKind *kinds,
                           guint             n_kinds,
                           JmSaveMake        make,
                           gpointer          data,
                           GDestroyNotify    free_data,
                           GCancellable     *cancellable);

G_END_DECLS
