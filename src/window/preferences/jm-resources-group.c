/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "preferences/jm-resources-group.h"

#include <glib/gi18n.h>

#include "jm-text.h"
#include "jm-when.h"

struct _JmResourcesGroup
{
  AdwPreferencesGroup  parent_instance;

  AdwSwitchRow        *rows[JM_N_RESOURCES];    /* NULL for what is always in */
  gboolean             filling;                 /* the rows follow the settings, not the person */
};

G_DEFINE_FINAL_TYPE (JmResourcesGroup, jm_resources_group, ADW_TYPE_PREFERENCES_GROUP)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
changed_cb (JmResourcesGroup *self)
{
  if (!self->filling)
    g_signal_emit (self, signals[CHANGED], 0);
}

void
jm_resources_group_set_chosen (JmResourcesGroup *self,
                               guint32           chosen)
{
  g_return_if_fail (JM_IS_RESOURCES_GROUP (self));

  self->filling = TRUE;
  for (guint i = 0; i < JM_N_RESOURCES; i++)
    {
      if (self->rows[i] != NULL)
        adw_switch_row_set_active (self->rows[i], (chosen & (1u << i)) != 0);
    }
  self->filling = FALSE;
}

guint32
jm_resources_group_get_chosen (JmResourcesGroup *self,
                               guint32           before)
{
  guint32 chosen = before;

  g_return_val_if_fail (JM_IS_RESOURCES_GROUP (self), before);

  for (guint i = 0; i < JM_N_RESOURCES; i++)
    {
      if (self->rows[i] == NULL)
        continue;
      if (adw_switch_row_get_active (self->rows[i]))
        chosen |= 1u << i;
      else
        chosen &= ~(1u << i);
    }

  return chosen;
}

static void
show_state (AdwSwitchRow          *row,
            const JmResourceState *state,
            gint64                 now_ms)
{
  g_autofree char *when = jm_when_relative (state->fetched_at_ms, now_ms);
  g_autofree char *words = NULL;

  if (state->denied != NULL)
    /* Translators: %s is what is missing: "needs the scope read:jira-user" */
    words = g_strdup_printf (_("Not allowed: %s"), state->denied);
  else if (state->fetched_at_ms > 0)
    /* Translators: how many there are, and when they were fetched: "12 430 · 5 min ago" */
    words = g_strdup_printf (_("%1$'d · %2$s"), (int) MIN (state->count, G_MAXINT), when);
  jm_text_set_subtitle (ADW_PREFERENCES_ROW (row), words);
}

void
jm_resources_group_show (JmResourcesGroup *self,
                         GPtrArray        *states,
                         gint64            now_ms)
{
  g_return_if_fail (JM_IS_RESOURCES_GROUP (self));

  for (guint i = 0; i < states->len; i++)
    {
      const JmResourceState *state = g_ptr_array_index (states, i);

      if (self->rows[state->id] != NULL)
        show_state (self->rows[state->id], state, now_ms);
    }
}

static void
jm_resources_group_class_init (JmResourcesGroupClass *klass)
{
  signals[CHANGED] =
      g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
jm_resources_group_init (JmResourcesGroup *self)
{
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _("Kinds of Data"));
  for (guint i = 0; i < JM_N_RESOURCES; i++)
    {
      if (i == JM_RESOURCE_PROJECTS || i == JM_RESOURCE_ISSUES)
        continue;

      self->rows[i] = ADW_SWITCH_ROW (adw_switch_row_new ());
      jm_text_set_title (ADW_PREFERENCES_ROW (self->rows[i]), jm_resource_get_title (i));
      g_signal_connect_object (self->rows[i], "notify::active", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (self->rows[i]));
    }
}
