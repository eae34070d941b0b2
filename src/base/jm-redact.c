/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/jm-redact.h"

#include <string.h>

/*
 * What a person may read and pass on. Redaction looks for the shapes in which a secret can appear
 * and takes away too much rather than too little: logs are pasted into public issues.
 */

#define REDACTED "[redacted]"
#define COMBINING_MARKS_MAX 8

/* Names of parameters and members whose value is a secret, or is one for a while */
#define NAMES                                                                                   \
  "[A-Za-z0-9_-]*(?:token|secret|password|passwd|verifier|api_?key|assertion|credential)|code|" \
  "state"

/* Parts without a capture are taken away, captured ones stay. No pattern can go back over more than
 * one bounded part, because the text may be long and made by somebody else. */
static const struct
{
  const char *pattern;
  const char *replacement;
} rules[] = {
  /* Headers, as a line or as a member of a dump */
  { "(?i)\\b((?:proxy-)?authorization|(?:set-)?cookie)(\\\\*[\"']?\\s*[:=]\\s*\\\\*[\"']?)[^"
    "\\r\\n\"'\\\\]+",
    "\\1\\2" REDACTED },
  { "(?i)\\b(bearer|basic)\\s+(?:[A-Za-z0-9_~-]{0,64}[0-9=._+/][A-Za-z0-9._~+/=-]*|[A-Za-z]{16,})",
    "\\1 " REDACTED },
  /* "name": "value", also inside a quoted text */
  { "(?i)(\\\\*\"(?:" NAMES ")\\\\*\"\\s*:\\s*\\\\*\")(?:[^\"\\\\]|\\\\[^\"])*", "\\1" REDACTED },
  /* name=value in a query, a form or an environment, also escaped once more */
  { "(?i)(?:(?<![A-Za-z0-9_])|(?<=%3F|%26|%23))(" NAMES ")(=|%3D)[^&\\s\"'<>#;,]+",
    "\\1\\2" REDACTED },
  /* "name: value" in prose, where the value looks like no word */
  { "(?i)(?<![A-Za-z0-9_])(" NAMES ")(\\s*:\\s*)[^\\s\"',;]{16,}", "\\1\\2" REDACTED },
  /* JSON Web Tokens and the tokens of Atlassian, wherever they stand */
  { "\\beyJ[A-Za-z0-9_-]{5,}(?:\\.[A-Za-z0-9_-]*){0,4}", REDACTED },
  { "\\bAT(?:ATT|CTT|STT|OA)[A-Za-z0-9_=-]{16,}", REDACTED },
  /* user:password@ of an address, then addresses of people */
  { "(://)[^/\\s@\"'<>]{1,256}@", "\\1" REDACTED "@" },
  { "[\\w.+-]{1,64}(?:@|%40)[\\w-]{1,63}(?:\\.[\\w-]{1,63}){0,8}\\.\\w{2,24}", "[e-mail]" },
};

static GRegex *
get_rule (guint i)
{
  static GRegex *compiled[G_N_ELEMENTS (rules)];

  if (g_once_init_enter_pointer (&compiled[i]))
    {
      g_autoptr (GError) error = NULL;
      GRegex *regex = g_regex_new (rules[i].pattern, G_REGEX_OPTIMIZE, 0, &error);

      g_assert_no_error (error);
      g_once_init_leave_pointer (&compiled[i], regex);
    }

  return compiled[i];
}

/**
 * jm_redact:
 * @text: (nullable): any bytes
 *
 * Returns: (transfer full): valid UTF-8 in which what looks like a secret is replaced; "" for NULL
 */
char *
jm_redact (const char *text)
{
  char *clean = g_utf8_make_valid (text != NULL ? text : "", -1);

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      char *next = g_regex_replace (get_rule (i), clean, -1, 0, rules[i].replacement, 0, NULL);

      /* The matcher gave up: then nothing is told rather than too much. */
      g_free (clean);
      if (next == NULL)
        return g_strdup (REDACTED);
      clean = next;
    }

  return clean;
}

static const char *
get_log_domain (const GLogField *fields,
                gsize            n_fields)
{
  for (gsize i = 0; i < n_fields; i++)
    if (strcmp (fields[i].key, "GLIB_DOMAIN") == 0)
      return fields[i].value;

  return NULL;
}

static GLogWriterOutput
write_redacted (GLogLevelFlags   level,
                const GLogField *fields,
                gsize            n_fields,
                gpointer         data)
{
  g_autofree GLogField *copies = g_memdup2 (fields, n_fields * sizeof *fields);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  /* What nobody will see need not be read: each request says something. */
  if (g_log_writer_default_would_drop (level, get_log_domain (fields, n_fields)))
    return G_LOG_WRITER_HANDLED;

  for (gsize i = 0; i < n_fields; i++)
    {
      g_autofree char *text = NULL;

      /* Binary fields are not ours; what they hold cannot be judged. */
      if (copies[i].length >= 0 && strcmp (copies[i].key, "MESSAGE") != 0)
        continue;

      text = copies[i].length < 0 ? g_strdup (copies[i].value) :
                                    g_strndup (copies[i].value, copies[i].length);
      copies[i].value = jm_redact (text);
      copies[i].length = -1;
      g_ptr_array_add (texts, (gpointer) copies[i].value);
    }

  return g_log_writer_default (level, copies, n_fields, data);
}

/**
 * jm_log_install:
 *
 * To be called first in main(). What is written still follows G_MESSAGES_DEBUG, and goes to
 * standard error.
 */
void
jm_log_install (void)
{
  static gsize installed;

  if (!g_once_init_enter (&installed))
    return;

  /* Standard output belongs to what was asked for: JSON, and the address of a sign-in. */
  g_log_writer_default_set_use_stderr (TRUE);
  g_log_set_writer_func (write_redacted, NULL, NULL);
  g_once_init_leave (&installed, 1);
}

static gboolean
is_bidi_control (gunichar c)
{
  return c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
         (c >= 0x2066 && c <= 0x2069);
}

static gboolean
is_combining_mark (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return type == G_UNICODE_NON_SPACING_MARK || type == G_UNICODE_ENCLOSING_MARK;
}

/* As it may be printed; 0 for nothing. What has no picture of its own in Unicode is shown by its
 * number. */
static void
append_visible (GString  *visible,
                gunichar  c)
{
  if (c == '\n' || c == '\r' || c == '\t' || c == 0x2028 || c == 0x2029)
    g_string_append_c (visible, ' ');
  else if (c < 0x20)
    g_string_append_unichar (visible, 0x2400 + c);
  else if (c == 0x7f)
    g_string_append_unichar (visible, 0x2421);
  else if ((c >= 0x80 && c < 0xa0) || is_bidi_control (c))
    g_string_append_printf (visible, "<U+%04X>", c);
  else
    g_string_append_unichar (visible, c);
}

/**
 * jm_text_for_terminal:
 * @text: (nullable): any bytes
 *
 * One line that does what it looks like: no byte of it moves the cursor, sets a title or turns the
 * direction, and marks that pile up over their line are cut.
 *
 * Returns: (transfer full): valid UTF-8; "" for NULL
 */
char *
jm_text_for_terminal (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  GString *visible = g_string_sized_new (strlen (valid));
  guint n_marks = 0;

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      n_marks = is_combining_mark (c) ? n_marks + 1 : 0;
      if (n_marks <= COMBINING_MARKS_MAX)
        append_visible (visible, c);
    }

  return g_string_free_and_steal (visible);
}
