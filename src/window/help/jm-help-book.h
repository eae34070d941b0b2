/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libdex.h>

#include "jm-help-page.h"

G_BEGIN_DECLS

/* All pages of the help in one language. Boxed, immutable once it is read. */
#define JM_TYPE_HELP_BOOK (jm_help_book_get_type ())

typedef struct _JmHelpBook JmHelpBook;

GType       jm_help_book_get_type (void);
JmHelpBook *jm_help_book_ref      (JmHelpBook *self);
void        jm_help_book_unref    (JmHelpBook *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmHelpBook, jm_help_book_unref)

/* The folder of the person's language, or of English: in $JIRA_MONITOR_HELPDIR or where the program was installed. NULL when
 * there is no help. To be freed. */
char       *jm_help_book_find_folder (void);
/* Reads every page of @folder. Resolves to a JmHelpBook (dex_await_boxed); rejects with the first page that
 * can't be read. */
DexFuture  *jm_help_book_read     (const char *folder) G_GNUC_WARN_UNUSED_RESULT;
/* Borrowed; NULL when there is no such page. */
const JmHelpPage *jm_help_book_find (JmHelpBook *self,
                                     const char *id);
/* The pages that say that they are listed at @place ("index", "index#start"), by their title. Free the array alone. */
GPtrArray  *jm_help_book_list     (JmHelpBook *self,
                                   const char *place) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
