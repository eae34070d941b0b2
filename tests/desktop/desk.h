/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/jm-monitor.h"
#include "desktop/jm-problems.h"
#include "fixtures/jm-test.h"
#include "store/jm-news-item.h"

G_BEGIN_DECLS

#define DESK_SECOND_MS G_GINT64_CONSTANT (1000)
#define DESK_MINUTE_MS (60 * DESK_SECOND_MS)
#define DESK_HOUR_MS (60 * DESK_MINUTE_MS)
#define DESK_DAY_MS (24 * DESK_HOUR_MS)

/* A monitor with accounts that no Jira stands behind: nothing is started, and how it stands with them is
 * what the test says. The clock is turned by hand; it begins on Friday, 20 November 2026, 12:00 UTC. */
typedef struct
{
  char       *root;
  JmClock    *clock;
  JmKeyring  *keyring;
  JmMonitor  *monitor;
  JmServices *services;         /* borrowed from the monitor */
  GSettings  *settings;         /* so are they */
  const char *summary;          /* of issues; NULL: "Login fails" */
  guint       n_news;
} Desk;

typedef void (*DeskBody) (Desk *desk);

/* A test that runs as a fiber in a desk of its own. */
void       desk_add            (const char       *path,
               DeskBody body);
void       desk_await          (DexFuture        *future);
/* The same data in a new monitor, as after a restart of the program. Whoever holds an object of the one
 * before drops it first. */
void       desk_restart        (Desk             *desk);
/* The caller owns it. @name stands also in its ids. Its access token lives for an hour from now on. */
JmAccount *desk_add_account    (Desk             *desk,
                             const char *name,
                             JmCredentialKind kind);
/* The same with the sign-in of @other */
JmAccount *desk_add_site       (Desk             *desk,
                          const char *name,
                          JmAccount *other);
JmAccount *desk_find_account   (Desk             *desk,
                              const char *name);
void       desk_remove_account (Desk             *desk,
                          JmAccount *account);
/* How it stands with its sign-in from now on, as the keeper would say it */
void       desk_set_trouble    (JmAccount        *account,
                       JmTrouble trouble);
/* When the sign-in ends, wall ms; for API tokens and PATs */
void       desk_set_end        (JmAccount        *account,
                   gint64 end_ms);
/* A sync that holds, failed, was well; a JM_STORE_ERROR, a JM_JIRA_ERROR, … */
void       desk_hold_sync      (Desk             *desk,
                     JmAccount *account,
                     GQuark domain,
                     int code);
void       desk_fail_sync      (Desk             *desk,
                     JmAccount *account,
                     GQuark domain,
                     int code);
void       desk_end_sync       (Desk             *desk,
                    JmAccount *account);

/* News of an issue of the project WEB, as a run that ended just now found it; @number: of the issue */
void       desk_add_news       (Desk             *desk,
                    JmAccount *account,
                    guint number,
                    JmNewsKind kind,
                    const char *who,
                    const char *status);
/* The next of them is about an issue with this summary. */
void       desk_set_summary    (Desk             *desk,
                       const char *summary);

G_END_DECLS
