/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/jm-account.h"

G_BEGIN_DECLS

/* One question that a connection test asked, and the answer. */
typedef struct
{
  const char *name;             /* translatable: "Who am I", "Permissions", "Scopes", "Clock" */
  JmTrouble   trouble;          /* JM_TROUBLE_OK when fine */
  char       *finding;          /* sentence */
} JmTestFinding;

/* What works and what is missing (R12, R13, R27). */
#define JM_TYPE_TEST_REPORT (jm_test_report_get_type ())

typedef struct
{
  JmTrouble  trouble;           /* the worst of the findings */
  char      *summary;           /* "Jira answered in 182 ms, as Mia Krystof" */
  gint64     time_ms;           /* wall clock */
  gint64     latency_ms;        /* of /myself */
  guint      permissions_granted;
  guint      permissions_asked;
  /* space separated; NULL when none is, or when there are no scopes */
  char      *scopes_missing;
  GPtrArray *findings;          /* of JmTestFinding */
} JmTestReport;

GType         jm_test_report_get_type (void);
JmTestReport *jm_test_report_copy     (const JmTestReport *self);
void          jm_test_report_free     (JmTestReport       *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmTestReport, jm_test_report_free)

/* Asks /myself (the only safe probe), then permissions, then compares scopes and clocks. Resolves
 * to a JmTestReport also when something is wrong; rejects only when cancelled. */
DexFuture    *jm_connection_test      (JmServices   *services,
                                       JmAccount    *account,
                                       GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;

/* Of the scopes that are needed, those that @granted (space separated, NULL for none) does not have: space
 * separated, NULL when none is missing. The caller owns it. */
char         *jm_connection_test_find_missing (const char *granted) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
