/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-text.h"

#include "base/jm-limits.h"

/* More marks than this on one letter are no language's, but a tower over the rows above. */
#define MARKS_PER_LETTER 4

#define FIRST_STRONG_ISOLATE "\342\201\250"
#define POP_ISOLATE "\342\201\251"

static gboolean
is_bidi_control (gunichar c)
{
  return c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
         (c >= 0x2066 && c <= 0x2069);
}

/* Characters that take up no room and so can hide text in text. The joiners U+200C and U+200D are
 * needed by Persian and by emoji, and stay. */
static gboolean
is_invisible (gunichar c)
{
  return c == 0x00ad || c == 0x200b || c == 0x2060 || c == 0xfeff || c == 0x180e ||
         (c >= 0xe0000 && c <= 0xe007f);
}

static gboolean
is_right_to_left (gunichar c)
{
  return (c >= 0x0590 && c <= 0x08ff) || (c >= 0xfb1d && c <= 0xfdff) ||
         (c >= 0xfe70 && c <= 0xfefe) || (c >= 0x10800 && c <= 0x10fff) ||
         (c >= 0x1e800 && c <= 0x1efff);
}

static gboolean
is_mark (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return type == G_UNICODE_NON_SPACING_MARK || type == G_UNICODE_ENCLOSING_MARK;
}

/* What stands on the screen for @c: itself, or something that can be seen. */
static void
append_visible (GString  *out,
                gunichar  c)
{
  if (c < 0x20)
    g_string_append_unichar (out, 0x2400 + c);          /* ␀ … ␟ */
  else if (c == 0x7f)
    g_string_append_unichar (out, 0x2421);              /* ␡ */
  else if ((c >= 0x80 && c < 0xa0) || is_bidi_control (c) || is_invisible (c))
    g_string_append_printf (out, "‹%04X›", c);
  else if (c == 0x2028 || c == 0x2029)
    g_string_append_c (out, ' ');
  else
    g_string_append_unichar (out, c);
}

static char *
make_presentable (const char *text,
                  gboolean    keep_lines,
                  gsize       max_characters,
                  gsize       max_bytes)
{
  g_autofree char *valid = NULL;
  g_autoptr (GString) out = NULL;
  gboolean turned = FALSE;
  gsize n_characters = 0;
  guint n_marks = 0;

  if (text == NULL)
    return g_strdup ("");

  valid = g_utf8_make_valid (text, MIN (strlen (text), 4 * max_bytes));
  out = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (n_characters++ >= max_characters || out->len >= max_bytes)
        {
          g_string_append (out, "…");
          break;
        }

      n_marks = is_mark (c) ? n_marks + 1 : 0;
      if (n_marks > MARKS_PER_LETTER)
        continue;

      turned = turned || is_right_to_left (c);

      if (c == '\r' && p[1] == '\n')
        continue;
      if (c == '\n' || c == '\t' || c == '\r')
        g_string_append_c (out, keep_lines ? (char) c : ' ');
      else
        append_visible (out, c);
    }

  /* Left alone, so that what is copied from a label is what was sent; a text that runs the other
   * way is fenced, so that it cannot turn its neighbours. */
  if (turned)
    {
      g_string_prepend (out, FIRST_STRONG_ISOLATE);
      g_string_append (out, POP_ISOLATE);
    }

  return g_string_free_and_steal (g_steal_pointer (&out));
}

char *
jm_text_line (const char *text)
{
  return make_presentable (text, FALSE, JM_LIMIT_LINE_DRAWN, JM_LIMIT_STRING_DRAWN);
}

char *
jm_text_paragraphs (const char *text)
{
  return make_presentable (text, TRUE, G_MAXSIZE, JM_LIMIT_STRING_DRAWN);
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
        return is_right_to_left (c) ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR;
    }

  return GTK_TEXT_DIR_NONE;
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

  g_return_if_fail (ADW_IS_BANNER (banner));

  line = jm_text_line (text);
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

void
jm_text_set_name (GtkWidget  *widget,
                  const char *text)
{
  g_autofree char *line = NULL;

  g_return_if_fail (GTK_IS_WIDGET (widget));

  line = jm_text_line (text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, line, -1);
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

AdwToast *
jm_text_toast (const char *text)
{
  g_autofree char *line = jm_text_line (text);

  return g_object_new (ADW_TYPE_TOAST, "use-markup", FALSE, "title", line, NULL);
}
