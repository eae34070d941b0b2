/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report that a person pastes into a public issue: what stands in it, and above all what does not. */
#include "config.h"

#include <string.h>

#include "base/jm-json.h"
#include "sync-fixture.h"
#include "sync/jm-health.h"
#include "sync/jm-report-veil.h"
#include "sync/jm-report.h"

/* In events, as the program or Jira might have said it */
#define PLANTED_TOKEN   "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJwbGFudGVkIn0.c2lnbmF0dXJl"
#define PLANTED_SECRET  "ATOAplantedSecretplantedSecret1234567890"
#define PLANTED_PERSON  "Ottilie Quastenhuber"
#define PLANTED_SUMMARY "Rechnungen an Wombat AG verschwinden"
#define PLANTED_HOST    "wombat-intern.example.com"
#define PLANTED_KEY     "WOMBAT-4711"

static JmServices *
get_services (SyncFixture *fixture)
{
  return jm_monitor_get_services (fixture->world->monitor);
}

static void
add_event (SyncFixture *fixture,
           const char  *message,
           const char  *detail)
{
  g_autoptr (GError) error = NULL;

  dex_await (jm_event_log_add (get_services (fixture)->events, JM_EVENT_ERROR,
                               jm_token_keeper_get_id (jm_account_get_keeper (fixture->account)),
                               jm_account_get_id (fixture->account), jm_account_get_name (fixture->account), message, detail),
             &error);
  g_assert_no_error (error);
}

/* Everything that could give somebody away, in the places where words from outside come to lie */
static void
plant (SyncFixture *fixture)
{
  GSettings *settings = get_services (fixture)->settings;
  const char *const muted[] = { PLANTED_PERSON, NULL };

  add_event (fixture, "Jira did not understand the request: The user " PLANTED_PERSON " may not see " PLANTED_SUMMARY,
             "{\"request\": \"GET /rest/api/3/issue/" PLANTED_KEY "\", \"status\": \"400\", \"answer\": \"" PLANTED_PERSON
             " has no right to " PLANTED_SUMMARY "\"}");
  add_event (fixture, "The answer of https://" PLANTED_HOST "/rest?access_token=" PLANTED_TOKEN " was “" PLANTED_SUMMARY "”",
             NULL);
  add_event (fixture, PLANTED_HOST " refuses " PLANTED_KEY " with refresh_token=" PLANTED_SECRET, NULL);
  g_settings_set_strv (settings, "muted-accounts", muted);
  g_settings_set_string (settings, "oauth-client-id", "planted-client-id");
  g_settings_set_string (settings, "keep-running", "yes");
  g_settings_set_uint (settings, "refresh-margin", 120);
}

static JmReport *
make (SyncFixture *fixture,
      gboolean     names)
{
  static const char *const libraries[] = { "GTK", "4.18.0", NULL };
  g_autoptr (GError) error = NULL;
  JmReport *report = dex_await_boxed (jm_report_make (fixture->world->monitor, names, libraries, NULL), &error);

  g_assert_no_error (error);

  return report;
}

static void
assert_without (const char *text,
                const char *word)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  g_autofree char *folded_word = word != NULL ? g_utf8_casefold (word, -1) : NULL;

  if (word != NULL && strstr (folded, folded_word) != NULL)
    g_error ("“%s” stands in the report:\n%s", word, text);
}

static void
assert_with (const char *text,
             const char *word)
{
  if (strstr (text, word) == NULL)
    g_error ("“%s” does not stand in the report:\n%s", word, text);
}

/* Whoever it was made for */
static void
assert_no_secret (SyncFixture *fixture,
                  const char  *text)
{
  const char *credential_id = jm_token_keeper_get_id (jm_account_get_keeper (fixture->account));
  g_autofree char *secret = jm_world_dup_secret (fixture->world, credential_id);
  g_autoptr (GBytes) bytes = g_bytes_new (secret, strlen (secret));
  g_autoptr (JsonNode) root = jm_json_parse (bytes, '{', NULL);
  JsonObjectIter iter;
  JsonNode *value;
  guint n_secrets = 0;

  g_assert_nonnull (root);
  json_object_iter_init (&iter, json_node_get_object (root));
  while (json_object_iter_next (&iter, NULL, &value))
    {
      const char *part = jm_json_get_string (value, "", NULL);

      /* Short ones are words such as "oauth". */
      if (part == NULL || strlen (part) < 20 || strchr (part, ' ') != NULL)
        continue;
      n_secrets++;
      assert_without (text, part);
    }
  g_assert_cmpuint (n_secrets, >=, 2);
  assert_without (text, jm_simulator_get_client_secret (fixture->world->simulator));
  assert_without (text, jm_token_keeper_get_hint (jm_account_get_keeper (fixture->account)));
  assert_without (text, PLANTED_TOKEN);
  assert_without (text, PLANTED_SECRET);
  assert_without (text, "planted-client-id");
}

static void
assert_no_name (SyncFixture *fixture,
                const char  *text)
{
  JmAccount *account = fixture->account;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) projects = dex_await_object (jm_store_list_projects (fixture->store), &error);

  g_assert_no_error (error);
  assert_without (text, PLANTED_PERSON);
  assert_without (text, "Quastenhuber");
  assert_without (text, PLANTED_SUMMARY);
  assert_without (text, "Wombat");
  assert_without (text, PLANTED_HOST);
  assert_without (text, PLANTED_KEY);
  assert_without (text, jm_account_get_name (account));
  assert_without (text, jm_account_get_host (account));
  assert_without (text, jm_account_get_site_url (account));
  assert_without (text, jm_account_get_cloud_id (account));
  assert_without (text, jm_account_get_user_id (account));
  assert_without (text, jm_account_get_user_name (account));
  assert_without (text, jm_account_get_id (account));
  assert_without (text, jm_simulator_get_endpoint (fixture->world->simulator));
  g_assert_cmpuint (g_list_model_get_n_items (projects), >, 0);
  for (guint i = 0; i < g_list_model_get_n_items (projects); i++)
    {
      g_autoptr (JmProject) project = g_list_model_get_item (projects, i);

      assert_without (text, jm_project_get_name (project));
    }
}

static void
neither_secrets_nor_names_stand_in_it (SyncFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JmReport) report = NULL;
  g_autofree char *markdown = NULL;
  g_autofree char *json = NULL;

  sync_await (jm_sync_fetch_projects (fixture->sync, NULL));
  plant (fixture);
  sync_await (jm_health_check (jm_health_get (fixture->world->monitor), NULL));
  report = make (fixture, FALSE);
  markdown = jm_report_to_markdown (report);
  json = jm_report_to_json (report);
  g_test_message ("%s", markdown);

  assert_no_secret (fixture, markdown);
  assert_no_secret (fixture, json);
  assert_no_name (fixture, markdown);
  assert_no_name (fixture, json);
}

static void
it_says_what_is_needed (SyncFixture *fixture)
{
  g_autoptr (JmReport) report = NULL;
  g_autofree char *json = NULL;
  g_autofree char *markdown = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonNode) root = NULL;

  sync_await (jm_sync_fetch_projects (fixture->sync, NULL));
  plant (fixture);
  report = make (fixture, FALSE);
  json = jm_report_to_json (report);
  bytes = g_bytes_new (json, strlen (json));
  root = jm_json_parse (bytes, '{', NULL);

  g_assert_nonnull (root);
  g_assert_cmpstr (jm_json_get_string (root, "versions.GTK", NULL), ==, "4.18.0");
  g_assert_cmpstr (jm_json_get_string (root, "versions.Jira Monitor", NULL), ==, PACKAGE_VERSION);
  g_assert_cmpstr (jm_json_get_string (root, "changed_settings.keep-running", NULL), ==, "yes");
  g_assert_cmpstr (jm_json_get_string (root, "changed_settings.refresh-margin", NULL), ==, "120");
  g_assert_cmpstr (jm_json_get_string (root, "changed_settings.muted-accounts", NULL), ==, "(1 entries)");
  g_assert_cmpstr (jm_json_get_string (root, "changed_settings.oauth-client-id", NULL), ==, "(set)");
  g_assert_cmpstr (jm_json_get_string (root, "accounts.0.account", NULL), ==, "A1");
  g_assert_cmpstr (jm_json_get_string (root, "accounts.0.jira", NULL), ==, "cloud");
  g_assert_cmpstr (jm_json_get_string (root, "accounts.0.kind", NULL), ==, "oauth");
  g_assert_cmpstr (jm_json_get_string (root, "accounts.0.state", NULL), ==, "active");
  g_assert_cmpstr (jm_json_get_string (root, "accounts.0.trouble", NULL), ==, "ok");
  g_assert_cmpint (jm_json_get_int (root, "accounts.0.stored.projects.count", 0), ==, 4);
  g_assert_cmpint (jm_json_get_int (root, "accounts.0.stored.schema_version", 0), >, 0);
  g_assert_cmpint (jm_json_get_int (root, "accounts.0.stored.bytes", 0), >, 0);
  g_assert_cmpuint (jm_json_get_length (root, "accounts.0.token.scopes_granted"), >, 3);
  g_assert_cmpuint (jm_json_get_length (root, "events"), ==, 3);
  g_assert_cmpstr (jm_json_get_string (root, "events.2.message", NULL), ==, "Jira did not understand the request");
  g_assert_cmpstr (jm_json_get_string (root, "events.2.request", NULL), ==, "GET /rest/api/3/issue/[issue]");
  g_assert_cmpstr (jm_json_get_string (root, "events.2.status", NULL), ==, "400");
  g_assert_null (jm_json_get_string (root, "events.2.answer", NULL));

  markdown = jm_report_to_markdown (report);
  assert_with (markdown, "## Versions\n\n- Jira Monitor: " PACKAGE_VERSION "\n- GTK: 4.18.0\n");
  assert_with (markdown, "### A1\n\n- account: A1\n- jira: cloud\n");
  assert_with (markdown, "\n## Last errors and warnings\n\n- 20");
  assert_with (markdown, "  - refreshes failed: 0\n");
}

static void
names_come_only_when_they_are_wanted (SyncFixture *fixture)
{
  g_autoptr (JmReport) report = NULL;
  g_autofree char *markdown = NULL;

  plant (fixture);
  report = make (fixture, TRUE);
  markdown = jm_report_to_markdown (report);

  assert_no_secret (fixture, markdown);
  assert_with (markdown, jm_account_get_name (fixture->account));
  assert_with (markdown, jm_account_get_user_name (fixture->account));
  assert_with (markdown, PLANTED_KEY);
}

/* That nobody signed in may be the problem. */
static void
it_is_made_without_an_account (JmWorld *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JmReport) report = dex_await_boxed (jm_report_make (world->monitor, FALSE, NULL, NULL), &error);
  g_autofree char *markdown = NULL;

  g_assert_no_error (error);
  markdown = jm_report_to_markdown (report);
  assert_with (markdown, "\n## Accounts\n\nnone\n");
}

static void
a_locked_keyring_does_not_hinder_it (SyncFixture *fixture)
{
  g_autoptr (JmReport) report = NULL;
  g_autofree char *json = NULL;

  jm_world_set_mood (fixture->world, JM_AUTH_ERROR_KEYRING_LOCKED);
  report = make (fixture, FALSE);
  json = jm_report_to_json (report);
  assert_with (json, "\"keyring\" : \"JmMoodyKeyring\"");
}

/* --- the veil by itself */

static void
the_veil_covers_what_looks_like_a_name (void)
{
  static const struct
  {
    const char *text;
    const char *covered;
  } table[] = {
    { "All is well (status 200), 3.5 s, 12:40", "All is well (status 200), 3.5 s, 12:40" },
    { "https://a.b.example/x?y#z was slow", "[address] was slow" },
    { "the host jira.example.org:8443 and 10.0.0.7", "the host [host] and [address]" },
    { "state.db in /home/wombat/.local", "state.db in /home/…/.local" },
    { "no owner of org.freedesktop.secrets", "no owner of org.freedesktop.secrets" },
    { "PAY-12 and WEB_2-7", "[issue] and [issue]" },
    { "“Rechnung” or \"Bill\" or 'Note', not Jira’s", "“…” or \"…\" or '…', not Jira’s" },
    { "557058:f58131cb-b67d-43c7-b30d-6b58d40bd077 did", "[id] did" },
    { "5b10a2844c20165700ede21g", "5b10a2844c20165700ede21g" },
    { "5b10a2844c20165700ede21a", "[id]" },
    { "Mail to ann@corp.example", "Mail to [e-mail]" },
    { "Acme Corp and ACME CORP, not Acmes", "A1 and A1, not Acmes" },
    { "die Müller GmbH und MÜLLER GMBH", "die A2 und A2" },
    { "項目アクメの件", "項目A3の件" },
    { "WEB and a web page", "[project] and a web page" },
    { "Jira does not allow this: Ann may not", "Jira does not allow this" },
    { "A1: Jira has a fault: Ann · more", "A1: Jira has a fault" },
    { "", "" },
  };
  g_autoptr (JmReportVeil) veil = jm_report_veil_new (FALSE);

  jm_report_veil_hide (veil, "Acme", "wrong");
  jm_report_veil_hide (veil, "Acme Corp", "A1");
  jm_report_veil_hide (veil, "Müller GmbH", "A2");
  jm_report_veil_hide (veil, "アクメ", "A3");
  jm_report_veil_hide (veil, "x", "one letter is no name");
  jm_report_veil_hide (veil, NULL, "nor is nothing");
  jm_report_veil_hide_key (veil, "WEB", "[project]");
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *covered = jm_report_veil_cover (veil, table[i].text);

      g_assert_cmpstr (covered, ==, table[i].covered);
    }
  g_assert_null (jm_report_veil_cover (veil, NULL));
}

static void
with_names_it_covers_secrets_alone (void)
{
  g_autoptr (JmReportVeil) veil = jm_report_veil_new (TRUE);
  g_autofree char *covered = NULL;

  jm_report_veil_hide (veil, "Acme", "A1");
  covered = jm_report_veil_cover (veil, "Acme: PAY-12 on jira.example.org, access_token=" PLANTED_TOKEN);
  g_assert_cmpstr (covered, ==, "Acme: PAY-12 on jira.example.org, access_token=[redacted]");
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);

  sync_add ("/report/neither-secrets-nor-names-stand-in-it", neither_secrets_nor_names_stand_in_it, 20, 4);
  sync_add ("/report/it-says-what-is-needed", it_says_what_is_needed, 20, 4);
  sync_add ("/report/names-come-only-when-they-are-wanted", names_come_only_when_they_are_wanted, 20, 4);
  sync_add ("/report/a-locked-keyring-does-not-hinder-it", a_locked_keyring_does_not_hinder_it, 20, 4);
  g_test_add_data_func ("/report/it-is-made-without-an-account", it_is_made_without_an_account, jm_world_run);
  g_test_add_func ("/report/veil/it-covers-what-looks-like-a-name", the_veil_covers_what_looks_like_a_name);
  g_test_add_func ("/report/veil/with-names-it-covers-secrets-alone", with_names_it_covers_secrets_alone);

  return g_test_run ();
}
