/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <time.h>

#include "reel-test.h"
#include "stage.h"
#include "uploads/reel-upload-filter.h"
#include "uploads/reel-upload-row.h"
#include "uploads/reel-uploads-page.h"

/*
 * The page of the uploads with none, three and ten thousand of them: it says what there is, and what is done to all of them
 * at once does not keep the window from answering. The queue has no client, and its videos lie nowhere.
 *
 * How long the main loop stood still is printed, and how long it worked in that time; 50 ms is what we want. A machine that
 * does other things as well, or draws without a graphics card, takes its time, so only what nobody would bear is a failure.
 */

#define MANY 10000
/* ms between two turns of a timer; and how long it may work between them */
#define TICK 2
#define MOST_WORK 1000

typedef struct
{
  ReelCatalogue *catalogue;
  ReelUploadQueue *queue;
  Stage *stage;
  GtkWidget *page; /* (borrowed): of the stage */
  guint n;
  guint source;
  gint64 last, longest; /* µs: of the clock */
  gint64 last_work, longest_work; /* µs: of the processor */
} Fixture;

static ReelVideo *
nth (Fixture *f,
     guint    i)
{
  g_autoptr (ReelVideo) video = g_list_model_get_item (G_LIST_MODEL (f->queue), i);

  return video; /* the queue holds it */
}

/* The first rows are in one of every state that a queue has in the evening, and the others wait. */
static void
show_states (Fixture *f)
{
  for (guint i = 0; i < f->n; i++)
    {
      ReelVideo *video = nth (f, i);

      if (i % 1000 == 1)
        {
          reel_video_set_state (video, REEL_VIDEO_STATE_FAILED);
          reel_video_set_error (video, "The file is empty.", TRUE);
        }
      else if (i < 4)
        {
          reel_video_set_state (video, i == 0 ? REEL_VIDEO_STATE_UPLOADING : REEL_VIDEO_STATE_PROCESSING);
          reel_video_set_progress (video, 0.25 * (i + 1), i == 0 ? 3e6 : 0, 90);
        }
      else
        reel_video_set_state (video, i < 12 ? REEL_VIDEO_STATE_PREPARING : REEL_VIDEO_STATE_QUEUED);
      reel_video_set_fingerprint (video, NULL, 180 * 1000 * 1000);
    }
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  g_autofree char *folder = reel_test_tmp ("many");
  g_autofree char *name = g_strdup_printf ("%u.db", GPOINTER_TO_UINT (data));
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) uris = NULL;
  g_autoptr (GPtrArray) added = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;

  f->n = GPOINTER_TO_UINT (data);
  reel_catalogue_open_async (path, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  f->catalogue = reel_catalogue_open_finish (result, NULL, &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  for (guint i = 0; i < f->n; i++)
    {
      g_autofree char *uri = g_strdup_printf ("file:///nonexistent/DSC%05u.MP4", i);

      g_strv_builder_add (builder, uri);
    }
  uris = g_strv_builder_end (builder);
  reel_catalogue_add_videos_async (f->catalogue, "here", "c1", (const char *const *) uris, NULL, reel_test_store_result,
                                   &result);
  reel_test_wait (result != NULL);
  added = reel_catalogue_add_videos_finish (f->catalogue, result, &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  for (guint i = 0; i < added->len; i++) /* to the queue, which leaves them alone */
    reel_video_set_state (added->pdata[i], REEL_VIDEO_STATE_PAUSED);
  f->queue = reel_upload_queue_new (f->catalogue, "here");
  show_states (f);
  if (f->n > 0)
    reel_upload_queue_resume (f->queue, nth (f, 0)); /* which it can't be, but the queue counts now */
  f->page = reel_uploads_page_new (f->queue);
  f->stage = stage_new (f->page, 1000, 700);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  stage_free (f->stage);
  reel_test_assert_finalized (&f->queue);
  reel_test_assert_finalized (&f->catalogue);
}

/* What this thread has worked, µs */
static gint64
get_work (void)
{
  struct timespec time = { 0 };

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (gint64) time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static gboolean
tick_cb (gpointer data)
{
  Fixture *f = data;
  gint64 now = g_get_monotonic_time (), work = get_work ();

  f->longest = MAX (f->longest, now - f->last);
  f->last = now;
  f->longest_work = MAX (f->longest_work, work - f->last_work);
  f->last_work = work;
  return G_SOURCE_CONTINUE;
}

static void
watch (Fixture *f)
{
  f->longest = f->longest_work = 0;
  f->last = g_get_monotonic_time ();
  f->last_work = get_work ();
  f->source = g_timeout_add (TICK, tick_cb, f);
}

/* Gives it time to show what changed. */
static void
end_watch (Fixture    *f,
           const char *what)
{
  double work;

  reel_display_rest (f->stage->display, 400);
  g_clear_handle_id (&f->source, g_source_remove);
  work = (double) f->longest_work / 1000;
  g_test_message ("%s %u: the longest stall is %.0f ms, the longest work %.0f ms", what, f->n,
                  (double) f->longest / 1000 - TICK, work);
  g_assert_cmpfloat (work, <, MOST_WORK);
}

static void
look (Fixture *f)
{
  static const struct
  {
    const char *name;
    int width, height;
    AdwColorScheme scheme;
  } views[] = {
    { "light", 1000, 700, ADW_COLOR_SCHEME_FORCE_LIGHT },
    { "light-narrow", 360, 640, ADW_COLOR_SCHEME_FORCE_LIGHT },
    { "dark", 1000, 700, ADW_COLOR_SCHEME_FORCE_DARK },
    { "dark-narrow", 360, 640, ADW_COLOR_SCHEME_FORCE_DARK },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (views); i++)
    {
      g_autofree char *name = g_strdup_printf ("uploads-%u-%s", f->n, views[i].name);

      adw_style_manager_set_color_scheme (adw_style_manager_get_default (), views[i].scheme);
      stage_resize (f->stage, views[i].width, views[i].height);
      reel_display_rest (f->stage->display, 400);
      stage_look (f->stage, name);
    }
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
  stage_resize (f->stage, 1000, 700);
}

static void
test_none (Fixture       *f,
           gconstpointer  data)
{
  g_assert_null (stage_find (f->page, REEL_TYPE_UPLOAD_ROW, NULL));
  look (f);
}

static void
test_few (Fixture       *f,
          gconstpointer  data)
{
  reel_test_wait (stage_sees (f->page, "0 of 3 videos ready"));
  reel_test_wait (stage_sees (f->page, "DSC00002.MP4"));
  look (f);
}

static guint
count_in (Fixture       *f,
          ReelVideoState state)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (f->queue)); i++)
    n += reel_video_get_state (nth (f, i)) == state;
  return n;
}

static void
show_kind (Fixture    *f,
           const char *name)
{
  g_autofree char *pattern = g_strdup (name);
  GtkWidget *button = stage_find (f->page, GTK_TYPE_TOGGLE_BUTTON, pattern);

  g_assert_nonnull (button);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
}

static void
test_many (Fixture       *f,
           gconstpointer  data)
{
  GtkWidget *list = stage_find (f->page, GTK_TYPE_LIST_VIEW, NULL);
  const guint n_failed = MANY / 1000;

  g_assert_nonnull (list);
  look (f);
  g_assert_nonnull (stage_find (f->page, GTK_TYPE_TOGGLE_BUTTON, "All 10000"));

  watch (f);
  gtk_widget_activate_action (list, "list.scroll-to-item", "u", (guint) MANY - 1);
  end_watch (f, "Scrolling to the end of");
  reel_test_wait (stage_sees (f->page, "DSC09999.MP4"));
  watch (f);
  for (guint i = 0; i < 20; i++)
    {
      gtk_widget_activate_action (list, "list.scroll-to-item", "u", (guint) MANY / 20 * i);
      reel_display_rest (f->stage->display, 20);
    }
  end_watch (f, "Scrolling through");
  gtk_widget_activate_action (list, "list.scroll-to-item", "u", 0u);

  watch (f);
  show_kind (f, "Failed 10");
  end_watch (f, "Showing the failed ones of");
  reel_test_wait (!stage_sees (f->page, "DSC00000.MP4"));
  watch (f);
  show_kind (f, "All 10000");
  end_watch (f, "Showing all");

  watch (f);
  reel_upload_queue_set_paused (f->queue, TRUE);
  end_watch (f, "Pausing");
  reel_test_wait (count_in (f, REEL_VIDEO_STATE_PAUSED) == MANY - n_failed - 2);
  watch (f);
  reel_upload_queue_retry_failed (f->queue);
  end_watch (f, "Trying the failed ones again of");
  g_assert_cmpuint (count_in (f, REEL_VIDEO_STATE_PAUSED), ==, MANY - n_failed - 2);
  watch (f);
  reel_upload_queue_set_paused (f->queue, FALSE);
  end_watch (f, "Resuming");
  reel_test_wait (count_in (f, REEL_VIDEO_STATE_PAUSED) == 0);
  watch (f);
  reel_upload_queue_cancel_all (f->queue);
  end_watch (f, "Cancelling");
  reel_test_wait (count_in (f, REEL_VIDEO_STATE_CANCELLED) == MANY);
  watch (f);
  reel_upload_queue_clear_finished (f->queue);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->queue)), ==, 0);
  end_watch (f, "Clearing");
  reel_test_wait (g_list_model_get_n_items (G_LIST_MODEL (f->catalogue)) == 0);
}

int
main (int   argc,
      char *argv[])
{
  stage_init (&argc, &argv);
  g_test_add ("/uploads/many/none", Fixture, NULL, set_up, test_none, tear_down);
  g_test_add ("/uploads/many/few", Fixture, GUINT_TO_POINTER (3), set_up, test_few, tear_down);
  g_test_add ("/uploads/many/many", Fixture, GUINT_TO_POINTER (MANY), set_up, test_many, tear_down);
  return g_test_run ();
}
