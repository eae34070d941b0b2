/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-news-item.h"

#include <glib/gi18n-lib.h>

static const struct
{
  const char *nick;
  const char *title;
} kinds[] = {
  /* Translators: kinds of news about issues that the person can turn off */
  [JM_NEWS_ASSIGNED] = { "assigned", N_("Assigned to you") },
  [JM_NEWS_MENTIONED] = { "mentioned", N_("Mentioned") },
  [JM_NEWS_STATUS] = { "status", N_("Status changed") },
};

G_STATIC_ASSERT (G_N_ELEMENTS (kinds) == JM_N_NEWS_KINDS);

G_DEFINE_BOXED_TYPE (JmNewsItem, jm_news_item, jm_news_item_copy, jm_news_item_free)

const char *
jm_news_kind_to_nick (JmNewsKind kind)
{
  g_return_val_if_fail (kind < JM_N_NEWS_KINDS, NULL);

  return kinds[kind].nick;
}

const char *
jm_news_kind_to_title (JmNewsKind kind)
{
  g_return_val_if_fail (kind < JM_N_NEWS_KINDS, NULL);

  return _(kinds[kind].title);
}

JmNewsItem *
jm_news_item_copy (const JmNewsItem *self)
{
  JmNewsItem *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->issue_id = g_strdup (self->issue_id);
  copy->issue_key = g_strdup (self->issue_key);
  copy->project_key = g_strdup (self->project_key);
  copy->summary = g_strdup (self->summary);
  copy->who = g_strdup (self->who);
  copy->status = g_strdup (self->status);
  return copy;
}

void
jm_news_item_free (JmNewsItem *self)
{
  if (self == NULL)
    return;

  g_free (self->issue_id);
  g_free (self->issue_key);
  g_free (self->project_key);
  g_free (self->summary);
  g_free (self->who);
  g_free (self->status);
  g_free (self);
}
