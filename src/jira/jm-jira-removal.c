/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jira/jm-jira-removal.h"

#include <string.h>

#include "base/jm-time.h"
#include "jira/jm-jira-error.h"

#define WORDS_MAX 500

G_DEFINE_BOXED_TYPE (JmJiraRemoval, jm_jira_removal, jm_jira_removal_copy, jm_jira_removal_free)

/**
 * jm_jira_removal_copy:
 *
 * Returns: (transfer full): the same
 */
JmJiraRemoval *
jm_jira_removal_copy (const JmJiraRemoval *self)
{
  JmJiraRemoval *copy = g_memdup2 (self, sizeof *self);

  copy->endpoint = g_strdup (self->endpoint);
  copy->words = g_strdup (self->words);

  return copy;
}

void
jm_jira_removal_free (JmJiraRemoval *self)
{
  g_free (self->endpoint);
  g_free (self->words);
  g_free (self);
}

/* Today's form is a moment, "@1735689600"; "true" and an HTTP date came before it. */
static gboolean
is_deprecated (const char *header)
{
  return header != NULL && *header != '\0' && g_ascii_strcasecmp (header, "false") != 0 &&
         !g_str_equal (header, "?0");
}

/* The text of '299 - "Deprecated API"', which may stand behind other warnings; NULL when there is
 * none. */
static char *
dup_warning (const char *header)
{
  const char *at = header;
  const char *quote, *end;

  while (at != NULL && !g_str_has_prefix (at, "299 "))
    {
      at = strchr (at, ',');
      at = at != NULL ? at + 1 + strspn (at + 1, " ") : NULL;
    }
  if (at == NULL)
    return NULL;
  if (!(quote = strchr (at, '"')) || !(end = strchr (quote + 1, '"')))
    return g_strdup ("");

  return g_strndup (quote + 1, end - quote - 1);
}

/* As a person may see it: whole characters, not too many */
static char *
dup_clean (const char *words)
{
  g_autofree char *valid = g_utf8_make_valid (words, -1);

  return g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), WORDS_MAX));
}

/**
 * jm_jira_removal_read:
 * @response: any answer
 * @endpoint: of which endpoint
 *
 * Returns: (transfer full) (nullable): what it says of that endpoint's end
 */
JmJiraRemoval *
jm_jira_removal_read (JmHttpResponse *response,
                      const char     *endpoint)
{
  const char *sunset = jm_http_response_get_header (response, "Sunset");
  const char *deprecation = jm_http_response_get_header (response, "Deprecation");
  g_autofree char *words = dup_warning (jm_http_response_get_header (response, "Warning"));
  gboolean removed = jm_http_response_get_status (response) == 410;
  JmJiraRemoval *self;

  if (!removed && sunset == NULL && words == NULL && !is_deprecated (deprecation))
    return NULL;
  if (removed && (words == NULL || *words == '\0'))
    {
      g_free (words);
      words = jm_jira_error_dup_words (response);
    }

  self = g_new0 (JmJiraRemoval, 1);
  self->removed = removed;
  self->endpoint = g_strdup (endpoint);
  self->date_ms = jm_time_parse_http (sunset);
  self->words = dup_clean (words != NULL ? words : "");

  return self;
}
