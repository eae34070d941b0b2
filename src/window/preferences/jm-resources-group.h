/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "store/jm-store.h"

G_BEGIN_DECLS

/* Which kinds of data are fetched, a switch for each. Signal "changed": the person chose. */
#define JM_TYPE_RESOURCES_GROUP (jm_resources_group_get_type ())

G_DECLARE_FINAL_TYPE (JmResourcesGroup, jm_resources_group, JM, RESOURCES_GROUP, AdwPreferencesGroup)

/* Bit n: JmResourceId n. Projects and issues are always in, and have no switch: their bits of @before stay. */
void    jm_resources_group_set_chosen (JmResourcesGroup *self,
                                       guint32           chosen);
guint32 jm_resources_group_get_chosen (JmResourcesGroup *self,
                                       guint32           before);
/* What is stored of each: of JmResourceState. */
void    jm_resources_group_show       (JmResourcesGroup *self,
                                       GPtrArray        *states,
                                       gint64            now_ms);

G_END_DECLS
