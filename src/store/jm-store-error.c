/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-store-error.h"

G_DEFINE_QUARK (jm - store - error - quark, jm_store_error)
