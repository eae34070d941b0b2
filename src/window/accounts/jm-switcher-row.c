/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-switcher-row.h"

#include <glib/gi18n.h>

#include "jm-text.h"
#include "widgets/jm-token-face.h"

struct _JmSwitcherRow
{
  GtkListBoxRow parent_instance;

  JmAccount    *account;
  JmClock      *clock;
  JmTone        tone;

  AdwAvatar    *avatar;
  GtkImage     *check;
  GtkImage     *state_icon;
  GtkLabel     *name_label;
  GtkLabel     *site_label;
  GtkLabel     *state_label;
  GtkLabel     *value_label;
  GtkWidget    *primary_label;
  GtkWidget    *state_line;
};

G_DEFINE_FINAL_TYPE (JmSwitcherRow, jm_switcher_row, GTK_TYPE_LIST_BOX_ROW)

static void
account_changed_cb (JmSwitcherRow *self)
{
  adw_avatar_set_text (self->avatar, jm_account_get_name (self->account));
  jm_text_set_label (self->name_label, jm_account_get_name (self->account));
  jm_text_set_label (self->site_label, jm_account_get_place (self->account));
  gtk_widget_set_visible (self->primary_label, jm_account_is_primary (self->account));
  jm_switcher_row_tick (self);
}

static void
jm_switcher_row_dispose (GObject *object)
{
  JmSwitcherRow *self = JM_SWITCHER_ROW (object);

  g_clear_object (&self->account);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (jm_switcher_row_parent_class)->dispose (object);
}

static void
jm_switcher_row_class_init (JmSwitcherRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jm_switcher_row_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/example/JiraMonitor/window/accounts/jm-switcher-row.ui");
  gtk_widget_class_bind_template_child (widget_class, JmSwitcherRow, avatar);
  gtk_widget_class_bind_template_child (widget_class, JmSwitcherRow, check);
  gtk_widget_class_bind_template_child (widget_class, JmSwitcherRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, JmSwitcherRow, primary_label);
  gtk_widget_class_bind_template_child (widget_class, JmSwitcherRow, site_label);
  gtk_widget_class_bind_template_child (widget_class, JmSwitcherRow, state_icon);
  gtk_widget_class_bind_template_child (widget_class, JmSwitcherRow, state_label);
  gtk_widget_class_bind_template_child (widget_class, JmSwitcherRow, state_line);
  gtk_widget_class_bind_template_child (widget_class, JmSwitcherRow, value_label);
}

static void
jm_switcher_row_init (JmSwitcherRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
jm_switcher_row_new (JmAccount *account,
                     JmClock   *clock)
{
  JmSwitcherRow *self;

  g_return_val_if_fail (JM_IS_ACCOUNT (account), NULL);
  g_return_val_if_fail (JM_IS_CLOCK (clock), NULL);

  self = g_object_new (JM_TYPE_SWITCHER_ROW, NULL);
  self->account = g_object_ref (account);
  self->clock = g_object_ref (clock);
  g_signal_connect_object (account, "notify", G_CALLBACK (account_changed_cb), self,
                           G_CONNECT_SWAPPED);
  account_changed_cb (self);

  return GTK_WIDGET (self);
}

JmAccount *
jm_switcher_row_get_account (JmSwitcherRow *self)
{
  g_return_val_if_fail (JM_IS_SWITCHER_ROW (self), NULL);

  return self->account;
}

void
jm_switcher_row_set_chosen (JmSwitcherRow *self,
                            gboolean       chosen)
{
  g_return_if_fail (JM_IS_SWITCHER_ROW (self));

  /* Keeps its room, so that the columns line up */
  gtk_widget_set_opacity (GTK_WIDGET (self->check), chosen ? 1 : 0);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_SELECTED, chosen, -1);
}

gboolean
jm_switcher_row_tick (JmSwitcherRow *self)
{
  g_autoptr (JmTokenFace) face = NULL;
  g_autofree char *name = NULL;

  g_return_val_if_fail (JM_IS_SWITCHER_ROW (self), FALSE);

  face = jm_token_face_read (self->account, self->clock);
  gtk_widget_remove_css_class (self->state_line, jm_tone_get_text_class (self->tone));
  self->tone = face->tone;
  gtk_widget_add_css_class (self->state_line, jm_tone_get_text_class (self->tone));
  gtk_image_set_from_icon_name (self->state_icon,
                                face->icon_name != NULL ? face->icon_name : face->ring_icon_name);
  jm_text_set_label (self->state_label, face->word);
  jm_text_set_label (self->value_label, face->value);

  name = g_strdup_printf ("%s, %s, %s", jm_account_get_name (self->account),
                          jm_account_get_place (self->account), face->word);
  jm_text_set_name (GTK_WIDGET (self), name);

  return face->ticking;
}
