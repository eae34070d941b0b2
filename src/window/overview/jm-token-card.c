/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-token-card.h"

#include "jm-text.h"
#include "widgets/jm-token-ring.h"

#define RING_SIZE 136
#define RING_SIZE_MEDIUM 112

struct _JmTokenCard
{
  AdwBin       parent_instance;

  JmCardForm   form;
  JmTone       tone;

  GtkBox      *columns;
  GtkBox      *words;
  GtkBox      *title_line;
  GtkButton   *button;
  GtkImage    *icon;
  GtkLabel    *detail_label;
  GtkLabel    *reason_label;
  GtkLabel    *title_label;
  GtkWidget   *spinner;
  JmTokenRing *ring;
};

G_DEFINE_ENUM_TYPE (JmCardForm, jm_card_form, G_DEFINE_ENUM_VALUE (JM_CARD_WIDE, "wide"), G_DEFINE_ENUM_VALUE (JM_CARD_MEDIUM, "medium"), G_DEFINE_ENUM_VALUE (JM_CARD_NARROW, "narrow"))

G_DEFINE_FINAL_TYPE (JmTokenCard, jm_token_card, ADW_TYPE_BIN)

typedef enum
{
  PROP_FORM = 1,
} JmTokenCardProperty;

static GParamSpec *properties[PROP_FORM + 1];

static void
move_button (JmTokenCard *self,
             GtkBox      *box)
{
  GtkWidget *button = GTK_WIDGET (self->button);

  if (gtk_widget_get_parent (button) == GTK_WIDGET (box))
    return;

  g_object_ref (button);
  gtk_box_remove (GTK_BOX (gtk_widget_get_parent (button)), button);
  gtk_box_append (box, button);
  g_object_unref (button);
}

static void
align_label (GtkLabel *label,
             gboolean  centered)
{
  gtk_label_set_xalign (label, centered ? 0.5f : 0);
  gtk_label_set_justify (label, centered ? GTK_JUSTIFY_CENTER : GTK_JUSTIFY_LEFT);
}

static void
flow (JmTokenCard *self)
{
  gboolean wide = self->form == JM_CARD_WIDE;
  gboolean narrow = self->form == JM_CARD_NARROW;
  GtkAlign align = narrow ? GTK_ALIGN_CENTER : GTK_ALIGN_START;

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->columns),
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_box_set_spacing (self->columns, narrow ? 18 : 28);
  move_button (self, wide ? self->columns : self->words);
  gtk_widget_set_halign (GTK_WIDGET (self->button), wide ? GTK_ALIGN_END : align);
  gtk_widget_set_margin_top (GTK_WIDGET (self->button), wide ? 0 : narrow ? 12 :
                                                                            6);
  gtk_widget_set_halign (GTK_WIDGET (self->title_line), align);
  align_label (self->title_label, FALSE);
  align_label (self->reason_label, narrow);
  align_label (self->detail_label, narrow);
  jm_token_ring_set_size (self->ring, self->form == JM_CARD_MEDIUM ? RING_SIZE_MEDIUM : RING_SIZE);
}

static void
jm_token_card_get_property (GObject    *object,
                            guint       property_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  switch ((JmTokenCardProperty) property_id)
    {
    case PROP_FORM:
      g_value_set_enum (value, JM_TOKEN_CARD (object)->form);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
jm_token_card_set_property (GObject      *object,
                            guint         property_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  switch ((JmTokenCardProperty) property_id)
    {
    case PROP_FORM:
      jm_token_card_set_form (JM_TOKEN_CARD (object), g_value_get_enum (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
jm_token_card_class_init (JmTokenCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = jm_token_card_get_property;
  object_class->set_property = jm_token_card_set_property;

  /**
   * JmTokenCard:form:
   *
   * How its parts lie, by the width of the page.
   */
  properties[PROP_FORM] = g_param_spec_enum ("form", NULL, NULL, JM_TYPE_CARD_FORM, JM_CARD_WIDE,
                                             G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
                                                 G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  g_type_ensure (JM_TYPE_TOKEN_RING);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/example/JiraMonitor/window/overview/jm-token-card.ui");
  gtk_widget_class_bind_template_child (widget_class, JmTokenCard, button);
  gtk_widget_class_bind_template_child (widget_class, JmTokenCard, columns);
  gtk_widget_class_bind_template_child (widget_class, JmTokenCard, detail_label);
  gtk_widget_class_bind_template_child (widget_class, JmTokenCard, icon);
  gtk_widget_class_bind_template_child (widget_class, JmTokenCard, reason_label);
  gtk_widget_class_bind_template_child (widget_class, JmTokenCard, ring);
  gtk_widget_class_bind_template_child (widget_class, JmTokenCard, spinner);
  gtk_widget_class_bind_template_child (widget_class, JmTokenCard, title_label);
  gtk_widget_class_bind_template_child (widget_class, JmTokenCard, title_line);
  gtk_widget_class_bind_template_child (widget_class, JmTokenCard, words);
}

static void
jm_token_card_init (JmTokenCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), jm_tone_get_text_class (self->tone));
  flow (self);
}

GtkWidget *
jm_token_card_new (void)
{
  return g_object_new (JM_TYPE_TOKEN_CARD, NULL);
}

static void
set_optional_label (GtkLabel   *label,
                    const char *text)
{
  jm_text_set_label (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

static void
set_button (JmTokenCard       *self,
            const JmTokenFace *face)
{
  GtkActionable *actionable = GTK_ACTIONABLE (self->button);
  const char *action = face->sensitive ? face->action : NULL;

  if (g_strcmp0 (gtk_button_get_label (self->button), face->button_label) != 0)
    gtk_button_set_label (self->button, face->button_label);

  /* Without an action in between: one with a target of the wrong type would be complained about */
  if (g_strcmp0 (gtk_actionable_get_action_name (actionable), action) != 0)
    gtk_actionable_set_action_name (actionable, NULL);
  gtk_actionable_set_action_target_value (
      actionable, face->target != NULL ? g_variant_new_string (face->target) : NULL);
  gtk_actionable_set_action_name (actionable, action);
  if (action == NULL)
    gtk_widget_set_sensitive (GTK_WIDGET (self->button), FALSE);

  if (face->suggested)
    gtk_widget_add_css_class (GTK_WIDGET (self->button), "suggested-action");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->button), "suggested-action");
}

/**
 * jm_token_card_set_face:
 * @self: a card
 * @face: what it shows; copied where needed
 *
 * Touches only what differs, so that a tick costs one label and one ring.
 */
void
jm_token_card_set_face (JmTokenCard       *self,
                        const JmTokenFace *face)
{
  gboolean busy;

  g_return_if_fail (JM_IS_TOKEN_CARD (self));
  g_return_if_fail (face != NULL);

  busy = face->icon_name == NULL;
  jm_token_ring_set_face (self->ring, face);
  jm_text_set_label (self->title_label, face->title);
  set_optional_label (self->reason_label, face->reason);
  set_optional_label (self->detail_label, face->detail);
  set_button (self, face);

  gtk_widget_set_visible (self->spinner, busy);
  gtk_widget_set_visible (GTK_WIDGET (self->icon), !busy);
  if (!busy && g_strcmp0 (gtk_image_get_icon_name (self->icon), face->icon_name) != 0)
    gtk_image_set_from_icon_name (self->icon, face->icon_name);
  if (self->tone != face->tone)
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self->icon), jm_tone_get_text_class (self->tone));
      gtk_widget_add_css_class (GTK_WIDGET (self->icon), jm_tone_get_text_class (face->tone));
      self->tone = face->tone;
    }
}

JmCardForm
jm_token_card_get_form (JmTokenCard *self)
{
  g_return_val_if_fail (JM_IS_TOKEN_CARD (self), JM_CARD_WIDE);

  return self->form;
}

void
jm_token_card_set_form (JmTokenCard *self,
                        JmCardForm   form)
{
  g_return_if_fail (JM_IS_TOKEN_CARD (self));

  if (self->form == form)
    return;

  self->form = form;
  flow (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FORM]);
}
