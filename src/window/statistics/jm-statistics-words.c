/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-statistics-words.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/jm-csv.h"

#define HOUR_MS (60 * 60 * G_GINT64_CONSTANT (1000))
#define DAY_MS (24 * HOUR_MS)

char *
jm_statistics_dup_age (gint64 age_ms)
{
  if (age_ms < 0)
    return g_strdup ("–");
  if (age_ms < DAY_MS)
    /* Translators: hours: "5 h" */
    return g_strdup_printf (_("%d h"), (int) (age_ms / HOUR_MS));
  if (age_ms < 100 * DAY_MS)
    /* Translators: days with one decimal: "4.2 d" */
    return g_strdup_printf (_("%.1f d"), (double) age_ms / (double) DAY_MS);

  /* Translators: days: "412 d" */
  return g_strdup_printf (_("%'d d"), (int) (age_ms / DAY_MS));
}

char *
jm_statistics_dup_difference (gint64 now,
                              gint64 before)
{
  gint64 difference = now - before;
  gulong n = (gulong) ABS (difference);

  if (difference > 0)
    return g_strdup_printf (ngettext ("%'lu more", "%'lu more", n), n);
  if (difference < 0)
    return g_strdup_printf (ngettext ("%'lu fewer", "%'lu fewer", n), n);

  return g_strdup (_("no change"));
}

char *
jm_statistics_dup_growth (gint64 now,
                          gint64 before)
{
  long percent;

  if (before <= 0)
    return g_strdup (now > 0 ? _("none before") : _("no change"));

  percent = lround (100.0 * (double) (now - before) / (double) before);
  if (percent > 0)
    return g_strdup_printf (_("%'ld %% more"), percent);
  if (percent < 0)
    return g_strdup_printf (_("%'ld %% fewer"), -percent);

  return g_strdup (_("no change"));
}

char *
jm_statistics_dup_age_change (gint64 now_ms,
                              gint64 before_ms)
{
  double days = fabs ((double) (now_ms - before_ms) / (double) DAY_MS);

  if (now_ms < 0 || before_ms < 0)
    return NULL;
  if (days < 0.05)
    return g_strdup (_("no change"));
  if (now_ms > before_ms)
    return g_strdup_printf (_("%.1f days more"), days);

  return g_strdup_printf (_("%.1f days less"), days);
}

int
jm_statistics_get_direction (gint64 now,
                             gint64 before)
{
  return now > before ? 1 : now < before ? -1 :
                                           0;
}

/* --- the file: words that programs read, so they are not translated */

static void
append_row (GString    *out,
            const char *table,
            const char *name,
            const char *category,
            const char *count,
            const char *before)
{
  jm_csv_append (out, table, FALSE);
  jm_csv_append (out, name, FALSE);
  jm_csv_append (out, category, FALSE);
  jm_csv_append (out, count, FALSE);
  jm_csv_append (out, before, TRUE);
}

static void
append_total (GString    *out,
              const char *name,
              gint64      count,
              gint64      before)
{
  g_autofree char *count_text = g_strdup_printf ("%" G_GINT64_FORMAT, count);
  g_autofree char *before_text = g_strdup_printf ("%" G_GINT64_FORMAT, before);

  append_row (out, "total", name, NULL, count_text, before_text);
}

static char *
dup_days (gint64 age_ms)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (age_ms < 0)
    return g_strdup ("");

  return g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.2f", (double) age_ms / (double) DAY_MS));
}

static void
append_slices (GString    *out,
               const char *table,
               GPtrArray  *slices)
{
  for (guint i = 0; i < slices->len; i++)
    {
      JmSlice *slice = g_ptr_array_index (slices, i);
      g_autofree char *count = g_strdup_printf ("%" G_GINT64_FORMAT, slice->n);

      append_row (out, table, slice->name, slice->category, count, NULL);
    }
}

static void
append_days (GString *out,
             GArray  *days)
{
  for (guint i = 0; i < days->len; i++)
    {
      JmStatisticsDay *day = &g_array_index (days, JmStatisticsDay, i);
      g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (day->begins_ms / 1000);
      g_autoptr (GDateTime) local = g_date_time_to_local (utc);
      g_autofree char *date = g_date_time_format (local, "%Y-%m-%d");
      g_autofree char *created = g_strdup_printf ("%u", day->created);
      g_autofree char *resolved = g_strdup_printf ("%u", day->resolved);

      append_row (out, "day", date, "created", created, NULL);
      append_row (out, "day", date, "resolved", resolved, NULL);
    }
}

GBytes *
jm_statistics_export (JmStatistics *statistics)
{
  GString *out = g_string_new ("table,name,category,count,before\r\n");
  g_autofree char *age = NULL;
  g_autofree char *age_before = NULL;

  g_return_val_if_fail (statistics != NULL, NULL);

  append_total (out, "issues", statistics->issues, statistics->issues_before);
  append_total (out, "open", statistics->open, statistics->open_before);
  append_total (out, "created", statistics->created, statistics->created_before);
  append_total (out, "resolved", statistics->resolved, statistics->resolved_before);
  age = dup_days (statistics->median_age_ms);
  age_before = dup_days (statistics->median_age_before_ms);
  append_row (out, "total", "median age of open issues in days", NULL, age, age_before);
  append_slices (out, "status", statistics->statuses);
  append_slices (out, "type", statistics->kinds);
  append_slices (out, "priority of open issues", statistics->priorities);
  append_slices (out, "open issues of person", statistics->people);
  append_slices (out, "age of open issues", statistics->ages);
  append_days (out, statistics->days);

  return g_string_free_to_bytes (out);
}
