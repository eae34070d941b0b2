/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sign-in-sites-page.h"

#include <glib/gi18n.h>

#include "jm-text.h"
#include "widgets/jm-project-tile.h"

/* From so many sites on, they can be searched. */
#define SITES_FOR_SEARCH 8

struct _JmSignInSitesPage
{
  AdwNavigationPage  parent_instance;

  GtkLabel          *explanation;
  GtkSearchEntry    *search;
  GtkListBox        *list;
  GtkButton         *add_button;

  GListModel        *choices;
  GtkCustomFilter   *filter;
};

G_DEFINE_FINAL_TYPE (JmSignInSitesPage, jm_sign_in_sites_page, ADW_TYPE_NAVIGATION_PAGE)

static guint
count_chosen (JmSignInSitesPage *self)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (self->choices); i++)
    {
      g_autoptr (JmSiteChoice) choice = g_list_model_get_item (self->choices, i);

      if (jm_site_choice_get_account (choice) == NULL && jm_site_choice_is_chosen (choice))
        n++;
    }

  return n;
}

static void
update_button (JmSignInSitesPage *self)
{
  guint n = count_chosen (self);
  g_autofree char *label = g_strdup_printf (ngettext ("Add %u Account", "Add %u Accounts", n), n);

  gtk_button_set_label (self->add_button, n > 0 ? label : _("Add Accounts"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->add_button), n > 0);
}

static const char *
get_site_name (JmJiraSite *site)
{
  const char *name = jm_jira_site_get_name (site);

  return name != NULL && *name != '\0' ? name : jm_jira_site_get_place (site);
}

static GtkWidget *
make_added_lozenge (JmAccount *account)
{
  GtkWidget *lozenge = gtk_label_new (_("Added"));
  g_autofree char *text = NULL;

  /* Translators: %s is the name of an account */
  text = g_strdup_printf (_("It is there already, as %s"), jm_account_get_name (account));
  jm_text_set_tooltip (lozenge, text);
  gtk_widget_add_css_class (lozenge, "lozenge");
  gtk_widget_set_valign (lozenge, GTK_ALIGN_CENTER);

  return lozenge;
}

static void
check_toggled_cb (GtkWidget      *row,
                  GParamSpec     *pspec,
                  GtkCheckButton *check)
{
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_CHECKED,
                               gtk_check_button_get_active (check), -1);
}

/* To a screen reader the row that has the focus is the check button. */
static GtkWidget *
make_row (gpointer item,
          gpointer user_data)
{
  JmSiteChoice *choice = item;
  JmJiraSite *site = jm_site_choice_get_site (choice);
  JmAccount *account = jm_site_choice_get_account (choice);
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "accessible-role", GTK_ACCESSIBLE_ROLE_CHECKBOX, NULL);
  GtkWidget *check = g_object_new (GTK_TYPE_CHECK_BUTTON, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  jm_text_set_title (ADW_PREFERENCES_ROW (row), get_site_name (site));
  jm_text_set_subtitle (ADW_PREFERENCES_ROW (row), jm_jira_site_get_place (site));
  /* Prefixes are put before each other. */
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), jm_project_tile_new (36, get_site_name (site)));
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  g_signal_connect_object (check, "notify::active", G_CALLBACK (check_toggled_cb), row, G_CONNECT_SWAPPED);
  check_toggled_cb (row, NULL, GTK_CHECK_BUTTON (check));

  if (account != NULL)
    {
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_added_lozenge (account));
      gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
      gtk_widget_set_sensitive (row, FALSE);
    }
  else
    g_object_bind_property (choice, "chosen", check, "active", G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);

  return row;
}

static gboolean
filter_choice (gpointer item,
               gpointer user_data)
{
  JmSignInSitesPage *self = user_data;
  JmJiraSite *site = jm_site_choice_get_site (item);
  const char *words = gtk_editable_get_text (GTK_EDITABLE (self->search));

  return *words == '\0' || g_str_match_string (words, get_site_name (site), TRUE) ||
         g_str_match_string (words, jm_jira_site_get_place (site), TRUE);
}

static void
add_cb (JmSignInSitesPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "sign-in.finish", NULL);
}

static void
search_changed_cb (JmSignInSitesPage *self)
{
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
}

static void
jm_sign_in_sites_page_dispose (GObject *object)
{
  JmSignInSitesPage *self = JM_SIGN_IN_SITES_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), JM_TYPE_SIGN_IN_SITES_PAGE);
  g_clear_object (&self->filter);
  g_clear_object (&self->choices);

  G_OBJECT_CLASS (jm_sign_in_sites_page_parent_class)->dispose (object);
}

static void
jm_sign_in_sites_page_class_init (JmSignInSitesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jm_sign_in_sites_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/JiraMonitor/window/sign-in/jm-sign-in-sites-page.ui");
  gtk_widget_class_bind_template_child (widget_class, JmSignInSitesPage, add_button);
  gtk_widget_class_bind_template_child (widget_class, JmSignInSitesPage, explanation);
  gtk_widget_class_bind_template_child (widget_class, JmSignInSitesPage, list);
  gtk_widget_class_bind_template_child (widget_class, JmSignInSitesPage, search);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
}

static void
jm_sign_in_sites_page_init (JmSignInSitesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
watch_choices (JmSignInSitesPage *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (self->choices); i++)
    {
      g_autoptr (JmSiteChoice) choice = g_list_model_get_item (self->choices, i);

      g_signal_connect_object (choice, "notify::chosen", G_CALLBACK (update_button), self, G_CONNECT_SWAPPED);
    }
}

/**
 * jm_sign_in_sites_page_new:
 * @choices: a list of #JmSiteChoice
 * @user_name: (nullable): who signed in
 *
 * Returns: (transfer floating): a new page
 */
AdwNavigationPage *
jm_sign_in_sites_page_new (GListModel *choices,
                           const char *user_name)
{
  JmSignInSitesPage *self;
  g_autoptr (GtkFilterListModel) found = NULL;
  guint n;
  g_autofree char *text = NULL;

  g_return_val_if_fail (G_IS_LIST_MODEL (choices), NULL);

  self = g_object_new (JM_TYPE_SIGN_IN_SITES_PAGE, NULL);
  self->choices = g_object_ref (choices);
  n = g_list_model_get_n_items (choices);
  /* Translators: a person's name, and how many sites of Jira that person may use */
  text = g_strdup_printf (ngettext ("%s may use %u site with this sign-in.", "%s may use %u sites with this sign-in.", n),
                          user_name ? user_name : _("You"), n);
  jm_text_set_label (self->explanation, text);
  gtk_widget_set_visible (GTK_WIDGET (self->search), n >= SITES_FOR_SEARCH);
  self->filter = gtk_custom_filter_new (filter_choice, self, NULL);
  found = gtk_filter_list_model_new (g_object_ref (choices), GTK_FILTER (g_object_ref (self->filter)));
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (found), make_row, NULL, NULL);
  watch_choices (self);
  update_button (self);

  return ADW_NAVIGATION_PAGE (self);
}
