/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-age-label.h"

#include "jm-text.h"
#include "jm-when.h"

struct _JmAgeLabel
{
  GtkWidget  parent_instance;

  GtkLabel  *label;
  JmMinute  *minute;
  gint64     time_ms;
};

G_DEFINE_FINAL_TYPE (JmAgeLabel, jm_age_label, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_TIME_MS = 1,
} JmAgeLabelProperty;

static GParamSpec *properties[PROP_TIME_MS + 1];

static void
update_words (JmAgeLabel *self)
{
  g_autofree char *words = NULL;

  if (self->minute == NULL)
    return;

  words = jm_when_relative (self->time_ms, jm_minute_get_now_ms (self->minute));
  gtk_label_set_text (self->label, words);
}

static void
update_moment (JmAgeLabel *self)
{
  g_autofree char *moment = jm_when_full (self->time_ms);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->label),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, moment, -1);
}

static gboolean
jm_age_label_query_tooltip (GtkWidget  *widget,
                            int         x,
                            int         y,
                            gboolean    keyboard,
                            GtkTooltip *tooltip)
{
  g_autofree char *moment = jm_when_full (JM_AGE_LABEL (widget)->time_ms);

  return jm_text_answer_tooltip (tooltip, moment);
}

static void
jm_age_label_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  switch ((JmAgeLabelProperty) prop_id)
    {
    case PROP_TIME_MS:
      g_value_set_int64 (value, JM_AGE_LABEL (object)->time_ms);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_age_label_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  switch ((JmAgeLabelProperty) prop_id)
    {
    case PROP_TIME_MS:
      jm_age_label_set_time_ms (JM_AGE_LABEL (object), g_value_get_int64 (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_age_label_dispose (GObject *object)
{
  JmAgeLabel *self = JM_AGE_LABEL (object);

  if (self->label != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->label));
  self->label = NULL;

  g_clear_object (&self->minute);

  G_OBJECT_CLASS (jm_age_label_parent_class)->dispose (object);
}

static void
jm_age_label_class_init (JmAgeLabelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = jm_age_label_get_property;
  object_class->set_property = jm_age_label_set_property;
  object_class->dispose = jm_age_label_dispose;
  widget_class->query_tooltip = jm_age_label_query_tooltip;

  /** JmAgeLabel:time-ms: the moment, ms since the epoch. */
  properties[PROP_TIME_MS] =
      g_param_spec_int64 ("time-ms", NULL, NULL, 0, G_MAXINT64, 0,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
jm_age_label_init (JmAgeLabel *self)
{
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->label, 0);
  gtk_label_set_ellipsize (self->label, PANGO_ELLIPSIZE_END);
  gtk_widget_set_parent (GTK_WIDGET (self->label), GTK_WIDGET (self));
}

/**
 * jm_age_label_new:
 * @minute: the tick that it follows
 *
 * Returns: a new label, without a time
 */
GtkWidget *
jm_age_label_new (JmMinute *minute)
{
  JmAgeLabel *self = g_object_new (JM_TYPE_AGE_LABEL, NULL);

  jm_age_label_set_minute (self, minute);

  return GTK_WIDGET (self);
}

/**
 * jm_age_label_set_minute:
 * @self: a label without a tick
 * @minute: the tick that it follows from now on
 */
void
jm_age_label_set_minute (JmAgeLabel *self,
                         JmMinute   *minute)
{
  g_return_if_fail (JM_IS_AGE_LABEL (self));
  g_return_if_fail (JM_IS_MINUTE (minute));
  g_return_if_fail (self->minute == NULL);

  self->minute = g_object_ref (minute);
  g_signal_connect_object (minute, "tick", G_CALLBACK (update_words), self, G_CONNECT_SWAPPED);
  update_words (self);
}

void
jm_age_label_set_time_ms (JmAgeLabel *self,
                          gint64      time_ms)
{
  g_return_if_fail (JM_IS_AGE_LABEL (self));

  time_ms = MAX (time_ms, 0);
  if (self->time_ms == time_ms)
    return;

  self->time_ms = time_ms;
  update_words (self);
  update_moment (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TIME_MS]);
}

const char *
jm_age_label_get_text (JmAgeLabel *self)
{
  g_return_val_if_fail (JM_IS_AGE_LABEL (self), NULL);

  return gtk_label_get_text (self->label);
}
