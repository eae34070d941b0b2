/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "auth/jm-token-keeper.h"
#include "overview/jm-fact-tile.h"

G_BEGIN_DECLS

/* What the four tiles under the token's card say of @keeper at @now_ms (wall, ms). */

/* When it was renewed or checked */
void jm_overview_clock_show_last    (JmFactTile    *tile,
                                     JmTokenKeeper *keeper,
                                     gint64         now_ms);
/* When it is looked at again */
void jm_overview_clock_show_next    (JmFactTile    *tile,
                                     JmTokenKeeper *keeper,
                                     GSettings     *settings,
                                     gint64         now_ms);
/* Until when nobody has to sign in */
void jm_overview_clock_show_lasts   (JmFactTile    *tile,
                                     JmTokenKeeper *keeper,
                                     gint64         now_ms);
/* Since when it is allowed */
void jm_overview_clock_show_consent (JmFactTile    *tile,
                                     JmTokenKeeper *keeper,
                                     gint64         now_ms);

G_END_DECLS
