/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-tray-pixmap.h"
#include "jm-tray-private.h"

#include <glib/gi18n-lib.h>

#define INTERFACE "org.kde.StatusNotifierItem"
#define MENU_PATH JM_TRAY_PATH "/Menu"

static const char introspection[] =
    "<node>"
    "  <interface name='" INTERFACE "'>"
    "    <property name='Category' type='s' access='read'/>"
    "    <property name='Id' type='s' access='read'/>"
    "    <property name='Title' type='s' access='read'/>"
    "    <property name='Status' type='s' access='read'/>"
    "    <property name='WindowId' type='i' access='read'/>"
    "    <property name='IconThemePath' type='s' access='read'/>"
    "    <property name='Menu' type='o' access='read'/>"
    "    <property name='ItemIsMenu' type='b' access='read'/>"
    "    <property name='IconName' type='s' access='read'/>"
    "    <property name='IconPixmap' type='a(iiay)' access='read'/>"
    "    <property name='OverlayIconName' type='s' access='read'/>"
    "    <property name='OverlayIconPixmap' type='a(iiay)' access='read'/>"
    "    <property name='AttentionIconName' type='s' access='read'/>"
    "    <property name='AttentionIconPixmap' type='a(iiay)' access='read'/>"
    "    <property name='AttentionMovieName' type='s' access='read'/>"
    "    <property name='ToolTip' type='(sa(iiay)ss)' access='read'/>"
    "    <method name='ProvideXdgActivationToken'>"
    "      <arg type='s' name='token' direction='in'/>"
    "    </method>"
    "    <method name='ContextMenu'>"
    "      <arg type='i' name='x' direction='in'/>"
    "      <arg type='i' name='y' direction='in'/>"
    "    </method>"
    "    <method name='Activate'>"
    "      <arg type='i' name='x' direction='in'/>"
    "      <arg type='i' name='y' direction='in'/>"
    "    </method>"
    "    <method name='SecondaryActivate'>"
    "      <arg type='i' name='x' direction='in'/>"
    "      <arg type='i' name='y' direction='in'/>"
    "    </method>"
    "    <method name='Scroll'>"
    "      <arg type='i' name='delta' direction='in'/>"
    "      <arg type='s' name='orientation' direction='in'/>"
    "    </method>"
    "    <signal name='NewTitle'/>"
    "    <signal name='NewIcon'/>"
    "    <signal name='NewAttentionIcon'/>"
    "    <signal name='NewOverlayIcon'/>"
    "    <signal name='NewMenu'/>"
    "    <signal name='NewToolTip'/>"
    "    <signal name='NewStatus'>"
    "      <arg type='s' name='status'/>"
    "    </signal>"
    "  </interface>"
    "</node>";

/* --- clicks */

typedef struct
{
  GApplication *application;
  char         *action;
  GVariant     *target;
} Click;

static void
click_free (gpointer data)
{
  Click *click = data;

  g_object_unref (click->application);
  g_free (click->action);
  g_clear_pointer (&click->target, g_variant_unref);
  g_free (click);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Click, click_free)

static void
activated_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (Click) click = user_data;
  g_autoptr (GVariant) answer = NULL;

  answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  if (answer == NULL)
    g_action_group_activate_action (G_ACTION_GROUP (click->application), click->action, click->target);
}

/* A token that came with the click lets the window that it opens take the focus. It goes to GTK the way that it takes
 * from another program: as platform data of a call of org.freedesktop.Application, here by ourselves. */
static void
activate_with_token (JmTray     *self,
                     const char *action,
                     GVariant   *target)
{
  GDBusConnection *connection = g_application_get_dbus_connection (self->application);
  g_autofree char *token = g_steal_pointer (&self->token);
  GVariantBuilder parameters;
  GVariantBuilder platform_data;
  Click *click = g_new0 (Click, 1);

  click->application = g_object_ref (self->application);
  click->action = g_strdup (action);
  click->target = target != NULL ? g_variant_ref (target) : NULL;

  g_variant_builder_init (&parameters, G_VARIANT_TYPE ("av"));
  if (target != NULL)
    g_variant_builder_add (&parameters, "v", target);
  g_variant_builder_init (&platform_data, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&platform_data, "{sv}", "activation-token", g_variant_new_string (token));

  g_dbus_connection_call (connection, g_dbus_connection_get_unique_name (connection),
                          g_application_get_dbus_object_path (self->application),
                          "org.freedesktop.Application", "ActivateAction",
                          g_variant_new ("(sava{sv})", action, &parameters, &platform_data), NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, activated_cb, click);
}

static void
activate (JmTray     *self,
          const char *action,
          GVariant   *target)
{
  if (self->token != NULL && g_application_get_dbus_object_path (self->application) != NULL)
    activate_with_token (self, action, target);
  else
    g_action_group_activate_action (G_ACTION_GROUP (self->application), action, target);
}

static gboolean
activate_item_cb (JmTray     *self,
                  const char *action,
                  GVariant   *target,
                  guint       timestamp)
{
  activate (self, action, target);

  return TRUE;
}

/* The menu is the host's to show, and the wheel has nothing to turn here. */
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
  g_autoptr (JmTray) self = g_object_ref (user_data);

  if (g_str_equal (method, "ProvideXdgActivationToken"))
    {
      g_clear_pointer (&self->token, g_free);
      g_variant_get (parameters, "(s)", &self->token);
    }

  g_dbus_method_invocation_return_value (invocation, NULL);

  if (g_str_equal (method, "Activate"))
    activate (self, "toggle", NULL);
  else if (g_str_equal (method, "SecondaryActivate"))
    activate (self, "refresh-all", NULL);
}

/* --- what is shown */

static GVariant *
find_pixmaps (JmTray     *self,
              const char *icon_name)
{
  GVariant *pixmaps = g_hash_table_lookup (self->pixmaps, icon_name);

  if (pixmaps == NULL)
    {
      pixmaps = jm_tray_pixmaps_new (icon_name);
      g_hash_table_insert (self->pixmaps, g_strdup (icon_name), pixmaps);
    }

  return g_variant_ref (pixmaps);
}

static GVariant *
no_pixmap (void)
{
  return g_variant_new_array (G_VARIANT_TYPE ("(iiay)"), NULL, 0);
}

static GVariant *
make_tooltip (JmTray *self)
{
  /* Translators: the program's name; it stays as it is. */
  return g_variant_new ("(s@a(iiay)ss)", self->face->icon_name, no_pixmap (), _("Jira Monitor"),
                        self->face->tooltip);
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
  JmTray *self = user_data;

  if (g_str_equal (property, "Category"))
    return g_variant_new_string ("ApplicationStatus");
  if (g_str_equal (property, "Id"))
    return g_variant_new_string (APP_ID);
  if (g_str_equal (property, "Title"))
    return g_variant_new_string (_("Jira Monitor"));
  if (g_str_equal (property, "Status"))
    return g_variant_new_string (self->face->status);
  if (g_str_equal (property, "WindowId"))
    return g_variant_new_int32 (0);
  if (g_str_equal (property, "IconThemePath"))
    return g_variant_new_string (self->icon_folder != NULL ? self->icon_folder : "");
  if (g_str_equal (property, "Menu"))
    return g_variant_new_object_path (MENU_PATH);
  if (g_str_equal (property, "ItemIsMenu"))
    return g_variant_new_boolean (FALSE);
  if (g_str_equal (property, "IconName"))
    return g_variant_new_string (self->face->icon_name);
  if (g_str_equal (property, "AttentionIconName"))
    return g_variant_new_string (JM_TRAY_ICON_ERROR);
  if (g_str_equal (property, "ToolTip"))
    return make_tooltip (self);
  if (g_str_equal (property, "IconPixmap"))
    return find_pixmaps (self, self->face->icon_name);
  if (g_str_equal (property, "AttentionIconPixmap"))
    return find_pixmaps (self, JM_TRAY_ICON_ERROR);
  if (g_str_equal (property, "OverlayIconPixmap"))
    return no_pixmap ();

  /* OverlayIconName, AttentionMovieName: the icon itself says it. */
  return g_variant_new_string ("");
}

static void
emit (JmTray     *self,
      const char *signal,
      GVariant   *parameters)
{
  g_dbus_connection_emit_signal (self->connection, NULL, JM_TRAY_PATH, INTERFACE, signal,
                                 parameters, NULL);
}

/* Hosts listen to these signals, and not to PropertiesChanged. */
static gboolean
update_cb (gpointer user_data)
{
  JmTray *self = user_data;
  g_autoptr (JmTrayFace) before = g_steal_pointer (&self->face);

  self->update_source = 0;
  self->face = jm_tray_face_new (self->problems);
  if (!g_str_equal (self->face->icon_name, before->icon_name))
    emit (self, "NewIcon", NULL);
  if (!g_str_equal (self->face->status, before->status))
    emit (self, "NewStatus", g_variant_new ("(s)", self->face->status));
  if (!g_str_equal (self->face->tooltip, before->tooltip) ||
      !g_str_equal (self->face->icon_name, before->icon_name))
    emit (self, "NewToolTip", NULL);

  return G_SOURCE_REMOVE;
}

/* Several changes of one moment are one for the hosts. */
static void
changed_cb (JmTray *self)
{
  if (self->update_source == 0)
    self->update_source = g_idle_add_full (G_PRIORITY_DEFAULT, update_cb, self, NULL);
}

/* --- on the bus */

static GDBusInterfaceInfo *
get_interface (void)
{
  static GDBusNodeInfo *node;

  if (node == NULL)
    node = g_dbus_node_info_new_for_xml (introspection, NULL);

  return node->interfaces[0];
}

gboolean
jm_tray_export_item (JmTray *self)
{
  static const GDBusInterfaceVTable vtable = { method_call_cb, get_property_cb, NULL, { 0 } };
  g_autoptr (GError) error = NULL;

  self->icon_folder = jm_tray_find_icon_folder ();
  self->pixmaps = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify) g_variant_unref);
  self->face = jm_tray_face_new (self->problems);
  self->registration = g_dbus_connection_register_object (
      self->connection, JM_TRAY_PATH, get_interface (), &vtable, self, NULL, &error);
  if (self->registration != 0)
    self->menu = jm_dbus_menu_new (self->connection, MENU_PATH, self->model,
                                   G_ACTION_GROUP (self->application), "app", self->icon_folder, &error);
  if (self->menu == NULL)
    {
      g_debug ("No tray icon: %s", error->message);
      return FALSE;
    }

  g_signal_connect_object (self->menu, "activate-item", G_CALLBACK (activate_item_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->problems, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);

  return TRUE;
}

void
jm_tray_unexport_item (JmTray *self)
{
  g_signal_handlers_disconnect_by_func (self->problems, changed_cb, self);
  g_clear_handle_id (&self->update_source, g_source_remove);
  if (self->registration != 0)
    g_dbus_connection_unregister_object (self->connection, self->registration);
  self->registration = 0;
  if (self->menu != NULL)
    jm_dbus_menu_stop (self->menu);
  g_clear_object (&self->menu);
  g_clear_pointer (&self->face, jm_tray_face_free);
  g_clear_pointer (&self->icon_folder, g_free);
  g_clear_pointer (&self->pixmaps, g_hash_table_unref);
  g_clear_pointer (&self->token, g_free);
}
