/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-export-rows.h"

#include "base/jm-csv.h"

/* In a cell of a table nothing is a markup, and nothing ends its line. */
static void
append_markdown_cell (GString    *text,
                      const char *cell)
{
  for (; *cell != '\0'; cell++)
    {
      if (*cell == '\r' || *cell == '\n' || *cell == '\t')
        {
          g_string_append_c (text, ' ');
          continue;
        }
      if (*cell == '<')
        {
          g_string_append (text, "&lt;");
          continue;
        }
      if (*cell == '&')
        {
          g_string_append (text, "&amp;");
          continue;
        }
      if (strchr ("\\|`*_[]~#", *cell) != NULL)
        g_string_append_c (text, '\\');
      g_string_append_c (text, *cell);
    }
}

void
jm_export_append_cells (GString           *text,
                        JmExportFormat     format,
                        const char *const *cells,
                        guint              n_cells)
{
  if (format == JM_EXPORT_MARKDOWN)
    g_string_append (text, "| ");
  for (guint i = 0; i < n_cells; i++)
    {
      const char *cell = cells[i] != NULL ? cells[i] : "";

      if (i > 0)
        g_string_append (text, format == JM_EXPORT_CSV ? "," : " | ");
      if (format == JM_EXPORT_CSV)
        jm_csv_append_cell (text, cell, FALSE);
      else
        append_markdown_cell (text, cell);
    }
  g_string_append (text, format == JM_EXPORT_CSV ? "\r\n" : " |\n");
}

void
jm_export_append_head (GString           *text,
                       JmExportFormat     format,
                       const char *const *titles)
{
  guint n_titles = g_strv_length ((char **) titles);

  if (format == JM_EXPORT_JSON)
    {
      g_string_append_c (text, '[');
      return;
    }

  jm_export_append_cells (text, format, titles, n_titles);
  if (format != JM_EXPORT_MARKDOWN)
    return;

  g_string_append_c (text, '|');
  for (guint i = 0; i < n_titles; i++)
    g_string_append (text, " --- |");
  g_string_append_c (text, '\n');
}

void
jm_export_append_tail (GString        *text,
                       JmExportFormat  format)
{
  if (format == JM_EXPORT_JSON)
    g_string_append (text, "\n]\n");
}

void
jm_export_append_document (GString  *text,
                           GBytes   *document,
                           gboolean  first)
{
  gsize size;
  const char *json = g_bytes_get_data (document, &size);

  g_string_append (text, first ? "\n" : ",\n");
  g_string_append_len (text, json, (gssize) size);
}
