/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libdex.h>

#include "auth/jm-keyring.h"

G_BEGIN_DECLS

/* One call of a keyring that libsecret does, with its limit of time. */
typedef struct
{
  GObject      *keyring;
  char         *name;           /* NULL: of the whole keyring */
  char         *label;
  char         *secret;
  GCancellable *caller;         /* or NULL */
  GCancellable *cancellable;    /* the caller's, or the limit's: given to libsecret */
  gulong        chained;
  GSource      *limit;
  gboolean      timed_out;
} JmKeyringJob;

/* Nobody else is waited for from here on: no limit any more. */
void          jm_keyring_job_lift    (JmKeyringJob  *job);
/* What a failure means, in JM_AUTH_ERROR; takes @error. Only the caller's own cancelling stays what
 * it is. */
GError       *jm_keyring_job_explain (JmKeyringJob  *job,
                                      GError        *error);
/* A future that is rejected with what *@error means; takes it. */
DexFuture    *jm_keyring_job_fail    (JmKeyringJob  *job,
                                      GError       **error) G_GNUC_WARN_UNUSED_RESULT;

/* A keyring that answers each call with a fiber, which is given a job. */
#define JM_TYPE_JOB_KEYRING (jm_job_keyring_get_type ())

G_DECLARE_DERIVABLE_TYPE (JmJobKeyring, jm_job_keyring, JM, JOB_KEYRING, JmKeyring)

struct _JmJobKeyringClass
{
  JmKeyringClass parent_class;

  DexFiberFunc   lookup_fiber;
  DexFiberFunc   store_fiber;
  DexFiberFunc   clear_fiber;
  DexFiberFunc   unlock_fiber;
};

G_END_DECLS
