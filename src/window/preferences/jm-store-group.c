/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-store-group.h"

#include <glib/gi18n.h>

#include "jm-text.h"

struct _JmStoreGroup
{
  AdwPreferencesGroup  parent_instance;

  JmAccount           *account;
  GCancellable        *cancellable;
  guint                stamp;           /* of the newest look */

  AdwActionRow        *size_row;
};

G_DEFINE_FINAL_TYPE (JmStoreGroup, jm_store_group, ADW_TYPE_PREFERENCES_GROUP)

typedef struct
{
  JmStoreGroup *group;
  JmAccount    *account;
  GCancellable *cancellable;
  guint         stamp;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_object (&job->group);
  g_clear_object (&job->account);
  g_clear_object (&job->cancellable);
  g_free (job);
}

static Job *
job_new (JmStoreGroup *self)
{
  Job *job = g_new0 (Job, 1);

  job->group = g_object_ref (self);
  job->account = g_object_ref (self->account);
  job->cancellable = g_object_ref (self->cancellable);
  job->stamp = self->stamp;

  return job;
}

static gboolean
is_current (Job *job)
{
  return !g_cancellable_is_cancelled (job->cancellable) && job->group->account == job->account &&
         job->group->stamp == job->stamp;
}

/* --- how it is */

static void
show_store (JmStoreGroup *self,
            JmStore      *store,
            const GError *error)
{
  g_autofree char *size = store != NULL ? g_format_size ((guint64) jm_store_get_size (store)) : NULL;

  jm_text_set_subtitle (ADW_PREFERENCES_ROW (self->size_row), error != NULL ? error->message : size);
}

static DexFuture *
look_fiber (gpointer data)
{
  Job *job = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JmStore) store = dex_await_object (jm_account_open_store (job->account), &error);

  if (is_current (job))
    show_store (job->group, store, error);

  return dex_future_new_true ();
}

void
jm_store_group_update (JmStoreGroup *self)
{
  g_return_if_fail (JM_IS_STORE_GROUP (self));

  self->stamp++;
  if (self->account != NULL)
    dex_future_disown (dex_scheduler_spawn (NULL, 0, look_fiber, job_new (self), job_free));
}

/* --- GObject */

static void
jm_store_group_dispose (GObject *object)
{
  JmStoreGroup *self = JM_STORE_GROUP (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->account);

  G_OBJECT_CLASS (jm_store_group_parent_class)->dispose (object);
}

static void
jm_store_group_finalize (GObject *object)
{
  g_clear_object (&JM_STORE_GROUP (object)->cancellable);

  G_OBJECT_CLASS (jm_store_group_parent_class)->finalize (object);
}

static void
jm_store_group_class_init (JmStoreGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jm_store_group_dispose;
  G_OBJECT_CLASS (klass)->finalize = jm_store_group_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/JiraMonitor/window/preferences/jm-store-group.ui");
  gtk_widget_class_bind_template_child (widget_class, JmStoreGroup, size_row);
}

static void
jm_store_group_init (JmStoreGroup *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
jm_store_group_set_account (JmStoreGroup *self,
                            JmAccount    *account)
{
  g_return_if_fail (JM_IS_STORE_GROUP (self));

  if (g_set_object (&self->account, account))
    jm_store_group_update (self);
}
