/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <gst/app/app.h>
#include <gst/pbutils/pbutils.h>

#include "media/reel-avi-source.h"
#include "media/reel-media-error.h"
#include "media/reel-media-file.h"
#include "media/reel-missing-codec.h"
#include "media/reel-raw-reader.h"
#include "media/reel-tone-fit.h"
#include "media/reel-track.h"

/* How often a waiting reader looks at its bus and its cancellable, and how often it may find nothing before it gives up. */
#define POLL (50 * GST_MSECOND)
#define MOST_IDLE_POLLS 1200

struct _ReelRawReader
{
  /* owned */
  char *name;
  char *kind; /* of the stream: "video/" or "audio/" */
  GstElement *pipeline;
  GstElement *entry;
  GstElement *sink;
  GPtrArray *missing;
  GPtrArray *pads; /* (element-type GstPad): of the source; streaming threads, which come into its signals one by one */
  GCancellable *cancellable; /* (nullable) */

  gboolean started;

  /* Set on streaming threads, atomically. */
  gboolean linked;
  gboolean no_more_pads;
};

/* Pictures that are coded one by one may be called images. */
static gboolean
is_wanted (ReelRawReader      *self,
           const GstStructure *structure)
{
  const char *name = gst_structure_get_name (structure);

  return g_str_has_prefix (name, self->kind) || (g_str_equal (self->kind, "video/") && g_str_has_prefix (name, "image/"));
}

/* On a streaming thread: takes the best of the pads that there are so far. Data flow when all have been added, and parsebin does
 * not say when that is. */
static void
on_pad_added (GstElement *source,
              GstPad     *pad,
              gpointer    data)
{
  ReelRawReader *self = data;
  g_autoptr (GstPad) sink = gst_element_get_static_pad (self->entry, "sink");
  g_autoptr (GstPad) linked = gst_pad_get_peer (sink);
  GstPad *best;

  g_ptr_array_add (self->pads, g_object_ref (pad));
  best = reel_track_choose (self->pads, self->kind);
  if (best == NULL || best == linked || gst_pad_has_current_caps (sink))
    return;
  if (linked != NULL)
    gst_pad_unlink (linked, sink);
  if (GST_PAD_LINK_SUCCESSFUL (gst_pad_link (best, sink)))
    g_atomic_int_set (&self->linked, TRUE);
}

/* On a streaming thread. */
static void
on_pad_removed (GstElement *source,
                GstPad     *pad,
                gpointer    data)
{
  ReelRawReader *self = data;

  g_ptr_array_remove (self->pads, pad);
}

/* Containers have such names as streams have. */
static gboolean
is_container (const GstStructure *structure)
{
  static const char * const names[] = { "video/quicktime", "video/x-matroska", "video/webm", "video/x-msvideo", "video/mpegts",
                                        "video/x-flv", "video/x-ms-asf", "audio/webm", "audio/x-matroska", NULL };
  gboolean system = FALSE;

  return (gst_structure_get_boolean (structure, "systemstream", &system) && system) ||
         g_strv_contains (names, gst_structure_get_name (structure));
}

/* On a streaming thread: what is of another kind is not decoded. */
static gboolean
on_autoplug_continue (GstElement *source,
                      GstPad     *pad,
                      GstCaps    *caps,
                      gpointer    data)
{
  static const char * const kinds[] = { "audio/", "video/", "image/", "text/", "subpicture/", "application/x-subtitle" };
  ReelRawReader *self = data;
  GstStructure *structure = gst_caps_get_size (caps) > 0 ? gst_caps_get_structure (caps, 0) : NULL;

  if (structure == NULL || is_container (structure))
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_has_prefix (gst_structure_get_name (structure), kinds[i]))
      return is_wanted (self, structure);
  return TRUE;
}

/* On a streaming thread. */
static void
on_no_more_pads (GstElement *source,
                 gpointer    data)
{
  ReelRawReader *self = data;

  g_atomic_int_set (&self->no_more_pads, TRUE);
}

/* Reads what the pipeline said; whether it goes on. */
static gboolean
drain_bus (ReelRawReader *self,
           GError       **error)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (self->pipeline);
  g_autoptr (GPtrArray) matters = g_ptr_array_new ();
  gboolean video = g_str_equal (self->kind, "video/");
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
  for (guint i = 0; i < self->missing->len; i++)
    if (video ? reel_missing_codec_hides_pictures (self->missing->pdata[i])
              : reel_missing_codec_is_sound (self->missing->pdata[i]))
      g_ptr_array_add (matters, self->missing->pdata[i]);
  g_ptr_array_add (matters, NULL);
  /* All streams are known, and none is what is wanted: nothing will come, whether or not that is called an error. */
  if (g_atomic_int_get (&self->no_more_pads) && !g_atomic_int_get (&self->linked))
    g_propagate_error (error, matters->len > 1
                                ? reel_missing_codec_error_new (self->name, (const char * const *) matters->pdata)
                                : reel_media_error_new_no_video (self->name));
  else if (failure != NULL)
    g_propagate_error (error, reel_media_error_from_gst (failure, self->name, (const char * const *) matters->pdata));
  else
    return TRUE;
  return FALSE;
}

/* The sink goes on writing to the samples that it hands out. */
static GstSample *
take_over (GstSample *sample)
{
  GstSample *copy = gst_sample_new (gst_sample_get_buffer (sample), gst_sample_get_caps (sample),
                                    gst_sample_get_segment (sample), NULL);

  gst_sample_unref (sample);
  return copy;
}

/**
 * reel_raw_reader_fit_tones:
 * @self: a reader of decoded pictures, from which nothing was pulled yet
 * @filter: the name of a capsfilter in its chain, see reel_tone_fit_attach()
 *
 * Has pictures of high dynamic range fitted to a screen.
 */
void
reel_raw_reader_fit_tones (ReelRawReader *self,
                           const char    *filter)
{
  g_autoptr (GstElement) element = NULL;
  g_autoptr (GstPad) pad = NULL;

  g_return_if_fail (self != NULL && filter != NULL);

  element = gst_bin_get_by_name (GST_BIN (self->entry), filter);
  pad = gst_element_get_static_pad (self->entry, "sink");
  reel_tone_fit_attach (pad, element);
}

/**
 * reel_raw_reader_pull:
 * @self: a reader
 * @error: return location of a #ReelMediaError or %G_IO_ERROR_CANCELLED; %REEL_MEDIA_ERROR_NO_VIDEO where the file has no
 *   such stream, also where that is sound
 *
 * Returns: (transfer full) (nullable): what comes next; %NULL without an error at the end
 */
GstSample *
reel_raw_reader_pull (ReelRawReader  *self,
                      GError        **error)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (!self->started)
    {
      self->started = TRUE;
      gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
    }
  for (guint idle = 0; idle < MOST_IDLE_POLLS; idle++)
    {
      GstSample *sample;

      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return NULL;
      sample = gst_app_sink_try_pull_sample (GST_APP_SINK (self->sink), POLL);
      if (sample != NULL)
        return take_over (sample);
      if (!drain_bus (self, error) || gst_app_sink_is_eos (GST_APP_SINK (self->sink)))
        return NULL;
    }
  g_propagate_error (error, reel_media_error_new_timed_out (self->name));
  return NULL;
}

/**
 * reel_raw_reader_seek:
 * @self: a reader
 * @position: stream time
 * @exact: whether to begin there, else with the key frame before
 *
 * What is pulled next begins about there, or at the start, where the file can't be sought.
 */
void
reel_raw_reader_seek (ReelRawReader *self,
                      GstClockTime   position,
                      gboolean       exact)
{
  const GstSeekFlags flags = exact ? GST_SEEK_FLAG_ACCURATE : GST_SEEK_FLAG_KEY_UNIT | GST_SEEK_FLAG_SNAP_BEFORE;

  g_return_if_fail (self != NULL);

  if (gst_element_seek (self->pipeline, 1.0, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH | flags, GST_SEEK_TYPE_SET,
                        (gint64) position, GST_SEEK_TYPE_NONE, 0))
    return;
  gst_element_set_state (self->pipeline, GST_STATE_READY);
  g_ptr_array_set_size (self->pads, 0);
  g_atomic_int_set (&self->linked, FALSE);
  g_atomic_int_set (&self->no_more_pads, FALSE);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
}

/**
 * reel_raw_reader_lead_in:
 * @self: a reader of pictures that has given one
 *
 * Returns: how far before a picture to seek, so that its time is not cut there
 */
GstClockTime
reel_raw_reader_lead_in (ReelRawReader *self)
{
  g_autoptr (GstPad) pad = NULL;
  g_autoptr (GstCaps) caps = NULL;
  int n, d;

  g_return_val_if_fail (self != NULL, 0);

  pad = gst_element_get_static_pad (self->sink, "sink");
  caps = gst_pad_get_current_caps (pad);
  if (caps != NULL && gst_structure_get_fraction (gst_caps_get_structure (caps, 0), "framerate", &n, &d) && n > 0 && d > 0)
    return MIN (gst_util_uint64_scale_int (3 * GST_SECOND / 2, d, n), GST_SECOND);
  return 100 * GST_MSECOND;
}

/**
 * reel_raw_reader_dup_tags:
 * @self: a reader that has given something
 *
 * Returns: (transfer full) (nullable): what the file says of the stream
 */
GstTagList *
reel_raw_reader_dup_tags (ReelRawReader *self)
{
  g_autoptr (GstPad) pad = NULL;
  g_autoptr (GstEvent) event = NULL;
  GstTagList *tags = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  pad = gst_element_get_static_pad (self->sink, "sink");
  for (guint i = 0; tags == NULL && (event = gst_pad_get_sticky_event (pad, GST_EVENT_TAG, i)) != NULL; i++)
    {
      GstTagList *list;

      gst_event_parse_tag (event, &list);
      if (gst_tag_list_get_tag_size (list, GST_TAG_IMAGE_ORIENTATION) > 0)
        tags = gst_tag_list_copy (list);
      g_clear_pointer (&event, gst_event_unref);
    }
  return tags;
}

/**
 * reel_raw_reader_time:
 * @sample: of a reader
 *
 * Returns: when it begins, in stream time; %GST_CLOCK_TIME_NONE where nobody says
 */
GstClockTime
reel_raw_reader_time (GstSample *sample)
{
  GstBuffer *buffer = gst_sample_get_buffer (sample);

  if (buffer == NULL || !GST_BUFFER_PTS_IS_VALID (buffer))
    return GST_CLOCK_TIME_NONE;
  return gst_segment_to_stream_time (gst_sample_get_segment (sample), GST_FORMAT_TIME, GST_BUFFER_PTS (buffer));
}

/* (transfer none): what gives the streams of the file, in the pipeline; NULL where something is not installed */
static GstElement *
add_source (ReelRawReader *self,
            const char    *uri,
            const char    *type)
{
  g_autofree char *opened = reel_avi_source_dup_uri (uri);
  gboolean decode = !g_str_has_suffix (type, "/");
  GstElement *source = gst_element_factory_make (decode ? "uridecodebin" : "parsebin", NULL);
  GstElement *file = decode ? NULL : gst_element_make_from_uri (GST_URI_SRC, opened, NULL, NULL);

  if (source == NULL)
    return NULL;
  gst_bin_add (GST_BIN (self->pipeline), source);
  if (decode)
    {
      g_autoptr (GstCaps) caps = gst_caps_new_empty_simple (type);

      g_object_set (source, "uri", opened, "caps", caps, "force-sw-decoders", TRUE, NULL);
      return source;
    }
  if (file == NULL)
    return NULL;
  gst_bin_add (GST_BIN (self->pipeline), file);
  return gst_element_link (file, source) ? source : NULL;
}

/**
 * reel_raw_reader_new:
 * @uri: URI of a file on this computer
 * @type: "video/x-raw" or "audio/x-raw"; "video/" or "audio/" for what is in the file, not decoded
 * @chain: a part of a pipeline that makes of that what is wanted
 * @cancellable: (nullable): to stop early
 * @error: return location of a #ReelMediaError
 *
 * Returns: (transfer full): a reader that begins to read when it is first pulled from, or %NULL with @error set
 */
ReelRawReader *
reel_raw_reader_new (const char    *uri,
                     const char    *type,
                     const char    *chain,
                     GCancellable  *cancellable,
                     GError       **error)
{
  g_autoptr (ReelRawReader) self = NULL;
  g_autofree char *bin = NULL;
  GstElement *source;

  g_return_val_if_fail (uri != NULL, NULL);
  g_return_val_if_fail (type != NULL && chain != NULL, NULL);

  self = g_new0 (ReelRawReader, 1);
  self->name = reel_media_file_display_name (uri);
  self->kind = g_strndup (type, strcspn (type, "/") + 1);
  self->missing = g_ptr_array_new_with_free_func (g_free);
  self->pads = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  self->pipeline = gst_pipeline_new (NULL);
  bin = g_strconcat (chain, " ! appsink name=sink sync=false max-buffers=4 enable-last-sample=false", NULL);
  source = add_source (self, uri, type);
  self->entry = gst_parse_bin_from_description (bin, TRUE, NULL);
  if (source == NULL || self->entry == NULL)
    {
      g_set_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_FAILED,
                   _ ("GStreamer’s basic plugins are missing. Install the package %s."),
                   "gstreamer1.0-plugins-base gstreamer1.0-plugins-good");
      return NULL;
    }
  gst_object_ref_sink (self->entry);
  self->sink = gst_bin_get_by_name (GST_BIN (self->entry), "sink");
  gst_bin_add (GST_BIN (self->pipeline), self->entry);
  g_signal_connect (source, "pad-added", G_CALLBACK (on_pad_added), self);
  g_signal_connect (source, "pad-removed", G_CALLBACK (on_pad_removed), self);
  g_signal_connect (source, "autoplug-continue", G_CALLBACK (on_autoplug_continue), self);
  g_signal_connect (source, "no-more-pads", G_CALLBACK (on_no_more_pads), self);
  return g_steal_pointer (&self);
}

/**
 * reel_raw_reader_free:
 * @self: (transfer full): a reader
 */
void
reel_raw_reader_free (ReelRawReader *self)
{
  g_return_if_fail (self != NULL);

  if (self->pipeline != NULL)
    gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_clear_object (&self->sink);
  gst_clear_object (&self->entry);
  gst_clear_object (&self->pipeline);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->missing, g_ptr_array_unref);
  g_clear_pointer (&self->pads, g_ptr_array_unref);
  g_free (self->kind);
  g_free (self->name);
  g_free (self);
}
