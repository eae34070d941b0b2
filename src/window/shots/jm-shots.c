/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "shots/jm-shots.h"

#include <glib/gstdio.h>

#include "shots/jm-shot-stories.h"

/* For a refresh and a test of the connection */
#define SETTLE_SECONDS 1.0
#define MAX_READS      20

/* Awaits. The key of the first project, when the projects have been fetched */
static char *
dup_first_project (JmCamera  *camera,
                   GError   **error)
{
  JmAccount *account = jm_window_get_account (camera->window);
  g_autoptr (JmStore) store = dex_await_object (jm_account_open_store (account), error);

  for (guint i = 0; store != NULL && i < MAX_READS; i++)
    {
      g_autoptr (GListModel) projects = NULL;
      g_autoptr (JmProject) project = NULL;

      if (!jm_camera_pause (camera, SETTLE_SECONDS, error) ||
          !(projects = dex_await_object (jm_store_list_projects (store), error)))
        return NULL;
      if ((project = g_list_model_get_item (projects, 0)) != NULL)
        return g_strdup (jm_project_get_key (project));
    }

  if (store != NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "No projects were fetched");

  return NULL;
}

static gboolean
has_content (gpointer stack)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (stack), "content") == 0;
}

/* Something to see: a refresh, projects, the issues of the first of them. */
static gboolean
prepare (JmCamera  *camera,
         GError   **error)
{
  GtkWidget *widget = GTK_WIDGET (camera->window);
  g_autofree char *key = NULL;

  gtk_widget_activate_action (widget, "win.sync", NULL);
  gtk_widget_activate_action (widget, "win.refresh-token", NULL);
  gtk_widget_activate_action (widget, "win.test-connection", NULL);
  if (!(key = dup_first_project (camera, error)))
    return FALSE;

  gtk_widget_activate_action (widget, "win.show-project", "s", key);

  return jm_camera_wait (camera, "the issues of a project", has_content,
                         jm_camera_find (camera, "issues", "stack"), error) &&
         jm_camera_pause (camera, SETTLE_SECONDS, error);
}

static DexFuture *
take_fiber (gpointer user_data)
{
  JmCamera *camera = user_data;
  GError *error = NULL;

  if (camera->folder != NULL && g_mkdir_with_parents (camera->folder, 0755) != 0)
    return dex_future_new_reject (G_IO_ERROR, g_io_error_from_errno (errno),
                                  "The folder %s cannot be made", camera->folder);

  jm_camera_turn (camera, camera->looks[0]);
  if (camera->only_dialogs)
    return jm_shot_dialogs (camera, &error) ? dex_future_new_for_int64 (camera->n_taken) : dex_future_new_for_error (error);

  if (!prepare (camera, &error) || !jm_shot_pages (camera, &error) ||
      !jm_shot_preferences (camera, &error) || !jm_shot_network (camera, &error) ||
      !jm_shot_health (camera, &error) || !jm_shot_issues (camera, &error) ||
      !jm_shot_data (camera, &error) ||
      !jm_shot_oddities (camera, &error) || !jm_shot_weather (camera, &error) ||
      !jm_shot_ways (camera, &error) || !jm_shot_accounts (camera, &error) || !jm_shot_sign_in (camera, &error))
    return dex_future_new_for_error (error);

  return dex_future_new_for_int64 (camera->n_taken);
}

DexFuture *
jm_shots_take (JmWindow     *window,
               JmClock      *clock,
               const char   *folder,
               const char   *looks,
               GCancellable *cancellable)
{
  JmCamera *camera;
  GError *error = NULL;

  dex_return_error_if_fail (JM_IS_WINDOW (window));
  dex_return_error_if_fail (JM_IS_CLOCK (clock));
  dex_return_error_if_fail (folder != NULL);

  camera = jm_camera_new (window, clock, g_str_has_prefix (folder, "-") ? NULL : folder, cancellable);
  camera->only_dialogs = g_str_equal (folder, "-dialogs");
  if (!jm_camera_set_looks (camera, looks, &error))
    {
      jm_camera_free (camera);
      return dex_future_new_for_error (error);
    }

  /* Whole stories are told below it, and GTK lays out what they show: the usual 128 KiB are nearly used up. */
  return dex_scheduler_spawn (NULL, 1024 * 1024, take_fiber, camera, jm_camera_free);
}

/* libadwaita 1.7 has no other way of its own, and no way back. */
void
jm_shots_prepare (const char *looks)
{
  if (looks != NULL && strstr (looks, "-contrast") != NULL)
    g_setenv ("ADW_DEBUG_HIGH_CONTRAST", "1", TRUE);
}

static gboolean
has_font (const char *family)
{
  PangoFontMap *map = pango_cairo_font_map_get_default ();

  return pango_font_map_get_family (map, family) != NULL;
}

void
jm_shots_settle (void)
{
  static const char *const families[] = { "Adwaita Sans", "Inter", "Cantarell" };

  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    {
      g_autofree char *font = g_strdup_printf ("%s 11", families[i]);

      if (!has_font (families[i]))
        continue;
      g_object_set (gtk_settings_get_default (), "gtk-font-name", font, NULL);
      break;
    }

  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE,
                "gtk-cursor-blink", FALSE, "gtk-decoration-layout", "appmenu:close", NULL);
}
