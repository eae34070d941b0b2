/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "base/jm-presentable.h"
#include "desktop/jm-notifier-private.h"
#include "desktop/jm-problem-private.h"

/*
 * One notification for each problem, with the problem's id: put up when it comes, again only when it is
 * another one by now (the next of the days before an end; another cause, with another button), and withdrawn
 * when it is over, muted, or notifying was turned off.
 *
 * Accounts that share a sign-in share what is wrong with it: that is one notification, with the names of all,
 * and the id of the first.
 *
 * What hangs there outlives the program, so that after a restart nothing is told twice: the fact
 * "notified-problems" has a line for each, its id and its mark. The keepers have not looked yet then: until an
 * account is seen to be well, what the former run told of it stays.
 *
 * Most desktops forget at the end of a session what hung there. So a first line has the bus, which is another one
 * in each session: then what still holds is told again, and where it was kept it is replaced.
 */

#define FACT "notified-problems"
#define BUS "bus "
/* Of no problem */
#define MARK_OF_OLD ""

/* --- what a former run told */

static void
parse_told (JmNotifier *self,
            const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree char *bus = g_strconcat (BUS, jm_notice_board_get_bus_id (self->board), NULL);
  gboolean old = g_strcmp0 (lines[0], bus) != 0;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i], " ", 2);

      if (g_strv_length (words) != 2 || strchr (words[0], '/') == NULL)
        continue;
      g_hash_table_replace (self->told, g_strdup (words[0]), g_strdup (old ? MARK_OF_OLD : words[1]));
      g_hash_table_add (self->left, g_strdup (words[0]));
    }
}

static DexFuture *
load_fiber (gpointer data)
{
  JmNotifier *self = data;
  g_autofree char *text =
      dex_await_string (jm_state_store_get_fact (self->services->state, FACT), NULL);

  if (text != NULL)
    parse_told (self, text);
  return dex_future_new_true ();
}

DexFuture *
jm_notifier_load_problems (JmNotifier *self)
{
  return dex_scheduler_spawn (NULL, 0, load_fiber, g_object_ref (self), g_object_unref);
}

static void
save_told (JmNotifier *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean any = g_hash_table_size (self->told) > 0;
  GHashTableIter iter;
  char *mark;
  char *id;

  g_string_append_printf (text, BUS "%s\n", jm_notice_board_get_bus_id (self->board));
  g_hash_table_iter_init (&iter, self->told);
  while (g_hash_table_iter_next (&iter, (gpointer *) &id, (gpointer *) &mark))
    g_string_append_printf (text, "%s %s\n", id, mark);

  dex_future_disown (jm_state_store_put_fact (self->services->state, FACT, any ? text->str : NULL));
}

/* --- whether what a former run told is over */

static gboolean
is_well (JmAccount *account)
{
  JmTokenState state = jm_account_get_state (account);

  return state == JM_TOKEN_ACTIVE || state == JM_TOKEN_EXPIRING || state == JM_TOKEN_SIGNED_OUT;
}

/* @id: not among the problems now */
static gboolean
is_over (JmNotifier *self,
         const char *id)
{
  const char *slash = strchr (id, '/');
  g_autofree char *nick = g_strndup (id, (gsize) (slash - id));
  JmAccount *account = jm_notifier_find_account (self, slash + 1);
  JmProblem *other;

  if (account == NULL || !jm_account_is_active (account) ||
      g_str_equal (nick, jm_problem_kind_to_nick (JM_PROBLEM_END_NEAR)))
    return TRUE;

  other = jm_problems_find_account (self->problems, account);
  if (other != NULL && jm_problem_get_kind (other) != JM_PROBLEM_END_NEAR)
    return TRUE;

  if (g_str_equal (nick, jm_problem_kind_to_nick (JM_PROBLEM_SYNC)))
    return jm_account_get_synced_at_ms (account) > self->begun_ms;
  return is_well (account);
}

/* --- which there are */

/* A notification: the problem of one account, or of all that share a sign-in */
typedef struct
{
  JmProblem *problem;
  GString   *names;             /* NULL: its own title */
} Telling;

static void
telling_free (gpointer data)
{
  Telling *telling = data;

  g_object_unref (telling->problem);
  if (telling->names != NULL)
    g_string_free (telling->names, TRUE);
  g_free (telling);
}

/* Whether it is the sign-in's, and so the same for all that share it */
static gboolean
is_shared (JmProblem *a,
           JmProblem *b)
{
  return jm_problem_get_kind (a) == jm_problem_get_kind (b) &&
         jm_problem_get_kind (a) != JM_PROBLEM_SYNC &&
         jm_problem_get_trouble (a) == jm_problem_get_trouble (b) &&
         jm_problem_get_trouble (a) != JM_TROUBLE_SITE_GONE &&
         jm_account_get_keeper (jm_problem_get_account (a)) ==
             jm_account_get_keeper (jm_problem_get_account (b));
}

static char *
dup_name (JmProblem *problem)
{
  return jm_presentable_line (jm_account_get_name (jm_problem_get_account (problem)));
}

static gboolean
join (GPtrArray *tellings,
      JmProblem *problem)
{
  for (guint i = 0; i < tellings->len; i++)
    {
      Telling *telling = g_ptr_array_index (tellings, i);
      g_autofree char *name = NULL;

      if (!is_shared (telling->problem, problem))
        continue;

      if (telling->names == NULL)
        telling->names = g_string_new_take (dup_name (telling->problem));
      name = dup_name (problem);
      /* Translators: puts one more name behind names: "ACME, Beta" */
      g_string_append_printf (telling->names, _(", %s"), name);
      return TRUE;
    }

  return FALSE;
}

static GPtrArray *
list_tellings (JmNotifier *self)
{
  GListModel *problems = G_LIST_MODEL (self->problems);
  GPtrArray *tellings = g_ptr_array_new_with_free_func (telling_free);

  for (guint i = 0; jm_notifier_is_on (self) && i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr (JmProblem) problem = g_list_model_get_item (problems, i);
      Telling *telling;

      if (jm_notifier_is_kind_muted (self,
                                     jm_problem_kind_to_nick (jm_problem_get_kind (problem))) ||
          jm_notifier_is_account_muted (self, jm_problem_get_account (problem)) ||
          join (tellings, problem))
        continue;

      telling = g_new0 (Telling, 1);
      telling->problem = g_steal_pointer (&problem);
      g_ptr_array_add (tellings, telling);
    }

  return tellings;
}

static gboolean
has_telling (GPtrArray  *tellings,
             const char *id)
{
  for (guint i = 0; i < tellings->len; i++)
    if (g_str_equal (jm_problem_get_id (((Telling *) tellings->pdata[i])->problem), id))
      return TRUE;

  return FALSE;
}

/* --- telling */

/* By what it is told again: its step and its cause. Weather changes by itself, and its button stays the same. */
static char *
dup_mark (JmProblem *problem)
{
  JmTrouble trouble = jm_problem_get_trouble (problem);
  gboolean weather = jm_trouble_is_passing (trouble) && trouble != JM_TROUBLE_CAPTIVE_PORTAL;

  return g_strdup_printf ("%u %s", jm_problem_get_step (problem),
                          weather ? "weather" : jm_trouble_get_info (trouble)->nick);
}

static void
put (JmNotifier *self,
     Telling    *telling)
{
  JmProblem *problem = telling->problem;
  gboolean error = jm_problem_get_level (problem) == JM_LEVEL_ERROR;
  const char *id = jm_problem_get_id (problem);
  g_autofree char *title = jm_problem_dup_title_for (
      problem, telling->names != NULL ? telling->names->str : NULL);
  JmNotice notice = {
    .title = title,
    .body = jm_problem_get_body (problem),
    .icon_name = error ? APP_ID "-error-symbolic" : APP_ID "-attention-symbolic",
    .priority = error ? G_NOTIFICATION_PRIORITY_HIGH : G_NOTIFICATION_PRIORITY_NORMAL,
    .action = "app.show-problem",
    .target = id,
    .action_label = _("Show"),
    .button_label = jm_problem_get_cure_label (problem),
    .button_action = "app.cure-problem",
    .button_target = id,
  };

  jm_notice_board_put (self->board, id, &notice);
}

/* Returns: whether something was withdrawn */
static gboolean
withdraw_what_is_over (JmNotifier *self,
                       GPtrArray  *tellings)
{
  gboolean on = jm_notifier_is_on (self);
  gboolean changed = FALSE;
  GHashTableIter iter;
  char *id;

  g_hash_table_iter_init (&iter, self->told);
  while (g_hash_table_iter_next (&iter, (gpointer *) &id, NULL))
    {
      if (has_telling (tellings, id))
        {
          g_hash_table_remove (self->left, id);
          continue;
        }
      if (on && g_hash_table_contains (self->left, id) &&
          jm_problems_find (self->problems, id) == NULL && !is_over (self, id))
        continue;

      jm_notice_board_take (self->board, id);
      g_hash_table_remove (self->left, id);
      g_hash_table_iter_remove (&iter);
      changed = TRUE;
    }

  return changed;
}

void
jm_notifier_tell_problems (JmNotifier *self,
                           gboolean    quiet)
{
  g_autoptr (GPtrArray) tellings = list_tellings (self);
  gboolean changed = withdraw_what_is_over (self, tellings);

  for (guint i = 0; !quiet && i < tellings->len; i++)
    {
      Telling *telling = g_ptr_array_index (tellings, i);
      const char *id = jm_problem_get_id (telling->problem);
      g_autofree char *mark = dup_mark (telling->problem);

      if (g_strcmp0 (g_hash_table_lookup (self->told, id), mark) == 0)
        continue;

      put (self, telling);
      g_hash_table_replace (self->told, g_strdup (id), g_steal_pointer (&mark));
      changed = TRUE;
    }

  if (changed)
    save_told (self);
}
