/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "auth/jm-quiet-service.h"

#include <glib/gi18n-lib.h>

#include "auth/jm-auth-error.h"

/*
 * JmQuietService: libsecret asks its service object to run each prompt that the keyring wants,
 * whatever the call was. This one says no, so that nothing that runs in the background can put a
 * window in front of a person, whichever keyring it is.
 */

struct _JmQuietService
{
  SecretService parent_instance;
};

G_DEFINE_FINAL_TYPE (JmQuietService, jm_quiet_service, SECRET_TYPE_SERVICE)

static void
jm_quiet_service_prompt_async (SecretService       *service,
                               SecretPrompt        *prompt,
                               const GVariantType  *return_type,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  GTask *task = g_task_new (service, cancellable, callback, user_data);

  g_task_set_source_tag (task, jm_quiet_service_prompt_async);
  g_task_return_new_error_literal (task, JM_AUTH_ERROR, JM_AUTH_ERROR_KEYRING_LOCKED,
                                   _("The keyring is locked"));
  g_object_unref (task);
}

static GVariant *
jm_quiet_service_prompt_finish (SecretService  *service,
                                GAsyncResult   *result,
                                GError        **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
jm_quiet_service_class_init (JmQuietServiceClass *klass)
{
  SecretServiceClass *service_class = SECRET_SERVICE_CLASS (klass);

  service_class->prompt_async = jm_quiet_service_prompt_async;
  service_class->prompt_finish = jm_quiet_service_prompt_finish;
}

static void
jm_quiet_service_init (JmQuietService *self)
{
}
