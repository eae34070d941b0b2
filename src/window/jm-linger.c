/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-linger.h"

static gboolean
over_cb (gpointer data)
{
  return G_SOURCE_REMOVE;
}

void
jm_linger (gpointer object)
{
  if (object != NULL)
    g_idle_add_full (G_PRIORITY_LOW, over_cb, g_object_ref (object), g_object_unref);
}
