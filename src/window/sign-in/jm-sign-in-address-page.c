/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sign-in-address-page.h"

#include <glib/gi18n.h>

#include "jm-text.h"
#include "network/jm-network-ask.h"
#include "widgets/jm-remark.h"

/* So long nobody types any more, and the address is looked at, ms. */
#define PAUSE 700

struct _JmSignInAddressPage
{
  AdwNavigationPage  parent_instance;

  AdwEntryRow       *address;
  GtkImage          *found_icon;
  JmRemark          *remark;
  GtkButton         *mend_button;
  AdwActionRow      *browser_row;
  AdwActionRow      *api_token_row;
  AdwActionRow      *pat_row;
  AdwActionRow      *own_app_row;

  JmMonitor         *monitor;
  JmJiraSite        *site;
  GCancellable      *cancellable;             /* of the look that is under way */
  guint              pause;
  char              *mended;                  /* the site, or the proxy, that mend() is about */
  JmNetworkAsk       mend;                    /* NULL: nothing to mend */
};

G_DEFINE_FINAL_TYPE (JmSignInAddressPage, jm_sign_in_address_page, ADW_TYPE_NAVIGATION_PAGE)

typedef enum
{
  PROP_SITE = 1,
} JmSignInAddressPageProperty;

static GParamSpec *properties[PROP_SITE + 1];

static JmNetwork *
get_network (JmSignInAddressPage *self)
{
  return jm_http_get_network (jm_monitor_get_services (self->monitor)->http);
}

/* What is known of a way where Jira is Cloud, Data Center, or not known yet. */
static void
update_ways (JmSignInAddressPage *self)
{
  gboolean known = self->site != NULL;
  gboolean cloud = known && jm_jira_site_get_flavor (self->site) == JM_JIRA_CLOUD;
  gboolean data_center = known && !cloud;

  adw_action_row_set_subtitle (self->browser_row, data_center ? _("Only for Jira Cloud") : _("Renews itself"));
  adw_action_row_set_subtitle (self->api_token_row, data_center ? _("Only for Jira Cloud") : cloud ? _("E-mail and token, for at most one year") :
                                                                                                      _("Needs the address of the site"));
  adw_action_row_set_subtitle (self->pat_row, cloud ? _("Only for Jira Data Center") : data_center ? _("A token that you make in your profile") :
                                                                                                      _("Needs the address of the site"));
  adw_action_row_set_subtitle (self->own_app_row, data_center ? _("Only for Jira Cloud") : _("For companies that do not allow shared apps"));
}

static void
set_site (JmSignInAddressPage *self,
          JmJiraSite          *site)
{
  gtk_widget_set_visible (GTK_WIDGET (self->found_icon), site != NULL);
  if (!g_set_object (&self->site, site))
    return;

  update_ways (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SITE]);
}

/* --- what stands in the way, and is mended here */

static const struct
{
  JmJiraError  code;
  const char  *label;           /* translatable */
  JmNetworkAsk ask;
} mendings[] = {
  { JM_JIRA_ERROR_TLS, N_("Choose CA File…"), jm_network_ask_authority },
  { JM_JIRA_ERROR_TLS_CLIENT, N_("Choose Client Certificate…"), jm_network_ask_client },
  { JM_JIRA_ERROR_PLAIN, N_("Allow Without Encryption…"), jm_network_ask_plain },
  { JM_JIRA_ERROR_PROXY_SIGN_IN, N_("Sign In to Proxy…"), jm_network_ask_proxy },
};

static void
offer_nothing (JmSignInAddressPage *self)
{
  self->mend = NULL;
  g_clear_pointer (&self->mended, g_free);
  gtk_widget_set_visible (GTK_WIDGET (self->mend_button), FALSE);
}

/* The site of an address that may lack its scheme */
static char *
dup_site_key (const char *address)
{
  g_autofree char *whole = strstr (address, "://") != NULL ? g_strdup (address) : g_strconcat ("https://", address, NULL);

  return jm_network_dup_key (whole);
}

/* Shows why the address cannot be looked at, and the button that may help. */
static void
show_error (JmSignInAddressPage *self,
            const char          *address,
            const GError        *error)
{
  JmNetwork *network = get_network (self);

  offer_nothing (self);
  jm_remark_set_error (self->remark, error->message);
  for (guint i = 0; error->domain == JM_JIRA_ERROR && i < G_N_ELEMENTS (mendings); i++)
    {
      if ((JmJiraError) error->code != mendings[i].code)
        continue;

      self->mended = mendings[i].ask == jm_network_ask_proxy ? g_strdup (jm_network_get_asking_proxy (network)) :
                                                               dup_site_key (address);
      if (self->mended == NULL || (mendings[i].ask == jm_network_ask_plain && jm_network_key_is_cloud (self->mended)))
        return;
      self->mend = mendings[i].ask;
      gtk_button_set_label (self->mend_button, _(mendings[i].label));
      gtk_widget_set_visible (GTK_WIDGET (self->mend_button), TRUE);
    }
}

/* --- looking */

typedef struct
{
  JmSignInAddressPage *page;
  GCancellable        *cancellable;
  char                *address;
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_clear_object (&look->page);
  g_clear_object (&look->cancellable);
  g_free (look->address);
  g_free (look);
}

static void
show_found (JmSignInAddressPage *self,
            JmJiraSite          *site)
{
  gboolean cloud = jm_jira_site_get_flavor (site) == JM_JIRA_CLOUD;
  const char *name = jm_jira_site_get_name (site);
  g_autofree char *text = NULL;

  text = g_strdup_printf (cloud ? _("Jira Cloud found: %s") : _("Jira Data Center found: %s"),
                          name != NULL && *name != '\0' ? name : jm_jira_site_get_host (site));
  jm_remark_set_good (self->remark, text);
  set_site (self, site);
}

static DexFuture *
look_fiber (gpointer data)
{
  Look *look = data;
  JmSignInAddressPage *self = look->page;
  g_autoptr (JmSignIn) sign_in = jm_monitor_begin_sign_in (self->monitor, NULL);
  g_autoptr (JmJiraSite) site = NULL;
  g_autoptr (GError) error = NULL;

  site = dex_await_object (jm_sign_in_discover (sign_in, look->address, look->cancellable), &error);
  if (g_cancellable_is_cancelled (look->cancellable))
    return dex_future_new_true ();

  if (site != NULL)
    show_found (self, site);
  else
    show_error (self, look->address, error);

  return dex_future_new_true ();
}

static void
stop_looking (JmSignInAddressPage *self)
{
  g_clear_handle_id (&self->pause, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
look_now_cb (JmSignInAddressPage *self)
{
  const char *address = gtk_editable_get_text (GTK_EDITABLE (self->address));
  g_autofree char *parsed = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  Look *look;

  stop_looking (self);
  offer_nothing (self);
  if (*address == '\0')
    return;

  if (!(parsed = jm_jira_site_parse_address (get_network (self), address, &error)))
    {
      show_error (self, address, error);
      return;
    }

  /* Translators: %s is an address like "https://acme.atlassian.net" */
  text = g_strdup_printf (_("Looking at %s…"), parsed);
  jm_remark_set_busy (self->remark, text);
  self->cancellable = g_cancellable_new ();
  look = g_new0 (Look, 1);
  look->page = g_object_ref (self);
  look->cancellable = g_object_ref (self->cancellable);
  look->address = g_strdup (address);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, look_fiber, look, look_free));
}

static gboolean
pause_ended_cb (gpointer user_data)
{
  JmSignInAddressPage *self = user_data;

  self->pause = 0;
  look_now_cb (self);

  return G_SOURCE_REMOVE;
}

static void
address_changed_cb (JmSignInAddressPage *self)
{
  stop_looking (self);
  jm_remark_clear (self->remark);
  offer_nothing (self);
  set_site (self, NULL);
  self->pause = g_timeout_add (PAUSE, pause_ended_cb, self);
}

/* --- mending */

typedef struct
{
  JmSignInAddressPage *page;
  DexFuture           *future;
  GCancellable        *cancellable;
} Mend;

static void
mend_free (gpointer data)
{
  Mend *mend = data;

  g_object_unref (mend->page);
  dex_clear (&mend->future);
  g_object_unref (mend->cancellable);
  g_free (mend);
}

/* Goes on where it was stopped. */
static DexFuture *
mend_fiber (gpointer data)
{
  Mend *mend = data;
  g_autoptr (GError) error = NULL;
  gboolean mended = dex_await (g_steal_pointer (&mend->future), &error);

  if (g_cancellable_is_cancelled (mend->cancellable))
    return dex_future_new_true ();

  if (mended)
    look_now_cb (mend->page);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    jm_remark_set_error (mend->page->remark, error->message);

  return dex_future_new_true ();
}

static void
start_mending (JmSignInAddressPage *self,
               DexFuture           *future)
{
  Mend *mend = g_new0 (Mend, 1);

  mend->page = g_object_ref (self);
  mend->future = future;
  mend->cancellable = g_object_ref (self->cancellable);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, mend_fiber, mend, mend_free));
}

/* An address that changes meanwhile ends the question, too. */
static void
renew_cancellable (JmSignInAddressPage *self)
{
  stop_looking (self);
  self->cancellable = g_cancellable_new ();
}

static void
mend_cb (JmSignInAddressPage *self)
{
  JmNetworkKeeper *networks = jm_monitor_get_services (self->monitor)->networks;

  if (self->mend == NULL)
    return;

  renew_cancellable (self);
  start_mending (self, self->mend (GTK_WIDGET (self), networks, self->mended, self->cancellable));
}

void
jm_sign_in_address_page_trust (JmSignInAddressPage *self,
                               GFile               *file)
{
  JmNetworkKeeper *networks;

  g_return_if_fail (JM_IS_SIGN_IN_ADDRESS_PAGE (self));
  g_return_if_fail (G_IS_FILE (file));

  if (self->mend != jm_network_ask_authority)
    return;

  networks = jm_monitor_get_services (self->monitor)->networks;
  renew_cancellable (self);
  start_mending (self, jm_network_trust_file (networks, self->mended, file, NULL));
}

/* --- overrides */

static void
jm_sign_in_address_page_get_property (GObject    *object,
                                      guint       prop_id,
                                      GValue     *value,
                                      GParamSpec *pspec)
{
  switch ((JmSignInAddressPageProperty) prop_id)
    {
    case PROP_SITE:
      g_value_set_object (value, JM_SIGN_IN_ADDRESS_PAGE (object)->site);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_sign_in_address_page_dispose (GObject *object)
{
  JmSignInAddressPage *self = JM_SIGN_IN_ADDRESS_PAGE (object);

  stop_looking (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), JM_TYPE_SIGN_IN_ADDRESS_PAGE);
  g_clear_pointer (&self->mended, g_free);
  g_clear_object (&self->site);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (jm_sign_in_address_page_parent_class)->dispose (object);
}

static void
jm_sign_in_address_page_class_init (JmSignInAddressPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = jm_sign_in_address_page_get_property;
  object_class->dispose = jm_sign_in_address_page_dispose;

  /** JmSignInAddressPage:site: what is at the address, or NULL while that is not known. */
  properties[PROP_SITE] =
      g_param_spec_object ("site", NULL, NULL, JM_TYPE_JIRA_SITE,
                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  g_type_ensure (JM_TYPE_REMARK);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/JiraMonitor/window/sign-in/jm-sign-in-address-page.ui");
  gtk_widget_class_bind_template_child (widget_class, JmSignInAddressPage, address);
  gtk_widget_class_bind_template_child (widget_class, JmSignInAddressPage, api_token_row);
  gtk_widget_class_bind_template_child (widget_class, JmSignInAddressPage, browser_row);
  gtk_widget_class_bind_template_child (widget_class, JmSignInAddressPage, found_icon);
  gtk_widget_class_bind_template_child (widget_class, JmSignInAddressPage, mend_button);
  gtk_widget_class_bind_template_child (widget_class, JmSignInAddressPage, own_app_row);
  gtk_widget_class_bind_template_child (widget_class, JmSignInAddressPage, pat_row);
  gtk_widget_class_bind_template_child (widget_class, JmSignInAddressPage, remark);
  gtk_widget_class_bind_template_callback (widget_class, address_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, look_now_cb);
  gtk_widget_class_bind_template_callback (widget_class, mend_cb);
}

static void
jm_sign_in_address_page_init (JmSignInAddressPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  update_ways (self);
}

/**
 * jm_sign_in_address_page_new:
 * @monitor: the program
 *
 * Returns: (transfer floating): a new page
 */
AdwNavigationPage *
jm_sign_in_address_page_new (JmMonitor *monitor)
{
  JmSignInAddressPage *self;

  g_return_val_if_fail (JM_IS_MONITOR (monitor), NULL);

  self = g_object_new (JM_TYPE_SIGN_IN_ADDRESS_PAGE, NULL);
  self->monitor = g_object_ref (monitor);

  return ADW_NAVIGATION_PAGE (self);
}

JmJiraSite *
jm_sign_in_address_page_get_site (JmSignInAddressPage *self)
{
  g_return_val_if_fail (JM_IS_SIGN_IN_ADDRESS_PAGE (self), NULL);

  return self->site;
}

/**
 * jm_sign_in_address_page_stop:
 * @self: a page that was left
 *
 * Ends what it waits for, and forgets what was typed and is secret. Being taken from one window form to the other, as
 * dialogs are when their window gets narrow, is no leaving.
 */
void
jm_sign_in_address_page_stop (JmSignInAddressPage *self)
{
  g_return_if_fail (JM_IS_SIGN_IN_ADDRESS_PAGE (self));

  stop_looking (self);
}
