/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-help-page.h"

#include <string.h>

/*
 * A page is read once, from its beginning to its end. Words are collected, as markup, from the start of an
 * element that holds words (a paragraph, a title) to its end; what the elements around it are decides which
 * block they become. Blanks are one blank, but in what a terminal shows.
 */

typedef struct
{
  const char *name;
  const char *markup;           /* Pango's, "b"; or text */
} Style;

/* Elements within a line */
static const Style styles[] = {
  { "app", "b" },
  { "cmd", "tt" },
  { "code", "tt" },
  { "em", "i" },
  { "file", "tt" },
  { "gui", "b" },
  { "input", "tt" },
  { "key", "b" },
  { "output", "tt" },
  { "var", "i" },
};

/* Elements whose parts follow one another, and what stands between these */
static const Style sequences[] = {
  { "guiseq", " ▸ " },
  { "keyseq", "+" },
};

/* Elements that only hold others */
static const char *const frames[] = { "list", "steps", "table", "tbody", "terms", "thead", NULL };

typedef struct
{
  JmHelpPage      *page;
  JmHelpTitleFunc  title;
  gpointer         data;
  GPtrArray       *open;        /* names of the elements around, borrowed from static strings */
  GArray          *numbers;     /* of the items of each list around */
  GString         *words;       /* being collected, or NULL */
  GPtrArray       *cells;       /* of the row around, or NULL */
  char            *section;     /* whose heading is to come */
  char            *link;        /* place of the link around that had no words yet */
  gboolean         is_first;    /* nothing stands in this item yet */
  gboolean         is_between;  /* a part of a sequence was there already */
} Reader;

static void
block_free (gpointer data)
{
  JmHelpBlock *block = data;

  g_free (block->section);
  g_free (block->markup);
  g_clear_pointer (&block->cells, g_ptr_array_unref);
  g_free (block);
}

static const char *
get_parent (Reader *self,
            guint   steps)
{
  return self->open->len > steps ? g_ptr_array_index (self->open, self->open->len - 1 - steps) : "";
}

static gboolean
is_inside (Reader     *self,
           const char *name)
{
  for (guint i = 0; i < self->open->len; i++)
    {
      if (strcmp (g_ptr_array_index (self->open, i), name) == 0)
        return TRUE;
    }

  return FALSE;
}

static const Style *
find (const Style *table,
      gsize        n_rows,
      const char  *name)
{
  for (gsize i = 0; i < n_rows; i++)
    {
      if (strcmp (table[i].name, name) == 0)
        return &table[i];
    }

  return NULL;
}

static const Style *
find_style (const char *name)
{
  return find (styles, G_N_ELEMENTS (styles), name);
}

static const Style *
find_sequence (const char *name)
{
  return find (sequences, G_N_ELEMENTS (sequences), name);
}

static const char *
find_attribute (const char **names,
                const char **values,
                const char  *name)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      if (strcmp (names[i], name) == 0)
        return values[i];
    }

  return NULL;
}

static JmHelpBlock *
add_block (Reader     *self,
           JmHelpKind  kind)
{
  JmHelpBlock *block = g_new0 (JmHelpBlock, 1);

  block->kind = kind;
  block->depth = self->numbers->len;
  g_ptr_array_add (self->page->blocks, block);

  return block;
}

/* --- links */

static void
start_link (Reader      *self,
            const char **names,
            const char **values)
{
  const char *place = find_attribute (names, values, "xref");
  const char *address = find_attribute (names, values, "href");
  g_autofree char *whole = NULL;
  g_autofree char *escaped = NULL;

  if (place != NULL)
    whole = g_strconcat ("help:", *place == '#' && self->page->id != NULL ? self->page->id : "", place, NULL);
  else
    whole = g_strdup (address != NULL ? address : "");

  escaped = g_markup_escape_text (whole, -1);
  g_string_append_printf (self->words, "<a href=\"%s\">", escaped);
  g_free (self->link);
  self->link = place != NULL ? g_strdup (whole + strlen ("help:")) : NULL;
}

static void
end_link (Reader *self)
{
  g_autofree char *place = g_steal_pointer (&self->link);
  g_autofree char *words = place != NULL && self->title != NULL ? self->title (place, self->data) : NULL;

  if (words != NULL)
    g_string_append (self->words, words);
  g_string_append (self->words, "</a>");
}

/* --- elements */

/* Where a page is listed, and what it is about */
static gboolean
start_info (Reader      *self,
            const char  *name,
            const char **names,
            const char **values)
{
  const char *guide = find_attribute (names, values, "type");

  if (strcmp (name, "desc") == 0)
    self->words = g_string_new (NULL);
  else if (strcmp (name, "link") == 0 && g_strcmp0 (guide, "guide") == 0)
    g_ptr_array_add (self->page->guides, g_strdup (find_attribute (names, values, "xref")));

  return TRUE;
}

static gboolean
start_inline (Reader      *self,
              const char  *name,
              const char **names,
              const char **values)
{
  const Style *style = find_style (name);
  const Style *sequence = find_sequence (get_parent (self, 1));

  if (strcmp (name, "link") == 0)
    {
      start_link (self, names, values);
      return TRUE;
    }
  if (find_sequence (name) != NULL)
    {
      self->is_between = FALSE;
      return TRUE;
    }
  if (style == NULL)
    return FALSE;

  if (sequence != NULL && self->is_between)
    g_string_append (self->words, sequence->markup);
  self->is_between = sequence != NULL;
  g_string_append_printf (self->words, "<%s>", style->markup);

  return TRUE;
}

static gboolean
start_block (Reader      *self,
             const char  *name,
             const char **names,
             const char **values)
{
  const guint none = 0;

  if (strcmp (name, "page") == 0)
    self->page->id = g_strdup (find_attribute (names, values, "id"));
  else if (strcmp (name, "section") == 0)
    self->section = g_strdup (find_attribute (names, values, "id"));
  else if (strcmp (name, "p") == 0 || strcmp (name, "title") == 0 || strcmp (name, "screen") == 0)
    self->words = g_string_new (NULL);
  else if (strcmp (name, "item") == 0 && self->numbers->len > 0)
    {
      g_array_index (self->numbers, guint, self->numbers->len - 1)++;
      self->is_first = TRUE;
    }
  else if (strcmp (name, "tr") == 0)
    self->cells = g_ptr_array_new_with_free_func (g_free);
  else if (g_strv_contains (frames, name))
    {
      if (strcmp (name, "list") == 0 || strcmp (name, "steps") == 0 || strcmp (name, "terms") == 0)
        g_array_append_val (self->numbers, none);
    }
  else
    return strcmp (name, "info") == 0 || strcmp (name, "note") == 0 || strcmp (name, "td") == 0;

  return TRUE;
}

static void
start_element_cb (GMarkupParseContext  *context,
                  const char           *name,
                  const char          **names,
                  const char          **values,
                  gpointer              data,
                  GError              **error)
{
  Reader *self = data;
  gboolean is_info = is_inside (self, "info");
  gboolean known;

  g_ptr_array_add (self->open, (gpointer) g_intern_string (name));
  if (self->words != NULL)
    known = start_inline (self, name, names, values);
  else if (is_info)
    known = start_info (self, name, names, values);
  else
    known = start_block (self, name, names, values);

  if (!known)
    g_set_error (error, G_MARKUP_ERROR, G_MARKUP_ERROR_UNKNOWN_ELEMENT, "<%s> is not shown here", name);
}

/* What the words of a paragraph are */
static JmHelpKind
get_paragraph_kind (Reader *self)
{
  if (is_inside (self, "note"))
    return JM_HELP_NOTE;
  if (!self->is_first || strcmp (get_parent (self, 1), "item") != 0)
    return JM_HELP_PARAGRAPH;
  if (strcmp (get_parent (self, 2), "list") == 0)
    return JM_HELP_BULLET;
  return strcmp (get_parent (self, 2), "steps") == 0 ? JM_HELP_STEP : JM_HELP_PARAGRAPH;
}

static void
end_title (Reader *self,
           char   *markup)
{
  const char *parent = get_parent (self, 1);
  JmHelpBlock *block;

  if (strcmp (parent, "page") == 0)
    {
      g_free (self->page->title);
      self->page->title = markup;
      return;
    }

  block = add_block (self, strcmp (parent, "item") == 0 ? JM_HELP_TERM : JM_HELP_HEADING);
  block->markup = markup;
  if (block->kind == JM_HELP_TERM)
    block->depth--;
  else
    block->section = g_steal_pointer (&self->section);
}

static void
end_words (Reader     *self,
           const char *name)
{
  char *markup = g_strstrip (g_string_free (g_steal_pointer (&self->words), FALSE));
  JmHelpBlock *block;

  if (strcmp (name, "desc") == 0)
    self->page->summary = markup;
  else if (strcmp (name, "title") == 0)
    end_title (self, markup);
  else if (self->cells != NULL)
    g_ptr_array_add (self->cells, markup);
  else
    {
      block = add_block (self, strcmp (name, "screen") == 0 ? JM_HELP_SCREEN : get_paragraph_kind (self));
      block->markup = markup;
      if (self->numbers->len > 0)
        block->number = g_array_index (self->numbers, guint, self->numbers->len - 1);
      self->is_first = FALSE;
    }
}

static void
end_element_cb (GMarkupParseContext  *context,
                const char           *name,
                gpointer              data,
                GError              **error)
{
  Reader *self = data;
  const Style *style = self->words != NULL ? find_style (name) : NULL;

  if (style != NULL)
    g_string_append_printf (self->words, "</%s>", style->markup);
  else if (self->words != NULL && strcmp (name, "link") == 0)
    end_link (self);
  else if (self->words != NULL && find_sequence (name) == NULL)
    end_words (self, name);
  else if (strcmp (name, "tr") == 0)
    {
      JmHelpBlock *block = add_block (self, JM_HELP_ROW);

      block->cells = g_steal_pointer (&self->cells);
      block->is_head = is_inside (self, "thead");
    }
  else if (strcmp (name, "list") == 0 || strcmp (name, "steps") == 0 || strcmp (name, "terms") == 0)
    g_array_set_size (self->numbers, self->numbers->len - 1);

  g_ptr_array_set_size (self->open, (int) self->open->len - 1);
}

static void
text_cb (GMarkupParseContext  *context,
         const char           *text,
         gsize                 length,
         gpointer              data,
         GError              **error)
{
  Reader *self = data;
  g_autofree char *escaped = NULL;

  if (self->words == NULL || find_sequence (get_parent (self, 0)) != NULL)
    return;

  g_clear_pointer (&self->link, g_free);
  escaped = g_markup_escape_text (text, (gssize) length);
  if (is_inside (self, "screen"))
    {
      g_string_append (self->words, escaped);
      return;
    }

  for (const char *c = escaped; *c != '\0'; c++)
    {
      if (!g_ascii_isspace (*c))
        g_string_append_c (self->words, *c);
      else if (self->words->len == 0 || self->words->str[self->words->len - 1] != ' ')
        g_string_append_c (self->words, ' ');
    }
}

/* --- the page */

JmHelpPage *
jm_help_page_parse (const char       *text,
                    gssize            length,
                    JmHelpTitleFunc   title,
                    gpointer          data,
                    GError          **error)
{
  static const GMarkupParser parser = { start_element_cb, end_element_cb, text_cb, NULL, NULL };
  g_autoptr (JmHelpPage) page = g_new0 (JmHelpPage, 1);
  Reader reader = { .page = page, .title = title, .data = data };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, &reader, NULL);
  gboolean ok;

  page->guides = g_ptr_array_new_with_free_func (g_free);
  page->blocks = g_ptr_array_new_with_free_func (block_free);
  reader.open = g_ptr_array_new ();
  reader.numbers = g_array_new (FALSE, FALSE, sizeof (guint));

  ok = g_markup_parse_context_parse (context, text, length, error) &&
       g_markup_parse_context_end_parse (context, error);
  if (ok && (page->id == NULL || page->title == NULL))
    {
      g_set_error (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, "A page needs an id and a title");
      ok = FALSE;
    }

  g_ptr_array_unref (reader.open);
  g_array_unref (reader.numbers);
  g_clear_pointer (&reader.cells, g_ptr_array_unref);
  g_free (reader.section);
  g_free (reader.link);
  if (reader.words != NULL)
    g_string_free (reader.words, TRUE);

  return ok ? g_steal_pointer (&page) : NULL;
}

void
jm_help_page_free (JmHelpPage *self)
{
  if (self == NULL)
    return;

  g_free (self->id);
  g_free (self->title);
  g_free (self->summary);
  g_clear_pointer (&self->guides, g_ptr_array_unref);
  g_clear_pointer (&self->blocks, g_ptr_array_unref);
  g_free (self);
}

const char *
jm_help_page_find_heading (const JmHelpPage *self,
                           const char       *section)
{
  for (guint i = 0; i < self->blocks->len; i++)
    {
      const JmHelpBlock *block = g_ptr_array_index (self->blocks, i);

      if (g_strcmp0 (block->section, section) == 0)
        return block->markup;
    }

  return NULL;
}
