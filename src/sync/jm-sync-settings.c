/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sync/jm-sync-settings.h"

#include "base/jm-json.h"
#include "base/jm-limits.h"
#include "jira/jm-resource.h"

/* Resources are kept by their names: numbers may move when the table grows. */

#define QUICK_MINUTES 60
#define QUICK_MINUTES_MOST (7 * 24 * 60)
#define FULL_DAYS 7
#define FULL_DAYS_MOST 365
#define CENSUS_HOURS 24
#define CENSUS_HOURS_MOST (31 * 24)
#define KEEP_DAYS_MOST (100 * 365)

#define BIT(id) ((guint32) 1 << (id))
#define ALWAYS (BIT (JM_RESOURCE_PROJECTS) | BIT (JM_RESOURCE_ISSUES))

G_STATIC_ASSERT (JM_N_RESOURCES <= 32);

G_DEFINE_BOXED_TYPE (JmSyncSettings,
                     jm_sync_settings,
                     jm_sync_settings_copy,
                     jm_sync_settings_free)

static guint32
get_all_resources (void)
{
  return (guint32) ((G_GUINT64_CONSTANT (1) << JM_N_RESOURCES) - 1);
}

/**
 * jm_sync_settings_new:
 *
 * Returns: (transfer full): what a new account has: hourly, daily, weekly; every project; every
 *   resource but work logs and history; of the users those that stand on issues
 */
JmSyncSettings *
jm_sync_settings_new (void)
{
  JmSyncSettings *self = g_new0 (JmSyncSettings, 1);

  self->automatic = TRUE;
  self->quick_minutes = QUICK_MINUTES;
  self->full_days = FULL_DAYS;
  self->census_hours = CENSUS_HOURS;
  self->requests = JM_LIMIT_REQUESTS_PER_SITE;
  self->resources =
      get_all_resources () & ~(BIT (JM_RESOURCE_WORKLOGS) | BIT (JM_RESOURCE_CHANGES));
  return self;
}

JmSyncSettings *
jm_sync_settings_copy (const JmSyncSettings *self)
{
  JmSyncSettings *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->projects = g_strdupv (self->projects);
  return copy;
}

void
jm_sync_settings_free (JmSyncSettings *self)
{
  if (self == NULL)
    return;

  g_strfreev (self->projects);
  g_free (self);
}

static JsonNode *
make_names (guint32 resources)
{
  JsonArray *names = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  for (guint id = 0; id < JM_N_RESOURCES; id++)
    if (resources & BIT (id))
      json_array_add_string_element (names, jm_resource_get_name ((JmResourceId) id));

  json_node_take_array (node, names);
  return node;
}

static JsonNode *
make_keys (char **keys)
{
  JsonArray *array = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  for (guint i = 0; keys[i] != NULL; i++)
    json_array_add_string_element (array, keys[i]);

  json_node_take_array (node, array);
  return node;
}

/**
 * jm_sync_settings_to_json:
 *
 * Returns: (transfer full): one line: automatic, quick_minutes, full_days, census_hours, requests,
 *   resources[], projects[] (absent: all), all_users, keep_days
 */
char *
jm_sync_settings_to_json (const JmSyncSettings *self)
{
  g_autoptr (JsonNode) root = NULL;
  JsonObject *object;

  g_return_val_if_fail (self != NULL, NULL);

  root = json_node_new (JSON_NODE_OBJECT);
  object = json_object_new ();
  json_node_take_object (root, object);
  json_object_set_boolean_member (object, "automatic", self->automatic);
  json_object_set_int_member (object, "quick_minutes", self->quick_minutes);
  json_object_set_int_member (object, "full_days", self->full_days);
  json_object_set_int_member (object, "census_hours", self->census_hours);
  json_object_set_int_member (object, "requests", self->requests);
  json_object_set_member (object, "resources", make_names (self->resources | ALWAYS));
  if (self->projects != NULL)
    json_object_set_member (object, "projects", make_keys (self->projects));
  json_object_set_boolean_member (object, "all_users", self->all_users);
  json_object_set_int_member (object, "keep_days", self->keep_days);

  return jm_json_to_string (root);
}

/* Within the bounds, or else the default. */
static guint
read_number (JsonNode   *root,
             const char *name,
             guint       least,
             guint       most,
             guint       fallback)
{
  gint64 value = jm_json_get_int (root, name, -1);

  return value >= least && value <= most ? (guint) value : fallback;
}

static guint32
read_resources (JsonNode *root,
                guint32   fallback)
{
  JsonNode *names = jm_json_get (root, "resources");
  guint32 resources = ALWAYS;

  if (names == NULL || !JSON_NODE_HOLDS_ARRAY (names))
    return fallback;

  for (guint i = 0; i < jm_json_get_length (names, ""); i++)
    {
      const char *name = jm_json_get_string (jm_json_get_item (names, "", i), "", NULL);
      JmResourceId id = name != NULL ? jm_resource_find (name) : JM_N_RESOURCES;

      if (id != JM_N_RESOURCES)
        resources |= BIT (id);
    }

  return resources;
}

/* NULL for all; none at all is taken for all, too: nobody wants to fetch nothing. */
static char **
read_projects (JsonNode *root)
{
  g_autoptr (GStrvBuilder) keys = g_strv_builder_new ();
  guint n = 0;

  for (guint i = 0; i < jm_json_get_length (root, "projects"); i++)
    {
      JsonNode *item = jm_json_get_item (root, "projects", i);
      const char *key = jm_json_get_string (item, "", NULL);

      if (key == NULL || *key == '\0')
        continue;
      g_strv_builder_add (keys, key);
      n++;
    }

  return n > 0 ? g_strv_builder_end (keys) : NULL;
}

/**
 * jm_sync_settings_from_json:
 * @json: (nullable): what jm_sync_settings_to_json() gave, perhaps by another version
 *
 * Returns: (transfer full): the settings; what is missing, of another type or out of bounds is as in
 *   jm_sync_settings_new()
 */
JmSyncSettings *
jm_sync_settings_from_json (const char *json)
{
  JmSyncSettings *self = jm_sync_settings_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonNode) root = NULL;

  if (json == NULL)
    return self;

  bytes = g_bytes_new_static (json, strlen (json));
  if ((root = jm_json_parse (bytes, '{', NULL)) == NULL)
    return self;

  self->automatic = jm_json_get_bool (root, "automatic", self->automatic);
  self->quick_minutes =
      read_number (root, "quick_minutes", 0, QUICK_MINUTES_MOST, self->quick_minutes);
  self->full_days = read_number (root, "full_days", 0, FULL_DAYS_MOST, self->full_days);
  self->census_hours = read_number (root, "census_hours", 0, CENSUS_HOURS_MOST, self->census_hours);
  self->requests = read_number (root, "requests", 1, JM_LIMIT_REQUESTS_PER_SITE, self->requests);
  self->resources = read_resources (root, self->resources);
  self->projects = read_projects (root);
  self->all_users = jm_json_get_bool (root, "all_users", self->all_users);
  self->keep_days = read_number (root, "keep_days", 0, KEEP_DAYS_MOST, self->keep_days);
  return self;
}
