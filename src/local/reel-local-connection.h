/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * ReelLocalPatience:
 * @head: seconds that a client has to send the head of a request
 * @body: seconds that it has for each 64 KiB of a body, in either direction
 * @idle: seconds that it may keep a connection for the next request; longer than clients do, so that none is closed under them
 *
 * How long is waited for clients.
 */
typedef struct
{
  guint head, body, idle;
} ReelLocalPatience;

/*
 * One connection of a client, from when it is accepted: given up when the client stalls, so that it holds neither a descriptor
 * nor a thread nor a file for longer than that. Lives on the server's thread. Signal: hung-up, while it is watched.
 */
#define REEL_TYPE_LOCAL_CONNECTION (reel_local_connection_get_type ())
G_DECLARE_FINAL_TYPE (ReelLocalConnection, reel_local_connection, REEL, LOCAL_CONNECTION, GObject)

ReelLocalConnection *reel_local_connection_new          (GSocket                 *socket,
                                                         const ReelLocalPatience *patience);
GSocketAddress      *reel_local_connection_get_address  (ReelLocalConnection     *self);
ReelLocalConnection *reel_local_connection_of           (SoupServerMessage       *message);
void                 reel_local_connection_begin        (ReelLocalConnection     *self,
                                                         SoupServerMessage       *message);
void                 reel_local_connection_hold         (ReelLocalConnection     *self,
                                                         gboolean                 hold);
void                 reel_local_connection_trust        (ReelLocalConnection     *self);
void                 reel_local_connection_watch        (ReelLocalConnection     *self);
gboolean             reel_local_connection_is_trusted   (ReelLocalConnection     *self);
gboolean             reel_local_connection_is_busy      (ReelLocalConnection     *self);
void                 reel_local_connection_close        (ReelLocalConnection     *self);

G_END_DECLS
