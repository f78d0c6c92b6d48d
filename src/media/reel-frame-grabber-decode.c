/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "media/reel-frame-grabber-private.h"
#include "media/reel-frame-reader.h"
#include "media/reel-luma.h"
#include "media/reel-media-error.h"

/* The decoders of a grabber: each thread keeps one file open for a while. */

#define REQUEST_SECONDS 10
#define IDLE_SECONDS 10

/* Seconds after a blank frame at which another one is looked for; then twice as much, and so on. */
#define FIRST_AFTER 0.25

/* Of the file of @link, the earliest frame that is decoded on the way to its own. With the lock held. */
static GList *
first_on_the_way (Worker *decoder,
                  GList   *link)
{
  Shared *shared = decoder->shared;
  const Request *last = link->data;
  double earliest = last->time;

  if (!last->exact || g_strcmp0 (shared->open[decoder->index], last->uri) != 0)
    return link;
  for (GList *other = link->next; other != NULL; other = other->next)
    {
      const Request *request = other->data;

      if (request->exact && request->time < earliest && request->time > last->time - shared->reach[decoder->index] &&
          strcmp (request->uri, last->uri) == 0)
        {
          earliest = request->time;
          link = other;
        }
    }
  return link;
}

/* The newest request that this decoder should take, or one on the way to it: not one of a file that another one has open.
 * With the lock held. */
static Request *
next_decode (Worker *decoder)
{
  Shared *shared = decoder->shared;

  for (GList *link = shared->decodes.head; link != NULL; link = link->next)
    {
      Request *request = link->data;
      gboolean elsewhere = FALSE;

      for (guint i = 0; i < N_DECODERS; i++)
        if (i != decoder->index && g_strcmp0 (shared->open[i], request->uri) == 0)
          elsewhere = TRUE;
      if (elsewhere)
        continue;
      link = first_on_the_way (decoder, link);
      request = link->data;
      g_queue_delete_link (&shared->decodes, link);
      return request;
    }
  return NULL;
}

static void
set_open (Worker    *decoder,
          const char *uri)
{
  Shared *shared = decoder->shared;

  g_free (shared->open[decoder->index]);
  shared->open[decoder->index] = g_strdup (uri);
  /* Others may now take what they left to this one. */
  g_cond_broadcast (&shared->changed);
}

/* What a decoder keeps from one request to the next. */
typedef struct
{
  ReelFrameReader *reader; /* (owned) (nullable) */
  char *uri;               /* (owned) (nullable) */
  char *stamp;             /* (owned) (nullable) */
} OpenFile;

static void
open_file_close (OpenFile *file)
{
  g_clear_pointer (&file->reader, reel_frame_reader_free);
  g_clear_pointer (&file->uri, g_free);
  g_clear_pointer (&file->stamp, g_free);
}

/* The frame, or one a little later where that is blank. */
static ReelFrame *
read_frame (OpenFile       *file,
            const Request  *request,
            gint64          deadline,
            GCancellable   *cancellable,
            GError        **error)
{
  ReelFrame *first = reel_frame_reader_read (file->reader, request->time, request->exact, request->max_edge, deadline, cancellable,
                                             error);

  for (double after = FIRST_AFTER; first != NULL && after <= request->within && reel_frame_is_blank (first); after *= 2)
    {
      g_autoptr (GError) failure = NULL;
      g_autoptr (ReelFrame) frame = reel_frame_reader_read (file->reader, request->time + after, request->exact, request->max_edge,
                                                            deadline, cancellable, &failure);

      if (frame == NULL && g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          reel_frame_unref (first);
          g_propagate_error (error, g_steal_pointer (&failure));
          return NULL;
        }
      if (frame == NULL)
        {
          /* Better than nothing; but the reader is of no use any more. */
          open_file_close (file);
          break;
        }
      if (!reel_frame_is_blank (frame))
        {
          reel_frame_unref (first);
          return g_steal_pointer (&frame);
        }
    }
  return first;
}

static void
decode (Shared   *shared,
        Request  *request,
        OpenFile *file)
{
  gint64 deadline = g_get_monotonic_time () + REQUEST_SECONDS * G_USEC_PER_SEC;
  g_autoptr (GCancellable) cancellable = reel_frame_grabber_dup_cancellable (shared, request);
  g_autoptr (ReelFrame) frame = NULL;
  g_autofree char *key = NULL;
  GError *error = NULL;

  /* Asked for twice: the other one may just have been answered. */
  frame = reel_frame_memory_lookup (shared->memory, request->key, request->stamp);
  if (frame != NULL)
    {
      reel_frame_grabber_answer (shared, request, g_steal_pointer (&frame), NULL);
      return;
    }
  if (g_strcmp0 (file->uri, request->uri) != 0 || g_strcmp0 (file->stamp, request->stamp) != 0)
    {
      open_file_close (file);
      file->reader = reel_frame_reader_open (request->uri, deadline, cancellable, &error);
      file->uri = g_strdup (request->uri);
      file->stamp = g_strdup (request->stamp);
    }
  if (file->reader != NULL)
    frame = read_frame (file, request, deadline, cancellable, &error);
  if (frame == NULL)
    {
      /* Cancelled in the middle of a seek the pipeline is as good as before; broken it isn't. */
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || file->reader == NULL)
        open_file_close (file);
      reel_frame_grabber_answer (shared, request, NULL, error);
      return;
    }
  reel_frame_memory_add (shared->memory, request->key, request->stamp, frame);
  reel_frame_grabber_answer (shared, request, reel_frame_ref (frame), NULL);
  key = reel_frame_grabber_dup_disk_key (request);
  reel_frame_cache_add (shared->cache, key, frame);
}

gpointer
reel_frame_grabber_decode_thread (gpointer data)
{
  g_autofree Worker *decoder = data;
  g_autoptr (Shared) shared = decoder->shared;
  OpenFile file = { NULL, NULL, NULL };

  g_mutex_lock (&shared->lock);
  while (!shared->quit)
    {
      g_autoptr (Request) request = next_decode (decoder);

      if (request == NULL && file.uri == NULL)
        g_cond_wait (&shared->changed, &shared->lock);
      else if (request == NULL)
        {
          gint64 until = g_get_monotonic_time () + IDLE_SECONDS * G_USEC_PER_SEC;
          gboolean idle = FALSE;

          while (!idle && !shared->quit && (request = next_decode (decoder)) == NULL)
            idle = !g_cond_wait_until (&shared->changed, &shared->lock, until);
          if (idle)
            {
              set_open (decoder, NULL);
              g_mutex_unlock (&shared->lock);
              open_file_close (&file);
              g_mutex_lock (&shared->lock);
            }
        }
      if (request == NULL)
        continue;

      set_open (decoder, request->uri);
      g_mutex_unlock (&shared->lock);
      decode (shared, request, &file);
      g_clear_pointer (&request, reel_frame_grabber_request_unref);
      g_mutex_lock (&shared->lock);
      shared->reach[decoder->index] = file.reader != NULL ? reel_frame_reader_get_reach (file.reader) : 0;
      if (file.uri == NULL)
        set_open (decoder, NULL);
    }
  set_open (decoder, NULL);
  g_mutex_unlock (&shared->lock);
  open_file_close (&file);
  return NULL;
}
