/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-date-row.h"

#include <glib/gi18n.h>

#include "jm-text.h"
#include "jm-when.h"

struct _JmDateRow
{
  AdwActionRow   parent_instance;

  GtkMenuButton *button;
  GtkPopover    *popover;
  GtkCalendar   *calendar;
  gint64         time_ms;
  gboolean       setting;
};

G_DEFINE_FINAL_TYPE (JmDateRow, jm_date_row, ADW_TYPE_ACTION_ROW)

typedef enum
{
  PROP_TIME_MS = 1,
} JmDateRowProperty;

static GParamSpec *properties[PROP_TIME_MS + 1];

static void
day_selected_cb (JmDateRow *self)
{
  g_autoptr (GDateTime) date = NULL;
  g_autoptr (GDateTime) day = NULL;

  if (self->setting)
    return;

  date = gtk_calendar_get_date (self->calendar);
  day = g_date_time_new_local (g_date_time_get_year (date), g_date_time_get_month (date),
                               g_date_time_get_day_of_month (date), 0, 0, 0);
  jm_date_row_set_time_ms (self, g_date_time_to_unix (day) * 1000);
}

static void
unknown_cb (JmDateRow *self)
{
  jm_date_row_set_time_ms (self, 0);
  gtk_popover_popdown (self->popover);
}

static void
update_face (JmDateRow *self)
{
  g_autofree char *date = jm_when_date (self->time_ms);
  const char *shown = self->time_ms != 0 ? date : _("Choose…");
  /* Translators: a row's title and its date, for a screen reader: "Ends on: 15 Feb 2027" */
  g_autofree char *spoken = g_strdup_printf (_("%s: %s"), adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self)),
                                             shown);

  gtk_menu_button_set_label (self->button, shown);
  jm_text_set_name (GTK_WIDGET (self->button), spoken);
  jm_text_set_tooltip (GTK_WIDGET (self->button), shown);
}

static void
jm_date_row_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  switch ((JmDateRowProperty) prop_id)
    {
    case PROP_TIME_MS:
      g_value_set_int64 (value, JM_DATE_ROW (object)->time_ms);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_date_row_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  switch ((JmDateRowProperty) prop_id)
    {
    case PROP_TIME_MS:
      jm_date_row_set_time_ms (JM_DATE_ROW (object), g_value_get_int64 (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_date_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), JM_TYPE_DATE_ROW);

  G_OBJECT_CLASS (jm_date_row_parent_class)->dispose (object);
}

static void
jm_date_row_class_init (JmDateRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = jm_date_row_get_property;
  object_class->set_property = jm_date_row_set_property;
  object_class->dispose = jm_date_row_dispose;

  /** JmDateRow:time-ms: the start of the chosen day, ms since the epoch; 0 unknown. */
  properties[PROP_TIME_MS] =
      g_param_spec_int64 ("time-ms", NULL, NULL, 0, G_MAXINT64, 0,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/JiraMonitor/window/widgets/jm-date-row.ui");
  gtk_widget_class_bind_template_child (widget_class, JmDateRow, button);
  gtk_widget_class_bind_template_child (widget_class, JmDateRow, calendar);
  gtk_widget_class_bind_template_child (widget_class, JmDateRow, popover);
  gtk_widget_class_bind_template_callback (widget_class, day_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, unknown_cb);
}

static void
jm_date_row_init (JmDateRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "notify::title", G_CALLBACK (update_face), NULL);
}

gint64
jm_date_row_get_time_ms (JmDateRow *self)
{
  g_return_val_if_fail (JM_IS_DATE_ROW (self), 0);

  return self->time_ms;
}

void
jm_date_row_set_time_ms (JmDateRow *self,
                         gint64     time_ms)
{
  g_return_if_fail (JM_IS_DATE_ROW (self));

  time_ms = MAX (time_ms, 0);
  if (self->time_ms == time_ms)
    return;

  self->time_ms = time_ms;
  if (time_ms != 0)
    {
      g_autoptr (GDateTime) day = g_date_time_new_from_unix_local (time_ms / 1000);

      self->setting = TRUE;
      gtk_calendar_select_day (self->calendar, day);
      self->setting = FALSE;
    }
  update_face (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TIME_MS]);
}
