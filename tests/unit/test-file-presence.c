/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "base/reel-file-place.h"
#include "library/reel-file-presence.h"
#include "reel-test.h"
#include "volume-double.h"

/* Drives come and go, and some do not answer. */

typedef struct
{
  char *root;
  ReelCatalogue *catalogue;
  GVolumeMonitor *monitor;
  ReelFilePresence *presence;
  ReelVideo *video; /* (borrowed) */
  char *path;       /* of its file, which is there */
  guint n_looked;
  char *silent;     /* (nullable): what was said not to answer */
} Fixture;

static void
looked_cb (Fixture *f)
{
  f->n_looked++;
}

static void
silent_cb (Fixture *f, const char *mount)
{
  g_free (f->silent);
  f->silent = g_strdup (mount);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  static guint n = 0;
  g_autofree char *name = g_strdup_printf ("presence-%u", n++);
  g_autofree char *db = NULL;
  g_autofree char *uri = NULL;
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) added = NULL;
  g_autoptr (GPtrArray) videos = NULL;

  f->root = reel_test_tmp (name);
  db = g_build_filename (f->root, "catalogue.db", NULL);
  reel_catalogue_open_async (db, NULL, reel_test_store_result, &opened);
  reel_test_wait (opened != NULL);
  f->catalogue = reel_catalogue_open_finish (opened, NULL, NULL);
  g_assert_nonnull (f->catalogue);
  f->path = g_build_filename (f->root, "film.mp4", NULL);
  g_assert_true (g_file_set_contents (f->path, "film", -1, NULL));
  uri = g_filename_to_uri (f->path, NULL, NULL);
  reel_catalogue_add_videos_async (f->catalogue, "p", "c", (const char *[]){ uri, NULL }, NULL, reel_test_store_result,
                                   &added);
  reel_test_wait (added != NULL);
  videos = reel_catalogue_add_videos_finish (f->catalogue, added, NULL);
  f->video = videos->pdata[0];
  f->monitor = volume_double_new ();
  f->presence = reel_file_presence_new (f->catalogue, f->monitor);
  g_signal_connect_swapped (f->presence, "looked", G_CALLBACK (looked_cb), f);
  g_signal_connect_swapped (f->presence, "silent", G_CALLBACK (silent_cb), f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  if (f->presence != NULL)
    reel_test_assert_finalized (&f->presence);
  reel_test_assert_finalized (&f->monitor);
  reel_test_assert_finalized (&f->catalogue);
  g_free (f->path);
  g_free (f->root);
  g_free (f->silent);
}

/* Nobody asks: the drive goes, and comes back. */
static void
test_drive (Fixture *f, gconstpointer data)
{
  g_autofree char *away = g_strconcat (f->path, ".away", NULL);

  g_assert_cmpint (g_rename (f->path, away), ==, 0);
  volume_double_remove (f->monitor, f->root);
  reel_test_wait (reel_video_get_missing (f->video));
  g_assert_cmpint (g_rename (away, f->path), ==, 0);
  volume_double_add (f->monitor, f->root);
  volume_double_add (f->monitor, f->root); /* told twice is one look */
  reel_test_wait (!reel_video_get_missing (f->video));
  g_assert_cmpuint (f->n_looked, ==, 2);
  g_assert_null (f->silent);
}

/* Before it goes, files are let go of at once; those of other drives are not. */
static void
test_leaves (Fixture *f, gconstpointer data)
{
  volume_double_leave (f->monitor, "/media/nobody/another");
  volume_double_leave (f->monitor, "/");
  g_assert_false (reel_video_get_missing (f->video));
  volume_double_leave (f->monitor, f->root);
  g_assert_true (reel_video_get_missing (f->video));
  /* It could not be taken out: the next look says so. */
  reel_file_presence_look (f->presence);
  reel_test_wait (!reel_video_get_missing (f->video));
}

static GMutex dead_lock;
static GCond dead_cond;
static gboolean dead;
static int n_asked;

static gboolean
look_at_dead_disk (const char *uri)
{
  g_atomic_int_inc (&n_asked);
  g_mutex_lock (&dead_lock);
  while (dead)
    g_cond_wait (&dead_cond, &dead_lock);
  g_mutex_unlock (&dead_lock);
  return FALSE;
}

static void
revive (void)
{
  g_mutex_lock (&dead_lock);
  dead = FALSE;
  g_cond_broadcast (&dead_cond);
  g_mutex_unlock (&dead_lock);
}

/* The main loop goes on, somebody is told, no second thread is spent on it, and it is asked again when it has answered. */
static void
test_silent (Fixture *f, gconstpointer data)
{
  dead = TRUE;
  n_asked = 0;
  reel_file_presence_set_look (f->presence, look_at_dead_disk, 20);
  for (guint i = 0; i < 50; i++)
    reel_file_presence_look (f->presence);
  reel_test_wait (f->silent != NULL);
  g_assert_cmpint (g_atomic_int_get (&n_asked), ==, 1);
  g_assert_cmpuint (f->n_looked, ==, 0);
  g_assert_false (reel_video_get_missing (f->video)); /* nobody knows */
  revive ();
  reel_test_wait (f->n_looked == 2);
  g_assert_cmpint (g_atomic_int_get (&n_asked), ==, 2);
  g_assert_true (reel_video_get_missing (f->video));
}

/* Whoever asked may be gone before the disk answers. */
static void
test_gone (Fixture *f, gconstpointer data)
{
  dead = TRUE;
  n_asked = 0;
  reel_file_presence_set_look (f->presence, look_at_dead_disk, 20);
  reel_file_presence_look (f->presence);
  reel_test_wait (g_atomic_int_get (&n_asked) == 1);
  reel_test_assert_finalized (&f->presence);
  revive ();
  g_assert_cmpuint (f->n_looked, ==, 0);
}

static void
test_places (void)
{
  const char *mounts[] = { "/", "/footage", "/media/jo/Card 1", NULL };
  const struct
  {
    const char *uri, *mount, *drive;
  } cases[] = {
    { "file:///footage/jo/film.mp4", "/footage", NULL },
    { "file:///footages/film.mp4", "/", NULL },
    { "file:///media/jo/Card%201/a/film.mp4", "/media/jo/Card 1", NULL },
    { "file:///media/jo/Card%202/a/film.mp4", "/", "Card 2" },
    { "file:///run/media/jo/Card/film.mp4", "/", "Card" },
    { "file:///media/film.mp4", "/", NULL },
    { "file:///media/jo/film.mp4", "/", NULL },
    { "file:///media", "/", NULL },
    { "smb://nas/films/film.mp4", "", "nas" },
    { "nothing of the kind", "", NULL },
    { "", "", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *mount = reel_file_place_dup_mount (cases[i].uri, mounts);
      g_autofree char *drive = reel_file_place_dup_drive (cases[i].uri, mounts);

      g_test_message ("%s", cases[i].uri);
      g_assert_cmpstr (mount, ==, cases[i].mount);
      g_assert_cmpstr (drive, ==, cases[i].drive);
    }
  {
    g_auto (GStrv) now = reel_file_place_get_mounts ();

    g_assert_true (g_strv_contains ((const char * const *) now, "/proc"));
  }
}

int
main (int argc, char **argv)
{
  reel_test_init (&argc, &argv);
  g_test_add ("/file-presence/drive", Fixture, NULL, set_up, test_drive, tear_down);
  g_test_add ("/file-presence/leaves", Fixture, NULL, set_up, test_leaves, tear_down);
  g_test_add ("/file-presence/silent", Fixture, NULL, set_up, test_silent, tear_down);
  g_test_add ("/file-presence/gone", Fixture, NULL, set_up, test_gone, tear_down);
  g_test_add_func ("/file-presence/places", test_places);
  return g_test_run ();
}
