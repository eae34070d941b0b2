/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The help: that every page can be shown, that every link leads somewhere, and that every trouble is explained. */
#include "config.h"

#include "auth/jm-trouble.h"
#include "help/jm-help-book.h"
#include "help/jm-help-dialog.h"
#include "help/jm-help-sheet.h"
#include "help/jm-help.h"
#include "jm-window-pages.h"
#include "window/jm-stage.h"
#include "window/jm-window-test.h"

#define PAGE(body)                                                                                              \
  "<page xmlns='http://projectmallard.org/1.0/' type='topic' id='one'><info><link type='guide' xref='index'/>"  \
  "<desc>What <em>it</em> is</desc></info><title>A  title\n of two lines</title>" body "</page>"

static JmHelpPage *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  JmHelpPage *page = jm_help_page_parse (text, -1, NULL, NULL, &error);

  g_assert_no_error (error);

  return page;
}

static const JmHelpBlock *
get_block (JmHelpPage *page,
           guint       i)
{
  g_assert_cmpuint (i, <, page->blocks->len);

  return g_ptr_array_index (page->blocks, i);
}

static void
assert_block (JmHelpPage *page,
              guint       i,
              JmHelpKind  kind,
              guint       depth,
              const char *markup)
{
  const JmHelpBlock *block = get_block (page, i);

  g_assert_cmpint (block->kind, ==, kind);
  g_assert_cmpuint (block->depth, ==, depth);
  g_assert_cmpstr (block->markup, ==, markup);
}

static void
words_become_markup (void)
{
  g_autoptr (JmHelpPage) page = parse (PAGE ("<p> Press <keyseq><key>Ctrl</key> <key>F</key></keyseq> &amp; read <guiseq><gui>A</gui><gui>B</gui></guiseq>\n"
                                             "<link xref='two#part'/>, <link href='https://example.com/?a&amp;b'>more</link>.</p>"));

  g_assert_cmpstr (page->title, ==, "A title of two lines");
  g_assert_cmpstr (page->summary, ==, "What <i>it</i> is");
  g_assert_cmpuint (page->guides->len, ==, 1);
  assert_block (page, 0, JM_HELP_PARAGRAPH, 0,
                "Press <b>Ctrl</b>+<b>F</b> &amp; read <b>A</b> ▸ <b>B</b> <a href=\"help:two#part\"></a>, "
                "<a href=\"https://example.com/?a&amp;b\">more</a>.");
}

static void
lists_nest (void)
{
  g_autoptr (JmHelpPage) page =
      parse (PAGE ("<steps><item><p>a</p><p>b</p></item><item><p>c</p><list><item><p>d</p></item></list></item></steps>"
                   "<terms><item><title>e</title><p>f</p></item></terms><note><p>g</p></note>"));

  assert_block (page, 0, JM_HELP_STEP, 1, "a");
  assert_block (page, 1, JM_HELP_PARAGRAPH, 1, "b");
  assert_block (page, 2, JM_HELP_STEP, 1, "c");
  g_assert_cmpuint (get_block (page, 2)->number, ==, 2);
  assert_block (page, 3, JM_HELP_BULLET, 2, "d");
  assert_block (page, 4, JM_HELP_TERM, 0, "e");
  assert_block (page, 5, JM_HELP_PARAGRAPH, 1, "f");
  assert_block (page, 6, JM_HELP_NOTE, 0, "g");
}

static void
tables_and_screens (void)
{
  g_autoptr (JmHelpPage) page =
      parse (PAGE ("<section id='s'><title>S</title><screen>\n<input>a  b</input>\nc</screen>"
                   "<table><thead><tr><td><p>x</p></td></tr></thead><tbody><tr><td><p>y</p></td></tr></tbody></table></section>"));

  g_assert_cmpstr (jm_help_page_find_heading (page, "s"), ==, "S");
  g_assert_null (jm_help_page_find_heading (page, "t"));
  assert_block (page, 1, JM_HELP_SCREEN, 0, "<tt>a  b</tt>\nc");
  g_assert_true (get_block (page, 2)->is_head);
  g_assert_false (get_block (page, 3)->is_head);
  g_assert_cmpstr (g_ptr_array_index (get_block (page, 3)->cells, 0), ==, "y");
}

static void
what_is_not_known_is_an_error (void)
{
  const char *const pages[] = {
    PAGE ("<video/>"),
    PAGE ("<p><blink>a</blink></p>"),
    "<page id='a'><title>b</title>",
    "<page><title>b</title></page>",
    "<page id='a'/>",
    "",
  };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (jm_help_page_parse (pages[i], -1, NULL, NULL, &error));
      g_assert_nonnull (error);
    }
}

/* --- the pages that are there */

static void
with_book (DexFiberFunc body)
{
  jm_test_fiber (body, NULL);
}

static JmHelpBook *
read_book (void)
{
  g_autofree char *folder = jm_help_book_find_folder ();
  g_autoptr (GError) error = NULL;
  JmHelpBook *book;

  g_assert_nonnull (folder);
  book = dex_await_boxed (jm_help_book_read (folder), &error);
  g_assert_no_error (error);

  return book;
}

static void
assert_place (JmHelpBook *book,
              const char *place)
{
  g_auto (GStrv) parts = g_strsplit (place, "#", 2);
  const JmHelpPage *page = jm_help_book_find (book, parts[0]);

  if (page == NULL || (parts[1] != NULL && jm_help_page_find_heading (page, parts[1]) == NULL))
    g_error ("there is no “%s” in the help", place);
}

/* Links are what stands after href="help: in the markup of a block or a cell. */
static void
assert_links (JmHelpBook *book,
              const char *markup)
{
  while ((markup = markup != NULL ? strstr (markup, "href=\"help:") : NULL) != NULL)
    {
      g_autofree char *place = NULL;

      markup += strlen ("href=\"help:");
      place = g_strndup (markup, strcspn (markup, "\""));
      assert_place (book, place);
      g_assert_false (g_str_has_prefix (strchr (markup, '>'), "></a>"));
    }
}

static void
assert_page (JmHelpBook *book,
             const char *id)
{
  const JmHelpPage *page = jm_help_book_find (book, id);
  GtkWidget *sheet = g_object_ref_sink (jm_help_sheet_new (book, page));

  for (guint i = 0; i < page->blocks->len; i++)
    {
      const JmHelpBlock *block = g_ptr_array_index (page->blocks, i);

      assert_links (book, block->markup);
      for (guint c = 0; block->cells != NULL && c < block->cells->len; c++)
        assert_links (book, g_ptr_array_index (block->cells, c));
    }
  for (guint i = 0; i < page->guides->len; i++)
    assert_place (book, g_ptr_array_index (page->guides, i));
  if (strcmp (id, "index") != 0)
    g_assert_cmpuint (page->guides->len, >, 0);
  g_object_unref (sheet);
}

static DexFuture *
every_page_fiber (gpointer data)
{
  g_autofree char *folder = jm_help_book_find_folder ();
  g_autoptr (JmHelpBook) book = read_book ();
  g_autoptr (GDir) files = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n_pages = 0;

  while ((name = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *id = g_strndup (name, strcspn (name, "."));

      if (!g_str_has_suffix (name, ".page"))
        continue;
      assert_page (book, id);
      n_pages++;
    }
  g_assert_cmpuint (n_pages, >, 10);

  return dex_future_new_true ();
}

static void
every_page_is_shown_and_links_lead_somewhere (void)
{
  with_book (every_page_fiber);
}

static DexFuture *
every_trouble_fiber (gpointer data)
{
  g_autoptr (JmHelpBook) book = read_book ();
  guint n_pages;
  const JmWindowPage *pages = jm_window_pages_get (&n_pages);

  for (guint i = JM_TROUBLE_OK + 1; i < JM_N_TROUBLES; i++)
    {
      g_autofree char *place = jm_help_dup_trouble_place ((JmTrouble) i);

      assert_place (book, place);
    }
  for (guint i = 0; i < n_pages; i++)
    {
      assert_place (book, jm_help_place_of_page (pages[i].name));
      g_assert_cmpstr (jm_help_place_of_page (pages[i].name), !=, "index");
    }

  return dex_future_new_true ();
}

static void
every_trouble_and_every_page_is_explained (void)
{
  with_book (every_trouble_fiber);
}

/* --- the dialog */

static gboolean
has_page (gpointer dialog)
{
  return jm_help_dialog_get_page (dialog) != NULL;
}

static DexFuture *
dialog_fiber (gpointer data)
{
  JmStage *stage = jm_stage_new ();
  AdwDialog *dialog = jm_help_dialog_new ("troubles#keyring-locked");
  JmHelpDialog *help = JM_HELP_DIALOG (dialog);

  jm_stage_show (stage, adw_bin_new ());
  adw_dialog_present (dialog, GTK_WIDGET (stage->window));
  jm_stage_wait (has_page, dialog);
  g_assert_cmpstr (jm_help_dialog_get_page (help), ==, "troubles");
  g_assert_true (jm_stage_shows (dialog, "The keyring is locked"));

  jm_help_dialog_go (help, "sign-in");
  g_assert_cmpstr (jm_help_dialog_get_page (help), ==, "sign-in");
  jm_help_dialog_go (help, "index");
  g_assert_cmpstr (jm_help_dialog_get_page (help), ==, "index");
  jm_help_dialog_go (help, "no-such-page");
  g_assert_cmpstr (jm_help_dialog_get_page (help), ==, "index");

  jm_stage_settle ();
  jm_stage_assert_small (dialog);
  adw_dialog_force_close (dialog);
  jm_stage_free (stage);

  return dex_future_new_true ();
}

static void
the_dialog_goes_to_a_place_and_back (void)
{
  with_book (dialog_fiber);
}

int
main (int   argc,
      char *argv[])
{
  jm_test_init (&argc, &argv);
  if (!jm_stage_init ())
    return g_test_run ();

  g_test_add_func ("/window/help/words-become-markup", words_become_markup);
  g_test_add_func ("/window/help/lists-nest", lists_nest);
  g_test_add_func ("/window/help/tables-and-screens", tables_and_screens);
  g_test_add_func ("/window/help/what-is-not-known-is-an-error", what_is_not_known_is_an_error);
  g_test_add_func ("/window/help/every-page-is-shown-and-links-lead-somewhere", every_page_is_shown_and_links_lead_somewhere);
  g_test_add_func ("/window/help/every-trouble-and-every-page-is-explained", every_trouble_and_every_page_is_explained);
  g_test_add_func ("/window/help/the-dialog-goes-to-a-place-and-back", the_dialog_goes_to_a_place_and_back);

  return g_test_run ();
}
