/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "accounts/jm-demonstration.h"
#include "base/jm-json.h"
#include "base/jm-paths.h"
#include "base/jm-wait.h"

/*
 * JmDemonstration: a Jira in a box, for trying the program without an account.
 *
 * Owns a child process, jira-monitor-simulator, that ends with us, and a folder of mode 0700 for
 * everything that the demonstration writes. The simulator says in its first line, as JSON, where it
 * listens. Lives on the main context.
 */

#define SIMULATOR     "jira-monitor-simulator"
#define START_SECONDS 20
#define FOLDER_DEPTH  8

struct _JmDemonstration
{
  GObject        parent_instance;

  GSubprocess   *simulator;
  char          *folder;
  char          *endpoint;
  char          *control;
  JmOauthClient *client;
};

G_DEFINE_FINAL_TYPE (JmDemonstration, jm_demonstration, G_TYPE_OBJECT)

/* --- the folder */

/* Where the session keeps what ends with it; else in the temporary folder, made with mode 0700 as
 * well. */
static char *
make_folder (GError **error)
{
  g_autofree char *pattern = NULL;
  const char *parent = g_getenv ("XDG_RUNTIME_DIR");

  if (parent == NULL || g_access (parent, R_OK | W_OK | X_OK) != 0)
    parent = g_get_tmp_dir ();

  pattern = g_build_filename (parent, "jira-monitor-demonstration-XXXXXX", NULL);
  if (g_mkdtemp_full (pattern, 0700) == NULL)
    {
      g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (errno),
                   _("No folder could be made for the demonstration in %s"), parent);
      return NULL;
    }

  return g_steal_pointer (&pattern);
}

/* Removes @path with what is in it; never follows a link out of it. */
static void
remove_tree (GFile *path,
             guint  depth)
{
  g_autoptr (GFileEnumerator) children = NULL;
  GFileInfo *info;
  GFile *child;

  if (depth < FOLDER_DEPTH)
    children = g_file_enumerate_children (
        path, G_FILE_ATTRIBUTE_STANDARD_NAME "," G_FILE_ATTRIBUTE_STANDARD_TYPE,
        G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);

  while (children != NULL && g_file_enumerator_iterate (children, &info, &child, NULL, NULL) &&
         info != NULL)
    {
      if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY)
        remove_tree (child, depth + 1);
      else
        g_file_delete (child, NULL, NULL);
    }

  g_file_delete (path, NULL, NULL);
}

/* --- the simulator */

/* A port that nobody listens on just now; the simulator registers it as the callback of its OAuth
 * app. */
static guint16
find_free_port (GError **error)
{
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any_port = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;

  if (!(socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                               error)) ||
      !g_socket_bind (socket, any_port, FALSE, error) ||
      !(bound = g_socket_get_local_address (socket, error)))
    return 0;

  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
}

static gboolean
spawn_simulator (JmDemonstration  *self,
                 const char       *redirect_uri,
                 GError          **error)
{
  g_autofree char *program = jm_paths_find_helper (SIMULATOR);

  if (program == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                   _("The demonstration needs %s, which is not installed"), SIMULATOR);
      return FALSE;
    }

  /* It ends when its standard input does: with us, however we end. */
  self->simulator = g_subprocess_new (
      G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, error, program,
      "--auto-accept", "--exit-with-parent", "--redirect-uri", redirect_uri, NULL);
  return self->simulator != NULL;
}

static void
line_read_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr (DexPromise) promise = data;
  g_autoptr (GError) error = NULL;
  char *line = g_data_input_stream_read_line_finish_utf8 (G_DATA_INPUT_STREAM (source), result,
                                                          NULL, &error);

  if (line != NULL)
    dex_promise_resolve_string (promise, line);
  else if (error != NULL)
    dex_promise_reject (promise, g_steal_pointer (&error));
  else
    dex_promise_reject (promise,
                        g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CLOSED,
                                             _("The simulator ended before it was ready")));
}

/* Awaits the first line. */
static char *
read_line (GInputStream  *pipe,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autoptr (GDataInputStream) stream = g_data_input_stream_new (pipe);
  g_autoptr (GCancellable) reading = g_cancellable_new ();
  g_autoptr (DexPromise) promise = dex_promise_new ();
  g_autoptr (JmClock) clock = jm_clock_new ();

  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (stream), FALSE);
  g_data_input_stream_read_line_async (stream, G_PRIORITY_DEFAULT, reading, line_read_cb,
                                       dex_ref (promise));
  if (jm_await_within (promise, clock, START_SECONDS, cancellable, error))
    return dex_await_string (dex_ref (DEX_FUTURE (promise)), error);

  g_cancellable_cancel (reading);
  return NULL;
}

static gboolean
read_greeting (JmDemonstration  *self,
               const char       *redirect_uri,
               GCancellable     *cancellable,
               GError          **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonNode) greeting = NULL;
  const char *client_id;
  const char *client_secret;
  char *line;

  if (!(line = read_line (g_subprocess_get_stdout_pipe (self->simulator), cancellable, error)))
    return FALSE;

  bytes = g_bytes_new_take (line, strlen (line));
  if (!(greeting = jm_json_parse (bytes, '{', error)))
    return FALSE;

  self->endpoint = g_strdup (jm_json_get_string (greeting, "endpoint", NULL));
  self->control = g_strdup (jm_json_get_string (greeting, "control", NULL));
  client_id = jm_json_get_string (greeting, "client_id", NULL);
  client_secret = jm_json_get_string (greeting, "client_secret", NULL);
  if (self->endpoint == NULL || client_id == NULL || client_secret == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           _("The simulator did not say where it listens"));
      return FALSE;
    }

  self->client = jm_oauth_client_new (client_id, client_secret, redirect_uri);
  return TRUE;
}

typedef struct
{
  JmDemonstration *self;
  JmHttp          *http;
  char            *url;
  GCancellable    *cancellable;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_object (&job->self);
  g_clear_object (&job->http);
  g_clear_object (&job->cancellable);
  g_free (job->url);
  g_free (job);
}

static DexFuture *
start_fiber (gpointer data)
{
  Job *job = data;
  g_autofree char *redirect_uri = NULL;
  g_autoptr (GError) error = NULL;
  guint16 port;

  if (!(port = find_free_port (&error)))
    return dex_future_new_for_error (g_steal_pointer (&error));

  redirect_uri = g_strdup_printf ("http://127.0.0.1:%u/callback", port);
  if (!(job->self->folder = make_folder (&error)) ||
      !spawn_simulator (job->self, redirect_uri, &error) ||
      !read_greeting (job->self, redirect_uri, job->cancellable, &error))
    {
      jm_demonstration_end (job->self);
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
        return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                                      _("The simulator did not start in time"));
      return dex_future_new_for_error (g_steal_pointer (&error));
    }

  return dex_future_new_take_object (g_object_ref (job->self));
}

DexFuture *
jm_demonstration_start (GCancellable *cancellable)
{
  Job *job = g_new0 (Job, 1);

  job->self = g_object_new (JM_TYPE_DEMONSTRATION, NULL);
  g_set_object (&job->cancellable, cancellable);
  return dex_scheduler_spawn (NULL, 0, start_fiber, job, job_free);
}

/* --- the browser */

/* Awaits one GET. */
static JmHttpResponse *
visit (Job         *job,
       const char  *url,
       GError     **error)
{
  g_autoptr (JmHttpRequest) request = jm_http_request_new ("GET", url);

  return dex_await_boxed (jm_http_send (job->http, request, job->cancellable), error);
}

static DexFuture *
browse_fiber (gpointer data)
{
  Job *job = data;
  g_autoptr (JmHttpResponse) page = NULL;
  g_autoptr (JmHttpResponse) answer = NULL;
  g_autoptr (GError) error = NULL;
  const char *location;

  if (!(page = visit (job, job->url, &error)))
    return dex_future_new_for_error (g_steal_pointer (&error));

  location = jm_http_response_get_header (page, "Location");
  if (location == NULL || !g_str_has_prefix (location, job->self->client->redirect_uri))
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                                  _("The simulator did not consent to the sign-in"));

  if (!(answer = visit (job, location, &error)))
    return dex_future_new_for_error (g_steal_pointer (&error));

  return dex_future_new_true ();
}

DexFuture *
jm_demonstration_browse (JmDemonstration *self,
                         JmHttp          *http,
                         const char      *authorize_url,
                         GCancellable    *cancellable)
{
  Job *job;

  dex_return_error_if_fail (JM_IS_DEMONSTRATION (self));
  dex_return_error_if_fail (JM_IS_HTTP (http));
  dex_return_error_if_fail (authorize_url != NULL);

  job = g_new0 (Job, 1);
  job->self = g_object_ref (self);
  job->http = g_object_ref (http);
  job->url = g_strdup (authorize_url);
  g_set_object (&job->cancellable, cancellable);
  return dex_scheduler_spawn (NULL, 0, browse_fiber, job, job_free);
}

/* --- the end */

void
jm_demonstration_end (JmDemonstration *self)
{
  g_return_if_fail (JM_IS_DEMONSTRATION (self));

  if (self->simulator != NULL)
    g_subprocess_force_exit (self->simulator);
  g_clear_object (&self->simulator);

  if (self->folder != NULL)
    {
      g_autoptr (GFile) folder = g_file_new_for_path (self->folder);

      remove_tree (folder, 0);
    }
  g_clear_pointer (&self->folder, g_free);
}

static void
jm_demonstration_dispose (GObject *object)
{
  jm_demonstration_end (JM_DEMONSTRATION (object));

  G_OBJECT_CLASS (jm_demonstration_parent_class)->dispose (object);
}

static void
jm_demonstration_finalize (GObject *object)
{
  JmDemonstration *self = JM_DEMONSTRATION (object);

  g_clear_pointer (&self->endpoint, g_free);
  g_clear_pointer (&self->control, g_free);
  g_clear_pointer (&self->client, jm_oauth_client_free);

  G_OBJECT_CLASS (jm_demonstration_parent_class)->finalize (object);
}

static void
jm_demonstration_class_init (JmDemonstrationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = jm_demonstration_dispose;
  object_class->finalize = jm_demonstration_finalize;
}

static void
jm_demonstration_init (JmDemonstration *self)
{
}

const char *
jm_demonstration_get_folder (JmDemonstration *self)
{
  g_return_val_if_fail (JM_IS_DEMONSTRATION (self), NULL);

  return self->folder;
}

const char *
jm_demonstration_get_endpoint (JmDemonstration *self)
{
  g_return_val_if_fail (JM_IS_DEMONSTRATION (self), NULL);

  return self->endpoint;
}

const char *
jm_demonstration_get_control (JmDemonstration *self)
{
  g_return_val_if_fail (JM_IS_DEMONSTRATION (self), NULL);

  return self->control;
}

const JmOauthClient *
jm_demonstration_get_client (JmDemonstration *self)
{
  g_return_val_if_fail (JM_IS_DEMONSTRATION (self), NULL);

  return self->client;
}
