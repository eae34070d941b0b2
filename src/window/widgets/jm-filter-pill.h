/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A pill that restricts a list by one property: closed it shows the property's name, or in accent
 * colour the chosen value; opened it offers the choices, with "Any" first, and a search entry when
 * they are many.
 * Properties: "title" (construct, translatable: "Status") and "value" (string, notify: the chosen
 * choice, NULL for any). */
#define JM_TYPE_FILTER_PILL (jm_filter_pill_get_type ())

G_DECLARE_FINAL_TYPE (JmFilterPill, jm_filter_pill, JM, FILTER_PILL, GtkWidget)

/* Forgets the choices, not the value. */
void        jm_filter_pill_clear      (JmFilterPill *self);
/* The choices that are added from now on stand under this heading, translated; NULL for none. */
void        jm_filter_pill_begin_section (JmFilterPill *self,
                                       const char   *title);
/* @label may come from outside; shown as plain text. */
void        jm_filter_pill_add        (JmFilterPill *self,
                                       const char   *value,
                                       const char   *label);
const char *jm_filter_pill_get_value  (JmFilterPill *self);
/* A value that is no choice (yet) is shown as it is. */
void        jm_filter_pill_set_value  (JmFilterPill *self,
                                       const char   *value);
void        jm_filter_pill_open       (JmFilterPill *self);
guint       jm_filter_pill_get_n_choices (JmFilterPill *self);

G_END_DECLS
