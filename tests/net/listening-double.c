/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "listening-double.h"
#include "reel-test.h"

ReelClient *
listening_double_new_client (ListeningDouble *self)
{
  GSList *uris = soup_server_get_uris (self->server);
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_autoptr (GError) error = NULL;
  ReelClient *client = reel_client_new (url, "key", REEL_KEY_HEADER_X_API_KEY, REEL_CLIENT_DEFAULT, &error);

  g_assert_no_error (error);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return client;
}

ListeningDouble *
listening_double_new (const char        *path,
                      SoupServerCallback handler,
                      gpointer           user_data)
{
  ListeningDouble *self = g_new0 (ListeningDouble, 1);
  g_autoptr (GError) error = NULL;

  self->replies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->held = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  self->asked = g_ptr_array_new_with_free_func (g_free);
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, path, handler, user_data != NULL ? user_data : self, NULL);
  soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  self->client = listening_double_new_client (self);
  return self;
}

void
listening_double_free (ListeningDouble *self)
{
  reel_test_assert_finalized (&self->client);
  soup_server_disconnect (self->server);
  g_ptr_array_unref (self->waiting);
  g_clear_object (&self->server);
  g_hash_table_unref (self->replies);
  g_hash_table_unref (self->held);
  g_ptr_array_unref (self->asked);
  g_free (self);
}

void
listening_double_reply (ListeningDouble *self,
                        const char      *key,
                        const char      *body)
{
  g_hash_table_insert (self->replies, g_strdup (key), g_strdup (body));
}

void
listening_double_hold (ListeningDouble *self,
                       const char      *what)
{
  g_hash_table_add (self->held, g_strdup (what));
}

void
listening_double_release (ListeningDouble *self)
{
  for (guint i = 0; i < self->waiting->len; i++)
    soup_server_message_unpause (g_ptr_array_index (self->waiting, i));
  g_ptr_array_set_size (self->waiting, 0);
}

void
listening_double_answer (ListeningDouble   *self,
                         SoupServerMessage *message,
                         const char        *key,
                         const char        *other,
                         const char        *otherwise,
                         const char        *what)
{
  const char *reply = key != NULL ? g_hash_table_lookup (self->replies, key) : NULL;
  guint status = 200;

  if (reply == NULL)
    reply = g_hash_table_lookup (self->replies, other);
  if (reply == NULL)
    reply = otherwise;
  if (g_ascii_isdigit (*reply))
    {
      status = (guint) g_ascii_strtoull (reply, NULL, 10);
      reply = strchr (reply, ' ') + 1;
    }
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, reply, strlen (reply));
  if (g_hash_table_contains (self->held, what))
    {
      soup_server_message_pause (message);
      g_ptr_array_add (self->waiting, g_object_ref (message));
    }
}
