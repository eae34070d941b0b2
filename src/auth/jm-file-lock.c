/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* F_OFD_SETLK */
#include "config.h"

#include "auth/jm-file-lock.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "base/jm-random.h"

/*
 * JmFileLock: an open-file-description lock (fcntl(2), F_OFD_SETLK). It belongs to the open file
 * and not to the process, so two holders in one process exclude each other too, and closing another
 * descriptor of the same file does not drop it.
 *
 * Never blocks: a lock that is taken is asked for again every 50 to 250 ms.
 */

#define FIRST_PAUSE 0.05
#define LONGEST_PAUSE 0.25

struct _JmFileLock
{
  GObject parent_instance;

  int fd;
};

G_DEFINE_FINAL_TYPE (JmFileLock, jm_file_lock, G_TYPE_OBJECT)

typedef struct
{
  char *path;
  guint seconds;
  JmClock *clock;
  GCancellable *cancellable;
} Take;

static void
take_free (gpointer data)
{
  Take *take = data;

  g_free (take->path);
  g_clear_object (&take->clock);
  g_clear_object (&take->cancellable);
  g_free (take);
}

static DexFuture *
fail_with_errno (int code)
{
  return dex_future_new_reject (JM_AUTH_ERROR, JM_AUTH_ERROR_LOCK,
                                _("The lock that guards the token can’t be used: %s"),
                                g_strerror (code));
}

static gboolean
try_lock (int fd)
{
  struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

  return fcntl (fd, F_OFD_SETLK, &whole) == 0;
}

static DexFuture *
take_fiber (gpointer data)
{
  g_autoptr (JmFileLock) self = g_object_new (JM_TYPE_FILE_LOCK, NULL);
  g_autoptr (GError) error = NULL;
  double pause = FIRST_PAUSE;
  Take *take = data;
  gint64 deadline_ms = jm_clock_get_boot_ms (take->clock) + take->seconds * (gint64) 1000;

  self->fd = g_open (take->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (self->fd < 0)
    return fail_with_errno (errno);

  while (!try_lock (self->fd))
    {
      if (errno != EAGAIN && errno != EACCES && errno != EINTR)
        return fail_with_errno (errno);
      if (jm_clock_get_boot_ms (take->clock) >= deadline_ms)
        return dex_future_new_reject (
            JM_AUTH_ERROR, JM_AUTH_ERROR_LOCK,
            _("Another Jira Monitor has been renewing this token for too long"));
      if (!dex_await (
              jm_sleep (take->clock, pause * (0.5 + jm_random_fraction ()), take->cancellable),
              &error))
        return dex_future_new_for_error (g_steal_pointer (&error));
      pause = MIN (pause * 2, LONGEST_PAUSE);
    }
  return dex_future_new_take_object (g_steal_pointer (&self));
}

static void
jm_file_lock_finalize (GObject *object)
{
  g_clear_fd (&JM_FILE_LOCK (object)->fd, NULL);

  G_OBJECT_CLASS (jm_file_lock_parent_class)->finalize (object);
}

static void
jm_file_lock_class_init (JmFileLockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jm_file_lock_finalize;
}

static void
jm_file_lock_init (JmFileLock *self)
{
  self->fd = -1;
}

/**
 * jm_file_lock_take:
 * @path: of the lock file; made with mode 0600 when it is not there
 * @seconds: how long to try
 * @clock: the time
 * @cancellable: (nullable): gives up
 *
 * Returns: (transfer full): resolves to a JmFileLock, which is held until it is dropped. Rejects
 *   with JM_AUTH_ERROR_LOCK or G_IO_ERROR_CANCELLED.
 */
DexFuture *
jm_file_lock_take (const char   *path,
                   guint         seconds,
                   JmClock      *clock,
                   GCancellable *cancellable)
{
  Take *take;

  dex_return_error_if_fail (path != NULL);
  dex_return_error_if_fail (JM_IS_CLOCK (clock));

  take = g_new0 (Take, 1);
  take->path = g_strdup (path);
  take->seconds = seconds;
  g_set_object (&take->clock, clock);
  g_set_object (&take->cancellable, cancellable);
  return dex_scheduler_spawn (NULL, 0, take_fiber, take, take_free);
}
