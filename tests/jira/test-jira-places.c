/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>

#include "base/jm-limits.h"
#include "fixtures/jm-test.h"
#include "jira/jm-jira-places.h"

#define PERSON JM_JIRA_LANE_PERSON
#define BACKGROUND JM_JIRA_LANE_BACKGROUND

static void
enter (DexFuture    **futures,
       guint          n,
       JmJiraPlaces  *places,
       JmJiraLane     lane)
{
  for (guint i = 0; i < n; i++)
    futures[i] = jm_jira_places_enter (places, lane, NULL);
}

static void
assert_inside (DexFuture **futures,
               guint       n,
               guint       n_inside)
{
  for (guint i = 0; i < n; i++)
    g_assert_true (dex_future_is_resolved (futures[i]) == (i < n_inside));
}

static void
leave (JmJiraPlaces *places,
       guint         n,
       JmJiraLane    lane)
{
  for (guint i = 0; i < n; i++)
    jm_jira_places_leave (places, lane);
}

static void
clear (DexFuture **futures,
       guint       n)
{
  for (guint i = 0; i < n; i++)
    dex_clear (&futures[i]);
}

static void
test_limits (void)
{
  JmJiraPlaces *places = jm_jira_places_new ();
  DexFuture *work[5];

  enter (work, 5, places, BACKGROUND);
  assert_inside (work, 5, JM_LIMIT_BACKGROUND_REQUESTS);
  jm_jira_places_set_background_limit (places, JM_LIMIT_REQUESTS_PER_SITE);
  assert_inside (work, 5, JM_LIMIT_REQUESTS_PER_SITE);

  /* One at a time from now on: what runs is left to its end. */
  jm_jira_places_set_background_limit (places, 1);
  leave (places, 3, BACKGROUND);
  assert_inside (work, 5, 4);
  leave (places, 1, BACKGROUND);
  assert_inside (work, 5, 5);

  leave (places, 1, BACKGROUND);
  clear (work, 5);
  jm_test_finalize (places);
}

static void
test_person (void)
{
  JmJiraPlaces *places = jm_jira_places_new ();
  DexFuture *work[3], *clicks[2];

  enter (work, 3, places, BACKGROUND);
  jm_jira_places_person_came (places);
  jm_jira_places_person_came (places);
  enter (clicks, 2, places, PERSON);
  assert_inside (clicks, 2, 2);

  /* A place is free, and then all are: none is for the background as long as one person is there, also
   * between two tries. */
  leave (places, 2, BACKGROUND);
  assert_inside (work, 3, 2);
  leave (places, 2, PERSON);
  assert_inside (work, 3, 2);
  jm_jira_places_person_left (places);
  assert_inside (work, 3, 2);
  jm_jira_places_person_left (places);
  assert_inside (work, 3, 3);

  leave (places, 1, BACKGROUND);
  clear (work, 3);
  clear (clicks, 2);
  jm_test_finalize (places);
}

/* Who clicks while all places are taken is next, before those who were in the lane long ago. */
static void
test_full (void)
{
  JmJiraPlaces *places = jm_jira_places_new ();
  DexFuture *work[6], *clicks[2];

  jm_jira_places_set_background_limit (places, JM_LIMIT_REQUESTS_PER_SITE);
  enter (work, 6, places, BACKGROUND);
  jm_jira_places_person_came (places);
  enter (clicks, 2, places, PERSON);
  assert_inside (clicks, 2, 0);
  leave (places, 1, BACKGROUND);
  assert_inside (clicks, 2, 1);
  leave (places, 1, PERSON);
  assert_inside (clicks, 2, 2);
  leave (places, 1, PERSON);
  assert_inside (work, 6, 4);
  jm_jira_places_person_left (places);
  assert_inside (work, 6, 5);

  leave (places, 4, BACKGROUND);
  assert_inside (work, 6, 6);
  leave (places, 1, BACKGROUND);
  clear (work, 6);
  clear (clicks, 2);
  jm_test_finalize (places);
}

static void
test_cancel (void)
{
  JmJiraPlaces *places = jm_jira_places_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (DexFuture) impatient = NULL, late = NULL;
  g_autoptr (GError) error = NULL;
  DexFuture *work[2], *patient;

  enter (work, 2, places, BACKGROUND);
  impatient = jm_jira_places_enter (places, BACKGROUND, cancellable);
  enter (&patient, 1, places, BACKGROUND);
  g_cancellable_cancel (cancellable);
  jm_test_settle ();
  g_assert_null (dex_future_get_value (impatient, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  late = jm_jira_places_enter (places, PERSON, cancellable);
  g_assert_true (dex_future_is_rejected (late));

  leave (places, 1, BACKGROUND);
  g_assert_true (dex_future_is_resolved (patient));
  leave (places, 2, BACKGROUND);
  clear (work, 2);
  dex_clear (&patient);
  jm_test_finalize (places);
}

/* Who still waits when all is over is told. */
static void
test_end (void)
{
  JmJiraPlaces *places = jm_jira_places_new ();
  DexFuture *work[3];

  enter (work, 3, places, BACKGROUND);
  jm_test_finalize (places);
  g_assert_true (dex_future_is_rejected (work[2]));
  clear (work, 3);
}

int
main (int    argc,
      char **argv)
{
  jm_test_init (&argc, &argv);

  g_test_add_func ("/jira/places/the-background-has-a-few-in-its-order", test_limits);
  g_test_add_func ("/jira/places/while-a-person-is-there-nothing-else-begins", test_person);
  g_test_add_func ("/jira/places/a-person-is-next", test_full);
  g_test_add_func ("/jira/places/who-waits-can-be-cancelled", test_cancel);
  g_test_add_func ("/jira/places/nobody-waits-for-ever", test_end);

  return g_test_run ();
}
