/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "accounts/jm-monitor.h"

G_BEGIN_DECLS

/* The store of the current account, for a page that shows what is in it. Signals: "store": it is another one, opened or
 * not (yet); "news": rows changed. News come while the page is on the screen, at most once in some seconds; what came
 * while it was not comes once when it is shown again. */
#define JM_TYPE_STORE_WATCH (jm_store_watch_get_type ())

G_DECLARE_FINAL_TYPE (JmStoreWatch, jm_store_watch, JM, STORE_WATCH, GObject)

/* Owned by @page, which drops it in its dispose. Begins with jm_store_watch_start(). */
JmStoreWatch *jm_store_watch_new             (GtkWidget    *page,
                                              JmMonitor    *monitor,
                                              guint         seconds) G_GNUC_WARN_UNUSED_RESULT;
/* When the signals are connected. */
void          jm_store_watch_start           (JmStoreWatch *self);
/* NULL: nobody is signed in. */
JmAccount    *jm_store_watch_get_account     (JmStoreWatch *self);
/* NULL: it is being opened, or it could not be. */
JmStore      *jm_store_watch_get_store       (JmStoreWatch *self);
/* Why it could not, or NULL */
const GError *jm_store_watch_get_error       (JmStoreWatch *self);
/* Cancelled when the account is another, or the page ends. Borrowed; NULL without an account. */
GCancellable *jm_store_watch_get_cancellable (JmStoreWatch *self);
/* Opens it once more. */
void          jm_store_watch_retry           (JmStoreWatch *self);

G_END_DECLS
