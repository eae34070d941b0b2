/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "projects/jm-project-stars.h"
#include "projects/jm-projects-page.h"
#include "window/jm-issues-stage.h"

static GListModel *
get_cards (gpointer page)
{
  return G_LIST_MODEL (gtk_grid_view_get_model (jm_stage_child (page, "grid")));
}

static gboolean
has_cards (gpointer page)
{
  return jm_stage_has_content (page) &&
         g_list_model_get_n_items (get_cards (page)) == 4;
}

static gboolean
has_one_card (gpointer page)
{
  return g_list_model_get_n_items (get_cards (page)) == 1;
}

static void
project_cards (JmWorld *world)
{
  g_autofree char *key = jm_issues_stage_sign_in (world);
  g_autofree char *action = g_strdup_printf ("win.show-project %s", key);
  JmStage *stage = jm_stage_new ();
  JmProjectsPage *page = jm_projects_page_new (world->monitor);

  jm_stage_show (stage, GTK_WIDGET (page));
  jm_stage_wait (has_cards, page);
  jm_stage_assert_small (page);
  jm_stage_type (page, "search", key);
  jm_stage_wait (has_one_card, page);
  g_signal_emit_by_name (jm_stage_child (page, "grid"), "activate", 0);
  g_assert_cmpstr (stage->action, ==, action);
  jm_stage_type (page, "search", "no such project");
  jm_stage_wait (jm_stage_is_empty, page);
  jm_stage_free (stage);
}

static char *
dup_first_card (gpointer page)
{
  g_autoptr (JmProject) project = g_list_model_get_item (get_cards (page), 0);

  return g_strdup (jm_project_get_key (project));
}

static void
stars_stand_in_front (JmWorld *world)
{
  g_autofree char *key = jm_issues_stage_sign_in (world);
  g_autofree char *first = NULL;
  g_autofree char *starred = NULL;
  g_autofree char *sort = NULL;
  JmServices *services = jm_monitor_get_services (world->monitor);
  JmStage *stage = jm_stage_new ();
  JmProjectsPage *page = jm_projects_page_new (world->monitor);
  g_autoptr (JmAccount) account = jm_world_dup_account (world, 0);
  g_autoptr (JmProjectStars) stars =
      jm_project_stars_new (services->settings, jm_world_get_accounts (world));
  g_autoptr (JmProject) last = NULL;

  jm_stage_show (stage, GTK_WIDGET (page));
  jm_stage_wait (has_cards, page);
  gtk_widget_activate_action (GTK_WIDGET (page), "page.sort", "s", "name");
  sort = g_settings_get_string (services->settings, "project-sort");
  g_assert_cmpstr (sort, ==, "name");
  last = g_list_model_get_item (get_cards (page), 3);
  first = dup_first_card (page);
  g_assert_cmpstr (first, !=, jm_project_get_key (last));

  /* As the button of a card does. */
  jm_project_stars_set_account (stars, account);
  jm_project_stars_set (stars, last, TRUE);
  starred = dup_first_card (page);
  g_assert_cmpstr (starred, ==, jm_project_get_key (last));

  gtk_widget_activate_action (GTK_WIDGET (page), "page.show", "s", "starred");
  jm_stage_wait (has_one_card, page);
  jm_project_stars_set (stars, last, FALSE);
  jm_stage_wait (jm_stage_is_empty, page);
  jm_stage_free (stage);
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);
  if (!jm_stage_init ())
    return 0;

#define ADD(path, body) g_test_add_data_func ("/window/" path, body, jm_world_run)
  ADD ("projects/stars-stand-in-front", stars_stand_in_front);
  ADD ("projects/cards-lead-to-their-issues", project_cards);
#undef ADD

  return g_test_run ();
}
