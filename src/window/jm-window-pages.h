/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "accounts/jm-monitor.h"

G_BEGIN_DECLS

/* One page that the sidebar offers, in the order of the sidebar and of Ctrl+1…9. */
typedef struct
{
  const char         *name;             /* of the action win.show-page */
  const char         *title;            /* translatable */
  const char         *icon_name;
  const char         *section;          /* translatable; rows of one section follow each other */
  AdwNavigationPage *(*create)          (JmMonitor *monitor);
} JmWindowPage;

const JmWindowPage *jm_window_pages_get  (guint      *n_pages);
const JmWindowPage *jm_window_pages_find (const char *name);

G_END_DECLS
