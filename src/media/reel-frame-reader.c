/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <gst/app/app.h>
#include <gst/gst.h>
#include <gst/pbutils/pbutils.h>
#include <gst/video/video.h>

#include "media/reel-avi-source.h"
#include "media/reel-fields.h"
#include "media/reel-frame-reader-private.h"
#include "media/reel-media-error.h"
#include "media/reel-media-file.h"
#include "media/reel-missing-codec.h"
#include "media/reel-track.h"

/* How often a waiting reader looks at its bus, its cancellable and the clock. */
#define POLL (50 * GST_MSECOND)

/* Seconds; times that differ by less are the same. */
#define HALF_TOLERANCE ((double) REEL_FRAME_READER_TOLERANCE / GST_SECOND / 2)

/* On a streaming thread. */
static void
on_pad_added (GstElement *source,
              GstPad     *pad,
              gpointer    data)
{
  ReelFrameReader *self = data;

  g_ptr_array_add (self->pads, g_object_ref (pad));
}

/* On a streaming thread. */
static void
on_pad_removed (GstElement *source,
                GstPad     *pad,
                gpointer    data)
{
  ReelFrameReader *self = data;

  g_ptr_array_remove (self->pads, pad);
}

/* On a streaming thread: sound and subtitles are not decoded. */
static gboolean
on_autoplug_continue (GstElement *source,
                      GstPad     *pad,
                      GstCaps    *caps,
                      gpointer    data)
{
  const char *type = gst_caps_get_size (caps) > 0 ? gst_structure_get_name (gst_caps_get_structure (caps, 0)) : "";

  return !g_str_has_prefix (type, "audio/") && !g_str_has_prefix (type, "text/") &&
         !g_str_has_prefix (type, "subpicture/") && !g_str_has_prefix (type, "application/x-subtitle");
}

/* On a streaming thread, before any data flows. */
static void
on_no_more_pads (GstElement *source,
                 gpointer    data)
{
  ReelFrameReader *self = data;
  g_autoptr (GstPad) sink = gst_element_get_static_pad (self->entry, "sink");
  GstPad *pad = reel_track_choose (self->pads, "video/x-raw");

  if (pad != NULL && !gst_pad_is_linked (sink) && GST_PAD_LINK_SUCCESSFUL (gst_pad_link (pad, sink)))
    {
      g_autofree char *id = gst_pad_get_stream_id (pad);

      reel_frame_index_select (self->index, id);
      g_atomic_int_set (&self->linked, TRUE);
    }
  g_atomic_int_set (&self->others, self->pads->len > (pad != NULL ? 1 : 0));
  g_atomic_int_set (&self->no_more_pads, TRUE);
}

/* Reads what the pipeline said; whether it goes on. */
static gboolean
drain_bus (ReelFrameReader *self,
           GError         **error)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (self->pipeline);
  g_autoptr (GPtrArray) matters = g_ptr_array_new ();
  g_autoptr (GError) failure = NULL;
  GstMessage *message;

  while ((message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR | GST_MESSAGE_ELEMENT)) != NULL)
    {
      if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR && failure == NULL)
        gst_message_parse_error (message, &failure, NULL);
      else if (gst_is_missing_plugin_message (message))
        g_ptr_array_add (self->missing, gst_missing_plugin_message_get_installer_detail (message));
      gst_message_unref (message);
    }
  /* Only pictures are read here, so a codec missing for something else explains nothing. */
  for (guint i = 0; i < self->missing->len; i++)
    if (reel_missing_codec_hides_pictures (self->missing->pdata[i]))
      g_ptr_array_add (matters, self->missing->pdata[i]);
  g_ptr_array_add (matters, NULL);
  if (failure != NULL)
    {
      if (matters->len == 1 && !g_atomic_int_get (&self->linked) &&
          (self->missing->len > 0 || g_atomic_int_get (&self->others)))
        g_propagate_error (error, reel_media_error_new_no_video (self->name));
      else
        g_propagate_error (error, reel_media_error_from_gst (failure, self->name, (const char * const *) matters->pdata));
      return FALSE;
    }
  if (g_atomic_int_get (&self->no_more_pads) && !g_atomic_int_get (&self->linked))
    {
      g_propagate_error (error, matters->len > 1
                                  ? reel_missing_codec_error_new (self->name, (const char * const *) matters->pdata)
                                  : reel_media_error_new_no_video (self->name));
      return FALSE;
    }
  return TRUE;
}

/* The sink goes on writing to the samples that it hands out, and minds when they are held: they are taken over. */
static GstSample *
take_over (GstSample *sample)
{
  GstSample *copy = gst_sample_new (gst_sample_get_buffer (sample), gst_sample_get_caps (sample),
                                    gst_sample_get_segment (sample), NULL);

  gst_sample_unref (sample);
  return copy;
}

/* The next frame; NULL without an error at the end. */
GstSample *
reel_frame_reader_pull (ReelFrameReader       *self,
                        const ReelFrameLimits *limits,
                        GError               **error)
{
  for (;;)
    {
      GstSample *sample;

      if (g_cancellable_set_error_if_cancelled (limits->cancellable, error))
        return NULL;
      sample = gst_app_sink_try_pull_sample (GST_APP_SINK (self->sink), POLL);
      if (sample != NULL)
        return take_over (sample);
      if (!drain_bus (self, error))
        return NULL;
      if (gst_app_sink_is_eos (GST_APP_SINK (self->sink)))
        return NULL;
      if (g_get_monotonic_time () > limits->deadline)
        {
          g_propagate_error (error, reel_media_error_new_timed_out (self->name));
          return NULL;
        }
    }
}

/* From the first frame. */
static double
seconds_of (ReelFrameReader *self,
            GstSample       *sample)
{
  GstClockTime at = reel_frame_reader_time_of (sample);

  return GST_CLOCK_TIME_IS_VALID (at) && at > self->base ? (double) (at - self->base) / GST_SECOND : 0.0;
}

static ReelFrame *
make_frame (ReelFrameReader *self,
            GstSample       *sample,
            guint            max_edge,
            GError         **error)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (self->sink, "sink");
  ReelFrame *frame = reel_picture_maker_make (self->maker, sample, reel_picture_orientation_of_pad (pad), max_edge,
                                               seconds_of (self, sample));

  if (frame == NULL)
    g_propagate_error (error, reel_media_error_new_damaged (self->name));
  return frame;
}

/**
 * reel_frame_reader_read:
 * @self: a reader
 * @time: seconds from the first frame; past the end is the last frame
 * @exact: the frame shown then, else a near key frame
 * @max_edge: pixels, the longer edge at most; 0 for the full size; never enlarged
 * @deadline: when to give up
 * @cancellable: (nullable): to stop early
 * @error: return location of a #ReelMediaError or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the frame, or %NULL with @error set
 */
ReelFrame *
reel_frame_reader_read (ReelFrameReader *self,
                        double           time,
                        gboolean         exact,
                        guint            max_edge,
                        gint64           deadline,
                        GCancellable    *cancellable,
                        GError         **error)
{
  const ReelFrameLimits limits = { deadline, cancellable };
  g_autoptr (GstSample) sample = NULL;
  GstClockTime target;

  g_return_val_if_fail (self != NULL, NULL);

  target = self->base + (GstClockTime) (CLAMP (time, 0.0, 1e8) * GST_SECOND);

  if (self->first != NULL && target <= self->base + REEL_FRAME_READER_TOLERANCE)
    sample = gst_sample_ref (self->first);
  else if (exact)
    sample = reel_frame_reader_find_exact (self, target, &limits, error);
  else
    sample = reel_frame_reader_find_near (self, target, &limits, error);
  if (sample == NULL)
    return NULL;

  return make_frame (self, sample, max_edge, error);
}

/**
 * reel_frame_reader_read_stretch:
 * @self: a reader
 * @start: seconds from the first frame
 * @until: seconds from the first frame, after @start; what begins then is left out
 * @gap: seconds; of frames that are nearer together some are left out
 * @max_edge: pixels, the longer edge at most; 0 for the full size; never enlarged
 * @most_bytes: what their pictures may take: where it is less than all of them, these are the last ones, but at least one
 * @deadline: when to give up
 * @cancellable: (nullable): to stop early
 * @error: return location of a #ReelMediaError or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (element-type ReelFrame): the frames from the one on that is shown at @start, in the order of
 *   their times, or %NULL with @error set
 */
GPtrArray *
reel_frame_reader_read_stretch (ReelFrameReader *self,
                                double           start,
                                double           until,
                                double           gap,
                                guint            max_edge,
                                gsize            most_bytes,
                                gint64           deadline,
                                GCancellable    *cancellable,
                                GError         **error)
{
  const ReelFrameLimits limits = { deadline, cancellable };
  g_autoptr (GPtrArray) frames = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_frame_unref);
  g_autoptr (GstSample) sample = NULL;
  g_autoptr (GError) failure = NULL;
  double last = -G_MAXDOUBLE;
  gsize bytes = 0;

  g_return_val_if_fail (self != NULL, NULL);

  sample = reel_frame_reader_find_exact (self, self->base + (GstClockTime) (CLAMP (start, 0.0, 1e8) * GST_SECOND), &limits,
                                         &failure);
  while (sample != NULL && (frames->len == 0 || seconds_of (self, sample) < until - HALF_TOLERANCE))
    {
      g_autoptr (GstSample) shown = g_steal_pointer (&sample);

      if (seconds_of (self, shown) >= last + gap - HALF_TOLERANCE)
        {
          ReelFrame *frame = make_frame (self, shown, max_edge, error);

          if (frame == NULL)
            return NULL;
          last = frame->time;
          bytes += frame->stride * frame->height;
          g_ptr_array_add (frames, frame);
        }
      while (bytes > most_bytes && frames->len > 1)
        {
          const ReelFrame *oldest = frames->pdata[0];

          bytes -= oldest->stride * oldest->height;
          g_ptr_array_remove_index (frames, 0);
        }
      sample = reel_frame_reader_find_next (self, &limits, &failure);
    }
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  return g_steal_pointer (&frames);
}

static gboolean
build (ReelFrameReader *self,
       const char      *uri)
{
  g_autoptr (GstCaps) caps = gst_caps_new_empty_simple ("video/x-raw");
  g_autofree char *opened = reel_avi_source_dup_uri (uri);
  GstElement *source = gst_element_factory_make ("uridecodebin", NULL);

  self->entry = reel_fields_new ();
  self->sink = gst_element_factory_make ("appsink", NULL);
  if (source == NULL || self->entry == NULL || self->sink == NULL)
    {
      g_clear_pointer (&source, gst_object_unref);
      return FALSE;
    }
  self->pipeline = gst_pipeline_new (NULL);
  /* Pictures only, decoded to memory: no sound, and no contest for a decoder in hardware. */
  g_object_set (source, "uri", opened, "caps", caps, "force-sw-decoders", TRUE, NULL);
  g_object_set (self->sink, "caps", caps, "sync", FALSE, "max-buffers", 1, "drop", FALSE, "enable-last-sample", FALSE, NULL);
  gst_bin_add_many (GST_BIN (self->pipeline), source, gst_object_ref_sink (self->entry), g_object_ref (self->sink), NULL);
  gst_element_link (self->entry, self->sink);
  reel_frame_index_watch (self->index, GST_BIN (self->pipeline));
  g_signal_connect (source, "pad-added", G_CALLBACK (on_pad_added), self);
  g_signal_connect (source, "pad-removed", G_CALLBACK (on_pad_removed), self);
  g_signal_connect (source, "autoplug-continue", G_CALLBACK (on_autoplug_continue), NULL);
  g_signal_connect (source, "no-more-pads", G_CALLBACK (on_no_more_pads), self);
  return TRUE;
}

/**
 * reel_frame_reader_open:
 * @uri: URI of a file on this computer
 * @deadline: when to give up
 * @cancellable: (nullable): to stop early
 * @error: return location of a #ReelMediaError or %G_IO_ERROR_CANCELLED
 *
 * Opens a file and decodes its first frame.
 *
 * Returns: (transfer full): a reader, or %NULL with @error set
 */
ReelFrameReader *
reel_frame_reader_open (const char   *uri,
                        gint64        deadline,
                        GCancellable *cancellable,
                        GError      **error)
{
  const ReelFrameLimits limits = { deadline, cancellable };
  g_autoptr (ReelFrameReader) self = NULL;
  g_autoptr (ReelMediaFile) file = NULL;
  g_autoptr (GError) failure = NULL;
  GstClockTime base;

  g_return_val_if_fail (uri != NULL, NULL);

  file = reel_media_file_check (uri, error);
  if (file == NULL)
    return NULL;

  self = g_new0 (ReelFrameReader, 1);
  self->name = g_strdup (file->name);
  self->missing = g_ptr_array_new_with_free_func (g_free);
  self->pads = g_ptr_array_new_with_free_func (g_object_unref);
  self->index = reel_frame_index_new ();
  self->maker = reel_picture_maker_new ();
  if (!build (self, uri))
    {
      g_set_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_FAILED,
                   _ ("GStreamer’s basic plugins are missing. Install the package %s."), "gstreamer1.0-plugins-base");
      return NULL;
    }

  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  self->first = reel_frame_reader_pull (self, &limits, &failure);
  if (self->first == NULL)
    {
      g_propagate_error (error, failure != NULL ? g_steal_pointer (&failure) : reel_media_error_new_damaged (self->name));
      return NULL;
    }
  self->shown = gst_sample_ref (self->first);
  base = reel_frame_reader_time_of (self->first);
  self->base = GST_CLOCK_TIME_IS_VALID (base) ? base : 0;
  return g_steal_pointer (&self);
}

/**
 * reel_frame_reader_get_reach:
 * @self: a reader
 *
 * Returns: seconds; how far before a frame that was read its key frame lay at most, from which on it takes to decode it.
 *   Frames that lie so near together are quickest read in the order of their times.
 */
double
reel_frame_reader_get_reach (ReelFrameReader *self)
{
  g_return_val_if_fail (self != NULL, 0.0);

  return (double) self->reach / GST_SECOND;
}

/**
 * reel_frame_reader_free:
 * @self: (transfer full): a reader
 */
void
reel_frame_reader_free (ReelFrameReader *self)
{
  g_return_if_fail (self != NULL);

  if (self->pipeline != NULL)
    gst_element_set_state (self->pipeline, GST_STATE_NULL);
  g_clear_pointer (&self->first, gst_sample_unref);
  reel_frame_reader_forget_place (self);
  g_clear_pointer (&self->maker, reel_picture_maker_free);
  gst_clear_object (&self->entry);
  gst_clear_object (&self->sink);
  gst_clear_object (&self->pipeline);
  g_clear_pointer (&self->missing, g_ptr_array_unref);
  g_clear_pointer (&self->pads, g_ptr_array_unref);
  g_clear_pointer (&self->index, reel_frame_index_unref);
  g_free (self->name);
  g_free (self);
}
