/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jira/jm-jira-site.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * JmJiraSite: one Jira, as somebody knows it who has not signed in. Immutable.
 *
 * Here is also how the address that a person typed becomes that of a site: people paste what stands
 * in the browser. What jm-jira-discovery.c then asks the address is public.
 */

#define CLOUD_SUFFIX ".atlassian.net"

struct _JmJiraSite
{
  GObject parent_instance;

  JmJiraFlavor flavor;
  char *url;
  char *host;
  char *place;
  char *cloud_id;
  char *name;
  char *avatar_url;
};

G_DEFINE_FINAL_TYPE (JmJiraSite, jm_jira_site, G_TYPE_OBJECT)

/* Where the pages of Jira begin: what stands in front of one of these is the context path. */
static const char *const page_segments[] = {
  "browse",
  "c",
  "dashboard",
  "dashboards",
  "filters",
  "issues",
  "login.jsp",
  "people",
  "plugins",
  "projects",
  "rest",
  "secure",
  "servicedesk",
  "software",
  "wiki",
  "your-work",
  NULL,
};

static void
jm_jira_site_finalize (GObject *object)
{
  JmJiraSite *self = JM_JIRA_SITE (object);

  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->host, g_free);
  g_clear_pointer (&self->place, g_free);
  g_clear_pointer (&self->cloud_id, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->avatar_url, g_free);

  G_OBJECT_CLASS (jm_jira_site_parent_class)->finalize (object);
}

static void
jm_jira_site_class_init (JmJiraSiteClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jm_jira_site_finalize;
}

static void
jm_jira_site_init (JmJiraSite *self)
{
}

/* "acme" of "acme.atlassian.net", else the host */
static char *
dup_name_of_host (const char *host)
{
  if (g_str_has_suffix (host, CLOUD_SUFFIX))
    return g_strndup (host, strlen (host) - strlen (CLOUD_SUFFIX));

  return g_strdup (host);
}

/**
 * jm_jira_site_new:
 * @flavor: which REST it speaks
 * @url: where a person opens it
 * @cloud_id: (nullable): the id of the site on Cloud
 * @name: (nullable): its name; made of the host when there is none
 * @avatar_url: (nullable): its picture; never asked for with an authorization
 *
 * Returns: (transfer full): a site
 */
JmJiraSite *
jm_jira_site_new (JmJiraFlavor  flavor,
                  const char   *url,
                  const char   *cloud_id,
                  const char   *name,
                  const char   *avatar_url)
{
  JmJiraSite *self;
  g_autoptr (GUri) uri = NULL;

  g_return_val_if_fail (url != NULL, NULL);

  self = g_object_new (JM_TYPE_JIRA_SITE, NULL);
  uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  self->flavor = flavor;
  self->url = g_strdup (url);
  while (g_str_has_suffix (self->url, "/"))
    self->url[strlen (self->url) - 1] = '\0';
  self->host = g_strdup (uri != NULL && g_uri_get_host (uri) != NULL ? g_uri_get_host (uri) : url);
  self->place = jm_jira_site_dup_place (self->url);
  self->cloud_id = g_strdup (cloud_id);
  self->name = name != NULL && *name != '\0' ? g_strdup (name) : dup_name_of_host (self->host);
  self->avatar_url = g_strdup (avatar_url);

  return self;
}

JmJiraFlavor
jm_jira_site_get_flavor (JmJiraSite *self)
{
  g_return_val_if_fail (JM_IS_JIRA_SITE (self), JM_JIRA_CLOUD);

  return self->flavor;
}

const char *
jm_jira_site_get_url (JmJiraSite *self)
{
  g_return_val_if_fail (JM_IS_JIRA_SITE (self), NULL);

  return self->url;
}

const char *
jm_jira_site_get_cloud_id (JmJiraSite *self)
{
  g_return_val_if_fail (JM_IS_JIRA_SITE (self), NULL);

  return self->cloud_id;
}

const char *
jm_jira_site_get_name (JmJiraSite *self)
{
  g_return_val_if_fail (JM_IS_JIRA_SITE (self), NULL);

  return self->name;
}

const char *
jm_jira_site_get_avatar_url (JmJiraSite *self)
{
  g_return_val_if_fail (JM_IS_JIRA_SITE (self), NULL);

  return self->avatar_url;
}

const char *
jm_jira_site_get_host (JmJiraSite *self)
{
  g_return_val_if_fail (JM_IS_JIRA_SITE (self), NULL);

  return self->host;
}

const char *
jm_jira_site_get_place (JmJiraSite *self)
{
  g_return_val_if_fail (JM_IS_JIRA_SITE (self), NULL);

  return self->place;
}

static gboolean
is_usual_port (GUri *uri)
{
  int port = g_uri_get_port (uri);

  return port == -1 || port == (g_str_equal (g_uri_get_scheme (uri), "http") ? 80 : 443);
}

/**
 * jm_jira_site_dup_place:
 * @url: (nullable): where a site is
 *
 * Returns: (transfer full): its host, with the port where that is not the usual one, and the context path of a
 *   Data Center; what is no URL comes back as it is, %NULL for %NULL
 */
char *
jm_jira_site_dup_place (const char *url)
{
  g_autoptr (GUri) uri = NULL;
  g_autofree char *port = NULL;
  const char *path;
  gsize length;

  if (url == NULL)
    return NULL;

  uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return g_strdup (url);

  port = is_usual_port (uri) ? g_strdup ("") : g_strdup_printf (":%d", g_uri_get_port (uri));
  path = g_uri_get_path (uri);
  length = strlen (path);
  while (length > 0 && path[length - 1] == '/')
    length--;

  return g_strdup_printf ("%s%s%.*s", g_uri_get_host (uri), port, (int) length, path);
}

/* --- what a person typed */

static gboolean
is_label (const char *text)
{
  for (const char *at = text; *at != '\0'; at++)
    {
      if (!g_ascii_isalnum (*at) && *at != '-')
        return FALSE;
    }

  return *text != '\0';
}

/* With the scheme that was left out */
static char *
complete (const char *text)
{
  g_autofree char *plain = NULL;

  if (strstr (text, "://") != NULL)
    return g_strdup (text);
  if (is_label (text) && g_ascii_strcasecmp (text, "localhost") != 0)
    return g_strconcat ("https://", text, CLOUD_SUFFIX, NULL);

  plain = g_strconcat ("http://", text, NULL);

  return jm_http_is_allowed_url (plain) ? g_steal_pointer (&plain) :
                                          g_strconcat ("https://", text, NULL);
}

/* The segments up to the first page of Jira, "/jira" of "/jira/browse/ABC-12"; on Cloud nothing
 * stands in front. */
static char *
dup_context_path (GUri       *uri,
                  const char *host)
{
  g_auto (GStrv) segments = g_strsplit (g_uri_get_path (uri), "/", -1);
  GString *path = g_string_new (NULL);

  if (g_str_has_suffix (host, CLOUD_SUFFIX))
    return g_string_free_and_steal (path);

  for (guint i = 0; segments[i] != NULL; i++)
    {
      if (g_strv_contains (page_segments, segments[i]))
        break;
      if (*segments[i] != '\0')
        g_string_append_printf (path, "/%s", segments[i]);
    }

  return g_string_free_and_steal (path);
}

static char *
make_address (GUri *uri)
{
  g_autofree char *host = g_ascii_strdown (g_uri_get_host (uri), -1);
  g_autofree char *path = dup_context_path (uri, host);
  int port = g_uri_get_port (uri);
  gboolean is_usual = port == (g_str_equal (g_uri_get_scheme (uri), "https") ? 443 : 80);

  return g_uri_join (G_URI_FLAGS_ENCODED_PATH, g_uri_get_scheme (uri), NULL, host,
                     is_usual ? -1 : port, path, NULL, NULL);
}

static gboolean
is_allowed (JmNetwork  *network,
            const char *url)
{
  return network != NULL ? jm_network_allows_url (network, url) : jm_http_is_allowed_url (url);
}

/* An address that would do if it were encrypted */
static gboolean
is_refused_http (JmNetwork  *network,
                 const char *url)
{
  g_autofree char *encrypted = NULL;

  if (g_ascii_strncasecmp (url, "http://", strlen ("http://")) != 0 || is_allowed (network, url))
    return FALSE;

  encrypted = g_strconcat ("https://", url + strlen ("http://"), NULL);

  return jm_http_is_allowed_url (encrypted);
}

/**
 * jm_jira_site_parse_address:
 * @network: (nullable): knows to whom http is allowed
 * @text: what was typed or pasted
 *
 * Returns: (transfer full): an address without a slash at the end, or NULL with
 *   %JM_JIRA_ERROR_INVALID or %JM_JIRA_ERROR_PLAIN
 */
char *
jm_jira_site_parse_address (JmNetwork   *network,
                            const char  *text,
                            GError     **error)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text != NULL ? text : ""));
  g_autofree char *whole = NULL;
  g_autoptr (GUri) uri = NULL;

  if (*trimmed == '\0')
    {
      g_set_error_literal (error, JM_JIRA_ERROR, JM_JIRA_ERROR_INVALID, _("There is no address"));
      return NULL;
    }

  whole = complete (trimmed);
  if (is_refused_http (network, whole))
    {
      g_set_error_literal (
          error, JM_JIRA_ERROR, JM_JIRA_ERROR_PLAIN,
          _("The address must begin with https://: a sign-in is not sent in the clear"));
      return NULL;
    }
  if (!is_allowed (network, whole) ||
      !(uri = g_uri_parse (whole, G_URI_FLAGS_ENCODED_PATH, NULL)))
    {
      g_set_error_literal (
          error, JM_JIRA_ERROR, JM_JIRA_ERROR_INVALID,
          _("This is no address of a Jira; it looks like https://example.atlassian.net"));
      return NULL;
    }

  return make_address (uri);
}
