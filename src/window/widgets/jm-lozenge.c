/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-lozenge.h"

#include "jm-text.h"
#include "widgets/jm-status-glyph.h"

struct _JmLozenge
{
  GtkWidget      parent_instance;

  JmStatusGlyph *glyph;
  GtkLabel      *label;
  char          *text;
  char          *category;
};

G_DEFINE_FINAL_TYPE (JmLozenge, jm_lozenge, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_TEXT = 1,
  PROP_CATEGORY,
} JmLozengeProperty;

static GParamSpec *properties[PROP_CATEGORY + 1];

/* Jira's category and the style class that paints it. */
static const struct
{
  const char *category;
  const char *style;
} styles[] = {
  { "new", "todo" },
  { "indeterminate", "progress" },
  { "done", "done" },
};

static void
update_style (JmLozenge *self)
{
  gboolean known = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (styles); i++)
    {
      gboolean chosen = g_strcmp0 (self->category, styles[i].category) == 0;

      known = known || chosen;
      if (chosen)
        gtk_widget_add_css_class (GTK_WIDGET (self), styles[i].style);
      else
        gtk_widget_remove_css_class (GTK_WIDGET (self), styles[i].style);
    }

  gtk_widget_set_visible (GTK_WIDGET (self->glyph), known);
  jm_status_glyph_set_category (self->glyph, self->category);
}

static void
jm_lozenge_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  JmLozenge *self = JM_LOZENGE (object);

  switch ((JmLozengeProperty) prop_id)
    {
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_CATEGORY:
      g_value_set_string (value, self->category);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_lozenge_set_property (GObject      *object,
                         guint         prop_id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  JmLozenge *self = JM_LOZENGE (object);

  switch ((JmLozengeProperty) prop_id)
    {
    case PROP_TEXT:
      jm_lozenge_set_text (self, g_value_get_string (value));
      break;
    case PROP_CATEGORY:
      jm_lozenge_set_category (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_lozenge_dispose (GObject *object)
{
  JmLozenge *self = JM_LOZENGE (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))))
    gtk_widget_unparent (child);
  self->glyph = NULL;
  self->label = NULL;

  G_OBJECT_CLASS (jm_lozenge_parent_class)->dispose (object);
}

static void
jm_lozenge_finalize (GObject *object)
{
  JmLozenge *self = JM_LOZENGE (object);

  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->category, g_free);

  G_OBJECT_CLASS (jm_lozenge_parent_class)->finalize (object);
}

static gboolean
jm_lozenge_query_tooltip (GtkWidget  *widget,
                          int         x,
                          int         y,
                          gboolean    keyboard,
                          GtkTooltip *tooltip)
{
  return jm_text_answer_tooltip (tooltip, JM_LOZENGE (widget)->text);
}

static void
jm_lozenge_class_init (JmLozengeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = jm_lozenge_get_property;
  object_class->set_property = jm_lozenge_set_property;
  object_class->dispose = jm_lozenge_dispose;
  object_class->finalize = jm_lozenge_finalize;
  widget_class->query_tooltip = jm_lozenge_query_tooltip;

  /** JmLozenge:text: the status' name, as Jira gave it. */
  properties[PROP_TEXT] =
      g_param_spec_string ("text", NULL, NULL, NULL,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  /** JmLozenge:category: Jira's key of the status category, or NULL for a neutral lozenge. */
  properties[PROP_CATEGORY] =
      g_param_spec_string ("category", NULL, NULL, NULL,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_css_name (widget_class, "lozenge");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
jm_lozenge_init (JmLozenge *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "lozenge");
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_START);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))), 5);

  self->glyph = JM_STATUS_GLYPH (jm_status_glyph_new ());
  gtk_widget_set_parent (GTK_WIDGET (self->glyph), GTK_WIDGET (self));
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_ellipsize (self->label, PANGO_ELLIPSIZE_END);
  gtk_widget_set_parent (GTK_WIDGET (self->label), GTK_WIDGET (self));
  update_style (self);
}

GtkWidget *
jm_lozenge_new (void)
{
  return g_object_new (JM_TYPE_LOZENGE, NULL);
}

const char *
jm_lozenge_get_text (JmLozenge *self)
{
  g_return_val_if_fail (JM_IS_LOZENGE (self), NULL);

  return self->text;
}

void
jm_lozenge_set_text (JmLozenge  *self,
                     const char *text)
{
  g_return_if_fail (JM_IS_LOZENGE (self));

  if (!g_set_str (&self->text, text))
    return;

  jm_text_set_label (self->label, text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

const char *
jm_lozenge_get_category (JmLozenge *self)
{
  g_return_val_if_fail (JM_IS_LOZENGE (self), NULL);

  return self->category;
}

void
jm_lozenge_set_category (JmLozenge  *self,
                         const char *category)
{
  g_return_if_fail (JM_IS_LOZENGE (self));

  if (!g_set_str (&self->category, category))
    return;

  update_style (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CATEGORY]);
}
