/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-help-dialog.h"

#include <glib/gi18n.h>

#include "jm-help-sheet.h"
#include "jm-text.h"

struct _JmHelpDialog
{
  AdwDialog parent_instance;

  AdwNavigationView *navigation;
  JmHelpBook        *book;      /* NULL until it is read */
  char              *place;     /* to go to when it is */
  GtkWidget         *target;    /* the heading to be scrolled to when its page has a size; weak: the page may go */
  guint              tick;
};

G_DEFINE_FINAL_TYPE (JmHelpDialog, jm_help_dialog, ADW_TYPE_DIALOG)

static AdwNavigationPage *
create_page (const char *title,
             GtkWidget  *content)
{
  GtkWidget *view = adw_toolbar_view_new ();

  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), content);

  return adw_navigation_page_new (view, title);
}

/* The title is markup; a header bar takes text. */
static char *
markup_to_text (const char *markup)
{
  char *text = NULL;

  return pango_parse_markup (markup, -1, 0, NULL, &text, NULL, NULL) ? text : g_strdup (markup);
}

static void
show_page (JmHelpDialog     *self,
           const JmHelpPage *page)
{
  GtkWidget *sheet = jm_help_sheet_new (self->book, page);
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  g_autofree char *title = markup_to_text (page->title);
  AdwNavigationPage *shown;

  gtk_widget_add_css_class (sheet, "help-sheet");
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 680);
  adw_clamp_set_child (ADW_CLAMP (clamp), sheet);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  g_signal_connect_swapped (sheet, "go", G_CALLBACK (jm_help_dialog_go), self);

  shown = create_page (title, scroller);
  adw_navigation_page_set_tag (shown, page->id);
  g_object_set_data (G_OBJECT (shown), "sheet", sheet);
  adw_navigation_view_push (self->navigation, shown);
}

static void
show_failure (JmHelpDialog *self,
              const char   *reason)
{
  GtkWidget *page = adw_status_page_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "help-browser-symbolic");
  jm_text_set_status (ADW_STATUS_PAGE (page), _("The Help Is Not There"), reason);
  adw_navigation_view_push (self->navigation, create_page (_("Help"), page));
}

/* Scrolls when the page has been given its size. */
static gboolean
scroll_cb (GtkWidget     *widget,
           GdkFrameClock *clock,
           gpointer       data)
{
  JmHelpDialog *self = JM_HELP_DIALOG (widget);
  GtkWidget *viewport = self->target != NULL ? gtk_widget_get_ancestor (self->target, GTK_TYPE_VIEWPORT) : NULL;
  graphene_point_t point;

  if (viewport != NULL && gtk_widget_get_height (viewport) == 0)
    return G_SOURCE_CONTINUE;

  if (viewport != NULL &&
      gtk_widget_compute_point (self->target, gtk_widget_get_first_child (viewport), &GRAPHENE_POINT_INIT_ZERO, &point))
    gtk_adjustment_set_value (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (viewport)), (double) point.y);
  g_clear_weak_pointer (&self->target);
  self->tick = 0;

  return G_SOURCE_REMOVE;
}

static void
scroll_to (JmHelpDialog *self,
           const char   *section)
{
  AdwNavigationPage *page = adw_navigation_view_get_visible_page (self->navigation);
  GtkWidget *sheet = page != NULL ? g_object_get_data (G_OBJECT (page), "sheet") : NULL;

  g_set_weak_pointer (&self->target,
                      sheet != NULL ? jm_help_sheet_find_section (JM_HELP_SHEET (sheet), section) : NULL);
  if (self->target != NULL && self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), scroll_cb, NULL, NULL);
}

void
jm_help_dialog_go (JmHelpDialog *self,
                   const char   *place)
{
  g_auto (GStrv) parts = NULL;
  const JmHelpPage *page;

  g_return_if_fail (JM_IS_HELP_DIALOG (self) && place != NULL);

  if (self->book == NULL)
    {
      g_set_str (&self->place, place);
      return;
    }

  parts = g_strsplit (place, "#", 2);
  page = jm_help_book_find (self->book, parts[0] != NULL ? parts[0] : "index");
  if (page == NULL)
    page = jm_help_book_find (self->book, "index");
  if (page == NULL)
    {
      show_failure (self, NULL);
      return;
    }

  if (g_strcmp0 (jm_help_dialog_get_page (self), page->id) == 0)
    ;
  else if (adw_navigation_view_find_page (self->navigation, page->id) != NULL)
    adw_navigation_view_pop_to_tag (self->navigation, page->id);
  else
    show_page (self, page);
  if (parts[0] != NULL && parts[1] != NULL)
    scroll_to (self, parts[1]);
}

const char *
jm_help_dialog_get_page (JmHelpDialog *self)
{
  AdwNavigationPage *page;

  g_return_val_if_fail (JM_IS_HELP_DIALOG (self), NULL);

  page = adw_navigation_view_get_visible_page (self->navigation);

  return page != NULL ? adw_navigation_page_get_tag (page) : NULL;
}

/* --- reading */

static DexFuture *
read_fiber (gpointer data)
{
  JmHelpDialog *self = data;
  g_autofree char *folder = jm_help_book_find_folder ();
  g_autofree char *place = NULL;
  g_autoptr (JmHelpBook) book = NULL;
  g_autoptr (GError) error = NULL;

  if (folder != NULL)
    book = dex_await_boxed (jm_help_book_read (folder), &error);
  if (self->navigation == NULL)
    return dex_future_new_true ();

  if (book == NULL)
    {
      show_failure (self, error != NULL ? error->message : _("It was not installed with the program."));
      return dex_future_new_true ();
    }

  self->book = g_steal_pointer (&book);
  place = g_steal_pointer (&self->place);
  /* A way to the table of contents, wherever somebody comes in */
  if (!g_str_equal (place, "index"))
    jm_help_dialog_go (self, "index");
  jm_help_dialog_go (self, place);

  return dex_future_new_true ();
}

static void
jm_help_dialog_dispose (GObject *object)
{
  JmHelpDialog *self = JM_HELP_DIALOG (object);

  self->navigation = NULL;
  g_clear_weak_pointer (&self->target);
  g_clear_pointer (&self->book, jm_help_book_unref);
  g_clear_pointer (&self->place, g_free);

  G_OBJECT_CLASS (jm_help_dialog_parent_class)->dispose (object);
}

static void
jm_help_dialog_class_init (JmHelpDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = jm_help_dialog_dispose;
}

static void
jm_help_dialog_init (JmHelpDialog *self)
{
  self->navigation = ADW_NAVIGATION_VIEW (adw_navigation_view_new ());
  adw_dialog_set_child (ADW_DIALOG (self), GTK_WIDGET (self->navigation));
  adw_dialog_set_title (ADW_DIALOG (self), _("Help"));
  adw_dialog_set_content_width (ADW_DIALOG (self), 760);
  adw_dialog_set_content_height (ADW_DIALOG (self), 640);
}

AdwDialog *
jm_help_dialog_new (const char *place)
{
  JmHelpDialog *self = g_object_new (JM_TYPE_HELP_DIALOG, NULL);

  self->place = g_strdup (place);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, read_fiber, g_object_ref (self), g_object_unref));

  return ADW_DIALOG (self);
}
