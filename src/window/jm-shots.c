/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-shots.h"

#include <glib/gstdio.h>

#include "jm-shot-states.h"
#include "jm-window-pages.h"
#include "sign-in/jm-sign-in-address-page.h"
#include "sign-in/jm-sign-in-dialog.h"
#include "welcome/jm-welcome-page.h"

/* Until a page that was shown stands still */
#define SETTLE_SECONDS 0.5
#define FIRST_SETTLE_SECONDS 3.0
/* So often SETTLE_SECONDS are waited for the answer of a site */
#define ADDRESS_TRIES 10
#define MAX_TRIES 10

typedef struct
{
  const char *name;
  int         width;
  int         height;
} Size;

static const Size sizes[] = {
  { "wide", 1280, 800 },
  { "narrow", 400, 720 },
};

static const struct
{
  const char          *name;
  AdwColorScheme       scheme;
} schemes[] = {
  { "light", ADW_COLOR_SCHEME_FORCE_LIGHT },
  { "dark", ADW_COLOR_SCHEME_FORCE_DARK },
};

typedef struct
{
  JmWindow     *window;
  JmClock      *clock;
  char         *folder;
  GCancellable *cancellable;
  const Size   *size;
  const char   *scheme;
  guint         n_taken;
} Shots;

static void
shots_free (gpointer data)
{
  Shots *shots = data;

  g_clear_object (&shots->window);
  g_clear_object (&shots->clock);
  g_clear_object (&shots->cancellable);
  g_free (shots->folder);
  g_free (shots);
}

/* --- one picture */

static void
snapshot_widget (GtkSnapshot *snapshot,
                 GtkWidget   *widget,
                 double       x,
                 double       y)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (widget),
                          gtk_widget_get_height (widget));
  gtk_snapshot_restore (snapshot);
}

/* Popovers have surfaces of their own, above the window's. */
static void
snapshot_popovers (GtkSnapshot *snapshot,
                   GtkWidget   *parent)
{
  for (GtkWidget *child = gtk_widget_get_first_child (parent); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (!gtk_widget_get_mapped (child))
        continue;
      if (GTK_IS_POPOVER (child))
        {
          GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (child));

          snapshot_widget (snapshot, child, gdk_popup_get_position_x (GDK_POPUP (surface)),
                           gdk_popup_get_position_y (GDK_POPUP (surface)));
        }
      snapshot_popovers (snapshot, child);
    }
}

static gboolean
take (Shots       *shots,
      const char  *name,
      GtkWidget   *widget,
      GError     **error)
{
  g_autofree char *file = g_strdup_printf ("%s-%s-%s.png", name, shots->size->name, shots->scheme);
  g_autofree char *path = g_build_filename (shots->folder, file, NULL);
  GskRenderer *renderer = gtk_native_get_renderer (gtk_widget_get_native (widget));
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget),
                                               (float) gtk_widget_get_height (widget));
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  snapshot_widget (snapshot, widget, 0, 0);
  snapshot_popovers (snapshot, widget);
  if (!(node = gtk_snapshot_free_to_node (snapshot)))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY, "Nothing was drawn for %s", name);
      return FALSE;
    }

  texture = gsk_renderer_render_texture (renderer, node, &bounds);
  if (!gdk_texture_save_to_png (texture, path))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s cannot be written", path);
      return FALSE;
    }

  shots->n_taken++;

  return TRUE;
}

/* Waits until it stands still, then takes it. A window whose layout is not done has nothing to draw: that is waited for. */
static gboolean
settle_and_take_widget (Shots       *shots,
                        const char  *name,
                        GtkWidget   *widget,
                        GError     **error)
{
  for (guint tries = 1;; tries++)
    {
      if (!dex_await (jm_sleep (shots->clock, SETTLE_SECONDS, shots->cancellable), error))
        return FALSE;
      if (take (shots, name, widget, error))
        return TRUE;
      if (!g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_BUSY) || tries == MAX_TRIES)
        return FALSE;
      g_clear_error (error);
      gtk_widget_queue_draw (widget);
    }
}

static gboolean
settle_and_take (Shots       *shots,
                 const char  *name,
                 GError     **error)
{
  return settle_and_take_widget (shots, name, GTK_WIDGET (shots->window), error);
}

/* --- what is walked through */

static gboolean
take_pages (Shots   *shots,
            GError **error)
{
  guint n_pages;
  const JmWindowPage *pages = jm_window_pages_get (&n_pages);

  for (guint i = 0; i < n_pages; i++)
    {
      jm_window_show_page (shots->window, pages[i].name);
      if (!settle_and_take (shots, pages[i].name, error))
        return FALSE;
    }

  return TRUE;
}

static GtkWidget *
find_scroller (GtkWidget *parent)
{
  for (GtkWidget *child = gtk_widget_get_first_child (parent); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = GTK_IS_SCROLLED_WINDOW (child) ? child : find_scroller (child);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* What lies below the edge of the window */
static gboolean
take_end_of_overview (Shots   *shots,
                      GError **error)
{
  GtkWidget *page = GTK_WIDGET (jm_window_get_page (shots->window, "overview"));
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (find_scroller (page)));
  gboolean taken;

  jm_window_show_page (shots->window, "overview");
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  taken = settle_and_take (shots, "overview-end", error);
  gtk_adjustment_set_value (adjustment, 0);

  return taken;
}

static gboolean
take_sidebar (Shots   *shots,
              GError **error)
{
  jm_window_show_page (shots->window, "overview");
  jm_window_show_sidebar (shots->window);
  if (shots->size->width < 720 && !settle_and_take (shots, "sidebar", error))
    return FALSE;

  gtk_widget_activate_action (GTK_WIDGET (shots->window), "win.open-accounts", NULL);
  if (!settle_and_take (shots, "account-switcher", error))
    return FALSE;

  jm_window_close_accounts (shots->window);
  jm_window_show_page (shots->window, "overview");

  return TRUE;
}

/* What opens a dialog over the window. Those that a window does not have are left out. */
static const struct
{
  const char *name;
  const char *action;
  const char *target;
} dialogs[] = {
  { "sign-in", "win.sign-in", "" },
  { "accounts", "win.manage-accounts", NULL },
  { "preferences", "app.preferences", NULL },
  { "shortcuts", "app.shortcuts", NULL },
  { "about", "app.about", NULL },
};

static gboolean
take_dialogs (Shots   *shots,
              GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (dialogs); i++)
    {
      GVariant *target = dialogs[i].target != NULL ? g_variant_new_string (dialogs[i].target) : NULL;
      AdwDialog *dialog;

      if (!gtk_widget_activate_action_variant (GTK_WIDGET (shots->window), dialogs[i].action, target))
        continue;
      if (!settle_and_take (shots, dialogs[i].name, error))
        return FALSE;

      dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (shots->window));
      if (dialog != NULL)
        adw_dialog_force_close (dialog);
    }

  return TRUE;
}

/* As a person does, until the site answered. */
static gboolean
type_address (Shots           *shots,
              JmSignInDialog  *dialog,
              const char      *context_path,
              GError         **error)
{
  JmOauth *oauth = jm_monitor_get_services (jm_window_get_monitor (shots->window))->oauth;
  g_autofree char *address = g_strconcat (jm_oauth_get_api_base (oauth), context_path, NULL);
  GtkWidget *page = GTK_WIDGET (jm_sign_in_dialog_get_visible_page (dialog));
  GObject *entry = gtk_widget_get_template_child (page, G_OBJECT_TYPE (page), "address");

  gtk_editable_set_text (GTK_EDITABLE (entry), address);
  g_signal_emit_by_name (entry, "entry-activated");

  for (guint i = 0; i < ADDRESS_TRIES && jm_sign_in_address_page_get_site (JM_SIGN_IN_ADDRESS_PAGE (page)) == NULL; i++)
    {
      if (!dex_await (jm_sleep (shots->clock, SETTLE_SECONDS, shots->cancellable), error))
        return FALSE;
    }

  return TRUE;
}

/* The steps of a sign-in that need no browser. */
static gboolean
take_sign_in (Shots   *shots,
              GError **error)
{
  static const struct
  {
    const char *name;
    const char *action;
    const char *context_path;   /* of the simulator: what is typed as the address, or NULL */
  } steps[] = {
    { "sign-in-own-app", "sign-in.own-app", NULL },
    { "sign-in-cloud", NULL, "/site/acme" },
    { "sign-in-api-token", "sign-in.api-token", "/site/acme" },
    { "sign-in-pat", "sign-in.pat", "/dc" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      AdwDialog *dialog = jm_sign_in_dialog_new (jm_window_get_monitor (shots->window), NULL);

      adw_dialog_present (dialog, GTK_WIDGET (shots->window));
      if (steps[i].context_path != NULL && !type_address (shots, JM_SIGN_IN_DIALOG (dialog), steps[i].context_path, error))
        return FALSE;
      if (steps[i].action != NULL)
        gtk_widget_activate_action (GTK_WIDGET (dialog), steps[i].action, NULL);
      if (!settle_and_take (shots, steps[i].name, error))
        return FALSE;
      adw_dialog_force_close (dialog);
    }

  return TRUE;
}

/* Actions that do nothing, so that the buttons look as they do */
static void
insert_actions (GtkWidget          *widget,
                const char         *prefix,
                const GActionEntry *entry)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (group), entry, 1, NULL);
  gtk_widget_insert_action_group (widget, prefix, G_ACTION_GROUP (group));
}

static void
do_nothing (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
}

/* In a window of its own, as the other one has accounts. */
static gboolean
take_welcome (Shots   *shots,
              GError **error)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (shots->window));
  GtkWidget *window = adw_application_window_new (application);
  GtkWidget *view = adw_navigation_view_new ();
  gboolean taken;

  adw_navigation_view_add (
      ADW_NAVIGATION_VIEW (view),
      ADW_NAVIGATION_PAGE (jm_welcome_page_new (jm_window_get_monitor (shots->window))));
  insert_actions (view, "win", &(const GActionEntry) { "sign-in", do_nothing, "s" });
  insert_actions (view, "app", &(const GActionEntry) { "demonstration", do_nothing });
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), view);
  gtk_window_set_default_size (GTK_WINDOW (window), shots->size->width, shots->size->height);
  gtk_window_present (GTK_WINDOW (window));
  taken = settle_and_take_widget (shots, "welcome", window, error);
  gtk_window_destroy (GTK_WINDOW (window));

  return taken;
}

static gboolean
take_states (Shots   *shots,
             GError **error)
{
  AdwDialog *dialog = jm_shot_states_new (shots->size->width > 720);

  adw_dialog_present (dialog, GTK_WIDGET (shots->window));
  if (!settle_and_take (shots, "token-states", error))
    return FALSE;
  adw_dialog_force_close (dialog);

  return TRUE;
}

/* What the four ordinary ways to look do not show: the other reading direction, and text twice as large. */
static gboolean
take_oddities (Shots   *shots,
               GError **error)
{
  GtkSettings *settings = gtk_settings_get_default ();
  gboolean taken;
  int dpi;

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_LIGHT);
  shots->size = &sizes[0];
  shots->scheme = "rtl";
  gtk_window_set_default_size (GTK_WINDOW (shots->window), sizes[0].width, sizes[0].height);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  taken = take_pages (shots, error);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
  if (!taken)
    return FALSE;

  shots->size = &sizes[1];
  shots->scheme = "large";
  gtk_window_set_default_size (GTK_WINDOW (shots->window), sizes[1].width, sizes[1].height);
  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  g_object_set (settings, "gtk-xft-dpi", 2 * dpi, NULL);
  taken = take_pages (shots, error);
  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);

  return taken;
}

/* Something to see: a refresh, projects, the issues of the first of them. */
static gboolean
prepare (Shots   *shots,
         GError **error)
{
  JmAccount *account = jm_window_get_account (shots->window);
  g_autoptr (JmStore) store = NULL;
  g_autoptr (GListModel) projects = NULL;
  g_autoptr (JmProject) project = NULL;
  GtkWidget *widget = GTK_WIDGET (shots->window);

  gtk_widget_activate_action (widget, "win.sync", NULL);
  gtk_widget_activate_action (widget, "win.refresh-token", NULL);
  gtk_widget_activate_action (widget, "win.test-connection", NULL);
  if (account == NULL ||
      !dex_await (jm_sleep (shots->clock, FIRST_SETTLE_SECONDS, shots->cancellable), error) ||
      !(store = dex_await_object (jm_account_open_store (account), error)) ||
      !(projects = dex_await_object (jm_store_list_projects (store), error)))
    return account == NULL || *error == NULL;

  if ((project = g_list_model_get_item (projects, 0)) != NULL)
    gtk_widget_activate_action (widget, "win.show-project", "s", jm_project_get_key (project));

  return TRUE;
}

static DexFuture *
take_fiber (gpointer user_data)
{
  Shots *shots = user_data;
  AdwStyleManager *manager = adw_style_manager_get_default ();
  GError *error = NULL;

  if (g_mkdir_with_parents (shots->folder, 0755) != 0)
    return dex_future_new_reject (G_IO_ERROR, g_io_error_from_errno (errno),
                                  "The folder %s cannot be made", shots->folder);

  if (!prepare (shots, &error))
    return dex_future_new_for_error (error);

  if (!dex_await (jm_sleep (shots->clock, FIRST_SETTLE_SECONDS, shots->cancellable), &error))
    return dex_future_new_for_error (error);

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      shots->size = &sizes[s];
      gtk_window_set_default_size (GTK_WINDOW (shots->window), sizes[s].width, sizes[s].height);
      for (guint c = 0; c < G_N_ELEMENTS (schemes); c++)
        {
          shots->scheme = schemes[c].name;
          adw_style_manager_set_color_scheme (manager, schemes[c].scheme);
          if (!take_pages (shots, &error) || !take_end_of_overview (shots, &error) ||
              !take_sidebar (shots, &error) || !take_dialogs (shots, &error) ||
              !take_sign_in (shots, &error) ||
              !take_states (shots, &error) || !take_welcome (shots, &error))
            return dex_future_new_for_error (error);
        }
    }

  if (!take_oddities (shots, &error))
    return dex_future_new_for_error (error);

  return dex_future_new_for_int64 (shots->n_taken);
}

DexFuture *
jm_shots_take (JmWindow     *window,
               JmClock      *clock,
               const char   *folder,
               GCancellable *cancellable)
{
  Shots *shots;

  dex_return_error_if_fail (JM_IS_WINDOW (window));
  dex_return_error_if_fail (JM_IS_CLOCK (clock));
  dex_return_error_if_fail (folder != NULL);

  shots = g_new0 (Shots, 1);
  shots->window = g_object_ref (window);
  shots->clock = g_object_ref (clock);
  shots->folder = g_strdup (folder);
  g_set_object (&shots->cancellable, cancellable);

  return dex_scheduler_spawn (NULL, 0, take_fiber, shots, shots_free);
}

static gboolean
has_font (const char *family)
{
  PangoFontMap *map = pango_cairo_font_map_get_default ();

  return pango_font_map_get_family (map, family) != NULL;
}

void
jm_shots_settle (void)
{
  static const char *const families[] = { "Adwaita Sans", "Inter", "Cantarell" };

  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    {
      g_autofree char *font = g_strdup_printf ("%s 11", families[i]);

      if (!has_font (families[i]))
        continue;
      g_object_set (gtk_settings_get_default (), "gtk-font-name", font, NULL);
      break;
    }

  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE,
                "gtk-cursor-blink", FALSE, NULL);
}
