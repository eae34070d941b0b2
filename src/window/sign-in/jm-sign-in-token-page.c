/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sign-in-token-page.h"

#include <glib/gi18n.h>

#include "jira/jm-jira-error.h"
#include "jm-link.h"
#include "jm-text.h"
#include "widgets/jm-date-row.h"
#include "widgets/jm-remark.h"

#define TOKENS_PAGE "https://id.atlassian.com/manage-profile/security/api-tokens"
#define PAT_PATH "/secure/ViewProfile.jspa?selectedTab=com.atlassian.pats.pats-plugin:jira-user-personal-access-tokens"

struct _JmSignInTokenPage
{
  AdwNavigationPage    parent_instance;

  GtkLabel            *heading;
  GtkLabel            *explanation;
  AdwEntryRow         *email;
  AdwPasswordEntryRow *token;
  AdwEntryRow         *token_name;
  JmDateRow           *ends;
  AdwActionRow        *create_row;
  JmRemark            *remark;
  GtkButton           *check_button;

  JmMonitor           *monitor;
  JmJiraSite          *site;
  JmAccount           *again;
  GCancellable        *cancellable;
  gboolean             checking;
};

G_DEFINE_FINAL_TYPE (JmSignInTokenPage, jm_sign_in_token_page, ADW_TYPE_NAVIGATION_PAGE)

typedef enum
{
  SIGNAL_SIGNED_IN,
} JmSignInTokenPageSignal;

static guint signals[SIGNAL_SIGNED_IN + 1];

static gboolean
is_cloud (JmSignInTokenPage *self)
{
  return jm_jira_site_get_flavor (self->site) == JM_JIRA_CLOUD;
}

static const char *
get_entry (gpointer entry)
{
  return gtk_editable_get_text (GTK_EDITABLE (entry));
}

static void
update_sensitivity (JmSignInTokenPage *self)
{
  gboolean filled = *get_entry (self->token) != '\0' && (!is_cloud (self) || *get_entry (self->email) != '\0');

  gtk_widget_set_sensitive (GTK_WIDGET (self->check_button), filled && !self->checking);
  gtk_editable_set_editable (GTK_EDITABLE (self->email), !self->checking);
  gtk_editable_set_editable (GTK_EDITABLE (self->token), !self->checking);
  gtk_editable_set_editable (GTK_EDITABLE (self->token_name), !self->checking);
  gtk_widget_set_sensitive (GTK_WIDGET (self->ends), !self->checking);
}

/* --- trying it */

typedef struct
{
  JmSignInTokenPage *page;
  JmSignIn          *sign_in;
  GCancellable      *cancellable;
  DexFuture         *answer;
} Check;

static void
check_free (gpointer data)
{
  Check *check = data;

  g_clear_object (&check->page);
  g_clear_object (&check->sign_in);
  g_clear_object (&check->cancellable);
  dex_clear (&check->answer);
  g_free (check);
}

/* What was said, and the cure in the words of this page. */
static void
show_error (JmSignInTokenPage *self,
            const GError      *error)
{
  if (g_error_matches (error, JM_JIRA_ERROR, JM_JIRA_ERROR_UNAUTHORIZED) ||
      g_error_matches (error, JM_JIRA_ERROR, JM_JIRA_ERROR_ANONYMOUS) ||
      g_error_matches (error, JM_AUTH_ERROR, JM_AUTH_ERROR_REFUSED))
    jm_remark_set_error (self->remark, is_cloud (self) ? _("Jira does not accept this pair. Is it the address you sign in to Atlassian with, "
                                                            "and is the token whole and not past its end?") :
                                                         _("Jira does not accept this token. Is it whole, and not past its end?"));
  else if (g_error_matches (error, JM_JIRA_ERROR, JM_JIRA_ERROR_BLOCKED) ||
           g_error_matches (error, JM_AUTH_ERROR, JM_AUTH_ERROR_BLOCKED))
    jm_remark_set_error (self->remark, _("Jira wants to see a person first. Sign in to Jira once in the browser, then try again."));
  else
    jm_remark_set_error (self->remark, error->message);
}

static DexFuture *
check_fiber (gpointer data)
{
  Check *check = data;
  JmSignInTokenPage *self = check->page;
  g_autoptr (GListModel) choices = NULL;
  g_autoptr (GError) error = NULL;

  choices = dex_await_object (g_steal_pointer (&check->answer), &error);
  if (g_cancellable_is_cancelled (check->cancellable))
    return dex_future_new_true ();

  self->checking = FALSE;
  update_sensitivity (self);
  if (choices != NULL)
    {
      jm_remark_clear (self->remark);
      gtk_editable_set_text (GTK_EDITABLE (self->token), "");
      g_signal_emit (self, signals[SIGNAL_SIGNED_IN], 0, check->sign_in, choices);
    }
  else
    show_error (self, error);

  return dex_future_new_true ();
}

static void
check_cb (JmSignInTokenPage *self)
{
  g_autofree char *text = NULL;
  g_autofree char *email = NULL;
  g_autofree char *token = NULL;
  const char *name = get_entry (self->token_name);
  Check *check;

  if (!gtk_widget_get_sensitive (GTK_WIDGET (self->check_button)))
    return;

  self->checking = TRUE;
  update_sensitivity (self);
  /* Translators: %s is a host like "acme.atlassian.net" */
  text = g_strdup_printf (_("Asking %s…"), jm_jira_site_get_place (self->site));
  jm_remark_set_busy (self->remark, text);

  email = g_strstrip (g_strdup (get_entry (self->email)));
  token = g_strstrip (g_strdup (get_entry (self->token)));
  check = g_new0 (Check, 1);
  check->page = g_object_ref (self);
  check->sign_in = jm_monitor_begin_sign_in (self->monitor, self->again);
  check->cancellable = g_object_ref (self->cancellable);
  if (is_cloud (self))
    check->answer = jm_sign_in_with_api_token (check->sign_in, self->site, email, token,
                                               jm_date_row_get_time_ms (self->ends), self->cancellable);
  else
    check->answer = jm_sign_in_with_pat (check->sign_in, self->site, token, *name != '\0' ? name : NULL,
                                         jm_date_row_get_time_ms (self->ends), self->cancellable);
  explicit_bzero (token, strlen (token));
  dex_future_disown (dex_scheduler_spawn (NULL, 0, check_fiber, check, check_free));
}

static void
changed_cb (JmSignInTokenPage *self)
{
  jm_remark_clear (self->remark);
  update_sensitivity (self);
}

static void
create_cb (JmSignInTokenPage *self)
{
  g_autofree char *uri = NULL;
  g_autofree char *host = NULL;

  if (is_cloud (self))
    uri = g_strdup (TOKENS_PAGE);
  else
    uri = g_strconcat (jm_jira_site_get_url (self->site), PAT_PATH, NULL);
  host = jm_link_dup_host (uri);
  jm_link_open (GTK_WIDGET (self), uri, host);
}

/* --- signing in again: the address is known, though only to the keyring */

static DexFuture *
prefill_fiber (gpointer data)
{
  JmSignInTokenPage *self = data;
  g_autoptr (GCancellable) cancellable = g_object_ref (self->cancellable);
  const char *id = jm_token_keeper_get_id (jm_account_get_keeper (self->again));
  g_autofree char *name = g_strconcat ("credential/", id, NULL);
  g_autoptr (JmSecret) secret = NULL;
  char *json;

  /* Whatever goes wrong here, the person can type. */
  json = dex_await_string (jm_keyring_lookup (jm_monitor_get_services (self->monitor)->keyring, name, cancellable), NULL);
  if (json == NULL)
    return dex_future_new_true ();

  secret = jm_secret_from_json (json, NULL);
  explicit_bzero (json, strlen (json));
  g_free (json);
  if (secret != NULL && secret->user != NULL && !g_cancellable_is_cancelled (cancellable) &&
      *get_entry (self->email) == '\0')
    {
      gtk_editable_set_text (GTK_EDITABLE (self->email), secret->user);
      gtk_widget_grab_focus (GTK_WIDGET (self->token));
    }

  return dex_future_new_true ();
}

/* --- overrides */

static void
jm_sign_in_token_page_dispose (GObject *object)
{
  JmSignInTokenPage *self = JM_SIGN_IN_TOKEN_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), JM_TYPE_SIGN_IN_TOKEN_PAGE);
  g_clear_object (&self->site);
  g_clear_object (&self->again);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (jm_sign_in_token_page_parent_class)->dispose (object);
}

static void
jm_sign_in_token_page_finalize (GObject *object)
{
  g_clear_object (&JM_SIGN_IN_TOKEN_PAGE (object)->cancellable);

  G_OBJECT_CLASS (jm_sign_in_token_page_parent_class)->finalize (object);
}

static void
jm_sign_in_token_page_class_init (JmSignInTokenPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = jm_sign_in_token_page_dispose;
  object_class->finalize = jm_sign_in_token_page_finalize;

  signals[SIGNAL_SIGNED_IN] =
      g_signal_new ("signed-in", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                    JM_TYPE_SIGN_IN, G_TYPE_LIST_MODEL);

  g_type_ensure (JM_TYPE_DATE_ROW);
  g_type_ensure (JM_TYPE_REMARK);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/JiraMonitor/window/sign-in/jm-sign-in-token-page.ui");
  gtk_widget_class_bind_template_child (widget_class, JmSignInTokenPage, check_button);
  gtk_widget_class_bind_template_child (widget_class, JmSignInTokenPage, create_row);
  gtk_widget_class_bind_template_child (widget_class, JmSignInTokenPage, email);
  gtk_widget_class_bind_template_child (widget_class, JmSignInTokenPage, ends);
  gtk_widget_class_bind_template_child (widget_class, JmSignInTokenPage, explanation);
  gtk_widget_class_bind_template_child (widget_class, JmSignInTokenPage, heading);
  gtk_widget_class_bind_template_child (widget_class, JmSignInTokenPage, remark);
  gtk_widget_class_bind_template_child (widget_class, JmSignInTokenPage, token);
  gtk_widget_class_bind_template_child (widget_class, JmSignInTokenPage, token_name);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, check_cb);
  gtk_widget_class_bind_template_callback (widget_class, create_cb);
}

static void
jm_sign_in_token_page_init (JmSignInTokenPage *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
describe (JmSignInTokenPage *self)
{
  g_autofree char *explanation = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->email), is_cloud (self));
  gtk_widget_set_visible (GTK_WIDGET (self->token_name), !is_cloud (self));
  if (is_cloud (self))
    {
      gtk_label_set_text (self->heading, _("Your API token"));
      /* Translators: %s is a host like "acme.atlassian.net" */
      explanation = g_strdup_printf (_("For %s. Jira tells nobody when it ends, so please say it here."),
                                     jm_jira_site_get_place (self->site));
      jm_text_set_subtitle (ADW_PREFERENCES_ROW (self->create_row), _("Create one on your Atlassian account’s page"));
    }
  else
    {
      gtk_label_set_text (self->heading, _("Your personal access token"));
      /* Translators: %s is a host like "jira.example.com" */
      explanation = g_strdup_printf (_("For %s. With its name, the day it ends is read from Jira where that works."),
                                     jm_jira_site_get_place (self->site));
      jm_text_set_subtitle (ADW_PREFERENCES_ROW (self->create_row), _("Create one in your profile in Jira"));
    }
  jm_text_set_label (self->explanation, explanation);
}

/**
 * jm_sign_in_token_page_new:
 * @monitor: the program
 * @site: where the token belongs
 * @again: (nullable): the account that is signed in to again
 *
 * Returns: (transfer floating): a new page
 */
AdwNavigationPage *
jm_sign_in_token_page_new (JmMonitor  *monitor,
                           JmJiraSite *site,
                           JmAccount  *again)
{
  JmSignInTokenPage *self;

  g_return_val_if_fail (JM_IS_MONITOR (monitor), NULL);
  g_return_val_if_fail (JM_IS_JIRA_SITE (site), NULL);
  g_return_val_if_fail (again == NULL || JM_IS_ACCOUNT (again), NULL);

  self = g_object_new (JM_TYPE_SIGN_IN_TOKEN_PAGE, NULL);
  self->monitor = g_object_ref (monitor);
  self->site = g_object_ref (site);
  self->again = again ? g_object_ref (again) : NULL;
  describe (self);
  update_sensitivity (self);
  if (again != NULL && is_cloud (self))
    dex_future_disown (dex_scheduler_spawn (NULL, 0, prefill_fiber, g_object_ref (self), g_object_unref));

  return ADW_NAVIGATION_PAGE (self);
}

/**
 * jm_sign_in_token_page_stop:
 * @self: a page that was left
 *
 * Ends what it waits for, and forgets what was typed and is secret. Being taken from one window form to the other, as
 * dialogs are when their window gets narrow, is no leaving.
 */
void
jm_sign_in_token_page_stop (JmSignInTokenPage *self)
{
  g_return_if_fail (JM_IS_SIGN_IN_TOKEN_PAGE (self));

  g_cancellable_cancel (self->cancellable);
  if (self->token != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->token), "");
}
