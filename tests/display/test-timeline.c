/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "preview/reel-filmstrip.h"
#include "preview/reel-preview-pane.h"
#include "reel-test-video.h"
#include "reel-test.h"
#include "stage.h"

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
  guint asked = 0, n = 0;
  Stage *stage;

  g_object_ref_sink (strip);
  reel_filmstrip_set_grabber (strip, f->grabber);
  reel_filmstrip_set_source (strip, uri, 79.5);
  g_assert_cmpuint (reel_filmstrip_get_n_places (strip), ==, 0);
  gtk_widget_set_size_request (GTK_WIDGET (strip), 600, 40);
  stage = stage_new (GTK_WIDGET (strip), 700, 60);
  reel_test_wait (reel_filmstrip_get_n_places (strip) > 0);
  for (guint i = 0; i < 12; i++)
    {
      reel_frame_grabber_grab_async (f->grabber, uri, 60 - i * 1.5, TRUE, 200, NULL, count_frame, &n);
      asked++;
    }
  reel_test_wait (n == asked);
  /* The one that was under way before, and one more that the decoder had taken by then. */
  g_assert_cmpuint (reel_filmstrip_get_n_loaded (strip), <=, 2);
  reel_test_wait (is_whole (strip));

  /* Given up with its window: nothing is asked for, or held, any more. */
  reel_filmstrip_set_source (strip, uri, 40);
  g_object_unref (strip);
  stage_free (stage);
}

int
main (int   argc,
      char *argv[])
{
  stage_init (&argc, &argv);
  g_test_add ("/timeline/strip", Fixture, NULL, set_up, test_strip, tear_down);
  g_test_add ("/timeline/polite", Fixture, NULL, set_up, test_polite, tear_down);
  return g_test_run ();
}
