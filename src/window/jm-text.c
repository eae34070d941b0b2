/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-text.h"

#include <glib/gi18n.h>

#include "base/jm-presentable.h"

char *
jm_text_line (const char *text)
{
  return jm_presentable_line (text);
}

char *
jm_text_paragraphs (const char *text)
{
  return jm_presentable_paragraphs (text);
}

char *
jm_text_as_markup (const char *text)
{
  g_autofree char *line = jm_text_line (text);

  return g_markup_escape_text (line, -1);
}

GtkTextDirection
jm_text_get_direction (const char *text)
{
  if (text == NULL || !g_utf8_validate (text, -1, NULL))
    return GTK_TEXT_DIR_NONE;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      if (g_unichar_isalpha (c))
        return jm_presentable_is_right_to_left (c) ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR;
    }

  return GTK_TEXT_DIR_NONE;
}

/* What does not fit can still be read. */
static gboolean
tell_when_cut_cb (GtkLabel   *label,
                  int         x,
                  int         y,
                  gboolean    by_keyboard,
                  GtkTooltip *tooltip)
{
  return pango_layout_is_ellipsized (gtk_label_get_layout (label)) &&
         jm_text_answer_tooltip (tooltip, gtk_label_get_text (label));
}

static void
tell_when_cut (GtkLabel *label)
{
  if (gtk_label_get_ellipsize (label) == PANGO_ELLIPSIZE_NONE || gtk_widget_get_has_tooltip (GTK_WIDGET (label)))
    return;

  g_signal_handlers_disconnect_by_func (label, tell_when_cut_cb, NULL);
  g_signal_connect (label, "query-tooltip", G_CALLBACK (tell_when_cut_cb), NULL);
  gtk_widget_set_has_tooltip (GTK_WIDGET (label), TRUE);
}

void
jm_text_set_label (GtkLabel   *label,
                   const char *text)
{
  g_autofree char *line = NULL;

  g_return_if_fail (GTK_IS_LABEL (label));

  line = jm_text_line (text);
  gtk_label_set_use_markup (label, FALSE);
  gtk_label_set_use_underline (label, FALSE);
  if (strcmp (gtk_label_get_label (label), line) != 0)
    gtk_label_set_label (label, line);
  tell_when_cut (label);
}

void
jm_text_set_inscription (GtkInscription *inscription,
                         const char     *text)
{
  g_autofree char *line = NULL;

  g_return_if_fail (GTK_IS_INSCRIPTION (inscription));

  line = jm_text_line (text);
  if (g_strcmp0 (gtk_inscription_get_text (inscription), line) != 0)
    gtk_inscription_set_text (inscription, line);
}

void
jm_text_set_tooltip (GtkWidget  *widget,
                     const char *text)
{
  g_autofree char *line = NULL;

  g_return_if_fail (GTK_IS_WIDGET (widget));

  if (text != NULL && *text != '\0')
    line = jm_text_line (text);
  gtk_widget_set_tooltip_text (widget, line);
}

gboolean
jm_text_answer_tooltip (GtkTooltip *tooltip,
                        const char *text)
{
  g_autofree char *line = NULL;

  g_return_val_if_fail (GTK_IS_TOOLTIP (tooltip), FALSE);

  if (text == NULL || *text == '\0')
    return FALSE;

  line = jm_text_line (text);
  gtk_tooltip_set_text (tooltip, line);

  return TRUE;
}

void
jm_text_set_title (AdwPreferencesRow *row,
                   const char        *text)
{
  g_autofree char *line = NULL;

  g_return_if_fail (ADW_IS_PREFERENCES_ROW (row));

  line = jm_text_line (text);
  adw_preferences_row_set_use_markup (row, FALSE);
  adw_preferences_row_set_use_underline (row, FALSE);
  adw_preferences_row_set_title (row, line);
}

void
jm_text_set_subtitle (AdwPreferencesRow *row,
                      const char        *text)
{
  g_autofree char *line = NULL;

  g_return_if_fail (ADW_IS_ACTION_ROW (row) || ADW_IS_EXPANDER_ROW (row));

  line = jm_text_line (text);
  adw_preferences_row_set_use_markup (row, FALSE);
  if (ADW_IS_EXPANDER_ROW (row))
    adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), line);
  else
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), line);
}

void
jm_text_set_banner (AdwBanner  *banner,
                    const char *text)
{
  g_autofree char *line = NULL;
  GtkWidget *page;

  g_return_if_fail (ADW_IS_BANNER (banner));

  line = jm_text_line (text);
  /* The banner itself is only there when it is revealed. */
  page = gtk_widget_get_parent (GTK_WIDGET (banner));
  if (page != NULL && gtk_widget_get_mapped (page) &&
      (!adw_banner_get_revealed (banner) || strcmp (adw_banner_get_title (banner), line) != 0))
    jm_text_announce (page, line, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  adw_banner_set_use_markup (banner, FALSE);
  adw_banner_set_title (banner, line);
}

void
jm_text_set_status (AdwStatusPage *page,
                    const char    *title,
                    const char    *description)
{
  g_autofree char *line = NULL;
  g_autofree char *markup = NULL;

  g_return_if_fail (ADW_IS_STATUS_PAGE (page));

  line = jm_text_line (title);
  markup = jm_text_as_markup (description);
  adw_status_page_set_title (page, line);
  adw_status_page_set_description (page, markup);
}

/* libadwaita 1.7 has a large and a small label for a heading, and the large one knows no lines. */
static void
break_anywhere (GtkWidget  *parent,
                const char *text)
{
  for (GtkWidget *child = gtk_widget_get_first_child (parent); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      if (GTK_IS_LABEL (child) && g_strcmp0 (gtk_label_get_label (GTK_LABEL (child)), text) == 0)
        {
          gtk_label_set_wrap (GTK_LABEL (child), TRUE);
          gtk_label_set_wrap_mode (GTK_LABEL (child), PANGO_WRAP_WORD_CHAR);
        }
      else
        break_anywhere (child, text);
    }
}

void
jm_text_set_heading (AdwAlertDialog *dialog,
                     const char     *text)
{
  g_autofree char *line = NULL;

  g_return_if_fail (ADW_IS_ALERT_DIALOG (dialog));

  line = jm_text_line (text);
  adw_alert_dialog_set_heading (dialog, line);
  break_anywhere (adw_dialog_get_child (ADW_DIALOG (dialog)), line);
}

AdwDialog *
jm_text_question (const char *heading,
                  const char *body)
{
  AdwDialog *dialog = adw_alert_dialog_new (NULL, body);

  jm_text_set_heading (ADW_ALERT_DIALOG (dialog), heading);

  return dialog;
}

void
jm_text_set_name (GtkWidget  *widget,
                  const char *text)
{
  g_autofree char *line = NULL;

  g_return_if_fail (GTK_IS_WIDGET (widget));

  line = jm_text_line (text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, line, -1);
  /* A button that had a label is still named by it, also when it has an icon in its place. */
  if (GTK_IS_BUTTON (widget))
    gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

void
jm_text_name_toggles (AdwToggleGroup *group)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (group));
  guint n_toggles = adw_toggle_group_get_n_toggles (group);

  for (guint i = 0; i < n_toggles && child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      if (!GTK_IS_TOGGLE_BUTTON (child))
        continue;
      jm_text_set_name (child, adw_toggle_get_tooltip (adw_toggle_group_get_toggle (group, i++)));
    }
}

/* GTK_A11Y=test makes contexts that cannot announce, and GTK up to 4.18 at least calls what they lack */
static gboolean
can_announce (GtkWidget *widget)
{
  g_autoptr (GtkATContext) context = gtk_accessible_get_at_context (GTK_ACCESSIBLE (widget));

  return context != NULL && strcmp (G_OBJECT_TYPE_NAME (context), "GtkTestATContext") != 0;
}

void
jm_text_announce (GtkWidget                         *widget,
                  const char                        *text,
                  GtkAccessibleAnnouncementPriority  priority)
{
  g_autofree char *line = NULL;

  g_return_if_fail (GTK_IS_WIDGET (widget));

  line = jm_text_line (text);
  if (can_announce (widget))
    gtk_accessible_announce (GTK_ACCESSIBLE (widget), line, priority);
}

void
jm_text_announce_found (GtkWidget *widget,
                        guint      n_found)
{
  g_autofree char *words = g_strdup_printf (ngettext ("%'d found", "%'d found", n_found), (int) n_found);

  jm_text_announce (widget, words, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_LOW);
}

AdwToast *
jm_text_toast (const char *text)
{
  g_autofree char *line = jm_text_line (text);

  return g_object_new (ADW_TYPE_TOAST, "use-markup", FALSE, "title", line, NULL);
}
