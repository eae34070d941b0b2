/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  JM_PICTURE_PNG,               /* twice the size it has on the screen */
  JM_PICTURE_SVG,
} JmPictureFormat;

/* The format of a file by its name: SVG for "….svg", else PNG. */
JmPictureFormat jm_picture_format_of (const char       *name);
/* What @node draws in a box of @width × @height from its origin, on @ground, as a file's bytes. NULL with an error. */
GBytes         *jm_picture_make      (GskRenderNode    *node,
                                      float             width,
                                      float             height,
                                      const GdkRGBA    *ground,
                                      JmPictureFormat   format,
                                      GError          **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
