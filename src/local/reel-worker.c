/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gst/gst.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/reel-concept-engine.h"
#include "local/reel-engine-recipe.h"
#include "local/reel-video-analyser.h"
#include "local/reel-wire.h"
#include "local/reel-worker-sandbox.h"
#include "local/reel-worker.h"

/*
 * A worker: one process for the analysis of one video. It is told what to do by a wire, gets the video as an open descriptor,
 * loads what it can, locks itself in, and only then reads the video. What it sends may be anything once a video has taken it
 * over: reel-analyser.c believes nothing.
 */

/* Microseconds between two signs of life. */
#define ALIVE_INTERVAL G_USEC_PER_SEC

/* Allocations from this size on are pictures. */
#define PICTURE_BYTES (96 * 1024)

/* Where not even these can be had, a crash was for want of memory: a thread's stack. */
#define PROBE_BYTES (16 * 1024 * 1024)

/* Threads at most. */
#define MOST_THREADS 64

typedef struct
{
  ReelWire *wire;     /* (owned) */
  ReelEngine *engine; /* (owned) */
  char *name;         /* (owned) */
  GStrv recipe;       /* (owned) */
  guint32 depth;
  ReelRawFrames frames; /* none for a video */
  guint64 memory;
  char *text_folder; /* (owned) (nullable): of the data of what reads text */
  int n_threads; /* atomic */
  guint32 n_clips;
  gint64 alive_due;
} Worker;

/* Without the service there is nobody to work for. */
static void
say (Worker          *self,
     ReelWireMessage *message)
{
  g_autoptr (ReelWireMessage) owned = message;

  if (!reel_wire_send (self->wire, message, NULL))
    _exit (EXIT_FAILURE);
}

static void
on_alive (gpointer user_data)
{
  Worker *self = user_data;
  gint64 now = g_get_monotonic_time ();

  if (now < self->alive_due)
    return;

  self->alive_due = now + ALIVE_INTERVAL;
  say (self, reel_wire_message_new (REEL_WIRE_ALIVE));
}

static void
on_progress (double   fraction,
             gpointer user_data)
{
  ReelWireMessage *message = reel_wire_message_new (REEL_WIRE_PROGRESS);

  reel_wire_message_put_double (message, fraction);
  say (user_data, message);
}

static void
on_clip (ReelClip *clip,
         gpointer  user_data)
{
  g_autoptr (ReelClip) owned = clip;
  Worker *self = user_data;
  ReelWireMessage *message = reel_wire_message_new (REEL_WIRE_CLIP);
  guint likeness_dims = 0;

  reel_engine_get_likeness (self->engine, &likeness_dims);
  reel_wire_message_put_clip (message, clip, reel_engine_get_dims (self->engine), likeness_dims);
  say (self, message);
  self->n_clips++;
}

/* For want of memory. There may be none for a message, so its bytes are here. */
static void
say_last_words (void)
{
  static const guint8 last_words[] = { 0, 0, 0, 0, REEL_WIRE_NO_MEMORY };

  if (write (REEL_WORKER_WIRE_FD, last_words, sizeof last_words) < 0)
    _exit (EXIT_FAILURE);
  _exit (EXIT_SUCCESS);
}

/* GLib ends a process that gets no more memory, with nothing but a line in the log. That is told apart from a crash. */
static GLogWriterOutput
write_log (GLogLevelFlags   level,
           const GLogField *fields,
           gsize            n_fields,
           gpointer         user_data)
{
  for (gsize i = 0; (level & G_LOG_LEVEL_ERROR) != 0 && i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE") && strstr (fields[i].value, "failed to allocate") != NULL)
      say_last_words ();

  return g_log_writer_default (level, fields, n_fields, user_data);
}

#ifndef __SANITIZE_ADDRESS__
/* Others just crash where they get none: was it that? Called in the middle of anything. */
static void
on_crash (int number)
{
  void *probe = mmap (NULL, PROBE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (probe == MAP_FAILED)
    say_last_words ();
  signal (number, SIG_DFL);
  raise (number);
}
#endif

static gboolean
read_frames (Worker          *self,
             ReelWireMessage *message)
{
  ReelRawFrames *frames = &self->frames;

  if (!reel_wire_message_get_u32 (message, &frames->n))
    return FALSE;
  if (frames->n == 0)
    return TRUE;
  return reel_wire_message_get_u32 (message, &frames->width) && reel_wire_message_get_u32 (message, &frames->height)
         && reel_wire_message_get_double (message, &frames->interval) && reel_raw_frames_is_valid (frames);
}

static gboolean
read_work (Worker          *self,
           ReelWireMessage *message)
{
  guint32 threads, n_words;
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  if (reel_wire_message_get_type (message) != REEL_WIRE_WORK || !reel_wire_message_get_u32 (message, &self->depth)
      || !reel_wire_message_get_u32 (message, &threads) || !reel_wire_message_get_u64 (message, &self->memory)
      || (self->name = reel_wire_message_get_text (message)) == NULL || !read_frames (self, message)
      || !reel_wire_message_get_u32 (message, &n_words))
    return FALSE;

  self->n_threads = (int) CLAMP (threads, 1, MOST_THREADS);
  for (guint i = 0; i < n_words; i++)
    {
      g_autofree char *word = reel_wire_message_get_text (message);

      if (word == NULL)
        return FALSE;
      g_strv_builder_add (words, word);
    }
  self->recipe = g_strv_builder_end (words);
  return TRUE;
}

/* Hears of threads, and of the end of the service. */
static gpointer
listen (gpointer data)
{
  Worker *self = data;

  while (TRUE)
    {
      g_autoptr (ReelWireMessage) message = reel_wire_receive (self->wire, -1, NULL, NULL);
      guint32 threads;

      if (message == NULL)
        _exit (EXIT_FAILURE);
      if (reel_wire_message_get_type (message) == REEL_WIRE_THREADS && reel_wire_message_get_u32 (message, &threads))
        g_atomic_int_set (&self->n_threads, (int) CLAMP (threads, 1, MOST_THREADS));
    }

  return NULL;
}

/* Graphics cards can't be reached from in here, and their drivers are the last thing to show a hostile file to. */
static void
forget_hardware (void)
{
  GList *decoders = gst_element_factory_list_get_elements (GST_ELEMENT_FACTORY_TYPE_DECODER, GST_RANK_MARGINAL);

  for (GList *item = decoders; item != NULL; item = item->next)
    if (gst_element_factory_list_is_type (item->data, GST_ELEMENT_FACTORY_TYPE_HARDWARE))
      gst_plugin_feature_set_rank (item->data, GST_RANK_NONE);
  gst_plugin_feature_list_free (decoders);
}

/* Where plugins may yet be loaded from, and what the engine is made of. */
static GStrv
list_readable (Worker *self)
{
  g_autoptr (GHashTable) folders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GStrvBuilder) readable = g_strv_builder_new ();
  GList *plugins = gst_registry_get_plugin_list (gst_registry_get ());
  GHashTableIter iter;
  gpointer folder;

  for (GList *item = plugins; item != NULL; item = item->next)
    if (gst_plugin_get_filename (item->data) != NULL)
      g_hash_table_add (folders, g_path_get_dirname (gst_plugin_get_filename (item->data)));
  gst_plugin_list_free (plugins);
  for (guint i = 1; self->recipe[i] != NULL; i++)
    if (!g_str_equal (self->recipe[i], REEL_CONCEPT_ENGINE_TEXT))
      g_hash_table_add (folders, g_canonicalize_filename (self->recipe[i], NULL));
  if (self->text_folder != NULL && *self->text_folder != '\0')
    g_hash_table_add (folders, g_canonicalize_filename (self->text_folder, NULL));

  g_hash_table_iter_init (&iter, folders);
  while (g_hash_table_iter_next (&iter, &folder, NULL))
    g_strv_builder_add (readable, folder);
  return g_strv_builder_end (readable);
}

static void
lock_in (Worker *self)
{
  g_auto (GStrv) readable = list_readable (self);
  ReelWireMessage *message = reel_wire_message_new (REEL_WIRE_READY);

  reel_wire_message_put_u32 (message, reel_worker_sandbox_lock ((const char *const *) readable, self->memory));
  say (self, message);
}

static void
report_failure (Worker       *self,
                const GError *error)
{
  ReelWireMessage *message = reel_wire_message_new (REEL_WIRE_FAILED);

  reel_wire_message_put_text (message, g_quark_to_string (error->domain));
  reel_wire_message_put_u32 (message, (guint32) error->code);
  reel_wire_message_put_text (message, error->message);
  say (self, message);
}

/* What reads text is loaded before the doors close. Where it can't be, as it was removed, videos are indexed without; a quick
 * look reads nothing. */
static void
prepare_text (Worker *self)
{
  g_autoptr (ReelTextFinder) finder = NULL;
  g_autoptr (GError) error = NULL;

  if (self->depth == REEL_ANALYSIS_QUICK || !REEL_IS_CONCEPT_ENGINE (self->engine)
      || !reel_concept_engine_get_reads_text (REEL_CONCEPT_ENGINE (self->engine)))
    return;
  finder = reel_text_finder_new ();
  if (!reel_text_finder_load (finder, &error))
    {
      g_debug ("%s", error->message);
      return;
    }
  self->text_folder = g_strdup (reel_text_finder_get_folder (finder));
  reel_concept_engine_set_text_finder (REEL_CONCEPT_ENGINE (self->engine), finder);
}

static gboolean
work (Worker  *self,
      GError **error)
{
  ReelVideoAnalysis what = {
    REEL_WORKER_FILE_FD, self->name, self->depth == REEL_ANALYSIS_QUICK ? REEL_ANALYSIS_QUICK : REEL_ANALYSIS_FULL,
    self->frames.n > 0 ? &self->frames : NULL, &self->n_threads, on_clip, on_progress, on_alive, self,
  };

  self->engine = reel_engine_recipe_make ((const char *const *) self->recipe, error);
  if (self->engine == NULL)
    return FALSE;

  prepare_text (self);
  lock_in (self);
  g_thread_unref (g_thread_new ("listen", listen, self));
  return reel_video_analyser_run_fd (self->engine, &what, NULL, error);
}

/**
 * reel_worker_main:
 *
 * What a worker does, from beginning to end, with the descriptors that it was started with. GStreamer's registry is taken as
 * the service left it: nothing is searched for or started.
 *
 * Returns: never, but by ending the process
 */
int
reel_worker_main (void)
{
  Worker self = { NULL, };
  g_autoptr (ReelWireMessage) order = NULL;
  g_autoptr (GstElementFactory) decodebin = NULL;
  g_autoptr (GError) error = NULL;

  reel_worker_sandbox_follow ();
#ifdef __GLIBC__
  /* Pictures go back to the system at once, rather than leaving holes in the heap of each thread. */
  mallopt (M_MMAP_THRESHOLD, PICTURE_BYTES);
  mallopt (M_ARENA_MAX, 2);
#endif
  g_setenv ("GST_REGISTRY_UPDATE", "no", TRUE);
  g_setenv ("GST_REGISTRY_FORK", "no", TRUE);
  g_setenv ("OMP_THREAD_LIMIT", "1", TRUE); /* Tesseract's own threads would be beyond what was allowed */
  gst_init (NULL, NULL);
  decodebin = gst_element_factory_find ("decodebin");
  if (decodebin == NULL) /* the service could not write the registry down */
    gst_update_registry ();
  forget_hardware ();

  self.wire = reel_wire_new (REEL_WORKER_WIRE_FD);
  g_log_set_writer_func (write_log, NULL, NULL);
#ifndef __SANITIZE_ADDRESS__
  signal (SIGABRT, on_crash);
  signal (SIGSEGV, on_crash);
  signal (SIGTRAP, on_crash);
#endif
  order = reel_wire_receive (self.wire, -1, NULL, NULL);
  if (order == NULL || !read_work (&self, order))
    _exit (EXIT_FAILURE);

  if (work (&self, &error))
    {
      ReelWireMessage *message = reel_wire_message_new (REEL_WIRE_DONE);

      reel_wire_message_put_u32 (message, self.n_clips);
      say (&self, message);
    }
  else
    report_failure (&self, error);

  /* What a decoder has left behind does not matter any more, and its threads might hang. */
  _exit (EXIT_SUCCESS);
}
