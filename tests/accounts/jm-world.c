/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "accounts/jm-world.h"

#include <string.h>

/* --- a keyring with moods, over one in memory */

#define JM_TYPE_MOODY_KEYRING (jm_moody_keyring_get_type ())

G_DECLARE_FINAL_TYPE (JmMoodyKeyring, jm_moody_keyring, JM, MOODY_KEYRING, JmKeyring)

struct _JmMoodyKeyring
{
  JmKeyring  parent_instance;

  JmKeyring *inner;
  int        mood;
};

G_DEFINE_FINAL_TYPE (JmMoodyKeyring, jm_moody_keyring, JM_TYPE_KEYRING)

static DexFuture *
in_a_mood (JmKeyring *keyring)
{
  int mood = JM_MOODY_KEYRING (keyring)->mood;

  return mood >= 0 ? dex_future_new_reject (JM_AUTH_ERROR, mood, "The keyring is in a mood") : NULL;
}

static DexFuture *
moody_lookup (JmKeyring    *keyring,
              const char   *name,
              GCancellable *cancellable)
{
  DexFuture *mood = in_a_mood (keyring);

  return mood != NULL ? mood :
                        jm_keyring_lookup (JM_MOODY_KEYRING (keyring)->inner, name, cancellable);
}

static DexFuture *
moody_store (JmKeyring    *keyring,
             const char   *name,
             const char   *label,
             const char   *secret,
             GCancellable *cancellable)
{
  DexFuture *mood = in_a_mood (keyring);

  return mood != NULL ?
             mood :
             jm_keyring_store (JM_MOODY_KEYRING (keyring)->inner, name, label, secret, cancellable);
}

static DexFuture *
moody_clear (JmKeyring    *keyring,
             const char   *name,
             GCancellable *cancellable)
{
  DexFuture *mood = in_a_mood (keyring);

  return mood != NULL ? mood :
                        jm_keyring_clear (JM_MOODY_KEYRING (keyring)->inner, name, cancellable);
}

static DexFuture *
moody_unlock (JmKeyring    *keyring,
              GCancellable *cancellable)
{
  JM_MOODY_KEYRING (keyring)->mood = -1;
  return dex_future_new_true ();
}

static void
jm_moody_keyring_finalize (GObject *object)
{
  g_object_unref (JM_MOODY_KEYRING (object)->inner);

  G_OBJECT_CLASS (jm_moody_keyring_parent_class)->finalize (object);
}

static void
jm_moody_keyring_class_init (JmMoodyKeyringClass *klass)
{
  JmKeyringClass *keyring_class = JM_KEYRING_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = jm_moody_keyring_finalize;
  keyring_class->lookup = moody_lookup;
  keyring_class->store = moody_store;
  keyring_class->clear = moody_clear;
  keyring_class->unlock = moody_unlock;
}

static void
jm_moody_keyring_init (JmMoodyKeyring *self)
{
  self->inner = jm_memory_keyring_new ();
  self->mood = -1;
}

void
jm_world_set_mood (JmWorld *self,
                   int      code)
{
  JM_MOODY_KEYRING (self->keyring)->mood = code;
}

/* --- the world */

JmMonitor *
jm_world_open_monitor (JmWorld *self)
{
  g_autoptr (GError) error = NULL;
  JmMonitor *monitor = jm_monitor_new_apart (
      self->root, self->keyring, jm_simulator_get_endpoint (self->simulator), self->clock, &error);

  g_assert_no_error (error);
  dex_await (jm_monitor_open (monitor), &error);
  g_assert_no_error (error);
  return monitor;
}

JmWorld *
jm_world_new (void)
{
  return jm_world_new_sized (60, 4);
}

JmWorld *
jm_world_new_sized (guint n_issues,
                    guint n_projects)
{
  JmWorld *self = g_new0 (JmWorld, 1);
  g_autofree char *issues = g_strdup_printf ("%u", n_issues);
  g_autofree char *projects = g_strdup_printf ("%u", n_projects);
  g_autofree char *redirect_uri =
      g_strdup_printf ("http://127.0.0.1:%u/callback", jm_test_find_port ());

  self->simulator =
      jm_simulator_new ("--auto-accept", "--issues", issues, "--projects", projects, "--users", "8",
                        "--sites", "3", "--redirect-uri", redirect_uri, NULL);
  self->root = jm_test_temp_dir ();
  self->clock = jm_clock_new ();
  self->keyring = g_object_new (JM_TYPE_MOODY_KEYRING, NULL);
  self->client =
      jm_oauth_client_new (jm_simulator_get_client_id (self->simulator),
                           jm_simulator_get_client_secret (self->simulator), redirect_uri);
  return self;
}

void
jm_world_free (JmWorld *self)
{
  g_clear_object (&self->monitor);
  g_clear_object (&self->keyring);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->client, jm_oauth_client_free);
  g_clear_pointer (&self->simulator, jm_simulator_free);
  g_free (self->root);
  g_free (self);
}

JmAccounts *
jm_world_get_accounts (JmWorld *self)
{
  return jm_monitor_get_accounts (self->monitor);
}

guint
jm_world_count_accounts (JmWorld *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (jm_world_get_accounts (self)));
}

JmAccount *
jm_world_dup_account (JmWorld *self,
                      guint    i)
{
  JmAccount *account = g_list_model_get_item (G_LIST_MODEL (jm_world_get_accounts (self)), i);

  g_assert_nonnull (account);
  return account;
}

void
jm_world_arm (JmWorld    *self,
              const char *fault)
{
  jm_simulator_tell (self->simulator, "POST", "/arm", fault);
}

/* --- the browser */

typedef struct
{
  JmHttp *http;
  char   *url;
} Visit;

static void
visit_free (gpointer data)
{
  Visit *visit = data;

  g_object_unref (visit->http);
  g_free (visit->url);
  g_free (visit);
}

static DexFuture *
visit_fiber (gpointer data)
{
  Visit *visit = data;
  g_autoptr (JmHttpRequest) page_request = jm_http_request_new ("GET", visit->url);
  g_autoptr (JmHttpResponse) page =
      dex_await_boxed (jm_http_send (visit->http, page_request, NULL), NULL);
  const char *location = page != NULL ? jm_http_response_get_header (page, "Location") : NULL;

  if (location != NULL)
    {
      g_autoptr (JmHttpRequest) request = jm_http_request_new ("GET", location);
      g_autoptr (JmHttpResponse) answer =
          dex_await_boxed (jm_http_send (visit->http, request, NULL), NULL);
    }

  return dex_future_new_true ();
}

static void
url_there_cb (JmSignIn   *sign_in,
              GParamSpec *pspec,
              JmWorld    *self)
{
  Visit *visit;

  if (jm_sign_in_get_authorize_url (sign_in) == NULL)
    return;

  visit = g_new0 (Visit, 1);
  visit->http = g_object_ref (jm_monitor_get_services (self->monitor)->http);
  visit->url = g_strdup (jm_sign_in_get_authorize_url (sign_in));
  dex_future_disown (dex_scheduler_spawn (NULL, 0, visit_fiber, visit, visit_free));
}

GListModel *
jm_world_browse (JmWorld   *self,
                 JmSignIn  *sign_in,
                 GError   **error)
{
  gulong handler =
      g_signal_connect (sign_in, "notify::authorize-url", G_CALLBACK (url_there_cb), self);
  GListModel *choices =
      dex_await_object (jm_sign_in_with_browser (sign_in, self->client, NULL), error);

  g_signal_handler_disconnect (sign_in, handler);
  return choices;
}

void
jm_world_choose (GListModel *choices,
                 guint       i,
                 gboolean    chosen)
{
  g_autoptr (JmSiteChoice) choice = g_list_model_get_item (choices, i);

  g_assert_nonnull (choice);
  jm_site_choice_set_chosen (choice, chosen);
}

GListModel *
jm_world_sign_in (JmWorld    *self,
                  JmAccount  *again,
                  GError    **error,
                  ...)
{
  g_autoptr (JmSignIn) sign_in = jm_monitor_begin_sign_in (self->monitor, again);
  g_autoptr (GListModel) choices = jm_world_browse (self, sign_in, error);
  va_list numbers;

  if (choices == NULL)
    return NULL;

  va_start (numbers, error);
  for (int i = va_arg (numbers, int); i >= 0; i = va_arg (numbers, int))
    jm_world_choose (choices, (guint) i, TRUE);
  va_end (numbers);

  return dex_await_object (jm_sign_in_finish (sign_in, NULL), error);
}

/* --- what is left */

static guint
count_in (const char *path,
          const char *text)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autofree char *bytes = NULL;
  gsize length = strlen (text);
  const char *name;
  guint n = 0;
  gsize size;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      n += count_in (child, text);
    }
  if (dir != NULL || !g_file_get_contents (path, &bytes, &size, NULL))
    return n;

  for (gsize i = 0; i + length <= size; i++)
    n += memcmp (bytes + i, text, length) == 0;

  return n;
}

guint
jm_world_count_bytes (JmWorld    *self,
                      const char *text)
{
  return count_in (self->root, text);
}

char *
jm_world_dup_secret (JmWorld    *self,
                     const char *credential_id)
{
  g_autofree char *name = g_strconcat ("credential/", credential_id, NULL);

  return dex_await_string (jm_keyring_lookup (self->keyring, name, NULL), NULL);
}

/* --- running */

static DexFuture *
body_fiber (gpointer data)
{
  JmWorld *world = jm_world_new ();
  JmWorldBody body = (JmWorldBody) data;

  world->monitor = jm_world_open_monitor (world);
  body (world);
  dex_await (jm_monitor_close (world->monitor), NULL);
  jm_world_free (world);
  return dex_future_new_true ();
}

void
jm_world_run (gconstpointer body)
{
  jm_test_fiber (body_fiber, (gpointer) body);
}
