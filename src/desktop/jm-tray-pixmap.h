/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GVariant *jm_tray_pixmaps_new (const char *icon_name);

G_END_DECLS
