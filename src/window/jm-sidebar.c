/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sidebar.h"

#include <glib/gi18n.h>

#include "jm-window-pages.h"

struct _JmSidebar
{
  AdwNavigationPage parent_instance;

  JmMonitor        *monitor;
  GtkListBox       *list;
};

G_DEFINE_FINAL_TYPE (JmSidebar, jm_sidebar, ADW_TYPE_NAVIGATION_PAGE)

static const JmWindowPage *
row_get_page (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "page");
}

static void
row_activated_cb (JmSidebar     *self,
                  GtkListBoxRow *row)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-page", "s", row_get_page (row)->name);
}

static void
jm_sidebar_dispose (GObject *object)
{
  JmSidebar *self = JM_SIDEBAR (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), JM_TYPE_SIDEBAR);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (jm_sidebar_parent_class)->dispose (object);
}

static void
jm_sidebar_class_init (JmSidebarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = jm_sidebar_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/example/JiraMonitor/window/jm-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, JmSidebar, list);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
jm_sidebar_init (JmSidebar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
jm_sidebar_set_monitor (JmSidebar *self,
                        JmMonitor *monitor)
{
  g_return_if_fail (JM_IS_SIDEBAR (self));

  g_set_object (&self->monitor, monitor);
}

void
jm_sidebar_select (JmSidebar  *self,
                   const char *page_name)
{
  GtkListBoxRow *row;

  g_return_if_fail (JM_IS_SIDEBAR (self));

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    {
      if (strcmp (row_get_page (row)->name, page_name) == 0)
        gtk_list_box_select_row (self->list, row);
    }
}

void
jm_sidebar_open_accounts (JmSidebar *self)
{
  g_return_if_fail (JM_IS_SIDEBAR (self));
}
