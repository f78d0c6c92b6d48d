/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "local/reel-measured-engine.h"
#include "engine/reel-clip-measures.h"
#include "engine/reel-frame-measures.h"
#include "reel-test.h"

#define WIDTH 240
#define HEIGHT 136

typedef struct
{
  double red, green, blue; /* 0…1 */
} Colour;

/* What a picture shows at a place, 0…1 across and down, at a time in seconds. */
typedef Colour (*Painter) (double x, double y, double time);

static ReelFrame *
paint_size (Painter painter,
            double  time,
            guint   width,
            guint   height)
{
  gsize stride = (gsize) width * 4 + 8; /* not tight, as a decoder's may be */
  guint8 *pixels = g_malloc0 (stride * height);
  g_autoptr (GBytes) bytes = NULL;

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      {
        Colour colour = painter ((x + 0.5) / width, (y + 0.5) / height, time);
        guint8 *pixel = pixels + y * stride + (gsize) x * 4;

        pixel[0] = (guint8) lround (255 * CLAMP (colour.red, 0, 1));
        pixel[1] = (guint8) lround (255 * CLAMP (colour.green, 0, 1));
        pixel[2] = (guint8) lround (255 * CLAMP (colour.blue, 0, 1));
      }
  bytes = g_bytes_new_take (pixels, stride * height);

  return reel_frame_new (width, height, stride, time, bytes);
}

static GPtrArray *
film (Painter painter,
      guint   n)
{
  GPtrArray *frames = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_sampled_frame_free);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ReelFrame) frame = paint_size (painter, i / 10.0, WIDTH, HEIGHT);

      g_ptr_array_add (frames, reel_sampled_frame_new (frame));
    }

  return frames;
}

/* The colour that every flat painter paints with. */
static Colour flat;

static Colour
paint_flat (double x,
            double y,
            double time)
{
  return flat;
}

static void
test_colours (void)
{
  static const struct
  {
    Colour colour;
    ReelConcept concept;
  } cases[] = {
    { { 0.8, 0.1, 0.1 }, REEL_CONCEPT_RED },    { { 1.0, 0.5, 0.0 }, REEL_CONCEPT_ORANGE },
    { { 0.9, 0.9, 0.1 }, REEL_CONCEPT_YELLOW }, { { 0.1, 0.6, 0.1 }, REEL_CONCEPT_GREEN },
    { { 0.0, 0.8, 0.8 }, REEL_CONCEPT_CYAN },   { { 0.1, 0.2, 0.9 }, REEL_CONCEPT_BLUE },
    { { 0.5, 0.1, 0.8 }, REEL_CONCEPT_PURPLE }, { { 1.0, 0.6, 0.8 }, REEL_CONCEPT_PINK },
    { { 0.4, 0.25, 0.1 }, REEL_CONCEPT_BROWN }, { { 0.05, 0.05, 0.05 }, REEL_CONCEPT_BLACK },
    { { 0.95, 0.95, 0.95 }, REEL_CONCEPT_WHITE }, { { 0.5, 0.5, 0.5 }, REEL_CONCEPT_GREY },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ReelFrame) frame = NULL;
      ReelFrameMeasures measures;

      flat = cases[i].colour;
      frame = paint_size (paint_flat, 0, WIDTH, HEIGHT);
      g_assert_true (reel_frame_measures_take (&measures, frame));
      for (ReelConcept c = REEL_CONCEPT_RED; c <= REEL_CONCEPT_GREY; c++)
        {
          g_test_message ("%s: %s %.2f", reel_concept_get_name (cases[i].concept), reel_concept_get_name (c),
                          measures.raw[c]);
          g_assert_cmpfloat_with_epsilon (measures.raw[c], c == cases[i].concept ? 1 : 0, 1e-9);
        }
    }
}

/* The activation of @concept in one picture. */
static double
activation (Painter     painter,
            ReelConcept concept)
{
  g_autoptr (ReelFrame) frame = paint_size (painter, 0, WIDTH, HEIGHT);
  ReelFrameMeasures measures;

  g_assert_true (reel_frame_measures_take (&measures, frame));
  g_test_message ("%s %.3f, raw %.3f", reel_concept_get_name (concept),
                  reel_concept_activate (concept, measures.raw[concept]), measures.raw[concept]);

  return reel_concept_activate (concept, measures.raw[concept]);
}

static double
grain (int x,
       int y)
{
  guint32 h = (guint32) x * 374761393u + (guint32) y * 668265263u;

  h = (h ^ (h >> 13)) * 1274126177u;
  return ((h ^ (h >> 16)) & 0xffff) / 65535.0;
}

/* Smooth noise: something everywhere that can be recognised again. */
static double
noise (double x,
       double y)
{
  double left = floor (x), top = floor (y), a = x - left, b = y - top;
  int i = (int) left, j = (int) top;

  a = a * a * (3 - 2 * a);
  b = b * b * (3 - 2 * b);
  return (1 - b) * ((1 - a) * grain (i, j) + a * grain (i + 1, j))
         + b * ((1 - a) * grain (i, j + 1) + a * grain (i + 1, j + 1));
}

static double
terrain (double x,
         double y)
{
  return 0.15 + 0.45 * noise (x * 12, y * 12) + 0.35 * noise (x * 37 + 5, y * 37 + 9);
}

static Colour
grey_of (double value)
{
  return (Colour){ value, value, value };
}

/* In units of the width, both ways. */
static Colour
paint_terrain (double x,
               double y,
               double time)
{
  return grey_of (terrain (x + 7, y * HEIGHT / WIDTH + 7));
}

static Colour
paint_meadow (double x,
              double y,
              double time)
{
  double value = terrain (x * 3, y * 3);

  return y < 0.4 ? (Colour){ 0.45, 0.65, 0.95 } : (Colour){ 0.3 * value, value, 0.2 * value };
}

static Colour
paint_night (double x,
             double y,
             double time)
{
  return grey_of (fmod (x * 8, 1) < 0.06 && fmod (y * 5, 1) < 0.1 ? 1 : 0.04);
}

static Colour
paint_sunset (double x,
              double y,
              double time)
{
  return y < 0.7 ? (Colour){ 0.95, 0.35 + 0.3 * y, 0.15 } : grey_of (0.06);
}

static Colour
paint_desktop (double x,
               double y,
               double time)
{
  if (fmod (x * 6, 1) < 0.04 || fmod (y * 4, 1) < 0.04)
    return grey_of (0.3);
  return grey_of (0.93);
}

static Colour
paint_mirrored (double x,
                double y,
                double time)
{
  return grey_of (terrain (fabs (x - 0.5), y));
}

static Colour
paint_stripes (double x,
               double y,
               double time)
{
  return grey_of (fmod (x * 12, 1) < 0.5 ? 0.2 : 0.8);
}

static Colour
paint_letterbox (double x,
                 double y,
                 double time)
{
  return y < 0.15 || y > 0.85 ? grey_of (0) : (Colour){ 0.2, 0.3, 0.9 };
}

static void
test_light (void)
{
  flat = grey_of (0.05);
  g_assert_cmpfloat (activation (paint_flat, REEL_CONCEPT_DARK), >, 0.9);
  g_assert_cmpfloat (activation (paint_flat, REEL_CONCEPT_BRIGHT), <, 0.1);
  flat = grey_of (0.9);
  g_assert_cmpfloat (activation (paint_flat, REEL_CONCEPT_BRIGHT), >, 0.9);
  g_assert_cmpfloat (activation (paint_flat, REEL_CONCEPT_DARK), <, 0.1);
  g_assert_cmpfloat (activation (paint_flat, REEL_CONCEPT_BLACK_AND_WHITE), >, 0.9);
  g_assert_cmpfloat (activation (paint_flat, REEL_CONCEPT_PLAIN), >, 0.9);
  g_assert_cmpfloat (activation (paint_flat, REEL_CONCEPT_SKY), <, 0.1);
  flat = (Colour){ 0.8, 0.5, 0.3 };
  g_assert_cmpfloat (activation (paint_flat, REEL_CONCEPT_WARM), >, 0.9);
  g_assert_cmpfloat (activation (paint_flat, REEL_CONCEPT_COLD), <, 0.1);
  g_assert_cmpfloat (activation (paint_flat, REEL_CONCEPT_BLACK_AND_WHITE), <, 0.1);
  flat = (Colour){ 0.3, 0.5, 0.8 };
  g_assert_cmpfloat (activation (paint_flat, REEL_CONCEPT_COLD), >, 0.9);
  g_assert_cmpfloat (activation (paint_stripes, REEL_CONCEPT_HIGH_CONTRAST), >, 0.6);
  g_assert_cmpfloat (activation (paint_flat, REEL_CONCEPT_LOW_CONTRAST), >, 0.9);
}

static void
test_places (void)
{
  g_assert_cmpfloat (activation (paint_meadow, REEL_CONCEPT_SKY), >, 0.8);
  g_assert_cmpfloat (activation (paint_meadow, REEL_CONCEPT_VEGETATION), >, 0.8);
  g_assert_cmpfloat (activation (paint_terrain, REEL_CONCEPT_VEGETATION), <, 0.1);
  g_assert_cmpfloat (activation (paint_night, REEL_CONCEPT_NIGHT), >, 0.8);
  g_assert_cmpfloat (activation (paint_meadow, REEL_CONCEPT_NIGHT), <, 0.1);
  g_assert_cmpfloat (activation (paint_sunset, REEL_CONCEPT_SUNSET), >, 0.8);
  g_assert_cmpfloat (activation (paint_meadow, REEL_CONCEPT_SUNSET), <, 0.1);
  flat = (Colour){ 0.85, 0.62, 0.5 };
  g_assert_cmpfloat (activation (paint_flat, REEL_CONCEPT_SKIN), >, 0.8);
}

static void
test_layout (void)
{
  g_assert_cmpfloat (activation (paint_desktop, REEL_CONCEPT_SCREEN), >, 0.8);
  g_assert_cmpfloat (activation (paint_terrain, REEL_CONCEPT_SCREEN), <, 0.1);
  g_assert_cmpfloat (activation (paint_mirrored, REEL_CONCEPT_SYMMETRICAL), >, 0.9);
  g_assert_cmpfloat (activation (paint_terrain, REEL_CONCEPT_SYMMETRICAL), <, 0.3);
  g_assert_cmpfloat (activation (paint_stripes, REEL_CONCEPT_LINES), >, 0.9);
  g_assert_cmpfloat (activation (paint_terrain, REEL_CONCEPT_LINES), <, 0.3);
  /* Bars are not part of the picture. */
  g_assert_cmpfloat (activation (paint_letterbox, REEL_CONCEPT_LETTERBOX), >, 0.9);
  g_assert_cmpfloat (activation (paint_letterbox, REEL_CONCEPT_BLACK), <, 0.01);
  g_assert_cmpfloat (activation (paint_letterbox, REEL_CONCEPT_BLUE), >, 0.9);
  flat = grey_of (0);
  g_assert_cmpfloat (activation (paint_flat, REEL_CONCEPT_LETTERBOX), <, 0.1);
  g_assert_cmpfloat (activation (paint_flat, REEL_CONCEPT_BLACK), >, 0.9);
}

/* How the camera of paint_camera() moves: widths a second, and growth a second. */
static double camera_x, camera_y, camera_zoom, camera_shake;

static Colour
paint_camera (double x,
              double y,
              double time)
{
  double scale = exp (-camera_zoom * time);
  int step = (int) lround (time * 10);
  double shake_x = camera_shake * (grain (step, 1) - 0.5), shake_y = camera_shake * (grain (step, 2) - 0.5);

  return grey_of (terrain (7 + (x - 0.5) * scale + camera_x * time + shake_x,
                           7 + (y - 0.5) * scale * HEIGHT / WIDTH + camera_y * time + shake_y));
}

static Colour
paint_passer_by (double x,
                 double y,
                 double time)
{
  double left = 0.2 + 0.1 * time;

  if (x > left && x < left + 0.12 && y > 0.3)
    return grey_of (terrain (x - left + 20, y * HEIGHT / WIDTH + 3));
  return paint_terrain (x, y, time);
}

/* A figure that shakes before a dark background. */
static Colour
paint_figure (double x,
              double y,
              double time)
{
  int step = (int) lround (time * 10);
  double shake = 0.02 * (grain (step, 1) - 0.5);

  return x > 0.55 && x < 0.95 ? grey_of (terrain (7 + x + shake, 7 + y * HEIGHT / WIDTH)) : grey_of (0.03);
}

static ReelCameraMove
classify (Painter painter)
{
  g_autoptr (GPtrArray) frames = film (painter, 20);
  ReelClipMeasures measures;

  g_assert_true (reel_clip_measures_take (&measures, frames));
  g_test_message ("camera %d, confidence %.2f, motion %.3f", measures.camera, measures.camera_confidence, measures.motion);
  g_assert_cmpfloat (measures.camera_confidence, >=, 0);
  g_assert_cmpfloat (measures.camera_confidence, <=, 1);

  return measures.camera;
}

static void
test_camera (void)
{
  static const struct
  {
    double x, y, zoom, shake;
    ReelCameraMove expected;
  } cases[] = {
    { 0, 0, 0, 0, REEL_CAMERA_STATIC },
    { 0.08, 0, 0, 0, REEL_CAMERA_PAN_RIGHT },
    { -0.08, 0, 0, 0, REEL_CAMERA_PAN_LEFT },
    { 0.3, 0, 0, 0, REEL_CAMERA_PAN_RIGHT },
    { 0, -0.08, 0, 0, REEL_CAMERA_TILT_UP },
    { 0, 0.08, 0, 0, REEL_CAMERA_TILT_DOWN },
    { 0, 0, 0.12, 0, REEL_CAMERA_ZOOM_IN },
    { 0, 0, -0.12, 0, REEL_CAMERA_ZOOM_OUT },
    { 0, 0, 0, 0.02, REEL_CAMERA_HANDHELD },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      camera_x = cases[i].x;
      camera_y = cases[i].y;
      camera_zoom = cases[i].zoom;
      camera_shake = cases[i].shake;
      g_assert_cmpint (classify (paint_camera), ==, cases[i].expected);
    }

  /* Somebody walks by: the camera stands nevertheless. */
  g_assert_cmpint (classify (paint_passer_by), ==, REEL_CAMERA_STATIC);

  /* Whether this one moves or the camera can't be told. */
  g_assert_cmpint (classify (paint_figure), ==, REEL_CAMERA_UNKNOWN);

  /* Without texture nothing can be told. */
  flat = (Colour){ 0.3, 0.5, 0.8 };
  g_assert_cmpint (classify (paint_flat), ==, REEL_CAMERA_UNKNOWN);
  g_assert_cmpint (classify (paint_stripes), ==, REEL_CAMERA_UNKNOWN);
}

static Colour
paint_flicker (double x,
               double y,
               double time)
{
  return grey_of (lround (time * 10) % 2 == 0 ? 0.3 : 0.6);
}

static Colour
paint_fade (double x,
            double y,
            double time)
{
  return grey_of (time / 2);
}

static double
clip_activation (Painter     painter,
                 ReelConcept concept)
{
  g_autoptr (GPtrArray) frames = film (painter, 30);
  ReelClipMeasures measures;

  g_assert_true (reel_clip_measures_take (&measures, frames));
  g_test_message ("%s %.3f, raw %.3f", reel_concept_get_name (concept),
                  reel_concept_activate (concept, measures.raw[concept]), measures.raw[concept]);

  return reel_concept_activate (concept, measures.raw[concept]);
}

static void
test_motion (void)
{
  camera_x = 0.35;
  camera_y = camera_zoom = camera_shake = 0;
  g_assert_cmpfloat (clip_activation (paint_camera, REEL_CONCEPT_FAST), >, 0.6);
  g_assert_cmpfloat (clip_activation (paint_camera, REEL_CONCEPT_STILL), <, 0.05);
  g_assert_cmpfloat (clip_activation (paint_terrain, REEL_CONCEPT_STILL), >, 0.9);
  g_assert_cmpfloat (clip_activation (paint_terrain, REEL_CONCEPT_CALM), >, 0.9);
  g_assert_cmpfloat (clip_activation (paint_terrain, REEL_CONCEPT_FAST), <, 0.05);
  g_assert_cmpfloat (clip_activation (paint_terrain, REEL_CONCEPT_MOVING_PARTS), <, 0.05);
  g_assert_cmpfloat (clip_activation (paint_passer_by, REEL_CONCEPT_MOVING_PARTS), >, 0.3);
  g_assert_cmpfloat (clip_activation (paint_flicker, REEL_CONCEPT_FLICKER), >, 0.9);
  g_assert_cmpfloat (clip_activation (paint_fade, REEL_CONCEPT_FLICKER), <, 0.05);
  g_assert_cmpfloat (clip_activation (paint_fade, REEL_CONCEPT_BRIGHTENING), >, 0.9);
  g_assert_cmpfloat (clip_activation (paint_fade, REEL_CONCEPT_DARKENING), <, 0.05);
}

static const char *
find_tag (GArray     *tags,
          const char *category)
{
  for (guint i = 0; i < tags->len; i++)
    if (g_str_equal (g_array_index (tags, ReelTag, i).category, category))
      return g_array_index (tags, ReelTag, i).value;

  return NULL;
}

static void
test_faces (void)
{
  static const struct
  {
    int n_faces;
    double height;
    ReelConcept concept; /* REEL_CONCEPT_NONE: no face concept is active at all */
    const char *size;
    const char *faces;
  } cases[] = {
    { -1, 0, REEL_CONCEPT_NONE, "unknown", "unknown" },
    { 0, 0, REEL_CONCEPT_NO_FACE, "unknown", "none" },
    { 1, 0.6, REEL_CONCEPT_CLOSE_UP, "close_up", "one" },
    { 1, 0.22, REEL_CONCEPT_MEDIUM_SHOT, "medium", "one" },
    { 1, 0.1, REEL_CONCEPT_WIDE_SHOT, "wide", "one" },
    { 4, 0.1, REEL_CONCEPT_MANY_FACES, "wide", "several" },
  };
  g_autoptr (ReelEngine) engine = reel_measured_engine_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) frames = film (paint_terrain, 3);
      g_autoptr (ReelEvidence) evidence = NULL;
      GArray *tags;
      float vector[64];

      for (guint j = 0; j < frames->len; j++)
        {
          ((ReelSampledFrame *) frames->pdata[j])->n_faces = cases[i].n_faces;
          ((ReelSampledFrame *) frames->pdata[j])->face_height = cases[i].height;
        }
      g_assert_true (reel_engine_encode_frames (engine, frames, vector, &evidence, NULL, NULL));
      tags = evidence->tags;
      g_assert_cmpstr (find_tag (tags, "shot_size"), ==, cases[i].size);
      g_assert_cmpstr (find_tag (tags, "faces"), ==, cases[i].faces);
      g_assert_cmpstr (find_tag (tags, "shooting_angle"), ==, "unknown");
      g_assert_cmpstr (find_tag (tags, "camera_movement"), ==, "static");
      if (cases[i].concept != REEL_CONCEPT_NONE)
        g_assert_cmpfloat (vector[cases[i].concept], >, 0.3);
      else
        for (ReelConcept c = REEL_CONCEPT_FACE; c <= REEL_CONCEPT_WIDE_SHOT; c++)
          g_assert_cmpfloat (vector[c], ==, 0);
    }
}

static double
length_of (const float *vector)
{
  double sum = 0;

  for (guint d = 0; d < 64; d++)
    sum += vector[d] * vector[d];

  return sqrt (sum);
}

static void
test_vectors (void)
{
  static const Painter painters[] = { paint_flat, paint_terrain, paint_meadow, paint_night, paint_sunset, paint_desktop,
                                      paint_mirrored, paint_stripes, paint_letterbox, paint_flicker, paint_fade };
  g_autoptr (ReelEngine) engine = reel_measured_engine_new ();
  float query[64], scarlet[64], sea[64];
  double red = 0, blue = 0;

  g_assert_cmpstr (reel_engine_get_space_id (engine), ==, REEL_MEASURED_SPACE_ID);
  g_assert_cmpuint (reel_engine_get_dims (engine), ==, 64);

  for (gsize i = 0; i < G_N_ELEMENTS (painters); i++)
    for (guint n = 1; n <= 4; n += 3)
      {
        g_autoptr (GPtrArray) frames = film (painters[i], n);
        float vector[64];

        g_assert_true (reel_engine_encode_frames (engine, frames, vector, NULL, NULL, NULL));
        g_assert_cmpfloat_with_epsilon (length_of (vector), 1, 1e-5);
      }

  {
    g_autoptr (GPtrArray) one = NULL;
    g_autoptr (GPtrArray) other = NULL;

    flat = (Colour){ 0.8, 0.1, 0.1 };
    one = film (paint_flat, 3);
    flat = (Colour){ 0.1, 0.2, 0.9 };
    other = film (paint_flat, 3);
    g_assert_true (reel_engine_encode_frames (engine, one, scarlet, NULL, NULL, NULL));
    g_assert_true (reel_engine_encode_frames (engine, other, sea, NULL, NULL, NULL));
  }
  g_assert_true (reel_engine_encode_text (engine, "red", query, NULL, NULL, NULL));
  g_assert_cmpfloat_with_epsilon (length_of (query), 1, 1e-5);
  for (guint d = 0; d < 64; d++)
    {
      red += query[d] * scarlet[d];
      blue += query[d] * sea[d];
    }
  g_assert_cmpfloat (red, >, blue + 0.2);

  g_assert_finalize_object (g_steal_pointer (&engine));
}

/* Sizes that no sane video has, and changing ones. */
static void
test_odd_frames (void)
{
  static const guint sizes[][2] = { { 1, 1 }, { 2, 2 }, { 320, 1 }, { 1, 320 }, { 320, 2 }, { 3, 5 }, { 180, 320 } };
  g_autoptr (ReelEngine) engine = reel_measured_engine_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GPtrArray) frames = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_sampled_frame_free);
      float vector[64];

      for (guint j = 0; j < 3; j++)
        {
          /* All at one time, and the last of another size. */
          g_autoptr (ReelFrame) frame = paint_size (paint_meadow, 0, sizes[i][0] + (j == 2), sizes[i][1]);

          g_ptr_array_add (frames, reel_sampled_frame_new (frame));
        }
      g_assert_true (reel_engine_encode_frames (engine, frames, vector, NULL, NULL, NULL));
      g_assert_cmpfloat_with_epsilon (length_of (vector), 1, 1e-5);
      if (sizes[i][1] == 320 && sizes[i][0] == 180)
        g_assert_cmpfloat (vector[REEL_CONCEPT_UPRIGHT], >, 0.3);
    }
}

static void
test_activation (void)
{
  for (guint c = 0; c < REEL_N_CONCEPTS; c++)
    {
      double before = 0;

      g_assert_nonnull (reel_concept_get_name (c));
      g_assert_cmpint (reel_concept_from_name (reel_concept_get_name (c)), ==, c);
      g_assert_cmpfloat (reel_concept_activate (c, 0), ==, 0);
      g_assert_cmpfloat (reel_concept_activate (c, -1), ==, 0);
      g_assert_cmpfloat (reel_concept_activate (c, NAN), ==, 0);
      for (double raw = 0.05; raw < 1; raw += 0.05)
        {
          double now = reel_concept_activate (c, raw);

          g_assert_cmpfloat (now, >=, before);
          g_assert_cmpfloat (now, <=, 1);
          before = now;
        }
    }
  g_assert_cmpint (reel_concept_from_name ("dog"), ==, REEL_CONCEPT_NONE);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/measures/activation", test_activation);
  g_test_add_func ("/measures/colours", test_colours);
  g_test_add_func ("/measures/light", test_light);
  g_test_add_func ("/measures/places", test_places);
  g_test_add_func ("/measures/layout", test_layout);
  g_test_add_func ("/measures/camera", test_camera);
  g_test_add_func ("/measures/motion", test_motion);
  g_test_add_func ("/measures/faces", test_faces);
  g_test_add_func ("/measures/vectors", test_vectors);
  g_test_add_func ("/measures/odd-frames", test_odd_frames);
  return g_test_run ();
}
