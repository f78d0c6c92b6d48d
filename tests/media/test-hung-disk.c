/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hung-disk.h"
#include "media/reel-frame-grabber.h"
#include "media/reel-media-error.h"
#include "reel-test-kind.h"
#include "reel-test-video.h"
#include "reel-test.h"

/* Thumbnails of a disk that answers do not wait for those of one that does not. */

#define N_HUNG 6

static void
test_grabber (void)
{
  g_autofree char *path = reel_test_kind_make (reel_test_kind_get ("sounds.mp4"));
  g_autofree char *uri = reel_test_video_uri (path);
  g_autofree char *folder = reel_test_tmp ("grabber");
  ReelFrameGrabber *grabber = reel_frame_grabber_new (folder);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ReelFrame) frame = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *hung[N_HUNG] = { NULL };

  /* Below where the kernel's own files are mounted, which is not where the film is. */
  for (guint i = 0; i < N_HUNG; i++)
    {
      g_autofree char *other = g_strdup_printf ("file:///proc/" HUNG_DISK_NAME "/%u/film.mp4", i);

      reel_frame_grabber_grab_async (grabber, other, i, TRUE, 160, NULL, reel_test_store_result, &hung[i]);
    }
  reel_test_wait (hung_disk_n_waiting () > 0);
  reel_frame_grabber_grab_async (grabber, uri, 1.02, TRUE, 160, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  frame = reel_frame_grabber_grab_finish (grabber, result, &error);
  g_assert_no_error (error);
  g_assert_cmpint (reel_test_video_number (g_bytes_get_data (frame->pixels, NULL), frame->width, frame->height, frame->stride),
                   ==, 25);
  /* One thread for all of that disk. */
  g_assert_cmpint (hung_disk_n_waiting (), ==, 1);
  g_clear_object (&result);

  hung_disk_release ();
  for (guint i = 0; i < N_HUNG; i++)
    {
      reel_test_wait (hung[i] != NULL);
      g_assert_null (reel_frame_grabber_grab_finish (grabber, hung[i], &error));
      g_assert_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_UNREADABLE);
      g_clear_error (&error);
      g_clear_object (&hung[i]);
    }
  reel_test_assert_finalized (&grabber);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/hung-disk/grabber", test_grabber);
  return g_test_run ();
}
