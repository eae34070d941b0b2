/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "auth/jm-token-keeper-private.h"
#include "base/jm-json.h"

/*
 * What the keeper writes down for people and for the next start: its row in state.db and its
 * events. Never a secret: the row has no place for one, and what goes into an event is a sentence
 * of ours or the error of an answer.
 */

/* Await. Whether the credential was removed meanwhile, by another process: then its row must not
 * come back. */
static gboolean
is_removed (JmTokenKeeper *self)
{
  g_autoptr (JmCredentialRow) row = NULL;
  g_autoptr (GError) error = NULL;

  row = dex_await_boxed (jm_state_store_get_credential (self->services->state, self->row->id),
                         &error);
  return row == NULL && error == NULL;
}

/* Await. */
void
jm_token_keeper_persist (JmTokenKeeper *self)
{
  g_autoptr (GError) error = NULL;

  if (is_removed (self))
    {
      jm_token_keeper_set_trouble (self, JM_TROUBLE_ACCOUNT_REMOVED, NULL);
      return;
    }
  self->row->next_check_at_ms = jm_token_keeper_derive_next_ms (self);
  if (!dex_await (jm_state_store_put_credential (self->services->state, self->row), &error))
    {
      /* The secret is safe in the keyring; what is missing here is found again at the next
       * start. */
      g_info ("A credential's row could not be written: %s", error->message);
      if (self->trouble == JM_TROUBLE_OK)
        jm_token_keeper_set_trouble (self, jm_trouble_from_error (error), error);
    }
}

static void
add_event (JmTokenKeeper *self,
           JmEventKind    kind,
           const char    *message,
           JsonBuilder   *detail)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = json_builder_get_root (detail);
  g_autofree char *text = NULL;

  if (self->services->events == NULL)
    return;
  if (json_object_get_size (json_node_get_object (root)) > 0)
    text = jm_json_to_string (root);
  if (!dex_await (jm_event_log_add (self->services->events, kind, self->row->id, self->account_id,
                                    self->account_name, message, text),
                  &error))
    g_info ("An event could not be kept: %s", error->message);
}

static void
add_detail (JsonBuilder *detail,
            const char  *name,
            const char  *value)
{
  if (value == NULL)
    return;
  json_builder_set_member_name (detail, name);
  json_builder_add_string_value (detail, value);
}

/* Await. */
void
jm_token_keeper_tell (JmTokenKeeper *self,
                      JmEventKind    kind,
                      const char    *message,
                      ...)
{
  g_autoptr (JsonBuilder) detail = json_builder_new ();
  const char *name;
  va_list args;

  json_builder_begin_object (detail);
  va_start (args, message);
  while ((name = va_arg (args, const char *)))
    add_detail (detail, name, va_arg (args, const char *));
  va_end (args);
  json_builder_end_object (detail);
  add_event (self, kind, message, detail);
}

/* Await. */
void
jm_token_keeper_tell_answer (JmTokenKeeper       *self,
                             JmEventKind          kind,
                             const char          *message,
                             const JmTokenAnswer *answer)
{
  g_autofree char *request = NULL;
  g_autofree char *status = NULL;
  g_autofree char *elapsed = NULL;

  if (answer == NULL)
    {
      jm_token_keeper_tell (self, kind, message, "answer", self->row->trouble_message, NULL);
      return;
    }
  request =
      g_strconcat ("POST ", jm_oauth_get_auth_base (self->services->oauth), "/oauth/token", NULL);
  if (answer->status != 0)
    status = g_strdup_printf (answer->code != NULL ? "%u %s" : "%u", answer->status, answer->code);
  if (answer->elapsed_ms > 0)
    elapsed = g_strdup_printf ("%" G_GINT64_FORMAT " ms", answer->elapsed_ms);
  jm_token_keeper_tell (self, kind, message, "request", request, "status", status, "answer",
                        answer->error != NULL ? answer->error->message : self->row->trouble_message,
                        "elapsed", elapsed, NULL);
}
