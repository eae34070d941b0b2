/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Certificates of one day, made by the program `openssl` when --tls asks for them. Keys never reach the source tree. */
GTlsCertificate *jm_sim_tls_make (const char  *kind,
                                  char       **ca,
                                  GError     **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
