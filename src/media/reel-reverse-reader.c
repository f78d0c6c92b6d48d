/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "media/reel-frame-reader.h"
#include "media/reel-reverse-reader.h"

#define OPEN_SECONDS 15
#define STRETCH_SECONDS 20

/* More pictures a second than that are not seen. */
#define MOST_SHOWN 30.0

/* How much of the shown time a stretch is for: the first one is to be there soon. */
#define FIRST_STRETCH 0.3
#define LONGEST_STRETCH 3.0

struct _ReelReverseReader
{
  /* owned */
  char *uri;
  GCancellable *cancellable;

  guint max_edge;
  gsize most_bytes;

  GMutex lock; /* for what follows */
  GCond changed;
  GQueue frames;  /* (element-type ReelFrame) (owned): the latest first */
  gsize bytes;    /* of these */
  gsize peak;
  double speed;
  double reached; /* seconds: what begins before it is still to be decoded */
  double wanted;  /* seconds: nothing after it is wanted any more */
  gboolean failed;
  gboolean closed;
};

static gsize
size_of (const ReelFrame *frame)
{
  return frame->stride * frame->height;
}

static void
reader_clear (gpointer data)
{
  ReelReverseReader *self = data;

  g_queue_clear_full (&self->frames, (GDestroyNotify) reel_frame_unref);
  g_clear_object (&self->cancellable);
  g_free (self->uri);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
}

static void
reader_unref (ReelReverseReader *self)
{
  g_atomic_rc_box_release_full (self, reader_clear);
}

static gint64
in_seconds (guint seconds)
{
  return g_get_monotonic_time () + seconds * G_USEC_PER_SEC;
}

/* What is to be decoded next; waits until there is room for it. Whether there is something. */
static gboolean
next_stretch (ReelReverseReader *self,
              gboolean           is_first,
              double            *start,
              double            *until,
              double            *gap)
{
  gboolean go_on;

  g_mutex_lock (&self->lock);
  while (!self->closed && self->bytes > self->most_bytes / 2)
    g_cond_wait (&self->changed, &self->lock);
  /* What was passed already is left out, except for the picture that is shown at the time wanted. */
  *until = MIN (self->reached, self->wanted + 1e-3);
  *gap = self->speed / MOST_SHOWN;
  *start = MAX (*until - self->speed * (is_first ? FIRST_STRETCH : LONGEST_STRETCH), 0.0);
  go_on = !self->closed && *until > 0 && self->reached > 0;
  g_mutex_unlock (&self->lock);
  return go_on;
}

/* @frames are in the order of their times. */
static void
store (ReelReverseReader *self,
       GPtrArray         *frames,
       double             start,
       double             until)
{
  g_mutex_lock (&self->lock);
  self->reached = start;
  for (guint i = frames->len; i > 0; i--)
    {
      ReelFrame *frame = frames->pdata[i - 1];

      /* Of a file that says other times than it has. */
      if (frame->time >= until)
        continue;
      /* At the end of those that are there, which are all later. */
      g_queue_push_tail (&self->frames, reel_frame_ref (frame));
      self->bytes += size_of (frame);
      self->reached = frame->time;
    }
  self->peak = MAX (self->peak, self->bytes);
  g_mutex_unlock (&self->lock);
}

static gboolean
decode_all (ReelReverseReader *self,
            GError           **error)
{
  g_autoptr (ReelFrameReader) reader = reel_frame_reader_open (self->uri, in_seconds (OPEN_SECONDS), self->cancellable, error);
  gboolean is_first = TRUE;
  double start, until, gap;

  if (reader == NULL)
    return FALSE;
  while (next_stretch (self, is_first, &start, &until, &gap))
    {
      g_autoptr (GPtrArray) frames =
        reel_frame_reader_read_stretch (reader, start, until, gap, self->max_edge, self->most_bytes / 2,
                                        in_seconds (STRETCH_SECONDS), self->cancellable, error);

      if (frames == NULL)
        return FALSE;
      store (self, frames, start, until);
      is_first = FALSE;
    }
  return TRUE;
}

static gpointer
reader_thread (gpointer data)
{
  ReelReverseReader *self = data;
  g_autoptr (GError) error = NULL;

  if (!decode_all (self, &error))
    {
      g_debug ("Backwards: %s", error->message);
      g_mutex_lock (&self->lock);
      self->failed = TRUE;
      g_mutex_unlock (&self->lock);
    }
  reader_unref (self);
  return NULL;
}

/**
 * reel_reverse_reader_new:
 * @uri: URI of a file on this computer
 * @from: seconds from the first frame
 * @speed: how many times as fast as it was shot it is shown, above 0
 * @max_edge: pixels, the longer edge of a picture at most; 0 for the full size
 * @most_bytes: what all pictures that are kept may take
 *
 * Returns: (transfer full): a reader that begins to decode
 */
ReelReverseReader *
reel_reverse_reader_new (const char *uri,
                         double      from,
                         double      speed,
                         guint       max_edge,
                         gsize       most_bytes)
{
  ReelReverseReader *self = g_atomic_rc_box_new0 (ReelReverseReader);

  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  g_queue_init (&self->frames);
  self->uri = g_strdup (uri);
  self->cancellable = g_cancellable_new ();
  self->max_edge = max_edge;
  self->most_bytes = most_bytes;
  self->speed = speed;
  self->reached = G_MAXDOUBLE;
  self->wanted = from;
  g_thread_unref (g_thread_new ("backwards", reader_thread, g_atomic_rc_box_acquire (self)));
  return self;
}

/**
 * reel_reverse_reader_close:
 * @self: (transfer full): a reader
 *
 * Its thread ends as soon as it can, and is not waited for.
 */
void
reel_reverse_reader_close (ReelReverseReader *self)
{
  g_return_if_fail (self != NULL);

  g_mutex_lock (&self->lock);
  self->closed = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  g_cancellable_cancel (self->cancellable);
  reader_unref (self);
}

/**
 * reel_reverse_reader_set_speed:
 * @self: a reader
 * @speed: how many times as fast as it was shot it is shown, above 0
 *
 * Holds for what is not decoded yet.
 */
void
reel_reverse_reader_set_speed (ReelReverseReader *self,
                               double             speed)
{
  g_return_if_fail (self != NULL);

  g_mutex_lock (&self->lock);
  self->speed = speed;
  g_mutex_unlock (&self->lock);
}

/**
 * reel_reverse_reader_take:
 * @self: a reader
 * @time: seconds from the first frame, not above the one of the call before
 *
 * Forgets what is shown only after @time.
 *
 * Returns: (transfer full) (nullable): the frame shown at @time; %NULL while it is not decoded
 */
ReelFrame *
reel_reverse_reader_take (ReelReverseReader *self,
                          double             time)
{
  ReelFrame *frame;

  g_return_val_if_fail (self != NULL, NULL);

  g_mutex_lock (&self->lock);
  self->wanted = MIN (self->wanted, time);
  while ((frame = g_queue_peek_head (&self->frames)) != NULL && frame->time > time + 1e-3)
    {
      g_queue_pop_head (&self->frames);
      self->bytes -= size_of (frame);
      reel_frame_unref (frame);
      g_cond_broadcast (&self->changed);
    }
  if (frame != NULL)
    reel_frame_ref (frame);
  g_mutex_unlock (&self->lock);
  return frame;
}

/**
 * reel_reverse_reader_has_failed:
 * @self: a reader
 *
 * Returns: whether nothing more comes, though the beginning was not reached
 */
gboolean
reel_reverse_reader_has_failed (ReelReverseReader *self)
{
  gboolean failed;

  g_return_val_if_fail (self != NULL, TRUE);

  g_mutex_lock (&self->lock);
  failed = self->failed;
  g_mutex_unlock (&self->lock);
  return failed;
}

/**
 * reel_reverse_reader_get_peak:
 * @self: a reader
 *
 * Returns: bytes; the most that was ever kept at once
 */
gsize
reel_reverse_reader_get_peak (ReelReverseReader *self)
{
  gsize peak;

  g_return_val_if_fail (self != NULL, 0);

  g_mutex_lock (&self->lock);
  peak = self->peak;
  g_mutex_unlock (&self->lock);
  return peak;
}
