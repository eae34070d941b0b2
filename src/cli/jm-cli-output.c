/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/jm-json.h"
#include "base/jm-redact.h"
#include "base/jm-time.h"
#include "jm-cli.h"

/*
 * What the command line prints: JSON for programs, tables for people. What comes from Jira may hold
 * control bytes that a terminal obeys, so each cell goes through jm_text_for_terminal(); JSON
 * escapes them by its own rules.
 */

void
jm_cli_print (const char *format,
              ...)
{
  g_autofree char *raw = NULL;
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  raw = g_strdup_vprintf (format, args);
  va_end (args);

  text = jm_text_for_terminal (raw);
  printf ("%s\n", text);
}

/* --- JSON */

void
jm_cli_add_string (JsonBuilder *builder,
                   const char  *name,
                   const char  *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

void
jm_cli_add_int (JsonBuilder *builder,
                const char  *name,
                gint64       value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

void
jm_cli_add_bool (JsonBuilder *builder,
                 const char  *name,
                 gboolean     value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

void
jm_cli_add_time (JsonBuilder *builder,
                 const char  *name,
                 gint64       ms)
{
  g_autofree char *text = jm_time_to_rfc3339 (ms);

  jm_cli_add_string (builder, name, text);
}

/* json-glib escapes what RFC 8259 asks for. A terminal obeys more: DEL, and U+0080 to U+009F, among
 * them CSI. In JSON these stand inside strings alone. */
void
jm_cli_print_safely (const char *json)
{
  const char *start = json;

  for (const char *p = json; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c < 0x7f || c > 0x9f)
        continue;
      printf ("%.*s\\u%04x", (int) (p - start), start, c);
      start = g_utf8_next_char (p);
    }
  fputs (start, stdout);
}

void
jm_cli_print_json (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = jm_json_to_pretty (root);

  jm_cli_print_safely (text);
  putchar ('\n');
}

/* --- tables */

/* Columns of a terminal: how far a column shrinks while others could, and at all */
#define COMFORTABLE_WIDTH 24
#define LEAST_WIDTH       6

struct _JmCliTable
{
  const char **titles;          /* translated */
  guint        n_columns;
  guint        flexible;
  GPtrArray   *rows;            /* of char **, as they are printed */
};

static void
row_free (gpointer row)
{
  g_strfreev (row);
}

JmCliTable *
jm_cli_table_new (const char *const *titles,
                  guint              flexible)
{
  JmCliTable *self = g_new0 (JmCliTable, 1);

  self->n_columns = g_strv_length ((char **) titles);
  self->titles = g_new0 (const char *, self->n_columns);
  for (guint i = 0; i < self->n_columns; i++)
    self->titles[i] = _(titles[i]);
  self->flexible = flexible;
  self->rows = g_ptr_array_new_with_free_func (row_free);
  return self;
}

void
jm_cli_table_free (JmCliTable *self)
{
  g_ptr_array_unref (self->rows);
  g_free (self->titles);
  g_free (self);
}

void
jm_cli_table_add (JmCliTable *self,
                  ...)
{
  char **row = g_new0 (char *, self->n_columns + 1);
  va_list cells;

  va_start (cells, self);
  for (guint i = 0; i < self->n_columns; i++)
    {
      const char *cell = va_arg (cells, const char *);

      row[i] = cell != NULL && *cell != '\0' ? jm_text_for_terminal (cell) : g_strdup ("–");
    }
  va_end (cells);

  g_ptr_array_add (self->rows, row);
}

/* Columns on a terminal: East Asian characters take two, combining ones none. */
static guint
get_char_width (gunichar c)
{
  if (g_unichar_iszerowidth (c))
    return 0;

  return g_unichar_iswide (c) ? 2 : 1;
}

static guint
get_width (const char *text)
{
  guint width = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    width += get_char_width (g_utf8_get_char (p));

  return width;
}

/* 0: as wide as it wants, for a pipe or a file */
static guint
get_terminal_width (void)
{
  struct winsize size;

  if (!isatty (STDOUT_FILENO) || ioctl (STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
    return 0;

  return size.ws_col;
}

/* Prints @text in @width columns; what does not fit ends in an ellipsis. */
static void
print_cell (const char *text,
            guint       width,
            gboolean    last)
{
  guint used = get_width (text);
  const char *p = text;

  if (used > width)
    {
      used = 0;
      while (used + get_char_width (g_utf8_get_char (p)) < width)
        {
          used += get_char_width (g_utf8_get_char (p));
          p = g_utf8_next_char (p);
        }
      printf ("%.*s…", (int) (p - text), text);
      used++;
    }
  else
    fputs (text, stdout);

  if (!last)
    printf ("%*s", (int) (width - used) + 2, "");
}

static void
print_row (JmCliTable        *self,
           const char *const *row,
           const guint       *widths)
{
  for (guint i = 0; i < self->n_columns; i++)
    print_cell (row[i], widths[i], i + 1 == self->n_columns);
  putchar ('\n');
}

static guint
find_widest (JmCliTable  *self,
             const guint *widths)
{
  guint widest = 0;

  for (guint i = 1; i < self->n_columns; i++)
    if (widths[i] > widths[widest])
      widest = i;

  return widest;
}

/* The flexible column gives way first; then whichever is the widest, until all are narrow. */
static void
fit (JmCliTable *self,
     guint      *widths,
     guint       total,
     guint       terminal)
{
  while (total > terminal)
    {
      guint i =
          widths[self->flexible] > COMFORTABLE_WIDTH ? self->flexible : find_widest (self, widths);

      if (widths[i] <= LEAST_WIDTH)
        return;
      widths[i]--;
      total--;
    }
}

void
jm_cli_table_print (JmCliTable *self)
{
  g_autofree guint *widths = g_new0 (guint, self->n_columns);
  guint terminal = get_terminal_width ();
  guint total = 0;

  for (guint i = 0; i < self->n_columns; i++)
    {
      widths[i] = get_width (self->titles[i]);
      for (guint j = 0; j < self->rows->len; j++)
        widths[i] = MAX (widths[i], get_width (((char **) g_ptr_array_index (self->rows, j))[i]));
      total += widths[i] + 2;
    }

  /* The last column has no gap after it. */
  if (terminal > 0)
    fit (self, widths, total - 2, terminal);

  print_row (self, self->titles, widths);
  for (guint i = 0; i < self->rows->len; i++)
    print_row (self, g_ptr_array_index (self->rows, i), widths);
}

char *
jm_cli_format_time (gint64 ms)
{
  g_autoptr (GDateTime) utc = ms != 0 ? g_date_time_new_from_unix_utc (ms / 1000) : NULL;
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M") : g_strdup ("–");
}
