/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "store/jm-export.h"

G_BEGIN_DECLS

/* The format of a file by its name: JSON for "….json", else CSV. */
JmExportFormat  jm_event_export_format_of (const char     *name);
/* The events of @events (JmEvent) in its order. CSV: RFC 4180 with a heading, columns time, kind, account, message, detail;
 * cells that a spreadsheet would take for a formula begin with an apostrophe. JSON: an array of objects with the same members,
 * times in RFC 3339. */
GBytes         *jm_event_export           (GListModel     *events,
                                           JmExportFormat  format) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
