/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "auth/jm-services.h"

/*
 * JmServices: one of each thing that floor 2 and above need, handed down at construction, so that a
 * test can hand down something else. Lives on the main context.
 */

G_DEFINE_FINAL_TYPE (JmServices, jm_services, G_TYPE_OBJECT)

static void
jm_services_dispose (GObject *object)
{
  JmServices *self = JM_SERVICES (object);

  g_clear_object (&self->networks);
  g_clear_object (&self->oauth);
  g_clear_object (&self->events);
  g_clear_object (&self->state);
  g_clear_object (&self->keyring);
  g_clear_object (&self->settings);
  g_clear_object (&self->paths);
  g_clear_object (&self->http);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (jm_services_parent_class)->dispose (object);
}

static void
jm_services_class_init (JmServicesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = jm_services_dispose;
}

static void
jm_services_init (JmServices *self)
{
}

/**
 * jm_services_new:
 * @clock: the time
 * @http: the one session
 * @paths: where files lie
 * @settings: the person's settings
 * @keyring: where secrets lie
 * @state: state.db
 * @events: the history in it
 * @oauth: Atlassian's OAuth
 *
 * Returns: (transfer full): an object that holds a reference to each.
 */
JmServices *
jm_services_new (JmClock      *clock,
                 JmHttp       *http,
                 JmPaths      *paths,
                 GSettings    *settings,
                 JmKeyring    *keyring,
                 JmStateStore *state,
                 JmEventLog   *events,
                 JmOauth      *oauth)
{
  JmServices *self = g_object_new (JM_TYPE_SERVICES, NULL);

  g_set_object (&self->clock, clock);
  g_set_object (&self->http, http);
  g_set_object (&self->paths, paths);
  g_set_object (&self->settings, settings);
  g_set_object (&self->keyring, keyring);
  g_set_object (&self->state, state);
  g_set_object (&self->events, events);
  g_set_object (&self->oauth, oauth);
  self->networks = jm_network_keeper_new (state, keyring, jm_http_get_network (http));
  return self;
}
