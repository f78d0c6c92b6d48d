/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <sys/socket.h>

#include "local/reel-local-connection.h"

/* Bytes that must come or go within the time for a body. */
#define BODY_STEP (64 * 1024)

#define DATA_KEY "reel-local-connection"

struct _ReelLocalConnection
{
  GObject parent_instance;

  ReelLocalPatience patience;
  gboolean is_trusted; /* whoever is there had the key */
  gboolean is_busy;    /* with a request that has a head */
  gsize n_moved;       /* bytes of a body since the deadline was set */

  /* owned */
  GSocket *socket;
  GSocketAddress *address; /* the client's: what a message knows its connection by */
  GSource *deadline;       /* (nullable) */
  GSource *watch;          /* (nullable) */
};

enum
{
  HUNG_UP,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ReelLocalConnection, reel_local_connection, G_TYPE_OBJECT)

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static gboolean
too_late (gpointer data)
{
  ReelLocalConnection *self = data;

  g_info ("A client stalls, and is left");
  clear_source (&self->deadline);
  reel_local_connection_close (self);
  return G_SOURCE_REMOVE;
}

static void
set_deadline (ReelLocalConnection *self,
              guint                seconds)
{
  clear_source (&self->deadline);
  self->n_moved = 0;
  self->deadline = g_timeout_source_new_seconds (seconds);
  g_source_set_callback (self->deadline, too_late, self, NULL);
  g_source_attach (self->deadline, g_main_context_get_thread_default ());
}

static void
body_moved (ReelLocalConnection *self,
            gsize                n_bytes)
{
  self->n_moved += n_bytes;
  if (self->n_moved >= BODY_STEP)
    set_deadline (self, self->patience.body);
}

static void
got_chunk (ReelLocalConnection *self,
           GBytes              *chunk)
{
  body_moved (self, g_bytes_get_size (chunk));
}

static void
wrote_data (ReelLocalConnection *self,
            guint                n_bytes)
{
  if (self->deadline == NULL) /* until now the client waited for us */
    set_deadline (self, self->patience.body);
  body_moved (self, n_bytes);
}

/* All of the request is here: from now on it is our turn. */
static void
got_body (ReelLocalConnection *self)
{
  clear_source (&self->deadline);
}

static void
wrote_headers (ReelLocalConnection *self)
{
  set_deadline (self, self->patience.body);
}

static void
finished (ReelLocalConnection *self)
{
  clear_source (&self->watch);
  self->is_busy = FALSE;
  set_deadline (self, self->patience.idle);
}

/**
 * reel_local_connection_begin:
 * @self: a #ReelLocalConnection
 * @message: whose head came by it
 *
 * A request begins.
 */
void
reel_local_connection_begin (ReelLocalConnection *self,
                             SoupServerMessage   *message)
{
  g_return_if_fail (REEL_IS_LOCAL_CONNECTION (self));

  self->is_busy = TRUE;
  set_deadline (self, self->patience.body);
  g_signal_connect_object (message, "got-chunk", G_CALLBACK (got_chunk), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (message, "got-body", G_CALLBACK (got_body), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (message, "wrote-headers", G_CALLBACK (wrote_headers), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (message, "wrote-body-data", G_CALLBACK (wrote_data), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (message, "finished", G_CALLBACK (finished), self, G_CONNECT_SWAPPED);
}

/**
 * reel_local_connection_hold:
 * @self: a #ReelLocalConnection
 * @hold: whether it is we who let the client wait with a body
 */
void
reel_local_connection_hold (ReelLocalConnection *self,
                            gboolean             hold)
{
  g_return_if_fail (REEL_IS_LOCAL_CONNECTION (self));

  if (hold)
    clear_source (&self->deadline);
  else
    set_deadline (self, self->patience.body);
}

/* The server does not read while a call is at work, and so does not see that the client goes. */
static gboolean
readable (GSocket      *socket,
          GIOCondition  condition,
          gpointer      user_data)
{
  ReelLocalConnection *self = user_data;
  g_autoptr (ReelLocalConnection) alive = g_object_ref (self);
  char byte;
  ssize_t n = recv (g_socket_get_fd (socket), &byte, 1, MSG_PEEK | MSG_DONTWAIT);

  if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
    return G_SOURCE_CONTINUE;
  clear_source (&self->watch);
  if (n <= 0)
    g_signal_emit (self, signals[HUNG_UP], 0);
  return G_SOURCE_REMOVE; /* what there is else is the next request, which can wait */
}

/**
 * reel_local_connection_watch:
 * @self: a #ReelLocalConnection
 *
 * Emits hung-up when the client goes before this request has been answered.
 */
void
reel_local_connection_watch (ReelLocalConnection *self)
{
  g_return_if_fail (REEL_IS_LOCAL_CONNECTION (self));

  clear_source (&self->watch);
  self->watch = g_socket_create_source (self->socket, G_IO_IN | G_IO_HUP | G_IO_ERR, NULL);
  g_source_set_callback (self->watch, G_SOURCE_FUNC (readable), self, NULL);
  g_source_attach (self->watch, g_main_context_get_thread_default ());
}

/**
 * reel_local_connection_of:
 * @message: a message
 *
 * Returns: (transfer none) (nullable): the connection by which it came
 */
ReelLocalConnection *
reel_local_connection_of (SoupServerMessage *message)
{
  GSocketAddress *address = soup_server_message_get_remote_address (message);

  return address != NULL ? g_object_get_data (G_OBJECT (address), DATA_KEY) : NULL;
}

/**
 * reel_local_connection_get_address:
 * @self: a #ReelLocalConnection
 *
 * Returns: (transfer none): the client's, to be given to the server with the connection
 */
GSocketAddress *
reel_local_connection_get_address (ReelLocalConnection *self)
{
  return self->address;
}

/**
 * reel_local_connection_trust:
 * @self: a #ReelLocalConnection
 *
 * The client has the key.
 */
void
reel_local_connection_trust (ReelLocalConnection *self)
{
  self->is_trusted = TRUE;
}

gboolean
reel_local_connection_is_trusted (ReelLocalConnection *self)
{
  return self->is_trusted;
}

gboolean
reel_local_connection_is_busy (ReelLocalConnection *self)
{
  return self->is_busy;
}

/**
 * reel_local_connection_close:
 * @self: a #ReelLocalConnection
 *
 * Ends it; the server notices, and lets go of it.
 */
void
reel_local_connection_close (ReelLocalConnection *self)
{
  g_return_if_fail (REEL_IS_LOCAL_CONNECTION (self));

  g_socket_shutdown (self->socket, TRUE, TRUE, NULL);
}

static void
reel_local_connection_dispose (GObject *object)
{
  ReelLocalConnection *self = REEL_LOCAL_CONNECTION (object);

  clear_source (&self->deadline);
  clear_source (&self->watch);
  if (self->address != NULL)
    g_object_set_data (G_OBJECT (self->address), DATA_KEY, NULL);
  g_clear_object (&self->address);
  g_clear_object (&self->socket);

  G_OBJECT_CLASS (reel_local_connection_parent_class)->dispose (object);
}

static void
reel_local_connection_class_init (ReelLocalConnectionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = reel_local_connection_dispose;

  signals[HUNG_UP] = g_signal_new ("hung-up", REEL_TYPE_LOCAL_CONNECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                   0);
}

static void
reel_local_connection_init (ReelLocalConnection *self)
{
}

/**
 * reel_local_connection_new:
 * @socket: of a client that was accepted
 * @patience: how long is waited for it
 *
 * Returns: (transfer full): a connection whose head is waited for
 */
ReelLocalConnection *
reel_local_connection_new (GSocket                 *socket,
                           const ReelLocalPatience *patience)
{
  ReelLocalConnection *self = g_object_new (REEL_TYPE_LOCAL_CONNECTION, NULL);

  self->socket = g_object_ref (socket);
  self->patience = *patience;
  self->address = g_socket_get_remote_address (socket, NULL);
  if (self->address == NULL) /* it is gone already */
    self->address = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_object_set_data (G_OBJECT (self->address), DATA_KEY, self);
  set_deadline (self, patience->head);
  return self;
}
