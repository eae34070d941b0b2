/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-natural-bin.h"

#include <adwaita.h>

struct _JmNaturalBin
{
  GtkWidget  parent_instance;

  GtkWidget *child;
  int        natural_width;     /* sp */
};

G_DEFINE_FINAL_TYPE (JmNaturalBin, jm_natural_bin, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_CHILD = 1,
  PROP_NATURAL_WIDTH,
} JmNaturalBinProperty;

static GParamSpec *properties[PROP_NATURAL_WIDTH + 1];

static int
get_natural_width (JmNaturalBin *self)
{
  return (int) adw_length_unit_to_px (ADW_LENGTH_UNIT_SP, self->natural_width,
                                      gtk_widget_get_settings (GTK_WIDGET (self)));
}

static GtkSizeRequestMode
jm_natural_bin_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* The height for no width in particular is the one for the width that it would like. */
static void
jm_natural_bin_measure (GtkWidget      *widget,
                        GtkOrientation  orientation,
                        int             for_size,
                        int            *minimum,
                        int            *natural,
                        int            *minimum_baseline,
                        int            *natural_baseline)
{
  JmNaturalBin *self = JM_NATURAL_BIN (widget);

  *minimum = *natural = 0;
  if (self->child == NULL)
    return;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      gtk_widget_measure (self->child, orientation, -1, minimum, NULL, NULL, NULL);
      *natural = MAX (*minimum, get_natural_width (self));
      return;
    }

  if (for_size < 0)
    jm_natural_bin_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, minimum, &for_size, NULL, NULL);
  gtk_widget_measure (self->child, orientation, for_size, minimum, natural, NULL, NULL);
}

static void
jm_natural_bin_size_allocate (GtkWidget *widget,
                              int        width,
                              int        height,
                              int        baseline)
{
  JmNaturalBin *self = JM_NATURAL_BIN (widget);

  if (self->child != NULL)
    gtk_widget_size_allocate (self->child, &(GtkAllocation) { 0, 0, width, height }, baseline);
}

static void
set_child (JmNaturalBin *self,
           GtkWidget    *child)
{
  if (self->child != NULL)
    gtk_widget_unparent (self->child);
  self->child = child;
  if (child != NULL)
    gtk_widget_set_parent (child, GTK_WIDGET (self));
}

static void
jm_natural_bin_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  JmNaturalBin *self = JM_NATURAL_BIN (object);

  switch ((JmNaturalBinProperty) prop_id)
    {
    case PROP_CHILD:
      g_value_set_object (value, self->child);
      break;
    case PROP_NATURAL_WIDTH:
      g_value_set_int (value, self->natural_width);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_natural_bin_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  JmNaturalBin *self = JM_NATURAL_BIN (object);

  switch ((JmNaturalBinProperty) prop_id)
    {
    case PROP_CHILD:
      set_child (self, g_value_get_object (value));
      break;
    case PROP_NATURAL_WIDTH:
      self->natural_width = g_value_get_int (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_natural_bin_dispose (GObject *object)
{
  set_child (JM_NATURAL_BIN (object), NULL);

  G_OBJECT_CLASS (jm_natural_bin_parent_class)->dispose (object);
}

static void
jm_natural_bin_class_init (JmNaturalBinClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = jm_natural_bin_get_property;
  object_class->set_property = jm_natural_bin_set_property;
  object_class->dispose = jm_natural_bin_dispose;
  widget_class->get_request_mode = jm_natural_bin_get_request_mode;
  widget_class->measure = jm_natural_bin_measure;
  widget_class->size_allocate = jm_natural_bin_size_allocate;

  /** JmNaturalBin:child: what is inside. */
  properties[PROP_CHILD] =
      g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  /** JmNaturalBin:natural-width: the width that it would like to have, sp. */
  properties[PROP_NATURAL_WIDTH] =
      g_param_spec_int ("natural-width", NULL, NULL, 0, G_MAXINT, 0,
                        G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
jm_natural_bin_init (JmNaturalBin *self)
{
}
