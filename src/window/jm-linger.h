/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* For the dispose of who has an AdwNavigationSplitView: it leaves a callback in the main loop when it changes between sidebar
 * and content, without a reference and without taking it back (libadwaita 1.7), which writes into what was freed. Holds
 * @object until that is over. NULL is ignored. */
void jm_linger (gpointer object);

G_END_DECLS
