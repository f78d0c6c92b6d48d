/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "library/reel-catalogue-links.h"
#include "library/reel-catalogue-locate.h"
#include "library/reel-fingerprint.h"
#include "reel-test.h"

/* Files that were moved, found again by what they are. */

typedef struct
{
  char *root;          /* (owned) */
  char *path;          /* (owned): of the catalogue */
  ReelCatalogue *catalogue;
} Fixture;

static void
open_catalogue (Fixture *f)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  reel_catalogue_open_async (f->path, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  f->catalogue = reel_catalogue_open_finish (result, NULL, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  static guint n = 0;
  g_autofree char *name = g_strdup_printf ("locate-%u", n++);

  f->root = reel_test_tmp (name);
  f->path = g_build_filename (f->root, "catalogue.db", NULL);
  open_catalogue (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  reel_test_assert_finalized (&f->catalogue);
  g_free (f->path);
  g_free (f->root);
}

static char *
path_of (Fixture *f, const char *name)
{
  return g_build_filename (f->root, name, NULL);
}

static GFile *
file_of (Fixture *f, const char *name)
{
  g_autofree char *path = path_of (f, name);

  return g_file_new_for_path (path);
}

static void
write_file (Fixture *f, const char *name, const char *content)
{
  g_autofree char *path = path_of (f, name);
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, content, -1, NULL));
}

static void
move_file (Fixture *f, const char *from, const char *to)
{
  g_autofree char *old = path_of (f, from);
  g_autofree char *new = path_of (f, to);
  g_autofree char *folder = g_path_get_dirname (new);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_cmpint (g_rename (old, new), ==, 0);
}

static void
save (Fixture *f, ReelVideo *video)
{
  g_autoptr (GAsyncResult) result = NULL;

  reel_catalogue_save_video_async (f->catalogue, video, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_true (reel_catalogue_save_video_finish (f->catalogue, result, NULL));
}

/* A video of a new file with that content; NULL for one that nobody has looked into. */
static ReelVideo *
add_video (Fixture *f, const char *name, const char *content)
{
  g_autoptr (GFile) file = file_of (f, name);
  g_autofree char *uri = g_file_get_uri (file);
  const char *uris[] = { uri, NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) videos = NULL;
  g_autofree char *fingerprint = NULL;
  guint64 size = 0;

  if (content != NULL)
    {
      write_file (f, name, content);
      fingerprint = reel_fingerprint_compute (file, &size, NULL, NULL);
      g_assert_nonnull (fingerprint);
    }
  reel_catalogue_add_videos_async (f->catalogue, "p", "c", uris, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  videos = reel_catalogue_add_videos_finish (f->catalogue, result, NULL);
  g_assert_nonnull (videos);
  reel_video_set_fingerprint (videos->pdata[0], fingerprint, size);
  reel_video_set_state (videos->pdata[0], REEL_VIDEO_STATE_READY);
  save (f, videos->pdata[0]);
  return videos->pdata[0];
}

static void
look (Fixture *f)
{
  g_autoptr (GAsyncResult) result = NULL;

  reel_catalogue_check_files_async (f->catalogue, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_true (reel_catalogue_check_files_finish (f->catalogue, result, NULL));
}

static ReelRelinked *
locate_folder (Fixture *f, const char *name, GCancellable *cancellable, guint *n_looked, GError **error)
{
  g_autoptr (GFile) folder = file_of (f, name);
  g_autoptr (ReelFileSearch) search = reel_file_search_new ();
  g_autoptr (GAsyncResult) result = NULL;

  reel_catalogue_locate_folder_async (f->catalogue, NULL, folder, search, cancellable, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  if (n_looked != NULL)
    *n_looked = reel_file_search_get_n_looked (search);
  return reel_catalogue_locate_finish (f->catalogue, result, error);
}

static ReelRelinked *
locate_file (Fixture *f, ReelVideo *video, const char *name, gboolean anyway, GError **error)
{
  g_autoptr (GFile) file = file_of (f, name);
  g_autoptr (GAsyncResult) result = NULL;

  reel_catalogue_locate_file_async (f->catalogue, video, file, anyway, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  return reel_catalogue_locate_finish (f->catalogue, result, error);
}

static void
assert_at (Fixture *f, ReelVideo *video, const char *name, gboolean missing)
{
  g_autoptr (GFile) file = file_of (f, name);
  g_autofree char *uri = g_file_get_uri (file);

  g_assert_cmpstr (reel_video_get_uri (video), ==, uri);
  g_assert_cmpint (reel_video_get_missing (video), ==, missing);
}

/* Moved, renamed, changed, with another of the same size, twice there, and empty: two of five are found, and all is as it
 * was after that is undone; also on the disk. */
static void
test_folder (Fixture *f, gconstpointer data)
{
  ReelVideo *moved = add_video (f, "old/a/moved.mp4", "first content");
  ReelVideo *renamed = add_video (f, "old/b/renamed.mp4", "second content, longer");
  ReelVideo *changed = add_video (f, "old/changed.mp4", "third");
  ReelVideo *empty = add_video (f, "old/empty.mp4", "");
  ReelVideo *here = add_video (f, "stays/here.mp4", "fourth content is the longest");
  ReelVideo *unknown = add_video (f, "old/unknown.mp4", NULL);
  g_autoptr (ReelRelinked) relinked = NULL;
  g_autoptr (GError) error = NULL;
  guint n_looked = 0;

  move_file (f, "old/a/moved.mp4", "new/deep/down/moved.mp4");
  move_file (f, "old/b/renamed.mp4", "new/another name.mov");
  move_file (f, "old/empty.mp4", "new/empty.mp4");
  write_file (f, "new/changed.mp4", "THIRD");          /* the same size, and another content */
  write_file (f, "new/unknown.mp4", "whatever it is"); /* the same name, and nobody knows */
  write_file (f, "new/moved.mp4", "first content!");   /* the same name, and another size */
  write_file (f, "new/here.mp4", "fourth content is the longest"); /* a copy of what is not missing */
  look (f);
  g_assert_false (reel_video_get_missing (here));

  relinked = locate_folder (f, "new", NULL, &n_looked, &error);
  /* "changed" was overwritten in its new place only: the old file is still there, and so it is not missing. */
  g_assert_no_error (error);
  g_assert_cmpuint (n_looked, ==, 7);
  g_assert_cmpuint (relinked->videos->len, ==, 2);
  g_assert_cmpuint (relinked->n_wanted, ==, 4);
  g_assert_false (relinked->stopped);
  assert_at (f, moved, "new/deep/down/moved.mp4", FALSE);
  assert_at (f, renamed, "new/another name.mov", FALSE);
  assert_at (f, changed, "old/changed.mp4", FALSE);
  assert_at (f, empty, "old/empty.mp4", TRUE);
  assert_at (f, unknown, "old/unknown.mp4", TRUE);
  assert_at (f, here, "stays/here.mp4", FALSE);

  /* Changed, and gone. */
  {
    g_autofree char *path = path_of (f, "old/changed.mp4");
    g_autoptr (ReelRelinked) again = NULL;

    g_assert_cmpint (g_unlink (path), ==, 0);
    look (f);
    again = locate_folder (f, "new", NULL, NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (again->videos->len, ==, 0);
    assert_at (f, changed, "old/changed.mp4", TRUE);
  }

  reel_test_assert_finalized (&f->catalogue);
  open_catalogue (f);
  {
    g_autoptr (ReelVideo) first = g_list_model_get_item (G_LIST_MODEL (f->catalogue), 0);

    reel_test_wait (!reel_video_get_missing (first));
    assert_at (f, first, "new/deep/down/moved.mp4", FALSE);
  }
}

static void
test_undo (Fixture *f, gconstpointer data)
{
  ReelVideo *video = add_video (f, "old/film.mp4", "content");
  g_autoptr (ReelRelinked) relinked = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  move_file (f, "old/film.mp4", "new/film.mp4");
  look (f);
  relinked = locate_folder (f, "new", NULL, NULL, &error);
  g_assert_no_error (error);
  assert_at (f, video, "new/film.mp4", FALSE);
  reel_catalogue_unlink_again_async (f->catalogue, relinked, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_true (reel_catalogue_unlink_again_finish (f->catalogue, result, &error));
  assert_at (f, video, "old/film.mp4", TRUE);
}

/* Of two copies the one in the like place is meant. */
static void
test_two_copies (Fixture *f, gconstpointer data)
{
  ReelVideo *one = add_video (f, "old/day 1/clip.mp4", "the very same");
  ReelVideo *other = add_video (f, "old/day 2/clip.mp4", "the very same");
  g_autoptr (ReelRelinked) relinked = NULL;
  g_autoptr (GError) error = NULL;

  move_file (f, "old/day 1/clip.mp4", "new/day 1/clip.mp4");
  move_file (f, "old/day 2/clip.mp4", "new/day 2/clip.mp4");
  write_file (f, "new/copy of it.mp4", "the very same");
  look (f);
  relinked = locate_folder (f, "new", NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (relinked->videos->len, ==, 2);
  assert_at (f, one, "new/day 1/clip.mp4", FALSE);
  assert_at (f, other, "new/day 2/clip.mp4", FALSE);
}

/* Links that lead back, a folder that can't be read, a pipe, and a bin: none of them hides what is beside it. */
static void
test_bad_folder (Fixture *f, gconstpointer data)
{
  ReelVideo *video = add_video (f, "old/film.mp4", "content");
  ReelVideo *thrown = add_video (f, "old/thrown.mp4", "thrown away");
  g_autofree char *loop = path_of (f, "new/a/loop");
  g_autofree char *closed = path_of (f, "new/closed");
  g_autofree char *pipe = path_of (f, "new/pipe");
  g_autofree char *dangling = path_of (f, "new/dangling");
  g_autoptr (ReelRelinked) relinked = NULL;
  g_autoptr (ReelRelinked) none = NULL;
  g_autoptr (GError) error = NULL;
  guint n_looked = 0;

  move_file (f, "old/film.mp4", "new/z/film.mp4");
  move_file (f, "old/thrown.mp4", "new/.Trash/thrown.mp4");
  write_file (f, "new/a/other.mp4", "another");
  g_assert_cmpint (symlink ("..", loop), ==, 0);
  g_assert_cmpint (symlink ("nowhere", dangling), ==, 0);
  g_assert_cmpint (g_mkdir (closed, 0000), ==, 0);
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  look (f);
  relinked = locate_folder (f, "new", NULL, &n_looked, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_looked, ==, 2); /* each once */
  assert_at (f, video, "new/z/film.mp4", FALSE);
  assert_at (f, thrown, "old/thrown.mp4", TRUE);
  g_assert_cmpint (g_chmod (closed, 0700), ==, 0);

  none = locate_folder (f, "no such folder", NULL, NULL, &error);
  g_assert_null (none);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
test_cancelled (Fixture *f, gconstpointer data)
{
  ReelVideo *video = add_video (f, "old/film.mp4", "content");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (ReelRelinked) relinked = NULL;
  g_autoptr (GError) error = NULL;

  move_file (f, "old/film.mp4", "new/film.mp4");
  look (f);
  g_cancellable_cancel (cancellable);
  relinked = locate_folder (f, "new", cancellable, NULL, &error);
  g_assert_null (relinked);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_at (f, video, "old/film.mp4", TRUE);
}

/* One file, and what has moved with it: below the same folder, and beside it. */
static void
test_file (Fixture *f, gconstpointer data)
{
  ReelVideo *video = add_video (f, "old/a/film.mp4", "content");
  ReelVideo *below = add_video (f, "old/b/deep/below.mp4", "content below");
  ReelVideo *beside = add_video (f, "elsewhere/beside.mp4", "content beside it");
  ReelVideo *changed = add_video (f, "old/a/changed.mp4", "content that changes");
  ReelVideo *away = add_video (f, "old/c/away.mp4", "content that is away");
  g_autoptr (ReelRelinked) relinked = NULL;
  g_autoptr (ReelRelinked) refused = NULL;
  g_autoptr (GError) error = NULL;

  move_file (f, "old/a/film.mp4", "new/place/a/film.mp4");
  move_file (f, "old/b/deep/below.mp4", "new/place/b/deep/below.mp4");
  move_file (f, "elsewhere/beside.mp4", "new/place/a/beside.mp4");
  move_file (f, "old/a/changed.mp4", "new/place/a/changed.mp4");
  move_file (f, "old/c/away.mp4", "quite/elsewhere/away.mp4");
  write_file (f, "new/place/a/changed.mp4", "CONTENT that changes");
  look (f);

  /* Refused in words, also where somebody insists: something is known of it. */
  refused = locate_file (f, video, "new/place/a/beside.mp4", TRUE, &error);
  g_assert_null (refused);
  g_assert_error (error, REEL_LOCATE_ERROR, REEL_LOCATE_ERROR_DIFFERENT);
  g_assert_nonnull (strstr (error->message, "“film.mp4”, 7 bytes"));
  g_assert_nonnull (strstr (error->message, "“beside.mp4”, 17 bytes"));
  assert_at (f, video, "old/a/film.mp4", TRUE);
  g_clear_error (&error);
  g_assert_null (locate_file (f, video, "new/place", FALSE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY);
  g_clear_error (&error);

  relinked = locate_file (f, video, "new/place/a/film.mp4", FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (relinked->videos->len, ==, 3);
  g_assert_true (relinked->videos->pdata[0] == video);
  assert_at (f, video, "new/place/a/film.mp4", FALSE);
  assert_at (f, below, "new/place/b/deep/below.mp4", FALSE);
  assert_at (f, beside, "new/place/a/beside.mp4", FALSE);
  assert_at (f, changed, "old/a/changed.mp4", TRUE);
  assert_at (f, away, "old/c/away.mp4", TRUE);
}

/* Of which nobody knows what it is: somebody has to say so, and from then on it is known. */
/* The very place that is noted: a drive was away at the last look, and somebody chooses the file itself. */
static void
test_same_place (Fixture *f, gconstpointer data)
{
  ReelVideo *video = add_video (f, "old/film.mp4", "content");
  ReelVideo *other = add_video (f, "old/other.mp4", "another content");
  g_autoptr (ReelRelinked) relinked = NULL;
  g_autoptr (GError) error = NULL;

  move_file (f, "old", "away");
  look (f);
  g_assert_true (reel_video_get_missing (video));
  move_file (f, "away", "old");
  relinked = locate_file (f, video, "old/film.mp4", FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (relinked->videos->len, ==, 2);
  assert_at (f, video, "old/film.mp4", FALSE);
  assert_at (f, other, "old/other.mp4", FALSE);
}

static void
test_unknown (Fixture *f, gconstpointer data)
{
  ReelVideo *video = add_video (f, "old/film.mp4", NULL);
  g_autoptr (ReelRelinked) relinked = NULL;
  g_autoptr (GError) error = NULL;

  write_file (f, "new/film.mp4", "content");
  look (f);
  g_assert_null (locate_file (f, video, "new/film.mp4", FALSE, &error));
  g_assert_error (error, REEL_LOCATE_ERROR, REEL_LOCATE_ERROR_UNKNOWN);
  assert_at (f, video, "old/film.mp4", TRUE);
  g_clear_error (&error);
  relinked = locate_file (f, video, "new/film.mp4", TRUE, &error);
  g_assert_no_error (error);
  assert_at (f, video, "new/film.mp4", FALSE);
  g_assert_true (g_str_has_prefix (reel_video_get_fingerprint (video), "7-"));
  g_assert_cmpuint (reel_video_get_size (video), ==, 7);
}

static gboolean
set_link (Fixture *f, const char *profile, const char *id, const char *uri)
{
  g_autoptr (GAsyncResult) result = NULL;

  reel_catalogue_set_link_async (f->catalogue, profile, id, uri, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  return reel_catalogue_set_link_finish (f->catalogue, result, NULL);
}

/* By hand, for what was added elsewhere: remembered for each service, changed, and taken back. */
static void
test_links (Fixture *f, gconstpointer data)
{
  g_assert_null (reel_catalogue_get_link (f->catalogue, "p", "v1"));
  g_assert_true (set_link (f, "p", "v1", "file:///a/one.mp4"));
  g_assert_true (set_link (f, "q", "v1", "file:///a/other.mp4"));
  g_assert_true (set_link (f, "p", "v2", "file:///a/gone.mp4"));
  g_assert_true (set_link (f, "p", "v2", NULL));
  g_assert_true (set_link (f, "p", "v1", "file:///b/one.mp4"));
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpstr (reel_catalogue_get_link (f->catalogue, "p", "v1"), ==, "file:///b/one.mp4");
      g_assert_cmpstr (reel_catalogue_get_link (f->catalogue, "q", "v1"), ==, "file:///a/other.mp4");
      g_assert_null (reel_catalogue_get_link (f->catalogue, "p", "v2"));
      reel_test_assert_finalized (&f->catalogue);
      open_catalogue (f);
    }
}

/* KiB, of proc(5): the most that there was */
static guint64
most_memory (void)
{
  g_autofree char *status = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/status", &status, NULL, NULL));
  g_assert_nonnull (strstr (status, "VmHWM:"));
  return g_ascii_strtoull (strstr (status, "VmHWM:") + strlen ("VmHWM:"), NULL, 10);
}

/* Looks for @video below @name with bounds of its own. */
static ReelRelinked *
locate_within (Fixture *f, ReelVideo *video, const char *name, guint n_files, guint n_folders)
{
  g_autoptr (GFile) folder = file_of (f, name);
  g_autoptr (ReelFileSearch) search = reel_file_search_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  ReelRelinked *relinked;

  reel_file_search_set_most (search, n_files, n_folders);
  reel_catalogue_locate_folder_async (f->catalogue, video, folder, search, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  relinked = reel_catalogue_locate_finish (f->catalogue, result, &error);
  g_assert_no_error (error);
  return relinked;
}

/* A folder with many files that might all be the one, as those of a camera that cuts by size: none of them is held. */
static void
test_many_alike (Fixture *f, gconstpointer data)
{
  ReelVideo *video = add_video (f, "old/a.mp4", "00000000");
  g_autoptr (ReelRelinked) relinked = NULL;
  g_autofree char *first = path_of (f, "new/0.mp4");
  guint64 before;

  move_file (f, "old/a.mp4", "away/a.mp4");
  write_file (f, "new/0.mp4", "another!");
  for (guint i = 1; i < 20000; i++)
    {
      g_autofree char *name = g_strdup_printf ("new/%u.mp4", i);
      g_autofree char *path = path_of (f, name);

      g_assert_cmpint (link (first, path), ==, 0);
    }
  before = most_memory ();
  relinked = locate_within (f, video, "new", REEL_FILE_SEARCH_MOST_FILES, REEL_FILE_SEARCH_MOST_FOLDERS);
  g_assert_cmpuint (relinked->videos->len, ==, 0);
  g_assert_false (relinked->stopped);
  g_test_message ("%" G_GUINT64_FORMAT " KiB", most_memory () - before);
  g_assert_cmpuint (most_memory () - before, <, 6 * 1024);
}

/* Files and folders both have a bound, behind which the look stops and says so. */
static void
test_bounds (Fixture *f, gconstpointer data)
{
  ReelVideo *video = add_video (f, "old/a.mp4", "the content");
  g_autoptr (ReelRelinked) files = NULL;
  g_autoptr (ReelRelinked) folders = NULL;
  g_autoptr (ReelRelinked) whole = NULL;

  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *name = g_strdup_printf ("new/%u/other.mp4", i);

      write_file (f, name, "x");
    }
  move_file (f, "old/a.mp4", "new/z/a.mp4");
  files = locate_within (f, video, "new", 5, 100);
  g_assert_true (files->stopped);
  g_assert_cmpuint (files->videos->len, ==, 0);
  folders = locate_within (f, video, "new", 100, 0);
  g_assert_true (folders->stopped);
  g_assert_cmpuint (folders->videos->len, ==, 0);
  whole = locate_within (f, video, "new", 100, 11);
  g_assert_false (whole->stopped);
  g_assert_cmpuint (whole->videos->len, ==, 1);
  assert_at (f, video, "new/z/a.mp4", FALSE);
}

int
main (int argc, char **argv)
{
  reel_test_init (&argc, &argv);
  g_test_add ("/locate/folder", Fixture, NULL, set_up, test_folder, tear_down);
  g_test_add ("/locate/many-alike", Fixture, NULL, set_up, test_many_alike, tear_down);
  g_test_add ("/locate/bounds", Fixture, NULL, set_up, test_bounds, tear_down);
  g_test_add ("/locate/undo", Fixture, NULL, set_up, test_undo, tear_down);
  g_test_add ("/locate/two-copies", Fixture, NULL, set_up, test_two_copies, tear_down);
  g_test_add ("/locate/bad-folder", Fixture, NULL, set_up, test_bad_folder, tear_down);
  g_test_add ("/locate/cancelled", Fixture, NULL, set_up, test_cancelled, tear_down);
  g_test_add ("/locate/file", Fixture, NULL, set_up, test_file, tear_down);
  g_test_add ("/locate/same-place", Fixture, NULL, set_up, test_same_place, tear_down);
  g_test_add ("/locate/unknown", Fixture, NULL, set_up, test_unknown, tear_down);
  g_test_add ("/locate/links", Fixture, NULL, set_up, test_links, tear_down);
  return g_test_run ();
}
