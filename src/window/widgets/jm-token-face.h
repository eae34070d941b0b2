/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/jm-account.h"

G_BEGIN_DECLS

/* How a state feels; each widget has a style class for it, see jm_tone_get_…(). */
typedef enum
{
  JM_TONE_NEUTRAL,
  JM_TONE_GOOD,
  JM_TONE_SOON,
  JM_TONE_WRONG,
  JM_TONE_BUSY,
} JmTone;

/* "success", "warning", "error", "accent", "dimmed": of text and icons */
const char *jm_tone_get_text_class    (JmTone tone);
/* "done", "soon", "wrong", "progress", "todo" */
const char *jm_tone_get_lozenge_class (JmTone tone);
/* "good", "soon", "wrong", "busy", "neutral" */
const char *jm_tone_get_ring_class    (JmTone tone);

/* What is known about a token at one moment: what a face is made of. Borrowed strings. */
typedef struct
{
  JmTokenState     state;
  JmTrouble        trouble;
  JmCredentialKind kind;
  const char      *account_id;          /* NULL: there is no account */
  const char      *account_name;
  const char      *place;
  const char      *user_name;
  const char      *hint;                /* last characters of the token, or NULL */
  const char      *message;             /* the keeper's sentence, or NULL */
  gint64           now_ms;
  gint64           seconds_left;        /* -1: a token without a countdown */
  gint64           lifetime;            /* seconds */
  gint64           expires_at_ms;
  gint64           next_check_at_ms;
  gint64           last_refresh_at_ms;
  gint64           sign_in_again_by_ms;
  gint64           consented_at_ms;
} JmTokenFacts;

/* The same in words, for every place that shows a token: the card, the rows of accounts, the account button. Plain text,
 * some of it from outside: set it by jm_text_…() alone. */
typedef struct
{
  JmTone      tone;
  const char *icon_name;        /* of the state; NULL while refreshing: a spinner */
  char       *word;             /* "Active", for a lozenge */
  char       *title;            /* "Token is active" */
  char       *reason;           /* whose it is, or why, or NULL */
  char       *detail;           /* "Access token ••••3f9c · expires at 14:32", or NULL */
  double      share;            /* of the ring, 0 … 1 */
  char       *ring_text;        /* "41:12", or NULL: then the icon */
  char       *ring_caption;     /* "minutes left" */
  const char *ring_icon_name;
  char       *value;            /* at the end of a row: "41:12 left" */
  char       *value_caption;    /* "check in 2:04", or NULL */
  const char *button_label;
  const char *action;           /* "win.cure", … */
  char       *target;           /* its string parameter, or NULL: it takes none */
  gboolean    sensitive;
  gboolean    suggested;        /* the person must do something */
  gboolean    ticking;          /* its words change with every second */
} JmTokenFace;

/* @account NULL: nobody is signed in. */
void         jm_token_facts_read (JmTokenFacts       *facts,
                                  JmAccount          *account,
                                  JmClock            *clock);
JmTokenFace *jm_token_face_new   (const JmTokenFacts *facts) G_GNUC_WARN_UNUSED_RESULT;
JmTokenFace *jm_token_face_read  (JmAccount          *account,
                                  JmClock            *clock) G_GNUC_WARN_UNUSED_RESULT;
void         jm_token_face_free  (JmTokenFace        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmTokenFace, jm_token_face_free)

G_END_DECLS
