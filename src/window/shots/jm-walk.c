/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "shots/jm-walk.h"

#include <gio/gunixinputstream.h>
#include <unistd.h>

#include "base/jm-json.h"

/* After input, layout and drawing: an answer is about what they have come to. */
#define PRIORITY_QUESTIONS G_PRIORITY_LOW

/* One frame lays out, the next has drawn it. */
#define N_FRAMES 2

GDataInputStream *
jm_walk_open (void)
{
  g_autoptr (GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);

  return g_data_input_stream_new (input);
}

/* --- questions */

static void
line_read_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  g_autoptr (GError) error = NULL;
  char *line = g_data_input_stream_read_line_finish_utf8 (G_DATA_INPUT_STREAM (source), result, NULL, &error);

  if (line != NULL)
    dex_promise_resolve_string (promise, line);
  else if (error != NULL)
    dex_promise_reject (promise, g_steal_pointer (&error));
  else
    dex_promise_reject (promise, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CLOSED, "Nobody asks any more"));
}

static DexFuture *
read_line (GDataInputStream *questions,
           GCancellable     *cancellable)
{
  DexPromise *promise = dex_promise_new ();

  g_data_input_stream_read_line_async (questions, PRIORITY_QUESTIONS, cancellable, line_read_cb, dex_ref (promise));

  return DEX_FUTURE (promise);
}

/* --- frames */

typedef struct
{
  DexPromise *promise;
  guint       n_frames;
} Frames;

static void
frames_free (gpointer data)
{
  Frames *frames = data;

  /* The window went: nothing more will be drawn. */
  if (dex_future_is_pending (DEX_FUTURE (frames->promise)))
    dex_promise_resolve_boolean (frames->promise, FALSE);
  dex_clear (&frames->promise);
  g_free (frames);
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  Frames *frames = user_data;

  if (frames->n_frames++ < N_FRAMES)
    return G_SOURCE_CONTINUE;

  dex_promise_resolve_boolean (frames->promise, TRUE);

  return G_SOURCE_REMOVE;
}

DexFuture *
jm_walk_frames (GtkWindow *window)
{
  Frames *frames = g_new0 (Frames, 1);
  DexPromise *promise = dex_promise_new ();

  frames->promise = dex_ref (promise);
  gtk_widget_add_tick_callback (GTK_WIDGET (window), tick_cb, frames, frames_free);

  return DEX_FUTURE (promise);
}

/* --- keys */

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        state,
                guint                 *n_keys)
{
  /* What is only held down is not yet a key. */
  if (keyval != GDK_KEY_Shift_L && keyval != GDK_KEY_Control_L && keyval != GDK_KEY_Alt_L)
    ++*n_keys;

  return GDK_EVENT_PROPAGATE;
}

static void
count_keys_at (GtkWidget *widget,
               guint     *n_keys)
{
  GtkEventController *keys;

  if (g_object_get_data (G_OBJECT (widget), "jm-walk-counted") != NULL)
    return;

  keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed_cb), n_keys);
  gtk_widget_add_controller (widget, keys);
  g_object_set_data (G_OBJECT (widget), "jm-walk-counted", n_keys);
}

/* Keys that were pressed in any window; dialogs and popovers take them before the window does. */
static guint
count_keys (GtkWindow *window)
{
  static guint n_keys;

  count_keys_at (GTK_WIDGET (window), &n_keys);
  count_keys_at (jm_walk_scope (window), &n_keys);

  return n_keys;
}

/* --- a stop */

static JsonNode *
answer (GtkWindow  *window,
        const char *question)
{
  g_autoptr (JsonObject) nothing = json_object_new ();

  if (g_str_equal (question, "start") && !GTK_IS_POPOVER (jm_walk_scope (window)))
    gtk_root_set_focus (GTK_ROOT (window), NULL);
  if (g_str_equal (question, "focus") || g_str_equal (question, "start"))
    return jm_walk_focus (window, count_keys (window));
  if (g_str_equal (question, "stops"))
    return jm_walk_stops (jm_walk_scope (window));
  if (g_str_equal (question, "big"))
    return jm_walk_big (jm_walk_scope (window));
  if (g_str_equal (question, "words"))
    return jm_walk_words (jm_walk_scope (window));

  return json_node_init_object (json_node_alloc (), nothing);
}

gboolean
jm_walk_stop (GDataInputStream  *questions,
              const char        *name,
              const char        *look,
              GtkWindow         *window,
              GCancellable      *cancellable,
              GError           **error)
{
  count_keys (window);
  g_print ("stop %s %s\n", name, look);

  while (TRUE)
    {
      g_autofree char *question = dex_await_string (read_line (questions, cancellable), error);
      g_autoptr (JsonNode) node = NULL;
      g_autofree char *text = NULL;

      if (question == NULL)
        return FALSE;
      if (g_str_equal (question, "next"))
        return TRUE;
      if (g_str_equal (question, "settle") && !dex_await (jm_walk_frames (window), error))
        return FALSE;

      node = answer (window, question);
      text = jm_json_to_string (node);
      g_print ("%s\n", text);
    }
}
