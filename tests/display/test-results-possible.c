/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "media/reel-frame-grabber.h"
#include "reel-test.h"
#include "search-double.h"
#include "search/reel-hit-cell.h"
#include "search/reel-results-page.h"
#include "stage.h"

/* What the service of this program says beside its hits: which are sure, why, and how it read the words. */

#define SURE "VID_20191220_170832.mp4, 0:00 – 0:01, similarity 0.82"
#define SURE_TOO "vtest.avi, 0:12 – 0:18, similarity 0.61"
#define POSSIBLE "Megamind.avi, 0:02 – 0:06, similarity 0.44"

#define HITS                                                                                                                \
  "{\"sure_from\": 0.55, \"used_words\": [\"dog\", \"grass\"], \"loose_words\": [\"strolling\"],"                           \
  " \"unknown_words\": [\"xyzzy\", \"qwv\"], \"results\": ["                                                                \
  "{\"video_id\": \"v3\", \"similarity\": 0.82, \"start_time\": 0, \"end_time\": 1, \"reasons\": [\"dog\", \"grass\"]},"    \
  "{\"video_id\": \"v1\", \"similarity\": 0.61, \"start_time\": 12, \"end_time\": 18},"                                     \
  "{\"video_id\": \"v1\", \"similarity\": 0.52, \"start_time\": 30, \"end_time\": 40},"                                     \
  "{\"video_id\": \"v2\", \"similarity\": 0.44, \"start_time\": 2, \"end_time\": 6, \"reasons\": [\"animal\", \"green\"]}," \
  "{\"video_id\": \"v9\", \"similarity\": 0.33, \"start_time\": 1, \"end_time\": 9}]}"

typedef struct
{
  SearchDouble *service;
  ReelFrameGrabber *grabber;
  ReelResultsPage *page; /* (borrowed): the stage has it */
  Stage *stage;
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
set_up (Fixture      *f,
        gconstpointer data)
{
  g_autofree char *cache = reel_test_tmp ("frames");

  f->service = search_double_new ();
  search_double_set_collections (f->service, "c1", "Dogs", NULL);
  add_sample (f, "vtest.avi", "v1");
  add_sample (f, "Megamind.avi", "v2");
  add_sample (f, "VID_20191220_170832.mp4", "v3");
  search_double_reply (f->service, "a dog strolling", HITS);
  f->grabber = reel_frame_grabber_new (cache);
  f->page = REEL_RESULTS_PAGE (reel_results_page_new ());
  reel_results_page_set_grabber (f->page, f->grabber);
  reel_results_page_set_model (f->page, f->service->model);
  f->stage = stage_new (GTK_WIDGET (f->page), 640, 640);
  search_double_search (f->service, "a dog strolling");
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  stage_free (f->stage);
  reel_test_assert_finalized (&f->grabber);
  search_double_free (f->service);
}

static GtkWidget *
find (Fixture    *f,
      GType       type,
      const char *name)
{
  GtkWidget *found = NULL;

  reel_test_wait ((found = stage_find (GTK_WIDGET (f->page), type, name)) != NULL);
  return found;
}

static GtkWidget *
cell (Fixture    *f,
      const char *name)
{
  return find (f, REEL_TYPE_HIT_CELL, name);
}

static gboolean
sees (Fixture    *f,
      const char *text)
{
  return stage_sees (GTK_WIDGET (f->page), text);
}

/* Whether a text is to be seen below the pointer, which rests on a widget. */
static gboolean
tells (Fixture    *f,
       GtkWidget  *widget,
       const char *text)
{
  GdkSurface *surface = gtk_native_get_surface (gtk_widget_get_native (widget));

  for (GtkWidget *child = gtk_widget_get_first_child (f->stage->window); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_NATIVE (child) && gtk_widget_get_mapped (child) && gtk_native_get_surface (GTK_NATIVE (child)) != surface
        && stage_sees (child, text))
      return TRUE;
  return FALSE;
}

static gboolean
is_described (GtkWidget  *widget,
              const char *text)
{
  g_autofree char *wrong = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                                               text);

  return wrong == NULL;
}

static void
test_why (Fixture      *f,
          gconstpointer data)
{
  GtkWidget *sure = cell (f, SURE), *plain = cell (f, SURE_TOO), *possible = cell (f, POSSIBLE);
  g_autofree char *no_reason = reel_hit_dup_why (reel_hit_cell_get_hit (REEL_HIT_CELL (plain)));
  int x, y;

  g_assert_null (no_reason);
  stage_point (f->stage, sure, 0.5, 0.8, &x, &y);
  reel_display_move (f->stage->display, x, y);
  reel_test_wait (tells (f, sure, "Similarity 0.82") && tells (f, sure, "\ndog · grass"));
  reel_display_move (f->stage->display, 1270, 790); /* the text lies over other cells */
  reel_test_wait (!tells (f, sure, "dog · grass"));
  stage_point (f->stage, possible, 0.5, 0.8, &x, &y);
  reel_display_move (f->stage->display, x, y);
  reel_test_wait (tells (f, possible, "Possible match: animal · green"));
  g_assert_true (is_described (sure, "dog · grass"));
  g_assert_false (gtk_test_accessible_has_property (GTK_ACCESSIBLE (plain), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION));
  g_assert_true (is_described (possible, "Possible match: animal · green"));
  g_assert_true (stage_sees (possible, "Possible 0.44"));
  g_assert_false (stage_sees (sure, "Possible"));

  g_assert_true (sees (f, "These words were not understood: “xyzzy”, “qwv”"));
  g_assert_true (sees (f, "This word was taken loosely: “strolling”"));
  stage_look (f->stage, "possible-grid");
  stage_resize (f->stage, 360, 640);
  reel_test_wait (gtk_widget_get_width (GTK_WIDGET (f->page)) == 360);
  stage_look (f->stage, "possible-narrow");
}

static gboolean
is_in_line (Fixture   *f,
            GtkWidget *one,
            GtkWidget *other)
{
  graphene_rect_t a, b;

  return gtk_widget_compute_bounds (reel_hit_cell_get_picture (REEL_HIT_CELL (one)), GTK_WIDGET (f->page), &a)
         && gtk_widget_compute_bounds (reel_hit_cell_get_picture (REEL_HIT_CELL (other)), GTK_WIDGET (f->page), &b)
         && a.size.height > 0 && a.origin.y == b.origin.y && a.size.height == b.size.height;
}

/* In the grid a line says how many there are of each, and its button goes to the first that is only possible. */
static void
test_grid (Fixture      *f,
           gconstpointer data)
{
  ReelHitView *view = reel_results_page_get_view (f->page);
  GtkWidget *first;

  cell (f, SURE);
  g_assert_true (sees (f, "2 sure matches · 3 possible"));
  first = cell (f, "vtest.avi, 0:30 – 0:40, similarity 0.52");
  g_assert_true (stage_sees (first, "Possible Matches")); /* the heading, and only there */
  g_assert_false (stage_sees (cell (f, SURE_TOO), "Possible Matches"));
  g_assert_false (stage_sees (cell (f, POSSIBLE), "Possible Matches"));
  reel_test_wait (gtk_widget_get_height (first) > gtk_widget_get_height (cell (f, SURE)));
  reel_test_wait (is_in_line (f, cell (f, SURE), first)); /* the pictures of its row */
  stage_click (f->stage, find (f, GTK_TYPE_BUTTON, "Possible Matches"), 1);
  reel_test_wait (gtk_window_get_focus (GTK_WINDOW (f->stage->window)) == gtk_widget_get_parent (first));
  g_assert_cmpfloat (reel_hit_get_similarity (reel_results_page_get_selected_hit (f->page)), ==, 0.52);
  stage_press (f->stage, "Left"); /* the keys go on from there, over the border too */
  reel_test_wait (reel_results_page_get_selected_hit (f->page) != NULL
                  && reel_hit_get_similarity (reel_results_page_get_selected_hit (f->page)) == 0.61);

  /* In another order nothing lies between them. */
  reel_hit_view_set_sort (view, REEL_HIT_SORT_FILE);
  reel_test_wait (stage_find (GTK_WIDGET (f->page), GTK_TYPE_BUTTON, "Possible Matches") == NULL);
  g_assert_true (sees (f, "2 sure matches · 3 possible"));
  g_assert_false (sees (f, "Possible Matches"));
  reel_hit_view_set_sort (view, REEL_HIT_SORT_SIMILARITY);
  reel_test_wait (stage_sees (cell (f, "vtest.avi, 0:30 – 0:40, similarity 0.52"), "Possible Matches"));
  find (f, GTK_TYPE_BUTTON, "Possible Matches");

  /* The cut-off leaves the sure ones. */
  reel_hit_view_set_cut_off (view, 0.3);
  reel_test_wait (!sees (f, "possible"));
  g_assert_null (stage_find (GTK_WIDGET (f->page), GTK_TYPE_BUTTON, "Possible Matches"));
  reel_hit_view_clear_filters (view);

  search_double_reply (f->service, "grass", "{\"sure_from\": 0.55, \"used_words\": [\"grass\"], \"results\": ["
                                            "{\"video_id\": \"v1\", \"similarity\": 0.4, \"start_time\": 1, \"end_time\": 9}]}");
  search_double_search (f->service, "grass");
  reel_test_wait (sees (f, "Only possible matches"));
  g_assert_null (stage_find (GTK_WIDGET (f->page), GTK_TYPE_BUTTON, "Possible Matches"));
  g_assert_false (sees (f, "not understood"));
  g_assert_false (sees (f, "taken loosely"));

  /* A service that says nothing of that has sure hits only. */
  search_double_reply (f->service, "cloud", "{\"results\": [{\"video_id\": \"v1\", \"similarity\": 0.1}]}");
  search_double_search (f->service, "cloud");
  reel_test_wait (sees (f, "1 hit in 1 video"));
  g_assert_false (sees (f, "ossible"));
}

/* By video there is a heading above the first that has no sure hit. */
static void
test_groups (Fixture      *f,
             gconstpointer data)
{
  GtkWidget *strip, *first;

  cell (f, SURE);
  stage_click (f->stage, find (f, GTK_TYPE_TOGGLE_BUTTON, "Group by Video"), 1);
  strip = find (f, GTK_TYPE_LIST_VIEW, "Megamind.avi, 1 hit");
  reel_test_wait (is_described (strip, "Possible Matches"));
  g_assert_false (stage_sees (cell (f, POSSIBLE), "Possible Matches")); /* once is enough */
  g_assert_true (stage_sees (gtk_widget_get_ancestor (strip, g_type_from_name ("ReelHitRow")), "Possible Matches"));
  g_assert_false (stage_sees (gtk_widget_get_ancestor (find (f, GTK_TYPE_LIST_VIEW, "vtest.avi, 2 hits"),
                                                       g_type_from_name ("ReelHitRow")), "Possible Matches"));
  stage_look (f->stage, "possible-groups");
  stage_click (f->stage, find (f, GTK_TYPE_BUTTON, "Possible Matches"), 1);
  first = cell (f, POSSIBLE);
  reel_test_wait (gtk_window_get_focus (GTK_WINDOW (f->stage->window)) == gtk_widget_get_parent (first));
  g_assert_cmpfloat (reel_hit_get_similarity (reel_results_page_get_selected_hit (f->page)), ==, 0.44);
  stage_look (f->stage, "possible-groups-jumped");

  reel_hit_view_set_sort (reel_results_page_get_view (f->page), REEL_HIT_SORT_FILE);
  reel_test_wait (!sees (f, "Possible Matches"));
}

/* An answer of nothing says why. */
static void
test_empty (Fixture      *f,
            gconstpointer data)
{
  search_double_reply (f->service, "no people", "{\"results\": [], \"used_words\": [\"people\"], \"hint\": \"only_negative\"}");
  search_double_search (f->service, "no people");
  reel_test_wait (sees (f, "Say also what you are looking for: this query says only what should not be there."));
  g_assert_false (sees (f, "Try other words"));
  stage_look (f->stage, "possible-negative");

  search_double_reply (f->service, "xyzzy", "{\"results\": [], \"used_words\": [], \"loose_words\": [],"
                                            " \"unknown_words\": [\"xyzzy\"]}");
  search_double_search (f->service, "xyzzy");
  reel_test_wait (sees (f, "Nothing of “xyzzy” was understood, so nothing could be looked for."));
  g_assert_true (sees (f, "This word was not understood: “xyzzy”"));
  g_assert_true (sees (f, "Try other words"));
  stage_look (f->stage, "possible-nonsense");

  search_double_reply (f->service, "strolling zebra", "{\"results\": [], \"used_words\": [\"zebra\"],"
                                                      " \"loose_words\": [\"strolling\"], \"unknown_words\": []}");
  search_double_search (f->service, "strolling zebra");
  reel_test_wait (sees (f, "is like “strolling zebra”."));
  g_assert_true (sees (f, "This word was taken loosely: “strolling”"));
  g_assert_false (sees (f, "not understood"));
}

int
main (int   argc,
      char *argv[])
{
  stage_init (&argc, &argv);
  g_test_add ("/search/possible/why", Fixture, NULL, set_up, test_why, tear_down);
  g_test_add ("/search/possible/grid", Fixture, NULL, set_up, test_grid, tear_down);
  g_test_add ("/search/possible/groups", Fixture, NULL, set_up, test_groups, tear_down);
  g_test_add ("/search/possible/empty", Fixture, NULL, set_up, test_empty, tear_down);
  return g_test_run ();
}
