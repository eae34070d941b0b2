/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-project-tile.h"

#include "jm-text.h"

/* style.css knows .tint-0 … .tint-7, one for each accent colour but grey. */
#define N_TINTS 8

struct _JmProjectTile
{
  GtkWidget  parent_instance;

  GtkLabel  *label;
  char      *text;
  char      *tint;
  int        size;
};

G_DEFINE_FINAL_TYPE (JmProjectTile, jm_project_tile, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_TEXT = 1,
  PROP_SIZE,
} JmProjectTileProperty;

static GParamSpec *properties[PROP_SIZE + 1];

/* The first character that is a letter, digit or sign of its own, with the marks that belong to it. */
static char *
dup_initial (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text ? text : "", -1);
  const char *start = valid;
  const char *end;
  g_autofree char *initial = NULL;

  while (*start != '\0' && !g_unichar_isgraph (g_utf8_get_char (start)))
    start = g_utf8_next_char (start);
  if (*start == '\0')
    return g_strdup ("?");

  end = g_utf8_next_char (start);
  for (guint marks = 0; marks < 2 && *end != '\0' && g_unichar_ismark (g_utf8_get_char (end)); marks++)
    end = g_utf8_next_char (end);
  initial = g_strndup (start, end - start);

  return g_utf8_strup (initial, -1);
}

static void
update_look (JmProjectTile *self)
{
  g_autofree char *initial = dup_initial (self->text);

  if (self->tint != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self), self->tint);
  g_free (self->tint);
  self->tint = g_strdup_printf ("tint-%u", g_str_hash (self->text ? self->text : "") % N_TINTS);
  gtk_widget_add_css_class (GTK_WIDGET (self), self->tint);
  jm_text_set_label (self->label, initial);
}

static void
jm_project_tile_measure (GtkWidget      *widget,
                         GtkOrientation  orientation,
                         int             for_size,
                         int            *minimum,
                         int            *natural,
                         int            *minimum_baseline,
                         int            *natural_baseline)
{
  *minimum = *natural = JM_PROJECT_TILE (widget)->size;
}

static void
jm_project_tile_size_allocate (GtkWidget *widget,
                               int        width,
                               int        height,
                               int        baseline)
{
  JmProjectTile *self = JM_PROJECT_TILE (widget);
  int wanted_width;
  int wanted_height;

  /* With large text the letter may want more than the tile has: it is centred and cut, the tile keeps its size. */
  gtk_widget_measure (GTK_WIDGET (self->label), GTK_ORIENTATION_HORIZONTAL, -1, &wanted_width, NULL, NULL, NULL);
  gtk_widget_measure (GTK_WIDGET (self->label), GTK_ORIENTATION_VERTICAL, -1, &wanted_height, NULL, NULL, NULL);
  wanted_width = MAX (wanted_width, width);
  wanted_height = MAX (wanted_height, height);
  gtk_widget_size_allocate (GTK_WIDGET (self->label),
                            &(GtkAllocation) { (width - wanted_width) / 2, (height - wanted_height) / 2,
                                               wanted_width, wanted_height },
                            -1);
}

static void
jm_project_tile_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  JmProjectTile *self = JM_PROJECT_TILE (object);

  switch ((JmProjectTileProperty) prop_id)
    {
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_SIZE:
      g_value_set_int (value, self->size);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_project_tile_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  JmProjectTile *self = JM_PROJECT_TILE (object);

  switch ((JmProjectTileProperty) prop_id)
    {
    case PROP_TEXT:
      jm_project_tile_set_text (self, g_value_get_string (value));
      break;
    case PROP_SIZE:
      self->size = g_value_get_int (value);
      gtk_widget_add_css_class (GTK_WIDGET (self), self->size > 40 ? "large" : "small");
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_project_tile_dispose (GObject *object)
{
  JmProjectTile *self = JM_PROJECT_TILE (object);

  if (self->label != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->label));
  self->label = NULL;

  G_OBJECT_CLASS (jm_project_tile_parent_class)->dispose (object);
}

static void
jm_project_tile_finalize (GObject *object)
{
  JmProjectTile *self = JM_PROJECT_TILE (object);

  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->tint, g_free);

  G_OBJECT_CLASS (jm_project_tile_parent_class)->finalize (object);
}

static void
jm_project_tile_class_init (JmProjectTileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = jm_project_tile_get_property;
  object_class->set_property = jm_project_tile_set_property;
  object_class->dispose = jm_project_tile_dispose;
  object_class->finalize = jm_project_tile_finalize;
  widget_class->measure = jm_project_tile_measure;
  widget_class->size_allocate = jm_project_tile_size_allocate;

  /** JmProjectTile:text: the name whose first letter is shown. */
  properties[PROP_TEXT] =
      g_param_spec_string ("text", NULL, NULL, NULL,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  /** JmProjectTile:size: the length of a side, px. */
  properties[PROP_SIZE] =
      g_param_spec_int ("size", NULL, NULL, 16, 128, 44,
                        G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_css_name (widget_class, "tile");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
jm_project_tile_init (JmProjectTile *self)
{
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_set_parent (GTK_WIDGET (self->label), GTK_WIDGET (self));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  update_look (self);
}

GtkWidget *
jm_project_tile_new (int         size,
                     const char *text)
{
  return g_object_new (JM_TYPE_PROJECT_TILE, "size", size, "text", text, NULL);
}

void
jm_project_tile_set_text (JmProjectTile *self,
                          const char    *text)
{
  g_return_if_fail (JM_IS_PROJECT_TILE (self));

  if (!g_set_str (&self->text, text))
    return;

  update_look (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}
