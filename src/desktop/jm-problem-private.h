/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/jm-problems.h"

G_BEGIN_DECLS

/* What is looked at for one account, in one piece, so that the judgement is plain arithmetic. */
typedef struct
{
  /* The sign-in */
  JmTrouble     trouble;
  gint64        seconds_left;   /* of the token; -1 without a countdown */
  gint64        dead_ms;        /* for so long (boot time) it has been over, and renewing it failed */
  gint64        end_ms;         /* wall: the next sign-in must be before it; 0 unknown */
  const guint32 *warn_days;
  gsize         n_warn_days;

  /* The sync */
  JmTrouble     sync_trouble;   /* of the last run that failed, or what holds one up now */
  guint         sync_failures;  /* runs in a row */
  gint64        synced_at_ms;   /* wall; 0 never */

  gint64        now_ms;         /* wall */
} JmProblemFacts;

typedef struct
{
  JmProblemKind kind;
  JmLevel       level;
  JmTrouble     trouble;
  guint         step;           /* END_NEAR: which of the days to warn at; else 0 */
  guint         days;           /* END_NEAR: so many are left */
  gint64        end_ms;         /* END_NEAR */
} JmProblemVerdict;

/* --- jm-problem-judge.c */

/* FALSE: nothing is wrong with sign-in and sync. */
gboolean   jm_problem_judge_account (const JmProblemFacts *facts,
                                   JmProblemVerdict *verdict);
/* FALSE: its end is not near, or not known. */
gboolean   jm_problem_judge_end     (const JmProblemFacts *facts,
                               JmProblemVerdict *verdict);
/* After how many ms time alone can change the judgement; -1: never. */
gint64     jm_problem_judge_next_ms (const JmProblemFacts *facts);

/* --- jm-problem.c */

char      *jm_problem_dup_id        (JmProblemKind    kind,
                         JmAccount *account) G_GNUC_WARN_UNUSED_RESULT;
JmProblem *jm_problem_new           (JmAccount       *account,
                           const JmProblemVerdict *verdict);
/* The same problem, as it is now */
void       jm_problem_take          (JmProblem       *self,
                      const JmProblemVerdict *verdict);

/* @names: of all accounts that it is the problem of; NULL: of its own */
char      *jm_problem_dup_title_for (JmProblem       *self,
                                const char *names) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
