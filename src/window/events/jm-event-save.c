/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-event-save.h"

#include <glib/gi18n.h>

#include "events/jm-event-export.h"
#include "jm-save.h"

static const JmSaveKind kinds[] = {
  { N_("Comma-separated values (.csv)"), "csv" },
  { N_("JSON (.json)"), "json" },
};

static GBytes *
make_cb (const char  *name,
         gpointer     data,
         GError     **error)
{
  return jm_event_export (data, jm_event_export_format_of (name));
}

void
jm_event_save (GtkWidget    *widget,
               GListModel   *events,
               GCancellable *cancellable)
{
  /* Translators: a name for a file; keep the ending */
  jm_save (widget, _("Export Events"), _("jira-monitor-events.csv"), kinds, G_N_ELEMENTS (kinds), make_cb,
           g_object_ref (events), g_object_unref, cancellable);
}
