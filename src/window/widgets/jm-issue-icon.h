/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The 16 px icon of an issue's type or priority, in its colour; the name is the tooltip and what a screen reader says.
 * Properties: "of" (JmIssueIconOf, construct only) and "name" (as Jira names it; what is not known gets a plain icon,
 * no priority at all gets none). */
#define JM_TYPE_ISSUE_ICON_OF (jm_issue_icon_of_get_type ())

typedef enum
{
  JM_ISSUE_ICON_KIND,
  JM_ISSUE_ICON_PRIORITY,
} JmIssueIconOf;

GType jm_issue_icon_of_get_type (void);

#define JM_TYPE_ISSUE_ICON (jm_issue_icon_get_type ())

G_DECLARE_FINAL_TYPE (JmIssueIcon, jm_issue_icon, JM, ISSUE_ICON, GtkWidget)

GtkWidget *jm_issue_icon_new      (JmIssueIconOf  of);
void       jm_issue_icon_set_name (JmIssueIcon   *self,
                                   const char    *name);

G_END_DECLS
