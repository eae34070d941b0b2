/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/jm-sign-in.h"

G_BEGIN_DECLS

/* @account: the one that is there already, or NULL */
JmSiteChoice *jm_site_choice_new (JmJiraSite *site,
                                  JmAccount  *account,
                                  gboolean    chosen);

G_END_DECLS
