/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Whether @uri may leave the program: http, https with a host, or mailto. */
gboolean  jm_link_is_allowed (const char *uri);
/* The host as it really is ("xn--…" where it looks like another), NULL without one. The caller owns it. */
char     *jm_link_dup_host   (const char *uri) G_GNUC_WARN_UNUSED_RESULT;
/* Opens @uri with the system's program for it. When its host is not @known_host, the person is shown the host and asked
 * first; NULL asks always. What is not allowed is not opened, and said. */
void      jm_link_open       (GtkWidget  *widget,
                              const char *uri,
                              const char *known_host);
/* The same without a question and without a widget: for a link of our own making, when there may be no window. What is not
 * allowed is not opened. */
void      jm_link_launch     (GtkWindow  *window,
                              const char *uri);

G_END_DECLS
