/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-dbus-menu.h"

#include "jm-dbus-menu-private.h"

G_DEFINE_FINAL_TYPE (JmDbusMenu, jm_dbus_menu, G_TYPE_OBJECT)

enum
{
  ACTIVATE_ITEM,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- following the model */

typedef struct
{
  GVariantBuilder updated;      /* a(ia{sv}) */
  GVariantBuilder removed;      /* a(ias) */
  gboolean        any;          /* of the two */
  guint           n_reordered;  /* entries whose rows came, went or moved … */
  int             reordered;    /* … the last of them */
} Changes;

static void
note_changed_properties (Changes               *changes,
                         const JmDbusMenuEntry *now,
                         const JmDbusMenuEntry *before)
{
  GVariantBuilder updated;
  GVariantBuilder removed;
  gboolean any_removed = FALSE;
  GVariantIter iter;
  const char *name;
  GVariant *value;

  if (g_variant_equal (now->properties, before->properties))
    return;

  g_variant_builder_init (&updated, G_VARIANT_TYPE_VARDICT);
  g_variant_iter_init (&iter, now->properties);
  while (g_variant_iter_loop (&iter, "{&sv}", &name, &value))
    {
      g_autoptr (GVariant) old = g_variant_lookup_value (before->properties, name, NULL);

      if (old == NULL || !g_variant_equal (old, value))
        g_variant_builder_add (&updated, "{sv}", name, value);
    }

  g_variant_builder_init (&removed, G_VARIANT_TYPE_STRING_ARRAY);
  g_variant_iter_init (&iter, before->properties);
  while (g_variant_iter_loop (&iter, "{&sv}", &name, &value))
    {
      g_autoptr (GVariant) kept = g_variant_lookup_value (now->properties, name, NULL);

      if (kept == NULL)
        {
          g_variant_builder_add (&removed, "s", name);
          any_removed = TRUE;
        }
    }

  g_variant_builder_add (&changes->updated, "(ia{sv})", now->id, &updated);
  if (any_removed)
    g_variant_builder_add (&changes->removed, "(ias)", now->id, &removed);
  else
    g_variant_builder_clear (&removed);
  changes->any = TRUE;
}

/* Compares with what was told last, entry by entry: new ones are the business of the layout alone. */
static void
note_changes (JmDbusMenu            *self,
              Changes               *changes,
              const JmDbusMenuEntry *now)
{
  const JmDbusMenuEntry *before = g_hash_table_lookup (self->by_id, GINT_TO_POINTER (now->id));

  if (before == NULL)
    return;

  note_changed_properties (changes, now, before);
  if (!jm_dbus_menu_entry_same_rows (now, before))
    {
      changes->n_reordered++;
      changes->reordered = now->id;
    }

  for (guint i = 0; i < now->children->len; i++)
    note_changes (self, changes, g_ptr_array_index (now->children, i));
}

static void
index_entries (GHashTable      *by_id,
               JmDbusMenuEntry *entry)
{
  g_hash_table_insert (by_id, GINT_TO_POINTER (entry->id), entry);
  for (guint i = 0; i < entry->children->len; i++)
    index_entries (by_id, g_ptr_array_index (entry->children, i));
}

static void
emit (JmDbusMenu *self,
      const char *signal,
      GVariant   *parameters)
{
  g_dbus_connection_emit_signal (self->connection, NULL, self->object_path, JM_DBUS_MENU_INTERFACE, signal,
                                 parameters, NULL);
}

static void queue_update (JmDbusMenu *self);

static void
listen_to (JmDbusMenu *self,
           GPtrArray  *models)
{
  for (guint i = 0; self->models != NULL && i < self->models->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->models, i), self);
  g_clear_pointer (&self->models, g_ptr_array_unref);

  if (models == NULL)
    return;

  self->models = g_ptr_array_ref (models);
  for (guint i = 0; i < models->len; i++)
    g_signal_connect_object (g_ptr_array_index (models, i), "items-changed",
                             G_CALLBACK (queue_update), self, G_CONNECT_SWAPPED);
}

/* @before: what was read the last time; NULL at first */
static void
read_model (JmDbusMenu            *self,
            const JmDbusMenuEntry *before)
{
  g_autoptr (GPtrArray) models = g_ptr_array_new_with_free_func (g_object_unref);

  self->root = jm_dbus_menu_entry_read (self->model, self->actions, self->prefix, models);
  jm_dbus_menu_entry_inherit (self->root, before, &self->next_id);
  listen_to (self, models);
}

gboolean
jm_dbus_menu_update (JmDbusMenu *self)
{
  g_autoptr (JmDbusMenuEntry) before = g_steal_pointer (&self->root);
  g_autoptr (GVariant) told = NULL;
  Changes changes = { 0 };

  g_clear_handle_id (&self->update_source, g_source_remove);

  read_model (self, before);
  g_variant_builder_init (&changes.updated, G_VARIANT_TYPE ("a(ia{sv})"));
  g_variant_builder_init (&changes.removed, G_VARIANT_TYPE ("a(ias)"));
  note_changes (self, &changes, self->root);
  g_hash_table_remove_all (self->by_id);
  index_entries (self->by_id, self->root);

  told = g_variant_ref_sink (
      g_variant_new ("(a(ia{sv})a(ias))", &changes.updated, &changes.removed));
  if (changes.any)
    emit (self, "ItemsPropertiesUpdated", told);

  if (changes.n_reordered > 0)
    emit (self, "LayoutUpdated",
          g_variant_new ("(ui)", ++self->revision, changes.n_reordered == 1 ? changes.reordered : 0));

  return changes.n_reordered > 0;
}

static gboolean
update_cb (gpointer user_data)
{
  JmDbusMenu *self = user_data;

  self->update_source = 0;
  jm_dbus_menu_update (self);

  return G_SOURCE_REMOVE;
}

/* Once the loop comes round, so that an item that is taken out and put in again has not gone. */
static void
queue_update (JmDbusMenu *self)
{
  if (self->update_source == 0 && self->registration != 0)
    self->update_source = g_idle_add_full (G_PRIORITY_DEFAULT, update_cb, self, NULL);
}

void
jm_dbus_menu_activate (JmDbusMenu            *self,
                       const JmDbusMenuEntry *entry,
                       guint32                timestamp)
{
  /* What is activated may change the menu, and with it the entry. */
  g_autofree char *action = g_strdup (entry->action);
  g_autoptr (GVariant) target = entry->target != NULL ? g_variant_ref (entry->target) : NULL;
  gboolean done = FALSE;

  g_signal_emit (self, signals[ACTIVATE_ITEM], 0, action, target, timestamp, &done);
}

/* --- GObject */

static gboolean
activate_item (JmDbusMenu *self,
               const char *action,
               GVariant   *target,
               guint       timestamp)
{
  g_action_group_activate_action (self->actions, action, target);

  return TRUE;
}

static void
jm_dbus_menu_dispose (GObject *object)
{
  JmDbusMenu *self = JM_DBUS_MENU (object);

  jm_dbus_menu_stop (self);
  g_clear_object (&self->model);
  g_clear_object (&self->actions);
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (jm_dbus_menu_parent_class)->dispose (object);
}

static void
jm_dbus_menu_finalize (GObject *object)
{
  JmDbusMenu *self = JM_DBUS_MENU (object);

  g_clear_pointer (&self->root, jm_dbus_menu_entry_free);
  g_hash_table_unref (self->by_id);
  g_free (self->prefix);
  g_free (self->object_path);
  g_free (self->icon_folder);

  G_OBJECT_CLASS (jm_dbus_menu_parent_class)->finalize (object);
}

static void
jm_dbus_menu_class_init (JmDbusMenuClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = jm_dbus_menu_dispose;
  object_class->finalize = jm_dbus_menu_finalize;

  signals[ACTIVATE_ITEM] = g_signal_new_class_handler (
      "activate-item", JM_TYPE_DBUS_MENU, G_SIGNAL_RUN_LAST, G_CALLBACK (activate_item),
      g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 3, G_TYPE_STRING, G_TYPE_VARIANT, G_TYPE_UINT);
}

static void
jm_dbus_menu_init (JmDbusMenu *self)
{
  self->by_id = g_hash_table_new (NULL, NULL);
  self->next_id = 1;
  self->revision = 1;
}

/* A GActionGroup has no signal for just any change. */
static const char *const action_signals[] = {
  "action-added",
  "action-removed",
  "action-enabled-changed",
  "action-state-changed",
};

/**
 * jm_dbus_menu_new:
 * @connection: the bus on which the hosts are
 * @object_path: where the menu is to be found
 * @model: the menu; what it shows is followed
 * @actions: what its entries do
 * @prefix: "app", where @actions knows "app.open" as "open"; names with another prefix are shown disabled
 * @icon_folder: (nullable): where hosts find icons that are not in their theme
 * @error: set when something is at that path already
 *
 * Exports a menu. It must be told to stop, or lose its last reference.
 *
 * Returns: (transfer full) (nullable): the exporter
 */
JmDbusMenu *
jm_dbus_menu_new (GDBusConnection  *connection,
                  const char       *object_path,
                  GMenuModel       *model,
                  GActionGroup     *actions,
                  const char       *prefix,
                  const char       *icon_folder,
                  GError          **error)
{
  g_autoptr (JmDbusMenu) self = NULL;

  g_return_val_if_fail (G_IS_DBUS_CONNECTION (connection), NULL);
  g_return_val_if_fail (g_variant_is_object_path (object_path), NULL);
  g_return_val_if_fail (G_IS_MENU_MODEL (model), NULL);
  g_return_val_if_fail (G_IS_ACTION_GROUP (actions), NULL);
  g_return_val_if_fail (prefix != NULL, NULL);

  self = g_object_new (JM_TYPE_DBUS_MENU, NULL);
  self->connection = g_object_ref (connection);
  self->object_path = g_strdup (object_path);
  self->icon_folder = g_strdup (icon_folder);
  self->model = g_object_ref (model);
  self->actions = g_object_ref (actions);
  self->prefix = g_strdup (prefix);

  if (!jm_dbus_menu_register (self, error))
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (action_signals); i++)
    g_signal_connect_object (actions, action_signals[i], G_CALLBACK (queue_update), self,
                             G_CONNECT_SWAPPED);
  read_model (self, NULL);
  index_entries (self->by_id, self->root);

  return g_steal_pointer (&self);
}

/**
 * jm_dbus_menu_stop:
 * @self: an exporter
 *
 * Takes the menu off the bus. It may be called twice.
 */
void
jm_dbus_menu_stop (JmDbusMenu *self)
{
  g_return_if_fail (JM_IS_DBUS_MENU (self));

  g_clear_handle_id (&self->update_source, g_source_remove);
  listen_to (self, NULL);
  if (self->actions != NULL)
    g_signal_handlers_disconnect_by_data (self->actions, self);
  if (self->registration != 0)
    g_dbus_connection_unregister_object (self->connection, self->registration);
  self->registration = 0;
}
