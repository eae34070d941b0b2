/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "window/jm-stage.h"

static const char *const actions[] = { "cure", "rebuild-store", "show-page", "show-project", "sign-in", "sync-account",
                                       "toast", "unlock-keyring" };

static void
action_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  JmStage *self = user_data;

  g_free (self->action);
  self->action = g_strdup_printf ("win.%s %s", g_action_get_name (G_ACTION (action)),
                                  g_variant_get_string (parameter, NULL));
}

gboolean
jm_stage_init (void)
{
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display\n");
      return FALSE;
    }

  adw_init ();

  return TRUE;
}

JmStage *
jm_stage_new (void)
{
  JmStage *self = g_new0 (JmStage, 1);
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GtkCssProvider) style = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (style, "/org/example/JiraMonitor/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (style),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  self->window = GTK_WINDOW (adw_window_new ());
  gtk_window_set_default_size (self->window, 1000, 700);
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      g_autoptr (GSimpleAction) action = g_simple_action_new (actions[i], G_VARIANT_TYPE_STRING);

      g_signal_connect (action, "activate", G_CALLBACK (action_cb), self);
      g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
    }
  gtk_widget_insert_action_group (GTK_WIDGET (self->window), "win", G_ACTION_GROUP (group));
  adw_window_set_content (ADW_WINDOW (self->window), adw_bin_new ());
  gtk_window_present (self->window);

  return self;
}

void
jm_stage_free (JmStage *self)
{
  gtk_window_destroy (self->window);
  g_free (self->action);
  g_free (self);
}

void
jm_stage_show (JmStage   *self,
               GtkWidget *page)
{
  adw_window_set_content (ADW_WINDOW (self->window), page);
  jm_stage_settle ();
}

gpointer
jm_stage_child (gpointer    widget,
                const char *id)
{
  GObject *child = gtk_widget_get_template_child (widget, G_OBJECT_TYPE (widget), id);

  if (child == NULL)
    g_error ("%s has no child “%s”", G_OBJECT_TYPE_NAME (widget), id);

  return child;
}

static gboolean
is_mapped (gpointer widget)
{
  return gtk_widget_get_mapped (widget);
}

void
jm_stage_click (gpointer    widget,
                const char *id)
{
  GtkWidget *button = jm_stage_child (widget, id);

  g_assert_true (gtk_widget_is_sensitive (button));
  /* What was known at once may be there before the screen is. */
  if (!is_mapped (button))
    jm_stage_wait (is_mapped, button);
  /* Not gtk_widget_activate(): a button then plays being pressed before it clicks. */
  g_signal_emit_by_name (button, "clicked");
}

void
jm_stage_type (gpointer    widget,
               const char *id,
               const char *text)
{
  gtk_editable_set_text (jm_stage_child (widget, id), text);
}

const char *
jm_stage_read (gpointer    widget,
               const char *id)
{
  gpointer child = jm_stage_child (widget, id);

  return GTK_IS_LABEL (child) ? gtk_label_get_text (child) : gtk_editable_get_text (child);
}

gboolean
jm_stage_shows (gpointer    widget,
                const char *text)
{
  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (widget), text))
    return TRUE;
  if (GTK_IS_INSCRIPTION (widget) &&
      g_strcmp0 (gtk_inscription_get_text (widget), text) == 0)
    return TRUE;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      if (jm_stage_shows (child, text))
        return TRUE;
    }

  return FALSE;
}

void
jm_stage_wait (JmTestCondition condition,
               gpointer        data)
{
  g_autoptr (GError) error = NULL;

  dex_await (jm_test_until (condition, data), &error);
  g_assert_no_error (error);
}

static gboolean
count_frames_cb (GtkWidget     *widget,
                 GdkFrameClock *clock,
                 gpointer       user_data)
{
  guint *n = user_data;

  return ++*n < 3 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean
were_drawn (gpointer data)
{
  return *(guint *) data >= 3;
}

void
jm_stage_settle (void)
{
  g_autofree guint *n = g_new0 (guint, 1);
  GListModel *windows = gtk_window_get_toplevels ();
  g_autoptr (GtkWidget) window = g_list_model_get_item (windows, 0);

  gtk_widget_add_tick_callback (window, count_frames_cb, n, NULL);
  jm_stage_wait (were_drawn, n);
}

void
jm_stage_assert_small (gpointer widget)
{
  int width;
  int height;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, 360, &height, NULL, NULL, NULL);
  g_assert_cmpint (width, <=, 360);
  g_assert_cmpint (height, <=, 294);
}

const char *
jm_stage_get_face (gpointer page)
{
  return gtk_stack_get_visible_child_name (jm_stage_child (page, "stack"));
}

gboolean
jm_stage_has_content (gpointer page)
{
  return g_str_equal (jm_stage_get_face (page), "content");
}

gboolean
jm_stage_is_empty (gpointer page)
{
  return g_str_equal (jm_stage_get_face (page), "empty");
}

gboolean
jm_stage_has_error (gpointer page)
{
  return g_str_equal (jm_stage_get_face (page), "error");
}

JmStore *
jm_stage_sign_in (JmWorld *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) added = jm_world_sign_in (world, NULL, &error, 0, -1);
  g_autoptr (JmAccount) account = NULL;
  JmStore *store;

  g_assert_no_error (error);
  account = jm_world_dup_account (world, 0);
  jm_accounts_set_current (jm_world_get_accounts (world), account);
  store = dex_await_object (jm_account_open_store (account), &error);
  g_assert_no_error (error);

  return store;
}
