/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "base/jm-http-private.h"
#include "fixtures/jm-test.h"
#include "jira/jm-jira-removal.h"
#include "jira/jm-rate-budget.h"

/* 2026-11-20T12:00:00Z */
#define NOON_MS G_GINT64_CONSTANT (1795176000000)
#define DATE "Date", "Fri, 20 Nov 2026 12:00:00 GMT"

static JmHttpResponse *
make_response (guint              status,
               const char *const *headers,
               const char        *text)
{
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));

  return jm_http_response_new (status, g_strdupv ((char **) headers), body, 1);
}

/* "NAME LIMIT REMAINING PERIOD SECONDS-TO-RESET enforced, …" */
static char *
print (GPtrArray *budgets)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; budgets != NULL && i < budgets->len; i++)
    {
      JmRateBudget *budget = g_ptr_array_index (budgets, i);

      g_string_append_printf (text, "%s%s %d %d %d %d %s", i > 0 ? ", " : "", budget->name,
                              (int) budget->limit, (int) budget->remaining,
                              (int) budget->period_seconds,
                              budget->resets_at_ms == 0 ?
                                  -1 :
                                  (int) ((budget->resets_at_ms - NOON_MS) / 1000),
                              budget->enforced ? "enforced" : "announced");
    }

  return g_string_free_and_steal (text);
}

static const struct
{
  const char *headers[9];
  const char *budgets;
} answers[] = {
  { { "X-Other", "1" }, "" },
  { { "RateLimit-Policy", "\"global-app-quota\";q=65000;w=3600" },
    "global-app-quota 65000 -1 3600 -1 enforced" },
  { { "RateLimit-Policy",
      "\"jira-burst-based\";q=100;w=1, \"tenant-app-quota\" ; w=3600 ;q=150000", "RateLimit",
      "\"tenant-app-quota\";r=11000;t=600" },
    "jira-burst-based 100 -1 1 -1 enforced, tenant-app-quota 150000 11000 3600 600 enforced" },
  { { "Beta-RateLimit-Policy", "\"global-app-quota\";q=65000;w=3600", "Beta-RateLimit",
      "\"global-app-quota\";r=0;t=1" },
    "global-app-quota 65000 0 3600 1 announced" },
  { { "Beta-RateLimit", "\"a\";r=5;t=60", "RateLimit-Policy", "\"a\";q=10;w=60" },
    "a 10 5 60 60 enforced" },
  { { "RateLimit-Policy", "\"with, comma; and q=1\";q=7" }, "with, comma; and q=1 7 -1 -1 -1 enforced" },
  { { "RateLimit-Policy", ",;,\"\";q=1,no-quotes;q=2,\"open;q=3" }, "" },
  { { "RateLimit-Policy", "\"a\";q=-5;w=x;r=99999999999999999999;z=1;=;q" },
    "a -1 -1 -1 -1 enforced" },
  { { DATE, "X-RateLimit-Limit", "100", "X-RateLimit-Remaining", "99", "X-RateLimit-Reset",
      "2026-11-20T12:01Z" },
    "requests 100 99 -1 60 enforced" },
  { { "X-RateLimit-Limit", "50", "X-RateLimit-Remaining", "49", "X-RateLimit-Interval-Seconds",
      "60" },
    "requests 50 49 60 -1 enforced" },
  { { "X-RateLimit-Limit", "65000", "X-RateLimit-Remaining", "0", "RateLimit-Reason",
      "jira-quota-global-based" },
    "jira-quota-global-based 65000 0 -1 -1 enforced" },
  { { "X-RateLimit-Limit", "soon", "X-RateLimit-Remaining", "-1" }, "" },
};

static void
test_answers (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (JmHttpResponse) response = make_response (200, answers[i].headers, "");
      g_autoptr (GPtrArray) budgets = jm_rate_budgets_read (NULL, response, NOON_MS);
      g_autoptr (GPtrArray) again = jm_rate_budgets_read (budgets, response, NOON_MS);
      g_autofree char *text = print (budgets);

      g_assert_cmpstr (text, ==, answers[i].budgets);
      g_assert_null (again);
    }
}

/* What was left of the last hour says nothing of this one. */
static void
test_period (void)
{
  static const char *const low[] = { "RateLimit-Policy", "\"q\";q=100;w=3600", "RateLimit",
                                     "\"q\";r=5;t=60", NULL };
  static const char *const nothing[] = { NULL };
  g_autoptr (JmHttpResponse) first = make_response (200, low, "");
  g_autoptr (JmHttpResponse) second = make_response (200, nothing, "");
  g_autoptr (GPtrArray) before = jm_rate_budgets_read (NULL, first, NOON_MS);
  g_autoptr (GPtrArray) same = jm_rate_budgets_read (before, second, NOON_MS + 59000);
  g_autoptr (GPtrArray) after = jm_rate_budgets_read (before, second, NOON_MS + 60000);
  g_autofree char *text = print (after);

  g_assert_null (same);
  g_assert_cmpstr (text, ==, "q 100 -1 3600 -1 enforced");
}

/* A server that invents names does not fill the memory. */
static void
test_many (void)
{
  g_autoptr (GString) policies = g_string_new (NULL);
  const char *headers[] = { "RateLimit-Policy", NULL, NULL };
  g_autoptr (JmHttpResponse) response = NULL;
  g_autoptr (GPtrArray) budgets = NULL;

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (policies, "\"p%u\";q=1,", i);
  headers[1] = policies->str;
  response = make_response (200, headers, "");
  budgets = jm_rate_budgets_read (NULL, response, NOON_MS);
  g_assert_cmpuint (budgets->len, ==, 16);
}

/* --- the end of an endpoint */

static const struct
{
  guint status;
  const char *headers[5];
  const char *body;
  int removed; /* -1: nothing is said */
  gint64 date_ms;
  const char *words;
} ends[] = {
  { 200, { "X-Other", "1" }, "{}", -1, 0, NULL },
  { 404, { "X-Other", "1" }, "{}", -1, 0, NULL },
  { 410, { "Content-Type", "application/json" }, "{\"errorMessages\":[\"Use the other.\"]}", TRUE, 0, "Use the other." },
  { 410, { "Content-Type", "text/html" }, "<html>", TRUE, 0, "" },
  { 200, { "Deprecation", "@1735689600" }, "{}", FALSE, 0, "" },
  { 200, { "Deprecation", "true", "Sunset", "Fri, 20 Nov 2026 12:00:00 GMT" }, "{}", FALSE, NOON_MS, "" },
  { 200, { "Deprecation", "false" }, "{}", -1, 0, NULL },
  { 200, { "Deprecation", "?0" }, "{}", -1, 0, NULL },
  { 200, { "Sunset", "one day" }, "{}", FALSE, 0, "" },
  { 200, { "Warning", "299 - \"Deprecated API\"" }, "{}", FALSE, 0, "Deprecated API" },
  { 200, { "Warning", "110 - \"Stale\", 299 jira \"Going away\" \"date\"" }, "{}", FALSE, 0, "Going away" },
  { 200, { "Warning", "110 - \"Stale\"" }, "{}", -1, 0, NULL },
  { 200, { "Warning", "299 - \"open" }, "{}", FALSE, 0, "" },
  { 200, { "Warning", "299" }, "{}", -1, 0, NULL },
};

static void
test_ends (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autoptr (JmHttpResponse) response =
          make_response (ends[i].status, ends[i].headers, ends[i].body);
      g_autoptr (JmJiraRemoval) removal = jm_jira_removal_read (response, "GET /x");

      g_test_message ("%u %s: %s", ends[i].status, ends[i].headers[0], ends[i].headers[1]);
      g_assert_true ((removal == NULL) == (ends[i].removed == -1));
      if (removal == NULL)
        continue;
      g_assert_cmpstr (removal->endpoint, ==, "GET /x");
      g_assert_cmpint (removal->removed, ==, ends[i].removed);
      g_assert_cmpint (removal->date_ms, ==, ends[i].date_ms);
      g_assert_cmpstr (removal->words, ==, ends[i].words);
    }
}

int
main (int    argc,
      char **argv)
{
  jm_test_init (&argc, &argv);

  g_test_add_func ("/jira/rate-budget/what-is-left-is-read-from-any-answer", test_answers);
  g_test_add_func ("/jira/rate-budget/a-new-period-begins-unknown", test_period);
  g_test_add_func ("/jira/rate-budget/there-are-16-at-most", test_many);
  g_test_add_func ("/jira/removal/the-end-of-an-endpoint-is-seen", test_ends);

  return g_test_run ();
}
