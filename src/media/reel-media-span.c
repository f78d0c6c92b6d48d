/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <gst/gst.h>

#include "media/reel-media-span.h"

/*
 * What a demuxer says of a file's length is its head's claim, or an estimate from the bytes between two time stamps: wrong by
 * hours for a recording whose clock begins late or goes round, for one that was broken off, and for fragments. So the
 * pictures are asked: nothing is decoded, only the times of the first and of the last ones are read, those by a seek near to
 * the end. Where that leads nowhere, the whole file is read, as long as that takes no longer than a moment.
 */

#define POLL (10 * GST_MSECOND)
#define PATIENCE (4 * G_USEC_PER_SEC)

/* Read as a whole: that takes no longer than to seek in it. */
#define SMALL_FILE (4 * 1024 * 1024)

/* Pictures after which no other stream is waited for. */
#define HEAD_PICTURES 50

/* Sound that goes on for so long behind the pictures is more than what an encoder adds. */
#define LONG_SOUND (GST_SECOND / 2)

/* Pictures last unequally where they do so by more than containers round, which is to milliseconds. */
#define ROUNDING (1200 * GST_USECOND)

/* A picture that says that it is shown for longer does not end the file so late. */
#define LONGEST_STEP GST_SECOND

/* Times that are kept to compare them, and of these those at the ends that are not looked at. */
#define MOST_TIMES 4096
#define EDGE 16

#define NOWHERE G_MININT64

typedef struct
{
  struct _Measure *measure; /* (borrowed) */
  gboolean pictures;
  gboolean still;  /* may be a cover */
  GstSegment segment;
  gint64 begin;    /* stream time of the first that can be shown; not touched by a seek */
  gint64 end;      /* since the last seek */
  gint64 last;     /* where the one that ends last begins */
  guint n, n_all;  /* since the last seek, and of all */
  GArray *times;   /* (owned) (element-type gint64): of the first since the last seek */
  gboolean blind;  /* some do not say when they are shown, as in AVI, and are known by when they are decoded */
  gboolean varies;
} Stream;

typedef struct _Measure
{
  GstElement *pipeline; /* (owned) */
  GMutex lock;          /* for what follows, which streaming threads write */
  GPtrArray *streams;   /* (owned) (element-type Stream): in the order of the file */
  gboolean complete;    /* there are no more of them */
} Measure;

static void
measure_clear (Measure *self)
{
  if (self->pipeline != NULL)
    gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_clear_object (&self->pipeline);
  g_clear_pointer (&self->streams, g_ptr_array_unref);
  g_mutex_clear (&self->lock);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Measure, measure_clear)

static gint64
stream_time (const Stream *stream,
             GstClockTime  time)
{
  GstClockTime position;
  int sign;

  if (!GST_CLOCK_TIME_IS_VALID (time) || stream->segment.format != GST_FORMAT_TIME)
    return NOWHERE;
  sign = gst_segment_to_stream_time_full (&stream->segment, GST_FORMAT_TIME, time, &position);
  return sign == 0 || position > G_MAXINT64 ? NOWHERE : sign * (gint64) position;
}

static void
stream_free (gpointer data)
{
  Stream *self = data;

  g_array_unref (self->times);
  g_free (self);
}

static int
compare_times (gconstpointer a,
               gconstpointer b)
{
  gint64 one = *(const gint64 *) a, other = *(const gint64 *) b;

  return (one > other) - (one < other);
}

/* Takes note of how unequally the pictures last that came since the last seek, and returns how long they do on the mean. With
 * the lock held. */
static gint64
judge_steps (Stream *stream)
{
  gint64 shortest = G_MAXINT64, longest = 0, mean;
  guint n = stream->times->len;
  const gint64 *times;

  if (n < 2 || stream->blind)
    return 0;
  g_array_sort (stream->times, compare_times);
  times = (const gint64 *) (gpointer) stream->times->data;
  mean = (times[n - 1] - times[0]) / (n - 1);
  /* At the ends of what was read pictures may be missing that come earlier, or later, than they are shown. */
  for (guint i = EDGE + 1; i + EDGE < n; i++)
    {
      shortest = MIN (shortest, times[i] - times[i - 1]);
      longest = MAX (longest, times[i] - times[i - 1]);
    }
  stream->varies = stream->varies || longest > shortest + (gint64) ROUNDING;
  return mean;
}

/* With the lock held. */
static void
note_buffer (Stream    *stream,
             GstBuffer *buffer)
{
  GstClockTime length = GST_BUFFER_DURATION (buffer);
  gint64 time = stream_time (stream, GST_BUFFER_DTS_OR_PTS (buffer));

  if (GST_BUFFER_PTS_IS_VALID (buffer))
    time = stream_time (stream, GST_BUFFER_PTS (buffer));
  else
    stream->blind = TRUE;
  stream->n++;
  stream->n_all++;
  if (time == NOWHERE)
    return;
  /* What comes before a key frame is not shown, nor what an edit list leaves out. */
  if (stream->begin == NOWHERE && !GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DELTA_UNIT))
    stream->begin = MAX (time, (gint64) stream->segment.time);
  if (!GST_CLOCK_TIME_IS_VALID (length))
    length = 0;
  if (stream->pictures && stream->times->len < MOST_TIMES)
    g_array_append_val (stream->times, time);
  stream->last = MAX (stream->last, time);
  stream->end = MAX (stream->end, time + (gint64) MIN (length, LONGEST_STEP));
}

/* GstPadProbeCallback, on a streaming thread */
static GstPadProbeReturn
on_data (GstPad          *pad,
         GstPadProbeInfo *probe,
         gpointer         data)
{
  Stream *stream = data;
  GstEvent *event;

  g_mutex_lock (&stream->measure->lock);
  if (probe->type & GST_PAD_PROBE_TYPE_BUFFER)
    note_buffer (stream, GST_PAD_PROBE_INFO_BUFFER (probe));
  else
    {
      event = GST_PAD_PROBE_INFO_EVENT (probe);
      if (GST_EVENT_TYPE (event) == GST_EVENT_SEGMENT)
        gst_event_copy_segment (event, &stream->segment);
      else if (GST_EVENT_TYPE (event) == GST_EVENT_FLUSH_STOP)
        {
          stream->end = stream->last = NOWHERE;
          stream->n = 0;
          judge_steps (stream);
          g_array_set_size (stream->times, 0);
        }
    }
  g_mutex_unlock (&stream->measure->lock);
  return GST_PAD_PROBE_OK;
}

/* On a streaming thread. */
static void
on_pad_added (GstElement *source,
              GstPad     *pad,
              gpointer    data)
{
  Measure *self = data;
  GstElement *sink = gst_element_factory_make ("fakesink", NULL);
  g_autoptr (GstPad) target = gst_element_get_static_pad (sink, "sink");
  g_autoptr (GstCaps) caps = gst_pad_has_current_caps (pad) ? gst_pad_get_current_caps (pad) : gst_pad_query_caps (pad, NULL);
  const char *type = caps != NULL && gst_caps_get_size (caps) > 0 ? gst_structure_get_name (gst_caps_get_structure (caps, 0)) : "";
  gboolean still = g_str_has_prefix (type, "image/");

  /* It never waits, for the clock or for others. */
  g_object_set (sink, "sync", FALSE, "async", FALSE, NULL);
  gst_bin_add (GST_BIN (self->pipeline), sink);
  gst_pad_link (pad, target);
  gst_element_sync_state_with_parent (sink);
  if (still || g_str_has_prefix (type, "video/") || g_str_has_prefix (type, "audio/"))
    {
      Stream *stream = g_new0 (Stream, 1);

      stream->measure = self;
      stream->pictures = !g_str_has_prefix (type, "audio/");
      stream->still = still;
      stream->begin = stream->end = stream->last = NOWHERE;
      stream->times = g_array_new (FALSE, FALSE, sizeof (gint64));
      gst_segment_init (&stream->segment, GST_FORMAT_UNDEFINED);
      g_mutex_lock (&self->lock);
      g_ptr_array_add (self->streams, stream);
      g_mutex_unlock (&self->lock);
      gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM | GST_PAD_PROBE_TYPE_EVENT_FLUSH,
                         on_data, stream, NULL);
    }
}

/* On a streaming thread. */
static void
on_no_more_pads (GstElement *source,
                 gpointer    data)
{
  Measure *self = data;

  g_mutex_lock (&self->lock);
  self->complete = TRUE;
  g_mutex_unlock (&self->lock);
}

/* The pictures that are shown: the first that move, else what may be a cover, or moves as one picture after the other. With
 * the lock held. */
static Stream *
find_pictures (Measure *self)
{
  Stream *found = NULL;

  for (guint i = 0; i < self->streams->len; i++)
    {
      Stream *stream = g_ptr_array_index (self->streams, i);

      if (stream->pictures && (found == NULL || (found->still && !stream->still)))
        found = stream;
    }
  return found;
}

/* Whether it is known where everything begins. */
static gboolean
knows_head (Measure *self)
{
  gboolean known = TRUE;
  const Stream *pictures;

  g_mutex_lock (&self->lock);
  pictures = find_pictures (self);
  if (pictures == NULL || pictures->begin == NOWHERE)
    known = FALSE;
  else if (pictures->n_all < HEAD_PICTURES)
    for (guint i = 0; i < self->streams->len; i++)
      known = known && self->complete && ((const Stream *) g_ptr_array_index (self->streams, i))->begin != NOWHERE;
  g_mutex_unlock (&self->lock);
  return known;
}

static gboolean
has_end (Measure *self)
{
  const Stream *pictures;
  gboolean known;

  g_mutex_lock (&self->lock);
  pictures = find_pictures (self);
  known = pictures != NULL && pictures->begin != NOWHERE && pictures->n > 0 && pictures->end > pictures->begin;
  g_mutex_unlock (&self->lock);
  return known;
}

/* Reads on; whether the end was reached in time. @head: or where everything begins is known */
static gboolean
read_on (Measure      *self,
         gboolean      head,
         gint64        deadline,
         GCancellable *cancellable)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (self->pipeline);

  while (g_get_monotonic_time () < deadline && !g_cancellable_is_cancelled (cancellable))
    {
      g_autoptr (GstMessage) message = gst_bus_timed_pop_filtered (bus, POLL, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);

      if (message != NULL)
        return GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS;
      if (head && knows_head (self))
        return FALSE;
    }
  return FALSE;
}

static GstClockTime
query_duration (Measure *self)
{
  gint64 duration;

  return gst_element_query_duration (self->pipeline, GST_FORMAT_TIME, &duration) && duration > 0 ? (GstClockTime) duration : 0;
}

/* Goes to the last pictures, and reads to the end; FALSE where there are none within reach. */
static gboolean
read_tail (Measure      *self,
           gint64        deadline,
           GCancellable *cancellable)
{
  static const GstClockTime leads[] = { 2 * GST_SECOND, 20 * GST_SECOND, 120 * GST_SECOND };
  GstClockTime duration = query_duration (self);

  for (gsize i = 0; duration > 0 && i < G_N_ELEMENTS (leads); i++)
    {
      GstClockTime place = duration > leads[i] ? duration - leads[i] : 0;

      if (!gst_element_seek (self->pipeline, 1.0, GST_FORMAT_TIME,
                             GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_KEY_UNIT | GST_SEEK_FLAG_SNAP_BEFORE, GST_SEEK_TYPE_SET,
                             (gint64) place, GST_SEEK_TYPE_NONE, 0))
        return FALSE;
      if (!read_on (self, FALSE, deadline, cancellable))
        return FALSE;
      if (has_end (self))
        return TRUE;
      if (place == 0)
        break;
    }
  return FALSE;
}

static gboolean
read_all (Measure      *self,
          gint64        deadline,
          GCancellable *cancellable)
{
  gst_element_set_state (self->pipeline, GST_STATE_READY);
  g_mutex_lock (&self->lock);
  g_ptr_array_set_size (self->streams, 0);
  self->complete = FALSE;
  g_mutex_unlock (&self->lock);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  return read_on (self, FALSE, deadline, cancellable) && has_end (self);
}

static gboolean
begin (Measure    *self,
       const char *path)
{
  GstElement *file = gst_element_factory_make ("filesrc", NULL);
  GstElement *parser = gst_element_factory_make ("parsebin", NULL);

  g_mutex_init (&self->lock);
  self->streams = g_ptr_array_new_with_free_func (stream_free);
  self->pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  if (file == NULL || parser == NULL)
    {
      gst_clear_object (&file);
      gst_clear_object (&parser);
      return FALSE;
    }
  g_object_set (file, "location", path, NULL);
  gst_bin_add_many (GST_BIN (self->pipeline), file, parser, NULL);
  g_signal_connect (parser, "pad-added", G_CALLBACK (on_pad_added), self);
  g_signal_connect (parser, "no-more-pads", G_CALLBACK (on_no_more_pads), self);
  if (!gst_element_link (file, parser))
    return FALSE;
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  return TRUE;
}

/* What was seen, with all threads at rest. */
static gboolean
conclude (Measure       *self,
          gboolean       whole,
          ReelMediaSpan *span)
{
  Stream *pictures = find_pictures (self);
  gint64 zero, end, mean, sound = NOWHERE;

  if (pictures == NULL || pictures->begin == NOWHERE)
    return FALSE;
  zero = pictures->begin;
  end = pictures->end;
  for (guint i = 0; i < self->streams->len; i++)
    {
      const Stream *stream = g_ptr_array_index (self->streams, i);

      if (!stream->pictures && stream->begin != NOWHERE)
        {
          zero = MIN (zero, stream->begin);
          sound = MAX (sound, stream->end);
        }
    }
  /* How long the last one is shown, some do not say, and others wrongly: as long as the others. */
  mean = judge_steps (pictures);
  if (end - pictures->last < mean / 2)
    end = pictures->last + MIN (mean, (gint64) LONGEST_STEP);
  if (sound > end + (gint64) LONG_SOUND)
    end = sound;
  span->lead = (double) (pictures->begin - zero) / GST_SECOND;
  span->varies = pictures->varies;
  if (whole)
    {
      span->length = REEL_MEDIA_LENGTH_KNOWN;
      span->duration = (double) (end - pictures->begin) / GST_SECOND;
    }
  else
    {
      gint64 claimed = (gint64) query_duration (self);

      end = MAX (end, claimed);
      span->length = claimed > 0 ? REEL_MEDIA_LENGTH_ESTIMATED : REEL_MEDIA_LENGTH_UNKNOWN;
      span->duration = claimed > 0 && end > pictures->begin ? (double) (end - pictures->begin) / GST_SECOND : 0;
    }
  return TRUE;
}

/**
 * reel_media_span_measure:
 * @self: (out caller-allocates): filled
 * @path: a file that passed reel_media_file_check()
 * @cancellable: (nullable): to stop early
 *
 * Finds out how long a file is, and when its pictures begin. Takes 4 seconds at most. Blocks: for worker threads.
 *
 * Returns: %FALSE where there are no pictures, or nothing here takes the file apart
 */
gboolean
reel_media_span_measure (ReelMediaSpan *self,
                         const char    *path,
                         GCancellable  *cancellable)
{
  g_auto (Measure) measure = { 0 };
  gint64 deadline = g_get_monotonic_time () + PATIENCE;
  GStatBuf stat_buf;
  gboolean whole;

  g_return_val_if_fail (self != NULL && path != NULL, FALSE);

  *self = (ReelMediaSpan){ 0 };
  if (!begin (&measure, path))
    return FALSE;
  if (g_stat (path, &stat_buf) == 0 && stat_buf.st_size <= SMALL_FILE)
    whole = read_on (&measure, FALSE, deadline, cancellable);
  else
    whole = read_on (&measure, TRUE, deadline, cancellable) || read_tail (&measure, deadline, cancellable) ||
            read_all (&measure, deadline, cancellable);
  gst_element_set_state (measure.pipeline, GST_STATE_PAUSED);
  return conclude (&measure, whole && has_end (&measure), self);
}
