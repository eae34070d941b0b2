/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-dbus-menu-entry.h"

#include "jm-dbus-menu.h"

typedef struct
{
  GActionGroup *actions;
  const char   *prefix;
  GPtrArray    *models;
} Reading;

static JmDbusMenuEntry *
entry_new (char *key)
{
  JmDbusMenuEntry *self = g_new0 (JmDbusMenuEntry, 1);

  self->key = key;
  self->children = g_ptr_array_new_with_free_func ((GDestroyNotify) jm_dbus_menu_entry_free);

  return self;
}

void
jm_dbus_menu_entry_free (JmDbusMenuEntry *self)
{
  g_free (self->key);
  g_clear_pointer (&self->properties, g_variant_unref);
  g_free (self->action);
  g_clear_pointer (&self->target, g_variant_unref);
  g_ptr_array_unref (self->children);
  g_free (self);
}

static void
set_properties (JmDbusMenuEntry *self,
                GVariantBuilder *properties)
{
  self->properties = g_variant_ref_sink (g_variant_builder_end (properties));
}

/* --- an item's action */

typedef struct
{
  gboolean            exists;
  gboolean            enabled;  /* and takes the item's target */
  const GVariantType *state_type;
  GVariant           *state;
} Standing;

static void
standing_clear (Standing *self)
{
  g_clear_pointer (&self->state, g_variant_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Standing, standing_clear)

static gboolean
takes (const GVariantType *parameter_type,
       GVariant           *target)
{
  if (parameter_type == NULL || target == NULL)
    return parameter_type == NULL && target == NULL;

  return g_variant_is_of_type (target, parameter_type);
}

/* "app.open" in the prefix "app" is "open"; NULL for what is not ours */
static char *
strip_prefix (const char *name,
              const char *prefix)
{
  if (!g_str_has_prefix (name, prefix) || name[strlen (prefix)] != '.')
    return NULL;

  return g_strdup (name + strlen (prefix) + 1);
}

static void
find_standing (Standing        *standing,
               JmDbusMenuEntry *entry,
               Reading         *reading)
{
  const GVariantType *parameter_type = NULL;
  gboolean enabled = FALSE;

  if (entry->action == NULL)
    return;

  standing->exists =
      g_action_group_query_action (reading->actions, entry->action, &enabled, &parameter_type,
                                   &standing->state_type, NULL, &standing->state);
  standing->enabled = standing->exists && enabled && takes (parameter_type, entry->target);
}

static gboolean
is_hidden (GMenuModel     *model,
           int             i,
           const Standing *standing)
{
  g_autofree char *when = NULL;

  if (!g_menu_model_get_item_attribute (model, i, "hidden-when", "s", &when))
    return FALSE;

  return (g_str_equal (when, "action-disabled") && !standing->enabled) ||
         (g_str_equal (when, "action-missing") && !standing->exists);
}

/* As GTK does: a state that can be compared with the target is one of a choice, a yes or no is a check mark. */
static void
add_toggle (GVariantBuilder       *properties,
            const JmDbusMenuEntry *entry,
            const Standing        *standing)
{
  const char *type = NULL;
  gboolean on = FALSE;

  if (standing->state == NULL)
    return;

  if (entry->target != NULL && g_variant_is_of_type (entry->target, standing->state_type))
    {
      type = "radio";
      on = g_variant_equal (entry->target, standing->state);
    }
  else if (entry->target == NULL && g_variant_is_of_type (standing->state, G_VARIANT_TYPE_BOOLEAN))
    {
      type = "checkmark";
      on = g_variant_get_boolean (standing->state);
    }

  if (type != NULL)
    {
      g_variant_builder_add (properties, "{sv}", "toggle-type", g_variant_new_string (type));
      g_variant_builder_add (properties, "{sv}", "toggle-state", g_variant_new_int32 (on));
    }
}

/* A name of the theme, or the bytes of a PNG; the protocol has nothing for the other kinds. */
static void
add_icon (GVariantBuilder *properties,
          GMenuModel      *model,
          int              i)
{
  g_autoptr (GVariant) value = NULL;
  g_autoptr (GIcon) icon = NULL;

  value = g_menu_model_get_item_attribute_value (model, i, G_MENU_ATTRIBUTE_ICON, NULL);
  if (value == NULL || !(icon = g_icon_deserialize (value)))
    return;

  if (G_IS_THEMED_ICON (icon))
    {
      const char *const *names = g_themed_icon_get_names (G_THEMED_ICON (icon));

      g_variant_builder_add (properties, "{sv}", "icon-name", g_variant_new_string (names[0]));
    }
  else if (G_IS_BYTES_ICON (icon))
    {
      GBytes *bytes = g_bytes_icon_get_bytes (G_BYTES_ICON (icon));

      g_variant_builder_add (properties, "{sv}", "icon-data",
                             g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, bytes, FALSE));
    }
}

static void
add_text (GVariantBuilder *properties,
          const char      *name,
          const char      *text)
{
  if (text != NULL && *text != '\0')
    g_variant_builder_add (properties, "{sv}", name, g_variant_new_string (text));
}

/* --- items, sections, submenus */

static void read_level (Reading    *reading,
                        GMenuModel *model,
                        const char *name_space,
                        GPtrArray  *entries);

static char *
join_names (const char *name_space,
            const char *name)
{
  return *name_space != '\0' ? g_strconcat (name_space, ".", name, NULL) : g_strdup (name);
}

static char *
make_key (const JmDbusMenuEntry *entry,
          const char            *label,
          gboolean               is_submenu)
{
  g_autofree char *target = NULL;

  if (is_submenu)
    return g_strconcat ("submenu ", label, NULL);
  if (entry->action == NULL)
    return g_strconcat ("label ", label, NULL);
  if (entry->target != NULL)
    target = g_variant_print (entry->target, TRUE);

  return g_strconcat ("action ", entry->action, " ", target, NULL);
}

static JmDbusMenuEntry *
separator_new (void)
{
  JmDbusMenuEntry *entry = entry_new (g_strdup ("separator"));
  GVariantBuilder properties;

  g_variant_builder_init (&properties, G_VARIANT_TYPE_VARDICT);
  add_text (&properties, "type", "separator");
  set_properties (entry, &properties);

  return entry;
}

static JmDbusMenuEntry *
heading_new (const char *label)
{
  JmDbusMenuEntry *entry = entry_new (g_strconcat ("heading ", label, NULL));
  GVariantBuilder properties;

  g_variant_builder_init (&properties, G_VARIANT_TYPE_VARDICT);
  add_text (&properties, "label", label);
  g_variant_builder_add (&properties, "{sv}", "enabled", g_variant_new_boolean (FALSE));
  set_properties (entry, &properties);

  return entry;
}

static void
read_item (Reading    *reading,
           GMenuModel *model,
           int         i,
           const char *name_space,
           GPtrArray  *entries)
{
  g_autoptr (JmDbusMenuEntry) entry = entry_new (NULL);
  g_autoptr (GMenuModel) submenu = NULL;
  g_auto (Standing) standing = { 0 };
  g_autofree char *label = NULL;
  g_autofree char *description = NULL;
  g_autofree char *action = NULL;
  gboolean enabled;
  GVariantBuilder properties;

  submenu = g_menu_model_get_item_link (model, i, G_MENU_LINK_SUBMENU);
  g_menu_model_get_item_attribute (model, i, G_MENU_ATTRIBUTE_LABEL, "s", &label);
  g_menu_model_get_item_attribute (model, i, JM_DBUS_MENU_ATTRIBUTE_DESCRIPTION, "s", &description);
  if (g_menu_model_get_item_attribute (model, i, G_MENU_ATTRIBUTE_ACTION, "s", &action))
    {
      g_autofree char *name = join_names (name_space, action);

      entry->action = strip_prefix (name, reading->prefix);
      entry->target =
          g_menu_model_get_item_attribute_value (model, i, G_MENU_ATTRIBUTE_TARGET, NULL);
    }

  find_standing (&standing, entry, reading);
  if (is_hidden (model, i, &standing))
    return;

  entry->key = make_key (entry, label != NULL ? label : "", submenu != NULL);
  enabled = action == NULL || standing.enabled;

  g_variant_builder_init (&properties, G_VARIANT_TYPE_VARDICT);
  add_text (&properties, "label", label);
  add_text (&properties, "accessible-desc", description);
  if (!enabled)
    g_variant_builder_add (&properties, "{sv}", "enabled", g_variant_new_boolean (FALSE));
  add_toggle (&properties, entry, &standing);
  add_icon (&properties, model, i);
  if (submenu != NULL)
    {
      g_autofree char *below = NULL;
      g_autofree char *inner = NULL;

      g_menu_model_get_item_attribute (model, i, G_MENU_ATTRIBUTE_ACTION_NAMESPACE, "s", &below);
      inner = below != NULL ? join_names (name_space, below) : g_strdup (name_space);
      add_text (&properties, "children-display", "submenu");
      read_level (reading, submenu, inner, entry->children);
    }
  set_properties (entry, &properties);

  g_ptr_array_add (entries, g_steal_pointer (&entry));
}

/* An empty one leaves nothing behind, no line and no heading. */
static void
read_section (Reading    *reading,
              GMenuModel *model,
              int         i,
              GMenuModel *section,
              const char *name_space,
              GPtrArray  *entries)
{
  g_autoptr (GPtrArray) inside =
      g_ptr_array_new_with_free_func ((GDestroyNotify) jm_dbus_menu_entry_free);
  g_autofree char *below = NULL;
  g_autofree char *inner = NULL;
  g_autofree char *label = NULL;

  g_menu_model_get_item_attribute (model, i, G_MENU_ATTRIBUTE_ACTION_NAMESPACE, "s", &below);
  g_menu_model_get_item_attribute (model, i, G_MENU_ATTRIBUTE_LABEL, "s", &label);
  inner = below != NULL ? join_names (name_space, below) : g_strdup (name_space);
  read_level (reading, section, inner, inside);
  if (inside->len == 0)
    return;

  if (entries->len > 0)
    g_ptr_array_add (entries, separator_new ());
  if (label != NULL && *label != '\0')
    g_ptr_array_add (entries, heading_new (label));
  g_ptr_array_extend_and_steal (entries, g_steal_pointer (&inside));
}

static void
read_level (Reading    *reading,
            GMenuModel *model,
            const char *name_space,
            GPtrArray  *entries)
{
  gboolean after_section = FALSE;
  int n_items = g_menu_model_get_n_items (model);

  g_ptr_array_add (reading->models, g_object_ref (model));

  for (int i = 0; i < n_items; i++)
    {
      g_autoptr (GMenuModel) section = g_menu_model_get_item_link (model, i, G_MENU_LINK_SECTION);
      guint n_before = entries->len;

      if (section != NULL)
        {
          read_section (reading, model, i, section, name_space, entries);
          after_section = after_section || entries->len > n_before;
          continue;
        }

      read_item (reading, model, i, name_space, entries);
      if (after_section && entries->len > n_before)
        {
          g_ptr_array_insert (entries, (int) n_before, separator_new ());
          after_section = FALSE;
        }
    }
}

JmDbusMenuEntry *
jm_dbus_menu_entry_read (GMenuModel   *model,
                         GActionGroup *actions,
                         const char   *prefix,
                         GPtrArray    *models)
{
  Reading reading = { actions, prefix, models };
  JmDbusMenuEntry *root = entry_new (g_strdup (""));
  GVariantBuilder properties;

  g_variant_builder_init (&properties, G_VARIANT_TYPE_VARDICT);
  add_text (&properties, "children-display", "submenu");
  set_properties (root, &properties);
  read_level (&reading, model, "", root->children);

  return root;
}

/* --- from one moment to the next */

/* Its children by their key; those that have the same one queue in their order. */
static GHashTable *
index_children (const JmDbusMenuEntry *self)
{
  GHashTable *by_key =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_queue_free);

  for (guint i = 0; self != NULL && i < self->children->len; i++)
    {
      JmDbusMenuEntry *child = g_ptr_array_index (self->children, i);
      GQueue *queue = g_hash_table_lookup (by_key, child->key);

      if (queue == NULL)
        {
          queue = g_queue_new ();
          g_hash_table_insert (by_key, child->key, queue);
        }
      g_queue_push_tail (queue, child);
    }

  return by_key;
}

void
jm_dbus_menu_entry_inherit (JmDbusMenuEntry       *self,
                            const JmDbusMenuEntry *old,
                            int                   *next_id)
{
  g_autoptr (GHashTable) known = index_children (old);

  for (guint i = 0; i < self->children->len; i++)
    {
      JmDbusMenuEntry *child = g_ptr_array_index (self->children, i);
      GQueue *queue = g_hash_table_lookup (known, child->key);
      JmDbusMenuEntry *before = queue != NULL ? g_queue_pop_head (queue) : NULL;

      child->id = before != NULL ? before->id : (*next_id)++;
      jm_dbus_menu_entry_inherit (child, before, next_id);
    }
}

gboolean
jm_dbus_menu_entry_same_rows (const JmDbusMenuEntry *self,
                              const JmDbusMenuEntry *old)
{
  if (self->children->len != old->children->len)
    return FALSE;

  for (guint i = 0; i < self->children->len; i++)
    {
      JmDbusMenuEntry *mine = g_ptr_array_index (self->children, i);
      JmDbusMenuEntry *theirs = g_ptr_array_index (old->children, i);

      if (mine->id != theirs->id)
        return FALSE;
    }

  return TRUE;
}

/* --- as the protocol wants it */

GVariant *
jm_dbus_menu_entry_filter (const JmDbusMenuEntry *self,
                           const char *const     *names)
{
  GVariantBuilder chosen;
  GVariantIter iter;
  const char *name;
  GVariant *value;

  g_variant_builder_init (&chosen, G_VARIANT_TYPE_VARDICT);
  g_variant_iter_init (&iter, self->properties);
  while (g_variant_iter_loop (&iter, "{&sv}", &name, &value))
    {
      if (names == NULL || names[0] == NULL || g_strv_contains (names, name))
        g_variant_builder_add (&chosen, "{sv}", name, value);
    }

  return g_variant_builder_end (&chosen);
}

GVariant *
jm_dbus_menu_entry_to_layout (const JmDbusMenuEntry *self,
                              int                    depth,
                              const char *const     *names)
{
  GVariantBuilder children;

  g_variant_builder_init (&children, G_VARIANT_TYPE ("av"));
  for (guint i = 0; depth != 0 && i < self->children->len; i++)
    {
      const JmDbusMenuEntry *child = g_ptr_array_index (self->children, i);

      g_variant_builder_add (&children, "v",
                             jm_dbus_menu_entry_to_layout (child, depth > 0 ? depth - 1 : depth, names));
    }

  return g_variant_new ("(i@a{sv}av)", self->id, jm_dbus_menu_entry_filter (self, names),
                        &children);
}
