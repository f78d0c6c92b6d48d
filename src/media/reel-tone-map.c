/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "media/reel-tone-map.h"

/*
 * From a signal of ITU-R BT.2100, each step by the formula of the recommendation named:
 *
 *   R'G'B' → light of the display, cd/m² (BT.2100-2: PQ's EOTF, table 4; HLG's inverse OETF and OOTF, table 5)
 *          → the largest of the three, in PQ, through the EETF of BT.2390, 5.4.1, all three scaled alike, so that
 *            neither hue nor neutrality change
 *          → the primaries of BT.709 (a matrix of BT.2407-0); what lies outside is drawn towards the grey of its luminance
 *          → R'G'B' (BT.1886: the inverse of the exponent 2.4)
 *
 * White of the standard range stands for 203 cd/m², the reference white of BT.2408.
 */
#define WHITE 203.0
#define PQ_PEAK 10000.0
#define HLG_PEAK 1000.0
#define HLG_GAMMA 1.2
#define DISPLAY_GAMMA 2.4

/* cd/m² of the display that a film was graded on, where a file does not say. */
#define USUAL_PEAK 1000.0

/* The table has so many points on each of its edges; between them it is interpolated. */
#define POINTS 33

struct _ReelToneMap
{
  GstVideoTransferFunction transfer;
  double peak;
  guint16 table[POINTS * POINTS * POINTS][4]; /* red by red, green, blue; 16 bits; the fourth is not used */
};

/* BT.2100-2, table 4: the constants of PQ. */
#define M1 (2610.0 / 16384)
#define M2 (2523.0 / 4096 * 128)
#define C1 (3424.0 / 4096)
#define C2 (2413.0 / 4096 * 32)
#define C3 (2392.0 / 4096 * 32)

/* BT.2100-2, table 4; 0 to 1 for 0 to 10,000 cd/m². */
static double
pq_to_light (double signal)
{
  double root = pow (signal, 1 / M2);

  return PQ_PEAK * pow (MAX (root - C1, 0) / (C2 - C3 * root), 1 / M1);
}

static double
light_to_pq (double light)
{
  double power = pow (MAX (light, 0) / PQ_PEAK, M1);

  return pow ((C1 + C2 * power) / (1 + C3 * power), M2);
}

/* BT.2100-2, table 5: the inverse of the OETF. */
static double
hlg_to_scene (double signal)
{
  const double a = 0.17883277, b = 1 - 4 * a, c = 0.5 - a * log (4 * a);

  return signal <= 0.5 ? signal * signal / 3 : (exp ((signal - c) / a) + b) / 12;
}

/* BT.2390, 5.4.1: below the knee as it is, above it a Hermite spline that ends at the target's white. Black is 0. */
static double
eetf (double light,
      double peak)
{
  double top = light_to_pq (peak);
  double level = MIN (light_to_pq (light) / top, 1);
  double white = light_to_pq (WHITE) / top;
  double knee = 1.5 * white - 0.5;
  double t;

  if (peak <= WHITE || level < knee)
    return MIN (light, WHITE);
  t = (level - knee) / (1 - knee);
  level = (2 * t * t * t - 3 * t * t + 1) * knee + (t * t * t - 2 * t * t + t) * (1 - knee) +
          (-2 * t * t * t + 3 * t * t) * white;
  return pq_to_light (level * top);
}

static void
map_colour (GstVideoTransferFunction  transfer,
            double                    peak,
            const double              signal[3],
            double                    out[3])
{
  /* BT.2407-0, from BT.2020 to BT.709. */
  static const double matrix[3][3] = {
    { 1.6605, -0.5876, -0.0728 },
    { -0.1246, 1.1329, -0.0083 },
    { -0.0182, -0.1006, 1.1187 },
  };
  double light[3], largest = 0, scale, luminance, most = 0, least = 0, keep = 1;

  for (guint i = 0; i < 3; i++)
    light[i] = transfer == GST_VIDEO_TRANSFER_SMPTE2084 ? pq_to_light (signal[i]) : hlg_to_scene (signal[i]);
  if (transfer != GST_VIDEO_TRANSFER_SMPTE2084)
    {
      luminance = 0.2627 * light[0] + 0.678 * light[1] + 0.0593 * light[2];
      scale = luminance > 0 ? HLG_PEAK * pow (luminance, HLG_GAMMA - 1) : 0;
      for (guint i = 0; i < 3; i++)
        light[i] *= scale;
    }
  for (guint i = 0; i < 3; i++)
    largest = MAX (largest, light[i]);
  scale = largest > 0 ? eetf (largest, peak) / largest / WHITE : 0;
  for (guint i = 0; i < 3; i++)
    out[i] = (matrix[i][0] * light[0] + matrix[i][1] * light[1] + matrix[i][2] * light[2]) * scale;

  luminance = CLAMP (0.2126 * out[0] + 0.7152 * out[1] + 0.0722 * out[2], 0, 1);
  for (guint i = 0; i < 3; i++)
    {
      most = MAX (most, out[i]);
      least = MIN (least, out[i]);
    }
  if (most > 1)
    keep = MIN (keep, (1 - luminance) / (most - luminance));
  if (least < 0)
    keep = MIN (keep, luminance / (luminance - least));
  for (guint i = 0; i < 3; i++)
    out[i] = pow (CLAMP (luminance + (out[i] - luminance) * keep, 0, 1), 1 / DISPLAY_GAMMA);
}

/**
 * reel_tone_map_is_for:
 * @info: how pictures lie in memory
 *
 * Returns: whether they are of high dynamic range, by their tags
 */
gboolean
reel_tone_map_is_for (const GstVideoInfo *info)
{
  g_return_val_if_fail (info != NULL, FALSE);

  return info->colorimetry.transfer == GST_VIDEO_TRANSFER_SMPTE2084 ||
         info->colorimetry.transfer == GST_VIDEO_TRANSFER_ARIB_STD_B67;
}

/**
 * reel_tone_map_peak_of:
 * @caps: of a video
 *
 * Returns: cd/m²: the brightest that pictures get, as the file says: the brightest that is in them, or else of the display
 *   that they were graded on; 1,000 where it does not say
 */
double
reel_tone_map_peak_of (const GstCaps *caps)
{
  GstVideoMasteringDisplayInfo display;
  GstVideoContentLightLevel level;
  double peak = USUAL_PEAK;

  gst_video_mastering_display_info_init (&display);
  gst_video_content_light_level_init (&level);
  if (gst_video_content_light_level_from_caps (&level, caps) && level.max_content_light_level > 0)
    peak = level.max_content_light_level;
  /* In units of a ten thousandth. */
  else if (gst_video_mastering_display_info_from_caps (&display, caps) && display.max_display_mastering_luminance > 0)
    peak = display.max_display_mastering_luminance / 10000.0;
  return CLAMP (peak, WHITE, PQ_PEAK);
}

/**
 * reel_tone_map_new:
 * @transfer: PQ (%GST_VIDEO_TRANSFER_SMPTE2084) or HLG (%GST_VIDEO_TRANSFER_ARIB_STD_B67)
 * @peak: cd/m² that becomes white; from 203; of HLG always 1,000
 *
 * Takes some hundredths of a second.
 *
 * Returns: (transfer full): the map
 */
ReelToneMap *
reel_tone_map_new (GstVideoTransferFunction transfer,
                   double                   peak)
{
  ReelToneMap *self = g_new (ReelToneMap, 1);

  if (transfer != GST_VIDEO_TRANSFER_SMPTE2084)
    peak = HLG_PEAK;
  self->transfer = transfer;
  self->peak = peak;
  for (guint i = 0; i < POINTS * POINTS * POINTS; i++)
    {
      const double signal[3] = {
        (double) (i / POINTS / POINTS) / (POINTS - 1),
        (double) (i / POINTS % POINTS) / (POINTS - 1),
        (double) (i % POINTS) / (POINTS - 1),
      };
      double out[3];

      map_colour (transfer, peak, signal, out);
      for (guint j = 0; j < 3; j++)
        self->table[i][j] = (guint16) lround (out[j] * 65280);
      self->table[i][3] = 0;
    }
  return self;
}

/**
 * reel_tone_map_free:
 * @self: (transfer full): a map
 */
void
reel_tone_map_free (ReelToneMap *self)
{
  g_free (self);
}

/**
 * reel_tone_map_update:
 * @map: (inout) (nullable): a map, which is freed or stays
 * @info: how pictures lie in memory
 * @caps: of the same
 *
 * Has the map at hand that such pictures need: none for those of standard range.
 */
void
reel_tone_map_update (ReelToneMap        **map,
                      const GstVideoInfo  *info,
                      const GstCaps       *caps)
{
  GstVideoTransferFunction transfer;
  double peak;

  g_return_if_fail (map != NULL);

  if (!reel_tone_map_is_for (info))
    {
      g_clear_pointer (map, reel_tone_map_free);
      return;
    }
  transfer = info->colorimetry.transfer;
  peak = transfer == GST_VIDEO_TRANSFER_SMPTE2084 ? reel_tone_map_peak_of (caps) : HLG_PEAK;
  if (*map != NULL && (*map)->transfer == transfer && (*map)->peak == peak)
    return;
  g_clear_pointer (map, reel_tone_map_free);
  *map = reel_tone_map_new (transfer, peak);
}

static inline void
sort_two (const guint  rest[3],
          guint       *one,
          guint       *two)
{
  if (rest[*one] < rest[*two])
    {
      guint swapped = *one;

      *one = *two;
      *two = swapped;
    }
}

/**
 * reel_tone_map_get:
 * @self: a map
 * @in: R'G'B', each of the full range of 16 bits
 * @out: (out caller-allocates): R'G'B' for the screen
 *
 * Interpolated between the four corners of the tetrahedron of the table that the colour lies in, which keeps grey grey.
 */
void
reel_tone_map_get (const ReelToneMap *self,
                   const guint16      in[3],
                   guint8             out[3])
{
  /* How far apart the points of the table lie in each direction. */
  static const guint strides[3] = { POINTS * POINTS, POINTS, 1 };
  guint at = 0, rest[3], order[3] = { 0, 1, 2 };
  const guint16 *corners[4];

  for (guint i = 0; i < 3; i++)
    {
      guint place = (guint) in[i] * (POINTS - 1);
      guint whole = MIN (place / 65535, POINTS - 2);

      rest[i] = (place - whole * 65535) >> 1; /* of 32,768 */
      at += whole * strides[i];
    }
  sort_two (rest, &order[0], &order[1]);
  sort_two (rest, &order[1], &order[2]);
  sort_two (rest, &order[0], &order[1]);
  corners[0] = self->table[at];
  corners[1] = self->table[at + strides[order[0]]];
  corners[2] = self->table[at + strides[order[0]] + strides[order[1]]];
  corners[3] = self->table[at + strides[0] + strides[1] + strides[2]];
  for (guint i = 0; i < 3; i++)
    out[i] = (guint8) (((corners[0][i] * (32768 - rest[order[0]]) + corners[1][i] * (rest[order[0]] - rest[order[1]]) +
                         corners[2][i] * (rest[order[1]] - rest[order[2]]) + corners[3][i] * rest[order[2]]) / 32768 +
                        128) / 256);
}

/**
 * reel_tone_map_apply_words:
 * @self: a map
 * @argb: pictures in ARGB64
 * @rgbx: (out caller-allocates): room for as many in RGBx
 * @n: how many pixels
 */
void
reel_tone_map_apply_words (const ReelToneMap *self,
                           const guint16     *argb,
                           guint8            *rgbx,
                           gsize              n)
{
  for (gsize i = 0; i < n; i++)
    {
      reel_tone_map_get (self, argb + i * 4 + 1, rgbx + i * 4);
      rgbx[i * 4 + 3] = 0xff;
    }
}

static guint8 *
plane_line (const GstVideoFrame *frame,
            int                  y)
{
  return (guint8 *) GST_VIDEO_FRAME_PLANE_DATA (frame, 0) + (gssize) GST_VIDEO_FRAME_PLANE_STRIDE (frame, 0) * y;
}

static guint8 *
comp_line (const GstVideoFrame *frame,
           int                  component,
           int                  y)
{
  return (guint8 *) GST_VIDEO_FRAME_COMP_DATA (frame, component) +
         (gssize) GST_VIDEO_FRAME_COMP_STRIDE (frame, component) * y;
}

static guint16
word_of (guint8 byte)
{
  return (guint16) (byte * 257);
}

/**
 * reel_tone_map_convert:
 * @self: a map
 * @from: a picture in ARGB64, mapped for reading
 * @to: one of the same size, mapped for writing: 8 bits deep, in a packed kind of RGB of 4 bytes a pixel; it becomes opaque
 */
void
reel_tone_map_convert (const ReelToneMap   *self,
                       const GstVideoFrame *from,
                       GstVideoFrame       *to)
{
  g_return_if_fail (self != NULL && GST_VIDEO_FRAME_FORMAT (from) == GST_VIDEO_FORMAT_ARGB64);
  g_return_if_fail (GST_VIDEO_FRAME_COMP_PSTRIDE (to, 0) == 4);

  for (int y = 0; y < GST_VIDEO_FRAME_HEIGHT (to); y++)
    {
      const guint8 *in = plane_line (from, y);
      guint8 *out = plane_line (to, y);

      memset (out, 0xff, (gsize) GST_VIDEO_FRAME_WIDTH (to) * 4);
      for (int x = 0; x < GST_VIDEO_FRAME_WIDTH (to); x++, in += 8, out += 4)
        {
          guint16 words[4];
          guint8 rgb[3];

          memcpy (words, in, sizeof words);
          reel_tone_map_get (self, words + 1, rgb);
          for (int i = 0; i < 3; i++)
            out[GST_VIDEO_FRAME_COMP_POFFSET (to, i)] = rgb[i];
        }
    }
}

static void
apply_rgb (const ReelToneMap *self,
           GstVideoFrame     *frame)
{
  const int step = GST_VIDEO_FRAME_COMP_PSTRIDE (frame, 0);

  for (int y = 0; y < GST_VIDEO_FRAME_HEIGHT (frame); y++)
    {
      guint8 *lines[3];

      for (int i = 0; i < 3; i++)
        lines[i] = comp_line (frame, i, y);
      for (int x = 0; x < GST_VIDEO_FRAME_WIDTH (frame) * step; x += step)
        {
          const guint16 in[3] = { word_of (lines[0][x]), word_of (lines[1][x]), word_of (lines[2][x]) };
          guint8 out[3];

          reel_tone_map_get (self, in, out);
          for (int i = 0; i < 3; i++)
            lines[i][x] = out[i];
        }
    }
}

/* R'G'B' of BT.709 in its narrow range of 8 bits, to the full range of 16 bits (ITU-R BT.709-6). */
static void
yuv_to_words (int     luma,
              int     u,
              int     v,
              guint16 words[3])
{
  const double grey = (luma - 16) * 65535.0 / 219, blue = (u - 128) * 65535.0 / 224, red = (v - 128) * 65535.0 / 224;
  const double rgb[3] = { grey + 1.5748 * red, grey - 0.1873 * blue - 0.4681 * red, grey + 1.8556 * blue };

  for (guint i = 0; i < 3; i++)
    words[i] = (guint16) CLAMP (rgb[i], 0, 65535);
}

/* The four pixels of each place of colour, and its colour the mean of theirs. */
static void
apply_yuv (const ReelToneMap *self,
           GstVideoFrame     *frame)
{
  const int width = GST_VIDEO_FRAME_WIDTH (frame), height = GST_VIDEO_FRAME_HEIGHT (frame);
  const int step = GST_VIDEO_FRAME_COMP_PSTRIDE (frame, 1);
  guint8 *luma = GST_VIDEO_FRAME_COMP_DATA (frame, 0);
  const gssize stride = GST_VIDEO_FRAME_COMP_STRIDE (frame, 0);

  for (int y = 0; y < height; y += 2)
    {
      guint8 *u = comp_line (frame, 1, y / 2);
      guint8 *v = comp_line (frame, 2, y / 2);

      for (int x = 0; x < width; x += 2, u += step, v += step)
        {
          int sums[3] = { 0, 0, 0 }, n = 0;
          double grey;

          for (int dy = 0; dy < MIN (2, height - y); dy++)
            for (int dx = 0; dx < MIN (2, width - x); dx++, n++)
              {
                guint8 *pixel = luma + stride * (y + dy) + x + dx;
                guint16 in[3];
                guint8 out[3];

                yuv_to_words (*pixel, *u, *v, in);
                reel_tone_map_get (self, in, out);
                for (int i = 0; i < 3; i++)
                  sums[i] += out[i];
                *pixel = (guint8) lround (16 + (0.2126 * out[0] + 0.7152 * out[1] + 0.0722 * out[2]) * 219 / 255);
              }
          grey = (0.2126 * sums[0] + 0.7152 * sums[1] + 0.0722 * sums[2]) / n;
          *u = (guint8) CLAMP (lround (128 + ((double) sums[2] / n - grey) / 1.8556 * 224 / 255), 16, 240);
          *v = (guint8) CLAMP (lround (128 + ((double) sums[0] / n - grey) / 1.5748 * 224 / 255), 16, 240);
        }
    }
}

/* @difference: between a colour and the grey, in 65,536ths; @divisor: of BT.709-6 */
static guint16
deep_colour (double difference,
             double divisor)
{
  return GUINT16_TO_LE ((guint16) CLAMP (512 + lround (difference / 65536.0 / divisor * 896 / 255), 64, 960));
}

/* The same with 10 bits, in whole numbers: pictures of full size are many pixels. */
static void
apply_deep (const ReelToneMap *self,
            GstVideoFrame     *frame)
{
  /* Of BT.709-6, in 65,536ths: from 10 bits of narrow range to 16 of the full one, and from 8 full ones back to 10. */
  const int grey_in = 4902856, blue_u = 8894665, green_u = -897807, green_v = -2243799, red_v = 7548673;
  const int width = GST_VIDEO_FRAME_WIDTH (frame), height = GST_VIDEO_FRAME_HEIGHT (frame);

  for (int y = 0; y < height; y += 2)
    {
      guint16 *u = (guint16 *) (gpointer) comp_line (frame, 1, y / 2);
      guint16 *v = (guint16 *) (gpointer) comp_line (frame, 2, y / 2);

      for (int x = 0; x < width; x += 2, u++, v++)
        {
          const int cu = GUINT16_FROM_LE (*u) - 512, cv = GUINT16_FROM_LE (*v) - 512;
          int sums[3] = { 0, 0, 0 }, n = 0, grey;

          for (int dy = 0; dy < MIN (2, height - y); dy++)
            {
              guint16 *line = (guint16 *) (gpointer) comp_line (frame, 0, y + dy) + x;

              for (int dx = 0; dx < MIN (2, width - x); dx++, n++)
                {
                  const gint64 luma = (gint64) (GUINT16_FROM_LE (line[dx]) - 64) * grey_in;
                  const guint16 in[3] = {
                    (guint16) CLAMP ((luma + (gint64) cv * red_v) >> 16, 0, 65535),
                    (guint16) CLAMP ((luma + (gint64) cu * green_u + (gint64) cv * green_v) >> 16, 0, 65535),
                    (guint16) CLAMP ((luma + (gint64) cu * blue_u) >> 16, 0, 65535),
                  };
                  guint8 out[3];

                  reel_tone_map_get (self, in, out);
                  for (int i = 0; i < 3; i++)
                    sums[i] += out[i];
                  grey = (13933 * out[0] + 46871 * out[1] + 4732 * out[2]) / 255;
                  line[dx] = GUINT16_TO_LE ((guint16) (64 + ((grey * 876 + 32768) >> 16)));
                }
            }
          grey = (13933 * sums[0] + 46871 * sums[1] + 4732 * sums[2]) / n;
          *u = deep_colour (sums[2] * 65536.0 / n - grey, 1.8556);
          *v = deep_colour (sums[0] * 65536.0 / n - grey, 1.5748);
        }
    }
}

/**
 * reel_tone_map_apply:
 * @self: a map
 * @frame: a picture mapped for reading and writing: 8 bits deep, in a packed kind of RGB, or in I420 or NV12, or 10 bits deep
 *   in I420_10LE, all with the matrix and range of BT.709
 *
 * Returns: whether it is one of these, and was changed in place
 */
gboolean
reel_tone_map_apply (const ReelToneMap *self,
                     GstVideoFrame     *frame)
{
  const GstVideoFormatInfo *format;
  GstVideoFormat layout;

  g_return_val_if_fail (self != NULL && frame != NULL, FALSE);

  format = frame->info.finfo;
  layout = GST_VIDEO_FRAME_FORMAT (frame);
  if (GST_VIDEO_FORMAT_INFO_IS_RGB (format) && GST_VIDEO_FORMAT_INFO_DEPTH (format, 0) == 8 &&
      GST_VIDEO_FORMAT_INFO_N_PLANES (format) == 1 && GST_VIDEO_FORMAT_INFO_BITS (format) == 8)
    apply_rgb (self, frame);
  else if (layout == GST_VIDEO_FORMAT_I420 || layout == GST_VIDEO_FORMAT_NV12)
    apply_yuv (self, frame);
  else if (layout == GST_VIDEO_FORMAT_I420_10LE)
    apply_deep (self, frame);
  else
    return FALSE;
  return TRUE;
}
