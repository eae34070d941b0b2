/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-limits.h"
#include "base/jm-time.h"
#include "fixtures/jm-test.h"

/* 2026-11-20T14:05:09Z */
#define THEN_MS G_GINT64_CONSTANT (1795183509000)
#define DAY_MS G_GINT64_CONSTANT (86400000)
#define MIDNIGHT_MS (THEN_MS - THEN_MS % DAY_MS)

static void
test_write (void)
{
  g_autofree char *then = jm_time_to_rfc3339 (THEN_MS + 999);
  g_autofree char *early = jm_time_to_rfc3339 (-DAY_MS);

  g_assert_cmpstr (then, ==, "2026-11-20T14:05:09Z");
  g_assert_cmpstr (early, ==, "1969-12-31T00:00:00Z");
  g_assert_null (jm_time_to_rfc3339 (0));
  g_assert_null (jm_time_to_rfc3339 (G_MAXINT64));
  g_assert_null (jm_time_to_rfc3339 (G_MININT64));
}

static const struct
{
  const char *text;
  gint64 ms;
} times[] = {
  { "2026-11-20T14:05:09Z", THEN_MS },
  { "2026-11-20t14:05:09z", THEN_MS },
  { "2026-11-20 14:05:09Z", THEN_MS },
  { "2026-11-20T14:05:09.399Z", THEN_MS + 399 },
  { "2026-11-20T14:05:09.3Z", THEN_MS + 300 },
  { "2026-11-20T14:05:09.123456789Z", THEN_MS + 123 },
  { "2026-11-20T11:05:09.399-0300", THEN_MS + 399 },
  { "2026-11-20T16:05:09+02:00", THEN_MS },
  { "2026-11-20T19:35:09+0530", THEN_MS },
  { "2026-11-21T01:05:09+11:00", THEN_MS },
  { "2026-11-20T14:05Z", THEN_MS - 9000 },
  { "2026-11-20T14:05+0000", THEN_MS - 9000 },
  { "2026-11-20T23:59:60Z", MIDNIGHT_MS + DAY_MS },
  { "2026-11-20", MIDNIGHT_MS },
  { "2024-02-29", G_GINT64_CONSTANT (1709164800000) },
  { "9999-12-31T23:59:59Z", G_GINT64_CONSTANT (253402300799000) },

  { NULL, 0 },
  { "", 0 },
  { "tomorrow", 0 },
  { "2026", 0 },
  { "2026-11", 0 },
  { "2026-13-01", 0 },
  { "2026-02-29", 0 },
  { "2026-11-00", 0 },
  { "0000-01-01", 0 },
  { "2026-11-20T", 0 },
  { "2026-11-20T14", 0 },
  { "2026-11-20T14:05", 0 },
  { "2026-11-20T14:05:09", 0 },
  { "2026-11-20T14:05:09.", 0 },
  { "2026-11-20T14:05:09.Z", 0 },
  { "2026-11-20T24:00:00Z", 0 },
  { "2026-11-20T14:60:00Z", 0 },
  { "2026-11-20T14:05:61Z", 0 },
  { "2026-11-20T14:05:09+24:00", 0 },
  { "2026-11-20T14:05:09+0", 0 },
  { "2026-11-20T14:05:09Z ", 0 },
  { "2026-11-20T14:05:09Zx", 0 },
  { " 2026-11-20", 0 },
  { "-026-11-20", 0 },
  { "+2026-11-20", 0 },
};

static void
test_read (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_test_message ("%s", times[i].text != NULL ? times[i].text : "(null)");
      g_assert_cmpint (jm_time_parse (times[i].text), ==, times[i].ms);
    }
}

static void
test_http (void)
{
  static const struct
  {
    const char *text;
    gint64 ms;
  } rows[] = {
    { "Fri, 20 Nov 2026 14:05:09 GMT", THEN_MS },
    { "Friday, 20-Nov-26 14:05:09 GMT", THEN_MS },
    { "Fri Nov 20 14:05:09 2026", THEN_MS },
    { "Fri, 20 Nov 2026", 0 },
    { "Fri, 32 Nov 2026 14:05:09 GMT", 0 },
    { "garbage", 0 },
    { "", 0 },
    { NULL, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].text != NULL ? rows[i].text : "(null)");
      g_assert_cmpint (jm_time_parse_http (rows[i].text), ==, rows[i].ms);
    }
}

/* F37 */
static void
test_retry_after (void)
{
  static const struct
  {
    const char *text;
    gint64 seconds;
  } rows[] = {
    { "0", 0 },
    { "5", 5 },
    { " 7 ", 7 },
    { "3600", 3600 },
    { "3601", 3600 },
    { "864000", 3600 },
    { "99999999999999999999999999", 3600 },
    { "Fri, 20 Nov 2026 14:05:39 GMT", 30 },
    { "Fri, 20 Nov 2026 14:05:09 GMT", 0 },
    { "Fri, 20 Nov 2020 14:05:09 GMT", 0 },
    { "Fri, 20 Nov 2036 14:05:09 GMT", 3600 },
    { "-5", -1 },
    { "+5", -1 },
    { "3.5", -1 },
    { "5s", -1 },
    { "soon", -1 },
    { "", -1 },
    { NULL, -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].text != NULL ? rows[i].text : "(null)");
      g_assert_cmpint (jm_time_parse_retry_after (rows[i].text, THEN_MS), ==, rows[i].seconds);
    }
  g_assert_cmpint (JM_LIMIT_RETRY_AFTER_SECONDS, ==, 3600);
}

int
main (int    argc,
      char **argv)
{
  jm_test_init (&argc, &argv);

  g_test_add_func ("/base/time/a-time-is-written-in-utc", test_write);
  g_test_add_func ("/base/time/known-forms-are-read-and-others-are-not", test_read);
  g_test_add_func ("/base/time/http-dates-have-three-forms", test_http);
  g_test_add_func ("/base/time/retry-after-is-at-most-an-hour", test_retry_after);

  return g_test_run ();
}
