/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "accounts/jm-monitor.h"

G_BEGIN_DECLS

/* The command line, a face like the window: it holds no rules. One process runs one command, a
 * fiber of its own. */

/* What the program says with its end */
typedef enum
{
  JM_CLI_FINE = 0,
  JM_CLI_USAGE = 1,
  JM_CLI_ATTENTION = 2,         /* a person is needed */
  JM_CLI_LATER = 3,             /* the network, or Jira, or a limit of rate: try again */
  JM_CLI_INTERRUPTED = 130,     /* 128 + SIGINT, as shells count */
} JmCliExit;

typedef struct _JmCliCommand JmCliCommand;

typedef struct
{
  const JmCliCommand *command;
  char              **arguments;        /* after the command's name */
  JmMonitor          *monitor;
  GCancellable       *cancellable;

  /* For all commands */
  gboolean            json;
  gboolean            version;
  char               *account;

  /* Of single commands */
  gboolean            refresh;
  int                 limit;
  gboolean            oauth;
  gboolean            api_token;
  gboolean            pat;
  gboolean            no_browser;
  gboolean            paste;
  char              **sites;
  char               *email;
  char               *ends;
  char               *token_name;
  char               *again;
  char               *ca;
  gboolean            quick;
  gboolean            full;
  gboolean            census;
  char               *project;
  char               *resource;
  char               *format;
  char               *output;
  char               *text;
  char               *type;
  int                 days;
  gboolean            names;
} JmCli;

/* One row of the table of commands */
struct _JmCliCommand
{
  const char *name;
  const char *arguments;        /* "[ACCOUNT]"; NULL for none */
  const char *summary;          /* translatable */
  guint       min_arguments;
  guint       max_arguments;
  gboolean    history;          /* shows events, so they are read */
  void      (*add_options) (JmCli          *cli,
                            GOptionContext *context);
  /* Inside a fiber. Returns a JmCliExit; with @error set the exit follows from that. */
  int       (*run)         (JmCli          *cli,
                            GError        **error);
};

extern const JmCliCommand jm_cli_commands[];
extern const guint        jm_cli_n_commands;

/* The first of @words that is no option and not the value of one, in *@word; NULL when that is no
 * command. */
const JmCliCommand *jm_cli_find_command (int    n_words,
                                         char **words,
                                         char **word);
/* What reads the options of cli->command, or those of all when there is none. */
GOptionContext     *jm_cli_make_context (JmCli *cli);
gboolean            jm_cli_complete     (JmCli  *cli,
                                         char  **words);

/* --- the commands, a file for each group */

int  jm_cli_run_accounts         (JmCli *cli, GError **error);
int  jm_cli_run_sign_out         (JmCli *cli, GError **error);
int  jm_cli_run_sign_in          (JmCli *cli, GError **error);
int  jm_cli_run_status           (JmCli *cli, GError **error);
int  jm_cli_run_refresh          (JmCli *cli, GError **error);
int  jm_cli_run_test_connection  (JmCli *cli, GError **error);
int  jm_cli_run_events           (JmCli *cli, GError **error);
int  jm_cli_run_projects         (JmCli *cli, GError **error);
int  jm_cli_run_issues           (JmCli *cli, GError **error);
int  jm_cli_run_news             (JmCli *cli, GError **error);
int  jm_cli_run_sync             (JmCli *cli, GError **error);
int  jm_cli_run_search           (JmCli *cli, GError **error);
int  jm_cli_run_export           (JmCli *cli, GError **error);
int  jm_cli_run_stats            (JmCli *cli, GError **error);
int  jm_cli_run_health           (JmCli *cli, GError **error);
int  jm_cli_run_network          (JmCli *cli, GError **error);
int  jm_cli_run_report           (JmCli *cli, GError **error);

void jm_cli_add_sign_in_options  (JmCli *cli, GOptionContext *context);
void jm_cli_add_events_options   (JmCli *cli, GOptionContext *context);
void jm_cli_add_projects_options (JmCli *cli, GOptionContext *context);
void jm_cli_add_issues_options   (JmCli *cli, GOptionContext *context);
void jm_cli_add_news_options     (JmCli *cli, GOptionContext *context);
void jm_cli_add_sync_options     (JmCli *cli, GOptionContext *context);
void jm_cli_add_search_options   (JmCli *cli, GOptionContext *context);
void jm_cli_add_export_options   (JmCli *cli, GOptionContext *context);
void jm_cli_add_stats_options    (JmCli *cli, GOptionContext *context);
void jm_cli_add_report_options   (JmCli *cli, GOptionContext *context);

/* --- which account is meant */

/* @name, else --account, else the primary one. Borrowed; NULL with an error that names what there
 * is. */
JmAccount *jm_cli_find_account  (JmCli       *cli,
                                 const char  *name,
                                 GError     **error);
/* The one that is named by @name or --account, else all active ones. Transfer full, of
 * JmAccount. */
GPtrArray *jm_cli_find_accounts (JmCli       *cli,
                                 const char  *name,
                                 GError     **error);
/* "No account is signed in", on standard error, and what to do */
int        jm_cli_tell_nobody   (JmCli       *cli);
/* Writes the members that name @account: "account", "id", "site", … */
void       jm_cli_add_account   (JsonBuilder *builder,
                                 JmAccount   *account);

/* Awaits. The authorities in the file @path count for the site @key from now on; says which. */
gboolean   jm_cli_trust_file    (JmCli       *cli,
                                 const char  *key,
                                 const char  *path,
                                 GError     **error);

/* --- failing */

#define JM_CLI_ERROR (jm_cli_error_quark ())
GQuark jm_cli_error_quark (void);

typedef enum
{
  JM_CLI_ERROR_USAGE,           /* exit 1 */
  JM_CLI_ERROR_ATTENTION,       /* exit 2 */
} JmCliError;

/* “@name” is no resource, and which there are. A JM_CLI_ERROR_USAGE. */
void jm_cli_set_unknown_resource (GError **error, const char *name);

/* What the program ends with for @error */
int  jm_cli_get_exit  (const GError *error);
/* Of two exits the one that says more: a person is needed, that is worse than having to wait. */
int  jm_cli_get_worse (int a, int b);
/* One sentence, and what to do, on standard error */
void jm_cli_complain  (const GError *error);
/* One line on standard error, safe for a terminal */
void jm_cli_say       (const char   *format,
                       ...) G_GNUC_PRINTF (1, 2);

/* One line on standard output, safe for a terminal */
void jm_cli_print     (const char   *format,
                       ...) G_GNUC_PRINTF (1, 2);

/* --- reading from standard input: the only way in for a secret. Awaits. The caller wipes the
 * line. */
char *jm_cli_read_line (const char    *prompt,
                        gboolean       secret,
                        GCancellable  *cancellable,
                        GError       **error);

/* --- JSON: members that are not known are null */

void jm_cli_add_string  (JsonBuilder *builder,
                         const char  *name,
                         const char  *value);
void jm_cli_add_int     (JsonBuilder *builder,
                         const char  *name,
                         gint64       value);
void jm_cli_add_bool    (JsonBuilder *builder,
                         const char  *name,
                         gboolean     value);
/* RFC 3339 in UTC; null for 0 */
void jm_cli_add_time    (JsonBuilder *builder,
                         const char  *name,
                         gint64       ms);
/* Prints JSON as it is, but for the characters that a terminal would obey. */
void jm_cli_print_safely (const char *json);
/* Prints what was built and drops it. */
void jm_cli_print_json  (JsonBuilder *builder);

/* --- tables for people */

typedef struct _JmCliTable JmCliTable;

/* Titles end with NULL. @flexible: the column that gives way when the terminal is too narrow. */
JmCliTable *jm_cli_table_new   (const char *const *titles,
                                guint              flexible);
/* As many cells as there are titles, each may be NULL. */
void        jm_cli_table_add   (JmCliTable        *self,
                                ...);
void        jm_cli_table_print (JmCliTable        *self);
void        jm_cli_table_free  (JmCliTable        *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmCliTable, jm_cli_table_free)

/* "2026-11-20 14:05", local; "–" for 0 */
char       *jm_cli_format_time (gint64             ms);

G_END_DECLS
