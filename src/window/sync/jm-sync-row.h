/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "accounts/jm-account.h"

G_BEGIN_DECLS

/* What the synchronization of one account does, in one line, with a button that begins it and a menu that pauses, resumes and
 * ends it (actions "sync.pause", "sync.resume", "sync.cancel"). */
#define JM_TYPE_SYNC_ROW (jm_sync_row_get_type ())

G_DECLARE_FINAL_TYPE (JmSyncRow, jm_sync_row, JM, SYNC_ROW, GtkWidget)

GtkWidget *jm_sync_row_new         (void);
/* Both NULL: nobody is signed in. */
void       jm_sync_row_set_account (JmSyncRow  *self,
                                    JmServices *services,
                                    JmAccount  *account);

G_END_DECLS
