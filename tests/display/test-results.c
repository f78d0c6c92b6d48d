/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "media/reel-frame-grabber.h"
#include "reel-test.h"
#include "search-double.h"
#include "search/reel-hit-cell.h"
#include "search/reel-results-page.h"
#include "search/reel-search-bar.h"
#include "stage.h"

/* Hits in three videos of the samples and one that is not known here. */
#define HITS                                                                                                       \
  "{\"results\": ["                                                                                                \
  "{\"video_id\": \"v1\", \"similarity\": 0.87, \"start_time\": 12, \"end_time\": 18},"                            \
  "{\"video_id\": \"v2\", \"similarity\": 0.81, \"start_time\": 2, \"end_time\": 6},"                              \
  "{\"video_id\": \"v3\", \"similarity\": 0.74},"                                                                  \
  "{\"video_id\": \"v1\", \"similarity\": 0.61, \"start_time\": 40, \"end_time\": 46},"                            \
  "{\"video_id\": \"v9\", \"similarity\": 0.52, \"start_time\": 3, \"end_time\": 5},"                              \
  "{\"video_id\": \"v2\", \"similarity\": 0.33, \"start_time\": 8, \"end_time\": 9},"                              \
  "{\"video_id\": \"v1\", \"similarity\": 0.12, \"start_time\": 60, \"end_time\": 66}"                             \
  "]%s}"

typedef struct
{
  SearchDouble *service;
  ReelFrameGrabber *grabber;
  ReelResultsPage *page; /* (borrowed): the stage has it */
  Stage *stage;
  GPtrArray *events; /* "selected NAME", "activated NAME" */
} Fixture;

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
selected (Fixture *f,
          ReelHit *hit)
{
  g_ptr_array_add (f->events, g_strdup_printf ("selected %s %g", reel_hit_get_name (hit), reel_hit_get_start (hit)));
}

static void
activated (Fixture *f,
           ReelHit *hit)
{
  g_ptr_array_add (f->events, g_strdup_printf ("activated %s %g", reel_hit_get_name (hit), reel_hit_get_start (hit)));
}

static void
answer_with (Fixture    *f,
             const char *text,
             const char *words)
{
  g_autoptr (GString) body = g_string_new (HITS);

  g_string_replace (body, "%s", words, 1);
  search_double_reply (f->service, text, body->str);
}

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  g_autofree char *cache = reel_test_tmp ("frames");

  f->service = search_double_new ();
  search_double_set_collections (f->service, "c1", "Dogs", "c2", "Travel", NULL);
  reel_search_model_set_collection_id (f->service->model, "c1");
  add_sample (f, "vtest.avi", "v1");
  add_sample (f, "Megamind.avi", "v2");
  add_sample (f, "VID_20191220_170832.mp4", "v3");
  answer_with (f, "dog", "");
  f->grabber = reel_frame_grabber_new (cache);
  f->events = g_ptr_array_new_with_free_func (g_free);
  f->page = REEL_RESULTS_PAGE (reel_results_page_new ());
  reel_results_page_set_grabber (f->page, f->grabber);
  reel_results_page_set_model (f->page, f->service->model);
  g_signal_connect_swapped (f->page, "hit-selected", G_CALLBACK (selected), f);
  g_signal_connect_swapped (f->page, "hit-activated", G_CALLBACK (activated), f);
  f->stage = stage_new (GTK_WIDGET (f->page), 740, 640);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  stage_free (f->stage);
  reel_test_assert_finalized (&f->grabber);
  search_double_free (f->service);
  g_ptr_array_unref (f->events);
}

static GtkWidget *
cell (Fixture    *f,
      const char *name)
{
  GtkWidget *found = NULL;

  reel_test_wait ((found = stage_find (GTK_WIDGET (f->page), REEL_TYPE_HIT_CELL, name)) != NULL);
  return found;
}

static void
take_events (Fixture    *f,
             const char *expected)
{
  g_autofree char *joined = NULL;

  g_ptr_array_add (f->events, NULL);
  joined = g_strjoinv (", ", (char **) f->events->pdata);
  g_assert_cmpstr (joined, ==, expected);
  g_ptr_array_set_size (f->events, 0);
}

static void
test_names (Fixture      *f,
            gconstpointer data)
{
  GtkWidget *grid;

  g_assert_true (stage_sees (GTK_WIDGET (f->page), "Describe a Moment"));
  stage_look (f->stage, "results-idle");
  search_double_search (f->service, "dog");
  grid = stage_find (GTK_WIDGET (f->page), GTK_TYPE_GRID_VIEW, "Results");
  g_assert_nonnull (grid);
  g_assert_true (stage_sees (GTK_WIDGET (f->page), "7 hits in 4 videos"));
  cell (f, "vtest.avi, 0:12 – 0:18, similarity 0.87");
  cell (f, "Megamind.avi, 0:02 – 0:06, similarity 0.81");
  cell (f, "VID_20191220_170832.mp4, whole video, similarity 0.74");
  cell (f, "Unknown file (v9), 0:03 – 0:05, similarity 0.52");
  g_assert_true (stage_sees (GTK_WIDGET (f->page), "0:12 – 0:18"));
  g_assert_true (stage_sees (GTK_WIDGET (f->page), "Whole video"));
  g_assert_true (stage_sees (GTK_WIDGET (f->page), "0.87"));
  g_assert_null (reel_results_page_get_selected_hit (f->page));
  stage_look (f->stage, "results-hits");
  take_events (f, "");
}

/* The window goes while a hit is held: closed by a key, or by a double click that is not let go yet. */
static void
test_held (void)
{
  g_autoptr (ReelDisplay) display = NULL;
  g_autoptr (GError) error = NULL;
  Fixture f = { 0 };
  GtkWidget *grid;
  int x, y;

  set_up (&f, NULL);
  display = reel_display_open (&error);
  g_assert_no_error (error);
  search_double_search (f.service, "dog");
  grid = stage_find (GTK_WIDGET (f.page), GTK_TYPE_GRID_VIEW, "Results");
  g_assert_true (gtk_grid_view_get_enable_rubberband (GTK_GRID_VIEW (grid)));
  stage_point (f.stage, cell (&f, "vtest.avi, 0:12 – 0:18, similarity 0.87"), 0.5, 0.5, &x, &y);
  reel_display_move (display, x, y);
  reel_display_hold (display, 1, TRUE);
  reel_test_wait (!gtk_grid_view_get_enable_rubberband (GTK_GRID_VIEW (grid)));
  tear_down (&f, NULL);
  reel_display_hold (display, 1, FALSE);
}

static void
test_pointer (Fixture      *f,
              gconstpointer data)
{
  search_double_search (f->service, "dog");
  stage_click (f->stage, cell (f, "Megamind.avi, 0:02 – 0:06, similarity 0.81"), 1);
  reel_test_wait (f->events->len == 1);
  g_assert_cmpfloat (reel_hit_get_similarity (reel_results_page_get_selected_hit (f->page)), ==, 0.81);
  stage_look (f->stage, "results-selected");
  reel_display_rest (f->stage->display, 600); /* longer than a double click takes */
  stage_click (f->stage, cell (f, "Megamind.avi, 0:02 – 0:06, similarity 0.81"), 1);
  reel_test_wait (f->events->len == 2);
  take_events (f, "selected Megamind.avi 2, selected Megamind.avi 2");

  reel_display_rest (f->stage->display, 600);
  stage_click (f->stage, cell (f, "vtest.avi, 0:12 – 0:18, similarity 0.87"), 2);
  reel_test_wait (f->events->len == 2);
  take_events (f, "selected vtest.avi 12, activated vtest.avi 12");
}

static void
test_keys (Fixture      *f,
           gconstpointer data)
{
  search_double_search (f->service, "dog");
  cell (f, "vtest.avi, 0:12 – 0:18, similarity 0.87");
  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (f->page)));
  /* An arrow moves from a hit that is selected. From one that is not, GTK 4.18 selects that first, and GTK 4.8 moves. */
  stage_press (f->stage, "Home");
  reel_test_wait (f->events->len == 1);
  take_events (f, "selected vtest.avi 12");
  stage_press (f->stage, "Right");
  reel_test_wait (f->events->len == 1);
  take_events (f, "selected Megamind.avi 2");
  stage_press (f->stage, "Return");
  reel_test_wait (f->events->len == 1);
  take_events (f, "activated Megamind.avi 2");
  stage_press (f->stage, "space");
  reel_test_wait (f->events->len == 1);
  take_events (f, "activated Megamind.avi 2");

  g_assert_true (reel_results_page_activate_position (f->page, 6));
  take_events (f, "activated vtest.avi 60"); /* once: what is played is not shown before */
  g_assert_false (reel_results_page_activate_position (f->page, 7));
  take_events (f, "");

  /* The same hits: what is selected stays so. Other hits: nothing is selected. */
  search_double_search (f->service, "dog");
  g_assert_cmpfloat (reel_hit_get_start (reel_results_page_get_selected_hit (f->page)), ==, 60);
  search_double_reply (f->service, "cat", "{\"results\": [{\"video_id\": \"v1\", \"similarity\": 0.4}]}");
  search_double_search (f->service, "cat");
  g_assert_null (reel_results_page_get_selected_hit (f->page));
  take_events (f, "");
}

static void
test_waiting (Fixture      *f,
              gconstpointer data)
{
  GtkWidget *bar, *grid;

  search_double_hold (f->service, "slow");
  reel_search_model_search (f->service->model, "slow");
  reel_test_wait (stage_sees (GTK_WIDGET (f->page), "Searching…"));
  stage_look (f->stage, "results-waiting");
  stage_click (f->stage, stage_find (GTK_WIDGET (f->page), GTK_TYPE_BUTTON, "Cancel"), 1);
  reel_test_wait (stage_sees (GTK_WIDGET (f->page), "Describe a Moment"));
  g_assert_cmpint (reel_search_model_get_state (f->service->model), ==, REEL_SEARCH_STATE_IDLE);
  search_double_search (f->service, "dog");
  cell (f, "vtest.avi, 0:12 – 0:18, similarity 0.87");
  grid = stage_find (GTK_WIDGET (f->page), GTK_TYPE_GRID_VIEW, "Results");
  g_assert_false (gtk_widget_has_css_class (grid, "dim-label"));

  reel_search_model_search (f->service->model, "slow");
  reel_test_wait ((bar = stage_find (GTK_WIDGET (f->page), GTK_TYPE_PROGRESS_BAR, "Searching…")) != NULL);
  g_assert_true (gtk_widget_has_css_class (grid, "dim-label"));
  cell (f, "vtest.avi, 0:12 – 0:18, similarity 0.87"); /* the old hits are there */
  stage_look (f->stage, "results-dimmed");
  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (f->page)));
  stage_press (f->stage, "Escape");
  reel_test_wait (reel_search_model_get_state (f->service->model) == REEL_SEARCH_STATE_DONE);
  g_assert_false (gtk_widget_get_visible (bar));
  g_assert_false (gtk_widget_has_css_class (grid, "dim-label"));
}

static void
test_notes (Fixture      *f,
            gconstpointer data)
{
  answer_with (f, "zyx red", ", \"unknown_words\": [\"zyx\", \"qwv\"]");
  search_double_search (f->service, "zyx red");
  reel_test_wait (stage_sees (GTK_WIDGET (f->page), "“zyx”, “qwv”"));
  stage_look (f->stage, "results-unknown-words");

  reel_search_model_set_collection_id (f->service->model, NULL);
  answer_with (f, "c1", "");
  search_double_reply (f->service, "c2", "404 {\"error\": {\"code\": \"not_found\", \"message\": \"gone\"}}");
  search_double_search (f->service, "everywhere");
  reel_test_wait (stage_sees (GTK_WIDGET (f->page), "“Travel” could not be searched."));
  g_assert_false (stage_sees (GTK_WIDGET (f->page), "“zyx”"));
  cell (f, "vtest.avi, 0:12 – 0:18, similarity 0.87");
  stage_look (f->stage, "results-missing");

  search_double_reply (f->service, "one", "{\"results\": [{\"video_id\": \"v1\", \"similarity\": 0.4}]}");
  reel_search_model_set_collection_id (f->service->model, "c1");
  search_double_search (f->service, "one");
  reel_test_wait (stage_sees (GTK_WIDGET (f->page), "1 hit in 1 video"));
  g_assert_false (stage_sees (GTK_WIDGET (f->page), "“Travel”"));
}

static void
test_empty (Fixture      *f,
            gconstpointer data)
{
  search_double_reply (f->service, "zyx <b>&", "{\"results\": [], \"unknown_words\": [\"zyx\"]}");
  search_double_search (f->service, "zyx <b>&");
  reel_test_wait (stage_sees (GTK_WIDGET (f->page), "No Hits"));
  g_assert_true (stage_sees (GTK_WIDGET (f->page), "Nothing in “Dogs” is like “zyx <b>&”."));
  g_assert_true (stage_sees (GTK_WIDGET (f->page), "not understood: “zyx”"));
  stage_look (f->stage, "results-empty");
  stage_click (f->stage, stage_find (GTK_WIDGET (f->page), GTK_TYPE_BUTTON, "Search All Collections"), 1);
  reel_test_wait (stage_sees (GTK_WIDGET (f->page), "Nothing in any collection is like “zyx <b>&”."));
  g_assert_null (reel_search_model_get_collection_id (f->service->model));
  g_assert_null (stage_find (GTK_WIDGET (f->page), GTK_TYPE_BUTTON, "Search All Collections"));
  search_double_search (f->service, "nothing");
  reel_test_wait (stage_sees (GTK_WIDGET (f->page), "Nothing in any collection is like “nothing”."));
  g_assert_false (stage_sees (GTK_WIDGET (f->page), "not understood"));
}

static void
test_failed (Fixture      *f,
             gconstpointer data)
{
  search_double_reply (f->service, "dog", "400 {\"error\": {\"code\": \"bad\", \"message\": \"no <dogs>, please\"}}");
  search_double_search (f->service, "dog");
  reel_test_wait (stage_sees (GTK_WIDGET (f->page), "no <dogs>, please"));
  stage_look (f->stage, "results-failed");
  answer_with (f, "dog", "");
  reel_test_wait (stage_find (GTK_WIDGET (f->page), GTK_TYPE_BUTTON, "Try Again") != NULL);
  stage_click (f->stage, stage_find (GTK_WIDGET (f->page), GTK_TYPE_BUTTON, "Try Again"), 1);
  cell (f, "vtest.avi, 0:12 – 0:18, similarity 0.87");
  g_assert_cmpint (reel_search_model_get_state (f->service->model), ==, REEL_SEARCH_STATE_DONE);
}

static guint
count_columns (Fixture *f)
{
  GtkWidget *grid = stage_find (GTK_WIDGET (f->page), GTK_TYPE_GRID_VIEW, "Results");
  double first = -1;
  guint n = 0;

  for (GtkWidget *item = gtk_widget_get_first_child (grid); item != NULL; item = gtk_widget_get_next_sibling (item))
    {
      graphene_rect_t bounds;

      if (!gtk_widget_get_mapped (item) || !gtk_widget_compute_bounds (item, grid, &bounds))
        continue;
      if (first < 0)
        first = bounds.origin.y;
      if (bounds.origin.y == first)
        n++;
    }
  return n;
}

static void
test_columns (Fixture      *f,
              gconstpointer data)
{
  search_double_search (f->service, "dog");
  cell (f, "vtest.avi, 0:12 – 0:18, similarity 0.87");
  reel_test_wait (count_columns (f) == 4);
  stage_resize (f->stage, 560, 640);
  reel_test_wait (count_columns (f) == 3);
  stage_resize (f->stage, 360, 640);
  reel_test_wait (count_columns (f) == 2);
  stage_look (f->stage, "results-narrow");
}

static void
asked (GPtrArray  *texts,
       const char *text)
{
  g_ptr_array_add (texts, g_strdup (text));
}

static void
test_bar (void)
{
  SearchDouble *service = search_double_new ();
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  ReelSearchBar *bar = REEL_SEARCH_BAR (reel_search_bar_new ());
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *button = gtk_button_new_with_label ("Elsewhere");
  GtkWidget *entry, *row;
  Stage *stage;

  gtk_box_append (GTK_BOX (box), GTK_WIDGET (bar));
  gtk_box_append (GTK_BOX (box), button);
  reel_search_bar_set_model (bar, service->model);
  g_signal_connect_swapped (bar, "search", G_CALLBACK (asked), texts);
  reel_catalogue_add_search (service->catalogue, "p", NULL, "red car");
  reel_catalogue_add_search (service->catalogue, "p", NULL, "blue sky");
  stage = stage_new (box, 360, 300);
  entry = stage_find (GTK_WIDGET (bar), GTK_TYPE_ENTRY, "Search clips");
  g_assert_nonnull (entry);
  g_assert_cmpstr (gtk_entry_get_placeholder_text (GTK_ENTRY (entry)), ==, "Describe a moment…");

  /* The recent searches come with the focus, fit what is typed, and go with Escape. */
  gtk_widget_grab_focus (button);
  g_assert_false (stage_sees (GTK_WIDGET (bar), "red car"));
  reel_search_bar_begin (bar);
  reel_test_wait (stage_sees (GTK_WIDGET (bar), "red car") && stage_sees (GTK_WIDGET (bar), "blue sky"));
  stage_look (stage, "bar-recent");
  stage_press (stage, "B");
  reel_test_wait (!stage_sees (GTK_WIDGET (bar), "red car"));
  g_assert_true (stage_sees (GTK_WIDGET (bar), "blue sky"));
  stage_press (stage, "Escape");
  reel_test_wait (!stage_sees (GTK_WIDGET (bar), "blue sky"));
  stage_press (stage, "Escape");
  reel_test_wait (gtk_window_get_focus (GTK_WINDOW (stage->window)) == button);

  /* While an input method composes, keys are its own: Escape gives up its words, and nothing else. Nothing is asked. */
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  reel_search_bar_begin (bar);
  reel_test_wait (stage_sees (GTK_WIDGET (bar), "red car"));
  g_signal_emit_by_name (gtk_editable_get_delegate (GTK_EDITABLE (entry)), "preedit-changed", "ㄍㄡˇ");
  stage_press (stage, "Escape");
  reel_display_rest (stage->display, 100);
  g_assert_true (stage_sees (GTK_WIDGET (bar), "red car"));
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (stage->window)), entry));
  g_assert_cmpuint (texts->len, ==, 0);
  g_signal_emit_by_name (gtk_editable_get_delegate (GTK_EDITABLE (entry)), "preedit-changed", "");
  stage_press (stage, "Escape");
  reel_test_wait (!stage_sees (GTK_WIDGET (bar), "red car"));

  /* Enter asks for what is typed, without the blanks around it. */
  gtk_editable_set_text (GTK_EDITABLE (entry), "  a dog ");
  reel_search_bar_begin (bar);
  stage_press (stage, "Return");
  reel_test_wait (texts->len == 1);
  g_assert_cmpstr (texts->pdata[0], ==, "a dog");

  /* One that was chosen below the entry is asked. */
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  stage_press (stage, "Down");
  reel_test_wait (stage_sees (GTK_WIDGET (bar), "blue sky"));
  reel_test_wait ((row = stage_find (GTK_WIDGET (bar), GTK_TYPE_LIST_BOX_ROW, NULL)) != NULL
                  && (gtk_widget_get_state_flags (row) & GTK_STATE_FLAG_FOCUSED) != 0);
  stage_press (stage, "Down");
  stage_press (stage, "Return");
  reel_test_wait (texts->len == 2);
  g_assert_cmpstr (texts->pdata[1], ==, "red car");
  g_assert_cmpstr (reel_search_bar_get_text (bar), ==, "red car");
  reel_test_wait (!stage_sees (GTK_WIDGET (bar), "blue sky"));

  /* A search from elsewhere is shown here, with its progress. */
  search_double_set_collections (service, "c1", "Dogs", NULL);
  search_double_hold (service, "slow");
  reel_search_model_search (service->model, "slow");
  g_assert_cmpstr (reel_search_bar_get_text (bar), ==, "slow");
  stage_look (stage, "bar-searching");

  /* Escape, and the icon at the end, give it up; its words stay, since they are to be changed as a rule. */
  reel_search_bar_begin (bar);
  stage_press (stage, "Escape");
  reel_test_wait (reel_search_model_get_state (service->model) == REEL_SEARCH_STATE_IDLE);
  g_assert_cmpstr (reel_search_bar_get_text (bar), ==, "slow");
  g_assert_cmpstr (gtk_entry_get_icon_name (GTK_ENTRY (entry), GTK_ENTRY_ICON_SECONDARY), ==, "edit-clear-symbolic");
  search_double_search (service, "quick");
  reel_search_model_search (service->model, "slow");
  g_assert_cmpstr (gtk_entry_get_icon_name (GTK_ENTRY (entry), GTK_ENTRY_ICON_SECONDARY), ==, "process-stop-symbolic");
  g_signal_emit_by_name (entry, "icon-press", GTK_ENTRY_ICON_SECONDARY);
  g_assert_cmpint (reel_search_model_get_state (service->model), ==, REEL_SEARCH_STATE_DONE);
  g_assert_cmpstr (reel_search_model_get_text (service->model), ==, "quick");
  g_assert_cmpstr (reel_search_bar_get_text (bar), ==, "slow");
  search_double_search (service, "other");
  g_assert_cmpstr (reel_search_bar_get_text (bar), ==, "other");
  stage_free (stage);
  search_double_free (service);
}

/* Where the next question is asked stands in the entry, and can be changed there, with the pointer and with keys. */
static void
test_scope (void)
{
  SearchDouble *service = search_double_new ();
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  ReelSearchBar *bar = REEL_SEARCH_BAR (reel_search_bar_new ());
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *row;
  Stage *stage;

  gtk_box_append (GTK_BOX (box), GTK_WIDGET (bar));
  reel_search_bar_set_model (bar, service->model);
  g_signal_connect_swapped (bar, "scope-chosen", G_CALLBACK (asked), ids);
  stage = stage_new (box, 360, 420);
  g_assert_false (stage_sees (GTK_WIDGET (bar), "in:")); /* there is no collection to choose */

  search_double_set_collections (service, "c1", "Dogs", "c2", "Travel & <sport>", NULL);
  reel_test_wait (stage_sees (GTK_WIDGET (bar), "in: all"));
  stage_click (stage, stage_find (GTK_WIDGET (bar), GTK_TYPE_MENU_BUTTON, "Where to Search: All Collections"), 1);
  reel_test_wait ((row = stage_find (GTK_WIDGET (bar), GTK_TYPE_LIST_BOX_ROW, "Travel & <sport>")) != NULL);
  stage_look (stage, "bar-scopes");
  gtk_widget_activate (row);
  g_assert_cmpuint (ids->len, ==, 1);
  g_assert_cmpstr (ids->pdata[0], ==, "c2");
  reel_search_model_set_collection_id (service->model, "c2");
  g_assert_true (stage_sees (GTK_WIDGET (bar), "in: Travel & <sport>"));
  stage_look (stage, "bar-scope");

  reel_test_wait (stage_find (GTK_WIDGET (bar), GTK_TYPE_LIST_BOX_ROW, NULL) == NULL);
  gtk_widget_grab_focus (stage_find (GTK_WIDGET (bar), GTK_TYPE_MENU_BUTTON, "Where to Search: Travel & <sport>"));
  stage_press (stage, "space");
  reel_test_wait (stage_find (GTK_WIDGET (bar), GTK_TYPE_LIST_BOX_ROW, "All Collections") != NULL);
  stage_press (stage, "Home");
  stage_press (stage, "Return");
  reel_test_wait (ids->len == 2);
  g_assert_null (ids->pdata[1]);
  stage_free (stage);
  search_double_free (service);
}

int
main (int   argc,
      char *argv[])
{
  stage_init (&argc, &argv);
  g_test_add ("/search/results/names", Fixture, NULL, set_up, test_names, tear_down);
  g_test_add_func ("/search/results/held", test_held);
  g_test_add ("/search/results/pointer", Fixture, NULL, set_up, test_pointer, tear_down);
  g_test_add ("/search/results/keys", Fixture, NULL, set_up, test_keys, tear_down);
  g_test_add ("/search/results/waiting", Fixture, NULL, set_up, test_waiting, tear_down);
  g_test_add ("/search/results/notes", Fixture, NULL, set_up, test_notes, tear_down);
  g_test_add ("/search/results/empty", Fixture, NULL, set_up, test_empty, tear_down);
  g_test_add ("/search/results/failed", Fixture, NULL, set_up, test_failed, tear_down);
  g_test_add ("/search/results/columns", Fixture, NULL, set_up, test_columns, tear_down);
  g_test_add_func ("/search/bar", test_bar);
  g_test_add_func ("/search/scope", test_scope);
  return g_test_run ();
}
