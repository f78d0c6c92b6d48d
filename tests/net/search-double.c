/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <json-glib/json-glib.h>

#include "library/reel-catalogue-answers.h"
#include "reel-test.h"
#include "search-double.h"

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
  g_ptr_array_add (self->listening->asked, g_strdup_printf ("%s %s %" G_GINT64_FORMAT, parts[2], text,
                                                 json_object_get_int_member (request, "top_k")));
  listening_double_answer (self->listening, message, text, parts[2], "{\"results\": []}", text);
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

  self->listening = listening_double_new ("/collections", handle, self);
  self->catalogue = open_catalogue ();
  self->model = reel_search_model_new (self->catalogue);
  reel_search_model_set_profile (self->model, "p");
  reel_search_model_set_client (self->model, self->listening->client);
  return self;
}

void
search_double_release (SearchDouble *self)
{
  listening_double_release (self->listening);
}

void
search_double_free (SearchDouble *self)
{
  reel_test_assert_finalized (&self->model);
  reel_test_assert_finalized (&self->catalogue);
  listening_double_free (self->listening);
  g_free (self);
}

void
search_double_reply (SearchDouble *self,
                     const char   *key,
                     const char   *body)
{
  listening_double_reply (self->listening, key, body);
}

void
search_double_hold (SearchDouble *self,
                    const char   *text)
{
  listening_double_hold (self->listening, text);
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
             const char   *collection_id,
             const char   *text)
{
  g_autoptr (GAsyncResult) result = NULL;

  reel_catalogue_find_answer_async (self->catalogue, "p", collection_id, text, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  return reel_catalogue_find_answer_finish (self->catalogue, result, NULL, NULL);
}

void
search_double_wait_kept_in (SearchDouble *self,
                            const char   *collection_id,
                            const char   *text)
{
  GBytes *body = NULL;

  reel_test_wait ((body = find_answer (self, collection_id, text)) != NULL);
  g_bytes_unref (body);
}

void
search_double_wait_kept (SearchDouble *self,
                         const char   *text)
{
  search_double_wait_kept_in (self, reel_search_model_get_collection_id (self->model), text);
}
