/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-adf.h"

/* How much a description says follows from the issue. */
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

static JsonObject *
node (const char *type)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "type", type);
  return object;
}

static JsonObject *
text (const char *words)
{
  JsonObject *object = node ("text");

  json_object_set_string_member (object, "text", words);
  return object;
}

static JsonObject *
marked (const char *words,
        const char *mark)
{
  JsonObject *object = text (words);
  JsonArray *marks = json_array_new ();

  json_array_add_object_element (marks, node (mark));
  json_object_set_array_member (object, "marks", marks);
  return object;
}

/* Takes the children; NULL ends them. */
static JsonObject *
parent (const char *type, JsonObject *first, ...) G_GNUC_NULL_TERMINATED;

static JsonObject *
parent (const char *type,
        JsonObject *first,
        ...)
{
  JsonObject *object = node (type);
  JsonArray *content = json_array_new ();
  va_list args;

  va_start (args, first);
  for (JsonObject *child = first; child != NULL; child = va_arg (args, JsonObject *))
    json_array_add_object_element (content, child);
  va_end (args);
  json_object_set_array_member (object, "content", content);
  return object;
}

static JsonObject *
paragraph (const char *words)
{
  return parent ("paragraph", text (words), NULL);
}

static JsonObject *
with_string (JsonObject *object,
             const char *name,
             const char *value)
{
  JsonObject *attrs = json_object_has_member (object, "attrs") ?
                          json_object_ref (json_object_get_object_member (object, "attrs")) :
                          json_object_new ();

  json_object_set_string_member (attrs, name, value);
  json_object_set_object_member (object, "attrs", attrs);
  return object;
}

static JsonObject *
with_int (JsonObject *object,
          const char *name,
          gint64      value)
{
  JsonObject *attrs = json_object_new ();

  json_object_set_int_member (attrs, name, value);
  json_object_set_object_member (object, "attrs", attrs);
  return object;
}

static JsonObject *
item (const char *words)
{
  return parent ("listItem", paragraph (words), NULL);
}

static JsonObject *
lozenge (const char *words,
         const char *color)
{
  JsonObject *status = with_string (with_string (node ("status"), "text", words), "color", color);

  return parent ("tableCell", parent ("paragraph", status, NULL), NULL);
}

static JsonObject *
cell (const char *type,
      const char *words)
{
  return parent (type, paragraph (words), NULL);
}

static JsonObject *
table (void)
{
  return parent ("table",
                 parent ("tableRow", cell ("tableHeader", "Bank"), cell ("tableHeader", "Seen"),
                         cell ("tableHeader", "Result"), NULL),
                 parent ("tableRow", cell ("tableCell", "Nordbank"), cell ("tableCell", "41"),
                         lozenge ("FAILS", "red"), NULL),
                 parent ("tableRow", cell ("tableCell", "Sparkasse"), cell ("tableCell", "12"),
                         lozenge ("FIXED", "green"), NULL),
                 NULL);
}

static JsonObject *
opening (const JmSimSite  *site,
         const JmSimIssue *issue)
{
  const JmSimUser *user = jm_sim_site_user (site, issue->reporter);
  g_autofree char *name = g_strdup_printf ("@%s", user->name);
  JsonObject *mention =
      with_string (with_string (node ("mention"), "id", user->account_id), "text", name);

  return parent ("paragraph", text ("Since "), marked ("4.12", "strong"),
                 text (" this happens every day. "), mention, text (" saw it first. "),
                 with_string (with_string (node ("emoji"), "shortName", ":warning:"), "text", "⚠"),
                 NULL);
}

static JsonObject *
rich (const JmSimSite  *site,
      const JmSimIssue *issue)
{
  JsonObject *link = with_string (node ("inlineCard"), "url", "https://acme.example/wiki/runbook");
  JsonObject *code = parent (
      "codeBlock",
      text ("guard challenge.state == .open else {\n    log(\"closed\", order.id)\n    return\n}"),
      NULL);

  return parent ("doc", with_int (parent ("heading", text ("What happens"), NULL), "level", 2),
                 opening (site, issue),
                 parent ("orderedList", item ("Choose a card that asks for a code"),
                         item ("Turn the phone to landscape"),
                         item ("The page closes, the order stays unpaid"), NULL),
                 with_string (parent ("panel",
                                      parent ("paragraph", text ("Only cards of two banks. "),
                                              marked ("No money is taken.", "strong"), NULL),
                                      NULL),
                              "panelType", "info"),
                 with_string (code, "language", "swift"), table (), node ("rule"),
                 parent ("blockquote", paragraph ("“It worked last week.”"), NULL),
                 parent ("paragraph", text ("More in "), link, NULL), NULL);
}

static JsonObject *
odd (void)
{
  JsonObject *strange = node ("hologram");

  json_object_set_object_member (strange, "attrs", json_object_new ());
  with_string (strange, "text", "A block that was invented after this program");
  return parent (
      "doc", paragraph ("if (a < b && c > d) return \"<b>not bold</b>\"; // &amp; stays as it is"),
      strange, paragraph ("السطر الثاني من اليمين إلى اليسار، مع English في الوسط."),
      node ("paragraph"), /* without content */
      NULL);
}

static JsonObject *
short_story (const JmSimSite  *site,
             const JmSimIssue *issue)
{
  g_autofree char *summary = jm_sim_site_summary (site, issue);
  g_autofree char *words = g_strdup_printf ("Seen again today: %s", summary);

  return parent ("doc", paragraph (words), paragraph ("Steps are in the last comment."), NULL);
}

/* Returns: an object node, or a null node */
JsonNode *
jm_sim_description_adf (const JmSimSite  *site,
                        const JmSimIssue *issue)
{
  JsonNode *result;
  JsonObject *document = NULL;

  switch (story_of (issue))
    {
    case STORY_EMPTY:
      document = parent ("doc", NULL, NULL);
      break;
    case STORY_SHORT:
      document = short_story (site, issue);
      break;
    case STORY_RICH:
      document = rich (site, issue);
      break;
    case STORY_ODD:
      document = odd ();
      break;
    case STORY_NONE:
    default:
      return json_node_new (JSON_NODE_NULL);
    }
  json_object_set_int_member (document, "version", 1);
  result = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (result, document);
  return result;
}

/* Returns: (nullable): wiki text, or NULL */
char *
jm_sim_description_wiki (const JmSimSite  *site,
                         const JmSimIssue *issue)
{
  g_autofree char *summary = NULL;

  switch (story_of (issue))
    {
    case STORY_EMPTY:
      return g_strdup ("");
    case STORY_SHORT:
      summary = jm_sim_site_summary (site, issue);
      return g_strdup_printf ("Seen again today: %s\r\n\r\nSteps are in the last comment.",
                              summary);
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
