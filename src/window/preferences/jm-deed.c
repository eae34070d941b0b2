/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "preferences/jm-deed.h"

#include <glib/gi18n.h>

typedef struct
{
  GtkWidget    *owner;
  JmRemark     *remark;         /* in the owner */
  DexFuture    *future;
  const char   *done;
  JmDeedShow    show;
  GCancellable *cancellable;
} Deed;

static void
deed_free (gpointer data)
{
  Deed *deed = data;

  g_object_unref (deed->owner);
  g_object_unref (deed->cancellable);
  dex_clear (&deed->future);
  g_free (deed);
}

static DexFuture *
deed_fiber (gpointer data)
{
  Deed *deed = data;
  g_autoptr (GError) error = NULL;
  gboolean done = dex_await (g_steal_pointer (&deed->future), &error);

  if (g_cancellable_is_cancelled (deed->cancellable))
    return dex_future_new_true ();

  /* Also after a question that was answered with no: a switch goes back. */
  deed->show (deed->owner);
  if (done)
    jm_remark_set_good (deed->remark, _(deed->done));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    jm_remark_set_error (deed->remark, error->message);

  return dex_future_new_true ();
}

void
jm_deed_follow (GtkWidget    *owner,
                JmRemark     *remark,
                DexFuture    *future,
                const char   *done,
                JmDeedShow    show,
                GCancellable *cancellable)
{
  Deed *deed = g_new0 (Deed, 1);

  jm_remark_clear (remark);
  deed->owner = g_object_ref (owner);
  deed->remark = remark;
  deed->future = future;
  deed->done = done;
  deed->show = show;
  deed->cancellable = g_object_ref (cancellable);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, deed_fiber, deed, deed_free));
}
