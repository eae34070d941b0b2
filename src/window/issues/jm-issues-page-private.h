/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "auth/jm-trouble.h"
#include "issues/jm-issue-skeleton.h"
#include "issues/jm-issue-table.h"
#include "issues/jm-issues-page.h"
#include "store/jm-issue-list.h"
#include "sync/jm-sync.h"
#include "widgets/jm-filter-pill.h"
#include "widgets/jm-minute.h"

G_BEGIN_DECLS

/* The page in four files: jm-issues-page.c follows the account and the person, …-asking.c asks the store and Jira, …-faces.c
 * shows what came of it, …-actions.c is what can be done with an issue. */

struct _JmIssuesPage
{
  AdwNavigationPage  parent_instance;

  AdwWindowTitle    *window_title;
  GtkSearchEntry    *search;
  JmFilterPill      *project_pill;
  JmFilterPill      *status_pill;
  JmFilterPill      *kind_pill;
  JmFilterPill      *assignee_pill;
  AdwBanner         *banner;
  GtkProgressBar    *progress;
  GtkStack          *stack;
  JmIssueSkeleton   *skeleton;
  AdwStatusPage     *empty_page;
  GtkButton         *choose_project_button;
  GtkButton         *empty_fetch_button;
  GtkButton         *clear_filters_button;
  AdwStatusPage     *error_page;
  GtkLabel          *error_label;
  GtkButton         *cure_button;
  JmIssueTable      *table;
  GtkStack          *footer_icon;
  GtkLabel          *footer_label;
  GtkLabel          *took_label;
  GtkButton         *stop_button;
  GMenuModel        *row_menu;

  JmMonitor         *monitor;
  JmMinute          *minute;

  /* The account that is shown, and everything that ends with it. */
  JmAccount         *account;
  GCancellable      *cancellable;
  JmStore           *store;
  JmIssueList       *list;
  GSignalGroup      *list_signals;
  GSignalGroup      *store_signals;
  GSignalGroup      *sync_signals;

  /* The question that is asked, and what is known of the answer. */
  guint              stamp;
  gboolean           changing_filters;
  gint64             total;
  gint64             fetched_at_ms;
  gboolean           reading_facts;
  gboolean           facts_changed;           /* while they were read */
  GCancellable      *fetch_cancellable;       /* while fetching */
  GError            *error;                   /* of opening, or of the last fetch */
  guint              patience;
};

JmServices          *jm_issues_page_get_services     (JmIssuesPage *self);
/* What is searched for; NULL when nothing is. */
const char          *jm_issues_page_get_words        (JmIssuesPage *self);
/* Restrictions other than the project: what "Clear Filters" clears. */
gboolean             jm_issues_page_has_filters      (JmIssuesPage *self);
guint                jm_issues_page_count_rows       (JmIssuesPage *self);
/* Shows what is true now: to be called after any change. */
void                 jm_issues_page_update_faces     (JmIssuesPage *self);
/* Opens it in the browser. */
void                 jm_issues_page_open             (JmIssuesPage *self,
                                                      JmIssue      *issue);
void                 jm_issues_page_clear_filters    (JmIssuesPage *self);
/* Shows what passes the filters, in the order that was chosen. */
void                 jm_issues_page_ask              (JmIssuesPage *self);
/* How many are stored and since when, and what the filters can offer. */
void                 jm_issues_page_reload_facts     (JmIssuesPage *self);
void                 jm_issues_page_start_fetching   (JmIssuesPage *self,
                                                      gboolean      only_if_old);
void                 jm_issues_page_stop_fetching    (JmIssuesPage *self);
void                 jm_issues_page_install_actions  (GtkWidgetClass *widget_class);
void                 jm_issues_page_update_actions   (JmIssuesPage *self);

G_END_DECLS
