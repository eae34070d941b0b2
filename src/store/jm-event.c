/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-event-private.h"

#include "store/jm-statement.h"

struct _JmEvent
{
  GObject parent_instance;

  gint64 id;
  gint64 time_ms;
  JmEventKind kind;
  char *credential_id;
  char *account_id;
  char *account_name;
  char *message;
  char *detail;
  gboolean seen;
};

G_DEFINE_FINAL_TYPE (JmEvent, jm_event, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (JmEventKind,
                    jm_event_kind,
                    G_DEFINE_ENUM_VALUE (JM_EVENT_REFRESH, "refresh"),
                    G_DEFINE_ENUM_VALUE (JM_EVENT_ERROR, "error"),
                    G_DEFINE_ENUM_VALUE (JM_EVENT_WARNING, "warning"),
                    G_DEFINE_ENUM_VALUE (JM_EVENT_INFO, "info"))

typedef enum
{
  PROP_ID = 1,
  PROP_TIME,
  PROP_KIND,
  PROP_CREDENTIAL_ID,
  PROP_ACCOUNT_ID,
  PROP_ACCOUNT_NAME,
  PROP_MESSAGE,
  PROP_DETAIL,
  PROP_SEEN,
} JmEventProperty;

static GParamSpec *properties[PROP_SEEN + 1];

static void
jm_event_finalize (GObject *object)
{
  JmEvent *self = JM_EVENT (object);

  g_free (self->credential_id);
  g_free (self->account_id);
  g_free (self->account_name);
  g_free (self->message);
  g_free (self->detail);

  G_OBJECT_CLASS (jm_event_parent_class)->finalize (object);
}

static void
jm_event_get_property (GObject    *object,
                       guint       id,
                       GValue     *value,
                       GParamSpec *pspec)
{
  JmEvent *self = JM_EVENT (object);

  switch ((JmEventProperty) id)
    {
    case PROP_ID:
      g_value_set_int64 (value, self->id);
      break;
    case PROP_TIME:
      g_value_set_int64 (value, self->time_ms);
      break;
    case PROP_KIND:
      g_value_set_enum (value, self->kind);
      break;
    case PROP_CREDENTIAL_ID:
      g_value_set_string (value, self->credential_id);
      break;
    case PROP_ACCOUNT_ID:
      g_value_set_string (value, self->account_id);
      break;
    case PROP_ACCOUNT_NAME:
      g_value_set_string (value, self->account_name);
      break;
    case PROP_MESSAGE:
      g_value_set_string (value, self->message);
      break;
    case PROP_DETAIL:
      g_value_set_string (value, self->detail);
      break;
    case PROP_SEEN:
      g_value_set_boolean (value, self->seen);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
jm_event_class_init (JmEventClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = jm_event_finalize;
  object_class->get_property = jm_event_get_property;

  properties[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  /* ms since the epoch */
  properties[PROP_TIME] = g_param_spec_int64 ("time", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  properties[PROP_KIND] =
      g_param_spec_enum ("kind", NULL, NULL, JM_TYPE_EVENT_KIND, JM_EVENT_INFO, flags);
  properties[PROP_CREDENTIAL_ID] = g_param_spec_string ("credential-id", NULL, NULL, NULL, flags);
  properties[PROP_ACCOUNT_ID] = g_param_spec_string ("account-id", NULL, NULL, NULL, flags);
  properties[PROP_ACCOUNT_NAME] = g_param_spec_string ("account-name", NULL, NULL, NULL, flags);
  properties[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, NULL, flags);
  properties[PROP_DETAIL] = g_param_spec_string ("detail", NULL, NULL, NULL, flags);
  /* The only one that changes. */
  properties[PROP_SEEN] = g_param_spec_boolean ("seen", NULL, NULL, FALSE, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
jm_event_init (JmEvent *self)
{
}

/* A kind that a newer version wrote is an info here. */
static JmEventKind
kind_from_int (gint64 kind)
{
  return kind >= JM_EVENT_REFRESH && kind <= JM_EVENT_INFO ? (JmEventKind) kind : JM_EVENT_INFO;
}

JmEvent *
jm_event_new_from_row (sqlite3_stmt *statement)
{
  JmEvent *self = g_object_new (JM_TYPE_EVENT, NULL);

  self->id = sqlite3_column_int64 (statement, 0);
  self->time_ms = sqlite3_column_int64 (statement, 1);
  self->kind = kind_from_int (sqlite3_column_int64 (statement, 2));
  self->credential_id = jm_statement_dup (statement, 3);
  self->account_id = jm_statement_dup (statement, 4);
  self->account_name = jm_statement_dup (statement, 5);
  self->message = jm_statement_dup (statement, 6);
  self->detail = jm_statement_dup (statement, 7);
  return self;
}

void
jm_event_set_seen (JmEvent  *self,
                   gboolean  seen)
{
  if (self->seen == seen)
    return;

  self->seen = seen;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEEN]);
}

gboolean
jm_event_is_loud (JmEvent *self)
{
  return self->kind == JM_EVENT_ERROR || self->kind == JM_EVENT_WARNING;
}

const char *
jm_event_kind_to_nick (JmEventKind kind)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (JM_TYPE_EVENT_KIND);
  GEnumValue *value = g_enum_get_value (klass, kind);

  g_return_val_if_fail (value != NULL, NULL);

  return value->value_nick;
}

gint64
jm_event_get_id (JmEvent *self)
{
  g_return_val_if_fail (JM_IS_EVENT (self), 0);

  return self->id;
}

gint64
jm_event_get_time_ms (JmEvent *self)
{
  g_return_val_if_fail (JM_IS_EVENT (self), 0);

  return self->time_ms;
}

JmEventKind
jm_event_get_kind (JmEvent *self)
{
  g_return_val_if_fail (JM_IS_EVENT (self), JM_EVENT_INFO);

  return self->kind;
}

const char *
jm_event_get_credential_id (JmEvent *self)
{
  g_return_val_if_fail (JM_IS_EVENT (self), NULL);

  return self->credential_id;
}

const char *
jm_event_get_account_id (JmEvent *self)
{
  g_return_val_if_fail (JM_IS_EVENT (self), NULL);

  return self->account_id;
}

const char *
jm_event_get_account_name (JmEvent *self)
{
  g_return_val_if_fail (JM_IS_EVENT (self), NULL);

  return self->account_name;
}

const char *
jm_event_get_message (JmEvent *self)
{
  g_return_val_if_fail (JM_IS_EVENT (self), NULL);

  return self->message;
}

const char *
jm_event_get_detail (JmEvent *self)
{
  g_return_val_if_fail (JM_IS_EVENT (self), NULL);

  return self->detail;
}
