/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-issue-skeleton.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define ROW 44
#define NARROW_ROW 95
#define HEADER 40
#define MARGIN 18
#define STRONGEST 0.09f

struct _JmIssueSkeleton
{
  GtkWidget parent_instance;

  gboolean  narrow;
};

G_DEFINE_FINAL_TYPE (JmIssueSkeleton, jm_issue_skeleton, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_NARROW = 1,
} JmIssueSkeletonProperty;

static GParamSpec *properties[PROP_NARROW + 1];

/* Lengths that look like words, and are the same each time. */
static const float lengths[] = { 0.78f, 0.62f, 0.97f, 0.55f, 0.92f, 0.70f, 0.86f, 0.66f };

typedef struct
{
  GtkSnapshot *snapshot;
  GdkRGBA      color;
  float        width;
  float        sp;              /* px in one sp */
  gboolean     rtl;
} Pen;

static void
draw_bar (Pen   *pen,
          float  x,
          float  middle,
          float  width,
          float  height,
          float  radius)
{
  GskRoundedRect outline;
  graphene_rect_t bounds;

  if (pen->rtl)
    x = pen->width - x - width;

  bounds = GRAPHENE_RECT_INIT (x, middle - height / 2, MAX (width, 0), height);
  gsk_rounded_rect_init_from_rect (&outline, &bounds, radius);
  gtk_snapshot_push_rounded_clip (pen->snapshot, &outline);
  gtk_snapshot_append_color (pen->snapshot, &pen->color, &outline.bounds);
  gtk_snapshot_pop (pen->snapshot);
}

/* The columns of JmIssueTable: key, summary, status, priority, assignee, updated. */
static void
draw_wide_row (Pen   *pen,
               guint  row,
               float  middle)
{
  float sp = pen->sp;
  float updated = pen->width - 112 * sp;
  float assignee = updated - 204 * sp;
  float priority = assignee - 108 * sp;
  float status = priority - 170 * sp;
  float summary = 136 * sp + 4;
  float length = lengths[row % G_N_ELEMENTS (lengths)];

  draw_bar (pen, MARGIN, middle, 16, 16, 4);
  draw_bar (pen, MARGIN + 26, middle, 62 * sp, 12, 6);
  draw_bar (pen, summary, middle, (status - summary - 24) * length, 12, 6);
  draw_bar (pen, status, middle, 96 * sp * length, 20, 7);
  draw_bar (pen, priority, middle, 64 * sp, 12, 6);
  draw_bar (pen, assignee, middle, 24, 24, 12);
  draw_bar (pen, assignee + 34, middle, 124 * sp * length, 12, 6);
  draw_bar (pen, updated, middle, 56 * sp, 12, 6);
}

static void
draw_narrow_row (Pen   *pen,
                 guint  row,
                 float  middle)
{
  float length = lengths[row % G_N_ELEMENTS (lengths)];

  draw_bar (pen, 16, middle - 27, 16, 16, 4);
  draw_bar (pen, 40, middle - 27, 60 * pen->sp, 10, 5);
  draw_bar (pen, 16, middle, (pen->width - 32) * length, 12, 6);
  draw_bar (pen, 16, middle + 27, 96 * pen->sp * length, 20, 7);
  draw_bar (pen, pen->width - 40, middle + 27, 24, 24, 12);
}

static void
jm_issue_skeleton_snapshot (GtkWidget   *widget,
                            GtkSnapshot *snapshot)
{
  JmIssueSkeleton *self = JM_ISSUE_SKELETON (widget);
  float height = gtk_widget_get_height (widget);
  float pitch = self->narrow ? NARROW_ROW : ROW;
  float top = self->narrow ? 0 : HEADER;
  GtkSettings *settings = gtk_widget_get_settings (widget);
  Pen pen = { .snapshot = snapshot, .width = gtk_widget_get_width (widget) };
  GdkRGBA color;

  gtk_widget_get_color (widget, &color);
  pen.sp = (float) adw_length_unit_to_px (ADW_LENGTH_UNIT_SP, 1, settings);
  pen.rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;

  for (guint row = 0; top + row * pitch < height; row++)
    {
      float middle = top + (row + 0.5f) * pitch;

      pen.color = color;
      pen.color.alpha *= STRONGEST * (1 - middle / (height + pitch));
      if (self->narrow)
        draw_narrow_row (&pen, row, middle);
      else
        draw_wide_row (&pen, row, middle);
    }
}

static void
jm_issue_skeleton_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  switch ((JmIssueSkeletonProperty) prop_id)
    {
    case PROP_NARROW:
      g_value_set_boolean (value, JM_ISSUE_SKELETON (object)->narrow);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_issue_skeleton_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  switch ((JmIssueSkeletonProperty) prop_id)
    {
    case PROP_NARROW:
      jm_issue_skeleton_set_narrow (JM_ISSUE_SKELETON (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_issue_skeleton_class_init (JmIssueSkeletonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = jm_issue_skeleton_get_property;
  object_class->set_property = jm_issue_skeleton_set_property;
  widget_class->snapshot = jm_issue_skeleton_snapshot;

  /** JmIssueSkeleton:narrow: rows of three lines instead of a table. */
  properties[PROP_NARROW] =
      g_param_spec_boolean ("narrow", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
jm_issue_skeleton_init (JmIssueSkeleton *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Loading issues"), -1);
}

void
jm_issue_skeleton_set_narrow (JmIssueSkeleton *self,
                              gboolean         narrow)
{
  g_return_if_fail (JM_IS_ISSUE_SKELETON (self));

  narrow = !!narrow;
  if (self->narrow == narrow)
    return;

  self->narrow = narrow;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);
}
