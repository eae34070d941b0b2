/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-tray-face.h"

#include "base/jm-presentable.h"

/* More of them make a tooltip that nobody reads. */
#define MAX_LINES 6

#define MAX_LINE_CHARACTERS 80

/* Three shapes, so that nobody needs to tell colours apart */
static const struct
{
  const char *status;
  const char *icon_name;
} looks[] = {
  [JM_LEVEL_FINE] = { "Active", APP_ID "-symbolic" },
  [JM_LEVEL_ATTENTION] = { "Active", APP_ID "-attention-symbolic" },
  [JM_LEVEL_ERROR] = { "NeedsAttention", JM_TRAY_ICON_ERROR },
};

/* The protocol says that the text is markup. Xfce shows nothing of what does not parse; Waybar shows what is escaped as
 * it is, and so does Plasma at times. These mean the same to all, and no name of a site becomes a picture that is
 * fetched from somewhere. */
static void
take_markup_away (GString *text)
{
  g_string_replace (text, "<", "‹", 0);
  g_string_replace (text, ">", "›", 0);
  g_string_replace (text, "&", "＆", 0);
}

static void
add_line (GString    *out,
          const char *text)
{
  g_autofree char *line = jm_presentable_line (text);
  g_autoptr (GString) shown = g_string_new (NULL);

  if (g_utf8_strlen (line, -1) > MAX_LINE_CHARACTERS)
    {
      g_autofree char *head = g_utf8_substring (line, 0, MAX_LINE_CHARACTERS - 1);

      g_string_append_printf (shown, "%s…", g_strchomp (head));
    }
  else
    {
      g_string_append (shown, line);
    }
  take_markup_away (shown);

  if (out->len > 0)
    g_string_append_c (out, '\n');
  g_string_append_len (out, shown->str, (gssize) shown->len);
}

static char *
describe (JmProblems *problems)
{
  g_autofree char *summary = jm_problems_dup_summary (problems);
  g_autoptr (GString) text = g_string_new (NULL);
  guint n_problems = g_list_model_get_n_items (G_LIST_MODEL (problems));

  add_line (text, summary);
  for (guint i = 0; i < n_problems; i++)
    {
      g_autoptr (JmProblem) problem = g_list_model_get_item (G_LIST_MODEL (problems), i);

      if (i == MAX_LINES)
        {
          add_line (text, "…");
          break;
        }
      /* The summary of a single account is its problem. */
      if (!g_str_equal (jm_problem_get_title (problem), summary))
        add_line (text, jm_problem_get_title (problem));
    }

  return g_string_free_and_steal (g_steal_pointer (&text));
}

/**
 * jm_tray_face_new:
 * @problems: what is wrong now
 *
 * Returns: (transfer full): how that looks
 */
JmTrayFace *
jm_tray_face_new (JmProblems *problems)
{
  JmLevel level = jm_problems_get_level (problems);
  JmTrayFace *self = g_new0 (JmTrayFace, 1);

  self->status = looks[level].status;
  self->icon_name = looks[level].icon_name;
  self->tooltip = describe (problems);

  return self;
}

void
jm_tray_face_free (JmTrayFace *self)
{
  g_free (self->tooltip);
  g_free (self);
}

/* --- icons */

static char *
find_in (const char *data_dir)
{
  g_autofree char *folder =
      g_build_filename (data_dir, "icons", "hicolor", "symbolic", "apps", NULL);
  g_autofree char *file = g_build_filename (folder, APP_ID "-symbolic.svg", NULL);

  return g_file_test (file, G_FILE_TEST_EXISTS) ? g_steal_pointer (&folder) : NULL;
}

static gboolean
is_known_to_all (const char *data_dir)
{
  return g_str_has_prefix (data_dir, "/usr/share") || g_str_has_prefix (data_dir, "/usr/local/share");
}

/**
 * jm_tray_find_icon_folder:
 *
 * Where the program runs from its build directory, or is installed at an uncommon place, the hosts do not have its
 * folder among theirs. In a sandbox our paths mean nothing outside; its icons are exported, as their names begin with
 * the application's id. The folder is that of the files themselves: some hosts look for a theme in it, some do not.
 *
 * Returns: (transfer full) (nullable): an absolute path
 */
char *
jm_tray_find_icon_folder (void)
{
  const char *const *data_dirs = g_get_system_data_dirs ();
  char *folder;

  if (g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS))
    return NULL;

  if ((folder = find_in (g_get_user_data_dir ())))
    return folder;

  for (guint i = 0; data_dirs[i] != NULL; i++)
    {
      if ((folder = find_in (data_dirs[i])))
        return is_known_to_all (data_dirs[i]) ? (g_free (folder), NULL) : folder;
    }

  return NULL;
}
