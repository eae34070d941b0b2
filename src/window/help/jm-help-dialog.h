/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The help, for where no program shows it: in a sandbox, and on desktops without one. */
#define JM_TYPE_HELP_DIALOG (jm_help_dialog_get_type ())

G_DECLARE_FINAL_TYPE (JmHelpDialog, jm_help_dialog, JM, HELP_DIALOG, AdwDialog)

/* @place: "index", "troubles#offline" */
AdwDialog  *jm_help_dialog_new       (const char   *place);
/* Goes there, with a way back. */
void        jm_help_dialog_go        (JmHelpDialog *self,
                                      const char   *place);
/* Where it is, without a section; NULL before the pages are read. Borrowed. */
const char *jm_help_dialog_get_page  (JmHelpDialog *self);

G_END_DECLS
