/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "jm-sim-clock.h"
#include "jm-sim-faults.h"
#include "jm-sim-log.h"
#include "jm-sim-site.h"
#include "jm-sim-tokens.h"
#include "jm-sim-traffic.h"

G_BEGIN_DECLS

typedef enum
{
  JM_SIM_PKCE_OFF,     /* what is sent is not looked at */
  JM_SIM_PKCE_ON,      /* what is sent must fit */
  JM_SIM_PKCE_REQUIRE, /* it must be sent */
} JmSimPkce;

typedef enum
{
  JM_SIM_CONSENT_ASK,
  JM_SIM_CONSENT_ACCEPT,
  JM_SIM_CONSENT_DENY,
} JmSimConsent;

typedef struct
{
  int port;         /* 0: any free one */
  int control_port; /* 0: any free one */
  gint64 seed;
  gint64 start;     /* seconds since 1970; 0: now */
  int issues;
  int projects;
  int users;
  int sites;
  int token_lifetime;
  int latency_ms;
  int cache_mb;     /* room for finished answers */
  int issue_bytes;  /* how long an issue is; 0: as it comes */
  int quota;        /* points an hour for an OAuth app; 0: not enforced */
  gboolean auto_accept;
  gboolean exit_with_parent;
  char *client_id;
  char *client_secret;
  char **redirect_uris;
  char *scopes;     /* those switched on in the console; NULL: all that the program knows */
  char *pkce;
  char *tls;
} JmSimOptions;

/* A Basic credential of Jira Cloud. */
typedef struct
{
  const char *email;
  char *token;
  GStrv scopes; /* NULL: classic, good on the site host only; else good on the gateway only */
  gboolean ended;
} JmSimApiToken;

/* A personal access token of Jira Data Center. */
typedef struct
{
  char *token;
  guint id;
  const char *name;
  gint64 created;
  gint64 expires;
  gboolean ended;
} JmSimPat;

typedef struct _JmSimFragments JmSimFragments;
typedef struct _JmSimCache JmSimCache;

/* JmSim: the whole simulator. One thread, one main loop. */
typedef struct
{
  JmSimOptions options;
  JmSimPkce pkce;
  JmSimConsent consent;
  GStrv consent_sites;  /* cloud ids that are chosen without asking; NULL: all */
  GStrv app_scopes;
  JmSimClock clock;
  JmSimTokens *tokens;
  JmSimFaults *faults;
  JmSimLog *log;
  JmSimTraffic *traffic;
  GPtrArray *sites;     /* JmSimSite, Cloud */
  JmSimSite *data_center;
  JmSimApiToken classic;
  JmSimApiToken scoped;
  JmSimPat pat;
  gboolean person_active;
  guint bad_logins;     /* at the Data Center, in a row */
  gint64 search_lag_ms;
  gint64 settled_ms;    /* what was done up to here is in the index, however it lags */
  gint64 quota_hour;
  guint quota_used;
  JmSimCache *cache;
  GHashTable *fragments;  /* address of an API → JmSimFragments */
  GHashTable *challenges; /* PKCE challenges that got a code */
  GPtrArray *held;      /* exchanges that wait to be released */
  SoupServer *server;
  SoupServer *control;
  char *origin;
  char *control_origin;
  char *ca;             /* PEM of the authority behind --tls; NULL without */
} JmSim;

JmSim      *jm_sim_new       (const JmSimOptions *options,
                              GError            **error) G_GNUC_WARN_UNUSED_RESULT;
void        jm_sim_free      (JmSim              *self);
char       *jm_sim_hello     (JmSim              *self) G_GNUC_WARN_UNUSED_RESULT;
JmSimSite  *jm_sim_find_site (JmSim              *self,
                              const char         *id_or_slug);
guint       jm_sim_release   (JmSim              *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmSim, jm_sim_free)

G_END_DECLS
