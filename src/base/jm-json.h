/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define JM_JSON_ERROR (jm_json_error_quark ())
GQuark jm_json_error_quark (void);

typedef enum
{
  JM_JSON_ERROR_MALFORMED,      /* not one whole JSON document */
  JM_JSON_ERROR_TOO_DEEP,       /* deeper than JM_LIMIT_JSON_DEPTH */
  JM_JSON_ERROR_WRONG_TYPE,     /* the root is not what was asked for */
  JM_JSON_ERROR_TEXT,           /* a string that is not UTF-8, or has a NUL or half a character in it */
} JmJsonError;

/* Checks before any parser or SQL sees them: depth, UTF-8, NUL escapes, one closed root of the type
 * @root ('{', '[' or 0 for either). Iterative; reads each byte once. */
gboolean    jm_json_check      (GBytes     *bytes,
                                char        root,
                                GError    **error);
/* jm_json_check() and then the tree. */
JsonNode   *jm_json_parse      (GBytes     *bytes,
                                char        root,
                                GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/* @path: members and array indexes with dots, "fields.assignee.displayName", "values.0.id"; "" is
 * @node itself. What is missing, null or of another type is the fallback, never a crash. */
JsonNode   *jm_json_get        (JsonNode   *node,
                                const char *path);
const char *jm_json_get_string (JsonNode   *node,
                                const char *path,
                                const char *fallback);
/* Also reads numbers as text: an id may be either. The caller owns the result; NULL when
 * missing. */
char       *jm_json_dup_id     (JsonNode   *node,
                                const char *path);
gint64      jm_json_get_int    (JsonNode   *node,
                                const char *path,
                                gint64      fallback);
gboolean    jm_json_get_bool   (JsonNode   *node,
                                const char *path,
                                gboolean    fallback);
/* 0 and NULL for what is no array. */
guint       jm_json_get_length (JsonNode   *node,
                                const char *path);
JsonNode   *jm_json_get_item   (JsonNode   *node,
                                const char *path,
                                guint       index);
/* One line, no spaces: for what we send and keep. */
char       *jm_json_to_string  (JsonNode   *node);
char       *jm_json_to_pretty  (JsonNode   *node);

G_END_DECLS
