/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "base/jm-network.h"

G_BEGIN_DECLS

/* The window around the web view: it always shows whose page this is and whether the connection is safe, catches the
 * redirect before it is loaded, and closes itself then. It trusts whom the system trusts, and those whom the person chose.
 * Signal "caught" (string: the redirect with its code; a secret). */
#define JM_TYPE_SIGNIN_WINDOW (jm_signin_window_get_type ())

G_DECLARE_FINAL_TYPE (JmSigninWindow, jm_signin_window, JM, SIGNIN_WINDOW, AdwApplicationWindow)

GtkWindow  *jm_signin_window_new         (GtkApplication  *application,
                                          JmNetwork       *network,
                                          const char      *authorize_url,
                                          const char      *redirect_uri);
/* What is shown instead of the page; NULL while the page is */
const char *jm_signin_window_get_trouble (JmSigninWindow  *self);

G_END_DECLS
