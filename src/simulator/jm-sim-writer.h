/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * JSON as it is written: straight into one string, for what is asked for a hundred at a time. Commas
 * put themselves where they belong; opening and closing is the caller's business.
 */
void jm_sim_write_open       (GString     *out,
                              char         bracket);
void jm_sim_write_close      (GString     *out,
                              char         bracket);
void jm_sim_write_string     (GString     *out,
                              const char  *text);
void jm_sim_write_raw        (GString     *out,
                              const char  *json);
void jm_sim_write_name       (GString     *out,
                              const char  *name);
/* A member of an object; a text that is NULL is null. */
void jm_sim_member_open      (GString     *out,
                              const char  *name,
                              char         bracket);
void jm_sim_member_string    (GString     *out,
                              const char  *name,
                              const char  *text);
void jm_sim_member_number    (GString     *out,
                              const char  *name,
                              guint64      number);
void jm_sim_member_int       (GString     *out,
                              const char  *name,
                              gint64       value);
void jm_sim_member_boolean   (GString     *out,
                              const char  *name,
                              gboolean     value);
void jm_sim_member_null      (GString     *out,
                              const char  *name);
void jm_sim_member_raw       (GString     *out,
                              const char  *name,
                              const char  *json);
void jm_sim_member_time      (GString     *out,
                              const char  *name,
                              GTimeZone   *zone,
                              gint64       epoch_ms);

G_END_DECLS
