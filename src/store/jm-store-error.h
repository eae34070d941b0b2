/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define JM_STORE_ERROR (jm_store_error_quark ())
GQuark jm_store_error_quark (void);

typedef enum
{
  JM_STORE_ERROR_FULL,          /* the disk is full: make room, then it goes on */
  /* the file is damaged: an account's file can be rebuilt from Jira */
  JM_STORE_ERROR_CORRUPT,
  JM_STORE_ERROR_NEWER,         /* a newer version of the program wrote it: it is not touched */
  JM_STORE_ERROR_BUSY,          /* another program holds it: try later */
  JM_STORE_ERROR_READ_ONLY,     /* it, or its folder, may not be written */
  JM_STORE_ERROR_CLOSED,        /* it was closed meanwhile */
  JM_STORE_ERROR_INVALID,       /* what was to be stored makes no sense */
  JM_STORE_ERROR_FAILED,        /* anything else */
} JmStoreError;

G_END_DECLS
