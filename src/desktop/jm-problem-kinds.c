/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "desktop/jm-problems.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  const char *nick;
  const char *title;            /* translatable */
} KindInfo;

static const KindInfo kinds[JM_N_PROBLEM_KINDS] = {
  [JM_PROBLEM_SIGN_IN] = { "sign-in", N_("Sign in again") },
  [JM_PROBLEM_KEYRING] = { "keyring", N_("Keyring locked") },
  [JM_PROBLEM_EXPIRED] = { "expired", N_("Token expired") },
  [JM_PROBLEM_REFRESH] = { "refresh", N_("Renewing fails") },
  [JM_PROBLEM_SYNC] = { "sync", N_("Synchronizing fails") },
  [JM_PROBLEM_END_NEAR] = { "end-near", N_("Sign-in ends soon") },
};

const char *
jm_problem_kind_to_nick (JmProblemKind kind)
{
  g_return_val_if_fail ((guint) kind < JM_N_PROBLEM_KINDS, NULL);

  return kinds[kind].nick;
}

const char *
jm_problem_kind_to_title (JmProblemKind kind)
{
  g_return_val_if_fail ((guint) kind < JM_N_PROBLEM_KINDS, NULL);

  return _(kinds[kind].title);
}
