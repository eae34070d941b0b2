/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "shots/jm-shot-stories.h"

/* Longer than the pages wait before they say that they load */
#define PATIENCE_SECONDS 0.4

/* The site that was never looked at before: its store is empty. */
#define UNSEEN_ACCOUNT 1

#define ALWAYS(path, fault) "{\"match\":{\"path\":\"" path "\"},\"times\":0," fault "}"
#define HELD                "\"kind\":\"delay\""
#define REFUSED(words)                                                                           \
  "\"kind\":\"status\",\"args\":{\"code\":403,\"body\":{\"errorMessages\":[\"" words "\"]}}"
#define NO_NETWORK "\"kind\":\"reset\",\"args\":{\"when\":\"before\"}"

#define PROJECTS "*/project/search"
#define ISSUES   "*/search/jql"

/* --- what is waited for */

typedef struct
{
  GtkStack   *stack;
  const char *name;
} Face;

static gboolean
shows_face (gpointer data)
{
  Face *face = data;

  return g_strcmp0 (gtk_stack_get_visible_child_name (face->stack), face->name) == 0;
}

static gboolean
wait_for_face (JmCamera    *camera,
               const char  *page,
               const char  *name,
               GError     **error)
{
  Face face = { GTK_STACK (jm_camera_find (camera, page, "stack")), name };

  return jm_camera_wait (camera, name, shows_face, &face, error);
}

static gboolean
is_revealed (gpointer banner)
{
  return adw_banner_get_revealed (banner);
}

static void
choose_account (JmCamera *camera,
                guint     position)
{
  JmAccounts *accounts = jm_monitor_get_accounts (camera->monitor);
  g_autoptr (JmAccount) account = g_list_model_get_item (G_LIST_MODEL (accounts), position);

  if (account != NULL)
    jm_accounts_set_current (accounts, account);
}

static gboolean
arm (JmCamera    *camera,
     const char  *fault,
     GError     **error)
{
  return jm_camera_control (camera, "POST", "/arm", fault, error);
}

static gboolean
disarm (JmCamera  *camera,
        GError   **error)
{
  return jm_camera_control (camera, "DELETE", "/arm", NULL, error) &&
         jm_camera_control (camera, "POST", "/release", "{}", error);
}

/* --- nothing found */

static gboolean
take_nothing_found (JmCamera    *camera,
                    const char  *page,
                    const char  *entry_name,
                    const char  *face,
                    const char  *picture,
                    GError     **error)
{
  GtkEditable *entry = GTK_EDITABLE (jm_camera_find (camera, page, entry_name));
  gboolean taken;

  gtk_widget_activate_action (GTK_WIDGET (camera->window), "win.search", NULL);
  gtk_editable_set_text (entry, "perpetual motion");
  taken = wait_for_face (camera, page, face, error) && jm_camera_take (camera, picture, error);
  gtk_editable_set_text (entry, "");

  return taken;
}

/* --- a site that was not looked at before */

static gboolean
take_held (JmCamera    *camera,
           const char  *page,
           const char  *picture,
           GError     **error)
{
  if (!jm_camera_pause (camera, PATIENCE_SECONDS, error) || !jm_camera_take (camera, picture, error) ||
      !disarm (camera, error))
    return FALSE;

  return wait_for_face (camera, page, "content", error);
}

/* Before the first synchronization */
static gboolean
take_nothing_stored (JmCamera    *camera,
                     const char  *page,
                     GError     **error)
{
  g_autofree char *picture = g_strconcat (page, "-nothing", NULL);

  return wait_for_face (camera, page, "empty", error) && jm_camera_take (camera, picture, error);
}

static gboolean
take_projects (JmCamera  *camera,
               GError   **error)
{
  if (!arm (camera, ALWAYS (PROJECTS, REFUSED ("You do not have permission to browse projects.")),
            error))
    return FALSE;

  jm_window_show_page (camera->window, "projects");
  choose_account (camera, UNSEEN_ACCOUNT);
  if (!wait_for_face (camera, "projects", "error", error) ||
      !jm_camera_take (camera, "projects-error", error) || !take_nothing_stored (camera, "statistics", error) ||
      !take_nothing_stored (camera, "explorer", error) || !disarm (camera, error) ||
      !arm (camera, ALWAYS (PROJECTS, HELD), error))
    return FALSE;

  jm_window_show_page (camera->window, "projects");
  g_signal_emit_by_name (jm_camera_find (camera, "projects", "error_page"), "cure");

  return take_held (camera, "projects", "projects-loading", error);
}

/* Awaits. A project of the account that is shown. */
static char *
dup_project_key (JmCamera  *camera,
                 guint      position,
                 GError   **error)
{
  JmAccount *account = jm_window_get_account (camera->window);
  g_autoptr (JmStore) store = dex_await_object (jm_account_open_store (account), error);
  g_autoptr (GListModel) projects = NULL;
  g_autoptr (JmProject) project = NULL;

  if (store == NULL || !(projects = dex_await_object (jm_store_list_projects (store), error)))
    return NULL;

  if (!(project = g_list_model_get_item (projects, position)))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "There are too few projects");
      return NULL;
    }

  return g_strdup (jm_project_get_key (project));
}

static gboolean
show_project (JmCamera  *camera,
              guint      position,
              GError   **error)
{
  g_autofree char *key = dup_project_key (camera, position, error);

  if (key == NULL)
    return FALSE;

  gtk_widget_activate_action (GTK_WIDGET (camera->window), "win.show-project", "s", key);

  return TRUE;
}

static gboolean
take_issues (JmCamera  *camera,
             GError   **error)
{
  if (!arm (camera, ALWAYS (ISSUES, HELD), error) || !show_project (camera, 0, error) ||
      !take_held (camera, "issues", "issues-loading", error))
    return FALSE;

  return arm (camera, ALWAYS (ISSUES, REFUSED ("You do not have permission to view this project.")),
              error) &&
         show_project (camera, 1, error) && wait_for_face (camera, "issues", "error", error) &&
         jm_camera_take (camera, "issues-error", error) && disarm (camera, error);
}

/* --- no network */

static gboolean
take_offline (JmCamera    *camera,
              const char  *page,
              const char  *picture,
              GError     **error)
{
  GObject *banner = jm_camera_find (camera, page, "banner");
  GtkWidget *widget = GTK_WIDGET (jm_window_get_page (camera->window, page));
  gboolean taken;

  if (!wait_for_face (camera, page, "content", error) ||
      !arm (camera, ALWAYS ("*", NO_NETWORK), error))
    return FALSE;

  gtk_widget_activate_action (widget, "page.fetch", NULL);
  taken = jm_camera_wait (camera, "a network that is gone", is_revealed, banner, error) &&
          jm_camera_take (camera, picture, error);
  if (!disarm (camera, taken ? error : NULL) || !taken)
    return FALSE;

  gtk_widget_activate_action (widget, "page.fetch", NULL);

  return TRUE;
}

gboolean
jm_shot_weather (JmCamera  *camera,
                 GError   **error)
{
  if (!take_nothing_found (camera, "events", "search_entry", "nothing", "events-empty", error) ||
      !take_nothing_found (camera, "projects", "search", "empty", "projects-empty", error) ||
      !take_nothing_found (camera, "issues", "search", "empty", "issues-empty", error) ||
      !take_offline (camera, "issues", "issues-offline", error) ||
      !take_offline (camera, "projects", "projects-offline", error) ||
      !take_projects (camera, error) || !take_issues (camera, error))
    return FALSE;

  choose_account (camera, 0);

  return TRUE;
}
