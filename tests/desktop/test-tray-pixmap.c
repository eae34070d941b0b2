/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "desktop/jm-tray-face.h"
#include "desktop/jm-tray-pixmap.h"
#include "fixtures/jm-test.h"

static const char *const icons[] = { APP_ID "-symbolic", APP_ID "-attention-symbolic", JM_TRAY_ICON_ERROR };

static void
each_state_is_drawn_in_the_sizes_of_panels (void)
{
  static const int sizes[] = { 22, 32, 48 };

  for (guint i = 0; i < G_N_ELEMENTS (icons); i++)
    {
      g_autoptr (GVariant) pixmaps = jm_tray_pixmaps_new (icons[i]);

      g_assert_cmpstr (g_variant_get_type_string (pixmaps), ==, "a(iiay)");
      g_assert_cmpuint (g_variant_n_children (pixmaps), ==, G_N_ELEMENTS (sizes));
      for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
        {
          g_autoptr (GVariant) bytes = NULL;
          const guint8 *argb;
          gsize length;
          gsize opaque = 0;
          int width, height;

          g_variant_get_child (pixmaps, s, "(ii@ay)", &width, &height, &bytes);
          g_assert_cmpint (width, ==, sizes[s]);
          g_assert_cmpint (height, ==, sizes[s]);
          argb = g_variant_get_fixed_array (bytes, &length, 1);
          g_assert_cmpuint (length, ==, 4 * (gsize) (width * height));

          /* The corner is empty, and what is drawn has the grey of the file: alpha comes first. */
          g_assert_cmpuint (argb[0], ==, 0);
          for (gsize p = 0; p < length; p += 4)
            {
              if (argb[p] != 0xff)
                continue;
              opaque++;
              g_assert_cmpuint (argb[p + 1], ==, 0x86);
              g_assert_cmpuint (argb[p + 2], ==, 0x8a);
              g_assert_cmpuint (argb[p + 3], ==, 0x90);
            }
          g_assert_cmpuint (opaque, >, length / 4 / 8);
        }
    }
}

static void
no_state_looks_like_another (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (icons); i++)
    {
      g_autoptr (GVariant) one = jm_tray_pixmaps_new (icons[i]);
      g_autoptr (GVariant) other = jm_tray_pixmaps_new (icons[(i + 1) % G_N_ELEMENTS (icons)]);

      g_assert_false (g_variant_equal (one, other));
    }
}

static void
what_is_nowhere_is_not_drawn (void)
{
  g_autoptr (GVariant) pixmaps = jm_tray_pixmaps_new ("org.example.Nobody-symbolic");

  g_assert_cmpuint (g_variant_n_children (pixmaps), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *data = NULL;

  jm_test_init (&argc, &argv);
  data = g_test_build_filename (G_TEST_DIST, "..", "data", NULL);
  g_setenv ("XDG_DATA_DIRS", data, TRUE);

  g_test_add_func ("/desktop/tray-pixmap/each-state-is-drawn-in-the-sizes-of-panels",
                   each_state_is_drawn_in_the_sizes_of_panels);
  g_test_add_func ("/desktop/tray-pixmap/no-state-looks-like-another", no_state_looks_like_another);
  g_test_add_func ("/desktop/tray-pixmap/what-is-nowhere-is-not-drawn", what_is_nowhere_is_not_drawn);

  return g_test_run ();
}
