/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ReelNetworkWait:
 * @REEL_NETWORK_WAIT_NONE: nothing speaks against sending much
 * @REEL_NETWORK_WAIT_SIGN_IN: the network lets nothing through before somebody has signed in to it
 * @REEL_NETWORK_WAIT_METERED: each byte may cost money
 */
typedef enum
{
  REEL_NETWORK_WAIT_NONE,
  REEL_NETWORK_WAIT_SIGN_IN,
  REEL_NETWORK_WAIT_METERED,
} ReelNetworkWait;

/*
 * What the network means for what is sent without somebody waiting for it: uploads. It never speaks against a request that
 * a person makes. As what a GNetworkMonitor says is often wrong, being offline is no reason to wait, only its end one to
 * try again; and an answer of the service is worth more than the word of a portal, see reel_network_state_prove().
 *
 * A service on this computer, by the form of its address, needs no network: for it, and without an address, there is no
 * reason to wait, and nothing to try again.
 * Properties: monitor (construct-only), address (string, rw, nullable: the service's base URL), allow-metered (boolean, rw:
 * people said for good that metered networks may be used), wait (uint, a ReelNetworkWait); all but the first notify.
 * Signal: "restored": it may work again; once for all that a monitor says at a time
 */
#define REEL_TYPE_NETWORK_STATE (reel_network_state_get_type ())
G_DECLARE_FINAL_TYPE (ReelNetworkState, reel_network_state, REEL, NETWORK_STATE, GObject)

ReelNetworkState *reel_network_state_new         (GNetworkMonitor  *monitor);
void              reel_network_state_set_address (ReelNetworkState *self,
                                                  const char       *address);
gboolean          reel_network_state_is_elsewhere (ReelNetworkState *self);
ReelNetworkWait   reel_network_state_get_wait    (ReelNetworkState *self);
void              reel_network_state_send_anyway (ReelNetworkState *self);
void              reel_network_state_prove       (ReelNetworkState *self);

G_END_DECLS
