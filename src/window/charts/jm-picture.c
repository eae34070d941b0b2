/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "charts/jm-picture.h"

#include <cairo-svg.h>
#include <glib/gi18n.h>
#include <math.h>

#define PNG_SCALE 2

JmPictureFormat
jm_picture_format_of (const char *name)
{
  return name != NULL && g_str_has_suffix (name, ".svg") ? JM_PICTURE_SVG : JM_PICTURE_PNG;
}

static cairo_status_t
write_cb (void                *data,
          const unsigned char *bytes,
          unsigned int         length)
{
  g_byte_array_append (data, bytes, length);

  return CAIRO_STATUS_SUCCESS;
}

static cairo_status_t
draw (cairo_surface_t *surface,
      GskRenderNode   *node,
      const GdkRGBA   *ground)
{
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status;

  gdk_cairo_set_source_rgba (cr, ground);
  cairo_paint (cr);
  if (node != NULL)
    gsk_render_node_draw (node, cr);
  status = cairo_status (cr);
  cairo_destroy (cr);

  return status;
}

static cairo_status_t
make_svg (GskRenderNode *node,
          float          width,
          float          height,
          const GdkRGBA *ground,
          GByteArray    *bytes)
{
  cairo_surface_t *surface = cairo_svg_surface_create_for_stream (write_cb, bytes, (double) width, (double) height);
  cairo_status_t status;

  cairo_svg_surface_set_document_unit (surface, CAIRO_SVG_UNIT_PX);
  status = draw (surface, node, ground);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);

  return status;
}

static cairo_status_t
make_png (GskRenderNode *node,
          float          width,
          float          height,
          const GdkRGBA *ground,
          GByteArray    *bytes)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) ceilf (width * PNG_SCALE),
                                                         (int) ceilf (height * PNG_SCALE));
  cairo_status_t status;

  cairo_surface_set_device_scale (surface, PNG_SCALE, PNG_SCALE);
  status = draw (surface, node, ground);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_write_to_png_stream (surface, write_cb, bytes);
  cairo_surface_destroy (surface);

  return status;
}

GBytes *
jm_picture_make (GskRenderNode    *node,
                 float             width,
                 float             height,
                 const GdkRGBA    *ground,
                 JmPictureFormat   format,
                 GError          **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_status_t status;

  g_return_val_if_fail (ground != NULL, NULL);

  status = format == JM_PICTURE_SVG ? make_svg (node, width, height, ground, bytes) :
                                      make_png (node, width, height, ground, bytes);
  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("The picture could not be drawn: %s"),
                   cairo_status_to_string (status));
      return NULL;
    }

  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}
