/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The application: one monitor of the person's own, and while somebody looks around the one of the demonstration. */
#define JM_TYPE_APPLICATION (jm_application_get_type ())

G_DECLARE_FINAL_TYPE (JmApplication, jm_application, JM, APPLICATION, AdwApplication)

JmApplication *jm_application_new        (void);
/* 0, or 1 when --shots failed. */
int            jm_application_get_status (JmApplication *self);

G_END_DECLS
