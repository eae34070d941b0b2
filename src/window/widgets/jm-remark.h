/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One short sentence under what it is about: what is wrong, in red; what was found, in green; what is worth
 * knowing; what is going on, with a spinner. Without a sentence it takes no room. All but what is going on is announced. */
#define JM_TYPE_REMARK (jm_remark_get_type ())

G_DECLARE_FINAL_TYPE (JmRemark, jm_remark, JM, REMARK, GtkWidget)

GtkWidget  *jm_remark_new       (void);
void        jm_remark_clear     (JmRemark   *self);
void        jm_remark_set_busy  (JmRemark   *self,
                                 const char *text);
void        jm_remark_set_plain (JmRemark   *self,
                                 const char *text);
void        jm_remark_set_good  (JmRemark   *self,
                                 const char *text);
void        jm_remark_set_error (JmRemark   *self,
                                 const char *text);
/* "" when there is none */
const char *jm_remark_get_text  (JmRemark   *self);

G_END_DECLS
