/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>

#include "preview/reel-preview-pane.h"
#include "reel-test-video.h"
#include "reel-test.h"
#include "stage.h"

typedef struct
{
  ReelPreviewPane *pane; /* (borrowed): the stage has it */
  ReelPlayer *player;    /* (borrowed): the pane has it */
  Stage *stage;
  guint turns; /* how often the position went back */
  double last, lowest, highest;
} Fixture;

static void
position_changed (Fixture *f)
{
  double position = reel_player_get_position (f->player);

  if (position < f->last)
    f->turns++;
  f->last = position;
  f->lowest = MIN (f->lowest, position);
  f->highest = MAX (f->highest, position);
}

static void
watch (Fixture *f)
{
  f->turns = 0;
  f->last = f->lowest = f->highest = reel_player_get_position (f->player);
}

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  f->pane = REEL_PREVIEW_PANE (reel_preview_pane_new ());
  f->player = reel_preview_pane_get_player (f->pane);
  g_signal_connect_swapped (f->player, "notify::position", G_CALLBACK (position_changed), f);
  f->stage = stage_new (GTK_WIDGET (f->pane), 360, 640);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  g_signal_handlers_disconnect_by_data (f->player, f);
  stage_free (f->stage);
}

static GtkWidget *
find (Fixture    *f,
      GType       type,
      const char *name)
{
  return stage_find (GTK_WIDGET (f->pane), type, name);
}

static char *
sample_uri (const char *name)
{
  g_autofree char *path = reel_test_sample (name);

  return g_filename_to_uri (path, NULL, NULL);
}

static gboolean
is_ready (Fixture *f)
{
  gboolean ready = FALSE;

  g_object_get (f->player, "ready", &ready, NULL);
  return ready && reel_player_get_duration (f->player) > 0;
}

static void
show (Fixture    *f,
      const char *name,
      double      start,
      double      end,
      gboolean    play)
{
  g_autofree char *uri = sample_uri (name);

  reel_preview_pane_show (f->pane, NULL, name, uri, start, end, end > 0, play);
  reel_test_wait (is_ready (f));
}

static gboolean
is_near (Fixture *f,
         double   seconds)
{
  return fabs (reel_player_get_position (f->player) - seconds) < 0.2;
}

/* Presses a key, and waits until the picture at the place that it leads to is there. */
static void
press_to (Fixture    *f,
          const char *key,
          double      seconds)
{
  guint64 shown = reel_player_get_frames_shown (f->player);

  stage_press (f->stage, key);
  reel_test_wait (is_near (f, seconds) && reel_player_get_frames_shown (f->player) > shown);
}

static double
slider_value (Fixture *f)
{
  return gtk_range_get_value (GTK_RANGE (find (f, GTK_TYPE_SCALE, "Position")));
}

/* Plays the hit from its start to its end, and again, and not a step beyond. */
static void
test_plays (Fixture      *f,
            gconstpointer data)
{
  const ReelTimelineMark marks[] = { { 12, 14, 0.87 }, { 40, 46, 0.61 }, { 60, 66, 0.12 } };
  guint64 shown;

  g_assert_true (stage_is_named (GTK_WIDGET (f->pane), "Preview"));
  g_assert_true (stage_sees (GTK_WIDGET (f->pane), "Choose a hit to watch it here"));
  g_assert_null (find (f, GTK_TYPE_BUTTON, "Play"));
  stage_look (f->stage, "preview-empty");

  show (f, "vtest.avi", 12, 14, TRUE);
  reel_preview_pane_set_marks (f->pane, marks, G_N_ELEMENTS (marks));
  watch (f);
  shown = reel_player_get_frames_shown (f->player);
  reel_test_wait (f->turns >= 2);
  g_assert_cmpfloat (f->lowest, >=, 11.8);
  g_assert_cmpfloat (f->highest, <=, 14.3);
  g_assert_cmpfloat (f->highest, >=, 13);
  g_assert_cmpuint (reel_player_get_frames_shown (f->player), >, shown + 10);
  g_assert_nonnull (find (f, GTK_TYPE_BUTTON, "Pause"));
  g_assert_true (stage_sees (GTK_WIDGET (f->pane), "0:12 – 0:14"));
  g_assert_cmpfloat (fabs (slider_value (f) - reel_player_get_position (f->player)), <, 0.5);

  stage_click (f->stage, find (f, GTK_TYPE_BUTTON, "Pause"), 1);
  reel_test_wait (!reel_player_get_playing (f->player));
  g_assert_nonnull (find (f, GTK_TYPE_BUTTON, "Play"));
  stage_look (f->stage, "preview-landscape");

  /* A click on the picture plays, too. */
  stage_click (f->stage, find (f, GTK_TYPE_PICTURE, NULL), 1);
  reel_test_wait (reel_player_get_playing (f->player));
  reel_preview_pane_clear (f->pane);
  reel_test_wait (stage_sees (GTK_WIDGET (f->pane), "Choose a hit to watch it here"));
  reel_test_wait (!reel_player_get_playing (f->player));
}

static void
test_keys (Fixture      *f,
           gconstpointer data)
{
  double before;
  gboolean muted = FALSE;

  show (f, "vtest.avi", 20, 26, FALSE);
  reel_test_wait (is_near (f, 20));
  g_assert_false (reel_player_get_playing (f->player));
  gtk_widget_grab_focus (GTK_WIDGET (f->pane));
  press_to (f, "Right", 21);
  reel_test_wait (fabs (slider_value (f) - 21) < 0.2);
  press_to (f, "Right", 22);
  press_to (f, "Left", 21);
  before = reel_player_get_position (f->player);
  stage_press (f->stage, "period");
  reel_test_wait (reel_player_get_position (f->player) > before + 0.01);
  stage_press (f->stage, "comma");
  reel_test_wait (reel_player_get_position (f->player) < before + 0.01);
  press_to (f, "End", 26);
  press_to (f, "Home", 20);
  stage_press (f->stage, "space");
  reel_test_wait (reel_player_get_playing (f->player));
  stage_press (f->stage, "k");
  reel_test_wait (!reel_player_get_playing (f->player));
  stage_press (f->stage, "m");
  g_object_get (f->player, "muted", &muted, NULL);
  g_assert_true (muted);
  stage_press (f->stage, "m");
  g_object_get (f->player, "muted", &muted, NULL);
  g_assert_false (muted);

  /* Outside the hit one is free, and back in it the player keeps to it again. */
  press_to (f, "Left", 19);
  g_assert_cmpfloat (reel_player_get_out_point (f->player), ==, 0);
  press_to (f, "Right", 20);
  press_to (f, "Right", 21);
  g_assert_cmpfloat (reel_player_get_in_point (f->player), ==, 20);
  g_assert_cmpfloat (reel_player_get_out_point (f->player), ==, 26);
}

/* I and O make another range of the hit, whose ends are the first and the last frame, and which is then played. */
static void
test_in_and_out (Fixture      *f,
                 gconstpointer data)
{
  double in, out;

  show (f, "vtest.avi", 20, 26, FALSE);
  reel_test_wait (is_near (f, 20));
  gtk_widget_grab_focus (GTK_WIDGET (f->pane));
  press_to (f, "Right", 21);
  reel_test_wait (reel_player_get_frame_length (f->player) > 0);
  stage_press (f->stage, "i");
  reel_test_wait (is_near (f, reel_player_get_in_point (f->player)));
  in = reel_player_get_in_point (f->player);
  g_assert_cmpfloat (in, ==, reel_player_get_position (f->player));
  g_assert_cmpfloat (reel_player_get_out_point (f->player), ==, 26);
  g_assert_true (stage_sees (GTK_WIDGET (f->pane), "0:21 – 0:26"));

  press_to (f, "Right", 22);
  press_to (f, "Right", 23);
  stage_click (f->stage, find (f, GTK_TYPE_BUTTON, "Set Out"), 1);
  reel_test_wait (reel_player_get_out_point (f->player) < 24);
  out = reel_player_get_out_point (f->player);
  g_assert_cmpfloat_with_epsilon (out, reel_player_get_position (f->player) + 0.1, 0.001); /* ten frames a second */
  g_assert_cmpfloat (reel_player_get_in_point (f->player), ==, in);
  press_to (f, "Home", 21);
  watch (f);
  stage_press (f->stage, "l");
  reel_test_wait (f->turns >= 1);
  g_assert_cmpfloat (f->highest, <, out + 0.2);
  g_assert_cmpfloat (f->lowest, >, in - 0.2);
  stage_press (f->stage, "k");
  reel_test_wait (!reel_player_get_playing (f->player));

  /* What is set to end before it begins begins with the file, and what is set to begin after it ends ends with it. */
  reel_preview_pane_show (f->pane, NULL, "vtest.avi", reel_player_get_uri (f->player), 20, 26, TRUE, FALSE);
  reel_test_wait (is_near (f, 20));
  press_to (f, "Left", 19);
  stage_press (f->stage, "o");
  reel_test_wait (reel_player_get_out_point (f->player) > 0);
  g_assert_cmpfloat (reel_player_get_in_point (f->player), ==, 0);
  g_assert_cmpfloat (reel_player_get_out_point (f->player), <, 20);
  press_to (f, "Right", 20);
  stage_click (f->stage, find (f, GTK_TYPE_BUTTON, "Set In"), 1);
  reel_test_wait (reel_player_get_in_point (f->player) > 19);
  g_assert_cmpfloat (reel_player_get_out_point (f->player), ==, 0);
}

/* L plays, and faster each time; K stands still. */
static void
test_shuttle (Fixture      *f,
              gconstpointer data)
{
  static const double rates[] = { 1, 2, 4, 8, 8 };

  show (f, "vtest.avi", 0, 0, FALSE);
  reel_test_wait (is_near (f, 0));
  gtk_widget_grab_focus (GTK_WIDGET (f->pane));
  for (gsize i = 0; i < G_N_ELEMENTS (rates); i++)
    {
      double from = reel_player_get_position (f->player);

      stage_press (f->stage, "l");
      reel_test_wait (reel_player_get_rate (f->player) == rates[i] && reel_player_get_playing (f->player));
      reel_test_wait (reel_player_get_position (f->player) > from + 0.5);
      g_assert_true (stage_sees (GTK_WIDGET (f->pane), "2×") == (rates[i] == 2));
    }
  stage_look (f->stage, "preview-shuttle");
  stage_press (f->stage, "k");
  reel_test_wait (!reel_player_get_playing (f->player));
  g_assert_cmpfloat (reel_player_get_rate (f->player), ==, 1);
  stage_press (f->stage, "k");
  stage_press (f->stage, "m");
  g_assert_false (reel_player_get_playing (f->player));
}

static void
count (guint *n)
{
  (*n)++;
}

/* In the file's own frames: from its timecode, drop-frame as it is, or from zero, which is said. */
static void
test_timecode (Fixture      *f,
               gconstpointer data)
{
  static const struct
  {
    const char *name, *stamp, *first, *next, *tooltip;
  } files[] = {
    { "drop.mov", "timecodestamper source=internal drop-frame=true set-internal-timecode=01:00:59;28 ! ", "01:00:59;28", "01:00:59;29",
      "Timecode of the file" },
    { "none.mov", "", "00:00:00:00", "00:00:00:01", "No timecode was found in the file, so this counts from zero" },
  };
  g_autofree char *folder = reel_test_tmp ("timecode");

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (folder, files[i].name, NULL);
      g_autofree char *uri = reel_test_video_uri (path);
      g_autofree char *chain = g_strconcat (files[i].stamp, "jpegenc ! qtmux", NULL);

      reel_test_video_make (path, chain, 60, 30000, 1001, 0);
      reel_preview_pane_show (f->pane, NULL, files[i].name, uri, 0, 0, FALSE, FALSE);
      /* Nothing is copied that counts from where nobody knows. */
      g_assert_null (reel_preview_pane_get_timecode (f->pane));
      reel_test_wait (is_ready (f) && stage_sees (GTK_WIDGET (f->pane), files[i].first));
      g_assert_cmpstr (gtk_widget_get_tooltip_text (find (f, GTK_TYPE_LABEL, files[i].first)), ==, files[i].tooltip);
      gtk_widget_grab_focus (GTK_WIDGET (f->pane));
      stage_press (f->stage, "period");
      reel_test_wait (stage_sees (GTK_WIDGET (f->pane), files[i].next));
      stage_press (f->stage, "period");
      /* Of the minute's first two names there are none. */
      reel_test_wait (stage_sees (GTK_WIDGET (f->pane), i == 0 ? "01:01:00;02" : "00:00:00:02"));

      /* Of the next hit of the same file it is known at once. */
      reel_preview_pane_show (f->pane, NULL, files[i].name, uri, 1.001, 1.5, TRUE, FALSE);
      g_assert_cmpstr (reel_preview_pane_get_timecode (f->pane), ==, i == 0 ? "01:01:01;00" : "00:00:01:00");
    }
}

static void
test_neighbours (Fixture      *f,
                 gconstpointer data)
{
  guint next = 0, previous = 0;

  show (f, "vtest.avi", 20, 26, FALSE);
  g_signal_connect_swapped (f->pane, "next-hit", G_CALLBACK (count), &next);
  g_signal_connect_swapped (f->pane, "previous-hit", G_CALLBACK (count), &previous);
  gtk_widget_grab_focus (GTK_WIDGET (f->pane));
  stage_press (f->stage, "Page_Down");
  reel_test_wait (next == 1 && previous == 0);
  stage_press (f->stage, "Page_Up");
  reel_test_wait (next == 1 && previous == 1);
  stage_click (f->stage, find (f, GTK_TYPE_BUTTON, "Next Hit"), 1);
  reel_test_wait (next == 2 && previous == 1);
  stage_click (f->stage, find (f, GTK_TYPE_BUTTON, "Previous Hit"), 1);
  reel_test_wait (next == 2 && previous == 2);
}

static GtkWindow *
full_screen_window (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (gtk_window_is_fullscreen (window))
        return window;
    }
  return NULL;
}

/* The picture is on the whole screen or in the pane, never in both, and the keys are the same. */
static void
test_full_screen (Fixture      *f,
                  gconstpointer data)
{
  GtkPicture *picture;

  show (f, "vtest.avi", 20, 26, FALSE);
  reel_test_wait (is_near (f, 20));
  picture = GTK_PICTURE (find (f, GTK_TYPE_PICTURE, NULL));
  gtk_widget_grab_focus (GTK_WIDGET (f->pane));
  stage_press (f->stage, "f");
  reel_test_wait (full_screen_window () != NULL && gtk_window_is_active (full_screen_window ()));
  g_assert_null (gtk_picture_get_paintable (picture));
  stage_press (f->stage, "space");
  reel_test_wait (reel_player_get_playing (f->player));
  stage_press (f->stage, "k");
  reel_test_wait (!reel_player_get_playing (f->player));
  stage_press (f->stage, "Escape");
  reel_test_wait (full_screen_window () == NULL);
  g_assert_true (gtk_picture_get_paintable (picture) == reel_player_get_paintable (f->player));

  /* There is nothing to see of a video that is gone. */
  stage_click (f->stage, find (f, GTK_TYPE_BUTTON, "Full Screen"), 1);
  reel_test_wait (full_screen_window () != NULL);
  reel_preview_pane_clear (f->pane);
  reel_test_wait (full_screen_window () == NULL);
}

static void
test_buttons (Fixture      *f,
              gconstpointer data)
{
  gboolean loop = FALSE;
  double before;

  show (f, "vtest.avi", 20, 26, FALSE);
  reel_test_wait (is_near (f, 20));
  before = reel_player_get_position (f->player);
  stage_click (f->stage, find (f, GTK_TYPE_BUTTON, "Next Frame"), 1);
  reel_test_wait (reel_player_get_position (f->player) > before + 0.01);
  stage_click (f->stage, find (f, GTK_TYPE_BUTTON, "End of Hit"), 1);
  reel_test_wait (is_near (f, 26));
  stage_click (f->stage, find (f, GTK_TYPE_BUTTON, "Previous Frame"), 1);
  reel_test_wait (reel_player_get_position (f->player) < 25.99);
  stage_click (f->stage, find (f, GTK_TYPE_BUTTON, "Start of Hit"), 1);
  reel_test_wait (is_near (f, 20));
  g_object_get (f->player, "loop", &loop, NULL);
  g_assert_true (loop);
  stage_click (f->stage, find (f, GTK_TYPE_TOGGLE_BUTTON, "Loop"), 1);
  reel_test_wait (!gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (find (f, GTK_TYPE_TOGGLE_BUTTON, "Loop"))));
  g_object_get (f->player, "loop", &loop, NULL);
  g_assert_false (loop);
}

/* A video that is higher than wide is shown so. */
static void
test_shapes (Fixture      *f,
             gconstpointer data)
{
  GdkPaintable *paintable;

  show (f, "VID_20191220_170832.mp4", 0, 0, FALSE);
  paintable = reel_player_get_paintable (f->player);
  reel_test_wait (gdk_paintable_get_intrinsic_height (paintable) > 0);
  g_assert_true (stage_sees (GTK_WIDGET (f->pane), "Whole video"));
  stage_look (f->stage, "preview-phone");
  stage_resize (f->stage, 480, 400);
  stage_look (f->stage, "preview-low");
  g_assert_nonnull (find (f, GTK_TYPE_BUTTON, "Play"));
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (f->pane)), ==, 480);
}

static void
test_errors (Fixture      *f,
             gconstpointer data)
{
  g_autofree char *folder = reel_test_tmp ("preview");
  g_autofree char *path = g_build_filename (folder, "gone.avi", NULL);
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  g_autofree char *sample = reel_test_sample ("tree.avi");
  g_autofree char *content = NULL;
  gsize length;

  reel_preview_pane_show (f->pane, NULL, "Unknown file (v9)", NULL, 3, 5, TRUE, TRUE);
  reel_test_wait (stage_sees (GTK_WIDGET (f->pane), "File Not on This Computer"));
  g_assert_nonnull (find (f, GTK_TYPE_BUTTON, "Locate File…"));
  g_assert_null (find (f, GTK_TYPE_BUTTON, "Locate Folder…")); /* nobody knows what to look for */
  g_assert_null (find (f, GTK_TYPE_BUTTON, "Try Again"));
  stage_look (f->stage, "preview-elsewhere");

  reel_preview_pane_show (f->pane, NULL, "gone.avi", uri, 0, 1, TRUE, FALSE);
  reel_test_wait (stage_sees (GTK_WIDGET (f->pane), "File Not Found"));
  g_assert_true (stage_sees (GTK_WIDGET (f->pane), "gone.avi. If it was moved"));
  stage_look (f->stage, "preview-missing");
  reel_preview_pane_show (f->pane, NULL, "gone.avi", "file:///media/nobody/Card%201/gone.avi", 0, 1, TRUE, FALSE);
  reel_test_wait (stage_sees (GTK_WIDGET (f->pane), "Drive Not Attached"));
  g_assert_true (stage_sees (GTK_WIDGET (f->pane), "“Card 1”, at /media/nobody/Card 1/gone.avi"));
  stage_look (f->stage, "preview-drive");
  reel_preview_pane_show (f->pane, NULL, "gone.avi", uri, 0, 1, TRUE, FALSE);
  reel_test_wait (stage_sees (GTK_WIDGET (f->pane), "File Not Found"));

  g_assert_true (g_file_set_contents (path, "no video at all", -1, NULL));
  stage_click (f->stage, find (f, GTK_TYPE_BUTTON, "Try Again"), 1);
  reel_test_wait (stage_sees (GTK_WIDGET (f->pane), "Can’t Play This Video"));
  g_assert_null (find (f, GTK_TYPE_BUTTON, "Locate File…"));
  stage_look (f->stage, "preview-no-video");

  /* It has come back. */
  g_assert_true (g_file_get_contents (sample, &content, &length, NULL));
  g_assert_true (g_file_set_contents (path, content, (gssize) length, NULL));
  stage_click (f->stage, find (f, GTK_TYPE_BUTTON, "Try Again"), 1);
  reel_test_wait (is_ready (f));
  g_assert_nonnull (find (f, GTK_TYPE_BUTTON, "Play"));
  g_assert_cmpint (g_unlink (path), ==, 0);
}

static void
note_locating (guint *asked)
{
  (*asked)++;
}

static void
note_dropped (guint      *n_dropped,
              GListModel *files)
{
  *n_dropped += g_list_model_get_n_items (files);
}

static void
drop_on_error (Fixture *f,
               GFile   *file)
{
  GtkWidget *page = find (f, ADW_TYPE_STATUS_PAGE, NULL);
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (page);
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean taken = FALSE;

  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, g_slist_append (NULL, g_object_ref (file)));
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        g_signal_emit_by_name (controller, "drop", &value, 1.0, 1.0, &taken);
    }
  g_assert_true (taken);
}

/* Its drive goes while it plays, and comes back: it plays on without a click. Meanwhile somebody may say where it is. */
static void
test_drive_goes (Fixture      *f,
                 gconstpointer data)
{
  g_autofree char *uri = sample_uri ("vtest.avi");
  g_autoptr (GFile) file = g_file_new_for_uri (uri);
  ReelVideo *video = g_object_new (REEL_TYPE_VIDEO, "profile", "p", "collection-id", "c", "uri", uri, NULL);
  guint files = 0, folders = 0, dropped = 0;

  g_signal_connect_swapped (f->pane, "locate-file", G_CALLBACK (note_locating), &files);
  g_signal_connect_swapped (f->pane, "locate-folder", G_CALLBACK (note_locating), &folders);
  g_signal_connect_swapped (f->pane, "files-dropped", G_CALLBACK (note_dropped), &dropped);
  reel_preview_pane_show (f->pane, video, "vtest.avi", uri, 12, 14, TRUE, TRUE);
  reel_test_wait (is_ready (f) && reel_player_get_playing (f->player));
  reel_video_set_missing (video, TRUE);
  reel_test_wait (stage_sees (GTK_WIDGET (f->pane), "File Not Found"));
  g_assert_false (reel_player_get_playing (f->player));
  stage_click (f->stage, find (f, GTK_TYPE_BUTTON, "Locate File…"), 1);
  reel_test_wait (files == 1);
  stage_click (f->stage, find (f, GTK_TYPE_BUTTON, "Locate Folder…"), 1);
  reel_test_wait (folders == 1);
  drop_on_error (f, file);
  g_assert_cmpuint (dropped, ==, 1);
  reel_video_set_missing (video, FALSE);
  reel_test_wait (is_ready (f) && reel_player_get_playing (f->player));

  /* Paused, it stays so. */
  reel_player_pause (f->player);
  reel_video_set_missing (video, TRUE);
  reel_video_set_missing (video, FALSE);
  reel_test_wait (is_ready (f));
  g_assert_false (reel_player_get_playing (f->player));
  reel_preview_pane_clear (f->pane);
  reel_test_assert_finalized (&video);
}

/* A disk that does not answer is named, where nothing is to be seen yet; one that does not concern it is not. */
static void
test_silent (Fixture      *f,
             gconstpointer data)
{
  g_autofree char *uri = sample_uri ("tree.avi");

  reel_preview_pane_say_silent (f->pane, "/"); /* nothing is shown */
  reel_preview_pane_show (f->pane, NULL, "tree.avi", uri, 0, 0, FALSE, FALSE);
  reel_preview_pane_say_silent (f->pane, "/mnt/nowhere");
  g_assert_false (stage_sees (GTK_WIDGET (f->pane), "The Disk Does Not Answer"));
  reel_preview_pane_say_silent (f->pane, "/");
  g_assert_true (stage_sees (GTK_WIDGET (f->pane), "The Disk Does Not Answer"));
  stage_look (f->stage, "preview-silent");
  /* It answers. */
  reel_test_wait (is_ready (f));
  reel_test_wait (find (f, GTK_TYPE_BUTTON, "Play") != NULL);
  reel_preview_pane_say_silent (f->pane, "/");
  g_assert_false (stage_sees (GTK_WIDGET (f->pane), "The Disk Does Not Answer"));
}

/* What the catalogue says of the video is followed. */
static void
test_relinked (Fixture      *f,
               gconstpointer data)
{
  g_autofree char *uri = sample_uri ("tree.avi");
  ReelVideo *video = g_object_new (REEL_TYPE_VIDEO, "profile", "p", "collection-id", "c", "uri", "file:///nowhere/tree.avi",
                                   NULL);

  reel_video_set_missing (video, TRUE);
  reel_preview_pane_show (f->pane, video, "tree.avi", reel_video_get_uri (video), 0, 0, FALSE, FALSE);
  reel_test_wait (stage_sees (GTK_WIDGET (f->pane), "File Not Found"));
  reel_video_set_uri (video, uri);
  reel_video_set_missing (video, FALSE);
  reel_test_wait (is_ready (f));
  g_assert_nonnull (find (f, GTK_TYPE_BUTTON, "Play"));
  reel_preview_pane_clear (f->pane);
  reel_test_assert_finalized (&video);
}

typedef struct
{
  guint rough, exact;
  double last;
} Seeks;

static void
count_seek (Seeks   *seeks,
            double   seconds,
            gboolean exact)
{
  seeks->last = seconds;
  if (exact)
    seeks->exact++;
  else
    seeks->rough++;
}

static void
test_timeline (void)
{
  ReelTimeline *timeline = REEL_TIMELINE (reel_timeline_new ());
  Seeks seeks = { 0 };
  GtkWidget *scale;
  Stage *stage;
  int x0, y0, x1, y1;

  g_signal_connect_swapped (timeline, "seek", G_CALLBACK (count_seek), &seeks);
  gtk_widget_set_valign (GTK_WIDGET (timeline), GTK_ALIGN_CENTER);
  stage = stage_new (GTK_WIDGET (timeline), 404, 100);
  scale = stage_find (GTK_WIDGET (timeline), GTK_TYPE_SCALE, "Position");
  g_assert_nonnull (scale);
  g_assert_false (gtk_widget_get_sensitive (scale)); /* where could one go? */

  reel_timeline_set_duration (timeline, 100);
  reel_timeline_set_position (timeline, 50);
  g_assert_cmpuint (seeks.exact + seeks.rough, ==, 0); /* the player's own moving is no wish */
  gtk_test_accessible_assert_role (scale, GTK_ACCESSIBLE_ROLE_SLIDER);
  gtk_test_accessible_assert_property (scale, GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, 50.0);
  gtk_test_accessible_assert_property (scale, GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0);
  gtk_test_accessible_assert_property (scale, GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, 100.0);

  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (timeline)));
  stage_press (stage, "Right");
  reel_test_wait (seeks.exact == 1);
  g_assert_cmpfloat (seeks.last, ==, 51);
  stage_press (stage, "Left");
  stage_press (stage, "Left");
  reel_test_wait (seeks.exact == 3);
  g_assert_cmpfloat (seeks.last, ==, 49);
  g_assert_cmpuint (seeks.rough, ==, 0);

  /* While the pointer moves any near frame will do; where it lets go, it is the very one. */
  stage_point (stage, scale, 0.25, 0.5, &x0, &y0);
  stage_point (stage, scale, 0.75, 0.5, &x1, &y1);
  reel_display_drag (stage->display, x0, y0, x1, y1);
  reel_test_wait (seeks.exact == 4);
  g_assert_cmpuint (seeks.rough, >, 1);
  g_assert_cmpfloat (fabs (seeks.last - 75), <, 2);
  reel_display_click (stage->display, x0, y0, 1, 1);
  reel_test_wait (seeks.exact == 5);
  g_assert_cmpfloat (fabs (seeks.last - 25), <, 2);
  g_assert_cmpfloat (fabs (reel_timeline_get_position (timeline) - 25), <, 2);
  stage_free (stage);
}

int
main (int   argc,
      char *argv[])
{
  stage_init (&argc, &argv);
  g_test_add ("/preview/plays", Fixture, NULL, set_up, test_plays, tear_down);
  g_test_add ("/preview/keys", Fixture, NULL, set_up, test_keys, tear_down);
  g_test_add ("/preview/in-and-out", Fixture, NULL, set_up, test_in_and_out, tear_down);
  g_test_add ("/preview/shuttle", Fixture, NULL, set_up, test_shuttle, tear_down);
  g_test_add ("/preview/timecode", Fixture, NULL, set_up, test_timecode, tear_down);
  g_test_add ("/preview/neighbours", Fixture, NULL, set_up, test_neighbours, tear_down);
  g_test_add ("/preview/full-screen", Fixture, NULL, set_up, test_full_screen, tear_down);
  g_test_add ("/preview/buttons", Fixture, NULL, set_up, test_buttons, tear_down);
  g_test_add ("/preview/shapes", Fixture, NULL, set_up, test_shapes, tear_down);
  g_test_add ("/preview/errors", Fixture, NULL, set_up, test_errors, tear_down);
  g_test_add ("/preview/relinked", Fixture, NULL, set_up, test_relinked, tear_down);
  g_test_add ("/preview/drive-goes", Fixture, NULL, set_up, test_drive_goes, tear_down);
  g_test_add ("/preview/silent", Fixture, NULL, set_up, test_silent, tear_down);
  g_test_add_func ("/preview/timeline", test_timeline);
  return g_test_run ();
}
