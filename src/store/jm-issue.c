/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-issue-private.h"

#include "store/jm-statement.h"

struct _JmIssue
{
  GObject parent_instance;

  char *id;
  char *key;
  char *summary;
  char *kind;
  char *status;
  char *status_category;
  char *priority;
  char *assignee;
  char *reporter;
  gint64 created_ms;
  gint64 updated_ms;
  gint64 resolved_ms;
  gint64 due_ms;
};

G_DEFINE_FINAL_TYPE (JmIssue, jm_issue, G_TYPE_OBJECT)

typedef enum
{
  PROP_ID = 1,
  PROP_KEY,
  PROP_SUMMARY,
  PROP_KIND,
  PROP_STATUS,
  PROP_STATUS_CATEGORY,
  PROP_PRIORITY,
  PROP_ASSIGNEE,
  PROP_REPORTER,
  PROP_CREATED,
  PROP_UPDATED,
  PROP_RESOLVED,
  PROP_DUE,
} JmIssueProperty;

static GParamSpec *properties[PROP_DUE + 1];

static void
jm_issue_finalize (GObject *object)
{
  JmIssue *self = JM_ISSUE (object);

  g_free (self->id);
  g_free (self->key);
  g_free (self->summary);
  g_free (self->kind);
  g_free (self->status);
  g_free (self->status_category);
  g_free (self->priority);
  g_free (self->assignee);
  g_free (self->reporter);

  G_OBJECT_CLASS (jm_issue_parent_class)->finalize (object);
}

static void
jm_issue_get_property (GObject    *object,
                       guint       id,
                       GValue     *value,
                       GParamSpec *pspec)
{
  JmIssue *self = JM_ISSUE (object);

  switch ((JmIssueProperty) id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_KEY:
      g_value_set_string (value, self->key);
      break;
    case PROP_SUMMARY:
      g_value_set_string (value, self->summary);
      break;
    case PROP_KIND:
      g_value_set_string (value, self->kind);
      break;
    case PROP_STATUS:
      g_value_set_string (value, self->status);
      break;
    case PROP_STATUS_CATEGORY:
      g_value_set_string (value, self->status_category);
      break;
    case PROP_PRIORITY:
      g_value_set_string (value, self->priority);
      break;
    case PROP_ASSIGNEE:
      g_value_set_string (value, self->assignee);
      break;
    case PROP_REPORTER:
      g_value_set_string (value, self->reporter);
      break;
    case PROP_CREATED:
      g_value_set_int64 (value, self->created_ms);
      break;
    case PROP_UPDATED:
      g_value_set_int64 (value, self->updated_ms);
      break;
    case PROP_RESOLVED:
      g_value_set_int64 (value, self->resolved_ms);
      break;
    case PROP_DUE:
      g_value_set_int64 (value, self->due_ms);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
install_string (JmIssueProperty  id,
                const char      *name)
{
  properties[id] =
      g_param_spec_string (name, NULL, NULL, NULL,
                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
}

/* ms since the epoch; 0: Jira did not say */
static void
install_time (JmIssueProperty  id,
              const char      *name)
{
  properties[id] =
      g_param_spec_int64 (name, NULL, NULL, G_MININT64, G_MAXINT64, 0,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
}

static void
jm_issue_class_init (JmIssueClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = jm_issue_finalize;
  object_class->get_property = jm_issue_get_property;

  install_string (PROP_ID, "id");
  install_string (PROP_KEY, "key");
  install_string (PROP_SUMMARY, "summary");
  install_string (PROP_KIND, "kind");
  install_string (PROP_STATUS, "status");
  install_string (PROP_STATUS_CATEGORY, "status-category");
  install_string (PROP_PRIORITY, "priority");
  install_string (PROP_ASSIGNEE, "assignee");
  install_string (PROP_REPORTER, "reporter");
  install_time (PROP_CREATED, "created");
  install_time (PROP_UPDATED, "updated");
  install_time (PROP_RESOLVED, "resolved");
  install_time (PROP_DUE, "due");

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
jm_issue_init (JmIssue *self)
{
}

JmIssue *
jm_issue_new_from_row (sqlite3_stmt *statement)
{
  JmIssue *self = g_object_new (JM_TYPE_ISSUE, NULL);

  self->id = jm_statement_dup (statement, 0);
  self->key = jm_statement_dup (statement, 1);
  self->summary = jm_statement_dup (statement, 2);
  self->kind = jm_statement_dup (statement, 3);
  self->status = jm_statement_dup (statement, 4);
  self->status_category = jm_statement_dup (statement, 5);
  self->priority = jm_statement_dup (statement, 6);
  self->assignee = jm_statement_dup (statement, 7);
  self->reporter = jm_statement_dup (statement, 8);
  self->created_ms = sqlite3_column_int64 (statement, 9);
  self->updated_ms = sqlite3_column_int64 (statement, 10);
  self->resolved_ms = sqlite3_column_int64 (statement, 11);
  self->due_ms = sqlite3_column_int64 (statement, 12);
  return self;
}

JmIssue *
jm_issue_new_gone (gint64 id)
{
  JmIssue *self = g_object_new (JM_TYPE_ISSUE, NULL);

  self->id = g_strdup_printf ("%" G_GINT64_FORMAT, id);
  self->key = g_strdup ("");
  self->summary = g_strdup ("");
  self->status_category = g_strdup ("undefined");
  return self;
}

gboolean
jm_issue_equal (JmIssue *self,
                JmIssue *other)
{
  return g_str_equal (self->id, other->id) && g_str_equal (self->key, other->key) &&
         g_str_equal (self->summary, other->summary) && g_strcmp0 (self->kind, other->kind) == 0 &&
         g_strcmp0 (self->status, other->status) == 0 &&
         g_strcmp0 (self->status_category, other->status_category) == 0 &&
         g_strcmp0 (self->priority, other->priority) == 0 &&
         g_strcmp0 (self->assignee, other->assignee) == 0 &&
         g_strcmp0 (self->reporter, other->reporter) == 0 &&
         self->created_ms == other->created_ms && self->updated_ms == other->updated_ms &&
         self->resolved_ms == other->resolved_ms && self->due_ms == other->due_ms;
}

const char *
jm_issue_get_id (JmIssue *self)
{
  g_return_val_if_fail (JM_IS_ISSUE (self), NULL);

  return self->id;
}

const char *
jm_issue_get_key (JmIssue *self)
{
  g_return_val_if_fail (JM_IS_ISSUE (self), NULL);

  return self->key;
}

const char *
jm_issue_get_summary (JmIssue *self)
{
  g_return_val_if_fail (JM_IS_ISSUE (self), NULL);

  return self->summary;
}

const char *
jm_issue_get_kind (JmIssue *self)
{
  g_return_val_if_fail (JM_IS_ISSUE (self), NULL);

  return self->kind;
}

const char *
jm_issue_get_status (JmIssue *self)
{
  g_return_val_if_fail (JM_IS_ISSUE (self), NULL);

  return self->status;
}

const char *
jm_issue_get_status_category (JmIssue *self)
{
  g_return_val_if_fail (JM_IS_ISSUE (self), NULL);

  return self->status_category;
}

const char *
jm_issue_get_priority (JmIssue *self)
{
  g_return_val_if_fail (JM_IS_ISSUE (self), NULL);

  return self->priority;
}

const char *
jm_issue_get_assignee (JmIssue *self)
{
  g_return_val_if_fail (JM_IS_ISSUE (self), NULL);

  return self->assignee;
}

const char *
jm_issue_get_reporter (JmIssue *self)
{
  g_return_val_if_fail (JM_IS_ISSUE (self), NULL);

  return self->reporter;
}

gint64
jm_issue_get_created_ms (JmIssue *self)
{
  g_return_val_if_fail (JM_IS_ISSUE (self), 0);

  return self->created_ms;
}

gint64
jm_issue_get_updated_ms (JmIssue *self)
{
  g_return_val_if_fail (JM_IS_ISSUE (self), 0);

  return self->updated_ms;
}

gint64
jm_issue_get_resolved_ms (JmIssue *self)
{
  g_return_val_if_fail (JM_IS_ISSUE (self), 0);

  return self->resolved_ms;
}

gint64
jm_issue_get_due_ms (JmIssue *self)
{
  g_return_val_if_fail (JM_IS_ISSUE (self), 0);

  return self->due_ms;
}
