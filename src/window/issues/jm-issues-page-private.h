/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "issues/jm-issue-filters.h"
#include "issues/jm-issue-skeleton.h"
#include "issues/jm-issue-table.h"
#include "issues/jm-issue-views.h"
#include "issues/jm-issues-page.h"
#include "sync/jm-sync.h"
#include "widgets/jm-error-page.h"

G_BEGIN_DECLS

/* The page in six files: jm-issues-page.c is what the person does, …-account.c follows the
 * account, …-asking.c asks the store, …-fetching.c asks Jira, …-faces.c shows what came of it,
 * …-actions.c is what can be done with an issue. */

struct _JmIssuesPage
{
  AdwNavigationPage  parent_instance;

  AdwToolbarView    *toolbars;
  AdwWindowTitle    *window_title;
  JmIssueViews      *views;
  GtkMenuButton     *menu_button;
  GtkSearchEntry    *search;
  JmIssueFilters    *filters;
  GtkButton         *save_button;
  GtkWidget         *tools;                   /* to search and to filter with */
  AdwBanner         *banner;
  GtkProgressBar    *progress;
  GtkStack          *stack;
  JmIssueSkeleton   *skeleton;
  AdwStatusPage     *empty_page;
  GtkButton         *choose_project_button;
  GtkButton         *empty_fetch_button;
  GtkButton         *clear_filters_button;
  JmErrorPage       *error_page;
  JmIssueTable      *table;
  GtkStack          *footer_icon;
  GtkLabel          *footer_label;
  GtkMenuButton     *skipped_button;
  GtkLabel          *skipped_label;
  GtkLabel          *took_label;
  GtkButton         *pause_button;
  GtkButton         *stop_button;
  GMenuModel        *row_menu;
  GMenu             *columns_menu;

  gboolean           is_low;

  JmMonitor         *monitor;
  JmMinute          *minute;
  JmIssueColumns    *columns;
  JmIssueGroup       group;
  JmIssueWork        work;
  char              *project;                 /* of the filters, to see that it changes */

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
  gint64             asked_at;                /* boot ms */
  gint64             wanted_id;               /* to be gone to when the answer is there */
  gint64             total;
  gint64             fetched_at_ms;
  gboolean           reading_facts;
  gboolean           facts_changed;           /* while they were read */
  gint64             facts_took_ms;           /* the last time */
  guint              facts_timer;             /* until they are read again */
  GCancellable      *fetch_cancellable;       /* while fetching */
  GError            *error;                   /* of opening, or of the last fetch */
  gint64             error_at_ms;             /* since when */
};

/* --- jm-issues-page.c */

JmServices *jm_issues_page_get_services    (JmIssuesPage       *self);
gint64      jm_issues_page_get_now_ms      (JmIssuesPage       *self);
/* The account's fetching; NULL without an account. Borrowed. */
JmSync     *jm_issues_page_get_sync        (JmIssuesPage       *self);
/* What is searched for; NULL when nothing is. */
const char *jm_issues_page_get_words       (JmIssuesPage       *self);
/* Restrictions other than the project: what "Clear Filters" clears. */
gboolean    jm_issues_page_has_filters     (JmIssuesPage       *self);
guint       jm_issues_page_count_rows      (JmIssuesPage       *self);
/* What is shown, as views keep it; the texts are borrowed until a filter changes. */
void        jm_issues_page_get_query       (JmIssuesPage       *self,
                                            JmIssueQuery       *query);
/* Shows this instead: filters, words, order, groups. */
void        jm_issues_page_set_query       (JmIssuesPage       *self,
                                            const JmIssueQuery *query);
void        jm_issues_page_clear_filters   (JmIssuesPage       *self);
/* Takes the error, and remembers since when; NULL: it is well. */
void        jm_issues_page_take_error      (JmIssuesPage       *self,
                                            GError             *error);

/* The issues of one project, or all with @project_key NULL, in the order of now. */
void        jm_issues_page_show_only       (JmIssuesPage       *self,
                                            const char         *project_key);

/* --- jm-issues-page-account.c */

/* Shows another account when another one is the current. */
void        jm_issues_page_follow_account  (JmIssuesPage       *self);
void        jm_issues_page_forget_account  (JmIssuesPage       *self);

/* --- jm-issues-page-asking.c */

/* Shows what passes the filters, in the order that was chosen. */
void        jm_issues_page_ask             (JmIssuesPage       *self);
/* How many are stored and since when, and what the filters can offer. */
void        jm_issues_page_reload_facts    (JmIssuesPage       *self);
/* The same, but soon: for news that come again and again. */
void        jm_issues_page_follow_store    (JmIssuesPage       *self,
                                            JmResourceId        resource);
/* Goes to the issue that the words in the search entry name, or else into the list. */
void        jm_issues_page_go_to_words     (JmIssuesPage       *self);

/* --- jm-issues-page-fetching.c */

gboolean    jm_issues_page_is_fetching     (JmIssuesPage       *self);
void        jm_issues_page_start_fetching  (JmIssuesPage       *self,
                                            gboolean            only_if_old);
void        jm_issues_page_stop_fetching   (JmIssuesPage       *self);

/* --- jm-issues-page-faces.c */

/* Shows what is true now: to be called after any change. */
void        jm_issues_page_update_faces    (JmIssuesPage       *self);

/* --- jm-issues-page-actions.c */

/* Opens it in the browser. */
void        jm_issues_page_open            (JmIssuesPage       *self,
                                            JmIssue            *issue);
void        jm_issues_page_install_actions (GtkWidgetClass     *widget_class);
void        jm_issues_page_update_actions  (JmIssuesPage       *self);

G_END_DECLS
