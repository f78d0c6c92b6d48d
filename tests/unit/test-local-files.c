/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "local/reel-local-error.h"
#include "local/reel-local-indexer.h"
#include "local/reel-local-store-private.h"
#include "local/reel-measured-engine.h"
#include "local/reel-upload-sink.h"
#include "reel-test.h"

/* How files and rows get to the disk, and what happens when it is full. */

static ReelLocalStore *store;
static guint n_synced; /* files of videos that were put to the disk */

/* In the place of the system's: a file of a gigabyte takes a while, and nobody may wait for the store meanwhile. */
int
fsync (int fd)
{
  struct stat info;
  g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", fd);
  g_autofree char *path = g_file_read_link (link, NULL);

  if (fstat (fd, &info) == 0 && S_ISREG (info.st_mode) && path != NULL && strstr (path, "/incoming/") != NULL)
    {
      g_assert_true (g_mutex_trylock (&store->files));
      g_mutex_unlock (&store->files);
      n_synced++;
    }
  return (int) syscall (SYS_fsync, fd);
}

static ReelLocalStore *
open_store (const char *folder)
{
  g_autoptr (GError) error = NULL;
  ReelLocalStore *opened = reel_local_store_open (folder, &error);

  g_assert_no_error (error);
  g_assert_true (reel_local_store_tidy (opened, REEL_MEASURED_SPACE_ID, &error));
  return opened;
}

static char *
add_video (const char *collection,
           const char *contents,
           gsize       length)
{
  g_autoptr (GError) error = NULL;
  ReelUploadSink *upload = reel_upload_sink_new ("multipart/form-data; boundary=B",
                                                 reel_local_store_get_incoming_dir (store), &error);
  ReelBodySink *sink = (ReelBodySink *) upload;
  const char *head = "--B\r\nContent-Disposition: form-data; name=file; filename=a.avi\r\n\r\n", *end = "\r\n--B--\r\n";
  char *id;

  g_assert_no_error (error);
  reel_upload_sink_set_expected (upload, strlen (head) + length + strlen (end));
  g_assert_true (sink->feed (sink, (const guint8 *) head, strlen (head), &error));
  g_assert_true (sink->feed (sink, (const guint8 *) contents, length, &error));
  g_assert_true (sink->feed (sink, (const guint8 *) end, strlen (end), &error));
  g_assert_true (sink->end (sink, &error));
  id = reel_local_store_add_video (store, collection, "a.avi", NULL, reel_upload_sink_get_file (upload), &error);
  g_assert_no_error (error);
  sink->free (sink);
  return id;
}

/* An upload is put to the disk once, before the store hears of it; its file has no more than what came. */
static void
test_sync (void)
{
  g_autofree char *folder = reel_test_tmp ("sync");
  g_autoptr (GError) error = NULL;
  g_autofree char *collection = NULL;
  g_autofree char *video = NULL;
  g_autofree char *path = NULL;
  GStatBuf info;

  n_synced = 0;
  store = open_store (folder);
  collection = reel_local_store_add_collection (store, "c", "", &error);
  video = add_video (collection, "12345", 5);
  g_assert_cmpuint (n_synced, ==, 1);
  path = reel_local_store_get_video_path (store, video);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_size, ==, 5);
  g_assert_cmpint (info.st_blocks * 512, <=, MAX (info.st_blksize, 4096)); /* what was reserved was given back */
  reel_test_assert_finalized (&store);
}

static void
test_reserve (void)
{
  g_autofree char *folder = reel_test_tmp ("reserve");
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelFileWriter) file = reel_file_writer_new (folder, &error);

  g_assert_no_error (error);
  g_assert_false (reel_file_writer_reserve (file, G_GUINT64_CONSTANT (1) << 60, &error));
  g_assert_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_NO_SPACE);
  g_clear_error (&error);
  g_assert_true (reel_file_writer_reserve (file, 1024 * 1024, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (reel_file_writer_get_size (file), ==, 0);
}

static gpointer
set_pages (sqlite3      *db,
           gpointer      data,
           GCancellable *cancellable,
           GError      **error)
{
  return GINT_TO_POINTER (reel_database_exec (db, data, error));
}

/* A database that can't grow is a disk that is full for clips, but not for a few bytes of a row. */
static void
set_full (gboolean is_full)
{
  g_autoptr (GError) error = NULL;

  reel_database_run_sync (store->db, set_pages, (gpointer) (is_full ? "PRAGMA max_page_count = 1" : "PRAGMA max_page_count = 100000"),
                          NULL, NULL, &error);
  g_assert_no_error (error);
}

static int log_count; /* atomic: what the indexer could not save */

static GLogWriterOutput
count_log (GLogLevelFlags   level,
           const GLogField *fields,
           gsize            n_fields,
           gpointer         user_data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE") && strstr (fields[i].value, "full") != NULL)
      g_atomic_int_inc (&log_count);
  return g_log_writer_default (level, fields, n_fields, user_data);
}

static ReelLocalVideoState
get_state (const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelLocalVideo) video = reel_local_store_get_video (store, id, &error);

  g_assert_no_error (error);
  return video->state;
}

/* Clips that the disk has no room for do not make a video failed, and its copy stays: once there is room, it is indexed. */
static void
test_full (void)
{
  g_autofree char *folder = reel_test_tmp ("full");
  g_autofree char *sample = reel_test_sample ("VID_20191220_170832.mp4");
  g_autoptr (ReelEngine) engine = reel_measured_engine_new ();
  g_autoptr (ReelLocalEngines) engines = reel_local_engines_new (engine);
  g_autoptr (ReelAnalyser) analyser = reel_analyser_new (NULL);
  g_autoptr (ReelVectorIndex) index = NULL;
  g_autoptr (ReelLocalIndexer) indexer = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *collection = NULL;
  g_autofree char *video = NULL;
  g_autofree char *path = NULL;
  g_autofree char *contents = NULL;
  gsize length;

  store = open_store (folder);
  g_assert_true (g_file_get_contents (sample, &contents, &length, &error));
  collection = reel_local_store_add_collection (store, "c", "", &error);
  video = add_video (collection, contents, length);
  path = reel_local_store_get_video_path (store, video);
  set_full (TRUE);
  index = reel_vector_index_new (store, engines);
  indexer = reel_local_indexer_new (store, analyser, engine, index);
  reel_test_wait (g_atomic_int_get (&log_count) > 0);
  reel_test_wait (get_state (video) == REEL_LOCAL_VIDEO_UPLOADED); /* it waits again */
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));

  set_full (FALSE);
  reel_local_indexer_wake (indexer);
  reel_test_wait (get_state (video) == REEL_LOCAL_VIDEO_PROCESSED);
  reel_test_wait (!g_file_test (path, G_FILE_TEST_EXISTS));
  reel_local_indexer_stop (indexer);
  g_clear_object (&indexer);
  g_clear_object (&index);
  reel_test_assert_finalized (&store);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_log_set_writer_func (count_log, NULL, NULL);
  g_test_add_func ("/local-files/sync", test_sync);
  g_test_add_func ("/local-files/reserve", test_reserve);
  g_test_add_func ("/local-files/full", test_full);
  return g_test_run ();
}
