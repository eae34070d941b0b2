/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-csv.h"

#include <string.h>

static gboolean
is_formula (const char *text)
{
  return *text != '\0' && strchr ("=+-@\t\r", *text) != NULL;
}

void
jm_csv_append_cell (GString    *out,
                    const char *text,
                    gboolean    quoted)
{
  const char *cell = text != NULL ? text : "";
  gboolean formula = is_formula (cell);

  g_return_if_fail (out != NULL);

  if (!quoted && !formula && strpbrk (cell, ",\"\r\n") == NULL)
    {
      g_string_append (out, cell);
      return;
    }

  g_string_append (out, formula ? "\"'" : "\"");
  for (; *cell != '\0'; cell++)
    {
      if (*cell == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *cell);
    }
  g_string_append_c (out, '"');
}

void
jm_csv_append (GString    *out,
               const char *text,
               gboolean    last)
{
  g_return_if_fail (out != NULL);

  jm_csv_append_cell (out, text, TRUE);
  g_string_append (out, last ? "\r\n" : ",");
}
