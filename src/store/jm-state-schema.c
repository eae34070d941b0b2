/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/jm-state-schema.h"

/* "JmSt" */
#define APPLICATION_ID 0x4a6d5374

/* A step that shipped is never edited: the next one mends it. */
static const char step_1[] =
    "CREATE TABLE credentials ("
    "  id TEXT PRIMARY KEY NOT NULL,"
    "  kind TEXT,"
    "  user_id TEXT,"
    "  user_name TEXT,"
    "  client_id TEXT,"
    "  scopes TEXT,"
    "  consented_at_ms INTEGER NOT NULL,"
    "  refreshed_at_ms INTEGER NOT NULL,"
    "  expires_at_ms INTEGER NOT NULL,"
    "  ends_at_ms INTEGER NOT NULL,"
    "  checked_at_ms INTEGER NOT NULL,"
    "  next_check_at_ms INTEGER NOT NULL,"
    "  generation INTEGER NOT NULL,"
    "  trouble TEXT,"
    "  trouble_message TEXT,"
    "  last_refresh_ms INTEGER NOT NULL,"
    "  attempted INTEGER NOT NULL,"
    "  succeeded INTEGER NOT NULL,"
    "  failed INTEGER NOT NULL,"
    "  hint TEXT"
    ") STRICT, WITHOUT ROWID;"

    "CREATE TABLE accounts ("
    "  id TEXT PRIMARY KEY NOT NULL,"
    "  credential_id TEXT,"
    "  flavor TEXT,"
    "  site_url TEXT,"
    "  api_base TEXT,"
    "  cloud_id TEXT,"
    "  name TEXT,"
    "  avatar_url TEXT,"
    "  user_id TEXT,"
    "  user_name TEXT,"
    "  added_at_ms INTEGER NOT NULL,"
    "  projects_at_ms INTEGER NOT NULL,"
    "  active INTEGER NOT NULL,"
    "  is_primary INTEGER NOT NULL,"
    "  position INTEGER NOT NULL"
    ") STRICT, WITHOUT ROWID;"

    "CREATE TABLE intents ("
    "  credential_id TEXT PRIMARY KEY NOT NULL,"
    "  generation INTEGER NOT NULL,"
    "  sent_at_ms INTEGER NOT NULL,"
    "  token_sha256 TEXT"
    ") STRICT, WITHOUT ROWID;"

    "CREATE TABLE refresh_days ("
    "  credential_id TEXT NOT NULL,"
    "  day TEXT NOT NULL," /* local, 2026-11-20 */
    "  succeeded INTEGER NOT NULL,"
    "  failed INTEGER NOT NULL,"
    "  PRIMARY KEY (credential_id, day)"
    ") STRICT, WITHOUT ROWID;"

    /* AUTOINCREMENT: an id never comes back, so that "newer than" holds after pruning. */
    "CREATE TABLE events ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  time_ms INTEGER NOT NULL,"
    "  kind INTEGER NOT NULL,"
    "  credential_id TEXT,"
    "  account_id TEXT,"
    "  account_name TEXT,"
    "  message TEXT NOT NULL,"
    "  detail TEXT"
    ") STRICT;"
    "CREATE INDEX events_by_credential ON events (credential_id);"
    "CREATE INDEX events_by_time ON events (time_ms);"

    "CREATE TABLE facts ("
    "  key TEXT PRIMARY KEY NOT NULL,"
    "  value TEXT NOT NULL"
    ") STRICT, WITHOUT ROWID;";

/* The ways to sites and the proxies on them, without their secrets */
static const char step_2[] =
    "CREATE TABLE network_sites ("
    "  key TEXT PRIMARY KEY NOT NULL," /* "jira.example.com:8443" */
    "  ca_pem TEXT,"
    "  client_pem TEXT,"
    "  client_uri TEXT,"
    "  key_uri TEXT,"
    "  plain_http INTEGER NOT NULL"
    ") STRICT, WITHOUT ROWID;"

    "CREATE TABLE proxies ("
    "  address TEXT PRIMARY KEY NOT NULL" /* "proxy.example.com:3128" */
    ") STRICT, WITHOUT ROWID;";

static const char *const steps[] = { step_1, step_2, NULL };

const JmSchema jm_state_schema = { .application_id = APPLICATION_ID,
                                   .precious = TRUE,
                                   .steps = steps };
