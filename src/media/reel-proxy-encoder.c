/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "media/reel-proxy-encoder.h"

#define H264_CAPS "video/x-h264,profile=(string){high,main,constrained-baseline},stream-format=avc,alignment=au"
#define AAC_CAPS "audio/mpeg,mpegversion=4,stream-format=raw"

/* The names that encoders have for the distance of key frames, and for a rate that may vary around its average. What a
 * service cuts at key frames it cuts every 2 seconds. */
#define HARDWARE "key-int-max=60 gop-size=60 keyframe-period=60 rate-control=vbr"

/*
 * Each table the best first. x264: one pass to an average rate without a decoder's buffer model, since nobody streams a
 * proxy; 'veryfast' is where more time stops to buy what one could see at these rates.
 */
static const ReelProxyEncoder h264[] = {
  { "vah264enc", 1000, "bitrate", HARDWARE, "h264parse", H264_CAPS, 0, FALSE, TRUE },
  { "vah264lpenc", 1000, "bitrate", HARDWARE, "h264parse", H264_CAPS, 0, FALSE, TRUE },
  { "nvh264enc", 1000, "bitrate", "gop-size=60 rc-mode=vbr", "h264parse", H264_CAPS, 0, FALSE, TRUE },
  { "qsvh264enc", 1000, "bitrate", HARDWARE, "h264parse", H264_CAPS, 0, FALSE, TRUE },
  { "vaapih264enc", 1000, "bitrate", HARDWARE, "h264parse", H264_CAPS, 0, FALSE, TRUE },
  { "msdkh264enc", 1000, "bitrate", HARDWARE, "h264parse", H264_CAPS, 0, FALSE, TRUE },
  { "v4l2h264enc", 1, NULL, NULL, "h264parse", H264_CAPS, 0, FALSE, TRUE },
  { "x264enc", 1000, "bitrate", "speed-preset=veryfast pass=cbr vbv-buf-capacity=0 key-int-max=60", NULL, H264_CAPS, 0, TRUE,
    FALSE },
  { "openh264enc", 1, "bitrate", "rate-control=bitrate complexity=medium gop-size=60", "h264parse", H264_CAPS, 0, FALSE,
    FALSE },
};

static const ReelProxyEncoder aac[] = {
  { "fdkaacenc", 1, "bitrate", NULL, NULL, AAC_CAPS, 2048, FALSE, FALSE },
  { "avenc_aac", 1, "bitrate", NULL, NULL, AAC_CAPS, 1024, FALSE, FALSE },
  { "voaacenc", 1, "bitrate", NULL, NULL, AAC_CAPS, 1600, FALSE, FALSE },
};

static const ReelProxyEncoder vp9[] = {
  { "vp9enc", 1, "target-bitrate",
    "end-usage=vbr deadline=1 cpu-used=5 row-mt=true tile-columns=2 threads=8 keyframe-max-dist=60 lag-in-frames=16", NULL,
    "video/x-vp9,profile=(string)0", 0, FALSE, FALSE },
};

static const ReelProxyEncoder opus[] = {
  { "opusenc", 1, "bitrate", NULL, NULL, "audio/x-opus", 0, FALSE, FALSE },
};

/* A device says only when it is opened whether it is there. */
static gboolean
is_usable (const ReelProxyEncoder *self)
{
  g_autoptr (GstElementFactory) factory = gst_element_factory_find (self->factory);
  g_autoptr (GstElementFactory) parser = NULL;
  GstElement *element;
  gboolean usable;

  if (factory == NULL)
    return FALSE;
  if (self->parser != NULL && (parser = gst_element_factory_find (self->parser)) == NULL)
    return FALSE;
  if (!self->hardware)
    return TRUE;
  element = gst_element_factory_create (factory, NULL);
  if (element == NULL)
    return FALSE;
  usable = gst_element_set_state (element, GST_STATE_READY) == GST_STATE_CHANGE_SUCCESS;
  gst_element_set_state (element, GST_STATE_NULL);
  gst_object_unref (element);
  return usable;
}

static const ReelProxyEncoder *
first_usable (const ReelProxyEncoder *encoders,
              gsize                   n)
{
  for (gsize i = 0; i < n; i++)
    if (is_usable (&encoders[i]))
      return &encoders[i];
  return NULL;
}

/**
 * reel_proxy_encoder_get_h264:
 *
 * Opens devices to see whether they are there, once: the first call is for worker threads.
 *
 * Returns: (nullable): the encoder for H.264 to take, in hardware where there is one
 */
const ReelProxyEncoder *
reel_proxy_encoder_get_h264 (void)
{
  static gsize found;

  if (g_once_init_enter (&found))
    {
      const ReelProxyEncoder *encoder = first_usable (h264, G_N_ELEMENTS (h264));

      /* None is 1: the once needs something that is not 0. */
      g_once_init_leave (&found, encoder != NULL ? (gsize) encoder : 1);
    }
  return found != 1 ? (const ReelProxyEncoder *) found : NULL;
}

/**
 * reel_proxy_encoder_get_aac:
 *
 * Returns: (nullable): the encoder for AAC to take
 */
const ReelProxyEncoder *
reel_proxy_encoder_get_aac (void)
{
  return first_usable (aac, G_N_ELEMENTS (aac));
}

/**
 * reel_proxy_encoder_get_vp9:
 *
 * Returns: (nullable): the encoder for VP9 to take
 */
const ReelProxyEncoder *
reel_proxy_encoder_get_vp9 (void)
{
  return first_usable (vp9, G_N_ELEMENTS (vp9));
}

/**
 * reel_proxy_encoder_get_opus:
 *
 * Returns: (nullable): the encoder for Opus to take
 */
const ReelProxyEncoder *
reel_proxy_encoder_get_opus (void)
{
  return first_usable (opus, G_N_ELEMENTS (opus));
}

/**
 * reel_proxy_encoder_by_name:
 * @factory: a GStreamer element
 *
 * Returns: (nullable): what is known of it, whether it is installed or not
 */
const ReelProxyEncoder *
reel_proxy_encoder_by_name (const char *factory)
{
  const struct
  {
    const ReelProxyEncoder *encoders;
    gsize n;
  } tables[] = {
    { h264, G_N_ELEMENTS (h264) },
    { aac, G_N_ELEMENTS (aac) },
    { vp9, G_N_ELEMENTS (vp9) },
    { opus, G_N_ELEMENTS (opus) },
  };

  g_return_val_if_fail (factory != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    for (gsize j = 0; j < tables[i].n; j++)
      if (strcmp (factory, tables[i].encoders[j].factory) == 0)
        return &tables[i].encoders[j];
  return NULL;
}

static void
set_if_known (GstElement *element,
              const char *name,
              const char *value)
{
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (element), name) != NULL)
    gst_util_set_object_arg (G_OBJECT (element), name, value);
}

/**
 * reel_proxy_encoder_make:
 * @self: an encoder
 * @bitrate: bits/s on the average
 *
 * Returns: (transfer floating) (nullable): the element, set up
 */
GstElement *
reel_proxy_encoder_make (const ReelProxyEncoder *self,
                         guint64                 bitrate)
{
  GstElement *element;
  g_auto (GStrv) settings = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  element = gst_element_factory_make (self->factory, NULL);
  if (element == NULL)
    return NULL;
  settings = g_strsplit (self->settings != NULL ? self->settings : "", " ", -1);
  for (gsize i = 0; settings[i] != NULL; i++)
    {
      char *equals = strchr (settings[i], '=');

      if (equals == NULL)
        continue;
      *equals = '\0';
      set_if_known (element, settings[i], equals + 1);
    }
  if (self->bitrate != NULL)
    {
      g_autofree char *value = g_strdup_printf ("%" G_GUINT64_FORMAT, MAX (bitrate / self->unit, 1));

      set_if_known (element, self->bitrate, value);
    }
  else if (g_object_class_find_property (G_OBJECT_GET_CLASS (element), "extra-controls") != NULL)
    {
      g_autoptr (GstStructure) controls = gst_structure_new ("controls", "video_bitrate", G_TYPE_INT, (int) bitrate, NULL);

      g_object_set (element, "extra-controls", controls, NULL);
    }
  return element;
}
