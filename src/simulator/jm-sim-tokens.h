/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "jm-sim-clock.h"

G_BEGIN_DECLS

/*
 * JmSimTokens: what the authorization host knows.
 *
 *   grant    one per person and app: scopes and sites. Consenting again replaces the scopes and
 * adds sites. family   one per sign-in: all refresh tokens that descend from it. refresh  used
 * once; then it stays good for ten minutes, so that a lost answer can be asked for again. Used
 * later than that, it was stolen: the whole family ends. access   lives as long as --token-lifetime
 * says, and dies with its refresh token.
 *
 * A refresh token also ends 90 days after it was issued, and a family 365 days after its sign-in.
 */
#define JM_SIM_LEEWAY_SECONDS 600
#define JM_SIM_IDLE_SECONDS (90 * 24 * 60 * 60)
#define JM_SIM_ABSOLUTE_SECONDS (365 * 24 * 60 * 60)
#define JM_SIM_CODE_SECONDS 300

typedef struct
{
  char *client_id;
  GStrv scopes;
  GPtrArray *sites; /* cloud ids */
  gboolean ended;   /* by the person, or because the person was deactivated */
} JmSimGrant;

typedef struct
{
  JmSimGrant *grant;
  guint id;
  gint64 signed_in;
  gboolean killed;
} JmSimFamily;

typedef struct
{
  char *token;
  JmSimFamily *family;
  gint64 issued;
  gint64 spent;  /* when it was exchanged for its successor; 0: not yet */
  gboolean ended;
} JmSimRefresh;

typedef struct
{
  char *token;
  JmSimFamily *family;
  JmSimRefresh *companion; /* NULL without offline_access */
  GStrv scopes;
  gint64 expires;
  gboolean ended;
} JmSimAccess;

typedef struct
{
  char *code;
  char *client_id;
  char *redirect_uri;
  char *challenge; /* NULL: the request had none */
  GStrv scopes;
  GPtrArray *sites;
  gint64 issued;
  gboolean used;
} JmSimCode;

typedef struct
{
  guint sign_ins;
  guint refreshes;         /* answered with a new pair */
  guint refreshes_refused;
  guint leeway_uses;
  guint families_killed;
  guint codes_refused;
  guint revocations;
} JmSimTokenCounts;

typedef struct
{
  const JmSimClock *clock;
  gint64 lifetime; /* seconds, of an access token */
  GPtrArray *grants;
  GPtrArray *families;
  GHashTable *refresh; /* token → JmSimRefresh */
  GHashTable *access;  /* token → JmSimAccess */
  GHashTable *codes;   /* code → JmSimCode */
  JmSimTokenCounts counts;
} JmSimTokens;

JmSimTokens  *jm_sim_tokens_new            (const JmSimClock  *clock,
                                            gint64             lifetime) G_GNUC_WARN_UNUSED_RESULT;
void          jm_sim_tokens_free           (JmSimTokens       *self);
JmSimCode    *jm_sim_tokens_add_code       (JmSimTokens       *self,
                                            const char        *client_id,
                                            const char        *redirect_uri,
                                            const char        *challenge,
                                            GStrv              scopes,
                                            GPtrArray         *sites);
JmSimCode    *jm_sim_tokens_find_code      (JmSimTokens       *self,
                                            const char        *code);
JmSimAccess  *jm_sim_tokens_sign_in        (JmSimTokens       *self,
                                            const char        *client_id,
                                            GStrv              scopes,
                                            GPtrArray         *sites);
JmSimAccess  *jm_sim_tokens_refresh        (JmSimTokens       *self,
                                            const char        *client_id,
                                            const char        *token);
JmSimAccess  *jm_sim_tokens_find_access    (JmSimTokens       *self,
                                            const char        *token);
gboolean      jm_sim_tokens_may            (const JmSimAccess *access,
                                            const char        *scope);
gboolean      jm_sim_tokens_reaches        (const JmSimAccess *access,
                                            const char        *cloud_id);
gboolean      jm_sim_tokens_revoke         (JmSimTokens       *self,
                                            const char        *token);
void          jm_sim_tokens_expire         (JmSimTokens       *self,
                                            const char        *which);
void          jm_sim_tokens_end_all        (JmSimTokens       *self);
void          jm_sim_tokens_set_scopes     (JmSimTokens       *self,
                                            GStrv              scopes);
void          jm_sim_tokens_remove_scope   (JmSimTokens       *self,
                                            const char        *scope);
void          jm_sim_tokens_remove_site    (JmSimTokens       *self,
                                            const char        *cloud_id);
char         *jm_sim_random_text           (guint              bytes) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmSimTokens, jm_sim_tokens_free)

G_END_DECLS
