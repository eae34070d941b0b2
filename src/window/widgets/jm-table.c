/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "widgets/jm-table.h"

void
jm_table_open_backwards (GtkColumnView *view)
{
  g_return_if_fail (GTK_IS_COLUMN_VIEW (view));

  gtk_widget_set_can_focus (gtk_widget_get_first_child (GTK_WIDGET (view)), FALSE);
}
