/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sign-in dialog walked through as a person does, against the simulator and with a browser of our own. */
#include "config.h"

#include "base/jm-settings.h"
#include "sign-in/jm-sign-in-address-page.h"
#include "sign-in/jm-sign-in-browser-page.h"
#include "sign-in/jm-sign-in-client-page.h"
#include "sign-in/jm-sign-in-dialog.h"
#include "sign-in/jm-sign-in-done-page.h"
#include "sign-in/jm-sign-in-sites-page.h"
#include "sign-in/jm-sign-in-token-page.h"
#include "sign-in/jm-sign-in-trouble-page.h"
#include "widgets/jm-remark.h"
#include "window/jm-stage.h"

typedef struct
{
  JmWorld        *world;
  JmStage        *stage;
  JmSignInDialog *dialog;
  guint           n_opened;
  gboolean        only_look;    /* the browser does not follow the redirect */
  char           *redirect;
} Walk;

/* --- the browser */

typedef struct
{
  Walk *walk;
  char *url;
} Visit;

static void
visit_free (gpointer data)
{
  Visit *visit = data;

  g_free (visit->url);
  g_free (visit);
}

static DexFuture *
visit_fiber (gpointer data)
{
  Visit *visit = data;
  Walk *walk = visit->walk;
  JmHttp *http = jm_monitor_get_services (walk->world->monitor)->http;
  g_autoptr (JmHttpRequest) request = jm_http_request_new ("GET", visit->url);
  g_autoptr (JmHttpResponse) page = dex_await_boxed (jm_http_send (http, request, NULL), NULL);
  const char *location = page ? jm_http_response_get_header (page, "Location") : NULL;

  g_assert_nonnull (location);
  g_set_str (&walk->redirect, location);
  if (!walk->only_look)
    {
      g_autoptr (JmHttpRequest) back = jm_http_request_new ("GET", location);
      g_autoptr (JmHttpResponse) answer = dex_await_boxed (jm_http_send (http, back, NULL), NULL);
    }

  return dex_future_new_true ();
}

static gboolean
open_uri_cb (JmSignInBrowserPage *page,
             const char          *uri,
             Walk                *walk)
{
  Visit *visit = g_new0 (Visit, 1);

  walk->n_opened++;
  visit->walk = walk;
  visit->url = g_strdup (uri);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, visit_fiber, visit, visit_free));

  return TRUE;
}

/* --- steps */

static gpointer
visible_page (Walk *walk)
{
  return jm_sign_in_dialog_get_visible_page (walk->dialog);
}

typedef struct
{
  Walk *walk;
  GType type;
} Arrival;

static gboolean
has_arrived (gpointer data)
{
  Arrival *arrival = data;
  GtkWidget *page = visible_page (arrival->walk);

  return page != NULL && G_TYPE_CHECK_INSTANCE_TYPE (page, arrival->type) && gtk_widget_get_mapped (page);
}

static gpointer
arrive (Walk  *walk,
        GType  type)
{
  g_autofree Arrival *arrival = g_new0 (Arrival, 1);

  arrival->walk = walk;
  arrival->type = type;
  jm_stage_wait (has_arrived, arrival);
  jm_stage_settle ();
  jm_stage_assert_small (adw_dialog_get_child (ADW_DIALOG (walk->dialog)));

  return visible_page (walk);
}

static void
do_action (Walk       *walk,
           const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (walk->dialog), action, NULL));
}

static gboolean
is_sensitive (gpointer data)
{
  return gtk_widget_is_sensitive (data);
}

static gboolean
has_remark (gpointer data)
{
  return gtk_widget_get_visible (data) && gtk_widget_has_css_class (data, "error");
}

static gboolean
has_site (gpointer data)
{
  return jm_sign_in_address_page_get_site (data) != NULL;
}

static Walk *
walk_new (JmWorld   *world,
          JmAccount *again)
{
  Walk *walk = g_new0 (Walk, 1);

  walk->world = world;
  walk->stage = jm_stage_new ();
  walk->dialog = JM_SIGN_IN_DIALOG (g_object_ref_sink (jm_sign_in_dialog_new (world->monitor, again)));
  adw_dialog_present (ADW_DIALOG (walk->dialog), GTK_WIDGET (walk->stage->window));
  jm_stage_settle ();

  return walk;
}

static gboolean
is_gone (gpointer data)
{
  return *(gpointer *) data == NULL;
}

static void
walk_free (Walk *walk)
{
  JmSignInDialog *dialog = walk->dialog;

  adw_dialog_force_close (ADW_DIALOG (dialog));
  jm_stage_settle ();
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &walk->dialog);
  g_object_unref (dialog);
  jm_stage_free (walk->stage);
  jm_stage_wait (is_gone, &walk->dialog);
  g_free (walk->redirect);
  g_free (walk);
}

static void
set_redirect_uri (JmWorld *world)
{
  g_settings_set_string (jm_monitor_get_services (world->monitor)->settings, JM_SETTING_REDIRECT_URI,
                         world->client->redirect_uri);
}

static void
keep_client (JmWorld *world)
{
  JmServices *services = jm_monitor_get_services (world->monitor);
  g_autoptr (GError) error = NULL;

  set_redirect_uri (world);
  dex_await (jm_oauth_client_save (world->client, services->settings, services->keyring, NULL), &error);
  g_assert_no_error (error);
}

/* As far as the click that opens the browser. */
static gpointer
open_browser (Walk *walk)
{
  gpointer page = arrive (walk, JM_TYPE_SIGN_IN_BROWSER_PAGE);

  g_signal_connect (page, "open-uri", G_CALLBACK (open_uri_cb), walk);
  jm_stage_wait (is_sensitive, jm_stage_child (page, "continue_button"));
  g_assert_cmpuint (walk->n_opened, ==, 0);
  jm_stage_click (page, "continue_button");

  return page;
}

static void
choose_first_site (Walk *walk)
{
  gpointer sites = arrive (walk, JM_TYPE_SIGN_IN_SITES_PAGE);
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (jm_stage_child (sites, "list"), 0);

  g_assert_false (gtk_widget_get_sensitive (jm_stage_child (sites, "add_button")));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (adw_action_row_get_activatable_widget (ADW_ACTION_ROW (row))), TRUE);
  g_assert_cmpstr (gtk_button_get_label (jm_stage_child (sites, "add_button")), ==, "Add 1 Account");
  jm_stage_click (sites, "add_button");
}

/* --- journeys */

static void
browser_with_own_app (JmWorld *world)
{
  Walk *walk;
  gpointer page;

  set_redirect_uri (world);
  walk = walk_new (world, NULL);
  arrive (walk, JM_TYPE_SIGN_IN_ADDRESS_PAGE);
  do_action (walk, "sign-in.browser");

  /* No app is known, so it is asked for; a wrong one is not kept. */
  page = arrive (walk, JM_TYPE_SIGN_IN_CLIENT_PAGE);
  jm_stage_type (page, "client_id", world->client->client_id);
  jm_stage_type (page, "client_secret", "wrong");
  jm_stage_click (page, "prove_button");
  jm_stage_wait (has_remark, jm_stage_child (page, "remark"));
  jm_stage_type (page, "client_secret", world->client->client_secret);
  jm_stage_click (page, "prove_button");

  open_browser (walk);
  choose_first_site (walk);
  arrive (walk, JM_TYPE_SIGN_IN_DONE_PAGE);
  g_assert_cmpuint (walk->n_opened, ==, 1);
  g_assert_cmpuint (jm_world_count_accounts (world), ==, 1);
  g_assert_cmpuint (jm_world_count_bytes (world, world->client->client_secret), ==, 0);
  jm_stage_click (visible_page (walk), "overview_button");
  g_assert_cmpstr (walk->stage->action, ==, "win.show-page overview");
  walk_free (walk);
}

static void
denied (JmWorld *world)
{
  Walk *walk;
  gpointer page;

  keep_client (world);
  jm_simulator_tell (world->simulator, "POST", "/consent", "{\"auto\": \"deny\"}");
  walk = walk_new (world, NULL);
  do_action (walk, "sign-in.browser");
  open_browser (walk);
  page = arrive (walk, JM_TYPE_SIGN_IN_TROUBLE_PAGE);
  g_assert_cmpstr (jm_stage_read (page, "heading"), ==, "Access was not allowed");
  g_assert_cmpuint (jm_world_count_accounts (world), ==, 0);

  /* The cure works: accepting this time. */
  jm_simulator_tell (world->simulator, "POST", "/consent", "{\"auto\": \"accept\"}");
  jm_stage_click (page, "retry_button");
  walk->n_opened = 0;
  open_browser (walk);
  choose_first_site (walk);
  arrive (walk, JM_TYPE_SIGN_IN_DONE_PAGE);
  walk_free (walk);
}

static gboolean
has_redirect (gpointer data)
{
  return ((Walk *) data)->redirect != NULL;
}

/* With the port still taken */
static void
paste_instead (Walk *walk)
{
  gpointer page;

  walk->only_look = TRUE;
  do_action (walk, "sign-in.paste");
  page = open_browser (walk);
  g_assert_true (adw_expander_row_get_expanded (jm_stage_child (page, "paste_row")));
  g_assert_nonnull (strstr (jm_stage_read (page, "explanation"), "paste"));
  jm_stage_wait (has_redirect, walk);
  jm_stage_type (page, "redirect", walk->redirect);
  g_signal_emit_by_name (jm_stage_child (page, "redirect"), "apply");
  choose_first_site (walk);
  arrive (walk, JM_TYPE_SIGN_IN_DONE_PAGE);
}

static void
busy_port_without_listening (JmWorld *world)
{
  g_autoptr (GSocketListener) squatter = g_socket_listener_new ();
  g_autoptr (GUri) uri = g_uri_parse (world->client->redirect_uri, G_URI_FLAGS_NONE, NULL);
  g_autoptr (GError) error = NULL;
  Walk *walk;

  g_socket_listener_add_inet_port (squatter, (guint16) g_uri_get_port (uri), NULL, &error);
  g_assert_no_error (error);
  keep_client (world);
  walk = walk_new (world, NULL);
  do_action (walk, "sign-in.browser");
  arrive (walk, JM_TYPE_SIGN_IN_TROUBLE_PAGE);
  paste_instead (walk);
  g_assert_cmpuint (jm_world_count_accounts (world), ==, 1);
  walk_free (walk);
  g_socket_listener_close (squatter);
}

static void
busy_port (JmWorld *world)
{
  g_autoptr (GSocketListener) squatter = g_socket_listener_new ();
  g_autoptr (GUri) uri = g_uri_parse (world->client->redirect_uri, G_URI_FLAGS_NONE, NULL);
  g_autoptr (GError) error = NULL;
  Walk *walk;
  gpointer page;

  g_socket_listener_add_inet_port (squatter, (guint16) g_uri_get_port (uri), NULL, &error);
  g_assert_no_error (error);
  keep_client (world);
  walk = walk_new (world, NULL);
  do_action (walk, "sign-in.browser");
  page = arrive (walk, JM_TYPE_SIGN_IN_TROUBLE_PAGE);
  g_assert_cmpstr (jm_stage_read (page, "heading"), ==, "The way back is taken");
  g_assert_cmpuint (walk->n_opened, ==, 0);

  g_socket_listener_close (squatter);
  jm_stage_click (page, "retry_button");
  open_browser (walk);
  choose_first_site (walk);
  arrive (walk, JM_TYPE_SIGN_IN_DONE_PAGE);
  walk_free (walk);
}

static void
pasted_redirect (JmWorld *world)
{
  Walk *walk;
  gpointer page;
  AdwEntryRow *entry;

  keep_client (world);
  walk = walk_new (world, NULL);
  walk->only_look = TRUE;
  do_action (walk, "sign-in.browser");
  page = open_browser (walk);
  jm_stage_wait (has_redirect, walk);

  entry = jm_stage_child (page, "redirect");
  gtk_editable_set_text (GTK_EDITABLE (entry), "http://localhost:1/callback?code=x&state=y");
  g_signal_emit_by_name (entry, "apply");
  jm_stage_wait (has_remark, jm_stage_child (page, "remark"));
  gtk_editable_set_text (GTK_EDITABLE (entry), walk->redirect);
  g_signal_emit_by_name (entry, "apply");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");
  choose_first_site (walk);
  arrive (walk, JM_TYPE_SIGN_IN_DONE_PAGE);
  walk_free (walk);
}

static gboolean
port_is_free (gpointer data)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (GUri) uri = g_uri_parse (data, G_URI_FLAGS_NONE, NULL);

  return g_socket_listener_add_inet_port (listener, (guint16) g_uri_get_port (uri), NULL, NULL);
}

static void
closed_while_waiting (JmWorld *world)
{
  Walk *walk;

  keep_client (world);
  walk = walk_new (world, NULL);
  walk->only_look = TRUE;
  do_action (walk, "sign-in.browser");
  open_browser (walk);
  jm_stage_wait (has_redirect, walk);
  g_assert_false (port_is_free (world->client->redirect_uri));
  adw_dialog_force_close (ADW_DIALOG (walk->dialog));
  jm_stage_wait (port_is_free, world->client->redirect_uri);
  g_assert_cmpuint (jm_world_count_accounts (world), ==, 0);
  walk_free (walk);
}

static gboolean
is_narrow (gpointer data)
{
  return gtk_widget_get_width (data) < 450;
}

static void
narrow_while_waiting (JmWorld *world)
{
  Walk *walk;
  gpointer page;

  keep_client (world);
  walk = walk_new (world, NULL);
  walk->only_look = TRUE;
  do_action (walk, "sign-in.browser");
  page = open_browser (walk);
  jm_stage_wait (has_redirect, walk);

  /* The dialog becomes a bottom sheet, which takes its pages out of one window form and into another. */
  gtk_window_set_default_size (walk->stage->window, 400, 600);
  jm_stage_wait (is_narrow, walk->stage->window);
  jm_stage_settle ();
  gtk_editable_set_text (jm_stage_child (page, "redirect"), walk->redirect);
  g_signal_emit_by_name (jm_stage_child (page, "redirect"), "apply");
  choose_first_site (walk);
  arrive (walk, JM_TYPE_SIGN_IN_DONE_PAGE);
  walk_free (walk);
}

static gpointer
find_site (Walk       *walk,
           const char *address)
{
  gpointer page = arrive (walk, JM_TYPE_SIGN_IN_ADDRESS_PAGE);

  jm_stage_type (page, "address", address);
  g_signal_emit_by_name (jm_stage_child (page, "address"), "entry-activated");
  jm_stage_wait (has_site, page);

  return page;
}

static void
api_token (JmWorld *world)
{
  Walk *walk = walk_new (world, NULL);
  gpointer page = find_site (walk, jm_simulator_get_site_url (world->simulator, 0));

  g_assert_false (gtk_widget_is_sensitive (jm_stage_child (page, "pat_row")));
  g_assert_true (gtk_widget_is_sensitive (jm_stage_child (page, "api_token_row")));
  do_action (walk, "sign-in.api-token");
  page = arrive (walk, JM_TYPE_SIGN_IN_TOKEN_PAGE);
  jm_stage_type (page, "email", jm_simulator_get_email (world->simulator, "api_token"));
  jm_stage_type (page, "token", "wrong");
  jm_stage_click (page, "check_button");
  jm_stage_wait (has_remark, jm_stage_child (page, "remark"));
  g_assert_cmpuint (jm_world_count_accounts (world), ==, 0);

  jm_stage_type (page, "token", jm_simulator_get_token (world->simulator, "api_token"));
  jm_stage_click (page, "check_button");
  arrive (walk, JM_TYPE_SIGN_IN_DONE_PAGE);
  g_assert_cmpuint (jm_world_count_accounts (world), ==, 1);
  g_assert_cmpuint (jm_world_count_bytes (world, jm_simulator_get_token (world->simulator, "api_token")), ==, 0);
  walk_free (walk);
}

static void
personal_access_token (JmWorld *world)
{
  Walk *walk = walk_new (world, NULL);
  gpointer page = find_site (walk, jm_simulator_get_dc_url (world->simulator));

  g_assert_true (gtk_widget_is_sensitive (jm_stage_child (page, "pat_row")));
  g_assert_false (gtk_widget_is_sensitive (jm_stage_child (page, "browser_row")));
  do_action (walk, "sign-in.pat");
  page = arrive (walk, JM_TYPE_SIGN_IN_TOKEN_PAGE);
  jm_stage_type (page, "token", jm_simulator_get_dc_token (world->simulator));
  jm_stage_click (page, "check_button");
  arrive (walk, JM_TYPE_SIGN_IN_DONE_PAGE);
  g_assert_cmpuint (jm_world_count_accounts (world), ==, 1);
  walk_free (walk);
}

static gboolean
has_text (gpointer data)
{
  return *gtk_editable_get_text (data) != '\0';
}

static void
again_in_place (JmWorld *world)
{
  g_autoptr (JmAccount) account = NULL;
  Walk *walk;
  gpointer page;

  api_token (world);
  account = jm_world_dup_account (world, 0);
  walk = walk_new (world, account);
  page = arrive (walk, JM_TYPE_SIGN_IN_TOKEN_PAGE);
  jm_stage_wait (has_text, jm_stage_child (page, "email"));
  g_assert_cmpstr (jm_stage_read (page, "email"), ==, jm_simulator_get_email (world->simulator, "api_token"));
  jm_stage_type (page, "token", jm_simulator_get_token (world->simulator, "api_token"));
  jm_stage_click (page, "check_button");
  arrive (walk, JM_TYPE_SIGN_IN_DONE_PAGE);
  g_assert_cmpuint (jm_world_count_accounts (world), ==, 1);
  walk_free (walk);
}

static void
locked_keyring (JmWorld *world)
{
  Walk *walk = walk_new (world, NULL);
  gpointer page = find_site (walk, jm_simulator_get_site_url (world->simulator, 0));

  do_action (walk, "sign-in.api-token");
  page = arrive (walk, JM_TYPE_SIGN_IN_TOKEN_PAGE);
  jm_stage_type (page, "email", jm_simulator_get_email (world->simulator, "api_token"));
  jm_stage_type (page, "token", jm_simulator_get_token (world->simulator, "api_token"));
  jm_world_set_mood (world, JM_AUTH_ERROR_KEYRING_LOCKED);
  jm_stage_click (page, "check_button");
  page = arrive (walk, JM_TYPE_SIGN_IN_TROUBLE_PAGE);
  g_assert_cmpstr (jm_stage_read (page, "heading"), ==, "The keyring is locked");

  /* Unlocking goes on where it stood: nothing is typed again. */
  do_action (walk, "sign-in.unlock");
  arrive (walk, JM_TYPE_SIGN_IN_DONE_PAGE);
  g_assert_cmpuint (jm_world_count_accounts (world), ==, 1);
  walk_free (walk);
}

static void
hostile_words (JmWorld *world)
{
  static const char *const corpus[] = {
    "<b>bold</b> & <a href='file:///etc/passwd'>link</a>",
    "&amp; &lt;script&gt;",
    "100 %s %n %d",
    "_under_score",
    "",
  };
  JmStage *stage = jm_stage_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (corpus); i++)
    {
      g_autoptr (GError) error = g_error_new_literal (JM_AUTH_ERROR, JM_AUTH_ERROR_PORT_BUSY, corpus[i]);
      AdwNavigationPage *page = jm_sign_in_trouble_page_new (error, world->client->redirect_uri);

      jm_stage_show (stage, GTK_WIDGET (page));
      g_assert_cmpstr (jm_stage_read (page, "explanation"), ==, corpus[i]);
    }
  jm_stage_free (stage);
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);
  if (!jm_stage_init ())
    return 0;

#define ADD(path, body) g_test_add_data_func ("/window/sign-in/" path, body, jm_world_run)
  ADD ("browser-with-an-own-app-adds-the-chosen-site", browser_with_own_app);
  ADD ("denied-says-what-helps-and-can-be-tried-again", denied);
  ADD ("busy-port-opens-no-browser", busy_port);
  ADD ("busy-port-is-done-without", busy_port_without_listening);
  ADD ("pasted-redirect-is-taken-once-it-is-ours", pasted_redirect);
  ADD ("closing-ends-the-attempt", closed_while_waiting);
  ADD ("narrowing-the-window-ends-nothing", narrow_while_waiting);
  ADD ("api-token-is-tried-before-it-is-kept", api_token);
  ADD ("again-in-place-asks-for-the-token-alone", again_in_place);
  ADD ("personal-access-token-for-data-center", personal_access_token);
  ADD ("locked-keyring-is-unlocked-in-place", locked_keyring);
  ADD ("hostile-words-stay-words", hostile_words);
#undef ADD

  return g_test_run ();
}
