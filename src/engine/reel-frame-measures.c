/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "engine/reel-frame-measures.h"
#include "media/reel-luma.h"

/* Everything is measured on a picture of this long side: enough for light, colour and texture. */
#define LONG_SIDE 160

/* Side of the neighbourhood in which texture is measured, in pixels: odd. */
#define NEIGHBOURHOOD 7

#define N_ORIENTATIONS 36

/* The part of the picture inside letterbox bars, as planes of 0…1. */
typedef struct
{
  guint width, height;
  float *red, *green, *blue; /* (owned) */
  float *hue;                /* (owned): degrees, 0…360 */
  float *saturation;         /* (owned): HSV */
  float *value;              /* (owned): HSV */
  float *luma;               /* (owned): Rec. 601 */
  float *edge;               /* (owned): length of the Sobel gradient of luma, a quarter of the kernel's sum */
  float *angle;              /* (owned): its direction, degrees, 0…180 */
  float *texture;            /* (owned): standard deviation of luma in the neighbourhood */
} Planes;

static void
planes_clear (Planes *self)
{
  g_free (self->red);
  memset (self, 0, sizeof *self);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Planes, planes_clear)

/**
 * reel_ramp:
 * @x: a value
 * @from: where the result is 0
 * @to: where it is 1; below @from for a falling ramp
 *
 * Returns: how far @x lies on the way, 0…1
 */
double
reel_ramp (double x,
           double from,
           double to)
{
  double part = (x - from) / (to - from);

  return CLAMP (part, 0, 1);
}

static inline guint
luma_of (const guint8 *rgb)
{
  return (77u * rgb[0] + 150u * rgb[1] + 29u * rgb[2]) >> 8;
}

/* Whether a line of @n pixels, @step bytes apart, is as black as a bar, but for a little noise. */
static gboolean
is_bar (const guint8 *rgb,
        guint         n,
        gsize         step)
{
  guint lit = 0;

  for (guint i = 0; i < n; i++)
    if (luma_of (rgb + i * step) > 20)
      lit++;

  return lit * 50 <= n;
}

/* How many lines at the start and at the end are bars: 0 unless both sides have about as many, and no more than a third,
 * so that a dark picture is not taken for one. */
static guint
bar_height (const guint8 *rgb,
            guint         n_lines,
            gsize         line_step,
            guint         n_pixels,
            gsize         pixel_step)
{
  guint before = 0, after = 0;

  while (before < n_lines && is_bar (rgb + before * line_step, n_pixels, pixel_step))
    before++;
  while (after < n_lines - before && is_bar (rgb + (n_lines - 1 - after) * line_step, n_pixels, pixel_step))
    after++;

  if (MIN (before, after) * 20 < n_lines || MAX (before, after) * 3 > n_lines
      || MAX (before, after) - MIN (before, after) > 3)
    return 0;

  return MAX (before, after);
}

static void
to_hsv (float  r,
        float  g,
        float  b,
        float *to_hue,
        float *to_saturation,
        float *to_value)
{
  float high = MAX (r, MAX (g, b)), low = MIN (r, MIN (g, b));
  float chroma = high - low;
  float hue = 0;

  if (chroma > 0)
    {
      if (high == r)
        hue = 60 * (g - b) / chroma;
      else if (high == g)
        hue = 60 * (b - r) / chroma + 120;
      else
        hue = 60 * (r - g) / chroma + 240;
      if (hue < 0)
        hue += 360;
    }

  *to_hue = hue;
  *to_saturation = high > 0 ? chroma / high : 0;
  *to_value = high;
}

/* Luma with the nearest pixel repeated beyond the border. */
static inline float
luma_at (const Planes *planes,
         int           x,
         int           y)
{
  x = CLAMP (x, 0, (int) planes->width - 1);
  y = CLAMP (y, 0, (int) planes->height - 1);

  return planes->luma[(gsize) y * planes->width + x];
}

static void
find_edges (Planes *planes)
{
  for (int y = 0; y < (int) planes->height; y++)
    for (int x = 0; x < (int) planes->width; x++)
      {
        gsize i = (gsize) y * planes->width + x;
        float nw = luma_at (planes, x - 1, y - 1), n = luma_at (planes, x, y - 1), ne = luma_at (planes, x + 1, y - 1);
        float w = luma_at (planes, x - 1, y), e = luma_at (planes, x + 1, y);
        float sw = luma_at (planes, x - 1, y + 1), s = luma_at (planes, x, y + 1), se = luma_at (planes, x + 1, y + 1);
        float across = (ne + 2 * e + se - nw - 2 * w - sw) / 4;
        float down = (sw + 2 * s + se - nw - 2 * n - ne) / 4;
        float angle = (float) (atan2f (down, across) * 180 / G_PI);

        planes->edge[i] = hypotf (across, down);
        planes->angle[i] = angle < 0 ? angle + 180 : angle;
      }
}

static void
find_texture (Planes *planes)
{
  const int reach = NEIGHBOURHOOD / 2;
  guint w = planes->width, h = planes->height;
  g_autofree float *sums = g_new (float, (gsize) w * h);
  g_autofree float *squares = g_new (float, (gsize) w * h);

  /* A box is separable: along the lines first, then down the columns. */
  for (int y = 0; y < (int) h; y++)
    for (int x = 0; x < (int) w; x++)
      {
        float sum = 0, square = 0;

        for (int d = -reach; d <= reach; d++)
          {
            float value = luma_at (planes, x + d, y);

            sum += value;
            square += value * value;
          }
        sums[(gsize) y * w + x] = sum;
        squares[(gsize) y * w + x] = square;
      }

  for (int y = 0; y < (int) h; y++)
    for (int x = 0; x < (int) w; x++)
      {
        const float n = NEIGHBOURHOOD * NEIGHBOURHOOD;
        float sum = 0, square = 0;

        for (int d = -reach; d <= reach; d++)
          {
            gsize i = (gsize) CLAMP (y + d, 0, (int) h - 1) * w + x;

            sum += sums[i];
            square += squares[i];
          }
        planes->texture[(gsize) y * w + x] = sqrtf (MAX (0, square / n - (sum / n) * (sum / n)));
      }
}

static gboolean
planes_init (Planes    *self,
             ReelFrame *frame,
             gboolean  *letterbox)
{
  double scale = MIN (1.0, (double) LONG_SIDE / MAX (frame->width, frame->height));
  guint width = MAX (1, (guint) lround (frame->width * scale));
  guint height = MAX (1, (guint) lround (frame->height * scale));
  g_autofree guint8 *rgb = g_malloc_n (width, (gsize) height * 3);
  guint bar_x, bar_y;
  gsize n;

  if (!reel_frame_shrink (frame, width, height, rgb))
    return FALSE;

  bar_y = bar_height (rgb, height, (gsize) width * 3, width, 3);
  bar_x = bar_height (rgb, width, 3, height, (gsize) width * 3);
  *letterbox = bar_x > 0 || bar_y > 0;

  self->width = width - 2 * bar_x;
  self->height = height - 2 * bar_y;
  n = (gsize) self->width * self->height;

  /* One block for all ten, freed by its first. */
  self->red = g_new0 (float, 10 * n);
  self->green = self->red + n;
  self->blue = self->green + n;
  self->hue = self->blue + n;
  self->saturation = self->hue + n;
  self->value = self->saturation + n;
  self->luma = self->value + n;
  self->edge = self->luma + n;
  self->angle = self->edge + n;
  self->texture = self->angle + n;

  for (guint y = 0; y < self->height; y++)
    for (guint x = 0; x < self->width; x++)
      {
        const guint8 *pixel = rgb + ((gsize) (y + bar_y) * width + x + bar_x) * 3;
        gsize i = (gsize) y * self->width + x;

        self->red[i] = pixel[0] / 255.0f;
        self->green[i] = pixel[1] / 255.0f;
        self->blue[i] = pixel[2] / 255.0f;
        self->luma[i] = 0.299f * self->red[i] + 0.587f * self->green[i] + 0.114f * self->blue[i];
        to_hsv (self->red[i], self->green[i], self->blue[i], &self->hue[i], &self->saturation[i], &self->value[i]);
      }

  find_edges (self);
  find_texture (self);
  return TRUE;
}

/* The eleven basic colour terms (Berlin and Kay) and cyan, as regions of HSV. */
static ReelConcept
name_colour (float hue,
             float saturation,
             float value)
{
  if (value < 0.2f)
    return REEL_CONCEPT_BLACK;
  if (saturation < 0.16f)
    return value > 0.82f ? REEL_CONCEPT_WHITE : REEL_CONCEPT_GREY;
  if (hue < 12 || hue > 345)
    return saturation <= 0.35f && value > 0.7f ? REEL_CONCEPT_PINK : REEL_CONCEPT_RED;
  if (hue < 42)
    return value < 0.6f || saturation < 0.45f ? REEL_CONCEPT_BROWN : REEL_CONCEPT_ORANGE;
  if (hue < 68)
    return REEL_CONCEPT_YELLOW;
  if (hue < 160)
    return REEL_CONCEPT_GREEN;
  if (hue < 200)
    return REEL_CONCEPT_CYAN;
  if (hue < 258)
    return REEL_CONCEPT_BLUE;
  if (hue <= 300)
    return REEL_CONCEPT_PURPLE;
  return REEL_CONCEPT_PINK;
}

/**
 * reel_frame_measures_name_colour:
 * @rgb: (array fixed-size=3): a pixel
 *
 * Returns: the colour's name, %REEL_CONCEPT_RED … %REEL_CONCEPT_GREY
 */
ReelConcept
reel_frame_measures_name_colour (const guint8 *rgb)
{
  float hue, saturation, value;

  to_hsv (rgb[0] / 255.0f, rgb[1] / 255.0f, rgb[2] / 255.0f, &hue, &saturation, &value);
  return name_colour (hue, saturation, value);
}

static void
measure_colour (ReelFrameMeasures *self,
                const Planes      *planes)
{
  gsize n = (gsize) planes->width * planes->height;
  guint count[REEL_N_CONCEPTS] = { 0, };
  guint colourless = 0;
  double rg = 0, rg2 = 0, yb = 0, yb2 = 0, luma = 0, luma2 = 0, warmth = 0, deviation;

  for (gsize i = 0; i < n; i++)
    {
      float opponent_rg = planes->red[i] - planes->green[i];
      float opponent_yb = 0.5f * (planes->red[i] + planes->green[i]) - planes->blue[i];

      count[name_colour (planes->hue[i], planes->saturation[i], planes->value[i])]++;
      if (planes->saturation[i] * planes->value[i] < 0.08f)
        colourless++;
      rg += opponent_rg;
      rg2 += opponent_rg * opponent_rg;
      yb += opponent_yb;
      yb2 += opponent_yb * opponent_yb;
      luma += planes->luma[i];
      luma2 += planes->luma[i] * planes->luma[i];
      warmth += planes->red[i] - planes->blue[i];
    }

  for (guint c = REEL_CONCEPT_RED; c <= REEL_CONCEPT_GREY; c++)
    self->raw[c] = (double) count[c] / n;

  rg /= n;
  yb /= n;
  luma /= n;
  warmth /= n;
  self->luma = luma;
  self->raw[REEL_CONCEPT_DARK] = 1 - luma;
  self->raw[REEL_CONCEPT_BRIGHT] = luma;
  deviation = sqrt (MAX (0, luma2 / n - luma * luma));
  self->raw[REEL_CONCEPT_HIGH_CONTRAST] = deviation;
  self->raw[REEL_CONCEPT_LOW_CONTRAST] = 1 - deviation;

  /* Hasler and Süsstrunk, 'Measuring colourfulness in natural images', 2003, on values of 0…1. */
  self->raw[REEL_CONCEPT_COLOURFUL] = sqrt (MAX (0, rg2 / n - rg * rg) + MAX (0, yb2 / n - yb * yb)) + 0.3 * hypot (rg, yb);
  self->raw[REEL_CONCEPT_MUTED] = 1 - self->raw[REEL_CONCEPT_COLOURFUL];
  self->raw[REEL_CONCEPT_BLACK_AND_WHITE] = (double) colourless / n;
  self->raw[REEL_CONCEPT_WARM] = MAX (0, warmth);
  self->raw[REEL_CONCEPT_COLD] = MAX (0, -warmth);
}

/* Looks of places. They go by colour, smoothness and where in the picture: whatever looks alike is taken for it. */
static void
measure_places (ReelFrameMeasures *self,
                const Planes      *planes)
{
  guint w = planes->width, h = planes->height;
  gsize n = (gsize) w * h;
  gsize third = (gsize) w * MAX (1, h / 3), lower = (gsize) w * (h / 2);
  double blue_top = 0, bright_top = 0, luma_top = 0, luma_bottom = 0;
  double leaves = 0, water = 0, deep = 0, snow = 0, glow = 0, dark = 0, lit = 0, skin = 0, evening = 0, moving = 0;

  for (gsize i = 0; i < n; i++)
    {
      float hue = planes->hue[i], s = planes->saturation[i], v = planes->value[i], texture = planes->texture[i];
      float r = 255 * planes->red[i], g = 255 * planes->green[i], b = 255 * planes->blue[i];
      float cr = 128 + 0.5f * r - 0.4187f * g - 0.0813f * b;
      float cb = 128 - 0.1687f * r - 0.3313f * g + 0.5f * b;

      if (i < third)
        {
          luma_top += planes->luma[i];
          if (texture < 0.03f && v > 0.35f && hue > 185 && hue < 260 && s > 0.08f)
            blue_top++;
          else if (texture < 0.03f && v > 0.6f && s < 0.12f)
            bright_top++;
        }
      if (i >= n - third)
        luma_bottom += planes->luma[i];
      if (i < 2 * third && texture < 0.04f && (hue < 50 || hue > 340) && s > 0.3f && v > 0.35f)
        evening++;
      if (i >= lower && v > 0.75f && s < 0.15f && planes->blue[i] >= planes->red[i] - 0.02f)
        snow++;

      leaves += hue > 55 && hue < 165 && s > 0.14f && v > 0.15f && texture > 0.035f;
      water += hue > 165 && hue < 255 && s > 0.12f && v > 0.12f && texture > 0.01f;
      deep += hue > 150 && hue < 225 && s > 0.1f && v > 0.1f;
      moving += planes->edge[i] > 0.004f;
      glow += hue > 8 && hue < 58 && s > 0.6f && v > 0.85f;
      dark += v < 0.2f;
      lit += v > 0.75f;
      /* The box of Chai and Ngan, 'Face segmentation using skin-color map', 1999, a little narrower. */
      skin += cr > 138 && cr < 175 && cb > 85 && cb < 127 && v > 0.25f;
    }

  luma_top /= third;
  luma_bottom /= third;

  /* A white wall is no sky: an overcast one is brighter than what is below it. */
  self->raw[REEL_CONCEPT_SKY] = (blue_top + bright_top * reel_ramp (luma_top - luma_bottom, 0.05, 0.2)) / third;
  self->raw[REEL_CONCEPT_VEGETATION] = leaves / n;
  self->raw[REEL_CONCEPT_WATER] = water / n;
  self->raw[REEL_CONCEPT_UNDERWATER] = reel_ramp (deep / n, 0.55, 0.95) * reel_ramp (moving / n, 0.3, 0.9)
                                       * (1 - reel_ramp (self->raw[REEL_CONCEPT_WHITE], 0.2, 0.6));
  self->raw[REEL_CONCEPT_SNOW] = snow / (n - lower);
  self->raw[REEL_CONCEPT_FIRE] = reel_ramp (glow / n, 0.005, 0.06) * reel_ramp (dark / n, 0.3, 0.7);
  self->raw[REEL_CONCEPT_SUNSET] = reel_ramp (evening / MIN (n, 2 * third), 0.25, 0.6)
                                   * reel_ramp (luma_top - luma_bottom, 0.05, 0.25);
  self->raw[REEL_CONCEPT_NIGHT] = reel_ramp (1 - self->luma, 0.72, 0.86) * reel_ramp (lit / n, 0.0008, 0.004)
                                  * (1 - reel_ramp (lit / n, 0.1, 0.25));
  self->raw[REEL_CONCEPT_SKIN] = skin / n;
}

/* How alike the picture and its mirror image are: their correlation, where there is anything to compare. */
static double
measure_symmetry (const Planes *planes,
                  double        mean,
                  double        deviation)
{
  guint w = planes->width, h = planes->height;
  double product = 0;

  for (guint y = 0; y < h; y++)
    for (guint x = 0; x < w; x++)
      product += (planes->luma[(gsize) y * w + x] - mean) * (planes->luma[(gsize) y * w + w - 1 - x] - mean);
  product /= (double) w * h;

  return deviation > 0 ? MAX (0, product / (deviation * deviation)) * reel_ramp (deviation, 0.03, 0.08) : 0;
}

static int
compare_falling (gconstpointer a,
                 gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x < y) - (x > y);
}

static void
measure_texture (ReelFrameMeasures *self,
                 const Planes      *planes)
{
  gsize n = (gsize) planes->width * planes->height;
  double orientations[N_ORIENTATIONS] = { 0, };
  gboolean seen[8 * 8 * 8] = { FALSE, };
  double edges = 0, flat = 0, rough = 0, strong = 0, weight = 0, upright = 0, strongest = 0;
  guint n_colours = 0;

  for (gsize i = 0; i < n; i++)
    {
      float edge = planes->edge[i], angle = planes->angle[i];
      guint colour = (MIN (7, (guint) (planes->red[i] * 8)) * 8 + MIN (7, (guint) (planes->green[i] * 8))) * 8
                     + MIN (7, (guint) (planes->blue[i] * 8));

      n_colours += !seen[colour];
      seen[colour] = TRUE;
      edges += edge > 0.06f;
      flat += edge < 0.006f;
      rough += planes->texture[i] > 0.08f;
      if (edge > 0.08f)
        {
          strong++;
          weight += edge;
          orientations[MIN (N_ORIENTATIONS - 1, (guint) (angle * N_ORIENTATIONS / 180))] += edge;
          if (angle < 5 || angle > 175 || (angle > 85 && angle < 95))
            upright += edge;
        }
    }

  qsort (orientations, N_ORIENTATIONS, sizeof (double), compare_falling);
  for (guint i = 0; i < 4; i++)
    strongest += orientations[i];
  if (weight > 0)
    {
      strongest /= weight;
      upright /= weight;
    }

  self->raw[REEL_CONCEPT_DETAILED] = edges / n;
  self->raw[REEL_CONCEPT_PLAIN] = 1 - reel_ramp (edges / n, 0, 0.25);
  self->raw[REEL_CONCEPT_PATTERN] = rough / n;
  self->raw[REEL_CONCEPT_LINES] = strongest * reel_ramp (strong / n, 0.02, 0.1);
  self->raw[REEL_CONCEPT_GRAPHIC] = reel_ramp (flat / n, 0.25, 0.7) * reel_ramp (n_colours, 120, 20);
  self->raw[REEL_CONCEPT_SCREEN] = reel_ramp (flat / n, 0.3, 0.7) * reel_ramp (upright, 0.6, 0.9)
                                   * reel_ramp (strong / n, 0.01, 0.04);
  self->raw[REEL_CONCEPT_SYMMETRICAL] = measure_symmetry (planes, self->luma, self->raw[REEL_CONCEPT_HIGH_CONTRAST]);
}

/**
 * reel_frame_measures_take:
 * @self: (out caller-allocates): where to put them
 * @frame: a picture
 *
 * Measures a picture. Bars above and below, or left and right, are left out of everything but
 * %REEL_CONCEPT_LETTERBOX. From any thread.
 *
 * Returns: %FALSE where the frame has fewer bytes than it says
 */
gboolean
reel_frame_measures_take (ReelFrameMeasures *self,
                          ReelFrame         *frame)
{
  g_auto (Planes) planes = { 0, };
  gboolean letterbox = FALSE;

  memset (self, 0, sizeof *self);
  if (frame->width == 0 || frame->height == 0 || !planes_init (&planes, frame, &letterbox))
    return FALSE;

  measure_colour (self, &planes);
  measure_places (self, &planes);
  measure_texture (self, &planes);
  self->raw[REEL_CONCEPT_LETTERBOX] = letterbox ? 1 : 0;
  self->raw[REEL_CONCEPT_UPRIGHT] = reel_ramp ((double) frame->height / frame->width, 1.0, 1.5);

  return TRUE;
}
