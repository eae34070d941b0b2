/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What small plots have in common: points from the side where reading begins, which the arrow keys walk over and a pointer
 * points at; each is said in words. One stop of the Tab key. What has a table behind it, and a bubble, is a JmChart. */
#define JM_TYPE_PLOT (jm_plot_get_type ())

G_DECLARE_DERIVABLE_TYPE (JmPlot, jm_plot, JM, PLOT, GtkWidget)

struct _JmPlotClass
{
  GtkWidgetClass parent_class;

  guint  (*get_n_points) (JmPlot       *self);
  /* "182 ms, last check". The caller owns it. */
  char  *(*describe)     (JmPlot       *self,
                          guint         point);
  /* The one at @x, px from the side where reading begins; outside of the points for none. */
  int    (*find_point)   (JmPlot       *self,
                          float         x);
  /* Where it is, px from the left */
  void   (*get_area)     (JmPlot       *self,
                          guint         point,
                          GdkRectangle *area);
  /* sp */
  int    minimum_height;
};

typedef enum
{
  JM_PLOT_GOOD,
  JM_PLOT_WRONG,
} JmPlotColor;

/* For those who derive from it: the points are others now. */
void     jm_plot_changed     (JmPlot        *self);
/* Whether the keys are at @point, and that can be seen. */
gboolean jm_plot_is_chosen   (JmPlot        *self,
                              guint          point);
void     jm_plot_get_color   (JmPlot        *self,
                              JmPlotColor    which,
                              GdkRGBA       *color);
/* From px of the side where reading begins to px from the left, of something @width wide. */
float    jm_plot_mirror      (JmPlot        *self,
                              float          x,
                              float          width);
/* @x: px from the side where reading begins. @align: of the text at @x, 0 it begins there, 1 it ends there. */
void     jm_plot_append_text (JmPlot        *self,
                              GtkSnapshot   *snapshot,
                              const char    *text,
                              float          x,
                              float          y,
                              float          align,
                              const GdkRGBA *color);

G_END_DECLS
