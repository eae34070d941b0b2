/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

/*
 * What arrived and what is answered, as plain values. No handler touches a SoupServerMessage: the
 * same reply can then go out through libsoup, or be broken on purpose and written to the bare
 * connection.
 */
typedef struct
{
  char *method;
  char *path;         /* decoded */
  char *target;       /* path and query as they were sent */
  GPtrArray *query;   /* name, value, name, value … */
  SoupMessageHeaders *headers;
  GBytes *body;
  JsonNode *json;     /* the body, if it is JSON; else NULL */
  GPtrArray *faults;  /* JmSimFault, those armed for this request */
} JmSimRequest;

typedef struct
{
  guint status;
  SoupMessageHeaders *headers;
  GByteArray *body;
  GBytes *packed;    /* the body, compressed already; NULL: it is not */
  gboolean fleeting; /* true for this moment alone */
  guint results;     /* things given, which the hourly quota counts */
} JmSimReply;

JmSimRequest *jm_sim_request_new         (const char         *method,
                                          GUri               *uri,
                                          SoupMessageHeaders *headers,
                                          GBytes             *body) G_GNUC_WARN_UNUSED_RESULT;
void          jm_sim_request_free        (JmSimRequest       *self);
const char   *jm_sim_request_query       (const JmSimRequest *self,
                                          const char         *name);
GStrv         jm_sim_request_query_list  (const JmSimRequest *self,
                                          const char         *name) G_GNUC_WARN_UNUSED_RESULT;
gint64        jm_sim_request_query_int   (const JmSimRequest *self,
                                          const char         *name,
                                          gint64              fallback);
JsonObject   *jm_sim_request_object      (const JmSimRequest *self);

JmSimReply   *jm_sim_reply_new           (void) G_GNUC_WARN_UNUSED_RESULT;
void          jm_sim_reply_free          (JmSimReply         *self);
void          jm_sim_reply_text          (JmSimReply         *self,
                                          guint               status,
                                          const char         *type,
                                          const char         *text);
void          jm_sim_reply_bytes         (JmSimReply         *self,
                                          const char         *type,
                                          gconstpointer       data,
                                          gsize               length);
void          jm_sim_reply_json          (JmSimReply         *self,
                                          guint               status,
                                          GString            *json);
void          jm_sim_reply_node          (JmSimReply         *self,
                                          guint               status,
                                          JsonNode           *node);
void          jm_sim_reply_object        (JmSimReply         *self,
                                          guint               status,
                                          JsonObject         *object);
void          jm_sim_reply_array         (JmSimReply         *self,
                                          guint               status,
                                          JsonArray          *array);
void          jm_sim_reply_header        (JmSimReply         *self,
                                          const char         *name,
                                          const char         *value);
void          jm_sim_reply_jira_error    (JmSimReply         *self,
                                          guint               status,
                                          const char         *format,
                                          ...) G_GNUC_PRINTF (3, 4);
void          jm_sim_reply_gateway_error (JmSimReply         *self,
                                          guint               status,
                                          const char         *message);
void          jm_sim_reply_oauth_error   (JmSimReply         *self,
                                          guint               status,
                                          const char         *error,
                                          const char         *description);

GByteArray   *jm_sim_gzip                (gconstpointer       data,
                                          gsize               length) G_GNUC_WARN_UNUSED_RESULT;

/* Reading JSON that a client sent: a missing or differently typed member is the fallback. */
const char   *jm_sim_json_string         (JsonObject         *object,
                                          const char         *name,
                                          const char         *fallback);
gint64        jm_sim_json_int            (JsonObject         *object,
                                          const char         *name,
                                          gint64              fallback);
gboolean      jm_sim_json_bool           (JsonObject         *object,
                                          const char         *name,
                                          gboolean            fallback);
JsonObject   *jm_sim_json_object         (JsonObject         *object,
                                          const char         *name);
JsonArray    *jm_sim_json_array          (JsonObject         *object,
                                          const char         *name);
GStrv         jm_sim_json_strings        (JsonObject         *object,
                                          const char         *name) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmSimRequest, jm_sim_request_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JmSimReply, jm_sim_reply_free)

G_END_DECLS
