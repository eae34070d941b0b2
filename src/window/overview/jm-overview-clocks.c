/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-overview-clocks.h"

#include <glib/gi18n.h>

#include "base/jm-settings.h"
#include "jm-when.h"

#define DAY_SECONDS (24 * 60 * 60)

void
jm_overview_clock_show_last (JmFactTile    *tile,
                             JmTokenKeeper *keeper,
                             gint64         now_ms)
{
  gint64 at_ms = jm_token_keeper_get_last_refresh_at_ms (keeper);
  gint64 took_ms = jm_token_keeper_get_last_refresh_ms (keeper);
  g_autofree char *value = jm_when_relative (at_ms, now_ms);
  g_autofree char *clock = jm_when_clock (at_ms);
  g_autofree char *full = jm_when_full (at_ms);
  g_autofree char *caption = NULL;

  if (at_ms == 0)
    {
      jm_fact_tile_set_value (tile, _("Not yet"), _("none has been needed"), NULL);
      return;
    }

  if (took_ms > 0)
    /* Translators: %1$s is a time like "13:32", %2$d a time in milliseconds */
    caption = g_strdup_printf (_("at %1$s, in %2$d ms"), clock, (int) took_ms);
  else
    caption = g_strdup_printf (_("at %s"), clock);
  jm_fact_tile_set_value (tile, value, caption, full);
}

void
jm_overview_clock_show_next (JmFactTile    *tile,
                             JmTokenKeeper *keeper,
                             GSettings     *settings,
                             gint64         now_ms)
{
  gint64 at_ms = jm_token_keeper_get_next_check_at_ms (keeper);
  guint interval = g_settings_get_uint (settings, JM_SETTING_CHECK_INTERVAL);
  g_autofree char *countdown = jm_when_wait ((at_ms - now_ms) / 1000);
  g_autofree char *every = jm_when_duration (interval);
  g_autofree char *full = jm_when_full (at_ms);
  g_autofree char *value = NULL;
  g_autofree char *caption = NULL;

  /* Translators: %s is a time like "30 minutes" */
  caption = g_strdup_printf (_("then every %s"), every);
  if (at_ms == 0)
    jm_fact_tile_set_value (tile, _("Not planned"), _("this account is not watched"), NULL);
  else if (at_ms <= now_ms)
    jm_fact_tile_set_value (tile, _("Now"), caption, full);
  else
    {
      /* Translators: %s is a countdown like "2:04" */
      value = g_strdup_printf (_("in %s"), countdown);
      jm_fact_tile_set_value (tile, value, caption, full);
    }
}

void
jm_overview_clock_show_lasts (JmFactTile    *tile,
                              JmTokenKeeper *keeper,
                              gint64         now_ms)
{
  gboolean oauth = jm_token_keeper_get_kind (keeper) == JM_CREDENTIAL_OAUTH;
  gint64 by_ms = jm_token_keeper_get_sign_in_again_by_ms (keeper);
  g_autofree char *value = jm_when_duration ((by_ms - now_ms) / 1000);
  g_autofree char *date = jm_when_date (by_ms);
  g_autofree char *full = jm_when_full (by_ms);
  g_autofree char *caption = NULL;

  jm_fact_tile_set_title (tile, oauth ? _("Sign-In Lasts") : _("Token Lasts"));
  if (by_ms == 0)
    {
      jm_fact_tile_set_value (tile, _("Unknown"), _("Jira did not say until when"), NULL);
      return;
    }

  /* Translators: %s is a date like "15 Feb 2027" */
  caption = oauth ? g_strdup_printf (_("if unused, to %s"), date) : g_strdup_printf (_("ends on %s"), date);
  jm_fact_tile_set_value (tile, by_ms > now_ms ? value : _("It is over"), caption, full);
}

void
jm_overview_clock_show_consent (JmFactTile    *tile,
                                JmTokenKeeper *keeper,
                                gint64         now_ms)
{
  gboolean oauth = jm_token_keeper_get_kind (keeper) == JM_CREDENTIAL_OAUTH;
  gint64 at_ms = jm_token_keeper_get_consented_at_ms (keeper);
  gint64 days = (now_ms - at_ms) / 1000 / DAY_SECONDS;
  g_autofree char *value = NULL;
  g_autofree char *full = jm_when_full (at_ms);

  jm_fact_tile_set_title (tile, oauth ? _("Consent Given") : _("Token Added"));
  if (at_ms == 0)
    {
      jm_fact_tile_set_value (tile, _("Unknown"), NULL, NULL);
      return;
    }

  value = days > 0 ? g_strdup_printf (ngettext ("%d day ago", "%d days ago", (gulong) days), (int) days) : jm_when_relative (at_ms, now_ms);
  jm_fact_tile_set_value (tile, value,
                          oauth ? _("may end after a year") : _("to this computer"), full);
}
