/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-issue-diff.h"

/*
 * Most changes of a list are a few rows that came, went, or moved to its top. Where two orders part,
 * the nearest row that both still have is looked for, and they run side by side again from there: a
 * row that moved is one that came here and went there. An id stands in an order once, so no such
 * meeting can be a wrong one. Orders that part for longer than WINDOW, or too often, are one
 * difference from there to their common end.
 */
#define WINDOW 1024
#define MAX_HUNKS 64

typedef struct
{
  const gint64 *ids;
  guint n;  /* without the common end */
  guint at; /* how far it was compared */
} Side;

static const gint64 *
peek_ids (JmIssueOrder *order)
{
  return g_bytes_get_data (order->ids, NULL);
}

/* Goes on to where both have the same row again; FALSE when that is not near. */
static gboolean
find_meeting (const Side *old,
              const Side *fresh,
              guint      *n_removed,
              guint      *n_added)
{
  g_autoptr (GHashTable) places = g_hash_table_new (g_int64_hash, g_int64_equal);
  guint best = G_MAXUINT;

  for (guint i = 0; i < WINDOW && old->at + i < old->n; i++)
    g_hash_table_insert (places, (gpointer) &old->ids[old->at + i], GUINT_TO_POINTER (i + 1));

  for (guint i = 0; i < WINDOW && i < best && fresh->at + i < fresh->n; i++)
    {
      guint place =
          GPOINTER_TO_UINT (g_hash_table_lookup (places, &fresh->ids[fresh->at + i]));

      if (place > 0 && place - 1 + i < best)
        {
          best = place - 1 + i;
          *n_removed = place - 1;
          *n_added = i;
        }
    }

  return best != G_MAXUINT;
}

static void
add_hunk (GArray *hunks,
          Side   *old,
          Side   *fresh,
          guint   n_removed,
          guint   n_added)
{
  JmIssueHunk hunk = { old->at, n_removed, fresh->at, n_added };

  if (n_removed > 0 || n_added > 0)
    g_array_append_val (hunks, hunk);
  old->at += n_removed;
  fresh->at += n_added;
}

GArray *
jm_issue_diff_find (JmIssueOrder *old,
                    JmIssueOrder *fresh,
                    gboolean      whole)
{
  GArray *hunks = g_array_new (FALSE, FALSE, sizeof (JmIssueHunk));
  Side a = { peek_ids (old), jm_issue_order_get_n (old), 0 };
  Side b = { peek_ids (fresh), jm_issue_order_get_n (fresh), 0 };
  guint n_removed = 0;
  guint n_added = 0;

  /* Other sections over rows that happen to be the same are told as other rows. */
  if (whole && old->sections->len + fresh->sections->len > 0)
    {
      add_hunk (hunks, &a, &b, a.n, b.n);
      return hunks;
    }

  while (a.at < a.n && a.at < b.n && a.ids[a.at] == b.ids[a.at])
    a.at++;
  b.at = a.at;
  while (a.n > a.at && b.n > b.at && a.ids[a.n - 1] == b.ids[b.n - 1])
    {
      a.n--;
      b.n--;
    }

  while (!whole && hunks->len < MAX_HUNKS && a.at < a.n && b.at < b.n &&
         find_meeting (&a, &b, &n_removed, &n_added))
    {
      add_hunk (hunks, &a, &b, n_removed, n_added);
      while (a.at < a.n && b.at < b.n && a.ids[a.at] == b.ids[b.at])
        {
          a.at++;
          b.at++;
        }
    }

  add_hunk (hunks, &a, &b, a.n - a.at, b.n - b.at);
  return hunks;
}

/* The rows from @old_start and @new_start on are the same ones: those of them whose section is not. */
static void
compare_sections (JmIssueOrder *old,
                  JmIssueOrder *fresh,
                  guint         old_start,
                  guint         new_start,
                  guint         n_rows,
                  guint        *first,
                  guint        *end)
{
  for (guint i = 0; i < n_rows;)
    {
      guint old_end = 0, new_end = 0, next;
      const JmIssueSection *was = jm_issue_order_get_section (old, old_start + i, &old_end);
      const JmIssueSection *is = jm_issue_order_get_section (fresh, new_start + i, &new_end);

      if (was == NULL || is == NULL)
        next = n_rows;
      else
        next = MIN (n_rows, MIN (old_end - old_start, new_end - new_start));
      if ((was == NULL) != (is == NULL) ||
          (was != NULL && g_strcmp0 (was->name, is->name) != 0))
        {
          *first = MIN (*first, new_start + i);
          *end = MAX (*end, new_start + next);
        }
      i = next;
    }
}

gboolean
jm_issue_diff_sections (JmIssueOrder *old,
                        JmIssueOrder *fresh,
                        GArray       *hunks,
                        guint        *start,
                        guint        *n_rows)
{
  guint first = G_MAXUINT, end = 0;
  guint old_at = 0, new_at = 0;

  for (guint i = 0; i < hunks->len; i++)
    {
      const JmIssueHunk *hunk = &g_array_index (hunks, JmIssueHunk, i);

      compare_sections (old, fresh, old_at, new_at, hunk->old_start - old_at, &first, &end);
      old_at = hunk->old_start + hunk->n_removed;
      new_at = hunk->new_start + hunk->n_added;
    }
  compare_sections (old, fresh, old_at, new_at, jm_issue_order_get_n (old) - old_at, &first, &end);

  *start = first;
  *n_rows = end > first ? end - first : 0;
  return end > 0;
}
