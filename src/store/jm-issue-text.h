/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/jm-json-reader.h"

G_BEGIN_DECLS

/* Private to the store: the words of a text that Jira sends, for the text index. Any thread. */

/* Appends the plain text of @value: an ADF document, or a string in wiki markup; nothing for all else.
 * @me: ids and logins that I am known by, NULL-terminated. Returns whether the text mentions me. */
gboolean jm_issue_text_append (const JmJsonSlice  *value,
                               const char *const  *me,
                               GString            *text);

G_END_DECLS
