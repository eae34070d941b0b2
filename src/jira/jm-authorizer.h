/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libdex.h>

G_BEGIN_DECLS

/* Who gives a request its Authorization header. Floor 1 asks, floor 2 answers. */
#define JM_TYPE_AUTHORIZATION (jm_authorization_get_type ())

typedef struct
{
  char   *header;       /* "Bearer …" or "Basic …"; wiped when freed */
  guint64 generation;   /* which token it is: rises with each refresh */
} JmAuthorization;

GType            jm_authorization_get_type (void);
JmAuthorization *jm_authorization_new      (const char      *header,
                                            guint64          generation);
JmAuthorization *jm_authorization_copy     (JmAuthorization *self);
void             jm_authorization_free     (JmAuthorization *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmAuthorization, jm_authorization_free)

#define JM_TYPE_AUTHORIZER (jm_authorizer_get_type ())

G_DECLARE_INTERFACE (JmAuthorizer, jm_authorizer, JM, AUTHORIZER, GObject)

struct _JmAuthorizerInterface
{
  GTypeInterface parent_iface;

  DexFuture *(*authorize) (JmAuthorizer *self,
                           GCancellable *cancellable);
  DexFuture *(*refused)   (JmAuthorizer *self,
                           guint64       generation,
                           const GError *reason,
                           GCancellable *cancellable);
};

/* Resolves to a JmAuthorization (dex_await_boxed) that is good now, after a refresh when one is
 * due. */
DexFuture *jm_authorizer_authorize (JmAuthorizer *self,
                                    GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
/* Jira refused the token of @generation for @reason (a JM_JIRA_ERROR). Resolves to TRUE when
 * another one is there and the request may be sent once more, to FALSE when that would not help. */
DexFuture *jm_authorizer_refused   (JmAuthorizer *self,
                                    guint64       generation,
                                    const GError *reason,
                                    GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
