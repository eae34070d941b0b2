/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "preferences/jm-muted-projects.h"

#include <glib/gi18n.h>

#include "base/jm-settings.h"
#include "jm-text.h"
#include "widgets/jm-remark.h"

/* More rows than this nobody reads: they are searched for. */
#define MAX_ROWS 50

struct _JmMutedProjects
{
  AdwNavigationPage    parent_instance;

  GSettings           *settings;
  JmAccount           *account;
  GListModel          *projects;        /* of JmProject, what is stored; NULL until it is read */
  GPtrArray           *muted_rows;      /* borrowed */
  GPtrArray           *other_rows;      /* borrowed */
  GCancellable        *cancellable;

  AdwPreferencesGroup *muted_group;
  AdwPreferencesGroup *other_group;
  AdwWindowTitle      *title;
  GtkSearchEntry      *search_entry;
  JmRemark            *remark;
};

G_DEFINE_FINAL_TYPE (JmMutedProjects, jm_muted_projects, ADW_TYPE_NAVIGATION_PAGE)

/* --- the setting */

char **
jm_muted_projects_dup_keys (GSettings *settings,
                            JmAccount *account)
{
  g_autoptr (GVariant) all = g_settings_get_value (settings, JM_SETTING_MUTED_PROJECTS);
  char **keys = NULL;

  if (!g_variant_lookup (all, jm_account_get_id (account), "^as", &keys))
    keys = g_new0 (char *, 1);

  return keys;
}

static void
keep_keys (JmMutedProjects  *self,
           char            **keys)
{
  g_autoptr (GVariant) all = g_settings_get_value (self->settings, JM_SETTING_MUTED_PROJECTS);
  GVariantBuilder builder;
  GVariantIter iter;
  const char *id;
  GVariant *others;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{sas}"));
  g_variant_iter_init (&iter, all);
  while (g_variant_iter_loop (&iter, "{&s@as}", &id, &others))
    {
      if (!g_str_equal (id, jm_account_get_id (self->account)))
        g_variant_builder_add (&builder, "{s@as}", id, others);
    }
  if (keys[0] != NULL)
    g_variant_builder_add (&builder, "{s^as}", jm_account_get_id (self->account), keys);
  g_settings_set_value (self->settings, JM_SETTING_MUTED_PROJECTS, g_variant_builder_end (&builder));
}

static void
set_muted (JmMutedProjects *self,
           const char      *key,
           gboolean         muted)
{
  g_auto (GStrv) keys = jm_muted_projects_dup_keys (self->settings, self->account);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) result = NULL;

  for (guint i = 0; keys[i] != NULL; i++)
    {
      if (!g_str_equal (keys[i], key))
        g_strv_builder_add (builder, keys[i]);
    }
  if (muted)
    g_strv_builder_add (builder, key);
  result = g_strv_builder_end (builder);
  keep_keys (self, result);
}

/* --- the rows */

static guint
find_row (GPtrArray *rows,
          GtkWidget *row)
{
  guint position = 0;

  g_ptr_array_find (rows, row, &position);

  return position;
}

/* The row is gone: the keyboard goes on at the one in its place. */
static void
focus_row (JmMutedProjects *self,
           GPtrArray       *rows,
           guint            position)
{
  GtkWidget *target = rows->len > 0 ? g_ptr_array_index (rows, MIN (position, rows->len - 1)) : NULL;

  if (target == NULL || !gtk_widget_grab_focus (target))
    gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

static void
change (JmMutedProjects *self,
        GtkWidget       *row,
        GPtrArray       *rows,
        gboolean         muted)
{
  g_autofree char *name = g_strdup (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)));
  g_autofree char *words = NULL;
  guint position = find_row (rows, row);

  /* Translators: %s is the name of a project */
  words = g_strdup_printf (muted ? _("%s is muted") : _("%s is notified again"), name);
  set_muted (self, g_object_get_data (G_OBJECT (row), "key"), muted);
  focus_row (self, rows, position);
  jm_text_announce (GTK_WIDGET (self), words, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
mute_cb (JmMutedProjects *self,
         GtkWidget       *row)
{
  change (self, row, self->other_rows, TRUE);
}

static void
unmute_cb (JmMutedProjects *self,
           GtkWidget       *row)
{
  change (self, row, self->muted_rows, FALSE);
}

static GtkWidget *
create_row (JmMutedProjects *self,
            const char      *key,
            const char      *name,
            gboolean         muted)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (muted ? "list-remove-symbolic" : "list-add-symbolic");

  jm_text_set_title (ADW_PREFERENCES_ROW (row), name);
  jm_text_set_subtitle (ADW_PREFERENCES_ROW (row), key);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  muted ? _("Notify again") : _("Mute"), -1);
  gtk_widget_set_tooltip_text (row, muted ? _("Notify Again") : _("Mute"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), icon);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "key", g_strdup (key), g_free);
  g_signal_connect_object (row, "activated", muted ? G_CALLBACK (unmute_cb) : G_CALLBACK (mute_cb), self,
                           G_CONNECT_SWAPPED);

  return row;
}

static void
add_row (JmMutedProjects *self,
         const char      *key,
         const char      *name,
         gboolean         muted)
{
  GtkWidget *row = create_row (self, key, name, muted);

  adw_preferences_group_add (muted ? self->muted_group : self->other_group, row);
  g_ptr_array_add (muted ? self->muted_rows : self->other_rows, row);
}

static void
forget_rows (AdwPreferencesGroup *group,
             GPtrArray           *rows)
{
  for (guint i = 0; i < rows->len; i++)
    adw_preferences_group_remove (group, g_ptr_array_index (rows, i));
  g_ptr_array_set_size (rows, 0);
}

/* What is muted and not stored any more is named by its key. */
static char *
dup_name (JmMutedProjects *self,
          const char      *key)
{
  guint n_projects = self->projects != NULL ? g_list_model_get_n_items (self->projects) : 0;

  for (guint i = 0; i < n_projects; i++)
    {
      g_autoptr (JmProject) project = g_list_model_get_item (self->projects, i);

      if (g_str_equal (jm_project_get_key (project), key))
        return g_strdup (jm_project_get_name (project));
    }

  return g_strdup (key);
}

static gboolean
matches (JmProject  *project,
         const char *terms)
{
  g_autofree char *name = g_utf8_casefold (jm_project_get_name (project), -1);
  g_autofree char *key = g_utf8_casefold (jm_project_get_key (project), -1);

  return strstr (name, terms) != NULL || strstr (key, terms) != NULL;
}

/* Returns how many there would be. */
static guint
fill_others (JmMutedProjects   *self,
             const char *const *muted)
{
  g_autofree char *terms = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search_entry)), -1);
  guint n_projects = self->projects != NULL ? g_list_model_get_n_items (self->projects) : 0;
  guint n_found = 0;

  g_strstrip (terms);
  for (guint i = 0; i < n_projects; i++)
    {
      g_autoptr (JmProject) project = g_list_model_get_item (self->projects, i);

      if (g_strv_contains (muted, jm_project_get_key (project)) || !matches (project, terms))
        continue;
      if (n_found++ < MAX_ROWS)
        add_row (self, jm_project_get_key (project), jm_project_get_name (project), FALSE);
    }

  return n_found;
}

static void
show_remark (JmMutedProjects *self,
             guint            n_found)
{
  g_autofree char *words = NULL;

  if (self->projects == NULL)
    {
      jm_remark_set_busy (self->remark, _("Reading the projects…"));
      return;
    }

  if (g_list_model_get_n_items (self->projects) == 0)
    words = g_strdup (_("No projects were fetched yet"));
  else if (n_found == 0)
    words = g_strdup (_("No other project is called so"));
  else if (n_found > MAX_ROWS)
    words = g_strdup_printf (ngettext ("%u more: search for it", "%u more: search for them", n_found - MAX_ROWS),
                             n_found - MAX_ROWS);
  if (words != NULL)
    jm_remark_set_plain (self->remark, words);
  else
    jm_remark_clear (self->remark);
}

static void
fill (JmMutedProjects *self)
{
  g_auto (GStrv) muted = jm_muted_projects_dup_keys (self->settings, self->account);

  forget_rows (self->muted_group, self->muted_rows);
  forget_rows (self->other_group, self->other_rows);
  for (guint i = 0; muted[i] != NULL; i++)
    {
      g_autofree char *name = dup_name (self, muted[i]);

      add_row (self, muted[i], name, TRUE);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->muted_group), muted[0] != NULL);
  show_remark (self, fill_others (self, (const char *const *) muted));
}

static void
search_changed_cb (JmMutedProjects *self)
{
  fill (self);
}

/* --- what is stored */

typedef struct
{
  JmMutedProjects *page;
  GCancellable    *cancellable;
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_object_unref (look->page);
  g_object_unref (look->cancellable);
  g_free (look);
}

static DexFuture *
look_fiber (gpointer data)
{
  Look *look = data;
  JmMutedProjects *self = look->page;
  g_autoptr (GError) error = NULL;
  g_autoptr (JmStore) store = dex_await_object (jm_account_open_store (self->account), &error);
  g_autoptr (GListModel) projects = NULL;

  if (store != NULL)
    projects = dex_await_object (jm_store_list_projects (store), &error);
  if (g_cancellable_is_cancelled (look->cancellable))
    return dex_future_new_true ();

  if (projects == NULL)
    {
      jm_remark_set_error (self->remark, error->message);
      return dex_future_new_true ();
    }

  g_set_object (&self->projects, projects);
  fill (self);

  return dex_future_new_true ();
}

/* --- GObject */

static void
jm_muted_projects_hidden (AdwNavigationPage *page)
{
  g_cancellable_cancel (JM_MUTED_PROJECTS (page)->cancellable);
}

static void
jm_muted_projects_dispose (GObject *object)
{
  JmMutedProjects *self = JM_MUTED_PROJECTS (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), JM_TYPE_MUTED_PROJECTS);
  g_clear_object (&self->projects);
  g_clear_object (&self->account);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (jm_muted_projects_parent_class)->dispose (object);
}

static void
jm_muted_projects_finalize (GObject *object)
{
  JmMutedProjects *self = JM_MUTED_PROJECTS (object);

  g_clear_object (&self->cancellable);
  g_ptr_array_unref (self->muted_rows);
  g_ptr_array_unref (self->other_rows);

  G_OBJECT_CLASS (jm_muted_projects_parent_class)->finalize (object);
}

static void
jm_muted_projects_class_init (JmMutedProjectsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jm_muted_projects_dispose;
  G_OBJECT_CLASS (klass)->finalize = jm_muted_projects_finalize;
  ADW_NAVIGATION_PAGE_CLASS (klass)->hidden = jm_muted_projects_hidden;

  g_type_ensure (JM_TYPE_REMARK);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/JiraMonitor/window/preferences/jm-muted-projects.ui");
  gtk_widget_class_bind_template_child (widget_class, JmMutedProjects, muted_group);
  gtk_widget_class_bind_template_child (widget_class, JmMutedProjects, other_group);
  gtk_widget_class_bind_template_child (widget_class, JmMutedProjects, remark);
  gtk_widget_class_bind_template_child (widget_class, JmMutedProjects, search_entry);
  gtk_widget_class_bind_template_child (widget_class, JmMutedProjects, title);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
}

static void
jm_muted_projects_init (JmMutedProjects *self)
{
  self->cancellable = g_cancellable_new ();
  self->muted_rows = g_ptr_array_new ();
  self->other_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_entry_set_key_capture_widget (self->search_entry, GTK_WIDGET (self));
}

/**
 * jm_muted_projects_new:
 * @settings: where they are kept
 * @account: whose projects
 *
 * Returns: (transfer floating): a new page
 */
AdwNavigationPage *
jm_muted_projects_new (GSettings *settings,
                       JmAccount *account)
{
  JmMutedProjects *self;
  Look *look;

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);
  g_return_val_if_fail (JM_IS_ACCOUNT (account), NULL);

  self = g_object_new (JM_TYPE_MUTED_PROJECTS, NULL);
  self->settings = g_object_ref (settings);
  self->account = g_object_ref (account);
  adw_window_title_set_subtitle (self->title, jm_account_get_name (account));
  g_signal_connect_object (settings, "changed::" JM_SETTING_MUTED_PROJECTS, G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  fill (self);

  look = g_new0 (Look, 1);
  look->page = g_object_ref (self);
  look->cancellable = g_object_ref (self->cancellable);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, look_fiber, look, look_free));

  return ADW_NAVIGATION_PAGE (self);
}
