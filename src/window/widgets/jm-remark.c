/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-remark.h"

#include <adwaita.h>

#include "jm-text.h"

struct _JmRemark
{
  GtkWidget  parent_instance;

  GtkWidget *spinner;
  GtkImage  *icon;
  GtkLabel  *label;
};

G_DEFINE_FINAL_TYPE (JmRemark, jm_remark, GTK_TYPE_WIDGET)

static void
jm_remark_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (jm_remark_parent_class)->dispose (object);
}

static void
jm_remark_class_init (JmRemarkClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jm_remark_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
jm_remark_init (JmRemark *self)
{
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))), 8);
  gtk_widget_add_css_class (GTK_WIDGET (self), "remark");

  self->spinner = adw_spinner_new ();
  gtk_widget_set_size_request (self->spinner, 16, 16);
  gtk_widget_set_valign (self->spinner, GTK_ALIGN_START);
  gtk_widget_set_parent (self->spinner, GTK_WIDGET (self));
  self->icon = GTK_IMAGE (gtk_image_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->icon), GTK_ALIGN_START);
  gtk_widget_set_parent (GTK_WIDGET (self->icon), GTK_WIDGET (self));
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_wrap_mode (self->label, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (self->label, 0);
  gtk_label_set_width_chars (self->label, 8);
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "caption");
  gtk_widget_set_hexpand (GTK_WIDGET (self->label), TRUE);
  gtk_widget_set_parent (GTK_WIDGET (self->label), GTK_WIDGET (self));
  jm_remark_clear (self);
}

static void
show_text (JmRemark   *self,
           const char *text,
           const char *icon_name,
           const char *style)
{
  const char *classes[] = { "remark", style, NULL };

  gtk_widget_set_css_classes (GTK_WIDGET (self), classes);
  gtk_widget_set_visible (self->spinner, icon_name == NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->icon), icon_name != NULL);
  gtk_image_set_from_icon_name (self->icon, icon_name);
  jm_text_set_label (self->label, text);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);

  if (icon_name != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    jm_text_announce (GTK_WIDGET (self), gtk_label_get_text (self->label),
                      GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

GtkWidget *
jm_remark_new (void)
{
  return g_object_new (JM_TYPE_REMARK, NULL);
}

void
jm_remark_clear (JmRemark *self)
{
  g_return_if_fail (JM_IS_REMARK (self));

  gtk_label_set_text (self->label, "");
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
jm_remark_set_busy (JmRemark   *self,
                    const char *text)
{
  g_return_if_fail (JM_IS_REMARK (self));

  show_text (self, text, NULL, "dimmed");
}

void
jm_remark_set_plain (JmRemark   *self,
                     const char *text)
{
  g_return_if_fail (JM_IS_REMARK (self));

  show_text (self, text, "dialog-information-symbolic", "dimmed");
}

void
jm_remark_set_good (JmRemark   *self,
                    const char *text)
{
  g_return_if_fail (JM_IS_REMARK (self));

  show_text (self, text, "selection-mode-symbolic", "success");
}

void
jm_remark_set_error (JmRemark   *self,
                     const char *text)
{
  g_return_if_fail (JM_IS_REMARK (self));

  show_text (self, text, "dialog-error-symbolic", "error");
}

const char *
jm_remark_get_text (JmRemark *self)
{
  g_return_val_if_fail (JM_IS_REMARK (self), NULL);

  return gtk_label_get_text (self->label);
}
