/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-store.h"

/* The plain values that a store's futures resolve to. */

G_DEFINE_BOXED_TYPE (JmWalk, jm_walk, jm_walk_copy, jm_walk_free)
G_DEFINE_BOXED_TYPE (JmPageResult, jm_page_result, jm_page_result_copy, jm_page_result_free)
G_DEFINE_BOXED_TYPE (JmResourceState,
                     jm_resource_state,
                     jm_resource_state_copy,
                     jm_resource_state_free)

JmWalk *
jm_walk_copy (const JmWalk *self)
{
  JmWalk *copy = g_memdup2 (self, sizeof *self);

  copy->position = g_strdup (self->position);
  return copy;
}

void
jm_walk_free (JmWalk *self)
{
  g_free (self->position);
  g_free (self);
}

JmPageResult *
jm_page_result_copy (const JmPageResult *self)
{
  return g_memdup2 (self, sizeof *self);
}

void
jm_page_result_free (JmPageResult *self)
{
  g_free (self);
}

JmResourceState *
jm_resource_state_copy (const JmResourceState *self)
{
  JmResourceState *copy = g_memdup2 (self, sizeof *self);

  copy->denied = g_strdup (self->denied);
  return copy;
}

void
jm_resource_state_free (JmResourceState *self)
{
  g_free (self->denied);
  g_free (self);
}
