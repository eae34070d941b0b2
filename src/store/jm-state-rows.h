/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

#include "store/jm-state-store.h"

G_BEGIN_DECLS

/* Private to the store: which column of state.db is which field of which row. */
typedef struct
{
  const char *name;
  char        type;             /* 's' char *, 'i' gint64 or guint64, 'u' guint or gboolean */
  gsize       offset;
} JmColumn;

typedef struct
{
  gsize           size;
  const JmColumn *columns;      /* in the order of the SQL; ends with a NULL name */
} JmRowShape;

extern const JmRowShape jm_credential_shape;
extern const JmRowShape jm_account_shape;
extern const JmRowShape jm_intent_shape;

/* From the first columns of a statement that has a row. */
gpointer jm_row_read (const JmRowShape *shape,
                      sqlite3_stmt     *statement);
/* To the first places of a statement; @row must outlive the step. */
void     jm_row_bind (const JmRowShape *shape,
                      gconstpointer     row,
                      sqlite3_stmt     *statement);

G_END_DECLS
