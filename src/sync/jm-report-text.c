/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sync/jm-report-private.h"

#include <string.h>

#include "base/jm-json.h"
#include "base/jm-presentable.h"

/*
 * A report as Markdown: a heading for each part, a list for its members, a heading for each member of a list of objects.
 * Not translated: it is read by those who mend the program.
 */

typedef struct
{
  const char *member;
  const char *title;
  gboolean    headed;           /* an object of the list has many members, and so a heading */
} Part;

static const Part parts[] = {
  { "versions", "Versions" },
  { "system", "System" },
  { "changed_settings", "Changed settings" },
  { "accounts", "Accounts", .headed = TRUE },
  { "health", "Health" },
  { "events", "Last errors and warnings" },
};

/* "last_refresh_at" → "last refresh at" */
static char *
make_title (const char *member)
{
  char *title = g_strdup (member);

  return g_strdelimit (title, "_", ' ');
}

/* Words may hold anything that Markdown would obey: they are shown as code. */
static char *
quote (const char *words)
{
  g_autofree char *line = jm_presentable_line (words);
  gboolean plain = strspn (line, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,:;+/()%-") == strlen (line);

  if (plain)
    return g_steal_pointer (&line);

  g_strdelimit (line, "`", '\'');

  return g_strdup_printf ("`%s`", line);
}

static char *
describe_value (JsonNode *node)
{
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return quote (json_node_get_string (node));
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (node) ? "yes" : "no");
  if (json_node_get_value_type (node) == G_TYPE_DOUBLE)
    return g_strdup_printf ("%.1f", json_node_get_double (node));

  return jm_json_to_string (node);
}

/* "a, b, c" of an array of plain values */
static char *
describe_values (JsonArray *array)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *value = describe_value (json_array_get_element (array, i));

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", value);
    }
  if (text->len == 0)
    g_string_append (text, "none");

  return g_string_free_and_steal (text);
}

static gboolean
holds_objects (JsonNode *node)
{
  return JSON_NODE_HOLDS_ARRAY (node) && json_array_get_length (json_node_get_array (node)) > 0 &&
         JSON_NODE_HOLDS_OBJECT (json_array_get_element (json_node_get_array (node), 0));
}

/* "2026-11-20T14:05:09Z · error · A1 · …": an object on one line, in the order of its members */
static void
append_line (GString    *text,
             JsonObject *object)
{
  g_autoptr (GList) values = json_object_get_values (object);

  g_string_append (text, "- ");
  for (GList *l = values; l != NULL; l = l->next)
    {
      g_autofree char *value = describe_value (l->data);

      g_string_append_printf (text, "%s%s", l != values ? " · " : "", value);
    }
  g_string_append_c (text, '\n');
}

/* No deeper than what jm_report_make() builds. */
static void
append_members (GString    *text,
                JsonObject *object,
                guint       depth)
{
  JsonObjectIter iter;
  const char *member;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &member, &node))
    {
      g_autofree char *title = make_title (member);
      g_autofree char *value = NULL;

      if (holds_objects (node))
        {
          for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
            append_line (text, json_array_get_object_element (json_node_get_array (node), i));
          continue;
        }
      g_string_append_printf (text, "%*s- %s:", (int) (2 * depth), "", title);
      if (JSON_NODE_HOLDS_OBJECT (node))
        {
          g_string_append_c (text, '\n');
          append_members (text, json_node_get_object (node), depth + 1);
          continue;
        }
      value = JSON_NODE_HOLDS_ARRAY (node) ? describe_values (json_node_get_array (node)) : describe_value (node);
      g_string_append_printf (text, " %s\n", value);
    }
}

/* Accounts: each has its own heading. */
static void
append_accounts (GString   *text,
                 JsonArray *accounts)
{
  for (guint i = 0; i < json_array_get_length (accounts); i++)
    {
      g_string_append_printf (text, "%s### A%u\n\n", i > 0 ? "\n" : "", i + 1);
      append_members (text, json_array_get_object_element (accounts, i), 0);
    }
}

static void
append_lines (GString   *text,
              JsonArray *array)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    append_line (text, json_array_get_object_element (array, i));
}

static void
append_part (GString    *text,
             const Part *part,
             JsonNode   *node)
{
  g_string_append_printf (text, "\n## %s\n\n", part->title);
  if (JSON_NODE_HOLDS_OBJECT (node) && json_object_get_size (json_node_get_object (node)) > 0)
    append_members (text, json_node_get_object (node), 0);
  else if (!holds_objects (node))
    g_string_append (text, "none\n");
  else if (part->headed)
    append_accounts (text, json_node_get_array (node));
  else
    append_lines (text, json_node_get_array (node));
}

char *
jm_report_to_markdown (JmReport *self)
{
  GString *text = g_string_new ("# Jira Monitor: report\n\n");
  JsonNode *root;

  g_return_val_if_fail (self != NULL, NULL);

  root = jm_report_get_root (self);
  g_string_append_printf (text, "Made %s, %s.\n", jm_json_get_string (root, "report.made_at", ""),
                          jm_json_get_bool (root, "report.names", FALSE) ? "with names" : "without names");
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    append_part (text, &parts[i], jm_json_get (root, parts[i].member));

  return g_string_free_and_steal (text);
}
