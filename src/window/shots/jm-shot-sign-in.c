/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "shots/jm-shot-stories.h"
#include "sign-in/jm-sign-in-address-page.h"
#include "sign-in/jm-sign-in-dialog.h"

static AdwNavigationPage *
get_page (AdwDialog *dialog)
{
  return jm_sign_in_dialog_get_visible_page (JM_SIGN_IN_DIALOG (dialog));
}

static GObject *
find (AdwDialog  *dialog,
      const char *name)
{
  GtkWidget *page = GTK_WIDGET (get_page (dialog));

  return gtk_widget_get_template_child (page, G_OBJECT_TYPE (page), name);
}

static void
type (AdwDialog  *dialog,
      const char *entry,
      const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (find (dialog, entry)), text);
}

static void
click (AdwDialog  *dialog,
       const char *button)
{
  g_signal_emit_by_name (find (dialog, button), "clicked");
}

/* --- what is waited for */

typedef struct
{
  AdwDialog  *dialog;
  const char *tag;
} Arrival;

static gboolean
has_arrived (gpointer data)
{
  Arrival *arrival = data;
  const char *tag = adw_navigation_page_get_tag (get_page (arrival->dialog));

  return g_strcmp0 (tag, arrival->tag) == 0;
}

static gboolean
wait_for_page (JmCamera    *camera,
               AdwDialog   *dialog,
               const char  *tag,
               GError     **error)
{
  Arrival arrival = { dialog, tag };

  return jm_camera_wait (camera, tag, has_arrived, &arrival, error);
}

static gboolean
knows_site (gpointer page)
{
  return jm_sign_in_address_page_get_site (page) != NULL;
}

static gboolean
is_sensitive (gpointer button)
{
  return gtk_widget_is_sensitive (button);
}

/* --- the ways */

/* The address of a site of the simulator, and what it answers */
static gboolean
type_address (JmCamera    *camera,
              AdwDialog   *dialog,
              const char  *context_path,
              GError     **error)
{
  JmOauth *oauth = jm_monitor_get_services (camera->monitor)->oauth;
  g_autofree char *address = g_strconcat (jm_oauth_get_api_base (oauth), context_path, NULL);

  type (dialog, "address", address);
  g_signal_emit_by_name (find (dialog, "address"), "entry-activated");

  return jm_camera_wait (camera, "the answer of a site", knows_site, get_page (dialog), error);
}

gboolean
jm_shot_ways (JmCamera  *camera,
              GError   **error)
{
  static const struct
  {
    const char *name;
    const char *action;
    const char *context_path; /* what is typed, after the simulator's host, or NULL */
  } steps[] = {
    { "sign-in-own-app", "sign-in.own-app", NULL },
    { "sign-in-cloud", NULL, "/site/acme" },
    { "sign-in-api-token", "sign-in.api-token", "/site/acme" },
    { "sign-in-pat", "sign-in.pat", "/dc" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      AdwDialog *dialog = jm_sign_in_dialog_new (camera->monitor, NULL);
      gboolean taken = TRUE;

      adw_dialog_present (dialog, GTK_WIDGET (camera->window));
      if (steps[i].context_path != NULL)
        taken = type_address (camera, dialog, steps[i].context_path, error);
      if (taken && steps[i].action != NULL)
        gtk_widget_activate_action (GTK_WIDGET (dialog), steps[i].action, NULL);
      taken = taken && jm_camera_take (camera, steps[i].name, error);
      adw_dialog_force_close (dialog);
      if (!taken)
        return FALSE;
    }

  return TRUE;
}

/* --- through the browser */

/* What a browser would open is kept until the waiting was pictured. */
static gboolean
open_uri_cb (AdwNavigationPage  *page,
             const char         *uri,
             char              **opened)
{
  g_set_str (opened, uri);

  return TRUE;
}

/* Awaits. The app of the simulator, entered in the guided page and proved */
static gboolean
enter_app (JmCamera   *camera,
           AdwDialog  *dialog,
           GError    **error)
{
  JmDemonstration *demonstration = jm_monitor_get_demonstration (camera->monitor);
  const JmOauthClient *client = jm_demonstration_get_client (demonstration);

  gtk_widget_activate_action (GTK_WIDGET (dialog), "sign-in.own-app", NULL);
  type (dialog, "client_id", client->client_id);
  type (dialog, "client_secret", client->client_secret);
  click (dialog, "prove_button");

  return wait_for_page (camera, dialog, "browser", error);
}

/* Awaits. From the page before the browser until the browser's answer brought @tag. */
static gboolean
take_browser (JmCamera    *camera,
              AdwDialog   *dialog,
              const char  *tag,
              gboolean     pictures,
              GError     **error)
{
  JmDemonstration *demonstration = jm_monitor_get_demonstration (camera->monitor);
  JmHttp *http = jm_monitor_get_services (camera->monitor)->http;
  g_autofree char *opened = NULL;
  gulong handler;
  gboolean taken;

  if (!jm_camera_wait (camera, "a listener", is_sensitive, find (dialog, "continue_button"), error) ||
      (pictures && !jm_camera_take (camera, "sign-in-browser", error)))
    return FALSE;

  handler = g_signal_connect (get_page (dialog), "open-uri", G_CALLBACK (open_uri_cb), &opened);
  g_object_ref (dialog);
  click (dialog, "continue_button");
  g_signal_handler_disconnect (get_page (dialog), handler);
  taken = (!pictures || jm_camera_take (camera, "sign-in-waiting", error)) &&
          dex_await (jm_demonstration_browse (demonstration, http, opened, camera->cancellable),
                     error) &&
          wait_for_page (camera, dialog, tag, error);
  g_object_unref (dialog);

  return taken;
}

static gboolean
set_consent (JmCamera    *camera,
             const char  *json,
             GError     **error)
{
  return jm_camera_control (camera, "POST", "/consent", json, error);
}

static gboolean
take_story (JmCamera   *camera,
            AdwDialog  *dialog,
            GError    **error)
{
  if (!enter_app (camera, dialog, error) || !set_consent (camera, "{\"auto\":\"deny\"}", error) ||
      !take_browser (camera, dialog, "trouble", TRUE, error) ||
      !jm_camera_take (camera, "sign-in-refused", error) ||
      !set_consent (camera, "{\"auto\":\"accept\"}", error))
    return FALSE;

  gtk_widget_activate_action (GTK_WIDGET (dialog), "sign-in.retry", NULL);
  if (!wait_for_page (camera, dialog, "browser", error) ||
      !take_browser (camera, dialog, "sites", FALSE, error))
    return FALSE;

  return jm_camera_take (camera, "sign-in-sites", error);
}

static void
choose_sites (JmCamera  *camera,
              AdwDialog *dialog)
{
  GtkListBox *list = GTK_LIST_BOX (find (dialog, "list"));
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (list, i)) != NULL; i++)
    {
      if (gtk_widget_is_sensitive (GTK_WIDGET (row)))
        adw_action_row_activate (ADW_ACTION_ROW (row));
    }
}

gboolean
jm_shot_sign_in (JmCamera  *camera,
                 GError   **error)
{
  AdwDialog *dialog = jm_sign_in_dialog_new (camera->monitor, NULL);
  gboolean taken;

  adw_dialog_present (dialog, GTK_WIDGET (camera->window));
  taken = take_story (camera, dialog, error);
  if (taken)
    {
      choose_sites (camera, dialog);
      taken = jm_camera_take (camera, "sign-in-sites-chosen", error);
    }
  if (taken)
    {
      click (dialog, "add_button");
      taken = wait_for_page (camera, dialog, "done", error) &&
              jm_camera_take (camera, "sign-in-done", error);
    }
  adw_dialog_force_close (dialog);

  return taken;
}
