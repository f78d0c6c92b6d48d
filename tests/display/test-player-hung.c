/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gtk/gtk.h>

#include "hung-disk.h"
#include "media/reel-media-error.h"
#include "media/reel-player.h"
#include "reel-test-kind.h"
#include "reel-test-video.h"
#include "reel-test.h"
#include "shown-number.h"

/* A player that waits for a disk which does not answer opens a file of another one at once. */

static gboolean
is_ready (ReelPlayer *player)
{
  gboolean ready;

  g_object_get (player, "ready", &ready, NULL);
  return ready;
}

static void
test_other_file (void)
{
  g_autofree char *path = reel_test_kind_make (reel_test_kind_get ("sounds.mp4"));
  g_autofree char *uri = reel_test_video_uri (path);
  ReelPlayer *player = reel_player_new ();
  ReelPlayer *other = reel_player_new ();

  for (guint i = 0; i < 3; i++)
    {
      reel_player_open (player, "file:///proc/" HUNG_DISK_NAME "/film.mp4", 1, 0, TRUE);
      reel_test_wait (hung_disk_n_waiting () == (int) i + 1);
      reel_player_open (player, uri, 1.02, 0, FALSE);
      reel_test_wait (is_ready (player) && shown_number (reel_player_get_paintable (player)) == 25);
      g_assert_no_error (reel_player_get_error (player));
    }
  /* Also one that is dropped meanwhile goes away. */
  reel_player_open (other, "file:///proc/" HUNG_DISK_NAME "/film.mp4", 1, 0, TRUE);
  reel_test_wait (hung_disk_n_waiting () == 4);
  reel_test_assert_finalized (&other);

  /* When the disk has answered at last, nothing comes of it. */
  hung_disk_release ();
  reel_test_wait (hung_disk_n_waiting () == 0);
  reel_player_seek (player, 2.02, TRUE);
  reel_test_wait (shown_number (reel_player_get_paintable (player)) == 50);
  g_assert_no_error (reel_player_get_error (player));
  g_assert_cmpstr (reel_player_get_uri (player), ==, uri);
  reel_test_assert_finalized (&player);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  gtk_init ();
  g_test_add_func ("/player/hung/other-file", test_other_file);
  return g_test_run ();
}
