/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-dbus-menu-private.h"

/* From 3 on hosts call the methods for groups, and no longer those for one entry: all are here. */
#define VERSION 3

static const char introspection[] =
    "<node>"
    "  <interface name='" JM_DBUS_MENU_INTERFACE "'>"
    "    <property name='Version' type='u' access='read'/>"
    "    <property name='TextDirection' type='s' access='read'/>"
    "    <property name='Status' type='s' access='read'/>"
    "    <property name='IconThemePath' type='as' access='read'/>"
    "    <method name='GetLayout'>"
    "      <arg type='i' name='parentId' direction='in'/>"
    "      <arg type='i' name='recursionDepth' direction='in'/>"
    "      <arg type='as' name='propertyNames' direction='in'/>"
    "      <arg type='u' name='revision' direction='out'/>"
    "      <arg type='(ia{sv}av)' name='layout' direction='out'/>"
    "    </method>"
    "    <method name='GetGroupProperties'>"
    "      <arg type='ai' name='ids' direction='in'/>"
    "      <arg type='as' name='propertyNames' direction='in'/>"
    "      <arg type='a(ia{sv})' name='properties' direction='out'/>"
    "    </method>"
    "    <method name='GetProperty'>"
    "      <arg type='i' name='id' direction='in'/>"
    "      <arg type='s' name='name' direction='in'/>"
    "      <arg type='v' name='value' direction='out'/>"
    "    </method>"
    "    <method name='Event'>"
    "      <arg type='i' name='id' direction='in'/>"
    "      <arg type='s' name='eventId' direction='in'/>"
    "      <arg type='v' name='data' direction='in'/>"
    "      <arg type='u' name='timestamp' direction='in'/>"
    "    </method>"
    "    <method name='EventGroup'>"
    "      <arg type='a(isvu)' name='events' direction='in'/>"
    "      <arg type='ai' name='idErrors' direction='out'/>"
    "    </method>"
    "    <method name='AboutToShow'>"
    "      <arg type='i' name='id' direction='in'/>"
    "      <arg type='b' name='needUpdate' direction='out'/>"
    "    </method>"
    "    <method name='AboutToShowGroup'>"
    "      <arg type='ai' name='ids' direction='in'/>"
    "      <arg type='ai' name='updatesNeeded' direction='out'/>"
    "      <arg type='ai' name='idErrors' direction='out'/>"
    "    </method>"
    "    <signal name='ItemsPropertiesUpdated'>"
    "      <arg type='a(ia{sv})' name='updatedProps'/>"
    "      <arg type='a(ias)' name='removedProps'/>"
    "    </signal>"
    "    <signal name='LayoutUpdated'>"
    "      <arg type='u' name='revision'/>"
    "      <arg type='i' name='parent'/>"
    "    </signal>"
    "    <signal name='ItemActivationRequested'>"
    "      <arg type='i' name='id'/>"
    "      <arg type='u' name='timestamp'/>"
    "    </signal>"
    "  </interface>"
    "</node>";

/* --- what a host asks; a list of ids that nobody knows is no error unless it has nothing else */

static JmDbusMenuEntry *
find_entry (JmDbusMenu *self,
            int         id)
{
  return g_hash_table_lookup (self->by_id, GINT_TO_POINTER (id));
}

static void
refuse_id (GDBusMethodInvocation *invocation,
           int                    id)
{
  g_dbus_method_invocation_return_error (invocation, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS,
                                         "No menu item has the id %d", id);
}

static void
get_layout (JmDbusMenu            *self,
            GVariant              *parameters,
            GDBusMethodInvocation *invocation)
{
  g_autofree const char **names = NULL;
  JmDbusMenuEntry *entry;
  int id, depth;

  g_variant_get (parameters, "(ii^a&s)", &id, &depth, &names);
  if (!(entry = find_entry (self, id)))
    {
      refuse_id (invocation, id);
      return;
    }

  g_dbus_method_invocation_return_value (
      invocation, g_variant_new ("(u@(ia{sv}av))", self->revision,
                                 jm_dbus_menu_entry_to_layout (entry, depth, names)));
}

static void
add_group_properties (GVariantBuilder       *out,
                      const JmDbusMenuEntry *entry,
                      const char *const     *names)
{
  g_variant_builder_add (out, "(i@a{sv})", entry->id, jm_dbus_menu_entry_filter (entry, names));
}

static void
get_group_properties (JmDbusMenu            *self,
                      GVariant              *parameters,
                      GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariantIter) ids = NULL;
  g_autofree const char **names = NULL;
  GVariantBuilder out;
  int id;

  g_variant_get (parameters, "(ai^a&s)", &ids, &names);
  g_variant_builder_init (&out, G_VARIANT_TYPE ("a(ia{sv})"));

  /* No ids: all of them */
  if (g_variant_iter_n_children (ids) == 0)
    {
      GHashTableIter iter;
      gpointer entry;

      g_hash_table_iter_init (&iter, self->by_id);
      while (g_hash_table_iter_next (&iter, NULL, &entry))
        add_group_properties (&out, entry, names);
    }

  while (g_variant_iter_next (ids, "i", &id))
    {
      JmDbusMenuEntry *entry = find_entry (self, id);

      if (entry != NULL)
        add_group_properties (&out, entry, names);
    }

  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(a(ia{sv}))", &out));
}

/* What a property is that was not mentioned: a new floating value, or NULL for a name that is unknown. */
static GVariant *
default_of (const char *name)
{
  if (g_str_equal (name, "type"))
    return g_variant_new_string ("standard");
  if (g_str_equal (name, "enabled") || g_str_equal (name, "visible"))
    return g_variant_new_boolean (TRUE);
  if (g_str_equal (name, "toggle-state"))
    return g_variant_new_int32 (-1);
  if (g_str_equal (name, "label") || g_str_equal (name, "icon-name") || g_str_equal (name, "toggle-type") ||
      g_str_equal (name, "children-display") || g_str_equal (name, "accessible-desc"))
    return g_variant_new_string ("");

  return NULL;
}

static void
get_property (JmDbusMenu            *self,
              GVariant              *parameters,
              GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariant) value = NULL;
  JmDbusMenuEntry *entry;
  const char *name;
  int id;

  g_variant_get (parameters, "(i&s)", &id, &name);
  if (!(entry = find_entry (self, id)))
    {
      refuse_id (invocation, id);
      return;
    }

  value = g_variant_lookup_value (entry->properties, name, NULL);
  if (value == NULL && (value = default_of (name)))
    g_variant_ref_sink (value);
  if (value == NULL)
    {
      g_dbus_method_invocation_return_error (invocation, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS,
                                             "Menu item %d has no property of that name", id);
      return;
    }

  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(v)", value));
}

/* --- what a host tells */

/* FALSE: no such entry. "opened", "closed" and "hovered" are taken note of by nobody. */
static gboolean
handle_event (JmDbusMenu *self,
              int         id,
              const char *event,
              guint32     timestamp)
{
  JmDbusMenuEntry *entry = find_entry (self, id);
  gboolean enabled = TRUE;

  if (entry == NULL)
    return FALSE;
  if (!g_str_equal (event, "clicked") || entry->action == NULL)
    return TRUE;

  g_variant_lookup (entry->properties, "enabled", "b", &enabled);
  if (!enabled)
    return TRUE;

  jm_dbus_menu_activate (self, entry, timestamp);

  return TRUE;
}

static void
event (JmDbusMenu            *self,
       GVariant              *parameters,
       GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariant) data = NULL;
  const char *name;
  guint32 timestamp;
  int id;

  g_variant_get (parameters, "(i&svu)", &id, &name, &data, &timestamp);
  if (handle_event (self, id, name, timestamp))
    g_dbus_method_invocation_return_value (invocation, NULL);
  else
    refuse_id (invocation, id);
}

static void
event_group (JmDbusMenu            *self,
             GVariant              *parameters,
             GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariantIter) events = NULL;
  GVariantBuilder unknown;
  GVariant *data;
  const char *name;
  guint32 timestamp;
  guint n_known = 0;
  int id = 0;

  g_variant_get (parameters, "(a(isvu))", &events);
  g_variant_builder_init (&unknown, G_VARIANT_TYPE ("ai"));
  while (g_variant_iter_loop (events, "(i&svu)", &id, &name, &data, &timestamp))
    {
      if (handle_event (self, id, name, timestamp))
        n_known++;
      else
        g_variant_builder_add (&unknown, "i", id);
    }

  if (n_known > 0 || g_variant_iter_n_children (events) == 0)
    {
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(ai)", &unknown));
      return;
    }

  g_variant_builder_clear (&unknown);
  refuse_id (invocation, id);
}

static void
about_to_show (JmDbusMenu            *self,
               gboolean               changed,
               GVariant              *parameters,
               GDBusMethodInvocation *invocation)
{
  int id;

  g_variant_get (parameters, "(i)", &id);
  if (find_entry (self, id) != NULL)
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(b)", changed));
  else
    refuse_id (invocation, id);
}

static void
about_to_show_group (JmDbusMenu            *self,
                     gboolean               changed,
                     GVariant              *parameters,
                     GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariantIter) ids = NULL;
  GVariantBuilder updates;
  GVariantBuilder unknown;
  int id;

  g_variant_get (parameters, "(ai)", &ids);
  g_variant_builder_init (&updates, G_VARIANT_TYPE ("ai"));
  g_variant_builder_init (&unknown, G_VARIANT_TYPE ("ai"));
  while (g_variant_iter_next (ids, "i", &id))
    {
      if (find_entry (self, id) == NULL)
        g_variant_builder_add (&unknown, "i", id);
      else if (changed)
        g_variant_builder_add (&updates, "i", id);
    }

  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(aiai)", &updates, &unknown));
}

static void
method_call_cb (GDBusConnection       *connection,
                const char            *sender,
                const char            *object_path,
                const char            *interface,
                const char            *method,
                GVariant              *parameters,
                GDBusMethodInvocation *invocation,
                gpointer               user_data)
{
  g_autoptr (JmDbusMenu) self = g_object_ref (user_data);
  /* Every answer is of now, also while an update still waits for its turn. */
  gboolean changed = self->update_source != 0 && jm_dbus_menu_update (self);

  if (g_str_equal (method, "GetLayout"))
    get_layout (self, parameters, invocation);
  else if (g_str_equal (method, "GetGroupProperties"))
    get_group_properties (self, parameters, invocation);
  else if (g_str_equal (method, "GetProperty"))
    get_property (self, parameters, invocation);
  else if (g_str_equal (method, "Event"))
    event (self, parameters, invocation);
  else if (g_str_equal (method, "EventGroup"))
    event_group (self, parameters, invocation);
  else if (g_str_equal (method, "AboutToShow"))
    about_to_show (self, changed, parameters, invocation);
  else
    about_to_show_group (self, changed, parameters, invocation);
}

/* GTK's own word for the direction of the language; without GTK's translations it is from left to right. */
static const char *
get_text_direction (void)
{
  return g_str_equal (g_dgettext ("gtk40", "default:LTR"), "default:RTL") ? "rtl" : "ltr";
}

static GVariant *
get_property_cb (GDBusConnection  *connection,
                 const char       *sender,
                 const char       *object_path,
                 const char       *interface,
                 const char       *property,
                 GError          **error,
                 gpointer          user_data)
{
  JmDbusMenu *self = user_data;

  if (g_str_equal (property, "Version"))
    return g_variant_new_uint32 (VERSION);
  if (g_str_equal (property, "TextDirection"))
    return g_variant_new_string (get_text_direction ());
  if (g_str_equal (property, "Status"))
    return g_variant_new_string ("normal");

  return g_variant_new_strv ((const char *const *) &self->icon_folder, self->icon_folder != NULL);
}

static const GDBusInterfaceVTable vtable = { method_call_cb, get_property_cb, NULL, { 0 } };

static GDBusInterfaceInfo *
get_interface (void)
{
  static GDBusNodeInfo *node;

  if (node == NULL)
    node = g_dbus_node_info_new_for_xml (introspection, NULL);

  return node->interfaces[0];
}

gboolean
jm_dbus_menu_register (JmDbusMenu  *self,
                       GError     **error)
{
  self->registration = g_dbus_connection_register_object (
      self->connection, self->object_path, get_interface (), &vtable, self, NULL, error);

  return self->registration != 0;
}
