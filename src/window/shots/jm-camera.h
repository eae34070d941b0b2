/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jm-window.h"

G_BEGIN_DECLS

#define JM_MAX_LOOKS 12

/* One way to look: "overview-wide-light.png" */
typedef struct
{
  const char      *name;
  AdwColorScheme   scheme;
  int              width;
  int              height;
  GtkTextDirection direction;   /* GTK_TEXT_DIR_NONE: from left to right */
  gboolean         large;       /* text of twice the size */
} JmLook;

/* What takes the pictures of one walk through the window. All of it is called from a fiber, waits,
 * and returns FALSE with an error. */
typedef struct
{
  JmWindow     *window;
  JmMonitor    *monitor;        /* the demonstration's */
  JmClock      *clock;
  char         *folder;         /* of the pictures; NULL on a walk, which stops instead: jm-walk.h */
  GDataInputStream *questions;  /* of a walk, else NULL */
  const JmLook *looks[JM_MAX_LOOKS];
  guint         n_looks;
  gboolean      only_dialogs;   /* of a walk */
  gboolean      is_book;        /* the looks are the four that a picture book has */
  int           usual_dpi;      /* of text, times 1024; 0 until it was asked for */
  GCancellable *cancellable;
  guint         n_taken;
} JmCamera;

typedef gboolean (*JmCondition) (gpointer data);
/* What has to be done again for each look */
typedef void     (*JmPose)      (JmCamera *camera,
                                 gboolean  narrow);

JmCamera *jm_camera_new        (JmWindow     *window,
                                JmClock      *clock,
                                const char   *folder,
                                GCancellable *cancellable);
/* @names: of looks, with commas between them; NULL for the four of a picture book. FALSE for a name that is none */
gboolean  jm_camera_set_looks  (JmCamera     *self,
                                const char   *names,
                                GError      **error);
const JmLook *jm_camera_find_look (const char *name);
void      jm_camera_free       (gpointer      data);

/* The window as it is, wide and narrow, light and dark */
gboolean  jm_camera_take       (JmCamera     *self,
                                const char   *name,
                                GError      **error);
gboolean  jm_camera_take_posed (JmCamera     *self,
                                const char   *name,
                                JmPose        pose,
                                GError      **error);
/* Another @window, or the camera's with @window NULL, in one look */
gboolean  jm_camera_take_one   (JmCamera     *self,
                                const char   *name,
                                GtkWindow    *window,
                                const JmLook *look,
                                GError      **error);
/* Makes the pages anew when @look has another direction than what is shown: those that are not in the window keep theirs. */
void      jm_camera_turn       (JmCamera     *self,
                                const JmLook *look);
/* For the pose in @look, and for what is made for each look */
gboolean  jm_look_is_narrow    (const JmLook *look);

gboolean  jm_camera_pause      (JmCamera     *self,
                                double        seconds,
                                GError      **error);
/* Until @condition holds; after some seconds it is an error, which says @what did not happen. */
gboolean  jm_camera_wait       (JmCamera     *self,
                                const char   *what,
                                JmCondition   condition,
                                gpointer      data,
                                GError      **error);
/* Asks the simulator's control port: src/simulator/README.md */
gboolean  jm_camera_control    (JmCamera     *self,
                                const char   *method,
                                const char   *path,
                                const char   *json,
                                GError      **error);
/* Shows @page and gives its template child. Borrowed. */
GObject  *jm_camera_find       (JmCamera     *self,
                                const char   *page,
                                const char   *child);

G_END_DECLS
