/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "preferences/jm-choices.h"

G_BEGIN_DECLS

/* A setting and the row of a template that shows it: a line of a page's table. The type of the key and the
 * kind of the row say how they are bound:
 *
 * · b   AdwSwitchRow
 * · u   AdwSpinRow, in steps of @unit: 60 makes minutes of seconds; 0 counts as 1
 * · u   AdwComboRow with @choices, or with steps of @unit from 0 in a model of its own
 * · au  AdwComboRow with @choices: the greatest number of the list; the list is that one and the smaller ones */
typedef struct
{
  const char        *key;
  const char        *row;       /* the id in the template */
  const JmChoice    *choices;
  guint              unit;
  GSettingsBindFlags flags;     /* G_SETTINGS_BIND_NO_SENSITIVITY where something else decides that */
} JmSettingRow;

/* In class_init: the rows are children of the template. */
void jm_setting_rows_declare (GtkWidgetClass     *klass,
                              const JmSettingRow *rows,
                              guint               n_rows);
/* Both ways, as long as the rows live. Once for each widget. */
void jm_setting_rows_bind    (GtkWidget          *widget,
                              GSettings          *settings,
                              const JmSettingRow *rows,
                              guint               n_rows);
/* A switch that is off while @member stands in the list of @key ("muted-…"). */
void jm_setting_bind_absence (AdwSwitchRow       *row,
                              GSettings          *settings,
                              const char         *key,
                              const char         *member);

G_END_DECLS
