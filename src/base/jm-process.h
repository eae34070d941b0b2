/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* First in main(): no core files, and a file that may not grow is an error and not the end. */
void jm_process_guard (void);

G_END_DECLS
