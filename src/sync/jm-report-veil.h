/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is drawn over the words of a report. Always: all that looks like a secret (jm_redact()). Unless names are
 * wanted: the words that it was told, and whatever looks like an address, a host, an issue's key, an identifier or
 * a quotation. Takes away too much rather than too little. */
typedef struct _JmReportVeil JmReportVeil;

JmReportVeil *jm_report_veil_new   (gboolean      names);
void          jm_report_veil_free  (JmReportVeil *self);
gboolean      jm_report_veil_shows_names (JmReportVeil *self);
/* @word, in any case, where it stands alone, becomes @instead: "A1". NULL and words of one letter are left. */
void          jm_report_veil_hide  (JmReportVeil *self,
                                    const char   *word,
                                    const char   *instead);
/* The same for the key of a project, as it is written alone: "WEB" is no web page. */
void          jm_report_veil_hide_key (JmReportVeil *self,
                                       const char   *key,
                                       const char   *instead);
/* NULL for NULL. The caller owns it. */
char         *jm_report_veil_cover (JmReportVeil *self,
                                    const char   *text) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmReportVeil, jm_report_veil_free)

G_END_DECLS
