/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/jm-json-reader.h"
#include "store/jm-database.h"
#include "store/jm-pack.h"
#include "store/jm-store.h"

G_BEGIN_DECLS

/* Private to the store: the job that puts a page of what Jira said into an account's file, and what
 * its parts share. All of it runs on the writing thread. */

/* @data of the job; belongs to the fiber that waits for it */
typedef struct
{
  const JmResource *resource;
  char        *owner;           /* "" for what belongs to the site */
  GBytes      *page;
  gint64       run;
  JmPageFlags  flags;
  char        *position;
  char        *user_id;         /* NULL: unknown */
  gint64       now_ms;
  JmPageResult result;          /* out */
  guint32      changed;         /* out: bits of JmResourceId of which rows changed */
} JmPageJob;

/* Resolves to a JmPageResult. */
DexFuture *jm_page_put_job (sqlite3  *connection,
                            gpointer  data);

/* --- while a page is put */

typedef enum
{
  JM_PUT_FAILED,                /* with an error */
  JM_PUT_SAME,
  JM_PUT_ADDED,
  JM_PUT_CHANGED,
} JmPutOutcome;

typedef struct
{
  sqlite3    *connection;
  const char *what;             /* for errors: what was tried */
  JmPageJob  *job;
  JmPacker   *packer;
  char       *login;            /* what Data Center calls me besides, or NULL */
  const char *me[3];            /* NULL-terminated: all that I am known by */
  GHashTable *seen;             /* ids of this page */
  GHashTable *ranks;            /* priority → rank, of this page */
  GString    *texts[16];        /* for what must be decoded, one for each place of a statement */
  gint64      place;            /* of the next item in the walk */
  gint64      news_from;        /* ms: what happened before is no news; 0: nothing is */
  gint64      comments;         /* the number of their resource, when there may be news */
  GArray     *queued_rows;      /* of the text index, see jm_text_queue() */
  GString    *queued_text;
} JmPut;

/* A text or NULL; borrowed from the page, or from one of JmPut:texts */
typedef struct
{
  const char *text;
  gsize       length;
} JmPutText;

JmPutText    jm_put_text        (JmPut             *self,
                                 const JmJsonSlice *slice,
                                 guint              place);
/* Whether the packed document, which may be NULL, says the same. */
gboolean     jm_put_is_same     (const void        *packed,
                                 gsize              length,
                                 const JmJsonSlice *document);

/* Each reads the next item, of which @item may be the first token. */
JmPutOutcome jm_put_issue       (JmPut             *self,
                                 JmJsonReader      *reader,
                                 JmJsonSlice       *item,
                                 GError           **error);
JmPutOutcome jm_put_project     (JmPut             *self,
                                 JmJsonReader      *reader,
                                 JmJsonSlice       *item,
                                 GError           **error);
JmPutOutcome jm_put_thing       (JmPut             *self,
                                 JmJsonReader      *reader,
                                 JmJsonSlice       *item,
                                 GError           **error);
/* The row of a thing, whatever it came in. @is_new: there is none yet, nobody needs to look. */
JmPutOutcome jm_put_thing_row   (JmPut             *self,
                                 gint64             resource,
                                 const char        *owner,
                                 JmPutText          id,
                                 JmPutText          name,
                                 gint64             position,
                                 const JmJsonSlice *document,
                                 gboolean           is_new,
                                 GError           **error);
/* The number of a resource in this file; 0 with an error. */
gint64       jm_resource_number (sqlite3           *connection,
                                 JmResourceId       id,
                                 GError           **error);
/* An id of digits, or -1. */
gint64       jm_put_take_id     (const JmJsonSlice *slice);
/* ms since the epoch, 0 for what is no time. */
gint64       jm_put_time        (const JmJsonSlice *slice);
/* FALSE: it was on this page before. */
gboolean     jm_put_note_id     (JmPut             *self,
                                 gint64             id);

/* --- parts of issues: comments, work logs, history */

/* Path of the name in an item of @resource that has no name of its own; NULL */
const char  *jm_part_get_name_path (JmResourceId    resource);

/* --- who I am */

/* Data Center knows people by a key, and mentions them by their login (jm-store-login.c). The one that is
 * known, or NULL. The caller owns it. */
char        *jm_login_read       (sqlite3           *connection,
                                  GError           **error);
gboolean     jm_login_write      (sqlite3           *connection,
                                  const char        *login,
                                  GError           **error);
/* An issue that is mine tells that it is @login, from now on. */
gboolean     jm_login_learn      (JmPut             *self,
                                  const JmJsonSlice *login,
                                  GError           **error);

/* --- the text index */

typedef struct
{
  JmPutText   key;
  JmPutText   summary;
  JmJsonSlice description;
} JmIssueWordsOf;

void         jm_text_init       (JmPut                 *self);
void         jm_text_clear      (JmPut                 *self);
/* The row of an issue's words, to be written later. @comments: their plain text, or NULL to read all that
 * are stored. */
gboolean     jm_text_queue      (JmPut                 *self,
                                 gint64                 id,
                                 const JmIssueWordsOf  *words,
                                 const GString         *comments,
                                 gboolean               is_new,
                                 gboolean              *mentioned,
                                 GError               **error);
/* Writes all of them. */
gboolean     jm_text_flush      (JmPut                 *self,
                                 GError               **error);
/* After comments came or went: the same from what is stored. */
gboolean     jm_text_rebuild    (sqlite3              *connection,
                                 gint64                id,
                                 const char           *user_id,
                                 GError              **error);

G_END_DECLS
