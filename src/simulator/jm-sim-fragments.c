/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-fragments.h"

#include "jm-sim-adf.h"
#include "jm-sim-documents.h"

struct _JmSimFragments
{
  guint64 names;                        /* JmSimSite:names of when they were made */
  GPtrArray *texts[JM_SIM_N_FRAGMENTS]; /* char*; NULL where nobody asked yet */
};

void
jm_sim_fragments_free (gpointer data)
{
  JmSimFragments *self = data;

  for (guint i = 0; i < JM_SIM_N_FRAGMENTS; i++)
    g_ptr_array_unref (self->texts[i]);
  g_free (self);
}

static JmSimFragments *
fragments_new (guint64 names)
{
  JmSimFragments *self = g_new0 (JmSimFragments, 1);

  self->names = names;
  for (guint i = 0; i < JM_SIM_N_FRAGMENTS; i++)
    self->texts[i] = g_ptr_array_new_with_free_func (g_free);
  return self;
}

static JsonObject *
make_document (const JmSimCall   *call,
               JmSimFragmentKind  kind,
               guint              row)
{
  switch (kind)
    {
    case JM_SIM_FRAGMENT_USER:
      return jm_sim_user_document (call, row);
    case JM_SIM_FRAGMENT_PROJECT:
      return jm_sim_project_document (call, jm_sim_site_project (call->site, row), NULL);
    case JM_SIM_FRAGMENT_STATUS:
      return jm_sim_status_document (call, row);
    case JM_SIM_FRAGMENT_TYPE:
      return jm_sim_type_document (call, row);
    case JM_SIM_FRAGMENT_PRIORITY:
      return jm_sim_priority_document (call, row);
    case JM_SIM_FRAGMENT_LINK_TYPE:
      return jm_sim_link_type_document (call, row);
    case JM_SIM_FRAGMENT_RESOLUTION:
      return jm_sim_resolution_document (call, row);
    case JM_SIM_FRAGMENT_COMPONENT:
      return jm_sim_component_document (call, row);
    case JM_SIM_FRAGMENT_VERSION:
      return jm_sim_version_document (call, row);
    case JM_SIM_FRAGMENT_RICH_TEXT:
      return jm_sim_rich_adf (jm_sim_site_user (call->site, row));
    case JM_SIM_FRAGMENT_ODD_TEXT:
    case JM_SIM_N_FRAGMENTS:
    default:
      return jm_sim_odd_adf ();
    }
}

static char *
make_text (const JmSimCall   *call,
           JmSimFragmentKind  kind,
           guint              row)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, make_document (call, kind, row));
  return json_to_string (node, FALSE);
}

/* The fragments of one address of a site; made anew when a name changed. */
JmSimFragments *
jm_sim_fragments_find (JmSim           *sim,
                       const JmSimSite *site,
                       const char      *api)
{
  JmSimFragments *self = g_hash_table_lookup (sim->fragments, api);

  if (self == NULL || self->names != site->names)
    {
      self = fragments_new (site->names);
      g_hash_table_replace (sim->fragments, g_strdup (api), self);
    }
  return self;
}

/* @row: of the site's people, projects, … */
const char *
jm_sim_fragment (const JmSimCall   *call,
                 JmSimFragmentKind  kind,
                 guint              row)
{
  GPtrArray *texts = call->fragments->texts[kind];

  if (row >= texts->len)
    g_ptr_array_set_size (texts, (int) row + 1);
  if (g_ptr_array_index (texts, row) == NULL)
    texts->pdata[row] = make_text (call, kind, row);
  return g_ptr_array_index (texts, row);
}
