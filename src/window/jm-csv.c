/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-csv.h"

#include <string.h>

void
jm_csv_append (GString    *out,
               const char *text,
               gboolean    last)
{
  g_return_if_fail (out != NULL);

  g_string_append_c (out, '"');
  if (text != NULL && *text != '\0' && strchr ("=+-@\t\r", *text) != NULL)
    g_string_append_c (out, '\'');
  for (const char *p = text; p != NULL && *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *p);
    }
  g_string_append (out, last ? "\"\r\n" : "\",");
}
