/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Who listens on TCP @port of this machine, in words for a person: "PID 4711, python3", "a program
 * of the user mia", or NULL when /proc does not tell. Reads /proc: only for the sentence of an
 * error. The caller owns it. */
char *jm_port_owner_describe (guint16 port) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
