/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "auth/jm-fixed-authorizer.h"

#include <glib/gi18n-lib.h>

#include "auth/jm-auth-error.h"
#include "base/jm-random.h"

/*
 * JmFixedAuthorizer: gives every request the header of one secret, and never another one after a
 * refusal.
 */

struct _JmFixedAuthorizer
{
  GObject parent_instance;

  JmAuthorization *authorization; /* NULL for a secret without a token */
};

static DexFuture *
jm_fixed_authorizer_authorize (JmAuthorizer *authorizer,
                               GCancellable *cancellable)
{
  JmFixedAuthorizer *self = JM_FIXED_AUTHORIZER (authorizer);

  if (self->authorization == NULL)
    return dex_future_new_reject (JM_AUTH_ERROR, JM_AUTH_ERROR_SECRET_MISSING,
                                  _("There is no token to show"));
  return dex_future_new_take_boxed (JM_TYPE_AUTHORIZATION,
                                    jm_authorization_copy (self->authorization));
}

static DexFuture *
jm_fixed_authorizer_refused (JmAuthorizer *authorizer,
                             guint64       generation,
                             const GError *reason,
                             GCancellable *cancellable)
{
  return dex_future_new_false ();
}

static void
authorizer_iface_init (JmAuthorizerInterface *iface)
{
  iface->authorize = jm_fixed_authorizer_authorize;
  iface->refused = jm_fixed_authorizer_refused;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (JmFixedAuthorizer,
                               jm_fixed_authorizer,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (JM_TYPE_AUTHORIZER, authorizer_iface_init))

static void
jm_fixed_authorizer_finalize (GObject *object)
{
  g_clear_pointer (&JM_FIXED_AUTHORIZER (object)->authorization, jm_authorization_free);

  G_OBJECT_CLASS (jm_fixed_authorizer_parent_class)->finalize (object);
}

static void
jm_fixed_authorizer_class_init (JmFixedAuthorizerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jm_fixed_authorizer_finalize;
}

static void
jm_fixed_authorizer_init (JmFixedAuthorizer *self)
{
}

/**
 * jm_fixed_authorizer_new:
 * @secret: what to show; copied
 *
 * Returns: (transfer full): an authorizer that knows this one only.
 */
JmAuthorizer *
jm_fixed_authorizer_new (const JmSecret *secret)
{
  JmFixedAuthorizer *self = g_object_new (JM_TYPE_FIXED_AUTHORIZER, NULL);
  char *header;

  g_return_val_if_fail (secret != NULL, JM_AUTHORIZER (self));

  if ((header = jm_secret_dup_header (secret)))
    self->authorization = jm_authorization_new (header, secret->generation);
  jm_wipe_free (header);
  return JM_AUTHORIZER (self);
}
