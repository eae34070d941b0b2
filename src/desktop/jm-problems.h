/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/jm-monitor.h"

G_BEGIN_DECLS

/* How it stands, for icons: the worst of all */
typedef enum
{
  JM_LEVEL_FINE,
  JM_LEVEL_ATTENTION,           /* should be looked at: an end is near, a sync failed */
  JM_LEVEL_ERROR,               /* a person is needed */
} JmLevel;

/* What can be told of an account; the order is that of their weight, the worst first. */
typedef enum
{
  JM_PROBLEM_SIGN_IN,           /* "sign-in": only a new sign-in helps */
  JM_PROBLEM_KEYRING,           /* "keyring": locked, or not there */
  JM_PROBLEM_EXPIRED,           /* "expired": the token is over and could not be renewed yet */
  JM_PROBLEM_REFRESH,           /* "refresh": renewing fails, and the token still lives */
  JM_PROBLEM_SYNC,              /* "sync": fetching fails */
  JM_PROBLEM_END_NEAR,          /* "end-near": the date of the next sign-in, by "warn-days" */
  JM_N_PROBLEM_KINDS
} JmProblemKind;

/* "sign-in", …: the names in the setting "muted-kinds" */
const char   *jm_problem_kind_to_nick  (JmProblemKind kind);
/* "Sign in again": for the preferences; translated */
const char   *jm_problem_kind_to_title (JmProblemKind kind);

/* One problem of one account. Properties "title", "body", "level" notify. */
#define JM_TYPE_PROBLEM (jm_problem_get_type ())

G_DECLARE_FINAL_TYPE (JmProblem, jm_problem, JM, PROBLEM, GObject)

/* "sign-in/ID": the same as long as it lasts, also after a restart */
const char   *jm_problem_get_id         (JmProblem *self);
JmProblemKind jm_problem_get_kind       (JmProblem *self);
JmAccount    *jm_problem_get_account    (JmProblem *self);
JmLevel       jm_problem_get_level      (JmProblem *self);
/* What it comes from; its cure is that of jm_trouble_get_info(). */
JmTrouble     jm_problem_get_trouble    (JmProblem *self);
/* END_NEAR: which of "warn-days" has been reached, 30, 7 or 1; 0 for the other kinds */
guint         jm_problem_get_step       (JmProblem *self);
/* "ACME: Sign in again", names the account */
const char   *jm_problem_get_title      (JmProblem *self);
/* The cause, and what is to be done: one or two sentences */
const char   *jm_problem_get_body       (JmProblem *self);
/* "Sign In Again", or NULL where there is nothing to be done */
const char   *jm_problem_get_cure_label (JmProblem *self);

/* What is wrong now, account by account: a GListModel of JmProblem, the worst level first, then by kind.
 * At most one problem of an account at a time, and besides END_NEAR. Passing weather (offline, a 429)
 * becomes a problem only when the token has died of it, or nothing was fetched for a day; what exactly is
 * told when is in jm-problem-judge.c. Accounts that are off or signed out have none. Property "level".
 * Signal "changed": looked at again, and any of list, texts, level, and the accounts themselves may be others. */
#define JM_TYPE_PROBLEMS (jm_problems_get_type ())

G_DECLARE_FINAL_TYPE (JmProblems, jm_problems, JM, PROBLEMS, GObject)

JmProblems   *jm_problems_new           (JmMonitor  *monitor);
JmLevel       jm_problems_get_level     (JmProblems *self);
/* NULL when it is over. Borrowed. */
JmProblem    *jm_problems_find          (JmProblems *self,
                             const char *id);
/* The worst of an account, or NULL. Borrowed. */
JmProblem    *jm_problems_find_account  (JmProblems *self,
                                     JmAccount *account);
/* "3 accounts healthy", "1 of 3 accounts needs you", for a single account the title of its problem: for
 * background status and tooltip; translated, to be freed. */
char         *jm_problems_dup_summary   (JmProblems *self);

G_END_DECLS
