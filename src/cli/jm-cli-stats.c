/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "base/jm-time.h"
#include "jm-cli.h"
#include "store/jm-statistics.h"

/* stats: what is stored, counted. */

#define DEFAULT_DAYS 30
#define MAX_DAYS 3660
#define DAY_MS (24 * G_GINT64_CONSTANT (3600000))

void
jm_cli_add_stats_options (JmCli          *cli,
                          GOptionContext *context)
{
  const GOptionEntry entries[] = {
    { "days", 'd', 0, G_OPTION_ARG_INT, &cli->days, N_("The last N days (default: 30)"),
      N_("N") },
    { "project", 'p', 0, G_OPTION_ARG_STRING, &cli->project, N_("One project alone"), N_("KEY") },
    { "type", 't', 0, G_OPTION_ARG_STRING, &cli->type, N_("One issue type alone"), N_("NAME") },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

/* --- JSON */

static void
add_slices (JsonBuilder *builder,
            const char  *name,
            GPtrArray   *slices)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < slices->len; i++)
    {
      const JmSlice *slice = slices->pdata[i];

      json_builder_begin_object (builder);
      jm_cli_add_string (builder, "name", slice->name);
      if (slice->category != NULL)
        jm_cli_add_string (builder, "category", slice->category);
      jm_cli_add_int (builder, "count", slice->n);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_days (JsonBuilder *builder,
          GArray      *days)
{
  json_builder_set_member_name (builder, "days");
  json_builder_begin_array (builder);
  for (guint i = 0; i < days->len; i++)
    {
      const JmStatisticsDay *day = &g_array_index (days, JmStatisticsDay, i);

      json_builder_begin_object (builder);
      jm_cli_add_time (builder, "begins", day->begins_ms);
      jm_cli_add_int (builder, "created", day->created);
      jm_cli_add_int (builder, "resolved", day->resolved);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_stored (JsonBuilder *builder,
            GPtrArray   *resources)
{
  json_builder_set_member_name (builder, "stored");
  json_builder_begin_object (builder);
  for (guint i = 0; i < resources->len; i++)
    {
      const JmResourceState *state = resources->pdata[i];

      jm_cli_add_int (builder, jm_resource_get_name (state->id), state->count);
    }
  json_builder_end_object (builder);
}

static void
print_json (JmAccount          *account,
            GPtrArray          *resources,
            const JmStatistics *statistics)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  jm_cli_add_account (builder, account);
  add_stored (builder, resources);
  jm_cli_add_int (builder, "issues", statistics->issues);
  jm_cli_add_int (builder, "open", statistics->open);
  jm_cli_add_int (builder, "created", statistics->created);
  jm_cli_add_int (builder, "resolved", statistics->resolved);
  if (statistics->median_age_ms >= 0)
    jm_cli_add_int (builder, "median_age_seconds", statistics->median_age_ms / 1000);
  else
    jm_cli_add_string (builder, "median_age_seconds", NULL);
  add_slices (builder, "statuses", statistics->statuses);
  add_slices (builder, "types", statistics->kinds);
  add_slices (builder, "priorities", statistics->priorities);
  add_slices (builder, "people", statistics->people);
  add_slices (builder, "ages", statistics->ages);
  add_days (builder, statistics->days);
  json_builder_end_object (builder);
  jm_cli_print_json (builder);
}

/* --- for people */

static void
add_row (JmCliTable *table,
         const char *what,
         const char *name,
         gint64      n)
{
  g_autofree char *count = g_strdup_printf ("%" G_GINT64_FORMAT, n);

  jm_cli_table_add (table, what, name != NULL ? name : "–", count);
}

static void
add_rows (JmCliTable *table,
          const char *what,
          GPtrArray  *slices)
{
  for (guint i = 0; i < slices->len; i++)
    {
      const JmSlice *slice = slices->pdata[i];

      add_row (table, i == 0 ? what : NULL, slice->name, slice->n);
    }
}

static void
print_tables (GPtrArray          *resources,
              const JmStatistics *statistics)
{
  static const char *const titles[] = { N_("WHAT"), N_("NAME"), N_("COUNT"), NULL };
  g_autoptr (JmCliTable) table = jm_cli_table_new (titles, 1);

  for (guint i = 0; i < resources->len; i++)
    {
      const JmResourceState *state = resources->pdata[i];

      if (state->count > 0)
        add_row (table, i == 0 ? _("stored") : NULL, jm_resource_get_title (state->id),
                 state->count);
    }
  add_row (table, _("issues"), _("open"), statistics->open);
  add_row (table, NULL, _("created"), statistics->created);
  add_row (table, NULL, _("resolved"), statistics->resolved);
  if (statistics->median_age_ms >= 0)
    add_row (table, NULL, _("median age in days"), statistics->median_age_ms / DAY_MS);
  add_rows (table, _("status"), statistics->statuses);
  add_rows (table, _("type"), statistics->kinds);
  add_rows (table, _("priority, open"), statistics->priorities);
  add_rows (table, _("assignee, open"), statistics->people);
  add_rows (table, _("age, open"), statistics->ages);
  jm_cli_table_print (table);
}

int
jm_cli_run_stats (JmCli   *cli,
                  GError **error)
{
  guint days = cli->days > 0 ? (guint) cli->days : DEFAULT_DAYS;
  g_autoptr (JmStatistics) statistics = NULL;
  g_autoptr (GPtrArray) resources = NULL;
  g_autoptr (JmStore) store = NULL;
  JmAccount *account;

  if (cli->days < 0 || days > MAX_DAYS)
    {
      g_set_error (error, JM_CLI_ERROR, JM_CLI_ERROR_USAGE, _("--days takes 1 to %d"), MAX_DAYS);
      return JM_CLI_USAGE;
    }
  if (!(account = jm_cli_find_account (cli, NULL, error)) ||
      !(store = dex_await_object (jm_account_open_store (account), error)) ||
      !(resources = dex_await_boxed (jm_store_list_resources (store), error)) ||
      !(statistics = dex_await_boxed (jm_store_get_statistics (store, cli->project, cli->type, days),
                                      error)))
    return JM_CLI_ATTENTION;

  if (cli->json)
    print_json (account, resources, statistics);
  else
    print_tables (resources, statistics);
  return JM_CLI_FINE;
}
