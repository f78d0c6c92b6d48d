/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "media/reel-coded-h264.h"
#include "media/reel-frame-index.h"
#include "media/reel-h264.h"

/* Pictures; more than four hours at 60 a second. What goes beyond is learned again. */
#define MOST_ENTRIES 1000000

/* Where no picture behind it is known yet, one that ends so near to the target is decoded: it may be the one shown there,
 * and files do not always say truly when one ends. */
#define MARGIN GST_SECOND

/* A picture, and whether all are known between the one before it in the list and it. */
typedef struct
{
  GstClockTime start; /* stream time */
  GstClockTime end;   /* as the file says, which may be wrong where pictures last unequally */
  gboolean joined;
} Entry;

/* A track of pictures: a file may have several, each with times of its own. */
typedef struct
{
  char *id;         /* (owned): of its stream */
  GArray *entries;  /* (owned): of Entry, by start */
  gboolean blind;   /* there are pictures that do not say when they begin */
  GstClockTime run; /* where the last one began */
  gboolean fed;     /* a picture that can be decoded went by since the last flush */
  guint64 n_fed;    /* pictures that went by at all */
} Track;

struct _ReelFrameIndex
{
  GMutex lock;       /* for what follows */
  GPtrArray *tracks; /* (owned) (element-type Track) */
  char *selected;    /* (owned) (nullable): the id of the track that is shown */
  GstClockTime target;
};

/* What is known of one decoder; lives as long as the probe on its pad. On its streaming thread. */
typedef struct
{
  ReelFrameIndex *index; /* (owned) */
  char *id;              /* (owned) (nullable): of the stream */
  GstSegment segment;
  GstClockTimeDiff shift; /* from the times of its buffers to stream time, in the last segment that was not empty */
  gboolean h264;         /* whole pictures of it */
  guint length_size;     /* of its NAL units */
  GstClockTime first;    /* of the run since the last flush: where it began, a key frame */
} Watch;

static void
track_free (gpointer data)
{
  Track *track = data;

  g_array_unref (track->entries);
  g_free (track->id);
  g_free (track);
}

static void
index_clear (gpointer data)
{
  ReelFrameIndex *self = data;

  g_clear_pointer (&self->tracks, g_ptr_array_unref);
  g_free (self->selected);
  g_mutex_clear (&self->lock);
}

/**
 * reel_frame_index_new:
 *
 * Returns: (transfer full): an index that knows no picture
 */
ReelFrameIndex *
reel_frame_index_new (void)
{
  ReelFrameIndex *self = g_atomic_rc_box_new0 (ReelFrameIndex);

  g_mutex_init (&self->lock);
  self->tracks = g_ptr_array_new_with_free_func (track_free);
  self->target = GST_CLOCK_TIME_NONE;
  return self;
}

ReelFrameIndex *
reel_frame_index_ref (ReelFrameIndex *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
reel_frame_index_unref (ReelFrameIndex *self)
{
  g_atomic_rc_box_release_full (self, index_clear);
}

/* (transfer none) (nullable): with the lock held */
static Track *
find_track (ReelFrameIndex *self,
            const char     *id)
{
  for (guint i = 0; i < self->tracks->len; i++)
    if (g_strcmp0 (((Track *) self->tracks->pdata[i])->id, id) == 0)
      return self->tracks->pdata[i];
  return NULL;
}

/* (transfer none): with the lock held */
static Track *
have_track (ReelFrameIndex *self,
            const char     *id)
{
  Track *track = find_track (self, id);

  if (track != NULL)
    return track;
  track = g_new0 (Track, 1);
  track->id = g_strdup (id);
  track->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  track->run = GST_CLOCK_TIME_NONE;
  g_ptr_array_add (self->tracks, track);
  return track;
}

/* (transfer none) (nullable): the one that is shown; with the lock held */
static Track *
shown_track (ReelFrameIndex *self)
{
  Track *track = self->selected != NULL ? find_track (self, self->selected) : NULL;

  return track == NULL && self->tracks->len == 1 ? self->tracks->pdata[0] : track;
}

static const Entry *
entry (const Track *track,
       guint        number)
{
  return &g_array_index (track->entries, Entry, number);
}

/* How many begin no later than @time. With the lock held. */
static guint
count_until (const Track  *track,
             GstClockTime  time)
{
  guint low = 0, high = track->entries->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (entry (track, middle)->start <= time)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* Of a run all pictures go by, in the order of decoding: what lies between two of them in the list is not of another. */
static void
add (Watch        *watch,
     GstClockTime  start,
     GstClockTime  end,
     gboolean      joined)
{
  ReelFrameIndex *self = watch->index;
  Track *track;
  guint place;

  g_mutex_lock (&self->lock);
  track = have_track (self, watch->id);
  track->fed = TRUE;
  track->n_fed++;
  place = count_until (track, start);
  if (place > 0 && entry (track, place - 1)->start == start)
    g_array_index (track->entries, Entry, place - 1).joined |= joined;
  else
    {
      const Entry new_entry = { start, end, joined };

      if (track->entries->len >= MOST_ENTRIES)
        {
          g_array_set_size (track->entries, 0);
          place = 0;
        }
      g_array_insert_val (track->entries, place, new_entry);
    }
  g_mutex_unlock (&self->lock);
}

/* Whether another picture is shown at the target than the one that begins at @start: one is known that begins behind it, but
 * not behind the target. What a picture is decoded from comes before it, so of one between two others the later one has gone
 * by already, and only of those that none is made from at all the time has to tell. */
static gboolean
is_passed (Watch        *watch,
           GstClockTime  start,
           GstClockTime  end)
{
  ReelFrameIndex *self = watch->index;
  gboolean passed = FALSE;
  guint n;

  g_mutex_lock (&self->lock);
  if (GST_CLOCK_TIME_IS_VALID (self->target) && start < self->target)
    {
      const Track *track = have_track (self, watch->id);

      n = count_until (track, self->target);
      passed = end + MARGIN < self->target || (n > 0 && entry (track, n - 1)->start > start);
    }
  g_mutex_unlock (&self->lock);
  return passed;
}

/* Whether the decoder need not get the picture: it is not the one wanted, and no other is made from it. */
static gboolean
is_needless (Watch        *watch,
             GstBuffer    *buffer,
             GstClockTime  start)
{
  GstClockTime end = GST_BUFFER_DURATION_IS_VALID (buffer) ? start + GST_BUFFER_DURATION (buffer) : start;
  gboolean droppable;
  GstMapInfo map;

  if (!watch->h264 || !is_passed (watch, start, end))
    return FALSE;
  if (!gst_buffer_map (buffer, &map, GST_MAP_READ))
    return FALSE;
  droppable = reel_h264_is_droppable (map.data, map.size, watch->length_size);
  gst_buffer_unmap (buffer, &map);
  return droppable;
}

/* Whether the decoder is to get it. */
static gboolean
on_buffer (Watch     *watch,
           GstBuffer *buffer)
{
  ReelFrameIndex *self = watch->index;
  GstClockTime start;

  if (!GST_BUFFER_PTS_IS_VALID (buffer) || watch->segment.format != GST_FORMAT_TIME)
    {
      g_mutex_lock (&self->lock);
      have_track (self, watch->id)->blind = TRUE;
      have_track (self, watch->id)->fed = TRUE;
      have_track (self, watch->id)->n_fed++;
      g_mutex_unlock (&self->lock);
      return TRUE;
    }
  /* Also of what lies before the segment, which gst_segment_to_stream_time() has no time for. */
  if (gst_segment_to_stream_time_full (&watch->segment, GST_FORMAT_TIME, GST_BUFFER_PTS (buffer), &start) <= 0)
    return TRUE;
  /* What comes before the first key frame, or behind a gap, is not all that there is. */
  if (GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DISCONT))
    watch->first = GST_CLOCK_TIME_NONE;
  if (!GST_CLOCK_TIME_IS_VALID (watch->first))
    {
      if (GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DELTA_UNIT))
        return TRUE;
      watch->first = start;
      g_mutex_lock (&self->lock);
      have_track (self, watch->id)->run = start;
      g_mutex_unlock (&self->lock);
    }
  add (watch, start, GST_BUFFER_DURATION_IS_VALID (buffer) ? start + GST_BUFFER_DURATION (buffer) : GST_CLOCK_TIME_NONE,
       start > watch->first);
  return !is_needless (watch, buffer, start);
}

static void
on_caps (Watch    *watch,
         GstEvent *event)
{
  GstCaps *caps;

  gst_event_parse_caps (event, &caps);
  watch->h264 = reel_coded_h264_from_caps (caps, &watch->length_size);
}

/* Behind the end of a track, where its sound goes on, GStreamer's demuxer of MP4 gives an empty segment that says that the
 * track's end is the time sought. What goes by keeps the times that it had before. */
static void
on_segment (Watch    *watch,
            GstEvent *event)
{
  GstSegment *segment = &watch->segment;

  gst_event_copy_segment (event, segment);
  if (segment->format != GST_FORMAT_TIME)
    return;
  if (!GST_CLOCK_TIME_IS_VALID (segment->stop) || segment->start < segment->stop)
    watch->shift = (GstClockTimeDiff) segment->time - (GstClockTimeDiff) segment->start;
  else if ((GstClockTimeDiff) segment->start + watch->shift >= 0)
    segment->time = (GstClockTime) ((GstClockTimeDiff) segment->start + watch->shift);
}

static GstPadProbeReturn
on_data (GstPad          *pad,
         GstPadProbeInfo *probe,
         gpointer         data)
{
  Watch *watch = data;
  GstEvent *event;

  if (probe->type & GST_PAD_PROBE_TYPE_BUFFER)
    return on_buffer (watch, GST_PAD_PROBE_INFO_BUFFER (probe)) ? GST_PAD_PROBE_OK : GST_PAD_PROBE_DROP;
  event = GST_PAD_PROBE_INFO_EVENT (probe);
  if (GST_EVENT_TYPE (event) == GST_EVENT_SEGMENT)
    on_segment (watch, event);
  else if (GST_EVENT_TYPE (event) == GST_EVENT_CAPS)
    on_caps (watch, event);
  else if (GST_EVENT_TYPE (event) == GST_EVENT_FLUSH_STOP)
    {
      watch->first = GST_CLOCK_TIME_NONE;
      g_mutex_lock (&watch->index->lock);
      have_track (watch->index, watch->id)->fed = FALSE;
      g_mutex_unlock (&watch->index->lock);
    }
  else if (GST_EVENT_TYPE (event) == GST_EVENT_STREAM_START)
    {
      const char *id;

      gst_event_parse_stream_start (event, &id);
      g_free (watch->id);
      watch->id = g_strdup (id);
    }
  return GST_PAD_PROBE_OK;
}

static void
watch_free (gpointer data)
{
  Watch *watch = data;

  reel_frame_index_unref (watch->index);
  g_free (watch->id);
  g_free (watch);
}

/* On any thread: while a pipeline is put together. */
static void
on_element_added (GstBin     *bin,
                  GstBin     *sub_bin,
                  GstElement *element,
                  gpointer    data)
{
  GstElementFactory *factory = gst_element_get_factory (element);
  g_autoptr (GstPad) pad = NULL;
  Watch *watch;

  if (factory == NULL ||
      !gst_element_factory_list_is_type (factory, GST_ELEMENT_FACTORY_TYPE_DECODER | GST_ELEMENT_FACTORY_TYPE_MEDIA_VIDEO |
                                                    GST_ELEMENT_FACTORY_TYPE_MEDIA_IMAGE))
    return;
  pad = gst_element_get_static_pad (element, "sink");
  if (pad == NULL)
    return;
  watch = g_new0 (Watch, 1);
  watch->index = reel_frame_index_ref (data);
  watch->first = GST_CLOCK_TIME_NONE;
  gst_segment_init (&watch->segment, GST_FORMAT_UNDEFINED);
  gst_pad_add_probe (pad,
                     GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM | GST_PAD_PROBE_TYPE_EVENT_FLUSH,
                     on_data, watch, watch_free);
}

/* The closure's own reference. */
static void
release (gpointer  data,
         GClosure *closure)
{
  reel_frame_index_unref (data);
}

/**
 * reel_frame_index_watch:
 * @self: an index
 * @bin: a bin that has no decoder yet, such as a playbin
 *
 * Takes note of what every decoder of pictures in it is given.
 */
void
reel_frame_index_watch (ReelFrameIndex *self,
                        GstBin         *bin)
{
  g_signal_connect_data (bin, "deep-element-added", G_CALLBACK (on_element_added), reel_frame_index_ref (self), release, 0);
}

/**
 * reel_frame_index_clear:
 * @self: an index
 *
 * Forgets all, for another file.
 */
void
reel_frame_index_clear (ReelFrameIndex *self)
{
  g_mutex_lock (&self->lock);
  g_ptr_array_set_size (self->tracks, 0);
  g_clear_pointer (&self->selected, g_free);
  self->target = GST_CLOCK_TIME_NONE;
  g_mutex_unlock (&self->lock);
}

/**
 * reel_frame_index_select:
 * @self: an index
 * @id: (nullable): of a stream
 *
 * Says which track is shown: all that is asked is about it. Without that, what is asked is about the only one.
 */
void
reel_frame_index_select (ReelFrameIndex *self,
                         const char     *id)
{
  g_mutex_lock (&self->lock);
  g_free (self->selected);
  self->selected = g_strdup (id);
  g_mutex_unlock (&self->lock);
}

/**
 * reel_frame_index_set_target:
 * @self: an index
 * @target: stream time of the picture wanted next; %GST_CLOCK_TIME_NONE where all are wanted
 *
 * Before an exact seek: of the pictures well before @target, those that no other is made from need not be decoded.
 */
void
reel_frame_index_set_target (ReelFrameIndex *self,
                             GstClockTime    target)
{
  g_mutex_lock (&self->lock);
  self->target = target;
  g_mutex_unlock (&self->lock);
}

/**
 * reel_frame_index_get_run:
 * @self: an index
 *
 * Returns: stream time of the key frame that decoding began with last; %GST_CLOCK_TIME_NONE where none is known
 */
GstClockTime
reel_frame_index_get_run (ReelFrameIndex *self)
{
  GstClockTime run;
  const Track *track;

  g_mutex_lock (&self->lock);
  track = shown_track (self);
  run = track != NULL ? track->run : GST_CLOCK_TIME_NONE;
  g_mutex_unlock (&self->lock);
  return run;
}

/**
 * reel_frame_index_is_fed:
 * @self: an index
 *
 * Returns: whether any picture that can be decoded was on its way into the decoder since the last seek
 */
gboolean
reel_frame_index_is_fed (ReelFrameIndex *self)
{
  gboolean fed;
  const Track *track;

  g_mutex_lock (&self->lock);
  track = shown_track (self);
  fed = track != NULL && track->fed;
  g_mutex_unlock (&self->lock);
  return fed;
}

/**
 * reel_frame_index_get_n_fed:
 * @self: an index
 *
 * Returns: how many pictures were on their way into the decoder so far, each as often as it was
 */
guint64
reel_frame_index_get_n_fed (ReelFrameIndex *self)
{
  guint64 n;
  const Track *track;

  g_mutex_lock (&self->lock);
  track = shown_track (self);
  n = track != NULL ? track->n_fed : 0;
  g_mutex_unlock (&self->lock);
  return n;
}

/**
 * reel_frame_index_find:
 * @self: an index
 * @time: stream time
 * @start: (out): stream time at which the picture begins that is shown at @time
 * @end: (out) (optional): stream time at which the file says that it ends; %GST_CLOCK_TIME_NONE where it doesn't
 *
 * Only right for a @time whose picture was decoded.
 *
 * Returns: whether one is known
 */
gboolean
reel_frame_index_find (ReelFrameIndex *self,
                       GstClockTime    time,
                       GstClockTime   *start,
                       GstClockTime   *end)
{
  const Track *track;
  guint n;

  g_mutex_lock (&self->lock);
  track = shown_track (self);
  n = track == NULL || track->blind ? 0 : count_until (track, time);
  if (n > 0)
    *start = entry (track, n - 1)->start;
  if (n > 0 && end != NULL)
    *end = entry (track, n - 1)->end;
  g_mutex_unlock (&self->lock);
  return n > 0;
}

/**
 * reel_frame_index_before:
 * @self: an index
 * @start: stream time at which a picture begins, from reel_frame_index_find()
 * @previous: (out): stream time at which the one before begins
 *
 * Returns: whether the one before is known: not where a seek went to the key frame at @start
 */
gboolean
reel_frame_index_before (ReelFrameIndex *self,
                         GstClockTime    start,
                         GstClockTime   *previous)
{
  gboolean known = FALSE;
  const Track *track;
  guint n;

  g_mutex_lock (&self->lock);
  track = shown_track (self);
  n = track != NULL ? count_until (track, start) : 0;
  if (n > 1 && entry (track, n - 1)->start == start && entry (track, n - 1)->joined)
    {
      *previous = entry (track, n - 2)->start;
      known = TRUE;
    }
  g_mutex_unlock (&self->lock);
  return known;
}
