/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-issue-text.h"

#include <string.h>

/*
 * Of an ADF document every member "text" is text, in whatever node it stands, so that new kinds of
 * nodes need no new code. Inline nodes follow each other as they are; each end of a list of nodes
 * parts words.
 *
 *   {"type": "mention", "attrs": {"id": "5b10…", "text": "@Ada"}}       of me, in any order of members
 */

typedef enum
{
  MEMBER_OTHER,
  MEMBER_TEXT,
  MEMBER_TYPE,
  MEMBER_ID,
  MEMBER_ATTRS,
} Member;

/* Of an object that is open */
typedef enum
{
  IS_ATTRS = 1 << 0,
  IS_MENTION = 1 << 1,
  HAS_MY_ID = 1 << 2,           /* its own */
  HAS_MY_ATTRS = 1 << 3,        /* its attrs have it */
} Flags;

typedef struct
{
  const char *const *me;
  GString *text;
  guint depth;
  guint8 flags[JM_LIMIT_JSON_DEPTH + 1];
  gboolean mentioned;
} Walk;

static Member
get_member (const JmJsonSlice *name)
{
  if (jm_json_slice_is (name, "text"))
    return MEMBER_TEXT;
  if (jm_json_slice_is (name, "type"))
    return MEMBER_TYPE;
  if (jm_json_slice_is (name, "id"))
    return MEMBER_ID;
  return jm_json_slice_is (name, "attrs") ? MEMBER_ATTRS : MEMBER_OTHER;
}

static gboolean
is_mine (Walk              *walk,
         const JmJsonSlice *slice)
{
  for (guint i = 0; walk->me[i] != NULL; i++)
    if (jm_json_slice_is (slice, walk->me[i]))
      return TRUE;

  return FALSE;
}

static void
take_string (Walk              *walk,
             Member             member,
             const JmJsonSlice *slice)
{
  if (member == MEMBER_TEXT)
    jm_json_slice_append (slice, JM_LIMIT_TEXT_INDEXED, walk->text);
  else if (member == MEMBER_TYPE && jm_json_slice_is (slice, "mention"))
    walk->flags[walk->depth] |= IS_MENTION;
  else if (member == MEMBER_TYPE && jm_json_slice_is (slice, "hardBreak"))
    g_string_append_c (walk->text, ' ');
  else if (member == MEMBER_ID && is_mine (walk, slice))
    walk->flags[walk->depth] |= HAS_MY_ID;
}

static void
close_object (Walk *walk)
{
  guint8 flags = walk->flags[walk->depth--];

  if ((flags & IS_ATTRS) && (flags & HAS_MY_ID))
    walk->flags[walk->depth] |= HAS_MY_ATTRS;
  if ((flags & IS_MENTION) && (flags & HAS_MY_ATTRS))
    walk->mentioned = TRUE;
}

static void
walk_document (Walk         *walk,
               JmJsonReader *reader,
               gsize         max_length)
{
  Member member = MEMBER_OTHER;
  JmJsonToken token;
  JmJsonSlice slice;

  while ((token = jm_json_reader_next (reader, &slice)) != JM_JSON_NOTHING &&
         token != JM_JSON_BROKEN && walk->text->len < max_length)
    {
      if (token == JM_JSON_NAME)
        {
          member = get_member (&slice);
          continue;
        }
      if (token == JM_JSON_STRING)
        take_string (walk, member, &slice);
      else if (token == JM_JSON_OBJECT || token == JM_JSON_ARRAY)
        walk->flags[++walk->depth] = member == MEMBER_ATTRS ? IS_ATTRS : 0;
      else if (token == JM_JSON_OBJECT_END)
        close_object (walk);
      else if (token == JM_JSON_ARRAY_END)
        {
          walk->depth--;
          g_string_append_c (walk->text, ' ');
        }
      member = MEMBER_OTHER;
    }
}

/* [~ada] of Data Center, [~accountid:5b10…] */
static gboolean
wiki_mentions (const char *text,
               const char *name)
{
  static const char prefix[] = "accountid:";
  gsize length = strlen (name);

  while ((text = strstr (text, "[~")) != NULL)
    {
      text += 2;
      if (g_str_has_prefix (text, prefix))
        text += sizeof prefix - 1;
      if (strncmp (text, name, length) == 0 && text[length] == ']')
        return TRUE;
    }

  return FALSE;
}

static gboolean
wiki_mentions_any (const char        *text,
                   const char *const *names)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (wiki_mentions (text, names[i]))
      return TRUE;

  return FALSE;
}

gboolean
jm_issue_text_append (const JmJsonSlice *value,
                      const char *const *me,
                      GString           *text)
{
  Walk walk = { .me = me, .text = text };
  gsize before = text->len;
  JmJsonReader reader;

  if (value->type == JM_JSON_STRING)
    {
      jm_json_slice_append (value, JM_LIMIT_TEXT_INDEXED, text);
      return wiki_mentions_any (text->str + before, me);
    }
  if (value->type != JM_JSON_OBJECT)
    return FALSE;

  jm_json_reader_init (&reader, value->text, value->length);
  walk_document (&walk, &reader, before + JM_LIMIT_TEXT_INDEXED);
  return walk.mentioned;
}
