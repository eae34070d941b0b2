/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "auth/jm-network-keeper.h"

G_BEGIN_DECLS

/* What leads to a site, asked of a person in a dialog over @widget, kept, and in force. @key names the site as
 * jm_network_dup_key() does. All resolve to TRUE; they reject with G_IO_ERROR_CANCELLED when the person does not want to,
 * else with a sentence. */

DexFuture *jm_network_ask_authority (GtkWidget       *widget,
                                     JmNetworkKeeper *keeper,
                                     const char      *key,
                                     GCancellable    *cancellable) G_GNUC_WARN_UNUSED_RESULT;
/* One file or two, and the password if it has one */
DexFuture *jm_network_ask_client    (GtkWidget       *widget,
                                     JmNetworkKeeper *keeper,
                                     const char      *key,
                                     GCancellable    *cancellable) G_GNUC_WARN_UNUSED_RESULT;
/* A certificate on a smart card: its PKCS#11 address and the PIN */
DexFuture *jm_network_ask_token     (GtkWidget       *widget,
                                     JmNetworkKeeper *keeper,
                                     const char      *key,
                                     GCancellable    *cancellable) G_GNUC_WARN_UNUSED_RESULT;
/* Warns before http is allowed. */
DexFuture *jm_network_ask_plain     (GtkWidget       *widget,
                                     JmNetworkKeeper *keeper,
                                     const char      *key,
                                     GCancellable    *cancellable) G_GNUC_WARN_UNUSED_RESULT;
/* @key: "proxy.example:3128" */
DexFuture *jm_network_ask_proxy     (GtkWidget       *widget,
                                     JmNetworkKeeper *keeper,
                                     const char      *key,
                                     GCancellable    *cancellable) G_GNUC_WARN_UNUSED_RESULT;

typedef DexFuture *(*JmNetworkAsk) (GtkWidget       *widget,
                                    JmNetworkKeeper *keeper,
                                    const char      *key,
                                    GCancellable    *cancellable);

/* The part of the first that needs no dialog: @file becomes what the site trusts. */
DexFuture *jm_network_trust_file    (JmNetworkKeeper *keeper,
                                     const char      *key,
                                     GFile           *file,
                                     GCancellable    *cancellable) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
