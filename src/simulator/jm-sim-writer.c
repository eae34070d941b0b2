/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-writer.h"

#include <string.h>

#include "jm-sim-clock.h"

/* A value follows: a comma, unless it is the first one, or the value of a name. A finished value
 * never ends with one of these. */
static void
separate (GString *out)
{
  char last = out->len > 0 ? out->str[out->len - 1] : '[';

  if (last != '{' && last != '[' && last != ':')
    g_string_append_c (out, ',');
}

void
jm_sim_write_open (GString *out,
                   char     bracket)
{
  separate (out);
  g_string_append_c (out, bracket);
}

void
jm_sim_write_close (GString *out,
                    char     bracket)
{
  g_string_append_c (out, bracket);
}

static void
append_escape (GString *out,
               guchar   c)
{
  static const char digits[] = "0123456789abcdef";

  if (c == '"' || c == '\\')
    {
      g_string_append_c (out, '\\');
      g_string_append_c (out, (char) c);
    }
  else if (c == '\n')
    {
      g_string_append_len (out, "\\n", 2);
    }
  else if (c == '\t')
    {
      g_string_append_len (out, "\\t", 2);
    }
  else
    {
      g_string_append_len (out, "\\u00", 4);
      g_string_append_c (out, digits[c >> 4]);
      g_string_append_c (out, digits[c & 15]);
    }
}

static void
append_quoted (GString    *out,
               const char *text)
{
  const char *start = text;

  g_string_append_c (out, '"');
  for (; *text != '\0'; text++)
    {
      guchar c = (guchar) *text;

      if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f)
        continue;
      g_string_append_len (out, start, text - start);
      append_escape (out, c);
      start = text + 1;
    }
  g_string_append_len (out, start, text - start);
  g_string_append_c (out, '"');
}

void
jm_sim_write_string (GString    *out,
                     const char *text)
{
  separate (out);
  append_quoted (out, text);
}

/* @json: a finished value */
void
jm_sim_write_raw (GString    *out,
                  const char *json)
{
  separate (out);
  g_string_append (out, json);
}

/* @name: plain letters, nothing to escape */
void
jm_sim_write_name (GString    *out,
                   const char *name)
{
  separate (out);
  g_string_append_c (out, '"');
  g_string_append (out, name);
  g_string_append_len (out, "\":", 2);
}

void
jm_sim_member_open (GString    *out,
                    const char *name,
                    char        bracket)
{
  jm_sim_write_name (out, name);
  g_string_append_c (out, bracket);
}

void
jm_sim_member_string (GString    *out,
                      const char *name,
                      const char *text)
{
  jm_sim_write_name (out, name);
  if (text != NULL)
    append_quoted (out, text);
  else
    g_string_append_len (out, "null", 4);
}

/* A number that Jira gives as a string: ids. */
void
jm_sim_member_number (GString    *out,
                      const char *name,
                      guint64     number)
{
  jm_sim_write_name (out, name);
  g_string_append_printf (out, "\"%" G_GUINT64_FORMAT "\"", number);
}

void
jm_sim_member_int (GString    *out,
                   const char *name,
                   gint64      value)
{
  jm_sim_write_name (out, name);
  g_string_append_printf (out, "%" G_GINT64_FORMAT, value);
}

void
jm_sim_member_boolean (GString    *out,
                       const char *name,
                       gboolean    value)
{
  jm_sim_write_name (out, name);
  g_string_append (out, value ? "true" : "false");
}

void
jm_sim_member_null (GString    *out,
                    const char *name)
{
  jm_sim_write_name (out, name);
  g_string_append_len (out, "null", 4);
}

/* @json: a finished value */
void
jm_sim_member_raw (GString    *out,
                   const char *name,
                   const char *json)
{
  jm_sim_write_name (out, name);
  g_string_append (out, json);
}

void
jm_sim_member_time (GString    *out,
                    const char *name,
                    GTimeZone  *zone,
                    gint64      epoch_ms)
{
  char text[JM_SIM_TIME_LENGTH + 1];

  jm_sim_print_time (zone, epoch_ms, text);
  jm_sim_write_name (out, name);
  g_string_append_c (out, '"');
  g_string_append_len (out, text, JM_SIM_TIME_LENGTH);
  g_string_append_c (out, '"');
}
