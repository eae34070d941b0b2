/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-issue-seam.h"

/* --- sewing */

void
jm_issue_seam_init (JmIssueSeam *self)
{
  *self = (JmIssueSeam) { .order = jm_issue_order_new_empty () };
}

void
jm_issue_seam_clear (JmIssueSeam *self)
{
  jm_issue_seam_end (self);
  g_clear_pointer (&self->order, jm_issue_order_unref);
}

void
jm_issue_seam_begin (JmIssueSeam  *self,
                     JmIssueOrder *fresh)
{
  self->kept = jm_issue_order_get_n (self->order);
  self->from = jm_issue_order_get_n (fresh);
  self->before = g_steal_pointer (&self->order);
  self->order = jm_issue_order_ref (fresh);
}

void
jm_issue_seam_move (JmIssueSeam *self,
                    guint        kept,
                    guint        from)
{
  self->kept = kept;
  self->from = from;
}

void
jm_issue_seam_end (JmIssueSeam *self)
{
  self->kept = self->from = 0;
  g_clear_pointer (&self->before, jm_issue_order_unref);
}

/* --- what is shown */

guint
jm_issue_seam_get_n (const JmIssueSeam *self)
{
  return self->kept + jm_issue_order_get_n (self->order) - self->from;
}

gint64
jm_issue_seam_get_id (const JmIssueSeam *self,
                      guint              position)
{
  return position < self->kept ?
             jm_issue_order_get_id (self->before, position) :
             jm_issue_order_get_id (self->order, position - self->kept + self->from);
}

gint64
jm_issue_seam_find (const JmIssueSeam *self,
                    gint64             id)
{
  guint n = jm_issue_seam_get_n (self);

  for (guint i = 0; i < n; i++)
    if (jm_issue_seam_get_id (self, i) == id)
      return i;

  return -1;
}

/* --- sections */

static const JmIssueSection *
find_section (const JmIssueSeam *self,
              guint              position,
              guint             *start,
              guint             *end)
{
  const JmIssueSection *section;

  if (position < self->kept)
    {
      section = jm_issue_order_get_section (self->before, position, end);
      if (section != NULL)
        *start = section->start;
      *end = MIN (*end, self->kept);
      return section;
    }

  section = jm_issue_order_get_section (self->order, position - self->kept + self->from, end);
  if (section != NULL)
    {
      *start = MAX (section->start, self->from) - self->from + self->kept;
      *end = *end - self->from + self->kept;
    }
  return section;
}

const JmIssueSection *
jm_issue_seam_get_section (const JmIssueSeam *self,
                           guint              position,
                           guint             *start,
                           guint             *end)
{
  const JmIssueSection *section = find_section (self, position, start, end);
  const JmIssueSection *next;
  guint other_start = 0, other_end = 0;

  if (section == NULL || self->kept == 0 || self->kept >= jm_issue_seam_get_n (self))
    return section;

  if (*end == self->kept)
    {
      next = find_section (self, self->kept, &other_start, &other_end);
      if (next != NULL && g_strcmp0 (next->name, section->name) == 0)
        *end = other_end;
    }
  else if (*start == self->kept)
    {
      next = find_section (self, self->kept - 1, &other_start, &other_end);
      if (next != NULL && g_strcmp0 (next->name, section->name) == 0)
        *start = other_start;
    }

  return section;
}
