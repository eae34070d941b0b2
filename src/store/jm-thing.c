/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-thing-source.h"

struct _JmThing
{
  GObject parent_instance;

  char *id;
  char *name;
  char *remark;
};

G_DEFINE_FINAL_TYPE (JmThing, jm_thing, G_TYPE_OBJECT)

typedef enum
{
  PROP_ID = 1,
  PROP_NAME,
  PROP_REMARK,
} JmThingProperty;

static GParamSpec *properties[PROP_REMARK + 1];

static void
jm_thing_finalize (GObject *object)
{
  JmThing *self = JM_THING (object);

  g_free (self->id);
  g_free (self->name);
  g_free (self->remark);

  G_OBJECT_CLASS (jm_thing_parent_class)->finalize (object);
}

static void
jm_thing_get_property (GObject    *object,
                       guint       id,
                       GValue     *value,
                       GParamSpec *pspec)
{
  JmThing *self = JM_THING (object);

  switch ((JmThingProperty) id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_REMARK:
      g_value_set_string (value, self->remark);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
jm_thing_class_init (JmThingClass *klass)
{
  static const char *const names[] = { [PROP_ID] = "id",
                                       [PROP_NAME] = "name",
                                       [PROP_REMARK] = "remark" };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = jm_thing_finalize;
  object_class->get_property = jm_thing_get_property;

  for (JmThingProperty id = PROP_ID; id <= PROP_REMARK; id++)
    properties[id] =
        g_param_spec_string (names[id], NULL, NULL, NULL,
                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
jm_thing_init (JmThing *self)
{
}

JmThing *
jm_thing_new (const char *id,
              const char *name,
              const char *remark)
{
  JmThing *self = g_object_new (JM_TYPE_THING, NULL);

  self->id = g_utf8_make_valid (id, -1);
  self->name = g_utf8_make_valid (name, -1);
  self->remark = remark != NULL ? g_utf8_make_valid (remark, -1) : NULL;
  return self;
}

const char *
jm_thing_get_id (JmThing *self)
{
  g_return_val_if_fail (JM_IS_THING (self), NULL);

  return self->id;
}

const char *
jm_thing_get_name (JmThing *self)
{
  g_return_val_if_fail (JM_IS_THING (self), NULL);

  return self->name;
}

const char *
jm_thing_get_remark (JmThing *self)
{
  g_return_val_if_fail (JM_IS_THING (self), NULL);

  return self->remark;
}
