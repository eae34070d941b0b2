/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "network/jm-network-ask.h"

#include <glib/gi18n.h>

#include "base/jm-limits.h"
#include "base/jm-random.h"
#include "jm-text.h"

/* What a person is asked for, each as one straight story. */

typedef struct
{
  GtkWidget       *widget;
  JmNetworkKeeper *keeper;
  char            *key;
  GFile           *file;
  GCancellable    *cancellable;
} Ask;

static void
ask_free (gpointer data)
{
  Ask *ask = data;

  g_clear_object (&ask->widget);
  g_clear_object (&ask->keeper);
  g_clear_object (&ask->file);
  g_clear_object (&ask->cancellable);
  g_free (ask->key);
  g_free (ask);
}

static DexFuture *
begin (GtkWidget       *widget,
       JmNetworkKeeper *keeper,
       const char      *key,
       GCancellable    *cancellable,
       DexFiberFunc     fiber)
{
  Ask *ask = g_new0 (Ask, 1);

  ask->widget = g_object_ref (widget);
  ask->keeper = g_object_ref (keeper);
  ask->key = g_strdup (key);
  g_set_object (&ask->cancellable, cancellable);

  return dex_scheduler_spawn (NULL, 0, fiber, ask, ask_free);
}

static void
set_cancelled (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
}

/* --- files */

static void
files_chosen_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      data)
{
  g_autoptr (DexPromise) promise = data;
  g_autoptr (GError) error = NULL;
  GListModel *files = gtk_file_dialog_open_multiple_finish (GTK_FILE_DIALOG (source), result, &error);

  if (files != NULL)
    dex_promise_resolve_object (promise, files);
  else if (error->domain == GTK_DIALOG_ERROR && error->code != GTK_DIALOG_ERROR_FAILED)
    dex_promise_reject (promise, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, error->message));
  else
    dex_promise_reject (promise, g_steal_pointer (&error));
}

/* Resolves to a GListModel of GFile. */
static DexFuture *
choose_files (Ask               *ask,
              const char        *title,
              const char        *kind,
              const char *const *suffixes)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  g_autoptr (GtkFileFilter) fitting = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();
  GtkRoot *root = gtk_widget_get_root (ask->widget);
  DexPromise *promise = dex_promise_new ();

  gtk_file_filter_set_name (fitting, kind);
  for (guint i = 0; suffixes[i] != NULL; i++)
    gtk_file_filter_add_suffix (fitting, suffixes[i]);
  gtk_file_filter_set_name (all, _("All Files"));
  gtk_file_filter_add_pattern (all, "*");
  g_list_store_append (filters, fitting);
  g_list_store_append (filters, all);
  gtk_file_dialog_set_title (dialog, title);
  gtk_file_dialog_set_filters (dialog, G_LIST_MODEL (filters));
  gtk_file_dialog_open_multiple (dialog, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, ask->cancellable,
                                 files_chosen_cb, dex_ref (promise));

  return DEX_FUTURE (promise);
}

/* Awaits. */
static GBytes *
read_file (GFile   *file,
           GError **error)
{
  g_autoptr (GFileInfo) info = dex_await_object (
      dex_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT), error);

  if (info == NULL)
    return NULL;
  if (g_file_info_get_size (info) > JM_LIMIT_CERTIFICATE_FILE)
    {
      g_set_error_literal (error, JM_CERTIFICATE_ERROR, JM_CERTIFICATE_ERROR_TOO_LARGE,
                           _("The file is too large for certificates"));
      return NULL;
    }

  return dex_await_boxed (dex_file_load_contents_bytes (file), error);
}

/* Awaits. Of several files their bytes one after the other: PEM is made for that. */
static GPtrArray *
read_files (GListModel  *files,
            GError     **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);
      GBytes *bytes = read_file (file, error);

      if (bytes == NULL)
        return NULL;
      g_ptr_array_add (all, bytes);
    }

  return g_steal_pointer (&all);
}

static GBytes *
join (GPtrArray *files)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();

  for (guint i = 0; i < files->len; i++)
    {
      gsize size;
      const guint8 *data = g_bytes_get_data (g_ptr_array_index (files, i), &size);

      if (i > 0)
        g_byte_array_append (all, (const guint8 *) "\n", 1);
      g_byte_array_append (all, data, (guint) size);
    }

  return g_byte_array_free_to_bytes (g_steal_pointer (&all));
}

/* --- questions */

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (DexPromise) promise = data;

  dex_promise_resolve_string (promise,
                              g_strdup (adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (source), result)));
}

/* Awaits. FALSE with G_IO_ERROR_CANCELLED when it is not answered with @go_on. */
static gboolean
put_question (Ask             *ask,
              AdwAlertDialog  *dialog,
              const char      *go_on,
              gboolean         dangerous,
              GError         **error)
{
  DexPromise *promise = dex_promise_new ();
  g_autofree char *answer = NULL;

  adw_alert_dialog_add_responses (dialog, "cancel", _("_Cancel"), "go-on", go_on, NULL);
  adw_alert_dialog_set_response_appearance (dialog, "go-on",
                                            dangerous ? ADW_RESPONSE_DESTRUCTIVE : ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (dialog, dangerous ? "cancel" : "go-on");
  adw_alert_dialog_set_close_response (dialog, "cancel");
  adw_alert_dialog_choose (dialog, ask->widget, ask->cancellable, answered_cb, dex_ref (promise));

  answer = dex_await_string (DEX_FUTURE (promise), NULL);
  if (g_strcmp0 (answer, "go-on") == 0 && !g_cancellable_is_cancelled (ask->cancellable))
    return TRUE;

  set_cancelled (error);
  return FALSE;
}

static GtkWidget *
add_entry (GtkListBox *list,
           GtkWidget  *entry,
           const char *title)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry), title);
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (entry), TRUE);
  gtk_list_box_append (list, entry);

  return entry;
}

static AdwAlertDialog *
create_form (const char  *heading,
             const char  *body,
             GtkListBox **list)
{
  AdwAlertDialog *dialog = ADW_ALERT_DIALOG (jm_text_question (heading, body));

  *list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (*list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (*list), "boxed-list");
  adw_alert_dialog_set_extra_child (dialog, GTK_WIDGET (*list));

  return dialog;
}

static char *
take_secret (GtkWidget *entry)
{
  char *secret = g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry)));

  gtk_editable_set_text (GTK_EDITABLE (entry), "");

  return secret;
}

/* All translated */
typedef struct
{
  const char *heading;
  const char *body;
  const char *name;
  const char *secret;
  const char *go_on;
} Form;

/* Awaits. @name (inout): what is known of it; freed by the caller, as is @secret, who wipes it. FALSE with
 * G_IO_ERROR_CANCELLED when the form is sent away. */
static gboolean
fill_in (Ask         *ask,
         const Form  *form,
         char       **name,
         char       **secret,
         GError     **error)
{
  GtkListBox *list;
  g_autoptr (AdwAlertDialog) dialog = g_object_ref_sink (create_form (form->heading, form->body, &list));
  GtkWidget *name_entry = add_entry (list, adw_entry_row_new (), form->name);
  GtkWidget *secret_entry = add_entry (list, adw_password_entry_row_new (), form->secret);

  if (*name != NULL)
    gtk_editable_set_text (GTK_EDITABLE (name_entry), *name);
  adw_dialog_set_focus (ADW_DIALOG (dialog), name_entry);
  if (!put_question (ask, dialog, form->go_on, FALSE, error))
    return FALSE;

  g_free (*name);
  *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (name_entry))));
  *secret = take_secret (secret_entry);
  return TRUE;
}

/* --- an authority */

static DexFuture *
trust_file_fiber (gpointer data)
{
  Ask *ask = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = read_file (ask->file, &error);

  if (bytes == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  return jm_network_keeper_trust (ask->keeper, ask->key, bytes);
}

DexFuture *
jm_network_trust_file (JmNetworkKeeper *keeper,
                       const char      *key,
                       GFile           *file,
                       GCancellable    *cancellable)
{
  Ask *ask;

  dex_return_error_if_fail (JM_IS_NETWORK_KEEPER (keeper));
  dex_return_error_if_fail (key != NULL);
  dex_return_error_if_fail (G_IS_FILE (file));

  ask = g_new0 (Ask, 1);
  ask->keeper = g_object_ref (keeper);
  ask->key = g_strdup (key);
  ask->file = g_object_ref (file);

  return dex_scheduler_spawn (NULL, 0, trust_file_fiber, ask, ask_free);
}

static DexFuture *
authority_fiber (gpointer data)
{
  static const char *const suffixes[] = { "pem", "crt", "cer", "der", NULL };
  Ask *ask = data;
  g_autoptr (GListModel) files = NULL;
  g_autoptr (GPtrArray) contents = NULL;
  g_autoptr (GBytes) all = NULL;
  g_autoptr (GError) error = NULL;

  if (!(files = dex_await_object (choose_files (ask, _("Choose CA File"), _("Certificates"), suffixes), &error)) ||
      !(contents = read_files (files, &error)))
    return dex_future_new_for_error (g_steal_pointer (&error));

  all = join (contents);

  return jm_network_keeper_trust (ask->keeper, ask->key, all);
}

DexFuture *
jm_network_ask_authority (GtkWidget       *widget,
                          JmNetworkKeeper *keeper,
                          const char      *key,
                          GCancellable    *cancellable)
{
  return begin (widget, keeper, key, cancellable, authority_fiber);
}

/* --- a client certificate */

/* Awaits: the password, or NULL with an error. The caller wipes it. */
static char *
ask_for_password (Ask         *ask,
                  const char  *why,
                  GError     **error)
{
  GtkListBox *list;
  g_autoptr (AdwAlertDialog) dialog = g_object_ref_sink (create_form (_("Password of the File"), why, &list));
  GtkWidget *entry = add_entry (list, adw_password_entry_row_new (), _("Password"));

  adw_dialog_set_focus (ADW_DIALOG (dialog), entry);
  if (!put_question (ask, dialog, _("_Open"), FALSE, error))
    return NULL;

  return take_secret (entry);
}

static DexFuture *
client_fiber (gpointer data)
{
  static const char *const suffixes[] = { "p12", "pfx", "pem", "crt", "cer", "key", NULL };
  Ask *ask = data;
  g_autoptr (GListModel) files = NULL;
  g_autoptr (GPtrArray) contents = NULL;
  g_autoptr (GError) error = NULL;
  char *password = NULL;

  if (!(files = dex_await_object (choose_files (ask, _("Choose Client Certificate"), _("Certificates and Keys"), suffixes),
                                  &error)) ||
      !(contents = read_files (files, &error)))
    return dex_future_new_for_error (g_steal_pointer (&error));

  /* Until the password fits, or the person gives up */
  while (!dex_await (jm_network_keeper_set_client (ask->keeper, ask->key, contents, password, ask->cancellable), &error))
    {
      g_autofree char *why = g_strdup (error->message);

      g_clear_pointer (&password, jm_wipe_free);
      if (!g_error_matches (error, JM_CERTIFICATE_ERROR, JM_CERTIFICATE_ERROR_LOCKED))
        return dex_future_new_for_error (g_steal_pointer (&error));
      g_clear_error (&error);
      if (!(password = ask_for_password (ask, why, &error)))
        return dex_future_new_for_error (g_steal_pointer (&error));
    }

  jm_wipe_free (password);
  return dex_future_new_true ();
}

DexFuture *
jm_network_ask_client (GtkWidget       *widget,
                       JmNetworkKeeper *keeper,
                       const char      *key,
                       GCancellable    *cancellable)
{
  return begin (widget, keeper, key, cancellable, client_fiber);
}

/* --- a token */

static DexFuture *
token_fiber (gpointer data)
{
  Ask *ask = data;
  const Form form = {
    .heading = _("Certificate on a Smart Card"),
    .body = _("Its PKCS#11 address names it. The key never leaves the card."),
    .name = _("Address (pkcs11:…)"),
    .secret = _("PIN, if it has one"),
    .go_on = _("_Use"),
  };
  g_autofree char *uri = NULL;
  g_autoptr (GError) error = NULL;
  DexFuture *kept;
  char *pin;

  if (!fill_in (ask, &form, &uri, &pin, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));

  kept = jm_network_keeper_set_token (ask->keeper, ask->key, uri, NULL, *pin != '\0' ? pin : NULL, ask->cancellable);
  jm_wipe_free (pin);

  return kept;
}

DexFuture *
jm_network_ask_token (GtkWidget       *widget,
                      JmNetworkKeeper *keeper,
                      const char      *key,
                      GCancellable    *cancellable)
{
  return begin (widget, keeper, key, cancellable, token_fiber);
}

/* --- http */

static DexFuture *
plain_fiber (gpointer data)
{
  Ask *ask = data;
  g_autofree char *body = g_strdup_printf (
      _("Whoever is on the way to %s can read and change what is sent there, your token too. Only a network that you trust "
         "in every part makes that good. It is allowed for this one site, until you take it back in the preferences."),
      ask->key);
  g_autoptr (AdwAlertDialog) dialog =
      g_object_ref_sink (ADW_ALERT_DIALOG (jm_text_question (_("Send Without Encryption?"), body)));
  g_autoptr (GError) error = NULL;

  if (!put_question (ask, dialog, _("_Allow"), TRUE, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));

  return jm_network_keeper_allow_plain (ask->keeper, ask->key, TRUE);
}

DexFuture *
jm_network_ask_plain (GtkWidget       *widget,
                      JmNetworkKeeper *keeper,
                      const char      *key,
                      GCancellable    *cancellable)
{
  return begin (widget, keeper, key, cancellable, plain_fiber);
}

/* --- a proxy */

static DexFuture *
proxy_fiber (gpointer data)
{
  Ask *ask = data;
  /* Translators: %s is a host and a port */
  g_autofree char *body = g_strdup_printf (_("%s asks who you are. Name and password are kept in the keyring."), ask->key);
  const Form form = {
    .heading = _("Sign In to Proxy"),
    .body = body,
    .name = _("Name"),
    .secret = _("Password"),
    .go_on = _("_Sign In"),
  };
  const JmProxySignIn *known = jm_network_get_proxy_sign_in (jm_network_keeper_get_network (ask->keeper), ask->key);
  g_autofree char *user = known != NULL ? g_strdup (known->user) : NULL;
  g_autoptr (GError) error = NULL;
  DexFuture *kept;
  char *password;

  if (!fill_in (ask, &form, &user, &password, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));

  kept = jm_network_keeper_set_proxy (ask->keeper, ask->key, user, password, ask->cancellable);
  jm_wipe_free (password);

  return kept;
}

DexFuture *
jm_network_ask_proxy (GtkWidget       *widget,
                      JmNetworkKeeper *keeper,
                      const char      *key,
                      GCancellable    *cancellable)
{
  return begin (widget, keeper, key, cancellable, proxy_fiber);
}
