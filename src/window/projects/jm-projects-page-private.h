/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "projects/jm-project-shelf.h"
#include "projects/jm-projects-page.h"
#include "sync/jm-sync.h"
#include "widgets/jm-error-page.h"

G_BEGIN_DECLS

/* The page in three files: jm-projects-page.c follows the account and the person, …-asking.c asks
 * the store and Jira, …-faces.c shows what came of it. */

struct _JmProjectsPage
{
  AdwNavigationPage  parent_instance;

  AdwWindowTitle    *window_title;
  GtkSearchEntry    *search;
  AdwToggleGroup    *kinds;
  GtkMenuButton     *sort_button;
  GtkWidget         *tools;                   /* to search and to filter with */
  AdwBanner         *banner;
  GtkStack          *stack;
  AdwStatusPage     *empty_page;
  GtkButton         *empty_fetch_button;
  GtkButton         *clear_button;
  JmErrorPage       *error_page;
  GtkGridView       *grid;

  gboolean           is_low;

  JmMonitor         *monitor;
  JmProjectStars    *stars;
  JmProjectShelf    *shelf;

  /* The account that is shown, and everything that ends with it. */
  JmAccount         *account;
  GCancellable      *cancellable;
  JmStore           *store;
  GListModel        *projects;                /* NULL until they were read */
  GSignalGroup      *store_signals;
  gboolean           reading;
  gboolean           read_again;
  gboolean           fetching;
  GError            *error;
};

JmServices *jm_projects_page_get_services (JmProjectsPage *self);
/* Opens the store of the account, shows what is in it, and fetches what is old. */
void        jm_projects_page_open         (JmProjectsPage *self);
/* Reads the stored projects once more. */
void        jm_projects_page_read         (JmProjectsPage *self);
void        jm_projects_page_fetch        (JmProjectsPage *self,
                                           gboolean        only_if_old);
/* Shows what is true now: to be called after any change. */
void        jm_projects_page_update_faces (JmProjectsPage *self);

G_END_DECLS
