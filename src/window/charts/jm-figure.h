/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "charts/jm-chart.h"
#include "charts/jm-pattern.h"
#include "charts/jm-picture.h"

G_BEGIN_DECLS

/* A card with a chart: its title, the key to its colours, and a menu: "Show as Table", "Save as Picture…".
 * Actions "figure.table" and "figure.save". */
#define JM_TYPE_FIGURE (jm_figure_get_type ())

G_DECLARE_FINAL_TYPE (JmFigure, jm_figure, JM, FIGURE, GtkWidget)

/* Takes the floating @chart; its title is the card's. @file_name: of a picture, without its ending: "jira-status". */
GtkWidget  *jm_figure_new          (JmChart          *chart,
                                    const char       *file_name);
JmChart    *jm_figure_get_chart    (JmFigure         *self);
/* @name: translated; @css_class: whose colour it has. */
void        jm_figure_add_key      (JmFigure         *self,
                                    const char       *name,
                                    const char       *css_class,
                                    JmPattern         pattern);
/* Asks where to, and saves what is drawn now. */
void        jm_figure_save         (JmFigure         *self);
/* What is drawn now, as a file's bytes. NULL with an error, also while nobody sees it. */
GBytes     *jm_figure_make_picture (JmFigure         *self,
                                    JmPictureFormat   format,
                                    GError          **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
