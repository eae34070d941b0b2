/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-tray-pixmap.h"

#include <gdk-pixbuf/gdk-pixbuf.h>

/* The sizes of panels, and of those on screens with more pixels */
static const int sizes[] = { 22, 32, 48 };

static char *
find_in (const char *data_dir,
         const char *icon_name)
{
  g_autofree char *name = g_strconcat (icon_name, ".svg", NULL);
  g_autofree char *file =
      g_build_filename (data_dir, "icons", "hicolor", "symbolic", "apps", name, NULL);

  return g_file_test (file, G_FILE_TEST_EXISTS) ? g_steal_pointer (&file) : NULL;
}

static char *
find_file (const char *icon_name)
{
  const char *const *data_dirs = g_get_system_data_dirs ();
  char *file = find_in (g_get_user_data_dir (), icon_name);

  for (guint i = 0; file == NULL && data_dirs[i] != NULL; i++)
    file = find_in (data_dirs[i], icon_name);

  return file;
}

/* ARGB, a byte each, row by row without gaps */
static GVariant *
make_bytes (GdkPixbuf *pixbuf)
{
  int width = gdk_pixbuf_get_width (pixbuf);
  int height = gdk_pixbuf_get_height (pixbuf);
  int stride = gdk_pixbuf_get_rowstride (pixbuf);
  const guint8 *rows = gdk_pixbuf_read_pixels (pixbuf);
  g_autoptr (GByteArray) bytes = g_byte_array_sized_new (4 * (guint) (width * height));

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        const guint8 *rgba = rows + y * stride + 4 * x;
        const guint8 argb[] = { rgba[3], rgba[0], rgba[1], rgba[2] };

        g_byte_array_append (bytes, argb, sizeof argb);
      }

  return g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, bytes->data, bytes->len, 1);
}

/* It is told what it is: by their first lines not all SVG files are known as such. */
static GdkPixbuf *
draw (const char  *svg,
      gsize        length,
      int          size,
      GError     **error)
{
  g_autoptr (GdkPixbufLoader) loader =
      gdk_pixbuf_loader_new_with_mime_type ("image/svg+xml", error);
  gboolean written;

  if (loader == NULL)
    return NULL;

  gdk_pixbuf_loader_set_size (loader, size, size);
  written = gdk_pixbuf_loader_write (loader, (const guchar *) svg, length, error);
  /* It has to be closed in any case, and the first error is the one that counts. */
  if (!gdk_pixbuf_loader_close (loader, written ? error : NULL) || !written)
    return NULL;

  return gdk_pixbuf_add_alpha (gdk_pixbuf_loader_get_pixbuf (loader), FALSE, 0, 0, 0);
}

static gboolean
add_pixmaps (GVariantBuilder  *pixmaps,
             const char       *file,
             GError          **error)
{
  g_autofree char *svg = NULL;
  gsize length;

  if (!g_file_get_contents (file, &svg, &length, error))
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GdkPixbuf) pixbuf = draw (svg, length, sizes[i], error);

      if (pixbuf == NULL)
        return FALSE;
      g_variant_builder_add (pixmaps, "(ii@ay)", gdk_pixbuf_get_width (pixbuf),
                             gdk_pixbuf_get_height (pixbuf), make_bytes (pixbuf));
    }

  return TRUE;
}

/**
 * jm_tray_pixmaps_new:
 * @icon_name: one of our own symbolic icons
 *
 * For hosts that do not find the icon by its name: those that were started without the folder where
 * Flatpak exports icons draw nothing otherwise. Reads a small file.
 *
 * Returns: (transfer full): `a(iiay)` as org.kde.StatusNotifierItem has it, not floating; empty where
 *   nothing can draw SVG
 */
GVariant *
jm_tray_pixmaps_new (const char *icon_name)
{
  g_autofree char *file = NULL;
  g_autoptr (GError) error = NULL;
  GVariantBuilder pixmaps;

  g_return_val_if_fail (icon_name != NULL, NULL);

  file = find_file (icon_name);
  g_variant_builder_init (&pixmaps, G_VARIANT_TYPE ("a(iiay)"));
  if (file != NULL && !add_pixmaps (&pixmaps, file, &error))
    g_debug ("No picture for the tray: %s", error->message);

  return g_variant_ref_sink (g_variant_builder_end (&pixmaps));
}
