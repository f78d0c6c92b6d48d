/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "media/reel-frame-grabber.h"
#include "reel-test.h"
#include "search-double.h"
#include "search/reel-hit-cell.h"
#include "search/reel-results-page.h"
#include "search/reel-save-button.h"
#include "search/reel-search-bar.h"
#include "stage.h"

/* 'Find Similar' in the results: offered where the service can, and its answers shown as those of any search. */

#define HITS                                                                                                       \
  "{\"results\": ["                                                                                                \
  "{\"video_id\": \"v1\", \"similarity\": 0.87, \"start_time\": 12, \"end_time\": 18},"                            \
  "{\"video_id\": \"v9\", \"similarity\": 0.52, \"start_time\": 3, \"end_time\": 5}"                               \
  "]}"
#define SIMILAR                                                                                                    \
  "{\"results\": ["                                                                                                \
  "{\"video_id\": \"v2\", \"similarity\": 0.91, \"start_time\": 2, \"end_time\": 6, \"reasons\": []},"             \
  "{\"video_id\": \"v1\", \"similarity\": 0.41, \"start_time\": 40, \"end_time\": 46, \"reasons\": []}"            \
  "], \"sure_from\": 0.55}"
#define FIRST "vtest.avi, 0:12 – 0:18, similarity 0.87"
#define QUESTION "Similar to “vtest.avi” at 0:12"

typedef struct
{
  SearchDouble *service;
  ReelFrameGrabber *grabber;
  ReelResultsPage *page; /* (borrowed): the stage has it */
  ReelSearchBar *bar;    /* (borrowed): the same */
  GtkWidget *save;       /* (borrowed): the same */
  Stage *stage;
  GPtrArray *asked;      /* (element-type utf8): bodies of what was asked for */
  guint status;          /* of answers */
} Fixture;

static void
handle_similar (SoupServer        *server,
                SoupServerMessage *message,
                const char        *path,
                GHashTable        *query,
                gpointer           user_data)
{
  Fixture *f = user_data;
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  const char *reply = f->status == 200 ? SIMILAR : "{\"error\": {\"code\": \"bad_video\", \"message\": \"This is no picture.\"}}";

  g_assert_cmpstr (path, ==, "/local/collections/c1/similar");
  g_ptr_array_add (f->asked, g_strndup (body->data, body->length));
  soup_server_message_set_status (message, f->status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, reply, strlen (reply));
}

static void
requested (Fixture *f,
           ReelHit *hit)
{
  g_autoptr (ReelExample) example = reel_example_new_for_video (QUESTION, reel_hit_get_video_id (hit), reel_hit_get_start (hit),
                                                                reel_hit_get_end (hit));

  reel_search_model_search_similar (f->service->model, example);
}

static void
add_sample (Fixture    *f,
            const char *name,
            const char *id)
{
  g_autofree char *path = reel_test_sample (name);
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);

  search_double_add_video (f->service, uri, id);
}

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  g_autofree char *cache = reel_test_tmp ("frames");
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *top = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  f->status = 200;
  f->asked = g_ptr_array_new_with_free_func (g_free);
  f->service = search_double_new ();
  soup_server_add_handler (f->service->listening->server, "/local", handle_similar, f, NULL);
  search_double_set_collections (f->service, "c1", "Dogs", NULL);
  reel_search_model_set_collection_id (f->service->model, "c1");
  add_sample (f, "vtest.avi", "v1");
  add_sample (f, "Megamind.avi", "v2");
  search_double_reply (f->service, "dog", HITS);
  f->grabber = reel_frame_grabber_new (cache);
  f->bar = REEL_SEARCH_BAR (reel_search_bar_new ());
  f->save = reel_save_button_new ();
  f->page = REEL_RESULTS_PAGE (reel_results_page_new ());
  gtk_widget_set_hexpand (GTK_WIDGET (f->bar), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (f->page), TRUE);
  gtk_box_append (GTK_BOX (top), GTK_WIDGET (f->bar));
  gtk_box_append (GTK_BOX (top), f->save);
  gtk_box_append (GTK_BOX (box), top);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (f->page));
  reel_search_bar_set_model (f->bar, f->service->model);
  reel_save_button_set_model (REEL_SAVE_BUTTON (f->save), f->service->model);
  reel_results_page_set_grabber (f->page, f->grabber);
  reel_results_page_set_model (f->page, f->service->model);
  g_signal_connect_swapped (f->page, "similar-requested", G_CALLBACK (requested), f);
  f->stage = stage_new (box, 740, 640);
  search_double_search (f->service, "dog");
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  stage_free (f->stage);
  reel_test_assert_finalized (&f->grabber);
  search_double_free (f->service);
  g_ptr_array_unref (f->asked);
}

static GtkWidget *
cell (Fixture    *f,
      const char *name)
{
  GtkWidget *found = NULL;

  reel_test_wait ((found = stage_find (GTK_WIDGET (f->page), REEL_TYPE_HIT_CELL, name)) != NULL);
  return found;
}

/* The item of the menu with that text; NULL where there is none. */
static GtkWidget *
find_item (GtkWidget  *root,
           const char *text)
{
  if (!gtk_widget_get_mapped (root))
    return NULL;
  if (strcmp (G_OBJECT_TYPE_NAME (root), "GtkModelButton") == 0 && stage_sees (root, text))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_item (child, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* Under load the toolkit may still be busy with the menu before, whose grab eats a click. */
static GtkWidget *
open_menu (Fixture    *f,
           const char *name,
           const char *text)
{
  GtkWidget *item = NULL;

  for (guint i = 0; i < 5 && item == NULL; i++)
    {
      stage_click_with (f->stage, cell (f, name), 3, 1);
      for (guint j = 0; j < 10 && (item = find_item (GTK_WIDGET (f->page), text)) == NULL; j++)
        reel_display_rest (f->stage->display, 100);
    }
  g_assert_nonnull (item);
  return item;
}

static GtkEntry *
get_entry (Fixture *f)
{
  return GTK_ENTRY (stage_find (GTK_WIDGET (f->bar), GTK_TYPE_ENTRY, NULL));
}

/* A service that can't, as every one but this computer's, has no such item. */
static void
test_absent (Fixture      *f,
             gconstpointer data)
{
  open_menu (f, FIRST, "Play");
  g_assert_null (find_item (GTK_WIDGET (f->page), "Find Similar"));
  stage_press (f->stage, "Escape");
  reel_test_wait (find_item (GTK_WIDGET (f->page), "Play") == NULL);
  g_assert_cmpuint (f->asked->len, ==, 0);
}

static void
test_hit (Fixture      *f,
          gconstpointer data)
{
  ReelSearchModel *model = f->service->model;
  g_auto (GStrv) before = reel_catalogue_get_searches (f->service->catalogue, "p", 100);
  g_auto (GStrv) after = NULL;
  g_autoptr (JsonNode) body = NULL;
  JsonObject *object;

  reel_search_model_set_finds_similar (model, TRUE);
  g_assert_true (gtk_widget_get_sensitive (f->save));
  stage_click (f->stage, open_menu (f, FIRST, "Find Similar"), 1);
  reel_test_wait (g_strcmp0 (reel_search_model_get_text (model), QUESTION) == 0 &&
                  reel_search_model_get_state (model) == REEL_SEARCH_STATE_DONE);
  cell (f, "Megamind.avi, 0:02 – 0:06, similarity 0.91");
  cell (f, "vtest.avi, 0:40 – 0:46, similarity 0.41");
  g_assert_true (stage_sees (GTK_WIDGET (f->page), QUESTION));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (get_entry (f))), ==, "");
  g_assert_cmpstr (gtk_entry_get_placeholder_text (get_entry (f)), ==, QUESTION);
  stage_look (f->stage, "similar-hits");

  g_assert_cmpuint (f->asked->len, ==, 1);
  body = json_from_string (f->asked->pdata[0], NULL);
  object = json_node_get_object (body);
  g_assert_cmpstr (json_object_get_string_member (object, "video_id"), ==, "v1");
  g_assert_cmpfloat (json_object_get_double_member (object, "start_time"), ==, 12);
  g_assert_cmpfloat (json_object_get_double_member (object, "end_time"), ==, 18);
  g_assert_cmpint (json_object_get_int_member (object, "top_k"), ==, REEL_SEARCH_TOP_K);

  /* it is neither saved nor remembered */
  g_assert_false (gtk_widget_get_sensitive (f->save));
  g_assert_null (reel_search_model_save (model));
  after = reel_catalogue_get_searches (f->service->catalogue, "p", 100);
  g_assert_true (g_strv_equal ((const char * const *) before, (const char * const *) after));

  /* more hits, and the same again, are of the same example */
  reel_search_model_ask_for_more (model);
  reel_test_wait (f->asked->len == 2 && reel_search_model_get_state (model) == REEL_SEARCH_STATE_DONE);
  reel_search_model_search_again (model);
  reel_test_wait (f->asked->len == 3 && reel_search_model_get_state (model) == REEL_SEARCH_STATE_DONE);
  g_assert_nonnull (strstr (f->asked->pdata[2], "\"v1\""));

  /* words again */
  search_double_search (f->service, "dog");
  g_assert_null (reel_search_model_get_example (model));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (get_entry (f))), ==, "dog");
  g_assert_cmpstr (gtk_entry_get_placeholder_text (get_entry (f)), ==, "Describe a moment…");
  g_assert_false (stage_sees (GTK_WIDGET (f->page), QUESTION));
  g_assert_true (gtk_widget_get_sensitive (f->save));

  /* another service has to say anew that it can */
  reel_search_model_set_client (model, NULL);
  g_assert_false (reel_search_model_get_finds_similar (model));
}

static void
test_picture (Fixture      *f,
              gconstpointer data)
{
  ReelSearchModel *model = f->service->model;
  g_autoptr (GBytes) picture = g_bytes_new_static ("the bytes of a picture", 22);
  g_autoptr (ReelExample) example = reel_example_new_for_picture ("Similar to “dog.png”", picture);

  reel_search_model_search_similar (model, example);
  reel_test_wait (reel_search_model_get_state (model) == REEL_SEARCH_STATE_DONE);
  g_assert_cmpuint (f->asked->len, ==, 1);
  g_assert_nonnull (strstr (f->asked->pdata[0], "name=\"file\""));
  g_assert_nonnull (strstr (f->asked->pdata[0], "the bytes of a picture"));
  g_assert_nonnull (strstr (f->asked->pdata[0], "name=\"top_k\""));
  cell (f, "Megamind.avi, 0:02 – 0:06, similarity 0.91");

  f->status = 400;
  reel_search_model_search_again (model);
  reel_test_wait (reel_search_model_get_state (model) == REEL_SEARCH_STATE_FAILED);
  g_assert_true (stage_sees (GTK_WIDGET (f->page), "This is no picture."));
}

static void
dropped (GString *names,
         GFile   *file)
{
  g_autofree char *name = g_file_get_basename (file);

  g_string_append_printf (names, "%s;", name);
}

static void
drag_to_bar (Fixture *f)
{
  int x0, y0, x1, y1;

  stage_point (f->stage, cell (f, FIRST), 0.5, 0.3, &x0, &y0);
  stage_point (f->stage, GTK_WIDGET (f->bar), 0.5, 0.5, &x1, &y1);
  reel_display_drag (f->stage->display, x0, y0, x1, y1);
  reel_display_rest (f->stage->display, 300);
}

/* The entry takes files where the service can, before it takes their names as words. */
static void
test_drop (Fixture      *f,
           gconstpointer data)
{
  g_autoptr (GString) names = g_string_new (NULL);

  g_signal_connect_swapped (f->bar, "file-dropped", G_CALLBACK (dropped), names);
  drag_to_bar (f);
  g_assert_cmpstr (names->str, ==, "");
  search_double_search (f->service, "dog"); /* the words that were dropped go */

  reel_search_model_set_finds_similar (f->service->model, TRUE);
  for (guint i = 0; i < 5 && names->len == 0; i++) /* under load a hand may be too fast for what it drags over */
    drag_to_bar (f);
  g_assert_cmpstr (names->str, ==, "vtest.avi;");
  g_assert_null (strstr (gtk_editable_get_text (GTK_EDITABLE (get_entry (f))), "vtest"));
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("GTK_A11Y", "test", TRUE);
  stage_init (&argc, &argv);
  g_test_add ("/results/similar/absent", Fixture, NULL, set_up, test_absent, tear_down);
  g_test_add ("/results/similar/hit", Fixture, NULL, set_up, test_hit, tear_down);
  g_test_add ("/results/similar/picture", Fixture, NULL, set_up, test_picture, tear_down);
  g_test_add ("/results/similar/drop", Fixture, NULL, set_up, test_drop, tear_down);
  return g_test_run ();
}
