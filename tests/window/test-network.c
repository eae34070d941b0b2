/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What leads to a site, as a person sees and mends it: the page of the preferences, and the address step of the sign-in. */
#include "config.h"

#include <string.h>

#include "base/jm-http.h"
#include "fixtures/jm-test-pki.h"
#include "network/jm-network-ask.h"
#include "preferences/jm-network-page.h"
#include "preferences/jm-network-site-group.h"
#include "preferences/jm-preferences-dialog.h"
#include "sign-in/jm-sign-in-address-page.h"
#include "sign-in/jm-sign-in-dialog.h"
#include "widgets/jm-remark.h"
#include "window/jm-stage.h"
#include "window/jm-window-test.h"

static JmNetworkKeeper *
get_keeper (JmWorld *world)
{
  return jm_monitor_get_services (world->monitor)->networks;
}

static void
await_good (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  dex_await (future, &error);
  g_assert_no_error (error);
}

static gboolean
is_visible (gpointer widget)
{
  return gtk_widget_get_visible (widget);
}

static gboolean
is_mapped (gpointer widget)
{
  return gtk_widget_get_mapped (widget);
}

/* --- the address step */

static gboolean
has_site (gpointer page)
{
  return jm_sign_in_address_page_get_site (page) != NULL;
}

static void
address_body (JmWorld *world)
{
  g_autoptr (JmSimulator) company = jm_simulator_new ("--tls", "corp_ca", NULL);
  g_autofree char *folder = jm_test_temp_dir ();
  g_autofree char *path = g_build_filename (folder, "company.pem", NULL);
  g_autofree char *wrong_path = g_build_filename (folder, "notes.txt", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFile) wrong_file = g_file_new_for_path (wrong_path);
  g_autofree char *key = jm_network_dup_key (jm_simulator_get_dc_url (company));
  JmStage *stage = jm_stage_new ();
  AdwDialog *dialog = jm_sign_in_dialog_new (world->monitor, NULL);
  JmSignInAddressPage *page;
  JmRemark *remark;
  GtkButton *button;

  g_assert_true (g_file_set_contents (path, jm_simulator_get_ca (company), -1, NULL));
  g_assert_true (g_file_set_contents (wrong_path, "notes", -1, NULL));
  adw_dialog_present (dialog, GTK_WIDGET (stage->window));
  page = JM_SIGN_IN_ADDRESS_PAGE (jm_sign_in_dialog_get_visible_page (JM_SIGN_IN_DIALOG (dialog)));
  remark = jm_stage_child (page, "remark");
  button = jm_stage_child (page, "mend_button");
  jm_stage_wait (is_mapped, page);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (button)));

  jm_stage_type (page, "address", jm_simulator_get_dc_url (company));
  jm_stage_wait (is_visible, button);
  g_assert_cmpstr (gtk_button_get_label (button), ==, "Choose CA File…");
  g_assert_nonnull (strstr (jm_remark_get_text (remark), "issued by ACME Corporate CA"));
  jm_stage_settle ();
  jm_stage_assert_small (adw_dialog_get_child (dialog));

  /* A file that is none changes nothing; the right one goes on in place. */
  jm_sign_in_address_page_trust (page, wrong_file);
  while (strstr (jm_remark_get_text (remark), "no certificate in this file") == NULL)
    jm_stage_settle ();
  g_assert_null (jm_network_get (jm_network_keeper_get_network (get_keeper (world)), key));
  jm_sign_in_address_page_trust (page, file);
  jm_stage_wait (has_site, page);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (button)));
  g_assert_nonnull (jm_network_get (jm_network_keeper_get_network (get_keeper (world)), key));

  /* Without encryption: refused with a button; nothing in Atlassian's cloud. */
  jm_stage_type (page, "address", "http://jira.acme.example");
  jm_stage_wait (is_visible, button);
  g_assert_cmpstr (gtk_button_get_label (button), ==, "Allow Without Encryption…");
  jm_stage_type (page, "address", "http://acme.atlassian.net");
  while (strstr (jm_remark_get_text (remark), "https://") == NULL)
    jm_stage_settle ();
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (button)));

  adw_dialog_force_close (dialog);
  jm_stage_free (stage);
}

/* --- the page */

static guint
count_certificates (JmNetworkSiteGroup *group)
{
  g_autoptr (GPtrArray) widgets = jm_window_test_list (GTK_WIDGET (group));
  guint n = 0;

  for (guint i = 0; i < widgets->len; i++)
    {
      GtkWidget *widget = g_ptr_array_index (widgets, i);

      n += ADW_IS_ACTION_ROW (widget) && !ADW_IS_SWITCH_ROW (widget) &&
           adw_action_row_get_subtitle (ADW_ACTION_ROW (widget)) != NULL &&
           strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (widget)), "SHA-256") != NULL;
    }

  return n;
}

static void
wait_until_unknown (JmWorld    *world,
                    const char *key)
{
  while (jm_network_get (jm_network_keeper_get_network (get_keeper (world)), key) != NULL)
    jm_stage_settle ();
}

/* Also what another process keeps is shown at once, with all that tells it apart. */
static void
show_and_take_back_authority (JmWorld            *world,
                              JmNetworkSiteGroup *group)
{
  const char *key = jm_network_site_group_get_key (group);
  AdwExpanderRow *row = jm_stage_child (group, "authority_row");
  g_autoptr (JmTestPki) pki = jm_test_pki_new ("Company CA");
  g_autoptr (GBytes) ca = g_bytes_new (jm_test_pki_get_ca (pki), strlen (jm_test_pki_get_ca (pki)));

  g_assert_false (adw_expander_row_get_enable_expansion (row));
  await_good (jm_network_keeper_trust (get_keeper (world), key, ca));
  g_assert_true (adw_expander_row_get_enable_expansion (row));
  g_assert_cmpstr (adw_expander_row_get_subtitle (row), ==, "Company CA (Tests)");
  adw_expander_row_set_expanded (row, TRUE);
  jm_stage_settle ();
  while (count_certificates (group) != 1)
    jm_stage_settle ();

  gtk_widget_activate (jm_stage_child (group, "distrust_row"));
  wait_until_unknown (world, key);
  while (adw_expander_row_get_enable_expansion (row))
    jm_stage_settle ();
}

/* Taking http back asks nothing. */
static void
show_and_take_back_plain (JmWorld            *world,
                          JmNetworkSiteGroup *group)
{
  const char *key = jm_network_site_group_get_key (group);
  AdwSwitchRow *row = jm_stage_child (group, "plain_row");

  await_good (jm_network_keeper_allow_plain (get_keeper (world), key, TRUE));
  g_assert_true (adw_switch_row_get_active (row));
  adw_switch_row_set_active (row, FALSE);
  wait_until_unknown (world, key);
}

/* A proxy that was signed in to has its row. */
static void
show_proxy (JmWorld       *world,
            JmNetworkPage *page)
{
  await_good (jm_network_keeper_set_proxy (get_keeper (world), "proxy.acme:3128", "jo", "x", NULL));
  jm_network_set_asking_proxy (jm_network_keeper_get_network (get_keeper (world)), "proxy.acme:3128");
  g_assert_true (jm_stage_shows (page, "proxy.acme:3128"));
  g_assert_true (jm_stage_shows (page, "Wants a sign-in before it lets anything through"));
}

static void
page_body (JmWorld *world)
{
  g_autoptr (GListModel) accounts = NULL;
  g_autoptr (JmAccount) account = NULL;
  g_autofree char *key = NULL;
  g_autoptr (GError) error = NULL;
  JmStage *stage = jm_stage_new ();
  AdwDialog *dialog;
  JmNetworkPage *page;
  JmNetworkSiteGroup *group;

  accounts = jm_world_sign_in (world, NULL, &error, 0, -1);
  g_assert_no_error (error);
  account = jm_world_dup_account (world, 0);
  key = jm_network_dup_key (jm_account_get_site_url (account));

  dialog = jm_preferences_dialog_new (world->monitor);
  adw_dialog_present (dialog, GTK_WIDGET (stage->window));
  jm_preferences_dialog_show_network (JM_PREFERENCES_DIALOG (dialog), account);
  page = jm_stage_child (dialog, "network_page");
  jm_stage_wait (is_mapped, page);
  group = JM_NETWORK_SITE_GROUP (jm_window_test_find_type (GTK_WIDGET (page), JM_TYPE_NETWORK_SITE_GROUP));
  g_assert_nonnull (group);
  g_assert_cmpstr (jm_network_site_group_get_key (group), ==, key);

  show_and_take_back_authority (world, group);
  show_and_take_back_plain (world, group);
  show_proxy (world, page);

  adw_dialog_force_close (dialog);
  jm_stage_free (stage);
}

/* --- questions */

typedef struct
{
  JmStage   *stage;
  guint      n_entries;
  GPtrArray *entries;           /* borrowed */
} Question;

static gboolean
has_question (gpointer data)
{
  Question *question = data;
  AdwDialog *dialog = adw_window_get_visible_dialog (ADW_WINDOW (question->stage->window));
  g_autoptr (GPtrArray) widgets = NULL;

  if (!ADW_IS_ALERT_DIALOG (dialog) || !gtk_widget_get_mapped (GTK_WIDGET (dialog)))
    return FALSE;

  g_ptr_array_set_size (question->entries, 0);
  widgets = jm_window_test_list (GTK_WIDGET (dialog));
  for (guint i = 0; i < widgets->len; i++)
    {
      if (ADW_IS_ENTRY_ROW (g_ptr_array_index (widgets, i)))
        g_ptr_array_add (question->entries, g_ptr_array_index (widgets, i));
    }

  return question->entries->len == question->n_entries;
}

static gboolean
has_no_question (gpointer data)
{
  return adw_window_get_visible_dialog (ADW_WINDOW (((JmStage *) data)->window)) == NULL;
}

/* Awaits: types into the entries of the question, in their order, and answers it. */
static void
answer (JmStage           *stage,
        const char *const *words,
        const char        *response)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new ();
  g_autofree Question *question = g_new0 (Question, 1);
  AdwDialog *dialog;

  question->stage = stage;
  question->n_entries = g_strv_length ((char **) words);
  question->entries = entries;
  jm_stage_wait (has_question, question);
  dialog = adw_window_get_visible_dialog (ADW_WINDOW (stage->window));
  for (guint i = 0; i < entries->len; i++)
    gtk_editable_set_text (GTK_EDITABLE (g_ptr_array_index (entries, i)), words[i]);
  jm_stage_settle ();
  jm_stage_assert_small (adw_dialog_get_child (dialog));
  g_signal_emit_by_name (dialog, "response", response);
  adw_dialog_force_close (dialog);
  jm_stage_wait (has_no_question, stage);
}

static void
questions_body (JmWorld *world)
{
  static const char *const person[] = { "jo", "pass word", NULL };
  static const char *const card[] = { " pkcs11:token=card;object=jo ", "4711", NULL };
  static const char *const no_card[] = { "https://example.com", "4711", NULL };
  static const char *const nothing[] = { NULL };
  JmNetwork *network = jm_network_keeper_get_network (get_keeper (world));
  JmStage *stage = jm_stage_new ();
  GtkWidget *widget = adw_bin_new ();
  g_autoptr (DexFuture) asked = NULL;
  g_autoptr (GError) error = NULL;

  jm_stage_show (stage, widget);
  asked = jm_network_ask_proxy (widget, get_keeper (world), "proxy.acme:3128", NULL);
  answer (stage, person, "go-on");
  await_good (g_steal_pointer (&asked));
  g_assert_cmpstr (jm_network_get_proxy_sign_in (network, "proxy.acme:3128")->user, ==, "jo");
  g_assert_cmpstr (jm_network_get_proxy_sign_in (network, "proxy.acme:3128")->password, ==, "pass word");

  asked = jm_network_ask_token (widget, get_keeper (world), "jira.acme", NULL);
  answer (stage, no_card, "go-on");
  dex_await (g_steal_pointer (&asked), &error);
  g_assert_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_INVALID);
  g_clear_error (&error);
  asked = jm_network_ask_token (widget, get_keeper (world), "jira.acme", NULL);
  answer (stage, card, "go-on");
  await_good (g_steal_pointer (&asked));
  g_assert_cmpstr (jm_network_get (network, "jira.acme")->client_uri, ==, "pkcs11:token=card;object=jo");

  asked = jm_network_ask_plain (widget, get_keeper (world), "jira.acme", NULL);
  answer (stage, nothing, "cancel");
  dex_await (g_steal_pointer (&asked), &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (jm_network_allows_url (network, "http://jira.acme/"));
  asked = jm_network_ask_plain (widget, get_keeper (world), "jira.acme", NULL);
  answer (stage, nothing, "go-on");
  await_good (g_steal_pointer (&asked));
  g_assert_true (jm_network_allows_url (network, "http://jira.acme/"));

  jm_stage_free (stage);
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);
  if (!jm_stage_init ())
    return 0;

  if (!jm_test_has_program ("openssl"))
    {
      g_print ("1..0 # SKIP the program openssl is missing\n");
      return 0;
    }

  g_test_add_data_func ("/window/network/a-site-with-a-company-ca-is-mended-in-place", address_body, jm_world_run);
  g_test_add_data_func ("/window/network/the-page-shows-what-was-allowed-and-takes-it-back", page_body, jm_world_run);

  g_test_add_data_func ("/window/network/questions-are-asked-and-kept", questions_body, jm_world_run);

  return g_test_run ();
}
