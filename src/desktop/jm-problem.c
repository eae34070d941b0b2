/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "base/jm-presentable.h"
#include "desktop/jm-problem-private.h"

/*
 * JmProblem: one thing that is wrong with one account, in words.
 *
 * Made by JmProblems, and the same object as long as it lasts. It outlives its place in the list for
 * whoever holds it, with what was true last.
 */

struct _JmProblem
{
  GObject    parent_instance;

  JmAccount *account;
  char      *id;
  JmProblemVerdict  verdict;
  char      *title;
  char      *body;
};

G_DEFINE_FINAL_TYPE (JmProblem, jm_problem, G_TYPE_OBJECT)

typedef enum
{
  PROP_TITLE = 1,
  PROP_BODY,
  PROP_LEVEL,
} JmProblemProperty;

static GParamSpec *properties[PROP_LEVEL + 1];

/* --- words */

static char *
dup_date (gint64 ms)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (ms / 1000);
  char *text = NULL;

  if (date != NULL)
    /* Translators: a short date with its year, as strftime() has it: "7 Nov 2026"
     * xgettext:no-c-format */
    text = g_date_time_format (date, _("%-d %b %Y"));
  return text != NULL ? text : g_strdup ("");
}

/* Whether the title says what kind it is, and the body begins with the cause. */
static gboolean
has_title_of_kind (const JmProblemVerdict *verdict)
{
  switch (verdict->kind)
    {
    case JM_PROBLEM_SIGN_IN:
      return verdict->trouble == JM_TROUBLE_NEEDS_SIGN_IN;

    case JM_PROBLEM_EXPIRED:
    case JM_PROBLEM_REFRESH:
    case JM_PROBLEM_SYNC:
    case JM_PROBLEM_END_NEAR:
      return TRUE;

    case JM_PROBLEM_KEYRING:
    case JM_N_PROBLEM_KINDS:
      return FALSE;
    }

  return FALSE;
}

char *
jm_problem_dup_title_for (JmProblem  *self,
                          const char *names)
{
  g_autofree char *own =
      names == NULL ? jm_presentable_line (jm_account_get_name (self->account)) : NULL;
  const char *what = has_title_of_kind (&self->verdict) ?
                         jm_problem_kind_to_title (self->verdict.kind) :
                         _(jm_trouble_get_info (self->verdict.trouble)->title);

  /* Translators: title of a notification. %1$s is the name of an account, %2$s what is wrong:
   * "Sign in again", "The keyring is locked" */
  return g_strdup_printf (_("%1$s: %2$s"), own != NULL ? own : names, what);
}

static char *
make_end_body (const JmProblemVerdict *verdict)
{
  g_autofree char *date = dup_date (verdict->end_ms);

  return g_strdup_printf (
      /* Translators: %2$s is a date like "7 Nov 2026". */
      ngettext ("Sign in again within %1$u day, by %2$s. Until then everything works.",
                "Sign in again within %1$u days, by %2$s. Until then everything works.",
                verdict->days),
      verdict->days, date);
}

static char *
make_body (JmProblem *self)
{
  const JmTroubleInfo *info = jm_trouble_get_info (self->verdict.trouble);

  if (self->verdict.kind == JM_PROBLEM_END_NEAR)
    return make_end_body (&self->verdict);
  if (!has_title_of_kind (&self->verdict))
    return g_strdup (_(info->advice));

  /* Translators: a cause and what to do about it, both whole sentences: "No network. Jira can’t be
   * reached …" The cause has no full stop of its own. */
  return g_strdup_printf (_("%1$s. %2$s"), _(info->title), _(info->advice));
}

static void
set_text (JmProblem          *self,
          char              **field,
          char               *text,
          JmProblemProperty   property)
{
  g_autofree char *owned = text;

  if (g_set_str (field, owned))
    g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

void
jm_problem_take (JmProblem              *self,
                 const JmProblemVerdict *verdict)
{
  gboolean same_level = self->verdict.level == verdict->level;

  g_object_freeze_notify (G_OBJECT (self));
  self->verdict = *verdict;
  set_text (self, &self->title, jm_problem_dup_title_for (self, NULL), PROP_TITLE);
  set_text (self, &self->body, make_body (self), PROP_BODY);
  if (!same_level)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LEVEL]);
  g_object_thaw_notify (G_OBJECT (self));
}

/* --- GObject */

static void
jm_problem_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  JmProblem *self = JM_PROBLEM (object);

  switch ((JmProblemProperty) prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;

    case PROP_BODY:
      g_value_set_string (value, self->body);
      break;

    case PROP_LEVEL:
      g_value_set_uint (value, self->verdict.level);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_problem_finalize (GObject *object)
{
  JmProblem *self = JM_PROBLEM (object);

  g_clear_object (&self->account);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->body, g_free);

  G_OBJECT_CLASS (jm_problem_parent_class)->finalize (object);
}

static void
jm_problem_class_init (JmProblemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = jm_problem_get_property;
  object_class->finalize = jm_problem_finalize;

  /* Names the account */
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  /* Cause and advice */
  properties[PROP_BODY] = g_param_spec_string ("body", NULL, NULL, NULL, flags);
  /* JmLevel */
  properties[PROP_LEVEL] =
      g_param_spec_uint ("level", NULL, NULL, JM_LEVEL_FINE, JM_LEVEL_ERROR, JM_LEVEL_FINE, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
jm_problem_init (JmProblem *self)
{
}

/* --- for JmProblems */

char *
jm_problem_dup_id (JmProblemKind  kind,
                   JmAccount     *account)
{
  return g_strconcat (jm_problem_kind_to_nick (kind), "/", jm_account_get_id (account), NULL);
}

JmProblem *
jm_problem_new (JmAccount              *account,
                const JmProblemVerdict *verdict)
{
  JmProblem *self = g_object_new (JM_TYPE_PROBLEM, NULL);

  self->account = g_object_ref (account);
  self->id = jm_problem_dup_id (verdict->kind, account);
  jm_problem_take (self, verdict);
  return self;
}

/* --- public */

const char *
jm_problem_get_id (JmProblem *self)
{
  g_return_val_if_fail (JM_IS_PROBLEM (self), NULL);

  return self->id;
}

JmProblemKind
jm_problem_get_kind (JmProblem *self)
{
  g_return_val_if_fail (JM_IS_PROBLEM (self), JM_PROBLEM_SIGN_IN);

  return self->verdict.kind;
}

JmAccount *
jm_problem_get_account (JmProblem *self)
{
  g_return_val_if_fail (JM_IS_PROBLEM (self), NULL);

  return self->account;
}

JmLevel
jm_problem_get_level (JmProblem *self)
{
  g_return_val_if_fail (JM_IS_PROBLEM (self), JM_LEVEL_FINE);

  return self->verdict.level;
}

/**
 * jm_problem_get_trouble:
 *
 * Returns: what it comes from, and so its cure (jm_trouble_get_info()); for the end of a sign-in that
 *   is near, the trouble that would follow: its cure is the same
 */
JmTrouble
jm_problem_get_trouble (JmProblem *self)
{
  g_return_val_if_fail (JM_IS_PROBLEM (self), JM_TROUBLE_OK);

  return self->verdict.trouble;
}

/**
 * jm_problem_get_step:
 *
 * Returns: for the end of a sign-in that is near, which of the days of "warn-days" it is by now: the
 *   smallest that has been reached; 0 for the other kinds
 */
guint
jm_problem_get_step (JmProblem *self)
{
  g_return_val_if_fail (JM_IS_PROBLEM (self), 0);

  return self->verdict.step;
}

const char *
jm_problem_get_title (JmProblem *self)
{
  g_return_val_if_fail (JM_IS_PROBLEM (self), NULL);

  return self->title;
}

const char *
jm_problem_get_body (JmProblem *self)
{
  g_return_val_if_fail (JM_IS_PROBLEM (self), NULL);

  return self->body;
}

const char *
jm_problem_get_cure_label (JmProblem *self)
{
  const char *label;

  g_return_val_if_fail (JM_IS_PROBLEM (self), NULL);

  label = jm_trouble_get_info (self->verdict.trouble)->cure_label;
  return label != NULL ? _(label) : NULL;
}
