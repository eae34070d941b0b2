/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-application-private.h"

#include "issues/jm-issues-page.h"
#include "jm-link.h"
#include "preferences/jm-preferences-dialog.h"
#include "sync/jm-sync.h"

#include <glib/gi18n.h>

/*
 * What tray, notifications and other programs ask for by "app." actions. All of it works while no window
 * is open, and also starts the program: the person's own accounts are opened first. Where a window is
 * needed it is presented at once, because a person clicked and the desktop lends the right to come to
 * the front for a moment only.
 */

typedef struct _Request Request;

typedef struct
{
  JmApplication *application;
  const Request *request;
  char          *target;        /* "" without one */
} Deed;

typedef enum
{
  NEEDS_OWN,                    /* the person's own accounts */
  NEEDS_WINDOW,                 /* them and a window */
  NEEDS_ANY,                    /* a window with whatever it shows, also the demonstration */
} Needs;

struct _Request
{
  const char *name;
  const char *parameter;        /* its type, or NULL */
  Needs       needs;
  /* On a fiber: may await. */
  void      (*act) (Deed *deed);
};

static void
deed_free (gpointer data)
{
  Deed *deed = data;

  g_clear_object (&deed->application);
  g_free (deed->target);
  g_free (deed);
}

static JmAccounts *
get_accounts (Deed *deed)
{
  return jm_monitor_get_accounts (deed->application->own);
}

static gboolean
is_something_shown (JmApplication *self)
{
  JmWindow *window = jm_application_get_window (self);

  return window != NULL && jm_window_get_monitor (window) != NULL;
}

/* The window with the person's own accounts; the demonstration is left for it. */
static JmWindow *
show_own (Deed *deed)
{
  JmApplication *self = deed->application;
  JmWindow *window = jm_application_get_window (self);

  if (window == NULL)
    window = jm_application_present (self);
  if (jm_window_get_monitor (window) != self->own)
    jm_application_leave_demonstration (self);

  return window;
}

/* With @id chosen, on the page @name. NULL when the account was disconnected meanwhile, and that is said. */
static JmAccount *
show_account_on (Deed       *deed,
                 const char *id,
                 const char *name)
{
  JmWindow *window = show_own (deed);
  JmAccount *account = jm_accounts_find (get_accounts (deed), id);

  if (account == NULL)
    {
      jm_window_say (window, _("This account is no longer connected"));
      return NULL;
    }

  jm_accounts_set_current (get_accounts (deed), account);
  jm_window_show_page (window, name);

  return account;
}

/* "KIND/ACCOUNT-ID" */
static const char *
get_problem_account (const char *problem_id)
{
  const char *slash = strchr (problem_id, '/');

  return slash != NULL ? slash + 1 : problem_id;
}

static void
open_act (Deed *deed)
{
  show_own (deed);
}

static void
show_account_act (Deed *deed)
{
  show_account_on (deed, deed->target, "overview");
}

static void
show_problem_act (Deed *deed)
{
  show_account_on (deed, get_problem_account (deed->target), "overview");
}

static void
cure_problem_act (Deed *deed)
{
  JmApplication *self = deed->application;
  JmAccount *account = show_account_on (deed, get_problem_account (deed->target), "overview");
  JmProblem *problem = jm_problems_find (jm_desktop_get_problems (self->desktop), deed->target);

  /* An old notification may still be there when its problem is over: then the overview says so. */
  if (account != NULL && problem != NULL)
    jm_window_cure_problem (jm_application_get_window (self), problem);
}

/* --- issues: "ACCOUNT-ID KEY" */

static gboolean
split_issue (Deed        *deed,
             char       **account_id,
             const char **key)
{
  const char *blank = strchr (deed->target, ' ');

  if (blank == NULL || blank[1] == '\0')
    return FALSE;

  *account_id = g_strndup (deed->target, blank - deed->target);
  *key = blank + 1;

  return TRUE;
}

static void
show_issue_act (Deed *deed)
{
  g_autofree char *id = NULL;
  AdwNavigationPage *page;
  const char *key;

  if (!split_issue (deed, &id, &key) || show_account_on (deed, id, "issues") == NULL)
    return;

  page = jm_window_get_page (jm_application_get_window (deed->application), "issues");
  jm_issues_page_show_issue (JM_ISSUES_PAGE (page), key);
}

static void
open_issue_act (Deed *deed)
{
  JmWindow *window = jm_application_get_window (deed->application);
  g_autofree char *id = NULL;
  g_autofree char *uri = NULL;
  JmAccount *account;
  const char *key;

  if (!split_issue (deed, &id, &key) || !(account = jm_accounts_find (get_accounts (deed), id)))
    return;

  uri = jm_account_dup_browse_url (account, key);
  jm_link_launch (window != NULL ? GTK_WINDOW (window) : NULL, uri);
}

/* --- all accounts */

typedef DexFuture *(*AccountDeed) (JmApplication *self,
                                   JmAccount     *account);

/* Awaits. Side by side; the first failure is said where there is a window, and notified where there is none. */
static void
do_for_all (Deed        *deed,
            AccountDeed  account_deed)
{
  g_autoptr (GPtrArray) futures = g_ptr_array_new_with_free_func (dex_unref);
  GListModel *accounts = G_LIST_MODEL (get_accounts (deed));
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (JmAccount) account = g_list_model_get_item (accounts, i);

      if (jm_account_is_active (account))
        g_ptr_array_add (futures, account_deed (deed->application, account));
    }

  /* What it says itself is only that some failed. */
  if (futures->len > 0)
    dex_await (dex_future_allv ((DexFuture **) futures->pdata, futures->len), NULL);
  for (guint i = 0; error == NULL && i < futures->len; i++)
    dex_future_get_value (futures->pdata[i], &error);
  if (error != NULL && jm_application_get_window (deed->application) != NULL)
    jm_window_say_error (jm_application_get_window (deed->application), error);
}

static DexFuture *
refresh_account (JmApplication *self,
                 JmAccount     *account)
{
  return jm_token_keeper_refresh (jm_account_get_keeper (account), NULL);
}

static DexFuture *
sync_account (JmApplication *self,
              JmAccount     *account)
{
  static const JmSyncOrder order = { .kind = JM_SYNC_QUICK, .resource = JM_N_RESOURCES };

  return jm_sync_run (jm_sync_get (jm_monitor_get_services (self->own), account), &order, NULL);
}

static void
refresh_all_act (Deed *deed)
{
  do_for_all (deed, refresh_account);
}

static void
sync_all_act (Deed *deed)
{
  do_for_all (deed, sync_account);
}

/* --- dialogs */

/* Of what the window shows */
static void
preferences_act (Deed *deed)
{
  JmWindow *window = is_something_shown (deed->application) ? jm_application_present (deed->application) : show_own (deed);
  AdwDialog *dialog = jm_preferences_dialog_new (jm_window_get_monitor (window));
  JmDesktop *desktop = deed->application->desktop;

  /* The demonstration's choices are nothing to the desktop. */
  if (desktop != NULL && jm_window_get_monitor (window) == deed->application->own)
    jm_preferences_dialog_set_asker (JM_PREFERENCES_DIALOG (dialog), (JmBackgroundAsk) jm_background_request,
                                     G_OBJECT (jm_desktop_get_background (desktop)));
  dialog = jm_window_open_dialog (window, dialog);
  if (*deed->target != '\0')
    jm_preferences_dialog_show_page (JM_PREFERENCES_DIALOG (dialog), deed->target);
}

static void
report_act (Deed *deed)
{
  JmWindow *window =
      is_something_shown (deed->application) ? jm_application_present (deed->application) : show_own (deed);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.report", NULL);
}

static const Request requests[] = {
  { "open", NULL, NEEDS_WINDOW, open_act },
  { "show-account", "s", NEEDS_WINDOW, show_account_act },
  { "show-problem", "s", NEEDS_WINDOW, show_problem_act },
  { "cure-problem", "s", NEEDS_WINDOW, cure_problem_act },
  { "show-issue", "s", NEEDS_WINDOW, show_issue_act },
  { "open-issue", "s", NEEDS_OWN, open_issue_act },
  { "refresh-all", NULL, NEEDS_OWN, refresh_all_act },
  { "sync-all", NULL, NEEDS_OWN, sync_all_act },
  { "preferences", NULL, NEEDS_ANY, preferences_act },
  { "preferences-page", "s", NEEDS_ANY, preferences_act },
  { "report", NULL, NEEDS_ANY, report_act },
};

static DexFuture *
deed_fiber (gpointer user_data)
{
  Deed *deed = user_data;
  JmApplication *self = deed->application;

  gboolean ready = deed->request->needs == NEEDS_ANY && is_something_shown (self);

  /* What went wrong with the opening stands in the window. */
  if (!ready)
    ready = dex_await (jm_application_open_own (self), NULL);
  if (ready && !self->ending)
    deed->request->act (deed);

  self->n_deeds--;
  jm_application_settle (self);

  return dex_future_new_true ();
}

static void
request_action (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  JmApplication *self = user_data;
  Deed *deed;

  if (self->ending)
    return;

  deed = g_new0 (Deed, 1);
  deed->application = g_object_ref (self);
  deed->target = g_strdup (parameter != NULL ? g_variant_get_string (parameter, NULL) : "");
  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      if (strcmp (requests[i].name, g_action_get_name (G_ACTION (action))) == 0)
        deed->request = &requests[i];
    }

  self->n_deeds++;
  jm_application_stay (self);
  if (deed->request->needs != NEEDS_OWN)
    jm_application_present (self);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, deed_fiber, deed, deed_free));
}

void
jm_application_add_requests (JmApplication *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      const GActionEntry entry = { requests[i].name, request_action, requests[i].parameter };

      g_action_map_add_action_entries (G_ACTION_MAP (self), &entry, 1, self);
    }
}
