/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "library/reel-catalogue-links.h"
#include "reel-test.h"
#include "search-double.h"
#include "search/reel-hit.h"

#define DOGS "{\"results\": [{\"video_id\": \"v1\", \"similarity\": 0.9, \"start_time\": 12, \"end_time\": 18}," \
             " {\"video_id\": \"v2\", \"similarity\": 0.5}, {\"video_id\": \"v1\", \"similarity\": 0.7, \"start_time\": 1," \
             " \"end_time\": 2}], \"unknown_words\": [\"zyx\", \"qwv\"]}"

static void
count (guint *n)
{
  (*n)++;
}

static ReelHit *
hit_at (SearchDouble *service,
        guint         position)
{
  g_autoptr (ReelHit) hit = g_list_model_get_item (G_LIST_MODEL (service->model), position);

  return hit; /* the model keeps it */
}

static guint
n_hits (SearchDouble *service)
{
  return g_list_model_get_n_items (G_LIST_MODEL (service->model));
}

static ReelSearchState
state (SearchDouble *service)
{
  return reel_search_model_get_state (service->model);
}

static void
test_found (void)
{
  SearchDouble *service = search_double_new ();
  ReelVideo *video = search_double_add_video (service, "file:///footage/vtest.avi", "v1");
  guint changes = 0, states = 0;
  g_auto (GStrv) searches = NULL;

  g_signal_connect_swapped (service->model, "items-changed", G_CALLBACK (count), &changes);
  g_signal_connect_swapped (service->model, "notify::state", G_CALLBACK (count), &states);
  search_double_set_collections (service, "c1", "Dogs", "c2", "Travel", NULL);
  search_double_reply (service, "c1", DOGS);
  reel_search_model_set_collection_id (service->model, "c1");
  search_double_search (service, "  a dog\n");

  g_assert_cmpint (state (service), ==, REEL_SEARCH_STATE_DONE);
  g_assert_cmpuint (states, ==, 2);
  g_assert_cmpuint (changes, ==, 1);
  g_assert_cmpuint (service->listening->asked->len, ==, 1);
  g_assert_cmpstr (service->listening->asked->pdata[0], ==, "c1 a dog 100");
  g_assert_cmpstr (reel_search_model_get_text (service->model), ==, "a dog");
  g_assert_cmpstr (reel_search_model_get_scope (service->model), ==, "Dogs");
  g_assert_null (reel_search_model_get_error (service->model));

  /* One collection: the order is the service's. */
  g_assert_cmpuint (n_hits (service), ==, 3);
  g_assert_cmpuint (reel_search_model_get_n_videos (service->model), ==, 2);
  g_assert_true (reel_hit_get_video (hit_at (service, 0)) == video);
  g_assert_cmpstr (reel_hit_get_name (hit_at (service, 0)), ==, "vtest.avi");
  g_assert_cmpstr (reel_hit_get_collection_id (hit_at (service, 0)), ==, "c1");
  g_assert_cmpfloat (reel_hit_get_start (hit_at (service, 0)), ==, 12);
  g_assert_cmpfloat (reel_hit_get_end (hit_at (service, 0)), ==, 18);
  g_assert_cmpfloat (reel_hit_get_similarity (hit_at (service, 2)), ==, 0.7);

  /* A video that was added elsewhere, and a hit without times. */
  g_assert_null (reel_hit_get_video (hit_at (service, 1)));
  g_assert_cmpstr (reel_hit_get_name (hit_at (service, 1)), ==, "Unknown file (v2)");
  g_assert_false (reel_hit_get_has_times (hit_at (service, 1)));

  g_assert_cmpstr (reel_search_model_get_unknown_words (service->model)[0], ==, "zyx");
  g_assert_cmpstr (reel_search_model_get_unknown_words (service->model)[1], ==, "qwv");
  g_assert_null (reel_search_model_get_unknown_words (service->model)[2]);
  searches = reel_catalogue_get_searches (service->catalogue, "p", 10);
  g_assert_cmpstr (searches[0], ==, "a dog");
  g_assert_null (searches[1]);

  /* Nothing asked: nothing shown. */
  reel_search_model_search (service->model, " \t ");
  g_assert_cmpint (state (service), ==, REEL_SEARCH_STATE_IDLE);
  g_assert_cmpuint (n_hits (service), ==, 0);
  g_assert_cmpuint (reel_search_model_get_n_videos (service->model), ==, 0);
  g_assert_null (reel_search_model_get_unknown_words (service->model));
  g_assert_null (reel_search_model_get_text (service->model));
  g_assert_cmpuint (service->listening->asked->len, ==, 1);
  search_double_free (service);
}

static void
test_failed (void)
{
  SearchDouble *service = search_double_new ();

  reel_search_model_set_collection_id (service->model, "c1");
  search_double_reply (service, "dog", DOGS);
  search_double_search (service, "dog");
  g_assert_cmpuint (n_hits (service), ==, 3);
  search_double_reply (service, "cat", "400 {\"error\": {\"code\": \"bad\", \"message\": \"no cats, please\"}}");
  search_double_search (service, "cat");
  g_assert_cmpint (state (service), ==, REEL_SEARCH_STATE_FAILED);
  g_assert_nonnull (strstr (reel_search_model_get_error (service->model), "no cats, please"));
  g_assert_cmpuint (n_hits (service), ==, 0);
  g_assert_null (reel_search_model_get_unknown_words (service->model));

  search_double_reply (service, "cat", DOGS);
  search_double_search (service, reel_search_model_get_text (service->model));
  g_assert_cmpint (state (service), ==, REEL_SEARCH_STATE_DONE);
  g_assert_cmpuint (n_hits (service), ==, 3);
  g_assert_null (reel_search_model_get_error (service->model));
  search_double_free (service);
}

static void
test_newer_wins (void)
{
  SearchDouble *service = search_double_new ();

  reel_search_model_set_collection_id (service->model, "c1");
  search_double_reply (service, "first", DOGS);
  search_double_search (service, "first");
  g_assert_cmpuint (n_hits (service), ==, 3);

  search_double_hold (service, "second");
  search_double_reply (service, "second", DOGS);
  reel_search_model_search (service->model, "second");
  reel_test_wait (service->listening->waiting->len == 1);
  g_assert_cmpint (state (service), ==, REEL_SEARCH_STATE_SEARCHING);
  g_assert_cmpuint (n_hits (service), ==, 3); /* of the first */

  search_double_reply (service, "third", "{\"results\": [{\"video_id\": \"v3\", \"similarity\": 0.1}]}");
  search_double_search (service, "third");
  g_assert_cmpuint (n_hits (service), ==, 1);
  search_double_release (service);
  /* The answer to the second comes too late to be shown: ask once more, so that it has had the time. */
  search_double_search (service, "third");
  g_assert_cmpuint (n_hits (service), ==, 1);
  g_assert_cmpstr (reel_search_model_get_text (service->model), ==, "third");
  search_double_free (service);
}

static void
test_cancelled (void)
{
  SearchDouble *service = search_double_new ();
  guint cancelled = 0;

  search_double_set_collections (service, "c1", "Dogs", NULL);
  search_double_hold (service, "slow");
  reel_search_model_search (service->model, "slow");
  reel_test_wait (service->listening->waiting->len == 1);
  reel_search_model_cancel (service->model);
  g_assert_cmpint (state (service), ==, REEL_SEARCH_STATE_IDLE);
  g_assert_null (reel_search_model_get_text (service->model));

  search_double_reply (service, "dog", DOGS);
  search_double_search (service, "dog");
  g_signal_connect_swapped (service->model, "cancelled", G_CALLBACK (count), &cancelled);
  reel_search_model_search (service->model, "slow");
  reel_search_model_cancel (service->model);
  reel_search_model_cancel (service->model);
  g_assert_cmpuint (cancelled, ==, 1);
  g_assert_cmpint (state (service), ==, REEL_SEARCH_STATE_DONE);
  g_assert_cmpstr (reel_search_model_get_text (service->model), ==, "dog");
  g_assert_cmpuint (n_hits (service), ==, 3);
  g_assert_null (reel_search_model_get_error (service->model));

  search_double_free (service);
}

/* A service that is started again is another client: the hits and the words stay, and what it has not answered is asked once
 * more. Another profile is another service: all of it goes. */
static void
test_restarted (void)
{
  SearchDouble *service = search_double_new ();

  search_double_set_collections (service, "c1", "Dogs", NULL);
  search_double_reply (service, "dog", DOGS);
  search_double_reply (service, "slow", "{\"results\": [{\"video_id\": \"v3\", \"similarity\": 0.1}]}");
  search_double_search (service, "dog");
  reel_search_model_set_client (service->model, NULL);
  g_assert_cmpint (state (service), ==, REEL_SEARCH_STATE_DONE);
  g_assert_cmpuint (n_hits (service), ==, 3);
  g_assert_cmpstr (reel_search_model_get_text (service->model), ==, "dog");
  reel_search_model_set_client (service->model, service->listening->client);
  g_assert_cmpint (state (service), ==, REEL_SEARCH_STATE_DONE);
  g_assert_cmpuint (service->listening->asked->len, ==, 1); /* nobody asks for what is there */

  search_double_hold (service, "slow");
  reel_search_model_search (service->model, "slow");
  reel_test_wait (service->listening->waiting->len == 1);
  reel_search_model_set_client (service->model, NULL);
  g_assert_cmpint (state (service), ==, REEL_SEARCH_STATE_SEARCHING);
  g_assert_cmpuint (n_hits (service), ==, 3);
  g_assert_cmpstr (reel_search_model_get_text (service->model), ==, "slow");
  search_double_release (service);
  g_hash_table_remove_all (service->listening->held);
  reel_search_model_set_client (service->model, service->listening->client);
  reel_test_wait (state (service) == REEL_SEARCH_STATE_DONE);
  g_assert_cmpuint (n_hits (service), ==, 1);
  g_assert_cmpstr (service->listening->asked->pdata[2], ==, "c1 slow 100");

  /* It does not come back: that is said, unless somebody gave the question up. */
  search_double_hold (service, "never");
  reel_search_model_search (service->model, "never");
  reel_search_model_set_client (service->model, NULL);
  reel_search_model_cancel (service->model);
  g_assert_cmpint (state (service), ==, REEL_SEARCH_STATE_DONE);
  g_assert_cmpstr (reel_search_model_get_text (service->model), ==, "slow");
  reel_search_model_give_up (service->model, "It is broken.");
  g_assert_cmpint (state (service), ==, REEL_SEARCH_STATE_DONE);
  reel_search_model_set_client (service->model, service->listening->client);
  reel_search_model_search (service->model, "never");
  reel_search_model_set_client (service->model, NULL);
  reel_search_model_give_up (service->model, "It is broken.");
  g_assert_cmpint (state (service), ==, REEL_SEARCH_STATE_FAILED);
  g_assert_cmpstr (reel_search_model_get_error (service->model), ==, "It is broken.");

  /* What was asked before there was a service is asked when there is one. */
  reel_search_model_search (service->model, "dog");
  reel_test_wait (state (service) == REEL_SEARCH_STATE_DONE); /* with what was answered before */
  g_assert_nonnull (reel_search_model_get_error (service->model));
  reel_search_model_set_client (service->model, service->listening->client);
  g_assert_cmpint (state (service), ==, REEL_SEARCH_STATE_SEARCHING);
  reel_test_wait (state (service) == REEL_SEARCH_STATE_DONE);
  g_assert_cmpuint (n_hits (service), ==, 3);
  g_assert_null (reel_search_model_get_error (service->model));

  reel_search_model_set_profile (service->model, "other");
  g_assert_cmpint (state (service), ==, REEL_SEARCH_STATE_IDLE);
  g_assert_cmpuint (n_hits (service), ==, 0);
  g_assert_null (reel_search_model_get_text (service->model));
  search_double_free (service);
}

/* More hits, another try and a saved search are of what was asked, wherever one looks by now; and the next question asks for as
 * few as any. */
static void
test_question (void)
{
  SearchDouble *service = search_double_new ();
  g_autoptr (ReelSavedSearches) saved = reel_saved_searches_new (service->catalogue, "p");
  ReelSavedSearch *search;
  ReelSearchQuestion *question;

  search_double_set_collections (service, "c1", "Dogs", "c2", "Travel", NULL);
  reel_search_model_set_saved (service->model, saved);
  search_double_reply (service, "dog", DOGS);
  reel_search_model_set_collection_id (service->model, "c1");
  search_double_search (service, "dog");
  reel_search_model_set_collection_id (service->model, "c2");
  g_assert_cmpstr (reel_search_model_get_scope (service->model), ==, "Dogs");
  reel_search_model_ask_for_more (service->model);
  reel_test_wait (state (service) == REEL_SEARCH_STATE_DONE);
  g_assert_cmpstr (service->listening->asked->pdata[1], ==, "c1 dog 300");
  reel_search_model_search_again (service->model);
  reel_test_wait (state (service) == REEL_SEARCH_STATE_DONE);
  g_assert_cmpstr (service->listening->asked->pdata[2], ==, "c1 dog 300");
  search = reel_search_model_save (service->model);
  g_assert_cmpstr (reel_saved_search_get_collection_id (search), ==, "c1");
  g_assert_true (reel_search_model_find_saved (service->model) == search);
  question = reel_search_model_get_question (service->model);
  g_assert_cmpstr (question->collection_id, ==, "c1");
  g_assert_cmpuint (question->top_k, ==, 300);

  search_double_search (service, "dog");
  g_assert_cmpstr (service->listening->asked->pdata[3], ==, "c2 dog 100");
  g_assert_null (reel_search_model_find_saved (service->model));
  reel_search_model_set_collection_id (service->model, "c1");
  reel_search_model_search_there (service->model);
  reel_test_wait (state (service) == REEL_SEARCH_STATE_DONE);
  g_assert_cmpstr (service->listening->asked->pdata[4], ==, "c1 dog 100");
  g_assert_true (reel_search_model_find_saved (service->model) == search);

  /* One that is given up leaves the one before as it was: text, place, and how many. */
  reel_search_model_set_collection_id (service->model, "c2");
  search_double_hold (service, "slow");
  reel_search_model_search (service->model, "slow");
  g_assert_null (reel_search_model_find_saved (service->model));
  reel_search_model_cancel (service->model);
  g_assert_true (reel_search_model_find_saved (service->model) == search);
  g_assert_cmpstr (reel_search_model_get_scope (service->model), ==, "Dogs");
  reel_search_model_search_again (service->model);
  reel_test_wait (state (service) == REEL_SEARCH_STATE_DONE);
  g_assert_cmpstr (service->listening->asked->pdata[service->listening->asked->len - 1], ==, "c1 dog 100");

  /* So does one of which the old answer is there already; that is then of its date, and not of now. */
  search_double_wait_kept_in (service, "c1", "dog");
  search_double_hold (service, "dog");
  reel_search_model_search_again (service->model);
  reel_test_wait (reel_search_model_get_answered (service->model) > 0);
  reel_search_model_cancel (service->model);
  g_assert_cmpint (state (service), ==, REEL_SEARCH_STATE_DONE);
  g_assert_cmpint (reel_search_model_get_answered (service->model), >, 0);
  reel_search_model_search (service->model, "slow");
  g_assert_cmpint (reel_search_model_get_answered (service->model), ==, 0);
  reel_search_model_cancel (service->model);
  g_assert_cmpint (reel_search_model_get_answered (service->model), >, 0);
  reel_search_model_set_saved (service->model, NULL);
  g_clear_object (&saved); /* it has the catalogue */
  search_double_free (service);
}

static void
test_all (void)
{
  SearchDouble *service = search_double_new ();

  search_double_set_collections (service, "c1", "Dogs", "c2", "Travel", "c3", "Archive", NULL);
  search_double_reply (service, "c1", DOGS);
  search_double_reply (service, "c2", "{\"results\": [{\"video_id\": \"w1\", \"similarity\": 0.8}, {\"video_id\": \"w2\","
                                      " \"similarity\": 0.5}], \"unknown_words\": [\"qwv\", \"new\"]}");
  search_double_reply (service, "c3", "{\"results\": []}");
  search_double_search (service, "x");
  g_assert_cmpint (state (service), ==, REEL_SEARCH_STATE_DONE);
  g_assert_cmpuint (service->listening->asked->len, ==, 3);
  g_assert_null (reel_search_model_get_scope (service->model));
  g_assert_null (reel_search_model_get_error (service->model));
  g_assert_cmpuint (n_hits (service), ==, 5);
  g_assert_cmpuint (reel_search_model_get_n_videos (service->model), ==, 4);
  for (guint i = 1; i < n_hits (service); i++)
    g_assert_cmpfloat (reel_hit_get_similarity (hit_at (service, i - 1)), >=, reel_hit_get_similarity (hit_at (service, i)));
  g_assert_cmpstr (reel_hit_get_video_id (hit_at (service, 1)), ==, "w1");
  g_assert_cmpstr (reel_hit_get_collection_id (hit_at (service, 1)), ==, "c2");
  g_assert_cmpuint (g_strv_length ((char **) reel_search_model_get_unknown_words (service->model)), ==, 3);

  /* One that fails is named, and hides nothing. */
  search_double_reply (service, "c2", "404 {\"error\": {\"code\": \"not_found\", \"message\": \"gone\"}}");
  search_double_search (service, "x");
  g_assert_cmpint (state (service), ==, REEL_SEARCH_STATE_DONE);
  g_assert_cmpuint (n_hits (service), ==, 3);
  g_assert_true (g_str_has_prefix (reel_search_model_get_error (service->model), "“Travel” could not be searched. "));

  search_double_reply (service, "c1", "404 {\"error\": {\"code\": \"not_found\", \"message\": \"gone\"}}");
  search_double_search (service, "x");
  g_assert_cmpint (state (service), ==, REEL_SEARCH_STATE_DONE);
  g_assert_cmpuint (n_hits (service), ==, 0);
  g_assert_true (g_str_has_prefix (reel_search_model_get_error (service->model), "2 collections could not be searched. "));
  g_assert_nonnull (strstr (reel_search_model_get_error (service->model), "\n“Dogs”: "));
  g_assert_nonnull (strstr (reel_search_model_get_error (service->model), "\n“Travel”: "));

  search_double_reply (service, "c3", "404 {\"error\": {\"code\": \"not_found\", \"message\": \"gone\"}}");
  search_double_search (service, "never answered");
  g_assert_cmpint (state (service), ==, REEL_SEARCH_STATE_FAILED);
  g_assert_nonnull (strstr (reel_search_model_get_error (service->model), "gone"));
  search_double_free (service);
}

static void
test_none (void)
{
  SearchDouble *service = search_double_new ();

  search_double_set_collections (service, "c1", "Dogs", NULL);
  search_double_reply (service, "c1", DOGS);
  search_double_search (service, "x");
  g_assert_cmpuint (n_hits (service), ==, 3);
  search_double_set_collections (service, NULL, NULL);
  search_double_search (service, "x");
  g_assert_cmpint (state (service), ==, REEL_SEARCH_STATE_FAILED);
  g_assert_cmpuint (n_hits (service), ==, 0);
  g_assert_cmpuint (service->listening->asked->len, ==, 1); /* of the first time */
  search_double_free (service);
}

/* What people have hidden on this computer is found by the service all the same: it is counted, and not among the hits. */
static void
test_hidden (void)
{
  SearchDouble *service = search_double_new ();
  ReelVideo *video = search_double_add_video (service, "file:///footage/vtest.avi", "v1");
  GAsyncResult *result = NULL;
  guint changes = 0;

  g_signal_connect_swapped (service->model, "notify::n-hidden", G_CALLBACK (count), &changes);
  search_double_set_collections (service, "c1", "Dogs", "c2", "Travel", NULL);
  search_double_reply (service, "c1", DOGS);
  search_double_reply (service, "c2", "{\"results\": []}");
  reel_catalogue_note_video_async (service->catalogue, video, NULL, TRUE, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_true (reel_catalogue_note_video_finish (service->catalogue, result, NULL));
  g_clear_object (&result);
  search_double_search (service, "x");
  g_assert_cmpuint (n_hits (service), ==, 1);
  g_assert_cmpstr (reel_hit_get_video_id (hit_at (service, 0)), ==, "v2");
  g_assert_cmpuint (reel_search_model_get_n_videos (service->model), ==, 1);
  g_assert_cmpuint (reel_search_model_get_n_hidden (service->model), ==, 2);
  g_assert_cmpuint (service->listening->asked->len, ==, 2);
  g_assert_cmpuint (changes, ==, 1);

  /* A hidden collection is not among all of them; it is asked by itself, and has its name of this computer. */
  reel_catalogue_note_collection_async (service->catalogue, "p", "c2", "Journeys", TRUE, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_true (reel_catalogue_note_collection_finish (service->catalogue, result, NULL));
  g_clear_object (&result);
  search_double_search (service, "x");
  g_assert_cmpuint (service->listening->asked->len, ==, 3);
  reel_search_model_set_collection_id (service->model, "c2");
  search_double_search (service, "x");
  g_assert_cmpuint (service->listening->asked->len, ==, 4);
  g_assert_cmpstr (reel_search_model_get_scope (service->model), ==, "Journeys");
  g_assert_cmpuint (reel_search_model_get_n_hidden (service->model), ==, 0);
  search_double_free (service);
}

/* A model that was never asked goes without a word. */
static void
test_unused (void)
{
  search_double_free (search_double_new ());
}

/* A video that was added elsewhere, and whose file somebody has told: its hits have it each time that it is found. */
static void
test_linked (void)
{
  SearchDouble *service = search_double_new ();
  g_autoptr (GAsyncResult) result = NULL;
  guint n_linked = 0;

  search_double_add_video (service, "file:///footage/vtest.avi", "v1");
  search_double_set_collections (service, "c1", "Dogs", NULL);
  search_double_reply (service, "c1", DOGS);
  reel_catalogue_set_link_async (service->catalogue, "p", "v2", "file:///mine/other.avi", NULL, reel_test_store_result,
                                 &result);
  reel_test_wait (result != NULL);
  g_assert_true (reel_catalogue_set_link_finish (service->catalogue, result, NULL));
  g_clear_object (&result); /* it has the catalogue */
  reel_search_model_set_collection_id (service->model, "c1");
  search_double_search (service, "a dog");
  for (guint i = 0; i < n_hits (service); i++)
    {
      ReelHit *hit = hit_at (service, i);

      if (reel_hit_get_video (hit) != NULL)
        g_assert_null (reel_hit_get_link (hit));
      else if (g_str_equal (reel_hit_get_video_id (hit), "v2"))
        {
          n_linked++;
          g_assert_cmpstr (reel_hit_get_uri (hit), ==, "file:///mine/other.avi");
          g_assert_cmpstr (reel_hit_get_name (hit), ==, "other.avi");
          g_assert_true (reel_hit_get_is_here (hit));
        }
    }
  g_assert_cmpuint (n_linked, >, 0);
  search_double_free (service);
}

/* A model that goes while the service thinks is not kept for long, and nothing comes back to it. */
static void
test_gone (void)
{
  SearchDouble *service = search_double_new ();
  guint changes = 0;

  search_double_set_collections (service, "c1", "Dogs", NULL);
  search_double_hold (service, "slow");
  search_double_reply (service, "slow", DOGS);
  g_signal_connect_swapped (service->model, "items-changed", G_CALLBACK (count), &changes);
  reel_search_model_search (service->model, "slow");
  reel_test_wait (service->listening->waiting->len == 1);
  reel_search_model_set_client (service->model, NULL);
  reel_test_assert_finalized (&service->model);
  g_assert_cmpuint (changes, ==, 0);
  service->model = reel_search_model_new (NULL);
  search_double_free (service);
}

/* One file under two ids shows each clip once, and counts as one. */
static void
test_copies (void)
{
  SearchDouble *service = search_double_new ();
  ReelVideo *one = search_double_add_video (service, "file:///footage/a.avi", "v1");
  ReelVideo *two = search_double_add_video (service, "file:///footage/copy of a.avi", "v2");
  ReelVideo *three = search_double_add_video (service, "file:///footage/b.avi", "v3");

  reel_video_set_fingerprint (one, "10-aa", 10);
  reel_video_set_fingerprint (two, "10-aa", 10);
  reel_video_set_fingerprint (three, "10-bb", 10);
  search_double_set_collections (service, "c1", "Dogs", NULL);
  search_double_reply (service, "c1", "{\"results\": ["
                                      "{\"video_id\": \"v2\", \"similarity\": 0.9, \"start\": 1, \"end\": 2},"
                                      "{\"video_id\": \"v1\", \"similarity\": 0.9, \"start\": 1.01, \"end\": 2},"
                                      "{\"video_id\": \"v3\", \"similarity\": 0.9, \"start\": 1, \"end\": 2},"
                                      "{\"video_id\": \"v1\", \"similarity\": 0.8, \"start\": 5, \"end\": 6},"
                                      "{\"video_id\": \"v1\", \"similarity\": 0.7},"
                                      "{\"video_id\": \"v2\", \"similarity\": 0.7}]}");
  search_double_search (service, "x");
  g_assert_cmpuint (n_hits (service), ==, 4);
  g_assert_cmpstr (reel_hit_get_video_id (hit_at (service, 0)), ==, "v2");
  g_assert_cmpstr (reel_hit_get_video_id (hit_at (service, 1)), ==, "v3");
  g_assert_cmpstr (reel_hit_get_video_id (hit_at (service, 2)), ==, "v1");
  g_assert_false (reel_hit_get_has_times (hit_at (service, 3)));
  g_assert_cmpuint (reel_search_model_get_n_videos (service->model), ==, 2);

  /* In another collection it is there on purpose. */
  search_double_set_collections (service, "c1", "Dogs", "c2", "Travel", NULL);
  search_double_reply (service, "c1", "{\"results\": [{\"video_id\": \"v1\", \"similarity\": 0.7}]}");
  search_double_reply (service, "c2", "{\"results\": [{\"video_id\": \"v2\", \"similarity\": 0.7}]}");
  search_double_search (service, "x");
  g_assert_cmpuint (n_hits (service), ==, 2);
  search_double_free (service);
}

/* An upload without an answer: nobody has ever told its id, but what it holds tells whose copy it is. */
static void
test_unanswered (void)
{
  static const char answer[] = "{\"results\": ["
                               "{\"video_id\": \"lost\", \"similarity\": 0.91234, \"start\": 1, \"end\": 2},"
                               "{\"video_id\": \"v1\", \"similarity\": 0.91234, \"start\": 1, \"end\": 2},"
                               "{\"video_id\": \"lost\", \"similarity\": 0.5, \"start\": 7, \"end\": 8}]}";
  SearchDouble *service = search_double_new ();
  ReelVideo *video = search_double_add_video (service, "file:///footage/a.avi", "v1");

  reel_video_set_fingerprint (video, "10-aa", 10);
  search_double_set_collections (service, "c1", "Dogs", NULL);
  search_double_reply (service, "c1", answer);

  /* Nothing is in doubt: it is somebody else's. */
  search_double_search (service, "x");
  g_assert_cmpuint (n_hits (service), ==, 3);
  g_assert_null (reel_hit_get_video (hit_at (service, 0)));
  g_assert_cmpuint (reel_search_model_get_n_videos (service->model), ==, 2);
  g_assert_null (reel_video_get_copies (video)[0]);

  reel_video_set_unanswered (video, TRUE);
  search_double_search (service, "x");
  g_assert_cmpuint (n_hits (service), ==, 2);
  g_assert_true (reel_hit_get_video (hit_at (service, 0)) == video);
  g_assert_true (reel_hit_get_video (hit_at (service, 1)) == video);
  g_assert_cmpuint (reel_search_model_get_n_videos (service->model), ==, 1);
  g_assert_cmpstr (reel_video_get_copies (video)[0], ==, "lost");
  g_assert_true (reel_catalogue_find_video (service->catalogue, "p", "lost") == video);
  search_double_free (service);
}

/* A hundred at first, then 300, then what can be asked for at most; and no further. */
static void
test_more (void)
{
  static const guint counts[] = { 100, 300, 1000 };
  SearchDouble *service = search_double_new ();
  guint changes = 0;

  g_signal_connect_swapped (service->model, "notify::may-have-more", G_CALLBACK (count), &changes);
  search_double_set_collections (service, "c1", "Dogs", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      g_autoptr (GString) body = g_string_new ("{\"results\": [");
      g_autofree char *asked = g_strdup_printf ("c1 x %u", counts[i]);

      for (guint j = 0; j < counts[i]; j++)
        g_string_append_printf (body, "%s{\"video_id\": \"v%u\", \"similarity\": 0.5}", j > 0 ? "," : "", j);
      g_string_append (body, "]}");
      search_double_reply (service, "x", body->str);
      if (i == 0)
        search_double_search (service, "x");
      else
        {
          reel_search_model_ask_for_more (service->model);
          reel_test_wait (state (service) == REEL_SEARCH_STATE_DONE);
        }
      g_assert_cmpstr (service->listening->asked->pdata[i], ==, asked);
      g_assert_cmpuint (n_hits (service), ==, counts[i]);
      g_assert_cmpint (reel_search_model_get_may_have_more (service->model), ==, i < 2);
    }
  g_assert_cmpuint (changes, ==, 2);
  search_double_free (service);
}

/* What touches is one hit; the model says of how many. */
static void
test_merged (void)
{
  SearchDouble *service = search_double_new ();

  search_double_set_collections (service, "c1", "Dogs", NULL);
  search_double_reply (service, "x", "{\"results\": ["
                                     "{\"video_id\": \"v1\", \"similarity\": 0.9, \"start\": 10, \"end\": 15},"
                                     "{\"video_id\": \"v2\", \"similarity\": 0.89, \"start\": 15, \"end\": 18},"
                                     "{\"video_id\": \"v1\", \"similarity\": 0.885, \"start\": 15, \"end\": 18}]}");
  search_double_search (service, "x");
  g_assert_cmpuint (n_hits (service), ==, 2);
  g_assert_cmpuint (reel_hit_get_n_merged (hit_at (service, 0)), ==, 2);
  g_assert_cmpfloat (reel_hit_get_end (hit_at (service, 0)), ==, 18);
  g_assert_cmpuint (reel_hit_get_n_merged (hit_at (service, 1)), ==, 1);
  search_double_free (service);
}

/* What was answered before is there at once, and the service's answer takes its place without moving what is the same. */
static void
test_kept (void)
{
  SearchDouble *service = search_double_new ();
  g_autoptr (ReelHit) before = NULL;
  guint changes = 0;

  search_double_set_collections (service, "c1", "Dogs", NULL);
  search_double_reply (service, "dog", DOGS);
  search_double_search (service, "dog");
  g_assert_cmpint (reel_search_model_get_answered (service->model), ==, 0);
  search_double_wait_kept (service, "dog");
  search_double_reply (service, "cat", "{\"results\": []}");
  search_double_search (service, "cat");
  g_assert_cmpuint (n_hits (service), ==, 0);

  search_double_hold (service, "dog");
  reel_search_model_search (service->model, "dog");
  reel_test_wait (n_hits (service) == 3);
  g_assert_cmpint (state (service), ==, REEL_SEARCH_STATE_SEARCHING);
  g_assert_cmpint (reel_search_model_get_answered (service->model), >, 0);
  g_assert_cmpstr (reel_search_model_get_unknown_words (service->model)[1], ==, "qwv");
  before = g_object_ref (hit_at (service, 1));
  g_signal_connect_swapped (service->model, "items-changed", G_CALLBACK (count), &changes);
  reel_test_wait (service->listening->waiting->len == 1);
  search_double_release (service);
  reel_test_wait (state (service) == REEL_SEARCH_STATE_DONE);
  g_assert_cmpint (reel_search_model_get_answered (service->model), ==, 0);
  g_assert_cmpuint (changes, ==, 0);
  g_assert_true (hit_at (service, 1) == before);
  g_clear_object (&before);

  /* The service is gone: the answer stays readable, with its date and why there is no newer one. */
  search_double_reply (service, "dog", "400 {\"error\": {\"code\": \"bad\", \"message\": \"no dogs\"}}");
  g_hash_table_remove_all (service->listening->held);
  search_double_search (service, "cat");
  search_double_search (service, "dog");
  g_assert_cmpint (state (service), ==, REEL_SEARCH_STATE_DONE);
  g_assert_cmpuint (n_hits (service), ==, 3);
  g_assert_cmpint (reel_search_model_get_answered (service->model), >, 0);
  g_assert_nonnull (strstr (reel_search_model_get_error (service->model), "no dogs"));

  /* So it is without any service at all; in another collection nobody has asked. */
  reel_search_model_set_client (service->model, NULL);
  reel_search_model_search (service->model, "dog");
  g_assert_cmpint (state (service), ==, REEL_SEARCH_STATE_FAILED);
  reel_test_wait (state (service) == REEL_SEARCH_STATE_DONE);
  g_assert_cmpuint (n_hits (service), ==, 3);
  g_assert_nonnull (reel_search_model_get_error (service->model));
  reel_search_model_set_collection_id (service->model, "c1");
  reel_search_model_search (service->model, "dog");
  g_assert_cmpint (state (service), ==, REEL_SEARCH_STATE_FAILED);
  search_double_free (service);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/search/model/found", test_found);
  g_test_add_func ("/search/model/failed", test_failed);
  g_test_add_func ("/search/model/newer-wins", test_newer_wins);
  g_test_add_func ("/search/model/cancelled", test_cancelled);
  g_test_add_func ("/search/model/restarted", test_restarted);
  g_test_add_func ("/search/model/question", test_question);
  g_test_add_func ("/search/model/all", test_all);
  g_test_add_func ("/search/model/none", test_none);
  g_test_add_func ("/search/model/hidden", test_hidden);
  g_test_add_func ("/search/model/unused", test_unused);
  g_test_add_func ("/search/model/linked", test_linked);
  g_test_add_func ("/search/model/gone", test_gone);
  g_test_add_func ("/search/model/copies", test_copies);
  g_test_add_func ("/search/model/unanswered", test_unanswered);
  g_test_add_func ("/search/model/more", test_more);
  g_test_add_func ("/search/model/merged", test_merged);
  g_test_add_func ("/search/model/kept", test_kept);
  return g_test_run ();
}
