/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-issue-icon.h"

#include "jm-text.h"

G_DEFINE_ENUM_TYPE (JmIssueIconOf, jm_issue_icon_of, G_DEFINE_ENUM_VALUE (JM_ISSUE_ICON_KIND, "kind"), G_DEFINE_ENUM_VALUE (JM_ISSUE_ICON_PRIORITY, "priority"))

typedef struct
{
  const char *name;
  const char *icon;
  const char *style;
} Look;

struct _JmIssueIcon
{
  GtkWidget      parent_instance;

  GtkImage      *image;
  JmIssueIconOf  of;
  char          *name;
  const Look    *look;          /* NULL: no icon */
};

G_DEFINE_FINAL_TYPE (JmIssueIcon, jm_issue_icon, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_OF = 1,
  PROP_NAME,
} JmIssueIconProperty;

static GParamSpec *properties[PROP_NAME + 1];

static const Look kinds[] = {
  { "Bug", "radio-checked-symbolic", "error" },
  { "Story", "user-bookmarks-symbolic", "tone-green" },
  { "Task", "checkbox-checked-symbolic", "tone-blue" },
  { "Epic", "thunderbolt-symbolic", "tone-purple" },
  { "Sub-task", "view-dual-symbolic", "tone-blue" },
  { "Subtask", "view-dual-symbolic", "tone-blue" },
  { NULL, "checkbox-symbolic", "dimmed" },
};

static const Look priorities[] = {
  { "Highest", "go-top-symbolic", "error" },
  { "High", "go-up-symbolic", "error" },
  { "Medium", "value-decrease-symbolic", "warning" },
  { "Low", "go-down-symbolic", "tone-blue" },
  { "Lowest", "go-bottom-symbolic", "tone-blue" },
  { NULL, "value-decrease-symbolic", "dimmed" },
};

static const Look *
find_look (const Look *table,
           const char *name)
{
  while (table->name != NULL && g_ascii_strcasecmp (table->name, name) != 0)
    table++;

  return table;
}

static void
update_look (JmIssueIcon *self)
{
  const Look *table = self->of == JM_ISSUE_ICON_KIND ? kinds : priorities;
  const Look *look = self->name != NULL ? find_look (table, self->name) : NULL;

  /* In a list most neighbours look the same. */
  if (look == self->look)
    return;

  if (self->look != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self->image), self->look->style);
  self->look = look;
  if (look == NULL)
    {
      gtk_image_clear (self->image);
      return;
    }

  gtk_image_set_from_icon_name (self->image, look->icon);
  gtk_widget_add_css_class (GTK_WIDGET (self->image), look->style);
}

static void
jm_issue_icon_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  JmIssueIcon *self = JM_ISSUE_ICON (object);

  switch ((JmIssueIconProperty) prop_id)
    {
    case PROP_OF:
      g_value_set_enum (value, self->of);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_issue_icon_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  JmIssueIcon *self = JM_ISSUE_ICON (object);

  switch ((JmIssueIconProperty) prop_id)
    {
    case PROP_OF:
      self->of = g_value_get_enum (value);
      break;
    case PROP_NAME:
      jm_issue_icon_set_name (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_issue_icon_dispose (GObject *object)
{
  JmIssueIcon *self = JM_ISSUE_ICON (object);

  if (self->image != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->image));
  self->image = NULL;

  G_OBJECT_CLASS (jm_issue_icon_parent_class)->dispose (object);
}

static void
jm_issue_icon_finalize (GObject *object)
{
  g_clear_pointer (&JM_ISSUE_ICON (object)->name, g_free);

  G_OBJECT_CLASS (jm_issue_icon_parent_class)->finalize (object);
}

static gboolean
jm_issue_icon_query_tooltip (GtkWidget  *widget,
                             int         x,
                             int         y,
                             gboolean    keyboard,
                             GtkTooltip *tooltip)
{
  return jm_text_answer_tooltip (tooltip, JM_ISSUE_ICON (widget)->name);
}

static void
jm_issue_icon_class_init (JmIssueIconClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = jm_issue_icon_get_property;
  object_class->set_property = jm_issue_icon_set_property;
  object_class->dispose = jm_issue_icon_dispose;
  object_class->finalize = jm_issue_icon_finalize;
  widget_class->query_tooltip = jm_issue_icon_query_tooltip;

  /** JmIssueIcon:of: whether it shows types or priorities. */
  properties[PROP_OF] =
      g_param_spec_enum ("of", NULL, NULL, JM_TYPE_ISSUE_ICON_OF, JM_ISSUE_ICON_KIND,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  /** JmIssueIcon:name: the type's or priority's name, as Jira gave it. */
  properties[PROP_NAME] =
      g_param_spec_string ("name", NULL, NULL, NULL,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_css_name (widget_class, "issueicon");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
jm_issue_icon_init (JmIssueIcon *self)
{
  self->image = GTK_IMAGE (gtk_image_new ());
  gtk_image_set_pixel_size (self->image, 16);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_widget_set_parent (GTK_WIDGET (self->image), GTK_WIDGET (self));
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

GtkWidget *
jm_issue_icon_new (JmIssueIconOf of)
{
  return g_object_new (JM_TYPE_ISSUE_ICON, "of", of, NULL);
}

void
jm_issue_icon_set_name (JmIssueIcon *self,
                        const char  *name)
{
  g_return_if_fail (JM_IS_ISSUE_ICON (self));

  if (!g_set_str (&self->name, name))
    return;

  update_look (self);
  jm_text_set_name (GTK_WIDGET (self), name);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
}
