/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "preferences/jm-network-site-group.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/jm-certificate.h"
#include "jm-text.h"
#include "jm-when.h"
#include "network/jm-network-ask.h"
#include "preferences/jm-deed.h"

struct _JmNetworkSiteGroup
{
  AdwPreferencesGroup  parent_instance;

  AdwExpanderRow      *authority_row;
  GtkButton           *authority_button;
  AdwButtonRow        *distrust_row;
  AdwExpanderRow      *client_row;
  AdwButtonRow        *forget_row;
  AdwSwitchRow        *plain_row;
  JmRemark            *remark;

  JmNetworkKeeper     *keeper;
  char                *key;
  GPtrArray           *certificate_rows; /* borrowed */
  GCancellable        *cancellable;
  gboolean             filling;
};

G_DEFINE_FINAL_TYPE (JmNetworkSiteGroup, jm_network_site_group, ADW_TYPE_PREFERENCES_GROUP)

/* --- showing */

static GPtrArray *
read_pem (const char *pem)
{
  g_autoptr (GBytes) bytes = pem != NULL ? g_bytes_new (pem, strlen (pem)) : NULL;

  return bytes != NULL ? jm_certificates_from_bytes (bytes, NULL) : NULL;
}

/* "Ends on 3 Mar 2027" */
static char *
dup_end (GTlsCertificate *certificate)
{
  gint64 end_ms = jm_certificate_get_end_ms (certificate);
  g_autofree char *day = jm_when_date (end_ms);

  /* Translators: %s is a date */
  return end_ms > 0 ? g_strdup_printf (_("Ends on %s"), day) : g_strdup (_("No end is known"));
}

/* In two lines, as it is compared by eye */
static char *
dup_fingerprint_lines (GTlsCertificate *certificate)
{
  char *text = jm_certificate_dup_fingerprint (certificate);
  gsize middle = strlen (text) / 2;

  text[middle] = '\n';

  return text;
}

static void
add_certificate (JmNetworkSiteGroup *self,
                 GTlsCertificate    *certificate)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *subject = jm_certificate_dup_subject (certificate);
  g_autofree char *issuer = jm_certificate_dup_issuer (certificate);
  g_autofree char *fingerprint = dup_fingerprint_lines (certificate);
  g_autofree char *end = dup_end (certificate);
  /* Translators: the issuer of a certificate; "Ends on 3 Mar 2027"; then its fingerprint */
  g_autofree char *facts = g_strdup_printf (_("Issued by %s · %s\nSHA-256\n%s"), issuer, end, fingerprint);

  jm_text_set_title (ADW_PREFERENCES_ROW (row), subject);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), facts);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_selectable (ADW_ACTION_ROW (row), TRUE);
  adw_expander_row_add_row (self->authority_row, row);
  g_ptr_array_add (self->certificate_rows, row);
}

static void
show_authorities (JmNetworkSiteGroup  *self,
                  const JmNetworkSite *site)
{
  g_autoptr (GPtrArray) certificates = read_pem (site != NULL ? site->ca_pem : NULL);
  guint n = certificates != NULL ? certificates->len : 0;
  g_autofree char *names = NULL;

  for (guint i = 0; i < self->certificate_rows->len; i++)
    adw_expander_row_remove (self->authority_row, g_ptr_array_index (self->certificate_rows, i));
  g_ptr_array_set_size (self->certificate_rows, 0);
  /* It stands last. */
  g_object_ref (self->distrust_row);
  adw_expander_row_remove (self->authority_row, GTK_WIDGET (self->distrust_row));
  for (guint i = 0; i < n; i++)
    add_certificate (self, g_ptr_array_index (certificates, i));
  adw_expander_row_add_row (self->authority_row, GTK_WIDGET (self->distrust_row));
  g_object_unref (self->distrust_row);

  if (n == 1)
    names = jm_certificate_dup_subject (g_ptr_array_index (certificates, 0));
  else if (n > 1)
    names = g_strdup_printf (ngettext ("%u certificate", "%u certificates", n), n);
  jm_text_set_subtitle (ADW_PREFERENCES_ROW (self->authority_row),
                        names != NULL ? names : _("None besides those that the system knows"));
  adw_expander_row_set_enable_expansion (self->authority_row, n > 0);
}

static void
show_client (JmNetworkSiteGroup  *self,
             const JmNetworkSite *site)
{
  g_autoptr (GPtrArray) certificates = read_pem (site != NULL ? site->client_pem : NULL);
  g_autofree char *facts = NULL;

  if (certificates != NULL)
    {
      GTlsCertificate *certificate = g_ptr_array_index (certificates, 0);
      g_autofree char *subject = jm_certificate_dup_subject (certificate);
      g_autofree char *end = dup_end (certificate);

      facts = g_strdup_printf ("%s · %s", subject, end);
    }
  else if (site != NULL && site->client_uri != NULL)
    facts = g_strdup (site->client_uri);
  /* Translators: no client certificate */
  jm_text_set_subtitle (ADW_PREFERENCES_ROW (self->client_row), facts != NULL ? facts : _("None"));
  gtk_widget_set_visible (GTK_WIDGET (self->forget_row), facts != NULL);
}

static void
show (JmNetworkSiteGroup *self)
{
  const JmNetworkSite *site = jm_network_get (jm_network_keeper_get_network (self->keeper), self->key);

  self->filling = TRUE;
  show_authorities (self, site);
  show_client (self, site);
  adw_switch_row_set_active (self->plain_row, site != NULL && site->plain_http);
  self->filling = FALSE;
}

/* --- changing */

static void
show_cb (gpointer owner)
{
  show (owner);
}

static void
do_deed (JmNetworkSiteGroup *self,
         DexFuture          *future,
         const char         *done)
{
  jm_deed_follow (GTK_WIDGET (self), self->remark, future, done, show_cb, self->cancellable);
}

static void
authority_cb (JmNetworkSiteGroup *self)
{
  do_deed (self, jm_network_ask_authority (GTK_WIDGET (self), self->keeper, self->key, self->cancellable),
           N_("Trusted for this site. Compare the fingerprint with the one that your company tells."));
}

static void
distrust_cb (JmNetworkSiteGroup *self)
{
  do_deed (self, jm_network_keeper_trust (self->keeper, self->key, NULL), N_("No longer trusted."));
}

static void
client_cb (JmNetworkSiteGroup *self)
{
  do_deed (self, jm_network_ask_client (GTK_WIDGET (self), self->keeper, self->key, self->cancellable),
           N_("It is shown to this site. Its key is in the keyring."));
}

static void
token_cb (JmNetworkSiteGroup *self)
{
  do_deed (self, jm_network_ask_token (GTK_WIDGET (self), self->keeper, self->key, self->cancellable),
           N_("It is shown to this site. Its key stays on the card."));
}

static void
forget_cb (JmNetworkSiteGroup *self)
{
  do_deed (self, jm_network_keeper_forget_client (self->keeper, self->key, self->cancellable),
           N_("Removed, and its key from the keyring."));
}

static void
plain_cb (JmNetworkSiteGroup *self)
{
  if (self->filling)
    return;

  if (adw_switch_row_get_active (self->plain_row))
    do_deed (self, jm_network_ask_plain (GTK_WIDGET (self), self->keeper, self->key, self->cancellable),
             N_("Allowed for this site."));
  else
    do_deed (self, jm_network_keeper_allow_plain (self->keeper, self->key, FALSE), N_("Only encrypted again."));
}

/* --- GObject */

static void
jm_network_site_group_dispose (GObject *object)
{
  JmNetworkSiteGroup *self = JM_NETWORK_SITE_GROUP (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->keeper);

  G_OBJECT_CLASS (jm_network_site_group_parent_class)->dispose (object);
}

static void
jm_network_site_group_finalize (GObject *object)
{
  JmNetworkSiteGroup *self = JM_NETWORK_SITE_GROUP (object);

  g_clear_object (&self->cancellable);
  g_ptr_array_unref (self->certificate_rows);
  g_free (self->key);

  G_OBJECT_CLASS (jm_network_site_group_parent_class)->finalize (object);
}

static void
jm_network_site_group_class_init (JmNetworkSiteGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jm_network_site_group_dispose;
  G_OBJECT_CLASS (klass)->finalize = jm_network_site_group_finalize;

  g_type_ensure (JM_TYPE_REMARK);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/example/JiraMonitor/window/preferences/jm-network-site-group.ui");
  gtk_widget_class_bind_template_child (widget_class, JmNetworkSiteGroup, authority_button);
  gtk_widget_class_bind_template_child (widget_class, JmNetworkSiteGroup, authority_row);
  gtk_widget_class_bind_template_child (widget_class, JmNetworkSiteGroup, client_row);
  gtk_widget_class_bind_template_child (widget_class, JmNetworkSiteGroup, distrust_row);
  gtk_widget_class_bind_template_child (widget_class, JmNetworkSiteGroup, forget_row);
  gtk_widget_class_bind_template_child (widget_class, JmNetworkSiteGroup, plain_row);
  gtk_widget_class_bind_template_child (widget_class, JmNetworkSiteGroup, remark);
  gtk_widget_class_bind_template_callback (widget_class, authority_cb);
  gtk_widget_class_bind_template_callback (widget_class, client_cb);
  gtk_widget_class_bind_template_callback (widget_class, distrust_cb);
  gtk_widget_class_bind_template_callback (widget_class, forget_cb);
  gtk_widget_class_bind_template_callback (widget_class, plain_cb);
  gtk_widget_class_bind_template_callback (widget_class, token_cb);
}

static void
jm_network_site_group_init (JmNetworkSiteGroup *self)
{
  self->cancellable = g_cancellable_new ();
  self->certificate_rows = g_ptr_array_new ();
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->filling = FALSE;
}

GtkWidget *
jm_network_site_group_new (JmNetworkKeeper *keeper,
                           const char      *key,
                           gboolean         plain_http)
{
  JmNetworkSiteGroup *self;
  g_autofree char *title = NULL;

  g_return_val_if_fail (JM_IS_NETWORK_KEEPER (keeper), NULL);
  g_return_val_if_fail (key != NULL, NULL);

  self = g_object_new (JM_TYPE_NETWORK_SITE_GROUP, NULL);
  self->keeper = g_object_ref (keeper);
  self->key = g_strdup (key);
  /* It takes markup and nothing else. */
  title = jm_text_as_markup (g_str_equal (key, JM_NETWORK_CLOUD) ? _("Atlassian’s Cloud") : key);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), title);
  if (g_str_equal (key, JM_NETWORK_CLOUD))
    adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self),
                                           _("Where you sign in to it, and where its sites are asked"));
  gtk_widget_set_visible (GTK_WIDGET (self->plain_row), plain_http);
  show (self);
  g_signal_connect_object (jm_network_keeper_get_network (keeper), "changed", G_CALLBACK (show), self,
                           G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}

const char *
jm_network_site_group_get_key (JmNetworkSiteGroup *self)
{
  g_return_val_if_fail (JM_IS_NETWORK_SITE_GROUP (self), NULL);

  return self->key;
}

void
jm_network_site_group_focus (JmNetworkSiteGroup *self)
{
  g_return_if_fail (JM_IS_NETWORK_SITE_GROUP (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->authority_button));
}
