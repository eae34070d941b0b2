/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "desktop/jm-dbus-menu.h"

#include "jm-bus.h"

/* A menu as a tray host sees it, over a private bus. */

#define PATH      "/menu"
#define INTERFACE "com.canonical.dbusmenu"

typedef struct
{
  JmBus              *bus;
  GMenu              *model;
  GSimpleActionGroup *actions;
  JmDbusMenu         *menu;
  GString            *activated;
} Fixture;

static void
activated_cb (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  Fixture *fixture = user_data;

  g_string_append (fixture->activated, g_action_get_name (G_ACTION (action)));
  if (parameter != NULL)
    g_string_append_printf (fixture->activated, "(%s)", g_variant_get_string (parameter, NULL));
  g_string_append_c (fixture->activated, ';');
}

static void
change_state_cb (GSimpleAction *action,
                 GVariant      *value,
                 gpointer       user_data)
{
  g_simple_action_set_state (action, value);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  static const GActionEntry entries[] = {
    { "open", activated_cb },
    { "quit", activated_cb },
    { "show", activated_cb, "s" },
    { "mute", NULL, NULL, "true", change_state_cb },
    { "sort", NULL, "s", "'name'", change_state_cb },
  };
  g_autoptr (GError) error = NULL;

  fixture->bus = jm_bus_new (FALSE);
  fixture->activated = g_string_new (NULL);
  fixture->model = g_menu_new ();
  fixture->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (fixture->actions), entries, G_N_ELEMENTS (entries), fixture);
  fixture->menu = jm_dbus_menu_new (fixture->bus->ours, PATH, G_MENU_MODEL (fixture->model),
                                    G_ACTION_GROUP (fixture->actions), "app", "/folder", &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  jm_test_finalize (fixture->menu);
  g_object_unref (fixture->model);
  g_object_unref (fixture->actions);
  g_string_free (fixture->activated, TRUE);
  jm_bus_free (fixture->bus);
}

static GVariant *
call (Fixture    *fixture,
      const char *method,
      const char *parameters,
      ...)
{
  g_autoptr (GError) error = NULL;
  GVariant *answer;
  va_list args;

  va_start (args, parameters);
  answer = jm_bus_call (fixture->bus, PATH, INTERFACE, method,
                        g_variant_new_va (parameters, NULL, &args), &error);
  va_end (args);
  g_assert_no_error (error);

  return answer;
}

static void
expect_refusal (Fixture    *fixture,
                const char *method,
                const char *parameters,
                ...)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = NULL;
  va_list args;

  va_start (args, parameters);
  answer = jm_bus_call (fixture->bus, PATH, INTERFACE, method,
                        g_variant_new_va (parameters, NULL, &args), &error);
  va_end (args);
  g_assert_error (error, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS);
}

/* --- a layout as text: "Open | --- | More > (One | Two)" */

static void
describe (GString  *out,
          GVariant *layout)
{
  g_autoptr (GVariant) properties = g_variant_get_child_value (layout, 1);
  g_autoptr (GVariant) children = g_variant_get_child_value (layout, 2);
  const char *text = "";
  gboolean enabled = TRUE;
  int state;

  if (g_variant_lookup (properties, "type", "&s", &text))
    g_string_append (out, "---");
  else if (g_variant_lookup (properties, "label", "&s", &text))
    g_string_append (out, text);
  if (g_variant_lookup (properties, "enabled", "b", &enabled) && !enabled)
    g_string_append (out, " off");
  if (g_variant_lookup (properties, "toggle-type", "&s", &text) &&
      g_variant_lookup (properties, "toggle-state", "i", &state))
    g_string_append_printf (out, " %s %d", text, state);
  if (g_variant_lookup (properties, "icon-name", "&s", &text))
    g_string_append_printf (out, " <%s>", text);

  if (g_variant_n_children (children) == 0)
    return;

  g_string_append (out, " > (");
  for (gsize i = 0; i < g_variant_n_children (children); i++)
    {
      g_autoptr (GVariant) boxed = g_variant_get_child_value (children, i);
      g_autoptr (GVariant) child = g_variant_get_variant (boxed);

      g_string_append (out, i > 0 ? " | " : "");
      describe (out, child);
    }
  g_string_append_c (out, ')');
}

static GVariant *
get_layout (Fixture *fixture,
            int      id,
            int      depth,
            guint   *revision)
{
  g_autoptr (GVariant) answer =
      call (fixture, "GetLayout", "(iias)", id, depth, NULL);

  if (revision != NULL)
    g_variant_get_child (answer, 0, "u", revision);

  return g_variant_get_child_value (answer, 1);
}

static void
assert_layout (Fixture    *fixture,
               const char *expected)
{
  g_autoptr (GVariant) layout = get_layout (fixture, 0, -1, NULL);
  g_autoptr (GString) text = g_string_new (NULL);

  describe (text, layout);
  g_assert_cmpstr (text->str, ==, expected);
}

/* The id of the entry in row @i of the root; the caller knows what should stand there. */
static int
get_id (Fixture *fixture,
        guint    i)
{
  g_autoptr (GVariant) layout = get_layout (fixture, 0, 1, NULL);
  g_autoptr (GVariant) children = g_variant_get_child_value (layout, 2);
  g_autoptr (GVariant) boxed = g_variant_get_child_value (children, i);
  g_autoptr (GVariant) child = g_variant_get_variant (boxed);
  int id;

  g_variant_get_child (child, 0, "i", &id);
  return id;
}

static void
append_account (GMenu      *menu,
                const char *label,
                const char *id)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, "app.show", "s", id);
  g_menu_append_item (menu, item);
}

static void
replace_account (GMenu      *menu,
                 int         i,
                 const char *label,
                 const char *id)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, "app.show", "s", id);
  g_menu_remove (menu, i);
  g_menu_insert_item (menu, i, item);
}

/* --- what it looks like */

static void
sections_become_separators (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autoptr (GMenu) first = g_menu_new ();
  g_autoptr (GMenu) empty = g_menu_new ();
  g_autoptr (GMenu) last = g_menu_new ();
  g_autoptr (GMenu) nested = g_menu_new ();

  g_menu_append (first, "_Open", "app.open");
  g_menu_append (nested, "_Quit", "app.quit");
  g_menu_append_section (last, NULL, G_MENU_MODEL (empty));
  g_menu_append_section (last, NULL, G_MENU_MODEL (nested));
  g_menu_append_section (fixture->model, "Nothing", G_MENU_MODEL (empty));
  g_menu_append_section (fixture->model, "Work", G_MENU_MODEL (first));
  g_menu_append_section (fixture->model, NULL, G_MENU_MODEL (empty));
  g_menu_append_section (fixture->model, NULL, G_MENU_MODEL (last));
  g_menu_append (fixture->model, "Again", "app.open");

  assert_layout (fixture, " > (Work off | _Open | --- | _Quit | --- | Again)");
}

static void
actions_give_states (Fixture       *fixture,
                     gconstpointer  data)
{
  GAction *open = g_action_map_lookup_action (G_ACTION_MAP (fixture->actions), "open");

  g_menu_append (fixture->model, "Open", "app.open");
  g_menu_append (fixture->model, "Mute", "app.mute");
  g_menu_append (fixture->model, "By name", "app.sort::name");
  g_menu_append (fixture->model, "By date", "app.sort::date");
  g_menu_append (fixture->model, "Unknown", "app.unknown");
  g_menu_append (fixture->model, "Foreign", "win.open");
  g_menu_append (fixture->model, "Without a target", "app.show");
  g_menu_append (fixture->model, "With one too many", "app.open::now");
  assert_layout (fixture,
                 " > (Open | Mute checkmark 1 | By name radio 1 | By date radio 0 | Unknown off | Foreign off"
                 " | Without a target off | With one too many off)");

  g_simple_action_set_enabled (G_SIMPLE_ACTION (open), FALSE);
  g_action_group_change_action_state (G_ACTION_GROUP (fixture->actions), "mute", g_variant_new_boolean (FALSE));
  g_action_group_activate_action (G_ACTION_GROUP (fixture->actions), "sort", g_variant_new_string ("date"));
  g_action_map_remove_action (G_ACTION_MAP (fixture->actions), "show");
  assert_layout (fixture,
                 " > (Open off | Mute checkmark 0 | By name radio 0 | By date radio 1 | Unknown off | Foreign off"
                 " | Without a target off | With one too many off)");
}

static void
submenus_nest (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr (GMenu) inner = g_menu_new ();
  g_autoptr (GMenu) innermost = g_menu_new ();
  g_autoptr (GMenuItem) item = g_menu_item_new_submenu ("More", G_MENU_MODEL (inner));
  g_autoptr (GVariant) deep = NULL;
  g_autoptr (GVariant) shallow = NULL;
  g_autoptr (GVariant) alone = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  /* The names inside are completed by what stands around them. */
  g_menu_item_set_attribute (item, G_MENU_ATTRIBUTE_ACTION_NAMESPACE, "s", "app");
  g_menu_append (innermost, "Quit", "quit");
  g_menu_append (inner, "Open", "open");
  g_menu_append_submenu (inner, "Yet more", G_MENU_MODEL (innermost));
  g_menu_append_item (fixture->model, item);
  assert_layout (fixture, " > (More > (Open | Yet more > (Quit)))");

  /* Whatever is negative means all. */
  deep = get_layout (fixture, 0, G_MININT, NULL);
  describe (text, deep);
  g_assert_cmpstr (text->str, ==, " > (More > (Open | Yet more > (Quit)))");
  g_string_truncate (text, 0);

  shallow = get_layout (fixture, 0, 1, NULL);
  describe (text, shallow);
  g_assert_cmpstr (text->str, ==, " > (More)");

  alone = get_layout (fixture, get_id (fixture, 0), 0, NULL);
  g_string_truncate (text, 0);
  describe (text, alone);
  g_assert_cmpstr (text->str, ==, "More");
}

static void
icons_and_descriptions_are_told (Fixture       *fixture,
                                 gconstpointer  data)
{
  static const guint8 png[] = { 0x89, 'P', 'N', 'G' };
  g_autoptr (GBytes) bytes = g_bytes_new_static (png, sizeof png);
  g_autoptr (GIcon) themed = g_themed_icon_new ("mail-unread-symbolic");
  g_autoptr (GIcon) drawn = g_bytes_icon_new (bytes);
  g_autoptr (GMenuItem) first = g_menu_item_new ("First", "app.open");
  g_autoptr (GMenuItem) second = g_menu_item_new ("Second", "app.quit");
  g_autoptr (GVariant) value = NULL;
  g_autoptr (GVariant) data_answer = NULL;
  g_autoptr (GVariant) data_value = NULL;
  g_autoptr (GVariant) answer = NULL;
  const guint8 *told;
  gsize n_told;

  g_menu_item_set_icon (first, themed);
  g_menu_item_set_attribute (first, JM_DBUS_MENU_ATTRIBUTE_DESCRIPTION, "s", "The first, unread");
  g_menu_item_set_icon (second, drawn);
  g_menu_append_item (fixture->model, first);
  g_menu_append_item (fixture->model, second);
  assert_layout (fixture, " > (First <mail-unread-symbolic> | Second)");

  answer = call (fixture, "GetProperty", "(is)", get_id (fixture, 0), "accessible-desc");
  g_variant_get (answer, "(v)", &value);
  g_assert_cmpstr (g_variant_get_string (value, NULL), ==, "The first, unread");

  data_answer = call (fixture, "GetProperty", "(is)", get_id (fixture, 1), "icon-data");
  g_variant_get (data_answer, "(v)", &data_value);
  told = g_variant_get_fixed_array (data_value, &n_told, 1);
  g_assert_cmpmem (told, n_told, png, sizeof png);
}

static void
hidden_items_come_with_their_action (Fixture       *fixture,
                                     gconstpointer  data)
{
  GAction *quit = g_action_map_lookup_action (G_ACTION_MAP (fixture->actions), "quit");
  g_autoptr (GMenu) section = g_menu_new ();
  g_autoptr (GMenuItem) leave = g_menu_item_new ("Leave", "app.quit");
  g_autoptr (GMenuItem) fly = g_menu_item_new ("Fly", "app.fly");
  g_autoptr (GSimpleAction) flying = g_simple_action_new ("fly", NULL);

  g_menu_item_set_attribute (leave, "hidden-when", "s", "action-disabled");
  g_menu_item_set_attribute (fly, "hidden-when", "s", "action-missing");
  g_menu_append_item (section, leave);
  g_menu_append_item (section, fly);
  g_menu_append (fixture->model, "Open", "app.open");
  g_menu_append_section (fixture->model, NULL, G_MENU_MODEL (section));
  assert_layout (fixture, " > (Open | --- | Leave)");

  g_simple_action_set_enabled (G_SIMPLE_ACTION (quit), FALSE);
  assert_layout (fixture, " > (Open)");

  g_simple_action_set_enabled (flying, FALSE);
  g_action_map_add_action (G_ACTION_MAP (fixture->actions), G_ACTION (flying));
  assert_layout (fixture, " > (Open | --- | Fly off)");
}

static void
properties_are_told_by_name (Fixture       *fixture,
                             gconstpointer  data)
{
  const char *names[] = { "enabled", "no-such", NULL };
  g_autoptr (GVariantBuilder) ids = g_variant_builder_new (G_VARIANT_TYPE ("ai"));
  g_autoptr (GVariant) some = NULL;
  g_autoptr (GVariant) all = NULL;
  g_autoptr (GVariant) group = NULL;
  g_autoptr (GVariant) entry = NULL;
  g_autoptr (GVariant) properties = NULL;
  g_autoptr (GVariant) version = jm_bus_get (fixture->bus, PATH, INTERFACE, "Version");
  g_autoptr (GVariant) direction = jm_bus_get (fixture->bus, PATH, INTERFACE, "TextDirection");
  g_autoptr (GVariant) status = jm_bus_get (fixture->bus, PATH, INTERFACE, "Status");
  g_autoptr (GVariant) folders = jm_bus_get (fixture->bus, PATH, INTERFACE, "IconThemePath");
  g_autofree const char **paths = g_variant_get_strv (folders, NULL);

  g_assert_cmpuint (g_variant_get_uint32 (version), ==, 3);
  g_assert_cmpstr (g_variant_get_string (direction, NULL), ==, "ltr");
  g_assert_cmpstr (g_variant_get_string (status, NULL), ==, "normal");
  g_assert_cmpstr (paths[0], ==, "/folder");

  g_menu_append (fixture->model, "Open", "app.open");
  g_menu_append (fixture->model, "Unknown", "app.unknown");

  g_variant_builder_add (ids, "i", get_id (fixture, 1));
  g_variant_builder_add (ids, "i", 4711);
  some = call (fixture, "GetGroupProperties", "(ai^as)", ids, names);
  group = g_variant_get_child_value (some, 0);
  g_assert_cmpuint (g_variant_n_children (group), ==, 1);
  entry = g_variant_get_child_value (group, 0);
  properties = g_variant_get_child_value (entry, 1);
  g_assert_cmpuint (g_variant_n_children (properties), ==, 1);
  g_assert_true (g_variant_lookup (properties, "enabled", "b", NULL));

  /* The root, and two */
  all = call (fixture, "GetGroupProperties", "(aias)", NULL, NULL);
  g_clear_pointer (&group, g_variant_unref);
  group = g_variant_get_child_value (all, 0);
  g_assert_cmpuint (g_variant_n_children (group), ==, 3);
}

static void
defaults_are_told_when_asked (Fixture       *fixture,
                              gconstpointer  data)
{
  static const struct
  {
    const char *name;
    const char *value;
  } defaults[] = {
    { "type", "'standard'" },
    { "enabled", "true" },
    { "visible", "true" },
    { "toggle-type", "''" },
    { "toggle-state", "-1" },
    { "icon-name", "''" },
    { "children-display", "''" },
  };
  int id;

  g_menu_append (fixture->model, "Open", "app.open");
  id = get_id (fixture, 0);

  for (guint i = 0; i < G_N_ELEMENTS (defaults); i++)
    {
      g_autoptr (GVariant) answer = call (fixture, "GetProperty", "(is)", id, defaults[i].name);
      g_autoptr (GVariant) value = NULL;
      g_autofree char *text = NULL;

      g_variant_get (answer, "(v)", &value);
      text = g_variant_print (value, FALSE);
      g_assert_cmpstr (text, ==, defaults[i].value);
    }
}

static void
what_is_not_there_is_refused (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autoptr (GVariantBuilder) events = g_variant_builder_new (G_VARIANT_TYPE ("a(isvu)"));

  g_menu_append (fixture->model, "Open", "app.open");

  expect_refusal (fixture, "GetLayout", "(iias)", 99, -1, NULL);
  expect_refusal (fixture, "GetLayout", "(iias)", -1, -1, NULL);
  expect_refusal (fixture, "GetProperty", "(is)", 99, "label");
  expect_refusal (fixture, "GetProperty", "(is)", get_id (fixture, 0), "colour");
  expect_refusal (fixture, "Event", "(isvu)", 99, "clicked", g_variant_new_string (""), 0);
  expect_refusal (fixture, "AboutToShow", "(i)", 99);
  g_variant_builder_add (events, "(isvu)", 99, "clicked", g_variant_new_string (""), 0);
  expect_refusal (fixture, "EventGroup", "(a(isvu))", events);
  g_assert_cmpstr (fixture->activated->str, ==, "");
}

/* --- clicks */

static void
click (Fixture    *fixture,
       guint       row,
       const char *event)
{
  g_autoptr (GVariant) answer = call (fixture, "Event", "(isvu)", get_id (fixture, row), event,
                                      g_variant_new_int32 (0), 0);
}

static void
a_click_activates_the_action (Fixture       *fixture,
                              gconstpointer  data)
{
  g_menu_append (fixture->model, "Open", "app.open");
  append_account (fixture->model, "ACME", "a1");
  g_menu_append (fixture->model, "Unknown", "app.unknown");
  g_menu_append (fixture->model, "Mere words", NULL);

  click (fixture, 0, "clicked");
  click (fixture, 1, "clicked");
  g_assert_cmpstr (fixture->activated->str, ==, "open;show(a1);");

  /* Neither what is disabled nor what is no click */
  click (fixture, 2, "clicked");
  click (fixture, 3, "clicked");
  click (fixture, 0, "hovered");
  click (fixture, 0, "opened");
  click (fixture, 0, "closed");
  g_assert_cmpstr (fixture->activated->str, ==, "open;show(a1);");
}

static void
groups_work_like_single_calls (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autoptr (GVariantBuilder) events = g_variant_builder_new (G_VARIANT_TYPE ("a(isvu)"));
  g_autoptr (GVariantBuilder) ids = g_variant_builder_new (G_VARIANT_TYPE ("ai"));
  g_autoptr (GVariant) clicked = NULL;
  g_autoptr (GVariant) shown = NULL;
  g_autofree char *errors = NULL;
  g_autofree char *needed = NULL;

  g_menu_append (fixture->model, "Open", "app.open");
  g_menu_append (fixture->model, "Quit", "app.quit");

  g_variant_builder_add (events, "(isvu)", get_id (fixture, 0), "clicked", g_variant_new_int32 (0), 0);
  g_variant_builder_add (events, "(isvu)", 99, "clicked", g_variant_new_int32 (0), 0);
  g_variant_builder_add (events, "(isvu)", get_id (fixture, 1), "clicked", g_variant_new_int32 (0), 0);
  clicked = call (fixture, "EventGroup", "(a(isvu))", events);
  errors = g_variant_print (clicked, FALSE);
  g_assert_cmpstr (errors, ==, "([99],)");
  g_assert_cmpstr (fixture->activated->str, ==, "open;quit;");

  g_variant_builder_add (ids, "i", 0);
  g_variant_builder_add (ids, "i", 77);
  shown = call (fixture, "AboutToShowGroup", "(ai)", ids);
  needed = g_variant_print (shown, FALSE);
  g_assert_cmpstr (needed, ==, "([], [77])");
}

static gboolean
keep_cb (JmDbusMenu *menu,
         const char *action,
         GVariant   *target,
         guint       timestamp,
         Fixture    *fixture)
{
  g_string_append_printf (fixture->activated, "kept %s %s %u;", action, target != NULL ? g_variant_get_string (target, NULL) : "-",
                          timestamp);
  return TRUE;
}

static void
a_click_can_be_taken_over (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autoptr (GVariant) answer = NULL;

  append_account (fixture->model, "ACME", "a1");
  g_signal_connect (fixture->menu, "activate-item", G_CALLBACK (keep_cb), fixture);
  answer = call (fixture, "Event", "(isvu)", get_id (fixture, 0), "clicked", g_variant_new_int32 (0), 4711);
  g_assert_cmpstr (fixture->activated->str, ==, "kept show a1 4711;");
}

/* --- changes */

static gboolean
has_signal (gpointer data)
{
  JmBus *bus = data;

  return bus->signals->len > 0;
}

static void
ids_stay_while_accounts_come_and_go (Fixture       *fixture,
                                     gconstpointer  data)
{
  g_autoptr (GMenu) accounts = g_menu_new ();
  guint before, after;
  int acme, umbrella, quit;
  guint revision;
  int parent;

  append_account (accounts, "ACME", "a1");
  append_account (accounts, "Umbrella", "a2");
  g_menu_append_section (fixture->model, NULL, G_MENU_MODEL (accounts));
  g_menu_append (fixture->model, "Quit", "app.quit");
  acme = get_id (fixture, 0);
  umbrella = get_id (fixture, 1);
  quit = get_id (fixture, 3);
  g_variant_unref (get_layout (fixture, 0, -1, &before));
  jm_bus_settle (fixture->bus);
  jm_bus_forget_signals (fixture->bus);

  g_menu_remove (accounts, 0);
  append_account (accounts, "Initech", "a3");
  jm_test_wait_until (has_signal, fixture->bus);
  g_assert_cmpuint (jm_bus_count_signals (fixture->bus, "LayoutUpdated"), ==, 1);
  g_variant_get (jm_bus_get_signal (fixture->bus, "LayoutUpdated"), "(ui)", &revision, &parent);
  g_assert_cmpuint (revision, >, before);
  g_assert_cmpint (parent, ==, 0);
  g_variant_unref (get_layout (fixture, 0, -1, &after));
  g_assert_cmpuint (after, ==, revision);

  assert_layout (fixture, " > (Umbrella | Initech | --- | Quit)");
  g_assert_cmpint (get_id (fixture, 0), ==, umbrella);
  g_assert_cmpint (get_id (fixture, 1), !=, acme);
  g_assert_cmpint (get_id (fixture, 3), ==, quit);

  /* Another order is another layout, of the same entries. */
  g_menu_remove (accounts, 0);
  append_account (accounts, "Umbrella", "a2");
  assert_layout (fixture, " > (Initech | Umbrella | --- | Quit)");
  g_assert_cmpint (get_id (fixture, 1), ==, umbrella);
}

static void
a_new_label_is_no_new_layout (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autoptr (GMenuItem) item = g_menu_item_new ("Umbrella", NULL);
  g_autoptr (GIcon) icon = g_themed_icon_new ("dialog-error");
  g_autofree char *told = NULL;
  g_autofree char *expected = NULL;
  int umbrella;

  append_account (fixture->model, "ACME", "a1");
  g_menu_item_set_action_and_target (item, "app.show", "s", "a2");
  g_menu_item_set_icon (item, icon);
  g_menu_append_item (fixture->model, item);
  umbrella = get_id (fixture, 1);
  jm_bus_settle (fixture->bus);
  jm_bus_forget_signals (fixture->bus);

  replace_account (fixture->model, 1, "Umbrella Corporation", "a2");
  jm_test_wait_until (has_signal, fixture->bus);
  jm_bus_settle (fixture->bus);
  g_assert_cmpuint (jm_bus_count_signals (fixture->bus, "LayoutUpdated"), ==, 0);
  g_assert_cmpuint (jm_bus_count_signals (fixture->bus, "ItemsPropertiesUpdated"), ==, 1);
  told = g_variant_print (jm_bus_get_signal (fixture->bus, "ItemsPropertiesUpdated"), FALSE);
  expected = g_strdup_printf ("([(%d, {'label': <'Umbrella Corporation'>})], [(%d, ['icon-name'])])",
                              umbrella, umbrella);
  g_assert_cmpstr (told, ==, expected);

  /* The same again is nothing new. */
  jm_bus_forget_signals (fixture->bus);
  replace_account (fixture->model, 1, "Umbrella Corporation", "a2");
  jm_bus_settle (fixture->bus);
  g_assert_cmpuint (fixture->bus->signals->len, ==, 0);
}

static void
a_disabled_action_is_told (Fixture       *fixture,
                           gconstpointer  data)
{
  GAction *open = g_action_map_lookup_action (G_ACTION_MAP (fixture->actions), "open");
  g_autofree char *off = NULL;
  g_autofree char *on = NULL;
  g_autofree char *told_off = NULL;
  g_autofree char *told_on = NULL;
  int id;

  g_menu_append (fixture->model, "Open", "app.open");
  id = get_id (fixture, 0);
  jm_bus_settle (fixture->bus);
  jm_bus_forget_signals (fixture->bus);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (open), FALSE);
  jm_test_wait_until (has_signal, fixture->bus);
  off = g_strdup_printf ("([(%d, {'enabled': <false>})], [])", id);
  told_off = g_variant_print (jm_bus_get_signal (fixture->bus, "ItemsPropertiesUpdated"), FALSE);
  g_assert_cmpstr (told_off, ==, off);

  jm_bus_forget_signals (fixture->bus);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (open), TRUE);
  jm_test_wait_until (has_signal, fixture->bus);
  on = g_strdup_printf ("([(%d, {})], [(%d, ['enabled'])])", id, id);
  told_on = g_variant_print (jm_bus_get_signal (fixture->bus, "ItemsPropertiesUpdated"), FALSE);
  g_assert_cmpstr (told_on, ==, on);
}

static void
about_to_show_says_what_just_changed (Fixture       *fixture,
                                      gconstpointer  data)
{
  g_autoptr (GVariant) first = NULL;
  g_autoptr (GVariant) second = NULL;
  gboolean needs;

  g_variant_unref (get_layout (fixture, 0, -1, NULL));
  second = call (fixture, "AboutToShow", "(i)", 0);
  g_variant_get (second, "(b)", &needs);
  g_assert_false (needs);
  g_clear_pointer (&second, g_variant_unref);

  /* Whether the turn of the update came before the question depends on the bus; the layout is new in any case. */
  g_menu_append (fixture->model, "Open", "app.open");
  first = call (fixture, "AboutToShow", "(i)", 0);
  assert_layout (fixture, " > (Open)");
  jm_bus_settle (fixture->bus);
  g_assert_cmpuint (jm_bus_count_signals (fixture->bus, "LayoutUpdated"), ==, 1);
}

static void
a_submenu_that_changes_is_named (Fixture       *fixture,
                                 gconstpointer  data)
{
  g_autoptr (GMenu) inner = g_menu_new ();
  guint revision;
  int parent, id;

  g_menu_append (inner, "Open", "app.open");
  g_menu_append_submenu (fixture->model, "More", G_MENU_MODEL (inner));
  id = get_id (fixture, 0);
  jm_bus_settle (fixture->bus);
  jm_bus_forget_signals (fixture->bus);

  g_menu_append (inner, "Quit", "app.quit");
  jm_test_wait_until (has_signal, fixture->bus);
  g_variant_get (jm_bus_get_signal (fixture->bus, "LayoutUpdated"), "(ui)", &revision, &parent);
  g_assert_cmpint (parent, ==, id);
}

static void
a_taken_path_is_an_error (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  JmDbusMenu *second = jm_dbus_menu_new (fixture->bus->ours, PATH, G_MENU_MODEL (fixture->model),
                                         G_ACTION_GROUP (fixture->actions), "app", NULL, &error);

  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_assert_null (second);
}

static void
after_the_stop_nobody_answers (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = NULL;

  jm_dbus_menu_stop (fixture->menu);
  g_menu_append (fixture->model, "Open", "app.open");
  jm_dbus_menu_stop (fixture->menu);
  answer = jm_bus_call (fixture->bus, PATH, INTERFACE, "AboutToShow", g_variant_new ("(i)", 0), &error);
  g_assert_error (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD);
  g_assert_cmpuint (fixture->bus->signals->len, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *name;
    void (*body) (Fixture *, gconstpointer);
  } tests[] = {
    { "sections-become-separators", sections_become_separators },
    { "actions-give-states", actions_give_states },
    { "submenus-nest", submenus_nest },
    { "icons-and-descriptions-are-told", icons_and_descriptions_are_told },
    { "hidden-items-come-with-their-action", hidden_items_come_with_their_action },
    { "properties-are-told-by-name", properties_are_told_by_name },
    { "defaults-are-told-when-asked", defaults_are_told_when_asked },
    { "what-is-not-there-is-refused", what_is_not_there_is_refused },
    { "a-click-activates-the-action", a_click_activates_the_action },
    { "groups-work-like-single-calls", groups_work_like_single_calls },
    { "a-click-can-be-taken-over", a_click_can_be_taken_over },
    { "ids-stay-while-accounts-come-and-go", ids_stay_while_accounts_come_and_go },
    { "a-new-label-is-no-new-layout", a_new_label_is_no_new_layout },
    { "a-disabled-action-is-told", a_disabled_action_is_told },
    { "about-to-show-says-what-just-changed", about_to_show_says_what_just_changed },
    { "a-submenu-that-changes-is-named", a_submenu_that_changes_is_named },
    { "a-taken-path-is-an-error", a_taken_path_is_an_error },
    { "after-the-stop-nobody-answers", after_the_stop_nobody_answers },
  };

  jm_test_init (&argc, &argv);

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/desktop/dbus-menu/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, set_up, tests[i].body, tear_down);
    }

  return g_test_run ();
}
