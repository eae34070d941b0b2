/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "auth/jm-trouble.h"
#include "sync/jm-health-private.h"

/*
 * JmHealthCheck: one row of health, and the last day of it.
 *
 * Made and fed by JmHealth; lives on the main context. Its level, as it was told last, and its values
 * outlive the program as a line of text:
 *
 *   fine 214 198 - 203          "-": measured, and failed
 */

/* Four digits tell 0.812 s from 0.813 s; the plot shows less. */
#define DIGITS "%.4g"

struct _JmHealthCheck
{
  GObject       parent_instance;

  JmHealthKind  kind;
  JmAccount    *account;
  JmAccount    *patient;
  JmHealthLevel level;
  JmHealthLevel told;           /* the last that was known, perhaps before a restart */
  char         *sentence;
  char         *value;
  char         *cure;
  JmHealthCure  remedy;
  char        **details;
  GArray       *history;        /* of double */
  gboolean      busy;
};

G_DEFINE_FINAL_TYPE (JmHealthCheck, jm_health_check, G_TYPE_OBJECT)

typedef enum
{
  PROP_LEVEL = 1,
  PROP_SENTENCE,
  PROP_VALUE,
} JmHealthCheckProperty;

static GParamSpec *properties[PROP_VALUE + 1];
static guint checked_signal;

static const struct
{
  const char *name;
  const char *title;
} kinds[JM_N_HEALTH_KINDS] = {
  [JM_HEALTH_TOKEN] = { "token", N_("Token") },
  [JM_HEALTH_JIRA] = { "jira", N_("Jira reachable") },
  [JM_HEALTH_PERMISSIONS] = { "permissions", N_("Permissions") },
  [JM_HEALTH_CLOCK] = { "clock", N_("Clock") },
  [JM_HEALTH_FRESHNESS] = { "freshness", N_("Stored data") },
  [JM_HEALTH_BUDGET] = { "budget", N_("Rate limits") },
  [JM_HEALTH_KEYRING] = { "keyring", N_("Keyring") },
  [JM_HEALTH_STORAGE] = { "storage", N_("Storage") },
};

static const char *const level_names[] = { "unknown", "fine", "remark", "bad" };

/* --- findings */

void
jm_health_finding_clear (JmHealthFinding *self)
{
  g_clear_pointer (&self->sentence, g_free);
  g_clear_pointer (&self->value, g_free);
  g_clear_pointer (&self->cure, g_free);
  g_clear_object (&self->patient);
  g_clear_pointer (&self->details, g_ptr_array_unref);
}

void
jm_health_finding_add (JmHealthFinding *self,
                       const char      *name,
                       const char      *format,
                       ...)
{
  g_autofree char *value = NULL;
  va_list args;

  if (self->details == NULL)
    self->details = g_ptr_array_new_with_free_func (g_free);

  va_start (args, format);
  value = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (self->details, g_strconcat (name, "\t", value, NULL));
}

void
jm_health_finding_set_error (JmHealthFinding *self,
                             const GError    *error)
{
  JmTrouble trouble = jm_trouble_from_error (error);
  const JmTroubleInfo *info = jm_trouble_get_info (trouble);

  /* Who was told to wait has nothing to mend. */
  self->level = trouble == JM_TROUBLE_RATE_LIMITED ? JM_HEALTH_REMARK : JM_HEALTH_BAD;
  g_set_str (&self->sentence, error->message);
  g_set_str (&self->cure, trouble != JM_TROUBLE_OK ? _(info->advice) : NULL);
  if (info->cure == JM_CURE_UNLOCK_KEYRING)
    self->remedy = JM_HEALTH_CURE_UNLOCK;
  else if (info->cure == JM_CURE_SIGN_IN)
    self->remedy = JM_HEALTH_CURE_SIGN_IN;
  else if (trouble == JM_TROUBLE_DB_CORRUPT)
    self->remedy = JM_HEALTH_CURE_REBUILD;
  else if (info->cure == JM_CURE_NETWORK)
    self->remedy = JM_HEALTH_CURE_NETWORK;
}

void
jm_health_finding_set_ms (JmHealthFinding *self,
                          gint64           ms)
{
  self->measured = (double) ms;
  self->is_measured = TRUE;
  g_free (self->value);
  /* Translators: a time that something took, in milliseconds, and in seconds */
  self->value = ms < 1000 ? g_strdup_printf (_("%'d ms"), (int) ms) :
                            g_strdup_printf (_("%.1f s"), (double) ms / 1000);
}

/* --- text */

char *
jm_health_check_to_text (JmHealthCheck *self)
{
  GString *text;

  g_return_val_if_fail (JM_IS_HEALTH_CHECK (self), NULL);

  text = g_string_new (level_names[self->told]);
  for (guint i = 0; i < self->history->len; i++)
    {
      char buffer[G_ASCII_DTOSTR_BUF_SIZE];
      double value = g_array_index (self->history, double, i);

      g_string_append_c (text, ' ');
      g_string_append (text, isnan (value) ? "-" : g_ascii_formatd (buffer, sizeof buffer, DIGITS, value));
    }

  return g_string_free (text, FALSE);
}

static void
keep_value (JmHealthCheck *self,
            double         value)
{
  if (self->history->len == JM_HEALTH_HISTORY)
    g_array_remove_index (self->history, 0);
  g_array_append_val (self->history, value);
}

void
jm_health_check_from_text (JmHealthCheck *self,
                           const char    *text)
{
  g_auto (GStrv) words = NULL;

  g_return_if_fail (JM_IS_HEALTH_CHECK (self));

  words = g_strsplit (text != NULL ? text : "", " ", -1);
  if (words[0] == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (level_names); i++)
    if (g_str_equal (words[0], level_names[i]))
      self->told = (JmHealthLevel) i;
  g_array_set_size (self->history, 0);
  for (guint i = 1; words[i] != NULL; i++)
    {
      char *end;
      double value = g_ascii_strtod (words[i], &end);

      if (g_str_equal (words[i], "-"))
        keep_value (self, NAN);
      else if (end != words[i] && *end == '\0' && isfinite (value))
        keep_value (self, value);
    }
  g_signal_emit (self, checked_signal, 0);
}

/* --- feeding */

static void
set_text (JmHealthCheck          *self,
          char                  **field,
          char                  **text,
          JmHealthCheckProperty   property)
{
  if (g_set_str (field, *text))
    g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
  g_clear_pointer (text, g_free);
}

static void
take_details (JmHealthCheck   *self,
              JmHealthFinding *finding)
{
  g_clear_pointer (&self->details, g_strfreev);
  if (finding->details == NULL)
    return;

  g_ptr_array_add (finding->details, NULL);
  self->details = (char **) g_ptr_array_free (g_steal_pointer (&finding->details), FALSE);
}

gboolean
jm_health_check_take (JmHealthCheck   *self,
                      JmHealthFinding *finding,
                      gboolean         in_round)
{
  JmHealthLevel told;

  g_return_val_if_fail (JM_IS_HEALTH_CHECK (self), FALSE);

  told = self->told;
  g_object_freeze_notify (G_OBJECT (self));
  if (self->level != finding->level)
    {
      self->level = finding->level;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LEVEL]);
    }
  if (self->level != JM_HEALTH_UNKNOWN)
    self->told = self->level;
  set_text (self, &self->sentence, &finding->sentence, PROP_SENTENCE);
  set_text (self, &self->value, &finding->value, PROP_VALUE);
  g_set_str (&self->cure, finding->cure);
  self->remedy = finding->remedy;
  g_set_object (&self->patient, finding->patient);
  if (self->patient == NULL)
    g_set_object (&self->patient, self->account);
  take_details (self, finding);
  if (in_round && finding->is_measured)
    keep_value (self, finding->measured);
  g_object_thaw_notify (G_OBJECT (self));
  jm_health_finding_clear (finding);
  g_signal_emit (self, checked_signal, 0);

  /* What was never looked at counts as fine: only then is a first fault news. */
  return (told == JM_HEALTH_UNKNOWN ? JM_HEALTH_FINE : told) != self->told &&
         self->told != JM_HEALTH_UNKNOWN;
}

gboolean
jm_health_check_is_busy (JmHealthCheck *self)
{
  g_return_val_if_fail (JM_IS_HEALTH_CHECK (self), FALSE);

  return self->busy;
}

void
jm_health_check_set_busy (JmHealthCheck *self,
                          gboolean       busy)
{
  g_return_if_fail (JM_IS_HEALTH_CHECK (self));

  self->busy = busy;
}

/* --- GObject */

static void
jm_health_check_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  JmHealthCheck *self = JM_HEALTH_CHECK (object);

  switch ((JmHealthCheckProperty) prop_id)
    {
    case PROP_LEVEL:
      g_value_set_int (value, (int) self->level);
      break;

    case PROP_SENTENCE:
      g_value_set_string (value, self->sentence);
      break;

    case PROP_VALUE:
      g_value_set_string (value, self->value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_health_check_finalize (GObject *object)
{
  JmHealthCheck *self = JM_HEALTH_CHECK (object);

  g_clear_object (&self->account);
  g_clear_object (&self->patient);
  g_free (self->sentence);
  g_free (self->value);
  g_free (self->cure);
  g_strfreev (self->details);
  g_array_unref (self->history);

  G_OBJECT_CLASS (jm_health_check_parent_class)->finalize (object);
}

static void
jm_health_check_class_init (JmHealthCheckClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = jm_health_check_get_property;
  object_class->finalize = jm_health_check_finalize;

  /* JmHealthLevel */
  properties[PROP_LEVEL] =
      g_param_spec_int ("level", NULL, NULL, JM_HEALTH_UNKNOWN, JM_HEALTH_BAD, JM_HEALTH_UNKNOWN, flags);
  properties[PROP_SENTENCE] = g_param_spec_string ("sentence", NULL, NULL, NULL, flags);
  /* "182 ms", or NULL when nothing is measured */
  properties[PROP_VALUE] = g_param_spec_string ("value", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  checked_signal = g_signal_new ("checked", JM_TYPE_HEALTH_CHECK, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
jm_health_check_init (JmHealthCheck *self)
{
  self->history = g_array_new (FALSE, FALSE, sizeof (double));
}

JmHealthCheck *
jm_health_check_new (JmHealthKind  kind,
                     JmAccount    *account)
{
  JmHealthCheck *self = g_object_new (JM_TYPE_HEALTH_CHECK, NULL);

  self->kind = kind;
  g_set_object (&self->account, account);
  g_set_object (&self->patient, account);
  return self;
}

JmHealthKind
jm_health_check_get_kind (JmHealthCheck *self)
{
  g_return_val_if_fail (JM_IS_HEALTH_CHECK (self), JM_N_HEALTH_KINDS);

  return self->kind;
}

/**
 * jm_health_check_get_name:
 *
 * Returns: what --json and state.db call it: "token", "jira" …; static
 */
const char *
jm_health_check_get_name (JmHealthCheck *self)
{
  g_return_val_if_fail (JM_IS_HEALTH_CHECK (self), NULL);

  return kinds[self->kind].name;
}

/**
 * jm_health_check_get_title:
 *
 * Returns: what people call it, in their language
 */
const char *
jm_health_check_get_title (JmHealthCheck *self)
{
  g_return_val_if_fail (JM_IS_HEALTH_CHECK (self), NULL);

  return _(kinds[self->kind].title);
}

JmAccount *
jm_health_check_get_account (JmHealthCheck *self)
{
  g_return_val_if_fail (JM_IS_HEALTH_CHECK (self), NULL);

  return self->account;
}

JmAccount *
jm_health_check_get_patient (JmHealthCheck *self)
{
  g_return_val_if_fail (JM_IS_HEALTH_CHECK (self), NULL);

  return self->patient;
}

JmHealthLevel
jm_health_check_get_level (JmHealthCheck *self)
{
  g_return_val_if_fail (JM_IS_HEALTH_CHECK (self), JM_HEALTH_UNKNOWN);

  return self->level;
}

/**
 * jm_health_check_get_sentence:
 *
 * Returns: (nullable): what was found; it may have Jira's own words in it. NULL before the first round
 */
const char *
jm_health_check_get_sentence (JmHealthCheck *self)
{
  g_return_val_if_fail (JM_IS_HEALTH_CHECK (self), NULL);

  return self->sentence;
}

const char *
jm_health_check_get_value (JmHealthCheck *self)
{
  g_return_val_if_fail (JM_IS_HEALTH_CHECK (self), NULL);

  return self->value;
}

const char *
jm_health_check_get_cure (JmHealthCheck *self)
{
  g_return_val_if_fail (JM_IS_HEALTH_CHECK (self), NULL);

  return self->cure;
}

JmHealthCure
jm_health_check_get_remedy (JmHealthCheck *self)
{
  g_return_val_if_fail (JM_IS_HEALTH_CHECK (self), JM_HEALTH_CURE_NONE);

  return self->remedy;
}

const char *const *
jm_health_check_get_details (JmHealthCheck *self)
{
  static const char *const none[] = { NULL };

  g_return_val_if_fail (JM_IS_HEALTH_CHECK (self), none);

  return self->details != NULL ? (const char *const *) self->details : none;
}

/**
 * jm_health_check_get_history:
 * @n_values: (out): at most JM_HEALTH_HISTORY
 *
 * Returns: (transfer none): oldest first, borrowed until the next "checked"
 */
const double *
jm_health_check_get_history (JmHealthCheck *self,
                             guint         *n_values)
{
  *n_values = 0;
  g_return_val_if_fail (JM_IS_HEALTH_CHECK (self), NULL);

  *n_values = self->history->len;
  return (const double *) (gpointer) self->history->data;
}
