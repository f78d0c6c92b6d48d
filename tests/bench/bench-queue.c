/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <gst/gst.h>
#include <stdio.h>
#include <string.h>

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
 *   cancel-stall    ms, of the main loop while all are cancelled and cleared
 *
 * There is no service: what can be done without one is done.
 */

/* How often a source of the main loop is due, µs, and how long nothing may come of it until all is done. */
#define TICK 1000
#define QUIET (300 * 1000)

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

static guint
n_rows (Bench *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->queue));
}

static void
enqueue (Bench *self, const char *folder)
{
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr (GFile) file = g_file_new_for_path (folder);
  g_autoptr (GAsyncResult) result = NULL;
  GError *error = NULL;
  double idle = memory ("VmRSS:");
  gint64 begun = g_get_monotonic_time ();
  int n;

  watch (self);
  g_list_store_append (files, file);
  reel_upload_queue_add_async (self->queue, "c", G_LIST_MODEL (files), NULL, store_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  say (self, "enqueue", (double) (g_get_monotonic_time () - begun) / G_USEC_PER_SEC);
  n = reel_upload_queue_add_finish (self->queue, result, &error);
  fail (error);
  if (n < 0 || n_rows (self) != (guint) n)
    g_error ("%d files, %u rows", n, n_rows (self));
  say (self, "enqueue-stall", end_watch (self));
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

  if (argc != 4)
    return 2;
  gst_init (NULL, NULL);
  self.db = g_build_filename (argv[2], "bench-catalogue", "catalogue.db", NULL);
  remove_scratch (&self);
  self.what = argv[1];
  open_catalogue (&self);
  enqueue (&self, argv[3]);
  if (!g_str_has_prefix (self.what, "enqueue"))
    restart (&self);
  if (g_str_equal (self.what, "all") || g_str_equal (self.what, "cancel-stall"))
    cancel (&self);
  g_clear_object (&self.queue);
  g_clear_object (&self.catalogue);
  remove_scratch (&self);
  g_free (self.db);
  return 0;
}
