/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/jm-token-face.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define JM_TYPE_CARD_FORM (jm_card_form_get_type ())

typedef enum
{
  JM_CARD_WIDE,         /* the button at the end */
  JM_CARD_MEDIUM,       /* the button under the text, a smaller ring */
  JM_CARD_NARROW,       /* all in one centred column */
} JmCardForm;

GType jm_card_form_get_type (void);

/* The card that says how the token is: ring, sentence, reason, and the one button. All parts stay where they are in all
 * states. Property "form" (JmCardForm). */
#define JM_TYPE_TOKEN_CARD (jm_token_card_get_type ())

G_DECLARE_FINAL_TYPE (JmTokenCard, jm_token_card, JM, TOKEN_CARD, AdwBin)

GtkWidget  *jm_token_card_new      (void);
void        jm_token_card_set_face (JmTokenCard       *self,
                                    const JmTokenFace *face);
JmCardForm  jm_token_card_get_form (JmTokenCard       *self);
void        jm_token_card_set_form (JmTokenCard       *self,
                                    JmCardForm         form);

G_END_DECLS
