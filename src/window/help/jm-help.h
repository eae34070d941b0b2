/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jm-window.h"

G_BEGIN_DECLS

/* Shows the help at @place: "index", "troubles#offline"; in the desktop's own viewer where it is installed and there is one,
 * else in a dialog of @window. */
void        jm_help_show            (JmWindow   *window,
                                     const char *place);
/* The place that explains a page of the window, by its name. Static. */
const char *jm_help_place_of_page   (const char *name);
/* The place that explains a trouble and its cure; to be freed. */
char       *jm_help_dup_trouble_place (JmTrouble trouble) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
