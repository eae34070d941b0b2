/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "preferences/jm-choices.h"

#include <glib/gi18n.h>

void
jm_choices_fill (AdwComboRow    *row,
                 const JmChoice *choices)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (; choices->name != NULL; choices++)
    gtk_string_list_append (names, _(choices->name));
  adw_combo_row_set_model (row, G_LIST_MODEL (names));
}

/* The position of @value. 0 is no small number but a word of its own: "Never", "For ever". */
guint
jm_choices_find (const JmChoice *choices,
                 guint           value)
{
  guint best = 0;

  for (guint i = 0; choices[i].name != NULL; i++)
    {
      if (choices[i].value == value)
        return i;
      if (value != 0 && choices[i].value != 0 && choices[i].value < value)
        best = choices[i + 1].name != NULL && choices[i + 1].value != 0 ? i + 1 : i;
    }

  return best;
}

void
jm_choices_select (AdwComboRow    *row,
                   const JmChoice *choices,
                   guint           value)
{
  adw_combo_row_set_selected (row, jm_choices_find (choices, value));
}

guint
jm_choices_get (AdwComboRow    *row,
                const JmChoice *choices)
{
  guint selected = adw_combo_row_get_selected (row);

  return selected != GTK_INVALID_LIST_POSITION ? choices[selected].value : choices[0].value;
}
