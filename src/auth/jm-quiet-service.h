/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsecret/secret.h>

G_BEGIN_DECLS

/* A SecretService that refuses every prompt with JM_AUTH_ERROR_KEYRING_LOCKED: for work that no
 * person asked for. */
#define JM_TYPE_QUIET_SERVICE (jm_quiet_service_get_type ())

G_DECLARE_FINAL_TYPE (JmQuietService, jm_quiet_service, JM, QUIET_SERVICE, SecretService)

G_END_DECLS
