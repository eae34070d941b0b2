/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jira/jm-authorizer.h"

#include <gio/gio.h>

#include "base/jm-random.h"

/*
 * JmAuthorizer: the seam between a request and a sign-in. Floor 1 needs a header and can say that
 * it was refused; which token that is, and how another one is got, is known one floor up.
 */

G_DEFINE_BOXED_TYPE (JmAuthorization,
                     jm_authorization,
                     jm_authorization_copy,
                     jm_authorization_free)

G_DEFINE_INTERFACE (JmAuthorizer, jm_authorizer, G_TYPE_OBJECT)

static void
jm_authorizer_default_init (JmAuthorizerInterface *iface)
{
}

/**
 * jm_authorization_new:
 * @header: "Bearer …" or "Basic …"
 * @generation: which token it holds; rises with each refresh
 *
 * Returns: (transfer full): an authorization
 */
JmAuthorization *
jm_authorization_new (const char *header,
                      guint64     generation)
{
  JmAuthorization *self;

  g_return_val_if_fail (header != NULL, NULL);

  self = g_new0 (JmAuthorization, 1);
  self->header = g_strdup (header);
  self->generation = generation;

  return self;
}

/**
 * jm_authorization_copy:
 *
 * Returns: (transfer full): a copy, with its own copy of the secret
 */
JmAuthorization *
jm_authorization_copy (JmAuthorization *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return jm_authorization_new (self->header, self->generation);
}

/**
 * jm_authorization_free:
 *
 * Wipes the header and frees it.
 */
void
jm_authorization_free (JmAuthorization *self)
{
  g_return_if_fail (self != NULL);

  jm_wipe_free (self->header);
  g_free (self);
}

/**
 * jm_authorizer_authorize:
 * @cancellable: (nullable): gives up waiting
 *
 * Returns: (transfer full): resolves to a #JmAuthorization / rejects with the error of whoever
 *   keeps the sign-in, or %G_IO_ERROR_CANCELLED
 */
DexFuture *
jm_authorizer_authorize (JmAuthorizer *self,
                         GCancellable *cancellable)
{
  dex_return_error_if_fail (JM_IS_AUTHORIZER (self));
  dex_return_error_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  return JM_AUTHORIZER_GET_IFACE (self)->authorize (self, cancellable);
}

/**
 * jm_authorizer_refused:
 * @generation: of the authorization that was sent
 * @reason: what Jira said, a %JM_JIRA_ERROR; borrowed for the call
 * @cancellable: (nullable): gives up waiting
 *
 * Returns: (transfer full): resolves to TRUE when it is worth one more try, to FALSE when it is not
 *   / rejects as jm_authorizer_authorize()
 */
DexFuture *
jm_authorizer_refused (JmAuthorizer *self,
                       guint64       generation,
                       const GError *reason,
                       GCancellable *cancellable)
{
  dex_return_error_if_fail (JM_IS_AUTHORIZER (self));
  dex_return_error_if_fail (reason != NULL);
  dex_return_error_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  return JM_AUTHORIZER_GET_IFACE (self)->refused (self, generation, reason, cancellable);
}
