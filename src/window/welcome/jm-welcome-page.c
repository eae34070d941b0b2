/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-welcome-page.h"

struct _JmWelcomePage
{
  AdwNavigationPage  parent_instance;

  GtkButton         *sign_in_button;
  GtkButton         *demonstration_button;
};

G_DEFINE_FINAL_TYPE (JmWelcomePage, jm_welcome_page, ADW_TYPE_NAVIGATION_PAGE)

static void
jm_welcome_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), JM_TYPE_WELCOME_PAGE);

  G_OBJECT_CLASS (jm_welcome_page_parent_class)->dispose (object);
}

static void
jm_welcome_page_class_init (JmWelcomePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jm_welcome_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/JiraMonitor/window/welcome/jm-welcome-page.ui");
  gtk_widget_class_bind_template_child (widget_class, JmWelcomePage, demonstration_button);
  gtk_widget_class_bind_template_child (widget_class, JmWelcomePage, sign_in_button);
}

static void
jm_welcome_page_init (JmWelcomePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * jm_welcome_page_new:
 * @monitor: the program
 *
 * Returns: (transfer floating): a new page
 */
JmWelcomePage *
jm_welcome_page_new (JmMonitor *monitor)
{
  g_return_val_if_fail (monitor == NULL || JM_IS_MONITOR (monitor), NULL);

  return g_object_new (JM_TYPE_WELCOME_PAGE, NULL);
}
