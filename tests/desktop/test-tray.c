/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "desktop/jm-tray.h"

#include "desk.h"
#include "desktop/jm-menu.h"
#include "jm-mock-watcher.h"

/* The icon in the tray, as watcher and host see it over a private bus. */

#define ITEM_PATH "/StatusNotifierItem"
#define ITEM      "org.kde.StatusNotifierItem"
#define MENU      "com.canonical.dbusmenu"

typedef struct
{
  JmBus         *bus;
  JmMockWatcher *watcher;
  GApplication  *application;
  JmProblems    *problems;
  GMenuModel    *menu;
  JmTray        *tray;
  GString       *activated;
} Stage;

static void
activated_cb (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  Stage *stage = user_data;

  g_string_append (stage->activated, g_action_get_name (G_ACTION (action)));
  if (parameter != NULL)
    g_string_append_printf (stage->activated, "(%s)", g_variant_get_string (parameter, NULL));
  g_string_append_c (stage->activated, ';');
}

/* @application: NULL for one that is not on the bus */
static void
set_stage_with (Stage        *stage,
                Desk         *desk,
                GApplication *application)
{
  static const GActionEntry actions[] = {
    { "open", activated_cb },
    { "toggle", activated_cb },
    { "show-account", activated_cb, "s" },
    { "refresh-all", activated_cb },
    { "sync-all", activated_cb },
    { "preferences", activated_cb },
    { "quit", activated_cb },
  };
  g_autoptr (GError) error = NULL;

  stage->watcher = jm_mock_watcher_new (stage->bus);
  stage->activated = g_string_new (NULL);
  stage->application = application != NULL ? application : g_application_new (NULL, G_APPLICATION_DEFAULT_FLAGS);
  g_action_map_add_action_entries (G_ACTION_MAP (stage->application), actions,
                                   G_N_ELEMENTS (actions), stage);
  g_application_register (stage->application, NULL, &error);
  g_assert_no_error (error);
  stage->problems = jm_problems_new (desk->monitor);
  stage->menu = jm_menu_new (desk->monitor, stage->problems);
  stage->tray = jm_tray_new (stage->application, stage->menu, stage->problems);
}

static void
set_stage (Stage *stage,
           Desk  *desk)
{
  stage->bus = jm_bus_new (TRUE);
  set_stage_with (stage, desk, NULL);
}

static gboolean
is_gone (gpointer data)
{
  return *(gpointer *) data == NULL;
}

static void
clear_stage (Stage *stage)
{
  gpointer tray = stage->tray;

  /* What still waits for an answer holds it until it was told that nobody wants it any more. */
  g_object_add_weak_pointer (tray, &tray);
  jm_tray_stop (stage->tray);
  g_object_unref (stage->tray);
  jm_bus_wait (stage->bus, is_gone, &tray);

  g_assert_finalize_object (stage->menu);
  g_assert_finalize_object (stage->problems);
  g_object_unref (stage->application);
  g_string_free (stage->activated, TRUE);
  jm_mock_watcher_free (stage->watcher);
  jm_bus_free (stage->bus);
}

/* --- waiting */

static gboolean
is_shown (gpointer data)
{
  return jm_tray_is_shown (((Stage *) data)->tray);
}

static gboolean
is_not_shown (gpointer data)
{
  return !jm_tray_is_shown (((Stage *) data)->tray);
}

static gboolean
is_registered (gpointer data)
{
  return ((Stage *) data)->watcher->items->len > 0;
}

static gboolean
has_new_tooltip (gpointer data)
{
  return jm_bus_count_signals (((Stage *) data)->bus, "NewToolTip") > 0;
}

static gboolean
has_new_layout (gpointer data)
{
  return jm_bus_count_signals (((Stage *) data)->bus, "LayoutUpdated") > 0;
}

static gboolean
was_activated (gpointer data)
{
  return ((Stage *) data)->activated->len > 0;
}

static void
show (Stage *stage)
{
  jm_mock_watcher_appear (stage->watcher);
  jm_bus_wait (stage->bus, is_shown, stage);
}

/* --- asking */

static char *
dup_property (Stage      *stage,
              const char *name)
{
  g_autoptr (GVariant) value = jm_bus_get (stage->bus, ITEM_PATH, ITEM, name);

  return g_variant_print (value, FALSE);
}

static void
assert_property (Stage      *stage,
                 const char *name,
                 const char *expected)
{
  g_autofree char *text = dup_property (stage, name);

  g_assert_cmpstr (text, ==, expected);
}

static void
tell_item (Stage      *stage,
           const char *method,
           GVariant   *parameters)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer =
      jm_bus_call (stage->bus, ITEM_PATH, ITEM, method, parameters, &error);

  g_assert_no_error (error);
}

static GVariant *
call_menu (Stage      *stage,
           const char *method,
           GVariant   *parameters)
{
  g_autoptr (GVariant) path = jm_bus_get (stage->bus, ITEM_PATH, ITEM, "Menu");
  g_autoptr (GError) error = NULL;
  GVariant *answer = jm_bus_call (stage->bus, g_variant_get_string (path, NULL), MENU, method,
                                  parameters, &error);

  g_assert_no_error (error);
  return answer;
}

/* The id of the entry with that label, -1: there is none */
static int
find_entry (Stage      *stage,
            const char *label)
{
  g_autoptr (GVariant) answer = call_menu (stage, "GetLayout", g_variant_new ("(iias)", 0, -1, NULL));
  g_autoptr (GVariant) layout = g_variant_get_child_value (answer, 1);
  g_autoptr (GVariant) children = g_variant_get_child_value (layout, 2);

  for (gsize i = 0; i < g_variant_n_children (children); i++)
    {
      g_autoptr (GVariant) boxed = g_variant_get_child_value (children, i);
      g_autoptr (GVariant) child = g_variant_get_variant (boxed);
      g_autoptr (GVariant) properties = g_variant_get_child_value (child, 1);
      const char *text = "";
      int id;

      g_variant_get_child (child, 0, "i", &id);
      if (g_variant_lookup (properties, "label", "&s", &text) && g_str_equal (text, label))
        return id;
    }

  return -1;
}

/* --- finding a host */

static void
it_registers_where_a_tray_is (Desk *desk)
{
  g_autofree char *expected = NULL;
  Stage stage;

  stage.bus = jm_bus_new (TRUE);
  stage.watcher = jm_mock_watcher_new (stage.bus);
  jm_mock_watcher_appear (stage.watcher);
  jm_mock_watcher_free (stage.watcher);
  set_stage_with (&stage, desk, NULL);

  jm_bus_wait (stage.bus, is_shown, &stage);
  g_assert_cmpuint (stage.watcher->items->len, ==, 1);
  expected = g_strconcat (stage.bus->peer, ITEM_PATH, NULL);
  g_assert_cmpstr (stage.watcher->items->pdata[0], ==, expected);
  g_assert_true (g_dbus_is_unique_name (stage.bus->peer));
  clear_stage (&stage);
}

static void
it_registers_again_whenever_a_tray_comes (Desk *desk)
{
  Stage stage;

  set_stage (&stage, desk);
  jm_bus_settle (stage.bus);
  g_assert_false (jm_tray_is_shown (stage.tray));

  for (guint i = 0; i < 3; i++)
    {
      show (&stage);
      g_assert_cmpuint (stage.watcher->items->len, ==, 1);
      jm_mock_watcher_vanish (stage.watcher);
      jm_bus_wait (stage.bus, is_not_shown, &stage);
    }
  clear_stage (&stage);
}

static void
without_a_tray_nothing_is_lost (Desk *desk)
{
  g_autoptr (JmAccount) acme = desk_add_account (desk, "acme", JM_CREDENTIAL_OAUTH);
  Stage stage;

  /* Any warning would end the test. */
  set_stage (&stage, desk);
  desk_set_trouble (acme, JM_TROUBLE_NEEDS_SIGN_IN);
  jm_bus_settle (stage.bus);
  g_assert_false (jm_tray_is_shown (stage.tray));
  g_assert_cmpuint (stage.watcher->items->len, ==, 0);

  /* Who comes late sees how it stands now. */
  show (&stage);
  assert_property (&stage, "Status", "'NeedsAttention'");
  clear_stage (&stage);
}

static void
a_watcher_alone_shows_nothing (Desk *desk)
{
  Stage stage;

  set_stage (&stage, desk);
  stage.watcher->has_host = FALSE;
  jm_mock_watcher_appear (stage.watcher);
  jm_bus_wait (stage.bus, is_registered, &stage);
  jm_bus_settle (stage.bus);
  g_assert_false (jm_tray_is_shown (stage.tray));

  jm_mock_watcher_set_host (stage.watcher, TRUE);
  jm_bus_wait (stage.bus, is_shown, &stage);
  jm_mock_watcher_set_host (stage.watcher, FALSE);
  jm_bus_wait (stage.bus, is_not_shown, &stage);
  g_assert_cmpuint (stage.watcher->items->len, ==, 1);
  clear_stage (&stage);
}

static void
a_tray_that_refuses_is_asked_again_with_its_host (Desk *desk)
{
  Stage stage;

  set_stage (&stage, desk);
  stage.watcher->refuses = TRUE;
  jm_mock_watcher_appear (stage.watcher);
  jm_bus_settle (stage.bus);
  jm_bus_settle (stage.bus);
  g_assert_false (jm_tray_is_shown (stage.tray));

  stage.watcher->refuses = FALSE;
  jm_mock_watcher_set_host (stage.watcher, TRUE);
  jm_bus_wait (stage.bus, is_shown, &stage);
  clear_stage (&stage);
}

static void
when_stopped_it_leaves_the_bus (Desk *desk)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = NULL;
  Stage stage;

  set_stage (&stage, desk);
  show (&stage);
  jm_tray_stop (stage.tray);
  g_assert_false (jm_tray_is_shown (stage.tray));
  jm_tray_stop (stage.tray);

  answer = jm_bus_call (stage.bus, ITEM_PATH, "org.freedesktop.DBus.Peer", "Ping", NULL, &error);
  while (answer != NULL)
    {
      g_clear_pointer (&answer, g_variant_unref);
      answer = jm_bus_call (stage.bus, ITEM_PATH, "org.freedesktop.DBus.Peer", "Ping", NULL, &error);
    }
  g_assert_nonnull (error);
  clear_stage (&stage);
}

static void
without_a_bus_it_is_silent (Desk *desk)
{
  g_autofree char *address = NULL;
  Stage stage;

  stage.bus = jm_bus_new (TRUE);
  address = g_strdup (g_getenv ("DBUS_SESSION_BUS_ADDRESS"));
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/at/all", TRUE);
  set_stage_with (&stage, desk, NULL);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", address, TRUE);
  jm_bus_settle (stage.bus);
  g_assert_false (jm_tray_is_shown (stage.tray));
  clear_stage (&stage);
}

/* --- what it shows */

static void
it_says_what_it_is (Desk *desk)
{
  Stage stage;

  set_stage (&stage, desk);
  show (&stage);
  assert_property (&stage, "Category", "'ApplicationStatus'");
  assert_property (&stage, "Id", "'" APP_ID "'");
  assert_property (&stage, "Title", "'Jira Monitor'");
  assert_property (&stage, "ItemIsMenu", "false");
  assert_property (&stage, "OverlayIconName", "''");
  assert_property (&stage, "OverlayIconPixmap", "[]");
  assert_property (&stage, "ToolTip",
                   "('" APP_ID "-symbolic', [], 'Jira Monitor', 'No account is signed in')");
  clear_stage (&stage);
}

static void
the_worst_account_decides (Desk *desk)
{
  g_autoptr (JmAccount) acme = desk_add_account (desk, "acme", JM_CREDENTIAL_OAUTH);
  g_autoptr (JmAccount) umbrella = desk_add_account (desk, "umbrella", JM_CREDENTIAL_PAT);
  Stage stage;

  set_stage (&stage, desk);
  show (&stage);
  assert_property (&stage, "Status", "'Active'");
  assert_property (&stage, "IconName", "'" APP_ID "-symbolic'");
  assert_property (&stage, "ToolTip",
                   "('" APP_ID "-symbolic', [], 'Jira Monitor', '2 accounts healthy')");

  desk_set_end (umbrella, jm_clock_get_wall_ms (desk->clock) + 3 * DESK_DAY_MS);
  jm_bus_wait (stage.bus, has_new_tooltip, &stage);
  g_assert_cmpuint (jm_bus_count_signals (stage.bus, "NewIcon"), ==, 1);
  g_assert_cmpuint (jm_bus_count_signals (stage.bus, "NewStatus"), ==, 0);
  assert_property (&stage, "Status", "'Active'");
  assert_property (&stage, "IconName", "'" APP_ID "-attention-symbolic'");

  jm_bus_forget_signals (stage.bus);
  desk_set_trouble (acme, JM_TROUBLE_NEEDS_SIGN_IN);
  jm_bus_wait (stage.bus, has_new_tooltip, &stage);
  g_assert_cmpuint (jm_bus_count_signals (stage.bus, "NewIcon"), ==, 1);
  g_assert_cmpuint (jm_bus_count_signals (stage.bus, "NewStatus"), ==, 1);
  assert_property (&stage, "Status", "'NeedsAttention'");
  assert_property (&stage, "IconName", "'" APP_ID "-error-symbolic'");
  assert_property (&stage, "AttentionIconName", "'" APP_ID "-error-symbolic'");
  assert_property (&stage, "ToolTip",
                   "('" APP_ID "-error-symbolic', [], 'Jira Monitor', '1 of 2 accounts needs you\\n"
                   "acme: Sign in again\\numbrella: Sign-in ends soon')");

  jm_bus_forget_signals (stage.bus);
  desk_set_trouble (acme, JM_TROUBLE_OK);
  desk_set_end (umbrella, 0);
  jm_bus_wait (stage.bus, has_new_tooltip, &stage);
  jm_bus_settle (stage.bus);
  assert_property (&stage, "Status", "'Active'");
  assert_property (&stage, "IconName", "'" APP_ID "-symbolic'");
  clear_stage (&stage);
}

static void
the_same_again_is_not_told (Desk *desk)
{
  g_autoptr (JmAccount) acme = desk_add_account (desk, "acme", JM_CREDENTIAL_OAUTH);
  Stage stage;

  set_stage (&stage, desk);
  show (&stage);
  jm_bus_settle (stage.bus);
  jm_bus_forget_signals (stage.bus);
  desk_set_trouble (acme, JM_TROUBLE_OK);
  desk_await (jm_accounts_reload (jm_monitor_get_accounts (desk->monitor)));
  jm_bus_settle (stage.bus);
  g_assert_cmpuint (stage.bus->signals->len, ==, 0);
  clear_stage (&stage);
}

static void
names_are_no_markup (Desk *desk)
{
  g_autoptr (JmAccount) acme = desk_add_account (desk, "<b>R&D", JM_CREDENTIAL_OAUTH);
  Stage stage;

  desk_set_trouble (acme, JM_TROUBLE_NEEDS_SIGN_IN);
  set_stage (&stage, desk);
  show (&stage);
  assert_property (&stage, "ToolTip",
                   "('" APP_ID "-error-symbolic', [], 'Jira Monitor', "
                   "'‹b›R＆D: Sign in again')");
  clear_stage (&stage);
}

static void
many_problems_are_cut_short (Desk *desk)
{
  g_autoptr (GPtrArray) accounts = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *tooltip = NULL;
  g_auto (GStrv) lines = NULL;
  Stage stage;

  for (guint i = 0; i < 9; i++)
    {
      g_autofree char *name = g_strdup_printf ("site%u", i);

      g_ptr_array_add (accounts, desk_add_account (desk, name, JM_CREDENTIAL_OAUTH));
      desk_set_trouble (accounts->pdata[i], JM_TROUBLE_NEEDS_SIGN_IN);
    }
  set_stage (&stage, desk);
  show (&stage);
  tooltip = dup_property (&stage, "ToolTip");
  lines = g_strsplit (tooltip, "\\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 8);
  g_assert_cmpstr (lines[7], ==, "…')");
  clear_stage (&stage);
}

/* --- clicks */

static void
clicks_are_actions (Desk *desk)
{
  Stage stage;

  set_stage (&stage, desk);
  show (&stage);
  tell_item (&stage, "Activate", g_variant_new ("(ii)", 10, 20));
  jm_bus_settle (stage.bus);
  g_assert_cmpstr (stage.activated->str, ==, "toggle;");

  tell_item (&stage, "SecondaryActivate", g_variant_new ("(ii)", 10, 20));
  jm_bus_settle (stage.bus);
  g_assert_cmpstr (stage.activated->str, ==, "toggle;refresh-all;");

  tell_item (&stage, "Scroll", g_variant_new ("(is)", 120, "vertical"));
  tell_item (&stage, "ContextMenu", g_variant_new ("(ii)", 10, 20));
  jm_bus_settle (stage.bus);
  g_assert_cmpstr (stage.activated->str, ==, "toggle;refresh-all;");
  clear_stage (&stage);
}

static void
a_click_in_the_menu_is_an_action (Desk *desk)
{
  g_autoptr (JmAccount) acme = desk_add_account (desk, "acme", JM_CREDENTIAL_OAUTH);
  g_autoptr (GVariant) answer = NULL;
  int id;
  Stage stage;

  set_stage (&stage, desk);
  show (&stage);
  id = find_entry (&stage, "acme: Active");
  answer = call_menu (&stage, "Event", g_variant_new ("(isvu)", id, "clicked", g_variant_new_int32 (0), 0));
  jm_bus_settle (stage.bus);
  g_assert_cmpstr (stage.activated->str, ==, "show-account(account-acme);");
  clear_stage (&stage);
}

static void
entries_keep_their_ids (Desk *desk)
{
  g_autoptr (JmAccount) acme = desk_add_account (desk, "acme", JM_CREDENTIAL_OAUTH);
  g_autoptr (JmAccount) umbrella = desk_add_account (desk, "umbrella", JM_CREDENTIAL_PAT);
  g_autoptr (JmAccount) initech = NULL;
  int acme_id, umbrella_id, quit_id;
  Stage stage;

  set_stage (&stage, desk);
  show (&stage);
  acme_id = find_entry (&stage, "acme: Active");
  umbrella_id = find_entry (&stage, "umbrella: Active");
  quit_id = find_entry (&stage, "_Quit");
  g_assert_cmpint (acme_id, >, 0);
  g_assert_cmpint (quit_id, >, 0);

  desk_remove_account (desk, acme);
  jm_bus_wait (stage.bus, has_new_layout, &stage);
  g_assert_cmpint (find_entry (&stage, "acme: Active"), ==, -1);
  g_assert_cmpint (find_entry (&stage, "umbrella: Active"), ==, umbrella_id);

  initech = desk_add_account (desk, "initech", JM_CREDENTIAL_API_TOKEN);
  desk_set_trouble (umbrella, JM_TROUBLE_NEEDS_SIGN_IN);
  g_assert_cmpint (find_entry (&stage, "initech: Active"), >, 0);
  g_assert_cmpint (find_entry (&stage, "initech: Active"), !=, acme_id);
  g_assert_cmpint (find_entry (&stage, "umbrella: Sign in again"), ==, umbrella_id);
  g_assert_cmpint (find_entry (&stage, "_Quit"), ==, quit_id);
  clear_stage (&stage);
}

/* --- the right to take the focus */

#define TEST_TYPE_APPLICATION (test_application_get_type ())

G_DECLARE_FINAL_TYPE (TestApplication, test_application, TEST, APPLICATION, GApplication)

struct _TestApplication
{
  GApplication parent_instance;

  char        *token;
};

G_DEFINE_FINAL_TYPE (TestApplication, test_application, G_TYPE_APPLICATION)

/* Where GtkApplication takes it */
static void
test_application_before_emit (GApplication *application,
                              GVariant     *platform_data)
{
  TestApplication *self = TEST_APPLICATION (application);

  g_clear_pointer (&self->token, g_free);
  g_variant_lookup (platform_data, "activation-token", "s", &self->token);
}

static void
test_application_finalize (GObject *object)
{
  g_free (TEST_APPLICATION (object)->token);

  G_OBJECT_CLASS (test_application_parent_class)->finalize (object);
}

static void
test_application_class_init (TestApplicationClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_application_finalize;
  G_APPLICATION_CLASS (klass)->before_emit = test_application_before_emit;
}

static void
test_application_init (TestApplication *self)
{
}

static void
a_token_goes_where_the_window_is_opened (Desk *desk)
{
  g_autoptr (GVariant) answer = NULL;
  GDBusConnection *connection;
  TestApplication *application;
  Stage stage;

  stage.bus = jm_bus_new (TRUE);
  application = g_object_new (TEST_TYPE_APPLICATION, "application-id", "org.example.TrayTest", NULL);
  set_stage_with (&stage, desk, G_APPLICATION (application));
  connection = g_application_get_dbus_connection (stage.application);
  g_dbus_connection_set_exit_on_close (connection, FALSE);
  show (&stage);

  tell_item (&stage, "ProvideXdgActivationToken", g_variant_new ("(s)", "token-1"));
  tell_item (&stage, "Activate", g_variant_new ("(ii)", 0, 0));
  jm_bus_wait (stage.bus, was_activated, &stage);
  g_assert_cmpstr (stage.activated->str, ==, "toggle;");
  g_assert_cmpstr (application->token, ==, "token-1");

  /* It is good for one window. */
  g_clear_pointer (&application->token, g_free);
  tell_item (&stage, "Activate", g_variant_new ("(ii)", 0, 0));
  jm_bus_settle (stage.bus);
  g_assert_cmpstr (stage.activated->str, ==, "toggle;toggle;");
  g_assert_null (application->token);

  tell_item (&stage, "ProvideXdgActivationToken", g_variant_new ("(s)", "token-2"));
  g_string_truncate (stage.activated, 0);
  answer = call_menu (&stage, "Event",
                      g_variant_new ("(isvu)", find_entry (&stage, "_Preferences"), "clicked", g_variant_new_int32 (0), 0));
  jm_bus_wait (stage.bus, was_activated, &stage);
  g_assert_cmpstr (stage.activated->str, ==, "preferences;");
  g_assert_cmpstr (application->token, ==, "token-2");
  clear_stage (&stage);
}

int
main (int    argc,
      char **argv)
{
  jm_test_init (&argc, &argv);
  jm_bus_init ();

  desk_add ("/desktop/tray/it-registers-where-a-tray-is", it_registers_where_a_tray_is);
  desk_add ("/desktop/tray/it-registers-again-whenever-a-tray-comes", it_registers_again_whenever_a_tray_comes);
  desk_add ("/desktop/tray/without-a-tray-nothing-is-lost", without_a_tray_nothing_is_lost);
  desk_add ("/desktop/tray/a-watcher-alone-shows-nothing", a_watcher_alone_shows_nothing);
  desk_add ("/desktop/tray/a-tray-that-refuses-is-asked-again-with-its-host",
            a_tray_that_refuses_is_asked_again_with_its_host);
  desk_add ("/desktop/tray/when-stopped-it-leaves-the-bus", when_stopped_it_leaves_the_bus);
  desk_add ("/desktop/tray/without-a-bus-it-is-silent", without_a_bus_it_is_silent);
  desk_add ("/desktop/tray/it-says-what-it-is", it_says_what_it_is);
  desk_add ("/desktop/tray/the-worst-account-decides", the_worst_account_decides);
  desk_add ("/desktop/tray/the-same-again-is-not-told", the_same_again_is_not_told);
  desk_add ("/desktop/tray/names-are-no-markup", names_are_no_markup);
  desk_add ("/desktop/tray/many-problems-are-cut-short", many_problems_are_cut_short);
  desk_add ("/desktop/tray/clicks-are-actions", clicks_are_actions);
  desk_add ("/desktop/tray/a-click-in-the-menu-is-an-action", a_click_in_the_menu_is_an_action);
  desk_add ("/desktop/tray/entries-keep-their-ids", entries_keep_their_ids);
  desk_add ("/desktop/tray/a-token-goes-where-the-window-is-opened", a_token_goes_where_the_window_is_opened);

  return g_test_run ();
}
