/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/jm-problems.h"

G_BEGIN_DECLS

/* What a host shows: by the worst level, and in words. */
typedef struct
{
  const char *status;           /* "Active", "NeedsAttention" */
  const char *icon_name;
  char       *tooltip;          /* lines; neither markup nor anything that looks like it */
} JmTrayFace;

#define JM_TRAY_ICON_ERROR APP_ID "-error-symbolic"

JmTrayFace *jm_tray_face_new         (JmProblems *problems);
void        jm_tray_face_free        (JmTrayFace *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmTrayFace, jm_tray_face_free)

/* The folder with the icons where a host would not look for them by itself, or NULL. */
char       *jm_tray_find_icon_folder (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
