/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/jm-alarm.h"
#include "desktop/jm-notice-board.h"
#include "desktop/jm-notifier.h"
#include "desktop/jm-screen-lock.h"

G_BEGIN_DECLS

/*
 * The notifier is one object in several files:
 *   jm-notifier.c            the object: who says something new, and when it may be told
 *   jm-notifier-problems.c   one notification for each problem
 *   jm-notifier-news.c       what happened to issues: when it is taken
 *   jm-notice-words.c        in which words that is told
 */
struct _JmNotifier
{
  GObject        parent_instance;

  JmServices    *services;
  JmAccounts    *accounts;
  JmProblems    *problems;
  JmNoticeBoard *board;
  JmScreenLock  *lock;
  JmAlarm       *alarm;         /* NULL when it was stopped */

  /* Problems */
  gboolean       loaded;        /* what a former run told is known */
  gint64         begun_ms;      /* wall */
  GHashTable    *told;          /* id → its mark; hang there, as far as we know */
  GHashTable    *left;          /* ids of those that a former run told, and nothing was heard of since */

  /* News */
  GHashTable    *came;          /* accounts that have some */
  gint64         take_ms;       /* boot: when they are taken; 0: nothing came */
  gboolean       taking;
  gboolean       forgetting;    /* what is taken now: notifying was off */
  gboolean       night;         /* some came in quiet hours */
  GHashTable    *news;          /* id → GStrv of ids of the accounts that it tells of: hang there */
};

/* --- jm-notifier.c */

/* Looks anew at all there is to tell. */
void       jm_notifier_update         (JmNotifier    *self);
gboolean   jm_notifier_is_on          (JmNotifier    *self);
gboolean   jm_notifier_is_kind_muted  (JmNotifier    *self,
                                    const char *nick);
gboolean   jm_notifier_is_account_muted (JmNotifier  *self,
                                       JmAccount *account);

/* NULL: it was disconnected. */
JmAccount *jm_notifier_find_account   (JmNotifier    *self,
                                       const char    *id);

/* --- jm-notifier-problems.c */

/* What a former run told. Resolves to TRUE. */
DexFuture *jm_notifier_load_problems  (JmNotifier    *self) G_GNUC_WARN_UNUSED_RESULT;
/* @quiet: nothing new is told */
void       jm_notifier_tell_problems  (JmNotifier    *self,
                                gboolean quiet);

/* --- jm-notifier-news.c */

void       jm_notifier_watch_news     (JmNotifier    *self,
                             JmAccount *account);
/* What may not hang there any more */
void       jm_notifier_withdraw_news  (JmNotifier    *self);
/* Returns: after how many ms there is something to do; -1: never */
gint64     jm_notifier_tell_news      (JmNotifier    *self,
                              gboolean quiet);

/* --- jm-notice-words.c */

/* What happened to one issue; title and body */
typedef struct
{
  JmAccount *account;
  GPtrArray *items;             /* of JmNewsItem, oldest first */
} JmIssueStory;

typedef struct
{
  gboolean hidden;              /* somebody else may read it */
  gboolean several;             /* accounts: their names tell them apart */
} JmWording;

char      *jm_notice_dup_issue_title  (JmIssueStory    *story,
                                 const JmWording *wording) G_GNUC_WARN_UNUSED_RESULT;
char      *jm_notice_dup_issue_body   (JmIssueStory    *story,
                                const JmWording *wording) G_GNUC_WARN_UNUSED_RESULT;
/* @stories: of JmIssueStory */
char      *jm_notice_dup_summary_title (GPtrArray      *stories) G_GNUC_WARN_UNUSED_RESULT;
char      *jm_notice_dup_summary_body (GPtrArray       *stories,
                                  const JmWording *wording) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
