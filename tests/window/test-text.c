/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-link.h"
#include "jm-text.h"
#include "jm-window-test.h"

/* What somebody may write into a summary, a name, a status; each must stand on the screen as it was written. Anything that
 * GTK or Pango complains about fails the test: warnings are fatal. */
static const char *const literal[] = {
  "<b>bold</b>",
  "<span size='1000000'>huge</span>",
  "<a href=\"javascript:alert(1)\">click</a>",
  "<unclosed",
  "a & b",
  "&lt;",
  "&#x10ffff;",
  "&bogus;",
  "_mnemonic __two",
  "]]>",
  "100 % <3",
  "%s %n %d",
  "\\u003cb\\u003e",
  "日本語 ‹› “”",
  "👩‍👩‍👧‍👦 family",
  "",
};

static void
labels_show_markup_as_text (void)
{
  GtkWidget *label = g_object_ref_sink (gtk_label_new (NULL));

  gtk_label_set_use_markup (GTK_LABEL (label), TRUE);
  gtk_label_set_use_underline (GTK_LABEL (label), TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (literal); i++)
    {
      jm_text_set_label (GTK_LABEL (label), literal[i]);
      g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (label)), ==, literal[i]);
    }
  g_object_unref (label);
}

static void
assert_shown (GtkWidget  *widget,
              const char *text)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_append (GTK_LIST_BOX (list), widget);
  gtk_window_set_child (GTK_WINDOW (window), list);
  gtk_window_present (GTK_WINDOW (window));
  if (*text != '\0' && jm_window_test_find_text (window, text) == NULL)
    g_error ("“%s” is not shown by %s", text, G_OBJECT_TYPE_NAME (widget));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
rows_show_markup_as_text (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (literal); i++)
    {
      GtkWidget *row = adw_action_row_new ();
      GtkWidget *other = adw_action_row_new ();
      GtkWidget *expander = adw_expander_row_new ();

      jm_text_set_title (ADW_PREFERENCES_ROW (row), literal[i]);
      jm_text_set_subtitle (ADW_PREFERENCES_ROW (other), literal[i]);
      jm_text_set_title (ADW_PREFERENCES_ROW (expander), literal[i]);
      assert_shown (row, literal[i]);
      assert_shown (other, literal[i]);
      assert_shown (expander, literal[i]);
    }
}

static void
banners_toasts_and_pages_show_markup_as_text (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (literal); i++)
    {
      GtkWidget *banner = adw_banner_new ("");
      GtkWidget *page = adw_status_page_new ();
      g_autoptr (AdwToast) toast = jm_text_toast (literal[i]);

      adw_banner_set_revealed (ADW_BANNER (banner), TRUE);
      jm_text_set_banner (ADW_BANNER (banner), literal[i]);
      jm_text_set_status (ADW_STATUS_PAGE (page), "Title", literal[i]);
      assert_shown (banner, literal[i]);
      assert_shown (page, literal[i]);
      g_assert_false (adw_toast_get_use_markup (toast));
      g_assert_cmpstr (adw_toast_get_title (toast), ==, literal[i]);
    }
}

static void
what_hides_is_made_visible (void)
{
  static const struct
  {
    const char *text;
    const char *shown;
  } table[] = {
    { "a\342\200\256b", "a‹202E›b" },
    { "a\342\200\213b", "a‹200B›b" },
    { "a\001b", "a␁b" },
    { "a\033[31mb", "a␛[31mb" },
    { "a\177b", "a␡b" },
    { "a\302\205b", "a‹0085›b" },
    { "one\r\ntwo\tthree", "one two three" },
    { "bad \377 byte", "bad \357\277\275 byte" },
    { "\327\251\327\234\327\225\327\235", "\342\201\250\327\251\327\234\327\225\327\235\342\201\251" },
    { "e\314\201\314\201\314\201\314\201\314\201\314\201", "e\314\201\314\201\314\201\314\201" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *line = jm_text_line (table[i].text);

      g_assert_cmpstr (line, ==, table[i].shown);
    }
}

static void
length_is_bounded (void)
{
  g_autofree char *long_text = g_strnfill (3 << 20, 'x');
  g_autofree char *line = jm_text_line (long_text);
  g_autofree char *paragraphs = jm_text_paragraphs (long_text);

  g_assert_cmpuint (g_utf8_strlen (line, -1), ==, 2001);
  g_assert_true (g_str_has_suffix (line, "…"));
  g_assert_cmpuint (strlen (paragraphs), <=, (32 << 10) + 4);
}

static void
only_links_of_the_web_and_mail_are_opened (void)
{
  static const char *const good[] = { "https://acme.atlassian.net/browse/A-1", "http://jira.example:8080/x",
                                      "mailto:mia@example.com" };
  static const char *const bad[] = { "javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "ftp://x/y",
                                     "https:///nohost", "https://user:pass@evil.example/", "vscode://x", "", "//x",
                                     "https://", "\\\\share", "help:x" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (jm_link_is_allowed (good[i]));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      if (jm_link_is_allowed (bad[i]))
        g_error ("“%s” would be opened", bad[i]);
    }
  g_assert_false (jm_link_is_allowed (NULL));
}

static void
lookalike_hosts_are_shown_as_they_are (void)
{
  g_autofree char *host = jm_link_dup_host ("https://\321\230ira.example/");

  g_assert_true (g_str_has_prefix (host, "xn--"));
}

static void
direction (void)
{
  g_assert_cmpint (jm_text_get_direction (NULL), ==, GTK_TEXT_DIR_NONE);
  g_assert_cmpint (jm_text_get_direction ("12 – 34"), ==, GTK_TEXT_DIR_NONE);
  g_assert_cmpint (jm_text_get_direction ("\xff"), ==, GTK_TEXT_DIR_NONE);
  g_assert_cmpint (jm_text_get_direction ("12 ترجمة of it"), ==, GTK_TEXT_DIR_RTL);
  g_assert_cmpint (jm_text_get_direction ("Of ترجمة"), ==, GTK_TEXT_DIR_LTR);
}

int
main (int   argc,
      char *argv[])
{
  if (!jm_window_test_init (&argc, &argv))
    return 0;

  g_test_add_func ("/window/text/labels-show-markup-as-text", labels_show_markup_as_text);
  g_test_add_func ("/window/text/direction-is-the-first-letters", direction);
  g_test_add_func ("/window/text/rows-show-markup-as-text", rows_show_markup_as_text);
  g_test_add_func ("/window/text/banners-toasts-pages-show-markup-as-text", banners_toasts_and_pages_show_markup_as_text);
  g_test_add_func ("/window/text/what-hides-is-made-visible", what_hides_is_made_visible);
  g_test_add_func ("/window/text/length-is-bounded", length_is_bounded);
  g_test_add_func ("/window/link/only-web-and-mail", only_links_of_the_web_and_mail_are_opened);
  g_test_add_func ("/window/link/lookalike-hosts-are-shown", lookalike_hosts_are_shown_as_they_are);

  return g_test_run ();
}
