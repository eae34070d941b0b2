/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The only way of words that came from outside (Jira, a person's name, an error's message) onto the screen. They never
 * become markup, never run past their field, never turn the direction of what stands beside them, and never hide.
 * All take NULL for "nothing". Translated sentences that contain such words count as such words. */

/* One line: line breaks are spaces; at most JM_LIMIT_LINE_DRAWN characters. The caller owns it. */
char     *jm_text_line          (const char *text) G_GNUC_WARN_UNUSED_RESULT;
/* Line breaks and tabs stay; at most JM_LIMIT_STRING_DRAWN bytes. The caller owns it. */
char     *jm_text_paragraphs    (const char *text) G_GNUC_WARN_UNUSED_RESULT;
/* A line as markup that shows it literally: for AdwStatusPage:description, which takes nothing else. */
char     *jm_text_as_markup     (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* The direction of its first letter that has one; GTK_TEXT_DIR_NONE when none has. */
GtkTextDirection jm_text_get_direction (const char *text);

/* A label that may be cut tells its text as a tooltip while it is. */
void      jm_text_set_label     (GtkLabel         *label,
                                 const char       *text);
/* For words that change with every second: its size does not follow them, so a tick is a redraw and no new layout. */
void      jm_text_set_inscription (GtkInscription *inscription,
                                 const char       *text);
void      jm_text_set_tooltip   (GtkWidget        *widget,
                                 const char       *text);
/* The answer to "query-tooltip". For what is filled again and again, such as the cells of a list:
 * setting a tooltip asks the windowing system where the pointer is, each time. FALSE: there is none. */
gboolean  jm_text_answer_tooltip (GtkTooltip       *tooltip,
                                 const char       *text);
/* Also AdwExpanderRow, AdwEntryRow and the rest of the family. Turns markup off for title and subtitle. */
void      jm_text_set_title     (AdwPreferencesRow *row,
                                 const char       *text);
/* AdwActionRow and AdwExpanderRow. */
void      jm_text_set_subtitle  (AdwPreferencesRow *row,
                                 const char       *text);
/* Announces what is new. */
void      jm_text_set_banner    (AdwBanner        *banner,
                                 const char       *text);
void      jm_text_set_status    (AdwStatusPage    *page,
                                 const char       *title,
                                 const char       *description);
/* Its heading, in as many lines as it takes. */
void      jm_text_set_heading   (AdwAlertDialog   *dialog,
                                 const char       *text);
/* A question with such a heading, @body: NULL for none yet. Floating. */
AdwDialog *jm_text_question     (const char       *heading,
                                 const char       *body) G_GNUC_WARN_UNUSED_RESULT;
/* An accessible name. */
void      jm_text_set_name      (GtkWidget        *widget,
                                 const char       *text);
/* Each toggle of @group by its tooltip: with an icon alone libadwaita 1.7 gives it no name. */
void      jm_text_name_toggles  (AdwToggleGroup   *group);
/* Has it read aloud. */
void      jm_text_announce      (GtkWidget        *widget,
                                 const char       *text,
                                 GtkAccessibleAnnouncementPriority priority);
/* How many were found by what a person searches for; when nobody waits any more it is passed over. */
void      jm_text_announce_found (GtkWidget        *widget,
                                 guint             n_found);
AdwToast *jm_text_toast         (const char       *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
