/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "accounts/jm-world.h"
#include "base/jm-limits.h"

#include <string.h>

/* The three ways to sign in, against the simulator. */

static void
assert_nothing_kept (JmWorld *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) credentials = NULL;
  g_autoptr (GPtrArray) accounts = NULL;
  JmStateStore *state = jm_monitor_get_services (world->monitor)->state;

  credentials = dex_await_boxed (jm_state_store_list_credentials (state), &error);
  g_assert_no_error (error);
  accounts = dex_await_boxed (jm_state_store_list_accounts (state), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (credentials->len, ==, 0);
  g_assert_cmpuint (accounts->len, ==, 0);
  g_assert_cmpuint (jm_world_count_accounts (world), ==, 0);
}

/* --- in the browser */

static void
browser_offers_each_site (JmWorld *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JmSignIn) sign_in = jm_monitor_begin_sign_in (world->monitor, NULL);
  g_autoptr (GListModel) choices = jm_world_browse (world, sign_in, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (choices), ==, 3);
  g_assert_nonnull (jm_sign_in_get_user_name (sign_in));
  g_assert_null (jm_sign_in_get_authorize_url (sign_in));
  g_assert_cmpint (jm_sign_in_get_deadline_ms (sign_in), ==, 0);

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (JmSiteChoice) choice = g_list_model_get_item (choices, i);

      /* never "the first one" */
      g_assert_false (jm_site_choice_is_chosen (choice));
      g_assert_null (jm_site_choice_get_account (choice));
    }

  assert_nothing_kept (world);
}

static void
one_credential_serves_several_sites (JmWorld *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) made = jm_world_sign_in (world, NULL, &error, 0, 2, -1);
  g_autoptr (JmAccount) first = NULL;
  g_autoptr (JmAccount) second = NULL;
  g_autofree char *secret = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (made), ==, 2);
  g_assert_cmpuint (jm_world_count_accounts (world), ==, 2);

  first = jm_world_dup_account (world, 0);
  second = jm_world_dup_account (world, 1);
  g_assert_true (jm_account_get_keeper (first) == jm_account_get_keeper (second));
  g_assert_true (jm_account_is_primary (first));
  g_assert_false (jm_account_is_primary (second));
  g_assert_cmpint (jm_account_get_state (first), ==, JM_TOKEN_ACTIVE);
  g_assert_cmpstr (jm_account_get_cloud_id (first), ==,
                   jm_simulator_get_site_id (world->simulator, 0));
  g_assert_true (jm_accounts_get_current (jm_world_get_accounts (world)) == first);

  secret = jm_world_dup_secret (world, jm_token_keeper_get_id (jm_account_get_keeper (first)));
  g_assert_nonnull (secret);
}

static void
a_second_sign_in_renews_the_credential (JmWorld *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) made = jm_world_sign_in (world, NULL, &error, 0, -1);
  g_autoptr (GListModel) more = NULL;
  g_autoptr (JmAccount) first = NULL;
  g_autoptr (JmAccount) second = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  g_assert_no_error (error);
  first = jm_world_dup_account (world, 0);
  before = jm_world_dup_secret (world, jm_token_keeper_get_id (jm_account_get_keeper (first)));

  more = jm_world_sign_in (world, NULL, &error, 1, -1);
  g_assert_no_error (error);
  second = jm_world_dup_account (world, 1);
  g_assert_true (jm_account_get_keeper (first) == jm_account_get_keeper (second));
  after = jm_world_dup_secret (world, jm_token_keeper_get_id (jm_account_get_keeper (first)));
  g_assert_cmpstr (before, !=, after);
}

static void
a_site_that_is_there_is_refused (JmWorld *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) made = jm_world_sign_in (world, NULL, &error, 0, -1);
  g_autoptr (GListModel) twice = NULL;

  g_assert_no_error (error);
  twice = jm_world_sign_in (world, NULL, &error, 0, 1, -1);
  g_assert_null (twice);
  g_assert_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_DUPLICATE);
  g_assert_nonnull (strstr (error->message, jm_simulator_get_site_name (world->simulator, 0)));
  g_assert_cmpuint (jm_world_count_accounts (world), ==, 1);
}

static void
signing_in_again_keeps_the_account (JmWorld *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) made = jm_world_sign_in (world, NULL, &error, 0, 1, -1);
  g_autoptr (GListModel) again = NULL;
  g_autoptr (JmAccount) account = NULL;
  g_autoptr (JmAccount) same = NULL;

  g_assert_no_error (error);
  account = jm_world_dup_account (world, 1);
  jm_simulator_tell (world->simulator, "POST", "/tokens", "{\"revoke\": \"all\"}");

  again = jm_world_sign_in (world, account, &error, -1);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (again), ==, 1);
  same = g_list_model_get_item (again, 0);
  g_assert_true (same == account);
  g_assert_cmpuint (jm_world_count_accounts (world), ==, 2);
  g_assert_cmpint (jm_account_get_trouble (account), ==, JM_TROUBLE_OK);
}

static void
another_person_is_refused (JmWorld *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) made = jm_world_sign_in (world, NULL, &error, 0, -1);
  g_autoptr (GListModel) again = NULL;
  g_autoptr (JmAccount) account = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  const char *id;

  g_assert_no_error (error);
  account = jm_world_dup_account (world, 0);
  id = jm_token_keeper_get_id (jm_account_get_keeper (account));
  before = jm_world_dup_secret (world, id);

  jm_world_arm (world,
                "{\"match\": {\"path\": \"/me\"}, \"kind\": \"status\", \"args\": {\"code\": 200, "
                "\"headers\": {\"Content-Type\": \"application/json\"}, "
                "\"body\": \"{\\\"account_id\\\": \\\"somebody-else\\\", \\\"name\\\": \\\"Bob "
                "Other\\\"}\"}}");
  again = jm_world_sign_in (world, account, &error, -1);
  g_assert_null (again);
  g_assert_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_OTHER_PERSON);
  after = jm_world_dup_secret (world, id);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpuint (jm_world_count_accounts (world), ==, 1);
}

static void
a_refusal_on_the_page_is_told (JmWorld *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) made = NULL;

  jm_simulator_tell (world->simulator, "POST", "/consent", "{\"auto\": \"deny\"}");
  made = jm_world_sign_in (world, NULL, &error, 0, -1);
  g_assert_null (made);
  g_assert_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_DENIED);
  assert_nothing_kept (world);
}

static void
a_grant_without_sites_is_told (JmWorld *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) made = NULL;

  jm_world_arm (
      world,
      "{\"match\": {\"path\": \"/oauth/token/accessible-resources\"}, \"kind\": \"status\", "
      "\"args\": "
      "{\"code\": 200, \"headers\": {\"Content-Type\": \"application/json\"}, \"body\": \"[]\"}}");
  made = jm_world_sign_in (world, NULL, &error, -1);
  g_assert_null (made);
  g_assert_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_NO_SITE);
  assert_nothing_kept (world);
}

static void
dropped_before_the_end_leaves_nothing (JmWorld *world)
{
  g_autoptr (GError) error = NULL;
  JmSignIn *sign_in = jm_monitor_begin_sign_in (world->monitor, NULL);
  g_autoptr (GListModel) choices = jm_world_browse (world, sign_in, &error);

  g_assert_no_error (error);
  jm_world_choose (choices, 0, TRUE);
  g_assert_finalize_object (sign_in);
  assert_nothing_kept (world);
  g_assert_cmpuint (jm_world_count_bytes (world, "refresh_token"), ==, 0);
}

static gboolean
was_revoked (gpointer data)
{
  JmWorld *world = data;

  return jm_simulator_count_requests (world->simulator, "POST", "/oauth/revoke") > 0;
}

static void
a_grant_that_is_dropped_is_handed_back (JmWorld *world)
{
  dropped_before_the_end_leaves_nothing (world);
  dex_await (jm_test_until (was_revoked, world), NULL);
}

static void
url_there_cancel_cb (JmSignIn     *sign_in,
                     GParamSpec   *pspec,
                     GCancellable *cancellable)
{
  g_cancellable_cancel (cancellable);
}

static void
cancelling_frees_the_port (JmWorld *world)
{
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (JmSignIn) sign_in = jm_monitor_begin_sign_in (world->monitor, NULL);
      g_autoptr (GListModel) choices = NULL;

      g_signal_connect (sign_in, "notify::authorize-url", G_CALLBACK (url_there_cancel_cb),
                        cancellable);
      choices =
          dex_await_object (jm_sign_in_with_browser (sign_in, world->client, cancellable), &error);
      g_assert_null (choices);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

static void
url_there_paste_cb (JmSignIn   *sign_in,
                    GParamSpec *pspec,
                    JmWorld    *world)
{
  const char *url = jm_sign_in_get_authorize_url (sign_in);
  g_autoptr (GError) error = NULL;
  g_autofree char *wrong = NULL;
  g_autofree char *right = NULL;
  g_autoptr (GHashTable) query = NULL;
  g_autoptr (GUri) uri = NULL;

  if (url == NULL)
    return;

  uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, &error);
  g_assert_no_error (error);
  query = g_uri_parse_params (g_uri_get_query (uri), -1, "&", G_URI_PARAMS_NONE, &error);
  g_assert_no_error (error);

  wrong = g_strdup_printf ("%s?code=abc&state=wrong", world->client->redirect_uri);
  g_assert_false (jm_sign_in_take_redirect (sign_in, wrong, &error));
  g_assert_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_CALLBACK);
  g_clear_error (&error);

  right = g_strdup_printf ("%s?error=access_denied&error_description=No&state=%s",
                           world->client->redirect_uri,
                           (const char *) g_hash_table_lookup (query, "state"));
  g_assert_true (jm_sign_in_take_redirect (sign_in, right, &error));
  g_assert_no_error (error);
}

static void
a_pasted_redirect_counts (JmWorld *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JmSignIn) sign_in = jm_monitor_begin_sign_in (world->monitor, NULL);
  g_autoptr (GListModel) choices = NULL;

  g_signal_connect (sign_in, "notify::authorize-url", G_CALLBACK (url_there_paste_cb), world);
  choices = dex_await_object (jm_sign_in_with_browser (sign_in, world->client, NULL), &error);
  g_assert_null (choices);
  g_assert_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_DENIED);
}

typedef struct
{
  JmSignIn *sign_in;
  JmHttp   *http;
  char     *url;
} Follow;

static void
follow_free (gpointer data)
{
  Follow *follow = data;

  g_object_unref (follow->sign_in);
  g_object_unref (follow->http);
  g_free (follow->url);
  g_free (follow);
}

/* A person in front of a browser that can't reach the callback */
static DexFuture *
follow_fiber (gpointer data)
{
  Follow *follow = data;
  g_autoptr (JmHttpRequest) request = jm_http_request_new ("GET", follow->url);
  g_autoptr (JmHttpResponse) page = NULL;
  g_autoptr (GError) error = NULL;

  page = dex_await_boxed (jm_http_send (follow->http, request, NULL), &error);
  g_assert_no_error (error);
  g_assert_true (jm_sign_in_take_redirect (follow->sign_in,
                                           jm_http_response_get_header (page, "Location"), &error));
  g_assert_no_error (error);
  return dex_future_new_true ();
}

static void
url_there_follow_cb (JmSignIn   *sign_in,
                     GParamSpec *pspec,
                     JmWorld    *world)
{
  Follow *follow;

  if (jm_sign_in_get_authorize_url (sign_in) == NULL)
    return;

  follow = g_new0 (Follow, 1);
  follow->sign_in = g_object_ref (sign_in);
  follow->http = g_object_ref (jm_monitor_get_services (world->monitor)->http);
  follow->url = g_strdup (jm_sign_in_get_authorize_url (sign_in));
  dex_future_disown (dex_scheduler_spawn (NULL, 0, follow_fiber, follow, follow_free));
}

static gboolean
somebody_waits (gpointer clock)
{
  return jm_clock_get_n_sleepers (clock) > 0;
}

static DexFuture *
five_minutes_fiber (gpointer clock)
{
  dex_await (jm_test_until (somebody_waits, clock), NULL);
  jm_clock_advance (clock, JM_LIMIT_SIGN_IN_SECONDS * 1000);
  return dex_future_new_true ();
}

static void
no_url_while_the_port_is_busy (JmWorld *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JmSignIn) sign_in = jm_monitor_begin_sign_in (world->monitor, NULL);
  g_autoptr (GSocketListener) squatter = g_socket_listener_new ();
  g_autoptr (GListModel) choices = NULL;
  g_autoptr (GUri) uri = g_uri_parse (world->client->redirect_uri, G_URI_FLAGS_NONE, NULL);

  g_socket_listener_add_inet_port (squatter, (guint16) g_uri_get_port (uri), NULL, &error);
  g_assert_no_error (error);
  choices = jm_world_browse (world, sign_in, &error);
  g_assert_null (choices);
  g_assert_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_PORT_BUSY);
  g_assert_cmpuint (jm_simulator_count_requests (world->simulator, NULL, "/authorize"), ==, 0);
  g_clear_error (&error);

  /* The other way needs no port. */
  g_signal_connect (sign_in, "notify::authorize-url", G_CALLBACK (url_there_follow_cb), world);
  choices = dex_await_object (jm_sign_in_by_paste (sign_in, world->client, NULL), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (choices), ==, 3);
  g_socket_listener_close (squatter);
}

static void
url_there_wait_cb (JmSignIn   *sign_in,
                   GParamSpec *pspec,
                   JmClock    *clock)
{
  if (jm_sign_in_get_authorize_url (sign_in) != NULL)
    dex_future_disown (dex_scheduler_spawn (NULL, 0, five_minutes_fiber, clock, NULL));
}

static void
nobody_pastes_for_ever (JmWorld *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JmClock) clock = jm_clock_new_manual (jm_clock_get_wall_ms (world->clock));
  g_autofree char *root = jm_test_temp_dir ();
  g_autoptr (JmMonitor) monitor = jm_monitor_new_apart (
      root, world->keyring, jm_simulator_get_endpoint (world->simulator), clock, &error);
  g_autoptr (JmSignIn) sign_in = NULL;

  g_assert_no_error (error);
  dex_await (jm_monitor_open (monitor), &error);
  g_assert_no_error (error);
  sign_in = jm_monitor_begin_sign_in (monitor, NULL);
  g_signal_connect (sign_in, "notify::authorize-url", G_CALLBACK (url_there_wait_cb), clock);
  g_assert_null (dex_await_object (jm_sign_in_by_paste (sign_in, world->client, NULL), &error));
  g_assert_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_TIMED_OUT);
  dex_await (jm_monitor_close (monitor), NULL);
}

static void
a_lost_answer_to_the_code_starts_over (JmWorld *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) made = NULL;

  jm_world_arm (
      world, "{\"match\": {\"method\": \"POST\", \"path\": \"/oauth/token\"}, \"kind\": \"reset\", "
             "\"args\": {\"when\": \"after_commit\"}}");
  made = jm_world_sign_in (world, NULL, &error, 0, -1);
  g_assert_null (made);
  g_assert_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_CODE_SPENT);
  g_assert_cmpuint (jm_simulator_count_requests (world->simulator, "POST", "/oauth/token"), ==, 1);
  assert_nothing_kept (world);
}

/* --- with a token */

static JmJiraSite *
discover (JmSignIn   *sign_in,
          const char *address)
{
  g_autoptr (GError) error = NULL;
  JmJiraSite *site = dex_await_object (jm_sign_in_discover (sign_in, address, NULL), &error);

  g_assert_no_error (error);
  return site;
}

static GListModel *
sign_in_with_api_token (JmWorld     *world,
                        const char  *kind,
                        GError     **error)
{
  g_autoptr (JmSignIn) sign_in = jm_monitor_begin_sign_in (world->monitor, NULL);
  g_autoptr (JmJiraSite) site = discover (sign_in, jm_simulator_get_site_url (world->simulator, 0));
  g_autoptr (GListModel) choices = NULL;

  choices = dex_await_object (
      jm_sign_in_with_api_token (sign_in, site, jm_simulator_get_email (world->simulator, kind),
                                 jm_simulator_get_token (world->simulator, kind),
                                 jm_clock_get_wall_ms (world->clock) + 86400000, NULL),
      error);
  if (choices == NULL)
    return NULL;

  g_assert_cmpuint (g_list_model_get_n_items (choices), ==, 1);
  return dex_await_object (jm_sign_in_finish (sign_in, NULL), error);
}

static void
a_classic_token_stays_at_the_site (JmWorld *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) made = sign_in_with_api_token (world, "api_token", &error);
  g_autoptr (JmAccount) account = NULL;

  g_assert_no_error (error);
  account = g_list_model_get_item (made, 0);
  g_assert_cmpint (jm_account_get_kind (account), ==, JM_CREDENTIAL_API_TOKEN);
  g_assert_cmpstr (jm_account_get_api_base (account), ==,
                   jm_simulator_get_site_url (world->simulator, 0));
  g_assert_cmpint (jm_token_keeper_get_sign_in_again_by_ms (jm_account_get_keeper (account)), >, 0);
}

static void
a_scoped_token_goes_to_the_gateway (JmWorld *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) made = sign_in_with_api_token (world, "scoped_api_token", &error);
  g_autoptr (JmAccount) account = NULL;
  g_autofree char *gateway =
      g_strdup_printf ("%s/ex/jira/%s", jm_simulator_get_endpoint (world->simulator),
                       jm_simulator_get_site_id (world->simulator, 0));

  g_assert_no_error (error);
  account = g_list_model_get_item (made, 0);
  g_assert_cmpstr (jm_account_get_api_base (account), ==, gateway);
  g_assert_cmpstr (jm_account_get_site_url (account), ==,
                   jm_simulator_get_site_url (world->simulator, 0));
}

static guint
count_myself (JmWorld *world)
{
  g_autoptr (JsonNode) requests = jm_simulator_requests (world->simulator);
  JsonArray *array = json_node_get_array (requests);
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (array); i++)
    n += strstr (json_object_get_string_member (json_array_get_object_element (array, i), "path"),
                 "/myself") != NULL;

  return n;
}

static void
a_wrong_token_is_sent_once_to_each (JmWorld *world)
{
  g_autoptr (JmSignIn) sign_in = jm_monitor_begin_sign_in (world->monitor, NULL);
  g_autoptr (JmJiraSite) site = discover (sign_in, jm_simulator_get_site_url (world->simulator, 0));

  for (int i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GListModel) choices = dex_await_object (
          jm_sign_in_with_api_token (sign_in, site, "mia@example.com", "wrong-token", 0, NULL),
          &error);

      g_assert_null (choices);
      if (i == 0)
        g_assert_error (error, JM_JIRA_ERROR, JM_JIRA_ERROR_UNAUTHORIZED);
      else
        g_assert_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_BLOCKED);
      g_assert_cmpuint (count_myself (world), ==, 2);
    }

  assert_nothing_kept (world);
}

static void
what_makes_no_sense_is_not_sent (JmWorld *world)
{
  static const struct
  {
    const char *email;
    const char *token;
  } wrong[] = {
    { "", "token" },
    { "mia", "token" },
    { "a:b@example.com", "token" },
    { "mia@example.com", "" },
    { "mia@example.com", "  \n" },
    { "mia@example.com", "to ken" },
    { "mia@example.com", "tok\303\251n" },
  };
  g_autoptr (JmSignIn) sign_in = jm_monitor_begin_sign_in (world->monitor, NULL);
  g_autoptr (JmJiraSite) site = discover (sign_in, jm_simulator_get_site_url (world->simulator, 0));

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GListModel) choices = dex_await_object (
          jm_sign_in_with_api_token (sign_in, site, wrong[i].email, wrong[i].token, 0, NULL), &error);

      g_assert_null (choices);
      g_assert_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_INVALID);
    }
  g_assert_cmpuint (count_myself (world), ==, 0);
}

static void
a_pat_tells_its_end (JmWorld *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JmSignIn) sign_in = jm_monitor_begin_sign_in (world->monitor, NULL);
  g_autoptr (JmJiraSite) site = discover (sign_in, jm_simulator_get_dc_url (world->simulator));
  g_autoptr (GListModel) choices = NULL;
  g_autoptr (GListModel) made = NULL;
  g_autoptr (JmAccount) account = NULL;

  choices = dex_await_object (jm_sign_in_with_pat (sign_in, site,
                                                   jm_simulator_get_dc_token (world->simulator),
                                                   "jira-monitor", 0, NULL),
                              &error);
  g_assert_no_error (error);
  made = dex_await_object (jm_sign_in_finish (sign_in, NULL), &error);
  g_assert_no_error (error);

  account = g_list_model_get_item (made, 0);
  g_assert_cmpint (jm_account_get_kind (account), ==, JM_CREDENTIAL_PAT);
  g_assert_cmpint (jm_account_get_flavor (account), ==, JM_JIRA_DATA_CENTER);
  g_assert_null (jm_account_get_cloud_id (account));
  g_assert_cmpint (jm_token_keeper_get_sign_in_again_by_ms (jm_account_get_keeper (account)), >,
                   jm_clock_get_wall_ms (world->clock));
}

static void
a_pat_whose_end_is_not_told_is_fine (JmWorld *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JmSignIn) sign_in = jm_monitor_begin_sign_in (world->monitor, NULL);
  g_autoptr (JmJiraSite) site = discover (sign_in, jm_simulator_get_dc_url (world->simulator));
  g_autoptr (GListModel) choices = NULL;
  gint64 ends_at_ms = jm_clock_get_wall_ms (world->clock) + 5 * G_GINT64_CONSTANT (86400000);
  g_autoptr (GListModel) made = NULL;
  g_autoptr (JmAccount) account = NULL;

  jm_world_arm (
      world,
      "{\"match\": {\"path\": \"/dc/rest/pat/latest/tokens\"}, \"kind\": \"status\", \"args\": "
      "{\"code\": 404}}");
  choices = dex_await_object (jm_sign_in_with_pat (sign_in, site,
                                                   jm_simulator_get_dc_token (world->simulator),
                                                   "mine", ends_at_ms, NULL),
                              &error);
  g_assert_no_error (error);
  made = dex_await_object (jm_sign_in_finish (sign_in, NULL), &error);
  g_assert_no_error (error);
  account = g_list_model_get_item (made, 0);
  g_assert_cmpint (jm_token_keeper_get_sign_in_again_by_ms (jm_account_get_keeper (account)), ==,
                   ends_at_ms);
}

/* --- keeping */

static void
a_keyring_that_refuses_leaves_nothing (JmWorld *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) made = NULL;

  jm_world_set_mood (world, JM_AUTH_ERROR_KEYRING_LOCKED);
  made = jm_world_sign_in (world, NULL, &error, 0, -1);
  g_assert_null (made);
  g_assert_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_KEYRING_LOCKED);
  jm_world_set_mood (world, -1);
  assert_nothing_kept (world);
}

static void
finishing_early_is_refused (JmWorld *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JmSignIn) sign_in = jm_monitor_begin_sign_in (world->monitor, NULL);
  g_autoptr (GListModel) made = dex_await_object (jm_sign_in_finish (sign_in, NULL), &error);

  g_assert_null (made);
  g_assert_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_INVALID);
}

static void
nothing_chosen_is_refused (JmWorld *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) made = jm_world_sign_in (world, NULL, &error, -1);

  g_assert_null (made);
  g_assert_error (error, JM_AUTH_ERROR, JM_AUTH_ERROR_NO_SITE);
  assert_nothing_kept (world);
}

static void
secrets_are_in_no_file (JmWorld *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) made = jm_world_sign_in (world, NULL, &error, 0, -1);
  g_autoptr (JmAccount) account = NULL;
  g_autoptr (JmSecret) secret = NULL;
  g_autofree char *json = NULL;

  g_assert_no_error (error);
  account = g_list_model_get_item (made, 0);
  json = jm_world_dup_secret (world, jm_token_keeper_get_id (jm_account_get_keeper (account)));
  secret = jm_secret_from_json (json, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (jm_world_count_bytes (world, secret->access_token), ==, 0);
  g_assert_cmpuint (jm_world_count_bytes (world, secret->refresh_token), ==, 0);
  g_assert_cmpuint (jm_world_count_bytes (world, world->client->client_secret), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *path;
    JmWorldBody body;
  } tests[] = {
    { "/accounts/sign-in/browser-offers-each-site", browser_offers_each_site },
    { "/accounts/sign-in/one-credential-serves-several-sites",
      one_credential_serves_several_sites },
    { "/accounts/sign-in/a-second-sign-in-renews-the-credential",
      a_second_sign_in_renews_the_credential },
    { "/accounts/sign-in/a-site-that-is-there-is-refused", a_site_that_is_there_is_refused },
    { "/accounts/sign-in/signing-in-again-keeps-the-account", signing_in_again_keeps_the_account },
    { "/accounts/sign-in/another-person-is-refused", another_person_is_refused },
    { "/accounts/sign-in/a-refusal-on-the-page-is-told", a_refusal_on_the_page_is_told },
    { "/accounts/sign-in/a-grant-without-sites-is-told", a_grant_without_sites_is_told },
    { "/accounts/sign-in/a-grant-that-is-dropped-is-handed-back",
      a_grant_that_is_dropped_is_handed_back },
    { "/accounts/sign-in/cancelling-frees-the-port", cancelling_frees_the_port },
    { "/accounts/sign-in/a-pasted-redirect-counts", a_pasted_redirect_counts },
    { "/accounts/sign-in/no-url-while-the-port-is-busy", no_url_while_the_port_is_busy },
    { "/accounts/sign-in/nobody-pastes-for-ever", nobody_pastes_for_ever },
    { "/accounts/sign-in/a-lost-answer-to-the-code-starts-over",
      a_lost_answer_to_the_code_starts_over },
    { "/accounts/sign-in/a-classic-token-stays-at-the-site", a_classic_token_stays_at_the_site },
    { "/accounts/sign-in/a-scoped-token-goes-to-the-gateway", a_scoped_token_goes_to_the_gateway },
    { "/accounts/sign-in/a-wrong-token-is-sent-once-to-each", a_wrong_token_is_sent_once_to_each },
    { "/accounts/sign-in/what-makes-no-sense-is-not-sent", what_makes_no_sense_is_not_sent },
    { "/accounts/sign-in/a-pat-tells-its-end", a_pat_tells_its_end },
    { "/accounts/sign-in/a-pat-whose-end-is-not-told-is-fine",
      a_pat_whose_end_is_not_told_is_fine },
    { "/accounts/sign-in/a-keyring-that-refuses-leaves-nothing",
      a_keyring_that_refuses_leaves_nothing },
    { "/accounts/sign-in/finishing-early-is-refused", finishing_early_is_refused },
    { "/accounts/sign-in/nothing-chosen-is-refused", nothing_chosen_is_refused },
    { "/accounts/sign-in/secrets-are-in-no-file", secrets_are_in_no_file },
  };

  jm_test_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add_data_func (tests[i].path, tests[i].body, jm_world_run);

  return g_test_run ();
}
