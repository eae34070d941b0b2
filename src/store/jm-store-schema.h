/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/jm-database.h"

G_BEGIN_DECLS

/* Private to the store: the file of one account */
extern const JmSchema jm_store_schema;

G_END_DECLS
