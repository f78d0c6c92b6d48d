/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <gst/app/app.h>
#include <math.h>

#include "media/reel-clip-encoder.h"
#include "media/reel-clip-mux.h"
#include "media/reel-proxy-encoder.h"

/* Units a second of the times in a file. */
#define TIMESCALE 90000

/* For who cuts further: four times what a proxy has. Bits a second for 720p at 30 frames a second. */
#define FULL_BITRATE 8000000.0
#define FULL_PIXELS (1280.0 * 720.0)
#define FULL_RATE 30.0
#define HIGHEST_RATE 240.0
#define LEAST_BITRATE 500000.0
#define AUDIO_BITRATE 192000

/* What may wait in front of the encoders: bytes of pictures. */
#define MOST_PICTURES 4

struct _ReelClipEncoder
{
  /* owned */
  ReelClipMux *mux;
  GstElement *pictures; /* an appsrc */
  GstElement *sound;    /* an appsrc; (nullable) */

  /* plain */
  gsize picture_size;   /* bytes */
  guint delay;          /* samples by which the encoder of sound is late */
  guint64 n_pushed;     /* samples */
};

/* What is written where the name of the file says nothing else. */
static gboolean
is_webm (const char *extension)
{
  return g_ascii_strcasecmp (extension, "webm") == 0;
}

/**
 * reel_clip_encoder_get_extension:
 * @has_audio: whether there is sound
 *
 * Opens devices to see whether they are there, once: the first call is for worker threads.
 *
 * Returns: (transfer none): what a file of the best encoders there are ends with: `mp4`, else `webm`
 */
const char *
reel_clip_encoder_get_extension (gboolean has_audio)
{
  return reel_proxy_encoder_get_h264 () != NULL && (!has_audio || reel_proxy_encoder_get_aac () != NULL) ? "mp4" : "webm";
}

/* x264 has a constant quality, which is better than any rate. No pictures out of order: times then begin at zero without
 * an edit list, which not everybody reads. */
static void
set_quality (GstElement *element)
{
  static const char * const settings[][2] = {
    { "bframes", "0" },
    { "b-frames", "0" },
    { "key-int-max", "30" },
    { "gop-size", "30" },
    { "keyframe-period", "30" },
    { "keyframe-max-dist", "30" },
  };
  GObjectClass *class = G_OBJECT_GET_CLASS (element);
  GstElementFactory *factory = gst_element_get_factory (element);

  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    if (g_object_class_find_property (class, settings[i][0]) != NULL)
      gst_util_set_object_arg (G_OBJECT (element), settings[i][0], settings[i][1]);
  if (g_str_equal (GST_OBJECT_NAME (factory), "x264enc"))
    {
      gst_util_set_object_arg (G_OBJECT (element), "pass", "qual");
      g_object_set (element, "quantizer", 18, "option-string", "bframes=0", NULL);
    }
}

static GstElement *
make_filter (const char *text)
{
  g_autoptr (GstCaps) caps = gst_caps_from_string (text);
  GstElement *filter = gst_element_factory_make ("capsfilter", NULL);

  if (filter != NULL)
    g_object_set (filter, "caps", caps, NULL);
  return filter;
}

/* Constant rates in whole numbers; and such that any other's times are fine enough. */
static guint
timescale (guint fps_n)
{
  if (fps_n == 0 || fps_n > 100 * TIMESCALE)
    return TIMESCALE;
  return (TIMESCALE + fps_n - 1) / fps_n * fps_n;
}

static gboolean
add_pictures (ReelClipEncoder        *self,
              const ReelProxyEncoder *encoder,
              const ReelClipFormat   *format,
              guint                   fps_n,
              guint                   fps_d,
              GError                **error)
{
  double rate = fps_n > 0 ? CLAMP ((double) fps_n / fps_d, 1.0, HIGHEST_RATE) : FULL_RATE;
  double bits = FULL_BITRATE * pow (format->width * (double) format->height / FULL_PIXELS, 0.75) * sqrt (rate / FULL_RATE);
  GstElement *coder = reel_proxy_encoder_make (encoder, (guint64) MAX (bits, LEAST_BITRATE));
  g_autoptr (GstCaps) caps = NULL;
  GstElement *elements[] = {
    self->pictures = gst_element_factory_make ("appsrc", NULL),
    gst_element_factory_make ("queue", NULL),
    coder,
    gst_element_factory_make (encoder->parser != NULL ? encoder->parser : "identity", NULL),
    make_filter (encoder->caps),
  };

  if (coder != NULL)
    set_quality (coder);
  if (self->pictures != NULL)
    {
      gst_object_ref_sink (self->pictures);
      caps = gst_caps_new_simple ("video/x-raw", "format", G_TYPE_STRING, "I420", "width", G_TYPE_INT, (int) format->width,
                                  "height", G_TYPE_INT, (int) format->height, "pixel-aspect-ratio", GST_TYPE_FRACTION, 1, 1,
                                  "framerate", GST_TYPE_FRACTION, (int) fps_n, fps_n > 0 ? (int) fps_d : 1,
                                  "interlace-mode", G_TYPE_STRING, "progressive", "colorimetry", G_TYPE_STRING, "bt709", NULL);
      g_object_set (self->pictures, "caps", caps, "format", GST_FORMAT_TIME, "max-bytes", G_GUINT64_CONSTANT (0), NULL);
      g_object_set (elements[1], "max-size-buffers", MOST_PICTURES, "max-size-bytes", 0, "max-size-time",
                    G_GUINT64_CONSTANT (0), NULL);
    }
  return reel_clip_mux_add (self->mux, elements, G_N_ELEMENTS (elements), "video", NULL, timescale (fps_n), error);
}

static gboolean
add_sound (ReelClipEncoder        *self,
           const ReelProxyEncoder *encoder,
           GError                **error)
{
  g_autoptr (GstCaps) caps = gst_caps_from_string ("audio/x-raw,format=F32LE,rate=48000,channels=2,layout=interleaved");
  GstElement *elements[] = {
    self->sound = gst_element_factory_make ("appsrc", NULL),
    gst_element_factory_make ("queue", NULL),
    gst_element_factory_make ("audioconvert", NULL),
    reel_proxy_encoder_make (encoder, AUDIO_BITRATE),
    make_filter (encoder->caps),
  };

  if (self->sound != NULL)
    {
      gst_object_ref_sink (self->sound);
      g_object_set (self->sound, "caps", caps, "format", GST_FORMAT_TIME, "max-bytes", G_GUINT64_CONSTANT (0), NULL);
    }
  self->delay = encoder->delay;
  return reel_clip_mux_add (self->mux, elements, G_N_ELEMENTS (elements), "audio", NULL, 0, error);
}

/**
 * reel_clip_encoder_new:
 * @part: the file to write; outlives this
 * @extension: what its name ends with at last, without the dot: says what is written
 * @format: of what will be pushed
 * @fps_n: pictures a second, numerator; 0 where that varies
 * @fps_d: denominator
 * @cancellable: (nullable): to stop early
 * @error: return location of %REEL_MEDIA_ERROR_NO_ENCODER or another #ReelMediaError
 *
 * Returns: (transfer full): an encoder, or %NULL with @error set
 */
ReelClipEncoder *
reel_clip_encoder_new (ReelPartFile          *part,
                       const char            *extension,
                       const ReelClipFormat  *format,
                       guint                  fps_n,
                       guint                  fps_d,
                       GCancellable          *cancellable,
                       GError               **error)
{
  g_autoptr (ReelClipEncoder) self = NULL;
  const ReelProxyEncoder *video, *audio;

  g_return_val_if_fail (part != NULL && extension != NULL && format != NULL, NULL);

  video = is_webm (extension) ? reel_proxy_encoder_get_vp9 () : reel_proxy_encoder_get_h264 ();
  audio = is_webm (extension) ? reel_proxy_encoder_get_opus () : reel_proxy_encoder_get_aac ();
  if (video == NULL || (format->has_audio && audio == NULL))
    {
      g_set_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_NO_ENCODER,
                   /* Translators: %1$s is the end of a file's name, such as mp4; %2$s are names of packages */
                   _ ("A “.%1$s” can’t be written: an encoder for it is not installed. Install %2$s, or choose another kind."),
                   extension, is_webm (extension) ? "gstreamer1.0-plugins-good"
                                                  : "gstreamer1.0-plugins-ugly gstreamer1.0-libav");
      return NULL;
    }
  self = g_new0 (ReelClipEncoder, 1);
  self->picture_size = (gsize) format->width * format->height * 3 / 2;
  self->mux = reel_clip_mux_new (part, extension, cancellable, error);
  if (self->mux == NULL || !add_pictures (self, video, format, fps_n, fps_d, error) ||
      (format->has_audio && !add_sound (self, audio, error)))
    return NULL;
  reel_clip_mux_start (self->mux);
  return g_steal_pointer (&self);
}

/**
 * reel_clip_encoder_push_picture:
 * @self: an encoder
 * @picture: (transfer none): a picture
 * @time: when it is shown; more than the one before
 * @length: how long it is shown
 * @error: return location of a #ReelMediaError or %G_IO_ERROR_CANCELLED
 *
 * Returns: %FALSE with @error set
 */
gboolean
reel_clip_encoder_push_picture (ReelClipEncoder *self,
                                GstBuffer       *picture,
                                GstClockTime     time,
                                GstClockTime     length,
                                GError         **error)
{
  GstBuffer *buffer;

  g_return_val_if_fail (self != NULL, FALSE);

  if (!reel_clip_mux_wait_for_room (self->mux, self->pictures, MOST_PICTURES * self->picture_size, error))
    return FALSE;
  /* The same pixels, with times of its own. */
  buffer = gst_buffer_new ();
  gst_buffer_copy_into (buffer, picture, GST_BUFFER_COPY_MEMORY | GST_BUFFER_COPY_META, 0, -1);
  GST_BUFFER_PTS (buffer) = time;
  GST_BUFFER_DURATION (buffer) = length;
  gst_app_src_push_buffer (GST_APP_SRC (self->pictures), buffer);
  return TRUE;
}

/**
 * reel_clip_encoder_push_sound:
 * @self: an encoder for sound, too
 * @samples: (array): for both channels
 * @n_samples: how many for each
 * @error: return location of a #ReelMediaError or %G_IO_ERROR_CANCELLED
 *
 * What comes next of the sound. The first few milliseconds are left out, where the encoder puts something else in front of
 * what it gets, so that sound and pictures stay together.
 *
 * Returns: %FALSE with @error set
 */
gboolean
reel_clip_encoder_push_sound (ReelClipEncoder *self,
                              const float     *samples,
                              gsize            n_samples,
                              GError         **error)
{
  gsize skip;
  GstBuffer *buffer;

  g_return_val_if_fail (self != NULL && self->sound != NULL, FALSE);

  if (!reel_clip_mux_wait_for_room (self->mux, self->sound, REEL_CLIP_SAMPLE_RATE * REEL_CLIP_CHANNELS * sizeof (float), error))
    return FALSE;
  skip = MIN (self->delay, n_samples);
  self->delay -= (guint) skip;
  if (skip == n_samples)
    return TRUE;
  n_samples -= skip;
  buffer = gst_buffer_new_memdup (samples + skip * REEL_CLIP_CHANNELS, n_samples * REEL_CLIP_CHANNELS * sizeof *samples);
  GST_BUFFER_PTS (buffer) = gst_util_uint64_scale_int (self->n_pushed, GST_SECOND, REEL_CLIP_SAMPLE_RATE);
  self->n_pushed += n_samples;
  GST_BUFFER_DURATION (buffer) = gst_util_uint64_scale_int (self->n_pushed, GST_SECOND, REEL_CLIP_SAMPLE_RATE) -
                                 GST_BUFFER_PTS (buffer);
  gst_app_src_push_buffer (GST_APP_SRC (self->sound), buffer);
  return TRUE;
}

/**
 * reel_clip_encoder_finish:
 * @self: an encoder that has got all
 * @error: return location of a #ReelMediaError or %G_IO_ERROR_CANCELLED
 *
 * Returns: whether the file is complete
 */
gboolean
reel_clip_encoder_finish (ReelClipEncoder *self,
                          GError         **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  gst_app_src_end_of_stream (GST_APP_SRC (self->pictures));
  if (self->sound != NULL)
    gst_app_src_end_of_stream (GST_APP_SRC (self->sound));
  return reel_clip_mux_finish (self->mux, error);
}

/**
 * reel_clip_encoder_free:
 * @self: (transfer full): an encoder
 */
void
reel_clip_encoder_free (ReelClipEncoder *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->mux, reel_clip_mux_free);
  gst_clear_object (&self->pictures);
  gst_clear_object (&self->sound);
  g_free (self);
}
