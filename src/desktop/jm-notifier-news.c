/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "base/jm-settings.h"
#include "desktop/jm-notifier-private.h"
#include "sync/jm-news.h"

/*
 * What happened to issues is taken a moment after it came, from all accounts together, so that what belongs
 * together is told together: one notification for each issue, and for many issues one alone.
 *
 * What hangs there names issues: it goes with its account, and when notifying is turned off.
 *
 * In quiet hours, and while nobody shows notifications, it is not taken: so it is not lost when the program
 * ends meanwhile. When notifying is off it is taken and forgotten, or else the switch would bring a flood.
 */

#define SETTLE_MS 2000

/* More issues than this at once are told in one notification. */
#define ISSUES_AT_ONCE 5

#define SUMMARY_ID "news"

/* --- what is told */

static void
story_free (gpointer data)
{
  JmIssueStory *story = data;

  g_object_unref (story->account);
  g_ptr_array_unref (story->items);
  g_free (story);
}

static gboolean
is_project_muted (JmNotifier *self,
                  JmAccount  *account,
                  const char *key)
{
  g_autoptr (GVariant) muted =
      g_settings_get_value (self->services->settings, JM_SETTING_MUTED_PROJECTS);
  g_auto (GStrv) keys = NULL;

  return g_variant_lookup (muted, jm_account_get_id (account), "^as", &keys) &&
         g_strv_contains ((const char *const *) keys, key);
}

static gboolean
is_wanted (JmNotifier *self,
           JmAccount  *account,
           JmNewsItem *item)
{
  return !self->forgetting && !jm_notifier_is_account_muted (self, account) &&
         !jm_notifier_is_kind_muted (self, jm_news_kind_to_nick (item->kind)) &&
         !is_project_muted (self, account, item->project_key);
}

static void
add_item (GPtrArray  *stories,
          JmAccount  *account,
          JmNewsItem *item)
{
  JmIssueStory *story;

  for (guint i = 0; i < stories->len; i++)
    {
      JmNewsItem *first;

      story = g_ptr_array_index (stories, i);
      first = g_ptr_array_index (story->items, 0);
      if (story->account == account && g_str_equal (first->issue_id, item->issue_id))
        {
          g_ptr_array_add (story->items, jm_news_item_copy (item));
          return;
        }
    }

  story = g_new0 (JmIssueStory, 1);
  story->account = g_object_ref (account);
  story->items = g_ptr_array_new_with_free_func ((GDestroyNotify) jm_news_item_free);
  g_ptr_array_add (story->items, jm_news_item_copy (item));
  g_ptr_array_add (stories, story);
}

/* --- what hangs there */

static gboolean
is_anybody_gone (JmNotifier        *self,
                 const char *const *account_ids)
{
  for (guint i = 0; account_ids[i] != NULL; i++)
    if (jm_notifier_find_account (self, account_ids[i]) == NULL)
      return TRUE;

  return FALSE;
}

void
jm_notifier_withdraw_news (JmNotifier *self)
{
  gboolean on = jm_notifier_is_on (self);
  const char *const *account_ids;
  GHashTableIter iter;
  char *id;

  g_hash_table_iter_init (&iter, self->news);
  while (g_hash_table_iter_next (&iter, (gpointer *) &id, (gpointer *) &account_ids))
    {
      if (on && !is_anybody_gone (self, account_ids))
        continue;

      jm_notice_board_take (self->board, id);
      g_hash_table_iter_remove (&iter);
    }
}

/* @stories: those that @id tells of */
static void
put (JmNotifier     *self,
     const char     *id,
     const JmNotice *notice,
     gpointer       *stories,
     guint           n_stories)
{
  g_autoptr (GStrvBuilder) account_ids = g_strv_builder_new ();

  for (guint i = 0; i < n_stories; i++)
    g_strv_builder_add (account_ids, jm_account_get_id (((JmIssueStory *) stories[i])->account));
  g_hash_table_replace (self->news, g_strdup (id), g_strv_builder_end (account_ids));
  jm_notice_board_put (self->board, id, notice);
}

/* --- telling */

static void
put_issue (JmNotifier      *self,
           JmIssueStory    *story,
           const JmWording *wording)
{
  const JmNewsItem *last = g_ptr_array_index (story->items, story->items->len - 1);
  const char *account_id = jm_account_get_id (story->account);
  g_autofree char *id = g_strdup_printf ("news/%s/%s", account_id, last->issue_id);
  g_autofree char *target = g_strdup_printf ("%s %s", account_id, last->issue_key);
  g_autofree char *title = jm_notice_dup_issue_title (story, wording);
  g_autofree char *body = jm_notice_dup_issue_body (story, wording);
  JmNotice notice = {
    .title = title,
    .body = body,
    .icon_name = APP_ID,
    .priority = G_NOTIFICATION_PRIORITY_NORMAL,
    .action = "app.show-issue",
    .target = target,
    .action_label = _("Show"),
    .button_label = _("Open in Browser"),
    .button_action = "app.open-issue",
    .button_target = target,
  };
  gpointer alone[] = { story };

  put (self, id, &notice, alone, 1);
}

/* Of one account: to it; of several: just to the window. */
static const char *
get_only_account (GPtrArray *stories)
{
  JmAccount *first = ((JmIssueStory *) stories->pdata[0])->account;

  for (guint i = 1; i < stories->len; i++)
    if (((JmIssueStory *) stories->pdata[i])->account != first)
      return NULL;

  return jm_account_get_id (first);
}

static void
put_summary (JmNotifier      *self,
             GPtrArray       *stories,
             const JmWording *wording)
{
  const char *account_id = get_only_account (stories);
  g_autofree char *title = jm_notice_dup_summary_title (stories);
  g_autofree char *body = jm_notice_dup_summary_body (stories, wording);
  JmNotice notice = {
    .title = title,
    .body = body,
    .icon_name = APP_ID,
    .priority = G_NOTIFICATION_PRIORITY_NORMAL,
    .action = account_id != NULL ? "app.show-account" : "app.open",
    .target = account_id,
    .action_label = _("Show"),
  };

  put (self, SUMMARY_ID, &notice, stories->pdata, stories->len);
}

static void
tell_stories (JmNotifier *self,
              GPtrArray  *stories)
{
  const JmWording wording = {
    .hidden = g_settings_get_boolean (self->services->settings, JM_SETTING_HIDE_TEXT) &&
              jm_screen_lock_is_locked (self->lock),
    .several = g_list_model_get_n_items (G_LIST_MODEL (self->accounts)) > 1,
  };

  if (stories->len > (self->night ? 1 : ISSUES_AT_ONCE))
    put_summary (self, stories, &wording);
  else
    for (guint i = 0; i < stories->len; i++)
      put_issue (self, g_ptr_array_index (stories, i), &wording);
}

/* --- taking */

/* Returns: (transfer full) (nullable): one of the accounts of which something came */
static JmAccount *
steal_account (JmNotifier *self)
{
  GHashTableIter iter;
  gpointer account;

  g_hash_table_iter_init (&iter, self->came);
  if (!g_hash_table_iter_next (&iter, &account, NULL))
    return NULL;

  g_hash_table_iter_steal (&iter);
  return account;
}

static DexFuture *
take_fiber (gpointer data)
{
  JmNotifier *self = data;
  g_autoptr (GPtrArray) stories = g_ptr_array_new_with_free_func (story_free);
  JmAccount *next;

  while ((next = steal_account (self)) != NULL)
    {
      g_autoptr (JmAccount) account = next;
      g_autoptr (GPtrArray) items =
          dex_await_boxed (jm_news_take (jm_news_get (self->services, account)), NULL);

      for (guint i = 0; items != NULL && i < items->len; i++)
        if (is_wanted (self, account, g_ptr_array_index (items, i)))
          add_item (stories, account, g_ptr_array_index (items, i));
    }

  self->taking = FALSE;
  if (self->alarm == NULL)
    return dex_future_new_true ();

  if (stories->len > 0)
    tell_stories (self, stories);
  self->night = FALSE;
  jm_notifier_update (self);
  return dex_future_new_true ();
}

gint64
jm_notifier_tell_news (JmNotifier *self,
                       gboolean    quiet)
{
  gint64 left_ms = self->take_ms - jm_clock_get_boot_ms (self->services->clock);

  if (self->take_ms == 0 || self->taking)
    return -1;
  if (quiet && jm_notifier_is_on (self))
    return -1;
  if (left_ms > 0)
    return left_ms;

  self->take_ms = 0;
  self->taking = TRUE;
  self->forgetting = !jm_notifier_is_on (self);
  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, take_fiber, g_object_ref (self), g_object_unref));
  return -1;
}

/* --- where it comes from */

static void
expect_news (JmNotifier *self,
             JmAccount  *account)
{
  if (!jm_account_is_active (account))
    return;

  if (self->take_ms == 0)
    self->take_ms = MAX (jm_clock_get_boot_ms (self->services->clock) + SETTLE_MS, 1);
  if (!g_hash_table_contains (self->came, account))
    g_hash_table_add (self->came, g_object_ref (account));
  jm_notifier_update (self);
}

typedef struct
{
  GWeakRef notifier;
  GWeakRef account;
} Source;

static void
source_free (gpointer  data,
             GClosure *closure)
{
  Source *source = data;

  g_weak_ref_clear (&source->notifier);
  g_weak_ref_clear (&source->account);
  g_free (source);
}

static void
came_cb (JmNews *news,
         Source *source)
{
  g_autoptr (JmNotifier) self = g_weak_ref_get (&source->notifier);
  g_autoptr (JmAccount) account = g_weak_ref_get (&source->account);

  if (self != NULL && self->alarm != NULL && account != NULL)
    expect_news (self, account);
}

/* What came while the program was not running waits there already. */
void
jm_notifier_watch_news (JmNotifier *self,
                        JmAccount  *account)
{
  Source *source = g_new0 (Source, 1);

  g_weak_ref_init (&source->notifier, self);
  g_weak_ref_init (&source->account, account);
  g_signal_connect_data (jm_news_get (self->services, account), "came", G_CALLBACK (came_cb),
                         source, source_free, 0);
  expect_news (self, account);
}
