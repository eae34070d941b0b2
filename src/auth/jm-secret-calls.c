/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "auth/jm-secret-calls.h"

#include <glib/gi18n-lib.h>

static const SecretSchema schema = {
  APP_ID,
  SECRET_SCHEMA_NONE,
  { { "name", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } },
};

static GHashTable *
make_attributes (const char *name)
{
  return secret_attributes_build (&schema, "name", name, NULL);
}

/* --- secrets. @source is the service that was asked, NULL for the backend */

static void
lookup_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  GError *error = NULL;
  SecretValue *value =
      SECRET_IS_SERVICE (source) ?
          secret_service_lookup_finish (SECRET_SERVICE (source), result, &error) :
          secret_password_lookup_binary_finish (result, &error);

  if (error != NULL)
    dex_promise_reject (promise, error);
  else
    dex_promise_resolve_boxed (promise, SECRET_TYPE_VALUE, value);
}

DexFuture *
jm_secret_lookup (SecretService *service,
                  const char    *name,
                  GCancellable  *cancellable)
{
  g_autoptr (GHashTable) attributes = make_attributes (name);
  DexPromise *promise = dex_promise_new ();

  if (service != NULL)
    secret_service_lookup (service, &schema, attributes, cancellable, lookup_cb, dex_ref (promise));
  else
    secret_password_lookupv (&schema, attributes, cancellable, lookup_cb, dex_ref (promise));
  return DEX_FUTURE (promise);
}

static void
end (DexPromise *promise,
     GError     *error)
{
  if (error != NULL)
    dex_promise_reject (promise, error);
  else
    dex_promise_resolve_boolean (promise, TRUE);
}

static void
store_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  GError *error = NULL;

  if (SECRET_IS_SERVICE (source))
    secret_service_store_finish (SECRET_SERVICE (source), result, &error);
  else
    secret_password_store_finish (result, &error);
  end (promise, error);
}

DexFuture *
jm_secret_store (SecretService *service,
                 const char    *name,
                 const char    *label,
                 const char    *secret,
                 GCancellable  *cancellable)
{
  g_autoptr (GHashTable) attributes = make_attributes (name);
  DexPromise *promise = dex_promise_new ();
  SecretValue *value = secret_value_new (secret, -1, "text/plain");

  if (service != NULL)
    secret_service_store (service, &schema, attributes, SECRET_COLLECTION_DEFAULT, label, value,
                          cancellable, store_cb, dex_ref (promise));
  else
    secret_password_storev_binary (&schema, attributes, SECRET_COLLECTION_DEFAULT, label, value,
                                   cancellable, store_cb, dex_ref (promise));
  secret_value_unref (value);
  return DEX_FUTURE (promise);
}

static void
clear_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  GError *error = NULL;

  /* FALSE without an error: there was nothing to remove. */
  if (SECRET_IS_SERVICE (source))
    secret_service_clear_finish (SECRET_SERVICE (source), result, &error);
  else
    secret_password_clear_finish (result, &error);
  end (promise, error);
}

DexFuture *
jm_secret_clear (SecretService *service,
                 const char    *name,
                 GCancellable  *cancellable)
{
  g_autoptr (GHashTable) attributes = make_attributes (name);
  DexPromise *promise = dex_promise_new ();

  if (service != NULL)
    secret_service_clear (service, &schema, attributes, cancellable, clear_cb, dex_ref (promise));
  else
    secret_password_clearv (&schema, attributes, cancellable, clear_cb, dex_ref (promise));
  return DEX_FUTURE (promise);
}

/* --- the service and its collections */

static void
open_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  GError *error = NULL;
  SecretService *service = secret_service_open_finish (result, &error);

  if (service != NULL)
    dex_promise_resolve_object (promise, service);
  else
    dex_promise_reject (promise, error);
}

DexFuture *
jm_secret_open_service (GType         type,
                        GCancellable *cancellable)
{
  DexPromise *promise = dex_promise_new ();

  secret_service_open (type, NULL, SECRET_SERVICE_OPEN_SESSION, cancellable, open_cb,
                       dex_ref (promise));
  return DEX_FUTURE (promise);
}

static void
collection_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  GError *error = NULL;
  SecretCollection *collection = secret_collection_for_alias_finish (result, &error);

  if (error != NULL)
    dex_promise_reject (promise, error);
  else
    dex_promise_resolve_object (promise, collection);
}

DexFuture *
jm_secret_find_default (SecretService *service,
                        GCancellable  *cancellable)
{
  DexPromise *promise = dex_promise_new ();

  secret_collection_for_alias (service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE,
                               cancellable, collection_cb, dex_ref (promise));
  return DEX_FUTURE (promise);
}

static void
create_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  GError *error = NULL;
  SecretCollection *collection = secret_collection_create_finish (result, &error);

  if (collection != NULL)
    dex_promise_resolve_object (promise, collection);
  else if (error != NULL)
    dex_promise_reject (promise, error);
  else
    dex_promise_reject (promise,
                        g_error_new_literal (SECRET_ERROR, SECRET_ERROR_IS_LOCKED, "Dismissed"));
}

DexFuture *
jm_secret_make_default (SecretService *service,
                        GCancellable  *cancellable)
{
  DexPromise *promise = dex_promise_new ();

  secret_collection_create (service, _("Default Keyring"), SECRET_COLLECTION_DEFAULT,
                            SECRET_COLLECTION_CREATE_NONE, cancellable, create_cb,
                            dex_ref (promise));
  return DEX_FUTURE (promise);
}

static void
unlock_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  GError *error = NULL;
  int n_unlocked = secret_service_unlock_finish (SECRET_SERVICE (source), result, NULL, &error);

  if (error != NULL)
    dex_promise_reject (promise, error);
  else
    dex_promise_resolve_boolean (promise, n_unlocked > 0);
}

DexFuture *
jm_secret_unlock (SecretService    *service,
                  SecretCollection *collection,
                  GCancellable     *cancellable)
{
  g_autoptr (GList) objects = g_list_append (NULL, collection);
  DexPromise *promise = dex_promise_new ();

  secret_service_unlock (service, objects, cancellable, unlock_cb, dex_ref (promise));
  return DEX_FUTURE (promise);
}
