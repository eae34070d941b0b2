/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-issue-list.h"

#include "base/jm-json.h"

/*
 * A JmIssueQuery as a value: copied, compared, and written as one line of JSON for a saved view.
 * How it is asked of SQLite is in jm-issue-sql.c.
 */

/* The texts of a query and their names in JSON. */
typedef struct
{
  const char *name;
  gsize offset;
} TextMember;

static const TextMember texts[] = {
  { "project", G_STRUCT_OFFSET (JmIssueQuery, project_key) },
  { "category", G_STRUCT_OFFSET (JmIssueQuery, status_category) },
  { "status", G_STRUCT_OFFSET (JmIssueQuery, status) },
  { "kind", G_STRUCT_OFFSET (JmIssueQuery, kind) },
  { "priority", G_STRUCT_OFFSET (JmIssueQuery, priority) },
  { "assignee", G_STRUCT_OFFSET (JmIssueQuery, assignee) },
  { "text", G_STRUCT_OFFSET (JmIssueQuery, text) },
};

/* Words of a file that stays: never change one, only add. */
static const char *const works[] = {
  [JM_ISSUE_WORK_ALL] = "all",
  [JM_ISSUE_WORK_ASSIGNED] = "assigned",
  [JM_ISSUE_WORK_REPORTED] = "reported",
  [JM_ISSUE_WORK_WATCHED] = "watched",
  [JM_ISSUE_WORK_MENTIONED] = "mentioned",
  [JM_ISSUE_WORK_VIEWED] = "viewed",
};

static const char *const groups[] = {
  [JM_ISSUE_GROUP_NONE] = "none",
  [JM_ISSUE_GROUP_PROJECT] = "project",
  [JM_ISSUE_GROUP_STATUS] = "status",
  [JM_ISSUE_GROUP_KIND] = "kind",
  [JM_ISSUE_GROUP_PRIORITY] = "priority",
  [JM_ISSUE_GROUP_ASSIGNEE] = "assignee",
};

static const char *const sorts[] = {
  [JM_ISSUE_SORT_UPDATED] = "updated",
  [JM_ISSUE_SORT_CREATED] = "created",
  [JM_ISSUE_SORT_KEY] = "key",
  [JM_ISSUE_SORT_SUMMARY] = "summary",
  [JM_ISSUE_SORT_KIND] = "kind",
  [JM_ISSUE_SORT_STATUS] = "status",
  [JM_ISSUE_SORT_PRIORITY] = "priority",
  [JM_ISSUE_SORT_ASSIGNEE] = "assignee",
  [JM_ISSUE_SORT_VIEWED] = "viewed",
};

G_STATIC_ASSERT (G_N_ELEMENTS (works) == JM_N_ISSUE_WORKS);
G_STATIC_ASSERT (G_N_ELEMENTS (groups) == JM_N_ISSUE_GROUPS);
G_STATIC_ASSERT (G_N_ELEMENTS (sorts) == JM_N_ISSUE_SORTS);

G_DEFINE_BOXED_TYPE (JmIssueQuery, jm_issue_query, jm_issue_query_copy, jm_issue_query_free)

static char **
text_at (const JmIssueQuery *self,
         guint               number)
{
  return G_STRUCT_MEMBER_P (self, texts[number].offset);
}

static guint
find_word (const char *const *words,
           guint              n_words,
           const char        *word)
{
  for (guint i = 0; i < n_words; i++)
    if (g_str_equal (words[i], word))
      return i;

  return 0;
}

JmIssueQuery *
jm_issue_query_copy (const JmIssueQuery *self)
{
  JmIssueQuery *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    *text_at (copy, i) = g_strdup (*text_at (self, i));
  return copy;
}

void
jm_issue_query_free (JmIssueQuery *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (*text_at (self, i));
  g_free (self);
}

gboolean
jm_issue_query_equal (const JmIssueQuery *self,
                      const JmIssueQuery *other)
{
  g_return_val_if_fail (self != NULL && other != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_strcmp0 (*text_at (self, i), *text_at (other, i)) != 0)
      return FALSE;

  return self->updated_since_ms == other->updated_since_ms && self->work == other->work &&
         self->group == other->group && self->sort == other->sort &&
         !self->descending == !other->descending;
}

static void
add_word (JsonBuilder *builder,
          const char  *name,
          const char  *word)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, word);
}

/**
 * jm_issue_query_to_json:
 *
 * Returns: (transfer full): one line, an object: what restricts nothing and what is 0 is left out
 */
char *
jm_issue_query_to_json (const JmIssueQuery *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  json_builder_begin_object (builder);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (*text_at (self, i) != NULL)
      add_word (builder, texts[i].name, *text_at (self, i));
  if (self->updated_since_ms != 0)
    {
      json_builder_set_member_name (builder, "since");
      json_builder_add_int_value (builder, self->updated_since_ms);
    }
  if (self->work != JM_ISSUE_WORK_ALL)
    add_word (builder, "work", works[self->work]);
  if (self->group != JM_ISSUE_GROUP_NONE)
    add_word (builder, "group", groups[self->group]);
  add_word (builder, "sort", sorts[self->sort]);
  json_builder_set_member_name (builder, "descending");
  json_builder_add_boolean_value (builder, self->descending != FALSE);
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  return jm_json_to_string (root);
}

/**
 * jm_issue_query_from_json:
 * @json: an object, as jm_issue_query_to_json() writes it
 *
 * Returns: (transfer full) (nullable): the query; what is not known in it, or of another type,
 *   restricts nothing. NULL when @json is no object.
 */
JmIssueQuery *
jm_issue_query_from_json (const char *json)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonNode) root = NULL;
  JmIssueQuery *self;

  g_return_val_if_fail (json != NULL, NULL);

  bytes = g_bytes_new (json, strlen (json));
  if (!(root = jm_json_parse (bytes, '{', NULL)))
    return NULL;

  self = g_new0 (JmIssueQuery, 1);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    *text_at (self, i) = g_strdup (jm_json_get_string (root, texts[i].name, NULL));
  self->updated_since_ms = jm_json_get_int (root, "since", 0);
  self->work = find_word (works, G_N_ELEMENTS (works), jm_json_get_string (root, "work", ""));
  self->group = find_word (groups, G_N_ELEMENTS (groups), jm_json_get_string (root, "group", ""));
  self->sort = find_word (sorts, G_N_ELEMENTS (sorts), jm_json_get_string (root, "sort", ""));
  self->descending = jm_json_get_bool (root, "descending", FALSE);
  return self;
}
