/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "base/jm-presentable.h"
#include "desktop/jm-notifier-private.h"
#include "sync/jm-news.h"

/* In which words the news of issues are told. What Jira sent is made presentable; that it is no markup is seen
 * to by the board. When somebody else may read it there is no summary, person or status in it. */

/* Bubbles show about so many. */
#define LINES 4

static const JmNewsItem *
get_last (JmIssueStory *story)
{
  return g_ptr_array_index (story->items, story->items->len - 1);
}

static char *
dup_heading (const JmNewsItem *item)
{
  g_autofree char *summary = jm_presentable_line (item->summary != NULL ? item->summary : "");

  /* Translators: an issue. %1$s is its key, %2$s its summary: "WEB-12: Login fails" */
  return *summary != '\0' ? g_strdup_printf (_("%1$s: %2$s"), item->issue_key, summary) :
                            g_strdup (item->issue_key);
}

/* --- one issue */

char *
jm_notice_dup_issue_title (JmIssueStory    *story,
                           const JmWording *wording)
{
  return wording->hidden ? g_strdup (get_last (story)->issue_key) : dup_heading (get_last (story));
}

static char *
dup_hidden_line (const JmNewsItem *item)
{
  switch (item->kind)
    {
    case JM_NEWS_ASSIGNED:
      return g_strdup (_("Assigned to you"));

    case JM_NEWS_MENTIONED:
      return g_strdup (_("You were mentioned"));

    case JM_NEWS_STATUS:
    case JM_N_NEWS_KINDS:
    default:
      return g_strdup (_("The status changed"));
    }
}

static char *
dup_status_line (const char *who,
                 const char *status)
{
  if (status == NULL)
    return NULL;
  if (who == NULL)
    /* Translators: %s is the new status of an issue: "In Progress" */
    return g_strdup_printf (_("The status is “%s” now"), status);

  /* Translators: %1$s is a person, %2$s the new status of an issue: "In Progress" */
  return g_strdup_printf (_("%1$s changed the status to “%2$s”"), who, status);
}

static char *
dup_line (const JmNewsItem *item)
{
  g_autofree char *who = item->who != NULL ? jm_presentable_line (item->who) : NULL;
  g_autofree char *status = item->status != NULL ? jm_presentable_line (item->status) : NULL;
  char *line = NULL;

  if (item->kind == JM_NEWS_STATUS)
    line = dup_status_line (who, status);
  else if (item->kind == JM_NEWS_ASSIGNED && who != NULL)
    /* Translators: %s is a person */
    line = g_strdup_printf (_("%s assigned it to you"), who);
  else if (item->kind == JM_NEWS_MENTIONED && who != NULL)
    /* Translators: %s is a person */
    line = g_strdup_printf (_("%s mentioned you"), who);

  return line != NULL ? line : dup_hidden_line (item);
}

static void
add_line (GPtrArray *lines,
          char      *line)
{
  g_autofree char *owned = line;

  /* Mentioned in three comments: that is said once. */
  if (!g_ptr_array_find_with_equal_func (lines, owned, g_str_equal, NULL))
    g_ptr_array_add (lines, g_steal_pointer (&owned));
}

static char *
join_lines (GPtrArray *lines)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", (char *) lines->pdata[i]);
  return g_string_free_and_steal (g_steal_pointer (&text));
}

/* What was said last counts most. */
char *
jm_notice_dup_issue_body (JmIssueStory    *story,
                          const JmWording *wording)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < story->items->len; i++)
    {
      const JmNewsItem *item = g_ptr_array_index (story->items, i);

      add_line (lines, wording->hidden ? dup_hidden_line (item) : dup_line (item));
    }
  if (lines->len > LINES)
    g_ptr_array_remove_range (lines, 0, lines->len - LINES);
  if (wording->hidden || wording->several)
    add_line (lines, jm_presentable_line (jm_account_get_name (story->account)));

  return join_lines (lines);
}

/* --- many issues */

char *
jm_notice_dup_summary_title (GPtrArray *stories)
{
  return g_strdup_printf (ngettext ("%u issue changed", "%u issues changed", stories->len),
                          stories->len);
}

static char *
dup_summary_line (JmIssueStory    *story,
                  const JmWording *wording)
{
  return wording->hidden ? jm_presentable_line (jm_account_get_name (story->account)) :
                           dup_heading (get_last (story));
}

char *
jm_notice_dup_summary_body (GPtrArray       *stories,
                            const JmWording *wording)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  guint n_told = 0;

  for (guint i = 0; i < stories->len && lines->len < LINES; i++)
    {
      add_line (lines, dup_summary_line (g_ptr_array_index (stories, i), wording));
      n_told++;
    }
  if (!wording->hidden && n_told < stories->len)
    add_line (lines,
              /* Translators: below the names of some issues: so many others changed as well */
              g_strdup_printf (ngettext ("and %u more", "and %u more", stories->len - n_told),
                               stories->len - n_told));

  return join_lines (lines);
}
