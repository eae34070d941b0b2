/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "explorer/jm-json-view.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <gtksourceview/gtksource.h>

#include "explorer/jm-fold-gutter.h"
#include "explorer/jm-line-gutter.h"
#include "jm-text.h"

struct _JmJsonView
{
  GtkWidget               parent_instance;

  JmDocumentText         *text;         /* NULL: nothing is shown */
  gboolean               *folded;       /* for each of its folds */
  char                   *match;

  GtkWidget              *scroller;
  GtkSourceView          *view;
  GtkSourceBuffer        *buffer;
  GtkTextTag             *hidden;       /* lines that are folded away */
  GtkTextTag             *marked;       /* the line that stands for them */
  /* Borrowed from the view */
  GtkSourceGutterRenderer *gutter;
  GtkSourceGutterRenderer *numbers;
  GtkSourceSearchContext *search;
};

G_DEFINE_FINAL_TYPE (JmJsonView, jm_json_view, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_MATCH = 1,
} JmJsonViewProperty;

static GParamSpec *properties[PROP_MATCH + 1];

enum
{
  FOLDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- folds */

/* The fold that begins in @line, or -1 */
static int
find_fold (JmJsonView *self,
           guint       line)
{
  int low = 0;
  int high = self->text != NULL ? (int) self->text->n_folds - 1 : -1;

  while (low <= high)
    {
      int middle = low + (high - low) / 2;
      guint first = self->text->folds[middle].first;

      if (first == line)
        return middle;
      if (first < line)
        low = middle + 1;
      else
        high = middle - 1;
    }

  return -1;
}

static gboolean
ask_line (guint    line,
          gpointer data)
{
  return jm_json_view_is_line_seen (data, line);
}

static JmFoldState
ask_fold (guint    line,
          gpointer data)
{
  JmJsonView *self = data;
  int fold = find_fold (self, line);

  /* Nothing between its lines: nothing to fold. And a line that is folded away has no arrow. */
  if (fold < 0 || self->text->folds[fold].last <= line + 1 || !ask_line (line, self))
    return JM_FOLD_NONE;

  return self->folded[fold] ? JM_FOLD_FOLDED : JM_FOLD_OPEN;
}

/* What is folded within something that is folded is hidden with it, and stays folded when that comes back. */
static void
apply_folds (JmJsonView *self)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  GtkTextIter begin, end;
  guint hidden_up_to = 0;

  gtk_text_buffer_get_bounds (buffer, &begin, &end);
  gtk_text_buffer_remove_tag (buffer, self->hidden, &begin, &end);
  gtk_text_buffer_remove_tag (buffer, self->marked, &begin, &end);

  for (guint i = 0; self->text != NULL && i < self->text->n_folds; i++)
    {
      JmFold *fold = &self->text->folds[i];

      if (!self->folded[i] || fold->first < hidden_up_to)
        continue;

      gtk_text_buffer_get_iter_at_line (buffer, &begin, (int) fold->first + 1);
      gtk_text_buffer_get_iter_at_line (buffer, &end, (int) fold->last);
      gtk_text_buffer_apply_tag (buffer, self->hidden, &begin, &end);
      hidden_up_to = fold->last;

      gtk_text_buffer_get_iter_at_line (buffer, &begin, (int) fold->first);
      end = begin;
      gtk_text_iter_forward_to_line_end (&end);
      gtk_text_buffer_apply_tag (buffer, self->marked, &begin, &end);
    }

  gtk_widget_queue_draw (GTK_WIDGET (self->gutter));
  gtk_widget_queue_draw (GTK_WIDGET (self->numbers));
  g_signal_emit (self, signals[FOLDED], 0);
}

gboolean
jm_json_view_toggle_fold (JmJsonView *self,
                          guint       line)
{
  int fold;

  g_return_val_if_fail (JM_IS_JSON_VIEW (self), FALSE);

  if (ask_fold (line, self) == JM_FOLD_NONE)
    return FALSE;

  fold = find_fold (self, line);
  self->folded[fold] = !self->folded[fold];
  apply_folds (self);
  jm_text_announce (GTK_WIDGET (self), self->folded[fold] ? _("Folded") : _("Unfolded"),
                    GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);

  return TRUE;
}

static void
toggle_cb (JmJsonView *self,
           guint       line)
{
  jm_json_view_toggle_fold (self, line);
}

static void
set_all (JmJsonView *self,
         gboolean    folded)
{
  for (guint i = 0; self->text != NULL && i < self->text->n_folds; i++)
    self->folded[i] = folded && i > 0 && self->text->folds[i].last > self->text->folds[i].first + 1;
  apply_folds (self);
}

void
jm_json_view_fold_all (JmJsonView *self)
{
  g_return_if_fail (JM_IS_JSON_VIEW (self));

  set_all (self, TRUE);
}

void
jm_json_view_unfold_all (JmJsonView *self)
{
  g_return_if_fail (JM_IS_JSON_VIEW (self));

  set_all (self, FALSE);
}

gboolean
jm_json_view_has_folded (JmJsonView *self)
{
  g_return_val_if_fail (JM_IS_JSON_VIEW (self), FALSE);

  for (guint i = 0; self->text != NULL && i < self->text->n_folds; i++)
    {
      if (self->folded[i])
        return TRUE;
    }

  return FALSE;
}

gboolean
jm_json_view_is_line_seen (JmJsonView *self,
                           guint       line)
{
  GtkTextIter iter;

  g_return_val_if_fail (JM_IS_JSON_VIEW (self), FALSE);

  gtk_text_buffer_get_iter_at_line (GTK_TEXT_BUFFER (self->buffer), &iter, (int) line);

  return !gtk_text_iter_has_tag (&iter, self->hidden);
}

static gboolean
key_cb (JmJsonView      *self,
        guint            key,
        guint            code,
        GdkModifierType  state)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  GtkTextIter iter;

  if ((key != GDK_KEY_Return && key != GDK_KEY_KP_Enter && key != GDK_KEY_ISO_Enter) ||
      (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;

  gtk_text_buffer_get_iter_at_mark (buffer, &iter, gtk_text_buffer_get_insert (buffer));

  return jm_json_view_toggle_fold (self, (guint) gtk_text_iter_get_line (&iter));
}

/* --- search */

static void
set_match (JmJsonView *self,
           const char *match)
{
  if (g_set_str (&self->match, match))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MATCH]);
}

static gboolean
is_searching (JmJsonView *self)
{
  const char *words = gtk_source_search_settings_get_search_text (gtk_source_search_context_get_settings (self->search));

  return words != NULL && *words != '\0';
}

/* The count comes in pieces while a long text is still looked through. */
static void
update_match (JmJsonView *self)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  g_autofree char *match = NULL;
  GtkTextIter begin, end;
  int count, position;

  if (!is_searching (self))
    {
      set_match (self, "");
      return;
    }

  count = gtk_source_search_context_get_occurrences_count (self->search);
  gtk_text_buffer_get_selection_bounds (buffer, &begin, &end);
  position = gtk_source_search_context_get_occurrence_position (self->search, &begin, &end);
  if (count < 0)
    match = g_strdup ("…");
  else if (count == 0)
    match = g_strdup (_("not found"));
  else if (position > 0)
    /* Translators: the place among all that were found: "3 of 12" */
    match = g_strdup_printf (_("%'d of %'d"), position, count);
  else
    match = g_strdup_printf (ngettext ("%'d found", "%'d found", (gulong) count), count);
  set_match (self, match);
}

static void
show_match (JmJsonView  *self,
            GtkTextIter *begin,
            GtkTextIter *end)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);

  gtk_text_buffer_select_range (buffer, begin, end);
  gtk_text_view_scroll_to_mark (GTK_TEXT_VIEW (self->view), gtk_text_buffer_get_insert (buffer), 0.1, FALSE, 0, 0);
}

void
jm_json_view_search_next (JmJsonView *self,
                          gboolean    backward)
{
  GtkTextIter from, to, begin, end;
  gboolean found;

  g_return_if_fail (JM_IS_JSON_VIEW (self));

  if (!is_searching (self))
    return;

  gtk_text_buffer_get_selection_bounds (GTK_TEXT_BUFFER (self->buffer), &from, &to);
  if (backward)
    found = gtk_source_search_context_backward (self->search, &from, &begin, &end, NULL);
  else
    found = gtk_source_search_context_forward (self->search, &to, &begin, &end, NULL);
  if (found)
    show_match (self, &begin, &end);
  update_match (self);
}

void
jm_json_view_search (JmJsonView *self,
                     const char *words)
{
  GtkSourceSearchSettings *settings;
  GtkTextIter from, to;

  g_return_if_fail (JM_IS_JSON_VIEW (self));

  /* GtkSourceView looks through what is seen alone. */
  if (words != NULL && *words != '\0' && jm_json_view_has_folded (self))
    set_all (self, FALSE);

  settings = gtk_source_search_context_get_settings (self->search);
  gtk_source_search_settings_set_search_text (settings, words != NULL && *words != '\0' ? words : NULL);

  /* While somebody types, the match grows where it is. */
  gtk_text_buffer_get_selection_bounds (GTK_TEXT_BUFFER (self->buffer), &from, &to);
  gtk_text_buffer_place_cursor (GTK_TEXT_BUFFER (self->buffer), &from);
  jm_json_view_search_next (self, FALSE);
  update_match (self);
}

const char *
jm_json_view_get_match (JmJsonView *self)
{
  g_return_val_if_fail (JM_IS_JSON_VIEW (self), NULL);

  return self->match;
}

/* --- the text */

static gboolean
is_same (JmDocumentText *a,
         JmDocumentText *b)
{
  if (a == NULL || b == NULL)
    return a == b;

  return a->length == b->length && memcmp (a->text, b->text, a->length) == 0;
}

void
jm_json_view_set_text (JmJsonView     *self,
                       JmDocumentText *text)
{
  GtkTextBuffer *buffer;
  GtkTextIter begin;

  g_return_if_fail (JM_IS_JSON_VIEW (self));

  if (is_same (self->text, text))
    return;

  buffer = GTK_TEXT_BUFFER (self->buffer);
  g_clear_pointer (&self->text, jm_document_text_free);
  g_clear_pointer (&self->folded, g_free);
  if (text != NULL)
    {
      self->text = jm_document_text_copy (text);
      self->folded = g_new0 (gboolean, text->n_folds);
    }
  gtk_text_buffer_set_text (buffer, text != NULL ? text->text : "", text != NULL ? (int) text->length : 0);
  gtk_text_buffer_get_start_iter (buffer, &begin);
  gtk_text_buffer_place_cursor (buffer, &begin);
  jm_line_gutter_set_n_lines (JM_LINE_GUTTER (self->numbers), (guint) gtk_text_buffer_get_line_count (buffer));
  gtk_widget_queue_draw (GTK_WIDGET (self->gutter));
}

/* --- looks */

static void
update_scheme (JmJsonView *self)
{
  AdwStyleManager *style = adw_style_manager_get_default ();
  GtkSourceStyleSchemeManager *schemes = gtk_source_style_scheme_manager_get_default ();
  const char *name = adw_style_manager_get_dark (style) ? "Adwaita-dark" : "Adwaita";

  gtk_source_buffer_set_style_scheme (self->buffer, gtk_source_style_scheme_manager_get_scheme (schemes, name));
}

static void
create_buffer (JmJsonView *self)
{
  GtkSourceLanguageManager *languages = gtk_source_language_manager_get_default ();
  g_autoptr (GtkSourceSearchSettings) settings = gtk_source_search_settings_new ();

  self->buffer = gtk_source_buffer_new (NULL);
  gtk_source_buffer_set_language (self->buffer, gtk_source_language_manager_get_language (languages, "json"));
  gtk_source_buffer_set_highlight_matching_brackets (self->buffer, FALSE);
  self->hidden = gtk_text_buffer_create_tag (GTK_TEXT_BUFFER (self->buffer), NULL, "invisible", TRUE, NULL);
  self->marked = gtk_text_buffer_create_tag (GTK_TEXT_BUFFER (self->buffer), NULL, "weight", PANGO_WEIGHT_BOLD, NULL);

  gtk_source_search_settings_set_wrap_around (settings, TRUE);
  self->search = gtk_source_search_context_new (self->buffer, settings);
  gtk_source_search_context_set_highlight (self->search, TRUE);
  g_signal_connect_object (self->search, "notify::occurrences-count", G_CALLBACK (update_match), self, G_CONNECT_SWAPPED);
}

static void
create_view (JmJsonView *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkTextView *text_view;
  GtkSourceGutter *gutter;

  self->view = GTK_SOURCE_VIEW (gtk_source_view_new_with_buffer (self->buffer));
  text_view = GTK_TEXT_VIEW (self->view);
  gtk_text_view_set_editable (text_view, FALSE);
  gtk_text_view_set_monospace (text_view, TRUE);
  gtk_text_view_set_top_margin (text_view, 8);
  gtk_text_view_set_bottom_margin (text_view, 8);
  gtk_text_view_set_left_margin (text_view, 6);
  gtk_text_view_set_right_margin (text_view, 12);
  gtk_source_view_set_highlight_current_line (self->view, FALSE);
  /* JSON is written from left to right, whatever language stands in it. */
  gtk_widget_set_direction (GTK_WIDGET (self->view), GTK_TEXT_DIR_LTR);
  jm_text_set_name (GTK_WIDGET (self->view), _("JSON"));
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "json");

  self->gutter = jm_fold_gutter_new (ask_fold, self);
  g_signal_connect_object (self->gutter, "toggle", G_CALLBACK (toggle_cb), self, G_CONNECT_SWAPPED);
  gutter = gtk_source_view_get_gutter (self->view, GTK_TEXT_WINDOW_LEFT);
  self->numbers = jm_line_gutter_new (ask_line, self);
  gtk_source_gutter_insert (gutter, self->numbers, 0);
  gtk_source_gutter_insert (gutter, self->gutter, 1);

  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self->view), keys);
}

/* --- the object */

static void
jm_json_view_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  switch ((JmJsonViewProperty) prop_id)
    {
    case PROP_MATCH:
      g_value_set_string (value, JM_JSON_VIEW (object)->match);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_json_view_dispose (GObject *object)
{
  JmJsonView *self = JM_JSON_VIEW (object);

  g_clear_pointer (&self->text, jm_document_text_free);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_object (&self->search);
  g_clear_object (&self->buffer);

  G_OBJECT_CLASS (jm_json_view_parent_class)->dispose (object);
}

static void
jm_json_view_finalize (GObject *object)
{
  JmJsonView *self = JM_JSON_VIEW (object);

  g_free (self->folded);
  g_free (self->match);

  G_OBJECT_CLASS (jm_json_view_parent_class)->finalize (object);
}

static void
jm_json_view_class_init (JmJsonViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = jm_json_view_dispose;
  object_class->finalize = jm_json_view_finalize;
  object_class->get_property = jm_json_view_get_property;

  /** JmJsonView:match: which of all that were found is selected, as words. */
  properties[PROP_MATCH] = g_param_spec_string ("match", NULL, NULL, "",
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  signals[FOLDED] = g_signal_new ("folded", JM_TYPE_JSON_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
jm_json_view_init (JmJsonView *self)
{
  self->match = g_strdup ("");
  create_buffer (self);
  create_view (self);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), GTK_WIDGET (self->view));
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  update_scheme (self);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (update_scheme), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
jm_json_view_new (void)
{
  return g_object_new (JM_TYPE_JSON_VIEW, NULL);
}
