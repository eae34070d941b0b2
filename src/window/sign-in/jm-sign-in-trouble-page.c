/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sign-in-trouble-page.h"

#include <glib/gi18n.h>

#include "auth/jm-auth-error.h"
#include "auth/jm-trouble.h"
#include "jm-focus.h"
#include "jm-text.h"

struct _JmSignInTroublePage
{
  AdwNavigationPage    parent_instance;

  GtkImage            *icon;
  GtkLabel            *heading;
  GtkLabel            *explanation;
  AdwPreferencesGroup *help;
  GtkButton           *other_button;
  GtkButton           *retry_button;

  char                *redirect_uri;
};

G_DEFINE_FINAL_TYPE (JmSignInTroublePage, jm_sign_in_trouble_page, ADW_TYPE_NAVIGATION_PAGE)

/* --- the cures */

typedef enum
{
  HELP_NONE,
  HELP_ACCEPT,
  HELP_CALLBACK,
  HELP_ADMIN,
  HELP_PRIVATE_APP,
  HELP_FREE_PORT,
  HELP_NO_PORT,
  HELP_OTHER_PORT,
  HELP_OWN_APP,
  HELP_PASTE,
  HELP_ONE_TAB,
  HELP_OTHER_PERSON,
  HELP_SITE_ACCESS,
  HELP_UNLOCK,
  HELP_KEYRING,
  HELP_NETWORK,
  HELP_AUTHORITY,
  HELP_PROXY,
  HELP_WHOM_TO_ASK,
} Help;

typedef struct
{
  const char *icon;
  const char *title;            /* translatable */
  const char *subtitle;         /* translatable; %s is the callback URL */
  const char *action;           /* in detail, of dialog or program; NULL: advice alone */
} HelpRow;

static const HelpRow help_rows[] = {
  [HELP_ACCEPT] = { "view-refresh-symbolic", N_("Cancel was pressed?"), N_("Try again and press Accept"), NULL },
  [HELP_CALLBACK] = { "network-transmit-receive-symbolic", N_("The page spoke of a “callback URL mismatch”?"),
                      N_("Register %s"), "sign-in.copy-callback" },
  [HELP_ADMIN] = { "dialog-password-symbolic", N_("An administrator blocks apps?"), N_("Sign in with an API token"),
                   "sign-in.other-way" },
  [HELP_PRIVATE_APP] = { "system-users-symbolic", N_("The page could not find the app?"),
                         N_("A new app is private: whoever made it turns sharing on, under Distribution"), NULL },
  [HELP_FREE_PORT] = { "application-x-executable-symbolic", N_("Another program listens there"),
                       N_("Close it: often a second Jira Monitor, or a web server of a developer"), NULL },
  [HELP_NO_PORT] = { "edit-paste-symbolic", N_("Sign in without it"),
                     N_("You paste the address that the browser ends at"), "sign-in.paste" },
  [HELP_OTHER_PORT] = { "network-transmit-receive-symbolic", N_("It can’t be closed?"),
                        N_("Choose another callback URL in the preferences, and register that one"),
                        "app.preferences-page::access" },
  [HELP_OWN_APP] = { "dialog-password-symbolic", N_("Enter the app’s ID and secret again"),
                     N_("Both stand under Settings in Atlassian’s console"), "sign-in.own-app" },
  [HELP_PASTE] = { "edit-paste-symbolic", N_("The browser showed a page that can’t be reached?"),
                   N_("Try again, and paste the address of that page here"), NULL },
  [HELP_ONE_TAB] = { "web-browser-symbolic", N_("Two tabs were open?"),
                     N_("Close the older one; a page is good for one attempt"), NULL },
  [HELP_OTHER_PERSON] = { "avatar-default-symbolic", N_("The browser knows somebody else?"),
                          N_("Sign out of Atlassian there, or copy the link to another profile"), NULL },
  [HELP_SITE_ACCESS] = { "system-users-symbolic", N_("No Jira behind this account?"),
                         N_("Somebody who administers the site must give you access to Jira"), NULL },
  [HELP_UNLOCK] = { "channel-insecure-symbolic", N_("Unlock the keyring"),
                    N_("You are asked for its password, often the one of this computer"), "sign-in.unlock" },
  [HELP_KEYRING] = { "channel-insecure-symbolic", N_("No keyring is running?"),
                     N_("Start GNOME Keyring, KWallet or KeePassXC; secrets are never kept in a file"), NULL },
  [HELP_AUTHORITY] = { "channel-insecure-symbolic", N_("Does your company look into connections?"),
                       N_("Choose the file of its authority (CA)"), "sign-in.trust" },
  [HELP_PROXY] = { "network-transmit-receive-symbolic", N_("Sign in to the proxy"),
                   N_("Name and password are kept in the keyring"), "sign-in.proxy" },
  [HELP_WHOM_TO_ASK] = { "system-users-symbolic", N_("This can’t be mended from here"),
                         N_("Whoever runs the site or the network can, and your clock may be wrong"), NULL },
  [HELP_NETWORK] = { "network-offline-symbolic", N_("Is this computer online?"),
                     N_("A network that asks for a sign-in of its own shows it in the browser"), NULL },
};

/* What happened, by its code. A sentence that is missing is the trouble's own, or the error's. */
static const struct
{
  JmAuthError code;
  const char *icon;
  const char *title;            /* translatable */
  const char *explanation;      /* translatable; %s is the error's message */
  Help        help[3];
} stories[] = {
  { JM_AUTH_ERROR_DENIED, "dialog-error-symbolic", N_("Access was not allowed"), N_("%s. Nothing was saved."), { HELP_ACCEPT, HELP_CALLBACK, HELP_ADMIN } },
  { JM_AUTH_ERROR_TIMED_OUT, "emoji-recent-symbolic", N_("Nobody came back from the browser"), N_("After five minutes the attempt was ended. Nothing was saved."), { HELP_CALLBACK, HELP_PRIVATE_APP, HELP_PASTE } },
  { JM_AUTH_ERROR_PORT_BUSY, "network-transmit-receive-symbolic", N_("The way back is taken"), N_("%s"), { HELP_FREE_PORT, HELP_NO_PORT, HELP_OTHER_PORT } },
  { JM_AUTH_ERROR_CALLBACK, "dialog-error-symbolic", N_("The answer does not fit"), N_("%s"), { HELP_ONE_TAB, HELP_CALLBACK, HELP_OTHER_PORT } },
  { JM_AUTH_ERROR_CODE_SPENT, "view-refresh-symbolic", N_("The answer got lost on its way"), N_("A sign-in can be redeemed only once, so it has to be done again. Nothing was saved."), { HELP_NETWORK } },
  { JM_AUTH_ERROR_CLIENT_REFUSED, "dialog-password-symbolic", N_("Atlassian does not know this app"), N_("The client ID or the secret is wrong, or the app was deleted."), { HELP_OWN_APP, HELP_ADMIN } },
  { JM_AUTH_ERROR_NO_SITE, "system-users-symbolic", N_("No Jira site can be reached"), N_("The sign-in worked, but it opens no site with Jira. Nothing was saved."), { HELP_OTHER_PERSON, HELP_SITE_ACCESS } },
  { JM_AUTH_ERROR_OTHER_PERSON, "avatar-default-symbolic", N_("That was somebody else"), N_("%s"), { HELP_OTHER_PERSON } },
  { JM_AUTH_ERROR_DUPLICATE, "edit-copy-symbolic", N_("This account is there already"), N_("%s"), { HELP_NONE } },
  { JM_AUTH_ERROR_KEYRING_LOCKED, "channel-insecure-symbolic", N_("The keyring is locked"), N_("The sign-in worked. Its secret is kept in the keyring, which has to be unlocked first."), { HELP_UNLOCK } },
  { JM_AUTH_ERROR_KEYRING_UNAVAILABLE, "channel-insecure-symbolic", N_("There is no keyring"), N_("The sign-in worked, but there is no safe place for its secret. Nothing was saved."), { HELP_KEYRING } },
  { JM_AUTH_ERROR_KEYRING_LOST, "channel-insecure-symbolic", N_("The keyring did not keep the secret"), N_("It said that it did, but the secret was not there afterwards. Nothing was saved."), { HELP_KEYRING } },
};

static void
add_help (JmSignInTroublePage *self,
          const HelpRow       *help)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (help->icon);
  g_autofree char *subtitle = NULL;

  if (strstr (help->subtitle, "%s") != NULL)
    {
      g_auto (GStrv) parts = g_strsplit (_(help->subtitle), "%s", 2);

      subtitle = g_strjoinv (self->redirect_uri, parts);
    }
  else
    subtitle = g_strdup (_(help->subtitle));

  jm_text_set_title (ADW_PREFERENCES_ROW (row), _(help->title));
  jm_text_set_subtitle (ADW_PREFERENCES_ROW (row), subtitle);
  gtk_widget_add_css_class (icon, "dimmed");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  if (help->action != NULL)
    {
      gboolean copies = g_str_has_suffix (help->action, "copy-callback");
      GtkWidget *mark = gtk_image_new_from_icon_name (copies ? "edit-copy-symbolic" : "go-next-symbolic");

      adw_action_row_add_suffix (ADW_ACTION_ROW (row), mark);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (row), help->action);
    }
  adw_preferences_group_add (self->help, row);
}

static void
show_story (JmSignInTroublePage *self,
            gsize                index,
            const GError        *error)
{
  g_auto (GStrv) parts = g_strsplit (_(stories[index].explanation), "%s", 2);
  g_autofree char *explanation = g_strjoinv (error->message, parts);

  gtk_image_set_from_icon_name (self->icon, stories[index].icon);
  gtk_label_set_text (self->heading, _(stories[index].title));
  jm_text_set_label (self->explanation, explanation);
  gtk_widget_set_visible (GTK_WIDGET (self->help), stories[index].help[0] != HELP_NONE);
  for (gsize i = 0; i < G_N_ELEMENTS (stories[index].help) && stories[index].help[i] != HELP_NONE; i++)
    add_help (self, &help_rows[stories[index].help[i]]);
}

static const struct
{
  JmTrouble trouble;
  Help      help;
} network_help[] = {
  { JM_TROUBLE_OFFLINE, HELP_NETWORK },
  { JM_TROUBLE_CAPTIVE_PORTAL, HELP_NETWORK },
  { JM_TROUBLE_TLS_UNTRUSTED, HELP_AUTHORITY },
  { JM_TROUBLE_TLS_INVALID, HELP_WHOM_TO_ASK },
  { JM_TROUBLE_PROXY_SIGN_IN, HELP_PROXY },
};

/* Whatever else there is: what the program says of it everywhere. */
static void
show_trouble (JmSignInTroublePage *self,
              const GError        *error)
{
  const JmTroubleInfo *info = jm_trouble_get_info (jm_trouble_from_error (error));
  gboolean known = info->trouble != JM_TROUBLE_OK;

  gtk_label_set_text (self->heading, known ? _(info->title) : _("The sign-in did not work"));
  jm_text_set_label (self->explanation, error->message);
  gtk_widget_set_visible (GTK_WIDGET (self->help), FALSE);
  for (gsize i = 0; i < G_N_ELEMENTS (network_help); i++)
    {
      if (network_help[i].trouble != info->trouble)
        continue;
      gtk_widget_set_visible (GTK_WIDGET (self->help), TRUE);
      add_help (self, &help_rows[network_help[i].help]);
    }
}

/* Return goes on */
static void
shown_cb (JmSignInTroublePage *self)
{
  jm_focus_soon (GTK_WIDGET (self->retry_button));
}

static void
jm_sign_in_trouble_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), JM_TYPE_SIGN_IN_TROUBLE_PAGE);

  G_OBJECT_CLASS (jm_sign_in_trouble_page_parent_class)->dispose (object);
}

static void
jm_sign_in_trouble_page_finalize (GObject *object)
{
  g_clear_pointer (&JM_SIGN_IN_TROUBLE_PAGE (object)->redirect_uri, g_free);

  G_OBJECT_CLASS (jm_sign_in_trouble_page_parent_class)->finalize (object);
}

static void
jm_sign_in_trouble_page_class_init (JmSignInTroublePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = jm_sign_in_trouble_page_dispose;
  object_class->finalize = jm_sign_in_trouble_page_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/JiraMonitor/window/sign-in/jm-sign-in-trouble-page.ui");
  gtk_widget_class_bind_template_child (widget_class, JmSignInTroublePage, explanation);
  gtk_widget_class_bind_template_child (widget_class, JmSignInTroublePage, heading);
  gtk_widget_class_bind_template_child (widget_class, JmSignInTroublePage, help);
  gtk_widget_class_bind_template_child (widget_class, JmSignInTroublePage, icon);
  gtk_widget_class_bind_template_child (widget_class, JmSignInTroublePage, other_button);
  gtk_widget_class_bind_template_child (widget_class, JmSignInTroublePage, retry_button);
  gtk_widget_class_bind_template_callback (widget_class, shown_cb);
}

static void
jm_sign_in_trouble_page_init (JmSignInTroublePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * jm_sign_in_trouble_page_new:
 * @error: what went wrong
 * @redirect_uri: the callback URL that must be registered
 *
 * Returns: (transfer floating): a new page
 */
AdwNavigationPage *
jm_sign_in_trouble_page_new (const GError *error,
                             const char   *redirect_uri)
{
  JmSignInTroublePage *self;

  g_return_val_if_fail (error != NULL, NULL);
  g_return_val_if_fail (redirect_uri != NULL, NULL);

  self = g_object_new (JM_TYPE_SIGN_IN_TROUBLE_PAGE, NULL);
  self->redirect_uri = g_strdup (redirect_uri);

  for (gsize i = 0; error->domain == JM_AUTH_ERROR && i < G_N_ELEMENTS (stories); i++)
    {
      if (stories[i].code == (JmAuthError) error->code)
        {
          show_story (self, i, error);
          return ADW_NAVIGATION_PAGE (self);
        }
    }
  show_trouble (self, error);

  return ADW_NAVIGATION_PAGE (self);
}
