/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jira/jm-jira-gate.h"

#include <string.h>

#include "base/jm-limits.h"
#include "jira/jm-jira-endpoint.h"
#include "jira/jm-rate-windows.h"

/*
 * JmJiraGate: what one client has learnt holds for its sisters, so it is kept here.
 *
 *   places     who may send now
 *   windows    what a rate limit closed: nothing is sent inside
 *   rests      what had faults five times in a row: the background leaves it alone for a while,
 *              a person may try. It is one address, after three of its kind the endpoint, and the
 *              site when that does not even say who we are
 *   removals   what Jira has removed, never asked again, and what it is going to remove
 *   budget     what the rate limits leave
 */

struct _JmJiraGate
{
  GObject parent_instance;

  JmClock *clock;
  JmJiraPlaces *places;
  JmRateWindows *windows;
  GPtrArray *budget;    /* of JmRateBudget; replaced, never changed */
  GHashTable *rests;    /* address, endpoint, SITE for all → gint64, ms of boot time */
  GHashTable *faulty;   /* endpoint → how many of its addresses had faults since one answered */
  GHashTable *removals; /* endpoint → JmJiraRemoval */
};

G_DEFINE_FINAL_TYPE (JmJiraGate, jm_jira_gate, G_TYPE_OBJECT)

typedef enum
{
  PROP_PAUSED_UNTIL = 1,
  PROP_RESTS_UNTIL,
  PROP_WINDOWS,
  PROP_BUDGET,
} JmJiraGateProperty;

static GParamSpec *properties[PROP_BUDGET + 1];
static guint removal_signal;

#define SITE ""

static void
jm_jira_gate_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  JmJiraGate *self = JM_JIRA_GATE (object);

  switch ((JmJiraGateProperty) prop_id)
    {
    case PROP_PAUSED_UNTIL:
      g_value_set_int64 (value, jm_jira_gate_get_paused_until_ms (self));
      break;

    case PROP_RESTS_UNTIL:
      g_value_set_int64 (value, jm_jira_gate_get_site_rests_until_ms (self));
      break;

    case PROP_WINDOWS:
      g_value_take_string (value, jm_jira_gate_dup_windows (self));
      break;

    case PROP_BUDGET:
      g_value_set_boxed (value, self->budget);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jm_jira_gate_finalize (GObject *object)
{
  JmJiraGate *self = JM_JIRA_GATE (object);

  g_clear_object (&self->clock);
  g_clear_object (&self->places);
  g_clear_pointer (&self->windows, jm_rate_windows_free);
  g_clear_pointer (&self->budget, g_ptr_array_unref);
  g_clear_pointer (&self->rests, g_hash_table_unref);
  g_clear_pointer (&self->faulty, g_hash_table_unref);
  g_clear_pointer (&self->removals, g_hash_table_unref);

  G_OBJECT_CLASS (jm_jira_gate_parent_class)->finalize (object);
}

static void
jm_jira_gate_class_init (JmJiraGateClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags =
      G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = jm_jira_gate_get_property;
  object_class->finalize = jm_jira_gate_finalize;

  properties[PROP_PAUSED_UNTIL] =
      g_param_spec_int64 ("paused-until", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_RESTS_UNTIL] =
      g_param_spec_int64 ("rests-until", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_WINDOWS] = g_param_spec_string ("windows", NULL, NULL, NULL, flags);
  properties[PROP_BUDGET] =
      g_param_spec_boxed ("budget", NULL, NULL, G_TYPE_PTR_ARRAY, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  removal_signal = g_signal_new ("removal", JM_TYPE_JIRA_GATE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, JM_TYPE_JIRA_REMOVAL);
}

static void
jm_jira_gate_init (JmJiraGate *self)
{
  self->places = jm_jira_places_new ();
  self->budget = g_ptr_array_new ();
  self->rests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->faulty = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->removals = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                          (GDestroyNotify) jm_jira_removal_free);
}

/**
 * jm_jira_gate_new:
 *
 * Returns: (transfer full): with everything open
 */
JmJiraGate *
jm_jira_gate_new (JmClock *clock)
{
  JmJiraGate *self = g_object_new (JM_TYPE_JIRA_GATE, NULL);

  self->clock = g_object_ref (clock);
  self->windows = jm_rate_windows_new (clock);

  return self;
}

JmJiraPlaces *
jm_jira_gate_get_places (JmJiraGate *self)
{
  return self->places;
}

/* A time of the boot clock as one for people */
static gint64
to_wall_ms (JmJiraGate *self,
            gint64      boot_ms)
{
  if (boot_ms == 0)
    return 0;

  return jm_clock_get_wall_ms (self->clock) + boot_ms - jm_clock_get_boot_ms (self->clock);
}

/* --- learning */

static void
notify_windows (JmJiraGate *self,
                gint64      account_before_ms)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WINDOWS]);
  if (jm_rate_windows_get_account_ms (self->windows) > account_before_ms)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PAUSED_UNTIL]);
}

static void
read_windows (JmJiraGate     *self,
              JmHttpResponse *response,
              const char     *method,
              const char     *path,
              guint           n_tries)
{
  guint status = jm_http_response_get_status (response);
  gint64 before_ms = jm_rate_windows_get_account_ms (self->windows);

  if ((status == 429 || status == 503) &&
      jm_rate_windows_close (self->windows, response, method, path, n_tries))
    notify_windows (self, before_ms);
}

static void
read_budget (JmJiraGate     *self,
             JmHttpResponse *response)
{
  GPtrArray *budget =
      jm_rate_budgets_read (self->budget, response, jm_clock_get_wall_ms (self->clock));

  if (budget == NULL)
    return;

  g_ptr_array_unref (self->budget);
  self->budget = budget;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUDGET]);
}

/* Once as deprecated, once as removed, and no more */
static void
read_removal (JmJiraGate     *self,
              JmHttpResponse *response,
              const char     *method,
              const char     *path)
{
  g_autofree char *endpoint = jm_jira_endpoint_dup_name (method, path);
  const JmJiraRemoval *known = g_hash_table_lookup (self->removals, endpoint);
  g_autoptr (JmJiraRemoval) removal = NULL;
  JmJiraRemoval *kept;

  if (known != NULL && (known->removed || jm_http_response_get_status (response) != 410))
    return;
  if (!(removal = jm_jira_removal_read (response, endpoint)))
    return;

  kept = jm_jira_removal_copy (removal);
  g_hash_table_replace (self->removals, kept->endpoint, kept);
  g_signal_emit (self, removal_signal, 0, removal);
}

/**
 * jm_jira_gate_read:
 * @response: of any status
 *
 * Learns what it tells of limits and of removals.
 */
void
jm_jira_gate_read (JmJiraGate     *self,
                   JmHttpResponse *response,
                   const char     *method,
                   const char     *path,
                   guint           n_tries)
{
  g_return_if_fail (JM_IS_JIRA_GATE (self));

  g_object_freeze_notify (G_OBJECT (self));
  read_windows (self, response, method, path, n_tries);
  read_budget (self, response);
  g_object_thaw_notify (G_OBJECT (self));
  read_removal (self, response, method, path);
}

/* --- rests */

static gint64
get_rest_ms (JmJiraGate *self,
             const char *name)
{
  const gint64 *until_ms = g_hash_table_lookup (self->rests, name);

  return until_ms != NULL && *until_ms > jm_clock_get_boot_ms (self->clock) ? *until_ms : 0;
}

static gboolean
is_over (gpointer name,
         gpointer until_ms,
         gpointer boot_ms)
{
  return *(gint64 *) until_ms <= *(gint64 *) boot_ms;
}

static void
put_rest (JmJiraGate *self,
          const char *name)
{
  gint64 boot_ms = jm_clock_get_boot_ms (self->clock);
  gint64 until_ms = boot_ms + JM_LIMIT_REST_SECONDS * G_GINT64_CONSTANT (1000);

  g_hash_table_foreach_remove (self->rests, is_over, &boot_ms);
  g_hash_table_replace (self->rests, g_strdup (name), g_memdup2 (&until_ms, sizeof until_ms));
}

/* "GET /rest/api/3/issue/10042": the endpoint with its ids */
static char *
dup_address (const char *method,
             const char *path)
{
  return g_strdup_printf ("%s %.*s", method, (int) strcspn (path, "?#"), path);
}

/* How many addresses of @endpoint had faults, with this one. */
static guint
count_faulty (JmJiraGate *self,
              const char *endpoint)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (self->faulty, endpoint)) + 1;

  g_hash_table_replace (self->faulty, g_strdup (endpoint), GUINT_TO_POINTER (n));

  return n;
}

/**
 * jm_jira_gate_rest:
 * @site: whether it is not this alone
 *
 * Leaves it alone for JM_LIMIT_REST_SECONDS, as far as the background goes. One issue that cannot be
 * told does not hold up the others; after JM_LIMIT_REST_PLACES of them the endpoint rests.
 */
void
jm_jira_gate_rest (JmJiraGate *self,
                   const char *method,
                   const char *path,
                   gboolean    site)
{
  g_autofree char *address = dup_address (method, path);
  g_autofree char *endpoint = jm_jira_endpoint_dup_name (method, path);

  g_return_if_fail (JM_IS_JIRA_GATE (self));

  put_rest (self, address);
  if (count_faulty (self, endpoint) >= JM_LIMIT_REST_PLACES)
    put_rest (self, endpoint);
  if (!site)
    return;

  put_rest (self, SITE);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RESTS_UNTIL]);
}

/**
 * jm_jira_gate_wake:
 *
 * A good answer ends the rest of the address and the endpoint that gave it, and of the site.
 */
void
jm_jira_gate_wake (JmJiraGate *self,
                   const char *method,
                   const char *path)
{
  g_autofree char *address = NULL;
  g_autofree char *endpoint = NULL;

  g_return_if_fail (JM_IS_JIRA_GATE (self));

  if (g_hash_table_size (self->rests) == 0)
    return;

  address = dup_address (method, path);
  endpoint = jm_jira_endpoint_dup_name (method, path);
  g_hash_table_remove (self->rests, address);
  g_hash_table_remove (self->rests, endpoint);
  g_hash_table_remove (self->faulty, endpoint);
  if (g_hash_table_remove (self->rests, SITE))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RESTS_UNTIL]);
}

/**
 * jm_jira_gate_get_rests_until_ms:
 *
 * Returns: ms since the epoch until which the background does not ask for this, or 0
 */
gint64
jm_jira_gate_get_rests_until_ms (JmJiraGate *self,
                                 const char *method,
                                 const char *path)
{
  g_autofree char *address = NULL;
  g_autofree char *endpoint = NULL;
  gint64 until_ms;

  g_return_val_if_fail (JM_IS_JIRA_GATE (self), 0);

  if (g_hash_table_size (self->rests) == 0)
    return 0;

  address = dup_address (method, path);
  endpoint = jm_jira_endpoint_dup_name (method, path);
  until_ms = MAX (get_rest_ms (self, address), get_rest_ms (self, endpoint));

  return to_wall_ms (self, MAX (until_ms, get_rest_ms (self, SITE)));
}

gint64
jm_jira_gate_get_site_rests_until_ms (JmJiraGate *self)
{
  g_return_val_if_fail (JM_IS_JIRA_GATE (self), 0);

  return to_wall_ms (self, get_rest_ms (self, SITE));
}

/* --- asking */

/**
 * jm_jira_gate_get_wait_ms:
 *
 * Returns: ms for which "@method @path" must not be sent, or 0
 */
gint64
jm_jira_gate_get_wait_ms (JmJiraGate *self,
                          const char *method,
                          const char *path)
{
  gint64 until_ms;

  g_return_val_if_fail (JM_IS_JIRA_GATE (self), 0);

  until_ms = jm_rate_windows_get_until_ms (self->windows, method, path);

  return MAX (until_ms - jm_clock_get_boot_ms (self->clock), 0);
}

/**
 * jm_jira_gate_get_removal:
 *
 * Returns: (transfer none) (nullable): for an endpoint that answered with 410, until the program ends
 */
const JmJiraRemoval *
jm_jira_gate_get_removal (JmJiraGate *self,
                          const char *method,
                          const char *path)
{
  g_autofree char *endpoint = NULL;
  const JmJiraRemoval *removal;

  g_return_val_if_fail (JM_IS_JIRA_GATE (self), NULL);

  if (g_hash_table_size (self->removals) == 0)
    return NULL;

  endpoint = jm_jira_endpoint_dup_name (method, path);
  removal = g_hash_table_lookup (self->removals, endpoint);

  return removal != NULL && removal->removed ? removal : NULL;
}

gint64
jm_jira_gate_get_paused_until_ms (JmJiraGate *self)
{
  g_return_val_if_fail (JM_IS_JIRA_GATE (self), 0);

  return to_wall_ms (self, jm_rate_windows_get_account_ms (self->windows));
}

GPtrArray *
jm_jira_gate_get_budget (JmJiraGate *self)
{
  g_return_val_if_fail (JM_IS_JIRA_GATE (self), NULL);

  return self->budget;
}

char *
jm_jira_gate_dup_windows (JmJiraGate *self)
{
  g_return_val_if_fail (JM_IS_JIRA_GATE (self), NULL);

  return jm_rate_windows_dup_text (self->windows);
}

/**
 * jm_jira_gate_load_windows:
 * @text: (nullable): what jm_jira_gate_dup_windows() gave
 *
 * Closes these as well.
 */
void
jm_jira_gate_load_windows (JmJiraGate *self,
                           const char *text)
{
  gint64 before_ms;

  g_return_if_fail (JM_IS_JIRA_GATE (self));

  before_ms = jm_rate_windows_get_account_ms (self->windows);
  jm_rate_windows_load (self->windows, text);
  if (jm_rate_windows_get_account_ms (self->windows) > before_ms)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PAUSED_UNTIL]);
}
