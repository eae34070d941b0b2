/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-issue-column-menu.h"

#include <glib/gi18n.h>

static void
append (GMenu      *menu,
        const char *label,
        const char *action,
        GVariant   *target)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target_value (item, action, target);
  g_menu_append_item (menu, item);
}

GMenuModel *
jm_issue_column_menu_new (const char *name,
                          gboolean    sorts,
                          gboolean    hides,
                          GMenuModel *columns)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) sort = g_menu_new ();
  g_autoptr (GMenu) place = g_menu_new ();

  if (sorts)
    {
      append (sort, _("Sort _Ascending"), "columns.sort", g_variant_new ("(sb)", name, FALSE));
      append (sort, _("Sort _Descending"), "columns.sort", g_variant_new ("(sb)", name, TRUE));
      g_menu_append_section (menu, NULL, G_MENU_MODEL (sort));
    }

  append (place, _("Move _Back"), "columns.move", g_variant_new ("(si)", name, -1));
  append (place, _("Move _Forward"), "columns.move", g_variant_new ("(si)", name, 1));
  if (hides)
    append (place, _("_Hide"), "columns.hide", g_variant_new_string (name));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (place));
  g_menu_append_submenu (menu, _("_Columns"), columns);

  return G_MENU_MODEL (menu);
}
