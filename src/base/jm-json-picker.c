/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "base/jm-json-reader.h"

/*
 * The paths are a tree of names: where the reader stands in the document, the picker stands in the
 * tree, and steps over every member that the tree does not have.
 */

/* Deeper paths than this are a mistake of ours. */
#define MAX_LEVELS 16

typedef struct
{
  const char *name; /* borrowed from the table */
  gsize length;
  int column;       /* -1: something below it is wanted */
  int first_child;  /* -1: none */
  int next;         /* of its siblings */
} Node;

struct _JmJsonPicker
{
  GArray *nodes; /* of Node; the first is the root */
  guint n_columns;
};

static int
find_child (const JmJsonPicker *self,
            int                 parent,
            const char         *name,
            gsize               length)
{
  const Node *nodes = (const Node *) self->nodes->data;
  int child = nodes[parent].first_child;

  while (child >= 0 &&
         (nodes[child].length != length || memcmp (nodes[child].name, name, length) != 0))
    child = nodes[child].next;

  return child;
}

static int
add_child (JmJsonPicker *self,
           int           parent,
           const char   *name,
           gsize         length)
{
  Node node = { name, length, -1, -1, -1 };
  int child = find_child (self, parent, name, length);

  if (child >= 0)
    return child;

  node.next = g_array_index (self->nodes, Node, parent).first_child;
  child = g_array_index (self->nodes, Node, parent).first_child = self->nodes->len;
  g_array_append_val (self->nodes, node);
  return child;
}

static void
add_path (JmJsonPicker *self,
          const char   *path,
          int           column)
{
  int node = 0;

  for (guint level = 0; *path != '\0'; level++)
    {
      gsize length = strcspn (path, ".");

      g_assert (level < MAX_LEVELS && g_array_index (self->nodes, Node, node).column < 0);
      node = add_child (self, node, path, length);
      path += length + (path[length] == '.');
    }

  g_assert (node > 0 && g_array_index (self->nodes, Node, node).first_child < 0);
  g_array_index (self->nodes, Node, node).column = column;
}

/**
 * jm_json_picker_new:
 * @paths: (array length=n_paths): live as long as the picker; NULL leaves a column empty
 *
 * Returns: (transfer full): may be used by all threads at once
 */
JmJsonPicker *
jm_json_picker_new (const char *const *paths,
                    guint              n_paths)
{
  JmJsonPicker *self = g_new0 (JmJsonPicker, 1);
  Node root = { "", 0, -1, -1, -1 };

  self->nodes = g_array_new (FALSE, FALSE, sizeof (Node));
  self->n_columns = n_paths;
  g_array_append_val (self->nodes, root);
  for (guint i = 0; i < n_paths; i++)
    if (paths[i] != NULL)
      add_path (self, paths[i], i);

  return self;
}

void
jm_json_picker_free (JmJsonPicker *self)
{
  g_array_unref (self->nodes);
  g_free (self);
}

/* Nobody writes escapes into a name that needs none, and JSON does not forbid it. */
static int
find_escaped (const JmJsonPicker *self,
              int                 parent,
              const JmJsonSlice  *name)
{
  g_autoptr (GString) decoded = g_string_new (NULL);

  jm_json_slice_append (name, G_MAXINT, decoded);
  return find_child (self, parent, decoded->str, decoded->len);
}

static inline int
find_name (const JmJsonPicker *self,
           int                 parent,
           const JmJsonSlice  *name)
{
  int child = find_child (self, parent, name->text, name->length);

  if (G_LIKELY (child >= 0 || memchr (name->text, '\\', name->length) == NULL))
    return child;

  return find_escaped (self, parent, name);
}

/* The members of the object that was entered, and of those in it that the tree knows. */
static gboolean
pick_members (const JmJsonPicker *self,
              JmJsonReader       *reader,
              JmJsonSlice        *columns)
{
  const Node *nodes = (const Node *) self->nodes->data;
  int stack[MAX_LEVELS + 1] = { 0 };
  int level = 0;
  JmJsonSlice slice;

  while (level >= 0)
    {
      JmJsonToken token = jm_json_reader_next (reader, &slice);
      int node;

      if (token == JM_JSON_BROKEN)
        return FALSE;
      if (token != JM_JSON_NAME)
        {
          level--; /* the end of an object */
          continue;
        }

      node = find_name (self, stack[level], &slice);
      token = jm_json_reader_next (reader, &slice);
      if (node >= 0 && nodes[node].column < 0 && token == JM_JSON_OBJECT)
        stack[++level] = node;
      else if (!jm_json_reader_skip (reader, &slice))
        return FALSE;
      else if (node >= 0 && nodes[node].column >= 0 &&
               columns[nodes[node].column].type == JM_JSON_NOTHING)
        columns[nodes[node].column] = slice;
    }

  return TRUE;
}

/**
 * jm_json_picker_read:
 * @value: (inout): JM_JSON_NOTHING to read the next one, or the token that began it
 * @columns: (out): as many as there are paths
 *
 * Returns: whether the text was sound up to the end of the value
 */
gboolean
jm_json_picker_read (const JmJsonPicker *self,
                     JmJsonReader       *reader,
                     JmJsonSlice        *value,
                     JmJsonSlice        *columns)
{
  const char *begin;

  memset (columns, 0, self->n_columns * sizeof *columns);
  if (value->type == JM_JSON_NOTHING)
    jm_json_reader_next (reader, value);
  if (value->type != JM_JSON_OBJECT)
    return jm_json_reader_skip (reader, value);

  begin = value->text;
  if (!pick_members (self, reader, columns))
    return FALSE;

  value->length = reader->at - begin;
  return TRUE;
}
