/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jira/jm-resource.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/jm-json.h"
#include "base/jm-limits.h"
#include "jira/jm-jira-client-private.h"
#include "jira/jm-page.h"

/*
 * JmPager: walks through the pages of one resource and knows where it stands. A page that failed
 * leaves it where it was, so that it can be asked for again.
 *
 * An end that is not an end would look as if all that follows had been deleted in Jira, and a walk
 * without an end would never finish a synchronisation: both are errors. So a page must hold its
 * array, a token may come once, and the same page may not come twice in a row.
 */

/* What is asked for with the next request */
typedef struct
{
  guint most;     /* of a page: less than the resource's after Jira called a request too large */
  guint doubtful; /* how many of the next items have one among them that cannot be read, or 0 */
  gboolean skip;  /* only the id and key of the next one */
} Portion;

struct _JmPager
{
  GObject parent_instance;

  JmJiraClient *client;
  const JmResource *resource;
  JmJsonPicker *picker;
  char *path; /* of the resource, with its owner */
  char *jql;
  char *fields; /* a JSON array, instead of the resource's own */

  gboolean busy;
  gboolean done;
  gboolean lost; /* the position to go on from is none */
  Portion portion;
  gboolean skipped; /* the page that came last */
  guint n_skipped;
  guint n_pages;
  gint64 start_at;
  gint64 total;
  char *token;
  GHashTable *seen_tokens;
  char *first_id; /* of the page before */
};

G_DEFINE_FINAL_TYPE (JmPager, jm_pager, G_TYPE_OBJECT)

static void
jm_pager_finalize (GObject *object)
{
  JmPager *self = JM_PAGER (object);

  g_clear_object (&self->client);
  g_clear_pointer (&self->picker, jm_json_picker_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->jql, g_free);
  g_clear_pointer (&self->fields, g_free);
  g_clear_pointer (&self->token, g_free);
  g_clear_pointer (&self->seen_tokens, g_hash_table_unref);
  g_clear_pointer (&self->first_id, g_free);

  G_OBJECT_CLASS (jm_pager_parent_class)->finalize (object);
}

static void
jm_pager_class_init (JmPagerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jm_pager_finalize;
}

static void
jm_pager_init (JmPager *self)
{
  self->total = -1;
  self->seen_tokens = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/* --- how much is asked for
 *
 * One item that cannot be read spoils its page. Then half of what is in doubt is asked for, until it is
 * one; of that one only the id and the key are, and it counts as skipped (F42). */

static guint
get_page_size (JmPager *self)
{
  if (self->portion.skip)
    return 1;
  if (self->portion.doubtful > 0)
    return MAX (self->portion.doubtful / 2, 1);

  return self->portion.most;
}

/* Whether the same place may be asked for again, for less. */
static gboolean
ask_for_less (JmPager      *self,
              const GError *error)
{
  Portion *portion = &self->portion;
  guint asked = get_page_size (self);
  gboolean too_large = g_error_matches (error, JM_JIRA_ERROR, JM_JIRA_ERROR_TOO_LARGE);

  if (self->resource->paging == JM_PAGING_NONE || portion->skip ||
      (!too_large && !g_error_matches (error, JM_JIRA_ERROR, JM_JIRA_ERROR_UNREADABLE)))
    return FALSE;

  if (asked == 1)
    portion->skip = self->resource->minimal != NULL && self->n_skipped < JM_LIMIT_ISSUES_SKIPPED;
  else if (too_large)
    portion->most = asked / 2;
  else
    portion->doubtful = asked;

  return asked > 1 || portion->skip;
}

static void
take_portion (JmPager *self,
              guint    n_items)
{
  Portion *portion = &self->portion;

  self->skipped = portion->skip;
  if (portion->skip)
    self->n_skipped += n_items;
  portion->doubtful = portion->skip ? 0 : portion->doubtful - MIN (n_items, portion->doubtful);
  portion->skip = FALSE;
}

/* --- asking */

static const char *
get_query (JmPager *self)
{
  return self->portion.skip ? self->resource->minimal : self->resource->query;
}

/* ["id","key"] as a GET has it: fields=id,key */
static char *
dup_fields_query (JmPager *self)
{
  g_autoptr (JsonNode) fields = json_from_string (self->fields, NULL);
  GString *query = g_string_new ("fields=");

  for (guint i = 0; i < jm_json_get_length (fields, ""); i++)
    {
      const char *field = jm_json_get_string (jm_json_get_item (fields, "", i), "", "");
      g_autofree char *escaped = g_uri_escape_string (field, "*", FALSE);

      g_string_append_printf (query, "%s%s", i > 0 ? "," : "", escaped);
    }

  return g_string_free_and_steal (query);
}

/* Whether the next page is asked for by the number of its first item */
static gboolean
is_numbered (JmPager *self)
{
  return self->resource->paging == JM_PAGING_START_AT || self->resource->paging == JM_PAGING_BARE;
}

static char *
make_path (JmPager *self)
{
  g_autofree char *query = self->fields != NULL && !self->portion.skip ?
                               dup_fields_query (self) :
                               g_strdup (get_query (self));
  GString *path = g_string_new (self->path);
  char separator = '?';

  if (query != NULL)
    {
      g_string_append_printf (path, "?%s", query);
      separator = '&';
    }
  if (self->jql != NULL)
    {
      g_autofree char *escaped = g_uri_escape_string (self->jql, NULL, FALSE);

      g_string_append_printf (path, "%cjql=%s", separator, escaped);
      separator = '&';
    }
  if (is_numbered (self))
    g_string_append_printf (path, "%cstartAt=%" G_GINT64_FORMAT "&maxResults=%u", separator,
                            self->start_at, get_page_size (self));

  return g_string_free_and_steal (path);
}

static char *
make_body (JmPager *self)
{
  g_autoptr (JsonNode) root =
      json_from_string (get_query (self) != NULL ? get_query (self) : "{}", NULL);
  JsonObject *body = json_node_get_object (root);

  if (self->fields != NULL && !self->portion.skip)
    json_object_set_member (body, "fields", json_from_string (self->fields, NULL));
  if (self->jql != NULL)
    json_object_set_string_member (body, "jql", self->jql);
  json_object_set_int_member (body, "maxResults", get_page_size (self));
  if (self->token != NULL)
    json_object_set_string_member (body, "nextPageToken", self->token);

  return jm_json_to_string (root);
}

/* Without projects and issues there is nothing to show; of the rest anything may be denied. */
static JmJiraCallFlags
get_call_flags (JmPager *self)
{
  return self->resource->id == JM_RESOURCE_PROJECTS || self->resource->id == JM_RESOURCE_ISSUES ?
             0 :
             JM_JIRA_CALL_OPTIONAL;
}

/* Awaits. */
static GBytes *
fetch (JmPager       *self,
       GCancellable  *cancellable,
       GError       **error)
{
  g_autofree char *body = self->resource->post ? make_body (self) : NULL;
  g_autofree char *path = self->resource->post ? g_strdup (self->path) : make_path (self);
  g_autoptr (JmHttpResponse) response = dex_await_boxed (
      jm_jira_call (self->client, path, body, get_call_flags (self), cancellable), error);

  return response != NULL ? g_bytes_ref (jm_http_response_get_body (response)) : NULL;
}

/* --- reading */

static gboolean
fail (JmPager     *self,
      const char  *fault,
      GError     **error)
{
  g_set_error (error, JM_JIRA_ERROR, JM_JIRA_ERROR_BROKEN,
               _("The list of %s cannot be read to its end: %s"), self->resource->name, fault);

  return FALSE;
}

/* Whether the walk comes forward with this page */
static gboolean
check_page (JmPager  *self,
            JmPage   *page,
            GError  **error)
{
  if (self->n_pages + 1 > JM_LIMIT_PAGES)
    return fail (self, _("there are too many pages"), error);
  if (page->first_id != NULL && g_strcmp0 (page->first_id, self->first_id) == 0)
    return fail (self, _("the same page came again"), error);

  if (self->resource->paging != JM_PAGING_TOKEN)
    return TRUE;
  if (page->token != NULL && g_hash_table_contains (self->seen_tokens, page->token))
    return fail (self, _("a page token came again"), error);
  if (page->token == NULL && page->has_last && !page->is_last)
    return fail (self, _("more is announced, without a page token"), error);

  return TRUE;
}

static gboolean
is_end (JmPager *self,
        JmPage  *page)
{
  switch (self->resource->paging)
    {
    case JM_PAGING_NONE:
      return TRUE;
    case JM_PAGING_BARE:
      return page->n_items == 0;
    case JM_PAGING_TOKEN:
      return page->token == NULL;
    case JM_PAGING_START_AT:
      /* The size of a page says nothing: Jira may give less than was asked for. */
      return page->n_items == 0 || page->is_last ||
             (page->total >= 0 && self->start_at >= page->total);
    default:
      g_return_val_if_reached (TRUE);
    }
}

static void
step (JmPager *self,
      JmPage  *page)
{
  self->n_pages++;
  take_portion (self, page->n_items);
  self->start_at += page->n_items;
  self->total = self->resource->paging == JM_PAGING_NONE ? page->n_items : MAX (page->total, -1);
  self->done = is_end (self, page);
  g_set_str (&self->first_id, page->first_id);
  g_set_str (&self->token, page->token);
  if (page->token != NULL)
    g_hash_table_add (self->seen_tokens, g_strdup (page->token));
}

/* --- the position: "1 PAGES START TOTAL SKIPPED MOST DOUBTFUL TOKEN", of which the 1 is the kind of
 * this line, and the token is escaped and may be empty */

enum
{
  POSITION_KIND,
  POSITION_PAGES,
  POSITION_START,
  POSITION_TOTAL,
  POSITION_SKIPPED,
  POSITION_MOST,
  POSITION_DOUBTFUL,
  N_NUMBERS
};

static gboolean
read_numbers (GStrv  words,
              gint64 numbers[N_NUMBERS])
{
  static const gint64 least[N_NUMBERS] = { [POSITION_TOTAL] = -1, [POSITION_MOST] = 1 };

  for (guint i = 0; i < N_NUMBERS; i++)
    {
      if (!g_ascii_string_to_signed (words[i], 10, least[i], G_MAXINT32, &numbers[i], NULL))
        return FALSE;
    }

  return numbers[POSITION_KIND] == 1;
}

/* Whether @text, which an earlier pager gave, is a place to go on from. */
static gboolean
go_to (JmPager    *self,
       const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", N_NUMBERS + 1);
  gint64 numbers[N_NUMBERS];
  g_autofree char *token = NULL;

  if (g_strv_length (words) != N_NUMBERS + 1 || !read_numbers (words, numbers) ||
      !(token = g_uri_unescape_string (words[N_NUMBERS], NULL)))
    return FALSE;
  if (self->resource->paging == JM_PAGING_TOKEN && numbers[POSITION_PAGES] > 0 && *token == '\0')
    return FALSE;

  self->n_pages = (guint) numbers[POSITION_PAGES];
  self->start_at = numbers[POSITION_START];
  self->total = numbers[POSITION_TOTAL];
  self->n_skipped = (guint) numbers[POSITION_SKIPPED];
  self->portion.most = (guint) MIN (numbers[POSITION_MOST], self->portion.most);
  self->portion.doubtful = (guint) MIN (numbers[POSITION_DOUBTFUL], self->portion.most);
  if (*token != '\0')
    {
      g_set_str (&self->token, token);
      g_hash_table_add (self->seen_tokens, g_steal_pointer (&token));
    }

  return TRUE;
}

/* A token lives for a week. What Jira says to one that has died is written nowhere: so any refusal
 * of a request with a token in it is taken for that. */
static GError *
make_stale_error (const char *words)
{
  return g_error_new (JM_JIRA_ERROR, JM_JIRA_ERROR_STALE,
                      _("Jira no longer knows this place in the list: %s"), words);
}

typedef struct
{
  JmPager *pager;
  GCancellable *cancellable;
} Next;

static void
next_free (gpointer data)
{
  Next *next = data;

  g_clear_object (&next->pager);
  g_clear_object (&next->cancellable);
  g_free (next);
}

static DexFuture *
jm_pager_next_fiber (gpointer data)
{
  Next *next = data;
  JmPager *self = next->pager;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (JmPage) page = { 0 };
  const char *fault;

  while (!(bytes = fetch (self, next->cancellable, &error)) && ask_for_less (self, error))
    g_clear_error (&error);

  if (self->token != NULL && g_error_matches (error, JM_JIRA_ERROR, JM_JIRA_ERROR_INVALID))
    {
      g_autoptr (GError) refusal = g_steal_pointer (&error);

      error = make_stale_error (refusal->message);
    }
  if (bytes != NULL && (fault = jm_page_read (&page, self->resource, self->picker, bytes)))
    fail (self, fault, &error);
  if (error != NULL || !check_page (self, &page, &error))
    {
      self->busy = FALSE;
      return dex_future_new_for_error (g_steal_pointer (&error));
    }

  step (self, &page);
  self->busy = FALSE;

  return dex_future_new_take_boxed (G_TYPE_BYTES, g_steal_pointer (&bytes));
}

/* "issue/{}/comment" with the owner's id or key in it */
static char *
dup_owned_path (const JmResource *resource,
                const char       *owner)
{
  g_autofree char *escaped = NULL;
  g_autoptr (GString) path = g_string_new (resource->path);

  if (owner == NULL)
    return g_strdup (resource->path);

  escaped = g_uri_escape_string (owner, NULL, FALSE);
  g_string_replace (path, "{}", escaped, 1);

  return g_string_free_and_steal (g_steal_pointer (&path));
}

static gboolean
is_array (const char *json)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (json, strlen (json));

  return jm_json_check (bytes, '[', NULL);
}

/* Jira gives many more at once when it has only to list them. */
static gboolean
is_bare_ids (const char *fields)
{
  return g_strcmp0 (fields, "[\"id\"]") == 0 || g_strcmp0 (fields, "[\"key\"]") == 0;
}

/**
 * jm_pager_new:
 * @client: whom to ask
 * @resource: what for
 * @owner: (nullable): whose, when the resource belongs to something: a project's key, an issue's or a
 *   board's id
 * @jql: (nullable): which issues, with its order; Cloud refuses a search without a restriction
 * @fields: (nullable): a JSON array of the fields of issues; for nothing but ids or keys the pages are
 *   of JM_LIMIT_PAGE_OF_IDS
 * @from: (nullable): jm_pager_dup_position() of a pager of the same resource, owner, JQL and fields
 *
 * Returns: (transfer full): a pager in front of that page
 */
JmPager *
jm_pager_new (JmJiraClient     *client,
              const JmResource *resource,
              const char       *owner,
              const char       *jql,
              const char       *fields,
              const char       *from)
{
  JmPager *self;

  g_return_val_if_fail (JM_IS_JIRA_CLIENT (client), NULL);
  g_return_val_if_fail (resource != NULL, NULL);
  g_return_val_if_fail (resource->flavor == jm_jira_client_get_flavor (client), NULL);
  g_return_val_if_fail ((owner != NULL) == (strstr (resource->path, "{}") != NULL), NULL);
  g_return_val_if_fail (fields == NULL || is_array (fields), NULL);

  self = g_object_new (JM_TYPE_PAGER, NULL);
  self->client = g_object_ref (client);
  self->resource = resource;
  self->picker = jm_page_make_picker (resource);
  self->path = dup_owned_path (resource, owner);
  self->portion.most = is_bare_ids (fields) ? JM_LIMIT_PAGE_OF_IDS : resource->page_size;
  self->jql = g_strdup (jql);
  self->fields = g_strdup (fields);
  self->lost = from != NULL && !go_to (self, from);

  return self;
}

/**
 * jm_pager_next:
 * @cancellable: (nullable): ends it
 *
 * One page at a time. After a rejection the same page may be asked for again.
 *
 * Returns: (transfer full): resolves to the #GBytes of a page as it came, or to NULL behind the
 *   last one / rejects with %JM_JIRA_ERROR, an error of the authorizer, or %G_IO_ERROR_CANCELLED
 */
DexFuture *
jm_pager_next (JmPager      *self,
               GCancellable *cancellable)
{
  Next *next;

  dex_return_error_if_fail (JM_IS_PAGER (self));
  dex_return_error_if_fail (!self->busy);
  dex_return_error_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  if (self->lost)
    return dex_future_new_for_error (make_stale_error (_("what was noted of it is damaged")));
  if (self->done)
    return dex_future_new_take_boxed (G_TYPE_BYTES, NULL);

  self->busy = TRUE;
  next = g_new0 (Next, 1);
  next->pager = g_object_ref (self);
  g_set_object (&next->cancellable, cancellable);

  return dex_scheduler_spawn (NULL, 0, jm_pager_next_fiber, next, next_free);
}

/**
 * jm_pager_dup_position:
 *
 * Between two pages. It is worth as long as the list is: a page token for a week, a number until
 * somebody adds or removes something in front of it.
 *
 * Returns: (transfer full) (nullable): where the next page begins, one line without secrets; NULL
 *   behind the last one
 */
char *
jm_pager_dup_position (JmPager *self)
{
  g_autofree char *token = NULL;

  g_return_val_if_fail (JM_IS_PAGER (self), NULL);

  if (self->done)
    return NULL;

  token = g_uri_escape_string (self->token != NULL ? self->token : "", NULL, FALSE);

  return g_strdup_printf (
      "1 %u %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %u %u %u %s", self->n_pages, self->start_at,
      self->total, self->n_skipped, self->portion.most, self->portion.doubtful, token);
}

/**
 * jm_pager_get_total:
 *
 * Returns: how many items there are in all, by the last page; -1 when it did not say
 */
gint64
jm_pager_get_total (JmPager *self)
{
  g_return_val_if_fail (JM_IS_PAGER (self), -1);

  return self->total;
}

/**
 * jm_pager_is_skipped:
 *
 * Returns: whether the page that came last is of an item that cannot be read: it holds its id and
 *   key, and must not be stored over what there is
 */
gboolean
jm_pager_is_skipped (JmPager *self)
{
  g_return_val_if_fail (JM_IS_PAGER (self), FALSE);

  return self->skipped;
}

/**
 * jm_pager_get_n_skipped:
 *
 * Returns: how many such items there were so far, at most JM_LIMIT_ISSUES_SKIPPED
 */
guint
jm_pager_get_n_skipped (JmPager *self)
{
  g_return_val_if_fail (JM_IS_PAGER (self), 0);

  return self->n_skipped;
}
