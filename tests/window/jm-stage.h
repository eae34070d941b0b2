/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "accounts/jm-world.h"

G_BEGIN_DECLS

/* A window without decoration to show pages and dialogs in, with the style of the program and with its actions, of which it
 * remembers the last. For the fibers of tests with a JmWorld. */
typedef struct
{
  GtkWindow *window;
  char      *action;            /* "win.show-project PAY" */
} JmStage;

/* GTK on this display, or every test is skipped: the first line after jm_test_init(). */
gboolean   jm_stage_init         (void);
JmStage   *jm_stage_new          (void);
void       jm_stage_free         (JmStage    *self);
void       jm_stage_show         (JmStage    *self,
                                  GtkWidget  *page);
/* The child of a template by its id; fails the test when there is none. */
gpointer   jm_stage_child        (gpointer    widget,
                                  const char *id);
void       jm_stage_click        (gpointer    widget,
                                  const char *id);
void       jm_stage_type         (gpointer    widget,
                                  const char *id,
                                  const char *text);
/* The text of a label, or of what is typed into an entry. */
const char *jm_stage_read        (gpointer    widget,
                                  const char *id);
/* Whether any label or inscription below @widget shows @text, letter by letter. */
gboolean   jm_stage_shows        (gpointer    widget,
                                  const char *text);
/* From a fiber. */
void       jm_stage_wait         (JmTestCondition condition,
                                  gpointer        data);
/* From a fiber: lets the screen be drawn. */
void       jm_stage_settle       (void);
/* Whether it asks for more than a phone has: 360 × 294. */
void       jm_stage_assert_small (gpointer    widget);

/* The face that a page with a "stack" shows; and whether it is the one that a name says. */
const char *jm_stage_get_face    (gpointer    page);
gboolean   jm_stage_has_content  (gpointer    page);
gboolean   jm_stage_is_empty     (gpointer    page);
gboolean   jm_stage_has_error    (gpointer    page);
/* From a fiber: signs in, makes that account the current one, and opens its store. The caller owns it. */
JmStore   *jm_stage_sign_in      (JmWorld    *world);

G_END_DECLS
