/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "accounts/jm-site-choice-private.h"

/*
 * JmSiteChoice: one site that a sign-in reaches, for the chooser. Made by JmSignIn; lives on the
 * main context.
 */
struct _JmSiteChoice
{
  GObject     parent_instance;

  JmJiraSite *site;
  JmAccount  *account;
  gboolean    chosen;
};

G_DEFINE_FINAL_TYPE (JmSiteChoice, jm_site_choice, G_TYPE_OBJECT)

typedef enum
{
  PROP_SITE = 1,
  PROP_ACCOUNT,
  PROP_CHOSEN,
} JmSiteChoiceProperty;

static GParamSpec *properties[PROP_CHOSEN + 1];

static void
jm_site_choice_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  JmSiteChoice *self = JM_SITE_CHOICE (object);

  switch ((JmSiteChoiceProperty) prop_id)
    {
    case PROP_SITE:
      g_value_set_object (value, self->site);
      break;

    case PROP_ACCOUNT:
      g_value_set_object (value, self->account);
      break;

    case PROP_CHOSEN:
      g_value_set_boolean (value, self->chosen);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_site_choice_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  if ((JmSiteChoiceProperty) prop_id == PROP_CHOSEN)
    jm_site_choice_set_chosen (JM_SITE_CHOICE (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
jm_site_choice_dispose (GObject *object)
{
  JmSiteChoice *self = JM_SITE_CHOICE (object);

  g_clear_object (&self->site);
  g_clear_object (&self->account);

  G_OBJECT_CLASS (jm_site_choice_parent_class)->dispose (object);
}

static void
jm_site_choice_class_init (JmSiteChoiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = jm_site_choice_get_property;
  object_class->set_property = jm_site_choice_set_property;
  object_class->dispose = jm_site_choice_dispose;

  /* What the grant reaches */
  properties[PROP_SITE] =
      g_param_spec_object ("site", NULL, NULL, JM_TYPE_JIRA_SITE, G_PARAM_READABLE | flags);
  /* The account that is there already for this site and person, or NULL */
  properties[PROP_ACCOUNT] =
      g_param_spec_object ("account", NULL, NULL, JM_TYPE_ACCOUNT, G_PARAM_READABLE | flags);
  /* Whether it is to become an account */
  properties[PROP_CHOSEN] =
      g_param_spec_boolean ("chosen", NULL, NULL, FALSE, G_PARAM_READWRITE | flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
jm_site_choice_init (JmSiteChoice *self)
{
}

JmSiteChoice *
jm_site_choice_new (JmJiraSite *site,
                    JmAccount  *account,
                    gboolean    chosen)
{
  JmSiteChoice *self;

  g_return_val_if_fail (JM_IS_JIRA_SITE (site), NULL);
  g_return_val_if_fail (account == NULL || JM_IS_ACCOUNT (account), NULL);

  self = g_object_new (JM_TYPE_SITE_CHOICE, NULL);
  self->site = g_object_ref (site);
  g_set_object (&self->account, account);
  self->chosen = chosen;
  return self;
}

JmJiraSite *
jm_site_choice_get_site (JmSiteChoice *self)
{
  g_return_val_if_fail (JM_IS_SITE_CHOICE (self), NULL);

  return self->site;
}

JmAccount *
jm_site_choice_get_account (JmSiteChoice *self)
{
  g_return_val_if_fail (JM_IS_SITE_CHOICE (self), NULL);

  return self->account;
}

gboolean
jm_site_choice_is_chosen (JmSiteChoice *self)
{
  g_return_val_if_fail (JM_IS_SITE_CHOICE (self), FALSE);

  return self->chosen;
}

void
jm_site_choice_set_chosen (JmSiteChoice *self,
                           gboolean      chosen)
{
  g_return_if_fail (JM_IS_SITE_CHOICE (self));

  if (self->chosen == !!chosen)
    return;

  self->chosen = !!chosen;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHOSEN]);
}
