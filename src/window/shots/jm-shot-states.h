/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* All faces of the token's card on one sheet, with made-up facts: no demonstration can be in all states at once. For
 * pictures alone. */
AdwDialog *jm_shot_states_new (gboolean wide);

G_END_DECLS
