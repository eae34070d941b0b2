/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libdex.h>

G_BEGIN_DECLS

/* One call of a keyring that libsecret does, with its limit of time. */
typedef struct
{
  GObject      *keyring;
  char         *name;
  char         *label;
  char         *secret;
  GCancellable *caller;         /* or NULL */
  GCancellable *cancellable;    /* the caller's, or the limit's: given to libsecret */
  gulong        chained;
  GSource      *limit;
  gboolean      timed_out;
} JmKeyringJob;

/* @name NULL: of the whole keyring. @seconds begin now. */
JmKeyringJob *jm_keyring_job_new     (gpointer       keyring,
                                      const char    *name,
                                      guint          seconds,
                                      GCancellable  *caller);
void          jm_keyring_job_free    (gpointer       job);
/* Gives @fiber the job, which it takes; resolves to what it answers. */
DexFuture    *jm_keyring_job_run     (JmKeyringJob  *job,
                                      DexFiberFunc   fiber) G_GNUC_WARN_UNUSED_RESULT;
/* Nobody else is waited for from here on: no limit any more. */
void          jm_keyring_job_lift    (JmKeyringJob  *job);
/* What a failure means, in JM_AUTH_ERROR; takes @error. Only the caller's own cancelling stays what
 * it is. */
GError       *jm_keyring_job_explain (JmKeyringJob  *job,
                                      GError        *error);
/* A future that is rejected with what *@error means; takes it. */
DexFuture    *jm_keyring_job_fail    (JmKeyringJob  *job,
                                      GError       **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
