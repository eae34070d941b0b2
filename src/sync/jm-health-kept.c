/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "sync/jm-health-private.h"

/*
 * What of health outlives the program. In state.db: a fact "health/<account>" for each account, and
 * "health" for the computer, each with a line "name level values…" for each row. That of an account goes
 * with it.
 */

#define COMPUTER_FACT "health"

static char *
dup_fact_key (JmAccount *account)
{
  return account != NULL ? g_strconcat (COMPUTER_FACT "/", jm_account_get_id (account), NULL) :
                           g_strdup (COMPUTER_FACT);
}

static char *
dup_fact (JmHealth  *self,
          JmAccount *account)
{
  GString *fact = g_string_new (NULL);

  for (guint i = 0; i < self->checks->len; i++)
    {
      JmHealthCheck *check = g_ptr_array_index (self->checks, i);
      g_autofree char *text = NULL;

      if (jm_health_check_get_account (check) != account)
        continue;
      text = jm_health_check_to_text (check);
      g_string_append_printf (fact, "%s %s\n", jm_health_check_get_name (check), text);
    }

  return g_string_free (fact, FALSE);
}

static void
apply_fact (JmHealth   *self,
            JmAccount  *account,
            const char *fact)
{
  g_auto (GStrv) lines = g_strsplit (fact, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *text = strchr (lines[i], ' ');

      if (text == NULL)
        continue;
      *text++ = '\0';
      for (guint j = 0; j < self->checks->len; j++)
        {
          JmHealthCheck *check = g_ptr_array_index (self->checks, j);

          if (jm_health_check_get_account (check) == account &&
              g_str_equal (jm_health_check_get_name (check), lines[i]))
            jm_health_check_from_text (check, text);
        }
    }
}

/* The first check of each account, and of the computer. The caller owns them. */
static GPtrArray *
list_heads (JmHealth *self)
{
  GPtrArray *heads = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->checks->len; i++)
    {
      JmHealthCheck *check = g_ptr_array_index (self->checks, i);
      JmHealthCheck *before = i > 0 ? g_ptr_array_index (self->checks, i - 1) : NULL;

      if (before == NULL ||
          jm_health_check_get_account (check) != jm_health_check_get_account (before))
        g_ptr_array_add (heads, g_object_ref (check));
    }

  return heads;
}

/* Awaits. What was measured before a restart; each fact once. */
void
jm_health_load (JmHealth *self)
{
  g_autoptr (GPtrArray) heads = list_heads (self);

  for (guint i = 0; i < heads->len; i++)
    {
      JmAccount *account = jm_health_check_get_account (g_ptr_array_index (heads, i));
      g_autofree char *key = dup_fact_key (account);
      g_autofree char *fact = NULL;

      if (!g_hash_table_add (self->loaded, g_strdup (key)))
        continue;
      if ((fact = dex_await_string (jm_state_store_get_fact (self->services->state, key), NULL)))
        apply_fact (self, account, fact);
    }
}

/* Awaits. Without it health works, and forgets. */
void
jm_health_save (JmHealth *self)
{
  g_autoptr (GPtrArray) heads = list_heads (self);

  for (guint i = 0; i < heads->len; i++)
    {
      JmHealthCheck *head = g_ptr_array_index (heads, i);
      g_autofree char *key = dup_fact_key (jm_health_check_get_account (head));
      g_autofree char *fact = dup_fact (self, jm_health_check_get_account (head));
      g_autoptr (GError) error = NULL;

      /* An account may have gone meanwhile: nothing of it comes back. */
      if (jm_health_has_check (self, head) &&
          !dex_await (jm_state_store_put_fact (self->services->state, key, fact), &error) &&
          !g_error_matches (error, JM_STORE_ERROR, JM_STORE_ERROR_CLOSED))
        g_warning ("Health can't be kept: %s", error->message);
    }
}

/* The rows of @account are gone; those of another time may come. */
void
jm_health_forget (JmHealth  *self,
                  JmAccount *account)
{
  g_autofree char *key = dup_fact_key (account);

  g_hash_table_remove (self->loaded, key);
}
