/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A number that a person chooses by its name. */
typedef struct
{
  guint       value;
  const char *name;             /* translatable */
} JmChoice;

/* @choices ends with a name of NULL; what is not among them is shown as the nearest one above. */
void  jm_choices_fill   (AdwComboRow    *row,
                         const JmChoice *choices);
guint jm_choices_find   (const JmChoice *choices,
                         guint           value);
void  jm_choices_select (AdwComboRow    *row,
                         const JmChoice *choices,
                         guint           value);
guint jm_choices_get    (AdwComboRow    *row,
                         const JmChoice *choices);

G_END_DECLS
