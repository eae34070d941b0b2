/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "charts/jm-figure.h"
#include "issues/jm-issue-view-name.h"
#include "jm-link.h"
#include "network/jm-network-ask.h"
#include "shots/jm-shot-stories.h"

/*
 * Each dialog is opened from a page on which something has the focus. The walk stops in it; who walks presses Escape. It
 * goes on when the dialog is gone and the focus is where it was, and is an error when that does not come.
 */

#define SITE "https://jira.example"

static JmNetworkKeeper *
get_networks (JmCamera *camera)
{
  return jm_monitor_get_services (camera->monitor)->networks;
}

static void
ask_view_name (JmCamera *camera)
{
  static const char *const taken[] = { NULL };

  dex_future_disown (jm_issue_view_name_ask (GTK_WIDGET (camera->window), NULL, taken));
}

static void
ask_link (JmCamera *camera)
{
  jm_link_open (GTK_WIDGET (camera->window), "https://elsewhere.example/", "jira.example");
}

static void
ask_token (JmCamera *camera)
{
  dex_future_disown (jm_network_ask_token (GTK_WIDGET (camera->window), get_networks (camera), SITE, camera->cancellable));
}

static void
ask_plain (JmCamera *camera)
{
  dex_future_disown (jm_network_ask_plain (GTK_WIDGET (camera->window), get_networks (camera), SITE, camera->cancellable));
}

static void
ask_proxy (JmCamera *camera)
{
  dex_future_disown (
      jm_network_ask_proxy (GTK_WIDGET (camera->window), get_networks (camera), "proxy.example:3128", camera->cancellable));
}

static GtkWidget *
find_figure (GtkWidget *parent)
{
  for (GtkWidget *child = gtk_widget_get_first_child (parent); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *figure = JM_IS_FIGURE (child) ? child : find_figure (child);

      if (figure != NULL)
        return figure;
    }

  return NULL;
}

static void
show_table (JmCamera *camera)
{
  GtkWidget *page = GTK_WIDGET (jm_window_get_page (camera->window, "statistics"));

  gtk_widget_activate_action (find_figure (page), "figure.table", NULL);
}

/* @target "account": the one that is shown; @page: NULL for the overview */
static const struct
{
  const char *name;
  const char *action;
  const char *target;
  void      (*open) (JmCamera *camera);
  const char *page;
} dialogs[] = {
  { "about", "app.about" },
  { "accounts", "win.manage-accounts" },
  { "disconnect", "win.disconnect", "account" },
  { "help", "win.help", "index" },
  { "link", .open = ask_link },
  { "network-plain", .open = ask_plain },
  { "network-proxy", .open = ask_proxy },
  { "network-token", .open = ask_token },
  { "preferences", "app.preferences" },
  { "rebuild", "win.rebuild-store", "account" },
  { "report", "win.report" },
  { "shortcuts", "app.shortcuts" },
  { "sign-in", "win.sign-in", "" },
  { "sign-in-again", "win.sign-in", "account" },
  { "statistics-table", .open = show_table, .page = "statistics" },
  { "view-name", .open = ask_view_name },
};

static void
open_dialog (JmCamera *camera,
             guint     i)
{
  const char *target = dialogs[i].target;

  if (dialogs[i].open != NULL)
    {
      dialogs[i].open (camera);
      return;
    }

  if (g_strcmp0 (target, "account") == 0)
    target = jm_account_get_id (jm_window_get_account (camera->window));
  gtk_widget_activate_action_variant (GTK_WIDGET (camera->window), dialogs[i].action,
                                      target != NULL ? g_variant_new_string (target) : NULL);
}

typedef struct
{
  GtkWindow *window;
  GtkWidget *focus;
} Before;

static AdwDialog *
get_dialog (GtkWindow *window)
{
  return adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window));
}

static gboolean
has_focus_in_dialog (gpointer data)
{
  Before *before = data;
  GtkWidget *focus = gtk_window_get_focus (before->window);
  AdwDialog *dialog = get_dialog (before->window);

  return dialog != NULL && focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (dialog));
}

static gboolean
is_gone (gpointer data)
{
  return get_dialog (((Before *) data)->window) == NULL;
}

static gboolean
has_focus_as_before (gpointer data)
{
  Before *before = data;

  return gtk_window_get_focus (before->window) == before->focus;
}

static gboolean
take_dialog (JmCamera  *camera,
             guint      i,
             GError   **error)
{
  const char *page = dialogs[i].page != NULL ? dialogs[i].page : "overview";
  Before before = { GTK_WINDOW (camera->window) };

  jm_window_show_page (camera->window, page);
  gtk_widget_child_focus (GTK_WIDGET (jm_window_get_page (camera->window, page)), GTK_DIR_TAB_FORWARD);
  if (!(before.focus = gtk_window_get_focus (before.window)))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "Nothing takes the focus");
      return FALSE;
    }

  open_dialog (camera, i);

  return jm_camera_wait (camera, "the focus in a dialog", has_focus_in_dialog, &before, error) &&
         jm_camera_take (camera, dialogs[i].name, error) &&
         jm_camera_wait (camera, "the end of a dialog after Escape", is_gone, &before, error) &&
         jm_camera_wait (camera, "the focus where it was before a dialog", has_focus_as_before, &before, error);
}

static gboolean
has_content (gpointer stack)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (stack), "content") == 0;
}

gboolean
jm_shot_dialogs (JmCamera  *camera,
                 GError   **error)
{
  gtk_widget_activate_action (GTK_WIDGET (camera->window), "win.sync", NULL);
  if (!jm_camera_wait (camera, "statistics", has_content, jm_camera_find (camera, "statistics", "stack"), error))
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (dialogs); i++)
    {
      if (!take_dialog (camera, i, error))
        return FALSE;
    }

  return TRUE;
}
