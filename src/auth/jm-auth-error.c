/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "auth/jm-auth-error.h"

G_DEFINE_QUARK (jm-auth-error-quark, jm_auth_error)
