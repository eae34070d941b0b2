/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What all charts have in common: points that the arrow keys and the pointer walk over, words for each of them, and the
 * table behind the picture. A chart is one stop of the Tab key; a screen reader hears each point when it is come to.
 * Property "title" (translated: "Created and Resolved"). */
#define JM_TYPE_CHART (jm_chart_get_type ())

G_DECLARE_DERIVABLE_TYPE (JmChart, jm_chart, JM, CHART, GtkWidget)

struct _JmChartClass
{
  GtkWidgetClass parent_class;

  /* Rows of the table; the first jm_chart_get_n_shown() of them are drawn. */
  guint  (*get_n_points)  (JmChart         *self);
  /* NULL: all */
  guint  (*get_n_shown)   (JmChart         *self);
  /* Column 0 names the points: "Day", "Status". Translated. */
  guint  (*get_n_columns) (JmChart         *self);
  const char *(*get_heading) (JmChart      *self,
                              guint         column);
  char  *(*dup_cell)      (JmChart         *self,
                           guint            point,
                           guint            column);
  /* Where a point is, in px */
  void   (*get_area)      (JmChart         *self,
                           guint            point,
                           graphene_rect_t *area);
  /* Its words appear beside it; NULL or FALSE: they already stand there. */
  gboolean has_bubble;
};

const char *jm_chart_get_title    (JmChart    *self);
void        jm_chart_set_title    (JmChart    *self,
                                   const char *title);
guint       jm_chart_get_n_points (JmChart    *self);
guint       jm_chart_get_n_shown  (JmChart    *self);
guint       jm_chart_get_n_columns (JmChart   *self);
const char *jm_chart_get_heading  (JmChart    *self,
                                   guint       column);
char       *jm_chart_dup_cell     (JmChart    *self,
                                   guint       point,
                                   guint       column) G_GNUC_WARN_UNUSED_RESULT;
/* "7 Nov: Created 12, Resolved 9" */
char       *jm_chart_describe     (JmChart    *self,
                                   guint       point) G_GNUC_WARN_UNUSED_RESULT;
/* The one that the pointer or the keys are at, or -1 */
int         jm_chart_get_current  (JmChart    *self);

/* For those who derive from it: the points are others now. */
void        jm_chart_changed      (JmChart    *self);
/* The one child that fills it, below the bubble. */
void        jm_chart_set_child    (JmChart    *self,
                                   GtkWidget  *child);

G_END_DECLS
