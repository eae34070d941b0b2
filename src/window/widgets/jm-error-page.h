/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What is wrong, in Jira's own words, and the one button that may mend it, for a page that has
 * nothing else to show. Signal: "cure", the button was clicked. */
#define JM_TYPE_ERROR_PAGE (jm_error_page_get_type ())

G_DECLARE_FINAL_TYPE (JmErrorPage, jm_error_page, JM, ERROR_PAGE, GtkWidget)

/* @title: what it comes to when the error is not among the known ones, translated */
void        jm_error_page_set_error    (JmErrorPage  *self,
                                        const GError *error,
                                        const char   *title);

/* --- the same words for a banner, when there is something to show; borrowed, translated */

/* "No connection to Jira", or the error's own message */
const char *jm_error_get_title         (const GError *error);
/* "Sign In Again", "Try Again" */
const char *jm_error_get_cure_label    (const GError *error);
/* The window's action that helps, which takes the account's id: "win.cure", "win.rebuild-store"; NULL:
 * trying again helps. */
const char *jm_error_get_cure_action   (const GError *error);

G_END_DECLS
