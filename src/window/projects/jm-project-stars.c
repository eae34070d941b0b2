/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-project-stars.h"

#include "base/jm-settings.h"

struct _JmProjectStars
{
  GObject     parent_instance;

  GSettings  *settings;
  JmAccounts *accounts;
  char       *account;          /* id, or NULL */
  GHashTable *ids;              /* of its projects */
};

G_DEFINE_FINAL_TYPE (JmProjectStars, jm_project_stars, G_TYPE_OBJECT)

typedef enum
{
  SIGNAL_CHANGED,
} JmProjectStarsSignal;

static guint signals[SIGNAL_CHANGED + 1];

static void
read_stars (JmProjectStars *self)
{
  g_autoptr (GVariant) all = g_settings_get_value (self->settings, JM_SETTING_STARRED_PROJECTS);
  g_auto (GStrv) ids = NULL;

  g_hash_table_remove_all (self->ids);
  if (self->account != NULL)
    g_variant_lookup (all, self->account, "^as", &ids);
  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    g_hash_table_add (self->ids, g_strdup (ids[i]));

  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* Of the others, those whose accounts are still there; of this one, what is starred now. */
static void
write_stars (JmProjectStars *self)
{
  g_autoptr (GVariant) all = g_settings_get_value (self->settings, JM_SETTING_STARRED_PROJECTS);
  GVariantBuilder builder;
  GVariantIter iter;
  const char *account;
  GVariant *ids;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{sas}"));
  g_variant_iter_init (&iter, all);
  while (g_variant_iter_loop (&iter, "{&s@as}", &account, &ids))
    {
      if (g_strcmp0 (account, self->account) != 0 &&
          jm_accounts_find (self->accounts, account) != NULL)
        g_variant_builder_add (&builder, "{s@as}", account, ids);
    }

  if (self->account != NULL && g_hash_table_size (self->ids) > 0)
    {
      g_autofree char **mine = (char **) g_hash_table_get_keys_as_array (self->ids, NULL);

      g_variant_builder_add (&builder, "{s^as}", self->account, mine);
    }
  g_settings_set_value (self->settings, JM_SETTING_STARRED_PROJECTS, g_variant_builder_end (&builder));
}

static void
accounts_changed_cb (JmProjectStars *self,
                     guint           position,
                     guint           removed,
                     guint           added)
{
  if (removed > added)
    write_stars (self);
}

static void
jm_project_stars_finalize (GObject *object)
{
  JmProjectStars *self = JM_PROJECT_STARS (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->accounts);
  g_clear_pointer (&self->account, g_free);
  g_clear_pointer (&self->ids, g_hash_table_unref);

  G_OBJECT_CLASS (jm_project_stars_parent_class)->finalize (object);
}

static void
jm_project_stars_class_init (JmProjectStarsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jm_project_stars_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
jm_project_stars_init (JmProjectStars *self)
{
  self->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/* --- public */

JmProjectStars *
jm_project_stars_new (GSettings  *settings,
                      JmAccounts *accounts)
{
  JmProjectStars *self;

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);
  g_return_val_if_fail (JM_IS_ACCOUNTS (accounts), NULL);

  self = g_object_new (JM_TYPE_PROJECT_STARS, NULL);
  self->settings = g_object_ref (settings);
  self->accounts = g_object_ref (accounts);
  g_signal_connect_object (settings, "changed::" JM_SETTING_STARRED_PROJECTS, G_CALLBACK (read_stars), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (accounts, "items-changed", G_CALLBACK (accounts_changed_cb), self,
                           G_CONNECT_SWAPPED);

  return self;
}

void
jm_project_stars_set_account (JmProjectStars *self,
                              JmAccount      *account)
{
  g_return_if_fail (JM_IS_PROJECT_STARS (self));
  g_return_if_fail (account == NULL || JM_IS_ACCOUNT (account));

  g_set_str (&self->account, account ? jm_account_get_id (account) : NULL);
  read_stars (self);
}

gboolean
jm_project_stars_has (JmProjectStars *self,
                      JmProject      *project)
{
  const char *id;

  g_return_val_if_fail (JM_IS_PROJECT_STARS (self), FALSE);
  g_return_val_if_fail (JM_IS_PROJECT (project), FALSE);

  id = jm_project_get_id (project);

  return id != NULL && g_hash_table_contains (self->ids, id);
}

void
jm_project_stars_set (JmProjectStars *self,
                      JmProject      *project,
                      gboolean        starred)
{
  const char *id;

  g_return_if_fail (JM_IS_PROJECT_STARS (self));
  g_return_if_fail (JM_IS_PROJECT (project));

  id = jm_project_get_id (project);
  if (id == NULL || !!starred == jm_project_stars_has (self, project))
    return;

  if (starred)
    g_hash_table_add (self->ids, g_strdup (id));
  else
    g_hash_table_remove (self->ids, id);
  /* The settings tell of it, and then everybody hears. */
  write_stars (self);
}
