/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Words that came from outside (Jira, a person's name, an error's message), made fit to stand beside ours: on a
 * widget (jm-text.h), in a notification, in the menu of the tray. They never hide, and never turn their neighbours. */
char     *jm_presentable_line             (const char *text) G_GNUC_WARN_UNUSED_RESULT;
char     *jm_presentable_paragraphs       (const char *text) G_GNUC_WARN_UNUSED_RESULT;
/* Hebrew, Arabic and their neighbours */
gboolean  jm_presentable_is_right_to_left (gunichar    c);

G_END_DECLS
