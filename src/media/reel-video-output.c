/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gst/base/gstbasesink.h>

#include "media/reel-fields.h"
#include "media/reel-picture.h"
#include "media/reel-tone-map.h"
#include "media/reel-video-output.h"
#include "media/reel-video-sink.h"

/* When a picture is shown by the file, in stream time; of one without a time %GST_CLOCK_TIME_NONE. */
typedef struct
{
  GstClockTime start;
  GstClockTime end;
} Times;

struct _ReelVideoOutput
{
  /* owned */
  GstElement *bin;
  GstElement *filter;
  GstElement *sink;
  ReelVideoSlot *slot;
  ReelFrameIndex *index;

  GMutex lock; /* for what follows */
  GstSegment segment;
  GArray *entered; /* of Times (owned): of the pictures in the deinterlacer, which may keep one back until the next has come */
  ReelVideoPosition position;
  GstClockTime drop_before; /* stream time: no picture is let through that another one follows until then */
  GstClockTime drop_next;   /* the same for the next segment: until then pictures of the one before may come */
  GstVideoInfo info;
  gboolean has_info;
  guint target_width, target_height; /* of the filter; 0 for as it comes */
  gboolean high_range;               /* the sink gets them deep, and fits them to a screen */
};

static void
output_clear (gpointer data)
{
  ReelVideoOutput *self = data;

  gst_clear_object (&self->filter);
  gst_clear_object (&self->sink);
  gst_clear_object (&self->bin);
  g_clear_pointer (&self->slot, reel_video_slot_unref);
  g_clear_pointer (&self->index, reel_frame_index_unref);
  g_clear_pointer (&self->entered, g_array_unref);
  g_mutex_clear (&self->lock);
}

ReelVideoOutput *
reel_video_output_ref (ReelVideoOutput *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
reel_video_output_unref (ReelVideoOutput *self)
{
  g_atomic_rc_box_release_full (self, output_clear);
}

/* With the lock held. */
static gboolean
is_before_target (ReelVideoOutput *self,
                  GstClockTime     start,
                  GstClockTime     end)
{
  GstClockTime wanted;

  if (!GST_CLOCK_TIME_IS_VALID (self->drop_before) || start > self->drop_before)
    return FALSE;
  if (reel_frame_index_find (self->index, self->drop_before, &wanted, NULL) && wanted > start)
    return TRUE;
  return end > start && end <= self->drop_before;
}

/* Whether the picture is to be shown. */
static gboolean
note_buffer (ReelVideoOutput *self,
             GstBuffer       *buffer)
{
  GstClockTime pts = GST_BUFFER_PTS (buffer);
  Times times = { GST_CLOCK_TIME_NONE, GST_CLOCK_TIME_NONE };

  g_mutex_lock (&self->lock);
  self->position.length = 0;
  if (self->has_info && self->info.fps_n > 0 && self->info.fps_d > 0)
    self->position.length = gst_util_uint64_scale_int (GST_SECOND, self->info.fps_d, self->info.fps_n);
  if (GST_CLOCK_TIME_IS_VALID (pts))
    times.start = gst_segment_to_stream_time (&self->segment, GST_FORMAT_TIME, pts);
  if (GST_CLOCK_TIME_IS_VALID (times.start))
    {
      times.end = times.start + (GST_BUFFER_DURATION_IS_VALID (buffer) ? GST_BUFFER_DURATION (buffer) : self->position.length);
      if (is_before_target (self, times.start, times.end))
        {
          g_mutex_unlock (&self->lock);
          return FALSE;
        }
      self->drop_before = GST_CLOCK_TIME_NONE;
    }
  g_array_append_val (self->entered, times);
  g_mutex_unlock (&self->lock);
  return TRUE;
}

/* The picture that came out of the deinterlacer is the one that went in first. While playing late it may have left some out:
 * the times that it gives are those of a field, and tell which. */
static void
note_picture (ReelVideoOutput *self,
              GstBuffer       *buffer)
{
  GstClockTime pts = GST_BUFFER_PTS (buffer), start = GST_CLOCK_TIME_NONE;
  ReelVideoPosition *position = &self->position;
  guint n = 1;

  g_mutex_lock (&self->lock);
  if (GST_CLOCK_TIME_IS_VALID (pts))
    start = gst_segment_to_stream_time (&self->segment, GST_FORMAT_TIME, pts);
  while (GST_CLOCK_TIME_IS_VALID (start) && n < self->entered->len && g_array_index (self->entered, Times, n).start <= start)
    n++;
  if (self->entered->len > 0)
    {
      Times times = g_array_index (self->entered, Times, n - 1);

      g_array_remove_range (self->entered, 0, n);
      if (GST_CLOCK_TIME_IS_VALID (times.start))
        {
          position->start = times.start;
          position->end = times.end;
          if (position->count == 0)
            position->first = times.start;
        }
    }
  position->count++;
  g_mutex_unlock (&self->lock);
}

/* The size to scale to: the one drawn at, never larger than the video. With the lock held. */
static gboolean
update_target (ReelVideoOutput *self,
               GstPad          *pad)
{
  const ReelOrientation as_is = { 0 };
  ReelOrientation orientation = reel_picture_orientation_of_pad (pad);
  guint width, height, drawn_width, drawn_height, source_width, source_height, w = 0, h = 0;

  if (!self->has_info)
    return FALSE;
  reel_orientation_size (orientation, (guint) self->info.width, (guint) self->info.height, self->info.par_n,
                         self->info.par_d, &source_width, &source_height);
  reel_video_slot_set_source (self->slot, source_width, source_height);
  reel_orientation_size (as_is, (guint) self->info.width, (guint) self->info.height, self->info.par_n, self->info.par_d,
                         &width, &height);
  reel_video_slot_get_drawn (self->slot, &drawn_width, &drawn_height);
  if (orientation.turns % 2 == 1)
    {
      guint swap = drawn_width;

      drawn_width = drawn_height;
      drawn_height = swap;
    }
  if (drawn_width > 0 && drawn_height > 0 && drawn_width < width && drawn_height < height)
    {
      w = drawn_width;
      h = drawn_height;
    }
  if (w == self->target_width && h == self->target_height)
    return FALSE;
  self->target_width = w;
  self->target_height = h;
  return TRUE;
}

static void
set_filter (ReelVideoOutput *self,
            guint            width,
            guint            height,
            gboolean         high_range)
{
  g_autoptr (GstCaps) caps = NULL;

  caps = gst_caps_new_simple ("video/x-raw", "format", G_TYPE_STRING,
                              high_range ? REEL_VIDEO_SINK_DEEP_FORMAT : REEL_VIDEO_SINK_FORMAT, NULL);
  if (width > 0)
    gst_caps_set_simple (caps, "width", G_TYPE_INT, (int) width, "height", G_TYPE_INT, (int) height, NULL);
  g_object_set (self->filter, "caps", caps, NULL);
}

/* Whether it comes too early to be told that there is nothing for a while, upon which the sink would count as ready without a
 * picture, and wait: where the first picture comes late, and where the decoder may still be on its way from the key frame. The
 * player then sees for itself whether anything comes. */
static gboolean
is_premature (ReelVideoOutput *self)
{
  gboolean is_first;

  if (reel_frame_index_is_fed (self->index))
    {
      gst_element_post_message (self->bin, gst_message_new_element (GST_OBJECT (self->bin),
                                                                    gst_structure_new_empty (REEL_VIDEO_OUTPUT_GAP)));
      return TRUE;
    }
  g_mutex_lock (&self->lock);
  is_first = self->position.count == 0;
  g_mutex_unlock (&self->lock);
  return is_first;
}

/* On a streaming thread, ahead of the converter. Setting the filter's caps here takes effect with the buffer at hand. */
static GstPadProbeReturn
on_data (GstPad          *pad,
         GstPadProbeInfo *probe,
         gpointer         data)
{
  ReelVideoOutput *self = data;
  guint width = 0, height = 0;
  gboolean changed = FALSE, high_range;

  if (probe->type & GST_PAD_PROBE_TYPE_BUFFER)
    {
      if (!note_buffer (self, GST_PAD_PROBE_INFO_BUFFER (probe)))
        return GST_PAD_PROBE_DROP;
      g_mutex_lock (&self->lock);
      changed = update_target (self, pad);
    }
  else
    {
      GstEvent *event = GST_PAD_PROBE_INFO_EVENT (probe);
      GstCaps *caps;

      if (GST_EVENT_TYPE (event) == GST_EVENT_GAP && is_premature (self))
        return GST_PAD_PROBE_DROP;
      g_mutex_lock (&self->lock);
      if (GST_EVENT_TYPE (event) == GST_EVENT_FLUSH_STOP)
        g_array_set_size (self->entered, 0);
      else if (GST_EVENT_TYPE (event) == GST_EVENT_SEGMENT)
        {
          gst_event_copy_segment (event, &self->segment);
          self->position.at_end = FALSE;
          self->drop_before = self->drop_next;
        }
      else if (GST_EVENT_TYPE (event) == GST_EVENT_CAPS)
        {
          gst_event_parse_caps (event, &caps);
          self->has_info = gst_video_info_from_caps (&self->info, caps);
          changed = update_target (self, pad);
          high_range = self->has_info && reel_tone_map_is_for (&self->info);
          changed |= high_range != self->high_range;
          self->high_range = high_range;
        }
      else if (GST_EVENT_TYPE (event) == GST_EVENT_EOS)
        self->position.at_end = TRUE;
      else if (GST_EVENT_TYPE (event) == GST_EVENT_STREAM_START)
        {
          const char *id;

          gst_event_parse_stream_start (event, &id);
          reel_frame_index_select (self->index, id);
        }
    }
  width = self->target_width;
  height = self->target_height;
  high_range = self->high_range;
  g_mutex_unlock (&self->lock);
  if (changed)
    set_filter (self, width, height, high_range);
  return GST_PAD_PROBE_OK;
}

/* On a streaming thread, behind the deinterlacer. */
static GstPadProbeReturn
on_picture (GstPad          *pad,
            GstPadProbeInfo *probe,
            gpointer         data)
{
  note_picture (data, GST_PAD_PROBE_INFO_BUFFER (probe));
  return GST_PAD_PROBE_OK;
}

/**
 * reel_video_output_new:
 * @slot: where pictures go
 * @index: what is known of the pictures of the pipeline that it is for
 *
 * Returns: (transfer full) (nullable): a new output; %NULL where GStreamer's basic plugins are missing
 */
ReelVideoOutput *
reel_video_output_new (ReelVideoSlot  *slot,
                       ReelFrameIndex *index)
{
  g_autoptr (ReelVideoOutput) self = g_atomic_rc_box_new0 (ReelVideoOutput);
  GstElement *fields = reel_fields_new ();
  GstElement *convert = gst_element_factory_make ("videoconvertscale", NULL);
  g_autoptr (GstPad) pad = NULL;
  g_autoptr (GstPad) behind = NULL;

  g_mutex_init (&self->lock);
  self->entered = g_array_new (FALSE, FALSE, sizeof (Times));
  gst_segment_init (&self->segment, GST_FORMAT_TIME);
  self->index = reel_frame_index_ref (index);
  self->drop_before = self->drop_next = GST_CLOCK_TIME_NONE;
  self->slot = reel_video_slot_ref (slot);
  self->filter = gst_element_factory_make ("capsfilter", NULL);
  if (fields == NULL || convert == NULL || self->filter == NULL)
    {
      gst_clear_object (&fields);
      gst_clear_object (&convert);
      return NULL;
    }
  gst_object_ref_sink (self->filter);
  self->sink = gst_object_ref_sink (reel_video_sink_new (self->slot));
  set_filter (self, 0, 0, FALSE);

  /* Who draws keeps the shape, whatever the pixels'. */
  g_object_set (convert, "add-borders", FALSE, NULL);
  self->bin = gst_object_ref_sink (gst_bin_new ("reel-video-output"));
  gst_bin_add_many (GST_BIN (self->bin), fields, convert, gst_object_ref (self->filter), gst_object_ref (self->sink), NULL);
  gst_element_link_many (fields, convert, self->filter, self->sink, NULL);

  pad = gst_element_get_static_pad (fields, "sink");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM | GST_PAD_PROBE_TYPE_EVENT_FLUSH,
                     on_data, self, NULL);
  behind = gst_element_get_static_pad (convert, "sink");
  gst_pad_add_probe (behind, GST_PAD_PROBE_TYPE_BUFFER, on_picture, self, NULL);
  gst_element_add_pad (self->bin, gst_ghost_pad_new ("sink", pad));
  return g_steal_pointer (&self);
}

/**
 * reel_video_output_get_element:
 * @self: an output
 *
 * Returns: (transfer none): the bin for a pipeline
 */
GstElement *
reel_video_output_get_element (ReelVideoOutput *self)
{
  return self->bin;
}

/**
 * reel_video_output_reset:
 * @self: an output
 *
 * Forgets the pictures of the video before.
 */
void
reel_video_output_reset (ReelVideoOutput *self)
{
  g_mutex_lock (&self->lock);
  self->position = (ReelVideoPosition){ 0 };
  self->drop_before = self->drop_next = GST_CLOCK_TIME_NONE;
  self->has_info = FALSE;
  g_array_set_size (self->entered, 0);
  gst_segment_init (&self->segment, GST_FORMAT_TIME);
  g_mutex_unlock (&self->lock);
}

void
reel_video_output_hold (ReelVideoOutput *self)
{
  reel_video_slot_hold (self->slot);
}

void
reel_video_output_release (ReelVideoOutput *self,
                           gboolean         discard)
{
  reel_video_slot_release (self->slot, discard);
}

/**
 * reel_video_output_drop_before:
 * @self: an output
 * @target: stream time; %GST_CLOCK_TIME_NONE for nothing
 *
 * Lets the pictures of the next seek pass only from the one on that is shown at @target.
 */
void
reel_video_output_drop_before (ReelVideoOutput *self,
                               GstClockTime     target)
{
  g_mutex_lock (&self->lock);
  self->drop_next = target;
  g_mutex_unlock (&self->lock);
}

/**
 * reel_video_output_show_frame:
 * @self: an output
 * @frame: a picture that does not come through the pipeline
 *
 * Shows it in place of the one that came last, which reel_video_output_get_position() goes on to tell of.
 */
void
reel_video_output_show_frame (ReelVideoOutput *self,
                              ReelFrame       *frame)
{
  const ReelOrientation upright = { 0 };
  GstBuffer *buffer = gst_buffer_new_wrapped_bytes (frame->pixels);
  GstVideoInfo info;

  gst_video_info_set_format (&info, GST_VIDEO_FORMAT_RGBx, frame->width, frame->height);
  info.stride[0] = (int) frame->stride;
  info.size = frame->stride * frame->height;
  reel_video_slot_put (self->slot, buffer, &info, upright);
  gst_buffer_unref (buffer);
}

/**
 * reel_video_output_get_edge:
 * @self: an output
 *
 * Returns: pixels; the longer edge of the picture on the screen; 0 where it was not drawn yet
 */
guint
reel_video_output_get_edge (ReelVideoOutput *self)
{
  guint width, height;

  reel_video_slot_get_drawn (self->slot, &width, &height);
  return MAX (width, height);
}

/**
 * reel_video_output_get_position:
 * @self: an output
 * @position: (out): of the picture that came last; while playing it may be one ahead of the one shown
 */
void
reel_video_output_get_position (ReelVideoOutput   *self,
                                ReelVideoPosition *position)
{
  g_mutex_lock (&self->lock);
  *position = self->position;
  g_mutex_unlock (&self->lock);
}

/**
 * reel_video_output_get_rate:
 * @self: an output
 * @fps_n: (out): pictures a second, numerator; 0 where unknown
 * @fps_d: (out): pictures a second, denominator
 */
void
reel_video_output_get_rate (ReelVideoOutput *self,
                            guint           *fps_n,
                            guint           *fps_d)
{
  g_mutex_lock (&self->lock);
  *fps_n = self->has_info ? (guint) MAX (self->info.fps_n, 0) : 0;
  *fps_d = self->has_info ? (guint) MAX (self->info.fps_d, 1) : 1;
  g_mutex_unlock (&self->lock);
}

/**
 * reel_video_output_get_stats:
 * @self: an output
 * @rendered: (out): pictures that the sink put out
 * @dropped: (out): pictures that came too late to it
 */
void
reel_video_output_get_stats (ReelVideoOutput *self,
                             guint64         *rendered,
                             guint64         *dropped)
{
  GstStructure *stats = NULL;

  *rendered = *dropped = 0;
  if (GST_IS_BASE_SINK (self->sink))
    stats = gst_base_sink_get_stats (GST_BASE_SINK (self->sink));
  if (stats == NULL)
    return;
  gst_structure_get_uint64 (stats, "rendered", rendered);
  gst_structure_get_uint64 (stats, "dropped", dropped);
  gst_structure_free (stats);
}
