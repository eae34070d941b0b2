/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include <libdex.h>

G_BEGIN_DECLS

/* Asks over @parent what a view is to be called. @name: what it is called now, NULL for a new one.
 * @taken: names of other views, which would be replaced; the question says so. Resolves to the name
 * (dex_await_string), which has no spaces around it and is not empty; rejects with
 * G_IO_ERROR_CANCELLED. */
DexFuture *jm_issue_view_name_ask (GtkWidget         *parent,
                                   const char        *name,
                                   const char *const *taken) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
