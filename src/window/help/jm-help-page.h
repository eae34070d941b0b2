/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  JM_HELP_HEADING,              /* of a section */
  JM_HELP_PARAGRAPH,
  JM_HELP_BULLET,               /* the first paragraph of an item */
  JM_HELP_STEP,                 /* likewise, with its number */
  JM_HELP_TERM,                 /* what the paragraphs below it, one deeper, explain */
  JM_HELP_NOTE,
  JM_HELP_SCREEN,               /* lines of a terminal */
  JM_HELP_ROW,                  /* of a table */
} JmHelpKind;

/* What stands below the one before */
typedef struct
{
  JmHelpKind kind;
  guint      depth;             /* how many lists it is in */
  guint      number;            /* of a step, from 1 */
  gboolean   is_head;           /* of a row */
  char      *section;           /* id of the section that it begins, or NULL */
  char      *markup;            /* Pango's; links lead to "help:page#section" or to the web. NULL for a row */
  GPtrArray *cells;             /* of a row: markup */
} JmHelpBlock;

typedef struct
{
  char      *id;
  char      *title;             /* markup */
  char      *summary;           /* markup, or NULL */
  GPtrArray *guides;            /* where it is listed: "index#start" */
  GPtrArray *blocks;
} JmHelpPage;

/* The words for a link that has none of its own: a title; to be freed. NULL when there is no such place. */
typedef char *(*JmHelpTitleFunc) (const char *place,
                                  gpointer    data);

/* Reads a page of Mallard, of which it knows the elements that the program's help uses; another one is an error. @title:
 * NULL leaves such links without words. */
JmHelpPage *jm_help_page_parse (const char       *text,
                                gssize            length,
                                JmHelpTitleFunc   title,
                                gpointer          data,
                                GError          **error) G_GNUC_WARN_UNUSED_RESULT;
void        jm_help_page_free  (JmHelpPage       *self);
/* The heading of a section, or NULL. Borrowed markup. */
const char *jm_help_page_find_heading (const JmHelpPage *self,
                                       const char       *section);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmHelpPage, jm_help_page_free)

G_END_DECLS
