/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "jm-bus.h"

G_BEGIN_DECLS

/* A tray: org.kde.StatusNotifierWatcher on theirs, and its host beside it, there or not. From fibers. */
typedef struct
{
  JmBus     *bus;
  guint      registration;
  gboolean   has_host;
  gboolean   refuses;           /* whatever is registered */
  GPtrArray *items;             /* ":1.5/StatusNotifierItem" */
} JmMockWatcher;

JmMockWatcher *jm_mock_watcher_new       (JmBus         *bus);
/* Leaves the bus. */
void           jm_mock_watcher_free      (JmMockWatcher *self);
/* Comes and goes with its name on the bus; whoever registered is forgotten. */
void           jm_mock_watcher_appear    (JmMockWatcher *self);
void           jm_mock_watcher_vanish    (JmMockWatcher *self);
void           jm_mock_watcher_set_host  (JmMockWatcher *self,
                                          gboolean       has_host);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmMockWatcher, jm_mock_watcher_free)

G_END_DECLS
