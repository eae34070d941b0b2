/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "fixtures/jm-test.h"

G_BEGIN_DECLS

/* A bus of the test's own, with the program's side and the other side on a connection each, both in the main loop
 * of the test. */
typedef struct
{
  GTestDBus       *daemon;
  GDBusConnection *ours;
  GDBusConnection *theirs;
  char            *peer;        /* whom theirs calls: ours, unless the test says another name */
  GPtrArray       *signals;     /* JmBusSignal: what theirs heard of all others */
  guint            subscription;
  gboolean         in_fiber;    /* who waits here is a fiber */
} JmBus;

typedef struct
{
  char     *name;
  GVariant *parameters;
} JmBusSignal;

/* In main(), before the first test: the first bus of a process forks a guard, which goes on with all that is there then,
 * and whom a leak checker asks about it in the end. */
void        jm_bus_init          (void);
JmBus      *jm_bus_new           (gboolean         in_fiber);
void        jm_bus_free          (JmBus           *self);
/* One more connection. The caller owns it, and closes it. */
GDBusConnection *jm_bus_connect  (JmBus           *self);
/* Runs the loop, or awaits, until @condition holds. */
void        jm_bus_wait          (JmBus           *self,
                                  JmTestCondition  condition,
                                  gpointer         data);
/* Calls what is on the peer from theirs, and runs the loop until the answer is there. */
GVariant   *jm_bus_call          (JmBus           *self,
                                  const char      *path,
                                  const char      *interface,
                                  const char      *method,
                                  GVariant        *parameters,
                                  GError         **error) G_GNUC_WARN_UNUSED_RESULT;
/* The value of a property of it, without its wrapping. */
GVariant   *jm_bus_get           (JmBus           *self,
                                  const char      *path,
                                  const char      *interface,
                                  const char      *property) G_GNUC_WARN_UNUSED_RESULT;
/* All that was sent before has arrived at both ends. */
void        jm_bus_settle        (JmBus           *self);
guint       jm_bus_count_signals (JmBus           *self,
                                  const char      *name);
/* The last one of that name, or NULL. Borrowed until they are forgotten. */
GVariant   *jm_bus_get_signal    (JmBus           *self,
                                  const char      *name);
void        jm_bus_forget_signals (JmBus          *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmBus, jm_bus_free)

G_END_DECLS
