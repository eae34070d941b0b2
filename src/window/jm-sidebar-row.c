/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sidebar-row.h"

#include <glib/gi18n.h>

#include "jm-text.h"

/* More is not counted on the screen */
#define BADGE_MAX 99

struct _JmSidebarRow
{
  GtkListBoxRow       parent_instance;

  const JmWindowPage *page;
  gint64              count;
  guint               badge;

  GtkLabel           *count_label;
  GtkLabel           *badge_label;
};

G_DEFINE_FINAL_TYPE (JmSidebarRow, jm_sidebar_row, GTK_TYPE_LIST_BOX_ROW)

static void
jm_sidebar_row_class_init (JmSidebarRowClass *klass)
{
}

static void
jm_sidebar_row_init (JmSidebarRow *self)
{
  self->count = -1;
}

static GtkWidget *
append_label (GtkBox     *box,
              const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_widget_add_css_class (label, css_class);
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (label, FALSE);
  gtk_box_append (box, label);

  return label;
}

/* What a screen reader says: "Events, 2 not seen" */
static void
update_name (JmSidebarRow *self)
{
  g_autofree char *name = NULL;

  if (self->badge > 0)
    name = g_strdup_printf (ngettext ("%s, %u not seen", "%s, %u not seen", self->badge),
                            _(self->page->title), self->badge);
  else if (self->count >= 0)
    name = g_strdup_printf ("%s, %" G_GINT64_FORMAT, _(self->page->title), self->count);

  jm_text_set_name (GTK_WIDGET (self), name != NULL ? name : _(self->page->title));
}

GtkWidget *
jm_sidebar_row_new (const JmWindowPage *page)
{
  JmSidebarRow *self;
  GtkWidget *box, *icon, *title;

  g_return_val_if_fail (page != NULL, NULL);

  self = g_object_new (JM_TYPE_SIDEBAR_ROW, NULL);
  self->page = page;

  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  icon = g_object_new (GTK_TYPE_IMAGE, "icon-name", page->icon_name, "accessible-role",
                       GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  title = g_object_new (GTK_TYPE_LABEL, "label", _(page->title), "xalign", 0.0f, "hexpand", TRUE,
                        "ellipsize", PANGO_ELLIPSIZE_END, NULL);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), title);
  self->count_label = GTK_LABEL (append_label (GTK_BOX (box), "caption"));
  gtk_widget_add_css_class (GTK_WIDGET (self->count_label), "dimmed");
  self->badge_label = GTK_LABEL (append_label (GTK_BOX (box), "badge"));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
  update_name (self);

  return GTK_WIDGET (self);
}

const JmWindowPage *
jm_sidebar_row_get_page (JmSidebarRow *self)
{
  g_return_val_if_fail (JM_IS_SIDEBAR_ROW (self), NULL);

  return self->page;
}

void
jm_sidebar_row_set_count (JmSidebarRow *self,
                          gint64        count)
{
  g_autofree char *text = NULL;

  g_return_if_fail (JM_IS_SIDEBAR_ROW (self));

  self->count = count;
  text = g_strdup_printf ("%'" G_GINT64_FORMAT, count);
  gtk_label_set_label (self->count_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->count_label), count >= 0);
  update_name (self);
}

void
jm_sidebar_row_set_badge (JmSidebarRow *self,
                          guint         count)
{
  g_autofree char *text = NULL;

  g_return_if_fail (JM_IS_SIDEBAR_ROW (self));

  self->badge = count;
  text = count > BADGE_MAX ? g_strdup_printf ("%u+", BADGE_MAX) : g_strdup_printf ("%u", count);
  gtk_label_set_label (self->badge_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->badge_label), count > 0);
  update_name (self);
}
