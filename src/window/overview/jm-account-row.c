/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-account-row.h"

#include "jm-text.h"

struct _JmAccountRowWidget
{
  GtkListBoxRow parent_instance;

  JmAccount    *account;
  JmClock      *clock;
  JmTone        tone;
  char         *word;           /* of the state, as it was said last */

  AdwAvatar    *avatar;
  GtkImage     *lozenge_icon;
  GtkImage     *state_icon;
  GtkLabel     *lozenge_label;
  GtkLabel     *name_label;
  GtkLabel     *site_label;
  GtkLabel     *state_label;
  GtkLabel     *value_caption_label;
  GtkLabel *value_label;
  GtkWidget    *lozenge;
  GtkWidget    *lozenge_column;
  GtkWidget    *state_line;
  GtkWidget    *value_column;
};

G_DEFINE_FINAL_TYPE (JmAccountRowWidget, jm_account_row_widget, GTK_TYPE_LIST_BOX_ROW)

static void
show_owner (JmAccountRowWidget *self)
{
  const char *user = jm_account_get_user_name (self->account);
  g_autofree char *site = user != NULL && *user != '\0' ? g_strdup_printf ("%s · %s", jm_account_get_place (self->account), user) : g_strdup (jm_account_get_place (self->account));

  adw_avatar_set_text (self->avatar, jm_account_get_name (self->account));
  jm_text_set_label (self->name_label, jm_account_get_name (self->account));
  jm_text_set_label (self->site_label, site);
}

static void
set_tone (JmAccountRowWidget *self,
          JmTone              tone)
{
  if (self->tone == tone && gtk_widget_has_css_class (self->lozenge, jm_tone_get_lozenge_class (tone)))
    return;

  gtk_widget_remove_css_class (self->state_line, jm_tone_get_text_class (self->tone));
  gtk_widget_remove_css_class (self->lozenge, jm_tone_get_lozenge_class (self->tone));
  self->tone = tone;
  gtk_widget_add_css_class (self->state_line, jm_tone_get_text_class (tone));
  gtk_widget_add_css_class (self->lozenge, jm_tone_get_lozenge_class (tone));
}

static void
set_icon (GtkImage   *image,
          const char *icon_name)
{
  if (g_strcmp0 (gtk_image_get_icon_name (image), icon_name) != 0)
    gtk_image_set_from_icon_name (image, icon_name);
}

static void
account_changed_cb (JmAccountRowWidget *self)
{
  show_owner (self);
  jm_account_row_widget_tick (self);
}

static void
jm_account_row_widget_dispose (GObject *object)
{
  JmAccountRowWidget *self = JM_ACCOUNT_ROW_WIDGET (object);

  g_clear_object (&self->account);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->word, g_free);

  G_OBJECT_CLASS (jm_account_row_widget_parent_class)->dispose (object);
}

static void
jm_account_row_widget_class_init (JmAccountRowWidgetClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jm_account_row_widget_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/example/JiraMonitor/window/overview/jm-account-row.ui");
  gtk_widget_class_bind_template_child (widget_class, JmAccountRowWidget, avatar);
  gtk_widget_class_bind_template_child (widget_class, JmAccountRowWidget, lozenge);
  gtk_widget_class_bind_template_child (widget_class, JmAccountRowWidget, lozenge_column);
  gtk_widget_class_bind_template_child (widget_class, JmAccountRowWidget, lozenge_icon);
  gtk_widget_class_bind_template_child (widget_class, JmAccountRowWidget, lozenge_label);
  gtk_widget_class_bind_template_child (widget_class, JmAccountRowWidget, name_label);
  gtk_widget_class_bind_template_child (widget_class, JmAccountRowWidget, site_label);
  gtk_widget_class_bind_template_child (widget_class, JmAccountRowWidget, state_icon);
  gtk_widget_class_bind_template_child (widget_class, JmAccountRowWidget, state_label);
  gtk_widget_class_bind_template_child (widget_class, JmAccountRowWidget, state_line);
  gtk_widget_class_bind_template_child (widget_class, JmAccountRowWidget, value_caption_label);
  gtk_widget_class_bind_template_child (widget_class, JmAccountRowWidget, value_column);
  gtk_widget_class_bind_template_child (widget_class, JmAccountRowWidget, value_label);
}

static void
jm_account_row_widget_init (JmAccountRowWidget *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
jm_account_row_widget_new (JmAccount *account,
                           JmClock   *clock)
{
  JmAccountRowWidget *self;

  g_return_val_if_fail (JM_IS_ACCOUNT (account), NULL);
  g_return_val_if_fail (JM_IS_CLOCK (clock), NULL);

  self = g_object_new (JM_TYPE_ACCOUNT_ROW_WIDGET, NULL);
  self->account = g_object_ref (account);
  self->clock = g_object_ref (clock);
  g_signal_connect_object (account, "notify", G_CALLBACK (account_changed_cb), self,
                           G_CONNECT_SWAPPED);
  account_changed_cb (self);

  return GTK_WIDGET (self);
}

JmAccount *
jm_account_row_widget_get_account (JmAccountRowWidget *self)
{
  g_return_val_if_fail (JM_IS_ACCOUNT_ROW_WIDGET (self), NULL);

  return self->account;
}

gboolean
jm_account_row_widget_tick (JmAccountRowWidget *self)
{
  g_autoptr (JmTokenFace) face = NULL;
  g_autofree char *name = NULL;
  const char *icon_name;

  g_return_val_if_fail (JM_IS_ACCOUNT_ROW_WIDGET (self), FALSE);

  face = jm_token_face_read (self->account, self->clock);
  icon_name = face->icon_name != NULL ? face->icon_name : face->ring_icon_name;
  set_tone (self, face->tone);
  set_icon (self->lozenge_icon, icon_name);
  set_icon (self->state_icon, icon_name);
  jm_text_set_label (self->lozenge_label, face->word);
  jm_text_set_label (self->state_label, face->word);
  jm_text_set_label (self->value_label, face->value);
  jm_text_set_label (self->value_caption_label, face->value_caption);

  if (g_set_str (&self->word, face->word))
    {
      name = g_strdup_printf ("%s, %s", jm_account_get_name (self->account), face->word);
      jm_text_set_name (GTK_WIDGET (self), name);
    }

  return face->ticking;
}

void
jm_account_row_widget_set_narrow (JmAccountRowWidget *self,
                                  gboolean            narrow)
{
  float xalign = narrow ? 1 : 0;

  g_return_if_fail (JM_IS_ACCOUNT_ROW_WIDGET (self));

  gtk_widget_set_visible (self->lozenge_column, !narrow);
  gtk_widget_set_visible (GTK_WIDGET (self->site_label), !narrow);
  gtk_widget_set_visible (self->state_line, narrow);
  gtk_widget_set_size_request (self->value_column, narrow ? -1 : 150, -1);
  gtk_label_set_xalign (self->value_label, xalign);
  gtk_label_set_xalign (self->value_caption_label, xalign);
}
