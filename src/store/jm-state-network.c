/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-state-store-private.h"

#include <glib/gi18n-lib.h>

#include "store/jm-statement.h"

/* What a person allowed for the way to single sites, and which proxies were signed in to: both
 * without their secrets. */

/* --- sites */

static JmNetworkSite *
read_site (sqlite3_stmt *statement)
{
  JmNetworkSite *site = g_new0 (JmNetworkSite, 1);

  site->key = jm_statement_dup (statement, 0);
  site->ca_pem = jm_statement_dup (statement, 1);
  site->client_pem = jm_statement_dup (statement, 2);
  site->client_uri = jm_statement_dup (statement, 3);
  site->key_uri = jm_statement_dup (statement, 4);
  site->plain_http = sqlite3_column_int (statement, 5) != 0;

  return site;
}

static DexFuture *
list_sites_job (sqlite3  *connection,
                gpointer  data)
{
  const char *what = _("Could not read the network settings");
  g_autoptr (GPtrArray) sites =
      g_ptr_array_new_with_free_func ((GDestroyNotify) jm_network_site_free);
  g_autoptr (GError) error = NULL;
  /* By the primary key. */
  sqlite3_stmt *statement = jm_statement_get (
      connection, &error, what,
      "SELECT key, ca_pem, client_pem, client_uri, key_uri, plain_http FROM network_sites"
      " ORDER BY key",
      "");

  while (statement != NULL && jm_statement_step (statement, what, &error))
    g_ptr_array_add (sites, read_site (statement));
  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  return dex_future_new_take_boxed (G_TYPE_PTR_ARRAY, g_steal_pointer (&sites));
}

static DexFuture *
put_site_job (sqlite3  *connection,
              gpointer  data)
{
  const char *what = _("Could not store the network settings");
  g_autoptr (GError) error = NULL;
  JmNetworkSite *site = data;
  gint64 plain_http = site->plain_http ? 1 : 0;

  if (jm_network_site_is_plain (site))
    jm_statement_run (connection, &error, what, "DELETE FROM network_sites WHERE key = ?1", "s",
                      site->key);
  else
    jm_statement_run (connection, &error, what,
                      "INSERT OR REPLACE INTO network_sites"
                      " (key, ca_pem, client_pem, client_uri, key_uri, plain_http)"
                      " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                      "sssssi", site->key, site->ca_pem, site->client_pem, site->client_uri,
                      site->key_uri, plain_http);

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_true ();
}

/**
 * jm_state_store_list_network_sites:
 *
 * Returns: (transfer full): resolves to a GPtrArray of JmNetworkSite by key; rejects with
 *   JM_STORE_ERROR
 */
DexFuture *
jm_state_store_list_network_sites (JmStateStore *self)
{
  dex_return_error_if_fail (JM_IS_STATE_STORE (self));

  return jm_database_read (jm_state_store_get_database (self), list_sites_job, NULL, NULL);
}

/**
 * jm_state_store_put_network_site:
 * @site: (transfer none): copied; removed when nothing is special about it
 *
 * Returns: (transfer full): resolves to TRUE once it is on the disk; rejects with JM_STORE_ERROR
 */
DexFuture *
jm_state_store_put_network_site (JmStateStore        *self,
                                 const JmNetworkSite *site)
{
  dex_return_error_if_fail (JM_IS_STATE_STORE (self));
  dex_return_error_if_fail (site != NULL && site->key != NULL);

  return jm_database_write (jm_state_store_get_database (self), put_site_job,
                            jm_network_site_copy (site), (GDestroyNotify) jm_network_site_free);
}

/* --- proxies */

typedef struct
{
  char *address;
  gboolean kept;
} Proxy;

static void
proxy_free (gpointer data)
{
  Proxy *proxy = data;

  g_free (proxy->address);
  g_free (proxy);
}

static DexFuture *
list_proxies_job (sqlite3  *connection,
                  gpointer  data)
{
  const char *what = _("Could not read the network settings");
  g_autoptr (GStrvBuilder) addresses = g_strv_builder_new ();
  g_autoptr (GError) error = NULL;
  /* By the primary key. */
  sqlite3_stmt *statement = jm_statement_get (connection, &error, what,
                                              "SELECT address FROM proxies ORDER BY address", "");

  while (statement != NULL && jm_statement_step (statement, what, &error))
    g_strv_builder_take (addresses, jm_statement_dup (statement, 0));
  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  return dex_future_new_take_boxed (G_TYPE_STRV, g_strv_builder_end (addresses));
}

static DexFuture *
note_proxy_job (sqlite3  *connection,
                gpointer  data)
{
  const char *what = _("Could not store the network settings");
  g_autoptr (GError) error = NULL;
  Proxy *proxy = data;

  if (proxy->kept)
    jm_statement_run (connection, &error, what,
                      "INSERT OR REPLACE INTO proxies (address) VALUES (?1)", "s", proxy->address);
  else
    jm_statement_run (connection, &error, what, "DELETE FROM proxies WHERE address = ?1", "s",
                      proxy->address);

  return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error)) :
                         dex_future_new_true ();
}

/**
 * jm_state_store_list_proxies:
 *
 * Returns: (transfer full): resolves to a GStrv of "proxy.example:3128"; rejects with
 *   JM_STORE_ERROR
 */
DexFuture *
jm_state_store_list_proxies (JmStateStore *self)
{
  dex_return_error_if_fail (JM_IS_STATE_STORE (self));

  return jm_database_read (jm_state_store_get_database (self), list_proxies_job, NULL, NULL);
}

/**
 * jm_state_store_note_proxy:
 * @address: "proxy.example:3128"
 * @kept: whether the keyring has a sign-in for it
 *
 * Returns: (transfer full): resolves to TRUE once it is on the disk; rejects with JM_STORE_ERROR
 */
DexFuture *
jm_state_store_note_proxy (JmStateStore *self,
                           const char   *address,
                           gboolean      kept)
{
  Proxy *proxy;

  dex_return_error_if_fail (JM_IS_STATE_STORE (self));
  dex_return_error_if_fail (address != NULL);

  proxy = g_new0 (Proxy, 1);
  proxy->address = g_strdup (address);
  proxy->kept = kept;

  return jm_database_write (jm_state_store_get_database (self), note_proxy_job, proxy, proxy_free);
}
