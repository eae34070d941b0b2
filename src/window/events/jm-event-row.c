/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-event-row.h"

#include <glib/gi18n.h>

#include "events/jm-event-words.h"
#include "jm-text.h"
#include "jm-when.h"

struct _JmEventRow
{
  AdwBin      parent_instance;

  JmEvent    *event;
  gboolean    expanded;
  const char *css_class;        /* of the icon, as it is now */

  GtkBox     *lines;
  GtkImage   *icon;
  GtkLabel   *message_label;
  GtkLabel   *subtitle_label;
  GtkLabel   *time_label;
};

G_DEFINE_FINAL_TYPE (JmEventRow, jm_event_row, ADW_TYPE_BIN)

static void
forget_lines (JmEventRow *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->lines))) != NULL)
    gtk_box_remove (self->lines, child);
}

static void
add_line (JmEventRow        *self,
          const JmEventLine *line)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *title = gtk_label_new (NULL);
  GtkWidget *text = gtk_label_new (NULL);

  gtk_widget_add_css_class (title, "caption");
  gtk_widget_add_css_class (title, "dimmed");
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (text), PANGO_WRAP_WORD_CHAR);
  jm_text_set_label (GTK_LABEL (title), line->title);
  jm_text_set_label (GTK_LABEL (text), line->text);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (text), GTK_ACCESSIBLE_RELATION_LABELLED_BY, title,
                                  text, NULL, -1);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), text);
  gtk_box_append (self->lines, box);
}

static void
show_lines (JmEventRow *self)
{
  g_autoptr (GPtrArray) lines = NULL;

  forget_lines (self);
  gtk_widget_set_visible (GTK_WIDGET (self->lines), self->expanded);
  if (!self->expanded || self->event == NULL)
    return;

  lines = jm_event_dup_lines (self->event);
  for (guint i = 0; i < lines->len; i++)
    add_line (self, g_ptr_array_index (lines, i));
}

static void
jm_event_row_dispose (GObject *object)
{
  JmEventRow *self = JM_EVENT_ROW (object);

  g_clear_object (&self->event);

  G_OBJECT_CLASS (jm_event_row_parent_class)->dispose (object);
}

static void
jm_event_row_class_init (JmEventRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jm_event_row_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/example/JiraMonitor/window/events/jm-event-row.ui");
  gtk_widget_class_bind_template_child (widget_class, JmEventRow, icon);
  gtk_widget_class_bind_template_child (widget_class, JmEventRow, lines);
  gtk_widget_class_bind_template_child (widget_class, JmEventRow, message_label);
  gtk_widget_class_bind_template_child (widget_class, JmEventRow, subtitle_label);
  gtk_widget_class_bind_template_child (widget_class, JmEventRow, time_label);
}

static void
jm_event_row_init (JmEventRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
jm_event_row_new (void)
{
  return g_object_new (JM_TYPE_EVENT_ROW, NULL);
}

JmEvent *
jm_event_row_get_event (JmEventRow *self)
{
  g_return_val_if_fail (JM_IS_EVENT_ROW (self), NULL);

  return self->event;
}

static void
show_event (JmEventRow *self)
{
  JmEventKind kind = jm_event_get_kind (self->event);
  gint64 at_ms = jm_event_get_time_ms (self->event);
  g_autofree char *subtitle = jm_event_dup_subtitle (self->event);
  g_autofree char *clock = jm_when_clock (at_ms);
  g_autofree char *full = jm_when_full (at_ms);

  if (self->css_class != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon), self->css_class);
  self->css_class = jm_event_kind_get_class (kind);
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), self->css_class);
  gtk_image_set_from_icon_name (self->icon, jm_event_kind_get_icon_name (kind));

  jm_text_set_label (self->message_label, jm_event_get_message (self->event));
  jm_text_set_label (self->subtitle_label, subtitle);
  jm_text_set_label (self->time_label, clock);
  jm_text_set_tooltip (GTK_WIDGET (self->time_label), full);
}

void
jm_event_row_set_event (JmEventRow *self,
                        JmEvent    *event)
{
  g_return_if_fail (JM_IS_EVENT_ROW (self));
  g_return_if_fail (event == NULL || JM_IS_EVENT (event));

  if (!g_set_object (&self->event, event) || event == NULL)
    return;

  show_event (self);
  show_lines (self);
}

void
jm_event_row_set_expanded (JmEventRow *self,
                           gboolean    expanded)
{
  g_return_if_fail (JM_IS_EVENT_ROW (self));

  if (self->expanded == expanded)
    return;

  self->expanded = expanded;
  if (expanded)
    gtk_widget_add_css_class (GTK_WIDGET (self), "expanded");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "expanded");
  show_lines (self);
}

static void
set_class (JmEventRow *self,
           const char *css_class,
           gboolean    set)
{
  if (set)
    gtk_widget_add_css_class (GTK_WIDGET (self), css_class);
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), css_class);
}

void
jm_event_row_set_edges (JmEventRow *self,
                        gboolean    first,
                        gboolean    last)
{
  g_return_if_fail (JM_IS_EVENT_ROW (self));

  set_class (self, "first", first);
  set_class (self, "last", last);
}
