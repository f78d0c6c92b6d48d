/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "library/reel-catalogue-answers.h"
#include "reel-test.h"
#include "search-double.h"

static void
answer (SearchDouble      *self,
        SoupServerMessage *message,
        const char        *collection_id,
        const char        *text)
{
  const char *body = g_hash_table_lookup (self->replies, text);
  guint status = 200;

  if (body == NULL)
    body = g_hash_table_lookup (self->replies, collection_id);
  if (body == NULL)
    body = "{\"results\": []}";
  if (g_ascii_isdigit (*body))
    {
      status = (guint) g_ascii_strtoull (body, NULL, 10);
      body = strchr (body, ' ') + 1;
    }
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, body, strlen (body));
}

/* POST /collections/ID/search */
static void
handle (SoupServer        *server,
        SoupServerMessage *message,
        const char        *path,
        GHashTable        *query,
        gpointer           user_data)
{
  SearchDouble *self = user_data;
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  JsonObject *request;
  const char *text;

  g_assert_cmpuint (g_strv_length (parts), ==, 4);
  g_assert_cmpstr (parts[3], ==, "search");
  g_assert_true (json_parser_load_from_data (parser, body->data, body->length, NULL));
  request = json_node_get_object (json_parser_get_root (parser));
  text = json_object_get_string_member (request, "text");
  g_ptr_array_add (self->asked, g_strdup_printf ("%s %s %" G_GINT64_FORMAT, parts[2], text,
                                                 json_object_get_int_member (request, "top_k")));
  answer (self, message, parts[2], text);
  if (g_hash_table_contains (self->held, text))
    {
      soup_server_message_pause (message);
      g_ptr_array_add (self->waiting, g_object_ref (message));
    }
}

static ReelCatalogue *
open_catalogue (void)
{
  g_autofree char *folder = reel_test_tmp ("search");
  g_autofree char *name = g_strdup_printf ("%u.db", g_random_int ());
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  ReelCatalogue *catalogue;

  reel_catalogue_open_async (path, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  catalogue = reel_catalogue_open_finish (result, NULL, &error);
  g_assert_no_error (error);
  return catalogue;
}

SearchDouble *
search_double_new (void)
{
  SearchDouble *self = g_new0 (SearchDouble, 1);
  g_autoptr (GError) error = NULL;
  g_autofree char *url = NULL;
  GSList *uris;

  self->replies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->held = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  self->asked = g_ptr_array_new_with_free_func (g_free);

  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, "/collections", handle, self, NULL);
  soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->server);
  url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  self->catalogue = open_catalogue ();
  self->client = reel_client_new (url, "key", REEL_KEY_HEADER_X_API_KEY, REEL_CLIENT_DEFAULT, &error);
  g_assert_no_error (error);
  self->model = reel_search_model_new (self->catalogue);
  reel_search_model_set_profile (self->model, "p");
  reel_search_model_set_client (self->model, self->client);
  return self;
}

void
search_double_release (SearchDouble *self)
{
  for (guint i = 0; i < self->waiting->len; i++)
    soup_server_message_unpause (g_ptr_array_index (self->waiting, i));
  g_ptr_array_set_size (self->waiting, 0);
}

void
search_double_free (SearchDouble *self)
{
  reel_test_assert_finalized (&self->model);
  reel_test_assert_finalized (&self->client);
  reel_test_assert_finalized (&self->catalogue);
  soup_server_disconnect (self->server);
  g_ptr_array_unref (self->waiting);
  g_clear_object (&self->server);
  g_hash_table_unref (self->replies);
  g_hash_table_unref (self->held);
  g_ptr_array_unref (self->asked);
  g_free (self);
}

void
search_double_reply (SearchDouble *self,
                     const char   *key,
                     const char   *body)
{
  g_hash_table_insert (self->replies, g_strdup (key), g_strdup (body));
}

void
search_double_hold (SearchDouble *self,
                    const char   *text)
{
  g_hash_table_add (self->held, g_strdup (text));
}

void
search_double_set_collections (SearchDouble *self,
                               const char   *id,
                               ...)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_collection_record_free);
  va_list more;

  va_start (more, id);
  for (; id != NULL; id = va_arg (more, const char *))
    g_ptr_array_add (records, reel_collection_record_new (id, va_arg (more, const char *), NULL));
  va_end (more);
  reel_catalogue_save_collections (self->catalogue, "p", records);
}

ReelVideo *
search_double_add_video (SearchDouble *self,
                         const char   *uri,
                         const char   *video_id)
{
  const char *uris[] = { uri, NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) videos = NULL;
  g_autoptr (GError) error = NULL;

  reel_catalogue_add_videos_async (self->catalogue, "p", "c1", uris, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  videos = reel_catalogue_add_videos_finish (self->catalogue, result, &error);
  g_assert_no_error (error);
  reel_video_set_video_id (videos->pdata[0], video_id);
  return videos->pdata[0]; /* the catalogue keeps it */
}

void
search_double_search (SearchDouble *self,
                      const char   *text)
{
  reel_search_model_search (self->model, text);
  reel_test_wait (reel_search_model_get_state (self->model) != REEL_SEARCH_STATE_SEARCHING);
}

/* (transfer full) (nullable) */
static GBytes *
find_answer (SearchDouble *self,
             const char   *text)
{
  g_autoptr (GAsyncResult) result = NULL;

  reel_catalogue_find_answer_async (self->catalogue, "p", reel_search_model_get_collection_id (self->model), text, NULL,
                                    reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  return reel_catalogue_find_answer_finish (self->catalogue, result, NULL, NULL);
}

void
search_double_wait_kept (SearchDouble *self,
                         const char   *text)
{
  GBytes *body = NULL;

  reel_test_wait ((body = find_answer (self, text)) != NULL);
  g_bytes_unref (body);
}
