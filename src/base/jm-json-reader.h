/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "base/jm-limits.h"

G_BEGIN_DECLS

/* Reads a JSON text once, from its beginning to its end, without a tree and without copies: what it
 * finds are slices of the text. For pages of thousands of members of which a few are wanted. The
 * text comes from outside: no byte behind its end is looked at, and its depth is bounded. */
typedef enum
{
  JM_JSON_NOTHING,              /* the end of the text; a column that is missing */
  JM_JSON_BROKEN,               /* here it is no JSON; so it stays */
  JM_JSON_OBJECT,
  JM_JSON_OBJECT_END,
  JM_JSON_ARRAY,
  JM_JSON_ARRAY_END,
  JM_JSON_NAME,                 /* of a member; its value is next */
  JM_JSON_STRING,
  JM_JSON_NUMBER,
  JM_JSON_TRUE,
  JM_JSON_FALSE,
  JM_JSON_NULL,
} JmJsonToken;

/* Borrowed from the text. Of names and strings what stands between the quotes, escapes and all; of
 * objects and arrays the bracket, or, after jm_json_reader_skip(), all of it. */
typedef struct
{
  JmJsonToken type;
  const char *text;
  gsize       length;
} JmJsonSlice;

typedef struct
{
  /*< private >*/
  const char *at;
  const char *end;
  guint       depth;
  guint       expected;
  char        closers[JM_LIMIT_JSON_DEPTH];
} JmJsonReader;

void        jm_json_reader_init (JmJsonReader      *self,
                                 const char        *text,
                                 gsize              length);
JmJsonToken jm_json_reader_next (JmJsonReader      *self,
                                 JmJsonSlice       *slice);
/* Behind the end of the value that @slice began. FALSE: it is broken. */
gboolean    jm_json_reader_skip (JmJsonReader      *self,
                                 JmJsonSlice       *slice);
/* The value at @path of the value that comes next: members with dots ("fields.status"), "" for
 * itself. Stops in front of what is inside it. JM_JSON_NOTHING when it is not there. */
JmJsonToken jm_json_reader_find (JmJsonReader      *self,
                                 const char        *path,
                                 JmJsonSlice       *slice);

/* Appends a string as text, its escapes decoded, at most @max_length characters; what is no character
 * becomes U+FFFD. Nothing for what is no string. */
void        jm_json_slice_append (const JmJsonSlice *slice,
                                  gsize              max_length,
                                  GString           *text);
/* Whether it is the string @text. */
gboolean    jm_json_slice_is     (const JmJsonSlice *slice,
                                  const char        *text);
/* A whole number of at most 18 digits, also one that is written as a string; @fallback for all else. */
gint64      jm_json_slice_get_int (const JmJsonSlice *slice,
                                   gint64             fallback);

/* A table "column ← path", made once: many paths in one pass. */
typedef struct _JmJsonPicker JmJsonPicker;

/* @paths: "fields.status.name"; no path may lead through another's end. NULL: no such column. */
JmJsonPicker *jm_json_picker_new  (const char *const  *paths,
                                   guint               n_paths);
void          jm_json_picker_free (JmJsonPicker       *self);
/* Reads the next value, or the rest of that whose first token is in @value already. @columns get what
 * stands at the paths, JM_JSON_NOTHING where there is none, the first of two of one name; @value gets
 * the whole text. FALSE: it is broken. */
gboolean      jm_json_picker_read (const JmJsonPicker *self,
                                   JmJsonReader       *reader,
                                   JmJsonSlice        *value,
                                   JmJsonSlice        *columns);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmJsonPicker, jm_json_picker_free)

G_END_DECLS
