/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-description.h"

#include "jm-sim-fragments.h"
#include "jm-sim-notes.h"
#include "jm-sim-words.h"
#include "jm-sim-writer.h"

/* What the description of an issue says: as a document in v3, as wiki text in v2. */

#define PROSE_BYTES (64u << 10)
#define SHORTEST_LONG_TEXT 600 /* with --issue-bytes: 600 to 1000 characters in three paragraphs */

/* How much it says follows from the issue. */
typedef enum
{
  STORY_NONE,  /* null */
  STORY_EMPTY, /* a document without content */
  STORY_SHORT,
  STORY_RICH,
  STORY_ODD,   /* a node that nobody knows yet, text that looks like markup */
} Story;

static Story
story_of (const JmSimIssue *issue)
{
  static const Story stories[] = {
    STORY_SHORT,
    STORY_RICH,
    STORY_NONE,
    STORY_SHORT,
    STORY_RICH,
    STORY_SHORT,
    STORY_NONE,
    STORY_RICH,
    STORY_SHORT,
    STORY_EMPTY,
    STORY_RICH,
    STORY_SHORT,
    STORY_ODD,
  };

  return stories[jm_sim_mix (issue->hash + 41) % G_N_ELEMENTS (stories)];
}

/* Some name the person who signs in. */
static char *
short_text (const JmSimSite  *site,
            const JmSimIssue *issue)
{
  g_autofree char *summary = jm_sim_site_summary (site, issue);
  const char *tail = issue->hash % 17 == 0 ? "\n@me, please decide." : "";

  return g_strdup_printf ("Seen again today: %s\nSteps are in the last comment.%s", summary, tail);
}

static char *
wiki_text (const JmSimSite  *site,
           const JmSimIssue *issue)
{
  switch (story_of (issue))
    {
    case STORY_EMPTY:
      return g_strdup ("");
    case STORY_SHORT:
      return short_text (site, issue);
    case STORY_RICH:
      return g_strdup_printf (
          "h2. What happens\r\nSince *4.12* this happens every day. [~%s] saw it first.\r\n"
          "# Choose a card that asks for a code\r\n# Turn the phone to landscape\r\n"
          "{panel}Only cards of two banks. *No money is taken.*{panel}\r\n"
          "{code:swift}return{code}\r\n||Bank||Seen||\r\n|Nordbank|41|",
          jm_sim_site_user (site, issue->reporter)->login);
    case STORY_ODD:
      return g_strdup (
          "if (a < b && c > d) return \"<b>not bold</b>\"; {unknown-macro}&amp;{unknown-macro}");
    case STORY_NONE:
    default:
      return NULL;
    }
}

/* What a text search looks through. Returns: (nullable) */
char *
jm_sim_description_words (const JmSimSite  *site,
                          const JmSimIssue *issue)
{
  if (issue->fields != NULL && json_object_has_member (issue->fields, "description"))
    return json_to_string (json_object_get_member (issue->fields, "description"), FALSE);
  return wiki_text (site, issue);
}

/* Words without an end, the same for everybody: letters, blanks and full stops, nothing to escape. */
static const char *
prose (void)
{
  static char *buffer = NULL;
  GString *text;

  if (buffer != NULL)
    return buffer;
  text = g_string_sized_new (PROSE_BYTES + 256);
  for (guint i = 0; text->len < PROSE_BYTES; i++)
    {
      const JmSimProjectWords *words = &jm_sim_projects[jm_sim_mix (i) % jm_sim_n_projects];

      g_string_append_printf (text, "%s %s %u %s. ", jm_sim_given_names[jm_sim_mix (i + 1) % 26],
                              i % 3 == 0 ? "changed" : "looked at", (guint) (jm_sim_mix (i + 2) % 9000),
                              words->subjects[jm_sim_mix (i + 3) % 6]);
    }
  buffer = g_string_free (text, FALSE);
  return buffer;
}

static void
append_prose (GString *out,
              guint64  hash,
              gsize    length)
{
  length = MIN (length, PROSE_BYTES / 2);
  g_string_append_c (out, '"');
  g_string_append_len (out, prose () + jm_sim_mix (hash) % (PROSE_BYTES - length), (gssize) length);
  g_string_append_c (out, '"');
}

/* A text of @length bytes. */
void
jm_sim_member_prose (GString    *out,
                     const char *name,
                     guint64     hash,
                     gsize       length)
{
  jm_sim_write_name (out, name);
  append_prose (out, hash, length);
}

static void
write_long_text (GString          *out,
                 const JmSimCall  *call,
                 const char       *name,
                 const JmSimIssue *issue)
{
  gsize length = SHORTEST_LONG_TEXT + issue->hash % 401;

  if (call->data_center)
    {
      jm_sim_member_prose (out, name, issue->hash, length);
      return;
    }
  jm_sim_member_open (out, name, '{');
  jm_sim_member_string (out, "type", "doc");
  jm_sim_member_int (out, "version", 1);
  jm_sim_member_open (out, "content", '[');
  for (guint i = 0; i < 3; i++)
    {
      g_string_append (out, i == 0 ? "" : ",");
      g_string_append (out, "{\"type\":\"paragraph\",\"content\":[{\"type\":\"text\",\"text\":");
      append_prose (out, issue->hash + i, length / 3);
      g_string_append (out, "}]}");
    }
  jm_sim_write_close (out, ']');
  jm_sim_write_close (out, '}');
}

void
jm_sim_member_description (GString          *out,
                           const JmSimCall  *call,
                           const char       *name,
                           const JmSimIssue *issue)
{
  g_autofree char *text = NULL;

  if (call->sim->options.issue_bytes > 0)
    {
      write_long_text (out, call, name, issue);
      return;
    }
  if (call->data_center)
    {
      text = wiki_text (call->site, issue);
      jm_sim_member_rich_text (out, call, name, text);
      return;
    }
  switch (story_of (issue))
    {
    case STORY_EMPTY:
      jm_sim_member_raw (out, name, "{\"type\":\"doc\",\"version\":1,\"content\":[]}");
      break;
    case STORY_SHORT:
      text = short_text (call->site, issue);
      jm_sim_member_rich_text (out, call, name, text);
      break;
    case STORY_RICH:
      jm_sim_member_raw (out, name, jm_sim_fragment (call, JM_SIM_FRAGMENT_RICH_TEXT, issue->reporter));
      break;
    case STORY_ODD:
      jm_sim_member_raw (out, name, jm_sim_fragment (call, JM_SIM_FRAGMENT_ODD_TEXT, 0));
      break;
    case STORY_NONE:
    default:
      jm_sim_member_null (out, name);
      break;
    }
}
