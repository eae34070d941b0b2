/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jira/jm-rate-windows.h"

#include "base/jm-limits.h"
#include "base/jm-random.h"
#include "base/jm-time.h"
#include "jira/jm-jira-endpoint.h"

/*
 * Jira limits in three ways at once (RateLimit-Reason): a quota of points for the whole app, bursts
 * at one endpoint with one method, and writes to one issue. Each closes a window of its own size;
 * what is not known is taken for the largest. A header that begins with "Beta-" announces, and closes
 * nothing. A window is a moment in boot time, by its name:
 *
 *   ""                          everything of this account
 *   "GET /rest/api/3/issue/#"   one endpoint, whatever its ids are
 *   "write ABC-1"               what changes one issue
 *
 * As text it is "1795176030000 NAME", in wall time, since boot time ends with the machine; names are
 * escaped, and several are joined by ", ".
 */

#define ACCOUNT ""

typedef enum
{
  SCOPE_ACCOUNT,
  SCOPE_ENDPOINT,
  SCOPE_WRITES,
} Scope;

static const struct
{
  const char *reason;
  Scope scope;
} reasons[] = {
  { "jira-burst-based", SCOPE_ENDPOINT },
  { "jira-per-issue-on-write", SCOPE_WRITES },
};

struct _JmRateWindows
{
  JmClock *clock;
  GHashTable *until_ms; /* name → gint64 */
};

/* NULL when the call changes no issue */
static char *
dup_writes (const char *method,
            const char *path)
{
  g_autofree char *issue = NULL;

  if (g_str_equal (method, "GET") || !(issue = jm_jira_endpoint_dup_issue (path)))
    return NULL;

  return g_strconcat ("write ", issue, NULL);
}

static char *
dup_window (JmHttpResponse *response,
            const char     *method,
            const char     *path)
{
  const char *reason = jm_http_response_get_header (response, "RateLimit-Reason");
  char *writes;

  for (guint i = 0; reason != NULL && i < G_N_ELEMENTS (reasons); i++)
    {
      if (!g_str_equal (reason, reasons[i].reason))
        continue;
      if (reasons[i].scope == SCOPE_WRITES && (writes = dup_writes (method, path)))
        return writes;
      return jm_jira_endpoint_dup_name (method, path);
    }

  return g_strdup (ACCOUNT);
}

/* Seconds that the server asks for; -1 when it does not say. Its own Date is what its times are
 * measured from: our clock may be wrong. */
static gint64
read_seconds (JmRateWindows  *self,
              JmHttpResponse *response)
{
  gint64 date_ms = jm_http_response_get_date_ms (response);
  gint64 now_ms = date_ms != 0 ? date_ms : jm_clock_get_wall_ms (self->clock);
  gint64 seconds =
      jm_time_parse_retry_after (jm_http_response_get_header (response, "Retry-After"), now_ms);
  gint64 reset_ms;

  if (seconds >= 0)
    return seconds;
  if (!(reset_ms = jm_time_parse (jm_http_response_get_header (response, "X-RateLimit-Reset"))))
    return -1;

  return CLAMP ((reset_ms - now_ms + 999) / 1000, 0, JM_LIMIT_RETRY_AFTER_SECONDS);
}

static void
set_window (JmRateWindows *self,
            const char    *name,
            gint64         until_ms)
{
  g_hash_table_replace (self->until_ms, g_strdup (name), g_memdup2 (&until_ms, sizeof until_ms));
}

static gint64
get_window_ms (JmRateWindows *self,
               const char    *name)
{
  const gint64 *until_ms = name != NULL ? g_hash_table_lookup (self->until_ms, name) : NULL;

  if (until_ms == NULL)
    return 0;
  if (*until_ms > jm_clock_get_boot_ms (self->clock))
    return *until_ms;

  g_hash_table_remove (self->until_ms, name);

  return 0;
}

/**
 * jm_rate_windows_new:
 *
 * Returns: (transfer full): with all windows open
 */
JmRateWindows *
jm_rate_windows_new (JmClock *clock)
{
  JmRateWindows *self = g_new0 (JmRateWindows, 1);

  self->clock = g_object_ref (clock);
  self->until_ms = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return self;
}

void
jm_rate_windows_free (JmRateWindows *self)
{
  g_clear_object (&self->clock);
  g_clear_pointer (&self->until_ms, g_hash_table_unref);
  g_free (self);
}

/**
 * jm_rate_windows_close:
 * @response: 429, or a 503 that says when to come back
 * @n_tries: 1 for the first
 *
 * The longer of what the server asks for and our own backoff; a window that is closed for longer
 * stays so.
 *
 * Returns: whether a window is closed, or closed for longer, than before
 */
gboolean
jm_rate_windows_close (JmRateWindows  *self,
                       JmHttpResponse *response,
                       const char     *method,
                       const char     *path,
                       guint           n_tries)
{
  g_autofree char *name = NULL;
  gint64 asked = read_seconds (self, response);
  gint64 wait_ms, until_ms;

  if (jm_http_response_get_status (response) != 429 && asked < 0)
    return FALSE;

  name = dup_window (response, method, path);
  wait_ms = MAX (asked * 1000, (gint64) (jm_rate_windows_backoff (n_tries) * 1000));
  until_ms = jm_clock_get_boot_ms (self->clock) + wait_ms;
  if (wait_ms <= 0 || get_window_ms (self, name) >= until_ms)
    return FALSE;

  g_debug ("Rate limit: nothing is sent to \"%s\" for %" G_GINT64_FORMAT " ms", name, wait_ms);
  set_window (self, name, until_ms);

  return TRUE;
}

/**
 * jm_rate_windows_dup_text:
 *
 * Returns: (transfer full): one line, for jm_rate_windows_load() after a restart or in another process
 */
char *
jm_rate_windows_dup_text (JmRateWindows *self)
{
  gint64 boot_ms = jm_clock_get_boot_ms (self->clock);
  gint64 wall_ms = jm_clock_get_wall_ms (self->clock);
  g_autoptr (GString) text = g_string_new (NULL);
  GHashTableIter iter;
  gpointer name, until_ms;

  g_hash_table_iter_init (&iter, self->until_ms);
  while (g_hash_table_iter_next (&iter, &name, &until_ms))
    {
      gint64 left_ms = *(gint64 *) until_ms - boot_ms;
      g_autofree char *escaped = g_uri_escape_string (name, "/#", FALSE);

      if (left_ms > 0)
        g_string_append_printf (text, "%s%" G_GINT64_FORMAT " %s", text->len > 0 ? ", " : "",
                                wall_ms + left_ms, escaped);
    }

  return g_string_free_and_steal (g_steal_pointer (&text));
}

static void
load_window (JmRateWindows *self,
             const char    *text)
{
  char *end;
  gint64 wall_ms = MAX (g_ascii_strtoll (text, &end, 10), 0);
  g_autofree char *name = g_uri_unescape_string (*end == ' ' ? end + 1 : end, NULL);
  gint64 left_ms = MIN (wall_ms - jm_clock_get_wall_ms (self->clock),
                        JM_LIMIT_RETRY_AFTER_SECONDS * G_GINT64_CONSTANT (1000));
  gint64 until_ms = jm_clock_get_boot_ms (self->clock) + left_ms;

  if (name != NULL && left_ms > 0 && until_ms > get_window_ms (self, name))
    set_window (self, name, until_ms);
}

/**
 * jm_rate_windows_load:
 * @text: (nullable): what jm_rate_windows_dup_text() gave; what is damaged in it is left out
 *
 * Closes what it names, at most JM_LIMIT_RETRY_AFTER_SECONDS from now, because the wall clock may have
 * been turned back; what is closed for longer stays so.
 */
void
jm_rate_windows_load (JmRateWindows *self,
                      const char    *text)
{
  g_auto (GStrv) windows = g_strsplit (text != NULL ? text : "", ", ", -1);

  for (guint i = 0; windows[i] != NULL; i++)
    load_window (self, windows[i]);
}

/**
 * jm_rate_windows_get_until_ms:
 *
 * Returns: ms of boot time, or 0
 */
gint64
jm_rate_windows_get_until_ms (JmRateWindows *self,
                              const char    *method,
                              const char    *path)
{
  g_autofree char *endpoint = jm_jira_endpoint_dup_name (method, path);
  g_autofree char *writes = dup_writes (method, path);
  gint64 until_ms = MAX (get_window_ms (self, ACCOUNT), get_window_ms (self, endpoint));

  return MAX (until_ms, get_window_ms (self, writes));
}

/**
 * jm_rate_windows_get_account_ms:
 *
 * Returns: ms of boot time, or 0
 */
gint64
jm_rate_windows_get_account_ms (JmRateWindows *self)
{
  return get_window_ms (self, ACCOUNT);
}

/**
 * jm_rate_windows_backoff:
 * @n_tries: how many failed, 1 or more
 *
 * Returns: seconds, evenly in [0, 1 s · 2ⁿ⁻¹), the bound at most JM_LIMIT_BACKOFF_SECONDS
 */
double
jm_rate_windows_backoff (guint n_tries)
{
  guint doublings = MIN (MAX (n_tries, 1) - 1, 16);
  double bound = (double) JM_LIMIT_BACKOFF_FIRST_SECONDS * (1u << doublings);

  return MIN (bound, JM_LIMIT_BACKOFF_SECONDS) * jm_random_fraction ();
}
