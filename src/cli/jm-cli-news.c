/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "jm-cli.h"
#include "sync/jm-news.h"

/*
 * news: what the last fetches found that others did. It takes nothing away from the notifications.
 */

#define DEFAULT_LIMIT 50
/* No account keeps more. */
#define KEPT_MOST 500

typedef struct
{
  JmAccount *account; /* borrowed */
  JmNewsItem *item;
} Found;

static void
found_clear (gpointer data)
{
  jm_news_item_free (((Found *) data)->item);
}

void
jm_cli_add_news_options (JmCli          *cli,
                         GOptionContext *context)
{
  const GOptionEntry entries[] = {
    { "limit", 'n', 0, G_OPTION_ARG_INT, &cli->limit,
      N_("How many, the newest first; 0 for all (default: 50)"), N_("N") },
    { NULL },
  };

  cli->limit = DEFAULT_LIMIT;
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

static int
compare_times (gconstpointer a,
               gconstpointer b)
{
  gint64 left = ((const Found *) a)->item->time_ms;
  gint64 right = ((const Found *) b)->item->time_ms;

  return (left < right) - (left > right);
}

/* Awaits. Of all @accounts together, newest first; the caller owns it. */
static GArray *
collect (JmCli      *cli,
         GPtrArray  *accounts,
         GError    **error)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (Found));

  g_array_set_clear_func (all, found_clear);
  for (guint i = 0; i < accounts->len; i++)
    {
      JmAccount *account = accounts->pdata[i];
      JmNews *news = jm_news_get (jm_monitor_get_services (cli->monitor), account);
      g_autoptr (GPtrArray) items = dex_await_boxed (jm_news_list (news, KEPT_MOST), error);

      if (items == NULL)
        return NULL;
      for (guint n = 0; n < items->len; n++)
        {
          const Found found = { account, jm_news_item_copy (items->pdata[n]) };

          g_array_append_val (all, found);
        }
    }

  g_array_sort (all, compare_times);
  if (cli->limit > 0 && all->len > (guint) cli->limit)
    g_array_set_size (all, (guint) cli->limit);
  return g_steal_pointer (&all);
}

static void
print_json (GArray *all)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < all->len; i++)
    {
      const Found *found = &g_array_index (all, Found, i);
      const JmNewsItem *item = found->item;

      json_builder_begin_object (builder);
      jm_cli_add_time (builder, "time", item->time_ms);
      jm_cli_add_string (builder, "kind", jm_news_kind_to_nick (item->kind));
      jm_cli_add_string (builder, "account", jm_account_get_name (found->account));
      jm_cli_add_string (builder, "key", item->issue_key);
      jm_cli_add_string (builder, "id", item->issue_id);
      jm_cli_add_string (builder, "project", item->project_key);
      jm_cli_add_string (builder, "summary", item->summary);
      jm_cli_add_string (builder, "who", item->who);
      jm_cli_add_string (builder, "status", item->status);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  jm_cli_print_json (builder);
}

static void
print_table (GArray *all)
{
  static const char *const titles[] = { N_("TIME"), N_("KIND"), N_("KEY"), N_("WHO"), N_("STATUS"),
                                        N_("SUMMARY"), NULL };
  g_autoptr (JmCliTable) table = jm_cli_table_new (titles, 5);

  for (guint i = 0; i < all->len; i++)
    {
      const JmNewsItem *item = g_array_index (all, Found, i).item;
      g_autofree char *time = jm_cli_format_time (item->time_ms);

      jm_cli_table_add (table, time, jm_news_kind_to_nick (item->kind), item->issue_key, item->who,
                        item->status, item->summary);
    }

  jm_cli_table_print (table);
}

int
jm_cli_run_news (JmCli   *cli,
                 GError **error)
{
  g_autoptr (GPtrArray) accounts = NULL;
  g_autoptr (GArray) all = NULL;

  if (cli->limit < 0)
    {
      g_set_error_literal (error, JM_CLI_ERROR, JM_CLI_ERROR_USAGE,
                           _("--limit takes 0 or a number of news"));
      return JM_CLI_USAGE;
    }
  if (!(accounts = jm_cli_find_accounts (cli, NULL, error)))
    return JM_CLI_ATTENTION;
  if (accounts->len == 0)
    return jm_cli_tell_nobody (cli);
  if (!(all = collect (cli, accounts, error)))
    return JM_CLI_ATTENTION;

  if (cli->json)
    print_json (all);
  else
    print_table (all);
  return JM_CLI_FINE;
}
