/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "preview/reel-filmstrip.h"
#include "preview/reel-preview-pane.h"
#include "preview/reel-timeline-tip.h"
#include "reel-test-video.h"
#include "reel-test.h"
#include "stage.h"
#include "widgets/reel-thumbnail.h"

/* The timeline of the preview: its pictures, what the pointer tells, and the ends of the range. */

typedef struct
{
  ReelPreviewPane *pane;     /* (borrowed): the stage has it */
  ReelPlayer *player;        /* (borrowed): the pane has it */
  ReelFrameGrabber *grabber; /* (owned) */
  Stage *stage;
} Fixture;

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  g_autofree char *cache = reel_test_tmp ("frames");

  f->grabber = reel_frame_grabber_new (cache);
  f->pane = REEL_PREVIEW_PANE (reel_preview_pane_new ());
  reel_preview_pane_set_grabber (f->pane, f->grabber);
  f->player = reel_preview_pane_get_player (f->pane);
  f->stage = stage_new (GTK_WIDGET (f->pane), 360, 640);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  stage_free (f->stage);
  reel_test_assert_finalized (&f->grabber);
}

static GtkWidget *
find (Fixture    *f,
      GType       type,
      const char *name)
{
  return stage_find (GTK_WIDGET (f->pane), type, name);
}

static gboolean
is_ready (Fixture *f)
{
  gboolean ready = FALSE;

  g_object_get (f->player, "ready", &ready, NULL);
  return ready && reel_player_get_duration (f->player) > 0;
}

static void
show_path (Fixture    *f,
           const char *path,
           double      start,
           double      end)
{
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  g_autofree char *name = g_path_get_basename (path);

  reel_preview_pane_show (f->pane, NULL, name, uri, start, end, end > 0, FALSE);
  reel_test_wait (is_ready (f));
}

static void
show (Fixture    *f,
      const char *name,
      double      start,
      double      end)
{
  g_autofree char *path = reel_test_sample (name);

  show_path (f, path, start, end);
}

static ReelFilmstrip *
get_strip (Fixture *f)
{
  return REEL_FILMSTRIP (find (f, REEL_TYPE_FILMSTRIP, NULL));
}

static gboolean
is_whole (ReelFilmstrip *strip)
{
  return reel_filmstrip_get_n_places (strip) > 0 &&
         reel_filmstrip_get_n_loaded (strip) == reel_filmstrip_get_n_places (strip);
}

/* As many pictures as fit in their own shape, more of them as it gets wider, and those of another video for another video. */
static void
test_strip (Fixture      *f,
            gconstpointer data)
{
  const ReelTimelineMark marks[] = { { 12, 14, 0.87 }, { 40, 46, 0.61 }, { 60, 66, 0.12 } };
  g_autofree char *folder = reel_test_tmp ("strip");
  g_autofree char *path = g_build_filename (folder, "upright.mp4", NULL);
  g_autoptr (GdkTexture) first = NULL;
  ReelFilmstrip *strip;
  guint narrow;

  show (f, "vtest.avi", 40, 46);
  reel_preview_pane_set_marks (f->pane, marks, G_N_ELEMENTS (marks));
  strip = get_strip (f);
  g_assert_nonnull (strip);
  reel_test_wait (is_whole (strip));
  narrow = reel_filmstrip_get_n_places (strip);
  /* 768 × 576 in 34 pixels of height. */
  g_assert_cmpint (abs ((int) narrow - gtk_widget_get_width (GTK_WIDGET (strip)) / 45), <=, 1);
  first = g_object_ref (reel_filmstrip_get_picture (strip, 0));
  g_assert_cmpint (gdk_texture_get_width (first), ==, 128);
  g_assert_cmpint (gdk_texture_get_height (first), ==, 96);
  g_assert_true (reel_filmstrip_get_picture (strip, 70) != first);
  stage_look (f->stage, "timeline-strip");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  stage_look (f->stage, "timeline-strip-dark");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
  stage_resize (f->stage, 900, 640);
  reel_test_wait (reel_filmstrip_get_n_places (strip) >= 2 * narrow && is_whole (strip));
  stage_look (f->stage, "timeline-strip-wide");

  /* Higher than wide. */
  stage_resize (f->stage, 360, 640);
  reel_test_video_make (path, "x264enc key-int-max=10 bitrate=1200 speed-preset=ultrafast ! mp4mux", 100, 25, 1, 0);
  reel_test_video_turn (path);
  show_path (f, path, 0, 0);
  reel_test_wait (is_whole (strip) && reel_filmstrip_get_n_places (strip) > narrow);
  g_assert_cmpint (gdk_texture_get_height (reel_filmstrip_get_picture (strip, 0)), ==, 128);
  g_assert_cmpint (gdk_texture_get_width (reel_filmstrip_get_picture (strip, 0)), <, 128);
  stage_look (f->stage, "timeline-strip-portrait");

  reel_preview_pane_clear (f->pane);
  reel_test_wait (reel_filmstrip_get_n_places (strip) == 0);
}

static void
count_frame (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (ReelFrame) frame = reel_frame_grabber_grab_finish (REEL_FRAME_GRABBER (source), result, NULL);

  g_assert_nonnull (frame);
  (*(guint *) user_data)++;
}

/* It is made behind what others ask for, and not while nobody sees it. */
static void
test_polite (Fixture      *f,
             gconstpointer data)
{
  g_autofree char *path = reel_test_sample ("vtest.avi");
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  ReelFilmstrip *strip = REEL_FILMSTRIP (reel_filmstrip_new ());
  guint asked = 0, n = 0, before;
  Stage *stage;

  g_object_ref_sink (strip);
  reel_filmstrip_set_grabber (strip, f->grabber);
  reel_filmstrip_set_source (strip, uri, 79.5);
  g_assert_cmpuint (reel_filmstrip_get_n_places (strip), ==, 0);
  gtk_widget_set_size_request (GTK_WIDGET (strip), 1000, 20);
  stage = stage_new (GTK_WIDGET (strip), 1000, 20);
  reel_test_wait (reel_filmstrip_get_n_places (strip) > 0);
  before = reel_filmstrip_get_n_loaded (strip);
  for (guint i = 0; i < 12; i++)
    {
      reel_frame_grabber_grab_async (f->grabber, uri, 60 - i * 1.5, TRUE, 200, NULL, count_frame, &n);
      asked++;
    }
  reel_test_wait (n == asked);
  /* The one that was under way before, and one more that the decoder had taken by then. */
  g_assert_cmpuint (reel_filmstrip_get_n_loaded (strip), <=, before + 2);
  g_assert_cmpuint (before + 2, <, reel_filmstrip_get_n_places (strip));
  reel_test_wait (is_whole (strip));

  /* Given up with its window: nothing is asked for, or held, any more. */
  reel_filmstrip_set_source (strip, uri, 40);
  g_object_unref (strip);
  stage_free (stage);
}

static GtkWidget *
get_slider (Fixture *f)
{
  return find (f, GTK_TYPE_SCALE, "Position");
}

/* Where a time of the video is on the slider, from 0 to 1 of its width. */
static double
place_of (Fixture *f,
          double   seconds)
{
  const double width = gtk_widget_get_width (get_slider (f));

  return (2 + (width - 4) * seconds / reel_player_get_duration (f->player)) / width;
}

/* On the screen, once the pane has the shape that the picture gives it. */
static void
find_point (Fixture *f,
            double   seconds,
            int      beside,
            int     *x,
            int     *y)
{
  int before_x = -1, before_y = -1;

  for (stage_point (f->stage, get_slider (f), place_of (f, seconds), 0.7, x, y); *x != before_x || *y != before_y;
       stage_point (f->stage, get_slider (f), place_of (f, seconds), 0.7, x, y))
    {
      before_x = *x;
      before_y = *y;
      reel_display_rest (f->stage->display, 150);
    }
  *x += beside;
}

static void
point_at (Fixture *f,
          double   seconds)
{
  int x, y;

  find_point (f, seconds, 0, &x, &y);
  reel_display_move (f->stage->display, x, y);
}

static GtkWidget *
find_tip (Fixture *f)
{
  return find (f, REEL_TYPE_TIMELINE_TIP, NULL);
}

static gboolean
tip_says (Fixture    *f,
          const char *text)
{
  GtkWidget *tip = find_tip (f);

  return tip != NULL && stage_sees (tip, text);
}

/* Whether the tip has the picture of that time. */
static gboolean
tip_shows (Fixture *f,
           double   seconds,
           gboolean exact)
{
  GtkWidget *tip = find_tip (f);
  GtkWidget *thumbnail = tip != NULL ? stage_find (tip, REEL_TYPE_THUMBNAIL, NULL) : NULL;
  gboolean as_exact = FALSE;

  if (thumbnail == NULL || !reel_thumbnail_get_loaded (REEL_THUMBNAIL (thumbnail)))
    return FALSE;
  g_object_get (thumbnail, "exact", &as_exact, NULL);
  return as_exact == exact && fabs (reel_thumbnail_get_time (REEL_THUMBNAIL (thumbnail)) - seconds) < (exact ? 0.3 : 0.7);
}

/* The pointer looks at any moment, and the player stays where it is; a hit is named. */
static void
test_look (Fixture      *f,
           gconstpointer data)
{
  const ReelTimelineMark marks[] = { { 12, 14, 0.87 }, { 40, 46, 0.61 }, { 60, 66, 0.12 } };

  show (f, "vtest.avi", 12, 14);
  reel_preview_pane_set_marks (f->pane, marks, G_N_ELEMENTS (marks));
  reel_test_wait (is_whole (get_strip (f)));
  g_assert_null (find_tip (f));
  point_at (f, 30);
  reel_test_wait (tip_says (f, "00:00:30:0") || tip_says (f, "00:00:29:"));
  reel_test_wait (tip_shows (f, 30, TRUE));
  g_assert_false (tip_says (f, "similarity"));
  point_at (f, 43);
  reel_test_wait (tip_says (f, "0:40 – 0:46, similarity 0.61"));
  reel_test_wait (tip_shows (f, 43, TRUE));
  if (g_getenv ("REEL_TEST_PICTURES") != NULL)
    {
      g_autofree char *path = g_build_filename (g_getenv ("REEL_TEST_PICTURES"), "timeline-look.png", NULL);
      g_autoptr (ReelScreenshot) picture = NULL;

      reel_display_rest (f->stage->display, 500);
      picture = reel_display_take_picture (f->stage->display, &(cairo_rectangle_int_t){ 0, 0, 360, 640 }, NULL);
      reel_screenshot_save (picture, path, NULL);
    }
  g_assert_cmpfloat_with_epsilon (reel_player_get_position (f->player), 12, 0.2);

  /* Another video, and the pointer elsewhere: nothing of it is left. */
  show (f, "tree.avi", 0, 0);
  reel_test_wait (find_tip (f) == NULL);
  point_at (f, 3);
  reel_test_wait (tip_shows (f, 3, TRUE));
  reel_display_move (f->stage->display, 1270, 790);
  reel_test_wait (find_tip (f) == NULL);

  /* A finger that rests. */
  {
    g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (gtk_widget_get_parent (get_slider (f)));
    gboolean found = FALSE;

    for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
      {
        g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

        if (!GTK_IS_GESTURE_LONG_PRESS (controller))
          continue;
        found = TRUE;
        g_assert_true (gtk_gesture_single_get_touch_only (GTK_GESTURE_SINGLE (controller)));
        g_signal_emit_by_name (controller, "pressed", 100.0, 30.0);
      }
    g_assert_true (found);
  }
  reel_test_wait (find_tip (f) != NULL);
  reel_preview_pane_clear (f->pane);
  reel_test_wait (find_tip (f) == NULL);
}

static gboolean
is_near (Fixture *f,
         double   seconds)
{
  return fabs (reel_player_get_position (f->player) - seconds) < 0.2;
}

/* From the grip beside a time to another time. */
static void
drag (Fixture *f,
      double   from,
      int      beside,
      double   to)
{
  int x0, y0, x1, y1;

  find_point (f, from, beside, &x0, &y0);
  find_point (f, to, beside, &x1, &y1);
  reel_display_drag (f->stage->display, x0, y0, x1, y1);
}

static gboolean
is_frame (double seconds)
{
  return fabs (seconds * 10 - round (seconds * 10)) < 1e-6; /* ten frames a second */
}

/* The ends of the range are dragged, from frame to frame, and what is set is taken back. */
static void
test_trim (Fixture      *f,
           gconstpointer data)
{
  double in, out;

  show (f, "vtest.avi", 20, 26);
  reel_test_wait (is_near (f, 20));
  drag (f, 26, 3, 40);
  reel_test_wait (fabs (reel_player_get_out_point (f->player) - 40) < 1);
  out = reel_player_get_out_point (f->player);
  g_assert_true (is_frame (out));
  g_assert_cmpfloat (reel_player_get_in_point (f->player), ==, 20);
  reel_test_wait (fabs (reel_player_get_position (f->player) - (out - 0.1)) < 0.01); /* the last frame */
  g_assert_true (stage_sees (GTK_WIDGET (f->pane), "0:20 – 0:"));
  g_assert_false (stage_sees (GTK_WIDGET (f->pane), "0:20 – 0:26"));

  drag (f, 20, -3, 30);
  reel_test_wait (fabs (reel_player_get_in_point (f->player) - 30) < 1);
  in = reel_player_get_in_point (f->player);
  g_assert_true (is_frame (in));
  g_assert_cmpfloat (reel_player_get_out_point (f->player), ==, out);
  reel_test_wait (fabs (reel_player_get_position (f->player) - in) < 0.01);
  stage_look (f->stage, "timeline-trimmed");

  /* Beyond the other end it stops, a frame before it. */
  drag (f, in, -3, 70);
  reel_test_wait (reel_player_get_in_point (f->player) > in);
  g_assert_cmpfloat_with_epsilon (reel_player_get_in_point (f->player), out - 0.1, 1e-6);

  /* A click on a grip goes there, and sets nothing. */
  {
    int x, y;

    find_point (f, out, 3, &x, &y);
    reel_display_click (f->stage->display, x, y, 1, 1);
  }
  reel_test_wait (fabs (reel_player_get_position (f->player) - out) < 0.01);
  g_assert_cmpfloat (reel_player_get_out_point (f->player), ==, out);

  gtk_widget_grab_focus (GTK_WIDGET (f->pane));
  stage_press (f->stage, "x");
  reel_test_wait (stage_sees (GTK_WIDGET (f->pane), "0:20 – 0:26"));
  reel_test_wait (reel_player_get_in_point (f->player) == 20 && reel_player_get_out_point (f->player) == 26);

  /* The same by keys: set, there, and taken back. */
  stage_press (f->stage, "shift+i");
  reel_test_wait (is_near (f, 20));
  stage_press (f->stage, "Right");
  reel_test_wait (is_near (f, 21));
  stage_press (f->stage, "i");
  reel_test_wait (reel_player_get_in_point (f->player) > 20.5);
  stage_press (f->stage, "shift+o");
  reel_test_wait (fabs (reel_player_get_position (f->player) - 25.9) < 0.01);
  stage_press (f->stage, "Escape");
  reel_test_wait (reel_player_get_in_point (f->player) == 20);

  /* Of a whole video, too. */
  show (f, "vtest.avi", 0, 0);
  drag (f, 0, -3, 10);
  reel_test_wait (fabs (reel_player_get_in_point (f->player) - 10) < 1);
  stage_press (f->stage, "x");
  reel_test_wait (stage_sees (GTK_WIDGET (f->pane), "Whole video"));
}

typedef struct
{
  double last, lowest, highest;
  guint turns; /* how often the position went back */
} Course;

static void
follow (Course     *course,
        GParamSpec *pspec,
        ReelPlayer *player)
{
  double position = reel_player_get_position (player);

  course->turns += position < course->last;
  course->last = position;
  course->lowest = MIN (course->lowest, position);
  course->highest = MAX (course->highest, position);
}

/* A hit is played from its handle to its handle, as far as the file goes; in and out stay the hit's. */
static void
test_handles (Fixture      *f,
              gconstpointer data)
{
  Course course = { 20, 20, 20, 0 };

  show (f, "vtest.avi", 20, 20.5);
  reel_test_wait (is_near (f, 20));
  gtk_widget_grab_focus (GTK_WIDGET (f->pane));
  stage_press (f->stage, "h");
  stage_press (f->stage, "shift+i"); /* there is no handle yet */
  g_assert_cmpfloat (reel_player_get_in_point (f->player), ==, 20);
  stage_click (f->stage, find (f, GTK_TYPE_MENU_BUTTON, "Handles"), 1);
  reel_test_wait (stage_sees (GTK_WIDGET (f->pane), "1 Second"));
  stage_look (f->stage, "timeline-handles-menu");
  stage_press (f->stage, "Escape");
  reel_preview_pane_set_handles (f->pane, 1);
  g_assert_cmpfloat (reel_player_get_in_point (f->player), ==, 20);
  reel_test_wait (!stage_sees (GTK_WIDGET (f->pane), "1 Second"));
  gtk_widget_grab_focus (GTK_WIDGET (f->pane));
  stage_press (f->stage, "h");
  reel_test_wait (reel_player_get_in_point (f->player) == 19);
  g_assert_cmpfloat (reel_player_get_out_point (f->player), ==, 21.5);
  g_assert_true (stage_sees (GTK_WIDGET (f->pane), "0:20"));
  reel_preview_pane_set_handles (f->pane, 8);
  stage_look (f->stage, "timeline-handles");
  reel_preview_pane_set_handles (f->pane, 1);

  g_signal_connect_swapped (f->player, "notify::position", G_CALLBACK (follow), &course);
  stage_press (f->stage, "space");
  reel_test_wait (course.turns >= 2 && course.highest > 21); /* to the handle, and round */
  stage_press (f->stage, "k");
  reel_test_wait (!reel_player_get_playing (f->player));
  g_signal_handlers_disconnect_by_data (f->player, &course);
  g_assert_cmpfloat (course.lowest, <, 19.2);
  g_assert_cmpfloat (course.lowest, >, 18.8);
  g_assert_cmpfloat (course.highest, <, 21.7);
  stage_press (f->stage, "shift+i");
  reel_test_wait (is_near (f, 20));
  g_assert_cmpfloat (reel_player_get_in_point (f->player), ==, 19);

  /* Cued, one sees the hit's first frame; there is nothing before the file's first, and nothing behind its last. */
  show (f, "vtest.avi", 0.5, 79.2);
  reel_test_wait (fabs (reel_player_get_position (f->player) - 0.5) < 0.01);
  g_assert_cmpfloat (reel_player_get_in_point (f->player), ==, 0);
  g_assert_cmpfloat (reel_player_get_out_point (f->player), ==, 0);
  stage_press (f->stage, "h");
  reel_test_wait (reel_player_get_in_point (f->player) == 0.5);
  g_assert_cmpfloat (reel_player_get_out_point (f->player), ==, 79.2);
}

/* Up and Down go to the hits on the timeline, which are then the ones that are played. */
static void
test_marks (Fixture      *f,
            gconstpointer data)
{
  const ReelTimelineMark marks[] = { { 40, 46, 0.61 }, { 12, 14, 0.87 }, { 60, 66, 0.12 } };
  guint64 shown;

  show (f, "vtest.avi", 12, 14);
  reel_preview_pane_set_marks (f->pane, marks, G_N_ELEMENTS (marks));
  gtk_widget_grab_focus (GTK_WIDGET (f->pane));
  reel_test_wait (is_near (f, 12)); /* Down begins where the player stands */
  stage_press (f->stage, "Down");
  reel_test_wait (is_near (f, 40) && stage_sees (GTK_WIDGET (f->pane), "0:40 – 0:46"));
  g_assert_cmpfloat (reel_player_get_out_point (f->player), ==, 46);
  stage_press (f->stage, "Down");
  reel_test_wait (is_near (f, 60));
  stage_press (f->stage, "Down"); /* there is no other */
  stage_press (f->stage, "Up");
  reel_test_wait (is_near (f, 40));
  stage_press (f->stage, "Up");
  reel_test_wait (is_near (f, 12) && reel_player_get_in_point (f->player) == 12);
  /* From elsewhere, by where one is. */
  shown = reel_player_get_frames_shown (f->player);
  reel_player_seek (f->player, 50, TRUE);
  reel_test_wait (is_near (f, 50) && reel_player_get_frames_shown (f->player) > shown);
  stage_press (f->stage, "Up");
  reel_test_wait (is_near (f, 40));
}

/* What a service found need not fit the file that is here. */
static void
test_beyond (Fixture      *f,
             gconstpointer data)
{
  show (f, "tree.avi", 100, 110);
  reel_test_wait (stage_sees (GTK_WIDGET (f->pane), "the hit lies behind the end"));
  reel_test_wait (is_near (f, 0) && reel_player_get_in_point (f->player) == 0);
  g_assert_cmpfloat (reel_player_get_out_point (f->player), ==, 0);
  stage_look (f->stage, "timeline-beyond");
  gtk_widget_grab_focus (GTK_WIDGET (f->pane));
  stage_press (f->stage, "space");
  reel_test_wait (reel_player_get_playing (f->player) && reel_player_get_position (f->player) > 0.5);

  /* The hit's start is in the file: it ends with it. */
  show (f, "tree.avi", 28, 500);
  reel_test_wait (stage_sees (GTK_WIDGET (f->pane), "0:28 – 0:30") && is_near (f, 28));
  g_assert_cmpfloat (reel_player_get_in_point (f->player), ==, 28);
  g_assert_cmpfloat (reel_player_get_out_point (f->player), ==, 0);

  /* In another file, the same times are as they should be. */
  show (f, "vtest.avi", 70, 75);
  reel_test_wait (stage_sees (GTK_WIDGET (f->pane), "1:10 – 1:15") && is_near (f, 70));
  reel_preview_pane_show (f->pane, NULL, "vtest.avi", reel_player_get_uri (f->player), NAN, G_MAXDOUBLE, TRUE, FALSE);
  reel_test_wait (stage_sees (GTK_WIDGET (f->pane), "Whole video"));
}

/* @seconds of a tone, 8,000 samples of 16 bits a second, as a WAV file. */
static void
make_sound (const char *path,
            guint       seconds)
{
  const guint32 n = seconds * 8000, header[] = {
    GUINT32_TO_BE (0x52494646), GUINT32_TO_LE (36 + n * 2), GUINT32_TO_BE (0x57415645), GUINT32_TO_BE (0x666d7420),
    GUINT32_TO_LE (16), GUINT32_TO_LE (0x00010001), GUINT32_TO_LE (8000), GUINT32_TO_LE (16000), GUINT32_TO_LE (0x00100002),
    GUINT32_TO_BE (0x64617461), GUINT32_TO_LE (n * 2),
  };
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  g_byte_array_append (bytes, (const guint8 *) header, sizeof header);
  for (guint32 i = 0; i < n; i++)
    {
      gint16 sample = GINT16_TO_LE ((gint16) (8000 * sin (i * 0.3)));

      g_byte_array_append (bytes, (const guint8 *) &sample, sizeof sample);
    }
  g_assert_true (g_file_set_contents (path, (const char *) bytes->data, bytes->len, NULL));
}

/* Sound without pictures says so, and is played on a timeline all the same. */
static void
test_sound (Fixture      *f,
            gconstpointer data)
{
  g_autofree char *folder = reel_test_tmp ("sound");
  g_autofree char *path = g_build_filename (folder, "voice.wav", NULL);
  Course course = { 4, 4, 4, 0 };
  gboolean sound_only = FALSE, has_audio = FALSE;

  make_sound (path, 12);
  show_path (f, path, 4, 5);
  reel_test_wait (stage_sees (GTK_WIDGET (f->pane), "This file has sound, but no pictures"));
  g_object_get (f->player, "sound-only", &sound_only, "has-audio", &has_audio, NULL);
  g_assert_true (sound_only && has_audio);
  g_assert_cmpfloat_with_epsilon (reel_player_get_duration (f->player), 12, 0.01);
  reel_test_wait (is_near (f, 4));
  g_assert_cmpuint (reel_filmstrip_get_n_places (get_strip (f)), ==, 0);
  stage_look (f->stage, "timeline-sound");

  point_at (f, 9);
  reel_test_wait (tip_says (f, "0:0"));
  g_assert_null (stage_find (find_tip (f), REEL_TYPE_THUMBNAIL, NULL));
  gtk_widget_grab_focus (GTK_WIDGET (f->pane));
  stage_press (f->stage, "Right");
  reel_test_wait (is_near (f, 5));
  stage_press (f->stage, "period");
  reel_test_wait (fabs (reel_player_get_position (f->player) - 5.04) < 0.02);
  stage_press (f->stage, "comma");
  reel_test_wait (fabs (reel_player_get_position (f->player) - 5.0) < 0.02);
  stage_press (f->stage, "f"); /* there is nothing to see */
  stage_press (f->stage, "Home");
  reel_test_wait (is_near (f, 4));
  g_assert_true (gtk_window_is_active (GTK_WINDOW (f->stage->window)));
  g_signal_connect_swapped (f->player, "notify::position", G_CALLBACK (follow), &course);
  stage_press (f->stage, "space");
  reel_test_wait (course.turns >= 2 && course.highest > 4.5);
  stage_press (f->stage, "k");
  reel_test_wait (!reel_player_get_playing (f->player));
  g_signal_handlers_disconnect_by_data (f->player, &course);
  g_assert_cmpfloat (course.lowest, >, 3.9);
  g_assert_cmpfloat (course.highest, <, 5.2);

  /* With pictures again. */
  show (f, "tree.avi", 0, 0);
  reel_test_wait (is_whole (get_strip (f)));
  g_assert_false (stage_sees (GTK_WIDGET (f->pane), "no pictures"));
  g_assert_nonnull (find (f, GTK_TYPE_PICTURE, NULL));
}

/* Whatever is wrong with a file is said in words, by its name. */
static void
test_broken (Fixture      *f,
             gconstpointer data)
{
  static const struct
  {
    const char *name;
    const char *sample; /* whose beginning it is; NULL for a text */
    gsize length;
    const char *said;
  } files[] = {
    { "cut.mp4", "movie-hello.mp4", 8700, "“cut.mp4” is damaged or was cut short" },
    { "cut.avi", "vtest.avi", 900, "“cut.avi”" },
    { "empty.mp4", NULL, 0, "“empty.mp4”" },
    { "notes.mp4", NULL, 40, "“notes.mp4” is no video file" },
  };
  g_autofree char *folder = reel_test_tmp ("broken");

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (folder, files[i].name, NULL);
      g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
      g_autofree char *sample = files[i].sample != NULL ? reel_test_sample (files[i].sample) : NULL;
      g_autofree char *content = NULL;

      if (sample != NULL)
        g_assert_true (g_file_get_contents (sample, &content, NULL, NULL));
      else
        content = g_strdup ("Nothing but words, and no video anywhere.");
      g_assert_true (g_file_set_contents (path, content, (gssize) files[i].length, NULL));
      g_test_message ("%s", files[i].name);
      reel_preview_pane_show (f->pane, NULL, files[i].name, uri, 0, 0, FALSE, TRUE);
      reel_test_wait (stage_sees (GTK_WIDGET (f->pane), "Can’t Play This Video"));
      if (!stage_sees (GTK_WIDGET (f->pane), files[i].said))
        g_error ("%s: %s", files[i].name, reel_player_get_error (f->player)->message);
      g_assert_null (find (f, REEL_TYPE_FILMSTRIP, NULL));
    }

  /* Of what can be shown of one, that there is no more. So much of it has a whole picture: GStreamer 1.26 shows no part of one. */
  {
    g_autofree char *path = g_build_filename (folder, "short.mp4", NULL);
    g_autofree char *sample = reel_test_sample ("movie-hello.mp4");
    g_autofree char *content = NULL;

    g_assert_true (g_file_get_contents (sample, &content, NULL, NULL));
    g_assert_true (g_file_set_contents (path, content, 60000, NULL));
    show_path (f, path, 4, 5);
    reel_test_wait (stage_sees (GTK_WIDGET (f->pane), "Whole video: the hit lies behind the end of this file"));
    stage_look (f->stage, "timeline-cut-short");
    show_path (f, sample, 4, 5);
    reel_test_wait (is_near (f, 4));
    g_assert_false (stage_sees (GTK_WIDGET (f->pane), "end before"));
  }

  /* The next one that is whole is as if nothing had been. */
  show (f, "tree.avi", 0, 0);
  reel_test_wait (is_whole (get_strip (f)));
}

int
main (int   argc,
      char *argv[])
{
  stage_init (&argc, &argv);
  g_test_add ("/timeline/strip", Fixture, NULL, set_up, test_strip, tear_down);
  g_test_add ("/timeline/look", Fixture, NULL, set_up, test_look, tear_down);
  g_test_add ("/timeline/trim", Fixture, NULL, set_up, test_trim, tear_down);
  g_test_add ("/timeline/handles", Fixture, NULL, set_up, test_handles, tear_down);
  g_test_add ("/timeline/marks", Fixture, NULL, set_up, test_marks, tear_down);
  g_test_add ("/timeline/beyond", Fixture, NULL, set_up, test_beyond, tear_down);
  g_test_add ("/timeline/sound", Fixture, NULL, set_up, test_sound, tear_down);
  g_test_add ("/timeline/broken", Fixture, NULL, set_up, test_broken, tear_down);
  g_test_add ("/timeline/polite", Fixture, NULL, set_up, test_polite, tear_down);
  return g_test_run ();
}
