/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "media/reel-frame-grabber.h"
#include "reel-test.h"
#include "search-double.h"
#include "search/reel-hit-cell.h"
#include "search/reel-hit-row.h"
#include "search/reel-results-bar.h"
#include "search/reel-results-page.h"
#include "stage.h"
#include "widgets/reel-histogram-scale.h"
#include "widgets/reel-thumbnail.h"

/* What people do with the hits: group, cut off, filter, sort, select several, look through one under the pointer. */

#define FIRST "vtest.avi, 0:12 – 0:18, similarity 0.87"
#define SECOND "Megamind.avi, 0:02 – 0:06, similarity 0.80"
#define WHOLE "VID_20191220_170832.mp4, whole video, similarity 0.74"

typedef struct
{
  SearchDouble *service;
  ReelFrameGrabber *grabber;
  ReelResultsPage *page; /* (borrowed): the stage has it */
  Stage *stage;
  GPtrArray *events; /* "selected 87", "activated 87": by similarity */
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
  g_ptr_array_add (f->events, g_strdup_printf ("selected %.0f", reel_hit_get_similarity (hit) * 100));
}

static void
activated (Fixture *f,
           ReelHit *hit)
{
  g_ptr_array_add (f->events, g_strdup_printf ("activated %.0f", reel_hit_get_similarity (hit) * 100));
}

/* Nine hits, of which two touch, in four videos, one of them unknown here; in the other collection one more. */
static void
set_up (Fixture      *f,
        gconstpointer data)
{
  g_autofree char *cache = reel_test_tmp ("frames");

  f->service = search_double_new ();
  search_double_set_collections (f->service, "c1", "Dogs", "c2", "Travel", NULL);
  add_sample (f, "vtest.avi", "v1");
  add_sample (f, "Megamind.avi", "v2");
  add_sample (f, "VID_20191220_170832.mp4", "v3");
  search_double_reply (f->service, "c1",
                       "{\"results\": ["
                       "{\"video_id\": \"v1\", \"similarity\": 0.87, \"start_time\": 12, \"end_time\": 15},"
                       "{\"video_id\": \"v1\", \"similarity\": 0.85, \"start_time\": 15, \"end_time\": 18},"
                       "{\"video_id\": \"v2\", \"similarity\": 0.80, \"start_time\": 2, \"end_time\": 6},"
                       "{\"video_id\": \"v3\", \"similarity\": 0.74},"
                       "{\"video_id\": \"v1\", \"similarity\": 0.61, \"start_time\": 40, \"end_time\": 46},"
                       "{\"video_id\": \"v9\", \"similarity\": 0.52, \"start_time\": 3, \"end_time\": 5},"
                       "{\"video_id\": \"v2\", \"similarity\": 0.33, \"start_time\": 8, \"end_time\": 9},"
                       "{\"video_id\": \"v1\", \"similarity\": 0.12, \"start_time\": 60, \"end_time\": 66}]}");
  search_double_reply (f->service, "c2", "{\"results\": ["
                                         "{\"video_id\": \"w1\", \"similarity\": 0.44, \"start_time\": 1, \"end_time\": 40}]}");
  f->grabber = reel_frame_grabber_new (cache);
  f->events = g_ptr_array_new_with_free_func (g_free);
  f->page = REEL_RESULTS_PAGE (reel_results_page_new ());
  reel_results_page_set_grabber (f->page, f->grabber);
  reel_results_page_set_model (f->page, f->service->model);
  g_signal_connect_swapped (f->page, "hit-selected", G_CALLBACK (selected), f);
  g_signal_connect_swapped (f->page, "hit-activated", G_CALLBACK (activated), f);
  f->stage = stage_new (GTK_WIDGET (f->page), 640, 640);
  search_double_search (f->service, "dog");
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

static guint
n_shown (Fixture *f)
{
  return g_list_model_get_n_items (G_LIST_MODEL (reel_results_page_get_view (f->page)));
}

static guint
n_selected (Fixture *f)
{
  g_autoptr (GPtrArray) hits = reel_results_page_get_selected (f->page);

  return hits->len;
}

static void
test_merged (Fixture      *f,
             gconstpointer data)
{
  cell (f, FIRST);
  g_assert_cmpuint (n_shown (f), ==, 8);
  g_assert_true (stage_sees (cell (f, FIRST), "2 hits"));
  g_assert_false (stage_sees (cell (f, SECOND), "1 hit"));
  g_assert_true (stage_sees (GTK_WIDGET (f->page), "8 hits in 5 videos"));
  stage_look (f->stage, "look-grid");
}

/* Each cell has a text for the pointer, which is made when it is asked for: no cell asks the display while one scrolls. */
static void
test_tooltip (Fixture      *f,
              gconstpointer data)
{
  g_autoptr (GtkTooltip) tooltip = g_object_new (GTK_TYPE_TOOLTIP, NULL);
  GtkWidget *first = cell (f, FIRST);
  gboolean shown = FALSE;

  g_assert_null (gtk_widget_get_tooltip_text (first));
  g_assert_true (gtk_widget_get_has_tooltip (first));
  g_signal_emit_by_name (first, "query-tooltip", 5, 5, FALSE, tooltip, &shown);
  g_assert_true (shown);
  reel_hit_cell_set_hit (REEL_HIT_CELL (first), NULL);
  g_signal_emit_by_name (first, "query-tooltip", 5, 5, FALSE, tooltip, &shown);
  g_assert_false (shown);
}

static void
test_groups (Fixture      *f,
             gconstpointer data)
{
  GtkWidget *list;

  stage_click (f->stage, find (f, GTK_TYPE_TOGGLE_BUTTON, "Group by Video"), 1);
  list = find (f, GTK_TYPE_LIST_VIEW, "Results by Video");
  find (f, GTK_TYPE_LIST_VIEW, "vtest.avi, 3 hits");
  find (f, GTK_TYPE_LIST_VIEW, "Megamind.avi, 2 hits");
  cell (f, FIRST);
  stage_look (f->stage, "look-groups");
  stage_click (f->stage, cell (f, "vtest.avi, 0:40 – 0:46, similarity 0.61"), 1);
  reel_test_wait (f->events->len == 1);
  take_events (f, "selected 61");

  /* Left and right in a strip, up and down from strip to strip, space and Enter as in the grid. */
  stage_press (f->stage, "Left");
  reel_test_wait (f->events->len == 1);
  take_events (f, "selected 87");
  stage_press (f->stage, "space");
  reel_test_wait (f->events->len == 1);
  stage_press (f->stage, "Return");
  reel_test_wait (f->events->len == 2);
  take_events (f, "activated 87, activated 87");
  stage_press (f->stage, "Down");
  reel_test_wait (gtk_widget_get_focus_child (list) != NULL
                  && stage_find (gtk_widget_get_focus_child (list), GTK_TYPE_LIST_VIEW, "Megamind.avi, 2 hits") != NULL);
  stage_press (f->stage, "space");
  reel_test_wait (f->events->len > 0 && g_str_equal (f->events->pdata[f->events->len - 1], "activated 80"));

  /* One selection in both: back in the grid it is the same hit. */
  stage_click (f->stage, find (f, GTK_TYPE_TOGGLE_BUTTON, "Grid"), 1);
  find (f, GTK_TYPE_GRID_VIEW, "Results");
  g_assert_cmpfloat (reel_hit_get_similarity (reel_results_page_get_selected_hit (f->page)), ==, 0.80);
}

/* (transfer full): the similarities of what would be exported */
static char *
dup_order (Fixture *f)
{
  g_autoptr (GPtrArray) hits = reel_results_page_get_selected (f->page);
  g_autoptr (GString) order = g_string_new (NULL);

  for (guint i = 0; i < hits->len; i++)
    g_string_append_printf (order, "%s%.0f", i > 0 ? " " : "", reel_hit_get_similarity (hits->pdata[i]) * 100);
  return g_string_free (g_steal_pointer (&order), FALSE);
}

/* By video, the order is another: of the next hit, of positions, and of what is exported; and it is the list of videos that is
 * scrolled. */
static void
test_order (Fixture      *f,
            gconstpointer data)
{
  static const char * const grouped[] = { "activated 87", "activated 61", "activated 12", "activated 80", "activated 33" };
  g_autofree char *grid_order = dup_order (f);
  g_autofree char *group_order = NULL;
  g_autoptr (ReelHit) third = NULL;

  g_assert_cmpstr (grid_order, ==, "87 80 74 61 52 44 33 12");
  reel_results_page_set_grouped (f->page, TRUE);
  group_order = dup_order (f);
  g_assert_cmpstr (group_order, ==, "87 61 12 80 33 74 52 44");
  third = reel_results_page_get_shown (f->page, 2);
  g_assert_cmpfloat (reel_hit_get_similarity (third), ==, 0.12);
  g_assert_null (reel_results_page_get_shown (f->page, 8));

  g_assert_false (reel_results_page_activate_neighbour (f->page, TRUE)); /* of none */
  g_assert_true (reel_results_page_activate_position (f->page, 0));
  for (guint i = 0; i < G_N_ELEMENTS (grouped); i++)
    {
      g_assert_true (i == 0 || reel_results_page_activate_neighbour (f->page, TRUE));
      take_events (f, grouped[i]);
    }
  g_assert_true (reel_results_page_activate_neighbour (f->page, FALSE));
  take_events (f, "activated 80");
  g_assert_true (reel_results_page_activate_position (f->page, 0));
  g_assert_false (reel_results_page_activate_neighbour (f->page, FALSE)); /* there is none before it */
  take_events (f, "activated 87");

  /* What it goes to is scrolled to, in a low window too. */
  stage_resize (f->stage, 640, 420);
  g_assert_true (reel_results_page_activate_position (f->page, 7));
  cell (f, "Unknown file (w1), 0:01 – 0:40, similarity 0.44");
  take_events (f, "activated 44");
  reel_results_page_set_grouped (f->page, FALSE);
  g_assert_true (reel_results_page_activate_position (f->page, 1));
  take_events (f, "activated 80");
}

static void
test_cut_off (Fixture      *f,
              gconstpointer data)
{
  ReelHitView *view = reel_results_page_get_view (f->page);
  GtkWidget *slider = find (f, GTK_TYPE_SCALE, "Cut-off");

  g_assert_true (gtk_widget_grab_focus (slider));
  stage_press (f->stage, "Home");
  reel_test_wait (n_shown (f) == 1);
  g_assert_true (stage_sees (GTK_WIDGET (f->page), "1 of 8 hits"));
  for (guint i = 0; i < 5; i++)
    stage_press (f->stage, "Page_Up");
  reel_test_wait (fabs (gtk_range_get_value (GTK_RANGE (slider)) - 0.5) < 0.01);
  /* Half of the way to the least similar, which is 86 % below the best. */
  g_assert_cmpfloat_with_epsilon (reel_hit_view_get_cut_off (view), 0.5 * 0.75 / 0.87, 0.01);
  g_assert_cmpuint (n_shown (f), ==, 5);
  stage_look (f->stage, "look-cut-off");

  /* The drop stays for the next answer, whatever its similarities. */
  search_double_reply (f->service, "c1", "{\"results\": ["
                                         "{\"video_id\": \"v1\", \"similarity\": 0.10, \"start_time\": 1, \"end_time\": 2},"
                                         "{\"video_id\": \"v2\", \"similarity\": 0.07, \"start_time\": 1, \"end_time\": 2},"
                                         "{\"video_id\": \"v2\", \"similarity\": 0.02, \"start_time\": 9, \"end_time\": 10}]}");
  search_double_reply (f->service, "c2", "{\"results\": []}");
  search_double_search (f->service, "cat");
  g_assert_cmpuint (n_shown (f), ==, 2);
  g_assert_true (stage_sees (GTK_WIDGET (f->page), "2 of 3 hits"));
  g_assert_true (gtk_widget_grab_focus (slider));
  stage_press (f->stage, "End");
  reel_test_wait (n_shown (f) == 3);
  g_assert_cmpfloat (reel_hit_view_get_cut_off (view), ==, G_MAXDOUBLE);
}

static void
test_filters (Fixture      *f,
              gconstpointer data)
{
  ReelHitView *view = reel_results_page_get_view (f->page);
  GtkWidget *filter = find (f, GTK_TYPE_MENU_BUTTON, NULL), *collection, *tags;

  gtk_menu_button_popup (GTK_MENU_BUTTON (filter));
  find (f, GTK_TYPE_DROP_DOWN, "Collection");
  g_assert_null (stage_find (GTK_WIDGET (f->page), GTK_TYPE_DROP_DOWN, "Tags")); /* nobody knows any */
  gtk_menu_button_popdown (GTK_MENU_BUTTON (filter));
  reel_test_wait (stage_find (GTK_WIDGET (f->page), GTK_TYPE_DROP_DOWN, "Collection") == NULL);
  reel_video_set_tags (reel_catalogue_find_video (f->service->catalogue, "p", "v1"), "shot size: wide\n<b>: _pan");
  gtk_menu_button_popup (GTK_MENU_BUTTON (filter));
  tags = find (f, GTK_TYPE_DROP_DOWN, "Tags");
  g_assert_cmpuint (g_list_model_get_n_items (gtk_drop_down_get_model (GTK_DROP_DOWN (tags))), ==, 3);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (tags), 2);
  g_assert_cmpstr (reel_hit_view_get_tag (view), ==, "shot size: wide");
  for (guint i = 0; i < n_shown (f); i++)
    {
      g_autoptr (ReelHit) hit = g_list_model_get_item (G_LIST_MODEL (view), i);

      g_assert_cmpstr (reel_hit_get_video_id (hit), ==, "v1");
    }
  g_assert_cmpuint (n_shown (f), >, 0);
  stage_look (f->stage, "look-tags");
  gtk_drop_down_set_selected (GTK_DROP_DOWN (tags), 0);
  g_assert_cmpuint (n_shown (f), ==, 8);
  collection = find (f, GTK_TYPE_DROP_DOWN, "Collection");
  g_assert_true (gtk_widget_get_sensitive (collection));
  stage_look (f->stage, "look-filters");
  gtk_drop_down_set_selected (GTK_DROP_DOWN (collection), 2);
  g_assert_cmpstr (reel_hit_view_get_collection_id (view), ==, "c2");
  g_assert_cmpuint (n_shown (f), ==, 1);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (find (f, GTK_TYPE_DROP_DOWN, "Duration")), REEL_HIT_LENGTH_SHORT);
  g_assert_cmpuint (n_shown (f), ==, 0);
  reel_test_wait (stage_sees (GTK_WIDGET (f->page), "All Hits Are Filtered Out"));
  g_assert_true (gtk_widget_has_css_class (filter, "accent"));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (collection), 0);
  g_assert_cmpuint (n_shown (f), ==, 3);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (find (f, GTK_TYPE_DROP_DOWN, "File")), REEL_HIT_PLACE_HERE);
  g_assert_cmpuint (n_shown (f), ==, 2);
  gtk_menu_button_popdown (GTK_MENU_BUTTON (filter));
  stage_look (f->stage, "look-filtered");
  reel_hit_view_clear_filters (view);
  g_assert_cmpuint (n_shown (f), ==, 8);
  g_assert_false (gtk_widget_has_css_class (filter, "accent"));

  gtk_drop_down_set_selected (GTK_DROP_DOWN (find (f, GTK_TYPE_DROP_DOWN, "Sort")), REEL_HIT_SORT_TIME);
  g_assert_true (reel_results_page_activate_position (f->page, 0));
  take_events (f, "activated 74"); /* the whole video */
}

static void
test_selection (Fixture      *f,
                gconstpointer data)
{
  g_autoptr (GPtrArray) hits = NULL;

  cell (f, FIRST);
  g_assert_cmpuint (n_selected (f), ==, 8); /* none: all that is shown */
  stage_click (f->stage, cell (f, FIRST), 1);
  reel_test_wait (f->events->len == 1);
  g_assert_cmpuint (n_selected (f), ==, 8); /* one alone is only looked at */
  g_assert_false (stage_sees (GTK_WIDGET (f->page), "selected"));
  stage_press (f->stage, "shift+Right");
  reel_test_wait (stage_sees (GTK_WIDGET (f->page), "2 selected"));
  take_events (f, "selected 87"); /* several: nothing else is shown */
  g_assert_null (reel_results_page_get_selected_hit (f->page));
  g_assert_cmpint (gtk_widget_get_state_flags (gtk_widget_get_parent (cell (f, FIRST))) & GTK_STATE_FLAG_SELECTED, !=, 0);
  g_assert_cmpint (gtk_widget_get_state_flags (gtk_widget_get_parent (cell (f, SECOND))) & GTK_STATE_FLAG_SELECTED, !=, 0);
  stage_look (f->stage, "look-selection");
  stage_press (f->stage, "ctrl+a");
  reel_test_wait (n_selected (f) == 8 && stage_sees (GTK_WIDGET (f->page), "8 selected"));

  /* What is cut off is not selected any more. */
  reel_hit_view_set_cut_off (reel_results_page_get_view (f->page), 0.1);
  reel_test_wait (stage_sees (GTK_WIDGET (f->page), "2 selected"));
  hits = reel_results_page_get_selected (f->page);
  g_assert_cmpuint (hits->len, ==, 2);
  g_assert_cmpfloat (reel_hit_get_similarity (hits->pdata[1]), ==, 0.80);
  reel_hit_view_clear_filters (reel_results_page_get_view (f->page));

  /* Space plays one, whatever is selected; Escape selects nothing. */
  stage_press (f->stage, "shift+Right");
  reel_test_wait (stage_sees (GTK_WIDGET (f->page), "selected"));
  stage_press (f->stage, "Escape");
  reel_test_wait (reel_results_page_get_selected_hit (f->page) == NULL && n_selected (f) == 8);
}

static ReelThumbnail *
thumbnail_of (GtkWidget *cell)
{
  return REEL_THUMBNAIL (stage_find (cell, REEL_TYPE_THUMBNAIL, NULL));
}

static void
test_scrub (Fixture      *f,
            gconstpointer data)
{
  GtkWidget *first = cell (f, FIRST);
  ReelThumbnail *thumbnail = thumbnail_of (first);
  int x, y;

  reel_test_wait (reel_thumbnail_get_loaded (thumbnail));
  g_assert_cmpfloat (reel_thumbnail_get_time (thumbnail), ==, 12);
  stage_point (f->stage, GTK_WIDGET (thumbnail), 0.55, 0.5, &x, &y);
  reel_display_move (f->stage->display, x, y);
  reel_test_wait (reel_thumbnail_get_time (thumbnail) > 15 && reel_thumbnail_get_time (thumbnail) < 15.5);
  reel_test_wait (reel_thumbnail_get_loaded (thumbnail));
  g_assert_true (stage_sees (first, "0:15"));
  stage_look (f->stage, "look-scrub");
  reel_display_move (f->stage->display, 0, 0);
  reel_test_wait (reel_thumbnail_get_time (thumbnail) == 12);
  g_assert_false (stage_sees (first, "0:15"));

  /* By keys, and gone when another hit has the focus. */
  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (f->page)));
  stage_press (f->stage, "alt+Right");
  reel_test_wait (reel_thumbnail_get_time (thumbnail) == 12 + 6 * 0.5 / 24);
  stage_press (f->stage, "alt+Right");
  reel_test_wait (reel_thumbnail_get_time (thumbnail) == 12 + 6 * 1.5 / 24);
  stage_press (f->stage, "Right");
  reel_test_wait (reel_thumbnail_get_time (thumbnail) == 12);

  /* What is not on this computer has nothing to look through. */
  stage_point (f->stage, cell (f, "Unknown file (v9), 0:03 – 0:05, similarity 0.52"), 0.5, 0.3, &x, &y);
  reel_display_move (f->stage->display, x, y);
  reel_display_rest (f->stage->display, 50);
  g_assert_null (reel_thumbnail_get_uri (thumbnail_of (cell (f, "Unknown file (v9), 0:03 – 0:05, similarity 0.52"))));
}

static void
test_more (Fixture      *f,
           gconstpointer data)
{
  g_autoptr (GString) body = g_string_new ("{\"results\": [");

  g_assert_null (stage_find (GTK_WIDGET (f->page), GTK_TYPE_BUTTON, "More Hits"));
  for (guint i = 0; i < 100; i++)
    g_string_append_printf (body, "%s{\"video_id\": \"v1\", \"similarity\": 0.5, \"start\": %u, \"end\": %u}",
                            i > 0 ? "," : "", 10 * i, 10 * i + 3);
  g_string_append (body, "]}");
  search_double_reply (f->service, "c1", body->str);
  search_double_search (f->service, "many");
  g_ptr_array_set_size (f->service->listening->asked, 0);
  stage_click (f->stage, find (f, GTK_TYPE_BUTTON, "More Hits"), 1);
  reel_test_wait (f->service->listening->asked->len == 2);
  reel_test_wait (reel_search_model_get_state (f->service->model) == REEL_SEARCH_STATE_DONE);
  g_assert_true (g_str_has_suffix (f->service->listening->asked->pdata[0], " 300"));

  /* A long strip shows a few, and all of them when somebody asks. */
  stage_click (f->stage, find (f, GTK_TYPE_TOGGLE_BUTTON, "Group by Video"), 1);
  find (f, GTK_TYPE_LIST_VIEW, "vtest.avi, 100 hits");
  g_assert_null (stage_find (GTK_WIDGET (f->page), REEL_TYPE_HIT_CELL, "vtest.avi, 1:30 – 1:33, similarity 0.50"));
  stage_look (f->stage, "look-long-strip");
  stage_click (f->stage, find (f, GTK_TYPE_BUTTON, "Show All 100"), 1);
  cell (f, "vtest.avi, 1:30 – 1:33, similarity 0.50");
}

static void
test_narrow (Fixture      *f,
             gconstpointer data)
{
  cell (f, FIRST);
  stage_resize (f->stage, 360, 640);
  reel_test_wait (gtk_widget_get_width (GTK_WIDGET (f->page)) == 360);
  stage_look (f->stage, "look-narrow");
  stage_click (f->stage, find (f, GTK_TYPE_TOGGLE_BUTTON, "Group by Video"), 1);
  find (f, GTK_TYPE_LIST_VIEW, "vtest.avi, 3 hits");
  stage_look (f->stage, "look-narrow-groups");
}

/* What was answered the last time is there at once, undimmed, and says its date while it is no newer one. */
static void
test_kept (Fixture      *f,
           gconstpointer data)
{
  GtkWidget *grid;

  search_double_wait_kept (f->service, "dog");
  search_double_reply (f->service, "c1", "400 {\"error\": {\"code\": \"bad\", \"message\": \"no dogs\"}}");
  search_double_reply (f->service, "c2", "400 {\"error\": {\"code\": \"bad\", \"message\": \"no dogs\"}}");
  search_double_search (f->service, "dog");
  cell (f, FIRST);
  grid = find (f, GTK_TYPE_GRID_VIEW, "Results");
  g_assert_false (gtk_widget_has_css_class (grid, "dim-label"));
  g_assert_true (stage_sees (GTK_WIDGET (f->page), "These hits are of "));
  g_assert_true (stage_sees (GTK_WIDGET (f->page), "no dogs"));
  g_assert_true (stage_sees (GTK_WIDGET (f->page), "8 hits in 5 videos"));
  stage_look (f->stage, "look-kept");

  search_double_hold (f->service, "dog");
  reel_search_model_search (f->service->model, "dog");
  reel_test_wait (stage_sees (GTK_WIDGET (f->page), "asking again…"));
  g_assert_false (gtk_widget_has_css_class (grid, "dim-label"));
  reel_search_model_cancel (f->service->model);
  g_assert_true (stage_sees (GTK_WIDGET (f->page), "This is the answer of ")); /* nobody asks any more */
  g_assert_false (stage_sees (GTK_WIDGET (f->page), "asking again…"));
}

int
main (int   argc,
      char *argv[])
{
  stage_init (&argc, &argv);
  g_test_add ("/search/look/merged", Fixture, NULL, set_up, test_merged, tear_down);
  g_test_add ("/search/look/tooltip", Fixture, NULL, set_up, test_tooltip, tear_down);
  g_test_add ("/search/look/groups", Fixture, NULL, set_up, test_groups, tear_down);
  g_test_add ("/search/look/order", Fixture, NULL, set_up, test_order, tear_down);
  g_test_add ("/search/look/cut-off", Fixture, NULL, set_up, test_cut_off, tear_down);
  g_test_add ("/search/look/filters", Fixture, NULL, set_up, test_filters, tear_down);
  g_test_add ("/search/look/selection", Fixture, NULL, set_up, test_selection, tear_down);
  g_test_add ("/search/look/scrub", Fixture, NULL, set_up, test_scrub, tear_down);
  g_test_add ("/search/look/more", Fixture, NULL, set_up, test_more, tear_down);
  g_test_add ("/search/look/narrow", Fixture, NULL, set_up, test_narrow, tear_down);
  g_test_add ("/search/look/kept", Fixture, NULL, set_up, test_kept, tear_down);
  return g_test_run ();
}
