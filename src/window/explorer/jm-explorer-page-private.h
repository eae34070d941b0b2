/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "explorer/jm-document-pane.h"
#include "explorer/jm-explorer-page.h"
#include "explorer/jm-export-bar.h"
#include "explorer/jm-resource-row.h"
#include "jm-store-watch.h"
#include "store/jm-thing-list.h"
#include "widgets/jm-error-page.h"

G_BEGIN_DECLS

/* The page in two files: jm-explorer-page.c follows the store and the person, …-faces.c shows what came of it. */

struct _JmExplorerPage
{
  AdwNavigationPage parent_instance;

  JmMonitor         *monitor;
  JmStoreWatch      *watch;
  JmThingList       *things;            /* of the store; NULL without */
  GtkSingleSelection *selection;
  GPtrArray         *states;            /* of JmResourceState, by id; NULL until they were read */
  GError            *error;
  guint              stamp;             /* of the newest reading of states */
  guint              show_stamp;        /* of the newest question for rows */
  GtkColumnViewColumn *columns[2];      /* name and remark */
  gboolean           asked;             /* for rows, and there is an answer */

  AdwHeaderBar      *header;
  AdwNavigationSplitView *inner;
  AdwNavigationSplitView *outer;
  AdwStatusPage     *rows_page;
  AdwWindowTitle    *window_title;
  GtkButton         *back_button;
  GtkColumnView     *rows;
  GtkLabel          *footer;
  GtkListBox        *resources;
  GtkSearchEntry    *search;
  GtkSizeGroup      *bars;
  GtkStack          *rows_stack;
  GtkStack          *stack;
  JmDocumentPane    *pane;
  JmErrorPage       *error_page;
  JmExportBar       *export_bar;
};

/* Of the resource that is chosen; NULL for none */
JmResourceRow *jm_explorer_page_get_row        (JmExplorerPage *self);
/* What is searched for; NULL for all */
const char    *jm_explorer_page_get_words      (JmExplorerPage *self);
gint64         jm_explorer_page_get_now_ms     (JmExplorerPage *self);

/* Shows what is true now: of all, of the rows, of what can be done. */
void           jm_explorer_page_update_faces   (JmExplorerPage *self);
void           jm_explorer_page_update_rows    (JmExplorerPage *self);
void           jm_explorer_page_update_actions (JmExplorerPage *self);

G_END_DECLS
