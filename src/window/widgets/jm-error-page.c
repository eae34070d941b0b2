/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-error-page.h"

#include <glib/gi18n.h>

#include "auth/jm-trouble.h"
#include "help/jm-help.h"
#include "jm-text.h"

struct _JmErrorPage
{
  GtkWidget      parent_instance;

  AdwStatusPage *status_page;
  GtkLabel      *label;
  GtkButton     *cure_button;
  GtkButton     *help_button;
  GtkButton     *report_button;
};

G_DEFINE_FINAL_TYPE (JmErrorPage, jm_error_page, GTK_TYPE_WIDGET)

typedef enum
{
  SIGNAL_CURE,
} JmErrorPageSignal;

static guint signals[SIGNAL_CURE + 1];

static const JmTroubleInfo *
get_info (const GError *error)
{
  return jm_trouble_get_info (jm_trouble_from_error (error));
}

/* Whether it may be a fault of the program, which is worth a report; what no table knows counts as the server's. */
static gboolean
may_be_ours (JmTrouble trouble)
{
  return trouble == JM_TROUBLE_OK || trouble == JM_TROUBLE_SERVER_ERROR || trouble == JM_TROUBLE_DB_CORRUPT;
}

static void
clicked_cb (JmErrorPage *self)
{
  g_signal_emit (self, signals[SIGNAL_CURE], 0);
}

/* What is shown in the place of a page is said, where nobody sees it. */
static void
jm_error_page_map (GtkWidget *widget)
{
  JmErrorPage *self = JM_ERROR_PAGE (widget);

  GTK_WIDGET_CLASS (jm_error_page_parent_class)->map (widget);
  jm_text_announce (widget, adw_status_page_get_title (self->status_page), GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
jm_error_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), JM_TYPE_ERROR_PAGE);

  G_OBJECT_CLASS (jm_error_page_parent_class)->dispose (object);
}

static void
jm_error_page_class_init (JmErrorPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jm_error_page_dispose;
  widget_class->map = jm_error_page_map;

  signals[SIGNAL_CURE] = g_signal_new ("cure", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/example/JiraMonitor/window/widgets/jm-error-page.ui");
  gtk_widget_class_bind_template_child (widget_class, JmErrorPage, cure_button);
  gtk_widget_class_bind_template_child (widget_class, JmErrorPage, help_button);
  gtk_widget_class_bind_template_child (widget_class, JmErrorPage, label);
  gtk_widget_class_bind_template_child (widget_class, JmErrorPage, report_button);
  gtk_widget_class_bind_template_child (widget_class, JmErrorPage, status_page);
  gtk_widget_class_bind_template_callback (widget_class, clicked_cb);
}

static void
jm_error_page_init (JmErrorPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* --- public */

void
jm_error_page_set_error (JmErrorPage  *self,
                         const GError *error,
                         const char   *title)
{
  g_autofree char *place = NULL;
  const JmTroubleInfo *info;

  g_return_if_fail (JM_IS_ERROR_PAGE (self));
  g_return_if_fail (error != NULL);
  g_return_if_fail (title != NULL);

  info = get_info (error);
  if (info->trouble != JM_TROUBLE_OK)
    jm_text_set_status (self->status_page, _(info->title), _(info->advice));
  else
    jm_text_set_status (self->status_page, title,
                        _("Nothing was changed. Trying again often helps."));
  jm_text_set_label (self->label, error->message);
  gtk_button_set_label (self->cure_button, jm_error_get_cure_label (error));
  place = jm_help_dup_trouble_place (info->trouble);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->help_button), "s", place);
  gtk_widget_set_visible (GTK_WIDGET (self->help_button), info->trouble != JM_TROUBLE_OK);
  gtk_widget_set_visible (GTK_WIDGET (self->report_button), may_be_ours (info->trouble));
}

const char *
jm_error_get_title (const GError *error)
{
  const JmTroubleInfo *info;

  g_return_val_if_fail (error != NULL, NULL);

  info = get_info (error);

  return info->trouble != JM_TROUBLE_OK ? _(info->title) : error->message;
}

const char *
jm_error_get_cure_label (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  return jm_error_get_cure_action (error) != NULL ? _(get_info (error)->cure_label) : _("Try Again");
}

const char *
jm_error_get_cure_action (const GError *error)
{
  const JmTroubleInfo *info = error != NULL ? get_info (error) : NULL;

  if (info == NULL || info->cure_label == NULL)
    return NULL;

  switch (info->cure)
    {
    case JM_CURE_SIGN_IN:
    case JM_CURE_UNLOCK_KEYRING:
    case JM_CURE_EDIT_CLIENT:
    case JM_CURE_OPEN_JIRA:
      return "win.cure";
    /* The sign-in may not know of it yet. */
    case JM_CURE_NETWORK:
      return info->trouble == JM_TROUBLE_PROXY_SIGN_IN ? "win.sign-in-proxy" : "win.show-network";
    case JM_CURE_REBUILD:
      return "win.rebuild-store";
    case JM_CURE_HELP:
    case JM_CURE_WAIT:
    case JM_CURE_NONE:
    default:
      return NULL;
    }
}
