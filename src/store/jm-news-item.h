/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* What happened to an issue that concerns the person of an account. */
typedef enum
{
  JM_NEWS_ASSIGNED,             /* "assigned": to the person, by somebody else */
  JM_NEWS_MENTIONED,            /* "mentioned": in the description or a comment */
  JM_NEWS_STATUS,               /* "status": of an issue that the person watches, reported or is assigned to */
  JM_N_NEWS_KINDS
} JmNewsKind;

/* The names in the setting "muted-kinds" */
const char *jm_news_kind_to_nick  (JmNewsKind kind);
/* For the preferences; translated */
const char *jm_news_kind_to_title (JmNewsKind kind);

/* Boxed, immutable */
typedef struct
{
  gint64      id;
  JmNewsKind  kind;
  gint64      time_ms;          /* of the change, by the server */
  char       *issue_id;
  char       *issue_key;
  char       *project_key;
  char       *summary;
  char       *who;              /* did it; NULL when it is not known */
  char       *status;           /* the new one; NULL for the other kinds */
} JmNewsItem;

#define JM_TYPE_NEWS_ITEM (jm_news_item_get_type ())
GType       jm_news_item_get_type (void);
JmNewsItem *jm_news_item_copy     (const JmNewsItem *self);
void        jm_news_item_free     (JmNewsItem       *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmNewsItem, jm_news_item_free)

G_END_DECLS
