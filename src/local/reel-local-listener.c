/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include "local/reel-local-listener.h"

/* Milliseconds until it is tried again to accept. */
#define RETRY_PAUSE 100

/* Connections that may wait to be accepted: with fewer, who comes in a crowd is only tried again after a second. */
#define BACKLOG 128

struct _ReelLocalListener
{
  GObject parent_instance;

  /* owned */
  SoupServer *server;
  GSocket *socket;    /* (nullable) */
  GSource *accepting; /* (nullable): while it accepts */
  GSource *retry;     /* (nullable): while it waits to do so again */
  GPtrArray *connections; /* (element-type ReelLocalConnection): the oldest first */

  ReelLocalPatience patience;
  guint port;
};

G_DEFINE_FINAL_TYPE (ReelLocalListener, reel_local_listener, G_TYPE_OBJECT)

static void start_accepting (ReelLocalListener *self);

/* What the stream of a connection knows. */
typedef struct
{
  GWeakRef listener;
  ReelLocalConnection *connection; /* (borrowed): the listener's */
} Link;

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/* The server has let go of a connection. */
static void
stream_gone (gpointer  data,
             GObject  *stream)
{
  Link *link = data;
  g_autoptr (ReelLocalListener) self = g_weak_ref_get (&link->listener);

  if (self != NULL)
    g_ptr_array_remove (self->connections, link->connection);
  if (self != NULL && self->socket != NULL && self->accepting == NULL)
    {
      clear_source (&self->retry);
      start_accepting (self);
    }
  g_weak_ref_clear (&link->listener);
  g_free (link);
}

static gboolean
drop_one (ReelLocalListener *self)
{
  ReelLocalConnection *victim = NULL;

  for (guint i = 0; i < self->connections->len; i++)
    {
      ReelLocalConnection *connection = g_ptr_array_index (self->connections, i);

      if (!reel_local_connection_is_trusted (connection))
        {
          victim = connection;
          break;
        }
      if (victim == NULL && !reel_local_connection_is_busy (connection))
        victim = connection;
    }
  if (victim != NULL)
    reel_local_connection_close (victim);
  return victim != NULL;
}

static void
take (ReelLocalListener *self,
      GSocket           *socket)
{
  g_autoptr (GSocketConnection) stream = g_socket_connection_factory_create_connection (socket);
  g_autoptr (GSocketAddress) own_address = g_socket_get_local_address (socket, NULL);
  g_autoptr (ReelLocalConnection) connection = reel_local_connection_new (socket, &self->patience);
  g_autoptr (GError) error = NULL;
  Link *link = g_new0 (Link, 1);

  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  g_weak_ref_init (&link->listener, self);
  link->connection = connection;
  g_ptr_array_add (self->connections, g_object_ref (connection));
  g_object_weak_ref (G_OBJECT (stream), stream_gone, link);
  if (!soup_server_accept_iostream (self->server, G_IO_STREAM (stream), own_address,
                                    reel_local_connection_get_address (connection), &error))
    g_message ("%s", error->message);
}

static gboolean
try_again (gpointer data)
{
  ReelLocalListener *self = data;

  clear_source (&self->retry);
  start_accepting (self);
  return G_SOURCE_REMOVE;
}

static void
pause_accepting (ReelLocalListener *self)
{
  clear_source (&self->accepting);
  if (self->retry != NULL)
    return;
  self->retry = g_timeout_source_new (RETRY_PAUSE);
  g_source_set_callback (self->retry, try_again, self, NULL);
  g_source_attach (self->retry, g_main_context_get_thread_default ());
}

static gboolean
on_incoming (GSocket      *socket,
             GIOCondition  condition,
             gpointer      user_data)
{
  ReelLocalListener *self = user_data;
  g_autoptr (GSocket) client = NULL;
  g_autoptr (GError) error = NULL;

  if (self->connections->len >= REEL_LOCAL_LISTENER_MOST)
    {
      /* Where none can go, whoever comes waits until one does by itself. */
      drop_one (self);
      pause_accepting (self);
      return G_SOURCE_REMOVE;
    }
  client = g_socket_accept (socket, NULL, &error);
  if (client != NULL)
    {
      take (self, client);
      return G_SOURCE_CONTINUE;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return G_SOURCE_CONTINUE;
  g_info ("%s", error->message);
  drop_one (self);
  pause_accepting (self);
  return G_SOURCE_REMOVE;
}

static void
start_accepting (ReelLocalListener *self)
{
  self->accepting = g_socket_create_source (self->socket, G_IO_IN, NULL);
  g_source_set_callback (self->accepting, G_SOURCE_FUNC (on_incoming), self, NULL);
  g_source_attach (self->accepting, g_main_context_get_thread_default ());
}

/*
 * libsoup's server closes a connection after each reply, without a word, where it has no listener of its own (its
 * request_finished()). It gets one that nobody can reach: a socket whose name is removed at once.
 */
static gboolean
keep_connections (ReelLocalListener *self,
                  GError           **error)
{
  g_autofree char *folder = g_dir_make_tmp ("reelseek-XXXXXX", error);
  g_autofree char *path = NULL;
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GSocket) socket = NULL;
  gboolean listens;

  if (folder == NULL)
    return FALSE;
  path = g_build_filename (folder, "s", NULL);
  address = g_unix_socket_address_new (path);
  socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, error);
  listens = socket != NULL && g_socket_bind (socket, address, FALSE, error) && g_socket_listen (socket, error);
  g_unlink (path);
  g_rmdir (folder);
  return listens && soup_server_listen_socket (self->server, socket, 0, error);
}

/**
 * reel_local_listener_listen:
 * @self: a #ReelLocalListener
 * @port: the port on 127.0.0.1; 0 for any that is free
 * @error: return location; %G_IO_ERROR_ADDRESS_IN_USE where another program has it
 *
 * Returns: whether it listens
 */
gboolean
reel_local_listener_listen (ReelLocalListener *self,
                            guint              port,
                            GError           **error)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", port);
  g_autoptr (GSocketAddress) own = NULL;
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GError) unkept = NULL;

  g_return_val_if_fail (REEL_IS_LOCAL_LISTENER (self) && self->socket == NULL, FALSE);
  g_return_val_if_fail (port <= G_MAXUINT16, FALSE);

  socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);
  if (socket == NULL)
    return FALSE;
  g_socket_set_blocking (socket, FALSE);
  g_socket_set_listen_backlog (socket, BACKLOG);
  if (!g_socket_bind (socket, address, TRUE, error) || !g_socket_listen (socket, error))
    return FALSE;
  own = g_socket_get_local_address (socket, error);
  if (own == NULL)
    return FALSE;
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (own));
  self->socket = g_steal_pointer (&socket);
  if (!keep_connections (self, &unkept))
    g_message ("Each request needs a connection of its own: %s", unkept->message);
  start_accepting (self);
  return TRUE;
}

/**
 * reel_local_listener_get_port:
 * @self: a #ReelLocalListener that listens
 *
 * Returns: the port
 */
guint
reel_local_listener_get_port (ReelLocalListener *self)
{
  g_return_val_if_fail (REEL_IS_LOCAL_LISTENER (self), 0);

  return self->port;
}

/**
 * reel_local_listener_stop:
 * @self: a #ReelLocalListener
 *
 * Accepts nothing any more. Connections are the server's to end.
 */
void
reel_local_listener_stop (ReelLocalListener *self)
{
  g_return_if_fail (REEL_IS_LOCAL_LISTENER (self));

  clear_source (&self->accepting);
  clear_source (&self->retry);
  if (self->socket != NULL)
    g_socket_close (self->socket, NULL);
  g_clear_object (&self->socket);
}

static void
reel_local_listener_dispose (GObject *object)
{
  ReelLocalListener *self = REEL_LOCAL_LISTENER (object);

  reel_local_listener_stop (self);
  g_clear_pointer (&self->connections, g_ptr_array_unref);
  g_clear_object (&self->server);

  G_OBJECT_CLASS (reel_local_listener_parent_class)->dispose (object);
}

static void
reel_local_listener_class_init (ReelLocalListenerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = reel_local_listener_dispose;
}

static void
reel_local_listener_init (ReelLocalListener *self)
{
  self->connections = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * reel_local_listener_new:
 * @server: which gets the connections
 * @patience: how long is waited for clients
 *
 * Returns: (transfer full): a listener that does not listen yet
 */
ReelLocalListener *
reel_local_listener_new (SoupServer              *server,
                         const ReelLocalPatience *patience)
{
  ReelLocalListener *self;

  g_return_val_if_fail (SOUP_IS_SERVER (server), NULL);

  self = g_object_new (REEL_TYPE_LOCAL_LISTENER, NULL);
  self->server = g_object_ref (server);
  self->patience = *patience;
  return self;
}
