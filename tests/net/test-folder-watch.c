/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "library/reel-catalogue-watched.h"
#include "reel-test.h"
#include "uploads/reel-folder-watches.h"
#include "uploads/reel-upload-files.h"

/* Folders that feed a collection, with a real catalogue and real folders; where it matters, a double of the service. */

#define NEVER 3600

/* Looks when it is told to only, and takes at the second look what was the same at the first. */
static const ReelFolderPace by_hand = { .interval = NEVER, .settle = 0, .most_monitors = 0 };
static const ReelFolderPace by_polling = { .interval = 0.02, .settle = 0.02, .most_monitors = 0 };
static const ReelFolderPace by_monitors = { .interval = NEVER, .settle = 0.02, .most_monitors = 16 };

typedef struct
{
  char *root;   /* (owned) */
  char *folder; /* (owned): the one that is watched */
  char *db;     /* (owned) */
  SoupServer *server; /* (owned) (nullable) */
  ReelClient *client; /* (owned) (nullable) */
  ReelCatalogue *catalogue;
  ReelUploadQueue *queue;
  ReelFolderWatches *watches;
  guint n_uploads;
  guint n_looks;
  guint n_refused;
  guint n_relinked;
  guint n_changes;      /* of the queue's list */
  GString *complaints;  /* (owned): of "failed" */
} Fixture;

static void
handle (SoupServer        *server,
        SoupServerMessage *message,
        const char        *path,
        GHashTable        *query,
        gpointer           data)
{
  Fixture *f = data;
  g_autofree char *body = NULL;

  if (g_str_has_suffix (path, "/videos/upload"))
    body = g_strdup_printf ("{\"video_id\": \"v%u\"}", ++f->n_uploads);
  else
    body = g_strdup ("{\"status\": \"processed\"}");
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, body, strlen (body));
}

static void
failed_cb (GString    *complaints,
           const char *message)
{
  g_string_append_printf (complaints, "%s\n", message);
}

static void
open_all (Fixture              *f,
          const ReelFolderPace *pace)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  reel_catalogue_open_async (f->db, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  f->catalogue = reel_catalogue_open_finish (result, NULL, &error);
  g_assert_no_error (error);
  f->queue = g_object_new (REEL_TYPE_UPLOAD_QUEUE, "catalogue", f->catalogue, "profile", "here", "time-scale", 0.01, NULL);
  g_signal_connect_swapped (f->queue, "refused", G_CALLBACK (g_atomic_int_inc), &f->n_refused);
  g_signal_connect_swapped (f->queue, "relinked", G_CALLBACK (g_atomic_int_inc), &f->n_relinked);
  g_signal_connect_swapped (f->queue, "items-changed", G_CALLBACK (g_atomic_int_inc), &f->n_changes);
  if (f->client != NULL)
    reel_upload_queue_set_client (f->queue, f->client);
  f->watches = reel_folder_watches_new (f->catalogue, f->queue, "here", pace);
  g_signal_connect_swapped (f->watches, "failed", G_CALLBACK (failed_cb), f->complaints);
}

static void
close_all (Fixture *f)
{
  reel_folder_watches_close (f->watches);
  reel_test_assert_finalized (&f->watches);
  reel_test_assert_finalized (&f->queue);
  reel_test_assert_finalized (&f->catalogue);
}

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  static guint n = 0;
  g_autofree char *name = g_strdup_printf ("watch-%u", n++);

  f->root = reel_test_tmp (name);
  f->folder = g_build_filename (f->root, "footage", NULL);
  f->db = g_build_filename (f->root, "catalogue", "catalogue.db", NULL);
  f->complaints = g_string_new (NULL);
  g_assert_cmpint (g_mkdir (f->folder, 0700), ==, 0);
  open_all (f, data != NULL ? data : &by_hand);
}

static void
set_up_service (Fixture      *f,
                gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *url = NULL;
  GSList *uris;

  f->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (f->server, NULL, handle, f, NULL);
  soup_server_listen_local (f->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (f->server);
  url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  f->client = reel_client_new (url, "key", REEL_KEY_HEADER_X_API_KEY, REEL_CLIENT_DEFAULT, &error);
  g_assert_no_error (error);
  g_object_set (f->client, "time-scale", 0.01, NULL);
  set_up (f, data);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  close_all (f);
  g_clear_object (&f->client);
  if (f->server != NULL)
    soup_server_disconnect (f->server);
  g_clear_object (&f->server);
  g_assert_cmpstr (f->complaints->str, ==, "");
  g_string_free (f->complaints, TRUE);
  g_free (f->root);
  g_free (f->folder);
  g_free (f->db);
}

static ReelFolderWatch *
add_folder (Fixture    *f,
            const char *collection,
            const char *path,
            GError    **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GFile) folder = g_file_new_for_path (path);

  reel_folder_watches_add_async (f->watches, collection, folder, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  return reel_folder_watches_add_finish (f->watches, result, error);
}

/* (transfer none): the list of watches holds it */
static ReelFolderWatch *
watch_it (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelFolderWatch) watch = NULL;
  g_autofree char *refusal = NULL;
  g_autoptr (GFile) folder = g_file_new_for_path (f->folder);

  /* The list is read first. */
  do
    {
      g_clear_pointer (&refusal, g_free);
      refusal = reel_folder_watches_dup_refusal (f->watches, "c1", folder);
      g_main_context_iteration (NULL, refusal != NULL);
    }
  while (refusal != NULL);
  watch = add_folder (f, "c1", f->folder, &error);
  g_assert_no_error (error);
  g_signal_connect_swapped (watch, "looked", G_CALLBACK (g_atomic_int_inc), &f->n_looks);
  return watch;
}

/* (transfer none): the first of the list, after a restart */
static ReelFolderWatch *
first_watch (Fixture *f)
{
  g_autoptr (ReelFolderWatch) watch = NULL;

  reel_test_wait (g_list_model_get_n_items (G_LIST_MODEL (f->watches)) > 0);
  watch = g_list_model_get_item (G_LIST_MODEL (f->watches), 0);
  g_signal_connect_swapped (watch, "looked", G_CALLBACK (g_atomic_int_inc), &f->n_looks);
  return watch;
}

/* A look of its own, from beginning to end. */
static void
look (Fixture         *f,
      ReelFolderWatch *watch)
{
  guint before = f->n_looks;

  reel_folder_watch_look (watch);
  reel_test_wait (f->n_looks > before);
}

/* Long enough for anything that has come to rest to be taken. */
static void
look_well (Fixture         *f,
           ReelFolderWatch *watch)
{
  for (guint i = 0; i < 4; i++)
    look (f, watch);
}

static char *
write_file (Fixture    *f,
            const char *name,
            const char *content)
{
  char *path = g_build_filename (f->folder, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_file_set_contents_full (path, content, -1, G_FILE_SET_CONTENTS_NONE, 0600, &error); /* in place, no temporary name */
  g_assert_no_error (error);
  return path;
}

static void
put (Fixture    *f,
     const char *name,
     const char *content)
{
  g_free (write_file (f, name, content));
}

/* A real video with content of its own: what stands behind the end of an AVI file is nobody's. */
static void
put_video (Fixture    *f,
           const char *name,
           const char *content)
{
  g_autofree char *sample = reel_test_sample ("tree.avi");
  g_autofree char *bytes = NULL;
  g_autofree char *path = g_build_filename (f->folder, name, NULL);
  g_autoptr (GString) all = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (sample, &bytes, &length, NULL));
  all = g_string_new_len (bytes, (gssize) length);
  g_string_append (all, content);
  g_assert_true (g_file_set_contents (path, all->str, (gssize) all->len, NULL));
}

static guint
n_rows (Fixture *f)
{
  return g_list_model_get_n_items (G_LIST_MODEL (f->catalogue));
}

/* (transfer none): the catalogue holds it */
static ReelVideo *
row_named (Fixture    *f,
           const char *name)
{
  for (guint i = 0; i < n_rows (f); i++)
    {
      g_autoptr (ReelVideo) video = g_list_model_get_item (G_LIST_MODEL (f->catalogue), i);

      if (g_str_equal (reel_video_get_name (video), name))
        return video;
    }
  return NULL;
}

/* What is there when the folder is added, what comes later, also in a folder that comes later: all by being told. */
static void
test_monitors (Fixture      *f,
               gconstpointer data)
{
  ReelFolderWatch *watch;
  g_autofree char *status = NULL;

  put (f, "before.mp4", "1");
  put (f, "days/monday/inside.mov", "22");
  watch = watch_it (f);
  reel_test_wait (n_rows (f) == 2);
  g_assert_cmpstr (reel_video_get_collection_id (row_named (f, "before.mp4")), ==, "c1");
  g_assert_cmpuint (reel_video_get_size (row_named (f, "inside.mov")), ==, 2);
  reel_test_wait (reel_folder_watch_get_state (watch) == REEL_FOLDER_WATCH_WATCHING);
  put (f, "later.mp4", "3");
  reel_test_wait (n_rows (f) == 3);
  put (f, "days/tuesday/early.mp4", "4");
  reel_test_wait (n_rows (f) == 4);
  put (f, "days/tuesday/late.mp4", "5"); /* the new folder is monitored, too */
  reel_test_wait (n_rows (f) == 5);
  put (f, "notes.txt", "no video");
  reel_test_wait (reel_folder_watch_get_n_videos (watch) == 5);
  status = reel_folder_watch_dup_status (watch);
  g_assert_cmpstr (status, ==, "Watching · 5 videos");
  g_assert_cmpuint (f->n_refused, ==, 0);
}

/* Where nothing is told, looking again finds it. */
static void
test_polling (Fixture      *f,
              gconstpointer data)
{
  watch_it (f);
  put (f, "a.mp4", "1");
  reel_test_wait (n_rows (f) == 1);
  put (f, "new/b.mp4", "2");
  reel_test_wait (n_rows (f) == 2);
}

/* Gives a file another content with size and time as they were. */
static void
overwrite_unseen (const char *path,
                  const char *content,
                  gsize       length)
{
  GStatBuf before;
  struct timespec times[2];

  g_assert_cmpint (g_stat (path, &before), ==, 0);
  g_assert_cmpint (before.st_size, ==, length);
  g_assert_true (g_file_set_contents_full (path, content, (gssize) length, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  times[0] = before.st_atim;
  times[1] = before.st_mtim;
  g_assert_cmpint (utimensat (AT_FDCWD, path, times, 0), ==, 0);
}

/* The system's list of content types is out of reach here: one of our own, which knows transport streams. */
static void
set_content_types (Fixture *f)
{
  static const char magic[] = "MIME-Magic\0\n[50:video/mp2t]\n>0=\0\1G\n";
  g_autofree char *folder = g_build_filename (f->root, "mime", NULL);
  g_autofree char *path = g_build_filename (folder, "magic", NULL);

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, magic, sizeof (magic) - 1, NULL));
  g_content_type_set_mime_dirs ((const char *[]){ folder, NULL });
}

/* Whether “.ts” is a video only its bytes tell: they are read once, and again only after the file was written to. */
static void
test_streams (Fixture      *f,
              gconstpointer data)
{
  char stream[188 * 8] = { 0 }, script[sizeof (stream)];
  g_autofree char *path = g_build_filename (f->folder, "a.ts", NULL);
  ReelFolderWatch *watch;

  set_content_types (f);
  for (gsize i = 0; i < sizeof (stream); i += 188)
    memcpy (stream + i, "\x47\x40\x00\x10", 4);
  memset (script, ' ', sizeof (script));
  g_assert_true (g_file_set_contents (path, stream, sizeof (stream), NULL));
  watch = watch_it (f);
  look (f, watch);
  g_assert_cmpuint (reel_folder_watch_get_n_videos (watch), ==, 1);
  overwrite_unseen (path, script, sizeof (script));
  look (f, watch);
  g_assert_cmpuint (reel_folder_watch_get_n_videos (watch), ==, 1);
  g_assert_cmpint (utimensat (AT_FDCWD, path, NULL, 0), ==, 0);
  look (f, watch);
  g_assert_cmpuint (reel_folder_watch_get_n_videos (watch), ==, 0);
  overwrite_unseen (path, stream, sizeof (stream));
  look (f, watch);
  g_assert_cmpuint (reel_folder_watch_get_n_videos (watch), ==, 0);
  g_assert_cmpint (g_unlink (path), ==, 0);
  look (f, watch);
  g_assert_true (g_file_set_contents (path, stream, sizeof (stream), NULL));
  look (f, watch);
  g_assert_cmpuint (reel_folder_watch_get_n_videos (watch), ==, 1);
}

/* How many files that were taken were last seen long ago. */
static int
count_aged (sqlite3 *db)
{
  sqlite3_stmt *stmt = NULL;
  int n;

  g_assert_cmpint (sqlite3_prepare_v2 (db, "SELECT count (*) FROM watched_files WHERE seen = 5", -1, &stmt, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_ROW);
  n = sqlite3_column_int (stmt, 0);
  sqlite3_finalize (stmt);
  return n;
}

/* The catalogue hears with the first look of a run which files are there; of an empty folder, where a disk may be mounted
 * later, it hears nothing. */
static void
test_noted_there (Fixture      *f,
                  gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->folder, "a.avi", NULL);
  g_autofree char *away = g_build_filename (f->root, "away.avi", NULL);
  sqlite3 *db = NULL;

  put_video (f, "a.avi", "1");
  look_well (f, watch_it (f));
  reel_test_wait (n_rows (f) == 1);
  g_assert_cmpint (sqlite3_open (f->db, &db), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 5000);
  g_assert_cmpint (sqlite3_exec (db, "UPDATE watched_files SET seen = 5", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (count_aged (db), ==, 1);
  close_all (f);

  g_assert_cmpint (g_rename (path, away), ==, 0);
  open_all (f, &by_hand);
  look_well (f, first_watch (f));
  close_all (f);
  g_assert_cmpint (count_aged (db), ==, 1);

  g_assert_cmpint (g_rename (away, path), ==, 0);
  open_all (f, &by_hand);
  look_well (f, first_watch (f));
  reel_test_wait (count_aged (db) == 0);
  sqlite3_close (db);
}

static void
test_slow_copy (Fixture      *f,
                gconstpointer data)
{
  ReelFolderWatch *watch = watch_it (f);
  g_autoptr (GString) content = g_string_new ("x");

  look (f, watch);
  put (f, "a.mp4", "");
  look_well (f, watch);
  g_assert_cmpuint (n_rows (f), ==, 0); /* nothing in it yet */
  for (guint i = 0; i < 5; i++)
    {
      put (f, "a.mp4", content->str);
      look (f, watch);
      g_assert_cmpuint (n_rows (f), ==, 0);
      g_string_append_c (content, 'x');
    }
  look (f, watch);
  g_assert_cmpuint (n_rows (f), ==, 1);
  g_assert_cmpuint (reel_video_get_size (row_named (f, "a.mp4")), ==, 5);
}

/* What a NAS and a camera keep beside the films, dropped and watched: it stays, and is said in a count. */
static void
test_litter (Fixture      *f,
             gconstpointer data)
{
  static const char * const litter[] = {
    "@eaDir/a.mp4/SYNOPHOTO_FILM_M.mp4", "#recycle/deleted.mp4", "@Recycle/deleted.mp4", "$RECYCLE.BIN/S-1-5/$R.mp4",
    "#snapshot/GMT-2024.01.01/a.mp4",    ".@__thumb/s800a.mp4",  ".Trash-1000/files/b.mp4", "lost+found/c.mp4",
    "System Volume Information/d.mp4",   "DCIM/GL010001.LRV",
  };
  g_autofree char *status = NULL;
  g_autoptr (GFile) folder = g_file_new_for_path (f->folder);
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) found = NULL;
  ReelFolderWatch *watch;
  guint n_found = 0, n_told = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (litter); i++)
    {
      g_autofree char *path = g_build_filename (f->folder, litter[i], NULL);
      g_autofree char *parent = g_path_get_dirname (path);

      g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
      put (f, litter[i], litter[i]);
    }
  put (f, "a.mp4", "a");
  put (f, "DCIM/GX010001.MP4", "b");

  watch = watch_it (f);
  look_well (f, watch);
  g_assert_cmpuint (n_rows (f), ==, 2);
  status = reel_folder_watch_dup_status (watch);
  g_assert_cmpstr (status, ==, "Watching · 2 videos · 10 folders and files of a NAS or a camera left out");

  g_list_store_append (files, folder);
  reel_upload_files_find_async (G_LIST_MODEL (files), NULL, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  found = reel_upload_files_find_finish (result, NULL);
  for (guint i = 0; i < found->len; i++)
    {
      const ReelUploadFile *file = found->pdata[i];

      n_found += file->reason == NULL;
      n_told += g_strcmp0 (file->reason,
                           "10 folders and files that a NAS or a camera keeps beside the films were left out.") == 0;
    }
  g_assert_cmpuint (n_found, ==, 2);
  g_assert_cmpuint (n_told, ==, 1);
  g_assert_cmpuint (found->len, ==, 3);
}

/* What programs call a file that they have not finished is none, and its own name makes it new. */
static void
test_names (Fixture      *f,
            gconstpointer data)
{
  ReelFolderWatch *watch = watch_it (f);
  g_autofree char *part = write_file (f, "a.mp4.part", "1");
  g_autofree char *dot = write_file (f, ".b.mp4.X3fQ9z", "2");
  g_autofree char *a = g_build_filename (f->folder, "a.mp4", NULL);
  g_autofree char *b = g_build_filename (f->folder, "b.mp4", NULL);

  put (f, "c.mov.crdownload", "3");
  put (f, "d.mov.tmp", "4");
  put (f, ".hidden.mp4", "5");
  put (f, ".trash/e.mp4", "6");
  look_well (f, watch);
  g_assert_cmpuint (n_rows (f), ==, 0);
  g_assert_cmpuint (reel_folder_watch_get_n_videos (watch), ==, 0);
  g_assert_cmpint (g_rename (part, a), ==, 0);
  g_assert_cmpint (g_rename (dot, b), ==, 0);
  look_well (f, watch);
  g_assert_cmpuint (n_rows (f), ==, 2);
  g_assert_nonnull (row_named (f, "a.mp4"));
  g_assert_nonnull (row_named (f, "b.mp4"));
}

/* The folder is known after a restart, and what came in between is found; nothing comes twice. */
static void
test_restart (Fixture      *f,
              gconstpointer data)
{
  ReelFolderWatch *watch = watch_it (f);

  put (f, "a.mp4", "1");
  look_well (f, watch);
  g_assert_cmpuint (n_rows (f), ==, 1);
  close_all (f);
  put (f, "b.mp4", "2");
  open_all (f, &by_hand);
  watch = first_watch (f);
  g_assert_cmpstr (reel_folder_watch_get_record (watch)->collection_id, ==, "c1");
  look_well (f, watch);
  g_assert_cmpuint (n_rows (f), ==, 2);
  look_well (f, watch);
  g_assert_cmpuint (n_rows (f), ==, 2);
}

/* A folder that goes takes nothing along, and is at work again when it comes back. */
static void
test_away (Fixture      *f,
           gconstpointer data)
{
  g_autofree char *elsewhere = g_build_filename (f->root, "elsewhere", NULL);
  g_autofree char *status = NULL;
  ReelFolderWatch *watch;

  put (f, "a.mp4", "1");
  watch = watch_it (f);
  reel_test_wait (n_rows (f) == 1);
  g_assert_cmpint (g_rename (f->folder, elsewhere), ==, 0);
  reel_test_wait (reel_folder_watch_get_state (watch) == REEL_FOLDER_WATCH_AWAY);
  status = reel_folder_watch_dup_status (watch);
  g_assert_cmpstr (status, ==, "Not there now");
  g_assert_cmpuint (n_rows (f), ==, 1);
  g_assert_cmpint (g_rename (elsewhere, f->folder), ==, 0);
  put (f, "b.mp4", "2");
  reel_test_wait (n_rows (f) == 2);
  g_assert_cmpint (reel_folder_watch_get_state (watch), ==, REEL_FOLDER_WATCH_WATCHING);
  g_assert_nonnull (row_named (f, "a.mp4"));

  /* A file in its place is no folder. */
  g_assert_cmpint (g_rename (f->folder, elsewhere), ==, 0);
  g_assert_true (g_file_set_contents (f->folder, "x", 1, NULL));
  reel_test_wait (reel_folder_watch_get_state (watch) == REEL_FOLDER_WATCH_AWAY);
}

/* What a person cancelled, and even took off the list, does not come back, not even after a restart. A file that is another
 * now does. */
static void
test_cancelled (Fixture      *f,
                gconstpointer data)
{
  ReelFolderWatch *watch = watch_it (f);

  reel_upload_queue_set_paused (f->queue, TRUE); /* nobody is to find out meanwhile that these are no videos */
  put (f, "a.mp4", "1");
  put (f, "b.mp4", "1");
  look_well (f, watch);
  g_assert_cmpuint (n_rows (f), ==, 2);
  reel_upload_queue_cancel (f->queue, row_named (f, "a.mp4"));
  reel_upload_queue_cancel (f->queue, row_named (f, "b.mp4"));
  look_well (f, watch);
  g_assert_cmpint (reel_video_get_state (row_named (f, "a.mp4")), ==, REEL_VIDEO_STATE_CANCELLED);
  reel_upload_queue_clear_finished (f->queue);
  reel_test_wait (n_rows (f) == 0);
  look_well (f, watch);
  g_assert_cmpuint (n_rows (f), ==, 0);
  close_all (f);
  open_all (f, &by_hand);
  reel_upload_queue_set_paused (f->queue, TRUE);
  watch = first_watch (f);
  look_well (f, watch);
  g_assert_cmpuint (n_rows (f), ==, 0);
  g_assert_cmpuint (reel_folder_watch_get_n_videos (watch), ==, 2);

  put (f, "a.mp4", "another");
  look_well (f, watch);
  g_assert_cmpuint (n_rows (f), ==, 1);
  g_assert_cmpint (reel_video_get_state (row_named (f, "a.mp4")), !=, REEL_VIDEO_STATE_CANCELLED);

  /* One whose row is still there is tried again in it. */
  reel_upload_queue_cancel (f->queue, row_named (f, "a.mp4"));
  look_well (f, watch);
  g_assert_cmpint (reel_video_get_state (row_named (f, "a.mp4")), ==, REEL_VIDEO_STATE_CANCELLED);
  put (f, "a.mp4", "and another");
  look_well (f, watch);
  g_assert_cmpuint (n_rows (f), ==, 1);
  g_assert_cmpint (reel_video_get_state (row_named (f, "a.mp4")), !=, REEL_VIDEO_STATE_CANCELLED);
}

/* A file that is replaced while the queue is at work on it is not lost: its turn comes after that. */
static void
test_replaced (Fixture      *f,
               gconstpointer data)
{
  ReelFolderWatch *watch = watch_it (f);

  reel_upload_queue_set_paused (f->queue, TRUE);
  put (f, "a.mp4", "1");
  look_well (f, watch);
  reel_video_set_state (row_named (f, "a.mp4"), REEL_VIDEO_STATE_UPLOADING);
  put (f, "a.mp4", "another");
  look_well (f, watch);
  g_assert_cmpuint (n_rows (f), ==, 1);
  reel_video_set_state (row_named (f, "a.mp4"), REEL_VIDEO_STATE_READY);
  look_well (f, watch);
  g_assert_cmpuint (n_rows (f), ==, 2);
  look_well (f, watch);
  g_assert_cmpuint (n_rows (f), ==, 2);
}

/* What was forgotten is not sent again either. */
static void
test_forgotten (Fixture      *f,
                gconstpointer data)
{
  ReelFolderWatch *watch = watch_it (f);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) videos = g_ptr_array_new ();

  reel_upload_queue_set_paused (f->queue, TRUE);
  put (f, "a.mp4", "1");
  look_well (f, watch);
  reel_video_set_state (row_named (f, "a.mp4"), REEL_VIDEO_STATE_READY);
  g_ptr_array_add (videos, row_named (f, "a.mp4"));
  reel_catalogue_forget_videos_async (f->catalogue, videos, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  reel_forgotten_free (reel_catalogue_forget_finish (f->catalogue, result, NULL));
  g_assert_cmpuint (n_rows (f), ==, 0);
  look_well (f, watch);
  g_assert_cmpuint (n_rows (f), ==, 0);
}

static void
test_links (Fixture      *f,
            gconstpointer data)
{
  ReelFolderWatch *watch;
  g_autofree char *loop = g_build_filename (f->folder, "sub", "loop", NULL);
  g_autofree char *again = g_build_filename (f->folder, "sub", "again", NULL);

  put (f, "sub/a.mp4", "1");
  g_assert_cmpint (symlink ("..", loop), ==, 0);
  g_assert_cmpint (symlink (".", again), ==, 0);
  watch = watch_it (f);
  look_well (f, watch);
  g_assert_cmpuint (n_rows (f), ==, 1);
  g_assert_cmpuint (reel_folder_watch_get_n_videos (watch), ==, 1);
}

/* In the midst of a look. */
static void
test_remove (Fixture      *f,
             gconstpointer data)
{
  g_autoptr (ReelFolderWatch) watch = g_object_ref (watch_it (f));
  GFile *folder = reel_folder_watch_get_folder (watch);
  g_autofree char *uri = g_file_get_uri (folder);
  guint looks;

  reel_upload_queue_set_paused (f->queue, TRUE);
  put (f, "a.mp4", "1");
  look_well (f, watch);
  g_assert_cmpuint (n_rows (f), ==, 1);
  g_assert_true (reel_folder_watches_cover (f->watches, "c1", reel_video_get_uri (row_named (f, "a.mp4"))));
  g_assert_false (reel_folder_watches_cover (f->watches, "c2", reel_video_get_uri (row_named (f, "a.mp4"))));
  g_assert_cmpuint (reel_folder_watches_count (f->watches, "c1"), ==, 1);
  reel_upload_queue_cancel (f->queue, row_named (f, "a.mp4"));
  reel_upload_queue_clear_finished (f->queue);
  reel_test_wait (n_rows (f) == 0);
  put (f, "b.mp4", "2");
  looks = f->n_looks;
  reel_folder_watch_look (watch);
  reel_folder_watches_remove (f->watches, watch);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->watches)), ==, 0);
  g_assert_cmpuint (reel_folder_watches_count (f->watches, "c1"), ==, 0);
  reel_folder_watch_look (watch); /* nothing */
  g_assert_cmpuint (f->n_looks, ==, looks);

  /* Undone, it knows what it knew: of the two only the new one comes. */
  reel_folder_watches_restore (f->watches, watch);
  reel_folder_watches_restore (f->watches, watch); /* there already, which is told */
  g_assert_nonnull (strstr (f->complaints->str, "already watched"));
  g_string_truncate (f->complaints, 0);
  look_well (f, watch);
  g_assert_cmpuint (n_rows (f), ==, 1);
  g_assert_nonnull (row_named (f, "b.mp4"));

  /* Gone while it looks, for good. */
  reel_folder_watch_look (watch);
  reel_folder_watches_remove (f->watches, watch);
  reel_test_assert_finalized (&watch);
  close_all (f);
  open_all (f, &by_hand);
  watch = g_object_ref (watch_it (f)); /* it can be added anew, and then is new */
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->watches)), ==, 1);
  look_well (f, watch);
  g_assert_cmpuint (n_rows (f), ==, 2);
}

static void
test_refusal (Fixture      *f,
              gconstpointer data)
{
  g_autofree char *inside = g_build_filename (f->folder, "inside", NULL);
  g_autofree char *beside = g_build_filename (f->root, "footage 2", NULL);
  g_autoptr (ReelFolderWatch) watch = NULL;
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (beside);
  g_autoptr (GError) error = NULL;

  watch_it (f);
  g_assert_null (add_folder (f, "c1", f->folder, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_null (add_folder (f, "c1", inside, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_assert_nonnull (strstr (error->message, "lies in"));
  g_clear_error (&error);
  g_assert_null (add_folder (f, "c1", f->root, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_assert_nonnull (strstr (error->message, "Remove it first"));
  g_clear_error (&error);
  watch = add_folder (f, "c2", inside, &error); /* another collection */
  g_assert_no_error (error);
  g_assert_nonnull (watch);

  /* Twice at once. */
  reel_folder_watches_add_async (f->watches, "c1", file, NULL, reel_test_store_result, &first);
  reel_folder_watches_add_async (f->watches, "c1", file, NULL, reel_test_store_result, &second);
  reel_test_wait (first != NULL && second != NULL);
  g_clear_object (&watch);
  watch = reel_folder_watches_add_finish (f->watches, first, &error);
  g_assert_no_error (error);
  g_assert_nonnull (watch);
  g_assert_null (reel_folder_watches_add_finish (f->watches, second, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->watches)), ==, 3);
}

static void
test_cancel (Fixture      *f,
             gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GFile) folder = g_file_new_for_path (f->root);
  g_autoptr (GError) error = NULL;

  watch_it (f);
  g_cancellable_cancel (cancellable);
  reel_folder_watches_add_async (f->watches, "c3", folder, cancellable, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_null (reel_folder_watches_add_finish (f->watches, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->watches)), ==, 1);
}

/* Neither paused, nor with a collection that the service no longer has, does it take anything; then it does. */
static void
test_idle (Fixture      *f,
           gconstpointer data)
{
  static const char * const others[] = { "c2", NULL };
  static const char * const all[] = { "c2", "c1", NULL };
  ReelFolderWatch *watch = watch_it (f);
  g_autofree char *status = NULL;
  guint looks;

  look (f, watch);
  reel_folder_watches_set_paused (f->watches, watch, TRUE);
  g_assert_cmpint (reel_folder_watch_get_state (watch), ==, REEL_FOLDER_WATCH_PAUSED);
  put (f, "a.mp4", "1");
  looks = f->n_looks;
  reel_folder_watch_look (watch);
  close_all (f);
  open_all (f, &by_hand);
  watch = first_watch (f);
  g_assert_cmpint (reel_folder_watch_get_state (watch), ==, REEL_FOLDER_WATCH_PAUSED);
  reel_folder_watch_look (watch);
  g_assert_cmpuint (f->n_looks, ==, looks);
  reel_folder_watches_set_known (f->watches, others);
  g_assert_cmpint (reel_folder_watch_get_state (watch), ==, REEL_FOLDER_WATCH_ORPHANED);
  reel_folder_watches_set_paused (f->watches, watch, FALSE);
  g_assert_cmpint (reel_folder_watch_get_state (watch), ==, REEL_FOLDER_WATCH_ORPHANED);
  reel_folder_watch_look (watch);
  g_assert_cmpuint (f->n_looks, ==, looks);
  g_assert_cmpuint (n_rows (f), ==, 0);
  status = reel_folder_watch_dup_status (watch);
  g_assert_cmpstr (status, ==, "The service no longer has this collection");
  reel_folder_watches_set_known (f->watches, all);
  g_assert_cmpint (reel_folder_watch_get_state (watch), ==, REEL_FOLDER_WATCH_LOOKING);
  look_well (f, watch);
  g_assert_cmpint (reel_folder_watch_get_state (watch), ==, REEL_FOLDER_WATCH_WATCHING);
  g_assert_cmpuint (n_rows (f), ==, 1);
}

/* A row of the same name is enough, whoever made it, and whatever became of it. */
static void
test_there (Fixture      *f,
            gconstpointer data)
{
  g_autofree char *path = write_file (f, "a.mp4", "1");
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) videos = NULL;

  reel_catalogue_add_videos_async (f->catalogue, "here", "c1", (const char *[]){ uri, NULL }, NULL, reel_test_store_result,
                                   &result);
  reel_test_wait (result != NULL);
  videos = reel_catalogue_add_videos_finish (f->catalogue, result, NULL);
  g_assert_cmpuint (videos->len, ==, 1);
  reel_video_set_state (videos->pdata[0], REEL_VIDEO_STATE_READY);
  look_well (f, watch_it (f));
  g_assert_cmpuint (n_rows (f), ==, 1);
  g_assert_cmpuint (f->n_refused, ==, 0);
}

/* Many come as one change of the list. */
static void
test_many (Fixture      *f,
           gconstpointer data)
{
  ReelFolderWatch *watch = watch_it (f);

  reel_upload_queue_set_paused (f->queue, TRUE); /* or the same content would be seen, and passed over */
  look (f, watch);
  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u/%u.mp4", i % 20, i);
      g_autofree char *path = g_build_filename (f->folder, name, NULL);

      if (i < 20)
        put (f, name, "1");
      else
        g_assert_true (g_file_set_contents_full (path, "1", 1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
    }
  f->n_changes = 0;
  look (f, watch);
  look (f, watch);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->queue)), ==, 2000);
  g_assert_cmpuint (f->n_changes, ==, 1);
}

/* What can't be noted is said; without knowing what was taken nothing is taken. */
static void
test_broken (Fixture      *f,
             gconstpointer data)
{
  ReelFolderWatch *watch;
  sqlite3 *db = NULL;
  g_autofree char *status = NULL;

  put (f, "a.mp4", "1");
  watch_it (f);
  close_all (f);
  g_assert_cmpint (sqlite3_open (f->db, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "DROP TABLE watched_files", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  open_all (f, &by_hand);
  watch = first_watch (f);
  reel_test_wait (reel_folder_watch_get_state (watch) == REEL_FOLDER_WATCH_FAILED);
  status = reel_folder_watch_dup_status (watch);
  g_assert_cmpstr (status, !=, "");
  g_assert_cmpuint (n_rows (f), ==, 0);
}

/* With the service: the same content under another name is passed over in silence, one that was moved is found again, and a
 * new cut of the same name is sent. */
static void
test_content (Fixture      *f,
              gconstpointer data)
{
  ReelFolderWatch *watch = watch_it (f);
  g_autofree char *from = g_build_filename (f->folder, "a.avi", NULL);
  g_autofree char *to = g_build_filename (f->folder, "moved.avi", NULL);
  ReelVideo *row;

  put_video (f, "a.avi", "a");
  look_well (f, watch);
  row = row_named (f, "a.avi");
  reel_test_wait (reel_video_get_state (row) == REEL_VIDEO_STATE_READY);

  put_video (f, "copy.avi", "a");
  look_well (f, watch);
  reel_test_wait (n_rows (f) == 1); /* it was there for a moment */
  look_well (f, watch);
  g_assert_cmpuint (n_rows (f), ==, 1);
  g_assert_cmpuint (f->n_uploads, ==, 1);
  g_assert_cmpuint (f->n_refused, ==, 0);

  g_assert_cmpint (g_rename (from, to), ==, 0);
  look_well (f, watch);
  reel_test_wait (f->n_relinked == 1);
  reel_test_wait (n_rows (f) == 1);
  g_assert_cmpstr (reel_video_get_name (row), ==, "moved.avi");
  g_assert_cmpuint (f->n_uploads, ==, 1);

  put_video (f, "moved.avi", "another cut");
  look_well (f, watch);
  reel_test_wait (f->n_uploads == 2);
  g_assert_cmpuint (n_rows (f), ==, 2);
  g_assert_cmpuint (f->n_refused, ==, 0);
}

/* Size and samples of a large file are the same, and one byte between them is not: it is another video, under a new name, and
 * under the same one. A copy is still a copy. */
static void
test_between (Fixture      *f,
              gconstpointer data)
{
  ReelFolderWatch *watch = watch_it (f);
  g_autofree char *content = g_strnfill (6 * 1024 * 1024, 'x');
  ReelVideo *row;

  put_video (f, "a.avi", content);
  look_well (f, watch);
  row = row_named (f, "a.avi");
  reel_test_wait (reel_video_get_state (row) == REEL_VIDEO_STATE_READY);

  put_video (f, "copy.avi", content);
  look_well (f, watch);
  reel_test_wait (n_rows (f) == 1); /* it was there for a moment */
  g_assert_cmpuint (f->n_uploads, ==, 1);

  content[1024 * 1024 + 512 * 1024] = 'y';
  put_video (f, "b.avi", content);
  look_well (f, watch);
  reel_test_wait (f->n_uploads == 2);
  g_assert_cmpuint (n_rows (f), ==, 2);
  g_assert_cmpstr (reel_video_get_fingerprint (row), ==, reel_video_get_fingerprint (row_named (f, "b.avi")));
  reel_test_wait (reel_video_get_state (row_named (f, "b.avi")) == REEL_VIDEO_STATE_READY);

  content[1024 * 1024 + 512 * 1024] = 'z';
  put_video (f, "a.avi", content);
  look_well (f, watch);
  reel_test_wait (f->n_uploads == 3);
  g_assert_cmpuint (n_rows (f), ==, 3);
  g_assert_cmpuint (f->n_refused, ==, 0);
}

/* What is no video fails once, and is left alone. */
static void
test_no_video (Fixture      *f,
               gconstpointer data)
{
  ReelFolderWatch *watch = watch_it (f);

  put (f, "a.mp4", "this is no video");
  look_well (f, watch);
  g_assert_cmpuint (n_rows (f), ==, 1);
  reel_test_wait (reel_video_get_state (row_named (f, "a.mp4")) == REEL_VIDEO_STATE_FAILED);
  look_well (f, watch);
  g_assert_cmpint (reel_video_get_state (row_named (f, "a.mp4")), ==, REEL_VIDEO_STATE_FAILED);
  g_assert_cmpuint (f->n_uploads, ==, 0);

  put_video (f, "a.mp4", "now it is one");
  look_well (f, watch);
  reel_test_wait (reel_video_get_state (row_named (f, "a.mp4")) == REEL_VIDEO_STATE_READY);
  g_assert_cmpuint (n_rows (f), ==, 1);
}

#define ADD(path, pace, set_up, test) g_test_add ("/folder-watch/" path, Fixture, pace, set_up, test, tear_down)

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  ADD ("monitors", &by_monitors, set_up, test_monitors);
  ADD ("polling", &by_polling, set_up, test_polling);
  ADD ("slow-copy", &by_hand, set_up, test_slow_copy);
  ADD ("streams", &by_hand, set_up, test_streams);
  ADD ("noted-there", &by_hand, set_up, test_noted_there);
  ADD ("names", &by_hand, set_up, test_names);
  ADD ("litter", &by_hand, set_up, test_litter);
  ADD ("restart", &by_hand, set_up, test_restart);
  ADD ("away", &by_polling, set_up, test_away);
  ADD ("cancelled", &by_hand, set_up, test_cancelled);
  ADD ("replaced", &by_hand, set_up, test_replaced);
  ADD ("forgotten", &by_hand, set_up, test_forgotten);
  ADD ("links", &by_hand, set_up, test_links);
  ADD ("remove", &by_hand, set_up, test_remove);
  ADD ("refusal", &by_hand, set_up, test_refusal);
  ADD ("cancel", &by_hand, set_up, test_cancel);
  ADD ("idle", &by_hand, set_up, test_idle);
  ADD ("there", &by_hand, set_up, test_there);
  ADD ("many", &by_hand, set_up, test_many);
  ADD ("broken", &by_hand, set_up, test_broken);
  ADD ("content", &by_hand, set_up_service, test_content);
  ADD ("between", &by_hand, set_up_service, test_between);
  ADD ("no-video", &by_hand, set_up_service, test_no_video);
  return g_test_run ();
}
