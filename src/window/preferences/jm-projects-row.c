/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "preferences/jm-projects-row.h"

#include <glib/gi18n.h>

#include "jm-text.h"
#include "store/jm-store.h"

/* More rows than this nobody ticks; the chosen ones are always shown. */
#define MAX_ROWS 300

struct _JmProjectsRow
{
  AdwExpanderRow  parent_instance;

  GHashTable     *rows;         /* key → AdwSwitchRow, borrowed */
  gboolean        filling;      /* the rows follow the settings, not the person */
};

G_DEFINE_FINAL_TYPE (JmProjectsRow, jm_projects_row, ADW_TYPE_EXPANDER_ROW)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

char **
jm_projects_row_dup_keys (JmProjectsRow *self)
{
  g_autoptr (GStrvBuilder) keys = g_strv_builder_new ();
  GHashTableIter iter;
  gpointer key, row;
  gboolean any = FALSE;

  g_return_val_if_fail (JM_IS_PROJECTS_ROW (self), NULL);

  if (!adw_expander_row_get_enable_expansion (ADW_EXPANDER_ROW (self)))
    return NULL;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &key, &row))
    {
      if (!adw_switch_row_get_active (row))
        continue;
      g_strv_builder_add (keys, key);
      any = TRUE;
    }

  return any ? g_strv_builder_end (keys) : NULL;
}

static void
describe (JmProjectsRow *self)
{
  guint n_projects = g_hash_table_size (self->rows);
  g_auto (GStrv) chosen = jm_projects_row_dup_keys (self);
  g_autofree char *words = NULL;

  if (chosen == NULL)
    words = g_strdup (_("All that you may see, also new ones"));
  else
    words = g_strdup_printf (_("%u of %u"), g_strv_length (chosen), n_projects);
  jm_text_set_subtitle (ADW_PREFERENCES_ROW (self), words);
}

static void
changed_cb (JmProjectsRow *self)
{
  if (self->filling)
    return;

  describe (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
forget_rows (JmProjectsRow *self)
{
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    adw_expander_row_remove (ADW_EXPANDER_ROW (self), row);
  g_hash_table_remove_all (self->rows);
}

static void
add_row (JmProjectsRow     *self,
         const char        *key,
         const char        *name,
         const char *const *chosen)
{
  GtkWidget *row;

  if (g_hash_table_contains (self->rows, key))
    return;

  row = adw_switch_row_new ();
  jm_text_set_title (ADW_PREFERENCES_ROW (row), name);
  jm_text_set_subtitle (ADW_PREFERENCES_ROW (row), key);
  adw_switch_row_set_active (ADW_SWITCH_ROW (row), chosen != NULL && g_strv_contains (chosen, key));
  g_signal_connect_object (row, "notify::active", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
  g_hash_table_insert (self->rows, g_strdup (key), row);
}

void
jm_projects_row_fill (JmProjectsRow     *self,
                      GListModel        *projects,
                      const char *const *chosen)
{
  guint n_projects = projects != NULL ? g_list_model_get_n_items (projects) : 0;

  g_return_if_fail (JM_IS_PROJECTS_ROW (self));

  self->filling = TRUE;
  forget_rows (self);
  for (guint i = 0; i < MIN (n_projects, MAX_ROWS); i++)
    {
      g_autoptr (JmProject) project = g_list_model_get_item (projects, i);

      add_row (self, jm_project_get_key (project), jm_project_get_name (project), chosen);
    }
  for (guint i = 0; chosen != NULL && chosen[i] != NULL; i++)
    add_row (self, chosen[i], chosen[i], chosen);
  adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (self), chosen != NULL);
  describe (self);
  self->filling = FALSE;
}

static void
jm_projects_row_finalize (GObject *object)
{
  g_hash_table_unref (JM_PROJECTS_ROW (object)->rows);

  G_OBJECT_CLASS (jm_projects_row_parent_class)->finalize (object);
}

static void
jm_projects_row_class_init (JmProjectsRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jm_projects_row_finalize;

  signals[CHANGED] =
      g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
jm_projects_row_init (JmProjectsRow *self)
{
  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _("Only some projects"));
  adw_expander_row_set_show_enable_switch (ADW_EXPANDER_ROW (self), TRUE);
  g_signal_connect (self, "notify::enable-expansion", G_CALLBACK (changed_cb), NULL);
}
