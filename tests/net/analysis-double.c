/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "analysis-double.h"
#include "reel-test.h"

/* The text that a body {"text": "…"} asks about, or NULL; the tests' texts have nothing to escape. */
static char *
dup_text (SoupMessageBody *body)
{
  g_autofree char *json = g_strndup (body->data, (gsize) body->length);
  const char *colon = strchr (json, ':');
  const char *begin = colon != NULL ? strchr (colon, '"') : NULL;
  const char *end = begin != NULL ? strchr (begin + 1, '"') : NULL;

  return end != NULL ? g_strndup (begin + 1, (gsize) (end - begin - 1)) : NULL;
}

static void
handle (SoupServer        *server,
        SoupServerMessage *message,
        const char        *path,
        GHashTable        *query,
        gpointer           user_data)
{
  AnalysisDouble *self = user_data;
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autofree char *text = NULL;
  const char *reply = NULL;
  guint status = 200;

  g_ptr_array_add (self->asked, g_strdup_printf ("%s %.*s", path, (int) MIN (body->length, 4096), body->data));
  if (g_str_equal (path, ANALYSIS_TEXT))
    {
      text = dup_text (body);
      reply = text != NULL ? g_hash_table_lookup (self->replies, text) : NULL;
    }
  if (reply == NULL)
    reply = g_hash_table_lookup (self->replies, path);
  if (reply == NULL)
    reply = "404 {}";
  if (g_ascii_isdigit (*reply))
    {
      status = (guint) g_ascii_strtoull (reply, NULL, 10);
      reply = strchr (reply, ' ') + 1;
    }
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, reply, strlen (reply));
  if (g_hash_table_contains (self->held, path))
    {
      soup_server_message_pause (message);
      g_ptr_array_add (self->waiting, g_object_ref (message));
    }
}

ReelClient *
analysis_double_new_client (AnalysisDouble *self)
{
  GSList *uris = soup_server_get_uris (self->server);
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_autoptr (GError) error = NULL;
  ReelClient *client = reel_client_new (url, "key", REEL_KEY_HEADER_X_API_KEY, REEL_CLIENT_DEFAULT, &error);

  g_assert_no_error (error);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return client;
}

AnalysisDouble *
analysis_double_new (void)
{
  AnalysisDouble *self = g_new0 (AnalysisDouble, 1);
  g_autoptr (GError) error = NULL;

  self->replies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->held = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  self->asked = g_ptr_array_new_with_free_func (g_free);
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, NULL, handle, self, NULL);
  soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  self->client = analysis_double_new_client (self);
  return self;
}

void
analysis_double_release (AnalysisDouble *self)
{
  for (guint i = 0; i < self->waiting->len; i++)
    soup_server_message_unpause (g_ptr_array_index (self->waiting, i));
  g_ptr_array_set_size (self->waiting, 0);
  g_hash_table_remove_all (self->held);
}

void
analysis_double_free (AnalysisDouble *self)
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
analysis_double_reply (AnalysisDouble *self,
                       const char     *key,
                       const char     *body)
{
  g_hash_table_insert (self->replies, g_strdup (key), g_strdup (body));
}

void
analysis_double_hold (AnalysisDouble *self,
                      const char     *path)
{
  g_hash_table_add (self->held, g_strdup (path));
}

guint
analysis_double_count (AnalysisDouble *self,
                       const char     *path)
{
  g_autofree char *start = g_strconcat (path, " ", NULL);
  guint n = 0;

  for (guint i = 0; i < self->asked->len; i++)
    n += g_str_has_prefix (g_ptr_array_index (self->asked, i), start);
  return n;
}
