/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/jm-database.h"

G_BEGIN_DECLS

/* Private to the store: the file of one account */
extern const JmSchema jm_store_schema;

/* What filters ask for, behind the order of each index of the issues */
#define JM_ISSUE_FACETS \
  "project_key, status_rank, status, kind, priority_rank, priority, assignee, updated_ms, mine"

G_END_DECLS
