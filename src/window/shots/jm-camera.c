/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "shots/jm-camera.h"

#include <string.h>

#include "shots/jm-walk.h"

/* Between two glances; what looks the same twice stands still */
#define GLANCE_SECONDS 0.04
/* A walk keeps no picture, and sees as well in a small one that nothing moves any more. */
#define WALK_SCALE 0.25f
/* What moves on its own, like a spinner, is taken after so many */
#define MAX_GLANCES 6
/* A layout after a new size, and whatever is waited for */
#define MAX_WAITS 1200

static const JmLook all_looks[] = {
  { "wide-light", ADW_COLOR_SCHEME_FORCE_LIGHT, 1280, 800 },
  { "wide-dark", ADW_COLOR_SCHEME_FORCE_DARK, 1280, 800 },
  { "narrow-dark", ADW_COLOR_SCHEME_FORCE_DARK, 400, 720 },
  { "narrow-light", ADW_COLOR_SCHEME_FORCE_LIGHT, 400, 720 },
  { "wide-rtl", ADW_COLOR_SCHEME_FORCE_LIGHT, 1280, 800, .direction = GTK_TEXT_DIR_RTL },
  { "narrow-rtl", ADW_COLOR_SCHEME_FORCE_DARK, 400, 720, .direction = GTK_TEXT_DIR_RTL },
  { "wide-large", ADW_COLOR_SCHEME_FORCE_LIGHT, 1280, 800, .large = TRUE },
  { "narrow-large", ADW_COLOR_SCHEME_FORCE_LIGHT, 400, 720, .large = TRUE },
  /* For looks of their own run, which has jm_shots_prepare() */
  { "wide-contrast", ADW_COLOR_SCHEME_FORCE_LIGHT, 1280, 800 },
  { "narrow-contrast", ADW_COLOR_SCHEME_FORCE_DARK, 400, 720 },
  /* The least that a phone has, 360 × 294, and the banner that only the demonstration has: what does not fit makes
   * libadwaita warn. */
  { "least", ADW_COLOR_SCHEME_FORCE_LIGHT, 360, 344 },
  { "least-large", ADW_COLOR_SCHEME_FORCE_LIGHT, 360, 409, .large = TRUE },
};

/* Of a picture book: the first of the table */
#define N_BOOK_LOOKS 4

G_STATIC_ASSERT (G_N_ELEMENTS (all_looks) <= JM_MAX_LOOKS);

JmCamera *
jm_camera_new (JmWindow     *window,
               JmClock      *clock,
               const char   *folder,
               GCancellable *cancellable)
{
  JmCamera *self = g_new0 (JmCamera, 1);

  self->window = g_object_ref (window);
  self->monitor = g_object_ref (jm_window_get_monitor (window));
  self->clock = g_object_ref (clock);
  self->folder = g_strdup (folder);
  if (folder == NULL)
    self->questions = jm_walk_open ();
  g_set_object (&self->cancellable, cancellable);
  for (guint i = 0; i < N_BOOK_LOOKS; i++)
    self->looks[self->n_looks++] = &all_looks[i];
  self->is_book = TRUE;

  return self;
}

void
jm_camera_free (gpointer data)
{
  JmCamera *self = data;

  g_clear_object (&self->window);
  g_clear_object (&self->monitor);
  g_clear_object (&self->clock);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->questions);
  g_free (self->folder);
  g_free (self);
}

const JmLook *
jm_camera_find_look (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (all_looks); i++)
    {
      if (g_str_equal (all_looks[i].name, name))
        return &all_looks[i];
    }

  return NULL;
}

gboolean
jm_camera_set_looks (JmCamera    *self,
                     const char  *names,
                     GError     **error)
{
  g_auto (GStrv) parts = g_strsplit (names != NULL ? names : "", ",", JM_MAX_LOOKS);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      const JmLook *look = jm_camera_find_look (parts[i]);

      if (look == NULL)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "There is no look “%s”", parts[i]);
          return FALSE;
        }
      self->looks[i] = look;
      self->n_looks = i + 1;
      self->is_book = FALSE;
    }

  return TRUE;
}

gboolean
jm_look_is_narrow (const JmLook *look)
{
  return look->width < all_looks[0].width;
}

/* --- waiting */

gboolean
jm_camera_pause (JmCamera  *self,
                 double     seconds,
                 GError   **error)
{
  return dex_await (jm_sleep (self->clock, seconds, self->cancellable), error);
}

gboolean
jm_camera_wait (JmCamera     *self,
                const char   *what,
                JmCondition   condition,
                gpointer      data,
                GError      **error)
{
  for (guint i = 0; i < MAX_WAITS; i++)
    {
      if (condition (data))
        return TRUE;
      if (!jm_camera_pause (self, GLANCE_SECONDS, error))
        return FALSE;
    }

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "For the pictures, %s was waited for",
               what);
  return FALSE;
}

/* --- the light that falls in */

static void
snapshot_widget (GtkSnapshot *snapshot,
                 GtkWidget   *widget,
                 double       x,
                 double       y)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (widget),
                          gtk_widget_get_height (widget));
  gtk_snapshot_restore (snapshot);
}

/* Popovers have surfaces of their own, above the window's. */
static void
snapshot_popovers (GtkSnapshot *snapshot,
                   GtkWidget   *parent)
{
  for (GtkWidget *child = gtk_widget_get_first_child (parent); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (!gtk_widget_get_mapped (child))
        continue;
      if (GTK_IS_POPOVER (child))
        {
          GdkPopup *popup = GDK_POPUP (gtk_native_get_surface (GTK_NATIVE (child)));

          snapshot_widget (snapshot, child, gdk_popup_get_position_x (popup),
                           gdk_popup_get_position_y (popup));
        }
      snapshot_popovers (snapshot, child);
    }
}

/* NULL while the layout is not done: then there is nothing to draw. */
static GdkTexture *
glance (GtkWidget *window,
        float      scale)
{
  GskRenderer *renderer = gtk_native_get_renderer (GTK_NATIVE (window));
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, scale * (float) gtk_widget_get_width (window),
                                               scale * (float) gtk_widget_get_height (window));
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;

  gtk_snapshot_scale (snapshot, scale, scale);
  snapshot_widget (snapshot, window, 0, 0);
  snapshot_popovers (snapshot, window);
  if (!(node = gtk_snapshot_free_to_node (snapshot)))
    {
      gtk_widget_queue_draw (window);
      return NULL;
    }

  return gsk_renderer_render_texture (renderer, node, &bounds);
}

static GBytes *
download (GdkTexture *texture)
{
  gsize stride = (gsize) gdk_texture_get_width (texture) * 4;
  gsize size = stride * (gsize) gdk_texture_get_height (texture);
  guchar *pixels = g_malloc (size);

  gdk_texture_download (texture, pixels, stride);

  return g_bytes_new_take (pixels, size);
}

/* What is the same twice, with frames in between, stands still. NULL only with an error. */
static GdkTexture *
look_until_still (JmCamera   *self,
                  GtkWidget  *window,
                  GError    **error)
{
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (GBytes) before = NULL;

  for (guint i = 0; i < MAX_GLANCES || texture == NULL; i++)
    {
      g_autoptr (GBytes) pixels = NULL;

      if (!jm_camera_pause (self, GLANCE_SECONDS, error) || !dex_await (jm_walk_frames (GTK_WINDOW (window)), error))
        return NULL;

      g_clear_object (&texture);
      if (!(texture = glance (window, self->questions != NULL ? WALK_SCALE : 1)))
        continue;
      pixels = download (texture);
      if (before != NULL && g_bytes_equal (before, pixels))
        break;
      g_clear_pointer (&before, g_bytes_unref);
      before = g_steal_pointer (&pixels);
    }

  return g_steal_pointer (&texture);
}

/* --- the window */

typedef struct
{
  GtkWidget    *window;
  const JmLook *look;
} Size;

static gboolean
has_size (gpointer data)
{
  Size *size = data;

  return gtk_widget_get_width (size->window) == size->look->width &&
         gtk_widget_get_height (size->window) == size->look->height;
}

static void
assume_text_size (JmCamera *self,
                  gboolean  large)
{
  GtkSettings *settings = gtk_settings_get_default ();

  if (self->usual_dpi == 0)
    g_object_get (settings, "gtk-xft-dpi", &self->usual_dpi, NULL);
  g_object_set (settings, "gtk-xft-dpi", large ? 2 * self->usual_dpi : self->usual_dpi, NULL);
}

static GtkTextDirection
get_direction (const JmLook *look)
{
  return look->direction != GTK_TEXT_DIR_NONE ? look->direction : GTK_TEXT_DIR_LTR;
}

void
jm_camera_turn (JmCamera     *self,
                const JmLook *look)
{
  if (gtk_widget_get_default_direction () == get_direction (look))
    return;

  gtk_widget_set_default_direction (get_direction (look));
  jm_window_reload (self->window);
}

static gboolean
assume_look (JmCamera      *self,
             GtkWidget     *window,
             const JmLook  *look,
             GError       **error)
{
  Size size = { window, look };

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), look->scheme);
  gtk_widget_set_default_direction (get_direction (look));
  assume_text_size (self, look->large);
  /* Where nobody composes, GTK draws a border inside the window; it is no part of the picture. */
  gtk_widget_remove_css_class (window, "solid-csd");
  gtk_window_set_default_size (GTK_WINDOW (window), look->width, look->height);
  gtk_window_present (GTK_WINDOW (window));

  return jm_camera_wait (self, "the window's new size", has_size, &size, error);
}

static gboolean
keep (JmCamera    *self,
      const char  *name,
      const char  *look,
      GdkTexture  *texture,
      GError     **error)
{
  g_autofree char *file = g_strdup_printf ("%s-%s.png", name, look);
  g_autofree char *path = g_build_filename (self->folder, file, NULL);

  if (!gdk_texture_save_to_png (texture, path))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s cannot be written", path);
      return FALSE;
    }

  self->n_taken++;

  return TRUE;
}

static gboolean
expose (JmCamera      *self,
        const char    *name,
        GtkWidget     *window,
        const JmLook  *look,
        GError       **error)
{
  g_autoptr (GdkTexture) texture = look_until_still (self, window, error);

  if (texture == NULL)
    return FALSE;

  if (self->questions != NULL)
    {
      self->n_taken++;
      return jm_walk_stop (self->questions, name, look->name, GTK_WINDOW (window), self->cancellable, error);
    }

  return keep (self, name, look->name, texture, error);
}

gboolean
jm_camera_take_one (JmCamera      *self,
                    const char    *name,
                    GtkWindow     *window,
                    const JmLook  *look,
                    GError       **error)
{
  GtkWidget *widget = window != NULL ? GTK_WIDGET (window) : GTK_WIDGET (self->window);

  return assume_look (self, widget, look, error) && expose (self, name, widget, look, error);
}

gboolean
jm_camera_take_posed (JmCamera    *self,
                      const char  *name,
                      JmPose       pose,
                      GError     **error)
{
  GtkWidget *window = GTK_WIDGET (self->window);

  for (guint i = 0; i < self->n_looks; i++)
    {
      if (!assume_look (self, window, self->looks[i], error))
        return FALSE;
      if (pose != NULL)
        pose (self, jm_look_is_narrow (self->looks[i]));
      if (!expose (self, name, window, self->looks[i], error))
        return FALSE;
    }

  return TRUE;
}

gboolean
jm_camera_take (JmCamera    *self,
                const char  *name,
                GError     **error)
{
  return jm_camera_take_posed (self, name, NULL, error);
}

/* --- what is in front of it */

gboolean
jm_camera_control (JmCamera    *self,
                   const char  *method,
                   const char  *path,
                   const char  *json,
                   GError     **error)
{
  JmDemonstration *demonstration = jm_monitor_get_demonstration (self->monitor);
  JmHttp *http = jm_monitor_get_services (self->monitor)->http;
  g_autofree char *url = g_strconcat (jm_demonstration_get_control (demonstration), path, NULL);
  g_autoptr (JmHttpRequest) request = jm_http_request_new (method, url);
  g_autoptr (JmHttpResponse) response = NULL;

  if (json != NULL)
    {
      g_autoptr (GBytes) body = g_bytes_new (json, strlen (json));

      jm_http_request_set_json (request, body);
    }
  if (!(response = dex_await_boxed (jm_http_send (http, request, self->cancellable), error)))
    return FALSE;

  if (jm_http_response_get_status (response) >= 300)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The simulator refused %s %s", method,
                   path);
      return FALSE;
    }

  return TRUE;
}

GObject *
jm_camera_find (JmCamera   *self,
                const char *page,
                const char *child)
{
  GtkWidget *widget = GTK_WIDGET (jm_window_get_page (self->window, page));

  jm_window_show_page (self->window, page);

  return gtk_widget_get_template_child (widget, G_OBJECT_TYPE (widget), child);
}
