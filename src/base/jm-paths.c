/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-paths.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * JmPaths: where the files of one instance lie, in folders that nobody else can look into. The mode
 * of the files follows from umask and folder: SQLite makes its files with 0644.
 */

struct _JmPaths
{
  GObject parent_instance;

  char *root;
  char *state_file;
};

G_DEFINE_FINAL_TYPE (JmPaths, jm_paths, G_TYPE_OBJECT)

/* Sets the error from errno. */
static gboolean
fail_with_errno (const char  *path,
                 GError     **error)
{
  int saved_errno = errno;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno),
               _("The folder %s cannot be used: %s"), path, g_strerror (saved_errno));

  return FALSE;
}

/* Asks the open folder and not its name, which somebody could change between two questions. */
static gboolean
make_ours_alone (const char  *path,
                 GError     **error)
{
  g_autofd int fd = -1;
  struct stat info;

  if ((fd = g_open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0 || fstat (fd, &info) < 0)
    return fail_with_errno (path, error);

  if (info.st_uid != geteuid ())
    {
      g_set_error (
          error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
          _("The folder %s belongs to another user, and what is kept in it would not be safe"),
          path);
      return FALSE;
    }

  if ((info.st_mode & 0777) != 0700 && fchmod (fd, 0700) < 0)
    return fail_with_errno (path, error);

  return TRUE;
}

static gboolean
make_folder (const char  *path,
             GError     **error)
{
  if (g_mkdir_with_parents (path, 0700) < 0)
    return fail_with_errno (path, error);

  return make_ours_alone (path, error);
}

/* An id of the state file is from outside: no character of it may mean a folder. */
static char *
dup_file (JmPaths    *self,
          const char *folder,
          const char *id,
          const char *suffix)
{
  g_autofree char *escaped = g_uri_escape_string (id, NULL, FALSE);
  g_autofree char *name = g_strconcat (escaped, suffix, NULL);

  return g_build_filename (self->root, folder, name, NULL);
}

static void
jm_paths_finalize (GObject *object)
{
  JmPaths *self = JM_PATHS (object);

  g_clear_pointer (&self->root, g_free);
  g_clear_pointer (&self->state_file, g_free);

  G_OBJECT_CLASS (jm_paths_parent_class)->finalize (object);
}

static void
jm_paths_class_init (JmPathsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jm_paths_finalize;
}

static void
jm_paths_init (JmPaths *self)
{
}

/**
 * jm_paths_new:
 * @root: (nullable): the folder of this instance; NULL for the person's own
 *
 * Makes the folders that are not there and closes those that others may open. Sets umask 077 for
 * the process, so it is called before threads are made.
 *
 * Returns: (transfer full): the paths, or NULL with a %G_IO_ERROR for a person to read
 */
JmPaths *
jm_paths_new (const char  *root,
              GError     **error)
{
  g_autoptr (JmPaths) self = g_object_new (JM_TYPE_PATHS, NULL);

  umask (077);

  self->root = root != NULL ? g_canonicalize_filename (root, NULL) :
                              g_build_filename (g_get_user_data_dir (), "jira-monitor", NULL);
  self->state_file = g_build_filename (self->root, "state.db", NULL);

  if (!make_folder (self->root, error))
    return NULL;

  for (const char *const *name = (const char *const[]) { "accounts", "locks", NULL }; *name; name++)
    {
      g_autofree char *path = g_build_filename (self->root, *name, NULL);

      if (!make_folder (path, error))
        return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * jm_paths_get_root:
 *
 * Returns: (transfer none): an absolute path
 */
const char *
jm_paths_get_root (JmPaths *self)
{
  g_return_val_if_fail (JM_IS_PATHS (self), NULL);

  return self->root;
}

/**
 * jm_paths_get_state_file:
 *
 * Returns: (transfer none): an absolute path; the file need not be there
 */
const char *
jm_paths_get_state_file (JmPaths *self)
{
  g_return_val_if_fail (JM_IS_PATHS (self), NULL);

  return self->state_file;
}

/**
 * jm_paths_dup_account_file:
 * @account_id: any text
 *
 * Returns: (transfer full): an absolute path; the file need not be there
 */
char *
jm_paths_dup_account_file (JmPaths    *self,
                           const char *account_id)
{
  g_return_val_if_fail (JM_IS_PATHS (self), NULL);
  g_return_val_if_fail (account_id != NULL, NULL);

  return dup_file (self, "accounts", account_id, ".db");
}

/**
 * jm_paths_dup_lock_file:
 * @credential_id: any text
 *
 * Returns: (transfer full): an absolute path; the file need not be there
 */
char *
jm_paths_dup_lock_file (JmPaths    *self,
                        const char *credential_id)
{
  g_return_val_if_fail (JM_IS_PATHS (self), NULL);
  g_return_val_if_fail (credential_id != NULL, NULL);

  return dup_file (self, "locks", credential_id, ".lock");
}

/**
 * jm_paths_find_helper:
 * @name: a program's name without a folder
 *
 * Returns: (transfer full) (nullable): an absolute path of something that can be run
 */
char *
jm_paths_find_helper (const char *name)
{
  const char *override = g_getenv ("JIRA_MONITOR_LIBEXECDIR");
  g_autofree char *folders = NULL;
  g_auto (GStrv) list = NULL;

  g_return_val_if_fail (name != NULL && strchr (name, G_DIR_SEPARATOR) == NULL, NULL);

  folders = g_strconcat (override != NULL ? override : "", ":", LIBEXECDIR, NULL);
  list = g_strsplit (folders, ":", -1);
  for (guint i = 0; list[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (list[i], name, NULL);

      if (g_path_is_absolute (path) && g_file_test (path, G_FILE_TEST_IS_REGULAR) &&
          g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
        return g_steal_pointer (&path);
    }

  return NULL;
}
