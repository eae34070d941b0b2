/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "shots/jm-walk.h"

/* Of the words that stand for a widget */
#define MAX_WORDS 60

typedef gboolean (*Visit) (GtkWidget *widget,
                           gpointer   data);

/* Calls @visit for all that is mapped below @parent, popovers included, until it gives FALSE for a widget: then not for what
 * is in it. */
static void
walk (GtkWidget *parent,
      Visit      visit,
      gpointer   data)
{
  for (GtkWidget *child = gtk_widget_get_first_child (parent); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      /* A tooltip is the window's child. */
      if (gtk_widget_get_mapped (child) && !g_str_equal (G_OBJECT_TYPE_NAME (child), "GtkTooltipWindow") &&
          visit (child, data))
        walk (child, visit, data);
    }
}

/* --- the scope: what keeps the focus in */

static gboolean
find_popover_cb (GtkWidget *widget,
                 gpointer   data)
{
  GtkWidget **popover = data;

  if (GTK_IS_POPOVER (widget) && gtk_popover_get_autohide (GTK_POPOVER (widget)))
    *popover = widget;

  return TRUE;
}

GtkWidget *
jm_walk_scope (GtkWindow *window)
{
  GtkWidget *scope = GTK_WIDGET (window);
  GtkWidget *popover = NULL;

  if (ADW_IS_APPLICATION_WINDOW (window))
    {
      AdwDialog *dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window));

      if (dialog != NULL)
        scope = GTK_WIDGET (dialog);
    }
  walk (scope, find_popover_cb, &popover);

  return popover != NULL ? popover : scope;
}

/* --- a widget in words */

static gboolean
find_words_cb (GtkWidget *widget,
               gpointer   data)
{
  GString *words = data;
  const char *text = NULL;

  if (GTK_IS_LABEL (widget))
    text = gtk_label_get_text (GTK_LABEL (widget));
  else if (GTK_IS_INSCRIPTION (widget))
    text = gtk_inscription_get_text (GTK_INSCRIPTION (widget));
  if (text != NULL && *text != '\0')
    g_string_append_printf (words, "%s%s", words->len > 0 ? " " : "", text);

  return words->len < MAX_WORDS;
}

static void
add_string (JsonBuilder *builder,
            const char  *member,
            const char  *value)
{
  if (value == NULL)
    return;

  json_builder_set_member_name (builder, member);
  json_builder_add_string_value (builder, value);
}

static void
add_boolean (JsonBuilder *builder,
             const char  *member,
             gboolean     value)
{
  json_builder_set_member_name (builder, member);
  json_builder_add_boolean_value (builder, value);
}

/* "JmWindow/AdwToolbarView/GtkButton#refresh_button": long enough to find it in the source */
static char *
describe_path (GtkWidget *widget)
{
  GString *path = g_string_new (NULL);

  for (GtkWidget *at = widget; at != NULL; at = gtk_widget_get_parent (at))
    {
      const char *id = gtk_buildable_get_buildable_id (GTK_BUILDABLE (at));
      g_autofree char *step = NULL;

      /* GtkBuilder's own, and a template's type */
      if (id != NULL && (g_str_has_prefix (id, "___") || g_str_equal (id, G_OBJECT_TYPE_NAME (at))))
        id = NULL;
      if (at != widget && id == NULL && !g_str_has_prefix (G_OBJECT_TYPE_NAME (at), "Jm"))
        continue;
      step = g_strdup_printf ("%s%s%s%s", G_OBJECT_TYPE_NAME (at), id != NULL ? "#" : "", id != NULL ? id : "",
                              at != widget ? "/" : "");
      g_string_prepend (path, step);
    }

  return g_string_free_and_steal (path);
}

static void
begin_widget (JsonBuilder *builder,
              GtkWidget   *widget)
{
  g_autofree char *id = g_strdup_printf ("%p", (void *) widget);
  g_autofree char *path = describe_path (widget);

  json_builder_begin_object (builder);
  add_string (builder, "id", id);
  add_string (builder, "type", G_OBJECT_TYPE_NAME (widget));
  add_string (builder, "path", path);
}

/* --- focus */

/* Inside its window and all that scrolls around it, at least in part */
static gboolean
is_in_sight (GtkWidget *widget)
{
  if (!gtk_widget_get_mapped (widget))
    return FALSE;

  for (GtkWidget *around = gtk_widget_get_parent (widget); around != NULL; around = gtk_widget_get_parent (around))
    {
      graphene_rect_t bounds;
      graphene_rect_t room = GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (around),
                                                 (float) gtk_widget_get_height (around));

      if (GTK_IS_NATIVE (around) || GTK_IS_SCROLLED_WINDOW (around) || GTK_IS_VIEWPORT (around))
        {
          if (!gtk_widget_compute_bounds (widget, around, &bounds) ||
              !graphene_rect_intersection (&bounds, &room, &bounds))
            return FALSE;
        }
      if (GTK_IS_NATIVE (around))
        break;
    }

  return TRUE;
}

/* What arrow keys walk through, or NULL: Tab may stop in it once. */
static GtkWidget *
find_group (GtkWidget *widget)
{
  static const char *const types[] = { "GtkListBox",    "GtkListView", "GtkColumnView",    "GtkGridView",
                                       "GtkFlowBox",    "AdwToggleGroup", "AdwViewSwitcher",  "AdwInlineViewSwitcher",
                                       "GtkPopoverMenu", "GtkCalendar", "GtkStackSwitcher" };

  for (GtkWidget *around = gtk_widget_get_parent (widget); around != NULL; around = gtk_widget_get_parent (around))
    {
      for (guint i = 0; i < G_N_ELEMENTS (types); i++)
        {
          if (g_str_equal (G_OBJECT_TYPE_NAME (around), types[i]))
            return around;
        }
      if (GTK_IS_NATIVE (around))
        break;
    }

  return NULL;
}

/* A container that can have the focus gives it to what is in it. */
static void
add_around (JsonBuilder *builder,
            GtkWidget   *widget)
{
  json_builder_set_member_name (builder, "around");
  json_builder_begin_array (builder);
  for (GtkWidget *around = gtk_widget_get_parent (widget); around != NULL; around = gtk_widget_get_parent (around))
    {
      g_autofree char *id = g_strdup_printf ("%p", (void *) around);

      if (gtk_widget_get_focusable (around))
        json_builder_add_string_value (builder, id);
    }
  json_builder_end_array (builder);
}

static void
add_stop (JsonBuilder *builder,
          GtkWidget   *widget)
{
  g_autoptr (GString) words = g_string_new (NULL);
  GtkWidget *group = find_group (widget);
  g_autofree char *group_id = group != NULL ? g_strdup_printf ("%p", (void *) group) : NULL;

  walk (widget, find_words_cb, words);
  begin_widget (builder, widget);
  add_string (builder, "words", words->str);
  add_string (builder, "group", group_id);
  add_around (builder, widget);
  add_boolean (builder, "in-sight", is_in_sight (widget));
  json_builder_end_object (builder);
}

JsonNode *
jm_walk_focus (GtkWindow *window,
               guint      n_keys)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (window));

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "keys");
  json_builder_add_int_value (builder, n_keys);
  add_boolean (builder, "focus-visible", gtk_window_get_focus_visible (window));
  json_builder_set_member_name (builder, "widget");
  if (focus != NULL)
    add_stop (builder, focus);
  else
    json_builder_add_null_value (builder);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

static gboolean
add_stops_cb (GtkWidget *widget,
              gpointer   builder)
{
  if (!gtk_widget_is_sensitive (widget) || !gtk_widget_get_can_focus (widget) || GTK_IS_POPOVER (widget))
    return FALSE;

  if (gtk_widget_get_focusable (widget))
    add_stop (builder, widget);

  return TRUE;
}

JsonNode *
jm_walk_stops (GtkWidget *scope)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  walk (scope, add_stops_cb, builder);
  json_builder_end_array (builder);

  return json_builder_get_root (builder);
}

/* --- room */

/* At least, across and down; down for the width that it has */
static void
measure (GtkWidget *widget,
         int       *width,
         int       *height)
{
  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, width, NULL, NULL, NULL);
  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, MAX (*width, gtk_widget_get_width (widget)), height, NULL, NULL,
                      NULL);
}

static void
add_size (JsonBuilder *builder,
          GtkWidget   *widget,
          int          width,
          int          height)
{
  begin_widget (builder, widget);
  json_builder_set_member_name (builder, "width");
  json_builder_add_int_value (builder, width);
  json_builder_set_member_name (builder, "height");
  json_builder_add_int_value (builder, height);
  json_builder_end_object (builder);
}

/* @across, @down: what scrolls around it, and so gives it all the room it wants */
static void
add_big (JsonBuilder *builder,
         GtkWidget   *parent,
         gboolean     across,
         gboolean     down)
{
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (parent));

  for (GtkWidget *child = gtk_widget_get_first_child (parent); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkPolicyType scroll_across = GTK_POLICY_NEVER;
      GtkPolicyType scroll_down = GTK_POLICY_NEVER;
      int width;
      int height;

      if (!gtk_widget_get_mapped (child) || GTK_IS_POPOVER (child))
        continue;

      measure (child, &width, &height);
      if ((!across && width > gtk_widget_get_width (root)) || (!down && height > gtk_widget_get_height (root)))
        add_size (builder, child, width, height);
      if (GTK_IS_SCROLLED_WINDOW (child))
        gtk_scrolled_window_get_policy (GTK_SCROLLED_WINDOW (child), &scroll_across, &scroll_down);
      add_big (builder, child, across || scroll_across != GTK_POLICY_NEVER, down || scroll_down != GTK_POLICY_NEVER);
    }
}

JsonNode *
jm_walk_big (GtkWidget *scope)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  add_big (builder, scope, FALSE, FALSE);
  json_builder_end_array (builder);

  return json_builder_get_root (builder);
}

/* --- words */

static gboolean
has_tooltip (GtkWidget *widget)
{
  for (GtkWidget *at = widget; at != NULL; at = gtk_widget_get_parent (at))
    {
      if (gtk_widget_get_has_tooltip (at))
        return TRUE;
    }

  return FALSE;
}

static void
add_words (JsonBuilder *builder,
           GtkWidget   *widget,
           const char  *kind,
           const char  *text,
           gboolean     cut)
{
  if (text == NULL || *text == '\0')
    return;

  begin_widget (builder, widget);
  add_string (builder, "kind", kind);
  add_string (builder, "text", text);
  add_boolean (builder, "cut", cut);
  add_boolean (builder, "tooltip", has_tooltip (widget));
  json_builder_end_object (builder);
}

/* @text in the font of @widget */
static int
measure_text (GtkWidget  *widget,
              const char *text)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, text);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);

  return width;
}

static gboolean
add_words_cb (GtkWidget *widget,
              gpointer   builder)
{
  add_words (builder, widget, "tooltip", gtk_widget_get_tooltip_text (widget), FALSE);

  if (GTK_IS_LABEL (widget))
    {
      add_words (builder, widget, "label", gtk_label_get_text (GTK_LABEL (widget)),
                 pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (widget))));
    }
  else if (GTK_IS_INSCRIPTION (widget))
    {
      const char *text = gtk_inscription_get_text (GTK_INSCRIPTION (widget));

      add_words (builder, widget, "inscription", text,
                 text != NULL && measure_text (widget, text) > gtk_widget_get_width (widget) &&
                     gtk_inscription_get_min_lines (GTK_INSCRIPTION (widget)) <= 1);
    }
  else if (GTK_IS_TEXT (widget))
    {
      const char *text = gtk_text_get_placeholder_text (GTK_TEXT (widget));

      if (gtk_entry_buffer_get_length (gtk_text_get_buffer (GTK_TEXT (widget))) == 0)
        add_words (builder, widget, "placeholder", text,
                   text != NULL && measure_text (widget, text) > gtk_widget_get_width (widget));
    }

  return TRUE;
}

JsonNode *
jm_walk_words (GtkWidget *scope)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  walk (scope, add_words_cb, builder);
  json_builder_end_array (builder);

  return json_builder_get_root (builder);
}
