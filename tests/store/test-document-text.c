/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of a stored document */
#include "config.h"

#include "store/fixture.h"
#include "store/jm-document-text.h"

static DexFuture *
text_fiber (gpointer data)
{
  StoreFixture *fixture = data;
  g_autoptr (JmDocumentText) text = NULL;
  g_autoptr (JmDocumentText) none = NULL;
  g_autoptr (GError) error = NULL;

  await_fine (jm_store_open (fixture->store));
  put_text (fixture, &projects_resource,
            "{\"values\":[{\"id\":\"1\",\"key\":\"A\",\"name\":\"Alpha\",\"access_token\":\"very-secret\","
            "\"lead\":{\"displayName\":\"Ada\",\"links\":{\"a\":[1,2],\"b\":{\"c\":{\"d\":\"e\"}}}}}]}",
            1);
  text = dex_await_boxed (jm_store_get_text (fixture->store, JM_RESOURCE_PROJECTS, "A", FALSE), &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (text->text, "\n  \"name\": \"Alpha\",\n"));
  g_assert_null (strstr (text->text, "very-secret"));
  g_assert_false (text->is_cut);
  g_assert_cmpuint (text->size, >, 100);
  g_assert_cmpuint (text->n_folds, ==, 4);
  g_assert_cmpuint (text->folds[0].first, ==, 0);
  g_assert_cmpuint (text->folds[0].last, ==, 14);
  g_assert_cmpuint (text->folds[1].first, ==, 5);
  none = dex_await_boxed (jm_store_get_text (fixture->store, JM_RESOURCE_PROJECTS, "NONE", FALSE), &error);
  g_assert_no_error (error);
  g_assert_null (none);
  await_fine (jm_store_close (fixture->store));

  return dex_future_new_true ();
}

static void
text_has_no_secrets (StoreFixture  *fixture,
                     gconstpointer  data)
{
  jm_test_fiber (text_fiber, fixture);
}

#define ADD(name, test) g_test_add ("/store/document-text/" name, StoreFixture, NULL, store_set_up, test, store_tear_down)

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);

  ADD ("is-indented-without-secrets", text_has_no_secrets);

  return g_test_run ();
}
