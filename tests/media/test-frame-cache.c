/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

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
  reel_test_init (&argc, &argv);
  g_test_add_func ("/frame-cache/round-trip", test_round_trip);
  g_test_add_func ("/frame-cache/hostile", test_hostile);
  g_test_add_func ("/frame-cache/bounded", test_bounded);
  g_test_add_func ("/frame-cache/no-folder", test_no_folder);
  g_test_add_func ("/frame-cache/memory", test_memory);
  return g_test_run ();
}
