/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-event-words.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#include "jm-when.h"

/* More members than this no event of ours has */
#define MAX_LINES 32

static const struct
{
  const char *icon_name;
  const char *css_class;
  const char *word;
} kinds[] = {
  [JM_EVENT_REFRESH] = { "view-refresh-symbolic", "accent", N_("Refresh") },
  [JM_EVENT_ERROR] = { "dialog-error-symbolic", "error", N_("Error") },
  [JM_EVENT_WARNING] = { "dialog-warning-symbolic", "warning", N_("Warning") },
  [JM_EVENT_INFO] = { "dialog-information-symbolic", "dimmed", N_("Info") },
};

/* The members of a detail that have a name for people; others are shown by their own. */
static const struct
{
  const char *member;
  const char *title;
} members[] = {
  { "request", N_("Request") },
  { "status", N_("Answer") },
  { "answer", N_("Jira’s words") },
  { "error", N_("Error") },
  { "reason", N_("Reason") },
  /* Translators: how long it took */
  { "took", N_("Took") },
  { "request_id", N_("Request ID") },
};

const char *
jm_event_kind_get_icon_name (JmEventKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kinds), NULL);

  return kinds[kind].icon_name;
}

const char *
jm_event_kind_get_class (JmEventKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kinds), NULL);

  return kinds[kind].css_class;
}

const char *
jm_event_kind_get_word (JmEventKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kinds), NULL);

  return _(kinds[kind].word);
}

char *
jm_event_dup_subtitle (JmEvent *event)
{
  const char *account;

  g_return_val_if_fail (JM_IS_EVENT (event), NULL);

  account = jm_event_get_account_name (event);
  if (account == NULL || *account == '\0')
    return g_strdup (jm_event_kind_get_word (jm_event_get_kind (event)));

  return g_strdup_printf ("%s · %s", jm_event_kind_get_word (jm_event_get_kind (event)), account);
}

void
jm_event_line_free (JmEventLine *self)
{
  g_free (self->title);
  g_free (self->text);
  g_free (self);
}

static void
add_line (GPtrArray  *lines,
          const char *title,
          const char *text)
{
  JmEventLine *line;

  if (text == NULL || *text == '\0')
    return;

  line = g_new0 (JmEventLine, 1);
  line->title = g_strdup (title);
  line->text = g_strdup (text);
  g_ptr_array_add (lines, line);
}

static const char *
member_to_title (const char *member)
{
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      if (strcmp (members[i].member, member) == 0)
        return _(members[i].title);
    }

  return member;
}

static void
add_members (GPtrArray  *lines,
             const char *detail)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObjectIter iter;
  const char *member;
  JsonNode *value;

  if (detail == NULL || !(node = json_from_string (detail, NULL)) || !JSON_NODE_HOLDS_OBJECT (node))
    return;

  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (lines->len < MAX_LINES && json_object_iter_next_ordered (&iter, &member, &value))
    {
      g_autofree char *text = JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_STRING ? json_node_dup_string (value) : json_to_string (value, FALSE);

      add_line (lines, member_to_title (member), text);
    }
}

GPtrArray *
jm_event_dup_lines (JmEvent *event)
{
  g_autoptr (GPtrArray) lines = NULL;
  g_autofree char *when = NULL;

  g_return_val_if_fail (JM_IS_EVENT (event), NULL);

  lines = g_ptr_array_new_with_free_func ((GDestroyNotify) jm_event_line_free);
  when = jm_when_full (jm_event_get_time_ms (event));
  add_members (lines, jm_event_get_detail (event));
  add_line (lines, _("Time"), when);

  return g_steal_pointer (&lines);
}

char *
jm_event_dup_text (JmEvent *event)
{
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (GString) text = NULL;
  g_autofree char *subtitle = NULL;

  g_return_val_if_fail (JM_IS_EVENT (event), NULL);

  lines = jm_event_dup_lines (event);
  subtitle = jm_event_dup_subtitle (event);
  text = g_string_new (jm_event_get_message (event));
  g_string_append_printf (text, "\n%s\n", subtitle);
  for (guint i = 0; i < lines->len; i++)
    {
      const JmEventLine *line = g_ptr_array_index (lines, i);

      g_string_append_printf (text, "%s: %s\n", line->title, line->text);
    }

  return g_string_free_and_steal (g_steal_pointer (&text));
}
