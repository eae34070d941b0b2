/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sign-in/jm-sign-in-dialog.h"
#include "sign-in/jm-sign-in-address-page.h"

G_BEGIN_DECLS

/* The dialog in two files: jm-sign-in-dialog.c goes from page to page, …-actions.c does what its buttons ask for. */

struct _JmSignInDialog
{
  AdwDialog             parent_instance;

  AdwNavigationView    *view;

  JmMonitor            *monitor;
  JmAccount            *again;
  JmSignInAddressPage  *address_page;
  GCancellable         *cancellable;

  /* Once somebody signed in, until it is kept. */
  JmSignIn             *sign_in;
  GListModel           *choices;
};

JmServices *jm_sign_in_dialog_get_services      (JmSignInDialog    *self);
/* What the first page found; NULL without */
JmJiraSite *jm_sign_in_dialog_get_site          (JmSignInDialog    *self);

/* Back to the first step, then on to @page (nullable): what lay between belonged to an attempt that is over. */
void        jm_sign_in_dialog_start_over        (JmSignInDialog    *self,
                                                 AdwNavigationPage *page);
void        jm_sign_in_dialog_show_browser_page (JmSignInDialog    *self,
                                                 gboolean           listens);
void        jm_sign_in_dialog_show_client_page  (JmSignInDialog    *self);
void        jm_sign_in_dialog_show_token_page   (JmSignInDialog    *self,
                                                 JmJiraSite        *site);
void        jm_sign_in_dialog_show_trouble      (JmSignInDialog    *self,
                                                 const GError      *error);
/* An attempt failed: the app is asked for when it is what was missing, else the trouble is shown. */
void        jm_sign_in_dialog_fail              (JmSignInDialog    *self,
                                                 GError            *error);

/* Keeps what was got. */
void        jm_sign_in_dialog_finish            (JmSignInDialog    *self);
void        jm_sign_in_dialog_install_actions   (GtkWidgetClass    *widget_class);

G_END_DECLS
