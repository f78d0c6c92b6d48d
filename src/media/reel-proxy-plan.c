/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "media/reel-proxy-encoder.h"
#include "media/reel-proxy-plan.h"

#define LONG_EDGE 1280
#define SHORT_EDGE 720
/* The smallest block of pixels that encoders know. */
#define LEAST_EDGE 16

/* Bits a second for 720p at 30 frames a second. Smaller pictures need more for a pixel, and faster ones less for a frame. */
#define FULL_BITRATE 2000000.0
#define FULL_PIXELS ((double) LONG_EDGE * SHORT_EDGE)
#define FULL_RATE 30.0
#define HIGHEST_RATE 240.0
#define LEAST_BITRATE 100000.0
/* VP9 needs about that much of what H.264 does. */
#define VP9_SHARE 0.7

#define AAC_BITRATE 64000
#define OPUS_BITRATE 48000

/* What the container takes for a frame of pictures or sound (tables of times, sizes and places), and at all. */
#define BYTES_PER_FRAME 16.0
#define BYTES_AT_ALL 4096.0
#define AAC_FRAMES_PER_SECOND (48000.0 / 1024.0)

G_DEFINE_BOXED_TYPE (ReelProxyPlan, reel_proxy_plan, reel_proxy_plan_copy, reel_proxy_plan_free)

static guint
even (double edge)
{
  return MAX ((guint) (edge + 1e-6) / 2 * 2, LEAST_EDGE);
}

static void
set_size (ReelProxyPlan       *self,
          const ReelMediaInfo *info)
{
  guint longer = MAX (info->width, info->height), shorter = MIN (info->width, info->height);
  double scale = 1.0;

  if (longer > 0 && shorter > 0)
    scale = MIN (1.0, MIN ((double) LONG_EDGE / longer, (double) SHORT_EDGE / shorter));
  self->width = even (info->width * scale);
  self->height = even (info->height * scale);
}

static double
frame_rate (const ReelMediaInfo *info)
{
  double rate = info->fps_n > 0 && info->fps_d > 0 ? (double) info->fps_n / info->fps_d : FULL_RATE;

  /* Files of a varying rate claim what can't be. */
  return rate > HIGHEST_RATE ? FULL_RATE : MAX (rate, 1.0);
}

/**
 * reel_proxy_plan_new:
 * @info: what the video is
 * @error: return location of %REEL_MEDIA_ERROR_NO_ENCODER
 *
 * Plans a proxy with the best encoders there are: H.264 and AAC in MP4, in hardware where it is; else VP9 and Opus in WebM.
 * The first call opens devices to see which are there, so it is for worker threads; later ones do no I/O.
 *
 * Returns: (transfer full): the plan, or %NULL with @error set
 */
ReelProxyPlan *
reel_proxy_plan_new (const ReelMediaInfo *info,
                     GError             **error)
{
  g_autoptr (ReelProxyPlan) self = NULL;
  const ReelProxyEncoder *video, *audio;
  double rate, bits, frames;

  g_return_val_if_fail (info != NULL, NULL);

  self = g_new0 (ReelProxyPlan, 1);
  video = reel_proxy_encoder_get_h264 ();
  audio = reel_proxy_encoder_get_aac ();
  self->extension = "mp4";
  if (video == NULL || (info->plays_audio && audio == NULL))
    {
      video = reel_proxy_encoder_get_vp9 ();
      audio = reel_proxy_encoder_get_opus ();
      self->extension = "webm";
    }
  if (video == NULL || (info->plays_audio && audio == NULL))
    {
      g_set_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_NO_ENCODER,
                   _ ("Smaller copies can’t be made: no encoder is installed. Install the package %s."),
                   "gstreamer1.0-plugins-ugly");
      return NULL;
    }

  set_size (self, info);
  rate = frame_rate (info);
  bits = FULL_BITRATE * pow (self->width * (double) self->height / FULL_PIXELS, 0.75) * sqrt (rate / FULL_RATE);
  if (g_str_equal (self->extension, "webm"))
    bits *= VP9_SHARE;
  self->video_bitrate = (guint64) MAX (bits, LEAST_BITRATE);
  if (info->plays_audio)
    self->audio_bitrate = g_str_equal (self->extension, "webm") ? OPUS_BITRATE : AAC_BITRATE;
  self->duration = info->duration;
  frames = info->duration * (rate + (info->plays_audio ? AAC_FRAMES_PER_SECOND : 0.0));
  if (info->duration > 0.0)
    self->predicted_size = (guint64) (info->duration * (double) (self->video_bitrate + self->audio_bitrate) / 8.0 +
                                      frames * BYTES_PER_FRAME + BYTES_AT_ALL);
  self->video_encoder = video->factory;
  self->audio_encoder = info->plays_audio ? audio->factory : NULL;
  self->hardware = video->hardware;
  return g_steal_pointer (&self);
}

/**
 * reel_proxy_plan_copy:
 * @self: a plan
 *
 * Returns: (transfer full): a copy
 */
ReelProxyPlan *
reel_proxy_plan_copy (const ReelProxyPlan *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_memdup2 (self, sizeof *self);
}

/**
 * reel_proxy_plan_free:
 * @self: (transfer full): a plan
 */
void
reel_proxy_plan_free (ReelProxyPlan *self)
{
  g_return_if_fail (self != NULL);

  g_free (self);
}
