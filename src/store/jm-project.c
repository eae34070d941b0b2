/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-statement.h"
#include "store/jm-store-private.h"

struct _JmProject
{
  GObject parent_instance;

  char *id;
  char *key;
  char *name;
  char *kind;
  char *lead;
  char *avatar_url;
  gint64 open_issues;
  gint64 total_issues;
  gint64 updated_ms;
};

G_DEFINE_FINAL_TYPE (JmProject, jm_project, G_TYPE_OBJECT)

typedef enum
{
  PROP_ID = 1,
  PROP_KEY,
  PROP_NAME,
  PROP_KIND,
  PROP_LEAD,
  PROP_AVATAR_URL,
  PROP_OPEN_ISSUES,
  PROP_TOTAL_ISSUES,
} JmProjectProperty;

static GParamSpec *properties[PROP_TOTAL_ISSUES + 1];

static void
jm_project_finalize (GObject *object)
{
  JmProject *self = JM_PROJECT (object);

  g_free (self->id);
  g_free (self->key);
  g_free (self->name);
  g_free (self->kind);
  g_free (self->lead);
  g_free (self->avatar_url);

  G_OBJECT_CLASS (jm_project_parent_class)->finalize (object);
}

static void
jm_project_get_property (GObject    *object,
                         guint       id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  JmProject *self = JM_PROJECT (object);

  switch ((JmProjectProperty) id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_KEY:
      g_value_set_string (value, self->key);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_KIND:
      g_value_set_string (value, self->kind);
      break;
    case PROP_LEAD:
      g_value_set_string (value, self->lead);
      break;
    case PROP_AVATAR_URL:
      g_value_set_string (value, self->avatar_url);
      break;
    case PROP_OPEN_ISSUES:
      g_value_set_int64 (value, self->open_issues);
      break;
    case PROP_TOTAL_ISSUES:
      g_value_set_int64 (value, self->total_issues);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
install_string (JmProjectProperty  id,
                const char        *name)
{
  properties[id] =
      g_param_spec_string (name, NULL, NULL, NULL,
                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
}

/* How many of its issues are stored; -1: none was fetched yet */
static void
install_count (JmProjectProperty  id,
               const char        *name)
{
  properties[id] =
      g_param_spec_int64 (name, NULL, NULL, -1, G_MAXINT64, -1,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
}

static void
jm_project_class_init (JmProjectClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = jm_project_finalize;
  object_class->get_property = jm_project_get_property;

  install_string (PROP_ID, "id");
  install_string (PROP_KEY, "key");
  install_string (PROP_NAME, "name");
  install_string (PROP_KIND, "kind");
  install_string (PROP_LEAD, "lead");
  install_string (PROP_AVATAR_URL, "avatar-url");
  install_count (PROP_OPEN_ISSUES, "open-issues");
  install_count (PROP_TOTAL_ISSUES, "total-issues");
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
jm_project_init (JmProject *self)
{
}

JmProject *
jm_project_new_from_row (sqlite3_stmt *statement)
{
  JmProject *self = g_object_new (JM_TYPE_PROJECT, NULL);

  self->id = jm_statement_dup (statement, 0);
  self->key = jm_statement_dup (statement, 1);
  self->name = jm_statement_dup (statement, 2);
  self->kind = jm_statement_dup (statement, 3);
  self->lead = jm_statement_dup (statement, 4);
  self->avatar_url = jm_statement_dup (statement, 5);
  self->open_issues = sqlite3_column_int64 (statement, 6);
  self->total_issues = sqlite3_column_int64 (statement, 7);
  self->updated_ms = sqlite3_column_int64 (statement, 8);
  return self;
}

const char *
jm_project_get_id (JmProject *self)
{
  g_return_val_if_fail (JM_IS_PROJECT (self), NULL);

  return self->id;
}

const char *
jm_project_get_key (JmProject *self)
{
  g_return_val_if_fail (JM_IS_PROJECT (self), NULL);

  return self->key;
}

const char *
jm_project_get_name (JmProject *self)
{
  g_return_val_if_fail (JM_IS_PROJECT (self), NULL);

  return self->name;
}

const char *
jm_project_get_kind (JmProject *self)
{
  g_return_val_if_fail (JM_IS_PROJECT (self), NULL);

  return self->kind;
}

const char *
jm_project_get_lead (JmProject *self)
{
  g_return_val_if_fail (JM_IS_PROJECT (self), NULL);

  return self->lead;
}

const char *
jm_project_get_avatar_url (JmProject *self)
{
  g_return_val_if_fail (JM_IS_PROJECT (self), NULL);

  return self->avatar_url;
}

gint64
jm_project_get_open_issues (JmProject *self)
{
  g_return_val_if_fail (JM_IS_PROJECT (self), -1);

  return self->open_issues;
}

gint64
jm_project_get_total_issues (JmProject *self)
{
  g_return_val_if_fail (JM_IS_PROJECT (self), -1);

  return self->total_issues;
}

gint64
jm_project_get_updated_ms (JmProject *self)
{
  g_return_val_if_fail (JM_IS_PROJECT (self), 0);

  return self->updated_ms;
}
