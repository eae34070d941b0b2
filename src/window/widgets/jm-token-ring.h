/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/jm-token-face.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The ring of a token: the share of time that is left, in the colour of its state, and the time or an icon in it.
 * Property "size" (px at 100 % text, grows with the text). */
#define JM_TYPE_TOKEN_RING (jm_token_ring_get_type ())

G_DECLARE_FINAL_TYPE (JmTokenRing, jm_token_ring, JM, TOKEN_RING, GtkWidget)

GtkWidget *jm_token_ring_new      (void);
void       jm_token_ring_set_face (JmTokenRing       *self,
                                   const JmTokenFace *face);
int        jm_token_ring_get_size (JmTokenRing       *self);
void       jm_token_ring_set_size (JmTokenRing       *self,
                                   int                size);

G_END_DECLS
