/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <gst/gst.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "base/reel-memory.h"
#include "media/reel-prober.h"
#include "uploads/reel-upload-queue.h"

/*
 * bench-queue WHAT SCRATCH FOLDER: drops FOLDER on a queue, as a process of its own, with a catalogue in SCRATCH, which is
 * made and removed. Then the next start with all these rows, and then giving them all up. Prints the figure that WHAT
 * names, or each with its name for `all`.
 *
 *   enqueue         s, from the drop until the rows are in the model
 *   enqueue-stall   ms, the longest stall of the main loop until then and until the queue has nothing more to do
 *   enqueue-memory  MiB, the most memory more than before
 *   restart-stall   ms, of the main loop from opening the catalogue until the queue has nothing more to do
 *   grown           s, as `enqueue`, with GROWN videos in the collection already
 *   grown-stall     ms, as `enqueue-stall`, with them
 *   grown-returned-stall  ms, of the main loop while all are forgotten, and had back, with GROWN others
 *   cancel-stall    ms, of the main loop while all are cancelled and cleared
 *
 * There is no service: what can be done without one is done. Two more ways to call it print nothing and are run for their
 * time:
 *
 *   bench-queue upload SCRATCH FOLDER URL  drops FOLDER, and ends when the service at URL has all of it, and is through
 *   bench-queue probe SCRATCH FOLDER       only looks into each file of FOLDER, WIDTH of them at once, as the queue does
 */

/* How often a source of the main loop is due, µs, and how long nothing may come of it until all is done. */
#define TICK 1000
#define QUIET (300 * 1000)
/* Videos that were there before, for the rows that begin with `grown`. */
#define GROWN "100000"
/* How many files the queue looks into at once: see reel-upload-queue-run.c. */
#define WIDTH CLAMP (g_get_num_processors (), 2, 4)

typedef struct
{
  char *db; /* (owned) */
  const char *what;
  ReelCatalogue *catalogue;
  ReelUploadQueue *queue;
  guint source;
  gint64 last, longest; /* µs: when the source ran, and the longest time between two times */
} Bench;

static void
fail (GError *error)
{
  if (error == NULL)
    return;
  fprintf (stderr, "bench-queue: %s\n", error->message);
  exit (1);
}

static void
store_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static void
say (Bench *self, const char *name, double figure)
{
  if (g_str_equal (self->what, "all"))
    printf ("%s %f\n", name, figure);
  else if (g_str_equal (self->what, name))
    printf ("%f\n", figure);
}

static gboolean
tick_cb (gpointer data)
{
  Bench *self = data;
  gint64 now = g_get_monotonic_time ();

  self->longest = MAX (self->longest, now - self->last);
  self->last = now;
  return G_SOURCE_CONTINUE;
}

static void
watch (Bench *self)
{
  self->longest = 0;
  self->last = g_get_monotonic_time ();
  self->source = g_timeout_add (TICK / 1000, tick_cb, self);
}

/* ms */
static double
end_watch (Bench *self)
{
  gint64 until = g_get_monotonic_time () + QUIET;

  while (g_get_monotonic_time () < until)
    g_main_context_iteration (NULL, TRUE);
  g_clear_handle_id (&self->source, g_source_remove);
  return (double) MAX (0, self->longest - TICK) / 1000;
}

/* KiB, of proc(5) */
static double
memory (const char *field)
{
  g_autofree char *status = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    return 0;
  line = strstr (status, field);
  return line != NULL ? (double) g_ascii_strtoull (line + strlen (field), NULL, 10) : 0;
}

static void
open_catalogue (Bench *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  GError *error = NULL;

  reel_catalogue_open_async (self->db, NULL, store_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  self->catalogue = reel_catalogue_open_finish (result, NULL, &error);
  fail (error);
  self->queue = reel_upload_queue_new (self->catalogue, "bench");
}

static void
grow (Bench *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ReelCatalogue) catalogue = NULL;
  sqlite3 *db = NULL;
  GError *error = NULL;

  reel_catalogue_open_async (self->db, NULL, store_result, &result); /* makes the tables */
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  catalogue = reel_catalogue_open_finish (result, NULL, &error);
  fail (error);
  if (sqlite3_open (self->db, &db) != SQLITE_OK ||
      sqlite3_exec (db, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " GROWN ") "
                        "INSERT INTO videos (profile, collection, uri, added, size, fingerprint, video_id, duration, width, "
                        "height, state, position) SELECT 'bench', 'c', 'file:///nowhere/' || i || '.mp4', i, 9000000, "
                        "'9000000-' || printf ('%064d', i), 'v' || i, 60, 1920, 1080, 'ready', i FROM n",
                    NULL, NULL, NULL) != SQLITE_OK)
    g_error ("%s", sqlite3_errmsg (db));
  sqlite3_close (db);
}

static guint
n_rows (Bench *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->queue));
}

static void
add (Bench *self, const char *folder)
{
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr (GFile) file = g_file_new_for_path (folder);
  g_autoptr (GAsyncResult) result = NULL;
  GError *error = NULL;
  int n;

  g_list_store_append (files, file);
  reel_upload_queue_add_async (self->queue, "c", G_LIST_MODEL (files), NULL, store_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  n = reel_upload_queue_add_finish (self->queue, result, &error);
  fail (error);
  if (n < 0 || n_rows (self) != (guint) n)
    g_error ("%d files, %u rows", n, n_rows (self));
}

static void
enqueue (Bench *self, const char *folder)
{
  double idle = memory ("VmRSS:");
  gint64 begun;
  double seconds, stall;

  watch (self);
  end_watch (self); /* of what the start has to do */
  begun = g_get_monotonic_time ();
  watch (self);
  add (self, folder);
  seconds = (double) (g_get_monotonic_time () - begun) / G_USEC_PER_SEC;
  say (self, "enqueue", seconds);
  say (self, "grown", seconds);
  stall = end_watch (self);
  say (self, "enqueue-stall", stall);
  say (self, "grown-stall", stall);
  say (self, "enqueue-memory", (memory ("VmHWM:") - idle) / 1024);
}

static void
restart (Bench *self)
{
  guint n = n_rows (self);

  g_clear_object (&self->queue);
  g_clear_object (&self->catalogue);
  watch (self);
  open_catalogue (self);
  say (self, "restart-stall", end_watch (self));
  if (n_rows (self) != n)
    g_error ("%u rows of %u", n_rows (self), n);
}

/* (transfer full) (element-type ReelVideo) */
static GPtrArray *
list_rows (Bench *self)
{
  GPtrArray *videos = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n_rows (self); i++)
    g_ptr_array_add (videos, g_list_model_get_item (G_LIST_MODEL (self->queue), i));
  return videos;
}

static void
return_all (Bench *self)
{
  g_autoptr (GPtrArray) videos = list_rows (self);
  g_autoptr (ReelForgotten) forgotten = NULL;
  g_autoptr (GAsyncResult) gone = NULL;
  g_autoptr (GAsyncResult) back = NULL;
  GError *error = NULL;

  watch (self);
  reel_catalogue_forget_videos_async (self->catalogue, videos, NULL, store_result, &gone);
  while (gone == NULL)
    g_main_context_iteration (NULL, TRUE);
  forgotten = reel_catalogue_forget_finish (self->catalogue, gone, &error);
  fail (error);
  if (n_rows (self) > 0)
    g_error ("%u rows are left", n_rows (self));
  reel_catalogue_restore_async (self->catalogue, forgotten, NULL, store_result, &back);
  while (back == NULL)
    g_main_context_iteration (NULL, TRUE);
  reel_catalogue_restore_finish (self->catalogue, back, &error);
  fail (error);
  if (n_rows (self) != videos->len)
    g_error ("%u rows of %u", n_rows (self), videos->len);
  say (self, "grown-returned-stall", end_watch (self));
}

static void
cancel (Bench *self)
{
  watch (self);
  reel_upload_queue_cancel_all (self->queue);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  reel_upload_queue_clear_finished (self->queue);
  while (g_list_model_get_n_items (G_LIST_MODEL (self->catalogue)) > 0)
    g_main_context_iteration (NULL, TRUE);
  say (self, "cancel-stall", end_watch (self));
}

static gboolean
all_ready (Bench *self)
{
  guint n_total, n_finished, n_failed;

  g_object_get (self->queue, "n-total", &n_total, "n-finished", &n_finished, "n-failed", &n_failed, NULL);
  if (n_failed > 0)
    g_error ("%u uploads failed", n_failed);
  return n_total > 0 && n_finished == n_total;
}

static void
upload (Bench *self, const char *folder, const char *url)
{
  GError *error = NULL;
  g_autoptr (ReelClient) client = reel_client_new (url, NULL, REEL_KEY_HEADER_X_API_KEY, REEL_CLIENT_DEFAULT, &error);

  fail (error);
  reel_upload_queue_set_client (self->queue, client);
  add (self, folder);
  while (!all_ready (self))
    g_main_context_iteration (NULL, TRUE);
}

typedef struct
{
  GDir *dir; /* (owned) */
  const char *folder;
  guint n_running;
} Probes;

static void
probe_next (Probes *probes);

static void
probed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Probes *probes = data;
  GError *error = NULL;

  reel_media_info_free (reel_prober_probe_finish (result, &error));
  fail (error);
  probes->n_running--;
  probe_next (probes);
}

static void
probe_next (Probes *probes)
{
  const char *name = g_dir_read_name (probes->dir);
  g_autofree char *path = name != NULL ? g_build_filename (probes->folder, name, NULL) : NULL;
  g_autoptr (GFile) file = path != NULL ? g_file_new_for_path (path) : NULL;
  g_autofree char *uri = file != NULL ? g_file_get_uri (file) : NULL;

  if (uri == NULL)
    return;
  probes->n_running++;
  reel_prober_probe_async (uri, NULL, probed_cb, probes);
}

static void
probe (const char *folder)
{
  GError *error = NULL;
  Probes probes = { .dir = g_dir_open (folder, 0, &error), .folder = folder };

  fail (error);
  for (guint i = 0; i < WIDTH; i++)
    probe_next (&probes);
  while (probes.n_running > 0)
    g_main_context_iteration (NULL, TRUE);
  g_dir_close (probes.dir);
}

/* Also what an earlier run left that was stopped. */
static void
remove_scratch (Bench *self)
{
  static const char * const ends[] = { "", "-wal", "-shm" };
  g_autofree char *folder = g_path_get_dirname (self->db);

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *path = g_strconcat (self->db, ends[i], NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

int
main (int argc, char *argv[])
{
  Bench self = { NULL };

  if (argc != 4 && argc != 5)
    return 2;
  reel_memory_set_up ();
  gst_init (NULL, NULL);
  self.db = g_build_filename (argv[2], "bench-catalogue", "catalogue.db", NULL);
  remove_scratch (&self);
  self.what = argv[1];
  if (g_str_equal (self.what, "probe"))
    {
      probe (argv[3]);
      return 0;
    }
  if (g_str_has_prefix (self.what, "grown"))
    grow (&self);
  open_catalogue (&self);
  if (argc == 5)
    upload (&self, argv[3], argv[4]);
  else
    enqueue (&self, argv[3]);
  if (g_str_equal (self.what, "grown-returned-stall"))
    return_all (&self);
  if (argc == 4 && !g_str_has_prefix (self.what, "enqueue") && !g_str_has_prefix (self.what, "grown"))
    restart (&self);
  if (g_str_equal (self.what, "all") || g_str_equal (self.what, "cancel-stall"))
    cancel (&self);
  g_clear_object (&self.queue);
  g_clear_object (&self.catalogue);
  remove_scratch (&self);
  g_free (self.db);
  return 0;
}
