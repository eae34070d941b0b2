/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-adf.h"

/* Descriptions in the Atlassian Document Format that use all that it has. */

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
opening (const JmSimUser *user)
{
  g_autofree char *name = g_strdup_printf ("@%s", user->name);
  JsonObject *mention =
      with_string (with_string (node ("mention"), "id", user->account_id), "text", name);

  return parent ("paragraph", text ("Since "), marked ("4.12", "strong"),
                 text (" this happens every day. "), mention, text (" saw it first. "),
                 with_string (with_string (node ("emoji"), "shortName", ":warning:"), "text", "⚠"),
                 NULL);
}

static JsonObject *
with_version (JsonObject *object)
{
  json_object_set_int_member (object, "version", 1);
  return object;
}

/* A description with every kind of block, about what @user saw. */
JsonObject *
jm_sim_rich_adf (const JmSimUser *user)
{
  JsonObject *link = with_string (node ("inlineCard"), "url", "https://acme.example/wiki/runbook");
  JsonObject *code = parent (
      "codeBlock",
      text ("guard challenge.state == .open else {\n    log(\"closed\", order.id)\n    return\n}"),
      NULL);

  return with_version (parent ("doc", with_int (parent ("heading", text ("What happens"), NULL), "level", 2),
                               opening (user),
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
                               parent ("paragraph", text ("More in "), link, NULL), NULL));
}

/* One with a block that nobody knows, and text that looks like markup. */
JsonObject *
jm_sim_odd_adf (void)
{
  JsonObject *strange = node ("hologram");

  json_object_set_object_member (strange, "attrs", json_object_new ());
  with_string (strange, "text", "A block that was invented after this program");
  return with_version (parent (
      "doc", paragraph ("if (a < b && c > d) return \"<b>not bold</b>\"; // &amp; stays as it is"),
      strange, paragraph ("السطر الثاني من اليمين إلى اليسار، مع English في الوسط."),
      node ("paragraph"), /* without content */
      NULL));
}
