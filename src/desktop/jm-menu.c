/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "desktop/jm-menu.h"

#include <glib/gi18n-lib.h>

#include "base/jm-presentable.h"

/*
 * JmMenu: four sections that stay; that of the accounts follows them.
 *
 * An entry says how it stands with its account in words that change rarely ("Active", not "41 minutes left"), and is
 * replaced only when they do: an open menu in the tray must not twitch.
 */

/* Longer ones would make a menu wider than its panel. */
#define MAX_LABEL_CHARACTERS 60

typedef struct
{
  char       *account_id;
  char       *label;            /* with the underscores of a mnemonic */
  const char *icon_name;        /* or NULL where all is well */
} Line;

struct _JmMenu
{
  GMenuModel  parent_instance;

  JmAccounts *accounts;
  JmProblems *problems;
  GMenu      *sections[JM_N_MENU_SECTIONS];
  GPtrArray  *lines;            /* Line: what the section of the accounts shows */
};

G_DEFINE_FINAL_TYPE (JmMenu, jm_menu, G_TYPE_MENU_MODEL)

static void
line_free (gpointer data)
{
  Line *line = data;

  g_free (line->account_id);
  g_free (line->label);
  g_free (line);
}

/* --- words */

static const char *
describe_state (JmAccount *account)
{
  if (!jm_account_is_active (account))
    return C_("account", "Off");

  switch (jm_account_get_state (account))
    {
    case JM_TOKEN_SIGNED_OUT:
      return _("Signed out");

    /* Not for long yet, or it would be a problem, which has words of its own */
    case JM_TOKEN_EXPIRED:
    case JM_TOKEN_ERROR:
      return _("Expired");

    /* That a token is renewed in time is how it should be. */
    case JM_TOKEN_ACTIVE:
    case JM_TOKEN_EXPIRING:
    case JM_TOKEN_REFRESHING:
    default:
      return _("Active");
    }
}

/* An underscore in a name is no mnemonic, and so it is written twice. */
static char *
make_label (const char *text)
{
  g_autofree char *line = jm_presentable_line (text);
  g_auto (GStrv) parts = NULL;

  if (g_utf8_strlen (line, -1) > MAX_LABEL_CHARACTERS)
    {
      g_autofree char *whole = g_steal_pointer (&line);
      g_autofree char *head = g_utf8_substring (whole, 0, MAX_LABEL_CHARACTERS - 1);

      line = g_strconcat (g_strchomp (head), "…", NULL);
    }

  parts = g_strsplit (line, "_", -1);
  return g_strjoinv ("__", parts);
}

static const char *
get_icon_name (JmProblem *problem)
{
  if (problem == NULL)
    return NULL;

  return jm_problem_get_level (problem) == JM_LEVEL_ERROR ? APP_ID "-error-symbolic" :
                                                            APP_ID "-attention-symbolic";
}

static Line *
line_new (JmMenu    *self,
          JmAccount *account)
{
  JmProblem *problem = jm_problems_find_account (self->problems, account);
  Line *line = g_new0 (Line, 1);
  g_autofree char *text = NULL;

  /* Translators: an entry of a menu. %1$s is the name of an account, %2$s how it stands with it: "Active" */
  text = problem != NULL ? g_strdup (jm_problem_get_title (problem)) :
                           g_strdup_printf (_("%1$s: %2$s"), jm_account_get_name (account), describe_state (account));
  line->account_id = g_strdup (jm_account_get_id (account));
  line->label = make_label (text);
  line->icon_name = get_icon_name (problem);

  return line;
}

/* --- the section of the accounts */

static gboolean
line_equal (const Line *a,
            const Line *b)
{
  return g_str_equal (a->account_id, b->account_id) && g_str_equal (a->label, b->label) &&
         g_strcmp0 (a->icon_name, b->icon_name) == 0;
}

static void
insert_line (GMenu      *section,
             guint       i,
             const Line *line)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (line->label, NULL);

  g_menu_item_set_action_and_target (item, "app.show-account", "s", line->account_id);
  if (line->icon_name != NULL)
    {
      g_autoptr (GIcon) icon = g_themed_icon_new (line->icon_name);

      g_menu_item_set_icon (item, icon);
    }
  g_menu_insert_item (section, (int) i, item);
}

static void
update (JmMenu *self)
{
  g_autoptr (GPtrArray) before = g_steal_pointer (&self->lines);
  GMenu *section = self->sections[JM_MENU_ACCOUNTS];
  guint n_accounts = g_list_model_get_n_items (G_LIST_MODEL (self->accounts));

  self->lines = g_ptr_array_new_with_free_func (line_free);
  for (guint i = 0; i < n_accounts; i++)
    {
      g_autoptr (JmAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      g_ptr_array_add (self->lines, line_new (self, account));
    }

  for (guint i = 0; i < self->lines->len; i++)
    {
      if (i < before->len && line_equal (before->pdata[i], self->lines->pdata[i]))
        continue;
      if (i < before->len)
        g_menu_remove (section, (int) i);
      insert_line (section, i, self->lines->pdata[i]);
    }
  for (guint i = before->len; i > self->lines->len; i--)
    g_menu_remove (section, (int) i - 1);
}

/* --- GMenuModel: the sections, which are always the same */

static gboolean
jm_menu_is_mutable (GMenuModel *model)
{
  return FALSE;
}

static int
jm_menu_get_n_items (GMenuModel *model)
{
  return JM_N_MENU_SECTIONS;
}

static void
jm_menu_get_item_attributes (GMenuModel  *model,
                             int          i,
                             GHashTable **attributes)
{
  *attributes =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_variant_unref);
}

static void
jm_menu_get_item_links (GMenuModel  *model,
                        int          i,
                        GHashTable **links)
{
  JmMenu *self = JM_MENU (model);

  *links = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  g_hash_table_insert (*links, (gpointer) G_MENU_LINK_SECTION, g_object_ref (self->sections[i]));
}

/* --- GObject */

static void
jm_menu_dispose (GObject *object)
{
  JmMenu *self = JM_MENU (object);

  g_clear_object (&self->accounts);
  g_clear_object (&self->problems);

  G_OBJECT_CLASS (jm_menu_parent_class)->dispose (object);
}

static void
jm_menu_finalize (GObject *object)
{
  JmMenu *self = JM_MENU (object);

  for (guint i = 0; i < JM_N_MENU_SECTIONS; i++)
    g_object_unref (self->sections[i]);
  g_ptr_array_unref (self->lines);

  G_OBJECT_CLASS (jm_menu_parent_class)->finalize (object);
}

static void
jm_menu_class_init (JmMenuClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GMenuModelClass *menu_class = G_MENU_MODEL_CLASS (klass);

  object_class->dispose = jm_menu_dispose;
  object_class->finalize = jm_menu_finalize;
  menu_class->is_mutable = jm_menu_is_mutable;
  menu_class->get_n_items = jm_menu_get_n_items;
  menu_class->get_item_attributes = jm_menu_get_item_attributes;
  menu_class->get_item_links = jm_menu_get_item_links;
}

static void
jm_menu_init (JmMenu *self)
{
  static const struct
  {
    JmMenuSection section;
    const char *label;          /* translatable */
    const char *action;
  } entries[] = {
    { JM_MENU_OPEN, N_("_Open Jira Monitor"), "app.open" },
    { JM_MENU_WORK, N_("_Refresh All Tokens"), "app.refresh-all" },
    { JM_MENU_WORK, N_("_Synchronize Now"), "app.sync-all" },
    { JM_MENU_PROGRAM, N_("_Preferences"), "app.preferences" },
    { JM_MENU_PROGRAM, N_("_Quit"), "app.quit" },
  };

  self->lines = g_ptr_array_new_with_free_func (line_free);
  for (guint i = 0; i < JM_N_MENU_SECTIONS; i++)
    self->sections[i] = g_menu_new ();
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    g_menu_append (self->sections[entries[i].section], _(entries[i].label), entries[i].action);
}

/**
 * jm_menu_new:
 * @monitor: whose accounts are shown; open or not yet: the menu follows
 * @problems: its problems
 *
 * Returns: (transfer full): a JmMenu
 */
GMenuModel *
jm_menu_new (JmMonitor  *monitor,
             JmProblems *problems)
{
  JmMenu *self;

  g_return_val_if_fail (JM_IS_MONITOR (monitor), NULL);
  g_return_val_if_fail (JM_IS_PROBLEMS (problems), NULL);

  self = g_object_new (JM_TYPE_MENU, NULL);
  self->accounts = g_object_ref (jm_monitor_get_accounts (monitor));
  self->problems = g_object_ref (problems);
  g_signal_connect_object (problems, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);

  return G_MENU_MODEL (self);
}

GMenuModel *
jm_menu_get_section (JmMenu        *self,
                     JmMenuSection  section)
{
  g_return_val_if_fail (JM_IS_MENU (self), NULL);
  g_return_val_if_fail ((guint) section < JM_N_MENU_SECTIONS, NULL);

  return G_MENU_MODEL (self->sections[section]);
}
