/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jira/jm-rate-budget.h"

#include <string.h>

#include "base/jm-time.h"

/*
 * Jira tells its limits in two languages, which may come together:
 *
 *   RateLimit-Policy: "global-app-quota";q=65000;w=3600, "jira-burst-based";q=100;w=1
 *   RateLimit: "global-app-quota";r=11000;t=600
 *   X-RateLimit-Limit: 100 · X-RateLimit-Remaining: 99 · X-RateLimit-Reset: 2026-11-20T12:00Z
 *
 * (rate-limiting page of Atlassian, and the IETF draft ratelimit-headers). Data Center has the second
 * one, with X-RateLimit-Interval-Seconds. With "Beta-" before it a header of the first announces what
 * is not enforced yet. What makes no sense is passed over: nothing is decided by it but what is shown
 * and how fast the background goes.
 */

#define UNNAMED "requests"
#define ITEMS_MAX 16
#define NAME_MAX_BYTES 100

G_DEFINE_BOXED_TYPE (JmRateBudget, jm_rate_budget, jm_rate_budget_copy, jm_rate_budget_free)

/**
 * jm_rate_budget_copy:
 *
 * Returns: (transfer full): the same
 */
JmRateBudget *
jm_rate_budget_copy (const JmRateBudget *self)
{
  JmRateBudget *copy = g_memdup2 (self, sizeof *self);

  copy->name = g_strdup (self->name);

  return copy;
}

void
jm_rate_budget_free (JmRateBudget *self)
{
  g_free (self->name);
  g_free (self);
}

static gboolean
equals (const JmRateBudget *a,
        const JmRateBudget *b)
{
  return g_str_equal (a->name, b->name) && a->limit == b->limit && a->remaining == b->remaining &&
         a->period_seconds == b->period_seconds && a->resets_at_ms == b->resets_at_ms &&
         a->enforced == b->enforced;
}

static GPtrArray *
copy_all (GPtrArray *budgets,
          gint64     now_ms)
{
  GPtrArray *copies = g_ptr_array_new_with_free_func ((GDestroyNotify) jm_rate_budget_free);

  for (guint i = 0; budgets != NULL && i < budgets->len; i++)
    {
      JmRateBudget *copy = jm_rate_budget_copy (g_ptr_array_index (budgets, i));

      /* A new period has begun, of which Jira has said nothing yet. */
      if (copy->resets_at_ms != 0 && copy->resets_at_ms <= now_ms)
        {
          copy->remaining = -1;
          copy->resets_at_ms = 0;
        }
      g_ptr_array_add (copies, copy);
    }

  return copies;
}

/* NULL when there is no room for one more. */
static JmRateBudget *
get_budget (GPtrArray  *budgets,
            const char *name)
{
  JmRateBudget *budget;

  for (guint i = 0; i < budgets->len; i++)
    {
      budget = g_ptr_array_index (budgets, i);
      if (g_str_equal (budget->name, name))
        return budget;
    }
  if (budgets->len == ITEMS_MAX)
    return NULL;

  budget = g_new0 (JmRateBudget, 1);
  budget->name = g_strdup (name);
  budget->limit = budget->remaining = budget->period_seconds = -1;
  g_ptr_array_add (budgets, budget);

  return budget;
}

/* A whole number of a header, or -1 */
static gint64
read_number (const char *text)
{
  guint64 number;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT32, &number, NULL))
    return -1;

  return (gint64) number;
}

/* --- RateLimit-Policy and RateLimit: a list of names, each with parameters (RFC 9651) */

typedef struct
{
  char *name;
  gint64 quota;     /* q */
  gint64 window;    /* w */
  gint64 remaining; /* r */
  gint64 seconds;   /* t */
} Item;

static void
item_clear (Item *item)
{
  g_clear_pointer (&item->name, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Item, item_clear)

/* The end of what stands before one of @stops, which count outside of quotes alone. */
static const char *
find_end (const char *at,
          const char *stops)
{
  gboolean quoted = FALSE;

  for (; *at != '\0' && (quoted || strchr (stops, *at) == NULL); at++)
    {
      if (*at == '"')
        quoted = !quoted;
    }

  return at;
}

static void
read_parameter (Item       *item,
                const char *text)
{
  gint64 *const places[] = { &item->quota, &item->window, &item->remaining, &item->seconds };
  static const char letters[] = "qwrt";
  const char *letter = *text != '\0' ? strchr (letters, *text) : NULL;

  if (letter != NULL && text[1] == '=')
    *places[letter - letters] = read_number (text + 2);
}

/* "\"global-app-quota\";q=65000;w=3600" */
static void
read_item (Item *item,
           char *text)
{
  char *at = text, *end;

  item->quota = item->window = item->remaining = item->seconds = -1;
  for (gboolean first = TRUE;; first = FALSE)
    {
      gboolean last;

      end = (char *) find_end (at, ";");
      last = *end == '\0';
      *end = '\0';
      g_strstrip (at);
      if (!first)
        read_parameter (item, at);
      else if (strlen (at) > 2 && strlen (at) < NAME_MAX_BYTES && g_str_has_prefix (at, "\"") &&
               g_str_has_suffix (at, "\""))
        item->name = g_strndup (at + 1, strlen (at) - 2);
      if (last)
        return;
      at = end + 1;
    }
}

static void
take_item (GPtrArray *budgets,
           Item      *item,
           gboolean   enforced,
           gint64     now_ms)
{
  JmRateBudget *budget;

  if (item->name == NULL || !g_utf8_validate (item->name, -1, NULL) ||
      !(budget = get_budget (budgets, item->name)))
    return;

  budget->enforced = enforced;
  if (item->quota >= 0)
    budget->limit = item->quota;
  if (item->window >= 0)
    budget->period_seconds = item->window;
  if (item->remaining >= 0)
    budget->remaining = item->remaining;
  if (item->seconds >= 0)
    budget->resets_at_ms = now_ms + item->seconds * 1000;
}

static void
read_list (GPtrArray  *budgets,
           const char *list,
           gboolean    enforced,
           gint64      now_ms)
{
  while (list != NULL && *list != '\0')
    {
      const char *end = find_end (list, ",");
      g_autofree char *text = g_strndup (list, end - list);
      g_auto (Item) item = { 0 };

      read_item (&item, text);
      take_item (budgets, &item, enforced, now_ms);
      list = *end != '\0' ? end + 1 : end;
    }
}

/* --- X-RateLimit */

static void
read_plain (GPtrArray      *budgets,
            JmHttpResponse *response,
            gint64          now_ms)
{
  gint64 limit = read_number (jm_http_response_get_header (response, "X-RateLimit-Limit"));
  gint64 remaining = read_number (jm_http_response_get_header (response, "X-RateLimit-Remaining"));
  gint64 seconds =
      read_number (jm_http_response_get_header (response, "X-RateLimit-Interval-Seconds"));
  gint64 reset_ms = jm_time_parse (jm_http_response_get_header (response, "X-RateLimit-Reset"));
  gint64 date_ms = jm_http_response_get_date_ms (response);
  const char *reason = jm_http_response_get_header (response, "RateLimit-Reason");
  JmRateBudget *budget;

  if ((limit < 0 && remaining < 0) || (reason != NULL && strlen (reason) >= NAME_MAX_BYTES) ||
      !(budget = get_budget (budgets, reason != NULL ? reason : UNNAMED)))
    return;

  budget->enforced = TRUE;
  budget->limit = limit;
  budget->remaining = remaining;
  budget->period_seconds = seconds;
  /* Counted from the server's clock: ours may be wrong. */
  budget->resets_at_ms = reset_ms == 0 ? 0 :
                         date_ms == 0  ? reset_ms :
                                         now_ms + MAX (reset_ms - date_ms, 0);
}

static gboolean
all_equal (GPtrArray *a,
           GPtrArray *b)
{
  if ((a != NULL ? a->len : 0) != b->len)
    return FALSE;

  for (guint i = 0; i < b->len; i++)
    {
      if (!equals (g_ptr_array_index (a, i), g_ptr_array_index (b, i)))
        return FALSE;
    }

  return TRUE;
}

/**
 * jm_rate_budgets_read:
 * @budgets: (nullable) (element-type JmRateBudget): what is known; it is not changed
 * @response: any answer
 * @now_ms: wall time, ms since the epoch
 *
 * Returns: (transfer full) (nullable) (element-type JmRateBudget): what is known now, in the order in
 *   which it was learnt; NULL when that is the same
 */
GPtrArray *
jm_rate_budgets_read (GPtrArray      *budgets,
                      JmHttpResponse *response,
                      gint64          now_ms)
{
  static const struct
  {
    const char *header;
    gboolean enforced;
  } lists[] = {
    /* Both kinds may come in one answer: what is enforced has the last word. */
    { "Beta-RateLimit-Policy", FALSE },
    { "Beta-RateLimit", FALSE },
    { "RateLimit-Policy", TRUE },
    { "RateLimit", TRUE },
  };
  g_autoptr (GPtrArray) after = copy_all (budgets, now_ms);

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    read_list (after, jm_http_response_get_header (response, lists[i].header), lists[i].enforced,
               now_ms);
  read_plain (after, response, now_ms);

  return all_equal (budgets, after) ? NULL : g_steal_pointer (&after);
}
