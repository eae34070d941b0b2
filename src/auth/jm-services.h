/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "auth/jm-network-keeper.h"
#include "auth/jm-oauth.h"
#include "base/jm-clock.h"
#include "base/jm-http.h"
#include "base/jm-paths.h"
#include "store/jm-event.h"
#include "store/jm-state-store.h"

G_BEGIN_DECLS

/* What everything of floor 2 and above is given: one of each, made by JmMonitor or by a test. The
 * object holds references; its fields never change after construction. */
#define JM_TYPE_SERVICES (jm_services_get_type ())

G_DECLARE_FINAL_TYPE (JmServices, jm_services, JM, SERVICES, GObject)

struct _JmServices
{
  GObject       parent_instance;

  JmClock      *clock;
  JmHttp       *http;
  JmPaths      *paths;
  GSettings    *settings;
  JmKeyring    *keyring;
  JmStateStore *state;
  JmEventLog   *events;
  JmOauth      *oauth;
  JmNetworkKeeper *networks;    /* made here, of state, keyring and http */
};

JmServices *jm_services_new (JmClock      *clock,
                             JmHttp       *http,
                             JmPaths      *paths,
                             GSettings    *settings,
                             JmKeyring    *keyring,
                             JmStateStore *state,
                             JmEventLog   *events,
                             JmOauth      *oauth);

G_END_DECLS
