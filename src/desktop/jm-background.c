/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "desktop/jm-background-private.h"

#include <glib/gi18n-lib.h>
#include <libportal/portal.h>

#include "base/jm-settings.h"

/*
 * JmBackground: what the settings "keep-running" and "autostart" need from the desktop.
 *
 * Inside a sandbox the desktop decides, by the background portal: without its permission it may end a
 * program that has no window, and only it can write the autostart entry.
 *
 * Outside, the portal is not asked (xdg-desktop-portal 1.20): it always allows what nobody ends anyway, refuses
 * a status, and names the autostart entry after whatever systemd's unit says the process belongs to, which
 * is the terminal for a program that was started from one. There autostart is a file (jm-autostart.c).
 *
 * The entry is never D-Bus activated, which would show a window: it runs "jira-monitor --background".
 *
 * What the desktop refuses, the setting does not say for long: it goes back, and "refusal" says why. Nor does it
 * say that the program starts with the session when somebody took its entry away.
 */

/* xdg-desktop-portal refuses more. */
#define STATUS_MAX_CHARS 96

typedef struct
{
  gboolean autostart;
  char    *keep;                /* "ask", "yes", "no" */
} Wish;

struct _JmBackground
{
  GObject     parent_instance;

  GSettings  *settings;
  gboolean    sandboxed;
  XdpPortal  *portal;           /* made when it is needed; NULL without a bus */
  Wish        granted;          /* what the settings go back to */
  Wish        asked;            /* while "asking" */
  DexPromise *asking;           /* of the request that is under way, or NULL */
  gboolean    going_back;
  char       *refusal;
  char       *status;
};

typedef enum
{
  PROP_REFUSAL = 1,
} JmBackgroundProperty;

static GParamSpec *properties[PROP_REFUSAL + 1];

G_DEFINE_FINAL_TYPE (JmBackground, jm_background, G_TYPE_OBJECT)

/* --- what is wanted */

static void
wish_clear (Wish *wish)
{
  g_clear_pointer (&wish->keep, g_free);
}

static void
wish_read (Wish      *wish,
           GSettings *settings)
{
  g_autofree char *keep = g_settings_get_string (settings, JM_SETTING_KEEP_RUNNING);

  wish->autostart = g_settings_get_boolean (settings, JM_SETTING_AUTOSTART);
  g_set_str (&wish->keep, keep);
}

static gboolean
wish_is_set (const Wish *wish,
             GSettings  *settings)
{
  g_autofree char *keep = g_settings_get_string (settings, JM_SETTING_KEEP_RUNNING);

  return wish->autostart == g_settings_get_boolean (settings, JM_SETTING_AUTOSTART) &&
         g_strcmp0 (wish->keep, keep) == 0;
}

static void
wish_copy (Wish       *wish,
           const Wish *other)
{
  wish->autostart = other->autostart;
  g_set_str (&wish->keep, other->keep);
}

static void
set_refusal (JmBackground *self,
             const char   *refusal)
{
  if (g_set_str (&self->refusal, refusal))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REFUSAL]);
}

/* --- the portal */

static XdpPortal *
get_portal (JmBackground *self)
{
  g_autoptr (GError) error = NULL;

  if (self->portal == NULL && !(self->portal = xdp_portal_initable_new (&error)))
    g_debug ("There is no portal: %s", error->message);

  return self->portal;
}

static void
requested_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  GError *error = NULL;
  gboolean granted = xdp_portal_request_background_finish (XDP_PORTAL (source), result, &error);

  if (error != NULL)
    dex_promise_reject (promise, error);
  else
    dex_promise_resolve_boolean (promise, granted);
}

/* libportal up to 0.9.1 refers to the array that it says it takes; one that lasts fits both. */
static GPtrArray *
get_command (void)
{
  static GPtrArray *command = NULL;

  if (command == NULL)
    {
      command = g_ptr_array_new ();
      g_ptr_array_add (command, (gpointer) "jira-monitor");
      g_ptr_array_add (command, (gpointer) "--background");
    }

  return g_ptr_array_ref (command);
}

/* A leaf. libportal 0.9 never answers who cancels, so it is not told: the answer then finds nobody. */
static DexFuture *
ask_portal (XdpPortal  *portal,
            const Wish *wish)
{
  DexPromise *promise = dex_promise_new ();
  g_autofree char *reason = g_strdup (_("Renews sign-ins to Jira, synchronizes and notifies"));

  xdp_portal_request_background (portal, NULL, reason, get_command (),
                                 wish->autostart ? XDP_BACKGROUND_FLAG_AUTOSTART :
                                                   XDP_BACKGROUND_FLAG_NONE,
                                 NULL, requested_cb, dex_ref (promise));

  return DEX_FUTURE (promise);
}

/* Nobody is there to be asked. Of a refusal the portal says that the request was cancelled. */
static gboolean
is_no_portal (const GError *error)
{
  return error->domain == G_DBUS_ERROR && !g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_FAILED);
}

/* Awaits. */
static gboolean
arrange_in_sandbox (JmBackground  *self,
                    GError       **error)
{
  XdpPortal *portal = get_portal (self);
  g_autoptr (GError) local = NULL;
  gboolean wanted = self->asked.autostart || strcmp (self->asked.keep, "yes") == 0;
  gboolean there = portal != NULL;

  if (!wanted && !self->granted.autostart)
    return TRUE;

  if (there && dex_await_boolean (ask_portal (portal, &self->asked), &local))
    return TRUE;
  if (local != NULL && is_no_portal (local))
    there = FALSE;

  /* Without a portal nobody ends a program that goes on; and what is not wanted need not be granted. */
  if (!wanted || (!there && !self->asked.autostart))
    return TRUE;

  if (!there)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                         _("This desktop cannot start Jira Monitor with the session"));
  else if (self->asked.autostart)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                         _("The desktop does not allow Jira Monitor to start with the session. "
                            "Its settings for applications can allow it."));
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                         _("The desktop does not allow Jira Monitor to go on in the background. "
                            "Its settings for applications can allow it."));
  return FALSE;
}

/* --- asking */

static gboolean
arrange (JmBackground  *self,
         GError       **error)
{
  if (self->sandboxed)
    return arrange_in_sandbox (self, error);

  return self->asked.autostart == self->granted.autostart ||
         jm_autostart_set (self->asked.autostart, error);
}

/* What somebody changed meanwhile stays. */
static void
go_back (JmBackground *self)
{
  if (!wish_is_set (&self->asked, self->settings))
    return;

  self->going_back = TRUE;
  g_settings_set_boolean (self->settings, JM_SETTING_AUTOSTART, self->granted.autostart);
  g_settings_set_string (self->settings, JM_SETTING_KEEP_RUNNING, self->granted.keep);
  self->going_back = FALSE;
}

static DexFuture *
request_fiber (gpointer user_data)
{
  JmBackground *self = user_data;
  g_autoptr (DexPromise) promise = dex_ref (self->asking);
  GError *error = NULL;

  if (arrange (self, &error))
    {
      wish_copy (&self->granted, &self->asked);
      set_refusal (self, NULL);
    }
  else
    {
      go_back (self);
      set_refusal (self, error->message);
    }

  dex_clear (&self->asking);
  if (error != NULL)
    dex_promise_reject (promise, error);
  else
    dex_promise_resolve_boolean (promise, TRUE);

  return dex_future_new_true ();
}

static DexFuture *
ask (JmBackground *self)
{
  wish_read (&self->asked, self->settings);
  self->asking = dex_promise_new ();
  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, request_fiber, g_object_ref (self), g_object_unref));

  return dex_ref (DEX_FUTURE (self->asking));
}

static DexFuture *
ask_again_fiber (gpointer user_data)
{
  JmBackground *self = user_data;

  while (self->asking != NULL)
    dex_await (dex_ref (DEX_FUTURE (self->asking)), NULL);

  return ask (self);
}

/* One request at a time; the same one is shared. */
static DexFuture *
share_request (JmBackground *self)
{
  if (self->asking == NULL)
    return ask (self);
  if (wish_is_set (&self->asked, self->settings))
    return dex_ref (DEX_FUTURE (self->asking));

  return dex_scheduler_spawn (NULL, 0, ask_again_fiber, g_object_ref (self), g_object_unref);
}

static void
settings_changed_cb (JmBackground *self)
{
  const Wish *known = self->asking != NULL ? &self->asked : &self->granted;

  if (!self->going_back && !wish_is_set (known, self->settings))
    dex_future_disown (share_request (self));
}

/* --- GObject */

static void
jm_background_get_property (GObject    *object,
                            guint       property,
                            GValue     *value,
                            GParamSpec *pspec)
{
  JmBackground *self = JM_BACKGROUND (object);

  switch ((JmBackgroundProperty) property)
    {
    case PROP_REFUSAL:
      g_value_set_string (value, self->refusal);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property, pspec);
    }
}

static void
jm_background_dispose (GObject *object)
{
  JmBackground *self = JM_BACKGROUND (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->portal);

  G_OBJECT_CLASS (jm_background_parent_class)->dispose (object);
}

static void
jm_background_finalize (GObject *object)
{
  JmBackground *self = JM_BACKGROUND (object);

  wish_clear (&self->granted);
  wish_clear (&self->asked);
  g_free (self->refusal);
  g_free (self->status);

  G_OBJECT_CLASS (jm_background_parent_class)->finalize (object);
}

static void
jm_background_class_init (JmBackgroundClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = jm_background_get_property;
  object_class->dispose = jm_background_dispose;
  object_class->finalize = jm_background_finalize;

  /**
   * JmBackground:refusal:
   *
   * Why the desktop refused what was asked of it last: a sentence, or %NULL.
   */
  properties[PROP_REFUSAL] =
      g_param_spec_string ("refusal", NULL, NULL, NULL,
                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
jm_background_init (JmBackground *self)
{
}

/* --- public */

JmBackground *
jm_background_new_for (GSettings *settings,
                       gboolean   sandboxed)
{
  JmBackground *self;

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (JM_TYPE_BACKGROUND, NULL);
  self->settings = g_object_ref (settings);
  self->sandboxed = sandboxed;
  /* Taken away with the desktop's own tools */
  if (!sandboxed && g_settings_get_boolean (settings, JM_SETTING_AUTOSTART) && !jm_autostart_is_set ())
    g_settings_set_boolean (settings, JM_SETTING_AUTOSTART, FALSE);
  wish_read (&self->granted, settings);
  g_signal_connect_object (settings, "changed::" JM_SETTING_AUTOSTART, G_CALLBACK (settings_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "changed::" JM_SETTING_KEEP_RUNNING, G_CALLBACK (settings_changed_cb),
                           self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * jm_background_new:
 * @settings: the person's
 *
 * Returns: (transfer full): one that asks by itself when the settings change
 */
JmBackground *
jm_background_new (GSettings *settings)
{
  return jm_background_new_for (settings, xdp_portal_running_under_sandbox ());
}

/**
 * jm_background_request:
 * @self: a background
 *
 * Asks the desktop for what the settings say now.
 *
 * Returns: (transfer full): resolves to TRUE when it was granted, or nobody need be asked; rejects with a
 *   sentence for the person in %G_IO_ERROR when it was refused, and the settings are what they were
 */
DexFuture *
jm_background_request (JmBackground *self)
{
  dex_return_error_if_fail (JM_IS_BACKGROUND (self));

  return share_request (self);
}

/**
 * jm_background_get_refusal:
 *
 * Returns: (nullable): why the desktop refused what was asked of it last
 */
const char *
jm_background_get_refusal (JmBackground *self)
{
  g_return_val_if_fail (JM_IS_BACKGROUND (self), NULL);

  return self->refusal;
}

static void
status_set_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  /* Older portals have no status. */
  if (!xdp_portal_set_background_status_finish (XDP_PORTAL (source), result, &error))
    g_debug ("The desktop shows no status: %s", error->message);
}

/**
 * jm_background_set_status:
 * @sentence: what the desktop shows beside a program without a window
 */
void
jm_background_set_status (JmBackground *self,
                          const char   *sentence)
{
  g_autofree char *status = NULL;

  g_return_if_fail (JM_IS_BACKGROUND (self));
  g_return_if_fail (sentence != NULL);

  if (!g_set_str (&self->status, sentence) || !self->sandboxed || get_portal (self) == NULL)
    return;

  status = g_utf8_strlen (sentence, -1) > STATUS_MAX_CHARS ?
               g_utf8_substring (sentence, 0, STATUS_MAX_CHARS - 1) :
               NULL;
  if (status != NULL)
    {
      g_autofree char *cut = g_steal_pointer (&status);

      status = g_strconcat (cut, "…", NULL);
    }
  xdp_portal_set_background_status (self->portal, status != NULL ? status : sentence, NULL, status_set_cb,
                                    NULL);
}

const char *
jm_background_get_status (JmBackground *self)
{
  g_return_val_if_fail (JM_IS_BACKGROUND (self), NULL);

  return self->status;
}
