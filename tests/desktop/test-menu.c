/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "desktop/jm-menu.h"

#include "desk.h"

/* What stands in the menu that tray and window share. */

typedef struct
{
  JmProblems *problems;
  GMenuModel *menu;
  GMenuModel *accounts;
  guint       n_changes;
} Look;

static void
changed_cb (Look *look)
{
  look->n_changes++;
}

static void
look_at (Look *look,
         Desk *desk)
{
  look->problems = jm_problems_new (desk->monitor);
  look->menu = jm_menu_new (desk->monitor, look->problems);
  look->accounts = jm_menu_get_section (JM_MENU (look->menu), JM_MENU_ACCOUNTS);
  look->n_changes = 0;
  g_signal_connect_swapped (look->accounts, "items-changed", G_CALLBACK (changed_cb), look);
}

static void
look_away (Look *look)
{
  g_assert_finalize_object (look->menu);
  g_assert_finalize_object (look->problems);
}

/* "Open -> app.open" of each, a section a line */
static char *
describe (GMenuModel *menu)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (int i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      g_autoptr (GMenuModel) section = g_menu_model_get_item_link (menu, i, G_MENU_LINK_SECTION);

      for (int j = 0; j < g_menu_model_get_n_items (section); j++)
        {
          g_autofree char *label = NULL;
          g_autofree char *action = NULL;
          g_autofree char *target = NULL;

          g_menu_model_get_item_attribute (section, j, "label", "s", &label);
          g_menu_model_get_item_attribute (section, j, "action", "s", &action);
          g_menu_model_get_item_attribute (section, j, "target", "s", &target);
          g_string_append_printf (out, "%s -> %s", label, action);
          if (target != NULL)
            g_string_append_printf (out, "::%s", target);
          g_string_append (out, "; ");
        }
      g_string_append_c (out, '\n');
    }

  return g_string_free_and_steal (g_steal_pointer (&out));
}

static void
assert_account (Look       *look,
                int         i,
                const char *expected,
                const char *icon_name)
{
  g_autofree char *label = NULL;
  g_autoptr (GVariant) value =
      g_menu_model_get_item_attribute_value (look->accounts, i, "icon", NULL);
  g_autoptr (GIcon) icon = value != NULL ? g_icon_deserialize (value) : NULL;

  g_menu_model_get_item_attribute (look->accounts, i, "label", "s", &label);
  g_assert_cmpstr (label, ==, expected);
  if (icon_name == NULL)
    g_assert_null (icon);
  else
    g_assert_cmpstr (g_themed_icon_get_names (G_THEMED_ICON (icon))[0], ==, icon_name);
}

static void
everything_is_there (Desk *desk)
{
  g_autoptr (JmAccount) acme = desk_add_account (desk, "acme", JM_CREDENTIAL_OAUTH);
  g_autoptr (JmAccount) umbrella = desk_add_account (desk, "umbrella", JM_CREDENTIAL_PAT);
  g_autofree char *text = NULL;
  Look look;

  look_at (&look, desk);
  text = describe (look.menu);
  g_assert_cmpstr (text, ==,
                   "_Open Jira Monitor -> app.open; \n"
                   "acme: Active -> app.show-account::account-acme; "
                   "umbrella: Active -> app.show-account::account-umbrella; \n"
                   "_Refresh All Tokens -> app.refresh-all; _Synchronize Now -> app.sync-all; \n"
                   "_Preferences -> app.preferences; _Quit -> app.quit; \n");
  look_away (&look);
}

static void
nobody_is_signed_in (Desk *desk)
{
  Look look;

  look_at (&look, desk);
  g_assert_cmpint (g_menu_model_get_n_items (look.accounts), ==, 0);
  look_away (&look);
}

static void
accounts_come_and_go (Desk *desk)
{
  g_autoptr (JmAccount) acme = desk_add_account (desk, "acme", JM_CREDENTIAL_OAUTH);
  g_autoptr (JmAccount) umbrella = NULL;
  g_autoptr (JmAccount) initech = NULL;
  Look look;

  look_at (&look, desk);
  umbrella = desk_add_account (desk, "umbrella", JM_CREDENTIAL_PAT);
  initech = desk_add_account (desk, "initech", JM_CREDENTIAL_API_TOKEN);
  g_assert_cmpint (g_menu_model_get_n_items (look.accounts), ==, 3);
  assert_account (&look, 2, "initech: Active", NULL);

  desk_remove_account (desk, acme);
  g_assert_cmpint (g_menu_model_get_n_items (look.accounts), ==, 2);
  assert_account (&look, 0, "umbrella: Active", NULL);
  assert_account (&look, 1, "initech: Active", NULL);
  look_away (&look);
}

static void
what_is_wrong_is_said (Desk *desk)
{
  g_autoptr (JmAccount) acme = desk_add_account (desk, "acme", JM_CREDENTIAL_OAUTH);
  g_autoptr (JmAccount) umbrella = desk_add_account (desk, "umbrella", JM_CREDENTIAL_PAT);
  Look look;

  look_at (&look, desk);
  desk_set_trouble (acme, JM_TROUBLE_NEEDS_SIGN_IN);
  assert_account (&look, 0, "acme: Sign in again", APP_ID "-error-symbolic");
  assert_account (&look, 1, "umbrella: Active", NULL);

  desk_set_trouble (acme, JM_TROUBLE_OK);
  assert_account (&look, 0, "acme: Active", NULL);

  desk_set_end (umbrella, jm_clock_get_wall_ms (desk->clock) + 3 * DESK_DAY_MS);
  assert_account (&look, 1, "umbrella: Sign-in ends soon", APP_ID "-attention-symbolic");

  /* Weather passes, and the token lives on. */
  desk_set_trouble (acme, JM_TROUBLE_OFFLINE);
  assert_account (&look, 0, "acme: Active", NULL);
  jm_clock_advance (desk->clock, DESK_HOUR_MS);
  desk_set_trouble (acme, JM_TROUBLE_OFFLINE);
  assert_account (&look, 0, "acme: Expired", NULL);
  look_away (&look);
}

static void
an_account_that_is_off_is_said_so (Desk *desk)
{
  g_autoptr (JmAccount) acme = desk_add_account (desk, "acme", JM_CREDENTIAL_OAUTH);
  Look look;

  look_at (&look, desk);
  desk_await (jm_accounts_set_active (jm_monitor_get_accounts (desk->monitor), acme, FALSE));
  assert_account (&look, 0, "acme: Off", NULL);
  look_away (&look);
}

static void
names_are_shown_as_they_are (Desk *desk)
{
  g_autofree char *long_name = g_strnfill (300, 'x');
  g_autoptr (JmAccount) scored = desk_add_account (desk, "acme_eu_west", JM_CREDENTIAL_OAUTH);
  g_autoptr (JmAccount) broken = desk_add_account (desk, "two\nlines", JM_CREDENTIAL_OAUTH);
  g_autoptr (JmAccount) endless = desk_add_account (desk, long_name, JM_CREDENTIAL_OAUTH);
  g_autofree char *label = NULL;
  Look look;

  look_at (&look, desk);
  assert_account (&look, 0, "acme__eu__west: Active", NULL);
  assert_account (&look, 1, "two lines: Active", NULL);
  g_menu_model_get_item_attribute (look.accounts, 2, "label", "s", &label);
  g_assert_cmpint (g_utf8_strlen (label, -1), ==, 60);
  g_assert_true (g_str_has_suffix (label, "x…"));
  look_away (&look);
}

/* A menu that is open in the tray must not twitch. */
static void
nothing_new_is_no_change (Desk *desk)
{
  g_autoptr (JmAccount) acme = desk_add_account (desk, "acme", JM_CREDENTIAL_OAUTH);
  g_autoptr (JmAccount) umbrella = desk_add_account (desk, "umbrella", JM_CREDENTIAL_PAT);
  Look look;

  look_at (&look, desk);
  desk_set_end (umbrella, jm_clock_get_wall_ms (desk->clock) + 300 * DESK_DAY_MS);
  desk_set_trouble (acme, JM_TROUBLE_OK);
  desk_await (jm_accounts_reload (jm_monitor_get_accounts (desk->monitor)));
  g_assert_cmpuint (look.n_changes, ==, 0);

  /* One entry out, and in again */
  desk_set_trouble (umbrella, JM_TROUBLE_NEEDS_SIGN_IN);
  g_assert_cmpuint (look.n_changes, ==, 2);
  look_away (&look);
}

int
main (int    argc,
      char **argv)
{
  jm_test_init (&argc, &argv);

  desk_add ("/desktop/menu/everything-is-there", everything_is_there);
  desk_add ("/desktop/menu/nobody-is-signed-in", nobody_is_signed_in);
  desk_add ("/desktop/menu/accounts-come-and-go", accounts_come_and_go);
  desk_add ("/desktop/menu/what-is-wrong-is-said", what_is_wrong_is_said);
  desk_add ("/desktop/menu/an-account-that-is-off-is-said-so", an_account_that_is_off_is_said_so);
  desk_add ("/desktop/menu/names-are-shown-as-they-are", names_are_shown_as_they_are);
  desk_add ("/desktop/menu/nothing-new-is-no-change", nothing_new_is_no_change);

  return g_test_run ();
}
