/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/reel-camera-motion.h"
#include "engine/reel-frame-measures.h"

/*
 * Global motion, as surveys of camera motion in video retrieval describe it: the displacement of textured blocks by
 * exhaustive search, then a similarity (shift, zoom, roll) that most of them agree on, by RANSAC (Fischler and Bolles,
 * 1981), refined by weighted least squares. What moves in front of the camera falls out as disagreeing.
 */

#define BLOCK 16      /* pixels */
#define REACH 10      /* pixels in each direction */
#define MAX_BLOCKS 256
#define MIN_BLOCKS 6
#define TRIALS 200

/* Mean steps of luma from pixel to pixel, across and down, below which a block could be anywhere. */
#define MIN_TEXTURE 2
/* Mean difference from its match above which a block has no match. */
#define MAX_MISMATCH 18
/* A block stays where it is unless moving it is better by this mean difference: noise is no movement. */
#define STAY_BONUS 0.25

typedef struct
{
  double x, y; /* centre, pixels from the centre of the picture */
  double dx, dy;
} Block;

/* dx = x + zoom·X − roll·Y, dy = y + zoom·Y + roll·X */
typedef struct
{
  double x, y, zoom, roll;
} Similarity;

static guint
difference (const guint8 *a,
            const guint8 *b,
            gsize         stride,
            guint         limit)
{
  guint sum = 0;

  for (guint y = 0; y < BLOCK && sum <= limit; y++, a += stride, b += stride)
    {
      guint line = 0;

      for (guint x = 0; x < BLOCK; x++)
        line += (guint) abs (a[x] - b[x]);
      sum += line;
    }

  return sum;
}

/* Texture in both directions, else the search slides along an edge. */
static gboolean
is_textured (const guint8 *block,
             gsize         stride)
{
  guint across = 0, down = 0;

  for (guint y = 0; y + 1 < BLOCK; y++)
    for (guint x = 0; x + 1 < BLOCK; x++)
      {
        const guint8 *p = block + y * stride + x;

        across += (guint) abs (p[0] - p[1]);
        down += (guint) abs (p[0] - p[stride]);
      }

  return MIN (across, down) >= MIN_TEXTURE * BLOCK * BLOCK;
}

/* The vertex of the parabola through three differences, one pixel apart: the place between the pixels. */
static double
vertex (guint before,
        guint at,
        guint after)
{
  double curve = (double) before + after - 2.0 * at;

  return curve > 0 ? 0.5 * ((double) before - after) / curve : 0;
}

/* Looks for @from's block in @to; (@u, @v) is the displacement of its neighbour on entry and its own on return. */
static gboolean
search_block (const guint8 *from,
              const guint8 *to,
              gsize         stride,
              int          *u,
              int          *v,
              Block        *block)
{
  guint still = difference (from, to, stride, G_MAXUINT);
  guint bonus = (guint) (STAY_BONUS * BLOCK * BLOCK);
  guint best = still > bonus ? still - bonus : 0;
  guint near = difference (from, to + *v * (gssize) stride + *u, stride, best);
  int best_u = 0, best_v = 0;
  const guint8 *found;

  if (near < best)
    {
      best = near;
      best_u = *u;
      best_v = *v;
    }
  for (int y = -REACH; y <= REACH && best > 0; y++)
    for (int x = -REACH; x <= REACH; x++)
      {
        guint here = difference (from, to + y * (gssize) stride + x, stride, best);

        if (here < best)
          {
            best = here;
            best_u = x;
            best_v = y;
          }
      }

  *u = best_u;
  *v = best_v;
  block->dx = best_u;
  block->dy = best_v;
  found = to + best_v * (gssize) stride + best_u;
  best = difference (from, found, stride, G_MAXUINT);
  if (abs (best_u) < REACH && abs (best_v) < REACH)
    {
      block->dx += vertex (difference (from, found - 1, stride, G_MAXUINT), best,
                           difference (from, found + 1, stride, G_MAXUINT));
      block->dy += vertex (difference (from, found - stride, stride, G_MAXUINT), best,
                           difference (from, found + stride, stride, G_MAXUINT));
    }

  return best <= MAX_MISMATCH * BLOCK * BLOCK;
}

static guint
match_blocks (const ReelLuma *from,
              const ReelLuma *to,
              Block          *blocks)
{
  gsize stride = from->width;
  int u = 0, v = 0;
  guint n = 0;

  for (guint y = REACH; y + BLOCK + REACH <= from->height; y += BLOCK)
    for (guint x = REACH; x + BLOCK + REACH <= from->width && n < MAX_BLOCKS; x += BLOCK)
      {
        gsize at = y * stride + x;
        Block *block = &blocks[n];

        if (!is_textured (from->pixels + at, stride))
          continue;
        block->x = x + BLOCK / 2 - from->width / 2.0;
        block->y = y + BLOCK / 2 - from->height / 2.0;
        if (search_block (from->pixels + at, to->pixels + at, stride, &u, &v, block))
          n++;
      }

  return n;
}

/* Whether texture lies in three quarters of the picture at least. Where it does not, as with one figure before a dark
 * background, what moves may be the figure or the camera: nobody can tell. */
static gboolean
is_spread (const Block *blocks,
           guint        n)
{
  gboolean quarters[4] = { FALSE, };

  for (guint i = 0; i < n; i++)
    quarters[(blocks[i].x > 0) + 2 * (blocks[i].y > 0)] = TRUE;

  return quarters[0] + quarters[1] + quarters[2] + quarters[3] >= 3;
}

/* Square of the distance in pixels between where the block went and where the whole picture went. */
static double
stray2 (const Similarity *model,
        const Block      *block)
{
  double dx = block->dx - (model->x + model->zoom * block->x - model->roll * block->y);
  double dy = block->dy - (model->y + model->zoom * block->y + model->roll * block->x);

  return dx * dx + dy * dy;
}

static guint
count_within (const Similarity *model,
              const Block      *blocks,
              guint             n,
              double            distance2)
{
  guint count = 0;

  for (guint i = 0; i < n; i++)
    count += stray2 (model, &blocks[i]) < distance2;

  return count;
}

/* The similarity that two blocks fix, if they lie far enough apart to fix one. */
static gboolean
model_from_two (const Block *a,
                const Block *b,
                Similarity  *model)
{
  double x = a->x - b->x, y = a->y - b->y, dx = a->dx - b->dx, dy = a->dy - b->dy;
  double apart2 = x * x + y * y;

  if (apart2 < 20 * 20)
    return FALSE;

  model->zoom = (dx * x + dy * y) / apart2;
  model->roll = (dy * x - dx * y) / apart2;
  model->x = a->dx - model->zoom * a->x + model->roll * a->y;
  model->y = a->dy - model->zoom * a->y - model->roll * a->x;

  return fabs (model->zoom) < 0.3;
}

static void
refine (Similarity  *model,
        const Block *blocks,
        guint        n)
{
  double weights[MAX_BLOCKS];
  double sum = 0, x = 0, y = 0, dx = 0, dy = 0, along = 0, around = 0, spread = 1e-6;

  for (guint i = 0; i < n; i++)
    {
      double off2 = stray2 (model, &blocks[i]);

      weights[i] = off2 < 1.5 ? 1 / (1 + 4 * off2) : 0;
      sum += weights[i];
      x += weights[i] * blocks[i].x;
      y += weights[i] * blocks[i].y;
      dx += weights[i] * blocks[i].dx;
      dy += weights[i] * blocks[i].dy;
    }
  if (sum < 2)
    return;

  x /= sum;
  y /= sum;
  dx /= sum;
  dy /= sum;
  for (guint i = 0; i < n; i++)
    {
      double from_x = blocks[i].x - x, from_y = blocks[i].y - y, to_x = blocks[i].dx - dx, to_y = blocks[i].dy - dy;

      along += weights[i] * (from_x * to_x + from_y * to_y);
      around += weights[i] * (from_x * to_y - from_y * to_x);
      spread += weights[i] * (from_x * from_x + from_y * from_y);
    }

  model->zoom = along / spread;
  model->roll = around / spread;
  model->x = dx - model->zoom * x + model->roll * y;
  model->y = dy - model->zoom * y - model->roll * x;
}

/**
 * reel_camera_motion_estimate:
 * @from: a picture
 * @to: the next one; of the same size, else nothing is known
 * @motion: (out caller-allocates): how the picture moved
 *
 * From any thread. Always the same result for the same pictures. Movements of more than a twentieth of the width
 * between the two are not found.
 */
void
reel_camera_motion_estimate (const ReelLuma *from,
                             const ReelLuma *to,
                             ReelPairMotion *motion)
{
  Block blocks[MAX_BLOCKS + 1];
  Similarity best = { 0, };
  guint most = 0, n;
  guint32 seed = 1;

  memset (motion, 0, sizeof *motion);
  if (from->width != to->width || from->height != to->height)
    return;

  n = match_blocks (from, to, blocks);
  if (n < MIN_BLOCKS || !is_spread (blocks, n))
    return;

  for (guint trial = 0; trial < TRIALS; trial++)
    {
      Similarity model;
      guint a, b, count;

      /* The linear congruential generator of Numerical Recipes: the same pairs each time. */
      seed = seed * 1664525u + 1013904223u;
      a = (seed >> 8) % n;
      seed = seed * 1664525u + 1013904223u;
      b = (seed >> 8) % n;
      if (!model_from_two (&blocks[a], &blocks[b], &model))
        continue;

      count = count_within (&model, blocks, n, 0.5);
      if (count > most)
        {
          most = count;
          best = model;
        }
    }
  if (most < 4)
    return;

  for (guint i = 0; i < 3; i++)
    refine (&best, blocks, n);

  motion->known = TRUE;
  motion->x = best.x / from->width;
  motion->y = best.y / from->width;
  motion->zoom = best.zoom;
  motion->roll = best.roll;
  motion->inliers = (double) count_within (&best, blocks, n, 1) / n;
  motion->astray = 1 - (double) count_within (&best, blocks, n, 2.25) / n;
}

static int
compare_rising (gconstpointer a,
                gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* The median of the values, times how much they agree in their sign: a speed kept up, not a shaking. Sorts @values. */
static double
steady_speed (double *values,
              guint   n)
{
  double sum = 0, size = 0;

  for (guint i = 0; i < n; i++)
    {
      sum += values[i];
      size += fabs (values[i]);
    }
  qsort (values, n, sizeof (double), compare_rising);

  return size > 0 ? values[n / 2] * fabs (sum) / size : 0;
}

/**
 * reel_camera_motion_classify:
 * @pairs: (array length=n_pairs): the movement between each two pictures of a clip
 * @n_pairs: how many
 * @seconds: time between two pictures
 * @confidence: (out): how sure it is, 0…1
 *
 * Names what the camera does. A pan to the right is one in which the picture moves to the left.
 *
 * Returns: the movement, %REEL_CAMERA_UNKNOWN where it can't be told
 */
ReelCameraMove
reel_camera_motion_classify (const ReelPairMotion *pairs,
                             guint                 n_pairs,
                             double                seconds,
                             double               *confidence)
{
  /* Frame widths a second; zoom and roll count half, as they move the corners about as far as that. */
  const double slowest = 0.008, clear = 0.02, shaking = 0.02;
  g_autofree double *x = g_new (double, n_pairs + 1);
  g_autofree double *y = g_new (double, n_pairs + 1);
  g_autofree double *zoom = g_new (double, n_pairs + 1);
  g_autofree double *roll = g_new (double, n_pairs + 1);
  double pan, tilt, zooming, rolling, speed, known, amplitude = 0;
  guint n = 0;

  *confidence = 0;
  for (guint i = 0; i < n_pairs; i++)
    {
      if (!pairs[i].known || pairs[i].inliers <= 0.35)
        continue;

      x[n] = pairs[i].x / seconds;
      y[n] = pairs[i].y / seconds;
      zoom[n] = 0.5 * pairs[i].zoom / seconds;
      roll[n] = 0.5 * pairs[i].roll / seconds;
      amplitude += hypot (x[n], y[n]);
      n++;
    }
  if (n < 2 || n < 0.3 * n_pairs)
    return REEL_CAMERA_UNKNOWN;

  amplitude /= n;
  known = (double) n / n_pairs;
  pan = steady_speed (x, n);
  tilt = steady_speed (y, n);
  zooming = steady_speed (zoom, n);
  rolling = steady_speed (roll, n);
  speed = MAX (MAX (fabs (pan), fabs (tilt)), MAX (fabs (zooming), fabs (rolling)));

  if ((speed < slowest && amplitude > shaking) || (speed < clear && amplitude > 3 * speed && amplitude > slowest))
    {
      *confidence = known * (0.5 + 0.5 * reel_ramp (amplitude, shaking / 2, 3 * shaking));
      return REEL_CAMERA_HANDHELD;
    }
  if (speed < slowest)
    {
      *confidence = known * (0.5 + 0.5 * reel_ramp (MAX (speed, amplitude / 2.5), slowest, slowest / 4));
      return REEL_CAMERA_STATIC;
    }

  *confidence = known * (0.5 + 0.5 * reel_ramp (speed, slowest, 2 * clear));
  if (speed == fabs (pan))
    return pan < 0 ? REEL_CAMERA_PAN_RIGHT : REEL_CAMERA_PAN_LEFT;
  if (speed == fabs (tilt))
    return tilt < 0 ? REEL_CAMERA_TILT_DOWN : REEL_CAMERA_TILT_UP;
  if (speed == fabs (zooming))
    return zooming > 0 ? REEL_CAMERA_ZOOM_IN : REEL_CAMERA_ZOOM_OUT;
  return REEL_CAMERA_ROLL;
}
