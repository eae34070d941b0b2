/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The keys of data/org.example.JiraMonitor.gschema.xml that core reads */
#define JM_SETTING_REFRESH_MARGIN  "refresh-margin"     /* seconds before the end */
#define JM_SETTING_CHECK_INTERVAL  "check-interval"     /* seconds */
#define JM_SETTING_HEALTH_INTERVAL "health-interval"    /* seconds */
#define JM_SETTING_EVENT_DAYS      "event-days"
#define JM_SETTING_REDIRECT_URI    "redirect-uri"
#define JM_SETTING_OAUTH_CLIENT_ID "oauth-client-id"
#define JM_SETTING_METERED_FULL    "metered-full-sync"

/* Those of the window that name an account */
#define JM_SETTING_ACCOUNT          "account"            /* the one that is shown, by its id */
#define JM_SETTING_STARRED_PROJECTS "starred-projects"   /* a{sas}: account id → project ids */

/* Those that the floor of the desktop reads */
#define JM_SETTING_NOTIFICATIONS   "notifications"
#define JM_SETTING_MUTED_KINDS     "muted-kinds"
#define JM_SETTING_MUTED_ACCOUNTS  "muted-accounts"
#define JM_SETTING_MUTED_PROJECTS  "muted-projects"     /* a{sas}: account id → project keys */
#define JM_SETTING_QUIET_HOURS     "quiet-hours"
#define JM_SETTING_QUIET_FROM      "quiet-from"         /* minutes after midnight */
#define JM_SETTING_QUIET_UNTIL     "quiet-until"
#define JM_SETTING_HIDE_TEXT       "hide-text-when-locked"
#define JM_SETTING_WARN_DAYS       "warn-days"
#define JM_SETTING_KEEP_RUNNING    "keep-running"       /* "ask", "yes", "no" */
#define JM_SETTING_AUTOSTART       "autostart"
#define JM_SETTING_TRAY            "tray"

/* The person's settings. With a session bus: the desktop's own backend. Without one, or with
 * @keyfile: a key file ($XDG_CONFIG_HOME/jira-monitor/settings.ini when NULL). The schema is looked
 * for where GLib looks, and then where the program was installed; fails with a sentence when it is
 * nowhere. */
GSettings *jm_settings_new (const char *keyfile,
                            GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/* Takes away what was chosen for an account that is gone: its id, and keys and ids of its projects */
void       jm_settings_forget_account (GSettings  *settings,
                                       const char *account_id);

G_END_DECLS
