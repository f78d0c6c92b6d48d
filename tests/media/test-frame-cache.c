/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

#include "media/reel-frame-cache.h"
#include "media/reel-frame-memory.h"
#include "reel-test.h"

static ReelFrame *
make_frame (guint   width,
            guint   height,
            guint32 seed)
{
  gsize size = (gsize) width * height * 4;
  guint8 *pixels = g_malloc (size);
  g_autoptr (GBytes) bytes = NULL;

  for (gsize i = 0; i < size; i++)
    {
      seed = seed * 1664525 + 1013904223;
      pixels[i] = i % 4 == 3 ? 0xff : (guint8) (seed >> 24);
    }
  bytes = g_bytes_new_take (pixels, size);
  return reel_frame_new (width, height, (gsize) width * 4, 1.25, bytes);
}

static guint
count_files (const char *folder,
             char      **last)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      n++;
      if (last != NULL)
        {
          g_free (*last);
          *last = g_build_filename (folder, name, NULL);
        }
    }
  return n;
}

static void
test_round_trip (void)
{
  g_autofree char *folder = reel_test_tmp ("round-trip");
  static const guint sizes[][2] = { { 1, 1 }, { 1, 7 }, { 7, 1 }, { 33, 17 }, { 320, 180 } };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (ReelFrame) frame = make_frame (sizes[i][0], sizes[i][1], (guint32) i);
      ReelFrameCache *cache = reel_frame_cache_new (folder, 1 << 20);
      g_autoptr (ReelFrame) back = NULL;

      g_assert_null (reel_frame_cache_lookup (cache, "other", 320));
      reel_frame_cache_add (cache, "key", frame);
      reel_frame_cache_free (cache);

      /* As after a restart. */
      cache = reel_frame_cache_new (folder, 1 << 20);
      back = reel_frame_cache_lookup (cache, "key", 320);
      g_assert_nonnull (back);
      g_assert_cmpuint (back->width, ==, frame->width);
      g_assert_cmpuint (back->height, ==, frame->height);
      g_assert_cmpfloat (back->time, ==, 1.25);
      g_assert_true (g_bytes_equal (back->pixels, frame->pixels));
      reel_frame_cache_free (cache);
    }
}

/* Every byte of a file changed, and every length cut: never a crash, never a picture of another shape. */
static void
test_hostile (void)
{
  g_autofree char *folder = reel_test_tmp ("hostile");
  g_autofree char *path = NULL;
  g_autofree char *good = NULL;
  g_autoptr (ReelFrame) frame = make_frame (9, 5, 7);
  ReelFrameCache *cache = reel_frame_cache_new (folder, 1 << 20);
  gsize length;

  reel_frame_cache_add (cache, "key", frame);
  g_assert_cmpuint (count_files (folder, &path), ==, 1);
  g_assert_true (g_file_get_contents (path, &good, &length, NULL));
  for (gsize i = 0; i < length; i++)
    {
      g_autofree char *bad = g_memdup2 (good, length);
      g_autoptr (ReelFrame) changed = NULL;
      g_autoptr (ReelFrame) cut = NULL;

      bad[i] = (char) (bad[i] ^ 0xff);
      g_assert_true (g_file_set_contents (path, bad, (gssize) length, NULL));
      changed = reel_frame_cache_lookup (cache, "key", 16);
      /* Bytes 16 to 23 are the time: any is one. */
      if (changed != NULL)
        {
          g_assert_true (i >= 16 && i < 24);
          g_assert_true (g_bytes_equal (changed->pixels, frame->pixels));
        }
      else
        g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));

      g_assert_true (g_file_set_contents (path, good, (gssize) i, NULL));
      cut = reel_frame_cache_lookup (cache, "key", 16);
      g_assert_null (cut);
    }

  /* Larger than asked for is not what was asked for. */
  g_assert_true (g_file_set_contents (path, good, (gssize) length, NULL));
  g_assert_null (reel_frame_cache_lookup (cache, "key", 8));
  reel_frame_cache_free (cache);
}

static void
test_bounded (void)
{
  g_autofree char *folder = reel_test_tmp ("bounded");
  g_autofree char *other = g_build_filename (folder, "notes.txt", NULL);
  const guint64 bound = 200000;
  ReelFrameCache *cache = reel_frame_cache_new (folder, bound);
  g_autoptr (ReelFrame) last = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name;
  guint64 total = 0;

  g_assert_true (g_file_set_contents (other, "ours not", -1, NULL));
  for (guint i = 0; i < 60; i++)
    {
      g_autofree char *key = g_strdup_printf ("%u", i);
      g_autoptr (ReelFrame) frame = make_frame (64, 48, i);

      reel_frame_cache_add (cache, key, frame);
    }
  last = reel_frame_cache_lookup (cache, "59", 64);
  g_assert_nonnull (last);

  dir = g_dir_open (folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      GStatBuf st;

      g_assert_cmpint (g_stat (path, &st), ==, 0);
      total += (guint64) st.st_size;
    }
  g_assert_cmpuint (total, <=, bound + 8);
  g_assert_cmpuint (total, >, bound / 2);
  g_assert_true (g_file_test (other, G_FILE_TEST_EXISTS));
  reel_frame_cache_free (cache);
}

/* What was used last stays, however old it is. */
static void
test_least_used (void)
{
  g_autofree char *folder = reel_test_tmp ("least-used");
  const guint64 bound = 200000;
  ReelFrameCache *cache = reel_frame_cache_new (folder, bound);
  guint n_kept = 0, n = 0;

  /* About half of the bound, each older than the one after it; none of them is new. */
  for (guint i = 0; i < 10; i++)
    {
      const struct timespec then[2] = { { 1000000 + i, 0 }, { 1000000 + i, 0 } };
      g_autofree char *key = g_strdup_printf ("old %u", i);
      g_autoptr (ReelFrame) frame = make_frame (64, 48, i);
      g_autoptr (GDir) dir = NULL;
      const char *name;

      reel_frame_cache_add (cache, key, frame);
      dir = g_dir_open (folder, 0, NULL);
      while ((name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *path = g_build_filename (folder, name, NULL);
          GStatBuf st;

          g_assert_cmpint (g_stat (path, &st), ==, 0);
          if (st.st_mtime > 2000000)
            g_assert_cmpint (utimensat (AT_FDCWD, path, then, 0), ==, 0);
        }
    }
  g_assert_cmpuint (count_files (folder, NULL), ==, 10);

  {
    g_autoptr (ReelFrame) oldest = reel_frame_cache_lookup (cache, "old 0", 64);

    g_assert_nonnull (oldest);
  }
  while (n < 100)
    {
      g_autofree char *key = g_strdup_printf ("new %u", n);
      g_autoptr (ReelFrame) frame = make_frame (64, 48, 100 + n);
      guint before = count_files (folder, NULL);

      reel_frame_cache_add (cache, key, frame);
      n++;
      if (count_files (folder, NULL) <= before)
        break;
    }
  g_assert_cmpuint (n, >, 5);
  g_assert_cmpuint (n, <, 100);
  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *key = g_strdup_printf ("old %u", i);
      g_autoptr (ReelFrame) frame = reel_frame_cache_lookup (cache, key, 64);

      /* From the oldest on they went, but for the one that was looked at. */
      if (i == 0)
        g_assert_nonnull (frame);
      else if (frame != NULL)
        n_kept++;
      else
        g_assert_cmpuint (n_kept, ==, 0);
    }
  g_assert_cmpuint (n_kept, <, 9);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *key = g_strdup_printf ("new %u", i);
      g_autoptr (ReelFrame) frame = reel_frame_cache_lookup (cache, key, 64);

      g_assert_nonnull (frame);
    }
  reel_frame_cache_free (cache);
}

static guint64
bytes_in (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint64 total = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      GStatBuf st;

      if (g_stat (path, &st) == 0)
        total += (guint64) st.st_size;
    }
  return total;
}

/* What another run left counts, also what it left half written. */
static void
test_restart (void)
{
  g_autofree char *folder = reel_test_tmp ("restart");
  g_autofree char *torn = g_build_filename (folder, "0123.frame.AbCdEf", NULL);
  const struct timespec long_ago[2] = { { 1000000, 0 }, { 1000000, 0 } };
  const guint64 bound = 100000;
  ReelFrameCache *cache = reel_frame_cache_new (folder, 1 << 20);
  g_autoptr (ReelFrame) frame = make_frame (64, 48, 1);
  g_autoptr (ReelFrame) back = NULL;
  g_autofree char *half = g_malloc0 (50000);

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *key = g_strdup_printf ("%u", i);
      g_autoptr (ReelFrame) one = make_frame (64, 48, i);

      reel_frame_cache_add (cache, key, one);
    }
  reel_frame_cache_free (cache);
  g_assert_true (g_file_set_contents (torn, half, 50000, NULL));
  g_assert_cmpint (utimensat (AT_FDCWD, torn, long_ago, 0), ==, 0);
  g_assert_cmpuint (bytes_in (folder), >, bound);

  cache = reel_frame_cache_new (folder, bound);
  reel_frame_cache_add (cache, "last", frame);
  g_assert_cmpuint (bytes_in (folder), <=, bound);
  g_assert_false (g_file_test (torn, G_FILE_TEST_EXISTS));
  back = reel_frame_cache_lookup (cache, "last", 64);
  g_assert_nonnull (back);
  reel_frame_cache_free (cache);
}

#define SHARED_BOUND 200000
#define N_SHARED 40
#define N_ROUNDS 300

/* Adds and looks up the same frames again and again: what is found is always whole. In a process of its own. */
static int
use_folder (const char *folder)
{
  ReelFrameCache *cache = reel_frame_cache_new (folder, SHARED_BOUND);
  guint found = 0;

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      guint which = (guint) g_random_int_range (0, N_SHARED), other = (guint) g_random_int_range (0, N_SHARED);
      g_autofree char *key = g_strdup_printf ("%u", which);
      g_autofree char *other_key = g_strdup_printf ("%u", other);
      g_autoptr (ReelFrame) frame = make_frame (64, 48, which);
      g_autoptr (ReelFrame) expected = make_frame (64, 48, other);
      g_autoptr (ReelFrame) back = NULL;

      reel_frame_cache_add (cache, key, frame);
      back = reel_frame_cache_lookup (cache, other_key, 64);
      if (back != NULL && !g_bytes_equal (back->pixels, expected->pixels))
        return 2;
      found += back != NULL;
    }
  reel_frame_cache_free (cache);
  return found > N_ROUNDS / 4 ? 0 : 3;
}

static const char *program;

static void
test_two_processes (void)
{
  g_autofree char *folder = reel_test_tmp ("two-processes");
  GSubprocess *children[2];
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelFrame) frame = make_frame (64, 48, 99);
  ReelFrameCache *cache;

  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    {
      children[i] = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program, "--use-folder", folder, NULL);
      g_assert_no_error (error);
    }
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    {
      g_subprocess_wait (children[i], NULL, &error);
      g_assert_no_error (error);
      g_assert_true (g_subprocess_get_if_exited (children[i]));
      g_assert_cmpint (g_subprocess_get_exit_status (children[i]), ==, 0);
      g_clear_object (&children[i]);
    }
  /* Each counts what the other adds only now and then; more frames were added than fit. */
  g_assert_cmpuint (bytes_in (folder), <=, 2 * SHARED_BOUND);
  cache = reel_frame_cache_new (folder, SHARED_BOUND);
  reel_frame_cache_add (cache, "last", frame);
  g_assert_cmpuint (bytes_in (folder), <=, SHARED_BOUND);
  reel_frame_cache_free (cache);
}

/* A folder that can't be made: nothing is kept, nothing breaks. */
static void
test_no_folder (void)
{
  g_autofree char *folder = reel_test_tmp ("no-folder");
  g_autofree char *file = g_build_filename (folder, "file", NULL);
  g_autofree char *below = g_build_filename (file, "below", NULL);
  g_autoptr (ReelFrame) frame = make_frame (4, 4, 1);
  ReelFrameCache *cache = reel_frame_cache_new (below, 1 << 20);

  g_assert_true (g_file_set_contents (file, "", 0, NULL));
  reel_frame_cache_add (cache, "key", frame);
  g_assert_null (reel_frame_cache_lookup (cache, "key", 4));
  reel_frame_cache_free (cache);
}

static void
test_memory (void)
{
  ReelFrameMemory *memory = reel_frame_memory_new (4000);
  g_autoptr (ReelFrame) one = make_frame (20, 20, 1);
  g_autoptr (ReelFrame) two = make_frame (20, 20, 2);
  g_autoptr (ReelFrame) three = make_frame (20, 20, 3);
  g_autoptr (ReelFrame) huge = make_frame (200, 20, 4);
  ReelFrame *found;

  reel_frame_memory_add (memory, "one", "a", one);
  reel_frame_memory_add (memory, "two", "a", two);
  found = reel_frame_memory_lookup (memory, "one", NULL);
  g_assert_true (found == one);
  reel_frame_unref (found);
  /* 'two' was used least recently. */
  reel_frame_memory_add (memory, "three", "a", three);
  g_assert_null (reel_frame_memory_lookup (memory, "two", "a"));
  found = reel_frame_memory_lookup (memory, "one", "a");
  g_assert_true (found == one);
  reel_frame_unref (found);
  g_assert_cmpuint (reel_frame_memory_bytes (memory), <=, 4000);

  /* The file has changed: the frame is no longer one of it. */
  g_assert_null (reel_frame_memory_lookup (memory, "one", "b"));
  g_assert_null (reel_frame_memory_lookup (memory, "one", NULL));

  reel_frame_memory_add (memory, "three", "b", two);
  found = reel_frame_memory_lookup (memory, "three", "b");
  g_assert_true (found == two);
  reel_frame_unref (found);

  reel_frame_memory_add (memory, "huge", "a", huge);
  g_assert_null (reel_frame_memory_lookup (memory, "huge", "a"));
  g_assert_cmpuint (reel_frame_memory_bytes (memory), ==, 0);
  reel_frame_memory_free (memory);
}

int
main (int   argc,
      char *argv[])
{
  if (argc == 3 && g_str_equal (argv[1], "--use-folder"))
    return use_folder (argv[2]);
  program = argv[0];
  reel_test_init (&argc, &argv);
  g_test_add_func ("/frame-cache/round-trip", test_round_trip);
  g_test_add_func ("/frame-cache/hostile", test_hostile);
  g_test_add_func ("/frame-cache/bounded", test_bounded);
  g_test_add_func ("/frame-cache/least-used", test_least_used);
  g_test_add_func ("/frame-cache/restart", test_restart);
  g_test_add_func ("/frame-cache/two-processes", test_two_processes);
  g_test_add_func ("/frame-cache/no-folder", test_no_folder);
  g_test_add_func ("/frame-cache/memory", test_memory);
  return g_test_run ();
}
