/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-tokens.h"

#include <string.h>
#include <sys/random.h>

static void
grant_free (gpointer data)
{
  JmSimGrant *self = data;

  g_free (self->client_id);
  g_strfreev (self->scopes);
  g_ptr_array_unref (self->sites);
  g_free (self);
}

static void
refresh_free (gpointer data)
{
  JmSimRefresh *self = data;

  g_free (self->token);
  g_free (self);
}

static void
access_free (gpointer data)
{
  JmSimAccess *self = data;

  g_free (self->token);
  g_strfreev (self->scopes);
  g_free (self);
}

static void
code_free (gpointer data)
{
  JmSimCode *self = data;

  g_free (self->code);
  g_free (self->client_id);
  g_free (self->redirect_uri);
  g_free (self->challenge);
  g_strfreev (self->scopes);
  g_ptr_array_unref (self->sites);
  g_free (self);
}

JmSimTokens *
jm_sim_tokens_new (const JmSimClock *clock,
                   gint64            lifetime)
{
  JmSimTokens *self = g_new0 (JmSimTokens, 1);

  self->clock = clock;
  self->lifetime = lifetime;
  self->grants = g_ptr_array_new_with_free_func (grant_free);
  self->families = g_ptr_array_new_with_free_func (g_free);
  self->refresh = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, refresh_free);
  self->access = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, access_free);
  self->codes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, code_free);
  return self;
}

void
jm_sim_tokens_free (JmSimTokens *self)
{
  g_hash_table_unref (self->codes);
  g_hash_table_unref (self->access);
  g_hash_table_unref (self->refresh);
  g_ptr_array_unref (self->families);
  g_ptr_array_unref (self->grants);
  g_free (self);
}

/* @bytes of the system's randomness, as text that fits into a URL. */
char *
jm_sim_random_text (guint bytes)
{
  g_autofree guchar *data = g_malloc (bytes);
  char *text;
  gsize have = 0;

  while (have < bytes)
    {
      gssize n = getrandom (data + have, bytes - have, 0);

      if (n > 0)
        have += (gsize) n;
    }
  text = g_base64_encode (data, bytes);
  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';
  return text;
}

static GPtrArray *
copy_sites (GPtrArray *sites)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < sites->len; i++)
    g_ptr_array_add (copy, g_strdup (g_ptr_array_index (sites, i)));
  return copy;
}

/* What the person agreed to; @challenge may be NULL. The code can be exchanged once, within five
 * minutes. */
JmSimCode *
jm_sim_tokens_add_code (JmSimTokens *self,
                        const char  *client_id,
                        const char  *redirect_uri,
                        const char  *challenge,
                        GStrv        scopes,
                        GPtrArray   *sites)
{
  JmSimCode *code = g_new0 (JmSimCode, 1);

  code->code = jm_sim_random_text (96);
  code->client_id = g_strdup (client_id);
  code->redirect_uri = g_strdup (redirect_uri);
  code->challenge = g_strdup (challenge);
  code->scopes = g_strdupv (scopes);
  code->sites = copy_sites (sites);
  code->issued = jm_sim_clock_now (self->clock);
  g_hash_table_insert (self->codes, code->code, code);
  return code;
}

/* A code that is still good, or NULL. */
JmSimCode *
jm_sim_tokens_find_code (JmSimTokens *self,
                         const char  *text)
{
  JmSimCode *code = g_hash_table_lookup (self->codes, text);

  if (code == NULL || code->used ||
      jm_sim_clock_now (self->clock) > code->issued + JM_SIM_CODE_SECONDS)
    return NULL;
  return code;
}

static JmSimGrant *
find_grant (JmSimTokens *self,
            const char  *client_id)
{
  for (guint i = 0; i < self->grants->len; i++)
    {
      JmSimGrant *grant = g_ptr_array_index (self->grants, i);

      if (!grant->ended && g_str_equal (grant->client_id, client_id))
        return grant;
    }
  return NULL;
}

static JmSimGrant *
renew_grant (JmSimTokens *self,
             const char  *client_id,
             GStrv        scopes,
             GPtrArray   *sites)
{
  JmSimGrant *grant = find_grant (self, client_id);

  if (grant == NULL)
    {
      grant = g_new0 (JmSimGrant, 1);
      grant->client_id = g_strdup (client_id);
      grant->sites = g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_add (self->grants, grant);
    }
  g_strfreev (grant->scopes);
  grant->scopes = g_strdupv (scopes);
  for (guint i = 0; i < sites->len; i++)
    {
      if (!g_ptr_array_find_with_equal_func (grant->sites, g_ptr_array_index (sites, i),
                                             g_str_equal, NULL))
        g_ptr_array_add (grant->sites, g_strdup (g_ptr_array_index (sites, i)));
    }
  return grant;
}

static JmSimAccess *
issue_pair (JmSimTokens *self,
            JmSimFamily *family)
{
  gint64 now = jm_sim_clock_now (self->clock);
  JmSimAccess *access = g_new0 (JmSimAccess, 1);

  /* Long on purpose: nobody may count on a length. */
  access->token = jm_sim_random_text (1100);
  access->family = family;
  access->scopes = g_strdupv (family->grant->scopes);
  access->expires = now + self->lifetime;
  if (g_strv_contains ((const char *const *) access->scopes, "offline_access"))
    {
      JmSimRefresh *refresh = g_new0 (JmSimRefresh, 1);

      refresh->token = jm_sim_random_text (700);
      refresh->family = family;
      refresh->issued = now;
      g_hash_table_insert (self->refresh, refresh->token, refresh);
      access->companion = refresh;
    }
  g_hash_table_insert (self->access, access->token, access);
  return access;
}

/* Starts a family; returns its first access token (borrowed), whose companion is the refresh token.
 */
JmSimAccess *
jm_sim_tokens_sign_in (JmSimTokens *self,
                       const char  *client_id,
                       GStrv        scopes,
                       GPtrArray   *sites)
{
  JmSimFamily *family = g_new0 (JmSimFamily, 1);

  family->grant = renew_grant (self, client_id, scopes, sites);
  family->id = self->families->len + 1;
  family->signed_in = jm_sim_clock_now (self->clock);
  g_ptr_array_add (self->families, family);
  self->counts.sign_ins++;
  return issue_pair (self, family);
}

static gboolean
refresh_is_good (JmSimTokens  *self,
                 JmSimRefresh *refresh,
                 const char   *client_id)
{
  gint64 now = jm_sim_clock_now (self->clock);

  if (refresh->ended || refresh->family->killed || refresh->family->grant->ended)
    return FALSE;
  if (!g_str_equal (refresh->family->grant->client_id, client_id))
    return FALSE;
  if (now >= refresh->issued + JM_SIM_IDLE_SECONDS ||
      now >= refresh->family->signed_in + JM_SIM_ABSOLUTE_SECONDS)
    return FALSE;
  if (refresh->spent != 0 && now > refresh->spent + JM_SIM_LEEWAY_SECONDS)
    {
      refresh->family->killed = TRUE;
      self->counts.families_killed++;
      return FALSE;
    }
  return TRUE;
}

/* The next pair of the family, or NULL if @token is unknown, over, or used too late. */
JmSimAccess *
jm_sim_tokens_refresh (JmSimTokens *self,
                       const char  *client_id,
                       const char  *token)
{
  JmSimRefresh *refresh = g_hash_table_lookup (self->refresh, token);

  if (refresh == NULL || !refresh_is_good (self, refresh, client_id))
    {
      self->counts.refreshes_refused++;
      return NULL;
    }
  if (refresh->spent != 0)
    self->counts.leeway_uses++;
  else
    refresh->spent = jm_sim_clock_now (self->clock);
  self->counts.refreshes++;
  return issue_pair (self, refresh->family);
}

static gboolean
companion_is_over (JmSimTokens        *self,
                   const JmSimRefresh *companion)
{
  if (companion == NULL)
    return FALSE;
  if (companion->ended)
    return TRUE;
  return companion->spent != 0 &&
         jm_sim_clock_now (self->clock) > companion->spent + JM_SIM_LEEWAY_SECONDS;
}

/* An access token that is good now, or NULL. */
JmSimAccess *
jm_sim_tokens_find_access (JmSimTokens *self,
                           const char  *token)
{
  JmSimAccess *access = g_hash_table_lookup (self->access, token);

  if (access == NULL || access->ended || access->family->killed || access->family->grant->ended)
    return NULL;
  if (jm_sim_clock_now (self->clock) >= access->expires ||
      companion_is_over (self, access->companion))
    return NULL;
  return access;
}

/* @scope NULL: the endpoint asks for none. A scope that the grant lost counts no more, whatever the
 * token was issued with. */
gboolean
jm_sim_tokens_may (const JmSimAccess *access,
                   const char        *scope)
{
  return scope == NULL ||
         (g_strv_contains ((const char *const *) access->scopes, scope) &&
          g_strv_contains ((const char *const *) access->family->grant->scopes, scope));
}

gboolean
jm_sim_tokens_reaches (const JmSimAccess *access,
                       const char        *cloud_id)
{
  return g_ptr_array_find_with_equal_func (access->family->grant->sites, cloud_id, g_str_equal,
                                           NULL);
}

/* Ends an access token alone, or a refresh token with its family. */
gboolean
jm_sim_tokens_revoke (JmSimTokens *self,
                      const char  *token)
{
  JmSimAccess *access = g_hash_table_lookup (self->access, token);
  JmSimRefresh *refresh = g_hash_table_lookup (self->refresh, token);

  if (access != NULL)
    access->ended = TRUE;
  if (refresh != NULL)
    refresh->family->killed = TRUE;
  self->counts.revocations += access != NULL || refresh != NULL ? 1 : 0;
  return access != NULL || refresh != NULL;
}

/* @which: "access", "refresh" or "all". */
void
jm_sim_tokens_expire (JmSimTokens *self,
                      const char  *which)
{
  gint64 now = jm_sim_clock_now (self->clock);
  gboolean all = g_str_equal (which, "all");
  GHashTableIter iter;
  gpointer value;

  if (all || g_str_equal (which, "access"))
    {
      g_hash_table_iter_init (&iter, self->access);
      while (g_hash_table_iter_next (&iter, NULL, &value))
        ((JmSimAccess *) value)->expires = now;
    }
  if (all || g_str_equal (which, "refresh"))
    {
      g_hash_table_iter_init (&iter, self->refresh);
      while (g_hash_table_iter_next (&iter, NULL, &value))
        ((JmSimRefresh *) value)->issued = now - JM_SIM_IDLE_SECONDS;
    }
}

/* As if the person had taken all access away on the Connected apps page. */
void
jm_sim_tokens_end_all (JmSimTokens *self)
{
  for (guint i = 0; i < self->grants->len; i++)
    ((JmSimGrant *) g_ptr_array_index (self->grants, i))->ended = TRUE;
}

/* Replaces the scopes of all grants. */
void
jm_sim_tokens_set_scopes (JmSimTokens *self,
                          GStrv        scopes)
{
  for (guint i = 0; i < self->grants->len; i++)
    {
      JmSimGrant *grant = g_ptr_array_index (self->grants, i);

      g_strfreev (grant->scopes);
      grant->scopes = g_strdupv (scopes);
    }
}

static GStrv
without (GStrv       list,
         const char *word)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; list[i] != NULL; i++)
    {
      if (!g_str_equal (list[i], word))
        g_strv_builder_add (builder, list[i]);
    }
  return g_strv_builder_end (builder);
}

void
jm_sim_tokens_remove_scope (JmSimTokens *self,
                            const char  *scope)
{
  for (guint i = 0; i < self->grants->len; i++)
    {
      JmSimGrant *grant = g_ptr_array_index (self->grants, i);
      g_auto (GStrv) old = grant->scopes;

      grant->scopes = without (old, scope);
    }
}

void
jm_sim_tokens_remove_site (JmSimTokens *self,
                           const char  *cloud_id)
{
  for (guint i = 0; i < self->grants->len; i++)
    {
      JmSimGrant *grant = g_ptr_array_index (self->grants, i);
      guint at;

      if (g_ptr_array_find_with_equal_func (grant->sites, cloud_id, g_str_equal, &at))
        g_ptr_array_remove_index (grant->sites, at);
    }
}
