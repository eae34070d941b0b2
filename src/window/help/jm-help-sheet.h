/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "jm-help-book.h"

G_BEGIN_DECLS

/* The widgets of one page, below one another. Signal "go" (const char *place): a link or a row was activated that leads to
 * another place of the help. */
#define JM_TYPE_HELP_SHEET (jm_help_sheet_get_type ())

G_DECLARE_FINAL_TYPE (JmHelpSheet, jm_help_sheet, JM, HELP_SHEET, GtkWidget)

GtkWidget *jm_help_sheet_new          (JmHelpBook       *book,
                                       const JmHelpPage *page);
/* The heading of a section, to be scrolled to; NULL when there is no such one. Borrowed. */
GtkWidget *jm_help_sheet_find_section (JmHelpSheet      *self,
                                       const char       *section);

G_END_DECLS
