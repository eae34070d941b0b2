/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "health/jm-health-words.h"

#include <glib/gi18n.h>
#include <math.h>

#include "auth/jm-trouble.h"

static const struct
{
  JmTone      tone;
  const char *icon_name;
  const char *word;             /* translatable */
} levels[] = {
  [JM_HEALTH_UNKNOWN] = { JM_TONE_NEUTRAL, "content-loading-symbolic", N_("Not checked") },
  [JM_HEALTH_FINE] = { JM_TONE_GOOD, "selection-mode-symbolic", N_("Fine") },
  [JM_HEALTH_REMARK] = { JM_TONE_SOON, "dialog-warning-symbolic", N_("Worth a look") },
  [JM_HEALTH_BAD] = { JM_TONE_WRONG, "dialog-error-symbolic", N_("Not well") },
};

JmTone
jm_health_level_get_tone (JmHealthLevel level)
{
  return levels[level].tone;
}

const char *
jm_health_level_get_icon_name (JmHealthLevel level)
{
  return levels[level].icon_name;
}

const char *
jm_health_level_get_word (JmHealthLevel level)
{
  return _(levels[level].word);
}

char *
jm_health_kind_format (JmHealthKind kind,
                       double       value)
{
  if (isnan (value))
    return g_strdup (_("no answer"));
  if (kind == JM_HEALTH_CLOCK)
    /* Translators: seconds by which a clock is ahead (+) or behind (−) */
    return g_strdup_printf (value < 0 ? _("−%.1f s") : _("+%.1f s"), fabs (value));
  if (kind == JM_HEALTH_BUDGET)
    return g_strdup_printf (_("%d %%"), (int) round (value));
  if (value >= 1000)
    return g_strdup_printf (_("%.1f s"), value / 1000);

  return g_strdup_printf (_("%'d ms"), (int) round (value));
}

char *
jm_health_check_describe (JmHealthCheck *check)
{
  guint n_values;
  const double *values = jm_health_check_get_history (check, &n_values);
  JmHealthKind kind = jm_health_check_get_kind (check);
  double low = INFINITY;
  double high = -INFINITY;
  guint n_failed = 0;
  g_autoptr (GString) words = NULL;

  if (n_values == 0)
    return NULL;

  for (guint i = 0; i < n_values; i++)
    {
      if (isnan (values[i]))
        n_failed++;
      low = fmin (low, values[i]);
      high = fmax (high, values[i]);
    }

  words = g_string_new (NULL);
  g_string_append_printf (words, ngettext ("%u check", "%u checks", n_values), n_values);
  if (n_failed < n_values)
    {
      g_autofree char *least = jm_health_kind_format (kind, low);
      g_autofree char *most = jm_health_kind_format (kind, high);

      /* Translators: goes on after "28 checks": two measured values, "120 ms" and "340 ms" */
      g_string_append_printf (words, _(", between %s and %s"), least, most);
    }
  if (n_failed > 0)
    /* Translators: goes on after "28 checks, …" */
    g_string_append_printf (words, ngettext (", %u without an answer", ", %u without an answer", n_failed), n_failed);

  return g_string_free (g_steal_pointer (&words), FALSE);
}

const char *
jm_health_check_get_button (JmHealthCheck *check)
{
  JmAccount *patient = jm_health_check_get_patient (check);

  if (patient == NULL)
    return NULL;

  switch (jm_health_check_get_remedy (check))
    {
    case JM_HEALTH_CURE_SIGN_IN:
      return _("Sign In Again");
    case JM_HEALTH_CURE_UNLOCK:
      return _("Unlock Keyring");
    case JM_HEALTH_CURE_SYNC:
      return _("Sync Now");
    case JM_HEALTH_CURE_REBUILD:
      return _("Rebuild…");
    case JM_HEALTH_CURE_NETWORK:
      return _("Show Network Preferences");
    case JM_HEALTH_CURE_TROUBLE:
      {
        const char *label = jm_trouble_get_info (jm_account_get_trouble (patient))->cure_label;

        return label != NULL ? _(label) : _("Try Now");
      }
    case JM_HEALTH_CURE_NONE:
    default:
      return NULL;
    }
}

static char *
make_title (const JmHealthSummary *summary,
            guint                  n_bad,
            guint                  n_remarks)
{
  if (summary->n_checked == 0)
    return g_strdup (_("Not checked yet"));
  if (n_bad > 0)
    return g_strdup_printf (ngettext ("%u thing is not well", "%u things are not well", n_bad), n_bad);
  if (n_remarks == 1)
    return g_strdup (_("Healthy, with one remark"));
  if (n_remarks > 1)
    return g_strdup_printf (ngettext ("Healthy, with %u remark", "Healthy, with %u remarks", n_remarks), n_remarks);

  return g_strdup (_("Healthy"));
}

void
jm_health_summarize (JmHealth        *health,
                     JmHealthSummary *summary)
{
  guint n_bad = 0;
  guint n_remarks = 0;

  *summary = (JmHealthSummary) { .n_checks = g_list_model_get_n_items (G_LIST_MODEL (health)) };
  for (guint i = 0; i < summary->n_checks; i++)
    {
      g_autoptr (JmHealthCheck) check = g_list_model_get_item (G_LIST_MODEL (health), i);
      JmHealthLevel level = jm_health_check_get_level (check);

      summary->n_checked += level != JM_HEALTH_UNKNOWN;
      summary->n_passed += level == JM_HEALTH_FINE;
      n_remarks += level == JM_HEALTH_REMARK;
      n_bad += level == JM_HEALTH_BAD;
    }

  summary->level = jm_health_get_level (health);
  summary->title = make_title (summary, n_bad, n_remarks);
}

void
jm_health_summary_clear (JmHealthSummary *self)
{
  g_clear_pointer (&self->title, g_free);
}
