/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "media/reel-frame-grabber.h"
#include "reel-test.h"
#include "search-double.h"
#include "search/reel-hit-cell.h"
#include "search/reel-hit-timecode.h"
#include "search/reel-results-page.h"
#include "reel-test-video.h"
#include "stage.h"

/* What is taken away from the results: by the menu of a hit, and by dragging it. */

#define HITS                                                                                                       \
  "{\"results\": ["                                                                                                \
  "{\"video_id\": \"v1\", \"similarity\": 0.87, \"start_time\": 12, \"end_time\": 18},"                            \
  "{\"video_id\": \"v2\", \"similarity\": 0.81, \"start_time\": 2, \"end_time\": 6},"                              \
  "{\"video_id\": \"v1\", \"similarity\": 0.61, \"start_time\": 40, \"end_time\": 46},"                            \
  "{\"video_id\": \"v9\", \"similarity\": 0.52, \"start_time\": 3, \"end_time\": 5}"                               \
  "]}"
#define FIRST "vtest.avi, 0:12 – 0:18, similarity 0.87"
#define SECOND "Megamind.avi, 0:02 – 0:06, similarity 0.81"
#define THIRD "vtest.avi, 0:40 – 0:46, similarity 0.61"
#define ELSEWHERE "Unknown file (v9), 0:03 – 0:05, similarity 0.52"

typedef struct
{
  SearchDouble *service;
  ReelFrameGrabber *grabber;
  ReelResultsPage *page; /* (borrowed): the stage has it */
  GtkWidget *files;      /* (borrowed): takes files */
  GtkWidget *text;       /* (borrowed): takes text */
  Stage *stage;
  GString *events;
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
exported (Fixture *f,
          ReelHit *hit,
          gboolean instant)
{
  g_string_append_printf (f->events, "%s %g;", instant ? "instant" : "exact", reel_hit_get_start (hit));
}

static void
shown (Fixture *f,
       ReelHit *hit)
{
  g_string_append_printf (f->events, "show %s;", reel_hit_get_name (hit));
}

static void
copied (Fixture *f,
        ReelHit *hit)
{
  g_string_append_printf (f->events, "copy %g;", reel_hit_get_start (hit));
}

static void
activated (Fixture *f,
           ReelHit *hit)
{
  g_string_append_printf (f->events, "play %g;", reel_hit_get_start (hit));
}

static gboolean
dropped_files (Fixture      *f,
               const GValue *value)
{
  g_autoptr (GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));

  for (GSList *l = files; l != NULL; l = l->next)
    {
      g_autofree char *name = g_file_get_basename (l->data);

      g_string_append_printf (f->events, "file %s;", name);
    }
  return TRUE;
}

static gboolean
dropped_text (Fixture      *f,
              const GValue *value)
{
  g_string_append_printf (f->events, "text %s;", g_value_get_string (value));
  return TRUE;
}

static GtkWidget *
new_target (Fixture    *f,
            const char *label,
            GType       type,
            GCallback   callback)
{
  GtkWidget *widget = gtk_label_new (label);
  GtkDropTarget *target = gtk_drop_target_new (type, GDK_ACTION_COPY);

  g_signal_connect_swapped (target, "drop", callback, f);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (target));
  gtk_widget_set_size_request (widget, -1, 40);
  return widget;
}

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  g_autofree char *cache = reel_test_tmp ("frames");
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  f->service = search_double_new ();
  search_double_set_collections (f->service, "c1", "Dogs", NULL);
  reel_search_model_set_collection_id (f->service->model, "c1");
  add_sample (f, "vtest.avi", "v1");
  add_sample (f, "Megamind.avi", "v2");
  search_double_reply (f->service, "dog", HITS);
  f->grabber = reel_frame_grabber_new (cache);
  f->events = g_string_new (NULL);
  f->page = REEL_RESULTS_PAGE (reel_results_page_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (f->page), TRUE);
  reel_results_page_set_grabber (f->page, f->grabber);
  reel_results_page_set_model (f->page, f->service->model);
  g_signal_connect_swapped (f->page, "export-requested", G_CALLBACK (exported), f);
  g_signal_connect_swapped (f->page, "show-requested", G_CALLBACK (shown), f);
  g_signal_connect_swapped (f->page, "copy-timecode-requested", G_CALLBACK (copied), f);
  g_signal_connect_swapped (f->page, "hit-activated", G_CALLBACK (activated), f);
  f->files = new_target (f, "Files", GDK_TYPE_FILE_LIST, G_CALLBACK (dropped_files));
  f->text = new_target (f, "Text", G_TYPE_STRING, G_CALLBACK (dropped_text));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (f->page));
  gtk_box_append (GTK_BOX (box), f->files);
  gtk_box_append (GTK_BOX (box), f->text);
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
  g_string_free (f->events, TRUE);
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
  reel_test_wait (f->events->len > 0);
  g_assert_cmpstr (f->events->str, ==, expected);
  g_string_truncate (f->events, 0);
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

static void
choose (Fixture    *f,
        const char *name,
        const char *text)
{
  stage_click (f->stage, open_menu (f, name, text), 1);
  reel_test_wait (find_item (GTK_WIDGET (f->page), text) == NULL);
}

static void
test_menu (Fixture      *f,
           gconstpointer data)
{
  GtkWidget *item;

  choose (f, SECOND, "Export…");
  take_events (f, "exact 2;");
  choose (f, THIRD, "Export Instantly");
  take_events (f, "instant 40;");
  choose (f, FIRST, "Show in Folder");
  take_events (f, "show vtest.avi;");
  choose (f, SECOND, "Copy Timecode");
  take_events (f, "copy 2;");
  choose (f, THIRD, "Play");
  take_events (f, "play 40;");

  /* Without a file there is nothing to take away. */
  item = open_menu (f, ELSEWHERE, "Export…");
  stage_look (f->stage, "hit-menu");
  g_assert_false (gtk_widget_get_sensitive (item));
  g_assert_false (gtk_widget_get_sensitive (find_item (GTK_WIDGET (f->page), "Play")));
  g_assert_false (gtk_widget_get_sensitive (find_item (GTK_WIDGET (f->page), "Show in Folder")));
  g_assert_false (gtk_widget_get_sensitive (find_item (GTK_WIDGET (f->page), "Copy Timecode")));
  stage_press (f->stage, "Escape");
  reel_test_wait (find_item (GTK_WIDGET (f->page), "Export…") == NULL);
}

/* The controller of @widget of that type; the widget has it. */
static GtkEventController *
find_controller (GtkWidget *widget,
                 GType      type)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (g_type_is_a (G_OBJECT_TYPE (controller), type))
        return controller;
    }
  return NULL;
}

/* A finger that rests on a hit opens its menu, in the grid and in a strip; the pointer has its own button for it. */
static void
test_touch (Fixture      *f,
            gconstpointer data)
{
  GtkEventController *press = find_controller (GTK_WIDGET (f->page), GTK_TYPE_GESTURE_LONG_PRESS);

  g_assert_nonnull (press);
  g_assert_true (gtk_gesture_single_get_touch_only (GTK_GESTURE_SINGLE (press)));
  for (guint grouped = 0; grouped < 2; grouped++)
    {
      GtkWidget *item = NULL;

      reel_results_page_set_grouped (f->page, grouped == 1);
      for (guint i = 0; i < 20 && item == NULL; i++) /* until the strips have their places */
        {
          graphene_point_t point;

          g_assert_true (gtk_widget_compute_point (cell (f, SECOND), GTK_WIDGET (f->page), &GRAPHENE_POINT_INIT (20, 20), &point));
          g_signal_emit_by_name (press, "pressed", (double) point.x, (double) point.y);
          reel_display_rest (f->stage->display, 100);
          item = find_item (GTK_WIDGET (f->page), "Copy Timecode");
        }
      g_assert_nonnull (item);
      gtk_widget_activate (item);
      take_events (f, "copy 2;");
      reel_test_wait (find_item (GTK_WIDGET (f->page), "Copy Timecode") == NULL);
    }
  g_signal_emit_by_name (press, "pressed", 1.0, 1.0); /* on nothing */
  g_assert_null (find_item (GTK_WIDGET (f->page), "Copy Timecode"));
}

/* All of it by keyboard, too. */
static void
test_keys (Fixture      *f,
           gconstpointer data)
{
  cell (f, FIRST);
  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (f->page)));
  stage_press (f->stage, "Home"); /* which selects, with any GTK */
  stage_press (f->stage, "Right");
  stage_press (f->stage, "ctrl+shift+c");
  take_events (f, "copy 2;");
  stage_press (f->stage, "Menu");
  reel_test_wait (find_item (GTK_WIDGET (f->page), "Copy Timecode") != NULL);
  stage_press (f->stage, "Escape");
  reel_test_wait (find_item (GTK_WIDGET (f->page), "Play") == NULL);
}

static void
drag_once (Fixture   *f,
           GtkWidget *from,
           GtkWidget *to)
{
  int x0, y0, x1, y1;

  stage_point (f->stage, from, 0.5, 0.3, &x0, &y0);
  stage_point (f->stage, to, 0.5, 0.5, &x1, &y1);
  reel_display_drag (f->stage->display, x0, y0, x1, y1);
}

/* Until it arrives: under load a hand may be too fast for what it drags over. */
static void
drag (Fixture    *f,
      const char *from,
      GtkWidget  *to,
      const char *expected)
{
  for (guint i = 0; i < 5 && f->events->len == 0; i++)
    {
      drag_once (f, cell (f, from), to);
      for (guint j = 0; j < 10 && f->events->len == 0; j++)
        reel_display_rest (f->stage->display, 100);
    }
  take_events (f, expected);
}

static void
test_drag (Fixture      *f,
           gconstpointer data)
{
  drag (f, SECOND, f->files, "file Megamind.avi;");
  drag (f, FIRST, f->text, "text vtest.avi 0:12 – 0:18;");

  /* All that are selected, and each file once; of what is not here there is nothing to drag. */
  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (f->page)));
  stage_press (f->stage, "ctrl+a");
  reel_test_wait (stage_sees (GTK_WIDGET (f->page), "4 selected"));
  drag (f, SECOND, f->files, "file vtest.avi;file Megamind.avi;");
  stage_press (f->stage, "Escape");
}

/* Nothing comes of a hit whose file is not here. */
static void
test_drag_elsewhere (Fixture      *f,
                     gconstpointer data)
{
  drag_once (f, cell (f, ELSEWHERE), f->files);
  drag_once (f, cell (f, ELSEWHERE), f->text);
  reel_display_rest (f->stage->display, 500);
  g_assert_cmpstr (f->events->str, ==, "");
}

/* As the file counts its frames. */
static void
test_timecode (void)
{
  static const struct
  {
    const char *name, *stamp;
    double start;
    const char *expected;
  } files[] = {
    { "drop.mov", "timecodestamper source=internal drop-frame=true set-internal-timecode=01:00:59;28 ! ", 2.0 * 1001 / 30000,
      "01:01:00;02" },
    { "none.mov", "", 31.0 * 1001 / 30000, "00:00:01:01" },
  };
  g_autofree char *folder = reel_test_tmp ("hit-timecode");

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      SearchDouble *service = search_double_new ();
      g_autofree char *path = g_build_filename (folder, files[i].name, NULL);
      g_autofree char *uri = reel_test_video_uri (path);
      g_autofree char *chain = g_strconcat (files[i].stamp, "jpegenc ! qtmux", NULL);
      g_autofree char *timecode = NULL;
      g_autoptr (GError) error = NULL;
      ReelSearchResult result = { 0 };
      GAsyncResult *answer = NULL;
      g_autoptr (ReelHit) hit = NULL;

      reel_test_video_make (path, chain, 60, 30000, 1001, 0);
      result.video_id = (char *) "v";
      result.similarity = 0.5;
      result.has_times = TRUE;
      result.start = files[i].start;
      result.end = files[i].start + 0.2;
      hit = reel_hit_new (search_double_add_video (service, uri, "v"), NULL, &result);
      reel_hit_timecode_async (hit, NULL, reel_test_store_result, &answer);
      reel_test_wait (answer != NULL);
      timecode = reel_hit_timecode_finish (answer, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (timecode, ==, files[i].expected);
      g_object_unref (answer);
      g_clear_object (&hit);
      search_double_free (service);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("GTK_A11Y", "test", TRUE);
  stage_init (&argc, &argv);
  g_test_add ("/results/take/menu", Fixture, NULL, set_up, test_menu, tear_down);
  g_test_add ("/results/take/touch", Fixture, NULL, set_up, test_touch, tear_down);
  g_test_add ("/results/take/keys", Fixture, NULL, set_up, test_keys, tear_down);
  g_test_add ("/results/take/drag", Fixture, NULL, set_up, test_drag, tear_down);
  g_test_add ("/results/take/elsewhere", Fixture, NULL, set_up, test_drag_elsewhere, tear_down);
  g_test_add_func ("/results/take/timecode", test_timecode);
  return g_test_run ();
}
