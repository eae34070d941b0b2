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

/* The person's settings. With a session bus: the desktop's own backend. Without one, or with
 * @keyfile: a key file ($XDG_CONFIG_HOME/jira-monitor/settings.ini when NULL). The schema is looked
 * for where GLib looks, and then where the program was installed; fails with a sentence when it is
 * nowhere. */
GSettings *jm_settings_new (const char *keyfile,
                            GError    **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
