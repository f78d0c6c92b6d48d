/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "monitor-double.h"
#include "reel-test.h"
#include "search-double.h"
#include "search/reel-hit.h"
#include "search/reel-saved-refresher.h"

/* Saved searches on a double of the service: what is new when one is asked, and when one is asked while nobody waits. */

#define ONE   "{\"results\": [{\"video_id\": \"v1\", \"similarity\": 0.9, \"start_time\": 12, \"end_time\": 18}]}"
#define OTHER "{\"results\": [{\"video_id\": \"v1\", \"similarity\": 0.2, \"start_time\": 12, \"end_time\": 18}]}"
#define TWO   "{\"results\": [{\"video_id\": \"v2\", \"similarity\": 0.95, \"start_time\": 1, \"end_time\": 4}," \
              " {\"video_id\": \"v1\", \"similarity\": 0.9, \"start_time\": 12, \"end_time\": 18}]}"
#define SUNSET "夕陽下的海邊"

typedef struct
{
  SearchDouble *service;
  ReelSavedSearches *saved;
} Fixture;

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  f->service = search_double_new ();
  search_double_set_collections (f->service, "c1", "Dogs", "c2", "Travel", NULL);
  reel_search_model_set_collection_id (f->service->model, "c1");
  f->saved = reel_saved_searches_new (f->service->catalogue, "p");
  reel_search_model_set_saved (f->service->model, f->saved);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  reel_search_model_set_saved (f->service->model, NULL);
  reel_test_assert_finalized (&f->saved);
  search_double_free (f->service);
}

static void
add_ready (Fixture    *f,
           const char *uri,
           const char *video_id)
{
  reel_video_set_state (search_double_add_video (f->service, uri, video_id), REEL_VIDEO_STATE_READY);
}

static guint
n_asked (Fixture *f)
{
  return f->service->listening->asked->len;
}

static gboolean
is_new (Fixture *f,
        guint    position)
{
  g_autoptr (ReelHit) hit = g_list_model_get_item (G_LIST_MODEL (f->service->model), position);

  return reel_hit_get_is_new (hit);
}

static void
counted (guint *n)
{
  (*n)++;
}

/* Asked again, what was not there is marked, for as long as somebody looks; asked once more, it is no longer new. */
static void
test_marked (Fixture      *f,
             gconstpointer data)
{
  ReelSearchModel *model = f->service->model;
  ReelSavedSearch *search;
  guint notified = 0;

  g_assert_null (reel_search_model_save (model)); /* nothing was asked */
  add_ready (f, "file:///a.mp4", "v1");
  search_double_reply (f->service, SUNSET, ONE);
  search_double_search (f->service, SUNSET);
  g_assert_null (reel_search_model_find_saved (model));
  search = reel_search_model_save (model);
  g_assert_true (reel_search_model_find_saved (model) == search);
  g_assert_cmpstr (reel_saved_search_get_text (search), ==, SUNSET);
  g_assert_cmpstr (reel_saved_search_get_collection_id (search), ==, "c1");
  g_assert_nonnull (reel_saved_search_get_seen (search));
  g_assert_cmpuint (reel_search_model_get_n_new (model), ==, 0);

  add_ready (f, "file:///b.mp4", "v2");
  search_double_reply (f->service, SUNSET, TWO);
  g_signal_connect_swapped (model, "notify::n-new", G_CALLBACK (counted), &notified);
  search_double_search (f->service, SUNSET);
  g_assert_cmpuint (reel_search_model_get_n_new (model), ==, 1);
  g_assert_cmpuint (notified, ==, 1);
  g_assert_true (is_new (f, 0));
  g_assert_false (is_new (f, 1));
  g_assert_cmpuint (reel_saved_search_get_n_new (search), ==, 0); /* it is looked at */
  reel_search_model_ask_for_more (model);
  reel_test_wait (reel_search_model_get_state (model) == REEL_SEARCH_STATE_DONE);
  g_assert_true (is_new (f, 0));
  search_double_search (f->service, SUNSET);
  g_assert_false (is_new (f, 0));
  g_assert_cmpuint (reel_search_model_get_n_new (model), ==, 0);

  /* Another score is not news; the same text somewhere else is another search. */
  search_double_reply (f->service, SUNSET, OTHER);
  search_double_search (f->service, SUNSET);
  g_assert_cmpuint (reel_search_model_get_n_new (model), ==, 0);
  reel_search_model_set_collection_id (model, "c2");
  search_double_reply (f->service, SUNSET, TWO);
  search_double_search (f->service, SUNSET);
  g_assert_null (reel_search_model_find_saved (model));
  g_assert_cmpuint (reel_search_model_get_n_new (model), ==, 0);
}

/* An answer in which a collection is missing says nothing of what was seen, nor does none. */
static void
test_failed (Fixture      *f,
             gconstpointer data)
{
  ReelSearchModel *model = f->service->model;
  ReelSavedSearch *search;
  GBytes *seen;

  reel_search_model_set_collection_id (model, NULL);
  search_double_reply (f->service, "c1", ONE);
  search_double_search (f->service, "dog");
  search = reel_search_model_save (model);
  g_assert_null (reel_saved_search_get_collection_id (search));
  seen = reel_saved_search_get_seen (search);
  g_assert_nonnull (seen);
  search_double_reply (f->service, "c1", "404 {\"error\": \"gone\"}");
  search_double_search (f->service, "dog");
  g_assert_nonnull (reel_search_model_get_error (model));
  g_assert_true (reel_saved_search_get_seen (search) == seen);
  search_double_reply (f->service, "c2", "404 {\"error\": \"gone\"}");
  search_double_search (f->service, "dog");
  g_assert_true (reel_saved_search_get_seen (search) == seen);
}

/* It is asked for what became Ready in its place, and for nothing else; the count is there without anybody looking. */
static void
test_refreshed (Fixture      *f,
                gconstpointer data)
{
  ReelSavedRefresher *refresher = reel_saved_refresher_new (f->saved, NULL, 0);
  ReelSavedSearch *search, *never;
  guint asked, notified = 0;

  add_ready (f, "file:///a.mp4", "v1");
  search_double_reply (f->service, SUNSET, ONE);
  search_double_search (f->service, SUNSET);
  search = reel_search_model_save (f->service->model);
  never = reel_saved_searches_add (f->saved, "never looked at", "c1");
  reel_search_model_search (f->service->model, NULL);
  g_signal_connect_swapped (search, "notify::n-new", G_CALLBACK (counted), &notified);
  asked = n_asked (f);

  search_double_reply (f->service, SUNSET, TWO);
  reel_saved_refresher_set_client (refresher, f->service->listening->client);
  reel_saved_refresher_look (refresher);
  search_double_search (f->service, "so that some time has passed");
  g_assert_cmpuint (n_asked (f), ==, asked + 1); /* nothing changed */

  add_ready (f, "file:///b.mp4", "v2");
  reel_saved_refresher_look (refresher);
  reel_test_wait (reel_saved_search_get_n_new (search) == 1);
  g_assert_cmpuint (n_asked (f), ==, asked + 2);
  g_assert_cmpstr (f->service->listening->asked->pdata[asked + 1], ==, "c1 " SUNSET " 100");
  g_assert_cmpuint (notified, ==, 1);
  g_assert_cmpint (reel_saved_search_get_asked (never), ==, 0);
  reel_saved_refresher_look (refresher);
  search_double_search (f->service, "so that some time has passed");
  g_assert_cmpuint (n_asked (f), ==, asked + 3);
  g_assert_cmpuint (reel_saved_search_get_n_new (search), ==, 1);

  /* Whoever asks then sees what is new, at once from what was kept. */
  search_double_search (f->service, SUNSET);
  g_assert_true (is_new (f, 0));
  g_assert_cmpuint (reel_saved_search_get_n_new (search), ==, 0);
  reel_test_assert_finalized (&refresher);
}

/* A failure is no news, and is not tried again before something happens. */
static void
test_refused (Fixture      *f,
              gconstpointer data)
{
  ReelSavedRefresher *refresher = reel_saved_refresher_new (f->saved, NULL, 0);
  ReelSavedSearch *search;
  gint64 before;
  guint asked;

  search_double_reply (f->service, SUNSET, ONE);
  search_double_search (f->service, SUNSET);
  search = reel_search_model_save (f->service->model);
  before = reel_saved_search_get_asked (search);
  asked = n_asked (f);
  search_double_reply (f->service, SUNSET, "400 {\"error\": \"no\"}");
  add_ready (f, "file:///b.mp4", "v2");
  reel_saved_refresher_set_client (refresher, f->service->listening->client);
  reel_test_wait (n_asked (f) == asked + 1);
  search_double_search (f->service, "so that some time has passed");
  search_double_search (f->service, "so that some time has passed");
  g_assert_cmpuint (n_asked (f), ==, asked + 3);
  g_assert_cmpint (reel_saved_search_get_asked (search), ==, before);
  g_assert_cmpuint (reel_saved_search_get_n_new (search), ==, 0);

  search_double_reply (f->service, SUNSET, TWO);
  reel_saved_refresher_look (refresher);
  reel_test_wait (reel_saved_search_get_n_new (search) > 0);
  reel_test_assert_finalized (&refresher);
}

/* Neither while the network costs nor without a service; and what is removed meanwhile is not written again. */
static void
test_polite (Fixture      *f,
             gconstpointer data)
{
  MonitorDouble *monitor = monitor_double_new ();
  ReelNetworkState *network = reel_network_state_new (G_NETWORK_MONITOR (monitor));
  ReelSavedRefresher *refresher = reel_saved_refresher_new (f->saved, network, 0);
  ReelSavedSearch *search;
  guint asked;

  reel_network_state_set_address (network, "https://api.example.com");
  search_double_reply (f->service, SUNSET, ONE);
  search_double_search (f->service, SUNSET);
  search = reel_search_model_save (f->service->model);
  asked = n_asked (f);
  monitor_double_set (monitor, G_NETWORK_CONNECTIVITY_FULL, TRUE);
  add_ready (f, "file:///b.mp4", "v2");
  reel_saved_refresher_look (refresher); /* nobody to ask */
  reel_saved_refresher_set_client (refresher, f->service->listening->client);
  search_double_search (f->service, "so that some time has passed");
  search_double_search (f->service, "so that some time has passed");
  g_assert_cmpuint (n_asked (f), ==, asked + 2);

  search_double_hold (f->service, SUNSET);
  monitor_double_set (monitor, G_NETWORK_CONNECTIVITY_FULL, FALSE);
  reel_test_wait (f->service->listening->waiting->len == 1);
  reel_saved_searches_remove (f->saved, search);
  search_double_release (f->service);
  search_double_search (f->service, "so that some time has passed");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->saved)), ==, 0);
  reel_test_assert_finalized (&refresher);
  reel_test_assert_finalized (&network);
  reel_test_assert_finalized (&monitor);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add ("/search/saved/marked", Fixture, NULL, set_up, test_marked, tear_down);
  g_test_add ("/search/saved/failed", Fixture, NULL, set_up, test_failed, tear_down);
  g_test_add ("/search/saved/refreshed", Fixture, NULL, set_up, test_refreshed, tear_down);
  g_test_add ("/search/saved/refused", Fixture, NULL, set_up, test_refused, tear_down);
  g_test_add ("/search/saved/polite", Fixture, NULL, set_up, test_polite, tear_down);
  return g_test_run ();
}
