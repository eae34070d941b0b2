/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "base/jm-http-private.h"
#include "base/jm-limits.h"
#include "fixtures/jm-test.h"
#include "jira/jm-jira-endpoint.h"
#include "jira/jm-rate-windows.h"

/* 2026-11-20T12:00:00Z */
#define NOON_MS G_GINT64_CONSTANT (1795176000000)
#define DATE "Date", "Fri, 20 Nov 2026 12:00:00 GMT"

typedef struct
{
  JmClock *clock;
  JmRateWindows *windows;
} World;

static void
set_up (World         *world,
        gconstpointer  data)
{
  world->clock = jm_clock_new_manual (NOON_MS);
  world->windows = jm_rate_windows_new (world->clock);
}

static void
tear_down (World         *world,
           gconstpointer  data)
{
  jm_rate_windows_free (world->windows);
  jm_test_finalize (world->clock);
}

static gboolean
close_window (World             *world,
              guint              status,
              const char        *method,
              const char        *path,
              const char *const *headers)
{
  g_autoptr (GBytes) body = g_bytes_new_static ("", 0);
  g_autoptr (JmHttpResponse) response =
      jm_http_response_new (status, g_strdupv ((char **) headers), body, 1);

  return jm_rate_windows_close (world->windows, response, method, path, 1);
}

static gint64
get_wait_ms (World      *world,
             const char *method,
             const char *path)
{
  gint64 until_ms = jm_rate_windows_get_until_ms (world->windows, method, path);

  return until_ms != 0 ? until_ms - jm_clock_get_boot_ms (world->clock) : 0;
}

/* --- names of endpoints */

static const struct
{
  const char *path;
  const char *name;
  const char *issue;
} paths[] = {
  { "/rest/api/3/issue/ABC-1?fields=a", "GET /rest/api/3/issue/#", "ABC-1" },
  { "/rest/api/3/issue/10042/comment/7", "GET /rest/api/3/issue/#/comment/#", "10042" },
  { "/rest/api/2/issue/bulkfetch", "GET /rest/api/2/issue/bulkfetch", NULL },
  { "/rest/api/3/project/WEB/statuses", "GET /rest/api/3/project/#/statuses", NULL },
  { "/rest/api/3/project/A1_B", "GET /rest/api/3/project/#", NULL },
  { "/rest/api/3/project/search", "GET /rest/api/3/project/search", NULL },
  { "/rest/agile/1.0/board/12/sprint", "GET /rest/agile/1.0/board/#/sprint", NULL },
  { "/rest/api/3/search/jql", "GET /rest/api/3/search/jql", NULL },
  { "/rest/api/3/issueLinkType", "GET /rest/api/3/issueLinkType", NULL },
  { "", "GET ", NULL },
  { "/", "GET /", NULL },
  { "/rest/api/3/issue/", "GET /rest/api/3/issue/", NULL },
};

static void
test_names (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *name = jm_jira_endpoint_dup_name ("GET", paths[i].path);
      g_autofree char *issue = jm_jira_endpoint_dup_issue (paths[i].path);

      g_assert_cmpstr (name, ==, paths[i].name);
      g_assert_cmpstr (issue, ==, paths[i].issue);
    }
}

/* --- what a reason closes */

static void
test_writes (World         *world,
             gconstpointer  data)
{
  static const char *const headers[] = { "Retry-After", "20", "RateLimit-Reason",
                                         "jira-per-issue-on-write", NULL };

  g_assert_true (close_window (world, 429, "PUT", "/rest/api/3/issue/ABC-1", headers));
  g_assert_cmpint (get_wait_ms (world, "PUT", "/rest/api/3/issue/ABC-1"), ==, 20000);
  g_assert_cmpint (get_wait_ms (world, "POST", "/rest/api/3/issue/ABC-1/comment"), ==, 20000);
  g_assert_cmpint (get_wait_ms (world, "PUT", "/rest/api/3/issue/ABC-2"), ==, 0);
  g_assert_cmpint (get_wait_ms (world, "GET", "/rest/api/3/issue/ABC-1"), ==, 0);
  g_assert_cmpint (jm_rate_windows_get_account_ms (world->windows), ==, 0);

  /* A read that is told so: at least that is not sent again. */
  g_assert_true (close_window (world, 429, "GET", "/rest/api/3/issue/ABC-3", headers));
  g_assert_cmpint (get_wait_ms (world, "GET", "/rest/api/3/issue/ABC-4"), ==, 20000);
}

static void
test_burst (World         *world,
            gconstpointer  data)
{
  static const char *const headers[] = { "Retry-After", "5", "RateLimit-Reason", "jira-burst-based",
                                         NULL };

  g_assert_true (close_window (world, 429, "GET", "/rest/api/3/project/WEB/statuses", headers));
  g_assert_cmpint (get_wait_ms (world, "GET", "/rest/api/3/project/OPS/statuses"), ==, 5000);
  g_assert_cmpint (get_wait_ms (world, "POST", "/rest/api/3/project/OPS/statuses"), ==, 0);
  g_assert_cmpint (get_wait_ms (world, "GET", "/rest/api/3/project/search"), ==, 0);
}

static const struct
{
  guint status;
  const char *headers[7];
  gint64 least_ms;
  gint64 most_ms; /* with our own backoff, of less than a second after the first try */
} waits[] = {
  { 429, { "Retry-After", "1847" }, 1847000, 1847000 },
  { 429, { DATE, "Retry-After", "Fri, 20 Nov 2026 12:01:00 GMT" }, 60000, 60000 },
  { 429, { DATE, "Retry-After", "Fri, 20 Nov 2026 11:00:00 GMT" }, 0, 1000 },
  { 429, { "Retry-After", "0" }, 0, 1000 },
  { 429, { "Retry-After", "-7" }, 0, 1000 },
  { 429, { "Retry-After", "soon" }, 0, 1000 },
  { 429, { "Retry-After", "864000" }, 3600000, 3600000 },
  { 429, { "Retry-After", "99999999999999999999" }, 0, 3600000 },
  { 429, { DATE, "X-RateLimit-Reset", "2026-11-20T12:03Z" }, 180000, 180000 },
  { 429, { DATE, "X-RateLimit-Reset", "2026-11-20T12:03:30Z" }, 210000, 210000 },
  { 429, { DATE, "X-RateLimit-Reset", "2026-11-25T12:03:30Z" }, 3600000, 3600000 },
  { 429, { "Beta-Retry-After", "500", "Beta-RateLimit-Reason", "jira-quota-global-based" }, 0, 1000 },
  { 503, { "Retry-After", "30" }, 30000, 30000 },
  { 503, { "X-Other", "30" }, 0, 0 },
};

static void
test_waits (World         *world,
            gconstpointer  data)
{
  for (guint i = 0; i < G_N_ELEMENTS (waits); i++)
    {
      gint64 wait_ms;

      g_test_message ("%s: %s", waits[i].headers[0], waits[i].headers[1]);
      close_window (world, waits[i].status, "GET", "/x", waits[i].headers);
      wait_ms = get_wait_ms (world, "GET", "/y");
      g_assert_cmpint (wait_ms, >=, waits[i].least_ms);
      g_assert_cmpint (wait_ms, <=, waits[i].most_ms);
      jm_clock_advance (world->clock, wait_ms);
      g_assert_cmpint (get_wait_ms (world, "GET", "/y"), ==, 0);
      jm_clock_set_wall_ms (world->clock, NOON_MS);
    }
}

static void
test_longest (World         *world,
              gconstpointer  data)
{
  static const char *const longer[] = { "Retry-After", "60", NULL };
  static const char *const shorter[] = { "Retry-After", "5", NULL };

  g_assert_true (close_window (world, 429, "GET", "/x", longer));
  g_assert_false (close_window (world, 429, "GET", "/x", shorter));
  g_assert_cmpint (get_wait_ms (world, "GET", "/x"), ==, 60000);
}

/* --- as text */

static void
test_text (World         *world,
           gconstpointer  data)
{
  static const char *const quota[] = { "Retry-After", "600", NULL };
  static const char *const burst[] = { "Retry-After", "60", "RateLimit-Reason", "jira-burst-based",
                                       NULL };
  /* The machine was started anew: boot time begins at nought, and 45 seconds have passed. */
  g_autoptr (JmClock) later = jm_clock_new_manual (NOON_MS + 45 * 1000);
  g_autoptr (JmRateWindows) restarted = jm_rate_windows_new (later);
  g_autofree char *none = jm_rate_windows_dup_text (world->windows);
  g_autofree char *text = NULL, *rest = NULL;

  g_assert_cmpstr (none, ==, "");
  close_window (world, 429, "GET", "/rest/api/3/issue/ABC-1", burst);
  close_window (world, 429, "GET", "/rest/api/3/x", quota);
  text = jm_rate_windows_dup_text (world->windows);
  g_assert_null (strchr (text, '\n'));

  jm_rate_windows_load (restarted, text);
  g_assert_cmpint (jm_rate_windows_get_account_ms (restarted) - jm_clock_get_boot_ms (later), ==,
                   555000);
  jm_clock_advance (later, 555000);
  g_assert_cmpint (jm_rate_windows_get_account_ms (restarted), ==, 0);

  jm_rate_windows_load (restarted, text);
  g_assert_cmpint (
      jm_rate_windows_get_until_ms (restarted, "GET", "/rest/api/3/issue/OPS-9"), ==, 0);
  rest = jm_rate_windows_dup_text (restarted);
  g_assert_cmpstr (rest, ==, "");
}

static void
test_endpoint_text (World         *world,
                    gconstpointer  data)
{
  static const char *const burst[] = { "Retry-After", "60", "RateLimit-Reason", "jira-burst-based",
                                       NULL };
  g_autoptr (JmRateWindows) other = jm_rate_windows_new (world->clock);
  g_autofree char *text = NULL;

  close_window (world, 429, "GET", "/rest/api/3/issue/ABC-1", burst);
  text = jm_rate_windows_dup_text (world->windows);
  jm_rate_windows_load (other, text);
  g_assert_cmpint (jm_rate_windows_get_until_ms (other, "GET", "/rest/api/3/issue/OPS-9"), ==,
                   jm_rate_windows_get_until_ms (world->windows, "GET", "/rest/api/3/issue/A-1"));
  g_assert_cmpint (jm_rate_windows_get_account_ms (other), ==, 0);
}

/* What an older version wrote, what was damaged, and what a clock that was turned back makes of it */
static const struct
{
  const char *text;
  gint64 account_ms;
} texts[] = {
  { NULL, 0 },
  { "", 0 },
  { "0", 0 },
  { "1795176060000", 60000 },
  { "1795176060000 ", 60000 },
  { "1795175999999 ", 0 },
  { "1895176060000 ", 3600000 },
  { "9223372036854775807 ", 3600000 },
  { "-9223372036854775808 ", 0 },
  { "soon", 0 },
  { "1795176060000 %zz", 0 },
  { "x, , 1795176060000 , y", 60000 },
};

static void
test_damaged (World         *world,
              gconstpointer  data)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (JmRateWindows) windows = jm_rate_windows_new (world->clock);
      gint64 until_ms;

      g_test_message ("%s", texts[i].text);
      jm_rate_windows_load (windows, texts[i].text);
      until_ms = jm_rate_windows_get_account_ms (windows);
      g_assert_cmpint (until_ms != 0 ? until_ms - jm_clock_get_boot_ms (world->clock) : 0, ==,
                       texts[i].account_ms);
    }
}

#define ADD(name, function) g_test_add (name, World, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  jm_test_init (&argc, &argv);

  g_test_add_func ("/jira/rate-windows/an-endpoint-is-named-without-its-ids", test_names);
  ADD ("/jira/rate-windows/writes-to-an-issue-close-alone", test_writes);
  ADD ("/jira/rate-windows/a-burst-closes-an-endpoint-and-method", test_burst);
  ADD ("/jira/rate-windows/a-wait-is-read-however-it-is-said", test_waits);
  ADD ("/jira/rate-windows/the-longer-one-counts", test_longest);
  ADD ("/jira/rate-windows/they-outlive-a-restart", test_text);
  ADD ("/jira/rate-windows/an-endpoint-stays-one", test_endpoint_text);
  ADD ("/jira/rate-windows/damaged-text-does-no-harm", test_damaged);

  return g_test_run ();
}
