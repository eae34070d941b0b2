/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sync/jm-report-private.h"

#include "base/jm-json.h"
#include "base/jm-time.h"

/*
 * A report is a tree of JSON, in the order in which it is read; Markdown is made of that
 * (jm-report-text.c), so that both say the same.
 */

struct _JmReport
{
  JsonNode *root;
};

G_DEFINE_BOXED_TYPE (JmReport, jm_report, jm_report_ref, jm_report_unref)

JmReport *
jm_report_ref (JmReport *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  json_node_unref (((JmReport *) data)->root);
}

void
jm_report_unref (JmReport *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/* --- nodes and members */

JsonNode *
jm_report_take_object (JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);

  return node;
}

JsonNode *
jm_report_take_array (JsonArray *array)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  json_node_take_array (node, array);

  return node;
}

void
jm_report_add_words (JmReporting *self,
                     JsonObject  *object,
                     const char  *name,
                     const char  *words)
{
  g_autofree char *covered = jm_report_veil_cover (self->veil, words);

  jm_report_add_nick (object, name, covered);
}

void
jm_report_add_nick (JsonObject *object,
                    const char *name,
                    const char *nick)
{
  if (nick != NULL && *nick != '\0')
    json_object_set_string_member (object, name, nick);
}

void
jm_report_add_time (JsonObject *object,
                    const char *name,
                    gint64      ms)
{
  g_autofree char *time = jm_time_to_rfc3339 (ms);

  jm_report_add_nick (object, name, time);
}

char *
jm_report_dup_alias (guint i)
{
  return g_strdup_printf ("A%u", i + 1);
}

char *
jm_report_find_alias (JmReporting *self,
                      const char  *account_id,
                      const char  *credential_id)
{
  GListModel *accounts = G_LIST_MODEL (jm_monitor_get_accounts (self->monitor));

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (JmAccount) account = g_list_model_get_item (accounts, i);

      if (account_id != NULL ?
              g_str_equal (jm_account_get_id (account), account_id) :
              g_strcmp0 (jm_token_keeper_get_id (jm_account_get_keeper (account)), credential_id) == 0)
        return jm_report_dup_alias (i);
    }

  return NULL;
}

/* --- making */

typedef struct
{
  JmMonitor    *monitor;
  char        **libraries;
  GCancellable *cancellable;
  gboolean      names;
} Make;

static void
make_free (gpointer data)
{
  Make *make = data;

  g_object_unref (make->monitor);
  g_strfreev (make->libraries);
  g_clear_object (&make->cancellable);
  g_free (make);
}

static JsonNode *
describe_report (Make *make)
{
  JsonObject *object = json_object_new ();

  jm_report_add_time (object, "made_at",
                      jm_clock_get_wall_ms (jm_monitor_get_services (make->monitor)->clock));
  json_object_set_boolean_member (object, "names", make->names);

  return jm_report_take_object (object);
}

static DexFuture *
make_fiber (gpointer data)
{
  Make *make = data;
  g_autoptr (JmReportVeil) veil = jm_report_veil_new (make->names);
  JmReporting reporting = { make->monitor, veil, make->cancellable };
  g_autoptr (JsonObject) root = json_object_new ();
  JmReport *report;

  jm_report_learn_names (&reporting);
  json_object_set_member (root, "report", describe_report (make));
  json_object_set_member (root, "versions",
                          jm_report_describe_versions ((const char *const *) make->libraries));
  json_object_set_member (root, "system", jm_report_describe_system (&reporting));
  json_object_set_member (root, "changed_settings", jm_report_describe_settings (&reporting));
  json_object_set_member (root, "accounts", jm_report_describe_accounts (&reporting));
  json_object_set_member (root, "health", jm_report_describe_health (&reporting));
  json_object_set_member (root, "events", jm_report_describe_events (&reporting));
  if (make->cancellable != NULL && g_cancellable_is_cancelled (make->cancellable))
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");

  report = g_atomic_rc_box_new0 (JmReport);
  report->root = jm_report_take_object (g_steal_pointer (&root));

  return dex_future_new_take_boxed (JM_TYPE_REPORT, report);
}

/**
 * jm_report_make:
 * @monitor: an open one
 * @names: whether sites and accounts are named
 * @libraries: (nullable): name, version, name, version … ended by NULL
 * @cancellable: (nullable):
 *
 * Returns: (transfer full): a future that resolves to a #JmReport; it is rejected when cancelled alone
 */
DexFuture *
jm_report_make (JmMonitor         *monitor,
                gboolean           names,
                const char *const *libraries,
                GCancellable      *cancellable)
{
  Make *make;

  dex_return_error_if_fail (JM_IS_MONITOR (monitor));

  make = g_new0 (Make, 1);
  make->monitor = g_object_ref (monitor);
  make->names = names;
  make->libraries = g_strdupv ((char **) libraries);
  g_set_object (&make->cancellable, cancellable);

  return dex_scheduler_spawn (NULL, 0, make_fiber, make, make_free);
}

JsonNode *
jm_report_get_root (JmReport *self)
{
  return self->root;
}

char *
jm_report_to_json (JmReport *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return jm_json_to_pretty (self->root);
}
