/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "auth/jm-port-owner.h"

#include <glib/gi18n-lib.h>
#include <pwd.h>
#include <stdio.h>
#include <sys/types.h>
#include <unistd.h>

/*
 * Who holds a port: /proc/net/tcp names the inode and the user of a listening socket (proc(5)); the
 * process that has this inode among its open files is the one. Files of other people's processes
 * can't be read; then the user is all there is.
 */

#define TCP_LISTEN 0x0A

/* " 0: 0100007F:20B3 00000000:0000 0A 00000000:00000000 00:00000000 00000000 1000 0 123456 …" */
static gboolean
read_row (const char *row,
          guint16     port,
          guint64    *inode,
          uid_t      *uid)
{
  unsigned int local_port, state, user;
  unsigned long long found;

  if (sscanf (row, " %*[^:]: %*[0-9A-Fa-f]:%x %*[0-9A-Fa-f]:%*x %x %*s %*s %*s %u %*s %llu",
              &local_port, &state, &user, &found) != 4)
    return FALSE;
  if (local_port != port || state != TCP_LISTEN)
    return FALSE;
  *inode = found;
  *uid = user;
  return TRUE;
}

static gboolean
find_socket (const char *table,
             guint16     port,
             guint64    *inode,
             uid_t      *uid)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) rows = NULL;

  if (!g_file_get_contents (table, &text, NULL, NULL))
    return FALSE;
  rows = g_strsplit (text, "\n", -1);
  for (guint i = 1; rows[0] != NULL && rows[i] != NULL; i++)
    {
      if (read_row (rows[i], port, inode, uid))
        return TRUE;
    }
  return FALSE;
}

static gboolean
has_open (const char *pid,
          const char *wanted)
{
  g_autofree char *folder = g_build_filename ("/proc", pid, "fd", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *target = g_file_read_link (path, NULL);

      if (g_strcmp0 (target, wanted) == 0)
        return TRUE;
    }
  return FALSE;
}

static char *
describe_process (guint64 inode)
{
  g_autofree char *wanted = g_strdup_printf ("socket:[%" G_GUINT64_FORMAT "]", inode);
  g_autoptr (GDir) proc = g_dir_open ("/proc", 0, NULL);
  const char *pid;

  while (proc != NULL && (pid = g_dir_read_name (proc)))
    {
      g_autofree char *path = NULL;
      g_autofree char *name = NULL;

      if (!g_ascii_isdigit (*pid) || !has_open (pid, wanted))
        continue;
      path = g_build_filename ("/proc", pid, "comm", NULL);
      if (!g_file_get_contents (path, &name, NULL, NULL))
        name = g_strdup ("?");
      /* Translators: the process that holds a port; first its number, then its name */
      return g_strdup_printf (_("PID %s, %s"), pid, g_strchomp (name));
    }
  return NULL;
}

char *
jm_port_owner_describe (guint16 port)
{
  struct passwd *user;
  guint64 inode;
  char *process;
  uid_t uid;

  if (!find_socket ("/proc/net/tcp", port, &inode, &uid) &&
      !find_socket ("/proc/net/tcp6", port, &inode, &uid))
    return NULL;
  if ((process = describe_process (inode)))
    return process;
  if (uid == getuid () || !(user = getpwuid (uid)))
    return NULL;
  return g_strdup_printf (_("a program of the user %s"), user->pw_name);
}
