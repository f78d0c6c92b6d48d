/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <gst/app/app.h>

#include "media/reel-clip-mux.h"

/* How often a waiting thread looks at the bus and its cancellable. */
#define POLL (10 * GST_MSECOND)

/* So many in which nothing has moved are too many: five minutes. Counted, not timed, so that a computer may sleep meanwhile. */
#define MOST_IDLE_POLLS 30000

/* Encoded data must be able to wait for the other stream: an encoder that looks ahead keeps seconds to itself. */
#define ENCODED_BYTES (64 * 1024 * 1024)

struct _ReelClipMux
{
  /* owned */
  GstElement *pipeline;
  GstElement *mux;
  GCancellable *cancellable; /* (nullable) */

  /* borrowed */
  ReelPartFile *part;

  /* Set on streaming threads, atomically. */
  guint buffers; /* that went by */
};

static const struct
{
  const char *extension;
  const char *factory;
} muxers[] = {
  { "mp4", "mp4mux" },
  { "m4v", "mp4mux" },
  { "mov", "qtmux" },
  { "webm", "webmmux" },
};

/* On a streaming thread. */
static GstPadProbeReturn
count_buffer (GstPad          *pad,
              GstPadProbeInfo *info,
              gpointer         data)
{
  ReelClipMux *self = data;

  g_atomic_int_inc (&self->buffers);
  return GST_PAD_PROBE_OK;
}

/**
 * reel_clip_mux_new:
 * @part: the file to write; outlives this
 * @extension: what its name ends with at last, without the dot; what is not known is Matroska
 * @cancellable: (nullable): to stop early
 * @error: return location of %REEL_MEDIA_ERROR_FAILED
 *
 * Returns: (transfer full): a muxer without streams, or %NULL with @error set
 */
ReelClipMux *
reel_clip_mux_new (ReelPartFile *part,
                   const char   *extension,
                   GCancellable *cancellable,
                   GError      **error)
{
  g_autoptr (ReelClipMux) self = g_new0 (ReelClipMux, 1);
  const char *factory = "matroskamux";
  GstElement *sink;

  for (gsize i = 0; i < G_N_ELEMENTS (muxers); i++)
    if (g_ascii_strcasecmp (extension, muxers[i].extension) == 0)
      factory = muxers[i].factory;
  self->part = part;
  self->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  self->pipeline = gst_pipeline_new (NULL);
  self->mux = gst_element_factory_make (factory, NULL);
  sink = gst_element_factory_make ("filesink", NULL);
  if (self->mux == NULL || sink == NULL)
    {
      gst_clear_object (&sink);
      g_set_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_FAILED,
                   _ ("GStreamer’s basic plugins are missing. Install the package %s."), "gstreamer1.0-plugins-good");
      return NULL;
    }
  gst_object_ref_sink (self->mux);
  g_object_set (sink, "location", reel_part_file_get_path (part), NULL);
  gst_bin_add_many (GST_BIN (self->pipeline), self->mux, sink, NULL);
  gst_element_link (self->mux, sink);
  return g_steal_pointer (&self);
}

static gboolean
takes (GstPad        *sink,
       const GstCaps *caps)
{
  g_autoptr (GstCaps) possible = sink != NULL ? gst_pad_get_pad_template_caps (sink) : NULL;

  return possible != NULL && (caps == NULL || gst_caps_can_intersect (caps, possible));
}

/**
 * reel_clip_mux_can_hold:
 * @self: a muxer
 * @kind: "video" or "audio"
 * @caps: of a stream
 *
 * Returns: whether this kind of file has a place for it at all; asking leaves no trace in the file
 */
gboolean
reel_clip_mux_can_hold (ReelClipMux   *self,
                        const char    *kind,
                        const GstCaps *caps)
{
  g_autofree char *name = g_strconcat (kind, "_%u", NULL);
  GstPadTemplate *template;
  g_autoptr (GstCaps) held = NULL;

  g_return_val_if_fail (self != NULL && caps != NULL, FALSE);

  template = gst_element_class_get_pad_template (GST_ELEMENT_GET_CLASS (self->mux), name);
  held = template != NULL ? gst_pad_template_get_caps (template) : NULL;
  return held != NULL && gst_caps_can_intersect (held, caps);
}

/**
 * reel_clip_mux_add:
 * @self: a muxer that has not started
 * @elements: (array length=n_elements): (transfer floating): a chain that begins with an appsrc; one that is NULL is not
 *   installed
 * @n_elements: how many
 * @kind: "video" or "audio"
 * @caps: (nullable): what it gives, where the container might not take it
 * @timescale: units a second of the stream's times, where the container has such; 0 for the muxer's own
 * @error: return location of %REEL_MEDIA_ERROR_NOT_COPYABLE where the container can't hold that, or %REEL_MEDIA_ERROR_FAILED
 *
 * Returns: %FALSE with @error set
 */
gboolean
reel_clip_mux_add (ReelClipMux   *self,
                   GstElement   **elements,
                   guint          n_elements,
                   const char    *kind,
                   const GstCaps *caps,
                   guint          timescale,
                   GError       **error)
{
  GstElement *queue = gst_element_factory_make ("queue", NULL);
  g_autofree char *name = g_strconcat (kind, "_%u", NULL);
  g_autoptr (GstPad) source = NULL;
  g_autoptr (GstPad) sink = NULL;
  gboolean ok = queue != NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  for (guint i = 0; i < n_elements; i++)
    if (elements[i] == NULL || !gst_bin_add (GST_BIN (self->pipeline), elements[i]))
      ok = FALSE;
  for (guint i = 0; ok && i + 1 < n_elements; i++)
    ok = gst_element_link (elements[i], elements[i + 1]);
  if (!ok || !gst_bin_add (GST_BIN (self->pipeline), queue) || !gst_element_link (elements[n_elements - 1], queue))
    {
      g_set_error_literal (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_FAILED,
                           _ ("The clip can’t be written: a plugin of GStreamer is missing."));
      return FALSE;
    }
  g_object_set (queue, "max-size-buffers", 0, "max-size-bytes", ENCODED_BYTES, "max-size-time", G_GUINT64_CONSTANT (0),
                "silent", TRUE, NULL);
  source = gst_element_get_static_pad (queue, "src");
  gst_pad_add_probe (source, GST_PAD_PROBE_TYPE_BUFFER, count_buffer, self, NULL);
  sink = gst_element_request_pad_simple (self->mux, name);
  if (!takes (sink, caps) || GST_PAD_LINK_FAILED (gst_pad_link (source, sink)))
    {
      g_set_error_literal (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_NOT_COPYABLE,
                           _ ("This kind of file can’t hold what the video is made of."));
      return FALSE;
    }
  if (timescale > 0 && g_object_class_find_property (G_OBJECT_GET_CLASS (sink), "trak-timescale") != NULL)
    {
      g_object_set (sink, "trak-timescale", timescale, NULL);
      g_object_set (self->mux, "movie-timescale", timescale, NULL);
    }
  return TRUE;
}

/**
 * reel_clip_mux_start:
 * @self: a muxer with all of its streams
 */
void
reel_clip_mux_start (ReelClipMux *self)
{
  g_return_if_fail (self != NULL);

  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
}

/* Waits a little; %FALSE with @error set when it has failed. */
static gboolean
look (ReelClipMux *self,
      GstClockTime wait,
      gboolean    *ended,
      GError     **error)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (self->pipeline);
  g_autoptr (GstMessage) message = gst_bus_timed_pop_filtered (bus, wait, GST_MESSAGE_ERROR | GST_MESSAGE_EOS);
  g_autoptr (GError) failure = NULL;
  g_autofree char *debug = NULL;
  GError *known;

  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  *ended = message != NULL && GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS;
  if (message == NULL || *ended)
    return TRUE;
  gst_message_parse_error (message, &failure, &debug);
  known = reel_part_file_error (self->part, failure, debug);
  if (known == NULL && (g_error_matches (failure, GST_STREAM_ERROR, GST_STREAM_ERROR_MUX) ||
                        g_error_matches (failure, GST_CORE_ERROR, GST_CORE_ERROR_NEGOTIATION) ||
                        (debug != NULL && strstr (debug, "not-negotiated") != NULL)))
    known = g_error_new_literal (REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_NOT_COPYABLE,
                                 _ ("This kind of file can’t hold what the video is made of."));
  if (known == NULL)
    known = g_error_new (REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_FAILED, _ ("The clip can’t be written: %s"), failure->message);
  g_propagate_error (error, known);
  return FALSE;
}

static gboolean
wait_until (ReelClipMux *self,
            GstElement  *source,
            guint64      most_bytes,
            GError     **error)
{
  guint last = 0, idle = 0;

  while (idle < MOST_IDLE_POLLS)
    {
      gboolean room = source != NULL && gst_app_src_get_current_level_bytes (GST_APP_SRC (source)) <= most_bytes;
      guint buffers = (guint) g_atomic_int_get (&self->buffers);
      gboolean ended;

      if (!look (self, room ? 0 : POLL, &ended, error))
        return FALSE;
      if (room || (source == NULL && ended))
        return TRUE;
      idle = buffers == last ? idle + 1 : 0;
      last = buffers;
    }
  g_set_error_literal (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_TIMED_OUT, _ ("Writing the clip took too long."));
  return FALSE;
}

/**
 * reel_clip_mux_wait_for_room:
 * @self: a muxer
 * @source: one of its appsrcs
 * @most_bytes: how much may wait in there; its own way to block waits for ever when the pipeline has failed
 * @error: return location of a #ReelMediaError or %G_IO_ERROR_CANCELLED
 *
 * Returns: %FALSE with @error set
 */
gboolean
reel_clip_mux_wait_for_room (ReelClipMux *self,
                             GstElement  *source,
                             guint64      most_bytes,
                             GError     **error)
{
  g_return_val_if_fail (self != NULL && source != NULL, FALSE);

  return wait_until (self, source, most_bytes, error);
}

/**
 * reel_clip_mux_finish:
 * @self: a muxer whose streams have ended
 * @error: return location of a #ReelMediaError or %G_IO_ERROR_CANCELLED
 *
 * Returns: whether the file is complete
 */
gboolean
reel_clip_mux_finish (ReelClipMux *self,
                      GError     **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (!wait_until (self, NULL, 0, error))
    return FALSE;
  /* Closes the file, which a disk that is full may refuse. */
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  return TRUE;
}

/**
 * reel_clip_mux_free:
 * @self: (transfer full): a muxer
 */
void
reel_clip_mux_free (ReelClipMux *self)
{
  g_return_if_fail (self != NULL);

  if (self->pipeline != NULL)
    gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_clear_object (&self->mux);
  gst_clear_object (&self->pipeline);
  g_clear_object (&self->cancellable);
  g_free (self);
}
