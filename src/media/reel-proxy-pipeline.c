/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <gst/pbutils/pbutils.h>

#include "base/reel-sentence.h"
#include "media/reel-media-error.h"
#include "media/reel-media-file.h"
#include "media/reel-missing-codec.h"
#include "media/reel-proxy-private.h"
#include "media/reel-track.h"

/*
 * Why neither GstTranscoder nor encodebin: their profiles can't keep frame times. encodebin puts a videorate in front of
 * the encoder, which makes a constant rate of a variable one unless it is switched off, and an audiorate, and neither lets
 * one say how encoded data is queued. Here nothing between decoder and muxer touches a picture's time.
 *
 * Why uridecodebin and not uridecodebin3: it shows all its streams, and says that there are no more, before any data flows.
 * So the muxer knows all of its inputs in time.
 */

/* How often a running pipeline looks at its cancellable, and says how far it is. */
#define POLL (100 * GST_MSECOND)

/* So many polls in which nothing has moved are too many. Counted, not timed, so that a computer may sleep meanwhile. */
#define MOST_IDLE_POLLS 600

/* On a streaming thread. */
static void
on_pad_added (GstElement *source,
              GstPad     *pad,
              gpointer    data)
{
  ReelProxyPipeline *self = data;

  g_ptr_array_add (self->pads, g_object_ref (pad));
}

/* On a streaming thread: subtitles are not decoded. */
static gboolean
on_autoplug_continue (GstElement *source,
                      GstPad     *pad,
                      GstCaps    *caps,
                      gpointer    data)
{
  ReelProxyPipeline *self = data;
  const char *type = gst_caps_get_size (caps) > 0 ? gst_structure_get_name (gst_caps_get_structure (caps, 0)) : "";

  if (g_str_has_prefix (type, "audio/") && self->plan->audio_encoder == NULL)
    return FALSE;
  return !g_str_has_prefix (type, "text/") && !g_str_has_prefix (type, "subpicture/") &&
         !g_str_has_prefix (type, "application/x-subtitle");
}

/* On a streaming thread, before any data flows. */
static void
on_no_more_pads (GstElement *source,
                 gpointer    data)
{
  ReelProxyPipeline *self = data;
  GstPad *video = reel_track_choose (self->pads, "video/x-raw");
  GstPad *audio = self->plan->audio_encoder != NULL ? reel_track_choose (self->pads, "audio/x-raw") : NULL;

  if (video != NULL && !g_atomic_int_get (&self->linked))
    {
      if (reel_proxy_chain_link_video (self, video) && (audio == NULL || reel_proxy_chain_link_audio (self, audio)))
        g_atomic_int_set (&self->linked, TRUE);
      else
        GST_ELEMENT_ERROR (self->pipeline, CORE, MISSING_PLUGIN, (NULL), ("the encoding half can't be put together"));
    }
  g_atomic_int_set (&self->no_more_pads, TRUE);
}

/* Whether an error comes from where the file is written. */
static GError *
error_of_target (ReelProxyPipeline *self,
                 const GError      *failure,
                 const char        *debug)
{
  if (g_error_matches (failure, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NO_SPACE_LEFT))
    return reel_media_error_new_no_space (self->name);
  /* Muxers with a file of their own say no more than what the system said. */
  if (g_error_matches (failure, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_WRITE) && debug != NULL &&
      (strstr (debug, g_strerror (ENOSPC)) != NULL || strstr (debug, g_strerror (EDQUOT)) != NULL ||
       strstr (debug, g_strerror (EFBIG)) != NULL))
    return reel_media_error_new_no_space (self->name);
  if (g_error_matches (failure, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_WRITE) ||
      g_error_matches (failure, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_OPEN_WRITE) ||
      g_error_matches (failure, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_OPEN_READ_WRITE) ||
      g_error_matches (failure, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_CLOSE))
    return reel_sentence_error (REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_UNWRITABLE,
                                N_ ("The smaller copy of “%s” can’t be written: %s"),
                        self->name, failure->message);
  return NULL;
}

/* (transfer container): the installer details of what may keep the pictures from being decoded, and a NULL */
static GPtrArray *
dup_what_matters (ReelProxyPipeline *self)
{
  GPtrArray *matters = g_ptr_array_new ();

  for (guint i = 0; i < self->missing->len; i++)
    if (reel_missing_codec_hides_pictures (self->missing->pdata[i]))
      g_ptr_array_add (matters, self->missing->pdata[i]);
  g_ptr_array_add (matters, NULL);
  return matters;
}

static GError *
error_of_message (ReelProxyPipeline *self,
                  GstMessage        *message)
{
  g_autoptr (GError) failure = NULL;
  g_autofree char *debug = NULL;
  g_autoptr (GPtrArray) matters = NULL;
  GError *error;

  gst_message_parse_error (message, &failure, &debug);
  error = error_of_target (self, failure, debug);
  if (error != NULL)
    return error;
  matters = dup_what_matters (self);
  error = reel_media_error_from_gst (failure, self->name, (const char * const *) matters->pdata);
  if (g_error_matches (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_FAILED))
    {
      g_error_free (error);
      error = reel_sentence_error (REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_FAILED,
                                   N_ ("A smaller copy of “%s” can’t be made: %s"),
                           self->name, failure->message);
    }
  return error;
}

/**
 * reel_proxy_pipeline_run:
 * @self: a pipeline, once
 * @progress: (nullable): told how far it is, about ten times a second
 * @data: for @progress
 * @cancellable: (nullable): to stop early
 * @error: return location of a #ReelMediaError or %G_IO_ERROR_CANCELLED
 *
 * Runs it to its end. Blocks: for worker threads.
 *
 * Returns: whether the file is complete
 */
gboolean
reel_proxy_pipeline_run (ReelProxyPipeline          *self,
                         ReelProxyPipelineProgress   progress,
                         gpointer                    data,
                         GCancellable               *cancellable,
                         GError                    **error)
{
  g_autoptr (GstBus) bus = NULL;
  guint last = 0, idle = 0;

  g_return_val_if_fail (self != NULL, FALSE);

  bus = gst_element_get_bus (self->pipeline);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  for (;;)
    {
      g_autoptr (GstMessage) message = NULL;
      guint buffers;

      message = gst_bus_timed_pop_filtered (bus, POLL, GST_MESSAGE_ERROR | GST_MESSAGE_EOS | GST_MESSAGE_ELEMENT);
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (message != NULL && GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS)
        return TRUE;
      if (message != NULL && GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
        {
          g_propagate_error (error, error_of_message (self, message));
          return FALSE;
        }
      if (message != NULL && gst_is_missing_plugin_message (message))
        g_ptr_array_add (self->missing, gst_missing_plugin_message_get_installer_detail (message));
      if (message != NULL)
        continue;

      if (g_atomic_int_get (&self->no_more_pads) && !g_atomic_int_get (&self->linked))
        {
          g_autoptr (GPtrArray) matters = dup_what_matters (self);

          g_propagate_error (error, matters->len > 1
                                      ? reel_missing_codec_error_new (self->name, (const char * const *) matters->pdata)
                                      : reel_media_error_new_no_video (self->name));
          return FALSE;
        }
      buffers = (guint) g_atomic_int_get (&self->buffers);
      idle = buffers == last ? idle + 1 : 0;
      last = buffers;
      if (idle > MOST_IDLE_POLLS)
        {
          g_propagate_error (error, reel_media_error_new_timed_out (self->name));
          return FALSE;
        }
      if (progress != NULL)
        progress ((GstClockTime) g_atomic_int_get (&self->position) * GST_MSECOND, data);
    }
}

static GstElement *
make_mux (const ReelProxyPlan *plan,
          const char          *scratch)
{
  GstElement *mux;

  if (!g_str_equal (plan->extension, "mp4"))
    return gst_element_factory_make ("webmmux", NULL);
  mux = gst_element_factory_make ("mp4mux", NULL);
  /* The index in front, so that a service need not have all of it to begin. */
  if (mux != NULL)
    g_object_set (mux, "faststart", TRUE, "faststart-file", scratch, "movie-timescale", REEL_PROXY_TIMESCALE, NULL);
  return mux;
}

/**
 * reel_proxy_pipeline_new:
 * @uri: URI of a file on this computer
 * @path: the file to write
 * @scratch: a file that it may fill and empty meanwhile
 * @plan: what to write
 * @error: return location of a #ReelMediaError
 *
 * Returns: (transfer full): a pipeline to run once, or %NULL with @error set
 */
ReelProxyPipeline *
reel_proxy_pipeline_new (const char           *uri,
                         const char           *path,
                         const char           *scratch,
                         const ReelProxyPlan  *plan,
                         GError              **error)
{
  g_autoptr (ReelProxyPipeline) self = NULL;
  GstElement *source, *sink;

  g_return_val_if_fail (uri != NULL, NULL);
  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (scratch != NULL, NULL);
  g_return_val_if_fail (plan != NULL, NULL);

  self = g_new0 (ReelProxyPipeline, 1);
  self->plan = reel_proxy_plan_copy (plan);
  self->end = GST_CLOCK_TIME_NONE;
  self->name = reel_media_file_display_name (uri);
  self->pads = g_ptr_array_new_with_free_func (g_object_unref);
  self->missing = g_ptr_array_new_with_free_func (g_free);
  self->pipeline = gst_pipeline_new (NULL);
  source = gst_element_factory_make ("uridecodebin", NULL);
  sink = gst_element_factory_make ("filesink", NULL);
  self->mux = make_mux (plan, scratch);
  if (source == NULL || sink == NULL || self->mux == NULL)
    {
      gst_clear_object (&source);
      gst_clear_object (&sink);
      gst_clear_object (&self->mux);
      g_propagate_error (error, reel_sentence_error (REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_FAILED,
                                                     N_ ("GStreamer’s basic plugins are missing. Install the package %s."),
                                                     "gstreamer1.0-plugins-base gstreamer1.0-plugins-good"));
      return NULL;
    }

  gst_bin_add_many (GST_BIN (self->pipeline), source, g_object_ref (self->mux), sink, NULL);
  gst_element_link (self->mux, sink);
  g_object_set (source, "uri", uri, "force-sw-decoders", TRUE, NULL);
  g_object_set (sink, "location", path, NULL);
  g_signal_connect (source, "pad-added", G_CALLBACK (on_pad_added), self);
  g_signal_connect (source, "autoplug-continue", G_CALLBACK (on_autoplug_continue), self);
  g_signal_connect (source, "no-more-pads", G_CALLBACK (on_no_more_pads), self);
  return g_steal_pointer (&self);
}

/**
 * reel_proxy_pipeline_free:
 * @self: (transfer full): a pipeline, run or not
 */
void
reel_proxy_pipeline_free (ReelProxyPipeline *self)
{
  g_return_if_fail (self != NULL);

  if (self->pipeline != NULL)
    gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_clear_object (&self->mux);
  gst_clear_object (&self->pipeline);
  g_clear_pointer (&self->pads, g_ptr_array_unref);
  g_clear_pointer (&self->missing, g_ptr_array_unref);
  g_clear_pointer (&self->plan, reel_proxy_plan_free);
  g_free (self->name);
  g_free (self);
}
