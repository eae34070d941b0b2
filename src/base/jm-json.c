/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-json.h"

#include <string.h>

/* How whole numbers stay whole in a double */
#define EXACT_DOUBLE 9007199254740992.0

/**
 * jm_json_parse:
 * @bytes: one JSON document
 * @root: '{', '[' or 0 for either
 *
 * Returns: (transfer full): the tree, or NULL with a %JM_JSON_ERROR
 */
JsonNode *
jm_json_parse (GBytes  *bytes,
               char     root,
               GError **error)
{
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (GError) local_error = NULL;
  const char *text;
  gsize size;

  g_return_val_if_fail (bytes != NULL, NULL);

  if (!jm_json_check (bytes, root, error))
    return NULL;

  text = g_bytes_get_data (bytes, &size);
  parser = json_parser_new ();
  if (!json_parser_load_from_data (parser, text, size, &local_error))
    {
      /* The parser's message quotes the text, which may hold a secret. */
      g_set_error (error, JM_JSON_ERROR, JM_JSON_ERROR_MALFORMED,
                   "The JSON text of %" G_GSIZE_FORMAT " bytes could not be read", size);
      return NULL;
    }

  return json_parser_steal_root (parser);
}

static JsonNode *
get_child (JsonNode   *node,
           const char *step)
{
  guint64 index;

  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_object_get_member (json_node_get_object (node), step);

  if (JSON_NODE_HOLDS_ARRAY (node) &&
      g_ascii_string_to_unsigned (step, 10, 0, G_MAXUINT, &index, NULL) &&
      index < json_array_get_length (json_node_get_array (node)))
    return json_array_get_element (json_node_get_array (node), (guint) index);

  return NULL;
}

/**
 * jm_json_get:
 * @node: (nullable): where the path begins
 * @path: "fields.assignee.displayName", "values.0.id"; "" is @node
 *
 * Returns: (transfer none) (nullable): what is there; NULL when it is missing or null
 */
JsonNode *
jm_json_get (JsonNode   *node,
             const char *path)
{
  g_return_val_if_fail (path != NULL, NULL);

  while (node != NULL && *path != '\0')
    {
      gsize length = strcspn (path, ".");
      g_autofree char *step = g_strndup (path, length);

      node = get_child (node, step);
      path += length;
      if (*path == '.')
        path++;
    }

  return node == NULL || JSON_NODE_HOLDS_NULL (node) ? NULL : node;
}

static JsonNode *
get_value (JsonNode   *node,
           const char *path)
{
  JsonNode *found = jm_json_get (node, path);

  return found != NULL && JSON_NODE_HOLDS_VALUE (found) ? found : NULL;
}

/**
 * jm_json_get_string:
 * @fallback: (nullable): for what is no string
 *
 * Returns: (transfer none) (nullable): borrowed from @node, or @fallback
 */
const char *
jm_json_get_string (JsonNode   *node,
                    const char *path,
                    const char *fallback)
{
  JsonNode *found = get_value (node, path);

  if (found == NULL || json_node_get_value_type (found) != G_TYPE_STRING)
    return fallback;

  return json_node_get_string (found);
}

/**
 * jm_json_dup_id:
 *
 * Returns: (transfer full) (nullable): a string, or a whole number as text
 */
char *
jm_json_dup_id (JsonNode   *node,
                const char *path)
{
  JsonNode *found = get_value (node, path);

  if (found == NULL)
    return NULL;

  if (json_node_get_value_type (found) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (found));

  /* json-glib makes G_MAXINT64 of every number that is too large: that is nobody's id. */
  if (json_node_get_value_type (found) == G_TYPE_INT64 && json_node_get_int (found) != G_MAXINT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (found));

  return NULL;
}

/**
 * jm_json_get_int:
 * @fallback: for what is no whole number
 *
 * Returns: the number; 3600.0 is whole
 */
gint64
jm_json_get_int (JsonNode   *node,
                 const char *path,
                 gint64      fallback)
{
  JsonNode *found = get_value (node, path);
  double number;

  if (found == NULL)
    return fallback;

  if (json_node_get_value_type (found) == G_TYPE_INT64)
    return json_node_get_int (found);

  if (json_node_get_value_type (found) != G_TYPE_DOUBLE)
    return fallback;

  number = json_node_get_double (found);
  if (number < -EXACT_DOUBLE || number > EXACT_DOUBLE || number != (double) (gint64) number)
    return fallback;

  return (gint64) number;
}

/**
 * jm_json_get_bool:
 * @fallback: for what is neither true nor false
 */
gboolean
jm_json_get_bool (JsonNode   *node,
                  const char *path,
                  gboolean    fallback)
{
  JsonNode *found = get_value (node, path);

  if (found == NULL || json_node_get_value_type (found) != G_TYPE_BOOLEAN)
    return fallback;

  return json_node_get_boolean (found);
}

static JsonArray *
get_array (JsonNode   *node,
           const char *path)
{
  JsonNode *found = jm_json_get (node, path);

  return found != NULL && JSON_NODE_HOLDS_ARRAY (found) ? json_node_get_array (found) : NULL;
}

/**
 * jm_json_get_length:
 *
 * Returns: how many items the array has; 0 for what is no array
 */
guint
jm_json_get_length (JsonNode   *node,
                    const char *path)
{
  JsonArray *array = get_array (node, path);

  return array != NULL ? json_array_get_length (array) : 0;
}

/**
 * jm_json_get_item:
 *
 * Returns: (transfer none) (nullable): the item, or NULL when there is no such item
 */
JsonNode *
jm_json_get_item (JsonNode   *node,
                  const char *path,
                  guint       index)
{
  JsonArray *array = get_array (node, path);

  if (array == NULL || index >= json_array_get_length (array))
    return NULL;

  return json_array_get_element (array, index);
}

/**
 * jm_json_to_string:
 *
 * For what we made ourselves: a document of the server is kept as it came.
 *
 * Returns: (transfer full): one line
 */
char *
jm_json_to_string (JsonNode *node)
{
  g_return_val_if_fail (node != NULL, NULL);

  return json_to_string (node, FALSE);
}

/**
 * jm_json_to_pretty:
 *
 * Returns: (transfer full): indented lines
 */
char *
jm_json_to_pretty (JsonNode *node)
{
  g_return_val_if_fail (node != NULL, NULL);

  return json_to_string (node, TRUE);
}
